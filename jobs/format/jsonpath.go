package format

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"ogham/internal/rowvalue"
)

// path is a JSONPath as Druid's flattenSpec takes it: names, indexes, slices, wildcards, recursive
// descent, and one of Druid's functions at the end (Jayway JsonPath). What does not exist is NULL.
type path struct {
	steps []pathStep
	// function is min, max, avg, stddev, length, sum or "".
	function string
	// several says that the path can match more than once, so that its value is a list.
	several bool
}

// pathStep selects children of a node.
type pathStep struct {
	// deep looks at all descendants instead.
	deep bool
	all  bool
	// names and indexes are alternatives; slice is [from:to:step].
	names   []string
	indexes []int
	slice   *[3]*int
}

func compilePath(expr string) (*path, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(expr), "$")
	if !ok {
		rest = "." + rest
	}
	p := &path{}
	for rest != "" {
		var step pathStep
		var err error
		switch {
		case strings.HasPrefix(rest, ".."):
			step.deep = true
			rest = rest[2:]
			if !strings.HasPrefix(rest, "[") {
				rest = "." + rest
			}
			rest, err = p.step(rest, &step)
		default:
			rest, err = p.step(rest, &step)
		}
		if err != nil {
			return nil, fmt.Errorf("%w [%s]", err, expr)
		}
		if p.function != "" {
			break
		}
		p.several = p.several || step.deep || step.all || step.slice != nil || len(step.names)+len(step.indexes) > 1
		p.steps = append(p.steps, step)
	}
	return p, nil
}

// step reads ".name", ".*", ".function()" or "[…]" and gives the rest.
func (p *path) step(rest string, step *pathStep) (string, error) {
	if strings.HasPrefix(rest, "[") {
		return bracket(rest[1:], step)
	}
	if !strings.HasPrefix(rest, ".") {
		return "", errPath
	}
	end := 1 + strings.IndexAny(rest[1:]+".", ".[")
	name := rest[1:end]
	rest = rest[end:]
	if name == "" {
		return "", errPath
	}
	if f, ok := strings.CutSuffix(name, "()"); ok {
		switch f {
		case "min", "max", "avg", "stddev", "length", "sum":
			p.function = f
			return rest, nil
		}
		return "", errPath
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
	if len(parts) > 3 {
		return "", errPath
	}
	var numbers [3]*int
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

// extract gives a column what the path finds.
func (p *path) extract(c *columns, s *scanner, root int32, v *rowvalue.Value, t target) {
	found := []int32{root}
	for _, step := range p.steps {
		var next []int32
		for _, at := range found {
			if step.deep {
				next = s.descend(next, at, step)
			} else {
				next = s.choose(next, at, step)
			}
		}
		found = next
	}
	switch {
	case p.function != "":
		p.apply(c, s, found, v, t)
	case p.several:
		c.setNode(v, t, s, s.listOf(found))
	case len(found) == 1:
		c.setNode(v, t, s, found[0])
	}
}

// listOf makes an array node of copies of nodes.
func (s *scanner) listOf(nodes []int32) int32 {
	list := int32(len(s.nodes)) //nolint:gosec // lines are shorter than 2 GiB
	s.nodes = append(s.nodes, node{kind: nodeArray})
	for _, at := range nodes {
		child := int32(len(s.nodes)) //nolint:gosec // lines are shorter than 2 GiB
		s.nodes = append(s.nodes, s.nodes[at])
		s.nodes[child].next = 0
		s.link(list, child, nil, false)
	}
	return list
}

func (s *scanner) descend(found []int32, at int32, step pathStep) []int32 {
	found = s.choose(found, at, step)
	for e := s.nodes[at].first; e != 0; e = s.nodes[e].next {
		found = s.descend(found, e, step)
	}
	return found
}

func (s *scanner) choose(found []int32, at int32, step pathStep) []int32 {
	n := &s.nodes[at]
	if step.all {
		for e := n.first; e != 0; e = s.nodes[e].next {
			found = append(found, e)
		}
		return found
	}
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

func cut(list []int32, bounds [3]*int) []int32 {
	from, to, by := 0, len(list), 1
	at := func(p *int, otherwise int) int {
		if p == nil {
			return otherwise
		}
		if *p < 0 {
			return max(0, len(list)+*p)
		}
		return min(*p, len(list))
	}
	from, to = at(bounds[0], from), at(bounds[1], to)
	if bounds[2] != nil && *bounds[2] > 0 {
		by = *bounds[2]
	}
	var out []int32
	for ; from < to; from += by {
		out = append(out, list[from])
	}
	return out
}

// apply runs the function on the numbers found, or on those of the one array found.
func (p *path) apply(c *columns, s *scanner, found []int32, v *rowvalue.Value, t target) {
	if !p.several && len(found) == 1 && s.nodes[found[0]].kind >= nodeArray {
		list := found[0]
		found = nil
		for e := s.nodes[list].first; e != 0; e = s.nodes[e].next {
			found = append(found, e)
		}
	}
	if p.function == "length" {
		c.setLong(v, t, int64(len(found)))
		return
	}
	count, sum, squares := 0.0, 0.0, 0.0
	low, high := math.Inf(1), math.Inf(-1)
	for _, at := range found {
		f := s.nodes[at].double
		switch s.nodes[at].kind {
		case nodeLong:
			f = float64(s.nodes[at].long)
		case nodeDouble:
		default:
			continue
		}
		count, sum, squares = count+1, sum+f, squares+f*f
		low, high = min(low, f), max(high, f)
	}
	if count == 0 {
		return
	}
	switch p.function {
	case "min":
		c.setDouble(v, t, low)
	case "max":
		c.setDouble(v, t, high)
	case "sum":
		c.setDouble(v, t, sum)
	case "avg":
		c.setDouble(v, t, sum/count)
	case "stddev":
		c.setDouble(v, t, math.Sqrt(squares/count-sum*sum/count/count))
	}
}
