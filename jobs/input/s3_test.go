package input_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"ogham/jobs/input"
)

// s3Server is an S3 server in memory that remembers what was asked.
type s3Server struct {
	url     string
	backend *s3mem.Backend
	// before, if it gives true, has answered instead of the server.
	before func(w http.ResponseWriter, r *http.Request) bool
	signed atomic.Value
}

func newS3Server(t *testing.T, objects map[string]string) *s3Server {
	t.Helper()
	s := &s3Server{backend: s3mem.New()}
	s.signed.Store("")
	for name, text := range objects {
		bucket, key, _ := strings.Cut(name, "/")
		if exists, _ := s.backend.BucketExists(bucket); !exists {
			require.NoError(t, s.backend.CreateBucket(bucket))
		}
		_, err := s.backend.PutObject(bucket, key, map[string]string{"Last-Modified": "Mon, 02 Jan 2006 15:04:05 GMT"}, strings.NewReader(text), int64(len(text)), nil)
		require.NoError(t, err)
	}
	h := gofakes3.New(s.backend).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.signed.Store(r.Header.Get("Authorization"))
		if s.before == nil || !s.before(w, r) {
			h.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// spec is an s3 input source that reads from the server.
func (s *s3Server) spec(more string) string {
	return fmt.Sprintf(`{"type":"s3","endpointConfig":{"url":%q,"signingRegion":"us-west-2"},"clientConfig":{"protocol":"http","enablePathStyleAccess":true,`+
		`"disableChunkedEncoding":true,"forceGlobalBucketAccessEnabled":false},"properties":{"accessKeyId":"KEY","secretAccessKey":{"type":"default","password":"SECRET"}},%s}`, s.url, more)
}

var quick = input.Config{Attempts: 3, Backoff: time.Millisecond}

func TestS3ListsPrefixes(t *testing.T) {
	t.Parallel()
	objects := map[string]string{
		"foo/bar/a.json": "a", "foo/bar/empty.json": "", "foo/bar/x/b c%.json": "bb", "foo/bar/c.csv": "ccc", "foo/other.json": "d", "two/z.json": "zzzz",
	}
	for i := range 1200 { // more than a page of a listing
		objects[fmt.Sprintf("foo/many/%04d", i)] = "x"
	}
	server := newS3Server(t, objects)

	list := slicesOf(t, server.spec(`"prefixes":["s3://foo/bar/","s3://two"],"objectGlob":"**.json"`), quick)
	require.Len(t, list, 3)
	require.Equal(t, "s3://foo/bar/a.json", list[0].Name)
	require.EqualValues(t, 2, list[1].Size)
	require.True(t, list[1].File)
	require.Equal(t, "bb", read(t, list[1], quick))
	require.Equal(t, "zzzz", read(t, list[2], quick))
	require.Contains(t, server.signed.Load(), "Credential=KEY/")
	require.Contains(t, server.signed.Load(), "/us-west-2/s3/")

	require.Len(t, slicesOf(t, server.spec(`"prefixes":["s3://foo/many/"]`), quick), 1200)
	require.Empty(t, slicesOf(t, server.spec(`"prefixes":["s3://foo/none/"]`), quick))
}

func TestS3ReadsNamedObjects(t *testing.T) {
	t.Parallel()
	server := newS3Server(t, map[string]string{"foo/bar/a b.json": "aa", "foo/c.json": "ccc", "foo/empty": ""})
	list := slicesOf(t, server.spec(`"uris":["s3://foo/bar/a%20b.json","s3://foo/c.json","s3://foo/empty","s3://foo/none"]`), quick)
	require.Len(t, list, 4)
	require.Equal(t, []int64{2, 3, 0, -1}, []int64{list[0].Size, list[1].Size, list[2].Size, list[3].Size})
	require.Equal(t, "aa", read(t, list[0], quick))
	require.Empty(t, read(t, list[2], quick))

	list = slicesOf(t, server.spec(`"objects":[{"bucket":"foo","path":"bar/a b.json"},{"bucket":"foo","path":"/c.json"}],"objectGlob":"*.json"`), quick)
	require.Len(t, list, 1)
	require.Equal(t, "ccc", read(t, list[0], quick))
}

func TestS3FailuresNameTheObject(t *testing.T) {
	t.Parallel()
	server := newS3Server(t, map[string]string{"foo/a": "a"})
	list := slicesOf(t, server.spec(`"uris":["s3://foo/none"]`), quick)
	_, err := input.Open(context.Background(), list[0], quick)
	var failed *input.Error
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "s3://foo/none", failed.Slice.Name)

	source, err := input.Parse(json.RawMessage(server.spec(`"prefixes":["s3://nobucket/x"]`)), quick)
	require.NoError(t, err)
	_, err = source.Slices(context.Background())
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "s3://nobucket/x", failed.Slice.Name)
}

func TestS3GoesOnAfterABrokenConnection(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 100_000)
	server := newS3Server(t, map[string]string{"foo/a": long})
	var broken atomic.Int32
	var ranges atomic.Value
	server.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/a") {
			return false
		}
		if broken.Add(1) > 1 {
			ranges.Store(r.Header.Get("Range"))
			return false
		}
		object, err := server.backend.GetObject("foo", "a", nil)
		if err != nil {
			return false
		}
		w.Header().Set("Content-Length", "1000000")
		w.Header().Set("ETag", `"`+hex.EncodeToString(object.Hash)+`"`)
		w.Header().Set("Last-Modified", "Mon, 02 Jan 2006 15:04:05 GMT")
		_, _ = io.CopyN(w, bytes.NewReader([]byte(long)), 300_000)
		panic(http.ErrAbortHandler)
	}
	list := slicesOf(t, server.spec(`"uris":["s3://foo/a"]`), quick)
	require.Equal(t, long, read(t, list[0], quick))
	require.EqualValues(t, 2, broken.Load())
	require.True(t, strings.HasPrefix(ranges.Load().(string), "bytes="), ranges.Load())
	require.NotEqual(t, "bytes=0-", ranges.Load())
}

func TestS3RefusesAnObjectThatChangesMeanwhile(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 100_000)
	server := newS3Server(t, map[string]string{"foo/a": long})
	var asked atomic.Int32
	var match atomic.Value
	server.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/a") {
			return false
		}
		if asked.Add(1) > 1 {
			match.Store(r.Header.Get("If-Match"))
			w.WriteHeader(http.StatusPreconditionFailed)
			return true
		}
		w.Header().Set("Content-Length", "1000000")
		w.Header().Set("ETag", `"old"`)
		w.Header().Set("Last-Modified", "Mon, 02 Jan 2006 15:04:05 GMT")
		_, _ = io.WriteString(w, long[:300_000])
		panic(http.ErrAbortHandler)
	}
	list := slicesOf(t, server.spec(`"uris":["s3://foo/a"]`), quick)
	r, err := input.Open(context.Background(), list[0], quick)
	require.NoError(t, err)
	defer r.Close()
	_, err = io.ReadAll(r)
	require.ErrorContains(t, err, "has changed")
	require.Equal(t, `"old"`, match.Load())
	require.EqualValues(t, 2, asked.Load())
}

func TestS3AssumesARole(t *testing.T) {
	t.Parallel()
	server := newS3Server(t, map[string]string{"foo/a": "x"})
	var external atomic.Value
	server.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || r.URL.Path != "/" {
			return false
		}
		_ = r.ParseForm()
		external.Store(r.PostForm.Get("RoleArn") + " " + r.PostForm.Get("ExternalId"))
		_, _ = io.WriteString(w, `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>`+
			`<AccessKeyId>TEMPORARY</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>`+
			`</Credentials></AssumeRoleResult></AssumeRoleResponse>`)
		return true
	}
	spec := strings.Replace(server.spec(`"uris":["s3://foo/a"]`), `"accessKeyId"`, `"assumeRoleArn":"arn:aws:iam::1:role/r","assumeRoleExternalId":"id","accessKeyId"`, 1)
	list := slicesOf(t, spec, quick)
	require.Equal(t, "x", read(t, list[0], quick))
	require.Equal(t, "arn:aws:iam::1:role/r id", external.Load())
	require.Contains(t, server.signed.Load(), "Credential=TEMPORARY/")
}

func TestS3GoesThroughAProxy(t *testing.T) {
	t.Parallel()
	server := newS3Server(t, map[string]string{"foo/a": "x"})
	var passed atomic.Value
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		passed.Store(r.URL.Host + " " + r.Header.Get("Proxy-Authorization"))
		r.RequestURI = ""
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		maps.Copy(w.Header(), resp.Header)
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	}))
	t.Cleanup(proxy.Close)
	host, port, _ := strings.Cut(strings.TrimPrefix(proxy.URL, "http://"), ":")
	spec := strings.Replace(server.spec(`"uris":["s3://foo/a"]`), server.url, "http://elsewhere.invalid", 1)
	spec = strings.Replace(spec, `"uris"`, fmt.Sprintf(`"proxyConfig":{"host":%q,"port":%s,"username":"admin","password":"pw"},"uris"`, host, port), 1)
	list := slicesOf(t, spec, input.Config{Attempts: 1})
	require.Len(t, list, 1)
	_, err := input.Open(context.Background(), list[0], input.Config{Attempts: 1})
	require.Error(t, err) // the proxy was asked for a host that is none
	require.Equal(t, "elsewhere.invalid Basic YWRtaW46cHc=", passed.Load())
}

func TestS3BadSpecs(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]string{
		`{"type":"s3"}`: "Exactly one of uris, prefixes or objects must be specified",
		`{"type":"s3","uris":["s3://a/b"],"prefixes":["s3://a/"]}`:                        "Exactly one of",
		`{"type":"s3","uris":["http://a/b"]}`:                                             "Invalid URI scheme [http://a/b] must be [s3]",
		`{"type":"s3","prefixes":["gs://a/b"]}`:                                           "Invalid URI scheme [gs://a/b] must be [s3]",
		`{"type":"s3","uris":["s3:///b"]}`:                                                "bucket name cannot be null",
		`{"type":"s3","objects":[{"path":"x"}]}`:                                          "bucket name cannot be null",
		`{"type":"s3","uris":["s3://a/b"],"objectGlob":"{a"}`:                             "Missing '}'",
		`{"type":"s3","uris":["s3://a/b"],"properties":{"accessKeyId":"k"}}`:              "secretAccessKey cannot be null if accessKeyId is given",
		`{"type":"s3","uris":["s3://a/b"],"properties":{"secretAccessKey":"k"}}`:          "accessKeyId cannot be null if secretAccessKey is given",
		`{"type":"s3","uris":["s3://a/b"],"endpointConfig":{"url":"ftp://x"}}`:            "no URL of http or https",
		`{"type":"s3","uris":["s3://a/b"],"properties":{"accessKeyId":{"type":"magic"}}}`: "unknown password provider type [magic]",
		`{"type":"s3","uris":5}`:                                                          "read s3 input source",
	} {
		_, err := input.Parse(json.RawMessage(spec), input.Config{})
		require.ErrorContains(t, err, want, spec)
	}
}

func TestS3CancelledListingEndsWithItsCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("shut down")
	ctx, cancel := context.WithCancelCause(context.Background())
	server := newS3Server(t, map[string]string{"foo/a": "x"})
	server.before = func(_ http.ResponseWriter, r *http.Request) bool {
		cancel(cause)
		<-r.Context().Done()
		return true
	}
	source, err := input.Parse(json.RawMessage(server.spec(`"prefixes":["s3://foo/"]`)), quick)
	require.NoError(t, err)
	_, err = source.Slices(ctx)
	require.ErrorIs(t, err, cause)
}
