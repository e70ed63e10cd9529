package native

import (
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
)

// sketchFamily tells which sketches can be put together and read by the same functions.
type sketchFamily string

// The families of sketches.
const (
	thetaFamily    sketchFamily = "THETA"
	hllFamily      sketchFamily = "HLL"
	quantileFamily sketchFamily = "QUANTILES"
)

// sketch makes a sketch of the rows of a group; sql is an aggregate with its filterMark.
type sketch struct {
	family sketchFamily
	sql    string
}

// distinct counts the values of a column exactly, where Druid estimates; like an estimate the count
// is a DOUBLE unless it is to be rounded.
func (p *parser) distinct(s *aggregatorSpec) (aggregation, error) {
	if s.FieldName == nil {
		problem := "Must have a valid, non-null fieldName"
		if strings.HasPrefix(s.Type, "HLL") {
			problem = "`java.lang.NullPointerException`"
		}
		return aggregation{}, s.invalid(problem)
	}
	e := p.column(*s.FieldName)
	plainColumn := e.t.Kind != druidtype.Complex && e.t.Kind != druidtype.Unknown
	if plainColumn && (s.Type == "HLLSketchMerge" || s.Type == "HLLSketch") {
		return aggregation{}, druiderr.Legacy(druiderr.Operator, druiderr.Uncategorized, "druidException", "",
			"Using aggregator [HLLSketchMerge] is not supported for complex columns with type [%s].", e.t.Native())
	}
	a := distinctCount(e, s.Round)
	if strings.HasPrefix(s.Type, "HLL") {
		a.sketch = sketch{hllFamily, "DS_HLL(" + e.value().sql + ")" + filterMark}
	} else {
		a.sketch = sketch{thetaFamily, "DS_THETA(" + e.value().sql + ")" + filterMark}
	}
	return a, nil
}

func distinctCount(e expr, round bool) aggregation {
	sql := "COUNT(DISTINCT " + e.value().sql + ")" + filterMark
	if e.t.Kind == druidtype.Complex {
		sql = "APPROX_COUNT_DISTINCT_DS_THETA(" + e.sql + ")" + filterMark
	}
	return counted(sql, round)
}

// counted is a number of different values.
func counted(sql string, round bool) aggregation {
	if round {
		return aggregate(sql, typeLong)
	}
	return aggregate("CAST("+sql+" AS DOUBLE)", typeDouble)
}

// hyperUnique reads sketches: in columns of other types it finds nothing.
func (p *parser) hyperUnique(s *aggregatorSpec) (aggregation, error) {
	return distinctCount(nullExpr(), s.Round), nil
}

// cardinality counts the different values of all its fields together, or the different rows of them.
func (p *parser) cardinality(s *aggregatorSpec) (aggregation, error) {
	fields := s.Fields
	if fields == nil {
		fields = s.FieldNames
	}
	if fields == nil {
		return aggregation{}, s.invalid("Must provide 'fieldNames' if 'fields' is null.")
	}
	var list []expr
	for _, raw := range fields {
		d, err := p.dimension(raw)
		if err != nil {
			return aggregation{}, err
		}
		if name, ok := raw.text(); ok { // a column counts in its own type
			d.e = p.column(name)
		}
		list = append(list, d.e.value())
	}
	switch {
	case len(list) == 0:
		return distinctCount(nullExpr(), s.Round), nil
	case len(list) == 1 && !s.ByRow:
		return distinctCount(list[0], s.Round), nil
	case s.ByRow:
		return distinctCount(rowText(list), s.Round), nil
	}
	return counted(distinctOfAll(list), s.Round), nil
}

// rowText is a text that tells rows of the values apart. As in Druid a row of one value that is null or
// empty is none, and in other rows the two are the same.
func rowText(list []expr) expr {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = e.single()
		if len(list) > 1 { // where a text ends is told from its commas
			parts[i] = "COALESCE(REPLACE(" + parts[i] + ", ',', ',,'), '')"
		}
	}
	if len(list) == 1 {
		return stringExpr("NULLIF(" + parts[0] + ", '')")
	}
	return stringExpr(strings.Join(parts, " || ', ' || "))
}

// single gives e as one text, several values in a row.
func (e expr) single() string {
	if e.t.MultiValue {
		return "MV_TO_STRING(" + e.sql + ", ',')"
	}
	return e.text()
}

// distinctOfAll counts the different values of several columns; values of different types differ.
func distinctOfAll(list []expr) string {
	byType := map[string][]string{}
	var types []string
	for _, e := range list {
		name := e.t.Native()
		if byType[name] == nil {
			types = append(types, name)
		}
		byType[name] = append(byType[name], "DS_THETA("+e.sql+", 1048576)"+filterMark)
	}
	counts := make([]string, len(types))
	for i, name := range types {
		union := byType[name][0]
		if len(byType[name]) > 1 {
			union = "THETA_SKETCH_UNION(1048576, " + strings.Join(byType[name], ", ") + ")"
		}
		counts[i] = "CAST(THETA_SKETCH_ESTIMATE(" + union + ") AS BIGINT)"
	}
	return "(" + strings.Join(counts, " + ") + ")"
}

// quantiles is a sketch of numbers, which an answer shows as the number of its values. Texts are none.
func (p *parser) quantiles(s *aggregatorSpec) (aggregation, error) {
	if s.FieldName == nil {
		return aggregation{}, s.invalid("Parameter fieldName must be specified")
	}
	e := p.column(*s.FieldName)
	if e.t.IsString() || (strings.HasSuffix(s.Type, "Merge") && e.t.Kind != druidtype.Complex) {
		e = nullExpr()
	}
	if e.t.Kind == druidtype.Complex {
		return aggregation{}, unsupported("Aggregators of type [%s] over stored sketches are not available", s.Type)
	}
	x := e.to(typeDouble).sql
	a := aggregate("COUNT("+x+")"+filterMark, typeLong)
	a.sketch = sketch{quantileFamily, "DS_QUANTILES_SKETCH(" + x + ")" + filterMark}
	return a, nil
}

// tuples counts the keys that have all their numbers.
func (p *parser) tuples(s *aggregatorSpec) (aggregation, error) {
	if s.FieldName == nil {
		return aggregation{}, s.invalid("Must have a valid, non-null fieldName")
	}
	key := p.column(*s.FieldName)
	conditions := []string{always}
	for _, name := range s.MetricColumns {
		conditions = append(conditions, p.column(name).sql+" IS NOT NULL")
	}
	value := expr{sql: "CASE WHEN " + strings.Join(conditions, " AND ") + " THEN " + key.value().sql + " END", t: key.value().t}
	return distinctCount(value, false), nil
}

// sketchPost is a sketch that a post-aggregator reads: SQL over the grouped rows.
func (o *outputs) sketchPost(raw value, family sketchFamily) (string, error) {
	kind, err := raw.typeOf(classPostAggregator)
	if err != nil {
		return "", err
	}
	s := postSpec{self: raw}
	if err := bind(raw, postAggregatorClass(kind), &s); err != nil {
		return "", err
	}
	switch kind {
	case "fieldAccess", "finalizingFieldAccess":
		base, ok := o.bases[s.FieldName]
		switch {
		case !ok:
			return "", o.p.invalid("Missing fields [[" + s.FieldName + "]] for postAggregator [" + s.Name + "]")
		case base.sketch.family != family:
			return "", failure("java.lang.ClassCastException", "Aggregation [%s] is not a sketch of the kind that its reader takes", s.FieldName)
		}
		return o.column(base), nil
	case "thetaSketchSetOp", "sketchSetOper":
		return o.sketchSet(&s, thetaFamily)
	case "HLLSketchUnion":
		s.Func = "UNION"
		return o.sketchSet(&s, hllFamily)
	}
	return "", unsupported("Post-aggregators of type [%s] inside others are not available", kind)
}

// column adds the sketch of an aggregation to the grouped rows and names the column.
func (o *outputs) column(base aggregation) string {
	sql := filteredBy(base.sketch.sql, base.where)
	for i, a := range o.sketches {
		if a.e.sql == sql {
			return ident(sketchAlias(i))
		}
	}
	o.sketches = append(o.sketches, aggregate(sql, druidtype.ComplexOf("")))
	return ident(sketchAlias(len(o.sketches) - 1))
}

func (o *outputs) sketchSet(s *postSpec, family sketchFamily) (string, error) {
	if len(s.Fields) < 2 {
		return "", s.invalid("Illegal number of fields[" + long0(int64(len(s.Fields))) + "], must be > 1")
	}
	name := strings.ToUpper(s.Func)
	switch name {
	case "UNION", "INTERSECT", "NOT":
	default:
		return "", s.invalid("No enum constant org.apache.druid.query.aggregation.datasketches.theta.SketchHolder.Func." + name)
	}
	parts := make([]string, len(s.Fields))
	for i, raw := range s.Fields {
		var err error
		if parts[i], err = o.sketchPost(raw, family); err != nil {
			return "", err
		}
	}
	return string(family) + "_SKETCH_" + name + "(" + strings.Join(parts, ", ") + ")", nil
}

// familyOf gives the sketches that a type of post-aggregator works on.
func familyOf(kind string) sketchFamily {
	switch {
	case strings.HasPrefix(kind, "theta") || strings.HasPrefix(kind, "sketch"):
		return thetaFamily
	case strings.HasPrefix(kind, "HLL"):
		return hllFamily
	}
	return quantileFamily
}

// readSketch says the post-aggregators that read one sketch.
func (o *outputs) readSketch(s *postSpec) (expr, error) {
	kind := strings.Replace(strings.Replace(s.Type, "KllDoubles", "quantilesDoubles", 1), "KllFloats", "quantilesDoubles", 1)
	sql, err := o.sketchPost(s.Field, familyOf(kind))
	if err != nil {
		return expr{}, err
	}
	object := druidtype.ComplexOf("json")
	switch kind {
	case "thetaSketchEstimate", "sketchEstimate":
		if s.ErrorBoundsStdDev == nil {
			return doubleExpr("THETA_SKETCH_ESTIMATE(" + sql + ")"), nil
		}
		return expr{sql: "THETA_SKETCH_ESTIMATE_WITH_ERROR_BOUNDS(" + sql + ", " + long0(*s.ErrorBoundsStdDev) + ")", t: object}, nil
	case "HLLSketchEstimate":
		return doubleExpr("HLL_SKETCH_ESTIMATE(" + sql + ")"), nil
	case "HLLSketchEstimateWithBounds":
		deviations := int64(1)
		if s.NumStdDev != nil {
			deviations = *s.NumStdDev
		}
		return expr{sql: "HLL_SKETCH_ESTIMATE_WITH_ERROR_BOUNDS(" + sql + ", " + long0(deviations) + ")", t: druidtype.ArrayOf(typeDouble)}, nil
	case "HLLSketchToString":
		return stringExpr("HLL_SKETCH_TO_STRING(" + sql + ")"), nil
	case "quantilesDoublesSketchToString":
		return stringExpr("DS_QUANTILE_SUMMARY(" + sql + ")"), nil
	}
	return s.readQuantiles(kind, sql)
}

// readQuantiles says the post-aggregators that read a sketch of numbers.
func (s *postSpec) readQuantiles(kind, sql string) (expr, error) {
	list := func(function string, points []string) expr {
		return expr{sql: function + "(" + sql + ", " + strings.Join(points, ", ") + ")", t: druidtype.ComplexOf("json")}
	}
	doubles := func(numbers []float64) []string {
		out := make([]string, len(numbers))
		for i, f := range numbers {
			out[i] = double(f)
		}
		return out
	}
	switch kind {
	case "quantilesDoublesSketchToQuantile":
		if s.Fraction < 0 || s.Fraction > 1 {
			return expr{}, s.invalid("fraction must be between 0 and 1")
		}
		return doubleExpr("DS_GET_QUANTILE(" + sql + ", " + double(s.Fraction) + ")"), nil
	case "quantilesDoublesSketchToQuantiles":
		if len(s.Fractions) == 0 {
			return expr{}, s.invalid("fractions are null")
		}
		return list("DS_GET_QUANTILES", doubles(s.Fractions)), nil
	case "quantilesDoublesSketchToRank":
		value, _ := toDouble(s.Value)
		return doubleExpr("DS_RANK(" + sql + ", " + double(value) + ")"), nil
	case "quantilesDoublesSketchToCDF":
		if len(s.SplitPoints) == 0 {
			return expr{}, s.invalid("array of split points is null")
		}
		return list("DS_CDF", doubles(s.SplitPoints)), nil
	}
	if len(s.SplitPoints) > 0 {
		return list("DS_HISTOGRAM", doubles(s.SplitPoints)), nil
	}
	bins := int64(10)
	if s.NumBins != nil {
		bins = *s.NumBins
	}
	if bins < 2 {
		return expr{}, failure("org.apache.druid.java.util.common.IAE", "at least 2 bins expected")
	}
	points := make([]string, bins-1) // bins of the same width between the least and the greatest value
	for i := range points {
		least, greatest := "DS_GET_QUANTILE("+sql+", 0)", "DS_GET_QUANTILE("+sql+", 1)"
		points[i] = least + " + (" + greatest + " - " + least + ") * " + long0(int64(i+1)) + " / " + long0(bins)
	}
	return list("DS_HISTOGRAM", points), nil
}
