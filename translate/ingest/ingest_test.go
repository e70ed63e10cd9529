package ingest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/translate/ast"
	"ogham/translate/ingest"
	"ogham/translate/parser"
)

func TestOverwriteIntervals(t *testing.T) {
	t.Parallel()
	day, err := druidtime.ParseGranularity("DAY")
	require.NoError(t, err)
	for _, c := range []struct{ where, want string }{
		{"__time >= TIMESTAMP '2024-01-01' AND __time < TIMESTAMP '2024-01-03'", "2024-01-01T00:00:00.000Z/2024-01-03T00:00:00.000Z"},
		{"TIMESTAMP '2024-01-01' <= __time AND TIMESTAMP '2024-01-03 00:00:00' > __time", "2024-01-01T00:00:00.000Z/2024-01-03T00:00:00.000Z"},
		{"__time BETWEEN TIMESTAMP '2024-01-01' AND TIMESTAMP '2024-01-01 23:59:59.999'", "2024-01-01T00:00:00.000Z/2024-01-02T00:00:00.000Z"},
		{"NOT (__time < TIMESTAMP '2024-01-01' OR __time >= TIMESTAMP '2024-01-02')", "2024-01-01T00:00:00.000Z/2024-01-02T00:00:00.000Z"},
	} {
		e, err := parser.ParseExpr(c.where)
		require.NoError(t, err)
		got, err := ingest.Overwrite(e, time.UTC, day)
		require.NoError(t, err, c.where)
		require.Len(t, got, 1)
		require.Equal(t, c.want, got[0].String())
	}
}

func TestOverwriteJoinsWhatTouches(t *testing.T) {
	t.Parallel()
	e, err := parser.ParseExpr("__time >= TIMESTAMP '2024-01-05' AND __time < TIMESTAMP '2024-01-06' OR __time >= TIMESTAMP '2024-01-01' AND __time < TIMESTAMP '2024-01-02'" +
		" OR __time >= TIMESTAMP '2024-01-02' AND __time < TIMESTAMP '2024-01-03'")
	require.NoError(t, err)
	got, err := ingest.Overwrite(e, time.UTC, druidtime.AllGranularity())
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Equal(t, "2024-01-01T00:00:00.000Z/2024-01-03T00:00:00.000Z", got[0].String())
}

func TestOverwriteRefusals(t *testing.T) {
	t.Parallel()
	day, err := druidtime.ParseGranularity("DAY")
	require.NoError(t, err)
	for where, want := range map[string]string{
		"dim1 = TIMESTAMP '2024-01-01'":    "OVERWRITE WHERE clause only supports filtering on the __time column, got [dim1]",
		"__time > 5":                       "Cannot get a timestamp from sql expression [5]",
		"__time <> TIMESTAMP '2024-01-01'": "Unsupported operation [<>] in OVERWRITE WHERE clause.",
		"__time >= TIMESTAMP '2024-01-01 05:00:00' AND __time < TIMESTAMP '2024-01-02'": "OVERWRITE WHERE clause identified interval [2024-01-01T05:00:00.000Z/2024-01-02T00:00:00.000Z] which is not aligned with PARTITIONED BY granularity [{type=period, period=P1D, timeZone=UTC, origin=null}]",
	} {
		e, err := parser.ParseExpr(where)
		require.NoError(t, err)
		_, err = ingest.Overwrite(e, time.UTC, day)
		require.Equal(t, want, druiderr.As(err).Message, where)
	}
}

func TestPartitionedBy(t *testing.T) {
	t.Parallel()
	for clause, want := range map[string]string{
		"DAY": "{type=period, period=P1D, timeZone=UTC, origin=null}", "ALL TIME": "AllGranularity", "ALL": "AllGranularity",
		"FLOOR(__time TO WEEK)": "{type=period, period=P1W, timeZone=UTC, origin=null}", "TIME_FLOOR(__time, 'PT15M')": "{type=period, period=PT15M, timeZone=UTC, origin=null}",
	} {
		script, err := parser.Parse("INSERT INTO t SELECT 1 AS a PARTITIONED BY " + clause)
		require.NoError(t, err, clause)
		got, err := ingest.PartitionedBy(script.Stmt.(*ast.Insert).PartitionedBy)
		require.NoError(t, err, clause)
		require.Equal(t, want, got.String(), clause)
	}
	for _, clause := range []string{"FORTNIGHT", "'P1D'", "TIME_FLOOR(x, 'P1D')", "TIME_FLOOR(__time, 'x')", "FLOOR(__time TO CENTURY)"} {
		script, err := parser.Parse("INSERT INTO t SELECT 1 AS a PARTITIONED BY " + clause)
		require.NoError(t, err, clause)
		_, err = ingest.PartitionedBy(script.Stmt.(*ast.Insert).PartitionedBy)
		require.Equal(t, druiderr.InvalidInput, druiderr.As(err).Category, clause)
	}
}
