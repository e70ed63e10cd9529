package analyze

import (
	"math"
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// filter rewrites a condition over rows as Druid's native filters decide it: a comparison of a
// column with a number is made on the column itself, casts between them are dropped. Text is then
// ordered by the number it spells, what spells none before all numbers, and -0.0 lies below 0.0.
// The same comparison in a select list is an expression and keeps its casts.
func (a *analyzer) filter(x plan.Expr) plan.Expr {
	switch e := x.(type) {
	case *plan.Logical:
		out := *e
		out.Terms = make([]plan.Expr, len(e.Terms))
		for i, t := range e.Terms {
			out.Terms[i] = a.filter(t)
		}
		return &out
	case *plan.In:
		return a.filterIn(e)
	case *plan.Elements:
		if e.Agg == "" {
			return x
		}
		out := *e
		out.Body = a.filter(e.Body)
		return &out
	case *plan.Call:
		if e.Fn.Name == "NOT" {
			return a.operator(e.P, "NOT", a.filter(e.Args[0]))
		}
		return a.filterLeaf(e)
	case *plan.Cast:
		return a.filterTruth(e)
	}
	return x
}

// filterTruth rewrites a column cast to BOOLEAN, which as a filter asks text for the word true and
// doubles to lie above 0.
func (a *analyzer) filterTruth(e *plan.Cast) plan.Expr {
	if e.T.Kind != druidtype.Boolean {
		return e
	}
	switch t := columnType(e.X); {
	case t.IsString() && !t.MultiValue:
		return a.operator(e.P, "=", e.X, literal(e.P, "true", druidtype.Of(druidtype.Varchar).NotNull()))
	case t.IsApprox():
		return a.operator(e.P, ">", e.X, literal(e.P, 0.0, t.NotNull()))
	}
	return e
}

// filterLeaf rewrites a comparison of a column, under casts to numbers, with a number.
func (a *analyzer) filterLeaf(e *plan.Call) plan.Expr {
	op := strings.TrimSuffix(e.Fn.Name, "NUMBER")
	switch op {
	case "IS NULL", "IS NOT NULL":
		return a.operator(e.P, op, jsonList(e.Args[0]))
	case "MV_CONTAINS", "MV_OVERLAP":
		return a.filterMulti(e)
	case "=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM":
	default:
		return e
	}
	l, r := e.Args[0], e.Args[1]
	if _, ok := l.(*plan.Literal); ok {
		l, r, op = r, l, flipped(op)
	}
	number, ok := r.(*plan.Literal)
	if ok && number.T.Kind == druidtype.Boolean {
		return a.filterWord(e, op, l, number)
	}
	if !ok || !number.T.IsNumeric() || number.Value == nil {
		return e
	}
	column := underCasts(l)
	if op[0] == 'I' {
		return a.filterSame(e, op, column, number)
	}
	switch t := columnType(column); {
	case t.IsString() && !t.MultiValue:
		return a.operator(e.P, "NUMBER "+op, column, number)
	case t.IsApprox() && isZero(number) && op != ">" && op != "<=":
		return a.operator(e.P, op+" ZERO", column)
	case t.IsNumeric() && column != l:
		x, y := a.comparableNumbers(column, number)
		return a.operator(e.P, op, x, y)
	}
	return e
}

// filterWord compares a text column with TRUE and FALSE: only the word true is true.
func (a *analyzer) filterWord(e *plan.Call, op string, l plan.Expr, truth *plan.Literal) plan.Expr {
	c, ok := l.(*plan.Cast)
	if !ok || c.T.Kind != druidtype.Boolean || truth.Value == nil || op != "=" && op != "<>" {
		return e
	}
	if t := columnType(c.X); !t.IsString() || t.MultiValue {
		return e
	}
	if truth.Value == false {
		op = map[string]string{"=": "<>", "<>": "="}[op]
	}
	return a.operator(e.P, op, c.X, literal(e.P, "true", druidtype.Of(druidtype.Varchar).NotNull()))
}

// filterSame compares a text column with a number by IS [NOT] DISTINCT FROM: as texts.
func (a *analyzer) filterSame(e *plan.Call, op string, column plan.Expr, number *plan.Literal) plan.Expr {
	if t := columnType(column); !t.IsString() || t.MultiValue {
		return e
	}
	return a.operator(e.P, op, column, a.cast(number, druidtype.Of(druidtype.Varchar)))
}

// filterMulti leaves MV_CONTAINS and MV_OVERLAP of a row without values unknown, so that neither they
// nor their negation let it pass; in a select list they are false.
func (a *analyzer) filterMulti(e *plan.Call) plan.Expr {
	if t := columnType(e.Args[0]); t.Kind == druidtype.Unknown {
		return e
	}
	there := a.operator(e.P, "IS NOT NULL", e.Args[0])
	return &plan.Case{Base: plan.Base{T: e.T.Null(true), P: e.P}, Whens: []plan.When{{Cond: there, Then: e}}}
}

// filterIn rewrites IN over a column under casts to numbers as the comparisons it stands for.
func (a *analyzer) filterIn(e *plan.In) plan.Expr {
	if _, bound := e.List[0].(*plan.List); bound {
		return e
	}
	if plan.IsConstant(e.X) && !allLiterals(e.List) {
		return a.filterTerms(e)
	}
	if column := underCasts(e.X); column == e.X || columnType(column).Kind == druidtype.Unknown {
		return e
	}
	if !allLiterals(e.List) {
		return e
	}
	return a.filterTerms(e)
}

func allLiterals(list []plan.Expr) bool {
	for _, x := range list {
		if !plan.IsConstant(x) {
			return false
		}
	}
	return true
}

// filterTerms makes an IN the comparisons it stands for.
func (a *analyzer) filterTerms(e *plan.In) plan.Expr {
	terms := make([]plan.Expr, len(e.List))
	for i, x := range e.List {
		terms[i] = a.filter(a.comparison(e.P, "=", e.X, x))
	}
	out := plan.Expr(&plan.Logical{Base: plan.Base{T: boolType, P: e.P}, Or: true, Terms: terms})
	if e.Not {
		out = a.not(e.P, out)
	}
	return out
}

// underCasts gives what is cast to numbers.
func underCasts(x plan.Expr) plan.Expr {
	for {
		c, ok := x.(*plan.Cast)
		if !ok || !c.T.IsNumeric() {
			return x
		}
		x = c.X
	}
}

// columnType is the type of a plain column, Unknown for all else.
func columnType(x plan.Expr) druidtype.Type {
	if c, ok := x.(*plan.Column); ok {
		return c.T
	}
	return druidtype.Of(druidtype.Unknown)
}

// isZero tells 0 and 0.0 from -0.0.
func isZero(l *plan.Literal) bool {
	switch v := l.Value.(type) {
	case int64:
		return v == 0
	case float64:
		return v == 0 && !math.Signbit(v)
	}
	return false
}

// castKey makes a grouping by a cast of a text column what Druid's dimensions make of it: they read
// whole numbers exactly, not the leading digits, and no word such as true. Uses of the cast become
// the key.
func (b *block) castKey(x plan.Expr) plan.Expr {
	c, ok := x.(*plan.Cast)
	if !ok {
		return x
	}
	if t := columnType(c.X); !t.IsString() || t.MultiValue {
		return x
	}
	switch {
	case c.T.IsInt():
		key := withType(b.a.operator(c.P, "EXACT LONG", c.X), c.T)
		b.replace(plan.Key(x), key)
		return key
	case c.T.IsApprox() && c.T.Kind != druidtype.Float:
		key := withType(b.a.operator(c.P, "EXACT DOUBLE", c.X), c.T)
		b.replace(plan.Key(x), key)
		return key
	case c.T.Kind == druidtype.Boolean:
		key := b.a.operator(c.P, "EXACT LONG", c.X)
		b.replace(plan.Key(x), b.a.operator(c.P, "LONG TO BOOLEAN", key))
		return key
	}
	return x
}
