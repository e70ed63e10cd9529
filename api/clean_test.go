package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTextsThatTheDatabaseCannotHold(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	rec := call(t, s, http.MethodGet, coordinatorPath+"datasources/a%00b", "")
	require.Equal(t, http.StatusBadRequest, rec.Code)
	require.Equal(t, []string{"text/html;charset=iso-8859-1"}, rawHeader(rec, "Content-Type"))
	require.Equal(t, "<h1>Bad Message 400</h1><pre>reason: Bad Request</pre>", rec.Body.String())

	require.JSONEq(t, `{"error":"No history for [a�b]."}`, call(t, s, http.MethodGet, overlordPath+"supervisor/a%ffb/history", "").Body.String())
	require.Contains(t, call(t, s, http.MethodGet, overlordPath+"tasks?state=%00", "").Body.String(), `"id":"/`, "an empty state is none")
	require.Contains(t, call(t, s, http.MethodGet, overlordPath+"tasks?type=a%00%ffb", "").Body.String(), `"id":"/a�b"`)

	for body, want := range map[string]string{
		`["a\u0000b"]`:      "Invalid interval [ab]",
		`["a\\u0000b"]`:     `Invalid interval [a\\u0000b]`,
		`["a\\\u0000b"]`:    `Invalid interval [a\\b]`,
		"[\"a\xffb\"]":      "Invalid interval [a�b]",
		`["\u0000\u00000"]`: "Invalid interval [0]",
	} {
		rec := call(t, s, http.MethodPost, coordinatorPath+"metadata/datasources/w/segments", body)
		require.JSONEq(t, `{"error":"`+want+`"}`, rec.Body.String(), body)
	}
	rec = call(t, s, http.MethodPost, coordinatorPath+"lookups/config", `null`)
	require.Equal(t, http.StatusBadRequest, rec.Code)
	rec = call(t, s, http.MethodPost, coordinatorPath+"lookups/config", `{"t":null}`)
	require.JSONEq(t, `{"error":"Expected the lookups of tier [t] by name"}`, rec.Body.String())
}
