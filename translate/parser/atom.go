package parser

import (
	"slices"
	"strings"

	"ogham/translate/ast"
)

// atom reads an expression without operators: a literal, name, call, CASE or parentheses.
// It measures the height of what it reads.
func (p *parser) atom() ast.Expr {
	switch p.tok.kind {
	case tokInteger, tokDecimal, tokApprox:
		return p.numberLiteral()
	case tokString, tokPrefixString, tokUnicodeString, tokCString:
		return p.stringLiteral()
	case tokBinary:
		return p.binaryLiteral()
	case tokQuoted, tokUnicodeQuoted:
		return p.nameOrCall()
	case tokWord:
		if e := p.simpleWord(); e != nil {
			return e
		}
	case tokSymbol:
		if p.tok.word == "?" {
			return p.param()
		}
	}
	outer := p.height
	p.height = 0
	p.enter()
	e := p.compoundAtom()
	p.leave()
	p.grow(outer)
	return e
}

// simpleWord reads the literals that are words; nil if the word is none.
func (p *parser) simpleWord() ast.Expr {
	t := p.tok
	kind := ast.LitNull
	switch t.word {
	case "NULL":
	case "TRUE":
		kind = ast.LitTrue
	case "FALSE":
		kind = ast.LitFalse
	case "UNKNOWN":
		kind = ast.LitUnknown
	default:
		return nil
	}
	p.next()
	return &ast.Literal{At: ast.At{Pos: t.pos()}, Kind: kind, Text: t.word}
}

// compoundAtom reads an atom that may hold other expressions.
func (p *parser) compoundAtom() ast.Expr {
	start := p.tok
	switch start.word {
	case "(":
		return p.parens()
	case "CASE":
		return p.caseExpr()
	case "INTERVAL":
		return p.interval()
	case "ROW":
		p.begin("ROW")
		p.expect("(")
		row := &ast.RowExpr{Explicit: true, Elems: p.exprList()}
		p.expect(")")
		row.At = p.since(start)
		return row
	case "ARRAY":
		return p.array()
	case "MULTISET":
		return p.mapOrMultiset(true)
	case "MAP":
		if w := p.ahead(1).word; w == "[" || w == "(" {
			return p.mapOrMultiset(false)
		}
	case "DECIMAL":
		p.begin("DECIMAL")
		if p.tok.kind != tokString {
			p.noteAll([]string{nameString})
			p.fail()
		}
		lit := p.stringLiteral()
		lit.At, lit.Kind = p.since(start), ast.LitDecimal
		return lit
	case "DATE", "TIME", "TIMESTAMP", "DATETIME":
		return p.dateOrCall()
	case "{D", "{T", "{TS":
		return p.escapedDate()
	case "{FN":
		return p.jdbcFunction()
	case "NEW", "SPECIFIC":
		p.begin(start.word)
		return p.nameOrCall()
	case "DEFAULT":
		p.next()
		return &ast.Default{At: p.since(start)}
	}
	if special, ok := specialCalls[start.word]; ok && start.kind == tokWord {
		return special(p)
	}
	return p.nameOrCall()
}

// jdbcNames maps the names of JDBC's functions to SQL's (Calcite: SqlJdbcFunctionCall).
var jdbcNames = map[string]string{
	"UCASE": "UPPER", "LCASE": "LOWER", "LENGTH": "CHAR_LENGTH", "LOG": "LN", "IFNULL": "COALESCE",
	"NOW": "CURRENT_TIMESTAMP", "CURDATE": "CURRENT_DATE", "CURTIME": "CURRENT_TIME",
}

// jdbcFunction reads {fn f(…)}.
func (p *parser) jdbcFunction() ast.Expr {
	p.begin("{FN")
	if p.tok.kind != tokWord || p.ahead(1).word != "(" {
		p.noteAll(identifierStart)
		p.fail()
	}
	e := p.atom()
	p.expect("}")
	if call, ok := e.(*ast.Call); ok {
		if name := jdbcNames[strings.ToUpper(call.Name)]; name != "" {
			call.Name = name
			call.NoParens = contextVariables[name] && len(call.Args) == 0
		}
	}
	return e
}

// parens reads ( query ), ( expr ) or ( expr, … ).
func (p *parser) parens() ast.Expr {
	start := p.tok
	p.mark()
	list, q := p.queryOrList()
	if q != nil {
		return subquery(q)
	}
	return p.listExpr(start, list)
}

// caseExpr reads CASE [value] WHEN … THEN … [ELSE …] END.
func (p *parser) caseExpr() ast.Expr {
	start := p.next()
	c := &ast.Case{}
	if p.tok.word != "WHEN" {
		c.Value = p.expr()
	}
	for first := true; first || p.tok.word == "WHEN"; first = false {
		if first {
			p.expect("WHEN")
		} else {
			p.begin("WHEN")
		}
		w := ast.When{Conds: []ast.Expr{p.expr()}}
		for c.Value != nil && p.begin(",") {
			w.Conds = append(w.Conds, p.expr())
		}
		p.expect("THEN")
		w.Then = p.expr()
		c.Whens = append(c.Whens, w)
	}
	p.noteAll([]string{`"WHEN"`})
	if p.begin("ELSE") {
		c.Else = p.expr()
	}
	p.expect("END")
	c.At = p.since(start)
	return c
}

// array reads ARRAY[…], ARRAY(query) or ARRAY(a, b).
func (p *parser) array() ast.Expr {
	start := p.next()
	a := &ast.ArrayExpr{}
	if p.accept("(") {
		if !p.accept(")") {
			q, first := p.queryOrExpr()
			a.Query = q
			if q == nil {
				a.Elems = []ast.Expr{first}
				for p.begin(",") {
					a.Elems = append(a.Elems, p.expr())
				}
			}
			p.expect(")")
		}
	} else {
		p.expect("[")
		if p.tok.word != "]" {
			a.Elems = p.exprList()
		}
		p.expect("]")
	}
	a.At = p.since(start)
	return a
}

// mapOrMultiset reads MAP[…] and MULTISET[…], or their forms with a query.
func (p *parser) mapOrMultiset(multiset bool) ast.Expr {
	start := p.next()
	m := &ast.MapExpr{Multiset: multiset}
	closing := "]"
	if p.accept("(") {
		closing = ")"
	} else {
		p.expect("[")
	}
	switch {
	case closing == ")" && startsQuery(p.tok.word):
		m.Elems = []ast.Expr{subquery(p.query())}
	case p.tok.word != closing:
		m.Elems = p.exprList()
	}
	p.expect(closing)
	m.At = p.since(start)
	return m
}

func (p *parser) param() ast.Expr {
	t := p.expect("?")
	p.params++
	return &ast.Param{At: ast.At{Pos: t.pos()}, Index: p.params - 1}
}

// nameOrCall reads an identifier, a star behind one (t.*), or a function call.
func (p *parser) nameOrCall() ast.Expr {
	start := p.tok
	if !start.isName() {
		if start.kind != tokWord {
			p.noteAll(exprStart)
			p.fail()
		}
		return p.reservedCall()
	}
	id := p.ident()
	for p.tok.word == "." {
		p.begin(".")
		if p.accept("*") {
			id.Star = true
			id.At = p.since(start)
			return id
		}
		if !p.tok.isName() {
			p.noteAll(identifierStart)
			p.noteAll([]string{`"*"`})
			p.fail()
		}
		p.identPart(id)
		id.At = p.since(start)
	}
	if p.tok.word != "(" {
		return id
	}
	call := &ast.Call{Name: strings.Join(id.Parts, "."), Quoted: slices.Contains(id.Quoted, true), NamePos: id.Pos}
	return p.call(start, call)
}

// reservedCall reads a call of a function whose name is reserved, or a context variable such as
// USER and CURRENT_TIMESTAMP.
func (p *parser) reservedCall() ast.Expr {
	start := p.tok
	word := start.word
	if functionWords[word] && p.ahead(1).word == "(" {
		p.next()
		return p.call(start, p.newCall(start))
	}
	if contextVariables[word] {
		p.next()
		call := p.newCall(start)
		call.At, call.NoParens = p.since(start), true
		return call
	}
	p.noteAll(exprStart)
	if functionWords[word] {
		p.mark()
		p.next()
		p.noteAll([]string{`"("`})
	}
	p.fail()
	return nil
}

// newCall makes a call named by a token.
func (p *parser) newCall(t *token) *ast.Call {
	return &ast.Call{Name: p.src[t.start:t.end], NamePos: t.pos()}
}
