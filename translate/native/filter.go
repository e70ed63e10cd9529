package native

import (
	"strconv"
	"strings"

	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
)

const (
	never  = "(1 = 0)"
	always = "(1 = 1)"
)

// filterSpec is the JSON of all filter types together.
type filterSpec struct {
	self           value
	Type           string
	Dimension      value
	Dimensions     []value `java:"org.apache.druid.query.dimension.DimensionSpec"`
	Column         string
	Value          value
	Values         []any
	MatchValue     any
	MatchValueType string
	ElementMatch   value  `json:"elementMatchValue"`
	ElementType    string `json:"elementMatchValueType"`
	SortedValues   []any
	Lower, Upper   any
	LowerStrict    bool `java:"java.lang.Boolean"`
	UpperStrict    bool `java:"java.lang.Boolean"`
	LowerOpen      bool `java:"java.lang.Boolean"`
	UpperOpen      bool `java:"java.lang.Boolean"`
	AlphaNumeric   bool
	Ordering       value
	Pattern        *string
	Escape         *string
	Query          value
	Intervals      []value `java:"org.joda.time.Interval"`
	Expression     string
	ExtractionFn   value
	Field          value
	Fields         []value `java:"org.apache.druid.query.filter.DimFilter"`
}

// filter says a filter as a condition with three truth values, as Druid's are.
func (p *parser) filter(raw value) (string, error) {
	if p.depth++; p.depth > maxDepth {
		return "", p.invalid("Filters are nested too deeply")
	}
	defer func() { p.depth-- }()
	kind, err := raw.typeOf(classFilter)
	if err != nil {
		return "", err
	}
	f := filterSpec{self: raw}
	if err := bind(raw, filterClass(kind), &f); err != nil {
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
		return "", raw.unknownType(classFilter, f.Type)
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
		if raw.isNull() {
			continue
		}
		c, err := p.filter(raw)
		if err != nil {
			return "", err
		}
		parts = append(parts, c)
	}
	switch {
	case f.Fields == nil:
		return "", f.invalid("`java.lang.NullPointerException`")
	case parts == nil:
		return "", f.invalid(strings.ToUpper(f.Type) + " operator requires at least one field")
	}
	return "(" + strings.Join(parts, " "+strings.ToUpper(f.Type)+" ") + ")", nil
}

func (p *parser) negation(f *filterSpec) (string, error) {
	if f.Field.isNull() {
		return "", f.invalid("NOT operator requires at least one field")
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
	name, ok := f.Dimension.text()
	switch {
	case f.Dimension.isNull():
		return expr{}, f.invalid("dimension must not be null")
	case f.Dimension.is("{["):
		return expr{}, f.Dimension.mismatch("java.lang.String")
	case !ok:
		name = string(f.Dimension.raw)
	}
	return p.extracted(p.column(name), f.ExtractionFn)
}

func (p *parser) selector(f *filterSpec) (string, error) {
	e, err := p.operand(f)
	if err != nil {
		return "", err
	}
	if f.Value.is("{[") {
		return "", f.Value.mismatch("java.lang.String")
	}
	v, err := f.Value.any()
	if err != nil {
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
	t, err := f.typed("equality")
	if err != nil {
		return "", err
	}
	e := p.column(f.Column).value()
	if f.MatchValue == nil {
		return "", f.invalid("Invalid equality filter on column [" + f.Column + "], matchValue cannot be null")
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

// typed gives the type that a filter compares in; name is what messages call the filter.
func (f *filterSpec) typed(name string) (druidtype.Type, error) {
	if f.Column == "" {
		return druidtype.Type{}, f.invalid("Invalid " + name + " filter, column cannot be null")
	}
	t, ok := druidtype.FromNative(f.MatchValueType)
	if !ok {
		return t, f.invalid("Invalid " + name + " filter on column [" + f.Column + "], matchValueType cannot be null")
	}
	return t, nil
}

// invalid is the error of the filter as a whole.
func (f *filterSpec) invalid(problem string) error {
	return f.self.invalid(filterClass(f.Type), problem)
}

func (p *parser) nullFilter(f *filterSpec) (string, error) {
	if f.Column == "" {
		return "", f.invalid("Invalid null filter, column cannot be null")
	}
	return "(" + p.column(f.Column).sql + " IS NULL)", nil
}

func (p *parser) rangeFilter(f *filterSpec) (string, error) {
	t, err := f.typed("range")
	if err != nil {
		return "", err
	}
	if f.Lower == nil && f.Upper == nil {
		return "", f.invalid("Invalid range filter on column [" + f.Column + "], lower and upper cannot be null at the same time")
	}
	e := p.column(f.Column)
	if !e.t.IsNumeric() || !t.IsNumeric() {
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
		return "", f.invalid("lower and upper cannot be null at the same time")
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
	if e.t.MultiValue { // one value in the range is enough, whatever the others are
		return "COALESCE(" + condition + ", FALSE)", nil
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
		if _, err := f.typed("IN"); err != nil {
			return "", err
		}
		e = p.column(f.Column)
		f.Values = f.SortedValues
	} else {
		var err error
		if e, err = p.operand(f); err != nil {
			return "", err
		}
		if f.Values == nil {
			return "", f.invalid("values cannot be null")
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
	switch {
	case f.Pattern == nil:
		return "", f.invalid("pattern")
	case f.Escape != nil && len([]rune(*f.Escape)) > 1:
		return "", f.invalid("Escape must be null or a single character")
	}
	sql := e.text() + " LIKE " + text(*f.Pattern)
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
	if f.Pattern == nil {
		return "", f.invalid("pattern must not be null")
	}
	return "REGEXP_LIKE(" + e.text() + ", " + text(*f.Pattern) + ")", nil
}

func (p *parser) intervalFilter(f *filterSpec) (string, error) {
	e, err := p.operand(f)
	if err != nil {
		return "", err
	}
	if f.Intervals == nil {
		return "", f.invalid("intervals can not be null")
	}
	intervals := []druidtime.Interval{}
	for _, v := range f.Intervals {
		s, _ := v.text()
		iv, err := druidtime.ParseInterval(s, nil)
		if err != nil {
			return "", v.unreadable("Invalid interval[" + s + "]: [" + err.Error() + "]")
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
	return e.condition(), failed(err)
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
	switch {
	case f.Dimensions == nil:
		return "", f.invalid("dimensions")
	case len(list) < 2:
		return "", f.invalid("dimensions must have a least 2 dimensions")
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
		return "", f.invalid("Invalid array_contains filter on column [" + f.Column + "], elementMatchValueType cannot be null")
	}
	v, err := f.ElementMatch.any()
	if err != nil {
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
