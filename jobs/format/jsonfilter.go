package format

import (
	"bytes"
	"cmp"
	"regexp"
	"strings"
)

// filter is the condition of [?(…)]: it tells whether a node passes.
type filter func(s *scanner, root, at int32) bool

// pass appends the elements of an array that pass, or an object that does.
func (s *scanner) pass(found []int32, root, at int32, f filter) []int32 {
	switch s.nodes[at].kind {
	case nodeObject:
		if f(s, root, at) {
			found = append(found, at)
		}
	case nodeArray:
		for e := s.nodes[at].first; e != 0; e = s.nodes[e].next {
			if f(s, root, e) {
				found = append(found, e)
			}
		}
	default:
	}
	return found
}

// bracketFilter reads "(…)]" after "[?".
func bracketFilter(rest string, step *pathStep) (string, error) {
	r := filterReader{rest: rest}
	if !r.take("(") {
		return "", errPath
	}
	f, err := r.or()
	if err != nil || !r.take(")") || !r.take("]") {
		return "", errPath
	}
	step.filter = f
	return r.rest, nil
}

// filterReader reads the condition of a filter.
type filterReader struct{ rest string }

func (r *filterReader) take(token string) bool {
	trimmed := strings.TrimLeft(r.rest, " ")
	rest, ok := strings.CutPrefix(trimmed, token)
	if ok {
		r.rest = rest
	}
	return ok
}

func (r *filterReader) or() (filter, error) {
	left, err := r.and()
	for err == nil && r.take("||") {
		var right filter
		a := left
		right, err = r.and()
		left = func(s *scanner, root, at int32) bool { return a(s, root, at) || right(s, root, at) }
	}
	return left, err
}

func (r *filterReader) and() (filter, error) {
	left, err := r.term()
	for err == nil && r.take("&&") {
		var right filter
		a := left
		right, err = r.term()
		left = func(s *scanner, root, at int32) bool { return a(s, root, at) && right(s, root, at) }
	}
	return left, err
}

func (r *filterReader) term() (filter, error) {
	if r.take("(") {
		f, err := r.or()
		if err == nil && !r.take(")") {
			err = errPath
		}
		return f, err
	}
	if strings.HasPrefix(strings.TrimLeft(r.rest, " "), "!") {
		r.take("!")
		f, err := r.term()
		return func(s *scanner, root, at int32) bool { return !f(s, root, at) }, err
	}
	return r.comparison()
}

// operand gives the node of a value, -1 for none.
type operand func(s *scanner, root, at int32) int32

func (r *filterReader) comparison() (filter, error) {
	left, err := r.operand()
	if err != nil {
		return nil, err
	}
	for _, op := range []string{"==", "!=", "<=", ">=", "=~", "<", ">", "in ", "nin ", "contains "} {
		if !r.take(op) {
			continue
		}
		if op == "=~" {
			return r.pattern(left)
		}
		right, err := r.operand()
		if err != nil {
			return nil, err
		}
		return func(s *scanner, root, at int32) bool {
			return s.holds(strings.TrimSpace(op), left(s, root, at), right(s, root, at))
		}, nil
	}
	return func(s *scanner, root, at int32) bool { return left(s, root, at) >= 0 }, nil
}

// operand reads a path or a literal.
func (r *filterReader) operand() (operand, error) {
	r.rest = strings.TrimLeft(r.rest, " ")
	text := r.rest[:operandEnd(r.rest)]
	r.rest = r.rest[len(text):]
	if text == "" {
		return nil, errPath
	}
	if text[0] == '@' || text[0] == '$' {
		p, err := compilePath(text)
		if err != nil {
			return nil, err
		}
		return p.result, nil
	}
	var probe scanner
	probe.nodes = append(probe.nodes, node{})
	if probe.literal(text) < 0 {
		return nil, errPath
	}
	return func(s *scanner, _, _ int32) int32 { return s.literal(text) }, nil
}

// operandEnd finds where an operand ends: before a blank, an operator or a closing parenthesis that
// is not its own.
func operandEnd(s string) int {
	depth := 0
	var quote byte
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote && s[i-1] != '\\' {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(' || c == '[':
			depth++
		case depth > 0:
			if c == ')' || c == ']' {
				depth--
			}
		case strings.IndexByte(" =!<>&|)", c) >= 0:
			return i
		}
	}
	return len(s)
}

// pattern reads the /pattern/i of =~, which must fit the whole text.
func (r *filterReader) pattern(left operand) (filter, error) {
	r.rest = strings.TrimLeft(r.rest, " ")
	end := strings.LastIndexByte(r.rest, '/')
	if !strings.HasPrefix(r.rest, "/") || end == 0 {
		return nil, errPath
	}
	text := r.rest[1:end]
	r.rest = r.rest[end+1:]
	if r.take("i") {
		text = "(?i)" + text
	}
	re, err := regexp.Compile(`\A(?:` + text + `)\z`)
	if err != nil {
		return nil, errPath
	}
	return func(s *scanner, root, at int32) bool {
		n := left(s, root, at)
		return n >= 0 && s.nodes[n].kind == nodeText && re.Match(s.nodes[n].text)
	}, nil
}

// holds compares two values; those of different types are only unequal.
func (s *scanner) holds(op string, a, b int32) bool {
	switch op {
	case "in", "nin":
		return s.contains(b, a) == (op == "in")
	case "contains":
		return s.contains(a, b)
	}
	order, ok := s.compare(a, b)
	switch op {
	case "==":
		return ok && order == 0
	case "!=":
		return !ok || order != 0
	case "<":
		return ok && order < 0
	case "<=":
		return ok && order <= 0
	case ">":
		return ok && order > 0
	}
	return ok && order >= 0
}

func (s *scanner) contains(list, value int32) bool {
	if list < 0 || value < 0 {
		return false
	}
	if s.nodes[list].kind == nodeText && s.nodes[value].kind == nodeText {
		return bytes.Contains(s.nodes[list].text, s.nodes[value].text)
	}
	for e := s.nodes[list].first; e != 0; e = s.nodes[e].next {
		if order, ok := s.compare(e, value); ok && order == 0 {
			return true
		}
	}
	return false
}

// compare orders two values of one type.
func (s *scanner) compare(a, b int32) (order int, ok bool) {
	if a < 0 || b < 0 {
		return 0, a == b
	}
	x, y := &s.nodes[a], &s.nodes[b]
	if f, ok := x.number(); ok {
		g, ok := y.number()
		return cmp.Compare(f, g), ok
	}
	if x.kind != y.kind {
		return 0, false
	}
	switch x.kind {
	case nodeText:
		return bytes.Compare(x.text, y.text), true
	case nodeBool:
		return cmp.Compare(boolText(x.bool)[0], boolText(y.bool)[0]), true
	case nodeNull:
		return 0, true
	default:
		return bytes.Compare(s.appendJSON(nil, a), s.appendJSON(nil, b)), true
	}
}
