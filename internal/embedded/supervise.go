package embedded

import (
	"context"
	"log/slog"
	"time"
)

// restartPause is the wait before a server that did not come up is started once more.
const restartPause = time.Second

// supervise starts the server again, on the same port, when its process broke down: somebody killed it,
// or the system ran out of memory. Clients only see their connections break. A server that was told to
// end, by us or by an operator, stays down.
func (s *Server) supervise() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-s.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.child.done:
		}
		if ctx.Err() != nil || s.child.cmd.ProcessState.Success() {
			return
		}
		s.log.ErrorContext(ctx, "PostgreSQL has ended and is started again", slog.String("log", s.LogFile()))
		old := s.child
		err := s.launch(ctx)
		if err == nil {
			continue
		}
		if s.child == nil { // there was no process
			s.child = old
		}
		if ctx.Err() != nil {
			return
		}
		s.log.ErrorContext(ctx, "PostgreSQL could not be started again", slog.Any("error", err))
		select {
		case <-ctx.Done():
		case <-time.After(restartPause):
		}
	}
}
