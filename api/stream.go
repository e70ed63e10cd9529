package api

import (
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"ogham/api/result"
)

// flushBytes is how much of an answer is gathered before it is sent.
const flushBytes = 32 << 10

var buffers = sync.Pool{New: func() any {
	b := make([]byte, 0, flushBytes+flushBytes/4)
	return &b
}}

// stream sends a result as it grows. Nothing is sent before the buffer is full or rows have waited
// for flushEvery, so that an early error still gets its own status.
type stream struct {
	c     *gin.Context
	w     *result.Writer
	buf   []byte
	sent  bool
	due   atomic.Bool
	timer *time.Timer
}

// sendRows answers with all rows. An error before anything was sent is given back; later the answer
// is cut, which is how Druid tells clients.
func sendRows(c *gin.Context, w *result.Writer, rows Rows) (sent bool, err error) {
	pooled := buffers.Get().(*[]byte) //nolint:forcetypeassert // the pool holds nothing else
	s := &stream{c: c, w: w, buf: w.Begin((*pooled)[:0])}
	defer func() {
		if s.timer != nil {
			s.timer.Stop()
		}
		if cap(s.buf) <= 4*flushBytes { // one huge row is not kept
			*pooled = s.buf[:0]
			buffers.Put(pooled)
		}
	}()
	for rows.Next() {
		s.buf = w.Row(s.buf, rows.RawValues())
		if len(s.buf) >= flushBytes || s.due.Load() {
			if err := s.flush(); err != nil {
				return true, err
			}
		} else if s.timer == nil {
			s.timer = time.AfterFunc(flushEvery, func() { s.due.Store(true) })
		}
	}
	if err := rows.Err(); err != nil {
		return s.sent, err
	}
	s.buf = w.End(s.buf)
	return true, s.finish()
}

// flush sends what is there and lets the client have it at once.
func (s *stream) flush() error {
	if !s.sent {
		s.sent = true
		s.c.Status(http.StatusOK)
	}
	_, err := s.c.Writer.Write(s.buf)
	s.buf = s.buf[:0]
	if s.due.CompareAndSwap(true, false) {
		s.c.Writer.Flush()
		s.timer.Reset(flushEvery)
	}
	return err
}

// finish sends the rest; a whole answer gets its length.
func (s *stream) finish() error {
	if !s.sent {
		s.c.Writer.Header().Set("Content-Length", strconv.Itoa(len(s.buf)))
		s.c.Status(http.StatusOK)
	}
	_, err := s.c.Writer.Write(s.buf)
	return err
}
