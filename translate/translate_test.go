package translate_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/translate"
)

func inList(n int) string {
	var sb strings.Builder
	sb.WriteString("SELECT COUNT(*) FROM wikipedia WHERE page IN (")
	for i := range n {
		if i > 0 {
			sb.WriteString(", ")
		}
		sb.WriteString("'page " + strconv.Itoa(i) + "'")
	}
	sb.WriteString(")")
	return sb.String()
}

func TestLongListsAreOneArgument(t *testing.T) {
	t.Parallel()
	got, err := translate.Translate(translate.Request{SQL: inList(100_000), Now: now}, newCatalog())
	require.NoError(t, err)
	require.Len(t, got.Args, 1)
	require.Len(t, got.Args[0], 100_000)
	require.Less(t, len(got.SQL), 200)
}

// TestHugeStatements gives the translator what the parser lets through and what it does not: both
// must end in an answer.
func TestHugeStatements(t *testing.T) {
	t.Parallel()
	cat := newCatalog()
	for name, sql := range map[string]string{
		"Chain":      "SELECT 1" + strings.Repeat(" + id", 4000) + " FROM numbers",
		"LongChain":  "SELECT 1" + strings.Repeat(" + 1", 100_000),
		"Parens":     "SELECT " + strings.Repeat("(", 100_000) + "1" + strings.Repeat(")", 100_000),
		"Or":         "SELECT 1 FROM numbers WHERE id = 1" + strings.Repeat(" OR id = l", 50_000),
		"Concat":     "SELECT 'a'" + strings.Repeat(" || s", 4000) + " FROM numbers",
		"Subqueries": strings.Repeat("SELECT * FROM (", 900) + "SELECT 1 AS x" + strings.Repeat(") ", 900),
		"Cases":      "SELECT " + strings.Repeat("CASE WHEN id = 1 THEN ", 900) + "1" + strings.Repeat(" END", 900) + " FROM numbers",
		"Unions":     "SELECT id FROM numbers" + strings.Repeat(" UNION ALL SELECT id FROM numbers", 5000),
		"NullIfs":    "SELECT " + strings.Repeat("NULLIF(", 300) + "id" + strings.Repeat(", 1)", 300) + " FROM numbers GROUP BY id",
		"Betweens":   "SELECT 1 FROM numbers WHERE " + strings.Repeat("(", 300) + "TRUE" + strings.Repeat(" BETWEEN FALSE AND TRUE)", 300),
		"CaseValues": "SELECT " + strings.Repeat("CASE ", 300) + "id" + strings.Repeat(" WHEN 1 THEN 2 WHEN 3 THEN 4 END", 300) + " FROM numbers",
		"MultiCases": "SELECT " + strings.Repeat("CASE WHEN dim3 = 'a' AND dim3 || 'x' = 'b' THEN ", 300) + "'1'" + strings.Repeat(" ELSE dim3 END", 300) + " FROM foo",
		"Nots":       "SELECT " + strings.Repeat("NOT ", 900) + "TRUE",
		"Cube":       "SELECT COUNT(*) FROM numbers GROUP BY CUBE (id, l, k, w, s, f, d, big, grp, flag), CUBE (id, l, k)",
	} {
		_, err := translate.Translate(translate.Request{SQL: sql, Now: now}, cat)
		if err != nil {
			require.NotEqual(t, druiderr.Defensive, druiderr.As(err).Category, "%s: %v", name, err)
		}
	}
}

// TestTranslationIsRepeatable checks that nothing of one translation leaks into the next.
func TestTranslationIsRepeatable(t *testing.T) {
	t.Parallel()
	cat := newCatalog()
	for _, req := range recordedSQL(t)[:300] {
		first, second := describe(req, cat), describe(req, cat)
		require.Equal(t, first, second, req.SQL)
	}
}
