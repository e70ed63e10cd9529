package format

import (
	"bytes"
	"encoding/base64"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"ogham/internal/rowvalue"
)

// The nodes that binary formats make of their values, in Druid's conversions. Each gives the index of
// the node.

func (s *scanner) addNull() int32 { return s.add(node{kind: nodeNull}) }

func (s *scanner) addBool(b bool) int32 { return s.add(node{kind: nodeBool, bool: b}) }

func (s *scanner) addLong(n int64) int32 { return s.add(node{kind: nodeLong, long: n}) }

func (s *scanner) addDouble(f float64) int32 { return s.add(node{kind: nodeDouble, double: f}) }

// addFloat adds a number of single precision, which has a text of its own.
func (s *scanner) addFloat(f float32) int32 {
	short, _ := strconv.ParseFloat(strconv.FormatFloat(float64(f), 'g', -1, 32), 64) // its own text
	return s.add(node{kind: nodeDouble, double: float64(f), text: rowvalue.AppendDouble(nil, short)})
}

// addDecimal adds unscaled × 10^-scale, printed with all its digits (Java: BigDecimal).
func (s *scanner) addDecimal(unscaled *big.Int, scale int) int32 {
	digits := unscaled.String()
	if scale > 0 {
		sign := ""
		if digits[0] == '-' {
			sign, digits = "-", digits[1:]
		}
		if missing := scale - len(digits) + 1; missing > 0 {
			digits = strings.Repeat("0", missing) + digits
		}
		digits = sign + digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	}
	f, _ := strconv.ParseFloat(digits, 64) // out of range is infinite
	return s.add(node{kind: nodeDouble, double: f, text: []byte(digits)})
}

// addText adds a text, whose bytes are kept as they are if they are UTF-8.
func (s *scanner) addText(text []byte) int32 {
	if !utf8.Valid(text) {
		text = replaceMalformed(nil, text)
	}
	s.sawNull = s.sawNull || bytes.IndexByte(text, 0) >= 0
	return s.add(node{kind: nodeText, text: text})
}

// addBinary adds bytes: a text if they are to be read as such, else base64.
func (s *scanner) addBinary(b []byte, asText bool) int32 {
	if asText {
		return s.addText(b)
	}
	return s.add(node{kind: nodeText, text: base64.StdEncoding.AppendEncode(nil, b)})
}

func (s *scanner) addArray() int32 { return s.add(node{kind: nodeArray}) }

func (s *scanner) addObject() int32 { return s.add(node{kind: nodeObject}) }

// put gives an object a field.
func (s *scanner) put(object, value int32, name []byte) {
	s.nodes[value].key = name
	s.link(object, value)
}
