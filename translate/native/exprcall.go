package native

import (
	"maps"
	"strconv"
	"strings"

	"ogham/internal/druidtype"
)

// function is a function of Druid's expression language.
type function struct {
	min, max int
	say      func(args []expr) (expr, error)
}

// call applies a function by its name, in any case.
func (p *parser) call(name string, args []expr) (expr, error) {
	key := strings.ToLower(name)
	switch key {
	case "lookup":
		return p.lookupCall(args)
	case "map", "cartesian_map", "filter", "fold", "cartesian_fold", "any", "all":
		return expr{}, unsupported("Function [%s], which takes a lambda, is not available", name)
	}
	f, ok := functions[key]
	if !ok {
		return expr{}, expressionError("function '" + name + "' is not defined.")
	}
	if len(args) < f.min || (f.max >= 0 && len(args) > f.max) {
		return expr{}, expressionError("Function[" + name + "] " + arity(f))
	}
	return f.say(args)
}

func arity(f function) string {
	if f.min == 1 && f.max == 1 {
		return "requires 1 argument"
	}
	if f.min == f.max {
		return "requires " + strconv.Itoa(f.min) + " arguments"
	}
	return "requires at least " + strconv.Itoa(f.min) + " arguments"
}

func (p *parser) lookupCall(args []expr) (expr, error) {
	if len(args) < 2 || !args[1].constant {
		return expr{}, expressionError("Function[lookup] second argument must be a registered lookup name")
	}
	return stringExpr("LOOKUP(" + joinText(args) + ")"), nil
}

func joinText(args []expr) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = a.text()
	}
	return strings.Join(parts, ", ")
}

// said makes a function that cannot fail.
func said(low, high int, say func(a []expr) expr) function {
	return function{low, high, func(args []expr) (expr, error) { return say(args), nil }}
}

// fixed makes a function of SQL with given types of its arguments, by letter: s text, l long,
// d double, t timestamp, n any number, v a value as it is. A letter behind '?' is optional. Result t is a time.
func fixed(name, params string, result byte) function {
	low := strings.IndexByte(params, '?')
	letters := strings.ReplaceAll(params, "?", "")
	if low < 0 {
		low = len(letters)
	}
	return said(low, len(letters), func(args []expr) expr {
		parts := make([]string, len(args))
		for i, a := range args {
			parts[i] = argument(a, letters[i])
		}
		return resultOf(name+"("+strings.Join(parts, ", ")+")", result, args)
	})
}

func argument(a expr, letter byte) string {
	switch letter {
	case 's':
		return a.text()
	case 'l':
		return a.to(typeLong).sql
	case 'd':
		return a.to(typeDouble).sql
	case 't':
		return a.timestamp()
	case 'n':
		return a.number().sql
	case 'i': // a literal number stays one where SQL wants it
		return strings.TrimSuffix(strings.TrimPrefix(a.to(typeLong).sql, "CAST("), " AS BIGINT)")
	case 'a':
		return a.array().sql
	}
	return a.value().sql
}

func resultOf(sql string, result byte, args []expr) expr {
	switch result {
	case 's':
		return stringExpr(sql)
	case 'l':
		return longExpr(sql)
	case 'd':
		return doubleExpr(sql)
	case 'b':
		return boolExpr(sql)
	case 't':
		return timeExpr(sql)
	case 'j':
		return expr{sql: sql, t: druidtype.ComplexOf("json")}
	case 'a':
		return expr{sql: sql, t: args[0].array().t}
	case 'n':
		return expr{sql: sql, t: args[0].number().t}
	}
	return expr{sql: sql, t: args[0].value().t}
}

// array gives e as an array; a multi-value text as the array of its values.
func (e expr) array() expr {
	if e.t.Kind == druidtype.Array {
		return e
	}
	return expr{sql: "MV_TO_ARRAY(" + e.text() + ")", t: druidtype.ArrayOf(typeString)}
}

var functions map[string]function

func init() { //nolint:gochecknoinits // the table is put together from the families once
	functions = map[string]function{}
	for _, family := range []map[string]function{mathFunctions, textFunctions, timeFunctions, controlFunctions, arrayFunctions} {
		maps.Copy(functions, family)
	}
}

var mathFunctions = map[string]function{
	"abs": fixed("ABS", "n", 'n'), "acos": fixed("ACOS", "d", 'd'), "asin": fixed("ASIN", "d", 'd'), "atan": fixed("ATAN", "d", 'd'),
	"atan2": fixed("ATAN2", "dd", 'd'), "cos": fixed("COS", "d", 'd'), "sin": fixed("SIN", "d", 'd'), "tan": fixed("TAN", "d", 'd'),
	"cot": fixed("COT", "d", 'd'), "exp": fixed("EXP", "d", 'd'), "log": fixed("LN", "d", 'd'), "log10": fixed("LOG10", "d", 'd'),
	"sqrt": fixed("SQRT", "d", 'd'), "pow": fixed("POWER", "dd", 'd'), "ceil": fixed("CEIL", "d", 'd'), "floor": fixed("FLOOR", "d", 'd'),
	"todegrees": fixed("DEGREES", "d", 'd'), "toradians": fixed("RADIANS", "d", 'd'), "round": fixed("ROUND", "n?i", 'n'),
	"cosh":     formula(func(x string) string { return "(EXP(" + x + ") + EXP(- " + x + ")) / 2" }),
	"sinh":     formula(func(x string) string { return "(EXP(" + x + ") - EXP(- " + x + ")) / 2" }),
	"tanh":     formula(func(x string) string { return "1 - 2 / (EXP(2 * " + x + ") + 1)" }),
	"cbrt":     formula(func(x string) string { return "SIGN(" + x + ") * POWER(ABS(" + x + "), CAST(1 AS DOUBLE) / 3)" }),
	"log1p":    formula(func(x string) string { return "LN(1 + " + x + ")" }),
	"expm1":    formula(func(x string) string { return "EXP(" + x + ") - 1" }),
	"hypot":    formula2(func(x, y string) string { return "SQRT(" + x + " * " + x + " + " + y + " * " + y + ")" }),
	"copysign": formula2(func(x, y string) string { return "ABS(" + x + ") * CASE WHEN " + y + " < 0 THEN -1 ELSE 1 END" }),
	"scalb":    formula2(func(x, y string) string { return x + " * POWER(2, " + y + ")" }),
	"signum":   fixed("SIGN", "d", 'd'), "rint": fixed("ROUND", "d", 'd'),
	"pi": said(0, 0, func([]expr) expr { return doubleExpr("PI") }),
	"div": said(2, 2, func(a []expr) expr {
		return longExpr("DIV(" + a[0].to(typeLong).sql + ", " + a[1].to(typeLong).sql + ")")
	}),
	"safe_divide": said(2, 2, func(a []expr) expr {
		t := common([]expr{a[0].number(), a[1].number()})
		return expr{sql: "SAFE_DIVIDE(" + a[0].to(t).sql + ", " + a[1].to(t).sql + ")", t: t}
	}),
	"remainder": said(2, 2, func(a []expr) expr { return arithmetic("%", a[0].to(typeDouble), a[1].to(typeDouble)) }),
	"min":       extreme("LEAST", true), "max": extreme("GREATEST", true), "least": extreme("LEAST", false), "greatest": extreme("GREATEST", false),
	"bitwiseand": fixed("BITWISE_AND", "ll", 'l'), "bitwiseor": fixed("BITWISE_OR", "ll", 'l'), "bitwisexor": fixed("BITWISE_XOR", "ll", 'l'),
	"bitwisecomplement": fixed("BITWISE_COMPLEMENT", "l", 'l'),
	"bitwiseshiftleft":  fixed("BITWISE_SHIFT_LEFT", "ll", 'l'), "bitwiseshiftright": fixed("BITWISE_SHIFT_RIGHT", "ll", 'l'),
	"human_readable_binary_byte_format":  fixed("HUMAN_READABLE_BINARY_BYTE_FORMAT", "l?i", 's'),
	"human_readable_decimal_byte_format": fixed("HUMAN_READABLE_DECIMAL_BYTE_FORMAT", "l?i", 's'),
	"human_readable_decimal_format":      fixed("HUMAN_READABLE_DECIMAL_FORMAT", "l?i", 's'),
}

// formula makes a function of one DOUBLE, formula2 one of two.
func formula(say func(x string) string) function {
	return said(1, 1, func(a []expr) expr { return doubleExpr("(" + say(a[0].to(typeDouble).sql) + ")") })
}

func formula2(say func(x, y string) string) function {
	return said(2, 2, func(a []expr) expr {
		return doubleExpr("(" + say(a[0].to(typeDouble).sql, a[1].to(typeDouble).sql) + ")")
	})
}

// extreme is the least or greatest argument; min and max take two numbers.
func extreme(name string, numbers bool) function {
	low, high := 1, -1
	if numbers {
		low, high = 2, 2
	}
	return said(low, high, func(args []expr) expr {
		t := common(args)
		if numbers && t.IsString() {
			t = typeDouble
		}
		parts := make([]string, len(args))
		for i, a := range args {
			parts[i] = a.to(t).sql
		}
		sql := name + "(" + strings.Join(parts, ", ") + ")"
		if numbers { // null where one is
			sql = "CASE WHEN " + parts[0] + " IS NOT NULL AND " + parts[1] + " IS NOT NULL THEN " + sql + " END"
		}
		return expr{sql: sql, t: t}
	})
}

var textFunctions = map[string]function{
	"concat": said(0, -1, func(a []expr) expr {
		if len(a) == 0 {
			return literal("", typeString)
		}
		return stringExpr("CONCAT(" + joinText(a) + ")")
	}),
	"format":     said(1, -1, formatCall),
	"strlen":     fixed("CHAR_LENGTH", "s", 'l'),
	"strpos":     said(2, 3, strpos),
	"substring":  said(3, 3, substringCall),
	"left":       fixed("LEFT", "si", 's'),
	"right":      fixed("RIGHT", "si", 's'),
	"replace":    fixed("REPLACE", "sss", 's'),
	"lower":      fixed("LOWER", "s", 's'),
	"upper":      fixed("UPPER", "s", 's'),
	"reverse":    fixed("REVERSE", "s", 's'),
	"repeat":     fixed("REPEAT", "si", 's'),
	"lpad":       fixed("LPAD", "sis", 's'),
	"rpad":       fixed("RPAD", "sis", 's'),
	"trim":       fixed("BTRIM", "s?s", 's'),
	"ltrim":      fixed("LTRIM", "s?s", 's'),
	"rtrim":      fixed("RTRIM", "s?s", 's'),
	"like":       said(2, 3, likeCall),
	"parse_long": fixed("PARSE_LONG", "s?i", 'l'),

	"regexp_extract": fixed("REGEXP_EXTRACT", "ss?i", 's'), "regexp_like": fixed("REGEXP_LIKE", "ss", 'b'), "regexp_replace": fixed("REGEXP_REPLACE", "sss", 's'),
	"contains_string": fixed("CONTAINS_STRING", "ss", 'b'), "icontains_string": fixed("ICONTAINS_STRING", "ss", 'b'),
	"decode_base64_utf8": fixed("DECODE_BASE64_UTF8", "s", 's'),
	"ipv4_match":         fixed("IPV4_MATCH", "vs", 'b'), "ipv4_parse": fixed("IPV4_PARSE", "v", 'l'), "ipv4_stringify": fixed("IPV4_STRINGIFY", "v", 's'), "ipv6_match": fixed("IPV6_MATCH", "ss", 'b'),
	"json_value": said(2, 3, jsonValue), "json_object": {0, -1, jsonObject}, "json_query": fixed("JSON_QUERY", "vs", 'j'),
	"json_keys": said(2, 2, textArray("JSON_KEYS")), "json_paths": said(1, 1, textArray("JSON_PATHS")),
	"to_json_string": fixed("TO_JSON_STRING", "v", 's'), "parse_json": fixed("PARSE_JSON", "s", 'j'), "try_parse_json": fixed("TRY_PARSE_JSON", "s", 'j'),
}

func formatCall(a []expr) expr {
	parts := []string{a[0].text()}
	for _, e := range a[1:] {
		parts = append(parts, e.value().sql)
	}
	return stringExpr("STRING_FORMAT(" + strings.Join(parts, ", ") + ")")
}

// strpos counts from 0, from an index if one is given, and gives -1 where there is none.
func strpos(a []expr) expr {
	sql := "POSITION(" + a[1].text() + " IN " + a[0].text()
	if len(a) == 3 {
		sql += " FROM " + a[2].to(typeLong).sql + " + 1"
	}
	return longExpr("(" + sql + ") - 1)")
}

// substringCall counts from 0; a length of -1 is the rest of the text.
func substringCall(a []expr) expr {
	from := "SUBSTRING(" + a[0].text() + ", " + argument(a[1], 'i') + " + 1"
	length := argument(a[2], 'i')
	if strings.HasPrefix(a[2].sql, "(- ") || strings.HasPrefix(length, "-") {
		return stringExpr(from + ")")
	}
	return stringExpr(from + ", " + length + ")")
}

func likeCall(a []expr) expr {
	sql := a[0].text() + " LIKE " + a[1].text()
	if len(a) == 3 {
		sql += " ESCAPE " + a[2].text()
	}
	return boolExpr("(" + sql + ")")
}

func jsonValue(a []expr) expr {
	t := typeString
	if len(a) == 3 {
		t = outputType(strings.Trim(a[2].sql, "'"))
	}
	return expr{sql: "JSON_VALUE(" + a[0].sql + ", " + a[1].text() + " RETURNING " + sqlType(t) + ")", t: t}
}

// jsonObject takes names and values in turn.
func jsonObject(a []expr) (expr, error) {
	if len(a)%2 != 0 {
		return expr{}, expressionError("Function[json_object] requires an even number of arguments")
	}
	parts := make([]string, len(a)/2)
	for i := range parts {
		parts[i] = "KEY " + a[2*i].text() + " VALUE " + a[2*i+1].value().sql
	}
	return expr{sql: "JSON_OBJECT(" + strings.Join(parts, ", ") + ")", t: druidtype.ComplexOf("json")}, nil
}

func textArray(name string) func(a []expr) expr {
	return func(a []expr) expr {
		parts := []string{a[0].sql}
		for _, e := range a[1:] {
			parts = append(parts, e.text())
		}
		return expr{sql: name + "(" + strings.Join(parts, ", ") + ")", t: druidtype.ArrayOf(typeString)}
	}
}

var timeFunctions = map[string]function{
	"timestamp":         said(1, 2, parseTime),
	"unix_timestamp":    said(1, 2, func(a []expr) expr { return longExpr("(" + parseTime(a).sql + " / 1000)") }),
	"timestamp_floor":   said(2, 4, timeBucket("TIME_FLOOR")),
	"timestamp_ceil":    said(2, 4, timeBucket("TIME_CEIL")),
	"timestamp_shift":   said(3, 4, timeShift),
	"timestamp_extract": fixed("TIME_EXTRACT", "ts?s", 'l'),
	"timestamp_parse":   said(1, 3, parseTime),
	"timestamp_format":  said(1, 3, formatTime),
}

// formatTime prints a time, without a pattern as ISO in UTC.
func formatTime(a []expr) expr {
	if len(a) == 1 || a[1].t.Kind == druidtype.Unknown {
		a = append([]expr{a[0], literal("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", typeString)}, a[min(len(a), 2):]...)
	}
	return stringExpr("TIME_FORMAT(" + a[0].timestamp() + ", " + joinText(a[1:]) + ")")
}

// parseTime reads a text as a time; a null pattern is ISO.
func parseTime(a []expr) expr {
	parts := []string{a[0].text()}
	for _, e := range a[1:] {
		if e.t.Kind == druidtype.Unknown {
			parts = append(parts, "NULL")
		} else {
			parts = append(parts, e.text())
		}
	}
	return timeExpr("TIME_PARSE(" + strings.Join(parts, ", ") + ")")
}

func timeBucket(name string) func(a []expr) expr {
	return func(a []expr) expr {
		sql := name + "(" + a[0].timestamp() + ", " + a[1].text()
		if len(a) > 2 {
			origin := "CAST(NULL AS TIMESTAMP)"
			if a[2].t.Kind != druidtype.Unknown && a[2].sql != "''" {
				origin = a[2].timestamp()
				if a[2].t.IsString() {
					origin = "TIME_PARSE(" + a[2].sql + ")"
				}
			}
			sql += ", " + origin
		}
		if len(a) > 3 && a[3].t.Kind != druidtype.Unknown {
			sql += ", " + a[3].text()
		}
		return timeExpr(sql + ")")
	}
}

func timeShift(a []expr) expr {
	sql := "TIME_SHIFT(" + a[0].timestamp() + ", " + a[1].text() + ", " + argument(a[2], 'i')
	if len(a) > 3 {
		sql += ", " + a[3].text()
	}
	return timeExpr(sql + ")")
}
