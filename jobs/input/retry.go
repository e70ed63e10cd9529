package input

import (
	"context"
	"errors"
	"io"
	"time"
)

const (
	defaultAttempts = 3
	defaultBackoff  = 200 * time.Millisecond
)

// resuming streams content that may break off: it is asked for the rest as often as attempts allow,
// and the count begins anew with every byte that arrives.
type resuming struct {
	ctx   context.Context //nolint:containedctx // a stream lives as long as its context
	slice Slice
	// ask gives the content from an offset on.
	ask      func(offset int64) (io.ReadCloser, error)
	attempts int
	backoff  time.Duration

	body   io.ReadCloser
	offset int64
	failed int
}

// resume opens a stream. The error is an *Error, or the cause of a context that ended.
func resume(ctx context.Context, s Slice, cfg Config, ask func(offset int64) (io.ReadCloser, error)) (io.ReadCloser, error) {
	r := &resuming{ctx: ctx, slice: s, ask: ask, attempts: cfg.attempts(), backoff: cfg.backoff()}
	if err := r.open(); err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	return r, nil
}

func (c Config) attempts() int {
	if c.Attempts <= 0 {
		return defaultAttempts
	}
	return c.Attempts
}

func (c Config) backoff() time.Duration {
	if c.Backoff <= 0 {
		return defaultBackoff
	}
	return c.Backoff
}

// open asks until it is answered or the attempts are used up.
func (r *resuming) open() error {
	wait := r.backoff << min(r.failed, 10)
	for {
		body, err := r.ask(r.offset)
		if err == nil {
			r.body = body
			return nil
		}
		r.failed++
		if r.ctx.Err() != nil {
			return context.Cause(r.ctx)
		}
		if r.failed >= r.attempts || isFinal(err) {
			return err
		}
		if err := sleep(r.ctx, wait); err != nil {
			return err
		}
		wait *= 2
	}
}

// Read gives the next bytes.
func (r *resuming) Read(p []byte) (int, error) {
	for {
		n, err := r.body.Read(p)
		r.offset += int64(n)
		if n > 0 {
			r.failed = 0
			if !errors.Is(err, io.EOF) {
				err = nil // a broken connection shows again with the next read
			}
			return n, err
		}
		if err == nil || errors.Is(err, io.EOF) {
			return 0, err
		}
		if r.ctx.Err() != nil {
			return 0, context.Cause(r.ctx)
		}
		_ = r.body.Close()
		if r.failed++; r.failed >= r.attempts {
			return 0, &Error{Slice: r.slice, Err: err}
		}
		if err := sleep(r.ctx, r.backoff); err != nil {
			return 0, err
		}
		if err := r.open(); err != nil {
			return 0, &Error{Slice: r.slice, Err: err}
		}
	}
}

// Close ends the stream.
func (r *resuming) Close() error { return r.body.Close() }

// retry calls f until it gives no error or the attempts are used up.
func retry(ctx context.Context, cfg Config, f func() error) error {
	wait := cfg.backoff()
	for n := 1; ; n++ {
		err := f()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case n >= cfg.attempts() || isFinal(err):
			return err
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
		wait *= 2
	}
}

// sleep waits, or ends with the context's cause.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
