package native

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// defaultSearchLimit is how many values a search answers with where it names no limit.
const defaultSearchLimit = 1000

// searchAnswer writes a list of found values for every bucket.
type searchAnswer struct {
	list
	p *parser
	// at is where the answer of a search over all of time begins, ok whether there are segments.
	at   int64
	ok   bool
	open bool
	cur  int64
	rows int
}

// searchDimensions are the columns to look into: all of them where none is named.
func (p *parser) searchDimensions() ([]dimension, error) {
	var list []dimension
	for _, raw := range p.SearchDimensions {
		d, err := p.dimension(raw)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	if len(p.SearchDimensions) > 0 {
		return list, nil
	}
	for _, name := range p.rel.order {
		if name != timeColumn {
			e := p.rel.column(name)
			list = append(list, dimension{name: name, e: e.to(typeString), text: e.t.IsString()})
		}
	}
	return list, nil
}

// searchQuery counts the values of dimensions that match. Buckets are those that segments begin in.
func (p *parser) searchQuery(q *Query) error {
	dims, err := p.searchDimensions()
	if err != nil {
		return err
	}
	a := &searchAnswer{p: p}
	var chunks []Segment
	for _, table := range p.rel.tables {
		list, err := p.chunks(table)
		if err != nil {
			return err
		}
		chunks = append(chunks, list...)
	}
	for _, c := range chunks {
		if at := p.gran.start(c.Interval.StartMs); !a.ok || at < a.at {
			a.at, a.ok = at, true
		}
	}
	if p.rel.inline {
		a.at, a.ok = p.start(), true
	}
	order, err := p.searchOrder()
	if err != nil {
		return err
	}
	parts, err := p.searchParts(dims, p.searchBucket(chunks))
	if err != nil {
		return err
	}
	q.End = a.end
	if parts == nil {
		return nil
	}
	if p.Limit != nil && *p.Limit < 0 {
		return failure("java.lang.IllegalArgumentException", "limit is negative")
	}
	limit := int64(defaultSearchLimit)
	if p.Limit != nil && *p.Limit > 0 {
		limit = *p.Limit
	}
	found := `SELECT "b", "d", "v", "n" FROM (` + strings.Join(parts, " UNION ALL ") + `) AS "s" ORDER BY "b", "k", "v" LIMIT ` + long0(limit)
	q.Steps = []Step{{SQL: `SELECT "b", "d", "v", "n" FROM (` + found + `) AS "f" ORDER BY "b", ` + order, Row: a.row}}
	return nil
}

// searchParts are the SELECTs of what is found in every dimension. Druid looks into the texts first,
// and ends at the limit before it sorts: "k" says in what order dimensions count.
func (p *parser) searchParts(dims []dimension, bucket string) ([]string, error) {
	var parts []string
	for i, d := range dims {
		if d.e.constant { // a column that does not exist has nothing to find
			continue
		}
		condition, err := p.search(`"v"`, p.Query)
		if err != nil {
			return nil, err
		}
		key := i
		if !d.text {
			key += len(dims)
		}
		values := "SELECT " + bucket + ` AS "b", ` + d.e.text() + ` AS "v", COUNT(*) AS "n" FROM ` + p.rel.from + p.where0 + " GROUP BY 1, 2"
		parts = append(parts, "SELECT "+strconv.Itoa(key)+` AS "k", "b", `+text(d.name)+` AS "d", "v", "n" FROM (`+values+`) AS "g" WHERE `+condition)
	}
	return parts, nil
}

// searchBucket is the bucket of a row: that of its segment's start. Where segments are longer than
// buckets all rows go into the first one's.
func (p *parser) searchBucket(chunks []Segment) string {
	if p.gran.all || p.gran.none || len(chunks) < 2 {
		return "CAST(0 AS BIGINT)"
	}
	for _, c := range chunks {
		if p.gran.next(p.gran.start(c.Interval.StartMs)) < c.Interval.EndMs {
			return "CAST(0 AS BIGINT)"
		}
	}
	return "TIMESTAMP_TO_MILLIS(" + p.gran.floor(p.column(timeColumn).timestamp()) + ")"
}

// searchOrder sorts found values: by text, or by the spec's ordering; equal ones by dimension.
func (p *parser) searchOrder() (string, error) {
	var s struct{ Type, Ordering value }
	if err := bind(p.Sort, "org.apache.druid.query.search.SearchSortSpec", &s); err != nil {
		return "", err
	}
	name := s.Type
	if !s.Ordering.isNull() {
		name = s.Ordering
	}
	ordering, err := p.orderingName(name)
	if err != nil {
		return "", err
	}
	return strings.Join(append(orderKeys(ordering, stringExpr(`"v"`), ""), `"d"`), ", "), nil
}

func (a *searchAnswer) row(w io.Writer, values []json.RawMessage) error {
	at, err := strconv.ParseInt(string(values[0]), 10, 64)
	if err != nil {
		return err
	}
	if at == 0 {
		at = a.at
	}
	if !a.open || a.cur != at {
		if err := a.begin(w, at); err != nil {
			return err
		}
	}
	dst := a.buf[:0]
	if a.rows++; a.rows > 1 {
		dst = append(dst, ',')
	}
	dst = append(append(dst, `{"dimension":`...), values[1]...)
	dst = append(append(dst, `,"value":`...), values[2]...)
	dst = append(append(dst, `,"count":`...), values[3]...)
	return a.write(w, append(dst, '}'))
}

func (a *searchAnswer) begin(w io.Writer, at int64) error {
	if err := a.close(w); err != nil {
		return err
	}
	a.open, a.cur, a.rows = true, at, 0
	dst := append(a.item(), `{"timestamp":`...)
	return a.write(w, append(append(dst, a.p.gran.stamp(at)...), `,"result":[`...))
}

func (a *searchAnswer) close(w io.Writer) error {
	if !a.open {
		return nil
	}
	a.open = false
	_, err := io.WriteString(w, "]}")
	return err
}

func (a *searchAnswer) end(w io.Writer) error {
	if !a.begun && a.ok {
		if err := a.begin(w, a.at); err != nil {
			return err
		}
	}
	if err := a.close(w); err != nil {
		return err
	}
	return text0("]")(w)
}

func (p *parser) searchFilter(f *filterSpec) (string, error) {
	e, err := p.operand(f)
	if err != nil {
		return "", err
	}
	if f.Query.isNull() {
		return "", f.invalid("query must not be null")
	}
	return p.search(e.text(), f.Query)
}

// search is the condition of a search query spec on a text.
func (p *parser) search(sql string, raw value) (string, error) {
	if raw.isNull() {
		return always, nil
	}
	kind, err := raw.typeOf(classSearch)
	if err != nil {
		return "", err
	}
	var s struct {
		Value         *string
		Values        []string
		Pattern       string
		CaseSensitive bool `json:"case_sensitive"`
		Camel         bool `json:"caseSensitive"`
	}
	if err := bind(raw, classSearch, &s); err != nil {
		return "", err
	}
	function := "ICONTAINS_STRING"
	if s.CaseSensitive || s.Camel {
		function = "CONTAINS_STRING"
	}
	switch kind {
	case "all":
		return always, nil
	case "regex":
		return "REGEXP_LIKE(" + sql + ", " + text(s.Pattern) + ")", nil
	case "insensitive_contains", "contains":
		if kind == "insensitive_contains" {
			function = "ICONTAINS_STRING"
		}
		if s.Value == nil {
			return never, nil
		}
		return function + "(" + sql + ", " + text(*s.Value) + ")", nil
	case "fragment":
		parts := []string{always}
		for _, v := range s.Values {
			parts = append(parts, function+"("+sql+", "+text(v)+")")
		}
		return "(" + strings.Join(parts, " AND ") + ")", nil
	}
	return "", raw.unknownType(classSearch, kind)
}
