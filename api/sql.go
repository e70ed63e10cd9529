package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"ogham/api/result"
	"ogham/internal/druiderr"
	"ogham/internal/store"
	"ogham/translate"
)

// Druid's own spelling of these headers; http.Header would change it.
const (
	headerSQLQueryID = "X-Druid-SQL-Query-Id"
	headerQueryID    = "X-Druid-Query-Id"
	headerIncluded   = "X-Druid-SQL-Header-Included"
	headerContext    = "X-Druid-Response-Context"
)

// postSQL is POST /druid/v2/sql: it runs a query and streams its rows.
func (s *Server) postSQL(c *gin.Context) error {
	req, err := readSQLRequest(c)
	if err != nil {
		return err
	}
	id, err := req.context.queryID()
	if err != nil {
		return err
	}
	setID(c, id)
	if req.header { // errors carry it too
		c.Writer.Header()[headerIncluded] = []string{"yes"}
	}
	if _, err := req.context.timeout(0); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(c.Request.Context())
	defer cancel(nil)
	defer s.running.add(id, cancel)()
	q := &query{s: s, c: c, req: req, id: id}
	err = q.run(ctx)
	if err == nil {
		return nil
	}
	err = namedError(q.id, q.readsData, err)
	if q.sent { // the answer has begun: all that is left is to stop short
		s.log.WarnContext(c.Request.Context(), "A query failed after rows were sent", slog.String("query_id", id), slog.Any("error", err))
		panic(http.ErrAbortHandler)
	}
	return err
}

// setID tells the client the id of its query, whatever becomes of it.
func setID(c *gin.Context, id string) {
	h := c.Writer.Header()
	h[headerSQLQueryID] = []string{id}
	h[headerQueryID] = []string{id}
}

// query is one run of POST /druid/v2/sql.
type query struct {
	s   *Server
	c   *gin.Context
	req *sqlRequest
	id  string
	// readsData is set once it is known that the query reads a table.
	readsData bool
	sent      bool
}

func (q *query) run(ctx context.Context) error {
	plan, err := q.s.plan(ctx, q.req, false)
	if err != nil {
		return err
	}
	timeout, err := queryContext(plan.Context).timeout(q.s.cfg.QueryTimeout) // SET may have changed it
	if err != nil {
		return err
	}
	if timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, timeout, store.ErrTimeout)
		defer stop()
	}
	if plan.Explain != nil {
		return q.explain(ctx, plan)
	}
	q.readsData = len(plan.Reads) > 0
	rows, err := q.s.cfg.Queries.Query(ctx, plan.SQL, plan.Args)
	if store.IsOutOfRange(err) { // Druid's integers wrap around; that costs, so it is the second try
		if plan, err = q.s.plan(ctx, q.req, true); err != nil {
			return err
		}
		rows, err = q.s.cfg.Queries.Query(ctx, plan.SQL, plan.Args)
	}
	if err != nil {
		return err
	}
	err = q.send(plan, rows)
	rows.Close()
	if !q.sent && store.IsOutOfRange(err) {
		return q.again(ctx)
	}
	return err
}

// again runs the query with safe arithmetic after a later row left the range of integers.
func (q *query) again(ctx context.Context) error {
	plan, err := q.s.plan(ctx, q.req, true)
	if err != nil {
		return err
	}
	rows, err := q.s.cfg.Queries.Query(ctx, plan.SQL, plan.Args)
	if err != nil {
		return err
	}
	defer rows.Close()
	return q.send(plan, rows)
}

func (q *query) send(plan *translate.Translation, rows Rows) (err error) {
	stringify, err := queryContext(plan.Context).stringifyArrays()
	if err != nil {
		return err
	}
	h := q.c.Writer.Header()
	h["Content-Type"] = []string{q.req.format.ContentType()}
	h[headerContext] = []string{"{}"}
	h["Vary"] = []string{"Accept-Encoding, User-Agent"}
	w := result.New(plan.Columns, result.Options{
		Format: q.req.format, Header: q.req.header, TypesHeader: q.req.typesHeader, SQLTypesHeader: q.req.sqlTypesHeader,
		RawArrays: !stringify, TimeZone: plan.TimeZone, NUL: plan.NUL,
	})
	if q.sent, err = sendRows(q.c, w, rows); err != nil && !q.sent {
		delete(h, headerContext)
	}
	return err
}

// namedError makes the error of a query what its client is told: a timeout with the query's id, and
// what fails over data as the failure of a data node that it is in Druid. nil stays nil.
func namedError(id string, readsData bool, err error) error {
	if readsData && store.IsDivisionByZero(err) {
		return druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, unknownException, "java.lang.ArithmeticException", "/ by zero").WithCause(err)
	}
	if class, message := store.FunctionFailure(err); readsData && class != "" {
		return druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, unknownException, class, "%s", message).WithCause(err)
	}
	if e := druiderr.As(err); e != nil && e.Category == druiderr.Timeout {
		named := *e
		named.Message = fmt.Sprintf("Query [%s] timed out!", id)
		return &named
	}
	return err
}

// plan translates a request, or finds its translation among those used last. An unknown table may
// be one that another process has just published: then the catalogue is read again.
func (s *Server) plan(ctx context.Context, req *sqlRequest, safe bool) (*translate.Translation, error) {
	catalog := s.cfg.Queries.Catalog()
	plan, err := s.planWith(req, catalog, safe)
	if e := druiderr.As(err); e == nil || !strings.HasPrefix(e.Message, "Object '") {
		return plan, err
	}
	fresh, refreshErr := s.cfg.Queries.RefreshCatalog(ctx)
	if refreshErr != nil || fresh.Version() == catalog.Version() {
		return nil, err
	}
	return s.planWith(req, fresh, safe)
}

func (s *Server) planWith(req *sqlRequest, catalog translate.Catalog, safe bool) (*translate.Translation, error) {
	key := planKey(req, catalog.Version(), safe)
	if plan := s.plans.get(key); plan != nil {
		return plan, nil
	}
	plan, err := s.cfg.Translate(translate.Request{
		SQL: req.query, Context: req.context, Parameters: req.parameters, Engine: translate.EngineNative, Now: s.cfg.Now(), SafeArithmetic: safe,
		Prepare: req.prepare,
	}, catalog)
	if err != nil {
		return nil, err
	}
	if plan.Explain == nil && len(key) <= longestKey && !readsClock(req.query) {
		s.plans.put(key, plan)
	}
	return plan, nil
}

// longestKey bounds what the cache of translations holds.
const longestKey = 32 << 10

// readsClock tells whether a query may hold the time of its translation. It may be wrong only to the
// safe side.
func readsClock(sql string) bool {
	upper := strings.ToUpper(sql)
	return strings.Contains(upper, "CURRENT_") || strings.Contains(upper, "LOCALTIME")
}

// planKey is all that a translation depends on: the catalogue, the SQL, the parameters and the
// context but for what only names a query. The timeout belongs to it, as a translation carries the
// context that SET statements have changed.
func planKey(req *sqlRequest, version int64, safe bool) string {
	key := make([]byte, 0, 64+len(req.query)+len(req.rawParameters))
	key = strconv.AppendInt(key, version, 10)
	key = strconv.AppendBool(append(key, ' '), safe)
	key = strconv.AppendBool(append(key, ' '), req.prepare)
	key = append(append(key, ' '), strconv.Itoa(len(req.query))...)
	key = append(append(key, ' '), req.query...)
	key = append(key, req.rawParameters...)
	var names []string
	for name := range req.context {
		switch name {
		case "sqlQueryId", "queryId", "priority", "lane", "useCache", "populateCache", "useResultLevelCache", "populateResultLevelCache":
		default:
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		value, err := json.Marshal(req.context[name])
		if err != nil {
			value = req.rawContext
		}
		key = append(append(strconv.AppendQuote(append(key, ' '), name), ' '), value...)
	}
	return string(key)
}

// deleteSQL is DELETE /druid/v2/sql/{id}: it ends every query of that id, on whichever process it runs.
// Only where none runs here, others are asked whether they had one.
func (s *Server) deleteSQL(c *gin.Context) error {
	id := c.Param("id")
	found := s.running.cancel(id, store.ErrCanceled) > 0
	elsewhere, err := s.cfg.Queries.CancelElsewhere(c.Request.Context(), id, !found)
	if err != nil {
		return err
	}
	if !found && !elsewhere {
		return writeEmpty(c, http.StatusNotFound)
	}
	return writeEmpty(c, http.StatusAccepted)
}
