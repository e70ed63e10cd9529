package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"ogham/api/avatica"
	"ogham/internal/store"
	"ogham/jobs"
	"ogham/translate"
)

// Rows is a query's result, read once from front to back.
type Rows interface {
	Next() bool
	// RawValues gives the row in Postgres' binary form; it is valid until Next or Close.
	RawValues() [][]byte
	// Err tells, after Next gave false, whether the result ended early.
	Err() error
	Close()
}

// Queries is what interactive SQL needs of the database.
type Queries interface {
	// Query runs one translated statement; errors up to the first row are given at once.
	Query(ctx context.Context, sql string, args []any) (Rows, error)
	// Catalog gives the present snapshot, RefreshCatalog the newest one.
	Catalog() translate.Catalog
	RefreshCatalog(ctx context.Context) (translate.Catalog, error)
	// Explain gives the database's own plan of a translated statement as JSON.
	Explain(ctx context.Context, sql string, args []any) (json.RawMessage, error)
	// CancelElsewhere has all other processes cancel the queries of an id; with wait it gives whether
	// any of them ran one.
	CancelElsewhere(ctx context.Context, id string, wait bool) (found bool, err error)
}

// Metadata is what the coordinator's endpoints need of the database.
type Metadata interface {
	// Segments gives the used segments of a datasource, or of all when it is "", in order of
	// datasource, time and partition.
	Segments(ctx context.Context, dataSource string) ([]store.Segment, error)
	// UnusedSegments gives the unused segments of a datasource, in the same order.
	UnusedSegments(ctx context.Context, dataSource string) ([]store.UnusedSegment, error)
	// DataSources gives the names of datasources with used segments, or with unused ones too.
	DataSources(ctx context.Context, includeUnused bool) ([]string, error)
	// MarkUnused takes used segments out of sight; a nil interval is all time, ids nil means every
	// segment. It gives how many segments changed and whether the datasource is known.
	MarkUnused(ctx context.Context, dataSource string, interval *store.Range, ids []string) (changed int, known bool, err error)
	// MarkUsed brings unused segments back, as MarkUnused takes them away.
	MarkUsed(ctx context.Context, dataSource string, interval *store.Range, ids []string) (changed int, known bool, err error)
	// Servers gives the live processes.
	Servers(ctx context.Context) ([]store.ServerInfo, error)
}

// Lookups is what the lookup endpoints need of the database; *store.Store satisfies it.
type Lookups interface {
	Lookups(ctx context.Context) ([]store.Lookup, error)
	// SaveLookup adds or replaces a lookup with its contents; a nil value is NULL.
	SaveLookup(ctx context.Context, l store.Lookup, entries map[string]*string) error
	// DeleteLookup gives store.ErrNotFound where there is none.
	DeleteLookup(ctx context.Context, tier, name string) error
}

// Tasks is what the task and statement endpoints need of package jobs.
type Tasks = jobs.Tasks

// Translate turns Druid SQL into a statement of the database; translate.Translate is it.
type Translate func(req translate.Request, cat translate.Catalog) (*translate.Translation, error)

// Config says what a Server answers from.
type Config struct {
	Queries   Queries
	Metadata  Metadata
	Lookups   Lookups
	Tasks     Tasks
	Translate Translate
	// Version is what /status tells.
	Version string
	// Host is the host:port that errors and leader answers name.
	Host string
	// Properties is what /status/properties tells.
	Properties map[string]string
	// Logger gets failures, and every request at debug level; nil discards.
	Logger *slog.Logger
	// Now is the clock that queries see; required.
	Now func() time.Time
	// UserHeader is the header in which a proxy that authenticates names the user; with Authorization
	// it is the user name of HTTP Basic. "" tells nobody apart.
	UserHeader string
	// JDBCConnections is the most connections of JDBC drivers, JDBCStatements the most statements of each;
	// 0 is 25 and 4, as in Druid.
	JDBCConnections, JDBCStatements int
	// JDBCResults is the most results that JDBC drivers may have open at once, each of which holds a
	// database connection; 0 is 32.
	JDBCResults int
	// QueryTimeout is the timeout of queries that name none; 0 is 5 minutes, as in Druid.
	QueryTimeout time.Duration
	// MaxBody bounds request bodies in bytes, unpacked; 0 is 64 MiB.
	MaxBody int64
}

// Server is the HTTP API.
type Server struct {
	cfg     Config
	log     *slog.Logger
	handler http.Handler
	running registry
	plans   *planCache
	jdbc    *avatica.Service
	// allowed are the methods of the paths without parameters.
	allowed map[string][]string
}

const (
	defaultQueryTimeout = 5 * time.Minute
	defaultMaxBody      = 64 << 20
	plansKept           = 1000
)

// New builds the API. The caller serves it, closes it, and calls [Server.CancelQuery] for what other
// processes ask to cancel.
func New(cfg Config) *Server {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.QueryTimeout == 0 {
		cfg.QueryTimeout = defaultQueryTimeout
	}
	if cfg.MaxBody == 0 {
		cfg.MaxBody = defaultMaxBody
	}
	if cfg.Translate == nil {
		cfg.Translate = translate.Translate
	}
	s := &Server{cfg: cfg, log: cfg.Logger, plans: newPlanCache(plansKept)}
	s.jdbc = avatica.New(avatica.Config{
		Engine: jdbcEngine{s}, Address: cfg.Host, Logger: cfg.Logger,
		MaxConnections: cfg.JDBCConnections, MaxStatements: cfg.JDBCStatements, MaxResults: cfg.JDBCResults,
	})
	s.handler = s.wrap(s.routes())
	return s
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// CancelAll ends all interactive queries with the error of a server that shuts down.
func (s *Server) CancelAll() { s.running.cancelAll(store.ErrShutdown) }

// routes builds the router from the route table.
func (s *Server) routes() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.UseRawPath, e.UnescapePathValues = true, true
	e.RedirectTrailingSlash, e.RedirectFixedPath = false, false
	e.HandleMethodNotAllowed = true
	s.allowed = map[string][]string{}
	for _, r := range s.table() {
		s.allow(r)
		h := s.run(r.handle)
		e.Handle(r.method, r.path, h)
		if r.method == http.MethodGet {
			e.Handle(http.MethodHead, r.path, h)
		}
	}
	e.NoRoute(s.notFound)
	e.NoMethod(s.wrongMethod)
	return e
}

// writeJSON answers with a JSON document, without a newline at its end as Druid does.
func writeJSON(c *gin.Context, status int, v any) error {
	body, err := marshalPlain(v)
	if err != nil {
		return err
	}
	c.Data(status, contentJSON, body)
	return nil
}

// writeEmpty answers with a status and no body but, as Druid does, a JSON content type.
func writeEmpty(c *gin.Context, status int) error {
	c.Writer.Header()["Content-Type"] = []string{contentJSON}
	c.Status(status)
	c.Writer.WriteHeaderNow()
	return nil
}

const (
	contentJSON = "application/json"
	contentText = "text/plain"
	contentHTML = "text/html;charset=iso-8859-1"
)
