package jobs_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/jobs"
)

// Whoever reads of a task learns no password of its inputs.
func TestSecretsOfInputsAreShownToNobody(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/absent") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte("{\"n\":1}\n{bad\n"))
	}))
	t.Cleanup(server.Close)
	uri := strings.Replace(server.URL, "://", "://me:hushhush@", 1)
	sources := []string{
		`{"type":"http","uris":["` + uri + `/x"],"httpAuthenticationUsername":"me","httpAuthenticationPassword":"hushhush","requestHeaders":{"Authorization":"hushhush"}}`,
		`{"type":"http","uris":["` + uri + `/absent?sig=hushhush"],"httpAuthenticationUsername":"me","httpAuthenticationPassword":{"type":"default","password":"hushhush"}}`,
		`{"type":"http","uris":["http://me:hushhush@[::1/x"]}`,
		`{"type":"s3","uris":["s3://bucket/x"],"endpointConfig":{"url":"` + server.URL + `/absent"},"properties":{"accessKeyId":"hushhush","secretAccessKey" : {"type":"default","password":"hushhush"}}}`,
		`{"type":"azureStorage","uris":["azureStorage://account/c/x"],"properties":{"key":"aHVzaGh1c2g=hushhush"}}`,
		`{"type":"sql","database":{"type":"mysql","connectorConfig":{"connectURI":"jdbc:mysql://h/d?password=hushhush","user":"me","password":"hushhush"}},"sqls":["SELECT 1"]}`,
		`{"type":"sql","database":{"type":"mysql","connectorConfig":{"connectURI":"mysql://me:hushhush@h/d?password=hushhush"}},"sqls":["SELECT 1"]}`,
	}
	for _, source := range sources {
		sub, err := b.Submit(t.Context(), jobs.SubmitRequest{
			SQL:     `SELECT n FROM TABLE(EXTERN('` + source + `', '{"type":"json"}')) EXTEND (n BIGINT)`,
			Context: map[string]any{"maxParseExceptions": json.Number("3")},
		})
		require.NoError(t, err, source)
		b.wait(t, sub.TaskID)
		report, err := b.Report(t.Context(), sub.TaskID)
		require.NoError(t, err)
		payload, err := b.Payload(t.Context(), sub.TaskID)
		require.NoError(t, err)
		body, err := json.Marshal(payload)
		require.NoError(t, err)
		detail, err := b.Statement(t.Context(), "", sub.TaskID, true)
		require.NoError(t, err)
		statement, err := json.Marshal(detail)
		require.NoError(t, err)
		st, err := b.Status(t.Context(), sub.TaskID)
		require.NoError(t, err)
		for _, text := range []string{string(report), string(body), string(statement), message(st), b.log(t, sub.TaskID, 0)} {
			require.NotContains(t, text, "hushhush", source)
		}
	}
}

// Statements keep their form: only values are masked, as in Druid.
func TestPayloadMasksWhatDruidMasks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.submit(t, `SELECT n FROM TABLE(HTTP(userName => 'me', password => 'it''s', uris => ARRAY['http://me:p@h:8/a@b'], format => 'csv')) (n VARCHAR) WHERE '{"accessKeyId": {"type":"default"}, "password":"a\"b"}' <> n`)
	payload, err := b.Payload(t.Context(), id)
	require.NoError(t, err)
	body, err := json.Marshal(payload)
	require.NoError(t, err)
	var got struct{ Payload struct{ SQLQuery string } }
	require.NoError(t, json.Unmarshal(body, &got))
	require.Equal(t, `SELECT n FROM TABLE(HTTP(userName => 'me', password => <masked>, uris => ARRAY['http://me:xxxxx@h:8/a@b'], format => 'csv')) (n VARCHAR) `+
		`WHERE '{"accessKeyId": <masked>, "password":<masked>}' <> n`, got.Payload.SQLQuery)
	require.NoError(t, b.Shutdown(t.Context(), id))
}
