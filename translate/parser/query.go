package parser

import (
	"ogham/translate/ast"
)

// startsQuery tells whether a word starts a query without parentheses.
func startsQuery(word string) bool {
	switch word {
	case "SELECT", "WITH", "VALUES", "TABLE":
		return true
	}
	return false
}

// queryOnly reads a query where an expression is out of place: Calcite parses it up to its first
// operand and then refuses it.
func (p *parser) queryOnly() *ast.Query {
	if startsQuery(p.tok.word) {
		return p.query()
	}
	if p.tok.word == "(" {
		start := p.tok
		body := p.parenthesized(func() *ast.Query { return p.queryOnly() })
		return p.queryTail(start, &ast.Query{Body: p.setOps(start, body)})
	}
	p.prefixWords()
	p.atom()
	p.refuse(illegal("Non-query expression encountered in illegal context"))
	return nil
}

// prefixWords passes prefix operators.
func (p *parser) prefixWords() {
	p.noteAll(exprStart)
	for {
		switch p.tok.word {
		case "+", "-", "NOT":
			p.mark()
			p.next()
			p.noteAll(exprStart)
		default:
			return
		}
	}
}

// parenthesized reads ( query ) by the given rule.
func (p *parser) parenthesized(rule func() *ast.Query) *ast.Query {
	p.enter()
	p.mark()
	p.expect("(")
	q := rule()
	p.expect(")")
	p.leave()
	return q
}

// query reads [WITH …] body [ORDER BY …] [LIMIT …].
func (p *parser) query() *ast.Query {
	p.enter()
	outer := p.height
	p.height = 0
	start := p.tok
	q := &ast.Query{}
	if p.begin("WITH") {
		p.accept("RECURSIVE")
		for {
			q.With = append(q.With, p.cte())
			if !p.begin(",") {
				break
			}
		}
	}
	q.Body = p.setOps(start, p.leafQuery())
	q = p.queryTail(start, q)
	p.grow(outer)
	p.leave()
	return q
}

// continueQuery reads on behind a query in parentheses that starts a larger one.
func (p *parser) continueQuery(start *token, left *ast.Query) *ast.Query {
	return p.queryTail(start, &ast.Query{Body: p.setOps(start, left)})
}

// queryTail reads ORDER BY and LIMIT. A query in parentheses with nothing around it stays what it is.
func (p *parser) queryTail(start *token, q *ast.Query) *ast.Query {
	p.orderAndLimit(q)
	if inner, ok := q.Body.(*ast.Query); ok && len(q.With) == 0 && q.OrderBy == nil && q.Limit == nil && q.Offset == nil {
		return inner
	}
	q.At = p.since(start)
	return q
}

// cte reads name [(columns)] AS ( query ).
func (p *parser) cte() *ast.CTE {
	start := p.tok
	c := &ast.CTE{Name: p.ident()}
	if p.begin("(") {
		c.Columns = p.identList()
		p.expect(")")
	}
	p.expect("AS")
	c.Query = p.parenthesized(p.queryOnly)
	c.At = p.since(start)
	return c
}

// leafQuery reads SELECT, VALUES, TABLE t or a query in parentheses.
func (p *parser) leafQuery() ast.Body {
	switch p.tok.word {
	case "SELECT":
		return p.selectBlock()
	case "VALUES":
		return p.values()
	case "TABLE":
		return p.explicitTable()
	case "(":
		return p.parenthesized(p.queryOnly)
	}
	p.noteAll(queryStart)
	p.fail()
	return nil
}

var queryStart = quoteAll(`SELECT VALUES VALUE TABLE (`)

// Precedences of the set operations.
const (
	precUnion     = 1
	precIntersect = 2
)

// setOps reads the set operations behind left. INTERSECT binds tighter; the others go from left
// to right.
func (p *parser) setOps(start *token, left ast.Body) ast.Body {
	return p.setOpsPrec(start, left, precUnion)
}

func (p *parser) setOpsPrec(start *token, left ast.Body, floor int) ast.Body {
	for {
		kind, prec, ok := p.setOpKind()
		if !ok || prec < floor {
			return left
		}
		outer := p.height
		p.height = 0
		word := p.next().word
		if word == "MINUS" {
			p.refuse(illegal("MINUS is not allowed under the current SQL conformance level"))
		}
		op := &ast.SetOp{Kind: kind, Left: left}
		if p.accept("ALL") {
			op.All = true
		} else {
			p.accept("DISTINCT")
		}
		rightStart := p.tok
		op.Right = p.setOpsPrec(rightStart, p.leafQuery(), prec+1)
		op.At = p.since(start)
		left = op
		p.height = max(outer, p.height)
		p.grow(0)
	}
}

// setOpKind tells which set operation stands here.
func (p *parser) setOpKind() (ast.SetOpKind, int, bool) {
	p.noteAll(setOpWords)
	switch p.tok.word {
	case "UNION":
		p.mark()
		return ast.Union, precUnion, true
	case "INTERSECT":
		p.mark()
		return ast.Intersect, precIntersect, true
	case "EXCEPT", "MINUS":
		p.mark()
		return ast.Except, precUnion, true
	}
	return 0, 0, false
}

var setOpWords = quoteAll(`UNION INTERSECT EXCEPT MINUS`)

// orderAndLimit reads ORDER BY, LIMIT, OFFSET and FETCH in the orders that Calcite knows.
func (p *parser) orderAndLimit(q *ast.Query) {
	if p.begin("ORDER") {
		p.expect("BY")
		q.OrderBy = p.orderItems()
	}
	switch {
	case p.begin("LIMIT"):
		p.limit(q)
		if p.begin("OFFSET") {
			p.offset(q)
		}
	case p.begin("OFFSET"):
		p.offset(q)
		if p.begin("LIMIT") {
			p.limit(q)
			p.refuse(illegal("'OFFSET start LIMIT count' is not allowed under the current SQL conformance level"))
		}
		if p.begin("FETCH") {
			p.fetch(q)
		}
	case p.begin("FETCH"):
		p.fetch(q)
	}
}

func (p *parser) limit(q *ast.Query) {
	if p.accept("ALL") {
		return
	}
	q.Limit = p.countOrParam()
	if p.begin(",") {
		p.countOrParam()
		p.refuse(illegal("'LIMIT start, count' is not allowed under the current SQL conformance level"))
	}
}

func (p *parser) offset(q *ast.Query) {
	q.Offset = p.countOrParam()
	if !p.accept("ROWS") {
		p.accept("ROW")
	}
}

func (p *parser) fetch(q *ast.Query) {
	if !p.accept("FIRST") {
		p.expect("NEXT")
	}
	q.Limit = p.countOrParam()
	if !p.accept("ROWS") {
		p.expect("ROW")
	}
	p.expect("ONLY")
}

// countOrParam reads an unsigned number or ?.
func (p *parser) countOrParam() ast.Expr {
	if p.tok.word == "?" {
		return p.param()
	}
	switch p.tok.kind {
	case tokInteger, tokDecimal, tokApprox:
		return p.numberLiteral()
	}
	p.noteAll([]string{nameInteger, nameDecimal, nameApprox, `"?"`})
	p.fail()
	return nil
}

func (p *parser) orderItems() []ast.OrderItem {
	var items []ast.OrderItem
	for {
		items = append(items, p.orderItem())
		if !p.begin(",") {
			return items
		}
	}
}

// orderItem reads expr [ASC|DESC] [NULLS FIRST|LAST].
func (p *parser) orderItem() ast.OrderItem {
	start := p.tok
	item := ast.OrderItem{Expr: p.expr()}
	pos := item.Expr.Position()
	if !p.accept("ASC") && p.accept("DESC") {
		item.Desc = true
	}
	if p.begin("NULLS") {
		if p.accept("FIRST") {
			item.Nulls = ast.NullsFirst
		} else {
			p.expect("LAST")
			item.Nulls = ast.NullsLast
		}
	}
	item.Pos = span(pos, pos)
	if item.Desc || item.Nulls != ast.NullsDefault {
		item.At = p.since(start)
	}
	return item
}

// ---- SELECT

func (p *parser) selectBlock() *ast.Select {
	start := p.expect("SELECT")
	s := &ast.Select{}
	p.hint()
	p.noteAll(selectStart)
	p.accept("STREAM")
	if p.accept("DISTINCT") {
		s.Distinct = true
	} else {
		p.accept("ALL")
	}
	for {
		s.Items = append(s.Items, p.selectItem())
		if !p.begin(",") {
			break
		}
	}
	if p.begin("FROM") {
		s.From = p.fromClause()
		p.selectClauses(s)
	}
	s.At = p.since(start)
	return s
}

// selectClauses reads what may follow FROM.
func (p *parser) selectClauses(s *ast.Select) {
	if p.begin("WHERE") {
		s.Where = p.expr()
	}
	if p.begin("GROUP") {
		s.GroupBy = p.groupBy()
	}
	if p.begin("HAVING") {
		s.Having = p.expr()
	}
	if p.begin("WINDOW") {
		for {
			s.Windows = append(s.Windows, p.windowDef())
			if !p.begin(",") {
				break
			}
		}
	}
	if p.begin("QUALIFY") {
		s.Qualify = p.expr()
	}
}

// hint passes /*+ … */, which changes no result.
func (p *parser) hint() {
	if !p.begin("/*+") {
		return
	}
	for p.tok.word != "*/" {
		if p.tok.kind == tokEOF || p.tok.kind == tokBad {
			p.expect("*/")
		}
		p.next()
	}
	p.next()
}

func (p *parser) selectItem() ast.SelectItem {
	start := p.tok
	if p.tok.word == "*" {
		p.next()
		star := &ast.Ident{At: p.since(start), Star: true}
		return ast.SelectItem{At: star.At, Expr: star, Alias: p.selectAlias()}
	}
	item := ast.SelectItem{Expr: p.expr()}
	item.Alias = p.selectAlias()
	item.At = p.since(start)
	return item
}

// selectAlias reads [AS] name; a string in its place is refused as Calcite does.
func (p *parser) selectAlias() *ast.Ident {
	as := p.begin("AS")
	p.noteAll(identifierStart)
	p.noteAll([]string{nameString})
	switch {
	case p.tok.isName():
		return p.ident()
	case p.tok.kind == tokString:
		p.refuse(illegal("Expecting alias, found character literal"))
	case as:
		p.fail()
	}
	return nil
}

// ---- GROUP BY

func (p *parser) groupBy() *ast.GroupBy {
	start := &p.toks[p.i-1]
	p.expect("BY")
	g := &ast.GroupBy{}
	if p.accept("DISTINCT") {
		g.Distinct = true
	} else {
		p.accept("ALL")
	}
	for {
		g.Items = append(g.Items, p.groupItem())
		if !p.begin(",") {
			break
		}
	}
	g.At = p.since(start)
	return g
}

// groupItem reads an expression, (), GROUPING SETS (…), ROLLUP(…) or CUBE(…).
func (p *parser) groupItem() ast.GroupItem {
	start := p.tok
	item := ast.GroupItem{}
	switch {
	case start.word == "GROUPING" && p.ahead(1).word == "SETS":
		p.next()
		p.next()
		item.Kind = ast.GroupingSets
		item.Sets = p.groupList()
	case start.word == "ROLLUP":
		p.begin("ROLLUP")
		item.Kind = ast.GroupingRollup
		item.Sets = p.groupList()
	case start.word == "CUBE":
		p.begin("CUBE")
		item.Kind = ast.GroupingCube
		item.Sets = p.groupList()
	case start.word == "(" && p.ahead(1).word == ")":
		p.next()
		p.next()
	default:
		e := p.expr()
		item.Exprs = []ast.Expr{e}
		if row, ok := e.(*ast.RowExpr); ok && !row.Explicit {
			item.Exprs = row.Elems
		}
	}
	item.At = p.since(start)
	return item
}

func (p *parser) groupList() []ast.GroupItem {
	p.enter()
	p.expect("(")
	var items []ast.GroupItem
	for {
		items = append(items, p.groupItem())
		if !p.begin(",") {
			break
		}
	}
	p.expect(")")
	p.leave()
	return items
}

// ---- VALUES and TABLE

func (p *parser) values() *ast.Values {
	start := p.expect("VALUES")
	v := &ast.Values{}
	for {
		v.Rows = append(v.Rows, p.valuesRow())
		if !p.begin(",") {
			break
		}
	}
	v.At = p.since(start)
	return v
}

// valuesRow reads (a, b), ROW(a, b) or a lone expression.
func (p *parser) valuesRow() []ast.Expr {
	switch e := p.expr().(type) {
	case *ast.RowExpr:
		return e.Elems
	default:
		return []ast.Expr{e}
	}
}

// explicitTable reads TABLE t, which is SELECT * FROM t.
func (p *parser) explicitTable() ast.Body {
	start := p.expect("TABLE")
	ref := &ast.TableRef{Name: p.compoundIdent()}
	at := p.since(start)
	ref.At = ast.At{Pos: ref.Name.Pos}
	star := &ast.Ident{At: at, Star: true}
	return &ast.Select{At: at, Items: []ast.SelectItem{{At: at, Expr: star}}, From: ref}
}
