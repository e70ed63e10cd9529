package jobs

import (
	"context"
	"errors"
	"log/slog"
	"maps"

	"ogham/internal/store"
)

// keptFailure is the end of a task that the database could not be told of.
type keptFailure struct {
	found string
	fault *Fault
}

// keepFailure remembers a failure until the database answers again: without it the task would run
// forever, since its server lives.
func (s *Service) keepFailure(controller, found string, f *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, has := s.unrecorded[controller]; !has { // the first is the cause of the others
		s.unrecorded[controller] = keptFailure{found: found, fault: f}
	}
}

// recordKept writes the failures that could not be written before.
func (s *Service) recordKept(ctx context.Context) {
	s.mu.Lock()
	kept := maps.Clone(s.unrecorded)
	s.mu.Unlock()
	for id, k := range kept {
		err := s.recordFailure(ctx, id, k.found, k.fault)
		if err != nil && !errors.Is(err, store.ErrTaskDone) && !errors.Is(err, store.ErrNotFound) {
			continue // the next time
		}
		s.leftovers.Store(true)
		s.mu.Lock()
		delete(s.unrecorded, id)
		s.mu.Unlock()
		s.log.InfoContext(ctx, "A failure was recorded after all", slog.String("task_id", id))
	}
}

// failLost fails tasks that wait for a job which nobody runs: the process that took it is dead, or is
// this one and lost the connection before it heard of it. The queue learns of the end of a job a little
// later than we, so only a job that was found twice in a row is lost.
func (s *Service) failLost(ctx context.Context) {
	lost, err := s.store.LostJobs(ctx)
	if err != nil {
		return // told by the search for orphaned tasks
	}
	before := s.suspects
	s.suspects = map[int64]bool{}
	for _, j := range lost {
		if j.Own && s.runsHere(j.TaskID) {
			continue
		}
		if s.suspects[j.ID] = true; !before[j.ID] {
			continue
		}
		s.leftovers.Store(true)
		f := faultWorkerFailed(j.TaskID, "The server that ran the task is gone.")
		s.logFailure(ctx, j.TaskID, f)
		if err := s.recordFailure(ctx, j.TaskID, j.TaskID, f); err != nil && !errors.Is(err, store.ErrTaskDone) {
			s.log.WarnContext(ctx, "A lost task could not be ended", slog.String("task_id", j.TaskID), slog.Any("error", err))
		}
	}
}

func (s *Service) runsHere(taskID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.running[taskID]) > 0
}
