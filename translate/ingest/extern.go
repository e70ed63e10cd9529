package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/analyze"
	"ogham/translate/ast"
	"ogham/translate/parser"
)

// ReadExtern reads TABLE(EXTERN(…)) or one of the typed table functions HTTP, INLINE, LOCALFILES
// and S3. The error is a *druiderr.Error.
func ReadExtern(f *ast.TableFunc, params []analyze.Parameter) (Extern, error) {
	name := strings.ToUpper(f.Call.Name)
	args, err := arguments(f.Call, params)
	if err != nil {
		return Extern{}, err
	}
	if name == "EXTERN" {
		return readGeneric(f, args)
	}
	source, ok := typedSources[name]
	if !ok {
		return Extern{}, druiderr.InvalidSQL(f.Call.Pos, "No match found for function signature %s(%s)", name, families(f.Call))
	}
	return readTyped(f, name, source, args)
}

// argument is one argument of a table function; value is a string, json.Number, bool, []any or nil.
type argument struct {
	name  string
	value any
	pos   ast.Pos
}

type argumentList []argument

// get takes an argument by its name; arguments without names have those of order.
func (l argumentList) get(name string) (any, bool) {
	for _, a := range l {
		if strings.EqualFold(a.name, name) {
			return a.value, true
		}
	}
	return nil, false
}

func (l argumentList) text(name string) string {
	v, _ := l.get(name)
	s, _ := v.(string)
	return s
}

var externOrder = []string{"inputSource", "inputFormat", "signature"}

// arguments reads the arguments as constants.
func arguments(c *ast.Call, params []analyze.Parameter) (argumentList, error) {
	out := make(argumentList, len(c.Args))
	for i, x := range c.Args {
		a := argument{pos: x.Position()}
		switch {
		case c.ArgNames != nil && i < len(c.ArgNames) && c.ArgNames[i] != "":
			a.name = c.ArgNames[i]
		case i < len(externOrder):
			a.name = externOrder[i]
		}
		v, ok := constant(x, params)
		if !ok {
			return nil, calciteError("java.lang.IllegalArgumentException: All arguments of call to macro %s should be literal of the correct type. Actual argument #%d (%s) is not literal: %s",
				strings.ToUpper(c.Name), i, a.name, parser.Unparse(x))
		}
		a.value = v
		out[i] = a
	}
	return out, nil
}

// calciteError is what Druid answers when a table function fails inside Calcite.
func calciteError(format string, args ...any) *druiderr.Error {
	return druiderr.New(druiderr.User, druiderr.Uncategorized, "general", "Uncategorized calcite error message: [%s]", fmt.Sprintf(format, args...))
}

func constant(x ast.Expr, params []analyze.Parameter) (any, bool) {
	switch x := x.(type) {
	case *ast.Literal:
		return literalValue(x)
	case *ast.Param:
		if x.Index < len(params) {
			return params[x.Index].Value, true
		}
	case *ast.ArrayExpr:
		out := make([]any, len(x.Elems))
		for i, e := range x.Elems {
			v, ok := constant(e, params)
			if !ok {
				return nil, false
			}
			out[i] = v
		}
		return out, x.Query == nil
	}
	return nil, false
}

func literalValue(l *ast.Literal) (any, bool) {
	switch l.Kind {
	case ast.LitString:
		return l.Text, true
	case ast.LitInteger, ast.LitDecimal, ast.LitApprox:
		return json.Number(l.Text), true
	case ast.LitTrue:
		return true, true
	case ast.LitFalse:
		return false, true
	case ast.LitNull:
		return nil, true
	default:
		return nil, false
	}
}

// families gives the argument families of a call for "No match found".
func families(c *ast.Call) string {
	parts := make([]string, len(c.Args))
	for i, x := range c.Args {
		parts[i] = family(x)
		if i < len(c.ArgNames) && c.ArgNames[i] != "" {
			parts[i] = c.ArgNames[i] + " => " + parts[i]
		}
	}
	return strings.Join(parts, ", ")
}

func family(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Literal:
		if x.Kind == ast.LitInteger || x.Kind == ast.LitDecimal {
			return "<NUMERIC>"
		}
	case *ast.ArrayExpr:
		longest := 0
		for _, e := range x.Elems {
			if l, ok := e.(*ast.Literal); ok {
				longest = max(longest, len(l.Text))
			}
		}
		return fmt.Sprintf("<CHAR(%d) ARRAY>", longest)
	}
	return "<CHARACTER>"
}

// readGeneric reads EXTERN(inputSource, inputFormat[, signature]) [EXTEND (…)].
func readGeneric(f *ast.TableFunc, args argumentList) (Extern, error) {
	var out Extern
	if len(args) < 2 || len(args) > 3 {
		return out, druiderr.InvalidSQL(f.Call.Pos, "No match found for function signature EXTERN(%s)", families(f.Call))
	}
	var err error
	if out.InputSource, err = jsonObject("inputSource", args.text("inputSource")); err != nil {
		return out, err
	}
	if err := checkSource(out.InputSource); err != nil {
		return out, err
	}
	if out.InputFormat, err = jsonObject("inputFormat", args.text("inputFormat")); err != nil {
		return out, err
	}
	if err := checkFormat(out.InputFormat); err != nil {
		return out, err
	}
	signature, given := args.get("signature")
	switch {
	case given && signature != nil && f.HasExtend:
		return out, calciteError("org.apache.druid.java.util.common.IAE: EXTERN requires either a [signature] value or an EXTEND clause, but not both.")
	case given && signature != nil:
		text, _ := signature.(string)
		out.Signature, err = readSignature(text)
	case f.HasExtend:
		out.Signature, err = extendColumns(f.Extend)
	default:
		err = druiderr.Invalid("EXTERN requires either a [signature] value or an EXTEND clause")
	}
	return out, err
}

// jsonObject checks an argument that holds a JSON object.
func jsonObject(field, text string) (json.RawMessage, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		return nil, druiderr.Invalid("Invalid value for the field [%s]. Reason: [%s]", field, jsonReason(text, err))
	}
	return json.RawMessage(text), nil
}

// jsonReason words a JSON error as Jackson does, as far as its form goes.
func jsonReason(text string, err error) string {
	source := "\n at [Source: (String)\"" + text + "\"; line: %d, column: %d]"
	if strings.TrimSpace(text) == "" {
		return "No content to map due to end-of-input" + fmt.Sprintf(source, 1, 0)
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && syntax.Offset > 0 && int(syntax.Offset) <= len(text) {
		line, column := place(text[:syntax.Offset])
		c := text[syntax.Offset-1]
		reason := fmt.Sprintf("Unexpected character ('%c' (code %d)): was expecting comma or colon to separate entries", c, c)
		if strings.Contains(syntax.Error(), "looking for beginning of object key") {
			reason = fmt.Sprintf("Unexpected character ('%c' (code %d)): was expecting double-quote to start field name", c, c)
		}
		return reason + fmt.Sprintf(source, line, column+1)
	}
	return err.Error() + fmt.Sprintf(source, 1, len(text))
}

func place(s string) (line, column int) {
	line = 1 + strings.Count(s, "\n")
	return line, len(s) - 1 - strings.LastIndexByte(s, '\n')
}

// formats are the input formats that are known. Of those that Druid has in extensions, orc is missing:
// it is refused as by a Druid without the extension.
var formats = map[string]bool{
	"json": true, "csv": true, "tsv": true, "regex": true, "lines": true, "parquet": true, "avro_ocf": true, "protobuf": true,
}

func checkFormat(raw json.RawMessage) error {
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return druiderr.Invalid("Invalid value for the field [inputFormat]. Reason: [%s]", jsonReason(string(raw), err))
	}
	if head.Type == "" {
		return druiderr.Invalid("Invalid value for the field [inputFormat]. Reason: [Missing type id when trying to resolve subtype of [simple type, class org.apache.druid.data.input.InputFormat]: missing type id property 'type'\n at [Source: (String)\"%s\"; line: 1, column: %d]]", raw, len(raw))
	}
	if !formats[head.Type] {
		return druiderr.Invalid("Invalid value for the field [inputFormat]. Reason: [Please make sure to load all the necessary extensions and jars with type '%s' on 'druid/broker' service. Could not resolve type id '%s' as a subtype of `org.apache.druid.data.input.InputFormat` known type ids = [csv, json, regex, tsv]\n at [Source: (String)\"%s\"; line: 1, column: %d]]",
			head.Type, head.Type, raw, typeColumn(raw))
	}
	return nil
}

// typeColumn is where the value of "type" begins, counted from 1.
func typeColumn(raw json.RawMessage) int {
	_, rest, _ := strings.Cut(string(raw), `"type"`)
	return len(raw) - len(strings.TrimLeft(rest, " \t:")) + 1
}

// signatureReason says why a signature is no list of columns, as Jackson does.
func signatureReason(text string, err error) string {
	trimmed := strings.TrimSpace(text)
	if !json.Valid([]byte(text)) || strings.HasPrefix(trimmed, "[") {
		return jsonReason(text, err)
	}
	token, column := "VALUE_STRING", 1
	switch c := trimmed[0]; {
	case trimmed == "{}":
		token, column = "END_OBJECT", len(text)
	case c == '{':
		token = "START_OBJECT"
	case c != '"':
		token = "VALUE_NUMBER_INT"
	}
	return fmt.Sprintf("Cannot deserialize instance of `java.util.ArrayList<org.apache.druid.segment.column.ColumnSignature>` out of %s token"+
		"\n at [Source: (String)\"%s\"; line: 1, column: %d]", token, text, column)
}

// readSignature reads [{"name": …, "type": …}, …]; types are native.
func readSignature(text string) ([]druidtype.Column, error) {
	var list []struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, druiderr.Invalid("Invalid value for the field [rowSignature]. Reason: [%s]", signatureReason(text, err))
	}
	out := make([]druidtype.Column, 0, len(list))
	seen := map[string]bool{}
	for _, c := range list {
		t, ok := druidtype.FromNative(c.Type)
		if !ok {
			return nil, calciteError("org.apache.druid.java.util.common.ISE: Encountered null type for column[%s]", c.Name)
		}
		if seen[c.Name] {
			return nil, calciteError("org.apache.druid.java.util.common.IAE: Column [%s] has conflicting types", c.Name)
		}
		seen[c.Name] = true
		if c.Name == "__time" {
			if t.Kind != druidtype.BigInt {
				return nil, calciteError("org.apache.druid.java.util.common.ISE: EXTERN function with __time column can be used when __time column is of type long. " +
					"Please change the column name to something other than __time")
			}
			t = druidtype.Of(druidtype.Timestamp)
		}
		out = append(out, druidtype.Column{Name: c.Name, Type: t})
	}
	return out, nil
}

// extendColumns reads the columns of EXTEND; types are SQL types.
func extendColumns(defs []ast.ColumnDef) ([]druidtype.Column, error) {
	out := make([]druidtype.Column, 0, len(defs))
	for i := range defs {
		t, err := analyze.SpecType(defs[i].Type)
		if err != nil {
			return nil, err
		}
		if t.Kind == druidtype.Char {
			t = druidtype.Of(druidtype.Varchar)
		}
		out = append(out, druidtype.Column{Name: defs[i].Name.Name(), Type: t})
	}
	return out, nil
}
