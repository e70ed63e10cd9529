package function

import (
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// arrayFunctions are the functions over ARRAYs. An element argument is cast to the array's element
// type first, as Druid's expressions do.
func arrayFunctions() []plan.Function {
	fn := func(name, list, supported string, typ typeRule, bind binder, doc string) plan.Function {
		return plan.Function{
			Name: name, Params: params(list), Signature: supported, Type: typ, Bind: bind, Whole: true,
			Emit: tmpl("druid_sql." + lower(name) + "($*)"), Doc: doc,
		}
	}
	out := []plan.Function{
		fn("ARRAY_LENGTH", "l", "ARRAY_LENGTH(array)", maybe(druidtype.Integer), nil, "The number of elements."),
		fn("ARRAY_OFFSET", "a i~", "ARRAY_OFFSET(array, number)", element, nil, "The element at an index from 0, NULL outside."),
		fn("ARRAY_ORDINAL", "a i~", "ARRAY_ORDINAL(array, number)", element, nil, "The element at an index from 1, NULL outside."),
		fn("ARRAY_OFFSET_OF", "a *", "ARRAY_OFFSET_OF(array, expr)", maybe(druidtype.Integer), bindIndexOf, "The first index from 0 of an element, NULL for none."),
		fn("ARRAY_ORDINAL_OF", "a *", "ARRAY_ORDINAL_OF(array, expr)", maybe(druidtype.Integer), bindIndexOf, "The first index from 1 of an element, NULL for none."),
		fn("ARRAY_CONTAINS", "a ea", "ARRAY_CONTAINS(array, array)", booleanNull, bindMember(1, 0), "Whether an array holds an element, or all elements of another array."),
		fn("ARRAY_OVERLAP", "a a", "ARRAY_OVERLAP(array, array)", booleanNull, castElement(1, 0), "Whether two arrays share an element."),
		fn("SCALAR_IN_ARRAY", "e a~", "SCALAR_IN_ARRAY(expr, array)", booleanNull, bindMember(0, 1), "Whether a value is an element of an array."),
		fn("ARRAY_APPEND", "a e", "ARRAY_APPEND(array, expr)", sameAsNull(0), castElement(1, 0), "The array with one more element at its end."),
		fn("ARRAY_PREPEND", "e a", "ARRAY_PREPEND(expr, array)", sameAsNull(1), castElement(0, 1), "The array with one more element at its start."),
		fn("ARRAY_CONCAT", "a a", "ARRAY_CONCAT(array, array)", sameAsNull(0), bindConcatArrays, "Two arrays in a row."),
		fn("ARRAY_SLICE", "a i~ i~?", "ARRAY_SLICE(array, start, end)", sameAsNull(0), nil, "The elements from an index to before another, from 0, padded with NULLs."),
		fn("ARRAY_TO_STRING", "a *", "ARRAY_TO_STRING(array, string)", varcharNull, bindDelimiter, "The elements as text with a delimiter between them."),
		fn("ARRAY_TO_MV", "l", "ARRAY_TO_MV(array)", multiNull, nil, "The array as a multi-value string."),
		fn("ARRAY_QUANTILE", "a= d!=", "ARRAY_QUANTILE(array, number)", doubleNull, bindArrayQuantile, "A quantile of the numbers of an array."),
		splitFunction("STRING_TO_ARRAY", varcharArray, "The text split by a regular expression."),
	}
	for i := range out {
		switch out[i].Name {
		case "ARRAY_OFFSET", "ARRAY_ORDINAL":
			out[i].Untyped = []int{0}
		case "ARRAY_CONCAT":
			out[i].Emit = emitConcatArrays
		}
	}
	return out
}

type binder = func(b plan.Binder, c *plan.Call) (plan.Expr, error)

// element is the rule: the element type of the first argument.
func element(args []plan.Expr) druidtype.Type {
	if t := args[0].Type(); t.Elem != nil {
		return t.Elem.Null(true)
	}
	return druidtype.Of(druidtype.Varchar)
}

// storedElement is the type of an element as Druid's arrays hold it: text, LONG or DOUBLE.
func storedElement(t druidtype.Type) druidtype.Type {
	switch {
	case t.IsApprox():
		return druidtype.Of(druidtype.Double)
	case t.IsInt(), t.IsTime(), t.Kind == druidtype.Boolean:
		return druidtype.Of(druidtype.BigInt)
	}
	return druidtype.Of(druidtype.Varchar)
}
