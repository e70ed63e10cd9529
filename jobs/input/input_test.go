package input_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
	"github.com/ulikunitz/xz"

	"ogham/jobs/input"
)

const content = "line 1\nline 2\n"

func TestInline(t *testing.T) {
	t.Parallel()
	list := slicesOf(t, `{"type":"inline","data":"line 1\nline 2\n"}`, input.Config{})
	require.Len(t, list, 1)
	require.False(t, list[0].File)
	require.Equal(t, content, read(t, list[0], input.Config{}))
}

func TestCombining(t *testing.T) {
	t.Parallel()
	list := slicesOf(t, `{"type":"combining","delegates":[{"type":"inline","data":"a"},{"type":"inline","data":"b"}]}`, input.Config{})
	require.Len(t, list, 2)
	require.Equal(t, "b", read(t, list[1], input.Config{}))
}

func TestBadSpecs(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{
		`5`, `{"type":"nosuch"}`, `{"type":"inline"}`, `{"type":"http"}`, `{"type":"http","uris":["ftp://h/x"]}`, `{"type":"http","uris":["http://h\u0000"]}`,
		`{"type":"http","uris":["http://h/"],"httpAuthenticationPassword":{"type":"other"}}`, `{"type":"local"}`, `{"type":"local","baseDir":"/"}`,
		`{"type":"combining","delegates":[]}`, `{"type":"combining","delegates":[{"type":"x"}]}`,
	} {
		_, err := input.Parse(json.RawMessage(spec), input.Config{})
		require.Error(t, err, spec)
	}
}

func TestCompressionIsFoundByContent(t *testing.T) {
	t.Parallel()
	bz, err := base64.StdEncoding.DecodeString("QlpoOTFBWSZTWTGIIWgAAAVZAAAQQAAwAAIlIAAxDAgShkaJMZCHEPF3JFOFCQMYghaA")
	require.NoError(t, err)
	for name, data := range map[string][]byte{
		"plain": []byte(content), "empty": nil, "short": []byte("BZ"),
		"gzip": compress(t, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }),
		"zstd": compress(t, func(w io.Writer) io.WriteCloser { z, err := zstd.NewWriter(w); require.NoError(t, err); return z }),
		"xz":   compress(t, func(w io.Writer) io.WriteCloser { z, err := xz.NewWriter(w); require.NoError(t, err); return z }),
		"snappy": compress(t, func(w io.Writer) io.WriteCloser {
			return s2.NewWriter(w, s2.WriterSnappyCompat())
		}),
		"zip": zipped(t), "bzip2": bz,
	} {
		want := content
		switch name {
		case "empty":
			want = ""
		case "short":
			want = "BZ"
		}
		server := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(data) }))
		list := slicesOf(t, fmt.Sprintf(`{"type":"http","uris":["%s/x"]}`, server), input.Config{})
		require.Equal(t, want, read(t, list[0], input.Config{}), name)
	}
}

func compress(t *testing.T, open func(io.Writer) io.WriteCloser) []byte {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	_, err := io.WriteString(w, content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func zipped(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("first.json")
	require.NoError(t, err)
	_, err = io.WriteString(f, content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestHTTPSendsCredentialsAndHeaders(t *testing.T) {
	t.Parallel()
	server := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, pass, _ := r.BasicAuth()
		_, _ = fmt.Fprint(w, user, ":", pass, ":", r.Header.Get("X-Test"))
	}))
	for _, password := range []string{`"secret"`, `{"type":"default","password":"secret"}`} {
		spec := fmt.Sprintf(`{"type":"http","uris":["%s"],"httpAuthenticationUsername":"u","httpAuthenticationPassword":%s,"requestHeaders":{"X-Test":"yes"}}`, server, password)
		list := slicesOf(t, spec, input.Config{})
		require.Equal(t, "u:secret:yes", read(t, list[0], input.Config{}))
	}
}

func TestHTTPTriesAgain(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	server := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprint(w, content)
	}))
	list := slicesOf(t, fmt.Sprintf(`{"type":"http","uris":["%s"]}`, server), input.Config{})
	require.Equal(t, content, read(t, list[0], input.Config{Attempts: 3, Backoff: time.Millisecond}))

	asked.Store(-100)
	_, err := input.Open(context.Background(), list[0], input.Config{Attempts: 2, Backoff: time.Millisecond})
	var failed *input.Error
	require.ErrorAs(t, err, &failed)
	require.Equal(t, server, failed.Slice.Name)
	require.EqualValues(t, -98, asked.Load())
}

func TestHTTPGoesOnAfterABrokenConnection(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 100_000)
	for _, ranges := range []bool{true, false} {
		var asked atomic.Int32
		server := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) == 1 {
				w.Header().Set("Content-Length", strconv.Itoa(len(long)))
				_, _ = io.WriteString(w, long[:300_000])
				panic(http.ErrAbortHandler)
			}
			if ranges {
				http.ServeContent(w, r, "x", time.Time{}, strings.NewReader(long))
				return
			}
			_, _ = io.WriteString(w, long)
		}))
		list := slicesOf(t, fmt.Sprintf(`{"type":"http","uris":["%s"]}`, server), input.Config{})
		require.Equal(t, long, read(t, list[0], input.Config{Backoff: time.Millisecond}))
		require.EqualValues(t, 2, asked.Load())
	}
}

func TestCancelledReadEndsWithItsCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("shut down")
	ctx, cancel := context.WithCancelCause(context.Background())
	server := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		cancel(cause)
		<-r.Context().Done()
	}))
	list := slicesOf(t, fmt.Sprintf(`{"type":"http","uris":["%s"]}`, server), input.Config{})
	_, err := input.Open(ctx, list[0], input.Config{})
	require.ErrorIs(t, err, cause)
}

func TestLocalReadsAllowedFoldersOnly(t *testing.T) {
	t.Parallel()
	open, closed := t.TempDir(), t.TempDir()
	for _, dir := range []string{open, closed} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "sub"), 0o750))
		for _, name := range []string{"a.json", "sub/b.json", "c.txt"} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
		}
	}
	require.NoError(t, os.Symlink(filepath.Join(closed, "a.json"), filepath.Join(open, "link")))
	cfg := input.Config{LocalDirs: []string{open}}

	list := slicesOf(t, fmt.Sprintf(`{"type":"local","baseDir":%q,"filter":"*.json"}`, open), cfg)
	require.Len(t, list, 2)
	require.EqualValues(t, len(content), list[0].Size)
	require.Equal(t, content, read(t, list[1], cfg))

	list = slicesOf(t, fmt.Sprintf(`{"type":"local","files":[%q,%q,%q]}`, filepath.Join(open, "c.txt"), filepath.Join(open, "none"), filepath.Join(open, "c.txt")), cfg)
	require.Len(t, list, 1)

	for _, path := range []string{filepath.Join(closed, "a.json"), filepath.Join(open, "link"), filepath.Join(open, "..", filepath.Base(closed), "a.json"), "/etc/passwd", filepath.Join(closed, "none")} {
		source, err := input.Parse(json.RawMessage(fmt.Sprintf(`{"type":"local","files":[%q]}`, path)), cfg)
		require.NoError(t, err)
		_, err = source.Slices(context.Background())
		require.ErrorIs(t, err, input.ErrLocalForbidden, path)
		_, err = input.Open(context.Background(), input.Slice{Source: "local", Name: path}, cfg)
		require.ErrorIs(t, err, input.ErrLocalForbidden, path)
	}
	_, err := input.Open(context.Background(), input.Slice{Source: "local", Name: filepath.Join(open, "a.json")}, input.Config{})
	require.ErrorIs(t, err, input.ErrLocalForbidden)
}

func slicesOf(t *testing.T, spec string, cfg input.Config) []input.Slice {
	t.Helper()
	source, err := input.Parse(json.RawMessage(spec), cfg)
	require.NoError(t, err)
	list, err := source.Slices(context.Background())
	require.NoError(t, err)
	return list
}

func read(t *testing.T, s input.Slice, cfg input.Config) string {
	t.Helper()
	r, err := input.Open(context.Background(), s, cfg)
	require.NoError(t, err)
	defer r.Close()
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(data)
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}
