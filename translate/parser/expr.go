package parser

import (
	"strings"

	"ogham/translate/ast"
)

// Precedences of Calcite's operators (SqlStdOperatorTable); higher binds tighter. All infix
// operators group from left to right.
const (
	precMultiset   = 14
	precMultisetIn = 18
	precOr         = 22
	precAnd        = 24
	precNot        = 26
	precIs         = 28
	precCompare    = 30
	precLike       = 32
	precAdd        = 40
	precMul        = 60
	precUnary      = 80
)

// infix gives the precedence of the operators that join two expressions.
var infix = map[string]int{
	"OR": precOr, "AND": precAnd,
	"=": precCompare, "<>": precCompare, "!=": precCompare, "<": precCompare, "<=": precCompare,
	">": precCompare, ">=": precCompare,
	"CONTAINS": precCompare, "OVERLAPS": precCompare, "EQUALS": precCompare, "PRECEDES": precCompare,
	"SUCCEEDS": precCompare, "IMMEDIATELY": precCompare, "MEMBER": precCompare, "SUBMULTISET": precCompare,
	"IS": precIs,
	"IN": precLike, "BETWEEN": precLike, "LIKE": precLike, "SIMILAR": precLike, "ILIKE": precLike, "RLIKE": precLike,
	"NOT": precLike,
	"+":   precAdd, "-": precAdd,
	"*": precMul, "/": precMul, "%": precMul, "||": precMul,
	"MULTISET": precMultiset, "FORMAT": precIs,
}

// behindExpr is what may follow an expression.
var behindExpr = quoteAll(`. NOT IN < <= > >= = <> != BETWEEN LIKE ILIKE RLIKE SIMILAR + - * / % || AND OR IS MEMBER
	SUBMULTISET CONTAINS OVERLAPS EQUALS PRECEDES SUCCEEDS IMMEDIATELY MULTISET [ FORMAT`)

// expr reads an expression.
func (p *parser) expr() ast.Expr { return p.exprPrec(0) }

// exprPrec reads an expression whose operators bind at least as tightly as floor.
func (p *parser) exprPrec(floor int) ast.Expr {
	outer := p.height
	p.height = 0
	start := p.tok
	e := p.infixBehind(start, p.prefix(), floor)
	p.height = max(outer, p.height)
	return e
}

func (p *parser) exprList() []ast.Expr {
	list := []ast.Expr{p.expr()}
	for p.begin(",") {
		list = append(list, p.expr())
	}
	return list
}

// prefix reads prefix operators and their operand. A prefix operator may stand before any operand,
// and takes what binds tighter than it.
func (p *parser) prefix() ast.Expr {
	start := p.tok
	switch start.word {
	case "NOT":
		return p.unary(start, "NOT", precNot)
	case "-", "+":
		return p.unary(start, start.word, precUnary)
	case "EXISTS", "UNIQUE":
		p.mark()
		p.next()
		q := p.parenthesized(p.queryOnly)
		p.grow(0)
		if start.word == "EXISTS" {
			return &ast.Exists{At: p.since(start), Query: q}
		}
		return &ast.Call{At: p.since(start), Name: "UNIQUE", NamePos: start.pos(), Args: []ast.Expr{subquery(q)}}
	}
	return p.subscripts(start, p.atom())
}

func (p *parser) unary(start *token, op string, prec int) ast.Expr {
	p.enter()
	p.mark()
	p.next()
	x := p.exprPrec(prec)
	p.grow(0)
	p.leave()
	return &ast.Unary{At: ast.At{Pos: span(start.pos(), x.Position())}, Op: op, X: x}
}

// subscripts reads x[i] and x[OFFSET(i)], any number of them.
func (p *parser) subscripts(start *token, x ast.Expr) ast.Expr {
	for p.tok.word == "[" {
		p.enter()
		p.begin("[")
		outer := p.height
		index := &ast.Index{X: x}
		switch w := p.tok.word; w {
		case "OFFSET", "ORDINAL", "SAFE_OFFSET", "SAFE_ORDINAL":
			if p.ahead(1).word == "(" {
				index.Mode = w
				p.next()
			}
		}
		index.I = p.expr()
		p.expect("]")
		index.At = p.since(start)
		x = index
		p.grow(outer)
		p.leave()
	}
	return x
}

// infixBehind reads the operators behind left that bind at least as tightly as floor. The tree's
// height is in p.height.
func (p *parser) infixBehind(start *token, left ast.Expr, floor int) ast.Expr {
	for {
		word := p.tok.word
		prec, ok := infix[word]
		if !ok {
			p.noteAll(behindExpr)
			return left
		}
		if prec < floor || word == "NOT" && !p.notInfix() || word == "FORMAT" && p.ahead(1).word != "JSON" {
			p.noteAll(behindExpr)
			return left
		}
		p.noteAll(behindExpr)
		p.mark()
		before := p.height
		left = p.infixOne(start, left, word, prec)
		p.height = max(before, p.height)
		p.grow(0)
	}
}

// notInfix tells whether the NOT here starts NOT IN, NOT LIKE or the like.
func (p *parser) notInfix() bool {
	switch p.ahead(1).word {
	case "IN", "BETWEEN", "LIKE", "SIMILAR", "ILIKE", "RLIKE":
		return true
	}
	if p.notes != nil {
		p.mark()
		p.notes.add(p.i+1, quoteAll("IN LIKE ILIKE RLIKE SIMILAR BETWEEN")...)
	}
	return false
}

// infixOne reads one operator and its right side.
func (p *parser) infixOne(start *token, left ast.Expr, word string, prec int) ast.Expr {
	op := p.next()
	switch word {
	case "OR", "AND":
		return p.logical(left, word, prec)
	case "IS":
		return p.isTest(left, op)
	case "NOT":
		return p.likeOrIn(left, p.next().word, true)
	case "IN", "BETWEEN", "LIKE", "SIMILAR", "ILIKE", "RLIKE":
		return p.likeOrIn(left, word, false)
	case "=", "<>", "!=", "<", "<=", ">", ">=":
		if word == "!=" {
			word = "<>"
		}
		if q := p.quantified(start, left, word); q != nil {
			return q
		}
	case "%":
		p.refuse(illegal("Percent remainder '%' is not allowed under the current SQL conformance level"))
	case "FORMAT":
		p.expect("JSON")
		return &ast.Unary{At: p.since(start), Op: "FORMAT JSON", X: left}
	default:
		word, prec = p.longOperator(word, prec)
	}
	right := p.exprPrec(prec + 1)
	return &ast.Binary{
		At: ast.At{Pos: span(left.Position(), right.Position())}, Op: word, OpPos: op.pos(), Left: left, Right: right,
	}
}

// longOperator reads the rest of an operator of several words.
func (p *parser) longOperator(word string, prec int) (string, int) {
	switch word {
	case "IMMEDIATELY":
		if p.accept("PRECEDES") {
			return "IMMEDIATELY PRECEDES", prec
		}
		p.expect("SUCCEEDS")
		return "IMMEDIATELY SUCCEEDS", prec
	case "MEMBER":
		p.expect("OF")
		return "MEMBER OF", prec
	case "SUBMULTISET":
		p.accept("OF")
		return "SUBMULTISET OF", prec
	case "MULTISET":
		kind := p.tok.word
		switch kind {
		case "INTERSECT":
			prec = precMultisetIn
		case "UNION", "EXCEPT":
		default:
			p.noteAll(quoteAll(`UNION INTERSECT EXCEPT`))
			p.fail()
		}
		p.next()
		word = "MULTISET " + kind
		if p.accept("ALL") {
			word += " ALL"
		} else {
			p.accept("DISTINCT")
		}
	}
	return word, prec
}

// logical reads the terms of a flat AND or OR.
func (p *parser) logical(left ast.Expr, word string, prec int) ast.Expr {
	l := &ast.Logical{Or: word == "OR", Terms: []ast.Expr{left, p.exprPrec(prec + 1)}}
	for p.begin(word) {
		l.Terms = append(l.Terms, p.exprPrec(prec+1))
	}
	l.Pos = span(left.Position(), l.Terms[len(l.Terms)-1].Position())
	return l
}

// isTest reads what follows IS.
func (p *parser) isTest(left ast.Expr, op *token) ast.Expr {
	not := ""
	if p.accept("NOT") {
		not = "NOT "
	}
	word := p.tok.word
	switch word {
	case "NULL", "TRUE", "FALSE", "UNKNOWN", "EMPTY":
		p.next()
	case "A":
		p.next()
		p.expect("SET")
		word = "A SET"
	case "JSON":
		p.next()
		for _, kind := range []string{"VALUE", "OBJECT", "ARRAY", "SCALAR"} {
			if p.accept(kind) {
				word = "JSON " + kind
				break
			}
		}
	case "DISTINCT":
		p.next()
		p.expect("FROM")
		right := p.exprPrec(precCompare + 1)
		return &ast.Binary{
			At: ast.At{Pos: span(left.Position(), right.Position())},
			Op: "IS " + not + "DISTINCT FROM", OpPos: op.pos(), Left: left, Right: right,
		}
	default:
		p.noteAll(quoteAll(`NULL TRUE FALSE UNKNOWN A EMPTY JSON DISTINCT`))
		p.fail()
	}
	return &ast.Unary{At: ast.At{Pos: span(left.Position(), p.last())}, Op: "IS " + not + word, X: left}
}

// likeOrIn reads the right side of IN, BETWEEN, LIKE and their like.
func (p *parser) likeOrIn(left ast.Expr, word string, not bool) ast.Expr {
	switch word {
	case "IN":
		in := &ast.In{Not: not, X: left}
		in.List, in.Query = p.queryOrList()
		in.At = ast.At{Pos: span(left.Position(), p.last())}
		return in
	case "BETWEEN":
		return p.between(left, not)
	}
	l := &ast.Like{Not: not, X: left, Op: word}
	if word == "SIMILAR" {
		p.expect("TO")
		l.Similar, l.Op = true, "SIMILAR TO"
	}
	l.Pattern = p.exprPrec(precLike + 1)
	l.At = ast.At{Pos: span(left.Position(), l.Pattern.Position())}
	if p.begin("ESCAPE") {
		l.Escape = p.exprPrec(precLike + 1)
		l.At = ast.At{Pos: span(left.Position(), l.Escape.Position())}
	}
	return l
}

func (p *parser) between(left ast.Expr, not bool) ast.Expr {
	b := &ast.Between{Not: not, X: left}
	if p.accept("SYMMETRIC") {
		b.Symmetric = true
	} else {
		p.accept("ASYMMETRIC")
	}
	b.Low = p.exprPrec(precAnd + 1)
	if p.tok.word != "AND" {
		p.refuse(illegal("BETWEEN operator has no terminating AND"))
	}
	p.begin("AND")
	b.High = p.exprPrec(precLike + 1)
	b.At = ast.At{Pos: span(left.Position(), b.High.Position())}
	return b
}

// quantified reads SOME|ANY|ALL (list or query) behind a comparison; nil if none stands here.
func (p *parser) quantified(start *token, left ast.Expr, op string) ast.Expr {
	word := p.tok.word
	if (word != "SOME" && word != "ANY" && word != "ALL") || p.ahead(1).word != "(" {
		return nil
	}
	p.next()
	q := &ast.Quantified{Op: op, All: word == "ALL", X: left}
	q.List, q.Query = p.queryOrList()
	q.At = p.since(start)
	return q
}

// queryOrList reads ( query ) or ( expr, … ).
func (p *parser) queryOrList() ([]ast.Expr, *ast.Query) {
	p.enter()
	defer p.leave()
	p.expect("(")
	p.noteAll(queryWords)
	q, first := p.queryOrExpr()
	if q != nil {
		p.expect(")")
		return nil, q
	}
	list := []ast.Expr{first}
	for p.begin(",") {
		list = append(list, p.expr())
	}
	p.expect(")")
	return list, nil
}

var queryWords = quoteAll(`WITH SELECT VALUES VALUE TABLE`)

// queryOrExpr reads what stands in parentheses: a query or an expression. Behind nested
// parentheses only what follows them tells which.
func (p *parser) queryOrExpr() (*ast.Query, ast.Expr) {
	start := p.tok
	if startsQuery(start.word) {
		return p.query(), nil
	}
	if start.word != "(" {
		return nil, p.expr()
	}
	outer := p.height
	p.height = 0
	defer func() { p.height = max(outer, p.height) }()
	list, q := p.queryOrList()
	if q != nil {
		if p.continuesQuery() {
			return p.continueQuery(start, q), nil
		}
		if p.tok.word == ")" {
			return q, nil // ((query)): still a query for whoever asked
		}
		p.grow(0)
		return nil, p.infixBehind(start, p.subscripts(start, subquery(q)), 0)
	}
	p.grow(0)
	return nil, p.infixBehind(start, p.subscripts(start, p.listExpr(start, list)), 0)
}

// listExpr makes an expression of what stood in parentheses: itself, or a row.
func (p *parser) listExpr(start *token, list []ast.Expr) ast.Expr {
	if len(list) == 1 {
		return list[0]
	}
	return &ast.RowExpr{At: p.since(start), Elems: list}
}

func subquery(q *ast.Query) *ast.Subquery { return &ast.Subquery{At: q.At, Query: q} }

// ---- names

// ident reads one name.
func (p *parser) ident() *ast.Ident {
	if !p.tok.isName() {
		p.noteAll(identifierStart)
		p.fail()
	}
	id := &ast.Ident{}
	p.identPart(id)
	id.Pos = id.PartPos[0]
	return id
}

// identPart adds the current token to an identifier.
func (p *parser) identPart(id *ast.Ident) {
	t := p.next()
	text, pos := p.src[t.start:t.end], t.pos()
	switch t.kind {
	case tokQuoted:
		text = strings.ReplaceAll(text[1:len(text)-1], `""`, `"`)
	case tokUnicodeQuoted:
		text = strings.ReplaceAll(text[3:len(text)-1], `""`, `"`)
		text, pos = p.unicodeEscapes(text, pos)
	}
	id.Parts = append(id.Parts, text)
	id.Quoted = append(id.Quoted, t.kind != tokWord)
	id.PartPos = append(id.PartPos, pos)
}

// compoundIdent reads a.b.c.
func (p *parser) compoundIdent() *ast.Ident {
	id := p.ident()
	for p.begin(".") {
		if !p.tok.isName() {
			p.noteAll(identifierStart)
			p.fail()
		}
		p.identPart(id)
	}
	id.Pos = span(id.Pos, id.PartPos[len(id.PartPos)-1])
	return id
}

func (p *parser) identList() []*ast.Ident {
	list := []*ast.Ident{p.ident()}
	for p.begin(",") {
		list = append(list, p.ident())
	}
	return list
}
