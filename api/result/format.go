package result

import (
	"strings"
	"time"

	"ogham/internal/druidtype"
)

// Format is one of Druid's result formats.
type Format uint8

// The result formats; Object is the default.
const (
	Object Format = iota
	Array
	ObjectLines
	ArrayLines
	CSV
)

var formatNames = [...]string{
	Object: "object", Array: "array", ObjectLines: "objectLines", ArrayLines: "arrayLines", CSV: "csv",
}

// ParseFormat finds a format by its name in any letter case, as Druid does. ok is false for a
// name that it does not know.
func ParseFormat(name string) (f Format, ok bool) {
	for i, n := range formatNames {
		if strings.EqualFold(n, name) {
			return Format(i), true
		}
	}
	return Object, false
}

// String gives the name that requests use.
func (f Format) String() string { return formatNames[f] }

// ContentType gives the Content-Type of an answer in this format as the SQL API document names it.
func (f Format) ContentType() string {
	switch f {
	case ObjectLines, ArrayLines:
		return "text/plain"
	case CSV:
		return "text/csv"
	case Object, Array:
	}
	return "application/json"
}

func (f Format) lines() bool   { return f == ObjectLines || f == ArrayLines || f == CSV }
func (f Format) objects() bool { return f == Object || f == ObjectLines }

// Style selects how values are printed.
type Style uint8

const (
	// Interactive prints TIMESTAMP and DATE as ISO text, as POST /druid/v2/sql does.
	Interactive Style = iota
	// Task prints TIMESTAMP as milliseconds and DATE as days of the wall clock, as results of
	// the multi-stage engine are.
	Task
	// Native prints JSON values and multi-value strings as what they are, not as text that holds JSON,
	// as native queries do.
	Native
)

// Options say how a result is written.
type Options struct {
	Format Format
	// Header asks for a first row of column names; TypesHeader and SQLTypesHeader add native and
	// SQL types to it (and do nothing without Header).
	Header, TypesHeader, SQLTypesHeader bool
	// RawArrays writes arrays as JSON arrays rather than as JSON text (sqlStringifyArrays false).
	RawArrays bool
	// TimeZone is the zone of printed timestamps; nil is UTC.
	TimeZone *time.Location
	Style    Style
	// NUL writes druidtype.NUL in texts as the character NUL, which Postgres cannot hold.
	NUL bool
}

// Writer appends one result to a buffer: Begin, Row for every row, End. It may not be shared.
type Writer struct {
	opts  Options
	cols  []column
	names []druidtype.Column
	// scratch holds the inner text of a value that is JSON within JSON.
	scratch []byte
	started bool
}

type column struct {
	prefix []byte // what comes before the value: a separator, for objects the key too
	append cell
}

// New makes a Writer for rows of these columns.
func New(columns []druidtype.Column, opts Options) *Writer {
	if opts.TimeZone == nil {
		opts.TimeZone = time.UTC
	}
	w := &Writer{opts: opts, names: columns, cols: make([]column, len(columns))}
	for i, c := range columns {
		var prefix []byte
		if i > 0 {
			prefix = append(prefix, ',')
		}
		if opts.Format.objects() {
			prefix = appendQuoted(prefix, []byte(c.Name), true)
			prefix = append(prefix, ':')
		}
		w.cols[i] = column{prefix: prefix, append: cellOf(c.Type, opts)}
	}
	return w
}

// Begin appends what precedes the rows: the opening bracket and the header rows.
func (w *Writer) Begin(dst []byte) []byte {
	if !w.opts.Format.lines() {
		dst = append(dst, '[')
	}
	if !w.opts.Header {
		return dst
	}
	if w.opts.Format.objects() {
		return w.objectHeader(dst)
	}
	dst = w.headerRow(dst, func(c druidtype.Column) string { return c.Name })
	if w.opts.TypesHeader {
		dst = w.headerRow(dst, func(c druidtype.Column) string { return c.Type.Native() })
	}
	if w.opts.SQLTypesHeader {
		dst = w.headerRow(dst, func(c druidtype.Column) string { return c.Type.SQL() })
	}
	return dst
}

// Row appends one row; values are in Postgres' binary form, nil is NULL.
func (w *Writer) Row(dst []byte, values [][]byte) []byte {
	dst = w.open(dst)
	for i := range w.cols {
		c := &w.cols[i]
		dst = append(dst, c.prefix...)
		if v := values[i]; v != nil {
			dst = c.append(w, dst, v)
		} else if w.opts.Format != CSV {
			dst = append(dst, "null"...)
		}
	}
	return w.close(dst)
}

// Value appends the i-th value of a row alone; v is in Postgres' binary form, nil is NULL.
func (w *Writer) Value(dst []byte, i int, v []byte) []byte {
	if v == nil {
		return w.null(dst)
	}
	return w.cols[i].append(w, dst, v)
}

// End appends what follows the rows: the closing bracket and newline, or the empty line by which
// clients know that a line format is complete.
func (w *Writer) End(dst []byte) []byte {
	if !w.opts.Format.lines() {
		return append(dst, ']', '\n')
	}
	if !w.started && w.opts.Format != CSV { // recorded: two newlines when there is nothing at all
		dst = append(dst, '\n')
	}
	return append(dst, '\n')
}

func (w *Writer) open(dst []byte) []byte {
	switch w.opts.Format {
	case Object, Array:
		if w.started {
			dst = append(dst, ',')
		}
	case ObjectLines, ArrayLines, CSV:
	}
	w.started = true
	switch w.opts.Format {
	case Object, ObjectLines:
		return append(dst, '{')
	case Array, ArrayLines:
		return append(dst, '[')
	case CSV:
	}
	return dst
}

func (w *Writer) close(dst []byte) []byte {
	switch w.opts.Format {
	case Object:
		return append(dst, '}')
	case ObjectLines:
		return append(dst, '}', '\n')
	case Array:
		return append(dst, ']')
	case ArrayLines:
		return append(dst, ']', '\n')
	case CSV:
	}
	return append(dst, '\n')
}

// headerRow appends one row of texts; a native type that does not exist is null.
func (w *Writer) headerRow(dst []byte, text func(druidtype.Column) string) []byte {
	dst = w.open(dst)
	for i, c := range w.names {
		if i > 0 {
			dst = append(dst, ',')
		}
		switch s := text(c); {
		case w.opts.Format == CSV:
			dst = appendCSV(dst, []byte(s))
		case s == "":
			dst = append(dst, "null"...)
		default:
			dst = appendQuoted(dst, []byte(s), true)
		}
	}
	return w.close(dst)
}

// objectHeader appends the header row of the object formats: every value null, or an object of
// the asked-for types.
func (w *Writer) objectHeader(dst []byte) []byte {
	dst = w.open(dst)
	for i, c := range w.names {
		dst = append(dst, w.cols[i].prefix...)
		if !w.opts.TypesHeader && !w.opts.SQLTypesHeader {
			dst = append(dst, "null"...)
			continue
		}
		dst = append(dst, '{')
		if w.opts.TypesHeader {
			dst = append(dst, `"type":`...)
			if native := c.Type.Native(); native != "" {
				dst = appendQuoted(dst, []byte(native), true)
			} else {
				dst = append(dst, "null"...)
			}
		}
		if w.opts.SQLTypesHeader {
			if w.opts.TypesHeader {
				dst = append(dst, ',')
			}
			dst = append(dst, `"sqlType":`...)
			dst = appendQuoted(dst, []byte(c.Type.SQL()), true)
		}
		dst = append(dst, '}')
	}
	return w.close(dst)
}
