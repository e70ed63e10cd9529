package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"ogham/internal/store"
)

const (
	// compactFrom is how many segments of one chunk make its partition worth compacting unasked.
	compactFrom = 10
	// compactRows is how many rows a partition may have that is compacted unasked: it is written anew as
	// a whole.
	compactRows = 5_000_000
	// compactAtOnce bounds the compactions that one round starts.
	compactAtOnce = 8
	// compactTries is how often a compaction begins again that gave way to ingestion.
	compactTries = 3
	// everything has no bound on rows.
	everything = int64(1) << 60
)

// maintainArgs is a River job: what is done from time to time, once for all processes.
type maintainArgs struct{}

// Kind names the job.
func (maintainArgs) Kind() string { return "maintenance" }

// InsertOpts lets there be one such job at a time.
func (maintainArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{UniqueOpts: river.UniqueOpts{ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}}}
}

// periodic is what River's leader inserts from time to time.
func (c *Config) periodic() []*river.PeriodicJob {
	var out []*river.PeriodicJob
	if c.Retention > 0 {
		out = append(out, cleaning(c.Retention))
	}
	if c.CompactEvery > 0 {
		maintain := func() (river.JobArgs, *river.InsertOpts) { return maintainArgs{}, nil }
		out = append(out, river.NewPeriodicJob(river.PeriodicInterval(c.CompactEvery), maintain, nil))
	}
	return out
}

// maintainer runs maintainArgs.
type maintainer struct {
	river.WorkerDefaults[maintainArgs]
	s *Service
}

// Work refreshes statistics and starts compactions. What fails is tried again the next time.
func (w *maintainer) Work(ctx context.Context, _ *river.Job[maintainArgs]) error {
	n, err := w.s.store.AnalyzeStale(ctx)
	if n > 0 {
		w.s.log.InfoContext(ctx, "Statistics were gathered", slog.Int("datasources", n))
	}
	if startErr := w.s.startCompactions(ctx); startErr != nil {
		err = errors.Join(err, startErr)
	}
	if err != nil && ctx.Err() == nil {
		w.s.log.WarnContext(ctx, "Maintenance was not completed", slog.Any("error", err))
	}
	return nil
}

// startCompactions submits tasks for the partitions with the most segments, unless their datasource has
// such a task already.
func (s *Service) startCompactions(ctx context.Context) error {
	list, err := s.store.Fragmented(ctx, "", store.Eternity, compactFrom, compactRows)
	if err != nil {
		return err
	}
	running, err := s.store.Tasks(ctx, store.TaskFilter{Status: store.Running, Type: typeCompact})
	if err != nil {
		return err
	}
	busy := map[string]bool{}
	for _, t := range running {
		busy[t.DataSource] = true
	}
	started := 0
	for _, f := range list {
		if busy[f.DataSource] || started == compactAtOnce {
			continue
		}
		started++
		spec := object{
			{"type", typeCompact},
			{"id", compactionID(f.DataSource, s.cfg.Now())},
			{"dataSource", f.DataSource},
			{"ioConfig", object{{"type", typeCompact}, {"inputSpec", object{{"type", "interval"}, {"interval", isoInterval(f.Range())}}}}},
		}
		if _, err := s.PostTask(ctx, mustJSON(spec)); err != nil {
			return err
		}
	}
	return nil
}

// compactionID is how Druid's Coordinator names the compactions that it starts.
func compactionID(dataSource string, now time.Time) string {
	return fmt.Sprintf("coordinator-issued_compact_%s_%s_%s", dataSource, strings.ToLower(rand.Text()[:8]), isoTime(now))
}

// compact merges the segments of a datasource within a range.
func (s *Service) compact(ctx context.Context, taskID, dataSource string, within store.Range) error {
	list, err := s.store.Fragmented(ctx, dataSource, within, 2, everything)
	if err != nil {
		return err
	}
	for _, f := range list {
		begun := time.Now()
		if err := s.compactPartition(ctx, taskID, f); err != nil {
			return err
		}
		s.log.InfoContext(ctx, "A partition was compacted", slog.String("task_id", taskID), slog.String("datasource", dataSource),
			slog.String("interval", isoInterval(f.Range())), slog.Int64("segments", f.Segments), slog.Int64("rows", f.Rows),
			slog.Int64("duration_ms", time.Since(begun).Milliseconds()))
	}
	return nil
}

func (s *Service) compactPartition(ctx context.Context, taskID string, f store.Fragmented) (err error) {
	for range compactTries {
		if err = s.store.Compact(ctx, taskID, f); !errors.Is(err, store.ErrBusy) {
			return err
		}
		again, listErr := s.store.Fragmented(ctx, f.DataSource, f.Range(), 2, everything)
		if listErr != nil || len(again) == 0 { // replaced meanwhile
			return listErr
		}
		f = again[0]
	}
	return err
}
