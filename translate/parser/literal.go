package parser

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"ogham/internal/druiderr"
	"ogham/translate/ast"
)

// numberLiteral reads an unsigned number.
func (p *parser) numberLiteral() *ast.Literal {
	t := p.next()
	lit := &ast.Literal{At: ast.At{Pos: t.pos()}, Text: p.src[t.start:t.end]}
	switch t.kind {
	case tokInteger:
		lit.Kind = ast.LitInteger
	case tokDecimal:
		lit.Kind = ast.LitDecimal
	default:
		lit.Kind = ast.LitApprox
	}
	return lit
}

// stringLiteral reads a character string and the strings behind it, which continue it on further
// lines.
func (p *parser) stringLiteral() *ast.Literal {
	start := p.tok
	var text string
	switch start.kind {
	case tokString, tokPrefixString, tokUnicodeString, tokCString:
		text = p.stringPart()
	default:
		p.noteAll([]string{nameString})
		p.fail()
	}
	if p.tok.kind == tokString {
		parts := []string{text}
		for p.tok.kind == tokString {
			if p.tok.line == p.toks[p.i-1].endLine {
				p.refuse(druiderr.InvalidSQL(p.tok.pos(), "String literal continued on same line"))
			}
			parts = append(parts, p.stringPart())
		}
		text = strings.Join(parts, "")
	}
	p.noteAll([]string{nameString})
	return &ast.Literal{At: p.since(start), Kind: ast.LitString, Text: text}
}

// stringPart reads one quoted string and gives its content.
func (p *parser) stringPart() string {
	t := p.next()
	raw := p.src[t.start:t.end]
	raw = raw[strings.IndexByte(raw, '\'')+1 : len(raw)-1]
	if strings.IndexByte(raw, '\'') >= 0 {
		raw = strings.ReplaceAll(raw, "''", "'")
	}
	switch t.kind {
	case tokUnicodeString:
		raw, _ = p.unicodeEscapes(raw, t.pos())
	case tokCString:
		raw = p.cEscapes(raw, t.pos())
	}
	return raw
}

// unicodeEscapes resolves \XXXX and \+XXXXXX; UESCAPE 'c' behind the token names another escape
// character. The position grows by that clause.
func (p *parser) unicodeEscapes(s string, pos ast.Pos) (string, ast.Pos) {
	esc := '\\'
	if p.begin("UESCAPE") {
		t := p.tok
		if t.kind != tokString {
			p.noteAll([]string{nameString})
			p.fail()
		}
		p.next()
		text := p.src[t.start+1 : t.end-1]
		r, n := utf8.DecodeRuneInString(text)
		if n != len(text) || strings.ContainsRune(`0123456789abcdefABCDEF+'" `, r) {
			p.refuse(druiderr.InvalidSQL(t.pos(), "UESCAPE '%s' must be exactly one character", text))
		}
		esc = r
		pos = span(pos, t.pos())
	}
	if !strings.ContainsRune(s, esc) {
		return s, pos
	}
	out, bad := decodeUnicode(s, esc)
	if bad {
		p.refuse(druiderr.InvalidSQL(pos, "Unicode escape sequence starting at character %d is not exactly four hex digits", len(out)))
	}
	return out, pos
}

// decodeUnicode replaces esc XXXX, esc + XXXXXX and esc esc; the second result tells of a bad one.
func decodeUnicode(s string, esc rune) (string, bool) {
	var b strings.Builder
	var high rune
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r != esc {
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		s = s[n:]
		if r, n := utf8.DecodeRuneInString(s); n > 0 && r == esc {
			b.WriteRune(esc)
			s = s[n:]
			continue
		}
		digits := 4
		if strings.HasPrefix(s, "+") {
			s, digits = s[1:], 6
		}
		if len(s) < digits {
			return b.String(), true
		}
		v, err := strconv.ParseUint(s[:digits], 16, 32)
		if err != nil || v > utf8.MaxRune {
			return b.String(), true
		}
		s = s[digits:]
		switch c := rune(v); {
		case c >= 0xD800 && c < 0xDC00:
			high = c
		case c >= 0xDC00 && c < 0xE000 && high != 0:
			b.WriteRune((high-0xD800)<<10 + (c - 0xDC00) + 0x10000)
			high = 0
		default:
			b.WriteRune(c)
		}
	}
	return b.String(), false
}

// cEscapes resolves the backslash escapes of E'…'.
func (p *parser) cEscapes(s string, pos ast.Pos) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		digits, base := 0, 16
		switch s[i] {
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		case '0', '1', '2', '3', '4', '5', '6', '7':
			digits, base = 3, 8
			i--
		default:
			b.WriteByte(s[i])
		}
		if digits == 0 {
			continue
		}
		n := 0
		for n < digits && i+1+n < len(s) && isBaseDigit(s[i+1+n], base) {
			n++
		}
		v, err := strconv.ParseUint(s[i+1:i+1+n], base, 32)
		if err != nil || v == 0 || v > utf8.MaxRune {
			p.refuse(druiderr.InvalidSQL(pos, "Malformed Unicode escape [%s]", s))
		}
		b.WriteRune(rune(v))
		i += n
	}
	return b.String()
}

func isBaseDigit(c byte, base int) bool {
	_, err := strconv.ParseUint(string(c), base, 8)
	return err == nil
}

// binaryLiteral reads X'…', which may go on on further lines.
func (p *parser) binaryLiteral() ast.Expr {
	start := p.tok
	raw := p.src[start.start:start.end]
	parts := []string{raw[2 : len(raw)-1]}
	p.next()
	for p.tok.kind == tokString {
		parts = append(parts, p.stringPart())
	}
	text := strings.Join(parts, "")
	lit := &ast.Literal{At: p.since(start), Kind: ast.LitBinary, Text: text}
	for i := range len(text) {
		if !isBaseDigit(text[i], 16) {
			p.refuse(druiderr.InvalidSQL(lit.Pos, "Binary literal string must contain only characters '0' - '9', 'A' - 'F'"))
		}
	}
	if len(text)%2 != 0 {
		p.refuse(druiderr.InvalidSQL(lit.Pos, "Binary literal string must contain an even number of hexits"))
	}
	return lit
}

// dateOrCall reads DATE 'x', TIME 'x', TIMESTAMP 'x' or a call of a function of that name.
func (p *parser) dateOrCall() ast.Expr {
	start := p.tok
	if p.ahead(1).word == "(" {
		p.next()
		return p.call(start, p.newCall(start))
	}
	p.noteAll(exprStart)
	p.mark()
	p.next()
	if start.word == "TIMESTAMP" && p.accept("WITH") {
		p.accept("LOCAL")
		p.expect("TIME")
		p.expect("ZONE")
	}
	if p.tok.kind != tokString {
		p.noteAll([]string{nameString, `"("`})
		p.fail()
	}
	lit := p.stringLiteral()
	lit.At = p.since(start)
	switch start.word {
	case "DATE":
		lit.Kind = ast.LitDate
	case "TIME":
		lit.Kind = ast.LitTime
	default:
		lit.Kind = ast.LitTimestamp
	}
	return lit
}

// escapedDate reads the JDBC forms {d 'x'}, {t 'x'} and {ts 'x'}.
func (p *parser) escapedDate() ast.Expr {
	start := p.next()
	lit := p.stringLiteral()
	p.expect("}")
	lit.At = p.since(start)
	switch start.word {
	case "{D":
		lit.Kind = ast.LitDate
	case "{T":
		lit.Kind = ast.LitTime
	default:
		lit.Kind = ast.LitTimestamp
	}
	return lit
}

// interval reads INTERVAL ['+'|'-'] 'x' unit, or INTERVAL with a number, column or (expression).
func (p *parser) interval() ast.Expr {
	start := p.next()
	negative := false
	if p.accept("-") {
		negative = true
	} else {
		p.accept("+")
	}
	if p.tok.kind == tokString {
		p.mark()
		lit := p.stringLiteral()
		lit.Kind, lit.Negative = ast.LitInterval, negative
		lit.Interval = p.intervalQualifier()
		lit.At = p.since(start)
		return lit
	}
	e := &ast.IntervalExpr{Negative: negative}
	switch {
	case p.tok.word == "(":
		p.next()
		e.X = p.expr()
		p.expect(")")
	case p.tok.kind == tokInteger, p.tok.kind == tokDecimal, p.tok.kind == tokApprox:
		e.X = p.numberLiteral()
	case p.tok.word == "?":
		e.X = p.param()
	case p.tok.isName():
		e.X = p.compoundIdent()
	default:
		p.noteAll([]string{`"-"`, `"+"`, nameString, `"("`, nameInteger, nameDecimal, nameApprox, `"?"`})
		p.noteAll(identifierStart)
		p.fail()
	}
	e.Qualifier = p.intervalQualifier()
	e.At = p.since(start)
	return e
}

// intervalQualifier reads unit[(p)] [TO unit[(s)]].
func (p *parser) intervalQualifier() *ast.IntervalQualifier {
	start := p.tok
	q := &ast.IntervalQualifier{StartPrecision: -1, FractionPrecision: -1}
	q.Start = p.intervalUnit(intervalUnits)
	if p.begin("(") {
		q.StartPrecision = p.smallNumber()
		if q.Start == "SECOND" && p.begin(",") {
			q.FractionPrecision = p.smallNumber()
		}
		p.expect(")")
	}
	if ends := intervalEnds[q.Start]; ends != nil && p.begin("TO") {
		q.End = p.intervalUnit(ends)
		if q.End == "SECOND" && p.begin("(") {
			q.FractionPrecision = p.smallNumber()
			p.expect(")")
		}
	}
	q.At = p.since(start)
	return q
}

// intervalEnds are the units that may stand behind TO.
var intervalEnds = map[string]map[string]string{
	"YEAR":   {"MONTH": "MONTH", "MONTHS": "MONTH"},
	"DAY":    {"HOUR": "HOUR", "HOURS": "HOUR", "MINUTE": "MINUTE", "MINUTES": "MINUTE", "SECOND": "SECOND", "SECONDS": "SECOND"},
	"HOUR":   {"MINUTE": "MINUTE", "MINUTES": "MINUTE", "SECOND": "SECOND", "SECONDS": "SECOND"},
	"MINUTE": {"SECOND": "SECOND", "SECONDS": "SECOND"},
}

func (p *parser) intervalUnit(units map[string]string) string {
	unit, ok := units[p.tok.word]
	if !ok {
		p.noteAll(quoteAll(`YEAR YEARS QUARTER QUARTERS MONTH MONTHS WEEK WEEKS DAY DAYS HOUR HOURS MINUTE MINUTES SECOND SECONDS`))
		p.fail()
	}
	p.next()
	return unit
}

// smallNumber reads a precision or a scale.
func (p *parser) smallNumber() int {
	if p.tok.kind != tokInteger {
		p.noteAll([]string{nameInteger})
		p.fail()
	}
	t := p.next()
	n, err := strconv.ParseInt(p.src[t.start:t.end], 10, 32)
	if err != nil {
		p.refuse(druiderr.InvalidSQL(t.pos(), "Numeric literal '%s' out of range", p.src[t.start:t.end]))
	}
	return int(n)
}
