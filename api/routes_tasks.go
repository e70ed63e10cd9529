package api

import (
	"encoding/json"
	"net/http"

	"ogham/api/openapi"
	"ogham/jobs"
)

var noTask = inText(http.StatusNotFound, "There is no such task.")

// taskRoutes are the tasks of SQL-based ingestion.
func (s *Server) taskRoutes() []route {
	const v1, one = "/druid/indexer/v1", "/druid/indexer/v1/task/:id"
	started := inJSON(http.StatusAccepted, "The task was started.", openapi.Of[acceptedTask]())
	started.Links = map[string]openapi.Link{
		"status":   {Method: get, Path: one + "/status", Parameter: "id", From: "$response.body#/taskId"},
		"reports":  {Method: get, Path: one + "/reports", Parameter: "id", From: "$response.body#/taskId"},
		"shutdown": {Method: post, Path: one + "/shutdown", Parameter: "id", From: "$response.body#/taskId"},
	}
	return []route{
		{
			post, "/druid/v2/sql/task", s.postTask,
			ofTasks.op("Start an INSERT, REPLACE or SELECT as a task", queries(append([]openapi.Answer{started, okAny("The plan of an EXPLAIN.", objectRows)},
				refusedTasks()...)...)...).
				Taking(takesSQL(`REPLACE INTO "example" OVERWRITE ALL SELECT TIMESTAMP '2000-01-01' AS __time, 1 AS n PARTITIONED BY DAY`, nil)),
		},
		{get, one, s.getTask, ofTasks.op("Show what a task was told to do", ok[taskPayload]("The payload."), noTask)},
		{get, one + "/status", s.getTaskStatus, ofTasks.op("Tell how a task fares", ok[taskState]("Its state."), noTask)},
		{get, one + "/reports", s.getTaskReports, ofTasks.op("Show the report of a task", ok[jobs.Reports]("The report by its type."),
			noTask, textCalledJSON(http.StatusNotFound, "There is no report yet."))},
		{get, one + "/segments", s.getTaskSegments, ofTasks.op("List the segments of a task", ok[[]string]("None is kept."), noTask)},
		{get, one + "/log", s.getTaskLog, ofTasks.op("Show the log of a task", inText(http.StatusOK, "The log."),
			inText(http.StatusNotFound, "There is no log."), noBody(http.StatusNotFound, "The offset is no number.")).
			With(number("offset", "The byte to start at; a negative one counts from the end."))},
		{post, one + "/shutdown", s.postShutdown, ofTasks.op("Cancel a task", ok[shutTask]("It ends, or had ended."), noTask)},
		{
			post, v1 + "/datasources/:ds/shutdownAllTasks", s.postShutdownAll,
			ofTasks.op("Cancel the tasks of a datasource", ok[shutDataSource]("They end."), noBody(http.StatusNotFound, "There are none.")),
		},
		{post, v1 + "/task", s.postNativeTask, ofTasks.op("Start a native task", orUnreadable(ok[shutTask]("The task was started."),
			exception(http.StatusNotImplemented, "The task asks for what the server cannot do."))...).
			Taking(openapi.Body{Description: "The task.", Schema: nativeTaskBody, Examples: map[string]any{
				"kill": map[string]any{"type": "kill", "dataSource": "example", "interval": "2000-01-01/2000-01-02"},
			}})},
		{post, v1 + "/taskStatus", s.postTaskStatus, ofTasks.op("Tell how several tasks fare", orUnreadable(ok[map[string]shortStatus]("The states of the known ones by id."),
			textCalledJSON(http.StatusBadRequest, "The list is empty."))...).
			Taking(openapi.Body{Description: "The ids of the tasks.", Schema: openapi.Of[[]string]()})},
		{get, v1 + "/tasks", s.getTasks, ofTasks.op("List tasks", append(listAnswers(), inText(http.StatusBadRequest, "There is no such state."),
			noBody(http.StatusBadRequest, "The interval cannot be read."))...).
			With(openapi.Parameter{Name: "state", Description: "Only tasks in this state.", Schema: openapi.Enum("pending", "waiting", "running", "complete")},
				named("datasource", "Only tasks of this datasource."), named("type", "Only tasks of this type."),
				named("createdTimeInterval", "An ISO-8601 interval; its length back from now bounds the age of complete tasks."),
				number("max", "The most complete tasks to list."))},
		{get, v1 + "/completeTasks", s.listIn("complete"), listOp("List complete tasks")},
		{get, v1 + "/runningTasks", s.listIn("running"), listOp("List running tasks")},
		{get, v1 + "/waitingTasks", s.listIn("waiting"), listOp("List waiting tasks")},
		{get, v1 + "/pendingTasks", s.listIn("pending"), listOp("List pending tasks")},
	}
}

// refusedTasks are the answers to statements that do not become a task: their error is nested.
func refusedTasks() []openapi.Answer {
	nested := openapi.Object("RefusedTask", "A statement that did not become a task.",
		openapi.Field{Name: "taskId", Schema: openapi.Of[string](), Required: true},
		openapi.Field{Name: "state", Schema: openapi.Enum("FAILED"), Required: true},
		openapi.Field{Name: "error", Schema: openapi.AnyOf(druidException, legacyException), Required: true},
	)
	var out []openapi.Answer
	for _, status := range []int{
		http.StatusBadRequest, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusNotImplemented, http.StatusGatewayTimeout,
	} {
		out = append(out, inJSON(status, "The statement is refused.", nested))
	}
	return out
}

// taskPayload is the answer of GET task/{id}.
type taskPayload struct {
	Task    string          `json:"task"`
	Payload json.RawMessage `json:"payload"`
}

var nativeTaskBody = openapi.Object("NativeTask", "A native task; its fields are those of its type.",
	openapi.Field{Name: "type", Description: "kill, noop, index_parallel …", Schema: openapi.Of[string](), Required: true},
	openapi.Field{Name: "id", Description: "The id of the task, a new one without it.", Schema: openapi.Of[string]()},
)

func listAnswers() []openapi.Answer {
	return []openapi.Answer{ok[[]jobs.TaskStatus]("The tasks, newest first."), noBody(http.StatusNotFound, "The number is none.")}
}

func listOp(summary string) openapi.Operation {
	return ofTasks.op(summary, listAnswers()...).With(
		named("type", "Only tasks of this type."), named("datasource", "Only tasks of this datasource."), number("n", "The most complete tasks to list."))
}

// leading is the answer of the isLeader endpoints.
type leading struct {
	Leader bool `json:"leader"`
}

// overlordRoutes are the rest of what consoles ask the Overlord.
func (s *Server) overlordRoutes() []route {
	const v1 = "/druid/indexer/v1"
	return []route{
		{get, v1 + "/totalWorkerCapacity", s.getCapacity, ofOverlord.op("Tell how many tasks can run at once", ok[map[string]int]("The numbers of slots."))},
		{get, v1 + "/workers", s.getWorkers, ofOverlord.op("List the workers", ok[[]workerEntry]("The processes and what they run."))},
		{get, v1 + "/worker", nothing, ofOverlord.op("Show the configuration of workers", noBody(http.StatusOK, "There is none."))},
		{get, v1 + "/worker/history", constant([]any{}), ofOverlord.op("List changes of the configuration of workers", ok[[]any]("There are none."))},
		{get, v1 + "/scaling", nothing, ofOverlord.op("Tell what autoscaling did", noBody(http.StatusOK, "Nothing: there is none."))},
		{get, v1 + "/leader", s.getLeader, ofOverlord.op("Tell the leader's address", textCalledJSON(http.StatusOK, "The address of this process"))},
		{get, v1 + "/isLeader", constant(leading{true}), ofOverlord.op("Tell whether this process leads", ok[leading]("It does, as any would."))},
	}
}

// supervisorRoutes answer what consoles ask about supervisors: there are none.
func supervisorRoutes() []route {
	const v1 = "/druid/indexer/v1/supervisor"
	none := inText(http.StatusNotFound, "There is no such supervisor.")
	return []route{
		{get, v1, constant([]string{}), ofOverlord.op("List supervisors", ok[[]string]("There are none."))},
		{get, v1 + "/history", constant(map[string]any{}), ofOverlord.op("List what supervisors did", ok[map[string]any]("There are none."))},
		{get, v1 + "/:id", unknownSupervisor, ofOverlord.op("Show a supervisor", none)},
		{get, v1 + "/:id/status", unknownSupervisor, ofOverlord.op("Tell how a supervisor fares", none)},
		{get, v1 + "/:id/health", unknownSupervisor, ofOverlord.op("Tell whether a supervisor is well", none)},
		{get, v1 + "/:id/stats", unknownSupervisor, ofOverlord.op("Show the counters of a supervisor", none)},
		{post, v1 + "/:id/terminate", unknownSupervisor, ofOverlord.op("End a supervisor", none)},
		{post, v1 + "/:id/suspend", unknownSupervisor, ofOverlord.op("Suspend a supervisor", none)},
		{post, v1 + "/:id/resume", unknownSupervisor, ofOverlord.op("Resume a supervisor", none)},
	}
}
