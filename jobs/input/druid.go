package input

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"ogham/internal/druidtime"
)

// Datasources reads what this server itself stores, for the druid source.
type Datasources interface {
	// Chunks gives the parts of a datasource within an interval, each to be read by itself; none for a
	// datasource that does not exist.
	Chunks(ctx context.Context, dataSource string, within druidtime.Interval) ([]Chunk, error)
	// Rows streams the rows of a part as JSON objects, one a line, with __time in milliseconds. filter
	// is a native filter, nil for none.
	Rows(ctx context.Context, dataSource string, within druidtime.Interval, filter json.RawMessage) (io.ReadCloser, error)
}

// Chunk is a part of a datasource.
type Chunk struct {
	Interval druidtime.Interval
	Size     int64
}

// datasource is the source of the rows of a datasource (Druid: DruidInputSource).
type datasource struct {
	DataSource string          `json:"dataSource"`
	Interval   string          `json:"interval"`
	Segments   json.RawMessage `json:"segments"`
	Filter     json.RawMessage `json:"filter"`

	within druidtime.Interval
	reader Datasources
}

// datasourceSlice is what a worker is told of a part.
type datasourceSlice struct {
	StartMs int64           `json:"startMs"`
	EndMs   int64           `json:"endMs"`
	Filter  json.RawMessage `json:"filter,omitempty"`
}

func parseDruid(spec json.RawMessage, cfg Config) (Source, error) {
	d := datasource{reader: cfg.Datasources}
	if err := json.Unmarshal(spec, &d); err != nil {
		return nil, fmt.Errorf("read druid input source: %w", err)
	}
	switch {
	case d.DataSource == "":
		return nil, errors.New("dataSource")
	case (d.Interval == "") == (len(d.Segments) == 0 || string(d.Segments) == "null"):
		return nil, errors.New("Specify exactly one of 'interval' and 'segments'") //nolint:staticcheck // Druid's words
	case d.Interval == "":
		return nil, errors.New("rows of a datasource are read by interval: their segments share tables")
	case d.reader == nil:
		return nil, errors.New("this server has no datasources to read")
	}
	var err error
	if d.within, err = druidtime.ParseInterval(d.Interval, time.UTC); err != nil {
		return nil, fmt.Errorf("read interval %q: %w", d.Interval, err)
	}
	if string(d.Filter) == "null" {
		d.Filter = nil
	}
	return d, nil
}

// Slices gives a slice for each part of the datasource.
func (d datasource) Slices(ctx context.Context) ([]Slice, error) {
	chunks, err := d.reader.Chunks(ctx, d.DataSource, d.within)
	if err != nil {
		return nil, err
	}
	list := make([]Slice, len(chunks))
	for i, c := range chunks {
		spec, err := json.Marshal(datasourceSlice{c.Interval.StartMs, c.Interval.EndMs, d.Filter})
		if err != nil {
			return nil, fmt.Errorf("write druid slice: %w", err)
		}
		list[i] = Slice{Source: "druid", Name: d.DataSource, Spec: spec, Size: c.Size, File: true}
	}
	return list, nil
}

func openDruid(ctx context.Context, s Slice, cfg Config) (io.ReadCloser, error) {
	var part datasourceSlice
	if err := json.Unmarshal(s.Spec, &part); err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	if cfg.Datasources == nil {
		return nil, &Error{Slice: s, Err: errors.New("no datasources to read")}
	}
	return cfg.Datasources.Rows(ctx, s.Name, druidtime.Interval{StartMs: part.StartMs, EndMs: part.EndMs}, part.Filter)
}
