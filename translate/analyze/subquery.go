package analyze

import (
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// scalarQuery analyzes a query used as a value: one column, at most one row.
func (a *analyzer) scalarQuery(s *scope, e *ast.Subquery) plan.Expr {
	q := a.query(s, e.Query)
	if len(q.Columns) != 1 {
		fail(e.Query.Pos, "Cannot apply '$SCALAR_QUERY' to arguments of type '$SCALAR_QUERY(<%s>)'. Supported form(s): '$SCALAR_QUERY(<RECORDTYPE(SINGLE FIELD)>)'", recordText(q.Columns))
	}
	t := q.Columns[0].Type
	t.Nullable = true
	return &plan.Scalar{Base: plan.Base{T: t, P: e.Pos}, Query: q}
}

func recordText(columns []druidtype.Column) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = typeText(c.Type) + " " + strings.ToUpper(c.Name)
	}
	return "RECORDTYPE(" + strings.Join(parts, ", ") + ")"
}

// inQuery analyzes x [NOT] IN (query).
func (a *analyzer) inQuery(s *scope, e *ast.In) plan.Expr {
	x := a.expr(s, e.X)
	q := a.query(s, e.Query)
	if len(q.Columns) == 1 && x.Type().Kind != druidtype.Row {
		t := q.Columns[0].Type
		if !matches(x.Type(), t) {
			fail(e.Pos, "Values passed to IN operator must have compatible types")
		}
		if x.Type().IsString() && !x.Type().MultiValue && t.IsInt() { // the join that Druid makes of it casts so
			x = a.cast(x, druidtype.Of(druidtype.BigInt))
		}
	}
	return a.quantify(e.Pos, "=", x, a.inlinedValues(q), e.Not, e.Not, false)
}

// quantified analyzes x op ANY|ALL (query or list).
func (a *analyzer) quantified(s *scope, e *ast.Quantified) plan.Expr {
	x := a.expr(s, e.X)
	if e.Query != nil {
		return a.quantify(e.Pos, e.Op, x, a.query(s, e.Query), false, false, e.All)
	}
	terms := make([]plan.Expr, len(e.List))
	for i, item := range e.List {
		terms[i] = a.compare(e.Pos, e.Op, x, a.expr(s, item))
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return &plan.Logical{Base: plan.Base{T: boolType, P: e.Pos}, Or: !e.All, Terms: terms}
}

// quantify compares x with the rows of a query. The query's columns and x are cast to one type.
func (a *analyzer) quantify(pos ast.Pos, op string, x plan.Expr, q *plan.Query, not, notIn, all bool) plan.Expr {
	left := []plan.Expr{x}
	if row, ok := x.(*plan.Row); ok {
		left = append([]plan.Expr{}, row.Elems...)
	}
	if len(left) != len(q.Columns) {
		fail(pos, "Values passed to IN operator must have compatible types")
	}
	columns := make([]druidtype.Column, len(q.Columns))
	copy(columns, q.Columns)
	for i, f := range fieldsOf("", q.Columns) {
		if left[i].Type().MultiValue {
			return a.mapCondition(pos, left[i], func(v plan.Expr) plan.Expr { return a.quantify(pos, op, v, q, not, notIn, all) })
		}
		l, r := a.comparable(pos, op, left[i], f.expr)
		left[i] = l
		columns[i].Type = r.Type()
	}
	cast := a.castColumns(q, columns)
	if text := left[0].Type().Postgres() == "text"; text && op != "=" && op != "<>" {
		left[0] = a.operator(pos, "BYTEWISE", left[0])
	}
	return &plan.Quantified{Base: plan.Base{T: boolType, P: pos}, Not: not || notIn, Op: op, All: all, X: left, Query: cast}
}
