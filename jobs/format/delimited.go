package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"ogham/internal/rowvalue"
)

// defaultListDelimiter parts the values of a multi-value cell (Druid: Parsers.DEFAULT_LIST_DELIMITER).
const defaultListDelimiter = "\x01"

// delimitedSpec is the JSON object of csv and tsv.
type delimitedSpec struct {
	Columns       []string  `json:"columns"`
	ListDelimiter *string   `json:"listDelimiter"`
	Delimiter     *string   `json:"delimiter"`
	FromHeader    *textBool `json:"findColumnsFromHeader"`
	HasHeader     *textBool `json:"hasHeaderRow"`
	SkipRows      int       `json:"skipHeaderRows"`
	ParseNumbers  textBool  `json:"tryParseNumbers"`
}

func parseCSV(spec json.RawMessage) (Format, error) {
	return parseDelimited(spec, "org.apache.druid.data.input.impl.CsvInputFormat", ",")
}

func parseTSV(spec json.RawMessage) (Format, error) {
	return parseDelimited(spec, "org.apache.druid.data.input.impl.DelimitedInputFormat", "\t")
}

// parseDelimited reads csv, whose delimiter is fixed, or tsv (Druid: FlatTextInputFormat).
func parseDelimited(spec json.RawMessage, class, delimiter string) (Format, error) {
	var s delimitedSpec
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read delimited input format: %w", err)
	}
	f := delimited{spec: s, list: []byte(defaultListDelimiter), quoted: delimiter == ","}
	if s.Delimiter != nil && !f.quoted {
		delimiter = *s.Delimiter
	}
	f.delimiter = []byte(delimiter)
	if s.ListDelimiter != nil {
		f.list = []byte(*s.ListDelimiter)
	}
	header, problem := s.header()
	switch {
	case problem != "":
		return nil, specError(spec, class, "%s", problem)
	case bytes.Equal(f.list, f.delimiter):
		return nil, specError(spec, class, "Cannot have same delimiter and list delimiter of [%s]", f.delimiter)
	case len(s.Columns) == 0 && !header:
		return nil, specError(spec, class, "If [columns] is not set, the first row of your data must have your header and [findColumnsFromHeader] must be set to true.")
	}
	for _, name := range s.Columns {
		if strings.Contains(name, delimiter) {
			return nil, specError(spec, class, "Column[%s] cannot have the delimiter[%s] in its name", name, delimiter)
		}
	}
	f.header = header
	if len(f.list) == 0 || len(f.delimiter) == 0 {
		return nil, errors.New("java.lang.RuntimeException: java.lang.IllegalArgumentException: The separator may not be the empty string.") //nolint:staticcheck // Druid's words
	}
	return f, nil
}

// header tells whether the first line names the columns, or why that is not clear. With columns,
// hasHeaderRow does not count.
func (s *delimitedSpec) header() (header bool, problem string) {
	switch {
	case len(s.Columns) > 0:
		return s.FromHeader != nil && bool(*s.FromHeader), ""
	case s.HasHeader != nil && s.FromHeader != nil:
		return false, "Cannot accept both [findColumnsFromHeader] and [hasHeaderRow]"
	case s.HasHeader != nil:
		return bool(*s.HasHeader), ""
	case s.FromHeader != nil:
		return bool(*s.FromHeader), ""
	}
	return false, "Either [columns] or [findColumnsFromHeader] must be set"
}

// delimited is the formats csv and tsv. Only csv knows quotes, which never span lines.
type delimited struct {
	spec            delimitedSpec
	delimiter, list []byte
	quoted, header  bool
}

// NewReader reads delimited lines.
func (f delimited) NewReader(r io.Reader, o Options) Reader {
	reader := &cellReader{
		lines: newLineReader(r, o), cols: newColumns(o), list: f.list, names: f.spec.Columns,
		header: f.header, skip: f.spec.SkipRows, numbers: bool(f.spec.ParseNumbers), split: f.splitPlain,
	}
	if f.quoted {
		reader.split = splitQuoted
	}
	return reader
}

// cell is a field of a line; a missing one is NULL.
type cell struct {
	text []byte
	null bool
}

// splitPlain cuts at every delimiter; an empty cell is NULL.
func (f delimited) splitPlain(line []byte, cells []cell) ([]cell, error) {
	for {
		i := bytes.Index(line, f.delimiter)
		if i < 0 {
			return append(cells, cell{line, len(line) == 0}), nil
		}
		cells = append(cells, cell{line[:i], i == 0})
		line = line[i+len(f.delimiter):]
	}
}

// splitQuoted cuts at commas, in a cell that begins with a quote at those with an even number of quotes
// before them (opencsv's RFC4180Parser, which Druid uses). An empty cell is NULL, a quoted empty one is
// an empty text.
func splitQuoted(line []byte, cells []cell) ([]cell, error) {
	for {
		end := cellEnd(line)
		raw := line[:end]
		if bytes.IndexByte(raw, '"') < 0 {
			cells = append(cells, cell{raw, len(raw) == 0})
		} else {
			cells = append(cells, cell{text: unquote(raw)})
		}
		if end == len(line) {
			return cells, nil
		}
		line = line[end+1:]
	}
}

func cellEnd(line []byte) int {
	if len(line) == 0 || line[0] != '"' {
		if i := bytes.IndexByte(line, ','); i >= 0 {
			return i
		}
		return len(line)
	}
	inside := false
	for i, c := range line {
		switch {
		case c == '"':
			inside = !inside
		case c == ',' && !inside:
			return i
		}
	}
	return len(line)
}

// unquote drops the quotes around a cell, each if it is there, and makes one of two quotes. A single
// quote stays.
func unquote(raw []byte) []byte {
	if raw[0] == '"' && bytes.Count(raw, []byte{'"'}) > 1 {
		raw = raw[1:]
		if n := len(raw); n > 0 && raw[n-1] == '"' {
			raw = raw[:n-1]
		}
	}
	if bytes.Contains(raw, []byte(`""`)) {
		raw = bytes.ReplaceAll(raw, []byte(`""`), []byte(`"`))
	}
	return raw
}

// cellReader reads formats whose lines are lists of texts.
type cellReader struct {
	lines *lineReader
	cols  *columns
	split func(line []byte, cells []cell) ([]cell, error)
	cells []cell
	list  []byte
	names []string
	// places gives the column of each cell, -1 for none; nil before the first row.
	places  []int
	header  bool
	skip    int
	numbers bool
}

// Bytes tells how much of the stream was read.
func (r *cellReader) Bytes() int64 { return r.lines.bytes }

// Next gives the next row.
func (r *cellReader) Next() ([]rowvalue.Value, error) {
	if r.places == nil {
		if err := r.begin(); err != nil {
			return nil, err
		}
	}
	line, err := r.lines.next()
	if err != nil {
		return nil, err
	}
	r.cols.reset()
	if r.cells, err = r.split(line, r.cells[:0]); err != nil {
		return nil, r.lines.bad("%s", err)
	}
	r.lines.record++
	for i, c := range r.cells {
		if i < len(r.places) && r.places[i] >= 0 {
			r.set(r.places[i], c)
		}
	}
	if bytes.IndexByte(line, 0) >= 0 {
		if err := r.cols.checkNull(r.lines.source(), r.lines.record); err != nil {
			return nil, err
		}
	}
	return r.cols.row, nil
}

// begin skips rows and reads the header.
func (r *cellReader) begin() error {
	for range r.skip {
		if _, err := r.lines.next(); err != nil {
			return err
		}
	}
	if r.header {
		line, err := r.lines.next()
		if err != nil {
			return err
		}
		if r.cells, err = r.split(line, r.cells[:0]); err != nil {
			return r.lines.bad("%s", err)
		}
		r.names = make([]string, len(r.cells))
		for i, c := range r.cells {
			r.names[i] = string(c.text)
		}
		if err := checkHeader(r.names); err != nil {
			return err
		}
	}
	r.places = make([]int, len(r.names))
	for i, name := range r.names {
		if name == "" {
			name = "column_" + strconv.Itoa(i+1)
		}
		col, ok := r.cols.byName[name]
		if !ok {
			col = -1
		}
		r.places[i] = col
	}
	return nil
}

// checkHeader refuses names that come twice (Druid: ParserUtils.validateFields).
func checkHeader(names []string) error {
	var twice []string
	for i, name := range names {
		if name != "" && slices.Index(names, name) < i && !slices.Contains(twice, name) {
			twice = append(twice, name)
		}
	}
	if twice == nil {
		return nil
	}
	return &ParseError{Message: "Duplicate column entries found : [" + strings.Join(twice, ", ") + "]", Final: true}
}

func (r *cellReader) set(col int, c cell) {
	v, t := &r.cols.row[col], r.cols.targets[col]
	v.Kind = rowvalue.Null
	if c.null {
		return
	}
	if len(r.list) > 0 && bytes.Contains(c.text, r.list) {
		r.setList(v, t, c.text)
		return
	}
	r.setText(v, t, c.text)
}

func (r *cellReader) setList(v *rowvalue.Value, t target, text []byte) {
	elem := t.elem()
	switch t {
	case toLong, toDouble, toFloat: // a list is no number
		return
	case toJSON:
		v.Kind, v.Text = rowvalue.JSON, r.cols.keep(func(dst []byte) []byte {
			dst = append(dst, '[')
			for i, part := range bytes.Split(text, r.list) {
				if i > 0 {
					dst = append(dst, ',')
				}
				dst = appendQuoted(dst, part)
			}
			return append(dst, ']')
		})
		return
	case toString, toStrings, toLongs, toDoubles:
	}
	for part := range bytes.SplitSeq(text, r.list) {
		if v.Kind != rowvalue.List {
			v.Kind, v.List = rowvalue.List, v.List[:0]
		}
		r.setText(grow(v), elem, part)
	}
}

// setText gives a value a text, or with tryParseNumbers the number that it spells.
func (r *cellReader) setText(v *rowvalue.Value, t target, text []byte) {
	if r.numbers {
		if n, err := strconv.ParseInt(string(text), 10, 64); err == nil {
			r.cols.setLong(v, t, n)
			return
		}
		if f, ok := javaDouble(text); ok {
			r.cols.setDouble(v, t, f)
			return
		}
	}
	r.cols.setText(v, t, text)
}
