// Package analyze turns syntax trees into plans: it resolves names against the catalogue, infers
// Druid's types with nullability, inserts the implicit casts, expands stars, resolves ordinals and
// aliases, checks the rules of grouping and folds constants. It is where users' errors come from;
// they carry Druid's words and the place in the query.
//
// The package is pure. Inside it a failed rule panics with a bailout, which Query and Expr recover;
// no panic leaves the package.
package analyze

import (
	"slices"
	"strconv"
	"time"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// Catalog answers what tables there are. Names are case-sensitive.
type Catalog interface {
	// Table finds a relation; schema is "druid", "lookup", "sys", "INFORMATION_SCHEMA" or "view".
	Table(schema, name string) (druidtype.Relation, bool)
	// Tables lists the names of a schema, sorted.
	Tables(schema string) []string
	// Lookup tells whether a lookup of that name exists.
	Lookup(name string) (known bool)
	// Version changes whenever the answers of the other methods may.
	Version() int64
}

// Parameter is the value of one ?; Type is a SQL type name.
type Parameter struct {
	Type  string
	Value any
}

// StagedExtern says where the rows of an external input have been put.
type StagedExtern struct {
	Schema, Table string
	// MultiValue names the columns that are stored as text[].
	MultiValue map[string]bool
}

// External is one EXTERN of a query, in order of appearance. Input is package ingest's description.
type External struct {
	Input   any
	Columns []druidtype.Column
}

// Env is what a query is analyzed in.
type Env struct {
	Catalog  Catalog
	Zone     *time.Location
	ZoneName string
	// Now is CURRENT_TIMESTAMP.
	Now        time.Time
	Context    map[string]any
	Parameters []Parameter
	// Prepare says that the values of the parameters are not known yet.
	Prepare bool
	// Extern resolves TABLE(EXTERN(…)) and its kin; nil where Druid allows none.
	Extern func(f *ast.TableFunc, params []Parameter) (External, error)
	// Staging holds the staged externs by index.
	Staging map[int]StagedExtern
	// SafeArithmetic makes integers wrap and doubles overflow to Infinity instead of failing.
	SafeArithmetic bool
	// SubqueryRows is maxSubqueryRows where the context says it, -1 where it does not.
	SubqueryRows int64
}

// Result is an analyzed query and what it reads.
type Result struct {
	Query *plan.Query
	// Reads are the datasources and other resources, in order of appearance, each once.
	Reads   []Resource
	Externs []External
	// Metadata is set when sys or INFORMATION_SCHEMA tables are read.
	Metadata bool
	// Scans lists the relations read, for explanations.
	Scans []druidtype.Relation
	// Parameters are the types that the parameters of a prepared query are expected to have.
	Parameters []druidtype.Type
}

// Resource is one element of EXPLAIN's RESOURCES.
type Resource struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Query analyzes a query. The error is a *druiderr.Error.
func Query(env *Env, q *ast.Query) (res *Result, err error) {
	a := &analyzer{env: env}
	defer a.recover(&err)
	out := a.query(nil, q)
	a.reduce(out)
	a.top(out)
	return &Result{Query: out, Reads: a.reads, Externs: a.externs, Metadata: a.metadata, Scans: a.scans, Parameters: a.parameters}, nil
}

// analyzer holds the state of one analysis.
type analyzer struct {
	env      *Env
	aliases  int
	reads    []Resource
	externs  []External
	scans    []druidtype.Relation
	metadata bool
	// parameters are the types of the parameters of a prepared query.
	parameters []druidtype.Type
	// steps counts analyzed expressions, against rewritings that repeat their parts.
	steps int
	// timeColumn is the __time of the FROM that an aggregate being bound reads.
	timeColumn plan.Expr
}

// maxSteps is how many expressions a statement may come to: far more than the longest text holds.
const maxSteps = 5_000_000

// bailout carries an error out of the rules.
type bailout struct{ err error }

func (a *analyzer) recover(err *error) {
	switch p := recover().(type) {
	case nil:
	case bailout:
		*err = p.err
	default:
		panic(p)
	}
}

// fail ends the analysis with an error at a place.
func fail(pos ast.Pos, format string, args ...any) {
	panic(bailout{druiderr.InvalidSQL(pos, format, args...)})
}

// refuse ends the analysis with an error without a place.
func refuse(format string, args ...any) {
	panic(bailout{druiderr.Invalid(format, args...)})
}

// refuseSQL is refuse for what Druid reports as an error of the SQL text, with no place in it.
func refuseSQL(format string, args ...any) {
	panic(bailout{druiderr.Invalid(format, args...).With("sourceType", "sql")})
}

// must ends the analysis with err unless it is nil.
func must(err error) {
	if err != nil {
		panic(bailout{err})
	}
}

// alias makes a fresh Postgres alias.
func (a *analyzer) alias() string {
	n := a.aliases
	a.aliases++
	return "r" + strconv.Itoa(n)
}

func outName(i int) string { return plan.OutName(i) }

func (a *analyzer) read(name, kind string) {
	r := Resource{name, kind}
	if slices.Contains(a.reads, r) {
		return
	}
	a.reads = append(a.reads, r)
}
