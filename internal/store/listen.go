package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// The channels that processes tell each other things on.
const (
	channelCatalog = "ogham_catalog"
	channelCancel  = "ogham_cancel"
	// channelCancelQuery is for what processes answer: see answerChannel.
	channelCancelQuery = "ogham_cancel_query"
)

const notifySQL = `SELECT pg_catalog.pg_notify($1, $2)`

// reconnectAfter is the pause before the listening connection is made again.
const reconnectAfter = 500 * time.Millisecond

// OnCancel registers what is called, on the listening goroutine, with the id of every task that
// any process asks to cancel. Register before Start; f must not block.
func (s *Store) OnCancel(f func(id string)) {
	s.handlersMu.Lock()
	defer s.handlersMu.Unlock()
	s.handlers[channelCancel] = append(s.handlers[channelCancel], f)
}

// NotifyCancel tells all processes, this one too, to cancel what runs under id. Inside a transaction
// they hear of it when that commits.
func (s *Store) NotifyCancel(ctx context.Context, db DB, id string) error {
	if _, err := s.db(db).Exec(ctx, notifySQL, channelCancel, id); err != nil {
		return fmt.Errorf("tell servers to cancel: %w", err)
	}
	return nil
}

// Start announces this process: a row of ogham.server, the lock that proves life, and the listening
// connection, which is made again when it breaks. It returns once all three stand. Close ends it.
func (s *Store) Start(ctx context.Context) error {
	err := errors.New("store was started already")
	s.listenOnce.Do(func() {
		if s.server.Roles == nil {
			s.server.Roles = []string{"api", "controller", "worker"}
		}
		var conn *pgx.Conn
		if conn, s.server.StartedAt, err = s.announce(ctx); err != nil {
			return
		}
		run, cancel := context.WithCancel(context.WithoutCancel(ctx))
		s.stopListen = cancel
		s.listening.Add(1)
		go s.listen(run, conn)
	})
	return err
}

func (s *Store) stop() {
	s.listenOnce.Do(func() {}) // no Start after Close
	if s.stopListen != nil {
		s.stopListen()
	}
	s.listening.Wait()
}

// announce opens the listening connection: row, lock, LISTEN.
func (s *Store) announce(ctx context.Context) (conn *pgx.Conn, started time.Time, err error) {
	cfg := s.writer.Config().ConnConfig
	cfg.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler { // ends at once, with the connection
		return &pgconn.DeadlineContextWatcherHandler{Conn: c.Conn()}
	}
	cfg.RuntimeParams["application_name"] = "ogham listen"
	if conn, err = pgx.ConnectConfig(ctx, cfg); err != nil {
		return nil, started, fmt.Errorf("connect to listen: %w", err)
	}
	defer func() {
		if err != nil {
			_ = conn.Close(context.WithoutCancel(ctx)) // the first error is what matters
		}
	}()
	var key int32
	info := s.server
	if err = conn.QueryRow(ctx, insertServerSQL, info.ID, info.Host, info.Port, info.Roles, info.Version).Scan(&key, &started); err != nil {
		return nil, started, fmt.Errorf("announce the server: %w", err)
	}
	if _, err = conn.Exec(ctx, lockServerSQL, int32(lockNamespace), key); err != nil {
		return nil, started, fmt.Errorf("take the server's lock: %w", err)
	}
	for _, channel := range []string{channelCatalog, channelCancel, channelCancelQuery, answerChannel(info.ID)} {
		if _, err = conn.Exec(ctx, "LISTEN "+ident(channel)); err != nil {
			return nil, started, fmt.Errorf("listen: %w", err)
		}
	}
	return conn, started, nil
}

func (s *Store) listen(ctx context.Context, conn *pgx.Conn) {
	defer s.listening.Done()
	for {
		err := s.receive(ctx, conn)
		_ = conn.Close(context.WithoutCancel(ctx)) // broken or done with
		if ctx.Err() != nil {
			return
		}
		s.log.WarnContext(ctx, "The listening connection broke", slog.Any("error", err))
		s.dropConnections()
		if conn = s.reannounce(ctx); conn == nil {
			return
		}
		s.dropConnections()
		s.refreshLogged(ctx) // what was told meanwhile is lost
	}
}

// dropConnections gives up the pooled connections: when the database was restarted all are broken, and
// each would fail a request before it is found to be.
func (s *Store) dropConnections() {
	s.writer.Reset()
	s.reader.Reset()
}

// reannounce tries until it has a connection, or until ctx ends: then it gives nil.
func (s *Store) reannounce(ctx context.Context) *pgx.Conn {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(reconnectAfter):
		}
		conn, _, err := s.announce(ctx)
		if err == nil {
			return conn
		}
		s.log.WarnContext(ctx, "The listening connection could not be made", slog.Any("error", err))
	}
}

func (s *Store) receive(ctx context.Context, conn *pgx.Conn) error {
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		switch n.Channel {
		case channelCatalog:
			s.refreshLogged(ctx)
		case channelCancel:
			s.handlersMu.Lock()
			handlers := s.handlers[channelCancel]
			s.handlersMu.Unlock()
			for _, f := range handlers {
				f(n.Payload)
			}
		case channelCancelQuery:
			if err := s.answer(ctx, conn, n.Payload); err != nil {
				return err
			}
		default:
			s.heard(n.Payload)
		}
	}
}

func (s *Store) refreshLogged(ctx context.Context) {
	if _, err := s.RefreshCatalog(ctx); err != nil && ctx.Err() == nil {
		s.log.ErrorContext(ctx, "The catalogue could not be read", slog.Any("error", err))
	}
}
