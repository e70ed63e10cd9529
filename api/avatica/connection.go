package avatica

import (
	"context"
	"math"
	"sync"
	"time"

	"ogham/internal/store"
)

// connection is what a driver opened: a query context and statements.
type connection struct {
	id      string
	context map[string]any
	most    int // statements

	mu         sync.Mutex
	statements map[int32]*statement
	lastID     int32
	busy       int // requests under way
	closed     bool
	idle       *time.Timer
}

// add makes a statement. A prepared one has a plan.
func (c *connection) add(sql string, plan *Plan, limit int64) (*statement, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, noConnection()
	}
	if len(c.statements) >= c.most {
		return nil, illegalState("Too many open statements, limit is %s", grouped(int64(c.most)))
	}
	c.lastID = c.lastID&math.MaxInt32 + 1
	st := &statement{id: c.lastID, sql: sql, prepared: plan, limit: limit}
	c.statements[st.id] = st
	return st, nil
}

// find gives a statement that is prepared or not as asked for.
func (c *connection) find(id int32, fits func(*statement) bool) (*statement, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	st := c.statements[id]
	if st == nil || !fits(st) {
		return nil, noStatement()
	}
	return st, nil
}

func anyStatement(*statement) bool { return true }

func isPrepared(st *statement) bool   { return st.prepared != nil }
func isPlain(st *statement) bool      { return st.prepared == nil }
func (c *connection) remove(id int32) { c.take(id).close() }
func (c *connection) take(id int32) *statement {
	c.mu.Lock()
	defer c.mu.Unlock()
	st := c.statements[id]
	delete(c.statements, id)
	return st
}

// closeIfEmpty closes a connection that has no statements and no request under way.
func (c *connection) closeIfEmpty() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy > 0 || len(c.statements) > 0 {
		return false
	}
	c.closed = true
	c.idle.Stop()
	return true
}

// close ends all queries of the connection.
func (c *connection) close() {
	c.mu.Lock()
	c.closed = true
	c.idle.Stop()
	statements := c.statements
	c.statements = nil
	c.mu.Unlock()
	for _, st := range statements {
		st.stop()
	}
	for _, st := range statements {
		st.close()
	}
}

// statement is a statement of a connection, with at most one open result.
type statement struct {
	id int32
	// sql, prepared and limit are those of a prepared statement; the plan of another is nil.
	sql      string
	prepared *Plan
	limit    int64

	// using is held while a request works on the statement.
	using sync.Mutex
	// mu guards result and closed.
	mu     sync.Mutex
	result *cursor
	closed bool
	// release gives back the result's place among all open ones.
	release func()
}

// open makes r the statement's result, in the place of another.
func (st *statement) open(r *cursor, release func()) error {
	st.drop()
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.closed {
		r.close()
		release()
		return noStatement()
	}
	st.result, st.release = r, release
	return nil
}

// drop closes the open result, if there is one. The caller holds using.
func (st *statement) drop() {
	st.mu.Lock()
	r, release := st.result, st.release
	st.result, st.release = nil, nil
	st.mu.Unlock()
	if r != nil {
		r.close()
		release()
	}
}

// current gives the open result.
func (st *statement) current() (*cursor, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.result == nil {
		return nil, illegalState("No result set open for statement [%d]", st.id)
	}
	return st.result, nil
}

// stop ends the statement's query, whoever waits for it.
func (st *statement) stop() {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.closed = true
	if st.result != nil {
		st.result.stop(store.ErrCanceled)
	}
}

// close ends the statement; nil is none.
func (st *statement) close() {
	if st == nil {
		return
	}
	st.stop()
	st.using.Lock()
	defer st.using.Unlock()
	st.drop()
}

// fetch gives the next frame of the open result, which is closed after its last frame and after an
// error. The caller holds using.
func (st *statement) fetch(ctx context.Context, most int, wait time.Duration) (*frame, error) {
	r, err := st.current()
	if err != nil {
		return nil, err
	}
	f, err := r.next(ctx, most, wait)
	if err != nil || f.done {
		st.drop()
	}
	return f, err
}
