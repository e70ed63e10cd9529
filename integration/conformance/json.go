package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Member is one key of a JSON object with its value.
type Member struct {
	Key   string
	Value any
}

// Object is a JSON object with its members in the order of the text. Decoded JSON consists of nil, bool, int64,
// *big.Int (integers beyond 64 bits), float64, string, []any and Object: unlike encoding/json's map it keeps what
// clients can see, the order of keys and whether a number was written as an integer.
type Object []Member

// Get returns the value of a key, and whether the object has it.
func (o Object) Get(key string) (any, bool) {
	for _, m := range o {
		if m.Key == key {
			return m.Value, true
		}
	}
	return nil, false
}

// keys returns the keys in the order of the text.
func (o Object) keys() []string {
	out := make([]string, len(o))
	for i, m := range o {
		out[i] = m.Key
	}
	return out
}

// set replaces the value of a key or appends the member.
func (o Object) set(key string, value any) Object {
	for i := range o {
		if o[i].Key == key {
			o[i].Value = value
			return o
		}
	}
	return append(o, Member{Key: key, Value: value})
}

// rename gives a member another key; the member moves to the end, as it would in a newly written object.
func (o Object) rename(from, to string) Object {
	for i, m := range o {
		if m.Key == from {
			out := append(Object{}, o[:i]...)
			return append(append(out, o[i+1:]...), Member{Key: to, Value: m.Value})
		}
	}
	return o
}

// Value is a JSON value inside a decoded Go struct that may also be absent.
type Value struct {
	V       any
	Present bool
}

// UnmarshalJSON decodes the value as Decode does; JSON's null counts as present.
func (v *Value) UnmarshalJSON(text []byte) error {
	decoded, err := Decode(string(text))
	if err != nil {
		return err
	}
	v.V, v.Present = decoded, true
	return nil
}

var errTrailing = errors.New("text after the JSON value")

// Decode reads one JSON value. Of a key given twice the last value counts, at the place of the first.
func Decode(text string) (any, error) {
	return decodeWith(text, false)
}

// DecodeOrdered is Decode for comparisons in which every written member counts: keys given twice stay twice.
func DecodeOrdered(text string) (any, error) {
	return decodeWith(text, true)
}

func decodeWith(text string, keepTwins bool) (any, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	value, err := decodeNext(dec, keepTwins)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errTrailing
	}
	return value, nil
}

func decodeNext(dec *json.Decoder, keepTwins bool) (any, error) {
	tok, err := dec.Token()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil, io.ErrUnexpectedEOF
		}
		return nil, err
	}
	switch tok := tok.(type) {
	case json.Number:
		return number(string(tok))
	case json.Delim:
		if tok == '[' {
			return decodeArray(dec, keepTwins)
		}
		return decodeObject(dec, keepTwins)
	default:
		return tok, nil
	}
}

func decodeArray(dec *json.Decoder, keepTwins bool) (any, error) {
	out := []any{}
	for dec.More() {
		value, err := decodeNext(dec, keepTwins)
		if err != nil {
			return nil, err
		}
		out = append(out, value)
	}
	_, err := dec.Token()
	return out, err
}

func decodeObject(dec *json.Decoder, keepTwins bool) (any, error) {
	out := Object{}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key, ok := tok.(string)
		if !ok {
			return nil, fmt.Errorf("key %v is no string", tok)
		}
		value, err := decodeNext(dec, keepTwins)
		if err != nil {
			return nil, err
		}
		if keepTwins {
			out = append(out, Member{Key: key, Value: value})
		} else {
			out = out.set(key, value)
		}
	}
	_, err := dec.Token()
	return out, err
}

// number keeps integers and floating-point numbers apart by how they are written.
func number(text string) (any, error) {
	if !strings.ContainsAny(text, ".eE") {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
		if n, ok := new(big.Int).SetString(text, 10); ok {
			return n, nil
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return nil, err
	}
	return f, nil
}

// Encode writes a decoded value as JSON text with ", " and ": " between its parts: the form in which the recorder sent
// its requests. Some recorded errors name a column of the request's text, so the form matters.
func Encode(value any) string {
	return encodeWith(value, ", ", ": ")
}

func encodeWith(value any, comma, colon string) string {
	var b bytes.Buffer
	w := writer{b: &b, comma: comma, colon: colon}
	w.value(value)
	return b.String()
}

type writer struct {
	b            *bytes.Buffer
	comma, colon string
}

func (w writer) value(value any) {
	switch v := value.(type) {
	case nil:
		w.b.WriteString("null")
	case bool:
		w.b.WriteString(strconv.FormatBool(v))
	case int64:
		w.b.WriteString(strconv.FormatInt(v, 10))
	case int:
		w.b.WriteString(strconv.Itoa(v))
	case *big.Int:
		w.b.WriteString(v.String())
	case float64:
		w.b.WriteString(floatText(v))
	case string:
		w.text(v)
	case []any:
		w.array(v)
	case Object:
		w.object(v)
	default:
		w.text(fmt.Sprint(v))
	}
}

func (w writer) array(items []any) {
	w.b.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			w.b.WriteString(w.comma)
		}
		w.value(item)
	}
	w.b.WriteByte(']')
}

func (w writer) object(members Object) {
	w.b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			w.b.WriteString(w.comma)
		}
		w.text(m.Key)
		w.b.WriteString(w.colon)
		w.value(m.Value)
	}
	w.b.WriteByte('}')
}

var escapes = map[rune]string{
	'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\b': `\b`, '\f': `\f`,
}

func (w writer) text(s string) {
	w.b.WriteByte('"')
	for _, r := range s {
		if esc, ok := escapes[r]; ok {
			w.b.WriteString(esc)
		} else if r < 0x20 {
			fmt.Fprintf(w.b, `\u%04x`, r)
		} else {
			w.b.WriteRune(r)
		}
	}
	w.b.WriteByte('"')
}

// floatText writes a double in the shortest form that reads back the same, with a point or an exponent in it.
func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	size := math.Abs(f)
	if f != 0 && (size < 1e-4 || size >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// shorten cuts a text for a message, at a whole character.
func shorten(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit]) + "…"
}

// show prints a value for a message.
func show(value any) string {
	return shorten(Encode(value), 160)
}
