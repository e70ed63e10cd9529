package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

const (
	// cancelGrace is how long a cancelled statement may take to end before its connection is cut.
	cancelGrace = 5 * time.Second
	// firstCancelWait is the pause before a cancel request is repeated; it doubles up to lastCancelWait.
	firstCancelWait = 50 * time.Millisecond
	lastCancelWait  = 400 * time.Millisecond
	// cancelSettles is how long after a cancel request a connection is not used again: the server may
	// still be about to deliver it, to the next statement then.
	cancelSettles = 100 * time.Millisecond
)

// canceller makes the end of a context cancel the statement on the server at once and keep the
// connection, rather than cut it. A request that reaches the server before the statement does goes
// unheard there, so requests are repeated until the statement has ended.
type canceller struct {
	conn  *pgconn.PgConn
	ended context.CancelFunc
	done  chan struct{}
}

func cancelStatement(conn *pgconn.PgConn) ctxwatch.Handler { return &canceller{conn: conn} }

// HandleCancel begins to ask the server; it does not wait.
func (c *canceller) HandleCancel(ended context.Context) {
	deadline := time.Now().Add(cancelGrace)
	_ = c.conn.Conn().SetDeadline(deadline) // a broken connection is found so by its next use
	ctx, cancel := context.WithDeadline(context.WithoutCancel(ended), deadline)
	c.ended, c.done = cancel, make(chan struct{})
	go func() {
		defer close(c.done)
		c.ask(ctx)
	}()
}

func (c *canceller) ask(ctx context.Context) {
	// A request once sent is waited for, also when the statement has ended meanwhile: given up, it could
	// reach the server any time later and end the next statement. The server closes the connection of a
	// request when the signal is on its way.
	deadline, _ := ctx.Deadline()
	request, stop := context.WithDeadline(context.WithoutCancel(ctx), deadline)
	defer stop()
	for wait := firstCancelWait; ctx.Err() == nil; wait = min(2*wait, lastCancelWait) {
		_ = c.conn.CancelRequest(request) // repeated, and the deadline ends it at last
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	<-time.After(cancelSettles)
}

// HandleUnwatchAfterCancel is called when the statement has ended; the connection is good again then.
func (c *canceller) HandleUnwatchAfterCancel() {
	c.ended()
	<-c.done
	_ = c.conn.Conn().SetDeadline(time.Time{})
}

// answerWait bounds the wait for other processes to say whether they ran a query.
const answerWait = 500 * time.Millisecond

// askSQL tells all other live processes (Postgres sends equal messages of a transaction once), and
// nobody where there is none.
const askSQL = `SELECT id::text, pg_catalog.pg_notify($2, $3)::text FROM ogham.live_server WHERE id::text <> $1`

// cancelAsk asks the processes to cancel the queries of an id; cancelAnswer is each one's answer.
type (
	cancelAsk struct {
		Ask   string `json:"ask"`
		From  string `json:"from"`
		Query string `json:"query"`
	}
	cancelAnswer struct {
		Ask   string `json:"ask"`
		From  string `json:"from"`
		Found bool   `json:"found"`
	}
)

// asks are the questions of this process that wait for answers.
type asks struct {
	mu   sync.Mutex
	open map[string]chan cancelAnswer
}

func (a *asks) add(id string) (answers chan cancelAnswer, done func()) {
	answers = make(chan cancelAnswer, 64)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open == nil {
		a.open = map[string]chan cancelAnswer{}
	}
	a.open[id] = answers
	return answers, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.open, id)
	}
}

// give hands an answer to who waits for it, if anybody still does.
func (a *asks) give(answer cancelAnswer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	select {
	case a.open[answer.Ask] <- answer:
	default: // it came late
	}
}

// QueryKey is how processes name a query to each other: its id may be any text of any length.
func QueryKey(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// OnCancelQuery registers what is called, on the listening goroutine, with the [QueryKey] of queries
// that another process asks to cancel; f gives how many it has cancelled. Register before Start; f must
// not block.
func (s *Store) OnCancelQuery(f func(key string) int) {
	s.handlersMu.Lock()
	defer s.handlersMu.Unlock()
	s.queryHandlers = append(s.queryHandlers, f)
}

// CancelElsewhere has all other processes cancel the queries of an id, and gives whether any of them ran
// one. It waits for answers only if wait is set, until the first that ran one, until all have answered,
// or for half a second.
func (s *Store) CancelElsewhere(ctx context.Context, id string, wait bool) (found bool, err error) {
	ask := cancelAsk{Ask: uuid.NewString(), From: s.server.ID, Query: QueryKey(id)}
	answers, done := s.asks.add(ask.Ask)
	defer done()
	body, err := json.Marshal(ask)
	if err != nil {
		return false, fmt.Errorf("ask servers to cancel: %w", err)
	}
	rows, err := s.writer.Query(ctx, askSQL, s.server.ID, channelCancelQuery, string(body))
	if err != nil {
		return false, fmt.Errorf("ask servers to cancel: %w", err)
	}
	silent := map[string]bool{}
	var server, none string
	if _, err = pgx.ForEachRow(rows, []any{&server, &none}, func() error { silent[server] = true; return nil }); err != nil {
		return false, fmt.Errorf("ask servers to cancel: %w", err)
	}
	if !wait {
		return false, nil
	}
	timeout := time.NewTimer(answerWait)
	defer timeout.Stop()
	for len(silent) > 0 {
		select {
		case answer := <-answers:
			if answer.Found {
				return true, nil
			}
			delete(silent, answer.From)
		case <-timeout.C:
			s.log.WarnContext(ctx, "Servers did not say whether they ran a query", slog.Int("servers", len(silent)))
			return false, nil
		case <-ctx.Done():
			return false, context.Cause(ctx)
		}
	}
	return false, nil
}

// answer cancels queries that another process asks for and tells it whether there were any. It uses the
// listening connection: no crowd of queries can hold that up.
func (s *Store) answer(ctx context.Context, conn *pgx.Conn, payload string) error {
	var ask cancelAsk
	if err := json.Unmarshal([]byte(payload), &ask); err != nil || ask.From == s.server.ID {
		return nil //nolint:nilerr // a message of another version, or our own
	}
	s.handlersMu.Lock()
	handlers := s.queryHandlers
	s.handlersMu.Unlock()
	n := 0
	for _, f := range handlers {
		n += f(ask.Query)
	}
	body, err := json.Marshal(cancelAnswer{Ask: ask.Ask, From: s.server.ID, Found: n > 0})
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if _, err := conn.Exec(ctx, notifySQL, answerChannel(ask.From), string(body)); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

// heard takes the answer of another process.
func (s *Store) heard(payload string) {
	var answer cancelAnswer
	if json.Unmarshal([]byte(payload), &answer) == nil {
		s.asks.give(answer)
	}
}

// answerChannel is where a process hears answers to what it asked.
func answerChannel(serverID string) string { return "ogham_answer_" + serverID }
