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
	claim claim
	found string
	fault *Fault
}

// keepFailure remembers a failure until the database answers again: without it the task would run
// forever, since its server lives.
func (s *Service) keepFailure(c claim, found string, f *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, has := s.unrecorded[c.task]; !has { // the first is the cause of the others
		s.unrecorded[c.task] = keptFailure{claim: c, found: found, fault: f}
	}
}

// recordKept writes the failures that could not be written before.
func (s *Service) recordKept(ctx context.Context) {
	s.mu.Lock()
	kept := maps.Clone(s.unrecorded)
	s.mu.Unlock()
	for id, k := range kept {
		err := s.recordFailure(ctx, k.claim, k.found, k.fault)
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

// suspect is a lost job, or a task without any.
type suspect struct {
	task string
	job  int64
}

// settleLost has tasks go on, or fail, that wait for a job which nobody runs: the process that took it
// is dead, or is this one and lost the connection before it heard of it. A process that lives may be
// without its lock for a moment, and the queue learns of the end of a job a little later than we, so
// only what was found twice in a row is lost; atOnce takes what is found.
func (s *Service) settleLost(ctx context.Context, atOnce bool) {
	lost, err := s.store.LostJobs(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "Lost jobs could not be looked for", slog.Any("error", err))
		}
		return
	}
	before := s.suspects
	s.suspects = map[suspect]bool{}
	byTask := map[string][]int64{}
	for _, j := range lost {
		if j.Own && s.runsHere(j.TaskID) {
			continue
		}
		who := suspect{j.TaskID, j.ID}
		if s.suspects[who] = true; before[who] || atOnce {
			byTask[j.TaskID] = append(byTask[j.TaskID], j.ID)
		}
	}
	for task, ids := range byTask {
		s.leftovers.Store(true)
		if err := s.settle(ctx, task, ids); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "A lost task could not be settled", slog.String("task_id", task), slog.Any("error", err))
		}
	}
}

func (s *Service) runsHere(taskID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.running[taskID]) > 0
}
