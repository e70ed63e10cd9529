package format

import (
	"fmt"
	"strconv"
	"strings"

	"ogham/internal/rowvalue"
)

// path is a JSONPath as Druid's flattenSpec takes it: names, indexes, slices, wildcards, recursive
// descent, filters, and one function at the end (Jayway JsonPath). What does not exist is NULL.
type path struct {
	steps []pathStep
	// function is the name of the function at the end, "" for none; unknown ones give NULL.
	function string
	args     []pathArgument
	// several says that the path can match more than once, so that its value is a list.
	several bool
	// absolute says that it begins at the root also within a filter.
	absolute bool
}

// pathStep selects children of a node.
type pathStep struct {
	// deep looks at all descendants instead.
	deep bool
	all  bool
	// names and indexes are alternatives; slice is [from:to].
	names   []string
	indexes []int
	slice   *[2]*int
	// filter tells which elements are taken, if not nil.
	filter filter
}

func compilePath(expr string) (*path, error) {
	rest := strings.TrimSpace(expr)
	p := &path{absolute: !strings.HasPrefix(rest, "@")}
	if strings.HasPrefix(rest, "$") || strings.HasPrefix(rest, "@") {
		rest = rest[1:]
	} else {
		rest = "." + rest
	}
	for rest != "" && rest != "[" { // Jayway does not mind a bracket at the end
		var step pathStep
		if strings.HasPrefix(rest, "..") {
			step.deep = true
			rest = rest[2:]
			if !strings.HasPrefix(rest, "[") {
				rest = "." + rest
			}
		}
		var err error
		if rest, err = p.step(rest, &step); err != nil {
			return nil, fmt.Errorf("%w [%s]", err, expr)
		}
		if p.function != "" {
			break
		}
		p.several = p.several || step.deep || step.all || step.slice != nil || step.filter != nil || len(step.names)+len(step.indexes) > 1
		p.steps = append(p.steps, step)
	}
	return p, nil
}

// step reads ".name", ".*", ".function(…)" or "[…]" and gives the rest.
func (p *path) step(rest string, step *pathStep) (string, error) {
	if strings.HasPrefix(rest, "[") {
		return bracket(rest[1:], step)
	}
	if !strings.HasPrefix(rest, ".") {
		return "", errPath
	}
	end := 1 + strings.IndexAny(rest[1:]+".", ".[(")
	name := rest[1:end]
	rest = rest[end:]
	if name == "" {
		return "", errPath
	}
	if strings.HasPrefix(rest, "(") {
		p.function = name
		return p.arguments(rest)
	}
	if name == "*" {
		step.all = true
	} else {
		step.names = []string{name}
	}
	return rest, nil
}

// bracket reads what follows "[".
func bracket(rest string, step *pathStep) (string, error) {
	if strings.HasPrefix(rest, "*]") {
		step.all = true
		return rest[2:], nil
	}
	if strings.HasPrefix(rest, "?") {
		return bracketFilter(rest[1:], step)
	}
	for {
		rest = strings.TrimLeft(rest, " ")
		if rest == "" {
			return "", errPath
		}
		var err error
		if rest[0] == '\'' || rest[0] == '"' {
			rest, err = bracketName(rest, step)
		} else {
			rest, err = bracketNumber(rest, step)
		}
		if err != nil {
			return "", err
		}
		rest = strings.TrimLeft(rest, " ")
		switch {
		case strings.HasPrefix(rest, "]"):
			return rest[1:], nil
		case strings.HasPrefix(rest, ","):
			rest = rest[1:]
		default:
			return "", errPath
		}
	}
}

func bracketName(rest string, step *pathStep) (string, error) {
	quote := rest[0]
	var name strings.Builder
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && i+1 < len(rest):
			i++
			name.WriteByte(rest[i])
		case rest[i] == quote:
			step.names = append(step.names, name.String())
			return rest[i+1:], nil
		default:
			name.WriteByte(rest[i])
		}
	}
	return "", errPath
}

func bracketNumber(rest string, step *pathStep) (string, error) {
	end := strings.IndexAny(rest, ",]")
	if end < 0 {
		return "", errPath
	}
	parts := strings.Split(strings.TrimSpace(rest[:end]), ":")
	if len(parts) > 2 {
		return "", errPath
	}
	var numbers [2]*int
	for i, part := range parts {
		if part == "" && len(parts) > 1 {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return "", errPath
		}
		numbers[i] = &n
	}
	if len(parts) == 1 {
		step.indexes = append(step.indexes, *numbers[0])
	} else {
		step.slice = &numbers
	}
	return rest[end:], nil
}

// find gives the nodes that a path without its function leads to.
func (p *path) find(s *scanner, root, current int32) []int32 {
	found := []int32{current}
	if p.absolute {
		found[0] = root
	}
	for i := range p.steps {
		step := &p.steps[i]
		var next []int32
		for _, at := range found {
			if step.deep {
				next = s.descend(next, root, at, step)
			} else {
				next = s.choose(next, root, at, step)
			}
		}
		found = next
	}
	return found
}

// extract gives a column what the path finds.
func (p *path) extract(c *columns, s *scanner, root int32, v *rowvalue.Value, t target) error {
	if at := p.result(s, root, root); at >= 0 {
		c.setNode(v, t, s, at)
	}
	return nil
}

// result gives the node of the value, -1 for none.
func (p *path) result(s *scanner, root, current int32) int32 {
	found := p.find(s, root, current)
	switch {
	case p.function != "":
		return p.call(s, root, found)
	case p.several:
		return s.listOf(found)
	case len(found) == 1:
		return found[0]
	}
	return -1
}

// listOf makes an array node of copies of nodes.
func (s *scanner) listOf(nodes []int32) int32 {
	list := int32(len(s.nodes)) //nolint:gosec // lines are shorter than 2 GiB
	s.nodes = append(s.nodes, node{kind: nodeArray})
	for _, at := range nodes {
		child := int32(len(s.nodes)) //nolint:gosec // lines are shorter than 2 GiB
		s.nodes = append(s.nodes, s.nodes[at])
		s.nodes[child].next, s.nodes[child].key = 0, nil
		s.link(list, child)
	}
	return list
}

func (s *scanner) descend(found []int32, root, at int32, step *pathStep) []int32 {
	found = s.choose(found, root, at, step)
	for e := s.nodes[at].first; e != 0; e = s.nodes[e].next {
		found = s.descend(found, root, e, step)
	}
	return found
}

func (s *scanner) choose(found []int32, root, at int32, step *pathStep) []int32 {
	if step.all {
		for e := s.nodes[at].first; e != 0; e = s.nodes[e].next {
			found = append(found, e)
		}
		return found
	}
	if step.filter != nil {
		return s.pass(found, root, at, step.filter)
	}
	n := s.nodes[at]
	for _, name := range step.names {
		if e := s.child(at, name); e >= 0 {
			found = append(found, e)
		}
	}
	if n.kind != nodeArray || len(step.indexes) == 0 && step.slice == nil {
		return found
	}
	var elements []int32
	for e := n.first; e != 0; e = s.nodes[e].next {
		elements = append(elements, e)
	}
	for _, i := range step.indexes {
		if i < 0 {
			i += len(elements)
		}
		if i >= 0 && i < len(elements) {
			found = append(found, elements[i])
		}
	}
	if step.slice != nil {
		found = append(found, cut(elements, *step.slice)...)
	}
	return found
}

func cut(list []int32, bounds [2]*int) []int32 {
	at := func(p *int, otherwise int) int {
		switch {
		case p == nil:
			return otherwise
		case *p < 0:
			return max(0, len(list)+*p)
		}
		return min(*p, len(list))
	}
	from, to := at(bounds[0], 0), at(bounds[1], len(list))
	if from >= to {
		return nil
	}
	return list[from:to]
}
