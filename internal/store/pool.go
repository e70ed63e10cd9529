package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// readerRole is the role of migrations.Reader, spelled again because stores do not migrate.
const readerRole = "ogham_reader"

const (
	serverVersionSQL = `SELECT current_setting('server_version_num')::int, current_setting('server_version')`
	maySetReaderSQL  = `SELECT coalesce((SELECT pg_catalog.pg_has_role(current_user, oid, 'SET') FROM pg_catalog.pg_roles WHERE rolname = 'ogham_reader'), false)`
)

// sessionSQL is common to both pools. JIT costs more than it gives on our queries (measured: 1.4
// times slower when forced), and an empty path makes every name in our SQL be spelled out.
const sessionSQL = `SET TimeZone = 'UTC'; SET jit = off; SET search_path = ''; SET standard_conforming_strings = on;
SET client_min_messages = warning; SET extra_float_digits = 1; SET IntervalStyle = 'iso_8601'; SET DateStyle = 'ISO';
` + noticeGoneSQL

// noticeGoneSQL has a server notice within a second that we are gone while it runs a statement, which
// would else go on until it has something to send. Servers on Windows cannot.
const noticeGoneSQL = `SELECT pg_catalog.set_config('client_connection_check_interval', '1s', false)
WHERE pg_catalog.version() !~ 'mingw|Visual C'`

// readerSQL: plans are made for the arguments at hand, because a generic plan cannot leave out
// partitions at planning time and estimates badly.
const readerSQL = `SET default_transaction_read_only = on; SET plan_cache_mode = force_custom_plan;
SET idle_in_transaction_session_timeout = '10min'`

// statementCache bounds the prepared statements of a connection.
const statementCache = 256

func newWriter(ctx context.Context, cfg Config) (*pgxpool.Pool, error) {
	return newPool(ctx, cfg.URL, cfg.Writers, "ogham", sessionSQL)
}

func newReader(ctx context.Context, cfg Config, role string) (*pgxpool.Pool, error) {
	setup := []string{sessionSQL, readerSQL, fmt.Sprintf("SET statement_timeout = %d", cfg.StatementTimeout.Milliseconds())}
	if role != "" {
		setup = append(setup, "SET ROLE "+pgx.Identifier{role}.Sanitize())
	}
	return newPool(ctx, cfg.ReadURL, cfg.Readers, "ogham query", strings.Join(setup, "; "))
}

func newPool(ctx context.Context, url string, size int, application, setup string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database URL: %w", err)
	}
	cfg.MaxConns = int32(min(size, 10_000)) //nolint:gosec // bounded
	cfg.MinIdleConns = 1
	cfg.MaxConnIdleTime = 5 * time.Minute
	cfg.ConnConfig.StatementCacheCapacity = statementCache
	if cfg.ConnConfig.RuntimeParams["application_name"] == "" {
		cfg.ConnConfig.RuntimeParams["application_name"] = application
	}
	cfg.ConnConfig.BuildContextWatcherHandler = cancelStatement
	cfg.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, setup, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("prepare the session: %w", err)
		}
		return nil
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database pool: %w", err)
	}
	return pool, nil
}
