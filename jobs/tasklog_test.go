package jobs_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/store"
	"ogham/internal/testdb"
	"ogham/jobs"
)

func (b *bench) log(t *testing.T, id string, offset int64) string {
	t.Helper()
	text, err := b.Log(t.Context(), id, offset)
	require.NoError(t, err)
	return string(text)
}

func TestLogTellsWhatATaskDid(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	st := b.run(t, "INSERT INTO logged SELECT TIME_PARSE(t) AS __time, s FROM "+extern(sample+"\n{bad", columns)+" PARTITIONED BY DAY",
		map[string]any{"maxParseExceptions": 5})
	require.Nil(t, st.ErrorMsg, message(st))
	log := b.log(t, st.ID, 0)
	at := 0
	for _, part := range []string{
		"INFO [controller] The statement was planned", "INFO [controller] Workers are started phase=read workers=1",
		"INFO [worker0] The phase begins phase=read", "WARN [worker0] A record cannot be read message=\"Unable to parse row [{bad] (Record: 4, Line: 4)\"",
		"INFO [worker0] The phase is done phase=read rows_read=3", "INFO [controller] Segments are published datasource=logged segments=2 rows=3",
		"INFO [controller] The task ended status=SUCCESS duration_ms=",
	} {
		next := strings.Index(log[at:], part)
		require.GreaterOrEqual(t, next, 0, "%s\nin\n%s", part, log)
		at += next
	}
	require.Regexp(t, `(?m)\A(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARN) .+\n)+\z`, log)
	require.Equal(t, log[len(log)-50:], b.log(t, st.ID, -50))
	require.Equal(t, log[10:], b.log(t, st.ID, 10))
	require.Equal(t, log, b.log(t, st.ID, -1<<40))
	require.Empty(t, b.log(t, st.ID, 1<<40))
	worker := b.log(t, st.ID+"-worker0_0", 0)
	require.NotContains(t, worker, "[controller]")
	require.Contains(t, worker, "[worker0] The task ended status=SUCCESS")
}

func TestLogOfATaskThatRunsAndFails(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	url, started := hanging(t)
	sub, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: hangingInsert(strings.Replace(url, "://", "://me:secret@", 1))})
	require.NoError(t, err)
	<-started
	log := b.log(t, sub.TaskID, 0)
	require.Contains(t, log, "[worker0] An input is read")
	require.NotContains(t, log, "secret")
	require.NotContains(t, log, "The task ended")
	require.NoError(t, b.Shutdown(t.Context(), sub.TaskID))
	require.Contains(t, b.log(t, sub.TaskID, 0), `ERROR [controller] The task ended status=FAILED duration_ms=-1 error="Shutdown request from user"`)

	st := b.run(t, "INSERT INTO logged SELECT TIME_PARSE(t) AS __time FROM "+extern("{bad", columns)+" PARTITIONED BY DAY", nil)
	require.Contains(t, b.log(t, st.ID, 0), "ERROR [worker0] The task fails error_code=CannotParseExternalData message=\"Unable to parse row")
	_, err = b.Log(t.Context(), "nosuch", 0)
	require.ErrorContains(t, err, "No log was found for this task.")
}

func TestTasksDoNotFailWithTheirLog(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.db.Connect(t).Exec(t.Context(), "DROP TABLE ogham.task_log")
	require.NoError(t, err)
	require.Equal(t, "[1]", b.rows(t, "SELECT 1 AS x"))
}

func TestLogIsWrittenBeforeTheServiceStops(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	st := b.run(t, "SELECT 1 AS x", nil)
	require.NoError(t, b.Stop(context.Background()))
	var lines int
	require.NoError(t, b.db.Connect(t).QueryRow(t.Context(), "SELECT count(*) FROM ogham.task_log WHERE task_id IN ($1, $1 || '-worker0_0')", st.ID).Scan(&lines))
	require.Greater(t, lines, 3)
	require.Equal(t, store.Success, st.StatusCode)
}

// told waits for a message in the server's log.
type told struct {
	slog.Handler
	message string
	heard   chan struct{}
}

func (h told) Enabled(context.Context, slog.Level) bool { return true }

func (h told) Handle(_ context.Context, r slog.Record) error {
	if r.Message == h.message {
		select {
		case h.heard <- struct{}{}:
		default:
		}
	}
	return nil
}

func TestLinesThatWereNotWrittenAreTriedAgain(t *testing.T) {
	t.Parallel()
	h := told{slog.DiscardHandler, "Task logs could not be written", make(chan struct{}, 1)}
	b := openBenchWith(t, testdb.New(t), jobs.Config{Logger: slog.New(h)})
	conn := b.db.Connect(t)
	_, err := conn.Exec(t.Context(), "ALTER TABLE ogham.task_log RENAME TO hidden")
	require.NoError(t, err)
	first := b.run(t, "SELECT 1 AS x", nil)
	<-h.heard
	_, err = conn.Exec(t.Context(), "ALTER TABLE ogham.hidden RENAME TO task_log")
	require.NoError(t, err)
	second := b.run(t, "SELECT 2 AS x", nil)
	require.Eventually(t, func() bool {
		var tasks int
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT count(DISTINCT task_id) FROM ogham.task_log WHERE task_id IN ($1, $2)", first.ID, second.ID).Scan(&tasks))
		return tasks == 2
	}, patience, 10*time.Millisecond)
}
