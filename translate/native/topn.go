package native

import (
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
)

// topNQuery is a topN that was read.
type topNQuery struct {
	*grouping
	order []string
	where string
}

// readTopN reads what a topN has besides its aggregations.
func (p *parser) readTopN() (*topNQuery, error) {
	if p.Threshold == 0 {
		return nil, p.invalid("Threshold cannot be equal to 0.")
	}
	if p.Dimension.isNull() {
		return nil, p.invalid("dimensionSpec can't be null")
	}
	d, err := p.dimension(p.Dimension)
	if err != nil {
		return nil, err
	}
	g, err := p.grouping([]dimension{d})
	if err != nil {
		return nil, err
	}
	t := &topNQuery{grouping: g}
	if p.Metric.isNull() {
		return nil, p.invalid("must specify a metric")
	}
	if err := t.metric(p.Metric, false); err != nil {
		return nil, err
	}
	if p.Threshold < 0 {
		return nil, failure("java.lang.IllegalArgumentException", "limit is negative")
	}
	return t, nil
}

// metricClasses are the classes of metrics that are objects, by type.
var metricClasses = map[string]string{
	"numeric":       "org.apache.druid.query.topn.NumericTopNMetricSpec",
	"lexicographic": "org.apache.druid.query.topn.LexicographicTopNMetricSpec",
	"alphaNumeric":  "org.apache.druid.query.topn.AlphaNumericTopNMetricSpec",
	"inverted":      "org.apache.druid.query.topn.InvertedTopNMetricSpec",
	"dimension":     "org.apache.druid.query.topn.DimensionTopNMetricSpec",
}

// metric reads a TopNMetricSpec: numbers go from high to low and dimensions from low to high, unless
// it is inverted.
func (t *topNQuery) metric(raw value, inverted bool) error {
	if name, ok := raw.text(); ok {
		return t.byMetric(name, inverted)
	}
	kind, _ := raw.fields("")["type"].text()
	class := metricClasses[kind]
	var s struct {
		Metric       value
		Ordering     value
		PreviousStop *string
	}
	if err := bind(raw, class, &s); err != nil {
		return err
	}
	switch kind {
	case "numeric", "inverted":
		if s.Metric.isNull() {
			return t.p.invalid("metric can't be null")
		}
		return t.metric(s.Metric, inverted != (kind == "inverted"))
	case "dimension", "lexicographic", "alphaNumeric":
		ordering, err := t.p.orderingName(s.Ordering)
		if err != nil {
			return err
		}
		if kind == "alphaNumeric" {
			ordering = "alphanumeric"
		}
		t.byDimension(ordering, s.PreviousStop, inverted)
		return nil
	}
	return t.p.invalid("metric can't be null")
}

func (t *topNQuery) byMetric(name string, inverted bool) error {
	e, ok := t.values[name]
	if !ok || name == t.dims[0].name {
		return t.p.invalid("Must have an AggregatorFactory or PostAggregator for metric[" + name + "]")
	}
	direction := " DESC"
	if inverted {
		direction = ""
	}
	t.order = []string{e.sql + direction, ident(dimAlias(0))}
	return nil
}

func (t *topNQuery) byDimension(ordering string, previous *string, inverted bool) {
	e := t.values[t.dims[0].name]
	direction, op := "", ">"
	if inverted {
		direction, op = " DESC", "<"
	}
	t.order = orderKeys(ordering, e, direction)
	if previous != nil {
		t.where = " WHERE " + compareIn(ordering, e, op, *previous)
	}
}

// sql gives the first rows, of every bucket where there are several.
func (t *topNQuery) sql() string {
	limit := strconv.FormatInt(max(t.p.Threshold, 0), 10)
	inner := t.inner(t.all(), t.p.where0)
	if !t.timed {
		return t.over([]string{`"rows"`}, inner, t.where+" ORDER BY "+strings.Join(t.order, ", ")+" LIMIT "+limit)
	}
	rank := `ROW_NUMBER() OVER (PARTITION BY "t" ORDER BY ` + strings.Join(t.order, ", ") + `) AS "rank"`
	ranked := t.over([]string{ident(timeAlias), rank}, inner, t.where)
	names := []string{ident(timeAlias)}
	for _, c := range t.columns() {
		names = append(names, ident(c.alias))
	}
	return "SELECT " + strings.Join(names, ", ") + " FROM (" + ranked + `) AS "r" WHERE "rank" <= ` + limit + ` ORDER BY "t", "rank"`
}

// topNAnswer writes a list of rows for every bucket.
type topNAnswer struct {
	list
	t       *topNQuery
	names   [][]byte
	cover   *coverage
	buckets *buckets
	open    bool
	at      int64
	rows    int
}

func (p *parser) topN(q *Query) error {
	t, err := p.readTopN()
	if err != nil {
		return err
	}
	a := &topNAnswer{t: t, names: keys(t.columns())}
	if a.cover, err = p.coverage(); err != nil {
		return err
	}
	q.Steps = append(slices.Clone(a.cover.steps), Step{SQL: t.sql(), Row: a.row})
	q.End = a.end
	return nil
}

func (a *topNAnswer) row(w io.Writer, values []json.RawMessage) error {
	var at int64
	if a.t.timed {
		var err error
		if at, err = strconv.ParseInt(string(values[0]), 10, 64); err != nil {
			return err
		}
	} else if first, ok := a.cover.first(); ok {
		at = first
	} else {
		at = a.t.p.start()
	}
	if !a.open || at != a.at {
		if err := a.begin(w, at); err != nil {
			return err
		}
	}
	var dst []byte
	if a.rows++; a.rows > 1 {
		dst = append(dst, ',')
	}
	_, err := w.Write(appendObject(dst, a.names, values[1:]))
	return err
}

// begin opens the list of a bucket, behind the empty lists of those before it.
func (a *topNAnswer) begin(w io.Writer, at int64) error {
	if err := a.close(w); err != nil {
		return err
	}
	for a.t.timed {
		if a.buckets == nil {
			a.buckets = a.cover.buckets(false)
		}
		empty, ok := a.buckets.before(at)
		if !ok {
			break
		}
		if err := a.head(w, empty, "]}"); err != nil {
			return err
		}
	}
	a.open, a.at, a.rows = true, at, 0
	return a.head(w, at, "")
}

func (a *topNAnswer) head(w io.Writer, at int64, tail string) error {
	dst := append(a.item(), `{"timestamp":`...)
	dst = append(dst, stamp(at)...) // in UTC, whatever the granularity's zone
	return a.write(w, append(append(dst, `,"result":[`...), tail...))
}

func (a *topNAnswer) close(w io.Writer) error {
	if !a.open {
		return nil
	}
	a.open = false
	_, err := io.WriteString(w, "]}")
	return err
}

func (a *topNAnswer) end(w io.Writer) error {
	if err := a.close(w); err != nil {
		return err
	}
	switch at, ok := a.cover.first(); {
	case a.t.timed:
		if a.buckets == nil {
			a.buckets = a.cover.buckets(false)
		}
		for {
			empty, ok := a.buckets.peek()
			if !ok {
				break
			}
			a.buckets.advance()
			if err := a.head(w, empty, "]}"); err != nil {
				return err
			}
		}
	case ok && !a.begun:
		if err := a.head(w, at, "]}"); err != nil {
			return err
		}
	}
	return text0("]")(w)
}
