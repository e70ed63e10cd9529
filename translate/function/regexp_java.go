package function

import (
	"math"
	"strings"

	"ogham/internal/druiderr"
)

// reOp tells the nodes of a regular expression apart.
type reOp uint8

const (
	reEmpty   reOp = iota
	reSet          // one code point of a set
	reCat          // subs in a row
	reAlt          // the first of subs that leads to a match
	reCapture      // capturing group number n around subs[0]
	reRepeat       // subs[0] min to max times
	reAtomic       // subs[0], without going back into it
	reLook         // a look around: subs[0] matches ahead or behind, or does not
	reAssert       // a place; text is its ARE
	reBackref      // what group n has captured
	reNever        // nothing
)

// reNode is a node of a parsed Java pattern.
type reNode struct {
	op            reOp
	subs          []*reNode
	set           runeSet
	n             int
	min, max      int // max -1 is unbounded
	lazy          bool
	behind, negat bool
	text          string
}

// javaRegexp is a parsed Java pattern.
type javaRegexp struct {
	root     *reNode
	groups   int
	names    map[string]int
	backrefs bool
}

// reFlags are the match flags of java.util.regex.Pattern that change how a pattern reads.
type reFlags struct {
	insensitive, unixLines, multiline, dotall, unicodeCase, comments, unicodeClasses bool
}

// reParser reads a Java pattern. Characters that \Q…\E quotes are negative: they are no syntax.
type reParser struct {
	pattern string
	chars   []rune
	pos     []int // the index in the pattern of each of chars, and its length
	at      int
	flags   reFlags
	out     javaRegexp
	depth   int
}

// maxDepth bounds nested groups, so that no pattern exhausts the stack.
const maxDepth = 200

const reEnd = rune(math.MaxInt32)

// parseJava parses a pattern of java.util.regex (JDK 11). The error is Java's PatternSyntaxException,
// as Druid answers it while a query runs.
func parseJava(pattern string) (re *javaRegexp, err error) {
	p := &reParser{pattern: pattern}
	p.out.names = map[string]int{}
	p.unquote()
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *druiderr.Error:
			re, err = nil, r
		default:
			panic(r)
		}
	}()
	p.out.root = p.alternation()
	if p.at < len(p.chars) {
		p.fail("Unmatched closing ')'", p.at-1)
	}
	return &p.out, nil
}

// unquote splits the pattern into code points and marks what is quoted.
func (p *reParser) unquote() {
	runes := []rune(p.pattern)
	quoted := false
	for i := 0; i < len(runes); i++ {
		next := rune(0)
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		switch {
		case quoted && runes[i] == '\\' && next == 'E':
			quoted = false
			i++
		case quoted:
			p.put(-runes[i]-1, i)
		case runes[i] == '\\' && next == 'Q':
			quoted = true
			i++
		case runes[i] == '\\' && i+1 < len(runes):
			p.put(runes[i], i)
			i++
			p.put(runes[i], i)
		default:
			p.put(runes[i], i)
		}
	}
	p.pos = append(p.pos, len(runes))
}

func (p *reParser) put(r rune, at int) {
	p.chars = append(p.chars, r)
	p.pos = append(p.pos, at)
}

// fail reports an error at a place of chars, in the words of PatternSyntaxException.
func (p *reParser) fail(what string, at int) {
	panic(druiderr.Runtime("%s", p.message(what, at)))
}

func (p *reParser) message(what string, at int) string {
	index := at
	switch {
	case at > len(p.chars):
		index = p.pos[len(p.chars)] + at - len(p.chars)
	case at >= 0:
		index = p.pos[at]
	}
	if index < 0 {
		return what + "\n" + p.pattern
	}
	text := what + " near index " + itoa(index) + "\n" + p.pattern
	if runes := []rune(p.pattern); index < len(runes) {
		var pointer strings.Builder
		for _, r := range runes[:index] {
			if r == '\t' {
				pointer.WriteByte('\t')
			} else {
				pointer.WriteByte(' ')
			}
		}
		text += "\n" + pointer.String() + "^"
	}
	return text
}

func (p *reParser) peek() rune {
	if p.at < len(p.chars) {
		return p.chars[p.at]
	}
	return reEnd
}

func (p *reParser) peekAt(ahead int) rune {
	if p.at+ahead < len(p.chars) {
		return p.chars[p.at+ahead]
	}
	return reEnd
}

func (p *reParser) next() rune {
	c := p.peek()
	p.at++
	return c
}

// skipComments skips blanks and # comments under the flag x.
func (p *reParser) skipComments() {
	for p.flags.comments {
		switch c := p.peek(); {
		case c == '#':
			for c = p.peek(); c != reEnd && (c < 0 || !lineEndSet.overlaps(single(c))); c = p.peek() {
				p.at++
			}
		case c == ' ' || c >= '\t' && c <= '\r':
			p.at++
		default:
			return
		}
	}
}

func (p *reParser) alternation() *reNode {
	p.depth++
	if p.depth > maxDepth {
		panic(druiderr.Runtime("Regular expression has too many nested groups; at most %d are allowed", maxDepth))
	}
	branches := []*reNode{p.sequence()}
	for p.peek() == '|' {
		p.at++
		branches = append(branches, p.sequence())
	}
	p.depth--
	if len(branches) == 1 {
		return branches[0]
	}
	return &reNode{op: reAlt, subs: branches}
}

func (p *reParser) sequence() *reNode {
	out := &reNode{op: reCat}
	for {
		p.skipComments()
		c := p.peek()
		if c == reEnd || c == '|' || c == ')' {
			break
		}
		x := p.atom()
		if x == nil {
			continue // flags
		}
		p.skipComments()
		out.subs = append(out.subs, p.closure(x))
	}
	switch len(out.subs) {
	case 0:
		return &reNode{op: reEmpty}
	case 1:
		return out.subs[0]
	}
	return out
}

func (p *reParser) atom() *reNode {
	start := p.at
	c := p.next()
	switch c {
	case '(':
		return p.group()
	case '[':
		return &reNode{op: reSet, set: p.class()}
	case '\\':
		return p.escape()
	case '^':
		return p.lineStart()
	case '$':
		return p.lineEnd()
	case '.':
		return &reNode{op: reSet, set: p.dot()}
	case '*', '+', '?':
		p.fail("Dangling meta character '"+string(c)+"'", start)
	case '{':
		p.fail("Illegal repetition", start+1)
	}
	return p.literal(c)
}

// literal is one character, which may be quoted.
func (p *reParser) literal(c rune) *reNode {
	return &reNode{op: reSet, set: p.folded(single(plainRune(c)))}
}

func plainRune(c rune) rune {
	if c < 0 {
		return -c - 1
	}
	return c
}

func (p *reParser) folded(s runeSet) runeSet {
	if !p.flags.insensitive {
		return s
	}
	return s.fold(p.flags.unicodeCase || p.flags.unicodeClasses)
}

func (p *reParser) dot() runeSet {
	switch {
	case p.flags.dotall:
		return everySet
	case p.flags.unixLines:
		return newlineSet.negate()
	}
	return lineEndSet.negate()
}

// lineStart is ^: Java's MULTILINE one does not match at the very end.
func (p *reParser) lineStart() *reNode {
	switch {
	case !p.flags.multiline:
		return &reNode{op: reAssert, text: "^"}
	case p.flags.unixLines:
		return &reNode{op: reAssert, text: `(?:^|(?<=\n)(?!$))`}
	}
	return &reNode{op: reAssert, text: `(?:^|(?<=[\n\u0085\u2028\u2029])(?!$)|(?<=\r)(?!\n)(?!$))`}
}

// lineEnd is $: it matches before a line end at the end too, never inside \r\n.
func (p *reParser) lineEnd() *reNode {
	switch f := p.flags; {
	case f.multiline && f.unixLines:
		return &reNode{op: reAssert, text: `(?=\n|$)`}
	case f.multiline:
		return &reNode{op: reAssert, text: `(?:(?=[\r\u0085\u2028\u2029]|$)|(?<!\r)(?=\n))`}
	case f.unixLines:
		return &reNode{op: reAssert, text: `(?=\n?$)`}
	}
	return &reNode{op: reAssert, text: finalEnd}
}

const finalEnd = `(?:(?=\r\n$|[\r\u0085\u2028\u2029]?$)|(?<!\r)(?=\n$))`

// closure reads the quantifier after an atom.
func (p *reParser) closure(x *reNode) *reNode {
	out := &reNode{op: reRepeat, subs: []*reNode{x}, max: -1}
	switch p.peek() {
	case '*':
	case '+':
		out.min = 1
	case '?':
		out.max = 1
	case '{':
		p.counts(out)
	default:
		return x
	}
	p.at++
	switch p.peek() {
	case '?':
		p.at++
		out.lazy = true
	case '+':
		p.at++
		return &reNode{op: reAtomic, subs: []*reNode{out}}
	}
	return out
}

// counts reads {m}, {m,} or {m,n} up to the closing brace.
func (p *reParser) counts(out *reNode) {
	p.at++
	if !isDigit(p.peek()) {
		p.fail("Illegal repetition", p.at)
	}
	out.min = p.count()
	out.max = out.min
	if p.peek() == ',' {
		p.at++
		out.max = -1
		if isDigit(p.peek()) {
			out.max = p.count()
		}
	}
	if p.peek() != '}' {
		p.fail("Unclosed counted closure", p.at)
	}
	if out.max >= 0 && out.max < out.min {
		p.fail("Illegal repetition range", p.at)
	}
}

func (p *reParser) count() int {
	n := 0
	for isDigit(p.peek()) {
		n = n*10 + int(p.peek()-'0')
		if n > math.MaxInt32 {
			p.fail("Illegal repetition range", p.at)
		}
		p.at++
	}
	return n
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

func isLetter(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// group reads what follows an opening parenthesis. Flags set inside end with the group.
func (p *reParser) group() *reNode {
	saved := p.flags
	if p.peek() != '?' {
		p.out.groups++
		out := &reNode{op: reCapture, n: p.out.groups}
		return p.close(out, saved)
	}
	p.at++
	switch c := p.next(); c {
	case ':':
		return p.close(&reNode{op: reCat}, saved)
	case '=', '!':
		return p.close(&reNode{op: reLook, negat: c == '!'}, saved)
	case '>':
		return p.close(&reNode{op: reAtomic}, saved)
	case '<':
		if c := p.peek(); c == '=' || c == '!' {
			p.at++
			return p.close(&reNode{op: reLook, behind: true, negat: c == '!'}, saved)
		}
		p.out.groups++
		out := &reNode{op: reCapture, n: p.out.groups}
		name := p.groupName()
		if _, twice := p.out.names[name]; twice {
			p.fail("Named capturing group <"+name+"> is already defined", p.at-1)
		}
		p.out.names[name] = out.n
		return p.close(out, saved)
	case '$', '@':
		p.fail("Unknown group type", p.at-1)
	}
	p.at--
	if p.readFlags() {
		return p.close(&reNode{op: reCat}, saved)
	}
	return nil
}

// close reads the content of a group into out.
func (p *reParser) close(out *reNode, saved reFlags) *reNode {
	out.subs = []*reNode{p.alternation()}
	if p.peek() != ')' {
		p.fail("Unclosed group", p.at)
	}
	p.at++
	p.flags = saved
	return out
}

func (p *reParser) groupName() string {
	start := p.at
	if !isLetter(p.peek()) {
		p.fail("capturing group name does not start with a Latin letter", p.at)
	}
	for isLetter(p.peek()) || isDigit(p.peek()) {
		p.at++
	}
	name := string(p.chars[start:p.at])
	if p.peek() != '>' {
		p.fail("named capturing group is missing trailing '>'", p.at)
	}
	p.at++
	return name
}

// readFlags reads (?flags) or (?flags: and tells whether it was the latter.
func (p *reParser) readFlags() (group bool) {
	on := true
	for {
		at := p.at
		switch c := p.next(); c {
		case 'i':
			p.flags.insensitive = on
		case 'm':
			p.flags.multiline = on
		case 's':
			p.flags.dotall = on
		case 'd':
			p.flags.unixLines = on
		case 'u':
			p.flags.unicodeCase = on
		case 'x':
			p.flags.comments = on
		case 'U':
			p.flags.unicodeClasses, p.flags.unicodeCase = on, on
		case 'c':
		case '-':
			on = false
		case ')':
			return false
		case ':':
			return true
		default:
			p.fail("Unknown inline modifier", at)
		}
	}
}

// upTo reads up to a closing character and takes it; what is the error when there is none.
func (p *reParser) upTo(end rune, what string) string {
	start := p.at
	for p.peek() != end {
		if p.peek() == reEnd {
			p.fail(what, p.at)
		}
		p.at++
	}
	var b strings.Builder
	for _, c := range p.chars[start:p.at] {
		b.WriteRune(plainRune(c))
	}
	p.at++
	return b.String()
}
