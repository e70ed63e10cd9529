package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	firstBuffer    = 256 << 10
	defaultMaxLine = 64 << 20
)

var bom = []byte("\xef\xbb\xbf")

// lineReader splits a stream into lines and keeps count for messages.
type lineReader struct {
	src        io.Reader
	path       string
	maxLine    int
	buf        []byte
	start, end int
	eof        bool
	bytes      int64
	// line counts all lines, record those that were read well, from 1 (Druid's numbers in messages).
	line, record int64
	fixed        []byte
}

func newLineReader(r io.Reader, o Options) *lineReader {
	l := &lineReader{src: r, path: o.Path, maxLine: o.MaxLine, record: 1}
	if l.maxLine <= 0 {
		l.maxLine = defaultMaxLine
	}
	return l
}

// next gives a line without its end (LF or CR LF), valid until the next call, with malformed UTF-8
// replaced as Java does; io.EOF after the last one. A byte order mark at the start is left out.
func (l *lineReader) next() ([]byte, error) {
	searched := l.start
	for {
		if i := bytes.IndexByte(l.buf[searched:l.end], '\n'); i >= 0 {
			line := l.buf[l.start : searched+i]
			l.start = searched + i + 1
			return l.finish(line), nil
		}
		if l.eof {
			if l.start == l.end {
				return nil, io.EOF
			}
			line := l.buf[l.start:l.end]
			l.start = l.end
			return l.finish(line), nil
		}
		if l.end-l.start > l.maxLine {
			return nil, &LineTooLongError{Max: l.maxLine}
		}
		kept := l.end - l.start
		if err := l.fill(); err != nil {
			return nil, err
		}
		searched = l.start + kept
	}
}

// fill reads more, moving or growing the buffer if it is full.
func (l *lineReader) fill() error {
	if l.start > 0 {
		copy(l.buf, l.buf[l.start:l.end])
		l.end -= l.start
		l.start = 0
	}
	if l.end == len(l.buf) {
		bigger := make([]byte, max(firstBuffer, 2*len(l.buf)))
		copy(bigger, l.buf[:l.end])
		l.buf = bigger
	}
	for {
		n, err := l.src.Read(l.buf[l.end:])
		l.end += n
		l.bytes += int64(n)
		if errors.Is(err, io.EOF) {
			l.eof = true
			return nil
		}
		if err != nil {
			return err
		}
		if n > 0 {
			return nil
		}
	}
}

func (l *lineReader) finish(line []byte) []byte {
	l.line++
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if l.line == 1 {
		line = bytes.TrimPrefix(line, bom)
	}
	if !utf8.Valid(line) {
		l.fixed = replaceMalformed(l.fixed[:0], line)
		return l.fixed
	}
	return line
}

// bad makes the error of a line that cannot be read (Druid: IntermediateRowParsingReader).
func (l *lineReader) bad(format string, args ...any) *ParseError {
	where := ""
	if l.path != "" {
		where = "Path: " + l.path + ", "
	}
	message := fmt.Sprintf(format, args...)
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "") + "…]"
	}
	return &ParseError{Message: fmt.Sprintf("%s (%sRecord: %d, Line: %d)", message, where, l.record, l.line)}
}

// maxMessage is how many bytes of a bad record a message shows; Druid shows it whole, however long.
const maxMessage = 64 << 10

// source names the stream in faults.
func (l *lineReader) source() string {
	if l.path == "" {
		return "InlineInputSource"
	}
	return l.path
}

// replaceMalformed appends s with every maximal malformed sequence replaced by U+FFFD, as Java's
// decoder does; strings.ToValidUTF8 would make one of a run.
func replaceMalformed(dst, s []byte) []byte {
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		if r != utf8.RuneError || n > 1 {
			dst = append(dst, s[:n]...)
			s = s[n:]
			continue
		}
		dst = append(dst, "\uFFFD"...)
		s = s[malformedLength(s):]
	}
	return dst
}

// malformedLength tells how many bytes at the start of s one replacement stands for: the bytes that
// could have begun a character.
func malformedLength(s []byte) int {
	low, high := byte(0x80), byte(0xBF)
	need := 0
	switch c := s[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c >= 0xE0 && c <= 0xEF:
		need = 2
		switch c {
		case 0xE0:
			low = 0xA0
		case 0xED:
			high = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		need = 3
		switch c {
		case 0xF0:
			low = 0x90
		case 0xF4:
			high = 0x8F
		}
	}
	n := 1
	for ; n <= need && n < len(s) && s[n] >= low && s[n] <= high; n++ {
		low, high = 0x80, 0xBF
	}
	return n
}

// lines is the format whose records are whole lines, in a column "line".
type lines struct{}

func parseLines(json.RawMessage) (Format, error) { return lines{}, nil }

// NewReader reads lines.
func (lines) NewReader(r io.Reader, o Options) Reader {
	return &cellReader{lines: newLineReader(r, o), cols: newColumns(o), names: []string{"line"}, split: func(line []byte, cells []cell) ([]cell, error) {
		return append(cells, cell{text: line}), nil
	}}
}
