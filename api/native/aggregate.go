package native

import (
	"bytes"
	"encoding/json"
	"strings"

	"ogham/internal/druiderr"
)

func decode(raw json.RawMessage, v any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return dec.Decode(v)
}

// measure is an aggregator or post-aggregator: its output name and SQL.
type measure struct{ name, sql string }

// measures gives the aggregations and post-aggregations of the query in order.
func (r *reader) measures() ([]measure, error) {
	var out []measure
	byName := map[string]string{}
	for _, raw := range r.Aggregations {
		m, err := aggregateSQL(raw, "")
		if err != nil {
			return nil, err
		}
		out, byName[m.name] = append(out, m), m.sql
	}
	for _, raw := range r.PostAggregations {
		var p postAggregation
		if err := decode(raw, &p); err != nil {
			return nil, druiderr.Invalid("A post-aggregation of the query cannot be read")
		}
		sql, err := p.sql(byName)
		if err != nil {
			return nil, err
		}
		out, byName[p.Name] = append(out, measure{p.Name, sql}), sql
	}
	return out, nil
}

// aggregateSQL says an aggregator as SQL; where is the condition of filtered aggregators around it.
func aggregateSQL(raw json.RawMessage, where string) (measure, error) {
	var a struct {
		Type       string          `json:"type"`
		Name       string          `json:"name"`
		FieldName  string          `json:"fieldName"`
		Fields     []string        `json:"fields"`
		Filter     json.RawMessage `json:"filter"`
		Aggregator json.RawMessage `json:"aggregator"`
	}
	if err := decode(raw, &a); err != nil {
		return measure{}, druiderr.Invalid("An aggregation of the query cannot be read")
	}
	if a.Type == "filtered" {
		condition, err := filterSQL(a.Filter)
		if err != nil {
			return measure{}, err
		}
		if where != "" {
			condition = "(" + where + " AND " + condition + ")"
		}
		m, err := aggregateSQL(a.Aggregator, condition)
		if a.Name != "" {
			m.name = a.Name
		}
		return m, err
	}
	sql, ok := simpleAggregate(a.Type, a.FieldName, a.Fields)
	if !ok {
		return measure{}, unsupported("Aggregations of type [" + a.Type + "]")
	}
	if where != "" {
		sql += " FILTER (WHERE " + where + ")"
	}
	return measure{a.Name, sql}, nil
}

// simpleAggregate says an aggregator that is one function of one column.
func simpleAggregate(kind, field string, fields []string) (string, bool) {
	column := ident(field)
	switch kind {
	case "count":
		return "COUNT(*)", true
	case "hyperUnique":
		return "COUNT(DISTINCT " + column + ")", true
	case "cardinality":
		if len(fields) != 1 {
			return "", false
		}
		return "COUNT(DISTINCT " + ident(fields[0]) + ")", true
	}
	for prefix, sqlType := range map[string]string{"long": "BIGINT", "double": "DOUBLE", "float": "FLOAT"} {
		function, ok := strings.CutPrefix(kind, prefix)
		if !ok {
			continue
		}
		argument := "CAST(" + column + " AS " + sqlType + ")"
		switch function {
		case "Sum", "Min", "Max":
			return strings.ToUpper(function) + "(" + argument + ")", true
		case "First":
			return "EARLIEST(" + argument + ")", true
		case "Last":
			return "LATEST(" + argument + ")", true
		}
	}
	return "", false
}

// postAggregation is the JSON of all post-aggregator types together.
type postAggregation struct {
	Type      string            `json:"type"`
	Name      string            `json:"name"`
	FieldName string            `json:"fieldName"`
	Function  string            `json:"fn"`
	Value     json.Number       `json:"value"`
	Fields    []postAggregation `json:"fields"`
}

func (p *postAggregation) sql(known map[string]string) (string, error) {
	switch p.Type {
	case "fieldAccess", "finalizingFieldAccess":
		sql, ok := known[p.FieldName]
		if !ok {
			return "", druiderr.Invalid("Post-aggregation [%s] reads [%s], which is no aggregation of the query", p.Name, p.FieldName)
		}
		return sql, nil
	case "constant":
		return p.Value.String(), nil
	case "arithmetic":
		return p.arithmetic(known)
	}
	return "", unsupported("Post-aggregations of type [" + p.Type + "]")
}

// arithmetic computes in DOUBLE, as Druid does; a division by zero gives 0, a quotient Infinity.
func (p *postAggregation) arithmetic(known map[string]string) (string, error) {
	result := ""
	for i := range p.Fields {
		sql, err := p.Fields[i].sql(known)
		if err != nil {
			return "", err
		}
		field := "CAST(" + sql + " AS DOUBLE)"
		switch {
		case i == 0:
			result = field
		case p.Function == "+" || p.Function == "-" || p.Function == "*":
			result = "(" + result + " " + p.Function + " " + field + ")"
		case p.Function == "/":
			result = "(CASE WHEN " + field + " = 0 THEN 0.0 ELSE " + result + " / " + field + " END)"
		case p.Function == "quotient":
			result = "(" + result + " / " + field + ")"
		default:
			return "", unsupported("Arithmetic functions named [" + p.Function + "]")
		}
	}
	if result == "" {
		return "", druiderr.Invalid("Post-aggregation [%s] has no fields", p.Name)
	}
	return result, nil
}
