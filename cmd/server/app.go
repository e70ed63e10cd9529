package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"ogham/api"
	"ogham/internal/embedded"
	"ogham/internal/store"
	"ogham/jobs"
	"ogham/migrations"
	"ogham/translate/function"
)

// app is the running server. Its parts are started in order and stopped in reverse.
type app struct {
	flags *serveFlags
	log   *slog.Logger
	// progress, if not nil, is told how much of PostgreSQL's binaries was fetched.
	progress func(done, total int64)

	listener net.Listener
	// databaseURL is how this process connects, publicURL how others do.
	databaseURL, publicURL string
	store                  *store.Store
	api                    *api.Server
	failed                 chan error
	stops                  []stopper
}

type stopper struct {
	name string
	stop func(ctx context.Context) error
}

// stopTimeout bounds the stop of one part after requests have ended.
const stopTimeout = 30 * time.Second

// start brings everything up. When it fails, what was started is stopped again.
func (a *app) start(ctx context.Context) (err error) {
	a.failed = make(chan error, 1)
	defer func() {
		if err != nil {
			a.stop(context.WithoutCancel(ctx))
		}
	}()
	for _, part := range []func(context.Context) error{a.listen, a.startDatabase, a.migrate, a.startStore, a.startJobs, a.startHTTP, a.startAdmin} {
		if err = part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// stop ends all parts in reverse order; what fails is logged.
func (a *app) stop(ctx context.Context) {
	for _, s := range slices.Backward(a.stops) {
		ctx, cancel := context.WithTimeout(ctx, stopTimeout)
		if err := s.stop(ctx); err != nil {
			a.log.ErrorContext(ctx, "A part did not stop cleanly", slog.String("part", s.name), slog.Any("error", err))
		}
		cancel()
	}
	a.stops = nil
}

// wait blocks until ctx ends, or until the server fails: then it gives why.
func (a *app) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		a.log.Info("Stopping")
		return nil
	case err := <-a.failed:
		return err
	}
}

func (a *app) onStop(name string, stop func(ctx context.Context) error) {
	a.stops = append(a.stops, stopper{name, stop})
}

// listen takes the port first: a port in use is told before a database is started.
func (a *app) listen(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.flags.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	a.listener = listener
	a.onStop("listener", func(context.Context) error {
		if err := listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	return nil
}

func (a *app) startDatabase(ctx context.Context) error {
	if a.flags.DatabaseURL != "" {
		a.databaseURL, a.publicURL = a.flags.DatabaseURL, a.flags.DatabaseURL
		return nil
	}
	pg, err := embedded.Start(ctx, embedded.Options{
		DataDir: a.flags.DataDir, CacheDir: a.flags.CacheDir, Repository: a.flags.BinariesURL, Logger: a.log, Progress: a.progress,
	})
	if err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	a.databaseURL, a.publicURL = pg.URL(), pg.TCPURL()
	a.onStop("postgres", pg.Stop)
	return nil
}

func (a *app) migrate(ctx context.Context) error {
	return migrate(ctx, a.databaseURL, a.log)
}

func migrate(ctx context.Context, url string, log *slog.Logger) (err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	return migrations.Up(ctx, conn, log)
}

func (a *app) startStore(ctx context.Context) error {
	host, port := a.advertised()
	st, err := store.Open(ctx, store.Config{
		URL: a.databaseURL, ReadURL: a.flags.ReadURL, Readers: a.flags.Readers, Writers: a.flags.Writers, Logger: a.log,
		Server: store.ServerInfo{Host: host, Port: port, Roles: a.flags.Roles, Version: version()},
	})
	if err != nil {
		return err
	}
	a.store = st
	a.onStop("store", func(context.Context) error { st.Close(); return nil })
	return st.ReplaceRoutines(ctx, routines())
}

// routines are the functions of the dialect as INFORMATION_SCHEMA.ROUTINES shows them.
func routines() []store.Routine {
	var out []store.Routine
	for _, f := range function.Routines() {
		r := store.Routine{Name: f.Name, Aggregator: f.Aggregator}
		if f.Signature != "" {
			r.Signatures = &f.Signature
		}
		out = append(out, r)
	}
	return out
}

// advertised is the host and port under which others reach this process.
func (a *app) advertised() (host string, port int) {
	host, text, err := net.SplitHostPort(a.listener.Addr().String())
	if err == nil {
		port, _ = strconv.Atoi(text) // a listener's port is a number
	}
	ip := net.ParseIP(host)
	switch {
	case ip == nil || ip.IsLoopback():
		return "localhost", port
	case ip.IsUnspecified():
		if name, err := os.Hostname(); err == nil {
			return name, port
		}
	}
	return host, port
}

// startJobs also announces the process: whatever listens to other processes must be there before.
func (a *app) startJobs(ctx context.Context) error {
	slots := a.flags.JobSlots
	if !a.flags.role("worker") {
		slots = -1
	}
	service, err := jobs.New(jobs.Config{ //nolint:contextcheck // it makes a pool that connects later
		Store: a.store, Logger: a.log, Slots: slots, Retention: a.flags.TaskRetention, Input: a.flags.inputs(), Export: a.flags.exports(),
		CompactEvery: a.flags.CompactEvery,
	})
	if err != nil {
		return err
	}
	a.api = a.newAPI(service) //nolint:contextcheck // handlers use the request's context
	a.onStop("jdbc", func(context.Context) error { a.api.Close(); return nil })
	a.store.OnCancelQuery(a.api.CancelQuery)
	if err := a.store.Start(ctx); err != nil {
		return err
	}
	a.onStop("jobs", service.Stop)
	return service.Start(ctx)
}

func (a *app) newAPI(tasks api.Tasks) *api.Server {
	host, port := a.advertised()
	address := net.JoinHostPort(host, strconv.Itoa(port))
	return api.New(api.Config{
		Queries: queries{a.store}, Metadata: metadata{a.store}, Lookups: a.store, Tasks: tasks, Logger: a.log,
		Now: time.Now, Version: version(), Host: address, QueryTimeout: a.flags.QueryTimeout, UserHeader: a.flags.UserHeader,
		JDBCConnections: a.flags.JDBCConnections, JDBCStatements: a.flags.JDBCStatements, JDBCResults: max(1, a.flags.Readers/2),
		Properties: map[string]string{
			"druid.service": "ogham", "druid.host": host, "druid.plaintextPort": strconv.Itoa(port), "ogham.version": version(),
		},
	})
}

// startHTTP serves the API. A process without that role answers health checks only.
func (a *app) startHTTP(context.Context) error {
	var handler http.Handler = a.api
	if !a.flags.role("api") {
		handler = a.adminHandler()
	}
	a.serve("http", handler, a.listener)
	a.log.Info("Serving", slog.String("address", "http://"+a.listener.Addr().String()), slog.String("version", version()))
	return nil
}

// serve answers on a listener until the app stops; running requests may end before they are cut.
func (a *app) serve(name string, handler http.Handler, listener net.Listener) {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: time.Minute, IdleTimeout: 5 * time.Minute,
		ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	go func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			select {
			case a.failed <- fmt.Errorf("serve %s: %w", name, err):
			default: // another failure is told already
			}
		}
	}()
	a.onStop(name, func(ctx context.Context) error {
		drain, cancel := context.WithTimeout(ctx, a.flags.Drain)
		defer cancel()
		if server.Shutdown(drain) == nil {
			return nil
		}
		a.api.CancelAll() // what still runs is told why it ends
		last, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if server.Shutdown(last) == nil {
			return nil
		}
		return server.Close()
	})
}
