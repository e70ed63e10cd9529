package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"ogham/api/result"
	"ogham/internal/druiderr"
	"ogham/translate"
)

// sqlRequest is the body of the SQL endpoints.
type sqlRequest struct {
	query                               string
	format                              result.Format
	header, typesHeader, sqlTypesHeader bool
	context                             queryContext
	parameters                          []translate.Parameter
	// prepare says that the values of the parameters are not known yet.
	prepare bool
	// rawContext is the context as it was sent, for cache keys.
	rawContext json.RawMessage
	// rawParameters likewise.
	rawParameters json.RawMessage
}

// The Java classes that Druid names when it cannot read a body.
const (
	unknownException  = "Unknown exception"
	jacksonCore       = "com.fasterxml.jackson.core."
	jacksonBind       = "com.fasterxml.jackson.databind."
	classParse        = jacksonCore + "JsonParseException"
	classEOF          = jacksonCore + "io.JsonEOFException"
	classMapping      = jacksonBind + "JsonMappingException"
	classMismatched   = jacksonBind + "exc.MismatchedInputException"
	classInstantiate  = jacksonBind + "exc.ValueInstantiationException"
	classFormat       = jacksonBind + "exc.InvalidFormatException"
	sqlQueryClass     = "org.apache.druid.sql.http.SqlQuery"
	sqlParameterClass = "org.apache.druid.sql.http.SqlParameter"
)

// readSQLRequest reads the body of a SQL endpoint with Druid's checks in Druid's order: the Router
// wants JSON whatever the content type says, then the Broker wants the content type and an Accept
// that it can serve.
func readSQLRequest(c *gin.Context) (*sqlRequest, error) {
	mediaType, ok := contentType(c.Request)
	if !ok {
		return nil, pageError(http.StatusBadRequest, c.Request.URL.Path)
	}
	body, err := readBody(c)
	if err != nil {
		return nil, err
	}
	req, err := parseSQLRequest(body)
	if err != nil {
		return nil, err
	}
	if mediaType != contentJSON {
		return nil, emptyError(http.StatusUnsupportedMediaType)
	}
	if !acceptsJSON(c.Request.Header["Accept"]) {
		return nil, emptyError(http.StatusNotAcceptable)
	}
	return req, nil
}

// contentType gives the media type of a request in lower case, "" without one. The first header
// counts. ok is false for a malformed one.
func contentType(r *http.Request) (mediaType string, ok bool) {
	header := r.Header["Content-Type"]
	if len(header) == 0 || header[0] == "" {
		return "", true
	}
	if header[0] == contentJSON {
		return contentJSON, true
	}
	mediaType, _, err := mime.ParseMediaType(header[0])
	if mediaType == "" || !strings.Contains(mediaType, "/") {
		return "", false
	}
	return mediaType, err == nil || strings.HasPrefix(err.Error(), "mime: invalid media parameter")
}

// acceptsJSON tells whether an Accept header takes JSON.
func acceptsJSON(header []string) bool {
	if len(header) == 0 {
		return true
	}
	for _, h := range header {
		for part := range strings.SplitSeq(h, ",") {
			mediaType, params, _ := strings.Cut(part, ";")
			if strings.ReplaceAll(params, " ", "") == "q=0" {
				continue
			}
			switch strings.ToLower(strings.TrimSpace(mediaType)) {
			case "", "*/*", "application/*", contentJSON:
				return true
			}
		}
	}
	return false
}

// parseSQLRequest reads a JSON body as Jackson reads a SqlQuery: unknown fields and what follows the
// document are ignored, the last of equal keys counts, scalars are converted.
func parseSQLRequest(body []byte) (*sqlRequest, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	var fields map[string]json.RawMessage
	if err := dec.Decode(&fields); err != nil {
		return nil, unreadable(body, sqlQueryClass, sqlFields)
	}
	if fields == nil { // the document null
		return nil, druiderr.Plain(http.StatusInternalServerError, unknownException, "java.lang.NullPointerException",
			"Cannot invoke \"%s.getContext()\" because \"sqlQuery\" is null", sqlQueryClass)
	}
	req, err := bindSQLRequest(fields)
	if u, ok := errors.AsType[*unread](err); ok {
		return nil, u.place(body)
	}
	return req, err
}

var sqlFields = map[string]bool{
	"query": true, "resultFormat": true, "header": true, "typesHeader": true, "sqlTypesHeader": true, "context": true, "parameters": true,
}

func bindSQLRequest(fields map[string]json.RawMessage) (*sqlRequest, error) {
	req := &sqlRequest{rawContext: fields["context"], rawParameters: fields["parameters"]}
	query, given, err := textField(fields["query"], "query")
	if err != nil {
		return nil, err
	}
	if req.format, err = formatField(fields["resultFormat"]); err != nil {
		return nil, err
	}
	for name, flag := range map[string]*bool{"header": &req.header, "typesHeader": &req.typesHeader, "sqlTypesHeader": &req.sqlTypesHeader} {
		if *flag, err = boolField(fields[name], name); err != nil {
			return nil, err
		}
	}
	if req.context, err = contextField(fields["context"]); err != nil {
		return nil, err
	}
	if req.parameters, err = parametersField(fields["parameters"]); err != nil {
		return nil, err
	}
	switch {
	case !given:
		return nil, instantiation(sqlQueryClass, "query", "")
	case req.typesHeader && !req.header:
		return nil, instantiation(sqlQueryClass, "Cannot include 'typesHeader' without 'header'", "")
	case req.sqlTypesHeader && !req.header:
		return nil, instantiation(sqlQueryClass, "Cannot include 'sqlTypesHeader' without 'header'", "")
	}
	req.query = query
	return req, nil
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// textField reads a text; numbers and booleans are taken as their text.
func textField(raw json.RawMessage, name string) (s string, given bool, err error) {
	if isNull(raw) {
		return "", false, nil
	}
	switch raw[0] {
	case '"':
		if err := json.Unmarshal(raw, &s); err != nil {
			return "", false, &unread{class: classMapping, message: "Field [" + name + "] is not a text", field: name}
		}
		return s, true, nil
	case '[', '{':
		return "", false, mismatched("java.lang.String", raw, name)
	}
	return string(raw), true, nil
}

func formatField(raw json.RawMessage) (result.Format, error) {
	if isNull(raw) {
		return result.Object, nil
	}
	name, _, err := textField(raw, "resultFormat")
	if err != nil {
		return result.Object, err
	}
	f, ok := result.ParseFormat(name)
	if !ok {
		return f, instantiation("org.apache.druid.sql.http.ResultFormat",
			"No enum constant org.apache.druid.sql.http.ResultFormat."+strings.ToUpper(name), "resultFormat")
	}
	return f, nil
}

func boolField(raw json.RawMessage, name string) (bool, error) {
	if isNull(raw) {
		return false, nil
	}
	switch c := raw[0]; {
	case c == 't':
		return true, nil
	case c == 'f':
		return false, nil
	case c == '"':
		s, _, err := textField(raw, name)
		if err != nil {
			return false, err
		}
		switch strings.TrimSpace(s) {
		case "true", "True", "TRUE":
			return true, nil
		case "false", "False", "FALSE", "":
			return false, nil
		}
		return false, &unread{
			class: classFormat, message: "Cannot deserialize value of type `boolean` from String \"" + s +
				"\": only \"true\"/\"True\"/\"TRUE\" or \"false\"/\"False\"/\"FALSE\" recognized", field: name,
		}
	case c == '[' || c == '{' || bytes.ContainsAny(raw, ".eE"):
		return false, mismatched("boolean", raw, name)
	}
	return string(raw) != "0" && string(raw) != "-0", nil
}

// contextField reads the query context; numbers stay json.Number.
func contextField(raw json.RawMessage) (queryContext, error) {
	if isNull(raw) {
		return queryContext{}, nil
	}
	if raw[0] != '{' {
		return nil, mismatched("java.util.LinkedHashMap<java.lang.String,java.lang.Object>", raw, "context")
	}
	var m map[string]any
	if err := decodeNumbers(raw, &m); err != nil {
		return nil, &unread{class: classMapping, message: "The context cannot be read", field: "context"}
	}
	return m, nil
}

func decodeNumbers(raw []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return dec.Decode(v)
}

func parametersField(raw json.RawMessage) ([]translate.Parameter, error) {
	if isNull(raw) {
		return nil, nil
	}
	if raw[0] != '[' {
		return nil, mismatched("java.util.ArrayList<"+sqlParameterClass+">", raw, "parameters")
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &unread{class: classMapping, message: "The parameters cannot be read", field: "parameters"}
	}
	out := make([]translate.Parameter, len(list))
	for i, item := range list {
		var err error
		if out[i], err = parameter(item); err != nil {
			if u, ok := errors.AsType[*unread](err); ok {
				u.element = i + 1
			}
			return nil, err
		}
	}
	return out, nil
}

func parameter(raw json.RawMessage) (translate.Parameter, error) {
	if len(raw) == 0 || raw[0] != '{' {
		return translate.Parameter{}, mismatched(sqlParameterClass, raw, "parameters")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return translate.Parameter{}, &unread{class: classMapping, message: "A parameter cannot be read", field: "parameters"}
	}
	name, given, err := textField(fields["type"], "type")
	switch {
	case err != nil:
		return translate.Parameter{}, err
	case !given:
		return translate.Parameter{}, instantiation(sqlParameterClass, "null", "parameters")
	case !sqlTypes[name]:
		return translate.Parameter{}, &unread{
			class: classFormat, message: "Cannot deserialize value of type `org.apache.calcite.avatica.SqlType` from String \"" + name +
				"\": not one of the values accepted for Enum class: [" + sqlTypeList + "]", field: "parameters",
		}
	}
	p := translate.Parameter{Type: name}
	if len(fields["value"]) > 0 {
		if err := decodeNumbers(fields["value"], &p.Value); err != nil {
			return p, &unread{class: classMapping, message: "A parameter cannot be read", field: "parameters"}
		}
	}
	return p, nil
}

// sqlTypeList are the names of Avatica's SqlType in the order of its messages.
const sqlTypeList = "BINARY, NULL, BOOLEAN, MULTISET, NCLOB, LONGNVARCHAR, ANY, TIME, NVARCHAR, DOUBLE, STRUCT, CHAR, SYMBOL, BLOB, INTEGER, " +
	"TIME_WITH_TIMEZONE, LONGVARCHAR, NCHAR, COLUMN_LIST, INTERVAL_DAY_TIME, NUMERIC, DATE, BIGINT, OTHER, DECIMAL, REF, TIMESTAMP, ARRAY, ROW, " +
	"FLOAT, SQLXML, LONGVARBINARY, TINYINT, ROWID, CURSOR, INTERVAL_YEAR_MONTH, VARCHAR, REAL, DATALINK, BIT, JAVA_OBJECT, CLOB, DISTINCT, SMALLINT, " +
	"TIMESTAMP_WITH_TIMEZONE, VARBINARY, MAP"

var sqlTypes = func() map[string]bool {
	m := map[string]bool{}
	for name := range strings.SplitSeq(sqlTypeList, ", ") {
		m[name] = true
	}
	return m
}()
