package store_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"ogham/internal/store"
	"ogham/internal/testdb"
)

// startCompaction makes the task of a compaction.
func startCompaction(t *testing.T, s *store.Store, id string) {
	t.Helper()
	require.NoError(t, s.InsertTask(t.Context(), nil, &store.Task{ID: id, GroupID: id, Type: "compact", DataSource: "small"}))
}

// appends publishes one row at a time, hours backwards, the later ones with one more column.
func appends(t *testing.T, s *store.Store, n int) {
	t.Helper()
	for i := range n {
		cols, values := columns(col("n", long)), []any{int64(i)}
		if i >= n/2 {
			cols, values = append(cols, col("s", text)), append(values, "x")
		}
		insert("small", cols, row{at: fmt.Sprintf("2024-01-01T%02d:00:00Z", 23-i), values: values}).publish(t, s)
	}
}

func TestCompactionMergesSegments(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	appends(t, s, 12)
	insert("small", columns(col("n", long)), at("2024-01-02T00:00:00Z", int64(1))).publish(t, s)
	before := content(t, s, "small", "n", "s")
	require.Equal(t, []string{"13|0"}, read(t, s, `SELECT count(*)::text, min(num_rows - 1)::text FROM ogham.sys_segments`))

	none, err := s.Fragmented(t.Context(), "", store.Eternity, 13, 100)
	require.NoError(t, err)
	require.Empty(t, none)
	none, err = s.Fragmented(t.Context(), "", store.Eternity, 10, 11)
	require.NoError(t, err)
	require.Empty(t, none, "too many rows")
	list, err := s.Fragmented(t.Context(), "", store.Eternity, 10, 100)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, day(t, "2024-01-01"), list[0].Range())
	require.EqualValues(t, 12, list[0].Segments)

	startCompaction(t, s, "one")
	require.NoError(t, s.Compact(t.Context(), "one", list[0]))
	require.Equal(t, before, content(t, s, "small", "n", "s"))
	require.Equal(t, []string{`2024-01-01T00:00:00.000Z|12|["n","s"]`, `2024-01-02T00:00:00.000Z|1|["n"]`}, sortedDimensions(t, s))
	require.Equal(t, []string{"{11,10,9,8,7,6,5,4,3,2,1,0}"}, read(t, s, `SELECT array_agg(n ORDER BY ctid)::text FROM druid.small WHERE __time < '2024-01-02'`),
		"rows lie in order of time")
	left, err := s.Fragmented(t.Context(), "", store.Eternity, 2, 100)
	require.NoError(t, err)
	require.Empty(t, left)

	// what was compacted is appended to and replaced as anything else
	insert("small", columns(col("n", long)), at("2024-01-01T05:00:00Z", int64(100))).publish(t, s)
	require.Len(t, content(t, s, "small", "n"), 14)
	replace("small", columns(col("n", long)), nil, at("2024-01-01T05:00:00Z", int64(7))).publish(t, s)
	require.Equal(t, []string{"01T05|7"}, content(t, s, "small", "n"))
	swept, err := s.SweepStaging(t.Context())
	require.NoError(t, err)
	require.Zero(t, swept)
}

func sortedDimensions(t *testing.T, s *store.Store) []string {
	t.Helper()
	return read(t, s, `SELECT start, num_rows::text, dimensions FROM ogham.sys_segments ORDER BY 1`)
}

// Ingestion that comes between the copy and the swap wins.
func TestCompactionGivesWay(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	s := open(t, db)
	appends(t, s, 4)
	list, err := s.Fragmented(t.Context(), "small", store.Eternity, 2, 100)
	require.NoError(t, err)

	conn := db.Connect(t)
	tx, err := conn.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock(hashtextextended('small', 1330071617))`) // as a publisher
	require.NoError(t, err)
	startCompaction(t, s, "late")
	result := make(chan error, 1)
	go func() { result <- s.Compact(t.Context(), "late", list[0]) }()
	waitForLocks(t, s, 1)
	_, err = tx.Exec(t.Context(), `UPDATE ogham.segment SET segment_id = segment_id || '_new' WHERE partition_num = 3`)
	require.NoError(t, err)
	require.NoError(t, tx.Commit(t.Context()))
	require.ErrorIs(t, <-result, store.ErrBusy)

	reader, err := conn.Begin(t.Context()) // a query that lasts
	require.NoError(t, err)
	_, err = reader.Exec(t.Context(), `SELECT FROM druid.small`)
	require.NoError(t, err)
	require.ErrorIs(t, s.Compact(t.Context(), "late", list[0]), store.ErrBusy)
	require.Len(t, content(t, s, "small", "n"), 4, "readers are not blocked")
	require.NoError(t, reader.Rollback(t.Context()))
	require.NoError(t, s.InTx(t.Context(), func(tx pgx.Tx) error {
		staged, err := s.StagingTables(t.Context(), tx, "late")
		require.Empty(t, staged)
		return err
	}))
	require.NoError(t, s.Compact(t.Context(), "late", list[0]))
	require.Len(t, content(t, s, "small", "n"), 4)
}

func TestStatisticsAreKept(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	appends(t, s, 2)
	for _, want := range []int{1, 0} {
		n, err := s.AnalyzeStale(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	require.Equal(t, []string{"2"}, read(t, s, `SELECT reltuples::bigint::text FROM pg_class WHERE oid = 'druid.small'::regclass`))
}

// waitForLocks returns once n sessions wait for a datasource's lock.
func waitForLocks(t *testing.T, s *store.Store, n int) {
	t.Helper()
	require.Eventually(t, func() bool {
		return read(t, s, `SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)[0] == strconv.Itoa(n)
	}, 5*time.Second, 5*time.Millisecond)
}

// A REPLACE of a part of a time chunk by nothing leaves its segments as they are, yet not its rows.
func TestCompactionSeesThatRowsWereReplaced(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	s := open(t, db)
	appends(t, s, 4)
	list, err := s.Fragmented(t.Context(), "small", store.Eternity, 2, 100)
	require.NoError(t, err)
	hour := store.Range{Start: millis(t, "2024-01-01T23:00:00Z"), End: millis(t, "2024-01-02T00:00:00Z")}
	empty := replace("small", columns(col("n", long)), []store.Range{hour})
	empty.Bucket, empty.Granularity = bucketOf(time.Hour), "HOUR"
	empty.stage(t, s)
	startCompaction(t, s, "late")

	tx, err := db.Connect(t).Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock(hashtextextended('small', 1330071617))`) // as a publisher
	require.NoError(t, err)
	published, compacted := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := s.Publish(t.Context(), empty.Publication)
		published <- err
	}()
	waitForLocks(t, s, 1)
	go func() { compacted <- s.Compact(t.Context(), "late", list[0]) }()
	waitForLocks(t, s, 2)
	require.NoError(t, tx.Commit(t.Context()))
	require.NoError(t, <-published)
	require.ErrorIs(t, <-compacted, store.ErrBusy)
	require.Equal(t, []string{"01T20|3", "01T21|2", "01T22|1"}, content(t, s, "small", "n"))
}

// A task that is resumed finds tables of its own: those it left unfinished, and partitions by now.
func TestACompactionComesToTheSameRangeAgain(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	startCompaction(t, s, "one")
	for n := range 2 {
		appends(t, s, 3)
		list, err := s.Fragmented(t.Context(), "small", store.Eternity, 2, 100)
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.NoError(t, s.Compact(t.Context(), "one", list[0]))
		require.Len(t, content(t, s, "small", "n"), 3*(n+1))
	}
}

// A time chunk that is wider than partitions in its place fills the gaps between them, which needs the
// datasource's table alone: queries must not queue behind that.
func TestFillingGapsLetsQueriesPass(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	s := open(t, db)
	hour := store.Range{Start: millis(t, "2024-01-02T05:00:00Z"), End: millis(t, "2024-01-02T06:00:00Z")}
	first := insert("wide", columns(col("n", long)), at("2024-01-02T05:00:00Z", int64(1)))
	first.Bucket, first.Granularity = bucketOf(time.Hour), "HOUR"
	first.publish(t, s)
	empty := replace("wide", columns(col("n", long)), []store.Range{hour})
	empty.Bucket, empty.Granularity = bucketOf(time.Hour), "HOUR"
	empty.publish(t, s)
	_, err := s.MarkUnused(t.Context(), store.SegmentFilter{DataSource: "wide"}) // the tombstone
	require.NoError(t, err)

	reader, err := db.Connect(t).Begin(t.Context()) // a query that lasts
	require.NoError(t, err)
	_, err = reader.Exec(t.Context(), `SELECT FROM druid.wide`)
	require.NoError(t, err)
	week := insert("wide", columns(col("n", long)), at("2024-01-03T00:00:00Z", int64(2)))
	week.Bucket, week.Granularity = bucketOf(7*24*time.Hour), "WEEK"
	week.stage(t, s)
	published := make(chan error, 1)
	go func() {
		_, err := s.Publish(t.Context(), week.Publication)
		published <- err
	}()
	require.Eventually(t, func() bool {
		return read(t, s, `SELECT count(*)::text FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)[0] == "1"
	}, 5*time.Second, time.Millisecond)
	begun := time.Now()
	require.Empty(t, content(t, s, "wide", "n"))
	require.Less(t, time.Since(begun), 10*time.Second)
	require.NoError(t, reader.Rollback(t.Context()))
	require.NoError(t, <-published)
	require.Equal(t, []string{"03T00|2"}, content(t, s, "wide", "n"))
}

// A partition that is replaced right after the snapshot is gone when its rows are read.
func TestCompactionGivesWayToWhatDropsThePartition(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	s := open(t, db)
	appends(t, s, 2)
	list, err := s.Fragmented(t.Context(), "small", store.Eternity, 2, 100)
	require.NoError(t, err)
	startCompaction(t, s, "late")
	tx, err := db.Connect(t).Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `LOCK TABLE ogham.staging_table IN SHARE ROW EXCLUSIVE MODE`)
	require.NoError(t, err)
	result := make(chan error, 1)
	go func() { result <- s.Compact(t.Context(), "late", list[0]) }()
	require.Eventually(t, func() bool {
		return read(t, s, `SELECT count(*)::text FROM pg_locks WHERE mode = 'RowExclusiveLock' AND NOT granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)[0] == "1"
	}, 5*time.Second, 5*time.Millisecond)
	_, err = tx.Exec(t.Context(), `DROP TABLE druid_segments."`+list[0].Partition+`"`)
	require.NoError(t, err)
	require.NoError(t, tx.Commit(t.Context()))
	require.ErrorIs(t, <-result, store.ErrBusy)
}
