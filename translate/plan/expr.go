// Package plan holds the typed tree between analysis and Postgres SQL.
//
// A plan says what a statement means, not how it was written: names are resolved to columns of
// relations with generated aliases, every expression has a Druid type, implicit casts are Cast
// nodes, aliases and ordinals are gone. Package postgres prints it; package analyze makes it.
//
// Nothing in a plan is shown to users but Pos, which errors point at.
package plan

import (
	"ogham/internal/druidtype"
	"ogham/translate/ast"
)

// Expr is a typed expression.
type Expr interface {
	// Type gives the Druid type of the value; its Postgres() is the type of the emitted SQL.
	Type() druidtype.Type
	// Pos gives the place in the query that the expression came from.
	Pos() ast.Pos
}

// Base is embedded by every expression: its type and its place.
type Base struct {
	T druidtype.Type
	P ast.Pos
}

// Type gives the Druid type of the value.
func (b Base) Type() druidtype.Type { return b.T }

// Pos gives the place in the query.
func (b Base) Pos() ast.Pos { return b.P }

// Literal is a constant. Value is nil, bool, int64, float64 or string; a TIMESTAMP or DATE holds
// int64 milliseconds since 1970 UTC, an interval int64 milliseconds (day) or months (year).
type Literal struct {
	Base
	Value any
	// Text is the number as it was written, when it was written.
	Text string
}

// Column is a column of the relation with alias Alias. Name is its physical or generated name.
type Column struct {
	Base
	Alias, Name string
	// Label is the name that users know, for messages and EXPR$n naming.
	Label string
	// Bytewise says that the column's collation is "C" already.
	Bytewise bool
	// Depth is the number of queries between the column's relation and its use; 0 is no correlation.
	Depth int
}

// Call is a call of a catalogued function, operator or aggregate.
type Call struct {
	Base
	Fn   *Function
	Args []Expr
	// Keyword is the keyword argument (a time unit, BOTH …).
	Keyword string
	// Data is whatever the function's Bind left for its Emit; it says no more than Bound does.
	Data any
	// Bound are the arguments that Bind was given, when it left Data.
	Bound []Expr
	// Agg is set for aggregates and window functions.
	Agg *Aggregation
}

// Aggregation holds what an aggregate or window call has besides its arguments.
type Aggregation struct {
	Distinct    bool
	Filter      Expr
	OrderBy     []Order
	IgnoreNulls bool
	Over        *Window
}

// Window is the content of OVER (…).
type Window struct {
	PartitionBy []Expr
	OrderBy     []Order
	Frame       *Frame
}

// Frame is a window frame; bounds are the SQL words, with a Value for n PRECEDING and n FOLLOWING.
type Frame struct {
	Unit       string
	Start, End FrameBound
}

// FrameBound is one end of a frame.
type FrameBound struct {
	Kind  string
	Value Expr
}

// Cast converts X to type T as Druid does: what cannot be converted becomes NULL.
type Cast struct {
	Base
	X Expr
	// Zone is the time zone of conversions between text and time.
	Zone string
}

// Logical is AND or OR over two or more terms.
type Logical struct {
	Base
	Or    bool
	Terms []Expr
}

// Case is a searched CASE; Else is nil for NULL.
type Case struct {
	Base
	Whens []When
	Else  Expr
}

// When is one branch of a Case.
type When struct{ Cond, Then Expr }

// In is X [NOT] IN (list).
type In struct {
	Base
	Not  bool
	X    Expr
	List []Expr
}

// List is a constant array bound as one parameter: Value is []string, []int64 or []float64.
type List struct {
	Base
	Value any
}

// Array is ARRAY[…].
type Array struct {
	Base
	Elems []Expr
}

// Row is ROW(…), which only comparisons take.
type Row struct {
	Base
	Elems []Expr
}

// Scalar is a query used as a value; T is the type of its one column.
type Scalar struct {
	Base
	Query *Query
	// Array makes it ARRAY(query).
	Array bool
}

// Exists is EXISTS (query).
type Exists struct {
	Base
	Query *Query
}

// Quantified is X op ANY|ALL (query); IN (query) is = ANY.
type Quantified struct {
	Base
	// Not negates the whole.
	Not bool
	// Op is the Postgres operator.
	Op  string
	All bool
	// X holds one expression, or several for a row.
	X     []Expr
	Query *Query
}

// Elements maps Body over the elements of the array or multi-value Source, in order. Inside Body
// the element is Var.
type Elements struct {
	Base
	Source Expr
	Var    *Column
	Body   Expr
	// Agg is "" for an array of the results (NULL for none), "any" or "all" for a boolean over them,
	// "json" for a JSON array of them, or the only one by itself.
	Agg string
}

// Raw is Postgres SQL made by a function's Bind: the parts and the expressions alternate, parts first.
type Raw struct {
	Base
	Parts []string
	Exprs []Expr
}
