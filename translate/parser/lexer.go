package parser

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lexer cuts SQL text into tokens by Calcite's lexical rules (Parser.jj, state DQID: identifiers
// in double quotes). Lines and columns count as JavaCC counts them: from 1, a tab is one column,
// a character outside the Basic Multilingual Plane is two.
type lexer struct {
	src  string
	off  int
	toks []token

	line    int32
	lineOff int // byte where the line starts
	adj     int // bytes minus UTF-16 units seen in this line
	lastEnd [2]int32
	// bad describes the character that starts no token; the token list ends there.
	bad string
}

// lex gives the tokens of src, ending in an EOF token or, at a character that starts none, in a
// tokBad token whose message is the second result.
func lex(src string) ([]token, string) {
	l := &lexer{src: src, line: 1, toks: make([]token, 0, len(src)/4+8)}
	for l.next() {
	}
	return l.toks, l.bad
}

// next adds one token; it tells whether more may follow.
func (l *lexer) next() bool {
	l.skipBlanks()
	if l.bad != "" {
		return false
	}
	if l.off >= len(l.src) {
		l.toks = append(l.toks, token{
			kind: tokEOF, start: int32(l.off), end: int32(l.off), //nolint:gosec // a request is far shorter than 2 GiB
			line: l.lastEnd[0], col: l.lastEnd[1], endLine: l.lastEnd[0], endCol: l.lastEnd[1],
		})
		return false
	}
	c := l.src[l.off]
	switch {
	case c == '\'':
		l.quoted(l.off, tokString, '\'')
	case c == '"':
		l.quoted(l.off, tokQuoted, '"')
	case isDigit(c) || c == '.' && isDigit(l.peek(1)):
		l.number()
	case isWordByte(c):
		l.word()
	case c >= utf8.RuneSelf && isLetter(l.rune()):
		l.word()
	default:
		l.symbol()
	}
	return l.bad == ""
}

func (l *lexer) peek(n int) byte {
	if l.off+n < len(l.src) {
		return l.src[l.off+n]
	}
	return 0
}

func (l *lexer) rune() rune {
	r, _ := utf8.DecodeRuneInString(l.src[l.off:])
	return r
}

// here gives the position of the next character.
func (l *lexer) here() (line, col int32) {
	return l.line, int32(l.off - l.lineOff - l.adj + 1) //nolint:gosec // a request is far shorter than 2 GiB
}

// advance moves to end, counting lines and wide characters.
func (l *lexer) advance(end int) {
	for l.off < end {
		c := l.src[l.off]
		switch {
		case c == '\n' || c == '\r' && l.peek(1) != '\n':
			l.lastEnd[0], l.lastEnd[1] = l.here()
			l.off++
			l.line++
			l.lineOff, l.adj = l.off, 0
			continue
		case c < utf8.RuneSelf:
			l.off++
		default:
			r, n := utf8.DecodeRuneInString(l.src[l.off:])
			l.off += n
			l.adj += n - 1
			if r > 0xFFFF {
				l.adj--
			}
		}
		line, col := l.here()
		l.lastEnd[0], l.lastEnd[1] = line, col-1
	}
}

// emit adds the token that ends before end and moves there.
func (l *lexer) emit(kind tokenKind, word string, end int) {
	t := token{kind: kind, word: word, start: int32(l.off), end: int32(end)} //nolint:gosec // a request is far shorter than 2 GiB
	t.line, t.col = l.here()
	l.advance(end)
	t.endLine, t.endCol = l.lastEnd[0], l.lastEnd[1]
	l.toks = append(l.toks, t)
}

// skipBlanks moves over white space and comments. Comments do not nest; /*+ starts a hint.
func (l *lexer) skipBlanks() {
	for l.off < len(l.src) {
		c := l.src[l.off]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
			l.advance(l.off + 1)
		case c == '-' && l.peek(1) == '-', c == '/' && l.peek(1) == '/':
			end := strings.IndexAny(l.src[l.off:], "\r\n")
			if end < 0 {
				end = len(l.src) - l.off
			}
			l.advance(l.off + end)
		case c == '/' && l.peek(1) == '*' && l.peek(2) != '+':
			end := strings.Index(l.src[l.off+2:], "*/")
			if end < 0 {
				l.unterminatedComment()
				return
			}
			l.advance(l.off + end + 4)
		default:
			return
		}
	}
}

// unterminatedComment reports a comment without end, just behind the text.
func (l *lexer) unterminatedComment() {
	l.advance(len(l.src))
	line, col := l.lastEnd[0], l.lastEnd[1]+1
	if c := l.src[len(l.src)-1]; c == '\n' || c == '\r' {
		line, col = l.line, 0
	}
	l.fail(fmt.Sprintf("Lexical error at line %d, column %d.  Encountered: <EOF> after : \"\"", line, col))
}

// fail ends the token list with a token that no rule accepts.
func (l *lexer) fail(message string) {
	l.bad = message
	line, col := l.here()
	l.toks = append(l.toks, token{
		kind: tokBad, start: int32(l.off), end: int32(l.off), line: line, col: col, endLine: line, endCol: col, //nolint:gosec // a request is far shorter than 2 GiB
	})
}

// unexpected reports the character at off; after is what was read of the token before it.
func (l *lexer) unexpected(after string) {
	line, col := l.here()
	if l.off >= len(l.src) {
		l.fail(fmt.Sprintf("Lexical error at line %d, column %d.  Encountered: <EOF> after : %q", line, col, after))
		return
	}
	r := l.rune()
	shown := string(r)
	if r > 0x7e || r < 0x20 {
		shown = fmt.Sprintf("\\u%04x", r)
	}
	if r == '"' || r == '\\' {
		shown = "\\" + shown
	}
	l.fail(fmt.Sprintf("Lexical error at line %d, column %d.  Encountered: \"%s\" (%d), after : %q",
		line, col, shown, r, after))
}

// quoted reads a quoted token whose quote follows the prefix of the token; l.off is where the
// prefix starts, open is where the quote is. Without a closing quote the quote alone is a token,
// as in Calcite.
func (l *lexer) quoted(open int, kind tokenKind, quote byte) {
	i := open + 1
	for {
		n := strings.IndexByte(l.src[i:], quote)
		if n < 0 {
			l.emit(tokSymbol, l.src[open:open+1], open+1)
			return
		}
		i += n + 1
		if i >= len(l.src) || l.src[i] != quote {
			break
		}
		i++
	}
	l.emit(kind, "", i)
}

// number reads digits, a point and an exponent.
func (l *lexer) number() {
	i, kind := l.off, tokInteger
	for i < len(l.src) && isDigit(l.src[i]) {
		i++
	}
	if i < len(l.src) && l.src[i] == '.' {
		kind = tokDecimal
		i++
		for i < len(l.src) && isDigit(l.src[i]) {
			i++
		}
	}
	if i < len(l.src) && (l.src[i] == 'e' || l.src[i] == 'E') {
		j := i + 1
		if j < len(l.src) && (l.src[j] == '+' || l.src[j] == '-') {
			j++
		}
		if j < len(l.src) && isDigit(l.src[j]) {
			kind = tokApprox
			for j < len(l.src) && isDigit(l.src[j]) {
				j++
			}
			i = j
		}
	}
	l.emit(kind, "", i)
}

// word reads an identifier or keyword, or a literal that starts with a letter.
func (l *lexer) word() {
	end := l.wordEnd()
	if end < len(l.src) {
		switch kind, open := l.prefixed(end); kind {
		case tokWord:
		case tokUnicodeQuoted:
			if strings.IndexByte(l.src[open+1:], '"') >= 0 {
				l.quoted(open, kind, '"')
				return
			}
		default:
			if strings.IndexByte(l.src[open+1:], '\'') >= 0 {
				l.quoted(open, kind, '\'')
				return
			}
		}
	}
	l.emit(tokWord, keywordOf(l.src[l.off:end]), end)
}

// wordEnd gives the end of the word that starts here.
func (l *lexer) wordEnd() int {
	i := l.off
	for i < len(l.src) {
		c := l.src[i]
		if isWordByte(c) || isDigit(c) {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeRuneInString(l.src[i:])
		if !isLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Mc, r) {
			break
		}
		i += n
	}
	return i
}

// prefixed tells which literal the word before end starts, and where its quote is; tokWord if none.
func (l *lexer) prefixed(end int) (tokenKind, int) {
	w, c := l.src[l.off:end], l.src[end]
	if len(w) == 1 && (w[0] == 'U' || w[0] == 'u') && c == '&' && end+1 < len(l.src) {
		switch l.src[end+1] {
		case '\'':
			return tokUnicodeString, end + 1
		case '"':
			return tokUnicodeQuoted, end + 1
		}
		return tokWord, 0
	}
	if w[0] == '_' && len(w) > 1 {
		open := end
		for open < len(l.src) && (isWordByte(l.src[open]) || isDigit(l.src[open]) || strings.IndexByte(".:-", l.src[open]) >= 0) {
			open++
		}
		if open < len(l.src) && l.src[open] == '\'' {
			return tokPrefixString, open
		}
		return tokWord, 0
	}
	if len(w) != 1 || c != '\'' {
		return tokWord, 0
	}
	switch w[0] {
	case 'X', 'x':
		return tokBinary, end
	case 'N', 'n':
		return tokPrefixString, end
	case 'E', 'e':
		return tokCString, end
	}
	return tokWord, 0
}

// symbol reads an operator or a bracket, the longest that fits.
func (l *lexer) symbol() {
	c := l.src[l.off]
	if c == '{' {
		l.brace()
		return
	}
	for n := 3; n > 0; n-- {
		if l.off+n <= len(l.src) {
			if s, ok := symbols[l.src[l.off:l.off+n]]; ok {
				l.emit(tokSymbol, s, l.off+n)
				return
			}
		}
	}
	if c == '!' {
		l.advance(l.off + 1)
		l.unexpected("!")
		return
	}
	l.unexpected("")
}

// brace reads { or the start of a JDBC escape: {d, {t, {ts, {fn.
func (l *lexer) brace() {
	i := l.off + 1
	for i < len(l.src) && l.src[i] == ' ' {
		i++
	}
	for _, esc := range []string{"TS", "FN", "D", "T"} {
		if len(l.src) >= i+len(esc) && strings.EqualFold(l.src[i:i+len(esc)], esc) {
			l.emit(tokSymbol, "{"+esc, i+len(esc))
			return
		}
	}
	l.emit(tokSymbol, "{", l.off+1)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isWordByte tells whether an ASCII byte may start an identifier.
func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$'
}

func isLetter(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) || unicode.Is(unicode.Pc, r) || unicode.Is(unicode.Nl, r))
}
