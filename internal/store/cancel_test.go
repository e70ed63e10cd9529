package store_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/store"
	"ogham/internal/testdb"
)

// closing tells of its end.
type closing struct {
	net.Conn
	closed chan struct{}
	told   atomic.Bool
}

func (c *closing) Close() error {
	if c.told.CompareAndSwap(false, true) {
		c.closed <- struct{}{}
	}
	return c.Conn.Close()
}

func TestCancelRequestThatCameTooEarlyIsRepeated(t *testing.T) {
	t.Parallel()
	cfg, err := pgx.ParseConfig(testdb.New(t).URL)
	require.NoError(t, err)
	closed := make(chan struct{}, 100)
	dial := cfg.DialFunc
	cfg.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return &closing{Conn: conn, closed: closed}, err
	}
	conn, err := pgx.ConnectConfig(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	handler := store.CancelStatement(conn.PgConn())
	handler.HandleCancel(t.Context())
	<-closed // the server has got the first request, and nothing to cancel
	_, err = conn.Exec(t.Context(), "SELECT pg_sleep(60)")
	var pg *pgconn.PgError
	require.ErrorAs(t, err, &pg)
	require.Equal(t, "57014", pg.Code)
	handler.HandleUnwatchAfterCancel()
	_, err = conn.Exec(t.Context(), "SELECT pg_sleep(0.3)")
	require.NoError(t, err, "the connection is good, and no request is left that could meet it")
}

func TestQueriesAreCancelledOnOtherProcesses(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	one, two, three := open(t, db), open(t, db), open(t, db)
	require.NoError(t, one.Start(t.Context()))
	found, err := one.CancelElsewhere(t.Context(), "q", true)
	require.NoError(t, err)
	require.False(t, found, "there is nobody else")

	const id = "an id of any length and \x00 of anything: ∅"
	var asked atomic.Int32
	for _, s := range []*store.Store{two, three} {
		s.OnCancelQuery(func(key string) int {
			if asked.Add(1); key == store.QueryKey(id) && s == three {
				return 2
			}
			return 0
		})
		require.NoError(t, s.Start(t.Context()))
	}
	one.OnCancelQuery(func(string) int { require.Fail(t, "who asks is not asked"); return 1 })
	begun := time.Now()
	found, err = one.CancelElsewhere(t.Context(), "another", true)
	require.NoError(t, err)
	require.False(t, found)
	require.EqualValues(t, 2, asked.Load(), "a refusal needs both answers")
	require.Less(t, time.Since(begun), 400*time.Millisecond, "it does not wait for more than the answers")
	found, err = one.CancelElsewhere(t.Context(), id, true)
	require.NoError(t, err)
	require.True(t, found)
	_, err = one.CancelElsewhere(t.Context(), id, false)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return asked.Load() == 6 }, 5*time.Second, time.Millisecond)
}

func TestAServerThatDoesNotAnswerHoldsACancelUpBriefly(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	s := open(t, db)
	require.NoError(t, s.Start(t.Context()))
	var key int32
	conn := db.Connect(t)
	require.NoError(t, conn.QueryRow(t.Context(), "INSERT INTO ogham.server (id, host, port) VALUES ($1, 'mute', 1) RETURNING lock_key", uuid.NewString()).Scan(&key))
	_, err := conn.Exec(t.Context(), "SELECT pg_advisory_lock(1330071617, $1)", key)
	require.NoError(t, err)
	servers, err := s.LiveServers(t.Context())
	require.NoError(t, err)
	require.Len(t, servers, 2)
	begun := time.Now()
	found, err := s.CancelElsewhere(t.Context(), "q", true)
	require.NoError(t, err)
	require.False(t, found)
	require.Less(t, time.Since(begun), 3*time.Second)
}

// TestServerEndsAbandonedStatements cuts the connection of a query: its backend notices.
func TestServerEndsAbandonedStatements(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	s := open(t, db)
	watch := db.Connect(t)
	running := func() (n int) {
		require.NoError(t, watch.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND state = 'active' AND query LIKE '%count(*) FROM generate_series%' AND pid <> pg_backend_pid()`).Scan(&n))
		return n
	}
	conn, err := s.Pool().Acquire(t.Context())
	require.NoError(t, err)
	raw := conn.Hijack()
	go func() {
		_, _ = raw.Exec(context.Background(), "SELECT count(*) FROM generate_series(1, 1000000000000) a")
	}()
	require.Eventually(t, func() bool { return running() == 1 }, 10*time.Second, 5*time.Millisecond)
	require.NoError(t, raw.PgConn().Conn().Close())
	require.Eventually(t, func() bool { return running() == 0 }, 10*time.Second, 20*time.Millisecond)
}

func TestCancelledQueryEndsInPostgres(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	s := open(t, db)
	watch := db.Connect(t)
	for i := range 20 { // at different moments of its life
		ctx, cancel := context.WithCancelCause(t.Context())
		failed := make(chan error, 1)
		go func() {
			_, err := tryRead(ctx, s, "SELECT count(*) FROM generate_series(1, 1000000000000) AS cancelled")
			failed <- err
		}()
		time.AfterFunc(time.Duration(i)*250*time.Microsecond, func() { cancel(store.ErrCanceled) })
		require.Equal(t, druiderr.Canceled, druiderr.As(<-failed).Category)
		var left int
		require.NoError(t, watch.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND state = 'active' AND query LIKE '%AS cancelled' AND pid <> pg_backend_pid()`).Scan(&left))
		require.Zero(t, left)
	}
}
