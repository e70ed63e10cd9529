package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrLocked says that another task has locked time chunks that a publication would change.
var ErrLocked = errors.New("time chunks are locked by another task")

// TaskLock is a controller's claim to be the only one to change time chunks of its datasource, as
// member "lock" of its plan. It ends with the task.
type TaskLock struct {
	Ranges []Range `json:"ranges"`
	// Waiting says that the task does not have the lock yet: others have theirs first.
	Waiting bool `json:"waiting,omitempty"`
}

// Overlaps tells whether a range lies in the lock.
func (l TaskLock) Overlaps(r Range) bool { return slices.ContainsFunc(l.Ranges, r.Overlaps) }

// LockHolder is a running task that has, or waits for, a lock.
type LockHolder struct {
	TaskID    string    `db:"id"`
	CreatedAt time.Time `db:"created_at"`
	Lock      TaskLock  `db:"-"`
}

const (
	lockHoldersSQL = `SELECT id, created_at, plan -> 'lock' FROM ogham.task
WHERE datasource = $1 AND type = 'query_controller' AND status = 'RUNNING' AND id <> $2 AND plan ->> 'lock' IS NOT NULL ORDER BY created_at, id`
	waitTaskSQL = `UPDATE ogham.task SET runner_status = 'WAITING' WHERE id = $1 AND status = 'RUNNING'`
)

// LockHolders gives the tasks with a lock on a datasource, but for one task. It keeps publications of
// the datasource, and other callers, out until tx ends.
func (s *Store) LockHolders(ctx context.Context, tx pgx.Tx, dataSource, but string) ([]LockHolder, error) {
	if err := lockDatasource(ctx, tx, dataSource); err != nil {
		return nil, err
	}
	return lockHolders(ctx, tx, dataSource, but)
}

func lockHolders(ctx context.Context, tx pgx.Tx, dataSource, but string) ([]LockHolder, error) {
	rows, err := tx.Query(ctx, lockHoldersSQL, dataSource, but)
	if err != nil {
		return nil, fmt.Errorf("list locks: %w", err)
	}
	var list []LockHolder
	var h LockHolder
	var lock json.RawMessage
	_, err = pgx.ForEachRow(rows, []any{&h.TaskID, &h.CreatedAt, &lock}, func() error {
		h.Lock = TaskLock{}
		err := json.Unmarshal(lock, &h.Lock)
		list = append(list, h)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list locks: %w", err)
	}
	return list, nil
}

// WaitTask shows a task as waiting for a lock. It gives ErrTaskDone when the task is not RUNNING any
// more.
func (s *Store) WaitTask(ctx context.Context, db DB, id string) error {
	tag, err := s.db(db).Exec(ctx, waitTaskSQL, id)
	return oneTask("let task wait", tag, err)
}

// checkLocks has an INSERT stay out of time chunks that a REPLACE has locked.
func (p *publisher) checkLocks(ctx context.Context) error {
	if p.Replace {
		return nil
	}
	holders, err := lockHolders(ctx, p.tx, p.DataSource, p.TaskID)
	if err != nil {
		return err
	}
	for _, h := range holders {
		locked := func(c Chunk) bool { return h.Lock.Overlaps(c.Range) }
		if !h.Lock.Waiting && slices.ContainsFunc(p.Chunks, locked) {
			return fmt.Errorf("%w: %s", ErrLocked, h.TaskID)
		}
	}
	return nil
}
