package store

import (
	"context"
	"encoding/json"
)

const explainSQL = `EXPLAIN (FORMAT JSON) `

// Explain gives Postgres' plan of a read statement, without running it, as EXPLAIN (FORMAT JSON)
// prints it. The error is a *druiderr.Error.
func (s *Store) Explain(ctx context.Context, sql string, args []any) (json.RawMessage, error) {
	var plan []byte
	if err := s.reader.QueryRow(ctx, explainSQL+sql, args...).Scan(&plan); err != nil {
		return nil, s.queryError(ctx, err)
	}
	return plan, nil
}
