package jobs

import (
	"ogham/internal/druidtype"
	"ogham/internal/rowvalue"
	"ogham/jobs/input"
)

// systemValues are the system fields of a slice, by their place in rows.
type systemValues []systemValue

type systemValue struct {
	column int
	value  string
	text   []byte
}

// systemColumns finds the columns of a signature that the slice itself gives.
func systemColumns(s input.Slice, signature []druidtype.Column) systemValues {
	if len(s.SystemFields) == 0 {
		return nil
	}
	var list systemValues
	for i, c := range signature {
		if v, ok := s.SystemField(c.Name); ok && c.Type.IsString() {
			list = append(list, systemValue{column: i, value: v})
		}
	}
	return list
}

// fill puts the values into a row. A reader may have written over the text of the row before.
func (l systemValues) fill(row []rowvalue.Value) {
	for i := range l {
		v := &l[i]
		if string(v.text) != v.value {
			v.text = []byte(v.value)
		}
		row[v.column].SetString(v.text)
	}
}
