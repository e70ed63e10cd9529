package function

import (
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
	// Druid answers FALSE, not NULL, for a string without values.
	never := func([]plan.Expr) druidtype.Type { return druidtype.Of(druidtype.Boolean) }
	return []plan.Function{
		fn("MV_LENGTH", "m", "MV_LENGTH(string)", maybe(druidtype.Integer), "The number of values."),
		fn("MV_OFFSET", "m~ i~", "MV_OFFSET(string, number)", varcharNull, "The value at an index from 0, NULL outside."),
		fn("MV_ORDINAL", "m~ i~", "MV_ORDINAL(string, number)", varcharNull, "The value at an index from 1, NULL outside."),
		fn("MV_OFFSET_OF", "m~ s", "MV_OFFSET_OF(string, string)", maybe(druidtype.Integer), "The first index from 0 of a value, NULL for none."),
		fn("MV_ORDINAL_OF", "m~ s", "MV_ORDINAL_OF(string, string)", maybe(druidtype.Integer), "The first index from 1 of a value, NULL for none."),
		fn("MV_CONTAINS", "m~ m", "MV_CONTAINS(array, array)", never, "Whether a value, or all values of another, are among the values."),
		fn("MV_OVERLAP", "m~ m", "MV_OVERLAP(array, array)", never, "Whether two multi-value strings share a value."),
		fn("MV_APPEND", "m~ s~", "MV_APPEND(string, string)", multiNull, "The values with one more at the end."),
		fn("MV_PREPEND", "s~ m~", "MV_PREPEND(string, string)", multiNull, "The values with one more at the start."),
		fn("MV_CONCAT", "m~ m~", "MV_CONCAT(string, string)", multiNull, "The values of both."),
		fn("MV_SLICE", "m~ i~ i~?", "MV_SLICE(string, start, end)", multiNull, "The values from an index to before another, from 0."),
		fn("MV_TO_STRING", "m~ s", "MV_TO_STRING(string, string)", varcharNull, "The values as one text with a delimiter between them."),
		fn("MV_FILTER_ONLY", "m a", "MV_FILTER_ONLY(string, array)", multiNull, "The values that are in a list."),
		fn("MV_FILTER_NONE", "m a", "MV_FILTER_NONE(string, array)", multiNull, "The values that are not in a list."),
		splitFunction("STRING_TO_MV", multiNull, "The text split by a regular expression."),
		fn("MV_TO_ARRAY", "m", "MV_TO_ARRAY(string)", varcharArray, "The values as an array."),
	}
}
