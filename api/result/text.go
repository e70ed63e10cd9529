package result

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"
	"unicode/utf8"
)

const hexDigits = "0123456789ABCDEF"

// plainByte marks the bytes that a JSON string holds as they are when characters beyond the BMP
// must be escaped; four-byte sequences start at 0xF0.
var plainByte = func() (t [256]bool) {
	for i := 0x20; i < 0xF0; i++ {
		t[i] = i != '"' && i != '\\'
	}
	return t
}()

// appendQuoted appends s as a JSON string the way Jackson's UTF-8 generator does. astral asks for
// characters beyond the BMP as escaped surrogate pairs; JSON text inside a value keeps them raw.
func appendQuoted(dst, s []byte, astral bool) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if plainByte[c] || (c >= 0xF0 && !astral) {
			i++
			continue
		}
		dst = append(dst, s[start:i]...)
		if c < utf8.RuneSelf {
			dst = appendEscape(dst, c)
			i++
		} else {
			r, size := utf8.DecodeRune(s[i:])
			dst = appendRune(dst, r)
			i += size
		}
		start = i
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, '\\', 'b')
	case '\t':
		return append(dst, '\\', 't')
	case '\n':
		return append(dst, '\\', 'n')
	case '\f':
		return append(dst, '\\', 'f')
	case '\r':
		return append(dst, '\\', 'r')
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// appendRune appends r, beyond the BMP as an escaped surrogate pair.
func appendRune(dst []byte, r rune) []byte {
	if r < 0x10000 {
		return utf8.AppendRune(dst, r)
	}
	r -= 0x10000
	dst = appendUnit(dst, 0xD800+(r>>10))
	return appendUnit(dst, 0xDC00+(r&0x3FF))
}

func appendUnit(dst []byte, u rune) []byte {
	return append(dst, '\\', 'u', hexDigits[u>>12&15], hexDigits[u>>8&15], hexDigits[u>>4&15], hexDigits[u&15])
}

// appendCSV appends s as a csv field: in quotes, with quotes inside doubled, only where a comma, a
// quote or a line end demands it.
func appendCSV(dst, s []byte) []byte {
	if !needsQuotes(s) {
		return append(dst, s...)
	}
	dst = append(dst, '"')
	start := 0
	for i, c := range s {
		if c == '"' {
			dst = append(dst, s[start:i+1]...)
			dst = append(dst, '"')
			start = i + 1
		}
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

func needsQuotes(s []byte) bool {
	for _, c := range s {
		switch c {
		case ',', '"', '\n', '\r':
			return true
		}
	}
	return false
}

// AppendDouble appends f as Java's Double.toString (bits 64) or Float.toString (bits 32) prints
// it: 1.0, 1.0E20, 1.5E-7, NaN, -Infinity. The digits are the shortest that read back as f.
func AppendDouble(dst []byte, f float64, bits int) []byte {
	abs := math.Abs(f)
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	case f == 0 || (abs >= 1e-3 && abs < 1e7):
		n := len(dst)
		dst = strconv.AppendFloat(dst, f, 'f', -1, bits)
		if bytes.IndexByte(dst[n:], '.') >= 0 {
			return dst
		}
		return append(dst, '.', '0')
	}
	return appendScientific(dst, f, bits)
}

// appendScientific appends d.dddE±x. Java (before 19) does not look for the shortest digits of whole
// numbers below 2^63: it prints the digits that the number has, less as many as a step of the
// mantissa makes meaningless, rounded (FloatingDecimal.dtoa). 1e15 as a FLOAT is 9.9999999E14.
func appendScientific(dst []byte, f float64, size int) []byte {
	if abs := math.Abs(f); abs >= 1e7 && abs < 1<<63 && abs == math.Trunc(abs) {
		if f < 0 {
			dst = append(dst, '-')
		}
		return appendWhole(dst, uint64(abs), size)
	}
	return appendShortest(dst, f, size)
}

// appendWhole appends a whole number that is exact in a float of that many bits.
func appendWhole(dst []byte, n uint64, size int) []byte {
	mantissa := 53
	if size == 32 {
		mantissa = 24
	}
	dropped := 0
	if p := bits.Len64(n) - 2 - mantissa; p > 1 {
		dropped = int(float64(p) * math.Log10(2)) // decimal digits of 2^p that come after the first
	}
	if dropped > 0 {
		pow := uint64(math.Pow10(dropped))
		rest := n % pow
		if n /= pow; rest >= pow/2 {
			n++
		}
	}
	var buf [20]byte
	digits := strconv.AppendUint(buf[:0], n, 10)
	exponent := len(digits) - 1 + dropped
	for len(digits) > 2 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	if len(digits) == 1 {
		digits = append(digits, '0')
	}
	dst = append(append(dst, digits[0], '.'), digits[1:]...)
	return strconv.AppendInt(append(dst, 'E'), int64(exponent), 10)
}

func appendShortest(dst []byte, f float64, size int) []byte {
	var buf [40]byte
	s := strconv.AppendFloat(buf[:0], f, 'E', -1, size) // -1.5E-07, 1E+20
	e, point := 0, false
	for s[e] != 'E' {
		point = point || s[e] == '.'
		e++
	}
	dst = append(dst, s[:e]...)
	if !point {
		dst = append(dst, '.', '0')
	}
	dst = append(dst, 'E')
	if s[e+1] == '-' {
		dst = append(dst, '-')
	}
	exp := s[e+2:]
	for len(exp) > 1 && exp[0] == '0' {
		exp = exp[1:]
	}
	return append(dst, exp...)
}

// appendNumber appends f as a JSON value: Jackson puts what is no number in quotes.
func appendNumber(dst []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		dst = append(dst, '"')
		dst = AppendDouble(dst, f, bits)
		return append(dst, '"')
	}
	return AppendDouble(dst, f, bits)
}
