package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"ogham/api/native"
	"ogham/api/result"
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/internal/store"
	"ogham/translate"
)

// nativeTypes are the types of native queries that Druid knows.
var nativeTypes = map[string]bool{
	"dataSourceMetadata": true, "groupBy": true, "scan": true, "search": true, "segmentMetadata": true, "select": true,
	"timeBoundary": true, "timeseries": true, "topN": true, "union": true, "windowOperator": true,
}

const nativeQueryClass = "org.apache.druid.query.Query"

// postNative is POST /druid/v2: a native query, answered by the SQL that says the same.
func (s *Server) postNative(c *gin.Context) error {
	body, err := readBody(c)
	if err != nil {
		return err
	}
	if err := checkNative(body); err != nil {
		return err
	}
	catalog := s.cfg.Queries.Catalog()
	known := false
	q, err := native.Parse(body, func(dataSource string) []druidtype.Column {
		var relation druidtype.Relation
		relation, known = catalog.Table("druid", dataSource)
		columns := make([]druidtype.Column, len(relation.Columns))
		for i, col := range relation.Columns {
			columns[i] = col.Column
		}
		return columns
	})
	if err != nil {
		return err
	}
	var rows [][]any
	if known {
		if rows, err = s.nativeRows(c, q, catalog); err != nil {
			return err
		}
	}
	return writeJSON(c, http.StatusOK, q.Answer(rows))
}

// checkNative tells what Jackson would: a body that is no object, or of no known type.
func checkNative(body []byte) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&fields); err != nil || fields == nil {
		return unreadable(body, nativeQueryClass, nil)
	}
	name, _, err := textField(fields["queryType"], "queryType")
	if u, ok := errors.AsType[*unread](err); ok {
		return u.place(body)
	}
	if !nativeTypes[name] {
		return plain(jacksonBind+"exc.InvalidTypeIdException", fmt.Sprintf("Could not resolve type id '%s' as a subtype of `%s` known type ids = "+
			"[dataSourceMetadata, groupBy, scan, search, segmentMetadata, select, timeBoundary, timeseries, topN, union, windowOperator]", name, nativeQueryClass))
	}
	return nil
}

// maxNativeAnswer bounds the rows of a native query, which are gathered before they are shaped.
const maxNativeAnswer = 128 << 20

// nativeRows runs the SQL of a native query and gives its rows as decoded JSON.
func (s *Server) nativeRows(c *gin.Context, q *native.Query, catalog translate.Catalog) ([][]any, error) {
	qctx := queryContext(q.Context)
	timeout, err := qctx.timeout(s.cfg.QueryTimeout)
	if err != nil {
		return nil, err
	}
	plan, err := s.cfg.Translate(translate.Request{SQL: q.SQL, Engine: translate.EngineNative, Now: s.cfg.Now()}, catalog)
	if err != nil {
		return nil, err
	}
	ctx := c.Request.Context()
	if timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, timeout, store.ErrTimeout)
		defer stop()
	}
	found, err := s.cfg.Queries.Query(ctx, plan.SQL, plan.Args)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	w := result.New(plan.Columns, result.Options{Format: result.Array, RawArrays: true})
	buf := w.Begin(nil)
	for found.Next() {
		if buf = w.Row(buf, found.RawValues()); len(buf) > maxNativeAnswer {
			return nil, druiderr.New(druiderr.User, druiderr.CapacityExceeded, "general",
				"The answer of the native query is larger than [%d] bytes, use SQL or a limit", maxNativeAnswer)
		}
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	var rows [][]any
	err = decodeNumbers(w.End(buf), &rows)
	return rows, err
}

// deleteNative is DELETE /druid/v2/{id}: native queries do not run here, and Druid accepts any id.
func (s *Server) deleteNative(c *gin.Context) error {
	if s.allowed[c.Request.URL.Path] != nil { // a path of its own that takes no DELETE
		s.wrongMethod(c)
		return nil
	}
	return writeEmpty(c, http.StatusAccepted)
}
