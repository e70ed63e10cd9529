package native

import (
	"encoding/json"
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"

	"ogham/internal/druidtype"
)

// defaultBatch is how many rows an element of a scan's answer holds.
const defaultBatch = 20480

// scanAnswer writes rows in batches, each of one segment where rows come segment by segment.
type scanAnswer struct {
	list
	p       *parser
	columns []output
	compact bool
	ordered bool
	batch   int64
	chunks  []Segment
	names   [][]byte
	// head is what every batch begins with behind its segment, tail what it ends with.
	head, tail []byte
	open       bool
	segment    int
	rows       int64
}

// scanColumns are the columns of a scan: those asked for, or all and the virtual ones.
func (p *parser) scanColumns() []output {
	names := p.Columns
	if len(names) == 0 {
		names = p.rel.order
		for _, raw := range p.VirtualColumns {
			var v struct{ Name string }
			if bind(raw, classVirtualColumn, &v) == nil {
				names = append(slices.Clip(names), v.Name)
			}
		}
	}
	list := make([]output, len(names))
	for i, name := range names {
		list[i] = output{name: name, alias: "c" + strconv.Itoa(i), t: p.stored(name).value().t}
	}
	return list
}

// stored is a column as a scan shows it: a time that does not exist is null there.
func (p *parser) stored(name string) expr {
	if e, ok := p.virtual[name]; ok {
		return e
	}
	return p.rel.column(name)
}

// scanOrder reads the order of a scan: "", "ascending" or "descending".
func (p *parser) scanOrder(columns []output) (string, error) {
	order, err := p.scanOrderBy(columns)
	if err != nil {
		return "", err
	}
	if given := strings.ToLower(p.Order); order == "" {
		order = given
	} else if given != "" && given != "none" && given != order {
		return "", p.invalid("Cannot provide 'order' incompatible with 'orderBy'")
	}
	switch order {
	case "", "none":
		return "", nil
	case "ascending", "descending":
	default:
		return "", p.self.fields(p.class)["order"].invalid("org.apache.druid.query.Order", "No enum constant org.apache.druid.query.Order."+strings.ToUpper(p.Order))
	}
	for _, c := range columns {
		if c.name == timeColumn {
			return order, nil
		}
	}
	return "", p.invalid("The __time column must be selected if the results are time-ordered.")
}

// scanOrderBy reads the columns that a scan is ordered by: rows come in the order of time only.
func (p *parser) scanOrderBy(columns []output) (order string, err error) {
	const class = "org.apache.druid.query.OrderBy"
	for _, raw := range p.OrderBy {
		var by struct{ ColumnName, Order string }
		if err := bind(raw, class, &by); err != nil {
			return "", err
		}
		switch by.Order = strings.ToLower(by.Order); {
		case by.ColumnName == "":
			return "", raw.invalid(class, "columnName")
		case by.Order == "":
			return "", raw.invalid(class, "order")
		case !slices.ContainsFunc(columns, func(c output) bool { return c.name == by.ColumnName }):
			return "", p.invalid("Column [" + by.ColumnName + "] from 'orderBy' must also appear in 'columns'.")
		case by.ColumnName != timeColumn:
			direction := " ASC"
			if by.Order == "descending" {
				direction = " DESC"
			}
			return "", failure("org.apache.druid.java.util.common.ISE", "Cannot execute query with orderBy [%s%s]", by.ColumnName, direction)
		}
		order = by.Order
	}
	return order, nil
}

// scanSQL is the statement of a scan; front are columns before the others.
func (p *parser) scanSQL(columns []output, order string, front []string) (string, error) {
	list := front
	for _, c := range columns {
		e := p.stored(c.name).value()
		list = append(list, e.sql+" AS "+ident(c.alias))
	}
	if list == nil {
		list = []string{`1 AS "none"`}
	}
	sql := "SELECT " + strings.Join(list, ", ") + " FROM " + p.rel.from + p.where0
	switch order {
	case "ascending":
		sql += " ORDER BY " + p.column(timeColumn).timestamp()
	case "descending":
		sql += " ORDER BY " + p.column(timeColumn).timestamp() + " DESC"
	}
	switch {
	case p.Limit == nil || *p.Limit == 0 || *p.Limit == maxLong: // none
	case *p.Limit < 0:
		return "", p.invalid("limit must be greater than 0")
	default:
		sql += " LIMIT " + long0(*p.Limit)
	}
	if p.Offset < 0 {
		return "", p.invalid("offset must be greater than or equal to 0")
	}
	if p.Offset > 0 {
		sql += " OFFSET " + long0(p.Offset)
	}
	return sql, nil
}

const maxLong = 1<<63 - 1

// scanRows are the rows of a scan inside another query.
func (p *parser) scanRows() (rowset, error) {
	columns := p.scanColumns()
	order, err := p.scanOrder(columns)
	if err != nil {
		return rowset{}, err
	}
	sql, err := p.scanSQL(columns, order, nil)
	return rowset{sql: sql, columns: columns}, err
}

// scan answers with rows as they are.
func (p *parser) scan(q *Query) error {
	a := &scanAnswer{p: p, columns: p.scanColumns(), batch: defaultBatch}
	switch strings.ToLower(p.ResultFormat) {
	case "", "list":
	case "compactedlist":
		a.compact = true
	case "valuevector":
		return unsupportedOperation("resultFormat[" + p.ResultFormat + "] is not supported")
	default:
		return p.self.fields(p.class)["resultFormat"].invalid(p.class+"$ResultFormat", "Scan query result format ["+p.ResultFormat+"] is not supported.")
	}
	if p.BatchSize > 0 {
		a.batch = p.BatchSize
	}
	order, err := p.scanOrder(a.columns)
	if err != nil {
		return err
	}
	a.ordered = order != "" && p.Limit != nil && *p.Limit > 0
	if order != "" && !a.ordered { // Druid merges the segments row by row then
		a.batch = 1
	}
	at := `CAST(0 AS BIGINT) AS "at"`
	if len(p.rel.tables) == 1 && !p.rel.inline && !a.ordered {
		if a.chunks, err = p.chunks(p.rel.tables[0]); err != nil {
			return err
		}
		if len(a.chunks) > 1 {
			at = p.column(timeColumn).sql + ` AS "at"`
		}
	}
	sql, err := p.scanSQL(a.columns, order, []string{at})
	if err != nil {
		return err
	}
	if err := a.frame(); err != nil {
		return err
	}
	q.Steps = []Step{{SQL: sql, Row: a.row}}
	q.End = func(w io.Writer) error {
		if err := a.close(w); err != nil {
			return err
		}
		return text0("]")(w)
	}
	return nil
}

// frame makes what is the same in every batch.
func (a *scanAnswer) frame() error {
	type signature struct {
		Name string `json:"name"`
		Type string `json:"type,omitempty"`
	}
	names, row := make([]string, len(a.columns)), make([]signature, len(a.columns))
	for i, c := range a.columns {
		names[i], row[i] = c.name, signature{Name: c.name}
		if c.t.Kind != druidtype.Unknown {
			row[i].Type = c.t.Native()
		}
	}
	columns, err := marshal(names)
	if err != nil {
		return err
	}
	signatures, err := marshal(row)
	if err != nil {
		return err
	}
	a.names = keys(a.columns)
	a.head = append(append([]byte(`,"columns":`), columns...), `,"events":[`...)
	a.tail = append(append([]byte(`],"rowSignature":`), signatures...), '}')
	return nil
}

func (a *scanAnswer) row(w io.Writer, values []json.RawMessage) error {
	segment := 0
	if len(a.chunks) > 1 {
		at, err := strconv.ParseInt(string(values[0]), 10, 64)
		if err != nil {
			return err
		}
		segment = a.chunkOf(at)
	}
	if !a.open || segment != a.segment || a.rows == a.batch {
		if err := a.begin(w, segment); err != nil {
			return err
		}
	}
	dst := a.buf[:0]
	if a.rows++; a.rows > 1 {
		dst = append(dst, ',')
	}
	if a.compact {
		dst = appendArray(dst, values[1:][:len(a.columns)])
	} else {
		dst = appendObject(dst, a.names, values[1:])
	}
	return a.write(w, dst)
}

func appendArray(dst []byte, values []json.RawMessage) []byte {
	dst = append(dst, '[')
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, v...)
	}
	return append(dst, ']')
}

// chunkOf finds the segment that holds an instant.
func (a *scanAnswer) chunkOf(at int64) int {
	i := sort.Search(len(a.chunks), func(i int) bool { return a.chunks[i].Interval.StartMs > at }) - 1
	return max(i, 0)
}

func (a *scanAnswer) begin(w io.Writer, segment int) error {
	if err := a.close(w); err != nil {
		return err
	}
	a.open, a.segment, a.rows = true, segment, 0
	dst := append(a.item(), `{"segmentId":`...)
	switch {
	case a.ordered:
		dst = append(dst, "null"...)
	case segment < len(a.chunks):
		dst = append(dst, quoteJSON(a.chunks[segment].ID)...)
	default:
		dst = append(dst, quoteJSON(a.p.rel.name+"_-146136543-09-08T08:23:32.096Z_146140482-04-24T15:36:27.903Z_dummy_version")...)
	}
	return a.write(w, append(dst, a.head...))
}

func (a *scanAnswer) close(w io.Writer) error {
	if !a.open {
		return nil
	}
	a.open = false
	_, err := w.Write(a.tail)
	return err
}
