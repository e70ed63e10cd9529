package store_test

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/store"
	"ogham/internal/testdb"
)

func TestErrorsAreToldInDruidsWords(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	_, err := s.Query(t.Context(), `SELECT 1 / (n - n) FROM generate_series(1, 2) n`, nil)
	require.Equal(t, "/ by zero", druiderr.As(err).Message)
	_, err = s.Query(t.Context(), `SELECT 'a' ~ ('[' || n) FROM generate_series(1, 2) n`, nil)
	require.Equal(t, "java.util.regex.PatternSyntaxException", druiderr.As(err).Class)
	_, err = s.Query(t.Context(), `SELECT druid_sql.only_value(ARRAY[n, n], 'BIGINT') FROM generate_series(1, 2) n`, nil)
	require.Equal(t, 400, druiderr.As(err).HTTPStatus())
	require.Equal(t, "Cannot coerce field [v0] from type [java.util.ArrayList] to type [BIGINT]", druiderr.As(err).Message)
	_, err = s.Query(t.Context(), `SELECT $1::bigint * 2`, []any{int64(1) << 62})
	require.True(t, store.IsOutOfRange(err))
	_, err = s.Query(t.Context(), `SELECT druid_sql.within_limit(3, 2)`, nil)
	require.Equal(t, "Resource limit exceeded", druiderr.As(err).LegacyCode)
	require.Equal(t, 400, druiderr.As(err).HTTPStatus())
	_, err = s.Query(t.Context(), `SELECT 'a' ~ ('(' || n) FROM generate_series(1, 2) n`, nil)
	class, _ := store.FunctionFailure(err)
	require.Equal(t, "java.util.regex.PatternSyntaxException", class)
	_, err = s.Query(t.Context(), `SELECT repeat('abcdefghij', 200000000)`, nil)
	require.Equal(t, druiderr.CapacityExceeded, druiderr.As(err).Category)
	_, err = s.Query(t.Context(), `SELECT nonsense`, nil)
	require.Equal(t, druiderr.Defensive, druiderr.As(err).Category)
	require.NotContains(t, druiderr.As(err).Message, "nonsense")
	_, err = s.Query(t.Context(), `DELETE FROM ogham.catalog_version`, nil)
	require.Error(t, err, "readers only read")

	ctx, cancel := context.WithTimeoutCause(t.Context(), 20*time.Millisecond, store.ErrTimeout)
	defer cancel()
	_, err = s.Query(ctx, `SELECT pg_sleep(30)`, nil)
	require.Equal(t, 504, druiderr.As(err).HTTPStatus())
	gone, stop := context.WithCancelCause(t.Context())
	stop(store.ErrCanceled)
	_, err = s.Query(gone, `SELECT 1`, nil)
	require.Equal(t, "Task was cancelled.", druiderr.As(err).Message)
}

func TestReaderSeesOnlyWhatQueriesMay(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	require.Equal(t, []string{"ogham_reader|UTC|on|\"\"|off"},
		read(t, s, `SELECT current_user::text, current_setting('TimeZone'), current_setting('default_transaction_read_only'), current_setting('search_path'), current_setting('jit')`))
	_, err := s.Query(t.Context(), `SELECT * FROM ogham.task`, nil)
	require.Error(t, err)
	require.NotEmpty(t, read(t, s, `SELECT * FROM ogham.information_schema_tables`))
}

func TestRowsComeInBinary(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	rows, err := s.Query(t.Context(), `SELECT 258::bigint, '{"b": 1}'::json, NULL::text, true`, nil)
	require.NoError(t, err)
	defer rows.Close()
	require.Equal(t, []uint32{20, 114, 25, 16}, rows.FieldOIDs())
	require.True(t, rows.Next())
	require.Equal(t, [][]byte{{0, 0, 0, 0, 0, 0, 1, 2}, []byte(`{"b": 1}`), nil, {1}}, rows.RawValues())
	require.False(t, rows.Next())
	require.NoError(t, rows.Err())
}

func TestClosingEarlyEndsTheQuery(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	began := time.Now()
	rows, err := s.Query(t.Context(), `SELECT generate_series(1, 10000000000)`, nil)
	require.NoError(t, err)
	require.True(t, rows.Next())
	rows.Close()
	rows.Close()
	require.False(t, rows.Next())
	require.NoError(t, rows.Err())
	require.Less(t, time.Since(began), 10*time.Second)
	require.Equal(t, []string{"1"}, read(t, s, `SELECT 1::text`))
}

func TestTaskEndsOnce(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	require.NoError(t, s.Start(t.Context()))
	task := &store.Task{ID: "query-1", GroupID: "query-1", Type: store.TypeController, DataSource: "d", SQL: "SELECT 1", Context: json.RawMessage(`{"a":1}`)}
	require.NoError(t, s.InsertTask(t.Context(), nil, task))
	require.ErrorIs(t, s.InsertTask(t.Context(), nil, task), store.ErrTaskExists)
	require.NoError(t, s.StartTask(t.Context(), nil, "query-1", 0))
	require.NoError(t, s.PlanTask(t.Context(), nil, "query-1", json.RawMessage(`{"x":[]}`), 2))
	for _, want := range []int{1, 0} {
		left, err := s.WorkerDone(t.Context(), nil, "query-1")
		require.NoError(t, err)
		require.Equal(t, want, left)
	}
	msg := "bad"
	require.NoError(t, s.FinishTask(t.Context(), nil, "query-1", store.TaskEnd{Status: store.Failed, ErrorMsg: &msg}))
	require.ErrorIs(t, s.FinishTask(t.Context(), nil, "query-1", store.TaskEnd{Status: store.Success}), store.ErrTaskDone)
	got, err := s.Task(t.Context(), nil, "query-1")
	require.NoError(t, err)
	require.Equal(t, store.Failed, got.Status)
	require.Equal(t, "bad", *got.ErrorMsg)
	require.GreaterOrEqual(t, got.DurationMs, int64(0))
	require.JSONEq(t, `{"a":1}`, string(got.Context))
	require.Nil(t, got.Fault)
	list, err := s.Tasks(t.Context(), store.TaskFilter{Status: store.Failed, Limit: 5})
	require.NoError(t, err)
	require.Len(t, list, 1)
	_, err = s.Task(t.Context(), nil, "nosuch")
	require.ErrorIs(t, err, store.ErrNotFound)
	require.Equal(t, []string{"query-1|FAILED|NONE|localhost:8888"}, read(t, s, `SELECT task_id, status, runner_status, location FROM ogham.sys_tasks`))
}

func TestProgressIsReadBack(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	require.NoError(t, s.InsertTask(t.Context(), nil, &store.Task{ID: "q", GroupID: "q", Type: store.TypeController, DataSource: "d"}))
	require.NoError(t, s.SaveStages(t.Context(), nil, []store.Stage{{TaskID: "q", Number: 0, Definition: json.RawMessage(`{}`)}}))
	require.NoError(t, s.SetStagePhase(t.Context(), nil, "q", 0, "READING_INPUT"))
	require.NoError(t, s.SetStagePhase(t.Context(), nil, "q", 0, "FINISHED"))
	stages, err := s.Stages(t.Context(), "q")
	require.NoError(t, err)
	require.Equal(t, "FINISHED", *stages[0].Phase)
	require.NotNil(t, stages[0].DurationMs)
	for _, n := range []string{`{"rows":1}`, `{"rows":2}`} {
		require.NoError(t, s.SaveCounters(t.Context(), nil, []store.Counter{{TaskID: "q", Stage: 0, Worker: 1, Counters: json.RawMessage(n)}}))
	}
	counters, err := s.Counters(t.Context(), "q")
	require.NoError(t, err)
	require.Len(t, counters, 1)
	require.JSONEq(t, `{"rows":2}`, string(counters[0].Counters))
	require.NoError(t, s.SaveReport(t.Context(), nil, "q", json.RawMessage(`{"r":1}`)))
	report, _, err := s.Report(t.Context(), "q")
	require.NoError(t, err)
	require.JSONEq(t, `{"r":1}`, string(report))
	now := time.Now()
	line := func(task, text string) store.LogLine { return store.LogLine{TaskID: task, At: now, Line: text} }
	require.NoError(t, s.AppendLog(t.Context(), nil, []store.LogLine{line("q", "one"), line("gone", "x"), line("q", "two")}, 3))
	require.NoError(t, s.AppendLog(t.Context(), nil, []store.LogLine{line("q", "three"), line("q", "over the limit")}, 3))
	log, err := s.Log(t.Context(), "q")
	require.NoError(t, err)
	require.Len(t, log, 3)
	for i, text := range []string{"one", "two", "three"} {
		require.Equal(t, text, log[i].Line)
	}
	require.NoError(t, s.SaveResult(t.Context(), nil, "q", store.Result{Signature: json.RawMessage(`[]`), NumRows: 1}))
	require.NoError(t, s.SaveResultPage(t.Context(), nil, "q", store.ResultPage{Page: 0, NumRows: 1, Rows: []byte("[1]\n")}))
	page, err := s.ResultPage(t.Context(), "q", 0)
	require.NoError(t, err)
	require.Equal(t, "[1]\n", string(page.Rows))
	_, err = s.ResultPage(t.Context(), "q", 1)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestProcessesHearOfEachOther(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	one, two := open(t, db), open(t, db)
	heard := make(chan string, 1)
	two.OnCancel(func(id string) { heard <- id })
	require.NoError(t, one.Start(t.Context()))
	require.NoError(t, two.Start(t.Context()))
	servers, err := one.LiveServers(t.Context())
	require.NoError(t, err)
	require.Len(t, servers, 2)
	require.Equal(t, []string{"coordinator|1", "coordinator|0"}, read(t, one, `SELECT server_type, is_leader::text FROM ogham.sys_servers WHERE server_type = 'coordinator' ORDER BY 2 DESC`))

	require.NoError(t, one.NotifyCancel(t.Context(), nil, "query-7"))
	require.Equal(t, "query-7", <-heard)

	insert("news", columns(col("s", text)), at("2024-01-01T00:00:00Z", "a")).publish(t, one)
	require.Eventually(t, func() bool { return seen(two, "news") != nil }, 5*time.Second, 5*time.Millisecond)

	require.NoError(t, one.InsertTask(t.Context(), nil, &store.Task{ID: "q", GroupID: "q", Type: store.TypeController, DataSource: "d"}))
	require.ErrorIs(t, one.StartTask(t.Context(), nil, "q", 1), store.ErrTaskDone, "another attempt")
	require.NoError(t, one.StartTask(t.Context(), nil, "q", 0))
	take := `INSERT INTO ogham.river_job (kind, args, max_attempts, state, attempted_at, attempted_by) VALUES ('x', '{"task_id": "q"}', 1, 'running', now(), ARRAY[$1::text])`
	_, err = one.Pool().Exec(t.Context(), take, one.Server().ID)
	require.NoError(t, err)
	none, err := two.LostJobs(t.Context())
	require.NoError(t, err)
	require.Empty(t, none, "its process lives")
	one.Close()
	require.Eventually(t, func() bool {
		lost, err := two.LostJobs(t.Context())
		return err == nil && len(lost) == 1 && lost[0].TaskID == "q" && !lost[0].Own
	}, 5*time.Second, 10*time.Millisecond)
	require.NoError(t, two.InTx(t.Context(), func(tx pgx.Tx) error {
		lost, err := two.LostJobs(t.Context())
		require.NoError(t, err)
		left, err := two.TaskJobs(t.Context(), tx, "q", []int64{lost[0].ID})
		require.Empty(t, left)
		return err
	}))
	lost, err := two.LostJobs(t.Context())
	require.NoError(t, err)
	require.Equal(t, []store.LostJob{{TaskID: "q"}}, lost, "no job is left that could end the task")
}

func TestListeningGoesOnAfterItsConnectionBroke(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	s := open(t, db)
	heard := make(chan string, 8)
	s.OnCancel(func(id string) { heard <- id })
	require.NoError(t, s.Start(t.Context()))
	_, err := db.Connect(t).Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ogham listen' AND datname = current_database()`)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		require.NoError(t, s.NotifyCancel(t.Context(), nil, "again"))
		return len(heard) > 0
	}, 10*time.Second, 50*time.Millisecond)
}

func TestStagedRowsAreReadOnTheWritersSide(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	cols := columns(col("s", text))[1:]
	for worker, list := range [][]string{{"a", "b"}, {"\x01[\"x\",\"y\"]"}} {
		require.NoError(t, s.InTx(t.Context(), func(tx pgx.Tx) error {
			name, err := s.CreateExternTable(t.Context(), tx, store.Owner{TaskID: "q", Worker: worker}, 0, cols)
			require.NoError(t, err)
			rows := make([][]any, len(list))
			for i, v := range list {
				rows[i] = []any{v}
			}
			_, err = tx.CopyFrom(t.Context(), pgx.Identifier{"druid_segments", name}, []string{"s"}, pgx.CopyFromRows(rows))
			require.NoError(t, err)
			var lists []string
			if worker == 1 {
				lists = []string{"s"}
			}
			return s.FinishStaging(t.Context(), tx, name, int64(len(list)), lists)
		}))
	}
	var united map[int]store.StagedExtern
	require.NoError(t, s.InTx(t.Context(), func(tx pgx.Tx) (err error) {
		united, err = s.UniteExterns(t.Context(), tx, "q")
		return err
	}))
	require.Equal(t, map[string]bool{"s": true}, united[0].MultiValue)
	require.Equal(t, int64(3), united[0].NumRows)
	rows, err := s.QueryStaged(t.Context(), `SELECT s::text, current_user::text FROM `+pgx.Identifier{united[0].Schema, united[0].Table}.Sanitize()+` ORDER BY 1`, nil)
	require.NoError(t, err)
	defer rows.Close()
	var got []string
	for rows.Next() {
		got = append(got, string(rows.RawValues()[0])+" "+string(rows.RawValues()[1]))
	}
	require.NoError(t, rows.Err())
	require.Equal(t, []string{"{a} ogham_reader", "{b} ogham_reader", "{x,y} ogham_reader"}, got)
	n, err := s.DropStaging(t.Context(), "q")
	require.NoError(t, err)
	require.Equal(t, 3, n)
	requireNoStaging(t, s, 0)
}

func TestSegmentsAreHiddenAndBroughtBack(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	cols := columns(col("s", text))
	in := insert("life", cols, at("2024-01-01T00:00:00Z", "a"), at("2024-01-01T05:00:00Z", "b"), at("2024-01-02T00:00:00Z", "c"))
	in.Bucket, in.Granularity = bucketOf(time.Hour), "HOUR"
	in.publish(t, s)
	mark := func(f func(context.Context, store.SegmentFilter) (int, error), within *store.Range) int {
		n, err := f(t.Context(), store.SegmentFilter{DataSource: "life", Within: within})
		require.NoError(t, err)
		return n
	}
	first := in.Bucket(millis(t, "2024-01-01T00:00:00Z"))
	require.Equal(t, 1, mark(s.MarkUnused, &first))
	require.Equal(t, []string{"01T05|b", "02T00|c"}, content(t, s, "life", "s"))
	unused, err := s.UnusedSegments(t.Context(), "life")
	require.NoError(t, err)
	require.Len(t, unused, 1)
	require.Equal(t, first, unused[0].Range())
	require.False(t, unused[0].UsedChanged.Before(unused[0].CreatedAt))
	require.Equal(t, 0, mark(s.MarkUnused, &first))
	require.Equal(t, 2, mark(s.MarkUnused, nil))
	require.Nil(t, seen(s, "life"))
	require.Equal(t, 3, mark(s.MarkUsed, nil))
	require.Equal(t, []string{"01T00|a", "01T05|b", "02T00|c"}, content(t, s, "life", "s"))
	require.Equal(t, 3, mark(s.MarkUnused, nil))
	n, err := s.KillUnused(t.Context(), "life", store.Eternity)
	require.NoError(t, err)
	require.Equal(t, 3, n)
	unused, err = s.UnusedSegments(t.Context(), "life")
	require.NoError(t, err)
	require.Empty(t, unused)
	requireNoStaging(t, s, 0)
}

func TestLookupsAndRoutinesShowUp(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	v := "ja"
	require.NoError(t, s.SaveLookup(t.Context(), store.Lookup{Tier: "__default", Name: "l'1", Version: "v1", Spec: json.RawMessage(`{}`)}, map[string]*string{"yes": &v, "no": nil}))
	r, ok := s.Catalog().Table("lookup", "l'1")
	require.True(t, ok)
	require.Equal(t, []string{"no|∅", "yes|ja"}, read(t, s, "SELECT k, v FROM "+pgx.Identifier{r.PgSchema, r.PgName}.Sanitize()+" ORDER BY k"))
	require.NoError(t, s.DeleteLookup(t.Context(), "__default", "l'1"))
	require.False(t, s.Catalog().Lookup("l'1"))
	sig := "'F(<ANY>)'"
	for range 2 {
		require.NoError(t, s.ReplaceRoutines(t.Context(), []store.Routine{{Name: "F", Signatures: &sig}, {Name: "G", Aggregator: true}}))
	}
	require.Equal(t, []string{"F|NO|'F(<ANY>)'", "G|YES|∅"}, read(t, s, `SELECT "ROUTINE_NAME", "IS_AGGREGATOR", "SIGNATURES" FROM ogham.information_schema_routines ORDER BY 1`))
}

// Every statement that is a constant is prepared on a migrated database, which checks its names and
// types.
func TestEveryStatementPrepares(t *testing.T) {
	t.Parallel()
	conn := testdb.New(t).Connect(t)
	_, err := conn.Exec(t.Context(), `SET search_path = ''`)
	require.NoError(t, err)
	constant := regexp.MustCompile("(?s)\\b(\\w+SQL)\\s*=\\s*((?:`[^`]*`(?:\\s*\\+\\s*\\w+\\s*\\+\\s*)?)+)")
	parts := regexp.MustCompile("(?s)`([^`]*)`|(\\w+)")
	lists := map[string]string{"taskColumns": store.TaskColumns, "segmentColumns": store.SegmentColumns}
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	n := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") || f.Name() == "pool.go" {
			continue
		}
		source, err := os.ReadFile(f.Name())
		require.NoError(t, err)
		for _, m := range constant.FindAllStringSubmatch(string(source), -1) {
			var sql strings.Builder
			for _, p := range parts.FindAllStringSubmatch(m[2], -1) {
				sql.WriteString(p[1] + lists[p[2]])
			}
			if m[1] == "explainSQL" { // a prefix
				sql.WriteString("SELECT 1")
			}
			_, err := conn.Prepare(t.Context(), m[1], sql.String())
			require.NoError(t, err, m[1])
			n++
		}
	}
	require.Greater(t, n, 60)
}
