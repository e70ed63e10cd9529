package parser

import "ogham/translate/ast"

// tokenKind tells tokens apart that are not told apart by their text.
type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokWord
	tokQuoted        // "x"
	tokUnicodeQuoted // U&"x"
	tokInteger
	tokDecimal
	tokApprox
	tokString        // 'x'
	tokPrefixString  // _UTF8'x', N'x'
	tokUnicodeString // U&'x'
	tokBinary        // X'00'
	tokCString       // E'x'
	tokSymbol
	tokBad // a character that starts no token
)

// token is one token of the text. word holds the capitals of a keyword or the text of a symbol,
// so that grammar rules compare it with a constant; it is empty for all else.
type token struct {
	kind       tokenKind
	word       string
	start, end int32 // bytes in the text
	line, col  int32
	endLine    int32
	endCol     int32
}

func (t *token) pos() ast.Pos {
	return ast.Pos{Line: int(t.line), Column: int(t.col), EndLine: int(t.endLine), EndColumn: int(t.endCol)}
}

// span is the position from the start of a to the end of b.
func span(a, b ast.Pos) ast.Pos {
	return ast.Pos{Line: a.Line, Column: a.Column, EndLine: b.EndLine, EndColumn: b.EndColumn}
}

// isName tells whether a token can stand as an identifier: quoted, or a word that is not reserved.
func (t *token) isName() bool {
	switch t.kind {
	case tokWord:
		return t.word == "" || !reserved[t.word]
	case tokQuoted, tokUnicodeQuoted:
		return true
	}
	return false
}
