package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

func parse(t *testing.T, args ...string) (*commandLine, string, error) {
	t.Helper()
	var cli commandLine
	parser, err := newParser(&cli, kong.Exit(func(int) {}), kong.Writers(&strings.Builder{}, &strings.Builder{}))
	require.NoError(t, err)
	ctx, err := parser.Parse(args)
	if err != nil {
		return nil, "", err
	}
	return &cli, ctx.Command(), nil
}

func TestServeIsTheDefaultCommand(t *testing.T) {
	cli, command, err := parse(t, "--listen", "127.0.0.1:1", "--extern-local-dir", t.TempDir(), "--extern-local-dir", t.TempDir(), "--roles", "api")
	require.NoError(t, err)
	require.Equal(t, "serve", command)
	require.Equal(t, "127.0.0.1:1", cli.Serve.Listen)
	require.Len(t, cli.Serve.ExternLocalDir, 2)
	require.True(t, cli.Serve.role("api"))
	require.False(t, cli.Serve.role("worker"))
}

func TestDefaultsAndEnvironment(t *testing.T) {
	t.Setenv("OGHAM_QUERY_TIMEOUT", "7s")
	t.Setenv("OGHAM_LOG_LEVEL", "debug")
	cli, command, err := parse(t, "quickstart")
	require.NoError(t, err)
	require.Equal(t, "quickstart", command)
	require.Equal(t, "127.0.0.1:8888", cli.Quickstart.Listen)
	require.Empty(t, cli.Quickstart.ExternLocalDir)
	require.Equal(t, []string{"api", "worker"}, cli.Quickstart.Roles)
	require.Equal(t, 7*time.Second, cli.Quickstart.QueryTimeout)
	require.Equal(t, 7*24*time.Hour, cli.Quickstart.TaskRetention)
	require.Equal(t, "debug", cli.Quickstart.LogLevel)
	require.Equal(t, defaultDataDir(), cli.Quickstart.DataDir)
}

func TestWrongFlagsStopTheStart(t *testing.T) {
	for _, args := range [][]string{
		{"--listen", "8888"},
		{"--roles", "queen"},
		{"--log-level", "loud"},
		{"--job-slots", "0"},
		{"--task-retention", "-1s"},
		{"--read-url", "postgres://x"},
		{"--extern-local-dir", filepath.Join(t.TempDir(), "absent")},
		{"--no-such-flag"},
		{"dance"},
	} {
		_, _, err := parse(t, args...)
		require.Error(t, err, args)
	}
}

func TestDataDirWithAndWithoutHome(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", "/data")
	require.Equal(t, "/data/ogham", defaultDataDir())
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("HOME", "/home/someone")
	require.True(t, strings.HasPrefix(defaultDataDir(), "/home/someone/"))
	require.NoError(t, os.Unsetenv("HOME"))
	require.NotEmpty(t, defaultDataDir())
	require.NotContains(t, defaultDataDir(), "/home/someone")
}
