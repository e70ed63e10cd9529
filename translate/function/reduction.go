package function

import (
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// reductionFunctions pick one of several values.
func reductionFunctions() []plan.Function {
	return []plan.Function{
		{
			Name: "GREATEST", Params: params("*..."), Signature: "GREATEST(expr, ...)", Type: reducedType, Bind: reduce,
			Emit: reduction("GREATEST"), Doc: "The greatest value that is not NULL; text when any is text.",
		},
		{
			Name: "LEAST", Params: params("*..."), Signature: "LEAST(expr, ...)", Type: reducedType, Bind: reduce,
			Emit: reduction("LEAST"), Doc: "The least value that is not NULL; text when any is text.",
		},
	}
}

// reducedType follows Druid's GREATEST and LEAST: text beside anything is text, whole numbers,
// times and booleans are BIGINT, the rest is DOUBLE.
func reducedType(args []plan.Expr) druidtype.Type {
	if len(args) == 0 {
		return druidtype.Of(druidtype.Unknown)
	}
	approx, known := false, 0
	for _, a := range args {
		switch t := a.Type(); {
		case t.Kind == druidtype.Unknown:
		case t.Kind == druidtype.Array, t.Kind == druidtype.Complex:
			return druidtype.Of(druidtype.BigInt) // reduce refuses it
		case t.IsString():
			return t.Null(true) // CHAR for a literal
		case t.IsApprox():
			approx = true
			known++
		default:
			known++
		}
	}
	switch {
	case known == 0:
		return druidtype.Of(druidtype.Unknown)
	case approx:
		return druidtype.Of(druidtype.Double)
	}
	return druidtype.Of(druidtype.BigInt)
}

// reduce casts every argument to the common type: times by way of their milliseconds, truth values by
// way of 1 and 0.
func reduce(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	t := reducedType(c.Args)
	if t.Kind == druidtype.Unknown {
		return &plan.Literal{Base: plan.Base{T: t, P: c.P}}, nil
	}
	for _, a := range c.Args {
		if k := a.Type(); k.Kind == druidtype.Array || k.Kind == druidtype.Complex {
			return nil, refused(c, "Function[%s] does not accept %s types", lower(c.Fn.Name), k.Native())
		}
	}
	if nullFirst(c.Args) && !allConstant(c.Args) {
		class := "Integer"
		if t.IsString() {
			class = "String"
		}
		return nil, druiderr.New(druiderr.User, druiderr.InvalidInput, "general", "Cannot coerce field [v0] from type [java.lang.%s] to type [NULL]", class)
	}
	for i, a := range c.Args {
		switch k := a.Type().Kind; {
		case k == druidtype.Array, k == druidtype.Complex:
			return nil, refused(c, "Function[%s] does not accept %s types", lower(c.Fn.Name), a.Type().Native())
		case k == druidtype.Boolean:
			a = b.Cast(a, druidtype.Of(druidtype.Integer))
		case a.Type().IsTime():
			a = b.Cast(a, druidtype.Of(druidtype.BigInt))
		}
		c.Args[i] = b.Cast(a, t)
	}
	return c, nil
}

// nullFirst tells whether NULL stands before any text: the type of the result is that of the first of
// them.
func nullFirst(args []plan.Expr) bool {
	for _, a := range args {
		if t := a.Type(); t.IsString() || t.Kind == druidtype.Unknown {
			return t.Kind == druidtype.Unknown
		}
	}
	return false
}

func reduction(name string) emitter {
	return func(w plan.Writer, c *plan.Call) {
		w.SQL(name + "(")
		for i, a := range c.Args {
			if i > 0 {
				w.SQL(", ")
			}
			w.Bytewise(a)
		}
		w.SQL(")")
	}
}
