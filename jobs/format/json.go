package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"ogham/internal/rowvalue"
)

// jsonFormat is one JSON object a line. As in Druid, what follows the first value of a line is not
// looked at, a value that is no object is a row of NULLs, and an empty line is a record that cannot
// be read.
//
// Of the other options of json, keepNullColumns, assumeNewlineDelimited and useJsonNodeReader make no
// difference: a signature says which columns there are, and batch ingestion always reads lines.
type jsonFormat struct {
	flatten *flattener
	lax     *lax
}

const jsonClass = "org.apache.druid.data.input.impl.JsonInputFormat"

func parseJSON(spec json.RawMessage) (Format, error) {
	var s struct {
		Features map[string]*textBool `json:"featureSpec"`
		Lines    textBool             `json:"assumeNewlineDelimited"`
		Nodes    textBool             `json:"useJsonNodeReader"`
	}
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read json input format: %w", err)
	}
	flatten, err := parseFlatten(spec, jsonClass, true)
	if err != nil {
		return nil, err
	}
	x, err := parseLax(s.Features)
	if err != nil {
		return nil, specError(spec, jsonClass, "%s", err)
	}
	if s.Lines && s.Nodes {
		return nil, specError(spec, jsonClass, "useJsonNodeReader cannot be set to true when assumeNewlineDelimited is true.")
	}
	return jsonFormat{flatten: flatten, lax: x}, nil
}

// NewReader reads JSON lines.
func (f jsonFormat) NewReader(r io.Reader, o Options) Reader {
	reader := &jsonReader{lines: newLineReader(r, o), cols: newColumns(o), lax: f.lax}
	reader.nonNumeric = f.lax != nil && f.lax.nonNumeric
	if f.flatten == nil || !f.flatten.applies(reader.cols) {
		return reader
	}
	return &flattenReader{jsonReader: reader, flatten: f.flatten}
}

// jsonReader reads a line in one pass: values of columns that nobody wants are only checked, texts
// without escapes stay where they are.
type jsonReader struct {
	lines *lineReader
	cols  *columns
	scanner
	// lax rewrites lines into strict, if not nil.
	lax    *lax
	strict []byte
	// order remembers the keys of the last object: the next one most likely has the same.
	order []keyAt
}

type keyAt struct {
	key []byte
	col int
}

// Bytes tells how much of the stream was read.
func (r *jsonReader) Bytes() int64 { return r.lines.bytes }

// Next gives the next row.
func (r *jsonReader) Next() ([]rowvalue.Value, error) {
	line, err := r.lines.next()
	if err != nil {
		return nil, err
	}
	r.cols.reset()
	if err = r.read(line); err == nil {
		err = r.document()
	}
	if err != nil {
		return nil, r.lines.bad("Unable to parse row [%s]", line)
	}
	r.lines.record++
	if r.sawNull {
		if err := r.cols.checkNull(r.lines.source(), r.lines.record); err != nil {
			return nil, err
		}
	}
	return r.cols.row, nil
}

// read gives the scanner a line.
func (r *jsonReader) read(line []byte) (err error) {
	if r.lax != nil {
		r.strict, err = r.lax.strict(r.strict[:0], line)
		line = r.strict
	}
	r.load(line)
	return err
}

// document reads the value of a line into the row.
func (r *jsonReader) document() error {
	r.space()
	if r.peek() != '{' {
		return r.rootValue()
	}
	r.pos++
	r.space()
	if r.peek() == '}' {
		return nil
	}
	for n := 0; ; n++ {
		col, err := r.key(n)
		if err != nil {
			return err
		}
		if err := r.colon(); err != nil {
			return err
		}
		if col < 0 {
			err = r.skip(0)
		} else {
			err = r.value(&r.cols.row[col], r.cols.targets[col])
		}
		if err != nil {
			return err
		}
		if more, err := r.comma('}'); err != nil || !more {
			return err
		}
	}
}

// rootValue checks a value that is no object; a bare word or number must end there.
func (r *jsonReader) rootValue() error {
	start := r.peek()
	if err := r.skip(0); err != nil {
		return err
	}
	if start == '"' || start == '[' || r.pos >= len(r.data) {
		return nil
	}
	if c := r.data[r.pos]; c > ' ' {
		return errSyntax
	}
	return nil
}

// key reads the n-th key of an object and gives its column, -1 for none.
func (r *jsonReader) key(n int) (int, error) {
	raw, escaped, err := r.text()
	if err != nil {
		return 0, err
	}
	if escaped {
		if raw, err = r.unescape(nil, raw); err != nil {
			return 0, err
		}
	}
	if n < len(r.order) && bytes.Equal(r.order[n].key, raw) {
		return r.order[n].col, nil
	}
	col, ok := r.cols.byName[string(raw)]
	if !ok {
		col = -1
	}
	switch {
	case n < len(r.order):
		r.order[n] = keyAt{append(r.order[n].key[:0], raw...), col}
	case n < maxOrder:
		r.order = append(r.order, keyAt{bytes.Clone(raw), col})
	}
	return col, nil
}

// maxOrder bounds the memory for keys that never come again.
const maxOrder = 4096

// value reads a value into a column. A key that comes twice counts the last time.
func (r *jsonReader) value(v *rowvalue.Value, t target) error {
	v.Kind = rowvalue.Null
	switch c := r.peek(); {
	case c == '"':
		raw, escaped, err := r.text()
		if err != nil {
			return err
		}
		if escaped {
			if r.cols.arena, raw, err = r.unescapeInto(r.cols.arena, raw); err != nil {
				return err
			}
		}
		r.cols.setText(v, t, raw)
		return nil
	case c == '-' || c >= '0' && c <= '9':
		num, err := r.number()
		if err != nil {
			return err
		}
		if num.isInt {
			r.cols.setLong(v, t, num.long)
		} else {
			r.cols.setDouble(v, t, num.double)
		}
		return nil
	case c == '{' || c == '[':
		r.nodes = r.nodes[:0]
		root, err := r.node(0)
		if err != nil {
			return err
		}
		r.cols.setNode(v, t, &r.scanner, root)
		return nil
	case r.nan():
		r.cols.setDouble(v, t, math.NaN())
		return nil
	}
	w, err := r.word()
	if err == nil && w != wordNull {
		r.cols.setBool(v, t, w == wordTrue)
	}
	return err
}

var errSyntax = errors.New("malformed JSON")
