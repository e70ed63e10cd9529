package native

import (
	"bytes"
	"encoding/json"
)

// object is a JSON object whose keys keep their order.
type object []field

type field struct {
	name  string
	value any
}

// MarshalJSON writes the fields in order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, v := range []any{f.name, f.value} {
			if j > 0 {
				b.WriteByte(':')
			}
			raw, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			b.Write(raw)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

type timed struct {
	Timestamp any `json:"timestamp"`
	Result    any `json:"result"`
}

type groupRow struct {
	Version   string `json:"version"`
	Timestamp any    `json:"timestamp"`
	Event     object `json:"event"`
}

// named pairs the values of a row with names.
func named(names []string, values []any) object {
	o := make(object, len(names))
	for i, n := range names {
		o[i] = field{n, values[i]}
	}
	return o
}

func names(list []measure) []string {
	out := make([]string, len(list))
	for i, m := range list {
		out[i] = m.name
	}
	return out
}
