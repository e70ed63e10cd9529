package translate

import (
	"math"
	"strings"

	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// Native is what reports show of how Druid's planner would read a datasource: what a WHERE leaves to a
// native filter, and the time that it bounds.
type Native struct {
	// Filter marshals to a native filter; nil for none, or one that columns and constants do not tell.
	Filter any
	// Interval bounds __time, "start/end"; "" for all time.
	Interval string
}

// The shapes of native filters, in Druid's order of members.
type (
	fieldsFilter struct {
		Type   string `json:"type"`
		Fields []any  `json:"fields"`
	}
	notFilter struct {
		Type  string `json:"type"`
		Field any    `json:"field"`
	}
	nullFilter struct {
		Type   string `json:"type"`
		Column string `json:"column"`
	}
	equalsFilter struct {
		Type           string `json:"type"`
		Column         string `json:"column"`
		MatchValueType string `json:"matchValueType"`
		MatchValue     any    `json:"matchValue"`
	}
	rangeFilter struct {
		Type           string `json:"type"`
		Column         string `json:"column"`
		MatchValueType string `json:"matchValueType"`
		Lower          any    `json:"lower,omitempty"`
		Upper          any    `json:"upper,omitempty"`
		LowerOpen      bool   `json:"lowerOpen,omitempty"`
		UpperOpen      bool   `json:"upperOpen,omitempty"`
	}
	inFilter struct {
		Type      string   `json:"type"`
		Dimension string   `json:"dimension"`
		Values    []string `json:"values"`
	}
	likeFilter struct {
		Type         string  `json:"type"`
		Dimension    string  `json:"dimension"`
		Pattern      string  `json:"pattern"`
		Escape       *string `json:"escape"`
		ExtractionFn *string `json:"extractionFn"`
	}
)

// native describes a query over one datasource or external input; others have nothing to tell.
func native(q *plan.Query) Native {
	sel, ok := q.Body.(*plan.Select)
	if !ok || sel.Where == nil {
		return Native{}
	}
	if _, ok := sel.From.(*plan.Scan); !ok {
		return Native{}
	}
	terms, interval := boundedTime(conjuncts(sel.Where, false))
	fields := make([]any, 0, len(terms))
	for _, t := range terms {
		f := nativeFilter(t.x, t.not)
		if f == nil || timeAlone(f) { // of time alone Druid makes several intervals
			return Native{}
		}
		fields = append(fields, f)
	}
	out := Native{Interval: interval}
	if len(fields) > 0 {
		out.Filter = conjoined(fields)
	}
	return out
}

// term is a condition, or its negation.
type term struct {
	x   plan.Expr
	not bool
}

// conjuncts gives the terms of which all must hold.
func conjuncts(x plan.Expr, not bool) []term {
	switch e := x.(type) {
	case *plan.Logical:
		if e.Or != not {
			break
		}
		var list []term
		for _, t := range e.Terms {
			list = append(list, conjuncts(t, not)...)
		}
		return list
	case *plan.Call:
		if e.Fn.Name == "NOT" {
			return conjuncts(e.Args[0], !not)
		}
	case *plan.Literal:
		if e.Value == !not {
			return nil // true
		}
	}
	return []term{{x, not}}
}

// boundedTime takes comparisons of __time with constants out of terms and gives the interval that they
// leave.
func boundedTime(terms []term) (rest []term, interval string) {
	start, end := int64(firstMillis), int64(lastMillis)
	for _, t := range terms {
		c, ok := compared(t.x, t.not)
		at, isTime := c.value.(int64)
		if !ok || !isTime || c.column != timeColumn {
			rest = append(rest, t)
			continue
		}
		switch c.op {
		case ">":
			start = max(start, at+1)
		case ">=":
			start = max(start, at)
		case "<":
			end = min(end, at)
		case "<=":
			end = min(end, at+1)
		case "=":
			start, end = max(start, at), min(end, at+1)
		default:
			rest = append(rest, t)
		}
	}
	if start == firstMillis && end == lastMillis || start >= end {
		return rest, ""
	}
	return rest, druidtime.FormatISO(start) + "/" + druidtime.FormatISO(end)
}

// firstMillis and lastMillis bound all time.
const (
	firstMillis = math.MinInt64 / 2
	lastMillis  = math.MaxInt64 / 2
)

// timeColumn is the column that intervals bound.
const timeColumn = "__time"

// nativeFilter makes the filter of a condition, nil where columns and constants alone do not tell it.
func nativeFilter(x plan.Expr, not bool) any {
	switch e := x.(type) {
	case *plan.Logical:
		return nativeLogical(e, not)
	case *plan.In:
		return nativeIn(e, not)
	case *plan.Call:
		return nativeCall(e, not)
	}
	return nil
}

func nativeLogical(e *plan.Logical, not bool) any {
	fields := make([]any, len(e.Terms))
	for i, t := range e.Terms {
		if fields[i] = nativeFilter(t, not); fields[i] == nil {
			return nil
		}
	}
	if e.Or != not {
		return disjoined(fields)
	}
	return conjoined(fields)
}

func nativeIn(e *plan.In, not bool) any {
	column := plainColumn(e.X)
	if column == nil {
		return nil
	}
	fields := make([]any, len(e.List))
	for i, x := range e.List {
		l, ok := x.(*plan.Literal)
		if !ok || l.Value == nil {
			return nil
		}
		fields[i] = equalsFilter{"equals", column.Label, l.T.Native(), l.Value}
	}
	return negated(disjoined(fields), e.Not != not)
}

func nativeCall(e *plan.Call, not bool) any {
	switch name := e.Fn.Name; name {
	case "NOT":
		return nativeFilter(e.Args[0], !not)
	case "IS NULL", "IS NOT NULL":
		if c := plainColumn(e.Args[0]); c != nil {
			return negated(nullFilter{"null", c.Label}, not != (name == "IS NOT NULL"))
		}
		return nil
	case "LIKE", "LIKE ESCAPE":
		return nativeLike(e, not)
	}
	c, ok := compared(e, not)
	switch {
	case !ok:
		return nil
	case c.op == "=" || c.op == "<>":
		return negated(equalsFilter{"equals", c.column, c.native, c.value}, c.op == "<>")
	}
	f := rangeFilter{Type: "range", Column: c.column, MatchValueType: c.native}
	if c.op[0] == '>' {
		f.Lower, f.LowerOpen = c.value, c.op == ">"
	} else {
		f.Upper, f.UpperOpen = c.value, c.op == "<"
	}
	return f
}

func nativeLike(e *plan.Call, not bool) any {
	column := plainColumn(e.Args[0])
	var texts [2]string
	for i, x := range e.Args[1:] {
		l, ok := x.(*plan.Literal)
		if ok {
			texts[i], ok = l.Value.(string)
		}
		if !ok {
			return nil
		}
	}
	if column == nil {
		return nil
	}
	f := likeFilter{Type: "like", Dimension: column.Label, Pattern: texts[0]}
	if len(e.Args) > 2 {
		f.Escape = &texts[1]
	}
	return negated(f, not)
}

// comparison is that of a column with a constant of a native type.
type comparison struct {
	column, op, native string
	value              any
}

// compared reads a comparison of a column with a constant, or its negation.
func compared(x plan.Expr, not bool) (c comparison, ok bool) {
	e, isCall := x.(*plan.Call)
	if !isCall || len(e.Args) != 2 {
		return c, false
	}
	// What follows or precedes an operator says how Postgres must do it.
	op := strings.TrimPrefix(strings.TrimSuffix(strings.TrimSuffix(e.Fn.Name, "NUMBER"), "TEXT"), "NUMBER ")
	opposite, known := opposites[op]
	if !known {
		return c, false
	}
	l, r := e.Args[0], e.Args[1]
	if _, ok := l.(*plan.Literal); ok {
		l, r, op, opposite = r, l, mirrored[op], mirrored[opposite]
	}
	column := plainColumn(l)
	value, isLiteral := r.(*plan.Literal)
	if column == nil || !isLiteral || value.Value == nil {
		return c, false
	}
	if not {
		op = opposite
	}
	return comparison{column: column.Label, op: op, native: value.T.Native(), value: value.Value}, true
}

var (
	opposites = map[string]string{"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
	mirrored  = map[string]string{"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
)

// plainColumn gives a column, also under casts between text and numbers; nil for all else.
func plainColumn(x plan.Expr) *plan.Column {
	for {
		switch e := x.(type) {
		case *plan.Column:
			return e
		case *plan.Cast:
			if t := e.X.Type(); t.MultiValue || !castMatches(t) || !castMatches(e.T) {
				return nil
			}
			x = e.X
		case *plan.Call:
			if e.Fn.Name != "BYTEWISE" {
				return nil
			}
			x = e.Args[0]
		default:
			return nil
		}
	}
}

func castMatches(t druidtype.Type) bool { return t.IsNumeric() || t.IsString() }

func negated(f any, not bool) any {
	if not {
		return notFilter{"not", f}
	}
	return f
}
