package translate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/translate"
	"ogham/translate/ingest"
)

func directOf(t *testing.T, items string) *ingest.Direct {
	t.Helper()
	sql := "INSERT INTO w SELECT " + items + ` FROM TABLE(EXTERN('{"type":"inline","data":"{}"}', '{"type":"json"}',
		'[{"name":"t","type":"string"},{"name":"n","type":"long"},{"name":"s","type":"string"}]')) PARTITIONED BY ALL`
	got, err := translate.Translate(translate.Request{SQL: sql, Engine: translate.EngineMSQ, Now: now}, newCatalog())
	require.NoError(t, err)
	return got.Ingest.Direct
}

func TestDirectProjection(t *testing.T) {
	t.Parallel()
	d := directOf(t, "s AS x, TIME_PARSE(t) AS __time, n, 'k' AS k, MILLIS_TO_TIMESTAMP(n) AS m")
	require.NotNil(t, d)
	require.Equal(t, "__time", d.Columns[0].Name)
	row := []any{"2024-01-02T03:04:05Z", int64(7), "v"}
	require.EqualValues(t, 1704164645000, d.Columns[0].Eval(row))
	require.Equal(t, []int{0}, d.Columns[0].Inputs)
	ms, ok := d.Columns[0].ParseTime("2024-01-02T03:04:05Z")
	require.True(t, ok)
	require.EqualValues(t, 1704164645000, ms)
	require.Nil(t, d.Columns[0].Eval([]any{"junk", nil, nil}))
	require.Equal(t, 2, d.Columns[1].Source)
	require.Equal(t, 1, d.Columns[2].Source)
	require.Equal(t, "k", d.Columns[3].Eval(row))
	require.EqualValues(t, 7, d.Columns[4].Eval(row))
}

func TestNoDirectProjection(t *testing.T) {
	t.Parallel()
	for _, items := range []string{"UPPER(s) AS x", "COUNT(*) AS n", "DISTINCT s AS x", "n + 1 AS x", "n AS x, CAST(n AS VARCHAR) AS y"} {
		require.Nil(t, directOf(t, items), items)
	}
}
