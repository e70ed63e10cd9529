package native

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druidtype"
)

// marshal gives a value as JSON without escaping for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}

// list writes the elements of a JSON array.
type list struct {
	begun bool
	buf   []byte
}

// item begins an element in an empty buffer.
func (l *list) item() []byte {
	if l.begun {
		return append(l.buf[:0], ',')
	}
	l.begun = true
	return l.buf[:0]
}

func (l *list) write(w io.Writer, element []byte) error {
	l.buf = element
	_, err := w.Write(element)
	return err
}

// timeseriesAnswer writes the rows of a timeseries and the empty buckets between them.
type timeseriesAnswer struct {
	list
	p        *parser
	names    [][]byte
	cover    *coverage
	buckets  *buckets
	empty    []byte
	left     int64 // rows until the limit
	skip     bool
	finished bool
}

// timeseries groups by time alone.
func (p *parser) timeseries(q *Query) error {
	g, err := p.grouping(nil)
	if err != nil {
		return err
	}
	a := &timeseriesAnswer{p: p, names: keys(g.columns()), left: -1}
	if a.skip, err = p.flag("skipEmptyBuckets"); err != nil {
		return err
	}
	total, err := p.flag("grandTotal")
	if err != nil {
		return err
	}
	if p.Limit != nil && *p.Limit != 0 { // 0 is none
		if a.left = *p.Limit; a.left < 0 {
			return p.invalid("limit must be greater than 0")
		}
	}
	if a.cover, err = p.coverage(); err != nil {
		return err
	}
	if p.gran.all {
		q.Steps = append(slices.Clone(a.cover.steps), Step{SQL: g.over([]string{`"rows"`}, g.inner(nil, p.where0), ""), Row: a.whole})
		return nil
	}
	untimed := *g
	untimed.timed = false
	if !a.skip {
		nothing := untimed.over([]string{`"rows"`}, untimed.inner(nil, " WHERE "+never), "")
		q.Steps = append(slices.Clone(a.cover.steps), Step{SQL: nothing, Row: a.emptyRow})
	}
	direction := ""
	if p.Descending {
		direction = " DESC"
	}
	sql := g.over([]string{ident(timeAlias)}, g.inner(nil, p.where0), " ORDER BY "+ident(timeAlias)+direction)
	q.Steps = append(q.Steps, Step{SQL: sql, Row: a.row})
	if total {
		sum := untimed.over([]string{`"rows"`}, untimed.inner(nil, p.where0), "")
		q.Steps = append(q.Steps, Step{SQL: sum, Row: a.total})
	}
	q.End = func(w io.Writer) error {
		if err := a.rest(w); err != nil {
			return err
		}
		return text0("]")(w)
	}
	return nil
}

func (a *timeseriesAnswer) emit(w io.Writer, stamp, result []byte) error {
	if a.left == 0 {
		return nil
	}
	a.left--
	dst := append(a.item(), `{"timestamp":`...)
	dst = append(dst, stamp...)
	dst = append(dst, `,"result":`...)
	dst = append(dst, result...)
	return a.write(w, append(dst, '}'))
}

// whole writes the one row of granularity "all".
func (a *timeseriesAnswer) whole(w io.Writer, values []json.RawMessage) error {
	if a.skip && string(values[0]) == "0" {
		return nil
	}
	at, ok := a.cover.first()
	if !ok {
		at = a.p.start()
	}
	return a.emit(w, a.p.gran.stamp(at), appendObject(nil, a.names, values[1:]))
}

func (a *timeseriesAnswer) emptyRow(_ io.Writer, values []json.RawMessage) error {
	a.empty = appendObject(nil, a.names, values[1:])
	return nil
}

func (a *timeseriesAnswer) row(w io.Writer, values []json.RawMessage) error {
	at, err := strconv.ParseInt(string(values[0]), 10, 64)
	if err != nil {
		return err
	}
	if err := a.fill(w, at); err != nil {
		return err
	}
	return a.emit(w, a.p.gran.stamp(at), appendObject(nil, a.names, values[1:]))
}

// fill writes the buckets before one.
func (a *timeseriesAnswer) fill(w io.Writer, found int64) error {
	if a.skip {
		return nil
	}
	if a.buckets == nil {
		a.buckets = a.cover.buckets(a.p.Descending)
	}
	for a.left != 0 {
		at, ok := a.buckets.before(found)
		if !ok {
			break
		}
		if err := a.emit(w, a.p.gran.stamp(at), a.empty); err != nil {
			return err
		}
	}
	return nil
}

// rest writes the buckets behind the last row, once.
func (a *timeseriesAnswer) rest(w io.Writer) error {
	if a.finished || a.skip || a.p.gran.all {
		return nil
	}
	a.finished = true
	if a.buckets == nil {
		a.buckets = a.cover.buckets(a.p.Descending)
	}
	for a.left != 0 {
		at, ok := a.buckets.peek()
		if !ok {
			break
		}
		a.buckets.advance()
		if err := a.emit(w, a.p.gran.stamp(at), a.empty); err != nil {
			return err
		}
	}
	return nil
}

func (a *timeseriesAnswer) total(w io.Writer, values []json.RawMessage) error {
	if err := a.rest(w); err != nil {
		return err
	}
	a.left = -1
	return a.emit(w, []byte("null"), appendObject(nil, a.names, values[1:]))
}

// groupBy groups by time bucket and dimensions.
func (p *parser) groupBy(q *Query) error {
	sets, g, tail, err := p.groupBySets()
	if err != nil {
		return err
	}
	var l list
	names := keys(g.columns())
	array, err := p.flag("resultAsArray")
	if err != nil {
		return err
	}
	universal := p.gran.stamp(p.start())
	row := func(w io.Writer, values []json.RawMessage) error {
		at := universal
		dst := l.item()
		if array {
			return l.write(w, g.arrayRow(dst, values))
		}
		if g.timed {
			ms, err := strconv.ParseInt(string(values[0]), 10, 64)
			if err != nil {
				return err
			}
			at = p.gran.stamp(ms)
		}
		dst = append(dst, `{"version":"v1","timestamp":`...)
		dst = append(append(dst, at...), `,"event":`...)
		dst = appendObject(dst, names, values[1:])
		return l.write(w, append(dst, '}'))
	}
	for _, used := range sets {
		q.Steps = append(q.Steps, Step{SQL: g.over([]string{g.front()}, g.inner(used, p.where0), tail), Row: row})
	}
	return nil
}

// front is the first column of grouped rows: their bucket, or how many there are.
func (g *grouping) front() string {
	if g.timed {
		return ident(timeAlias)
	}
	return `"rows"`
}

func (g *grouping) arrayRow(dst []byte, values []json.RawMessage) []byte {
	if !g.timed {
		values = values[1:]
	}
	dst = append(dst, '[')
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, v...)
	}
	return append(dst, ']')
}

// groupBySets gives the grouping sets of a groupBy, and WHERE, ORDER BY and LIMIT of its rows.
func (p *parser) groupBySets() (sets [][]bool, g *grouping, tail string, err error) {
	var dims []dimension
	for _, raw := range p.Dimensions {
		if raw.isNull() {
			return nil, nil, "", p.invalid("dimensions has null DimensionSpec")
		}
		d, err := p.dimension(raw)
		switch {
		case err != nil:
			return nil, nil, "", err
		case d.name == "":
			return nil, nil, "", p.invalid("Column name must be provided and non-empty")
		case slices.ContainsFunc(dims, func(o dimension) bool { return o.name == d.name }):
			return nil, nil, "", p.invalid("Duplicate output name[" + d.name + "]")
		}
		dims = append(dims, d)
	}
	if g, err = p.grouping(dims); err != nil {
		return nil, nil, "", err
	}
	if !p.Having.isNull() {
		c, err := g.having(p.Having)
		if err != nil {
			return nil, nil, "", err
		}
		tail = " WHERE " + c
	}
	order, err := g.limitSpec()
	if err != nil {
		return nil, nil, "", err
	}
	if p.SubtotalsSpec == nil {
		return [][]bool{g.all()}, g, tail + order, nil
	}
	for _, set := range p.SubtotalsSpec {
		for _, name := range set {
			if !slices.ContainsFunc(dims, func(d dimension) bool { return d.name == name }) {
				return nil, nil, "", p.invalid("Subtotal spec [" + strings.Join(set, ", ") + "] is either not a subset of top level dimensions.")
			}
		}
		used := make([]bool, len(dims))
		for i, d := range dims {
			used[i] = slices.Contains(set, d.name)
		}
		sets = append(sets, used)
	}
	return sets, g, tail + order, nil
}

// limitSpec is ORDER BY, LIMIT and OFFSET of a groupBy: time, what the spec says, then dimensions.
func (g *grouping) limitSpec() (string, error) {
	var s struct {
		Type    string
		Limit   *int64  `java:"int"`
		Offset  int64   `java:"int"`
		Columns []value `java:"org.apache.druid.query.groupby.orderby.OrderByColumnSpec"`
	}
	const class = "org.apache.druid.query.groupby.orderby."
	if v := g.p.LimitSpec; !v.isNull() && !v.is("{") {
		return "", v.noObject(class + "NoopLimitSpec")
	}
	if kind, _ := g.p.LimitSpec.fields(class)["type"].text(); kind == "default" { // others limit nothing
		if err := bind(g.p.LimitSpec, class+"DefaultLimitSpec", &s); err != nil {
			return "", err
		}
	}
	var order []string
	if g.timed {
		order = append(order, ident(timeAlias))
	}
	for _, raw := range s.Columns {
		keys, err := g.orderColumn(raw)
		if err != nil {
			return "", err
		}
		order = append(order, keys...)
	}
	for i := range g.dims {
		order = append(order, ident(dimAlias(i)))
	}
	tail := ""
	if order != nil {
		tail = " ORDER BY " + strings.Join(order, ", ")
	}
	if s.Limit != nil {
		if *s.Limit <= 0 {
			return "", g.p.LimitSpec.invalid(class+"DefaultLimitSpec", "limit["+long0(*s.Limit)+"] must be > 0")
		}
		tail += " LIMIT " + strconv.FormatInt(*s.Limit, 10)
	}
	if s.Offset < 0 {
		return "", g.p.LimitSpec.invalid(class+"DefaultLimitSpec", "offset["+long0(s.Offset)+"] must be >= 0")
	}
	if s.Offset > 0 {
		tail += " OFFSET " + strconv.FormatInt(s.Offset, 10)
	}
	return tail, nil
}

func (g *grouping) orderColumn(raw value) ([]string, error) {
	var c struct {
		Dimension, Direction string
		DimensionOrder       value
	}
	name, ok := raw.text()
	if c.Dimension = name; !ok {
		if err := bind(raw, "org.apache.druid.query.groupby.orderby.OrderByColumnSpec", &c); err != nil {
			return nil, err
		}
	}
	ordering, err := g.p.orderingName(c.DimensionOrder)
	if err != nil {
		return nil, err
	}
	direction := "ascending"
	if strings.HasPrefix(strings.ToLower(c.Direction), "desc") {
		direction = "descending"
	}
	e, ok := g.values[c.Dimension]
	if !ok {
		return nil, g.p.invalid("Unknown column in order clause[OrderByColumnSpec{dimension='" + c.Dimension + "', direction='" + direction +
			"', dimensionComparator='" + ordering + "'}]")
	}
	if direction == "descending" {
		return orderKeys(ordering, e, " DESC"), nil
	}
	return orderKeys(ordering, e, ""), nil
}

// subquery makes the rows that an outer query reads.
func (p *parser) subquery(raw value) (rowset, error) {
	if err := p.head(raw); err != nil {
		return rowset{}, err
	}
	if err := p.body(); err != nil {
		return rowset{}, err
	}
	switch p.QueryType {
	case "groupBy":
		sets, g, tail, err := p.groupBySets()
		if err != nil {
			return rowset{}, err
		}
		if len(sets) != 1 {
			return rowset{}, unsupported("Subtotals of a query inside a query are not available")
		}
		return g.rowset(g.inner(sets[0], p.where0), tail), nil
	case "timeseries":
		g, err := p.grouping(nil)
		if err != nil {
			return rowset{}, err
		}
		return g.rowset(g.inner(nil, p.where0), ""), nil
	case "topN":
		t, err := p.readTopN()
		if err != nil {
			return rowset{}, err
		}
		return rowset{sql: t.sql(), columns: t.withTime()}, nil
	case "scan":
		return p.scanRows()
	}
	return rowset{}, unsupported("Queries of type [%s] inside a query are not available", p.QueryType)
}

func (g *grouping) withTime() []output {
	if !g.timed {
		return g.columns()
	}
	return append([]output{{timeColumn, timeAlias, druidtype.Of(druidtype.BigInt)}}, g.columns()...)
}

func (g *grouping) rowset(inner, tail string) rowset {
	extra := []string{}
	if g.timed {
		extra = append(extra, ident(timeAlias))
	}
	if len(g.withTime()) == 0 {
		extra = append(extra, `"rows"`)
	}
	return rowset{sql: g.over(extra, inner, tail), columns: g.withTime()}
}
