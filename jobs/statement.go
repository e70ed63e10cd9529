package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"ogham/internal/druiderr"
	"ogham/internal/store"
)

// Statement is the status object of the statements API; it marshals to exactly that.
type Statement struct {
	QueryID    string           `json:"queryId"`
	State      string           `json:"state"`
	CreatedAt  string           `json:"createdAt"`
	Schema     []ResultColumn   `json:"schema,omitempty"`
	DurationMs int64            `json:"durationMs"`
	Result     *StatementResult `json:"result,omitempty"`
	// ErrorDetails is a DruidException object.
	ErrorDetails json.RawMessage `json:"errorDetails,omitempty"`
	// Stages, Counters and Warnings are those of the report; only with detail.
	Stages   json.RawMessage `json:"stages,omitempty"`
	Counters json.RawMessage `json:"counters,omitempty"`
	Warnings json.RawMessage `json:"warnings,omitempty"`
}

// StatementResult describes the result of a statement that succeeded.
type StatementResult struct {
	NumTotalRows     *int64 `json:"numTotalRows,omitempty"`
	TotalSizeInBytes *int64 `json:"totalSizeInBytes,omitempty"`
	DataSource       string `json:"dataSource"`
	// SampleRecords is a list of rows, set for SELECT.
	SampleRecords json.RawMessage `json:"sampleRecords,omitempty"`
	Pages         []StatementPage `json:"pages,omitempty"`
}

// StatementPage is one page of a result.
type StatementPage struct {
	ID          int   `json:"id"`
	NumRows     int64 `json:"numRows"`
	SizeInBytes int64 `json:"sizeInBytes"`
}

// StatementRows is a result to be written in the format that the client asks for.
type StatementRows struct {
	// Columns is nil for INSERT and REPLACE, whose results are an empty body.
	Columns []ResultColumn
	// Rows are JSON arrays, one per line.
	Rows []byte
	// NumRows counts them.
	NumRows int64
	// Plain says that the query was sent to the task API, not as a statement.
	Plain bool
}

// The states of a statement.
const (
	stateAccepted = "ACCEPTED"
	stateRunning  = "RUNNING"
	stateSuccess  = "SUCCESS"
	stateFailed   = "FAILED"
)

// sampleRows is how many rows of a result in durable storage are shown as its sample.
const sampleRows = 3000

// statementTask finds the task of a statement, any controller task, for its owner.
func (s *Service) statementTask(ctx context.Context, user, id string) (*store.Task, error) {
	t, err := s.store.Task(ctx, nil, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && t.Type != store.TypeController {
		return nil, druiderr.Missing("Query [%s] was not found. The query details are no longer present or might not be of the type [query_controller]. "+
			"Verify that the id is correct.", id)
	}
	if err != nil {
		return nil, druiderr.Bug("The statement could not be read").WithCause(err)
	}
	if user != "" && user != t.Owner {
		return nil, druiderr.New(druiderr.User, druiderr.Forbidden, "general", "Unauthorized")
	}
	return t, s.follow(ctx, t.CatalogVersion)
}

func stateOf(t *store.Task) string {
	switch {
	case t.Status == store.Success:
		return stateSuccess
	case t.Status == store.Failed:
		return stateFailed
	case t.RunnerStatus == store.RunnerRunning:
		return stateRunning
	}
	return stateAccepted
}

// Statement gives the state of a statement; see [Tasks].
func (s *Service) Statement(ctx context.Context, user, id string, detail bool) (*Statement, error) {
	t, err := s.statementTask(ctx, user, id)
	if err != nil {
		return nil, err
	}
	out := &Statement{QueryID: t.ID, State: stateOf(t), CreatedAt: isoTime(t.CreatedAt), DurationMs: t.DurationMs}
	if out.State == stateFailed {
		out.ErrorDetails = errorDetails(t)
	} else if t.DataSource == selectDataSource {
		if out.Schema, err = s.schema(ctx, t); err != nil {
			return nil, err
		}
	}
	if out.State == stateSuccess {
		if out.Result, err = s.statementResult(ctx, t); err != nil {
			return nil, druiderr.Bug("The result could not be read").WithCause(err)
		}
	}
	if detail {
		s.detail(ctx, out)
	}
	return out, nil
}

// schema gives the result columns: as stored with the result, before that as translated.
func (s *Service) schema(ctx context.Context, t *store.Task) ([]ResultColumn, error) {
	var columns []ResultColumn
	r, err := s.store.Result(ctx, t.ID)
	if err == nil {
		err = decodeJSON(r.Signature, &columns)
	} else if errors.Is(err, store.ErrNotFound) {
		var st *statement
		if st, err = s.reload(t); err == nil {
			columns = resultColumns(st.tr.Columns)
		}
	}
	if err != nil {
		return nil, druiderr.Bug("The schema could not be read").WithCause(err)
	}
	return columns, nil
}

// errorDetails is the fault of a failed task as a DruidException.
func errorDetails(t *store.Task) json.RawMessage {
	details := func(code, persona, message string, context map[string]string) json.RawMessage {
		return mustJSON(object{
			{"error", "druidException"},
			{"errorCode", code},
			{"persona", persona},
			{"category", "UNCATEGORIZED"},
			{"errorMessage", message},
			{"context", context},
		})
	}
	fault := map[string]any{}
	code := ""
	if decodeJSON(t.Fault, &fault) == nil {
		code, _ = fault["errorCode"].(string)
	}
	if code == "" || code == "Canceled" {
		message := ""
		if t.ErrorMsg != nil {
			message = *t.ErrorMsg
		}
		return details("general", "DEVELOPER", message, map[string]string{})
	}
	message, _ := fault["errorMessage"].(string)
	context := map[string]string{}
	for name, v := range fault {
		if name != "errorCode" && name != "errorMessage" && v != nil {
			context[name] = fmt.Sprint(v)
		}
	}
	return details(code, "USER", message, context)
}

func (s *Service) statementResult(ctx context.Context, t *store.Task) (*StatementResult, error) {
	out := &StatementResult{DataSource: t.DataSource}
	if t.DataSource != selectDataSource {
		rows, err := s.rowsWritten(ctx, t)
		zero := int64(0)
		out.NumTotalRows, out.TotalSizeInBytes = &rows, &zero
		return out, err
	}
	pages, err := s.store.ResultPages(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	var total, size int64
	for _, p := range pages {
		if p.NumRows > 0 {
			total, size = total+p.NumRows, size+p.SizeBytes
			out.Pages = append(out.Pages, StatementPage{ID: p.Page, NumRows: p.NumRows, SizeInBytes: p.SizeBytes})
		}
	}
	if total > 0 {
		out.NumTotalRows, out.TotalSizeInBytes = &total, &size
	}
	limit := 0
	if durable(t) {
		limit = sampleRows
	}
	sample, err := s.allRows(ctx, t.ID, limit)
	if err != nil {
		return nil, err
	}
	out.SampleRecords = sample.list()
	return out, nil
}

// durable tells whether a task was asked to put its result into durable storage.
func durable(t *store.Task) bool {
	queryContext, err := decodeContext(t.Context)
	if err != nil {
		return false
	}
	set, err := readSettings(queryContext)
	return err == nil && set.durable
}

// rowsWritten counts the rows of an ingestion by its workers' outcomes.
func (s *Service) rowsWritten(ctx context.Context, t *store.Task) (int64, error) {
	out, err := s.outcomes(ctx, &statement{task: t})
	rows := int64(0)
	for _, c := range out.Chunks {
		rows += c.Rows
	}
	return rows, err
}

// detail adds stages, counters and warnings of the report if there is one.
func (s *Service) detail(ctx context.Context, out *Statement) {
	raw, err := s.Report(ctx, out.QueryID)
	if err != nil {
		return
	}
	var body struct {
		Query struct {
			Payload struct {
				Status struct {
					Warnings json.RawMessage `json:"warnings"`
				} `json:"status"`
				Stages   json.RawMessage `json:"stages"`
				Counters json.RawMessage `json:"counters"`
			} `json:"payload"`
		} `json:"multiStageQuery"`
	}
	if json.Unmarshal(raw, &body) == nil {
		p := body.Query.Payload
		out.Stages, out.Counters, out.Warnings = p.Stages, p.Counters, p.Status.Warnings
	}
}

// rowLines are rows as JSON arrays, one a line.
type rowLines struct {
	text []byte
	// cut says that there are more.
	cut bool
}

// list makes a JSON list of the rows.
func (r rowLines) list() json.RawMessage {
	text := bytes.TrimSuffix(r.text, []byte{'\n'})
	out := make([]byte, 0, len(text)+2)
	out = append(out, '[')
	out = append(out, bytes.ReplaceAll(text, []byte{'\n'}, []byte{','})...)
	return append(out, ']')
}

// allRows reads the rows of a result, at most limit; 0 is no limit.
func (s *Service) allRows(ctx context.Context, taskID string, limit int) (rowLines, error) {
	var out rowLines
	pages, err := s.store.ResultPages(ctx, taskID)
	if err != nil {
		return out, err
	}
	left := limit
	for _, p := range pages {
		page, err := s.store.ResultPage(ctx, taskID, p.Page)
		if err != nil {
			return out, err
		}
		if limit > 0 && page.NumRows > int64(left) {
			out.text = append(out.text, firstLines(page.Rows, left)...)
			out.cut = true
			return out, nil
		}
		left -= int(page.NumRows)
		out.text = append(out.text, page.Rows...)
	}
	return out, nil
}

func firstLines(text []byte, n int) []byte {
	end := 0
	for range n {
		i := bytes.IndexByte(text[end:], '\n')
		if i < 0 {
			return text
		}
		end += i + 1
	}
	return text[:end]
}

// asStatement tells whether a task was sent to the statement API, which asks for an execution mode.
func asStatement(t *store.Task) bool {
	var given struct {
		Mode any `json:"executionMode"`
	}
	return json.Unmarshal(t.Context, &given) == nil && given.Mode != nil
}

// StatementResults gives the rows of a statement that succeeded; see [Tasks].
func (s *Service) StatementResults(ctx context.Context, user, id string, page *int) (*StatementRows, error) {
	if page != nil && *page < 0 {
		return nil, druiderr.New(druiderr.User, druiderr.InvalidInput, "general", "Page cannot be negative. Please pass a positive number.")
	}
	t, err := s.statementTask(ctx, user, id)
	if err != nil {
		return nil, err
	}
	switch state := stateOf(t); state {
	case stateAccepted, stateRunning:
		return nil, druiderr.New(druiderr.User, druiderr.InvalidInput, "general", "Query[%s] is currently in [%s] state. Please wait for it to complete.", id, state)
	case stateFailed:
		return nil, druiderr.New(druiderr.User, druiderr.InvalidInput, "general", "Query[%s] failed. Check the status api for more details.", id)
	}
	if t.DataSource != selectDataSource {
		return &StatementRows{}, nil
	}
	out := &StatementRows{Plain: !asStatement(t)}
	if out.Columns, err = s.schema(ctx, t); err != nil {
		return nil, err
	}
	if page != nil {
		p, err := s.store.ResultPage(ctx, id, *page)
		switch {
		case errors.Is(err, store.ErrNotFound) && *page == 0: // a result without rows has no pages
			return out, nil
		case errors.Is(err, store.ErrNotFound) && durable(t):
			return nil, druiderr.Invalid("Invalid page id [%d] passed.", *page)
		case errors.Is(err, store.ErrNotFound):
			return nil, druiderr.Invalid("Page number [%d] is out of the range of results", *page)
		}
		if err != nil {
			return nil, druiderr.Bug("The result could not be read").WithCause(err)
		}
		out.Rows, out.NumRows = p.Rows, p.NumRows
		return out, nil
	}
	rows, err := s.allRows(ctx, id, 0)
	if err != nil {
		return nil, druiderr.Bug("The result could not be read").WithCause(err)
	}
	out.Rows, out.NumRows = rows.text, int64(bytes.Count(rows.text, []byte{'\n'}))
	return out, nil
}

// CancelStatement ends a statement; see [Tasks].
func (s *Service) CancelStatement(ctx context.Context, user, id string) (running bool, err error) {
	t, err := s.statementTask(ctx, user, id)
	if err != nil {
		return false, err
	}
	return s.shutdown(ctx, t)
}
