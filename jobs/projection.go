package jobs

import (
	"encoding/json"
	"fmt"

	"ogham/internal/rowvalue"
	"ogham/translate"
	"ogham/translate/ingest"
)

// projection computes stored rows from rows of the only external input.
type projection struct {
	columns []ingest.DirectColumn
	// timed is the index of __time, -1 if the statement has none.
	timed int
	boxed []any
	out   []rowvalue.Value
}

// newProjection prepares the direct evaluation of a statement.
func newProjection(tr *translate.Translation) *projection {
	p := &projection{columns: tr.Ingest.Direct.Columns, timed: -1}
	if tr.Ingest.HasTime {
		p.timed = 0
	}
	p.out = make([]rowvalue.Value, len(p.columns))
	return p
}

// wanted marks the input columns that are looked at.
func (p *projection) wanted(columns int) []bool {
	list := make([]bool, columns)
	for _, c := range p.columns {
		if c.Source >= 0 {
			list[c.Source] = true
		}
		for _, n := range c.Inputs {
			list[n] = true
		}
	}
	return list
}

// row computes one row, which is overwritten by the next call.
func (p *projection) row(in []rowvalue.Value) ([]rowvalue.Value, error) {
	for i := range p.columns {
		c := &p.columns[i]
		switch {
		case c.Source >= 0:
			p.out[i] = in[c.Source]
		case c.ParseTime != nil:
			parseTime(&p.out[i], c.ParseTime, &in[c.Inputs[0]])
		default:
			if err := unbox(&p.out[i], c.Eval(p.box(in, c.Inputs))); err != nil {
				return nil, err
			}
		}
	}
	return p.out, nil
}

// parseTime is the projection that almost every statement has.
func parseTime(out *rowvalue.Value, parse func(text string) (int64, bool), in *rowvalue.Value) {
	out.SetNull()
	if in.Kind != rowvalue.String {
		return
	}
	if ms, ok := parse(string(in.Text)); ok {
		out.SetLong(ms)
	}
}

// box gives the row with the values that are looked at; the others are left over from before.
func (p *projection) box(in []rowvalue.Value, inputs []int) []any {
	if p.boxed == nil {
		p.boxed = make([]any, len(in))
	}
	for _, i := range inputs {
		p.boxed[i] = boxValue(&in[i])
	}
	return p.boxed
}

func boxValue(v *rowvalue.Value) any {
	switch v.Kind {
	case rowvalue.Long:
		return v.Long
	case rowvalue.Double:
		return v.Double
	case rowvalue.String:
		return string(v.Text)
	case rowvalue.JSON:
		return json.RawMessage(append([]byte(nil), v.Text...))
	case rowvalue.List:
		list := make([]any, len(v.List))
		for i := range v.List {
			list[i] = boxValue(&v.List[i])
		}
		return list
	case rowvalue.Null:
	}
	return nil
}

func unbox(out *rowvalue.Value, value any) error {
	switch v := value.(type) {
	case nil:
		out.SetNull()
	case int64:
		out.SetLong(v)
	case bool:
		out.SetBool(v)
	case float64:
		out.SetDouble(v)
	case string:
		out.SetString([]byte(v))
	case json.RawMessage:
		out.Kind, out.Text = rowvalue.JSON, v
	case []any:
		out.Kind, out.List = rowvalue.List, make([]rowvalue.Value, len(v))
		for i, e := range v {
			if err := unbox(&out.List[i], e); err != nil {
				return err
			}
		}
	case error:
		return v
	default:
		return fmt.Errorf("a projection gave a value of type %T", value)
	}
	return nil
}
