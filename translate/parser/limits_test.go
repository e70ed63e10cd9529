package parser_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/translate/ast"
	"ogham/translate/parser"
)

// soon is far above what linear parsing takes, race detector included (0.1 s without), and far below
// quadratic.
const soon = 10 * time.Second

func TestHugeTextsAreRefusedSoon(t *testing.T) {
	t.Parallel()
	const n = 100_000
	repeat := strings.Repeat
	cases := map[string]string{
		"plus":        "SELECT 1" + repeat(" + 1", n),
		"concat":      "SELECT 'a'" + repeat(" || 'a'", n),
		"parens":      "SELECT " + repeat("(", n) + "1" + repeat(")", n),
		"subqueries":  repeat("SELECT * FROM (", n) + "SELECT 1" + repeat(")", n),
		"scalar":      "SELECT " + repeat("(SELECT ", n) + "1" + repeat(")", n),
		"cases":       "SELECT " + repeat("CASE WHEN ", n) + "a" + repeat(" THEN 1 END", n),
		"else":        "SELECT " + repeat("CASE WHEN a THEN 1 ELSE ", n) + "1" + repeat(" END", n),
		"not":         "SELECT " + repeat("NOT ", n) + "a",
		"minus":       "SELECT " + repeat("- ", n) + "1",
		"calls":       "SELECT " + repeat("f(", n) + "1" + repeat(")", n),
		"is":          "SELECT a" + repeat(" IS NULL", n),
		"index":       "SELECT a" + repeat("[1]", n),
		"nestedindex": "SELECT " + repeat("a[", n) + "1" + repeat("]", n),
		"joins":       "SELECT * FROM a" + repeat(" CROSS JOIN a", n),
		"comma":       "SELECT * FROM a" + repeat(", a", n),
		"union":       "SELECT 1" + repeat(" UNION ALL SELECT 1", n),
		"intersect":   "SELECT 1" + repeat(" INTERSECT SELECT 1 UNION SELECT 1", n),
		"fromparens":  "SELECT * FROM " + repeat("(", n) + "a" + repeat(")", n),
		"queryparens": repeat("(", n) + "SELECT 1" + repeat(")", n),
		"arrays":      "SELECT " + repeat("ARRAY[", n) + repeat("]", n),
		"grouping":    "SELECT a FROM t GROUP BY " + repeat("GROUPING SETS (", n) + "a" + repeat(")", n),
		"with":        repeat("WITH a AS (", n) + "SELECT 1" + repeat(")", n),
		"sawtooth":    "SELECT " + repeat("(", 900) + "1" + repeat(repeat("+1", 100)+")", 900),
		"between":     "SELECT 1" + repeat(" BETWEEN 1 AND 1", n),
		"explain":     repeat("EXPLAIN PLAN FOR ", n) + "SELECT 1",
		"lateral":     "SELECT * FROM " + repeat("LATERAL ", n) + "a",
		"pivot":       "SELECT * FROM a" + repeat(" PIVOT (SUM(x) FOR y IN (1))", n),
		"open":        "SELECT " + repeat("(", n),
		"tablefunc":   "SELECT * FROM " + repeat("TABLE(f(", n),
		"unnest":      "SELECT * FROM " + repeat("UNNEST(ARRAY(SELECT * FROM ", n),
		"new":         "SELECT " + repeat("NEW ", n) + "f(1)",
		"fn":          "SELECT " + repeat("{fn ", n) + "f(1)" + repeat("}", n),
		"windows":     "SELECT " + repeat("f(1) OVER (ORDER BY ", n) + "1" + repeat(")", n),
	}
	for name, sql := range cases {
		start := time.Now()
		_, err := parser.Parse(sql)
		require.Less(t, time.Since(start), soon, name)
		e := druiderr.As(err)
		require.NotNil(t, e, name)
		require.Equal(t, druiderr.InvalidInput, e.Category, name)
		require.Less(t, len(e.Message), 10_000, name)
	}
}

func TestFlatListsAreNotLimited(t *testing.T) {
	t.Parallel()
	const n = 100_000
	repeat := strings.Repeat
	for _, sql := range []string{
		"SELECT 1 IN (0" + repeat(", 1", n) + ")",
		"SELECT 1" + repeat(", 1", n),
		"SELECT a FROM t WHERE a = 1" + repeat(" OR a = 1", n),
		"SELECT a FROM t WHERE a = 1" + repeat(" AND a = 1", n),
		"VALUES (1)" + repeat(", (1)", n),
		"SELECT ARRAY[1" + repeat(", 1", n) + "]",
		"SELECT f(1" + repeat(", 1", n) + ")",
		"SELECT CASE" + repeat(" WHEN a THEN 1", n) + " END",
		"SELECT 'a'" + repeat("\n'b'", n),
	} {
		_, err := parser.Parse(sql)
		require.NoError(t, err, sql[:40])
	}
}

func TestParametersAreNumbered(t *testing.T) {
	t.Parallel()
	script, err := parser.Parse("SELECT ?, f(?) FROM t WHERE a IN (?, ?) LIMIT ?")
	require.NoError(t, err)
	require.Equal(t, 5, script.Params)
	query := script.Stmt.(*ast.QueryStatement).Query
	require.Equal(t, 4, query.Limit.(*ast.Param).Index)
}

func TestPositionsCountLinesAndWideCharacters(t *testing.T) {
	t.Parallel()
	_, err := parser.Parse("SELECT 'é😀'\r\n,\t\"ü\" x y")
	e := druiderr.As(err)
	require.NotNil(t, e)
	require.Equal(t, "y", e.Context["token"])
	require.Equal(t, "2", e.Context["line"])
	require.Equal(t, "9", e.Context["column"])
	script, err := parser.Parse("SELECT '😀', a")
	require.NoError(t, err)
	items := script.Stmt.(*ast.QueryStatement).Query.Body.(*ast.Select).Items
	require.Equal(t, ast.Pos{Line: 1, Column: 8, EndLine: 1, EndColumn: 11}, items[0].Pos)
	require.Equal(t, ast.Pos{Line: 1, Column: 14, EndLine: 1, EndColumn: 14}, items[1].Pos)
}

func TestUnparseWritesAsCalcite(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"floor(__time TO DAY) = TIMESTAMP '2024-01-01'": "FLOOR(`__time` TO DAY) = TIMESTAMP '2024-01-01 00:00:00'",
		"'a' || 'b'":                "'a' || 'b'",
		"a.\"b`c\" BETWEEN 1 AND 2": "`a`.`b``c` BETWEEN ASYMMETRIC 1 AND 2",
		"CASE WHEN x THEN 1 END":    "CASE WHEN `x` THEN 1 ELSE NULL END",
		"(SELECT a FROM t LIMIT 1)": "(SELECT `a`\nFROM `t`\nLIMIT 1)",
	} {
		e, err := parser.ParseExpr(sql)
		require.NoError(t, err)
		require.Equal(t, want, parser.Unparse(e))
	}
	script, err := parser.Parse("INSERT INTO t SELECT s PARTITIONED BY DAY CLUSTERED BY s DESC")
	require.NoError(t, err)
	require.Equal(t, "`s` DESC", parser.Unparse(script.Stmt.(*ast.Insert).ClusteredBy[0]))
	e, err := parser.ParseExpr("t.\"m 1\"")
	require.NoError(t, err)
	require.Equal(t, "t.m 1", parser.Describe(e))
}

const tenLines = `SELECT
  TIME_FLOOR(t."__time", 'PT1H') AS h, channel, COUNT(*) AS "Count",
  SUM(added) FILTER (WHERE isRobot = 'false') AS added,
  CASE WHEN SUM(deleted) > 100 THEN 'many' ELSE 'few' END AS how
FROM wikipedia AS t LEFT JOIN lookup.codes AS l ON t.channel = l.k
WHERE t.__time >= CURRENT_TIMESTAMP - INTERVAL '1' DAY AND channel IN ('#en', '#de', '#fr')
  AND (page LIKE 'A%' OR page IS NULL) AND NOT (user = 'x')
GROUP BY 1, 2
HAVING COUNT(*) > 10
ORDER BY "Count" DESC LIMIT 100`

func BenchmarkParseTenLines(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parser.Parse(tenLines); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseInList(b *testing.B) {
	sql := "SELECT a FROM t WHERE a IN ('x0'" + strings.Repeat(", 'abc'", 100_000) + ")"
	for b.Loop() {
		if _, err := parser.Parse(sql); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSyntaxError(b *testing.B) {
	for b.Loop() {
		if _, err := parser.Parse(tenLines + " FROM"); err == nil {
			b.Fatal("accepted")
		}
	}
}
