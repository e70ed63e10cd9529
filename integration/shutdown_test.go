package integration

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestShutdownLeavesNothing cancels an ingestion that is halfway: within a second the task has failed and is forgotten.
func TestShutdownLeavesNothing(t *testing.T) {
	t.Parallel()
	s, source := newServer(t, serverOptions{}), newRowSource(t)
	task := s.submit(t, source.insert("cancelled"))
	<-source.reached
	began := time.Now()
	status, body := s.post(t, s.taskURL(task, "shutdown"), object{})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, task, find(body, "$.task"))
	require.Equal(t, failed, s.await(t, task, time.Second))
	s.requireNoOrphans(t, time.Until(began.Add(time.Second)))
	t.Logf("from shutdown to nothing left: %d ms", time.Since(began).Milliseconds())

	_, body = s.get(t, s.taskURL(task, "status"))
	require.Equal(t, "Shutdown request from user", find(body, "$.status.errorMsg"))
	require.Zero(t, s.count(t, "cancelled"))
}

// TestStopDuringIngestion ends the server by SIGTERM while a task runs: it ends in time, and the task is not lost.
func TestStopDuringIngestion(t *testing.T) {
	t.Parallel()
	s, source := newServer(t, serverOptions{}), newRowSource(t)
	task := s.submit(t, source.insert("stopped"))
	<-source.reached
	require.NoError(t, s.close())
	source.free()
	require.NoError(t, s.start(t.Context()))
	requireAllOrNothing(t, s, task, "stopped")
}

// requireAllOrNothing waits for the end of a task that was cut off, and looks at what it left.
func requireAllOrNothing(t *testing.T, s *server, task, datasource string) {
	t.Helper()
	want := map[string]int64{failed: 0, success: sourceRows}
	began := time.Now()
	state := s.await(t, task, 30*time.Second)
	t.Logf("the task ended %s after %d ms", state, time.Since(began).Milliseconds())
	require.Contains(t, want, state)
	require.Equal(t, want[state], s.count(t, datasource), "rows of a task that ended %s", state)
	s.requireNoOrphans(t, 10*time.Second)
}
