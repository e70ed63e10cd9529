package input

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"ogham/jobs/objectstore"
)

// sizesAtOnce is how many objects are asked for their size at the same time.
const sizesAtOnce = 16

// location is a place in cloud storage: an object, or what the keys of many begin with.
type location struct {
	Bucket string `json:"bucket"`
	Path   string `json:"path"`
}

// objectSpec is what all sources of cloud storage have in common.
type objectSpec struct {
	URIs       []string   `json:"uris"`
	Prefixes   []string   `json:"prefixes"`
	Objects    []location `json:"objects"`
	ObjectGlob string     `json:"objectGlob"`
}

// objectSource is the source of objects in cloud storage.
type objectSource struct {
	// kind is the type of the source, which is also the scheme of its URIs unless scheme says another.
	kind, scheme string
	objectSpec

	glob *regexp.Regexp
	cfg  Config
	// client is the part of the specification that says how to reach the storage.
	client json.RawMessage
	store  objectstore.Reader
}

// newObjectSource reads and checks the common part; client is what a slice keeps to be opened with.
func newObjectSource(kind, scheme string, spec json.RawMessage, cfg Config, client any, store objectstore.Reader) (Source, error) {
	s := &objectSource{kind: kind, scheme: scheme, cfg: cfg, store: store}
	if err := json.Unmarshal(spec, &s.objectSpec); err != nil {
		return nil, fmt.Errorf("read %s input source: %w", kind, err)
	}
	given := 0
	for _, n := range []int{len(s.URIs), len(s.Prefixes), len(s.Objects)} {
		if n > 0 {
			given++
		}
	}
	if given != 1 {
		return nil, errors.New("Exactly one of uris, prefixes or objects must be specified") //nolint:staticcheck // Druid's words
	}
	for _, list := range [][]string{s.URIs, s.Prefixes} {
		for _, u := range list {
			if _, err := parseLocation(scheme, u); err != nil {
				return nil, err
			}
		}
	}
	for _, o := range s.Objects {
		if o.Bucket == "" {
			return nil, errors.New("bucket name cannot be null. Please verify if bucket name adheres to naming rules")
		}
	}
	var err error
	if strings.TrimSpace(s.ObjectGlob) != "" {
		if s.glob, err = globPattern(s.ObjectGlob); err != nil {
			return nil, err
		}
	}
	if s.client, err = json.Marshal(client); err != nil {
		return nil, fmt.Errorf("write %s slice: %w", kind, err)
	}
	return s, nil
}

// parseLocation reads scheme://bucket/path.
func parseLocation(scheme, uri string) (location, error) {
	u, err := url.Parse(uri)
	if err != nil {
		return location{}, fmt.Errorf("read uri %q: %w", uri, err)
	}
	if !strings.EqualFold(u.Scheme, scheme) {
		return location{}, fmt.Errorf("Invalid URI scheme [%s] must be [%s]", uri, scheme) //nolint:staticcheck // Druid's words
	}
	if u.Host == "" {
		return location{}, errors.New("bucket name cannot be null. Please verify if bucket name adheres to naming rules")
	}
	return location{Bucket: u.Host, Path: strings.TrimPrefix(u.Path, "/")}, nil
}

// uri writes a location as scheme://bucket/path.
func (l location) uri(scheme string) string {
	u := url.URL{Scheme: scheme, Host: l.Bucket, Path: "/" + strings.TrimPrefix(l.Path, "/")}
	return u.String()
}

// Slices gives a slice for each object. Objects that prefixes find are left out when they are empty.
// Sizes of objects that were named are asked for; where one cannot be had, opening the object will
// tell why.
func (s *objectSource) Slices(ctx context.Context) ([]Slice, error) {
	if len(s.Prefixes) > 0 {
		return s.listed(ctx)
	}
	var list []Slice
	for _, l := range s.named() {
		l.Path = strings.TrimPrefix(l.Path, "/")
		if s.glob == nil || s.glob.MatchString(l.Path) {
			list = append(list, s.slice(l, -1))
		}
	}
	s.measure(ctx, list)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return list, nil
}

func (s *objectSource) named() []location {
	if len(s.Objects) > 0 {
		return s.Objects
	}
	list := make([]location, 0, len(s.URIs))
	for _, u := range s.URIs {
		if l, err := parseLocation(s.scheme, u); err == nil { // checked before
			list = append(list, l)
		}
	}
	return list
}

func (s *objectSource) slice(l location, size int64) Slice {
	return Slice{Source: s.kind, Name: l.uri(s.scheme), Spec: s.client, Size: size, File: true}
}

// listed lists what is below the prefixes.
func (s *objectSource) listed(ctx context.Context) ([]Slice, error) {
	var list []Slice
	for _, prefix := range s.Prefixes {
		l, err := parseLocation(s.scheme, prefix)
		if err != nil {
			return nil, err
		}
		before := len(list)
		err = retry(ctx, s.cfg, func() error {
			list = list[:before]
			return s.store.List(ctx, l.Bucket, l.Path, func(o objectstore.Object) error {
				if o.Size > 0 && (s.glob == nil || s.glob.MatchString(o.Key)) {
					list = append(list, s.slice(location{l.Bucket, o.Key}, o.Size))
				}
				return nil
			})
		})
		if err != nil {
			return nil, &Error{Slice: Slice{Source: s.kind, Name: prefix}, Err: err}
		}
	}
	return list, nil
}

// measure fills in the sizes.
func (s *objectSource) measure(ctx context.Context, list []Slice) {
	var wait sync.WaitGroup
	todo := make(chan *Slice)
	for range min(sizesAtOnce, len(list)) {
		wait.Go(func() {
			for one := range todo {
				l, err := parseLocation(s.scheme, one.Name)
				if err != nil {
					continue
				}
				if n, err := s.store.Size(ctx, l.Bucket, l.Path); err == nil {
					one.Size = n
				}
			}
		})
	}
	for i := range list {
		todo <- &list[i]
	}
	close(todo)
	wait.Wait()
}

// openObject streams an object; the stream goes on after a broken connection.
func openObject(ctx context.Context, s Slice, scheme string, cfg Config, store objectstore.Reader) (io.ReadCloser, error) {
	l, err := parseLocation(scheme, s.Name)
	if err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	tag := ""
	return resume(ctx, s, cfg, func(offset int64) (io.ReadCloser, error) {
		c, err := store.Read(ctx, l.Bucket, l.Path, offset, tag)
		if err == nil && offset == 0 {
			tag = c.Tag
		}
		return c.Body, err
	})
}

// isFinal tells errors that another attempt cannot mend.
func isFinal(err error) bool {
	return errors.Is(err, objectstore.ErrChanged) || isFinalSQL(err)
}
