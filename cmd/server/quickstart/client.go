package quickstart

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// client calls the server's API.
type client struct {
	base string
	http *http.Client
}

// answerError is an answer that is no success.
type answerError struct {
	status int
	body   string
}

// Error gives the status and the error text of the answer.
func (e *answerError) Error() string {
	return fmt.Sprintf("the server answered %d: %s", e.status, e.body)
}

// call sends a request and decodes the JSON answer into out.
func (c *client) call(ctx context.Context, method, path string, body, out any) error {
	var payload io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		payload = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, payload)
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		return &answerError{resp.StatusCode, errorText(text)}
	}
	if out == nil {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return dec.Decode(out)
}

// errorText finds the message of an error answer.
func errorText(body []byte) string {
	var e struct {
		Message string `json:"errorMessage"`
		Nested  struct {
			Message string `json:"errorMessage"`
		} `json:"error"`
	}
	_ = json.Unmarshal(body, &e) // what is no error object is shown as it is
	switch {
	case e.Message != "":
		return e.Message
	case e.Nested.Message != "":
		return e.Nested.Message
	}
	return string(body)
}

// query runs SQL and gives the rows, the first one holding the column names.
func (c *client) query(ctx context.Context, sql string) (rows [][]any, err error) {
	err = c.call(ctx, http.MethodPost, "/druid/v2/sql", map[string]any{"query": sql, "resultFormat": "array", "header": true}, &rows)
	return rows, err
}

// rowCount gives the number of rows of the sample's datasource, 0 if there is none.
func (c *client) rowCount(ctx context.Context) (int64, error) {
	rows, err := c.query(ctx, "SELECT COUNT(*) AS n FROM wikipedia")
	var refused *answerError
	if errors.As(err, &refused) && refused.status == http.StatusBadRequest {
		return 0, nil // no such table
	}
	if err != nil {
		return 0, err
	}
	if len(rows) == 2 {
		if n, ok := rows[1][0].(json.Number); ok {
			return n.Int64()
		}
	}
	return 0, nil
}

// submit starts the ingestion and gives its task's id.
func (c *client) submit(ctx context.Context, uri string) (id string, err error) {
	var task struct {
		TaskID string `json:"taskId"`
	}
	err = c.call(ctx, http.MethodPost, "/druid/v2/sql/task",
		map[string]any{"query": fmt.Sprintf(insertSQL, uri), "context": map[string]any{"maxNumTasks": 3}}, &task)
	return task.TaskID, err
}

// taskState is what the status of a task tells.
type taskState struct {
	Status struct {
		Code     string `json:"statusCode"`
		Duration int64  `json:"duration"`
		Error    string `json:"errorMsg"`
	} `json:"status"`
}

func (c *client) status(ctx context.Context, id string) (st taskState, err error) {
	err = c.call(ctx, http.MethodGet, "/druid/indexer/v1/task/"+id+"/status", nil, &st)
	return st, err
}

// report is the part of a task's report that shows progress: counters by stage and worker.
type report struct {
	Query struct {
		Payload struct {
			Counters map[string]map[string]workerCounters `json:"counters"`
		} `json:"payload"`
	} `json:"multiStageQuery"`
}

type workerCounters struct {
	Input struct {
		Rows []int64 `json:"rows"`
	} `json:"input0"`
	Segments struct {
		Processed int64 `json:"rowsProcessed"`
		Pushed    int64 `json:"rowsPushed"`
	} `json:"segmentGenerationProgress"`
}

// progress gives how many rows were read and how many are ready to be published. A report that is
// not there yet is no progress.
func (c *client) progress(ctx context.Context, id string) (read, ready int64, err error) {
	var rep report
	err = c.call(ctx, http.MethodGet, "/druid/indexer/v1/task/"+id+"/reports", nil, &rep)
	var missing *answerError
	if errors.As(err, &missing) && missing.status == http.StatusNotFound {
		return 0, 0, nil
	}
	for stage, workers := range rep.Query.Payload.Counters {
		for _, w := range workers {
			if stage == "0" {
				for _, n := range w.Input.Rows {
					read += n
				}
			}
			ready += max(w.Segments.Processed, w.Segments.Pushed)
		}
	}
	return read, ready, err
}
