package integration

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

const (
	startTimeout = 3 * time.Minute // the first start may have to fetch PostgreSQL
	stopTimeout  = 30 * time.Second
	callTimeout  = 2 * time.Minute
)

// serverOptions say how a server is started.
type serverOptions struct {
	command  string // default serve
	embedded bool   // with the PostgreSQL that it brings itself
	env      []string
}

// server is a running server under test.
type server struct {
	*conformance.Client
	url         string
	dataDir     string
	databaseURL string // "" for an embedded one
	command     string
	env         []string
	process     *exec.Cmd
	ended       chan struct{}
	output      *output
}

// output collects what a process prints.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String returns all that was printed so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// startServer starts a server on a free port and waits until it answers.
func startServer(ctx context.Context, opts serverOptions) (*server, error) {
	s := &server{command: opts.command, env: opts.env}
	if s.command == "" {
		s.command = "serve"
	}
	var err error
	if s.dataDir, err = os.MkdirTemp(tests.dir, "data-"); err != nil {
		return nil, err
	}
	if err := os.Chmod(s.dataDir, 0o755); err != nil {
		return nil, err
	}
	if !opts.embedded {
		if s.databaseURL, err = tests.databases.next(ctx); err != nil {
			return nil, err
		}
	}
	return s, s.start(ctx)
}

// newServer is startServer for one test; the server is stopped with the test.
func newServer(t *testing.T, opts serverOptions) *server {
	t.Helper()
	s, err := startServer(t.Context(), opts)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	return s
}

// start runs the process, also again after it was killed, and waits until it answers.
func (s *server) start(ctx context.Context) error {
	address, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	s.url, s.output, s.ended = "http://"+address, &output{}, make(chan struct{})
	s.Client = conformance.NewClient(s.url, callTimeout)
	args := []string{
		s.command, "--listen", address,
		"--data-dir", filepath.Join(s.dataDir, "ogham"), "--extern-local-dir", tests.data.dir,
	}
	if s.databaseURL != "" {
		args = append(args, "--database-url", s.databaseURL)
	}
	// The process outlives ctx, which is that of the start.
	s.process = exec.CommandContext(context.WithoutCancel(ctx), tests.binary, args...)
	s.process.Env = append(os.Environ(), s.env...)
	s.process.Stdout, s.process.Stderr = s.output, s.output
	s.process.WaitDelay = time.Second // an orphaned PostgreSQL may hold the pipe open
	if err := s.process.Start(); err != nil {
		return err
	}
	go func() {
		_ = s.process.Wait()
		close(s.ended)
	}()
	return s.waitHealthy(ctx)
}

// freeAddress finds a loopback address that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

var errEnded = errors.New("the server has ended")

func (s *server) waitHealthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	err := poll(ctx, func() (bool, error) {
		select {
		case <-s.ended:
			return false, errEnded
		default:
		}
		answer := s.Call(ctx, http.MethodGet, "/status/health", nil, nil)
		return answer.Status == http.StatusOK && strings.TrimSpace(answer.Text) == "true", nil
	})
	if err != nil {
		s.kill()
		return fmt.Errorf("the server does not answer: %w\n%s", err, s.output)
	}
	return nil
}

// kill ends the process as kill -9 does.
func (s *server) kill() {
	_ = s.process.Process.Kill()
	<-s.ended
}

// close asks the process to end and waits for it.
func (s *server) close() error {
	select {
	case <-s.ended:
		return nil
	default:
	}
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(stopTimeout):
		s.kill()
		return fmt.Errorf("the server had to be killed %s after SIGTERM\n%s", stopTimeout, s.output)
	}
}

// connect opens a connection to the server's database, as psql would.
func (s *server) connect(t testing.TB) *pgx.Conn {
	t.Helper()
	target := s.databaseURL
	if target == "" {
		target = embeddedURL(t, s.dataDir)
	}
	conn, err := pgx.Connect(t.Context(), target)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(context.WithoutCancel(t.Context()))) })
	return conn
}

// embeddedURL finds the embedded PostgreSQL by the files that it keeps below the data directory.
func embeddedURL(t testing.TB, dir string) string {
	t.Helper()
	var port, password string
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch entry.Name() {
		case "postmaster.pid": // its fourth line is the port
			lines := strings.Split(readText(t, path), "\n")
			require.Greater(t, len(lines), 3)
			port = strings.TrimSpace(lines[3])
		case "password":
			password = strings.TrimSpace(readText(t, path))
		}
		return nil
	}))
	require.NotEmpty(t, port, "no PostgreSQL runs in %s", dir)
	address := url.URL{
		Scheme: "postgres", User: url.UserPassword("ogham", password), Host: "127.0.0.1:" + port,
		Path: "/ogham", RawQuery: "sslmode=disable",
	}
	return address.String()
}

func readText(t testing.TB, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}

// pollInterval is how often a condition is looked at.
const pollInterval = 10 * time.Millisecond

// poll looks at a condition until it holds, fails, or the context ends.
func poll(ctx context.Context, condition func() (bool, error)) error {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for {
		if done, err := condition(); done || err != nil {
			return err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// eventually waits for a condition and fails the test when it does not hold in time.
func eventually(t testing.TB, timeout time.Duration, what string, condition func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	require.NoError(t, poll(ctx, func() (bool, error) { return condition(), nil }), what)
}
