package jobs

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"strconv"

	"ogham/api/result"
	"ogham/internal/druidtype"
	"ogham/jobs/copyrow"
)

// lineWriter writes rows of a query, in Postgres' binary format, as JSON objects, one a line: not for
// users but for the reader of the json format, so that lists and JSON stand as such.
type lineWriter struct {
	names [][]byte // with the colon
	cells []lineCell
}

// lineCell appends one value that is not NULL.
type lineCell func(dst, v []byte) []byte

func newLineWriter(columns []druidtype.Column) *lineWriter {
	w := &lineWriter{}
	for _, c := range columns {
		name, err := json.Marshal(c.Name)
		if err != nil { // texts always marshal
			name = []byte(`""`)
		}
		w.names = append(w.names, append(name, ':'))
		w.cells = append(w.cells, lineCellOf(c.Type))
	}
	return w
}

func lineCellOf(t druidtype.Type) lineCell {
	switch t.Postgres() {
	case "timestamp with time zone":
		return func(dst, v []byte) []byte {
			return strconv.AppendInt(dst, copyrow.MillisOf(int64(binary.BigEndian.Uint64(v))), 10) //nolint:gosec // two's complement
		}
	case "bigint":
		return lineLong
	case "double precision":
		return lineDouble
	case "real":
		return func(dst, v []byte) []byte {
			return appendLineDouble(dst, float64(math.Float32frombits(binary.BigEndian.Uint32(v))), 32)
		}
	case "boolean":
		return func(dst, v []byte) []byte { return strconv.AppendInt(dst, int64(v[0]), 10) }
	case "json":
		return result.AppendJSON
	case "bytea":
		return func(dst, v []byte) []byte {
			dst = append(dst, '"')
			dst = base64.StdEncoding.AppendEncode(dst, v)
			return append(dst, '"')
		}
	case "text[]":
		return lineList(lineText)
	case "bigint[]":
		return lineList(lineLong)
	case "double precision[]":
		return lineList(lineDouble)
	}
	return lineText
}

// append appends one row.
func (w *lineWriter) append(dst []byte, values [][]byte) []byte {
	dst = append(dst, '{')
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, w.names[i]...)
		if v == nil {
			dst = append(dst, "null"...)
		} else {
			dst = w.cells[i](dst, v)
		}
	}
	return append(dst, '}', '\n')
}

func lineLong(dst, v []byte) []byte {
	return strconv.AppendInt(dst, int64(binary.BigEndian.Uint64(v)), 10) //nolint:gosec // two's complement
}

func lineDouble(dst, v []byte) []byte {
	return appendLineDouble(dst, math.Float64frombits(binary.BigEndian.Uint64(v)), 64)
}

// appendLineDouble prints as Java does; what is no number in JSON is a text.
func appendLineDouble(dst []byte, f float64, bits int) []byte {
	if !math.IsNaN(f) && !math.IsInf(f, 0) {
		return result.AppendDouble(dst, f, bits)
	}
	dst = append(dst, '"')
	dst = result.AppendDouble(dst, f, bits)
	return append(dst, '"')
}

const hexDigits = "0123456789abcdef"

func lineText(dst, v []byte) []byte {
	dst = append(dst, '"')
	for _, c := range v {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// lineList writes a one-dimensional array: its header has dimensions, flags and element type, then
// length and lower bound.
func lineList(one lineCell) lineCell {
	const header, dimension = 12, 8
	return func(dst, v []byte) []byte {
		dst = append(dst, '[')
		if len(v) >= header+dimension {
			n := binary.BigEndian.Uint32(v[header:])
			v = v[header+dimension:]
			for i := range n {
				if i > 0 {
					dst = append(dst, ',')
				}
				size := int32(binary.BigEndian.Uint32(v)) //nolint:gosec // two's complement
				v = v[4:]
				if size < 0 {
					dst = append(dst, "null"...)
					continue
				}
				dst = one(dst, v[:size])
				v = v[size:]
			}
		}
		return append(dst, ']')
	}
}
