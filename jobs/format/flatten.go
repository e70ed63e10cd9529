package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/itchyny/gojq"

	"ogham/internal/rowvalue"
)

// flattenField is a field of Druid's JSONPathSpec, whose values are taken from inside of an object. Fields
// of the root are reachable by their names in any case, so that useFieldDiscovery makes no difference.
type flattenField struct {
	Type  *string  `json:"type"`
	Name  *string  `json:"name"`
	Expr  *string  `json:"expr"`
	Nodes []string `json:"nodes"`
}

// UnmarshalJSON takes an object, or a name as the short form of a root field.
func (f *flattenField) UnmarshalJSON(b []byte) error {
	var name string
	if json.Unmarshal(b, &name) == nil {
		root := "root"
		*f = flattenField{Type: &root, Name: &name}
		return nil
	}
	type plain flattenField
	return json.Unmarshal(b, (*plain)(f))
}

// extract takes a value out of a parsed object and gives it to a column. Its error ends the reading.
type extract func(c *columns, s *scanner, root int32, v *rowvalue.Value, t target) error

// flattener is a compiled flattenSpec: how to get at fields, by name. needs says below which field of the
// root a field is; "" if it may be anywhere.
type flattener struct {
	fields map[string]extract
	needs  map[string]string
}

// parseFlatten compiles the flattenSpec of an inputFormat of a class; nil if it has none. withJQ says
// that its fields may be jq programs and nested trees.
func parseFlatten(spec json.RawMessage, class string, withJQ bool) (*flattener, error) {
	raw, err := fieldSpecs(spec)
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	f := &flattener{fields: map[string]extract{}, needs: map[string]string{}}
	var later error
	for i, text := range raw {
		var field flattenField
		if err := json.Unmarshal(text, &field); err != nil {
			return nil, fmt.Errorf("read field of flattenSpec: %w", err)
		}
		if err := checkField(spec, text, class, i, &field); err != nil {
			return nil, err
		}
		if _, twice := f.fields[*field.Name]; twice && later == nil {
			later = fmt.Errorf("java.lang.RuntimeException: org.apache.druid.java.util.common.IAE: Cannot have duplicate field definition: %s", *field.Name)
		}
		e, root, err := compileField(&field, withJQ)
		if err != nil && later == nil {
			later = err
		}
		f.fields[*field.Name], f.needs[*field.Name] = e, root
	}
	return f, later
}

const (
	fieldClass = "org.apache.druid.java.util.common.parsers.JSONPathFieldSpec"
	typeClass  = "org.apache.druid.java.util.common.parsers.JSONPathFieldType"
)

// checkField refuses a field as Druid's constructors do, and fills in what may be left out.
func checkField(spec, text []byte, class string, i int, f *flattenField) error {
	begin := max(0, bytes.Index(spec, text))
	chain := fmt.Sprintf(" (through reference chain: %s[\"flattenSpec\"]->org.apache.druid.java.util.common.parsers.JSONPathSpec[\"fields\"]->java.util.ArrayList[%d]", class, i)
	refuse := func(format string, args ...any) error {
		return specErrorAt(spec, begin+len(text), fieldClass, chain+")", fmt.Sprintf(format, args...))
	}
	if f.Type == nil {
		path := "path"
		f.Type = &path
	}
	switch *f.Type = strings.ToLower(*f.Type); *f.Type {
	case "path", "jq", "root", "tree":
	default:
		at := begin + max(0, bytes.Index(bytes.ToLower(text), []byte(`"`+*f.Type+`"`))) + 1
		return specErrorAt(spec, at, typeClass, chain+"->"+fieldClass+"[\"type\"])", "No enum constant "+typeClass+"."+strings.ToUpper(*f.Type))
	}
	if f.Name == nil {
		return refuse("Missing 'name' in field spec")
	}
	switch {
	case *f.Type == "tree" && len(f.Nodes) == 0:
		return refuse("Missing 'nodes' for field[%s], was [%v]", *f.Name, f.Nodes)
	case *f.Type == "root" && f.Expr == nil:
		f.Expr = f.Name
	case *f.Type != "tree" && f.Expr == nil:
		return refuse("Missing 'expr' for field[%s]", *f.Name)
	}
	return nil
}

// compileField compiles a field and says below which field of the root it is.
func compileField(f *flattenField, withJQ bool) (e extract, root string, err error) {
	switch *f.Type {
	case "root":
		return extractTree([]string{*f.Expr}), *f.Expr, nil
	case "tree":
		if !withJQ && len(f.Nodes) > 1 {
			return nil, "", errors.New("java.lang.RuntimeException: java.lang.UnsupportedOperationException: nested tree extraction not supported")
		}
		return extractTree(f.Nodes), f.Nodes[0], nil
	case "jq":
		if !withJQ {
			return nil, "", errors.New("java.lang.RuntimeException: java.lang.UnsupportedOperationException: JQ not supported")
		}
		e, err = compileJQ(*f.Expr)
		return e, "", err
	}
	path, err := compilePath(*f.Expr)
	if err != nil {
		return nil, "", fmt.Errorf("java.lang.RuntimeException: com.jayway.jsonpath.InvalidPathException: %w", err)
	}
	if len(path.steps) > 0 && !path.steps[0].deep && len(path.steps[0].names) == 1 && path.plain() {
		root = path.steps[0].names[0]
	}
	return path.extract, root, nil
}

// plain tells whether the path looks at nothing but what it leads to.
func (p *path) plain() bool {
	return len(p.args) == 0 && !slices.ContainsFunc(p.steps, func(s pathStep) bool { return s.filter != nil })
}

func extractTree(names []string) extract {
	return func(c *columns, s *scanner, at int32, v *rowvalue.Value, t target) error {
		for _, name := range names {
			if at = s.child(at, name); at < 0 {
				return nil
			}
		}
		c.setNode(v, t, s, at)
		return nil
	}
}

// mark remembers the type of a value of a union, below whose name it is found from now on.
func (s *scanner) mark(at int32, branch string) {
	if s.branches == nil {
		s.branches = map[int32]string{}
	}
	s.branches[at] = branch
}

// child finds the value of a key of an object, -1 if there is none.
func (s *scanner) child(at int32, name string) int32 {
	if branch, ok := s.branches[at]; ok {
		if branch != name {
			return -1
		}
		plain := s.nodes[at]
		plain.next = 0
		return s.add(plain)
	}
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

// jqException is the class of what goes wrong in a jq program; it ends the task.
const jqException = "java.lang.RuntimeException: net.thisptr.jackson.jq.exception.JsonQueryException: "

// compileJQ runs a jq program on the object; its first result counts.
func compileJQ(expr string) (extract, error) {
	query, err := gojq.Parse(expr)
	if err != nil {
		return nil, errors.New("java.lang.RuntimeException: " + jqException + err.Error())
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return nil, errors.New("java.lang.RuntimeException: " + jqException + err.Error())
	}
	return func(c *columns, s *scanner, root int32, v *rowvalue.Value, t target) error {
		result, ok := code.Run(s.value(root)).Next()
		if !ok {
			return errors.New("java.lang.IndexOutOfBoundsException: Index: 0")
		}
		if failed, ok := result.(error); ok {
			return errors.New(jqException + failed.Error())
		}
		text, err := gojq.Marshal(result)
		if err != nil {
			return errors.New(jqException + err.Error())
		}
		var own scanner
		own.load(text)
		if at, err := own.node(0); err == nil {
			c.setNode(v, t, &own, at)
		}
		return nil
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

// fill takes every column out of an object by its extract, or by its name.
func (f *flattener) fill(c *columns, s *scanner, root int32) error {
	for name, col := range c.byName {
		take, ok := f.fields[name]
		if !ok {
			if at := s.child(root, name); at >= 0 {
				c.setNode(&c.row[col], c.targets[col], s, at)
			}
			continue
		}
		if err := take(c, s, root, &c.row[col], c.targets[col]); err != nil {
			return err
		}
	}
	return nil
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
	r.nodes = r.nodes[:0]
	root := int32(0)
	if err = r.read(line); err == nil {
		r.space()
		root, err = r.node(0)
	}
	if err != nil {
		return nil, r.lines.bad("Unable to parse row [%s]", line)
	}
	r.lines.record++
	if err := r.flatten.fill(r.cols, &r.scanner, root); err != nil {
		return nil, err
	}
	if r.sawNull {
		if err := r.cols.checkNull(r.lines.source(), r.lines.record); err != nil {
			return nil, err
		}
	}
	return r.cols.row, nil
}

var errPath = errors.New("malformed JSONPath")
