package avatica

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Field numbers stand as they are in Avatica's messages; the comments name them.

// protoPackage is what the names of answers begin with.
const protoPackage = "org.apache.calcite.avatica.proto.Responses$"

// appendWire appends an answer as a WireMessage: name (1) and wrapped_message (2).
func appendWire(dst []byte, r response, at metadata) []byte {
	dst = appendString(dst, 1, protoPackage+r.protoName())
	if message := r.appendProto(nil, at); len(message) > 0 {
		dst = appendBytes(dst, 2, message)
	}
	return dst
}

// appendProto appends the RpcMetadata: server_address (1).
func (m metadata) appendProto(dst []byte, field protowire.Number) []byte {
	return appendMessage(dst, field, func(dst []byte) []byte { return appendString(dst, 1, string(m)) })
}

func (d done) protoName() string { return d.proto }

func (d done) appendProto(dst []byte, at metadata) []byte {
	if d.bare {
		return dst
	}
	return at.appendProto(dst, 1)
}

func (propertiesSet) protoName() string { return "ConnectionSyncResponse" }

// appendProto appends conn_props (1) and metadata (2).
func (p propertiesSet) appendProto(dst []byte, at metadata) []byte {
	return at.appendProto(appendBytes(dst, 1, p.properties), 2)
}

func (databaseProperties) protoName() string { return "DatabasePropertyResponse" }

// appendProto appends metadata (2); there are no props (1).
func (databaseProperties) appendProto(dst []byte, at metadata) []byte { return at.appendProto(dst, 2) }

func (statementCreated) protoName() string { return "CreateStatementResponse" }

// appendProto appends connection_id (1), statement_id (2) and metadata (3).
func (s statementCreated) appendProto(dst []byte, at metadata) []byte {
	return at.appendProto(appendUint32(appendString(dst, 1, s.connection), 2, s.id), 3)
}

func (prepared) protoName() string { return "PrepareResponse" }

// appendProto appends the statement (1) of connection_id (1), id (2) and signature (3), and metadata (2).
func (p prepared) appendProto(dst []byte, at metadata) []byte {
	dst = appendMessage(dst, 1, func(dst []byte) []byte {
		dst = appendUint32(appendString(dst, 1, p.connection), 2, p.id)
		return appendMessage(dst, 3, p.signature.appendProto)
	})
	return at.appendProto(dst, 2)
}

func (resultSet) protoName() string { return "ResultSetResponse" }

// appendProto appends connection_id (1), statement_id (2), signature (4), first_frame (5), the
// update_count (6) of queries, -1, and metadata (7).
func (r resultSet) appendProto(dst []byte, at metadata) []byte {
	dst = appendUint32(appendString(dst, 1, r.connection), 2, r.id)
	dst = appendMessage(dst, 4, r.signature.appendProto)
	dst = appendBytes(dst, 5, r.first.appendProto(nil, r.plan))
	return at.appendProto(appendUint(dst, 6, math.MaxUint64), 7)
}

func (executed) protoName() string { return "ExecuteResponse" }

// appendProto appends results (1) and metadata (3).
func (e executed) appendProto(dst []byte, at metadata) []byte {
	dst = appendMessage(dst, 1, func(dst []byte) []byte { return e.result.appendProto(dst, at) })
	return at.appendProto(dst, 3)
}

func (fetched) protoName() string { return "FetchResponse" }

// appendProto appends frame (1) and metadata (4).
func (f fetched) appendProto(dst []byte, at metadata) []byte {
	return at.appendProto(appendBytes(dst, 1, f.frame.appendProto(nil, f.plan)), 4)
}

func (synced) protoName() string { return "SyncResultsResponse" }

// appendProto appends more_results (2) and metadata (3).
func (s synced) appendProto(dst []byte, at metadata) []byte {
	return at.appendProto(appendBool(dst, 2, s.more), 3)
}

func (*protocolError) protoName() string { return "ErrorResponse" }

// appendProto appends exceptions (1), error_message (2), severity (3), error_code (4), sql_state (5),
// metadata (6) and has_exceptions (7).
func (e *protocolError) appendProto(dst []byte, at metadata) []byte {
	dst = appendString(dst, 1, e.trace)
	dst = appendString(dst, 2, e.message)
	dst = appendUint(dst, 3, uint64(e.severity))
	dst = appendString(appendUint32(dst, 4, e.code), 5, "00000")
	return appendBool(at.appendProto(dst, 6), 7, true)
}

// appendProto appends columns (1), sql (2), parameters (3) and the cursor_factory (4) with its style
// (1). The statementType, SELECT, is the default.
func (s *signature) appendProto(dst []byte) []byte {
	for i := range s.columns {
		dst = appendMessage(dst, 1, s.columns[i].appendProto)
	}
	dst = appendString(dst, 2, s.sql)
	for i := range s.parameters {
		dst = appendMessage(dst, 3, s.parameters[i].appendProto)
	}
	return appendMessage(dst, 4, func(dst []byte) []byte { return appendUint(dst, 1, uint64(s.style)) })
}

// appendProto appends ordinal (1), case_sensitive (3), nullable (6), signed (7), display_size (8), label
// (9), column_name (10), precision (12), scale (13), read_only (16), column_class_name (19), type (20).
func (c *columnMeta) appendProto(dst []byte) []byte {
	dst = appendUint(dst, 1, uint64(c.ordinal)) //nolint:gosec // not negative
	dst = appendBool(dst, 3, true)
	dst = appendBool(dst, 6, c.nullable)
	dst = appendBool(dst, 7, true)
	dst = appendUint32(dst, 8, c.precision)
	dst = appendString(appendString(dst, 9, c.name), 10, c.name)
	dst = appendUint32(appendUint32(dst, 12, c.precision), 13, c.scale)
	dst = appendString(appendBool(dst, 16, true), 19, c.class)
	return appendMessage(dst, 20, c.typ.appendProto)
}

// appendProto appends id (1), name (2), rep (3) and component (5).
func (t *avaticaType) appendProto(dst []byte) []byte {
	dst = appendUint(appendString(appendUint32(dst, 1, t.id), 2, t.name), 3, uint64(t.rep))
	if t.component == nil {
		return dst
	}
	return appendMessage(dst, 5, t.component.appendProto)
}

// appendProto appends precision (2), scale (3), parameter_type (4), type_name (5), class_name (6) and
// name (7).
func (p *parameterMeta) appendProto(dst []byte) []byte {
	dst = appendUint32(appendUint32(appendUint32(dst, 2, p.precision), 3, p.scale), 4, p.typ)
	return appendString(appendString(appendString(dst, 5, p.typeName), 6, p.class), 7, p.name)
}

// appendProto appends offset (1), done (2) and rows (3).
func (f *frame) appendProto(dst []byte, plan *Plan) []byte {
	dst = appendUint(dst, 1, uint64(f.offset)) //nolint:gosec // not negative
	dst = appendBool(dst, 2, f.done)
	w := newValueWriter(plan)
	var row []byte
	for _, values := range f.rows {
		row = w.appendRow(row[:0], values)
		dst = appendBytes(dst, 3, row)
	}
	return dst
}
