package jobs

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druiderr"
)

// settings are the context parameters that tasks look at, read and checked.
type settings struct {
	maxNumTasks    int
	autoAssign     bool
	rowsPerSegment int64
	rowsInMemory   int64
	maxFrameSize   int64
	rowsPerPage    int64
	removeNulls    bool
	// failOnEmpty is true unless failOnEmptyInsert says false: Druid 27 always fails.
	failOnEmpty bool
	// waitForLoad asks for the newest report, which says how the loading of segments went.
	waitForLoad bool
	durable     bool
	// maxParse is how many records may be unreadable, -1 for any number. It is checked when the task
	// runs, not when it is submitted: see maxParseFault.
	maxParse  int64
	maxParseF *Fault
}

// refused are context parameters that only Druid itself sets.
var refused = []string{"sqlInsertSegmentGranularity", "sqlReplaceTimeChunks", "__resultFormat"}

// refuseReserved gives Druid's error for a context that sets what users may not.
func refuseReserved(ctx map[string]any) error {
	for _, key := range refused {
		if _, ok := ctx[key]; ok {
			return druiderr.Invalid("Query context parameter [%s] is not allowed", key)
		}
	}
	return nil
}

// readSettings reads a query context. The error is a *druiderr.Error in Druid's words.
func readSettings(ctx map[string]any) (*settings, error) {
	r := contextReader{ctx: ctx}
	s := &settings{
		maxNumTasks: int(r.integer("maxNumTasks", "integer", 2)), rowsPerSegment: r.integer("rowsPerSegment", "integer", 3_000_000),
		rowsInMemory: r.integer("rowsInMemory", "integer", 100_000), maxFrameSize: r.integer("maxFrameSize", "integer", 1_000_000),
		rowsPerPage: r.integer("rowsPerPage", "long", 100_000), removeNulls: r.bool("removeNullBytes"), failOnEmpty: true,
		waitForLoad: r.bool("waitUntilSegmentsLoad"),
	}
	if text, ok := r.text("failOnEmptyInsert"); ok {
		s.failOnEmpty = !strings.EqualFold(text, "false")
	}
	s.autoAssign = r.enum("taskAssignment", "WorkerAssignmentStrategy", "MAX", "AUTO") == "AUTO"
	s.durable = r.enum("selectDestination", "MSQSelectDestination", "TASKREPORT", "DURABLESTORAGE") == "DURABLESTORAGE"
	r.bool("finalizeAggregations")
	r.indexSpec()
	if v, ok := ctx["segmentSortOrder"]; ok && v != nil && !isText(v) {
		r.fail("Expected key [segmentSortOrder] to be a String, but got [%s]", druiderr.JavaClass(v))
	}
	if r.err != nil {
		return nil, r.err
	}
	if s.maxNumTasks < 2 {
		return nil, druiderr.Invalid("MSQ context maxNumTasks [%d] cannot be less than 2, since at least 1 controller and 1 worker is necessary", s.maxNumTasks)
	}
	s.maxParse = r.integer("maxParseExceptions", "long", 0)
	if r.err != nil {
		s.maxParseF = faultQueryRuntime(r.err.Message).controller()
	}
	return s, nil
}

// contextReader reads typed values and keeps the first error.
type contextReader struct {
	ctx map[string]any
	err *druiderr.Error
}

func (r *contextReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = druiderr.BadContext(format, args...)
	}
}

// text gives a scalar as text; ok is false for an absent key and null.
func (r *contextReader) text(key string) (string, bool) {
	switch v := r.ctx[key].(type) {
	case nil:
		return "", false
	case string:
		return v, true
	case []any, map[string]any:
		b, _ := json.Marshal(v) // decoded JSON
		return string(b), true
	default:
		return fmt.Sprint(v), true
	}
}

func (r *contextReader) integer(key, format string, def int64) int64 {
	text, ok := r.text(key)
	if !ok {
		return def
	}
	if !r.scalar(key) {
		article := "a"
		if format == "integer" {
			article = "an"
		}
		r.fail("Expected key [%s] to be %s %s, but got [%s]", key, article, strings.ToUpper(format[:1])+format[1:], druiderr.JavaClass(r.ctx[key]))
		return def
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		if _, isText := r.ctx[key].(string); !isText {
			return int64(f)
		}
	}
	r.fail("Expected key [%s] to be in %s format, but got [%s]", key, format, text)
	return def
}

// scalar tells whether a value is a number or a text.
func (r *contextReader) scalar(key string) bool {
	switch r.ctx[key].(type) {
	case bool, []any, map[string]any:
		return false
	}
	return true
}

func isText(v any) bool {
	_, ok := v.(string)
	return ok
}

// indexSpec checks that indexSpec is a JSON object, or a text of one.
func (r *contextReader) indexSpec() {
	text, ok := r.text("indexSpec")
	var object map[string]json.RawMessage
	if ok && json.Unmarshal([]byte(text), &object) != nil {
		r.fail("Expected key [indexSpec] to be an indexSpec, but got [%s]", text)
	}
}

func (r *contextReader) bool(key string) bool {
	text, ok := r.text(key)
	if _, isBool := r.ctx[key].(bool); ok && !isBool && !isText(r.ctx[key]) {
		r.fail("Expected key [%s] to be a Boolean, but got [%s]", key, druiderr.JavaClass(r.ctx[key]))
	}
	return strings.EqualFold(text, "true")
}

func (r *contextReader) enum(key, enum string, values ...string) string {
	text, ok := r.text(key)
	if !ok {
		return ""
	}
	if _, isText := r.ctx[key].(string); !isText {
		r.fail("Expected key [%s] to be a String, but got [%s]", key, druiderr.JavaClass(r.ctx[key]))
		return ""
	}
	if value := strings.ToUpper(text); slices.Contains(values, value) {
		return value
	}
	r.fail("Expected key [%s] to be referring to one of the values [%s] of enum [%s], but got [%s]", key, strings.Join(values, ","), enum, text)
	return ""
}
