package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"ogham/internal/rowvalue"
	"ogham/internal/store"
	"ogham/jobs/copyrow"
	"ogham/jobs/format"
	"ogham/jobs/input"
)

// workerArgs is a River job: one worker's part of a phase of a query task.
type workerArgs struct {
	TaskID string `json:"task_id"`
	Phase  string `json:"phase"`
	Worker int    `json:"worker"`
	// Attempt counts from 0; each has a task row of its own.
	Attempt int `json:"attempt,omitempty"`
}

// Kind names the job.
func (workerArgs) Kind() string { return store.TypeWorker }

// queryWorker runs workerArgs.
type queryWorker struct {
	river.WorkerDefaults[workerArgs]
	s *Service
}

// Work runs one worker's part. It never gives an error for River to retry: a failure is the task's.
func (w *queryWorker) Work(ctx context.Context, job *river.Job[workerArgs]) error {
	s, args := w.s, job.Args
	ctx, leave := s.enter(ctx, args.TaskID)
	defer leave()
	err := s.work(ctx, args)
	if err == nil || errors.Is(err, store.ErrTaskDone) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return s.failWorker(ctx, args, err)
}

// work runs one worker's part in an attempt that has not ended.
func (s *Service) work(ctx context.Context, args workerArgs) error {
	st, err := s.load(ctx, args.TaskID)
	if err != nil {
		return err
	}
	id := workerID(args.TaskID, args.Worker, args.Attempt)
	if err := s.store.StartTask(ctx, nil, id, args.Attempt); err != nil {
		return err
	}
	own, err := s.store.Task(ctx, nil, id)
	if err != nil {
		return err
	}
	r := &workerRun{s: s, st: st, args: args, id: id, owner: store.Owner{TaskID: args.TaskID, Worker: args.Worker, Attempt: args.Attempt}, log: s.taskLog(id, &args.Worker)}
	if err := decodeJSON(own.Plan, &r.before); err != nil {
		return fmt.Errorf("read outcome of %s: %w", id, err)
	}
	if r.before.Phase == args.Phase || st.plan.Phase != args.Phase {
		return nil // done by this attempt already
	}
	if err := r.run(ctx); err != nil && faultTolerant(st.task) {
		return toleratedError{err}
	} else if err != nil {
		return err
	}
	return nil
}

// toleratedError is an error of a worker that is run again with faultTolerance.
type toleratedError struct{ error }

// Unwrap gives the error itself.
func (e toleratedError) Unwrap() error { return e.error }

// failWorker has a worker run again if the task tolerates the fault of an error, else the task fails.
func (s *Service) failWorker(ctx context.Context, args workerArgs, err error) error {
	id := workerID(args.TaskID, args.Worker, args.Attempt)
	if errors.Is(err, errShutdown) || errors.Is(context.Cause(ctx), errShutdown) {
		return nil // who shut it down has ended it
	}
	if ctx.Err() != nil {
		err = faultWorkerFailed(id, errStopping.Error()).because(err)
	}
	patient, cancel := context.WithTimeout(context.WithoutCancel(ctx), failPatience)
	defer cancel()
	retried, retryErr := s.retry(patient, args, faultOf(err))
	if f, ok := errors.AsType[*Fault](retryErr); ok {
		err, retryErr = f, nil // too many attempts
	} else if retried {
		return retryErr
	}
	if retryErr != nil {
		s.log.WarnContext(ctx, "A worker could not be run again", slog.String("worker_id", id), slog.Any("error", retryErr))
		if _, ok := errors.AsType[toleratedError](err); ok {
			return retryErr // the database is away; its job will be found to be lost
		}
	}
	return s.fail(ctx, claim{task: args.TaskID, by: id, attempt: args.Attempt}, err)
}

// workerRun is one worker's part of a phase under way.
type workerRun struct {
	s     *Service
	st    *statement
	args  workerArgs
	id    string
	owner store.Owner
	meter *meter
	log   *slog.Logger
	// staged are the final counters of external inputs that were read into staging tables.
	staged []store.Counter
	// before is what the worker did in phases before this one.
	before outcome
	// warned counts the unreadable records.
	warned int64
	// warnings are the unreadable records so far.
	warnings []errorReport
}

func (r *workerRun) run(ctx context.Context) error {
	r.log.InfoContext(ctx, "The phase begins", slog.String("phase", r.args.Phase), slog.String("server", r.s.host()))
	if r.args.Phase == phaseRead {
		return r.read(ctx)
	}
	return r.query(ctx)
}

// read reads the worker's slices into tables, all in one transaction.
func (r *workerRun) read(ctx context.Context) error {
	slices := r.st.plan.Slices[r.args.Worker]
	r.measure(ctx, firstInput(slices))
	defer func() { r.meter.end() }() // of the last input
	return r.s.store.InTx(ctx, func(tx pgx.Tx) error {
		var out outcome
		var err error
		if r.st.plan.Direct {
			out, err = r.readDirect(ctx, tx, slices)
		} else {
			err = r.readStaged(ctx, tx, slices)
		}
		if err != nil {
			return err
		}
		r.meter.end()
		return r.done(ctx, tx, out)
	})
}

// firstInput gives the slices of the first external input among some.
func firstInput(slices []assignment) []assignment {
	n := 0
	for n < len(slices) && slices[n].Extern == slices[0].Extern {
		n++
	}
	return slices[:n]
}

// measure begins to count what is read of an external input.
func (r *workerRun) measure(ctx context.Context, slices []assignment) {
	r.newMeter(r.st.scanStage(0))
	for _, a := range slices {
		r.meter.totalFiles++
		r.meter.isFile = r.meter.isFile || a.Slice.File
		r.meter.readStage = r.st.scanStage(a.Extern)
	}
	r.meter.run(ctx)
}

func (r *workerRun) newMeter(stage int) {
	r.meter = &meter{store: r.s.store, log: r.s.log, taskLog: r.log, task: r.args.TaskID, worker: r.args.Worker, readStage: stage, segStage: -1}
	if r.st.ingestion() {
		r.meter.segStage = r.st.segmentStage()
	}
}

// readDirect evaluates the statement row by row into chunk tables.
func (r *workerRun) readDirect(ctx context.Context, tx pgx.Tx, slices []assignment) (out outcome, err error) {
	p := newProjection(r.st.tr)
	w := newChunkWriter(ctx, r.s.store, tx, r.owner, r.st)
	w.onCopied = func(rows int64) { r.meter.persisted.Add(rows) }
	defer func() { w.close(err) }()
	enc := copyrow.NewEncoder(w.columns)
	full := make([]rowvalue.Value, len(w.columns))
	sink := func(in []rowvalue.Value) error {
		row, err := p.row(in)
		if err != nil {
			return err
		}
		if p.timed < 0 { // stored at 1970
			full[0].SetLong(0)
			copy(full[1:], row)
			row = full
		}
		return r.store(w, enc, row)
	}
	wanted := p.wanted(len(r.st.tr.Externs[0].Signature))
	for _, a := range slices {
		if err := r.readSlice(ctx, a, wanted, sink); err != nil {
			return out, err
		}
	}
	if err := w.finish(enc.MultiValue()); err != nil {
		return out, err
	}
	return w.outcome(), nil
}

// store writes one row into its chunk.
func (r *workerRun) store(w *chunkWriter, enc *copyrow.Encoder, row []rowvalue.Value) error {
	if row[0].Kind != rowvalue.Long {
		return r.nullTime()
	}
	var size int
	err := w.write(row[0].Long, func(dst []byte) ([]byte, error) {
		before := len(dst)
		dst, err := enc.Append(dst, row)
		size = len(dst) - before
		return dst, err
	})
	if err == nil {
		err = r.checkSize(size)
	}
	r.meter.outRows.Add(1)
	r.meter.outBytes.Add(int64(size))
	return err
}

// nullTime is the fault of a row without __time: with time chunks it is the controller that cannot
// partition, else the segment generator that cannot store.
func (r *workerRun) nullTime() error {
	f := faultInsertTimeNull()
	if r.st.tr.Ingest.PartitionedBy.IsAll() {
		return f.at(r.st.segmentStage())
	}
	return f.controller()
}

func (r *workerRun) checkSize(size int) error {
	if limit := r.st.settings.maxFrameSize; limit > 0 && int64(size) > limit {
		return faultRowTooLarge(limit)
	}
	return nil
}

// readSlice reads all records of a slice. Those that are unreadable are warnings, or the end.
func (r *workerRun) readSlice(ctx context.Context, a assignment, wanted []bool, sink func([]rowvalue.Value) error) error {
	extern := r.st.tr.Externs[a.Extern]
	stage := r.st.scanStage(a.Extern)
	f, err := format.Parse(input.FormatOf(a.Slice, extern.InputFormat))
	if err != nil {
		return faultUnknown(err.Error()).at(stage)
	}
	stream, err := input.Open(ctx, a.Slice, r.s.cfg.Input)
	if err != nil {
		return faultAt(err, stage)
	}
	defer func() { _ = stream.Close() }() // only read from
	reader := f.NewReader(stream, format.Options{
		Columns: extern.Signature, Wanted: wanted, RemoveNulls: r.st.settings.removeNulls, Path: path(a.Slice),
		Resource: func(uri string) (io.ReadCloser, error) { return r.s.openResource(ctx, uri) },
	})
	if c, ok := reader.(io.Closer); ok {
		defer func() { _ = c.Close() }() // only read from
	}
	r.log.InfoContext(ctx, "An input is read", slog.String("input", shownPath(a.Slice)), slog.Int("stage", stage))
	system := systemColumns(a.Slice, extern.Signature)
	before := int64(0)
	for n := 1; ; n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		row, err := reader.Next()
		var bad *format.ParseError
		switch {
		case errors.Is(err, io.EOF):
			r.meter.bytes.Add(reader.Bytes() - before)
			r.meter.files.Add(1)
			return nil
		case errors.As(err, &bad):
			if err := r.warn(bad, stage); err != nil {
				return err
			}
			continue
		case err != nil:
			return faultAt(err, stage)
		}
		system.fill(row)
		if err := sink(row); err != nil {
			return faultAt(err, stage)
		}
		r.meter.rows.Add(1)
		if now := reader.Bytes(); now != before {
			r.meter.bytes.Add(now - before)
			before = now
		}
	}
}

// openResource opens what an input format names by URI, under the rules of input sources.
func (s *Service) openResource(ctx context.Context, uri string) (io.ReadCloser, error) {
	spec := map[string]any{"type": "http", "uris": []string{uri}}
	if !strings.HasPrefix(uri, "http://") && !strings.HasPrefix(uri, "https://") {
		spec = map[string]any{"type": "local", "files": []string{"/" + strings.TrimLeft(strings.TrimPrefix(uri, "file:"), "/")}}
	}
	raw, err := json.Marshal(spec)
	if err != nil {
		return nil, err
	}
	source, err := input.Parse(raw, s.cfg.Input)
	if err != nil {
		return nil, err
	}
	slices, err := source.Slices(ctx)
	if err != nil {
		return nil, err
	}
	if len(slices) != 1 {
		return nil, fs.ErrNotExist
	}
	return input.Open(ctx, slices[0], s.cfg.Input)
}

// faultAt gives an error that is not known to belong elsewhere a stage.
func faultAt(err error, stage int) error {
	if errors.Is(err, errShutdown) || errors.Is(err, errStopping) || errors.Is(err, context.Canceled) {
		return err
	}
	f := faultOf(err)
	if !f.onController && f.stage == 0 {
		f.stage = stage
	}
	return f
}

// path is how messages name a slice: its URI, without a password.
func path(s input.Slice) string {
	if s.Source == "local" {
		return "file:" + s.Name
	}
	return s.Shown()
}

// warn counts an unreadable record and keeps its message; over the limit it is a fault.
func (r *workerRun) warn(bad *format.ParseError, stage int) error {
	limit := r.st.settings.maxParse
	if limit == 0 || bad.Final {
		return faultCannotParse(bad.Message).at(stage)
	}
	r.meter.warned.Add(1)
	r.warned++
	if limit > 0 && r.warned > limit {
		f := faultTooManyWarnings(limit, "CannotParseExternalData")
		f.warnings = r.warnings
		return f
	}
	if r.warned <= maxWarnings {
		r.log.Warn("A record cannot be read", slog.String("message", bad.Message), slog.Int("stage", stage))
		r.warnings = append(r.warnings, r.s.errorReport(r.id, faultCannotParse(bad.Message).at(stage)))
	}
	return nil
}

// maxWarnings is how many warnings a report shows.
const maxWarnings = 100

// done records what the worker did, with its output, and starts the next phase if it was the last.
func (r *workerRun) done(ctx context.Context, tx pgx.Tx, out outcome) error {
	st := r.st
	rows, bytes := partitions(out.Chunks, st.settings.rowsPerSegment)
	counters := r.staged
	switch {
	case r.args.Phase == phaseQuery:
		counters = r.meter.evaluated(st, rows, bytes)
	case st.plan.Direct:
		counters = []store.Counter{r.meter.final(rows, bytes)}
	}
	if len(out.Chunks) > 0 {
		counters = append(counters, r.meter.segments(rows, bytes))
	}
	out.Phase, out.Warnings = r.args.Phase, slices.Concat(r.before.Warnings, r.warnings)
	body, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("write outcome: %w", err)
	}
	left, err := r.s.store.WorkerDone(ctx, tx, r.args.TaskID)
	if err != nil {
		return err
	}
	// The fence: the row of an attempt that was given up has ended, and nothing of it is committed.
	if err := r.s.store.PlanTask(ctx, tx, r.id, body, 0); err != nil {
		return err
	}
	r.logDone(ctx)
	if err := r.s.store.SaveCounters(ctx, tx, counters); err != nil || left > 0 {
		return err
	}
	now, err := r.s.store.LockTask(ctx, tx, r.args.TaskID)
	if err != nil {
		return err
	}
	return r.s.insertJobs(ctx, tx, controllerArgs{TaskID: r.args.TaskID, Phase: st.plan.next(), Attempt: now.Attempt})
}

func (s *Service) host() string {
	info := s.store.Server()
	return fmt.Sprintf("%s:%d", info.Host, info.Port)
}

// mustJSON marshals what cannot fail: plain structs of ours.
func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return b
}
