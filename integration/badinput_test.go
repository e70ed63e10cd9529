package integration

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

// fields are what a test wants to find in an answer, by path.
type fields map[string]any

func requireFields(t *testing.T, want fields, body any) {
	t.Helper()
	got := fields{}
	for path := range want {
		got[path] = find(body, path)
	}
	require.Equal(t, want, got, conformance.Encode(body))
}

// invalidInput is the error object of what the user got wrong; of the message the beginning is wanted by the caller.
func invalidInput(line, column string) fields {
	return fields{
		"$.error": "druidException", "$.errorCode": "invalidInput", "$.persona": "USER",
		"$.category": "INVALID_INPUT", "$.context.line": line, "$.context.column": column,
	}
}

func TestBadQuery(t *testing.T) {
	t.Parallel()
	s := tests.main
	for _, c := range []struct {
		name, body, message string
		want                fields
	}{
		{
			"BadJSON", `{"query": "SELECT 1`, "Unexpected end-of-input",
			fields{"$.error": "Unknown exception", "$.errorClass": "com.fasterxml.jackson.databind.JsonMappingException"},
		},
		{
			"NoQuery", `{"resultFormat": "array"}`, "Cannot construct instance of `org.apache.druid.sql.http.SqlQuery`",
			fields{"$.error": "Unknown exception"},
		},
		{
			"SyntaxError", `{"query": "SELECT COUNT(* FROM foo"}`, "Received an unexpected token [FROM] (line [1], column [16])",
			invalidInput("1", "16"),
		},
		{
			"UnknownTable", `{"query": "SELECT 1 FROM nowhere"}`, "Object 'nowhere' not found",
			invalidInput("1", "15"),
		},
		{
			"UnknownColumn", `{"query": "SELECT nothing FROM INFORMATION_SCHEMA.TABLES"}`,
			"Column 'nothing' not found in any table (line [1], column [8])", invalidInput("1", "8"),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			headers := map[string]string{"Content-Type": "application/json"}
			status, body := decoded(t, s.Call(t.Context(), http.MethodPost, sqlPath, headers, &c.body))
			require.Equal(t, http.StatusBadRequest, status, conformance.Encode(body))
			requireFields(t, c.want, body)
			require.True(t, strings.HasPrefix(text(t, body, "$.errorMessage"), c.message), conformance.Encode(body))
		})
	}
}

// ingestion is a statement that reads one external input of a text column t and a number n.
func ingestion(datasource, timeExpression, source string) string {
	return `INSERT INTO "` + datasource + `" SELECT ` + timeExpression + ` AS __time, n FROM TABLE(EXTERN('` + source +
		`', '{"type":"json"}')) EXTEND (t VARCHAR, n BIGINT) PARTITIONED BY DAY`
}

const parsedTime = "TIME_PARSE(t)"

// TestRefusedIngestion submits statements that are wrong as they stand: no task is made.
func TestRefusedIngestion(t *testing.T) {
	t.Parallel()
	s := tests.main
	const inline = `{"type":"inline","data":"{\"t\":\"2024-01-01\",\"n\":1}"}`
	for name, c := range map[string]struct{ sql, message string }{
		"TimeIsText": {ingestion("refused", "t", inline), "Field [__time] was the wrong type [VARCHAR], expected TIMESTAMP"},
		"UnknownTable": {
			"INSERT INTO refused SELECT * FROM nosuch PARTITIONED BY DAY",
			"Object 'nosuch' not found (line [1], column [35])",
		},
	} {
		t.Run(name, func(t *testing.T) {
			status, body := s.post(t, taskPath, object{{Key: "query", Value: c.sql}})
			require.Equal(t, http.StatusBadRequest, status, conformance.Encode(body))
			requireFields(t, fields{
				"$.state": failed, "$.error.errorCode": "invalidInput", "$.error.persona": "USER",
				"$.error.category": "INVALID_INPUT", "$.error.errorMessage": c.message,
			}, body)
			require.Zero(t, s.count(t, "refused"))
		})
	}
}

// TestFailedIngestion submits statements whose input is wrong: the task fails with Druid's fault, nothing is written.
func TestFailedIngestion(t *testing.T) {
	t.Parallel()
	unreachable, err := freeAddress(t.Context())
	require.NoError(t, err)
	s := newServer(t, serverOptions{})
	missing := tests.data.URL + "/no-such-file.json"
	for _, c := range []struct {
		name, datasource, source, code, message string
	}{
		{
			"UnreachableURI", "bad_unreachable", `{"type":"http","uris":["http://` + unreachable + `/rows.json"]}`,
			"UnknownError", "Error occurred while trying to read uri: http://" + unreachable + "/rows.json",
		},
		{
			"MissingURI", "bad_missing", `{"type":"http","uris":["` + missing + `"]}`,
			"UnknownError", "Error occurred while trying to read uri: " + missing,
		},
		{
			"MalformedRow", "bad_row", `{"type":"inline","data":"{\"t\":\"2024-01-01\",\"n\":1}\n{oops"}`,
			"CannotParseExternalData", "Unable to parse row [{oops] (Record: 2, Line: 2)",
		},
		{
			"TimeNotReadable", "bad_time", `{"type":"inline","data":"{\"t\":\"nonsense\",\"n\":1}"}`,
			"InsertTimeNull", "Null timestamp (__time) encountered during INSERT or REPLACE.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			task := s.submit(t, ingestion(c.datasource, parsedTime, c.source))
			require.Equal(t, failed, s.await(t, task, 30*time.Second))
			report := s.report(t, task)
			require.Equal(t, failed, find(report, "$.status.status"))
			require.Equal(t, c.code, find(report, "$.status.errorReport.error.errorCode"))
			require.Contains(t, conformance.Encode(find(report, "$.status.errorReport.error")), c.message)
			_, body := s.get(t, s.taskURL(task, "status"))
			require.True(t, strings.HasPrefix(text(t, body, "$.status.errorMsg"), c.code+": "), conformance.Encode(body))
			require.Zero(t, s.count(t, c.datasource))
		})
	}
	s.requireNoOrphans(t, 5*time.Second)
}
