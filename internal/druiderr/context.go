package druiderr

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// BadContext is Druid's error of a value of the query context that it cannot use
// (BadQueryContextException).
func BadContext(format string, args ...any) *Error {
	return Legacy(Operator, InvalidInput, "Query context parse failed", "org.apache.druid.query.BadQueryContextException", format, args...)
}

// JavaClass names the class that Jackson makes of a decoded JSON value, as messages about wrong types
// tell it. Numbers may be json.Number or Go's; what is none of JSON's types counts as an object.
func JavaClass(v any) string {
	switch v := v.(type) {
	case bool:
		return "java.lang.Boolean"
	case string:
		return "java.lang.String"
	case []any:
		return "java.util.ArrayList"
	case json.Number, int, int64, float64:
		text := fmt.Sprint(v)
		if strings.ContainsAny(text, ".eE") {
			return "java.lang.Double"
		}
		if _, err := strconv.ParseInt(text, 10, 32); err == nil {
			return "java.lang.Integer"
		}
		return "java.lang.Long"
	}
	return "java.util.LinkedHashMap"
}
