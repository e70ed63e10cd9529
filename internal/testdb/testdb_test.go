package testdb_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/testdb"
)

func TestDatabasesAreMigratedAndApart(t *testing.T) {
	t.Parallel()
	one, two := testdb.New(t), testdb.New(t)
	require.NotEqual(t, one.Name, two.Name)
	_, err := one.Connect(t).Exec(t.Context(), `INSERT INTO ogham.datasource (name, physical) VALUES ('a', 'a')`)
	require.NoError(t, err)
	var n int
	conn := two.Connect(t)
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM ogham.datasource`).Scan(&n))
	require.Zero(t, n)
	var zone string
	require.NoError(t, conn.QueryRow(t.Context(), `SHOW TimeZone`).Scan(&zone))
	require.Equal(t, "America/St_Johns", zone)
}
