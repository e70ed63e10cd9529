package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"ogham/internal/store"
)

const (
	// defaultSlots leaves connections to spare: a job may hold connectionsPerJob of the writer pool's 32.
	defaultSlots = 10
	// connectionsPerJob are one that reads and one that writes, spareConnections are for everybody else.
	connectionsPerJob, spareConnections = 2, 4
	riverSchema                         = "ogham"
	// fetchCooldown is the pause of River between two looks for jobs: notifications wake it, so a job
	// starts as soon as it is committed.
	fetchCooldown = time.Millisecond
	// queueConnections are one to listen, and some to fetch and finish jobs.
	queueConnections = 5
	// fetchPoll catches notifications that were lost.
	fetchPoll = 500 * time.Millisecond
	// stopPatience is how long Stop waits for jobs before it cancels them.
	stopPatience = 5 * time.Second
	// never is a duration that does not pass: jobs of dead processes are settled by recovery, not by
	// River's rescuer, which cannot know that a long ingestion still lives.
	never = 10 * 365 * 24 * time.Hour
)

// Service runs tasks. It is safe for concurrent use and satisfies [Tasks].
type Service struct {
	cfg   Config
	store *store.Store
	log   *slog.Logger
	river *river.Client[pgx.Tx]
	pool  *pgxpool.Pool
	logs  *taskLogs

	// running holds how to cancel the jobs of tasks that run here.
	mu      sync.Mutex
	running map[string]map[*context.CancelCauseFunc]struct{}
	// unrecorded holds, by task, failures that the database has not been told of; mu guards it too.
	unrecorded map[string]keptFailure
	// suspects are the jobs that the last look found to be lost; only the recovery loop has them.
	suspects map[suspect]bool
	// leftovers tells that tables of ended tasks are to be swept soon.
	leftovers atomic.Bool

	start, stop sync.Once
	startErr    error
	cancel      context.CancelFunc
	background  sync.WaitGroup
}

// New makes a Service; Start lets it run jobs.
func New(cfg Config) (*Service, error) {
	if cfg.Store == nil {
		return nil, errors.New("jobs: no store")
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Slots == 0 {
		cfg.Slots = defaultSlots
	}
	if most := slotsFor(int(cfg.Store.Pool().Config().MaxConns)); cfg.Slots > most {
		cfg.Logger.Warn("Fewer jobs run at a time than asked for: they need more connections", slog.Int("slots", most), slog.Int("asked", cfg.Slots))
		cfg.Slots = most
	}
	if cfg.RecoverEvery <= 0 {
		cfg.RecoverEvery = 2 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	s := &Service{
		cfg: cfg, store: cfg.Store, log: cfg.Logger, logs: newTaskLogs(cfg.Store, cfg.Logger),
		running: map[string]map[*context.CancelCauseFunc]struct{}{}, unrecorded: map[string]keptFailure{},
	}
	if s.cfg.Input.Datasources == nil {
		s.cfg.Input.Datasources = datasources{s}
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &controllerWorker{s: s})
	river.AddWorker(workers, &queryWorker{s: s})
	river.AddWorker(workers, &nativeWorker{s: s})
	river.AddWorker(workers, &cleanWorker{s: s})
	river.AddWorker(workers, &maintainer{s: s})
	rc := &river.Config{
		ID: s.store.Server().ID, Schema: riverSchema, Workers: workers, MaxAttempts: 1,
		FetchCooldown: fetchCooldown, FetchPollInterval: fetchPoll, JobTimeout: -1, RescueStuckJobsAfter: never,
		CompletedJobRetentionPeriod: time.Hour, CancelledJobRetentionPeriod: time.Hour, DiscardedJobRetentionPeriod: time.Hour,
		Logger: slog.New(warnings{cfg.Logger.Handler()}),
	}
	if cfg.Slots > 0 {
		rc.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: cfg.Slots}}
		rc.PeriodicJobs = cfg.periodic()
	}
	var err error
	if s.pool, err = queuePool(s.store.Pool().Config()); err != nil {
		return nil, err
	}
	if s.river, err = river.NewClient(riverpgxv5.New(s.pool), rc); err != nil {
		s.pool.Close()
		return nil, fmt.Errorf("make job client: %w", err)
	}
	s.store.OnCancel(func(id string) { s.cancelLocal(id, errShutdown) })
	return s, nil
}

// slotsFor is how many jobs may run with a number of connections: were there more, each could hold one
// and wait for another for ever, and nobody could ask for a task's state.
func slotsFor(connections int) int {
	return max(1, (connections-spareConnections)/connectionsPerJob)
}

// queuePool makes River's own pool. River interrupts its wait for notifications by ending a context,
// which must cost nothing: the store's connections would ask the server to cancel, and wait.
func queuePool(cfg *pgxpool.Config) (*pgxpool.Pool, error) {
	cfg.ConnConfig.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.DeadlineContextWatcherHandler{Conn: conn.Conn()}
	}
	cfg.ConnConfig.RuntimeParams["application_name"] = "ogham jobs"
	cfg.MaxConns = queueConnections
	pool, err := pgxpool.NewWithConfig(context.Background(), cfg)
	if err != nil {
		return nil, fmt.Errorf("open the pool of the job queue: %w", err)
	}
	return pool, nil
}

// Start begins to run jobs and to look for the leftovers of dead processes. ctx only bounds the start.
// The store must have been started before. A second call gives the result of the first.
func (s *Service) Start(ctx context.Context) error {
	s.start.Do(func() {
		run, cancel := context.WithCancel(context.WithoutCancel(ctx))
		s.cancel = cancel
		s.background.Go(func() { s.logs.run(run) })
		if s.cfg.Slots < 0 {
			return
		}
		s.recoverTasks(run)
		if s.startErr = s.river.Start(run); s.startErr != nil {
			s.startErr = fmt.Errorf("start jobs: %w", s.startErr)
			return
		}
		s.background.Go(func() { s.recoverLoop(run) })
	})
	return s.startErr
}

// Stop lets running jobs end for a while, then cancels them, and returns when none runs. It may be
// called twice, and before Start.
func (s *Service) Stop(ctx context.Context) error {
	var err error
	s.stop.Do(func() {
		defer s.pool.Close()
		s.start.Do(func() {}) // no Start after Stop
		if s.cancel == nil {
			return
		}
		if s.cfg.Slots > 0 && s.startErr == nil {
			soft, cancel := context.WithTimeout(ctx, stopPatience)
			defer cancel()
			if err = s.river.Stop(soft); err != nil {
				s.cancelAll(errStopping)
				hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
				defer cancel()
				err = s.river.StopAndCancel(hard)
			}
		}
		s.cancel()
		s.background.Wait()
	})
	return err
}

// Why jobs are cancelled.
var (
	errShutdown = errors.New("the task was shut down")
	errStopping = errors.New("the server stops")
)

// enter registers a job of a task and gives its context, which ends when the task is cancelled. leave
// must be called when the job ends.
func (s *Service) enter(ctx context.Context, taskID string) (_ context.Context, leave func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running[taskID] == nil {
		s.running[taskID] = map[*context.CancelCauseFunc]struct{}{}
	}
	s.running[taskID][&cancel] = struct{}{}
	return ctx, func() {
		cancel(nil)
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.running[taskID], &cancel)
		if len(s.running[taskID]) == 0 {
			delete(s.running, taskID)
		}
	}
}

// cancelLocal cancels the jobs of a task that run in this process.
func (s *Service) cancelLocal(taskID string, cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for cancel := range s.running[taskID] {
		(*cancel)(cause)
	}
}

func (s *Service) cancelAll(cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, jobs := range s.running {
		for cancel := range jobs {
			(*cancel)(cause)
		}
	}
}

// insertJobs adds jobs inside a transaction: they start when it commits.
func (s *Service) insertJobs(ctx context.Context, tx pgx.Tx, jobs ...river.JobArgs) error {
	params := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		params[i] = river.InsertManyParams{Args: j}
	}
	if _, err := s.river.InsertManyTx(ctx, tx, params); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	return nil
}

// isUUID tells whether an id has the form that we make.
func isUUID(id string) bool { return uuid.Validate(id) == nil && len(id) == 36 }

// warnings passes on what is worth a warning: River tells a lot at lower levels.
type warnings struct{ slog.Handler }

// Enabled drops what is below a warning.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the filter.
func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the filter.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
