package analyze

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
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
	if e.Index >= len(a.env.Parameters) {
		refuseSQL("No value bound for parameter (position [%d])", e.Index+1)
	}
	p := a.env.Parameters[e.Index]
	if p.Value == nil {
		return null(e.Pos)
	}
	typ := strings.ToUpper(p.Type)
	switch v := p.Value.(type) {
	case bool:
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
		return a.arrayParam(e.Pos, v)
	}
	refuse("Cannot handle parameter [%d] of type [%s]", e.Index+1, p.Type)
	return nil
}

func (a *analyzer) numberParam(pos ast.Pos, typ, text string) plan.Expr {
	switch typ {
	case "TIMESTAMP", "DATE":
		n, err := strconv.ParseInt(text, 10, 64)
		if err == nil {
			return a.timeParam(pos, typ, n)
		}
	case "VARCHAR", "CHAR":
		return charLiteral(pos, text)
	case "DOUBLE", "FLOAT", "REAL", "DECIMAL":
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			k := druidtype.Double
			if typ == "DECIMAL" {
				k = druidtype.Decimal
			}
			return literal(pos, f, druidtype.Of(k).NotNull())
		}
	case "BOOLEAN":
		return literal(pos, text != "0", boolNotNull)
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return integer(pos, n)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		refuse("Numeric literal '%s' out of range", text)
	}
	if strings.Contains(typ, "INT") {
		return integer(pos, int64(f))
	}
	return literal(pos, f, druidtype.Of(druidtype.Double).NotNull())
}

func (a *analyzer) textParam(pos ast.Pos, typ, text string) plan.Expr {
	switch typ {
	case "TIMESTAMP":
		if t, err := parseSQLTimestamp(text, a.env.Zone); err == nil {
			return a.timeParam(pos, typ, t.UnixMilli())
		}
		refuse("Illegal TIMESTAMP parameter [%s]", text)
	case "DATE":
		if t, err := time.ParseInLocation("2006-01-02", text, a.env.Zone); err == nil {
			return a.timeParam(pos, typ, t.UnixMilli())
		}
		refuse("Illegal DATE parameter [%s]", text)
	case "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DOUBLE", "FLOAT", "REAL", "DECIMAL":
		if _, err := strconv.ParseFloat(text, 64); err == nil {
			return a.numberParam(pos, typ, text)
		}
		refuse("Illegal %s parameter [%s]", typ, text)
	case "BOOLEAN":
		return literal(pos, strings.EqualFold(text, "true"), boolNotNull)
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
