package migrations

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Reader is the role that queries run as. It may read datasources, metadata views and lookups and
// call druid_sql's functions, and nothing else. A user who may not create roles gets none: queries
// then run as that user in read-only transactions, which is said in a warning.
const Reader = "ogham_reader"

const (
	readerExistsSQL = `SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'ogham_reader')`
	createReaderSQL = `CREATE ROLE ogham_reader NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION`
	commentSQL      = `COMMENT ON ROLE ogham_reader IS 'Runs the queries of Ogham''s users: reads only.'`
	maySetSQL       = `SELECT pg_catalog.pg_has_role(current_user, 'ogham_reader', 'SET')`
	grantSetSQL     = `GRANT ogham_reader TO CURRENT_USER WITH SET TRUE, INHERIT FALSE`
)

// grantsSQL are safe to repeat. Tables that are made later in druid and druid_segments are covered
// by the default privileges of the user who makes them.
const grantsSQL = `
GRANT USAGE ON SCHEMA druid, druid_segments, druid_sql, ogham TO ogham_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA druid, druid_segments TO ogham_reader;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA druid_sql TO ogham_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA druid GRANT SELECT ON TABLES TO ogham_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA druid_segments GRANT SELECT ON TABLES TO ogham_reader;
GRANT SELECT ON ogham.information_schema_schemata, ogham.information_schema_tables, ogham.information_schema_columns,
    ogham.information_schema_routines, ogham.sys_segments, ogham.sys_servers, ogham.sys_server_segments, ogham.sys_tasks,
    ogham.sys_supervisors, ogham.lookup_entry TO ogham_reader;
GRANT EXECUTE ON FUNCTION ogham.iso(bigint), ogham.iso(timestamptz) TO ogham_reader`

// grantReader makes the role if it can and gives it its rights.
func grantReader(ctx context.Context, conn *pgx.Conn, logger *slog.Logger) error {
	err := createReader(ctx, conn)
	if denied(err) {
		logger.WarnContext(ctx, "Queries run without a role of their own, in read-only transactions only: the database user may not create the role",
			slog.String("role", Reader), slog.Any("error", err))
		return nil
	}
	if err != nil {
		return fmt.Errorf("create the role %s: %w", Reader, err)
	}
	if _, err := conn.Exec(ctx, grantsSQL, pgx.QueryExecModeSimpleProtocol); err != nil {
		return describe("give the role "+Reader+" its rights", err)
	}
	return nil
}

// createReader makes sure that the role exists and that we may become it. Roles belong to the whole
// server, so that another database's migration may do the same at this moment: then we look again.
func createReader(ctx context.Context, conn *pgx.Conn) error {
	const attempts = 5
	var err error
	for range attempts {
		if err = tryCreateReader(ctx, conn); err == nil || !raced(err) {
			return err
		}
	}
	return err
}

func tryCreateReader(ctx context.Context, conn *pgx.Conn) error {
	var exists, maySet bool
	if err := conn.QueryRow(ctx, readerExistsSQL).Scan(&exists); err != nil {
		return err
	}
	if !exists {
		if _, err := conn.Exec(ctx, createReaderSQL); err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, commentSQL); err != nil {
			return err
		}
	}
	if err := conn.QueryRow(ctx, maySetSQL).Scan(&maySet); err != nil || maySet {
		return err
	}
	_, err := conn.Exec(ctx, grantSetSQL)
	return err
}

func denied(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "42501"
}

// raced tells whether another session changed the same role at the same time.
func raced(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	const duplicateObject, uniqueViolation, internal = "42710", "23505", "XX000" // XX000: "tuple concurrently updated"
	return pg.Code == duplicateObject || pg.Code == uniqueViolation || pg.Code == internal
}
