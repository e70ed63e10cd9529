package function

import (
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// The complex types of Druid's own aggregators that keep a mergeable state.
const (
	hyperUnique = "hyperUnique"
	pairOfText  = "serializablePairLongString"
)

// Unfinalized gives the aggregate that keeps the mergeable state of c instead of its result, as
// Druid stores it where finalizeAggregations is false: sketches for the approximate aggregates, the
// text with its time for EARLIEST and LATEST. Whatever is its own state (COUNT, SUM, MIN, MAX, …)
// comes back as it is. approximate says whether COUNT(DISTINCT) counts by a sketch
// (useApproximateCountDistinct).
//
// The rule is Druid's SQL-based ingestion, "Rollup".
func Unfinalized(c *plan.Call, approximate bool) *plan.Call {
	if c.Agg == nil || c.Agg.Over != nil || len(c.Args) == 0 {
		return c
	}
	switch c.Fn.Name {
	case "COUNT":
		if !c.Agg.Distinct || len(c.Args) > 1 || !approximate {
			return c
		}
		return stateOf(c, "DS_HLL", hyperUnique)
	case "APPROX_COUNT_DISTINCT", "APPROX_COUNT_DISTINCT_BUILTIN":
		return stateOf(c, "DS_HLL", hyperUnique)
	case "APPROX_COUNT_DISTINCT_DS_HLL", "APPROX_COUNT_DISTINCT_DS_HLL_UTF8":
		return stateOf(c, "DS_HLL", hllSketch)
	case "APPROX_COUNT_DISTINCT_DS_THETA":
		return stateOf(c, "DS_THETA", thetaSketch)
	case "APPROX_QUANTILE_DS":
		return stateOf(c, "DS_QUANTILES_SKETCH", quantilesSketch)
	case "EARLIEST", "LATEST", "EARLIEST_BY", "LATEST_BY":
		return pairState(c)
	}
	return c
}

// stateOf is the call of an aggregate that makes a sketch of the first argument.
func stateOf(c *plan.Call, name, complex string) *plan.Call {
	out, agg := *c, *c.Agg
	agg.Distinct = false
	out.Fn, out.Args, out.Agg = table()[name], c.Args[:1], &agg
	out.T = druidtype.ComplexOf(complex)
	return &out
}

// pairState keeps the time beside the text that EARLIEST or LATEST picks. Numbers are their own state.
func pairState(c *plan.Call) *plan.Call {
	if !c.T.IsString() || c.T.MultiValue || len(c.Agg.OrderBy) == 0 {
		return c
	}
	out := *c
	out.T = druidtype.ComplexOf(pairOfText)
	pair := &plan.Call{Base: plan.Base{T: out.T, P: c.P}, Fn: table()["PAIR OF TEXT"], Args: []plan.Expr{c.Agg.OrderBy[0].Expr, c.Args[0]}}
	out.Args = append([]plan.Expr{pair}, c.Args[1:]...)
	return &out
}

// pairFunctions make and read the pairs that [Unfinalized] keeps for EARLIEST and LATEST.
func pairFunctions() []plan.Function {
	return []plan.Function{
		{Name: "PAIR OF TEXT", Hidden: true, Params: params("ts s"), Type: complexType(pairOfText), Emit: tmpl("druid_sql.pair_pack($1, $2)")},
		{Name: "TIME OF PAIR", Hidden: true, Params: params("*"), Type: always(druidtype.Timestamp), Emit: tmpl("druid_sql.pair_time($1)")},
		{Name: "TEXT OF PAIR", Hidden: true, Params: params("*"), Type: varcharNull, Emit: tmpl("($1 ->> 'rhs')")},
	}
}

// isPair tells whether x is a stored state of EARLIEST or LATEST.
func isPair(x plan.Expr) bool {
	t := x.Type()
	return t.Kind == druidtype.Complex && t.Name == pairOfText
}

// isSetState tells whether x holds the state of a count of different values.
func isSetState(x plan.Expr) bool {
	t := x.Type()
	return t.Kind == druidtype.Complex && (t.Name == hyperUnique || t.Name == hllSketch || t.Name == thetaSketch)
}
