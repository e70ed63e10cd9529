package translate_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/translate"
)

const tenLines = `SELECT
  TIME_FLOOR(__time, 'PT1H') AS h,
  channel,
  COUNT(*) AS edits,
  SUM(added) FILTER (WHERE isRobot = 'false') AS added_by_people,
  AVG(CAST(deleted AS DOUBLE)) AS mean_deleted
FROM wikipedia
WHERE __time >= TIMESTAMP '2015-09-12 00:00:00' AND __time < TIMESTAMP '2015-09-13 00:00:00' AND countryName IN ('Italy', 'France')
GROUP BY 1, 2
HAVING COUNT(*) > 10 ORDER BY edits DESC, channel LIMIT 100`

// BenchmarkTenLines translates what people write; it should take less than 300 µs.
func BenchmarkTenLines(b *testing.B) {
	cat := newCatalog()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := translate.Translate(translate.Request{SQL: tenLines, Now: now}, cat); err != nil {
			b.Fatal(err)
		}
	}
}

// growing are statements of n parts; time should grow with n.
var growing = map[string]func(n int) string{
	"InTexts": inList,
	"InNumbers": func(n int) string {
		return "SELECT COUNT(*) FROM numbers WHERE l IN (0" + strings.Repeat(", 12345", n) + ")"
	},
	"InMulti": func(n int) string {
		return "SELECT COUNT(*) FROM foo WHERE dim3 IN ('x'" + strings.Repeat(", 'abc'", n) + ")"
	},
	"InMixed": func(n int) string {
		return "SELECT COUNT(*) FROM numbers WHERE s IN ('x'" + strings.Repeat(", 'a', 1", n/2) + ")"
	},
	"Or": func(n int) string {
		return "SELECT COUNT(*) FROM numbers WHERE l = 1" + strings.Repeat(" OR l = 2", n)
	},
	"Items": func(n int) string { return "SELECT l" + strings.Repeat(", l + 1", n) + " FROM numbers" },
	"Values": func(n int) string {
		return "SELECT COUNT(*) FROM (VALUES (1, 'a')" + strings.Repeat(", (2, 'b')", n) + ")"
	},
	"When": func(n int) string {
		return "SELECT CASE l" + strings.Repeat(" WHEN 1 THEN 'a'", n) + " END FROM numbers"
	},
	"Concat": func(n int) string { return "SELECT CONCAT(s" + strings.Repeat(", 'abc'", n) + ") FROM numbers" },
}

// BenchmarkGrowth translates long statements, up to about 1 MB of text.
func BenchmarkGrowth(b *testing.B) {
	cat := newCatalog()
	for name, statement := range growing {
		for _, n := range []int{10_000, 50_000, 100_000} {
			sql := statement(n)
			b.Run(name+"/"+strconv.Itoa(n), func(b *testing.B) {
				b.SetBytes(int64(len(sql)))
				for b.Loop() {
					if _, err := translate.Translate(translate.Request{SQL: sql, Now: now}, cat); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// hostile are texts of about 1 MB that nest too deeply.
func hostile() map[string]string {
	nest := func(head, open, core, end string, n int) string {
		return head + strings.Repeat(open, n) + core + strings.Repeat(end, n)
	}
	return map[string]string{
		"ChainedOperators": "SELECT 1" + strings.Repeat(" + 1234567", 100_000) + " FROM foo",
		"ChainedColumns":   "SELECT cnt" + strings.Repeat(" * cnt", 150_000) + " FROM foo",
		"Parentheses":      nest("SELECT ", "     (", "1", "    )", 100_000),
		"Subqueries":       nest("", "SELECT * FROM (                                                                               ", "SELECT 1 AS x", ") ", 10_000),
		"Scalars":          nest("SELECT ", "(SELECT MAX(cnt) FROM foo WHERE cnt < ", "1", ")", 25_000),
		"Cases":            nest("SELECT ", "CASE WHEN cnt = 1 THEN 'a long text that fills the line up to its end' ELSE ", "'x'", " END", 10_000),
		"CaseConditions":   nest("SELECT ", "CASE WHEN ", "TRUE", " THEN TRUE ELSE FALSE END", 30_000),
		"Functions":        nest("SELECT ", "UPPER(", "'a'", ")", 140_000),
		"Nots":             nest("SELECT ", "NOT ", "TRUE", "", 250_000),
		"Ins":              nest("SELECT 1 FROM foo WHERE dim1 IN ", "(SELECT dim1 FROM foo WHERE dim1 IN ", "('a')", ")", 25_000),
		"Withs":            nest("", "WITH a AS (", "SELECT 1 AS x", ") SELECT x FROM a", 35_000),
	}
}

// BenchmarkHostile refuses texts of 1 MB, each within a second.
func BenchmarkHostile(b *testing.B) {
	cat := newCatalog()
	for name, sql := range hostile() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(sql)))
			n := 0
			for b.Loop() {
				if _, err := translate.Translate(translate.Request{SQL: sql, Now: now}, cat); err == nil {
					b.Fatal("accepted")
				}
				n++
			}
			if took := b.Elapsed() / time.Duration(n); took > time.Second {
				b.Fatal("took ", took)
			}
		})
	}
}

func TestHostileTextsAreRefusedAsDruidWould(t *testing.T) {
	t.Parallel()
	cat := newCatalog()
	for name, sql := range hostile() {
		require.Greater(t, len(sql), 800_000, name)
		_, err := translate.Translate(translate.Request{SQL: sql, Now: now}, cat)
		e := druiderr.As(err)
		require.NotNil(t, e, name)
		require.Equal(t, druiderr.InvalidInput, e.Category, name)
	}
}
