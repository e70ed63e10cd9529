// Package function is the function table: every scalar function, operator, aggregate and window
// function of Druid SQL that Ogham answers. A name that is not here never reaches Postgres.
//
// To add a function, put one entry into its family's file (string.go, time.go, …):
//
//	{
//		Name:   "LPAD",
//		Params: params("s i s?"),
//		Signature: "LPAD(<CHARACTER>, <INTEGER>, [<CHARACTER>])",
//		Type:   varchar,
//		Emit:   tmpl("druid_sql.lpad($*)"),
//		Doc:    "Pads on the left to n characters.",
//	},
//
// A new family is a file with one function that returns its entries, and one line in families.
//
// Params is a compact list, one word per argument: s text, n number, i BIGINT, d DOUBLE,
// w an integer, x an exact number, b boolean, t TIMESTAMP or DATE, ts TIMESTAMP only, a array, j JSON, m a multi-value string taken
// whole, iv interval, l a list or one value, e an element, ea an element or an array, em the same of multi-value strings,
// p a string taken whole, * anything; followed by ? (optional), ... (zero or more, last), ! (literal),
// ~ (no implicit cast), = (no implicit cast and, unless optional, no literal NULL: the rule of
// Druid's own functions, where Calcite's convert), ^ (the same, optional or not). The analyzer counts and casts arguments accordingly and words the errors.
//
// Type computes the result type (types.go has the usual rules). Emit writes Postgres SQL; tmpl
// makes one from a template: $1 … $9 arguments, $* all of them, $D "DISTINCT " of an aggregate,
// $S its FILTER and OVER. Arguments arrive typed and parenthesised. Bind, where set, checks or
// rewrites the bound call (time zones, periods, literals), Fold computes constant calls.
//
// A scalar function without Whole is mapped over the values of a multi-value argument by the
// analyzer; it need not know about them.
package function

import (
	"slices"
	"strings"
	"sync"

	"ogham/translate/plan"
)

// families lists the functions that make the table.
func families() [][]plan.Function {
	return [][]plan.Function{
		operators(),
		aggregateFunctions(),
		collectFunctions(),
		windowFunctions(),
		controlFunctions(),
		sketchFunctions(),
		pairFunctions(),
		tupleFunctions(),
		{decodeFunction()},
		stringFunctions(),
		timeFunctions(),
		lookupFunctions(),
		textFunctions(),
		numericFunctions(),
		ipFunctions(),
		arrayFunctions(),
		multiFunctions(),
		reductionFunctions(),
		regexpFunctions(),
		jsonFunctions(),
		jsonElementFunctions(),
	}
}

var table = sync.OnceValue(func() map[string]*plan.Function {
	out := map[string]*plan.Function{}
	for _, family := range families() {
		for i := range family {
			f := &family[i]
			out[f.Name] = f
			for _, alias := range f.Aliases {
				out[alias] = f
			}
		}
	}
	return out
})

// Lookup finds a function that users may call, by name in any case.
func Lookup(name string) (*plan.Function, bool) {
	f, ok := table()[strings.ToUpper(name)]
	if !ok || f.Hidden || f.Kind == plan.Operator {
		return nil, false
	}
	return f, true
}

// Get finds an operator or any function, hidden ones included; name is in capitals.
func Get(name string) (*plan.Function, bool) {
	f, ok := table()[name]
	return f, ok
}

// All gives the functions that users may call, sorted by name, each once.
func All() []*plan.Function {
	var out []*plan.Function
	for name, f := range table() {
		if name == f.Name && !f.Hidden && f.Kind != plan.Operator {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b *plan.Function) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Names gives every callable name, aliases included, sorted.
func Names() []string {
	var out []string
	for name, f := range table() {
		if !f.Hidden && f.Kind != plan.Operator {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
