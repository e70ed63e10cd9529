package format

import (
	"bytes"
	"math"
	"strconv"

	"ogham/internal/rowvalue"
)

// nodeKind is what a node of a parsed JSON value is.
type nodeKind uint8

const (
	nodeNull nodeKind = iota
	nodeBool
	nodeLong
	nodeDouble
	nodeText
	nodeArray
	nodeObject
)

// node is a JSON value in the scanner's arena; nested values are lists linked by next. Index 0 is
// never a child, so that it means none.
type node struct {
	kind   nodeKind
	bool   bool
	long   int64
	double float64
	// text is a text, or how a number is written that is not printed as a double; key is the name of the
	// value within its object.
	text, key         []byte
	first, last, next int32
}

// node reads a value into the arena and gives its index.
func (s *scanner) node(depth int) (int32, error) {
	if depth > maxDepth || len(s.nodes) > maxNodes {
		return 0, errSyntax
	}
	at := int32(len(s.nodes)) //nolint:gosec // lines are shorter than 2 GiB
	s.nodes = append(s.nodes, node{})
	switch c := s.peek(); {
	case c == '"':
		text, err := s.nodeText()
		s.nodes[at].kind, s.nodes[at].text = nodeText, text
		return at, err
	case c == '-' || c >= '0' && c <= '9':
		num, err := s.number()
		n := &s.nodes[at]
		if n.kind = nodeDouble; num.isInt {
			n.kind = nodeLong
		}
		n.long, n.double = num.long, num.double
		return at, err
	case c == '{':
		s.nodes[at].kind = nodeObject
		return at, s.children(at, '}', depth)
	case c == '[':
		s.nodes[at].kind = nodeArray
		return at, s.children(at, ']', depth)
	case s.nan():
		s.nodes[at].kind, s.nodes[at].double = nodeDouble, math.NaN()
		return at, nil
	}
	w, err := s.word()
	if w != wordNull {
		s.nodes[at].kind, s.nodes[at].bool = nodeBool, w == wordTrue
	}
	return at, err
}

func (s *scanner) nodeText() ([]byte, error) {
	raw, escaped, err := s.text()
	if err == nil && escaped {
		s.texts, raw, err = s.unescapeInto(s.texts, raw)
	}
	return raw, err
}

func (s *scanner) children(parent int32, closing byte, depth int) error {
	s.pos++
	s.space()
	if s.peek() == closing {
		s.pos++
		return nil
	}
	var names nameIndex
	for {
		var key []byte
		if closing == '}' {
			var err error
			if key, err = s.nodeText(); err != nil {
				return err
			}
			if err := s.colon(); err != nil {
				return err
			}
		}
		child, err := s.node(depth + 1)
		if err != nil {
			return err
		}
		s.nodes[child].key = key
		if closing != '}' || !names.replace(s, parent, child) {
			s.link(parent, child)
		}
		if more, err := s.comma(closing); err != nil || !more {
			return err
		}
	}
}

// link appends a child.
func (s *scanner) link(parent, child int32) {
	p := &s.nodes[parent]
	if p.first == 0 {
		p.first = child
	} else {
		s.nodes[p.last].next = child
	}
	p.last = child
}

// nameIndex finds keys of an object that come again. Small objects are searched through.
type nameIndex struct {
	count int
	at    map[string]int32
}

// smallObject is how many keys are searched one by one.
const smallObject = 24

// replace gives the place of an earlier child of the same key the value of this one: a key that comes
// again keeps its first place with its last value. It tells whether there was one.
func (x *nameIndex) replace(s *scanner, parent, child int32) bool {
	earlier := int32(-1)
	key := s.nodes[child].key
	if x.at != nil {
		if at, ok := x.at[string(key)]; ok {
			earlier = at
		}
	} else {
		for c := s.nodes[parent].first; c != 0 && earlier < 0; c = s.nodes[c].next {
			if bytes.Equal(s.nodes[c].key, key) {
				earlier = c
			}
		}
	}
	if earlier >= 0 {
		next := s.nodes[earlier].next
		s.nodes[earlier] = s.nodes[child]
		s.nodes[earlier].next = next
		return true
	}
	if x.count++; x.count == smallObject {
		x.at = make(map[string]int32, 2*smallObject)
		for c := s.nodes[parent].first; c != 0; c = s.nodes[c].next {
			x.at[string(s.nodes[c].key)] = c
		}
	}
	if x.at != nil {
		x.at[string(key)] = child
	}
	return false
}

// setNode gives a value a parsed JSON value: an array makes a list of texts for a string column (one
// element is the element itself, none is NULL), an object Java's text of a map.
func (c *columns) setNode(v *rowvalue.Value, t target, s *scanner, at int32) {
	n := &s.nodes[at]
	v.Kind = rowvalue.Null
	switch {
	case t == toJSON:
		if n.kind != nodeNull {
			v.Kind, v.Text = rowvalue.JSON, c.keep(func(dst []byte) []byte { return s.appendJSON(dst, at) })
		}
		return
	case n.kind == nodeArray && t == toString:
		c.setStrings(v, s, n)
		return
	case n.kind == nodeArray && t >= toStrings:
		v.Kind, v.List = rowvalue.List, v.List[:0]
		for e := n.first; e != 0; e = s.nodes[e].next {
			c.setNode(grow(v), t.elem(), s, e)
		}
		return
	}
	switch n.kind {
	case nodeText:
		c.setText(v, t, n.text)
	case nodeLong:
		c.setLong(v, t, n.long)
	case nodeDouble:
		if n.text != nil && (t == toString || t == toStrings) {
			c.setText(v, t, n.text)
			return
		}
		c.setDouble(v, t, n.double)
	case nodeBool:
		c.setBool(v, t, n.bool)
	case nodeArray, nodeObject:
		if t == toString || t == toStrings {
			c.setText(v, t, c.keep(func(dst []byte) []byte { return s.appendJava(dst, at) }))
		}
	case nodeNull:
	}
}

func (c *columns) setStrings(v *rowvalue.Value, s *scanner, n *node) {
	switch n.first {
	case 0:
		return
	case n.last:
		c.setElement(v, s, n.first)
		return
	}
	v.Kind, v.List = rowvalue.List, v.List[:0]
	for e := n.first; e != 0; e = s.nodes[e].next {
		c.setElement(grow(v), s, e)
	}
}

// setElement gives a value one text of a multi-value string; a nested array is Java's text of a list.
func (c *columns) setElement(v *rowvalue.Value, s *scanner, at int32) {
	if s.nodes[at].kind == nodeNull {
		v.SetNull()
		return
	}
	v.SetString(c.keep(func(dst []byte) []byte { return s.appendJava(dst, at) }))
}

// appendJava appends what Java's String.valueOf makes of a value: {k=1, l=[x, null]}.
func (s *scanner) appendJava(dst []byte, at int32) []byte {
	n := &s.nodes[at]
	switch n.kind {
	case nodeNull:
		return append(dst, "null"...)
	case nodeBool:
		return strconv.AppendBool(dst, n.bool)
	case nodeLong:
		return strconv.AppendInt(dst, n.long, 10)
	case nodeDouble:
		if n.text != nil {
			return append(dst, n.text...)
		}
		return rowvalue.AppendDouble(dst, n.double)
	case nodeText:
		return append(dst, n.text...)
	case nodeArray, nodeObject:
	}
	open, closing := byte('['), byte(']')
	if n.kind == nodeObject {
		open, closing = '{', '}'
	}
	dst = append(dst, open)
	for e := n.first; e != 0; e = s.nodes[e].next {
		if e != n.first {
			dst = append(dst, ", "...)
		}
		if n.kind == nodeObject {
			dst = append(append(dst, s.nodes[e].key...), '=')
		}
		dst = s.appendJava(dst, e)
	}
	return append(dst, closing)
}

// appendJSON appends a value as Jackson writes it: no blanks, numbers as Java prints them.
func (s *scanner) appendJSON(dst []byte, at int32) []byte {
	n := &s.nodes[at]
	switch n.kind {
	case nodeText:
		return appendQuoted(dst, n.text)
	case nodeDouble:
		if n.text != nil && !math.IsNaN(n.double) && !math.IsInf(n.double, 0) {
			return append(dst, n.text...)
		}
		return appendJSONDouble(dst, n.double)
	case nodeNull, nodeBool, nodeLong:
		return s.appendJava(dst, at)
	case nodeArray, nodeObject:
	}
	open, closing := byte('['), byte(']')
	if n.kind == nodeObject {
		open, closing = '{', '}'
	}
	dst = append(dst, open)
	for e := n.first; e != 0; e = s.nodes[e].next {
		if e != n.first {
			dst = append(dst, ',')
		}
		if n.kind == nodeObject {
			dst = append(appendQuoted(dst, s.nodes[e].key), ':')
		}
		dst = s.appendJSON(dst, e)
	}
	return append(dst, closing)
}
