package analyze

import (
	"slices"
	"strings"

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
	if (isNullLiteral(l) || isNullLiteral(r)) && op[0] != 'I' {
		return literal(pos, nil, boolType)
	}
	if !l.Type().MultiValue {
		l, r, op = r, l, flipped(op)
	}
	if t := l.Type(); !t.IsString() {
		return a.compareMapped(pos, op, l, r)
	}
	if r.Type().MultiValue {
		if !r.Type().IsString() {
			return a.compareMapped(pos, flipped(op), r, l)
		}
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

// compareMapped compares what a function has made of each value: <> holds when = holds for none, and
// not for a row without results.
func (a *analyzer) compareMapped(pos ast.Pos, op string, l, r plan.Expr) plan.Expr {
	one := func(op string) plan.Expr {
		return a.mapCondition(pos, l, func(v plan.Expr) plan.Expr { return a.compare(pos, op, v, r) })
	}
	if op == "<>" {
		return a.not(pos, one("="))
	}
	return one(op)
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

// mapped makes an expression over one value of each of a multi-value argument's places an expression
// over all of them. Text results are a multi-value string again, conditions hold when any does, and
// whatever else comes out is carried as a multi-value of its type.
func (a *analyzer) mapped(pos ast.Pos, args []plan.Expr, f func(args []plan.Expr) plan.Expr) plan.Expr {
	var source plan.Expr
	for _, x := range args {
		if x.Type().MultiValue {
			source = x
			break
		}
	}
	source = mappedBase(source)
	k := key(source)
	v := a.newVar(source.Type().Single())
	inner := make([]plan.Expr, len(args))
	for i, x := range args {
		inner[i] = x
		if !x.Type().MultiValue {
			continue
		}
		e, ok := x.(*plan.Elements)
		switch {
		case key(x) == k:
			inner[i] = v
		case ok && e.Agg == "" && key(e.Source) == k:
			inner[i] = plan.Replace(e.Body, e.Var, v)
		}
	}
	body := f(inner)
	if alwaysNull(body) {
		return literal(pos, nil, body.Type().Null(true))
	}
	if l, ok := body.(*plan.Literal); ok { // nothing is left to be mapped
		return l
	}
	return a.mappedOver(pos, source, v, body)
}

// alwaysNull tells whether an operator has NULL as an operand: Druid's planner finds that before it
// maps anything.
func alwaysNull(x plan.Expr) bool {
	if c, ok := x.(*plan.Cast); ok {
		return alwaysNull(c.X)
	}
	c, ok := x.(*plan.Call)
	if !ok || c.Fn.Kind != plan.Operator || !strings.ContainsRune("+-*/=<>|", rune(c.Fn.Name[0])) {
		return isNullLiteral(x)
	}
	return slices.ContainsFunc(c.Args, alwaysNull)
}

// mappedBase gives what a multi-value argument was computed from, value by value: f(g(mv), mv) is one
// map over mv.
func mappedBase(x plan.Expr) plan.Expr {
	if e, ok := x.(*plan.Elements); ok && e.Agg == "" && e.Source.Type().MultiValue {
		return e.Source
	}
	return x
}

// mappedOver maps body, an expression over v, over the values of source.
func (a *analyzer) mappedOver(pos ast.Pos, source plan.Expr, v *plan.Column, body plan.Expr) plan.Expr {
	out := &plan.Elements{Base: plan.Base{T: body.Type().Null(true), P: pos}, Source: source, Var: v, Body: body}
	if _, nested := body.(*plan.Elements); !nested && body.Type().MultiValue && body.Type().IsString() {
		out.Agg, out.T = "json", druidtype.ComplexOf("json")
		return a.operator(pos, "LISTS TO MULTI", out)
	}
	switch t := body.Type(); t.Kind {
	case druidtype.Boolean:
		out.T, out.Agg = boolType, "any"
	case druidtype.Array, druidtype.Complex:
		out.Agg = "json"
		out.T.MultiValue = t.Kind == druidtype.Array
	case druidtype.Char, druidtype.Varchar, druidtype.Unknown:
		out.T = druidtype.MultiString()
		if t.Kind == druidtype.Char {
			out.T.Kind = t.Kind
		}
	default:
		out.T.MultiValue = true
	}
	return out
}

// mapCondition is true when the condition holds for any value of multi.
func (a *analyzer) mapCondition(pos ast.Pos, multi plan.Expr, f func(plan.Expr) plan.Expr) plan.Expr {
	source := mappedBase(multi)
	v := a.newVar(source.Type().Single())
	value := plan.Expr(v)
	if e, ok := multi.(*plan.Elements); ok && source != multi {
		value = plan.Replace(e.Body, e.Var, v)
	}
	body := f(value)
	if alwaysNull(body) {
		return literal(pos, nil, boolType)
	}
	return &plan.Elements{Base: plan.Base{T: boolType, P: pos}, Source: source, Var: v, Body: body, Agg: "any"}
}

// mapCall maps a function of one row over the values of a multi-value argument.
func (a *analyzer) mapCall(pos ast.Pos, name string, f *plan.Function, args []plan.Expr, keyword string) plan.Expr {
	return a.mapped(pos, args, func(args []plan.Expr) plan.Expr { return a.bindNamed(pos, name, f, args, keyword) })
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
