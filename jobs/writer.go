package jobs

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"ogham/internal/druidtype"
	"ogham/internal/store"
	"ogham/jobs/copyrow"
)

const (
	// maxBuckets is Druid's limit of time chunks of one ingestion.
	maxBuckets = 5000
	// streamFrom is how much of one table is buffered before it is sent.
	streamFrom = 256 << 10
	// maxBuffered bounds what all writers of the process buffer together, leastBuffered what each of
	// them always may: beyond its share a writer sends the table that it has most of.
	maxBuffered   = 32 << 20
	leastBuffered = 4 << 20
)

// openWriters counts the chunk writers of the process, which share maxBuffered.
var openWriters atomic.Int32

// chunkWriter sends encoded rows to the chunk tables of their physical partitions. All happens in one
// transaction of one connection, which can only do one COPY at a time: the table that gets the rows at
// the moment has it open, rows of others are buffered. close must be called in the end. It is not safe
// for concurrent use.
type chunkWriter struct {
	ctx   context.Context //nolint:containedctx // lives as long as the worker's job
	store *store.Store
	tx    pgx.Tx
	owner store.Owner

	dataSource string
	columns    []druidtype.Column
	names      []string
	bucket     func(ms int64) store.Range
	// bounds are the only instants allowed, nil for all.
	bounds []store.Range

	chunks   map[store.Range]*chunkRows
	tables   map[store.Range]*chunkTable
	last     *chunkRows
	lastOf   *chunkTable
	active   *chunkTable
	stream   *copyStream
	buffered int
	// strayed is how much came for other tables since the active one got its last row.
	strayed int
	// spare is a buffer for the next active table.
	spare  []byte
	closed bool
	// onCopied is told of rows that were sent to Postgres.
	onCopied func(rows int64)
}

// chunkTable is the table of one physical partition.
type chunkTable struct {
	partition store.Range
	name      string
	buf       []byte
	bufRows   int64
	rows      int64
}

func newChunkWriter(ctx context.Context, s *store.Store, tx pgx.Tx, owner store.Owner, st *statement) *chunkWriter {
	w := &chunkWriter{
		ctx: ctx, store: s, tx: tx, owner: owner, dataSource: st.tr.Ingest.DataSource, columns: storedColumns(st), bucket: st.chunk,
		bounds: st.overwrite(), chunks: map[store.Range]*chunkRows{}, tables: map[store.Range]*chunkTable{}, onCopied: func(int64) {},
	}
	for _, c := range w.columns {
		w.names = append(w.names, c.Name)
	}
	openWriters.Add(1)
	return w
}

// bufferShare is how much one writer may buffer now.
func bufferShare() int { return max(leastBuffered, maxBuffered/int(max(1, openWriters.Load()))) }

// storedColumns are the output columns with the types that are stored, __time first.
func storedColumns(st *statement) []druidtype.Column {
	list := make([]druidtype.Column, 0, len(st.tr.Ingest.Columns)+1)
	if !st.tr.Ingest.HasTime && !slices.ContainsFunc(st.tr.Ingest.Columns, func(c druidtype.Column) bool { return c.Name == store.TimeColumn }) {
		list = append(list, druidtype.Column{Name: store.TimeColumn, Type: druidtype.Of(druidtype.Timestamp).NotNull()})
	}
	for _, c := range st.tr.Ingest.Columns {
		c.Type = store.StoredType(c)
		list = append(list, c)
	}
	return list
}

// write adds a row at an instant; encode appends it.
func (w *chunkWriter) write(ms int64, encode func(dst []byte) ([]byte, error)) error {
	if w.last == nil || ms < w.last.Start || ms >= w.last.End {
		if err := w.turn(ms); err != nil {
			return err
		}
	}
	t := w.lastOf
	before := len(t.buf)
	var err error
	if t.buf, err = encode(t.buf); err != nil {
		return err
	}
	n := len(t.buf) - before
	t.rows++
	t.bufRows++
	w.last.Rows++
	w.last.Bytes += int64(n)
	w.buffered += n
	if w.strayed += n; t == w.active {
		w.strayed = 0
	}
	// rows that come in order of time go on to the next table at once; where they come mixed, every
	// change of the table costs a round trip and is worth more rows
	if len(t.buf) >= streamFrom && (w.active == t || w.active == nil || w.strayed >= streamFrom) {
		return w.flush(t)
	}
	if w.buffered >= bufferShare() {
		return w.flush(w.fullest())
	}
	return nil
}

// turn makes the chunk of an instant the present one.
func (w *chunkWriter) turn(ms int64) error {
	r := w.bucket(ms)
	c := w.chunks[r]
	if c == nil {
		if err := w.check(r, ms); err != nil {
			return err
		}
		c = &chunkRows{Start: r.Start, End: r.End}
		w.chunks[r] = c
	}
	p := store.PartitionRange(r)
	t := w.tables[p]
	if t == nil {
		t = &chunkTable{partition: p}
		w.tables[p] = t
	}
	w.last, w.lastOf = c, t
	return nil
}

func (w *chunkWriter) check(r store.Range, ms int64) error {
	if len(w.chunks) >= maxBuckets {
		return faultTooManyBuckets(maxBuckets)
	}
	if w.bounds != nil && !slices.ContainsFunc(w.bounds, func(b store.Range) bool { return b.Covers(r) }) {
		return faultInsertTimeOutOfBounds(r, w.bounds)
	}
	if ms < copyrow.MinMillis || ms > copyrow.MaxMillis {
		return faultUnknown(fmt.Sprintf("__time [%d] is outside of the years 4713 BC to 294276 AD, which the database can store", ms))
	}
	return nil
}

func (w *chunkWriter) fullest() *chunkTable {
	var most *chunkTable
	for _, t := range w.tables {
		if most == nil || len(t.buf) > len(most.buf) {
			most = t
		}
	}
	return most
}

// flush sends what is buffered for a table, which becomes the one that has a COPY open.
func (w *chunkWriter) flush(t *chunkTable) error {
	if w.active != t {
		if err := w.endStream(); err != nil {
			return err
		}
		if err := w.open(t); err != nil {
			return err
		}
	}
	w.strayed = 0
	return w.send(t)
}

// send hands the buffer of the active table to its COPY. Only this table gets a big buffer in return:
// the others may be many.
func (w *chunkWriter) send(t *chunkTable) error {
	n := len(t.buf)
	spare, err := w.stream.write(t.buf)
	if err != nil {
		return err
	}
	if spare == nil {
		spare, w.spare = w.spare, nil
	}
	w.onCopied(t.bufRows)
	w.buffered -= n
	t.buf, t.bufRows = spare, 0
	return nil
}

func (w *chunkWriter) open(t *chunkTable) error {
	if t.name == "" {
		name, err := w.store.CreateChunkTable(w.ctx, w.tx, w.owner, w.dataSource, t.partition, w.columns)
		if err != nil {
			return err
		}
		t.name = name
	}
	w.active, w.stream = t, startCopy(w.ctx, w.store, w.tx, t.name, w.names)
	return nil
}

// endStream ends the open COPY after the rows that are still buffered for it.
func (w *chunkWriter) endStream() error {
	if w.stream == nil {
		return nil
	}
	t := w.active
	if len(t.buf) > 0 {
		if err := w.send(t); err != nil {
			return err
		}
	}
	w.spare, t.buf = t.buf, nil
	stream := w.stream
	w.active, w.stream = nil, nil
	return stream.end()
}

// finish sends all that is left and registers the tables; multiValue names the columns with lists.
func (w *chunkWriter) finish(multiValue []string) error {
	if err := w.endStream(); err != nil {
		return err
	}
	for _, t := range w.tables {
		if len(t.buf) > 0 {
			if err := w.flush(t); err != nil {
				return err
			}
		}
	}
	if err := w.endStream(); err != nil {
		return err
	}
	for _, t := range w.tables {
		if err := w.store.FinishStaging(w.ctx, w.tx, t.name, t.rows, multiValue); err != nil {
			return err
		}
	}
	return nil
}

// close ends the writer. If err is not nil, an open COPY is aborted, so that the connection can roll
// back.
func (w *chunkWriter) close(err error) {
	if !w.closed {
		openWriters.Add(-1)
		w.closed = true
	}
	if w.stream != nil {
		w.stream.abort(err)
		w.active, w.stream = nil, nil
	}
}

// outcome lists the chunks by time.
func (w *chunkWriter) outcome() outcome {
	var o outcome
	for _, c := range w.chunks {
		o.Chunks = append(o.Chunks, *c)
	}
	slices.SortFunc(o.Chunks, func(a, b chunkRows) int {
		if a.Start < b.Start {
			return -1
		}
		return 1
	})
	return o
}
