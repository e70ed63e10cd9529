package jobs_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/store"
	"ogham/internal/testdb"
	"ogham/jobs"
)

// crowded is a service whose store has few connections.
func crowded(t *testing.T, writers, slots int) *bench {
	t.Helper()
	db := testdb.New(t)
	s, err := store.Open(t.Context(), store.Config{URL: db.URL, Writers: writers})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	service, err := jobs.New(jobs.Config{Store: s, Slots: slots})
	require.NoError(t, err)
	require.NoError(t, s.Start(t.Context()))
	require.NoError(t, service.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, service.Stop(context.Background())) })
	return &bench{Service: service, store: s, db: db}
}

// Jobs that each hold a connection do not wait for each other's second one.
func TestMoreSlotsThanConnections(t *testing.T) {
	t.Parallel()
	b := crowded(t, 4, 16)
	from := extern(strings.Repeat("{\"n\":1}\n", 2000), "n BIGINT")
	ids := make([]string, 12)
	for i := range ids {
		ids[i] = b.submit(t, fmt.Sprintf("INSERT INTO crowd%d SELECT TIMESTAMP '2024-01-01' AS __time, SUM(n) AS n FROM %s PARTITIONED BY DAY", i, from))
	}
	for _, id := range ids {
		st := b.wait(t, id)
		require.Nil(t, st.ErrorMsg, message(st))
	}
}

// Whoever shuts tasks down needs one connection at a time.
func TestShutdownNeedsOneConnection(t *testing.T) {
	t.Parallel()
	b := crowded(t, 1, -1)
	id := b.submit(t, "SELECT 1 AS x")
	_, err := b.db.Connect(t).Exec(t.Context(), "UPDATE ogham.task SET started_at = now() WHERE id = $1", id)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	require.NoError(t, b.Shutdown(ctx, id))
	require.Equal(t, "FAILED", b.report(t, id)["status"].(map[string]any)["status"])
}
