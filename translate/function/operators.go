package function

import (
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// operators are the forms with one Postgres counterpart; the analyzer picks them after its own
// typing and casts their operands to one type.
func operators() []plan.Function {
	op := func(name, template string, typ typeRule) plan.Function {
		return plan.Function{Name: name, Kind: plan.Operator, Type: typ, Emit: tmpl(template), Hidden: true, Whole: strings.HasSuffix(name, " MULTI")}
	}
	out := []plan.Function{
		op("+", "$1 + $2", leastRestrictive), op("-", "$1 - $2", leastRestrictive),
		op("*", "$1 * $2", leastRestrictive), op("/", "$1 / $2", leastRestrictive), op("NEG", "- $1", sameAs(0)),
		op("+WRAP", "druid_sql.add_wrap($1, $2)", leastRestrictive),
		op("-WRAP", "druid_sql.subtract_wrap($1, $2)", leastRestrictive),
		op("*WRAP", "druid_sql.multiply_wrap($1, $2)", leastRestrictive),
		op("NEGWRAP", "druid_sql.subtract_wrap('0'::bigint, $1)", sameAs(0)),
		op("+DOUBLE", "druid_sql.add($1, $2)", leastRestrictive),
		op("-DOUBLE", "druid_sql.subtract($1, $2)", leastRestrictive),
		op("*DOUBLE", "druid_sql.multiply($1, $2)", leastRestrictive),
		op("/DOUBLE", "druid_sql.divide($1, $2)", leastRestrictive),
		op("=", "$1 = $2", boolean), op("<>", "$1 <> $2", boolean),
		op("<", "$1 < $2", boolean), op("<=", "$1 <= $2", boolean),
		op(">", "$1 > $2", boolean), op(">=", "$1 >= $2", boolean),
		op("<TEXT", "$C1 < $2", boolean), op("<=TEXT", "$C1 <= $2", boolean),
		op(">TEXT", "$C1 > $2", boolean), op(">=TEXT", "$C1 >= $2", boolean),
		// Comparisons of doubles that may be NaN, which Postgres sorts above all.
		op("<NUMBER", "$1 < $2 AND $2 <> 'NaN'", boolean), op("<=NUMBER", "$1 <= $2 AND $2 <> 'NaN'", boolean),
		op(">NUMBER", "$1 > $2 AND $1 <> 'NaN'", boolean), op(">=NUMBER", "$1 >= $2 AND $1 <> 'NaN'", boolean),
		op("IS DISTINCT FROM", "$1 IS DISTINCT FROM $2", certain),
		op("IS NOT DISTINCT FROM", "$1 IS NOT DISTINCT FROM $2", certain),
		op("NOT", "NOT $1", boolean),
		op("IS NULL", "$1 IS NULL", certain), op("IS NOT NULL", "$1 IS NOT NULL", certain),
		op("IS TRUE", "$1 IS TRUE", certain), op("IS NOT TRUE", "$1 IS NOT TRUE", certain),
		op("IS FALSE", "$1 IS FALSE", certain), op("IS NOT FALSE", "$1 IS NOT FALSE", certain),
		op("||", "$1 || $2", varchar),
		op("LIKE", "$1 LIKE $2 ESCAPE ''", boolean),
		op("LIKE ESCAPE", "$1 LIKE $2 ESCAPE $3", boolean),
		op("BYTEWISE", "$C1", sameAs(0)),
		op("NOT EMPTY", "nullif($1, '')", sameAs(0)),
		op("NOT EMPTY MULTI", "array_remove($1, '')", multiNull),
		op("CUT BYTES", "druid_sql.cut_bytes($1, $2)", sameAs(0)),
		op("IS MINUS ZERO", "$1 = 0 AND $1::text = '-0'", booleanNull),
		op("WITHIN LIMIT", "druid_sql.within_limit($1, $2)", certain),
		op("BOOLEAN TO LONG", "$1::int::bigint", bigint),
		op("LIST TEXT", "druid_sql.list_text(druid_sql.to_json($1))", varcharNull),
		op("JSON TEXT", "druid_sql.java_text($1)", varcharNull),
		op("STRUCTURED TEXT", "'StructuredData{value=' || druid_sql.java_text($1) || '}'", varcharNull),
		op("WHOLE LIST TEXT", "druid_sql.java_text(druid_sql.to_json($1))", varcharNull),
		op("VALUES TEXT MULTI", "druid_sql.list_text(druid_sql.to_json($1))", varcharNull),
		op("TUPLE ESTIMATE", "druid_sql.tuple_estimate($1)", sameAs(0)),
		op("INTERVAL", "$1 * '1 millisecond'::interval", sameAs(0)),
		op("TIME + MILLIS", "$1 + $2 * '1 millisecond'::interval", sameAs(0)),
	}
	out = append(out, filterOperators(op)...)
	return append(append(out, zonedOperators()...), multiOperators(op)...)
}

// filterOperators compare columns with numbers as Druid's native filters do, and read text as its
// dimensions do.
func filterOperators(op func(name, template string, typ typeRule) plan.Function) []plan.Function {
	out := []plan.Function{
		op("EXACT LONG", "druid_sql.exact_bigint($1)", bigintNull),
		op("EXACT DOUBLE", "druid_sql.exact_double($1)", doubleNull),
		op("LONG TO BOOLEAN", "$1 <> 0", booleanNull),
		op("= ZERO", "$1 = 0 AND $1::text <> '-0'", boolean),
		op("<> ZERO", "$1 <> 0 OR $1::text = '-0'", boolean),
		op("< ZERO", "$1 < 0 OR $1 = 0 AND $1::text = '-0'", boolean),
		op(">= ZERO", "$1 > 0 OR $1 = 0 AND $1::text <> '-0'", boolean),
	}
	for _, sign := range []string{"=", "<>", "<", "<=", ">", ">="} {
		out = append(out, op("NUMBER "+sign, "druid_sql.number_order($1) "+sign+" $2::numeric", boolean))
	}
	return out
}

// zonedOperators work on the calendar of the session's zone, which Call.Data names.
func zonedOperators() []plan.Function {
	return []plan.Function{{
		Name: "TIME + MONTHS", Kind: plan.Operator, Type: sameAs(0), Hidden: true,
		Emit: func(w plan.Writer, c *plan.Call) {
			zone, _ := c.Data.(string)
			w.SQL("(")
			w.Expr(c.Args[0])
			w.SQL(" AT TIME ZONE ")
			w.String(zone)
			w.SQL(" + ")
			w.Expr(c.Args[1])
			w.SQL(" * '1 month'::interval) AT TIME ZONE ")
			w.String(zone)
		},
	}}
}

// multiOperators compare multi-value strings, carried as text[]. A null element makes what is not
// true unknown, as in x = ANY.
func multiOperators(op func(name, template string, typ typeRule) plan.Function) []plan.Function {
	return []plan.Function{
		op("= MULTI", "$2 = ANY ($1::text[])", booleanNull),
		op("<> MULTI", "$2 <> ALL ($1::text[])", booleanNull),
		op("OVERLAP MULTI", "$1 && $2", booleanNull),
		op("IN MULTI", "$1 && $2", booleanNull),
		op("NOT IN MULTI", "NOT ($1 && $2) AND array_position($1, NULL) IS NULL", booleanNull),
		op("IS NULL MULTI", "$1 IS NULL OR array_position($1, NULL) IS NOT NULL", certain),
		op("IS NOT NULL MULTI", "$1 IS NOT NULL AND array_position($1, NULL) IS NULL", certain),
		op("ONLY VALUE MULTI", "CASE WHEN cardinality($1) = 1 THEN ($1)[1] END", singleType),
		op("COERCE MULTI", "druid_sql.only_value($1, $2)", singleType),
		op("ONE CONDITION MULTI", "ARRAY[CASE WHEN cardinality($2) > 1 THEN NULL ELSE $1 END]", varcharArray),
		op("COERCE CONDITION", "druid_sql.only_condition($1, $2)", sameAs(0)),
		op("VALUES MULTI", "$1", varcharArray),
		op("LISTS TO MULTI", "druid_sql.mv_of_lists($1)", multiNull),
		op("TO MULTI", "CASE WHEN $1 IS NULL THEN NULL ELSE ARRAY[$1] END", multiNull),
	}
}

// ByValue tells whether an operator asks each value of its first argument, a multi-value string.
func ByValue(name string) bool {
	switch name {
	case "= MULTI", "<> MULTI", "OVERLAP MULTI", "IN MULTI", "NOT IN MULTI", "IS NULL MULTI", "IS NOT NULL MULTI":
		return true
	}
	return false
}

// singleType is the type of one value of a multi-value argument.
func singleType(args []plan.Expr) druidtype.Type { return args[0].Type().Single() }

// certain is BOOLEAN NOT NULL.
func certain([]plan.Expr) druidtype.Type { return druidtype.Of(druidtype.Boolean).NotNull() }
