package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// avaticaCall sends a message of a JDBC driver and gives the status and the answer.
func avaticaCall(t *testing.T, s http.Handler, message string) (int, map[string]any) {
	t.Helper()
	rec := call(t, s, http.MethodPost, "/druid/v2/sql/avatica/", message)
	require.Equal(t, "application/json;charset=utf-8", rec.Header().Get("Content-Type"))
	var answer map[string]any
	require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &answer))
	return rec.Code, answer
}

func TestAvaticaRunsQueries(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	for _, message := range []string{`{"request":"openConnection","connectionId":"c"}`, `{"request":"createStatement","connectionId":"c"}`} {
		status, _ := avaticaCall(t, s, message)
		require.Equal(t, http.StatusOK, status)
	}
	for sql, rows := range map[string]int{"three": 3, "overflow": 3, "EXPLAIN three": 1} {
		status, answer := avaticaCall(t, s, `{"request":"prepareAndExecute","connectionId":"c","statementId":1,"sql":"`+sql+`"}`)
		require.Equal(t, http.StatusOK, status, answer)
		result := answer["results"].([]any)[0].(map[string]any)
		require.Len(t, result["firstFrame"].(map[string]any)["rows"], rows, sql)
	}
	status, answer := avaticaCall(t, s, `{"request":"prepareAndExecute","connectionId":"c","statementId":1,"sql":"broken"}`)
	require.Equal(t, http.StatusInternalServerError, status)
	require.NotContains(t, answer["errorMessage"], "secret")
	s.Close()
	status, _ = avaticaCall(t, s, `{"request":"createStatement","connectionId":"c"}`)
	require.Equal(t, http.StatusInternalServerError, status)
}

// TestAvaticaQueriesCanBeCancelled wants an open result to be known by its sqlQueryId.
func TestAvaticaQueriesCanBeCancelled(t *testing.T) {
	t.Parallel()
	s, q := newServer(t, 1)
	avaticaCall(t, s, `{"request":"openConnection","connectionId":"c","info":{"sqlQueryId":"mine"}}`)
	avaticaCall(t, s, `{"request":"createStatement","connectionId":"c"}`)
	answered := make(chan int)
	go func() {
		answered <- call(t, s, http.MethodPost, "/druid/v2/sql/avatica/",
			`{"request":"prepareAndExecute","connectionId":"c","statementId":1,"sql":"block"}`).Code
	}()
	<-q.started
	require.Equal(t, http.StatusAccepted, call(t, s, http.MethodDelete, "/druid/v2/sql/mine", "").Code)
	require.Equal(t, http.StatusInternalServerError, <-answered)
	require.Equal(t, http.StatusNotFound, call(t, s, http.MethodDelete, "/druid/v2/sql/mine", "").Code)
}
