package function

import (
	"math"
	"strings"

	"ogham/internal/druiderr"
	"ogham/translate/plan"
)

// Value computes a scalar call of constants as Druid's planner does, as far as the planner must know:
// arithmetic and what can be made of its results. Arguments are nil, bool, int64, float64 or string.
// It tells known = false for a call whose value it leaves to Postgres. The error is what Druid says of
// a call that cannot be computed.
func Value(c *plan.Call, args []any) (v any, known bool, err error) {
	name := c.Fn.Name
	if c.Fn.Kind == plan.Operator {
		name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "WRAP"), "DOUBLE"), "NUMBER")
	}
	switch name {
	case "IS NULL":
		return args[0] == nil, true, nil
	case "IS NOT NULL":
		return args[0] != nil, true, nil
	}
	f, ok := values[name]
	if !ok {
		return nil, false, nil
	}
	if name != "GREATEST" && name != "LEAST" {
		for _, a := range args {
			if a == nil {
				return nil, true, nil
			}
		}
	}
	return f(args)
}

type evaluation = func(args []any) (v any, known bool, err error)

var values = map[string]evaluation{
	"+":    arithmetic(func(x, y int64) int64 { return x + y }, func(x, y float64) float64 { return x + y }),
	"-":    arithmetic(func(x, y int64) int64 { return x - y }, func(x, y float64) float64 { return x - y }),
	"*":    arithmetic(func(x, y int64) int64 { return x * y }, func(x, y float64) float64 { return x * y }),
	"/":    divides(func(x, y int64) int64 { return x / y }, func(x, y float64) float64 { return x / y }),
	"MOD":  divides(func(x, y int64) int64 { return x % y }, math.Mod),
	"NEG":  number(func(x int64) int64 { return -x }, func(x float64) float64 { return -x }),
	"ABS":  number(func(x int64) int64 { return max(x, -x) }, math.Abs),
	"CEIL": number(same, math.Ceil), "FLOOR": number(same, math.Floor), "ROUND": round, "TRUNCATE": truncate,
	"EXP": double1(math.Exp), "LN": double1(math.Log), "LOG10": double1(math.Log10), "SQRT": double1(math.Sqrt),
	"SIN": double1(math.Sin), "COS": double1(math.Cos), "TAN": double1(math.Tan), "ATAN": double1(math.Atan),
	"COT":  double1(func(x float64) float64 { return math.Cos(x) / math.Sin(x) }),
	"ASIN": double1(math.Asin), "ACOS": double1(math.Acos),
	"DEGREES": double1(func(x float64) float64 { return x * (180 / math.Pi) }),
	"RADIANS": double1(func(x float64) float64 { return x * (math.Pi / 180) }),
	"ATAN2":   arithmetic(nil, math.Atan2), "POWER": arithmetic(nil, math.Pow),
	"PI":                                  func([]any) (any, bool, error) { return math.Pi, true, nil },
	"BITWISE_CONVERT_LONG_BITS_TO_DOUBLE": longBits,
	"GREATEST":                            extreme(func(x, y float64) bool { return x > y }), "LEAST": extreme(func(x, y float64) bool { return x < y }),
	"=": comparison(func(n int) bool { return n == 0 }), "<>": comparison(func(n int) bool { return n != 0 }),
	"<": comparison(func(n int) bool { return n < 0 }), "<=": comparison(func(n int) bool { return n <= 0 }),
	">": comparison(func(n int) bool { return n > 0 }), ">=": comparison(func(n int) bool { return n >= 0 }),
	"NOT": func(args []any) (any, bool, error) {
		b, ok := args[0].(bool)
		return !b, ok, nil
	},
}

func same(x int64) int64 { return x }

// divisionByZero is what Druid's planner says of an integer division by zero.
func divisionByZero() error { return druiderr.Runtime("/ by zero") }

// floats gives the arguments as doubles; ok is false when one is no number.
func floats(args []any) (x []float64, ok bool) {
	x = make([]float64, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case int64:
			x[i] = float64(a)
		case float64:
			x[i] = a
		default:
			return nil, false
		}
	}
	return x, true
}

// arithmetic computes integers, when onInts is given and both are, and doubles.
func arithmetic(onInts func(x, y int64) int64, onDoubles func(x, y float64) float64) evaluation {
	return func(args []any) (any, bool, error) {
		if len(args) != 2 {
			return nil, false, nil
		}
		x, ok1 := args[0].(int64)
		y, ok2 := args[1].(int64)
		if onInts != nil && ok1 && ok2 {
			return onInts(x, y), true, nil
		}
		f, ok := floats(args)
		if !ok {
			return nil, false, nil
		}
		return onDoubles(f[0], f[1]), true, nil
	}
}

// divides is arithmetic that fails for an integer zero.
func divides(onInts func(x, y int64) int64, onDoubles func(x, y float64) float64) evaluation {
	compute := arithmetic(onInts, onDoubles)
	return func(args []any) (any, bool, error) {
		if _, ok := args[0].(int64); ok && args[1] == int64(0) {
			return nil, true, divisionByZero()
		}
		return compute(args)
	}
}

// number computes a function of one integer or double.
func number(onInt func(int64) int64, onDouble func(float64) float64) evaluation {
	return func(args []any) (any, bool, error) {
		if n, ok := args[0].(int64); ok {
			return onInt(n), true, nil
		}
		f, ok := args[0].(float64)
		return onDouble(f), ok, nil
	}
}

func double1(f func(float64) float64) evaluation {
	return func(args []any) (any, bool, error) {
		x, ok := floats(args)
		if !ok || len(x) != 1 {
			return nil, false, nil
		}
		return f(x[0]), true, nil
	}
}

// round gives what Java's ROUND makes of NaN and infinities: 0 and the largest doubles.
func round(args []any) (any, bool, error) {
	f, ok := args[0].(float64)
	switch {
	case ok && math.IsNaN(f):
		return float64(0), true, nil
	case ok && math.IsInf(f, 0):
		return math.Copysign(math.MaxFloat64, f), true, nil
	}
	return args[0], len(args) == 1 && !ok, nil
}

// truncate goes by way of a BIGINT, which holds neither NaN nor infinities: the result is finite.
func truncate(args []any) (any, bool, error) {
	f, ok := args[0].(float64)
	if !ok || !math.IsNaN(f) && !math.IsInf(f, 0) || len(args) > 1 {
		return nil, false, nil
	}
	return float64(Long(f)), true, nil
}

// Long cuts a double to a BIGINT as Java does: NaN is 0, what is too large the last BIGINT.
func Long(f float64) int64 {
	switch {
	case math.IsNaN(f):
		return 0
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int64(f)
}

func longBits(args []any) (any, bool, error) {
	n, ok := args[0].(int64)
	return math.Float64frombits(uint64(n)), ok, nil //nolint:gosec // the bits are what counts
}

// extreme chooses among the numbers that are not NULL, integers as doubles: only whether the result
// is finite matters.
func extreme(better func(x, y float64) bool) evaluation {
	return func(args []any) (any, bool, error) {
		var given []any
		for _, a := range args {
			if a != nil {
				given = append(given, a)
			}
		}
		x, ok := floats(given)
		if !ok || len(x) == 0 {
			return nil, ok, nil
		}
		best := x[0]
		for _, y := range x[1:] {
			if better(y, best) || math.IsNaN(y) {
				best = y
			}
		}
		return best, true, nil
	}
}

// comparison compares numbers as doubles, NaN as Java's Double.compare has it, and text bytewise.
func comparison(holds func(n int) bool) evaluation {
	return func(args []any) (any, bool, error) {
		if l, ok := args[0].(string); ok {
			r, ok := args[1].(string)
			return holds(strings.Compare(l, r)), ok, nil
		}
		x, ok := floats(args)
		if !ok {
			return nil, false, nil
		}
		return holds(compareDoubles(x[0], x[1])), true, nil
	}
}

func compareDoubles(x, y float64) int {
	switch {
	case x < y, !math.IsNaN(x) && math.IsNaN(y):
		return -1
	case x > y, math.IsNaN(x) && !math.IsNaN(y):
		return 1
	}
	return 0
}
