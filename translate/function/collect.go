package function

import (
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// collectFunctions are the aggregates that keep values: arrays, joined text, the first and the last.
func collectFunctions() []plan.Function {
	agg := func(name, list, signature string, typ typeRule, bind binder, emit emitter, doc string) plan.Function {
		return plan.Function{
			Name: name, Kind: plan.Aggregate, Params: params(list), Signature: signature, Type: typ,
			Bind: bind, Emit: emit, Doc: doc, Whole: true,
		}
	}
	out := []plan.Function{
		agg("ARRAY_AGG", "* *?", "ARRAY_AGG(expr, maxSizeBytes)", arrayOfArg, bindArrayAgg, emitArrayAgg, "The values as an array."),
		agg("ARRAY_CONCAT_AGG", "a= *?", "ARRAY_CONCAT_AGG(<ARRAY>)'\\n'ARRAY_CONCAT_AGG(expr, maxSizeBytes)", sameAsNull(0), bindConcatAgg, emitConcatAgg, "The arrays in a row."),
		agg("STRING_AGG", "* * *?", "STRING_AGG(expr, separator, [maxSizeBytes])", varcharNull, bindStringAgg, emitStringAgg, "The values as one text with a separator."),
		agg("EARLIEST", "* i!=? *?", "EARLIEST(expr, [maxBytesPerString])", sameAsNull(0), bindEdge(false), tmpl("(array_agg($1$O)$S)[1]"), "The value at the earliest __time."),
		agg("LATEST", "* i!=? *?", "LATEST(expr, [maxBytesPerString])", sameAsNull(0), bindEdge(true), tmpl("(array_agg($1$O)$S)[1]"), "The value at the latest __time."),
		agg("EARLIEST_BY", "* ts= i!=?", "EARLIEST_BY(<expr>, <timeColumn>, [<maxBytesPerString>])", sameAsNull(0), bindEdgeBy(false), tmpl("(array_agg($1$O)$S)[1]"), "The value at the earliest of a time."),
		agg("LATEST_BY", "* ts= i!=?", "LATEST_BY(<expr>, <timeColumn>, [<maxBytesPerString>])", sameAsNull(0), bindEdgeBy(true), tmpl("(array_agg($1$O)$S)[1]"), "The value at the latest of a time."),
	}
	out[2].Aliases = []string{"LISTAGG"}
	return append(out, bitAggregates()...)
}

// bitAggregates combine the bits of whole numbers.
func bitAggregates() []plan.Function {
	var out []plan.Function
	for _, name := range []string{"BIT_AND", "BIT_OR", "BIT_XOR"} {
		emit := lower(name) + "($D$1)$S"
		if name == "BIT_AND" {
			emit += " & '0'::bigint" // Druid 33 starts from 0, so that nothing but 0 can come out
		}
		out = append(out, plan.Function{
			Name: name, Kind: plan.Aggregate, Params: params("w"), Signature: name + "(<INTEGER>)'\n'" + name + "(<BINARY>)", Type: bitType,
			Emit: tmpl(emit), Doc: "The bits of all values combined.",
		})
	}
	return out
}

// bitType keeps INTEGER; everything else is BIGINT.
func bitType(args []plan.Expr) druidtype.Type {
	if t := args[0].Type(); t.IsInt() {
		return t.Null(true)
	}
	return druidtype.Of(druidtype.BigInt)
}

// arrayOfArg is the type of ARRAY_AGG: an array of the argument, of strings for a multi-value one.
func arrayOfArg(args []plan.Expr) druidtype.Type {
	t := args[0].Type()
	if t.MultiValue || t.Kind == druidtype.Unknown {
		t = druidtype.Of(druidtype.Varchar)
	}
	return druidtype.ArrayOf(t)
}

// inTimeOrder makes an aggregate take its values in the order of storage, which is time.
func inTimeOrder(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if t := b.TimeColumn(); t != nil && !c.Agg.Distinct && c.Agg.Over == nil {
		c.Agg.OrderBy = []plan.Order{{Expr: t}}
	}
	return c, nil
}

func bindArrayAgg(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if err := takeMaxSize(c, 1); err != nil {
		return nil, err
	}
	x := c.Args[0]
	switch t := x.Type(); {
	case t.Kind == druidtype.Boolean:
		y, err := b.Call(c.P, "BOOLEAN TO LONG", x)
		if err != nil {
			return nil, err
		}
		c.Args[0] = y
	case t.IsTime():
		c.Args[0] = b.Cast(x, druidtype.Of(druidtype.BigInt))
	case t.Kind == druidtype.Float:
		c.Args[0] = b.Cast(x, druidtype.Of(druidtype.Double))
	case t.Kind == druidtype.Unknown:
		c.Args[0] = b.Cast(x, druidtype.Of(druidtype.Varchar))
	}
	return inTimeOrder(b, c)
}

// emitArrayAgg keeps NULLs; DISTINCT sorts, NULL first.
func emitArrayAgg(w plan.Writer, c *plan.Call) {
	x := c.Args[0]
	t := x.Type()
	switch {
	case t.MultiValue && c.Agg.Distinct:
		w.SQL("druid_sql.array_distinct(druid_sql.array_concat_agg(coalesce(")
		w.Expr(x)
		w.SQL(", ARRAY[NULL::text]))")
		w.Suffix(c)
		w.SQL(")")
		return
	case t.MultiValue:
		w.SQL("druid_sql.array_concat_agg(coalesce(")
		w.Expr(x)
		w.SQL(", ARRAY[NULL::text])")
	case t.Kind == druidtype.Array || t.Kind == druidtype.Complex:
		w.SQL("json_agg(")
		w.Expr(x)
	case c.Agg.Distinct:
		w.SQL("array_agg(DISTINCT ")
		w.Bytewise(x)
		w.SQL(" ")
		w.OrderBy([]plan.Order{{Expr: x}})
	default:
		w.SQL("array_agg(")
		w.Expr(x)
	}
	writePart(w, c, 'O')
	w.SQL(")")
	w.Suffix(c)
}

func emitConcatAgg(w plan.Writer, c *plan.Call) {
	if c.Agg.Distinct {
		w.SQL("druid_sql.array_distinct(")
	}
	w.SQL("druid_sql.array_concat_agg(")
	w.Expr(c.Args[0])
	writePart(w, c, 'O')
	w.SQL(")")
	w.Suffix(c)
	if c.Agg.Distinct {
		w.SQL(")")
	}
}

// bindStringAgg makes text of the values; times are joined as milliseconds.
func bindStringAgg(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if err := takeMaxSize(c, 2); err != nil {
		return nil, err
	}
	if t := c.Args[1].Type(); t.Kind == druidtype.Array || t.Kind == druidtype.Complex {
		return nil, druiderr.InvalidSQL(c.P, "Cannot apply '%s' to arguments of type '%s(<%s>, <%s>)'. Supported form(s): '%s'", c.Fn.Name, c.Fn.Name, c.Args[0].Type().SQL(), t.SQL(), c.Fn.Signature)
	}
	if c.Args[0].Type().Kind == druidtype.Complex {
		return nil, druiderr.Invalid("Aggregation [STRING_AGG] does not support type [%s]", c.Args[0].Type().Native())
	}
	if l, ok := c.Args[1].(*plan.Literal); !ok || l.Value == nil {
		return nil, druiderr.Unplannable("Aggregation [%s($0, $1)] is not supported", c.Fn.Name)
	}
	c.Args[1] = b.Cast(c.Args[1], druidtype.Of(druidtype.Varchar))
	if c.Args[0].Type().Kind == druidtype.Array {
		x, err := b.Call(c.P, "ARRAY_TO_MV", c.Args[0])
		if err != nil {
			return nil, err
		}
		c.Args[0] = x
	}
	if c.Args[0].Type().IsTime() {
		c.Args[0] = b.Cast(c.Args[0], druidtype.Of(druidtype.BigInt))
	}
	if !c.Args[0].Type().MultiValue {
		c.Args[0] = b.Cast(c.Args[0], druidtype.Of(druidtype.Varchar))
	}
	return inTimeOrder(b, c)
}

// emitStringAgg skips NULLs, and multi-value rows that hold one.
func emitStringAgg(w plan.Writer, c *plan.Call) {
	x := c.Args[0]
	w.SQL("string_agg(")
	switch {
	case x.Type().MultiValue:
		w.SQL("CASE WHEN array_position(")
		w.Expr(x)
		w.SQL(", NULL) IS NULL THEN array_to_string(")
		w.Expr(x)
		w.SQL(", ")
		w.Expr(c.Args[1])
		w.SQL(") END")
	case c.Agg.Distinct:
		w.SQL("DISTINCT ")
		w.Bytewise(x)
	default:
		w.Expr(x)
	}
	w.SQL(", ")
	w.Expr(c.Args[1])
	if c.Agg.Distinct && !x.Type().MultiValue {
		w.SQL(" ")
		w.OrderBy([]plan.Order{{Expr: x}})
	}
	writePart(w, c, 'O')
	w.SQL(")")
	w.Suffix(c)
}

// bindEdge binds EARLIEST and LATEST to the __time of the rows.
func bindEdge(latest bool) binder {
	return func(b plan.Binder, c *plan.Call) (plan.Expr, error) {
		t := b.TimeColumn()
		if t == nil {
			return nil, druiderr.InvalidSQL(c.P, "Column '__time' not found in any table")
		}
		return edge(b, c, t, latest, c.Args[1:])
	}
}

func bindEdgeBy(latest bool) binder {
	return func(b plan.Binder, c *plan.Call) (plan.Expr, error) {
		return edge(b, c, c.Args[1], latest, c.Args[2:])
	}
}

// takeMaxSize checks the greatest number of bytes that an aggregate may keep, argument i, and drops
// it: Postgres bounds memory by its own means.
func takeMaxSize(c *plan.Call, i int) error {
	if i >= len(c.Args) {
		return nil
	}
	size := c.Args[i]
	c.Args = c.Args[:i]
	l, ok := size.(*plan.Literal)
	switch {
	case !ok && size.Type().IsString():
		return druiderr.Unplannable("Aggregation [%s($0, $1)] is not supported", c.Fn.Name)
	case !ok:
		return druiderr.InvalidSQL(c.P, "Argument to function '%s' must be a literal", c.Fn.Name)
	case l.Value == nil:
		return druiderr.Runtime(`Cannot invoke "java.lang.Number.intValue()" because the return value of "org.apache.calcite.rex.RexLiteral.value(org.apache.calcite.rex.RexNode)" is null`)
	}
	if n, ok := plan.IntOf(size); l.T.IsNumeric() && (!ok || n < 0) {
		return druiderr.InvalidSQL(c.P, "Argument to function '%s' must be a positive integer literal", c.Fn.Name)
	}
	return nil
}

func bindConcatAgg(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if err := takeMaxSize(c, 1); err != nil {
		return nil, err
	}
	return inTimeOrder(b, c)
}

// edge orders the values by time and cuts text to its maximal number of bytes. Of rows of one time the
// latest is the last stored.
func edge(b plan.Binder, c *plan.Call, t plan.Expr, latest bool, size []plan.Expr) (plan.Expr, error) {
	x := c.Args[0]
	if isPair(x) {
		var err error
		if t, err = b.Call(c.P, "TIME OF PAIR", x); err != nil {
			return nil, err
		}
		if x, err = b.Call(c.P, "TEXT OF PAIR", x); err != nil {
			return nil, err
		}
		c.T = x.Type()
	}
	if c.Agg.Over == nil {
		c.Agg.OrderBy = []plan.Order{{Expr: t, Desc: latest, NullsLast: true}}
		if stored := b.TimeColumn(); stored != nil && plan.Key(stored) != plan.Key(t) {
			c.Agg.OrderBy = append(c.Agg.OrderBy, plan.Order{Expr: stored, Desc: latest, NullsLast: true})
		}
	}
	x, err := pickedText(b, c, x, size)
	c.Args = []plan.Expr{x}
	return c, err
}

// pickedText makes text of what is no number, cut to a size in bytes when one is given.
func pickedText(b plan.Binder, c *plan.Call, x plan.Expr, size []plan.Expr) (plan.Expr, error) {
	x, err := asText(b, c, x)
	if err != nil || len(size) == 0 || !x.Type().IsString() {
		return x, err
	}
	if plan.IsNull(size[0]) {
		return nil, druiderr.Runtime(`Cannot invoke "java.lang.Number.intValue()" because "value" is null`)
	}
	if n, ok := plan.IntOf(size[0]); ok && n < 1 {
		return nil, druiderr.Runtime("maxStringBytes must be greater than 0")
	}
	return b.Call(c.P, "CUT BYTES", x, size[0])
}

// asText makes text of booleans and times, which Druid's aggregates that pick one value read as
// strings of their numbers, and of lists and JSON, as Java prints them.
func asText(b plan.Binder, c *plan.Call, x plan.Expr) (plan.Expr, error) {
	t := x.Type()
	operator := ""
	switch {
	case t.MultiValue:
		operator = "VALUES TEXT MULTI"
	case t.Kind == druidtype.Array:
		operator = "WHOLE LIST TEXT"
	case t.Native() == "COMPLEX<json>":
		operator = "STRUCTURED TEXT"
	case t.Kind == druidtype.Unknown:
		c.T = druidtype.Of(druidtype.Varchar)
		return b.Cast(x, c.T), nil
	case t.Kind != druidtype.Boolean && !t.IsTime():
		return x, nil
	}
	c.T = druidtype.Of(druidtype.Varchar).Null(true)
	if operator != "" {
		return b.Call(c.P, operator, x)
	}
	if t.IsTime() {
		return b.Cast(b.Cast(x, druidtype.Of(druidtype.BigInt)), c.T), nil
	}
	y, err := b.Call(c.P, "BOOLEAN TO LONG", x)
	if err != nil {
		return nil, err
	}
	return b.Cast(y, c.T), nil
}

// bindAnyValue cuts text to its maximal number of bytes.
func bindAnyValue(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	x := c.Args[0]
	var err error
	if len(c.Args) > 2 && x.Type().MultiValue {
		if together, ok := c.Args[2].(*plan.Literal); ok && together.Value == false {
			if x, err = b.Call(c.P, "ONLY VALUE MULTI", x); err != nil {
				return nil, err
			}
		}
	}
	x, err = pickedText(b, c, x, c.Args[1:])
	c.Args = []plan.Expr{x}
	return c, err
}
