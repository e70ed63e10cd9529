package ingest

import (
	"time"

	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// Direct is a projection that Go evaluates while it parses: one entry for each of Ingest.Columns.
type Direct struct{ Columns []DirectColumn }

// DirectColumn computes one stored column from the values of an external row. Values are nil,
// string, int64, float64, bool, []any or json.RawMessage, in the order of Extern.Signature.
type DirectColumn struct {
	Name string
	Type druidtype.Type
	// Source is the index of the only input column that is copied as it is, -1 otherwise.
	Source int
	// Inputs are the indexes of the input columns that Eval reads.
	Inputs []int
	// ParseTime, when not nil, is what Eval does with the text of Inputs[0], its only input: the
	// milliseconds of a TIMESTAMP, ok false for NULL. It spares the boxing of values.
	ParseTime func(text string) (ms int64, ok bool)
	// Eval computes the value; nil when Source says it all. A TIMESTAMP is int64 milliseconds.
	Eval func(row []any) any
}

// CompileDirect compiles a plain projection over the only external input. It is nil when the query
// is anything else: Postgres computes it then, from a staging table. now is the year that two-digit
// years are read around.
func CompileDirect(q *plan.Query, externs []Extern, zone *time.Location, now time.Time) *Direct {
	sel, ok := q.Body.(*plan.Select)
	if !ok || len(externs) != 1 || len(q.With) > 0 || len(q.OrderBy) > 0 || q.Limit != nil || q.Offset != nil || q.Wrap {
		return nil
	}
	scan, ok := sel.From.(*plan.Scan)
	if !ok || scan.External != 0 || sel.Distinct || sel.Where != nil || sel.Group != nil || sel.Having != nil {
		return nil
	}
	c := &compiler{alias: scan.Alias, columns: len(externs[0].Signature), zone: zone, pivot: now.Year()}
	out := &Direct{Columns: make([]DirectColumn, len(sel.Items))}
	for i, item := range sel.Items {
		col := DirectColumn{Name: q.Columns[i].Name, Type: q.Columns[i].Type, Source: -1}
		if n, ok := c.source(item); ok {
			col.Source = n
		} else if !c.column(&col, item) {
			return nil
		}
		out.Columns[i] = col
	}
	return out
}

// Arrange puts the columns into stored order with stored types; false when a type changes in a way
// that only Postgres computes.
func (d *Direct) Arrange(order []int, stored []druidtype.Column) bool {
	columns := make([]DirectColumn, len(order))
	for n, i := range order {
		col := d.Columns[i]
		from, to := col.Type, stored[n].Type
		if from.Postgres() != to.Postgres() && !from.IsTime() && (from.Kind != druidtype.Varchar || to.Kind != druidtype.Varchar) {
			return false
		}
		if from.IsTime() != to.IsTime() && col.Source >= 0 {
			return false
		}
		col.Type = to
		columns[n] = col
	}
	d.Columns = columns
	return true
}

// compiler compiles expressions over one external row.
type compiler struct {
	alias   string
	columns int
	zone    *time.Location
	pivot   int
	// inputs and parse are what the column being compiled reads, and its ParseTime.
	inputs []int
	parse  func(text string) (int64, bool)
}

type eval = func(row []any) any

// column compiles a computed column.
func (c *compiler) column(col *DirectColumn, item plan.Expr) bool {
	c.inputs, c.parse = nil, nil
	x, ok := c.compile(item)
	if !ok {
		return false
	}
	col.Eval, col.Inputs = x, c.inputs
	if call, ok := item.(*plan.Call); ok && len(call.Args) > 0 {
		if _, plain := c.source(call.Args[0]); plain {
			col.ParseTime = c.parse
		}
	}
	return true
}

// source gives the index of a plain column.
func (c *compiler) source(e plan.Expr) (int, bool) {
	col, ok := e.(*plan.Column)
	if !ok || col.Alias != c.alias {
		return 0, false
	}
	for i := range c.columns {
		if col.Name == plan.OutName(i) {
			return i, true
		}
	}
	return 0, false
}

// compile compiles the expressions that external rows are usually mapped by.
func (c *compiler) compile(e plan.Expr) (eval, bool) {
	if n, ok := c.source(e); ok {
		c.inputs = append(c.inputs, n)
		return func(row []any) any { return row[n] }, true
	}
	switch e := e.(type) {
	case *plan.Literal:
		return func([]any) any { return e.Value }, true
	case *plan.Call:
		return c.call(e)
	}
	return nil, false
}

func (c *compiler) call(e *plan.Call) (eval, bool) {
	if len(e.Args) == 0 {
		return nil, false
	}
	x, ok := c.compile(e.Args[0])
	if !ok {
		return nil, false
	}
	switch e.Fn.Name {
	case "TIME_PARSE":
		return c.timeParse(e, x)
	case "MILLIS_TO_TIMESTAMP":
		return func(row []any) any {
			if n, ok := x(row).(int64); ok {
				return n
			}
			return nil
		}, e.Args[0].Type().IsInt()
	}
	return nil, false
}

// timeParse compiles TIME_PARSE(text[, pattern[, zone]]) with a constant pattern and zone.
func (c *compiler) timeParse(e *plan.Call, x eval) (eval, bool) {
	zone, pattern := c.zone, ""
	for i, arg := range e.Args[1:] {
		s, ok := plan.TextOf(arg)
		switch {
		case !ok && !plan.IsNull(arg):
			return nil, false
		case i == 0:
			pattern = s
		case i == 1 && ok:
			zone = druidtime.Zone(s)
		}
	}
	parse := func(s string) (int64, bool) { return druidtime.ParseISO(s, zone) }
	if pattern != "" {
		p, err := druidtime.CompilePattern(pattern)
		if err != nil {
			return nil, false
		}
		parse = func(s string) (int64, bool) { return p.Parse(s, zone, c.pivot) }
	}
	c.parse = parse
	return func(row []any) any {
		s, ok := x(row).(string)
		if !ok {
			return nil
		}
		ms, ok := parse(s)
		if !ok {
			return nil
		}
		return ms
	}, true
}
