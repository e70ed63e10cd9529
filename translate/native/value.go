package native

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// value is a part of a query's JSON that knows where it stands, which is what Druid's errors tell.
// Its text is valid JSON. The zero value stands for a field that is not there.
type value struct {
	raw  json.RawMessage
	body []byte // of the whole request
	at   int    // where raw begins in body
	path *step  // from the query to here, the last step first
}

// step is one field or element on the way to a value.
type step struct {
	up *step
	// name is how Jackson shows the step, property the field that it is, or is in.
	name, property string
}

// whole is the query itself.
func whole(body []byte) value {
	start := len(body) - len(bytes.TrimLeft(body, blanks))
	return value{raw: body[start:skip(body, start)], body: body, at: start}
}

const blanks = " \t\r\n"

// isNull tells that there is nothing: no field, or a null.
func (v value) isNull() bool { return len(v.raw) == 0 || string(v.raw) == "null" }

// is tells whether the value begins with one of the characters: '{', '[', '"' …
func (v value) is(first string) bool {
	return len(v.raw) > 0 && strings.IndexByte(first, v.raw[0]) >= 0
}

// text gives the string that the value is; ok is false for all else.
func (v value) text() (s string, ok bool) {
	if !v.is(`"`) {
		return "", false
	}
	return s, json.Unmarshal(v.raw, &s) == nil
}

// any gives the value with numbers as json.Number.
func (v value) any() (any, error) {
	if v.isNull() {
		return nil, nil //nolint:nilnil // null is a value
	}
	dec := json.NewDecoder(bytes.NewReader(v.raw))
	dec.UseNumber()
	var out any
	if err := dec.Decode(&out); err != nil {
		return nil, v.mismatch("java.lang.Object")
	}
	return out, nil
}

// part gives a value inside this one.
func (v value) part(from, to int, s *step) value {
	return value{raw: v.raw[from:to], body: v.body, at: v.at + from, path: s}
}

// element is an item of a list.
func (v value) element(from, to, n int) value {
	s := &step{up: v.path, name: "java.util.ArrayList[" + strconv.Itoa(n) + "]"}
	if v.path != nil {
		s.property = v.path.property
	}
	return v.part(from, to, s)
}

// items gives the elements of an array, nil for all else.
func (v value) items() []value {
	if !v.is("[") {
		return nil
	}
	list := []value{}
	for i := blank(v.raw, 1); v.raw[i] != ']'; i = blank(v.raw, i) {
		end := skip(v.raw, i)
		list = append(list, v.element(i, end, len(list)))
		if i = blank(v.raw, end); v.raw[i] == ',' {
			i++
		}
	}
	return list
}

// fields gives the fields of an object that becomes the Java class, nil for all else. Of equal names
// the last one counts.
func (v value) fields(class string) map[string]value {
	if !v.is("{") {
		return nil
	}
	out := map[string]value{}
	for i := blank(v.raw, 1); v.raw[i] != '}'; i = blank(v.raw, i) {
		end := skip(v.raw, i)
		name, _ := v.part(i, end, nil).text()
		i = blank(v.raw, blank(v.raw, end)+1) // behind the colon
		end = skip(v.raw, i)
		out[name] = v.part(i, end, &step{up: v.path, name: class + `["` + name + `"]`, property: name})
		if i = blank(v.raw, end); v.raw[i] == ',' {
			i++
		}
	}
	return out
}

// blank finds what follows white space.
func blank(text []byte, i int) int {
	for i < len(text) && strings.IndexByte(blanks, text[i]) >= 0 {
		i++
	}
	return i
}

// skip finds the end of the JSON value that begins at i.
func skip(text []byte, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',', ':', ' ', '\t', '\r', '\n':
			continue
		default:
			for i+1 < len(text) && strings.IndexByte(",:]} \t\r\n", text[i+1]) < 0 {
				i++
			}
		}
		if depth <= 0 {
			return min(i+1, len(text))
		}
	}
	return len(text)
}

// place tells where in the request offset at is, and how one gets there.
func (v value) place(at int) string {
	before := v.body[:min(at, len(v.body))]
	line := bytes.Count(before, []byte{'\n'})
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return "\n at [Source: (org.eclipse.jetty.server.HttpInputOverHTTP); line: " + strconv.Itoa(line+1) +
		", column: " + strconv.Itoa(column+1) + "]" + v.chain()
}

// chain is the way to the value, as Jackson writes it; "" for the query itself.
func (v value) chain() string {
	if v.path == nil {
		return ""
	}
	var names []string
	for s := v.path; s != nil; s = s.up {
		names = append([]string{s.name}, names...)
	}
	return " (through reference chain: " + strings.Join(names, "->") + ")"
}

// end is where an object or a list closes, for other values where they begin.
func (v value) end() int {
	if v.is("{[") {
		return v.at + len(v.raw) - 1
	}
	return v.at
}

// javaClass names the class that Jackson makes of a value where it may choose.
func (v value) javaClass() string {
	switch {
	case v.is("{"):
		return "class java.util.LinkedHashMap"
	case v.is("["):
		return "class java.util.ArrayList"
	case v.is(`"`):
		return "class java.lang.String"
	case v.is("tf"):
		return "class java.lang.Boolean"
	case bytes.ContainsAny(v.raw, ".eE"):
		return "class java.lang.Double"
	}
	return "class java.lang.Integer"
}

// kind names the sort of JSON value with its token.
func (v value) kind() string {
	switch {
	case v.is("{"):
		return "Object value (token `JsonToken.START_OBJECT`)"
	case v.is("["):
		return "Array value (token `JsonToken.START_ARRAY`)"
	case v.is(`"`):
		return "String value (token `JsonToken.VALUE_STRING`)"
	case v.is("tf"):
		return "Boolean value (token `JsonToken.VALUE_" + strings.ToUpper(string(v.raw)) + "`)"
	case bytes.ContainsAny(v.raw, ".eE"):
		return "Floating-point value (token `JsonToken.VALUE_NUMBER_FLOAT`)"
	}
	return "Integer value (token `JsonToken.VALUE_NUMBER_INT`)"
}
