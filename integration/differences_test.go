package integration

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestDifferences holds one subtest for each number in docs/differences.md.
func TestDifferences(t *testing.T) {
	t.Parallel()
	s := tests.main
	const rows = `REPLACE INTO differences OVERWRITE ALL SELECT TIME_PARSE(t) AS __time, n FROM TABLE(EXTERN('{"type":"http","uris":["%s"]}',
		'{"type":"json"}')) EXTEND (t VARCHAR, n BIGINT) PARTITIONED BY ALL`
	const distinct = 30000
	source := serveRows(t, func(w http.ResponseWriter, _ *http.Request) {
		for i := range 2 * distinct {
			_, _ = fmt.Fprintf(w, "{\"t\":\"2024-01-01T00:00:00Z\",\"n\":%d}\n", i/2)
		}
	})
	task := s.submit(t, fmt.Sprintf(rows, source))
	require.Equal(t, success, s.await(t, task, time.Minute))
	t.Run("3_ReadableAtOnce", func(t *testing.T) {
		require.EqualValues(t, 2*distinct, s.count(t, "differences"))
	})
	t.Run("1_ExactDistinctCounts", func(t *testing.T) {
		require.Equal(t, []any{[]any{int64(distinct), int64(distinct)}},
			s.rows(t, "SELECT COUNT(DISTINCT n), APPROX_COUNT_DISTINCT(n) FROM differences"))
	})
	t.Run("2_UnreachableInputFailsSoon", func(t *testing.T) {
		unreachable, err := freeAddress(t.Context())
		require.NoError(t, err)
		task := s.submit(t, fmt.Sprintf(rows, "http://"+unreachable+"/rows.json"))
		require.Equal(t, failed, s.await(t, task, 30*time.Second))
		require.EqualValues(t, 2*distinct, s.count(t, "differences"), "a failed REPLACE leaves the rows")
	})
	t.Run("4_MultiValuesKeepTheirOrder", func(t *testing.T) {
		task := s.submit(t, `REPLACE INTO differences_lists OVERWRITE ALL SELECT TIME_PARSE(t) AS __time, v
			FROM TABLE(EXTERN('{"type":"inline","data":"{\"t\":\"2024-01-01\",\"v\":[\"z\",null,\"a\"]}"}', '{"type":"json"}'))
			EXTEND (t VARCHAR, v VARCHAR) PARTITIONED BY ALL`)
		require.Equal(t, success, s.await(t, task, time.Minute))
		require.Equal(t, []any{[]any{`["z",null,"a"]`}}, s.rows(t, "SELECT v FROM differences_lists"))
	})
	t.Run("5_UnplannableQueriesAreAnswered", func(t *testing.T) {
		require.Equal(t, []any{[]any{int64(0)}, []any{int64(0)}}, s.rows(t, "SELECT n FROM differences ORDER BY n NULLS LAST LIMIT 2"))
		require.Equal(t, []any{[]any{int64(2)}}, s.rows(t, "SELECT COUNT(*) FROM differences a JOIN (VALUES (1)) AS b (m) ON a.n < b.m"))
	})
	t.Run("6_SubqueriesHaveNoLimit", func(t *testing.T) {
		status, body := s.post(t, sqlPath, object{
			{Key: "query", Value: "SELECT COUNT(*) FROM (SELECT n FROM differences GROUP BY n) WHERE n >= 0"},
			{Key: "resultFormat", Value: "array"},
			{Key: "context", Value: object{{Key: "maxSubqueryRows", Value: 1}}},
		})
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, []any{[]any{int64(distinct)}}, body)
	})
	t.Run("7_FractionsAreNotCut", func(t *testing.T) {
		require.Equal(t, []any{[]any{int64(0)}}, s.rows(t, "SELECT COUNT(*) FROM differences WHERE n = 1.5 OR n IN (1.5, 2.5)"))
	})
	t.Run("8_AnyValueIsAValue", func(t *testing.T) {
		require.Equal(t, []any{[]any{int64(7)}}, s.rows(t, "SELECT ANY_VALUE(n) FROM differences WHERE n = 7"))
	})
	t.Run("9_UnnestReadsItsArray", func(t *testing.T) {
		require.Equal(t, []any{[]any{int64(3)}, []any{int64(4)}}, s.rows(t, `SELECT t.x FROM
			(SELECT k, ARRAY_AGG(DISTINCT n) AS ws FROM (SELECT 1 AS k, n FROM differences WHERE n IN (3, 4)) GROUP BY k)
			CROSS JOIN UNNEST(ws) AS t (x) ORDER BY 1`))
	})
}
