package parser

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druiderr"
	"ogham/translate/ast"
)

// codeIllegalContext marks, inside this package, errors that Calcite raises without naming a
// token: Druid 27 does not recognise them.
const codeIllegalContext = "illegalContext"

// illegal is an error that Calcite raises without naming a token.
func illegal(message string) *druiderr.Error {
	e := parseError("%s", message)
	e.Code = codeIllegalContext
	return e
}

// parseError is an error that Druid's own grammar raises: invalid input without a place.
func parseError(format string, args ...any) *druiderr.Error {
	return druiderr.Invalid(format, args...).With("sourceType", "sql")
}

// unrecognized is Druid 27's answer to Calcite errors that name no token.
func unrecognized(message string) *druiderr.Error {
	return druiderr.New(druiderr.Developer, druiderr.Uncategorized, "general",
		"Unable to parse the SQL, unrecognized error from calcite: [%s]", message)
}

// notes gathers what a failing parse would have accepted. Parsing never goes back, so only the
// furthest token and the one before it matter.
type notes struct {
	far     int
	here    []string // accepted at far
	before  []string // accepted at far-1
	marks   [2]int   // the last two marked tokens
	hereSet map[string]bool
}

// reach moves on to token i.
func (n *notes) reach(i int) {
	if i <= n.far {
		return
	}
	n.before = nil
	if i == n.far+1 {
		n.before = n.here
	}
	n.far, n.here, n.hereSet = i, nil, nil
}

// add notes texts as acceptable at token i.
func (n *notes) add(i int, texts ...string) {
	n.reach(i)
	if i < n.far {
		return
	}
	if n.hereSet == nil {
		n.hereSet = map[string]bool{}
	}
	for _, t := range texts {
		if !n.hereSet[t] {
			n.hereSet[t] = true
			n.here = append(n.here, t)
		}
	}
}

// mark notes that token i starts an optional phrase.
func (n *notes) mark(i int) { n.marks[0], n.marks[1] = n.marks[1], i+1 }

func (n *notes) marked(i int) bool { return slices.Contains(n.marks[:], i+1) }

// syntaxError is the error at the furthest token, or at the one before it if that one started a
// phrase whose second token is missing.
func (n *notes) syntaxError(src string, toks []token, bad string, release Release) *druiderr.Error {
	if toks[n.far].kind == tokBad {
		if release == Druid27 {
			return unrecognized(bad)
		}
		return parseError("%s", bad)
	}
	at, width, expected := n.far, 1, n.here
	if n.far > 0 && n.marked(n.far-1) {
		at, width = n.far-1, 2
		expected = slices.Clone(n.before)
		first := tokenName(&toks[at])
		for _, t := range n.here {
			expected = append(expected, first+" "+t)
		}
	} else if release == Druid33 && n.far > 0 && toks[n.far-1].word == "SELECT" {
		width = 2 // a hint may follow SELECT: two tokens
	}
	t := &toks[at]
	image := src[t.start:t.end]
	if release == Druid33 && t.kind == tokWord && image == t.word && allowsIdentifier(expected) {
		return parseError("Incorrect syntax near the keyword '%s' at line %d, column %d.\nWas expecting one of:\n    %s ...\n    ",
			image, t.line, t.col, strings.Join(expected, " ...\n    "))
	}
	return unexpectedToken(t.pos(), images(src, toks[at:], width), expected)
}

// unexpectedToken is Druid's syntax error.
func unexpectedToken(pos ast.Pos, token string, expected []string) *druiderr.Error {
	list := "[" + strings.Join(expected, ", ") + "]"
	e := druiderr.Invalid("Received an unexpected token [%s] (line [%d], column [%d]), acceptable options: %s",
		token, pos.Line, pos.Column, list)
	e.Context = map[string]string{
		"sourceType": "sql",
		"line":       strconv.Itoa(pos.Line),
		"column":     strconv.Itoa(pos.Column),
		"endLine":    strconv.Itoa(pos.EndLine),
		"endColumn":  strconv.Itoa(pos.EndColumn),
		"token":      token,
		"expected":   list,
	}
	return e
}

// images gives the text of the first tokens as Druid shows them.
func images(src string, toks []token, width int) string {
	var parts []string
	for i := 0; i < width && i < len(toks); i++ {
		if toks[i].kind == tokEOF {
			parts = append(parts, "<EOF>")
			break
		}
		parts = append(parts, escapeImage(src[toks[i].start:toks[i].end]))
	}
	return strings.Join(parts, " ")
}

// escapeImage escapes as JavaCC's ParseException does.
func escapeImage(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\'' || r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r > 0x7e:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// allowsIdentifier tells whether an identifier would have been accepted.
func allowsIdentifier(expected []string) bool {
	return slices.ContainsFunc(expected, func(s string) bool { return strings.HasSuffix(s, "<IDENTIFIER>") })
}

// quote shows a word as the list of acceptable tokens does.
func quote(word string) string {
	switch word {
	case "{D", "{T", "{TS", "{FN":
		return "<LBRACE_" + word[1:] + ">"
	}
	return `"` + word + `"`
}

// tokenName shows a token as the list of acceptable tokens does.
func tokenName(t *token) string {
	switch t.kind {
	case tokString:
		return nameString
	case tokInteger:
		return nameInteger
	case tokQuoted:
		return "<QUOTED_IDENTIFIER>"
	}
	if t.word == "" {
		return nameIdentifier
	}
	return quote(t.word)
}

// Names of token classes in lists of acceptable tokens.
const (
	nameString     = "<QUOTED_STRING>"
	nameInteger    = "<UNSIGNED_INTEGER_LITERAL>"
	nameDecimal    = "<DECIMAL_NUMERIC_LITERAL>"
	nameApprox     = "<APPROX_NUMERIC_LITERAL>"
	nameIdentifier = "<IDENTIFIER>"
)

// Lists of acceptable tokens, as Druid 33 answers them.
var (
	identifierStart = []string{
		nameIdentifier, "<HYPHENATED_IDENTIFIER>", "<QUOTED_IDENTIFIER>", "<BACK_QUOTED_IDENTIFIER>",
		"<BIG_QUERY_BACK_QUOTED_IDENTIFIER>", "<BRACKET_QUOTED_IDENTIFIER>", "<UNICODE_QUOTED_IDENTIFIER>",
	}
	exprStart = slices.Concat(
		quoteAll(`+ - NOT EXISTS UNIQUE INTERVAL`),
		[]string{
			nameInteger, nameDecimal, `"DECIMAL"`, nameApprox, "<BINARY_STRING_LITERAL>", "<PREFIXED_STRING_LITERAL>",
			nameString, "<UNICODE_STRING_LITERAL>", "<C_STYLE_ESCAPED_STRING_LITERAL>", "<BIG_QUERY_DOUBLE_QUOTED_STRING>",
			"<BIG_QUERY_QUOTED_STRING>",
		},
		quoteAll(`TRUE FALSE UNKNOWN NULL {D {T {TS DATE DATETIME TIME TIMESTAMP ? CAST SAFE_CAST TRY_CAST EXTRACT
			POSITION CONVERT TRANSLATE OVERLAY FLOOR CEIL CEILING SUBSTRING TRIM CLASSIFIER MATCH_NUMBER RUNNING PREV NEXT
			JSON_EXISTS JSON_VALUE JSON_QUERY JSON_OBJECT JSON_OBJECTAGG JSON_ARRAY JSON_ARRAYAGG {FN MULTISET ARRAY PERIOD
			PERCENTILE_CONT PERCENTILE_DISC SPECIFIC`),
		identifierStart,
		quoteAll(`ABS AVG CARDINALITY CHAR CHAR_LENGTH CHARACTER_LENGTH COALESCE COLLECT COVAR_POP COVAR_SAMP CUME_DIST
			COUNT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DENSE_RANK ELEMENT EVERY EXP FIRST_VALUE FUSION INTERSECTION
			GROUPING HOUR LAG LEAD LEFT LAST_VALUE LN LOCALTIME LOCALTIMESTAMP LOWER MAX MIN MINUTE MOD MONTH NTH_VALUE NTILE
			NULLIF OCTET_LENGTH PERCENT_RANK POWER RANK REGR_COUNT REGR_SXX REGR_SYY RIGHT ROW_NUMBER SECOND SOME SQRT
			STDDEV_POP STDDEV_SAMP SUM UPPER TRUNCATE USER VAR_POP VAR_SAMP YEAR CURRENT_CATALOG
			CURRENT_DEFAULT_TRANSFORM_GROUP CURRENT_PATH CURRENT_ROLE CURRENT_SCHEMA CURRENT_USER SESSION_USER SYSTEM_USER NEW
			CASE CURRENT CURSOR ROW (`))
	typeStart = slices.Concat(
		quoteAll(`BOOLEAN INTEGER INT TINYINT SMALLINT BIGINT REAL DOUBLE FLOAT BINARY VARBINARY DECIMAL DEC NUMERIC ANY
			CHARACTER CHAR VARCHAR DATE TIME TIMESTAMP ROW`), identifierStart, quoteAll(`INTERVAL`))
	statementStart = slices.Concat(
		quoteAll(`INSERT UPSERT EXPLAIN SET RESET ALTER WITH SELECT VALUES VALUE TABLE`), exprStart,
		quoteAll(`DESCRIBE DELETE UPDATE MERGE CALL`))
	selectStart = slices.Concat(
		[]string{
			`"/*+"`, `"/*+" "UNION"`, `"/*+" "INTERSECT"`, `"/*+" "EXCEPT"`, `"/*+" "MINUS"`, `"/*+" "ORDER"`,
			`"/*+" "LIMIT"`, `"/*+" "OFFSET"`, `"/*+" "FETCH"`,
		},
		quoteAll(`STREAM DISTINCT ALL *`), exprStart)
)

func quoteAll(words string) []string {
	var out []string
	for w := range strings.FieldsSeq(words) {
		out = append(out, quote(w))
	}
	return out
}
