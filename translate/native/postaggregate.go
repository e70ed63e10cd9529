package native

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"ogham/internal/druidtype"
)

// postSpec is the JSON of all post-aggregators together.
type postSpec struct {
	self       value
	Type       string
	Name       string
	FieldName  string
	Fn         string
	Value      any
	Fields     []value `java:"org.apache.druid.query.aggregation.PostAggregator"`
	Field      value
	Expression string
	OutputType string

	Fraction          float64
	Fractions         []float64
	SplitPoints       []float64
	NumBins           *int64 `java:"java.lang.Integer"`
	NumStdDev         *int64 `java:"java.lang.Integer"`
	ErrorBoundsStdDev *int64 `java:"java.lang.Integer"`
	Func              string
}

// outputs are the values of a grouped row by name: what post-aggregators, having and orders read.
type outputs struct {
	p *parser
	// values are SQL over the grouped rows.
	values map[string]expr
	// bases are the aggregations by name; sketches is what post-aggregators ask of them besides,
	// computed with them.
	bases    map[string]aggregation
	sketches []aggregation
}

// post says a post-aggregator over grouped rows.
func (o *outputs) post(raw value) (name string, e expr, err error) {
	kind, err := raw.typeOf(classPostAggregator)
	if err != nil {
		return "", expr{}, err
	}
	s := postSpec{self: raw}
	if err := bind(raw, postAggregatorClass(kind), &s); err != nil {
		return "", expr{}, err
	}
	say := map[string]func(*postSpec) (expr, error){
		"fieldAccess": o.access, "finalizingFieldAccess": o.access, "hyperUniqueCardinality": o.access,
		"HLLSketchEstimate": o.readSketch, "HLLSketchEstimateWithBounds": o.readSketch, "HLLSketchToString": o.readSketch,
		"thetaSketchEstimate": o.readSketch, "sketchEstimate": o.readSketch, "arrayOfDoublesSketchToEstimate": o.keys, "arrayOfDoublesSketchToNumEntries": o.keys,
		"constant": constantPost, "arithmetic": o.arithmetic, "expression": o.expression,
		"doubleGreatest": o.extreme, "longGreatest": o.extreme, "doubleLeast": o.extreme, "longLeast": o.extreme,
	}
	for _, family := range []string{"quantilesDoublesSketchTo", "KllDoublesSketchTo", "KllFloatsSketchTo"} {
		for _, what := range []string{"Quantile", "Quantiles", "Rank", "CDF", "Histogram"} {
			say[family+what] = o.readSketch
		}
	}
	say["quantilesDoublesSketchToString"] = o.readSketch
	for _, kind := range []string{"thetaSketchSetOp", "sketchSetOper", "HLLSketchUnion"} {
		say[kind] = func(*postSpec) (expr, error) {
			sql, err := o.sketchPost(raw, familyOf(kind))
			return expr{sql: sql, t: druidtype.ComplexOf(kind)}, err
		}
	}
	f := say[s.Type]
	switch {
	case s.Type == "javascript":
		return "", expr{}, noJavaScript()
	case strings.Contains(strings.ToLower(s.Type), "sketch") && f == nil:
		return "", expr{}, unsupported("Post-aggregators of type [%s] are not available", s.Type)
	case f == nil:
		return "", expr{}, raw.unknownType(classPostAggregator, s.Type)
	}
	e, err = f(&s)
	return s.Name, e, err
}

func (o *outputs) access(s *postSpec) (expr, error) {
	e, ok := o.values[s.FieldName]
	if !ok {
		return e, o.p.invalid("Missing fields [[" + s.FieldName + "]] for postAggregator [" + s.Name + "]")
	}
	return e, nil
}

// keys is the number of keys of an aggregation that counts them.
func (o *outputs) keys(s *postSpec) (expr, error) {
	_, e, err := o.post(s.Field)
	if s.Type == "arrayOfDoublesSketchToNumEntries" {
		return e.to(typeLong), err
	}
	return e, err
}

func constantPost(s *postSpec) (expr, error) {
	if s.Value == nil {
		return expr{}, s.invalid("Constant value cannot be null")
	}
	if strings.ContainsAny(toText(s.Value), ".eE") {
		return literal(s.Value, typeDouble), nil
	}
	return literal(s.Value, typeLong), nil
}

func (o *outputs) fields(s *postSpec) ([]expr, error) {
	var list []expr
	for _, raw := range s.Fields {
		_, e, err := o.post(raw)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	if n := len(list); s.Type == "arithmetic" && n < 2 {
		return nil, s.invalid("Illegal number of fields[" + strconv.Itoa(n) + "], must be > 1")
	} else if n == 0 {
		return nil, s.invalid("Illegal number of fields[0], must be > 0")
	}
	return list, nil
}

// arithmetic computes in DOUBLE from left to right; "/" by zero gives 0, "quotient" what division of
// floating-point numbers gives.
func (o *outputs) arithmetic(s *postSpec) (expr, error) {
	list, err := o.fields(s)
	if err != nil {
		return expr{}, err
	}
	sql := list[0].to(typeDouble).sql
	for _, e := range list[1:] {
		d := e.to(typeDouble).sql
		switch s.Fn {
		case "+", "-", "*":
			sql = "(" + sql + " " + s.Fn + " " + d + ")"
		case "/":
			sql = "(CASE WHEN " + d + " = 0 THEN CAST(0 AS DOUBLE) ELSE " + sql + " / NULLIF(" + d + ", 0) END)"
		case "quotient":
			sql = "(" + sql + " / " + d + ")"
		case "pow":
			sql = "POWER(" + sql + ", " + d + ")"
		default:
			return expr{}, s.invalid("Unknown operation[" + s.Fn + "]")
		}
	}
	return doubleExpr(sql), nil
}

func (o *outputs) extreme(s *postSpec) (expr, error) {
	list, err := o.fields(s)
	if err != nil {
		return expr{}, err
	}
	t, rest := numberType(s.Type)
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = e.to(t).sql
	}
	return expr{sql: strings.ToUpper(rest) + "(" + strings.Join(parts, ", ") + ")", t: t}, nil
}

// expression reads the outputs as columns.
func (o *outputs) expression(s *postSpec) (expr, error) {
	r := newRelation("")
	r.cols, r.missed = o.values, &[]string{}
	if s.Expression == "" {
		return expr{}, s.invalid("expression cannot be null")
	}
	e, err := o.p.over(r).expression(s.Expression)
	if bad, ok := errors.AsType[expressionError](err); ok {
		return e, o.p.invalid(string(bad))
	}
	if len(*r.missed) > 0 && err == nil {
		return e, o.p.invalid("Missing fields [[" + strings.Join(*r.missed, ", ") + "]] for postAggregator [" + s.Name + "]")
	}
	e = e.value()
	if s.OutputType != "" {
		e = e.to(outputType(s.OutputType))
	}
	return e, err
}

// havingSpec is the JSON of all having specs together.
type havingSpec struct {
	Type        string
	Aggregation string
	Value       value
	Dimension   value
	Filter      value
	HavingSpec  value
	HavingSpecs []value `java:"org.apache.druid.query.groupby.having.HavingSpec"`
}

// invalid is the error of the post-aggregator as a whole.
func (s *postSpec) invalid(problem string) error {
	return s.self.invalid(postAggregatorClass(s.Type), problem)
}

// having says a having spec as a condition on grouped rows.
func (o *outputs) having(raw value) (string, error) {
	kind, err := raw.typeOf(classHaving)
	if err != nil {
		return "", err
	}
	var s havingSpec
	if err := bind(raw, havingClass(kind), &s); err != nil {
		return "", err
	}
	compare := map[string]string{"greaterThan": ">", "lessThan": "<", "equalTo": "="}
	switch s.Type {
	case "greaterThan", "lessThan", "equalTo":
		v, err := s.Value.any()
		if err != nil {
			return "", err
		}
		e, ok := o.values[s.Aggregation]
		if !ok {
			e = nullExpr()
		}
		return "(" + e.number().sql + " " + compare[s.Type] + " " + havingValue(v).sql + ")", nil
	case "filter", "dimSelector":
		r := newRelation("")
		r.cols = o.values
		p := o.p.over(r)
		if s.Type == "filter" {
			return p.filter(s.Filter)
		}
		d, err := p.dimension(s.Dimension)
		if err != nil {
			return "", err
		}
		v, err := s.Value.any()
		if err != nil || v == nil {
			return "(" + d.e.sql + " IS NULL)", err
		}
		return equal(d.e, v), nil
	case "and", "or":
		parts := []string{}
		for _, raw := range s.HavingSpecs {
			c, err := o.having(raw)
			if err != nil {
				return "", err
			}
			parts = append(parts, c)
		}
		if len(parts) == 0 {
			return map[string]string{"and": always, "or": never}[s.Type], nil
		}
		return "(" + strings.Join(parts, " "+strings.ToUpper(s.Type)+" ") + ")", nil
	case "not":
		c, err := o.having(s.HavingSpec)
		return "(NOT " + c + ")", err
	case "always":
		return always, nil
	}
	return "", raw.unknownType(classHaving, s.Type)
}

// havingValue is the number that an aggregation is compared with.
func havingValue(v any) expr {
	if n, ok := toLong(v); ok && !strings.ContainsAny(toText(v), ".eE") {
		return literal(json.Number(strconv.FormatInt(n, 10)), typeLong)
	}
	return literal(v, typeDouble)
}
