package analyze

import (
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

func itoa(n int) string { return strconv.Itoa(n) }

// from resolves a FROM element and adds its tables to s. outer is the scope that lateral elements
// (UNNEST) may see: the tables to the left are already in s.
func (a *analyzer) from(s *scope, f ast.From) plan.Rel {
	switch f := f.(type) {
	case *ast.TableRef:
		return a.tableRef(s, f)
	case *ast.Derived:
		return a.derived(s, f)
	case *ast.Join:
		return a.join(s, f)
	case *ast.Unnest:
		return a.unnest(s, f)
	case *ast.TableFunc:
		return a.tableFunc(s, f)
	case *ast.Pivot:
		return a.pivot(s, f)
	case *ast.Unpivot:
		return a.unpivot(s, f)
	}
	panic(bailout{errUnknownNode(f)})
}

// add appends a table, which stands at pos, to the scope, renaming its columns after alias.
func (a *analyzer) add(s *scope, t *table, alias ast.Alias, pos ast.Pos) {
	if alias.Name != nil && alias.Name.Name() != t.name {
		t.name, t.schema = alias.Name.Name(), ""
	}
	for _, other := range s.tables {
		if t.name != "" && other.name == t.name {
			fail(pos, "Duplicate relation name '%s' in FROM clause", t.name)
		}
	}
	if alias.Columns != nil {
		if len(alias.Columns) != len(t.fields) {
			fail(alias.Columns[0].Pos, "List of column aliases must have same degree as table; table has %d columns (%s), whereas alias list has %d columns",
				len(t.fields), quotedNames(t), len(alias.Columns))
		}
		for i, c := range alias.Columns {
			t.fields[i].name = c.Name()
		}
	}
	s.tables = append(s.tables, t)
}

func quotedNames(t *table) string {
	var out strings.Builder
	for i := range t.fields {
		if i > 0 {
			out.WriteString(", ")
		}
		out.WriteString("'" + t.fields[i].name + "'")
	}
	return out.String()
}

// tableRef resolves a table name: a WITH query, then the schemas.
func (a *analyzer) tableRef(s *scope, f *ast.TableRef) plan.Rel {
	if f.Extend != nil {
		return a.extendedRef(s, f)
	}
	name := f.Name.Name()
	if len(f.Name.Parts) == 1 {
		if cte := s.ctes.find(name); cte != nil {
			alias := a.alias()
			a.add(s, &table{name: name, fields: fieldsOf(alias, cte.fields)}, f.Alias, f.Pos)
			return &plan.CTERef{Alias: alias, Name: cte.alias}
		}
	}
	rel := a.relation(f.Name)
	scan, t := a.scan(rel)
	a.add(s, t, f.Alias, f.Pos)
	return scan
}

// scan makes the plan and the scope entry of a relation.
func (a *analyzer) scan(rel druidtype.Relation) (*plan.Scan, *table) {
	a.scans = append(a.scans, rel)
	switch rel.Kind {
	case "system":
		a.metadata = true
	case "view":
		a.read(rel.Name, "VIEW")
	default:
		a.read(rel.Name, "DATASOURCE")
	}
	alias := a.alias()
	t := &table{name: rel.Name, schema: rel.Schema, fields: make([]field, len(rel.Columns))}
	for i, c := range rel.Columns {
		t.fields[i] = field{name: c.Name, expr: &plan.Column{
			Base: plan.Base{T: c.Type}, Alias: alias, Name: c.Physical, Label: c.Name, Bytewise: c.Type.IsString(),
		}}
	}
	return &plan.Scan{Alias: alias, Schema: rel.PgSchema, Table: rel.PgName, Datasource: rel.Name, External: -1}, t
}

var schemas = []string{"druid", "INFORMATION_SCHEMA", "sys", "lookup", "view"}

// relation finds a table by name, unqualified names in schema druid.
func (a *analyzer) relation(id *ast.Ident) druidtype.Relation {
	parts := id.Parts
	a.refuseNested(id)
	schema, name := "druid", parts[len(parts)-1]
	switch len(parts) {
	case 1:
	case 2:
		schema = parts[0]
	default:
		fail(id.Pos, "Object '%s' not found", parts[0])
	}
	if rel, ok := a.env.Catalog.Table(schema, name); ok {
		return rel
	}
	a.noObject(id, parts, schema, name)
	return druidtype.Relation{}
}

// refuseNested refuses names below a table, and schemas below schema druid: Druid has one catalog,
// which is not named.
func (a *analyzer) refuseNested(id *ast.Ident) {
	parts := id.Parts
	if len(parts) == 3 && parts[0] == "druid" {
		parts = parts[1:]
	}
	if len(parts) != 2 {
		return
	}
	if _, ok := a.env.Catalog.Table("druid", parts[0]); ok && !slices.Contains(schemas, parts[0]) {
		fail(id.Pos, "Object '%s' not found within 'druid.%s'", parts[1], parts[0])
	}
	if len(id.Parts) == 3 {
		fail(id.Pos, "Object '%s' not found within 'druid'", parts[0])
	}
}

func (a *analyzer) noObject(id *ast.Ident, parts []string, schema, name string) {
	if len(parts) == 2 {
		known := false
		for _, s := range schemas {
			known = known || s == schema
		}
		if !known {
			if near := nearest(schema, schemas); near != "" {
				fail(id.Pos, "Object '%s' not found; did you mean '%s'?", schema, near)
			}
			fail(id.Pos, "Object '%s' not found", schema)
		}
	}
	if near := nearest(name, a.env.Catalog.Tables(schema)); near != "" {
		fail(id.Pos, "Object '%s' not found within '%s'; did you mean '%s'?", name, schema, near)
	}
	if len(parts) == 2 {
		fail(id.Pos, "Object '%s' not found within '%s'", name, schema)
	}
	fail(id.Pos, "Object '%s' not found", name)
}

// derived resolves ( query ).
func (a *analyzer) derived(s *scope, f *ast.Derived) plan.Rel {
	outer := s.parent
	if f.Lateral {
		outer = s
	}
	sub := (&scope{parent: outer, ctes: s.ctes})
	q := a.inlinedFrom(a.queryIn(sub, f.Query))
	alias := a.alias()
	a.add(s, &table{fields: fieldsOf(alias, q.Columns)}, f.Alias, f.Query.Position())
	return &plan.Derived{Alias: alias, Query: q, Lateral: f.Lateral}
}

// join resolves a join; the tables of both sides are added to s.
func (a *analyzer) join(s *scope, j *ast.Join) plan.Rel {
	firstLeft, firstMerged := len(s.tables), len(s.merged)
	left := a.from(s, j.Left)
	firstRight := len(s.tables)
	right := a.from(s, j.Right)
	kind := joinWords[j.Kind]
	leftTables, rightTables := s.tables[firstLeft:firstRight], s.tables[firstRight:]
	left, right = a.inlinedLeft(left, leftTables), a.inlinedTables(right, rightTables)
	if _, ok := right.(*plan.Unnest); ok {
		if j.Kind == ast.JoinRight || j.Kind == ast.JoinFull {
			panic(bailout{druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unknown exception", "java.lang.IllegalStateException", "Unknown join type %s", kind)})
		}
		if j.Kind == ast.JoinLeft { // planned as an inner join: rows without values are lost
			kind = "INNER"
		}
	}
	if kind == "LEFT" || kind == "FULL" {
		makeNullable(rightTables)
	}
	if j.Kind == ast.JoinRight || j.Kind == ast.JoinFull {
		makeNullable(leftTables)
	}
	var on plan.Expr
	switch {
	case j.Natural:
		on = a.using(s, j, commonNames(leftTables, rightTables), leftTables, rightTables, firstMerged)
	case j.Using != nil:
		var names []usingName
		for _, id := range j.Using {
			names = append(names, usingName{id.Name(), id.Pos})
		}
		on = a.using(s, j, names, leftTables, rightTables, firstMerged)
	case isTrue(j.On) && kind == "INNER":
	case j.On != nil:
		on = a.condition(s, j.On, "ON")
	}
	if on == nil {
		if kind != "CROSS" {
			if kind == "INNER" {
				return &plan.Join{Kind: "CROSS", Left: left, Right: right}
			}
			on = literal(j.Pos, true, druidtype.Of(druidtype.Boolean).NotNull())
		}
	}
	return &plan.Join{Kind: kind, Left: left, Right: right, On: on}
}

var joinWords = map[ast.JoinKind]string{
	ast.JoinInner: "INNER", ast.JoinLeft: "LEFT", ast.JoinRight: "RIGHT", ast.JoinFull: "FULL",
	ast.JoinCross: "CROSS", ast.JoinComma: "CROSS",
}

func isTrue(e ast.Expr) bool {
	l, ok := e.(*ast.Literal)
	return ok && l.Kind == ast.LitTrue
}

// makeNullable marks the columns of the outer side of a join.
func makeNullable(tables []*table) {
	for _, t := range tables {
		for i := range t.fields {
			if c, ok := t.fields[i].expr.(*plan.Column); ok {
				c.T.Nullable = true
			}
		}
	}
}

type usingName struct {
	name string
	pos  ast.Pos
}

// commonNames lists the columns that both sides of a NATURAL JOIN have.
func commonNames(left, right []*table) []usingName {
	var out []usingName
	for _, t := range left {
		for i := range t.fields {
			name := t.fields[i].name
			if !t.fields[i].merged && findField(right, name) != nil {
				out = append(out, usingName{name: name})
			}
		}
	}
	return out
}

func findField(tables []*table, name string) *field {
	for _, t := range tables {
		for i := range t.fields {
			if t.fields[i].name == name && !t.fields[i].merged {
				return &t.fields[i]
			}
		}
	}
	return nil
}

// using makes the condition of USING and NATURAL, and merges the columns: a name then means the
// left column, in an outer join the first that is not null, and * shows it once, first.
func (a *analyzer) using(s *scope, j *ast.Join, names []usingName, left, right []*table, firstMerged int) plan.Expr {
	var terms []plan.Expr
	merged := make([]field, 0, len(names))
	for _, n := range names {
		var l plan.Expr
		for i := firstMerged; i < len(s.merged); i++ {
			if s.merged[i].name == n.name {
				l = s.merged[i].expr
				s.merged = append(s.merged[:i], s.merged[i+1:]...)
				break
			}
		}
		lf, rf := findField(left, n.name), findField(right, n.name)
		if l == nil && lf != nil {
			l = lf.expr
			lf.merged = true
		}
		if l == nil || rf == nil {
			fail(n.pos, "Column '%s' not found in any table", n.name)
		}
		rf.merged = true
		terms = append(terms, a.compare(j.Pos, "=", l, rf.expr))
		expr := l
		switch j.Kind {
		case ast.JoinRight:
			expr = rf.expr
		case ast.JoinFull:
			expr = a.call(n.pos, "COALESCE", l, rf.expr)
		}
		merged = append(merged, field{name: n.name, expr: expr})
	}
	s.merged = append(s.merged, merged...)
	return conjunction(j.Pos, terms)
}

// conjunction joins conditions with AND; nil for none.
func conjunction(pos ast.Pos, terms []plan.Expr) plan.Expr {
	switch len(terms) {
	case 0:
		return nil
	case 1:
		return terms[0]
	}
	return &plan.Logical{Base: plan.Base{T: druidtype.Of(druidtype.Boolean), P: pos}, Terms: terms}
}

// unnest resolves UNNEST(array, …); its arguments see the tables to the left.
func (a *analyzer) unnest(s *scope, f *ast.Unnest) plan.Rel {
	alias := a.alias()
	u := &plan.Unnest{Alias: alias, Ordinality: f.Ordinality}
	t := &table{}
	for i, e := range f.Exprs {
		sub := *s
		sub.clause, sub.aggregates = "UNNEST", false
		x := a.expr(&sub, e)
		if x.Type().Kind != druidtype.Array {
			fail(f.Pos, "Cannot apply 'UNNEST' to arguments of type 'UNNEST(<%s>)'. Supported form(s): 'UNNEST(<MULTISET>)'\n'UNNEST(<ARRAY>)'\n'UNNEST(<MAP>)'\nUNNEST(<MULTISET>)\nUNNEST(<ARRAY>)\nUNNEST(<MAP>)",
				typeText(x.Type()))
		}
		if c, ok := x.(*plan.Call); ok && c.Fn.Name == "MV_TO_ARRAY" {
			u.Null = true // a multi-value string without values is one NULL
		}
		u.Exprs = append(u.Exprs, x)
		column := plan.Expr(&plan.Column{
			Base: plan.Base{T: elementType(x.Type())}, Alias: alias, Name: outName(i), Label: "EXPR$" + itoa(i),
		})
		if elem := x.Type().Elem; elem != nil && elem.Kind == druidtype.Float {
			column = a.cast(column, elem.Null(true))
		}
		t.fields = append(t.fields, field{name: "EXPR$" + itoa(i), expr: column})
	}
	if f.Ordinality {
		t.fields = append(t.fields, field{name: "ORDINALITY", expr: &plan.Column{
			Base: plan.Base{T: druidtype.Of(druidtype.Integer).NotNull()}, Alias: alias, Name: outName(len(f.Exprs)),
		}})
	}
	a.add(s, t, f.Alias, f.Pos)
	return u
}

// elementType is the type of an array's elements as a column.
func elementType(t druidtype.Type) druidtype.Type {
	if t.Elem == nil {
		return druidtype.Of(druidtype.Varchar)
	}
	if e := *t.Elem; e.Kind == druidtype.Boolean || e.IsTime() || e.Kind == druidtype.Float {
		return storedElement(e)
	}
	return t.Elem.Null(true)
}
