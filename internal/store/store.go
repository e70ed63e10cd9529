// Package store is the only sender of SQL: the catalogue, queries, tasks, staging tables and the
// publication of segments.
//
// A [Store] has two pools. Queries of users go through the reader, whose sessions are read-only, in
// UTC and play the role ogham_reader where it exists; everything else goes through the writer. One
// more connection per process listens to what other processes tell and holds the advisory lock that
// proves the process alive.
//
// Methods that take a [DB] run inside the caller's transaction; nil means the writer pool.
// What a user may read comes back as *druiderr.Error; the sentinels below are for callers.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// MinServerVersion is the oldest PostgreSQL that we run on, as server_version_num has it.
const MinServerVersion = 160000

var (
	// ErrNotFound says that the row asked for does not exist.
	ErrNotFound = errors.New("not found")
	// ErrTaskExists says that a task id is taken.
	ErrTaskExists = errors.New("task exists")
	// ErrTaskDone says that a task is no longer RUNNING: it was cancelled or has ended.
	ErrTaskDone = errors.New("task is not running")
)

// DB is what runs SQL: a pgx.Tx, a pool or a connection.
type DB interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// Config says which database to use and who we are.
type Config struct {
	// URL is the database that is written to.
	URL string
	// ReadURL is a replica for queries; "" is URL.
	ReadURL string
	// Readers and Writers bound the pools; 0 is 64 and 32.
	Readers, Writers int
	// StatementTimeout ends queries that nobody else ended; 0 is 1 hour.
	StatementTimeout time.Duration
	// Logger gets driver errors in full; nil discards.
	Logger *slog.Logger
	// Server describes this process to others.
	Server ServerInfo
}

// Store is the port to the database. It is safe for concurrent use.
type Store struct {
	cfg    Config
	log    *slog.Logger
	writer *pgxpool.Pool
	reader *pgxpool.Pool

	server  ServerInfo
	role    string
	catalog atomic.Pointer[Catalog]
	// refresh keeps two refreshes of the catalogue apart.
	refresh sync.Mutex

	listenOnce sync.Once
	stopListen context.CancelFunc
	listening  sync.WaitGroup

	handlersMu    sync.Mutex
	handlers      map[string][]func(payload string)
	queryHandlers []func(key string) int
	asks          asks
}

// Open connects to a migrated database, checks its version and loads the catalogue. It does not
// announce the process: see [Store.Start]. The caller closes the store.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	cfg = cfg.withDefaults()
	s := &Store{cfg: cfg, log: cfg.Logger, server: cfg.Server, handlers: map[string][]func(string){}}
	if s.server.ID == "" {
		s.server.ID = uuid.NewString()
	}
	var err error
	if s.writer, err = newWriter(ctx, cfg); err != nil {
		return nil, err
	}
	if err := s.checkServer(ctx); err != nil {
		s.Close()
		return nil, err
	}
	if s.role, err = s.readerRole(ctx); err != nil {
		s.Close()
		return nil, err
	}
	if s.reader, err = newReader(ctx, cfg, s.role); err != nil {
		s.Close()
		return nil, err
	}
	if _, err := s.RefreshCatalog(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close stops listening, takes this process off the list of servers by releasing its lock and closes
// the pools. Queries that still run keep it waiting. It may be called twice.
func (s *Store) Close() {
	s.stop()
	if s.reader != nil {
		s.reader.Close()
	}
	s.writer.Close()
}

// Pool gives the writer pool, for River's client and for transactions of jobs.
func (s *Store) Pool() *pgxpool.Pool { return s.writer }

// Server says how this process is known to others.
func (s *Store) Server() ServerInfo { return s.server }

// InTx runs f in a transaction of the writer pool: committed if f gives nil, else rolled back.
func (s *Store) InTx(ctx context.Context, f func(tx pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.writer, f)
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.writer.Ping(ctx) }

func (s *Store) db(db DB) DB {
	if db == nil {
		return s.writer
	}
	return db
}

func (c Config) withDefaults() Config {
	if c.ReadURL == "" {
		c.ReadURL = c.URL
	}
	if c.Readers <= 0 {
		c.Readers = 64
	}
	if c.Writers <= 0 {
		c.Writers = 32
	}
	if c.StatementTimeout <= 0 {
		c.StatementTimeout = time.Hour
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func (s *Store) checkServer(ctx context.Context) error {
	var num int
	var name string
	if err := s.writer.QueryRow(ctx, serverVersionSQL).Scan(&num, &name); err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	if num < MinServerVersion {
		return fmt.Errorf("PostgreSQL %s is too old: version 16 or newer is needed", name)
	}
	return nil
}

func (s *Store) readerRole(ctx context.Context) (string, error) {
	var may bool
	if err := s.writer.QueryRow(ctx, maySetReaderSQL).Scan(&may); err != nil {
		return "", fmt.Errorf("look for the role of queries: %w", err)
	}
	if !may {
		s.log.WarnContext(ctx, "Queries run without a role of their own, in read-only transactions only", slog.String("role", readerRole))
		return "", nil
	}
	return readerRole, nil
}
