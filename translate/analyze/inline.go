package analyze

import (
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// Druid reads some subqueries as a whole before it goes on: what stands on the right of a join, what is
// grouped or limited on its left, what IN compares with, and what a limit cuts. maxSubqueryRows says
// how many rows each may have. Without it nothing here is done: nothing is held on the way.

// inlinedTables bounds the rows of one side of a join; the tables are those that the side added.
func (a *analyzer) inlinedTables(rel plan.Rel, tables []*table) plan.Rel {
	if a.env.SubqueryRows < 0 {
		return rel
	}
	switch r := rel.(type) {
	case *plan.Unnest:
		return rel
	case *plan.Derived:
		if r.Lateral {
			return rel
		}
	}
	sel := &plan.Select{From: rel}
	q := &plan.Query{Body: sel}
	for _, t := range tables {
		for i := range t.fields {
			sel.Items = append(sel.Items, t.fields[i].expr)
			q.Columns = append(q.Columns, druidtype.Column{Name: t.fields[i].name, Type: t.fields[i].expr.Type()})
		}
	}
	out := &plan.Derived{Alias: a.alias(), Query: a.inlined(q)}
	fields := fieldsOf(out.Alias, q.Columns)
	for _, t := range tables {
		for i := range t.fields {
			t.fields[i].expr, fields = fields[0].expr, fields[1:]
		}
	}
	return out
}

// inlinedLeft bounds the left side of a join, which only a subquery that groups or cuts is read for.
func (a *analyzer) inlinedLeft(rel plan.Rel, tables []*table) plan.Rel {
	d, ok := rel.(*plan.Derived)
	if !ok {
		return rel
	}
	if sel, ok := d.Query.Body.(*plan.Select); ok && sel.Group == nil && !sel.Distinct && d.Query.Limit == nil {
		return rel
	}
	return a.inlinedTables(rel, tables)
}

// inlinedFrom bounds a subquery of FROM that a limit cuts; groupings are pushed down with what is
// asked of them.
func (a *analyzer) inlinedFrom(q *plan.Query) *plan.Query {
	sel, ok := q.Body.(*plan.Select)
	if !ok || sel.Group != nil || q.Limit == nil {
		return q
	}
	return a.inlined(q)
}

// inlinedValues bounds the distinct values that IN compares with.
func (a *analyzer) inlinedValues(q *plan.Query) *plan.Query {
	if a.env.SubqueryRows < 0 {
		return q
	}
	alias := a.alias()
	distinct := &plan.Select{Distinct: true, From: &plan.Derived{Alias: alias, Query: q}, Items: columnsOf(alias, q.Columns)}
	return a.inlined(&plan.Query{Body: distinct, Columns: q.Columns})
}

// inlined makes a query fail when it has more rows than maxSubqueryRows.
func (a *analyzer) inlined(q *plan.Query) *plan.Query {
	if a.env.SubqueryRows < 0 {
		return q
	}
	counted, checked := a.alias(), a.alias()
	rows := a.countAll(ast.Pos{}, nil)
	rows.(*plan.Call).Agg.Over = &plan.Window{}
	most := literal(ast.Pos{}, a.env.SubqueryRows, druidtype.Of(druidtype.BigInt).NotNull())
	within := a.operator(ast.Pos{}, "WITHIN LIMIT", rows, most)
	inner := &plan.Query{
		Body:    &plan.Select{From: &plan.Derived{Alias: counted, Query: q}, Items: append(columnsOf(counted, q.Columns), within)},
		Columns: append(append([]druidtype.Column{}, q.Columns...), druidtype.Column{Type: boolNotNull}),
	}
	columns := columnsOf(checked, inner.Columns)
	last := len(columns) - 1
	return &plan.Query{
		Body:    &plan.Select{From: &plan.Derived{Alias: checked, Query: inner}, Items: columns[:last], Where: columns[last]},
		Columns: q.Columns,
	}
}

func columnsOf(alias string, columns []druidtype.Column) []plan.Expr {
	out := make([]plan.Expr, len(columns))
	for i, f := range fieldsOf(alias, columns) {
		out[i] = f.expr
	}
	return out
}
