package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// child is the server's process.
type child struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
}

// startChild starts a process from a thread that lives as long as the process: Linux signals a child
// when the thread that started it ends, not only the process. The lock is held for as long, also when
// the caller forgets the Server: a file that is garbage would be closed and so unlocked.
func startChild(cmd *exec.Cmd, lock *fileLock) (*child, error) {
	c := &child{cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		_ = cmd.Wait() // how it ended is in the log
		runtime.KeepAlive(lock)
		close(c.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return c, nil
}

// immediateWait is how long a server may take to end at once, without writing anything.
const immediateWait = 5 * time.Second

// stop asks the server to end in order; when ctx ends first, at once.
func (c *child) stop(ctx context.Context) error {
	select {
	case <-c.done:
		return nil
	default:
	}
	if err := endFast(c.cmd.Process); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	select {
	case <-c.done:
		return nil
	case <-ctx.Done():
	}
	c.kill()
	return fmt.Errorf("PostgreSQL was stopped at once: %w", context.Cause(ctx))
}

// kill ends the server at once.
func (c *child) kill() {
	_ = endNow(c.cmd.Process) // it may have ended
	select {
	case <-c.done:
		return
	case <-time.After(immediateWait):
	}
	_ = c.cmd.Process.Kill()
	<-c.done
}

// stopOld ends a server of this cluster that outlived the process that started it, and clears a
// postmaster.pid whose process is gone or something else.
func (s *Server) stopOld(ctx context.Context) error {
	file := filepath.Join(s.cluster(), "postmaster.pid")
	text, err := os.ReadFile(file) //nolint:gosec // our own file
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read postmaster.pid: %w", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err == nil && pid > 1 && pid != os.Getpid() && isServerOf(pid, s.cluster()) {
		s.log.InfoContext(ctx, "Stopping the PostgreSQL of an earlier run", slog.Int("pid", pid))
		if err := endOld(ctx, pid); err != nil {
			return err
		}
	}
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("clear postmaster.pid: %w", err)
	}
	return nil
}

// endOld ends a process that is not our child: in order, then at once.
func endOld(ctx context.Context, pid int) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return fmt.Errorf("find the old PostgreSQL: %w", err)
	}
	const inOrder, atOnce = 30 * time.Second, 5 * time.Second
	for _, try := range []struct {
		end  func(*os.Process) error
		wait time.Duration
	}{{endFast, inOrder}, {endNow, atOnce}, {(*os.Process).Kill, atOnce}} {
		if err := try.end(p); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop the old PostgreSQL: %w", err)
		}
		if gone(ctx, pid, try.wait) {
			return nil
		}
	}
	return fmt.Errorf("the old PostgreSQL (process %d) does not end", pid)
}

func gone(ctx context.Context, pid int, within time.Duration) bool {
	const pause = 50 * time.Millisecond
	for deadline := time.Now().Add(within); time.Now().Before(deadline); {
		if !alive(pid) {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(pause):
		}
	}
	return !alive(pid)
}

// errLocked says that another process holds a lock file.
var errLocked = errors.New("locked")

// waitForLock takes a lock file, waiting for whoever holds it.
func waitForLock(ctx context.Context, path string) (*fileLock, error) {
	const pause = 200 * time.Millisecond
	for {
		l, err := lockFile(path)
		if !errors.Is(err, errLocked) {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// fileLock is a lock file that is held; the operating system lets it go when the process ends.
type fileLock struct{ f *os.File }

func (l *fileLock) release() {
	if l != nil && l.f != nil {
		_ = l.f.Close() // closing unlocks
		l.f = nil
	}
}
