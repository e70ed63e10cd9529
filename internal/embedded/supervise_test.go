//go:build unix

package embedded_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// TestKilledServerIsStartedAgain kills the server behind our back: it comes back on its port, with its data.
func TestKilledServerIsStartedAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	srv := start(t, dir)
	run(t, srv.URL(), "CREATE TABLE kept AS SELECT 7::bigint AS n")
	run(t, srv.URL(), "CHECKPOINT") // fsync is off in tests

	text, err := os.ReadFile(filepath.Join(dir, "cluster", "postmaster.pid"))
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))

	require.Eventually(t, func() bool {
		now, err := os.ReadFile(filepath.Join(dir, "cluster", "postmaster.pid"))
		if err != nil || strings.HasPrefix(string(now), first+"\n") {
			return false
		}
		conn, err := pgx.Connect(t.Context(), srv.URL())
		if err != nil {
			return false
		}
		return conn.Close(t.Context()) == nil
	}, 30*time.Second, 50*time.Millisecond)
	require.Equal(t, int64(7), query[int64](t, srv.URL(), "SELECT n FROM kept"))
}
