package ingest_test

import (
	"fmt"
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
		{"__time > TIMESTAMP '2023-12-31 23:59:59.999' AND __time <= TIMESTAMP '2024-01-02 23:59:59.999'", "2024-01-01T00:00:00.000Z/2024-01-03T00:00:00.000Z"},
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
	day, err := druidtime.ParseGranularity("DAY")
	require.NoError(t, err)
	got, err := ingest.Overwrite(e, time.UTC, day)
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Equal(t, "2024-01-01T00:00:00.000Z/2024-01-03T00:00:00.000Z", got[0].String())
}

func TestOverwriteRefusals(t *testing.T) {
	t.Parallel()
	day, err := druidtime.ParseGranularity("DAY")
	require.NoError(t, err)
	for where, want := range map[string]string{
		"dim1 > TIMESTAMP '2024-01-01'": "OVERWRITE WHERE clause only supports filtering on the __time column, got [dim1]",
		"__time > 5":                    "Invalid OVERWRITE WHERE clause [`__time` > 5]: Cannot get a timestamp from sql expression [5]",
		"__time >= DATE '2024-01-01' AND __time < DATE '2024-01-02'": "Invalid OVERWRITE WHERE clause [`__time` >= DATE '2024-01-01' AND `__time` < DATE '2024-01-02']: " +
			"Invalid OVERWRITE WHERE clause [`__time` >= DATE '2024-01-01']: Cannot get a timestamp from sql expression [DATE '2024-01-01']",
		"__time <> TIMESTAMP '2024-01-01'": "Invalid OVERWRITE WHERE clause [`__time` <> TIMESTAMP '2024-01-01 00:00:00']: Unsupported operation [<>] in OVERWRITE WHERE clause.",
		"TIMESTAMP '2024-01-01' <= __time": "Invalid OVERWRITE WHERE clause [TIMESTAMP '2024-01-01 00:00:00' <= `__time`]: " +
			"Cannot parse column name from SQL expression [TIMESTAMP '2024-01-01 00:00:00']",
		"__time IS NULL":                       "Invalid OVERWRITE WHERE clause [`__time` IS NULL]: Unsupported operation [IS NULL] in OVERWRITE WHERE clause.",
		"__time IN (TIMESTAMP '2024-01-01')":   "Invalid OVERWRITE WHERE clause [`__time` IN (TIMESTAMP '2024-01-01 00:00:00')]: Unsupported operation [IN] in OVERWRITE WHERE clause.",
		"__time NOT LIKE '2024%'":              "Invalid OVERWRITE WHERE clause [`__time` NOT LIKE '2024%']: Unsupported operation [NOT LIKE] in OVERWRITE WHERE clause.",
		"TIME_IN_INTERVAL(__time, '2024/P1D')": "Invalid OVERWRITE WHERE clause [`TIME_IN_INTERVAL`(`__time`, '2024/P1D')]: Unsupported operation [TIME_IN_INTERVAL] in OVERWRITE WHERE clause.",
		"TRUE":                                 "Invalid OVERWRITE WHERE clause [TRUE]: expected clause including AND, OR, NOT, >, <, >=, <= OR BETWEEN operators",
		"__time >= TIMESTAMP '2024-01-01 05:00:00' AND __time < TIMESTAMP '2024-01-02'": "OVERWRITE WHERE clause identified interval [2024-01-01T05:00:00.000Z/2024-01-02T00:00:00.000Z] which is not aligned with PARTITIONED BY granularity [{type=period, period=P1D, timeZone=UTC, origin=null}]",
	} {
		e, err := parser.ParseExpr(where)
		require.NoError(t, err)
		_, err = ingest.Overwrite(e, time.UTC, day)
		require.Equal(t, want, druiderr.As(err).Message, where)
	}
}

func TestOverwriteWhereIsNeverAlignedWithAll(t *testing.T) {
	t.Parallel()
	e, err := parser.ParseExpr("__time >= TIMESTAMP '2024-01-15' AND __time < TIMESTAMP '2024-01-16'")
	require.NoError(t, err)
	_, err = ingest.Overwrite(e, time.UTC, druidtime.AllGranularity())
	require.Equal(t, "OVERWRITE WHERE clause identified interval [2024-01-15T00:00:00.000Z/2024-01-16T00:00:00.000Z] which is not aligned with "+
		"PARTITIONED BY granularity [AllGranularity]", druiderr.As(err).Message)
}

func TestPartitionedBy(t *testing.T) {
	t.Parallel()
	period := func(p string) string { return "{type=period, period=" + p + ", timeZone=UTC, origin=null}" }
	for written, want := range map[string]string{
		"HOUR": period("PT1H"), "DAY": period("P1D"), "MONTH": period("P1M"), "YEAR": period("P1Y"), "ALL": "AllGranularity", "ALL TIME": "AllGranularity",
		"WEEK": period("P1W"), "quarter": period("P3M"), "FIVE_MINUTE": period("PT5M"), `"minute"`: period("PT1M"), "'SIX_HOUR'": period("PT6H"), "'all'": "AllGranularity",
		"'PT1S'": period("PT1S"), "'PT5M'": period("PT5M"), "'PT10M'": period("PT10M"), "'PT15M'": period("PT15M"), "'PT30M'": period("PT30M"),
		"'PT6H'": period("PT6H"), "'PT8H'": period("PT8H"), "'p1d'": period("P1D"), "'P1W'": period("P1W"), "'P3M'": period("P3M"), "'P1Y'": period("P1Y"),
		"FLOOR(__time TO WEEK)": period("P1W"), "FLOOR(__time TO QUARTER)": period("P3M"), "FLOOR(__time TO SECOND)": period("PT1S"),
		"TIME_FLOOR(__time, 'P1W')": period("P1W"), "TIME_FLOOR(__time, 'PT8H')": period("PT8H"), "time_floor(__time, 'P1M')": period("P1M"),
	} {
		g, err := partitionedBy(t, written)
		require.NoError(t, err, written)
		require.Equal(t, want, g.String(), written)
	}
}

func TestPartitionedByRefusals(t *testing.T) {
	t.Parallel()
	const unknown = "Invalid granularity [%s] after PARTITIONED BY.  Expected HOUR, DAY, MONTH, YEAR, ALL TIME, FLOOR() or TIME_FLOOR()"
	const unsupported = "The granularity specified in PARTITIONED BY [`TIME_FLOOR`(`__time`, '%s')] is not supported.  Valid options: [second, minute, five_minute, ten_minute, " +
		"fifteen_minute, thirty_minute, hour, six_hour, eight_hour, day, week, month, quarter, year, all]"
	const operator = "Invalid operator[%s] specified. PARTITIONED BY clause only supports FLOOR(__time TO <unit>) and TIME_FLOOR(__time, period) functions."
	for written, want := range map[string]string{
		"FORTNIGHT": fmt.Sprintf(unknown, "FORTNIGHT"), "'FORTNIGHT'": fmt.Sprintf(unknown, "'FORTNIGHT'"), "'PT2H'": fmt.Sprintf(unknown, "'PT2H'"),
		"'P1D '": fmt.Sprintf(unknown, "'P1D '"), "'P7D'": fmt.Sprintf(unknown, "'P7D'"), "'NONE'": fmt.Sprintf(unknown, "'NONE'"), "''": fmt.Sprintf(unknown, "''"),
		"1": fmt.Sprintf(unknown, "1"), "?": fmt.Sprintf(unknown, "?"), "__time": fmt.Sprintf(unknown, "__time"),
		"TIME_FLOOR(__time, 'PT7M')": fmt.Sprintf(unsupported, "PT7M"), "TIME_FLOOR(__time, 'P2W')": fmt.Sprintf(unsupported, "P2W"),
		"TIME_FLOOR(__time, 'P7D')": fmt.Sprintf(unsupported, "P7D"), "TIME_FLOOR(__time, 'PT24H')": fmt.Sprintf(unsupported, "PT24H"), "TIME_FLOOR(__time, 'P1Y6M')": fmt.Sprintf(unsupported, "P1Y6M"),
		"TIME_FLOOR(__time, 'XYZ')": "granularity['XYZ'] is an invalid period literal.", "TIME_FLOOR(__time, 'DAY')": "granularity['DAY'] is an invalid period literal.",
		"TIME_FLOOR(__time, '')": "granularity[''] is an invalid period literal.", "TIME_FLOOR(__time, 1)": "granularity[1] is an invalid period literal.",
		"TIME_FLOOR(__time)":                            "TIME_FLOOR in PARTITIONED BY clause must have 2 arguments, but only [1] provided.",
		"TIME_FLOOR(__time, 'P1D', NULL, 'Asia/Tokyo')": "TIME_FLOOR in PARTITIONED BY clause must have 2 arguments, but only [4] provided.",
		"TIME_FLOOR(x, 'P1D')":                          "Invalid argument[x] provided. The first argument to TIME_FLOOR in PARTITIONED BY clause must be __time.",
		"FLOOR(x TO DAY)":                               "Invalid argument[x] provided. The first argument to FLOOR in PARTITIONED BY clause must be __time.",
		"FLOOR(__time TO DECADE)":                       "DECADE is not a valid period granularity for ingestion.",
		"CEIL(__time TO DAY)":                           fmt.Sprintf(operator, "CEIL"), "DATE_TRUNC('day', __time)": fmt.Sprintf(operator, "DATE_TRUNC"),
	} {
		_, err := partitionedBy(t, written)
		require.Error(t, err, written)
		require.Equal(t, want, druiderr.As(err).Message, written)
	}
}

func partitionedBy(t *testing.T, written string) (druidtime.Granularity, error) {
	t.Helper()
	script, err := parser.Parse("INSERT INTO t SELECT 1 PARTITIONED BY " + written)
	require.NoError(t, err, written)
	insert, ok := script.Stmt.(*ast.Insert)
	require.True(t, ok)
	return ingest.PartitionedBy(insert.PartitionedBy)
}
