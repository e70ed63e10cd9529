package jobs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/store"
	"ogham/internal/testdb"
	"ogham/jobs"
	"ogham/jobs/input"
)

// patience bounds every wait of a test.
const patience = 30 * time.Second

// bench is a service on a database of its own.
type bench struct {
	*jobs.Service
	store *store.Store
	db    *testdb.DB
}

func newBench(t *testing.T) *bench {
	t.Helper()
	return openBench(t, testdb.New(t))
}

func openBench(t *testing.T, db *testdb.DB) *bench {
	t.Helper()
	return openBenchWith(t, db, jobs.Config{})
}

// openBenchWith is openBench with settings of the test's own.
func openBenchWith(t *testing.T, db *testdb.DB, cfg jobs.Config) *bench {
	t.Helper()
	ctx := t.Context()
	s, err := store.Open(ctx, store.Config{URL: db.URL, Server: store.ServerInfo{Host: "localhost", Port: 8888}})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	cfg.Store, cfg.RecoverEvery, cfg.Input = s, 50*time.Millisecond, input.Config{Attempts: 1}
	service, err := jobs.New(cfg)
	require.NoError(t, err)
	require.NoError(t, s.Start(ctx))
	require.NoError(t, service.Start(ctx))
	t.Cleanup(func() { require.NoError(t, service.Stop(context.Background())) })
	return &bench{Service: service, store: s, db: db}
}

// run submits a statement and waits for its end.
func (b *bench) run(t *testing.T, sql string, queryContext map[string]any) jobs.TaskStatus {
	t.Helper()
	sub, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: sql, Context: queryContext})
	require.NoError(t, err)
	return b.wait(t, sub.TaskID)
}

func (b *bench) wait(t *testing.T, id string) jobs.TaskStatus {
	t.Helper()
	var st jobs.TaskStatus
	require.Eventually(t, func() bool {
		var err error
		st, err = b.Status(t.Context(), id)
		require.NoError(t, err)
		return st.StatusCode != "RUNNING"
	}, patience, 5*time.Millisecond)
	return st
}

// message is errorMsg for the messages of failing tests.
func message(st jobs.TaskStatus) string {
	if st.ErrorMsg == nil {
		return ""
	}
	return *st.ErrorMsg
}

// rows runs a SELECT and gives its rows, one a line.
func (b *bench) rows(t *testing.T, sql string) string {
	t.Helper()
	st := b.run(t, sql, nil)
	require.Nil(t, st.ErrorMsg, message(st))
	rows, err := b.StatementResults(t.Context(), "", st.ID, nil)
	require.NoError(t, err)
	return strings.TrimSuffix(string(rows.Rows), "\n")
}

// report gives payload of the report of a task.
func (b *bench) report(t *testing.T, id string) map[string]any {
	t.Helper()
	raw, err := b.Report(t.Context(), id)
	require.NoError(t, err)
	var body map[string]struct{ Payload map[string]any }
	require.NoError(t, json.Unmarshal(raw, &body))
	return body["multiStageQuery"].Payload
}

// extern spells TABLE(EXTERN(…)) of inline JSON lines.
func extern(data, columns string) string {
	source, _ := json.Marshal(map[string]string{"type": "inline", "data": data})
	return fmt.Sprintf(`TABLE(EXTERN('%s', '{"type":"json"}')) EXTEND (%s)`, strings.ReplaceAll(string(source), "'", "''"), columns)
}

const sample = `{"t":"2024-01-01T00:00:00Z","s":"a","n":1,"d":1.5}
{"t":"2024-01-01T12:30:00Z","s":["z","b",null],"n":2,"d":-2.25}
{"t":"2024-01-02T06:00:00Z","s":null,"n":null,"d":0.0}`

const columns = `t VARCHAR, s VARCHAR, n BIGINT, d DOUBLE`

func TestBothWaysOfIngestionStoreTheSame(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	from := extern(sample, columns)
	st := b.run(t, "INSERT INTO direct SELECT TIME_PARSE(t) AS __time, s, n, d FROM "+from+" PARTITIONED BY DAY", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	st = b.run(t, "INSERT INTO staged SELECT TIME_PARSE(t) AS __time, s, n, d FROM "+from+" WHERE d < 100 PARTITIONED BY DAY", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	want := `[1704067200000,"a",1,1.5]
[1704112200000,"[\"z\",\"b\",null]",2,-2.25]
[1704175200000,null,null,0.0]`
	require.Equal(t, want, b.rows(t, "SELECT * FROM direct ORDER BY __time"))
	require.Equal(t, want, b.rows(t, "SELECT * FROM staged ORDER BY __time"))
}

func TestReportCountsWhatWasDone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var data bytes.Buffer
	w := gzip.NewWriter(&data)
	const lines = 5000
	for i := range lines {
		_, _ = fmt.Fprintf(w, `{"t":"2024-01-%02dT00:00:00Z","n":%d}`+"\n", 1+i%3, i)
	}
	require.NoError(t, w.Close())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(data.Bytes()) }))
	t.Cleanup(server.Close)
	sql := fmt.Sprintf(`INSERT INTO x SELECT TIME_PARSE(t) AS __time, n FROM TABLE(EXTERN('{"type":"http","uris":["%s/a","%s/b"]}', '{"type":"json"}')) `+
		`EXTEND (t VARCHAR, n BIGINT) PARTITIONED BY DAY`, server.URL, server.URL)
	st := b.run(t, sql, map[string]any{"maxNumTasks": 3, "waitUntilSegmentsLoad": true})
	require.Nil(t, st.ErrorMsg, message(st))
	require.Equal(t, fmt.Sprintf("[%d]", 2*lines), b.rows(t, "SELECT COUNT(*) FROM x"))

	p := b.report(t, st.ID)
	counters := p["counters"].(map[string]any)
	read, pushed := 0.0, 0.0
	for _, worker := range []string{"0", "1"} {
		read += counters["0"].(map[string]any)[worker].(map[string]any)["input0"].(map[string]any)["rows"].([]any)[0].(float64)
		pushed += counters["1"].(map[string]any)[worker].(map[string]any)["segmentGenerationProgress"].(map[string]any)["rowsPushed"].(float64)
	}
	require.InDelta(t, 2*lines, read, 0)
	require.InDelta(t, 2*lines, pushed, 0)
	status := p["status"].(map[string]any)
	require.Len(t, status["workers"], 2)
	require.Equal(t, "SUCCESS", status["segmentLoadWaiterStatus"].(map[string]any)["state"])
	for _, stage := range p["stages"].([]any) {
		require.Equal(t, "FINISHED", stage.(map[string]any)["phase"])
		require.InDelta(t, 3, stage.(map[string]any)["partitionCount"], 0)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const head, tail = "INSERT INTO faulty SELECT TIME_PARSE(t) AS __time, s FROM ", " PARTITIONED BY DAY"
	cases := []struct {
		name, data, errorMsg string
		context              map[string]any
	}{
		{"BadRow", "{\"t\":\"2024-01-01\"}\n{bad", "CannotParseExternalData: Unable to parse row [{bad] (Record: 2, Line: 2)", nil},
		{"Warnings", "{bad\n{worse", "TooManyWarnings: Too many warnings of type CannotParseExternalData generated (max = 1)", map[string]any{"maxParseExceptions": 1}},
		{"NullTime", `{"t":"x"}`, "InsertTimeNull: Null timestamp (__time) encountered during INSERT or REPLACE.", nil},
		{"Empty", "{bad", "InsertCannotBeEmpty: No rows to insert for dataSource [faulty]", map[string]any{"maxParseExceptions": -1}},
		{"NullByte", `{"t":"2024-01-01","s":"\u0000"}`, "", nil},
		{"BadSetting", `{"t":"2024-01-01"}`, "QueryRuntimeError: Expected key [maxParseExceptions] to be in long format, but got [x]", map[string]any{"maxParseExceptions": "x"}},
	}
	for _, c := range cases {
		st := b.run(t, head+extern(c.data, "t VARCHAR, s VARCHAR")+tail, c.context)
		require.Equal(t, "FAILED", st.StatusCode, c.name)
		require.NotNil(t, st.ErrorMsg, c.name)
		if c.name == "NullByte" {
			require.Contains(t, *st.ErrorMsg, "InvalidNullByte: ")
			continue
		}
		require.Equal(t, c.errorMsg, *st.ErrorMsg, c.name)
		require.Equal(t, "FAILED", b.report(t, st.ID)["status"].(map[string]any)["status"], c.name)
	}
	tables, err := b.store.SweepStaging(t.Context())
	require.NoError(t, err)
	require.Zero(t, tables, "failed tasks leave no tables")
}

func TestRefusedStatements(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for message, queryContext := range map[string]map[string]any{
		"MSQ context maxNumTasks [1] cannot be less than 2, since at least 1 controller and 1 worker is necessary":                         {"maxNumTasks": 1},
		"Expected key [maxNumTasks] to be in integer format, but got [many]":                                                               {"maxNumTasks": "many"},
		"Query context parameter [sqlInsertSegmentGranularity] is not allowed":                                                             {"sqlInsertSegmentGranularity": "x"},
		"Expected key [segmentSortOrder] to be a String, but got [java.util.ArrayList]":                                                    {"segmentSortOrder": []any{"__time"}},
		"Expected key [maxNumTasks] to be an Integer, but got [java.lang.Boolean]":                                                         {"maxNumTasks": true},
		"Expected key [taskAssignment] to be a String, but got [java.lang.Integer]":                                                        {"taskAssignment": 1},
		"Expected key [finalizeAggregations] to be a Boolean, but got [java.lang.Integer]":                                                 {"finalizeAggregations": 1},
		"Expected key [indexSpec] to be an indexSpec, but got [x]":                                                                         {"indexSpec": "x"},
		"Expected key [taskAssignment] to be referring to one of the values [MAX,AUTO] of enum [WorkerAssignmentStrategy], but got [some]": {"taskAssignment": "some"},
	} {
		sub, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: "SELECT 1 AS x", Context: queryContext})
		require.NotEmpty(t, sub.QueryID)
		require.Equal(t, message, druiderr.As(err).Message)
	}
	_, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: "SELECT 1 AS x", Context: map[string]any{"sqlQueryId": "mine"}})
	require.NoError(t, err)
	_, err = b.Submit(t.Context(), jobs.SubmitRequest{SQL: "SELECT 1 AS x", Context: map[string]any{"sqlQueryId": "mine"}})
	require.Contains(t, druiderr.As(err).Message, "Task [query-mine] already exists.")
}

// hanging is a server whose answers never end; started tells of each request.
func hanging(t *testing.T) (url string, started chan struct{}) {
	t.Helper()
	started = make(chan struct{}, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"t":"2024-01-01"}` + "\n"))
		w.(http.Flusher).Flush()
		started <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	return server.URL, started
}

func hangingInsert(url string) string {
	return fmt.Sprintf(`INSERT INTO hangs SELECT TIME_PARSE(t) AS __time FROM TABLE(EXTERN('{"type":"http","uris":["%s"]}', '{"type":"json"}')) EXTEND (t VARCHAR) PARTITIONED BY DAY`, url)
}

func TestShutdownEndsATaskWithinASecond(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	url, started := hanging(t)
	sub, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: hangingInsert(url)})
	require.NoError(t, err)
	<-started
	live, err := b.Report(t.Context(), sub.TaskID)
	require.NoError(t, err)
	require.Contains(t, string(live), `"status":"RUNNING"`)
	begun := time.Now()
	require.NoError(t, b.Shutdown(t.Context(), sub.TaskID))
	st, err := b.Status(t.Context(), sub.TaskID)
	require.NoError(t, err)
	require.Equal(t, "Shutdown request from user", *st.ErrorMsg)
	require.EqualValues(t, -1, st.Duration)
	require.NoError(t, b.Stop(t.Context()), "nothing of it still runs")
	require.Less(t, time.Since(begun), time.Second)
	require.NoError(t, b.Shutdown(t.Context(), sub.TaskID), "a second time")
}

func TestTasksOfADeadServerAreFailed(t *testing.T) {
	t.Parallel()
	dead := newBench(t)
	url, started := hanging(t)
	sub, err := dead.Submit(t.Context(), jobs.SubmitRequest{SQL: hangingInsert(url)})
	require.NoError(t, err)
	<-started
	alive := openBench(t, dead.db)
	// without its connection a process has no lock that proves it alive
	_, err = dead.db.Connect(t).Exec(t.Context(), `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN ogham.server s ON l.objid = s.lock_key::oid
WHERE l.locktype = 'advisory' AND s.id = $1 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`, dead.store.Server().ID)
	require.NoError(t, err)
	st := alive.wait(t, sub.TaskID)
	require.Equal(t, "FAILED", st.StatusCode)
	require.Contains(t, *st.ErrorMsg, "WorkerFailed")
}

func TestStatements(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	sub, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: "SELECT 1 AS x, 'a' AS y"})
	require.NoError(t, err)
	require.Equal(t, []jobs.ResultColumn{{Name: "x", Type: "INTEGER", NativeType: "LONG"}, {Name: "y", Type: "CHAR", NativeType: "STRING"}}, sub.Columns)
	b.wait(t, sub.TaskID)
	st, err := b.Statement(t.Context(), "", sub.TaskID, true)
	require.NoError(t, err)
	require.Equal(t, "SUCCESS", st.State)
	require.JSONEq(t, `[[1,"a"]]`, string(st.Result.SampleRecords))
	require.NotEmpty(t, st.Stages)
	one := 1
	_, err = b.StatementResults(t.Context(), "", sub.TaskID, &one)
	require.Equal(t, "Page number [1] is out of the range of results", druiderr.As(err).Message)
	running, err := b.CancelStatement(t.Context(), "", sub.TaskID)
	require.NoError(t, err)
	require.False(t, running)
	_, err = b.Statement(t.Context(), "", "nosuch", false)
	require.Equal(t, druiderr.NotFound, druiderr.As(err).Category)
}

func TestNativeTasks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id, err := b.PostTask(t.Context(), json.RawMessage(`{"type":"noop","runTime":1,"dataSource":"d"}`))
	require.NoError(t, err)
	require.Equal(t, "SUCCESS", b.wait(t, id).StatusCode)
	list, err := b.List(t.Context(), jobs.ListFilter{DataSource: "d", State: "complete"})
	require.NoError(t, err)
	require.Len(t, list, 1)
	_, err = b.PostTask(t.Context(), json.RawMessage(`{"type":"nosuch"}`))
	require.Error(t, err)

	id, err = b.PostTask(t.Context(), json.RawMessage(`{"type":"noop","runTime":600000,"dataSource":"e"}`))
	require.NoError(t, err)
	require.NoError(t, b.ShutdownAll(t.Context(), "e"))
	require.Equal(t, "FAILED", b.wait(t, id).StatusCode)
	require.Equal(t, druiderr.NotFound, druiderr.As(b.ShutdownAll(t.Context(), "e")).Category)
}

func TestStopTwiceAndWithoutStart(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), store.Config{URL: testdb.New(t).URL})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	service, err := jobs.New(jobs.Config{Store: s})
	require.NoError(t, err)
	require.NoError(t, service.Stop(t.Context()))
	require.NoError(t, service.Stop(t.Context()))
}
