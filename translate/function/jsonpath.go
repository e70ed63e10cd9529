package function

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"

	"ogham/internal/druiderr"
	"ogham/translate/plan"
)

// jsonStep is one step of a path: a field, or an array element (negative counts from the end).
type jsonStep struct {
	field string
	index int
	array bool
}

// emit writes the right side of Postgres' -> operator, which finds nothing when the value is not of
// the step's kind, as in Druid.
func (s jsonStep) emit(w plan.Writer) {
	if s.array {
		w.SQL("'" + strconv.Itoa(s.index) + "'::integer")
		return
	}
	w.String(s.field)
}

type jsonPath []jsonStep

// parseJSONPath reads the JSONPath subset of Druid (NestedPathFinder.parseJsonPath): $, .name,
// ['name'] and [n]. What it takes leniently is taken here too: '$.a.' and '$.a[' are '$.a'.
func parseJSONPath(path string) (jsonPath, error) {
	if path == "" {
		return nil, nil
	}
	if path[0] != '$' {
		return nil, badPath(path, "it must start with '$'")
	}
	r := &pathReader{path: path, part: -1, array: -1, quote: -1}
	for i := 1; i < len(path); i++ {
		skip, err := r.step(i)
		if err != nil {
			return nil, err
		}
		i += skip
	}
	return r.end()
}

// pathReader holds where the part, the [ and the ' that are being read started, -1 for none.
type pathReader struct {
	path               string
	part, array, quote int
	steps              jsonPath
}

// step reads one character and says how many more it has taken.
func (r *pathReader) step(i int) (skip int, err error) {
	switch c := r.path[i]; {
	case c == '.' && r.array < 0 && r.quote < 0:
		if r.part >= 0 {
			err = r.field(r.part, i)
		}
		r.part = i + 1
	case c == '[' && r.array < 0 && r.quote < 0:
		err = r.open(i)
	case c == ']' && r.array >= 0 && r.quote < 0:
		err = r.element(i)
	case r.array < 0 && r.part < 0:
		err = badPath(r.path, "path parts must be separated with '.'")
	case c == '\'' && r.quote < 0:
		if r.array != i {
			return 0, badPath(r.path, "single-quote (') must be immediately after '['")
		}
		r.quote, r.part = i+1, i+1
	case c == '\'' && r.path[i-1] != '\\' && strings.HasPrefix(r.path[i+1:], "]"):
		err = r.field(r.quote, i)
		r.quote, r.part, r.array = -1, -1, -1
		skip = 1
	}
	return skip, err
}

func (r *pathReader) open(i int) error {
	if r.part == i {
		return badPath(r.path, "found '[' at invalid position ["+strconv.Itoa(i)+"], must not follow '.' or must be contained with '")
	}
	r.array = i + 1
	if r.part < 0 {
		r.part = r.array
		return nil
	}
	err := r.field(r.part, i)
	r.part = r.array
	return err
}

func (r *pathReader) element(i int) error {
	text := r.path[r.array:i]
	if text == "" {
		return emptyPart(r.path)
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return badPath(r.path, "array specifier ["+text+"] should be a number, it was not.  Use ' if this value was meant to be a field name")
	}
	r.steps = append(r.steps, jsonStep{index: int(n), array: true})
	r.array, r.part = -1, -1
	return nil
}

func (r *pathReader) field(from, to int) error {
	if to-from < 1 {
		return emptyPart(r.path)
	}
	r.steps = append(r.steps, jsonStep{field: r.path[from:to]})
	return nil
}

// end takes the last part.
func (r *pathReader) end() (jsonPath, error) {
	if r.part < 0 || r.part >= len(r.path) {
		return r.steps, nil
	}
	if r.quote >= 0 {
		return nil, badPath(r.path, "unterminated single-quote (')")
	}
	if r.array >= 0 {
		return nil, badPath(r.path, "unterminated '['")
	}
	return append(r.steps, jsonStep{field: r.path[r.part:]}), nil
}

func badPath(path, why string) error {
	return druiderr.Invalid("JSONPath [%s] is invalid, %s", path, why)
}

func emptyPart(path string) error {
	return druiderr.Invalid("jq path [%s] is invalid, path parts separated by '.' must not be empty", path)
}

// jsonString quotes a text as JSON without escaping < > &, which Druid's writer leaves alone.
func jsonString(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return strconv.Quote(s) // cannot happen: strings always encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// hashOrder puts keys into the order in which a java.util.HashMap lists them: by bucket, of which
// there are 16 at first and twice as many whenever three quarters are exceeded, then by time of
// insertion.
func hashOrder(pairs []jsonPair) []jsonPair {
	buckets := 16
	for len(pairs)*4 > buckets*3 {
		buckets *= 2
	}
	table := make([][]jsonPair, buckets)
	for _, p := range pairs {
		h := javaHash(p.key)
		h = (h ^ h>>16) & uint32(buckets-1) //nolint:gosec // buckets is small
		table[h] = append(table[h], p)
	}
	out := make([]jsonPair, 0, len(pairs))
	for _, bucket := range table {
		out = append(out, bucket...)
	}
	return out
}

// javaHash is String.hashCode().
func javaHash(s string) uint32 {
	var h uint32
	for _, c := range utf16.Encode([]rune(s)) {
		h = 31*h + uint32(c)
	}
	return h
}
