package api_test

import (
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/api"
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/internal/store"
	"ogham/jobs"
	"ogham/translate"
)

// fakeCatalog knows no table.
type fakeCatalog struct{ translate.Catalog }

func (fakeCatalog) Version() int64 { return 1 }

func (fakeCatalog) Table(string, string) (druidtype.Relation, bool) {
	return druidtype.Relation{}, false
}

// fakeRows gives the numbers from 1 to n, then err.
type fakeRows struct {
	ctx   context.Context //nolint:containedctx // as the store's rows
	n, at int
	err   error
	block bool // wait for the end of ctx after the last row
}

func (r *fakeRows) Next() bool {
	if r.at < r.n {
		r.at++
		return true
	}
	if r.block {
		<-r.ctx.Done()
		r.err = causeOf(r.ctx)
	}
	return false
}

func (r *fakeRows) RawValues() [][]byte {
	return [][]byte{binary.BigEndian.AppendUint64(nil, uint64(r.at))}
}
func (r *fakeRows) Err() error { return r.err }
func (r *fakeRows) Close()     {}

// causeOf makes the errors that the store makes of ended contexts.
func causeOf(ctx context.Context) error {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, store.ErrTimeout):
		return druiderr.Legacy(druiderr.Operator, druiderr.Timeout, "Query timeout", "org.apache.druid.query.QueryTimeoutException", "late")
	default:
		return druiderr.Legacy(druiderr.Operator, druiderr.Canceled, "Query cancelled", "java.util.concurrent.CancellationException", "Task was cancelled.")
	}
}

// fakeQueries answers a statement by its text.
type fakeQueries struct {
	mu       sync.Mutex
	notified []string
	started  chan struct{}
}

func (q *fakeQueries) Query(ctx context.Context, sql string, _ []any) (api.Rows, error) {
	switch sql {
	case "block":
		close(q.started)
		return &fakeRows{ctx: ctx, block: true}, nil
	case "fail late":
		return &fakeRows{n: 100_000, err: druiderr.Runtime("too late")}, nil
	case "fail soon":
		return &fakeRows{n: 3, err: druiderr.Runtime("soon enough")}, nil
	case "overflow":
		return nil, druiderr.Runtime("out of range").WithCause(store.ErrOutOfRange)
	case "panic":
		panic("no such thing")
	case "broken":
		return nil, errors.New("secret of the driver")
	}
	return &fakeRows{n: 3}, nil
}
func (q *fakeQueries) Catalog() translate.Catalog { return fakeCatalog{} }
func (q *fakeQueries) RefreshCatalog(context.Context) (translate.Catalog, error) {
	return fakeCatalog{}, nil
}

func (q *fakeQueries) Explain(context.Context, string, []any) (json.RawMessage, error) {
	return json.RawMessage(`[{"Plan": {}}]`), nil
}

func (q *fakeQueries) CancelElsewhere(_ context.Context, id string, wait bool) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.notified = append(q.notified, id)
	return wait && id == "elsewhere", nil
}

// fakeMetadata knows two segments of "w" and any number of servers.
type fakeMetadata struct {
	servers int
	api.Metadata
}

func (m fakeMetadata) Servers(context.Context) ([]store.ServerInfo, error) {
	return make([]store.ServerInfo, m.servers), nil
}

func (m fakeMetadata) Segments(_ context.Context, dataSource string) ([]store.Segment, error) {
	const day = 24 * 60 * 60 * 1000
	if dataSource != "" && dataSource != "w" {
		return nil, nil
	}
	return []store.Segment{
		{ID: "w_1", DataSource: "w", Start: 0, End: day, Version: "v", SizeBytes: 10, Dimensions: []string{"a", "b"}, ShardSpec: json.RawMessage(`{}`)},
		{ID: "w_2", DataSource: "w", Start: 2 * day, End: 3 * day, Version: "v", SizeBytes: 5, Dimensions: []string{"a", "c"}, ShardSpec: json.RawMessage(`{}`)},
	}, nil
}

func (m fakeMetadata) UnusedSegments(_ context.Context, dataSource string) ([]store.UnusedSegment, error) {
	if dataSource != "w" {
		return nil, nil
	}
	return []store.UnusedSegment{
		{Segment: store.Segment{ID: "w_0", DataSource: "w", Start: -1000, End: 0, Version: "u", ShardSpec: json.RawMessage(`{}`)}, CreatedAt: time.UnixMilli(1), UsedChanged: time.UnixMilli(2)},
	}, nil
}

func (m fakeMetadata) MarkUnused(_ context.Context, dataSource string, _ *store.Range, ids []string) (int, bool, error) {
	return max(len(ids), 1), dataSource == "w", nil
}

// fakeLookups holds lookups of one tier.
type fakeLookups struct{ byName map[string]store.Lookup }

func (f *fakeLookups) Lookups(context.Context) ([]store.Lookup, error) {
	var out []store.Lookup
	for _, l := range f.byName {
		out = append(out, l)
	}
	return out, nil
}

func (f *fakeLookups) SaveLookup(_ context.Context, l store.Lookup, entries map[string]*string) error {
	if len(entries) != 1 || *entries["a"] != "b" {
		return errors.New("unexpected entries")
	}
	f.byName[l.Name] = l
	return nil
}

func (f *fakeLookups) DeleteLookup(_ context.Context, _, name string) error {
	if _, ok := f.byName[name]; !ok {
		return store.ErrNotFound
	}
	delete(f.byName, name)
	return nil
}

// fakeTasks knows the task "query-1".
type fakeTasks struct{ jobs.Tasks }

func unknownTask(id string) error { return druiderr.Missing("Cannot find any task with id: [%s]", id) }

func (fakeTasks) Submit(_ context.Context, req jobs.SubmitRequest) (jobs.Submission, error) {
	if req.SQL == "refused" {
		return jobs.Submission{QueryID: "1"}, druiderr.Invalid("no")
	}
	return jobs.Submission{QueryID: "1", TaskID: "query-1", CreatedAt: time.UnixMilli(0)}, nil
}

func (fakeTasks) Status(_ context.Context, id string) (jobs.TaskStatus, error) {
	if id != "query-1" {
		return jobs.TaskStatus{}, unknownTask(id)
	}
	return jobs.TaskStatus{ID: id, Status: "RUNNING"}, nil
}

func (fakeTasks) List(_ context.Context, f jobs.ListFilter) ([]jobs.TaskStatus, error) {
	return []jobs.TaskStatus{{ID: f.State + "/" + f.Type}}, nil
}

func (fakeTasks) StatementResults(_ context.Context, _, id string, page *int) (*jobs.StatementRows, error) {
	if id == "query-2" {
		return &jobs.StatementRows{}, nil
	}
	if page != nil && *page < 0 {
		return nil, druiderr.New(druiderr.User, druiderr.InvalidInput, "general", "Page cannot be negative. Please pass a positive number.")
	}
	return &jobs.StatementRows{Columns: []jobs.ResultColumn{{Name: "x"}}, Rows: []byte("[1]\n[2]\n"), NumRows: 2}, nil
}

func (fakeTasks) CancelStatement(_ context.Context, _, id string) (bool, error) {
	return id == "query-1", nil
}

// fakeTranslate takes the SQL for the statement; its result is one BIGINT.
func fakeTranslate(req translate.Request, _ translate.Catalog) (*translate.Translation, error) {
	if req.SQL == "" {
		return nil, druiderr.InvalidSQL(druiderr.Position{Line: 1, Column: 2, EndLine: 1, EndColumn: 3}, "Nothing <here>").With("token", "t")
	}
	out := &translate.Translation{SQL: req.SQL, Context: req.Context, Columns: []druidtype.Column{{Name: "n", Type: druidtype.Of(druidtype.BigInt)}}}
	if req.SafeArithmetic {
		out.SQL = "safe"
	}
	if sql, ok := strings.CutPrefix(req.SQL, "EXPLAIN "); ok {
		out.SQL, out.Explain = sql, &translate.Explain{Resources: json.RawMessage(`[]`), Attributes: json.RawMessage(`{}`)}
	}
	return out, nil
}

func newServer(t *testing.T, servers int) (*api.Server, *fakeQueries) {
	t.Helper()
	q := &fakeQueries{started: make(chan struct{})}
	return api.New(api.Config{
		Queries: q, Metadata: fakeMetadata{servers: servers}, Lookups: &fakeLookups{map[string]store.Lookup{}}, Tasks: fakeTasks{}, Translate: fakeTranslate, Version: "1", Host: "localhost:1",
		Now: func() time.Time { return time.UnixMilli(0) },
	}), q
}

func call(t *testing.T, s http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	return rec
}

// rawHeader reads a header in Druid's own spelling, which is not the canonical one.
func rawHeader(rec *httptest.ResponseRecorder, name string) []string { return rec.Header()[name] }

func TestUnreadableRequestsAsRecorded(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/unreadable.json")
	require.NoError(t, err)
	var cases []struct {
		Name        string            `json:"name"`
		Headers     map[string]string `json:"headers"`
		Body        string            `json:"body"`
		Status      int               `json:"status"`
		ContentType string            `json:"contentType"`
		Answer      string            `json:"answer"`
	}
	require.NoError(t, json.Unmarshal(data, &cases))
	require.NotEmpty(t, cases)
	s, _ := newServer(t, 1)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			var headers []string
			for k, v := range c.Headers {
				headers = append(headers, k, v)
			}
			rec := call(t, s, http.MethodPost, "/druid/v2/sql", c.Body, headers...)
			require.Equal(t, c.Status, rec.Code, rec.Body.String())
			require.Equal(t, c.ContentType, rec.Header().Get("Content-Type"))
			if c.Answer == "" {
				require.Empty(t, rec.Body.String())
				return
			}
			var want, got struct{ Error, ErrorMessage, ErrorClass string }
			require.NoError(t, json.Unmarshal([]byte(c.Answer), &want))
			require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &got), rec.Body.String())
			if !strings.Contains(c.Name, "parameters") && want.ErrorClass != "java.lang.NullPointerException" && !strings.Contains(c.Name, "type") {
				require.Equal(t, want, got)
			}
			require.Equal(t, want.ErrorClass, got.ErrorClass)
		})
	}
}

func TestRowsInEveryFormatWithItsHeaders(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	rec := call(t, s, http.MethodPost, "/druid/v2/sql/", `{"query":"q","resultFormat":"CSV","header":"true","context":{"sqlQueryId":"a b/c"}}`)
	require.Equal(t, http.StatusOK, rec.Code)
	require.Equal(t, "n\n1\n2\n3\n\n", rec.Body.String())
	require.Equal(t, "text/csv", rec.Header().Get("Content-Type"))
	for name, want := range map[string]string{
		"X-Druid-SQL-Query-Id": "a b/c", "X-Druid-Query-Id": "a b/c", "X-Druid-SQL-Header-Included": "yes", "X-Druid-Response-Context": "{}",
	} {
		require.Equal(t, []string{want}, rawHeader(rec, name), name)
	}
	rec = call(t, s, http.MethodPost, "/druid/v2/sql", `{"query":"q"}`, "Accept", "text/html, */*;q=0.1")
	require.Equal(t, `[{"n":1},{"n":2},{"n":3}]`+"\n", rec.Body.String())
	require.Len(t, rec.Header().Get("X-Druid-Query-Id"), 36)
	require.Empty(t, rawHeader(rec, "X-Druid-SQL-Header-Included"))
	rec = call(t, s, http.MethodPost, "/druid/v2/sql", `{"query":"q","header":true,"context":{"timeout":"x"}}`)
	require.Equal(t, http.StatusBadRequest, rec.Code)
	require.Equal(t, []string{"yes"}, rawHeader(rec, "X-Druid-SQL-Header-Included"))
	require.Equal(t, http.StatusNotAcceptable, call(t, s, http.MethodPost, "/druid/v2/sql", `{"query":"q"}`, "Accept", "text/csv").Code)
}

func TestErrorsInTheirShapes(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	for body, want := range map[string]string{
		`{"query":""}`: `400 {"error":"druidException","errorCode":"invalidInput","persona":"USER","category":"INVALID_INPUT",` +
			`"errorMessage":"Nothing <here> (line [1], column [2])","context":{"sourceType":"sql","line":"1","column":"2","endLine":"1","endColumn":"3","token":"t"}}`,
		`{"query":"q","context":{"timeout":-5}}`: `400 {"error":"Query context parse failed","errorClass":"org.apache.druid.query.BadQueryContextException","host":null,` +
			`"errorCode":"legacyQueryException","persona":"OPERATOR","category":"INVALID_INPUT","errorMessage":"Timeout [timeout] must be a non negative value, but was -5",` +
			`"context":{"host":null,"errorClass":"org.apache.druid.query.BadQueryContextException","legacyErrorCode":"Query context parse failed"}}`,
		`{"query":"fail soon"}`: `500 {"error":"druidException","errorCode":"general","persona":"ADMIN","category":"UNCATEGORIZED","errorMessage":"soon enough","context":{}}`,
		`{"query":"panic"}`: `500 {"error":"druidException","errorCode":"general","persona":"DEVELOPER","category":"DEFENSIVE",` +
			`"errorMessage":"The request could not be answered, see the server's log","context":{}}`,
		`{"query":"broken"}`: `500 {"error":"druidException","errorCode":"general","persona":"DEVELOPER","category":"DEFENSIVE",` +
			`"errorMessage":"The request could not be answered, see the server's log","context":{}}`,
		`{"query":"overflow"}`: `500 {"error":"druidException","errorCode":"general","persona":"ADMIN","category":"UNCATEGORIZED","errorMessage":"out of range","context":{}}`,
	} {
		if strings.Contains(body, "overflow") {
			rec := call(t, s, http.MethodPost, "/druid/v2/sql", body)
			require.Equal(t, http.StatusOK, rec.Code, "the second try has safe arithmetic")
			continue
		}
		rec := call(t, s, http.MethodPost, "/druid/v2/sql", body)
		status, text, _ := strings.Cut(want, " ")
		require.Equal(t, text, rec.Body.String())
		require.Equal(t, status, strconv.Itoa(rec.Code))
		require.Equal(t, "application/json", rec.Header().Get("Content-Type"))
		require.NotEmpty(t, rawHeader(rec, "X-Druid-SQL-Query-Id"))
		require.Empty(t, rawHeader(rec, "X-Druid-Response-Context"))
	}
}

func TestLateErrorCutsTheAnswer(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	server := httptest.NewServer(s)
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/druid/v2/sql", strings.NewReader(`{"query":"fail late","resultFormat":"csv"}`))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	resp, err := server.Client().Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.NotEmpty(t, text)
	require.False(t, strings.HasSuffix(string(text), "\n\n"))
}

func TestAnswersAndRequestsMayBeCompressed(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	var packed strings.Builder
	z := gzip.NewWriter(&packed)
	_, err := io.WriteString(z, `{"query":"`+strings.Repeat("x", 2000)+`","context":{"sqlQueryId":"1"},"header":true,"resultFormat":"csv"}`)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	rec := call(t, s, http.MethodPost, "/druid/v2/sql", packed.String(), "Content-Encoding", "gzip", "Accept-Encoding", "deflate, gzip")
	require.Equal(t, "n\n1\n2\n3\n\n", rec.Body.String(), "short answers are not compressed")
	rec = call(t, s, http.MethodGet, "/nothing"+strings.Repeat("x", 2000), "", "Accept-Encoding", "gzip")
	require.Equal(t, http.StatusNotFound, rec.Code)
	require.Equal(t, "gzip", rec.Header().Get("Content-Encoding"))
	unpacked, err := gzip.NewReader(rec.Body)
	require.NoError(t, err)
	text, err := io.ReadAll(unpacked)
	require.NoError(t, err)
	require.Contains(t, string(text), "HTTP ERROR 404 Not Found")
}

func TestCancelByID(t *testing.T) {
	t.Parallel()
	for name, cancel := range map[string]func(t *testing.T, s *api.Server){
		"Delete": func(t *testing.T, s *api.Server) {
			t.Helper()
			rec := call(t, s, http.MethodDelete, "/druid/v2/sql/id%2F1", "")
			require.Equal(t, http.StatusAccepted, rec.Code)
			require.Equal(t, "application/json", rec.Header().Get("Content-Type"))
		},
		"OtherProcess": func(t *testing.T, s *api.Server) {
			t.Helper()
			require.Equal(t, 1, s.CancelQuery(store.QueryKey("id/1")))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, q := newServer(t, 2)
			done := make(chan *httptest.ResponseRecorder, 1)
			go func() {
				done <- call(t, s, http.MethodPost, "/druid/v2/sql", `{"query":"block","context":{"sqlQueryId":"id/1"}}`)
			}()
			<-q.started
			require.Zero(t, s.CancelQuery(store.QueryKey("id/2")))
			cancel(t, s)
			rec := <-done
			require.Equal(t, http.StatusInternalServerError, rec.Code)
			require.Contains(t, rec.Body.String(), `"error":"Query cancelled"`)
			require.Contains(t, rec.Body.String(), `"host":"localhost:1"`)
			if name == "Delete" {
				require.Equal(t, []string{"id/1"}, q.notified)
			}
		})
	}
}

func TestDeleteOfUnknownQuery(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	rec := call(t, s, http.MethodDelete, "/druid/v2/sql/x", "")
	require.Equal(t, http.StatusNotFound, rec.Code)
	require.Empty(t, rec.Body.String())
	rec = call(t, s, http.MethodDelete, "/druid/v2/sql/elsewhere", "")
	require.Equal(t, http.StatusAccepted, rec.Code)
}

func TestTimeoutNamesTheQuery(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	rec := call(t, s, http.MethodPost, "/druid/v2/sql", `{"query":"block","context":{"sqlQueryId":"q1","timeout":"5"}}`)
	require.Equal(t, http.StatusGatewayTimeout, rec.Code)
	require.Contains(t, rec.Body.String(), `"errorMessage":"Query [q1] timed out!"`)
}

func TestExplainAnswersOneRow(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	want := `[{"PLAN":"[{\"query\":{\"queryType\":\"postgres\",\"sql\":\"a < b\",\"plan\":[{\"Plan\":{}}]},\"signature\":null,\"columnMappings\":null}]",` +
		`"RESOURCES":"[]","ATTRIBUTES":"{}"}]` + "\n"
	for _, path := range []string{"/druid/v2/sql", "/druid/v2/sql/task", "/druid/v2/sql/statements"} {
		rec := call(t, s, http.MethodPost, path, `{"query":"EXPLAIN a < b","context":{"executionMode":"async"}}`)
		require.Equal(t, http.StatusOK, rec.Code)
		require.Equal(t, want, rec.Body.String())
	}
}

func TestTaskEndpoints(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	for _, c := range []struct {
		method, path, body string
		status             int
		contentType, want  string
	}{
		{"POST", "/druid/v2/sql/task", `{"query":"q"}`, 202, "application/json", `{"taskId":"query-1","state":"RUNNING"}`},
		{
			"POST", "/druid/v2/sql/task", `{"query":"refused"}`, 400, "application/json",
			`{"taskId":"1","state":"FAILED","error":{"error":"druidException","errorCode":"invalidInput","persona":"USER","category":"INVALID_INPUT","errorMessage":"no","context":{}}}`,
		},
		{"GET", "/druid/v2/sql/task", "", 405, "", ""},
		{"GET", "/druid/indexer/v1/task/x/status", "", 404, "text/plain", "Cannot find any task with id: [x]"},
		{"GET", "/druid/indexer/v1/task/query-1/segments", "", 200, "application/json", "[]"},
		{"POST", "/druid/indexer/v1/taskStatus", `[]`, 400, "application/json", "No TaskIds provided."},
		{"GET", "/druid/indexer/v1/tasks?state=odd", "", 400, "text/plain", "Invalid state : odd, valid values are: [pending, waiting, running, complete]"},
		{"GET", "/druid/indexer/v1/tasks?max=abc", "", 404, "", ""},
		{"GET", "/druid/indexer/v1/tasks?max=0", "", 200, "application/json", "[]"},
		{"GET", "/druid/v2/sql/statements/query-1/results?resultFormat=csv", "", 200, "text/csv", "1\n2\n\n"},
		{"GET", "/druid/v2/sql/statements/query-1/results", "", 200, "application/json", `[{"x":1},{"x":2}]` + "\n"},
		{"GET", "/druid/v2/sql/statements/query-1/results?page=abc", "", 404, "", ""},
		{"GET", "/druid/v2/sql/statements/query-2/results", "", 200, "application/json", ""},
		{"DELETE", "/druid/v2/sql/statements/query-1", "", 202, "application/json", ""},
		{"DELETE", "/druid/v2/sql/statements/query-3", "", 200, "application/json", ""},
	} {
		rec := call(t, s, c.method, c.path, c.body)
		require.Equal(t, c.status, rec.Code, c.path)
		require.Equal(t, c.contentType, rec.Header().Get("Content-Type"), c.path)
		require.Equal(t, c.want, rec.Body.String(), c.path)
	}
}

func TestCoordinatorEndpoints(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	const ds = "/druid/coordinator/v1/datasources/"
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", ds + "x", "", 204, ""},
		{"GET", ds + "w/intervals", "", 200, `["1970-01-03T00:00:00.000Z/1970-01-04T00:00:00.000Z","1970-01-01T00:00:00.000Z/1970-01-02T00:00:00.000Z"]`},
		{"GET", ds + "w/intervals/1970-01-01_1970-01-02", "", 200, `["w_1"]`},
		{
			"GET", ds + "w", "", 200, `{"tiers":{"_default_tier":{"size":15,"replicatedSize":15,"segmentCount":2}},` +
				`"segments":{"maxTime":"1970-01-04T00:00:00.000Z","size":15,"minTime":"1970-01-01T00:00:00.000Z","count":2,"replicatedSize":15}}`,
		},
		{"DELETE", ds + "w", "", 200, `{"numChangedSegments":1}`},
		{"POST", ds + "w/markUnused", `{}`, 400, "Invalid request payload, either interval or segmentIds array must be specified"},
		{"POST", ds + "x/markUnused", `{"interval":"2024-01-01/2024-01-02"}`, 204, ""},
		{"POST", ds + "w/markUnused", `{"segmentIds":["a","b"]}`, 200, `{"numChangedSegments":2}`},
		{"GET", "/druid/coordinator/v1/metadata/datasources/x", "", 404, ""},
		{"GET", "/druid/v2/datasources/w?interval=1970-01-03/1970-01-05", "", 200, `{"dimensions":["a","c"],"metrics":[]}`},
		{"GET", "/druid/v2/datasources/w", "", 200, `{"dimensions":[],"metrics":[]}`},
		{"GET", "/proxy/coordinator/status/health/", "", 200, "true"},
	} {
		rec := call(t, s, c.method, c.path, c.body)
		require.Equal(t, c.status, rec.Code, c.path)
		require.Equal(t, c.want, rec.Body.String(), c.path)
	}
}

func TestWrongMethodsAndUnknownPaths(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	for path, allow := range map[string]string{
		"PUT /druid/v2/sql/statements/abc": "HEAD,DELETE,GET,OPTIONS", "GET /druid/v2/sql": "POST,OPTIONS",
		"GET /druid/v2/nope": "DELETE,OPTIONS", "POST /status": "HEAD,GET,OPTIONS",
	} {
		method, path, _ := strings.Cut(path, " ")
		rec := call(t, s, method, path, "")
		require.Equal(t, http.StatusMethodNotAllowed, rec.Code, path)
		require.Equal(t, allow, rec.Header().Get("Allow"), path)
		require.Empty(t, rec.Body.String())
	}
	require.Empty(t, call(t, s, http.MethodGet, "/druid/indexer/v1/nope", "").Body.String())
	rec := call(t, s, http.MethodGet, "/<x>", "")
	require.Equal(t, http.StatusNotFound, rec.Code)
	require.Contains(t, rec.Body.String(), "&lt;x&gt;")
	require.Equal(t, http.StatusOK, call(t, s, http.MethodHead, "/status/health", "").Code)
}

func TestLookupsComeAndGo(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	const v1 = "/druid/coordinator/v1/lookups/"
	spec := `{"version":"v1","lookupExtractorFactory":{"type":"map","map":{"a":"b"}}}`
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "config", "", 404, ""},
		{"GET", "status", "", 404, `{"error":"No lookups found"}`},
		{"POST", "config", `{}`, 202, `{}`},
		{"POST", "config/__default/l", `{"version":"v1"}`, 400, `{"error":"Expected a lookup with version and lookupExtractorFactory"}`},
		{"POST", "config/__default/l", spec, 202, ""},
		{"GET", "config", "", 200, `["__default"]`},
		{"GET", "config/all", "", 200, `{"__default":{"l":` + spec + `}}`},
		{"GET", "config/__default", "", 200, `["l"]`},
		{"GET", "config/__default/l", "", 200, spec},
		{"GET", "status/__default", "", 200, `{"l":{"loaded":true,"pendingNodes":[]}}`},
		{"DELETE", "config/__default/l", "", 202, ""},
		{"DELETE", "config/__default/l", "", 404, ""},
	} {
		rec := call(t, s, c.method, v1+c.path, c.body)
		require.Equal(t, c.status, rec.Code, c.path)
		require.Equal(t, c.want, rec.Body.String(), c.path)
	}
}

// ownedTasks notes on whose behalf it is asked.
type ownedTasks struct {
	fakeTasks
	users chan string
}

func (o ownedTasks) Submit(ctx context.Context, req jobs.SubmitRequest) (jobs.Submission, error) {
	o.users <- req.Owner
	return o.fakeTasks.Submit(ctx, req)
}

func (o ownedTasks) CancelStatement(ctx context.Context, user, id string) (bool, error) {
	o.users <- user
	return o.fakeTasks.CancelStatement(ctx, user, id)
}

func TestUsersOfStatements(t *testing.T) {
	t.Parallel()
	const statements = "/druid/v2/sql/statements"
	const body = `{"query":"SELECT 1","context":{"executionMode":"ASYNC"}}`
	for name, c := range map[string]struct{ trusted, header, value, user string }{
		"Nobody":   {"", "Authorization", "Basic YWxpY2U6c2VjcmV0", ""},
		"Basic":    {"authorization", "Authorization", "Basic YWxpY2U6c2VjcmV0", "alice"},
		"Header":   {"X-Remote-User", "x-remote-user", " bob ", "bob"},
		"Unnamed":  {"X-Remote-User", "Authorization", "Basic YWxpY2U6c2VjcmV0", "-"},
		"NotBasic": {"Authorization", "Authorization", "Bearer YWxpY2U6c2VjcmV0", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tasks := ownedTasks{users: make(chan string, 10)}
			s := api.New(api.Config{
				Queries: &fakeQueries{}, Tasks: tasks, Translate: fakeTranslate, Host: "localhost:1", UserHeader: c.trusted, Now: time.Now,
			})
			codes := []int{
				call(t, s, http.MethodPost, statements, body, c.header, c.value).Code,
				call(t, s, http.MethodPost, "/druid/v2/sql/task", body, c.header, c.value).Code,
				call(t, s, http.MethodDelete, statements+"/query-1", "", c.header, c.value).Code,
			}
			if c.user == "-" {
				rec := call(t, s, http.MethodGet, statements+"/query-1/results", "", c.header, c.value)
				require.Equal(t, []int{401, 401, 401, 401}, append(codes, rec.Code))
				require.Contains(t, rec.Body.String(), `"category":"UNAUTHORIZED","errorMessage":"Unauthorized"`)
				require.Empty(t, tasks.users)
				return
			}
			require.NotContains(t, codes, http.StatusUnauthorized)
			require.Len(t, tasks.users, 3)
			for range 3 {
				require.Equal(t, c.user, <-tasks.users)
			}
		})
	}
}
