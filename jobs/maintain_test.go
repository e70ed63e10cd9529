package jobs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/store"
	"ogham/internal/testdb"
	"ogham/jobs"
)

// small appends rows one by one.
func (b *bench) small(t *testing.T, datasource, granularity string, n int) {
	t.Helper()
	for i := range n {
		st := b.run(t, fmt.Sprintf(`INSERT INTO %s SELECT TIMESTAMP '2024-01-01 %02d:00:00' AS __time, %d AS n PARTITIONED BY %s`, datasource, 23-i, i, granularity), nil)
		require.Nil(t, st.ErrorMsg, message(st))
	}
}

func TestACompactTaskMergesSegments(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.small(t, "small", "DAY", 3)
	b.small(t, "eternal", "ALL", 2)
	used := true
	count := func(datasource string) int {
		list, err := b.store.Segments(t.Context(), store.SegmentFilter{DataSource: datasource, Used: &used})
		require.NoError(t, err)
		return len(list)
	}
	require.Equal(t, 3, count("small"))
	post := func(datasource, interval string) jobs.TaskStatus {
		id, err := b.PostTask(t.Context(), json.RawMessage(fmt.Sprintf(
			`{"type":"compact","dataSource":%q,"ioConfig":{"type":"compact","inputSpec":{"type":"interval","interval":%q}}}`, datasource, interval)))
		require.NoError(t, err)
		return b.wait(t, id)
	}
	require.Nil(t, post("small", "2025/2026").ErrorMsg)
	require.Equal(t, 3, count("small"), "outside of the interval")
	st := post("small", "2024/2025")
	require.Nil(t, st.ErrorMsg, message(st))
	require.True(t, strings.HasPrefix(st.ID, "compact_small_"), st.ID)
	require.Equal(t, 1, count("small"))
	require.Equal(t, "[3,3]", b.rows(t, "SELECT COUNT(*), SUM(n) FROM small"))
	st = post("eternal", "-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z")
	require.Nil(t, st.ErrorMsg, message(st))
	require.Equal(t, 1, count("eternal"))

	_, err := b.PostTask(t.Context(), json.RawMessage(`{"type":"compact","dataSource":"small"}`))
	require.Contains(t, druiderr.As(err).Message, "CompactionTask")
}

// Two processes share one database: what is small is compacted once, without being asked.
func TestSmallSegmentsAreCompactedFromTimeToTime(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	b := openBench(t, db)
	b.small(t, "small", "DAY", 10)
	for range 2 {
		s, err := store.Open(t.Context(), store.Config{URL: db.URL})
		require.NoError(t, err)
		t.Cleanup(s.Close)
		require.NoError(t, s.Start(t.Context()))
		service, err := jobs.New(jobs.Config{Store: s, CompactEvery: 100 * time.Millisecond})
		require.NoError(t, err)
		require.NoError(t, b.Stop(t.Context())) // whose leadership ends
		require.NoError(t, service.Start(t.Context()))
		t.Cleanup(func() { require.NoError(t, service.Stop(context.Background())) })
	}
	used := true
	require.Eventually(t, func() bool {
		list, err := b.store.Segments(t.Context(), store.SegmentFilter{DataSource: "small", Used: &used})
		require.NoError(t, err)
		return len(list) == 1 && list[0].NumRows == 10
	}, patience, 10*time.Millisecond)
	list, err := b.List(t.Context(), jobs.ListFilter{Type: "compact"})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.True(t, strings.HasPrefix(list[0].ID, "coordinator-issued_compact_small_"), list[0].ID)
}
