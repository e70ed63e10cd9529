package avatica

import (
	"context"
	"time"

	"ogham/internal/druidtype"
	"ogham/translate"
)

// Query is what is asked of an [Engine].
type Query struct {
	// SQL is Druid SQL; Context the query context, whose values are texts where a driver gave them.
	SQL     string
	Context map[string]any
	// Parameters are the values of ?, nil where there are none.
	Parameters []translate.Parameter
	// Prepare asks for the columns and the types of the parameters, whose values are not known yet.
	Prepare bool
	// Safe asks for integers that wrap, after a run without it has left their range.
	Safe bool
}

// Plan is a translated query.
type Plan struct {
	// Columns are the result's.
	Columns []druidtype.Column
	// Parameters are the types that the parameters of a prepared query are expected to have.
	Parameters []druidtype.Type
	// TimeZone is the one whose clock TIMESTAMP and DATE are told by.
	TimeZone *time.Location
	// NUL says that druidtype.NUL stands for the character NUL in texts.
	NUL bool
	// Open runs the query. The rows end with an error when ctx does. It is nil for a prepared query.
	Open func(ctx context.Context) (Rows, error)
}

// Rows is a query's result, read once from front to back.
type Rows interface {
	Next() bool
	// RawValues gives the row in Postgres' binary form; it is valid until Next or Close.
	RawValues() [][]byte
	// Err tells, after Next gave false, whether the result ended early.
	Err() error
	Close()
}

// Engine runs queries.
type Engine interface {
	// Plan translates a query; an error that a user may read is a *druiderr.Error.
	Plan(ctx context.Context, q Query) (*Plan, error)
}
