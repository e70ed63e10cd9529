package function

import (
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// ipFunctions are the functions over internet addresses.
func ipFunctions() []plan.Function {
	match := func(args []plan.Expr) druidtype.Type { return druidtype.Of(druidtype.Boolean).NotNull() }
	return []plan.Function{
		{
			Name: "IPV4_MATCH", Params: params("* s="), Signature: "IPV4_MATCH(expr, string)", Type: match,
			Bind: bindSubnet, Emit: tmpl("druid_sql.ipv4_match($1, $2)"), Doc: "Whether an IPv4 address lies in a subnet; FALSE for what is no address.",
		},
		{
			Name: "IPV4_PARSE", Params: params("*"), Signature: "IPV4_PARSE(expr)", Type: bigintNull, Bind: bindAddress,
			Emit: tmpl("druid_sql.ipv4_parse($1)"), Doc: "An IPv4 address as a number, NULL for what is none.",
		},
		{
			Name: "IPV4_STRINGIFY", Params: params("*"), Signature: "IPV4_STRINGIFY(expr)", Type: maybe(druidtype.Char), Bind: bindAddress,
			Emit: tmpl("druid_sql.ipv4_stringify($1)"), Doc: "An IPv4 address as text, NULL for what is none.",
		},
		{
			Name: "IPV6_MATCH", Params: params("s s"), Signature: "IPV6_MATCH(<CHARACTER>, <CHARACTER>)", Type: match,
			Bind: bindSubnet6, Emit: tmpl("druid_sql.ipv6_match($1, $2)"), Doc: "Whether an IPv6 address lies in a subnet; FALSE for what is no address.",
		},
	}
}
