package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"

	"ogham/cmd/server/quickstart"
	"ogham/internal/embedded"
)

type serveCommand struct {
	serveFlags `embed:""`
}

// Run serves until a signal comes.
func (c *serveCommand) Run(ctx context.Context) error {
	a := &app{flags: &c.serveFlags, log: c.logger(os.Stderr, slog.LevelInfo)}
	if err := a.start(ctx); err != nil {
		return err
	}
	defer a.stop(context.WithoutCancel(ctx))
	return a.wait(ctx)
}

type quickstartCommand struct {
	serveFlags `embed:""`
}

// Run serves, shows the tour and goes on serving until a signal comes.
func (c *quickstartCommand) Run(ctx context.Context) error {
	out := os.Stdout
	a := &app{flags: &c.serveFlags, log: c.logger(os.Stderr, slog.LevelWarn)}
	if c.DatabaseURL == "" {
		say(out, "Starting with a PostgreSQL of its own in %s …", c.DataDir)
		a.progress = fetchProgress(out)
	}
	if err := a.start(ctx); err != nil {
		return err
	}
	defer a.stop(context.WithoutCancel(ctx))
	err := quickstart.Run(ctx, quickstart.Options{
		BaseURL: "http://" + a.listener.Addr().String(), DatabaseURL: a.publicURL, Out: out, Interactive: isTerminal(out),
	})
	if err != nil {
		return err
	}
	return a.wait(ctx)
}

func say(out *os.File, format string, args ...any) {
	_, _ = fmt.Fprintf(out, format+"\n", args...) // without a reader there is nobody to tell
}

// isTerminal tells whether lines written to f may be rewritten.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// fetchProgress says how the first start gets on with fetching PostgreSQL.
func fetchProgress(out *os.File) func(done, total int64) {
	const mib = 1 << 20
	var told int64
	return func(done, total int64) {
		if total <= 0 || (done-told < total/4 && done < total) || told == total {
			return
		}
		told = done
		say(out, "  fetching its binaries, once: %d of %d MiB", done/mib, total/mib)
	}
}

type migrateCommand struct {
	databaseFlags `embed:""`
	logFlags      `embed:""`
}

// Run migrates the database, the own one if no other is named.
func (c *migrateCommand) Run(ctx context.Context) (err error) {
	log := c.logger(os.Stderr, slog.LevelInfo)
	url := c.DatabaseURL
	if url == "" {
		pg, err := embedded.Start(ctx, embedded.Options{DataDir: c.DataDir, CacheDir: c.CacheDir, Repository: c.BinariesURL, Logger: log})
		if err != nil {
			return fmt.Errorf("start PostgreSQL: %w", err)
		}
		url = pg.URL()
		defer func() {
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
			defer cancel()
			err = errors.Join(err, pg.Stop(stop))
		}()
	}
	return migrate(ctx, url, log)
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run() error { //nolint:unparam // the signature of commands
	say(os.Stdout, "ogham %s (%s, %s/%s)", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// release is set by the build (-ldflags "-X main.release=1.0.0").
var release string

// version is the release, or what the build knows of the source.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "dev-" + s.Value[:12]
		}
	}
	return "dev"
}
