package native

import (
	"strings"

	"ogham/internal/druidtype"
)

var controlFunctions = map[string]function{
	"cast":            {2, 2, castCall},
	"if":              said(3, 3, func(a []expr) expr { return cases([]expr{a[0]}, []expr{a[1]}, a[2]) }),
	"case_searched":   said(2, -1, caseSearched),
	"case_simple":     said(3, -1, caseSimple),
	"nvl":             said(2, 2, coalesce),
	"coalesce":        said(1, -1, coalesce),
	"isnull":          said(1, 1, func(a []expr) expr { return boolExpr("(" + a[0].sql + " IS NULL)") }),
	"notnull":         said(1, 1, func(a []expr) expr { return boolExpr("(" + a[0].sql + " IS NOT NULL)") }),
	"istrue":          said(1, 1, func(a []expr) expr { return boolExpr("(" + a[0].condition() + " IS TRUE)") }),
	"isfalse":         said(1, 1, func(a []expr) expr { return boolExpr("(" + a[0].condition() + " IS FALSE)") }),
	"nottrue":         said(1, 1, func(a []expr) expr { return boolExpr("(" + a[0].condition() + " IS NOT TRUE)") }),
	"notfalse":        said(1, 1, func(a []expr) expr { return boolExpr("(" + a[0].condition() + " IS NOT FALSE)") }),
	"isdistinctfrom":  said(2, 2, func(a []expr) expr { return boolExpr("(NOT " + same(a) + ")") }),
	"notdistinctfrom": said(2, 2, func(a []expr) expr { return boolExpr(same(a)) }),
}

// same compares without a third truth value.
func same(a []expr) string {
	return "COALESCE(" + operate("==", a[0], a[1]).sql + ", " + a[0].sql + " IS NULL AND " + a[1].sql + " IS NULL)"
}

func castCall(a []expr) (expr, error) {
	t, ok := druidtype.FromNative(strings.Trim(a[1].sql, "'"))
	if !ok || !a[1].constant {
		return expr{}, expressionError("Invalid type [" + strings.Trim(a[1].sql, "'") + "]")
	}
	return a[0].to(t), nil
}

func coalesce(args []expr) expr {
	t := common(args)
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = a.to(t).sql
	}
	return expr{sql: "COALESCE(" + strings.Join(parts, ", ") + ")", t: t}
}

func caseSearched(a []expr) expr {
	var when, then []expr
	i := 0
	for ; i+1 < len(a); i += 2 {
		when, then = append(when, a[i]), append(then, a[i+1])
	}
	otherwise := nullExpr()
	if i < len(a) {
		otherwise = a[i]
	}
	return cases(when, then, otherwise)
}

func caseSimple(a []expr) expr {
	args := make([]expr, 0, len(a))
	for i, e := range a[1:] {
		if i%2 == 0 && i+2 < len(a) {
			e = operate("==", a[0], e)
		}
		args = append(args, e)
	}
	return caseSearched(args)
}

func cases(when, then []expr, otherwise expr) expr {
	t := common(append(append([]expr{}, then...), otherwise))
	var b strings.Builder
	b.WriteString("CASE")
	for i, w := range when {
		b.WriteString(" WHEN " + w.condition() + " THEN " + then[i].to(t).sql)
	}
	return expr{sql: b.String() + " ELSE " + otherwise.to(t).sql + " END", t: t}
}

var arrayFunctions = map[string]function{
	"array":            said(0, -1, arrayOf),
	"array_length":     fixed("ARRAY_LENGTH", "a", 'l'),
	"array_append":     withElement("ARRAY_APPEND", 0, 'a'),
	"array_prepend":    withElement("ARRAY_PREPEND", 1, 'a'),
	"array_concat":     fixed("ARRAY_CONCAT", "aa", 'a'),
	"array_slice":      fixed("ARRAY_SLICE", "al?l", 'a'),
	"array_contains":   withElement("ARRAY_CONTAINS", 0, 'b'),
	"array_overlap":    fixed("ARRAY_OVERLAP", "aa", 'b'),
	"array_offset":     element("ARRAY_OFFSET"),
	"array_ordinal":    element("ARRAY_ORDINAL"),
	"array_offset_of":  withElement("ARRAY_OFFSET_OF", 0, 'l'),
	"array_ordinal_of": withElement("ARRAY_ORDINAL_OF", 0, 'l'),
	"array_to_string":  fixed("ARRAY_TO_STRING", "as", 's'),
	"string_to_array":  said(2, 2, textArray("STRING_TO_ARRAY")),
	"array_to_mv":      said(1, 1, func(a []expr) expr { return stringExpr("ARRAY_TO_MV(" + a[0].array().sql + ")") }),
	"mv_to_array":      said(1, 1, func(a []expr) expr { return a[0].array() }),
	"string_to_mv":     fixed("STRING_TO_MV", "ss", 's'),
	"scalar_in_array": said(2, 2, func(a []expr) expr {
		return boolExpr("SCALAR_IN_ARRAY(" + a[0].value().sql + ", " + a[1].array().sql + ")")
	}),
}

func element(name string) function {
	return said(2, 2, func(a []expr) expr {
		list := a[0].array()
		t := typeString
		if list.t.Elem != nil {
			t = *list.t.Elem
		}
		return expr{sql: name + "(" + list.sql + ", " + a[1].to(typeLong).sql + ")", t: t}
	})
}

// withElement calls a function of an array, at position at, and of one of its elements.
func withElement(name string, at int, result byte) function {
	return said(2, 2, func(a []expr) expr {
		list, other := a[at].array(), a[1-at]
		if other.t.Kind != druidtype.Array && list.t.Elem != nil {
			other = other.to(*list.t.Elem)
		}
		parts := []string{list.sql, other.sql}
		if at == 1 {
			parts[0], parts[1] = parts[1], parts[0]
		}
		return resultOf(name+"("+strings.Join(parts, ", ")+")", result, []expr{list})
	})
}
