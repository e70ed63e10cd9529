package avatica

import (
	"encoding/json"
	"errors"
)

// request is a message of a driver. Which fields count depends on its kind.
type request struct {
	// kind is the name that JSON messages have in "request".
	kind         string
	connectionID string
	statementID  int32
	sql          string
	hasSQL       bool
	// maxRows is the most rows of a prepared statement, frameRows the most of the next frame; negative
	// is no limit.
	maxRows   int64
	frameRows int32
	offset    int64
	// info are the properties of a connection.
	info map[string]string
	// properties are those that a connection is to be set to, in the message's own format.
	properties []byte
	// parameters are the values of ?.
	parameters []typedValue
	// catalog and the patterns are those of the metadata calls; nil is any.
	catalog, schema, table, column *string
	// types are the kinds of tables that are asked for; nil is any.
	types []string
	// unnamed is a request that names no connection.
	unnamed bool
}

// typedValue is the value of a parameter: nil, bool, string, json.Number, int64, float64 or a list of
// typed values.
type typedValue struct {
	rep   rep
	value any
	// unset says that the driver was given no value.
	unset bool
}

// newRequest gives a request with the defaults of the protocol.
func newRequest(kind string) *request { return &request{kind: kind, maxRows: -1, frameRows: -1} }

// jsonRequest is a request as JSON.
type jsonRequest struct {
	Request             string            `json:"request"`
	ConnectionID        *string           `json:"connectionId"`
	StatementID         int32             `json:"statementId"`
	SQL                 *string           `json:"sql"`
	MaxRowsInFirstFrame *int32            `json:"maxRowsInFirstFrame"`
	MaxRowCount         *int64            `json:"maxRowCount"`
	FetchMaxRowCount    *int32            `json:"fetchMaxRowCount"`
	Offset              int64             `json:"offset"`
	Info                map[string]string `json:"info"`
	ConnProps           json.RawMessage   `json:"connProps"`
	StatementHandle     *struct {
		ConnectionID string `json:"connectionId"`
		ID           int32  `json:"id"`
	} `json:"statementHandle"`
	ParameterValues   []*jsonTypedValue `json:"parameterValues"`
	Catalog           *string           `json:"catalog"`
	SchemaPattern     *string           `json:"schemaPattern"`
	TableNamePattern  *string           `json:"tableNamePattern"`
	ColumnNamePattern *string           `json:"columnNamePattern"`
	TypeList          []string          `json:"typeList"`
}

type jsonTypedValue struct {
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

// readJSON reads a request. Fields that are not known are ignored; a request without a kind, or of an
// unknown one, asks for the schemas, as it does in Druid.
func readJSON(body []byte) (*request, error) {
	var in jsonRequest
	if len(body) == 0 {
		return nil, unreadable("com.fasterxml.jackson.databind.exc.MismatchedInputException", "No content to map due to end-of-input")
	}
	if err := json.Unmarshal(body, &in); err != nil {
		if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return nil, unreadable("com.fasterxml.jackson.databind.exc.MismatchedInputException", "Cannot read field [%s] from a JSON %s", mismatch.Field, mismatch.Value)
		}
		return nil, unreadable("com.fasterxml.jackson.core.JsonParseException", "The request is no JSON: %s", err.Error())
	}
	r := newRequest(in.Request)
	r.statementID, r.offset, r.info, r.properties = in.StatementID, in.Offset, in.Info, in.ConnProps
	r.catalog, r.schema, r.table, r.column, r.types = in.Catalog, in.SchemaPattern, in.TableNamePattern, in.ColumnNamePattern, in.TypeList
	if r.unnamed = in.ConnectionID == nil && in.StatementHandle == nil; in.ConnectionID != nil {
		r.connectionID = *in.ConnectionID
	}
	if in.SQL != nil {
		r.sql, r.hasSQL = *in.SQL, true
	}
	if in.MaxRowCount != nil {
		r.maxRows = *in.MaxRowCount
	}
	for _, n := range []*int32{in.MaxRowsInFirstFrame, in.FetchMaxRowCount} {
		if n != nil {
			r.frameRows = *n
		}
	}
	if in.Request != "execute" {
		return r, nil
	}
	if in.StatementHandle != nil {
		r.connectionID, r.statementID = in.StatementHandle.ConnectionID, in.StatementHandle.ID
	}
	if r.frameRows = -1; in.MaxRowCount != nil { // recorded: here it is the number of rows of the first frame
		r.frameRows = clampRows(*in.MaxRowCount)
	}
	for _, v := range in.ParameterValues {
		if v == nil {
			r.parameters = append(r.parameters, typedValue{unset: true})
			continue
		}
		value, err := v.read(0)
		if err != nil {
			return nil, err
		}
		r.parameters = append(r.parameters, value)
	}
	return r, nil
}

// read gives the value; the kinds of values that are lists hold either plain or typed elements.
func (v jsonTypedValue) read(depth int) (typedValue, error) {
	if depth > maxNesting {
		return typedValue{}, tooDeep()
	}
	kind, ok := repOf(v.Type)
	if !ok {
		return typedValue{}, noRep(v.Type)
	}
	if kind != repArray {
		value, err := plainJSON(v.Value)
		return typedValue{rep: kind, value: value}, err
	}
	var elements []json.RawMessage
	if err := json.Unmarshal(v.Value, &elements); err != nil {
		return typedValue{}, unreadable("com.fasterxml.jackson.databind.JsonMappingException", "An array is expected")
	}
	list := make([]typedValue, len(elements))
	for i, raw := range elements {
		var typed jsonTypedValue
		if len(raw) > 0 && raw[0] == '{' {
			if err := json.Unmarshal(raw, &typed); err != nil {
				return typedValue{}, unreadable("com.fasterxml.jackson.databind.JsonMappingException", "A typed value is expected")
			}
			element, err := typed.read(depth + 1)
			if err != nil {
				return typedValue{}, err
			}
			list[i] = element
			continue
		}
		value, err := plainJSON(raw)
		if err != nil {
			return typedValue{}, err
		}
		list[i] = typedValue{rep: repObject, value: value}
	}
	return typedValue{rep: repArray, value: list}, nil
}

// maxNesting bounds arrays within arrays.
const maxNesting = 16

func tooDeep() error {
	return unreadable("java.lang.IllegalArgumentException", "Arrays are nested more than %d deep", maxNesting)
}

func noRep(name string) error {
	return unreadable("java.lang.IllegalArgumentException", "No enum constant org.apache.calcite.avatica.ColumnMetaData.Rep.%s", name)
}
