package openapi

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Schema says what JSON values look like.
type Schema func(b *builder) *openapi3.SchemaRef

// Of gives the schema of what encoding/json makes of a Go type: a struct becomes a component named
// after the type, a field without omitempty is required, a pointer may be null. Slices and maps that
// are nil would be null too; Of takes it that they never are. json.RawMessage and interfaces are any
// value.
func Of[T any]() Schema {
	return func(b *builder) *openapi3.SchemaRef { return b.ofType(reflect.TypeFor[T]()) }
}

// Any is any JSON value.
func Any() Schema { return inline(openapi3.Schema{}) }

// Text is a text in one of the formats that OpenAPI or JSON Schema name, such as "date-time".
func Text(format string) Schema {
	return inline(openapi3.Schema{Type: types(openapi3.TypeString), Format: format})
}

// Enum is one of a few texts.
func Enum(values ...string) Schema {
	s := openapi3.Schema{Type: types(openapi3.TypeString)}
	for _, v := range values {
		s.Enum = append(s.Enum, v)
	}
	return inline(s)
}

// List is an array of any length.
func List(items Schema) Schema {
	return func(b *builder) *openapi3.SchemaRef {
		return openapi3.NewSchemaRef("", &openapi3.Schema{Type: types(openapi3.TypeArray), Items: items(b)})
	}
}

// Map is an object of any keys.
func Map(values Schema) Schema {
	return func(b *builder) *openapi3.SchemaRef {
		return openapi3.NewSchemaRef("", &openapi3.Schema{
			Type: types(openapi3.TypeObject), AdditionalProperties: openapi3.AdditionalProperties{Schema: values(b)},
		})
	}
}

// AnyOf is what at least one of the schemas takes.
func AnyOf(schemas ...Schema) Schema {
	return func(b *builder) *openapi3.SchemaRef {
		s := &openapi3.Schema{}
		for _, one := range schemas {
			s.AnyOf = append(s.AnyOf, one(b))
		}
		return openapi3.NewSchemaRef("", s)
	}
}

// Field is a field of an [Object].
type Field struct {
	Name, Description string
	Schema            Schema
	Required          bool
}

// Object is a component of its own that takes these fields and others.
func Object(name, description string, fields ...Field) Schema {
	return func(b *builder) *openapi3.SchemaRef {
		return b.component(name, func() *openapi3.Schema {
			s := &openapi3.Schema{Type: types(openapi3.TypeObject), Description: description, Properties: openapi3.Schemas{}}
			for _, f := range fields {
				ref := f.Schema(b)
				if ref.Ref == "" {
					ref.Value.Description = f.Description
				}
				s.Properties[f.Name] = ref
				if f.Required {
					s.Required = append(s.Required, f.Name)
				}
			}
			return s
		})
	}
}

func inline(s openapi3.Schema) Schema {
	return func(*builder) *openapi3.SchemaRef {
		own := s
		return openapi3.NewSchemaRef("", &own)
	}
}

func types(names ...string) *openapi3.Types {
	t := openapi3.Types(names)
	return &t
}

func componentName(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// component gives a reference to a component, which is made at its first use.
func (b *builder) component(name string, schema func() *openapi3.Schema) *openapi3.SchemaRef {
	name = componentName(name)
	ref := b.doc.Components.Schemas[name]
	if ref == nil {
		ref = &openapi3.SchemaRef{}
		b.doc.Components.Schemas[name] = ref // first, as a type may hold itself
		ref.Value = schema()
	}
	return openapi3.NewSchemaRef("#/components/schemas/"+name, ref.Value)
}

var rawMessage, timeType = reflect.TypeFor[json.RawMessage](), reflect.TypeFor[time.Time]()

func (b *builder) ofType(t reflect.Type) *openapi3.SchemaRef {
	plain := func(name string) *openapi3.SchemaRef {
		return openapi3.NewSchemaRef("", &openapi3.Schema{Type: types(name)})
	}
	switch t {
	case rawMessage:
		return Any()(b)
	case timeType:
		return Text("date-time")(b)
	}
	switch t.Kind() {
	case reflect.Bool:
		return plain(openapi3.TypeBoolean)
	case reflect.String:
		return plain(openapi3.TypeString)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return plain(openapi3.TypeInteger)
	case reflect.Float32, reflect.Float64:
		return plain(openapi3.TypeNumber)
	case reflect.Interface:
		return Any()(b)
	case reflect.Pointer:
		return orNull(b.ofType(t.Elem()))
	case reflect.Slice, reflect.Array:
		return List(func(b *builder) *openapi3.SchemaRef { return b.ofType(t.Elem()) })(b)
	case reflect.Map:
		return Map(func(b *builder) *openapi3.SchemaRef { return b.ofType(t.Elem()) })(b)
	case reflect.Struct:
		if t.Name() == "" {
			return openapi3.NewSchemaRef("", b.ofStruct(t))
		}
		name := componentName(t.Name())
		if other := b.types[name]; other != nil && other != t {
			panic(fmt.Sprintf("openapi: %s and %s have the same name", t, other))
		}
		b.types[name] = t
		return b.component(t.Name(), func() *openapi3.Schema { return b.ofStruct(t) })
	}
	panic("openapi: " + t.String() + " is no JSON")
}

// orNull lets a schema take null as well.
func orNull(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	null := openapi3.NewSchemaRef("", &openapi3.Schema{Type: types(openapi3.TypeNull)})
	if ref.Ref != "" {
		return openapi3.NewSchemaRef("", &openapi3.Schema{AnyOf: openapi3.SchemaRefs{ref, null}})
	}
	if ref.Value.Type != nil {
		*ref.Value.Type = append(*ref.Value.Type, openapi3.TypeNull)
	}
	return ref
}

func (b *builder) ofStruct(t reflect.Type) *openapi3.Schema {
	s := &openapi3.Schema{Type: types(openapi3.TypeObject), Properties: openapi3.Schemas{}}
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || f.Anonymous || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		ref := b.ofType(f.Type)
		omitted := strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
		if !omitted {
			s.Required = append(s.Required, name)
		} else if f.Type.Kind() == reflect.Pointer {
			ref = b.ofType(f.Type.Elem()) // left out, never null
		}
		s.Properties[name] = ref
	}
	return s
}
