package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"ogham/internal/druidtype"
)

// Catalog is what queries can read, at one moment. It never changes and is safe for concurrent use.
type Catalog struct {
	version int64
	schemas map[string]map[string]druidtype.Relation
	names   map[string][]string
	lookups map[string]bool
}

// The kinds of relations.
const (
	kindDatasource = "datasource"
	kindLookup     = "lookup"
	kindSystem     = "system"
)

const (
	catalogVersionSQL = `SELECT version FROM ogham.catalog_version`
	catalogTablesSQL  = `SELECT d.name, d.physical, k.name, k.physical, k.native_type, k.multi_value
FROM ogham.datasource d JOIN ogham.datasource_column k ON k.datasource = d.name
WHERE k.ordinal IS NOT NULL AND EXISTS (SELECT FROM ogham.segment s WHERE s.datasource = d.name AND s.used)
ORDER BY d.name, k.ordinal`
	catalogSystemSQL = `SELECT table_schema, table_name, view_name, column_name, native_type, nullable
FROM ogham.system_column ORDER BY table_schema, table_name, ordinal`
	catalogLookupsSQL = `SELECT DISTINCT name FROM ogham.lookup ORDER BY name`
	bumpCatalogSQL    = `WITH v AS (UPDATE ogham.catalog_version SET version = version + 1 RETURNING version)
SELECT version, pg_catalog.pg_notify('ogham_catalog', version::text)::text FROM v`
)

// Catalog gives the present snapshot. It follows publications of this process at once, of others
// within milliseconds.
func (s *Store) Catalog() *Catalog { return s.catalog.Load() }

// RefreshCatalog reads the catalogue if it changed and gives the newest snapshot. Use it before
// telling a user that a table does not exist.
func (s *Store) RefreshCatalog(ctx context.Context) (*Catalog, error) {
	s.refresh.Lock()
	defer s.refresh.Unlock()
	old := s.catalog.Load()
	var fresh *Catalog
	err := pgx.BeginTxFunc(ctx, s.writer, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		var err error
		fresh, err = loadCatalog(ctx, tx, old)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	s.catalog.Store(fresh)
	return fresh, nil
}

// FollowCatalog reads the catalogue if the present snapshot is older than a version.
func (s *Store) FollowCatalog(ctx context.Context, version int64) error {
	if s.catalog.Load().version >= version {
		return nil
	}
	_, err := s.RefreshCatalog(ctx)
	return err
}

func loadCatalog(ctx context.Context, tx pgx.Tx, old *Catalog) (*Catalog, error) {
	c := &Catalog{schemas: map[string]map[string]druidtype.Relation{}, names: map[string][]string{}, lookups: map[string]bool{}}
	if err := tx.QueryRow(ctx, catalogVersionSQL).Scan(&c.version); err != nil {
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, errors.New("the database is not migrated")
		}
		return nil, err
	}
	if old != nil && old.version == c.version {
		return old, nil
	}
	for _, load := range []func(context.Context, pgx.Tx) error{c.loadDatasources, c.loadSystem, c.loadLookups} {
		if err := load(ctx, tx); err != nil {
			return nil, err
		}
	}
	for schema, relations := range c.schemas {
		for name := range relations {
			c.names[schema] = append(c.names[schema], name)
		}
		slices.Sort(c.names[schema])
	}
	return c, nil
}

// Table finds a relation; names are case-sensitive. schema is "druid", "lookup", "sys",
// "INFORMATION_SCHEMA" or "view".
func (c *Catalog) Table(schema, name string) (druidtype.Relation, bool) {
	r, ok := c.schemas[schema][name]
	return r, ok
}

// Tables gives the names of a schema's relations, sorted. The caller does not change the list.
func (c *Catalog) Tables(schema string) []string { return c.names[schema] }

// Lookup tells whether a lookup of this name is defined.
func (c *Catalog) Lookup(name string) bool { return c.lookups[name] }

// Version counts up with every change of the catalogue.
func (c *Catalog) Version() int64 { return c.version }

func (c *Catalog) add(r druidtype.Relation, col druidtype.RelColumn) {
	schema := c.schemas[r.Schema]
	if schema == nil {
		schema = map[string]druidtype.Relation{}
		c.schemas[r.Schema] = schema
	}
	if known, ok := schema[r.Name]; ok {
		r = known
	}
	r.Columns = append(r.Columns, col)
	schema[r.Name] = r
}

func (c *Catalog) loadDatasources(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, catalogTablesSQL)
	if err != nil {
		return err
	}
	var name, physical, column, physicalColumn, native string
	var multi bool
	_, err = pgx.ForEachRow(rows, []any{&name, &physical, &column, &physicalColumn, &native, &multi}, func() error {
		t, err := columnType(column, native, multi)
		if err != nil {
			return err
		}
		c.add(druidtype.Relation{Schema: schemaDruid, Name: name, PgSchema: schemaDruid, PgName: physical, Kind: kindDatasource},
			druidtype.RelColumn{Column: druidtype.Column{Name: column, Type: t}, Physical: physicalColumn})
		return nil
	})
	return err
}

func (c *Catalog) loadSystem(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, catalogSystemSQL)
	if err != nil {
		return err
	}
	var schema, table, view, column, native string
	var nullable bool
	_, err = pgx.ForEachRow(rows, []any{&schema, &table, &view, &column, &native, &nullable}, func() error {
		t, err := columnType(column, native, false)
		if err != nil {
			return err
		}
		c.add(druidtype.Relation{Schema: schema, Name: table, PgSchema: schemaOgham, PgName: view, Kind: kindSystem},
			druidtype.RelColumn{Column: druidtype.Column{Name: column, Type: t.Null(nullable)}, Physical: column})
		return nil
	})
	return err
}

func (c *Catalog) loadLookups(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, catalogLookupsSQL)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	text := druidtype.Of(druidtype.Varchar)
	for _, n := range names {
		c.lookups[n] = true
		r := druidtype.Relation{Schema: "lookup", Name: n, PgSchema: schemaOgham, PgName: lookupView(n), Kind: kindLookup}
		c.add(r, druidtype.RelColumn{Column: druidtype.Column{Name: "k", Type: text.NotNull()}, Physical: "k"})
		c.add(r, druidtype.RelColumn{Column: druidtype.Column{Name: "v", Type: text}, Physical: "v"})
	}
	return nil
}

// columnType gives the type of a stored column; __time is a TIMESTAMP.
func columnType(name, native string, multi bool) (druidtype.Type, error) {
	if name == TimeColumn {
		return druidtype.Of(druidtype.Timestamp).NotNull(), nil
	}
	t, ok := druidtype.FromNative(native)
	if !ok {
		return t, fmt.Errorf("column %s has the unknown type %s", name, native)
	}
	t.MultiValue = multi
	return t, nil
}

// bumpCatalog counts the catalogue's version up and tells all processes when tx commits.
func bumpCatalog(ctx context.Context, tx pgx.Tx) (int64, error) {
	var version int64
	var none string
	if err := tx.QueryRow(ctx, bumpCatalogSQL).Scan(&version, &none); err != nil {
		return 0, fmt.Errorf("count the catalogue up: %w", err)
	}
	return version, nil
}

// lookupView names the view in schema ogham that a lookup's rows are read through.
func lookupView(name string) string {
	return "lookup_" + shorten(PhysicalName(name), 40) + "_" + hashOf(name)
}
