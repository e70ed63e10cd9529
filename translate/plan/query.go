package plan

import "ogham/internal/druidtype"

// Query is a query expression. Its output columns are named c0, c1, … in Postgres, whatever
// users call them, so that long, equal or empty names cannot disturb.
type Query struct {
	With []*CTE
	Body Body
	// OrderBy refers to the body's inputs when the body is a plain Select and Wrap is not set,
	// otherwise to the output columns (Column with alias OutAlias).
	OrderBy       []Order
	Limit, Offset Expr
	// Columns are the names and types that users see.
	Columns []druidtype.Column
	// Wrap puts the body into a subselect with alias OutAlias, to which OrderBy refers.
	Wrap     bool
	OutAlias string
	// Hidden counts trailing output columns that only OrderBy uses; the outer select drops them.
	Hidden int
}

// CTE is one WITH element; its columns are c0, c1, … .
type CTE struct {
	Alias string
	Query *Query
}

// Body is *Select, *SetOp, *Values or *Query.
type Body interface{ body() }

// Select is one SELECT block.
type Select struct {
	Distinct bool
	Items    []Expr
	From     Rel // nil for none
	Where    Expr
	Group    *Group // nil when not an aggregation
	Having   Expr
}

// Group is GROUP BY: the keys, and the grouping sets as indexes into them. No Sets means one set
// of all keys.
type Group struct {
	Keys []Expr
	Sets [][]int
}

// SetOp is UNION, INTERSECT or EXCEPT of queries with equal column types.
type SetOp struct {
	Op    string // "UNION", "INTERSECT", "EXCEPT"
	All   bool
	Terms []*Query
}

// Values is a list of rows with equal column types.
type Values struct{ Rows [][]Expr }

func (*Select) body() {}
func (*SetOp) body()  {}
func (*Values) body() {}
func (*Query) body()  {}

// Order is one ORDER BY element.
type Order struct {
	Expr Expr
	Desc bool
	// NullsLast reverses Druid's order of nulls (first ascending, last descending).
	NullsLast, NullsFirst bool
}

// Rel is *Scan, *Derived, *CTERef, *Join, *Unnest or *Function table.
type Rel interface{ rel() }

// Scan reads a table.
type Scan struct {
	Alias         string
	Schema, Table string
	Datasource    string
	External      int // index of the extern, -1 for none
}

// Derived is a subquery in FROM.
type Derived struct {
	Alias   string
	Query   *Query
	Lateral bool
}

// CTERef reads a WITH query.
type CTERef struct{ Alias, Name string }

// Join is a join; Kind is the SQL word ("INNER", "LEFT", "RIGHT", "FULL", "CROSS"), On is nil for CROSS.
type Join struct {
	Kind        string
	Left, Right Rel
	On          Expr
}

// Unnest is a lateral unnest of arrays, with output columns c0, c1, … and, if Ordinality, one more.
type Unnest struct {
	Alias      string
	Exprs      []Expr
	Ordinality bool
	// Null gives one row with a NULL for an empty or null array (multi-value grouping).
	Null bool
}

func (*Scan) rel()    {}
func (*Derived) rel() {}
func (*CTERef) rel()  {}
func (*Join) rel()    {}
func (*Unnest) rel()  {}
