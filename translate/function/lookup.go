package function

import (
	"ogham/internal/druiderr"
	"ogham/translate/plan"
)

// lookupFunctions read lookups.
func lookupFunctions() []plan.Function {
	return []plan.Function{{
		Name: "LOOKUP", Params: params("s= s= s=?"), Signature: "LOOKUP(<CHARACTER>, <CHARACTER>, [<CHARACTER>])", Type: varcharNull,
		Bind: bindLookup, Emit: emitLookup, Doc: "The value that a lookup has for a key, else a default.",
	}}
}

// bindLookup refuses lookups that do not exist.
func bindLookup(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	name, ok := plan.TextOf(c.Args[1])
	if !ok {
		if plan.IsNull(c.Args[1]) {
			return nil, druiderr.Runtime("`lookup` required")
		}
		return nil, druiderr.InvalidSQL(c.P, "Argument to function 'LOOKUP' must be a literal")
	}
	if !b.HasLookup(name) {
		return nil, failed(c, "org.apache.druid.java.util.common.ISE", "Lookup [%s] not found", name)
	}
	return c, nil
}

// emitLookup reads one entry; a NULL key finds nothing.
func emitLookup(w plan.Writer, c *plan.Call) {
	w.SQL("coalesce((SELECT v FROM ogham.lookup_entry AS entry WHERE entry.name = ")
	w.Expr(c.Args[1])
	w.SQL(" AND entry.k = ")
	w.Bytewise(c.Args[0])
	w.SQL(")")
	if len(c.Args) > 2 {
		w.SQL(", ")
		w.Expr(c.Args[2])
	} else {
		w.SQL(", NULL::text")
	}
	w.SQL(")")
}
