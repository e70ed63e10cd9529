// Package rowvalue holds a value of a row on its way from an external file to the database: what the
// readers of jobs/format give, what compiled projections (translate/ingest) read and write, and what
// the COPY encoder of jobs/copyrow takes. Rows are reused, nothing is boxed.
//
// The package is a leaf: it imports the standard library only.
package rowvalue

import (
	"bytes"
	"math"
	"strconv"
)

// Kind says which field of a Value counts.
type Kind uint8

// The kinds. Null is the zero value.
const (
	Null Kind = iota
	// Long is BIGINT, BOOLEAN (0 and 1) and TIMESTAMP (milliseconds since 1970).
	Long
	// Double is DOUBLE and FLOAT.
	Double
	// String is VARCHAR: valid UTF-8 without U+0000.
	String
	// List is a multi-value VARCHAR or an ARRAY.
	List
	// JSON is COMPLEX<json>: a JSON text.
	JSON
)

// Value is one value. Text and List belong to the row: they are overwritten with the next row, so
// whoever keeps them copies them.
type Value struct {
	Kind   Kind
	Long   int64
	Double float64
	Text   []byte
	List   []Value
}

// SetNull makes v NULL and keeps its buffers.
func (v *Value) SetNull() { v.Kind = Null }

// SetLong makes v an integer.
func (v *Value) SetLong(n int64) { v.Kind, v.Long = Long, n }

// SetBool makes v 1 or 0, as Druid stores booleans.
func (v *Value) SetBool(b bool) {
	v.Kind, v.Long = Long, 0
	if b {
		v.Long = 1
	}
}

// SetDouble makes v a floating-point number.
func (v *Value) SetDouble(f float64) { v.Kind, v.Double = Double, f }

// SetString makes v a text; b is not copied.
func (v *Value) SetString(b []byte) { v.Kind, v.Text = String, b }

// AppendDouble appends a number as Java's Double.toString prints it: "1.0", "1.0E20", "1.5E-7", "NaN".
func AppendDouble(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	case f == 0:
		if math.Signbit(f) {
			dst = append(dst, '-')
		}
		return append(dst, "0.0"...)
	}
	if a := math.Abs(f); a >= 1e-3 && a < 1e7 {
		start := len(dst)
		dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
		if bytes.ContainsRune(dst[start:], '.') {
			return dst
		}
		return append(dst, ".0"...)
	}
	return appendScientific(dst, f)
}

// appendScientific prints d.dddE±x the Java way: at least one digit after the point, no plus sign, no
// leading zero in the exponent. Java takes the nearest of all two-digit numbers where one digit
// would do, so that the smallest double is 4.9E-324.
func appendScientific(dst []byte, f float64) []byte {
	var buf [32]byte
	s := strconv.AppendFloat(buf[:0], f, 'e', -1, 64)
	if !bytes.ContainsRune(s, '.') {
		s = strconv.AppendFloat(buf[:0], f, 'e', 1, 64)
	}
	e := bytes.IndexByte(s, 'e')
	dst = append(dst, s[:e]...)
	dst = append(dst, 'E')
	exp := s[e+1:]
	if exp[0] == '-' {
		dst = append(dst, '-')
	}
	exp = exp[1:]
	for len(exp) > 1 && exp[0] == '0' {
		exp = exp[1:]
	}
	return append(dst, exp...)
}
