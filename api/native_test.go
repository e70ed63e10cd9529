package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// inlineQuery needs no table.
const inlineQuery = `{"queryType":"timeBoundary","dataSource":{"type":"inline","columnNames":["n"],"rows":[[1]]}`

func TestNativeQueriesAreJSONBothWays(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	for path, body := range map[string]string{"/druid/v2": inlineQuery + "}", "/druid/v2/candidates": inlineQuery + "}"} {
		for _, mediaType := range []string{"", "text/plain", "application/x-jackson-smile"} {
			rec := call(t, s, http.MethodPost, path, body, "Content-Type", mediaType)
			require.Equal(t, http.StatusUnsupportedMediaType, rec.Code, "%s %q", path, mediaType)
		}
		for _, accept := range []string{"text/plain", "application/x-jackson-smile"} {
			require.Equal(t, http.StatusNotAcceptable, call(t, s, http.MethodPost, path, body, "Accept", accept).Code, "%s %q", path, accept)
		}
		rec := call(t, s, http.MethodPost, path, "{", "Content-Type", "text/plain")
		require.Equal(t, http.StatusBadRequest, rec.Code, "what is no JSON is told before what it is called")
	}
}

func TestIDOfNativeQueryIsAText(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	rec := call(t, s, http.MethodPost, "/druid/v2", inlineQuery+`,"context":{"queryId":3}}`)
	require.Equal(t, http.StatusInternalServerError, rec.Code)
	require.JSONEq(t, `{"error":"Unknown exception","errorMessage":"Expected key [queryId] to be a String, but got [java.lang.Integer]",`+
		`"errorClass":"org.apache.druid.query.BadQueryContextException","host":null}`, rec.Body.String())
}

func TestCandidatesOfWhatHasNoSegments(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	rec := call(t, s, http.MethodPost, "/druid/v2/candidates?pretty", inlineQuery+"}")
	require.Equal(t, http.StatusOK, rec.Code)
	require.Equal(t, "[ ]", rec.Body.String())
	require.Equal(t, http.StatusMethodNotAllowed, call(t, s, http.MethodGet, "/druid/v2/candidates", "").Code)
}
