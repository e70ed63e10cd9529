package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Lookup is a row of ogham.lookup.
type Lookup struct {
	Tier    string          `db:"tier"`
	Name    string          `db:"name"`
	Version string          `db:"version"`
	Spec    json.RawMessage `db:"spec"`
}

// Routine is a function as INFORMATION_SCHEMA.ROUTINES shows it.
type Routine struct {
	Name       string
	Aggregator bool
	Signatures *string
}

const (
	lookupsSQL    = `SELECT tier, name, version, spec FROM ogham.lookup ORDER BY tier, name`
	saveLookupSQL = `INSERT INTO ogham.lookup (tier, name, version, spec) VALUES ($1, $2, $3, $4)
ON CONFLICT (tier, name) DO UPDATE SET version = excluded.version, spec = excluded.spec, updated_at = now()`
	clearEntriesSQL  = `DELETE FROM ogham.lookup_entry WHERE name = $1`
	deleteLookupSQL  = `DELETE FROM ogham.lookup WHERE tier = $1 AND name = $2`
	lookupExistsSQL  = `SELECT EXISTS (SELECT FROM ogham.lookup WHERE name = $1)`
	quoteLiteralSQL  = `SELECT pg_catalog.quote_literal($1::text)`
	clearRoutinesSQL = `DELETE FROM ogham.routine`
)

// Lookups lists the lookup definitions.
func (s *Store) Lookups(ctx context.Context) ([]Lookup, error) {
	return collect[Lookup](ctx, s.writer, "list lookups", lookupsSQL)
}

// SaveLookup adds or replaces a lookup with its contents; a nil value is NULL.
func (s *Store) SaveLookup(ctx context.Context, l Lookup, entries map[string]*string) error {
	return s.changeLookups(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, saveLookupSQL, l.Tier, l.Name, l.Version, l.Spec); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, clearEntriesSQL, l.Name); err != nil {
			return err
		}
		rows := make([][]any, 0, len(entries))
		for k, v := range entries {
			rows = append(rows, []any{l.Name, k, v})
		}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{schemaOgham, "lookup_entry"}, []string{"name", "k", "v"}, pgx.CopyFromRows(rows)); err != nil {
			return err
		}
		var literal string
		if err := tx.QueryRow(ctx, quoteLiteralSQL, l.Name).Scan(&literal); err != nil {
			return err
		}
		view := ident(schemaOgham, lookupView(l.Name))
		statements := []string{"CREATE OR REPLACE VIEW " + view + " AS SELECT k, v FROM ogham.lookup_entry WHERE name = " + literal}
		if s.role != "" {
			statements = append(statements, "GRANT SELECT ON "+view+" TO "+ident(s.role))
		}
		return execAll(ctx, tx, "make lookup", statements)
	})
}

// DeleteLookup removes a lookup of a tier, or gives ErrNotFound.
func (s *Store) DeleteLookup(ctx context.Context, tier, name string) error {
	return s.changeLookups(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, deleteLookupSQL, tier, name)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return ErrNotFound
		}
		var elsewhere bool
		if err := tx.QueryRow(ctx, lookupExistsSQL, name).Scan(&elsewhere); err != nil || elsewhere {
			return err
		}
		if _, err := tx.Exec(ctx, clearEntriesSQL, name); err != nil {
			return err
		}
		return execAll(ctx, tx, "drop lookup", []string{"DROP VIEW IF EXISTS " + ident(schemaOgham, lookupView(name))})
	})
}

func (s *Store) changeLookups(ctx context.Context, change func(tx pgx.Tx) error) error {
	err := s.InTx(ctx, func(tx pgx.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		_, err := bumpCatalog(ctx, tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("change lookups: %w", err)
	}
	s.refreshLogged(ctx)
	return nil
}

// ReplaceRoutines makes INFORMATION_SCHEMA.ROUTINES show exactly these functions.
func (s *Store) ReplaceRoutines(ctx context.Context, routines []Routine) error {
	err := s.InTx(ctx, func(tx pgx.Tx) error {
		if err := lockDatasource(ctx, tx, "INFORMATION_SCHEMA.ROUTINES"); err != nil { // servers that start together
			return err
		}
		if _, err := tx.Exec(ctx, clearRoutinesSQL); err != nil {
			return err
		}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{schemaOgham, "routine"}, []string{"name", "is_aggregator", "signatures"},
			pgx.CopyFromSlice(len(routines), func(i int) ([]any, error) {
				return []any{routines[i].Name, routines[i].Aggregator, routines[i].Signatures}, nil
			}))
		return err
	})
	if err != nil {
		return fmt.Errorf("write routines: %w", err)
	}
	return nil
}
