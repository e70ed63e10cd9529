package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"ogham/internal/druidtype"
	"ogham/internal/store"
	"ogham/internal/testdb"
)

func insert(name string, cols []druidtype.Column, rows ...row) *ingestion {
	return &ingestion{Publication: store.Publication{DataSource: name, Columns: cols}, workers: [][]row{rows}}
}

func replace(name string, cols []druidtype.Column, overwrite []store.Range, rows ...row) *ingestion {
	in := insert(name, cols, rows...)
	in.Replace, in.Overwrite = true, overwrite
	return in
}

func at(iso string, values ...any) row { return row{iso, values} }

func TestInsertMakesSegmentsAndAppends(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	cols := columns(col("s", text), col("n", long))
	first := insert("wiki", cols, at("2024-01-01T01:00:00Z", "a", int64(1)), at("2024-01-02T02:00:00Z", nil, nil))
	first.workers = append(first.workers, []row{at("2024-01-01T03:00:00Z", "b", int64(2))})
	done := first.publish(t, s)
	require.Equal(t, int64(3), done.NumRows)
	require.Len(t, done.Segments, 2)
	require.Equal(t, []string{"__time LONG", "s STRING", "n LONG"}, seen(s, "wiki"))
	require.Equal(t, []string{"01T01|a|1", "01T03|b|2", "02T02|∅|∅"}, content(t, s, "wiki", "s", "n"))

	insert("wiki", cols, at("2024-01-01T05:00:00Z", "c", int64(3))).publish(t, s)
	require.Equal(t, []string{"01T01|a|1", "01T03|b|2", "01T05|c|3", "02T02|∅|∅"}, content(t, s, "wiki", "s", "n"))
	require.Equal(t, []string{
		`2024-01-01T00:00:00.000Z|0|{"type":"numbered","partitionNum":0,"partitions":0}|["s","n"]|2`,
		`2024-01-01T00:00:00.000Z|1|{"type":"numbered","partitionNum":1,"partitions":0}|["s","n"]|1`,
		`2024-01-02T00:00:00.000Z|0|{"type":"numbered","partitionNum":0,"partitions":0}|["s","n"]|1`,
	}, read(t, s, `SELECT start, partition_num::text, shard_spec, dimensions, num_rows::text FROM ogham.sys_segments ORDER BY start, partition_num`))
	requireNoStaging(t, s, 2)
}

// requireNoStaging checks that nothing but partitions is left.
func requireNoStaging(t *testing.T, s *store.Store, partitions int) {
	t.Helper()
	var registered, tables int
	require.NoError(t, s.Pool().QueryRow(t.Context(), `SELECT count(*) FROM ogham.staging_table`).Scan(&registered))
	require.NoError(t, s.Pool().QueryRow(t.Context(), `SELECT count(*) FROM pg_class WHERE relnamespace = 'druid_segments'::regnamespace AND relkind = 'r'`).Scan(&tables))
	require.Zero(t, registered)
	require.Equal(t, partitions, tables)
}

func TestColumnsComeFromNewestSegmentsAndWiden(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	insert("evolve", columns(col("a", long), col("b", text)), at("2024-01-01T00:00:00Z", int64(1), "x")).publish(t, s)
	insert("evolve", columns(col("a", text), col("c", long)), at("2024-01-02T00:00:00Z", "text", int64(5))).publish(t, s)
	require.Equal(t, []string{"__time LONG", "a STRING", "c LONG", "b STRING"}, seen(s, "evolve"))
	require.Equal(t, []string{"01T00|1|x|∅", "02T00|text|∅|5"}, content(t, s, "evolve", "a", "b", "c"))
	require.Equal(t, []string{"__time|TIMESTAMP|NO", "a|VARCHAR|YES", "c|BIGINT|YES", "b|VARCHAR|YES"},
		read(t, s, `SELECT "COLUMN_NAME", "DATA_TYPE", "IS_NULLABLE" FROM ogham.information_schema_columns WHERE "TABLE_NAME" = $1 ORDER BY "ORDINAL_POSITION"`, "evolve"))
}

func TestListsMakeColumnMultiValue(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	cols := columns(col("tags", text))
	insert("mv", cols, at("2024-01-01T00:00:00Z", "plain")).publish(t, s)
	lists := insert("mv", cols, at("2024-01-01T01:00:00Z", "\x01[\"x\",\"y\"]"), at("2024-01-02T00:00:00Z", "one"), at("2024-01-02T01:00:00Z", nil))
	lists.workers = append(lists.workers, []row{at("2024-01-02T02:00:00Z", "\x01[\"z\",\"w\"]")})
	lists.lists = []string{"tags"}
	lists.publish(t, s)
	require.Equal(t, []string{"__time LONG", "tags STRING+"}, seen(s, "mv"))
	require.Equal(t, []string{"01T00|{plain}", "01T01|{x,y}", "02T00|{one}", "02T01|∅"}, content(t, s, "mv", "tags")[:4])
	insert("mv", cols, at("2024-01-03T00:00:00Z", "later")).publish(t, s)
	require.Equal(t, "03T00|{later}", content(t, s, "mv", "tags")[5])
}

func TestReplaceAllTakesOverColumnsAndTypes(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	insert("r", columns(col("a", text), col("b", text)), at("2024-01-01T00:00:00Z", "x", "y"), at("2024-03-05T00:00:00Z", "x", "y")).publish(t, s)
	in := replace("r", columns(col("a", long)), nil, at("2024-01-01T07:00:00Z", int64(7)))
	in.RangeDimensions = []string{"a"}
	done := in.publish(t, s)
	require.Equal(t, []string{"__time LONG", "a LONG"}, seen(s, "r"))
	require.Equal(t, []string{"01T07|7"}, content(t, s, "r", "a"))
	require.Len(t, done.Segments, 2)
	require.Contains(t, string(done.Segments[0].ShardSpec), `"range"`)
	require.JSONEq(t, `{"type":"tombstone","partitions":1,"partitionNum":0}`, string(done.Segments[1].ShardSpec))
	require.Equal(t, day(t, "2024-03-05"), done.Segments[1].Range())
	requireNoStaging(t, s, 1)

	replace("r", columns(col("a", long)), nil).publish(t, s)
	require.Empty(t, content(t, s, "r", "a"))
	require.Equal(t, []string{"__time LONG", "a LONG"}, seen(s, "r"), "a table of tombstones keeps its columns")
}

func TestReplaceWhereTouchesOnlyItsRange(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	cols := columns(col("s", text))
	insert("w", cols, at("2024-01-01T00:00:00Z", "old1"), at("2024-01-02T00:00:00Z", "old2a"), at("2024-01-02T12:00:00Z", "old2b"), at("2024-01-03T00:00:00Z", "old3")).publish(t, s)
	replace("w", cols, []store.Range{day(t, "2024-01-01")}, at("2024-01-01T06:00:00Z", "new1")).publish(t, s)
	require.Equal(t, []string{"01T06|new1", "02T00|old2a", "02T12|old2b", "03T00|old3"}, content(t, s, "w", "s"))

	noon := day(t, "2024-01-02").Start + 12*3600*1000
	hour := replace("w", cols, []store.Range{{Start: noon, End: noon + 3600*1000}}, at("2024-01-02T12:30:00Z", "hour"))
	hour.Bucket, hour.Granularity = bucketOf(time.Hour), "HOUR"
	hour.publish(t, s)
	require.Equal(t, []string{"01T06|new1", "02T00|old2a", "02T12|hour", "03T00|old3"}, content(t, s, "w", "s"))
}

func TestFineChunksShareAPartition(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	cols := columns(col("s", text))
	in := insert("fine", cols, at("2024-01-01T00:10:00Z", "a"), at("2024-01-01T05:10:00Z", "b"), at("2024-01-02T05:10:00Z", "c"))
	in.Bucket, in.Granularity = bucketOf(15*time.Minute), "PT15M"
	require.Len(t, in.publish(t, s).Segments, 3)
	requireNoStaging(t, s, 2)

	coarse := insert("fine", cols, at("2024-01-01T01:00:00Z", "d"))
	coarse.stage(t, s)
	_, err := s.Publish(t.Context(), coarse.Publication)
	var allocate *store.AllocateError
	require.ErrorAs(t, err, &allocate)
	require.Equal(t, day(t, "2024-01-01"), allocate.Interval)
	require.Equal(t, []string{"01T00|a", "01T05|b", "02T05|c"}, content(t, s, "fine", "s"))
}

func TestChunksAcrossPartitionsFindTheirPlaces(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	cols := columns(col("s", text))
	insert("x", cols, at("2024-01-02T05:00:00Z", "day")).publish(t, s)
	odd := replace("x", cols, []store.Range{{Start: day(t, "2024-01-01").Start + 12*3600*1000, End: day(t, "2024-01-02").Start + 12*3600*1000}},
		at("2024-01-01T13:00:00Z", "before"), at("2024-01-02T03:00:00Z", "within"))
	odd.Bucket = func(ms int64) store.Range { // days that begin at noon
		r := bucketOf(24 * time.Hour)(ms - 12*3600*1000)
		return store.Range{Start: r.Start + 12*3600*1000, End: r.End + 12*3600*1000}
	}
	odd.publish(t, s)
	require.Equal(t, []string{"01T13|before", "02T03|within"}, content(t, s, "x", "s"))
	all := replace("x", cols, nil, at("1970-01-01T00:00:00Z", "all"))
	all.Bucket, all.Granularity = func(int64) store.Range { return store.Eternity }, "ALL"
	all.publish(t, s)
	require.Equal(t, []string{"01T00|all"}, content(t, s, "x", "s"))
	require.Equal(t, []string{"-146136543-09-08T08:23:32.096Z|146140482-04-24T15:36:27.903Z"}, read(t, s, `SELECT start, "end" FROM ogham.sys_segments WHERE num_rows > 0`))
}

func TestSegmentsAreCutByRows(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	in := insert("cut", columns(), at("2024-01-01T00:00:00Z"), at("2024-01-01T01:00:00Z"), at("2024-01-01T02:00:00Z"))
	in.RowsPerSegment = 2
	require.Len(t, in.publish(t, s).Segments, 2)
	require.Equal(t, []string{"0|1", "1|2"}, read(t, s, `SELECT partition_num::text, num_rows::text FROM ogham.sys_segments ORDER BY partition_num`))
}

func TestLongAndOddNamesAreMapped(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	long63 := "ein_sehr_langer_Name_für_eine_Spalte_die_nicht_in_Postgres_hineinpasst_"
	cols := columns(col(long63+"1", text), col(long63+"2", text), col("xmin", text), col(`quote"d`, text))
	insert(long63, cols, at("2024-01-01T00:00:00Z", "a", "b", "c", "d")).publish(t, s)
	r, ok := s.Catalog().Table("druid", long63)
	require.True(t, ok)
	require.LessOrEqual(t, len(r.PgName), 63)
	names := []string{}
	for _, c := range r.Columns[1:] {
		names = append(names, pgx.Identifier{c.Physical}.Sanitize())
	}
	require.Equal(t, []string{"a|b|c|d"}, read(t, s, "SELECT "+strings.Join(names, ", ")+" FROM "+pgx.Identifier{r.PgSchema, r.PgName}.Sanitize()))
}

func TestCancelledTaskPublishesNothing(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	in := insert("gone", columns(col("s", text)), at("2024-01-01T00:00:00Z", "a"))
	in.stage(t, s)
	require.NoError(t, s.FinishTask(t.Context(), nil, in.TaskID, store.TaskEnd{Status: store.Failed, NoDuration: true}))
	_, err := s.Publish(t.Context(), in.Publication)
	require.ErrorIs(t, err, store.ErrTaskDone)
	require.Nil(t, seen(s, "gone"))
	n, err := s.SweepStaging(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	requireNoStaging(t, s, 0)
}

func TestFailureAtTheEndLeavesEverythingAsItWas(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	cols := columns(col("s", text))
	insert("atomic", cols, at("2024-01-01T00:00:00Z", "old")).publish(t, s)
	in := replace("atomic", columns(col("z", long)), nil, at("2024-01-02T00:00:00Z", int64(1)))
	in.stage(t, s)
	broken := errors.New("broken")
	in.InTx = func(context.Context, pgx.Tx, *store.Published) error { return broken }
	_, err := s.Publish(t.Context(), in.Publication)
	require.ErrorIs(t, err, broken)
	require.Equal(t, []string{"01T00|old"}, content(t, s, "atomic", "s"))
	require.Equal(t, []string{"__time LONG", "s STRING"}, seen(s, "atomic"))
	in.InTx = nil
	_, err = s.Publish(t.Context(), in.Publication)
	require.NoError(t, err, "the staging tables are still there")
	require.Equal(t, []string{"02T00|1"}, content(t, s, "atomic", "z"))
}

// Readers run all the time while a datasource is replaced and appended to: every answer is one of
// the published states.
func TestReadersSeeAllOrNothing(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	cols := columns(col("s", text))
	generation := func(n int64) []row {
		rows := make([]row, 0, 20)
		for _, d := range []string{"2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"} {
			for range 5 {
				rows = append(rows, at(d+"T00:00:00Z", string(rune('a'+n))))
			}
		}
		return rows
	}
	replace("hot", cols, nil, generation(0)...).publish(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	answers := make(chan error)
	for range 3 {
		go func() { answers <- readUntil(ctx, s) }()
	}
	for n := range int64(6) {
		replace("hot", cols, nil, generation(n+1)...).publish(t, s)
	}
	cancel()
	for range 3 {
		require.NoError(t, <-answers)
	}
}

func readUntil(ctx context.Context, s *store.Store) error {
	for ctx.Err() == nil {
		lines, err := tryRead(ctx, s, `SELECT count(*)::text, count(DISTINCT s)::text, count(DISTINCT __time)::text FROM druid.hot`)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if lines[0] != "20|1|4" {
			return errors.New("a reader saw " + lines[0])
		}
	}
	return nil
}
