package analyze

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/function"
	"ogham/translate/plan"
)

// literalExpr types a constant as Calcite does: digits are INTEGER or BIGINT, digits with a point
// DECIMAL, with an exponent DOUBLE, text CHAR of its length.
func (a *analyzer) literalExpr(e *ast.Literal) plan.Expr {
	switch e.Kind {
	case ast.LitNull:
		return null(e.Pos)
	case ast.LitTrue:
		return literal(e.Pos, true, boolNotNull)
	case ast.LitFalse:
		return literal(e.Pos, false, boolNotNull)
	case ast.LitUnknown:
		return literal(e.Pos, nil, boolType)
	case ast.LitInteger:
		return integerLiteral(e.Pos, e.Text)
	case ast.LitDecimal:
		return decimalLiteral(e.Pos, e.Text)
	case ast.LitApprox:
		f, err := strconv.ParseFloat(e.Text, 64)
		if err != nil && math.IsInf(f, 0) {
			fail(e.Pos, "Numeric literal '%s' out of range", strings.ToUpper(e.Text))
		}
		return literal(e.Pos, f, druidtype.Of(druidtype.Double).NotNull())
	case ast.LitString:
		return charLiteral(e.Pos, e.Text)
	case ast.LitTimestamp:
		return a.timestampLiteral(e)
	case ast.LitDate:
		return a.dateLiteral(e)
	case ast.LitInterval:
		return intervalLiteral(e)
	case ast.LitTime:
		refuseSQL("Cannot handle literal [%s] of unsupported type [TIME].", e.Text)
	case ast.LitBinary:
		refuseSQL("Cannot handle literal [X'%s'] of unsupported type [BINARY].", e.Text)
	}
	panic(bailout{errUnknownNode(e)})
}

func integerLiteral(pos ast.Pos, text string) plan.Expr {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		fail(pos, "Numeric literal '%s' out of range", text)
	}
	return integer(pos, n)
}

// integer is an INTEGER when it fits, a BIGINT otherwise.
func integer(pos ast.Pos, n int64) *plan.Literal {
	k := druidtype.Integer
	if n > math.MaxInt32 || n < math.MinInt32 {
		k = druidtype.BigInt
	}
	return literal(pos, n, druidtype.Of(k).NotNull())
}

// decimalLiteral is DECIMAL, carried as a double; its digits must fit 19 places.
func decimalLiteral(pos ast.Pos, text string) plan.Expr {
	if whole, ok := strings.CutSuffix(text, "."); ok {
		return integerLiteral(pos, whole)
	}
	digits := strings.TrimLeft(strings.Replace(text, ".", "", 1), "0")
	if len(digits) > 0 {
		if _, err := strconv.ParseInt(digits, 10, 64); err != nil {
			fail(pos, "Numeric literal '%s' out of range", text)
		}
	}
	f, _ := strconv.ParseFloat(text, 64)
	t := druidtype.Of(druidtype.Decimal).NotNull()
	if i := strings.IndexByte(text, '.'); i >= 0 {
		t.Scale = len(text) - i - 1
		t.Precision = max(len(digits), t.Scale)
	}
	l := literal(pos, f, t)
	l.Text = text
	return l
}

func charLiteral(pos ast.Pos, text string) *plan.Literal {
	t := druidtype.Of(druidtype.Char).NotNull()
	t.Precision = utf16Length(text)
	return literal(pos, text, t)
}

// utf16Length counts UTF-16 code units, as Java's String.length does.
func utf16Length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// timestampLiteral reads TIMESTAMP 'yyyy-MM-dd HH:mm:ss[.fff]' in the session's zone.
func (a *analyzer) timestampLiteral(e *ast.Literal) plan.Expr {
	t, err := parseSQLTimestamp(e.Text, a.env.Zone)
	if err != nil {
		fail(e.Pos, "Illegal TIMESTAMP literal '%s': not in format 'yyyy-MM-dd HH:mm:ss'", e.Text)
	}
	return literal(e.Pos, t.UnixMilli(), druidtype.Type{Kind: druidtype.Timestamp})
}

func (a *analyzer) dateLiteral(e *ast.Literal) plan.Expr {
	t, err := time.ParseInLocation("2006-01-02", e.Text, a.env.Zone)
	if err != nil {
		fail(e.Pos, "Illegal DATE literal '%s': not in format 'yyyy-MM-dd'", e.Text)
	}
	return literal(e.Pos, t.UnixMilli(), druidtype.Type{Kind: druidtype.Date})
}

func parseSQLTimestamp(s string, zone *time.Location) (time.Time, error) {
	s = strings.TrimSpace(s)
	if t, err := time.ParseInLocation("2006-1-2 15:4:5", s, zone); err == nil {
		return t, nil
	}
	return time.ParseInLocation("2006-1-2", s, zone)
}

// param replaces ? by the literal of its value, as Druid does: its SQL type then is the literal's.
func (a *analyzer) param(e *ast.Param) plan.Expr {
	if a.env.Prepare {
		fail(e.Pos, "Illegal use of dynamic parameter")
	}
	if e.Index >= len(a.env.Parameters) {
		refuseSQL("No value bound for parameter (position [%d])", e.Index+1)
	}
	p := a.env.Parameters[e.Index]
	typ := strings.ToUpper(p.Type)
	switch v := p.Value.(type) {
	case nil:
		return null(e.Pos)
	case bool:
		if paramKinds[typ] != anyParam && typ != "BOOLEAN" {
			unfit("java.lang.Boolean", strconv.FormatBool(v), typ)
		}
		return literal(e.Pos, v, boolNotNull)
	case json.Number:
		return a.numberParam(e.Pos, typ, v.String())
	case int64:
		return a.numberParam(e.Pos, typ, strconv.FormatInt(v, 10))
	case int:
		return a.numberParam(e.Pos, typ, strconv.Itoa(v))
	case float64:
		return a.numberParam(e.Pos, typ, strconv.FormatFloat(v, 'g', -1, 64))
	case string:
		return a.textParam(e.Pos, typ, v)
	case []any:
		if paramKinds[typ] != anyParam {
			unfit("java.util.ArrayList", fmt.Sprint(v), typ)
		}
		return a.arrayParam(e.Pos, v)
	}
	refuse("Cannot handle parameter [%d] of type [%s]", e.Index+1, p.Type)
	return nil
}

// paramKind says what JSON values a SQL type takes.
type paramKind uint8

const (
	anyParam paramKind = iota
	integerParam
	numberParam
	textParam
	truthParam
	timeParam
)

var paramKinds = map[string]paramKind{
	"TINYINT": integerParam, "SMALLINT": integerParam, "INTEGER": integerParam, "BIGINT": integerParam,
	"FLOAT": numberParam, "REAL": numberParam, "DOUBLE": numberParam, "DECIMAL": numberParam, "NUMERIC": numberParam,
	"CHAR": textParam, "VARCHAR": textParam, "LONGVARCHAR": textParam, "NCHAR": textParam, "NVARCHAR": textParam, "LONGNVARCHAR": textParam,
	"BOOLEAN": truthParam, "TIMESTAMP": timeParam, "DATE": timeParam,
}

// unfit refuses a value of a JSON type that its SQL type does not take.
func unfit(class, value, typ string) {
	switch paramKinds[typ] {
	case integerParam, numberParam, timeParam:
		refuse("class %s cannot be cast to class java.lang.Number", class)
	case anyParam, textParam, truthParam:
	}
	name := typ
	if paramKinds[typ] == textParam {
		name = "STRING"
	}
	refuse("cannot convert %s (class %s) to %s", value, class, name)
}

func (a *analyzer) numberParam(pos ast.Pos, typ, text string) plan.Expr {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		refuse("Numeric literal '%s' out of range", text)
	}
	n, notWhole := strconv.ParseInt(text, 10, 64)
	if notWhole != nil {
		n = function.Long(f)
	}
	switch paramKinds[typ] {
	case timeParam:
		return a.timeParam(pos, typ, n)
	case textParam, truthParam:
		class := "java.lang.Integer"
		if notWhole != nil {
			class = "java.lang.Double"
		}
		unfit(class, text, typ)
	case numberParam:
		return a.realParam(pos, typ, text, f)
	case integerParam:
		if typ != "BIGINT" {
			n = int64(int32(n)) //nolint:gosec // Java keeps the low 32 bits
		}
		return integer(pos, n)
	case anyParam:
	}
	if notWhole == nil {
		return integer(pos, n)
	}
	return literal(pos, f, druidtype.Of(druidtype.Double).NotNull())
}

// realParam is a number that need not be whole; a DECIMAL that is whole is an integer literal.
func (a *analyzer) realParam(pos ast.Pos, typ, text string, f float64) plan.Expr {
	if typ != "DECIMAL" && typ != "NUMERIC" {
		return literal(pos, f, druidtype.Of(druidtype.Double).NotNull())
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return integer(pos, n)
	}
	return literal(pos, f, druidtype.Of(druidtype.Decimal).NotNull())
}

func (a *analyzer) textParam(pos ast.Pos, typ, text string) plan.Expr {
	switch paramKinds[typ] {
	case timeParam:
		if typ == "DATE" {
			if t, err := time.ParseInLocation("2006-01-02", text, a.env.Zone); err == nil {
				return a.timeParam(pos, typ, t.UnixMilli())
			}
		} else if t, err := parseSQLTimestamp(text, a.env.Zone); err == nil {
			return a.timeParam(pos, typ, t.UnixMilli())
		}
		refuse("Illegal %s parameter [%s]", typ, text)
	case integerParam, numberParam, truthParam:
		unfit("java.lang.String", text, typ)
	case anyParam, textParam:
	}
	return charLiteral(pos, text)
}

func (a *analyzer) timeParam(pos ast.Pos, typ string, ms int64) plan.Expr {
	k := druidtype.Timestamp
	if typ == "DATE" {
		k = druidtype.Date
	}
	return literal(pos, ms, druidtype.Type{Kind: k})
}

// arrayParam makes ARRAY[…] of a JSON array.
func (a *analyzer) arrayParam(pos ast.Pos, values []any) plan.Expr {
	sub := analyzer{env: &Env{Zone: a.env.Zone}}
	elems := make([]plan.Expr, len(values))
	for i, v := range values {
		sub.env.Parameters = []Parameter{{Value: v}}
		elems[i] = sub.param(&ast.Param{At: ast.At{Pos: pos}})
	}
	return a.array(pos, elems)
}
