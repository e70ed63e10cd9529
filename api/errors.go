package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"ogham/internal/druiderr"
)

// druidBody is the current form of an error.
type druidBody struct {
	Error     string            `json:"error"`
	ErrorCode string            `json:"errorCode"`
	Persona   druiderr.Persona  `json:"persona"`
	Category  druiderr.Category `json:"category"`
	Message   string            `json:"errorMessage"`
	Context   errorContext      `json:"context"`
}

// errorContext is written with the place in the SQL first, as Druid does.
type errorContext map[string]string

var contextOrder = []string{"sourceType", "line", "column", "endLine", "endColumn", "token", "expected"}

// MarshalJSON gives the entries in Druid's order, others by name.
func (e errorContext) MarshalJSON() ([]byte, error) {
	rank := func(key string) int {
		if i := slices.Index(contextOrder, key); i >= 0 {
			return i
		}
		return len(contextOrder)
	}
	keys := slices.SortedFunc(maps.Keys(e), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
	out := []byte{'{'}
	for i, key := range keys {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := marshalPlain(key)
		if err != nil {
			return nil, err
		}
		value, err := marshalPlain(e[key])
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

// legacyBody is the form of timeouts, cancellations, bad query contexts and failures of data nodes.
type legacyBody struct {
	Error     string            `json:"error"`
	Class     *string           `json:"errorClass"`
	Host      *string           `json:"host"`
	ErrorCode string            `json:"errorCode"`
	Persona   druiderr.Persona  `json:"persona"`
	Category  druiderr.Category `json:"category"`
	Message   string            `json:"errorMessage"`
	Context   legacyContext     `json:"context"`
}

type legacyContext struct {
	Host  *string `json:"host"`
	Class *string `json:"errorClass"`
	Code  string  `json:"legacyErrorCode"`
}

// plainBody is the old form, for requests that cannot be read.
type plainBody struct {
	Error   string  `json:"error"`
	Message string  `json:"errorMessage"`
	Class   *string `json:"errorClass"`
	Host    *string `json:"host"`
}

// errorBody gives the body of an error in its shape.
func (s *Server) errorBody(e *druiderr.Error) any {
	switch e.Shape {
	case druiderr.ShapePlain:
		return plainBody{Error: e.LegacyCode, Message: e.Message, Class: orNull(e.Class)}
	case druiderr.ShapeLegacy:
		var host *string
		if e.Category != druiderr.InvalidInput { // recorded: a bad query context names no host
			host = orNull(s.cfg.Host)
		}
		class := orNull(e.Class)
		return legacyBody{
			Error: e.LegacyCode, Class: class, Host: host, ErrorCode: e.Code, Persona: e.Persona, Category: e.Category,
			Message: e.Message, Context: legacyContext{Host: host, Class: class, Code: e.LegacyCode},
		}
	case druiderr.ShapeDruid:
	}
	return newDruidBody(e)
}

func newDruidBody(e *druiderr.Error) druidBody {
	return druidBody{"druidException", e.Code, e.Persona, e.Category, e.Message, e.Context}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// asError gives the *druiderr.Error of any error. One that is none is a defect of ours or a broken
// dependency: it is logged in full and answered without its text.
func (s *Server) asError(ctx context.Context, err error) *druiderr.Error {
	e := druiderr.As(err)
	if e == nil {
		s.log.ErrorContext(ctx, "A request failed", slog.Any("error", err))
		return druiderr.Bug("The request could not be answered, see the server's log").WithCause(err)
	}
	if e.Category == druiderr.Defensive {
		s.log.ErrorContext(ctx, "A request failed", slog.Any("error", e))
	}
	return e
}

// writeError answers with an error in its own shape.
func (s *Server) writeError(c *gin.Context, err error) {
	if w, ok := errors.AsType[*wireError](err); ok {
		w.write(c)
		return
	}
	e := s.asError(c.Request.Context(), err)
	if c.Writer.Written() {
		return
	}
	body, err := marshalPlain(s.errorBody(e))
	if err != nil {
		body = nil
	}
	if e.Shape == druiderr.ShapePlain && e.HTTPStatus() == http.StatusInternalServerError {
		c.Writer.Header()["Content-Type"] = nil // recorded: none, and net/http is not to guess one
		c.Status(e.HTTPStatus())
		_, _ = c.Writer.Write(body) // the client is gone
		return
	}
	c.Data(e.HTTPStatus(), contentJSON, body)
}

// wireError is an answer that is not one of Druid's error objects: plain text, {"error": …}, an
// empty body, a page of the servlet container.
type wireError struct {
	status      int
	contentType string
	body        string
}

// Error gives the body; it is for logs.
func (w *wireError) Error() string { return http.StatusText(w.status) + ": " + w.body }

func (w *wireError) write(c *gin.Context) {
	if w.contentType == "" {
		c.Writer.Header()["Content-Type"] = nil
	} else {
		c.Writer.Header()["Content-Type"] = []string{w.contentType}
	}
	c.Status(w.status)
	c.Writer.WriteHeaderNow()
	_, _ = c.Writer.WriteString(w.body) // the client is gone
}

// textError is a status with a line of text.
func textError(status int, message string) error {
	return &wireError{status: status, contentType: contentText, body: message}
}

// emptyError is a status without body or content type.
func emptyError(status int) error { return &wireError{status: status} }

// objectError is the {"error": message} of the indexer.
func objectError(status int, message string) error {
	body, err := json.Marshal(map[string]string{"error": message})
	if err != nil {
		return err
	}
	return &wireError{status: status, contentType: contentJSON, body: string(body)}
}

// pageError is a page of the servlet container.
func pageError(status int, path string) error {
	return &wireError{status: status, contentType: contentHTML, body: errorPage(status, path)}
}

// taskError answers an error of the task endpoints: a text for what does not exist, {"error": …}
// for what was refused.
func (s *Server) taskError(c *gin.Context, err error) error {
	e := s.asError(c.Request.Context(), err)
	switch {
	case e.Category == druiderr.NotFound && e.Message == "":
		return &wireError{status: http.StatusNotFound, contentType: contentJSON}
	case e.Category == druiderr.NotFound:
		return textError(http.StatusNotFound, e.Message)
	case e.Shape == druiderr.ShapePlain && e.HTTPStatus() < http.StatusInternalServerError:
		return objectError(e.HTTPStatus(), e.LegacyCode)
	case e.Category == druiderr.InvalidInput && e.Shape == druiderr.ShapeDruid, e.Category == druiderr.Conflict:
		return objectError(http.StatusBadRequest, e.Message)
	}
	return e
}
