package format

import (
	"math/big"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"ogham/internal/rowvalue"
)

// parquetField is a column or group of a Parquet file.
type parquetField struct {
	name                   []byte
	repeated, optional     bool
	definition, repetition int
	children               []*parquetField
	leaf                   *parquetLeaf
	// leaves are all columns below, first to last.
	leaves  []*parquetLeaf
	convert func(s *scanner, v *parquet.Value) int32
	shape   parquetShape
}

// parquetShape is what a group stands for.
type parquetShape uint8

const (
	shapeGroup parquetShape = iota
	shapeList
	shapeMap
)

// shapeOf recognizes lists and maps as Druid does: by annotation and structure.
func shapeOf(c *parquet.Column, f *parquetField) parquetShape {
	lt := c.Type().LogicalType()
	if lt == nil || len(f.children) != 1 || !f.children[0].repeated || f.repeated {
		return shapeGroup
	}
	inner := f.children[0]
	switch lt.Value.(type) {
	case *format.ListType:
		return shapeList
	case *format.MapType:
		if len(inner.children) == 2 && inner.children[0].leaf != nil && strings.EqualFold(string(inner.children[0].name), "key") &&
			strings.EqualFold(string(inner.children[1].name), "value") {
			return shapeMap
		}
	}
	return shapeGroup
}

// read reads a field of a record.
func (f *parquetField) read(s *scanner) (int32, error) {
	if f.repeated {
		list := s.addArray()
		return list, f.each(func() error {
			value, err := f.value(s)
			if err == nil {
				s.link(list, value)
			}
			return err
		})
	}
	if f.optional {
		v, err := f.present()
		if err != nil {
			return 0, err
		}
		if v.DefinitionLevel() < f.definition {
			return s.addNull(), f.skip()
		}
	}
	return f.value(s)
}

// each calls do for every value of a repeated field.
func (f *parquetField) each(do func() error) error {
	v, err := f.present()
	if err != nil {
		return err
	}
	if v.DefinitionLevel() < f.definition {
		return f.skip()
	}
	for {
		if err := do(); err != nil {
			return err
		}
		v, err := f.leaves[0].peek()
		if err != nil {
			return err
		}
		if v == nil || v.RepetitionLevel() < f.repetition {
			return nil
		}
	}
}

// value reads one value that is there.
func (f *parquetField) value(s *scanner) (int32, error) {
	if f.leaf != nil {
		v, err := f.present()
		if err != nil {
			return 0, err
		}
		at := f.convert(s, v)
		f.leaf.at++
		return at, nil
	}
	switch f.shape {
	case shapeList:
		return f.list(s)
	case shapeMap:
		return f.entries(s)
	case shapeGroup:
	}
	object := s.addObject()
	for _, child := range f.children {
		value, err := child.read(s)
		if err != nil {
			return 0, err
		}
		s.put(object, value, child.name)
	}
	return object, nil
}

// list reads a list. Of the groups that wrap its elements those with one primitive field are peeled off,
// and those named list with a field element.
func (f *parquetField) list(s *scanner) (int32, error) {
	inner := f.children[0]
	wrapped := inner.leaf == nil && len(inner.children) == 1 &&
		(inner.children[0].leaf != nil || strings.EqualFold(string(inner.name), "list") && strings.EqualFold(string(inner.children[0].name), "element"))
	list := s.addArray()
	return list, inner.each(func() error {
		read := inner.value
		if wrapped {
			read = inner.children[0].read
		}
		value, err := read(s)
		if err == nil {
			s.link(list, value)
		}
		return err
	})
}

// entries reads a map as an object.
func (f *parquetField) entries(s *scanner) (int32, error) {
	inner := f.children[0]
	object := s.addObject()
	var names nameIndex
	return object, inner.each(func() error {
		key, err := inner.children[0].read(s)
		if err != nil {
			return err
		}
		name := s.appendJava(nil, key)
		value, err := inner.children[1].read(s)
		if err != nil {
			return err
		}
		s.nodes[value].key = name
		if !names.replace(s, object, value) {
			s.link(object, value)
		}
		return nil
	})
}

// converter says how values of a primitive type are read (Druid: ParquetGroupConverter). Values of
// nanoseconds have no type that Druid knows and stay as they are.
func converter(t parquet.Type, asText bool) func(*scanner, *parquet.Value) int32 {
	if lt := t.LogicalType(); lt != nil {
		if c := logicalConverter(lt.Value, t.Kind()); c != nil {
			return c
		}
	}
	switch t.Kind() {
	case parquet.Boolean:
		return func(s *scanner, v *parquet.Value) int32 { return s.addBool(v.Boolean()) }
	case parquet.Int32:
		return func(s *scanner, v *parquet.Value) int32 { return s.addLong(int64(v.Int32())) }
	case parquet.Int64:
		return func(s *scanner, v *parquet.Value) int32 { return s.addLong(v.Int64()) }
	case parquet.Int96:
		return func(s *scanner, v *parquet.Value) int32 { return s.addLong(int96Millis(v.Int96())) }
	case parquet.Float:
		return func(s *scanner, v *parquet.Value) int32 { return s.addFloat(v.Float()) }
	case parquet.Double:
		return func(s *scanner, v *parquet.Value) int32 { return s.addDouble(v.Double()) }
	default:
		return func(s *scanner, v *parquet.Value) int32 { return s.addBinary(v.ByteArray(), asText) }
	}
}

func logicalConverter(t format.LogicalTypeValue, kind parquet.Kind) func(*scanner, *parquet.Value) int32 {
	switch t := t.(type) {
	case *format.StringType, *format.EnumType, *format.JsonType:
		return func(s *scanner, v *parquet.Value) int32 { return s.addText(v.ByteArray()) }
	case *format.BsonType:
		return func(s *scanner, _ *parquet.Value) int32 { return s.addNull() }
	case *format.DateType:
		return func(s *scanner, v *parquet.Value) int32 { return s.addLong(int64(v.Int32()) * dayMillis) }
	case *format.TimestampType:
		if _, ok := t.Unit.Value.(*format.MicroSeconds); ok {
			return func(s *scanner, v *parquet.Value) int32 { return s.addLong(v.Int64() / 1000) }
		}
	case *format.IntType:
		if t.BitWidth == 32 && !t.IsSigned {
			return func(s *scanner, v *parquet.Value) int32 { return s.addLong(int64(v.Uint32())) }
		}
	case *format.DecimalType:
		return decimalConverter(int(t.Scale), int(t.Precision), kind)
	}
	return nil
}

// decimalConverter reads decimals. Those of bytes with at most 18 digits are doubles.
func decimalConverter(scale, precision int, kind parquet.Kind) func(*scanner, *parquet.Value) int32 {
	return func(s *scanner, v *parquet.Value) int32 {
		switch kind {
		case parquet.Int32:
			return s.addDecimal(big.NewInt(int64(v.Int32())), scale)
		case parquet.Int64:
			return s.addDecimal(big.NewInt(v.Int64()), scale)
		default:
			at := s.addDecimal(twosComplement(v.ByteArray()), scale)
			if precision <= 18 {
				s.nodes[at].text = rowvalue.AppendDouble(nil, s.nodes[at].double)
			}
			return at
		}
	}
}

// twosComplement reads a signed number, most significant byte first.
func twosComplement(b []byte) *big.Int {
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}

const (
	dayMillis = 24 * 60 * 60 * 1000
	// julianEpoch is 1970-01-01 as the days of INT96 count.
	julianEpoch = 2_440_588
)

// int96Millis reads the old form of timestamps: nanoseconds of the day and the Julian day.
func int96Millis(v deprecated.Int96) int64 {
	nanos := int64(uint64(v[0]) | uint64(v[1])<<32) //nolint:gosec // the bits
	return (int64(v[2])-julianEpoch)*dayMillis + nanos/1_000_000
}
