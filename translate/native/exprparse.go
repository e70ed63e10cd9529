package native

import (
	"encoding/json"
	"slices"
	"strings"

	"ogham/internal/druidtype"
)

// expressionError says why an expression cannot be read; who reads it makes the error of it.
type expressionError string

// Error gives the reason.
func (b expressionError) Error() string { return string(b) }

// expression says a text of Druid's expression language in SQL.
func (p *parser) expression(s string) (expr, error) {
	tokens, bad := scanExpression(s)
	if bad >= 0 {
		return expr{}, expressionError("Failed to parse expression: " + s)
	}
	for _, t := range tokens {
		if t.kind == tokenSymbol && t.text == "->" {
			return expr{}, unsupported("Functions that take a lambda are not available")
		}
	}
	x := &expressionReader{p: p, source: s, tokens: tokens}
	e, err := x.binary(0)
	if err == nil && x.peek().kind != tokenEnd {
		err = x.wrong()
	}
	return e, err
}

// expressionReader is a parser of expressions by precedence.
type expressionReader struct {
	p      *parser
	source string
	tokens []token
	next   int
	depth  int
}

func (x *expressionReader) peek() token { return x.tokens[x.next] }

func (x *expressionReader) take() token {
	t := x.tokens[x.next]
	if t.kind != tokenEnd {
		x.next++
	}
	return t
}

func (x *expressionReader) symbol(s string) bool {
	if t := x.peek(); t.kind == tokenSymbol && t.text == s {
		x.next++
		return true
	}
	return false
}

func (x *expressionReader) wrong() error {
	return expressionError("Failed to parse expression: " + x.source)
}

// comparisons are the operators that compare.
var comparisons = []string{"<", "<=", ">", ">=", "==", "!="}

// levels are the binary operators from the loosest to the tightest.
var levels = []string{"|| &&", "< <= > >= == !=", "+ -", "* / %", "^"}

func (x *expressionReader) binary(level int) (expr, error) {
	if x.depth++; x.depth > maxDepth*len(levels) {
		return expr{}, expressionError("Expression is nested too deeply")
	}
	defer func() { x.depth-- }()
	if level == len(levels) {
		return x.unary()
	}
	left, err := x.binary(level + 1)
	for err == nil {
		t := x.peek()
		if t.kind != tokenSymbol || !strings.Contains(" "+levels[level]+" ", " "+t.text+" ") {
			return left, nil
		}
		x.next++
		var right expr
		if t.text == "^" { // to the right
			right, err = x.binary(level)
		} else {
			right, err = x.binary(level + 1)
		}
		if err == nil {
			left = operate(t.text, left, right)
		}
	}
	return left, err
}

func (x *expressionReader) unary() (expr, error) {
	switch {
	case x.symbol("-"):
		e, err := x.unary()
		e = e.number()
		return expr{sql: "(- " + e.sql + ")", t: e.t}, err
	case x.symbol("!"):
		e, err := x.unary()
		return boolExpr("(NOT " + e.condition() + ")"), err
	}
	return x.primary()
}

func (x *expressionReader) primary() (expr, error) {
	switch t := x.take(); t.kind {
	case tokenString:
		return literal(t.text, typeString), nil
	case tokenLong:
		return literal(json.Number(t.text), typeLong), nil
	case tokenDouble:
		return literal(json.Number(t.text), typeDouble), nil
	case tokenQuotedName:
		return x.p.column(t.text), nil
	case tokenName:
		return x.named(t)
	case tokenSymbol:
		switch t.text {
		case "(":
			e, err := x.binary(0)
			if err == nil && !x.symbol(")") {
				err = x.wrong()
			}
			return e, err
		case "[":
			return x.array()
		case "<":
			x.take() // the type of the elements
			if x.symbol(">") && x.symbol("[") {
				return x.array()
			}
		}
	case tokenEnd:
	}
	return expr{}, x.wrong()
}

// named reads what starts with a name: null, a call or a column; there are no other constants.
func (x *expressionReader) named(t token) (expr, error) {
	if x.symbol("(") {
		args, err := x.arguments(")")
		if err != nil {
			return expr{}, err
		}
		return x.p.call(t.text, args)
	}
	if strings.EqualFold(t.text, "null") {
		return nullExpr(), nil
	}
	return x.p.column(t.text), nil
}

func (x *expressionReader) arguments(end string) ([]expr, error) {
	var args []expr
	if x.symbol(end) {
		return args, nil
	}
	for {
		e, err := x.binary(0)
		if err != nil {
			return nil, err
		}
		args = append(args, e)
		if x.symbol(end) {
			return args, nil
		}
		if !x.symbol(",") {
			return nil, x.wrong()
		}
	}
}

func (x *expressionReader) array() (expr, error) {
	args, err := x.arguments("]")
	if err != nil {
		return expr{}, err
	}
	return arrayOf(args), nil
}

// arrayOf is the array of some values in their common type.
func arrayOf(args []expr) expr {
	if len(args) == 0 {
		return arrayLiteral([]any{}, druidtype.ArrayOf(typeString))
	}
	t := common(args)
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = a.to(t).sql
	}
	return expr{sql: "ARRAY[" + strings.Join(parts, ", ") + "]", t: druidtype.ArrayOf(t)}
}

// common is the type that all values can be given in: text if one is text, else the wider number.
func common(args []expr) druidtype.Type {
	t := typeNull
	for _, a := range args {
		switch k := a.value().t; {
		case k.Kind == druidtype.Unknown:
		case t.Kind == druidtype.Unknown:
			t = k
		case t.Kind == druidtype.Array || k.Kind == druidtype.Array:
			if k.Kind == druidtype.Array {
				t = k
			}
		case t.IsString() || k.IsString():
			t = typeString
		case t.IsApprox() || k.IsApprox():
			t = typeDouble
		}
	}
	switch t.Kind {
	case druidtype.Unknown:
		return typeString
	case druidtype.Float:
		return typeDouble
	default:
		return t
	}
}

// number gives e as a number: texts, nulls and FLOAT become DOUBLE.
func (e expr) number() expr {
	e = e.value()
	if e.t.IsNumeric() && e.t.Kind != druidtype.Float {
		return e
	}
	return e.to(typeDouble)
}

// operate applies a binary operator as Druid does: numbers are widened, texts added or compared as
// texts where both are texts, else as numbers.
func operate(op string, a, b expr) expr {
	switch op {
	case "&&":
		return boolExpr("(" + a.condition() + " AND " + b.condition() + ")")
	case "||":
		return boolExpr("(" + a.condition() + " OR " + b.condition() + ")")
	}
	a, b = a.value(), b.value()
	comparing := slices.Contains(comparisons, op)
	aText, bText := a.t.IsString() || a.t.Kind == druidtype.Unknown, b.t.IsString() || b.t.Kind == druidtype.Unknown
	switch {
	case comparing && (a.t.Kind == druidtype.Array || b.t.Kind == druidtype.Array):
		t := common([]expr{a, b})
		return boolExpr("(" + a.to(t).sql + " " + sqlOperator(op) + " " + b.to(t).sql + ")")
	case comparing && aText && bText:
		return boolExpr("(" + a.text() + " " + sqlOperator(op) + " " + b.text() + ")")
	case comparing:
		return compareNumbers(op, a, b)
	case op == "+" && aText && bText:
		return stringExpr("(" + a.text() + " || " + b.text() + ")")
	}
	return arithmetic(op, a.number(), b.number())
}

func sqlOperator(op string) string {
	switch op {
	case "==":
		return "="
	case "!=":
		return "<>"
	}
	return op
}

// compareNumbers compares times as TIMESTAMPs where one is a column and the other a constant.
func compareNumbers(op string, a, b expr) expr {
	op = sqlOperator(op)
	if (a.time != "" && (b.time != "" || b.t.IsInt() && b.constant)) || (b.time != "" && a.t.IsInt() && a.constant) {
		return boolExpr("(" + a.timestamp() + " " + op + " " + b.timestamp() + ")")
	}
	return boolExpr("(" + a.number().sql + " " + op + " " + b.number().sql + ")")
}

func arithmetic(op string, a, b expr) expr {
	t := common([]expr{a, b})
	switch op {
	case "%":
		return expr{sql: "MOD(" + a.to(t).sql + ", " + b.to(t).sql + ")", t: t}
	case "^":
		return doubleExpr("POWER(" + a.sql + ", " + b.sql + ")").to(t)
	}
	return expr{sql: "(" + a.to(t).sql + " " + op + " " + b.to(t).sql + ")", t: t}
}
