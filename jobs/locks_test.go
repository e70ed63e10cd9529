package jobs_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/jobs"
)

// held is an input whose readers wait until it is let go.
type held struct {
	url     string
	started chan struct{}
	release chan struct{}
}

func newHeld(t *testing.T) *held {
	t.Helper()
	h := &held{started: make(chan struct{}, 10), release: make(chan struct{})}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			return
		}
		h.started <- struct{}{}
		select {
		case <-h.release:
		case <-r.Context().Done():
		}
		_, _ = fmt.Fprintln(w, `{"t":"2024-01-01","n":1}`)
	}))
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func (h *held) rows() string {
	return fmt.Sprintf(` SELECT TIME_PARSE(t) AS __time, n FROM TABLE(EXTERN('{"type":"http","uris":["%s"]}', '{"type":"json"}')) EXTEND (t VARCHAR, n BIGINT) PARTITIONED BY DAY`, h.url)
}

func (b *bench) submit(t *testing.T, sql string) string {
	t.Helper()
	sub, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: sql})
	require.NoError(t, err)
	return sub.TaskID
}

// becomes waits until a running task has a runner status.
func (b *bench) becomes(t *testing.T, id, runner string) {
	t.Helper()
	require.Eventually(t, func() bool {
		st, err := b.Status(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, "RUNNING", st.StatusCode, message(st))
		return st.RunnerStatusCode == runner
	}, patience, patience/5000)
}

func constants(n int, day string) string {
	return fmt.Sprintf(" SELECT TIMESTAMP '2024-01-%s' AS __time, %d AS n PARTITIONED BY DAY", day, n)
}

const overwrite1st = "REPLACE INTO d OVERWRITE WHERE __time >= TIMESTAMP '2024-01-01' AND __time < TIMESTAMP '2024-01-02'"

func TestReplaceWaitsForReplace(t *testing.T) {
	t.Parallel()
	b, source := newBench(t), newHeld(t)
	first := b.submit(t, "REPLACE INTO d OVERWRITE ALL"+source.rows())
	<-source.started
	second := b.submit(t, overwrite1st+constants(2, "01"))
	b.becomes(t, second, "WAITING")
	third := b.submit(t, "REPLACE INTO d OVERWRITE ALL"+constants(3, "01"))
	b.becomes(t, third, "WAITING")
	waiting, err := b.List(t.Context(), jobs.ListFilter{State: "waiting"})
	require.NoError(t, err)
	require.Len(t, waiting, 2)
	st := b.run(t, "REPLACE INTO other OVERWRITE ALL"+constants(4, "01"), nil)
	require.Nil(t, st.ErrorMsg, "another datasource")
	require.NoError(t, b.Shutdown(t.Context(), third))
	require.Equal(t, "FAILED", b.wait(t, third).StatusCode, "a task that waits can be cancelled")
	close(source.release)
	require.Equal(t, "SUCCESS", b.wait(t, first).StatusCode)
	require.Equal(t, "SUCCESS", b.wait(t, second).StatusCode)
	require.Equal(t, "[2]", b.rows(t, "SELECT n FROM d"))
}

func TestReplacesOfDifferentChunksRunTogether(t *testing.T) {
	t.Parallel()
	b, source := newBench(t), newHeld(t)
	first := b.submit(t, overwrite1st+source.rows())
	<-source.started
	st := b.run(t, "REPLACE INTO d OVERWRITE WHERE __time >= TIMESTAMP '2024-01-02' AND __time < TIMESTAMP '2024-01-03'"+constants(2, "02"), nil)
	require.Nil(t, st.ErrorMsg, message(st))
	st = b.run(t, "INSERT INTO d"+constants(3, "03"), nil)
	require.Nil(t, st.ErrorMsg, message(st))
	close(source.release)
	require.Equal(t, "SUCCESS", b.wait(t, first).StatusCode)
	require.Equal(t, "[1]\n[2]\n[3]", b.rows(t, "SELECT n FROM d ORDER BY n"))
}

// An INSERT that comes while its chunk is replaced from itself must not be lost.
func TestInsertWaitsForReplace(t *testing.T) {
	t.Parallel()
	b, source := newBench(t), newHeld(t)
	require.Nil(t, b.run(t, "INSERT INTO d"+constants(5, "01"), nil).ErrorMsg)
	replacing := b.submit(t, `REPLACE INTO d OVERWRITE ALL SELECT __time, n FROM d
		UNION ALL SELECT TIME_PARSE(t), n FROM TABLE(EXTERN('{"type":"http","uris":["`+source.url+`"]}', '{"type":"json"}')) EXTEND (t VARCHAR, n BIGINT) PARTITIONED BY DAY`)
	<-source.started
	inserting := b.submit(t, "INSERT INTO d"+constants(6, "01"))
	b.becomes(t, inserting, "WAITING")
	close(source.release)
	require.Equal(t, "SUCCESS", b.wait(t, replacing).StatusCode)
	require.Equal(t, "SUCCESS", b.wait(t, inserting).StatusCode)
	require.Equal(t, "[1]\n[5]\n[6]", b.rows(t, "SELECT n FROM d ORDER BY n"))
}

func TestInsertsRunTogether(t *testing.T) {
	t.Parallel()
	b, source := newBench(t), newHeld(t)
	tasks := []string{b.submit(t, "INSERT INTO d"+source.rows()), b.submit(t, "INSERT INTO d"+source.rows())}
	<-source.started
	<-source.started
	close(source.release)
	for _, id := range tasks {
		require.Equal(t, "SUCCESS", b.wait(t, id).StatusCode)
	}
	require.Equal(t, "[2]", b.rows(t, "SELECT COUNT(*) FROM d"))
}
