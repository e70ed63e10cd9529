package embedded

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"

	"golang.org/x/sys/windows"
)

// owner is the user that the server runs as: always ourselves here.
type owner struct{ name string }

func serverOwner() (owner, error) { return owner{name: "of this process"}, nil }

func (owner) give(string) error     { return nil }
func (owner) owns(fs.FileInfo) bool { return true }
func (owner) canEnter(string) bool  { return true }
func (owner) become(*exec.Cmd)      {}
func ownedByUs(string) error        { return nil }
func endFast(p *os.Process) error   { return p.Kill() }
func endNow(p *os.Process) error    { return p.Kill() }

func alive(pid int) bool {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid)) //nolint:gosec // a process id
	if err != nil {
		return false
	}
	defer func() { _ = windows.CloseHandle(h) }()
	var code uint32
	const stillActive = 259
	return windows.GetExitCodeProcess(h, &code) == nil && code == stillActive
}

// lockFile takes a lock file, or gives errLocked.
func lockFile(path string) (*fileLock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	var at windows.Overlapped
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	if err != nil {
		_ = f.Close()
		if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
			return nil, errLocked
		}
		return nil, err
	}
	return &fileLock{f: f}, nil
}
