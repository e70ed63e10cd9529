package analyze

import (
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// compare types a comparison: operands of different types meet as Calcite's type coercion has it.
func (a *analyzer) compare(pos ast.Pos, op string, l, r plan.Expr) plan.Expr {
	if lr, ok := l.(*plan.Row); ok {
		if rr, ok := r.(*plan.Row); ok && len(lr.Elems) == len(rr.Elems) {
			return a.compareRows(pos, op, lr, rr)
		}
	}
	if l.Type().MultiValue || r.Type().MultiValue {
		return a.compareMulti(pos, op, l, r)
	}
	if x := a.compareComplex(pos, op, l, r); x != nil {
		return x
	}
	lt, rt := l.Type(), r.Type()
	certain := !lt.Nullable && !rt.Nullable && lt.Kind != druidtype.Unknown && rt.Kind != druidtype.Unknown
	l, r = a.comparable(pos, op, l, r)
	if plain, ok := map[string]string{"IS DISTINCT FROM": "<>", "IS NOT DISTINCT FROM": "="}[op]; ok && certain {
		op = plain // as Calcite simplifies it, even if text turns out to be no number
	}
	return a.comparison(pos, op, l, r)
}

// compareComplex compares JSON with JSON by its text, and a complex value with NULL as written, which
// has no type to be cast to; nil for all else.
func (a *analyzer) compareComplex(pos ast.Pos, op string, l, r plan.Expr) plan.Expr {
	if untyped(l) {
		l, r = r, l
	}
	if l.Type().Kind != druidtype.Complex {
		return nil
	}
	if lt, rt := l.Type(), r.Type(); lt.Name == "json" && rt.Kind == druidtype.Complex && rt.Name == "json" && !ordering(op) {
		return a.operator(pos, op, a.call(pos, "TO_JSON_STRING", l), a.call(pos, "TO_JSON_STRING", r))
	}
	if !untyped(r) {
		return nil
	}
	switch op {
	case "=", "<>":
		return literal(pos, nil, boolType)
	case "IS DISTINCT FROM":
		return a.operator(pos, "IS NOT NULL", l)
	case "IS NOT DISTINCT FROM":
		return a.operator(pos, "IS NULL", l)
	}
	cannotCompare(pos, op, l, r)
	return nil
}

// ordering tells < <= > >= from the rest.
func ordering(op string) bool { return (op[0] == '<' || op[0] == '>') && op != "<>" }

// comparison makes the operator for operands of one type; text compares bytewise.
func (a *analyzer) comparison(pos ast.Pos, op string, l, r plan.Expr) plan.Expr {
	text := l.Type().Postgres() == "text" || l.Type().Postgres() == "text[]"
	if text && ordering(op) {
		op += "TEXT"
	}
	if op[0] == '>' && mayBeNaN(l) || op[0] == '<' && op != "<>" && mayBeNaN(r) {
		op += "NUMBER"
	}
	return a.operator(pos, op, l, r)
}

// mayBeNaN tells whether x reads text as a double: Postgres sorts NaN above all, Java's comparisons
// with it are false. Stored doubles are compared as they are, for their indexes' sake.
func mayBeNaN(x plan.Expr) bool {
	c, ok := x.(*plan.Cast)
	return ok && c.X.Type().IsString() && c.T.IsApprox()
}

// comparable brings two operands to one type, or refuses.
func (a *analyzer) comparable(pos ast.Pos, op string, l, r plan.Expr) (plan.Expr, plan.Expr) {
	lt, rt := l.Type(), r.Type()
	switch {
	case lt.Kind == druidtype.Unknown && rt.Kind == druidtype.Unknown:
		t := druidtype.Of(druidtype.Varchar)
		return a.cast(l, t), a.cast(r, t)
	case lt.Kind == druidtype.Unknown:
		return a.cast(l, rt), r
	case rt.Kind == druidtype.Unknown:
		return l, a.cast(r, lt)
	case lt.IsNumeric() && rt.IsNumeric():
		return a.comparableNumbers(l, r)
	case lt.IsString() && rt.IsString(), lt.IsTime() && rt.IsTime(), lt.Kind == druidtype.Boolean && rt.Kind == druidtype.Boolean:
		return l, r
	case lt.IsString() && rt.Kind == druidtype.Boolean:
		return a.textBesideTruth(pos, op, l, r)
	case lt.Kind == druidtype.Boolean && rt.IsString():
		r, l = a.textBesideTruth(pos, op, r, l)
		return l, r
	case lt.IsString():
		return a.textBeside(pos, op, l, r, rt), r
	case rt.IsString():
		return l, a.textBeside(pos, op, r, l, lt)
	case lt.Kind == druidtype.Boolean && rt.IsNumeric() && (op == "=" || op == "<>"):
		return a.operator(pos, "BOOLEAN TO LONG", l), r
	case rt.Kind == druidtype.Boolean && lt.IsNumeric() && (op == "=" || op == "<>"):
		return l, a.operator(pos, "BOOLEAN TO LONG", r)
	case lt.Kind == druidtype.Array && rt.Kind == druidtype.Array:
		if t, ok := plan.Blend(lt, rt); ok {
			return a.cast(l, t), a.cast(r, t)
		}
	case lt.IsInterval() && lt.Kind == rt.Kind:
		return l, r
	}
	cannotCompare(pos, op, l, r)
	return nil, nil
}

func cannotCompare(pos ast.Pos, op string, l, r plan.Expr) {
	cannotApply(pos, op, l, r, "'<COMPARABLE_TYPE> "+op+" <COMPARABLE_TYPE>'")
}

// comparableNumbers: a constant beside a FLOAT is rounded to FLOAT, as Druid's filters do it.
func (a *analyzer) comparableNumbers(l, r plan.Expr) (plan.Expr, plan.Expr) {
	l, r = unnarrowed(l), unnarrowed(r)
	lt, rt := l.Type(), r.Type()
	flt := druidtype.Of(druidtype.Float)
	switch {
	case lt.Kind == druidtype.Float && plan.IsConstant(r):
		return l, a.cast(r, flt)
	case rt.Kind == druidtype.Float && plan.IsConstant(l):
		return a.cast(l, flt), r
	case lt.IsInt() != rt.IsInt() || lt.Kind == druidtype.Float != (rt.Kind == druidtype.Float):
		dbl := druidtype.Of(druidtype.Double)
		return a.cast(l, dbl), a.cast(r, dbl)
	}
	return l, r
}

// textBeside converts text x to the type of what it is compared with.
func (a *analyzer) textBeside(pos ast.Pos, op string, x, other plan.Expr, t druidtype.Type) plan.Expr {
	switch {
	case t.IsInt():
		if s, ok := plan.TextOf(x); ok {
			if n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
				return literal(x.Pos(), n, druidtype.Of(druidtype.BigInt).NotNull())
			}
		}
		return a.cast(x, druidtype.Of(druidtype.Double))
	case t.IsNumeric():
		return a.cast(x, t)
	case t.IsTime():
		return a.timeConstant(x, t)
	}
	if x.Pos().Line > other.Pos().Line || x.Pos().Line == other.Pos().Line && x.Pos().Column > other.Pos().Column {
		cannotCompare(pos, op, other, x)
	}
	cannotCompare(pos, op, x, other)
	return nil
}

// textBesideTruth compares text with TRUE and FALSE as written as a truth value, with other conditions
// as the number that it spells.
func (a *analyzer) textBesideTruth(pos ast.Pos, op string, text, truth plan.Expr) (plan.Expr, plan.Expr) {
	if plan.IsConstant(text) || plan.IsConstant(truth) && !ordering(op) {
		return a.cast(text, boolType), truth
	}
	return a.cast(text, druidtype.Of(druidtype.BigInt)), a.operator(pos, "BOOLEAN TO LONG", truth)
}

// timeConstant casts text to a time; a literal that is none is refused.
func (a *analyzer) timeConstant(x plan.Expr, t druidtype.Type) plan.Expr {
	if s, ok := plan.TextOf(x); ok {
		if ms, ok := a.parseTime(s, t.Kind); ok {
			return literal(x.Pos(), ms, t.NotNull())
		}
		name := "TIMESTAMP(3)"
		if t.Kind == druidtype.Date {
			name = "DATE"
		}
		refuse("Illegal %s constant [CAST('%s'):%s NOT NULL]", t.Kind, s, name)
	}
	return a.cast(x, t)
}

func (a *analyzer) compareRows(pos ast.Pos, op string, l, r *plan.Row) plan.Expr {
	if op != "=" && op != "<>" {
		cannotCompare(pos, op, l, r)
	}
	terms := make([]plan.Expr, len(l.Elems))
	for i := range l.Elems {
		terms[i] = a.compare(pos, op, l.Elems[i], r.Elems[i])
	}
	return &plan.Logical{Base: plan.Base{T: boolType, P: pos}, Or: op == "<>", Terms: terms}
}

// not negates a condition. Druid's planner makes <= of NOT >, which a multi-value string meets with any
// of its values, also in terms of AND and OR.
func (a *analyzer) not(pos ast.Pos, x plan.Expr) plan.Expr {
	switch x := x.(type) {
	case *plan.Elements:
		if opposite := a.opposite(x); opposite != nil {
			return opposite
		}
	case *plan.Logical:
		if !slices.ContainsFunc(x.Terms, func(t plan.Expr) bool { return a.opposite(t) != nil }) {
			break
		}
		out := &plan.Logical{Base: x.Base, Or: !x.Or, Terms: make([]plan.Expr, len(x.Terms))}
		for i, t := range x.Terms {
			out.Terms[i] = a.not(pos, t)
		}
		return out
	}
	return a.operator(pos, "NOT", x)
}

// opposites are the comparisons that hold where others do not.
var opposites = map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<"}

// opposite turns round a comparison of the values of a multi-value string; nil for all else.
func (a *analyzer) opposite(x plan.Expr) plan.Expr {
	e, ok := x.(*plan.Elements)
	if !ok || e.Agg != "any" {
		return nil
	}
	c, ok := e.Body.(*plan.Call)
	if !ok || c.Fn.Kind != plan.Operator {
		return nil
	}
	op, ok := opposites[strings.TrimRight(c.Fn.Name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
	if !ok {
		return nil
	}
	out := *e
	out.Body = a.comparison(c.P, op, c.Args[0], c.Args[1])
	return &out
}

// isNull types IS NULL and IS NOT NULL; a multi-value string without values, or with one that is
// NULL, IS NULL.
func (a *analyzer) isNull(pos ast.Pos, op string, x plan.Expr) plan.Expr {
	if !x.Type().MultiValue {
		return a.operator(pos, op, x)
	}
	return a.operator(pos, op+" MULTI", x)
}

// between types x BETWEEN low AND high as two comparisons.
func (a *analyzer) between(s *scope, e *ast.Between) plan.Expr {
	operands := a.ofOneType(s, e.X, e.Low, e.High)
	x, low, high := operands[0], operands[1], operands[2]
	out := a.betweenExpr(e.Pos, x, low, high)
	if e.Symmetric {
		out = &plan.Logical{
			Base: plan.Base{T: boolType, P: e.Pos}, Or: true,
			Terms: []plan.Expr{out, a.betweenExpr(e.Pos, x, high, low)},
		}
	}
	if e.Not {
		return a.not(e.Pos, out)
	}
	return out
}

func (a *analyzer) betweenExpr(pos ast.Pos, x, low, high plan.Expr) plan.Expr {
	if x.Type().MultiValue {
		return a.mapCondition(pos, x, func(v plan.Expr) plan.Expr { return a.betweenExpr(pos, v, low, high) })
	}
	return conjunction(pos, []plan.Expr{a.compare(pos, ">=", x, low), a.compare(pos, "<=", x, high)})
}

// like types LIKE; numbers and times are matched as text.
func (a *analyzer) like(s *scope, e *ast.Like) plan.Expr {
	x, pattern := a.textOperand(s, e.X), a.textOperand(s, e.Pattern)
	args := []plan.Expr{x, pattern}
	if e.Op != "" && e.Op != "LIKE" || e.Similar {
		name := e.Op
		if e.Similar && name == "" {
			name = "SIMILAR TO"
		}
		noMatchName(e.Pos, name)
	}
	name := "LIKE"
	if e.Escape != nil {
		escape := a.expr(s, e.Escape)
		if text, ok := plan.TextOf(escape); ok && utf16Length(text) != 1 {
			panic(bailout{druiderr.Runtime("Function[like] escape must be null or a single character")})
		}
		args = append(args, escape)
		name = "LIKE ESCAPE"
	}
	for i := range args {
		if t := args[i].Type(); t.Kind == druidtype.Array || t.Kind == druidtype.Complex {
			fail(e.Pos, "Cannot apply 'LIKE' to arguments of type '<%s> LIKE <%s>'. Supported form(s): 'LIKE(<STRING>, <STRING>, <STRING>)'", typeText(args[0].Type()), typeText(args[1].Type()))
		}
		if !args[i].Type().IsString() {
			args[i] = a.cast(args[i], druidtype.Of(druidtype.Varchar))
		}
	}
	out := a.call(e.Pos, name, args...)
	if e.Not {
		return a.not(e.Pos, out)
	}
	return out
}
