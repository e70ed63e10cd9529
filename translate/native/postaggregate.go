package native

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

const classPostAggregator = "org.apache.druid.query.aggregation.PostAggregator"

// postSpec is the JSON of all post-aggregators together.
type postSpec struct {
	Type       string
	Name       string
	FieldName  string
	Fn         string
	Value      any
	Fields     []json.RawMessage
	Field      json.RawMessage
	Expression string
	OutputType string
	Fraction   json.Number
	Fractions  []json.Number
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
func (o *outputs) post(raw json.RawMessage) (name string, e expr, err error) {
	if _, err := typeOf(raw, classPostAggregator, "postAggregations"); err != nil {
		return "", expr{}, err
	}
	var s postSpec
	if err := o.p.decode(raw, &s, "postAggregations"); err != nil {
		return "", expr{}, err
	}
	say := map[string]func(*postSpec) (expr, error){
		"fieldAccess": o.access, "finalizingFieldAccess": o.access, "hyperUniqueCardinality": o.access,
		"HLLSketchEstimate": o.estimate, "thetaSketchEstimate": o.estimate, "quantilesDoublesSketchToQuantile": o.quantile,
		"constant": constantPost, "arithmetic": o.arithmetic, "expression": o.expression,
		"doubleGreatest": o.extreme, "longGreatest": o.extreme, "doubleLeast": o.extreme, "longLeast": o.extreme,
	}
	f := say[s.Type]
	switch {
	case s.Type == "javascript":
		return "", expr{}, noJavaScript()
	case strings.Contains(strings.ToLower(s.Type), "sketch") && f == nil:
		return "", expr{}, unsupported("Post-aggregators of type [%s] are not available", s.Type)
	case f == nil:
		return "", expr{}, unknownType(classPostAggregator, s.Type, slices.Sorted(maps.Keys(say)))
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

// estimate is the count of distinct values of a sketch.
func (o *outputs) estimate(s *postSpec) (expr, error) {
	_, e, err := o.post(s.Field)
	return e.to(typeDouble), err
}

// quantile adds a quantile to the aggregations.
func (o *outputs) quantile(s *postSpec) (expr, error) {
	var field postSpec
	if err := o.p.decode(s.Field, &field, "field"); err != nil {
		return expr{}, err
	}
	base, ok := o.bases[field.FieldName]
	if !ok || base.kind != "quantilesDoublesSketch" {
		return expr{}, o.p.invalid("Missing fields [[" + field.FieldName + "]] for postAggregator [" + s.Name + "]")
	}
	fraction, ok := toDouble(s.Fraction)
	if !ok || fraction < 0 || fraction > 1 {
		return expr{}, o.p.invalid("fraction must be between 0 and 1")
	}
	sql := "APPROX_QUANTILE_DS(" + base.over.sql + ", " + cmp.Or(s.Fraction.String(), "0") + ")"
	if base.where != "" {
		sql += " FILTER (WHERE " + base.where + ")"
	}
	o.sketches = append(o.sketches, aggregate(sql, typeDouble))
	return doubleExpr(ident(sketchAlias(len(o.sketches) - 1))), nil
}

func constantPost(s *postSpec) (expr, error) {
	if s.Value == nil {
		return expr{}, instantiation("org.apache.druid.query.aggregation.post.ConstantPostAggregator", "Constant value must not be null")
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
	if list == nil {
		return nil, o.p.invalid("Illegal number of fields[0], must be > 0")
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
			return expr{}, instantiation("org.apache.druid.query.aggregation.post.ArithmeticPostAggregator", "Unknown operation["+s.Fn+"]")
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
	r.cols = o.values
	e, err := o.p.over(r).expression(s.Expression)
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
	Value       json.RawMessage
	Dimension   json.RawMessage
	Filter      json.RawMessage
	HavingSpec  json.RawMessage
	HavingSpecs []json.RawMessage
}

// having says a having spec as a condition on grouped rows.
func (o *outputs) having(raw json.RawMessage) (string, error) {
	const class = "org.apache.druid.query.groupby.having.HavingSpec"
	if _, err := typeOf(raw, class, "having"); err != nil {
		return "", err
	}
	var s havingSpec
	if err := o.p.decode(raw, &s, "having"); err != nil {
		return "", err
	}
	compare := map[string]string{"greaterThan": ">", "lessThan": "<", "equalTo": "="}
	switch s.Type {
	case "greaterThan", "lessThan", "equalTo":
		var v any
		if err := o.p.decode(s.Value, &v, "value"); err != nil {
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
		var v any
		if err := o.p.decode(s.Value, &v, "value"); err != nil || v == nil {
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
	return "", unknownType(class, s.Type, []string{"always", "and", "dimSelector", "equalTo", "filter", "greaterThan", "lessThan", "not", "or"})
}

// havingValue is the number that an aggregation is compared with.
func havingValue(v any) expr {
	if n, ok := toLong(v); ok && !strings.ContainsAny(toText(v), ".eE") {
		return literal(json.Number(strconv.FormatInt(n, 10)), typeLong)
	}
	return literal(v, typeDouble)
}
