package parser

import (
	"strings"

	"ogham/translate/ast"
)

// call reads ( arguments ) and what may follow: WITHIN GROUP, FILTER, IGNORE NULLS, OVER.
func (p *parser) call(start *token, call *ast.Call) ast.Expr {
	p.enter()
	outer := p.height
	p.height = 0
	p.expect("(")
	switch p.tok.word {
	case "*":
		p.next()
		call.Star = true
	case ")":
	default:
		if p.accept("DISTINCT") {
			call.Distinct = true
		} else {
			p.accept("ALL")
		}
		p.arguments(call)
		p.argumentTail(call)
	}
	p.expect(")")
	p.callTail(start, call)
	p.grow(outer)
	p.leave()
	return call
}

// arguments reads expressions, queries and named arguments.
func (p *parser) arguments(call *ast.Call) {
	for {
		name := ""
		if p.tok.isName() && p.ahead(1).word == "=>" {
			name = p.ident().Name()
			p.next()
		}
		if name != "" && call.ArgNames == nil {
			call.ArgNames = make([]string, len(call.Args))
		}
		if call.ArgNames != nil {
			call.ArgNames = append(call.ArgNames, name)
		}
		call.Args = append(call.Args, p.argument())
		if !p.begin(",") {
			return
		}
	}
}

// argument reads an expression or a query without its own parentheses.
func (p *parser) argument() ast.Expr {
	if w := p.tok.word; w == "SELECT" || w == "WITH" || w == "VALUES" {
		return subquery(p.query())
	}
	return p.expr()
}

// argumentTail reads ORDER BY, SEPARATOR and null treatment inside the parentheses.
func (p *parser) argumentTail(call *ast.Call) {
	if p.begin("ORDER") {
		p.expect("BY")
		call.OrderBy = p.orderItems()
	}
	if p.begin("SEPARATOR") {
		call.Args = append(call.Args, p.stringLiteral())
	}
	p.nullTreatment(call)
}

func (p *parser) nullTreatment(call *ast.Call) {
	switch {
	case p.tok.word == "IGNORE" && p.ahead(1).word == "NULLS":
		call.IgnoreNulls = true
	case p.tok.word == "RESPECT" && p.ahead(1).word == "NULLS":
		call.RespectNulls = true
	default:
		return
	}
	p.next()
	p.next()
}

// callTail reads what follows the parentheses of a call.
func (p *parser) callTail(start *token, call *ast.Call) {
	p.nullTreatment(call)
	if p.tok.word == "WITHIN" && p.ahead(1).word == "GROUP" {
		p.next()
		p.next()
		p.expect("(")
		p.expect("ORDER")
		p.expect("BY")
		call.WithinGroup = p.orderItems()
		p.expect(")")
	}
	if p.tok.word == "FILTER" {
		p.begin("FILTER")
		p.expect("(")
		p.expect("WHERE")
		call.Filter = p.expr()
		p.expect(")")
	}
	if p.tok.word == "OVER" {
		p.begin("OVER")
		if p.tok.isName() {
			call.OverName = p.ident()
		} else {
			call.Over = p.windowSpec()
		}
	}
	call.At = p.since(start)
}

// ---- windows

func (p *parser) windowDef() *ast.WindowDef {
	start := p.tok
	w := &ast.WindowDef{Name: p.ident()}
	p.expect("AS")
	w.Spec = p.windowSpec()
	w.At = p.since(start)
	return w
}

// windowSpec reads ( [base] [PARTITION BY …] [ORDER BY …] [frame] ).
func (p *parser) windowSpec() *ast.WindowSpec {
	start := p.tok
	p.enter()
	p.expect("(")
	w := &ast.WindowSpec{}
	if p.tok.isName() {
		w.Base = p.ident()
	}
	if p.begin("PARTITION") {
		p.expect("BY")
		w.PartitionBy = p.exprList()
	}
	if p.begin("ORDER") {
		p.expect("BY")
		w.OrderBy = p.orderItems()
	}
	if w.Frame = p.frame(); p.begin("ALLOW") || p.begin("DISALLOW") {
		p.expect("PARTIAL")
	}
	p.expect(")")
	p.leave()
	w.At = p.since(start)
	return w
}

// frame reads ROWS|RANGE|GROUPS start or BETWEEN start AND end, and EXCLUDE; nil if none stands here.
func (p *parser) frame() *ast.Frame {
	start := p.tok
	f := &ast.Frame{Unit: start.word}
	if !p.begin("ROWS") && !p.begin("RANGE") && !p.begin("GROUPS") {
		return nil
	}
	if p.begin("BETWEEN") {
		f.Start = p.frameBound()
		p.expect("AND")
		f.End, f.HasEnd = p.frameBound(), true
	} else {
		f.Start = p.frameBound()
	}
	if p.begin("EXCLUDE") {
		switch {
		case p.accept("CURRENT"):
			p.expect("ROW")
			f.Exclude = "CURRENT ROW"
		case p.accept("NO"):
			p.expect("OTHERS")
			f.Exclude = "NO OTHERS"
		case p.accept("GROUP"):
			f.Exclude = "GROUP"
		default:
			p.expect("TIES")
			f.Exclude = "TIES"
		}
	}
	f.At = p.since(start)
	return f
}

// frameBound reads UNBOUNDED PRECEDING, CURRENT ROW, e FOLLOWING and the like.
func (p *parser) frameBound() ast.FrameBound {
	start := p.tok
	b := ast.FrameBound{}
	switch {
	case start.word == "UNBOUNDED":
		p.next()
		b.Kind = "UNBOUNDED " + p.direction()
	case start.word == "CURRENT" && p.ahead(1).word == "ROW":
		p.next()
		p.next()
		b.Kind = "CURRENT ROW"
	default:
		b.Value = p.expr()
		b.Kind = p.direction()
	}
	b.At = p.since(start)
	return b
}

func (p *parser) direction() string {
	if p.accept("PRECEDING") {
		return "PRECEDING"
	}
	return p.expect("FOLLOWING").word
}

// ---- functions with a grammar of their own

// specialCalls read the functions whose arguments are no plain list.
var specialCalls map[string]func(*parser) ast.Expr

func init() {
	specialCalls = map[string]func(*parser) ast.Expr{
		"CAST": (*parser).cast, "SAFE_CAST": (*parser).cast, "TRY_CAST": (*parser).cast,
		"EXTRACT": (*parser).extract, "POSITION": (*parser).position, "OVERLAY": (*parser).overlay,
		"FLOOR": (*parser).floor, "CEIL": (*parser).floor, "CEILING": (*parser).floor,
		"SUBSTRING": (*parser).substring, "TRIM": (*parser).trim, "CONVERT": (*parser).convert,
		"TRANSLATE": (*parser).translate, "TIMESTAMPADD": (*parser).unitFirst, "TIMESTAMPDIFF": (*parser).unitFirst,
		"DATE_DIFF": (*parser).unitLast, "DATETIME_DIFF": (*parser).unitLast, "TIMESTAMP_DIFF": (*parser).unitLast,
		"TIME_DIFF":   (*parser).unitLast,
		"JSON_EXISTS": (*parser).jsonExists, "JSON_VALUE": (*parser).jsonValue, "JSON_QUERY": (*parser).jsonQuery,
		"JSON_OBJECT": (*parser).jsonObject, "JSON_OBJECTAGG": (*parser).jsonObjectAgg,
		"JSON_ARRAY": (*parser).jsonArray, "JSON_ARRAYAGG": (*parser).jsonArray,
	}
}

// open passes the name and the parenthesis of a special call.
func (p *parser) open() (*token, *ast.Call) {
	start := p.tok
	p.noteAll(exprStart)
	p.mark()
	p.next()
	call := p.newCall(start)
	p.expect("(")
	return start, call
}

// shut passes the closing parenthesis and what follows a call.
func (p *parser) shut(start *token, call *ast.Call) ast.Expr {
	p.expect(")")
	p.callTail(start, call)
	return call
}

// cast reads CAST(x AS type [FORMAT 'f']).
func (p *parser) cast() ast.Expr {
	start, _ := p.open()
	c := &ast.Cast{Safe: start.word != "CAST", X: p.expr()}
	p.expect("AS")
	c.Type = p.typeSpec()
	if p.begin("FORMAT") {
		p.stringLiteral()
	}
	p.expect(")")
	c.At = p.since(start)
	return c
}

// unitName reads a time unit: any word, judged later.
func (p *parser) unitName() (string, ast.Pos) {
	t := p.tok
	if t.kind != tokWord && t.kind != tokQuoted || t.kind == tokWord && !t.isName() && intervalUnits[t.word] == "" {
		p.noteAll(quoteAll(`YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND`))
		p.noteAll(identifierStart)
		p.fail()
	}
	p.next()
	return strings.Trim(p.src[t.start:t.end], `"`), t.pos()
}

func (p *parser) extract() ast.Expr {
	start, _ := p.open()
	e := &ast.Extract{}
	e.Unit, e.UnitPos = p.unitName()
	p.expect("FROM")
	e.X = p.expr()
	p.expect(")")
	e.At = p.since(start)
	return e
}

// floor reads FLOOR(x [TO unit]) and CEIL.
func (p *parser) floor() ast.Expr {
	start, call := p.open()
	x := p.expr()
	if !p.begin("TO") {
		call.Args = []ast.Expr{x}
		return p.shut(start, call)
	}
	f := &ast.Floor{Ceil: start.word != "FLOOR", X: x}
	f.Unit, f.UnitPos = p.unitName()
	p.expect(")")
	f.At = p.since(start)
	return f
}

// position reads POSITION(a IN b [FROM n]).
func (p *parser) position() ast.Expr {
	start, call := p.open()
	call.Args = append(call.Args, p.atomExpr())
	p.expect("IN")
	call.Args = append(call.Args, p.expr())
	if p.begin("FROM") {
		call.Args = append(call.Args, p.expr())
	}
	return p.shut(start, call)
}

// atomExpr reads an expression that ends before IN.
func (p *parser) atomExpr() ast.Expr { return p.exprPrec(precLike + 1) }

// overlay reads OVERLAY(a PLACING b FROM n [FOR m]).
func (p *parser) overlay() ast.Expr {
	start, call := p.open()
	call.Args = append(call.Args, p.expr())
	p.expect("PLACING")
	call.Args = append(call.Args, p.expr())
	p.expect("FROM")
	call.Args = append(call.Args, p.expr())
	if p.begin("FOR") {
		call.Args = append(call.Args, p.expr())
	}
	return p.shut(start, call)
}

// substring reads SUBSTRING(x FROM a [FOR b]) and SUBSTRING(x, a [, b]).
func (p *parser) substring() ast.Expr {
	start, call := p.open()
	call.Args = append(call.Args, p.expr())
	if !p.accept("FROM") {
		p.expect(",")
	}
	call.Args = append(call.Args, p.expr())
	if p.begin("FOR") || p.begin(",") {
		call.Args = append(call.Args, p.expr())
	}
	return p.shut(start, call)
}

// trim reads TRIM([[BOTH|LEADING|TRAILING] [chars] FROM] x).
func (p *parser) trim() ast.Expr {
	start, call := p.open()
	at := p.tok
	call.Keyword = "BOTH"
	explicit := true
	switch at.word {
	case "BOTH", "LEADING", "TRAILING":
		call.Keyword, call.KeywordPos = at.word, at.pos()
		p.next()
	default:
		explicit = false
	}
	if explicit && p.accept("FROM") {
		call.Args = append(call.Args, p.expr())
		return p.shut(start, call)
	}
	first := p.expr()
	switch {
	case p.accept("FROM"):
		call.Args = []ast.Expr{first, p.expr()}
	case explicit:
		p.expect("FROM")
	default:
		call.Args = []ast.Expr{first}
	}
	return p.shut(start, call)
}

// convert reads CONVERT(x USING charset) and CONVERT(x, from, to).
func (p *parser) convert() ast.Expr {
	start, call := p.open()
	call.Args = append(call.Args, p.expr())
	if p.begin("USING") {
		call.Keyword = "USING"
		call.Args = append(call.Args, p.compoundIdent())
		return p.shut(start, call)
	}
	for range 2 {
		p.mark()
		p.expect(",")
		call.Args = append(call.Args, p.compoundIdent())
	}
	return p.shut(start, call)
}

// translate reads TRANSLATE(x USING charset) and TRANSLATE(a, b, c).
func (p *parser) translate() ast.Expr {
	start, call := p.open()
	call.Args = append(call.Args, p.expr())
	if p.begin("USING") {
		call.Keyword = "USING"
		call.Args = append(call.Args, p.compoundIdent())
		return p.shut(start, call)
	}
	for p.begin(",") {
		call.Args = append(call.Args, p.expr())
	}
	return p.shut(start, call)
}

// unitFirst reads TIMESTAMPADD(unit, n, t) and TIMESTAMPDIFF(unit, a, b).
func (p *parser) unitFirst() ast.Expr {
	if p.ahead(1).word != "(" {
		return p.nameOrCall()
	}
	start, call := p.open()
	call.Keyword, call.KeywordPos = p.unitName()
	for range 2 {
		p.expect(",")
		call.Args = append(call.Args, p.expr())
	}
	return p.shut(start, call)
}

// unitLast reads DATE_DIFF(a, b, unit) and its like, none of which Druid has.
func (p *parser) unitLast() ast.Expr {
	if p.ahead(1).word != "(" {
		return p.nameOrCall()
	}
	start, call := p.open()
	call.Args = append(call.Args, p.expr())
	p.expect(",")
	call.Args = append(call.Args, p.expr())
	p.expect(",")
	call.Keyword, call.KeywordPos = p.unitName()
	return p.shut(start, call)
}
