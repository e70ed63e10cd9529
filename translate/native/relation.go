package native

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
)

const classTable = "org.apache.druid.query.TableDataSource"

// timeColumn is the name of the time column.
const timeColumn = "__time"

// relation is what a query reads: the text behind FROM and the columns that it offers.
type relation struct {
	from  string
	order []string
	cols  map[string]expr
	// tables are the datasources beneath; empty where rows are made by the query itself.
	tables []string
	// name is how segment ids of the answer begin.
	name string
	// inline is set where the rows do not come from segments.
	inline bool
	// known is unset for a table that does not exist.
	known bool
	// missed gathers the names of columns that were asked for in vain, unless it is nil.
	missed *[]string
}

func (r *relation) add(name string, e expr) {
	if _, ok := r.cols[name]; !ok {
		r.order = append(r.order, name)
	}
	r.cols[name] = e
}

func newRelation(name string) *relation {
	return &relation{cols: map[string]expr{}, name: name, known: true}
}

// column finds a column; one that does not exist holds nulls.
func (r *relation) column(name string) expr {
	if e, ok := r.cols[name]; ok {
		return e
	}
	if r.missed != nil && !slices.Contains(*r.missed, name) {
		*r.missed = append(*r.missed, name)
	}
	return nullExpr()
}

// columnExpr is a stored column as native queries see it.
func columnExpr(ref string, t druidtype.Type) expr {
	if t.Kind == druidtype.Timestamp {
		return timeExpr(ref)
	}
	return expr{sql: ref, t: t}
}

// source reads a DataSource.
func (p *parser) source(raw value) (*relation, error) {
	if raw.isNull() {
		return nil, p.invalid("dataSource can't be null")
	}
	if name, ok := raw.text(); ok {
		return p.table("druid", name), nil
	}
	kind, _ := raw.fields(classTable)["type"].text()
	read := map[string]func(value) (*relation, error){
		"table": p.tableSource, "union": p.unionSource, "query": p.querySource, "lookup": p.lookupSource,
		"inline": p.inlineSource, "join": p.joinSource, "unnest": p.unnestSource, "filter": p.filterSource,
		"globalTable": p.tableSource,
	}
	if read[kind] == nil { // as where there is no type
		return p.tableSource(raw)
	}
	return read[kind](raw)
}

func (p *parser) table(schema, name string) *relation {
	r := newRelation(name)
	found, ok := p.env.Catalog.Table(schema, name)
	if !ok {
		return p.nothing(name)
	}
	r.from = ident(schema) + "." + ident(name)
	if schema == "druid" {
		r.tables = []string{name}
	} else {
		r.inline = true
	}
	for _, c := range found.Columns {
		r.add(c.Name, columnExpr(ident(c.Name), c.Type))
	}
	return r
}

// nothing is a table that does not exist: Druid reads it as one without rows.
func (p *parser) nothing(name string) *relation {
	r := newRelation(name)
	r.known = false
	r.from = `(SELECT MILLIS_TO_TIMESTAMP(0) AS "__time" FROM (VALUES (1)) AS "v"("x") WHERE "x" = 0) AS "nothing"`
	r.add(timeColumn, timeExpr(ident(timeColumn)))
	r.order = nil
	return r
}

func (p *parser) tableSource(raw value) (*relation, error) {
	var s struct{ Name *string }
	if err := bind(raw, classTable, &s); err != nil {
		return nil, err
	}
	if s.Name == nil {
		return nil, raw.invalid(classTable, "'name' must be nonnull")
	}
	return p.table("druid", *s.Name), nil
}

func (p *parser) lookupSource(raw value) (*relation, error) {
	const class = "org.apache.druid.query.LookupDataSource"
	var s struct{ Lookup string }
	if err := bind(raw, class, &s); err != nil {
		return nil, err
	}
	if s.Lookup == "" {
		return nil, raw.invalid(class, "lookup")
	}
	return p.table("lookup", s.Lookup), nil
}

// derived gives r as a subquery whose columns are plain names, so that it can be combined with others.
func (r *relation) derived(alias, where string) *relation {
	out := newRelation(r.name)
	out.tables, out.inline, out.known = r.tables, r.inline, r.known
	var list []string
	for _, name := range slices.Sorted(maps.Keys(r.cols)) {
		e := r.cols[name]
		sql := e.sql
		if e.time != "" {
			sql = e.time
		}
		list = append(list, sql+" AS "+ident(name))
	}
	for _, name := range r.order {
		e := r.cols[name]
		ref := ident(alias) + "." + ident(name)
		if e.time != "" {
			out.add(name, timeExpr(ref))
		} else {
			out.add(name, expr{sql: ref, t: e.t})
		}
	}
	if !r.known {
		out.cols[timeColumn] = timeExpr(ident(alias) + "." + ident(timeColumn))
	}
	out.from = "(SELECT " + strings.Join(list, ", ") + " FROM " + r.from + where + ") AS " + ident(alias)
	return out
}

func (p *parser) alias() string {
	p.aliases++
	return fmt.Sprintf("s%d", p.aliases)
}

// unionSource reads the tables one after the other; a column that one lacks is null there.
func (p *parser) unionSource(raw value) (*relation, error) {
	const class = "org.apache.druid.query.UnionDataSource"
	var s struct {
		DataSources []value `java:"org.apache.druid.query.DataSource"`
	}
	if err := bind(raw, class, &s); err != nil {
		return nil, err
	}
	if len(s.DataSources) == 0 {
		return nil, raw.invalid(class, "'dataSources' must be non-null and non-empty for 'union'")
	}
	out := newRelation("union")
	var parts []*relation
	for _, item := range s.DataSources {
		r, err := p.source(item)
		if err != nil {
			return nil, err
		}
		if !r.known {
			continue
		}
		parts = append(parts, r)
		out.tables = append(out.tables, r.tables...)
		for _, name := range r.order {
			if _, ok := out.cols[name]; !ok {
				out.add(name, r.cols[name])
			}
		}
	}
	if len(parts) == 0 {
		return p.nothing("union"), nil
	}
	selects := make([]string, len(parts))
	for i, r := range parts {
		selects[i] = "SELECT " + strings.Join(unionColumns(out, r), ", ") + " FROM " + r.from
	}
	alias := p.alias()
	out.from = "(" + strings.Join(selects, " UNION ALL ") + ") AS " + ident(alias)
	for _, name := range out.order {
		e := out.cols[name]
		if e.time != "" {
			out.cols[name] = timeExpr(ident(name))
		} else {
			out.cols[name] = expr{sql: ident(name), t: e.t}
		}
	}
	return out, nil
}

func unionColumns(out, part *relation) []string {
	list := make([]string, len(out.order))
	for i, name := range out.order {
		want, have := out.cols[name], part.column(name)
		if want.time != "" {
			list[i] = have.timestamp()
		} else {
			list[i] = have.to(want.t).sql
			if want.t.Kind == druidtype.Complex && have.t.Kind == druidtype.Unknown {
				list[i] = "PARSE_JSON(" + nullExpr().sql + ")"
			}
		}
		list[i] += " AS " + ident(name)
	}
	return list
}

// querySource reads the rows of another query.
func (p *parser) querySource(raw value) (*relation, error) {
	const class = "org.apache.druid.query.QueryDataSource"
	var s struct{ Query value }
	if err := bind(raw, class, &s); err != nil {
		return nil, err
	}
	if s.Query.isNull() {
		return nil, raw.invalid(class, "'query' must be nonnull")
	}
	inner := &parser{env: p.env, nesting: p.nesting + 1, aliases: p.aliases}
	if inner.nesting > maxNesting {
		return nil, p.invalid("Queries are nested too deeply")
	}
	rows, err := inner.subquery(s.Query)
	if err != nil {
		return nil, err
	}
	p.aliases = inner.aliases
	r := newRelation("inline")
	r.inline = true
	alias := p.alias()
	r.from = "(" + rows.sql + ") AS " + ident(alias)
	for _, c := range rows.columns {
		r.add(c.name, expr{sql: ident(c.alias), t: c.t})
	}
	ofStart := inner.QueryType != "scan" && (inner.QueryType != "groupBy" || p.QueryType == "groupBy")
	if inner.gran.all && ofStart { // rows are of the interval's start
		r.cols[timeColumn] = expr{sql: long(inner.start()), t: typeLong, time: instant(inner.start())}
	}
	return r, nil
}

// maxNesting bounds how deep queries may be nested.
const maxNesting = 20

func (p *parser) inlineSource(raw value) (*relation, error) {
	var s struct {
		ColumnNames []string
		ColumnTypes []*string
		Rows        [][]any
	}
	const class = "org.apache.druid.query.InlineDataSource"
	if err := bind(raw, class, &s); err != nil {
		return nil, err
	}
	if s.ColumnNames == nil {
		return nil, raw.invalid(class, "'columnNames' must be nonnull")
	}
	r := newRelation("inline")
	r.inline = true
	types := make([]druidtype.Type, len(s.ColumnNames))
	for i, name := range s.ColumnNames {
		types[i] = typeString
		if i < len(s.ColumnTypes) && s.ColumnTypes[i] != nil {
			if t, ok := druidtype.FromNative(*s.ColumnTypes[i]); ok {
				types[i] = t
			}
		}
		r.add(name, expr{sql: ident(name), t: types[i]})
	}
	var selects []string
	row := func(values []any) string {
		list := make([]string, len(types))
		for i, t := range types {
			var v any
			if i < len(values) {
				v = values[i]
			}
			list[i] = literal(v, t).sql + " AS " + ident(s.ColumnNames[i])
		}
		return "SELECT " + strings.Join(list, ", ")
	}
	for _, values := range s.Rows {
		selects = append(selects, row(values))
	}
	if selects == nil {
		selects = []string{row(nil) + ` FROM (VALUES (1)) AS "v"("x") WHERE "x" = 0`}
	}
	r.from = "(" + strings.Join(selects, " UNION ALL ") + ") AS " + ident(p.alias())
	return r, nil
}

func (p *parser) joinSource(raw value) (*relation, error) {
	var s struct {
		Left, Right            value
		RightPrefix, Condition string
		JoinType               value
		LeftFilter             value
	}
	const class = "org.apache.druid.query.JoinDataSource"
	if err := bind(raw, class, &s); err != nil {
		return nil, err
	}
	kinds := map[string]string{"INNER": " INNER JOIN ", "LEFT": " LEFT JOIN ", "RIGHT": " RIGHT JOIN ", "FULL": " FULL JOIN "}
	kind, _ := s.JoinType.text()
	join, known := kinds[kind]
	switch {
	case s.Condition == "":
		return nil, raw.invalid(class, "condition")
	case s.RightPrefix == "":
		return nil, raw.invalid(class, "Join clause cannot have null or empty prefix")
	case !known:
		return nil, s.JoinType.wrongText("org.apache.druid.segment.join.JoinType", "not one of the values accepted for Enum class: [RIGHT, INNER, LEFT, FULL]")
	}
	left, err := p.source(s.Left)
	if err != nil {
		return nil, err
	}
	right, err := p.source(s.Right)
	if err != nil {
		return nil, err
	}
	where, err := p.over(left).where(s.LeftFilter, nil)
	if err != nil {
		return nil, err
	}
	left, right = left.derived(p.alias(), where), right.derived(p.alias(), "")
	out := newRelation(left.name)
	out.tables, out.inline = left.tables, left.inline
	for _, name := range left.order {
		out.add(name, left.cols[name])
	}
	for _, name := range right.order {
		out.add(s.RightPrefix+name, right.cols[name])
	}
	on, err := p.over(out).expression(s.Condition)
	if err != nil {
		return nil, failed(err)
	}
	out.from = left.from + join + right.from + " ON " + on.condition()
	return out, nil
}

func (p *parser) unnestSource(raw value) (*relation, error) {
	var s struct {
		Base, VirtualColumn, UnnestFilter value
	}
	if err := bind(raw, "org.apache.druid.query.UnnestDataSource", &s); err != nil {
		return nil, err
	}
	base, err := p.source(s.Base)
	if err != nil {
		return nil, err
	}
	base = base.derived(p.alias(), "")
	name, e, err := p.over(base).virtualColumn(s.VirtualColumn)
	if err != nil {
		return nil, err
	}
	elem := typeString
	switch {
	case e.t.Kind == druidtype.Array && e.t.Elem != nil:
		elem = *e.t.Elem
	default:
		e = expr{sql: "MV_TO_ARRAY(" + e.text() + ")", t: druidtype.ArrayOf(typeString)}
	}
	alias := p.alias()
	base.from += " CROSS JOIN UNNEST(" + e.sql + ") AS " + ident(alias) + "(" + ident(name) + ")"
	base.add(name, expr{sql: ident(alias) + "." + ident(name), t: elem})
	where, err := p.over(base).where(s.UnnestFilter, nil)
	if err != nil {
		return nil, err
	}
	return base.derived(p.alias(), where), nil
}

func (p *parser) filterSource(raw value) (*relation, error) {
	var s struct{ Base, Filter value }
	if err := bind(raw, "org.apache.druid.query.FilteredDataSource", &s); err != nil {
		return nil, err
	}
	base, err := p.source(s.Base)
	if err != nil {
		return nil, err
	}
	where, err := p.over(base).where(s.Filter, nil)
	if err != nil {
		return nil, err
	}
	return base.derived(p.alias(), where), nil
}

// over gives a parser of the same query that resolves columns in r.
func (p *parser) over(r *relation) *parser {
	q := *p
	q.rel, q.virtual = r, nil
	return &q
}

// where gives " WHERE …" of a filter and of intervals, "" for none.
func (p *parser) where(filter value, intervals []druidtime.Interval) (string, error) {
	var conditions []string
	if intervals != nil {
		if c := p.within(p.column(timeColumn), intervals); c != "" {
			conditions = append(conditions, c)
		}
	}
	if !filter.isNull() {
		f, err := p.filter(filter)
		if err != nil {
			return "", err
		}
		conditions = append(conditions, f)
	}
	if conditions == nil {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), nil
}

// within is the condition that a time lies in one of the intervals, "" when any time does.
func (p *parser) within(t expr, intervals []druidtime.Interval) string {
	if len(intervals) == 0 {
		return "(1 = 0)"
	}
	var list []string
	for _, iv := range intervals {
		if iv.IsEternity() {
			return ""
		}
		start, end := instant(iv.StartMs), instant(iv.EndMs)
		var ends []string
		if iv.StartMs > firstInstant {
			ends = append(ends, t.timestamp()+" >= "+start)
		}
		if iv.EndMs < lastInstant {
			ends = append(ends, t.timestamp()+" < "+end)
		}
		if ends == nil {
			return ""
		}
		list = append(list, "("+strings.Join(ends, " AND ")+")")
	}
	return "(" + strings.Join(list, " OR ") + ")"
}

// What TIMESTAMP can hold, a little less: no stored time lies outside.
const (
	firstInstant = -200_000_000_000_000
	lastInstant  = 9_000_000_000_000_000
)
