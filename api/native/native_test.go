package native_test

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/api/native"
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// example is a native query, the SQL that it becomes, and an answer made of given rows.
type example struct {
	Name   string          `json:"name"`
	Query  json.RawMessage `json:"query"`
	SQL    string          `json:"sql,omitempty"`
	Error  string          `json:"error,omitempty"`
	Rows   [][]any         `json:"rows,omitempty"`
	Answer json.RawMessage `json:"answer,omitempty"`
}

func columns(dataSource string) []druidtype.Column {
	if dataSource != "w" {
		return nil
	}
	return []druidtype.Column{
		{Name: "__time", Type: druidtype.Of(druidtype.Timestamp)},
		{Name: "c", Type: druidtype.Of(druidtype.Varchar)},
		{Name: "m", Type: druidtype.MultiString()},
		{Name: "n", Type: druidtype.Of(druidtype.BigInt)},
	}
}

func TestExamples(t *testing.T) {
	t.Parallel()
	const path = "testdata/examples.json"
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var list []example
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.UseNumber()
	require.NoError(t, dec.Decode(&list))
	require.NotEmpty(t, list)
	for i := range list {
		got := run(t, list[i])
		if *update {
			list[i] = got
			continue
		}
		require.Equal(t, list[i].SQL, got.SQL, list[i].Name)
		require.Equal(t, list[i].Error, got.Error, list[i].Name)
		if got.Answer != nil {
			require.JSONEq(t, string(list[i].Answer), string(got.Answer), list[i].Name)
		}
	}
	if *update {
		text, err := json.MarshalIndent(list, "", " ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, append(text, '\n'), 0o600))
	}
}

func run(t *testing.T, e example) example {
	t.Helper()
	e.SQL, e.Error, e.Answer = "", "", nil
	q, err := native.Parse(e.Query, columns)
	if err != nil {
		e.Error = druiderr.As(err).Message
		return e
	}
	e.SQL = q.SQL
	e.Answer, err = json.Marshal(q.Answer(e.Rows))
	require.NoError(t, err)
	return e
}

func TestKeysKeepTheirOrder(t *testing.T) {
	t.Parallel()
	q, err := native.Parse([]byte(`{"queryType":"groupBy","dataSource":"w","dimensions":["z","a"],"aggregations":[{"type":"count","name":"b"}]}`), columns)
	require.NoError(t, err)
	text, err := json.Marshal(q.Answer([][]any{{"1", nil, 2}}))
	require.NoError(t, err)
	require.Contains(t, string(text), `"event":{"z":"1","a":null,"b":2}`)
}
