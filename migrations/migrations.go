// Package migrations brings a database to the state that this program needs.
//
// Three things are applied, in this order and under one session advisory lock, so that any number
// of servers may start at once:
//
//  1. our numbered files 0001_….sql, once each, by tern;
//  2. River's migrations, into schema ogham;
//  3. the function library druid_sql/*.sql, a file again whenever its text changed.
//
// Then the role ogham_reader gets its rights; see [Reader]. Migrations go up only.
package migrations

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/tern/v2/migrate"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed 0*.sql
var numbered embed.FS

//go:embed druid_sql/*.sql
var library embed.FS

const (
	// lockKey is the session advisory lock of a migration ("ogham" in ASCII).
	lockKey      = 0x6f6768616d
	versionTable = "ogham_migration.version"
	libraryDir   = "druid_sql"
	riverSchema  = "ogham"
	// riverConns is what River's migrator gets; it chooses its transactions itself.
	riverConns = 2
	// minServer is the oldest PostgreSQL that we run on, as server_version_num.
	minServer = 160000
)

const (
	lockSQL           = `SELECT pg_advisory_lock($1)`
	unlockSQL         = `SELECT pg_advisory_unlock($1)`
	serverVersionSQL  = `SELECT current_setting('server_version_num')::int, current_setting('server_version')`
	migrationTableSQL = `CREATE SCHEMA IF NOT EXISTS ogham_migration;
COMMENT ON SCHEMA ogham_migration IS 'Which numbered migration the database is at.'`
	appliedSQL     = `SELECT name, hash FROM ogham.applied_library`
	markAppliedSQL = `INSERT INTO ogham.applied_library (name, hash) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, applied_at = now()`
	emptyPathSQL   = `SELECT set_config('search_path', '', true)`
	dropLibrarySQL = `DROP SCHEMA IF EXISTS druid_sql CASCADE`
	makeLibrarySQL = `CREATE SCHEMA IF NOT EXISTS druid_sql;
COMMENT ON SCHEMA druid_sql IS 'Functions of Druid SQL that Postgres has no exact counterpart for.'`
)

// Up applies everything that the database lacks. conn is used alone and left usable; its user must
// be able to create schemas. logger may be nil. Calling Up again, also at the same time from other
// processes, does nothing. It fails on servers older than PostgreSQL 16.
func Up(ctx context.Context, conn *pgx.Conn, logger *slog.Logger) (err error) {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	if err := checkServer(ctx, conn); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, lockSQL, int64(lockKey)); err != nil {
		return fmt.Errorf("lock the migration: %w", err)
	}
	defer func() {
		if _, uerr := conn.Exec(context.WithoutCancel(ctx), unlockSQL, int64(lockKey)); uerr != nil && err == nil {
			err = fmt.Errorf("unlock the migration: %w", uerr)
		}
	}()
	if err := upNumbered(ctx, conn, logger); err != nil {
		return err
	}
	if err := upRiver(ctx, conn, logger); err != nil {
		return err
	}
	if err := upLibrary(ctx, conn, logger); err != nil {
		return err
	}
	return grantReader(ctx, conn, logger)
}

// Hash names the state that Up leads to: it changes when any file of ours changes. Test databases
// are cached by it.
func Hash() (string, error) {
	sum := sha256.New()
	for _, files := range []embed.FS{numbered, library} {
		err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := files.ReadFile(path)
			sum.Write(fmt.Appendf(nil, "%s %d\n", path, len(text)))
			sum.Write(text)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func checkServer(ctx context.Context, conn *pgx.Conn) error {
	var num int
	var name string
	if err := conn.QueryRow(ctx, serverVersionSQL).Scan(&num, &name); err != nil {
		return fmt.Errorf("ask the server's version: %w", err)
	}
	if num < minServer {
		return fmt.Errorf("PostgreSQL %s is too old: version 16 or newer is needed", name)
	}
	return nil
}

func upNumbered(ctx context.Context, conn *pgx.Conn, logger *slog.Logger) error {
	if _, err := conn.Exec(ctx, migrationTableSQL); err != nil {
		return fmt.Errorf("prepare the migration table: %w", err)
	}
	m, err := migrate.NewMigrator(ctx, conn, versionTable)
	if err != nil {
		return fmt.Errorf("read the migration table: %w", err)
	}
	if err := m.LoadMigrations(numbered); err != nil {
		return fmt.Errorf("load the migrations: %w", err)
	}
	m.OnStart = func(sequence int32, name, _, _ string) {
		logger.InfoContext(ctx, "Applying a migration", slog.Int("sequence", int(sequence)), slog.String("name", name))
	}
	if err := m.Migrate(ctx); err != nil {
		if _, bad := errors.AsType[migrate.BadVersionError](err); bad {
			return fmt.Errorf("the database was migrated by a newer version of this program: %w", err)
		}
		return describe("migrate", err)
	}
	return nil
}

func upRiver(ctx context.Context, conn *pgx.Conn, logger *slog.Logger) error {
	cfg, err := pgxpool.ParseConfig("")
	if err != nil {
		return fmt.Errorf("prepare the job queue's migrations: %w", err)
	}
	cfg.ConnConfig, cfg.MaxConns = conn.Config(), riverConns
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("prepare the job queue's migrations: %w", err)
	}
	defer pool.Close()
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{
		Schema: riverSchema,
		// River tells each of its files at level info; warnings are what we pass on.
		Logger: slog.New(warnOnly{logger.Handler()}),
	})
	if err != nil {
		return fmt.Errorf("prepare the job queue's migrations: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	return nil
}

// warnOnly is a handler that drops what is below a warning.
type warnOnly struct{ slog.Handler }

func (h warnOnly) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}

// file is one file of the function library.
type file struct{ name, text, hash string }

func libraryFiles() ([]file, error) {
	names, err := fs.Glob(library, libraryDir+"/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	files := make([]file, 0, len(names))
	for _, n := range names {
		text, err := library.ReadFile(n)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		files = append(files, file{name: n[len(libraryDir)+1:], text: string(text), hash: hex.EncodeToString(sum[:])})
	}
	return files, nil
}

func upLibrary(ctx context.Context, conn *pgx.Conn, logger *slog.Logger) error {
	files, err := libraryFiles()
	if err != nil {
		return err
	}
	applied := map[string]string{}
	rows, err := conn.Query(ctx, appliedSQL)
	if err != nil {
		return fmt.Errorf("read the installed functions: %w", err)
	}
	var name, hash string
	if _, err := pgx.ForEachRow(rows, []any{&name, &hash}, func() error { applied[name] = hash; return nil }); err != nil {
		return fmt.Errorf("read the installed functions: %w", err)
	}
	for _, f := range files {
		if applied[f.name] == f.hash {
			continue
		}
		logger.InfoContext(ctx, "Installing functions", slog.String("file", f.name))
		err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return applyFile(ctx, tx, f) })
		if cannotReplace(err) {
			return rebuildLibrary(ctx, conn, files, logger)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func applyFile(ctx context.Context, tx pgx.Tx, f file) error {
	// Bodies are checked while the path is empty, so that every name in them must be spelled out.
	if _, err := tx.Exec(ctx, emptyPathSQL); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, f.text, pgx.QueryExecModeSimpleProtocol); err != nil {
		return describe(libraryDir+"/"+f.name, err)
	}
	_, err := tx.Exec(ctx, markAppliedSQL, f.name, f.hash)
	return err
}

// cannotReplace tells whether a function could not be replaced because its result type or its
// argument names changed, or because another thing stands on it.
func cannotReplace(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	const invalidFunctionDefinition, dependentObjects = "42P13", "2BP01"
	return pg.Code == invalidFunctionDefinition || pg.Code == dependentObjects
}

// rebuildLibrary drops the whole library and installs it anew in one transaction. Nothing that is
// stored depends on the functions.
func rebuildLibrary(ctx context.Context, conn *pgx.Conn, files []file, logger *slog.Logger) error {
	logger.InfoContext(ctx, "Installing all functions anew")
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, dropLibrarySQL); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, makeLibrarySQL); err != nil {
			return err
		}
		for _, f := range files {
			if err := applyFile(ctx, tx, f); err != nil {
				return err
			}
		}
		return nil
	})
}

// describe adds what Postgres tells beside the message, which is where the mistake is seen.
func describe(what string, err error) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%s: %w (position %d, detail %q, hint %q, where %q)", what, err, pg.Position, pg.Detail, pg.Hint, pg.Where)
}
