package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/internal/store"
	"ogham/jobs/format"
	"ogham/translate"
)

// selectDataSource is the dataSource of tasks that write none.
const selectDataSource = "__query_select"

// taskPrefix makes a task id of a query id.
const taskPrefix = "query-"

// Submit checks a statement and starts it as a task; see [Tasks].
func (s *Service) Submit(ctx context.Context, req SubmitRequest) (Submission, error) {
	sub := Submission{QueryID: queryID(req.Context)}
	sub.TaskID = taskPrefix + sub.QueryID
	if err := refuseReserved(req.Context); err != nil {
		return sub, err
	}
	tr, err := s.translate(ctx, req)
	if err != nil {
		return sub, err
	}
	if _, err := readSettings(tr.Context); err != nil {
		return sub, err
	}
	if err := refuseMetadata(tr); err != nil {
		return sub, err
	}
	if err := refuseFormats(tr); err != nil {
		return sub, err
	}
	t, err := newTask(sub, req, tr)
	if err != nil {
		return sub, err
	}
	err = s.store.InTx(ctx, func(tx pgx.Tx) error {
		if err := s.store.InsertTask(ctx, tx, t); err != nil {
			return err
		}
		return s.insertJobs(ctx, tx, controllerArgs{TaskID: t.ID, Phase: phasePlan})
	})
	if errors.Is(err, store.ErrTaskExists) {
		return sub, druiderr.New(druiderr.Developer, druiderr.Uncategorized, "general",
			"org.apache.druid.rpc.HttpResponseException: Server error [400 Bad Request]; body: {\"error\":\"Task [%s] already exists.\"}", t.ID)
	}
	if err != nil {
		return sub, druiderr.Bug("The task could not be stored").WithCause(err)
	}
	sub.CreatedAt = t.CreatedAt
	if tr.Ingest == nil && tr.ExportTo == nil {
		sub.Columns = resultColumns(tr.Columns)
	}
	return sub, nil
}

// translate translates a new statement, once more with a fresh catalogue if it was not understood: a
// table may just have been published elsewhere.
func (s *Service) translate(ctx context.Context, req SubmitRequest) (*translate.Translation, error) {
	r := request(req.SQL, req.Context, req.Parameters, s.cfg.Now())
	cat := s.store.Catalog()
	tr, err := translate.Translate(r, cat)
	if err == nil {
		return tr, nil
	}
	fresh, refreshErr := s.store.RefreshCatalog(ctx)
	if refreshErr != nil || fresh.Version() == cat.Version() {
		return nil, err
	}
	return translate.Translate(r, fresh)
}

// refuseMetadata gives Druid's error for tables that its tasks cannot read.
func refuseMetadata(tr *translate.Translation) error {
	if !tr.ReadsMetadata {
		return nil
	}
	var names []string
	for _, r := range tr.Reads {
		names = append(names, r.Name)
	}
	e := druiderr.Invalid("Cannot query table(s) %v with SQL engine [msq-task]", names)
	return e.With("sourceType", "sql")
}

// refuseFormats gives Druid's error for input formats that its broker cannot make sense of. What is
// wrong with others only shows when they are used.
func refuseFormats(tr *translate.Translation) error {
	for _, e := range tr.Externs {
		_, err := format.Parse(e.InputFormat)
		if bad, ok := errors.AsType[*format.SpecError](err); ok {
			return druiderr.Invalid("Invalid value for the field [inputFormat]. Reason: [%s]", bad.Message)
		}
	}
	return nil
}

func newTask(sub Submission, req SubmitRequest, tr *translate.Translation) (*store.Task, error) {
	queryContext := map[string]any{}
	maps.Copy(queryContext, tr.Context)
	queryContext["sqlQueryId"] = sub.QueryID
	contextJSON, err := json.Marshal(queryContext)
	if err != nil {
		return nil, druiderr.Bug("The context could not be stored").WithCause(err)
	}
	params, err := json.Marshal(req.Parameters)
	if err != nil {
		return nil, druiderr.Bug("The parameters could not be stored").WithCause(err)
	}
	t := &store.Task{
		ID: sub.TaskID, GroupID: sub.TaskID, Type: store.TypeController, DataSource: selectDataSource,
		SQL: req.SQL, Context: contextJSON, Parameters: params, Owner: req.Owner,
	}
	if tr.Ingest != nil {
		t.DataSource = tr.Ingest.DataSource
	}
	return t, nil
}

// queryID gives the client's sqlQueryId, or a new one.
func queryID(queryContext map[string]any) string {
	if id, ok := queryContext["sqlQueryId"].(string); ok && id != "" {
		return id
	}
	return uuid.NewString()
}

func resultColumns(columns []druidtype.Column) []ResultColumn {
	list := make([]ResultColumn, len(columns))
	for i, c := range columns {
		list[i] = ResultColumn{Name: c.Name, Type: c.Type.SQL(), NativeType: c.Type.Native()}
	}
	return list
}

// decodeJSON decodes with numbers as json.Number.
func decodeJSON(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return dec.Decode(into)
}

func decodeContext(raw json.RawMessage) (map[string]any, error) {
	queryContext := map[string]any{}
	if err := decodeJSON(raw, &queryContext); err != nil {
		return nil, fmt.Errorf("read context: %w", err)
	}
	return queryContext, nil
}
