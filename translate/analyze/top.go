package analyze

import (
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/function"
	"ogham/translate/plan"
)

// top applies what Druid does to the outermost query alone.
func (a *analyzer) top(q *plan.Query) {
	a.singleColumns(q)
	sel, ok := q.Body.(*plan.Select)
	if !ok {
		return
	}
	for i, x := range sel.Items {
		sel.Items[i] = narrowedInteger(x)
		if t := x.Type(); t.Native() == "COMPLEX<arrayOfDoublesSketch>" { // prints as its estimate
			sel.Items[i] = a.operator(x.Pos(), "TUPLE ESTIMATE", x)
		}
	}
	if sel.Group == nil && !sel.Distinct {
		for i, x := range sel.Items {
			sel.Items[i] = jsonList(x)
			q.Columns[i].Type.MultiValue = sel.Items[i].Type().MultiValue
		}
		return
	}
	if sel.Group != nil && len(sel.Group.Keys) == 0 && sel.Group.Sets == nil && a.onlyMetadata() {
		a.dropEmpty(sel)
	}
}

// singleColumns makes single values of the columns that functions over multi-value strings have
// computed: a row of several such values fails, as Druid can print lists of texts only.
func (a *analyzer) singleColumns(q *plan.Query) {
	switch body := q.Body.(type) {
	case *plan.Query:
		a.singleColumns(body)
	case *plan.SetOp:
		for _, term := range body.Terms {
			a.singleColumns(term)
		}
	case *plan.Select:
		if body.Group != nil || body.Distinct {
			return
		}
		for i, x := range body.Items {
			body.Items[i] = a.singleValue(x)
		}
	}
	for i := range q.Columns {
		if t := q.Columns[i].Type; mappedType(t) {
			q.Columns[i].Type = t.Single()
		}
	}
}

// mappedType tells whether t is what a function has made of the values of a multi-value string, and
// no text.
func mappedType(t druidtype.Type) bool {
	return t.MultiValue && !t.IsString() && t.Kind != druidtype.Array
}

func (a *analyzer) singleValue(x plan.Expr) plan.Expr {
	t := x.Type()
	if mappedType(t) {
		return a.operator(x.Pos(), "COERCE MULTI", x, literal(x.Pos(), t.Kind.String(), druidtype.Of(druidtype.Varchar)))
	}
	if t.Kind != druidtype.Boolean {
		return x
	}
	source := mappedSource(x)
	if source == nil {
		return x
	}
	return a.operator(x.Pos(), "COERCE CONDITION", x, source)
}

// mappedSource finds a multi-value string that a condition asks value by value; nil when there is none.
func mappedSource(x plan.Expr) plan.Expr {
	var found plan.Expr
	plan.Walk(x, func(e plan.Expr) bool {
		switch e := e.(type) {
		case *plan.Elements:
			if e.Agg == "any" && e.Source.Type().MultiValue {
				found = e.Source
			}
		case *plan.Call:
			if e.Agg != nil {
				return false
			}
			if function.ByValue(e.Fn.Name) {
				found = e.Args[0]
			}
		}
		return found == nil
	})
	return found
}

// narrowedInteger cuts INTEGER arithmetic to 32 bits. Druid computes in 64 and cuts what leaves the
// query.
func narrowedInteger(x plan.Expr) plan.Expr {
	c, ok := x.(*plan.Call)
	if !ok || c.Fn.Kind != plan.Operator || !c.T.IsInt() || c.T.Kind > druidtype.Integer {
		return x
	}
	wide := *c
	wide.T.Kind = druidtype.BigInt
	return &plan.Cast{Base: c.Base, X: &wide}
}

// onlyMetadata tells whether the statement reads system tables and nothing else.
func (a *analyzer) onlyMetadata() bool {
	for _, rel := range a.scans {
		if rel.Kind != "system" {
			return false
		}
	}
	return len(a.scans) > 0
}

// dropEmpty keeps an aggregation over no rows from giving a row, as Druid's own engine for system
// tables does.
func (a *analyzer) dropEmpty(sel *plan.Select) {
	zero := literal(sel.Items[0].Pos(), int64(0), druidtype.Of(druidtype.BigInt).NotNull())
	some := a.compare(zero.P, ">", a.countAll(zero.P, nil), zero)
	if sel.Having != nil {
		some = conjunction(zero.P, []plan.Expr{sel.Having, some})
	}
	sel.Having = some
}

// jsonList makes JSON_VALUE of a column give arrays of scalars too, as lists of texts: so Druid reads
// nested columns. Inside other expressions and in groupings such an array is NULL.
func jsonList(x plan.Expr) plan.Expr {
	c, ok := x.(*plan.Call)
	if !ok || len(c.Args) == 0 {
		return x
	}
	if _, ok := c.Args[0].(*plan.Column); !ok {
		return x
	}
	out := *c
	switch {
	case c.Fn.Name == "JSON_VALUE" && c.T.IsString():
		out.Fn = getFunction("JSON_VALUE LIST")
	case strings.HasPrefix(c.Fn.Name, "JSON_VALUE_ARRAY_"): // elements keep their types
		out.Fn = getFunction("JSON_ELEMENTS")
		out.T.MultiValue = true
	default:
		return x
	}
	return &out
}
