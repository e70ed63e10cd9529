package native

import (
	"cmp"
	"strconv"
	"strings"

	"ogham/internal/druidtype"
)

// aggregatorSpec is the JSON of all aggregators together.
type aggregatorSpec struct {
	self           value
	Type           string
	Name           string
	FieldName      *string
	Expression     *string
	TimeColumn     string
	MaxStringBytes int
	Fields         []value `java:"org.apache.druid.query.dimension.DimensionSpec"`
	FieldNames     []value
	ByRow          bool
	Round          bool
	Size           int
	LgK            int
	K              int
	MetricColumns  []string
	Groupings      []string
	Filter         value
	Aggregator     value
}

// aggregation is one aggregator of a query: SQL over the rows of a group.
type aggregation struct {
	name string
	e    expr
	// sketch is what post-aggregators may read instead of the value.
	sketch sketch
	// where is the condition of filtered aggregators around it.
	where string
}

// aggregator reads an aggregator; where is the condition of filtered ones around it.
func (p *parser) aggregator(raw value, where string) (aggregation, error) {
	kind, err := raw.typeOf(classAggregator)
	if err != nil {
		return aggregation{}, err
	}
	s := aggregatorSpec{self: raw}
	if err := bind(raw, aggregatorClass(kind), &s); err != nil {
		return aggregation{}, err
	}
	if s.Type == "filtered" {
		return p.filteredAggregator(&s, where)
	}
	if s.Name == "" {
		return aggregation{}, s.invalid("Must have a valid, non-null aggregator name")
	}
	a, err := p.plainAggregator(&s)
	if err != nil {
		return a, err
	}
	a.name, a.where = s.Name, where
	a.e.sql = filteredBy(a.e.sql, where)
	return a, nil
}

// filteredBy puts a condition, "" for none, into the aggregate functions of sql.
func filteredBy(sql, where string) string {
	if where != "" {
		where = " FILTER (WHERE " + where + ")"
	}
	return strings.ReplaceAll(sql, filterMark, where)
}

// filterMark stands behind every aggregate function where its FILTER clause goes. It cannot occur in
// a query: quoted names and texts hold no control characters unescaped.
const filterMark = "\x00"

func (p *parser) filteredAggregator(s *aggregatorSpec, where string) (aggregation, error) {
	switch {
	case s.Aggregator.isNull():
		return aggregation{}, s.invalid("aggregator")
	case s.Filter.isNull():
		return aggregation{}, s.invalid("filter")
	}
	condition, err := p.filter(s.Filter)
	if err != nil {
		return aggregation{}, err
	}
	if where != "" {
		condition = "(" + where + " AND " + condition + ")"
	}
	a, err := p.aggregator(s.Aggregator, condition)
	a.name = cmp.Or(s.Name, a.name)
	return a, err
}

func (s *aggregatorSpec) invalid(problem string) error {
	return s.self.invalid(aggregatorClass(s.Type), problem)
}

// plainAggregator says the aggregators that look at every row.
func (p *parser) plainAggregator(s *aggregatorSpec) (aggregation, error) {
	say := map[string]func(*aggregatorSpec) (aggregation, error){
		"count":       func(*aggregatorSpec) (aggregation, error) { return aggregate("COUNT(*)"+filterMark, typeLong), nil },
		"cardinality": p.cardinality, "hyperUnique": p.hyperUnique, "stringFirst": p.first, "stringLast": p.first, "stringAny": p.first,
		"stringFirstFold": p.first, "stringLastFold": p.first,
		"HLLSketch": p.distinct, "HLLSketchBuild": p.distinct, "HLLSketchMerge": p.distinct, "thetaSketch": p.distinct,
		"sketchBuild": p.distinct, "sketchMerge": p.distinct, "arrayOfDoublesSketch": p.tuples,
		"quantilesDoublesSketch": p.quantiles, "quantilesDoublesSketchMerge": p.quantiles, "KllDoublesSketch": p.quantiles,
		"KllDoublesSketchMerge": p.quantiles, "KllFloatsSketch": p.quantiles, "KllFloatsSketchMerge": p.quantiles,
		"doubleMean": p.mean, "grouping": p.groupingBits, "singleValue": p.single,
	}
	for _, prefix := range []string{"long", "double", "float"} {
		for _, name := range []string{"Sum", "Min", "Max"} {
			say[prefix+name] = p.numeric
		}
		for _, name := range []string{"First", "Last", "Any"} {
			say[prefix+name] = p.first
		}
	}
	if f := say[s.Type]; f != nil {
		return f(s)
	}
	switch s.Type {
	case "javascript":
		return aggregation{}, noJavaScript()
	case "expression", "histogram":
		return aggregation{}, unsupported("Aggregators of type [%s] are not available", s.Type)
	}
	return aggregation{}, s.self.unknownType(classAggregator, s.Type)
}

func aggregate(sql string, t druidtype.Type) aggregation {
	return aggregation{e: expr{sql: sql, t: t}}
}

// input is the column or expression that an aggregator reads.
func (p *parser) input(s *aggregatorSpec) (expr, error) {
	switch {
	case s.Expression != nil && s.FieldName == nil:
		e, err := p.expression(*s.Expression)
		return e, failed(err)
	case s.FieldName != nil && s.Expression == nil:
		return p.column(*s.FieldName), nil
	}
	return expr{}, s.invalid("Must have a valid, non-null fieldName or expression")
}

// numberType splits an aggregator's type into its number type and the rest ("longSum": LONG, "Sum").
func numberType(kind string) (t druidtype.Type, rest string) {
	for prefix, t := range map[string]druidtype.Type{"long": typeLong, "double": typeDouble, "float": typeFloat, "string": typeString} {
		if rest, ok := strings.CutPrefix(kind, prefix); ok {
			return t, rest
		}
	}
	return typeString, kind
}

// numeric is a sum, the least or the greatest number.
func (p *parser) numeric(s *aggregatorSpec) (aggregation, error) {
	e, err := p.input(s)
	if err != nil {
		return aggregation{}, err
	}
	t, function := numberType(s.Type)
	sql := strings.ToUpper(function) + "(" + e.number1(t) + ")" + filterMark
	if e.t.IsString() {
		// A constant would be refused where it is infinite, and CASE where the text has several values.
		zero := "CAST(NULLIF(COUNT(" + e.single() + ")" + filterMark + ", 0) * 0 AS VARCHAR)" // null where there is no text
		sql = "COALESCE(" + sql + ", CAST(REPLACE(" + zero + ", '0', '" + noNumber(function, t) + "') AS " + sqlType(t) + "))"
	}
	if t.Kind == druidtype.Float {
		sql = "CAST(" + sql + " AS FLOAT)"
	}
	return aggregate(sql, t), nil
}

// number1 gives e as one number; several texts are none.
func (e expr) number1(t druidtype.Type) string {
	if e.t.MultiValue {
		e = stringExpr(e.single())
	}
	return e.to(t).sql
}

// noNumber is what an aggregator holds that has seen texts, but none that is a number.
func noNumber(function string, t druidtype.Type) string {
	switch {
	case function == "Sum":
		return "0"
	case t.IsInt() && function == "Max":
		return "-9223372036854775808"
	case t.IsInt():
		return "9223372036854775807"
	case function == "Max":
		return "-Infinity"
	}
	return "Infinity"
}

// first is the earliest, the latest or any value. Texts that are no numbers count as 0.
func (p *parser) first(s *aggregatorSpec) (aggregation, error) {
	if s.FieldName == nil {
		return aggregation{}, s.invalid("Must have a valid, non-null fieldName")
	}
	e := p.column(*s.FieldName)
	t, function := numberType(strings.TrimSuffix(s.Type, "Fold"))
	x, bytes := e.to(t).sql, ""
	switch {
	case t.IsString():
		bytes = ", " + strconv.Itoa(cmp.Or(s.MaxStringBytes, 1024))
	case e.t.IsString():
		x = e.orZero(t)
	}
	at := p.column(cmp.Or(s.TimeColumn, timeColumn))
	names := map[string]string{"First": "EARLIEST_BY", "Last": "LATEST_BY"}
	if name, ok := names[function]; ok {
		return aggregate(name+"("+x+", "+at.timestamp()+bytes+")"+filterMark, t), nil
	}
	return aggregate("ANY_VALUE("+x+bytes+")"+filterMark, t), nil
}

// orZero gives a text as a number, 0 where it is none.
func (e expr) orZero(t druidtype.Type) string {
	return "COALESCE(" + e.number1(t) + ", CASE WHEN " + e.single() + " IS NOT NULL THEN CAST(0 AS " + sqlType(t) + ") END)"
}

func (p *parser) mean(s *aggregatorSpec) (aggregation, error) {
	if s.FieldName == nil {
		return aggregation{}, s.invalid("null fieldName")
	}
	e := p.column(*s.FieldName)
	x := e.to(typeDouble).sql
	if e.t.IsString() {
		x = e.orZero(typeDouble)
	}
	return aggregate("COALESCE(AVG("+x+")"+filterMark+", 0)", typeDouble), nil
}

func (p *parser) groupingBits(s *aggregatorSpec) (aggregation, error) {
	if len(s.Groupings) == 0 {
		return aggregation{}, s.invalid("Must have a non-empty grouping dimensions")
	}
	return aggregate(groupingMark+strings.Join(s.Groupings, groupingSeparator), typeLong), nil
}

// groupingMark begins a grouping aggregator, whose dimensions are known once all are read.
const (
	groupingMark      = "\x01"
	groupingSeparator = "\x02"
)

func (p *parser) single(s *aggregatorSpec) (aggregation, error) {
	if s.FieldName == nil {
		return aggregation{}, s.invalid("fieldName")
	}
	e := p.column(*s.FieldName)
	return aggregate("ANY_VALUE("+e.sql+")"+filterMark, e.t), nil
}
