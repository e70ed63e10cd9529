package objectstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"
)

const (
	googleEndpoint = "https://storage.googleapis.com"
	googleScope    = "https://www.googleapis.com/auth/devstorage.read_write"
)

// GoogleOptions say how to reach Google Cloud Storage. The zero value is Google's, with the application
// default credentials.
type GoogleOptions struct {
	// Endpoint is the URL of another service of the same interface, which is asked without credentials;
	// "" is Google's.
	Endpoint string
	// Transport sends the requests; nil is the default one.
	Transport http.RoundTripper
}

// gcs speaks the JSON interface of Google Cloud Storage.
type gcs struct {
	endpoint string
	client   *http.Client
}

// NewGoogle makes a client. It sends no request but to find the credentials: those of the file that
// GOOGLE_APPLICATION_CREDENTIALS names, of gcloud, or of the machine; where there are none, requests
// are anonymous.
func NewGoogle(o GoogleOptions) (Writer, error) {
	base := transport(o.Transport, nil)
	if o.Endpoint != "" {
		endpoint := o.Endpoint
		if !strings.Contains(endpoint, "://") {
			endpoint = "http://" + endpoint
		}
		return &gcs{strings.TrimSuffix(endpoint, "/"), &http.Client{Transport: base}}, nil
	}
	if tokens := googleTokens(); tokens != nil {
		base = &oauth2.Transport{Source: tokens, Base: base}
	}
	return &gcs{googleEndpoint, &http.Client{Transport: base}}, nil
}

// googleTokens gives the tokens of the process, nil for none.
var googleTokens = sync.OnceValue(func() oauth2.TokenSource {
	found, err := google.FindDefaultCredentials(context.Background(), googleScope)
	if err != nil {
		return nil
	}
	return found.TokenSource
})

// gcsObject is what we ask of an object's description.
type gcsObject struct {
	Name string `json:"name"`
	Size int64  `json:"size,string"`
}

// List lists objects; see [Reader].
func (g *gcs) List(ctx context.Context, bucket, prefix string, found func(Object) error) error {
	query := url.Values{"prefix": {prefix}, "fields": {"items(name,size),nextPageToken"}}
	for {
		var page struct {
			Items []gcsObject `json:"items"`
			Next  string      `json:"nextPageToken"`
		}
		if err := g.describe(ctx, g.path(bucket, "")+"?"+query.Encode(), &page); err != nil {
			return err
		}
		for _, o := range page.Items {
			if err := found(Object{Key: o.Name, Size: o.Size}); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		query.Set("pageToken", page.Next)
	}
}

// Size gives the size of an object; see [Reader].
func (g *gcs) Size(ctx context.Context, bucket, key string) (int64, error) {
	var o gcsObject
	err := g.describe(ctx, g.path(bucket, key)+"?fields=size", &o)
	return o.Size, err
}

// Read reads an object; see [Reader]. What is stored compressed comes compressed.
func (g *gcs) Read(ctx context.Context, bucket, key string, offset int64, tag string) (Content, error) {
	query := url.Values{"alt": {"media"}}
	if tag != "" {
		query.Set("ifGenerationMatch", tag)
	}
	header := http.Header{"Accept-Encoding": {"gzip"}}
	if offset > 0 {
		header.Set("Range", fmt.Sprintf("bytes=%d-", offset))
	}
	resp, err := g.send(ctx, http.MethodGet, g.path(bucket, key)+"?"+query.Encode(), header, http.NoBody)
	if err != nil {
		return Content{}, err
	}
	if offset > 0 && resp.StatusCode != http.StatusPartialContent {
		_, err = io.CopyN(io.Discard, resp.Body, offset)
	}
	if err != nil {
		_ = resp.Body.Close()
		return Content{}, err
	}
	return Content{Body: resp.Body, Tag: resp.Header.Get("X-Goog-Generation")}, nil
}

// Write stores an object; see [Writer].
func (g *gcs) Write(ctx context.Context, bucket, key string, body io.Reader) error {
	query := url.Values{"uploadType": {"media"}, "name": {key}}
	target := g.endpoint + "/upload/storage/v1/b/" + url.PathEscape(bucket) + "/o?" + query.Encode()
	resp, err := g.send(ctx, http.MethodPost, target, http.Header{"Content-Type": {"application/octet-stream"}}, body)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return errors.Join(err, resp.Body.Close())
}

// Remove removes an object; see [Writer].
func (g *gcs) Remove(ctx context.Context, bucket, key string) error {
	resp, err := g.send(ctx, http.MethodDelete, g.path(bucket, key), nil, http.NoBody)
	var status *StatusError
	if errors.As(err, &status) && status.Status == http.StatusNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// path is the URL of a bucket's objects, or of one of them.
func (g *gcs) path(bucket, key string) string {
	p := g.endpoint + "/storage/v1/b/" + url.PathEscape(bucket) + "/o"
	if key != "" {
		p += "/" + url.PathEscape(key)
	}
	return p
}

// describe reads a JSON answer.
func (g *gcs) describe(ctx context.Context, target string, into any) error {
	resp, err := g.send(ctx, http.MethodGet, target, nil, http.NoBody)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // only read from
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		return fmt.Errorf("read answer of the storage: %w", err)
	}
	return nil
}

// send sends a request; an answer that is none of success is an error.
func (g *gcs) send(ctx context.Context, method, target string, header http.Header, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	maps.Copy(req.Header, header)
	resp, err := g.client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode < 300 {
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }() // only read from
	if resp.StatusCode == http.StatusPreconditionFailed {
		return nil, ErrChanged
	}
	return nil, &StatusError{Status: resp.StatusCode}
}

// StatusError is an answer that says no.
type StatusError struct{ Status int }

// Error names the status.
func (e *StatusError) Error() string {
	return fmt.Sprintf("the storage answered status %d", e.Status)
}
