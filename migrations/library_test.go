package migrations_test

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"ogham/internal/testdb"
)

//go:embed testdata/druid_sql.txt
var recorded string

// TestFunctionsGiveDruidsValues compares the function library with recorded answers of Druid.
func TestFunctionsGiveDruidsValues(t *testing.T) {
	t.Parallel()
	conn := testdb.New(t).Connect(t)
	exec(t, conn, `SET search_path = ''; SET TimeZone = 'UTC'`)
	calls := 0
	for line := range strings.Lines(recorded) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		call, want, found := strings.Cut(line, " => ")
		require.True(t, found, line)
		require.Equal(t, want, value(t, conn, call), call)
		calls++
	}
	require.Greater(t, calls, 150)
}

// value evaluates an expression as text; NULL is "null".
func value(t *testing.T, conn *pgx.Conn, expression string) string {
	t.Helper()
	var got *string
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT (`+expression+`)::text`).Scan(&got), expression)
	if got == nil {
		return "null"
	}
	return *got
}

func TestFunctionsRefuseInDruidsWords(t *testing.T) {
	t.Parallel()
	conn := testdb.New(t).Connect(t)
	for expression, want := range map[string]string{
		`druid_sql.decode_base64_utf8('***')`:                 "Illegal base64 character 2a",
		`druid_sql.left('abc', -1)`:                           "Function[left] needs a positive integer as the second argument",
		`druid_sql.left('abc', 2147483648)`:                   "Function[left] needs a positive integer as the second argument",
		`druid_sql.substring('abc', 0)`:                       "Function[substring] encountered unknown exception.",
		`druid_sql.time_shift(now(), 'bogus', 1)`:             `Invalid format: "bogus"`,
		`druid_sql.human_readable_decimal_format(1000000, 4)`: "Given precision[4] must be in the range of [0,3]",
		`druid_sql.time_format(now(), 'bb', 'UTC', 'UTC')`:    "Illegal pattern component: bb",
	} {
		_, err := conn.Exec(t.Context(), `SELECT `+expression)
		var pg *pgconn.PgError
		require.ErrorAs(t, err, &pg, expression)
		require.Equal(t, want, pg.Message)
		require.Contains(t, []string{"OG001", "OG002", "OG003"}, pg.Code)
	}
	_, err := conn.Exec(t.Context(), `SELECT druid_sql.mod(1::bigint, 0::bigint)`)
	var pg *pgconn.PgError
	require.ErrorAs(t, err, &pg)
	require.Equal(t, "22012", pg.Code)
}
