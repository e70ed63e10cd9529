package jobs

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"ogham/internal/store"
)

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
		s.settleLost(ctx, false)
		if s.leftovers.Swap(false) || time.Since(swept) > sweepEvery {
			s.sweep(ctx)
			swept = time.Now()
		}
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
	s.settleLost(ctx, true)
	s.sweep(ctx)
}

func (s *Service) sweep(ctx context.Context) {
	if n, err := s.store.SweepStaging(ctx); err != nil && ctx.Err() == nil {
		s.leftovers.Store(true)
		s.log.WarnContext(ctx, "Orphaned tables could not be removed", slog.Any("error", err))
	} else if n > 0 {
		s.log.InfoContext(ctx, "Orphaned tables were removed", slog.Int("tables", n))
	}
	if err := s.store.DiscardDeadJobs(ctx); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "Jobs of dead servers could not be discarded", slog.Any("error", err))
	}
	if err := s.store.ForgetServers(ctx); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "Dead servers could not be forgotten", slog.Any("error", err))
	}
}
