package function

import (
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// stringFunctions are the functions over text.
func stringFunctions() []plan.Function {
	return []plan.Function{
		{
			Name: "UPPER", Untyped: []int{0}, Params: params("s"), Signature: "UPPER(<CHARACTER>)", Type: caseType,
			Emit: tmpl("druid_sql.upper($1)"), Doc: "The text in upper case.",
		},
		{
			Name: "LOWER", Untyped: []int{0}, Params: params("s"), Signature: "LOWER(<CHARACTER>)", Type: caseType,
			Emit: tmpl("druid_sql.lower($1)"), Doc: "The text in lower case.",
		},
		{
			Name: "LENGTH", Aliases: []string{"CHAR_LENGTH", "CHARACTER_LENGTH", "STRLEN"}, Params: params("s"),
			Signature: "LENGTH(<CHARACTER>)", Type: integer, Emit: tmpl("druid_sql.length($1)"),
			Doc: "The length of the text in UTF-16 code units.",
		},
		{
			Name: "CONCAT", Params: params("s..."), Signature: "CONCAT(<CHARACTER>...)", Type: varchar,
			Check: checkConcat, Emit: joined(" || "), Doc: "The texts in a row; NULL when any is NULL.",
		},
		{
			Name: "LPAD", Params: params("s= w= s=?"), Signature: "LPAD(<CHARACTER>, <INTEGER>, [<CHARACTER>])", Type: varcharNull,
			Emit: tmpl("druid_sql.lpad($*)"), Doc: "The text, padded on the left or cut to n characters.",
		},
	}
}

// caseType keeps CHAR for a literal, as Calcite's UPPER does.
func caseType(args []plan.Expr) druidtype.Type {
	t := args[0].Type()
	if t.Kind == druidtype.Char || t.Kind == druidtype.Unknown {
		return t
	}
	return varchar(args)
}

// joined writes the arguments with an operator between them.
func joined(op string) emitter {
	return func(w plan.Writer, c *plan.Call) {
		for i, a := range c.Args {
			if i > 0 {
				w.SQL(op)
			}
			w.Expr(a)
		}
	}
}
