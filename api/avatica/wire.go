package avatica

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Writing protobuf: a field whose value is its type's zero is left out, as proto3 does.

func appendString(dst []byte, field protowire.Number, s string) []byte {
	if s == "" {
		return dst
	}
	return protowire.AppendString(protowire.AppendTag(dst, field, protowire.BytesType), s)
}

func appendUint(dst []byte, field protowire.Number, n uint64) []byte {
	if n == 0 {
		return dst
	}
	return protowire.AppendVarint(protowire.AppendTag(dst, field, protowire.VarintType), n)
}

// appendUint32 writes an int of Java into a uint32 field: -1 is 4294967295.
func appendUint32(dst []byte, field protowire.Number, n int32) []byte {
	return appendUint(dst, field, uint64(uint32(n))) //nolint:gosec // two's complement
}

func appendBool(dst []byte, field protowire.Number, b bool) []byte {
	return appendUint(dst, field, protowire.EncodeBool(b))
}

func appendSint(dst []byte, field protowire.Number, n int64) []byte {
	return appendUint(dst, field, protowire.EncodeZigZag(n))
}

func appendDouble(dst []byte, field protowire.Number, f float64) []byte {
	bits := math.Float64bits(f)
	if bits == 0 {
		return dst
	}
	return protowire.AppendFixed64(protowire.AppendTag(dst, field, protowire.Fixed64Type), bits)
}

// appendMessage writes a message whose fields fill appends. A message is written even when it is empty.
func appendMessage(dst []byte, field protowire.Number, fill func(dst []byte) []byte) []byte {
	return appendBytes(dst, field, fill(nil))
}

func appendBytes(dst []byte, field protowire.Number, message []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(dst, field, protowire.BytesType), message)
}

// Reading protobuf.

const classProtobuf = "com.google.protobuf.InvalidProtocolBufferException"

func truncated() error {
	return unreadable(classProtobuf, "While parsing a protocol message, the input ended unexpectedly in the middle of a field. "+
		" This could mean either that the input has been truncated or that an embedded message misreported its own length.")
}

// wireValue is the value of a field: number for numbers, bytes for texts and messages.
type wireValue struct {
	number uint64
	bytes  []byte
}

func (v wireValue) text() string    { return string(v.bytes) }
func (v wireValue) bool() bool      { return v.number != 0 }
func (v wireValue) int32() int32    { return int32(v.number) } //nolint:gosec // two's complement, as Java's
func (v wireValue) int64() int64    { return int64(v.number) } //nolint:gosec // two's complement, as Java's
func (v wireValue) zigzag() int64   { return protowire.DecodeZigZag(v.number) }
func (v wireValue) double() float64 { return math.Float64frombits(v.number) }

// eachField calls see for every field of a message, in order.
func eachField(message []byte, see func(field int32, v wireValue) error) error {
	for len(message) > 0 {
		field, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return truncated()
		}
		message = message[n:]
		var v wireValue
		switch kind {
		case protowire.VarintType:
			v.number, n = protowire.ConsumeVarint(message)
		case protowire.Fixed64Type:
			v.number, n = protowire.ConsumeFixed64(message)
		case protowire.BytesType:
			v.bytes, n = protowire.ConsumeBytes(message)
		default:
			n = protowire.ConsumeFieldValue(field, kind, message)
		}
		if n < 0 {
			return truncated()
		}
		message = message[n:]
		if err := see(int32(field), v); err != nil {
			return err
		}
	}
	return nil
}
