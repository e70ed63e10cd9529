package analyze

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// unitMillis are the fixed units of day-time intervals.
var unitMillis = map[string]int64{
	"MILLISECOND": 1, "SECOND": 1000, "MINUTE": 60_000, "HOUR": 3_600_000, "DAY": 86_400_000, "WEEK": 604_800_000,
}

// unitMonths are the units of year-month intervals.
var unitMonths = map[string]int64{"MONTH": 1, "QUARTER": 3, "YEAR": 12}

// singular drops the plural of a unit: DAYS is DAY.
func singular(unit string) string {
	unit = strings.ToUpper(unit)
	if _, ok := unitMillis[strings.TrimSuffix(unit, "S")]; ok {
		return strings.TrimSuffix(unit, "S")
	}
	if _, ok := unitMonths[strings.TrimSuffix(unit, "S")]; ok {
		return strings.TrimSuffix(unit, "S")
	}
	return unit
}

// intervalLiteral reads INTERVAL '1' DAY, '1 02:03' DAY TO MINUTE, '1-2' YEAR TO MONTH. Its value is
// milliseconds or months.
func intervalLiteral(e *ast.Literal) plan.Expr {
	start, end := singular(e.Interval.Start), singular(e.Interval.End)
	text := strings.TrimSpace(e.Text)
	negative := e.Negative
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		text, negative = rest, !negative
	} else {
		text = strings.TrimPrefix(text, "+")
	}
	n, kind, ok := readInterval(text, start, end)
	if !ok {
		fail(e.Pos, "Illegal interval literal format '%s' for INTERVAL %s", e.Text, qualifierText(e.Interval))
	}
	if negative {
		n = -n
	}
	return literal(e.Pos, n, druidtype.Of(kind).NotNull())
}

func qualifierText(q *ast.IntervalQualifier) string {
	if q.End == "" {
		return q.Start
	}
	return q.Start + " TO " + q.End
}

func readInterval(text, start, end string) (int64, druidtype.Kind, bool) {
	if months, ok := unitMonths[start]; ok {
		if end == "MONTH" && start == "YEAR" {
			years, rest, ok := strings.Cut(text, "-")
			y, ok1 := number(years)
			m, ok2 := number(rest)
			return y*12 + m, druidtype.IntervalYear, ok && ok1 && ok2 && m < 12
		}
		n, ok := number(text)
		return n * months, druidtype.IntervalYear, ok
	}
	unit, ok := unitMillis[start]
	if !ok {
		return 0, 0, false
	}
	if end == "" || end == start {
		n, ok := scaled(text, unit, start == "SECOND")
		return n, druidtype.IntervalDay, ok
	}
	return dayTime(text, start, end)
}

var dayUnits = []string{"DAY", "HOUR", "MINUTE", "SECOND"}

// dayTime reads the fields from start to end: "1 02:03:04.5".
func dayTime(text, start, end string) (int64, druidtype.Kind, bool) {
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ':' })
	at := -1
	total := int64(0)
	for _, unit := range dayUnits {
		if unit == start {
			at = 0
		}
		if at < 0 {
			continue
		}
		if at >= len(fields) {
			return 0, 0, false
		}
		n, ok := scaled(fields[at], unitMillis[unit], unit == "SECOND")
		if !ok {
			return 0, 0, false
		}
		total += n
		at++
		if unit == end {
			return total, druidtype.IntervalDay, at == len(fields)
		}
	}
	return 0, 0, false
}

func number(s string) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	return n, err == nil && n >= 0
}

// scaled reads a number of units; seconds may have a fraction.
func scaled(s string, unit int64, fraction bool) (int64, bool) {
	whole, frac, has := strings.Cut(s, ".")
	n, ok := number(whole)
	if !ok || has && !fraction {
		return 0, false
	}
	total := n * unit
	if has {
		f, err := strconv.ParseFloat("0."+frac, 64)
		if err != nil || strings.Trim(frac, "0123456789") != "" {
			return 0, false
		}
		total += int64(math.Round(f * float64(unit)))
	}
	return total, true
}

// intervalExpr analyzes INTERVAL n unit, a product of a number with one unit.
func (a *analyzer) intervalExpr(s *scope, e *ast.IntervalExpr) plan.Expr {
	x := a.expr(s, e.X)
	start := singular(e.Qualifier.Start)
	kind, unit := druidtype.IntervalDay, unitMillis[start]
	if months, ok := unitMonths[start]; ok {
		kind, unit = druidtype.IntervalYear, months
	} else if unit == 0 {
		fail(e.Pos, "'%s' is not a valid time frame", e.Qualifier.Start)
	}
	if !x.Type().IsNumeric() {
		fail(e.Pos, "Cannot apply 'INTERVAL' to arguments of type 'INTERVAL <%s> <INTERVAL %s>'. Supported form(s): 'INTERVAL <NUMERIC> <DATETIME_INTERVAL>'", typeText(x.Type()), qualifierText(e.Qualifier))
	}
	if e.Negative {
		unit = -unit
	}
	if l, ok := x.(*plan.Literal); ok {
		if n, ok := l.Value.(int64); ok {
			return literal(e.Pos, n*unit, druidtype.Of(kind).NotNull())
		}
	}
	n := a.arithmetic(e.Pos, "*", a.cast(x, druidtype.Of(druidtype.BigInt)), literal(e.Pos, unit, druidtype.Of(druidtype.BigInt).NotNull()))
	return retyped(n, druidtype.Of(kind))
}

// retyped gives the same value another type of the same Postgres type.
func retyped(x plan.Expr, t druidtype.Type) plan.Expr {
	return &plan.Raw{Base: plan.Base{T: t, P: x.Pos()}, Parts: []string{"", ""}, Exprs: []plan.Expr{x}}
}

// refuseInterval refuses an interval as a result.
func (a *analyzer) refuseInterval(x plan.Expr) {
	text := "INTERVAL_DAY"
	kind := "INTERVAL DAY"
	if x.Type().Kind == druidtype.IntervalYear {
		text, kind = "INTERVAL_MONTH", "INTERVAL MONTH"
	}
	value := any("?")
	if l, ok := x.(*plan.Literal); ok {
		value = l.Value
	}
	refuseSQL("Cannot handle literal [%s:%s] of unsupported type [%s].", fmt.Sprint(value), kind, text)
}
