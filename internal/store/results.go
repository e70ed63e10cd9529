package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Result describes the stored result of a SELECT task or statement.
type Result struct {
	// Signature is the list of columns, {"name", "type", "nativeType"} each.
	Signature json.RawMessage `db:"signature"`
	NumRows   int64           `db:"num_rows"`
	SizeBytes int64           `db:"size_bytes"`
}

// ResultPage is one page of a result; Rows are JSON arrays, one per line, and nil in lists.
type ResultPage struct {
	Page      int    `db:"page"`
	NumRows   int64  `db:"num_rows"`
	SizeBytes int64  `db:"size_bytes"`
	Rows      []byte `db:"rows"`
}

const (
	saveResultSQL = `INSERT INTO ogham.task_result (task_id, signature, num_rows, size_bytes) VALUES ($1, $2, $3, $4)
ON CONFLICT (task_id) DO UPDATE SET signature = excluded.signature, num_rows = excluded.num_rows, size_bytes = excluded.size_bytes`
	selectResultSQL = `SELECT signature, num_rows, size_bytes FROM ogham.task_result WHERE task_id = $1`
	savePageSQL     = `INSERT INTO ogham.result_page (task_id, page, num_rows, size_bytes, rows) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (task_id, page) DO UPDATE SET num_rows = excluded.num_rows, size_bytes = excluded.size_bytes, rows = excluded.rows`
	selectPagesSQL = `SELECT page, num_rows, size_bytes, NULL::bytea AS rows FROM ogham.result_page WHERE task_id = $1 ORDER BY page`
	selectPageSQL  = `SELECT page, num_rows, size_bytes, rows FROM ogham.result_page WHERE task_id = $1 AND page = $2`
)

// SaveResult adds or replaces the description of a task's result.
func (s *Store) SaveResult(ctx context.Context, db DB, taskID string, r Result) error {
	if _, err := s.db(db).Exec(ctx, saveResultSQL, taskID, r.Signature, r.NumRows, r.SizeBytes); err != nil {
		return fmt.Errorf("save result: %w", err)
	}
	return nil
}

// SaveResultPage adds or replaces one page.
func (s *Store) SaveResultPage(ctx context.Context, db DB, taskID string, p ResultPage) error {
	if _, err := s.db(db).Exec(ctx, savePageSQL, taskID, p.Page, p.NumRows, p.SizeBytes, p.Rows); err != nil {
		return fmt.Errorf("save result page: %w", err)
	}
	return nil
}

// Result gives the description of a task's result, or ErrNotFound.
func (s *Store) Result(ctx context.Context, taskID string) (Result, error) {
	return one[Result](ctx, s.writer, "read result", selectResultSQL, taskID)
}

// ResultPages lists the pages of a result without their rows.
func (s *Store) ResultPages(ctx context.Context, taskID string) ([]ResultPage, error) {
	return collect[ResultPage](ctx, s.writer, "list result pages", selectPagesSQL, taskID)
}

// ResultPage gives one page with its rows, or ErrNotFound.
func (s *Store) ResultPage(ctx context.Context, taskID string, page int) (ResultPage, error) {
	return one[ResultPage](ctx, s.writer, "read result page", selectPageSQL, taskID, page)
}

func one[T any](ctx context.Context, db DB, what, sql string, args ...any) (T, error) {
	var none T
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return none, fmt.Errorf("%s: %w", what, err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return none, fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	if err != nil {
		return none, fmt.Errorf("%s: %w", what, err)
	}
	return row, nil
}
