//go:build unix && !linux

package embedded

import "syscall"

// endWithUs: this system cannot end a child with its parent; the next start does.
func endWithUs(*syscall.SysProcAttr) {}
