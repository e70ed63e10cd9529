package api

import (
	"maps"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"ogham/api/result"
	"ogham/internal/druiderr"
	"ogham/jobs"
	"ogham/translate"
)

// refusedTask is the answer to a statement that does not become a task: the error is nested.
type refusedTask struct {
	TaskID string `json:"taskId"`
	State  string `json:"state"`
	Error  any    `json:"error"`
}

// acceptedTask is the answer to a statement that became a task.
type acceptedTask struct {
	TaskID string `json:"taskId"`
	State  string `json:"state"`
}

// getEnabled is GET /druid/v2/sql/task/enabled and …/statements/enabled.
func (s *Server) getEnabled(c *gin.Context) error {
	return writeJSON(c, http.StatusOK, enabled{true})
}

// postTask is POST /druid/v2/sql/task: it starts a statement as a task. An EXPLAIN is answered at
// once with its rows.
func (s *Server) postTask(c *gin.Context) error {
	req, err := readSQLRequest(c)
	if err != nil {
		return err
	}
	user, err := s.user(c)
	if err != nil {
		return s.refuse(c, queryIDOf(req), err)
	}
	if done, err := s.explainTask(c, req); done || err != nil {
		return s.refuse(c, queryIDOf(req), err)
	}
	sub, err := s.cfg.Tasks.Submit(c.Request.Context(), submission(req, user))
	if err != nil {
		return s.refuse(c, sub.QueryID, err)
	}
	return writeJSON(c, http.StatusAccepted, acceptedTask{TaskID: sub.TaskID, State: "RUNNING"})
}

// refuse answers with the nested error of the task endpoint; a nil error is an answer already given.
func (s *Server) refuse(c *gin.Context, queryID string, err error) error {
	if err == nil {
		return nil
	}
	e := s.asError(c.Request.Context(), err)
	if e.Shape == druiderr.ShapePlain {
		return e
	}
	return writeJSON(c, e.HTTPStatus(), refusedTask{TaskID: queryID, State: "FAILED", Error: s.errorBody(e)})
}

// explainTask answers an EXPLAIN of the multi-stage engine; done tells that it was one.
func (s *Server) explainTask(c *gin.Context, req *sqlRequest) (done bool, err error) {
	if !strings.Contains(strings.ToUpper(req.query), "EXPLAIN") {
		return false, nil
	}
	plan, err := s.cfg.Translate(translate.Request{
		SQL: req.query, Context: req.context, Parameters: req.parameters, Engine: translate.EngineMSQ, Now: s.cfg.Now(),
	}, s.cfg.Queries.Catalog())
	if err != nil || plan.Explain == nil {
		return false, err
	}
	bare := *req // these endpoints ignore the format
	bare.header, bare.typesHeader, bare.sqlTypesHeader, bare.format = false, false, false, result.Object
	q := &query{s: s, c: c, req: &bare}
	return true, q.explain(c.Request.Context(), plan)
}

func queryIDOf(req *sqlRequest) string {
	id, err := req.context.queryID()
	if err != nil {
		return ""
	}
	return id
}

func submission(req *sqlRequest, user string) jobs.SubmitRequest {
	out := jobs.SubmitRequest{SQL: cleanText(req.query), Context: req.context, Owner: user}
	if id, ok := req.context["sqlQueryId"].(string); ok && id != cleanText(id) {
		out.Context = maps.Clone(req.context)
		out.Context["sqlQueryId"] = cleanText(id)
	}
	for _, p := range req.parameters {
		out.Parameters = append(out.Parameters, jobs.Parameter{Type: p.Type, Value: p.Value})
	}
	return out
}
