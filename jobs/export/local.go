package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"ogham/internal/druiderr"
)

// folder is a destination on this machine. All happens within the folder that is allowed: links do not
// lead out of it.
type folder struct {
	base string
	// path is what was written in the statement, within its place below base.
	path, within string
}

func openLocal(given, base string) (Destination, error) {
	if base == "" {
		return nil, druiderr.New(druiderr.Operator, druiderr.NotFound, "general",
			"The runtime property `druid.export.storage.baseDir` must be configured for local export.")
	}
	absolute, err := filepath.Abs(base)
	if err != nil {
		return nil, fmt.Errorf("export folder: %w", err)
	}
	within, err := filepath.Rel(absolute, filepath.Clean(given))
	if err != nil || !filepath.IsLocal(within) {
		return nil, druiderr.Invalid("The provided destination [%s] must be within the path configured by runtime property `druid.export.storage.baseDir` "+
			"Please reach out to the cluster admin for the allowed path. ", given)
	}
	return folder{base: absolute, path: given, within: within}, nil
}

// Path is the path of the statement.
func (f folder) Path() string { return f.path }

// root opens the allowed folder.
func (f folder) root() (*os.Root, error) {
	r, err := os.OpenRoot(f.base)
	if err != nil {
		return nil, fmt.Errorf("open export folder: %w", err)
	}
	return r, nil
}

// Names lists the files in the folder and those below it.
func (f folder) Names(context.Context) ([]string, error) {
	root, err := f.root()
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	var names []string
	err = fs.WalkDir(root.FS(), filepath.ToSlash(f.within), func(p string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !d.IsDir():
			name, err := filepath.Rel(f.within, filepath.FromSlash(p))
			names = append(names, filepath.ToSlash(name))
			return err
		}
		return nil
	})
	return names, err
}

// Write stores a file under another name first.
func (f folder) Write(_ context.Context, name string, body io.Reader) (err error) {
	root, err := f.root()
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	target := filepath.Join(f.within, filepath.FromSlash(name))
	if err := root.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	part := filepath.Join(filepath.Dir(target), "."+path.Base(name)+".part")
	file, err := root.Create(part)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, body)
	err = errors.Join(err, file.Close())
	if err == nil {
		err = root.Rename(part, target)
	}
	if err != nil {
		return errors.Join(err, root.Remove(part))
	}
	return nil
}

// Remove removes a file.
func (f folder) Remove(_ context.Context, name string) error {
	root, err := f.root()
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	err = root.Remove(filepath.Join(f.within, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// URI is the file's URI as Java writes it.
func (f folder) URI(name string) string {
	return "file:" + strings.TrimSuffix(filepath.ToSlash(filepath.Join(f.base, f.within)), "/") + "/" + name
}
