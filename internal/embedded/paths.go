package embedded

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// systemCache is where binaries go when the user's own cache is closed to the server's user.
const systemCache = "/var/cache/ogham"

// maxSocketPath is what fits into a Unix socket address besides the socket's own name.
const maxSocketPath = 80

// cacheDir chooses and makes the directory for binaries: it must be open to the server's user.
func (s *Server) cacheDir() (string, error) {
	if s.opts.CacheDir != "" {
		dir, err := filepath.Abs(s.opts.CacheDir)
		if err != nil {
			return "", fmt.Errorf("no usable cache directory: %w", err)
		}
		if err := s.usable(dir); err != nil {
			return "", fmt.Errorf("the cache directory %s cannot be used: %w", dir, err)
		}
		return dir, nil
	}
	var problems []error
	for _, dir := range s.cacheCandidates() {
		err := s.usable(dir)
		if err == nil {
			return dir, nil
		}
		problems = append(problems, fmt.Errorf("%s: %w", dir, err))
	}
	return "", fmt.Errorf("no place for the binaries of PostgreSQL: %w", errors.Join(problems...))
}

func (s *Server) cacheCandidates() []string {
	var list []string
	if user, err := os.UserCacheDir(); err == nil {
		list = append(list, filepath.Join(user, "ogham"))
	}
	if runtime.GOOS != "windows" {
		list = append(list, systemCache)
	}
	return append(list, filepath.Join(s.dir, "binaries"), filepath.Join(os.TempDir(), fmt.Sprintf("ogham-cache-%d", os.Getuid())))
}

// usable makes a directory that we own and that the server's user can enter.
func (s *Server) usable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // another user runs what is in it
		return err
	}
	if err := ownedByUs(dir); err != nil {
		return err
	}
	if !s.owner.canEnter(dir) {
		return fmt.Errorf("the user %s who runs PostgreSQL cannot enter it", s.owner.name)
	}
	probe, err := os.CreateTemp(dir, "probe-")
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// makeSocketDir makes a private directory with a short path for the Unix socket; "" where there are
// no such sockets. The name follows from the data directory, so that a killed server leaves at
// most one.
func (s *Server) makeSocketDir() (string, error) {
	if runtime.GOOS == "windows" {
		return "", nil
	}
	sum := sha256.Sum256([]byte(s.dir))
	name := "ogham-" + hex.EncodeToString(sum[:6])
	base := os.TempDir()
	if len(base)+1+len(name) > maxSocketPath || !s.owner.canEnter(base) {
		base = "/tmp"
	}
	dir := filepath.Join(base, name)
	if info, err := os.Lstat(dir); err == nil && info.IsDir() && s.owner.owns(info) {
		if err := os.RemoveAll(dir); err != nil { // of a server that was killed; we hold its lock
			return "", fmt.Errorf("clear the socket directory: %w", err)
		}
	}
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, os.ErrExist) { // somebody else's
		dir, err = os.MkdirTemp(base, "ogham-")
	}
	if err != nil {
		return "", fmt.Errorf("make the socket directory: %w", err)
	}
	return dir, s.owner.give(dir)
}

// tail gives the last lines of the server's log that say what went wrong.
func (s *Server) tail(from int64) string {
	f, err := os.Open(s.LogFile())
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	const most = 16 << 10
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	buf := make([]byte, min(most, max(0, info.Size()-from)))
	n, _ := f.ReadAt(buf, info.Size()-int64(len(buf)))
	var told []string
	for line := range strings.Lines(string(buf[:n])) {
		for _, level := range []string{"FATAL: ", "PANIC: ", "ERROR: ", "HINT: ", "DETAIL: ", "error: "} {
			if _, text, found := strings.Cut(line, level); found {
				told = append(told, strings.TrimSpace(text))
			}
		}
	}
	if len(told) == 0 {
		return strings.TrimSpace(string(buf[:n]))
	}
	return strings.Join(told, "; ")
}
