// Package objectstore reads and writes objects of cloud storage: Amazon S3 and what speaks its
// protocol, Google Cloud Storage, Azure Blob Storage.
//
// It knows nothing of tasks or input sources: jobs/input lists and reads with it, jobs/export writes.
package objectstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// ErrChanged says that an object is not what it was when it was opened first.
var ErrChanged = errors.New("the object has changed while it was read")

// Object is an object in a list.
type Object struct {
	Key string
	// Size is the number of bytes.
	Size int64
}

// Content is the content of an object from an offset on.
type Content struct {
	// Body must be closed.
	Body io.ReadCloser
	// Tag names the version of the content, "" if the service gives none.
	Tag string
}

// Reader lists and reads objects. It is safe for concurrent use.
type Reader interface {
	// List calls found for the objects of a bucket whose keys begin with prefix, in the order of keys.
	// An error of found ends the list and is given back.
	List(ctx context.Context, bucket, prefix string, found func(Object) error) error
	// Size gives the number of bytes of an object.
	Size(ctx context.Context, bucket, key string) (int64, error)
	// Read gives the content of an object from an offset on. With a tag, content of another version is
	// refused with ErrChanged.
	Read(ctx context.Context, bucket, key string, offset int64, tag string) (Content, error)
}

// Writer also writes and removes objects.
type Writer interface {
	Reader
	// Write stores all that body gives as an object, which appears as a whole or not at all.
	Write(ctx context.Context, bucket, key string, body io.Reader) error
	// Remove removes an object; one that is not there is no error.
	Remove(ctx context.Context, bucket, key string) error
}

// Proxy is an HTTP proxy that requests go through.
type Proxy struct {
	Host               string
	Port               int
	Username, Password string
}

// transport makes the transport of a client: the default one, or one that goes through a proxy.
func transport(base http.RoundTripper, p *Proxy) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	plain, ok := base.(*http.Transport)
	if p == nil || p.Host == "" || !ok {
		return base
	}
	through := &url.URL{Scheme: "http", Host: p.Host}
	if p.Port > 0 {
		through.Host = fmt.Sprintf("%s:%d", p.Host, p.Port)
	}
	if p.Username != "" {
		through.User = url.UserPassword(p.Username, p.Password)
	}
	own := plain.Clone()
	own.Proxy = http.ProxyURL(through)
	return own
}
