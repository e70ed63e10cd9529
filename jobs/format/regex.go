package format

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"time"

	"github.com/dlclark/regexp2"
)

// regexFormat takes the groups of a pattern that fits the whole line as cells.
type regexFormat struct {
	match func(line []byte, cells []cell) ([]cell, bool)
	names []string
	list  []byte
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
	match, groups, err := compileRegex(s.Pattern)
	if err != nil {
		return nil, fmt.Errorf("java.lang.RuntimeException: java.util.regex.PatternSyntaxException: %w", err)
	}
	f := regexFormat{match: match, names: s.Columns, list: []byte(defaultListDelimiter)}
	if s.ListDelimiter != nil {
		f.list = []byte(*s.ListDelimiter)
	}
	if len(f.names) == 0 {
		for i := range groups {
			f.names = append(f.names, "column_"+strconv.Itoa(i+1))
		}
	}
	return f, nil
}

// compileRegex compiles a pattern that has to fit a line as a whole. Patterns that need backtracking
// (lookaround, references to groups) have another engine, which is slower. A group without part in the
// match is NULL.
func compileRegex(pattern string) (match func([]byte, []cell) ([]cell, bool), groups int, err error) {
	whole := `\A(?:` + pattern + `)\z`
	if re, err := regexp.Compile(whole); err == nil {
		return func(line []byte, cells []cell) ([]cell, bool) {
			at := re.FindSubmatchIndex(line)
			for g := 2; g+1 < len(at); g += 2 {
				if at[g] < 0 {
					cells = append(cells, cell{null: true})
					continue
				}
				cells = append(cells, cell{text: line[at[g]:at[g+1]]})
			}
			return cells, at != nil
		}, re.NumSubexp(), nil
	}
	re, err := regexp2.Compile(whole, regexp2.None)
	if err != nil {
		return nil, 0, err
	}
	re.MatchTimeout = regexTimeout
	return func(line []byte, cells []cell) ([]cell, bool) {
		m, err := re.FindStringMatch(string(line))
		if err != nil || m == nil {
			return cells, false
		}
		for _, g := range m.Groups()[1:] {
			cells = append(cells, cell{text: []byte(g.String()), null: len(g.Captures) == 0})
		}
		return cells, true
	}, len(re.GetGroupNumbers()) - 1, nil
}

// regexTimeout bounds how long a line is tried.
const regexTimeout = 10 * time.Second

// NewReader reads lines that fit the pattern.
func (f regexFormat) NewReader(r io.Reader, o Options) Reader {
	return &cellReader{lines: newLineReader(r, o), cols: newColumns(o), list: f.list, names: f.names, split: f.split}
}

func (f regexFormat) split(line []byte, cells []cell) ([]cell, error) {
	cells, ok := f.match(line, cells)
	if !ok {
		return cells, fmt.Errorf("Unable to parse row [%s]", line) //nolint:staticcheck // Druid's words
	}
	return cells, nil
}
