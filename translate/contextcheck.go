package translate

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druiderr"
)

// contextKey is a key of the query context whose value Druid looks at although nothing here depends
// on it: a client hears of a slip either way.
type contextKey struct {
	name string
	// kind is the type that Druid wants: "Boolean", "Integer", "Long" or "String".
	kind string
	// values are the texts that it takes; empty for any.
	values []string
	// native is set for what only the native engine reads.
	native bool
}

var contextKeys = []contextKey{
	{name: "sqlJoinAlgorithm", kind: "String", values: []string{"broadcast", "sortMerge"}},
	{name: "useApproximateCountDistinct", kind: "Boolean"},
	{name: "inSubQueryThreshold", kind: "Integer"},
	{name: "sqlPlannerBloat", kind: "Integer", native: true},
	{name: "finalize", kind: "Boolean", native: true},
	{name: "lane", kind: "String", native: true},
	{name: "maxQueuedBytes", kind: "Long", native: true},
	{name: "maxScatterGatherBytes", kind: "Long", native: true},
	{name: "uncoveredIntervalsLimit", kind: "Integer", native: true},
}

// checkContext refuses values of the wrong type as Druid does.
func checkContext(ctx map[string]any, engine Engine) error {
	for _, k := range contextKeys {
		v := ctx[k.name]
		if v == nil || k.native && engine == EngineMSQ {
			continue
		}
		if err := k.check(v); err != nil {
			return err
		}
	}
	return nil
}

func (k *contextKey) check(v any) error {
	text, isText := v.(string)
	_, isBool := v.(bool)
	_, isNumber := v.(json.Number)
	whole := k.kind == "Integer" || k.kind == "Long"
	switch {
	case isText && whole:
		if !wholeNumber(text) {
			return druiderr.BadContext("Expected key [%s] to be in %s format, but got [%s]", k.name, strings.ToLower(k.kind), text)
		}
	case isText:
		if len(k.values) > 0 && !slices.Contains(k.values, text) {
			return druiderr.BadContext("Expected key [%s] to be one of [%s], but got [%s]", k.name, strings.Join(k.values, ", "), text)
		}
	case isNumber && whole, isBool && k.kind == "Boolean":
	default:
		article := "a"
		if k.kind == "Integer" {
			article = "an"
		}
		return druiderr.BadContext("Expected key [%s] to be %s %s, but got [%s]", k.name, article, k.kind, druiderr.JavaClass(v))
	}
	return nil
}

// segmentSortOrder reads the key of that name: a text with a JSON list of columns, or with columns
// parted by commas. Each must be a column of the query, __time the first.
func segmentSortOrder(ctx map[string]any, columns map[string]int) ([]string, error) {
	text, ok := ctx["segmentSortOrder"].(string)
	if !ok || strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var names []string
	if json.Unmarshal([]byte(text), &names) != nil {
		for name := range strings.SplitSeq(text, ",") {
			names = append(names, strings.TrimSpace(name))
		}
	}
	for _, name := range names {
		if _, ok := columns[name]; !ok {
			return nil, druiderr.New(druiderr.Developer, druiderr.Uncategorized, "general", "Column [%s] in segment sort order does not appear in the query output", name)
		}
	}
	if len(names) > 0 && names[0] != "__time" {
		return nil, druiderr.New(druiderr.Developer, druiderr.Uncategorized, "general", "Segment sort order must begin with column [__time]")
	}
	return names, nil
}

// wholeNumber tells whether a text is a whole number of 64 bits for Java's BigDecimal: "5", "1e3".
func wholeNumber(text string) bool {
	text = strings.TrimSpace(text)
	if _, err := strconv.ParseInt(text, 10, 64); err == nil {
		return true
	}
	f, err := strconv.ParseFloat(text, 64)
	return err == nil && f == math.Trunc(f) && math.Abs(f) < math.MaxInt64 && !strings.ContainsAny(text, "_xXpPnN")
}
