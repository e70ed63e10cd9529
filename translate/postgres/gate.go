package postgres

import (
	pg_query "github.com/pganalyze/pg_query_go/v5"

	"ogham/internal/druiderr"
)

// Gate refuses text that is not exactly one statement of Postgres' grammar. It runs on everything
// that is sent. Only the raw grammar is asked, which neither recurses over deep trees nor copies
// them, so that no text can exhaust the C stack; the parser's depth limit holds before that.
func Gate(sql string) error {
	statements, err := pg_query.SplitWithParser(sql, true)
	if err != nil {
		return druiderr.Bug("Translation is not SQL").WithCause(err)
	}
	if len(statements) != 1 {
		return druiderr.Bug("Translation is %d statements", len(statements))
	}
	return nil
}
