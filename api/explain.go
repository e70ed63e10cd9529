package api

import (
	"bytes"
	"context"
	"encoding/json"

	"ogham/internal/druidtype"
	"ogham/translate"
)

// explainQuery is "query" of EXPLAIN's PLAN: what runs in the database, and how it says it will.
type explainQuery struct {
	QueryType string          `json:"queryType"`
	SQL       string          `json:"sql"`
	Plan      json.RawMessage `json:"plan,omitempty"`
}

type explainPlan struct {
	Query          explainQuery                `json:"query"`
	Signature      []translate.SignatureColumn `json:"signature"`
	ColumnMappings []translate.ColumnMapping   `json:"columnMappings"`
}

// explain answers EXPLAIN PLAN FOR with its one row: PLAN, RESOURCES, ATTRIBUTES. The database is
// asked for its plan of a SELECT; what an ingestion reads from outside is not there to be planned.
func (q *query) explain(ctx context.Context, plan *translate.Translation) error {
	rows, err := q.s.explainRows(ctx, plan)
	if err != nil {
		return err
	}
	explained := *plan
	explained.Columns = explainColumns
	return q.send(&explained, rows)
}

// explainRows gives the row of explainColumns.
func (s *Server) explainRows(ctx context.Context, plan *translate.Translation) (Rows, error) {
	p := explainPlan{
		Query:     explainQuery{QueryType: "postgres", SQL: plan.SQL},
		Signature: plan.Explain.Signature, ColumnMappings: plan.Explain.ColumnMappings,
	}
	if plan.Kind == translate.Select && len(plan.Externs) == 0 {
		var err error
		if p.Query.Plan, err = s.cfg.Queries.Explain(ctx, plan.SQL, plan.Args); err != nil {
			return nil, err
		}
	}
	text, err := marshalPlain([]explainPlan{p})
	if err != nil {
		return nil, err
	}
	return &fixedRows{rows: [][][]byte{{text, plan.Explain.Resources, plan.Explain.Attributes}}}, nil
}

var explainColumns = []druidtype.Column{
	{Name: "PLAN", Type: druidtype.Of(druidtype.Varchar).NotNull()},
	{Name: "RESOURCES", Type: druidtype.Of(druidtype.Varchar).NotNull()},
	{Name: "ATTRIBUTES", Type: druidtype.Of(druidtype.Varchar).NotNull()},
}

// marshalPlain is json.Marshal without escapes for HTML, which nobody reads here.
func marshalPlain(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// fixedRows are Rows that are known already.
type fixedRows struct {
	rows    [][][]byte
	current [][]byte
}

// Next goes to the next row.
func (f *fixedRows) Next() bool {
	if len(f.rows) == 0 {
		return false
	}
	f.current, f.rows = f.rows[0], f.rows[1:]
	return true
}

// RawValues gives the present row.
func (f *fixedRows) RawValues() [][]byte { return f.current }

// Err gives nil.
func (f *fixedRows) Err() error { return nil }

// Close does nothing.
func (f *fixedRows) Close() {}
