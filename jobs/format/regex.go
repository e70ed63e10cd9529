package format

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// regexFormat takes the groups of a pattern that fits the whole line as cells.
type regexFormat struct {
	pattern *regexp.Regexp
	text    string
	names   []string
	list    []byte
}

func parseRegex(spec json.RawMessage) (Format, error) {
	var s struct {
		Pattern       string   `json:"pattern"`
		Columns       []string `json:"columns"`
		ListDelimiter *string  `json:"listDelimiter"`
	}
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read regex input format: %w", err)
	}
	if s.Pattern == "" {
		return nil, errors.New("pattern is required")
	}
	re, err := regexp.Compile(`\A(?:` + s.Pattern + `)\z`)
	if err != nil {
		return nil, fmt.Errorf("read pattern of regex input format: %w", err)
	}
	f := regexFormat{pattern: re, text: s.Pattern, names: s.Columns}
	if s.ListDelimiter != nil {
		f.list = []byte(*s.ListDelimiter)
	}
	if len(f.names) == 0 {
		for i := range re.NumSubexp() {
			f.names = append(f.names, "column_"+strconv.Itoa(i+1))
		}
	}
	return f, nil
}

// NewReader reads lines that fit the pattern.
func (f regexFormat) NewReader(r io.Reader, o Options) Reader {
	return &cellReader{lines: newLineReader(r, o), cols: newColumns(o), list: f.list, names: f.names, split: f.split}
}

func (f regexFormat) split(line []byte, cells []cell) ([]cell, error) {
	at := f.pattern.FindSubmatchIndex(line)
	if at == nil {
		return cells, fmt.Errorf("Incorrect Regex: %s . No match found.", f.text) //nolint:staticcheck // Druid's words
	}
	for g := 2; g+1 < len(at); g += 2 {
		if at[g] < 0 {
			cells = append(cells, cell{null: true})
			continue
		}
		cells = append(cells, cell{text: line[at[g]:at[g+1]]})
	}
	return cells, nil
}
