package store_test

import (
	"fmt"
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
	require.Eventually(t, func() bool {
		return read(t, s, `SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)[0] == "1"
	}, 5*time.Second, 5*time.Millisecond)
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
