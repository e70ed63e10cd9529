package native

import (
	"strconv"
	"strings"
	"time"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
)

// timeBoundary gives the first and the last time, or the one that is asked for.
func (r *reader) timeBoundary(q *Query) error {
	q.SQL = "SELECT MIN(__time), MAX(__time) FROM " + r.source + r.where
	q.Answer = func(rows [][]any) any {
		if len(rows) == 0 || rows[0][0] == nil {
			return []timed{}
		}
		first, last := rows[0][0], rows[0][1]
		switch r.Bound {
		case "minTime":
			return []timed{{first, object{{"minTime", first}}}}
		case "maxTime":
			return []timed{{last, object{{"maxTime", last}}}}
		}
		return []timed{{first, object{{"maxTime", last}, {"minTime", first}}}}
	}
	return nil
}

// dataSourceMetadata gives the last time.
func (r *reader) dataSourceMetadata(q *Query) error {
	q.SQL = "SELECT MAX(__time) FROM " + r.source
	q.Answer = func(rows [][]any) any {
		if len(rows) == 0 || rows[0][0] == nil {
			return []timed{}
		}
		return []timed{{rows[0][0], object{{"maxIngestedEventTime", rows[0][0]}}}}
	}
	return nil
}

// scan lists rows; __time is printed in milliseconds.
func (r *reader) scan(q *Query) error {
	columns := r.Columns
	if len(columns) == 0 {
		for _, c := range r.columns {
			columns = append(columns, c.Name)
		}
	}
	if len(columns) == 0 { // an unknown table
		q.SQL, q.Answer = "SELECT 1 WHERE FALSE", func([][]any) any { return []any{} }
		return nil
	}
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = ident(c)
	}
	q.SQL = "SELECT " + strings.Join(quoted, ", ") + " FROM " + r.source + r.where
	switch r.Order {
	case "ascending":
		q.SQL += " ORDER BY __time"
	case "descending":
		q.SQL += " ORDER BY __time DESC"
	}
	if r.Limit != nil {
		q.SQL += " LIMIT " + strconv.FormatInt(*r.Limit, 10)
	}
	if r.Offset > 0 {
		q.SQL += " OFFSET " + strconv.FormatInt(r.Offset, 10)
	}
	q.Answer = func(rows [][]any) any {
		events := make([]any, len(rows))
		for i, row := range rows {
			for j, c := range columns {
				if c == "__time" {
					row[j] = millis(row[j])
				}
			}
			if r.ResultFormat == "compactedList" {
				events[i] = row
			} else {
				events[i] = named(columns, row)
			}
		}
		if len(rows) == 0 {
			return []any{}
		}
		return []object{{{"segmentId", q.DataSource}, {"columns", columns}, {"events", events}}}
	}
	return nil
}

func millis(v any) any {
	s, ok := v.(string)
	if !ok {
		return v
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return v
	}
	return t.UnixMilli()
}

// search counts the values of dimensions that match.
func (r *reader) search(q *Query) error {
	if !r.gran.IsAll() {
		return unsupported("Queries of type [search] by time bucket")
	}
	var dimensions []dimension
	for _, raw := range r.SearchDimensions {
		d, err := readDimension(raw)
		if err != nil {
			return err
		}
		dimensions = append(dimensions, d)
	}
	if dimensions == nil {
		for _, c := range r.columns {
			if c.Type.IsString() {
				dimensions = append(dimensions, dimension{Dimension: c.Name, OutputName: c.Name})
			}
		}
	}
	limit := int64(1000)
	if r.Limit != nil {
		limit = *r.Limit
	}
	var parts []string
	for _, d := range dimensions {
		condition, err := searchSQL(d.sql(), r.Query)
		if err != nil {
			return err
		}
		where := r.where + " AND " + condition
		if r.where == "" {
			where = " WHERE " + condition
		}
		parts = append(parts, "SELECT "+text(d.OutputName)+" AS d, "+d.sql()+" AS v, COUNT(*) AS n FROM "+r.source+where+" GROUP BY 2")
	}
	if parts == nil {
		return druiderr.Invalid("The query has no dimensions to search")
	}
	q.SQL = "SELECT d, v, n FROM (" + strings.Join(parts, " UNION ALL ") + ") ORDER BY v, d LIMIT " + strconv.FormatInt(limit, 10)
	q.Answer = func(rows [][]any) any {
		if len(rows) == 0 {
			return []timed{}
		}
		result := make([]object, len(rows))
		for i, row := range rows {
			result[i] = named([]string{"dimension", "value", "count"}, row)
		}
		return []timed{{r.start(), result}}
	}
	return nil
}

// columnAnalysis is what segmentMetadata says about a column.
type columnAnalysis struct {
	TypeSignature     string `json:"typeSignature"`
	Type              string `json:"type"`
	HasMultipleValues bool   `json:"hasMultipleValues"`
	HasNulls          bool   `json:"hasNulls"`
	Size              int64  `json:"size"`
	Cardinality       any    `json:"cardinality"`
	MinValue          any    `json:"minValue"`
	MaxValue          any    `json:"maxValue"`
	ErrorMessage      any    `json:"errorMessage"`
}

// segmentMetadata describes the columns of the table, merged over its segments.
func (r *reader) segmentMetadata(q *Query) error {
	var b strings.Builder
	b.WriteString("SELECT COUNT(*), MIN(__time), MAX(__time)")
	for _, c := range r.columns {
		if c.Type.IsString() && !c.Type.MultiValue {
			b.WriteString(", COUNT(" + ident(c.Name) + "), COUNT(DISTINCT " + ident(c.Name) + ")")
		}
	}
	q.SQL = b.String() + " FROM " + r.source + r.where
	q.Answer = func(rows [][]any) any {
		if len(rows) == 0 || rows[0][1] == nil {
			return []any{}
		}
		row := rows[0]
		columns, next := object{}, 3
		for _, c := range r.columns {
			a := columnAnalysis{TypeSignature: c.Type.Native(), Type: c.Type.Native(), HasMultipleValues: c.Type.MultiValue}
			if c.Type.IsString() && !c.Type.MultiValue {
				a.HasNulls, a.Cardinality = row[next] != row[0], row[next+1]
				next += 2
			}
			columns = append(columns, field{c.Name, a})
		}
		day := druidtime.Period{Days: 1}
		interval := druidtime.Interval{StartMs: day.Floor(msOf(row[1]), nil, time.UTC), EndMs: day.Floor(msOf(row[2]), nil, time.UTC) + dayMillis}
		return []object{{
			{"id", "merged"},
			{"intervals", []string{interval.String()}},
			{"columns", columns},
			{"size", 0},
			{"numRows", row[0]},
			{"aggregators", nil},
			{"timestampSpec", nil},
			{"queryGranularity", nil},
			{"rollup", nil},
		}}
	}
	return nil
}

const dayMillis = 24 * 60 * 60 * 1000

func msOf(v any) int64 {
	ms, _ := millis(v).(int64)
	return ms
}
