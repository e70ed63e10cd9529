package jobs

import "ogham/internal/druidtype"

// frameHeader is the size of a row-based frame of Druid without rows: what the sizes of results are
// told in.
const frameHeader = 34

// frameSizes tells how many bytes a row takes in a row-based frame of Druid: its offset, its place in
// the order, a pointer to each field and the fields, of which the first is the internal __boost.
type frameSizes struct {
	fixed  int64
	widths []int64 // of the fields; 0 for those of variable size
	extra  []int64 // what a field of variable size takes besides its bytes
}

const (
	rowOffset    = 8
	rowOrder     = 4
	fieldPointer = 4
	longField    = 9 // a byte that tells NULL, and the number
	floatField   = 5
	textExtra    = 3 // a byte that tells NULL, the ends of value and list
	complexExtra = 5 // a byte that tells NULL, and the length
)

func newFrameSizes(columns []druidtype.Column) *frameSizes {
	f := &frameSizes{fixed: rowOffset + rowOrder + fieldPointer + longField, widths: make([]int64, len(columns)), extra: make([]int64, len(columns))}
	for i, c := range columns {
		f.fixed += fieldPointer
		switch t := c.Type; t.Native() {
		case "LONG", "DOUBLE":
			f.widths[i] = longField
		case "FLOAT":
			f.widths[i] = floatField
		case "STRING":
			f.extra[i] = textExtra
		default:
			f.extra[i] = complexExtra
		}
	}
	return f
}

// row measures a row of Postgres' binary fields.
func (f *frameSizes) row(fields [][]byte) int64 {
	n := f.fixed
	for i, b := range fields {
		if f.widths[i] > 0 {
			n += f.widths[i]
			continue
		}
		n += f.extra[i] + int64(len(b))
	}
	return n
}
