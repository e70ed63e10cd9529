package native

import (
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
)

// timeBoundary gives the first and the last time.
func (p *parser) timeBoundary(q *Query) error {
	t := p.column(timeColumn).timestamp()
	low, high := "TIMESTAMP_TO_MILLIS(MIN("+t+"))", "TIMESTAMP_TO_MILLIS(MAX("+t+"))"
	sql := "SELECT " + low + ` AS "low", ` + high + ` AS "high" FROM ` + p.rel.from + p.where0
	q.Steps = []Step{{SQL: sql, Row: func(w io.Writer, values []json.RawMessage) error {
		minTime, maxTime, ok := bounds(values)
		if !ok {
			return nil
		}
		at, result := minTime, `"maxTime":`+stamp(maxTime)+`,"minTime":`+stamp(minTime)
		switch p.Bound {
		case "maxTime":
			at, result = maxTime, `"maxTime":`+stamp(maxTime)
		case "minTime":
			result = `"minTime":` + stamp(minTime)
		}
		_, err := io.WriteString(w, `{"timestamp":`+stamp(at)+`,"result":{`+result+"}}")
		return err
	}}}
	return nil
}

func stamp(ms int64) string { return string(granularity{}.stamp(ms)) }

// bounds reads two times; ok is false where they are null.
func bounds(values []json.RawMessage) (low, high int64, ok bool) {
	low, err := strconv.ParseInt(string(values[0]), 10, 64)
	if err != nil {
		return 0, 0, false
	}
	high, err = strconv.ParseInt(string(values[1]), 10, 64)
	return low, high, err == nil
}

// dataSourceMetadata tells the time of the last row.
func (p *parser) dataSourceMetadata(q *Query) error {
	t := "TIMESTAMP_TO_MILLIS(MAX(" + p.column(timeColumn).timestamp() + "))"
	q.Steps = []Step{{SQL: "SELECT " + t + ` AS "low", ` + t + ` AS "high" FROM ` + p.rel.from, Row: func(w io.Writer, values []json.RawMessage) error {
		at, _, ok := bounds(values)
		if !ok {
			return nil
		}
		_, err := io.WriteString(w, `{"timestamp":`+stamp(at)+`,"result":{"maxIngestedEventTime":`+stamp(at)+"}}")
		return err
	}}}
	return nil
}

// columnAnalysis is what segmentMetadata says about a column.
type columnAnalysis struct {
	TypeSignature     string          `json:"typeSignature"`
	Type              string          `json:"type"`
	HasMultipleValues bool            `json:"hasMultipleValues"`
	HasNulls          bool            `json:"hasNulls"`
	Size              int64           `json:"size"`
	Cardinality       *int64          `json:"cardinality"`
	MinValue          json.RawMessage `json:"minValue"`
	MaxValue          json.RawMessage `json:"maxValue"`
	ErrorMessage      *string         `json:"errorMessage"`
}

// segmentAnalysis is what it says about a segment.
type segmentAnalysis struct {
	ID               string         `json:"id"`
	Intervals        []string       `json:"intervals"`
	Columns          columnAnalyses `json:"columns"`
	Size             int64          `json:"size"`
	NumRows          int64          `json:"numRows"`
	Aggregators      any            `json:"aggregators"`
	TimestampSpec    any            `json:"timestampSpec"`
	QueryGranularity any            `json:"queryGranularity"`
	Rollup           *bool          `json:"rollup"`
}

// columnAnalyses are those of a segment in the order of its columns.
type columnAnalyses struct {
	names  []string
	byName map[string]columnAnalysis
}

func (c *columnAnalyses) set(name string, a columnAnalysis) {
	if _, ok := c.byName[name]; !ok {
		c.names = append(c.names, name)
	}
	c.byName[name] = a
}

// MarshalJSON gives an object with the columns in order.
func (c columnAnalyses) MarshalJSON() ([]byte, error) {
	dst := []byte{'{'}
	for i, name := range c.names {
		data, err := marshal(c.byName[name])
		if err != nil {
			return nil, err
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, quoteJSON(name)...), ':'), data...)
	}
	return append(dst, '}'), nil
}

// metadataAnswer gathers the analyses of segments.
type metadataAnswer struct {
	p *parser
	// only are the columns to tell about; nil are all.
	only  []string
	wants map[string]bool
	found []segmentAnalysis
	spans []druidtime.Interval
}

// mergeStrategies are the ways in which Druid merges the aggregators of segments; ours have none.
var mergeStrategies = []string{"strict", "lenient", "earliest", "latest"}

var analysisTypes = []string{"cardinality", "size", "interval", "aggregators", "minmax", "timestampSpec", "queryGranularity", "rollup"}

// defaultHistory is how far back segmentMetadata looks where it names no interval, in milliseconds.
const defaultHistory = 7 * 24 * 60 * 60 * 1000

// segmentMetadata describes the columns of every segment, or of all together.
func (p *parser) segmentMetadata(q *Query) error {
	if len(p.rel.tables) == 0 && p.rel.known {
		return p.invalid("Invalid dataSource type: only tables have segments")
	}
	a := &metadataAnswer{p: p, wants: map[string]bool{}}
	if p.AnalysisTypes == nil {
		a.wants = map[string]bool{"cardinality": true, "interval": true, "minmax": true}
	}
	for _, v := range p.self.fields(p.class)["analysisTypes"].items() {
		name, _ := v.text()
		i := slices.IndexFunc(analysisTypes, func(t string) bool { return strings.EqualFold(t, name) })
		if i < 0 {
			return v.invalid("org.apache.druid.query.metadata.metadata.SegmentMetadataQuery$AnalysisType",
				"No enum constant org.apache.druid.query.metadata.metadata.SegmentMetadataQuery.AnalysisType."+strings.ToUpper(name))
		}
		a.wants[analysisTypes[i]] = true
	}
	if s := p.AggregatorMergeStrategy; s != nil && !slices.Contains(mergeStrategies, strings.ToLower(*s)) {
		const class = "org.apache.druid.query.metadata.metadata.AggregatorMergeStrategy"
		return p.self.fields(p.class)["aggregatorMergeStrategy"].invalid(class, "No enum constant "+class+"."+strings.ToUpper(*s))
	}
	if err := a.include(); err != nil {
		return err
	}
	tables := slices.Sorted(slices.Values(p.rel.tables))
	for _, name := range slices.Compact(tables) {
		steps, err := a.table(p.table("druid", name))
		if err != nil {
			return err
		}
		q.Steps = append(q.Steps, steps...)
	}
	q.End = a.end
	return nil
}

// table asks about every segment of a table.
func (a *metadataAnswer) table(rel *relation) ([]Step, error) {
	chunks, err := a.p.chunks(rel.name)
	if err != nil {
		return nil, err
	}
	if a.p.Intervals.isNull() && len(chunks) > 0 {
		since := chunks[len(chunks)-1].Interval.EndMs - defaultHistory
		chunks = slices.DeleteFunc(chunks, func(s Segment) bool { return s.Interval.EndMs <= since })
	}
	names := rel.order
	if a.only != nil {
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(a.only, name) })
	}
	steps := make([]Step, len(chunks))
	for i, chunk := range chunks {
		steps[i] = Step{SQL: metadataSQL(rel, names, chunk), Row: func(_ io.Writer, values []json.RawMessage) error {
			return a.row(rel, names, chunk, values)
		}}
	}
	return steps, nil
}

// include reads which columns are told about.
func (a *metadataAnswer) include() error {
	if a.p.ToInclude.isNull() {
		return nil
	}
	kind, err := a.p.ToInclude.typeOf(classIncluded)
	if err != nil {
		return err
	}
	var s struct{ Columns []string }
	if err := bind(a.p.ToInclude, classIncluded, &s); err != nil {
		return err
	}
	switch kind {
	case "all":
	case "none":
		a.only = []string{}
	case "list":
		a.only = append([]string{}, s.Columns...)
	default:
		return a.p.ToInclude.unknownType(classIncluded, kind)
	}
	return nil
}

// columnParts is how many values of a statement describe one column.
const columnParts = 5

// metadataSQL asks about every column: how many rows have a value, how many values there are and the least
// and the greatest with null among them, how many rows have several.
func metadataSQL(rel *relation, names []string, chunk Segment) string {
	where := ""
	if c := (&parser{}).within(timeExpr(ident(timeColumn)), []druidtime.Interval{chunk.Interval}); c != "" {
		where = " WHERE " + c
	}
	from := " FROM " + rel.from + where
	list := []string{`COUNT(*) AS "n"`}
	for i, name := range names {
		e := rel.column(name)
		distinct, low, high, several := "0", "CAST(NULL AS VARCHAR)", "CAST(NULL AS VARCHAR)", "0"
		if e.t.IsString() {
			values := "SELECT " + e.sql + ` AS "v"` + from + " GROUP BY " + e.sql
			distinct = "(SELECT COUNT(*) FROM (" + values + `) AS "g")`
			low = `(SELECT "v" FROM (` + values + `) AS "g" ORDER BY "v" LIMIT 1)`
			high = `(SELECT "v" FROM (` + values + `) AS "g" ORDER BY "v" DESC LIMIT 1)`
		}
		if e.t.MultiValue {
			several = "COUNT(*) FILTER (WHERE MV_LENGTH(" + e.sql + ") > 1)"
		}
		for j, sql := range []string{"COUNT(" + e.sql + ")", distinct, low, high, several} {
			list = append(list, sql+" AS "+ident("c"+strconv.Itoa(i)+"_"+strconv.Itoa(j)))
		}
	}
	return "SELECT " + strings.Join(list, ", ") + from
}

func (a *metadataAnswer) row(rel *relation, names []string, chunk Segment, values []json.RawMessage) error {
	rows, err := strconv.ParseInt(string(values[0]), 10, 64)
	if err != nil || rows == 0 {
		return err
	}
	s := segmentAnalysis{ID: chunk.ID, Columns: columnAnalyses{byName: map[string]columnAnalysis{}}, NumRows: chunk.NumRows}
	for i, name := range names {
		s.Columns.set(name, a.column(rel.column(name).t, rows, values[1+columnParts*i:][:columnParts]))
	}
	if a.wants["interval"] {
		s.Intervals = []string{chunk.Interval.String()}
	}
	if a.wants["size"] {
		s.Size = chunk.Size
	}
	if a.wants["aggregators"] {
		s.Aggregators = map[string]any{}
	}
	if a.wants["timestampSpec"] {
		s.TimestampSpec = map[string]any{"column": timeColumn, "format": "millis", "missingValue": nil}
	}
	if a.wants["queryGranularity"] {
		s.QueryGranularity = map[string]any{"type": "none"}
	}
	if a.wants["rollup"] {
		s.Rollup = new(bool)
	}
	a.found, a.spans = append(a.found, s), append(a.spans, chunk.Interval)
	return nil
}

func (a *metadataAnswer) column(t druidtype.Type, rows int64, values []json.RawMessage) columnAnalysis {
	number := func(i int) int64 {
		n, _ := strconv.ParseInt(string(values[i]), 10, 64) // counts are numbers
		return n
	}
	c := columnAnalysis{TypeSignature: t.Native(), Type: t.Native(), HasNulls: number(0) < rows, HasMultipleValues: number(4) > 0}
	switch {
	case t.Kind == druidtype.Complex:
		c.Type = strings.TrimSuffix(strings.TrimPrefix(c.Type, "COMPLEX<"), ">")
	case t.Kind == druidtype.Array:
		c.Type = "ARRAY"
	case t.IsString():
		c.HasNulls = string(values[2]) == "null"
		distinct := int64(0)
		if a.wants["cardinality"] {
			distinct = number(1)
		}
		c.Cardinality = &distinct
		if a.wants["minmax"] {
			c.MinValue, c.MaxValue = slices.Clone(values[2]), slices.Clone(values[3])
		}
	}
	return c
}

func (a *metadataAnswer) end(w io.Writer) error {
	found := a.found
	if a.p.Merge && len(found) > 1 {
		found = []segmentAnalysis{a.merged()}
	}
	for i, s := range found {
		data, err := marshal(s)
		if err != nil {
			return err
		}
		if i > 0 {
			data = append([]byte{','}, data...)
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
	}
	return text0("]")(w)
}

// merged makes one analysis of all: rows and sizes are added, of cardinalities the greatest counts.
func (a *metadataAnswer) merged() segmentAnalysis {
	last := a.spans[len(a.spans)-1]
	out := a.found[0]
	out.ID = "merged"
	if len(a.p.rel.tables) == 1 {
		out.ID = a.p.rel.name + "_" + druidtime.FormatISO(last.StartMs) + "_" + druidtime.FormatISO(last.EndMs) + "_merged"
	}
	for _, s := range a.found[1:] {
		out.NumRows += s.NumRows
		out.Size += s.Size
		for _, name := range s.Columns.names {
			c := s.Columns.byName[name]
			if have, ok := out.Columns.byName[name]; ok {
				c = have.with(c)
			}
			out.Columns.set(name, c)
		}
	}
	if a.wants["interval"] {
		out.Intervals = nil
		for _, iv := range condense(slices.Clone(a.spans)) {
			out.Intervals = append(out.Intervals, iv.String())
		}
	}
	return out
}

func (c columnAnalysis) with(o columnAnalysis) columnAnalysis {
	c.HasMultipleValues = c.HasMultipleValues || o.HasMultipleValues
	c.HasNulls = c.HasNulls || o.HasNulls
	c.Size += o.Size
	if c.Cardinality != nil && o.Cardinality != nil && *o.Cardinality > *c.Cardinality {
		c.Cardinality = o.Cardinality
	}
	c.MinValue, c.MaxValue = least(c.MinValue, o.MinValue), greatest(c.MaxValue, o.MaxValue)
	return c
}

// least gives the lesser of two JSON texts; null is less than all.
func least(x, y json.RawMessage) json.RawMessage {
	switch a, b, ok := texts(x, y); {
	case !ok:
		return nil
	case b < a:
		return y
	}
	return x
}

// greatest gives the greater of two JSON texts.
func greatest(x, y json.RawMessage) json.RawMessage {
	a, b, ok := texts(x, y)
	if (ok && b > a) || (!ok && (x == nil || string(x) == "null")) {
		return y
	}
	return x
}

// texts reads two JSON texts; ok is false where one is null.
func texts(x, y json.RawMessage) (a, b string, ok bool) {
	var p, q *string
	if x == nil || y == nil || json.Unmarshal(x, &p) != nil || json.Unmarshal(y, &q) != nil || p == nil || q == nil {
		return "", "", false
	}
	return *p, *q, true
}
