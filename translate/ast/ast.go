// Package ast holds the syntax tree of Druid SQL: Calcite's grammar with Druid's statements
// (EXTERN, PARTITIONED BY, CLUSTERED BY, REPLACE … OVERWRITE). Every node carries its position.
//
// Nodes hold what was written, not what it means: names keep their case, literals their text.
package ast

import "ogham/internal/druiderr"

// Pos is the place of a node in the SQL text.
type Pos = druiderr.Position

// Node is anything with a position.
type Node interface{ Position() Pos }

// At is embedded by every node; it holds its position.
type At struct{ Pos Pos }

// Position gives the place of the node.
func (a At) Position() Pos { return a.Pos }

// ---- statements

// Statement is *QueryStatement, *Insert, *Explain or *Unsupported.
type Statement interface {
	Node
	statement()
}

// Script is a whole request: SET statements, then one statement.
type Script struct {
	Sets []Set
	Stmt Statement
	// Params is the number of ? in the text.
	Params int
}

// Set is SET name = literal.
type Set struct {
	At
	Name  string
	Value Expr
}

// QueryStatement is a SELECT, VALUES or set operation.
type QueryStatement struct {
	At
	Query *Query
}

// Insert is INSERT INTO or REPLACE INTO.
type Insert struct {
	At
	Replace bool
	// Target is the table name; nil for an export.
	Target *Ident
	// Export is the EXTERN(...) destination of an export, otherwise nil.
	Export *Call
	// Format is the word after AS in an export, "" when absent.
	Format string
	// Columns is the target column list, nil when none was written.
	Columns []*Ident
	Query   *Query
	// Overwrite is set in REPLACE: nil Where and All false means that the clause was missing.
	Overwrite *Overwrite
	// PartitionedBy is nil when the clause is missing.
	PartitionedBy *Granularity
	ClusteredBy   []OrderItem
	// Upsert is set for UPSERT, which Druid refuses.
	Upsert bool
}

// Overwrite is OVERWRITE ALL or OVERWRITE WHERE condition.
type Overwrite struct {
	At
	All   bool
	Where Expr
}

// Granularity is what follows PARTITIONED BY: a word (DAY, ALL, ALL TIME), a string literal, or
// a FLOOR/TIME_FLOOR call.
type Granularity struct {
	At
	// Word is the bare word in capitals, such as "DAY", "ALL TIME"; "" when Expr is set.
	Word string
	Expr Expr
}

// Explain is EXPLAIN PLAN FOR statement.
type Explain struct {
	At
	Stmt Statement
}

// Unsupported is a statement that Druid parses and refuses; Kind is Calcite's SqlKind
// ("UPDATE", "DELETE", "SET_OPTION", "DESCRIBE_TABLE" …), Text what was written.
type Unsupported struct {
	At
	Kind string
	Text string
}

func (*QueryStatement) statement() {}
func (*Insert) statement()         {}
func (*Explain) statement()        {}
func (*Unsupported) statement()    {}

// ---- queries

// Query is a query expression with its WITH, ORDER BY and LIMIT.
type Query struct {
	At
	With    []*CTE
	Body    Body
	OrderBy []OrderItem
	// Offset and Limit are nil when absent; a literal or a parameter.
	Offset, Limit Expr
}

// CTE is name [(columns)] AS (query).
type CTE struct {
	At
	Name    *Ident
	Columns []*Ident
	Query   *Query
}

// Body is *Select, *SetOp, *Values or *Query (a query in parentheses).
type Body interface {
	Node
	body()
}

// Select is one SELECT block.
type Select struct {
	At
	Distinct bool
	Items    []SelectItem
	From     From // nil when absent
	Where    Expr
	// GroupBy is nil when absent; GROUP BY () is a non-nil empty Grouping of kind GroupingSimple.
	GroupBy *GroupBy
	Having  Expr
	Windows []*WindowDef
	Qualify Expr
}

// SelectItem is an expression with an optional alias. A star is an *Ident with Star set.
type SelectItem struct {
	At
	Expr  Expr
	Alias *Ident
}

// GroupBy is a list of grouping elements, combined as a cross product.
type GroupBy struct {
	At
	Distinct bool
	Items    []GroupItem
}

// GroupingKind tells the forms of a grouping element apart.
type GroupingKind uint8

// The forms of a grouping element.
const (
	GroupingSimple GroupingKind = iota // an expression, or () when Exprs is empty
	GroupingSets
	GroupingRollup
	GroupingCube
)

// GroupItem is one grouping element. For GroupingSimple, Exprs holds one expression, several for
// a parenthesised list, none for (). For the others Sets holds the nested elements.
type GroupItem struct {
	At
	Kind  GroupingKind
	Exprs []Expr
	Sets  []GroupItem
}

// SetOpKind is UNION, INTERSECT or EXCEPT (MINUS).
type SetOpKind uint8

// The set operations.
const (
	Union SetOpKind = iota
	Intersect
	Except
)

// SetOp combines two queries.
type SetOp struct {
	At
	Kind        SetOpKind
	All         bool
	Left, Right Body
}

// Values is VALUES row, … .
type Values struct {
	At
	Rows [][]Expr
}

func (*Select) body() {}
func (*SetOp) body()  {}
func (*Values) body() {}
func (*Query) body()  {}

// NullsOrder is NULLS FIRST or NULLS LAST.
type NullsOrder uint8

// The null orders; NullsDefault when nothing was written.
const (
	NullsDefault NullsOrder = iota
	NullsFirst
	NullsLast
)

// OrderItem is one ORDER BY or CLUSTERED BY element.
type OrderItem struct {
	At
	Expr  Expr
	Desc  bool
	Nulls NullsOrder
}

// ---- FROM

// From is *TableRef, *TableFunc, *Derived, *Unnest, *Join, *Pivot or *Unpivot.
type From interface {
	Node
	from()
}

// Alias is [AS] name [(columns)]; the zero value is no alias. The position of a source does not
// include its alias.
type Alias struct {
	Name    *Ident
	Columns []*Ident
}

// TableRef is a table by name.
type TableRef struct {
	At
	Name  *Ident
	Alias Alias
	// Extend is the EXTEND column list, which Calcite allows on any table; nil when absent.
	Extend []ColumnDef
}

// TableFunc is TABLE(f(…)) [EXTEND (…)].
type TableFunc struct {
	At
	Call   *Call
	Extend []ColumnDef
	// HasExtend tells EXTEND () from no EXTEND.
	HasExtend bool
	// ExtendWord tells whether the word EXTEND stood before the columns.
	ExtendWord bool
	Alias      Alias
}

// ColumnDef is name type in an EXTEND list.
type ColumnDef struct {
	At
	Name *Ident
	Type *TypeSpec
}

// Derived is ( query ), with or without LATERAL.
type Derived struct {
	At
	Query   *Query
	Lateral bool
	Alias   Alias
}

// Unnest is UNNEST(expr, …).
type Unnest struct {
	At
	Exprs      []Expr
	Ordinality bool
	Alias      Alias
}

// JoinKind is the kind of a join.
type JoinKind uint8

// The joins; JoinComma is the comma of a FROM list.
const (
	JoinInner JoinKind = iota
	JoinLeft
	JoinRight
	JoinFull
	JoinCross
	JoinComma
)

// Join is left join right.
type Join struct {
	At
	Kind        JoinKind
	Natural     bool
	Left, Right From
	On          Expr
	Using       []*Ident
}

// Pivot is source PIVOT (aggregates FOR columns IN (values)).
type Pivot struct {
	At
	Source From
	Aggs   []SelectItem
	For    []*Ident
	In     []PivotValue
	Alias  Alias
}

// PivotValue is one element of PIVOT's IN list.
type PivotValue struct {
	At
	Exprs []Expr
	Alias *Ident
}

// Unpivot is source UNPIVOT [INCLUDE|EXCLUDE NULLS] (measures FOR axes IN (…)).
type Unpivot struct {
	At
	Source       From
	IncludeNulls bool
	Measures     []*Ident
	Axes         []*Ident
	In           []UnpivotValue
	Alias        Alias
}

// UnpivotValue is (columns) [AS literals].
type UnpivotValue struct {
	At
	Columns []*Ident
	Values  []Expr
}

func (*TableRef) from()  {}
func (*TableFunc) from() {}
func (*Derived) from()   {}
func (*Unnest) from()    {}
func (*Join) from()      {}
func (*Pivot) from()     {}
func (*Unpivot) from()   {}

// ---- expressions

// Expr is any expression node.
type Expr interface {
	Node
	expr()
}

// Ident is a simple or compound identifier, or a star (a.b.*).
type Ident struct {
	At
	// Parts are the names as written, without quotes; empty for a bare *.
	Parts []string
	// Quoted tells for each part whether it was quoted.
	Quoted []bool
	// PartPos is the position of each part.
	PartPos []Pos
	Star    bool
}

// Name gives the last part, "" for a bare star.
func (i *Ident) Name() string {
	if len(i.Parts) == 0 {
		return ""
	}
	return i.Parts[len(i.Parts)-1]
}

// LiteralKind tells literals apart.
type LiteralKind uint8

// The kinds of literals.
const (
	LitNull LiteralKind = iota
	LitTrue
	LitFalse
	LitUnknown   // the word UNKNOWN
	LitInteger   // digits
	LitDecimal   // digits with a point
	LitApprox    // with an exponent
	LitString    // 'x', U&'x', N'x', _UTF8'x'; Text is the value
	LitBinary    // X'ab'
	LitDate      // DATE 'x'
	LitTime      // TIME 'x'
	LitTimestamp // TIMESTAMP 'x'
	LitInterval  // INTERVAL 'x' unit
)

// Literal is a constant as it was written.
type Literal struct {
	At
	Kind LiteralKind
	// Text is the digits, or the content of the quotes with escapes resolved.
	Text string
	// Negative is set for INTERVAL -'1' DAY.
	Negative bool
	// Interval is set for LitInterval.
	Interval *IntervalQualifier
}

// IntervalQualifier is the unit part of an interval: start [TO end], with precisions.
type IntervalQualifier struct {
	At
	// Start and End are unit names in capitals; End is "" when absent.
	Start, End                        string
	StartPrecision, FractionPrecision int // -1 when absent
}

// Param is ?; Index counts from 0.
type Param struct {
	At
	Index int
}

// Unary is a prefix or postfix operator: "+", "-", "NOT", "IS NULL", "IS NOT NULL", "IS TRUE",
// "IS NOT TRUE", "IS FALSE", "IS NOT FALSE", "IS UNKNOWN", "IS NOT UNKNOWN", "EXISTS" takes an *Exists.
type Unary struct {
	At
	Op string
	X  Expr
}

// Binary is an infix operator: "+ - * / % ||", comparisons "= <> < <= > >=" ("!=" is "<>"),
// "IS DISTINCT FROM", "IS NOT DISTINCT FROM", "MEMBER OF" and the like.
type Binary struct {
	At
	Op          string
	OpPos       Pos
	Left, Right Expr
}

// Logical is a flat AND or OR of two or more terms.
type Logical struct {
	At
	Or    bool
	Terms []Expr
}

// Between is x [NOT] BETWEEN [ASYMMETRIC|SYMMETRIC] low AND high.
type Between struct {
	At
	Not, Symmetric bool
	X, Low, High   Expr
}

// In is x [NOT] IN (list) or x [NOT] IN (query).
type In struct {
	At
	Not   bool
	X     Expr
	List  []Expr // nil when Query is set
	Query *Query
}

// Like is x [NOT] LIKE pattern [ESCAPE e], or SIMILAR TO, ILIKE, RLIKE.
type Like struct {
	At
	Not, Similar bool
	// Op is "LIKE", "SIMILAR TO", "ILIKE" or "RLIKE"; the last two parse and have no function.
	Op         string
	X, Pattern Expr
	Escape     Expr
}

// Quantified is x op SOME|ANY|ALL (list or query).
type Quantified struct {
	At
	Op    string
	All   bool
	X     Expr
	List  []Expr
	Query *Query
}

// Case is CASE [value] WHEN … THEN … [ELSE …] END.
type Case struct {
	At
	Value Expr
	Whens []When
	Else  Expr
}

// When is one branch; Conds has several elements for CASE a WHEN 1, 2 THEN.
type When struct {
	Conds []Expr
	Then  Expr
}

// Cast is CAST(x AS type), SAFE_CAST or TRY_CAST.
type Cast struct {
	At
	Safe bool
	X    Expr
	Type *TypeSpec
}

// TypeSpec is a type as written.
type TypeSpec struct {
	At
	// Name is the type's name in capitals ("VARCHAR", "DOUBLE PRECISION"), or the content of
	// TYPE('…') as it was written when Complex is set.
	Name             string
	Complex          bool
	Precision, Scale int // -1 when absent
	// Ident is set when the name is no keyword of the grammar.
	Ident *Ident
	// Arrays counts ARRAY suffixes.
	Arrays int
}

// Extract is EXTRACT(unit FROM x).
type Extract struct {
	At
	// Unit is the unit as written, UnitPos its place.
	Unit    string
	UnitPos Pos
	X       Expr
}

// Floor is FLOOR(x TO unit) or CEIL(x TO unit); FLOOR(x) is a Call.
type Floor struct {
	At
	Ceil bool
	// Unit is the unit as written, UnitPos its place.
	Unit    string
	UnitPos Pos
	X       Expr
}

// Call is a function call. Special argument forms are normalised: TRIM becomes Name "TRIM" with
// Keyword BOTH, LEADING or TRAILING and Args [chars, value] or [value]; SUBSTRING(x FROM a FOR b)
// becomes SUBSTRING(x, a, b); POSITION(a IN b FROM c) becomes POSITION(a, b, c); OVERLAY likewise;
// TIMESTAMPADD(unit, …) has Keyword unit.
type Call struct {
	At
	// Name is the function's name as written; Quoted when it was in quotes.
	Name    string
	Quoted  bool
	NamePos Pos
	Args    []Expr
	// ArgNames is nil, or holds the name of each argument given as name => value ("" for others).
	ArgNames []string
	// Keyword is the keyword argument of TRIM, TIMESTAMPADD and the like.
	Keyword string
	// KeywordPos is the place of Keyword.
	KeywordPos Pos
	// NoParens is set for CURRENT_TIMESTAMP, USER and their like, written without (). PI is an Ident.
	NoParens    bool
	Star        bool // COUNT(*)
	Distinct    bool
	OrderBy     []OrderItem
	WithinGroup []OrderItem
	Filter      Expr
	IgnoreNulls bool
	// RespectNulls is set when RESPECT NULLS was written.
	RespectNulls bool
	Over         *WindowSpec
	// OverName is the window's name in OVER name.
	OverName *Ident
	// JSON holds the clauses of the SQL/JSON functions, nil for others.
	JSON *JSONClause
}

// JSONClause holds what JSON_VALUE, JSON_QUERY, JSON_OBJECT and JSON_EXISTS take besides arguments.
type JSONClause struct {
	Returning *TypeSpec
	// Keys of JSON_OBJECT, parallel to Call.Args, which hold the values.
	Keys []Expr
	// OnEmpty, OnError, Nulls and Wrapper hold the words of those clauses in capitals, "" when absent.
	OnEmpty, OnError, Nulls, Wrapper string
	// EmptyDefault and ErrorDefault are the values of DEFAULT e ON EMPTY and ON ERROR.
	EmptyDefault, ErrorDefault Expr
	// Passing are the values of PASSING e AS name, ….
	Passing []SelectItem
}

// WindowDef is name AS (spec) of a WINDOW clause.
type WindowDef struct {
	At
	Name *Ident
	Spec *WindowSpec
}

// WindowSpec is ( [base] [PARTITION BY …] [ORDER BY …] [frame] ).
type WindowSpec struct {
	At
	Base        *Ident
	PartitionBy []Expr
	OrderBy     []OrderItem
	Frame       *Frame
}

// Frame is ROWS|RANGE|GROUPS start [AND end].
type Frame struct {
	At
	Unit       string
	Start, End FrameBound
	// HasEnd is false when only the start was written.
	HasEnd  bool
	Exclude string
}

// FrameBound is one end of a frame.
type FrameBound struct {
	At
	// Kind is "UNBOUNDED PRECEDING", "PRECEDING", "CURRENT ROW", "FOLLOWING" or "UNBOUNDED FOLLOWING".
	Kind string
	// Value is the distance of PRECEDING and FOLLOWING.
	Value Expr
}

// Subquery is a query used as a value.
type Subquery struct {
	At
	Query *Query
}

// Exists is EXISTS (query).
type Exists struct {
	At
	Query *Query
}

// ArrayExpr is ARRAY[…] or ARRAY(query).
type ArrayExpr struct {
	At
	Elems []Expr
	Query *Query
}

// MapExpr is MAP[k, v, …]; MultisetExpr is MULTISET[…]: Druid parses and refuses both.
type MapExpr struct {
	At
	Multiset bool
	Elems    []Expr
}

// RowExpr is ROW(…) or a parenthesised list of two or more.
type RowExpr struct {
	At
	Elems []Expr
	// Explicit is set when ROW was written.
	Explicit bool
}

// Index is x[i].
type Index struct {
	At
	// Mode is "OFFSET", "ORDINAL", "SAFE_OFFSET" or "SAFE_ORDINAL" in x[OFFSET(i)], otherwise "".
	Mode string
	X, I Expr
}

// IntervalExpr is INTERVAL x unit where x is no string: a number, a column or (expression).
type IntervalExpr struct {
	At
	// Negative is set for INTERVAL -x unit.
	Negative  bool
	X         Expr
	Qualifier *IntervalQualifier
}

// Default is the word DEFAULT.
type Default struct{ At }

func (*Ident) expr()        {}
func (*Literal) expr()      {}
func (*Param) expr()        {}
func (*Unary) expr()        {}
func (*Binary) expr()       {}
func (*Logical) expr()      {}
func (*Between) expr()      {}
func (*In) expr()           {}
func (*Like) expr()         {}
func (*Quantified) expr()   {}
func (*Case) expr()         {}
func (*Cast) expr()         {}
func (*Extract) expr()      {}
func (*Floor) expr()        {}
func (*Call) expr()         {}
func (*Subquery) expr()     {}
func (*Exists) expr()       {}
func (*ArrayExpr) expr()    {}
func (*MapExpr) expr()      {}
func (*RowExpr) expr()      {}
func (*Index) expr()        {}
func (*Default) expr()      {}
func (*IntervalExpr) expr() {}
