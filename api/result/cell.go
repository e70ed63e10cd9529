package result

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
)

// pgEpochMillis is 2000-01-01T00:00:00Z, from which Postgres counts timestamps, in Unix milliseconds.
const pgEpochMillis = 946684800000

const dayMillis = 24 * 60 * 60 * 1000

// cell appends one value that is not NULL.
type cell func(w *Writer, dst, v []byte) []byte

// cellOf picks how values of t are printed. The wire type is t.Postgres().
func cellOf(t druidtype.Type, o Options) cell {
	csv := o.Format == CSV
	switch t.Kind {
	case druidtype.Boolean:
		return boolean
	case druidtype.TinyInt, druidtype.SmallInt, druidtype.Integer, druidtype.BigInt,
		druidtype.IntervalDay, druidtype.IntervalYear:
		return integer
	case druidtype.Float:
		return pick(csv, csvFloat, jsonFloat)
	case druidtype.Decimal, druidtype.Real, druidtype.Double:
		return pick(csv, csvDouble, jsonDouble)
	case druidtype.Timestamp:
		if o.Style == Task {
			return wallMillis
		}
		return pick(csv, csvTime, jsonTime)
	case druidtype.Date:
		if o.Style == Task {
			return wallDays
		}
		return pick(csv, csvTime, jsonTime)
	case druidtype.Array:
		return arrayCell(t, o)
	case druidtype.Complex:
		if t.Postgres() == "json" {
			return pick(o.Style == Native, rawJSON, jsonCell)
		}
		return bytesCell
	case druidtype.Varchar, druidtype.Char:
		if t.MultiValue {
			return pick(o.Style == Native, rawMultiValue, multiValue)
		}
	case druidtype.Unknown, druidtype.Row, druidtype.Symbol, druidtype.Any:
	}
	if o.NUL {
		return withNUL(pick(csv, csvText, jsonText))
	}
	return pick(csv, csvText, jsonText)
}

// withNUL puts NUL characters back into a text before it is printed.
func withNUL(text cell) cell {
	return func(w *Writer, dst, v []byte) []byte {
		return text(w, dst, bytes.ReplaceAll(v, []byte(druidtype.NUL), []byte{0}))
	}
}

// pick gives yes or no, as a condition says.
func pick(condition bool, yes, no cell) cell {
	if condition {
		return yes
	}
	return no
}

func boolean(_ *Writer, dst, v []byte) []byte {
	if v[0] != 0 {
		return append(dst, "true"...)
	}
	return append(dst, "false"...)
}

func integer(_ *Writer, dst, v []byte) []byte {
	return strconv.AppendInt(dst, bigint(v), 10)
}

// bigint reads Postgres' eight bytes of an integer.
func bigint(v []byte) int64 { return int64(binary.BigEndian.Uint64(v)) } //nolint:gosec // two's complement

func float8(v []byte) float64 { return math.Float64frombits(binary.BigEndian.Uint64(v)) }
func float4(v []byte) float64 { return float64(math.Float32frombits(binary.BigEndian.Uint32(v))) }

func jsonDouble(_ *Writer, dst, v []byte) []byte { return appendNumber(dst, float8(v), 64) }
func csvDouble(_ *Writer, dst, v []byte) []byte  { return AppendDouble(dst, float8(v), 64) }
func jsonFloat(_ *Writer, dst, v []byte) []byte  { return appendNumber(dst, float4(v), 32) }
func csvFloat(_ *Writer, dst, v []byte) []byte   { return AppendDouble(dst, float4(v), 32) }
func jsonText(_ *Writer, dst, v []byte) []byte   { return appendQuoted(dst, v, true) }
func csvText(_ *Writer, dst, v []byte) []byte    { return appendCSV(dst, v) }

// millis reads a timestamptz; microseconds below a millisecond do not occur in stored values.
func millis(v []byte) int64 {
	us := bigint(v)
	ms := us / 1000
	if us%1000 < 0 {
		ms--
	}
	return ms + pgEpochMillis
}

func csvTime(w *Writer, dst, v []byte) []byte {
	return druidtime.AppendISO(dst, w.shown(millis(v)), w.opts.TimeZone)
}

func jsonTime(w *Writer, dst, v []byte) []byte {
	dst = append(dst, '"')
	dst = druidtime.AppendISO(dst, w.shown(millis(v)), w.opts.TimeZone)
	return append(dst, '"')
}

// shown gives the instant that Druid's native engine prints for ms. It goes by way of the wall clock:
// where clocks are set back, an hour comes twice, and both come out as the one whose offset is in force
// when a UTC clock shows that hour.
func (w *Writer) shown(ms int64) int64 {
	if w.opts.TimeZone == time.UTC {
		return ms
	}
	local := w.wall(ms)
	if other := local - (w.wall(local) - local); w.wall(other) == local {
		return other
	}
	return ms
}

// wall gives the milliseconds that a UTC clock would show when a clock of the zone shows ms; the
// multi-stage engine hands out timestamps so.
func (w *Writer) wall(ms int64) int64 {
	if w.opts.TimeZone == time.UTC {
		return ms
	}
	_, offset := time.UnixMilli(ms).In(w.opts.TimeZone).Zone()
	return ms + int64(offset)*1000
}

func wallMillis(w *Writer, dst, v []byte) []byte {
	return strconv.AppendInt(dst, w.wall(millis(v)), 10)
}

func wallDays(w *Writer, dst, v []byte) []byte {
	ms := w.wall(millis(v))
	days := ms / dayMillis
	if ms%dayMillis < 0 {
		days--
	}
	return strconv.AppendInt(dst, days, 10)
}

// inner appends the scratch text as a value of the format.
func (w *Writer) inner(dst []byte) []byte {
	if w.opts.Format == CSV {
		return appendCSV(dst, w.scratch)
	}
	return appendQuoted(dst, w.scratch, true)
}

func (w *Writer) null(dst []byte) []byte {
	if w.opts.Format == CSV {
		return dst
	}
	return append(dst, "null"...)
}

// jsonCell appends COMPLEX<json>: its JSON text as a string; JSON's null is NULL.
func jsonCell(w *Writer, dst, v []byte) []byte {
	w.scratch = AppendJSON(w.scratch[:0], v)
	if string(w.scratch) == "null" {
		return w.null(dst)
	}
	return w.inner(dst)
}

// rawJSON appends COMPLEX<json> as it is.
func rawJSON(_ *Writer, dst, v []byte) []byte { return AppendJSON(dst, v) }

// rawMultiValue appends a multi-value VARCHAR: a single value as text, several as a list.
func rawMultiValue(w *Writer, dst, v []byte) []byte {
	if it := newElements(v); it.count > 1 {
		return appendElements(dst, it, elemAstralText)
	}
	return multiValue(w, dst, v)
}

// bytesCell appends another complex type: the JSON text of its Base64 form, as Jackson writes
// sketches.
func bytesCell(w *Writer, dst, v []byte) []byte {
	w.scratch = append(w.scratch[:0], '"')
	w.scratch = base64.StdEncoding.AppendEncode(w.scratch, v)
	w.scratch = append(w.scratch, '"')
	return w.inner(dst)
}

// multiValue appends a multi-value VARCHAR: a single value as plain text, several, or none, as JSON text.
func multiValue(w *Writer, dst, v []byte) []byte {
	it := newElements(v)
	if it.count == 1 {
		e, _ := it.next()
		switch {
		case e == nil:
			return w.null(dst)
		case w.opts.Format == CSV:
			return appendCSV(dst, e)
		}
		return appendQuoted(dst, e, true)
	}
	w.scratch = appendElements(w.scratch[:0], it, elemText)
	return w.inner(dst)
}

// elements walks the elements of a one-dimensional Postgres array.
type elements struct {
	count int
	rest  []byte
}

// newElements reads the header of a binary array: dimensions, null flag, element type, then
// length and lower bound of every dimension.
func newElements(v []byte) elements {
	if len(v) < 12 {
		return elements{}
	}
	dims := int(binary.BigEndian.Uint32(v))
	rest, count := v[12:], 0
	if dims > 0 {
		count = 1
	}
	for range dims {
		count *= int(binary.BigEndian.Uint32(rest))
		rest = rest[8:]
	}
	return elements{count: count, rest: rest}
}

// next gives the next element, nil for NULL; ok is false at the end.
func (e *elements) next() (v []byte, ok bool) {
	if e.count == 0 {
		return nil, false
	}
	e.count--
	n := int32(binary.BigEndian.Uint32(e.rest)) //nolint:gosec // -1 is NULL
	e.rest = e.rest[4:]
	if n < 0 {
		return nil, true
	}
	v, e.rest = e.rest[:n:n], e.rest[n:]
	return v, true
}

// elem appends an element as JSON.
type elem func(dst, v []byte) []byte

func elemText(dst, v []byte) []byte       { return appendQuoted(dst, v, false) }
func elemAstralText(dst, v []byte) []byte { return appendQuoted(dst, v, true) }
func elemLong(dst, v []byte) []byte       { return integer(nil, dst, v) }
func elemDouble(dst, v []byte) []byte     { return jsonDouble(nil, dst, v) }
func elemJavaDouble(dst, v []byte) []byte { return csvDouble(nil, dst, v) }
func elemRaw(dst, v []byte) []byte        { return append(dst, v...) }

func appendElements(dst []byte, it elements, one elem) []byte {
	return appendList(dst, it, one, ",")
}

func appendList(dst []byte, it elements, one elem, sep string) []byte {
	dst = append(dst, '[')
	for first := true; ; first = false {
		v, ok := it.next()
		if !ok {
			return append(dst, ']')
		}
		if !first {
			dst = append(dst, sep...)
		}
		if v == nil {
			dst = append(dst, "null"...)
		} else {
			dst = one(dst, v)
		}
	}
}

// arrayCell prints an ARRAY: as JSON text; as a JSON array where raw arrays are asked for; in csv
// then as Java prints a list.
func arrayCell(t druidtype.Type, o Options) cell {
	if t.Postgres() == "json" { // arrays of arrays or of complex values travel as JSON
		if o.RawArrays && o.Format != CSV {
			return func(_ *Writer, dst, v []byte) []byte { return AppendJSON(dst, v) }
		}
		return func(w *Writer, dst, v []byte) []byte {
			w.scratch = AppendJSON(w.scratch[:0], v)
			return w.inner(dst)
		}
	}
	text, raw, java := elemText, elemAstralText, elemRaw
	switch t.Postgres() {
	case "bigint[]":
		text, raw, java = elemLong, elemLong, elemLong
	case "double precision[]":
		text, raw, java = elemDouble, elemDouble, elemJavaDouble
	}
	switch {
	case !o.RawArrays:
		return func(w *Writer, dst, v []byte) []byte {
			w.scratch = appendElements(w.scratch[:0], newElements(v), text)
			return w.inner(dst)
		}
	case o.Format == CSV:
		return func(w *Writer, dst, v []byte) []byte {
			w.scratch = appendList(w.scratch[:0], newElements(v), java, ", ")
			return appendCSV(dst, w.scratch)
		}
	}
	return func(_ *Writer, dst, v []byte) []byte {
		return appendElements(dst, newElements(v), raw)
	}
}
