package translate

import (
	"strconv"
	"strings"

	"ogham/translate/plan"
)

// namer finds the names that Druid's native queries give to the columns of a result, which EXPLAIN
// shows: a column that is read keeps its name, keys of a grouping are d0, d1, …, aggregates a0, …,
// what is computed from those p0, …, windows w0, … and other expressions v0, … . Columns of the right
// side of a join have the prefix j0., of the next join _j0. and so on.
type namer struct{ with map[string]*plan.Query }

// nativeNames names the columns of a query, one for each.
func nativeNames(q *plan.Query) []string {
	n := namer{with: map[string]*plan.Query{}}
	names := n.query(q)
	for i := range q.Columns {
		if i >= len(names) {
			names = append(names, q.Columns[i].Name)
		}
	}
	return names[:len(q.Columns)]
}

func (n *namer) query(q *plan.Query) []string {
	for _, cte := range q.With {
		n.with[cte.Alias] = cte.Query
	}
	switch b := q.Body.(type) {
	case *plan.Select:
		names := n.selected(b)
		if b.From == nil && b.Group == nil { // constants are an inline source with the user's names
			for i := range min(len(names), len(q.Columns)) {
				names[i] = q.Columns[i].Name
			}
		}
		return names
	case *plan.SetOp:
		return n.query(b.Terms[0])
	case *plan.Query:
		return n.query(b)
	}
	names := make([]string, len(q.Columns))
	for i, c := range q.Columns {
		names[i] = c.Name
	}
	return names
}

// numbering hands out the names of one letter, the same one for the same expression.
type numbering struct {
	letter string
	known  map[string]string
}

func (c *numbering) name(e plan.Expr) string {
	key := plan.Key(e)
	if c.known[key] == "" {
		if c.known == nil {
			c.known = map[string]string{}
		}
		c.known[key] = c.letter + strconv.Itoa(len(c.known))
	}
	return c.known[key]
}

func (n *namer) selected(s *plan.Select) []string {
	if grouped(s) {
		return groupedNames(s)
	}
	computed, windows := numbering{letter: "v"}, numbering{letter: "w"}
	if d, ok := s.From.(*plan.Derived); ok && groupedQuery(d.Query) {
		computed.letter = "p" // Druid merges the two
	}
	names := make([]string, len(s.Items))
	for i, item := range s.Items {
		if col, ok := item.(*plan.Column); ok {
			if name, ok := n.source(s.From, col); ok {
				names[i] = name
				continue
			}
		}
		if call, ok := item.(*plan.Call); ok && call.Agg != nil {
			names[i] = windows.name(item)
			continue
		}
		names[i] = computed.name(item)
	}
	return names
}

// aggregate gives an expression as the call of an aggregate that is no window, or nil.
func aggregate(e plan.Expr) *plan.Call {
	if call, ok := e.(*plan.Call); ok && call.Agg != nil && call.Agg.Over == nil {
		return call
	}
	return nil
}

func grouped(s *plan.Select) bool {
	if s.Group != nil || s.Distinct {
		return true
	}
	found := false
	for _, item := range s.Items {
		plan.Walk(item, func(e plan.Expr) bool {
			found = found || aggregate(e) != nil
			return !found
		})
	}
	return found
}

func groupedQuery(q *plan.Query) bool {
	s, ok := q.Body.(*plan.Select)
	return ok && grouped(s)
}

// groupedNames names the items of a grouping. DISTINCT groups by its items.
func groupedNames(s *plan.Select) []string {
	keys, aggregates, computed := numbering{letter: "d"}, numbering{letter: "a"}, numbering{letter: "p"}
	if s.Group != nil {
		for _, key := range s.Group.Keys {
			keys.name(key)
		}
	} else if s.Distinct {
		for _, item := range s.Items {
			keys.name(item)
		}
	}
	names := make([]string, len(s.Items))
	for i, item := range s.Items {
		plan.Walk(item, func(e plan.Expr) bool {
			if aggregate(e) != nil {
				aggregates.name(e)
			}
			return aggregate(e) == nil
		})
		switch key := keys.known[plan.Key(item)]; {
		case key != "":
			names[i] = key
		case aggregate(item) != nil:
			names[i] = aggregates.name(item)
		default:
			names[i] = computed.name(item)
		}
	}
	return names
}

// source finds the name of a column in the relation that it comes from.
func (n *namer) source(r plan.Rel, col *plan.Column) (string, bool) {
	switch r := r.(type) {
	case *plan.Scan:
		return columnName(col), r.Alias == col.Alias
	case *plan.Derived:
		if inline(r.Query) {
			return columnName(col), r.Alias == col.Alias
		}
		if r.Alias == col.Alias {
			return n.output(r.Query, col)
		}
	case *plan.CTERef:
		if q := n.with[r.Name]; r.Alias == col.Alias && q != nil {
			return n.output(q, col)
		}
	case *plan.Unnest:
		return "j0.unnest", r.Alias == col.Alias
	case *plan.Join:
		if name, ok := n.source(r.Left, col); ok {
			return name, true
		}
		name, ok := n.source(r.Right, col)
		return strings.Repeat("_", joins(r.Left)) + "j0." + name, ok
	}
	return "", false
}

// inline tells whether a query is a list of rows and no more.
func inline(q *plan.Query) bool {
	switch b := q.Body.(type) {
	case *plan.Values:
		return true
	case *plan.Query:
		return inline(b)
	}
	return false
}

// columnName is the user's name of a column without that of its table.
func columnName(col *plan.Column) string {
	if strings.HasSuffix(col.Label, "."+col.Name) {
		return col.Name
	}
	return col.Label
}

// output gives the name of the column c0, c1, … of a query.
func (n *namer) output(q *plan.Query, col *plan.Column) (string, bool) {
	i, err := strconv.Atoi(strings.TrimPrefix(col.Name, "c"))
	names := n.query(q)
	if err != nil || i >= len(names) {
		return "", false
	}
	return names[i], true
}

// joins counts the joins of a left-deep tree.
func joins(r plan.Rel) int {
	if j, ok := r.(*plan.Join); ok {
		return 1 + joins(j.Left)
	}
	return 0
}
