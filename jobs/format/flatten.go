package format

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/itchyny/gojq"

	"ogham/internal/rowvalue"
)

// flattenSpec is Druid's JSONPathSpec: fields that are taken from inside of an object. Fields of the
// root are reachable by their names in any case.
type flattenSpec struct {
	UseFieldDiscovery *bool          `json:"useFieldDiscovery"`
	Fields            []flattenField `json:"fields"`
}

type flattenField struct {
	Type  string   `json:"type"`
	Name  string   `json:"name"`
	Expr  string   `json:"expr"`
	Nodes []string `json:"nodes"`
}

// UnmarshalJSON takes an object, or a name as the short form of a root field.
func (f *flattenField) UnmarshalJSON(b []byte) error {
	var name string
	if json.Unmarshal(b, &name) == nil {
		*f = flattenField{Type: "root", Name: name}
		return nil
	}
	type plain flattenField
	return json.Unmarshal(b, (*plain)(f))
}

// extract takes a value out of a parsed object and gives it to a column.
type extract func(c *columns, s *scanner, root int32, v *rowvalue.Value, t target)

// flattener is a compiled flattenSpec: how to get at fields, by name.
type flattener struct{ fields map[string]extract }

func newFlattener(spec flattenSpec) (*flattener, error) {
	f := &flattener{fields: map[string]extract{}}
	for _, field := range spec.Fields {
		e, err := compileField(field)
		if err != nil {
			return nil, fmt.Errorf("field [%s] of flattenSpec: %w", field.Name, err)
		}
		f.fields[field.Name] = e
	}
	return f, nil
}

func compileField(f flattenField) (extract, error) {
	expr := f.Expr
	if expr == "" {
		expr = f.Name
	}
	switch f.Type {
	case "", "path":
		path, err := compilePath(expr)
		if err != nil {
			return nil, err
		}
		return path.extract, nil
	case "root":
		return extractTree([]string{expr}), nil
	case "tree":
		return extractTree(f.Nodes), nil
	case "jq":
		return compileJQ(expr)
	}
	return nil, fmt.Errorf("unknown type [%s]", f.Type)
}

func extractTree(names []string) extract {
	return func(c *columns, s *scanner, at int32, v *rowvalue.Value, t target) {
		for _, name := range names {
			if at = s.child(at, name); at < 0 {
				return
			}
		}
		c.setNode(v, t, s, at)
	}
}

// child finds the value of a key of an object, -1 if there is none.
func (s *scanner) child(at int32, name string) int32 {
	if s.nodes[at].kind != nodeObject {
		return -1
	}
	for e := s.nodes[at].first; e != 0; e = s.nodes[e].next {
		if string(s.nodes[e].key) == name {
			return e
		}
	}
	return -1
}

// compileJQ runs a jq program on the object; its first result counts, errors give NULL.
func compileJQ(expr string) (extract, error) {
	query, err := gojq.Parse(expr)
	if err != nil {
		return nil, fmt.Errorf("read jq expression: %w", err)
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return nil, fmt.Errorf("read jq expression: %w", err)
	}
	return func(c *columns, s *scanner, root int32, v *rowvalue.Value, t target) {
		result, ok := code.Run(s.value(root)).Next()
		if !ok || result == nil {
			return
		}
		if _, failed := result.(error); failed {
			return
		}
		text, err := gojq.Marshal(result)
		if err != nil {
			return
		}
		var own scanner
		own.load(text)
		if at, err := own.node(0); err == nil {
			c.setNode(v, t, &own, at)
		}
	}, nil
}

// value turns a node into what gojq takes.
func (s *scanner) value(at int32) any {
	n := &s.nodes[at]
	switch n.kind {
	case nodeNull:
		return nil
	case nodeBool:
		return n.bool
	case nodeLong:
		return int(n.long)
	case nodeDouble:
		return n.double
	case nodeText:
		return string(n.text)
	case nodeArray:
		list := []any{}
		for e := n.first; e != 0; e = s.nodes[e].next {
			list = append(list, s.value(e))
		}
		return list
	case nodeObject:
	}
	object := map[string]any{}
	for e := n.first; e != 0; e = s.nodes[e].next {
		object[string(s.nodes[e].key)] = s.value(e)
	}
	return object
}

// applies tells whether any column that is wanted is a field of the spec.
func (f *flattener) applies(c *columns) bool {
	for name := range f.fields {
		if _, ok := c.byName[name]; ok {
			return true
		}
	}
	return false
}

// flattenReader parses each object whole and takes every column by its extract, or by its name.
type flattenReader struct {
	*jsonReader
	flatten *flattener
}

// Next gives the next row.
func (r *flattenReader) Next() ([]rowvalue.Value, error) {
	line, err := r.lines.next()
	if err != nil {
		return nil, err
	}
	r.cols.reset()
	r.load(line)
	r.nodes = r.nodes[:0]
	r.space()
	root, err := r.node(0)
	if err != nil {
		return nil, r.lines.bad("Unable to parse row [%s]", line)
	}
	r.lines.record++
	for name, col := range r.cols.byName {
		take, ok := r.flatten.fields[name]
		if !ok {
			take = extractTree([]string{name})
		}
		take(r.cols, &r.scanner, root, &r.cols.row[col], r.cols.targets[col])
	}
	if r.sawNull {
		if err := r.cols.checkNull(r.lines); err != nil {
			return nil, err
		}
	}
	return r.cols.row, nil
}

var errPath = errors.New("malformed JSONPath")
