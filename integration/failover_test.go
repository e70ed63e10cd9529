package integration

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

// pair is two servers on one database.
type pair struct {
	servers []*server
	conn    *pgx.Conn
}

func newPair(t *testing.T) *pair {
	t.Helper()
	one := newServer(t, serverOptions{})
	two := &server{command: one.command, env: one.env, dataDir: t.TempDir(), databaseURL: one.databaseURL}
	require.NoError(t, two.start(t.Context()))
	t.Cleanup(func() { require.NoError(t, two.close()) })
	return &pair{servers: []*server{one, two}, conn: one.connect(t)}
}

// taker gives the server that runs a task or worker, and the other one.
func (p *pair) taker(t *testing.T, task string) (taker, other *server) {
	t.Helper()
	var port int
	require.NoError(t, p.conn.QueryRow(t.Context(), `SELECT location_port FROM ogham.task WHERE id = $1`, task).Scan(&port))
	_, end, ok := strings.Cut(strings.TrimPrefix(p.servers[0].url, "http://"), ":")
	require.True(t, ok)
	if end == conformance.Encode(int64(port)) {
		return p.servers[0], p.servers[1]
	}
	return p.servers[1], p.servers[0]
}

// attempts gives the states of the attempts of a task's workers.
func (p *pair) attempts(t *testing.T, task string) map[string]string {
	t.Helper()
	rows, err := p.conn.Query(t.Context(), `SELECT replace(id, group_id || '-', ''), status FROM ogham.task WHERE group_id = $1 AND id <> $1`, task)
	require.NoError(t, err)
	states := map[string]string{}
	var id, status string
	_, err = pgx.ForEachRow(rows, []any{&id, &status}, func() error { states[id] = status; return nil })
	require.NoError(t, err)
	return states
}

// gate is where a reader of a gatedSource waits: after half of the rows.
type gate struct{ reached, release, sent chan struct{} }

// open lets the reader go on.
func (g gate) open() {
	select {
	case <-g.release:
	default:
		close(g.release)
	}
}

// gatedSource is a rowSource whose first readers stop halfway, each at a gate of its own; later ones get all rows at
// once.
type gatedSource struct {
	rowSource
	gates []gate
}

func newGatedSource(t *testing.T, gates int) *gatedSource {
	t.Helper()
	source := &gatedSource{}
	for range gates {
		source.gates = append(source.gates, gate{make(chan struct{}), make(chan struct{}), make(chan struct{})})
	}
	var readers atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			return
		}
		reader := int(readers.Add(1)) - 1
		if reader >= gates {
			source.write(w, 0, sourceRows)
			return
		}
		g := source.gates[reader]
		defer close(g.sent)
		source.write(w, 0, sourceRows/2)
		close(g.reached)
		select {
		case <-g.release:
			source.write(w, sourceRows/2, sourceRows)
		case <-r.Context().Done():
		}
	}))
	source.url = server.URL + "/rows.json"
	t.Cleanup(func() {
		for _, g := range source.gates {
			g.open()
		}
		server.CloseClientConnections()
		server.Close()
	})
	return source
}

// submitTolerant starts an ingestion whose workers are run again.
func (s *server) submitTolerant(t testing.TB, sql string) string {
	t.Helper()
	status, body := s.post(t, taskPath, object{
		{Key: "query", Value: sql},
		{Key: "context", Value: object{{Key: "maxNumTasks", Value: 3}, {Key: "faultTolerance", Value: true}}},
	})
	require.Equal(t, http.StatusAccepted, status, conformance.Encode(body))
	return text(t, body, "$.taskId")
}

// sorted is the source's ingestion by way of a staging table, which another phase reads.
func (r *rowSource) sorted(datasource string) string {
	return strings.Replace(r.insert(datasource), "PARTITIONED BY DAY", "PARTITIONED BY DAY CLUSTERED BY n", 1)
}

// TestWorkerKilled kills the process of a worker in mid-slice: the other process does the slice again if the task
// tolerates faults, else the task fails.
func TestWorkerKilled(t *testing.T) {
	t.Parallel()
	t.Run("FaultTolerance", func(t *testing.T) {
		t.Parallel()
		p, source := newPair(t), newGatedSource(t, 1)
		task := p.servers[0].submitTolerant(t, source.insert("tolerant"))
		<-source.gates[0].reached
		taker, other := p.taker(t, task+"-worker0_0")
		taker.kill()
		began := time.Now()
		require.Equal(t, success, other.await(t, task, settledIn))
		t.Logf("done by the other server after %d ms", time.Since(began).Milliseconds())
		require.EqualValues(t, sourceRows, other.count(t, "tolerant"))
		require.Equal(t, map[string]string{"worker0_0": failed, "worker0_1": success}, p.attempts(t, task))
		other.requireNoOrphans(t, settledIn)
	})
	t.Run("NoFaultTolerance", func(t *testing.T) {
		t.Parallel()
		p, source := newPair(t), newGatedSource(t, 1)
		task := p.servers[0].submit(t, source.insert("intolerant"))
		<-source.gates[0].reached
		taker, other := p.taker(t, task+"-worker0_0")
		taker.kill()
		require.Equal(t, failed, other.await(t, task, settledIn))
		require.Equal(t, "WorkerFailed", find(other.report(t, task), "$.status.errorReport.error.errorCode"))
		require.Zero(t, other.count(t, "intolerant"))
		other.requireNoOrphans(t, settledIn)
	})
}

// stopUnseen stops a process and cuts the connection that proves it alive: the others think that it is dead.
func (p *pair) stopUnseen(t *testing.T, s *server, task string) {
	t.Helper()
	var id string
	require.NoError(t, p.conn.QueryRow(t.Context(), `SELECT server_id::text FROM ogham.task WHERE id = $1`, task).Scan(&id))
	require.NoError(t, s.process.Process.Signal(syscall.SIGSTOP))
	_, err := p.conn.Exec(t.Context(), `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN ogham.server s ON l.objid = s.lock_key::oid
		WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND s.id = $1::uuid
		  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`, id)
	require.NoError(t, err)
}

// TestWorkerThoughtDead stops a process for so long that the other one does its slice again. When it wakes up and
// finishes first, nothing of it counts.
func TestWorkerThoughtDead(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]func(*rowSource, string) string{"direct": (*rowSource).insert, "sorted": (*rowSource).sorted} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, source := newPair(t), newGatedSource(t, 2)
			task := p.servers[0].submitTolerant(t, statement(&source.rowSource, "woken"))
			<-source.gates[0].reached
			taker, other := p.taker(t, task+"-worker0_0")
			p.stopUnseen(t, taker, task+"-worker0_0")
			<-source.gates[1].reached
			require.NoError(t, taker.process.Process.Signal(syscall.SIGCONT))
			source.gates[0].open()
			<-source.gates[0].sent
			eventually(t, settledIn, "end of the transaction of the process that woke up", func() bool {
				var open int
				require.NoError(t, p.conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
					WHERE datname = current_database() AND application_name = 'ogham' AND xact_start IS NOT NULL`).Scan(&open))
				return open == 1 // that of the second attempt
			})
			require.Equal(t, running, other.state(t, task))
			source.gates[1].open()
			require.Equal(t, success, other.await(t, task, settledIn))
			for _, s := range p.servers {
				require.EqualValues(t, sourceRows, s.count(t, "woken"))
			}
			require.Equal(t, map[string]string{"worker0_0": failed, "worker0_1": success}, p.attempts(t, task))
			other.requireNoOrphans(t, settledIn)
		})
	}
}

// TestControllerKilled kills the process that publishes while it waits for the datasource: another one publishes.
func TestControllerKilled(t *testing.T) {
	t.Parallel()
	p, source := newPair(t), newGatedSource(t, 1)
	const lock = `(hashtextextended('taken_over', 1330071617))`
	_, err := p.conn.Exec(t.Context(), `SELECT pg_advisory_lock`+lock)
	require.NoError(t, err)
	task := p.servers[0].submit(t, source.sorted("taken_over"))
	<-source.gates[0].reached
	source.gates[0].open()
	publishing := func() bool {
		var waits bool
		require.NoError(t, p.conn.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`).Scan(&waits))
		return waits
	}
	eventually(t, settledIn, "the publication waits", publishing)
	taker, other := p.taker(t, task)
	taker.kill()
	began := time.Now()
	_, err = p.conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`) // whose client is dead, which it cannot see while it waits
	require.NoError(t, err)
	_, err = p.conn.Exec(t.Context(), `SELECT pg_advisory_unlock`+lock)
	require.NoError(t, err)
	require.Equal(t, success, other.await(t, task, settledIn))
	t.Logf("published by the other server after %d ms", time.Since(began).Milliseconds())
	require.EqualValues(t, sourceRows, other.count(t, "taken_over"))
	other.requireNoOrphans(t, settledIn)
}
