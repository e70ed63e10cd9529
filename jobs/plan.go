package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"ogham/internal/store"
	"ogham/jobs/input"
	"ogham/translate"
	"ogham/translate/ingest"
)

// The phases of a query task. Each is a set of worker jobs; the last worker of a phase starts the
// controller job that begins the next one.
const (
	// phasePlan is the controller's first job.
	phasePlan = "plan"
	// phaseRead has workers read external data: straight into chunk tables, or into extern tables.
	phaseRead = "read"
	// phaseQuery has one worker run the statement in Postgres, over extern tables and datasources.
	phaseQuery = "query"
	// phasePublish is the controller's last job.
	phasePublish = "publish"
)

// plan is what the controller decided, kept in its task row.
type plan struct {
	Phase string `json:"phase"`
	// Lock is the time chunks that a REPLACE has for itself.
	Lock *store.TaskLock `json:"lock,omitempty"`
	// Direct says that workers evaluate the statement while they read.
	Direct  bool `json:"direct,omitempty"`
	Workers int  `json:"workers"`
	// Slices are the inputs of each worker.
	Slices [][]assignment `json:"slices,omitempty"`
	// Staged tells where the extern tables are, for phaseQuery.
	Staged map[int]staged `json:"staged,omitempty"`
	// Export is where the rows of an export go.
	Export *ingest.Export `json:"export,omitempty"`
	// Stages is the number of stages; the last one of an ingestion generates segments.
	Stages int `json:"stages"`
}

// assignment is a slice of an external input that a worker reads.
type assignment struct {
	Extern int         `json:"extern"`
	Slice  input.Slice `json:"slice"`
}

// phaseWorkers is how many workers the present phase has.
func (p *plan) phaseWorkers() int {
	if p.Phase == phaseRead {
		return len(p.Slices)
	}
	return 1
}

// next is the controller's next phase, once all workers have done the present one.
func (p *plan) next() string {
	switch {
	case p.Phase == "":
		return phasePlan
	case p.Phase == phaseRead && !p.Direct:
		return phaseQuery
	}
	return phasePublish
}

// reads tells whether any worker has a slice of an external input.
func (p *plan) reads(extern int) bool {
	for _, list := range p.Slices {
		for _, a := range list {
			if a.Extern == extern {
				return true
			}
		}
	}
	return false
}

type staged struct {
	Schema, Table string
	MultiValue    map[string]bool
}

// outcome is what a worker did, kept in its task row for the controller.
type outcome struct {
	// Phase is the last phase that the worker has done.
	Phase    string        `json:"phase,omitempty"`
	Chunks   []chunkRows   `json:"chunks,omitempty"`
	Warnings []errorReport `json:"warnings,omitempty"`
	// Files are those that an export wrote.
	Files []string `json:"files,omitempty"`
}

// chunkRows counts what went into a time chunk.
type chunkRows struct {
	Start int64 `json:"start"`
	End   int64 `json:"end"`
	Rows  int64 `json:"rows"`
	Bytes int64 `json:"bytes"`
}

// statement is a task's statement, translated, with what its context says.
type statement struct {
	task     *store.Task
	tr       *translate.Translation
	settings *settings
	catalog  *store.Catalog
	plan     plan
}

// load reads a task and translates its statement once more: translations are cheap, and always the
// same, because the clock of the statement is when its task was accepted. It gives ErrTaskDone for a
// task that does not run any more.
func (s *Service) load(ctx context.Context, taskID string) (*statement, error) {
	t, err := s.store.Task(ctx, nil, taskID)
	if err != nil {
		return nil, err
	}
	if t.Status != store.Running {
		return nil, store.ErrTaskDone
	}
	return s.reload(t)
}

// reload translates the statement of a task.
func (s *Service) reload(t *store.Task) (*statement, error) {
	st := &statement{task: t, catalog: s.store.Catalog()}
	if len(t.Plan) > 0 {
		if err := json.Unmarshal(t.Plan, &st.plan); err != nil {
			return nil, fmt.Errorf("read plan: %w", err)
		}
	}
	req, err := st.request()
	if err != nil {
		return nil, err
	}
	if st.settings, err = readSettings(req.Context); err != nil {
		return nil, err
	}
	st.tr, err = translate.Translate(req, st.catalog)
	return st, err
}

// request is what the task asked for.
func (st *statement) request() (translate.Request, error) {
	queryContext, err := decodeContext(st.task.Context)
	if err != nil {
		return translate.Request{}, err
	}
	var params []Parameter
	if err := decodeJSON(st.task.Parameters, &params); err != nil {
		return translate.Request{}, fmt.Errorf("read parameters: %w", err)
	}
	req := request(st.task.SQL, queryContext, params, st.task.CreatedAt)
	req.Staging = st.staging()
	return req, nil
}

func request(sql string, queryContext map[string]any, params []Parameter, now time.Time) translate.Request {
	req := translate.Request{SQL: sql, Context: queryContext, Engine: translate.EngineMSQ, Now: now}
	for _, p := range params {
		req.Parameters = append(req.Parameters, translate.Parameter{Type: p.Type, Value: p.Value})
	}
	return req
}

// exports tells whether the statement writes files.
func (st *statement) exports() bool { return st.tr.ExportTo != nil }

// ingestion tells whether the statement writes.
func (st *statement) ingestion() bool { return st.tr.Ingest != nil }

// chunk gives the time chunk of an instant.
func (st *statement) chunk(ms int64) store.Range {
	g := st.tr.Ingest.PartitionedBy
	if g.IsAll() {
		return store.Eternity
	}
	b := g.Bucket(ms)
	return store.Range{Start: b.StartMs, End: b.EndMs}
}

// overwrite gives what REPLACE … OVERWRITE WHERE replaces; nil for INSERT and OVERWRITE ALL.
func (st *statement) overwrite() []store.Range {
	if !st.tr.Ingest.Replace || st.tr.Ingest.OverwriteAll {
		return nil
	}
	list := make([]store.Range, len(st.tr.Ingest.Overwrite))
	for i, iv := range st.tr.Ingest.Overwrite {
		list[i] = store.Range{Start: iv.StartMs, End: iv.EndMs}
	}
	return list
}

// tables are the datasources that the statement reads. The last resource of an ingestion is the one
// that it writes.
func (st *statement) tables() []string {
	resources := st.tr.Reads
	if st.ingestion() && len(resources) > 0 {
		resources = resources[:len(resources)-1]
	}
	var names []string
	for _, r := range resources {
		if r.Type == "DATASOURCE" {
			names = append(names, r.Name)
		}
	}
	return names
}

// scanStage is the number of the stage that reads an external input (or all there is to read).
func (st *statement) scanStage(extern int) int {
	if len(st.tr.Externs) > 1 {
		return extern
	}
	return 0
}

// queryStage is the number of the first stage that evaluates the statement.
func (st *statement) queryStage() int {
	if n := len(st.tr.Externs); n > 1 {
		return n
	}
	return 0
}

// The stages that evaluate a statement, by the names of their processors.
const (
	stageScan      = "scan"
	stageGroupPre  = "groupByPreShuffle"
	stageGroupPost = "groupByPostShuffle"
	stageLimit     = "limit"
	stageResults   = "selectResults"
)

// evaluation gives the stages that evaluate the statement, from queryStage to resultStage: Postgres
// does their work in one go.
func (st *statement) evaluation() []string {
	list := []string{stageScan}
	if st.tr.Shape.Grouped {
		list = []string{stageGroupPre, stageGroupPost}
	}
	if st.tr.Shape.Limit != nil {
		list = append(list, stageLimit)
	}
	if st.settings.durable && !st.ingestion() {
		list = append(list, stageResults)
	}
	return list
}

// resultStage is the number of the stage that gives the result of the statement.
func (st *statement) resultStage() int { return st.queryStage() + len(st.evaluation()) - 1 }

// segmentStage is the number of the stage that generates segments.
func (st *statement) segmentStage() int { return st.resultStage() + 1 }

// workerID names the worker tasks of a controller.
func workerID(controller string, number, attempt int) string {
	return fmt.Sprintf("%s-worker%d_%d", controller, number, attempt)
}
