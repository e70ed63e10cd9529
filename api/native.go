package api

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"ogham/api/result"
	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
	"ogham/internal/store"
	"ogham/translate"
	"ogham/translate/native"
)

const nativeQueryClass = "org.apache.druid.query.Query"

// nativeQuery is one run of POST /druid/v2.
type nativeQuery struct {
	s       *Server
	c       *gin.Context
	id      string
	request *native.Request
	// pretty asks for an answer with line breaks, which cannot be sent before it is whole.
	pretty bool
	out    nativeStream
}

// postNative is POST /druid/v2: a native query, answered by the SQL that says the same.
func (s *Server) postNative(c *gin.Context) error {
	request, err := readNative(c)
	if err != nil {
		return err
	}
	qctx := queryContext(request.Context)
	id, err := nativeID(qctx)
	if err != nil {
		return err
	}
	c.Writer.Header()[headerQueryID] = []string{id}
	timeout, err := qctx.timeout(s.cfg.QueryTimeout)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(c.Request.Context())
	defer cancel(nil)
	defer s.running.add(id, cancel)()
	if timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, timeout, store.ErrTimeout)
		defer stop()
	}
	_, pretty := c.GetQuery("pretty")
	q := &nativeQuery{s: s, c: c, id: id, request: request, pretty: pretty}
	q.out = nativeStream{ctx: ctx, c: c, hold: pretty}
	if err := q.run(ctx); err != nil {
		return q.failed(store.Ended(ctx, err))
	}
	return nil
}

// readNative reads the fields of a query, or tells why Druid would not: the checks of
// readSQLRequest. Smile, the binary JSON that Druid takes besides, is refused.
func readNative(c *gin.Context) (*native.Request, error) {
	mediaType, ok := contentType(c.Request)
	if !ok {
		return nil, pageError(http.StatusBadRequest, c.Request.URL.Path)
	}
	if mediaType == contentSmile {
		return nil, emptyError(http.StatusUnsupportedMediaType)
	}
	body, err := readBody(c)
	if err != nil {
		return nil, err
	}
	if !validScalar(body) {
		return nil, unreadable(body, nativeQueryClass, nil)
	}
	request, err := native.Read(body)
	switch {
	case err != nil:
		return nil, err
	case mediaType != contentJSON:
		return nil, emptyError(http.StatusUnsupportedMediaType)
	case !acceptsJSON(c.Request.Header["Accept"]):
		return nil, emptyError(http.StatusNotAcceptable)
	}
	return request, nil
}

const contentSmile = "application/x-jackson-smile"

// nativeID gives the id of a query: that of its context, or a new one.
func nativeID(qctx queryContext) (string, error) {
	switch v := qctx["queryId"].(type) {
	case nil:
	case string:
		if v != "" {
			return v, nil
		}
	default:
		return "", druiderr.Plain(http.StatusInternalServerError, unknownException, "org.apache.druid.query.BadQueryContextException",
			"Expected key [queryId] to be a String, but got [%s]", druiderr.JavaClass(v))
	}
	return uuid.NewString(), nil
}

func (q *nativeQuery) run(ctx context.Context) error {
	plan, catalog, err := q.parse(ctx)
	if err != nil {
		return err
	}
	h := q.c.Writer.Header()
	h["Content-Type"] = []string{contentJSON}
	h[headerContext] = []string{"{}"}
	h["Vary"] = []string{"Accept-Encoding, User-Agent"}
	if err := plan.Begin(&q.out); err != nil {
		return err
	}
	for _, step := range plan.Steps {
		if err := q.step(ctx, catalog, step); err != nil {
			return err
		}
	}
	if err := plan.End(&q.out); err != nil {
		return err
	}
	return q.out.finish(q.pretty)
}

// parse reads the query. A table that is not known may be one that another process has just
// published: then the catalogue is read again.
func (q *nativeQuery) parse(ctx context.Context) (*native.Query, translate.Catalog, error) {
	catalog := &watchedCatalog{Catalog: q.s.cfg.Queries.Catalog()}
	env := native.Env{Catalog: catalog, Segments: func(dataSource string) ([]native.Segment, error) { return q.s.nativeSegments(ctx, dataSource) }}
	plan, err := q.request.Parse(env)
	if !catalog.missed {
		return plan, catalog, err
	}
	fresh, refreshErr := q.s.cfg.Queries.RefreshCatalog(ctx)
	if refreshErr != nil || fresh.Version() == catalog.Version() {
		return plan, catalog, err
	}
	env.Catalog = fresh
	plan, err = q.request.Parse(env)
	return plan, fresh, err
}

// watchedCatalog notices that a table was asked for in vain.
type watchedCatalog struct {
	translate.Catalog
	missed bool
}

// Table is the catalogue's.
func (w *watchedCatalog) Table(schema, name string) (druidtype.Relation, bool) {
	r, ok := w.Catalog.Table(schema, name)
	w.missed = w.missed || !ok
	return r, ok
}

func (s *Server) nativeSegments(ctx context.Context, dataSource string) ([]native.Segment, error) {
	list, err := s.cfg.Metadata.Segments(ctx, dataSource)
	out := make([]native.Segment, len(list))
	for i, g := range list {
		out[i] = native.Segment{ID: g.ID, Interval: druidtime.Interval{StartMs: g.Start, EndMs: g.End}, NumRows: g.NumRows, Size: g.SizeBytes}
	}
	return out, err
}

// step runs one statement; when integers leave their range before a row of it was taken, once more
// with Druid's arithmetic.
func (q *nativeQuery) step(ctx context.Context, catalog translate.Catalog, step native.Step) error {
	taken, err := q.rows(ctx, catalog, step, false)
	if taken == 0 && store.IsOutOfRange(err) {
		_, err = q.rows(ctx, catalog, step, true)
	}
	return err
}

func (q *nativeQuery) rows(ctx context.Context, catalog translate.Catalog, step native.Step, safe bool) (taken int, err error) {
	plan, err := q.s.cfg.Translate(translate.Request{SQL: step.SQL, Engine: translate.EngineNative, Now: q.s.cfg.Now(), SafeArithmetic: safe}, catalog)
	if err != nil {
		q.s.log.DebugContext(ctx, "The SQL of a native query was refused", slog.String("sql", step.SQL), slog.Any("error", err))
		return 0, withoutPlace(err)
	}
	rows, err := q.s.cfg.Queries.Query(ctx, plan.SQL, plan.Args)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	w := result.New(plan.Columns, result.Options{Format: result.Array, RawArrays: true, Style: result.Native, NUL: plan.NUL})
	values, ends := make([]json.RawMessage, len(plan.Columns)), make([]int, len(plan.Columns))
	var buf []byte
	for rows.Next() {
		buf = buf[:0]
		for i, v := range rows.RawValues() {
			buf = w.Value(buf, i, v)
			ends[i] = len(buf)
		}
		from := 0
		for i, end := range ends {
			values[i], from = buf[from:end:end], end
		}
		taken++
		if err := step.Row(&q.out, values); err != nil {
			return taken, err
		}
	}
	return taken, rows.Err()
}

// placeInSQL is what an error says about where in the SQL it is.
var placeInSQL = regexp.MustCompile(` \(line \[\d+\], column \[\d+\]\)`)

// withoutPlace hides that a native query became SQL: the client does not know the text in which an
// error tells a place.
func withoutPlace(err error) error {
	e := druiderr.As(err)
	if e == nil || e.Category != druiderr.InvalidInput {
		return err
	}
	return druiderr.New(druiderr.User, druiderr.Unsupported, "general", "The query asks for what is not available: %s",
		placeInSQL.ReplaceAllString(e.Message, "")).WithCause(err)
}

// failed gives the error that the client is told; where rows were sent already, the answer is cut.
func (q *nativeQuery) failed(err error) error {
	if q.out.sent {
		q.s.log.WarnContext(q.c.Request.Context(), "A native query failed after rows were sent", slog.String("query_id", q.id), slog.Any("error", err))
		panic(http.ErrAbortHandler)
	}
	h := q.c.Writer.Header()
	delete(h, headerContext)
	delete(h, "Vary")
	return namedError(q.id, true, err)
}

// nativeStream gathers an answer and sends it in pieces.
type nativeStream struct {
	ctx  context.Context //nolint:containedctx // Write has no other way to learn of a cancellation
	c    *gin.Context
	buf  []byte
	hold bool
	sent bool
}

var _ io.Writer = (*nativeStream)(nil)

// Write takes a piece of the answer.
func (n *nativeStream) Write(piece []byte) (int, error) {
	n.buf = append(n.buf, piece...)
	if len(n.buf) < flushBytes || n.hold {
		return len(piece), nil
	}
	if n.ctx.Err() != nil {
		return 0, context.Cause(n.ctx)
	}
	n.sent = true
	n.c.Status(http.StatusOK)
	_, err := n.c.Writer.Write(n.buf)
	n.buf = n.buf[:0]
	return len(piece), err
}

// finish sends the rest; a whole answer gets its length.
func (n *nativeStream) finish(pretty bool) error {
	if pretty {
		n.buf = prettyJSON(n.buf)
	}
	if !n.sent {
		n.c.Writer.Header().Set("Content-Length", strconv.Itoa(len(n.buf)))
		n.c.Status(http.StatusOK)
	}
	n.sent = true
	_, err := n.c.Writer.Write(n.buf)
	return err
}

// deleteNative is DELETE /druid/v2/{id}: it ends the queries of that id. Druid accepts any id.
func (s *Server) deleteNative(c *gin.Context) error {
	if s.allowed[c.Request.URL.Path] != nil { // a path of its own that takes no DELETE
		s.wrongMethod(c)
		return nil
	}
	id := c.Param("id")
	s.running.cancel(id, store.ErrCanceled)
	if _, err := s.cfg.Queries.CancelElsewhere(c.Request.Context(), id, false); err != nil {
		return err
	}
	return writeEmpty(c, http.StatusAccepted)
}
