package quickstart_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/cmd/server/quickstart"
)

// fakeServer answers as a server would: it fetches the input when the task is submitted.
type fakeServer struct {
	t     *testing.T
	lines atomic.Int64
	asked atomic.Int64
	fail  bool
}

func (f *fakeServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Query string `json:"query"`
	}
	_ = json.NewDecoder(r.Body).Decode(&body)
	answer := func(status int, text string) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
	switch {
	case r.URL.Path == "/druid/v2/sql/task":
		f.fetch(body.Query)
		answer(http.StatusAccepted, `{"taskId":"query-1","state":"RUNNING"}`)
	case strings.HasSuffix(r.URL.Path, "/reports"):
		answer(http.StatusOK, `{"multiStageQuery":{"payload":{"counters":{"0":{"0":{"input0":{"rows":[19622]}}},"1":{"0":{"segmentGenerationProgress":{"rowsProcessed":9811}}}}}}}`)
	case strings.HasSuffix(r.URL.Path, "/status"):
		switch {
		case f.asked.Add(1) < 2:
			answer(http.StatusOK, `{"status":{"statusCode":"RUNNING"}}`)
		case f.fail:
			answer(http.StatusOK, `{"status":{"statusCode":"FAILED","errorMsg":"no luck"}}`)
		default:
			answer(http.StatusOK, `{"status":{"statusCode":"SUCCESS"}}`)
		}
	case strings.Contains(body.Query, "COUNT(*) AS n FROM wikipedia") && f.lines.Load() == 0:
		answer(http.StatusBadRequest, `{"errorMessage":"Object 'wikipedia' not found"}`)
	case strings.Contains(body.Query, "COUNT(*) AS n FROM wikipedia"):
		answer(http.StatusOK, `[["n"],[39244]]`)
	default:
		answer(http.StatusOK, `[["channel","edits"],["#en.wikipedia",1234567],[null,-1]]`)
	}
}

func (f *fakeServer) fetch(sql string) {
	_, rest, _ := strings.Cut(sql, `"uris": ["`)
	uri, _, _ := strings.Cut(rest, `"`)
	resp, err := http.Get(uri) //nolint:noctx // a test
	if !assertNoError(f.t, err) {
		return
	}
	defer resp.Body.Close()
	z, err := gzip.NewReader(resp.Body)
	if !assertNoError(f.t, err) {
		return
	}
	text, err := io.ReadAll(z)
	assertNoError(f.t, err)
	f.lines.Store(int64(strings.Count(string(text), "\n")))
}

func assertNoError(t *testing.T, err error) bool {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
	return err == nil
}

func TestTourLoadsSampleOnceAndShowsTables(t *testing.T) {
	t.Parallel()
	fake := &fakeServer{t: t}
	server := httptest.NewServer(fake)
	defer server.Close()
	var out strings.Builder
	o := quickstart.Options{BaseURL: server.URL, DatabaseURL: "postgres://x", Out: &out}
	require.NoError(t, quickstart.Run(t.Context(), o))
	require.EqualValues(t, 39244, fake.lines.Load())
	require.Contains(t, out.String(), "39,244 rows ingested and published")
	require.Contains(t, out.String(), " 37 %  19,622 rows read, 9,811 ready\n")
	require.Contains(t, out.String(), "    #en.wikipedia   1,234,567\n    null            -1\n")
	require.Contains(t, out.String(), "psql 'postgres://x'")

	out.Reset()
	o.Interactive = true
	require.NoError(t, quickstart.Run(t.Context(), o))
	require.Contains(t, out.String(), "is here already: 39,244 rows")
}

func TestTourTellsWhyTheIngestionFailed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&fakeServer{t: t, fail: true})
	defer server.Close()
	var out strings.Builder
	err := quickstart.Run(t.Context(), quickstart.Options{BaseURL: server.URL, Out: &out, Interactive: true})
	require.EqualError(t, err, "the ingestion failed: no luck")
	require.Contains(t, out.String(), "█")
}
