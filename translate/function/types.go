package function

import (
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

type typeRule = func(args []plan.Expr) druidtype.Type

// nullable tells whether any argument may be NULL.
func nullable(args []plan.Expr) bool {
	for _, a := range args {
		if t := a.Type(); t.Nullable || t.Kind == druidtype.Unknown {
			return true
		}
	}
	return false
}

// strictly makes a rule: type k, NULL only when an argument may be.
func strictly(k druidtype.Kind) typeRule {
	return func(args []plan.Expr) druidtype.Type { return druidtype.Of(k).Null(nullable(args)) }
}

// maybe makes a rule: type k, always nullable.
func maybe(k druidtype.Kind) typeRule {
	return func([]plan.Expr) druidtype.Type { return druidtype.Of(k) }
}

// The usual rules: a result that is NULL whenever an argument is.
var (
	varchar   = strictly(druidtype.Varchar)
	bigint    = strictly(druidtype.BigInt)
	integer   = strictly(druidtype.Integer)
	double    = strictly(druidtype.Double)
	boolean   = strictly(druidtype.Boolean)
	timestamp = strictly(druidtype.Timestamp)
)

// The usual rules for results that may be NULL by themselves.
var (
	varcharNull  = maybe(druidtype.Varchar)
	bigintNull   = maybe(druidtype.BigInt)
	doubleNull   = maybe(druidtype.Double)
	booleanNull  = maybe(druidtype.Boolean)
	timeNull     = maybe(druidtype.Timestamp)
	jsonNull     = func([]plan.Expr) druidtype.Type { return druidtype.ComplexOf("json") }
	multiNull    = func([]plan.Expr) druidtype.Type { return druidtype.MultiString() }
	varcharArray = func([]plan.Expr) druidtype.Type { return druidtype.ArrayOf(druidtype.Of(druidtype.Varchar)) }
)

// sameAs makes a rule: the type of argument i, nullable when any argument is.
func sameAs(i int) typeRule {
	return func(args []plan.Expr) druidtype.Type {
		if i >= len(args) {
			return druidtype.Of(druidtype.Unknown)
		}
		return args[i].Type().Null(nullable(args))
	}
}

// sameAsNull makes a rule: the type of argument i, always nullable.
func sameAsNull(i int) typeRule {
	rule := sameAs(i)
	return func(args []plan.Expr) druidtype.Type { return rule(args).Null(true) }
}

// leastRestrictive is the rule of functions whose arguments share one type.
func leastRestrictive(args []plan.Expr) druidtype.Type {
	types := make([]druidtype.Type, len(args))
	for i, a := range args {
		types[i] = a.Type()
	}
	t, ok := plan.LeastRestrictive(types...)
	if !ok {
		return druidtype.Of(druidtype.Varchar)
	}
	return t
}

// numberOrDecimal keeps numbers' type and makes text DECIMAL, which is carried as a double.
func numberOrDecimal(args []plan.Expr) druidtype.Type {
	if t := args[0].Type(); t.IsNumeric() {
		return t.Null(nullable(args))
	}
	return druidtype.Of(druidtype.Decimal)
}
