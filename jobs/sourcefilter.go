package jobs

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
)

// nativeFilter is a filter of the druid input source, in the form of native queries.
type nativeFilter struct {
	Type      string            `json:"type"`
	Dimension string            `json:"dimension"`
	Column    string            `json:"column"`
	Value     any               `json:"value"`
	Match     any               `json:"matchValue"`
	Values    []any             `json:"values"`
	Sorted    []any             `json:"sortedValues"`
	Fields    []json.RawMessage `json:"fields"`
	Field     json.RawMessage   `json:"field"`

	Lower       any    `json:"lower"`
	Upper       any    `json:"upper"`
	LowerStrict bool   `json:"lowerStrict"`
	UpperStrict bool   `json:"upperStrict"`
	LowerOpen   bool   `json:"lowerOpen"`
	UpperOpen   bool   `json:"upperOpen"`
	Ordering    any    `json:"ordering"`
	Pattern     string `json:"pattern"`
	Escape      string `json:"escape"`

	Intervals  []string        `json:"intervals"`
	Extraction json.RawMessage `json:"extractionFn"`
}

// filterSQL says a native filter in Druid SQL.
func filterSQL(raw json.RawMessage, r druidtype.Relation) (string, error) {
	var f nativeFilter
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if err := d.Decode(&f); err != nil {
		return "", fmt.Errorf("read filter: %w", err)
	}
	if len(f.Extraction) > 0 && string(f.Extraction) != "null" {
		return "", fmt.Errorf("the filter [%s] of a druid input source takes no extractionFn", f.Type)
	}
	c := filterColumn(f, r)
	switch f.Type {
	case "true", "false":
		return strings.ToUpper(f.Type), nil
	case "and", "or":
		return joinFilters(f, r)
	case "not":
		one, err := filterSQL(f.Field, r)
		return "NOT (" + one + ")", err
	case "null":
		return c.name + " IS NULL", nil
	case "selector":
		return c.equal(f.Value), nil
	case "equals":
		return c.equal(f.Match), nil
	case "in", "inType":
		return c.in(append(f.Values, f.Sorted...)), nil
	case "bound", "range":
		return c.bound(f), nil
	case "like":
		sql := c.text() + " LIKE " + quoteText(f.Pattern)
		if f.Escape != "" {
			sql += " ESCAPE " + quoteText(f.Escape)
		}
		return sql, nil
	case "regex":
		return "REGEXP_LIKE(" + c.text() + ", " + quoteText(f.Pattern) + ")", nil
	case "interval":
		return c.intervals(f.Intervals)
	}
	return "", fmt.Errorf("unknown filter type [%s]", f.Type)
}

func joinFilters(f nativeFilter, r druidtype.Relation) (string, error) {
	parts := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		one, err := filterSQL(field, r)
		if err != nil {
			return "", err
		}
		parts[i] = "(" + one + ")"
	}
	if len(parts) == 0 { // an empty AND is true
		return strconv.FormatBool(f.Type == "and"), nil
	}
	return strings.Join(parts, " "+strings.ToUpper(f.Type)+" "), nil
}

// filterOn is the column of a filter; one that does not exist is NULL.
type filterOn struct {
	name    string
	numeric bool
	multi   bool
}

func filterColumn(f nativeFilter, r druidtype.Relation) filterOn {
	name := f.Dimension
	if name == "" {
		name = f.Column
	}
	at := slices.IndexFunc(r.Columns, func(c druidtype.RelColumn) bool { return c.Name == name })
	if at < 0 {
		return filterOn{name: "CAST(NULL AS VARCHAR)"}
	}
	c := filterOn{name: quoteName(name)}
	switch t := r.Columns[at].Type; {
	case t.IsTime():
		c.name = "TIMESTAMP_TO_MILLIS(" + c.name + ")"
		c.numeric = true
	default:
		c.numeric, c.multi = t.IsNumeric(), t.MultiValue
	}
	return c
}

// text is the column as text.
func (c filterOn) text() string {
	if c.numeric {
		return "CAST(" + c.name + " AS VARCHAR)"
	}
	return c.name
}

// pair gives both sides of a comparison with a value: as numbers where both are.
func (c filterOn) pair(v any) (left, right string) {
	text := fmt.Sprint(v)
	if _, err := strconv.ParseFloat(text, 64); c.numeric && err == nil {
		if json.Valid([]byte(text)) {
			return c.name, text
		}
	}
	return c.text(), quoteText(text)
}

func (c filterOn) equal(v any) string {
	if v == nil {
		return c.name + " IS NULL"
	}
	left, right := c.pair(v)
	return left + " = " + right
}

func (c filterOn) in(values []any) string {
	if len(values) == 0 {
		return "FALSE"
	}
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = "(" + c.equal(v) + ")"
	}
	return strings.Join(parts, " OR ")
}

// bound compares with a lower and an upper end; ordering numeric makes numbers of texts.
func (c filterOn) bound(f nativeFilter) string {
	if f.Ordering == "numeric" && !c.numeric {
		name := c.name
		if c.multi { // a list of several is no number
			name = "MV_TO_STRING(" + name + ", ',')"
		}
		c = filterOn{name: "CAST(" + name + " AS DOUBLE)", numeric: true}
	}
	var parts []string
	if f.Lower != nil {
		left, right := c.pair(f.Lower)
		parts = append(parts, left+comparison(" >", f.LowerStrict || f.LowerOpen)+right)
	}
	if f.Upper != nil {
		left, right := c.pair(f.Upper)
		parts = append(parts, left+comparison(" <", f.UpperStrict || f.UpperOpen)+right)
	}
	if len(parts) == 0 {
		return "TRUE"
	}
	return strings.Join(parts, " AND ")
}

func comparison(op string, strict bool) string {
	if strict {
		return op + " "
	}
	return op + "= "
}

// intervals tests an instant, or a number of milliseconds.
func (c filterOn) intervals(list []string) (string, error) {
	name := c.name
	if !c.numeric {
		name = "CAST(" + name + " AS BIGINT)"
	}
	parts := make([]string, 0, len(list))
	for _, text := range list {
		iv, err := druidtime.ParseInterval(text, time.UTC)
		if err != nil {
			return "", fmt.Errorf("read interval %q: %w", text, err)
		}
		parts = append(parts, fmt.Sprintf("(%s >= %d AND %s < %d)", name, iv.StartMs, name, iv.EndMs))
	}
	if len(parts) == 0 {
		return "FALSE", nil
	}
	return strings.Join(parts, " OR "), nil
}
