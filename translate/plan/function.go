package plan

import (
	"time"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
)

// Kind tells scalar functions, operators, aggregates and window functions apart.
type Kind uint8

// The kinds of functions.
const (
	Scalarf   Kind = iota // a function of one row
	Operator              // a scalar with operator syntax, which cannot be called by name
	Aggregate             // usable with and without OVER
	WindowFn              // only with OVER
)

// Family is the kind of argument that a parameter takes (Calcite's SqlTypeFamily).
type Family uint8

// The families.
const (
	Any           Family = iota
	String               // text; numbers and times are cast to VARCHAR
	Numeric              // any number; text is cast to DOUBLE
	Integral             // any number, cast to BIGINT
	Whole                // an integer
	Exact                // an integer or DECIMAL, cast to BIGINT
	Floating             // cast to DOUBLE
	Boolean              // BOOLEAN
	Time                 // TIMESTAMP or DATE; text is cast to TIMESTAMP
	Timestamp            // TIMESTAMP; DATE and text are refused
	ArrayOf              // ARRAY
	JSON                 // COMPLEX<json>; others are passed through TO_JSON
	Multi                // a multi-value string taken whole, as text[]; a plain string becomes one value
	Interval             // an interval literal
	Listed               // ARRAY; any other value but a complex one counts as a list of one
	Single               // a value as Druid's arrays hold it: text or a number
	SingleOrArray        // such a value, or an ARRAY
	Wanted               // such a value, an ARRAY or a multi-value string, as text[]
	Plain                // a string, multi-value or not, taken whole, as text[]
)

// Param describes one argument of a function.
type Param struct {
	Family   Family
	Optional bool
	Repeat   bool // zero or more; only the last
	Literal  bool // must be constant
	Strict   bool // no implicit cast
	NotNull  bool // an untyped NULL is refused
	AnyNull  bool // a NULL is taken whatever type it was cast to
}

// Binder is what a function's Bind may ask.
type Binder interface {
	// Zone gives the session's time zone, sqlTimeZone.
	Zone() *time.Location
	// ZoneName gives the name of Zone as Postgres and the druid_sql functions take it.
	ZoneName() string
	// Now gives the query's time in milliseconds.
	Now() int64
	// HasLookup tells whether a lookup exists.
	HasLookup(name string) bool
	// Call binds a call of another catalogued function or operator with typed arguments.
	Call(pos ast.Pos, name string, args ...Expr) (Expr, error)
	// Compare makes a comparison, with the implicit casts of one that was written.
	Compare(pos ast.Pos, op string, l, r Expr) (Expr, error)
	// Cast converts x implicitly; it gives x back when nothing is to be done.
	Cast(x Expr, t druidtype.Type) Expr
	// Context gives a value of the query context, nil when absent.
	Context(key string) any
	// TimeColumn finds the column __time of the innermost FROM, nil when there is none.
	TimeColumn() Expr
	// Each maps an expression over the values of a multi-value string.
	Each(pos ast.Pos, multi Expr, f func(v Expr) (Expr, error)) (Expr, error)
	// NewVar gives a fresh element variable for Elements.
	NewVar(t druidtype.Type) *Column
}

// Writer is what a function's Emit writes with.
type Writer interface {
	// SQL appends text as it is.
	SQL(s string)
	// Expr appends an expression; what is not a plain operand is parenthesised.
	Expr(e Expr)
	// Bytewise appends a text expression with COLLATE "C" unless it has it already.
	Bytewise(e Expr)
	// String appends a text literal, quoted.
	String(s string)
	// Suffix appends FILTER and OVER of an aggregate call.
	Suffix(c *Call)
	// OrderBy appends ORDER BY and a list.
	OrderBy(list []Order)
}

// Function is one entry of the function table.
type Function struct {
	// Name in capitals, as INFORMATION_SCHEMA.ROUTINES prints it.
	Name string
	Kind Kind
	// Aliases are other names of the same function.
	Aliases []string
	Params  []Param
	// Signature is what errors name as the supported form: "'UPPER(<CHARACTER>)'".
	Signature string
	// Doc is one line for docs/functions.md.
	Doc string
	// Type gives the result type of bound arguments.
	Type func(args []Expr) druidtype.Type
	// Bind, when set, checks and rewrites a call whose arguments are bound; it may return another
	// expression, or c itself.
	Bind func(b Binder, c *Call) (Expr, error)
	// Check refuses values of constant arguments. It is asked when a call is bound, and again when
	// arguments turn out to be constant only with what WHERE and subqueries say.
	Check func(c *Call) error
	// Emit writes the call.
	Emit func(w Writer, c *Call)
	// Fold computes constant calls, when set; ok is false to leave the call to Postgres.
	Fold func(args []any) (v any, ok bool)
	// Whole takes a multi-value argument as a whole; otherwise the call is mapped over its values.
	Whole bool
	// Untyped are the places of arguments that, when they are NULL as written, make the call such a
	// NULL itself.
	Untyped []int
	// Hidden keeps the function out of ROUTINES and from being called by name.
	Hidden bool
	// Volatile forbids folding and moving.
	Volatile bool
}
