package integration

import (
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

const (
	// faultRounds is how often the ordinary run kills the server; OGHAM_FAULT_ROUNDS says otherwise. PostgreSQL is killed
	// a third as often.
	faultRounds = 6
	// faultSeed, with the test's name, makes all runs kill at the same moments, as far as they can.
	faultSeed = 20150912
	// settledIn is how soon after a fault every task has ended.
	settledIn = 30 * time.Second

	faultDays     = 20    // that a statement writes rows of
	faultFileRows = 12000 // of each of its two files
	overwriteDays = 10    // that REPLACE … WHERE overwrites
)

// TestFaultsOfServer kills the server (-9) at random moments of ingestion, on a database that lives on and on its own.
func TestFaultsOfServer(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]serverOptions{"OwnPostgreSQL": {embedded: true}, "GivenPostgreSQL": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFaults(t, opts)
			for round := range rounds(t) / 2 {
				f.round(t, round, func(s *server) {
					s.kill()
					require.NoError(t, s.start(t.Context()))
				})
			}
			f.requireWorks(t)
		})
	}
}

// TestFaultsOfPostgreSQL kills sessions of the own PostgreSQL (-9), upon which it recovers from its log, and every third
// time the whole of it, upon which the server starts it again.
func TestFaultsOfPostgreSQL(t *testing.T) {
	t.Parallel()
	f := newFaults(t, serverOptions{embedded: true})
	for round := range max(1, rounds(t)/3) {
		f.round(t, round, func(s *server) {
			if round%3 == 1 {
				killProcess(t, s.postmaster(t))
				return
			}
			killProcess(t, s.session(t))
		})
	}
	f.requireWorks(t)
}

func rounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("OGHAM_FAULT_ROUNDS")
	if text == "" {
		return faultRounds
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// postmaster gives the process of the server's own PostgreSQL.
func (s *server) postmaster(t *testing.T) int {
	t.Helper()
	line, _, _ := strings.Cut(readText(t, s.dataDir+"/ogham/cluster/postmaster.pid"), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	require.NoError(t, err)
	return pid
}

// session gives the process of a session of the server, one that works if any does.
func (s *server) session(t *testing.T) int {
	t.Helper()
	var pid int
	require.NoError(t, s.connect(t).QueryRow(t.Context(), `SELECT pid FROM pg_stat_activity
		WHERE application_name = 'ogham' ORDER BY state = 'active' DESC, xact_start NULLS LAST LIMIT 1`).Scan(&pid))
	return pid
}

func killProcess(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		require.ErrorIs(t, err, syscall.ESRCH) // it has just ended
	}
}

// faultSource serves rows at /{file}/{days}, in order of time, and counts those that it has sent.
type faultSource struct {
	url  string
	sent atomic.Int64
}

func newFaultSource(t *testing.T) *faultSource {
	t.Helper()
	f := &faultSource{}
	filler := strings.Repeat("x", 150)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{file}/{days}", func(w http.ResponseWriter, r *http.Request) {
		days, err := strconv.Atoi(r.PathValue("days"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		for i := range faultFileRows {
			day := 1 + i*days/faultFileRows
			if _, err := fmt.Fprintf(w, "{\"t\":\"2024-01-%02dT%02d:00:00Z\",\"n\":%d,\"filler\":\"%s\"}\n", day, i%24, i, filler); err != nil {
				return
			}
			f.sent.Add(1)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	f.url = server.URL
	return f
}

// fault is an ingestion that is going to be disturbed.
type fault struct {
	datasource, sql, task string
	days                  int
	// replaces is how many of the first days are overwritten, 0 for INSERT.
	replaces int
}

// faults is the state of a fault suite: a server, and what its datasources must hold.
type faults struct {
	server *server
	source *faultSource
	random *rand.Rand
	next   int64
	// rows counts the rows of each statement in each datasource, by day.
	rows map[string]map[cell]int64
}

// cell is what one statement wrote of one day.
type cell struct{ statement, day int64 }

func newFaults(t *testing.T, opts serverOptions) *faults {
	t.Helper()
	f := &faults{
		server: newServer(t, opts), source: newFaultSource(t), random: rand.New(rand.NewPCG(faultSeed, uint64(crc32.ChecksumIEEE([]byte(t.Name()))))),
		rows: map[string]map[cell]int64{"faults_a": {}, "faults_b": {}},
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(f.server.output)
		}
	})
	return f
}

// round starts two ingestions, breaks something while they run, and looks at what is left.
func (f *faults) round(t *testing.T, round int, disturb func(*server)) {
	t.Helper()
	f.source.sent.Store(0)
	tasks := []*fault{f.fault(t, "faults_a"), f.fault(t, "faults_b")}
	moment := f.wait(t, tasks)
	disturb(f.server)
	began := time.Now()
	states := make([]string, len(tasks))
	for i, task := range tasks {
		states[i] = f.settled(t, task.task, began)
	}
	t.Logf("round %d: disturbed %s, tasks %v ended after %d ms", round, moment, states, time.Since(began).Milliseconds())
	for i, task := range tasks {
		if states[i] == success {
			f.expect(task)
		}
		f.requireRows(t, task.datasource)
		f.requireSegments(t, task.datasource)
	}
	f.server.requireNoOrphans(t, settledIn)
}

// fault submits a random ingestion.
func (f *faults) fault(t *testing.T, datasource string) *fault {
	t.Helper()
	f.next++
	task := &fault{datasource: datasource, days: faultDays}
	into := `INSERT INTO "` + datasource + `"`
	switch f.random.IntN(4) {
	case 0:
		task.replaces = faultDays
		into = `REPLACE INTO "` + datasource + `" OVERWRITE ALL`
	case 1:
		task.replaces, task.days = overwriteDays, overwriteDays
		into = fmt.Sprintf(`REPLACE INTO "%s" OVERWRITE WHERE __time >= TIMESTAMP '2024-01-01' AND __time < TIMESTAMP '2024-01-%02d'`,
			datasource, overwriteDays+1)
	}
	files := fmt.Sprintf(`"%s/1/%d","%s/2/%d"`, f.source.url, task.days, f.source.url, task.days)
	from := ` FROM TABLE(EXTERN('{"type":"http","uris":[` + files + `]}', '{"type":"json"}')) EXTEND (t VARCHAR, n BIGINT, filler VARCHAR)`
	columns := fmt.Sprintf(` SELECT TIME_PARSE(t) AS __time, n, %d AS statement`, f.next)
	switch f.random.IntN(3) {
	case 0: // evaluated while it is read
		task.sql = into + columns + `, filler` + from + ` PARTITIONED BY DAY`
	case 1: // sorted by the database
		task.sql = into + columns + `, filler` + from + ` PARTITIONED BY DAY CLUSTERED BY n`
	default: // grouped: both files hold the same rows, so that a group is a row of one file
		task.sql = into + columns + `, COUNT(*) AS cnt` + from + ` GROUP BY 1, 2 PARTITIONED BY DAY`
	}
	submit := f.server.submit
	if f.random.IntN(2) == 0 {
		submit = f.server.submitTolerant
	}
	task.task = submit(t, task.sql)
	return task
}

// wait lets the tasks run up to a random moment: until so many rows were read, or for a while after all of them were.
func (f *faults) wait(t *testing.T, tasks []*fault) string {
	t.Helper()
	all := int64(2 * len(tasks) * faultFileRows)
	if f.random.IntN(2) == 0 {
		rows := f.random.Int64N(all)
		f.waitSent(t, tasks, rows)
		return fmt.Sprintf("after %d rows", rows)
	}
	const most = 80
	ticks := f.random.IntN(most)
	f.waitSent(t, tasks, all)
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for range ticks {
		<-ticker.C
	}
	return fmt.Sprintf("%d ms after the last row", ticks*int(pollInterval.Milliseconds()))
}

// waitSent waits for rows to be sent, or for the end of all tasks.
func (f *faults) waitSent(t *testing.T, tasks []*fault, rows int64) {
	t.Helper()
	eventually(t, settledIn, "rows are read", func() bool {
		if f.source.sent.Load() >= rows {
			return true
		}
		for _, task := range tasks {
			if f.server.state(t, task.task) == running {
				return false
			}
		}
		return true
	})
}

// settled waits for the end of a task while the server may not answer yet.
func (f *faults) settled(t *testing.T, task string, began time.Time) string {
	t.Helper()
	state := ""
	eventually(t, time.Until(began.Add(settledIn)), "end of task "+task, func() bool {
		answer := f.server.Call(t.Context(), http.MethodGet, f.server.taskURL(task, "status"), nil, nil)
		if answer.Err != nil || answer.Status != http.StatusOK {
			return false
		}
		_, body := decoded(t, answer)
		state = text(t, body, "$.status.status")
		return state != running
	})
	require.Contains(t, []string{success, failed}, state)
	return state
}

// expect notes what a task that succeeded has written.
func (f *faults) expect(task *fault) {
	rows := f.rows[task.datasource]
	for c := range rows {
		if c.day <= int64(task.replaces) {
			delete(rows, c)
		}
	}
	perDay := int64(2 * faultFileRows / task.days)
	if strings.Contains(task.sql, "GROUP BY") {
		perDay /= 2
	}
	for day := range int64(task.days) {
		rows[cell{statementOf(task), day + 1}] = perDay
	}
}

func statementOf(task *fault) int64 {
	var n int64
	_, rest, _ := strings.Cut(task.sql, "AS __time, n, ")
	_, _ = fmt.Sscanf(rest, "%d", &n)
	return n
}

// requireRows compares a datasource with what it must hold, by statement and day.
func (f *faults) requireRows(t *testing.T, datasource string) {
	t.Helper()
	got := map[cell]int64{}
	if f.known(t, datasource) {
		rows := f.ask(t, `SELECT statement, TIME_EXTRACT(__time, 'DAY'), COUNT(*) FROM "`+datasource+`" GROUP BY 1, 2`)
		for _, row := range rows {
			fields, ok := row.([]any)
			require.True(t, ok)
			got[cell{fields[0].(int64), fields[1].(int64)}] = fields[2].(int64)
		}
	}
	require.Equal(t, f.rows[datasource], got, "rows of %s", datasource)
}

func (f *faults) known(t *testing.T, datasource string) bool {
	t.Helper()
	return len(f.ask(t, `SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = '`+datasource+`'`)) > 0
}

// ask runs a query; sessions that died with PostgreSQL may still fail one.
func (f *faults) ask(t *testing.T, sql string) []any {
	t.Helper()
	var rows []any
	eventually(t, settledIn, sql, func() bool {
		answer := f.server.PostJSON(t.Context(), sqlPath, object{{Key: "query", Value: sql}, {Key: "resultFormat", Value: "array"}})
		if answer.Err != nil || answer.Status != http.StatusOK {
			return false
		}
		_, body := decoded(t, answer)
		var ok bool
		rows, ok = body.([]any)
		require.True(t, ok, conformance.Encode(body))
		return true
	})
	return rows
}

// partitionRows gives each partition of a datasource with the rows of its used segments and those that it has.
const partitionRows = `
	SELECT coalesce(s.partition, c.relname), coalesce(s.rows, 0),
		CASE WHEN c.oid IS NULL THEN -1 ELSE (xpath('/row/n/text()', query_to_xml(
			format('SELECT count(*) AS n FROM druid_segments.%I', c.relname), false, true, '')))[1]::text::bigint END,
		EXISTS (SELECT FROM ogham.partition p WHERE p.name = c.relname AND p.attached AND p.datasource = $1)
	FROM (SELECT partition, sum(num_rows)::bigint AS rows FROM ogham.segment
		WHERE datasource = $1 AND used AND partition IS NOT NULL GROUP BY 1) s
	FULL JOIN (SELECT c.oid, c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE i.inhparent = to_regclass('druid.' || quote_ident($1))) c ON c.relname = s.partition`

// requireSegments checks that segments, partitions and the tables agree.
func (f *faults) requireSegments(t *testing.T, datasource string) {
	t.Helper()
	rows, err := f.server.connect(t).Query(t.Context(), partitionRows, datasource)
	require.NoError(t, err)
	var name string
	var told, held int64
	var registered bool
	_, err = pgx.ForEachRow(rows, []any{&name, &told, &held, &registered}, func() error {
		require.Equal(t, told, held, "rows of %s", name)
		require.True(t, registered, "%s is no registered partition", name)
		return nil
	})
	require.NoError(t, err)
}

// requireWorks ingests once more, undisturbed.
func (f *faults) requireWorks(t *testing.T) {
	t.Helper()
	for datasource := range f.rows {
		task := f.fault(t, datasource)
		require.Equal(t, success, f.server.await(t, task.task, time.Minute))
		f.expect(task)
		f.requireRows(t, datasource)
		f.requireSegments(t, datasource)
	}
}
