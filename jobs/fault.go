package jobs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/internal/store"
	"ogham/jobs/format"
	"ogham/jobs/input"
)

// Fault is why a query task failed, with Druid's code, text and fields (Druid: MSQFault). It is an
// error; a *Fault in a chain decides what the task's report says.
type Fault struct { //nolint:errname // Druid calls it a fault
	// Code is the errorCode.
	Code string
	// Message is the errorMessage, "" for none.
	Message string
	// Fields are the further members in Druid's order.
	Fields []FaultField

	// onController says that the controller finds it, not a worker; stage is where, -1 for nowhere.
	onController bool
	stage        int
	// warnings are what came before a TooManyWarnings.
	warnings []errorReport
	cause    error
}

// FaultField is a member of a fault besides code and message.
type FaultField struct {
	Name  string
	Value any
}

// Error gives code and message.
func (f *Fault) Error() string { return f.summary() }

// Unwrap gives the cause, which is only logged.
func (f *Fault) Unwrap() error { return f.cause }

// summary is errorMsg before it is cut: "<code>: <message>".
func (f *Fault) summary() string {
	code := strings.TrimSuffix(f.Code, "Fault") // one report type is named InsertTimeOutOfBoundsFault
	if f.Message == "" {
		return code
	}
	return code + ": " + f.Message
}

// MarshalJSON writes errorCode, the fields and errorMessage.
func (f *Fault) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	members := append([]FaultField{{"errorCode", f.Code}}, f.Fields...)
	if f.Message != "" {
		members = append(members, FaultField{"errorMessage", f.Message})
	}
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(m.Value)
		if err != nil {
			return nil, fmt.Errorf("write fault: %w", err)
		}
		b.WriteString(strconv.Quote(m.Name) + ":")
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// controller marks a fault as found by the controller, outside of stages.
func (f *Fault) controller() *Fault {
	f.onController, f.stage = true, -1
	return f
}

// at marks a fault as found in a stage.
func (f *Fault) at(stage int) *Fault {
	f.stage = stage
	return f
}

func (f *Fault) because(err error) *Fault {
	f.cause = err
	return f
}

// errorMsgLimit is where Druid cuts errorMsg (TaskStatus.truncateErrorMsg).
const errorMsgLimit = 100

// cutErrorMsg cuts a message as Druid does. U+0000, which a database text cannot hold, is escaped.
func cutErrorMsg(msg string) string {
	msg = strings.ReplaceAll(strings.ToValidUTF8(msg, "\uFFFD"), "\x00", `\u0000`)
	runes := []rune(msg)
	if len(runes) <= errorMsgLimit {
		return msg
	}
	return string(runes[:errorMsgLimit]) + "..."
}

// The faults. Each function is named after Druid's error code and takes its fields.

func faultCanceled() *Fault {
	return (&Fault{Code: "Canceled", Message: "Query canceled by user or by task shutdown."}).controller()
}

func faultCannotParse(message string) *Fault {
	return &Fault{Code: "CannotParseExternalData", Message: message}
}

func faultTooManyWarnings(limit int64, root string) *Fault {
	f := &Fault{
		Code:    "TooManyWarnings",
		Message: fmt.Sprintf("Too many warnings of type %s generated (max = %d)", root, limit),
		Fields:  []FaultField{{"maxWarnings", limit}, {"rootErrorCode", root}},
	}
	return f.at(-1)
}

func faultInsertTimeNull() *Fault {
	return &Fault{Code: "InsertTimeNull", Message: "Null timestamp (__time) encountered during INSERT or REPLACE."}
}

func faultInsertCannotBeEmpty(dataSource string) *Fault {
	f := &Fault{
		Code: "InsertCannotBeEmpty", Message: fmt.Sprintf("No rows to insert for dataSource [%s]", dataSource),
		Fields: []FaultField{{"dataSource", dataSource}},
	}
	return f.controller()
}

func faultInsertTimeOutOfBounds(chunk store.Range, bounds []store.Range) *Fault {
	list := make([]string, len(bounds))
	for i, b := range bounds {
		list[i] = isoInterval(b)
	}
	f := &Fault{
		Code: "InsertTimeOutOfBoundsFault",
		Message: fmt.Sprintf("Inserted data contains time chunk[%s] outside of bounds specified by OVERWRITE WHERE[[%s]]. "+
			"If you want to include this data, expand your OVERWRITE WHERE. If you do not want to include this data, "+
			"use SELECT ... WHERE to filter it from your inserted data.", isoInterval(chunk), strings.Join(list, ", ")),
		Fields: []FaultField{{"interval", isoInterval(chunk)}, {"intervalBounds", list}},
	}
	return f.controller()
}

func faultCannotAllocate(e *store.AllocateError) *Fault {
	var allocated any
	message := fmt.Sprintf("Cannot allocate segment for dataSource [%s], interval [%s]. This can happen if the prior ingestion "+
		"uses non-extendable shard specs or if the partitioned by granularity is different from the granularity of the pre-existing "+
		"segments. Check the granularities of the pre-existing segments or re-run the ingestion with REPLACE to overwrite over the "+
		"existing data", e.DataSource, isoInterval(e.Interval))
	if e.Allocated != nil {
		allocated = isoInterval(*e.Allocated)
		message = fmt.Sprintf("Requested segment for dataSource [%s], interval [%s], but got [%s] interval instead. This happens when an "+
			"overlapping segment is already present with a coarser granularity for the requested interval. Either set the partition granularity "+
			"for the INSERT to [%s] to append to existing data or use REPLACE to overwrite over the pre-existing segment",
			e.DataSource, isoInterval(e.Interval), allocated, granularityOf(*e.Allocated))
	}
	f := &Fault{
		Code: "InsertCannotAllocateSegment", Message: message,
		Fields: []FaultField{{"dataSource", e.DataSource}, {"interval", isoInterval(e.Interval)}, {"allocatedInterval", allocated}},
	}
	return f.controller()
}

func faultTooManyBuckets(limit int) *Fault {
	f := &Fault{
		Code: "TooManyBuckets",
		Message: fmt.Sprintf("Too many partition buckets (max = %s); try breaking your query up into smaller queries or using a wider segmentGranularity",
			thousands(limit)),
		Fields: []FaultField{{"maxBuckets", limit}},
	}
	return f.controller()
}

func faultTooManyColumns(n, limit int) *Fault {
	f := &Fault{
		Code: "TooManyColumns", Message: fmt.Sprintf("Too many output columns (requested = %d, max = %d)", n, limit),
		Fields: []FaultField{{"numColumns", n}, {"maxColumns", limit}},
	}
	return f.controller()
}

func faultTooManyClusteredBy(n, limit, stage int) *Fault {
	f := &Fault{
		Code: "TooManyClusteredByColumns",
		Message: fmt.Sprintf("Too many cluster by columns present in stage [%d] (requested = %s, max = %s)",
			stage, thousands(n), thousands(limit)),
		Fields: []FaultField{{"numColumns", n}, {"maxColumns", limit}, {"stage", stage}},
	}
	return f.controller()
}

func faultTooManyWorkers(n, limit int) *Fault {
	f := &Fault{
		Code: "TooManyWorkers", Message: fmt.Sprintf("Too many workers (current = %d; max = %d)", n, limit),
		Fields: []FaultField{{"workers", n}, {"maxWorkers", limit}},
	}
	return f.controller()
}

func faultTooManyInputFiles(n, limit, workers int) *Fault {
	f := &Fault{
		Code: "TooManyInputFiles",
		Message: fmt.Sprintf("Too many input files/segments [%s] encountered. Maximum input files/segments per worker is set to [%s]. "+
			"Try breaking your query up into smaller queries, or increasing the number of workers to at least [%s] by setting [maxNumTasks] "+
			"in your query context", thousands(n), thousands(limit), thousands(workers)),
		Fields: []FaultField{{"numInputFiles", n}, {"maxInputFiles", limit}, {"minNumWorker", workers}},
	}
	return f.controller()
}

func faultRowTooLarge(limit int64) *Fault {
	return &Fault{
		Code: "RowTooLarge", Message: fmt.Sprintf("Encountered row that cannot fit in a single frame (max frame size = %s)", thousands(int(limit))),
		Fields: []FaultField{{"maxFrameSize", limit}},
	}
}

func faultInvalidNullByte(e *format.NullByteError) *Fault {
	return &Fault{
		Code: "InvalidNullByte", Message: e.Error(),
		Fields: []FaultField{
			{"source", e.Source},
			{"rowNumber", e.Row},
			{"column", e.Column},
			{"value", e.Value},
			{"position", e.Position},
		},
	}
}

func faultQueryRuntime(message string) *Fault {
	return &Fault{Code: "QueryRuntimeError", Message: message, Fields: []FaultField{{"baseErrorMessage", nil}}}
}

func faultWorkerFailed(worker, message string) *Fault {
	f := &Fault{
		Code: "WorkerFailed", Message: fmt.Sprintf("Worker task[%s] failed: [%s]", worker, message),
		Fields: []FaultField{{"workerTaskId", worker}, {"errorMsg", message}},
	}
	return f.controller()
}

func faultTooManyAttemptsForWorker(limit int, task string, worker int, root string) *Fault {
	f := &Fault{
		Code:    "TooManyAttemptsForWorker",
		Message: fmt.Sprintf("Worker[%d] exceeded max relaunch count of %d for task[%s]. Latest failure reason: %s.", worker, limit, task, root),
		Fields:  []FaultField{{"maxPerWorkerRelaunchCount", limit}, {"taskId", task}, {"workerNumber", worker}, {"rootErrorMessage", root}},
	}
	return f.controller()
}

func faultTooManyAttemptsForJob(limit, count int, task, root string) *Fault {
	f := &Fault{
		Code: "TooManyAttemptsForJob",
		Message: fmt.Sprintf("Total relaunch count across all workers %d exceeded max relaunch limit %d . Latest task[%s] failure reason: %s",
			count, limit, task, root),
		Fields: []FaultField{{"maxRelaunchCount", limit}, {"currentRelaunchCount", count}, {"taskId", task}, {"rootErrorMessage", root}},
	}
	return f.controller()
}

// retriable tells whether another attempt of a worker may do better (Druid: RETRIABLE_ERROR_CODES of
// ControllerQueryKernel).
func (f *Fault) retriable() bool {
	return f.Code == "UnknownError" || f.Code == "WorkerFailed" || f.Code == "WorkerRpcFailed"
}

func faultUnknown(message string) *Fault {
	return &Fault{Code: "UnknownError", Message: message, Fields: []FaultField{{"message", message}}}
}

// unreadable is how Druid's workers name an input that could not be read in all attempts.
const unreadable = "java.lang.RuntimeException: java.lang.RuntimeException: Error occurred while trying to read uri: %s"

// faultOf gives the fault of any error: itself if there is one in the chain, what Druid says for the
// errors we know, UnknownError otherwise.
func faultOf(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if e, ok := errors.AsType[*format.NullByteError](err); ok {
		return faultInvalidNullByte(e).because(err)
	}
	if e, ok := errors.AsType[*format.LineTooLongError](err); ok {
		return faultRowTooLarge(int64(e.Max)).because(err)
	}
	if e, ok := errors.AsType[*input.Error](err); ok {
		if errors.Is(err, input.ErrLocalForbidden) {
			return faultUnknown(e.Err.Error()).because(err)
		}
		return faultUnknown(fmt.Sprintf(unreadable, e.Slice.Shown())).because(err)
	}
	if e, ok := errors.AsType[*store.AllocateError](err); ok {
		return faultCannotAllocate(e).because(err)
	}
	if e := druiderr.As(err); e != nil {
		return faultUnknown(javaException(e)).because(err)
	}
	return faultUnknown("java.lang.RuntimeException: " + err.Error()).because(err)
}

// javaException names an error as Druid's workers report an exception.
func javaException(e *druiderr.Error) string {
	switch {
	case e.Message == "/ by zero":
		return "java.lang.RuntimeException: java.lang.ArithmeticException: / by zero"
	case e.Class != "":
		return "java.lang.RuntimeException: " + e.Class + ": " + e.Message
	}
	return "java.lang.RuntimeException: " + e.Message
}

// isoInterval prints a range as Druid prints intervals.
func isoInterval(r store.Range) string {
	start, end := r.ISO()
	return start + "/" + end
}

// standardGranularities are the granularities that time chunks have.
var standardGranularities = []string{
	"YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "EIGHT_HOUR", "SIX_HOUR", "HOUR", "THIRTY_MINUTE", "FIFTEEN_MINUTE", "TEN_MINUTE", "FIVE_MINUTE", "MINUTE", "SECOND",
}

// granularityOf names the granularity of a chunk for messages; that of all time is named as Druid does.
func granularityOf(r store.Range) string {
	for _, name := range standardGranularities {
		g, err := druidtime.ParseGranularity(name)
		if err == nil && g.Bucket(r.Start) == (druidtime.Interval{StartMs: r.Start, EndMs: r.End}) {
			return name
		}
	}
	return "DurationGranularity{duration=9223372036854775807, origin=0}"
}

// thousands prints a number as Java's %,d.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
