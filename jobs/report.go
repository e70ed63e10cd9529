package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"ogham/internal/druiderr"
	"ogham/internal/store"
)

// errorReport is Druid's MSQErrorReport.
type errorReport struct {
	TaskID      string          `json:"taskId"`
	Host        string          `json:"host,omitempty"`
	StageNumber *int            `json:"stageNumber,omitempty"`
	Error       json.RawMessage `json:"error"`
	StackTrace  string          `json:"exceptionStackTrace,omitempty"`
}

// statusReport is payload.status. Fields after RunningTasks are the newest release's; they are there
// only for statements that ask for what that release does (waitUntilSegmentsLoad).
type statusReport struct {
	Status       string                    `json:"status"`
	ErrorReport  *errorReport              `json:"errorReport,omitempty"`
	Warnings     []errorReport             `json:"warnings,omitempty"`
	StartTime    string                    `json:"startTime,omitempty"`
	DurationMs   int64                     `json:"durationMs"`
	Workers      map[string][]workerReport `json:"workers,omitempty"`
	PendingTasks int                       `json:"pendingTasks"`
	RunningTasks int                       `json:"runningTasks"`
	LoadStatus   *loadStatus               `json:"segmentLoadWaiterStatus,omitempty"`
	Segments     *segmentReport            `json:"segmentReport,omitempty"`
}

type workerReport struct {
	WorkerID   string `json:"workerId"`
	State      string `json:"state"`
	DurationMs int64  `json:"durationMs"`
	PendingMs  int64  `json:"pendingMs"`
}

// loadStatus tells that all segments are loaded: they are as soon as they are published.
type loadStatus struct {
	State             string `json:"state"`
	DataSource        string `json:"dataSource"`
	StartTime         string `json:"startTime"`
	Duration          int64  `json:"duration"`
	TotalSegments     int    `json:"totalSegments"`
	UsedSegments      int    `json:"usedSegments"`
	PrecachedSegments int    `json:"precachedSegments"`
	OnDemandSegments  int    `json:"onDemandSegments"`
	PendingSegments   int    `json:"pendingSegments"`
	UnknownSegments   int    `json:"unknownSegments"`
}

type segmentReport struct {
	ShardSpec string `json:"shardSpec"`
	Details   string `json:"details"`
}

type stageReport struct {
	StageNumber    int             `json:"stageNumber"`
	Definition     json.RawMessage `json:"definition"`
	Phase          *string         `json:"phase,omitempty"`
	WorkerCount    *int            `json:"workerCount,omitempty"`
	PartitionCount *int            `json:"partitionCount,omitempty"`
	StartTime      string          `json:"startTime,omitempty"`
	Duration       *int64          `json:"duration,omitempty"`
	Sort           bool            `json:"sort,omitempty"`
}

type resultReport struct {
	Signature    []signatureColumn `json:"signature"`
	SQLTypeNames []string          `json:"sqlTypeNames"`
	Results      json.RawMessage   `json:"results"`
	Truncated    bool              `json:"resultsTruncated"`
}

type payload struct {
	Status   statusReport                          `json:"status"`
	Stages   []stageReport                         `json:"stages,omitempty"`
	Counters map[string]map[string]json.RawMessage `json:"counters"`
	Results  *resultReport                         `json:"results,omitempty"`
}

// Reports is the body of task/{id}/reports: a report by its type.
type Reports map[string]report

type report struct {
	// Type is left out while the task runs, as Druid does.
	Type    string  `json:"type,omitempty"`
	TaskID  string  `json:"taskId"`
	Payload payload `json:"payload"`
}

func isoTime(t time.Time) string { return store.ISOTime(t.UnixMilli()) }

// errorReport describes a fault that a task found.
func (s *Service) errorReport(taskID string, f *Fault) errorReport {
	r := errorReport{TaskID: taskID, Host: s.host(), Error: mustJSON(f), StackTrace: stackTrace(f)}
	if f.stage >= 0 {
		stage := f.stage
		r.StageNumber = &stage
	}
	return r
}

// stackTrace is the first line of what Druid would show; our own trace is of no use to users.
func stackTrace(f *Fault) string {
	switch {
	case f.Code == "TooManyWarnings":
		return ""
	case f.Code == "CannotParseExternalData":
		return "org.apache.druid.java.util.common.parsers.ParseException: " + f.Message
	case strings.HasPrefix(f.Message, "java.") || strings.HasPrefix(f.Message, "org."):
		return f.Message
	}
	return "org.apache.druid.msq.indexing.error.MSQException: " + f.summary()
}

// Report gives the report of a query task: the final one if the task has ended, else one of the
// moment; see [Tasks].
func (s *Service) Report(ctx context.Context, id string) (json.RawMessage, error) {
	final, version, err := s.store.Report(ctx, id)
	if err == nil {
		return final, s.follow(ctx, version)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return nil, druiderr.Bug("The report could not be read").WithCause(err)
	}
	t, err := s.task(ctx, id)
	if err != nil {
		return nil, err
	}
	if t.Type != store.TypeController || t.Status != store.Running || t.StartedAt == nil {
		return nil, druiderr.Missing("No task reports were found for this task. The task may not exist, or it may not have completed yet.")
	}
	p, err := s.assemble(ctx, t)
	if err != nil {
		return nil, druiderr.Bug("The report could not be read").WithCause(err)
	}
	p.Status.Status = store.Running
	return mustJSON(Reports{"multiStageQuery": {TaskID: t.ID, Payload: *p}}), nil
}

func wrap(taskID string, p *payload) json.RawMessage {
	return mustJSON(Reports{"multiStageQuery": {Type: "multiStageQuery", TaskID: taskID, Payload: *p}})
}

// assemble makes a report of what is in the database. db sees rows of a transaction under way.
func (s *Service) assemble(ctx context.Context, t *store.Task) (*payload, error) {
	p := &payload{Counters: map[string]map[string]json.RawMessage{}}
	p.Status = statusReport{DurationMs: -1, PendingTasks: 0, RunningTasks: 1}
	if t.StartedAt != nil {
		p.Status.StartTime = isoTime(*t.StartedAt)
		p.Status.DurationMs = time.Since(*t.StartedAt).Milliseconds()
	}
	if err := decodeJSON(t.Warnings, &p.Status.Warnings); err != nil {
		return nil, fmt.Errorf("read warnings: %w", err)
	}
	stages, err := s.store.Stages(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	for _, g := range stages {
		p.Stages = append(p.Stages, stageOf(g))
	}
	counters, err := s.store.Counters(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range counters {
		p.count(c)
	}
	if len(stages) == 0 {
		p.Status.PendingTasks = -1
		return p, nil
	}
	workers, err := s.store.Tasks(ctx, store.TaskFilter{GroupID: t.ID, Type: store.TypeWorker})
	if err != nil {
		return nil, err
	}
	p.Status.Workers = workerReports(workers)
	for _, w := range workers {
		switch {
		case w.Status == store.Failed: // and run again
		case w.Status == store.Running && w.RunnerStatus == store.RunnerPending:
			p.Status.PendingTasks++
		default:
			p.Status.RunningTasks++
		}
	}
	if !wantsNewest(t) {
		p.Status.Workers = nil
	}
	return p, nil
}

// count adds the counters of a worker in a stage; later ones replace earlier ones.
func (p *payload) count(c store.Counter) {
	stage, worker := strconv.Itoa(c.Stage), strconv.Itoa(c.Worker)
	if p.Counters[stage] == nil {
		p.Counters[stage] = map[string]json.RawMessage{}
	}
	p.Counters[stage][worker] = c.Counters
}

// wantsNewest tells whether a statement asks for what only the newest release does.
func wantsNewest(t *store.Task) bool {
	queryContext, err := decodeContext(t.Context)
	if err != nil {
		return false
	}
	r := contextReader{ctx: queryContext}
	return r.bool("waitUntilSegmentsLoad")
}

func stageOf(g store.Stage) stageReport {
	r := stageReport{StageNumber: g.Number, Definition: g.Definition, Phase: g.Phase, Sort: g.Sort}
	if g.StartedAt == nil {
		return r
	}
	r.WorkerCount, r.PartitionCount, r.StartTime, r.Duration = g.WorkerCount, g.PartitionCount, isoTime(*g.StartedAt), g.DurationMs
	if r.Duration == nil {
		ms := max(0, time.Since(*g.StartedAt).Milliseconds())
		r.Duration = &ms
	}
	return r
}

func workerReports(workers []*store.Task) map[string][]workerReport {
	all := map[string][]workerReport{}
	for _, w := range slices.Backward(workers) { // lists are newest first
		number := "0"
		if w.WorkerNumber != nil {
			number = strconv.Itoa(*w.WorkerNumber)
		}
		r := workerReport{WorkerID: w.ID, State: w.Status, DurationMs: w.DurationMs}
		if w.StartedAt != nil {
			r.PendingMs = max(0, w.StartedAt.Sub(w.CreatedAt).Milliseconds())
		}
		all[number] = append(all[number], r)
	}
	return all
}

// finishStages gives all stages their last phase and partition counts, and the segment generator its
// rows pushed.
func (s *Service) finishStages(ctx context.Context, st *statement, out outcome) error {
	stages, err := s.store.Stages(ctx, st.task.ID)
	if err != nil {
		return err
	}
	rows, _ := partitions(out.Chunks, st.settings.rowsPerSegment)
	parts := max(1, len(rows))
	now := time.Now()
	finished, ready := "FINISHED", "RESULTS_READY"
	for i := range stages {
		g := &stages[i]
		one := 1
		if g.WorkerCount == nil {
			g.WorkerCount = &st.plan.Workers
		}
		g.PartitionCount = &one
		if st.ingestion() && g.Number >= st.resultStage() {
			g.PartitionCount = &parts
		}
		if g.StartedAt == nil {
			g.StartedAt = &now
		}
		if g.DurationMs == nil {
			ms := max(0, now.Sub(*g.StartedAt).Milliseconds())
			g.DurationMs = &ms
		}
		g.Phase = &finished
		if st.ingestion() && g.Number == st.segmentStage() {
			g.Phase, g.DurationMs = &ready, nil
		}
	}
	return s.store.SaveStages(ctx, nil, stages)
}

// finishReport stores the final report of a task that succeeds, within the transaction that ends it.
func (s *Service) finishReport(ctx context.Context, tx pgx.Tx, st *statement, out outcome, done *store.Published) error {
	end := store.TaskEnd{Status: store.Success}
	if done != nil {
		end.CatalogVersion = done.CatalogVersion
	}
	if err := s.store.FinishWorkers(ctx, tx, st.task.ID, end); err != nil {
		return err
	}
	if done != nil { // the segments are visible: their generator is done
		if err := s.store.SetStagePhase(ctx, tx, st.task.ID, st.segmentStage(), "FINISHED"); err != nil {
			return err
		}
	}
	p, err := s.assemble(ctx, st.task)
	if err != nil {
		return err
	}
	p.Status.Status = store.Success
	p.Status.Warnings = out.Warnings
	p.endWorkers(store.Success)
	finished := "FINISHED"
	for i := range p.Stages {
		p.Stages[i].Phase = &finished
	}
	if done != nil {
		p.push(strconv.Itoa(st.segmentStage()))
		s.newest(st, p, done)
	} else if p.Results, err = s.resultReport(ctx, st); err != nil {
		return err
	}
	return s.store.SaveReport(ctx, tx, st.task.ID, wrap(st.task.ID, p))
}

// endWorkers shows all workers as ended: their rows end in the same transaction as the report.
func (p *payload) endWorkers(state string) {
	for _, attempts := range p.Status.Workers {
		for i := range attempts {
			if attempts[i].State == store.Running {
				attempts[i].State, attempts[i].DurationMs = state, max(attempts[i].DurationMs, p.Status.DurationMs)
			}
		}
	}
}

// push counts the rows of the segment generators as pushed: they are visible now.
func (p *payload) push(stage string) {
	for worker, raw := range p.Counters[stage] {
		var c stageCounters
		if decodeJSON(raw, &c) == nil && c.Segments != nil {
			c.Segments.RowsPushed = c.Segments.RowsPersisted
			p.Counters[stage][worker] = mustJSON(c)
		}
	}
}

// newest fills in what the newest release tells of an ingestion.
func (s *Service) newest(st *statement, p *payload, done *store.Published) {
	if !st.settings.waitForLoad {
		return
	}
	n := len(done.Segments)
	p.Status.LoadStatus = &loadStatus{
		State: "SUCCESS", DataSource: st.tr.Ingest.DataSource, StartTime: isoTime(time.Now()), TotalSegments: n, UsedSegments: n, PrecachedSegments: n,
	}
	p.Status.Segments = &segmentReport{ShardSpec: "NumberedShardSpec", Details: "Using NumberedShardSpec to generate segments since the query is inserting rows."}
	switch {
	case len(st.rangeDimensions()) > 0:
		p.Status.Segments = &segmentReport{ShardSpec: "RangeShardSpec", Details: "Using RangeShardSpec to generate segments."}
	case st.tr.Ingest.Replace && len(st.tr.Ingest.ClusteredBy) == 0:
		p.Status.Segments.Details = "CLUSTERED BY clause is empty in the query. Using NumberedShardSpec to generate segments."
	case st.tr.Ingest.Replace:
		p.Status.Segments.Details = "Cannot use RangeShardSpec, RangedShardSpec only supports string CLUSTER BY keys. Using NumberedShardSpec instead."
	}
}

// resultReport gives the rows of a SELECT, all of them.
func (s *Service) resultReport(ctx context.Context, st *statement) (*resultReport, error) {
	r := &resultReport{Signature: signatureOf(st.tr.Columns), SQLTypeNames: make([]string, len(st.tr.Columns))}
	for i, c := range st.tr.Columns {
		r.SQLTypeNames[i] = c.Type.SQL()
	}
	rows, err := s.allRows(ctx, st.task.ID, reportRows)
	if err != nil {
		return nil, err
	}
	r.Results, r.Truncated = rows.list(), rows.cut
	return r, nil
}

// reportRows is how many rows a report holds.
const reportRows = 100_000

// fail ends a task with the fault of an error that one of its jobs met, unless the job has lost its claim.
func (s *Service) fail(ctx context.Context, c claim, err error) error {
	switch {
	case errors.Is(err, errShutdown) || errors.Is(context.Cause(ctx), errShutdown):
		return nil // who shut it down has ended it
	case ctx.Err() != nil:
		err = faultWorkerFailed(c.by, errStopping.Error()).because(err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), failPatience)
	defer cancel()
	f := faultOf(err)
	found := c.by
	if f.onController {
		found = c.task
	}
	s.logFailure(ctx, c.task, f)
	err = s.recordFailure(ctx, c, found, f)
	if err != nil { // rather a poor report than a task that never ends
		s.log.ErrorContext(ctx, "A failure could not be recorded", slog.String("task_id", c.task), slog.Any("error", err))
		err = s.recordFailure(ctx, c, c.task, faultUnknown("java.lang.RuntimeException: see the server's log").controller())
	}
	if err != nil {
		s.keepFailure(c, found, f)
	}
	return err
}

// recordFailure ends a task with a fault that a job found, unless the task has ended already or the
// job has lost its claim.
func (s *Service) recordFailure(ctx context.Context, c claim, found string, f *Fault) error {
	good, err := s.holds(ctx, c)
	if err != nil || !good {
		return err
	}
	return s.endTask(ctx, c.task, found, f)
}

// endTask ends a task with a fault if it still runs.
func (s *Service) endTask(ctx context.Context, id, found string, f *Fault) error {
	t, err := s.store.Task(ctx, nil, id)
	if err != nil || t.Status != store.Running {
		return err
	}
	if err := s.endFailed(ctx, t, found, f, store.TaskEnd{}); err != nil && !errors.Is(err, store.ErrTaskDone) {
		return err
	}
	return nil
}

// failPatience bounds the time to record a failure.
const failPatience = 30 * time.Second
