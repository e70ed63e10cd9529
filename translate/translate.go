// Package translate turns Druid SQL into Postgres SQL.
//
// Translate is pure: the text, the parameters, the query context and a catalogue go in; one Postgres
// statement with its arguments, the columns of its result, and what it reads and writes come out, or
// a Druid error with the place in the text. It opens no connection, reads no clock and keeps no
// state, so it may be called from anywhere at once.
//
// The way of a statement: package parser makes a tree, analyze resolves names and types and makes a
// plan, postgres prints the plan and checks the text with Postgres' grammar. Package function is the
// table of what may be called. Package ingest reads INSERT, REPLACE and EXTERN.
package translate

import (
	"encoding/json"
	"time"

	"ogham/internal/druidtype"
	"ogham/translate/analyze"
	"ogham/translate/ingest"
	"ogham/translate/plan"
)

// Engine says which of Druid's engines a request would have gone to: what is allowed differs.
type Engine uint8

const (
	// EngineNative answers POST /druid/v2/sql.
	EngineNative Engine = iota
	// EngineMSQ answers the task and statements endpoints.
	EngineMSQ
)

// Parameter is the value of one ?: Type is a SQL type name, Value a decoded JSON value.
type Parameter = analyze.Parameter

// Catalog answers what tables there are.
type Catalog = analyze.Catalog

// StagedExtern says where the rows of an external input have been put.
type StagedExtern = analyze.StagedExtern

// Resource is a table, view or external input that a statement reads or writes.
type Resource = analyze.Resource

// Request is what Translate works on.
type Request struct {
	SQL string
	// Context is the decoded query context; numbers are json.Number or Go numbers.
	Context    map[string]any
	Parameters []Parameter
	Engine     Engine
	// Now is CURRENT_TIMESTAMP.
	Now time.Time
	// Staging maps an external input (by index) to the table that holds its rows; without it the
	// statement's SQL reads tables that do not exist and only says what it would be.
	Staging map[int]StagedExtern
	// SafeArithmetic makes integers wrap and doubles overflow to Infinity, as Druid's do; the
	// statement is slower. Ask for it when Postgres has failed with SQLSTATE 22003.
	SafeArithmetic bool
	// Prepare says that the values of the parameters are not known yet: the Translation then tells the
	// types that they are expected to have, and its statement is not to be run.
	Prepare bool
}

// Kind is the kind of a statement.
type Kind uint8

// The kinds of statements. Explain wraps one of the others.
const (
	Select Kind = iota
	Insert
	Replace
	Export
)

// String gives the statement type as EXPLAIN's ATTRIBUTES print it.
func (k Kind) String() string {
	switch k {
	case Insert, Export:
		return "INSERT"
	case Replace:
		return "REPLACE"
	case Select:
	}
	return "SELECT"
}

// Translation is a statement ready to run.
type Translation struct {
	Kind Kind
	// SQL is one Postgres statement; Args are its arguments: int64, float64, string, bool, []string,
	// []int64, []float64 or time.Time.
	SQL  string
	Args []any
	// NUL says that druidtype.NUL in a text of the result stands for the character NUL.
	NUL bool
	// Columns are the columns of the result, or of the rows to store. The Postgres type of each is
	// Type.Postgres() exactly.
	Columns []druidtype.Column
	// Parameters are the types that parameters are expected to have, where they are only prepared.
	Parameters []druidtype.Type
	// Context is the request's context with the statement's SET applied.
	Context map[string]any
	// TimeZone is sqlTimeZone: TIMESTAMP and DATE are printed in it.
	TimeZone *time.Location
	// Reads are the datasources, views and external inputs that are read, sorted.
	Reads []Resource
	// ReadsMetadata is set when sys or INFORMATION_SCHEMA tables are read.
	ReadsMetadata bool
	// Ingest describes INSERT and REPLACE, nil for others.
	Ingest *Ingest
	// ExportTo describes INSERT INTO EXTERN, nil for others.
	ExportTo *ingest.Export
	// Externs are the external inputs in order of appearance.
	Externs []Extern
	// Native is what Druid's planner would make of a plain WHERE; reports show it.
	Native Native
	// Shape is what the query does with its rows.
	Shape Shape
	// Explain is set for EXPLAIN PLAN FOR; the rest of the Translation is the explained statement.
	Explain *Explain

	// query is what SQL was printed from, for EXPLAIN.
	query *plan.Query
}

// Ingest describes INSERT and REPLACE.
type Ingest = ingest.Ingest

// Extern is an external input of a query.
type Extern = ingest.Extern

// Explain holds what EXPLAIN PLAN FOR answers besides Postgres' own plan.
type Explain struct {
	// Resources and Attributes are the JSON texts of the columns RESOURCES and ATTRIBUTES.
	Resources, Attributes json.RawMessage
	// Signature is the statement's row signature, ColumnMappings the output names by query column.
	Signature      []SignatureColumn
	ColumnMappings []ColumnMapping
}

// SignatureColumn is one column of EXPLAIN's signature, with its native type.
type SignatureColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// ColumnMapping maps a query column to its output name.
type ColumnMapping struct {
	QueryColumn  string `json:"queryColumn"`
	OutputColumn string `json:"outputColumn"`
}
