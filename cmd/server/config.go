package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"ogham/jobs/export"
	"ogham/jobs/input"
	"ogham/jobs/objectstore"
)

// commandLine is every command, flag and environment variable; nothing else reads either.
type commandLine struct {
	Serve      serveCommand      `cmd:"" default:"withargs" help:"Serve the API (the default command)."`
	Quickstart quickstartCommand `cmd:"" help:"Serve, load the bundled Wikipedia sample and show a few queries."`
	Migrate    migrateCommand    `cmd:"" help:"Bring the database's schema to the state of this version, then exit."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
}

// logFlags say what is logged, to standard error.
type logFlags struct {
	LogLevel  string `enum:",debug,info,warn,error" default:"" placeholder:"LEVEL" help:"What is logged: debug, info, warn or error. Default: info, for quickstart warn." group:"Logging:"`
	LogFormat string `enum:"text,json" default:"text" help:"Form of the log: text or json." group:"Logging:"`
}

// databaseFlags say which database is used.
type databaseFlags struct {
	DatabaseURL string `placeholder:"URL" help:"PostgreSQL (16 or newer) to use, as postgres://user:password@host:port/database. Without it one is started in the data directory." group:"Database:"`
	DataDir     string `type:"path" default:"${data_dir}" placeholder:"DIR" help:"Where the own PostgreSQL keeps everything. Default: ${data_dir}" group:"Database:"`
	CacheDir    string `type:"path" placeholder:"DIR" help:"Where the binaries of the own PostgreSQL are kept. Default: the user's cache directory." group:"Database:"`
	BinariesURL string `placeholder:"URL" help:"Maven repository that these binaries are fetched from, once; their checksums are built in." group:"Database:"`
}

// serveFlags are the flags of the commands that serve.
type serveFlags struct {
	Listen          string        `default:"127.0.0.1:8888" placeholder:"HOST:PORT" help:"Address of the API. Default: ${default}" group:"Serving:"`
	AdminListen     string        `placeholder:"HOST:PORT" help:"Address of health checks (/live, /ready) and profiles (/debug/pprof). Default: none." group:"Serving:"`
	Roles           []string      `enum:"api,worker" default:"api,worker" placeholder:"ROLE,…" help:"What this process does: api answers requests, worker runs tasks. Default: both." group:"Serving:"`
	ExternLocalDir  []string      `type:"existingdir" sep:"none" placeholder:"DIR" help:"Folder that the local input source may read; may be given several times. Default: none." group:"Serving:"`
	ExternSQLHost   []string      `sep:"none" placeholder:"HOST" help:"Host, or HOST:PORT, whose databases the sql input source may read; may be given several times. Default: none." group:"Serving:"`
	ExportDir       string        `type:"existingdir" placeholder:"DIR" help:"Folder that INSERT INTO EXTERN(local(…)) may write below. Default: none." group:"Serving:"`
	ExportPath      []string      `sep:"none" placeholder:"URI" help:"Prefix, s3://bucket/prefix or gs://bucket/prefix, that INSERT INTO EXTERN may write below; may be given several times. Default: none." group:"Serving:"`
	JobSlots        int           `default:"14" placeholder:"N" help:"Jobs of tasks that run at a time; each may need two of the writers' connections. Default: ${default}" group:"Serving:"`
	CompactEvery    time.Duration `default:"10m" placeholder:"DURATION" help:"How often, over all processes, small segments are merged and statistics refreshed; 0 is never. Default: ${default}" group:"Serving:"`
	QueryTimeout    time.Duration `default:"5m" placeholder:"DURATION" help:"Timeout of queries that do not name one. Default: ${default}" group:"Serving:"`
	Drain           time.Duration `default:"10s" placeholder:"DURATION" help:"How long running requests may take to end after a signal. Default: ${default}" group:"Serving:"`
	JDBCConnections int           `name:"jdbc-connections" default:"25" placeholder:"N" help:"Most connections that JDBC drivers may have open. Default: ${default}" group:"Serving:"`
	JDBCStatements  int           `name:"jdbc-statements" default:"4" placeholder:"N" help:"Most statements of each of them. Default: ${default}" group:"Serving:"`
	UserHeader      string        `placeholder:"NAME" help:"Header in which a proxy that authenticates names the user; Authorization is the user name of HTTP Basic, whose password the proxy has to check. Statements can then be read only by who sent them. Default: none, nobody is told apart." group:"Serving:"`
	TaskRetention   time.Duration `default:"168h" placeholder:"DURATION" help:"How long tasks and statements that have ended are kept, with their results, reports and logs; 0 is for ever. Default: ${default} (7 days)" group:"Serving:"`
	ReadURL         string        `placeholder:"URL" help:"Replica of the database that queries read from. Default: the database itself." group:"Database:"`
	Readers         int           `default:"64" placeholder:"N" help:"Most connections for queries. Default: ${default}" group:"Database:"`
	Writers         int           `default:"32" placeholder:"N" help:"Most connections for everything else. Default: ${default}" group:"Database:"`

	databaseFlags `embed:""`
	logFlags      `embed:""`
}

// Validate checks what kong cannot.
func (f *serveFlags) Validate() error {
	for _, a := range []string{f.Listen, f.AdminListen} {
		if _, _, err := net.SplitHostPort(a); a != "" && err != nil {
			return fmt.Errorf("%q is no HOST:PORT", a)
		}
	}
	switch {
	case f.JobSlots < 1 || f.Readers < 1 || f.Writers < 2:
		return errors.New("job slots and readers must be at least 1, writers 2")
	case f.JDBCConnections < 1 || f.JDBCStatements < 1:
		return errors.New("JDBC connections and statements must be at least 1")
	case f.TaskRetention < 0:
		return errors.New("the task retention must not be negative")
	case len(f.Roles) == 0:
		return errors.New("a process needs a role")
	case f.ReadURL != "" && f.DatabaseURL == "":
		return errors.New("a replica needs a database URL")
	}
	return nil
}

func (f *serveFlags) role(name string) bool { return slices.Contains(f.Roles, name) }

// logger makes the log; level is used where none was given.
func (f *logFlags) logger(w io.Writer, level slog.Level) *slog.Logger {
	if f.LogLevel != "" {
		_ = level.UnmarshalText([]byte(f.LogLevel)) // kong has checked it
	}
	opts := &slog.HandlerOptions{Level: level}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

// defaultDataDir is a folder of the user's own: under XDG_DATA_HOME or the home directory, for root
// without one under /var/lib, and where there is no home at all below the working directory.
func defaultDataDir() string {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "ogham")
	}
	home := os.Getenv("HOME")
	if u, err := user.Current(); home == "" && err == nil && !strings.HasPrefix(u.HomeDir, "/nonexistent") {
		home = u.HomeDir
	}
	switch {
	case home != "" && runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", "ogham")
	case home != "" && home != "/":
		return filepath.Join(home, ".local", "share", "ogham")
	case os.Geteuid() == 0:
		return "/var/lib/ogham"
	}
	return "ogham-data"
}

// inputs is what input sources may read, and how they reach the clouds.
func (f *serveFlags) inputs() input.Config {
	return input.Config{
		LocalDirs: f.ExternLocalDir,
		SQLHosts:  f.ExternSQLHost,
		S3:        objectstore.S3FromEnvironment(os.Getenv),
		Google:    objectstore.GoogleFromEnvironment(os.Getenv),
		Azure:     objectstore.AzureFromEnvironment(os.Getenv),
	}
}

// exports is where exports may write to.
func (f *serveFlags) exports() export.Config {
	in := f.inputs()
	return export.Config{LocalDir: f.ExportDir, Paths: f.ExportPath, S3: in.S3, Google: in.Google}
}
