// Package jobs runs tasks: SQL-based ingestions, SELECT tasks and asynchronous statements.
//
// A [Service] accepts statements, plans them as controller jobs, reads external data in worker jobs
// and publishes the result. River hands the jobs to the processes that share the database; the truth
// about a task is its row in ogham.task, which only leaves RUNNING once. All that users may read
// comes back as *druiderr.Error.
//
// The package writes no SQL: internal/store does.
package jobs

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"ogham/internal/store"
	"ogham/jobs/export"
	"ogham/jobs/input"
)

// Config says what a Service works with.
type Config struct {
	// Store is the database; required.
	Store *store.Store
	// Logger gets what operators should know; nil discards.
	Logger *slog.Logger
	// Input bounds what external input sources may reach.
	Input input.Config
	// Slots is the number of jobs that this process runs at a time; 0 is 10, negative none (a
	// process that only answers requests). It is lowered to what the store's connections allow.
	Slots int
	// Export bounds where exports may write to.
	Export export.Config
	// RecoverEvery is how often the leftovers of dead processes are looked for; 0 is 2 s.
	RecoverEvery time.Duration
	// Retention is how long ended tasks are kept, with their results, reports and logs; 0 is for ever.
	Retention time.Duration
	// CompactEvery is how often, over all processes, statistics are refreshed and small segments merged;
	// 0 is never.
	CompactEvery time.Duration
	// Now is the clock that statements see; nil is time.Now.
	Now func() time.Time
}

// Parameter is a value for a "?" of a statement, as the HTTP API takes it.
type Parameter struct {
	// Type is a SQL type in capitals.
	Type string `json:"type"`
	// Value is decoded JSON, numbers as json.Number.
	Value any `json:"value"`
}

// SubmitRequest is a statement to run as a task.
type SubmitRequest struct {
	SQL string
	// Context is the query context, numbers as json.Number.
	Context    map[string]any
	Parameters []Parameter
	// Owner is the user; "" where there is no authentication.
	Owner string
}

// Submission tells what became of a statement that was submitted.
type Submission struct {
	// QueryID is the sqlQueryId: the client's or a new UUID. It is set for refused statements too.
	QueryID string
	// TaskID is "query-" + QueryID.
	TaskID string
	// CreatedAt is when the task was accepted.
	CreatedAt time.Time
	// Columns are the result columns of a SELECT, nil for INSERT and REPLACE.
	Columns []ResultColumn
}

// ResultColumn is a column of a SELECT task's result.
type ResultColumn struct {
	Name string `json:"name"`
	// Type is the SQL type, NativeType Druid's.
	Type       string `json:"type"`
	NativeType string `json:"nativeType"`
}

// Location is where a task runs.
type Location struct {
	Host    *string `json:"host"`
	Port    int     `json:"port"`
	TLSPort int     `json:"tlsPort"`
}

// TaskStatus is Druid's task object; it marshals to exactly that.
type TaskStatus struct {
	ID                 string   `json:"id"`
	GroupID            string   `json:"groupId"`
	Type               string   `json:"type"`
	CreatedTime        string   `json:"createdTime"`
	QueueInsertionTime string   `json:"queueInsertionTime"`
	StatusCode         string   `json:"statusCode"`
	Status             string   `json:"status"`
	RunnerStatusCode   string   `json:"runnerStatusCode"`
	Duration           int64    `json:"duration"`
	Location           Location `json:"location"`
	DataSource         string   `json:"dataSource"`
	ErrorMsg           *string  `json:"errorMsg"`
}

// ListFilter picks tasks for a list; zero fields pick all.
type ListFilter struct {
	// State is "pending", "waiting", "running" or "complete".
	State      string
	DataSource string
	Type       string
	// CreatedFrom and CreatedTo bound the creation time of complete tasks.
	CreatedFrom, CreatedTo *time.Time
	// Max is the most complete tasks to give; 0 is no limit.
	Max int
}

// Tasks is what package api needs of a Service; *Service satisfies it.
type Tasks interface {
	// Submit checks a statement and starts it as a task. The error is a *druiderr.Error when the
	// statement is refused; Submission.QueryID is set then as well.
	Submit(ctx context.Context, req SubmitRequest) (Submission, error)
	// PostTask starts a native task (POST /druid/indexer/v1/task) and gives its id.
	PostTask(ctx context.Context, spec json.RawMessage) (id string, err error)
	// Status gives one task, as task/{id}/status shows it.
	Status(ctx context.Context, id string) (TaskStatus, error)
	// Statuses gives the tasks of these ids that exist.
	Statuses(ctx context.Context, ids []string) (map[string]TaskStatus, error)
	// List gives tasks, newest first, as the lists show them.
	List(ctx context.Context, f ListFilter) ([]TaskStatus, error)
	// Report gives the body of task/{id}/reports.
	Report(ctx context.Context, id string) (json.RawMessage, error)
	// Payload gives the body of task/{id}.
	Payload(ctx context.Context, id string) (json.RawMessage, error)
	// Log gives the log of a task from a byte offset; a negative one counts from the end.
	Log(ctx context.Context, id string, offset int64) ([]byte, error)
	// Shutdown cancels a task if it still runs.
	Shutdown(ctx context.Context, id string) error
	// ShutdownAll cancels the running tasks of a datasource; an error of category NOT_FOUND with an
	// empty message says that there are none.
	ShutdownAll(ctx context.Context, datasource string) error
	// Statement gives the state of a statement (GET /druid/v2/sql/statements/{id}). Only who has sent a
	// statement may ask for it, read its results or cancel it; a user "" may for all.
	Statement(ctx context.Context, user, id string, detail bool) (*Statement, error)
	// StatementResults checks that a statement's results can be read and describes them.
	StatementResults(ctx context.Context, user, id string, page *int) (*StatementRows, error)
	// CancelStatement ends a statement; running tells whether it still ran.
	CancelStatement(ctx context.Context, user, id string) (running bool, err error)
}
