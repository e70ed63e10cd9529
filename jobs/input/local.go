package input

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ErrLocalForbidden says that a path is outside of the folders that may be read.
var ErrLocalForbidden = errors.New("the path is not below a folder that the server may read")

// local is the source of files of this machine.
type local struct {
	BaseDir string   `json:"baseDir"`
	Filter  string   `json:"filter"`
	Files   []string `json:"files"`
	cfg     Config
}

func parseLocal(spec json.RawMessage, cfg Config) (Source, error) {
	s := local{cfg: cfg}
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read local input source: %w", err)
	}
	if s.BaseDir == "" && len(s.Files) == 0 {
		return nil, errors.New("At least one of baseDir or files should be specified") //nolint:staticcheck // Druid's words
	}
	if s.BaseDir != "" && s.Filter == "" {
		return nil, errors.New("filter")
	}
	return s, nil
}

// Slices lists the files that match and those named, each once, sorted by path within the base
// folder. Files that are missing are left out, as Druid does; one outside of the allowed folders is
// an error.
func (l local) Slices(context.Context) ([]Slice, error) {
	var found []Slice
	seen := map[string]bool{}
	add := func(name string) error {
		target, err := allowed(name, l.cfg.LocalDirs)
		if errors.Is(err, fs.ErrNotExist) || seen[target] {
			return nil
		}
		if err != nil {
			return err
		}
		info, err := os.Stat(target)
		if err != nil || !info.Mode().IsRegular() {
			return nil //nolint:nilerr // a file that went away, or is none, is not there
		}
		seen[target] = true
		found = append(found, Slice{Source: "local", Name: target, Size: info.Size(), File: true})
		return nil
	}
	for _, f := range l.Files {
		if err := add(f); err != nil {
			return nil, err
		}
	}
	if l.BaseDir == "" {
		return found, nil
	}
	names, err := l.match()
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if err := add(n); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// match walks the base folder for names that fit the filter. Like Druid's wildcard filter, it looks
// at the name alone, in all folders below, where "*" and "?" are special.
func (l local) match() ([]string, error) {
	base, err := allowed(l.BaseDir, l.cfg.LocalDirs)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	pattern := strings.NewReplacer(`\`, `\\`, `[`, `\[`).Replace(l.Filter)
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, fmt.Errorf("read filter %q: %w", l.Filter, err)
	}
	var names []string
	err = filepath.WalkDir(base, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return fs.SkipDir
		}
		if ok, _ := path.Match(pattern, d.Name()); ok && !d.IsDir() {
			names = append(names, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", base, err)
	}
	slices.Sort(names)
	return names, nil
}

// allowed gives the real path of name, links resolved, if it lies below one of the folders.
func allowed(name string, dirs []string) (string, error) {
	abs, err := filepath.Abs(strings.TrimPrefix(name, "file:"))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	if !below(abs, dirs) { // said before the file is looked for, so that nobody can probe for files
		return "", fmt.Errorf("local file %s: %w", name, ErrLocalForbidden)
	}
	target, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	if !below(target, dirs) {
		return "", fmt.Errorf("local file %s: %w", name, ErrLocalForbidden)
	}
	return target, nil
}

// below tells whether a clean path is in one of the folders, by their given or their real name.
func below(p string, dirs []string) bool {
	for _, d := range dirs {
		abs, err := filepath.Abs(d)
		if err != nil {
			continue
		}
		for _, root := range []string{abs, realPath(abs)} {
			rel, err := filepath.Rel(root, p)
			if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
				return true
			}
		}
	}
	return false
}

func realPath(p string) string {
	if target, err := filepath.EvalSymlinks(p); err == nil {
		return target
	}
	return p
}

// openLocal checks the path again: the slice may have been made by another process, and a link may
// have changed since.
func openLocal(_ context.Context, s Slice, cfg Config) (io.ReadCloser, error) {
	target, err := allowed(s.Name, cfg.LocalDirs)
	if err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	f, err := os.Open(target) //nolint:gosec // allowed has looked at the path
	if err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	return f, nil
}
