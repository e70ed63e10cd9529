package result

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendJSON appends a JSON text as Jackson would write it after reading it: without blanks,
// with characters instead of needless escapes and with doubles as Java prints them. Postgres'
// json keeps the text that was stored or built, blanks included. src must be valid JSON.
func AppendJSON(dst, src []byte) []byte {
	for i := 0; i < len(src); {
		switch c := src[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '"':
			end := stringEnd(src, i)
			dst = appendJSONString(dst, src[i:end])
			i = end
		case c == '-' || (c >= '0' && c <= '9'):
			end := i + 1
			for end < len(src) && numberByte(src[end]) {
				end++
			}
			dst = appendJSONNumber(dst, src[i:end])
			i = end
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst
}

func numberByte(c byte) bool {
	return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-'
}

// stringEnd gives the index behind the closing quote of the string that starts at i.
func stringEnd(src []byte, i int) int {
	for j := i + 1; j < len(src); j++ {
		switch src[j] {
		case '\\':
			j++
		case '"':
			return j + 1
		}
	}
	return len(src)
}

func appendJSONNumber(dst, num []byte) []byte {
	if !bytes.ContainsAny(num, ".eE") {
		return append(dst, num...)
	}
	f, err := strconv.ParseFloat(string(num), 64)
	if err != nil && f == 0 {
		return append(dst, num...)
	}
	return appendNumber(dst, f, 64)
}

// appendJSONString appends a quoted JSON string with only the escapes that Jackson writes.
func appendJSONString(dst, s []byte) []byte {
	if bytes.IndexByte(s, '\\') < 0 {
		return append(dst, s...)
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '\\' || i+1 >= len(s) {
			dst = append(dst, c)
			continue
		}
		i++
		switch s[i] {
		case 'u':
			r, size := decodeUnit(s, i+1)
			i += size
			if r < utf8.RuneSelf && (r < 0x20 || r == '"' || r == '\\') {
				dst = appendEscape(dst, byte(r)) //nolint:gosec // it is ASCII
			} else {
				dst = utf8.AppendRune(dst, r)
			}
		case '/':
			dst = append(dst, '/')
		default:
			dst = append(dst, '\\', s[i])
		}
	}
	return dst
}

// decodeUnit reads the four hexadecimal digits at i, and a following low surrogate if they are
// a high one; size is the number of bytes read.
func decodeUnit(s []byte, i int) (r rune, size int) {
	r = hexUnit(s, i)
	if utf16.IsSurrogate(r) && i+10 <= len(s) && s[i+4] == '\\' && s[i+5] == 'u' {
		if pair := utf16.DecodeRune(r, hexUnit(s, i+6)); pair != utf8.RuneError {
			return pair, 10
		}
	}
	return r, 4
}

func hexUnit(s []byte, i int) rune {
	if i+4 > len(s) {
		return utf8.RuneError
	}
	u, err := strconv.ParseUint(string(s[i:i+4]), 16, 16)
	if err != nil {
		return utf8.RuneError
	}
	return rune(u)
}
