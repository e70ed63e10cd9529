package migrations_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"ogham/internal/testdb"
	"ogham/migrations"
)

func TestServersMayMigrateAtTheSameTime(t *testing.T) {
	t.Parallel()
	db := testdb.NewEmpty(t)
	results := make(chan error)
	const servers = 4
	for range servers {
		conn := db.Connect(t)
		go func() { results <- migrations.Up(t.Context(), conn, nil) }()
	}
	for range servers {
		require.NoError(t, <-results)
	}
	conn := db.Connect(t)
	require.NoError(t, migrations.Up(t.Context(), conn, nil), "once more does nothing")
	var version int64
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT version FROM ogham.catalog_version`).Scan(&version))
	require.Equal(t, int64(1), version)
	var queue bool
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT to_regclass('ogham.river_job') IS NOT NULL`).Scan(&queue))
	require.True(t, queue)
}

func TestChangedFunctionsAreInstalledAgain(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	conn := db.Connect(t)
	exec(t, conn, `UPDATE ogham.applied_library SET hash = 'old'`)
	// A function of the same name and another result type cannot be replaced: all is made anew.
	exec(t, conn, `DROP FUNCTION druid_sql.mv_decode(text)`)
	exec(t, conn, `CREATE FUNCTION druid_sql.mv_decode(s text) RETURNS bigint LANGUAGE sql RETURN 1::bigint`)
	require.NoError(t, migrations.Up(t.Context(), conn, nil))
	var got []string
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT druid_sql.mv_decode(chr(1) || '["b","a"]')`).Scan(&got))
	require.Equal(t, []string{"b", "a"}, got)
	var old int
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM ogham.applied_library WHERE hash = 'old'`).Scan(&old))
	require.Zero(t, old)
}

const undocumentedSQL = `
SELECT 'table ' || c.oid::regclass::text FROM pg_class c
WHERE c.relnamespace = 'ogham'::regnamespace AND c.relkind IN ('r', 'v') AND c.relname NOT LIKE 'river%' AND obj_description(c.oid, 'pg_class') IS NULL
UNION ALL
SELECT 'column ' || c.oid::regclass::text || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'ogham'::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE 'river%' AND c.relname NOT LIKE 'lookup\_%\_%'
    AND col_description(c.oid, a.attnum) IS NULL
UNION ALL
SELECT 'function ' || p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace IN ('druid_sql'::regnamespace, 'ogham'::regnamespace) AND p.proname NOT LIKE 'river%' AND obj_description(p.oid, 'pg_proc') IS NULL`

func TestEverythingIsDocumented(t *testing.T) {
	t.Parallel()
	rows, err := testdb.New(t).Connect(t).Query(t.Context(), undocumentedSQL)
	require.NoError(t, err)
	missing, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Empty(t, missing)
}

// A user who may not create roles gets a working database and a warning.
func TestUserWithoutRightToCreateRoles(t *testing.T) {
	t.Parallel()
	db := testdb.NewEmpty(t)
	admin := db.Connect(t)
	role := pgx.Identifier{db.Name + "_user"}.Sanitize()
	exec(t, admin, `CREATE ROLE `+role+` LOGIN PASSWORD 'x'`)
	exec(t, admin, `GRANT ALL ON DATABASE `+pgx.Identifier{db.Name}.Sanitize()+` TO `+role)
	t.Cleanup(func() { exec(t, admin, `DROP OWNED BY `+role); exec(t, admin, `DROP ROLE `+role) })
	u, err := url.Parse(db.URL)
	require.NoError(t, err)
	u.User = url.UserPassword(db.Name+"_user", "x")
	conn, err := pgx.Connect(t.Context(), u.String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(t.Context()) })

	var log bytes.Buffer
	require.NoError(t, migrations.Up(t.Context(), conn, slog.New(slog.NewTextHandler(&log, nil))))
	require.Contains(t, log.String(), "level=WARN")
	_, err = conn.Exec(t.Context(), `SET ROLE ogham_reader`)
	var denied *pgconn.PgError
	require.ErrorAs(t, err, &denied)
}

func exec(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	_, err := conn.Exec(context.WithoutCancel(t.Context()), sql) // also in cleanups
	require.NoError(t, err)
}
