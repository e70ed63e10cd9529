package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/internal/store"
)

// The native tasks that we run: noop waits, kill removes unused segments, compact merges used ones.
const (
	typeNoop    = "noop"
	typeKill    = "kill"
	typeCompact = "compact"
)

// nativeSpec is what we read of a native task.
type nativeSpec struct {
	Type       string `json:"type"`
	ID         string `json:"id"`
	GroupID    string `json:"groupId"`
	DataSource string `json:"dataSource"`
	RunTime    int64  `json:"runTime"`
	Interval   string `json:"interval"`
	IOConfig   struct {
		InputSpec struct {
			Type     string `json:"type"`
			Interval string `json:"interval"`
		} `json:"inputSpec"`
	} `json:"ioConfig"`
	Context json.RawMessage `json:"context"`
}

// nativeArgs is a River job: a native task.
type nativeArgs struct {
	TaskID string `json:"task_id"`
	// Attempt is that of the task's row: a job of another one does nothing.
	Attempt int `json:"attempt,omitempty"`
}

// Kind names the job.
func (nativeArgs) Kind() string { return "native_task" }

// refusedTask is the answer to a spec that cannot be read: the error of the JSON parser alone.
func refusedTask(format string, args ...any) error {
	e := druiderr.Invalid(format, args...)
	e.Shape, e.LegacyCode = druiderr.ShapePlain, e.Message
	return e
}

// jsonSource ends Jackson's messages about a body.
const jsonSource = "\n at [Source: (org.eclipse.jetty.server.HttpInputOverHTTP); line: 1, column: %d]"

// PostTask starts a native task; see [Tasks]. SQL does what other task types did.
func (s *Service) PostTask(ctx context.Context, spec json.RawMessage) (string, error) {
	n, err := parseNative(spec)
	if err != nil {
		return "", err
	}
	t := &store.Task{ID: n.ID, GroupID: n.GroupID, Type: n.Type, DataSource: n.DataSource, Spec: spec}
	if len(n.Context) > 0 {
		t.Context = n.Context
	}
	err = s.store.InTx(ctx, func(tx pgx.Tx) error {
		if err := s.store.InsertTask(ctx, tx, t); err != nil {
			return err
		}
		return s.insertJobs(ctx, tx, nativeArgs{TaskID: t.ID})
	})
	if errors.Is(err, store.ErrTaskExists) {
		return "", refusedTask("Task [%s] already exists.", t.ID)
	}
	if err != nil {
		return "", druiderr.Bug("The task could not be stored").WithCause(err)
	}
	return t.ID, nil
}

func parseNative(spec json.RawMessage) (*nativeSpec, error) {
	n := &nativeSpec{}
	if err := json.Unmarshal(spec, n); err != nil {
		return nil, refusedTask("Cannot deserialize value of type `org.apache.druid.indexing.common.task.Task`"+jsonSource, 1)
	}
	switch n.Type {
	case typeNoop, typeKill:
	case typeCompact:
		if in := n.IOConfig.InputSpec; in.Type == "interval" {
			n.Interval = in.Interval
		}
	case "index_parallel":
		return nil, refusedIndex(spec)
	case "":
		return nil, refusedTask("Could not resolve subtype of [simple type, class org.apache.druid.indexing.common.task.Task]: missing type id property 'type'"+jsonSource,
			len(spec))
	default:
		return nil, refusedTask("Could not resolve type id '%s' as a subtype of `org.apache.druid.indexing.common.task.Task` known type ids = [compact, kill, noop, query_controller, query_worker]"+
			jsonSource, n.Type, strings.Index(string(spec), `"`+n.Type)+1)
	}
	if n.DataSource == "" {
		if class := n.class(); class != "" {
			return nil, refusedTask("Cannot construct instance of `%s`, problem: dataSource"+jsonSource, class, len(spec))
		}
		n.DataSource = "none"
	}
	if class := n.class(); class != "" {
		if _, err := druidtime.ParseInterval(n.Interval, time.UTC); err != nil {
			return nil, refusedTask("Cannot construct instance of `%s`, problem: interval"+jsonSource, class, len(spec))
		}
	}
	if n.ID == "" {
		n.ID = fmt.Sprintf("%s_%s_%s", n.Type, n.DataSource, uuid.NewString())
	}
	if n.GroupID == "" {
		n.GroupID = n.ID
	}
	return n, nil
}

// class is what Druid makes of the spec of a task that works on an interval of a datasource, "" for
// others.
func (n *nativeSpec) class() string {
	switch n.Type {
	case typeKill:
		return "org.apache.druid.indexing.common.task.KillUnusedSegmentsTask"
	case typeCompact:
		return "org.apache.druid.indexing.common.task.CompactionTask"
	}
	return ""
}

// refusedIndex names what is missing in a native batch ingestion, which SQL replaces.
func refusedIndex(spec json.RawMessage) error {
	var body struct {
		Spec map[string]json.RawMessage `json:"spec"`
	}
	const parallel = "org.apache.druid.indexing.common.task.batch.parallel."
	switch err := json.Unmarshal(spec, &body); {
	case err == nil && body.Spec == nil:
		return refusedTask("Cannot construct instance of `"+parallel+"ParallelIndexSupervisorTask`, problem: Cannot invoke \""+parallel+
			"ParallelIndexIngestionSpec.getDataSchema()\" because \"ingestionSchema\" is null"+jsonSource, len(spec))
	case err == nil && body.Spec["dataSchema"] == nil:
		return refusedTask("Cannot construct instance of `"+parallel+"ParallelIndexIngestionSpec`, problem: Cannot invoke \"org.apache.druid.segment.indexing.DataSchema.getParserMap()\" "+
			"because \"dataSchema\" is null"+jsonSource+" (through reference chain: "+parallel+"ParallelIndexSupervisorTask[\"spec\"])", len(spec)-1)
	}
	return refusedTask("Tasks of type [index_parallel] are not run by this server: use INSERT or REPLACE with EXTERN.")
}

// nativeWorker runs nativeArgs.
type nativeWorker struct {
	river.WorkerDefaults[nativeArgs]
	s *Service
}

// Work runs a native task to its end.
func (w *nativeWorker) Work(ctx context.Context, job *river.Job[nativeArgs]) error {
	s, id := w.s, job.Args.TaskID
	ctx, leave := s.enter(ctx, id)
	defer leave()
	t, err := s.store.Task(ctx, nil, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && t.Status != store.Running {
		return nil
	}
	if err == nil {
		err = s.store.StartTask(ctx, nil, id, job.Args.Attempt)
	}
	if err == nil {
		s.logs.of(id, t.Type).InfoContext(ctx, "The task begins", slog.String("server", s.host()), slog.String("datasource", t.DataSource))
		err = s.runNative(ctx, t)
	}
	if err == nil {
		err = s.store.FinishTask(ctx, nil, id, store.TaskEnd{Status: store.Success})
	}
	if err == nil || errors.Is(err, store.ErrTaskDone) {
		return nil
	}
	return s.fail(ctx, claim{task: id, by: id, attempt: job.Args.Attempt}, err)
}

func (s *Service) runNative(ctx context.Context, t *store.Task) error {
	n, err := parseNative(t.Spec)
	if err != nil {
		return err
	}
	if n.Type == typeNoop {
		timer := time.NewTimer(time.Duration(n.RunTime) * time.Millisecond)
		defer timer.Stop()
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	within, err := druidtime.ParseInterval(n.Interval, time.UTC)
	if err != nil {
		return err
	}
	span := store.Range{Start: within.StartMs, End: within.EndMs}
	if n.Type == typeCompact {
		return s.compact(ctx, t.ID, n.DataSource, span)
	}
	killed, err := s.store.KillUnused(ctx, n.DataSource, span)
	if err == nil {
		s.logs.of(t.ID, t.Type).InfoContext(ctx, "Unused segments were removed", slog.Int("segments", killed))
	}
	return err
}

// nativePayload is the spec as Druid fills it up.
func nativePayload(t *store.Task) any {
	given := map[string]json.RawMessage{}
	if json.Unmarshal(t.Spec, &given) != nil {
		return t.Spec
	}
	out := object{{"type", t.Type}, {"id", t.ID}, {"groupId", t.GroupID}, {"dataSource", t.DataSource}}
	if t.Type == typeNoop {
		for _, m := range (object{{"runTime", 2500}, {"isReadyTime", 0}, {"isReadyResult", "YES"}, {"firehose", nil}}) {
			if v, ok := given[m.name]; ok {
				m.value = v
			}
			out = append(out, m)
		}
	}
	known := map[string]bool{"context": true}
	for _, m := range out {
		known[m.name] = true
	}
	rest := make([]string, 0, len(given))
	for name := range given {
		if !known[name] {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	for _, name := range rest {
		out = append(out, member{name, given[name]})
	}
	return append(out, member{"context", taskContext()}, member{"resource", resource(t.ID)})
}
