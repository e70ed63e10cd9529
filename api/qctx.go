package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"ogham/internal/druiderr"
)

// queryContext is Druid's query context: decoded JSON with numbers as json.Number.
type queryContext map[string]any

// queryID gives the sqlQueryId, a new one where there is none or an empty one.
func (q queryContext) queryID() (string, error) {
	switch v := q["sqlQueryId"].(type) {
	case nil:
	case string:
		if v != "" {
			return v, nil
		}
	default:
		class := druiderr.JavaClass(v)
		return "", druiderr.Plain(http.StatusInternalServerError, unknownException, "java.lang.ClassCastException",
			"class %s cannot be cast to class java.lang.String (%s and java.lang.String are in module java.base of loader 'bootstrap')", class, class)
	}
	return uuid.NewString(), nil
}

// timeout gives how long the query may take, 0 for no limit, def where the context is silent.
func (q queryContext) timeout(def time.Duration) (time.Duration, error) {
	v, ok := q["timeout"]
	if !ok || v == nil {
		return def, nil
	}
	ms, err := longValue("timeout", v)
	if err != nil {
		return 0, err
	}
	if ms < 0 {
		return 0, druiderr.BadContext("Timeout [timeout] must be a non negative value, but was %d", ms)
	}
	const longest = int64(24 * time.Hour / time.Millisecond)
	if ms > longest {
		return 0, nil // what is longer than a day is no limit
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// stringifyArrays tells whether arrays are answered as JSON text, which is the default over HTTP.
func (q queryContext) stringifyArrays() (bool, error) { return q.boolean("sqlStringifyArrays", true) }

func (q queryContext) boolean(key string, def bool) (bool, error) {
	switch v := q[key].(type) {
	case nil:
		return def, nil
	case bool:
		return v, nil
	case string:
		return strings.EqualFold(v, "true"), nil
	default:
		return false, druiderr.BadContext("Expected key [%s] to be a Boolean, but got [%s]", key, druiderr.JavaClass(v))
	}
}

// longValue reads a number or a numeric text.
func longValue(key string, v any) (int64, error) {
	var text string
	switch x := v.(type) {
	case json.Number:
		if f, err := x.Float64(); err == nil && strings.ContainsAny(string(x), ".eE") {
			return int64(f), nil
		}
		text = string(x)
	case string:
		text = strings.TrimSpace(x)
	default:
		return 0, druiderr.BadContext("Expected key [%s] to be a Long, but got [%s]", key, druiderr.JavaClass(v))
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, druiderr.BadContext("Expected key [%s] to be in long format, but got [%s]", key, text)
	}
	return n, nil
}
