package function

import "strings"

// Postgres counts to 255 only.
const maxCount = 255

// maxSteps bounds the optional steps that a guarded {m,n} is written as.
const maxSteps = 64

func (w *areWriter) repeat(n *reNode, rest *chain) {
	body := n.subs[0]
	after := &chain{&reNode{op: reRepeat, subs: n.subs, max: n.max}, rest}
	if n.max >= 0 {
		after = &chain{&reNode{op: reRepeat, subs: n.subs, max: max(n.max-1, 0)}, rest}
	}
	switch {
	case n.max == 0:
		w.b.WriteString("(?:)")
	case !w.exact || w.decided(n, rest) || body.backrefs() || rest.backrefs():
		w.quantified(body, after, quantifier(n.min, n.max, n.lazy && w.native && n.min != n.max))
	case n.lazy:
		w.lazy(n, after, rest)
	default:
		w.greedy(n, after, rest)
	}
}

// decided tells whether a repetition needs no guard: the next character says whether to go on, or
// the longest is what Java takes.
func (w *areWriter) decided(n *reNode, rest *chain) bool {
	if n.min == n.max {
		return true
	}
	start, empty := n.subs[0].first()
	if empty && !n.lazy {
		return true // a body that may be empty cannot be guarded
	}
	next, ends := rest.first()
	if !start.overlaps(next) && (!ends || !w.atomic && !n.lazy) {
		return true
	}
	return !n.lazy && !w.atomic && rest.width() >= 0 && n.subs[0].width() >= 0
}

// quantified writes body with a quantifier after it.
func (w *areWriter) quantified(body *reNode, after *chain, suffix string) {
	if body.op == reSet {
		w.node(body, after)
		w.b.WriteString(suffix)
		return
	}
	w.b.WriteString("(?:")
	w.inside(body, after)
	w.b.WriteString(")" + suffix)
}

// quantifier writes the count; what is above Postgres' limit is unbounded.
func quantifier(least, most int, lazy bool) string {
	out := ""
	switch {
	case least == 0 && most < 0:
		out = "*"
	case least == 1 && most < 0:
		out = "+"
	case least == 0 && most == 1:
		out = "?"
	case most == least && most <= maxCount:
		out = "{" + itoa(least) + "}"
	case most < 0 || most > maxCount:
		out = "{" + itoa(min(least, maxCount)) + ",}"
	default:
		out = "{" + itoa(least) + "," + itoa(most) + "}"
	}
	if lazy {
		out += "?"
	}
	return out
}

// lazy goes on only where the rest does not match. A body that must match and captures is written
// the other way round, so that its groups stay those of the last time: all but the last are
// followed by what is not the rest.
func (w *areWriter) lazy(n *reNode, after, rest *chain) {
	body, least, most := n.subs[0], n.min, n.max
	if least > 0 && body.captures() {
		saved := w.captures
		w.captures = false
		if least > 1 {
			w.quantified(body, after, quantifier(least-1, least-1, false))
		}
		if most > 0 {
			most -= least
		}
		w.b.WriteString("(?:")
		w.inside(body, after)
		w.b.WriteString("(?!" + rest.plain() + "))" + quantifier(0, most, false))
		w.captures = saved
		w.quantified(body, rest, "")
		return
	}
	if least > 0 {
		w.quantified(body, after, quantifier(least, least, false))
		if most > 0 {
			most -= least
		}
	}
	w.b.WriteString("(?:(?!" + rest.plain() + ")")
	w.inside(body, after)
	w.b.WriteString(")" + quantifier(0, most, false))
}

// greedy stops only where one more would not lead to a match.
func (w *areWriter) greedy(n *reNode, after, rest *chain) {
	body := n.subs[0]
	again, tail := plain(body), rest.plain()
	switch {
	case n.max < 0:
		w.quantified(body, after, quantifier(n.min, n.max, false))
		w.b.WriteString("(?!(?:" + again + ")+" + tail + ")")
	case n.min == 0 && n.max == 1:
		w.b.WriteString("(?:")
		w.inside(body, rest)
		w.b.WriteString("|(?!" + again + tail + "))")
	case body.captures() || n.max-n.min > maxSteps:
		w.quantified(body, after, quantifier(n.min, n.max, false))
	default:
		if n.min > 0 {
			w.quantified(body, after, quantifier(n.min, n.min, false))
		}
		steps := n.max - n.min
		for left := steps; left > 0; left-- {
			w.b.WriteString("(?:")
			w.inside(body, after)
		}
		for left := 1; left <= steps; left++ {
			w.b.WriteString("|(?!(?:" + again + "){1," + itoa(left) + "}" + tail + "))")
		}
	}
}

// simpleText gives the text that a pattern stands for when it is nothing but characters, and
// whether it must stand at the start.
func simpleText(re *javaRegexp) (text string, start, ok bool) {
	nodes := []*reNode{re.root}
	if re.root.op == reCat {
		nodes = re.root.subs
	}
	if nodes[0].op == reAssert && nodes[0].text == "^" {
		start, nodes = true, nodes[1:]
	}
	var b strings.Builder
	for _, n := range nodes {
		r, single := n.set.isRune()
		if n.op != reSet || !single || r < minRune || r >= 0xD800 && r <= 0xDFFF {
			return "", false, false
		}
		b.WriteRune(r)
	}
	return b.String(), start, b.Len() > 0
}
