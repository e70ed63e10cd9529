package function

import (
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

const sketchArgumentClass = "org.apache.datasketches.common.SketchesArgumentException"

// sketchFailure is the error of a sketch that failed while the query ran.
func sketchFailure(class, format string, args ...any) error {
	return druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unknown exception", class, format, args...)
}

// powerOfTwo refuses sizes of sketches that are no power of two.
func powerOfTwo(name string, n int64) error {
	if n > 0 && n&(n-1) == 0 {
		return nil
	}
	return druiderr.Runtime("The value of the int argument %q must be a positive integer-power of 2 and greater than 0: %d", name, n)
}

// javaClass names the class that Druid's expressions hold a value of a type in.
func javaClass(t druidtype.Type) string {
	switch {
	case t.Kind == druidtype.Array:
		return "[Ljava.lang.Object;"
	case t.IsApprox():
		return "java.lang.Double"
	case t.IsInt(), t.IsTime(), t.Kind == druidtype.Boolean:
		return "java.lang.Long"
	}
	return "java.lang.String"
}

// ungrouped is the error of a column among the arguments of a function over aggregates.
func ungrouped(x plan.Expr) error {
	var err error
	plan.Walk(x, func(e plan.Expr) bool {
		if c, ok := e.(*plan.Column); ok && c.Label != "" && err == nil {
			err = druiderr.InvalidSQL(c.P, "Expression '%s' is not being grouped", c.Label)
		}
		if c, ok := e.(*plan.Call); ok && c.Agg != nil {
			return false
		}
		return err == nil
	})
	return err
}

// isSketch tells a sketch from other values.
func isSketch(x plan.Expr) bool {
	t := x.Type()
	return t.Kind == druidtype.Complex && t.Name != "json"
}

// bindReader refuses what is no sketch: Druid's planner has no such post-aggregation.
func bindReader(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	if !isSketch(c.Args[0]) {
		return nil, druiderr.New(druiderr.Operator, druiderr.Unsupported, "general", "Unhandled Query Planning Failure, see broker logs for details")
	}
	return c, nil
}

// bindEstimate refuses what is no sketch while the query runs.
func bindEstimate(name string) binder {
	return func(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
		if !isSketch(c.Args[0]) {
			return nil, failed(c, "java.lang.IllegalArgumentException", "requires a %s as the argument", name)
		}
		return c, nil
	}
}

// bindRanks checks that the fractions of a reader lie between 0 and 1.
func bindRanks(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	for _, x := range c.Args[1:] {
		if err := checkRank(x); err != nil {
			return nil, err
		}
	}
	return bindReader(b, c)
}

func checkRank(x plan.Expr) error {
	if f, ok := floatOf(x); ok && (f < 0 || f > 1) {
		return sketchFailure(sketchArgumentClass, "A normalized rank must be >= 0 and <= 1.0: %s", plan.DoubleText(f))
	}
	return nil
}

func floatOf(x plan.Expr) (float64, bool) {
	l, ok := x.(*plan.Literal)
	if !ok {
		return 0, false
	}
	switch v := l.Value.(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	}
	return 0, false
}

// bindSplits checks that the split points of a reader rise.
func bindSplits(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	for i := 2; i < len(c.Args); i++ {
		low, ok1 := floatOf(c.Args[i-1])
		high, ok2 := floatOf(c.Args[i])
		if ok1 && ok2 && low >= high {
			return nil, sketchFailure(sketchArgumentClass, "Values must be unique, monotonically increasing and not NaN.")
		}
	}
	return bindReader(b, c)
}

// bindDeviations checks the number of standard deviations of error bounds.
func bindDeviations(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if len(c.Args) > 1 && c.Fn.Name == "HLL_SKETCH_ESTIMATE_WITH_ERROR_BOUNDS" {
		if n, ok := plan.IntOf(c.Args[1]); ok && (n < 1 || n > 3) {
			return nil, sketchFailure(sketchArgumentClass, "NumStdDev may not be less than 1 or greater than 3.")
		}
	}
	return bindReader(b, c)
}

// checkSketchSize checks the size of a sketch that an aggregate builds: a power of two, or the
// logarithm of HLL's.
func checkSketchSize(c *plan.Call, i int, hll bool, name string) error {
	if i >= len(c.Args) {
		return nil
	}
	if plan.IsNull(c.Args[i]) {
		return druiderr.Runtime(`Cannot invoke "java.lang.Number.intValue()" because the return value of "org.apache.calcite.rex.RexLiteral.value(org.apache.calcite.rex.RexNode)" is null`)
	}
	n, ok := plan.IntOf(c.Args[i])
	switch {
	case !ok:
		return nil
	case !hll:
		return powerOfTwo(name, n)
	case n < 0:
		return sketchFailure("java.lang.ArrayIndexOutOfBoundsException", "Index %d out of bounds for length 27", n)
	case n < 4 || n > 21:
		return sketchFailure(sketchArgumentClass, "Log K must be between 4 and 21, inclusive: %d", n)
	}
	return nil
}

// checkHLLType checks the kind of an HLL sketch.
func checkHLLType(c *plan.Call) error {
	if len(c.Args) < 3 {
		return nil
	}
	switch s, ok := plan.TextOf(c.Args[2]); {
	case !ok, s == "HLL_4", s == "HLL_6", s == "HLL_8":
		return nil
	default:
		return druiderr.Runtime("No enum constant org.apache.datasketches.hll.TgtHllType.%s", s)
	}
}
