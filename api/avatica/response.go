package avatica

import (
	"bytes"
	"encoding/json"
	"strconv"

	"ogham/api/result"
)

// response is a message to a driver; it can be said in both formats.
type response interface {
	// appendJSON appends the message as JSON; at is the rpcMetadata.
	appendJSON(dst []byte, at metadata) []byte
	// appendProto appends the fields of the protobuf message that protoName names.
	appendProto(dst []byte, at metadata) []byte
	protoName() string
}

// metadata is the rpcMetadata of an answer: the address of the server.
type metadata string

func (m metadata) appendJSON(dst []byte) []byte {
	dst = append(dst, `{"response":"rpcMetadata","serverAddress":`...)
	return append(appendText(dst, string(m)), '}')
}

// done is the answer to a request that asks for nothing back.
type done struct {
	kind, proto string
	// bare answers have no metadata, by Avatica's oversight.
	bare bool
}

var (
	connectionOpened = done{kind: "openConnection", proto: "OpenConnectionResponse"}
	connectionClosed = done{kind: "closeConnection", proto: "CloseConnectionResponse"}
	statementClosed  = done{kind: "closeStatement", proto: "CloseStatementResponse"}
	committed        = done{kind: "commit", proto: "CommitResponse", bare: true}
	rolledBack       = done{kind: "rollback", proto: "RollbackResponse", bare: true}
)

func (d done) appendJSON(dst []byte, at metadata) []byte {
	dst = append(append(append(dst, `{"response":"`...), d.kind...), '"')
	if !d.bare {
		dst = at.appendJSON(append(dst, `,"rpcMetadata":`...))
	}
	return append(dst, '}')
}

// propertiesSet is the answer to connectionSync: the properties as they were sent.
type propertiesSet struct{ properties []byte }

func (p propertiesSet) appendJSON(dst []byte, at metadata) []byte {
	dst = append(dst, `{"response":"connectionSync","connProps":`...)
	if len(p.properties) == 0 {
		dst = append(dst, "null"...)
	}
	dst = append(append(dst, p.properties...), `,"rpcMetadata":`...)
	return append(at.appendJSON(dst), '}')
}

// databaseProperties is the answer of that name; Druid tells none.
type databaseProperties struct{}

func (databaseProperties) appendJSON(dst []byte, at metadata) []byte {
	return append(at.appendJSON(append(dst, `{"response":"databaseProperties","map":{},"rpcMetadata":`...)), '}')
}

// statementCreated is the answer to createStatement.
type statementCreated struct {
	connection string
	id         int32
}

func (s statementCreated) appendJSON(dst []byte, at metadata) []byte {
	dst = appendText(append(dst, `{"response":"createStatement","connectionId":`...), s.connection)
	dst = strconv.AppendInt(append(dst, `,"statementId":`...), int64(s.id), 10)
	return append(at.appendJSON(append(dst, `,"rpcMetadata":`...)), '}')
}

// prepared is the answer to prepare.
type prepared struct {
	connection string
	id         int32
	signature  *signature
}

func (p prepared) appendJSON(dst []byte, at metadata) []byte {
	dst = appendText(append(dst, `{"response":"prepare","statement":{"connectionId":`...), p.connection)
	dst = strconv.AppendInt(append(dst, `,"id":`...), int64(p.id), 10)
	dst = p.signature.appendJSON(append(dst, `,"signature":`...))
	return append(at.appendJSON(append(dst, `},"rpcMetadata":`...)), '}')
}

// resultSet is a result with its first frame: the answer to a metadata call.
type resultSet struct {
	connection string
	id         int32
	signature  *signature
	plan       *Plan
	first      *frame
}

func (r resultSet) appendJSON(dst []byte, at metadata) []byte {
	dst = appendText(append(dst, `{"response":"resultSet","connectionId":`...), r.connection)
	dst = strconv.AppendInt(append(dst, `,"statementId":`...), int64(r.id), 10)
	dst = r.signature.appendJSON(append(dst, `,"ownStatement":false,"signature":`...))
	dst = r.first.appendJSON(append(dst, `,"firstFrame":`...), r.plan)
	return append(at.appendJSON(append(dst, `,"updateCount":-1,"rpcMetadata":`...)), '}')
}

// executed is the answer to execute and prepareAndExecute.
type executed struct{ result resultSet }

func (e executed) appendJSON(dst []byte, at metadata) []byte {
	dst = at.appendJSON(append(dst, `{"response":"executeResults","missingStatement":false,"rpcMetadata":`...))
	dst = e.result.appendJSON(append(dst, `,"results":[`...), at)
	return append(dst, ']', '}')
}

// fetched is the answer to fetch.
type fetched struct {
	plan  *Plan
	frame *frame
}

func (f fetched) appendJSON(dst []byte, at metadata) []byte {
	dst = f.frame.appendJSON(append(dst, `{"response":"fetch","frame":`...), f.plan)
	dst = append(dst, `,"missingStatement":false,"missingResults":false,"rpcMetadata":`...)
	return append(at.appendJSON(dst), '}')
}

// synced is the answer to syncResults.
type synced struct{ more bool }

func (s synced) appendJSON(dst []byte, at metadata) []byte {
	dst = strconv.AppendBool(append(dst, `{"response":"syncResults","moreResults":`...), s.more)
	return append(at.appendJSON(append(dst, `,"missingStatement":false,"rpcMetadata":`...)), '}')
}

func (e *protocolError) appendJSON(dst []byte, at metadata) []byte {
	dst = appendText(append(dst, `{"response":"error","exceptions":[`...), e.trace)
	dst = append(dst, `],"errorMessage":`...)
	if e.message == "" {
		dst = append(dst, "null"...)
	} else {
		dst = appendText(dst, e.message)
	}
	dst = strconv.AppendInt(append(dst, `,"errorCode":`...), int64(e.code), 10)
	dst = append(append(dst, `,"sqlState":"00000","severity":"`...), e.severity.String()...)
	return append(at.appendJSON(append(dst, `","rpcMetadata":`...)), '}')
}

func (f *frame) appendJSON(dst []byte, plan *Plan) []byte {
	dst = strconv.AppendInt(append(dst, `{"offset":`...), f.offset, 10)
	dst = strconv.AppendBool(append(dst, `,"done":`...), f.done)
	dst = append(dst, `,"rows":`...)
	w := cells(plan)
	dst = w.Begin(dst)
	for _, row := range f.rows {
		dst = w.Row(dst, row)
	}
	dst = w.End(dst)
	return append(dst[:len(dst)-1], '}') // End writes a newline
}

// cells prints values as results of tasks do: times as the milliseconds and days of the wall clock,
// which is what drivers expect.
func cells(plan *Plan) *result.Writer {
	return result.New(plan.Columns, result.Options{
		Format: result.Array, Style: result.Task, RawArrays: true, TimeZone: plan.TimeZone, NUL: plan.NUL,
	})
}

func (s *signature) appendJSON(dst []byte) []byte {
	dst = append(dst, `{"columns":[`...)
	for i := range s.columns {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = s.columns[i].appendJSON(dst)
	}
	dst = appendText(append(dst, `],"sql":`...), s.sql)
	dst = append(dst, `,"parameters":[`...)
	for i := range s.parameters {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = s.parameters[i].appendJSON(dst)
	}
	dst = append(append(dst, `],"cursorFactory":{"style":"`...), s.style.String()...)
	return append(dst, `","clazz":null,"fieldNames":null},"statementType":"SELECT"}`...)
}

func (c *columnMeta) appendJSON(dst []byte) []byte {
	nullable := int64(0)
	if c.nullable {
		nullable = 1
	}
	dst = strconv.AppendInt(append(dst, `{"ordinal":`...), int64(c.ordinal), 10)
	dst = append(dst, `,"autoIncrement":false,"caseSensitive":true,"searchable":false,"currency":false,"nullable":`...)
	dst = strconv.AppendInt(dst, nullable, 10)
	dst = strconv.AppendInt(append(dst, `,"signed":true,"displaySize":`...), int64(c.precision), 10)
	dst = appendText(append(dst, `,"label":`...), c.name)
	dst = appendText(append(dst, `,"columnName":`...), c.name)
	dst = strconv.AppendInt(append(dst, `,"schemaName":null,"precision":`...), int64(c.precision), 10)
	dst = strconv.AppendInt(append(dst, `,"scale":`...), int64(c.scale), 10)
	dst = c.typ.appendJSON(append(dst, `,"tableName":null,"catalogName":null,"type":`...))
	dst = append(dst, `,"readOnly":true,"writable":false,"definitelyWritable":false,"columnClassName":`...)
	return append(appendText(dst, c.class), '}')
}

func (t *avaticaType) appendJSON(dst []byte) []byte {
	if t.component == nil {
		dst = strconv.AppendInt(append(dst, `{"type":"scalar","id":`...), int64(t.id), 10)
		dst = append(append(dst, `,"name":"`...), t.name...)
		return append(append(append(dst, `","rep":"`...), t.rep.String()...), '"', '}')
	}
	dst = append(append(dst, `{"type":"array","name":"`...), t.name...)
	dst = append(append(dst, `","rep":"`...), t.rep.String()...)
	dst = t.component.appendJSON(append(dst, `","component":`...))
	return append(strconv.AppendInt(append(dst, `,"id":`...), int64(t.id), 10), '}')
}

func (p *parameterMeta) appendJSON(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `{"signed":false,"precision":`...), int64(p.precision), 10)
	dst = strconv.AppendInt(append(dst, `,"scale":`...), int64(p.scale), 10)
	dst = strconv.AppendInt(append(dst, `,"parameterType":`...), int64(p.typ), 10)
	dst = appendText(append(dst, `,"typeName":`...), p.typeName)
	dst = appendText(append(dst, `,"className":`...), p.class)
	return append(appendText(append(dst, `,"name":`...), p.name), '}')
}

// appendText appends a JSON text.
func appendText(dst []byte, s string) []byte {
	b := bytes.NewBuffer(dst)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil { // texts can always be written
		return append(dst, '"', '"')
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}
