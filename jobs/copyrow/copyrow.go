// Package copyrow writes and reads rows in the binary format of Postgres' COPY.
//
// The encoder takes [rowvalue.Value]s and writes what staging tables store (see store.StoredType); the
// decoder goes through a COPY stream without looking into fields. Both are several times faster than
// going through the driver's values.
package copyrow

import (
	"encoding/binary"
	"fmt"
	"math"

	"ogham/internal/druidtype"
	"ogham/internal/rowvalue"
)

// Header begins a stream, Trailer ends it.
var (
	Header  = []byte("PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	Trailer = []byte{0xff, 0xff}
)

// epochMs is 2000-01-01, where Postgres' timestamps count from, in milliseconds since 1970.
const epochMs = 946684800000

// MicrosOf gives Postgres' timestamp of an instant in milliseconds since 1970.
func MicrosOf(ms int64) int64 { return (ms - epochMs) * 1000 }

// MillisOf gives the instant of a Postgres timestamp; microseconds are cut.
func MillisOf(micros int64) int64 {
	ms := micros / 1000
	if micros%1000 < 0 {
		ms--
	}
	return ms + epochMs
}

// MinMillis and MaxMillis bound the instants that timestamptz holds (4714 BC to 294276 AD).
const (
	MinMillis = -210866803200000
	MaxMillis = 9224318016000000 - 1
)

// listMark begins a text that holds a list, or that must not be taken for one.
const listMark = 0x01

type encoding uint8

const (
	encTime encoding = iota
	encLong
	encDouble
	encFloat
	encText
	encJSON
	encTexts
	encLongs
	encDoubles
)

// Encoder appends rows of one signature. It is not safe for concurrent use.
type Encoder struct {
	columns []column
	// lists remembers which text columns have seen a list.
	lists []bool
	// one holds a text that must be escaped as a list of itself.
	one [1]rowvalue.Value
}

type column struct {
	name string
	enc  encoding
}

// NewEncoder makes an encoder for columns of these stored types: their Type.Postgres() decides the
// form. A text column also takes lists, in the escaped form of druid_sql.mv_decode.
func NewEncoder(columns []druidtype.Column) *Encoder {
	e := &Encoder{columns: make([]column, len(columns)), lists: make([]bool, len(columns))}
	for i, c := range columns {
		e.columns[i] = column{name: c.Name, enc: encodingOf(c.Type)}
	}
	return e
}

func encodingOf(t druidtype.Type) encoding {
	switch t.Postgres() {
	case "timestamp with time zone":
		return encTime
	case "bigint", "boolean":
		return encLong
	case "double precision":
		return encDouble
	case "real":
		return encFloat
	case "json":
		return encJSON
	case "bigint[]":
		return encLongs
	case "double precision[]":
		return encDoubles
	case "text[]":
		if !t.MultiValue {
			return encTexts
		}
	}
	return encText
}

// MultiValue names the text columns that have seen a list so far.
func (e *Encoder) MultiValue() []string {
	var names []string
	for i, seen := range e.lists {
		if seen {
			names = append(names, e.columns[i].name)
		}
	}
	return names
}

// Append appends a row. A value of another kind than its column wants is a defect and an error.
func (e *Encoder) Append(dst []byte, row []rowvalue.Value) ([]byte, error) {
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(e.columns))) //nolint:gosec // at most 2000 columns
	for i := range e.columns {
		var err error
		if dst, err = e.field(dst, i, &row[i]); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

var null = []byte{0xff, 0xff, 0xff, 0xff}

func (e *Encoder) field(dst []byte, i int, v *rowvalue.Value) ([]byte, error) {
	if v.Kind == rowvalue.Null {
		return append(dst, null...), nil
	}
	switch enc := e.columns[i].enc; {
	case enc == encTime && v.Kind == rowvalue.Long:
		return appendInt64(dst, MicrosOf(v.Long)), nil
	case enc == encLong && v.Kind == rowvalue.Long:
		return appendInt64(dst, v.Long), nil
	case enc == encDouble && v.Kind == rowvalue.Double:
		return appendInt64(dst, int64(math.Float64bits(v.Double))), nil //nolint:gosec // the bits
	case enc == encFloat && v.Kind == rowvalue.Double:
		dst = append(dst, 0, 0, 0, 4)
		return binary.BigEndian.AppendUint32(dst, math.Float32bits(float32(v.Double))), nil
	case enc == encText && v.Kind == rowvalue.String:
		if len(v.Text) > 0 && v.Text[0] == listMark {
			e.lists[i] = true
			e.one[0] = *v
			return e.escaped(dst, e.one[:]), nil
		}
		return appendBytes(dst, v.Text), nil
	case enc == encText && v.Kind == rowvalue.List:
		e.lists[i] = true
		return e.escaped(dst, v.List), nil
	case enc == encJSON && v.Kind == rowvalue.JSON:
		return appendBytes(dst, v.Text), nil
	case enc >= encTexts && v.Kind == rowvalue.List:
		return appendArray(dst, enc, v.List)
	}
	return dst, fmt.Errorf("column %s cannot store a value of kind %d", e.columns[i].name, v.Kind)
}

func appendInt64(dst []byte, n int64) []byte {
	dst = append(dst, 0, 0, 0, 8)
	return binary.BigEndian.AppendUint64(dst, uint64(n)) //nolint:gosec // the bits
}

func appendBytes(dst, b []byte) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(b))) //nolint:gosec // lines are shorter than 2 GiB
	return append(dst, b...)
}

// escaped appends a list as one text: the mark and a JSON array.
func (e *Encoder) escaped(dst []byte, list []rowvalue.Value) []byte {
	at := len(dst)
	dst = append(dst, 0, 0, 0, 0, listMark, '[')
	for i := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		if list[i].Kind == rowvalue.Null {
			dst = append(dst, "null"...)
			continue
		}
		dst = appendJSONText(dst, list[i].Text)
	}
	dst = append(dst, ']')
	binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4)) //nolint:gosec // lines are shorter than 2 GiB
	return dst
}

func appendJSONText(dst, text []byte) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// The types of array elements.
const (
	oidInt8   = 20
	oidText   = 25
	oidFloat8 = 701
)

func appendArray(dst []byte, enc encoding, list []rowvalue.Value) ([]byte, error) {
	oid := uint32(oidText)
	switch enc {
	case encLongs:
		oid = oidInt8
	case encDoubles:
		oid = oidFloat8
	default:
	}
	at := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	if len(list) == 0 {
		dst = binary.BigEndian.AppendUint32(dst, 0)
		dst = binary.BigEndian.AppendUint32(dst, 0)
		dst = binary.BigEndian.AppendUint32(dst, oid)
	} else {
		dst = binary.BigEndian.AppendUint32(dst, 1)
		dst = binary.BigEndian.AppendUint32(dst, 1) // there may be NULLs
		dst = binary.BigEndian.AppendUint32(dst, oid)
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(list))) //nolint:gosec // lines are shorter than 2 GiB
		dst = binary.BigEndian.AppendUint32(dst, 1)
	}
	for i := range list {
		v := &list[i]
		switch {
		case v.Kind == rowvalue.Null:
			dst = append(dst, null...)
		case enc == encLongs && v.Kind == rowvalue.Long:
			dst = appendInt64(dst, v.Long)
		case enc == encDoubles && v.Kind == rowvalue.Double:
			dst = appendInt64(dst, int64(math.Float64bits(v.Double))) //nolint:gosec // the bits
		case enc == encTexts && v.Kind == rowvalue.String:
			dst = appendBytes(dst, v.Text)
		default:
			return dst, fmt.Errorf("an array cannot store a value of kind %d", v.Kind)
		}
	}
	binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4)) //nolint:gosec // lines are shorter than 2 GiB
	return dst, nil
}
