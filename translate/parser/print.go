package parser

import (
	"strings"

	"ogham/translate/ast"
)

// Print gives SQL that parses to the same tree; only positions, comments, hints and the choice
// between equivalent spellings are lost.
func Print(node ast.Node) string {
	w := &printer{quote: '"', clause: " "}
	w.node(node)
	return w.b.String()
}

// PrintScript is Print for a whole request.
func PrintScript(s *ast.Script) string {
	w := &printer{quote: '"', clause: " "}
	for i := range s.Sets {
		w.set(&s.Sets[i])
		w.str("; ")
	}
	w.node(s.Stmt)
	return w.b.String()
}

// Unparse gives SQL as Calcite prints a tree in messages: names in backticks, clauses on lines of
// their own, dates with their time.
func Unparse(node ast.Node) string {
	w := &printer{quote: '`', clause: "\n", calcite: true}
	w.node(node)
	return w.b.String()
}

// Describe names an expression as Calcite's validator does in messages such as "Expression 'x' is
// not being grouped": an identifier without quotes, all else unparsed.
func Describe(e ast.Expr) string {
	if id, ok := e.(*ast.Ident); ok {
		s := strings.Join(id.Parts, ".")
		switch {
		case !id.Star:
			return s
		case s == "":
			return "*"
		}
		return s + ".*"
	}
	return Unparse(e)
}

// printer writes SQL.
type printer struct {
	b strings.Builder
	// quote is the quote of identifiers.
	quote byte
	// clause separates the clauses of a query.
	clause string
	// calcite selects Calcite's spellings.
	calcite bool
}

func (w *printer) str(parts ...string) {
	for _, s := range parts {
		w.b.WriteString(s)
	}
}

// node writes any node.
func (w *printer) node(n ast.Node) {
	switch n := n.(type) {
	case ast.Statement:
		w.statement(n)
	case ast.Body:
		w.body(n)
	case ast.From:
		w.from(n)
	case ast.Expr:
		w.expr(n, 0)
	case *ast.Granularity:
		w.granularity(n)
	case *ast.WindowSpec:
		w.windowSpec(n)
	case *ast.TypeSpec:
		w.typeSpec(n)
	case ast.OrderItem:
		w.orderItem(&n)
	case *ast.OrderItem:
		w.orderItem(n)
	case ast.SelectItem:
		w.selectItem(&n)
	case *ast.SelectItem:
		w.selectItem(n)
	}
}

// list writes items with commas between.
func list[T any](w *printer, items []T, write func(T)) {
	for i, item := range items {
		if i > 0 {
			w.str(", ")
		}
		write(item)
	}
}

func (w *printer) exprs(items []ast.Expr) { list(w, items, func(e ast.Expr) { w.expr(e, 0) }) }

func (w *printer) idents(items []*ast.Ident) { list(w, items, w.ident) }

// name writes one name in quotes.
func (w *printer) name(s string) {
	q := string(w.quote)
	w.str(q, strings.ReplaceAll(s, q, q+q), q)
}

// bareName writes a name of which it is not known whether it was quoted: without if it can be.
func (w *printer) bareName(s string) {
	toks, bad := lex(s)
	if bad == "" && len(toks) == 2 && toks[0].kind == tokWord && toks[0].isName() && int(toks[0].end) == len(s) {
		w.str(s)
		return
	}
	w.name(s)
}

func (w *printer) ident(id *ast.Ident) {
	for i, part := range id.Parts {
		if i > 0 {
			w.str(".")
		}
		if w.calcite || id.Quoted[i] {
			w.name(part)
		} else {
			w.str(part)
		}
	}
	if id.Star {
		if len(id.Parts) > 0 {
			w.str(".")
		}
		w.str("*")
	}
}

// ---- statements

func (w *printer) statement(s ast.Statement) {
	switch s := s.(type) {
	case *ast.QueryStatement:
		w.query(s.Query)
	case *ast.Explain:
		w.str("EXPLAIN PLAN FOR ")
		w.statement(s.Stmt)
	case *ast.Unsupported:
		w.str(s.Text)
	case *ast.Insert:
		w.insert(s)
	}
}

func (w *printer) set(s *ast.Set) {
	w.str("SET ")
	for i, part := range strings.Split(s.Name, ".") {
		if i > 0 {
			w.str(".")
		}
		w.bareName(part)
	}
	w.str(" = ")
	w.expr(s.Value, precUnary)
}

func (w *printer) insert(s *ast.Insert) {
	switch {
	case s.Replace:
		w.str("REPLACE INTO ")
	case s.Upsert:
		w.str("UPSERT INTO ")
	default:
		w.str("INSERT INTO ")
	}
	if s.Export != nil {
		w.str("EXTERN(")
		w.call(s.Export)
		w.str(")")
	} else {
		w.ident(s.Target)
	}
	if len(s.Columns) > 0 {
		w.str(" (")
		w.idents(s.Columns)
		w.str(")")
	}
	if s.Format != "" {
		w.str(" AS ")
		w.bareName(s.Format)
	}
	if o := s.Overwrite; o != nil {
		switch {
		case o.All:
			w.str(w.clause, "OVERWRITE ALL")
		case o.Where != nil:
			w.str(w.clause, "OVERWRITE WHERE ")
			w.expr(o.Where, 0)
		}
	}
	w.str(w.clause)
	w.query(s.Query)
	if s.PartitionedBy != nil {
		w.str(w.clause, "PARTITIONED BY ")
		w.granularity(s.PartitionedBy)
	}
	if len(s.ClusteredBy) > 0 {
		w.str(w.clause, "CLUSTERED BY ")
		w.orderItems(s.ClusteredBy)
	}
}

func (w *printer) granularity(g *ast.Granularity) {
	if g.Word != "" {
		w.str(g.Word)
		return
	}
	w.expr(g.Expr, 0)
}

// ---- queries

func (w *printer) query(q *ast.Query) {
	if len(q.With) > 0 {
		w.str("WITH ")
		list(w, q.With, w.cte)
		w.str(w.clause)
	}
	if _, nested := q.Body.(*ast.Query); nested {
		w.nested(q.Body)
	} else {
		w.body(q.Body)
	}
	if len(q.OrderBy) > 0 {
		w.str(w.clause, "ORDER BY ")
		w.orderItems(q.OrderBy)
	}
	if q.Limit != nil {
		w.str(w.clause, "LIMIT ")
		w.expr(q.Limit, 0)
	}
	if q.Offset != nil {
		w.str(w.clause, "OFFSET ")
		w.expr(q.Offset, 0)
	}
}

func (w *printer) cte(c *ast.CTE) {
	w.ident(c.Name)
	if len(c.Columns) > 0 {
		w.str(" (")
		w.idents(c.Columns)
		w.str(")")
	}
	w.str(" AS ")
	w.nested(c.Query)
}

// nested writes a body in parentheses.
func (w *printer) nested(b ast.Body) {
	w.str("(")
	w.body(b)
	w.str(")")
}

func (w *printer) body(b ast.Body) {
	switch b := b.(type) {
	case *ast.Query:
		w.query(b)
	case *ast.Select:
		w.selectBlock(b)
	case *ast.Values:
		w.str("VALUES ")
		list(w, b.Rows, w.row)
	case *ast.SetOp:
		w.setOp(b)
	}
}

func (w *printer) row(row []ast.Expr) {
	w.str("(")
	w.exprs(row)
	w.str(")")
}

func (w *printer) setOp(s *ast.SetOp) {
	side := func(b ast.Body) {
		if _, nested := b.(*ast.Query); nested {
			w.nested(b)
		} else {
			w.body(b)
		}
	}
	side(s.Left)
	w.str(w.clause, [...]string{ast.Union: "UNION", ast.Intersect: "INTERSECT", ast.Except: "EXCEPT"}[s.Kind])
	if s.All {
		w.str(" ALL")
	}
	w.str(w.clause)
	side(s.Right)
}

func (w *printer) selectBlock(s *ast.Select) {
	w.str("SELECT ")
	if s.Distinct {
		w.str("DISTINCT ")
	}
	list(w, s.Items, func(i ast.SelectItem) { w.selectItem(&i) })
	if s.From == nil {
		return
	}
	w.str(w.clause, "FROM ")
	w.from(s.From)
	if s.Where != nil {
		w.str(w.clause, "WHERE ")
		w.expr(s.Where, 0)
	}
	if s.GroupBy != nil {
		w.str(w.clause, "GROUP BY ")
		if s.GroupBy.Distinct {
			w.str("DISTINCT ")
		}
		w.groupItems(s.GroupBy.Items)
	}
	if s.Having != nil {
		w.str(w.clause, "HAVING ")
		w.expr(s.Having, 0)
	}
	if len(s.Windows) > 0 {
		w.str(w.clause, "WINDOW ")
		list(w, s.Windows, func(d *ast.WindowDef) {
			w.ident(d.Name)
			w.str(" AS ")
			w.windowSpec(d.Spec)
		})
	}
	if s.Qualify != nil {
		w.str(w.clause, "QUALIFY ")
		w.expr(s.Qualify, 0)
	}
}

func (w *printer) selectItem(i *ast.SelectItem) {
	w.expr(i.Expr, 0)
	if i.Alias != nil {
		w.str(" AS ")
		w.ident(i.Alias)
	}
}

func (w *printer) groupItems(items []ast.GroupItem) {
	list(w, items, func(g ast.GroupItem) {
		switch g.Kind {
		case ast.GroupingSimple:
			if len(g.Exprs) == 1 {
				w.expr(g.Exprs[0], 0)
				return
			}
			w.row(g.Exprs)
			return
		case ast.GroupingSets:
			w.str("GROUPING SETS")
		case ast.GroupingRollup:
			w.str("ROLLUP")
		case ast.GroupingCube:
			w.str("CUBE")
		}
		w.str("(")
		w.groupItems(g.Sets)
		w.str(")")
	})
}

func (w *printer) orderItems(items []ast.OrderItem) {
	list(w, items, func(o ast.OrderItem) { w.orderItem(&o) })
}

func (w *printer) orderItem(o *ast.OrderItem) {
	w.expr(o.Expr, 0)
	if o.Desc {
		w.str(" DESC")
	}
	switch o.Nulls {
	case ast.NullsFirst:
		w.str(" NULLS FIRST")
	case ast.NullsLast:
		w.str(" NULLS LAST")
	case ast.NullsDefault:
	}
}
