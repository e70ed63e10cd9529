package analyze

import (
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// source resolves the source of a PIVOT or UNPIVOT in a scope of its own.
func (a *analyzer) source(s *scope, f ast.From) (*scope, plan.Rel) {
	inner := &scope{parent: s.parent, ctes: s.ctes}
	return inner, a.from(inner, f)
}

// sourceFields lists the columns that SELECT * of a scope would show.
func sourceFields(s *scope) []field {
	var out []field
	out = append(out, s.merged...)
	for _, t := range s.tables {
		for i := range t.fields {
			if !t.fields[i].merged {
				out = append(out, t.fields[i])
			}
		}
	}
	return out
}

// pivot rewrites source PIVOT (aggs FOR cols IN (values)) as a grouping by all other columns, with
// one filtered aggregate for each value and aggregate.
func (a *analyzer) pivot(s *scope, f *ast.Pivot) plan.Rel {
	inner, rel := a.source(s, f.Source)
	inner.clause = "PIVOT"
	used := map[string]bool{}
	axes := make([]plan.Expr, len(f.For))
	for i, id := range f.For {
		axes[i] = a.column(inner, id)
		used[key(axes[i])] = true
	}
	sel := &plan.Select{From: rel, Group: &plan.Group{}}
	var columns []druidtype.Column
	first := make([]plan.Expr, len(f.Aggs))
	for i := range f.Aggs {
		first[i] = a.pivotAggregate(inner, f.Aggs[i].Expr, nil)
		columnsIn(first[i], used)
	}
	for _, field := range sourceFields(inner) {
		if used[key(field.expr)] {
			continue
		}
		sel.Group.Keys = append(sel.Group.Keys, field.expr)
		sel.Items = append(sel.Items, field.expr)
		columns = append(columns, druidtype.Column{Name: field.name, Type: field.expr.Type()})
	}
	for i := range f.In {
		v := &f.In[i]
		cond := a.pivotCondition(inner, v, axes)
		for j := range f.Aggs {
			x := a.pivotAggregate(inner, f.Aggs[j].Expr, cond)
			sel.Items = append(sel.Items, x)
			columns = append(columns, druidtype.Column{Name: pivotName(v, &f.Aggs[j]), Type: x.Type()})
		}
	}
	return a.derivedSelect(s, sel, columns, f.Alias, f.Pos)
}

// columnsIn notes the columns that an expression reads.
func columnsIn(e plan.Expr, used map[string]bool) {
	plan.Walk(e, func(e plan.Expr) bool {
		if _, ok := e.(*plan.Column); ok {
			used[key(e)] = true
		}
		return true
	})
}

// pivotName is value_agg, or either alone.
func pivotName(v *ast.PivotValue, agg *ast.SelectItem) string {
	name := ""
	if v.Alias != nil {
		name = v.Alias.Name()
	} else {
		for i, e := range v.Exprs {
			if i > 0 {
				name += "_"
			}
			if l, ok := e.(*ast.Literal); ok {
				name += "'" + l.Text + "'"
				if l.Kind != ast.LitString {
					name = name[:len(name)-len(l.Text)-2] + l.Text
				}
			}
		}
	}
	if agg.Alias != nil {
		name += "_" + agg.Alias.Name()
	}
	return name
}

func (a *analyzer) pivotCondition(s *scope, v *ast.PivotValue, axes []plan.Expr) plan.Expr {
	if len(v.Exprs) != len(axes) {
		fail(v.Pos, "Value count in PIVOT (%d) must match number of FOR columns (%d)", len(v.Exprs), len(axes))
	}
	terms := make([]plan.Expr, len(axes))
	for i, axis := range axes {
		x := a.expr(s, v.Exprs[i])
		if plan.IsNull(x) {
			terms[i] = a.operator(v.Pos, "IS NULL", axis)
		} else {
			terms[i] = a.compare(v.Pos, "=", axis, x)
		}
	}
	return conjunction(v.Pos, terms)
}

// pivotAggregate analyzes an aggregate with a further filter.
func (a *analyzer) pivotAggregate(s *scope, e ast.Expr, cond plan.Expr) plan.Expr {
	sub := *s
	sub.aggregates = true
	x := a.expr(&sub, e)
	c, ok := x.(*plan.Call)
	if !ok || c.Agg == nil {
		if cond != nil {
			return a.filterInside(x, cond)
		}
		return x
	}
	return filtered(c, cond)
}

func filtered(c *plan.Call, cond plan.Expr) plan.Expr {
	if cond == nil {
		return c
	}
	if c.Agg.Filter != nil {
		cond = conjunction(c.P, []plan.Expr{c.Agg.Filter, cond})
	}
	c.Agg.Filter = cond
	return c
}

// filterInside filters the aggregates within an expression.
func (a *analyzer) filterInside(x, cond plan.Expr) plan.Expr {
	plan.Walk(x, func(e plan.Expr) bool {
		c, ok := e.(*plan.Call)
		if !ok || c.Agg == nil || c.Agg.Over != nil {
			return true
		}
		filtered(c, cond)
		return false
	})
	return x
}

// derivedSelect adds a generated subquery to the scope.
func (a *analyzer) derivedSelect(s *scope, body plan.Body, columns []druidtype.Column, as ast.Alias, pos ast.Pos) plan.Rel {
	alias := a.alias()
	a.add(s, &table{fields: fieldsOf(alias, columns)}, as, pos)
	return &plan.Derived{Alias: alias, Query: &plan.Query{Body: body, Columns: columns}}
}

// unpivot rewrites source UNPIVOT (measures FOR axes IN (columns AS labels, …)) as a union of one
// selection for each element.
func (a *analyzer) unpivot(s *scope, f *ast.Unpivot) plan.Rel {
	used := map[string]bool{}
	for i := range f.In {
		for _, id := range f.In[i].Columns {
			used[id.Name()] = true
		}
	}
	set := &plan.SetOp{Op: "UNION", All: true}
	inner, rel := a.source(s, f.Source)
	for i := range f.In {
		set.Terms = append(set.Terms, a.unpivotSelect(f, &f.In[i], rel, inner, used))
	}
	columns := a.unify(set, &ast.SetOp{At: f.At})
	return a.derivedSelect(s, set, columns, f.Alias, f.Pos)
}

// unpivotSelect makes the rows of one element: the other columns, the labels, the values.
func (a *analyzer) unpivotSelect(f *ast.Unpivot, v *ast.UnpivotValue, rel plan.Rel, inner *scope, used map[string]bool) *plan.Query {
	sel := &plan.Select{From: rel}
	q := &plan.Query{Body: sel}
	add := func(name string, x plan.Expr) {
		sel.Items = append(sel.Items, x)
		q.Columns = append(q.Columns, druidtype.Column{Name: name, Type: x.Type()})
	}
	for _, field := range sourceFields(inner) {
		if !used[field.name] {
			add(field.name, field.expr)
		}
	}
	for i, axis := range f.Axes {
		var label plan.Expr = charLiteral(v.Pos, unpivotLabel(v))
		if i < len(v.Values) {
			label = a.expr(inner, v.Values[i])
		}
		add(axis.Name(), named(label, i < len(v.Values)))
	}
	var notNull []plan.Expr
	for i, measure := range f.Measures {
		if i >= len(v.Columns) {
			fail(v.Pos, "Value count in UNPIVOT (%d) must match number of FOR columns (%d)", len(v.Columns), len(f.Measures))
		}
		x := a.column(inner, v.Columns[i])
		notNull = append(notNull, a.operator(v.Pos, "IS NOT NULL", x))
		add(measure.Name(), x)
	}
	if !f.IncludeNulls {
		sel.Where = conjunction(f.Pos, notNull)
		if len(notNull) > 1 {
			sel.Where = &plan.Logical{Base: plan.Base{T: boolType, P: f.Pos}, Or: true, Terms: notNull}
		}
	}
	return q
}

// named makes a label that was not written a VARCHAR; a written one keeps its type.
func named(label plan.Expr, written bool) plan.Expr {
	if l, ok := label.(*plan.Literal); ok && !written {
		l.T = druidtype.Of(druidtype.Varchar).NotNull()
	}
	return label
}

func unpivotLabel(v *ast.UnpivotValue) string {
	label := ""
	var out strings.Builder
	for i, c := range v.Columns {
		if i > 0 {
			out.WriteString("_")
		}
		out.WriteString(c.Name())
	}
	label += out.String()
	return label
}
