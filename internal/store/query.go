package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Rows is the result of a query, read once from front to back. The connection is given back by
// Close, or when Next gives false. It is not safe for concurrent use.
type Rows struct {
	rows   pgx.Rows
	cancel context.CancelFunc
	fail   func(error) error // tells a user why
	finish func()            // ends the transaction of the query
	peeked bool              // the first row was read by Query already
	first  bool
	read   bool // all rows were read, or an error came
	closed bool
	err    error
}

// Query runs one read statement on the reader pool. All results are in Postgres' binary format.
// Errors that come up before the first row are given here, as *druiderr.Error; later ones by
// [Rows.Err]. The query is cancelled on the server when ctx ends; the error then says why (see
// [ErrTimeout]).
func (s *Store) Query(ctx context.Context, sql string, args []any) (*Rows, error) {
	return s.retryStale(ctx, func() (*Rows, error) {
		run, cancel := context.WithCancel(ctx)
		rows, err := s.reader.Query(run, sql, binary(args)...)
		return s.newRows(ctx, cancel, rows, func() {}, err)
	})
}

// stagedMemorySQL: an ingestion groups and sorts more than a query of a user.
const stagedMemorySQL = `SELECT pg_catalog.set_config('work_mem', '64MB', true)`

// QueryStaged is Query for the SELECT of an ingestion: on the database that is written to, where the
// staging tables are, and without statement timeout.
func (s *Store) QueryStaged(ctx context.Context, sql string, args []any) (*Rows, error) {
	return s.retryStale(ctx, func() (*Rows, error) {
		tx, err := s.writer.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly})
		if err != nil {
			return nil, s.queryError(ctx, err)
		}
		if _, err := tx.Exec(ctx, stagedMemorySQL); err != nil {
			return nil, errors.Join(s.queryError(ctx, err), tx.Rollback(context.WithoutCancel(ctx)))
		}
		if s.role != "" {
			if _, err := tx.Exec(ctx, "SET LOCAL ROLE "+ident(s.role)); err != nil {
				return nil, errors.Join(s.queryError(ctx, err), tx.Rollback(context.WithoutCancel(ctx)))
			}
		}
		run, cancel := context.WithCancel(ctx)
		rows, err := tx.Query(run, sql, binary(args)...)
		return s.newRows(ctx, cancel, rows, func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
			defer cancel()
			_ = tx.Rollback(ctx) // nothing was written
		}, err)
	})
}

// binary asks for binary results of every type, also of those (json) that pgx reads as text.
func binary(args []any) []any {
	return append([]any{pgx.QueryResultFormats{pgx.BinaryFormatCode}}, args...)
}

// retryStale runs a query once more when a prepared statement met a table that changed meanwhile.
func (s *Store) retryStale(ctx context.Context, query func() (*Rows, error)) (*Rows, error) {
	const attempts = 3
	var r *Rows
	var err error
	for range attempts {
		if r, err = query(); !isStale(err) || ctx.Err() != nil {
			break
		}
	}
	return r, err
}

// isStale tells "cached plan must not change result type".
func isStale(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == codeFeatureNotSupported && pg.Routine == "RevalidateCachedQuery"
}

// newRows reads up to the first row, so that errors of planning and of the first row are given by
// the call that runs the query.
func (s *Store) newRows(ctx context.Context, cancel context.CancelFunc, rows pgx.Rows, finish func(), err error) (*Rows, error) {
	fail := func(err error) error { return s.queryError(ctx, err) }
	if err != nil {
		cancel()
		finish()
		return nil, fail(err)
	}
	r := &Rows{rows: rows, cancel: cancel, fail: fail, finish: finish}
	r.first = r.advance()
	r.peeked = true
	if r.err != nil {
		return nil, r.err
	}
	if ctx.Err() != nil { // a cancel request that came before the statement did goes unheard
		r.Close()
		return nil, fail(ctx.Err())
	}
	return r, nil
}

// Next goes to the next row. It gives false at the end and after an error.
func (r *Rows) Next() bool {
	if r.peeked {
		r.peeked = false
		return r.first
	}
	return r.advance()
}

func (r *Rows) advance() bool {
	if r.closed {
		return false
	}
	if r.rows.Next() {
		return true
	}
	r.read = true
	r.Close()
	return false
}

// RawValues gives the fields of the row in binary format, nil for NULL. They are valid until the next
// call of Next or Close.
func (r *Rows) RawValues() [][]byte { return r.rows.RawValues() }

// FieldOIDs gives the types of the result columns.
func (r *Rows) FieldOIDs() []uint32 {
	fields := r.rows.FieldDescriptions()
	oids := make([]uint32, len(fields))
	for i, f := range fields {
		oids[i] = f.DataTypeOID
	}
	return oids
}

// Err gives why Next ended early, as *druiderr.Error; nil after all rows were read.
func (r *Rows) Err() error { return r.err }

// Close gives the connection back; a query whose rows were not all read is cancelled. It may be called
// twice.
func (r *Rows) Close() {
	if r.closed {
		return
	}
	r.closed = true
	if !r.read {
		r.cancel() // else the driver would read the rest
	}
	r.rows.Close()
	r.cancel()
	if err := r.rows.Err(); err != nil && r.read {
		r.err = r.fail(err)
	}
	r.finish()
}

const rollbackTimeout = 5 * time.Second
