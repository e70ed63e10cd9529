package analyze

import (
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// group analyzes GROUP BY. It decides whether the block is an aggregation.
func (b *block) group() {
	if b.sel.Distinct {
		b.plan.Distinct = true
	}
	g := b.sel.GroupBy
	if g == nil {
		return
	}
	b.grouped = true
	b.plan.Group = &plan.Group{}
	b.ordinals = ordinalsOf(g.Items)
	sets := [][]int{{}}
	simple := true
	for i := range g.Items {
		item := b.groupSets(&g.Items[i])
		simple = simple && g.Items[i].Kind == ast.GroupingSimple && len(g.Items[i].Exprs) == 1
		sets = crossSets(g.Items[i].Pos, sets, item)
	}
	if !simple {
		b.plan.Group.Sets = sets
		if len(g.Items) == 1 && len(sets) == 1 && len(sets[0]) == 0 {
			b.plan.Group.Sets = nil // GROUP BY ()
		} else {
			b.dropEmptyTotal(sets)
		}
	}
}

// ordinalsOf gives the ordinals of GROUP BY. Calcite knows those that stand alone; within a list such
// as (1, 2) only those that stand alone elsewhere are ordinals, the others are numbers.
func ordinalsOf(items []ast.GroupItem) map[int]bool {
	out := map[int]bool{}
	add := func(g *ast.GroupItem) {
		if g.Kind == ast.GroupingSimple && len(g.Exprs) == 1 {
			if n, ok := ordinal(g.Exprs[0]); ok {
				out[n] = true
			}
		}
	}
	for i := range items {
		add(&items[i])
		for j := range items[i].Sets {
			add(&items[i].Sets[j])
		}
	}
	return out
}

// dropEmptyTotal keeps the () set of GROUPING SETS from giving a row over no rows, as in Druid.
func (b *block) dropEmptyTotal(sets [][]int) {
	for _, set := range sets {
		if len(set) == 0 {
			pos := b.sel.Pos
			count := b.a.countAll(pos, nil)
			zero := literal(pos, int64(0), druidtype.Of(druidtype.BigInt).NotNull())
			b.plan.Having = b.a.compare(pos, ">", count, zero)
			return
		}
	}
}

// maxGroupingSets bounds what CUBE and cross products may make.
const maxGroupingSets = 4096

// crossSets combines grouping elements: each set of one with each of the other.
func crossSets(pos ast.Pos, left, right [][]int) [][]int {
	if len(left)*len(right) > maxGroupingSets {
		fail(pos, "Too many grouping sets; at most %d are allowed", maxGroupingSets)
	}
	out := make([][]int, 0, len(left)*len(right))
	for _, l := range left {
		for _, r := range right {
			set := append(append([]int{}, l...), r...)
			out = append(out, dedup(set))
		}
	}
	return out
}

func dedup(set []int) []int {
	seen := map[int]bool{}
	out := set[:0]
	for _, k := range set {
		if !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// groupSets gives the sets of keys of one grouping element.
func (b *block) groupSets(g *ast.GroupItem) [][]int {
	switch g.Kind {
	case ast.GroupingSimple:
		set := []int{}
		for _, e := range g.Exprs {
			set = append(set, b.groupKeys(e)...)
		}
		return [][]int{set}
	case ast.GroupingSets:
		var out [][]int
		for i := range g.Sets {
			out = append(out, b.groupSets(&g.Sets[i])...)
		}
		return out
	}
	parts := make([][]int, len(g.Sets))
	for i := range g.Sets {
		parts[i] = b.groupSets(&g.Sets[i])[0]
	}
	if g.Kind == ast.GroupingRollup {
		return rollup(parts)
	}
	return cube(g.Pos, parts)
}

func rollup(parts [][]int) [][]int {
	var out [][]int
	for n := len(parts); n >= 0; n-- {
		set := []int{}
		for _, p := range parts[:n] {
			set = append(set, p...)
		}
		out = append(out, dedup(set))
	}
	return out
}

func cube(pos ast.Pos, parts [][]int) [][]int {
	if len(parts) > 12 {
		fail(pos, "Too many grouping sets; at most %d are allowed", maxGroupingSets)
	}
	var out [][]int
	for mask := 1<<len(parts) - 1; mask >= 0; mask-- {
		set := []int{}
		for i, p := range parts {
			if mask&(1<<(len(parts)-1-i)) != 0 {
				set = append(set, p...)
			}
		}
		out = append(out, dedup(set))
	}
	return out
}

// groupKeys analyzes one grouping expression, or resolves an ordinal, and gives its places in Keys. A
// double has two: Druid tells -0.0 from 0.0, which Postgres groups together.
func (b *block) groupKeys(e ast.Expr) []int {
	x := b.groupKey(e)
	if !x.Type().IsApprox() || plan.IsConstant(x) {
		return []int{b.keyPlace(x)}
	}
	return []int{b.keyPlace(x), b.keyPlace(b.a.operator(x.Pos(), "IS MINUS ZERO", x))}
}

// groupKey analyzes one grouping expression, or resolves an ordinal.
func (b *block) groupKey(e ast.Expr) plan.Expr {
	var x plan.Expr
	if n, ok := ordinal(e); ok && b.ordinals[n] {
		if n < 1 || n > len(b.items) {
			fail(e.Position(), "Ordinal out of range")
		}
		it := &b.items[n-1]
		if it.expr == nil {
			sub := *b.s
			sub.clause = "GROUP BY"
			x = b.a.expr(&sub, it.ast)
		} else {
			x = it.expr
		}
		if plan.IsConstant(x) && b.sel.GroupBy.Items[0].Kind != ast.GroupingSimple {
			x = b.rowConstant(x)
			it.expr = x
		}
	} else {
		sub := *b.s
		sub.clause = "GROUP BY"
		x = b.a.expr(&sub, e)
	}
	return b.castKey(b.unnestKey(x))
}

// keyPlace gives the place of a key in Keys, where it is put unless it is there.
func (b *block) keyPlace(x plan.Expr) int {
	k := key(x)
	for i, have := range b.plan.Group.Keys {
		if key(have) == k {
			return i
		}
	}
	b.plan.Group.Keys = append(b.plan.Group.Keys, x)
	return len(b.plan.Group.Keys) - 1
}

// rowConstant makes a column of a constant that grouping sets group by: Postgres would print it where
// it is NULL, in the totals.
func (b *block) rowConstant(x plan.Expr) plan.Expr {
	q := &plan.Query{Body: &plan.Select{Items: []plan.Expr{x}}, Columns: []druidtype.Column{{Type: x.Type()}}}
	d := &plan.Derived{Alias: b.a.alias(), Query: q}
	b.plan.From = crossJoin(b.plan.From, d)
	c := columnsOf(d.Alias, q.Columns)[0].(*plan.Column)
	c.P = x.Pos()
	c.T.Nullable = true
	return c
}

// unnestKey makes a multi-value grouping key one value a row: FROM gets the values as a lateral
// unnest, and every use of the expression outside aggregates becomes the unnested column. Casts read
// each value, other functions that give no text the only one.
func (b *block) unnestKey(x plan.Expr) plan.Expr {
	if x.Type().Kind == druidtype.Complex && x.Type().Name == "json" {
		return b.jsonKey(x)
	}
	condition := x.Type().Kind == druidtype.Boolean && mappedSource(x) != nil && !asksForNull(x)
	if !x.Type().MultiValue && !condition {
		return x
	}
	k := key(x)
	if have, ok := b.s.unnested[k]; ok {
		return have
	}
	if condition {
		return b.conditionKey(k, x)
	}
	values, t := x, x.Type().Single()
	if !x.Type().IsString() {
		e, ok := x.(*plan.Elements)
		if cast := ok && isCast(e.Body); !cast { // several results of a function are no number to group by
			single := b.a.operator(x.Pos(), "ONLY VALUE MULTI", x)
			b.replace(k, single)
			return single
		}
		dimension := *e
		dimension.Body = b.castKey(e.Body)
		values, t = &dimension, e.Body.Type().Null(true)
	}
	alias := b.a.alias()
	u := &plan.Unnest{Alias: alias, Exprs: []plan.Expr{values}, Null: true}
	b.plan.From = crossJoin(b.plan.From, u)
	c := &plan.Column{Base: plan.Base{T: t, P: x.Pos()}, Alias: alias, Name: "c0", Label: exprText(x)}
	b.replace(k, c)
	return c
}

// conditionKey groups by a condition over a multi-value string: that of the only value, NULL for
// several.
func (b *block) conditionKey(k string, x plan.Expr) plan.Expr {
	alias := b.a.alias()
	one := b.a.operator(x.Pos(), "ONE CONDITION MULTI", x, mappedSource(x))
	b.plan.From = crossJoin(b.plan.From, &plan.Unnest{Alias: alias, Exprs: []plan.Expr{one}})
	c := &plan.Column{Base: plan.Base{T: boolType, P: x.Pos()}, Alias: alias, Name: "c0", Label: exprText(x)}
	b.replace(k, c)
	return c
}

// asksForNull tells whether x is IS NULL or IS NOT NULL, which asks a multi-value string as a whole.
func asksForNull(x plan.Expr) bool {
	c, ok := x.(*plan.Call)
	return ok && (c.Fn.Name == "IS NULL MULTI" || c.Fn.Name == "IS NOT NULL MULTI")
}

func isCast(x plan.Expr) bool {
	_, ok := x.(*plan.Cast)
	return ok
}

// jsonKey groups JSON by its text, as Postgres compares no json; uses of the expression become the
// text read back.
func (b *block) jsonKey(x plan.Expr) plan.Expr {
	text := &plan.Raw{Base: plan.Base{T: druidtype.Of(druidtype.Varchar), P: x.Pos()}, Parts: []string{"", "::text"}, Exprs: []plan.Expr{x}}
	b.replace(key(x), &plan.Raw{Base: plan.Base{T: x.Type(), P: x.Pos()}, Parts: []string{"", "::json"}, Exprs: []plan.Expr{text}})
	return text
}

// replace makes every use of an expression outside aggregates another one.
func (b *block) replace(k string, by plan.Expr) {
	if b.s.unnested == nil {
		b.s.unnested = map[string]plan.Expr{}
	}
	b.s.unnested[k] = by
}

func crossJoin(left, right plan.Rel) plan.Rel {
	if left == nil {
		return right
	}
	return &plan.Join{Kind: "CROSS", Left: left, Right: right}
}

// distinctMulti turns SELECT DISTINCT over multi-value columns into a grouping, which unnests them.
func (b *block) distinctMulti() {
	if !b.plan.Distinct || b.grouped {
		return
	}
	for i := range b.items {
		if t := b.items[i].expr.Type(); t.Kind == druidtype.Complex && t.Name == "json" {
			b.distinctGroup()
			return
		}
	}
	for i := range b.items {
		b.items[i].expr = b.unnestKey(b.items[i].expr)
	}
}

// distinctGroup turns SELECT DISTINCT into the grouping by all its items.
func (b *block) distinctGroup() {
	b.plan.Distinct, b.grouped = false, true
	b.plan.Group = &plan.Group{}
	for i := range b.items {
		x := b.items[i].expr
		b.plan.Group.Keys = append(b.plan.Group.Keys, b.unnestKey(x))
		b.items[i].expr = b.a.regroup(b.s, x)
	}
}

// regroup replaces an expression that GROUP BY has unnested or rewritten.
func (a *analyzer) regroup(s *scope, e plan.Expr) plan.Expr {
	if s.inAgg || s.unnested == nil {
		return e
	}
	switch _, cast := e.(*plan.Cast); {
	case cast, e.Type().MultiValue, e.Type().Kind == druidtype.Complex, e.Type().Kind == druidtype.Boolean:
	default:
		return e
	}
	if u, ok := s.unnested[key(e)]; ok {
		return u
	}
	return e
}

// checkGrouping refuses what is neither grouped nor aggregated.
func (b *block) checkGrouping(order []plan.Order) {
	if !b.grouped {
		return
	}
	keys := newKeySet(b.plan.Group.Keys)
	for i := range b.items {
		b.checkGroupings(keys, b.items[i].expr)
		checkGrouped(keys, b.items[i].expr)
	}
	if b.plan.Having != nil {
		checkGrouped(keys, b.plan.Having)
	}
	for _, o := range order {
		checkGrouped(keys, o.Expr)
	}
}

// keySet is a set of expressions; shapes spare most of the keys of what is not in it.
type keySet struct{ keys, shapes map[string]bool }

func newKeySet(list []plan.Expr) keySet {
	s := keySet{map[string]bool{}, map[string]bool{}}
	for _, e := range list {
		s.keys[key(e)] = true
		s.shapes[plan.Shape(e)] = true
	}
	return s
}

func (s keySet) has(e plan.Expr) bool { return s.shapes[plan.Shape(e)] && s.keys[key(e)] }

// checkGroupings refuses GROUPING of what is no grouping key.
func (b *block) checkGroupings(keys keySet, e plan.Expr) {
	plan.Walk(e, func(e plan.Expr) bool {
		c, ok := e.(*plan.Call)
		if !ok || c.Fn.Name != "GROUPING" {
			return true
		}
		if b.sel.GroupBy == nil {
			fail(c.P, "GROUPING operator may only occur in an aggregate query")
		}
		for _, x := range c.Args {
			if !keys.has(x) {
				fail(x.Pos(), "Argument to GROUPING operator must be a grouped expression")
			}
		}
		return false
	})
}

func checkGrouped(keys keySet, e plan.Expr) {
	plan.Walk(e, func(e plan.Expr) bool {
		switch x := e.(type) {
		case *plan.Column:
			if x.Depth == 0 && x.Label != "" && !keys.has(e) {
				fail(x.P, "Expression '%s' is not being grouped", x.Label)
			}
			return false
		case *plan.Literal:
			return false
		case *plan.Call:
			if x.Agg != nil && x.Agg.Over == nil {
				return false // the arguments of an aggregate are over the rows
			}
		}
		return !keys.has(e)
	})
}
