package native

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druidtype"
)

// output is a column of the rows that a query makes.
type output struct {
	name, alias string
	t           druidtype.Type
}

// rowset is SQL whose rows have the columns in order.
type rowset struct {
	sql     string
	columns []output
}

// grouping is what timeseries, topN and groupBy have in common: rows grouped by time and dimensions,
// aggregated, and completed by post-aggregations.
type grouping struct {
	p     *parser
	timed bool // rows carry their bucket
	dims  []dimension
	aggs  []aggregation
	posts []output
	outputs
}

func sketchAlias(i int) string { return "q" + strconv.Itoa(i) }
func dimAlias(i int) string    { return "d" + strconv.Itoa(i) }
func aggAlias(i int) string    { return "a" + strconv.Itoa(i) }

const timeAlias = "t"

// grouping reads aggregations and post-aggregations.
func (p *parser) grouping(dims []dimension) (*grouping, error) {
	g := &grouping{p: p, timed: !p.gran.all, dims: dims}
	g.outputs = outputs{p: p, values: map[string]expr{}, bases: map[string]aggregation{}}
	define := func(name string, e expr) error {
		if _, ok := g.values[name]; ok {
			return p.invalid("[" + name + "] already defined")
		}
		if name == timeColumn {
			return p.invalid("'__time' cannot be used as an output name for dimensions, aggregators, or post-aggregators.")
		}
		g.values[name] = e
		return nil
	}
	for i, d := range dims {
		if err := define(d.name, expr{sql: ident(dimAlias(i)), t: d.e.value().t}); err != nil {
			return nil, err
		}
	}
	for i, raw := range p.Aggregations {
		a, err := p.aggregator(raw, "")
		if err != nil {
			return nil, err
		}
		if err := define(a.name, expr{sql: ident(aggAlias(i)), t: a.e.t}); err != nil {
			return nil, err
		}
		g.aggs, g.bases[a.name] = append(g.aggs, a), a
	}
	for _, raw := range p.PostAggregations {
		name, e, err := g.post(raw)
		if err != nil {
			return nil, err
		}
		if err := define(name, e.value()); err != nil {
			return nil, err
		}
		g.posts = append(g.posts, output{name: name, alias: "p" + strconv.Itoa(len(g.posts)), t: e.value().t})
	}
	return g, nil
}

// columns are the outputs in order, without the time.
func (g *grouping) columns() []output {
	var list []output
	for i, d := range g.dims {
		list = append(list, output{d.name, dimAlias(i), d.e.value().t})
	}
	for i, a := range g.aggs {
		list = append(list, output{a.name, aggAlias(i), a.e.t})
	}
	return append(list, g.posts...)
}

// inner is the grouped SELECT; used tells which dimensions rows are grouped by, the others are null.
func (g *grouping) inner(used []bool, where string) string {
	var list, groups []string
	key := func(sql, alias string) {
		list = append(list, sql+" AS "+ident(alias))
		groups = append(groups, strconv.Itoa(len(list)))
	}
	if g.timed {
		key("TIMESTAMP_TO_MILLIS("+g.p.gran.floor(g.p.column(timeColumn).timestamp())+")", timeAlias)
	}
	for i, d := range g.dims {
		e := d.e.value()
		switch {
		case !used[i]:
			list = append(list, "CAST(NULL AS "+sqlType(e.t)+") AS "+ident(dimAlias(i)))
		case e.constant: // SQL does not group by constants
			list = append(list, e.sql+" AS "+ident(dimAlias(i)))
		default:
			key(e.sql, dimAlias(i))
		}
	}
	for i, a := range g.aggs {
		list = append(list, g.groupingBits(a.e.sql, used)+" AS "+ident(aggAlias(i)))
	}
	for i, a := range g.sketches {
		list = append(list, a.e.sql+" AS "+ident(sketchAlias(i)))
	}
	list = append(list, `COUNT(*) AS "rows"`)
	sql := "SELECT " + strings.Join(list, ", ") + " FROM " + g.p.rel.from + where
	switch {
	case groups != nil:
		sql += " GROUP BY " + strings.Join(groups, ", ")
	case slices.Contains(used, true):
		sql += " HAVING COUNT(*) > 0"
	}
	return sql
}

// groupingBits says a grouping aggregator: a bit for every dimension, set where rows are not grouped
// by it.
func (g *grouping) groupingBits(sql string, used []bool) string {
	list, ok := strings.CutPrefix(sql, groupingMark)
	if !ok {
		return sql
	}
	bits := int64(0)
	for name := range strings.SplitSeq(list, groupingSeparator) {
		bits <<= 1
		if i := slices.IndexFunc(g.dims, func(d dimension) bool { return d.name == name }); i < 0 || !used[i] {
			bits |= 1
		}
	}
	return "MAX(" + long(bits) + ")"
}

// all tells that rows are grouped by every dimension.
func (g *grouping) all() []bool {
	used := make([]bool, len(g.dims))
	for i := range used {
		used[i] = true
	}
	return used
}

// over is the SELECT around the grouped one that computes the post-aggregations; extra are columns in
// front, tail what follows FROM.
func (g *grouping) over(extra []string, inner, tail string) string {
	list := slices.Clone(extra)
	for _, c := range g.columns() {
		list = append(list, g.values[c.name].sql+" AS "+ident(c.alias))
	}
	if list == nil {
		list = []string{`"rows"`}
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM (" + inner + `) AS "g"` + tail
}

// names are the keys of a row as JSON, each with its colon.
func keys(columns []output) [][]byte {
	out := make([][]byte, len(columns))
	for i, c := range columns {
		out[i] = append(quoteJSON(c.name), ':')
	}
	return out
}

// quoteJSON gives a text as JSON.
func quoteJSON(s string) []byte {
	data, err := marshal(s)
	if err != nil {
		return []byte(`""`)
	}
	return data
}

// appendObject appends values under keys.
func appendObject(dst []byte, names [][]byte, values []json.RawMessage) []byte {
	dst = append(dst, '{')
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(dst, name...), values[i]...)
	}
	return append(dst, '}')
}

// orderingName reads a StringComparator: a name or an object with one.
func (p *parser) orderingName(raw value) (string, error) {
	if raw.isNull() {
		return "lexicographic", nil
	}
	const class = "org.apache.druid.query.ordering.StringComparator"
	name, ok := raw.text()
	if !ok {
		var err error
		if name, err = raw.typeOf(class); err != nil {
			return "", err
		}
	}
	name = strings.ToLower(name)
	if !slices.Contains([]string{"lexicographic", "numeric", "alphanumeric", "strlen", "version", "natural"}, name) {
		return "", raw.invalid(class, "Unknown string comparator["+name+"]")
	}
	return name, nil
}

// orderKeys are the ORDER BY expressions of a value in an ordering.
func orderKeys(ordering string, e expr, direction string) []string {
	value := e.sql + direction
	if !e.t.IsString() && e.t.Kind != druidtype.Unknown {
		if ordering == "lexicographic" && e.t.Kind == druidtype.Array {
			return []string{value}
		}
		return []string{value}
	}
	switch ordering {
	case "numeric":
		return []string{"CAST(" + e.sql + " AS DOUBLE)" + direction, value}
	case "strlen":
		return []string{"CHAR_LENGTH(" + e.sql + ")" + direction, value}
	case "alphanumeric": // a leading number counts by its value, and numbers come before letters
		number := "CAST(REGEXP_EXTRACT(" + e.sql + ", '^[0-9]+') AS DOUBLE)"
		return []string{"CASE WHEN " + e.sql + " IS NULL THEN -1 ELSE COALESCE(" + number + ", 1e300) END" + direction, value}
	case "version":
		list := []string{}
		for _, pattern := range []string{`^[^0-9]*([0-9]+)`, `^[^.]*[.]([0-9]+)`, `^[^.]*[.][^.]*[.]([0-9]+)`} {
			list = append(list, "COALESCE(CAST(REGEXP_EXTRACT("+e.sql+", "+text(pattern)+", 1) AS DOUBLE), -1)"+direction)
		}
		return append(list, value)
	}
	return []string{value}
}
