package input

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

// httpSource is the source of files read by HTTP.
type httpSource struct {
	URIs     []string          `json:"uris"`
	User     *string           `json:"httpAuthenticationUsername,omitempty"`
	Password json.RawMessage   `json:"httpAuthenticationPassword,omitempty"`
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
			return nil, fmt.Errorf("read uri %q: %w", u, err)
		}
		if parsed.Scheme != "http" && parsed.Scheme != "https" {
			return nil, fmt.Errorf("Only [http, https] protocols are allowed") //nolint:staticcheck,perfsprint // Druid's words
		}
	}
	if _, err := password(s.Password); err != nil {
		return nil, err
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

// password reads Druid's PasswordProvider: a text, {"type":"default","password":…} or
// {"type":"environment","variable":…}.
func password(raw json.RawMessage) (string, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return "", nil
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text, nil
	}
	var p struct{ Type, Password, Variable string }
	if err := json.Unmarshal(raw, &p); err != nil {
		return "", fmt.Errorf("read httpAuthenticationPassword: %w", err)
	}
	switch p.Type {
	case "default":
		return p.Password, nil
	case "environment":
		return os.Getenv(p.Variable), nil
	}
	return "", fmt.Errorf("unknown password provider type [%s]", p.Type)
}

// openHTTP opens a slice. The stream goes on by itself after a broken connection, as Druid's does.
func openHTTP(ctx context.Context, s Slice, cfg Config) (io.ReadCloser, error) {
	f := &fetcher{ctx: ctx, slice: s, client: cfg.Client, attempts: cfg.Attempts, backoff: cfg.Backoff}
	if f.client == nil {
		f.client = http.DefaultClient
	}
	if f.attempts <= 0 {
		f.attempts = 3
	}
	if f.backoff <= 0 {
		f.backoff = 200 * time.Millisecond
	}
	if err := json.Unmarshal(s.Spec, &f.source); err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	if err := f.open(); err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	return f, nil
}

// fetcher reads one URI. After a broken connection it asks for the rest (Range) as often as attempts
// allow; the count begins anew with every byte that arrives.
type fetcher struct {
	ctx      context.Context //nolint:containedctx // a stream lives as long as its context
	slice    Slice
	source   httpSource
	client   *http.Client
	attempts int
	backoff  time.Duration

	body   io.ReadCloser
	offset int64
	failed int
}

// statusError is an answer that is no content.
type statusError struct{ status int }

func (e statusError) Error() string { return fmt.Sprintf("server answered status %d", e.status) }

// open sends the request until it is answered or the attempts are used up.
func (f *fetcher) open() error {
	wait := f.backoff << min(f.failed, 10)
	for {
		err := f.request()
		if err == nil {
			return nil
		}
		f.failed++
		if f.ctx.Err() != nil {
			return context.Cause(f.ctx)
		}
		if f.failed >= f.attempts {
			return err
		}
		if err := sleep(f.ctx, wait); err != nil {
			return err
		}
		wait *= 2
	}
}

func (f *fetcher) request() error {
	req, err := http.NewRequestWithContext(f.ctx, http.MethodGet, f.slice.Name, http.NoBody)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Accept-Encoding", "identity") // what is stored compressed is found by its content
	for k, v := range f.source.Headers {
		req.Header.Set(k, v)
	}
	if f.source.User != nil {
		pass, err := password(f.source.Password)
		if err != nil {
			return err
		}
		req.SetBasicAuth(*f.source.User, pass)
	}
	if f.offset > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", f.offset))
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return err
	}
	if err := f.accept(resp); err != nil {
		_ = resp.Body.Close()
		return err
	}
	f.body = resp.Body
	return nil
}

// accept checks the status and, where the server does not know ranges, skips what was read already.
func (f *fetcher) accept(resp *http.Response) error {
	switch {
	case resp.StatusCode == http.StatusPartialContent && f.offset > 0:
		return nil
	case resp.StatusCode != http.StatusOK:
		return statusError{resp.StatusCode}
	}
	_, err := io.CopyN(io.Discard, resp.Body, f.offset)
	return err
}

// Read gives the next bytes.
func (f *fetcher) Read(p []byte) (int, error) {
	for {
		n, err := f.body.Read(p)
		f.offset += int64(n)
		if n > 0 {
			f.failed = 0
			if !errors.Is(err, io.EOF) {
				err = nil // a broken connection shows again with the next read
			}
			return n, err
		}
		if err == nil || errors.Is(err, io.EOF) {
			return 0, err
		}
		if f.ctx.Err() != nil {
			return 0, context.Cause(f.ctx)
		}
		_ = f.body.Close()
		if f.failed++; f.failed >= f.attempts {
			return 0, &Error{Slice: f.slice, Err: err}
		}
		if err := sleep(f.ctx, f.backoff); err != nil {
			return 0, err
		}
		if err := f.open(); err != nil {
			return 0, &Error{Slice: f.slice, Err: err}
		}
	}
}

// Close ends the request.
func (f *fetcher) Close() error { return f.body.Close() }

// sleep waits, or ends with the context's cause.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
