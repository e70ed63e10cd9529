package analyze

import (
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// scope is the set of names that an expression may use: the tables of one FROM, and behind it those
// of the enclosing queries.
type scope struct {
	parent *scope
	tables []*table
	// merged are the columns that USING and NATURAL made one of two.
	merged []field
	ctes   *cteList

	// clause names the clause for messages; aggregates says whether aggregate calls are allowed.
	clause     string
	aggregates bool
	windows    bool
	inAgg      bool
	inWindow   bool
	// aggPos is the place of the aggregate call around, when inAgg is set.
	aggPos ast.Pos
	// sawAggregate is set when an aggregate call is met.
	sawAggregate *bool
	// aliases resolves output names before columns, in ORDER BY and HAVING.
	aliases func(name string, pos ast.Pos) plan.Expr
	// named are the windows of the WINDOW clause.
	named []*ast.WindowDef
	// unnested replaces multi-value expressions that GROUP BY unnests, by their key.
	unnested map[string]plan.Expr
}

// table is one element of FROM.
type table struct {
	name   string // what users call it, "" when it has no name
	schema string // "druid" for a datasource without alias
	fields []field
}

// field is a column of a table.
type field struct {
	name string
	expr plan.Expr
	// merged marks a column that USING has merged: stars skip it.
	merged bool
}

// cteList is a chain of visible WITH queries, the innermost first.
type cteList struct {
	name   string
	alias  string
	fields []druidtype.Column
	next   *cteList
}

func (l *cteList) find(name string) *cteList {
	for ; l != nil; l = l.next {
		if l.name == name {
			return l
		}
	}
	return nil
}

// column resolves an identifier.
func (a *analyzer) column(s *scope, id *ast.Ident) plan.Expr {
	if id.Star {
		fail(id.Pos, "Unknown identifier '%s'", identText(id))
	}
	if len(id.Parts) == 1 {
		return a.simpleColumn(s, id)
	}
	return a.qualifiedColumn(s, id)
}

func (a *analyzer) simpleColumn(s *scope, id *ast.Ident) plan.Expr {
	name := id.Parts[0]
	if s.aliases != nil {
		if e := s.aliases(name, id.Pos); e != nil {
			return e
		}
	}
	depth := 0
	for at := s; at != nil; at = at.parent {
		var found plan.Expr
		n := 0
		for i := range at.merged {
			if at.merged[i].name == name {
				found, n = at.merged[i].expr, 1
			}
		}
		if n == 0 {
			found, n = at.lookup(name)
		}
		if n > 1 {
			fail(id.Pos, "Column '%s' is ambiguous", name)
		}
		if n == 1 {
			return placed(found, id, depth)
		}
		depth++
	}
	if x := a.constantWord(id); x != nil {
		return x
	}
	if near := s.nearColumn(name); near != "" {
		fail(id.Pos, "Column '%s' not found in any table; did you mean '%s'?", name, near)
	}
	fail(id.Pos, "Column '%s' not found in any table", name)
	return nil
}

func (s *scope) lookup(name string) (found plan.Expr, n int) {
	for _, t := range s.tables {
		for i := range t.fields {
			if t.fields[i].name == name {
				found = t.fields[i].expr
				n++
			}
		}
	}
	return found, n
}

// placed copies a column with the place and the spelling of its use.
func placed(e plan.Expr, id *ast.Ident, depth int) plan.Expr {
	c, ok := e.(*plan.Column)
	if !ok {
		return e
	}
	out := *c
	out.P = id.Pos
	out.Label = identText(id)
	out.Depth = depth
	return &out
}

func identText(id *ast.Ident) string {
	text := strings.Join(id.Parts, ".")
	if id.Star {
		if text == "" {
			return "*"
		}
		return text + ".*"
	}
	return text
}

// qualifiedColumn resolves [schema.]table.column.
func (a *analyzer) qualifiedColumn(s *scope, id *ast.Ident) plan.Expr {
	name := id.Name()
	qualifier := id.Parts[:len(id.Parts)-1]
	t, depth := s.findTable(qualifier)
	if t == nil {
		a.noTable(s, id, qualifier)
	}
	if t.repeats(name) {
		fail(id.Pos, "Column '%s' is ambiguous", name)
	}
	for i := range t.fields {
		if t.fields[i].name == name {
			return placed(t.fields[i].expr, id, depth)
		}
	}
	pos := partPos(id, len(id.Parts)-1)
	if near := nearest(name, t.names()); near != "" {
		fail(pos, "Column '%s' not found in table '%s'; did you mean '%s'?", name, t.name, near)
	}
	fail(pos, "Column '%s' not found in table '%s'", name, t.name)
	return nil
}

func partPos(id *ast.Ident, i int) ast.Pos {
	if i < len(id.PartPos) {
		return id.PartPos[i]
	}
	return id.Pos
}

func (a *analyzer) noTable(s *scope, id *ast.Ident, qualifier []string) {
	pos := partPos(id, 0)
	if n := len(qualifier); n > 1 {
		pos.EndLine, pos.EndColumn = partPos(id, n-1).EndLine, partPos(id, n-1).EndColumn
	}
	name := strings.Join(qualifier, ".")
	for at := s; at != nil; at = at.parent {
		for _, t := range at.tables {
			if strings.EqualFold(t.name, name) && t.name != "" {
				fail(pos, "Table '%s' not found; did you mean '%s'?", name, t.name)
			}
		}
	}
	fail(pos, "Table '%s' not found", name)
}

// findTable finds a table by its qualifier: t, schema.t or druid.schema.t.
func (s *scope) findTable(qualifier []string) (*table, int) {
	depth := 0
	for at := s; at != nil; at = at.parent {
		for _, t := range at.tables {
			if t.matches(qualifier) {
				return t, depth
			}
		}
		depth++
	}
	return nil, 0
}

func (t *table) matches(qualifier []string) bool {
	switch len(qualifier) {
	case 1:
		return t.name == qualifier[0] && t.name != ""
	case 2:
		return t.schema == qualifier[0] && t.name == qualifier[1] && t.schema != ""
	}
	return false
}

func (t *table) names() []string {
	out := make([]string, len(t.fields))
	for i := range t.fields {
		out[i] = t.fields[i].name
	}
	return out
}

// nearColumn finds a column whose name differs in case only.
func (s *scope) nearColumn(name string) string {
	for at := s; at != nil; at = at.parent {
		for _, t := range at.tables {
			if near := nearest(name, t.names()); near != "" {
				return near
			}
		}
	}
	return ""
}

// nearest gives the name that differs from name in case only, as Calcite suggests it; "" if none.
func nearest(name string, names []string) string {
	for _, n := range names {
		if strings.EqualFold(n, name) && n != name {
			return n
		}
	}
	return ""
}

// repeats tells whether several columns of t have a name.
func (t *table) repeats(name string) bool {
	n := 0
	for i := range t.fields {
		if t.fields[i].name == name {
			n++
		}
	}
	return n > 1
}

// fieldsOf makes the columns of a relation with output columns c0, c1, … .
func fieldsOf(alias string, columns []druidtype.Column) []field {
	out := make([]field, len(columns))
	for i, c := range columns {
		out[i] = field{name: c.Name, expr: &plan.Column{
			Base: plan.Base{T: c.Type}, Alias: alias, Name: outName(i), Label: c.Name,
		}}
	}
	return out
}
