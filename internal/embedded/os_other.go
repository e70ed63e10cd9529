//go:build !linux

package embedded

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// dataArg gives the -D argument for a directory.
func (s *Server) dataArg(dir string) (arg string, files []*os.File, err error) {
	if !s.owner.canEnter(filepath.Dir(dir)) {
		return "", nil, fmt.Errorf("the user %s who runs PostgreSQL cannot enter %s: choose another data directory", s.owner.name, filepath.Dir(dir))
	}
	return dir, nil, nil
}

// isServerOf tells whether a process is a PostgreSQL; which cluster it has is not to be seen here.
func isServerOf(pid int, _ string) bool {
	out, err := exec.Command("ps", "-p", strconv.Itoa(pid), "-o", "comm=").Output() //nolint:gosec,noctx // a number
	return err == nil && strings.Contains(string(out), "postgres")
}

// availableMemory is a guess that is safe everywhere.
func availableMemory() int64 { return 1 << 30 }
