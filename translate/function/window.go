package function

import (
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// windowFunctions are the functions that need OVER.
func windowFunctions() []plan.Function {
	fn := func(name, list, template string, typ typeRule, doc string) plan.Function {
		return plan.Function{
			Name: name, Kind: plan.WindowFn, Params: params(list), Signature: name + "()", Type: typ,
			Emit: tmpl(template), Doc: doc, Whole: true,
		}
	}
	offset := func(name, doc string) plan.Function {
		f := fn(name, "* i? *?", "", sameAsNull(0), doc)
		f.Emit, f.Bind = emitOffset(lower(name)), bindOffset
		return f
	}
	tiles := func(name, list, template string, typ typeRule, doc string) plan.Function {
		f := fn(name, list, template, typ, doc)
		f.Bind = bindTiles
		return f
	}
	number := func([]plan.Expr) druidtype.Type { return druidtype.Of(druidtype.BigInt).NotNull() }
	fraction := func([]plan.Expr) druidtype.Type { return druidtype.Of(druidtype.Double).NotNull() }
	return []plan.Function{
		fn("ROW_NUMBER", "", "row_number()$S", number, "The number of the row in its partition."),
		fn("RANK", "", "rank()$S", number, "The rank with gaps."),
		fn("DENSE_RANK", "", "dense_rank()$S", number, "The rank without gaps."),
		fn("PERCENT_RANK", "", "percent_rank()$S", fraction, "The rank as a fraction from 0 to 1."),
		fn("CUME_DIST", "", "cume_dist()$S", fraction, "The share of rows that are not behind."),
		tiles("NTILE", "w~", "ntile($1::int)$S::bigint", number, "The number of the row's part of n equal parts."),
		// Druid takes the default of LAG and LEAD and never uses it.
		offset("LAG", "The value of an earlier row."),
		offset("LEAD", "The value of a later row."),
		fn("FIRST_VALUE", "*", "first_value($1)$S", sameAsNull(0), "The value of the first row of the frame."),
		fn("LAST_VALUE", "*", "last_value($1)$S", sameAsNull(0), "The value of the last row of the frame."),
		fn("NTH_VALUE", "* i", "nth_value($1, $2::int)$S", sameAsNull(0), "The value of the n-th row of the frame."),
	}
}

// bindTiles asks for a number of parts that is written.
func bindTiles(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	switch n, ok := plan.IntOf(c.Args[0]); {
	case plan.IsNull(c.Args[0]):
		return nil, druiderr.InvalidSQL(c.P, "Argument to function 'NTILE' must not be NULL")
	case !ok:
		return nil, druiderr.InvalidSQL(c.P, "Argument to function 'NTILE' must be a literal")
	case n < 1:
		return nil, druiderr.InvalidSQL(c.P, "Argument to function 'NTILE' must be a positive integer literal")
	}
	return c, nil
}

// bindOffset asks for a number of rows that is written.
func bindOffset(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	if len(c.Args) < 2 {
		return c, nil
	}
	if plan.IsNull(c.Args[1]) {
		return nil, druiderr.Runtime(`Cannot invoke "java.lang.Number.intValue()" because the return value of "org.apache.calcite.rex.RexLiteral.getValue()" is null`)
	}
	if _, ok := plan.IntOf(c.Args[1]); !ok {
		return nil, druiderr.Runtime("Error while applying rule DruidOuterQueryRel(WINDOW)")
	}
	return c, nil
}

func emitOffset(name string) emitter {
	return func(w plan.Writer, c *plan.Call) {
		w.SQL(name + "(")
		w.Expr(c.Args[0])
		if len(c.Args) > 1 {
			w.SQL(", ")
			w.Expr(c.Args[1])
			w.SQL("::int")
		}
		w.SQL(")")
		w.Suffix(c)
	}
}
