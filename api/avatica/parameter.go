package avatica

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"ogham/translate"
)

// clampRows makes a number of rows fit its field; what does not is no limit.
func clampRows(n int64) int32 {
	if n < 0 || n > math.MaxInt32 {
		return -1
	}
	return int32(n)
}

// plainJSON reads a value that is no list; numbers stay json.Number.
func plainJSON(raw json.RawMessage) (any, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, unreadable("com.fasterxml.jackson.core.JsonParseException", "A value cannot be read")
	}
	switch v.(type) {
	case nil, bool, string, json.Number:
		return v, nil
	}
	return nil, unreadable("com.fasterxml.jackson.databind.JsonMappingException", "A value of a parameter is neither a text, a number nor a boolean")
}

// parametersOf makes the parameters of a query from the values that a driver sent.
func parametersOf(values []typedValue) ([]translate.Parameter, error) {
	if len(values) == 0 {
		return nil, nil
	}
	out := make([]translate.Parameter, len(values))
	for i, v := range values {
		if v.unset {
			return nil, interrupted(classDruid, fmt.Sprintf("No value bound for parameter (position [%d])", i+1))
		}
		p, err := v.parameter()
		if err != nil {
			return nil, err
		}
		out[i] = p
	}
	return out, nil
}

// parameter says the value by a SQL type. Times are those of a clock: drivers count the milliseconds
// and days that it shows as if it ran in UTC.
func (v typedValue) parameter() (translate.Parameter, error) {
	if v.value == nil {
		return translate.Parameter{Type: "VARCHAR"}, nil
	}
	switch v.rep {
	case repTimestamp, repUtilDate:
		ms, ok := whole(v.value)
		if !ok {
			return v.plain(), nil
		}
		return translate.Parameter{Type: "TIMESTAMP", Value: time.UnixMilli(ms).UTC().Format("2006-01-02 15:04:05.000")}, nil
	case repDate:
		days, ok := whole(v.value)
		if !ok {
			return v.plain(), nil
		}
		return translate.Parameter{Type: "DATE", Value: time.Unix(days*24*60*60, 0).UTC().Format("2006-01-02")}, nil
	case repArray:
		list, err := v.list()
		return translate.Parameter{Type: "ARRAY", Value: list}, err
	default:
		return v.plain(), nil
	}
}

// list gives the values of an array.
func (v typedValue) list() ([]any, error) {
	elements, ok := v.value.([]typedValue)
	if !ok {
		return nil, unreadable("java.lang.ClassCastException", "An array is expected")
	}
	list := make([]any, len(elements))
	for i, e := range elements {
		p, err := e.parameter()
		if err != nil {
			return nil, err
		}
		list[i] = p.Value
	}
	return list, nil
}

// plain gives a value whose SQL type is that of its representation.
func (v typedValue) plain() translate.Parameter {
	typ := "VARCHAR"
	switch v.rep.String() {
	case "BYTE", "SHORT", "INTEGER", "PRIMITIVE_BYTE", "PRIMITIVE_SHORT", "PRIMITIVE_INT":
		typ = "INTEGER"
	case "LONG", "PRIMITIVE_LONG", "BIG_INTEGER", "JAVA_SQL_TIME":
		typ = "BIGINT"
	case "FLOAT", "DOUBLE", "PRIMITIVE_FLOAT", "PRIMITIVE_DOUBLE":
		typ = "DOUBLE"
	case "BOOLEAN", "PRIMITIVE_BOOLEAN":
		typ = "BOOLEAN"
	case "NUMBER", "BIG_DECIMAL":
		typ = "DECIMAL"
	case "OBJECT":
		typ = typeOfJSON(v.value)
	}
	value := v.value
	if text, ok := value.(string); ok && (typ == "BIGINT" || typ == "DECIMAL") { // protobuf has big numbers as texts
		if _, err := strconv.ParseFloat(text, 64); err == nil {
			value = json.Number(text)
		}
	}
	return translate.Parameter{Type: typ, Value: value}
}

func typeOfJSON(v any) string {
	switch v.(type) {
	case bool:
		return "BOOLEAN"
	case json.Number, int64, float64:
		return "DECIMAL"
	}
	return "VARCHAR"
}

// whole gives the integer that a value is.
func whole(v any) (int64, bool) {
	switch n := v.(type) {
	case int64:
		return n, true
	case json.Number:
		i, err := n.Int64()
		return i, err == nil
	}
	return 0, false
}
