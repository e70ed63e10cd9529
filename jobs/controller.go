package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"ogham/internal/store"
	"ogham/jobs/format"
	"ogham/jobs/input"
	"ogham/translate"
)

const (
	// maxColumns, maxClusteredBy, maxWorkers and maxInputFiles are Druid's limits.
	maxColumns     = 2000
	maxClusteredBy = 1500
	maxWorkers     = 1000
	maxInputFiles  = 10_000
	// autoBytes and autoFiles are what one worker takes with taskAssignment auto.
	autoBytes = 512 << 20
	autoFiles = 10_000
)

// controllerArgs is a River job: one phase of a query task's controller.
type controllerArgs struct {
	TaskID string `json:"task_id"`
	Phase  string `json:"phase"`
	// Attempt is that of the task's row: a job of another one does nothing.
	Attempt int `json:"attempt,omitempty"`
}

// Kind names the job.
func (controllerArgs) Kind() string { return store.TypeController }

// controllerWorker runs controllerArgs.
type controllerWorker struct {
	river.WorkerDefaults[controllerArgs]
	s *Service
}

// Work begins a phase and gives its slot back; the workers' end starts the next one.
func (w *controllerWorker) Work(ctx context.Context, job *river.Job[controllerArgs]) error {
	s, id := w.s, job.Args.TaskID
	ctx, leave := s.enter(ctx, id)
	defer leave()
	err := s.control(ctx, job.Args)
	if errors.Is(err, store.ErrLocked) {
		return river.JobSnooze(lockPause)
	}
	if err == nil || errors.Is(err, store.ErrTaskDone) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if errors.Is(context.Cause(ctx), errStopping) && s.handOver(ctx, job.Args) == nil {
		return nil
	}
	return s.fail(ctx, claim{task: id, by: id, attempt: job.Args.Attempt}, err)
}

// control runs a phase of a controller, once in each attempt.
func (s *Service) control(ctx context.Context, args controllerArgs) error {
	st, err := s.load(ctx, args.TaskID)
	if err != nil {
		return err
	}
	if st.task.Attempt != args.Attempt || st.plan.next() != args.Phase || st.task.PendingWorker > 0 {
		return nil // another job has seen to it
	}
	if got, err := s.acquire(ctx, st); err != nil || !got {
		return orElse(err, store.ErrLocked)
	}
	if err := s.store.StartTask(ctx, nil, args.TaskID, args.Attempt); err != nil {
		return err
	}
	switch args.Phase {
	case phasePlan:
		return s.plan(ctx, st)
	case phaseQuery:
		return s.beginQuery(ctx, st)
	default:
		return s.publish(ctx, st)
	}
}

// plan decides stages, slices and workers, and starts the workers.
func (s *Service) plan(ctx context.Context, st *statement) error {
	if err := st.check(); err != nil {
		return err
	}
	if st.exports() {
		if err := s.checkExport(ctx, st.tr.ExportTo); err != nil {
			return err
		}
	}
	p, err := s.slices(ctx, st)
	if err != nil {
		return err
	}
	p.Lock = st.plan.Lock
	p.Export = st.tr.ExportTo
	st.plan = p
	stages, err := st.stages()
	if err != nil {
		return err
	}
	st.plan.Stages = len(stages)
	s.logPlan(ctx, st)
	return s.store.InTx(ctx, func(tx pgx.Tx) error {
		if err := s.hold(ctx, tx, st); err != nil {
			return err
		}
		if err := s.store.SaveStages(ctx, tx, stages); err != nil {
			return err
		}
		return s.beginPhase(ctx, tx, st, st.plan.Phase, st.plan.Workers)
	})
}

// check refuses what Druid's controller refuses before it starts workers.
func (st *statement) check() error {
	if st.settings.maxParseF != nil {
		return st.settings.maxParseF
	}
	if !st.ingestion() {
		return nil
	}
	if n := len(st.tr.Ingest.Columns) + 1; n > maxColumns { // Druid counts __boost too
		return faultTooManyColumns(n, maxColumns)
	}
	if n := len(st.tr.Ingest.ClusteredBy); n > maxClusteredBy {
		return faultTooManyClusteredBy(n, maxClusteredBy, st.queryStage())
	}
	return nil
}

// slices lists all inputs and shares them out. A statement without external input has one worker
// that runs it.
func (s *Service) slices(ctx context.Context, st *statement) (plan, error) {
	p := plan{Phase: phaseQuery, Workers: 1}
	if len(st.tr.Externs) == 0 {
		return p, nil
	}
	p.Phase = phaseRead
	p.Direct = st.ingestion() && st.tr.Ingest.Direct != nil && len(st.tr.Externs) == 1 && len(st.tr.Ingest.ClusteredBy) == 0
	var all []assignment
	for i, e := range st.tr.Externs {
		if _, err := format.Parse(e.InputFormat); err != nil {
			return p, faultUnknown(err.Error()).controller()
		}
		source, err := input.Parse(e.InputSource, s.cfg.Input)
		if err != nil {
			return p, faultUnknown(err.Error()).controller()
		}
		list, err := source.Slices(ctx)
		if err != nil {
			return p, faultListing(err)
		}
		for _, slice := range list {
			all = append(all, assignment{Extern: i, Slice: slice})
		}
	}
	workers, err := st.workers(all)
	if err != nil {
		return p, err
	}
	p.Workers, p.Slices = workers, share(all, workers)
	return p, nil
}

// faultListing is the fault of a source that could not be listed: what it could not read, or what it
// says.
func faultListing(err error) error {
	if errors.Is(err, errShutdown) || errors.Is(err, errStopping) || errors.Is(err, context.Canceled) {
		return err
	}
	if _, ok := errors.AsType[*input.Error](err); ok {
		return faultOf(err).controller()
	}
	return faultUnknown(err.Error()).controller().because(err)
}

// workers decides how many workers read the slices (context: maxNumTasks, taskAssignment).
func (st *statement) workers(all []assignment) (int, error) {
	most := st.settings.maxNumTasks - 1
	if most > maxWorkers {
		return 0, faultTooManyWorkers(most, maxWorkers)
	}
	if len(all) > most*maxInputFiles {
		return 0, faultTooManyInputFiles(len(all), maxInputFiles, (len(all)+maxInputFiles-1)/maxInputFiles)
	}
	n := min(most, len(all))
	if st.settings.autoAssign {
		var bytes int64
		for _, a := range all {
			bytes += max(0, a.Slice.Size)
		}
		n = min(n, max(int((bytes+autoBytes-1)/autoBytes), (len(all)+autoFiles-1)/autoFiles))
	}
	return max(1, n), nil
}

// share gives each slice, the biggest first, to the worker with least to do. Every worker's slices are
// in order of their extern.
func share(all []assignment, workers int) [][]assignment {
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b assignment) int { return int(b.Slice.Size - a.Slice.Size) })
	lists := make([][]assignment, workers)
	load := make([]int64, workers)
	for _, a := range order {
		least := 0
		for w := range load {
			if load[w] < load[least] || load[w] == load[least] && len(lists[w]) < len(lists[least]) {
				least = w
			}
		}
		lists[least] = append(lists[least], a)
		load[least] += max(1, a.Slice.Size)
	}
	for _, list := range lists {
		slices.SortStableFunc(list, func(a, b assignment) int { return a.Extern - b.Extern })
	}
	return lists
}

// beginPhase inserts the workers of a phase, and their task rows if they are new.
func (s *Service) beginPhase(ctx context.Context, tx pgx.Tx, st *statement, phase string, workers int) error {
	st.plan.Phase = phase
	s.taskLog(st.task.ID, nil).InfoContext(ctx, "Workers are started", slog.String("phase", phase), slog.Int("workers", workers))
	body, err := json.Marshal(st.plan)
	if err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	if err := s.store.PlanTask(ctx, tx, st.task.ID, body, workers); err != nil {
		return err
	}
	attempts, err := s.attempts(ctx, tx, st.task.ID, workers)
	if err != nil {
		return err
	}
	jobs := make([]river.JobArgs, workers)
	for w := range workers {
		jobs[w] = workerArgs{TaskID: st.task.ID, Phase: phase, Worker: w, Attempt: attempts[w]}
		if phase != phaseRead && len(st.plan.Slices) > w {
			continue // the worker has read before
		}
		if err := s.store.InsertTask(ctx, tx, workerTask(st.task, w, 0)); err != nil {
			return err
		}
	}
	if phase == phaseRead {
		for i := range st.tr.Externs {
			if err := s.store.SetStagePhase(ctx, tx, st.task.ID, st.scanStage(i), "READING_INPUT"); err != nil {
				return err
			}
		}
	}
	return s.insertJobs(ctx, tx, jobs...)
}

// attempts gives the present attempt of each worker, 0 for those that have not run yet.
func (s *Service) attempts(ctx context.Context, tx pgx.Tx, taskID string, workers int) ([]int, error) {
	all, err := s.store.LockWorkers(ctx, tx, taskID)
	if err != nil {
		return nil, err
	}
	list := make([]int, workers)
	for _, w := range all { // in order of their attempts
		if w.WorkerNumber != nil && *w.WorkerNumber < workers {
			list[*w.WorkerNumber] = w.Attempt
		}
	}
	return list, nil
}

// workerTask is the row of a worker of a controller.
func workerTask(controller *store.Task, number, attempt int) *store.Task {
	return &store.Task{
		ID: workerID(controller.ID, number, attempt), GroupID: controller.ID, Type: store.TypeWorker, DataSource: controller.DataSource,
		Context: controller.Context, Owner: controller.Owner, WorkerNumber: &number, Attempt: attempt,
	}
}

// beginQuery has a worker run the statement over the extern tables.
func (s *Service) beginQuery(ctx context.Context, st *statement) error {
	return s.store.InTx(ctx, func(tx pgx.Tx) error {
		if err := s.hold(ctx, tx, st); err != nil {
			return err
		}
		united, err := s.store.UniteExterns(ctx, tx, st.task.ID)
		if err != nil {
			return err
		}
		st.plan.Staged = map[int]staged{}
		for i, e := range united {
			lists := map[string]bool{}
			for n, c := range st.tr.Externs[i].Signature {
				if e.MultiValue[stagedName(n)] {
					lists[c.Name] = true
				}
			}
			st.plan.Staged[i] = staged{Schema: e.Schema, Table: e.Table, MultiValue: lists}
		}
		if st.queryStage() > 0 {
			for i := range st.tr.Externs {
				if err := s.store.SetStagePhase(ctx, tx, st.task.ID, i, "FINISHED"); err != nil {
					return err
				}
			}
		}
		return s.beginPhase(ctx, tx, st, phaseQuery, 1)
	})
}

// staging gives the extern tables in the form that translations want.
func (st *statement) staging() map[int]translate.StagedExtern {
	if len(st.plan.Staged) == 0 {
		return nil
	}
	list := make(map[int]translate.StagedExtern, len(st.plan.Staged))
	for i, e := range st.plan.Staged {
		list[i] = translate.StagedExtern{Schema: e.Schema, Table: e.Table, MultiValue: e.MultiValue}
	}
	return list
}

// publish makes the result visible and ends the task.
func (s *Service) publish(ctx context.Context, st *statement) error {
	out, err := s.outcomes(ctx, st)
	if err != nil {
		return err
	}
	if err := s.finishStages(ctx, st, out); err != nil {
		return err
	}
	if st.exports() {
		if err := s.finishExport(ctx, st, out); err != nil {
			return err
		}
	}
	if !st.ingestion() {
		return s.succeed(ctx, st, out)
	}
	rows := int64(0)
	for _, c := range out.Chunks {
		rows += c.Rows
	}
	if rows == 0 && st.settings.failOnEmpty {
		return faultInsertCannotBeEmpty(st.tr.Ingest.DataSource)
	}
	p := s.publication(st, out)
	p.InTx = func(ctx context.Context, tx pgx.Tx, done *store.Published) error {
		s.logPublished(ctx, st, done)
		return s.finishReport(ctx, tx, st, out, done)
	}
	begun := time.Now()
	done, err := s.store.Publish(ctx, p)
	if errors.Is(err, store.ErrLocked) {
		return errors.Join(err, s.store.WaitTask(ctx, nil, st.task.ID))
	}
	if err != nil {
		return err
	}
	s.log.InfoContext(ctx, "Segments were published", slog.String("task_id", st.task.ID), slog.String("datasource", p.DataSource),
		slog.Int("segments", len(done.Segments)), slog.Int64("rows", done.NumRows), slog.Int64("duration_ms", time.Since(begun).Milliseconds()))
	return nil
}

// succeed ends a task that stores nothing in a datasource.
func (s *Service) succeed(ctx context.Context, st *statement, out outcome) error {
	err := s.store.InTx(ctx, func(tx pgx.Tx) error {
		if err := s.hold(ctx, tx, st); err != nil {
			return err
		}
		if err := s.finishReport(ctx, tx, st, out, nil); err != nil {
			return err
		}
		return s.store.FinishTask(ctx, tx, st.task.ID, store.TaskEnd{Status: store.Success, Warnings: warningsJSON(out)})
	})
	if errors.Is(err, store.ErrTaskDone) && st.exports() { // cancelled while the manifest was written
		s.removeExported(ctx, st.task.ID)
	}
	return err
}

// outcomes adds up what the workers did.
func (s *Service) outcomes(ctx context.Context, st *statement) (outcome, error) {
	var all outcome
	workers, err := s.store.Tasks(ctx, store.TaskFilter{GroupID: st.task.ID, Type: store.TypeWorker})
	if err != nil {
		return all, err
	}
	byChunk := map[store.Range]int{}
	slices.Reverse(workers) // lists are newest first
	for _, w := range workers {
		var out outcome
		if err := decodeJSON(w.Plan, &out); err != nil {
			return all, fmt.Errorf("read outcome of %s: %w", w.ID, err)
		}
		all.Warnings = append(all.Warnings, out.Warnings...)
		all.Files = append(all.Files, out.Files...)
		for _, c := range out.Chunks {
			r := store.Range{Start: c.Start, End: c.End}
			at, ok := byChunk[r]
			if !ok {
				at = len(all.Chunks)
				byChunk[r] = at
				all.Chunks = append(all.Chunks, chunkRows{Start: c.Start, End: c.End})
			}
			all.Chunks[at].Rows += c.Rows
			all.Chunks[at].Bytes += c.Bytes
		}
	}
	if len(all.Chunks) > maxBuckets {
		return all, faultTooManyBuckets(maxBuckets)
	}
	slices.SortFunc(all.Chunks, func(a, b chunkRows) int {
		if a.Start < b.Start {
			return -1
		}
		return 1
	})
	return all, nil
}

func (s *Service) publication(st *statement, out outcome) store.Publication {
	in := st.tr.Ingest
	name, ok := in.PartitionedBy.Name()
	if !ok {
		name = in.PartitionedBy.String()
	}
	p := store.Publication{
		TaskID: st.task.ID, DataSource: in.DataSource, Replace: in.Replace, Overwrite: st.overwrite(), Granularity: name, Bucket: st.chunk,
		Columns: storedColumns(st), RowsPerSegment: st.settings.rowsPerSegment, RangeDimensions: st.rangeDimensions(),
		End: store.TaskEnd{Status: store.Success, Warnings: warningsJSON(out)},
	}
	for _, c := range out.Chunks {
		p.Chunks = append(p.Chunks, store.Chunk{Range: store.Range{Start: c.Start, End: c.End}, Rows: c.Rows})
	}
	return p
}

// rangeDimensions are the CLUSTERED BY columns of a REPLACE up to the first that is no text: segments
// of such data are range-partitioned in Druid.
func (st *statement) rangeDimensions() []string {
	if !st.tr.Ingest.Replace {
		return nil
	}
	for _, name := range st.tr.Ingest.ClusteredBy {
		for _, c := range st.tr.Ingest.Columns {
			if c.Name == name && (!c.Type.IsString() || c.Type.MultiValue) {
				return nil
			}
		}
	}
	return st.tr.Ingest.ClusteredBy
}
