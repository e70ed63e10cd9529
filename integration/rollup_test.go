package integration

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

// rollupStatement appends some rows of the form "time,word,number" as a grouping by day.
func rollupStatement(datasource string, rows ...string) string {
	return fmt.Sprintf(`INSERT INTO %s
		SELECT TIME_FLOOR(TIME_PARSE(t), 'P1D') AS __time, COUNT(*) AS n, SUM(v) AS total, COUNT(DISTINCT w) AS words,
		  APPROX_COUNT_DISTINCT_DS_HLL(w) AS hll, APPROX_COUNT_DISTINCT_DS_THETA(w) AS theta, APPROX_QUANTILE_DS(v, 0.5) AS middle,
		  EARLIEST_BY(w, TIME_PARSE(t), 100) AS opening, LATEST_BY(w, TIME_PARSE(t), 100) AS closing
		FROM TABLE(EXTERN('{"type":"inline","data":"%s"}', '{"type":"csv","columns":["t","w","v"]}')) EXTEND (t VARCHAR, w VARCHAR, v BIGINT)
		GROUP BY 1 PARTITIONED BY DAY`, datasource, strings.Join(rows, `\n`))
}

// TestRollupKeepsMergeableStates appends groupings that overlap: what they keep can be merged, so that
// queries answer as over the rows themselves.
func TestRollupKeepsMergeableStates(t *testing.T) {
	t.Parallel()
	s := tests.main
	unfinalized := object{{Key: "finalizeAggregations", Value: false}, {Key: "groupByEnableMultiValueUnnesting", Value: false}}
	for _, sql := range []string{
		rollupStatement("rolled", "2024-01-01T05:00:00Z,a,1", "2024-01-01T09:00:00Z,b,5", "2024-01-02T00:00:00Z,c,7"),
		rollupStatement("rolled", "2024-01-01T03:00:00Z,b,2", "2024-01-01T07:00:00Z,d,4"),
	} {
		status, body := s.post(t, taskPath, object{{Key: "query", Value: sql}, {Key: "context", Value: unfinalized}})
		require.Equal(t, http.StatusAccepted, status, conformance.Encode(body))
		require.Equal(t, success, s.await(t, text(t, body, "$.taskId"), time.Minute))
	}

	require.JSONEq(t, `[["hll","COMPLEX<HLLSketch>"],["middle","COMPLEX<quantilesDoublesSketch>"],["n",""],["opening","COMPLEX<serializablePairLongString>"],["theta","COMPLEX<thetaSketch>"],["total",""],["words","COMPLEX<hyperUnique>"]]`,
		conformance.Encode(s.rows(t, `SELECT COLUMN_NAME, CASE WHEN DATA_TYPE LIKE 'COMPLEX%' THEN DATA_TYPE ELSE '' END
			FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'rolled' AND COLUMN_NAME NOT IN ('__time', 'closing') ORDER BY 1`)))
	require.JSONEq(t, `[[5,19,4,4,4,4,"b","c"]]`, conformance.Encode(s.rows(t, `SELECT SUM(n), SUM(total), COUNT(DISTINCT words), APPROX_COUNT_DISTINCT(words),
		APPROX_COUNT_DISTINCT_DS_HLL(hll), APPROX_COUNT_DISTINCT_DS_THETA(theta), EARLIEST(opening, 100), LATEST(closing, 100) FROM rolled`)))
	require.JSONEq(t, `[["2024-01-01T00:00:00.000Z",3,"b","b",4.0],["2024-01-02T00:00:00.000Z",1,"c","c",7.0]]`, conformance.Encode(s.rows(t,
		`SELECT __time, COUNT(DISTINCT words), EARLIEST(opening, 100), LATEST(closing, 100), APPROX_QUANTILE_DS(middle, 0.6) FROM rolled GROUP BY 1 ORDER BY 1`)))
}
