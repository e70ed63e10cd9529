package function

import (
	"slices"
	"strings"
)

// Java tries the alternatives of a pattern in order and takes the first that leads to a match; an
// ARE takes the longest. Whether there is a match is the same in both, so that the plain
// translation serves REGEXP_LIKE. Where the extent counts, every choice that could be made in two
// ways is guarded by a look ahead at the rest of the pattern, so that only Java's way is left:
//
//	A|B  R    becomes  (?:A|(?!AR)B)      B only where A does not lead to a match
//	E*   R    becomes  (?:E)*(?!E+R)      stop only where one more would not match
//	E*?  R    becomes  (?:(?!R)E)*        go on only where the rest does not match
//
// and so on. A choice that the next character decides, and the only choice before a rest of fixed
// length, need no guard, which leaves most patterns as they are.

// areText translates a parsed pattern to an ARE. exact says that the extent of the match counts.
func areText(re *javaRegexp, exact bool) string {
	if exact {
		w := &areWriter{exact: true, captures: true}
		w.node(re.root, nil)
		if !w.over {
			return w.b.String()
		}
	}
	w := &areWriter{captures: exact || re.backrefs, native: exact}
	w.node(re.root, nil)
	return w.b.String()
}

// maxARE bounds the text that guards may make; beyond it the plain translation is used.
const maxARE = 1 << 16

// chain is the rest of a pattern after a node.
type chain struct {
	node *reNode
	next *chain
}

type areWriter struct {
	b strings.Builder
	// exact writes guards, native writes lazy quantifiers as such, captures keeps groups.
	exact, native, captures bool
	// atomic is set where the longest match does not win by itself: at the end of an atomic group.
	atomic bool
	// over is set when guards have made the text too long.
	over bool
}

func (w *areWriter) node(n *reNode, rest *chain) {
	if w.exact && w.b.Len() > maxARE {
		w.over = true
		return
	}
	switch n.op {
	case reSet:
		n.set.write(&w.b)
	case reCat:
		w.b.WriteString("(?:")
		w.cat(n.subs, rest)
		w.b.WriteString(")")
	case reAlt:
		w.alt(n, rest)
	case reCapture:
		w.b.WriteString(w.open())
		w.inside(n.subs[0], rest)
		w.b.WriteString(")")
	case reRepeat:
		w.repeat(n, rest)
	case reAtomic:
		inner := &areWriter{exact: true, captures: w.captures, atomic: true}
		inner.node(n.subs[0], nil)
		if inner.over { // without guards it can go back into what it has taken
			inner = &areWriter{captures: w.captures}
			inner.node(n.subs[0], nil)
		}
		w.b.WriteString(inner.b.String())
	case reLook:
		w.look(n)
	case reAssert:
		w.b.WriteString(n.text)
	case reBackref:
		w.b.WriteString(`(?:\` + itoa(n.n) + ")")
	case reNever:
		w.b.WriteString("(?!)")
	case reEmpty:
		w.b.WriteString("(?:)")
	}
}

func (w *areWriter) open() string {
	if w.captures {
		return "("
	}
	return "(?:"
}

// inside writes a node that has parentheses around it already.
func (w *areWriter) inside(n *reNode, rest *chain) {
	switch n.op {
	case reCat:
		w.cat(n.subs, rest)
	case reEmpty:
	default:
		w.node(n, rest)
	}
}

func (w *areWriter) cat(subs []*reNode, rest *chain) {
	for i, s := range subs {
		w.node(s, link(subs[i+1:], rest))
	}
}

func link(subs []*reNode, rest *chain) *chain {
	for _, sub := range slices.Backward(subs) {
		rest = &chain{sub, rest}
	}
	return rest
}

func (w *areWriter) look(n *reNode) {
	mark := "(?"
	if n.behind {
		mark += "<"
	}
	if n.negat {
		mark += "!"
	} else {
		mark += "="
	}
	inner := &areWriter{}
	inner.inside(n.subs[0], nil)
	w.b.WriteString(mark + inner.b.String() + ")")
}

func (w *areWriter) alt(n *reNode, rest *chain) {
	w.b.WriteString("(?:")
	for i, s := range n.subs {
		if i > 0 {
			w.b.WriteString("|")
			w.guardAlternative(n.subs[:i], s, rest)
		}
		w.inside(s, rest)
	}
	w.b.WriteString(")")
}

// guardAlternative keeps an alternative from matching where an earlier one leads to a match.
func (w *areWriter) guardAlternative(earlier []*reNode, s *reNode, rest *chain) {
	if !w.exact || rest.backrefs() {
		return
	}
	var rivals []*reNode
	for _, e := range earlier {
		if e.backrefs() {
			return
		}
		if !w.exclusive(e, s) {
			rivals = append(rivals, e)
		}
	}
	if len(rivals) == 0 {
		return
	}
	w.b.WriteString("(?!")
	w.b.WriteString(plain(&reNode{op: reAlt, subs: rivals}))
	w.b.WriteString(rest.plain())
	w.b.WriteString(")")
}

// exclusive tells whether two alternatives cannot match at one place, or only with the same extent
// and without groups to tell them apart.
func (w *areWriter) exclusive(a, b *reNode) bool {
	fa, emptyA := a.first()
	fb, emptyB := b.first()
	if !emptyA && !emptyB && !fa.overlaps(fb) {
		return true
	}
	la, lb := a.width(), b.width()
	return la >= 0 && la == lb && !a.captures() && !b.captures()
}

// plain translates a node for a look around: no guards, no groups.
func plain(n *reNode) string {
	w := &areWriter{}
	w.node(n, nil)
	return w.b.String()
}

func (c *chain) plain() string {
	var b strings.Builder
	for ; c != nil; c = c.next {
		b.WriteString(plain(c.node))
	}
	return b.String()
}

func (c *chain) backrefs() bool {
	for ; c != nil; c = c.next {
		if c.node.backrefs() {
			return true
		}
	}
	return false
}

// first gives the characters that the chain can start with, and whether it can match nothing.
func (c *chain) first() (runeSet, bool) {
	var out runeSet
	for ; c != nil; c = c.next {
		s, empty := c.node.first()
		out = out.union(s)
		if !empty {
			return out, false
		}
	}
	return out, true
}

// width gives the length of everything that the chain matches, -1 when it varies.
func (c *chain) width() int {
	total := 0
	for ; c != nil; c = c.next {
		n := c.node.width()
		if n < 0 {
			return -1
		}
		total += n
	}
	return total
}

func (n *reNode) any(f func(*reNode) bool) bool {
	if f(n) {
		return true
	}
	for _, s := range n.subs {
		if s.any(f) {
			return true
		}
	}
	return false
}

func (n *reNode) backrefs() bool { return n.any(func(n *reNode) bool { return n.op == reBackref }) }
func (n *reNode) captures() bool { return n.any(func(n *reNode) bool { return n.op == reCapture }) }

// first gives the characters that a node can start with, and whether it can match nothing.
func (n *reNode) first() (runeSet, bool) {
	switch n.op {
	case reSet:
		return n.set, false
	case reCat:
		return link(n.subs, nil).first()
	case reAlt:
		var out runeSet
		empty := false
		for _, s := range n.subs {
			set, e := s.first()
			out = out.union(set)
			empty = empty || e
		}
		return out, empty
	case reCapture, reAtomic:
		return n.subs[0].first()
	case reRepeat:
		set, empty := n.subs[0].first()
		return set, empty || n.min == 0
	case reBackref:
		return everySet, true
	case reNever:
		return nil, false
	}
	return nil, true
}

// width gives the length of everything that a node matches, -1 when it varies.
func (n *reNode) width() int {
	switch n.op {
	case reSet:
		return 1
	case reCat:
		return link(n.subs, nil).width()
	case reAlt:
		out := n.subs[0].width()
		for _, s := range n.subs[1:] {
			if s.width() != out {
				return -1
			}
		}
		return out
	case reCapture, reAtomic:
		return n.subs[0].width()
	case reRepeat:
		if one := n.subs[0].width(); one >= 0 && (n.min == n.max || one == 0) {
			return one * n.min
		}
		return -1
	case reBackref:
		return -1
	}
	return 0
}
