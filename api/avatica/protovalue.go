package avatica

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"ogham/api/result"
	"ogham/internal/druidtype"
)

// valueWriter writes the values of rows as protobuf messages.
type valueWriter struct {
	plan  *Plan
	cells *result.Writer
	kinds []valueKind
	// text, value and cell are space for what is being written.
	text, value, cell []byte
}

// valueKind says how the values of a column are written.
type valueKind struct {
	rep    rep
	number bool // an integer
	array  bool
	elem   rep
}

func newValueWriter(plan *Plan) *valueWriter {
	w := &valueWriter{plan: plan, cells: cells(plan), kinds: make([]valueKind, len(plan.Columns))}
	for i, c := range plan.Columns {
		w.kinds[i] = kindOf(c.Type)
	}
	return w
}

// kindOf gives the Java class that Druid holds a type's values in.
func kindOf(t druidtype.Type) valueKind {
	switch t.Kind {
	case druidtype.Boolean:
		return valueKind{rep: repBoolean}
	case druidtype.TinyInt, druidtype.SmallInt, druidtype.Integer, druidtype.Date:
		return valueKind{rep: repInteger, number: true}
	case druidtype.BigInt, druidtype.Timestamp, druidtype.IntervalDay, druidtype.IntervalYear:
		return valueKind{rep: repLong, number: true}
	case druidtype.Float:
		return valueKind{rep: repFloat}
	case druidtype.Real, druidtype.Double, druidtype.Decimal:
		return valueKind{rep: repDouble}
	case druidtype.Array:
		return valueKind{array: true, elem: elementRep(t)}
	case druidtype.Unknown, druidtype.Char, druidtype.Varchar, druidtype.Complex, druidtype.Row, druidtype.Symbol, druidtype.Any:
	}
	return valueKind{rep: repString}
}

// elementRep gives the class of an array's elements, which are those of native arrays.
func elementRep(t druidtype.Type) rep {
	switch t.Postgres() {
	case "bigint[]":
		return repLong
	case "double precision[]":
		return repDouble
	}
	return repString
}

// appendRow appends the values (1) of a row. Each is written twice, as value (1) for old drivers and as
// scalar_value (4), or array_value (2) with has_array_value (3).
func (w *valueWriter) appendRow(dst []byte, values [][]byte) []byte {
	for i, v := range values {
		w.cell = w.cell[:0]
		switch k := w.kinds[i]; {
		case v == nil:
			w.scalar(appendNull(w.value[:0]))
		case k.array:
			w.array(i, v)
		default:
			w.scalar(w.appendValue(w.value[:0], k, i, v))
		}
		dst = appendBytes(dst, 1, w.cell)
	}
	return dst
}

func (w *valueWriter) scalar(value []byte) {
	w.value = value
	w.cell = appendBytes(appendBytes(w.cell, 1, value), 4, value)
}

// appendNull appends a TypedValue that is NULL: type (1) and null (7).
func appendNull(dst []byte) []byte { return appendBool(appendUint(dst, 1, uint64(repNull)), 7, true) }

// appendValue appends a TypedValue: type (1) and bool_value (2), string_value (3), number_value (4) or
// double_value (6).
func (w *valueWriter) appendValue(dst []byte, k valueKind, column int, v []byte) []byte {
	w.text = w.cells.Value(w.text[:0], column, v)
	text := string(w.text)
	if text == "null" { // such as JSON's null
		return appendNull(dst)
	}
	dst = appendUint(dst, 1, uint64(k.rep))
	switch {
	case k.rep == repBoolean:
		return appendBool(dst, 2, text == "true")
	case k.number:
		return appendSint(dst, 4, parseInt(text))
	case k.rep == repString:
		return appendString(dst, 3, unquoted(w.text))
	case k.rep == repFloat: // its bits, as an integer
		return appendSint(dst, 4, int64(int32(math.Float32bits(float32(parseDouble(text)))))) //nolint:gosec // two's complement
	}
	return appendDouble(dst, 6, parseDouble(text))
}

// array writes an array's elements.
func (w *valueWriter) array(column int, v []byte) {
	w.text = w.cells.Value(w.text[:0], column, v)
	var elements []json.RawMessage
	if err := json.Unmarshal(w.text, &elements); err != nil { // it was written here as JSON
		elements = nil
	}
	values := make([][]byte, len(elements))
	for i, e := range elements {
		values[i] = appendElement(nil, w.kinds[column].elem, e)
		w.cell = appendBytes(w.cell, 1, values[i])
	}
	for _, value := range values {
		w.cell = appendBytes(w.cell, 2, value)
	}
	w.cell = appendBool(w.cell, 3, true)
}

func appendElement(dst []byte, kind rep, e json.RawMessage) []byte {
	if string(e) == "null" {
		return appendNull(dst)
	}
	dst = appendUint(dst, 1, uint64(kind))
	switch kind {
	case repLong:
		return appendSint(dst, 4, parseInt(string(e)))
	case repDouble:
		return appendDouble(dst, 6, parseDouble(string(e)))
	default:
		return appendString(dst, 3, unquoted(e))
	}
}

// unquoted gives the text of a JSON text, and other JSON as it is.
func unquoted(text []byte) string {
	if len(text) == 0 || text[0] != '"' {
		return string(text)
	}
	if inner := text[1 : len(text)-1]; !strings.Contains(string(inner), `\`) {
		return string(inner)
	}
	var s string
	if err := json.Unmarshal(text, &s); err != nil { // it was written here as JSON
		return string(text)
	}
	return s
}

// parseDouble reads a number as result writes it, where what is no number is a text.
func parseDouble(text string) float64 {
	switch text {
	case `"NaN"`:
		return math.NaN()
	case `"Infinity"`:
		return math.Inf(1)
	case `"-Infinity"`:
		return math.Inf(-1)
	}
	return parseFloat(text)
}

func parseInt(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil { // it was written here as an integer
		return 0
	}
	return n
}

func parseFloat(text string) float64 {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil { // it was written here as a number
		return 0
	}
	return f
}
