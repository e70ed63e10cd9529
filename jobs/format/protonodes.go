package format

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
	_ "google.golang.org/protobuf/types/known/anypb"       // Registers its file.
	_ "google.golang.org/protobuf/types/known/durationpb"  // Registers its file.
	_ "google.golang.org/protobuf/types/known/emptypb"     // Registers its file.
	_ "google.golang.org/protobuf/types/known/fieldmaskpb" // Registers its file.
	_ "google.golang.org/protobuf/types/known/structpb"    // Registers its file.
	_ "google.golang.org/protobuf/types/known/timestamppb" // Registers its file.
	_ "google.golang.org/protobuf/types/known/wrapperspb"  // Registers its file.
)

// protoNodes makes nodes of messages as Druid's ProtobufConverter makes maps of them.
type protoNodes struct {
	s     *scanner
	types *dynamicpb.Types
}

// object gives the fields that are set, by their JSON names.
func (p *protoNodes) object(m protoreflect.Message) (int32, error) {
	object := p.s.addObject()
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		if !m.Has(f) {
			continue
		}
		value, err := p.field(f, m.Get(f))
		if err != nil {
			return 0, err
		}
		p.s.put(object, value, []byte(f.JSONName()))
	}
	return object, nil
}

func (p *protoNodes) field(f protoreflect.FieldDescriptor, v protoreflect.Value) (int32, error) {
	switch {
	case f.IsMap():
		return p.entries(f, v.Map())
	case f.IsList():
		list, values := p.s.addArray(), v.List()
		for i := range values.Len() {
			value, err := p.single(f, values.Get(i))
			if err != nil {
				return 0, err
			}
			p.s.link(list, value)
		}
		return list, nil
	case f.Message() != nil:
		if known := knownMessage(f.Message().FullName()); known != nil {
			return known(p, v.Message())
		}
	}
	return p.single(f, v)
}

func (p *protoNodes) entries(f protoreflect.FieldDescriptor, m protoreflect.Map) (int32, error) {
	object := p.s.addObject()
	var err error
	m.Range(func(k protoreflect.MapKey, v protoreflect.Value) bool {
		var value int32
		if value, err = p.single(f.MapValue(), v); err != nil {
			return false
		}
		p.s.put(object, value, []byte(k.String()))
		return true
	})
	return object, err
}

// single gives one value. Numbers without a sign become those of Java, which has none.
func (p *protoNodes) single(f protoreflect.FieldDescriptor, v protoreflect.Value) (int32, error) {
	switch f.Kind() {
	case protoreflect.BoolKind:
		return p.s.addBool(v.Bool()), nil
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind, protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		return p.s.addLong(v.Int()), nil
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return p.s.addLong(int64(int32(uint32(v.Uint())))), nil //nolint:gosec // as in Java
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return p.s.addLong(int64(v.Uint())), nil //nolint:gosec // as in Java
	case protoreflect.FloatKind:
		return p.s.addFloat(float32(v.Float())), nil
	case protoreflect.DoubleKind:
		return p.s.addDouble(v.Float()), nil
	case protoreflect.StringKind:
		return p.s.addText([]byte(v.String())), nil
	case protoreflect.BytesKind:
		return p.s.addBinary(v.Bytes(), false), nil
	case protoreflect.EnumKind:
		return p.enum(f.Enum(), v.Enum()), nil
	case protoreflect.MessageKind, protoreflect.GroupKind:
	}
	return p.object(v.Message())
}

func (p *protoNodes) enum(e protoreflect.EnumDescriptor, n protoreflect.EnumNumber) int32 {
	if e.FullName() == "google.protobuf.NullValue" {
		return p.s.addNull()
	}
	if v := e.Values().ByNumber(n); v != nil {
		return p.s.addText([]byte(v.Name()))
	}
	return p.s.addText([]byte("UNKNOWN_ENUM_VALUE_" + string(e.Name()) + "_" + strconv.Itoa(int(n))))
}

// knownMessage gives how a message of google.protobuf that has a value of its own is read; nil for others.
func knownMessage(name protoreflect.FullName) func(*protoNodes, protoreflect.Message) (int32, error) {
	switch short, ok := strings.CutPrefix(string(name), "google.protobuf."); {
	case !ok:
		return nil
	case strings.HasSuffix(short, "Value") && short != "ListValue" && short != "Value":
		return (*protoNodes).wrapped
	default:
		return map[string]func(*protoNodes, protoreflect.Message) (int32, error){
			"Timestamp": (*protoNodes).timestamp, "Duration": (*protoNodes).duration, "FieldMask": (*protoNodes).mask, "Any": (*protoNodes).any,
			"Struct": (*protoNodes).structure, "Value": (*protoNodes).value, "ListValue": (*protoNodes).list,
		}[short]
	}
}

func named(m protoreflect.Message, name protoreflect.Name) (protoreflect.FieldDescriptor, protoreflect.Value) {
	f := m.Descriptor().Fields().ByName(name)
	return f, m.Get(f)
}

func (p *protoNodes) wrapped(m protoreflect.Message) (int32, error) {
	f, v := named(m, "value")
	return p.single(f, v)
}

// seconds gives seconds and nanoseconds of a Timestamp or Duration.
func seconds(m protoreflect.Message) (s, nanos int64) {
	_, whole := named(m, "seconds")
	_, rest := named(m, "nanos")
	return whole.Int(), rest.Int()
}

// nanoText prints a part of a second with 3, 6 or 9 digits, "" for none.
func nanoText(nanos int64) string {
	switch {
	case nanos == 0:
		return ""
	case nanos%1_000_000 == 0:
		return fmt.Sprintf(".%03d", nanos/1_000_000)
	case nanos%1000 == 0:
		return fmt.Sprintf(".%06d", nanos/1000)
	}
	return fmt.Sprintf(".%09d", nanos)
}

func (p *protoNodes) timestamp(m protoreflect.Message) (int32, error) {
	s, nanos := seconds(m)
	return p.s.addText([]byte(time.Unix(s, 0).UTC().Format("2006-01-02T15:04:05") + nanoText(nanos) + "Z")), nil
}

func (p *protoNodes) duration(m protoreflect.Message) (int32, error) {
	s, nanos := seconds(m)
	sign := ""
	if s < 0 || nanos < 0 {
		sign, s, nanos = "-", -s, -nanos
	}
	return p.s.addText([]byte(sign + strconv.FormatInt(s, 10) + nanoText(nanos) + "s")), nil
}

func (p *protoNodes) mask(m protoreflect.Message) (int32, error) {
	_, v := named(m, "paths")
	paths := make([]string, v.List().Len())
	for i := range paths {
		paths[i] = camelCase(v.List().Get(i).String())
	}
	return p.s.addText([]byte(strings.Join(paths, ","))), nil
}

// camelCase makes snakeCase of snake_case.
func camelCase(s string) string {
	var b strings.Builder
	for i, part := range strings.Split(s, "_") {
		if i > 0 && part != "" {
			part = strings.ToUpper(part[:1]) + part[1:]
		}
		b.WriteString(part)
	}
	return b.String()
}

// any gives a message of any type as JSON text.
func (p *protoNodes) any(m protoreflect.Message) (int32, error) {
	text, err := protojson.MarshalOptions{Resolver: p.types}.Marshal(m.Interface())
	if err != nil {
		return 0, err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, text, "", "  "); err != nil {
		return 0, err
	}
	return p.s.addText(indented.Bytes()), nil
}

func (p *protoNodes) structure(m protoreflect.Message) (int32, error) {
	_, v := named(m, "fields")
	object := p.s.addObject()
	var err error
	v.Map().Range(func(k protoreflect.MapKey, v protoreflect.Value) bool {
		var value int32
		if value, err = p.value(v.Message()); err != nil {
			return false
		}
		p.s.put(object, value, []byte(k.String()))
		return true
	})
	return object, err
}

func (p *protoNodes) value(m protoreflect.Message) (int32, error) {
	f := m.WhichOneof(m.Descriptor().Oneofs().ByName("kind"))
	if f == nil {
		return p.s.addNull(), nil
	}
	return p.field(f, m.Get(f))
}

func (p *protoNodes) list(m protoreflect.Message) (int32, error) {
	_, v := named(m, "values")
	list := p.s.addArray()
	for i := range v.List().Len() {
		value, err := p.value(v.List().Get(i).Message())
		if err != nil {
			return 0, err
		}
		p.s.link(list, value)
	}
	return list, nil
}
