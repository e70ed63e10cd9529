package native

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"ogham/internal/druidtype"
)

// literal says a JSON value as a literal of a native type; what does not fit is null.
func literal(v any, t druidtype.Type) expr {
	if v == nil {
		return expr{sql: "CAST(NULL AS " + sqlType(t) + ")", t: t, constant: true}
	}
	switch t.Kind {
	case druidtype.BigInt:
		if n, ok := toLong(v); ok {
			return expr{sql: long(n), t: t, constant: true}
		}
		return literal(nil, t)
	case druidtype.Double, druidtype.Float:
		if f, ok := toDouble(v); ok {
			return expr{sql: "CAST(" + double(f) + " AS " + sqlType(t) + ")", t: t, constant: true}
		}
		return literal(nil, t)
	case druidtype.Array:
		return arrayLiteral(v, t)
	case druidtype.Complex:
		data, err := json.Marshal(v)
		if err != nil {
			return literal(nil, typeString)
		}
		return expr{sql: "PARSE_JSON(" + text(string(data)) + ")", t: t}
	default:
	}
	return expr{sql: text(toText(v)), t: typeString, constant: true}
}

func arrayLiteral(v any, t druidtype.Type) expr {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	elem := typeString
	if t.Elem != nil {
		elem = *t.Elem
	}
	if len(list) == 0 {
		return expr{sql: "ARRAY_SLICE(ARRAY[" + literal(nil, elem).sql + "], 0, 0)", t: druidtype.ArrayOf(elem)}
	}
	parts := make([]string, len(list))
	for i, item := range list {
		parts[i] = literal(item, elem).sql
	}
	return expr{sql: "ARRAY[" + strings.Join(parts, ", ") + "]", t: druidtype.ArrayOf(elem), constant: true}
}

// toText gives a JSON value as Druid's strings show it.
func toText(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	case nil:
		return ""
	}
	data, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(data)
}

// toLong reads a whole number, cutting off a fraction.
func toLong(v any) (int64, bool) {
	if b, ok := v.(bool); ok {
		if b {
			return 1, true
		}
		return 0, true
	}
	s := strings.TrimSpace(toText(v))
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	f, ok := toDouble(v)
	if !ok || math.Abs(f) >= 1<<63 {
		return 0, false
	}
	return int64(f), true
}

// toDouble reads a finite number.
func toDouble(v any) (float64, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(toText(v)), 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}
