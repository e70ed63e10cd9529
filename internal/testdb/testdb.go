// Package testdb gives tests a PostgreSQL database of their own.
//
// [New] clones a migrated template, which takes some tens of milliseconds. The server behind it is
// shared by all tests of the process and found in this order:
//
//  1. the URL in OGHAM_TEST_DATABASE_URL (its user must be allowed to create databases),
//  2. Docker, if a daemon answers, by testcontainers,
//  3. an embedded PostgreSQL kept in the user's cache directory, with fsync off.
//
// If none can be had the test fails; it is never skipped. Databases run in the time zone
// America/St_Johns, whose odd offset shows where a session's zone leaks into results.
package testdb

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"ogham/migrations"
)

// EnvURL names the environment variable with the server to use.
const EnvURL = "OGHAM_TEST_DATABASE_URL"

// timeZone is set for every test database.
const timeZone = "America/St_Johns"

// setupTimeout bounds what New does first, which may include a download.
const setupTimeout = 5 * time.Minute

// DB is a database of one test, dropped when the test ends.
type DB struct {
	// URL connects to it as the user who owns it.
	URL string
	// Name is its name on the server.
	Name string
}

// New makes a database with all migrations applied and drops it when the test ends.
func New(t testing.TB) *DB {
	t.Helper()
	return create(t, shared.migrated(t))
}

// NewEmpty makes a database without anything in it, for tests of migrations.
func NewEmpty(t testing.TB) *DB {
	t.Helper()
	return create(t, "template0")
}

// Connect opens a connection that is closed when the test ends.
func (d *DB) Connect(t testing.TB) *pgx.Conn {
	t.Helper()
	return connect(t, d.URL)
}

func connect(t testing.TB, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) }) // t.Context has ended by then
	return conn
}

// server is the server that the process shares, with its migrated template.
type server struct {
	once     sync.Once
	url      string // of its maintenance database
	err      error
	template sync.Once
	name     string // of the template
	failed   error  // why there is none
}

var shared server

// Address gives the URL of the server that New makes its databases on, for a TestMain that makes its own: its user may
// create databases. The server is found at the first call.
func Address() (string, error) { return shared.address() }

// address gives the server, found at the first call.
func (s *server) address() (string, error) {
	s.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), setupTimeout) // outlives the test that came first
		defer cancel()
		s.url, s.err = findServer(ctx)
	})
	return s.url, s.err
}

func (s *server) find(t testing.TB) string {
	t.Helper()
	address, err := s.address()
	require.NoError(t, err, "no PostgreSQL to test with")
	return address
}

// migrated gives the template database, made at the first call.
func (s *server) migrated(t testing.TB) string {
	t.Helper()
	address := s.find(t)
	s.template.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), setupTimeout) // outlives this test
		defer cancel()
		s.name, s.failed = makeTemplate(ctx, address)
	})
	require.NoError(t, s.failed, "the migrations fail")
	return s.name
}

// findServer climbs down the ladder.
func findServer(ctx context.Context) (string, error) {
	if address := os.Getenv(EnvURL); address != "" {
		return address, nil
	}
	if dockerAnswers(ctx) {
		if address, err := startContainer(ctx); err == nil {
			return address, nil
		}
	}
	return startEmbedded(ctx)
}

const (
	templateLockSQL   = `SELECT pg_advisory_lock(7237970109966541168)`
	templateUnlockSQL = `SELECT pg_advisory_unlock(7237970109966541168)`
	databaseExistsSQL = `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`
)

// templateName carries the migrations' hash, so that a changed file makes a new template.
func templateName() (string, error) {
	hash, err := migrations.Hash()
	if err != nil {
		return "", err
	}
	return "ogham_template_" + hash[:16], nil
}

// makeTemplate migrates the template database unless one of the same migrations is there already.
func makeTemplate(ctx context.Context, address string) (name string, err error) {
	if name, err = templateName(); err != nil {
		return "", err
	}
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return "", fmt.Errorf("connect to the test server: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, templateLockSQL); err != nil {
		return "", err
	}
	defer func() { _, _ = conn.Exec(ctx, templateUnlockSQL) }()
	var exists bool
	if err := conn.QueryRow(ctx, databaseExistsSQL, name).Scan(&exists); err != nil || exists {
		return name, err
	}
	// Migrated under another name first: a template with the right name is whole.
	draft := name + "_draft"
	for _, sql := range []string{
		"DROP DATABASE IF EXISTS " + quote(draft) + " WITH (FORCE)",
		"CREATE DATABASE " + quote(draft) + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'",
		"ALTER DATABASE " + quote(draft) + " SET TimeZone = '" + timeZone + "'",
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", fmt.Errorf("make the template database: %w", err)
		}
	}
	if err := migrate(ctx, withDatabase(address, draft)); err != nil {
		return "", err
	}
	if _, err := conn.Exec(ctx, "ALTER DATABASE "+quote(draft)+" RENAME TO "+quote(name)); err != nil {
		return "", fmt.Errorf("make the template database: %w", err)
	}
	return name, nil
}

func migrate(ctx context.Context, address string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }() // a template must have no sessions
	return migrations.Up(ctx, conn, nil)
}

func create(t testing.TB, template string) *DB {
	t.Helper()
	address := shared.find(t)
	admin := connect(t, address)
	db := &DB{Name: "ogham_test_" + uuid.NewString()[:13]}
	db.URL = withDatabase(address, db.Name)
	_, err := admin.Exec(t.Context(), "CREATE DATABASE "+quote(db.Name)+" TEMPLATE "+quote(template))
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx := context.Background() // t.Context has ended by then
		conn, err := pgx.Connect(ctx, address)
		require.NoError(t, err)
		defer func() { _ = conn.Close(ctx) }()
		_, err = conn.Exec(ctx, "DROP DATABASE "+quote(db.Name)+" WITH (FORCE)")
		require.NoError(t, err)
	})
	// Settings of a database are not copied from its template.
	_, err = admin.Exec(t.Context(), "ALTER DATABASE "+quote(db.Name)+" SET TimeZone = '"+timeZone+"'")
	require.NoError(t, err)
	return db
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func withDatabase(address, name string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // connecting says what is wrong with it
	}
	u.Path = "/" + name
	return u.String()
}
