package format

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads the tokens of one JSON text with Jackson's strictness: RFC 8259, nothing more. The
// text is valid UTF-8 already.
type scanner struct {
	data []byte
	pos  int
	// sawNull tells that some text had U+0000 (as an escape: in the raw it is a syntax error).
	sawNull bool
	// nonNumeric says that NaN is a number.
	nonNumeric bool
	// nodes is the arena of node.
	nodes []node
	// texts holds unescaped texts of nodes.
	texts []byte
	// branches names the types of values of unions that are to be taken apart.
	branches map[int32]string
}

func (s *scanner) load(data []byte) {
	s.data, s.pos, s.sawNull = data, 0, false
	s.texts = s.texts[:0]
}

// peek gives the byte at the position, 0 at the end: no token begins with it.
func (s *scanner) peek() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

func (s *scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return
		}
	}
}

func (s *scanner) colon() error {
	s.space()
	if s.peek() != ':' {
		return errSyntax
	}
	s.pos++
	s.space()
	return nil
}

// comma goes over "," or the closing bracket, which ends the list.
func (s *scanner) comma(closing byte) (more bool, err error) {
	s.space()
	c := s.peek()
	s.pos++
	if c == closing {
		return false, nil
	}
	if c != ',' {
		return false, errSyntax
	}
	s.space()
	return true, nil
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// text reads a quoted text and gives what is between the quotes; escaped tells whether it has
// backslashes to be resolved.
func (s *scanner) text() (raw []byte, escaped bool, err error) {
	if s.peek() != '"' {
		return nil, false, errSyntax
	}
	s.pos++
	start := s.pos
	data := s.data
	i := start
	for {
		for i+8 <= len(data) { // eight bytes at a time: none is a quote, a backslash or a control character
			w := binary.LittleEndian.Uint64(data[i:])
			q, b := w^(ones*'"'), w^(ones*'\\')
			stop := ((w - ones*0x20) | (q - ones) | (b - ones)) &^ w & highs
			// a byte over 0x7F cannot stop, but may hide behind a borrow: the first stop is always right
			if stop != 0 {
				i += bits.TrailingZeros64(stop) / 8
				break
			}
			i += 8
		}
		for i < len(data) && data[i] != '"' && data[i] != '\\' && data[i] >= 0x20 {
			i++
		}
		if i >= len(data) {
			return nil, false, errSyntax
		}
		switch data[i] {
		case '"':
			s.pos = i + 1
			return data[start:i], escaped, nil
		case '\\':
			escaped = true
			i += 2
		default:
			return nil, false, errSyntax
		}
	}
}

// unescapeInto appends the resolved text to an arena and gives both.
func (s *scanner) unescapeInto(arena, raw []byte) (grown, text []byte, err error) {
	start := len(arena)
	arena, err = s.unescape(arena, raw)
	return arena, arena[start:len(arena):len(arena)], err
}

// unescape appends raw with its escapes resolved. A surrogate without its other half becomes "?", as
// in Java's encoder.
func (s *scanner) unescape(dst, raw []byte) ([]byte, error) {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			dst = append(dst, raw[i])
			continue
		}
		i++
		if i >= len(raw) {
			return dst, errSyntax
		}
		switch raw[i] {
		case '"', '\\', '/':
			dst = append(dst, raw[i])
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r, n := unicodeEscape(raw[i+1:])
			if n == 0 {
				return dst, errSyntax
			}
			s.sawNull = s.sawNull || r == 0
			dst = utf8.AppendRune(dst, r)
			i += n
		default:
			return dst, errSyntax
		}
	}
	return dst, nil
}

// unicodeEscape reads the digits after \u, and a second escape if both make one character; n is 0 if
// they are malformed.
func unicodeEscape(b []byte) (r rune, n int) {
	first, ok := hex4(b)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(first) {
		return first, 4
	}
	if len(b) >= 10 && b[4] == '\\' && b[5] == 'u' {
		if second, ok := hex4(b[6:]); ok {
			if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
				return r, 10
			}
		}
	}
	return '?', 4
}

func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	for _, c := range b[:4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// number is a JSON number: a 64-bit integer, or a double for everything else (Jackson's BigInteger
// included, as Druid's reader has it).
type number struct {
	isInt  bool
	long   int64
	double float64
}

func (s *scanner) number() (number, error) {
	data, start := s.data, s.pos
	i := start
	negative := data[i] == '-'
	if negative {
		i++
	}
	digits := i
	var n uint64
	for i < len(data) && data[i]-'0' <= 9 {
		n = n*10 + uint64(data[i]-'0')
		i++
	}
	count := i - digits
	if count == 0 || count > 1 && data[digits] == '0' {
		return number{}, errSyntax
	}
	end, err := fraction(data, i)
	if err != nil {
		return number{}, err
	}
	s.pos = end
	if end == i && count <= 18 {
		if negative {
			return number{isInt: true, long: -int64(n)}, nil
		}
		return number{isInt: true, long: int64(n)}, nil
	}
	if end == i {
		if long, err := strconv.ParseInt(string(data[start:end]), 10, 64); err == nil {
			return number{isInt: true, long: long}, nil
		}
	}
	f, err := strconv.ParseFloat(string(data[start:end]), 64)
	if err != nil && !math.IsInf(f, 0) {
		return number{}, errSyntax
	}
	return number{double: f}, nil
}

// fraction goes over the part of a number after its integer digits and gives where it ends.
func fraction(data []byte, i int) (int, error) {
	if i < len(data) && data[i] == '.' {
		i++
		start := i
		for i < len(data) && data[i]-'0' <= 9 {
			i++
		}
		if i == start {
			return 0, errSyntax
		}
	}
	if i < len(data) && (data[i] == 'e' || data[i] == 'E') {
		i++
		if i < len(data) && (data[i] == '+' || data[i] == '-') {
			i++
		}
		start := i
		for i < len(data) && data[i]-'0' <= 9 {
			i++
		}
		if i == start {
			return 0, errSyntax
		}
	}
	return i, nil
}

// nan goes over NaN where it is a number.
func (s *scanner) nan() bool {
	if !s.nonNumeric || !bytes.HasPrefix(s.data[s.pos:], []byte("NaN")) {
		return false
	}
	s.pos += len("NaN")
	return true
}

type word uint8

const (
	wordNull word = iota
	wordTrue
	wordFalse
)

// word reads null, true or false.
func (s *scanner) word() (word, error) {
	rest := s.data[s.pos:]
	for w, name := range [...]string{wordNull: "null", wordTrue: "true", wordFalse: "false"} {
		if len(rest) >= len(name) && string(rest[:len(name)]) == name {
			s.pos += len(name)
			return word(w), nil
		}
	}
	return 0, errSyntax
}

// maxDepth bounds nesting. Druid's Jackson has no limit but its thread's stack; Postgres reads JSON of
// this depth.
const maxDepth = 5000

// skip checks a value that nobody wants.
func (s *scanner) skip(depth int) error {
	if depth > maxDepth {
		return errSyntax
	}
	switch c := s.peek(); {
	case c == '"':
		raw, escaped, err := s.text()
		if err == nil && escaped {
			err = checkEscapes(raw)
		}
		return err
	case c == '-' || c >= '0' && c <= '9':
		return s.skipNumber()
	case c == '{' || c == '[':
		return s.skipNested(c, depth)
	case s.nan():
		return nil
	}
	_, err := s.word()
	return err
}

func (s *scanner) skipNumber() error {
	i := s.pos
	if s.data[i] == '-' {
		i++
	}
	digits := i
	for i < len(s.data) && s.data[i]-'0' <= 9 {
		i++
	}
	if count := i - digits; count == 0 || count > 1 && s.data[digits] == '0' {
		return errSyntax
	}
	end, err := fraction(s.data, i)
	s.pos = end
	return err
}

func (s *scanner) skipNested(open byte, depth int) error {
	closing := open + 2 // "{}" and "[]" are two apart
	s.pos++
	s.space()
	if s.peek() == closing {
		s.pos++
		return nil
	}
	for {
		if open == '{' {
			if err := s.skipKey(); err != nil {
				return err
			}
		}
		if err := s.skip(depth + 1); err != nil {
			return err
		}
		if more, err := s.comma(closing); err != nil || !more {
			return err
		}
	}
}

func (s *scanner) skipKey() error {
	if s.peek() != '"' {
		return errSyntax
	}
	if err := s.skip(0); err != nil {
		return err
	}
	return s.colon()
}

// checkEscapes tells whether the escapes of a text are well formed.
func checkEscapes(raw []byte) error {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		i++
		if i >= len(raw) {
			return errSyntax
		}
		switch raw[i] {
		case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		case 'u':
			if _, ok := hex4(raw[i+1:]); !ok {
				return errSyntax
			}
			i += 4
		default:
			return errSyntax
		}
	}
	return nil
}
