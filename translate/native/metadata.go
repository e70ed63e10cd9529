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

// segmentAnalysis is what it says about a segment, columns in order of names.
type segmentAnalysis struct {
	ID               string                    `json:"id"`
	Intervals        []string                  `json:"intervals"`
	Columns          map[string]columnAnalysis `json:"columns"`
	Size             int64                     `json:"size"`
	NumRows          int64                     `json:"numRows"`
	Aggregators      any                       `json:"aggregators"`
	TimestampSpec    any                       `json:"timestampSpec"`
	QueryGranularity any                       `json:"queryGranularity"`
	Rollup           *bool                     `json:"rollup"`
}

// metadataAnswer gathers the analyses of segments.
type metadataAnswer struct {
	p     *parser
	names []string
	wants map[string]bool
	found []segmentAnalysis
	spans []druidtime.Interval
}

var analysisTypes = []string{"cardinality", "size", "interval", "aggregators", "minmax", "timestampSpec", "queryGranularity", "rollup"}

// defaultHistory is how far back segmentMetadata looks where it names no interval, in milliseconds.
const defaultHistory = 7 * 24 * 60 * 60 * 1000

// segmentMetadata describes the columns of every segment, or of all together.
func (p *parser) segmentMetadata(q *Query) error {
	if len(p.rel.tables) != 1 && p.rel.known {
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
	if err := a.include(); err != nil {
		return err
	}
	if !p.rel.known {
		return nil
	}
	chunks, err := p.chunks(p.rel.tables[0])
	if err != nil {
		return err
	}
	if p.Intervals.isNull() && len(chunks) > 0 {
		since := chunks[len(chunks)-1].Interval.EndMs - defaultHistory
		chunks = slices.DeleteFunc(chunks, func(s Segment) bool { return s.Interval.EndMs <= since })
	}
	for _, chunk := range chunks {
		q.Steps = append(q.Steps, Step{SQL: a.sql(chunk), Row: func(_ io.Writer, values []json.RawMessage) error {
			return a.row(chunk, values)
		}})
	}
	q.End = a.end
	return nil
}

// include reads which columns are told about.
func (a *metadataAnswer) include() error {
	a.names = a.p.rel.order
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
		a.names = nil
	case "list":
		a.names = slices.DeleteFunc(slices.Clone(a.names), func(name string) bool { return !slices.Contains(s.Columns, name) })
	default:
		return a.p.ToInclude.unknownType(classIncluded, kind)
	}
	return nil
}

// columnParts is how many values of a statement describe one column.
const columnParts = 5

// sql asks about every column: how many rows have a value, how many values there are and the least
// and the greatest with null among them, how many rows have several.
func (a *metadataAnswer) sql(chunk Segment) string {
	where := ""
	if c := a.p.within(timeExpr(ident(timeColumn)), []druidtime.Interval{chunk.Interval}); c != "" {
		where = " WHERE " + c
	}
	from := " FROM " + a.p.rel.from + where
	list := []string{`COUNT(*) AS "n"`}
	for i, name := range a.names {
		e := a.p.rel.column(name)
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

func (a *metadataAnswer) row(chunk Segment, values []json.RawMessage) error {
	rows, err := strconv.ParseInt(string(values[0]), 10, 64)
	if err != nil || rows == 0 {
		return err
	}
	s := segmentAnalysis{ID: chunk.ID, Columns: map[string]columnAnalysis{}, NumRows: chunk.NumRows}
	for i, name := range a.names {
		s.Columns[name] = a.column(name, rows, values[1+columnParts*i:][:columnParts])
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

func (a *metadataAnswer) column(name string, rows int64, values []json.RawMessage) columnAnalysis {
	t := a.p.rel.column(name).t
	number := func(i int) int64 {
		n, _ := strconv.ParseInt(string(values[i]), 10, 64) //nolint:errcheck // counts are numbers
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
	out.ID = a.p.rel.name + "_" + druidtime.FormatISO(last.StartMs) + "_" + druidtime.FormatISO(last.EndMs) + "_merged"
	for _, s := range a.found[1:] {
		out.NumRows += s.NumRows
		out.Size += s.Size
		for name, c := range s.Columns {
			out.Columns[name] = out.Columns[name].with(c)
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
	c.MinValue = pick(c.MinValue, o.MinValue, -1)
	c.MaxValue = pick(c.MaxValue, o.MaxValue, 1)
	return c
}

// pick gives the lesser (-1) or the greater (1) of two JSON texts, the other one of null.
func pick(x, y json.RawMessage, sign int) json.RawMessage {
	var a, b *string
	if json.Unmarshal(orNull(x), &a) != nil || json.Unmarshal(orNull(y), &b) != nil || b == nil {
		return x
	}
	if a == nil || strings.Compare(*b, *a) == sign {
		return y
	}
	return x
}

func orNull(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("null")
	}
	return raw
}
