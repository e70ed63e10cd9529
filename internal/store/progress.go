package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Stage is a row of ogham.task_stage. Fields that are nil are left out of the report.
type Stage struct {
	TaskID         string          `db:"task_id"`
	Number         int             `db:"stage_number"`
	Definition     json.RawMessage `db:"definition"`
	Phase          *string         `db:"phase"`
	WorkerCount    *int            `db:"worker_count"`
	PartitionCount *int            `db:"partition_count"`
	StartedAt      *time.Time      `db:"started_at"`
	DurationMs     *int64          `db:"duration_ms"`
	Sort           bool            `db:"sort"`
}

// Counter is a row of ogham.task_counter: the counters of one worker in one stage.
type Counter struct {
	TaskID   string          `db:"task_id"`
	Stage    int             `db:"stage_number"`
	Worker   int             `db:"worker_number"`
	Counters json.RawMessage `db:"counters"`
}

// LogLine is a line of a task's log.
type LogLine struct {
	TaskID string    `db:"task_id"`
	At     time.Time `db:"at"`
	Line   string    `db:"line"`
}

const (
	saveStageSQL = `INSERT INTO ogham.task_stage (task_id, stage_number, definition, phase, worker_count, partition_count, started_at, duration_ms, sort)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (task_id, stage_number) DO UPDATE SET definition = excluded.definition, phase = excluded.phase, worker_count = excluded.worker_count,
    partition_count = excluded.partition_count, started_at = excluded.started_at, duration_ms = excluded.duration_ms, sort = excluded.sort`
	selectStagesSQL = `SELECT task_id, stage_number, definition, phase, worker_count, partition_count, started_at, duration_ms, sort
FROM ogham.task_stage WHERE task_id = $1 ORDER BY stage_number`
	stagePhaseSQL = `UPDATE ogham.task_stage
SET phase = $3, started_at = coalesce(started_at, clock_timestamp()),
    duration_ms = CASE WHEN $3 IN ('FINISHED', 'FAILED', 'RESULTS_READY')
        THEN coalesce(duration_ms, (1000 * extract(epoch FROM clock_timestamp() - coalesce(started_at, clock_timestamp())))::bigint) END
WHERE task_id = $1 AND stage_number = $2`
	saveCounterSQL = `INSERT INTO ogham.task_counter (task_id, stage_number, worker_number, counters) VALUES ($1, $2, $3, $4)
ON CONFLICT (task_id, stage_number, worker_number) DO UPDATE SET counters = excluded.counters, updated_at = clock_timestamp()`
	selectCountersSQL = `SELECT task_id, stage_number, worker_number, counters FROM ogham.task_counter WHERE task_id = $1 ORDER BY stage_number, worker_number`
	saveReportSQL     = `INSERT INTO ogham.task_report (task_id, report) VALUES ($1, $2) ON CONFLICT (task_id) DO UPDATE SET report = excluded.report`
	selectReportSQL   = `SELECT r.report, t.catalog_version FROM ogham.task_report r JOIN ogham.task t ON t.id = r.task_id WHERE r.task_id = $1`
	// insertLogSQL leaves out lines of tasks that are gone, and those over a task's limit.
	insertLogSQL = `WITH kept AS MATERIALIZED (SELECT t.id, (SELECT count(*) FROM ogham.task_log k WHERE k.task_id = t.id) AS lines
    FROM ogham.task t WHERE t.id = ANY ($1::text[]))
INSERT INTO ogham.task_log (task_id, at, line)
SELECT l.task_id, l.at, l.line
FROM (SELECT u.*, row_number() OVER (PARTITION BY u.task_id ORDER BY u.n) AS place
    FROM unnest($1::text[], $2::timestamptz[], $3::text[]) WITH ORDINALITY u(task_id, at, line, n)) l
JOIN kept ON kept.id = l.task_id AND kept.lines + l.place <= $4 ORDER BY l.n`
	selectLogSQL = `SELECT task_id, at, line FROM ogham.task_log
WHERE task_id = $1 OR task_id IN (SELECT id FROM ogham.task WHERE group_id = $1 AND type = 'query_worker') ORDER BY at, seq`
)

// SaveStages adds or replaces stages of a controller.
func (s *Store) SaveStages(ctx context.Context, db DB, stages []Stage) error {
	var b pgx.Batch
	for _, g := range stages {
		b.Queue(saveStageSQL, g.TaskID, g.Number, g.Definition, g.Phase, g.WorkerCount, g.PartitionCount, g.StartedAt, g.DurationMs, g.Sort)
	}
	return s.sendBatch(ctx, db, "save stages", &b)
}

// SetStagePhase moves a stage to a phase. The first call sets its start, a final phase (FINISHED,
// FAILED, RESULTS_READY) its duration.
func (s *Store) SetStagePhase(ctx context.Context, db DB, taskID string, stage int, phase string) error {
	if _, err := s.db(db).Exec(ctx, stagePhaseSQL, taskID, stage, phase); err != nil {
		return fmt.Errorf("set stage phase: %w", err)
	}
	return nil
}

// Stages gives the stages of a controller in order.
func (s *Store) Stages(ctx context.Context, taskID string) ([]Stage, error) {
	return collect[Stage](ctx, s.writer, "read stages", selectStagesSQL, taskID)
}

// SaveCounters writes the present counters of workers.
func (s *Store) SaveCounters(ctx context.Context, db DB, counters []Counter) error {
	var b pgx.Batch
	for _, c := range counters {
		b.Queue(saveCounterSQL, c.TaskID, c.Stage, c.Worker, c.Counters)
	}
	return s.sendBatch(ctx, db, "save counters", &b)
}

// Counters gives the counters of a controller's workers, by stage and worker.
func (s *Store) Counters(ctx context.Context, taskID string) ([]Counter, error) {
	return collect[Counter](ctx, s.writer, "read counters", selectCountersSQL, taskID)
}

// SaveReport stores the final report of a task.
func (s *Store) SaveReport(ctx context.Context, db DB, taskID string, report json.RawMessage) error {
	if _, err := s.db(db).Exec(ctx, saveReportSQL, taskID, report); err != nil {
		return fmt.Errorf("save report: %w", err)
	}
	return nil
}

// Report gives the final report of a task and the catalogue that shows what it tells of, or ErrNotFound.
func (s *Store) Report(ctx context.Context, taskID string) (report json.RawMessage, catalogVersion int64, err error) {
	err = s.writer.QueryRow(ctx, selectReportSQL, taskID).Scan(&report, &catalogVersion)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, 0, fmt.Errorf("report of %s: %w", taskID, ErrNotFound)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read report: %w", err)
	}
	return report, catalogVersion, nil
}

// AppendLog adds lines to the logs of their tasks, in order. Lines of tasks that do not exist are left
// out, and those that a task has over limit.
func (s *Store) AppendLog(ctx context.Context, db DB, lines []LogLine, limit int) error {
	ids, at, text := make([]string, len(lines)), make([]time.Time, len(lines)), make([]string, len(lines))
	for i, l := range lines {
		ids[i], at[i], text[i] = l.TaskID, l.At, l.Line
	}
	if _, err := s.db(db).Exec(ctx, insertLogSQL, ids, at, text, limit); err != nil {
		return fmt.Errorf("write log: %w", err)
	}
	return nil
}

// Log gives the log of a task in order of time, for a controller with the lines of its workers; it is
// empty for a task that wrote none.
func (s *Store) Log(ctx context.Context, taskID string) ([]LogLine, error) {
	return collect[LogLine](ctx, s.writer, "read log", selectLogSQL, taskID)
}

func (s *Store) sendBatch(ctx context.Context, db DB, what string, b *pgx.Batch) error {
	if b.Len() == 0 {
		return nil
	}
	if err := s.db(db).SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func collect[T any](ctx context.Context, db DB, what, sql string, args ...any) ([]T, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return list, nil
}
