package analyze

import (
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// Calcite takes what an AND says of one expression and constants together, as one set of values, even
// where the expression is a multi-value string and each condition alone would ask for any value. So a
// value is looked for that meets all of them: tags <> 'hot' AND tags = 'eco' is tags = 'eco'.

// term is a condition on the values of a multi-value string.
type term struct {
	source plan.Expr
	// holds makes the condition on one value.
	holds func(v plan.Expr) plan.Expr
	// negative marks what all values must meet when it stands alone: <> and NOT IN.
	negative bool
}

// together merges the terms of an AND that ask of one multi-value string how it compares with
// constants, when one of them looks for a value.
func (a *analyzer) together(pos ast.Pos, terms []plan.Expr) []plan.Expr {
	merged := map[string][]int{}
	found := make([]term, len(terms))
	for i, t := range terms {
		c, ok := a.multiTerm(t)
		if !ok {
			continue
		}
		found[i] = c
		k := key(c.source)
		merged[k] = append(merged[k], i)
	}
	out := append([]plan.Expr{}, terms...)
	for first := range terms {
		if found[first].source == nil {
			continue
		}
		places := merged[key(found[first].source)]
		if len(places) < 2 || places[0] != first {
			continue
		}
		positive := false
		for _, i := range places {
			positive = positive || !found[i].negative
		}
		if !positive {
			continue
		}
		v := a.newVar(druidtype.Of(druidtype.Varchar))
		conditions := make([]plan.Expr, len(places))
		for j, i := range places {
			conditions[j], out[i] = found[i].holds(v), nil
		}
		out[places[0]] = &plan.Elements{
			Base: plan.Base{T: boolType, P: pos}, Source: found[places[0]].source, Var: v, Agg: "any",
			Body: conjunction(pos, conditions),
		}
	}
	kept := out[:0]
	for _, t := range out {
		if t != nil {
			kept = append(kept, t)
		}
	}
	return kept
}

// multiTerm reads a condition on the values of a multi-value string and constants.
func (a *analyzer) multiTerm(x plan.Expr) (term, bool) {
	switch e := x.(type) {
	case *plan.Call:
		return a.multiCall(e)
	case *plan.Logical:
		return a.multiChoice(e)
	case *plan.Elements:
		if e.Agg == "any" && e.Source.Type().MultiValue && onConstants(e.Body, e.Var) {
			return term{source: e.Source, holds: func(v plan.Expr) plan.Expr { return rebound(e.Body, v) }}, true
		}
	}
	return term{}, false
}

func (a *analyzer) multiCall(c *plan.Call) (term, bool) {
	if c.Fn.Name == "NOT" {
		t, ok := a.multiTerm(c.Args[0])
		holds := t.holds
		t.negative = !t.negative
		t.holds = func(v plan.Expr) plan.Expr { return a.not(c.P, holds(v)) }
		return t, ok && t.negative
	}
	op, isComparison := map[string]string{"= MULTI": "=", "<> MULTI": "<>"}[c.Fn.Name]
	switch {
	case isComparison && plan.IsConstant(c.Args[1]):
		return term{c.Args[0], func(v plan.Expr) plan.Expr { return a.operator(c.P, op, v, c.Args[1]) }, op == "<>"}, true
	case c.Fn.Name == "IN MULTI", c.Fn.Name == "NOT IN MULTI":
		not := c.Fn.Name == "NOT IN MULTI"
		return term{c.Args[0], func(v plan.Expr) plan.Expr {
			return &plan.In{Base: plan.Base{T: boolType, P: c.P}, Not: not, X: v, List: c.Args[1:]}
		}, not}, true
	}
	return term{}, false
}

// multiChoice reads an OR of equalities, which IN makes.
func (a *analyzer) multiChoice(e *plan.Logical) (term, bool) {
	if !e.Or {
		return term{}, false
	}
	parts := make([]term, len(e.Terms))
	for i, x := range e.Terms {
		t, ok := a.multiTerm(x)
		if !ok || t.negative || i > 0 && key(t.source) != key(parts[0].source) {
			return term{}, false
		}
		parts[i] = t
	}
	return term{source: parts[0].source, holds: func(v plan.Expr) plan.Expr {
		out := &plan.Logical{Base: e.Base, Or: true, Terms: make([]plan.Expr, len(parts))}
		for i, t := range parts {
			out.Terms[i] = t.holds(v)
		}
		return out
	}}, true
}

// onConstants tells whether a condition compares an element with constants and does nothing else.
func onConstants(x plan.Expr, v *plan.Column) bool {
	switch e := x.(type) {
	case *plan.Call:
		if len(e.Args) != 2 || e.Args[0] != plan.Expr(v) || !plan.IsConstant(e.Args[1]) {
			return false
		}
		switch e.Fn.Name {
		case "=", "<>", "<TEXT", "<=TEXT", ">TEXT", ">=TEXT":
			return true
		}
	case *plan.Logical:
		for _, t := range e.Terms {
			if !onConstants(t, v) {
				return false
			}
		}
		return true
	}
	return false
}

// rebound is a condition that onConstants knows, on another element.
func rebound(x, by plan.Expr) plan.Expr {
	switch e := x.(type) {
	case *plan.Call:
		out := *e
		out.Args = []plan.Expr{by, e.Args[1]}
		return &out
	case *plan.Logical:
		out := *e
		out.Terms = make([]plan.Expr, len(e.Terms))
		for i, t := range e.Terms {
			out.Terms[i] = rebound(t, by)
		}
		return &out
	}
	return x
}
