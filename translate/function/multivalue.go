package function

import (
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// multiFunctions are the functions over multi-value strings, which they take whole, as text[].
func multiFunctions() []plan.Function {
	fn := func(name, list, supported string, typ typeRule, doc string) plan.Function {
		return plan.Function{
			Name: name, Params: params(list), Signature: supported, Type: typ, Whole: true,
			Emit: tmpl("druid_sql." + lower(name) + "($*)"), Doc: doc,
		}
	}
	bound := func(bind binder) func(name, list, supported string, typ typeRule, doc string) plan.Function {
		return func(name, list, supported string, typ typeRule, doc string) plan.Function {
			f := fn(name, list, supported, typ, doc)
			f.Bind = bind
			return f
		}
	}
	index, search, text, filter, column := bound(bindValueIndex), bound(bindValueSearch), bound(bindValueDelimiter), bound(bindValueFilter), bound(bindToArray)
	scalar := func(i int, name, list, supported string, typ typeRule, doc string) plan.Function {
		return bound(bindScalarValue(i))(name, list, supported, typ, doc)
	}
	// Druid answers FALSE, not NULL, for a string without values.
	never := func([]plan.Expr) druidtype.Type { return druidtype.Of(druidtype.Boolean) }
	return []plan.Function{
		fn("MV_LENGTH", "m", "MV_LENGTH(string)", maybe(druidtype.Integer), "The number of values."),
		fn("MV_OFFSET", "m~ i~", "MV_OFFSET(string, number)", varcharNull, "The value at an index from 0, NULL outside."),
		fn("MV_ORDINAL", "m~ i~", "MV_ORDINAL(string, number)", varcharNull, "The value at an index from 1, NULL outside."),
		index("MV_OFFSET_OF", "m~ *", "MV_OFFSET_OF(string, string)", maybe(druidtype.Integer), "The first index from 0 of a value, NULL for none."),
		index("MV_ORDINAL_OF", "m~ *", "MV_ORDINAL_OF(string, string)", maybe(druidtype.Integer), "The first index from 1 of a value, NULL for none."),
		search("MV_CONTAINS", "m~ em", "MV_CONTAINS(array, array)", never, "Whether a value, or all values of another, are among the values."),
		search("MV_OVERLAP", "m~ em", "MV_OVERLAP(array, array)", never, "Whether two multi-value strings share a value."),
		scalar(1, "MV_APPEND", "m~ s~", "MV_APPEND(string, string)", multiNull, "The values with one more at the end."),
		scalar(0, "MV_PREPEND", "s~ m~", "MV_PREPEND(string, string)", multiNull, "The values with one more at the start."),
		fn("MV_CONCAT", "m~ m~", "MV_CONCAT(string, string)", multiNull, "The values of both."),
		fn("MV_SLICE", "m~ i~ i~?", "MV_SLICE(string, start, end)", multiNull, "The values from an index to before another, from 0."),
		text("MV_TO_STRING", "m~ *", "MV_TO_STRING(string, string)", varcharNull, "The values as one text with a delimiter between them."),
		filter("MV_FILTER_ONLY", "p a~", "MV_FILTER_ONLY(string, array)", multiNull, "The values that are in a list."),
		filter("MV_FILTER_NONE", "p a~", "MV_FILTER_NONE(string, array)", multiNull, "The values that are not in a list."),
		splitFunction("STRING_TO_MV", multiNull, "The text split by a regular expression."),
		column("MV_TO_ARRAY", "*", "MV_TO_ARRAY(string)", varcharArray, "The values as an array."),
	}
}

// bindScalarValue refuses a multi-value string where one value is asked for beside the whole of it.
func bindScalarValue(i int) binder {
	return func(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
		if !c.Args[i].Type().MultiValue {
			return c, nil
		}
		name := "mv"
		if x, ok := c.Args[i].(*plan.Column); ok {
			name = x.Label
		}
		native := "array" + lower(c.Fn.Name)[len("mv"):]
		return nil, druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unknown exception", "org.apache.druid.java.util.common.RE",
			"Invalid expression: (%s [%s, %s]); [%s] used as both scalar and array variables", native, name, name, name)
	}
}

// bindValueIndex looks for texts only; lists and JSON are refused.
func bindValueIndex(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if x, err := bindScalarValue(1)(b, c); err != nil {
		return x, err
	}
	switch t := c.Args[1].Type(); {
	case t.Kind == druidtype.Array, t.Kind == druidtype.Complex:
		return nil, refused(c, "Function[array%s] second argument must be a a scalar type but got %s instead", lower(c.Fn.Name)[len("mv"):], t.Native())
	case !t.IsString() && t.Kind != druidtype.Unknown:
		return constant(c, nil), nil
	}
	c.Args[1] = b.Cast(c.Args[1], druidtype.Of(druidtype.Varchar))
	return c, nil
}

// bindValueSearch makes the search in a NULL as written unknown.
func bindValueSearch(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	if plan.IsNull(c.Args[0]) {
		return constant(c, nil), nil
	}
	return c, nil
}

func bindValueDelimiter(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if x, err := bindScalarValue(1)(b, c); err != nil {
		return x, err
	}
	return bindDelimiter(b, c)
}

// bindValueFilter compares with numbers as texts.
func bindValueFilter(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	c.Args[1] = b.Cast(c.Args[1], druidtype.ArrayOf(druidtype.Of(druidtype.Varchar)))
	return c, nil
}

// bindToArray takes columns only: Druid refuses to make an array of anything computed.
func bindToArray(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	x := c.Args[0]
	column, ok := x.(*plan.Column)
	if !ok || !column.T.IsString() {
		return nil, druiderr.Runtime("Function[mv_to_array] argument %s should be an identifier expression. Use array() instead", nativeText(x))
	}
	c.Args[0] = b.Cast(x, druidtype.MultiString())
	return c, nil
}
