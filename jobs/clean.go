package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
)

const (
	// cleanEvery is the longest pause between two looks for old tasks, shortestClean the shortest.
	cleanEvery    = 10 * time.Minute
	shortestClean = time.Second
	// cleanBatch is how many tasks are forgotten in one transaction: their results may be large.
	cleanBatch = 200
)

// cleanArgs is a River job: forget the tasks that ended longer ago than they are kept. Whichever process
// leads the queue inserts it, so there is one in a cluster.
type cleanArgs struct{}

// Kind names the job.
func (cleanArgs) Kind() string { return "task_cleaner" }

// cleaning says when the job is inserted: at the start and then often enough that nothing is kept much
// longer than it should.
func cleaning(retention time.Duration) *river.PeriodicJob {
	every := max(shortestClean, min(cleanEvery, retention/10))
	return river.NewPeriodicJob(river.PeriodicInterval(every), func() (river.JobArgs, *river.InsertOpts) {
		return cleanArgs{}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByPeriod: every}} // a new leader starts anew
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

// cleanWorker runs cleanArgs.
type cleanWorker struct {
	river.WorkerDefaults[cleanArgs]
	s *Service
}

// Work forgets old tasks, some at a time. What fails is left to the next job.
func (w *cleanWorker) Work(ctx context.Context, _ *river.Job[cleanArgs]) error {
	s, total := w.s, 0
	if s.cfg.Retention <= 0 {
		return nil // inserted by a process that keeps tasks for a time
	}
	before := time.Now().Add(-s.cfg.Retention)
	for n := cleanBatch; n == cleanBatch && ctx.Err() == nil; {
		var err error
		if n, err = s.store.DeleteTasks(ctx, before, cleanBatch); err != nil {
			s.log.WarnContext(ctx, "Old tasks could not be removed", slog.Any("error", err))
			break
		}
		total += n
	}
	if total > 0 {
		s.log.InfoContext(ctx, "Old tasks were removed", slog.Int("tasks", total), slog.Duration("retention", s.cfg.Retention))
	}
	return nil
}
