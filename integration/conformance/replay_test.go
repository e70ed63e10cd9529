package conformance

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// echoServer answers /count with how often it was asked, /echo with method, path, query and body, /wait when released.
func echoServer(t *testing.T) *Client {
	t.Helper()
	var count atomic.Int64
	released := make(chan struct{})
	mux := http.NewServeMux()
	reply := func(w http.ResponseWriter, value any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(value)
	}
	mux.HandleFunc("/count", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]any{"n": count.Add(1), "id": "one"})
	})
	mux.HandleFunc("/echo/", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		reply(w, []string{r.Method, r.RequestURI, string(body), r.Header.Get("Content-Type")})
	})
	mux.HandleFunc("/wait", func(w http.ResponseWriter, _ *http.Request) {
		<-released
		reply(w, "released")
	})
	mux.HandleFunc("/release", func(http.ResponseWriter, *http.Request) { close(released) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return NewClient(server.URL, 10*time.Second)
}

func replayed(t *testing.T, steps string) []string {
	t.Helper()
	client := echoServer(t)
	c := Case{Name: "case", Topic: "topic"}
	require.NoError(t, json.Unmarshal([]byte(steps), &c.Steps))
	return c.Run(t.Context(), client, Variables{"WHERE": "here"})
}

func TestReplayCaptureAndUntil(t *testing.T) {
	t.Parallel()
	require.Empty(t, replayed(t, `[
		{"request": {"method": "GET", "path": "/count"}, "until": {"path": "$.n", "in": [3], "interval_s": 0.001},
		 "capture": {"got": "$.id", "type": "header:Content-Type"},
		 "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"n": 3, "id": "one"}}},
		{"request": {"method": "POST", "path": "/echo/a%2Fb c?x=${got}", "body": {"b": ["${WHERE}"], "a": 1}},
		 "response": {"status": 200, "json": ["POST", "/echo/a%2Fb%20c?x=one", "{\"b\": [\"here\"], \"a\": 1}", "${type}"]}}
	]`))
}

func TestReplayBackground(t *testing.T) {
	t.Parallel()
	require.Empty(t, replayed(t, `[
		{"request": {"method": "GET", "path": "/wait"}, "background": "w"},
		{"request": {"method": "POST", "path": "/release"}, "response": {"status": 200}, "compare": "status"},
		{"join": "w", "response": {"status": 200, "json": "released"}}
	]`))
}

func TestReplayStopsAfterComplaintButCleansUp(t *testing.T) {
	t.Parallel()
	complaints := replayed(t, `[
		{"request": {"method": "GET", "path": "/count"}, "response": {"status": 200, "json": {"n": 2, "id": "one"}}},
		{"request": {"method": "GET", "path": "/echo/never"}, "response": {"status": 404}},
		{"request": {"method": "GET", "path": "/count"}, "always": true, "response": {"status": 200, "json": {"n": 2, "id": "one"}}}
	]`)
	require.Equal(t, []string{"step 0 /count: $.n: 1 instead of 2"}, complaints)
}

func TestReplayAlternatives(t *testing.T) {
	t.Parallel()
	const steps = `[{"request": {"method": "GET", "path": "/count"}, "response": {"status": 500},
		"alternatives": [{"status": 200, "json": {"n": 1, "id": "one"}, "superseded": false}]}]`
	require.Empty(t, replayed(t, steps))
	require.NotEmpty(t, replayed(t, strings.Replace(steps, "false", "true", 1)))
}

func TestReplayTruncated(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "[1,")
	}))
	t.Cleanup(server.Close)
	answer := NewClient(server.URL, 10*time.Second).Call(t.Context(), http.MethodGet, "/", nil, nil)
	require.NoError(t, answer.Err)
	require.True(t, answer.Truncated)
	require.Equal(t, "[1,", answer.Text)
}

func TestLoadDatasets(t *testing.T) {
	t.Parallel()
	sets, err := LoadDatasets(fstest.MapFS{"a.sql": {Data: []byte(
		"-- About it.\n-- context: {\"maxNumTasks\":3}\nREPLACE INTO \"b c\" OVERWRITE ALL\nSELECT 1 -- one\n")}})
	require.NoError(t, err)
	require.Equal(t, []Dataset{{
		Name: "a", Table: "b c", SQL: "REPLACE INTO \"b c\" OVERWRITE ALL\nSELECT 1 -- one",
		Context: Object{{"maxNumTasks", int64(3)}},
	}}, sets)
}

func TestRatchet(t *testing.T) {
	t.Parallel()
	tally := Tally{}
	tally.Count(ScoreValues, true)
	tally.Count(ScoreValues, false)
	tally.Count(ScoreTypes, true)
	require.Equal(t, "values 1/2 types 1/1", tally.String())

	r := Ratchet{"topic": {ScoreValues: 2, ScoreTypes: 1}}
	require.Equal(t, "values: 1 pass, the ratchet holds 2", r.Shortfall("topic", tally))
	require.Empty(t, r.Shortfall("new topic", tally))

	r.Raise("topic", tally)
	require.Equal(t, Ratchet{"topic": {ScoreValues: 2, ScoreTypes: 1}}, r)
	r.Raise("topic", Tally{ScoreValues: {3, 3}})
	name := filepath.Join(t.TempDir(), "ratchet.json")
	require.NoError(t, r.Write(name))
	read, err := ReadRatchet(name)
	require.NoError(t, err)
	require.Equal(t, Ratchet{"topic": {ScoreValues: 3, ScoreTypes: 1}}, read)
}
