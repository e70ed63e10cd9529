package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"ogham/internal/druiderr"
)

// This file says why a body cannot be read in the words of Jackson, the JSON library of Druid: its
// exception classes are part of the answer.

// unreadable explains a body that is no JSON object. class is the Java class that it should become,
// known its fields: a syntax error inside the value of a known field has another class than one
// between fields.
func unreadable(body []byte, class string, known map[string]bool) error {
	text := bytes.TrimLeft(body, " \t\r\n")
	start := int64(len(body) - len(text))
	if len(text) == 0 {
		return plain(classMismatched, "No content to map due to end-of-input"+strings.Replace(source(body, 0), "column: 1", "column: 0", 1))
	}
	switch {
	case text[0] == '{':
		return badObject(body, known)
	case !validScalar(text) && text[0] != '[':
		token, width := unexpected(text)
		return plain(classParse, token+source(body, start+width))
	case text[0] == '[' || text[0] == '"':
		if u, ok := errors.AsType[*unread](mismatched(class, firstValue(text), "")); ok {
			return plain(u.class, u.message+source(body, start))
		}
	}
	return plain(classMismatched, fmt.Sprintf("Cannot construct instance of `%s` (although at least one Creator exists): "+
		"no suitable constructor/factory method to deserialize from value (%s)%s", class, clip(text), source(body, start)))
}

// firstValue gives the JSON value that text starts with, all of it where that is no JSON.
func firstValue(text []byte) json.RawMessage {
	var raw json.RawMessage
	if json.NewDecoder(bytes.NewReader(text)).Decode(&raw) != nil {
		return text
	}
	return raw
}

// validScalar tells whether text starts with a complete JSON value.
func validScalar(text []byte) bool {
	var raw json.RawMessage
	return json.NewDecoder(bytes.NewReader(text)).Decode(&raw) == nil
}

// unexpected says what is no JSON at the start of text, and how far Jackson reads to find that out.
func unexpected(text []byte) (message string, width int64) {
	n := 0
	for n < len(text) && (text[n] == '_' || text[n] == '$' || text[n] >= 0x80 || isLetter(text[n]) || (n > 0 && text[n] >= '0' && text[n] <= '9')) {
		n++
	}
	if n > 0 {
		return fmt.Sprintf("Unrecognized token '%s': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", clip(text[:n])), int64(n) + 1
	}
	return fmt.Sprintf("Unexpected character ('%c' (code %d)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
		text[0], text[0]), 1
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// badObject finds where an object breaks off.
func badObject(body []byte, known map[string]bool) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	_, _ = dec.Token() // the opening brace is there
	for {
		key, err := dec.Token()
		if err != nil {
			return between(body, dec.InputOffset(), err)
		}
		name, ok := key.(string)
		if !ok {
			break
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			if !known[name] {
				return between(body, dec.InputOffset(), err)
			}
			message, at := "Unexpected character", dec.InputOffset()
			if isEnd(err) {
				message, at = "Unexpected end-of-input in "+tokenAt(body, at), int64(len(body))
			}
			return plain(classMapping, message+source(body, at)+chain(name))
		}
	}
	return plain(classParse, "Unexpected character"+source(body, dec.InputOffset()))
}

// tokenAt names the kind of value that begins behind the colon after at.
func tokenAt(body []byte, at int64) string {
	rest := bytes.TrimLeft(body[min(at, int64(len(body))):], " \t\r\n:")
	if len(rest) > 0 && rest[0] == '"' {
		return "VALUE_STRING"
	}
	return "a value"
}

// between is the error of a body that breaks off, or goes wrong, between two fields.
func between(body []byte, at int64, err error) error {
	if isEnd(err) {
		return plain(classEOF, "Unexpected end-of-input: expected close marker for Object (start marker at"+
			strings.TrimPrefix(source(body, 0), "\n at")+")"+source(body, int64(len(body))))
	}
	at = min(at, int64(len(body)))
	rest := bytes.TrimLeft(body[at:], " \t\r\n")
	at = int64(len(body) - len(rest))
	message := "Unexpected character"
	before := bytes.TrimRight(body[:at], " \t\r\n")
	switch {
	case len(rest) > 0 && rest[0] != '/' && (bytes.HasSuffix(before, []byte{','}) || bytes.HasSuffix(before, []byte{'{'})):
		message = fmt.Sprintf("Unexpected character ('%c' (code %d)): was expecting double-quote to start field name", rest[0], rest[0])
	case len(rest) > 0 && rest[0] == '/':
		message = "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"
	case len(rest) > 0:
		message = fmt.Sprintf("Unexpected character ('%c' (code %d)): was expecting comma to separate Object entries", rest[0], rest[0])
	}
	return plain(classParse, message+source(body, at+1))
}

func isEnd(err error) bool {
	var syntax *json.SyntaxError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || (errors.As(err, &syntax) && syntax.Error() == "unexpected end of JSON input")
}

// source names a place in the body as Jackson does; lines and columns count from 1.
func source(body []byte, at int64) string {
	before := body[:min(at, int64(len(body)))]
	line := 1 + bytes.Count(before, []byte{'\n'})
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("\n at [Source: (org.eclipse.jetty.server.HttpInputOverHTTP); line: %d, column: %d]", line, column)
}

func chain(field string) string {
	if field == "" {
		return ""
	}
	return fmt.Sprintf(" (through reference chain: %s[\"%s\"])", sqlQueryClass, field)
}

// unread is why a body cannot be bound, before it is known where in the body that is.
type unread struct {
	class, message string
	// field is the field whose value is at fault; "" means the object as a whole.
	field string
	// element is the element of field's list that is at fault, counted from 1.
	element int
}

// Error gives the message without its place.
func (u *unread) Error() string { return u.message }

// place makes the answer: the message with the place of the field's value, or of the object's end.
func (u *unread) place(body []byte) error {
	at, names := valueOffset(body, u.field), chain(u.field)
	if u.element > 0 {
		at += elementOffset(body[at:], u.element-1)
		names = strings.TrimSuffix(names, ")") + fmt.Sprintf("->java.util.ArrayList[%d])", u.element-1)
	}
	return plain(u.class, u.message+source(body, at)+names)
}

// elementOffset finds where an element of a JSON list starts.
func elementOffset(list []byte, n int) int64 {
	dec := json.NewDecoder(bytes.NewReader(list))
	_, _ = dec.Token() // the opening bracket
	for range n {
		var skipped json.RawMessage
		if dec.Decode(&skipped) != nil {
			break
		}
	}
	at := dec.InputOffset()
	return int64(len(list) - len(bytes.TrimLeft(list[at:], " \t\r\n,")))
}

// valueOffset finds where the value of a top-level field starts, the last one of equal names; where
// there is none, the closing brace.
func valueOffset(body []byte, field string) int64 {
	dec := json.NewDecoder(bytes.NewReader(body))
	_, _ = dec.Token() // the opening brace
	at := int64(-1)
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			break
		}
		start := dec.InputOffset()
		var skipped json.RawMessage
		if dec.Decode(&skipped) != nil {
			break
		}
		if key == field {
			at = start + int64(bytes.Index(body[start:], skipped))
		}
	}
	if at >= 0 {
		return at
	}
	_, _ = dec.Token() // the closing brace
	return dec.InputOffset() - 1
}

func plain(class, message string) error {
	return druiderr.Plain(http.StatusBadRequest, unknownException, class, "%s", message)
}

func instantiation(class, problem, field string) error {
	return &unread{classInstantiate, fmt.Sprintf("Cannot construct instance of `%s`, problem: %s", class, problem), field, 0}
}

// mismatched is the error of a value of the wrong JSON type.
func mismatched(class string, raw json.RawMessage, field string) error {
	from := "value"
	if len(raw) > 0 {
		switch raw[0] {
		case '[':
			from = "Array value (token `JsonToken.START_ARRAY`)"
		case '{':
			from = "Object value (token `JsonToken.START_OBJECT`)"
		case '"':
			bare, _, _ := strings.Cut(class, "<") // a constructor has no type parameters
			return &unread{classMismatched, fmt.Sprintf("Cannot construct instance of `%s` (although at least one Creator exists): "+
				"no String-argument constructor/factory method to deserialize from String value (%s)", bare, quoted(raw)), field, 0}
		}
	}
	return &unread{classMismatched, fmt.Sprintf("Cannot deserialize value of type `%s` from %s", class, from), field, 0}
}

// quoted shows a JSON string as Jackson does: in single quotes.
func quoted(raw []byte) string {
	return "'" + strings.Trim(clip(raw), `"`) + "'"
}

// clip shortens what a client sent for a message.
func clip(text []byte) string {
	const longest = 200
	if len(text) > longest {
		return string(text[:longest]) + "…"
	}
	return string(text)
}
