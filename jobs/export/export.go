// Package export gives the places that INSERT INTO EXTERN(…) writes to: a folder, or a prefix of a
// bucket. It knows files and their names; what stands in them is the business of jobs.
package export

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strings"

	"ogham/internal/druiderr"
	"ogham/jobs/objectstore"
	"ogham/translate/ingest"
)

// Config bounds where may be written to; the zero value allows nothing.
type Config struct {
	// LocalDir is the folder that local exports must be below.
	LocalDir string
	// Paths are the prefixes, s3://bucket/prefix or gs://bucket/prefix, that exports to the clouds must
	// be below.
	Paths []string
	// S3 and Google say how the clouds are reached.
	S3     objectstore.S3Options
	Google objectstore.GoogleOptions
}

// Destination is a place for the files of one export.
type Destination interface {
	// Path names the place in messages.
	Path() string
	// Names lists the files that are there.
	Names(ctx context.Context) ([]string, error)
	// Write stores a file, which appears as a whole or not at all.
	Write(ctx context.Context, name string, body io.Reader) error
	// Remove removes a file; one that is not there is no error.
	Remove(ctx context.Context, name string) error
	// URI is what a manifest calls a file.
	URI(name string) string
}

// Open gives the destination of an export. A place that may not be written to is a *druiderr.Error in
// Druid's words.
func Open(to *ingest.Export, cfg Config) (Destination, error) {
	switch to.Destination {
	case "local":
		return openLocal(to.Arguments["exportPath"], cfg.LocalDir)
	case "s3":
		if err := allowed("s3", "s3", "S3", to, cfg.Paths); err != nil {
			return nil, err
		}
		o := cfg.S3
		o.RoleARN, o.ExternalID = to.Arguments["assumeRoleArn"], to.Arguments["assumeRoleExternalId"]
		store, err := objectstore.NewS3(o)
		return newBucket("s3", to, store), err
	case "google":
		if err := allowed("gs", "google", "GCS", to, cfg.Paths); err != nil {
			return nil, err
		}
		store, err := objectstore.NewGoogle(cfg.Google)
		return newBucket("gs", to, store), err
	}
	return nil, druiderr.Invalid("Export destination [%s] is not known; it must be local, s3 or google", to.Destination)
}

// allowed checks bucket and prefix against the allowed paths of their scheme.
func allowed(scheme, property, service string, to *ingest.Export, paths []string) error {
	target := location(scheme, to)
	some := false
	// keys are no paths, but there are stores and proxies to which they are
	escapes := slices.ContainsFunc(strings.Split(target.Path, "/"), func(part string) bool { return part == "." || part == ".." })
	for _, p := range paths {
		u, err := url.Parse(p)
		if err != nil || u.Scheme != scheme {
			continue
		}
		some = true
		if !escapes && u.Host == target.Host && strings.HasPrefix(slashed(target.Path), slashed(u.Path)) {
			return nil
		}
	}
	if !some {
		return druiderr.New(druiderr.Operator, druiderr.NotFound, "general",
			"The runtime property `druid.export.storage.%s.allowedExportPaths` must be configured for %s export.", property, service)
	}
	return druiderr.Invalid("None of the allowed prefixes matched the input path [%s]. Please reach out to the cluster admin for the whitelisted paths for export. "+
		"The paths are controlled via the property `druid.export.storage.%s.allowedExportPaths`.", target, property)
}

func location(scheme string, to *ingest.Export) *url.URL {
	return &url.URL{Scheme: scheme, Host: to.Arguments["bucket"], Path: "/" + strings.TrimPrefix(to.Arguments["prefix"], "/")}
}

func slashed(path string) string { return strings.TrimSuffix(path, "/") + "/" }

// bucket is a destination in cloud storage.
type bucket struct {
	scheme, name, prefix string
	path                 string
	store                objectstore.Writer
}

func newBucket(scheme string, to *ingest.Export, store objectstore.Writer) bucket {
	prefix := strings.Trim(to.Arguments["prefix"], "/")
	if prefix != "" {
		prefix += "/"
	}
	return bucket{scheme, to.Arguments["bucket"], prefix, location(scheme, to).String(), store}
}

// Path is the URI of the prefix.
func (b bucket) Path() string { return b.path }

// Names lists the objects below the prefix.
func (b bucket) Names(ctx context.Context) ([]string, error) {
	var names []string
	err := b.store.List(ctx, b.name, b.prefix, func(o objectstore.Object) error {
		names = append(names, strings.TrimPrefix(o.Key, b.prefix))
		return nil
	})
	return names, err
}

// Write stores an object.
func (b bucket) Write(ctx context.Context, name string, body io.Reader) error {
	return b.store.Write(ctx, b.name, b.prefix+name, body)
}

// Remove removes an object.
func (b bucket) Remove(ctx context.Context, name string) error {
	return b.store.Remove(ctx, b.name, b.prefix+name)
}

// URI is the URI of an object.
func (b bucket) URI(name string) string {
	u := url.URL{Scheme: b.scheme, Host: b.name, Path: "/" + b.prefix + name}
	return u.String()
}
