package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"ogham/internal/druiderr"
	"ogham/internal/store"
)

// shutdownMsg is errorMsg of a task that a user shut down, workerShutdownMsg that of its workers.
const (
	shutdownMsg       = "Shutdown request from user"
	workerShutdownMsg = "Canceled: Query canceled by user or by task shutdown."
)

// warningsJSON is the list of warnings for the task row.
func warningsJSON(out outcome) json.RawMessage {
	if len(out.Warnings) == 0 {
		return nil
	}
	return mustJSON(out.Warnings)
}

func (s *Service) logFailure(ctx context.Context, taskID string, f *Fault) {
	attrs := []any{slog.String("task_id", taskID), slog.String("error_code", f.Code)}
	if f.cause != nil {
		attrs = append(attrs, slog.Any("error", f.cause))
	}
	s.log.WarnContext(ctx, "The task failed", attrs...)
}

// endFailed ends a running task with a fault: its row, its workers, its report, and whatever of it
// still runs anywhere. end is taken over but for status, message and fault.
func (s *Service) endFailed(ctx context.Context, t *store.Task, found string, f *Fault, end store.TaskEnd) error {
	msg := cutErrorMsg(f.summary())
	if end.ErrorMsg == nil {
		end.ErrorMsg = &msg
	}
	end.Status, end.Fault, end.Warnings = store.Failed, mustJSON(f), nil
	if len(f.warnings) > 0 {
		end.Warnings = mustJSON(f.warnings)
	}
	workerMsg := msg
	if f.Code == "Canceled" {
		workerMsg = workerShutdownMsg
	}
	var report json.RawMessage
	var err error
	if t.Type == store.TypeController && t.StartedAt != nil {
		// before the transaction: who holds a connection and waits for another one may wait for ever
		if report, err = s.failedReport(ctx, t, found, f); err != nil {
			return err
		}
	}
	err = s.store.InTx(ctx, func(tx pgx.Tx) error {
		if err := s.store.FinishTask(ctx, tx, t.ID, end); err != nil {
			return err
		}
		if err := s.store.FinishWorkers(ctx, tx, t.ID, store.TaskEnd{Status: store.Failed, ErrorMsg: &workerMsg}); err != nil {
			return err
		}
		if report != nil {
			if err := s.store.SaveReport(ctx, tx, t.ID, report); err != nil {
				return err
			}
		}
		return s.store.NotifyCancel(ctx, tx, t.ID)
	})
	if err != nil {
		return err
	}
	s.logFault(ctx, t, found, f)
	s.removeExported(ctx, t.ID)
	if _, err := s.store.DropStaging(ctx, t.ID); err != nil {
		s.leftovers.Store(true)
		s.log.WarnContext(ctx, "Staging tables of a failed task stay for now", slog.String("task_id", t.ID), slog.Any("error", err))
	}
	return nil
}

// failedReport makes the report of a task that a fault ends.
func (s *Service) failedReport(ctx context.Context, t *store.Task, found string, f *Fault) (json.RawMessage, error) {
	p, err := s.assemble(ctx, t)
	if err != nil {
		return nil, err
	}
	r := s.errorReport(found, f)
	p.Status.Status, p.Status.ErrorReport = store.Failed, &r
	if len(f.warnings) > 0 {
		p.Status.Warnings = f.warnings
	}
	if found != t.ID {
		p.failAt(f.stage)
	}
	return wrap(t.ID, p), nil
}

// failAt shows the stages as they are when one of them fails: those before it have given their output.
func (p *payload) failAt(stage int) {
	failed, finished, one := "FAILED", "FINISHED", 1
	now := isoTime(time.Now())
	for i := range p.Stages {
		g := &p.Stages[i]
		switch {
		case g.StageNumber < stage:
			g.Phase = &finished
			g.PartitionCount = &one
		case g.StageNumber == stage:
			g.Phase = &failed
			if g.StartTime == "" {
				zero := int64(0)
				g.StartTime, g.Duration, g.WorkerCount, g.PartitionCount = now, &zero, &one, &one
			}
		}
	}
}

// Shutdown cancels a task; see [Tasks].
func (s *Service) Shutdown(ctx context.Context, id string) error {
	t, err := s.task(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.shutdown(ctx, t)
	return err
}

// shutdown ends a task for its user; running tells whether it still ran. A worker cannot go without
// its controller.
func (s *Service) shutdown(ctx context.Context, t *store.Task) (running bool, err error) {
	if t.Type == store.TypeWorker && t.Status == store.Running {
		controller, err := s.task(ctx, t.GroupID)
		if err != nil {
			return false, err
		}
		t = controller
	}
	if t.Status != store.Running {
		return false, nil
	}
	msg := shutdownMsg
	err = s.endFailed(ctx, t, t.ID, faultCanceled(), store.TaskEnd{ErrorMsg: &msg, NoDuration: true})
	if errors.Is(err, store.ErrTaskDone) {
		return false, nil
	}
	if err != nil {
		return false, druiderr.Bug("The task could not be shut down").WithCause(err)
	}
	s.cancelLocal(t.ID, errShutdown)
	return true, nil
}

// ShutdownAll cancels the tasks of a datasource; see [Tasks].
func (s *Service) ShutdownAll(ctx context.Context, datasource string) error {
	tasks, err := s.store.Tasks(ctx, store.TaskFilter{DataSource: datasource, Status: store.Running})
	if err != nil {
		return druiderr.Bug("The tasks could not be listed").WithCause(err)
	}
	if len(tasks) == 0 {
		return druiderr.Missing("")
	}
	for _, t := range tasks {
		if t.Type == store.TypeWorker {
			continue
		}
		if _, err := s.shutdown(ctx, t); err != nil {
			return err
		}
	}
	return nil
}
