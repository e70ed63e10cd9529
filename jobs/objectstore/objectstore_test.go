package objectstore_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"ogham/jobs/objectstore"
)

// transport answers requests.
type transport func(r *http.Request) *http.Response

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

func answer(r *http.Request, status int, kind, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {kind}, "Content-Length": {"3"}, "Etag": {`"1"`}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r,
	}
}

func TestAzureSignsInAsAnApplication(t *testing.T) {
	t.Parallel()
	var login, authorization string
	store, err := objectstore.NewAzure(objectstore.AzureOptions{
		Account: "acct", TenantID: "tenant", ClientID: "client", ClientSecret: "secret",
		Transport: transport(func(r *http.Request) *http.Response {
			if r.URL.Host == "login.microsoftonline.com" {
				body, _ := io.ReadAll(r.Body)
				login = r.URL.Path + " " + string(body)
				return answer(r, http.StatusOK, "application/json", `{"access_token":"TOKEN","token_type":"Bearer","expires_in":3600}`)
			}
			authorization = r.URL.Host + " " + r.Header.Get("Authorization")
			return answer(r, http.StatusOK, "text/plain", "abc")
		}),
	})
	require.NoError(t, err)
	c, err := store.Read(t.Context(), "box", "key", 0, "")
	require.NoError(t, err)
	text, err := io.ReadAll(c.Body)
	require.NoError(t, err)
	require.NoError(t, c.Body.Close())
	require.Equal(t, "abc", string(text))
	require.Equal(t, `"1"`, c.Tag)
	require.Contains(t, login, "/tenant/oauth2/v2.0/token")
	require.Contains(t, login, "scope=https%3A%2F%2Fstorage.azure.com%2F.default")
	require.Equal(t, "acct.blob.core.windows.net Bearer TOKEN", authorization)
}

func TestGoogleWritesAndRemoves(t *testing.T) {
	t.Parallel()
	stored := map[string]string{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /upload/storage/v1/b/{bucket}/o", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.FormValue("uploadType") != "media" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		stored[r.PathValue("bucket")+"/"+r.FormValue("name")] = string(body)
	})
	mux.HandleFunc("DELETE /storage/v1/b/{bucket}/o/{key}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("bucket") + "/" + r.PathValue("key")
		if _, ok := stored[name]; !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		delete(stored, name)
		w.WriteHeader(http.StatusNoContent)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	store, err := objectstore.NewGoogle(objectstore.GoogleOptions{Endpoint: strings.TrimPrefix(server.URL, "http://")})
	require.NoError(t, err)
	require.NoError(t, store.Write(t.Context(), "box", "a b/ö?", strings.NewReader("text")))
	require.Equal(t, map[string]string{"box/a b/ö?": "text"}, stored)
	require.Error(t, store.Write(t.Context(), "box", "broken", &failing{}))
	require.Len(t, stored, 1)
	require.NoError(t, store.Remove(t.Context(), "box", "a b/ö?"))
	require.NoError(t, store.Remove(t.Context(), "box", "a b/ö?"))
	require.Empty(t, stored)
}

// failing gives some bytes and breaks off.
type failing struct{ read bool }

func (f *failing) Read(p []byte) (int, error) {
	if f.read {
		return 0, errors.New("broken off")
	}
	f.read = true
	return copy(p, "some"), nil
}

func TestS3WritesWholeObjectsOnly(t *testing.T) {
	t.Parallel()
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("box"))
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	store, err := objectstore.NewS3(objectstore.S3Options{Endpoint: server.URL, Region: "us-east-1", AccessKey: "k", SecretKey: "s"})
	require.NoError(t, err)
	sizes := func() map[string]int64 {
		found := map[string]int64{}
		require.NoError(t, store.List(t.Context(), "box", "", func(o objectstore.Object) error {
			found[o.Key] = o.Size
			return nil
		}))
		return found
	}
	require.Error(t, store.Write(t.Context(), "box", "broken", &failing{}))
	require.Error(t, store.Write(t.Context(), "box", "broken", io.MultiReader(strings.NewReader(strings.Repeat("x", 9<<20)), &failing{})))
	require.Empty(t, sizes())
	require.NoError(t, store.Write(t.Context(), "box", "small", strings.NewReader("text")))
	require.NoError(t, store.Write(t.Context(), "box", "empty", strings.NewReader("")))
	require.Equal(t, map[string]int64{"small": 4, "empty": 0}, sizes())
	require.NoError(t, store.Remove(t.Context(), "box", "small"))
	require.NoError(t, store.Remove(t.Context(), "box", "small"))
	require.Equal(t, map[string]int64{"empty": 0}, sizes())
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	vars := map[string]string{
		"AWS_ENDPOINT_URL": "http://a", "AWS_REGION": "r", "STORAGE_EMULATOR_HOST": "h:1", "AZURE_STORAGE_ACCOUNT": "acct", "AZURE_STORAGE_KEY": "key",
	}
	getenv := func(name string) string { return vars[name] }
	require.Equal(t, objectstore.S3Options{Endpoint: "http://a", Region: "r"}, objectstore.S3FromEnvironment(getenv))
	vars["AWS_ENDPOINT_URL_S3"] = "http://b"
	require.Equal(t, "http://b", objectstore.S3FromEnvironment(getenv).Endpoint)
	require.Equal(t, objectstore.GoogleOptions{Endpoint: "h:1"}, objectstore.GoogleFromEnvironment(getenv))
	require.Equal(t, objectstore.AzureOptions{Account: "acct", Key: "key"}, objectstore.AzureFromEnvironment(getenv))
}
