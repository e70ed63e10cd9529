package main

import (
	"context"
	"encoding/json"

	"ogham/api"
	"ogham/internal/store"
	"ogham/translate"
)

// queries is the store as package api wants it for interactive SQL.
type queries struct{ *store.Store }

// Query runs a translated statement.
func (q queries) Query(ctx context.Context, sql string, args []any) (api.Rows, error) {
	rows, err := q.Store.Query(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// Catalog gives the present snapshot.
func (q queries) Catalog() translate.Catalog { return q.Store.Catalog() }

// RefreshCatalog gives the newest snapshot.
func (q queries) RefreshCatalog(ctx context.Context) (translate.Catalog, error) {
	c, err := q.Store.RefreshCatalog(ctx)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Explain gives Postgres' plan of a translated statement.
func (q queries) Explain(ctx context.Context, sql string, args []any) (json.RawMessage, error) {
	return q.Store.Explain(ctx, sql, args)
}

// metadata is the store as package api wants it for the coordinator's endpoints.
type metadata struct{ *store.Store }

// Segments gives used segments.
func (m metadata) Segments(ctx context.Context, dataSource string) ([]store.Segment, error) {
	used := true
	return m.Store.Segments(ctx, store.SegmentFilter{DataSource: dataSource, Used: &used})
}

// DataSources gives the names of datasources that have segments.
func (m metadata) DataSources(ctx context.Context, includeUnused bool) ([]string, error) {
	f := store.SegmentFilter{}
	if !includeUnused {
		used := true
		f.Used = &used
	}
	list, err := m.Store.Segments(ctx, f)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, g := range list { // they come by datasource
		if len(names) == 0 || names[len(names)-1] != g.DataSource {
			names = append(names, g.DataSource)
		}
	}
	return names, nil
}

// MarkUnused hides segments.
func (m metadata) MarkUnused(ctx context.Context, dataSource string, interval *store.Range, ids []string) (int, bool, error) {
	return m.mark(ctx, m.Store.MarkUnused, store.SegmentFilter{DataSource: dataSource, Within: interval, IDs: ids})
}

// MarkUsed brings segments back.
func (m metadata) MarkUsed(ctx context.Context, dataSource string, interval *store.Range, ids []string) (int, bool, error) {
	return m.mark(ctx, m.Store.MarkUsed, store.SegmentFilter{DataSource: dataSource, Within: interval, IDs: ids})
}

func (m metadata) mark(ctx context.Context, set func(context.Context, store.SegmentFilter) (int, error), f store.SegmentFilter) (int, bool, error) {
	known, err := m.Store.Segments(ctx, store.SegmentFilter{DataSource: f.DataSource})
	if err != nil || len(known) == 0 {
		return 0, false, err
	}
	n, err := set(ctx, f)
	return n, true, err
}

// Servers gives the live processes.
func (m metadata) Servers(ctx context.Context) ([]store.ServerInfo, error) {
	return m.LiveServers(ctx)
}
