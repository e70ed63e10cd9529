package native

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
)

// Catalog answers what tables there are; translate.Catalog is one.
type Catalog interface {
	// Table finds a relation of schema "druid" or "lookup".
	Table(schema, name string) (druidtype.Relation, bool)
}

// Segment is what answers tell about a segment of a datasource.
type Segment struct {
	ID            string
	Interval      druidtime.Interval
	NumRows, Size int64
}

// Env is what is known besides the query.
type Env struct {
	Catalog Catalog
	// Segments gives the segments of a datasource in order of time and partition.
	Segments func(dataSource string) ([]Segment, error)
}

// Query is a native query that was read. The answer is what Begin, the rows of all Steps and End
// write, in this order.
type Query struct {
	// Type is the queryType, DataSource the name of what is read.
	Type, DataSource string
	// Context is the query context with numbers as json.Number.
	Context map[string]any
	Steps   []Step
	Begin   func(w io.Writer) error
	End     func(w io.Writer) error
}

// Step is one statement of Druid SQL. Row takes every row of its result, each value as JSON with
// arrays as arrays; the values are valid during the call.
type Step struct {
	SQL string
	Row func(w io.Writer, values []json.RawMessage) error
}

// Classes are the Java classes of Druid's query types, which its messages name.
var Classes = map[string]string{
	"dataSourceMetadata": "org.apache.druid.query.datasourcemetadata.DataSourceMetadataQuery",
	"groupBy":            "org.apache.druid.query.groupby.GroupByQuery",
	"scan":               "org.apache.druid.query.scan.ScanQuery",
	"search":             "org.apache.druid.query.search.SearchQuery",
	"segmentMetadata":    "org.apache.druid.query.metadata.metadata.SegmentMetadataQuery",
	"select":             "org.apache.druid.query.select.SelectQuery",
	"timeBoundary":       "org.apache.druid.query.timeboundary.TimeBoundaryQuery",
	"timeseries":         "org.apache.druid.query.timeseries.TimeseriesQuery",
	"topN":               "org.apache.druid.query.topn.TopNQuery",
	"union":              "org.apache.druid.query.union.UnionQuery",
	"windowOperator":     "org.apache.druid.query.operator.WindowOperatorQuery",
}

// spec is the JSON of all query types together.
type spec struct {
	QueryType        string
	DataSource       json.RawMessage
	Intervals        json.RawMessage
	Granularity      json.RawMessage
	Filter           json.RawMessage
	Dimension        json.RawMessage
	Dimensions       []json.RawMessage
	Aggregations     []json.RawMessage
	PostAggregations []json.RawMessage
	Having           json.RawMessage
	LimitSpec        json.RawMessage
	SubtotalsSpec    [][]string
	VirtualColumns   []json.RawMessage
	Metric           json.RawMessage
	Threshold        int64
	Limit            *int64
	Offset           int64
	BatchSize        int64
	Descending       bool
	Order            string
	OrderBy          []struct{ ColumnName, Order string }
	Columns          []string
	ResultFormat     string
	Bound            string
	SearchDimensions json.RawMessage
	Query            json.RawMessage
	Sort             json.RawMessage
	ToInclude        json.RawMessage
	AnalysisTypes    []string
	Queries          []json.RawMessage
	Merge            bool
	Context          map[string]any
}

// parser reads one query.
type parser struct {
	spec
	env   Env
	class string // of the query
	rel   *relation
	// virtual are the virtual columns, which hide those of rel.
	virtual   map[string]expr
	gran      granularity
	intervals []druidtime.Interval
	where0    string // " WHERE …" or ""
	aliases   int
	nesting   int
	depth     int
}

// Parse reads a native query. The error is a *druiderr.Error, or one of env.Segments.
func Parse(body []byte, env Env) (*Query, error) {
	p := &parser{env: env}
	if err := p.head(body); err != nil {
		return nil, err
	}
	build := map[string]func(*Query) error{
		"timeBoundary": p.timeBoundary, "dataSourceMetadata": p.dataSourceMetadata, "segmentMetadata": p.segmentMetadata,
		"timeseries": p.timeseries, "topN": p.topN, "groupBy": p.groupBy, "scan": p.scan, "search": p.searchQuery,
	}[p.QueryType]
	if build == nil {
		return nil, p.otherQuery()
	}
	q := &Query{Type: p.QueryType, Context: p.Context, Begin: text0("["), End: text0("]")}
	if err := p.body(); err != nil {
		return nil, err
	}
	q.DataSource = p.rel.name
	return q, build(q)
}

// text0 writes a fixed text.
func text0(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// head reads the JSON.
func (p *parser) head(body json.RawMessage) error {
	var kind struct{ QueryType string }
	_ = json.Unmarshal(body, &kind) // a wrong type is told below
	p.class = cmp.Or(Classes[kind.QueryType], "org.apache.druid.query.Query")
	return p.decode(body, &p.spec, "query")
}

// otherQuery is the answer to types that need what only Druid's SQL layer makes, or that are gone.
func (p *parser) otherQuery() error {
	switch p.QueryType {
	case "select":
		return p.invalid("The 'select' query has been removed, use 'scan' instead. See https://druid.apache.org/docs/latest/querying/select-query.html for more details.")
	case "union":
		if len(p.Queries) < 2 {
			return p.invalid("union with fewer than 2 queries makes no sense")
		}
		return druiderr.Plain(http.StatusInternalServerError, "Unknown exception", "org.apache.druid.error.DruidException",
			"This is not supported. Use getDataSources instead!")
	}
	var name string
	if json.Unmarshal(p.DataSource, &name) == nil {
		return p.invalid("WindowOperatorQuery must run on top of a query or inline data source, got [" + name + "]")
	}
	return unsupported("Native queries of type [%s] are not available, use SQL", p.QueryType)
}

// optionalIntervals are the query types that read all of time where they name no interval.
var optionalIntervals = map[string]bool{"timeBoundary": true, "dataSourceMetadata": true, "segmentMetadata": true}

// needsGranularity are the query types that must name one.
var needsGranularity = map[string]bool{"timeseries": true, "topN": true, "groupBy": true}

// body reads what all query types have in common.
func (p *parser) body() (err error) {
	if p.rel, err = p.source(p.DataSource); err != nil {
		return err
	}
	if isNull(p.Intervals) && !optionalIntervals[p.QueryType] {
		return p.invalid("querySegmentSpec can't be null")
	}
	if p.intervals, err = p.readIntervals(p.Intervals); err != nil {
		return err
	}
	if isNull(p.Granularity) && needsGranularity[p.QueryType] {
		return p.invalid("Must specify a granularity")
	}
	if p.gran, err = p.granularity(p.Granularity); err != nil {
		return err
	}
	p.virtual = map[string]expr{}
	for _, raw := range p.VirtualColumns {
		name, e, err := p.virtualColumn(raw)
		if err != nil {
			return err
		}
		p.virtual[name] = e
	}
	p.where0, err = p.where(p.Filter, p.intervals)
	return err
}

// column finds a virtual or stored column.
func (p *parser) column(name string) expr {
	if e, ok := p.virtual[name]; ok {
		return e
	}
	if _, ok := p.rel.cols[name]; !ok && name == timeColumn { // rows without a time are of 1970
		return expr{sql: long(0), t: typeLong, time: instant(0)}
	}
	return p.rel.column(name)
}

// readIntervals reads one interval, a list, or a segment spec; the result is sorted and does not
// overlap.
func (p *parser) readIntervals(raw json.RawMessage) ([]druidtime.Interval, error) {
	if isNull(raw) {
		return []druidtime.Interval{druidtime.Eternity()}, nil
	}
	var list []string
	var one string
	var object struct {
		Intervals json.RawMessage
		Segments  []struct{ Itvl string }
	}
	switch {
	case json.Unmarshal(raw, &list) == nil:
	case json.Unmarshal(raw, &one) == nil:
		list = strings.Split(one, ",")
	case json.Unmarshal(raw, &object) == nil && !isNull(object.Intervals):
		return p.readIntervals(object.Intervals)
	case json.Unmarshal(raw, &object) == nil && object.Segments != nil:
		for _, s := range object.Segments {
			list = append(list, s.Itvl)
		}
	default:
		return nil, instantiation("org.apache.druid.query.spec.LegacySegmentSpec", "Unknown type of intervals")
	}
	out := make([]druidtime.Interval, 0, len(list))
	for _, s := range list {
		iv, err := druidtime.ParseInterval(s, nil)
		if err != nil {
			return nil, instantiation("org.apache.druid.query.spec.LegacySegmentSpec", err.Error())
		}
		out = append(out, iv)
	}
	return condense(out), nil
}

// condense sorts intervals and joins those that overlap or abut.
func condense(list []druidtime.Interval) []druidtime.Interval {
	slices.SortFunc(list, func(a, b druidtime.Interval) int { return cmp.Compare(a.StartMs, b.StartMs) })
	out := list[:0]
	for _, iv := range list {
		if n := len(out); n > 0 && iv.StartMs <= out[n-1].EndMs {
			out[n-1].EndMs = max(out[n-1].EndMs, iv.EndMs)
			continue
		}
		out = append(out, iv)
	}
	return out
}

// start is where the first interval begins.
func (p *parser) start() int64 {
	if len(p.intervals) == 0 {
		return 0
	}
	return p.intervals[0].StartMs
}

// flag reads a boolean of the query context.
func (p *parser) flag(name string) bool {
	switch v := p.Context[name].(type) {
	case bool:
		return v
	case string:
		return strings.EqualFold(v, "true")
	}
	return false
}

// virtualColumn reads a virtual column.
func (p *parser) virtualColumn(raw json.RawMessage) (name string, e expr, err error) {
	const class = "org.apache.druid.segment.VirtualColumn"
	kind, err := typeOf(raw, class, "virtualColumns")
	if err != nil {
		return "", expr{}, err
	}
	var s struct {
		Name, Expression, OutputType     string
		Delegate, ColumnName, OutputName string
		ExpectedType, Path               string
		Values                           []string
		IsAllowList                      *bool
		Pattern, Prefix                  string
		PathParts                        []struct {
			Type  string
			Field string
			Index int
		}
		Columns []json.RawMessage
	}
	if err := p.decode(raw, &s, "virtualColumns"); err != nil {
		return "", expr{}, err
	}
	switch kind {
	case "expression":
		e, err := p.expression(s.Expression)
		if err != nil {
			return "", e, err
		}
		if e = e.value(); s.OutputType != "" {
			e = e.to(outputType(s.OutputType))
		}
		return s.Name, e, nil
	case "mv-filtered":
		d := dimensionSpec{Type: "listFiltered", Values: s.Values, IsAllowList: s.IsAllowList}
		e, err := d.filtered(p.column(s.Delegate).to(typeString))
		return s.Name, e, err
	case "nested-field":
		path := s.Path
		if path == "" {
			path = "$"
			for _, part := range s.PathParts {
				if part.Type == "arrayElement" {
					path += "[" + long0(int64(part.Index)) + "]"
				} else {
					path += "['" + strings.ReplaceAll(part.Field, "'", `\'`) + "']"
				}
			}
		}
		t := outputType(s.ExpectedType)
		sql := "JSON_VALUE(" + p.column(s.ColumnName).sql + ", " + text(path) + " RETURNING " + sqlType(t) + ")"
		return cmp.Or(s.OutputName, s.Name), expr{sql: sql, t: t}, nil
	case "fallback":
		parts := []expr{}
		for _, raw := range s.Columns {
			d, err := p.dimension(raw)
			if err != nil {
				return "", expr{}, err
			}
			parts = append(parts, d.e)
		}
		if len(parts) == 0 {
			return s.Name, nullExpr(), nil
		}
		return s.Name, parts[0], nil
	}
	return "", expr{}, unknownType(class, kind, []string{"expression", "fallback", "mv-filtered", "nested-field"})
}
