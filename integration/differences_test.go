package integration

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
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
		require.Equal(t, []any{[]any{int64(0)}}, s.rows(t, "SELECT COUNT(*) FROM differences WHERE n = 1.5"))
	})
	t.Run("8_AnyValueIsAValue", func(t *testing.T) {
		require.Equal(t, []any{[]any{int64(7)}}, s.rows(t, "SELECT ANY_VALUE(n) FROM differences WHERE n = 7"))
	})
	t.Run("9_UnnestReadsItsArray", func(t *testing.T) {
		require.Equal(t, []any{[]any{int64(3)}, []any{int64(4)}}, s.rows(t, `SELECT t.x FROM
			(SELECT k, ARRAY_AGG(DISTINCT n) AS ws FROM (SELECT 1 AS k, n FROM differences WHERE n IN (3, 4)) GROUP BY k)
			CROSS JOIN UNNEST(ws) AS t (x) ORDER BY 1`))
	})
	t.Run("10_EveryGranularity", func(t *testing.T) {
		for i, by := range []string{"WEEK", "QUARTER", "'P1D'"} {
			task := s.submit(t, insertLists(fmt.Sprint("differences_by", i), "PARTITIONED BY "+by))
			require.Equal(t, success, s.await(t, task, time.Minute), by)
		}
	})
	t.Run("11_BadPeriodsAreTheUsers", func(t *testing.T) {
		status, body := s.post(t, taskPath, object{{Key: "query", Value: insertLists("differences_by", "PARTITIONED BY TIME_FLOOR(__time, 'XYZ')")}})
		require.Equal(t, http.StatusBadRequest, status)
		require.Equal(t, "INVALID_INPUT", find(body, "$.error.category"))
	})
	t.Run("12_PagesAreFull", func(t *testing.T) {
		status, body := s.post(t, sqlPath+"/statements", object{
			{Key: "query", Value: "SELECT n FROM differences"},
			{Key: "context", Value: object{
				{Key: "executionMode", Value: "ASYNC"}, {Key: "selectDestination", Value: "durableStorage"}, {Key: "rowsPerPage", Value: 40000},
			}},
		})
		require.Equal(t, http.StatusOK, status)
		id := text(t, body, "$.queryId")
		require.Equal(t, success, s.await(t, id, time.Minute))
		_, body = s.get(t, sqlPath+"/statements/"+id)
		require.Equal(t, []any{int64(40000), int64(20000)}, conformance.Lookup(body, "$.result.pages[*].numRows"))
	})
	t.Run("13_ArraysOfNumbersAreStored", func(t *testing.T) {
		task := s.submit(t, insertLists("differences_arrays", "PARTITIONED BY ALL"))
		require.Equal(t, success, s.await(t, task, time.Minute))
		require.Equal(t, []any{[]any{"[1,2]"}}, s.rows(t, "SELECT l FROM differences_arrays"))
	})
	t.Run("14_SketchesAreExact", func(t *testing.T) {
		require.Equal(t, []any{[]any{float64(distinct)}}, s.rows(t, "SELECT HLL_SKETCH_ESTIMATE(DS_HLL(n)) FROM differences"))
	})
	t.Run("15_InsertsWaitForReplaces", func(t *testing.T) { insertDuringReplace(t, s) })
	t.Run("16_ByteOrderMarksAreSkipped", func(t *testing.T) {
		task := s.submit(t, `REPLACE INTO differences_bom OVERWRITE ALL SELECT TIME_PARSE(t) AS __time, v
			FROM TABLE(EXTERN('{"type":"inline","data":"\ufefft,v\n2024-01-01,x"}', '{"type":"csv","findColumnsFromHeader":true}'))
			EXTEND (t VARCHAR, v VARCHAR) PARTITIONED BY ALL`)
		require.Equal(t, success, s.await(t, task, time.Minute))
		require.Equal(t, []any{[]any{"x"}}, s.rows(t, "SELECT v FROM differences_bom"))
	})
	t.Run("17_HostsAndFoldersMustBeNamed", func(t *testing.T) {
		for _, source := range []string{
			`{"type":"local","files":["/etc/hostname"]}`,
			`{"type":"sql","database":{"type":"postgresql","connectorConfig":{"connectURI":"jdbc:postgresql://127.0.0.1:1/x"}},"sqls":["SELECT 1 AS t"]}`,
		} {
			require.NotEqual(t, success, s.outcome(t, `REPLACE INTO differences_refused OVERWRITE ALL SELECT TIME_PARSE(t) AS __time FROM TABLE(EXTERN('`+
				source+`', '{"type":"json"}')) EXTEND (t VARCHAR) PARTITIONED BY ALL`), source)
		}
		require.Zero(t, s.count(t, "differences_refused"))
	})
	t.Run("18_SomeNativeQueriesAreUnsupported", func(t *testing.T) {
		status, _ := s.post(t, "/druid/v2", object{
			{Key: "queryType", Value: "timeseries"},
			{Key: "dataSource", Value: "differences"},
			{Key: "intervals", Value: "2024/2025"},
			{Key: "granularity", Value: "all"},
			{Key: "aggregations", Value: []any{object{
				{Key: "type", Value: "expression"},
				{Key: "name", Value: "e"},
				{Key: "fields", Value: []any{"n"}},
				{Key: "initialValue", Value: "0"},
				{Key: "fold", Value: "__acc + n"},
			}}},
		})
		require.Equal(t, http.StatusNotImplemented, status)
	})
	t.Run("19_NoORC", func(t *testing.T) {
		status, body := s.post(t, taskPath, object{{Key: "query", Value: `REPLACE INTO differences_orc OVERWRITE ALL SELECT TIME_PARSE(t) AS __time
			FROM TABLE(EXTERN('{"type":"inline","data":"x"}', '{"type":"orc"}')) EXTEND (t VARCHAR) PARTITIONED BY ALL`}})
		require.Equal(t, http.StatusBadRequest, status)
		require.Contains(t, find(body, "$.error.errorMessage"), "Could not resolve type id 'orc'")
	})
}

// insertLists stores one row with an array of numbers.
func insertLists(datasource, by string) string {
	return `SET arrayIngestMode = 'array'; INSERT INTO ` + datasource + ` SELECT TIME_PARSE(t) AS __time, l FROM TABLE(EXTERN('{"type":"inline","data":"{\"t\":\"2024-01-01\",\"l\":[1,2]}"}',
		'{"type":"json"}', '[{"name":"t","type":"STRING"},{"name":"l","type":"ARRAY<LONG>"}]')) ` + by
}

// outcome runs an ingestion that may be refused at once, and returns how it ended.
func (s *server) outcome(t *testing.T, sql string) string {
	t.Helper()
	status, body := s.post(t, taskPath, object{{Key: "query", Value: sql}})
	if status != http.StatusAccepted {
		return failed
	}
	return s.await(t, text(t, body, "$.taskId"), time.Minute)
}

// insertDuringReplace has a REPLACE hold its lock until an INSERT into the same time waits for it.
func insertDuringReplace(t *testing.T, s *server) {
	t.Helper()
	gate := make(chan struct{})
	source := serveRows(t, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-gate:
		case <-r.Context().Done():
		}
		_, _ = fmt.Fprint(w, `{"t":"2024-01-01","l":[3]}`)
	})
	replace := s.submit(t, `SET arrayIngestMode = 'array'; REPLACE INTO differences_locked OVERWRITE ALL SELECT TIME_PARSE(t) AS __time, l FROM TABLE(EXTERN('{"type":"http","uris":["`+source+`"]}',
		'{"type":"json"}', '[{"name":"t","type":"STRING"},{"name":"l","type":"ARRAY<LONG>"}]')) PARTITIONED BY ALL`)
	conn := s.connect(t)
	eventually(t, time.Minute, "the start of the REPLACE", func() bool {
		var started bool
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT runner_status = 'RUNNING' FROM ogham.task WHERE id = $1", replace).Scan(&started))
		return started
	})
	insert := s.submit(t, insertLists("differences_locked", "PARTITIONED BY ALL"))
	eventually(t, time.Minute, "the INSERT to wait", func() bool {
		var waits bool
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT runner_status = 'WAITING' FROM ogham.task WHERE id = $1", insert).Scan(&waits))
		return waits
	})
	close(gate)
	require.Equal(t, success, s.await(t, replace, time.Minute))
	require.Equal(t, success, s.await(t, insert, time.Minute))
	require.EqualValues(t, 2, s.count(t, "differences_locked"))
}
