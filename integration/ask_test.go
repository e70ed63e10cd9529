package integration

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

const (
	sqlPath  = "/druid/v2/sql"
	taskPath = "/druid/v2/sql/task"

	success = "SUCCESS"
	failed  = "FAILED"
	running = "RUNNING"
)

// object is short for the JSON objects that tests send.
type object = conformance.Object

// post sends a JSON body; the answer must be JSON too.
func (s *server) post(t testing.TB, path string, body any) (int, any) {
	t.Helper()
	return decoded(t, s.PostJSON(t.Context(), path, body))
}

func (s *server) get(t testing.TB, path string) (int, any) {
	t.Helper()
	return decoded(t, s.Call(t.Context(), http.MethodGet, path, nil, nil))
}

func decoded(t testing.TB, answer conformance.Answer) (int, any) {
	t.Helper()
	require.NoError(t, answer.Err)
	value, err := conformance.Decode(answer.Text)
	require.NoError(t, err, answer.Text)
	return answer.Status, value
}

// rows runs a query and returns its rows as arrays.
func (s *server) rows(t testing.TB, sql string) []any {
	t.Helper()
	status, body := s.post(t, sqlPath, object{{Key: "query", Value: sql}, {Key: "resultFormat", Value: "array"}})
	require.Equal(t, http.StatusOK, status, conformance.Encode(body))
	rows, ok := body.([]any)
	require.True(t, ok, conformance.Encode(body))
	return rows
}

// count returns the number of rows of a datasource, 0 where there is none.
func (s *server) count(t testing.TB, datasource string) int64 {
	t.Helper()
	literal := "'" + strings.ReplaceAll(datasource, "'", "''") + "'"
	known := s.rows(t, "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = "+literal)
	if len(known) == 0 {
		return 0
	}
	rows := s.rows(t, `SELECT COUNT(*) FROM "`+strings.ReplaceAll(datasource, `"`, `""`)+`"`)
	n, ok := rows[0].([]any)[0].(int64)
	require.True(t, ok)
	return n
}

// submit starts an ingestion and returns its task's id.
func (s *server) submit(t testing.TB, sql string) string {
	t.Helper()
	status, body := s.post(t, taskPath, object{
		{Key: "query", Value: sql},
		{Key: "context", Value: object{{Key: "maxNumTasks", Value: 3}}},
	})
	require.Equal(t, http.StatusAccepted, status, conformance.Encode(body))
	require.Equal(t, running, find(body, "$.state"))
	return text(t, body, "$.taskId")
}

// find returns the first value at a path, nil where there is none.
func find(body any, path string) any {
	if found := conformance.Lookup(body, path); len(found) > 0 {
		return found[0]
	}
	return nil
}

func text(t testing.TB, body any, path string) string {
	t.Helper()
	s, ok := find(body, path).(string)
	require.True(t, ok, "%s of %s", path, conformance.Encode(body))
	return s
}

func (s *server) taskURL(task, what string) string {
	return "/druid/indexer/v1/task/" + url.PathEscape(task) + "/" + what
}

// state returns the status of a task: RUNNING, SUCCESS or FAILED.
func (s *server) state(t testing.TB, task string) string {
	t.Helper()
	status, body := s.get(t, s.taskURL(task, "status"))
	require.Equal(t, http.StatusOK, status, conformance.Encode(body))
	return text(t, body, "$.status.status")
}

// await waits until a task has ended and returns how.
func (s *server) await(t testing.TB, task string, timeout time.Duration) string {
	t.Helper()
	state := ""
	eventually(t, timeout, "end of task "+task, func() bool {
		state = s.state(t, task)
		return state != running
	})
	return state
}

// report returns a task's report.
func (s *server) report(t *testing.T, task string) any {
	t.Helper()
	status, body := s.get(t, s.taskURL(task, "reports"))
	require.Equal(t, http.StatusOK, status, conformance.Encode(body))
	return find(body, "$.multiStageQuery.payload")
}

// orphans lists the tables among the segments that belong to no datasource and to no unused segment.
const orphans = `
	SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = 'druid_segments' AND c.relkind IN ('r', 'p')
	  AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
	  AND NOT EXISTS (SELECT FROM ogham.segment s WHERE s.partition = c.relname)
	ORDER BY 1`

// requireNoOrphans waits until nothing of ended tasks is left among the segments.
func (s *server) requireNoOrphans(t *testing.T, timeout time.Duration) {
	t.Helper()
	conn := s.connect(t)
	var left []string
	eventually(t, timeout, "no table is left over", func() bool {
		rows, err := conn.Query(t.Context(), orphans)
		require.NoError(t, err)
		left = nil
		var name string
		for rows.Next() {
			require.NoError(t, rows.Scan(&name))
			left = append(left, name)
		}
		require.NoError(t, rows.Err())
		return len(left) == 0
	})
	var staged int
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM ogham.staging_table").Scan(&staged))
	require.Zero(t, staged, "rows of staging tables that are gone")
}

// rowSource is an http input that stops halfway, so that a test knows how far an ingestion has come.
type rowSource struct {
	url     string
	reached chan struct{} // closed when half of the rows were sent
	sent    chan struct{} // closed when all were
	release chan struct{}
	once    sync.Once
}

// sourceRows is how many rows a rowSource has.
const sourceRows = 20000

func newRowSource(t *testing.T) *rowSource {
	t.Helper()
	source := &rowSource{reached: make(chan struct{}), sent: make(chan struct{}), release: make(chan struct{})}
	again := false
	source.url = serveRows(t, func(w http.ResponseWriter, r *http.Request) {
		if again { // by a task that is run once more
			source.write(w, 0, sourceRows)
			return
		}
		again = true
		source.write(w, 0, sourceRows/2)
		close(source.reached)
		select {
		case <-source.release:
		case <-r.Context().Done():
			return
		}
		source.write(w, sourceRows/2, sourceRows)
		close(source.sent)
	})
	t.Cleanup(source.free)
	return source
}

func (r *rowSource) write(w http.ResponseWriter, from, to int) {
	for i := from; i < to; i++ {
		_, _ = fmt.Fprintf(w, "{\"t\":\"2024-01-%02dT00:00:00Z\",\"n\":%d}\n", 1+i%20, i)
	}
	_ = http.NewResponseController(w).Flush()
}

// free lets the source go on after its half.
func (r *rowSource) free() { r.once.Do(func() { close(r.release) }) }

// insert is a statement that ingests the source's rows into twenty days of a datasource.
func (r *rowSource) insert(datasource string) string {
	return `INSERT INTO "` + datasource + `" SELECT TIME_PARSE(t) AS __time, n FROM TABLE(EXTERN('{"type":"http","uris":["` +
		r.url + `"]}', '{"type":"json"}')) EXTEND (t VARCHAR, n BIGINT) PARTITIONED BY DAY`
}
