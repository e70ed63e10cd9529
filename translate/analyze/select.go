package analyze

import (
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// item is one element of the select list after stars are expanded.
type item struct {
	ast   ast.Expr // nil for a column of a star
	expr  plan.Expr
	name  string
	pos   ast.Pos
	alias bool
}

// block is the state of one SELECT block.
type block struct {
	a       *analyzer
	s       *scope // names of FROM
	sel     *ast.Select
	plan    *plan.Select
	items   []item
	grouped bool
	// saw is set when an aggregate call is met, which makes a block without GROUP BY one group.
	saw bool
	// ordinals are the numbers in GROUP BY that stand for items.
	ordinals map[int]bool
	// names are those of the items so far, once a star needs them.
	names map[string]bool
}

// selectQuery analyzes a SELECT block with the ORDER BY of its query.
func (a *analyzer) selectQuery(s *scope, out *plan.Query, q *ast.Query, sel *ast.Select) {
	b := &block{a: a, s: s, sel: sel, plan: &plan.Select{}}
	s.named, s.sawAggregate = sel.Windows, &b.saw
	if sel.From != nil {
		b.plan.From = a.from(s, sel.From)
	}
	if sel.Where != nil {
		b.plan.Where = a.condition(s, sel.Where, "WHERE")
	}
	b.expandItems()
	b.group()
	for i := range b.items {
		b.analyzeItem(&b.items[i], i)
		keepsType(b.items[i].expr)
	}
	b.orderGroups()
	b.distinctMulti()
	b.having()
	order := b.order(q.OrderBy)
	if b.saw && !b.grouped {
		b.grouped, b.plan.Group = true, &plan.Group{}
	}
	b.checkGrouping(order)
	for i := range b.items {
		b.plan.Items = append(b.plan.Items, b.items[i].expr)
		out.Columns = append(out.Columns, druidtype.Column{Name: b.items[i].name, Type: b.items[i].expr.Type()})
	}
	out.Body = b.plan
	b.finish(out, order)
}

// expandItems expands stars and names the items.
func (b *block) expandItems() {
	for i := range b.sel.Items {
		it := &b.sel.Items[i]
		if id, ok := it.Expr.(*ast.Ident); ok && id.Star {
			refuseNamed(it, id)
			b.expandStar(id)
			continue
		}
		name := itemName(it, len(b.items))
		b.items = append(b.items, item{ast: it.Expr, name: name, pos: it.Expr.Position(), alias: it.Alias != nil})
		if b.names != nil {
			b.names[name] = true
		}
	}
}

// refuseNamed refuses an alias of a star.
func refuseNamed(it *ast.SelectItem, id *ast.Ident) {
	switch {
	case it.Alias == nil:
	case len(id.Parts) > 0:
		fail(partPos(id, len(id.Parts)), "Unknown field '*'")
	default:
		fail(id.Pos, "Unknown identifier '*'")
	}
}

// itemName is the alias, the last part of a plain identifier, or EXPR$n by position.
func itemName(it *ast.SelectItem, n int) string {
	if it.Alias != nil {
		return it.Alias.Name()
	}
	x := it.Expr
	if c, ok := x.(*ast.Call); ok && strings.EqualFold(c.Name, "COALESCE") && len(c.Args) == 1 {
		x = c.Args[0] // nothing but its argument
	}
	if id, ok := x.(*ast.Ident); ok {
		return id.Name()
	}
	if c, ok := it.Expr.(*ast.Call); ok && len(c.Args) == 1 && strings.EqualFold(c.Name, "COALESCE") { // Calcite drops it
		return itemName(&ast.SelectItem{Expr: c.Args[0]}, n)
	}
	return "EXPR$" + itoa(n)
}

// expandStar adds the columns of * or t.*: merged columns first, each once. Names that repeat get
// a number, as the row type of a join has them.
func (b *block) expandStar(id *ast.Ident) {
	tables := b.s.tables
	if len(id.Parts) > 0 {
		t, _ := (&scope{tables: b.s.tables}).findTable(id.Parts)
		if t == nil {
			b.a.noStarTable(id)
		}
		refuseAmbiguous(id, t)
		for i := range t.fields {
			b.addStar(id, t.fields[i])
		}
		return
	}
	if len(tables) == 0 {
		fail(id.Pos, "Unknown identifier '*'")
	}
	for i := range b.s.merged {
		b.addStar(id, b.s.merged[i])
	}
	for _, t := range tables {
		refuseAmbiguous(id, t)
		for i := range t.fields {
			if !t.fields[i].merged {
				b.addStar(id, t.fields[i])
			}
		}
	}
}

// refuseAmbiguous refuses a star over a subquery two of whose columns have one name.
func refuseAmbiguous(id *ast.Ident, t *table) {
	used := make(map[string]bool, len(t.fields))
	for i := range t.fields {
		if name := t.fields[i].name; used[name] {
			fail(id.Pos, "Column '%s' is ambiguous", name)
		}
		used[t.fields[i].name] = true
	}
}

func (b *block) addStar(id *ast.Ident, f field) {
	e := f.expr
	if c, ok := e.(*plan.Column); ok {
		copied := *c
		copied.P = id.Pos
		e = &copied
	}
	b.items = append(b.items, item{expr: e, name: b.freshName(f.name), pos: id.Pos})
}

// freshName numbers the name of a star's column that an item before has: id, __time, id0.
func (b *block) freshName(name string) string {
	if b.names == nil {
		b.names = map[string]bool{}
		for i := range b.items {
			b.names[b.items[i].name] = true
		}
	}
	fresh := name
	for n := 0; b.names[fresh]; n++ {
		fresh = name + itoa(n)
	}
	b.names[fresh] = true
	return fresh
}

func (a *analyzer) noStarTable(id *ast.Ident) {
	fail(partPos(id, 0), "Unknown identifier '%s'", identText(&ast.Ident{Parts: id.Parts}))
}

// analyzeItem analyzes item i in the scope of the select list.
func (b *block) analyzeItem(it *item, _ int) {
	if it.ast == nil {
		if b.grouped {
			it.expr = b.a.regroup(b.s, it.expr)
		}
		return
	}
	if it.expr == nil {
		sub := *b.s
		sub.clause, sub.aggregates, sub.windows = "SELECT", true, true
		it.expr = b.a.expr(&sub, it.ast)
	}
	it.expr = padded(it.expr)
	if call, ok := it.ast.(*ast.Call); ok && call.NoParens && !it.alias {
		if _, ok := it.expr.(*plan.Column); ok {
			it.name = call.Name // an unquoted word such as user that is a column
		}
	}
	if it.expr.Type().Kind == druidtype.IntervalDay || it.expr.Type().Kind == druidtype.IntervalYear {
		b.a.refuseInterval(it.expr)
	}
}

// padded fills a constant of type CHAR up with blanks: Calcite has literals of no other length.
func padded(x plan.Expr) plan.Expr {
	l, ok := x.(*plan.Literal)
	if !ok || l.T.Kind != druidtype.Char {
		return x
	}
	s, ok := l.Value.(string)
	if missing := l.T.Precision - utf16Length(s); ok && missing > 0 {
		return literal(l.P, s+strings.Repeat(" ", missing), l.T)
	}
	return x
}

// having analyzes HAVING, in which output names may be used.
func (b *block) having() {
	if b.sel.Having == nil {
		return
	}
	if !b.grouped && b.plan.Group == nil {
		b.plan.Group = &plan.Group{}
		b.grouped = true
	}
	sub := *b.s
	sub.clause, sub.aggregates = "HAVING", true
	sub.aliases = func(name string, _ ast.Pos) plan.Expr {
		for i := range b.items {
			if b.items[i].alias && b.items[i].name == name {
				return b.items[i].expr
			}
		}
		return nil
	}
	e := b.havingTerms(&sub)
	if e == nil {
		return
	}
	if b.plan.Having != nil {
		e = conjunction(e.Pos(), []plan.Expr{b.plan.Having, e})
	}
	b.plan.Having = e
}

// havingTerms analyzes HAVING. A term over multi-value grouping keys alone filters the rows before
// they are unnested, as Druid's planner moves it there: all values of matching rows remain.
func (b *block) havingTerms(s *scope) plan.Expr {
	if len(b.s.unnested) == 0 {
		return b.a.condition(s, b.sel.Having, "HAVING")
	}
	terms := []ast.Expr{b.sel.Having}
	if and, ok := b.sel.Having.(*ast.Logical); ok && !and.Or {
		terms = and.Terms
	}
	var kept []plan.Expr
	for _, term := range terms {
		before := b.saw
		b.saw = false
		x := b.a.condition(s, term, "HAVING")
		aggregate := b.saw
		b.saw = before || aggregate
		if aggregate || !b.readsUnnested(x) {
			kept = append(kept, x)
			continue
		}
		rows := *b.s
		rows.unnested, rows.aliases = nil, s.aliases
		moved := []plan.Expr{b.a.condition(&rows, term, "HAVING")}
		if b.plan.Where != nil {
			moved = []plan.Expr{b.plan.Where, moved[0]}
		}
		b.plan.Where = conjunction(term.Position(), moved)
	}
	return conjunction(b.sel.Having.Position(), kept)
}

// readsUnnested tells whether an expression reads a value that GROUP BY has unnested.
func (b *block) readsUnnested(e plan.Expr) bool {
	found := false
	plan.Walk(e, func(e plan.Expr) bool {
		for _, u := range b.s.unnested {
			found = found || key(u) == key(e)
		}
		return !found
	})
	return found
}

// order analyzes ORDER BY: ordinals, output names, expressions over both.
func (b *block) order(list []ast.OrderItem) []plan.Order {
	out := make([]plan.Order, 0, len(list))
	grouped := b.grouped || b.saw || b.plan.Distinct
	for i := range list {
		it := &list[i]
		if n, ok := ordinal(it.Expr); ok {
			if n < 1 || n > len(b.items) {
				fail(it.Expr.Position(), "Ordinal out of range")
			}
			out = append(out, b.a.orderOf(it, b.items[n-1].expr, grouped))
			continue
		}
		sub := *b.s
		sub.clause, sub.aggregates, sub.windows = "ORDER BY", true, true
		sub.aliases = b.outputName
		out = append(out, b.a.orderOf(it, b.a.expr(&sub, it.Expr), grouped))
	}
	return out
}

// outputName finds an item by its name; a plain column of the same name is the same thing or
// gives way to the alias.
func (b *block) outputName(name string, pos ast.Pos) plan.Expr {
	var found plan.Expr
	for i := range b.items {
		if b.items[i].name != name || !b.items[i].alias {
			continue
		}
		if found != nil && key(found) != key(b.items[i].expr) {
			fail(pos, "Column '%s' is ambiguous", name)
		}
		found = b.items[i].expr
	}
	return found
}

// finish puts ORDER BY, DISTINCT and QUALIFY into the query.
func (b *block) finish(out *plan.Query, order []plan.Order) {
	if b.sel.Qualify != nil {
		b.qualify(out, order)
		return
	}
	if b.plan.Distinct && len(order) > 0 {
		b.orderDistinct(out, order)
		return
	}
	out.OrderBy = order
}

// orderDistinct orders the distinct rows from outside, so that what Postgres demands of ORDER BY
// in a SELECT DISTINCT does not matter.
func (b *block) orderDistinct(out *plan.Query, order []plan.Order) {
	out.Wrap, out.OutAlias = true, b.a.alias()
	fields := fieldsOf(out.OutAlias, out.Columns)
	for _, o := range order {
		k := key(o.Expr)
		found := false
		for i := range b.items {
			if key(b.items[i].expr) == k {
				o.Expr, found = fields[i].expr, true
				break
			}
		}
		if !found {
			fail(o.Expr.Pos(), "Expression '%s' is not in the select clause", exprText(o.Expr))
		}
		out.OrderBy = append(out.OrderBy, o)
	}
}

// qualify filters by window functions from outside. What ORDER BY needs is carried in hidden
// columns.
func (b *block) qualify(out *plan.Query, order []plan.Order) {
	sub := *b.s
	sub.clause, sub.aggregates, sub.windows = "QUALIFY", true, true
	sub.aliases = b.outputName
	cond := b.a.condition(&sub, b.sel.Qualify, "QUALIFY")
	visible := len(b.plan.Items)
	inner := &plan.Query{Body: b.plan}
	inner.Columns = append(inner.Columns, out.Columns...)
	hide := func(e plan.Expr) int {
		b.plan.Items = append(b.plan.Items, e)
		inner.Columns = append(inner.Columns, druidtype.Column{Type: e.Type()})
		return len(b.plan.Items) - 1
	}
	condition := hide(cond)
	places := make([]int, len(order))
	for i, o := range order {
		places[i] = hide(o.Expr)
	}
	alias := b.a.alias()
	fields := fieldsOf(alias, inner.Columns)
	outer := &plan.Select{From: &plan.Derived{Alias: alias, Query: inner}, Where: fields[condition].expr, Distinct: b.plan.Distinct}
	b.plan.Distinct = false
	for i := range visible {
		outer.Items = append(outer.Items, fields[i].expr)
	}
	for i, o := range order {
		o.Expr = fields[places[i]].expr
		out.OrderBy = append(out.OrderBy, o)
	}
	out.Body = outer
}
