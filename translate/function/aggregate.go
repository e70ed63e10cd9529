package function

import (
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// aggregateFunctions are COUNT, SUM and their kin.
func aggregateFunctions() []plan.Function {
	agg := func(f plan.Function) plan.Function {
		f.Kind = plan.Aggregate
		return f
	}
	count := func([]plan.Expr) druidtype.Type { return druidtype.Of(druidtype.BigInt).NotNull() }
	return []plan.Function{
		agg(plan.Function{Name: "COUNT(*)", Hidden: true, Type: count, Emit: tmpl("count(*)$S")}),
		agg(plan.Function{
			Name: "COUNT", Params: params("* *..."), Signature: "COUNT(<ANY>)", Type: count, Whole: true,
			Bind: bindCount, Emit: emitCount, Doc: "The number of values that are not NULL; with DISTINCT, of different ones.",
		}),
		agg(plan.Function{
			Name: "SUM", Params: params("n"), Signature: "SUM(<NUMERIC>)", Type: sumType, Emit: emitSum, Doc: "The sum.",
		}),
		agg(plan.Function{
			Name: "AVG", Params: params("n"), Signature: "AVG(<NUMERIC>)", Type: doubleNull,
			Bind: bindAvg, Emit: emitAvg, Doc: "The mean, a DOUBLE.",
		}),
		agg(plan.Function{
			Name: "MIN", Params: params("*"), Signature: "MIN(<COMPARABLE_TYPE>)", Type: sameAsNull(0), Bind: refuseText,
			Emit: emitExtreme("bool_and($1)$S", "min($C1)$S"), Doc: "The least value.",
		}),
		agg(plan.Function{
			Name: "MAX", Params: params("*"), Signature: "MAX(<COMPARABLE_TYPE>)", Type: sameAsNull(0), Bind: refuseText,
			Emit: emitExtreme("bool_or($1)$S", "max($C1)$S"), Doc: "The greatest value.",
		}),
		agg(plan.Function{
			Name: "ANY_VALUE", Params: params("* i!=? b!?"), Signature: "ANY_VALUE(<ANY>, [<INTEGER>, [<BOOLEAN>]])", Type: sameAsNull(0), Whole: true,
			Bind: bindAnyValue, Emit: tmpl("(array_agg($1)$S)[1]"), Doc: "Any one of the values.",
		}),
		agg(plan.Function{
			Name: "GROUPING", Params: params("* *..."), Signature: "GROUPING(...)", Type: count,
			Emit: tmpl("grouping($*)::bigint"), Doc: "A bit for each argument that the current grouping set lacks.",
		}),
	}
}

// sumType is BIGINT of integers and DOUBLE of everything else.
func sumType(args []plan.Expr) druidtype.Type {
	if args[0].Type().IsInt() {
		return druidtype.Of(druidtype.BigInt)
	}
	return druidtype.Of(druidtype.Double)
}

// emitSum casts back: Postgres sums bigint as numeric and real as real.
func emitSum(w plan.Writer, c *plan.Call) {
	if wraps, _ := c.Data.(wrappingSum); bool(wraps) {
		w.SQL("druid_sql.wrap(sum(")
		w.Expr(c.Args[0])
		w.SQL(")")
		w.Suffix(c)
		w.SQL(")")
		return
	}
	w.SQL("sum(")
	if c.Agg.Distinct {
		w.SQL("DISTINCT ")
	}
	w.Expr(c.Args[0])
	if c.Args[0].Type().Kind == druidtype.Float {
		w.SQL("::double precision")
	}
	w.SQL(")")
	w.Suffix(c)
	w.SQL("::")
	w.SQL(c.T.Postgres())
}

// wrappingSum in Call.Data makes a sum of integers wrap at 64 bits.
type wrappingSum bool

// WrapSum makes a SUM of integers wrap at 64 bits, as Druid's does, instead of failing; other calls stay
// as they are.
func WrapSum(c *plan.Call) {
	if c.Fn.Name == "SUM" && c.T.IsInt() && !c.Agg.Distinct {
		c.Data = wrappingSum(true)
	}
}

// bindAvg leaves out casts between numbers of a column: Druid's mean reads it as it is.
func bindAvg(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	x := c.Args[0]
	for {
		cast, ok := x.(*plan.Cast)
		if !ok || !cast.X.Type().IsNumeric() {
			break
		}
		x = cast.X
	}
	if _, ok := x.(*plan.Column); ok {
		c.Args[0] = x
	}
	return c, nil
}

// emitAvg divides the sum of doubles by their number: Postgres' avg squares them, which may overflow.
func emitAvg(w plan.Writer, c *plan.Call) {
	if !c.Args[0].Type().IsApprox() {
		tmpl("avg($D$1)$S::double precision")(w, c)
		return
	}
	tmpl("sum($D($1)::double precision)$S / nullif(count($D$1)$S, 0)")(w, c)
}

// bindCount leaves empty texts out of COUNT(DISTINCT), as Druid's approximate count does, unless the
// context asks for exact counts; the count itself is exact in either case.
func bindCount(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if !c.Agg.Distinct || len(c.Args) != 1 {
		return c, nil
	}
	if t := c.Args[0].Type(); t.Kind == druidtype.Complex && t.Name == "json" {
		return countJSON(b, c)
	}
	if exactDistinct(b) {
		return c, nil
	}
	if t := c.Args[0].Type(); t.IsString() {
		name := "NOT EMPTY"
		if t.MultiValue {
			name = "NOT EMPTY MULTI"
		}
		x, err := b.Call(c.P, name, c.Args[0])
		if err != nil {
			return nil, err
		}
		c.Args[0] = x
	}
	return c, nil
}

// countJSON counts different JSON values, by their text; Druid knows no approximate count of them.
func countJSON(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if !exactDistinct(b) {
		return nil, druiderr.Unplannable("Using APPROX_COUNT_DISTINCT() or enabling approximation with COUNT(DISTINCT) is not supported for column type [COMPLEX<json>]. You can disable approximation by setting [useApproximateCountDistinct: false] in the query context.")
	}
	x, err := b.Call(c.P, "TO_JSON_STRING", c.Args[0])
	if err != nil {
		return nil, err
	}
	c.Args[0] = x
	return c, nil
}

// exactDistinct tells whether useApproximateCountDistinct is there and not true.
func exactDistinct(b plan.Binder) bool {
	return ExactDistinct(b.Context("useApproximateCountDistinct"))
}

// ExactDistinct reads useApproximateCountDistinct of the query context: whether it is there and not
// true.
func ExactDistinct(value any) bool {
	switch v := value.(type) {
	case nil:
		return false
	case bool:
		return !v
	case string:
		return !strings.EqualFold(v, "true")
	}
	return false
}

// emitCount counts values; COUNT(DISTINCT x) is exact. A multi-value string counts when none of its
// values is NULL, and each of its values counts in DISTINCT.
func emitCount(w plan.Writer, c *plan.Call) {
	if c.Agg.Distinct && len(c.Args) == 1 && isSetState(c.Args[0]) {
		emitApproxCount(w, c) // the values that the sketches were made of
		return
	}
	if c.Agg.Distinct && len(c.Args) == 1 && c.Args[0].Type().MultiValue {
		w.SQL("coalesce(cardinality(array_remove(druid_sql.array_distinct(druid_sql.array_concat_agg(")
		w.Expr(c.Args[0])
		w.SQL(")")
		w.Suffix(c)
		w.SQL("), NULL)), 0)::bigint")
		return
	}
	w.SQL("count(")
	if c.Agg.Distinct {
		w.SQL("DISTINCT ")
	}
	switch {
	case len(c.Args) > 1:
		w.SQL("CASE WHEN ")
		for i, a := range c.Args {
			if i > 0 {
				w.SQL(" AND ")
			}
			w.Expr(a)
			w.SQL(" IS NOT NULL")
		}
		w.SQL(" THEN ROW(")
		for i, a := range c.Args {
			if i > 0 {
				w.SQL(", ")
			}
			w.Expr(a)
		}
		w.SQL(") END")
	case c.Args[0].Type().MultiValue && !c.Agg.Distinct:
		w.SQL("CASE WHEN array_position(")
		w.Expr(c.Args[0])
		w.SQL(", NULL) IS NULL THEN ")
		w.Expr(c.Args[0])
		w.SQL(" END")
	default:
		w.Expr(c.Args[0])
	}
	w.SQL(")")
	w.Suffix(c)
}

// emitExtreme picks the template for booleans, which Postgres has no min and max of, or for all else.
func emitExtreme(booleans, others string) emitter {
	return func(w plan.Writer, c *plan.Call) {
		if c.Args[0].Type().Kind == druidtype.Boolean {
			tmpl(booleans)(w, c)
			return
		}
		tmpl(others)(w, c)
	}
}

// refuseText keeps MIN and MAX from types that have no order, or none in Druid.
func refuseText(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	t := c.Args[0].Type()
	if t.IsString() || t.Kind == druidtype.Array || t.Kind == druidtype.Complex || t.Kind == druidtype.Unknown {
		column := "v0"
		if x, ok := c.Args[0].(*plan.Column); ok && t.Kind != druidtype.Varchar {
			column = x.Label
		}
		return nil, druiderr.Invalid("Aggregation [%s] does not support type [%s], column [%s]", c.Fn.Name, t.Native(), column)
	}
	return c, nil
}
