package integration

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

// BenchmarkSelectOne measures the smallest query over HTTP, a kept connection, one client.
func BenchmarkSelectOne(b *testing.B) {
	client := conformance.NewClient(tests.main.url, callTimeout).KeepAlive()
	defer client.Close()
	for b.Loop() {
		answer := client.PostJSON(b.Context(), sqlPath, object{{Key: "query", Value: "SELECT 1"}})
		require.NoError(b, answer.Err)
		require.Equal(b, http.StatusOK, answer.Status)
	}
}

const (
	// streamRows is how many rows of four columns are streamed.
	streamRows = 1_000_000
	// maxStreamGrowth is how much memory a stream may take from the server, in bytes.
	maxStreamGrowth = 64 << 20
)

// BenchmarkStream streams a million rows as objectLines and, in turn, has PostgreSQL COPY the same rows to a client of its
// own. It reports both speeds, their ratio (of the fastest runs: others share the machine), and what the server's memory
// grew by.
func BenchmarkStream(b *testing.B) {
	s, err := startServer(b.Context(), serverOptions{})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, s.close()) })
	loadStreamRows(b, s)
	body, err := json.Marshal(map[string]any{
		"query": fmt.Sprintf("SELECT __time, channel, page, added FROM big LIMIT %d", streamRows), "resultFormat": "objectLines",
	})
	require.NoError(b, err)
	stream := func() time.Duration { return timeStream(b, s.url+sqlPath, body) }
	copies, growth := copier(b, s), memoryGrowth(b, s.process.Process.Pid)
	stream() // the first one makes plans and connections
	copies()
	var streamed, copied []time.Duration
	for b.Loop() {
		streamed = append(streamed, stream())
		copied = append(copied, copies())
	}
	grown := growth()
	require.Less(b, grown, int64(maxStreamGrowth), "bytes that the server grew by")
	perSecond := func(d time.Duration) float64 { return streamRows / d.Seconds() }
	fastest, fastestCopy := slices.Min(streamed), slices.Min(copied)
	b.ReportMetric(perSecond(fastest), "rows/s")
	b.ReportMetric(perSecond(fastestCopy), "copied-rows/s")
	b.ReportMetric(100*fastestCopy.Seconds()/fastest.Seconds(), "%-of-COPY")
	b.ReportMetric(float64(grown)/(1<<20), "MiB-grown")
}

// loadStreamRows makes the table big of the sample, many times over.
func loadStreamRows(b *testing.B, s *server) {
	b.Helper()
	const times = 26
	require.Equal(b, success, s.await(b, s.submit(b, sampleStatement(b, "wikipedia")), time.Minute))
	big := fmt.Sprintf(`REPLACE INTO big OVERWRITE ALL SELECT w.__time, w.channel, w.page, w.added FROM wikipedia w
		CROSS JOIN (SELECT page FROM wikipedia LIMIT %d) m PARTITIONED BY DAY`, times)
	require.Equal(b, success, s.await(b, s.submit(b, big), 5*time.Minute))
	require.GreaterOrEqual(b, s.count(b, "big"), int64(streamRows))
}

// timeStream asks once, reads the whole answer and looks that it is whole.
func timeStream(b *testing.B, url string, body []byte) time.Duration {
	b.Helper()
	began := time.Now()
	request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, bytes.NewReader(body))
	require.NoError(b, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept-Encoding", "identity")
	answer, err := http.DefaultClient.Do(request)
	require.NoError(b, err)
	lines := &lineCounter{}
	_, err = io.CopyBuffer(lines, answer.Body, make([]byte, 256<<10))
	require.NoError(b, err)
	require.NoError(b, answer.Body.Close())
	took := time.Since(began)
	require.Equal(b, http.StatusOK, answer.StatusCode)
	require.Equal(b, streamRows+1, lines.n, "a line for each row, and an empty one")
	return took
}

// copier gives what runs COPY once, on a connection of its own.
func copier(b *testing.B, s *server) func() time.Duration {
	b.Helper()
	conn := s.connect(b)
	sql := fmt.Sprintf("COPY (SELECT __time, channel, page, added FROM druid.big LIMIT %d) TO STDOUT", streamRows)
	return func() time.Duration {
		began := time.Now()
		lines := &lineCounter{}
		tag, err := conn.PgConn().CopyTo(b.Context(), lines, sql)
		require.NoError(b, err)
		require.EqualValues(b, streamRows, tag.RowsAffected())
		require.Equal(b, streamRows, lines.n)
		return time.Since(began)
	}
}

// lineCounter counts lines and forgets them.
type lineCounter struct{ n int }

// Write counts.
func (l *lineCounter) Write(p []byte) (int, error) {
	l.n += bytes.Count(p, []byte{'\n'})
	return len(p), nil
}

// memoryGrowth gives what tells how far above its present size the memory of a process has been.
func memoryGrowth(b *testing.B, pid int) func() int64 {
	b.Helper()
	before := statusBytes(b, pid, "VmRSS:")
	const resetPeak = "5"
	require.NoError(b, os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte(resetPeak), 0))
	return func() int64 { return statusBytes(b, pid, "VmHWM:") - before }
}

// statusBytes reads a line of a process's status.
func statusBytes(b *testing.B, pid int, name string) int64 {
	b.Helper()
	for line := range strings.Lines(readText(b, fmt.Sprintf("/proc/%d/status", pid))) {
		if value, ok := strings.CutPrefix(line, name); ok {
			kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			require.NoError(b, err)
			return kib << 10
		}
	}
	require.Fail(b, "there is no line "+name)
	return 0
}
