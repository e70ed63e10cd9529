package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/store"
	"ogham/internal/testdb"
)

// A week that reaches out of a month's partition has rows in two: neither is lost when unused segments
// are removed, and both are hidden and shown together.
func TestASegmentInTwoPartitions(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	cols := columns(col("n", long))
	month := insert("span", cols, at("2024-01-10T00:00:00Z", int64(1)))
	month.Granularity = "MONTH"
	month.Bucket = func(ms int64) store.Range {
		at := time.UnixMilli(ms).UTC()
		first := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
		return store.Range{Start: first.UnixMilli(), End: first.AddDate(0, 1, 0).UnixMilli()}
	}
	month.publish(t, s)
	span := store.Range{Start: millis(t, "2024-01-29T00:00:00Z"), End: millis(t, "2024-02-05T00:00:00Z")}
	week := replace("span", cols, []store.Range{span}, at("2024-01-30T00:00:00Z", int64(2)), at("2024-02-02T00:00:00Z", int64(3)))
	week.Bucket, week.Granularity = bucketOf(7*24*time.Hour), "WEEK"
	week.publish(t, s)
	all := []string{"10T00|1", "30T00|2", "02T00|3"}
	require.Equal(t, all, content(t, s, "span", "n"))

	insert("span", cols, at("2024-03-01T00:00:00Z", int64(4))).publish(t, s)
	march := day(t, "2024-03-01")
	n, err := s.MarkUnused(t.Context(), store.SegmentFilter{DataSource: "span", Within: &march})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	n, err = s.KillUnused(t.Context(), "span", store.Eternity)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, all, content(t, s, "span", "n"))

	n, err = s.MarkUnused(t.Context(), store.SegmentFilter{DataSource: "span", Within: &span})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, []string{"10T00|1"}, content(t, s, "span", "n"))
	n, err = s.MarkUsed(t.Context(), store.SegmentFilter{DataSource: "span", Within: &span})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, all, content(t, s, "span", "n"))
}
