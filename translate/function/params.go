package function

import (
	"strings"

	"ogham/translate/plan"
)

var familyOf = map[string]plan.Family{
	"*": plan.Any, "s": plan.String, "n": plan.Numeric, "i": plan.Integral, "d": plan.Floating,
	"b": plan.Boolean, "t": plan.Time, "ts": plan.Timestamp, "a": plan.ArrayOf, "j": plan.JSON,
	"m": plan.Multi, "l": plan.Listed, "e": plan.Single, "ea": plan.SingleOrArray, "em": plan.Wanted, "p": plan.Plain, "iv": plan.Interval, "w": plan.Whole, "x": plan.Exact,
}

// params reads the compact parameter list of the package comment. It panics on a mistake in the
// table, which the package's tests would meet first.
func params(list string) []plan.Param {
	words := strings.Fields(list)
	out := make([]plan.Param, 0, len(words))
	for _, word := range words {
		var p plan.Param
		name := strings.TrimRight(word, "?!=~.^")
		flags := word[len(name):]
		family, ok := familyOf[name]
		if !ok {
			panic("function: unknown parameter " + word)
		}
		p.Family = family
		p.Optional = strings.Contains(flags, "?")
		p.Repeat = strings.Contains(flags, "...")
		p.Literal = strings.Contains(flags, "!")
		p.AnyNull = strings.Contains(flags, "=") && p.Optional
		p.NotNull = strings.Contains(flags, "=") && !p.Optional || strings.Contains(flags, "^")
		p.Strict = strings.ContainsAny(flags, "=~^")
		out = append(out, p)
	}
	return out
}
