package api

import "bytes"

// prettyJSON lays valid JSON text out as Jackson does where ?pretty asks for it: fields on lines of their own
// with blanks around the colon, elements of a list behind each other.
func prettyJSON(text []byte) []byte {
	p := prettyPrinter{text: text, out: make([]byte, 0, 2*len(text))}
	p.value()
	return p.out
}

type prettyPrinter struct {
	text  []byte
	at    int
	out   []byte
	depth int
}

// next gives the next character that is no white space, 0 at the end.
func (p *prettyPrinter) next() byte {
	for p.at < len(p.text) {
		switch c := p.text[p.at]; c {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return c
		}
	}
	return 0
}

func (p *prettyPrinter) value() {
	switch p.next() {
	case '{':
		p.depth++
		p.list('}', p.newline)
	case '[':
		p.list(']', func() { p.out = append(p.out, ' ') })
	default:
		p.scalar()
	}
}

// list prints what stands between brackets; separate is called in front of every item and, where an
// object ends, of its bracket.
func (p *prettyPrinter) list(closing byte, separate func()) {
	p.out = append(p.out, p.text[p.at])
	p.at++
	items := 0
	for c := p.next(); c != closing && c != 0; c = p.next() {
		if c == ',' {
			p.out = append(p.out, ',')
			p.at++
		}
		separate()
		items++
		if closing == '}' {
			p.next()
			p.scalar()
			p.next()
			p.out = append(p.out, " : "...)
			p.at++ // the colon
		}
		p.value()
	}
	p.at++
	if closing == '}' {
		p.depth--
	}
	if items == 0 {
		p.out = append(p.out, ' ')
	} else {
		separate()
	}
	p.out = append(p.out, closing)
}

func (p *prettyPrinter) newline() {
	p.out = append(p.out, '\n')
	p.out = append(p.out, bytes.Repeat([]byte("  "), p.depth)...)
}

// scalar copies a text, a number or a word.
func (p *prettyPrinter) scalar() {
	from := p.at
	if p.at < len(p.text) && p.text[p.at] == '"' {
		for p.at++; p.at < len(p.text) && p.text[p.at] != '"'; p.at++ {
			if p.text[p.at] == '\\' {
				p.at++
			}
		}
		p.at = min(p.at+1, len(p.text))
	} else {
		p.at = min(p.at+1, len(p.text))
		for p.at < len(p.text) && bytes.IndexByte([]byte(",:]} \t\r\n"), p.text[p.at]) < 0 {
			p.at++
		}
	}
	p.out = append(p.out, p.text[from:p.at]...)
}
