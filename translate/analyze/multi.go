package analyze

import (
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/function"
	"ogham/translate/plan"
)

// newVar makes an element variable for plan.Elements.
func (a *analyzer) newVar(t druidtype.Type) *plan.Column {
	return &plan.Column{Base: plan.Base{T: t}, Alias: "e" + a.alias()[1:], Name: "v"}
}

// compareMulti compares a multi-value string: a comparison holds when it holds for any value; <>
// when for all of them.
func (a *analyzer) compareMulti(pos ast.Pos, op string, l, r plan.Expr) plan.Expr {
	if !l.Type().MultiValue {
		l, r, op = r, l, flipped(op)
	}
	if r.Type().MultiValue {
		if op == "=" || op == "<>" {
			x := a.operator(pos, "OVERLAP MULTI", l, r)
			if op == "<>" {
				return a.not(pos, x)
			}
			return x
		}
		return a.mapCondition(pos, r, func(v plan.Expr) plan.Expr { return a.compare(pos, op, l, v) })
	}
	if r.Type().IsString() || r.Type().Kind == druidtype.Unknown {
		switch op {
		case "=":
			return a.operator(pos, "= MULTI", l, a.cast(r, druidtype.Of(druidtype.Varchar)))
		case "<>":
			return a.operator(pos, "<> MULTI", l, a.cast(r, druidtype.Of(druidtype.Varchar)))
		}
	}
	if r.Type().Kind == druidtype.Array {
		cannotCompare(pos, op, l, r)
	}
	return a.mapCondition(pos, l, func(v plan.Expr) plan.Expr { return a.compare(pos, op, v, r) })
}

func flipped(op string) string {
	switch op {
	case "<":
		return ">"
	case "<=":
		return ">="
	case ">":
		return "<"
	case ">=":
		return "<="
	}
	return op
}

// mapCondition is true when the condition holds for any value of multi.
func (a *analyzer) mapCondition(pos ast.Pos, multi plan.Expr, f func(plan.Expr) plan.Expr) plan.Expr {
	v := a.newVar(druidtype.Of(druidtype.Varchar))
	return &plan.Elements{Base: plan.Base{T: boolType, P: pos}, Source: multi, Var: v, Body: f(v), Agg: "any"}
}

// mapCall maps a function of one row over the values of a multi-value argument. Text results are a
// multi-value string again, conditions hold when any does.
func (a *analyzer) mapCall(pos ast.Pos, f *plan.Function, args []plan.Expr, keyword string) plan.Expr {
	var source plan.Expr
	for _, x := range args {
		if x.Type().MultiValue {
			source = x
			break
		}
	}
	k := key(source)
	v := a.newVar(druidtype.Of(druidtype.Varchar))
	inner := make([]plan.Expr, len(args))
	for i, x := range args {
		inner[i] = x
		if x.Type().MultiValue && key(x) == k {
			inner[i] = v
		}
	}
	body := a.bind(pos, f, inner, keyword)
	out := &plan.Elements{Base: plan.Base{P: pos}, Source: source, Var: v, Body: body}
	switch t := body.Type(); {
	case t.IsString():
		out.T = druidtype.MultiString()
	case t.Kind == druidtype.Boolean:
		out.T, out.Agg = boolType, "any"
	default:
		out.T = druidtype.ArrayOf(t)
	}
	return out
}

// hasMulti tells whether an argument is multi-value.
func hasMulti(args []plan.Expr) bool {
	for _, x := range args {
		if x.Type().MultiValue {
			return true
		}
	}
	return false
}

func getFunction(name string) *plan.Function {
	f, _ := function.Get(name)
	return f
}
