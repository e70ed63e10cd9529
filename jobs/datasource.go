package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
	"ogham/internal/store"
	"ogham/jobs/input"
	"ogham/translate"
	"ogham/translate/native"
)

// partBytes is how much of a datasource is a part of its own when it is read as an input.
const partBytes = 64 << 20

// datasources reads datasources as inputs; see [input.Datasources].
type datasources struct{ s *Service }

// Chunks joins segments that overlap or are small: no row is in two parts.
func (d datasources) Chunks(ctx context.Context, name string, within druidtime.Interval) ([]input.Chunk, error) {
	used := true
	segments, err := d.s.store.Segments(ctx, store.SegmentFilter{
		DataSource: name, Used: &used, Overlapping: &store.Range{Start: within.StartMs, End: within.EndMs},
	})
	if err != nil {
		return nil, fmt.Errorf("list segments of [%s]: %w", name, err)
	}
	slices.SortFunc(segments, func(a, b store.Segment) int {
		if a.Start < b.Start {
			return -1
		}
		return 1
	})
	var list []input.Chunk
	for _, g := range segments {
		last := len(list) - 1
		if last >= 0 && (g.Start < list[last].Interval.EndMs || list[last].Size < partBytes) {
			list[last].Interval.EndMs = max(list[last].Interval.EndMs, g.End)
			list[last].Size += g.SizeBytes
			continue
		}
		list = append(list, input.Chunk{Interval: druidtime.Interval{StartMs: g.Start, EndMs: g.End}, Size: g.SizeBytes})
	}
	for i := range list {
		iv := &list[i].Interval
		iv.StartMs, iv.EndMs = max(iv.StartMs, within.StartMs), min(iv.EndMs, within.EndMs)
	}
	return list, nil
}

// Rows runs a Druid SQL query over the part.
func (d datasources) Rows(ctx context.Context, name string, within druidtime.Interval, filter json.RawMessage) (io.ReadCloser, error) {
	catalog := d.s.store.Catalog()
	relation, ok := catalog.Table("druid", name)
	if !ok {
		var err error
		if catalog, err = d.s.store.RefreshCatalog(ctx); err != nil {
			return nil, err
		}
		if relation, ok = catalog.Table("druid", name); !ok {
			return io.NopCloser(strings.NewReader("")), nil // dropped meanwhile
		}
	}
	sql, err := datasourceSQL(catalog, relation, within, filter)
	if err != nil {
		return nil, err
	}
	tr, err := translate.Translate(request(sql, map[string]any{}, nil, d.s.cfg.Now()), catalog)
	if err != nil {
		return nil, err
	}
	rows, err := d.s.store.QueryStaged(ctx, tr.SQL, tr.Args)
	if err != nil {
		return nil, err
	}
	return &rowStream{rows: rows, line: newLineWriter(tr.Columns)}, nil
}

// datasourceSQL is the query that reads a datasource. Multi-value columns are read as the lists that
// they are.
func datasourceSQL(catalog native.Catalog, r druidtype.Relation, within druidtime.Interval, filter json.RawMessage) (string, error) {
	var b strings.Builder
	b.WriteString("SELECT ")
	for i, c := range r.Columns {
		if i > 0 {
			b.WriteString(", ")
		}
		name := native.QuoteName(c.Name)
		if c.Type.MultiValue {
			fmt.Fprintf(&b, "MV_TO_ARRAY(%s) AS %s", name, name)
		} else {
			b.WriteString(name)
		}
	}
	where, err := native.Where(catalog, r.Name, filter, []druidtime.Interval{within})
	if err != nil {
		return "", err
	}
	b.WriteString(" FROM druid." + native.QuoteName(r.Name) + where)
	return b.String(), nil
}

// streamBytes is how much a rowStream makes at a time.
const streamBytes = 64 << 10

// rowStream is the result of a query as a stream of lines. It is not safe for concurrent use.
type rowStream struct {
	rows *store.Rows
	line *lineWriter
	buf  []byte
	rest []byte
	done bool
}

// Read gives the next bytes.
func (r *rowStream) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.done {
			return 0, io.EOF
		}
		r.buf = r.buf[:0]
		for len(r.buf) < streamBytes {
			if !r.rows.Next() {
				if err := r.rows.Err(); err != nil {
					return 0, err
				}
				r.done = true
				break
			}
			r.buf = r.line.append(r.buf, r.rows.RawValues())
		}
		r.rest = r.buf
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Close ends the query.
func (r *rowStream) Close() error {
	r.rows.Close()
	return nil
}
