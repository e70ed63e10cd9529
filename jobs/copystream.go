package jobs

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/jackc/pgx/v5"

	"ogham/internal/druidtype"
	"ogham/internal/store"
	"ogham/jobs/copyrow"
)

// copyAhead is how many buffers may wait for the connection, so that reading goes on meanwhile.
const copyAhead = 2

// copyStream is a COPY under way. Buffers are handed to the goroutine that feeds the connection, and
// come back when they are sent: nothing is copied in between.
type copyStream struct {
	full  chan []byte // closed by the writer at the end
	empty chan []byte
	// cause is why the stream is aborted; set before full is closed.
	cause error

	present, rest []byte // the reader's buffer, and what is left of it

	done chan struct{} // closed when the COPY has ended with err
	err  error
}

func startCopy(ctx context.Context, s *store.Store, tx pgx.Tx, table string, columns []string) *copyStream {
	c := &copyStream{full: make(chan []byte, copyAhead), empty: make(chan []byte, copyAhead+2), done: make(chan struct{})}
	go func() {
		defer close(c.done)
		_, c.err = s.CopyIn(ctx, tx, table, columns, io.MultiReader(bytes.NewReader(copyrow.Header), c))
	}()
	return c
}

// write sends a buffer, which belongs to the stream from now on, and gives an empty one in return; it
// may be nil.
func (c *copyStream) write(b []byte) (spare []byte, err error) {
	select {
	case c.full <- b:
	case <-c.done: // nobody reads any more
		return nil, orElse(c.err, io.ErrClosedPipe)
	}
	select {
	case spare = <-c.empty:
	default:
	}
	return spare, nil
}

// Read gives the next bytes to the connection.
func (c *copyStream) Read(p []byte) (int, error) {
	for len(c.rest) == 0 {
		c.recycle()
		b, ok := <-c.full
		switch {
		case !ok && c.cause != nil:
			return 0, c.cause
		case !ok:
			return 0, io.EOF
		}
		c.present, c.rest = b, b
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// recycle gives a buffer that was sent back to the writer. One that grew big is left to the collector.
func (c *copyStream) recycle() {
	if c.present == nil || cap(c.present) > 2*streamFrom {
		c.present = nil
		return
	}
	select {
	case c.empty <- c.present[:0]:
	default:
	}
	c.present = nil
}

// end sends the trailer and waits for the database's word.
func (c *copyStream) end() error {
	_, err := c.write(bytes.Clone(copyrow.Trailer))
	close(c.full)
	<-c.done
	return orElse(c.err, err)
}

// abort ends the COPY without its rows.
func (c *copyStream) abort(err error) {
	c.cause = orElse(err, io.ErrUnexpectedEOF)
	close(c.full)
	<-c.done
}

func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// externWriter sends encoded rows of an external input to one staging table.
type externWriter struct {
	store  *store.Store
	tx     pgx.Tx
	name   string
	stream *copyStream
	buf    []byte
	rows   int64
}

func newExternWriter(ctx context.Context, s *store.Store, tx pgx.Tx, owner store.Owner, index int, columns []druidtype.Column) (*externWriter, error) {
	name, err := s.CreateExternTable(ctx, tx, owner, index, columns)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return &externWriter{store: s, tx: tx, name: name, stream: startCopy(ctx, s, tx, name, names)}, nil
}

func (w *externWriter) write(encode func(dst []byte) ([]byte, error)) error {
	var err error
	if w.buf, err = encode(w.buf); err != nil {
		return err
	}
	w.rows++
	if len(w.buf) >= streamFrom {
		w.buf, err = w.stream.write(w.buf)
	}
	return err
}

func (w *externWriter) finish(ctx context.Context, multiValue []string) error {
	if _, err := w.stream.write(w.buf); err != nil {
		return err
	}
	err := w.stream.end()
	w.stream = nil
	if err != nil {
		return err
	}
	return w.store.FinishStaging(ctx, w.tx, w.name, w.rows, multiValue)
}

// abort ends the COPY after an error, so that the connection can roll back.
func (w *externWriter) abort(err error) {
	if w.stream != nil {
		w.stream.abort(err)
		w.stream = nil
	}
}

var errNoInput = errors.New("the statement has no such external input")
