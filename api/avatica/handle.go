package avatica

import (
	"context"
	"log/slog"
	"net/http"
)

// Format is one of the two forms of the protocol.
type Format uint8

// The forms: requests and answers as JSON, or as protobuf's WireMessage.
const (
	JSON Format = iota
	Protobuf
)

// ContentType gives the Content-Type of answers.
func (f Format) ContentType() string {
	if f == Protobuf {
		return "application/octet-stream;charset=utf-8"
	}
	return "application/json;charset=utf-8"
}

// Handle answers a request: it gives the HTTP status and the body. Errors are answers too, of status 500
// as in Druid. When ctx ends, the query that the request waits for ends too.
func (s *Service) Handle(ctx context.Context, f Format, body []byte) (status int, answer []byte) {
	out, err := s.answer(ctx, f, body)
	status = http.StatusOK
	if err != nil {
		e, known := describe(err, s.cfg.Address)
		if !known {
			s.cfg.Logger.ErrorContext(ctx, "A request of a JDBC driver failed", slog.Any("error", err))
		}
		status, out = http.StatusInternalServerError, e
	}
	at := metadata(s.cfg.Address)
	if f == Protobuf {
		return status, appendWire(nil, out, at)
	}
	return status, append(out.appendJSON(nil, at), '\n')
}

func (s *Service) answer(ctx context.Context, f Format, body []byte) (response, error) {
	read := readJSON
	if f == Protobuf {
		read = readWire
	}
	r, err := read(body)
	if err != nil {
		return nil, err
	}
	if r.unnamed && r.kind != "commit" && r.kind != "rollback" {
		return nil, interrupted("java.lang.NullPointerException", "")
	}
	switch r.kind {
	case "openConnection":
		return connectionOpened, s.openConnection(r.connectionID, r.info)
	case "closeConnection":
		s.closeConnection(r.connectionID)
		return connectionClosed, nil
	case "commit": // nothing is written
		return committed, nil
	case "rollback":
		return rolledBack, nil
	case "databaseProperties":
		return databaseProperties{}, nil
	case "prepareAndExecuteBatch", "executeBatch":
		return nil, unsupported("Batch statements not supported")
	case "closeStatement":
		return statementClosed, s.closeStatement(r)
	}
	c, done, err := s.use(r.connectionID)
	if err != nil {
		return nil, err
	}
	defer done()
	return s.onConnection(ctx, c, r)
}

// onConnection answers a request that needs its connection.
func (s *Service) onConnection(ctx context.Context, c *connection, r *request) (response, error) {
	switch r.kind {
	case "connectionSync":
		return propertiesSet{r.properties}, nil
	case "createStatement":
		st, err := c.add("", nil, -1)
		if err != nil {
			return nil, err
		}
		return statementCreated{c.id, st.id}, nil
	case "prepare":
		return s.prepare(ctx, c, r)
	case "prepareAndExecute":
		return s.prepareAndExecute(ctx, c, r)
	case "execute":
		return s.executePrepared(ctx, c, r)
	case "fetch":
		return s.fetch(ctx, c, r)
	case "syncResults":
		return s.syncResults(c, r)
	}
	sql, ok := metadataSQL(r)
	if !ok { // recorded: what Druid does not know it takes for getSchemas
		sql, _ = metadataSQL(&request{kind: "getSchemas"})
	}
	return s.metadata(ctx, c, sql)
}

// closeStatement closes a statement if there is one.
func (s *Service) closeStatement(r *request) error {
	c, done, err := s.use(r.connectionID)
	if err != nil {
		return nil //nolint:nilerr // recorded: what is not there counts as closed
	}
	defer done()
	c.remove(r.statementID)
	return nil
}

func (s *Service) prepare(ctx context.Context, c *connection, r *request) (response, error) {
	if !r.hasSQL {
		return nil, interrupted("java.lang.NullPointerException", "")
	}
	q := c.query(r.sql, nil)
	q.Prepare = true
	plan, err := s.cfg.Engine.Plan(ctx, q)
	if err != nil {
		return nil, err
	}
	described, err := newSignature(r.sql, plan, styleArray)
	if err != nil {
		return nil, err
	}
	st, err := c.add(r.sql, plan, r.maxRows)
	if err != nil {
		return nil, err
	}
	return prepared{c.id, st.id, described}, nil
}

// prepareAndExecute runs a query at once. Its greatest number of rows does not count: recorded, Druid
// leaves that to the driver.
func (s *Service) prepareAndExecute(ctx context.Context, c *connection, r *request) (response, error) {
	st, err := c.find(r.statementID, isPlain)
	if err != nil {
		return nil, err
	}
	if !r.hasSQL {
		return nil, interrupted("java.lang.NullPointerException", "")
	}
	st.using.Lock()
	defer st.using.Unlock()
	return s.firstFrame(ctx, c, st, c.query(r.sql, nil), nil, r.frameRows)
}

// executePrepared runs a prepared statement with the values of its parameters. The columns are told as
// they were when it was prepared.
func (s *Service) executePrepared(ctx context.Context, c *connection, r *request) (response, error) {
	st, err := c.find(r.statementID, isPrepared)
	if err != nil {
		return nil, err
	}
	parameters, err := parametersOf(r.parameters)
	if err != nil {
		return nil, err
	}
	st.using.Lock()
	defer st.using.Unlock()
	return s.firstFrame(ctx, c, st, c.query(st.sql, parameters), st.prepared, r.frameRows)
}

// firstFrame runs a query in a statement, whose lock the caller holds, and gives its first frame. Its columns
// are told as those of told, nil for what was run.
func (s *Service) firstFrame(ctx context.Context, c *connection, st *statement, q Query, told *Plan, frameRows int32) (response, error) {
	plan, first, err := s.execute(ctx, st, q, s.frameRows(frameRows))
	if err != nil {
		return nil, err
	}
	if told == nil {
		told = plan
	}
	described, err := newSignature(q.SQL, told, styleList)
	if err != nil {
		st.drop()
		return nil, err
	}
	return executed{resultSet{c.id, st.id, described, plan, first}}, nil
}

// fetch gives the next frame. Drivers may only ask for the row after the last one.
func (s *Service) fetch(ctx context.Context, c *connection, r *request) (response, error) {
	st, err := c.find(r.statementID, anyStatement)
	if err != nil {
		return nil, err
	}
	st.using.Lock()
	defer st.using.Unlock()
	open, err := st.current()
	if err != nil {
		return nil, err
	}
	if r.offset != open.offset {
		return nil, illegalArgument("Druid can only fetch forward. Requested offset of %s != current offset %s", grouped(r.offset), grouped(open.offset))
	}
	f, err := st.fetch(ctx, s.frameRows(r.frameRows), s.cfg.FetchTimeout)
	if err != nil {
		return nil, err
	}
	return fetched{open.plan, f}, nil
}

// syncResults tells a driver that lost its way whether its result goes on where it believes to be.
func (s *Service) syncResults(c *connection, r *request) (response, error) {
	st, err := c.find(r.statementID, anyStatement)
	if err != nil {
		return nil, err
	}
	st.using.Lock()
	defer st.using.Unlock()
	open, err := st.current()
	if err != nil {
		return nil, err
	}
	if r.offset != open.offset {
		return nil, illegalState("Requested offset %s does not match currentOffset %s", grouped(r.offset), grouped(open.offset))
	}
	return synced{more: true}, nil // a result that is at its end is closed
}

// metadata answers a metadata call: a query whose rows all come in one frame, by a statement that is
// closed at once.
func (s *Service) metadata(ctx context.Context, c *connection, sql string) (response, error) {
	st, err := c.add("", nil, -1)
	if err != nil {
		return nil, err
	}
	defer c.remove(st.id)
	st.using.Lock()
	defer st.using.Unlock()
	plan, all, err := s.execute(ctx, st, c.query(sql, nil), s.cfg.MaxRowsPerFrame)
	for err == nil && !all.done {
		var more *frame
		if more, err = st.fetch(ctx, s.cfg.MaxRowsPerFrame, s.cfg.FetchTimeout); err == nil {
			all.rows, all.done = append(all.rows, more.rows...), more.done
		}
	}
	if err != nil {
		return nil, err
	}
	described, err := newSignature(sql, plan, styleList)
	if err != nil {
		return nil, err
	}
	return resultSet{c.id, st.id, described, plan, all}, nil
}
