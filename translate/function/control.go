package function

import (
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// controlFunctions choose between values.
func controlFunctions() []plan.Function {
	return []plan.Function{
		{
			Name: "COALESCE", Params: params("* *..."), Signature: "COALESCE(expr, ...)", Type: coalesceType, Bind: bindCoalesce,
			Emit: tmpl("coalesce($*)"), Doc: "The first value that is not NULL.",
		},
		{
			Name: "NVL", Aliases: []string{"IFNULL"}, Params: params("* *"), Signature: "NVL(expr, expr-for-null)", Type: coalesceType,
			Bind: bindNVL, Emit: tmpl("coalesce($*)"), Doc: "The first value, or the second where that is NULL.",
		},
		{
			Name: "NULLIF", Params: params("* *"), Signature: "NULLIF(value1, value2)", Type: sameAsNull(0), Bind: bindNullIf,
			Emit: tmpl("nullif($1, $2)"), Doc: "NULL where both values are equal, otherwise the first.",
		},
	}
}

// coalesceType is the common type, VARCHAR when text meets another type, Unknown when there is none.
func coalesceType(args []plan.Expr) druidtype.Type {
	types := make([]druidtype.Type, len(args))
	for i, a := range args {
		types[i] = a.Type()
	}
	t, ok := plan.Blend(types...)
	if !ok {
		return druidtype.Of(druidtype.Unknown)
	}
	t.Nullable = true
	for _, a := range types {
		if !a.Nullable && a.Kind != druidtype.Unknown {
			t.Nullable = false
		}
	}
	return t
}

// bindNVL refuses two types that have nothing in common; text beside another type fails inside of
// Calcite.
func bindNVL(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	l, r := c.Args[0].Type(), c.Args[1].Type()
	if l.Kind == druidtype.Unknown || r.Kind == druidtype.Unknown {
		return bindCoalesce(b, c)
	}
	same := l.IsNumeric() == r.IsNumeric() && (!l.IsTime() && !r.IsTime() || l.Kind == r.Kind)
	if _, ok := plan.LeastRestrictive(l, r); ok && same {
		return bindCoalesce(b, c)
	}
	textual := l.IsString() != r.IsString() && simple(l) && simple(r)
	if textual || l.Kind == druidtype.Array && r.Kind == druidtype.Array {
		return nil, druiderr.New(druiderr.User, druiderr.Uncategorized, "general",
			"Uncategorized calcite error message: [java.lang.IllegalArgumentException: Cannot infer return type for NVL; operand types: [%s, %s]]", l.SQL(), r.SQL())
	}
	return nil, druiderr.InvalidSQL(c.P, "Parameters must be of the same type")
}

func simple(t druidtype.Type) bool { return t.Kind != druidtype.Complex && t.Kind != druidtype.Array }

// bindCoalesce casts to the common type, and drops what can never be reached, as Calcite does: NULL
// literals, and everything behind a constant.
func bindCoalesce(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if err := blends(c); err != nil {
		return nil, err
	}
	var args []plan.Expr
	for _, x := range c.Args {
		if plan.IsNull(x) {
			continue
		}
		if x.Type().IsInt() && c.T.Kind == druidtype.Date {
			x = b.Cast(x, druidtype.Of(druidtype.Timestamp))
		}
		args = append(args, b.Cast(x, c.T))
		if plan.IsConstant(x) {
			break
		}
	}
	switch len(args) {
	case 0:
		return &plan.Literal{Base: plan.Base{T: c.T.Null(true), P: c.P}}, nil
	case 1:
		if l, ok := args[0].(*plan.Literal); ok && l.T.Kind != c.T.Kind {
			typed := *l
			typed.T = c.T
			return &typed, nil
		}
		return args[0], nil
	}
	c.Args = args
	return c, nil
}

// blends refuses arguments that no implicit cast brings together.
func blends(c *plan.Call) error {
	if c.T.Kind != druidtype.Unknown {
		return nil
	}
	mixed := false
	for _, a := range c.Args {
		switch a.Type().Kind {
		case druidtype.Unknown:
			continue
		case druidtype.Complex:
			return druiderr.Invalid("Calcite assertion violated: [No assign rules for OTHER defined]")
		default:
			mixed = true
		}
	}
	if !mixed {
		return nil
	}
	return druiderr.InvalidSQL(c.P, "Illegal mixing of types in CASE or COALESCE statement")
}

// bindNullIf makes CASE WHEN a = b THEN NULL ELSE a END, whose comparison casts as any other.
func bindNullIf(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if plan.IsNull(c.Args[0]) || plan.IsNull(c.Args[1]) {
		return c.Args[0], nil
	}
	cond, err := b.Compare(c.P, "=", c.Args[0], c.Args[1])
	if err != nil {
		return nil, err
	}
	null := &plan.Literal{Base: plan.Base{T: c.T, P: c.P}}
	return &plan.Case{Base: plan.Base{T: c.T, P: c.P}, Whens: []plan.When{{Cond: cond, Then: null}}, Else: c.Args[0]}, nil
}
