package native

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
)

const (
	classFilter = "org.apache.druid.query.filter.DimFilter"
	never       = "(1 = 0)"
	always      = "(1 = 1)"
)

// filterSpec is the JSON of all filter types together.
type filterSpec struct {
	Type           string
	Dimension      json.RawMessage
	Dimensions     []json.RawMessage
	Column         string
	Value          json.RawMessage
	Values         []any
	MatchValue     any
	MatchValueType string
	ElementMatch   json.RawMessage `json:"elementMatchValue"`
	ElementType    string          `json:"elementMatchValueType"`
	SortedValues   []any
	Lower, Upper   any
	LowerStrict    bool
	UpperStrict    bool
	LowerOpen      bool
	UpperOpen      bool
	AlphaNumeric   bool
	Ordering       json.RawMessage
	Pattern        string
	Escape         *string
	Query          json.RawMessage
	Intervals      json.RawMessage
	Expression     string
	ExtractionFn   json.RawMessage
	Field          json.RawMessage
	Fields         []json.RawMessage
}

// filter says a filter as a condition with three truth values, as Druid's are.
func (p *parser) filter(raw json.RawMessage) (string, error) {
	if p.depth++; p.depth > maxDepth {
		return "", p.invalid("Filters are nested too deeply")
	}
	defer func() { p.depth-- }()
	if _, err := typeOf(raw, classFilter, "filter"); err != nil {
		return "", err
	}
	var f filterSpec
	if err := p.decode(raw, &f, "filter"); err != nil {
		return "", err
	}
	say := map[string]func(*filterSpec) (string, error){
		"and": p.logical, "or": p.logical, "not": p.negation, "istrue": p.negation, "isfalse": p.negation,
		"selector": p.selector, "extraction": p.selector, "equals": p.equals, "null": p.nullFilter, "range": p.rangeFilter,
		"bound": p.bound, "in": p.in, "inType": p.in, "like": p.like, "regex": p.regex, "search": p.searchFilter,
		"interval": p.intervalFilter, "expression": p.expressionFilter, "columnComparison": p.comparison,
		"arrayContainsElement": p.contains, "true": constantFilter(always), "false": constantFilter(never),
		"javascript": noCode, "spatial": noShapes,
	}
	if say[f.Type] == nil {
		return "", unknownType(classFilter, f.Type, slices.Sorted(maps.Keys(say)))
	}
	return say[f.Type](&f)
}

// maxDepth bounds how deep the parts of a query may be nested.
const maxDepth = 500

func constantFilter(sql string) func(*filterSpec) (string, error) {
	return func(*filterSpec) (string, error) { return sql, nil }
}

func noCode(*filterSpec) (string, error) { return "", noJavaScript() }

func noShapes(f *filterSpec) (string, error) {
	return "", unsupported("Filters of type [%s] are not available", f.Type)
}

func (p *parser) logical(f *filterSpec) (string, error) {
	var parts []string
	for _, raw := range f.Fields {
		if isNull(raw) {
			continue
		}
		c, err := p.filter(raw)
		if err != nil {
			return "", err
		}
		parts = append(parts, c)
	}
	if parts == nil {
		name := strings.ToUpper(f.Type)
		return "", instantiation("org.apache.druid.query.filter."+name[:1]+f.Type[1:]+"DimFilter", name+" operator requires at least one field")
	}
	return "(" + strings.Join(parts, " "+strings.ToUpper(f.Type)+" ") + ")", nil
}

func (p *parser) negation(f *filterSpec) (string, error) {
	if isNull(f.Field) {
		return "", instantiation("org.apache.druid.query.filter.NotDimFilter", "NOT operator requires at least one field")
	}
	c, err := p.filter(f.Field)
	if err != nil {
		return "", err
	}
	switch f.Type {
	case "istrue":
		return "(" + c + " IS TRUE)", nil
	case "isfalse":
		return "(" + c + " IS FALSE)", nil
	}
	return "(NOT " + c + ")", nil
}

// operand is the column of a filter, through its extraction function.
func (p *parser) operand(f *filterSpec) (expr, error) {
	var name string
	if json.Unmarshal(f.Dimension, &name) != nil {
		return expr{}, instantiation(classFilter, "dimension must not be null")
	}
	return p.extracted(p.column(name), f.ExtractionFn)
}

func (p *parser) selector(f *filterSpec) (string, error) {
	e, err := p.operand(f)
	if err != nil {
		return "", err
	}
	var v any
	if err := p.decode(f.Value, &v, "value"); err != nil {
		return "", err
	}
	if v == nil {
		return "(" + e.sql + " IS NULL)", nil
	}
	return equal(e, v), nil
}

// equal compares a column with a value that may be text or number in JSON.
func equal(e expr, v any) string {
	e = e.value()
	switch {
	case e.t.Kind == druidtype.Unknown:
		return "(" + e.text() + " = " + text(toText(v)) + ")"
	case e.t.IsNumeric():
		f, ok := toDouble(v)
		if !ok {
			return "(" + e.text() + " = " + text(toText(v)) + ")"
		}
		if n, isLong := toLong(v); isLong && float64(n) == f && e.t.Kind == druidtype.BigInt {
			return timeOr(e, "=", n)
		}
		return "(" + e.sql + " = " + literal(v, e.t).sql + ")"
	}
	return "(" + e.text() + " = " + text(toText(v)) + ")"
}

// timeOr compares a whole number, on its TIMESTAMP where it has one.
func timeOr(e expr, op string, n int64) string {
	if e.time != "" {
		return "(" + e.time + " " + op + " " + instant(n) + ")"
	}
	return "(" + e.sql + " " + op + " " + strconv.FormatInt(n, 10) + ")"
}

func (p *parser) equals(f *filterSpec) (string, error) {
	t, err := matchType(f.MatchValueType, "org.apache.druid.query.filter.EqualityFilter")
	if err != nil {
		return "", err
	}
	e := p.column(f.Column).value()
	if f.MatchValue == nil {
		return "", instantiation("org.apache.druid.query.filter.EqualityFilter", "Invalid equality filter on column ["+f.Column+
			"], matchValue cannot be null")
	}
	switch {
	case t.Kind == druidtype.Array || e.t.Kind == druidtype.Array:
		if t.Kind != druidtype.Array {
			t = e.t
		}
		return "(" + e.to(t).sql + " = " + literal(f.MatchValue, t).sql + ")", nil
	case e.t.IsNumeric() || !t.IsNumeric():
		return equal(e, f.MatchValue), nil
	}
	return "(" + e.to(t).sql + " = " + literal(f.MatchValue, t).sql + ")", nil
}

func matchType(name, class string) (druidtype.Type, error) {
	t, ok := druidtype.FromNative(name)
	if !ok {
		return t, instantiation(class, "Invalid filter, matchValueType cannot be null")
	}
	return t, nil
}

func (p *parser) nullFilter(f *filterSpec) (string, error) {
	return "(" + p.column(f.Column).sql + " IS NULL)", nil
}

func (p *parser) rangeFilter(f *filterSpec) (string, error) {
	const class = "org.apache.druid.query.filter.RangeFilter"
	t, err := matchType(f.MatchValueType, class)
	if err != nil {
		return "", err
	}
	if f.Lower == nil && f.Upper == nil {
		return "", instantiation(class, "Invalid range filter on column ["+f.Column+"], lower and upper cannot be null at the same time")
	}
	e := p.column(f.Column)
	if !(e.t.IsNumeric() && t.IsNumeric()) {
		e = e.to(t)
	} else if t.IsApprox() {
		e.time = ""
	}
	var parts []string
	add := func(v any, op string, open bool) {
		if v == nil {
			return
		}
		if !open {
			op += "="
		}
		if n, ok := toLong(v); ok && e.time != "" {
			parts = append(parts, timeOr(e, op, n))
			return
		}
		parts = append(parts, "("+e.sql+" "+op+" "+literal(v, t).sql+")")
	}
	add(f.Lower, ">", f.LowerOpen)
	add(f.Upper, "<", f.UpperOpen)
	return "(" + strings.Join(parts, " AND ") + ")", nil
}

// bound compares in an ordering; without a lower end it takes nulls.
func (p *parser) bound(f *filterSpec) (string, error) {
	e, err := p.operand(f)
	if err != nil {
		return "", err
	}
	if f.Lower == nil && f.Upper == nil {
		return "", instantiation("org.apache.druid.query.filter.BoundDimFilter", "lower and upper cannot be null at the same time")
	}
	ordering, err := p.orderingName(f.Ordering)
	if err != nil {
		return "", err
	}
	if f.AlphaNumeric {
		ordering = "alphanumeric"
	}
	var parts []string
	add := func(v any, op string, strict bool) {
		if v == nil {
			return
		}
		if !strict {
			op += "="
		}
		parts = append(parts, compareIn(ordering, e, op, toText(v)))
	}
	add(f.Lower, ">", f.LowerStrict)
	add(f.Upper, "<", f.UpperStrict)
	condition := "(" + strings.Join(parts, " AND ") + ")"
	if f.Lower == nil {
		return "(" + e.sql + " IS NULL OR " + condition + ")", nil
	}
	return "(" + e.sql + " IS NOT NULL AND " + condition + ")", nil
}

// compareIn compares a value with a text in one of Druid's orderings.
func compareIn(ordering string, e expr, op, bound string) string {
	f, numeric := toDouble(bound)
	switch {
	case ordering == "strlen":
		return "(CHAR_LENGTH(" + e.text() + ") " + op + " " + strconv.Itoa(len([]rune(bound))) + ")"
	case (ordering == "numeric" || ordering == "alphanumeric" || ordering == "natural") && numeric:
		if n, ok := toLong(bound); ok && float64(n) == f && e.t.Kind == druidtype.BigInt {
			return timeOr(e, op, n)
		}
		return "(" + e.to(typeDouble).sql + " " + op + " " + double(f) + ")"
	}
	return "(" + e.text() + " " + op + " " + text(bound) + ")"
}

func (p *parser) in(f *filterSpec) (string, error) {
	e := expr{}
	if f.Type == "inType" {
		e = p.column(f.Column)
		f.Values = f.SortedValues
	} else {
		var err error
		if e, err = p.operand(f); err != nil {
			return "", err
		}
	}
	if e.t.Kind == druidtype.Array {
		return p.anyEqual(e, f.Values), nil
	}
	e = e.value()
	t := e.t
	if !t.IsNumeric() {
		t, e = typeString, e.to(typeString)
	}
	var list []string
	null := false
	for _, v := range f.Values {
		if v == nil {
			null = true
			continue
		}
		if t.IsNumeric() {
			if _, ok := toDouble(v); !ok {
				continue
			}
		}
		list = append(list, literal(v, t).sql)
	}
	condition := never
	if list != nil {
		condition = "(" + e.sql + " IN (" + strings.Join(list, ", ") + "))"
	}
	if null {
		return "(" + e.sql + " IS NULL OR " + condition + ")", nil
	}
	if list == nil {
		return never, nil
	}
	return condition, nil
}

func (p *parser) anyEqual(e expr, values []any) string {
	parts := []string{}
	for _, v := range values {
		if v == nil {
			parts = append(parts, "("+e.sql+" IS NULL)")
		} else {
			parts = append(parts, "("+e.sql+" = "+literal(v, e.t).sql+")")
		}
	}
	if len(parts) == 0 {
		return never
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

func (p *parser) like(f *filterSpec) (string, error) {
	e, err := p.operand(f)
	if err != nil {
		return "", err
	}
	sql := e.text() + " LIKE " + text(f.Pattern)
	if f.Escape != nil && *f.Escape != "" {
		sql += " ESCAPE " + text(*f.Escape)
	}
	return "(" + sql + ")", nil
}

func (p *parser) regex(f *filterSpec) (string, error) {
	e, err := p.operand(f)
	if err != nil {
		return "", err
	}
	return "REGEXP_LIKE(" + e.text() + ", " + text(f.Pattern) + ")", nil
}

func (p *parser) searchFilter(f *filterSpec) (string, error) {
	e, err := p.operand(f)
	if err != nil {
		return "", err
	}
	return p.search(e.text(), f.Query)
}

// search is the condition of a search query spec on a text.
func (p *parser) search(sql string, raw json.RawMessage) (string, error) {
	if isNull(raw) {
		return always, nil
	}
	const class = "org.apache.druid.query.search.SearchQuerySpec"
	kind, err := typeOf(raw, class, "query")
	if err != nil {
		return "", err
	}
	var s struct {
		Value         *string
		Values        []string
		Pattern       string
		CaseSensitive bool `json:"case_sensitive"`
		Camel         bool `json:"caseSensitive"`
	}
	if err := p.decode(raw, &s, "query"); err != nil {
		return "", err
	}
	function := "ICONTAINS_STRING"
	if s.CaseSensitive || s.Camel {
		function = "CONTAINS_STRING"
	}
	switch kind {
	case "all":
		return always, nil
	case "regex":
		return "REGEXP_LIKE(" + sql + ", " + text(s.Pattern) + ")", nil
	case "insensitive_contains", "contains":
		if kind == "insensitive_contains" {
			function = "ICONTAINS_STRING"
		}
		if s.Value == nil {
			return never, nil
		}
		return function + "(" + sql + ", " + text(*s.Value) + ")", nil
	case "fragment":
		parts := []string{always}
		for _, v := range s.Values {
			parts = append(parts, function+"("+sql+", "+text(v)+")")
		}
		return "(" + strings.Join(parts, " AND ") + ")", nil
	}
	return "", unknownType(class, kind, []string{"all", "contains", "fragment", "insensitive_contains", "regex"})
}

func (p *parser) intervalFilter(f *filterSpec) (string, error) {
	e, err := p.operand(f)
	if err != nil {
		return "", err
	}
	var list []string
	if err := p.decode(f.Intervals, &list, "intervals"); err != nil {
		return "", err
	}
	intervals := []druidtime.Interval{}
	for _, s := range list {
		iv, err := druidtime.ParseInterval(s, nil)
		if err != nil {
			return "", instantiation("org.joda.time.Interval", err.Error())
		}
		intervals = append(intervals, iv)
	}
	if c := p.within(e, intervals); c != "" {
		return c, nil
	}
	return "(" + e.sql + " IS NOT NULL)", nil
}

func (p *parser) expressionFilter(f *filterSpec) (string, error) {
	e, err := p.expression(f.Expression)
	if err != nil {
		return "", err
	}
	return e.condition(), nil
}

// comparison tells whether columns are equal; two nulls are.
func (p *parser) comparison(f *filterSpec) (string, error) {
	var list []expr
	for _, raw := range f.Dimensions {
		d, err := p.dimension(raw)
		if err != nil {
			return "", err
		}
		list = append(list, d.e)
	}
	if len(list) < 2 {
		return always, nil
	}
	var parts []string
	for _, b := range list[1:] {
		x, y := list[0].text(), b.text()
		parts = append(parts, "COALESCE("+x+" = "+y+", "+x+" IS NULL AND "+y+" IS NULL)")
	}
	return "(" + strings.Join(parts, " AND ") + ")", nil
}

func (p *parser) contains(f *filterSpec) (string, error) {
	t, ok := druidtype.FromNative(f.ElementType)
	if !ok {
		t = typeString
	}
	var v any
	if err := p.decode(f.ElementMatch, &v, "elementMatchValue"); err != nil {
		return "", err
	}
	e := p.column(f.Column)
	if e.t.Kind != druidtype.Array {
		e = expr{sql: "MV_TO_ARRAY(" + e.text() + ")", t: druidtype.ArrayOf(typeString)}
	} else if e.t.Elem != nil {
		t = *e.t.Elem
	}
	return "ARRAY_CONTAINS(" + e.sql + ", " + literal(v, t).sql + ")", nil
}
