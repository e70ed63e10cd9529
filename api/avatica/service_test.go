package avatica_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/api/avatica"
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/internal/store"
)

// numbers is an engine whose queries give the numbers from 1 to as many as their SQL says: "5", "5 then
// fail", "5 then wait", "overflow".
type numbers struct {
	mu     sync.Mutex
	opened []*numberRows
}

func (n *numbers) Plan(_ context.Context, q avatica.Query) (*avatica.Plan, error) {
	rows := &numberRows{}
	if _, err := fmt.Sscanf(q.SQL, "%d then %s", &rows.n, &rows.then); rows.n == 0 && err != nil {
		rows.then = q.SQL
	}
	if rows.then == "overflow" {
		rows.n, rows.then = 1, map[bool]string{false: "overflow"}[q.Safe]
	}
	if rows.then == "secret" {
		return nil, errors.New("password of the database")
	}
	return &avatica.Plan{
		Columns: []druidtype.Column{{Name: "n", Type: druidtype.Of(druidtype.BigInt).NotNull()}}, TimeZone: time.UTC,
		Open: func(ctx context.Context) (avatica.Rows, error) {
			n.mu.Lock()
			defer n.mu.Unlock()
			opened := *rows
			opened.ctx, opened.closed = ctx, make(chan struct{})
			n.opened = append(n.opened, &opened)
			return &opened, nil
		},
	}, nil
}

// last gives the rows that were opened last.
func (n *numbers) last() *numberRows {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.opened[len(n.opened)-1]
}

type numberRows struct {
	ctx     context.Context
	n, next int
	then    string
	closed  chan struct{}
	err     error
}

// Next goes to the next number; after the last one it does what the query says.
func (r *numberRows) Next() bool {
	if r.next < r.n {
		r.next++
		return true
	}
	switch r.then {
	case "fail":
		r.err = druiderr.Runtime("no more numbers")
	case "overflow":
		r.err = druiderr.Runtime("out of range").WithCause(store.ErrOutOfRange)
	case "wait":
		<-r.ctx.Done()
		r.err = context.Cause(r.ctx)
	}
	return false
}

// RawValues gives the number.
func (r *numberRows) RawValues() [][]byte {
	return [][]byte{binary.BigEndian.AppendUint64(nil, uint64(r.next))}
}

// Err gives why the numbers ended early.
func (r *numberRows) Err() error { return r.err }

// Close notes the call.
func (r *numberRows) Close() { close(r.closed) }

func (r *numberRows) isClosed() bool {
	select {
	case <-r.closed:
		return true
	default:
		return false
	}
}

// client talks JSON to a service on one connection.
type client struct {
	t       *testing.T
	service *avatica.Service
	id      string
}

// reply is what is read here of an answer.
type reply struct {
	Status       int
	ErrorMessage string
	StatementID  int
	FirstFrame   replyFrame
	Frame        replyFrame
	Results      []reply
}

type replyFrame struct {
	Offset int
	Done   bool
	Rows   [][]int
}

func newService(t *testing.T, cfg avatica.Config) (*avatica.Service, *numbers) {
	t.Helper()
	engine := &numbers{}
	cfg.Engine = engine
	s := avatica.New(cfg)
	t.Cleanup(s.Close)
	return s, engine
}

func open(t *testing.T, s *avatica.Service, id string) *client {
	t.Helper()
	c := &client{t: t, service: s, id: id}
	require.Equal(t, http.StatusOK, c.ask(`{"request":"openConnection","connectionId":%q}`, id).Status)
	return c
}

func (c *client) ask(format string, args ...any) reply {
	return c.askIn(c.t.Context(), format, args...)
}

func (c *client) askIn(ctx context.Context, format string, args ...any) reply {
	c.t.Helper()
	status, body := c.service.Handle(ctx, avatica.JSON, fmt.Appendf(nil, format, args...))
	var out reply
	require.NoError(c.t, json.Unmarshal(body, &out), string(body))
	out.Status = status
	return out
}

func (c *client) statement() int {
	c.t.Helper()
	return c.ask(`{"request":"createStatement","connectionId":%q}`, c.id).StatementID
}

// run executes a query and gives the first frame, or the error.
func (c *client) run(statement int, sql string) reply {
	c.t.Helper()
	return c.runIn(c.t.Context(), statement, sql)
}

func (c *client) runIn(ctx context.Context, statement int, sql string) reply {
	c.t.Helper()
	out := c.askIn(ctx, `{"request":"prepareAndExecute","connectionId":%q,"statementId":%d,"sql":%q,"maxRowsInFirstFrame":-1}`, c.id, statement, sql)
	if len(out.Results) == 1 {
		out.Frame = out.Results[0].FirstFrame
	}
	return out
}

func (c *client) fetch(statement, offset int) reply {
	c.t.Helper()
	return c.ask(`{"request":"fetch","connectionId":%q,"statementId":%d,"offset":%d,"fetchMaxRowCount":-1}`, c.id, statement, offset)
}

func TestFramesGiveEveryRowOnce(t *testing.T) {
	t.Parallel()
	s, engine := newService(t, avatica.Config{MaxRowsPerFrame: 100})
	c := open(t, s, "c")
	st := c.statement()
	for _, n := range []int{1, 99, 100, 101, 250} {
		got := c.run(st, strconv.Itoa(n))
		sum, rows := 0, 0
		for {
			require.Equal(t, http.StatusOK, got.Status, got.ErrorMessage)
			require.Equal(t, rows, got.Frame.Offset)
			require.LessOrEqual(t, len(got.Frame.Rows), 100)
			for _, row := range got.Frame.Rows {
				rows++
				sum += row[0]
			}
			if got.Frame.Done {
				break
			}
			got = c.fetch(st, rows)
		}
		require.Equal(t, n, rows)
		require.Equal(t, n*(n+1)/2, sum)
		require.True(t, engine.last().isClosed(), "a result that is read is closed")
		require.Equal(t, fmt.Sprintf("ISE: No result set open for statement [%d]", st), c.fetch(st, rows).ErrorMessage)
	}
}

func TestAResultMakesWayForTheNext(t *testing.T) {
	t.Parallel()
	s, engine := newService(t, avatica.Config{MaxRowsPerFrame: 100})
	c := open(t, s, "c")
	st := c.statement()
	require.False(t, c.run(st, "500").Frame.Done)
	first := engine.last()
	require.False(t, first.isClosed())
	require.False(t, c.run(st, "300").Frame.Done)
	require.True(t, first.isClosed())
	c.ask(`{"request":"closeStatement","connectionId":"c","statementId":%d}`, st)
	require.True(t, engine.last().isClosed())
}

func TestAFailureAfterRowsEndsTheResult(t *testing.T) {
	t.Parallel()
	s, engine := newService(t, avatica.Config{MaxRowsPerFrame: 100})
	c := open(t, s, "c")
	st := c.statement()
	require.Equal(t, "QueryInterruptedException: no more numbers -> DruidException: no more numbers", c.run(st, "5 then fail").ErrorMessage)
	require.Len(t, c.run(st, "150 then fail").Frame.Rows, 100)
	require.Equal(t, "QueryInterruptedException: no more numbers -> DruidException: no more numbers", c.fetch(st, 100).ErrorMessage)
	require.True(t, engine.last().isClosed())
}

func TestIntegersThatLeaveTheirRangeAreTriedAgain(t *testing.T) {
	t.Parallel()
	s, engine := newService(t, avatica.Config{})
	c := open(t, s, "c")
	require.Equal(t, [][]int{{1}}, c.run(c.statement(), "overflow").Frame.Rows)
	require.Len(t, engine.opened, 2)
	for _, rows := range engine.opened {
		require.True(t, rows.isClosed())
	}
}

func TestOtherFailuresAreNotTold(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, avatica.Config{})
	c := open(t, s, "c")
	got := c.run(c.statement(), "secret")
	require.Equal(t, http.StatusInternalServerError, got.Status)
	require.NotContains(t, got.ErrorMessage, "password")
}

// TestLimits wants the limits to hold, and an idle connection to make way for a new one.
func TestLimits(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, avatica.Config{MaxConnections: 2, MaxStatements: 2, MaxResults: 1, MaxRowsPerFrame: 100})
	a, b := open(t, s, "a"), open(t, s, "b")
	st := a.statement()
	other := b.statement()
	require.Equal(t, "ISE: Too many connections", a.ask(`{"request":"openConnection","connectionId":"c"}`).ErrorMessage)
	require.False(t, a.run(st, "500").Frame.Done)
	require.Equal(t, "ISE: Too many open results, limit is 1", b.run(other, "500").ErrorMessage)
	b.statement()
	require.Equal(t, "ISE: Too many open statements, limit is 2", b.ask(`{"request":"createStatement","connectionId":"b"}`).ErrorMessage)
	a.ask(`{"request":"closeStatement","connectionId":"a","statementId":%d}`, st)
	require.False(t, b.run(other, "500").Frame.Done, "the place is free again")
	open(t, s, "c")
	require.Equal(t, http.StatusInternalServerError, a.ask(`{"request":"createStatement","connectionId":"a"}`).Status, "it made way")
}

func TestIdleConnectionsExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, engine := newService(t, avatica.Config{IdleTimeout: time.Minute, MaxRowsPerFrame: 100})
		c := open(t, s, "c")
		st := c.statement()
		c.run(st, "500")
		time.Sleep(50 * time.Second) //nolint:forbidigo // on the clock of the bubble
		require.Equal(t, http.StatusOK, c.fetch(st, 100).Status)
		time.Sleep(50 * time.Second) //nolint:forbidigo // on the clock of the bubble
		require.Equal(t, http.StatusOK, c.fetch(st, 200).Status, "a request keeps it alive")
		time.Sleep(61 * time.Second) //nolint:forbidigo // on the clock of the bubble
		synctest.Wait()
		require.True(t, engine.last().isClosed())
		require.Equal(t, http.StatusInternalServerError, c.fetch(st, 300).Status)
	})
}

// TestSlowQueriesAreAnsweredWithEmptyFrames wants a client of a slow query not to wait for longer than
// the fetch timeout, and the query to go on meanwhile.
func TestSlowQueriesAreAnsweredWithEmptyFrames(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, engine := newService(t, avatica.Config{MaxRowsPerFrame: 100, IdleTimeout: time.Hour})
		c := open(t, s, "c")
		st := c.statement()
		begun := time.Now()
		require.Equal(t, replyFrame{Rows: [][]int{}}, c.run(st, "5 then wait").Frame)
		require.Equal(t, replyFrame{Rows: [][]int{}}, c.fetch(st, 0).Frame)
		require.Equal(t, 10*time.Second, time.Since(begun))
		require.False(t, engine.last().isClosed())
		c.ask(`{"request":"closeConnection","connectionId":"c"}`)
		require.True(t, engine.last().isClosed())
	})
}

func TestAClientThatGoesEndsItsQuery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, engine := newService(t, avatica.Config{IdleTimeout: time.Hour})
		c := open(t, s, "c")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.Equal(t, http.StatusInternalServerError, c.runIn(ctx, c.statement(), "5 then wait").Status)
		require.True(t, engine.last().isClosed())
	})
}

// TestCloseEndsWhatRuns wants the end of the service to end queries that requests wait for.
func TestCloseEndsWhatRuns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, engine := newService(t, avatica.Config{IdleTimeout: time.Hour})
		c := open(t, s, "c")
		st := c.statement()
		answered := make(chan int)
		go func() {
			status, _ := s.Handle(t.Context(), avatica.JSON, fmt.Appendf(nil,
				`{"request":"prepareAndExecute","connectionId":"c","statementId":%d,"sql":"5 then wait"}`, st))
			answered <- status
		}()
		synctest.Wait()
		s.Close()
		require.Equal(t, http.StatusInternalServerError, <-answered)
		require.True(t, engine.last().isClosed())
		require.Equal(t, "ISE: The server is shutting down", c.ask(`{"request":"openConnection","connectionId":"d"}`).ErrorMessage)
	})
}

func TestMetadataTakesNoStatement(t *testing.T) {
	t.Parallel()
	s, engine := newService(t, avatica.Config{MaxStatements: 1})
	c := open(t, s, "c")
	for range 3 {
		require.Equal(t, http.StatusOK, c.ask(`{"request":"getCatalogs","connectionId":"c"}`).Status)
		require.True(t, engine.last().isClosed())
	}
	require.Equal(t, 4, c.statement())
}

func TestBadRequestsAreAnswers(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, avatica.Config{})
	for _, body := range []string{"", "{", "[]", `{"request":"fetch","connectionId":7}`, `{"request":"openConnection"}`, `{"request":"nonsense","connectionId":"c"}`} {
		for _, f := range []avatica.Format{avatica.JSON, avatica.Protobuf} {
			status, answer := s.Handle(t.Context(), f, []byte(body))
			require.Equal(t, http.StatusInternalServerError, status, body)
			require.Contains(t, string(answer), map[avatica.Format]string{avatica.JSON: `{"response":"error"`, avatica.Protobuf: "Responses$ErrorResponse"}[f])
		}
	}
}

func FuzzProtobufRequests(f *testing.F) {
	s := avatica.New(avatica.Config{Engine: &numbers{}})
	f.Add([]byte("\n7org.apache.calcite.avatica.proto.Requests$FetchRequest\x12\x06\n\x01c\x10\x01"))
	f.Add([]byte("\n9org.apache.calcite.avatica.proto.Requests$ExecuteRequest\x12\x0d\n\x05\n\x01c\x10\x01\x12\x04\x08\x1b\x42\x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		status, answer := s.Handle(t.Context(), avatica.Protobuf, body)
		if status != http.StatusOK && status != http.StatusInternalServerError || len(answer) == 0 {
			t.Fatalf("status %d, %d bytes", status, len(answer))
		}
	})
}

func TestParametersWithoutValueAreRefused(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, avatica.Config{})
	c := open(t, s, "c")
	require.Equal(t, http.StatusOK, c.ask(`{"request":"prepare","connectionId":"c","sql":"5","maxRowCount":-1}`).Status)
	execute := `{"request":"execute","statementHandle":{"connectionId":"c","id":1},"parameterValues":[%s]}`
	const unbound = "No value bound for parameter (position [2])"
	require.Equal(t, "QueryInterruptedException: "+unbound+" -> DruidException: "+unbound, c.ask(execute, `{"type":"LONG","value":1},null`).ErrorMessage)
	require.Equal(t, http.StatusOK, c.ask(execute, `{"type":"LONG","value":1},{"type":"NULL","value":null}`).Status)
	deep := strings.Repeat(`{"type":"ARRAY","value":[`, 20) + strings.Repeat(`]}`, 20)
	require.Equal(t, "IllegalArgumentException: Arrays are nested more than 16 deep", c.ask(execute, deep).ErrorMessage)
}
