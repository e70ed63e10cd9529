package input

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// httpSource is the source of files read by HTTP.
type httpSource struct {
	URIs     []string          `json:"uris"`
	User     *string           `json:"httpAuthenticationUsername,omitempty"`
	Password password          `json:"httpAuthenticationPassword,omitempty"`
	Headers  map[string]string `json:"requestHeaders,omitempty"`
}

func parseHTTP(spec json.RawMessage, _ Config) (Source, error) {
	var s httpSource
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read http input source: %w", err)
	}
	if len(s.URIs) == 0 {
		return nil, errors.New("Empty URIs") //nolint:staticcheck // Druid's words
	}
	for _, u := range s.URIs {
		parsed, err := url.Parse(u)
		if err != nil {
			return nil, fmt.Errorf("read uri %q: it is malformed", WithoutPassword(u)) // the error shows all of it
		}
		if parsed.Scheme != "http" && parsed.Scheme != "https" {
			return nil, fmt.Errorf("Only [http, https] protocols are allowed") //nolint:staticcheck,perfsprint // Druid's words
		}
	}
	return s, nil
}

// Slices gives a slice for each URI; their sizes are not known.
func (h httpSource) Slices(context.Context) ([]Slice, error) {
	one := h
	one.URIs = nil
	spec, err := json.Marshal(one) //nolint:gosec // the worker that reads the slice needs the password
	if err != nil {
		return nil, fmt.Errorf("write http slice: %w", err)
	}
	list := make([]Slice, len(h.URIs))
	for i, u := range h.URIs {
		list[i] = Slice{Source: "http", Name: u, Spec: spec, Size: -1, File: true}
	}
	return list, nil
}

// openHTTP opens a slice. The stream goes on by itself after a broken connection, as Druid's does.
func openHTTP(ctx context.Context, s Slice, cfg Config) (io.ReadCloser, error) {
	f := fetcher{uri: s.Name, client: cfg.client()}
	if err := json.Unmarshal(s.Spec, &f.source); err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	return resume(ctx, s, cfg, func(offset int64) (io.ReadCloser, error) { return f.request(ctx, offset) })
}

func (c Config) client() *http.Client {
	if c.Client == nil {
		return http.DefaultClient
	}
	return c.Client
}

// fetcher asks for one URI.
type fetcher struct {
	uri    string
	source httpSource
	client *http.Client
}

// statusError is an answer that is no content.
type statusError struct{ status int }

func (e statusError) Error() string { return fmt.Sprintf("server answered status %d", e.status) }

// request asks for the content from an offset on.
func (f fetcher) request(ctx context.Context, offset int64) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.uri, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Accept-Encoding", "identity") // what is stored compressed is found by its content
	for k, v := range f.source.Headers {
		req.Header.Set(k, v)
	}
	if f.source.User != nil {
		req.SetBasicAuth(*f.source.User, f.source.Password.secret())
	}
	if offset > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", offset))
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, err
	}
	if err := accept(resp, offset); err != nil {
		_ = resp.Body.Close()
		return nil, err
	}
	return resp.Body, nil
}

// accept checks the status and, where the server does not know ranges, skips what was read already.
func accept(resp *http.Response, offset int64) error {
	switch {
	case resp.StatusCode == http.StatusPartialContent && offset > 0:
		return nil
	case resp.StatusCode != http.StatusOK:
		return statusError{resp.StatusCode}
	}
	_, err := io.CopyN(io.Discard, resp.Body, offset)
	return err
}
