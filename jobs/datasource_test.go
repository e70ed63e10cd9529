package jobs_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// quoted spells a specification as a text of SQL.
func quoted(spec string) string { return "'" + strings.ReplaceAll(spec, "'", "''") + "'" }

// externOf spells TABLE(EXTERN(…)) of any source.
func externOf(spec, columns string) string {
	return fmt.Sprintf(`TABLE(EXTERN(%s, '{"type":"json"}')) EXTEND (%s)`, quoted(spec), columns)
}

func TestDruidSourceReadsADatasource(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const data = `{"t":"2024-01-01T00:00:00Z","s":"a \"q\" ö\n","m":"x","n":1,"d":1.5,"j":{"k":[1,null,{"z":"\u0001"}]},"a":[1,2]}
{"t":"2024-01-01T12:30:00Z","s":"z","m":["z","b",null],"n":9007199254740993,"d":-2.25,"j":"text","a":[]}
{"t":"2024-01-02T06:00:00Z","s":null,"m":null,"n":null,"d":0.1,"j":5,"a":null}
{"t":"2024-01-05T06:00:00Z","s":"y","m":["q"],"n":7,"d":1e300,"j":null,"a":[7]}`
	st := b.run(t, `INSERT INTO src SELECT TIME_PARSE(t) AS __time, s, m, n, d, j, a FROM `+
		extern(data, `t VARCHAR, s VARCHAR, m VARCHAR, n BIGINT, d DOUBLE, j TYPE('COMPLEX<json>'), a BIGINT ARRAY`)+" PARTITIONED BY DAY", map[string]any{"arrayIngestMode": "array"})
	require.Nil(t, st.ErrorMsg, message(st))

	const all = `"__time" BIGINT, s VARCHAR, m VARCHAR, n BIGINT, d DOUBLE, j TYPE('COMPLEX<json>'), a BIGINT ARRAY`
	from := externOf(`{"type":"druid","dataSource":"src","interval":"2024-01-01/2024-01-03"}`, all)
	for target, where := range map[string]string{"direct": "", "staged": " WHERE d < 1e9"} {
		st = b.run(t, "REPLACE INTO "+target+" OVERWRITE ALL SELECT MILLIS_TO_TIMESTAMP(__time) AS __time, s, m, n, d, j, a FROM "+from+where+" PARTITIONED BY DAY",
			map[string]any{"maxNumTasks": 3, "arrayIngestMode": "array"})
		require.Nil(t, st.ErrorMsg, message(st))
		want := b.rows(t, "SELECT * FROM src WHERE __time < TIMESTAMP '2024-01-03' ORDER BY __time")
		require.Equal(t, 2, strings.Count(want, "\n"))
		require.Equal(t, want, b.rows(t, "SELECT * FROM "+target+" ORDER BY __time"))
	}

	require.Equal(t, `[1704067200000,"1.5"]`, b.rows(t, "SELECT __time, d FROM "+
		externOf(`{"type":"druid","dataSource":"src","interval":"2024-01-01T00:00:00/2024-01-01T12:30:00"}`, "__time BIGINT, d VARCHAR")))
	require.Empty(t, b.rows(t, "SELECT d FROM "+externOf(`{"type":"druid","dataSource":"none","interval":"2024-01-01/2024-01-02"}`, "d VARCHAR")))
}

func TestDruidSourceFilters(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	st := b.run(t, "INSERT INTO src SELECT TIME_PARSE(t) AS __time, s, n FROM "+extern(`{"t":"2024-01-01T00:00:00Z","s":"it's","n":1}
{"t":"2024-01-02T00:00:00Z","s":"ö\\","n":2}
{"t":"2024-01-03T00:00:00Z","s":["a","b"],"n":3}
{"t":"2024-01-04T00:00:00Z","s":"10","n":4}
{"t":"2024-01-05T00:00:00Z","n":5}`, "t VARCHAR, s VARCHAR, n BIGINT")+" PARTITIONED BY ALL", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	for filter, want := range map[string]string{
		`null`: "1 2 3 4 5",
		`{"type":"selector","dimension":"s","value":"it's"}`:                                               "1",
		`{"type":"selector","dimension":"s","value":"ö\\"}`:                                                "2",
		`{"type":"selector","dimension":"s","value":"b"}`:                                                  "3",
		`{"type":"selector","dimension":"s","value":null}`:                                                 "5",
		`{"type":"null","column":"s"}`:                                                                     "5",
		`{"type":"selector","dimension":"n","value":"4"}`:                                                  "4",
		`{"type":"equals","column":"n","matchValueType":"LONG","matchValue":2}`:                            "2",
		`{"type":"in","dimension":"s","values":["10","it's",null]}`:                                        "1 4 5",
		`{"type":"in","dimension":"s","values":[]}`:                                                        "",
		`{"type":"inType","column":"n","matchValueType":"LONG","sortedValues":[1,5]}`:                      "1 5",
		`{"type":"bound","dimension":"n","lower":"2","lowerStrict":true,"upper":"4","ordering":"numeric"}`: "3 4",
		`{"type":"range","column":"n","matchValueType":"LONG","lower":2,"upper":4,"upperOpen":true}`:       "2 3",
		`{"type":"bound","dimension":"s","lower":"9","ordering":"numeric"}`:                                "4",
		`{"type":"like","dimension":"s","pattern":"it%"}`:                                                  "1",
		`{"type":"regex","dimension":"s","pattern":"^[0-9]+$"}`:                                            "4",
		`{"type":"interval","dimension":"__time","intervals":["2024-01-02/P1D","2024-01-05/P1D"]}`:         "2 5",
		`{"type":"selector","dimension":"__time","value":"1704067200000"}`:                                 "1",
		`{"type":"not","field":{"type":"in","dimension":"n","values":["1","2"]}}`:                          "3 4 5",
		`{"type":"or","fields":[{"type":"selector","dimension":"n","value":1},{"type":"and","fields":[{"type":"true"},{"type":"selector","dimension":"n","value":"3"}]}]}`: "1 3",
		`{"type":"selector","dimension":"nosuch","value":"x"}`:            "",
		`{"type":"selector","dimension":"s","value":"' OR TRUE OR ''='"}`: "",
	} {
		got := b.rows(t, "SELECT n FROM "+externOf(`{"type":"druid","dataSource":"src","interval":"2024-01-01/2025-01-01","filter":`+filter+`}`, "n BIGINT")+" ORDER BY n")
		require.Equal(t, want, strings.NewReplacer("[", "", "]", "", "\n", " ").Replace(got), filter)
	}
}

func TestDruidSourceRefusals(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	st := b.run(t, "INSERT INTO src SELECT TIME_PARSE('2024-01-01') AS __time, 1 AS n PARTITIONED BY ALL", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	for spec, want := range map[string]string{
		`{"type":"druid","dataSource":"src"}`:                                                            "Specify exactly one of 'interval' and 'segments'",
		`{"type":"druid","interval":"2024/2025"}`:                                                        "dataSource",
		`{"type":"druid","dataSource":"src","interval":"x"}`:                                             "read interval",
		`{"type":"druid","dataSource":"src","interval":"2024/2025","filter":{"type":"javascript"}}`:      "JavaScript is disabled",
		`{"type":"druid","dataSource":"src","interval":"2024/2025","filter":{"type":"and","fields":[]}}`: "ValueInstantiationExcep",
	} {
		st := b.run(t, "SELECT n FROM "+externOf(spec, "n BIGINT"), nil)
		require.Contains(t, message(st), want, spec)
	}
}

func TestSystemFieldsTellWhereRowsComeFrom(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"n":%d}`+"\n"+`{"n":9,"__file_uri":"no"}`, len(r.URL.Path))
	}))
	t.Cleanup(server.Close)
	source := fmt.Sprintf(`{"type":"http","uris":["%s/a%%20b","%s/c"],"systemFields":["__file_uri","__file_path"]}`, server.URL, server.URL)
	const all = "n BIGINT, __file_uri VARCHAR, __file_path VARCHAR, __file_bucket VARCHAR"
	require.Equal(t, strings.ReplaceAll(`[2,"URL/c","/c",null]
[4,"URL/a%20b","/a b",null]
[9,"URL/a%20b","/a b",null]
[9,"URL/c","/c",null]`, "URL", server.URL), b.rows(t, "SELECT * FROM "+externOf(source, all)+" ORDER BY 1, 2"))

	st := b.run(t, "INSERT INTO x SELECT TIMESTAMP '2024-01-01' AS __time, __file_path FROM "+externOf(source, all)+" PARTITIONED BY DAY", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	require.Equal(t, "[\"/a b\",2]\n[\"/c\",2]", b.rows(t, "SELECT __file_path, COUNT(*) FROM x GROUP BY 1 ORDER BY 1"))
}
