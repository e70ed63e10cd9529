package parser

import "ogham/translate/ast"

// pivots reads PIVOT and UNPIVOT behind a source.
func (p *parser) pivots(start *token, from ast.From) ast.From {
	for {
		outer := p.height
		switch {
		case p.tok.word == "PIVOT" && p.ahead(1).word == "(":
			from = p.pivot(start, from)
		case p.tok.word == "UNPIVOT" && p.unpivotFollows():
			from = p.unpivot(start, from)
		default:
			return from
		}
		p.grow(outer)
	}
}

func (p *parser) unpivotFollows() bool {
	switch p.ahead(1).word {
	case "(":
		return true
	case "INCLUDE", "EXCLUDE":
		return p.ahead(2).word == "NULLS"
	}
	return false
}

// pivot reads PIVOT (agg [AS a], … FOR columns IN (values)).
func (p *parser) pivot(start *token, from ast.From) ast.From {
	p.next()
	p.expect("(")
	v := &ast.Pivot{Source: from}
	for {
		at := p.tok
		item := ast.SelectItem{Expr: p.atom()}
		if p.begin("AS") || p.tok.isName() {
			item.Alias = p.ident()
		}
		item.At = p.since(at)
		v.Aggs = append(v.Aggs, item)
		if !p.begin(",") {
			break
		}
	}
	p.expect("FOR")
	v.For = p.identOrList()
	p.expect("IN")
	p.expect("(")
	for p.tok.word != ")" {
		at := p.tok
		value := ast.PivotValue{Exprs: p.rowOrExpr()}
		if p.begin("AS") || p.tok.isName() {
			value.Alias = p.ident()
		}
		value.At = p.since(at)
		v.In = append(v.In, value)
		if !p.begin(",") {
			break
		}
	}
	p.expect(")")
	p.expect(")")
	v.At = p.since(start)
	return v
}

// unpivot reads UNPIVOT [INCLUDE|EXCLUDE NULLS] (measures FOR axes IN (columns [AS values], …)).
func (p *parser) unpivot(start *token, from ast.From) ast.From {
	p.next()
	u := &ast.Unpivot{Source: from}
	if p.accept("INCLUDE") {
		u.IncludeNulls = true
		p.expect("NULLS")
	} else if p.accept("EXCLUDE") {
		p.expect("NULLS")
	}
	p.expect("(")
	u.Measures = p.identOrList()
	p.expect("FOR")
	u.Axes = p.identOrList()
	p.expect("IN")
	p.expect("(")
	for {
		at := p.tok
		value := ast.UnpivotValue{Columns: p.identOrList()}
		if p.begin("AS") {
			value.Values = p.rowOrExpr()
		}
		value.At = p.since(at)
		u.In = append(u.In, value)
		if !p.begin(",") {
			break
		}
	}
	p.expect(")")
	p.expect(")")
	u.At = p.since(start)
	return u
}

// identOrList reads a name or ( names ).
func (p *parser) identOrList() []*ast.Ident {
	if !p.begin("(") {
		return []*ast.Ident{p.ident()}
	}
	list := p.identList()
	p.expect(")")
	return list
}

// rowOrExpr reads an expression; a list in parentheses gives its elements.
func (p *parser) rowOrExpr() []ast.Expr {
	e := p.expr()
	if row, ok := e.(*ast.RowExpr); ok && !row.Explicit {
		return row.Elems
	}
	return []ast.Expr{e}
}
