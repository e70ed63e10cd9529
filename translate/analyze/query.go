package analyze

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// query analyzes a query expression below outer, which is nil at the top.
func (a *analyzer) query(outer *scope, q *ast.Query) *plan.Query {
	s := &scope{parent: outer}
	if outer != nil {
		s.ctes = outer.ctes
	}
	return a.queryIn(s, q)
}

// queryIn analyzes a query whose WITH names are added to s and whose FROM sees s.parent.
func (a *analyzer) queryIn(s *scope, q *ast.Query) *plan.Query {
	out := &plan.Query{}
	for _, w := range q.With {
		out.With = append(out.With, a.with(s, w))
	}
	switch body := q.Body.(type) {
	case *ast.Select:
		a.selectQuery(s, out, q, body)
	case *ast.SetOp:
		a.setOp(s, out, body)
		a.outerOrder(s, out, q)
	case *ast.Values:
		a.valuesQuery(s, out, body)
		a.outerOrder(s, out, q)
	case *ast.Query:
		inner := a.queryIn(&scope{parent: s.parent, ctes: s.ctes}, body)
		out.Body, out.Columns = inner, inner.Columns
		a.outerOrder(s, out, q)
	default:
		panic(bailout{errUnknownNode(q.Body)})
	}
	out.Limit = a.limit(q.Limit)
	out.Offset = a.limit(q.Offset)
	return out
}

// with analyzes a WITH query and makes it visible to what follows.
func (a *analyzer) with(s *scope, w *ast.CTE) *plan.CTE {
	q := a.queryIn(&scope{parent: s.parent, ctes: s.ctes}, w.Query)
	fields := append([]druidtype.Column{}, q.Columns...)
	if w.Columns == nil {
		refuseRepeated(w, fields)
	} else {
		if len(w.Columns) != len(fields) {
			fail(w.Columns[0].Pos, "Number of columns must match number of query columns")
		}
		for i, c := range w.Columns {
			fields[i].Name = c.Name()
		}
	}
	alias := "w" + a.alias()[1:]
	s.ctes = &cteList{name: w.Name.Name(), alias: alias, fields: fields, next: s.ctes}
	return &plan.CTE{Alias: alias, Query: q}
}

// refuseRepeated refuses a WITH query two of whose columns have one name.
func refuseRepeated(w *ast.CTE, columns []druidtype.Column) {
	used := make(map[string]bool, len(columns))
	for _, c := range columns {
		if used[c.Name] {
			fail(w.Query.Position(), "Column has duplicate column name '%s' and no column list specified", c.Name)
		}
		used[c.Name] = true
	}
}

// limit analyzes LIMIT and OFFSET: a number or a parameter.
func (a *analyzer) limit(e ast.Expr) plan.Expr {
	if e == nil {
		return nil
	}
	if l, ok := e.(*ast.Literal); ok && l.Kind == ast.LitInteger {
		if _, err := strconv.ParseInt(l.Text, 10, 64); err != nil { // more rows than there can be
			return literal(e.Position(), int64(math.MaxInt64), druidtype.Of(druidtype.BigInt).NotNull())
		}
	}
	if p, ok := e.(*ast.Param); ok && a.env.Prepare {
		a.prepared(p, druidtype.Of(druidtype.Integer))
		return literal(p.Pos, int64(0), druidtype.Of(druidtype.BigInt).NotNull())
	}
	x := a.expr(&scope{clause: "LIMIT"}, e)
	l, ok := x.(*plan.Literal)
	if ok {
		switch v := l.Value.(type) {
		case int64:
			if v >= 0 {
				return literal(e.Position(), v, druidtype.Of(druidtype.BigInt).NotNull())
			}
		case float64:
			if v >= 0 && v < 1<<62 {
				return literal(e.Position(), int64(v), druidtype.Of(druidtype.BigInt).NotNull())
			}
		}
	}
	fail(e.Position(), "Illegal LIMIT or OFFSET: a number of rows is expected")
	return nil
}

// outerOrder analyzes ORDER BY over a body whose columns are all that it sees.
func (a *analyzer) outerOrder(s *scope, out *plan.Query, q *ast.Query) {
	if len(q.OrderBy) == 0 {
		return
	}
	alias := a.alias()
	out.Wrap, out.OutAlias = true, alias
	sub := &scope{parent: s.parent, ctes: s.ctes, clause: "ORDER BY"}
	sub.tables = []*table{{fields: fieldsOf(alias, out.Columns)}}
	for i := range q.OrderBy {
		item := &q.OrderBy[i]
		var e plan.Expr
		if n, ok := ordinal(item.Expr); ok {
			if n < 1 || n > len(out.Columns) {
				fail(item.Expr.Position(), "Ordinal out of range")
			}
			e = sub.tables[0].fields[n-1].expr
		} else {
			e = a.expr(sub, item.Expr)
		}
		out.OrderBy = append(out.OrderBy, a.orderOf(item, e, true))
	}
}

// orderOf checks the order of nulls: Druid knows its own only, so that NULLS LAST ascending and
// NULLS FIRST descending are answered as standard SQL has them. JSON is ordered, by its text, where rows
// are grouped or come from a subquery; Druid orders no table by it.
func (a *analyzer) orderOf(item *ast.OrderItem, e plan.Expr, grouped bool) plan.Order {
	switch t := e.Type(); {
	case t.Kind != druidtype.Complex:
	case t.Name == "json" && grouped:
		e = a.call(e.Pos(), "TO_JSON_STRING", e)
	default:
		panic(bailout{druiderr.Unplannable("SQL query requires ordering a table by non-time column [[%s]], which is not supported.", exprText(e))})
	}
	return plan.Order{
		Expr: e, Desc: item.Desc,
		NullsFirst: item.Nulls == ast.NullsFirst, NullsLast: item.Nulls == ast.NullsLast,
	}
}

// ordinal gives the number of ORDER BY 2, or of 2.5, which is cut.
func ordinal(e ast.Expr) (int, bool) {
	l, ok := e.(*ast.Literal)
	if !ok || l.Kind != ast.LitInteger && l.Kind != ast.LitDecimal {
		return 0, false
	}
	n := 0
	whole, _, _ := strings.Cut(l.Text, ".")
	for _, c := range whole {
		if c < '0' || c > '9' || n > 1<<20 {
			return -1, true
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// setOp analyzes UNION, INTERSECT and EXCEPT. Chains of one operator become one flat list.
func (a *analyzer) setOp(s *scope, out *plan.Query, op *ast.SetOp) {
	if op.All && op.Kind != ast.Union {
		noMatchName(op.Pos, setOpWords[op.Kind]+" ALL")
	}
	set := &plan.SetOp{Op: setOpWords[op.Kind], All: op.All}
	for _, body := range a.setTerms(op) {
		term := a.queryIn(&scope{parent: s.parent, ctes: s.ctes}, asQuery(body))
		if len(set.Terms) > 0 && len(term.Columns) != len(set.Terms[0].Columns) {
			name := set.Op
			if set.All {
				name += " ALL"
			}
			fail(columnsPos(body), "Column count mismatch in %s", name)
		}
		set.Terms = append(set.Terms, term)
	}
	out.Body = set
	out.Columns = a.unify(set, op)
}

var setOpWords = map[ast.SetOpKind]string{ast.Union: "UNION", ast.Intersect: "INTERSECT", ast.Except: "EXCEPT"}

// setTerms flattens the left spine of equal operations.
func (a *analyzer) setTerms(op *ast.SetOp) []ast.Body {
	var right []ast.Body
	var left ast.Body = op
	for {
		l, ok := left.(*ast.SetOp)
		if !ok || l.Kind != op.Kind || l.All != op.All {
			break
		}
		right = append(right, l.Right)
		left = l.Left
	}
	terms := []ast.Body{left}
	for _, r := range slices.Backward(right) {
		terms = append(terms, r)
	}
	return terms
}

func asQuery(b ast.Body) *ast.Query {
	if q, ok := b.(*ast.Query); ok {
		return q
	}
	return &ast.Query{At: ast.At{Pos: b.Position()}, Body: b}
}

// columnsPos is the place of a query's select list.
func columnsPos(b ast.Body) ast.Pos {
	sel, ok := b.(*ast.Select)
	if !ok || len(sel.Items) == 0 {
		return b.Position()
	}
	pos := sel.Items[0].Pos
	end := sel.Items[len(sel.Items)-1].Pos
	pos.EndLine, pos.EndColumn = end.EndLine, end.EndColumn
	return pos
}

// columnPos is the place of column i in the first query of a set operation.
func columnPos(op *ast.SetOp, i int) ast.Pos {
	var first ast.Body = op
	for {
		l, ok := first.(*ast.SetOp)
		if !ok {
			break
		}
		first = l.Left
	}
	if sel, ok := first.(*ast.Select); ok && i < len(sel.Items) {
		return sel.Items[i].Expr.Position()
	}
	return first.Position()
}

// refuseComplex refuses to bring a complex type and another together, as Calcite does.
func refuseComplex(types []druidtype.Type) {
	for _, t := range types {
		if t.Kind == druidtype.Complex {
			refuse("Calcite assertion violated: [No assign rules for OTHER defined]")
		}
	}
}

// mixesTimes tells whether dates or timestamps stand beside values of other types.
func mixesTimes(types []druidtype.Type) bool {
	var seen druidtype.Kind
	for _, t := range types {
		switch {
		case t.Kind == druidtype.Unknown:
		case seen == druidtype.Unknown:
			seen = t.Kind
		case t.Kind != seen && (t.IsTime() || seen == druidtype.Timestamp || seen == druidtype.Date):
			return true
		}
	}
	return false
}

// unify gives the columns of a set operation and casts each branch to them.
func (a *analyzer) unify(set *plan.SetOp, op *ast.SetOp) []druidtype.Column {
	first := set.Terms[0].Columns
	columns := make([]druidtype.Column, len(first))
	for i := range first {
		types := make([]druidtype.Type, len(set.Terms))
		for j, term := range set.Terms {
			types[j] = term.Columns[i].Type
		}
		t, ok := plan.Blend(types...)
		if !ok {
			refuseComplex(types)
			fail(columnPos(op, i), "Type mismatch in column %d of %s", i+1, unionName(set))
		}
		columns[i] = druidtype.Column{Name: first[i].Name, Type: t}
	}
	for j, term := range set.Terms {
		set.Terms[j] = a.castColumns(term, columns)
	}
	return columns
}

func unionName(set *plan.SetOp) string {
	if set.All {
		return set.Op + " ALL"
	}
	return set.Op
}

// castColumns casts the output columns of q to the given types, wrapping q when needed.
func (a *analyzer) castColumns(q *plan.Query, columns []druidtype.Column) *plan.Query {
	same := true
	for i, c := range columns {
		if q.Columns[i].Type.Postgres() != c.Type.Postgres() {
			same = false
		}
	}
	if same {
		return q
	}
	alias := a.alias()
	items := make([]plan.Expr, len(columns))
	for i, f := range fieldsOf(alias, q.Columns) {
		items[i] = a.cast(f.expr, columns[i].Type) //nolint:gosec // both have a column for each of q
	}
	return &plan.Query{
		Body:    &plan.Select{Items: items, From: &plan.Derived{Alias: alias, Query: q}},
		Columns: columns,
	}
}

// valuesQuery analyzes VALUES rows: the columns are EXPR$0, EXPR$1, … .
func (a *analyzer) valuesQuery(s *scope, out *plan.Query, v *ast.Values) {
	rows := make([][]plan.Expr, len(v.Rows))
	sub := &scope{parent: s.parent, ctes: s.ctes, clause: "VALUES"}
	for i, row := range v.Rows {
		if len(row) != len(v.Rows[0]) {
			fail(v.Pos, "Values passed to VALUES operator must have compatible types")
		}
		rows[i] = make([]plan.Expr, len(row))
		for j, e := range row {
			rows[i][j] = a.expr(sub, e)
		}
	}
	out.Columns = make([]druidtype.Column, len(v.Rows[0]))
	for j := range out.Columns {
		types := make([]druidtype.Type, len(rows))
		for i := range rows {
			types[i] = rows[i][j].Type()
		}
		t, ok := plan.LeastRestrictive(types...)
		if !ok || mixesTimes(types) {
			fail(v.Pos, "Values passed to VALUES operator must have compatible types")
		}
		out.Columns[j] = druidtype.Column{Name: "EXPR$" + itoa(j), Type: t}
		for i := range rows {
			rows[i][j] = a.cast(rows[i][j], t)
		}
	}
	out.Body = &plan.Values{Rows: rows}
}
