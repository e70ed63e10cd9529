package native

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"ogham/internal/druidtype"
)

// extractionSpec is the JSON of all extraction functions together.
type extractionSpec struct {
	self                    value
	Type                    string
	Expr                    *string
	Index                   *int
	Length                  *int
	Format                  string
	TimeZone                string
	Granularity             value
	AsMillis                bool
	TimeFormat              string
	ResultFormat            string
	Joda                    bool
	Lookup                  value
	RetainMissingValue      bool
	ReplaceMissingValue     bool
	ReplaceMissingValueWith *string
	ExtractionFns           []value `java:"org.apache.druid.query.extraction.ExtractionFn"`
	NullHandling            string
	Size, Offset            float64
	Query                   value
}

// extracted applies an extraction function to a value; its result is text.
func (p *parser) extracted(e expr, raw value) (expr, error) {
	if raw.isNull() {
		return e, nil
	}
	kind, err := raw.typeOf(classExtraction)
	if err != nil {
		return e, err
	}
	f := extractionSpec{self: raw}
	if err := bind(raw, extractionClass(kind), &f); err != nil {
		return e, err
	}
	apply := map[string]func(expr, *extractionSpec) (expr, error){
		"identity": func(e expr, _ *extractionSpec) (expr, error) { return e.to(typeString), nil },
		"upper":    wrapText("UPPER("), "lower": wrapText("LOWER("),
		"strlen": func(e expr, _ *extractionSpec) (expr, error) {
			return longExpr("COALESCE(CHAR_LENGTH(" + e.text() + "), 0)").to(typeString), nil
		},
		"substring": substring, "regex": regexExtraction, "partial": partialExtraction, "searchQuery": p.searchExtraction,
		"timeFormat": p.timeFormat, "time": timeParse, "lookup": p.lookupExtraction, "registeredLookup": p.lookupExtraction,
		"cascade": p.cascade, "stringFormat": stringFormat, "bucket": bucket,
		"javascript": func(expr, *extractionSpec) (expr, error) {
			return expr{}, noJavaScript()
		},
	}
	if apply[f.Type] == nil {
		return e, raw.unknownType(classExtraction, f.Type)
	}
	return apply[f.Type](e, &f)
}

// invalid is the error of the extraction function as a whole.
func (f *extractionSpec) invalid(problem string) error {
	return f.self.invalid(extractionClass(f.Type), problem)
}

func wrapText(call string) func(expr, *extractionSpec) (expr, error) {
	return func(e expr, _ *extractionSpec) (expr, error) { return stringExpr(call + e.text() + ")"), nil }
}

// substring counts from 0; a text that ends before the start gives null.
func substring(e expr, f *extractionSpec) (expr, error) {
	start := 0
	if f.Index != nil {
		start = *f.Index
	}
	sql := "SUBSTRING(" + e.text() + ", " + strconv.Itoa(start+1)
	if f.Length != nil {
		sql += ", " + strconv.Itoa(*f.Length)
	}
	return stringExpr("NULLIF(" + sql + "), '')"), nil
}

func regexExtraction(e expr, f *extractionSpec) (expr, error) {
	if f.Expr == nil {
		return e, f.invalid("expr must not be null")
	}
	index := 1
	if f.Index != nil {
		index = *f.Index
	}
	found := "REGEXP_EXTRACT(" + e.text() + ", " + text(*f.Expr) + ", " + strconv.Itoa(index) + ")"
	missing := e.text()
	if f.ReplaceMissingValue {
		missing = "CAST(NULL AS VARCHAR)"
		if f.ReplaceMissingValueWith != nil {
			missing = text(*f.ReplaceMissingValueWith)
		}
	}
	return stringExpr("CASE WHEN REGEXP_LIKE(" + e.text() + ", " + text(*f.Expr) + ") THEN " + found + " ELSE " + missing + " END"), nil
}

func partialExtraction(e expr, f *extractionSpec) (expr, error) {
	if f.Expr == nil {
		return e, f.invalid("expr must not be null")
	}
	return stringExpr("CASE WHEN REGEXP_LIKE(" + e.text() + ", " + text(*f.Expr) + ") THEN " + e.text() + " END"), nil
}

func (p *parser) searchExtraction(e expr, f *extractionSpec) (expr, error) {
	c, err := p.search(e.text(), f.Query)
	return stringExpr("CASE WHEN " + c + " THEN " + e.text() + " END"), err
}

// timeFormat prints a time, on its bucket where a granularity is given.
func (p *parser) timeFormat(e expr, f *extractionSpec) (expr, error) {
	t := e.timestamp()
	if !f.Granularity.isNull() {
		g, err := p.granularity(f.Granularity)
		if err != nil {
			return e, err
		}
		t = g.floor(t)
	}
	if f.AsMillis && f.Format == "" {
		return longExpr("TIMESTAMP_TO_MILLIS(" + t + ")").to(typeString), nil
	}
	zone, format := cmp.Or(f.TimeZone, "UTC"), "yyyy-MM-dd'T'HH:mm:ss.SSSZZ"
	if zone == "UTC" {
		format = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"
	}
	args := t + ", " + text(cmp.Or(f.Format, format)) + ", " + text(zone)
	return stringExpr("TIME_FORMAT(" + args + ")"), nil
}

// timeParse reads a text in one format and prints it in another; what cannot be read stays.
func timeParse(e expr, f *extractionSpec) (expr, error) {
	parsed := "TIME_PARSE(" + e.text() + ", " + text(f.TimeFormat) + ", 'UTC')"
	return stringExpr("COALESCE(TIME_FORMAT(" + parsed + ", " + text(f.ResultFormat) + ", 'UTC'), " + e.text() + ")"), nil
}

// lookupExtraction maps through a registered lookup or a map in the query.
func (p *parser) lookupExtraction(e expr, f *extractionSpec) (expr, error) {
	missing := "CAST(NULL AS VARCHAR)"
	switch {
	case f.RetainMissingValue:
		missing = e.text()
	case f.ReplaceMissingValueWith != nil:
		missing = text(*f.ReplaceMissingValueWith)
	}
	if name, ok := f.Lookup.text(); ok {
		if _, ok := p.env.Catalog.Table("lookup", name); !ok {
			return e, failure("org.apache.druid.java.util.common.ISE", "Lookup [%s] not found", name)
		}
		return stringExpr("COALESCE(LOOKUP(" + e.text() + ", " + text(name) + "), " + missing + ")"), nil
	}
	var inline struct{ Map map[string]*string }
	if kind, err := f.Lookup.typeOf(classLookup); err != nil {
		return e, err
	} else if kind != "map" {
		return e, f.Lookup.unknownType(classLookup, kind)
	}
	if err := bind(f.Lookup, "org.apache.druid.query.extraction.MapLookupExtractor", &inline); err != nil {
		return e, err
	}
	if len(inline.Map) == 0 {
		return stringExpr(missing), nil
	}
	keys := slices.Collect(maps.Keys(inline.Map))
	sort.Strings(keys)
	var b strings.Builder
	b.WriteString("CASE")
	for _, k := range keys {
		to := missing
		if v := inline.Map[k]; v != nil {
			to = text(*v)
		}
		b.WriteString(" WHEN " + e.text() + " = " + text(k) + " THEN " + to)
	}
	return stringExpr(b.String() + " ELSE " + missing + " END"), nil
}

func (p *parser) cascade(e expr, f *extractionSpec) (expr, error) {
	for _, raw := range f.ExtractionFns {
		var err error
		if e, err = p.extracted(e, raw); err != nil {
			return e, err
		}
	}
	return e, nil
}

// stringFormat puts the value in for %s; nullHandling says what null becomes.
func stringFormat(e expr, f *extractionSpec) (expr, error) {
	value := e.text()
	switch strings.ToUpper(f.NullHandling) {
	case "EMPTYSTRING":
		value = "COALESCE(" + value + ", '')"
	case "", "NULLSTRING":
		value = "COALESCE(" + value + ", 'null')"
	}
	return stringExpr("CASE WHEN " + value + " IS NOT NULL THEN STRING_FORMAT(" + text(f.Format) + ", " + value + ") END"), nil
}

// bucket gives the lower end of a numeric range.
func bucket(e expr, f *extractionSpec) (expr, error) {
	size, offset := cmp.Or(f.Size, 1), f.Offset
	d := e.to(typeDouble).sql
	sql := "FLOOR((" + d + " - " + double(offset) + ") / " + double(size) + ") * " + double(size) + " + " + double(offset)
	t := typeDouble
	if size == float64(int64(size)) && offset == float64(int64(offset)) {
		t = typeLong
	}
	return doubleExpr("(" + sql + ")").to(t).to(typeString), nil
}

// dimensionSpec is the JSON of all dimension types together.
type dimensionSpec struct {
	self                    value
	Type                    string
	Dimension               string
	OutputName              string
	OutputType              string
	ExtractionFn            value
	Delegate                value
	Values                  []string
	IsWhitelist             *bool
	IsAllowList             *bool
	Pattern                 string
	Prefix                  string
	Lookup                  value
	Name                    value
	RetainMissingValue      bool
	ReplaceMissingValueWith *string
}

// dimension is an output column that rows are grouped by.
type dimension struct {
	name string
	e    expr
	// text tells that a column of texts is beneath.
	text bool
}

// dimension reads a DimensionSpec; one of an unknown type is a default one.
func (p *parser) dimension(raw value) (dimension, error) {
	if name, ok := raw.text(); ok {
		return p.plainDimension(name, name, "STRING"), nil
	}
	if !raw.is("{") {
		return dimension{}, raw.invalid(packageDimension+"LegacyDimensionSpec", "Unknown type["+raw.javaClass()+"] for dimension["+string(raw.raw)+"]")
	}
	kind, _ := raw.fields(packageDimension)["type"].text()
	s := dimensionSpec{self: raw}
	if err := bind(raw, dimensionClass(kind), &s); err != nil {
		return dimension{}, err
	}
	switch s.Type {
	case "extraction":
		if s.ExtractionFn.isNull() {
			return dimension{}, s.invalid("extractionFn must not be null")
		}
		e, err := p.extracted(p.column(s.Dimension), s.ExtractionFn)
		return dimension{name: cmp.Or(s.OutputName, s.Dimension), e: e.to(outputType(s.OutputType)), text: true}, err
	case "lookup":
		f := &extractionSpec{Lookup: s.Lookup, RetainMissingValue: s.RetainMissingValue, ReplaceMissingValueWith: s.ReplaceMissingValueWith}
		switch {
		case s.OutputName == "":
			return dimension{}, s.invalid("outputName can not be Null")
		case !s.Name.isNull():
			f.Lookup = s.Name
		case s.Lookup.isNull():
			return dimension{}, s.invalid("name [] and lookup [null] are mutually exclusive please provide either a name or a lookup")
		}
		e, err := p.lookupExtraction(p.column(s.Dimension), f)
		return dimension{name: cmp.Or(s.OutputName, s.Dimension), e: e, text: true}, err
	case "listFiltered", "regexFiltered", "prefixFiltered":
		if s.Type == "listFiltered" && len(s.Values) == 0 {
			return dimension{}, s.invalid("values list must be non-empty")
		}
		d, err := p.dimension(s.Delegate)
		if err == nil {
			d.e, err = s.filtered(d.e.to(typeString))
		}
		return d, err
	}
	return p.plainDimension(s.Dimension, cmp.Or(s.OutputName, s.Dimension), s.OutputType), nil
}

// invalid is the error of the dimension as a whole.
func (s *dimensionSpec) invalid(problem string) error {
	return s.self.invalid(dimensionClass(s.Type), problem)
}

func outputType(name string) druidtype.Type {
	if t, ok := druidtype.FromNative(name); ok {
		return t
	}
	return typeString
}

// plainDimension is a column in an output type, a text where none is named.
func (p *parser) plainDimension(column, name, output string) dimension {
	e := p.column(column)
	return dimension{name: name, e: e.to(outputType(output)), text: e.t.IsString()}
}

// filtered keeps some of the values of a dimension.
func (s *dimensionSpec) filtered(e expr) (expr, error) {
	if s.Type != "listFiltered" {
		if e.t.MultiValue {
			return e, unsupported("Dimensions of type [%s] over columns with several values are not available", s.Type)
		}
		condition := "REGEXP_LIKE(" + e.sql + ", " + text(s.Pattern) + ")"
		if s.Type == "prefixFiltered" {
			condition = "(LEFT(" + e.sql + ", " + strconv.Itoa(utf8.RuneCountInString(s.Prefix)) + ") = " + text(s.Prefix) + ")"
		}
		return stringExpr("CASE WHEN " + condition + " THEN " + e.sql + " END"), nil
	}
	values := make([]string, len(s.Values))
	for i, v := range s.Values {
		values[i] = text(v)
	}
	function := "MV_FILTER_ONLY"
	if (s.IsWhitelist != nil && !*s.IsWhitelist) || (s.IsAllowList != nil && !*s.IsAllowList) {
		function = "MV_FILTER_NONE"
	}
	return stringExpr(function + "(" + e.sql + ", ARRAY[" + strings.Join(values, ", ") + "])"), nil
}
