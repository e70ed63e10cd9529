// Package format reads the records of external files: what EXTERN names as inputFormat.
//
// A [Format] is parsed once from its JSON object; its readers turn a stream into rows that are typed
// by the signature of EXTERN, with Druid's conversions. A record that cannot be read is a
// *[ParseError], after which reading goes on. New formats are one file each.
package format

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"ogham/internal/druidtype"
	"ogham/internal/rowvalue"
)

// Options tell a reader what to make of a stream.
type Options struct {
	// Columns is the signature of EXTERN; rows have one value for each.
	Columns []druidtype.Column
	// Wanted marks the columns that are read by somebody; the others stay NULL. nil wants all.
	Wanted []bool
	// RemoveNulls drops U+0000 from texts; else a text with one ends in a *NullByteError.
	RemoveNulls bool
	// Path is the URI that messages about bad records name; "" for inline data.
	Path string
	// Resource opens a file that a format needs besides the stream, such as a descriptor; nil refuses all.
	Resource func(uri string) (io.ReadCloser, error)
	// MaxLine is the longest line in bytes that is read; 0 is 64 MiB.
	MaxLine int
}

// Format makes readers.
type Format interface {
	// NewReader reads r, which the caller closes.
	NewReader(r io.Reader, o Options) Reader
}

// Reader gives the rows of one stream. It is not safe for concurrent use.
type Reader interface {
	// Next gives the next row, which is overwritten by the next call; io.EOF after the last one. After a
	// *ParseError that is not Final Next may be called again; any other error is final.
	Next() ([]rowvalue.Value, error)
	// Bytes tells how much of the plain stream was read.
	Bytes() int64
}

// ParseError is a record that cannot be read. Its text is Druid's, with path, record and line.
type ParseError struct {
	Message string
	// Final says that nothing can be read after it, so that it is no matter of how many may be bad.
	Final bool
}

// Error gives Druid's message.
func (e *ParseError) Error() string { return e.Message }

// NullByteError is a text that holds U+0000, which the database cannot store.
type NullByteError struct {
	Source   string
	Row      int64
	Column   string
	Value    string
	Position int
}

// Error gives Druid's words for the fault InvalidNullByte.
func (e *NullByteError) Error() string {
	return fmt.Sprintf("Invalid null byte at source[%s], rowNumber[%d], column[%s], value[%s], position[%d]. "+
		"Consider sanitizing the input string column using \"REPLACE(\"%s\", U&'\\0000', '') AS %s\" or setting 'removeNullBytes' "+
		"to true in the query context.", e.Source, e.Row, e.Column, e.Value, e.Position, e.Column, e.Column)
}

// LineTooLongError is a line over Options.MaxLine.
type LineTooLongError struct{ Max int }

// Error names the limit.
func (e *LineTooLongError) Error() string {
	return fmt.Sprintf("Encountered row that cannot fit in a single frame (max frame size = %d)", e.Max)
}

// formats is the registry.
func formats() map[string]func(json.RawMessage) (Format, error) {
	return map[string]func(json.RawMessage) (Format, error){
		"json":     parseJSON,
		"csv":      parseCSV,
		"tsv":      parseTSV,
		"lines":    parseLines,
		"regex":    parseRegex,
		"parquet":  parseParquet,
		"avro_ocf": parseAvro,
		"protobuf": parseProtobuf,
	}
}

// Types lists the types of input formats, sorted.
func Types() []string {
	var names []string
	for name := range formats() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Parse reads an inputFormat object. The error is a *SpecError if Druid's broker finds it; what only its
// workers find is another error with their words.
func Parse(spec json.RawMessage) (Format, error) {
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(spec, &head); err != nil {
		return nil, fmt.Errorf("input format is no JSON object: %w", err)
	}
	parse, ok := formats()[head.Type]
	if !ok {
		return nil, fmt.Errorf("unknown input format type [%s], known are %v", head.Type, Types())
	}
	return parse(spec)
}
