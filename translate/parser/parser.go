// Package parser reads Druid SQL into the tree of package ast: Calcite's grammar with Druid's
// statements, by recursive descent over tokens cut beforehand. It also prints trees back.
//
// A parse takes time and memory linear in the text. Nesting is limited (maxDepth), and so is the
// height of the tree (maxHeight), so that whoever walks the tree may recurse; flat lists (IN, AND,
// OR, arguments, rows) are not limited.
//
// Errors are *druiderr.Error in Druid's words. The text is read quietly first; only when that
// fails is it read again, noting what each place would have accepted.
package parser

import (
	"ogham/internal/druiderr"
	"ogham/translate/ast"
)

const (
	// maxDepth limits nested parentheses, calls, CASEs and subqueries.
	maxDepth = 1000
	// maxHeight limits the height of the tree, which long chains of operators make too: a + b + c.
	maxHeight = 5000
)

// Release selects whose wording of syntax errors is answered.
type Release uint8

const (
	// Druid33 is the current wording: an unexpected keyword is told in Calcite's words.
	Druid33 Release = iota
	// Druid27 is what the SQL-based ingestion endpoints were recorded with: every unexpected token
	// is told in Druid's words, and what Calcite refuses without a token is a defect (500).
	Druid27
)

// Parse reads one request: SET statements, if any, and one statement. The error is a
// *druiderr.Error.
func Parse(sql string) (*ast.Script, error) { return ParseAs(sql, Druid33) }

// ParseAs is Parse with the error wording of a release.
func ParseAs(sql string, release Release) (*ast.Script, error) {
	var script *ast.Script
	if err := run(sql, release, func(p *parser) { script = p.script() }); err != nil {
		return nil, err
	}
	return script, nil
}

// ParseExpr reads one expression, such as the condition of a stored filter. The error is a
// *druiderr.Error.
func ParseExpr(s string) (ast.Expr, error) {
	var e ast.Expr
	err := run(s, Druid33, func(p *parser) {
		e = p.expr()
		p.expectEOF()
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

// parser holds the state of one parse.
type parser struct {
	src  string
	toks []token
	i    int
	// tok is &toks[i].
	tok    *token
	params int
	depth  int
	// height is the height of the tallest tree completed since the innermost rule that measures
	// heights began; see grow.
	height int
	notes  *notes // nil while parsing quietly
}

// bailout carries an error out of the rules; nil stands for a syntax error at the current token.
type bailout struct{ err *druiderr.Error }

// run parses twice if the first try fails with a syntax error: the second takes notes.
func run(sql string, release Release, rule func(*parser)) error {
	toks, bad := lex(sql)
	err, failed := try(&parser{src: sql, toks: toks, tok: &toks[0]}, rule)
	if !failed {
		return nil
	}
	if err == nil {
		n := &notes{}
		err, _ = try(&parser{src: sql, toks: toks, tok: &toks[0], notes: n}, rule)
		if err == nil {
			return n.syntaxError(sql, toks, bad, release)
		}
	}
	if release == Druid27 && err.Code == codeIllegalContext {
		return unrecognized(err.Message)
	}
	if err.Code == codeIllegalContext {
		err.Code = "invalidInput"
	}
	return err
}

// try runs a rule and catches its bailout.
func try(p *parser, rule func(*parser)) (err *druiderr.Error, failed bool) {
	defer func() {
		switch b := recover().(type) {
		case nil:
		case bailout:
			err, failed = b.err, true
		default:
			panic(b)
		}
	}()
	rule(p)
	return nil, false
}

// fail ends the parse with a syntax error at the current token.
func (p *parser) fail() {
	if p.notes != nil {
		p.notes.reach(p.i)
	}
	panic(bailout{})
}

// refuse ends the parse with an error that is not about an unexpected token.
func (p *parser) refuse(err *druiderr.Error) { panic(bailout{err}) }

// ---- tokens

// next moves to the next token and gives the one passed.
func (p *parser) next() *token {
	t := p.tok
	if t.kind != tokEOF && t.kind != tokBad {
		p.i++
		p.tok = &p.toks[p.i]
	}
	return t
}

// ahead gives a later token; the last one stands for all behind it.
func (p *parser) ahead(n int) *token {
	return &p.toks[min(p.i+n, len(p.toks)-1)]
}

// is tells whether the current token is a word or symbol, and notes that it would be accepted.
func (p *parser) is(word string) bool {
	if p.tok.word == word {
		return true
	}
	if p.notes != nil {
		p.notes.add(p.i, quote(word))
	}
	return false
}

// accept passes the current token if it is the word, where the word alone is complete.
func (p *parser) accept(word string) bool {
	if p.is(word) {
		p.next()
		return true
	}
	return false
}

// begin is accept for a word that starts an optional phrase of several tokens. Calcite looks two
// tokens ahead there: when the second does not fit, the error is reported at the first.
func (p *parser) begin(word string) bool {
	if !p.is(word) {
		return false
	}
	p.mark()
	p.next()
	return true
}

// mark notes that the current token starts an optional phrase; see begin.
func (p *parser) mark() {
	if p.notes != nil {
		p.notes.mark(p.i)
	}
}

// expect passes the word or fails.
func (p *parser) expect(word string) *token {
	if !p.is(word) {
		p.fail()
	}
	return p.next()
}

// expectEOF fails unless the text ends here.
func (p *parser) expectEOF() {
	if p.tok.kind == tokEOF {
		return
	}
	if p.notes != nil {
		p.notes.add(p.i, "<EOF>")
	}
	p.fail()
}

// noteAll notes a fixed list of what would be accepted at the current token.
func (p *parser) noteAll(list []string) {
	if p.notes != nil {
		p.notes.add(p.i, list...)
	}
}

// since gives the position from a start token to the token passed last.
func (p *parser) since(start *token) ast.At {
	return ast.At{Pos: span(start.pos(), p.last())}
}

// last is the position of the token passed last.
func (p *parser) last() ast.Pos {
	if p.i == 0 {
		return p.tok.pos()
	}
	return p.toks[p.i-1].pos()
}

// ---- limits

// enter counts one more level of nesting; every enter has a leave.
func (p *parser) enter() {
	p.depth++
	if p.depth > maxDepth {
		p.refuse(druiderr.InvalidSQL(p.tok.pos(), "SQL is nested more than [%d] levels deep", maxDepth))
	}
}

func (p *parser) leave() { p.depth-- }

// grow ends a rule that measures: the tree just completed is one higher than what is below it,
// and outer is what its surroundings had reached.
func (p *parser) grow(outer int) {
	p.height = max(outer, p.height+1)
	if p.height > maxHeight {
		p.refuse(druiderr.InvalidSQL(p.tok.pos(), "SQL chains or nests more than [%d] operators", maxHeight))
	}
}
