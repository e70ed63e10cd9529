package input_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/jobs/input"
	"ogham/jobs/objectstore"
)

// googleServer speaks the part of Google's JSON interface that we use, from memory.
type googleServer struct {
	mu      sync.Mutex
	objects map[string]string // "bucket/key"
	// cut, when positive, breaks off the next content after so many bytes.
	cut    atomic.Int64
	ranges atomic.Value
	// generation is what the objects' generation is.
	generation atomic.Int64
}

func newGoogleServer(t *testing.T, objects map[string]string) (*googleServer, input.Config) {
	t.Helper()
	g := &googleServer{objects: objects}
	g.generation.Store(1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /storage/v1/b/{bucket}/o", g.list)
	mux.HandleFunc("GET /storage/v1/b/{bucket}/o/{key}", g.get)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return g, input.Config{Attempts: 3, Backoff: time.Millisecond, Google: objectstore.GoogleOptions{Endpoint: server.URL}}
}

// list gives two objects a page.
func (g *googleServer) list(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var names []string
	exists := false
	for name := range g.objects {
		bucket, key, _ := strings.Cut(name, "/")
		exists = exists || bucket == r.PathValue("bucket")
		if bucket == r.PathValue("bucket") && strings.HasPrefix(key, r.FormValue("prefix")) {
			names = append(names, name)
		}
	}
	if !exists {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	slices.Sort(names)
	from, _ := strconv.Atoi(r.FormValue("pageToken"))
	page := map[string]any{}
	items := []map[string]string{}
	for _, name := range names[from:min(from+2, len(names))] {
		_, key, _ := strings.Cut(name, "/")
		items = append(items, map[string]string{"name": key, "size": strconv.Itoa(len(g.objects[name]))})
	}
	page["items"] = items
	if from+2 < len(names) {
		page["nextPageToken"] = strconv.Itoa(from + 2)
	}
	_ = json.NewEncoder(w).Encode(page)
}

func (g *googleServer) get(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	text, ok := g.objects[r.PathValue("bucket")+"/"+r.PathValue("key")]
	g.mu.Unlock()
	generation := strconv.FormatInt(g.generation.Load(), 10)
	switch {
	case !ok:
		w.WriteHeader(http.StatusNotFound)
	case r.FormValue("ifGenerationMatch") != "" && r.FormValue("ifGenerationMatch") != generation:
		w.WriteHeader(http.StatusPreconditionFailed)
	case r.FormValue("alt") != "media":
		_, _ = fmt.Fprintf(w, `{"size":"%d"}`, len(text))
	default:
		w.Header().Set("X-Goog-Generation", generation)
		if n := g.cut.Swap(0); n > 0 {
			w.Header().Set("Content-Length", strconv.Itoa(len(text)))
			_, _ = io.WriteString(w, text[:n])
			panic(http.ErrAbortHandler)
		}
		g.ranges.Store(r.Header.Get("Range"))
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(text))
	}
}

func TestGoogleListsAndReads(t *testing.T) {
	t.Parallel()
	_, cfg := newGoogleServer(t, map[string]string{
		"foo/bar/a.json": "a", "foo/bar/b c%.json": "bb", "foo/bar/empty.json": "", "foo/bar/d/e.json": "eeee", "foo/bar/f.csv": "f", "foo/other": "x",
	})
	list := slicesOf(t, `{"type":"google","prefixes":["gs://foo/bar/"],"objectGlob":"**.json"}`, cfg)
	require.Len(t, list, 3)
	require.Equal(t, "gs://foo/bar/a.json", list[0].Name)
	require.Equal(t, []int64{1, 2, 4}, []int64{list[0].Size, list[1].Size, list[2].Size})
	require.Equal(t, "bb", read(t, list[1], cfg))
	require.Equal(t, "eeee", read(t, list[2], cfg))

	list = slicesOf(t, `{"type":"google","uris":["gs://foo/bar/b%20c%25.json","gs://foo/none"]}`, cfg)
	require.Equal(t, []int64{2, -1}, []int64{list[0].Size, list[1].Size})
	require.Equal(t, "bb", read(t, list[0], cfg))
	_, err := input.Open(context.Background(), list[1], cfg)
	var failed *input.Error
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "gs://foo/none", failed.Slice.Name)

	list = slicesOf(t, `{"type":"google","objects":[{"bucket":"foo","path":"other"}]}`, cfg)
	require.Equal(t, "x", read(t, list[0], cfg))
}

func TestGoogleGoesOnAfterABrokenConnection(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 100_000)
	g, cfg := newGoogleServer(t, map[string]string{"foo/a": long})
	list := slicesOf(t, `{"type":"google","uris":["gs://foo/a"]}`, cfg)
	g.cut.Store(300_000)
	require.Equal(t, long, read(t, list[0], cfg))
	require.True(t, strings.HasPrefix(g.ranges.Load().(string), "bytes="))

	g.cut.Store(300_000)
	r, err := input.Open(context.Background(), list[0], cfg)
	require.NoError(t, err)
	defer r.Close()
	g.generation.Store(2)
	_, err = io.ReadAll(r)
	require.ErrorIs(t, err, objectstore.ErrChanged)
}

func TestGoogleBadSpecs(t *testing.T) {
	t.Parallel()
	_, cfg := newGoogleServer(t, map[string]string{"foo/a": "x"})
	_, err := input.Parse(json.RawMessage(`{"type":"google","uris":["s3://a/b"]}`), cfg)
	require.EqualError(t, err, "Invalid URI scheme [s3://a/b] must be [gs]")
	source, err := input.Parse(json.RawMessage(`{"type":"google","prefixes":["gs://none/b"]}`), cfg)
	require.NoError(t, err)
	_, err = source.Slices(context.Background())
	var failed *input.Error
	require.ErrorAs(t, err, &failed)
}

func TestSystemFieldsOfObjects(t *testing.T) {
	t.Parallel()
	_, cfg := newGoogleServer(t, map[string]string{"foo/b c/a": "x"})
	list := slicesOf(t, `{"type":"combining","delegates":[{"type":"google","prefixes":["gs://foo/"],"systemFields":["__file_uri","__file_bucket","__file_path"]},
		{"type":"google","prefixes":["gs://foo/"]},{"type":"inline","data":"x","systemFields":["__file_uri"]}]}`, cfg)
	for column, want := range map[string]string{"__file_uri": "gs://foo/b%20c/a", "__file_bucket": "foo", "__file_path": "b c/a"} {
		got, ok := list[0].SystemField(column)
		require.True(t, ok)
		require.Equal(t, want, got)
		_, ok = list[1].SystemField(column)
		require.False(t, ok)
		_, ok = list[2].SystemField(column)
		require.False(t, ok)
	}
	_, err := input.Parse(json.RawMessage(`{"type":"google","prefixes":["gs://foo/"],"systemFields":["__file_colour"]}`), cfg)
	require.ErrorContains(t, err, "__file_colour")
}
