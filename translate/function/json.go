package function

import (
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// jsonFunctions read and make COMPLEX<json>. A path is a literal as a rule; it becomes a chain of
// -> operators here. A path that is computed is walked by druid_sql.json_path.
//
// The analyzer gives JSON_VALUE its RETURNING type as a druidtype.Type in Call.Data, and JSON_OBJECT
// its keys and values in turns.
func jsonFunctions() []plan.Function {
	return []plan.Function{
		{
			Name: "JSON_VALUE", Params: params("j s~"), Type: varcharNull, Whole: true, Bind: bindJSONValue, Emit: emitAtPath("druid_sql.json_value"),
			Signature: "JSON_VALUE(json_doc, path [RETURNING type] [{NULL | ERROR | DEFAULT value} ON EMPTY] [{NULL | ERROR | DEFAULT value} ON ERROR])",
			Doc:       "The scalar at a JSONPath, VARCHAR unless RETURNING says otherwise.",
		},
		{
			Name: "JSON_VALUE TRUTH", Params: params("j s~"), Type: booleanNull, Hidden: true, Emit: emitAtPath("druid_sql.json_value_truth"),
		},
		{
			Name: "JSON_ELEMENTS", Params: params("j s~"), Type: varcharArray, Hidden: true, Emit: emitAtPath("druid_sql.json_elements"),
		},
		{
			Name: "JSON_VALUE LIST", Params: params("j s~"), Type: varcharNull, Hidden: true, Emit: emitAtPath("druid_sql.json_value_list"),
		},
		{
			Name: "JSON_QUERY", Params: params("j s~"), Signature: "JSON_QUERY(<ANY>, <CHARACTER>)", Type: jsonNull, Whole: true,
			Bind: bindPath, Emit: emitAtPath("druid_sql.json_query"), Doc: "The JSON value at a JSONPath.",
		},
		{
			Name: "JSON_QUERY_ARRAY", Params: params("j s~"), Signature: "JSON_QUERY_ARRAY(<ANY>, <CHARACTER>)", Type: jsonArray,
			Bind: bindPath, Emit: emitAtPath("druid_sql.json_query_array"), Doc: "The array of JSON values at a JSONPath.",
		},
		{
			Name: "JSON_KEYS", Params: params("j s!="), Signature: "JSON_KEYS(<expr>, <path>)", Type: varcharArray,
			Bind: bindPath, Emit: emitAtPath("druid_sql.json_keys"), Doc: "The keys of the object at a JSONPath.",
		},
		{
			Name: "JSON_PATHS", Params: params("j"), Signature: "JSON_PATHS(<ANY>)", Type: varcharArray,
			Emit: tmpl("druid_sql.json_paths($1)"), Doc: "The JSONPaths of all literals.",
		},
		{
			Name: "JSON_OBJECT", Params: params("*..."), Signature: "JSON_OBJECT(...)", Type: jsonNotNull,
			Bind: bindJSONObject, Emit: emitJSONObject, Doc: "A JSON object of keys and values.",
		},
		{
			Name: "JSON_MERGE", Params: params("*..."), Signature: "JSON_MERGE(...)", Type: jsonNull,
			Bind: bindJSONMerge, Emit: emitJSONMerge, Doc: "JSON values merged deeply into the first.",
		},
		{
			Name: "PARSE_JSON", Params: params("s="), Signature: "PARSE_JSON(<STRING>)", Type: jsonNull,
			Emit: tmpl("druid_sql.parse_json($1)"), Doc: "Text parsed as JSON; an error for other text.",
		},
		{
			Name: "TRY_PARSE_JSON", Params: params("s="), Signature: "TRY_PARSE_JSON(<STRING>)", Type: jsonNull,
			Emit: tmpl("druid_sql.try_parse_json($1)"), Doc: "Text parsed as JSON; NULL for other text.",
		},
		{
			Name: "TO_JSON_STRING", Params: params("*"), Signature: "TO_JSON_STRING(<ANY>)", Type: varcharNull,
			Emit: tmpl("druid_sql.to_json($1)::text"), Doc: "Any value as JSON text.",
		},
	}
}

func jsonArray([]plan.Expr) druidtype.Type { return druidtype.ArrayOf(druidtype.ComplexOf("json")) }

func jsonNotNull([]plan.Expr) druidtype.Type { return druidtype.ComplexOf("json").NotNull() }

// bindPath parses a literal path into Call.Data; a NULL path makes the call NULL.
func bindPath(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if c.Args[1].Type().MultiValue {
		return eachValue(b, c, 1)
	}
	if plan.IsNull(c.Args[1]) {
		switch c.Fn.Name {
		case "JSON_QUERY":
			c.Data = jsonPath(nil) // the whole
			return c, nil
		case "JSON_QUERY_ARRAY", "JSON_KEYS":
			return nil, druiderr.Runtime("Function[%s] second argument [null] must be a literal [STRING] value", lower(c.Fn.Name))
		}
		return &plan.Literal{Base: plan.Base{T: c.T.Null(true), P: c.P}}, nil
	}
	c.Data = nil
	if text, ok := plan.TextOf(c.Args[1]); ok {
		path, err := parseJSONPath(text)
		if err != nil {
			return nil, err
		}
		if path.lost(c) {
			return &plan.Literal{Base: plan.Base{T: c.T.Null(true), P: c.P}}, nil
		}
		c.Data = path
	}
	return c, nil
}

// lost tells whether Druid 33 finds nothing because of how it rewrites the path: in JSON_VALUE and
// JSON_QUERY of anything but a column, for fields with a dot or a double quote.
func (path jsonPath) lost(c *plan.Call) bool {
	if _, column := c.Args[0].(*plan.Column); column || c.Fn.Name != "JSON_VALUE" && c.Fn.Name != "JSON_QUERY" {
		return false
	}
	for _, step := range path {
		if strings.ContainsAny(step.field, `."`) {
			return true
		}
	}
	return false
}

// bindJSONValue applies RETURNING: scalars are cast from the text as CAST would, arrays have their
// own functions.
func bindJSONValue(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	returning, given := c.Data.(druidtype.Type)
	x, err := bindPath(b, c)
	if err != nil || !given {
		return x, err
	}
	if returning.Kind == druidtype.Array {
		return bindJSONElements(b, c, returning)
	}
	if returning.IsString() {
		c.T = returning
		return x, nil
	}
	if at, ok := x.(*plan.Call); ok && at == c && returning.Kind == druidtype.Boolean {
		return readBoolean(b, c, returning)
	}
	x = b.Cast(x, returning)
	if cast, ok := x.(*plan.Cast); ok {
		cast.T = returning
	}
	return x, nil
}

// readBoolean is RETURNING BOOLEAN, which reads numbers by their value and texts as words.
func readBoolean(b plan.Binder, c *plan.Call, t druidtype.Type) (plan.Expr, error) {
	x, err := b.Call(c.P, "JSON_VALUE TRUTH", c.Args...)
	if at, ok := x.(*plan.Call); ok {
		at.Data, at.T = c.Data, t
	}
	return x, err
}

// UnsupportedClause is the error of a clause of JSON_VALUE that Druid refuses.
func UnsupportedClause(clause string) error {
	return druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unknown exception", "org.apache.druid.java.util.common.UOE",
		"Unsupported JSON_VALUE parameter '%s' defined - please re-issue this query without this argument", clause)
}

// bindJSONElements is JSON_VALUE RETURNING an array, which Druid has for VARCHAR, BIGINT and DOUBLE.
func bindJSONElements(b plan.Binder, c *plan.Call, returning druidtype.Type) (plan.Expr, error) {
	name := map[druidtype.Kind]string{
		druidtype.Varchar: "JSON_VALUE_ARRAY_VARCHAR", druidtype.Char: "JSON_VALUE_ARRAY_VARCHAR",
		druidtype.BigInt: "JSON_VALUE_ARRAY_BIGINT", druidtype.Integer: "JSON_VALUE_ARRAY_BIGINT",
		druidtype.Double: "JSON_VALUE_ARRAY_DOUBLE", druidtype.Decimal: "JSON_VALUE_ARRAY_DOUBLE",
	}[returning.Elem.Kind]
	if name == "" {
		return nil, UnsupportedClause("RETURNING")
	}
	return b.Call(c.P, name, c.Args...)
}

// jsonElementFunctions are what JSON_VALUE RETURNING an array becomes; Druid lets users call them too.
func jsonElementFunctions() []plan.Function {
	fn := func(name string, k druidtype.Kind) plan.Function {
		return plan.Function{
			Name: name, Params: params("j s~"), Signature: name + "(expr, path)", Bind: bindPath, Whole: true,
			Type: func([]plan.Expr) druidtype.Type { return druidtype.ArrayOf(druidtype.Of(k)) },
			Emit: emitAtPath("druid_sql." + lower(name)), Doc: "The array of scalars at a JSONPath.",
		}
	}
	typed := func(name string, k druidtype.Kind) plan.Function {
		return plan.Function{
			Name: name, Params: params("j s~"), Signature: name + "(expr, path)", Type: maybe(k), Whole: true,
			Bind: func(b plan.Binder, c *plan.Call) (plan.Expr, error) {
				x, err := b.Call(c.P, "JSON_VALUE", c.Args...)
				if err != nil {
					return nil, err
				}
				return b.Cast(x, druidtype.Of(k)), nil
			},
			Doc: "The scalar at a JSONPath.",
		}
	}
	return []plan.Function{
		fn("JSON_VALUE_ARRAY_VARCHAR", druidtype.Varchar),
		fn("JSON_VALUE_ARRAY_BIGINT", druidtype.BigInt),
		fn("JSON_VALUE_ARRAY_DOUBLE", druidtype.Double),
		typed("JSON_VALUE_ANY", druidtype.Varchar),
		typed("JSON_VALUE_VARCHAR", druidtype.Varchar),
		typed("JSON_VALUE_BIGINT", druidtype.BigInt),
		typed("JSON_VALUE_DOUBLE", druidtype.Double),
	}
}

// emitAtPath writes fn(document -> step -> step …).
func emitAtPath(fn string) emitter {
	return func(w plan.Writer, c *plan.Call) {
		w.SQL(fn + "(")
		path, ok := c.Data.(jsonPath)
		if !ok {
			w.SQL("druid_sql.json_path(")
			w.Expr(c.Args[0])
			w.SQL(", ")
			w.Expr(c.Args[1])
			w.SQL("))")
			return
		}
		w.Expr(c.Args[0])
		for _, step := range path {
			w.SQL(" -> ")
			step.emit(w)
		}
		w.SQL(")")
	}
}

// jsonPair is one key of JSON_OBJECT and the index of its value in the arguments.
type jsonPair struct {
	key   string
	value int
}

// bindJSONObject checks the keys. Literal keys are put into the order of Java's HashMap, which
// Druid builds the object in; of equal keys the last value wins.
func bindJSONObject(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if len(c.Args)%2 != 0 {
		return nil, druiderr.Runtime("Function[json_object] must have an even number of arguments")
	}
	textBesideNull(b, c.Args)
	var pairs []jsonPair
	for i := 0; i < len(c.Args); i += 2 {
		if !c.Args[i].Type().IsString() {
			return nil, failed(c, validationClass, "Function[json_object] field name must be a STRING")
		}
		key, ok := plan.TextOf(c.Args[i])
		if !ok {
			return c, nil
		}
		pairs = putPair(pairs, jsonPair{key, i + 1})
	}
	c.Data = hashOrder(pairs)
	return c, nil
}

// textBesideNull makes text of the scalars when one of the values is an untyped NULL, the common
// type that Calcite gives them then.
func textBesideNull(b plan.Binder, args []plan.Expr) {
	untyped := false
	for i := 1; i < len(args); i += 2 {
		untyped = untyped || args[i].Type().Kind == druidtype.Unknown
	}
	for i := 1; untyped && i < len(args); i += 2 {
		if t := args[i].Type(); t.IsNumeric() || t.IsTime() || t.Kind == druidtype.Boolean {
			args[i] = b.Cast(args[i], druidtype.Of(druidtype.Varchar))
		}
	}
}

func putPair(pairs []jsonPair, p jsonPair) []jsonPair {
	for i := range pairs {
		if pairs[i].key == p.key {
			pairs[i].value = p.value
			return pairs
		}
	}
	return append(pairs, p)
}

// emitJSONObject joins text: json_build_object would put blanks around the colons.
func emitJSONObject(w plan.Writer, c *plan.Call) {
	pairs, literal := c.Data.([]jsonPair)
	w.SQL("('{'")
	if literal {
		for i, p := range pairs {
			w.SQL(" || ")
			w.String(comma(i) + jsonString(p.key) + ":")
			w.SQL(" || druid_sql.to_json_text(")
			w.Expr(c.Args[p.value])
			w.SQL(")")
		}
	} else {
		for i := 0; i < len(c.Args); i += 2 {
			w.SQL(" || ")
			w.String(comma(i))
			w.SQL(" || druid_sql.json_key(")
			w.Expr(c.Args[i])
			w.SQL(") || ':' || druid_sql.to_json_text(")
			w.Expr(c.Args[i+1])
			w.SQL(")")
		}
	}
	w.SQL(" || '}')::json")
}

func comma(i int) string {
	if i > 0 {
		return ","
	}
	return ""
}

func bindJSONMerge(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	if len(c.Args) < 2 {
		return nil, druiderr.Runtime("Function[json_merge] must have at least two arguments")
	}
	for _, a := range c.Args {
		if t := a.Type(); !t.IsString() && t.Kind != druidtype.Unknown && t.Native() != "COMPLEX<json>" {
			native := strings.Replace(t.Native(), "FLOAT", "DOUBLE", 1)
			return nil, failed(c, validationClass, "Function[json_merge] invalid input expected STRING but got %s instead", native)
		}
	}
	return c, nil
}

func emitJSONMerge(w plan.Writer, c *plan.Call) {
	for range c.Args[1:] {
		w.SQL("druid_sql.json_merge(")
	}
	for i, a := range c.Args {
		if i > 0 {
			w.SQL(", ")
		}
		w.SQL("druid_sql.json_merge_input(")
		w.Expr(a)
		w.SQL(", ")
		if i == 0 {
			w.String(a.Type().Native())
		} else { // NULL merges nothing
			w.SQL("NULL")
		}
		w.SQL(")")
		if i > 0 {
			w.SQL(")")
		}
	}
}
