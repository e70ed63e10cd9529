package parser

import (
	"strings"

	"ogham/translate/ast"
)

// script reads SET statements and the statement. A ; ends each SET; behind the statement it is
// accepted only after SETs: Druid reads a lone statement without it.
func (p *parser) script() *ast.Script {
	s := &ast.Script{}
	start := p.tok
	for p.tok.word == "SET" {
		start = p.tok
		set := p.set()
		if p.tok.kind == tokEOF || p.tok.word == ";" && p.ahead(1).kind == tokEOF {
			s.Stmt = p.unsupported(start, "SET_OPTION")
			break
		}
		p.expect(";")
		s.Sets = append(s.Sets, set)
	}
	if s.Stmt == nil {
		s.Stmt = p.statement()
	}
	if _, bare := s.Stmt.(*ast.Unsupported); len(s.Sets) > 0 || bare && start.word == "SET" {
		p.accept(";")
	}
	p.expectEOF()
	s.Params = p.params
	return s
}

// statement reads one statement. Calcite's choice here looks one token ahead, but for EXPLAIN.
func (p *parser) statement() ast.Statement {
	start := p.tok
	p.noteAll(statementStart)
	switch start.word {
	case "EXPLAIN":
		return p.explain()
	case "INSERT", "UPSERT":
		return p.insert()
	case "REPLACE":
		if p.ahead(1).word == "INTO" {
			return p.replace()
		}
	case "UPDATE", "DELETE", "MERGE", "CALL", "DESCRIBE", "RESET", "ALTER", "SET":
		return p.refused()
	}
	q := p.queryOnly()
	return &ast.QueryStatement{At: p.since(start), Query: q}
}

// explain reads EXPLAIN PLAN [detail] [AS format] FOR statement.
func (p *parser) explain() ast.Statement {
	start := p.tok
	p.begin("EXPLAIN")
	p.expect("PLAN")
	switch {
	case p.accept("INCLUDING"), p.accept("EXCLUDING"):
		if !p.accept("ATTRIBUTES") {
			p.expect("ALL")
			p.expect("ATTRIBUTES")
		}
	}
	if p.accept("WITH") {
		if !p.accept("TYPE") {
			p.expect("IMPLEMENTATION")
		}
	} else if p.accept("WITHOUT") {
		p.expect("IMPLEMENTATION")
	}
	if p.accept("AS") {
		if !p.accept("XML") && !p.accept("DOT") {
			p.expect("JSON")
		}
	}
	p.expect("FOR")
	if w := p.tok.word; w == "EXPLAIN" || w == "SET" || w == "RESET" || w == "ALTER" || w == "DESCRIBE" {
		p.noteAll(queryStart)
		p.fail()
	}
	stmt := p.statement()
	return &ast.Explain{At: p.since(start), Stmt: stmt}
}

// set reads SET name = value.
func (p *parser) set() ast.Set {
	start := p.expect("SET")
	name := p.compoundIdent()
	p.expect("=")
	at := p.tok
	var value ast.Expr
	switch {
	case at.isName():
		value = p.compoundIdent()
	case p.accept("ON"):
		value = &ast.Ident{At: p.since(at), Parts: []string{"ON"}, Quoted: []bool{false}, PartPos: []ast.Pos{at.pos()}}
	default:
		value = p.exprPrec(precUnary)
	}
	return ast.Set{At: p.since(start), Name: strings.Join(name.Parts, "."), Value: value}
}

// ---- INSERT and REPLACE

// insert reads INSERT INTO target [(columns)] [AS format] query [PARTITIONED BY] [CLUSTERED BY].
func (p *parser) insert() ast.Statement {
	start := p.next()
	ins := &ast.Insert{Upsert: start.word == "UPSERT"}
	p.expect("INTO")
	p.insertTarget(ins)
	ins.Query = p.queryOnly()
	p.insertTail(ins)
	ins.At = p.since(start)
	return ins
}

// replace reads REPLACE INTO target OVERWRITE ALL | WHERE condition, and the rest as insert does.
// What is missing of OVERWRITE is left to the caller to refuse.
func (p *parser) replace() ast.Statement {
	start := p.next()
	ins := &ast.Insert{Replace: true, Overwrite: &ast.Overwrite{}}
	p.expect("INTO")
	p.insertTarget(ins)
	at := p.tok
	if p.accept("OVERWRITE") {
		switch {
		case p.begin("WHERE"):
			ins.Overwrite.Where = p.expr()
		case p.accept("ALL"):
			ins.Overwrite.All = true
		}
		ins.Overwrite.At = p.since(at)
	}
	ins.Query = p.queryOnly()
	p.insertTail(ins)
	ins.At = p.since(start)
	return ins
}

// insertTarget reads a table name or EXTERN(destination), columns and AS format.
func (p *parser) insertTarget(ins *ast.Insert) {
	if p.tok.word == "EXTERN" && p.ahead(1).word == "(" {
		p.next()
		p.next()
		ins.Export = p.exportDestination()
		p.expect(")")
	} else {
		ins.Target = p.compoundIdent()
	}
	if p.tok.word == "(" && p.ahead(1).isName() && (p.ahead(2).word == "," || p.ahead(2).word == ")" || p.ahead(2).word == ".") {
		p.next()
		for {
			ins.Columns = append(ins.Columns, p.compoundIdent())
			if !p.begin(",") {
				break
			}
		}
		p.expect(")")
	}
	if p.begin("AS") {
		ins.Format = strings.ToUpper(p.ident().Name())
	}
}

// exportDestination reads s3(bucket => 'b', …): a name with named arguments, which may be left out.
func (p *parser) exportDestination() *ast.Call {
	start := p.tok
	call := &ast.Call{}
	if p.accept("LOCAL") { // a reserved word, which Druid allows here
		call.Name, call.NamePos = "local", start.pos()
	} else {
		name := p.ident()
		call.Name, call.Quoted, call.NamePos = name.Name(), name.Quoted[0], name.Pos
	}
	if p.accept("(") && !p.accept(")") {
		p.arguments(call)
		p.expect(")")
	}
	call.At = p.since(start)
	return call
}

// insertTail reads PARTITIONED BY and CLUSTERED BY.
func (p *parser) insertTail(ins *ast.Insert) {
	if p.begin("PARTITIONED") {
		p.expect("BY")
		ins.PartitionedBy = p.granularity()
	}
	if !p.begin("CLUSTERED") {
		return
	}
	p.expect("BY")
	for {
		ins.ClusteredBy = append(ins.ClusteredBy, p.orderItem())
		if !p.begin(",") {
			break
		}
	}
	if ins.PartitionedBy == nil {
		p.refuse(parseError("CLUSTERED BY found before PARTITIONED BY, CLUSTERED BY must come after the PARTITIONED BY clause"))
	}
}

// granularity reads what follows PARTITIONED BY. Only the five words are its own; all else is an
// expression, which the caller judges.
func (p *parser) granularity() *ast.Granularity {
	start := p.tok
	g := &ast.Granularity{}
	switch start.word {
	case "HOUR", "DAY", "MONTH", "YEAR":
		if p.ahead(1).word != "(" {
			g.Word = p.next().word
		}
	case "ALL":
		p.next()
		g.Word = "ALL"
		if p.accept("TIME") {
			g.Word = "ALL TIME"
		}
	}
	if g.Word == "" {
		if w := start.word; start.kind == tokWord && p.ahead(1).kind == tokEOF && reserved[w] && !contextVariables[w] {
			p.mark() // a function's name such as MINUTE: the parenthesis is missing
			p.noteAll(exprStart)
			if functionWords[w] {
				p.next()
			}
			p.fail()
		}
		g.Expr = p.expr()
	}
	g.At = p.since(start)
	return g
}

// ---- statements that Druid refuses

// refused reads a statement that Calcite's grammar knows and Druid does not run.
func (p *parser) refused() ast.Statement {
	start := p.tok
	kind := start.word
	switch kind {
	case "UPDATE":
		p.update()
	case "DELETE":
		p.next()
		p.expect("FROM")
		p.tableAndAlias()
		p.optionalWhere()
	case "MERGE":
		p.merge()
	case "CALL":
		kind = "PROCEDURE_CALL"
		p.next()
		p.expr()
	case "DESCRIBE":
		return p.describe()
	case "SET":
		kind = "SET_OPTION"
		p.set()
	case "RESET":
		kind = "SET_OPTION"
		p.next()
		if !p.accept("ALL") {
			p.compoundIdent()
		}
	case "ALTER":
		kind = "SET_OPTION"
		p.begin("ALTER")
		if !p.accept("SYSTEM") {
			p.expect("SESSION")
		}
		if p.tok.word == "RESET" {
			p.next()
			if !p.accept("ALL") {
				p.compoundIdent()
			}
		} else {
			p.set()
		}
	}
	return p.unsupported(start, kind)
}

func (p *parser) unsupported(start *token, kind string) *ast.Unsupported {
	at := p.since(start)
	end := p.toks[p.i-1].end
	return &ast.Unsupported{At: at, Kind: kind, Text: p.src[start.start:end]}
}

// describe reads DESCRIBE [TABLE] t [column], DESCRIBE SCHEMA|DATABASE|CATALOG s and DESCRIBE
// [STATEMENT] query, which is an EXPLAIN.
func (p *parser) describe() ast.Statement {
	start := p.next()
	switch p.tok.word {
	case "SCHEMA", "DATABASE", "CATALOG":
		p.next()
		p.compoundIdent()
		return p.unsupported(start, "DESCRIBE_SCHEMA")
	case "STATEMENT", "SELECT", "WITH", "VALUES", "(", "INSERT", "UPDATE", "DELETE", "MERGE":
		p.accept("STATEMENT")
		stmt := p.statement()
		return &ast.Explain{At: p.since(start), Stmt: stmt}
	}
	p.accept("TABLE")
	p.compoundIdent()
	if p.tok.isName() {
		p.next()
	}
	return p.unsupported(start, "DESCRIBE_TABLE")
}

func (p *parser) tableAndAlias() {
	p.compoundIdent()
	if p.begin("AS") || p.tok.isName() {
		p.ident()
	}
}

func (p *parser) optionalWhere() {
	if p.begin("WHERE") {
		p.expr()
	}
}

func (p *parser) update() {
	p.next()
	p.tableAndAlias()
	p.assignments()
	p.optionalWhere()
}

func (p *parser) assignments() {
	p.expect("SET")
	for {
		p.compoundIdent()
		p.expect("=")
		p.expr()
		if !p.begin(",") {
			return
		}
	}
}

func (p *parser) merge() {
	p.next()
	p.expect("INTO")
	p.tableAndAlias()
	p.expect("USING")
	p.tableItem()
	p.expect("ON")
	p.expr()
	for p.begin("WHEN") {
		not := p.accept("NOT")
		p.expect("MATCHED")
		p.expect("THEN")
		if !not {
			p.expect("UPDATE")
			p.assignments()
			continue
		}
		p.expect("INSERT")
		if p.accept("(") {
			p.identList()
			p.expect(")")
		}
		p.queryOnly()
	}
}
