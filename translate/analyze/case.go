package analyze

import (
	"maps"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/function"
	"ogham/translate/plan"
)

// caseExpr analyzes both forms of CASE. A CASE that reads a multi-value string is computed for each of
// its values.
func (a *analyzer) caseExpr(s *scope, e *ast.Case) plan.Expr {
	c := a.plainCase(s, e)
	if s.clause != "SELECT" && s.clause != "GROUP BY" && s.clause != "ORDER BY" || s.inAgg {
		return c
	}
	source := multiColumn(c)
	if source == nil {
		return c
	}
	v := a.newVar(druidtype.Of(druidtype.Varchar))
	inner := *s
	inner.clause, inner.unnested = "CASE", maps.Clone(s.unnested)
	if inner.unnested == nil {
		inner.unnested = map[string]plan.Expr{}
	}
	inner.unnested[key(source)] = v
	return a.mappedOver(e.Pos, source, v, a.plainCase(&inner, e))
}

// multiColumn finds the multi-value column that a CASE reads value by value; nil when there is none, or
// more than one. What Druid reads as an array as well it refuses.
func multiColumn(c *plan.Case) plan.Expr {
	values, arrays := map[string]plan.Expr{}, map[string]bool{}
	multiColumns(c, false, values, arrays)
	for k, x := range values {
		if arrays[k] {
			panic(bailout{druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unknown exception", "org.apache.druid.java.util.common.RE",
				"Invalid expression: [%s] used as both scalar and array variables", exprText(x))})
		}
	}
	for _, x := range values {
		if len(values) == 1 {
			return x
		}
	}
	return nil
}

// multiColumns collects the multi-value columns that x reads value by value, and those that functions
// of arrays take whole. Aggregates read them over the rows.
func multiColumns(x plan.Expr, whole bool, values map[string]plan.Expr, arrays map[string]bool) {
	plan.Walk(x, func(e plan.Expr) bool {
		switch e := e.(type) {
		case *plan.Column:
			if e.T.MultiValue && whole {
				arrays[key(e)] = true
			} else if e.T.MultiValue {
				values[key(e)] = e
			}
		case *plan.Call:
			if e.Agg != nil {
				return false
			}
			if !whole && e.Fn.Whole && !function.ByValue(e.Fn.Name) && e.Fn.Kind != plan.Operator {
				for _, arg := range e.Args {
					multiColumns(arg, true, values, arrays)
				}
				return false
			}
		}
		return true
	})
}

func (a *analyzer) plainCase(s *scope, e *ast.Case) *plan.Case {
	out := &plan.Case{Base: plan.Base{P: e.Pos}}
	var value plan.Expr
	if e.Value != nil {
		value = a.expr(s, e.Value)
	}
	for _, w := range e.Whens {
		var terms []plan.Expr
		for _, c := range w.Conds {
			cond := a.expr(s, c)
			if value != nil {
				cond = a.compare(c.Position(), "=", value, cond)
			} else if k := cond.Type().Kind; k != druidtype.Boolean && k != druidtype.Unknown {
				fail(e.Pos, "Expected a boolean type")
			}
			terms = append(terms, a.predicate(cond))
		}
		cond := terms[0]
		if len(terms) > 1 {
			cond = &plan.Logical{Base: plan.Base{T: boolType, P: e.Pos}, Or: true, Terms: terms}
		}
		out.Whens = append(out.Whens, plan.When{Cond: cond, Then: a.expr(s, w.Then)})
	}
	if e.Else != nil {
		out.Else = a.expr(s, e.Else)
	}
	return a.typeCase(out)
}

// typeCase gives the branches of a CASE one type.
func (a *analyzer) typeCase(c *plan.Case) *plan.Case {
	types := make([]druidtype.Type, 0, len(c.Whens)+1)
	for _, w := range c.Whens {
		types = append(types, w.Then.Type())
	}
	if c.Else != nil {
		types = append(types, c.Else.Type())
	}
	t, ok := plan.Blend(types...)
	if !ok {
		refuseComplex(types)
		fail(c.P, "Illegal mixing of types in CASE or COALESCE statement")
	}
	if c.Else == nil {
		t.Nullable = true
	}
	c.T = t
	for i := range c.Whens {
		c.Whens[i].Then = a.cast(c.Whens[i].Then, t)
	}
	if c.Else != nil {
		c.Else = a.cast(c.Else, t)
	}
	return c
}
