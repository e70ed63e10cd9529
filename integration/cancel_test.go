package integration

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

// endless runs until it is cancelled.
const endless = `SELECT COUNT(*) FROM wikipedia a CROSS JOIN wikipedia b CROSS JOIN wikipedia c WHERE a.added + b.added + c.added = -1`

// TestCancelOnOtherProcesses has one of three servers cancel what the others run: all queries of an id, in PostgreSQL too,
// within a second; an id that nobody runs is unknown although others could run it.
func TestCancelOnOtherProcesses(t *testing.T) {
	t.Parallel()
	s := newServer(t, serverOptions{})
	requireWikipedia(t, s)
	others := []*server{secondServer(t, s), secondServer(t, s)}
	remove := func(id string) (status int, took time.Duration) {
		began := time.Now()
		answer := s.Call(t.Context(), http.MethodDelete, sqlPath+"/"+id, nil, nil)
		require.NoError(t, answer.Err)
		require.Empty(t, answer.Text)
		return answer.Status, time.Since(began)
	}
	status, took := remove("nobody-runs-it")
	require.Equal(t, http.StatusNotFound, status)
	require.Less(t, took, 400*time.Millisecond, "all others have answered at once")

	conn := s.connect(t)
	running := func() (n int) {
		require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
			AND backend_type = 'client backend' AND query LIKE '%wikipedia%wikipedia%wikipedia%' AND pid <> pg_backend_pid()`).Scan(&n))
		return n
	}
	for number, servers := range [][]*server{{others[0]}, {others[1], others[0]}, {s, others[1], others[1]}} {
		id := fmt.Sprintf("far-%d", number)
		done := make(chan conformance.Answer, len(servers))
		for _, on := range servers {
			go func() {
				done <- on.PostJSON(t.Context(), sqlPath, ask(endless, object{{Key: "sqlQueryId", Value: id}}))
			}()
		}
		eventually(t, 20*time.Second, "all run", func() bool { return running() == len(servers) })
		began := time.Now()
		status, took := remove(id)
		require.Equal(t, http.StatusAccepted, status)
		for range servers {
			require.NoError(t, expect(<-done, http.StatusInternalServerError, "Query cancelled"))
		}
		require.Zero(t, running(), "nothing of it runs in PostgreSQL")
		require.Less(t, time.Since(began), time.Second)
		t.Logf("%d queries: accepted after %s, all ended after %s", len(servers), took, time.Since(began))
		status, _ = remove(id)
		require.Equal(t, http.StatusNotFound, status)
	}
}

// secondServer starts another process on the database of one.
func secondServer(t *testing.T, s *server) *server {
	t.Helper()
	other := &server{command: "serve", dataDir: s.dataDir, databaseURL: s.databaseURL}
	require.NoError(t, other.start(t.Context()))
	t.Cleanup(func() { require.NoError(t, other.close()) })
	return other
}
