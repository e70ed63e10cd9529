package avatica

import (
	"context"
	"slices"
	"time"

	"ogham/internal/store"
)

// maxFrameBytes ends a frame before its number of rows is reached, so that wide rows do not fill the
// memory.
const maxFrameBytes = 16 << 20

// frame is a run of rows of a result, in Postgres' binary form.
type frame struct {
	offset int64
	done   bool
	rows   [][][]byte
	bytes  int
}

// add copies a row into the frame.
func (f *frame) add(values [][]byte) {
	size := 0
	for _, v := range values {
		size += len(v)
	}
	buf := make([]byte, 0, size)
	row := make([][]byte, len(values))
	for i, v := range values {
		if v == nil {
			continue
		}
		start := len(buf)
		buf = append(buf, v...)
		row[i] = slices.Clip(buf[start:])
	}
	f.rows = append(f.rows, row)
	f.bytes += size
}

// outcome is what one read of a result gave.
type outcome struct {
	frame *frame
	err   error
}

// cursor is the open result of a statement. Its methods are called by one goroutine at a time; only
// stop may be called beside them.
type cursor struct {
	engine Engine
	query  Query
	// plan describes the rows; running is what is run, which may be another attempt.
	plan, running *Plan
	// ctx is what the query runs under, from execution to the last row.
	ctx    context.Context //nolint:containedctx // it outlives the request that opened the result
	cancel context.CancelCauseFunc
	rows   Rows
	// peeked tells that the row after the last frame has been gone to already.
	peeked bool
	offset int64
	// limit is the most rows that are given, negative for all.
	limit int64
	// pending is a read that took longer than a request waits, or nil.
	pending chan outcome
}

// stop makes the query and a read of it end; close still has to be called.
func (c *cursor) stop(cause error) { c.cancel(cause) }

// close ends the query and gives its database connection back.
func (c *cursor) close() {
	c.cancel(context.Canceled)
	if c.pending != nil {
		<-c.pending
		c.pending = nil
	}
	if c.rows != nil {
		c.rows.Close()
	}
}

// next gives the next frame. When that takes longer than wait, it gives an empty frame that is not the
// last, and reading goes on: the client asks again (Druid's fetch timeout). The end of ctx, that of the
// request, ends the query.
func (c *cursor) next(ctx context.Context, most int, wait time.Duration) (*frame, error) {
	if c.pending == nil {
		c.pending = make(chan outcome, 1)
		go func(to chan<- outcome) {
			f, err := c.read(most)
			to <- outcome{f, err}
		}(c.pending)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case o := <-c.pending:
		c.pending = nil
		if o.err != nil {
			return nil, o.err
		}
		c.offset += int64(len(o.frame.rows))
		return o.frame, nil
	case <-timer.C:
		return &frame{offset: c.offset}, nil
	case <-ctx.Done():
		c.cancel(context.Cause(ctx))
		return nil, context.Cause(ctx)
	}
}

// read reads up to most rows, opening the query first. An integer that leaves its range before any row
// was given makes the query run again, with integers that wrap.
func (c *cursor) read(most int) (*frame, error) {
	f, err := c.tryRead(most)
	if c.offset > 0 || c.query.Safe || !store.IsOutOfRange(err) {
		return f, err
	}
	if c.rows != nil {
		c.rows.Close()
		c.rows, c.peeked = nil, false
	}
	c.query.Safe = true
	if c.running, err = c.engine.Plan(c.ctx, c.query); err != nil {
		return nil, err
	}
	return c.tryRead(most)
}

func (c *cursor) tryRead(most int) (*frame, error) {
	if c.rows == nil {
		rows, err := c.running.Open(c.ctx)
		if err != nil {
			return nil, err
		}
		c.rows = rows
	}
	f := &frame{offset: c.offset}
	for len(f.rows) < most && f.bytes < maxFrameBytes && !c.limited(f) {
		if !c.peeked && !c.rows.Next() {
			f.done = true
			return f, c.rows.Err()
		}
		c.peeked = false
		f.add(c.rows.RawValues())
	}
	if c.limited(f) {
		f.done = true
		return f, nil
	}
	if !c.peeked {
		c.peeked = c.rows.Next()
	}
	if !c.peeked {
		f.done = true
		return f, c.rows.Err()
	}
	return f, nil
}

// limited tells whether a frame reaches the most rows that the statement may give.
func (c *cursor) limited(f *frame) bool {
	return c.limit >= 0 && c.offset+int64(len(f.rows)) >= c.limit
}
