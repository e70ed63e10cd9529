package format

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// avroKind is a type of Avro.
type avroKind string

const (
	avroNull    avroKind = "null"
	avroBoolean avroKind = "boolean"
	avroInt     avroKind = "int"
	avroLong    avroKind = "long"
	avroFloat   avroKind = "float"
	avroDouble  avroKind = "double"
	avroBytes   avroKind = "bytes"
	avroString  avroKind = "string"
	avroRecord  avroKind = "record"
	avroEnum    avroKind = "enum"
	avroArray   avroKind = "array"
	avroMap     avroKind = "map"
	avroFixed   avroKind = "fixed"
	avroUnion   avroKind = "union"
)

// avroType is a schema. Logical types do not count, as in Druid.
type avroType struct {
	kind avroKind
	// name is the full name of a record, enum or fixed; aliases are other full names.
	name    string
	aliases []string
	fields  []avroField
	// items are the elements of an array or the values of a map.
	items    *avroType
	branches []*avroType
	symbols  []string
	fallback string // default of an enum
	size     int
}

type avroField struct {
	name    []byte
	aliases []string
	typ     *avroType
	// fallback is the default value, nil for none.
	fallback json.RawMessage
}

var errAvroSchema = errors.New("malformed Avro schema")

// avroNames are the named types of a schema by full name.
type avroNames map[string]*avroType

func parseAvroSchema(raw json.RawMessage) (*avroType, error) {
	return avroNames{}.parse(raw, "", 0)
}

// maxSchemaDepth bounds the nesting of schemas.
const maxSchemaDepth = 200

func (names avroNames) parse(raw json.RawMessage, namespace string, depth int) (*avroType, error) {
	if depth > maxSchemaDepth {
		return nil, errAvroSchema
	}
	var name string
	if json.Unmarshal(raw, &name) == nil {
		return names.byName(name, namespace)
	}
	var branches []json.RawMessage
	if json.Unmarshal(raw, &branches) == nil {
		union := &avroType{kind: avroUnion}
		for _, b := range branches {
			t, err := names.parse(b, namespace, depth+1)
			if err != nil {
				return nil, err
			}
			union.branches = append(union.branches, t)
		}
		return union, nil
	}
	return names.complex(raw, namespace, depth)
}

func (names avroNames) byName(name, namespace string) (*avroType, error) {
	switch k := avroKind(name); k {
	case avroNull, avroBoolean, avroInt, avroLong, avroFloat, avroDouble, avroBytes, avroString:
		return &avroType{kind: k}, nil
	default:
	}
	if t, ok := names[fullName(name, namespace)]; ok {
		return t, nil
	}
	if t, ok := names[name]; ok {
		return t, nil
	}
	return nil, fmt.Errorf("%w: unknown type [%s]", errAvroSchema, name)
}

func fullName(name, namespace string) string {
	if strings.Contains(name, ".") || namespace == "" {
		return name
	}
	return namespace + "." + name
}

// avroObject is a schema that is written as an object.
type avroObject struct {
	Type      json.RawMessage `json:"type"`
	Name      string          `json:"name"`
	Namespace *string         `json:"namespace"`
	Aliases   []string        `json:"aliases"`
	Fields    []struct {
		Name    string          `json:"name"`
		Type    json.RawMessage `json:"type"`
		Default json.RawMessage `json:"default"`
		Aliases []string        `json:"aliases"`
	} `json:"fields"`
	Items   json.RawMessage `json:"items"`
	Values  json.RawMessage `json:"values"`
	Symbols []string        `json:"symbols"`
	Size    int             `json:"size"`
}

func (names avroNames) complex(raw json.RawMessage, namespace string, depth int) (*avroType, error) {
	var o avroObject
	if err := json.Unmarshal(raw, &o); err != nil || len(o.Type) == 0 {
		return nil, errAvroSchema
	}
	var kind string
	if json.Unmarshal(o.Type, &kind) != nil {
		return names.parse(o.Type, namespace, depth+1)
	}
	t := &avroType{kind: avroKind(kind), symbols: o.Symbols, size: o.Size}
	var err error
	switch t.kind {
	case avroArray:
		t.items, err = names.parse(o.Items, namespace, depth+1)
		return t, err
	case avroMap:
		t.items, err = names.parse(o.Values, namespace, depth+1)
		return t, err
	case avroRecord, avroEnum, avroFixed:
	case "error":
		t.kind = avroRecord
	default:
		return names.byName(kind, namespace)
	}
	if t.kind == avroFixed && t.size < 0 || o.Name == "" {
		return nil, errAvroSchema
	}
	if o.Namespace != nil {
		namespace = *o.Namespace
	}
	t.name = fullName(o.Name, namespace)
	if i := strings.LastIndexByte(t.name, '.'); i >= 0 {
		namespace = t.name[:i]
	}
	for _, a := range o.Aliases {
		t.aliases = append(t.aliases, fullName(a, namespace))
	}
	names[t.name] = t
	return t, names.members(t, &o, raw, namespace, depth)
}

// members reads the fields of a record, and the default of an enum.
func (names avroNames) members(t *avroType, o *avroObject, raw json.RawMessage, namespace string, depth int) error {
	if t.kind == avroEnum {
		var d struct {
			Default string `json:"default"`
		}
		if json.Unmarshal(raw, &d) == nil {
			t.fallback = d.Default
		}
	}
	for _, f := range o.Fields {
		typ, err := names.parse(f.Type, namespace, depth+1)
		if err != nil {
			return err
		}
		t.fields = append(t.fields, avroField{name: []byte(f.Name), aliases: f.Aliases, typ: typ, fallback: f.Default})
	}
	return nil
}

// shortName is what a branch of a union is called: the name of a named type without its namespace, or
// the type.
func (t *avroType) shortName() string {
	if t.name == "" {
		return string(t.kind)
	}
	return t.name[strings.LastIndexByte(t.name, '.')+1:]
}

// explodable tells whether extractUnionsByType applies: there are several types besides null.
func (t *avroType) explodable() bool {
	n := 0
	for _, b := range t.branches {
		if b.kind != avroNull {
			n++
		}
	}
	return n > 1
}
