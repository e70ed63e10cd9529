//go:build unix

package embedded_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"ogham/internal/embedded"
)

// envChild makes the test binary run a server in the named directory until it is killed.
const envChild = "OGHAM_TEST_EMBEDDED_CHILD"

var fast = map[string]string{"fsync": "off", "shared_buffers": "16MB"}

func TestMain(m *testing.M) {
	if dir := os.Getenv(envChild); dir != "" {
		runChild(dir)
	}
	os.Exit(m.Run())
}

// runChild starts a server, writes its URL to a file and waits to be killed.
func runChild(dir string) {
	srv, err := embedded.Start(context.Background(), embedded.Options{DataDir: dir, Settings: fast})
	if err != nil {
		os.Exit(3)
	}
	if os.WriteFile(filepath.Join(dir, "url.new"), []byte(srv.TCPURL()), 0o600) != nil ||
		os.Rename(filepath.Join(dir, "url.new"), filepath.Join(dir, "url")) != nil {
		os.Exit(4)
	}
	select {}
}

func start(t *testing.T, dir string) *embedded.Server {
	t.Helper()
	srv, err := embedded.Start(t.Context(), embedded.Options{DataDir: dir, Settings: fast})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, stop(srv)) })
	return srv
}

func stop(srv *embedded.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return srv.Stop(ctx)
}

func run(t *testing.T, address, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	_, err = conn.Exec(t.Context(), sql)
	require.NoError(t, err)
}

func query[T any](t *testing.T, address, sql string) (value T) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&value))
	return value
}

func TestStartsStopsAndKeepsItsData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir() // 0700 and ours: as root, the server's user cannot even pass it
	srv := start(t, dir)
	require.Equal(t, "ogham", query[string](t, srv.URL(), "SELECT current_database()"))
	require.Equal(t, "127.0.0.1", query[string](t, srv.TCPURL(), "SHOW listen_addresses"))
	run(t, srv.URL(), "CREATE TABLE kept AS SELECT 7::bigint AS n")
	port := query[string](t, srv.URL(), "SHOW port")
	require.NoError(t, stop(srv))
	require.NoError(t, stop(srv), "a second Stop does nothing")

	again := start(t, dir)
	require.Equal(t, int64(7), query[int64](t, again.URL(), "SELECT n FROM kept"))
	require.Equal(t, port, query[string](t, again.URL(), "SHOW port"), "the port stays")
}

func TestDirectoryBelongsToOneServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start(t, dir)
	_, err := embedded.Start(t.Context(), embedded.Options{DataDir: dir, Settings: fast})
	require.ErrorIs(t, err, embedded.ErrInUse)
}

func TestDataOfAnotherVersionIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "cluster"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cluster", "PG_VERSION"), []byte("15\n"), 0o600))
	_, err := embedded.Start(t.Context(), embedded.Options{DataDir: dir, Settings: fast})
	require.ErrorContains(t, err, "was made by PostgreSQL 15")
}

func TestBadSettingIsTold(t *testing.T) {
	t.Parallel()
	_, err := embedded.Start(t.Context(), embedded.Options{DataDir: t.TempDir(), Settings: map[string]string{"fsync": "off", "wal_level": "nonsense"}})
	require.ErrorContains(t, err, "wal_level")
}

func TestTakenPortIsGivenUp(t *testing.T) {
	t.Parallel()
	first := start(t, t.TempDir())
	taken := query[string](t, first.URL(), "SHOW port")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "port"), []byte(taken), 0o600))
	second := start(t, dir)
	require.NotEqual(t, taken, query[string](t, second.URL(), "SHOW port"))
}

func TestKilledOwnerLeavesNoServerAndLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^$") //nolint:noctx // ourselves; killed below
	cmd.Env = append(os.Environ(), envChild+"="+dir)
	require.NoError(t, cmd.Start())
	address := waitForFile(t, filepath.Join(dir, "url"))
	run(t, address, "CREATE TABLE survivor AS SELECT 42::bigint AS n")
	pid := postmaster(t, dir)

	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()               // killed
	if runtime.GOOS == "linux" { // elsewhere the next start ends it
		require.Eventually(t, func() bool { return syscall.Kill(pid, 0) != nil }, 30*time.Second, 20*time.Millisecond, "PostgreSQL outlived its owner")
	}

	srv := start(t, dir)
	require.Equal(t, int64(42), query[int64](t, srv.URL(), "SELECT n FROM survivor"))
	require.NotEqual(t, pid, postmaster(t, dir))
}

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "cluster", "postmaster.pid"))
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(t, err)
	return pid
}

func waitForFile(t *testing.T, path string) (text string) {
	t.Helper()
	require.Eventually(t, func() bool {
		b, err := os.ReadFile(path)
		text = string(b)
		return !errors.Is(err, os.ErrNotExist)
	}, time.Minute, 50*time.Millisecond)
	return text
}

// A server whose handle is garbage keeps its directory: nobody else may take it and stop the server.
func TestForgottenServerKeepsItsLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	address := func() string {
		srv, err := embedded.Start(t.Context(), embedded.Options{DataDir: dir, Settings: fast})
		require.NoError(t, err)
		return srv.URL()
	}()
	pid := postmaster(t, dir)
	t.Cleanup(func() { // the directory is removed next
		_ = syscall.Kill(pid, syscall.SIGINT)
		require.Eventually(t, func() bool { return syscall.Kill(pid, 0) != nil }, time.Minute, 10*time.Millisecond)
	})
	for range 3 {
		runtime.GC()
	}
	_, err := embedded.Start(t.Context(), embedded.Options{DataDir: dir, Settings: fast})
	require.ErrorIs(t, err, embedded.ErrInUse)
	require.Equal(t, int64(1), query[int64](t, address, "SELECT 1::bigint"))
}
