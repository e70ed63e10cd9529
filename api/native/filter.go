package native

import (
	"encoding/json"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
)

// filter is the JSON of all filter types together.
type filter struct {
	Type         string            `json:"type"`
	Dimension    string            `json:"dimension"`
	Column       string            `json:"column"`
	Value        any               `json:"value"`
	MatchValue   any               `json:"matchValue"`
	Values       []any             `json:"values"`
	Fields       []json.RawMessage `json:"fields"`
	Field        json.RawMessage   `json:"field"`
	Lower        any               `json:"lower"`
	Upper        any               `json:"upper"`
	LowerStrict  bool              `json:"lowerStrict"`
	UpperStrict  bool              `json:"upperStrict"`
	LowerOpen    bool              `json:"lowerOpen"`
	UpperOpen    bool              `json:"upperOpen"`
	Ordering     string            `json:"ordering"`
	Pattern      string            `json:"pattern"`
	Escape       string            `json:"escape"`
	Query        json.RawMessage   `json:"query"`
	Intervals    []string          `json:"intervals"`
	ExtractionFn json.RawMessage   `json:"extractionFn"`
}

// filterSQL says a filter as a condition.
func filterSQL(raw json.RawMessage) (string, error) {
	var f filter
	if err := decode(raw, &f); err != nil {
		return "", druiderr.Invalid("A filter of the query cannot be read")
	}
	if len(f.ExtractionFn) > 0 && string(f.ExtractionFn) != "null" {
		return "", unsupported("Extraction functions")
	}
	switch f.Type {
	case "true":
		return "TRUE", nil
	case "false":
		return "FALSE", nil
	case "and", "or":
		return joinFilters(f.Fields, " "+strings.ToUpper(f.Type)+" ")
	case "not":
		inner, err := filterSQL(f.Field)
		return "((" + inner + ") IS NOT TRUE)", err // native logic has two values
	case "selector":
		return equals(ident(f.Dimension), f.Value), nil
	case "equals":
		return equals(ident(f.Column), f.MatchValue), nil
	case "null":
		return "(" + ident(f.Column) + " IS NULL)", nil
	case "in":
		return in(ident(f.Dimension), f.Values), nil
	case "bound":
		return f.bound(), nil
	case "range":
		f.Dimension, f.LowerStrict, f.UpperStrict, f.Ordering = f.Column, f.LowerOpen, f.UpperOpen, "as given"
		return f.bound(), nil
	case "like":
		escape := ""
		if f.Escape != "" {
			escape = " ESCAPE " + text(f.Escape)
		}
		return "(" + ident(f.Dimension) + " LIKE " + text(f.Pattern) + escape + ")", nil
	case "regex":
		return "REGEXP_LIKE(" + ident(f.Dimension) + ", " + text(f.Pattern) + ")", nil
	case "search":
		return searchSQL(ident(f.Dimension), f.Query)
	case "interval":
		return f.interval()
	}
	return "", unsupported("Filters of type [" + f.Type + "]")
}

func joinFilters(fields []json.RawMessage, operator string) (string, error) {
	parts := make([]string, len(fields))
	for i, field := range fields {
		var err error
		if parts[i], err = filterSQL(field); err != nil {
			return "", err
		}
	}
	if len(parts) == 0 {
		return "TRUE", nil
	}
	return "(" + strings.Join(parts, operator) + ")", nil
}

func equals(column string, value any) string {
	if value == nil {
		return "(" + column + " IS NULL)"
	}
	return "(" + column + " = " + literal(value) + ")"
}

func in(column string, values []any) string {
	var list []string
	null := false
	for _, v := range values {
		if v == nil {
			null = true
			continue
		}
		list = append(list, literal(v))
	}
	switch {
	case list == nil && null:
		return "(" + column + " IS NULL)"
	case list == nil:
		return "FALSE"
	case null:
		return "(" + column + " IN (" + strings.Join(list, ", ") + ") OR " + column + " IS NULL)"
	}
	return "(" + column + " IN (" + strings.Join(list, ", ") + "))"
}

// bound compares in the order of numbers if that is asked for, else in that of texts.
func (f *filter) bound() string {
	column, value := ident(f.Dimension), literal
	switch f.Ordering {
	case "numeric":
		column = "CAST(" + column + " AS DOUBLE)"
		value = func(v any) string { return "CAST(" + literal(v) + " AS DOUBLE)" }
	case "as given":
	default:
		column = "CAST(" + column + " AS VARCHAR)"
		value = func(v any) string { return "CAST(" + literal(v) + " AS VARCHAR)" }
	}
	var parts []string
	add := func(limit any, operator string, strict bool) {
		if limit == nil {
			return
		}
		if !strict {
			operator += "="
		}
		parts = append(parts, column+" "+operator+" "+value(limit))
	}
	add(f.Lower, ">", f.LowerStrict)
	add(f.Upper, "<", f.UpperStrict)
	if parts == nil {
		return "TRUE"
	}
	return "(" + strings.Join(parts, " AND ") + ")"
}

func (f *filter) interval() (string, error) {
	if f.Dimension != "__time" {
		return "", unsupported("Interval filters on columns other than __time")
	}
	var parts []string
	for _, s := range f.Intervals {
		iv, err := druidtime.ParseInterval(s, nil)
		if err != nil {
			return "", druiderr.Invalid("Interval [%s] cannot be read", s).WithCause(err)
		}
		parts = append(parts, "(__time >= "+instant(iv.StartMs)+" AND __time < "+instant(iv.EndMs)+")")
	}
	if parts == nil {
		return "FALSE", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", nil
}

// searchSQL says a search query spec as a condition on a column.
func searchSQL(column string, raw json.RawMessage) (string, error) {
	var q struct {
		Type          string   `json:"type"`
		Value         string   `json:"value"`
		Values        []string `json:"values"`
		Pattern       string   `json:"pattern"`
		CaseSensitive bool     `json:"caseSensitive"`
	}
	if err := decode(raw, &q); err != nil {
		return "", druiderr.Invalid("The search query cannot be read")
	}
	contains := func(value string, sensitive bool) string {
		if sensitive {
			return "CONTAINS_STRING(" + column + ", " + text(value) + ")"
		}
		return "ICONTAINS_STRING(" + column + ", " + text(value) + ")"
	}
	switch q.Type {
	case "all":
		return "TRUE", nil
	case "insensitive_contains":
		return contains(q.Value, false), nil
	case "contains":
		return contains(q.Value, q.CaseSensitive), nil
	case "fragment":
		parts := make([]string, len(q.Values))
		for i, v := range q.Values {
			parts[i] = contains(v, q.CaseSensitive)
		}
		return "(" + strings.Join(append(parts, "TRUE"), " AND ") + ")", nil
	case "regex":
		return "REGEXP_LIKE(" + column + ", " + text(q.Pattern) + ")", nil
	}
	return "", unsupported("Search queries of type [" + q.Type + "]")
}

// literal is a JSON scalar as a literal of Druid SQL.
func literal(v any) string {
	switch x := v.(type) {
	case nil:
		return "NULL"
	case json.Number:
		return x.String()
	case bool:
		return strings.ToUpper(boolText[x])
	case string:
		return text(x)
	}
	return text("")
}

var boolText = map[bool]string{false: "false", true: "true"}
