package api

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/jobs"
)

// The texts of answers about tasks that have nothing to show.
const (
	noReports = "No task reports were found for this task. The task may not exist, or it may not have completed yet."
	noLog     = "No log was found for this task. The task may not exist, or it may not have begun running yet."
)

// getTask is GET task/{id}: the payload.
func (s *Server) getTask(c *gin.Context) error {
	return s.taskJSON(c, s.cfg.Tasks.Payload)
}

// getTaskStatus is GET task/{id}/status.
func (s *Server) getTaskStatus(c *gin.Context) error {
	id := c.Param("id")
	st, err := s.cfg.Tasks.Status(c.Request.Context(), id)
	if err != nil {
		return s.taskError(c, err)
	}
	return writeJSON(c, http.StatusOK, taskState{id, st})
}

// taskState is the answer of GET task/{id}/status.
type taskState struct {
	Task   string          `json:"task"`
	Status jobs.TaskStatus `json:"status"`
}

// getTaskReports is GET task/{id}/reports.
func (s *Server) getTaskReports(c *gin.Context) error {
	err := s.taskJSON(c, s.cfg.Tasks.Report)
	if w, ok := errors.AsType[*wireError](err); ok && w.body == noReports {
		return &wireError{status: w.status, contentType: contentJSON, body: w.body} // recorded: a text called JSON
	}
	return err
}

// getTaskSegments is GET task/{id}/segments: Druid keeps none for SQL tasks.
func (s *Server) getTaskSegments(c *gin.Context) error {
	if _, err := s.cfg.Tasks.Status(c.Request.Context(), c.Param("id")); err != nil {
		return s.taskError(c, err)
	}
	return writeJSON(c, http.StatusOK, []string{})
}

// getTaskLog is GET task/{id}/log; a negative offset counts from the end.
func (s *Server) getTaskLog(c *gin.Context) error {
	offset, err := strconv.ParseInt(c.DefaultQuery("offset", "0"), 10, 64)
	if err != nil {
		return emptyError(http.StatusNotFound)
	}
	text, err := s.cfg.Tasks.Log(c.Request.Context(), c.Param("id"), offset)
	if err != nil {
		if e := s.asError(c.Request.Context(), err); e.Category == druiderr.NotFound {
			return &wireError{status: http.StatusNotFound, contentType: contentText + ";charset=utf-8", body: e.Message}
		}
		return err
	}
	if len(text) == 0 && offset == 0 {
		return &wireError{status: http.StatusNotFound, contentType: contentText + ";charset=utf-8", body: noLog}
	}
	c.Data(http.StatusOK, contentText+";charset=utf-8", text)
	return nil
}

// postShutdown is POST task/{id}/shutdown.
func (s *Server) postShutdown(c *gin.Context) error {
	id := c.Param("id")
	if err := s.cfg.Tasks.Shutdown(c.Request.Context(), id); err != nil {
		return s.taskError(c, err)
	}
	return writeJSON(c, http.StatusOK, shutTask{id})
}

// shutTask names a task that was started or shut down, shutDataSource the datasource of several.
type shutTask struct {
	Task string `json:"task"`
}

type shutDataSource struct {
	DataSource string `json:"dataSource"`
}

// postShutdownAll is POST datasources/{ds}/shutdownAllTasks.
func (s *Server) postShutdownAll(c *gin.Context) error {
	ds := c.Param("ds")
	if err := s.cfg.Tasks.ShutdownAll(c.Request.Context(), ds); err != nil {
		return s.taskError(c, err)
	}
	return writeJSON(c, http.StatusOK, shutDataSource{ds})
}

// postNativeTask is POST task: a native task spec.
func (s *Server) postNativeTask(c *gin.Context) error {
	spec, err := readJSONBody(c)
	if err != nil {
		return err
	}
	id, err := s.cfg.Tasks.PostTask(c.Request.Context(), spec)
	if err != nil {
		return s.taskError(c, err)
	}
	return writeJSON(c, http.StatusOK, shutTask{id})
}

// readJSONBody reads a body that must be called JSON and be JSON.
func readJSONBody(c *gin.Context) (json.RawMessage, error) {
	mediaType, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || mediaType != contentJSON {
		return nil, emptyError(http.StatusUnsupportedMediaType)
	}
	body, err := readBody(c)
	if err != nil {
		return nil, err
	}
	if !json.Valid(body) {
		return nil, objectError(http.StatusBadRequest, "Unexpected end-of-input or character: the body is not valid JSON")
	}
	return cleanJSON(body), nil
}

// postTaskStatus is POST taskStatus: a map from the known ids of a list to their states.
func (s *Server) postTaskStatus(c *gin.Context) error {
	body, err := readJSONBody(c)
	if err != nil {
		return err
	}
	var ids []string
	if err := json.Unmarshal(body, &ids); err != nil {
		return objectError(http.StatusBadRequest, "Expected a list of task ids")
	}
	if len(ids) == 0 {
		return &wireError{status: http.StatusBadRequest, contentType: contentJSON, body: "No TaskIds provided."}
	}
	found, err := s.cfg.Tasks.Statuses(c.Request.Context(), ids)
	if err != nil {
		return s.taskError(c, err)
	}
	out := make(map[string]shortStatus, len(found))
	for id, st := range found {
		out[id] = shortStatus{st.ID, st.Status, st.Duration, st.ErrorMsg, st.Location}
	}
	return writeJSON(c, http.StatusOK, out)
}

// shortStatus is what POST taskStatus tells of a task.
type shortStatus struct {
	ID       string        `json:"id"`
	Status   string        `json:"status"`
	Duration int64         `json:"duration"`
	ErrorMsg *string       `json:"errorMsg"`
	Location jobs.Location `json:"location"`
}

// getTasks is GET tasks with its filters.
func (s *Server) getTasks(c *gin.Context) error {
	f := jobs.ListFilter{State: strings.ToLower(c.Query("state")), DataSource: c.Query("datasource"), Type: c.Query("type")}
	switch f.State {
	case "", "pending", "waiting", "running", "complete":
	default:
		return textError(http.StatusBadRequest, "Invalid state : "+c.Query("state")+", valid values are: [pending, waiting, running, complete]")
	}
	if text := c.Query("createdTimeInterval"); text != "" {
		iv, err := druidtime.ParseInterval(strings.Replace(text, "_", "/", 1), nil)
		if err != nil {
			return emptyError(http.StatusBadRequest)
		}
		// As Druid does, only the length of the interval counts, back from now.
		from := s.cfg.Now().Add(-time.Duration(min(iv.EndMs-iv.StartMs, maxListAge.Milliseconds())) * time.Millisecond)
		f.CreatedFrom = &from
	}
	return s.listTasks(c, f, "max")
}

// maxListAge is longer than any task is kept.
const maxListAge = 100 * 365 * 24 * time.Hour

// listIn makes a handler for the lists of one state.
func (s *Server) listIn(state string) handler {
	return func(c *gin.Context) error {
		return s.listTasks(c, jobs.ListFilter{State: state, Type: c.Query("type"), DataSource: c.Query("datasource")}, "n")
	}
}

func (s *Server) listTasks(c *gin.Context, f jobs.ListFilter, limit string) error {
	if text := c.Query(limit); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return emptyError(http.StatusNotFound) // recorded: the parameter does not match its type
		}
		if n <= 0 {
			return writeJSON(c, http.StatusOK, []jobs.TaskStatus{})
		}
		f.Max = n
	}
	list, err := s.cfg.Tasks.List(c.Request.Context(), f)
	if err != nil {
		return s.taskError(c, err)
	}
	if list == nil {
		list = []jobs.TaskStatus{}
	}
	return writeJSON(c, http.StatusOK, list)
}

// getCapacity is GET totalWorkerCapacity.
func (s *Server) getCapacity(c *gin.Context) error {
	servers, err := s.cfg.Metadata.Servers(c.Request.Context())
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, map[string]int{
		"currentClusterCapacity": slotsPerServer * len(servers), "maximumCapacityWithAutoScale": -1,
	})
}

// slotsPerServer is the number of jobs that a process runs at a time by default.
const slotsPerServer = 16

// getWorkers is GET workers.
func (s *Server) getWorkers(c *gin.Context) error {
	servers, err := s.cfg.Metadata.Servers(c.Request.Context())
	if err != nil {
		return err
	}
	running, err := s.cfg.Tasks.List(c.Request.Context(), jobs.ListFilter{State: "running"})
	if err != nil {
		return err
	}
	list := make([]workerEntry, 0, len(servers))
	for _, sv := range servers {
		e := workerEntry{
			Worker: workerInfo{
				Scheme: "http", Host: hostPort(sv.Host, sv.Port), IP: sv.Host, Capacity: slotsPerServer, Version: sv.Version, Category: "_default_worker_category",
			},
			AvailabilityGroups: []string{}, RunningTasks: []string{}, LastCompletedTaskTime: druidtime.FormatISO(sv.StartedAt.UnixMilli()),
		}
		for _, t := range running {
			if t.Location.Host != nil && *t.Location.Host == sv.Host && t.Location.Port == sv.Port {
				e.RunningTasks = append(e.RunningTasks, t.ID)
			}
		}
		e.CurrCapacityUsed = len(e.RunningTasks)
		list = append(list, e)
	}
	return writeJSON(c, http.StatusOK, list)
}

// workerInfo is what is known of a process that runs tasks, workerEntry with what it runs.
type workerInfo struct {
	Scheme   string `json:"scheme"`
	Host     string `json:"host"`
	IP       string `json:"ip"`
	Capacity int    `json:"capacity"`
	Version  string `json:"version"`
	Category string `json:"category"`
}

type workerEntry struct {
	Worker                    workerInfo `json:"worker"`
	CurrCapacityUsed          int        `json:"currCapacityUsed"`
	CurrParallelIndexCapacity int        `json:"currParallelIndexCapacityUsed"`
	AvailabilityGroups        []string   `json:"availabilityGroups"`
	RunningTasks              []string   `json:"runningTasks"`
	LastCompletedTaskTime     string     `json:"lastCompletedTaskTime"`
}

// postLocked is POST lockedIntervals: publishing locks for moments only, so nothing is locked.
func (s *Server) postLocked(c *gin.Context) error {
	return writeJSON(c, http.StatusOK, map[string]any{})
}

// taskJSON answers with a ready document about a task.
func (s *Server) taskJSON(c *gin.Context, get func(ctx context.Context, id string) (json.RawMessage, error)) error {
	body, err := get(c.Request.Context(), c.Param("id"))
	if err != nil {
		return s.taskError(c, err)
	}
	c.Data(http.StatusOK, contentJSON, body)
	return nil
}
