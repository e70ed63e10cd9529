package translate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/translate"
)

// TestPreparedParametersTakeTypes wants the types that Druid 33 was recorded to tell JDBC drivers.
func TestPreparedParametersTakeTypes(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"SELECT page FROM wikipedia WHERE channel = ? AND added >= ?":                   "VARCHAR BIGINT",
		"SELECT COUNT(*) FROM wikipedia WHERE __time >= ? AND __time < ?":               "TIMESTAMP TIMESTAMP",
		"SELECT COUNT(*) FROM wikipedia WHERE channel IN (?, ?) OR page LIKE ?":         "VARCHAR VARCHAR VARCHAR",
		"SELECT COUNT(*) FROM wikipedia WHERE added BETWEEN ? AND ? OR ? < added":       "BIGINT BIGINT BIGINT",
		"SELECT COUNT(*) FROM wikipedia WHERE (channel, page) = (?, ?)":                 "VARCHAR VARCHAR",
		"SELECT COUNT(*) FROM wikipedia WHERE CAST(__time AS DATE) = ?":                 "DATE",
		"SELECT channel FROM wikipedia GROUP BY 1 HAVING COUNT(*) > ? LIMIT ? OFFSET ?": "BIGINT INTEGER INTEGER",
		"SELECT CAST(? AS BIGINT), CAST(? AS DOUBLE), CAST(? AS BOOLEAN)":               "BIGINT DOUBLE BOOLEAN",
		"SELECT ? + 1":               "INTEGER",
		"SELECT page FROM wikipedia": "",
	} {
		got, err := translate.Translate(translate.Request{SQL: sql, Prepare: true, Now: now}, newCatalog())
		require.NoError(t, err, sql)
		var types []string
		for _, p := range got.Parameters {
			require.True(t, p.Nullable, sql)
			types = append(types, p.SQL())
		}
		require.Equal(t, want, strings.Join(types, " "), sql)
	}
}

// TestPreparedParametersNeedTypes wants a parameter to be refused whose type nothing tells.
func TestPreparedParametersNeedTypes(t *testing.T) {
	t.Parallel()
	for sql, column := range map[string]string{
		"SELECT ?": "8", "SELECT UPPER(?)": "14", "SELECT ? || 'x'": "8", "SELECT COUNT(*) FROM wikipedia WHERE ? = ?": "38",
		"SELECT CASE WHEN ?=1 THEN 'x' ELSE ? END": "36", "SELECT SUBSTRING(page, ?, 1) FROM wikipedia": "24",
	} {
		_, err := translate.Translate(translate.Request{SQL: sql, Prepare: true, Now: now}, newCatalog())
		require.ErrorContains(t, err, "Illegal use of dynamic parameter (line [1], column ["+column+"])", sql)
	}
}
