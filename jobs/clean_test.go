package jobs_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/store"
	"ogham/internal/testdb"
	"ogham/jobs"
)

func TestOldTasksAreForgotten(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	b := openBench(t, db)
	conn := db.Connect(t)
	st := b.run(t, "INSERT INTO kept SELECT TIME_PARSE(t) AS __time, s FROM "+extern(sample, columns)+" PARTITIONED BY DAY", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	old := []string{st.ID, b.run(t, "SELECT 1 AS x", nil).ID}
	fresh := b.run(t, "SELECT 2 AS x", nil).ID
	url, started := hanging(t)
	runs, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: hangingInsert(url)})
	require.NoError(t, err)
	<-started
	require.NoError(t, b.Shutdown(t.Context(), b.run(t, "SELECT 3 AS x", nil).ID))
	_, err = conn.Exec(t.Context(), `UPDATE ogham.task SET created_at = created_at - interval '8 days', started_at = started_at - interval '8 days',
		finished_at = finished_at - interval '8 days' WHERE group_id = ANY ($1)`, append(old, runs.TaskID))
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), `INSERT INTO ogham.task (id, group_id, type, datasource, status, finished_at)
		SELECT 'many' || n, 'many' || n, 'noop', 'none', 'SUCCESS', now() - interval '30 days' FROM generate_series(1, 1000) n`)
	require.NoError(t, err)

	for range 2 { // two processes clean one after the other, and side by side
		s, err := store.Open(t.Context(), store.Config{URL: db.URL})
		require.NoError(t, err)
		t.Cleanup(s.Close)
		cleaner, err := jobs.New(jobs.Config{Store: s, Retention: 7 * 24 * time.Hour})
		require.NoError(t, err)
		require.NoError(t, s.Start(t.Context()))
		require.NoError(t, cleaner.Start(t.Context()))
		t.Cleanup(func() { require.NoError(t, cleaner.Stop(context.Background())) })
	}
	// The first service leads the queue and keeps tasks for ever; it makes room.
	require.NoError(t, b.Shutdown(t.Context(), runs.TaskID))
	require.NoError(t, b.Stop(t.Context()))
	count := func(table string, ids []string) (n int) {
		require.NoError(t, conn.QueryRow(t.Context(), fmt.Sprintf("SELECT count(*) FROM ogham.%s WHERE substring(%s FROM '^query-[0-9a-f-]{36}') = ANY ($1)",
			table, map[bool]string{true: "id", false: "task_id"}[table == "task"]), ids).Scan(&n))
		return n
	}
	require.Eventually(t, func() bool { return count("task", old) == 0 }, patience, 20*time.Millisecond)
	for _, table := range []string{"task_stage", "task_counter", "task_report", "task_log", "task_result", "result_page"} {
		require.Zero(t, count(table, old), table)
		if table != "task_log" {
			require.Positive(t, count(table, []string{fresh}), table)
		}
	}
	var many int
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM ogham.task WHERE id LIKE 'many%'").Scan(&many))
	require.Zero(t, many)
	_, err = b.Statement(t.Context(), "", old[1], false)
	require.Equal(t, druiderr.NotFound, druiderr.As(err).Category)
	_, err = b.Statement(t.Context(), "", fresh, false)
	require.NoError(t, err)
	_, err = b.Statement(t.Context(), "", runs.TaskID, false)
	require.NoError(t, err, "a task is kept from its end on")
	var rows int
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM druid.kept").Scan(&rows))
	require.Equal(t, 3, rows, "rows are no part of their task")
}

func TestStatementsAreTheirOwners(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	hers, err := b.Submit(ctx, jobs.SubmitRequest{SQL: "SELECT 1 AS x", Owner: "alice"})
	require.NoError(t, err)
	b.wait(t, hers.TaskID)
	nobodys := b.run(t, "SELECT 2 AS x", nil).ID
	all := func(user, id string) (errs []error) {
		_, err := b.Statement(ctx, user, id, false)
		errs = append(errs, err)
		_, err = b.StatementResults(ctx, user, id, nil)
		errs = append(errs, err)
		_, err = b.CancelStatement(ctx, user, id)
		return append(errs, err)
	}
	for _, err := range append(all("alice", hers.TaskID), append(all("", hers.TaskID), all("", nobodys)...)...) {
		require.NoError(t, err)
	}
	for _, err := range append(all("bob", hers.TaskID), all("alice", nobodys)...) {
		require.Equal(t, druiderr.Forbidden, druiderr.As(err).Category)
	}
	for _, err := range all("bob", "nosuch") {
		require.Equal(t, druiderr.NotFound, druiderr.As(err).Category)
	}
}
