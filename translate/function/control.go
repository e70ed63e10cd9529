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

// coalesceType is the common type, or VARCHAR when text meets another type.
func coalesceType(args []plan.Expr) druidtype.Type {
	types := make([]druidtype.Type, len(args))
	for i, a := range args {
		types[i] = a.Type()
	}
	t, ok := plan.LeastRestrictive(types...)
	if !ok {
		t = druidtype.Of(druidtype.Varchar)
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
	if l.Kind != druidtype.Unknown && r.Kind != druidtype.Unknown {
		if _, ok := plan.LeastRestrictive(l, r); !ok {
			if l.IsString() != r.IsString() && l.Kind != druidtype.Complex && r.Kind != druidtype.Complex && l.Kind != druidtype.Array && r.Kind != druidtype.Array {
				return nil, druiderr.New(druiderr.User, druiderr.Uncategorized, "general",
					"Uncategorized calcite error message: [java.lang.IllegalArgumentException: Cannot infer return type for NVL; operand types: [%s, %s]]", l.SQL(), r.SQL())
			}
			return nil, druiderr.InvalidSQL(c.P, "Parameters must be of the same type")
		}
	}
	return bindCoalesce(b, c)
}

// bindCoalesce casts to the common type, and drops what can never be reached, as Calcite does: NULL
// literals, and everything behind a constant.
func bindCoalesce(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	var args []plan.Expr
	for _, x := range c.Args {
		if plan.IsNull(x) {
			continue
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
		return b.Cast(args[0], c.T), nil
	}
	c.Args = args
	return c, nil
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
