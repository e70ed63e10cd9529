package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/store"
)

// neverQueued is what Druid shows where it does not know when a task was queued.
const neverQueued = "1970-01-01T00:00:00.000Z"

// task reads a task row; an unknown id is Druid's text.
func (s *Service) task(ctx context.Context, id string) (*store.Task, error) {
	t, err := s.store.Task(ctx, nil, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, druiderr.Missing("Cannot find any task with id: [%s]", id)
	}
	if err != nil {
		return nil, druiderr.Bug("The task could not be read").WithCause(err)
	}
	return t, s.follow(ctx, t.CatalogVersion)
}

// follow brings the catalogue of this process up to what a task has published: whoever learns from it
// that the task has succeeded may query the new rows at once.
func (s *Service) follow(ctx context.Context, version int64) error {
	if err := s.store.FollowCatalog(ctx, version); err != nil {
		return druiderr.Bug("The catalogue could not be read").WithCause(err)
	}
	return nil
}

// tasks reads task rows, as task does.
func (s *Service) tasks(ctx context.Context, f store.TaskFilter) ([]*store.Task, error) {
	list, err := s.store.Tasks(ctx, f)
	if err != nil {
		return nil, druiderr.Bug("The tasks could not be listed").WithCause(err)
	}
	newest := int64(0)
	for _, t := range list {
		newest = max(newest, t.CatalogVersion)
	}
	return list, s.follow(ctx, newest)
}

// Status gives one task; see [Tasks].
func (s *Service) Status(ctx context.Context, id string) (TaskStatus, error) {
	t, err := s.task(ctx, id)
	if err != nil {
		return TaskStatus{}, err
	}
	st := statusOf(t)
	if t.Status != store.Running {
		st.RunnerStatusCode = store.RunnerWaiting // Druid's, although lists say NONE
	}
	return st, nil
}

// Statuses gives tasks by their ids; see [Tasks].
func (s *Service) Statuses(ctx context.Context, ids []string) (map[string]TaskStatus, error) {
	all := make(map[string]TaskStatus, len(ids))
	if len(ids) == 0 {
		return all, nil
	}
	tasks, err := s.tasks(ctx, store.TaskFilter{IDs: ids})
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		all[t.ID] = statusOf(t)
	}
	return all, nil
}

// List gives tasks, newest first; see [Tasks]. Max and the time bound only cut complete tasks, as in
// Druid.
func (s *Service) List(ctx context.Context, f ListFilter) ([]TaskStatus, error) {
	list := []TaskStatus{}
	add := func(filter store.TaskFilter) error {
		tasks, err := s.tasks(ctx, filter)
		if err != nil {
			return err
		}
		for _, t := range tasks {
			st := statusOf(t)
			if t.Status == store.Running {
				st.QueueInsertionTime = st.CreatedTime
			}
			list = append(list, st)
		}
		return nil
	}
	running := store.TaskFilter{Status: store.Running, DataSource: f.DataSource, Type: f.Type}
	switch state := strings.ToLower(f.State); state {
	case "running", "pending", "waiting":
		running.RunnerStatus = strings.ToUpper(state)
		return list, add(running)
	case "":
		if err := add(running); err != nil {
			return nil, err
		}
	}
	for _, status := range []string{store.Success, store.Failed} {
		err := add(store.TaskFilter{
			Status: status, DataSource: f.DataSource, Type: f.Type, Limit: f.Max, CreatedFrom: f.CreatedFrom, CreatedTo: f.CreatedTo,
		})
		if err != nil {
			return nil, err
		}
	}
	return newestFirst(list, f.Max), nil
}

// statusOf makes Druid's task object of a row.
func statusOf(t *store.Task) TaskStatus {
	return TaskStatus{
		ID: t.ID, GroupID: t.GroupID, Type: t.Type, CreatedTime: isoTime(t.CreatedAt), QueueInsertionTime: neverQueued,
		StatusCode: t.Status, Status: t.Status, RunnerStatusCode: t.RunnerStatus, Duration: t.DurationMs,
		Location:   Location{Host: t.LocationHost, Port: t.LocationPort, TLSPort: -1},
		DataSource: t.DataSource, ErrorMsg: t.ErrorMsg,
	}
}

// Payload gives what was submitted; see [Tasks].
func (s *Service) Payload(ctx context.Context, id string) (json.RawMessage, error) {
	t, err := s.task(ctx, id)
	if err != nil {
		return nil, err
	}
	var body any
	switch t.Type {
	case store.TypeController:
		body, err = s.controllerPayload(t)
	case store.TypeWorker:
		body = workerPayload(t)
	default:
		body = nativePayload(t)
	}
	if err != nil {
		return nil, druiderr.Bug("The task could not be read").WithCause(err)
	}
	return mustJSON(object{{"task", t.ID}, {"payload", body}}), nil
}

// taskContext is the context that Druid's Overlord gives to all tasks.
func taskContext() object {
	return object{{"forceTimeChunkLock", true}, {"useLineageBasedSegmentAllocation", true}}
}

func resource(id string) object {
	return object{{"availabilityGroup", id}, {"requiredCapacity", 1}}
}

func (s *Service) controllerPayload(t *store.Task) (object, error) {
	st, err := s.reload(t)
	if err != nil {
		return nil, err
	}
	columns := st.queryColumns()
	mappings := make([]object, len(columns))
	names := make([]string, len(columns))
	sqlTypes, nativeTypes := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
		mappings[i] = object{{"queryColumn", c.name}, {"outputColumn", c.out.Name}}
		sqlTypes[i], nativeTypes[i] = c.out.Type.SQL(), c.out.Type.Native()
	}
	destination := object{{"type", "taskReport"}}
	if st.settings.durable {
		destination = object{{"type", "durableStorage"}}
	}
	if st.ingestion() {
		destination = object{{"type", "dataSource"}, {"dataSource", st.tr.Ingest.DataSource}, {"segmentGranularity", st.tr.Ingest.PartitionedBy}}
		if st.tr.Ingest.Replace {
			destination = append(destination, member{"replaceTimeChunks", replaceChunks(st)})
		}
	}
	assignment := "max"
	if st.settings.autoAssign {
		assignment = "auto"
	}
	spec := object{
		{"query", st.scanQuery(names)},
		{"columnMappings", mappings},
		{"destination", destination},
		{"assignmentStrategy", assignment},
		{"tuningConfig", object{
			{"maxNumWorkers", st.settings.maxNumTasks - 1},
			{"maxRowsInMemory", st.settings.rowsInMemory},
			{"rowsPerSegment", st.settings.rowsPerSegment},
		}},
	}
	zone := "UTC"
	if st.tr.TimeZone != nil {
		zone = st.tr.TimeZone.String()
	}
	return object{
		{"type", t.Type},
		{"id", t.ID},
		{"spec", spec},
		{"sqlQuery", withoutSecrets(t.SQL)},
		{"sqlQueryContext", t.Context},
		{"sqlResultsContext", object{{"timeZone", zone}, {"serializeComplexValues", true}, {"stringifyArrays", true}}},
		{"sqlTypeNames", sqlTypes},
		{"nativeTypeNames", nativeTypes},
		{"context", taskContext()},
		{"groupId", t.GroupID},
		{"dataSource", t.DataSource},
		{"resource", resource(t.ID)},
	}, nil
}

func replaceChunks(st *statement) []string {
	chunks := st.overwrite()
	if chunks == nil {
		return []string{eternity}
	}
	list := make([]string, len(chunks))
	for i, c := range chunks {
		list[i] = isoInterval(c)
	}
	return list
}

func workerPayload(t *store.Task) object {
	number := 0
	if t.WorkerNumber != nil {
		number = *t.WorkerNumber
	}
	return object{
		{"type", t.Type},
		{"id", t.ID},
		{"groupId", t.GroupID},
		{"dataSource", t.DataSource},
		{"controllerTaskId", t.GroupID},
		{"workerNumber", number},
		{"retryCount", t.Attempt},
		{"context", taskContext()},
		{"resource", resource(t.ID)},
	}
}
