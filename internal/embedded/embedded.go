// Package embedded runs a PostgreSQL of its own: it fetches the binaries once, makes the cluster on
// first use, starts the server as a child process and stops it with us.
//
// # Binaries
//
// PostgreSQL 17.5 comes as the artifacts io.zonky.test.postgres:embedded-postgres-binaries-*, the ones
// that github.com/fergusstrange/embedded-postgres uses. The repository they are fetched from is that
// library's default and can be set by [Options.Repository]. The SHA-256 of each artifact is pinned in
// this package and checked before anything is unpacked. The archive is kept nowhere; the unpacked
// files are kept in [Options.CacheDir] and shared by all servers of the machine.
//
// # Processes
//
// PostgreSQL refuses to run as root. Started by root, the server gives its child the user "postgres"
// if there is one, else "nobody", and the data directory belongs to that user. Paths above the data
// directory need not be open to that user (Linux).
//
// The child stops (a fast shutdown) when [Server.Stop] is called and, on Linux, also when our process
// is killed. Where that did not happen, the next Start finds the old process by its postmaster.pid,
// stops it and goes on. A lock file keeps two servers off one directory.
package embedded

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Version is the version of the artifacts; the data directory's major version must be its first number.
const Version = "17.5.0"

const (
	// superuser owns the cluster; database is made for us at first start.
	superuser = "ogham"
	database  = "ogham"
)

// Options say where things are kept and how the server behaves. Only DataDir must be set.
type Options struct {
	// DataDir holds everything of this server: the cluster (in "cluster"), the password, the port, the
	// log and the lock file. It is made if absent.
	DataDir string
	// CacheDir holds unpacked binaries; "" is the user's cache directory, or one under /var/cache when
	// the server's user could not reach that.
	CacheDir string
	// Repository overrides the address that artifacts are fetched from.
	Repository string
	// Logger gets what happens; nil discards.
	Logger *slog.Logger
	// Progress, if not nil, is told while the binaries are fetched: bytes so far and in total (0 if unknown).
	Progress func(done, total int64)
	// Settings override server settings, such as "fsync": "off" in tests.
	Settings map[string]string
	// StartTimeout bounds the wait for the server to answer; 0 is 2 minutes (recovery may take its time).
	StartTimeout time.Duration
}

// ErrInUse says that another process has the data directory.
var ErrInUse = errors.New("the data directory is in use by another server")

// Server is a running PostgreSQL.
type Server struct {
	opts     Options
	log      *slog.Logger
	dir      string
	bin      string
	password string
	port     int
	socket   string
	owner    owner
	lock     *fileLock
	child    *child

	stopOnce  sync.Once
	stopping  chan struct{} // closed by Stop
	watchdogs sync.WaitGroup
}

// Start brings the server up: binaries, cluster, process, database. It returns when the database can
// be used. ctx bounds the start only; the server runs until Stop.
func Start(ctx context.Context, opts Options) (*Server, error) {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if opts.StartTimeout <= 0 {
		opts.StartTimeout = 2 * time.Minute
	}
	dir, err := filepath.Abs(opts.DataDir)
	if err != nil || opts.DataDir == "" {
		return nil, fmt.Errorf("no usable data directory %q: %w", opts.DataDir, err)
	}
	s := &Server{opts: opts, log: opts.Logger, dir: dir, stopping: make(chan struct{})}
	if s.owner, err = serverOwner(); err != nil {
		return nil, err
	}
	mode := os.FileMode(0o700)
	if s.owner.other {
		mode = 0o755 // its user passes through; what is private has 0600
	}
	if err := os.MkdirAll(dir, mode); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	if s.lock, err = lockFile(filepath.Join(dir, "lock")); err != nil {
		if errors.Is(err, errLocked) {
			return nil, fmt.Errorf("%w: %s", ErrInUse, dir)
		}
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	if err := s.start(ctx); err != nil {
		if s.child != nil {
			s.child.kill()
		}
		s.cleanup()
		return nil, err
	}
	s.watchdogs.Go(s.supervise)
	return s, nil
}

func (s *Server) start(ctx context.Context) error {
	var err error
	if s.bin, err = s.install(ctx); err != nil {
		return err
	}
	if err := s.stopOld(ctx); err != nil {
		return err
	}
	if s.password, err = readOrMake(filepath.Join(s.dir, "password"), newPassword); err != nil {
		return err
	}
	if s.socket, err = s.makeSocketDir(); err != nil {
		return err
	}
	if err := s.initCluster(ctx); err != nil {
		return err
	}
	if err := s.launch(ctx); err != nil {
		return err
	}
	return s.createDatabase(ctx)
}

// URL is how this program connects: over the Unix socket where there is one, else over loopback.
func (s *Server) URL() string {
	if s.socket == "" {
		return s.TCPURL()
	}
	return s.urlOf(database, true)
}

// TCPURL is how other programs (psql) connect: over 127.0.0.1.
func (s *Server) TCPURL() string { return s.urlOf(database, false) }

func (s *Server) urlOf(db string, socket bool) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(superuser, s.password), Path: "/" + db}
	if socket {
		u.RawQuery = url.Values{"host": {s.socket}, "port": {strconv.Itoa(s.port)}}.Encode()
		return u.String()
	}
	u.Host = "127.0.0.1:" + strconv.Itoa(s.port)
	u.RawQuery = "sslmode=disable"
	return u.String()
}

// LogFile is where the server writes its log.
func (s *Server) LogFile() string { return filepath.Join(s.dir, "postgres.log") }

// Stop shuts the server down: sessions are ended, everything is written. When ctx ends first, the
// server is stopped at once and recovers at its next start. Stop may be called twice.
func (s *Server) Stop(ctx context.Context) error {
	s.stopOnce.Do(func() { close(s.stopping) })
	s.watchdogs.Wait()
	err := s.child.stop(ctx)
	s.cleanup()
	return err
}

func (s *Server) cleanup() {
	if s.socket != "" {
		_ = os.RemoveAll(s.socket) // only a socket and its lock
		s.socket = ""
	}
	s.lock.release()
}

// readOrMake gives the text of a private file, made at first use.
func readOrMake(path string, newText func() (string, error)) (string, error) {
	text, err := os.ReadFile(path) //nolint:gosec // our own file
	if err == nil && len(text) > 0 {
		return strings.TrimSpace(string(text)), nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	made, err := newText()
	if err != nil {
		return "", err
	}
	return made, writeFile(path, made, 0o600)
}

// writeFile writes a file as a whole or not at all.
func writeFile(path, text string, mode os.FileMode) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, []byte(text+"\n"), mode); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}

func newPassword() (string, error) {
	var b [18]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", fmt.Errorf("make a password: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}
