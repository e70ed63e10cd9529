package postgres

import (
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// query prints a query expression; top casts the output columns to their exact types.
func (w *writer) query(q *plan.Query, top bool) {
	for i, cte := range q.With {
		if i == 0 {
			w.SQL("WITH ")
		} else {
			w.SQL(", ")
		}
		w.ident(cte.Alias)
		w.SQL(" AS (")
		w.query(cte.Query, false)
		w.SQL(")")
	}
	if len(q.With) > 0 {
		w.SQL(" ")
	}
	if q.Wrap {
		w.wrapped(q)
	} else {
		w.body(q.Body, columnTypes(q.Columns, top))
	}
	if len(q.OrderBy) > 0 {
		w.SQL(" ")
		w.OrderBy(q.OrderBy)
	}
	if q.Limit != nil {
		w.SQL(" LIMIT ")
		w.Expr(q.Limit)
	}
	if q.Offset != nil {
		w.SQL(" OFFSET ")
		w.Expr(q.Offset)
	}
}

func columnTypes(columns []druidtype.Column, top bool) []druidtype.Type {
	if !top {
		return nil
	}
	out := make([]druidtype.Type, len(columns))
	for i, c := range columns {
		out[i] = c.Type
	}
	return out
}

// wrapped prints SELECT c0, … FROM (body) alias, dropping the hidden columns.
func (w *writer) wrapped(q *plan.Query) {
	w.SQL("SELECT ")
	for i, c := range q.Columns {
		if i > 0 {
			w.SQL(", ")
		}
		w.column(q.OutAlias, outName(i))
		w.SQL("::")
		w.SQL(c.Type.Postgres())
		w.SQL(" AS ")
		w.SQL(outName(i))
	}
	w.SQL(" FROM (")
	w.body(q.Body, nil)
	w.SQL(") AS ")
	w.SQL(q.OutAlias)
}

// body prints a query's body; types, when not nil, are the exact types of its columns.
func (w *writer) body(b plan.Body, types []druidtype.Type) {
	switch b := b.(type) {
	case *plan.Select:
		w.selectBlock(b, types)
	case *plan.SetOp:
		w.setOp(b)
	case *plan.Values:
		w.values(b)
	case *plan.Query:
		w.query(b, types != nil)
	default:
		w.fail("unknown query body %T", b)
	}
}

func (w *writer) setOp(s *plan.SetOp) {
	for i, term := range s.Terms {
		if i > 0 {
			w.SQL(" ")
			w.SQL(s.Op)
			if s.All {
				w.SQL(" ALL")
			}
			w.SQL(" ")
		}
		w.SQL("(")
		w.query(term, true)
		w.SQL(")")
	}
}

func (w *writer) values(v *plan.Values) {
	w.SQL("SELECT ")
	for i := range v.Rows[0] {
		if i > 0 {
			w.SQL(", ")
		}
		w.SQL("v.")
		w.SQL(outName(i))
		w.SQL(" AS ")
		w.SQL(outName(i))
	}
	w.SQL(" FROM (VALUES ")
	for i, row := range v.Rows {
		if i > 0 {
			w.SQL(", ")
		}
		w.SQL("(")
		w.exprs(row)
		w.SQL(")")
	}
	w.SQL(") AS v(")
	for i := range v.Rows[0] {
		if i > 0 {
			w.SQL(", ")
		}
		w.SQL(outName(i))
	}
	w.SQL(")")
}

// exprs prints expressions with commas.
func (w *writer) exprs(list []plan.Expr) {
	for i, e := range list {
		if i > 0 {
			w.SQL(", ")
		}
		w.Expr(e)
	}
}

func (w *writer) selectBlock(s *plan.Select, types []druidtype.Type) {
	w.SQL("SELECT ")
	if s.Distinct {
		w.SQL("DISTINCT ")
	}
	for i, item := range s.Items {
		if i > 0 {
			w.SQL(", ")
		}
		w.Expr(item)
		if t := outType(types, i, item); t != "" {
			w.SQL("::")
			w.SQL(t)
		}
		w.SQL(" AS ")
		w.SQL(outName(i))
	}
	if s.From != nil {
		w.SQL(" FROM ")
		w.rel(s.From)
	}
	if s.Where != nil {
		w.SQL(" WHERE ")
		w.Expr(s.Where)
	}
	if s.Group != nil {
		w.group(s.Group)
	}
	if s.Having != nil {
		w.SQL(" HAVING ")
		w.Expr(s.Having)
	}
}

// outType is the type that output column i is cast to, "" when the expression has it for certain.
func outType(types []druidtype.Type, i int, item plan.Expr) string {
	if types == nil || i >= len(types) {
		return ""
	}
	if c, ok := item.(*plan.Column); ok && c.T.Postgres() == types[i].Postgres() {
		return ""
	}
	if l, ok := item.(*plan.Literal); ok && l.T.Postgres() == types[i].Postgres() {
		return ""
	}
	return types[i].Postgres()
}

func (w *writer) group(g *plan.Group) {
	if len(g.Keys) == 0 && len(g.Sets) == 0 {
		return // aggregation of the whole: GROUP BY () would be the same
	}
	w.SQL(" GROUP BY ")
	if len(g.Sets) == 0 {
		w.exprs(g.Keys)
		return
	}
	w.SQL("GROUPING SETS (")
	for i, set := range g.Sets {
		if i > 0 {
			w.SQL(", ")
		}
		w.SQL("(")
		for j, key := range set {
			if j > 0 {
				w.SQL(", ")
			}
			w.Expr(g.Keys[key])
		}
		w.SQL(")")
	}
	w.SQL(")")
}

// OrderBy prints ORDER BY in Druid's order of nulls: first when ascending, last when descending.
func (w *writer) OrderBy(list []plan.Order) {
	w.SQL("ORDER BY ")
	for i, o := range list {
		if i > 0 {
			w.SQL(", ")
		}
		w.sortKey(o.Expr)
		if o.Desc {
			w.SQL(" DESC")
		}
		last := o.Desc
		if o.NullsFirst {
			last = false
		} else if o.NullsLast {
			last = true
		}
		// The clause hides an index even on a NOT NULL column, so it is left out there.
		if o.Expr.Type().Nullable || o.Expr.Type().Kind == druidtype.Unknown {
			if last {
				w.SQL(" NULLS LAST")
			} else {
				w.SQL(" NULLS FIRST")
			}
		}
	}
}

// sortKey prints what rows are ordered by: text bytewise, arrays element by element with NULL
// elements first.
func (w *writer) sortKey(e plan.Expr) {
	if t := e.Type(); t.Kind != druidtype.Array || t.Postgres() == "json" {
		w.Bytewise(e)
		return
	}
	w.SQL("druid_sql.sort_key(")
	w.Expr(e)
	w.SQL(`)`)
	if e.Type().Postgres() == "text[]" {
		w.SQL(` COLLATE "C"`)
	}
}

func (w *writer) rel(r plan.Rel) {
	if w.full() {
		return
	}
	switch r := r.(type) {
	case *plan.Scan:
		w.ident(r.Schema)
		w.SQL(".")
		w.ident(r.Table)
		w.as(r.Alias)
	case *plan.CTERef:
		w.ident(r.Name)
		w.as(r.Alias)
	case *plan.Derived:
		if r.Lateral {
			w.SQL("LATERAL ")
		}
		w.SQL("(")
		w.query(r.Query, true)
		w.SQL(")")
		w.as(r.Alias)
	case *plan.Join:
		w.join(r)
	case *plan.Unnest:
		w.unnest(r)
	default:
		w.fail("unknown relation %T", r)
	}
}

func (w *writer) as(alias string) {
	w.SQL(" AS ")
	w.SQL(alias)
}

func (w *writer) join(j *plan.Join) {
	w.SQL("(")
	w.rel(j.Left)
	w.SQL(" ")
	w.SQL(j.Kind)
	w.SQL(" JOIN ")
	w.rel(j.Right)
	if j.On != nil {
		w.SQL(" ON ")
		w.Expr(j.On)
	}
	w.SQL(")")
}

// unnest prints LATERAL unnest. With Null set, a row without values gives one NULL.
func (w *writer) unnest(u *plan.Unnest) {
	w.SQL("LATERAL ")
	if len(u.Exprs) == 1 && u.Exprs[0].Type().Postgres() == "json" {
		w.SQL("(SELECT e AS c0 FROM json_array_elements(")
		w.Expr(u.Exprs[0])
		w.SQL(") AS j(e))")
		w.as(u.Alias)
		return
	}
	w.SQL("unnest(")
	for i, e := range u.Exprs {
		if i > 0 {
			w.SQL(", ")
		}
		if u.Null {
			w.SQL("CASE WHEN cardinality(")
			w.Expr(e)
			w.SQL(") > 0 THEN ")
			w.Expr(e)
			w.SQL(" ELSE ARRAY[NULL]::")
			w.SQL(e.Type().Postgres())
			w.SQL(" END")
			continue
		}
		w.Expr(e)
	}
	w.SQL(")")
	if u.Ordinality {
		w.SQL(" WITH ORDINALITY")
	}
	w.as(u.Alias)
	w.SQL("(")
	n := len(u.Exprs)
	if u.Ordinality {
		n++
	}
	for i := range n {
		if i > 0 {
			w.SQL(", ")
		}
		w.SQL(outName(i))
	}
	w.SQL(")")
}
