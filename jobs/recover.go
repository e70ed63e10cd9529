package jobs

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ogham/internal/store"
)

// reviveAfter is how long a task may wait for its first job before the job is inserted once more: a
// process may have died between taking the job and saying so.
const reviveAfter = 10 * time.Second

// sweepEvery is how often tables that nobody owns are looked for.
const sweepEvery = time.Minute

// recoverLoop settles what dead processes left, again and again.
func (s *Service) recoverLoop(ctx context.Context) {
	ticker := time.NewTicker(s.cfg.RecoverEvery)
	defer ticker.Stop()
	swept := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		s.recordKept(ctx)
		s.failOrphans(ctx)
		s.failLost(ctx)
		if s.leftovers.Swap(false) || time.Since(swept) > sweepEvery {
			s.sweep(ctx)
			swept = time.Now()
		}
		s.revive(ctx)
		s.cancelEnded(ctx)
	}
}

// cancelEnded cancels jobs here of tasks that have ended: the message that told so may have been lost
// with the listening connection.
func (s *Service) cancelEnded(ctx context.Context) {
	s.mu.Lock()
	ids := slices.Collect(maps.Keys(s.running))
	s.mu.Unlock()
	if len(ids) == 0 {
		return
	}
	tasks, err := s.store.Tasks(ctx, store.TaskFilter{IDs: ids})
	if err != nil {
		return // tried again soon
	}
	for _, t := range tasks {
		if t.Status != store.Running {
			s.cancelLocal(t.ID, errShutdown)
		}
	}
}

// recoverTasks settles what dead processes left, once.
func (s *Service) recoverTasks(ctx context.Context) {
	s.failOrphans(ctx)
	s.sweep(ctx)
}

// failOrphans fails the tasks whose process is dead: an ingestion that got so far cannot be told from
// one that writes no more.
func (s *Service) failOrphans(ctx context.Context) {
	orphans, err := s.store.OrphanedTasks(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "Orphaned tasks could not be looked for", slog.Any("error", err))
		}
		return
	}
	if len(orphans) > 0 {
		s.leftovers.Store(true)
	}
	for _, t := range orphans {
		f := faultWorkerFailed(t.ID, "The server that ran the task is gone.")
		controller := t
		if t.Type == store.TypeWorker {
			if controller, err = s.store.Task(ctx, nil, t.GroupID); err != nil {
				continue
			}
		}
		if controller.Status != store.Running {
			continue
		}
		s.logFailure(ctx, controller.ID, f)
		if err := s.endFailed(ctx, controller, controller.ID, f, store.TaskEnd{}); err != nil && !errors.Is(err, store.ErrTaskDone) {
			s.log.WarnContext(ctx, "An orphaned task could not be ended", slog.String("task_id", controller.ID), slog.Any("error", err))
		}
	}
}

func (s *Service) sweep(ctx context.Context) {
	if n, err := s.store.SweepStaging(ctx); err != nil && ctx.Err() == nil {
		s.leftovers.Store(true)
		s.log.WarnContext(ctx, "Orphaned tables could not be removed", slog.Any("error", err))
	} else if n > 0 {
		s.log.InfoContext(ctx, "Orphaned tables were removed", slog.Int("tables", n))
	}
	if err := s.store.ForgetServers(ctx); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "Dead servers could not be forgotten", slog.Any("error", err))
	}
}

// revive inserts the first job of tasks that nobody has begun for long. A task is begun once, so a
// second job for it does nothing.
func (s *Service) revive(ctx context.Context) {
	before := time.Now().Add(-reviveAfter)
	waiting, err := s.store.Tasks(ctx, store.TaskFilter{Status: store.Running, RunnerStatus: store.RunnerPending, CreatedTo: &before})
	if err != nil {
		return // told by the next query that fails for a user
	}
	for _, t := range waiting {
		if t.Type == store.TypeWorker || s.revived[t.ID] {
			continue
		}
		s.revived[t.ID] = true
		err := s.store.InTx(ctx, func(tx pgx.Tx) error {
			if t.Type == store.TypeController {
				return s.insertJobs(ctx, tx, controllerArgs{TaskID: t.ID, Phase: phasePlan})
			}
			return s.insertJobs(ctx, tx, nativeArgs{TaskID: t.ID})
		})
		if err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "A task could not be begun again", slog.String("task_id", t.ID), slog.Any("error", err))
		}
	}
}
