package avatica

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"ogham/translate"
)

// Config says what a [Service] answers from. The limits are Druid's, and so are their defaults, which
// stand for 0.
type Config struct {
	// Engine runs the queries; required.
	Engine Engine
	// Address is the host:port that answers name.
	Address string
	// Logger gets failures that clients are not told of; nil discards.
	Logger *slog.Logger
	// MaxConnections is the most open connections (25), MaxStatements the most statements of each (4).
	MaxConnections, MaxStatements int
	// MaxRowsPerFrame and MinRowsPerFrame bound what a driver may ask for at once (5000 and 100).
	MaxRowsPerFrame, MinRowsPerFrame int
	// IdleTimeout is how long a connection lives without requests (5 minutes).
	IdleTimeout time.Duration
	// FetchTimeout is how long a request waits for rows before it is answered without (5 seconds).
	FetchTimeout time.Duration
	// MaxResults is the most results that may be open at once (32): each holds a database connection.
	MaxResults int
}

func (c *Config) setDefaults() {
	for v, def := range map[*int]int{
		&c.MaxConnections: 25, &c.MaxStatements: 4, &c.MaxRowsPerFrame: 5000, &c.MinRowsPerFrame: 100, &c.MaxResults: 32,
	} {
		if *v == 0 {
			*v = def
		}
	}
	if c.IdleTimeout == 0 {
		c.IdleTimeout = 5 * time.Minute
	}
	if c.FetchTimeout == 0 {
		c.FetchTimeout = 5 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
}

// Service answers requests of drivers. It is safe for concurrent use.
type Service struct {
	cfg     Config
	results chan struct{} // a place for each open result

	mu          sync.Mutex
	connections map[string]*connection
	closed      bool
}

// New makes a service without connections.
func New(cfg Config) *Service {
	cfg.setDefaults()
	return &Service{cfg: cfg, results: make(chan struct{}, cfg.MaxResults), connections: map[string]*connection{}}
}

// Close closes all connections; their queries end. It may be called twice; requests that come after it
// find no connection, and open none.
func (s *Service) Close() {
	s.mu.Lock()
	all := s.connections
	s.connections, s.closed = map[string]*connection{}, true
	s.mu.Unlock()
	for _, c := range all {
		c.close()
	}
}

// openConnection makes a connection. Where there are too many, one without statements makes way.
func (s *Service) openConnection(id string, info map[string]string) error {
	qctx := make(map[string]any, len(info)+1)
	for name, value := range info {
		if name != "user" && name != "password" {
			qctx[name] = value
		}
	}
	qctx["sqlStringifyArrays"] = false
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return illegalState("The server is shutting down")
	}
	if _, taken := s.connections[id]; taken {
		return illegalState("Connection [%s] already open.", id)
	}
	if len(s.connections) >= s.cfg.MaxConnections && !s.evict() {
		return illegalState("Too many connections")
	}
	c := &connection{id: id, context: qctx, most: s.cfg.MaxStatements, statements: map[int32]*statement{}}
	c.idle = time.AfterFunc(s.cfg.IdleTimeout, func() { s.expire(c) })
	s.connections[id] = c
	return nil
}

// evict closes one connection without statements. The caller holds mu.
func (s *Service) evict() bool {
	for id, c := range s.connections {
		if c.closeIfEmpty() {
			delete(s.connections, id)
			return true
		}
	}
	return false
}

// expire closes a connection that has been idle for too long, unless it is used again by now, or another
// one has its id.
func (s *Service) expire(c *connection) {
	s.mu.Lock()
	c.mu.Lock()
	over := c.busy == 0 && s.connections[c.id] == c
	c.mu.Unlock()
	if over {
		delete(s.connections, c.id)
	}
	s.mu.Unlock()
	if over {
		c.close()
	}
}

// closeConnection closes a connection if there is one of that id.
func (s *Service) closeConnection(id string) {
	s.mu.Lock()
	c := s.connections[id]
	delete(s.connections, id)
	s.mu.Unlock()
	if c != nil {
		c.close()
	}
}

// use gives a connection, which does not expire before done is called.
func (s *Service) use(id string) (c *connection, done func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c = s.connections[id]
	if c == nil {
		return nil, nil, noConnection()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy++
	c.idle.Stop()
	return c, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.busy--; c.busy == 0 && !c.closed {
			c.idle.Reset(s.cfg.IdleTimeout)
		}
	}, nil
}

// frameRows is how many rows a frame may hold when a driver asks for some number, negative for any.
func (s *Service) frameRows(asked int32) int {
	if asked < 0 || int(asked) > s.cfg.MaxRowsPerFrame {
		return s.cfg.MaxRowsPerFrame
	}
	return max(int(asked), s.cfg.MinRowsPerFrame)
}

// execute runs a query as the statement's and gives its plan and first frame. The caller holds the
// statement's using.
func (s *Service) execute(ctx context.Context, st *statement, q Query, most int) (*Plan, *frame, error) {
	st.drop()
	select {
	case s.results <- struct{}{}:
	default:
		return nil, nil, illegalState("Too many open results, limit is %s", grouped(int64(s.cfg.MaxResults)))
	}
	release := func() { <-s.results }
	plan, err := s.cfg.Engine.Plan(ctx, q)
	if err != nil {
		release()
		return nil, nil, err
	}
	run, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	r := &cursor{engine: s.cfg.Engine, query: q, plan: plan, running: plan, ctx: run, cancel: cancel, limit: st.limit}
	if err := st.open(r, release); err != nil {
		return nil, nil, err
	}
	f, err := st.fetch(ctx, most, s.cfg.FetchTimeout)
	return plan, f, err
}

// query is a query in a connection's context.
func (c *connection) query(sql string, parameters []translate.Parameter) Query {
	return Query{SQL: sql, Context: c.context, Parameters: parameters}
}

// grouped writes a number as Java's %,d does.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, text = "-", text[1:]
	}
	out := text[max(0, len(text)-3):]
	for text = text[:max(0, len(text)-3)]; text != ""; text = text[:max(0, len(text)-3)] {
		out = text[max(0, len(text)-3):] + "," + out
	}
	return sign + out
}
