package analyze

import (
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// top applies what Druid does to the outermost query alone.
func (a *analyzer) top(q *plan.Query) {
	sel, ok := q.Body.(*plan.Select)
	if !ok {
		return
	}
	if sel.Group == nil && !sel.Distinct {
		for i, x := range sel.Items {
			sel.Items[i] = jsonList(x)
		}
		return
	}
	if sel.Group != nil && len(sel.Group.Keys) == 0 && sel.Group.Sets == nil && a.onlyMetadata() {
		a.dropEmpty(sel)
	}
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
	if !ok || c.Fn.Name != "JSON_VALUE" || !c.T.IsString() {
		return x
	}
	if _, ok := c.Args[0].(*plan.Column); !ok {
		return x
	}
	out := *c
	out.Fn = getFunction("JSON_VALUE LIST")
	return &out
}
