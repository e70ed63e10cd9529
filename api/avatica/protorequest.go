package avatica

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strings"
)

// protoReader reads one field of a request's message into the request.
type protoReader func(r *request, field int32, v wireValue) error

// protoRequests are the messages by their names without package: the kind that JSON calls them, and
// what reads their fields.
var protoRequests = map[string]struct {
	kind string
	read protoReader
}{
	"OpenConnectionRequest":         {"openConnection", readOpenConnection},
	"CloseConnectionRequest":        {"closeConnection", readConnectionID},
	"ConnectionSyncRequest":         {"connectionSync", readConnectionSync},
	"CreateStatementRequest":        {"createStatement", readConnectionID},
	"CloseStatementRequest":         {"closeStatement", readStatement},
	"PrepareRequest":                {"prepare", readPrepare},
	"PrepareAndExecuteRequest":      {"prepareAndExecute", readPrepareAndExecute},
	"ExecuteRequest":                {"execute", readExecute},
	"FetchRequest":                  {"fetch", readFetch},
	"SyncResultsRequest":            {"syncResults", readSyncResults},
	"CommitRequest":                 {"commit", readConnectionID},
	"RollbackRequest":               {"rollback", readConnectionID},
	"CatalogsRequest":               {"getCatalogs", readConnectionID},
	"SchemasRequest":                {"getSchemas", readSchemas},
	"TablesRequest":                 {"getTables", readTables},
	"ColumnsRequest":                {"getColumns", readColumns},
	"TableTypesRequest":             {"getTableTypes", readConnectionID},
	"TypeInfoRequest":               {"getTypeInfo", readConnectionID},
	"DatabasePropertyRequest":       {"databaseProperties", readConnectionID},
	"PrepareAndExecuteBatchRequest": {"prepareAndExecuteBatch", readStatement},
	"ExecuteBatchRequest":           {"executeBatch", readStatement},
}

// readWire reads a request from a WireMessage: name (1) and wrapped_message (2).
func readWire(body []byte) (*request, error) {
	var name string
	var message []byte
	if err := eachField(body, func(field int32, v wireValue) error {
		switch field {
		case 1:
			name = v.text()
		case 2:
			message = v.bytes
		}
		return nil
	}); err != nil {
		return nil, err
	}
	known, ok := protoRequests[strings.TrimPrefix(name, "org.apache.calcite.avatica.proto.Requests$")]
	if !ok {
		return nil, unreadable("java.io.IOException", "Unsupported request type: %s", name)
	}
	r := newRequest(known.kind)
	err := eachField(message, func(field int32, v wireValue) error { return known.read(r, field, v) })
	return r, err
}

// readConnectionID reads connection_id (1).
func readConnectionID(r *request, field int32, v wireValue) error {
	if field == 1 {
		r.connectionID = v.text()
	}
	return nil
}

// readStatement reads connection_id (1) and statement_id (2).
func readStatement(r *request, field int32, v wireValue) error {
	if field == 2 {
		r.statementID = v.int32()
	}
	return readConnectionID(r, field, v)
}

// readOpenConnection reads connection_id (1) and the map info (2), entries of key (1) and value (2).
func readOpenConnection(r *request, field int32, v wireValue) error {
	if field != 2 {
		return readConnectionID(r, field, v)
	}
	var key, value string
	err := eachField(v.bytes, func(field int32, v wireValue) error {
		switch field {
		case 1:
			key = v.text()
		case 2:
			value = v.text()
		}
		return nil
	})
	if r.info == nil {
		r.info = map[string]string{}
	}
	r.info[key] = value
	return err
}

// readConnectionSync reads connection_id (1) and conn_props (2).
func readConnectionSync(r *request, field int32, v wireValue) error {
	if field == 2 {
		r.properties = v.bytes
	}
	return readConnectionID(r, field, v)
}

// readPrepare reads connection_id (1), sql (2) and max_rows_total (4), or the old max_row_count (3).
func readPrepare(r *request, field int32, v wireValue) error {
	switch field {
	case 2:
		r.sql, r.hasSQL = v.text(), true
	case 3, 4:
		r.maxRows = v.int64()
	}
	return readConnectionID(r, field, v)
}

// readPrepareAndExecute reads connection_id (1), sql (2), statement_id (4) and first_frame_max_size (6).
func readPrepareAndExecute(r *request, field int32, v wireValue) error {
	switch field {
	case 2:
		r.sql, r.hasSQL = v.text(), true
	case 4:
		r.statementID = v.int32()
	case 6:
		r.frameRows = v.int32()
	}
	return readConnectionID(r, field, v)
}

// readExecute reads the statementHandle (1), parameter_values (2) and first_frame_max_size (5), or the
// old deprecated_first_frame_max_size (3).
func readExecute(r *request, field int32, v wireValue) error {
	switch field {
	case 1:
		return eachField(v.bytes, func(field int32, v wireValue) error { return readStatement(r, field, v) })
	case 2:
		value, err := readTypedValue(v.bytes, 0)
		r.parameters = append(r.parameters, value)
		return err
	case 3, 5:
		r.frameRows = v.int32()
	}
	return nil
}

// readFetch reads connection_id (1), statement_id (2), offset (3) and frame_max_size (5), or the old
// fetch_max_row_count (4).
func readFetch(r *request, field int32, v wireValue) error {
	switch field {
	case 3:
		r.offset = v.int64()
	case 4, 5:
		r.frameRows = v.int32()
	}
	return readStatement(r, field, v)
}

// readSyncResults reads connection_id (1), statement_id (2) and offset (4).
func readSyncResults(r *request, field int32, v wireValue) error {
	if field == 4 {
		r.offset = v.int64()
	}
	return readStatement(r, field, v)
}

// given sets an optional text: drivers that tell by a flag whether there is one send the flag too, and
// those that do not leave out a missing one.
func given(to **string, v wireValue) {
	if s := v.text(); *to == nil || s != "" {
		*to = &s
	}
}

// flagged is the flag that there is a text; it stands for an empty one.
func flagged(to **string, v wireValue) {
	if *to == nil && v.bool() {
		*to = new(string)
	}
}

// readSchemas reads catalog (1), schema_pattern (2), connection_id (3), has_catalog (4) and
// has_schema_pattern (5).
func readSchemas(r *request, field int32, v wireValue) error {
	switch field {
	case 1:
		given(&r.catalog, v)
	case 2:
		given(&r.schema, v)
	case 3:
		r.connectionID = v.text()
	case 4:
		flagged(&r.catalog, v)
	case 5:
		flagged(&r.schema, v)
	}
	return nil
}

// readTables reads catalog (1), schema_pattern (2), table_name_pattern (3), type_list (4), has_type_list
// (6), connection_id (7) and the flags of the first three (8 to 10).
func readTables(r *request, field int32, v wireValue) error {
	switch field {
	case 1:
		given(&r.catalog, v)
	case 2:
		given(&r.schema, v)
	case 3:
		given(&r.table, v)
	case 4:
		r.types = append(r.types, v.text())
	case 6:
		if r.types == nil && v.bool() {
			r.types = []string{}
		}
	case 7:
		r.connectionID = v.text()
	case 8:
		flagged(&r.catalog, v)
	case 9:
		flagged(&r.schema, v)
	case 10:
		flagged(&r.table, v)
	}
	return nil
}

// readColumns reads catalog (1), schema_pattern (2), table_name_pattern (3), column_name_pattern (4),
// connection_id (5) and the flags of the first four (6 to 9).
func readColumns(r *request, field int32, v wireValue) error {
	if field == 5 {
		r.connectionID = v.text()
	}
	for i, to := range []**string{&r.catalog, &r.schema, &r.table, &r.column} {
		switch int(field) {
		case i + 1:
			given(to, v)
		case i + 6:
			flagged(to, v)
		}
	}
	return nil
}

// readTypedValue reads a TypedValue: type (1), bool_value (2), string_value (3), number_value (4),
// bytes_value (5), double_value (6), null (7), array_value (8) and implicitly_null (10).
func readTypedValue(message []byte, depth int) (typedValue, error) {
	if depth > maxNesting {
		return typedValue{}, tooDeep()
	}
	var (
		truth, null bool
		unset       bool
		text        string
		number      int64
		bytes       []byte
		real        float64
		list        []typedValue
		kind        = repPrimitiveBoolean
	)
	err := eachField(message, func(field int32, v wireValue) error {
		switch field {
		case 1:
			if v.number >= uint64(len(repNames)) {
				return noRep("UNRECOGNIZED")
			}
			kind = protoRep(v.number)
		case 2:
			truth = v.bool()
		case 3:
			text = v.text()
		case 4:
			number = v.zigzag()
		case 5:
			bytes = v.bytes
		case 6:
			real = v.double()
		case 7:
			null = v.bool()
		case 10:
			unset = v.bool()
		case 8:
			element, err := readTypedValue(v.bytes, depth+1)
			list = append(list, element)
			return err
		}
		return nil
	})
	if err != nil || null || unset {
		return typedValue{rep: kind, unset: unset}, err
	}
	out := typedValue{rep: kind}
	switch kind.String() {
	case "BOOLEAN", "PRIMITIVE_BOOLEAN":
		out.value = truth
	case "STRING", "CHARACTER", "PRIMITIVE_CHAR":
		out.value = text
	case "BIG_DECIMAL", "BIG_INTEGER":
		out.value = json.Number(text)
		if kind.String() == "BIG_INTEGER" && text == "" {
			out.value = number
		}
	case "DOUBLE", "PRIMITIVE_DOUBLE":
		out.value = real
	case "FLOAT", "PRIMITIVE_FLOAT": // its bits, as an integer
		out.value = float64(math.Float32frombits(uint32(number))) //nolint:gosec // two's complement
	case "BYTE_STRING":
		out.value = base64.StdEncoding.EncodeToString(bytes)
	case "ARRAY":
		out.value = list
	case "NULL":
	case "NUMBER", "OBJECT":
		out.value = firstGiven(text, number, real)
	default:
		out.value = number
	}
	return out, nil
}

// protoRep gives a representation by its number in protobuf, where the big numbers came late.
func protoRep(number uint64) rep { return rep(number) } //nolint:gosec // checked by the caller

// firstGiven gives the field that is set of a value whose type does not tell.
func firstGiven(text string, number int64, real float64) any {
	switch {
	case text != "":
		return text
	case real != 0:
		return real
	}
	return number
}
