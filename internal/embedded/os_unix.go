//go:build unix

package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// owner is the user that the server runs as.
type owner struct {
	name     string
	uid, gid int
	// other tells that it is not us: we are root and give up our rights.
	other bool
}

// nobodyID is the uid of a user without rights where no name is known for one.
const nobodyID = 65534

// serverOwner chooses the user: ourselves, or for root postgres, nobody or their usual number.
func serverOwner() (owner, error) {
	if os.Geteuid() != 0 {
		return owner{name: "of this process", uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uerr := strconv.Atoi(u.Uid)
		gid, gerr := strconv.Atoi(u.Gid)
		if uerr == nil && gerr == nil && uid != 0 {
			return owner{name: name, uid: uid, gid: gid, other: true}, nil
		}
	}
	return owner{name: strconv.Itoa(nobodyID), uid: nobodyID, gid: nobodyID, other: true}, nil
}

// give makes the owner own a path and all below it; nothing to do when that is us.
func (o owner) give(path string) error {
	if !o.other {
		return nil
	}
	err := filepath.WalkDir(path, func(p string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := os.Lstat(p)
		if err != nil || o.owns(info) {
			return err
		}
		return os.Lchown(p, o.uid, o.gid) //nolint:gosec // a directory that only we and the owner write to
	})
	if err != nil {
		return fmt.Errorf("give %s to the user %s: %w", filepath.Base(path), o.name, err)
	}
	return nil
}

func (o owner) owns(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == o.uid
}

// canEnter tells whether the owner can pass through a directory and all above it.
func (o owner) canEnter(dir string) bool {
	if !o.other {
		return true
	}
	for {
		info, err := os.Stat(dir)
		if err != nil || !o.mayPass(info) {
			return false
		}
		up := filepath.Dir(dir)
		if up == dir {
			return true
		}
		dir = up
	}
}

func (o owner) mayPass(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	const ownerX, groupX, otherX = 0o100, 0o010, 0o001
	switch mode := info.Mode().Perm(); {
	case int(st.Uid) == o.uid:
		return mode&ownerX != 0
	case int(st.Gid) == o.gid:
		return mode&groupX != 0
	default:
		return mode&otherX != 0
	}
}

// become makes a command run as the owner, in a process group of its own so that a terminal's Ctrl-C
// does not reach it, and end with us where the system can do that.
func (o owner) become(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endWithUs(cmd.SysProcAttr)
	if o.other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)} //nolint:gosec // ids are small
	}
}

// ownedByUs refuses a directory that another user could fill with programs.
func ownedByUs(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	const othersWrite = 0o022
	if !ok || !info.IsDir() || int(st.Uid) != os.Geteuid() || info.Mode().Perm()&othersWrite != 0 {
		return errors.New("it belongs to another user, or others may write to it")
	}
	return nil
}

func endFast(p *os.Process) error { return p.Signal(syscall.SIGINT) }

func endNow(p *os.Process) error { return p.Signal(syscall.SIGQUIT) }

func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// lockFile takes a lock file, or gives errLocked.
func lockFile(path string) (*fileLock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // our own file
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errLocked
		}
		return nil, err
	}
	return &fileLock{f: f}, nil
}
