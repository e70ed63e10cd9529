package analyze

import (
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/function"
	"ogham/translate/plan"
)

func key(e plan.Expr) string { return plan.Key(e) }

var (
	boolType    = druidtype.Of(druidtype.Boolean)
	boolNotNull = boolType.NotNull()
)

func errUnknownNode(n any) error { return druiderr.Bug("unknown syntax node %T", n) }

// literal makes a constant. Druid's planner holds numbers as decimals, which know no -0.0.
func literal(pos ast.Pos, value any, t druidtype.Type) *plan.Literal {
	if value == 0.0 {
		value = 0.0
	}
	return &plan.Literal{Base: plan.Base{T: t, P: pos}, Value: value}
}

// null is the untyped NULL.
func null(pos ast.Pos) *plan.Literal { return literal(pos, nil, druidtype.Of(druidtype.Unknown)) }

// expr analyzes an expression in a scope.
func (a *analyzer) expr(s *scope, e ast.Expr) plan.Expr {
	x := a.expr1(s, e)
	if s.clause == "FILTER" && mappedType(x.Type()) {
		if m, ok := x.(*plan.Elements); !ok || !isCast(m.Body) { // several results of a function are no number
			return a.operator(x.Pos(), "ONLY VALUE MULTI", x)
		}
	}
	if s.unnested != nil {
		x = a.regroup(s, x)
	}
	return x
}

func (a *analyzer) expr1(s *scope, e ast.Expr) plan.Expr {
	if a.steps++; a.steps > maxSteps {
		refuse("Query is too complex")
	}
	switch e := e.(type) {
	case *ast.Ident:
		return a.column(s, e)
	case *ast.Literal:
		return a.literalExpr(e)
	case *ast.Param:
		return a.param(e)
	case *ast.Unary:
		return a.unary(s, e)
	case *ast.Binary:
		return a.binary(s, e)
	case *ast.Logical:
		return a.logical(s, e)
	case *ast.Between:
		return a.between(s, e)
	case *ast.In:
		return a.in(s, e)
	case *ast.Like:
		return a.like(s, e)
	case *ast.Case:
		return a.caseExpr(s, e)
	case *ast.Cast:
		return a.castExpr(s, e)
	case *ast.Call:
		return a.callExpr(s, e)
	case *ast.Extract:
		return a.unitCall(s, e.Pos, "EXTRACT", e.Unit, e.UnitPos, e.X)
	case *ast.Floor:
		if e.Ceil {
			return a.unitCall(s, e.Pos, "CEIL TO", e.Unit, e.UnitPos, e.X)
		}
		return a.unitCall(s, e.Pos, "FLOOR TO", e.Unit, e.UnitPos, e.X)
	case *ast.ArrayExpr:
		return a.arrayExpr(s, e)
	case *ast.RowExpr:
		return a.rowExpr(s, e)
	}
	return a.rareExpr(s, e)
}

// rareExpr analyzes what is a subquery or hardly ever written.
func (a *analyzer) rareExpr(s *scope, e ast.Expr) plan.Expr {
	switch e := e.(type) {
	case *ast.Subquery:
		return a.scalarQuery(s, e)
	case *ast.Exists:
		q := a.query(s, e.Query)
		return &plan.Exists{Base: plan.Base{T: boolNotNull, P: e.Pos}, Query: q}
	case *ast.Quantified:
		return a.quantified(s, e)
	case *ast.IntervalExpr:
		return a.intervalExpr(s, e)
	case *ast.Index:
		x, i := a.expr(s, e.X), a.expr(s, e.I)
		noMatch(e.Pos, "ITEM", []plan.Expr{x, i})
	case *ast.MapExpr:
		if e.Multiset {
			noMatch(e.Pos, "MULTISET", nil)
		}
		noMatch(e.Pos, "MAP", nil)
	case *ast.Default:
		fail(e.Pos, "DEFAULT is only allowed in INSERT")
	}
	panic(bailout{errUnknownNode(e)})
}

// condition analyzes a boolean clause.
func (a *analyzer) condition(s *scope, e ast.Expr, clause string) plan.Expr {
	sub := *s
	sub.clause = clause
	switch clause {
	case "WHERE", "ON":
		sub.aggregates, sub.windows = false, false
	}
	x := a.expr(&sub, e)
	if t := x.Type(); t.Kind != druidtype.Boolean && t.Kind != druidtype.Unknown {
		if clause == "FILTER" {
			fail(e.Position(), "FILTER clause must be a condition")
		}
		fail(e.Position(), "%s clause must be a condition", clause)
	}
	return a.filter(a.predicate(x))
}

// predicate makes a truth value that Postgres takes: an untyped NULL becomes a boolean one.
func (a *analyzer) predicate(x plan.Expr) plan.Expr {
	if x.Type().Kind == druidtype.Unknown {
		return a.cast(x, boolType)
	}
	return x
}

// operator makes a call of an operator of the table.
func (a *analyzer) operator(pos ast.Pos, name string, args ...plan.Expr) plan.Expr {
	f, ok := function.Get(name)
	if !ok {
		panic(bailout{druiderr.Bug("no operator %s", name)})
	}
	return &plan.Call{Base: plan.Base{T: f.Type(args), P: pos}, Fn: f, Args: args}
}

// logical analyzes AND and OR.
func (a *analyzer) logical(s *scope, e *ast.Logical) plan.Expr {
	op := "AND"
	if e.Or {
		op = "OR"
	}
	terms := make([]plan.Expr, len(e.Terms))
	t := boolNotNull
	for i, term := range e.Terms {
		terms[i] = a.expr(s, term)
		k := terms[i].Type()
		if k.Kind == druidtype.Char {
			terms[i] = a.cast(terms[i], boolType)
			k = boolType
		}
		if k.Kind != druidtype.Boolean && k.Kind != druidtype.Unknown {
			other := boolNotNull
			if i == 0 {
				other = a.expr(s, e.Terms[1]).Type()
				fail(e.Pos, "Cannot apply '%s' to arguments of type '<%s> %s <%s>'. Supported form(s): '<BOOLEAN> %s <BOOLEAN>'", op, typeText(k), op, typeText(other), op)
			}
			fail(e.Pos, "Cannot apply '%s' to arguments of type '<%s> %s <%s>'. Supported form(s): '<BOOLEAN> %s <BOOLEAN>'", op, typeText(other), op, typeText(k), op)
		}
		if k.Nullable {
			t = boolType
		}
		terms[i] = a.predicate(terms[i])
	}
	if !e.Or {
		if terms = a.together(e.Pos, terms); len(terms) == 1 {
			return terms[0]
		}
	}
	return &plan.Logical{Base: plan.Base{T: t, P: e.Pos}, Or: e.Or, Terms: terms}
}

// unary analyzes prefix and postfix operators.
func (a *analyzer) unary(s *scope, e *ast.Unary) plan.Expr {
	if l, ok := e.X.(*ast.Literal); ok && e.Op == "-" && (l.Kind == ast.LitInteger || l.Kind == ast.LitApprox) {
		signed := *l
		signed.Text = "-" + l.Text
		x := a.literalExpr(&signed)
		x.(*plan.Literal).P = e.Pos
		return x
	}
	x := a.expr(s, e.X)
	switch e.Op {
	case "+", "-":
		return a.sign(e, x)
	case "NOT":
		if t := x.Type(); t.Kind != druidtype.Boolean && t.Kind != druidtype.Unknown {
			fail(e.Pos, "Cannot apply 'NOT' to arguments of type 'NOT<%s>'. Supported form(s): 'NOT<BOOLEAN>'", typeText(t))
		}
		return a.not(e.Pos, a.predicate(x))
	case "IS NULL", "IS NOT NULL":
		return a.isNull(e.Pos, e.Op, x)
	case "IS UNKNOWN", "IS NOT UNKNOWN":
		noMatch(e.Pos, e.Op, []plan.Expr{x})
	}
	if t := x.Type(); t.Kind != druidtype.Boolean && t.Kind != druidtype.Unknown {
		fail(e.Pos, "Cannot apply '%s' to arguments of type '<%s> %s'. Supported form(s): '<BOOLEAN> %s'", e.Op, typeText(t), e.Op, e.Op)
	}
	return a.operator(e.Pos, e.Op, a.predicate(x))
}

// sign analyzes unary plus and minus; the minus of a literal makes a negative literal.
func (a *analyzer) sign(e *ast.Unary, x plan.Expr) plan.Expr {
	t := x.Type()
	if t.MultiValue {
		return a.mapped(e.Pos, []plan.Expr{x}, func(args []plan.Expr) plan.Expr { return a.sign(e, args[0]) })
	}
	if t.IsString() {
		x = a.cast(x, druidtype.Of(druidtype.Decimal))
	}
	t = x.Type()
	if !t.IsNumeric() && !t.IsInterval() && t.Kind != druidtype.Unknown {
		fail(e.Pos, "Cannot apply '%s' to arguments of type '%s<%s>'. Supported form(s): '%s<NUMERIC>'\n'%s<INTERVAL>'", e.Op, e.Op, typeText(t), e.Op, e.Op)
	}
	if e.Op == "+" || t.Kind == druidtype.Unknown {
		return x
	}
	if l, ok := x.(*plan.Literal); ok {
		if n, ok := negated(l); ok {
			return literal(e.Pos, n, l.T)
		}
	}
	if t.IsInt() && a.env.SafeArithmetic {
		return a.operator(e.Pos, "NEGWRAP", x)
	}
	return a.operator(e.Pos, "NEG", x)
}

func negated(l *plan.Literal) (any, bool) {
	switch v := l.Value.(type) {
	case int64:
		return -v, true
	case float64:
		return -v, true
	case nil:
		return nil, true
	}
	return nil, false
}

// arrayExpr analyzes ARRAY[…] and ARRAY(query).
func (a *analyzer) arrayExpr(s *scope, e *ast.ArrayExpr) plan.Expr {
	if e.Query != nil {
		q := a.query(s, e.Query)
		if len(q.Columns) != 1 {
			fail(e.Pos, "ARRAY query must have one column")
		}
		t := druidtype.ArrayOf(q.Columns[0].Type)
		if t.Postgres() != "json" {
			q = a.castColumns(q, []druidtype.Column{{Name: q.Columns[0].Name, Type: storedElement(q.Columns[0].Type)}})
		}
		return &plan.Scalar{Base: plan.Base{T: t, P: e.Pos}, Query: q, Array: true}
	}
	if len(e.Elems) == 0 {
		fail(e.Pos, "Require at least 1 argument")
	}
	elems := make([]plan.Expr, len(e.Elems))
	for i, x := range e.Elems {
		elems[i] = a.expr(s, x)
	}
	return a.array(e.Pos, elems)
}

// array gives the elements one type.
func (a *analyzer) array(pos ast.Pos, elems []plan.Expr) plan.Expr {
	if hasMulti(elems) {
		return a.mapped(pos, elems, func(elems []plan.Expr) plan.Expr { return a.array(pos, elems) })
	}
	types := make([]druidtype.Type, len(elems))
	for i, x := range elems {
		types[i] = x.Type()
	}
	t, ok := plan.LeastRestrictive(types...)
	if !ok || mixesDates(types) {
		refuseComplex(types)
		fail(pos, "Parameters must be of the same type")
	}
	t.MultiValue = false
	out := &plan.Array{Base: plan.Base{T: druidtype.ArrayOf(t).NotNull(), P: pos}, Elems: elems}
	if out.T.Postgres() == "json" {
		return out
	}
	for i, x := range elems {
		if t.Kind == druidtype.Date && x.Type().IsNumeric() {
			fail(x.Pos(), "Cast function cannot convert value of type %s to type DATE", castName(x.Type()))
		}
		elems[i] = a.arrayElement(x, t)
	}
	return out
}

// mixesDates tells whether there are both dates and timestamps.
func mixesDates(types []druidtype.Type) bool {
	var dates, timestamps bool
	for _, t := range types {
		dates, timestamps = dates || t.Kind == druidtype.Date, timestamps || t.Kind == druidtype.Timestamp
	}
	return dates && timestamps
}

// arrayElement casts an element to what the array holds: booleans are 0 and 1, times milliseconds.
func (a *analyzer) arrayElement(x plan.Expr, t druidtype.Type) plan.Expr {
	switch {
	case x.Type().MultiValue:
		return a.operator(x.Pos(), "ONLY VALUE MULTI", x)
	case t.Kind == druidtype.Boolean:
		return a.operator(x.Pos(), "BOOLEAN TO LONG", x)
	case t.IsTime():
		return a.cast(x, druidtype.Of(druidtype.BigInt))
	case t.Kind == druidtype.Float:
		return a.cast(x, druidtype.Of(druidtype.Double))
	}
	return a.cast(x, t)
}

func (a *analyzer) rowExpr(s *scope, e *ast.RowExpr) plan.Expr {
	elems := make([]plan.Expr, len(e.Elems))
	for i, x := range e.Elems {
		elems[i] = a.expr(s, x)
	}
	return &plan.Row{Base: plan.Base{T: druidtype.Of(druidtype.Row), P: e.Pos}, Elems: elems}
}
