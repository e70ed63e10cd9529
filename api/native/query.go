package native

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
)

// Query is a native query that was read.
type Query struct {
	// Type is the queryType, DataSource the table that is read.
	Type, DataSource string
	// SQL asks for what the answer needs.
	SQL string
	// Context is the query context of the query.
	Context map[string]any
	// Answer shapes the rows of SQL: decoded JSON with numbers as json.Number and timestamps as ISO
	// text. For a table that does not exist it is called without rows.
	Answer func(rows [][]any) any
}

// spec is the JSON of all query types together.
type spec struct {
	QueryType        string            `json:"queryType"`
	DataSource       json.RawMessage   `json:"dataSource"`
	Intervals        json.RawMessage   `json:"intervals"`
	Granularity      json.RawMessage   `json:"granularity"`
	Filter           json.RawMessage   `json:"filter"`
	Dimension        json.RawMessage   `json:"dimension"`
	Dimensions       []json.RawMessage `json:"dimensions"`
	Aggregations     []json.RawMessage `json:"aggregations"`
	PostAggregations []json.RawMessage `json:"postAggregations"`
	Having           json.RawMessage   `json:"having"`
	LimitSpec        json.RawMessage   `json:"limitSpec"`
	VirtualColumns   []json.RawMessage `json:"virtualColumns"`
	Metric           json.RawMessage   `json:"metric"`
	Threshold        int64             `json:"threshold"`
	Limit            *int64            `json:"limit"`
	Offset           int64             `json:"offset"`
	Descending       bool              `json:"descending"`
	Order            string            `json:"order"`
	Columns          []string          `json:"columns"`
	ResultFormat     string            `json:"resultFormat"`
	Bound            string            `json:"bound"`
	SearchDimensions []json.RawMessage `json:"searchDimensions"`
	Query            json.RawMessage   `json:"query"`
	Context          map[string]any    `json:"context"`
}

// reader turns a spec into a Query.
type reader struct {
	spec
	source    string // the quoted table
	intervals []druidtime.Interval
	gran      druidtime.Granularity
	zone      string // of gran
	where     string // " WHERE …" or ""
	columns   []druidtype.Column
}

// Parse reads a native query. columns gives the columns of a table, nil for an unknown one. The
// error is a *druiderr.Error.
func Parse(body []byte, columns func(dataSource string) []druidtype.Column) (*Query, error) {
	r := &reader{}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if err := dec.Decode(&r.spec); err != nil {
		return nil, druiderr.Invalid("The native query cannot be read: a field has the wrong type")
	}
	name, err := r.readSource()
	if err != nil {
		return nil, err
	}
	r.columns = columns(name)
	for _, step := range []func() error{r.readIntervals, r.readGranularity, r.readWhere} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if len(r.VirtualColumns) > 0 {
		return nil, unsupported("Virtual columns")
	}
	q := &Query{Type: r.QueryType, DataSource: name, Context: r.Context}
	build := map[string]func(*Query) error{
		"timeBoundary": r.timeBoundary, "dataSourceMetadata": r.dataSourceMetadata, "segmentMetadata": r.segmentMetadata,
		"timeseries": r.timeseries, "topN": r.topN, "groupBy": r.groupBy, "scan": r.scan, "search": r.search,
	}[r.QueryType]
	if build == nil {
		return nil, unsupported("Native queries of type [" + r.QueryType + "]")
	}
	return q, build(q)
}

// unsupported refuses a feature by its name, a noun in the plural.
func unsupported(what string) error {
	return druiderr.New(druiderr.User, druiderr.Unsupported, "general", "%s are not supported, use SQL", what)
}

// ident quotes a name, text a string of Druid SQL.
func ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
func text(s string) string     { return `'` + strings.ReplaceAll(s, `'`, `''`) + `'` }

// instant is a TIMESTAMP of Druid SQL.
func instant(ms int64) string {
	return "MILLIS_TO_TIMESTAMP(" + strconv.FormatInt(ms, 10) + ")"
}

func (r *reader) readSource() (string, error) {
	var name string
	if json.Unmarshal(r.DataSource, &name) != nil {
		var table struct{ Type, Name string }
		if json.Unmarshal(r.DataSource, &table) != nil || table.Type != "table" || table.Name == "" {
			return "", unsupported("Data sources other than tables")
		}
		name = table.Name
	}
	r.source = `"druid".` + ident(name)
	return name, nil
}

func (r *reader) readIntervals() error {
	if len(r.Intervals) == 0 || string(r.Intervals) == "null" {
		r.intervals = []druidtime.Interval{druidtime.Eternity()}
		return nil
	}
	var list []string
	var one string
	var object struct {
		Intervals []string `json:"intervals"`
	}
	switch {
	case json.Unmarshal(r.Intervals, &list) == nil:
	case json.Unmarshal(r.Intervals, &one) == nil:
		list = []string{one}
	case json.Unmarshal(r.Intervals, &object) == nil && object.Intervals != nil:
		list = object.Intervals
	default:
		return druiderr.Invalid("The intervals of the query cannot be read")
	}
	for _, s := range list {
		iv, err := druidtime.ParseInterval(s, nil)
		if err != nil {
			return druiderr.Invalid("Interval [%s] cannot be read", s).WithCause(err)
		}
		r.intervals = append(r.intervals, iv)
	}
	return nil
}

func (r *reader) readGranularity() error {
	r.gran, r.zone = druidtime.AllGranularity(), "UTC"
	if len(r.Granularity) == 0 || string(r.Granularity) == "null" {
		return nil
	}
	var name string
	var object struct {
		Type, Period, TimeZone string
		Origin                 *string
	}
	var err error
	switch {
	case json.Unmarshal(r.Granularity, &name) == nil:
		r.gran, err = druidtime.ParseGranularity(name)
	case json.Unmarshal(r.Granularity, &object) != nil:
		return druiderr.Invalid("The granularity of the query cannot be read")
	case object.Type == "period" && object.Origin == nil:
		var p druidtime.Period
		if p, err = druidtime.ParsePeriod(object.Period); err == nil {
			r.gran, r.zone = druidtime.PeriodGranularity(p, nil, object.TimeZone), cmp.Or(object.TimeZone, "UTC")
		}
	case object.Type == "all" || object.Type == "none":
		r.gran, err = druidtime.ParseGranularity(object.Type)
	default:
		return unsupported("Granularities of type [" + object.Type + "] or with an origin")
	}
	if err != nil {
		return druiderr.Invalid("Granularity [%s] cannot be read", r.Granularity).WithCause(err)
	}
	return nil
}

// bucket is the SQL of the time bucket of a row.
func (r *reader) bucket() string {
	period, ok := r.gran.Period()
	if !ok {
		return "__time"
	}
	return "TIME_FLOOR(__time, " + text(period.String()) + ", CAST(NULL AS TIMESTAMP), " + text(r.zone) + ")"
}

// readWhere makes the WHERE clause of intervals and filter.
func (r *reader) readWhere() error {
	var conditions []string
	var times []string
	for _, iv := range r.intervals {
		if iv.IsEternity() {
			times = nil
			break
		}
		times = append(times, "(__time >= "+instant(iv.StartMs)+" AND __time < "+instant(iv.EndMs)+")")
	}
	if times != nil {
		conditions = append(conditions, "("+strings.Join(times, " OR ")+")")
	}
	if len(r.Filter) > 0 && string(r.Filter) != "null" {
		f, err := filterSQL(r.Filter)
		if err != nil {
			return err
		}
		conditions = append(conditions, f)
	}
	if conditions != nil {
		r.where = " WHERE " + strings.Join(conditions, " AND ")
	}
	return nil
}

// start is where the first interval begins, as answers print it.
func (r *reader) start() string {
	if len(r.intervals) == 0 {
		return druidtime.FormatISO(0)
	}
	return druidtime.FormatISO(r.intervals[0].StartMs)
}
