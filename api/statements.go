package api

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"ogham/api/result"
	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/jobs"
)

// postStatement is POST /druid/v2/sql/statements: it starts a statement whose result is fetched
// later. An EXPLAIN is answered at once with its rows.
func (s *Server) postStatement(c *gin.Context) error {
	req, err := readSQLRequest(c)
	if err != nil {
		return err
	}
	if err := checkMode(req.context); err != nil {
		return err
	}
	if done, err := s.explainTask(c, req); done || err != nil {
		return err
	}
	user, err := s.user(c)
	if err != nil {
		return err
	}
	sub, err := s.cfg.Tasks.Submit(c.Request.Context(), submission(req, user))
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, jobs.Statement{
		QueryID: sub.TaskID, State: "ACCEPTED", CreatedAt: druidtime.FormatISO(sub.CreatedAt.UnixMilli()), Schema: sub.Columns, DurationMs: -1,
	})
}

// checkMode wants executionMode ASYNC and a known selectDestination, both in any letter case.
func checkMode(qctx queryContext) error {
	mode, given := qctx["executionMode"]
	if !given || mode == nil {
		return druiderr.Invalid("Execution mode is not provided to the sql statement api. Please set [executionMode] to [ASYNC] in the query context")
	}
	name, isText := mode.(string)
	if !isText {
		return druiderr.BadContext("Expected key [executionMode] to be of type [ExecutionMode], but got [%s]", druiderr.JavaClass(mode))
	}
	switch strings.ToUpper(name) {
	case "ASYNC":
	case "SYNC":
		return druiderr.Invalid("The sql statement api currently does not support the provided execution mode [%s]. "+
			"Please set [executionMode] to [ASYNC] in the query context", strings.ToUpper(name))
	default:
		return druiderr.BadContext("Expected key [executionMode] to be referring to one of the values [SYNC,ASYNC] of enum [ExecutionMode], but got [%v]", mode)
	}
	destination, given := qctx["selectDestination"]
	if !given || destination == nil {
		return nil
	}
	name, _ = destination.(string)
	switch strings.ToUpper(name) {
	case "TASKREPORT", "DURABLESTORAGE":
		return nil
	}
	return druiderr.BadContext("Expected key [selectDestination] to be referring to one of the values [TASKREPORT,DURABLESTORAGE] of enum [MSQSelectDestination], but got [%v]", destination)
}

// getStatement is GET /druid/v2/sql/statements/{id}.
func (s *Server) getStatement(c *gin.Context) error {
	user, err := s.user(c)
	if err != nil {
		return err
	}
	detail, set := c.GetQuery("detail")
	st, err := s.cfg.Tasks.Statement(c.Request.Context(), user, c.Param("id"), set && !strings.EqualFold(detail, "false"))
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, st)
}

// fileName is what may be asked for as the name of a downloaded result.
var fileName = regexp.MustCompile(`^[^/\\:*?"<>|\x00\r\n]{1,255}$`)

// getResults is GET /druid/v2/sql/statements/{id}/results.
func (s *Server) getResults(c *gin.Context) error {
	var page *int
	if text, set := c.GetQuery("page"); set && text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return emptyError(http.StatusNotFound) // recorded: the parameter does not match its type
		}
		page = &n
	}
	format, _ := result.ParseFormat(c.Query("resultFormat")) // recorded: an unknown one is no error
	name := c.Query("filename")
	if name != "" && !fileName.MatchString(name) {
		return druiderr.Invalid("Invalid filename [%s]: 1 to 255 characters without / \\ : * ? \" < > |", name)
	}
	user, err := s.user(c)
	if err != nil {
		return err
	}
	res, err := s.cfg.Tasks.StatementResults(c.Request.Context(), user, c.Param("id"), page)
	if err != nil {
		return err
	}
	if name != "" {
		c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	if res.Columns == nil { // an ingestion has no rows
		return writeEmpty(c, http.StatusOK)
	}
	names := make([]string, len(res.Columns))
	for i, col := range res.Columns {
		names[i] = col.Name
	}
	contentType := format.ContentType()
	if res.Plain && c.Query("resultFormat") == "" { // recorded: a task that is no statement gives its rows as lines
		format = result.ObjectLines
	}
	c.Data(http.StatusOK, contentType, result.AppendLines(nil, names, res.Rows, format))
	return nil
}

// deleteStatement is DELETE /druid/v2/sql/statements/{id}.
func (s *Server) deleteStatement(c *gin.Context) error {
	user, err := s.user(c)
	if err != nil {
		return err
	}
	running, err := s.cfg.Tasks.CancelStatement(c.Request.Context(), user, c.Param("id"))
	if err != nil {
		return err
	}
	if running {
		return writeEmpty(c, http.StatusAccepted)
	}
	return writeEmpty(c, http.StatusOK)
}
