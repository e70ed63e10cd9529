package function

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf16"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// The Checks and Binds below refuse constant arguments that Druid's functions refuse. A call of constants is
// computed, and refused, by Druid's planner; any other is refused by the data node that runs it.

// refused is the error of a function that validated its arguments.
func refused(c *plan.Call, format string, args ...any) error {
	if allConstant(c.Args) {
		return druiderr.New(druiderr.User, druiderr.InvalidInput, "general", format, args...)
	}
	return atRuntime(format, args...)
}

// broken is the error of a function that failed in a way it did not foresee.
func broken(c *plan.Call) error {
	const format = "Function[%s] encountered unknown exception."
	if allConstant(c.Args) {
		return druiderr.Bug(format, lower(c.Fn.Name))
	}
	return atRuntime(format, lower(c.Fn.Name))
}

func atRuntime(format string, args ...any) error {
	return druiderr.Legacy(druiderr.Operator, druiderr.Uncategorized, "druidException", "", format, args...)
}

// failed is the error of a function that met what it cannot work with; class is the Java class of it.
func failed(c *plan.Call, class, format string, args ...any) error {
	if allConstant(c.Args) {
		return druiderr.Runtime(format, args...)
	}
	return druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unknown exception", class, format, args...)
}

const validationClass = "org.apache.druid.math.expr.ExpressionValidationException"

// allConstant tells whether Druid's planner computes a call of args: none reads a row.
func allConstant(args []plan.Expr) bool {
	constant := true
	for _, a := range args {
		plan.Walk(a, func(e plan.Expr) bool {
			switch e := e.(type) {
			case *plan.Column, *plan.Scalar, *plan.Exists, *plan.Quantified:
				constant = false
			case *plan.Call:
				constant = constant && e.Agg == nil
			}
			return constant
		})
	}
	return constant
}

// checkCut refuses a negative count of LEFT and RIGHT.
func checkCut(c *plan.Call) error {
	if n, ok := plan.IntOf(c.Args[1]); ok && int32(n) < 0 { //nolint:gosec // the low 32 bits are what Druid reads
		return refused(c, "Function[%s] needs a positive integer as the second argument", lower(c.Fn.Name))
	}
	return nil
}

// checkSubstring refuses a start before the first character and a length that is NULL.
func checkSubstring(c *plan.Call) error {
	if _, ok := c.Args[0].(*plan.Column); ok && len(c.Args) > 2 { // a plain column is cut by an extraction function
		if n, ok := plan.IntOf(c.Args[2]); ok && n < 1 {
			return druiderr.Runtime("length must be strictly positive")
		}
	}
	if n, ok := plan.IntOf(c.Args[1]); ok && n < 1 && !plan.IsNull(c.Args[0]) {
		return broken(c)
	}
	if len(c.Args) > 2 && plan.IsNull(c.Args[2]) {
		return druiderr.Runtime(`Cannot invoke "java.lang.Number.intValue()" because "value" is null`)
	}
	return nil
}

// foldSubstring cuts a literal, in UTF-16 units.
func foldSubstring(args []any) (v any, ok bool) {
	text, isText := args[0].(string)
	start, isStart := args[1].(int64)
	count := int64(-1)
	if len(args) > 2 {
		if count, ok = args[2].(int64); !ok {
			return nil, false
		}
	}
	if !isText || !isStart || start < 1 {
		return nil, false
	}
	units := utf16.Encode([]rune(text))
	if start > int64(len(units)) {
		return nil, true
	}
	units = units[start-1:]
	if count >= 0 && count < int64(len(units)) {
		units = units[:count]
	}
	return string(utf16.Decode(units)), true
}

// checkConcat refuses a CONCAT of nothing, at which Calcite stumbles.
func checkConcat(c *plan.Call) error {
	if len(c.Args) == 0 {
		return druiderr.Invalid("Calcite assertion violated: [Cannot add expression of different type to set:\nset type is RecordType(VARCHAR NOT NULL EXPR$0) NOT NULL]")
	}
	return nil
}

// checkReplace refuses NULL where the text to look for or to put in is written.
func checkReplace(c *plan.Call) error {
	if !plan.IsNull(c.Args[0]) && (plan.IsNull(c.Args[1]) || plan.IsNull(c.Args[2])) {
		return broken(c)
	}
	return nil
}

// checkContains refuses NULL as the text to look for, in whatever type.
func checkContains(c *plan.Call) error {
	if plan.IsNull(c.Args[1]) {
		return druiderr.Runtime("Function[%s] substring must be a string literal", lower(c.Fn.Name))
	}
	return nil
}

// checkDiv refuses an integer division by a constant zero.
func checkDiv(c *plan.Call) error {
	if n, ok := plan.IntOf(c.Args[1]); ok && n == 0 && c.Args[0].Type().IsInt() && !plan.IsNull(c.Args[0]) {
		return broken(c)
	}
	return nil
}

// bindReadable refuses a number of digits that the HUMAN_READABLE functions do not have.
func bindReadable(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if len(c.Args) > 1 && !plan.IsNull(c.Args[0]) {
		if plan.IsNull(c.Args[1]) {
			return nil, refused(c, "Function[%s] needs a LONG as its second argument but got STRING instead", lower(c.Fn.Name))
		}
		if !c.Args[1].Type().IsInt() {
			return nil, refused(c, "Function[%s] needs a LONG as its second argument but got DOUBLE instead", lower(c.Fn.Name))
		}
		if n, ok := plan.IntOf(c.Args[1]); ok && (n < 0 || n > 3) {
			return nil, refused(c, "Function[%s] given precision[%d] must be in the range of [0,3]", lower(c.Fn.Name), n)
		}
	}
	for i, a := range c.Args {
		c.Args[i] = b.Cast(a, druidtype.Of(druidtype.BigInt))
	}
	return c, nil
}

// bindRound refuses digits that are no integer: text passes the planner and fails in the function.
func bindRound(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if len(c.Args) < 2 {
		return c, nil
	}
	switch t := c.Args[1].Type(); {
	case plan.IsNull(c.Args[1]):
		return nil, refused(c, "Function[round] second argument should be a LONG but got STRING instead")
	case t.IsString():
		got := "DOUBLE"
		if allConstant(c.Args) {
			got = "STRING"
		}
		return nil, refused(c, "Function[round] second argument should be a LONG but got %s instead", got)
	case t.Kind != druidtype.Unknown && (!t.IsInt() || t.Kind == druidtype.BigInt):
		return nil, druiderr.InvalidSQL(c.P, "Cannot apply 'ROUND' to arguments of type 'ROUND(<%s>, <%s>)'. Supported form(s): 'ROUND(<NUMERIC>)'\nROUND(<NUMERIC>, <INTEGER>)",
			c.Args[0].Type().SQL(), t.SQL())
	}
	c.Args[1] = b.Cast(c.Args[1], druidtype.Of(druidtype.BigInt))
	return c, nil
}

// bindAddress makes NULL of what can be no IPv4 address: only text and integers can.
func bindAddress(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	switch t := c.Args[0].Type(); {
	case t.IsString(), t.IsInt(), t.Kind == druidtype.Unknown:
		return c, nil
	case t.Kind == druidtype.Array, t.Kind == druidtype.Complex:
		return nil, druiderr.InvalidSQL(c.P, "Cannot apply '%s' to arguments of type '%s(<%s>)'. Supported form(s): '%s'", c.Fn.Name, c.Fn.Name, t.SQL(), c.Fn.Signature)
	}
	return constant(c, nil), nil
}

// bindSubnet refuses what is no IPv4 subnet.
func bindSubnet(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	if t := c.Args[0].Type(); !t.IsString() && !t.IsInt() && t.Kind != druidtype.Unknown {
		return nil, druiderr.InvalidSQL(c.P, "Cannot apply 'IPV4_MATCH' to arguments of type 'IPV4_MATCH(<%s>, <%s>)'. Supported form(s): '%s'", t.SQL(), c.Args[1].Type().SQL(), c.Fn.Signature)
	}
	if !plan.IsConstant(c.Args[1]) {
		return nil, druiderr.Runtime("Function[ipv4_match] subnet argument must be a literal")
	}
	text, ok := plan.TextOf(c.Args[1])
	if !ok {
		text = "null"
	}
	address, bits, ok := strings.Cut(text, "/")
	ip, err := netip.ParseAddr(address)
	n, badBits := strconv.Atoi(bits)
	if !ok || err != nil || !ip.Is4() || badBits != nil || n < 0 || n > 32 {
		return nil, druiderr.Runtime("Function[ipv4_match] subnet arg has an invalid format: %s", text)
	}
	return c, nil
}

// bindSubnet6 refuses what is neither an IPv6 address nor a subnet.
func bindSubnet6(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	text, _ := plan.TextOf(c.Args[1])
	address, bits, prefixed := strings.Cut(text, "/")
	ip, err := netip.ParseAddr(address)
	n, badBits := strconv.Atoi(bits)
	if err != nil || !ip.Is6() || prefixed && (badBits != nil || n < 0 || n > 128) {
		return nil, druiderr.Runtime("Function[ipv6_match] failed to parse address")
	}
	return c, nil
}
