package function

import (
	"math"
	"slices"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// regexpFunctions take patterns of java.util.regex. A literal pattern is parsed here and becomes an
// ARE that finds the same (regexp_are.go); one that is nothing but text becomes a plain search. A
// pattern that is computed goes through druid_sql.java_regexp, which knows the usual syntax.
func regexpFunctions() []plan.Function {
	return []plan.Function{
		{
			Name: "REGEXP_LIKE", Params: params("s= s!="), Signature: "REGEXP_LIKE(<CHARACTER>, <CHARACTER>)", Type: boolean,
			Bind: bindPattern(false), Emit: emitLike, Doc: "Whether the pattern matches anywhere in the text.",
		},
		{
			Name: "REGEXP_EXTRACT", Params: params("s= s!= w!=?"), Signature: "REGEXP_EXTRACT(<CHARACTER>, <CHARACTER>, [<INTEGER>])",
			Type: varcharNull, Bind: bindGroup, Emit: emitGroup, Doc: "The first match of a pattern, or one of its groups.",
		},
		{
			Name: "REGEXP_REPLACE", Params: params("s= s= s="), Signature: "REGEXP_REPLACE(<CHARACTER>, <CHARACTER>, <CHARACTER>)",
			Type: varchar, Bind: bindPattern(true), Emit: emitReplace, Doc: "All matches of a pattern replaced.",
		},
	}
}

// reData is what Bind leaves for Emit: the parsed literal pattern.
type reData struct {
	are    string
	groups int
	names  map[string]int
	// text is set when the pattern is plain text, start when it must stand at the start.
	text   string
	start  bool
	simple bool
	group  int
}

// compilePattern parses a literal pattern; exact says that the extent of a match counts.
func compilePattern(pattern string, exact bool) (reData, error) {
	re, err := parseJava(pattern)
	if err != nil {
		return reData{}, err
	}
	d := reData{are: areText(re, exact), groups: re.groups, names: re.names}
	d.text, d.start, d.simple = simpleText(re)
	return d, nil
}

// bindPattern parses the pattern of a call when it is a literal.
func bindPattern(exact bool) binder {
	return func(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
		if c.Args[1].Type().Kind != druidtype.Unknown && plan.IsNull(c.Args[1]) && c.Fn.Name != "REGEXP_REPLACE" {
			kind := map[string]string{"REGEXP_LIKE": "STRING"}[c.Fn.Name]
			if kind == "" {
				kind = "string"
			}
			return nil, druiderr.Runtime("Function[%s] pattern must be a %s literal", lower(c.Fn.Name), kind)
		}
		if slices.ContainsFunc(c.Args, plan.IsNull) {
			return &plan.Literal{Base: plan.Base{T: c.T.Null(true), P: c.P}}, nil
		}
		if pattern, ok := plan.TextOf(c.Args[1]); ok {
			d, err := compilePattern(pattern, exact)
			if err != nil {
				return nil, err
			}
			c.Data = d
		}
		return c, nil
	}
}

// bindGroup checks the group's number too.
func bindGroup(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	group := int64(0)
	if len(c.Args) > 2 {
		n, ok := plan.IntOf(c.Args[2])
		if !ok || n < 0 {
			return nil, druiderr.Runtime("Function[regexp_extract] index must be a numeric literal")
		}
		group = n
		c.Args = c.Args[:2]
	}
	x, err := bindPattern(true)(b, c)
	if _, plain := c.Args[0].(*plan.Column); err != nil && plain { // Druid makes an extraction function of it
		pattern, _ := plan.TextOf(c.Args[1])
		return nil, druiderr.Invalid("An invalid pattern [%s] was provided for the REGEXP_EXTRACT function, error: [%s]", pattern, druiderr.As(err).Message)
	}
	if err != nil {
		return nil, err
	}
	d, ok := c.Data.(reData)
	if !ok {
		return x, nil
	}
	d.group = int(min(group, math.MaxInt32))
	c.Data = d
	return x, nil
}

func emitLike(w plan.Writer, c *plan.Call) {
	d, ok := c.Data.(reData)
	switch {
	case !ok:
		w.Bytewise(c.Args[0])
		w.SQL(" ~ ")
		emitPattern(w, c)
	case d.simple && d.start:
		w.SQL("pg_catalog.starts_with(")
		w.Expr(c.Args[0])
		w.SQL(", ")
		w.String(d.text)
		w.SQL(")")
	case d.simple:
		w.SQL("pg_catalog.strpos(")
		w.Expr(c.Args[0])
		w.SQL(", ")
		w.String(d.text)
		w.SQL(") > 0")
	default:
		w.Bytewise(c.Args[0])
		w.SQL(" ~ ")
		w.String(d.are)
	}
}

// emitPattern writes the ARE, or its translation at run time.
func emitPattern(w plan.Writer, c *plan.Call) {
	if d, ok := c.Data.(reData); ok {
		w.String(d.are)
		return
	}
	w.SQL("druid_sql.java_regexp(")
	w.Expr(c.Args[1])
	w.SQL(")")
}

func emitGroup(w plan.Writer, c *plan.Call) {
	if d, ok := c.Data.(reData); ok && d.group > d.groups { // fails where there is a match
		emitReplaceCall(w, c, "regexp_no_group", func() { w.SQL(itoa(d.group)) })
		return
	}
	w.SQL("pg_catalog.regexp_substr(")
	w.Bytewise(c.Args[0])
	w.SQL(", ")
	emitPattern(w, c)
	if d, ok := c.Data.(reData); ok && d.group > 0 {
		w.SQL(", 1, 1, '', " + itoa(d.group))
	}
	w.SQL(")")
}

// emitReplace replaces all matches. Java reads the replacement only when there is a match, so a
// wrong one fails only then.
func emitReplace(w plan.Writer, c *plan.Call) {
	d, literal := c.Data.(reData)
	replacement, known := plan.TextOf(c.Args[2])
	if literal && known {
		parts, err := parseReplacement(replacement, d)
		switch {
		case err != nil:
			emitReplaceCall(w, c, "regexp_replace_fail", func() { w.String(druiderr.As(err).Message) })
		case d.simple && !d.start && len(parts) == 1 && parts[0].group < 0:
			emitTextReplace(w, c, d.text, parts[0].text)
		case tooManyGroups(parts):
			emitReplaceCall(w, c, "regexp_replace_groups", func() { writeParts(w, parts) })
		default:
			w.SQL("pg_catalog.regexp_replace(")
			w.Bytewise(c.Args[0])
			w.SQL(", ")
			emitPattern(w, c)
			w.SQL(", ")
			w.String(postgresReplacement(parts))
			w.SQL(", 'g')")
		}
		return
	}
	emitReplaceCall(w, c, "regexp_replace", func() { w.Expr(c.Args[2]) })
}

func emitReplaceCall(w plan.Writer, c *plan.Call, name string, last func()) {
	w.SQL("druid_sql." + name + "(")
	w.Bytewise(c.Args[0])
	w.SQL(", ")
	emitPattern(w, c)
	w.SQL(", ")
	last()
	w.SQL(")")
}

func emitTextReplace(w plan.Writer, c *plan.Call, from, to string) {
	w.SQL("pg_catalog.replace(")
	w.Expr(c.Args[0])
	w.SQL(", ")
	w.String(from)
	w.SQL(", ")
	w.String(to)
	w.SQL(")")
}

// rePart is a piece of a replacement: text, or a group when group is not negative.
type rePart struct {
	text  string
	group int
}

// parseReplacement reads a replacement of Matcher.replaceAll: \x is x, $n and ${name} are groups.
func parseReplacement(s string, d reData) ([]rePart, error) {
	r := &replacementReader{chars: []rune(s), data: d}
	for r.at < len(r.chars) {
		if err := r.step(); err != nil {
			return nil, err
		}
	}
	if text := r.text.String(); text != "" || len(r.parts) == 0 {
		r.parts = append(r.parts, rePart{text, -1})
	}
	return r.parts, nil
}

type replacementReader struct {
	chars []rune
	at    int
	text  strings.Builder
	parts []rePart
	data  reData
}

func (r *replacementReader) step() error {
	c := r.chars[r.at]
	r.at++
	switch c {
	case '\\':
		if r.at == len(r.chars) {
			return druiderr.Runtime("character to be escaped is missing")
		}
		r.text.WriteRune(r.chars[r.at])
		r.at++
	case '$':
		group, err := r.group()
		if err != nil {
			return err
		}
		if r.text.Len() > 0 {
			r.parts = append(r.parts, rePart{r.text.String(), -1})
			r.text.Reset()
		}
		r.parts = append(r.parts, rePart{"", group})
	default:
		r.text.WriteRune(c)
	}
	return nil
}

func (r *replacementReader) group() (int, error) {
	if r.at == len(r.chars) {
		return 0, druiderr.Runtime("Illegal group reference: group index is missing")
	}
	if r.chars[r.at] == '{' {
		return r.named()
	}
	if !isDigit(r.chars[r.at]) {
		return 0, druiderr.Runtime("Illegal group reference")
	}
	n := int(r.chars[r.at] - '0')
	r.at++
	if n > r.data.groups {
		return 0, druiderr.Runtime("No group %d", n)
	}
	for r.at < len(r.chars) && isDigit(r.chars[r.at]) {
		more := n*10 + int(r.chars[r.at]-'0')
		if more > r.data.groups {
			break
		}
		n = more
		r.at++
	}
	return n, nil
}

func (r *replacementReader) named() (int, error) {
	r.at++
	start := r.at
	for r.at < len(r.chars) && (isLetter(r.chars[r.at]) || isDigit(r.chars[r.at])) {
		r.at++
	}
	name := string(r.chars[start:r.at])
	if name == "" {
		return 0, druiderr.Runtime("named capturing group is missing trailing '}'")
	}
	if r.at == len(r.chars) || r.chars[r.at] != '}' {
		return 0, druiderr.Runtime("named capturing group is missing trailing '}'")
	}
	r.at++
	n, ok := r.data.names[name]
	if !ok {
		return 0, druiderr.Runtime("No group with name {%s}", name)
	}
	return n, nil
}

// tooManyGroups tells whether a replacement needs a group that Postgres cannot name.
func tooManyGroups(parts []rePart) bool {
	for _, p := range parts {
		if p.group > 9 {
			return true
		}
	}
	return false
}

// postgresReplacement writes a replacement of regexp_replace.
func postgresReplacement(parts []rePart) string {
	var b strings.Builder
	for _, p := range parts {
		switch {
		case p.group < 0:
			b.WriteString(strings.ReplaceAll(p.text, `\`, `\\`))
		case p.group == 0:
			b.WriteString(`\&`)
		default:
			b.WriteString(`\` + itoa(p.group))
		}
	}
	return b.String()
}

// writeParts writes the texts and the groups of a replacement as two arrays.
func writeParts(w plan.Writer, parts []rePart) {
	w.SQL("ARRAY[")
	for i, p := range parts {
		w.SQL(comma(i))
		w.String(p.text)
	}
	w.SQL("], ARRAY[")
	for i, p := range parts {
		w.SQL(comma(i) + itoa(p.group))
	}
	w.SQL("]")
}

const splitFailed = "Function[string_to_array] encountered unknown exception."

// bindSplit parses the literal pattern of STRING_TO_ARRAY and STRING_TO_MV.
func bindSplit(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	if pattern, ok := plan.TextOf(c.Args[1]); ok {
		d, err := compilePattern(pattern, true)
		if err != nil {
			if allConstant(c.Args) {
				return nil, druiderr.Bug(splitFailed).WithCause(err)
			}
			return nil, atRuntime(splitFailed)
		}
		c.Data = d
	}
	return c, nil
}

// emitSplit splits as String.split does: empty parts at the end are dropped.
func emitSplit(w plan.Writer, c *plan.Call) {
	d, ok := c.Data.(reData)
	switch {
	case !ok:
		w.SQL("druid_sql.split(")
		w.Expr(c.Args[0])
		w.SQL(", druid_sql.java_regexp(COALESCE(")
		w.Expr(c.Args[1])
		w.SQL(", '')))")
	case d.simple && !d.start:
		w.SQL("druid_sql.split_text(")
		w.Expr(c.Args[0])
		w.SQL(", ")
		w.String(d.text)
		w.SQL(")")
	default:
		w.SQL("druid_sql.split(")
		w.Expr(c.Args[0])
		w.SQL(", ")
		w.String(d.are)
		w.SQL(")")
	}
}

// splitFunction is an entry of the array or multi-value family that splits text.
func splitFunction(name string, typ func([]plan.Expr) druidtype.Type, doc string) plan.Function {
	return plan.Function{
		Name: name, Params: params("s s"), Signature: name + "(string, string)", Type: typ,
		Bind: bindSplit, Emit: emitSplit, Doc: doc,
	}
}
