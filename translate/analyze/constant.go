package analyze

import (
	"regexp"
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// keepsType refuses a constant column that is NULL although its type says that it never is: Druid's
// planner computes it and finds the query's type changed.
func keepsType(x plan.Expr) {
	if vanishes(x) {
		refuse("Calcite assertion violated: [Conversion to relational algebra failed to preserve datatypes: validated type %s NOT NULL, converted type %s]",
			typeText(x.Type()), typeText(x.Type()))
	}
}

var numeral = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?$`)

// vanishes tells whether x, of constants that are not NULL, is NULL.
func vanishes(x plan.Expr) bool {
	switch x := x.(type) {
	case *plan.Cast:
		text, ok := plan.TextOf(x.X)
		return ok && !spells(text, x.T)
	case *plan.Call:
		rule := vanishing[x.Fn.Name]
		return rule != nil && rule(x.Args)
	}
	return false
}

// spells tells whether a text is a value of type t.
func spells(text string, t druidtype.Type) bool {
	word := strings.ToLower(text)
	switch {
	case t.Kind == druidtype.Boolean:
		return word == "true" || word == "false" || numeral.MatchString(text)
	case t.IsNumeric():
		return numeral.MatchString(text) || word == "true" || word == "false" || strings.TrimLeft(text, "+-") == "NaN" || strings.TrimLeft(text, "+-") == "Infinity"
	}
	return true
}

// vanishing are the functions whose type is not nullable and whose value may be NULL.
var vanishing = map[string]func(args []plan.Expr) bool{
	"ARRAY_OFFSET":     func(args []plan.Expr) bool { return outside(args, 0) },
	"ARRAY_ORDINAL":    func(args []plan.Expr) bool { return outside(args, 1) },
	"ARRAY_ORDINAL_OF": lacks,
	"ARRAY_SLICE":      sliceOutside,
	"REPEAT":           func(args []plan.Expr) bool { return constantText(args[0]) && atMost(args[1], 0) },
	"LPAD":             padsToNothing,
	"RPAD":             padsToNothing,
}

func constantText(x plan.Expr) bool {
	_, ok := plan.TextOf(x)
	return ok
}

func atMost(x plan.Expr, n int64) bool {
	v, ok := plan.IntOf(x)
	return ok && v <= n
}

func padsToNothing(args []plan.Expr) bool {
	n, ok := plan.IntOf(args[1])
	return constantText(args[0]) && ok && n == 0
}

func arrayConstant(x plan.Expr) ([]plan.Expr, bool) {
	array, ok := x.(*plan.Array)
	if !ok {
		return nil, false
	}
	for _, e := range array.Elems {
		if !plan.IsConstant(e) {
			return nil, false
		}
	}
	return array.Elems, true
}

func outside(args []plan.Expr, base int64) bool {
	elems, ok := arrayConstant(args[0])
	i, isInt := plan.IntOf(args[1])
	return ok && isInt && (i < base || i >= base+int64(len(elems)))
}

func lacks(args []plan.Expr) bool {
	elems, ok := arrayConstant(args[0])
	want, isLiteral := args[1].(*plan.Literal)
	if !ok || !isLiteral || want.Value == nil {
		return false
	}
	for _, e := range elems {
		if l, ok := e.(*plan.Literal); !ok || l.Value == want.Value {
			return false
		}
	}
	return true
}

func sliceOutside(args []plan.Expr) bool {
	elems, ok := arrayConstant(args[0])
	start, isInt := plan.IntOf(args[1])
	if !ok || !isInt {
		return false
	}
	if start < 0 || start > int64(len(elems)) {
		return true
	}
	return len(args) > 2 && atMost(args[2], start-1)
}
