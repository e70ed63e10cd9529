package conformance

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Answer is a response as it came over the wire.
type Answer struct {
	Status    int
	Headers   http.Header
	Text      string
	Truncated bool  // the body stopped before its announced end
	Err       error // no answer came
}

// decoded returns the body as JSON, or as text where it is none.
func (a Answer) decoded() any {
	if value, err := Decode(a.Text); err == nil {
		return value
	}
	return a.Text
}

// header returns the last value of a header, and whether it was sent.
func (a Answer) header(name string) (string, bool) {
	values := a.Headers.Values(name)
	if len(values) == 0 {
		return "", false
	}
	return values[len(values)-1], true
}

// Client sends requests to one server as they are: no redirects, no decompression, no headers of its own.
type Client struct {
	base      string
	timeout   time.Duration
	transport *http.Transport
}

// NewClient returns a client of the server at an address such as http://127.0.0.1:8888; an answer may take timeout.
func NewClient(base string, timeout time.Duration) *Client {
	return &Client{
		base:    strings.TrimRight(base, "/"),
		timeout: timeout,
		transport: &http.Transport{
			DisableCompression: true,
			DialContext:        (&net.Dialer{Timeout: timeout}).DialContext,
			// Recorded clients opened one connection a request; a kept one may be closed under a POST.
			DisableKeepAlives: true,
		},
	}
}

// KeepAlive makes the client keep its connections between requests; it returns the client.
func (c *Client) KeepAlive() *Client {
	c.transport.DisableKeepAlives = false
	return c
}

// Close drops the client's idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Call sends one request and reads the whole answer. body nil means none.
func (c *Client) Call(ctx context.Context, method, path string, headers map[string]string, body *string) Answer {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := c.request(ctx, method, path, headers, body)
	if err != nil {
		return Answer{Err: err}
	}
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		return Answer{Err: err}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	answer := Answer{Status: resp.StatusCode, Headers: resp.Header, Text: strings.ToValidUTF8(string(raw), "\ufffd")}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		answer.Truncated = true
	} else if err != nil {
		return Answer{Err: err}
	}
	return answer
}

func (c *Client) request(ctx context.Context, method, path string, headers map[string]string, body *string) (*http.Request, error) {
	var reader io.Reader
	if body != nil {
		reader = strings.NewReader(*body)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base, reader)
	if err != nil {
		return nil, err
	}
	// Opaque keeps the path's own escapes (%2F) as the case spells them.
	req.URL = &url.URL{Scheme: req.URL.Scheme, Host: req.URL.Host, Opaque: req.URL.Path + quotePath(path)}
	req.Header.Set("User-Agent", "")
	req.Header.Set("Accept-Encoding", "identity")
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	return req, nil
}

// pathSafe holds the characters, besides letters and digits, that a path may hold unescaped.
const pathSafe = "/?&=%:,;+@!$'()*~[]-._"

func quotePath(path string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(path) {
		ch := path[i]
		if ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch >= '0' && ch <= '9' || strings.IndexByte(pathSafe, ch) >= 0 {
			b.WriteByte(ch)
		} else {
			b.Write([]byte{'%', digits[ch>>4], digits[ch&15]})
		}
	}
	return b.String()
}
