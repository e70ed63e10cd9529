package format

import (
	"math"
	"strings"
)

// pathArgument is an argument of a function: a path, or a literal as it is written.
type pathArgument struct {
	path *path
	text string
}

// arguments reads "(…)" after the name of a function and gives the rest.
func (p *path) arguments(rest string) (string, error) {
	parts, rest, err := splitArguments(rest[1:])
	if err != nil {
		return "", err
	}
	for _, part := range parts {
		arg := pathArgument{text: part}
		if part[0] == '$' || part[0] == '@' {
			if arg.path, err = compilePath(part); err != nil {
				return "", err
			}
		}
		p.args = append(p.args, arg)
	}
	return rest, nil
}

// splitArguments cuts a list up to its closing parenthesis at commas.
func splitArguments(s string) (parts []string, rest string, err error) {
	depth, start := 0, 0
	var quote byte
	add := func(end int) {
		if part := strings.TrimSpace(s[start:end]); part != "" {
			parts = append(parts, part)
		}
		start = end + 1
	}
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote && s[i-1] != '\\' {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' && depth == 0:
			add(i)
			return parts, s[i+1:], nil
		case c == ')' || c == ']' || c == '}':
			depth--
		case c == ',' && depth == 0:
			add(i)
		}
	}
	return nil, "", errPath
}

// call runs the function and gives the node of its value, -1 for NULL. The functions are those that the
// documents list; concat and append are for JSON only there.
func (p *path) call(s *scanner, root int32, found []int32) int32 {
	model := int32(-1)
	if p.several {
		model = s.listOf(found)
	} else if len(found) == 1 {
		model = found[0]
	}
	switch p.function {
	case "length":
		return s.length(model)
	case "concat":
		return p.concat(s, root, model)
	case "append":
		return p.append(s, root, model)
	}
	values := s.numbers(nil, model)
	for _, a := range p.args {
		values = a.numbers(values, s, root)
	}
	return s.aggregate(p.function, values)
}

func (s *scanner) length(at int32) int32 {
	if at < 0 || s.nodes[at].kind < nodeArray {
		return -1
	}
	n := int64(0)
	for e := s.nodes[at].first; e != 0; e = s.nodes[e].next {
		n++
	}
	return s.add(node{kind: nodeLong, long: n})
}

// add makes a node that belongs nowhere.
func (s *scanner) add(n node) int32 {
	s.nodes = append(s.nodes, n)
	return int32(len(s.nodes) - 1) //nolint:gosec // lines are shorter than 2 GiB
}

// numbers appends the numbers of an array.
func (s *scanner) numbers(values []float64, at int32) []float64 {
	if at < 0 || s.nodes[at].kind != nodeArray {
		return values
	}
	for e := s.nodes[at].first; e != 0; e = s.nodes[e].next {
		if f, ok := s.nodes[e].number(); ok {
			values = append(values, f)
		}
	}
	return values
}

func (n *node) number() (float64, bool) {
	switch n.kind {
	case nodeLong:
		return float64(n.long), true
	case nodeDouble:
		return n.double, true
	default:
		return 0, false
	}
}

func (a pathArgument) numbers(values []float64, s *scanner, root int32) []float64 {
	if a.path == nil {
		if f, ok := javaDouble([]byte(a.text)); ok {
			values = append(values, f)
		}
		return values
	}
	at := a.path.result(s, root, root)
	if at < 0 {
		return values
	}
	if f, ok := s.nodes[at].number(); ok {
		return append(values, f)
	}
	return s.numbers(values, at)
}

// aggregate gives a number over others; there is none over nothing.
func (s *scanner) aggregate(function string, values []float64) int32 {
	if len(values) == 0 {
		return -1
	}
	count, sum, squares := float64(len(values)), 0.0, 0.0
	low, high := math.Inf(1), math.Inf(-1)
	for _, f := range values {
		sum, squares = sum+f, squares+f*f
		low, high = min(low, f), max(high, f)
	}
	result := 0.0
	switch function {
	case "min":
		result = low
	case "max":
		result = high
	case "sum":
		result = sum
	case "avg":
		result = sum / count
	case "stddev":
		result = math.Sqrt(squares/count - sum*sum/count/count)
	default:
		return -1
	}
	return s.add(node{kind: nodeDouble, double: result})
}

// concat joins the texts of an array and the arguments; a literal keeps its quotes.
func (p *path) concat(s *scanner, root, model int32) int32 {
	var text []byte
	if model >= 0 && s.nodes[model].kind == nodeArray {
		for e := s.nodes[model].first; e != 0; e = s.nodes[e].next {
			if s.nodes[e].kind == nodeText {
				text = append(text, s.nodes[e].text...)
			}
		}
	}
	for _, a := range p.args {
		if a.path == nil {
			text = append(text, a.text...)
		} else if at := a.path.result(s, root, root); at >= 0 {
			text = s.appendJava(text, at)
		}
	}
	return s.add(node{kind: nodeText, text: text})
}

// append gives a copy of an array with the arguments at its end; what is no array stays as it is.
func (p *path) append(s *scanner, root, model int32) int32 {
	if model < 0 || s.nodes[model].kind != nodeArray {
		return model
	}
	var elements []int32
	for e := s.nodes[model].first; e != 0; e = s.nodes[e].next {
		elements = append(elements, e)
	}
	for _, a := range p.args {
		if at := a.value(s, root); at >= 0 {
			elements = append(elements, at)
		}
	}
	return s.listOf(elements)
}

// value gives the node of an argument, -1 if there is none.
func (a pathArgument) value(s *scanner, root int32) int32 {
	if a.path != nil {
		return a.path.result(s, root, root)
	}
	return s.literal(a.text)
}

// literal makes a node of a JSON text, -1 if it is none. Texts may be in single quotes.
func (s *scanner) literal(text string) int32 {
	if n := len(text); n > 1 && text[0] == '\'' && text[n-1] == '\'' {
		return s.add(node{kind: nodeText, text: []byte(strings.ReplaceAll(text[1:n-1], `\'`, `'`))})
	}
	before := len(s.nodes)
	own := scanner{data: []byte(text), nodes: s.nodes}
	at, err := own.node(0)
	if err != nil || own.pos != len(text) {
		s.nodes = s.nodes[:before]
		return -1
	}
	s.nodes = own.nodes
	return at
}
