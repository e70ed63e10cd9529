package native_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
	"ogham/translate"
	"ogham/translate/native"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// example is a native query, the SQL of its steps, and the answer made of given rows for each step.
type example struct {
	Name   string                `json:"name"`
	Query  json.RawMessage       `json:"query"`
	SQL    []string              `json:"sql,omitempty"`
	Error  string                `json:"error,omitempty"`
	Rows   [][][]json.RawMessage `json:"rows,omitempty"`
	Answer json.RawMessage       `json:"answer,omitempty"`
}

// catalog knows the table w.
type catalog struct{}

func (catalog) Table(schema, name string) (druidtype.Relation, bool) {
	if schema != "druid" || name != "w" {
		return druidtype.Relation{}, false
	}
	r := druidtype.Relation{Schema: schema, Name: name, PgSchema: "druid", PgName: "w"}
	for _, c := range []druidtype.Column{
		{Name: "__time", Type: druidtype.Of(druidtype.Timestamp).NotNull()},
		{Name: "c", Type: druidtype.Of(druidtype.Varchar)},
		{Name: "m", Type: druidtype.MultiString()},
		{Name: "n", Type: druidtype.Of(druidtype.BigInt)},
		{Name: "f", Type: druidtype.Of(druidtype.Double)},
	} {
		r.Columns = append(r.Columns, druidtype.RelColumn{Column: c, Physical: c.Name})
	}
	return r, true
}

func (catalog) Tables(string) []string { return []string{"w"} }
func (catalog) Lookup(string) bool     { return false }
func (catalog) Version() int64         { return 1 }

func day(start string) druidtime.Interval {
	iv, err := druidtime.ParseInterval(start+"/P1D", nil)
	if err != nil {
		panic(err)
	}
	return iv
}

func env() native.Env {
	return native.Env{Catalog: catalog{}, Segments: func(string) ([]native.Segment, error) {
		return []native.Segment{{ID: "w_1", Interval: day("2024-01-01"), NumRows: 2}, {ID: "w_2", Interval: day("2024-01-03"), NumRows: 1}}, nil
	}}
}

func parse(body []byte) (*native.Query, error) {
	r, err := native.Read(body)
	if err != nil {
		return nil, err
	}
	return r.Parse(env())
}

// answer runs a query over the given rows of its steps.
func answer(t *testing.T, q *native.Query, rows [][][]json.RawMessage) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, q.Begin(&b))
	for i, step := range q.Steps {
		for _, row := range rows[min(i, len(rows)):min(i+1, len(rows))] {
			for _, values := range row {
				require.NoError(t, step.Row(&b, values))
			}
		}
	}
	require.NoError(t, q.End(&b))
	return b.String()
}

func run(t *testing.T, e example) example {
	t.Helper()
	e.SQL, e.Error, e.Answer = nil, "", nil
	var query bytes.Buffer // errors tell places, which should not depend on the layout of the file
	require.NoError(t, json.Compact(&query, e.Query))
	q, err := parse(query.Bytes())
	if err != nil {
		e.Error = druiderr.As(err).Message
		return e
	}
	for _, step := range q.Steps {
		e.SQL = append(e.SQL, step.SQL)
		_, err := translate.Translate(translate.Request{SQL: step.SQL, Now: time.UnixMilli(0)}, catalog{})
		require.NoError(t, err, "%s: %s", e.Name, step.SQL)
	}
	if e.Rows != nil {
		e.Answer = json.RawMessage(answer(t, q, e.Rows))
	}
	return e
}

func TestExamples(t *testing.T) {
	t.Parallel()
	const path = "testdata/examples.json"
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var list []example
	require.NoError(t, json.Unmarshal(data, &list))
	require.NotEmpty(t, list)
	for i, e := range list {
		got := run(t, e)
		if *update {
			list[i] = got
			continue
		}
		require.Equal(t, e.SQL, got.SQL, e.Name)
		require.Equal(t, e.Error, got.Error, e.Name)
		if e.Rows != nil {
			require.JSONEq(t, string(e.Answer), string(got.Answer), e.Name)
		}
	}
	if *update {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		require.NoError(t, enc.Encode(list))
		require.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
	}
}

func TestNamesAndTextsCannotLeaveTheirQuotes(t *testing.T) {
	t.Parallel()
	q, err := parse([]byte(`{"queryType":"groupBy","dataSource":"w","granularity":"all","intervals":["2024/2025"],` +
		`"dimensions":[{"type":"default","dimension":"c","outputName":"x\" FROM y--\u0000"}],` +
		`"aggregations":[{"type":"count","name":"\u0001n'"}],"filter":{"type":"selector","dimension":"c","value":"' OR 1=1 --\u0000\\"}}`))
	require.NoError(t, err)
	require.Contains(t, q.Steps[0].SQL, `("c" = U&''' OR 1=1 --\0000\\')`)
	require.NotContains(t, q.Steps[0].SQL, "\x00")
	require.NotContains(t, q.Steps[0].SQL, "FROM y")
	require.Contains(t, answer(t, q, [][][]json.RawMessage{{{[]byte("1"), []byte(`"v"`), []byte("7")}}}), `"x\" FROM y--\u0000":"v","\u0001n'":7`)
}

func TestDeepQueriesAreRefused(t *testing.T) {
	t.Parallel()
	const depth = 3000
	filter := strings.Repeat(`{"type":"not","field":`, depth) + `{"type":"true"}` + strings.Repeat("}", depth)
	_, err := parse([]byte(`{"queryType":"scan","dataSource":"w","intervals":["2024/2025"],"filter":` + filter + `}`))
	require.Equal(t, 400, druiderr.As(err).HTTPStatus())
	expression := strings.Repeat("(", depth) + "n" + strings.Repeat(")", depth)
	_, err = parse([]byte(`{"queryType":"scan","dataSource":"w","intervals":["2024/2025"],"virtualColumns":[{"type":"expression","name":"v","expression":"` +
		expression + `"}]}`))
	require.Equal(t, 400, druiderr.As(err).HTTPStatus())
}
