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
	Column         string
	Groupings      []string
	Filter         value
	Aggregator     value
}

// aggregation is one aggregator of a query: SQL over the rows of a group.
type aggregation struct {
	name string
	e    expr
	// over is what sketches are made of, for post-aggregators that ask them.
	over expr
	// where is the condition of filtered aggregators around it.
	where string
	kind  string
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
	a.name, a.where, a.kind = s.Name, where, s.Type
	if where != "" {
		a.e.sql = strings.ReplaceAll(a.e.sql, filterMark, " FILTER (WHERE "+where+")")
	} else {
		a.e.sql = strings.ReplaceAll(a.e.sql, filterMark, "")
	}
	return a, nil
}

// filterMark stands behind every aggregate function where its FILTER clause goes. It cannot occur in
// a query: quoted names and texts hold no control characters unescaped.
const filterMark = "\x00"

func (p *parser) filteredAggregator(s *aggregatorSpec, where string) (aggregation, error) {
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
		"quantilesDoublesSketch": p.quantiles, "doubleMean": p.mean, "grouping": p.groupingBits, "singleValue": p.single,
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
	case "expression", "histogram", "KllDoublesSketch", "KllDoublesSketchMerge", "KllFloatsSketch", "KllFloatsSketchMerge",
		"arrayOfDoublesSketch", "quantilesDoublesSketchMerge", "sketchBuild", "sketchMerge":
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

func (p *parser) numeric(s *aggregatorSpec) (aggregation, error) {
	e, err := p.input(s)
	if err != nil {
		return aggregation{}, err
	}
	t, function := numberType(s.Type)
	sql := strings.ToUpper(function) + "(" + e.to(t).sql + ")" + filterMark
	if t.Kind == druidtype.Float {
		sql = "CAST(" + sql + " AS FLOAT)"
	}
	return aggregate(sql, t), nil
}

// first is the earliest, the latest or any value.
func (p *parser) first(s *aggregatorSpec) (aggregation, error) {
	e, err := p.input(s)
	if err != nil {
		return aggregation{}, err
	}
	t, function := numberType(strings.TrimSuffix(s.Type, "Fold"))
	bytes := ""
	if t.IsString() {
		bytes = ", " + strconv.Itoa(cmp.Or(s.MaxStringBytes, 1024))
	}
	at := p.column(cmp.Or(s.TimeColumn, timeColumn))
	names := map[string]string{"First": "EARLIEST_BY", "Last": "LATEST_BY"}
	if name, ok := names[function]; ok {
		return aggregate(name+"("+e.to(t).sql+", "+at.timestamp()+bytes+")"+filterMark, t), nil
	}
	return aggregate("ANY_VALUE("+e.to(t).sql+bytes+")"+filterMark, t), nil
}

func (p *parser) mean(s *aggregatorSpec) (aggregation, error) {
	e, err := p.input(s)
	return aggregate("COALESCE(AVG("+e.to(typeDouble).sql+")"+filterMark+", 0)", typeDouble), err
}

// distinct counts the values of a column exactly, where Druid estimates; like an estimate the count
// is a DOUBLE unless it is to be rounded.
func (p *parser) distinct(s *aggregatorSpec) (aggregation, error) {
	e, err := p.input(s)
	if err != nil {
		return aggregation{}, err
	}
	return distinctCount(e, s.Round), nil
}

func distinctCount(e expr, round bool) aggregation {
	sql := "COUNT(DISTINCT " + e.value().sql + ")" + filterMark
	a := aggregate(sql, typeLong)
	if !round {
		a = aggregate("CAST("+sql+" AS DOUBLE)", typeDouble)
	}
	a.over = e
	return a
}

// hyperUnique reads sketches: in columns of other types it finds nothing.
func (p *parser) hyperUnique(s *aggregatorSpec) (aggregation, error) {
	_, err := p.input(s)
	return distinctCount(nullExpr(), s.Round), err
}

func (p *parser) cardinality(s *aggregatorSpec) (aggregation, error) {
	fields := s.Fields
	if fields == nil {
		fields = s.FieldNames
	}
	var list []expr
	for _, raw := range fields {
		d, err := p.dimension(raw)
		if err != nil {
			return aggregation{}, err
		}
		list = append(list, d.e)
	}
	switch {
	case len(list) == 0:
		return distinctCount(nullExpr(), s.Round), nil
	case len(list) == 1 && !s.ByRow:
		return distinctCount(list[0], s.Round), nil
	case !s.ByRow:
		return aggregation{}, unsupported("Aggregators of type [cardinality] over the values of several fields are not available, only [byRow]")
	}
	parts := make([]string, len(list))
	for i, e := range list { // a null is told from a text, and where a text ends from its parts
		parts[i] = "COALESCE(CONCAT('=', REPLACE(" + e.text() + ", ',', ',,')), '!')"
	}
	return distinctCount(stringExpr(strings.Join(parts, " || ', ' || ")), s.Round), nil
}

// quantiles is a sketch, which an answer shows as the number of its values.
func (p *parser) quantiles(s *aggregatorSpec) (aggregation, error) {
	e, err := p.input(s)
	a := aggregate("COUNT("+e.to(typeDouble).sql+")"+filterMark, typeLong)
	a.over = e.to(typeDouble)
	return a, err
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
		s.FieldName = &s.Column
	}
	e := p.column(*s.FieldName)
	return aggregate("ANY_VALUE("+e.sql+")"+filterMark, e.t), nil
}
