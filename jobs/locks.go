package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ogham/internal/store"
)

// lockPause is how long a task that waits for a lock leaves its slot to others before it looks again.
const lockPause = 250 * time.Millisecond

// acquire takes the lock of a REPLACE on the time chunks that it overwrites, before anything is read,
// as Druid's exclusive time chunk locks. It gives false when another task has it, or has waited for it
// longer: the task is shown as WAITING then. INSERT takes none; its publication keeps out of locked
// chunks.
func (s *Service) acquire(ctx context.Context, st *statement) (bool, error) {
	if !st.ingestion() || !st.tr.Ingest.Replace || st.plan.Phase != "" || st.plan.Lock != nil && !st.plan.Lock.Waiting {
		return true, nil
	}
	lock := store.TaskLock{Ranges: st.overwrite()}
	if lock.Ranges == nil {
		lock.Ranges = []store.Range{store.Eternity}
	}
	err := s.store.InTx(ctx, func(tx pgx.Tx) error {
		holders, err := s.store.LockHolders(ctx, tx, st.task.DataSource, st.task.ID)
		if err != nil {
			return err
		}
		if err := s.hold(ctx, tx, st); err != nil {
			return err
		}
		lock.Waiting = slices.ContainsFunc(holders, func(h store.LockHolder) bool {
			before := h.CreatedAt.Before(st.task.CreatedAt) || h.CreatedAt.Equal(st.task.CreatedAt) && h.TaskID < st.task.ID
			return (!h.Lock.Waiting || before) && slices.ContainsFunc(lock.Ranges, h.Lock.Overlaps)
		})
		st.plan.Lock = &lock
		body, err := json.Marshal(st.plan)
		if err != nil {
			return fmt.Errorf("write plan: %w", err)
		}
		if err := s.store.PlanTask(ctx, tx, st.task.ID, body, 0); err != nil {
			return err
		}
		st.task.Plan = body
		if lock.Waiting {
			return s.store.WaitTask(ctx, tx, st.task.ID)
		}
		return nil
	})
	return !lock.Waiting, err
}
