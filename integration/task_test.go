package integration

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

// sampleStatement is the ingestion that Druid's documents begin with, reading the sample from the tests' own server.
func sampleStatement(t testing.TB, datasource string) string {
	t.Helper()
	sql, err := os.ReadFile("testdata/sample.sql")
	require.NoError(t, err)
	return strings.NewReplacer("${DATASOURCE}", datasource, "${DATA_URL}", tests.data.URL).Replace(string(sql))
}

// TestSampleIngestion follows the documents' first ingestion from the POST to the rows.
func TestSampleIngestion(t *testing.T) {
	t.Parallel()
	s := tests.main
	began := time.Now()
	task := s.submit(t, sampleStatement(t, "sample"))
	require.Equal(t, success, s.await(t, task, time.Minute))
	t.Logf("from POST to SUCCESS: %d ms", time.Since(began).Milliseconds())
	require.EqualValues(t, wikipediaRows, s.count(t, "sample"), "rows are there as soon as the task has succeeded")

	t.Run("Report", func(t *testing.T) {
		report := s.report(t, task)
		require.Equal(t, success, find(report, "$.status.status"))
		stages := conformance.Lookup(report, "$.stages[*]")
		require.NotEmpty(t, stages)
		for _, stage := range stages {
			require.Equal(t, "FINISHED", find(stage, "$.phase"))
		}
		counters := find(report, "$.counters")
		require.EqualValues(t, wikipediaRows, sum(conformance.Lookup(counters, "$.0..input0.rows[*]")))
		require.EqualValues(t, wikipediaRows, sum(conformance.Lookup(counters, "$..segmentGenerationProgress.rowsPushed")))
	})
	t.Run("PartitionedByDay", func(t *testing.T) {
		conn := s.connect(t)
		rows, err := conn.Query(t.Context(), `
			SELECT pg_get_expr(c.relpartbound, c.oid)
			FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_partitioned_table p ON p.partrelid = i.inhparent
			WHERE i.inhparent = 'druid.sample'::regclass AND p.partstrat = 'r'`)
		require.NoError(t, err)
		bounds, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		require.Len(t, bounds, 1)
		require.Regexp(t, `FROM \('2015-09-1[12] .*'\) TO \('2015-09-1[23] .*'\)`, bounds[0])
	})
	t.Run("TaskAndStagesAreRows", func(t *testing.T) {
		conn := s.connect(t)
		var status, datasource string
		var stages, unfinished int
		require.NoError(t, conn.QueryRow(t.Context(),
			"SELECT status, datasource FROM ogham.task WHERE id = $1", task).Scan(&status, &datasource))
		require.Equal(t, success, status)
		require.Equal(t, "sample", datasource)
		require.NoError(t, conn.QueryRow(t.Context(),
			"SELECT count(*), count(*) FILTER (WHERE phase <> 'FINISHED') FROM ogham.task_stage WHERE task_id = $1",
			task).Scan(&stages, &unfinished))
		require.Positive(t, stages)
		require.Zero(t, unfinished)
	})
	t.Run("NothingLeftAside", func(t *testing.T) {
		var staged int
		require.NoError(t, s.connect(t).QueryRow(t.Context(),
			"SELECT count(*) FROM ogham.staging_table WHERE task_id LIKE $1 || '%'", task).Scan(&staged))
		require.Zero(t, staged)
	})
}

func sum(values []any) int64 {
	var total int64
	for _, v := range values {
		if items, ok := v.([]any); ok {
			total += sum(items)
		}
		n, _ := v.(int64)
		total += n
	}
	return total
}

// TestCountersMove looks into the report of an ingestion that is halfway.
func TestCountersMove(t *testing.T) {
	t.Parallel()
	s, source := tests.main, newRowSource(t)
	task := s.submit(t, source.insert("halfway"))
	<-source.reached
	eventually(t, 10*time.Second, "counters of a running task", func() bool {
		status, body := s.get(t, s.taskURL(task, "reports"))
		if status != 200 { // none yet
			return false
		}
		rows := sum(conformance.Lookup(body, "$.multiStageQuery.payload.counters.0..input0.rows[*]"))
		return rows > 0 && rows < sourceRows && find(body, "$.multiStageQuery.payload.status.status") == running
	})
	require.Equal(t, running, s.state(t, task))
	require.Zero(t, s.count(t, "halfway"), "rows of an unfinished task")
	source.free()
	require.Equal(t, success, s.await(t, task, time.Minute))
	require.EqualValues(t, sourceRows, s.count(t, "halfway"))
}

// TestReplace reads the old rows until the moment of the new ones.
func TestReplace(t *testing.T) {
	t.Parallel()
	s, source := tests.main, newRowSource(t)
	const old = `REPLACE INTO replaced OVERWRITE ALL SELECT TIMESTAMP '2024-01-01' AS __time, 'old' AS n PARTITIONED BY ALL`
	require.Equal(t, success, s.await(t, s.submit(t, old), time.Minute))
	require.EqualValues(t, 1, s.count(t, "replaced"))

	sql := strings.Replace(source.insert("replaced"), `INSERT INTO "replaced"`, `REPLACE INTO "replaced" OVERWRITE ALL`, 1)
	task := s.submit(t, sql)
	<-source.reached
	require.Equal(t, []any{[]any{"old"}}, s.rows(t, "SELECT n FROM replaced"))
	source.free()
	require.Equal(t, success, s.await(t, task, time.Minute))
	require.Equal(t, []any{[]any{int64(sourceRows), "LONG"}}, append([]any{},
		[]any{s.count(t, "replaced"), nativeType(t, s, "replaced", "n")}))
}

func nativeType(t *testing.T, s *server, datasource, column string) any {
	t.Helper()
	status, body := s.post(t, sqlPath, object{
		{Key: "query", Value: `SELECT "` + column + `" FROM "` + datasource + `" LIMIT 0`},
		{Key: "resultFormat", Value: "array"},
		{Key: "header", Value: true},
		{Key: "typesHeader", Value: true},
	})
	require.Equal(t, 200, status, conformance.Encode(body))
	return find(body, "$[1][0]")
}
