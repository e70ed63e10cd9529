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

// Query is a native query that was said in SQL. The answer is what Begin, the rows of all Steps and
// End write, in this order.
type Query struct {
	Steps []Step
	Begin func(w io.Writer) error
	End   func(w io.Writer) error
}

// Step is one statement of Druid SQL. Row takes every row of its result, each value as JSON with
// arrays as arrays; the values are valid during the call.
type Step struct {
	SQL string
	Row func(w io.Writer, values []json.RawMessage) error
}

// queryClasses are the Java classes of Druid's query types, which its messages name.
var queryClasses = map[string]string{
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
	self                    value
	QueryType               string
	DataSource              value
	Intervals               value
	Granularity             value
	Filter                  value
	Dimension               value
	Dimensions              []value `java:"org.apache.druid.query.dimension.DimensionSpec"`
	Aggregations            []value `java:"org.apache.druid.query.aggregation.AggregatorFactory"`
	PostAggregations        []value `java:"org.apache.druid.query.aggregation.PostAggregator"`
	Having                  value
	LimitSpec               value
	SubtotalsSpec           [][]string
	VirtualColumns          []value `java:"org.apache.druid.segment.VirtualColumn"`
	Metric                  value
	Threshold               int64  `java:"int"`
	Limit                   *int64 `java:"int"`
	Offset                  int64
	BatchSize               int64 `java:"int"`
	Descending              bool
	Order                   string
	OrderBy                 []value `java:"org.apache.druid.query.OrderBy"`
	Columns                 []string
	ResultFormat            string
	Bound                   string
	SearchDimensions        []value `java:"org.apache.druid.query.dimension.DimensionSpec"`
	Query                   value
	Sort                    value
	ToInclude               value
	AnalysisTypes           []string
	Queries                 []value `java:"org.apache.druid.query.Query"`
	Merge                   bool
	AggregatorMergeStrategy *string
	Context                 map[string]any
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

// Request is a native query whose fields were read, but not what they say.
type Request struct {
	// Context is the query context with numbers as json.Number; nil where there is none.
	Context map[string]any
	spec    spec
	class   string
}

// Read reads the fields of a native query; body begins with a JSON value. The error is a *druiderr.Error in
// Jackson's words.
func Read(body []byte) (*Request, error) {
	p := &parser{}
	if err := p.head(whole(body)); err != nil {
		return nil, err
	}
	return &Request{Context: p.Context, spec: p.spec, class: p.class}, nil
}

// Parse says the query in SQL. The error is a *druiderr.Error, or one of env.Segments.
func (r *Request) Parse(env Env) (*Query, error) {
	p := &parser{env: env, spec: r.spec, class: r.class}
	build := map[string]func(*Query) error{
		"timeBoundary": p.timeBoundary, "dataSourceMetadata": p.dataSourceMetadata, "segmentMetadata": p.segmentMetadata,
		"timeseries": p.timeseries, "topN": p.topN, "groupBy": p.groupBy, "scan": p.scan, "search": p.searchQuery,
	}[p.QueryType]
	if build == nil {
		return nil, p.otherQuery()
	}
	q := &Query{Begin: text0("["), End: text0("]")}
	if err := p.body(); err != nil {
		return nil, err
	}
	return q, build(q)
}

// Reads gives the datasources that the query reads, sorted, and the intervals that it looks at.
func (r *Request) Reads(catalog Catalog) (dataSources []string, intervals []druidtime.Interval, err error) {
	p := &parser{env: Env{Catalog: catalog}, spec: r.spec, class: r.class}
	if err := p.body(); err != nil {
		return nil, nil, err
	}
	return slices.Compact(slices.Sorted(slices.Values(p.rel.tables))), p.intervals, nil
}

// Where says in Druid SQL which rows of a datasource a filter and intervals pick: " WHERE …", "" for all. An
// empty filter, or null, picks every row. The error is a *druiderr.Error as native queries give it.
func Where(catalog Catalog, dataSource string, filter json.RawMessage, intervals []druidtime.Interval) (string, error) {
	p := &parser{env: Env{Catalog: catalog}}
	p.rel = p.table("druid", dataSource)
	return p.where(whole(filter), intervals)
}

// QuoteName quotes a name of Druid SQL.
func QuoteName(name string) string { return ident(name) }

// text0 writes a fixed text.
func text0(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// head reads the JSON.
func (p *parser) head(v value) error {
	if v.is("[") {
		_, err := v.typeOf(classQuery)
		return err
	}
	kind, given := v.fields(classQuery)["queryType"]
	name, _ := kind.text()
	switch p.class = queryClasses[name]; {
	case !given:
		return plain(classType, "Could not resolve subtype of [simple type, class "+classQuery+"]: missing type id property 'queryType'"+
			v.property()+v.place(v.end()))
	case p.class == "":
		return v.unknownQuery(kind)
	}
	p.self = v
	return bind(v, p.class, &p.spec)
}

// invalid is the error of the query as a whole.
func (p *parser) invalid(problem string) error { return p.self.invalid(p.class, problem) }

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
	if name, ok := p.DataSource.text(); ok {
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
	if p.Intervals.isNull() && !optionalIntervals[p.QueryType] {
		return p.invalid("querySegmentSpec can't be null")
	}
	if p.intervals, err = p.readIntervals(p.Intervals); err != nil {
		return err
	}
	if p.Granularity.isNull() && needsGranularity[p.QueryType] {
		return p.invalid("Must specify a granularity")
	}
	if p.gran, err = p.granularity(p.Granularity); err != nil {
		return err
	}
	if err := p.virtualColumns(); err != nil {
		return err
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
func (p *parser) readIntervals(raw value) ([]druidtime.Interval, error) {
	if raw.isNull() {
		return []druidtime.Interval{druidtime.Eternity()}, nil
	}
	const class = "org.apache.druid.query.spec.LegacySegmentSpec"
	var list []string
	var object struct {
		Intervals value
		Segments  []struct{ Itvl string }
	}
	switch {
	case raw.is("["):
		for _, item := range raw.items() {
			s, ok := item.text()
			if !ok {
				return nil, raw.invalid(class, "Unknown type["+item.javaClass()+"] for interval["+string(item.raw)+"]")
			}
			list = append(list, s)
		}
	case raw.is("{"):
		if err := bind(raw, class, &object); err != nil {
			return nil, err
		}
		if !object.Intervals.isNull() {
			return p.readIntervals(object.Intervals)
		}
		if object.Segments == nil {
			return nil, raw.invalid(class, `Cannot invoke "java.util.List.stream()" because "intervalStringList" is null`)
		}
		for _, s := range object.Segments {
			list = append(list, s.Itvl)
		}
	default:
		one, ok := raw.text()
		if !ok {
			return nil, raw.invalid(class, "Unknown type["+raw.javaClass()+"] for intervals["+string(raw.raw)+"]")
		}
		list = strings.Split(one, ",")
	}
	out := make([]druidtime.Interval, 0, len(list))
	for _, s := range list {
		iv, err := druidtime.ParseInterval(s, nil)
		if err != nil {
			return nil, raw.invalid(class, err.Error())
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
func (p *parser) flag(name string) (bool, error) {
	class := "java.util.LinkedHashMap"
	switch v := p.Context[name].(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	case string:
		return strings.EqualFold(v, "true"), nil
	case []any:
		class = "java.util.ArrayList"
	case json.Number:
		class = "java.lang.Integer"
		if strings.ContainsAny(v.String(), ".eE") {
			class = "java.lang.Double"
		}
	}
	return false, druiderr.Legacy(druiderr.Operator, druiderr.InvalidInput, "Query context parse failed", "org.apache.druid.query.BadQueryContextException",
		"Expected key [%s] to be a Boolean, but got [%s]", name, class)
}
