package input

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// The system fields: columns that tell where a row comes from, for sources that are asked to give them
// (systemFields).
const (
	fieldURI    = "__file_uri"
	fieldBucket = "__file_bucket"
	fieldPath   = "__file_path"
)

// systemFields reads what a source is asked for.
func systemFields(spec json.RawMessage) ([]string, error) {
	var s struct {
		Fields []string `json:"systemFields"`
	}
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read systemFields: %w", err)
	}
	for _, f := range s.Fields {
		if !slices.Contains([]string{fieldURI, fieldBucket, fieldPath}, f) {
			return nil, fmt.Errorf("unknown system field [%s]", f)
		}
	}
	return s.Fields, nil
}

// fielded is a source whose slices give system fields.
type fielded struct {
	Source
	fields []string
}

// Slices marks the slices.
func (f fielded) Slices(ctx context.Context) ([]Slice, error) {
	list, err := f.Source.Slices(ctx)
	for i := range list {
		list[i].SystemFields = f.fields
	}
	return list, err
}

// SystemField gives the value of a system field; ok is false for columns that the source was not asked
// for, or that its kind does not have.
func (s Slice) SystemField(column string) (value string, ok bool) {
	if !slices.Contains(s.SystemFields, column) {
		return "", false
	}
	uri := s.Name
	switch s.Source {
	case "local":
		uri = "file:" + s.Name
	case "inline", "druid", "sql":
		return "", false
	}
	if column == fieldURI {
		return uri, true
	}
	u, err := url.Parse(s.Name)
	switch {
	case s.Source == "local":
		return s.Name, column == fieldPath
	case err != nil:
		return "", false
	case column == fieldBucket:
		return u.Host, s.Source != "http"
	case s.Source == "http":
		return u.Path, true
	}
	return strings.TrimPrefix(u.Path, "/"), true
}
