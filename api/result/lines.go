package result

import (
	"bytes"
)

// AppendLines appends a stored result, whose rows are JSON arrays, one a line, in the asked-for
// format and without header rows. names are the columns; rows must be valid JSON.
//
// A result without rows is two newlines in every format, as Druid 27 answers results of statements.
func AppendLines(dst []byte, names []string, rows []byte, f Format) []byte {
	if len(bytes.TrimSpace(rows)) == 0 {
		return append(dst, '\n', '\n')
	}
	l := lineWriter{keys: make([][]byte, len(names)), w: Writer{opts: Options{Format: f}}}
	for i, n := range names {
		l.keys[i] = append(appendQuoted(nil, []byte(n), true), ':')
	}
	dst = l.w.Begin(dst)
	for line := range bytes.Lines(rows) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			dst = l.row(dst, line)
		}
	}
	return l.w.End(dst)
}

type lineWriter struct {
	w       Writer
	keys    [][]byte
	scratch []byte
}

func (l *lineWriter) row(dst, line []byte) []byte {
	if l.w.opts.Format == Array || l.w.opts.Format == ArrayLines {
		if l.w.opts.Format == Array && l.w.started {
			dst = append(dst, ',')
		}
		l.w.started = true
		dst = append(dst, line...)
		if l.w.opts.Format == ArrayLines {
			dst = append(dst, '\n')
		}
		return dst
	}
	dst = l.w.open(dst)
	for i, pos := 0, 1; pos < len(line); i++ {
		end := valueEnd(line, pos)
		if i > 0 {
			dst = append(dst, ',')
		}
		v := bytes.TrimSpace(line[pos:end])
		if l.w.opts.Format == CSV {
			dst = l.csv(dst, v)
		} else if i < len(l.keys) {
			dst = append(append(dst, l.keys[i]...), v...)
		}
		pos = end + 1
	}
	return l.w.close(dst)
}

// csv appends a JSON value as a csv field: texts without their quotes, null as nothing.
func (l *lineWriter) csv(dst, v []byte) []byte {
	switch {
	case string(v) == "null":
		return dst
	case len(v) > 1 && v[0] == '"':
		l.scratch = appendUnquoted(l.scratch[:0], v[1:len(v)-1])
		return appendCSV(dst, l.scratch)
	}
	return appendCSV(dst, v)
}

// valueEnd gives the index of the comma or bracket that ends the value at i.
func valueEnd(line []byte, i int) int {
	depth := 0
	for i < len(line) {
		switch line[i] {
		case '"':
			i = stringEnd(line, i)
			continue
		case '[', '{':
			depth++
		case ']', '}':
			if depth == 0 {
				return i
			}
			depth--
		case ',':
			if depth == 0 {
				return i
			}
		}
		i++
	}
	return i
}

// appendUnquoted appends what the inside of a JSON string means.
func appendUnquoted(dst, s []byte) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '\\' || i+1 >= len(s) {
			dst = append(dst, c)
			continue
		}
		i++
		switch s[i] {
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
			r, size := decodeUnit(s, i+1)
			i += size
			dst = append(dst, string(r)...)
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}
