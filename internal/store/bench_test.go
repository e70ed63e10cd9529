package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/store"
	"ogham/internal/testdb"
)

// BenchmarkSelectOne is the floor of a query's latency: under 1 ms is promised over HTTP.
func BenchmarkSelectOne(b *testing.B) {
	s, err := store.Open(b.Context(), store.Config{URL: testdb.New(b).URL})
	require.NoError(b, err)
	b.Cleanup(s.Close)
	for b.Loop() {
		rows, err := s.Query(b.Context(), `SELECT 1::bigint`, nil)
		require.NoError(b, err)
		require.True(b, rows.Next())
		require.False(b, rows.Next())
	}
}
