package parser

import (
	"strings"

	"ogham/translate/ast"
)

// typeWords are the type names that are keywords.
var typeWords = wordSet(`BOOLEAN INTEGER INT TINYINT SMALLINT BIGINT REAL DOUBLE FLOAT BINARY VARBINARY DECIMAL DEC
	NUMERIC ANY CHARACTER CHAR VARCHAR DATE TIME TIMESTAMP DATETIME`)

// typeSpec reads a type: a name with precision, TYPE('COMPLEX<json>'), and ARRAY behind it.
func (p *parser) typeSpec() *ast.TypeSpec {
	start := p.tok
	t := &ast.TypeSpec{Precision: -1, Scale: -1}
	switch {
	case start.word == "TYPE" && p.ahead(1).word == "(":
		p.next()
		p.next()
		t.Name, t.Complex = p.stringLiteral().Text, true
		p.expect(")")
	case start.kind == tokWord && typeWords[start.word]:
		p.next()
		p.builtinType(t, start.word)
	case start.word == "INTERVAL":
		p.next()
		q := p.intervalQualifier()
		t.Name = "INTERVAL " + q.Start
		if q.End != "" {
			t.Name += " TO " + q.End
		}
	case start.isName():
		t.Ident = p.compoundIdent()
		t.Name = strings.Join(t.Ident.Parts, ".")
	default:
		p.noteAll(typeStart)
		p.fail()
	}
	for {
		if p.accept("ARRAY") {
			t.Arrays++
			continue
		}
		if !p.accept("MULTISET") {
			break
		}
		t.Name += " MULTISET"
	}
	t.At = p.since(start)
	return t
}

// builtinType reads the rest of a type whose name is a keyword.
func (p *parser) builtinType(t *ast.TypeSpec, word string) {
	t.Name = word
	switch word {
	case "INT":
		t.Name = "INTEGER"
	case "DEC", "NUMERIC":
		t.Name = "DECIMAL"
	case "CHARACTER":
		t.Name = "CHAR"
	case "DATETIME":
		t.Name = "TIMESTAMP"
	case "DOUBLE":
		p.accept("PRECISION")
	}
	if (t.Name == "CHAR" || t.Name == "BINARY") && p.accept("VARYING") {
		t.Name = "VAR" + t.Name
	}
	if p.begin("(") {
		t.Precision = p.smallNumber()
		if t.Name == "DECIMAL" && p.begin(",") {
			negative := p.accept("-")
			t.Scale = p.smallNumber()
			if negative {
				t.Scale = -t.Scale
			}
		}
		p.expect(")")
	}
	switch t.Name {
	case "TIME", "TIMESTAMP":
		p.timeZoneWords(t)
	case "CHAR", "VARCHAR":
		if p.begin("CHARACTER") {
			p.expect("SET")
			p.ident()
		}
	}
}

// timeZoneWords reads WITH LOCAL TIME ZONE and WITHOUT TIME ZONE.
func (p *parser) timeZoneWords(t *ast.TypeSpec) {
	switch {
	case p.begin("WITHOUT"):
		p.expect("TIME")
		p.expect("ZONE")
	case p.tok.word == "WITH" && (p.ahead(1).word == "LOCAL" || p.ahead(1).word == "TIME"):
		p.next()
		if p.accept("LOCAL") {
			t.Name += " WITH LOCAL TIME ZONE"
		} else {
			t.Name += " WITH TIME ZONE"
		}
		p.expect("TIME")
		p.expect("ZONE")
	}
}
