package conformance

import (
	"regexp"
	"strconv"
	"strings"
)

var tokenPattern = regexp.MustCompile(`\.\.[^.\[\]]+|\.[^.\[\]]+|\[\d+\]|\[\*\]|\['[^']+'\]`)

// tokens splits a path such as $.a.b[0], $.a[*].b, $..key or $['a key'] into its steps.
func tokens(path string) []string {
	return tokenPattern.FindAllString(strings.TrimPrefix(path, "$"), -1)
}

// Lookup returns all values at a path.
func Lookup(value any, path string) []any {
	found := []any{value}
	for _, tok := range tokens(path) {
		var next []any
		for _, v := range found {
			next = append(next, step(v, tok)...)
		}
		found = next
	}
	return found
}

func step(value any, tok string) []any {
	switch {
	case strings.HasPrefix(tok, ".."):
		return descend(value, tok[2:])
	case tok == "[*]" || tok == ".*":
		return children(value)
	case strings.HasPrefix(tok, "['"):
		return member(value, tok[2:len(tok)-2])
	case tok[0] == '[':
		place, err := strconv.Atoi(tok[1 : len(tok)-1])
		items, ok := value.([]any)
		if err != nil || !ok || place >= len(items) {
			return nil
		}
		return items[place : place+1]
	default:
		return member(value, tok[1:])
	}
}

func member(value any, key string) []any {
	object, _ := value.(Object)
	if v, ok := object.Get(key); ok {
		return []any{v}
	}
	return nil
}

func children(value any) []any {
	switch v := value.(type) {
	case []any:
		return v
	case Object:
		out := make([]any, len(v))
		for i, m := range v {
			out[i] = m.Value
		}
		return out
	}
	return nil
}

func descend(value any, key string) []any {
	out := []any{}
	if object, ok := value.(Object); ok {
		for _, m := range object {
			if m.Key == key {
				out = append(out, m.Value)
			}
			out = append(out, descend(m.Value, key)...)
		}
		return out
	}
	for _, v := range children(value) {
		out = append(out, descend(v, key)...)
	}
	return out
}

// pathPattern turns a path into an expression over the places that the comparison visits ($.a[0].b).
func pathPattern(path string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`^\$`)
	for _, tok := range tokens(path) {
		switch {
		case strings.HasPrefix(tok, ".."):
			b.WriteString(`(?:[.\[].*)?\.` + regexp.QuoteMeta(tok[2:]))
		case tok == "[*]":
			b.WriteString(`\[\d+\]`)
		case tok == ".*":
			b.WriteString(`\.[^.\[]+`)
		case strings.HasPrefix(tok, "['"):
			b.WriteString(`\.` + regexp.QuoteMeta(tok[2:len(tok)-2]))
		default:
			b.WriteString(regexp.QuoteMeta(tok))
		}
	}
	b.WriteString(`\z`)
	return regexp.MustCompile(b.String())
}

func pathPatterns(paths ...[]string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, list := range paths {
		for _, path := range list {
			out = append(out, pathPattern(path))
		}
	}
	return out
}
