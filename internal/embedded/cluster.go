package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	clusterDir = "cluster"
	// logKept is the size from which a log is put aside at start.
	logKept = 32 << 20
)

func (s *Server) cluster() string { return filepath.Join(s.dir, clusterDir) }

// program gives the path of a program of PostgreSQL.
func (s *Server) program(name string) string { return filepath.Join(s.bin, "bin", name) }

// initCluster makes the cluster at first use, beside its place, so that one that exists is whole.
func (s *Server) initCluster(ctx context.Context) error {
	major, _, _ := strings.Cut(Version, ".")
	text, err := os.ReadFile(filepath.Join(s.cluster(), "PG_VERSION"))
	switch {
	case err == nil:
		if got := strings.TrimSpace(string(text)); got != major {
			return fmt.Errorf("the data directory %s was made by PostgreSQL %s and needs that version; this program brings %s", s.dir, got, major)
		}
		return s.owner.give(s.cluster())
	case !errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("read the cluster: %w", err)
	}
	if entries, err := os.ReadDir(s.cluster()); err == nil && len(entries) > 0 {
		return fmt.Errorf("the directory %s is not empty and holds no PostgreSQL cluster", s.cluster())
	}
	s.log.InfoContext(ctx, "Making the database cluster", slog.String("dir", s.cluster()))
	fresh := s.cluster() + ".new"
	if err := errors.Join(os.RemoveAll(fresh), os.RemoveAll(s.cluster()), os.Mkdir(fresh, 0o700), s.owner.give(fresh)); err != nil {
		return fmt.Errorf("make the cluster: %w", err)
	}
	if err := s.initdb(ctx, fresh); err != nil {
		return err
	}
	if err := os.Rename(fresh, s.cluster()); err != nil {
		return fmt.Errorf("make the cluster: %w", err)
	}
	return nil
}

func (s *Server) initdb(ctx context.Context, dir string) error {
	pwfile := filepath.Join(s.passwordDir(), "initial-password")
	if err := os.WriteFile(pwfile, []byte(s.password+"\n"), 0o600); err != nil {
		return fmt.Errorf("hand over the password: %w", err)
	}
	defer func() { _ = os.Remove(pwfile) }()
	if err := s.owner.give(pwfile); err != nil {
		return err
	}
	data, files, err := s.dataArg(dir)
	if err != nil {
		return err
	}
	defer closeAll(files)
	args := []string{"-D", data, "-U", superuser, "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--pwfile=" + pwfile, "--no-instructions"}
	if s.opts.Settings["fsync"] == "off" {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, s.program("initdb"), args...) //nolint:gosec // our own binaries
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles, cmd.Env, cmd.Dir = &out, &out, files, childEnv(), "/"
	s.owner.become(cmd)
	c, err := startChild(cmd, s.lock)
	if err != nil {
		return fmt.Errorf("make the cluster: %w", err)
	}
	<-c.done
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if !cmd.ProcessState.Success() {
		return fmt.Errorf("make the cluster: %s: %s", cmd.ProcessState, lastLines(out.String()))
	}
	return nil
}

// passwordDir is a directory that the server's user can read.
func (s *Server) passwordDir() string {
	if s.socket != "" {
		return s.socket
	}
	return s.dir
}

func lastLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	const most = 6
	return strings.Join(lines[max(0, len(lines)-most):], "; ")
}

func childEnv() []string {
	env := []string{"LC_ALL=C", "TZ=UTC", "HOME=/"}
	for _, name := range []string{"PATH", "TMPDIR", "SystemRoot", "TEMP", "TMP"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

func closeAll(files []*os.File) {
	for _, f := range files {
		_ = f.Close() // read-only
	}
}

// launch starts the server and waits until it answers. A port that somebody took meanwhile is given up
// for another; memory that a killed server's last processes hold is waited for.
func (s *Server) launch(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, s.opts.StartTimeout, errors.New("PostgreSQL did not start in time"))
	defer cancel()
	s.port = s.keptPort()
	const attempts = 8
	var err error
	for range attempts {
		if !portFree(s.port) {
			if s.port, err = freePort(); err != nil {
				return err
			}
		}
		var mark int64
		if mark, err = s.spawn(ctx); err != nil {
			return err
		}
		if err = s.ready(ctx); err == nil {
			return writeFile(filepath.Join(s.dir, "port"), strconv.Itoa(s.port), 0o600)
		}
		s.child.kill()
		told := s.tail(mark)
		err = fmt.Errorf("start PostgreSQL: %w: %s (log: %s)", err, told, s.LogFile())
		if ctx.Err() != nil || !strings.Contains(told, "bind") && !strings.Contains(told, "still in use") {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(retryPause):
		}
	}
	return err
}

const retryPause = 300 * time.Millisecond

// spawn starts the process and gives the size of the log before it.
func (s *Server) spawn(ctx context.Context) (mark int64, err error) {
	if info, err := os.Stat(s.LogFile()); err == nil && info.Size() > logKept {
		if err := os.Rename(s.LogFile(), s.LogFile()+".1"); err != nil {
			return 0, fmt.Errorf("put the log aside: %w", err)
		}
	}
	log, err := os.OpenFile(s.LogFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, fmt.Errorf("open the log: %w", err)
	}
	defer func() { _ = log.Close() }() // the child has its own
	if info, err := log.Stat(); err == nil {
		mark = info.Size()
	}
	data, files, err := s.dataArg(s.cluster())
	if err != nil {
		return 0, err
	}
	defer closeAll(files)
	args := append([]string{"-D", data}, s.settings()...)
	cmd := exec.Command(s.program("postgres"), args...) //nolint:gosec,noctx // our own binaries; outlives ctx
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles, cmd.Env, cmd.Dir = log, log, files, childEnv(), "/"
	s.owner.become(cmd)
	s.child, err = startChild(cmd, s.lock)
	if err != nil {
		return 0, fmt.Errorf("start PostgreSQL: %w", err)
	}
	s.log.DebugContext(ctx, "PostgreSQL was started", slog.Int("pid", cmd.Process.Pid), slog.Int("port", s.port))
	return mark, nil
}

// settings are the server's command line. They are for speed without giving up safety: a commit is
// on disk, but tables filled in the transaction that made them are not logged twice.
func (s *Server) settings() []string {
	buffers, cache := memorySettings(availableMemory())
	all := map[string]string{ //nolint:gosec // names of settings, no secrets
		"port": strconv.Itoa(s.port), "listen_addresses": "127.0.0.1", "unix_socket_directories": s.socket, "unix_socket_permissions": "0700",
		"max_connections": "200", "max_locks_per_transaction": "256", "shared_buffers": buffers, "effective_cache_size": cache,
		"work_mem": "32MB", "maintenance_work_mem": "128MB", "random_page_cost": "1.1", "jit": "off",
		"wal_level": "minimal", "max_wal_senders": "0", "wal_buffers": "16MB", "min_wal_size": "256MB", "max_wal_size": "4GB",
		"checkpoint_timeout": "15min", "checkpoint_completion_target": "0.9", "synchronous_commit": "on", "fsync": "on",
		"timezone": "UTC", "log_timezone": "UTC", "password_encryption": "scram-sha-256", "autovacuum_naptime": "30s",
		"log_line_prefix": "%m [%p] ", "log_checkpoints": "off", "log_min_messages": "warning", "logging_collector": "off",
	}
	maps.Copy(all, s.opts.Settings)
	args := make([]string, 0, 2*len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		args = append(args, "-c", name+"="+all[name])
	}
	return args
}

// memorySettings gives shared_buffers (a quarter, at most 1 GB) and effective_cache_size (a half).
func memorySettings(available int64) (buffers, cache string) {
	const mb, least, most = int64(1 << 20), int64(64), int64(1024)
	quarter := min(most, max(least, available/4/mb))
	return fmt.Sprintf("%dMB", quarter), fmt.Sprintf("%dMB", max(2*quarter, available/2/mb))
}

// ready waits until the server takes connections, or its process ends.
func (s *Server) ready(ctx context.Context) error {
	const first, most = 20 * time.Millisecond, 250 * time.Millisecond
	for pause := first; ; pause = min(most, pause*3/2) {
		conn, err := pgx.Connect(ctx, s.urlOf("postgres", s.socket != ""))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.child.done:
			return errors.New("it ended at once")
		case <-time.After(pause):
		}
	}
}

const (
	databaseExistsSQL = `SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1)`
	createDatabaseSQL = `CREATE DATABASE ` + database
)

func (s *Server) createDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.urlOf("postgres", s.socket != ""))
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var exists bool
	if err := conn.QueryRow(ctx, databaseExistsSQL, database).Scan(&exists); err != nil {
		return fmt.Errorf("look for the database: %w", err)
	}
	if exists {
		return nil
	}
	if _, err := conn.Exec(ctx, createDatabaseSQL); err != nil {
		return fmt.Errorf("create the database: %w", err)
	}
	return nil
}

// keptPort gives the port of the last run, 0 if there was none.
func (s *Server) keptPort() int {
	text, err := os.ReadFile(filepath.Join(s.dir, "port"))
	if err != nil {
		return 0
	}
	port, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return port
}

func portFree(port int) bool {
	if port <= 0 {
		return false
	}
	l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port)) //nolint:noctx // takes no time
	if err != nil {
		return false
	}
	return l.Close() == nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // takes no time
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	port := l.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // a TCP listener's address is one
	return port, l.Close()
}
