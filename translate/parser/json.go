package parser

import "ogham/translate/ast"

// jsonInput reads value [FORMAT JSON], path [PASSING …] of the SQL/JSON functions.
func (p *parser) jsonInput(call *ast.Call) {
	call.JSON = &ast.JSONClause{}
	call.Args = append(call.Args, p.expr())
	p.expect(",")
	call.Args = append(call.Args, p.expr())
	if !p.begin("PASSING") {
		return
	}
	for {
		start := p.tok
		item := ast.SelectItem{Expr: p.expr()}
		p.expect("AS")
		item.Alias = p.ident()
		item.At = p.since(start)
		call.JSON.Passing = append(call.JSON.Passing, item)
		if !p.begin(",") {
			return
		}
	}
}

func (p *parser) jsonExists() ast.Expr {
	start, call := p.open()
	p.jsonInput(call)
	switch p.tok.word {
	case "TRUE", "FALSE", "UNKNOWN", "ERROR":
		call.JSON.OnError = p.next().word
		p.expect("ON")
		p.expect("ERROR")
	}
	return p.shut(start, call)
}

func (p *parser) jsonValue() ast.Expr {
	start, call := p.open()
	p.jsonInput(call)
	p.jsonReturning(call)
	p.jsonBehaviours(call)
	return p.shut(start, call)
}

func (p *parser) jsonQuery() ast.Expr {
	start, call := p.open()
	p.jsonInput(call)
	p.jsonReturning(call)
	switch {
	case p.begin("WITHOUT"):
		p.accept("ARRAY")
		p.expect("WRAPPER")
		call.JSON.Wrapper = "WITHOUT"
	case p.begin("WITH"):
		call.JSON.Wrapper = "WITH UNCONDITIONAL"
		if p.accept("CONDITIONAL") {
			call.JSON.Wrapper = "WITH CONDITIONAL"
		} else {
			p.accept("UNCONDITIONAL")
		}
		p.accept("ARRAY")
		p.expect("WRAPPER")
	}
	p.jsonBehaviours(call)
	return p.shut(start, call)
}

func (p *parser) jsonReturning(call *ast.Call) {
	if p.begin("RETURNING") {
		call.JSON.Returning = p.typeSpec()
	}
}

// jsonBehaviours reads NULL|ERROR|EMPTY …|DEFAULT e, ON EMPTY and ON ERROR.
func (p *parser) jsonBehaviours(call *ast.Call) {
	for {
		word := p.tok.word
		var value ast.Expr
		switch word {
		case "NULL", "ERROR":
			p.next()
		case "EMPTY":
			p.next()
			if p.accept("ARRAY") {
				word = "EMPTY ARRAY"
			} else if p.accept("OBJECT") {
				word = "EMPTY OBJECT"
			}
		case "DEFAULT":
			p.next()
			value = p.expr()
		default:
			p.noteAll(quoteAll(`NULL ERROR EMPTY DEFAULT`))
			return
		}
		p.expect("ON")
		if p.accept("EMPTY") {
			call.JSON.OnEmpty, call.JSON.EmptyDefault = word, value
		} else {
			p.expect("ERROR")
			call.JSON.OnError, call.JSON.ErrorDefault = word, value
		}
	}
}

// jsonNulls reads NULL ON NULL or ABSENT ON NULL.
func (p *parser) jsonNulls(call *ast.Call) {
	if (p.tok.word != "NULL" && p.tok.word != "ABSENT") || p.ahead(1).word != "ON" {
		return
	}
	call.JSON.Nulls = p.next().word
	p.expect("ON")
	p.expect("NULL")
}

// jsonPair reads [KEY] key VALUE value or key : value.
func (p *parser) jsonPair(call *ast.Call) {
	if p.tok.word == "KEY" {
		switch next := p.ahead(1); next.word {
		case "VALUE", ":", ",", ".": // a column of that name; before a parenthesis it is the word, as Calcite looks ahead
		default:
			if next.kind != tokEOF {
				p.next()
			}
		}
	}
	call.JSON.Keys = append(call.JSON.Keys, p.expr())
	if p.tok.word == "," {
		p.begin(",") // the form JSON_OBJECT(k, v)
	} else if !p.accept(":") {
		p.expect("VALUE")
	}
	call.Args = append(call.Args, p.expr())
}

func (p *parser) jsonObject() ast.Expr {
	start, call := p.open()
	call.JSON = &ast.JSONClause{}
	if p.tok.word != ")" && (p.tok.word != "NULL" && p.tok.word != "ABSENT" || p.ahead(1).word != "ON") {
		p.jsonPair(call)
		for p.begin(",") {
			p.jsonPair(call)
		}
	}
	p.jsonNulls(call)
	return p.shut(start, call)
}

func (p *parser) jsonObjectAgg() ast.Expr {
	start, call := p.open()
	call.JSON = &ast.JSONClause{}
	p.jsonPair(call)
	p.jsonNulls(call)
	return p.shut(start, call)
}

// jsonArray reads JSON_ARRAY(…) and JSON_ARRAYAGG(x [ORDER BY …]).
func (p *parser) jsonArray() ast.Expr {
	start, call := p.open()
	call.JSON = &ast.JSONClause{}
	if p.tok.word != ")" && (p.tok.word != "NULL" && p.tok.word != "ABSENT" || p.ahead(1).word != "ON") {
		p.arguments(call)
	}
	if p.begin("ORDER") {
		p.expect("BY")
		call.OrderBy = p.orderItems()
	}
	p.jsonNulls(call)
	return p.shut(start, call)
}
