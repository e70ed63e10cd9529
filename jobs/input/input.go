// Package input reads external input sources: what EXTERN names as inputSource.
//
// A source is parsed once into a [Source], which lists its slices, one per file or object; a slice is
// opened as a stream of plain bytes, decompressed by what its content says. New kinds of sources are
// one file each: a type with a parse function put into the registry.
package input

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"ogham/jobs/objectstore"
)

// Config bounds what sources may reach and how long they try.
type Config struct {
	// LocalDirs are the only folders that the local source may read; none by default.
	LocalDirs []string
	// SQLHosts are the only hosts, "host" or "host:port", whose databases the sql source may read; none
	// by default.
	SQLHosts []string
	// Client sends HTTP requests; nil is a client without a total timeout.
	Client *http.Client
	// Attempts is how often a request is sent before it fails; 0 is 3. Druid tries eleven times
	// over almost four minutes.
	Attempts int
	// Backoff is the wait before the second attempt, doubled after each; 0 is 200 ms.
	Backoff time.Duration
	// S3, Google and Azure are how the clouds are reached where a source does not say it.
	S3     objectstore.S3Options
	Google objectstore.GoogleOptions
	Azure  objectstore.AzureOptions
	// Datasources are those of this server, for the druid source; nil for none.
	Datasources Datasources
}

// Slice is one file or object of a source; it marshals to JSON, so that a worker can be told of it.
type Slice struct {
	// Source is the type of the source that made it ("http").
	Source string `json:"source"`
	// Name says where it is: a URI, a path; "" for inline data.
	Name string `json:"name,omitempty"`
	// Spec is what the source needs to open it.
	Spec json.RawMessage `json:"spec,omitempty"`
	// Size is the number of bytes if known, else -1.
	Size int64 `json:"size"`
	// File tells whether rows and bytes of the slice are counted as a file's (inline data's are not).
	File bool `json:"file"`
	// SystemFields are the columns that the source itself gives; see SystemField.
	SystemFields []string `json:"systemFields,omitempty"`
}

// Source is a parsed input source.
type Source interface {
	// Slices lists what there is to read. Files that do not exist are left out, as Druid does.
	Slices(ctx context.Context) ([]Slice, error)
}

// kind is an entry of the registry.
type kind struct {
	parse func(spec json.RawMessage, cfg Config) (Source, error)
	open  func(ctx context.Context, s Slice, cfg Config) (io.ReadCloser, error)
}

// kinds is the registry; an init-time literal would be a cycle because of "combining".
func kinds() map[string]kind {
	return map[string]kind{
		"inline":       {parseInline, openInline},
		"http":         {parseHTTP, openHTTP},
		"local":        {parseLocal, openLocal},
		"s3":           {parseS3, openS3},
		"google":       {parseGoogle, openGoogle},
		"azure":        {parseAzure, openAzure},
		"azureStorage": {parseAzureStorage, openAzureStorage},
		"druid":        {parseDruid, openDruid},
		"sql":          {parseSQL, openSQL},
		"combining":    {parseCombining, nil},
	}
}

// Types lists the types of input sources, sorted.
func Types() []string {
	var names []string
	for name := range kinds() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Parse reads an inputSource object. The error says what is wrong with it.
func Parse(spec json.RawMessage, cfg Config) (Source, error) {
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(spec, &head); err != nil {
		return nil, fmt.Errorf("input source is no JSON object: %w", err)
	}
	k, ok := kinds()[head.Type]
	if !ok {
		return nil, fmt.Errorf("unknown input source type [%s], known are %v", head.Type, Types())
	}
	fields, err := systemFields(spec)
	if err != nil {
		return nil, err
	}
	source, err := k.parse(spec, cfg)
	if err != nil || len(fields) == 0 {
		return source, err
	}
	return fielded{source, fields}, nil
}

// jsonLines is the format of sources that are not files.
var jsonLines = json.RawMessage(`{"type":"json"}`)

// FormatOf gives the inputFormat that a slice is read with: the statement's, or for rows of a database,
// which are no file of any format, our own.
func FormatOf(s Slice, given json.RawMessage) json.RawMessage {
	if s.Source == "druid" || s.Source == "sql" {
		return jsonLines
	}
	return given
}

// Open streams the plain content of a slice: compressed data is decompressed. onRead, if not nil, is
// told of compressed bytes as they arrive.
func Open(ctx context.Context, s Slice, cfg Config) (io.ReadCloser, error) {
	k, ok := kinds()[s.Source]
	if !ok || k.open == nil {
		return nil, fmt.Errorf("unknown input source type [%s]", s.Source)
	}
	raw, err := k.open(ctx, s, cfg)
	if err != nil {
		return nil, err
	}
	plain, err := decompress(raw)
	if err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	return plain, nil
}

// Error is a failure to read a slice; Druid's wording comes from its fields.
type Error struct {
	Slice Slice
	Err   error
}

// Error gives a plain description.
func (e *Error) Error() string { return fmt.Sprintf("read %s: %v", e.Slice.Shown(), e.Err) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
