package format

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// avroDecoder makes nodes of the values of a block.
type avroDecoder struct {
	data            []byte
	asText, explode bool
}

var errAvroData = errors.New("malformed Avro data")

// maxNodes bounds the values of one record.
const maxNodes = 2 << 20

// decode reads a value. Texts point into the block.
func (d *avroDecoder) decode(s *scanner, t *avroType, depth int) (int32, error) {
	if depth > maxDepth || len(s.nodes) > maxNodes {
		return 0, errors.New("a record is too deep or too large")
	}
	switch t.kind {
	case avroNull:
		return s.addNull(), nil
	case avroRecord:
		return d.record(s, t, depth)
	case avroArray, avroMap:
		return d.blocks(s, t, depth)
	case avroUnion:
		return d.union(s, t, depth)
	case avroInt, avroLong:
		n, err := d.long()
		return s.addLong(n), err
	case avroEnum:
		n, err := d.long()
		if err != nil || n < 0 || n >= int64(len(t.symbols)) {
			return 0, errAvroData
		}
		return s.addText([]byte(t.symbols[n])), nil
	case avroString:
		b, err := d.bytes()
		return s.addText(b), err
	case avroBytes:
		b, err := d.bytes()
		return s.addBinary(b, d.asText), err
	case avroFixed:
		b, err := d.take(int64(t.size))
		return s.addBinary(b, d.asText), err
	default:
		return d.number(s, t)
	}
}

func (d *avroDecoder) number(s *scanner, t *avroType) (int32, error) {
	switch t.kind {
	case avroBoolean:
		b, err := d.take(1)
		return s.addBool(err == nil && b[0] != 0), err
	case avroFloat:
		b, err := d.take(4)
		if err != nil {
			return 0, err
		}
		return s.addFloat(math.Float32frombits(binary.LittleEndian.Uint32(b))), nil
	case avroDouble:
		b, err := d.take(8)
		if err != nil {
			return 0, err
		}
		return s.addDouble(math.Float64frombits(binary.LittleEndian.Uint64(b))), nil
	default:
		return 0, errAvroSchema
	}
}

func (d *avroDecoder) long() (int64, error) {
	n, size := binary.Varint(d.data)
	if size <= 0 {
		return 0, errAvroData
	}
	d.data = d.data[size:]
	return n, nil
}

func (d *avroDecoder) bytes() ([]byte, error) {
	n, err := d.long()
	if err != nil {
		return nil, err
	}
	return d.take(n)
}

func (d *avroDecoder) take(n int64) ([]byte, error) {
	if n < 0 || n > int64(len(d.data)) {
		return nil, errAvroData
	}
	b := d.data[:n:n]
	d.data = d.data[n:]
	return b, nil
}

func (d *avroDecoder) record(s *scanner, t *avroType, depth int) (int32, error) {
	object := s.addObject()
	for i := range t.fields {
		f := &t.fields[i]
		value, err := d.decode(s, f.typ, depth+1)
		if err != nil {
			return 0, err
		}
		s.put(object, value, f.name)
	}
	return object, nil
}

// blocks reads an array, of which Druid leaves out NULLs, or a map.
func (d *avroDecoder) blocks(s *scanner, t *avroType, depth int) (int32, error) {
	list := s.add(node{kind: nodeArray})
	var names nameIndex
	if t.kind == avroMap {
		s.nodes[list].kind = nodeObject
	}
	for {
		n, err := d.long()
		if err != nil || n == 0 {
			return list, err
		}
		if n < 0 { // the size of the block comes before it
			n = -n
			if _, err := d.long(); err != nil {
				return 0, err
			}
		}
		for ; n > 0; n-- {
			if err := d.element(s, t, list, &names, depth); err != nil {
				return 0, err
			}
		}
	}
}

func (d *avroDecoder) element(s *scanner, t *avroType, list int32, names *nameIndex, depth int) (err error) {
	var key []byte
	if t.kind == avroMap {
		if key, err = d.bytes(); err != nil {
			return err
		}
	}
	value, err := d.decode(s, t.items, depth+1)
	if err != nil {
		return err
	}
	s.nodes[value].key = key
	if t.kind == avroMap {
		if !names.replace(s, list, value) {
			s.link(list, value)
		}
	} else if s.nodes[value].kind != nodeNull {
		s.link(list, value)
	}
	return nil
}

// union reads a value of one of several types, remembering which one it is if that is asked for.
func (d *avroDecoder) union(s *scanner, t *avroType, depth int) (int32, error) {
	n, err := d.long()
	if err != nil || n < 0 || n >= int64(len(t.branches)) {
		return 0, errAvroData
	}
	branch := t.branches[n]
	at, err := d.decode(s, branch, depth+1)
	if err == nil && d.explode && branch.kind != avroNull && t.explodable() {
		s.mark(at, branch.shortName())
	}
	return at, err
}

// resolve makes a value of the writer's schema one of the reader's: fields by name or alias, defaults
// for those that are missing, numbers promoted.
func (d *avroDecoder) resolve(s *scanner, at int32, w, r *avroType) (int32, error) {
	if w.kind == avroUnion || r.kind == avroUnion {
		return d.resolveUnion(s, at, w, r)
	}
	switch {
	case w.kind == avroRecord && r.kind == avroRecord:
		return d.resolveRecord(s, at, w, r)
	case w.kind == r.kind && (w.kind == avroArray || w.kind == avroMap):
		list := s.add(node{kind: s.nodes[at].kind, key: s.nodes[at].key})
		for e := s.nodes[at].first; e != 0; {
			next := s.nodes[e].next
			value, err := d.resolve(s, e, w.items, r.items)
			if err != nil {
				return 0, err
			}
			s.nodes[value].next = 0
			s.link(list, value)
			e = next
		}
		return list, nil
	case r.kind == avroFloat && s.nodes[at].kind == nodeLong:
		return s.addFloat(float32(s.nodes[at].long)), nil
	case r.kind == avroDouble && s.nodes[at].kind == nodeLong:
		return s.addDouble(float64(s.nodes[at].long)), nil
	case r.kind == avroDouble && w.kind == avroFloat:
		return s.addDouble(s.nodes[at].double), nil
	case r.kind == avroEnum && w.kind == avroEnum:
		if !slices.Contains(r.symbols, string(s.nodes[at].text)) {
			if r.fallback == "" {
				return 0, fmt.Errorf("no match for %s", s.nodes[at].text)
			}
			return s.addText([]byte(r.fallback)), nil
		}
		return at, nil
	case w.kind == r.kind, w.kind == avroInt && r.kind == avroLong, w.kind == avroString && r.kind == avroBytes, w.kind == avroBytes && r.kind == avroString:
		return at, nil
	}
	return 0, fmt.Errorf("found %s, expecting %s", w.shortName(), r.shortName())
}

// resolveUnion takes the first types that fit each other, those of one kind before others.
func (d *avroDecoder) resolveUnion(s *scanner, at int32, w, r *avroType) (int32, error) {
	var problem error
	for _, same := range []bool{true, false} {
		for _, from := range branchesOf(w) {
			if !from.fits(&s.nodes[at]) {
				continue
			}
			for _, to := range branchesOf(r) {
				if (from.kind == to.kind) != same {
					continue
				}
				value, err := d.resolve(s, at, from, to)
				if err == nil {
					return value, nil
				}
				problem = err
			}
		}
	}
	if problem == nil {
		problem = fmt.Errorf("found %s, expecting %s", w.shortName(), r.shortName())
	}
	return 0, problem
}

func branchesOf(t *avroType) []*avroType {
	if t.kind == avroUnion {
		return t.branches
	}
	return []*avroType{t}
}

// fits tells whether a node can be of a type.
func (t *avroType) fits(n *node) bool {
	switch n.kind {
	case nodeNull:
		return t.kind == avroNull
	case nodeBool:
		return t.kind == avroBoolean
	case nodeLong:
		return t.kind == avroInt || t.kind == avroLong
	case nodeDouble:
		return t.kind == avroFloat || t.kind == avroDouble
	case nodeText:
		return t.kind == avroString || t.kind == avroBytes || t.kind == avroFixed || t.kind == avroEnum && slices.Contains(t.symbols, string(n.text))
	case nodeArray:
		return t.kind == avroArray
	case nodeObject:
		return t.kind == avroRecord || t.kind == avroMap
	}
	return false
}

func (d *avroDecoder) resolveRecord(s *scanner, at int32, w, r *avroType) (int32, error) {
	object := s.add(node{kind: nodeObject, key: s.nodes[at].key})
	for i := range r.fields {
		f := &r.fields[i]
		value, err := d.resolveField(s, at, w, f)
		if err != nil {
			return 0, err
		}
		s.nodes[value].next = 0
		s.put(object, value, f.name)
	}
	return object, nil
}

func (d *avroDecoder) resolveField(s *scanner, at int32, w *avroType, f *avroField) (int32, error) {
	for i := range w.fields {
		from := &w.fields[i]
		if string(from.name) != string(f.name) && !slices.Contains(f.aliases, string(from.name)) {
			continue
		}
		e := s.child(at, string(from.name))
		if e < 0 {
			break
		}
		return d.resolve(s, s.add(s.nodes[e]), from.typ, f.typ)
	}
	if f.fallback == nil {
		return 0, fmt.Errorf("missing required field %s", f.name)
	}
	value := s.literal(string(f.fallback))
	if value < 0 {
		return 0, errAvroSchema
	}
	return value, nil
}
