package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// LostJob is why a running task may go on no more: a job that the queue counts as taken, or, with ID
// 0, that it has none at all.
type LostJob struct {
	ID     int64  `db:"id"`
	TaskID string `db:"task_id"`
	// Own says that this process took it, and must know whether it runs; else its process is dead.
	Own bool `db:"own"`
}

// lostJobsSQL leaves out jobs that this process took a moment ago, because whoever takes a job begins
// it after the commit.
const (
	lostJobsSQL = `SELECT j.id, t.id AS task_id, j.taker = $1::text AS own
FROM (SELECT id, args ->> 'task_id' AS task_id, attempted_by[array_upper(attempted_by, 1)] AS taker, attempted_at
    FROM ogham.river_job WHERE state = 'running') j
JOIN ogham.task t ON t.id = j.task_id AND t.status = 'RUNNING'
WHERE CASE WHEN j.taker = $1::text THEN j.attempted_at < now() - interval '5 seconds'
    ELSE NOT EXISTS (SELECT FROM ogham.live_server s WHERE s.id::text = j.taker) END
UNION ALL
SELECT 0, t.id, false FROM ogham.task t
WHERE t.status = 'RUNNING' AND t.type <> 'query_worker'
    AND NOT EXISTS (SELECT FROM ogham.river_job j WHERE j.state IN ('available', 'pending', 'scheduled', 'retryable', 'running') AND j.args ->> 'task_id' = t.id)`
	lockTaskSQL = `SELECT ` + taskColumns + ` FROM ogham.task WHERE id = $1 FOR NO KEY UPDATE`
	attemptsSQL = `SELECT ` + taskColumns + ` FROM ogham.task WHERE group_id = $1 AND type = 'query_worker'
ORDER BY worker_number, attempt FOR NO KEY UPDATE`
	discardJobsSQL = `UPDATE ogham.river_job SET state = 'discarded', finalized_at = now() WHERE id = ANY ($1) AND state = 'running'`
	taskJobsSQL    = `SELECT kind, args FROM ogham.river_job WHERE state IN ('available', 'pending', 'scheduled', 'retryable', 'running') AND args ->> 'task_id' = $1`
	// discardDeadSQL also has the cleaner of the queue find the jobs of dead processes.
	discardDeadSQL = `UPDATE ogham.river_job j SET state = 'discarded', finalized_at = now()
WHERE j.state = 'running'
    AND NOT EXISTS (SELECT FROM ogham.live_server s WHERE s.id::text = j.attempted_by[array_upper(j.attempted_by, 1)])
    AND NOT EXISTS (SELECT FROM ogham.task t WHERE t.id = j.args ->> 'task_id' AND t.status = 'RUNNING')`
)

// LostJobs gives the running tasks with a job that a dead process has taken, those with one that this
// process has, and those that have no job.
func (s *Store) LostJobs(ctx context.Context) ([]LostJob, error) {
	return collect[LostJob](ctx, s.writer, "look for lost jobs", lostJobsSQL, s.server.ID)
}

// QueuedJob is a job of a task that waits or runs.
type QueuedJob struct {
	Kind string          `db:"kind"`
	Args json.RawMessage `db:"args"`
}

// TaskJobs takes lost jobs of a task from the queue and gives those that are left.
func (s *Store) TaskJobs(ctx context.Context, tx pgx.Tx, taskID string, lost []int64) ([]QueuedJob, error) {
	if _, err := tx.Exec(ctx, discardJobsSQL, lost); err != nil {
		return nil, fmt.Errorf("discard lost jobs: %w", err)
	}
	return collect[QueuedJob](ctx, tx, "list jobs", taskJobsSQL, taskID)
}

// DiscardDeadJobs has the queue forget jobs of dead processes whose tasks have ended.
func (s *Store) DiscardDeadJobs(ctx context.Context) error {
	if _, err := s.writer.Exec(ctx, discardDeadSQL); err != nil {
		return fmt.Errorf("discard jobs of dead servers: %w", err)
	}
	return nil
}

// LockTask gives a task and keeps its row from others until tx ends; ErrNotFound if there is none.
func (s *Store) LockTask(ctx context.Context, tx pgx.Tx, id string) (*Task, error) {
	return oneTaskRow(ctx, tx, id, lockTaskSQL)
}

// LockWorkers gives all attempts of all workers of a controller, by number and attempt, and keeps
// their rows from others until tx ends. Lock the controller's row first.
func (s *Store) LockWorkers(ctx context.Context, tx pgx.Tx, controllerID string) ([]*Task, error) {
	rows, err := tx.Query(ctx, attemptsSQL, controllerID)
	if err != nil {
		return nil, fmt.Errorf("list workers: %w", err)
	}
	tasks, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Task])
	if err != nil {
		return nil, fmt.Errorf("list workers: %w", err)
	}
	return tasks, nil
}
