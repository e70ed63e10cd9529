package function

import (
	"slices"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// tupleSketch is the complex type of sketches that keep numbers beside each value.
const tupleSketch = "arrayOfDoublesSketch"

// tupleFunctions are the functions over tuple sketches, which druid_sql keeps exactly.
func tupleFunctions() []plan.Function {
	set := func(name, fn, doc string) plan.Function {
		return plan.Function{
			Name: name, Params: params("* * *..."), Signature: name + "(...)", Type: complexType(tupleSketch), Bind: bindTupleSet, Whole: true,
			Emit: func(w plan.Writer, c *plan.Call) {
				w.SQL("druid_sql." + fn + "(ARRAY[")
				writePart(w, c, '*')
				w.SQL("]::json[])")
			},
			Doc: doc,
		}
	}
	return []plan.Function{
		{
			Name: "DS_TUPLE_DOUBLES", Kind: plan.Aggregate, Params: params("* *..."), Signature: "DS_TUPLE_DOUBLES(...)", Whole: true,
			Type: complexType(tupleSketch), Bind: bindTuple, Emit: emitTuple, Doc: "A sketch of the different values with sums of metrics.",
		},
		{
			Name: "DS_TUPLE_DOUBLES_METRICS_SUM_ESTIMATE", Params: params("*"), Signature: "DS_TUPLE_DOUBLES_METRICS_SUM_ESTIMATE(<ANY>)",
			Type: func([]plan.Expr) druidtype.Type { return druidtype.ArrayOf(druidtype.Of(druidtype.Double)) },
			Bind: bindReader, Emit: tmpl("druid_sql.tuple_sums($1)"), Doc: "The sums of the metrics of a tuple sketch.",
		},
		set("DS_TUPLE_DOUBLES_UNION", "tuple_merge", "The tuple sketch of all values of several."),
		set("DS_TUPLE_DOUBLES_INTERSECT", "tuple_intersect", "The tuple sketch of the values that several share."),
		set("DS_TUPLE_DOUBLES_NOT", "tuple_not", "The tuple sketch of the values of the first only."),
	}
}

// bindTuple takes the value and its metrics, or a sketch; a number at the end is the sketch's size,
// which an exact sketch does not need. Metrics that are no numbers count as 0.
func bindTuple(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	last := len(c.Args) - 1
	if n, ok := plan.IntOf(c.Args[last]); ok && last > 0 {
		if err := powerOfTwo("nominalEntries", n); err != nil {
			return nil, err
		}
		c.Args = c.Args[:last]
	}
	x := c.Args[0]
	if x.Type().Name == tupleSketch {
		c.Args = c.Args[:1]
		return c, nil
	}
	if len(c.Args) < 2 {
		return nil, sketchFailure("java.lang.ClassCastException", "class %s cannot be cast to class org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesSketch", javaClass(x.Type()))
	}
	text := druidtype.Of(druidtype.Varchar)
	var err error
	switch t := x.Type(); {
	case t.Kind == druidtype.Array:
		c.Args[0], err = b.Call(c.P, "ARRAY_TO_MV", x)
	case t.Kind == druidtype.Complex, slices.ContainsFunc(c.Args[1:], plan.IsConstant): // nothing to count
		c.Args[0] = &plan.Literal{Base: plan.Base{T: text, P: c.P}}
	case !t.MultiValue:
		c.Args[0] = b.Cast(x, text)
	}
	if err != nil {
		return nil, err
	}
	for i, m := range c.Args[1:] {
		if t := m.Type(); t.IsNumeric() {
			c.Args[i+1] = b.Cast(m, druidtype.Of(druidtype.Double))
		} else {
			c.Args[i+1] = &plan.Literal{Base: plan.Base{T: druidtype.Of(druidtype.Double).NotNull(), P: m.Pos()}, Value: float64(0)}
		}
	}
	return c, nil
}

func emitTuple(w plan.Writer, c *plan.Call) {
	x := c.Args[0]
	if x.Type().Kind == druidtype.Complex {
		w.SQL("druid_sql.tuple_merge(array_agg(")
		w.Expr(x)
		w.SQL(")")
		w.Suffix(c)
		w.SQL(")")
		return
	}
	w.SQL("druid_sql.tuple_of(" + itoa(len(c.Args)-1) + ", druid_sql.array_concat_agg(druid_sql.tuple_entry(")
	if !x.Type().MultiValue {
		w.SQL("ARRAY[")
	}
	w.Expr(x)
	if !x.Type().MultiValue {
		w.SQL("]")
	}
	w.SQL(", ARRAY[")
	for i, m := range c.Args[1:] {
		w.SQL(comma(i) + "coalesce(")
		w.Expr(m)
		w.SQL(", 0)")
	}
	w.SQL("]))")
	w.Suffix(c)
	w.SQL(")")
}

// bindTupleSet takes sketches, and a size behind them. In a union a NULL counts for nothing.
func bindTupleSet(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	last := len(c.Args) - 1
	if n, ok := plan.IntOf(c.Args[last]); ok {
		if err := powerOfTwo("size", n); err != nil {
			return nil, err
		}
		c.Args = c.Args[:last]
	}
	for i, x := range c.Args {
		if x.Type().Name == tupleSketch {
			continue
		}
		if plan.IsNull(x) {
			if c.Fn.Name != "DS_TUPLE_DOUBLES_UNION" {
				return nil, sketchFailure(sketchArgumentClass, "Sketch must not be null")
			}
			c.Args[i] = &plan.Literal{Base: plan.Base{T: c.T.Null(true), P: c.P}}
			continue
		}
		if err := ungrouped(x); err != nil {
			return nil, err
		}
		return nil, sketchFailure("java.lang.ClassCastException", "class %s cannot be cast to class org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesSketch", javaClass(x.Type()))
	}
	return c, nil
}

// decodeFunction is COMPLEX_DECODE_BASE64: a sketch of its base64 text. JSON has no such text.
func decodeFunction() plan.Function {
	return plan.Function{
		Name: "COMPLEX_DECODE_BASE64", Aliases: []string{"DECODE_BASE64_COMPLEX"}, Params: params("s!= *"), Signature: "COMPLEX_DECODE_BASE64(<typeName>, <base64>)",
		Type: func(args []plan.Expr) druidtype.Type {
			name, _ := plan.TextOf(args[0])
			return druidtype.ComplexOf(name)
		},
		Bind: bindDecode, Emit: tmpl("druid_sql.sketch_decode($2)"), Doc: "A complex value of its base64 text.",
	}
}

func bindDecode(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	name, ok := plan.TextOf(c.Args[0])
	if !ok {
		return nil, druiderr.Runtime("Function[complex_decode_base64] first argument must be constant STRING expression containing a valid complex type name")
	}
	switch name {
	case "json", hllSketch, thetaSketch, quantilesSketch:
	default:
		return nil, druiderr.Runtime("Function[complex_decode_base64] first argument must be a valid COMPLEX type name, got unknown COMPLEX type [COMPLEX<%s>]", name)
	}
	x := c.Args[1]
	switch t := x.Type(); {
	case plan.IsNull(x):
		return constant(c, nil), nil
	case t.Kind == druidtype.Complex && t.Name == name:
		return x, nil
	case !t.IsString():
		return nil, failed(c, validationClass, "Function[complex_decode_base64] second argument must be a base64 encoded STRING value but got %s instead", t.Native())
	case name == "json":
		return nil, druiderr.Bug("Unable to deserialize value")
	}
	return c, nil
}
