package embedded

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// endWithUs makes the child shut down (SIGINT is PostgreSQL's fast shutdown) when the thread that
// started it ends, which startChild keeps for as long as our process lives.
func endWithUs(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }

// childFile is the number that the first of exec.Cmd.ExtraFiles has in the child.
const childFile = 3

// dataArg gives the -D argument for a directory. Where its user cannot pass the directories above, the
// child inherits the directory open and names it by that.
func (s *Server) dataArg(dir string) (arg string, files []*os.File, err error) {
	if s.owner.canEnter(filepath.Dir(dir)) {
		return dir, nil, nil
	}
	f, err := os.Open(dir) //nolint:gosec // our own directory
	if err != nil {
		return "", nil, fmt.Errorf("open the cluster: %w", err)
	}
	return fmt.Sprintf("/proc/self/fd/%d", childFile), []*os.File{f}, nil
}

// isServerOf tells whether a process is a PostgreSQL that works in a directory.
func isServerOf(pid int, dir string) bool {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	comm, err := os.ReadFile(filepath.Join(proc, "comm")) //nolint:gosec // a number
	if err != nil || !strings.HasPrefix(string(comm), "postgres") {
		return false
	}
	cwd, err := os.Readlink(filepath.Join(proc, "cwd"))
	if err != nil {
		return true // a postgres that we may not look into: better stop than two on one cluster
	}
	want, err := filepath.EvalSymlinks(dir)
	return err != nil || cwd == want
}

// availableMemory gives the bytes that this process may use: the machine's, or its control group's.
func availableMemory() int64 {
	total := int64(0)
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if kb, ok := strings.CutPrefix(line, "MemTotal:"); ok {
				n, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(kb), " kB"), 10, 64)
				total = n << 10
			}
		}
	}
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		text, err := os.ReadFile(file) //nolint:gosec // fixed names
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 && (total == 0 || n < total) {
			total = n
		}
	}
	return total
}
