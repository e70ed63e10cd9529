package function

import (
	"strconv"

	"ogham/translate/plan"
)

type emitter = func(w plan.Writer, c *plan.Call)

// part is a piece of a template: text, then an argument.
type part struct {
	text string
	arg  byte // 0 none, '1'…'9', '*', 'D', 'S', 'O', 'a' and on for $C1
}

// tmpl makes an emitter from a template: $1 … $9 arguments, $* all arguments with commas, $D
// DISTINCT, $S FILTER and OVER, $O ORDER BY inside an aggregate; $C1 … $C9 text arguments in bytewise collation.
func tmpl(template string) emitter {
	parts := parse(template)
	return func(w plan.Writer, c *plan.Call) {
		for _, p := range parts {
			w.SQL(p.text)
			writePart(w, c, p.arg)
		}
	}
}

func writePart(w plan.Writer, c *plan.Call, arg byte) {
	switch {
	case arg == 0:
	case arg == '*':
		for i, a := range c.Args {
			if i > 0 {
				w.SQL(", ")
			}
			w.Expr(a)
		}
	case arg == 'D':
		if c.Agg != nil && c.Agg.Distinct {
			w.SQL("DISTINCT ")
		}
	case arg == 'S':
		w.Suffix(c)
	case arg == 'O':
		if c.Agg != nil && c.Agg.Over == nil && len(c.Agg.OrderBy) > 0 {
			w.SQL(" ")
			w.OrderBy(c.Agg.OrderBy)
		}
	case arg >= 'a': // $C1 is stored as 'a' + 0
		if n := int(arg - 'a'); n < len(c.Args) {
			w.Bytewise(c.Args[n])
		}
	default:
		if n := int(arg - '1'); n < len(c.Args) {
			w.Expr(c.Args[n])
		}
	}
}

func parse(template string) []part {
	var out []part
	text := ""
	for i := 0; i < len(template); i++ {
		if template[i] != '$' || i+1 == len(template) {
			text += template[i : i+1]
			continue
		}
		i++
		arg := template[i]
		if arg == 'C' {
			i++
			n, err := strconv.Atoi(template[i : i+1])
			if err != nil {
				panic("function: bad template " + template)
			}
			arg = byte('a' + n - 1) //nolint:gosec // one digit
		}
		out = append(out, part{text, arg})
		text = ""
	}
	return append(out, part{text, 0})
}
