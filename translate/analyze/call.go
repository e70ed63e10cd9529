package analyze

import (
	"strings"
	"time"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/function"
	"ogham/translate/plan"
)

// callExpr analyzes a function call by name.
func (a *analyzer) callExpr(s *scope, e *ast.Call) plan.Expr {
	if e.NoParens {
		if x := a.niladic(s, e); x != nil {
			return x
		}
	}
	name := strings.ToUpper(e.Name)
	f, ok := function.Lookup(name)
	if !ok {
		a.noFunction(s, e, name)
	}
	if e.Over != nil || e.OverName != nil {
		return a.windowCall(s, e, f)
	}
	switch f.Kind {
	case plan.Aggregate:
		return a.aggregateCall(s, e, f)
	case plan.WindowFn:
		fail(e.Pos, "OVER clause is necessary for window functions")
	}
	if e.Distinct {
		fail(e.Pos, "DISTINCT/ALL not allowed with %s function", name)
	}
	if e.Filter != nil {
		fail(e.Pos, "FILTER must not contain aggregate expression")
	}
	return a.scalarCall(s, e, f)
}

// niladic resolves words that stand without parentheses: a column of that name comes first, then
// the function; nil when the word is neither.
func (a *analyzer) niladic(s *scope, e *ast.Call) plan.Expr {
	for at := s; at != nil; at = at.parent {
		if _, n := at.lookup(e.Name); n > 0 {
			return a.simpleColumn(s, &ast.Ident{At: e.At, Parts: []string{e.Name}, PartPos: []ast.Pos{e.Pos}, Quoted: []bool{false}})
		}
	}
	return nil
}

// constantWord resolves a word that is no column and names a function without arguments, such as PI.
func (a *analyzer) constantWord(id *ast.Ident) plan.Expr {
	if len(id.Quoted) == 0 || id.Quoted[0] {
		return nil
	}
	f, ok := function.Lookup(id.Parts[0])
	if !ok || len(f.Params) > 0 || f.Kind != plan.Scalarf {
		return nil
	}
	return a.bind(id.Pos, f, nil, "")
}

// noFunction refuses an unknown function.
func (a *analyzer) noFunction(s *scope, e *ast.Call, name string) {
	if e.NoParens {
		noMatchName(e.Pos, name)
	}
	args := make([]plan.Expr, len(e.Args))
	for i, x := range e.Args {
		args[i] = a.expr(s, x)
	}
	noMatch(e.Pos, name, args)
}

// scalarCall analyzes the arguments of a scalar function and binds it.
func (a *analyzer) scalarCall(s *scope, e *ast.Call, f *plan.Function) plan.Expr {
	sub := *s
	sub.clause = f.Name
	args := a.args(s, e)
	if e.JSON != nil {
		return a.jsonCall(s, e, f, args)
	}
	x := a.bindAt(e, f, args)
	return x
}

func (a *analyzer) args(s *scope, e *ast.Call) []plan.Expr {
	args := make([]plan.Expr, len(e.Args))
	for i, x := range e.Args {
		args[i] = a.expr(s, x)
	}
	return args
}

func (a *analyzer) bindAt(e *ast.Call, f *plan.Function, args []plan.Expr) plan.Expr {
	if strings.HasPrefix(f.Name, "TIMESTAMP") && e.Keyword != "" && !validUnit(e.Keyword) {
		fail(e.KeywordPos, "'%s' is not a valid time frame", strings.ToUpper(e.Keyword))
	}
	return a.bindNamed(e.Pos, strings.ToUpper(e.Name), f, args, strings.ToUpper(e.Keyword))
}

// call makes a call of a catalogued function or operator, as if it had been written.
func (a *analyzer) call(pos ast.Pos, name string, args ...plan.Expr) plan.Expr {
	f, ok := function.Get(name)
	if !ok {
		panic(bailout{druiderr.Bug("no function %s", name)})
	}
	if len(f.Params) == 0 && f.Kind == plan.Operator && (f.Whole || !hasMulti(args)) {
		return a.operator(pos, name, args...)
	}
	return a.bind(pos, f, args, "")
}

func (a *analyzer) unitCall(s *scope, pos ast.Pos, name, unit string, unitPos ast.Pos, x ast.Expr) plan.Expr {
	f := getFunction(name)
	if f == nil {
		noMatchName(pos, name)
	}
	if !validUnit(unit) {
		fail(unitPos, "'%s' is not a valid time frame", unit)
	}
	return a.bindNamed(pos, strings.TrimSuffix(name, " TO"), f, []plan.Expr{a.expr(s, x)}, strings.ToUpper(unit))
}

var timeUnits = map[string]bool{
	"MICROSECOND": true, "MILLISECOND": true, "SECOND": true, "MINUTE": true, "HOUR": true, "DAY": true, "WEEK": true,
	"MONTH": true, "QUARTER": true, "YEAR": true, "DECADE": true, "CENTURY": true, "MILLENNIUM": true, "EPOCH": true,
	"DOW": true, "ISODOW": true, "DOY": true, "DAYOFWEEK": true, "DAYOFYEAR": true, "FRAC_SECOND": true, "ISOYEAR": true, "NANOSECOND": true,
	"SQL_TSI_SECOND": true, "SQL_TSI_MINUTE": true, "SQL_TSI_HOUR": true, "SQL_TSI_DAY": true, "SQL_TSI_WEEK": true,
	"SQL_TSI_MONTH": true, "SQL_TSI_QUARTER": true, "SQL_TSI_YEAR": true, "SQL_TSI_MICROSECOND": true, "SQL_TSI_FRAC_SECOND": true,
}

func validUnit(unit string) bool { return timeUnits[strings.ToUpper(unit)] }

// bind checks and casts the arguments, maps the call over a multi-value argument, runs the
// function's own Bind and folds constants.
func (a *analyzer) bind(pos ast.Pos, f *plan.Function, args []plan.Expr, keyword string) plan.Expr {
	return a.bindNamed(pos, f.Name, f, args, keyword)
}

func (a *analyzer) bindNamed(pos ast.Pos, name string, f *plan.Function, args []plan.Expr, keyword string) plan.Expr {
	if f.Kind != plan.Aggregate && !f.Whole && hasMulti(args) {
		return a.mapCall(pos, name, f, args, keyword)
	}
	if len(f.Params) > 0 || f.Kind != plan.Operator {
		given := args
		args = a.checkArgs(pos, name, f, args)
		for _, i := range f.Untyped {
			if i < len(given) && untyped(given[i]) {
				return null(pos)
			}
		}
	}
	c := &plan.Call{Base: plan.Base{P: pos}, Fn: f, Args: args, Keyword: keyword}
	if f.Type != nil {
		c.T = f.Type(args)
	}
	return a.finish(c)
}

// finish runs Check, Bind and Fold.
func (a *analyzer) finish(c *plan.Call) plan.Expr {
	if c.Fn.Check != nil {
		must(c.Fn.Check(c))
	}
	if c.Fn.Bind != nil {
		given := append([]plan.Expr{}, c.Args...)
		out, err := c.Fn.Bind(binder{a}, c)
		must(err)
		bound, ok := out.(*plan.Call)
		if !ok || bound != c {
			return out
		}
		if c.Data != nil && c.Agg == nil {
			c.Bound = given
		}
	}
	if c.Fn.Fold != nil {
		if v, ok := foldCall(c); ok {
			return literal(c.P, v, c.T.Null(v == nil))
		}
	}
	return c
}

func foldCall(c *plan.Call) (any, bool) {
	values := make([]any, len(c.Args))
	for i, x := range c.Args {
		l, ok := x.(*plan.Literal)
		if !ok {
			return nil, false
		}
		values[i] = l.Value
	}
	return c.Fn.Fold(values)
}

// checkArgs checks the number and the families of arguments and inserts implicit casts.
func (a *analyzer) checkArgs(pos ast.Pos, name string, f *plan.Function, args []plan.Expr) []plan.Expr {
	least, most := arity(f)
	if len(args) < least || most >= 0 && len(args) > most {
		fail(pos, "Invalid number of arguments to function '%s'. Was expecting %d arguments", name, least)
	}
	out := make([]plan.Expr, len(args))
	for i, x := range args {
		p := paramOf(f, i)
		if p.Literal && !plan.IsConstant(x) {
			fail(x.Pos(), "Argument to function '%s' must be a literal", name)
		}
		y, ok := a.coerce(x, p)
		switch {
		case !ok && untyped(x):
			fail(x.Pos(), "Illegal use of 'NULL'")
		case !ok:
			a.cannotCall(pos, name, f, args)
		}
		out[i] = y
	}
	return out
}

func paramOf(f *plan.Function, i int) plan.Param {
	if len(f.Params) == 0 {
		return plan.Param{}
	}
	if i >= len(f.Params) {
		return f.Params[len(f.Params)-1]
	}
	return f.Params[i]
}

// arity gives the least and the greatest number of arguments; -1 is any number.
func arity(f *plan.Function) (least, most int) {
	most = len(f.Params)
	for _, p := range f.Params {
		if p.Repeat {
			return least, -1
		}
		if !p.Optional {
			least++
		}
	}
	return least, most
}

// cannotCall says which types a function was called with and which it takes.
func (a *analyzer) cannotCall(pos ast.Pos, name string, f *plan.Function, args []plan.Expr) {
	parts := make([]string, len(args))
	for i, x := range args {
		parts[i] = "<" + typeText(x.Type()) + ">"
	}
	form := f.Signature
	if rest, ok := strings.CutPrefix(form, f.Name+"("); ok {
		form = name + "(" + rest
	}
	fail(pos, "Cannot apply '%s' to arguments of type '%s(%s)'. Supported form(s): '%s'",
		name, name, strings.Join(parts, ", "), form)
}

// coerce casts an argument to its parameter's family; ok is false where Druid has no such cast.
func (a *analyzer) coerce(x plan.Expr, p plan.Param) (plan.Expr, bool) {
	t := x.Type()
	if p.AnyNull && isNullLiteral(x) { // whatever type it was cast to
		return a.cast(x, familyType(p.Family)), true
	}
	if p.NotNull && untyped(x) {
		return nil, false
	}
	if t.Kind == druidtype.Unknown && p.Family != plan.Any && p.Family != plan.String && p.Family != plan.Single && p.Family != plan.SingleOrArray {
		return a.cast(x, familyType(p.Family)), true
	}
	switch p.Family {
	case plan.String:
		if t.IsString() || t.Kind == druidtype.Unknown {
			return x, true
		}
		if p.Strict || t.Kind == druidtype.Complex || t.Kind == druidtype.Array || t.IsInterval() {
			return nil, false
		}
		if p.Repeat { // CONCAT, whose arguments Calcite does not convert
			return a.textOf(x), true
		}
		return a.cast(x, druidtype.Of(druidtype.Varchar)), true
	case plan.Numeric, plan.Integral, plan.Floating, plan.Whole, plan.Exact:
		return a.coerceNumber(x, p)
	case plan.Boolean:
		if t.Kind == druidtype.Boolean {
			return x, true
		}
		return a.cast(x, boolType), t.IsString() && !p.Strict
	case plan.Time, plan.Timestamp:
		return a.coerceTime(x, p)
	case plan.ArrayOf:
		if t.IsString() && !p.Strict { // a string counts as an array of its values
			return retyped(a.coerceMulti(x), druidtype.ArrayOf(druidtype.Of(druidtype.Varchar))), true
		}
		return x, t.Kind == druidtype.Array
	case plan.JSON:
		if t.Kind == druidtype.Complex && t.Name == "json" {
			return x, true
		}
		if t.MultiValue { // no JSON to look into
			return literal(x.Pos(), nil, druidtype.ComplexOf("json")), true
		}
		return a.cast(x, druidtype.ComplexOf("json")), true
	case plan.Multi:
		return a.coerceMulti(x), t.Kind != druidtype.Complex && (!p.Strict || t.IsString() || t.Kind == druidtype.Array)
	case plan.Interval:
		return x, t.IsInterval()
	}
	return a.coerceElement(x, p)
}

// coerceElement casts the arguments of functions over arrays.
func (a *analyzer) coerceElement(x plan.Expr, p plan.Param) (plan.Expr, bool) {
	t := x.Type()
	single := t.IsNumeric() || t.IsString() || t.Kind == druidtype.Unknown
	switch p.Family {
	case plan.Listed:
		if t.Kind == druidtype.Array {
			return x, true
		}
		return retyped(a.coerceMulti(x), druidtype.ArrayOf(druidtype.Of(druidtype.Varchar))), t.Kind != druidtype.Complex
	case plan.Single:
		return x, single
	case plan.SingleOrArray:
		return x, single || t.Kind == druidtype.Array
	case plan.Wanted:
		return a.coerceMulti(x), single || t.Kind == druidtype.Array
	case plan.Plain:
		return a.coerceMulti(x), t.Kind != druidtype.Complex && t.Kind != druidtype.Array
	}
	return x, true
}

// untyped tells whether x is NULL as written, without a CAST.
func untyped(x plan.Expr) bool { return x.Type().Kind == druidtype.Unknown && isNullLiteral(x) }

func isNullLiteral(x plan.Expr) bool {
	l, ok := x.(*plan.Literal)
	return ok && l.Value == nil
}

func familyType(f plan.Family) druidtype.Type {
	switch f {
	case plan.Numeric, plan.Integral, plan.Whole, plan.Exact:
		return druidtype.Of(druidtype.BigInt)
	case plan.Floating:
		return druidtype.Of(druidtype.Double)
	case plan.Boolean:
		return boolType
	case plan.Time, plan.Timestamp:
		return druidtype.Of(druidtype.Timestamp)
	case plan.ArrayOf:
		return druidtype.ArrayOf(druidtype.Of(druidtype.Varchar))
	case plan.JSON:
		return druidtype.ComplexOf("json")
	case plan.Multi, plan.Wanted, plan.Plain:
		return druidtype.MultiString()
	case plan.Listed:
		return druidtype.ArrayOf(druidtype.Of(druidtype.Varchar))
	}
	return druidtype.Of(druidtype.Varchar)
}

func (a *analyzer) coerceNumber(x plan.Expr, p plan.Param) (plan.Expr, bool) {
	t := x.Type()
	if !t.IsNumeric() && (!t.IsString() || p.Strict) {
		return nil, false
	}
	if t.MultiValue { // an aggregate, which takes no row of several values
		x = a.operator(x.Pos(), "ONLY VALUE MULTI", x)
		t = x.Type()
	}
	if p.Family == plan.Whole && t.IsApprox() || p.Family == plan.Exact && t.IsApprox() && t.Kind != druidtype.Decimal {
		return nil, false
	}
	switch p.Family {
	case plan.Integral, plan.Whole, plan.Exact:
		return a.cast(x, druidtype.Of(druidtype.BigInt)), true
	case plan.Floating:
		return a.cast(x, druidtype.Of(druidtype.Double)), true
	}
	if t.IsString() {
		return a.cast(x, druidtype.Of(druidtype.Decimal)), true
	}
	return x, true
}

func (a *analyzer) coerceTime(x plan.Expr, p plan.Param) (plan.Expr, bool) {
	t := x.Type()
	switch {
	case t.Kind == druidtype.Timestamp:
		return x, true
	case t.Kind == druidtype.Date:
		return x, p.Family == plan.Time
	case t.IsString() && !p.Strict && p.Family == plan.Time:
		return a.timeConstant(x, druidtype.Of(druidtype.Timestamp)), true
	}
	return nil, false
}

// coerceMulti makes text[] of a string, a multi-value string or an array.
func (a *analyzer) coerceMulti(x plan.Expr) plan.Expr {
	t := x.Type()
	if t.MultiValue || t.Kind == druidtype.Array && t.Postgres() == "text[]" {
		return x
	}
	if isNullLiteral(x) {
		return literal(x.Pos(), nil, druidtype.MultiString())
	}
	if t.Kind == druidtype.Array {
		return a.cast(x, druidtype.ArrayOf(druidtype.Of(druidtype.Varchar)))
	}
	return a.operator(x.Pos(), "TO MULTI", a.cast(x, druidtype.Of(druidtype.Varchar)))
}

// binder answers what a function's Bind asks.
type binder struct{ a *analyzer }

func (b binder) Zone() *time.Location       { return b.a.env.Zone }
func (b binder) ZoneName() string           { return b.a.env.ZoneName }
func (b binder) Now() int64                 { return b.a.env.Now.UnixMilli() }
func (b binder) HasLookup(name string) bool { return b.a.env.Catalog.Lookup(name) }
func (b binder) Context(key string) any     { return b.a.env.Context[key] }
func (b binder) NewVar(t druidtype.Type) *plan.Column {
	return b.a.newVar(t)
}
func (b binder) TimeColumn() plan.Expr { return b.a.timeColumn }

func (b binder) Compare(pos ast.Pos, op string, l, r plan.Expr) (out plan.Expr, err error) {
	defer b.a.recover(&err)
	return b.a.compare(pos, op, l, r), nil
}

func (b binder) Each(pos ast.Pos, multi plan.Expr, f func(v plan.Expr) (plan.Expr, error)) (out plan.Expr, err error) {
	defer b.a.recover(&err)
	return b.a.mapped(pos, []plan.Expr{multi}, func(args []plan.Expr) plan.Expr {
		x, err := f(args[0])
		must(err)
		return x
	}), nil
}

func (b binder) Cast(x plan.Expr, t druidtype.Type) plan.Expr { return b.a.cast(x, t) }

func (b binder) Call(pos ast.Pos, name string, args ...plan.Expr) (out plan.Expr, err error) {
	defer b.a.recover(&err)
	return b.a.call(pos, name, args...), nil
}

// jsonCall binds the SQL/JSON functions, whose clauses travel in the call.
func (a *analyzer) jsonCall(s *scope, e *ast.Call, f *plan.Function, args []plan.Expr) plan.Expr {
	j := e.JSON
	if f.Name == "JSON_OBJECT" && len(j.Keys) > 0 {
		pairs := make([]plan.Expr, 0, 2*len(args))
		for i, k := range j.Keys {
			if i < len(args) {
				pairs = append(pairs, a.expr(s, k), args[i])
			}
		}
		args = pairs
	}
	for clause, word := range map[string]string{"ON EMPTY": j.OnEmpty, "ON ERROR": j.OnError} {
		if f.Name == "JSON_VALUE" && word != "" && word != "NULL" {
			panic(bailout{function.UnsupportedClause(clause)})
		}
	}
	if j.Returning == nil {
		return a.bindAt(e, f, args)
	}
	c := &plan.Call{Base: plan.Base{P: e.Pos}, Fn: f, Keyword: strings.ToUpper(e.Keyword)}
	c.Args = a.checkArgs(e.Pos, strings.ToUpper(e.Name), f, args)
	c.Data = specType(j.Returning)
	c.T = f.Type(c.Args)
	return a.finish(c)
}
