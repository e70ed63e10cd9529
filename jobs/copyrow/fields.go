package copyrow

import (
	"encoding/binary"
	"errors"

	"ogham/internal/rowvalue"
)

var errField = errors.New("malformed field of a row")

// AppendRow appends a row of fields that are in binary form already; nil is NULL.
func AppendRow(dst []byte, fields [][]byte) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(fields))) //nolint:gosec // at most 2000 columns
	for _, f := range fields {
		if f == nil {
			dst = append(dst, null...)
			continue
		}
		dst = appendBytes(dst, f)
	}
	return dst
}

// Int64 reads a bigint or the microseconds of a timestamp.
func Int64(field []byte) (int64, error) {
	if len(field) != 8 {
		return 0, errField
	}
	return int64(binary.BigEndian.Uint64(field)), nil //nolint:gosec // the bits
}

// Texts reads a text array into list; the texts are parts of field.
func Texts(field []byte, list []rowvalue.Value) ([]rowvalue.Value, error) {
	if len(field) < 12 {
		return list, errField
	}
	if binary.BigEndian.Uint32(field) == 0 {
		return list, nil
	}
	if len(field) < 20 {
		return list, errField
	}
	n := int(binary.BigEndian.Uint32(field[12:]))
	field = field[20:]
	for range n {
		if len(field) < 4 {
			return list, errField
		}
		size := int(int32(binary.BigEndian.Uint32(field))) //nolint:gosec // -1 is NULL
		field = field[4:]
		if size < 0 {
			list = append(list, rowvalue.Value{})
			continue
		}
		if size > len(field) {
			return list, errField
		}
		list = append(list, rowvalue.Value{Kind: rowvalue.String, Text: field[:size:size]})
		field = field[size:]
	}
	return list, nil
}

// AppendTexts appends the binary form of a text array, without its length.
func AppendTexts(dst []byte, list []rowvalue.Value) ([]byte, error) {
	full, err := appendArray(nil, encTexts, list)
	if err != nil {
		return dst, err
	}
	return append(dst, full[4:]...), nil
}

// EscapedList appends a list in the escaped form, without its length.
func EscapedList(dst []byte, list []rowvalue.Value) []byte {
	full := (&Encoder{}).escaped(nil, list)
	return append(dst, full[4:]...)
}
