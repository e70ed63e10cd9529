package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The states of a task, and what the runner says about a running one.
const (
	Running = "RUNNING"
	Success = "SUCCESS"
	Failed  = "FAILED"

	RunnerPending = "PENDING"
	RunnerWaiting = "WAITING"
	RunnerRunning = "RUNNING"
	RunnerNone    = "NONE"
)

// The types of tasks that SQL makes.
const (
	TypeController = "query_controller"
	TypeWorker     = "query_worker"
)

// Task is a row of ogham.task.
type Task struct {
	ID      string `db:"id"`
	GroupID string `db:"group_id"`
	Type    string `db:"type"`
	// DataSource is what the task writes to; "__query_select" for a SELECT.
	DataSource string `db:"datasource"`
	// CreatedAt is set by InsertTask when it is zero.
	CreatedAt    time.Time `db:"created_at"`
	Status       string    `db:"status"`
	RunnerStatus string    `db:"runner_status"`
	ErrorMsg     *string   `db:"error_msg"`
	// DurationMs is -1 while the task runs, and after a shutdown.
	DurationMs    int64           `db:"duration_ms"`
	SQL           string          `db:"sql"`
	Context       json.RawMessage `db:"context"`
	Parameters    json.RawMessage `db:"parameters"`
	Spec          json.RawMessage `db:"spec"`
	Owner         string          `db:"owner"`
	ServerID      *string         `db:"server_id"`
	StartedAt     *time.Time      `db:"started_at"`
	FinishedAt    *time.Time      `db:"finished_at"`
	LocationHost  *string         `db:"location_host"`
	LocationPort  int             `db:"location_port"`
	Plan          json.RawMessage `db:"plan"`
	Fault         json.RawMessage `db:"fault"`
	Warnings      json.RawMessage `db:"warnings"`
	Attempt       int             `db:"attempt"`
	WorkerNumber  *int            `db:"worker_number"`
	PendingWorker int             `db:"pending_workers"`
	// CatalogVersion is the catalogue that shows what the task published, 0 for nothing.
	CatalogVersion int64 `db:"catalog_version"`
}

const taskColumns = `id, group_id, type, datasource, created_at, status, runner_status, error_msg, duration_ms, sql, context,
parameters, spec, owner, server_id::text, started_at, finished_at, location_host, location_port, plan, fault, warnings, attempt,
worker_number, pending_workers, catalog_version`

const (
	insertTaskSQL = `INSERT INTO ogham.task (id, group_id, type, datasource, sql, context, parameters, spec, owner, plan, attempt, worker_number)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING created_at`
	selectTaskSQL  = `SELECT ` + taskColumns + ` FROM ogham.task WHERE id = $1`
	selectTasksSQL = `SELECT ` + taskColumns + ` FROM ogham.task
WHERE ($1::text[] IS NULL OR id = ANY ($1)) AND ($2::text = '' OR group_id = $2) AND ($3::text = '' OR status = $3)
    AND ($4::text = '' OR datasource = $4) AND ($5::text = '' OR type = $5) AND ($6::text = '' OR runner_status = $6)
    AND ($7::timestamptz IS NULL OR created_at >= $7) AND ($8::timestamptz IS NULL OR created_at < $8)
ORDER BY created_at DESC, id DESC LIMIT $9`
	startTaskSQL = `UPDATE ogham.task
SET runner_status = 'RUNNING', server_id = $2, location_host = $3, location_port = $4, started_at = coalesce(started_at, now())
WHERE id = $1 AND status = 'RUNNING' AND attempt = $5`
	finishTaskSQL = `UPDATE ogham.task
SET status = $2, runner_status = 'NONE', error_msg = $3, fault = $4, warnings = coalesce($5::json, warnings), finished_at = clock_timestamp(),
    catalog_version = $7,
    duration_ms = CASE WHEN $6 THEN (1000 * extract(epoch FROM clock_timestamp() - coalesce(started_at, created_at)))::bigint ELSE -1 END
WHERE id = $1 AND status = 'RUNNING'`
	planTaskSQL      = `UPDATE ogham.task SET plan = $2, pending_workers = $3 WHERE id = $1 AND status = 'RUNNING'`
	warnTaskSQL      = `UPDATE ogham.task SET warnings = $2 WHERE id = $1`
	workerDoneSQL    = `UPDATE ogham.task SET pending_workers = pending_workers - 1 WHERE id = $1 AND status = 'RUNNING' RETURNING pending_workers`
	retryTaskSQL     = `UPDATE ogham.task SET attempt = attempt + 1, runner_status = 'PENDING', server_id = NULL WHERE id = $1 AND status = 'RUNNING' RETURNING attempt`
	finishWorkersSQL = `UPDATE ogham.task
SET status = $2, runner_status = 'NONE', error_msg = coalesce(error_msg, $3), finished_at = clock_timestamp(), catalog_version = $4,
    duration_ms = (1000 * extract(epoch FROM clock_timestamp() - coalesce(started_at, created_at)))::bigint
WHERE group_id = $1 AND id <> $1 AND status = 'RUNNING'`
	// deleteTasksSQL takes workers along with their controller: they end a little earlier.
	deleteTasksSQL = `WITH old AS MATERIALIZED (SELECT id FROM ogham.task
    WHERE status <> 'RUNNING' AND finished_at < $1 AND type <> 'query_worker' ORDER BY finished_at LIMIT $2),
gone AS (DELETE FROM ogham.task t USING old WHERE t.id = old.id OR t.group_id = old.id AND t.type = 'query_worker' RETURNING t.id = old.id AS whole)
SELECT count(*) FROM gone WHERE whole`
)

// InsertTask adds a task that is RUNNING and not yet taken by a process, and fills in t.CreatedAt.
// It gives ErrTaskExists when the id is taken; db, if it is a transaction, is then aborted.
func (s *Store) InsertTask(ctx context.Context, db DB, t *Task) error {
	err := s.db(db).QueryRow(ctx, insertTaskSQL, t.ID, t.GroupID, t.Type, t.DataSource, t.SQL, orJSON(t.Context, "{}"), orJSON(t.Parameters, "[]"),
		orJSON(t.Spec, "{}"), t.Owner, nullJSON(t.Plan), t.Attempt, t.WorkerNumber).Scan(&t.CreatedAt)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == codeUniqueViolation {
		return fmt.Errorf("%w: %s", ErrTaskExists, t.ID)
	}
	if err != nil {
		return fmt.Errorf("insert task: %w", err)
	}
	t.Status, t.RunnerStatus, t.DurationMs, t.LocationPort = Running, RunnerPending, -1, -1
	return nil
}

// Task gives one task, or ErrNotFound.
func (s *Store) Task(ctx context.Context, db DB, id string) (*Task, error) {
	return oneTaskRow(ctx, s.db(db), id, selectTaskSQL)
}

func oneTaskRow(ctx context.Context, db DB, id, query string) (*Task, error) {
	rows, err := db.Query(ctx, query, id)
	if err != nil {
		return nil, fmt.Errorf("read task: %w", err)
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[Task])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("task %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read task: %w", err)
	}
	return t, nil
}

// TaskFilter picks tasks; zero fields pick all.
type TaskFilter struct {
	IDs                                             []string
	GroupID, Status, DataSource, Type, RunnerStatus string
	CreatedFrom, CreatedTo                          *time.Time
	// Limit is the most tasks to give; 0 is no limit.
	Limit int
}

// Tasks gives the tasks that match, newest first.
func (s *Store) Tasks(ctx context.Context, f TaskFilter) ([]*Task, error) {
	var limit *int
	if f.Limit > 0 {
		limit = &f.Limit
	}
	rows, err := s.writer.Query(ctx, selectTasksSQL, f.IDs, f.GroupID, f.Status, f.DataSource, f.Type, f.RunnerStatus, f.CreatedFrom, f.CreatedTo, limit)
	if err != nil {
		return nil, fmt.Errorf("list tasks: %w", err)
	}
	tasks, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Task])
	if err != nil {
		return nil, fmt.Errorf("list tasks: %w", err)
	}
	return tasks, nil
}

// StartTask says that this process runs the task now, in a certain attempt. It gives ErrTaskDone when
// the task is not RUNNING any more, or in another attempt.
func (s *Store) StartTask(ctx context.Context, db DB, id string, attempt int) error {
	tag, err := s.db(db).Exec(ctx, startTaskSQL, id, s.server.ID, s.server.Host, s.server.Port, attempt)
	return oneTask("start task", tag, err)
}

// TaskEnd is how a task ends.
type TaskEnd struct {
	// Status is Success or Failed.
	Status string
	// ErrorMsg is what errorMsg shows, nil for none.
	ErrorMsg *string
	// Fault is the fault object of the report; Warnings replaces the list if it is not nil.
	Fault, Warnings json.RawMessage
	// CatalogVersion is the catalogue that shows what the task published; 0 for nothing.
	CatalogVersion int64
	// NoDuration keeps duration at -1, as after a shutdown.
	NoDuration bool
}

// FinishTask ends a task. It gives ErrTaskDone when the task is not RUNNING any more, which leaves
// the row as it is: a task ends once.
func (s *Store) FinishTask(ctx context.Context, db DB, id string, end TaskEnd) error {
	tag, err := s.db(db).Exec(ctx, finishTaskSQL, id, end.Status, end.ErrorMsg, nullJSON(end.Fault), nullJSON(end.Warnings), !end.NoDuration, end.CatalogVersion)
	return oneTask("finish task", tag, err)
}

// FinishWorkers ends all workers of a controller that still run; of end, only status, message and
// catalogue count.
func (s *Store) FinishWorkers(ctx context.Context, db DB, controllerID string, end TaskEnd) error {
	if _, err := s.db(db).Exec(ctx, finishWorkersSQL, controllerID, end.Status, end.ErrorMsg, end.CatalogVersion); err != nil {
		return fmt.Errorf("finish workers: %w", err)
	}
	return nil
}

// PlanTask stores what the controller decided and how many workers its present phase waits for.
// It gives ErrTaskDone when the task is not RUNNING any more.
func (s *Store) PlanTask(ctx context.Context, db DB, id string, plan json.RawMessage, pendingWorkers int) error {
	tag, err := s.db(db).Exec(ctx, planTaskSQL, id, plan, pendingWorkers)
	return oneTask("plan task", tag, err)
}

// WorkerDone counts one worker of the controller as done with the present phase and gives how many
// are left; the one that gets 0 starts the next phase. Call it in the transaction that commits the
// worker's output. It gives ErrTaskDone when the controller is not RUNNING any more.
func (s *Store) WorkerDone(ctx context.Context, db DB, controllerID string) (left int, err error) {
	err = s.db(db).QueryRow(ctx, workerDoneSQL, controllerID).Scan(&left)
	return left, noTask("count worker", err)
}

// RetryTask gives a task its next attempt number and takes it from the process that had it. It gives
// ErrTaskDone when the task is not RUNNING any more.
func (s *Store) RetryTask(ctx context.Context, db DB, id string) (attempt int, err error) {
	err = s.db(db).QueryRow(ctx, retryTaskSQL, id).Scan(&attempt)
	return attempt, noTask("retry task", err)
}

// SetWarnings replaces the warnings of a task.
func (s *Store) SetWarnings(ctx context.Context, db DB, id string, warnings json.RawMessage) error {
	if _, err := s.db(db).Exec(ctx, warnTaskSQL, id, warnings); err != nil {
		return fmt.Errorf("write warnings: %w", err)
	}
	return nil
}

// DeleteTasks forgets tasks that ended before a time, at most limit of them, the oldest first, with
// their workers, reports, logs and results. It gives how many there were, workers not counted.
func (s *Store) DeleteTasks(ctx context.Context, before time.Time, limit int) (n int, err error) {
	if err := s.writer.QueryRow(ctx, deleteTasksSQL, before, limit).Scan(&n); err != nil {
		return 0, fmt.Errorf("delete tasks: %w", err)
	}
	return n, nil
}

func oneTask(what string, tag pgconn.CommandTag, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if tag.RowsAffected() == 0 {
		return ErrTaskDone
	}
	return nil
}

func noTask(what string, err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrTaskDone
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func orJSON(j json.RawMessage, def string) json.RawMessage {
	if len(j) == 0 {
		return json.RawMessage(def)
	}
	return j
}

// nullJSON makes an absent value a SQL NULL, not the JSON null.
func nullJSON(j json.RawMessage) *json.RawMessage {
	if len(j) == 0 {
		return nil
	}
	return &j
}
