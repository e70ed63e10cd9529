package integration

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

var (
	update   = flag.Bool("update", false, "raise the ratchet to what passes now")
	showFail = flag.Int("show", 0, "show up to this many failing cases of each topic")
	verdicts = flag.String("verdicts", "", "write the verdict of every case to this file")
)

// suite is what all tests share.
type suite struct {
	dir       string // temporary, readable for the user that PostgreSQL runs as
	binary    string // the server under test
	databases *databases
	data      *dataServer
	main      *server // of all tests but those that kill or configure one
}

var tests suite

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	defer tests.stop(logger)
	if err := tests.start(ctx); err != nil {
		logger.Error("start of the tests", slog.Any("error", err))
		return 1
	}
	return m.Run()
}

func (s *suite) start(ctx context.Context) error {
	var err error
	if s.dir, err = publicDir(); err != nil {
		return err
	}
	s.binary = filepath.Join(s.dir, "ogham")
	build := exec.CommandContext(ctx, "go", "build", "-o", s.binary, "../cmd/server")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	if s.data, err = startDataServer(); err != nil {
		return err
	}
	if s.databases, err = openDatabases(); err != nil { //nolint:contextcheck // the search has a limit of its own
		return err
	}
	s.main, err = startServer(ctx, serverOptions{})
	return err
}

func (s *suite) stop(logger *slog.Logger) {
	if s.main != nil {
		if err := s.main.close(); err != nil {
			logger.Error("stop of the server", slog.Any("error", err))
		}
	}
	if s.databases != nil {
		s.databases.close()
	}
	if s.data != nil {
		s.data.Close()
	}
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

// publicDir makes a temporary directory that other users may enter: as root, PostgreSQL runs as one of them.
func publicDir() (string, error) {
	dir, err := os.MkdirTemp("", "ogham-integration-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755)
}
