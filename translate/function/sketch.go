package function

import (
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// The complex types of the DataSketches extension, as Druid names them.
const (
	hllSketch       = "HLLSketch"
	thetaSketch     = "thetaSketch"
	quantilesSketch = "quantilesDoublesSketch"
)

// The numbers of values that set sketches keep exactly: a theta sketch's size argument, and what an
// HLL sketch of Druid's default size is good for.
const (
	hllSize   = 65536
	thetaSize = 16384
)

// sketchFunctions are the functions of the DataSketches extension, over the sketches of druid_sql.
// The APPROX_COUNT_DISTINCT functions and APPROX_QUANTILE_DS are exact over plain values.
func sketchFunctions() []plan.Function {
	return append(append(distinctSketches(), quantileSketches()...), sketchReaders()...)
}

func complexType(name string) typeRule {
	return func([]plan.Expr) druidtype.Type { return druidtype.ComplexOf(name) }
}

// distinctSketches are the aggregates that count different values.
func distinctSketches() []plan.Function {
	count := func(name, list, form string) plan.Function {
		return plan.Function{
			Name: name, Kind: plan.Aggregate, Params: params(list), Signature: name + form, Whole: true,
			Type: always(druidtype.BigInt), Bind: bindApproxCount, Emit: emitApproxCount, Doc: "The number of different values.",
		}
	}
	build := func(name, list, form, complex string) plan.Function {
		return plan.Function{
			Name: name, Kind: plan.Aggregate, Params: params(list), Signature: name + form, Whole: true,
			Type: complexType(complex), Bind: bindDistinctSketch, Emit: emitDistinctSketch, Doc: "A sketch of the different values.",
		}
	}
	const hll, theta = "(<ANY>, [<NUMERIC>, [<CHARACTER>]])", "(<ANY>, [<NUMERIC>])"
	return []plan.Function{
		count("APPROX_COUNT_DISTINCT", "*", "(<ANY>)"),
		count("APPROX_COUNT_DISTINCT_BUILTIN", "*", "(<ANY>)"),
		count("APPROX_COUNT_DISTINCT_DS_HLL", "* w!?^ s?=", hll),
		count("APPROX_COUNT_DISTINCT_DS_HLL_UTF8", "s= w!?^ s?=", "(<column>, [<lgK>, [<tgtHllType>]])"),
		count("APPROX_COUNT_DISTINCT_DS_THETA", "* w!?^", theta),
		build("DS_HLL", "* i!?= s!?=", hll, hllSketch),
		build("DS_THETA", "* i!?=", theta, thetaSketch),
	}
}

// bindApproxCount makes COUNT(DISTINCT …) of values; a sketch is merged and read instead.
func bindApproxCount(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	sized := len(c.Fn.Params) > 1
	if t := c.Args[0].Type(); sized && (t.Kind == druidtype.Boolean || t.IsTime()) {
		return nil, druiderr.InvalidSQL(c.P, "Cannot apply '%s' to arguments of type '%s(<%s>)'. Supported form(s): '%s'", c.Fn.Name, c.Fn.Name, t.SQL(), c.Fn.Signature)
	}
	if len(c.Args) > 1 {
		if n, ok := plan.IntOf(c.Args[1]); ok && n < 0 {
			return nil, druiderr.InvalidSQL(c.P, "Argument to function '%s' must be a positive integer literal", c.Fn.Name)
		}
	}
	if len(c.Args) > 2 && !plan.IsConstant(c.Args[2]) {
		return nil, druiderr.Unplannable("Aggregation [%s($0, $1, $2)] is not supported", c.Fn.Name)
	}
	if err := checkDistinct(c); err != nil {
		return nil, err
	}
	c.Args = c.Args[:1]
	if t := c.Args[0].Type(); t.Kind == druidtype.Array || t.Native() == "COMPLEX<json>" {
		return nil, druiderr.InvalidSQL(c.P, "Cannot apply '%s' to arguments of type '%s(<%s>)'. Supported form(s): '%s(<STRING>)'\n'%s(<NUMERIC>)'", c.Fn.Name, c.Fn.Name, t.SQL(), c.Fn.Name, c.Fn.Name)
	}
	if c.Args[0].Type().Kind == druidtype.Complex {
		return c, nil
	}
	c.Agg.Distinct = true
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

func emitApproxCount(w plan.Writer, c *plan.Call) {
	if c.Args[0].Type().Kind != druidtype.Complex {
		emitCount(w, c)
		return
	}
	w.SQL("coalesce(pg_catalog.round(druid_sql.theta_estimate(druid_sql.theta_merge(" + digits(hllSize) + ", array_agg(")
	w.Expr(c.Args[0])
	w.SQL(")")
	w.Suffix(c)
	w.SQL(")))::bigint, 0)")
}

// checkDistinct checks the size and the kind of a sketch of different values.
func checkDistinct(c *plan.Call) error {
	hll := strings.Contains(c.Fn.Name, "HLL")
	if err := checkSketchSize(c, 1, hll, "size"); err != nil {
		return err
	}
	if hll {
		return checkHLLType(c)
	}
	return nil
}

func bindDistinctSketch(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	switch t := c.Args[0].Type(); {
	case t.Kind == druidtype.Array && c.T.Name == hllSketch:
		return nil, atRuntime("ARRAY types are not supported for hll sketch")
	case t.Kind == druidtype.Array:
		return nil, atRuntime("Unsupported input [v0] of type [%s] for aggregator [COMPLEX<thetaSketchBuild>].", t.Native())
	case t.Native() == "COMPLEX<json>":
		return nil, druiderr.Unplannable("Using %s() on a column of type [%s] is not supported", c.Fn.Name, t.Native())
	}
	return c, checkDistinct(c)
}

// sketchSize gives the number of values that the sketch of a call may keep.
func sketchSize(c *plan.Call) string {
	if c.T.Name != thetaSketch {
		return digits(hllSize)
	}
	if len(c.Args) > 1 {
		if k, ok := plan.IntOf(c.Args[1]); ok && k > 0 {
			return digits(k)
		}
	}
	return digits(thetaSize)
}

// emitDistinctSketch makes a sketch of values, or merges sketches.
func emitDistinctSketch(w plan.Writer, c *plan.Call) {
	x, size := c.Args[0], sketchSize(c)
	switch t := x.Type(); {
	case t.Kind == druidtype.Complex:
		w.SQL("druid_sql.theta_merge(" + size + ", array_agg(")
		w.Expr(x)
		w.SQL(")")
		w.Suffix(c)
		w.SQL(")")
		return
	case t.MultiValue:
		w.SQL("druid_sql.theta_pack_text(array_remove(druid_sql.array_concat_agg(")
		w.Expr(x)
	default:
		w.SQL("druid_sql.theta_pack_text(array_remove(array_agg(DISTINCT (")
		w.Expr(x)
		w.SQL(")::text")
	}
	w.SQL(")")
	w.Suffix(c)
	w.SQL(", ''), " + size + ")") // empty texts do not count
}

// quantileSketches are the aggregates over the order of values.
func quantileSketches() []plan.Function {
	return []plan.Function{
		{
			Name: "APPROX_QUANTILE_DS", Kind: plan.Aggregate, Params: params("* d!= w!?="), Type: doubleNull, Bind: bindQuantile, Emit: emitApproxQuantile,
			Signature: "APPROX_QUANTILE_DS(<ANY>, <NUMERIC>, [<NUMERIC>])", Doc: "The value at a fraction of the order.",
		},
		{
			Name: "DS_QUANTILES_SKETCH", Kind: plan.Aggregate, Params: params("* i!?="), Type: complexType(quantilesSketch),
			Bind: bindQuantile, Emit: emitQuantilesSketch, Signature: "DS_QUANTILES_SKETCH(<ANY>, [<NUMERIC>])", Doc: "A sketch of the order of the values.",
		},
	}
}

// bindQuantile makes numbers of times and booleans, and one value of multi-value strings.
func bindQuantile(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	size := 1
	if c.Fn.Name == "APPROX_QUANTILE_DS" {
		size = 2
		if err := checkRank(c.Args[1]); err != nil {
			return nil, err
		}
	}
	if err := checkSketchSize(c, size, false, "k"); err != nil {
		return nil, err
	}
	x := c.Args[0]
	if t := x.Type(); t.Kind == druidtype.Array || t.Native() == "COMPLEX<json>" {
		return nil, sketchFailure("java.lang.ClassCastException", "class %s cannot be cast to class java.lang.Number", javaClass(t))
	}
	var err error
	switch t := x.Type(); {
	case t.IsTime():
		x = b.Cast(x, druidtype.Of(druidtype.BigInt))
	case t.Kind == druidtype.Boolean:
		x, err = b.Call(c.P, "BOOLEAN TO LONG", x)
	case t.MultiValue:
		x, err = b.Call(c.P, "ONLY VALUE MULTI", x)
	}
	c.Args[0] = x
	return c, err
}

func emitApproxQuantile(w plan.Writer, c *plan.Call) {
	if c.Args[0].Type().Kind == druidtype.Complex {
		w.SQL("druid_sql.quantiles_get(")
		emitQuantilesSketch(w, c)
		w.SQL(", ")
		w.Expr(c.Args[1])
		w.SQL(")")
		return
	}
	w.SQL("coalesce(percentile_disc(")
	w.Expr(c.Args[1])
	w.SQL(") WITHIN GROUP (ORDER BY ")
	asDouble(w, c.Args[0])
	w.SQL(")")
	w.Suffix(c)
	w.SQL(", 'NaN')")
}

func asDouble(w plan.Writer, x plan.Expr) {
	if x.Type().IsString() {
		w.SQL("druid_sql.to_double(")
		w.Expr(x)
		w.SQL(")")
		return
	}
	w.SQL("(")
	w.Expr(x)
	w.SQL(")::double precision")
}

func emitQuantilesSketch(w plan.Writer, c *plan.Call) {
	if c.Args[0].Type().Kind == druidtype.Complex {
		w.SQL("druid_sql.quantiles_merge(array_agg(")
		w.Expr(c.Args[0])
	} else {
		w.SQL("druid_sql.quantiles_pack(array_agg(")
		asDouble(w, c.Args[0])
	}
	w.SQL(")")
	w.Suffix(c)
	w.SQL(")")
}

// sketchReaders are the scalar functions over sketches.
func sketchReaders() []plan.Function {
	scalar := func(bind binder, name, list, form, template, doc string, typ typeRule) plan.Function {
		return plan.Function{Name: name, Params: params(list), Signature: name + form, Type: typ, Bind: bind, Emit: tmpl(template), Doc: doc}
	}
	merge := func(name, fn, complex, doc string) plan.Function {
		return plan.Function{
			Name: name, Params: params("* * *..."), Signature: name + "(<ANY>, ...)", Type: complexType(complex), Whole: true,
			Bind: bindSketchSet, Emit: emitSketchSet("druid_sql." + fn + "("), Doc: doc,
		}
	}
	list := func(bind binder, name, fn, doc string) plan.Function {
		return plan.Function{
			Name: name, Params: params("* d= d=..."), Signature: name + "(<ANY>, <NUMERIC>, ...)", Type: complexType(""), Bind: bind,
			Emit: tmpl("druid_sql." + fn + "($*)"), Doc: doc,
		}
	}
	doubles := func([]plan.Expr) druidtype.Type { return druidtype.ArrayOf(druidtype.Of(druidtype.Double)) }
	return []plan.Function{
		scalar(bindEstimate("HllSketch"), "HLL_SKETCH_ESTIMATE", "* b?", "(<ANY>, [<BOOLEAN>])", "druid_sql.theta_estimate($1)", "The number of different values in a sketch.", doubleNull),
		scalar(bindEstimate("ThetaSketch"), "THETA_SKETCH_ESTIMATE", "*", "(<ANY>)", "druid_sql.theta_estimate($1)", "The number of different values in a sketch.", doubleNull),
		scalar(bindDeviations, "HLL_SKETCH_ESTIMATE_WITH_ERROR_BOUNDS", "* w!?=", "(<ANY>, [<NUMERIC>])", "druid_sql.hll_bounds($*)", "The estimate and its bounds.", doubles),
		scalar(bindDeviations, "THETA_SKETCH_ESTIMATE_WITH_ERROR_BOUNDS", "* w!=", "(<ANY>, <NUMERIC>)", "druid_sql.theta_bounds($1, $2)", "The estimate and its bounds.", boundsType),
		scalar(bindReader, "HLL_SKETCH_TO_STRING", "*", "(<ANY>)", "druid_sql.theta_summary($1)", "A summary of a sketch for people.", varcharNull),
		merge("HLL_SKETCH_UNION", "theta_merge", hllSketch, "The sketch of all values of several sketches."),
		merge("THETA_SKETCH_UNION", "theta_merge", thetaSketch, "The sketch of all values of several sketches."),
		merge("THETA_SKETCH_INTERSECT", "theta_intersect", thetaSketch, "The sketch of the values that several sketches share."),
		merge("THETA_SKETCH_NOT", "theta_not", thetaSketch, "The sketch of the values of the first sketch only."),
		scalar(bindRanks, "DS_GET_QUANTILE", "* d=", "(<ANY>, <NUMERIC>)", "druid_sql.quantiles_get($1, $2)", "The value at a fraction of the order.", doubleNull),
		scalar(bindReader, "DS_RANK", "* d=", "(<ANY>, <NUMERIC>)", "druid_sql.quantiles_rank($1, $2)", "The fraction of the values up to one.", doubleNull),
		scalar(bindReader, "DS_QUANTILE_SUMMARY", "*", "(<ANY>)", "druid_sql.quantiles_summary($1)", "A summary of a sketch for people.", varcharNull),
		list(bindRanks, "DS_GET_QUANTILES", "quantiles_get_all", "The values at several fractions of the order."),
		list(bindSplits, "DS_CDF", "quantiles_cdf", "The fractions of the values up to split points."),
		list(bindSplits, "DS_HISTOGRAM", "quantiles_histogram", "The numbers of values between split points."),
	}
}

// boundsType is that of theta's error bounds: an object that Druid types as the sketch.
func boundsType([]plan.Expr) druidtype.Type {
	t := druidtype.ComplexOf(thetaSketch)
	t.MultiValue = true // carried as JSON
	return t
}

// bindSketchSet takes sketches, and before those of theta's a size, which stays in Call.Data. An HLL
// sketch may be NULL.
func bindSketchSet(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	theta := c.T.Name == thetaSketch
	size := int64(hllSize)
	if theta {
		size = thetaSize
	}
	var sketches []plan.Expr
	for i, x := range c.Args {
		k, number := plan.IntOf(x)
		switch {
		case isSketch(x):
			sketches = append(sketches, x)
		case theta && i == 0 && number:
			if err := powerOfTwo("size", k); err != nil {
				return nil, err
			}
			size = k
		case plan.IsNull(x) && theta:
			return nil, sketchFailure("java.lang.NullPointerException", `Cannot invoke "org.apache.druid.query.aggregation.datasketches.theta.SketchHolder.getSketch()" because "o" is null`)
		case !plan.IsNull(x):
			return nil, noSketch(x, theta)
		}
	}
	c.Args, c.Data = sketches, size
	return c, nil
}

// noSketch is the error of another value among sketches.
func noSketch(x plan.Expr, theta bool) error {
	if err := ungrouped(x); err != nil {
		return err
	}
	class := javaClass(x.Type())
	if theta {
		return sketchFailure("java.lang.ClassCastException", "class %s cannot be cast to class org.apache.druid.query.aggregation.datasketches.theta.SketchHolder", class)
	}
	return sketchFailure("org.apache.druid.java.util.common.ISE", "Object is not of a type[class %s] that can be deserialized to sketch.", class)
}

// emitSketchSet writes a set operation of sketches.
func emitSketchSet(head string) emitter {
	return func(w plan.Writer, c *plan.Call) {
		size, _ := c.Data.(int64)
		w.SQL(head + digits(size) + ", ARRAY[")
		for i, x := range c.Args {
			if i > 0 {
				w.SQL(", ")
			}
			w.Expr(x)
		}
		w.SQL("]::bytea[])")
	}
}
