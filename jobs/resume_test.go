package jobs_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/testdb"
	"ogham/jobs"
)

// failing serves one row, after failing for some readers.
func failing(t *testing.T, times int32) (url string) {
	t.Helper()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && asked.Add(1) <= times {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = fmt.Fprintln(w, `{"t":"2024-01-01"}`)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/rows.json"
}

func TestAWorkerIsRunAgainTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	insert := func(times int32, queryContext map[string]any) jobs.TaskStatus {
		return b.run(t, fmt.Sprintf(`INSERT INTO again SELECT TIME_PARSE(t) AS __time FROM TABLE(EXTERN('{"type":"http","uris":["%s"]}', '{"type":"json"}'))
			EXTEND (t VARCHAR) PARTITIONED BY DAY`, failing(t, times)), queryContext)
	}
	st := insert(1, nil)
	require.Contains(t, message(st), "UnknownError")
	st = insert(2, map[string]any{"faultTolerance": true})
	require.Nil(t, st.ErrorMsg, message(st))
	require.Equal(t, "[1]", b.rows(t, "SELECT COUNT(*) FROM again"))

	st = insert(3, map[string]any{"faultTolerance": "true"})
	found := b.report(t, st.ID)["status"].(map[string]any)["errorReport"].(map[string]any)["error"].(map[string]any)
	require.Equal(t, "TooManyAttemptsForWorker", found["errorCode"])
	require.EqualValues(t, 2, found["maxPerWorkerRelaunchCount"])
	require.Equal(t, st.ID+"-worker0_2", found["taskId"])
	require.Contains(t, found["errorMessage"], "Worker[0] exceeded max relaunch count of 2 for task["+st.ID+"-worker0_2]. Latest failure reason: java.lang.RuntimeException")
	list, err := b.List(t.Context(), jobs.ListFilter{Type: "query_worker"})
	require.NoError(t, err)
	attempts := map[string]string{}
	for _, w := range list {
		if w.GroupID == st.ID {
			attempts[w.ID[len(st.ID):]] = w.StatusCode
		}
	}
	require.Equal(t, map[string]string{"-worker0_0": "FAILED", "-worker0_1": "FAILED", "-worker0_2": "FAILED"}, attempts)
	require.Equal(t, "[1]", b.rows(t, "SELECT COUNT(*) FROM again"))
}

// A fault of the data is the same in every attempt.
func TestAFaultOfTheDataIsNotRetried(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	st := b.run(t, "INSERT INTO bad SELECT TIME_PARSE(t) AS __time FROM "+extern(`{"t":"nonsense"}`, "t VARCHAR")+" PARTITIONED BY DAY",
		map[string]any{"faultTolerance": true})
	require.Contains(t, message(st), "InsertTimeNull")
	list, err := b.List(t.Context(), jobs.ListFilter{Type: "query_worker"})
	require.NoError(t, err)
	require.Len(t, list, 1)
}

func TestAStoppedServerHandsItsWorkOver(t *testing.T) {
	t.Parallel()
	stops := newBench(t)
	url, started := hanging(t)
	sub, err := stops.Submit(t.Context(), jobs.SubmitRequest{SQL: hangingInsert(url), Context: map[string]any{"faultTolerance": true}})
	require.NoError(t, err)
	<-started
	goesOn := openBench(t, stops.db)
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // no patience
	_ = stops.Stop(ctx)
	require.Eventually(t, func() bool {
		attempt := goesOn.rows(t, "SELECT 1")
		st, err := goesOn.Status(t.Context(), sub.TaskID+"-worker0_1")
		return attempt == "[1]" && err == nil && st.RunnerStatusCode == "RUNNING"
	}, patience, patience/1000)
	require.NoError(t, goesOn.Shutdown(t.Context(), sub.TaskID))
}

func TestWarningsOfReadingOutliveTheSecondPhase(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	from := extern("{\"t\":\"2024-01-01\"}\nnonsense\n{\"t\":\"2024-01-02\"}", "t VARCHAR")
	st := b.run(t, "INSERT INTO warned SELECT TIME_PARSE(t) AS __time, COUNT(*) AS n FROM "+from+" GROUP BY 1 PARTITIONED BY DAY",
		map[string]any{"maxParseExceptions": 1})
	require.Nil(t, st.ErrorMsg, message(st))
	report := b.report(t, st.ID)
	warnings, ok := report["status"].(map[string]any)["warnings"].([]any)
	require.True(t, ok, report["status"])
	require.Len(t, warnings, 1)
}

// What a dead process had is found by its jobs, and by tasks without any.
func TestEveryJobOfADeadServerIsSettled(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	alive := openBench(t, db)
	_, err := db.Connect(t).Exec(t.Context(), `INSERT INTO ogham.task (id, group_id, type, datasource, spec) VALUES ('lost', 'lost', 'noop', 'd', '{"type":"noop","runTime":1}');
INSERT INTO ogham.task (id, group_id, type, datasource, sql) VALUES ('query-lost', 'query-lost', 'query_controller', '__query_select', 'SELECT 1 AS x');
INSERT INTO ogham.river_job (kind, args, max_attempts, state, attempted_at, attempted_by)
VALUES ('query_controller', '{"task_id": "query-lost", "phase": "plan"}', 1, 'running', now(), '{nobody}')`)
	require.NoError(t, err)
	require.Equal(t, "SUCCESS", alive.wait(t, "lost").StatusCode, "a task without a job")
	require.Equal(t, "SUCCESS", alive.wait(t, "query-lost").StatusCode, "a task whose job was taken by a dead server")
}
