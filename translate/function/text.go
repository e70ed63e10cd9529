package function

import (
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

func lower(s string) string { return strings.ToLower(s) }

// textFunctions search, cut and format text. Positions and lengths count UTF-16 code units, as Java does.
func textFunctions() []plan.Function {
	return append(cutFunctions(), []plan.Function{
		{
			Name: "TEXTCAT", Params: params("s= s="), Signature: "TEXTCAT(<CHARACTER>, <CHARACTER>)", Type: varchar,
			Emit: tmpl("$1 || $2"), Doc: "Two texts in a row.",
		},
		{
			Name: "CONTAINS_STRING", Params: params("s= s!="), Signature: "CONTAINS_STRING(<CHARACTER>, <CHARACTER>)", Type: boolean,
			Check: checkContains, Emit: tmpl("pg_catalog.strpos($1, $2) > 0"), Doc: "Whether the text holds another.",
		},
		{
			Name: "ICONTAINS_STRING", Params: params("s= s!="), Signature: "ICONTAINS_STRING(<CHARACTER>, <CHARACTER>)", Type: boolean,
			Check: checkContains, Emit: tmpl("druid_sql.icontains_string($1, $2)"), Doc: "Whether the text holds another, in any case of letters.",
		},
		{
			Name: "STRPOS", Params: params("s= s="), Signature: "STRPOS(<CHARACTER>, <CHARACTER>)", Type: integer,
			Emit: tmpl("druid_sql.strpos($1, $2)"), Doc: "The place of a text in another from 1, or 0.",
		},
		{
			Name: "POSITION", Params: params("s s i?"), Signature: "POSITION(<CHARACTER> IN <CHARACTER>)", Type: integer,
			Emit: position, Doc: "The place of a text in another from 1, or 0, with an optional start.",
		},
		{
			Name: "REPLACE", Params: params("s s s"), Signature: "REPLACE(<CHARACTER>, <CHARACTER>, <CHARACTER>)", Type: varchar,
			Check: checkReplace, Emit: tmpl("druid_sql.replace($1, $2, $3)"), Doc: "Replaces every occurrence of a text.",
		},
		{
			Name: "REVERSE", Params: params("s="), Signature: "REVERSE(<CHARACTER>)", Type: varchar,
			Emit: tmpl("pg_catalog.reverse($1)"), Doc: "The text backwards.",
		},
		{
			Name: "REPEAT", Params: params("s= w="), Signature: "REPEAT(<CHARACTER>, <INTEGER>)", Type: varcharNull,
			Emit: tmpl("druid_sql.repeat($*)"), Doc: "The text n times; NULL below once.",
		},
		{
			Name: "STRING_FORMAT", Params: params("s= *..."), Signature: "STRING_FORMAT(<CHARACTER>, [<ANY>, ...])", Type: varchar,
			Emit: stringFormat, Doc: "Formats as Java's String.format.",
		},
		{
			Name: "PARSE_LONG", Params: params("s= w=?"), Signature: "PARSE_LONG(<CHARACTER>, [<INTEGER>])", Type: bigintNull,
			Emit: tmpl("druid_sql.parse_long($*)"), Doc: "The number that the text spells in a radix, NULL for none.",
		},
		{
			Name: "DECODE_BASE64_UTF8", Params: params("s="), Signature: "DECODE_BASE64_UTF8(<CHARACTER>)", Type: varcharNull,
			Emit: tmpl("druid_sql.decode_base64_utf8($1)"), Doc: "The UTF-8 text of a base64 text.",
		},
	}...)
}

// cutFunctions take or remove a part of a text.
func cutFunctions() []plan.Function {
	return []plan.Function{
		{
			Name: "SUBSTRING", Aliases: []string{"SUBSTR"}, Params: params("s= w= w=?"), Signature: "SUBSTRING(<CHARACTER>, <INTEGER>, [<INTEGER>])",
			Type: substringType, Check: checkSubstring, Fold: foldSubstring, Emit: tmpl("druid_sql.substring($*)"), Doc: "The part from a place, counted from 1; NULL past the end.",
		},
		{
			Name: "LEFT", Params: params("s= w="), Signature: "LEFT(<CHARACTER>, <INTEGER>)", Type: varchar,
			Check: checkCut, Emit: tmpl("druid_sql.left($*)"), Doc: "The first n characters.",
		},
		{
			Name: "RIGHT", Params: params("s= w="), Signature: "RIGHT(<CHARACTER>, <INTEGER>)", Type: varchar,
			Check: checkCut, Emit: tmpl("druid_sql.right($*)"), Doc: "The last n characters.",
		},
		{
			Name: "RPAD", Params: params("s= w= s=?"), Signature: "RPAD(<CHARACTER>, <INTEGER>, [<CHARACTER>])", Type: varcharNull,
			Emit: tmpl("druid_sql.rpad($*)"), Doc: "The text, padded on the right or cut to n characters.",
		},
		{
			Name: "TRIM", Untyped: []int{0}, Params: params("s s?"), Signature: "TRIM([BOTH|LEADING|TRAILING] <CHARACTER> FROM <CHARACTER>)", Type: varchar,
			Emit: trim, Doc: "Removes characters from the ends, blanks if none are given.",
		},
		{
			Name: "BTRIM", Params: params("s= s=?"), Signature: "BTRIM(<CHARACTER>, [<CHARACTER>])", Type: firstNullable,
			Emit: tmpl("druid_sql.btrim($*)"), Doc: "Removes characters from both ends.",
		},
		{
			Name: "LTRIM", Params: params("s= s=?"), Signature: "LTRIM(<CHARACTER>, [<CHARACTER>])", Type: firstNullable,
			Emit: tmpl("druid_sql.ltrim($*)"), Doc: "Removes characters from the start.",
		},
		{
			Name: "RTRIM", Params: params("s= s=?"), Signature: "RTRIM(<CHARACTER>, [<CHARACTER>])", Type: firstNullable,
			Emit: tmpl("druid_sql.rtrim($*)"), Doc: "Removes characters from the end.",
		},
	}
}

// firstNullable is VARCHAR, NULL when the first argument is: trimming NULL characters does nothing.
func firstNullable(args []plan.Expr) druidtype.Type { return varchar(args[:1]) }

// position writes POSITION(needle IN text [FROM start]).
func position(w plan.Writer, c *plan.Call) {
	w.SQL("druid_sql.strpos(")
	w.Expr(c.Args[1])
	w.SQL(", ")
	w.Expr(c.Args[0])
	if len(c.Args) > 2 {
		w.SQL(", ")
		w.Expr(c.Args[2])
	}
	w.SQL(")")
}

// trim writes TRIM; the parser gives [characters,] text and the side as keyword.
func trim(w plan.Writer, c *plan.Call) {
	side := map[string]string{"LEADING": "ltrim", "TRAILING": "rtrim"}[c.Keyword]
	if side == "" {
		side = "btrim"
	}
	w.SQL("druid_sql." + side + "(")
	w.Expr(c.Args[len(c.Args)-1])
	if len(c.Args) > 1 {
		w.SQL(", ")
		w.Expr(c.Args[0])
	}
	w.SQL(")")
}

// stringFormat passes every argument with its type: s text, d integer, f double, as text.
func stringFormat(w plan.Writer, c *plan.Call) {
	w.SQL("druid_sql.string_format(")
	w.Expr(c.Args[0])
	w.SQL(", '")
	for _, a := range c.Args[1:] {
		switch t := a.Type(); {
		case t.IsApprox():
			w.SQL("f")
		case t.IsInt(), t.IsTime(), t.Kind == druidtype.Boolean:
			w.SQL("d")
		default:
			w.SQL("s")
		}
	}
	w.SQL("'::text, ARRAY[")
	for i, a := range c.Args[1:] {
		if i > 0 {
			w.SQL(", ")
		}
		w.SQL("(")
		formatArgument(w, a)
		w.SQL(")::text")
	}
	w.SQL("]::text[])")
}

// formatArgument writes an argument of STRING_FORMAT as Druid's expressions see it: times are milliseconds.
func formatArgument(w plan.Writer, a plan.Expr) {
	switch t := a.Type(); {
	case t.IsTime():
		w.SQL("druid_sql.timestamp_to_millis(")
		w.Expr(a)
		w.SQL(")")
	case t.Kind == druidtype.Boolean:
		w.SQL("(")
		w.Expr(a)
		w.SQL(")::integer")
	case t.Native() == "COMPLEX<json>":
		w.SQL("druid_sql.java_text(")
		w.Expr(a)
		w.SQL(")")
	default:
		w.Expr(a)
	}
}

// substringType keeps CHAR, as Calcite's SUBSTRING does.
func substringType(args []plan.Expr) druidtype.Type {
	if t := args[0].Type(); t.Kind == druidtype.Char {
		return t.Null(true)
	}
	return druidtype.Of(druidtype.Varchar)
}
