package analyze

import (
	"strconv"
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// listThreshold is the length from which an IN list of plain constants is bound as one array.
const listThreshold = 16

// in types x IN (list) and x IN (query).
func (a *analyzer) in(s *scope, e *ast.In) plan.Expr {
	if e.Query != nil {
		return a.inQuery(s, e)
	}
	if a.env.Prepare {
		operands := a.ofOneType(s, append([]ast.Expr{e.X}, e.List...)...)
		return a.inTerms(e, operands[0], operands[1:])
	}
	x := a.expr(s, e.X)
	if x.Type().Kind != druidtype.Row && len(e.List) >= listThreshold {
		if out := a.boundIn(e, x); out != nil {
			return out
		}
	}
	terms := make([]plan.Expr, len(e.List))
	for i, item := range e.List {
		terms[i] = a.expr(s, item)
	}
	if x.Type().Kind != druidtype.Row {
		a.checkIn(e, x, terms)
	}
	if x.Type().IsInt() {
		a.wholeTerms(terms, x.Type())
	}
	return a.inTerms(e, x, terms)
}

// wholeTerms cuts constants with fractions to the whole numbers that IN compares them with.
func (a *analyzer) wholeTerms(terms []plan.Expr, t druidtype.Type) {
	for i, x := range terms {
		if l, ok := x.(*plan.Literal); ok && l.Value != nil && l.T.IsApprox() {
			terms[i] = a.cast(x, t)
		}
	}
}

// checkIn refuses lists whose elements have nothing in common, and what has nothing in common with
// such a list. Whole numbers among times are milliseconds.
func (a *analyzer) checkIn(e *ast.In, x plan.Expr, terms []plan.Expr) {
	types := make([]druidtype.Type, len(terms))
	for i, t := range terms {
		types[i] = t.Type()
	}
	list, ok := plan.Blend(types...)
	if !ok {
		refuseComplex(types)
		fail(e.Pos, "Values in expression list must have compatible types")
	}
	if !matches(x.Type(), list) {
		fail(e.Pos, "Values passed to IN operator must have compatible types")
	}
	for i, t := range terms {
		if list.IsTime() && t.Type().IsNumeric() {
			terms[i] = a.cast(t, list)
		}
	}
}

// matches tells whether IN compares values of a type with lists of another.
func matches(x, list druidtype.Type) bool {
	if x.Kind == druidtype.Unknown || list.Kind == druidtype.Unknown {
		return true
	}
	_, ok := plan.Blend(x, list)
	return ok && x.IsTime() == list.IsTime() || x.IsString() && simpleType(list) || list.IsString() && simpleType(x)
}

func simpleType(t druidtype.Type) bool {
	return t.Kind != druidtype.Array && t.Kind != druidtype.Complex
}

func (a *analyzer) inTerms(e *ast.In, x plan.Expr, terms []plan.Expr) plan.Expr {
	if len(terms) == 1 {
		op := "="
		if e.Not {
			op = "<>"
		}
		return a.compare(e.Pos, op, x, terms[0])
	}
	x, terms = a.mixedIn(x, terms)
	if plain := a.plainIn(e, x, terms); plain != nil {
		return plain
	}
	for i := range terms {
		terms[i] = a.compare(e.Pos, "=", x, terms[i])
	}
	out := plan.Expr(&plan.Logical{Base: plan.Base{T: boolType, P: e.Pos}, Or: true, Terms: terms})
	if e.Not {
		return a.not(e.Pos, out)
	}
	return out
}

// mixedIn brings the elements of an IN list that mixes text and other values to one kind: beside text
// they are text, beside a number they are numbers of its type.
func (a *analyzer) mixedIn(x plan.Expr, terms []plan.Expr) (plan.Expr, []plan.Expr) {
	text, other := false, false
	for _, e := range terms {
		t := e.Type()
		text, other = text || t.IsString(), other || !t.IsString() && t.Kind != druidtype.Unknown
	}
	to := druidtype.Of(druidtype.Varchar)
	switch t := x.Type(); {
	case t.MultiValue || !text:
		return x, terms
	case t.IsNumeric():
		to = t
	case !other:
		return x, terms
	}
	out := make([]plan.Expr, len(terms))
	for i, e := range terms {
		out[i] = e
		if simpleType(e.Type()) && !e.Type().MultiValue {
			out[i] = a.cast(e, to)
		}
	}
	return x, out
}

// plainIn makes an IN when every element, compared with x, leaves x as it is and has one type.
func (a *analyzer) plainIn(e *ast.In, x plan.Expr, terms []plan.Expr) plan.Expr {
	t := x.Type()
	if t.MultiValue || t.Kind == druidtype.Row || t.Kind == druidtype.Array {
		return nil
	}
	list := make([]plan.Expr, len(terms))
	for i, term := range terms {
		if term.Type().MultiValue {
			return nil
		}
		l, r := a.comparable(e.Pos, "=", x, term)
		if l != x || r.Type().Postgres() != t.Postgres() {
			return nil
		}
		list[i] = r
	}
	return &plan.In{Base: plan.Base{T: boolType, P: e.Pos}, Not: e.Not, X: x, List: list}
}

// boundIn binds a long list of constants as one array argument, in time linear in its length;
// nil when an element is no plain constant of x's type.
func (a *analyzer) boundIn(e *ast.In, x plan.Expr) plan.Expr {
	t := x.Type()
	var value any
	var elem druidtype.Type
	switch {
	case t.IsString():
		value, elem = textList(e.List), druidtype.Of(druidtype.Varchar)
	case t.IsInt():
		value, elem = intList(e.List), druidtype.Of(druidtype.BigInt)
	}
	if value == nil || elem.Kind == druidtype.Unknown {
		return nil
	}
	list := &plan.List{Base: plan.Base{T: elem, P: e.Pos}, Value: value}
	if t.MultiValue {
		name := "IN MULTI"
		if e.Not {
			name = "NOT IN MULTI"
		}
		return a.operator(e.Pos, name, x, list)
	}
	return &plan.In{Base: plan.Base{T: boolType, P: e.Pos}, Not: e.Not, X: x, List: []plan.Expr{list}}
}

func textList(items []ast.Expr) any {
	out := make([]string, len(items))
	for i, item := range items {
		l, ok := item.(*ast.Literal)
		if !ok || l.Kind != ast.LitString || strings.IndexByte(l.Text, 0) >= 0 {
			return nil
		}
		out[i] = l.Text
	}
	return out
}

func intList(items []ast.Expr) any {
	out := make([]int64, len(items))
	for i, item := range items {
		sign := int64(1)
		if u, ok := item.(*ast.Unary); ok && u.Op == "-" {
			sign, item = -1, u.X
		}
		l, ok := item.(*ast.Literal)
		if !ok || l.Kind != ast.LitInteger {
			return nil
		}
		n, err := strconv.ParseInt(l.Text, 10, 64)
		if err != nil {
			return nil
		}
		out[i] = sign * n
	}
	return out
}
