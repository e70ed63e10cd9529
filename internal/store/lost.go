package store

import "context"

// LostJob is a job of a running task that the queue counts as taken.
type LostJob struct {
	ID     int64  `db:"id"`
	TaskID string `db:"task_id"`
	// Own says that this process took it, and must know whether it runs; else its process is dead.
	Own bool `db:"own"`
}

// lostJobsSQL leaves out jobs taken a moment ago, because whoever takes a job begins it after the
// commit, and tasks with a job that nobody has taken yet: they go on with it.
const lostJobsSQL = `SELECT j.id, t.id AS task_id, j.taker = $1::text AS own
FROM (SELECT id, args ->> 'task_id' AS task_id, attempted_by[array_upper(attempted_by, 1)] AS taker, attempted_at
    FROM ogham.river_job WHERE state = 'running') j
JOIN ogham.task t ON t.id = j.task_id AND t.status = 'RUNNING'
WHERE j.attempted_at < now() - interval '5 seconds'
    AND (j.taker = $1::text OR NOT EXISTS (SELECT FROM ogham.live_server s WHERE s.id::text = j.taker))
    AND NOT EXISTS (SELECT FROM ogham.river_job w
        WHERE w.state IN ('available', 'pending', 'scheduled', 'retryable') AND w.args ->> 'task_id' = t.id)`

// LostJobs gives the running tasks with a job that a dead process has taken, and those with one that
// this process has.
func (s *Store) LostJobs(ctx context.Context) ([]LostJob, error) {
	return collect[LostJob](ctx, s.writer, "look for lost jobs", lostJobsSQL, s.server.ID)
}
