package parser

import (
	"ogham/internal/druiderr"
	"ogham/translate/ast"
)

// fromClause reads joins separated by commas.
func (p *parser) fromClause() ast.From {
	start := p.tok
	left := p.join()
	for p.begin(",") {
		outer := p.height
		j := &ast.Join{Kind: ast.JoinComma, Left: left, Right: p.join()}
		j.At = p.since(start)
		left = j
		p.grow(outer)
	}
	return left
}

// join reads a table and the joins behind it, from left to right.
func (p *parser) join() ast.From {
	start := p.tok
	return p.joinsBehind(start, p.tableItem())
}

func (p *parser) joinsBehind(start *token, left ast.From) ast.From {
	for {
		j, ok := p.joinWords()
		if !ok {
			return left
		}
		outer := p.height
		j.Left = left
		j.Right = p.tableItem()
		switch {
		case p.begin("ON"):
			j.On = p.expr()
		case p.begin("USING"):
			p.expect("(")
			j.Using = p.identList()
			p.expect(")")
		}
		j.At = p.since(start)
		left = j
		p.grow(outer)
	}
}

// joinWords reads the words of a join, if one stands here.
func (p *parser) joinWords() (*ast.Join, bool) {
	j := &ast.Join{}
	j.Natural = p.begin("NATURAL")
	switch {
	case p.begin("JOIN"):
		return j, true
	case p.begin("INNER"):
	case p.begin("LEFT"):
		j.Kind = ast.JoinLeft
		p.accept("OUTER")
	case p.begin("RIGHT"):
		j.Kind = ast.JoinRight
		p.accept("OUTER")
	case p.begin("FULL"):
		j.Kind = ast.JoinFull
		p.accept("OUTER")
	case p.begin("CROSS"):
		j.Kind = ast.JoinCross
		if p.accept("APPLY") {
			p.refuse(illegal("APPLY operator is not allowed under the current SQL conformance level"))
		}
	default:
		if j.Natural {
			p.fail()
		}
		return nil, false
	}
	p.expect("JOIN")
	return j, true
}

// tableItem reads one source with PIVOT, UNPIVOT and its alias.
func (p *parser) tableItem() ast.From {
	start := p.tok
	from := p.tableSource()
	from = p.pivots(start, from)
	p.noteAll(identifierStart)
	if t, ok := from.(*ast.TableRef); ok && p.begin("FOR") {
		p.systemTime(t)
	}
	alias := p.tableAlias()
	if p.begin("TABLESAMPLE") {
		p.tableSample()
	}
	if alias.Name == nil {
		return from
	}
	return p.withAlias(start, from, alias)
}

// withAlias gives a source its alias; a join in parentheses becomes a query for it.
func (p *parser) withAlias(start *token, from ast.From, alias ast.Alias) ast.From {
	at := p.since(start)
	if aliased(from) {
		return p.derivedFrom(at, from, alias)
	}
	switch f := from.(type) {
	case *ast.TableRef:
		f.Alias = alias
	case *ast.TableFunc:
		f.Alias = alias
	case *ast.Derived:
		f.Alias = alias
	case *ast.Unnest:
		f.Alias = alias
	case *ast.Pivot:
		f.Alias = alias
	case *ast.Unpivot:
		f.Alias = alias
	default:
		return p.derivedFrom(at, from, alias)
	}
	return from
}

// aliased tells whether a source in parentheses already has a name: (t AS a) AS b.
func aliased(from ast.From) bool {
	switch f := from.(type) {
	case *ast.TableRef:
		return f.Alias.Name != nil
	case *ast.TableFunc:
		return f.Alias.Name != nil
	case *ast.Derived:
		return f.Alias.Name != nil
	case *ast.Unnest:
		return f.Alias.Name != nil
	case *ast.Pivot:
		return f.Alias.Name != nil
	case *ast.Unpivot:
		return f.Alias.Name != nil
	}
	return false
}

// derivedFrom wraps a source into (SELECT * FROM source) AS alias.
func (p *parser) derivedFrom(at ast.At, from ast.From, alias ast.Alias) ast.From {
	star := &ast.Ident{At: at, Star: true}
	sel := &ast.Select{At: at, Items: []ast.SelectItem{{At: at, Expr: star}}, From: from}
	return &ast.Derived{At: at, Query: &ast.Query{At: at, Body: sel}, Alias: alias}
}

// tableSource reads a source without its alias.
func (p *parser) tableSource() ast.From {
	start := p.tok
	switch start.word {
	case "LATERAL":
		p.begin("LATERAL")
		if w := p.tok.word; w != "(" && w != "UNNEST" && w != "TABLE" {
			p.noteAll(quoteAll(`( UNNEST TABLE`))
			p.fail()
		}
		from := p.tableSource()
		switch f := from.(type) {
		case *ast.Derived:
			f.Lateral = true
		case *ast.Unnest, *ast.TableFunc:
		default:
			p.fail()
		}
		return from
	case "(":
		return p.parenSource()
	case "UNNEST":
		return p.unnest()
	case "TABLE":
		return p.tableFunc()
	}
	if !start.isName() {
		p.noteAll(identifierStart)
		p.noteAll(sourceStart)
		p.fail()
	}
	ref := &ast.TableRef{Name: p.compoundIdent()}
	p.hint()
	if p.tok.word == "EXTEND" {
		p.begin("EXTEND")
		ref.Extend = p.columnDefs()
	} else if p.tok.word == "(" && p.ahead(1).isName() {
		ref.Extend = p.columnDefs()
	}
	ref.At = p.since(start)
	return ref
}

var sourceStart = quoteAll(`( LATERAL UNNEST TABLE`)

// parenSource reads ( query ), ( join ) or ( table ).
func (p *parser) parenSource() ast.From {
	start := p.tok
	query, from := p.queryOrSource()
	if query != nil {
		return &ast.Derived{At: p.since(start), Query: query}
	}
	return from
}

// queryOrSource reads ( … ) in a FROM: a query or a source, known only behind nested parentheses.
func (p *parser) queryOrSource() (*ast.Query, ast.From) {
	p.enter()
	defer p.leave()
	p.mark()
	p.expect("(")
	if startsQuery(p.tok.word) && (p.tok.word != "TABLE" || p.ahead(1).word != "(") {
		q := p.query()
		p.expect(")")
		return q, nil
	}
	start := p.tok
	if start.word != "(" {
		from := p.fromClause()
		p.expect(")")
		return nil, from
	}
	query, from := p.queryOrSource()
	if query != nil {
		if p.continuesQuery() {
			query = p.continueQuery(start, query)
		}
		if p.tok.word == ")" {
			p.next()
			return query, nil
		}
		from = &ast.Derived{At: p.since(start), Query: query}
	}
	from = p.sourceBehind(start, from)
	p.expect(")")
	return nil, from
}

// sourceBehind reads what may follow a source in parentheses: alias, joins, commas.
func (p *parser) sourceBehind(start *token, from ast.From) ast.From {
	from = p.pivots(start, from)
	if alias := p.tableAlias(); alias.Name != nil {
		from = p.withAlias(start, from, alias)
	}
	from = p.joinsBehind(start, from)
	for p.begin(",") {
		outer := p.height
		j := &ast.Join{Kind: ast.JoinComma, Left: from, Right: p.join()}
		j.At = p.since(start)
		from = j
		p.grow(outer)
	}
	return from
}

// continuesQuery tells whether a query in parentheses goes on as a part of a larger one.
func (p *parser) continuesQuery() bool {
	p.noteAll(setOpWords)
	switch p.tok.word {
	case "UNION", "INTERSECT", "EXCEPT", "MINUS", "ORDER", "LIMIT", "OFFSET", "FETCH":
		return true
	}
	return false
}

// tableAlias reads [AS] name [(columns)].
func (p *parser) tableAlias() ast.Alias {
	if p.begin("AS") {
		if !p.tok.isName() {
			p.noteAll(identifierStart)
			p.fail()
		}
	} else if !p.tok.isName() {
		p.noteAll(identifierStart)
		return ast.Alias{}
	}
	a := ast.Alias{Name: p.ident()}
	if p.begin("(") {
		a.Columns = p.identList()
		p.expect(")")
	}
	return a
}

func (p *parser) unnest() ast.From {
	start := p.expect("UNNEST")
	p.enter()
	p.expect("(")
	u := &ast.Unnest{Exprs: p.exprList()}
	p.expect(")")
	p.leave()
	if p.tok.word == "WITH" && p.ahead(1).word == "ORDINALITY" {
		p.next()
		p.next()
		u.Ordinality = true
	}
	u.At = p.since(start)
	return u
}

// tableFunc reads TABLE(f(…)) [EXTEND] [(columns)], or TABLE(t).
func (p *parser) tableFunc() ast.From {
	start := p.expect("TABLE")
	p.enter()
	defer p.leave()
	p.expect("(")
	p.accept("SPECIFIC")
	at := p.tok
	call, ok := p.atom().(*ast.Call)
	if !ok {
		p.refuse(druiderr.InvalidSQL(at.pos(), "TABLE needs a function call"))
	}
	p.expect(")")
	f := &ast.TableFunc{Call: call}
	f.At = p.since(start)
	f.ExtendWord = p.accept("EXTEND")
	if f.ExtendWord || p.tok.word == "(" {
		f.HasExtend = true
		f.Extend = p.columnDefs()
		f.At = p.since(start)
	}
	return f
}

// columnDefs reads ( name type [NOT NULL], … ).
func (p *parser) columnDefs() []ast.ColumnDef {
	p.expect("(")
	var defs []ast.ColumnDef
	for {
		start := p.tok
		def := ast.ColumnDef{Name: p.compoundIdent(), Type: p.typeSpec()}
		if p.begin("NOT") {
			p.expect("NULL")
		}
		def.At = p.since(start)
		defs = append(defs, def)
		if !p.begin(",") {
			break
		}
	}
	p.expect(")")
	return defs
}

// systemTime reads FOR SYSTEM_TIME AS OF e, which no Druid table has.
func (p *parser) systemTime(t *ast.TableRef) {
	p.expect("SYSTEM_TIME")
	p.expect("AS")
	p.expect("OF")
	p.expr()
	p.refuse(druiderr.InvalidSQL(t.Pos, "Table '%s' is not a temporal table, can not be queried in system time period specification",
		t.Name.Name()))
}

// tableSample reads TABLESAMPLE BERNOULLI|SYSTEM (n), which Druid cannot plan.
func (p *parser) tableSample() {
	if p.begin("SUBSTITUTE") {
		p.expect("(")
		p.stringLiteral()
		p.expect(")")
	} else {
		if !p.accept("BERNOULLI") {
			p.expect("SYSTEM")
		}
		p.expect("(")
		p.countOrParam()
		p.expect(")")
	}
	p.refuse(druiderr.Unplannable("TABLESAMPLE is not supported"))
}
