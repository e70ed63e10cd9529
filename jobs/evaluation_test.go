package jobs_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// stagesOf gives the processors of the stages of a report, and their rows in and out, "-" where the report tells none.
func (b *bench) stagesOf(t *testing.T, id string) []string {
	t.Helper()
	report := b.report(t, id)
	var list []string
	for i, g := range report["stages"].([]any) {
		stage := g.(map[string]any)
		require.Equal(t, "FINISHED", stage["phase"])
		require.NotEmpty(t, stage["startTime"])
		processor := stage["definition"].(map[string]any)["processor"].(map[string]any)["type"]
		counters := report["counters"].(map[string]any)[strconv.Itoa(i)].(map[string]any)["0"].(map[string]any)
		list = append(list, fmt.Sprint(processor, " ", rowsOf(counters["input0"]), " ", rowsOf(counters["output"])))
	}
	return list
}

func rowsOf(counter any) string {
	c, _ := counter.(map[string]any)
	if c == nil || c["rows"] == nil {
		return "-"
	}
	return fmt.Sprint(c["rows"])
}

func TestStagesOfAReport(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	st := b.run(t, "INSERT INTO d SELECT TIME_FLOOR(TIME_PARSE(t), 'P1D') AS __time, COUNT(*) AS cnt FROM "+extern(sample, columns)+" GROUP BY 1 PARTITIONED BY DAY", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	require.Equal(t, []string{"groupByPreShuffle - [2]", "groupByPostShuffle [2] [2]", "segmentGenerator [1 1] -"}, b.stagesOf(t, st.ID))
	for sql, want := range map[string][]string{
		"SELECT * FROM d":                                  {"scan [2] [2]"},
		"SELECT cnt FROM d ORDER BY cnt LIMIT 1":           {"scan [2] -", "limit - [1]"},
		"SELECT COUNT(*) FROM d":                           {"groupByPreShuffle [2] [1]", "groupByPostShuffle [1] [1]"},
		"SELECT cnt, SUM(cnt) FROM d GROUP BY 1 LIMIT 5":   {"groupByPreShuffle [2] -", "groupByPostShuffle - -", "limit - [2]"},
		"SELECT DISTINCT cnt FROM d":                       {"groupByPreShuffle [2] [2]", "groupByPostShuffle [2] [2]"},
		"SELECT d.cnt FROM d JOIN d AS e ON d.cnt = e.cnt": {"scan [2] [2]"},
		"SELECT * FROM " + extern(`{"n":1}`, "n BIGINT"):   {"scan - [1]"},
		"SELECT n FROM " + extern(`{"n":1}`, "n BIGINT") + " a CROSS JOIN " + extern(`{"m":1}`, "m BIGINT") + " b": {"scan - [1]", "scan - [1]", "scan - [1]"},
	} {
		st := b.run(t, sql, nil)
		require.Nil(t, st.ErrorMsg, message(st))
		require.Equal(t, want, b.stagesOf(t, st.ID), sql)
	}
}

// Times that workers parse are those that Postgres would, also beside columns with lists.
func TestTimesAreParsedByWorkers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const times = `{"t":"2024-01-01","p":"02/03/2024","n":1}
{"t":"nonsense","p":null,"n":2}
{"t":null,"p":"2024","n":3}
{"t":"2024-01-01T00:00:00.5+01:00","p":"31/12/1999","n":4}`
	from := extern(times, "t VARCHAR, p VARCHAR, n BIGINT")
	require.Equal(t, "[1,1704067200000,1709337600000]\n[2,null,null]\n[3,null,null]\n[4,1704063600500,946598400000]",
		b.rows(t, "SELECT n, TIME_PARSE(t), TIME_PARSE(p, 'dd/MM/yyyy') FROM "+from+" GROUP BY 1, 2, 3 ORDER BY n"))
	require.Equal(t, "[1704067200000,1]", b.rows(t, "SELECT TIME_PARSE(a.t), b.n FROM "+from+" a JOIN "+from+
		" b ON TIME_PARSE(a.t) = TIME_PARSE(b.t) WHERE b.n = 1"))
	st := b.run(t, `INSERT INTO listed SELECT TIME_PARSE(t) AS __time, COUNT(*) AS n FROM `+
		extern(`{"t":"2024-01-01","s":["a","b"]}`, "t VARCHAR, s VARCHAR")+" WHERE MV_CONTAINS(s, 'b') GROUP BY 1 PARTITIONED BY DAY", nil)
	require.Nil(t, st.ErrorMsg, message(st))
}
