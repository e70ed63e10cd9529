package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"ogham/internal/store"
)

const (
	// maxWorkerRelaunches and maxJobRelaunches are Druid's limits of how often one worker, and all
	// workers of a task together, are run again (docs: maximum relaunch attempts).
	maxWorkerRelaunches = 2
	maxJobRelaunches    = 100
	// maxControllerRelaunches bounds how often a controller's phase is begun again: what ends a process
	// each time must not go on for ever.
	maxControllerRelaunches = 5
)

// serverGone is why a worker failed whose process is dead.
const serverGone = "The server that ran the task is gone."

// claim is a job's right to speak for a task: its own row, and the attempt it was made for. A row that
// has ended or has gone on to another attempt gives no right: what its job still does must not count.
type claim struct {
	task    string // the controller's, or a task without workers
	by      string // the row of the job: the same, or a worker's
	attempt int
}

// holds tells whether the claim is still good.
func (s *Service) holds(ctx context.Context, c claim) (bool, error) {
	t, err := s.store.Task(ctx, nil, c.by)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && t.Status == store.Running && t.Attempt == c.attempt, err
}

// hold locks the task of a controller until tx ends and gives ErrTaskDone if anything has become of it
// since the statement was loaded: another process has taken it over, or it has ended.
func (s *Service) hold(ctx context.Context, tx pgx.Tx, st *statement) error {
	t, err := s.store.LockTask(ctx, tx, st.task.ID)
	if err != nil {
		return err
	}
	if t.Status != store.Running || t.Attempt != st.task.Attempt || string(t.Plan) != string(st.task.Plan) {
		return store.ErrTaskDone
	}
	return nil
}

// settle has a task go on that lost jobs, or has none: what its rows say is still to be done is begun
// again, unless a job for it is there. A process that dies leaves no output behind, since a job's output
// and its record of it are one transaction. Workers are only run again with faultTolerance; else the
// task fails, as in Druid.
func (s *Service) settle(ctx context.Context, taskID string, lost []int64) error {
	var f *Fault
	err := s.store.InTx(ctx, func(tx pgx.Tx) error {
		t, err := s.store.LockTask(ctx, tx, taskID)
		if err != nil || t.Status != store.Running {
			return err
		}
		queued, err := s.store.TaskJobs(ctx, tx, taskID, lost)
		if err != nil {
			return err
		}
		err = s.resume(ctx, tx, t, queued)
		if fault, ok := errors.AsType[*Fault](err); ok {
			f = fault // the task ends in a transaction of its own
			return nil
		}
		return err
	})
	if err == nil && f != nil {
		s.leftovers.Store(true)
		s.logFailure(ctx, taskID, f)
		err = s.endTask(ctx, taskID, taskID, f)
	}
	if errors.Is(err, store.ErrTaskDone) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// resume inserts the jobs that a task lacks. The error is a *Fault when it cannot go on.
func (s *Service) resume(ctx context.Context, tx pgx.Tx, t *store.Task, queued []store.QueuedJob) error {
	if t.Type != store.TypeController {
		if len(queued) > 0 {
			return nil
		}
		return s.relaunchController(ctx, tx, t, func(attempt int) river.JobArgs { return nativeArgs{TaskID: t.ID, Attempt: attempt} })
	}
	var p plan
	if err := decodeJSON(t.Plan, &p); err != nil {
		return fmt.Errorf("read plan: %w", err)
	}
	if t.PendingWorker > 0 {
		return s.resumeWorkers(ctx, tx, t, p, queued)
	}
	if slices.ContainsFunc(queued, func(j store.QueuedJob) bool { return j.Kind == store.TypeController }) {
		return nil
	}
	return s.relaunchController(ctx, tx, t, func(attempt int) river.JobArgs {
		return controllerArgs{TaskID: t.ID, Phase: p.next(), Attempt: attempt}
	})
}

// relaunchController begins the present phase of a task's controller again; nothing of it has been
// committed.
func (s *Service) relaunchController(ctx context.Context, tx pgx.Tx, t *store.Task, args func(attempt int) river.JobArgs) error {
	if t.Attempt >= maxControllerRelaunches {
		return faultWorkerFailed(t.ID, serverGone)
	}
	attempt, err := s.store.RetryTask(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	s.log.InfoContext(ctx, "A task is taken over", slog.String("task_id", t.ID), slog.Int("attempt", attempt))
	return s.insertJobs(ctx, tx, args(attempt))
}

// handOver leaves the present phase of a controller to whoever has a slot next, when this process stops.
func (s *Service) handOver(ctx context.Context, args controllerArgs) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), failPatience)
	defer cancel()
	return s.store.InTx(ctx, func(tx pgx.Tx) error {
		t, err := s.store.LockTask(ctx, tx, args.TaskID)
		if err != nil || t.Status != store.Running || t.Attempt != args.Attempt {
			return err
		}
		return s.relaunchController(ctx, tx, t, func(attempt int) river.JobArgs {
			args.Attempt = attempt
			return args
		})
	})
}

// resumeWorkers runs the workers again that have not done the present phase and have no job.
func (s *Service) resumeWorkers(ctx context.Context, tx pgx.Tx, t *store.Task, p plan, queued []store.QueuedJob) error {
	attempts, err := s.store.LockWorkers(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	active := map[workerArgs]bool{}
	for _, j := range queued {
		var args workerArgs
		if j.Kind == store.TypeWorker && json.Unmarshal(j.Args, &args) == nil {
			active[args] = true
		}
	}
	for number := range p.phaseWorkers() {
		w, done, err := lastAttempt(attempts, number, p.Phase)
		if err != nil {
			return err
		}
		if done || w == nil || active[workerArgs{TaskID: t.ID, Phase: p.Phase, Worker: number, Attempt: w.Attempt}] {
			continue
		}
		if err := s.relaunchWorker(ctx, tx, t, attempts, w, p.Phase, faultWorkerFailed(w.ID, serverGone)); err != nil {
			return err
		}
	}
	return nil
}

// lastAttempt finds the newest attempt of a worker, and whether any has done a phase.
func lastAttempt(attempts []*store.Task, number int, phase string) (last *store.Task, done bool, err error) {
	for _, w := range attempts {
		if w.WorkerNumber == nil || *w.WorkerNumber != number {
			continue
		}
		var out outcome
		if err := decodeJSON(w.Plan, &out); err != nil {
			return nil, false, fmt.Errorf("read outcome of %s: %w", w.ID, err)
		}
		last, done = w, done || out.Phase == phase
	}
	return last, done, nil
}

// relaunchWorker ends an attempt of a worker and starts the next one. The error is the fault that the
// task has instead: without faultTolerance, or after too many attempts.
func (s *Service) relaunchWorker(ctx context.Context, tx pgx.Tx, t *store.Task, attempts []*store.Task, w *store.Task, phase string, f *Fault) error {
	if !faultTolerant(t) {
		return f
	}
	again := 0
	for _, a := range attempts {
		if a.Attempt > 0 {
			again++
		}
	}
	if w.Attempt >= maxWorkerRelaunches {
		return faultTooManyAttemptsForWorker(maxWorkerRelaunches, w.ID, *w.WorkerNumber, f.Message)
	}
	if again >= maxJobRelaunches {
		return faultTooManyAttemptsForJob(maxJobRelaunches, again, w.ID, f.Message)
	}
	msg := cutErrorMsg(f.summary())
	if err := s.store.FinishTask(ctx, tx, w.ID, store.TaskEnd{Status: store.Failed, ErrorMsg: &msg, Fault: mustJSON(f)}); err != nil {
		return err
	}
	next := workerTask(t, *w.WorkerNumber, w.Attempt+1)
	if err := s.store.InsertTask(ctx, tx, next); err != nil {
		return err
	}
	s.log.WarnContext(ctx, "A worker is run again", slog.String("task_id", t.ID), slog.String("worker_id", next.ID), slog.String("reason", f.summary()))
	return s.insertJobs(ctx, tx, workerArgs{TaskID: t.ID, Phase: phase, Worker: *w.WorkerNumber, Attempt: next.Attempt})
}

// retry runs a worker again whose own process found a fault that another attempt may not meet. It gives
// false when the fault is the task's.
func (s *Service) retry(ctx context.Context, args workerArgs, f *Fault) (bool, error) {
	if !f.retriable() {
		return false, nil
	}
	retried := false
	err := s.store.InTx(ctx, func(tx pgx.Tx) error {
		t, err := s.store.LockTask(ctx, tx, args.TaskID)
		if err != nil {
			return err
		}
		if t.Status != store.Running || !faultTolerant(t) {
			return nil
		}
		attempts, err := s.store.LockWorkers(ctx, tx, t.ID)
		if err != nil {
			return err
		}
		w, done, err := lastAttempt(attempts, args.Worker, args.Phase)
		if err != nil {
			return err
		}
		retried = true
		if done || w == nil || w.Attempt != args.Attempt {
			return nil // somebody has seen to it
		}
		return s.relaunchWorker(ctx, tx, t, attempts, w, args.Phase, f)
	})
	return retried, err
}

// faultTolerant tells whether the workers of a task are run again when they fail.
func faultTolerant(t *store.Task) bool {
	queryContext, err := decodeContext(t.Context)
	if err != nil {
		return false
	}
	r := contextReader{ctx: queryContext}
	return r.bool("faultTolerance")
}
