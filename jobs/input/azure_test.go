package input_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/jobs/input"
	"ogham/jobs/objectstore"
)

// azureServer speaks List Blobs, Get Blob and Get Blob Properties, from memory; its accounts are the
// first part of the path, as an emulator has them.
type azureServer struct {
	objects map[string]string // "account/container/key"
	// cut, when positive, breaks off the next content after so many bytes.
	cut atomic.Int64
	// signed is how the last request was signed: its Authorization, or the query's signature.
	signed, ranges atomic.Value
	tag            atomic.Value
}

func newAzureServer(t *testing.T, objects map[string]string) (*azureServer, input.Config) {
	t.Helper()
	a := &azureServer{objects: objects}
	a.tag.Store(`"1"`)
	server := httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(server.Close)
	return a, input.Config{Attempts: 3, Backoff: time.Millisecond, Azure: objectstore.AzureOptions{
		Account: "acct", Key: "c2VjcmV0", Endpoint: server.URL + "/{account}",
	}}
}

func (a *azureServer) serve(w http.ResponseWriter, r *http.Request) {
	a.signed.Store(r.Header.Get("Authorization") + r.FormValue("sig"))
	name := strings.TrimPrefix(r.URL.Path, "/")
	if r.FormValue("comp") == "list" {
		a.list(w, r, name)
		return
	}
	text, ok := a.objects[name]
	tag := a.tag.Load().(string)
	switch {
	case !ok:
		fail(w, http.StatusNotFound, "BlobNotFound")
	case r.Header.Get("If-Match") != "" && r.Header.Get("If-Match") != tag:
		fail(w, http.StatusPreconditionFailed, "ConditionNotMet")
	default:
		w.Header().Set("ETag", tag)
		if n := a.cut.Swap(0); n > 0 && r.Method == http.MethodGet {
			w.Header().Set("Content-Length", strconv.Itoa(len(text)))
			_, _ = io.WriteString(w, text[:n])
			panic(http.ErrAbortHandler)
		}
		if of := r.Header.Get("X-Ms-Range"); of != "" {
			a.ranges.Store(of)
			r.Header.Set("Range", of)
		}
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(text))
	}
}

func fail(w http.ResponseWriter, status int, code string) {
	w.Header().Set("X-Ms-Error-Code", code)
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="utf-8"?><Error><Code>%s</Code><Message>m</Message></Error>`, code)
}

// list gives two blobs a page.
func (a *azureServer) list(w http.ResponseWriter, r *http.Request, container string) {
	type properties struct {
		Length int `xml:"Content-Length"`
	}
	type blob struct {
		Name       string
		Properties properties
	}
	var page struct {
		XMLName    xml.Name `xml:"EnumerationResults"`
		Blobs      []blob   `xml:"Blobs>Blob"`
		NextMarker string
	}
	var names []string
	exists := false
	for name := range a.objects {
		key, below := strings.CutPrefix(name, container+"/")
		exists = exists || below
		if below && strings.HasPrefix(key, r.FormValue("prefix")) {
			names = append(names, key)
		}
	}
	if !exists {
		fail(w, http.StatusNotFound, "ContainerNotFound")
		return
	}
	slices.Sort(names)
	from, _ := strconv.Atoi(r.FormValue("marker"))
	for _, key := range names[from:min(from+2, len(names))] {
		page.Blobs = append(page.Blobs, blob{key, properties{len(a.objects[container+"/"+key])}})
	}
	if from+2 < len(names) {
		page.NextMarker = strconv.Itoa(from + 2)
	}
	w.Header().Set("Content-Type", "application/xml")
	_ = xml.NewEncoder(w).Encode(page)
}

func TestAzureListsAndReads(t *testing.T) {
	t.Parallel()
	a, cfg := newAzureServer(t, map[string]string{
		"acct/foo/bar/a.json": "a", "acct/foo/bar/b c%.json": "bb", "acct/foo/bar/d/e.json": "eeee", "acct/foo/bar/empty.json": "", "acct/foo/other": "x",
	})
	list := slicesOf(t, `{"type":"azure","prefixes":["azure://foo/bar/"],"objectGlob":"**.json"}`, cfg)
	require.Len(t, list, 3)
	require.Equal(t, "azure://foo/bar/a.json", list[0].Name)
	require.Equal(t, []int64{1, 2, 4}, []int64{list[0].Size, list[1].Size, list[2].Size})
	require.Equal(t, "bb", read(t, list[1], cfg))
	require.Contains(t, a.signed.Load(), "SharedKey acct:")

	list = slicesOf(t, `{"type":"azure","objects":[{"bucket":"foo","path":"other"},{"bucket":"foo","path":"none"}]}`, cfg)
	require.Equal(t, []int64{1, -1}, []int64{list[0].Size, list[1].Size})
	require.Equal(t, "x", read(t, list[0], cfg))
	_, err := input.Open(context.Background(), list[1], cfg)
	var failed *input.Error
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "azure://foo/none", failed.Slice.Name)
}

func TestAzureStorageNamesAccounts(t *testing.T) {
	t.Parallel()
	a, cfg := newAzureServer(t, map[string]string{"acct/foo/a": "own", "other/box/x/b": "others", "other/box/x/c": "c"})
	list := slicesOf(t, `{"type":"azureStorage","prefixes":["azureStorage://other/box/x/"],"properties":{"sharedAccessStorageToken":"?sv=1&sig=token"}}`, cfg)
	require.Len(t, list, 2)
	require.Equal(t, "azureStorage://other/box/x/b", list[0].Name)
	require.Equal(t, "others", read(t, list[0], cfg))
	require.Equal(t, "token", a.signed.Load())

	list = slicesOf(t, `{"type":"azureStorage","uris":["azureStorage://other/box/x/b"],"properties":{"key":"a2V5"}}`, cfg)
	require.Equal(t, "others", read(t, list[0], cfg))
	require.Contains(t, a.signed.Load(), "SharedKey other:")

	list = slicesOf(t, `{"type":"azureStorage","uris":["azureStorage://other/box/x/b"]}`, cfg)
	require.EqualValues(t, 6, list[0].Size)
	require.Empty(t, a.signed.Load(), "the key of one account is not shown to another")

	list = slicesOf(t, `{"type":"azureStorage","objects":[{"bucket":"acct","path":"foo/a"}]}`, cfg)
	require.Equal(t, "own", read(t, list[0], cfg))
	require.Contains(t, a.signed.Load(), "SharedKey acct:")
}

func TestAzureGoesOnAfterABrokenConnection(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 100_000)
	a, cfg := newAzureServer(t, map[string]string{"acct/foo/a": long})
	list := slicesOf(t, `{"type":"azure","uris":["azure://foo/a"]}`, cfg)
	a.cut.Store(300_000)
	require.Equal(t, long, read(t, list[0], cfg))
	require.True(t, strings.HasPrefix(a.ranges.Load().(string), "bytes="))

	a.cut.Store(300_000)
	r, err := input.Open(context.Background(), list[0], cfg)
	require.NoError(t, err)
	defer r.Close()
	a.tag.Store(`"2"`)
	_, err = io.ReadAll(r)
	require.ErrorIs(t, err, objectstore.ErrChanged)
}

func TestAzureBadSpecs(t *testing.T) {
	t.Parallel()
	_, cfg := newAzureServer(t, nil)
	_, err := input.Parse(json.RawMessage(`{"type":"azure","uris":["s3://a/b"]}`), cfg)
	require.EqualError(t, err, "Invalid URI scheme [s3://a/b] must be [azure]")
	_, err = input.Parse(json.RawMessage(`{"type":"azure","uris":["azure://a/b"]}`), input.Config{})
	require.ErrorContains(t, err, "account is not known")
	source, err := input.Parse(json.RawMessage(`{"type":"azureStorage","prefixes":["azureStorage://a/"]}`), cfg)
	require.NoError(t, err)
	_, err = source.Slices(context.Background())
	require.ErrorContains(t, err, "must begin with a container")
}
