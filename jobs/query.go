package jobs

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"

	"github.com/jackc/pgx/v5"

	"ogham/api/result"
	"ogham/internal/druidtype"
	"ogham/internal/rowvalue"
	"ogham/internal/store"
	"ogham/jobs/copyrow"
	"ogham/translate"
)

// query runs the statement in Postgres: over extern tables that other workers filled, over
// datasources, or over nothing. Rows of an ingestion go into chunk tables, those of a SELECT into
// result pages.
func (r *workerRun) query(ctx context.Context) error {
	stage := r.st.queryStage()
	r.newMeter(stage)
	if err := r.measureTables(ctx); err != nil {
		return err
	}
	r.meter.run(ctx)
	defer r.meter.end()
	if err := r.s.store.SetStagePhase(ctx, nil, r.args.TaskID, stage, "READING_INPUT"); err != nil {
		return err
	}
	run := r.generate
	switch {
	case r.st.exports():
		run = r.export
	case !r.st.ingestion():
		run = r.results
	}
	err := run(ctx, r.st.tr)
	if store.IsOutOfRange(err) { // integers wrap around in Druid
		safe, translateErr := r.s.translateSafely(r.st)
		if translateErr != nil {
			return translateErr
		}
		r.meter.outRows.Store(0)
		r.meter.outBytes.Store(0)
		err = run(ctx, safe)
	}
	if err != nil {
		return faultAt(err, stage)
	}
	return nil
}

// firstRow ends the stages before the one that gives the result, when its first row has come.
func (r *workerRun) firstRow(ctx context.Context) error {
	if r.meter.outRows.Load() > 0 {
		return nil
	}
	for i := r.st.queryStage(); i < r.st.resultStage(); i++ {
		if err := r.s.store.SetStagePhase(ctx, nil, r.args.TaskID, i, "FINISHED"); err != nil {
			return err
		}
		if err := r.s.store.SetStagePhase(ctx, nil, r.args.TaskID, i+1, "READING_INPUT"); err != nil {
			return err
		}
	}
	return nil
}

// measureTables counts what is read first: rows and segments of a datasource, files of an extern.
func (r *workerRun) measureTables(ctx context.Context) error {
	if len(r.st.tr.Externs) > 0 {
		return r.measureExtern(ctx)
	}
	tables := r.st.tables()
	if len(tables) == 0 {
		return nil
	}
	used := true
	segments, err := r.s.store.Segments(ctx, store.SegmentFilter{DataSource: tables[0], Used: &used})
	if err != nil {
		return err
	}
	r.meter.isFile = true
	for _, g := range segments {
		r.meter.rows.Add(g.NumRows)
		r.meter.bytes.Add(g.SizeBytes)
		r.meter.files.Add(1)
		r.meter.totalFiles++
	}
	return nil
}

// measureExtern carries on the counters of reading where that was the same stage.
func (r *workerRun) measureExtern(ctx context.Context) error {
	if r.st.scanStage(0) != r.st.queryStage() {
		return nil
	}
	list, err := r.s.store.Counters(ctx, r.args.TaskID)
	if err != nil {
		return err
	}
	for _, c := range list {
		var was stageCounters
		if c.Stage != 0 || c.Worker != r.args.Worker || decodeJSON(c.Counters, &was) != nil || was.Input == nil {
			continue
		}
		r.meter.totalFiles = sum(was.Input.TotalFiles)
		r.meter.isFile = len(was.Input.Rows) > 0
		r.meter.rows.Store(sum(was.Input.Rows))
		r.meter.bytes.Store(sum(was.Input.Bytes))
		r.meter.files.Store(sum(was.Input.Files))
	}
	return nil
}

func sum(list []int64) (n int64) {
	for _, v := range list {
		n += v
	}
	return n
}

// translateSafely translates with arithmetic that wraps around.
func (s *Service) translateSafely(st *statement) (*translate.Translation, error) {
	req, err := st.request()
	if err != nil {
		return nil, err
	}
	req.SafeArithmetic = true
	return translate.Translate(req, s.store.Catalog())
}

// generate runs the SELECT of an ingestion and routes its rows into chunk tables.
func (r *workerRun) generate(ctx context.Context, tr *translate.Translation) error {
	rows, err := r.s.store.QueryStaged(ctx, tr.SQL, tr.Args)
	if err != nil {
		return err
	}
	defer rows.Close()
	return r.s.store.InTx(ctx, func(tx pgx.Tx) error {
		out, err := r.route(ctx, tx, rows, tr)
		if err != nil {
			return err
		}
		rows.Close()
		r.meter.end()
		return r.done(ctx, tx, out)
	})
}

func (r *workerRun) route(ctx context.Context, tx pgx.Tx, rows *store.Rows, tr *translate.Translation) (out outcome, err error) {
	w := newChunkWriter(ctx, r.s.store, tx, r.owner, r.st)
	w.onCopied = func(n int64) { r.meter.persisted.Add(n) }
	defer func() { w.close(err) }()
	convert := newConverter(tr.Ingest.Columns, w.columns)
	for rows.Next() {
		if err := r.firstRow(ctx); err != nil {
			return out, err
		}
		fields, err := convert.row(rows.RawValues())
		if err != nil {
			return out, err
		}
		if fields[0] == nil {
			return out, r.nullTime()
		}
		micros, err := copyrow.Int64(fields[0])
		if err != nil {
			return out, err
		}
		var size int
		err = w.write(copyrow.MillisOf(micros), func(dst []byte) ([]byte, error) {
			grown := copyrow.AppendRow(dst, fields)
			size = len(grown) - len(dst)
			return grown, nil
		})
		if err != nil {
			return out, err
		}
		if err := r.checkSize(size); err != nil {
			return out, err
		}
		r.meter.outRows.Add(1)
		r.meter.outBytes.Add(int64(size))
	}
	if err := rows.Err(); err != nil {
		return out, err
	}
	if err := w.finish(convert.multiValue()); err != nil {
		return out, err
	}
	return w.outcome(), nil
}

// converter turns fields of a query into fields that are stored.
type converter struct {
	columns []druidtype.Column
	// at says where in the query's row each stored column is, -1 for a __time that is always 1970.
	at     []int
	fields [][]byte
	buf    []byte
	list   []rowvalue.Value
	lists  []bool
}

func newConverter(from, stored []druidtype.Column) *converter {
	c := &converter{columns: from, at: make([]int, len(stored)), fields: make([][]byte, len(stored)), lists: make([]bool, len(stored))}
	shift := len(stored) - len(from)
	for i := range stored {
		c.at[i] = i - shift
	}
	return c
}

var epoch = binary.BigEndian.AppendUint64(nil, uint64(copyrow.MicrosOf(0)))

// row converts one row; the fields are valid until the next call.
func (c *converter) row(in [][]byte) ([][]byte, error) {
	c.buf = c.buf[:0]
	for i, at := range c.at {
		if at < 0 {
			c.fields[i] = epoch
			continue
		}
		f := in[at]
		if f != nil {
			var err error
			if f, err = c.field(f, c.columns[at], i); err != nil {
				return nil, err
			}
		}
		c.fields[i] = f
	}
	return c.fields, nil
}

func (c *converter) field(f []byte, col druidtype.Column, i int) ([]byte, error) {
	start := len(c.buf)
	switch t := col.Type; {
	case col.Name == store.TimeColumn:
		return f, nil
	case t.Kind == druidtype.Boolean:
		if len(f) != 1 {
			return nil, errBoolean
		}
		c.buf = append(c.buf, 0, 0, 0, 0, 0, 0, 0, f[0])
		return c.buf[start:len(c.buf):len(c.buf)], nil
	case t.IsTime():
		micros, err := copyrow.Int64(f)
		c.buf = binary.BigEndian.AppendUint64(c.buf, uint64(copyrow.MillisOf(micros))) //nolint:gosec // the bits
		return c.buf[start:len(c.buf):len(c.buf)], err
	case t.IsString() && t.MultiValue:
		return c.multiString(f, i)
	}
	return f, nil
}

var errBoolean = errors.New("malformed boolean")

// multiString stores a list of texts: none is NULL, one is the text, more keep their order.
func (c *converter) multiString(f []byte, i int) ([]byte, error) {
	var err error
	if c.list, err = copyrow.Texts(f, c.list[:0]); err != nil {
		return nil, err
	}
	switch {
	case len(c.list) == 0:
		return nil, nil
	case len(c.list) == 1 && c.list[0].Kind == rowvalue.Null:
		return nil, nil
	case len(c.list) == 1 && !bytes.HasPrefix(c.list[0].Text, []byte{1}):
		return c.list[0].Text, nil
	}
	c.lists[i] = true
	start := len(c.buf)
	c.buf = copyrow.EscapedList(c.buf, c.list)
	return c.buf[start:len(c.buf):len(c.buf)], nil
}

// multiValue names the columns that had lists.
func (c *converter) multiValue() []string {
	var names []string
	for i, had := range c.lists {
		if had {
			names = append(names, c.columns[c.at[i]].Name)
		}
	}
	return names
}

// pageBytes is where a page of results ends even if it has fewer rows than asked for.
const pageBytes = 64 << 20

// results runs a SELECT and stores its rows in pages.
func (r *workerRun) results(ctx context.Context, tr *translate.Translation) error {
	rows, err := r.s.store.QueryStaged(ctx, tr.SQL, tr.Args)
	if err != nil {
		return err
	}
	defer rows.Close()
	return r.s.store.InTx(ctx, func(tx pgx.Tx) error {
		total, err := r.savePages(ctx, tx, rows, tr)
		if err != nil {
			return err
		}
		signature := mustJSON(resultColumns(tr.Columns))
		if err := r.s.store.SaveResult(ctx, tx, r.args.TaskID, store.Result{Signature: signature, NumRows: total.NumRows, SizeBytes: total.SizeBytes}); err != nil {
			return err
		}
		rows.Close()
		r.meter.end()
		return r.done(ctx, tx, outcome{})
	})
}

// savePages writes the rows as JSON arrays, one a line; it gives the totals.
func (r *workerRun) savePages(ctx context.Context, tx pgx.Tx, rows *store.Rows, tr *translate.Translation) (total store.ResultPage, err error) {
	w := result.New(tr.Columns, result.Options{Format: result.ArrayLines, Style: result.Task, TimeZone: tr.TimeZone, NUL: tr.NUL})
	page := store.ResultPage{}
	sizes := newFrameSizes(tr.Columns)
	save := func() error {
		page.SizeBytes += frameHeader
		total.SizeBytes += page.SizeBytes
		total.NumRows += page.NumRows
		err := r.s.store.SaveResultPage(ctx, tx, r.args.TaskID, page)
		page = store.ResultPage{Page: page.Page + 1}
		return err
	}
	for rows.Next() {
		if err := r.firstRow(ctx); err != nil {
			return total, err
		}
		fields := rows.RawValues()
		page.Rows = w.Row(page.Rows, fields)
		page.NumRows++
		size := sizes.row(fields)
		page.SizeBytes += size
		r.meter.outRows.Add(1)
		r.meter.outBytes.Add(size)
		if r.st.settings.durable && page.NumRows >= r.st.settings.rowsPerPage || len(page.Rows) >= pageBytes {
			if err := save(); err != nil {
				return total, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return total, err
	}
	switch {
	case page.NumRows == 0:
	case page.Page == 0 && r.st.settings.durable:
		for _, p := range split(page, r.st.settings.maxNumTasks-1) {
			if page = p; err == nil {
				err = save()
			}
		}
	default:
		err = save()
	}
	return total, err
}

// split parts a page into as many as there could be workers: each has a page in durable storage.
func split(page store.ResultPage, workers int) []store.ResultPage {
	n := min(int64(max(1, workers)), page.NumRows)
	pages := make([]store.ResultPage, 0, n)
	rest := page.Rows
	for i := range n {
		rows := (page.NumRows + n - 1 - i) / n // the first have one more
		text := firstLines(rest, int(rows))
		rest = rest[len(text):]
		pages = append(pages, store.ResultPage{Page: int(i), NumRows: rows, SizeBytes: page.SizeBytes * rows / page.NumRows, Rows: text})
	}
	return pages
}
