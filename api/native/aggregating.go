package native

import (
	"encoding/json"
	"strconv"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
)

// maxBuckets bounds the empty buckets that a timeseries is filled with.
const maxBuckets = 100_000

// timeseries groups by time alone. Buckets without rows are there too, unless skipEmptyBuckets asks
// otherwise.
func (r *reader) timeseries(q *Query) error {
	list, err := r.measures()
	if err != nil {
		return err
	}
	_, periodic := r.gran.Period()
	order := ""
	if r.Descending {
		order = " DESC"
	}
	q.SQL = "SELECT " + r.firstTime() + selectList(list) + " FROM " + r.source + r.where
	if !r.gran.IsAll() {
		q.SQL += " GROUP BY 1 ORDER BY 1" + order
	}
	if r.Limit != nil {
		q.SQL += " LIMIT " + strconv.FormatInt(*r.Limit, 10)
	}
	skip := r.Context["skipEmptyBuckets"] == true || r.Context["skipEmptyBuckets"] == "true"
	q.Answer = func(rows [][]any) any {
		out := []timed{}
		for _, row := range rows {
			if row[0] != nil {
				out = append(out, timed{row[0], named(names(list), row[1:])})
			}
		}
		switch {
		case skip || r.Limit != nil:
		case periodic:
			return r.fill(out, list)
		case r.gran.IsAll() && len(out) == 0:
			return []timed{{r.start(), r.empty(list)}}
		}
		return out
	}
	return nil
}

// firstTime is the time that a row of the answer is labelled with: its bucket, for "all" the time of
// the first row.
func (r *reader) firstTime() string {
	if r.gran.IsAll() {
		return "MIN(__time)"
	}
	return r.bucket()
}

func selectList(list []measure) string {
	var b strings.Builder
	for i, m := range list {
		b.WriteString(", " + m.sql + " AS m" + strconv.Itoa(i))
	}
	return b.String()
}

// empty is the result of a bucket without rows: counts are 0, the rest is null.
func (r *reader) empty(list []measure) object {
	values := make([]any, len(list))
	for i, m := range list {
		if strings.HasPrefix(m.sql, "COUNT(") {
			values[i] = 0
		}
	}
	return named(names(list), values)
}

// fill adds the buckets that no row fell into.
func (r *reader) fill(found []timed, list []measure) []timed {
	byTime := map[any]timed{}
	for _, t := range found {
		byTime[t.Timestamp] = t
	}
	out := []timed{}
	for _, iv := range r.intervals {
		if iv.IsEternity() {
			return found
		}
		buckets, ok := r.gran.Buckets(iv, maxBuckets)
		if !ok {
			return found
		}
		for _, b := range buckets {
			at := string(druidtime.AppendISO(nil, b.StartMs, nil))
			t, ok := byTime[at]
			if !ok {
				t = timed{at, r.empty(list)}
			}
			out = append(out, t)
		}
	}
	if r.Descending {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out
}

// dimension is a DimensionSpec: a column under an output name.
type dimension struct {
	Type       string `json:"type"`
	Dimension  string `json:"dimension"`
	OutputName string `json:"outputName"`
	OutputType string `json:"outputType"`
}

func readDimension(raw json.RawMessage) (dimension, error) {
	var d dimension
	var name string
	if json.Unmarshal(raw, &name) == nil {
		d = dimension{Type: "default", Dimension: name}
	} else if decode(raw, &d) != nil {
		return d, druiderr.Invalid("A dimension of the query cannot be read")
	}
	if d.Type != "default" && d.Type != "" {
		return d, unsupported("Dimensions of type [" + d.Type + "]")
	}
	if d.OutputName == "" {
		d.OutputName = d.Dimension
	}
	return d, nil
}

// sql gives the dimension's value: text unless another output type is asked for.
func (d dimension) sql() string {
	switch strings.ToUpper(d.OutputType) {
	case "LONG":
		return "CAST(" + ident(d.Dimension) + " AS BIGINT)"
	case "DOUBLE", "FLOAT":
		return "CAST(" + ident(d.Dimension) + " AS " + strings.ToUpper(d.OutputType) + ")"
	}
	return "CAST(" + ident(d.Dimension) + " AS VARCHAR)"
}

// groupBy groups by time bucket and dimensions.
func (r *reader) groupBy(q *Query) error {
	if len(r.Having) > 0 && string(r.Having) != "null" {
		return unsupported("Having specs")
	}
	list, err := r.measures()
	if err != nil {
		return err
	}
	bucketed := !r.gran.IsAll()
	var groups, columns []string
	if bucketed {
		groups = append(groups, r.bucket())
	}
	for _, raw := range r.Dimensions {
		d, err := readDimension(raw)
		if err != nil {
			return err
		}
		groups, columns = append(groups, d.sql()), append(columns, d.OutputName)
	}
	expressions := make([]string, 0, len(groups)+len(list))
	expressions = append(expressions, groups...)
	for _, m := range list {
		expressions = append(expressions, m.sql)
	}
	columns = append(columns, names(list)...)
	if len(expressions) == 0 {
		return druiderr.Invalid("The query has neither dimensions nor aggregations")
	}
	order, err := r.groupOrder(columns, len(groups), bucketed)
	if err != nil {
		return err
	}
	q.SQL = "SELECT " + strings.Join(expressions, ", ") + " FROM " + r.source + r.where
	if len(groups) > 0 {
		q.SQL += " GROUP BY " + ordinals(len(groups))
	}
	q.SQL += order
	q.Answer = func(rows [][]any) any {
		out := []groupRow{}
		for _, row := range rows {
			at := any(r.start())
			if bucketed {
				at, row = row[0], row[1:]
			}
			out = append(out, groupRow{"v1", at, named(columns, row)})
		}
		return out
	}
	return nil
}

func ordinals(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = strconv.Itoa(i + 1)
	}
	return strings.Join(list, ", ")
}

// groupOrder is ORDER BY and LIMIT of a groupBy: what the limit spec says, then time and dimensions.
func (r *reader) groupOrder(columns []string, groups int, bucketed bool) (string, error) {
	var limit struct {
		Limit   *int64            `json:"limit"`
		Offset  int64             `json:"offset"`
		Columns []json.RawMessage `json:"columns"`
	}
	if len(r.LimitSpec) > 0 && decode(r.LimitSpec, &limit) != nil {
		return "", druiderr.Invalid("The limit spec of the query cannot be read")
	}
	first := 1
	if bucketed {
		first = 2
	}
	var keys []string
	for _, raw := range limit.Columns {
		var c struct{ Dimension, Direction string }
		if json.Unmarshal(raw, &c.Dimension) != nil && decode(raw, &c) != nil {
			return "", druiderr.Invalid("The limit spec of the query cannot be read")
		}
		for i, name := range columns {
			if name == c.Dimension {
				key := strconv.Itoa(first + i)
				if strings.HasPrefix(strings.ToLower(c.Direction), "desc") {
					key += " DESC"
				}
				keys = append(keys, key)
			}
		}
	}
	for i := range groups {
		keys = append(keys, strconv.Itoa(i+1))
	}
	sql := ""
	if len(keys) > 0 {
		sql = " ORDER BY " + strings.Join(keys, ", ")
	}
	if limit.Limit != nil {
		sql += " LIMIT " + strconv.FormatInt(*limit.Limit, 10)
	}
	if limit.Offset > 0 {
		sql += " OFFSET " + strconv.FormatInt(limit.Offset, 10)
	}
	return sql, nil
}

// topN gives the first values of one dimension by a metric, in one list: over all of time.
func (r *reader) topN(q *Query) error {
	if !r.gran.IsAll() {
		return unsupported("Queries of type [topN] by time bucket")
	}
	d, err := readDimension(r.Dimension)
	if err != nil {
		return err
	}
	list, err := r.measures()
	if err != nil {
		return err
	}
	order, err := metricOrder(r.Metric, list, true)
	if err != nil {
		return err
	}
	columns := append([]string{d.OutputName}, names(list)...)
	q.SQL = "SELECT MIN(__time), " + d.sql() + selectList(list) + " FROM " + r.source + r.where + " GROUP BY 2 ORDER BY " + order +
		" LIMIT " + strconv.FormatInt(max(r.Threshold, 0), 10)
	q.Answer = func(rows [][]any) any {
		if len(rows) == 0 {
			return []timed{}
		}
		first, _ := rows[0][0].(string)
		result := make([]object, len(rows))
		for i, row := range rows {
			if at, ok := row[0].(string); ok && at < first {
				first = at
			}
			result[i] = named(columns, row[1:])
		}
		return []timed{{first, result}}
	}
	return nil
}

// metricOrder is the ORDER BY of a topN; metrics go from high to low, dimensions from low to high.
func metricOrder(raw json.RawMessage, list []measure, descending bool) (string, error) {
	var m struct {
		Type   string          `json:"type"`
		Metric json.RawMessage `json:"metric"`
	}
	var name string
	direction := ""
	if json.Unmarshal(raw, &name) != nil {
		if decode(raw, &m) != nil {
			return "", druiderr.Invalid("The metric of the query cannot be read")
		}
		switch m.Type {
		case "numeric":
			return metricOrder(m.Metric, list, descending)
		case "inverted":
			return metricOrder(m.Metric, list, !descending)
		case "dimension":
			if !descending {
				direction = " DESC"
			}
			return "2" + direction, nil
		}
		return "", unsupported("Metrics of type [" + m.Type + "]")
	}
	for i, known := range list {
		if known.name == name {
			if descending {
				direction = " DESC"
			}
			return strconv.Itoa(3+i) + direction + ", 2", nil
		}
	}
	return "", druiderr.Invalid("Metric [%s] is no aggregation of the query", name)
}
