package function

import (
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// numericFunctions are the functions over numbers.
func numericFunctions() []plan.Function {
	out := []plan.Function{
		{
			Name: "ABS", Untyped: []int{0}, Params: params("n"), Signature: "ABS(<NUMERIC>)", Type: numberOrDecimal,
			Emit: tmpl("druid_sql.abs($1)"), Doc: "The absolute value.",
		},
		{
			Name: "CEIL", Untyped: []int{0}, Aliases: []string{"CEILING"}, Params: params("n"), Signature: "CEIL(<NUMERIC>)", Type: numberOrDecimal,
			Emit: whole("ceil"), Doc: "The smallest whole number that is not below the argument.",
		},
		{
			Name: "FLOOR", Untyped: []int{0}, Params: params("n"), Signature: "FLOOR(<NUMERIC>)", Type: numberOrDecimal,
			Emit: whole("floor"), Doc: "The largest whole number that is not above the argument.",
		},
		{
			Name: "ROUND", Untyped: []int{0}, Params: params("n *?"), Signature: "ROUND(<NUMERIC>, <INTEGER>)", Type: numberOrDecimal,
			Bind: bindRound, Emit: tmpl("druid_sql.round($*)"), Doc: "Rounds half away from zero to a number of digits.",
		},
		{
			Name: "TRUNCATE", Aliases: []string{"TRUNC"}, Params: params("n= w=?"), Signature: "TRUNCATE(<NUMERIC>, <INTEGER>)",
			Type: numberOrDecimal, Bind: bindTruncate, Emit: tmpl("druid_sql.truncate($*)"), Doc: "Cuts towards zero to a number of digits.",
		},
		{
			Name: "MOD", Untyped: []int{1}, Params: params("n n"), Signature: "MOD(<EXACT_NUMERIC>, <EXACT_NUMERIC>)", Type: modType,
			Emit: tmpl("druid_sql.mod($1, $2)"), Doc: "The remainder, with the sign of the first argument.",
		},
		{
			Name: "DIV", Params: params("n n"), Signature: "DIV(<NUMERIC>, <NUMERIC>)", Type: bigint,
			Check: checkDiv, Emit: tmpl("druid_sql.div($1, $2)"), Doc: "Integer division towards zero.",
		},
		{
			Name: "SAFE_DIVIDE", Params: params("n= n="), Signature: "SAFE_DIVIDE(<NUMERIC>, <NUMERIC>)", Type: safeDivideType,
			Emit: tmpl("druid_sql.safe_divide($1, $2)"), Doc: "Division that is NULL when the divisor is zero.",
		},
	}
	out = append(out, doubleFunctions()...)
	return append(out, bitFunctions()...)
}

// doubleFunctions compute in double precision; outside of their domain they give NaN or infinities.
func doubleFunctions() []plan.Function {
	one := func(name, doc string) plan.Function {
		return plan.Function{
			Name: name, Params: params("d"), Signature: name + "(<NUMERIC>)", Type: double,
			Emit: tmpl("druid_sql." + lower(name) + "($1)"), Doc: doc,
		}
	}
	two := func(name, doc string) plan.Function {
		f := one(name, doc)
		f.Params, f.Signature = params("d d"), name+"(<NUMERIC>, <NUMERIC>)"
		f.Emit = tmpl("druid_sql." + lower(name) + "($1, $2)")
		return f
	}
	return []plan.Function{
		one("EXP", "e to the power of the argument."), one("LN", "The natural logarithm."),
		one("LOG10", "The logarithm to base 10."), one("SQRT", "The square root."),
		one("SIN", "The sine of radians."), one("COS", "The cosine of radians."), one("TAN", "The tangent of radians."),
		one("COT", "The cotangent of radians."), one("ASIN", "The arc sine in radians."),
		one("ACOS", "The arc cosine in radians."), one("ATAN", "The arc tangent in radians."),
		one("DEGREES", "Radians as degrees."), one("RADIANS", "Degrees as radians."),
		two("ATAN2", "The angle of the point (x, y), given as (y, x)."), two("POWER", "The first argument to the power of the second."),
		{
			Name: "PI", Signature: "PI()", Type: func([]plan.Expr) druidtype.Type { return druidtype.Of(druidtype.Double).NotNull() },
			Emit: tmpl("pg_catalog.pi()"), Doc: "The number pi.",
		},
	}
}

// bindTruncate refuses digits that are not constant.
func bindTruncate(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	if len(c.Args) < 2 {
		return c, nil
	}
	if plan.IsNull(c.Args[1]) {
		return nil, druiderr.Runtime(`Cannot invoke "java.lang.Number.intValue()" because the return value of "org.apache.druid.math.expr.Expr.getLiteralValue()" is null`)
	}
	if !allConstant(c.Args[1:]) {
		return nil, druiderr.Runtime("Function[pow] requires 2 arguments")
	}
	return c, nil
}

// bitFunctions work on 64-bit integers; doubles are cut to integers first.
func bitFunctions() []plan.Function {
	two := func(name, template, doc string) plan.Function {
		return plan.Function{
			Name: name, Params: params("i= i="), Signature: name + "(<NUMERIC>, <NUMERIC>)", Type: bigint, Emit: tmpl(template), Doc: doc,
		}
	}
	readable := func(name, doc string) plan.Function {
		return plan.Function{
			Name: name, Params: params("n= n?^"), Signature: name + "(<NUMERIC>, [<EXACT_NUMERIC>])", Type: varchar,
			Bind: bindReadable, Emit: tmpl("druid_sql." + lower(name) + "($*)"), Doc: doc,
		}
	}
	return []plan.Function{
		two("BITWISE_AND", "$1 & $2", "The bits set in both."), two("BITWISE_OR", "$1 | $2", "The bits set in either."),
		two("BITWISE_XOR", "$1 # $2", "The bits set in one only."),
		two("BITWISE_SHIFT_LEFT", "$1 << ($2 & 63)::integer", "Shifts left, the count modulo 64."),
		two("BITWISE_SHIFT_RIGHT", "$1 >> ($2 & 63)::integer", "Shifts right keeping the sign, the count modulo 64."),
		{
			Name: "BITWISE_COMPLEMENT", Params: params("i="), Signature: "BITWISE_COMPLEMENT(<NUMERIC>)", Type: bigint,
			Emit: tmpl("~ $1"), Doc: "All bits reversed.",
		},
		{
			Name: "BITWISE_CONVERT_DOUBLE_TO_LONG_BITS", Params: params("d="), Signature: "BITWISE_CONVERT_DOUBLE_TO_LONG_BITS(<NUMERIC>)",
			Type: bigint, Emit: tmpl("druid_sql.bitwise_convert_double_to_long_bits($1)"), Doc: "The IEEE 754 bits of a double.",
		},
		{
			Name: "BITWISE_CONVERT_LONG_BITS_TO_DOUBLE", Params: params("i="), Signature: "BITWISE_CONVERT_LONG_BITS_TO_DOUBLE(<NUMERIC>)",
			Type: double, Emit: tmpl("druid_sql.bitwise_convert_long_bits_to_double($1)"), Doc: "The double of IEEE 754 bits.",
		},
		readable("HUMAN_READABLE_BINARY_BYTE_FORMAT", "A size in bytes with KiB, MiB, …"),
		readable("HUMAN_READABLE_DECIMAL_BYTE_FORMAT", "A size in bytes with KB, MB, …"),
		readable("HUMAN_READABLE_DECIMAL_FORMAT", "A number with K, M, …"),
	}
}

// whole writes ceil or floor; an integer is whole already.
func whole(fn string) emitter {
	onDouble := tmpl("pg_catalog." + fn + "($1)")
	return func(w plan.Writer, c *plan.Call) {
		t := c.Args[0].Type()
		switch {
		case t.IsInt():
			w.Expr(c.Args[0])
		case t.Kind == druidtype.Float:
			w.SQL("pg_catalog." + fn + "(")
			w.Expr(c.Args[0])
			w.SQL(")::real")
		default:
			onDouble(w, c)
		}
	}
}

// modType is the divisor's type for integers and DECIMAL for the rest, as in Calcite.
func modType(args []plan.Expr) druidtype.Type {
	if t := args[1].Type(); args[0].Type().IsInt() && t.IsInt() {
		return t.Null(nullable(args))
	}
	t := leastRestrictive(args)
	if t.IsApprox() {
		t = druidtype.Of(druidtype.Decimal).Null(t.Nullable)
	}
	return t
}

// safeDivideType is the quotient's type, always nullable.
func safeDivideType(args []plan.Expr) druidtype.Type { return leastRestrictive(args).Null(true) }
