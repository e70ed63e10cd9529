package function

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// escape reads what follows a backslash outside of a class.
func (p *reParser) escape() *reNode {
	c := p.peek()
	if s, ok := p.classEscape(c); ok {
		return &reNode{op: reSet, set: s}
	}
	switch c {
	case 'A', 'G':
		p.at++
		return &reNode{op: reAssert, text: "^"}
	case 'z':
		p.at++
		return &reNode{op: reAssert, text: "$"}
	case 'Z':
		p.at++
		return &reNode{op: reAssert, text: finalEnd}
	case 'b', 'B':
		p.at++
		return p.boundary(c == 'B')
	case 'R':
		p.at++
		return &reNode{op: reAlt, subs: []*reNode{
			{op: reCat, subs: []*reNode{{op: reSet, set: single('\r')}, {op: reSet, set: single('\n')}}},
			{op: reSet, set: verticalSet},
		}}
	case 'X':
		p.at++
		marks, _ := categorySet("M")
		tail := &reNode{op: reRepeat, max: -1, subs: []*reNode{{op: reSet, set: marks}}}
		return &reNode{op: reAtomic, subs: []*reNode{{op: reCat, subs: []*reNode{{op: reSet, set: everySet}, tail}}}}
	case 'k':
		return p.namedBackref()
	}
	if c >= '1' && c <= '9' {
		return p.backref()
	}
	return p.literal(p.characterEscape())
}

// boundary is \b or \B.
func (p *reParser) boundary(not bool) *reNode {
	if !not && p.peek() == '{' && p.peekAt(1) == 'g' && p.peekAt(2) == '}' {
		p.at += 3
	}
	set := boundarySet()
	if p.flags.unicodeClasses {
		set = unicodeWordSet()
	}
	var b strings.Builder
	set.write(&b)
	word := b.String()
	text := "(?:(?<=" + word + ")(?!" + word + ")|(?<!" + word + ")(?=" + word + "))"
	if not {
		text = "(?:(?<=" + word + ")(?=" + word + ")|(?<!" + word + ")(?!" + word + "))"
	}
	return &reNode{op: reAssert, text: text}
}

// backref reads \n: more digits belong to it as long as there are that many groups.
func (p *reParser) backref() *reNode {
	n := int(p.next() - '0')
	for isDigit(p.peek()) {
		more := n*10 + int(p.peek()-'0')
		if more > p.out.groups {
			break
		}
		n = more
		p.at++
	}
	if n > p.out.groups {
		return &reNode{op: reNever}
	}
	p.out.backrefs = true
	return &reNode{op: reBackref, n: n}
}

func (p *reParser) namedBackref() *reNode {
	p.at++
	if p.peek() != '<' {
		p.fail("\\k is not followed by '<' for named capturing group", p.at)
	}
	p.at++
	name := p.groupName()
	n, ok := p.out.names[name]
	if !ok {
		p.fail("named capturing group <"+name+"> does not exist", p.at-1)
	}
	p.out.backrefs = true
	return &reNode{op: reBackref, n: n}
}

// classEscape reads \d \s \w and their like, \h \v \p.
func (p *reParser) classEscape(c rune) (runeSet, bool) {
	var s runeSet
	wide := p.flags.unicodeClasses
	switch c {
	case 'd', 'D':
		s = digitSet
		if wide {
			s, _ = binarySet("DIGIT")
		}
	case 's', 'S':
		s = spaceSet
		if wide {
			s, _ = binarySet("WHITE_SPACE")
		}
	case 'w', 'W':
		s = wordSet
		if wide {
			s = unicodeWordSet()
		}
	case 'h', 'H':
		s = horizontalSet
	case 'v', 'V':
		s = verticalSet
	case 'p', 'P':
		p.at++
		s = p.property()
		if c == 'P' {
			s = s.negate()
		}
		return s, true
	default:
		return nil, false
	}
	p.at++
	if c < 'a' {
		s = s.negate()
	}
	return s, true
}

// property reads {name}, {name=value} or one letter.
func (p *reParser) property() runeSet {
	at, name := p.at, ""
	if p.peek() == '{' {
		p.at++
		name = p.upTo('}', "Unclosed character family")
		at = p.at - 1
		if name == "" {
			p.fail("Empty character family", at)
		}
	} else if c := p.next(); c != reEnd {
		name = string(plainRune(c))
	}
	if key, value, ok := strings.Cut(name, "="); ok {
		s, ok := namedPropertySet(key, value)
		if !ok {
			p.fail("Unknown Unicode property {name=<"+key+">, value=<"+value+">}", at)
		}
		return s
	}
	s, ok := propertySet(name, p.flags.unicodeClasses)
	if !ok {
		p.fail("Unknown character property name {"+name+"}", at)
	}
	return p.caseProperty(name, s)
}

// caseProperty makes Lower, Upper and their like match letters of any case under the flag i.
func (p *reParser) caseProperty(name string, s runeSet) runeSet {
	if p.flags.insensitive && (name == "Lower" || name == "Upper") {
		return posixSets["Alpha"]
	}
	return s
}

// characterEscape reads an escape that stands for one character.
func (p *reParser) characterEscape() rune {
	at := p.at
	c := p.next()
	switch c {
	case reEnd:
		p.fail("Unexpected internal error", at)
	case '0':
		return p.octal()
	case 'x':
		return p.hex()
	case 'u':
		return p.unicodeEscape()
	case 'N':
		if p.peek() != '{' {
			p.fail("Illegal character name escape sequence", p.at)
		}
		p.at++
		name := p.upTo('}', "Unclosed character name escape sequence")
		p.fail("Unknown character name ["+name+"]", p.at-1)
	case 'a':
		return '\a'
	case 'e':
		return 0x1B
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'c':
		if p.peek() == reEnd {
			p.fail("Illegal control escape sequence", at)
		}
		return plainRune(p.next()) ^ 64
	}
	if isLetter(c) || c >= '1' && c <= '9' {
		p.fail("Illegal/unsupported escape sequence", at)
	}
	return c
}

// octal reads up to three digits, the third only after 0 to 3.
func (p *reParser) octal() rune {
	if c := p.peek(); c < '0' || c > '7' {
		p.fail("Illegal octal escape sequence", p.at)
	}
	n, most := rune(0), 2
	if p.peek() <= '3' {
		most = 3
	}
	for i := 0; i < most && p.peek() >= '0' && p.peek() <= '7'; i++ {
		n = n*8 + p.next() - '0'
	}
	return n
}

func hexValue(c rune) (rune, bool) {
	switch {
	case isDigit(c):
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// hex reads xhh or x{h…h}.
func (p *reParser) hex() rune {
	const what = "Illegal hexadecimal escape sequence"
	if p.peek() != '{' {
		return p.digits(2, what)
	}
	p.at++
	n, count := rune(0), 0
	for ; ; count++ {
		v, ok := hexValue(p.peek())
		if !ok {
			break
		}
		n = n*16 + v
		if n > maxRune {
			p.fail("Hexadecimal codepoint is too big", p.at)
		}
		p.at++
	}
	if count == 0 {
		p.fail(what, p.at)
	}
	if p.peek() != '}' {
		p.fail("Unclosed hexadecimal escape sequence", p.at)
	}
	p.at++
	return n
}

func (p *reParser) digits(count int, what string) rune {
	n := rune(0)
	for range count {
		v, ok := hexValue(p.peek())
		if !ok {
			p.fail(what, p.at)
		}
		n = n*16 + v
		p.at++
	}
	return n
}

// unicodeEscape reads uhhhh, and a second one when the first is half of a surrogate pair.
func (p *reParser) unicodeEscape() rune {
	const what = "Illegal Unicode escape sequence"
	n := p.digits(4, what)
	if n < 0xD800 || n > 0xDBFF || p.peek() != '\\' || p.peekAt(1) != 'u' {
		return n
	}
	saved := p.at
	p.at += 2
	if low := p.digits(4, what); low >= 0xDC00 && low <= 0xDFFF {
		return 0x10000 + (n-0xD800)<<10 + low - 0xDC00
	}
	p.at = saved
	return n
}

// ---- classes

// class reads what follows [ up to its ]. A leading ^ negates the whole, && intersects.
func (p *reParser) class() runeSet {
	negate := false
	if p.peek() == '^' {
		p.at++
		negate = true
	}
	out := p.classUnion(true)
	for p.peek() == '&' && p.peekAt(1) == '&' {
		for p.peek() == '&' {
			p.at++
		}
		right := p.classUnion(false)
		switch {
		case right == nil:
		case out == nil:
			out = right
		default:
			out = out.intersect(right)
		}
	}
	p.at++ // ]
	if negate {
		return out.negate()
	}
	return out
}

// classUnion reads elements up to && or ], which it leaves; nil when there is none. A ] that comes
// first stands for itself.
func (p *reParser) classUnion(first bool) runeSet {
	var out runeSet
	some := false
	for {
		p.skipComments()
		switch c := p.peek(); {
		case c == reEnd:
			p.fail("Unclosed character class", len(p.chars)-1)
		case c == ']' && (some || !first):
			return out
		case c == '&' && p.peekAt(1) == '&':
			return out
		case c == '[':
			p.at++
			out = out.union(p.class())
		default:
			out = out.union(p.classElement())
		}
		some = true
	}
}

// classElement reads a predefined class, a character or a range.
func (p *reParser) classElement() runeSet {
	if p.peek() == '\\' {
		p.at++
		if s, ok := p.classEscape(p.peek()); ok {
			return s
		}
		p.at--
	}
	lo := p.classRune()
	if p.peek() != '-' || p.peekAt(1) == ']' || p.peekAt(1) == '[' || p.peekAt(1) == reEnd {
		return p.folded(single(lo))
	}
	p.at++
	if p.peek() == '\\' && strings.ContainsRune("dDsSwWhHvVpP", p.peekAt(1)) {
		p.fail("Illegal character range", p.at+1)
	}
	hi := p.classRune()
	if hi < lo {
		p.fail("Illegal character range", p.at-1)
	}
	return p.folded(runeSet{{lo, hi}})
}

func (p *reParser) classRune() rune {
	c := p.next()
	if c == '\\' {
		return p.characterEscape()
	}
	return plainRune(c)
}
