package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"ogham/api/avatica"
	"ogham/api/openapi"
	"ogham/internal/store"
	"ogham/translate"
)

// postAvatica answers a JDBC driver. Errors of the protocol are answers of the protocol; the content
// type of a request does not matter.
func (s *Server) postAvatica(f avatica.Format) handler {
	return func(c *gin.Context) error {
		body, err := readBody(c)
		if err != nil {
			return err
		}
		status, answer := s.jdbc.Handle(c.Request.Context(), f, body)
		c.Writer.Header()["Vary"] = []string{"Accept-Encoding, User-Agent"}
		c.Data(status, f.ContentType(), answer)
		return nil
	}
}

// Close ends all JDBC connections. Call it when no more requests come, before the database is left.
func (s *Server) Close() { s.jdbc.Close() }

// jdbcEngine runs the queries of JDBC drivers as POST /druid/v2/sql runs its own.
type jdbcEngine struct{ s *Server }

// Plan translates a query; see [avatica.Engine].
func (e jdbcEngine) Plan(ctx context.Context, q avatica.Query) (*avatica.Plan, error) {
	req, err := e.request(q)
	if err != nil {
		return nil, err
	}
	if _, err := req.context.timeout(0); err != nil {
		return nil, err
	}
	plan, err := e.s.plan(ctx, req, q.Safe)
	if err != nil {
		return nil, err
	}
	out := &avatica.Plan{Columns: plan.Columns, Parameters: plan.Parameters, TimeZone: plan.TimeZone, NUL: plan.NUL}
	if plan.Explain != nil {
		out.Columns = explainColumns
	}
	if !q.Prepare {
		out.Open = func(ctx context.Context) (avatica.Rows, error) { return e.open(ctx, plan) }
	}
	return out, nil
}

func (e jdbcEngine) request(q avatica.Query) (*sqlRequest, error) {
	req := &sqlRequest{query: q.SQL, context: q.Context, parameters: q.Parameters, prepare: q.Prepare}
	var err error
	if len(q.Parameters) > 0 {
		req.rawParameters, err = json.Marshal(q.Parameters)
	}
	return req, err
}

// open runs a query under its timeout and in the registry of running queries, where it stays until its
// rows are closed.
func (e jdbcEngine) open(ctx context.Context, plan *translate.Translation) (_ avatica.Rows, err error) {
	qctx := queryContext(plan.Context)
	id, err := qctx.queryID()
	if err != nil {
		return nil, err
	}
	timeout, err := qctx.timeout(e.s.cfg.QueryTimeout)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.CancelFunc(func() {})
	if timeout > 0 {
		ctx, stop = context.WithTimeoutCause(ctx, timeout, store.ErrTimeout)
	}
	remove := e.s.running.add(id, cancel)
	held := &heldRows{
		release: func() { remove(); stop(); cancel(nil) },
		name:    func(err error) error { return namedError(id, len(plan.Reads) > 0, err) },
	}
	if plan.Explain != nil {
		held.Rows, err = e.s.explainRows(ctx, plan)
	} else {
		held.Rows, err = e.s.cfg.Queries.Query(ctx, plan.SQL, plan.Args)
	}
	if err != nil {
		held.release()
		return nil, held.name(err)
	}
	return held, nil
}

// heldRows are the rows of a query that outlives the request that began it.
type heldRows struct {
	Rows
	release func()
	name    func(error) error
}

// Err gives why the rows ended early, as clients are told.
func (h *heldRows) Err() error { return h.name(h.Rows.Err()) }

// Close ends the query.
func (h *heldRows) Close() {
	h.Rows.Close()
	h.release()
}

const contentProtobuf = "application/octet-stream"

var (
	avaticaRequest = openapi.Object("AvaticaRequest", "A message of Avatica's remote protocol; its other fields are those of its kind.",
		openapi.Field{
			Name: "request", Required: true, Description: "The kind of the message.",
			Schema: openapi.Enum("openConnection", "closeConnection", "connectionSync", "createStatement", "closeStatement", "prepare", "prepareAndExecute",
				"execute", "fetch", "syncResults", "commit", "rollback", "getCatalogs", "getSchemas", "getTables", "getColumns", "getTableTypes",
				"getTypeInfo", "databaseProperties"),
		},
		openapi.Field{Name: "connectionId", Description: "The connection, named by the driver.", Schema: openapi.Of[string]()},
	)
	avaticaResponse = openapi.Object("AvaticaResponse", "The answer to a message; its other fields are those of its kind.",
		openapi.Field{Name: "response", Description: "The kind of the answer; error for a failure.", Schema: openapi.Of[string](), Required: true},
	)
)

// avaticaRoutes are the endpoints of JDBC drivers.
func (s *Server) avaticaRoutes() []route {
	const about = "A connection lives in the process that opened it: behind a balancer, requests must go where their connection is. " +
		"Its properties are the query context. A result is read from the database as it is fetched."
	tooLong := exception(http.StatusRequestEntityTooLarge, "The body is too long.")
	return []route{
		{post, "/druid/v2/sql/avatica", s.postAvatica(avatica.JSON), ofSQL.op("Take a message of a JDBC driver",
			inJSON(http.StatusOK, "The answer.", avaticaResponse), tooLong,
			inJSON(http.StatusInternalServerError, "The message could not be answered; the kind of the answer is error.", avaticaResponse)).
			Taking(openapi.Body{Description: "The message.", Schema: avaticaRequest, Examples: map[string]any{
				"openConnection": map[string]any{"request": "openConnection", "connectionId": "c1", "info": map[string]any{"sqlTimeZone": "Etc/UTC"}},
			}}).Saying(about)},
		{post, "/druid/v2/sql/avatica-protobuf", s.postAvatica(avatica.Protobuf), ofSQL.op("Take a message of a JDBC driver, as protobuf",
			openapi.Answer{Status: http.StatusOK, Description: "The answer, a WireMessage.", Type: contentProtobuf}, tooLong,
			openapi.Answer{Status: http.StatusInternalServerError, Description: "A WireMessage with an ErrorResponse.", Type: contentProtobuf}).
			Taking(openapi.Body{Description: "A WireMessage.", Type: contentProtobuf}).Saying(about)},
	}
}
