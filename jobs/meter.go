package jobs

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ogham/internal/store"
)

// counterEvery is the least time between two writes of a worker's counters.
const counterEvery = 250 * time.Millisecond

// channel is the counter of an input or output; each list has one number for each partition.
type channel struct {
	Type       string  `json:"type"`
	Rows       []int64 `json:"rows,omitempty"`
	Bytes      []int64 `json:"bytes,omitempty"`
	Files      []int64 `json:"files,omitempty"`
	TotalFiles []int64 `json:"totalFiles,omitempty"`
	Frames     []int64 `json:"frames,omitempty"`
}

// sortProgress is the counter of a shuffle. Ours has one batch for each table that rows go to.
type sortProgress struct {
	Type                string         `json:"type"`
	TotalMergingLevels  int            `json:"totalMergingLevels"`
	LevelToTotal        map[string]int `json:"levelToTotalBatches"`
	LevelToMerged       map[string]int `json:"levelToMergedBatches"`
	TotalMergersForLast int            `json:"totalMergersForUltimateLevel"`
	ProgressDigest      *float         `json:"progressDigest,omitempty"`
}

// float is a number that JSON shows with a point, as Java does.
type float float64

// MarshalJSON writes 1 as 1.0.
func (f float) MarshalJSON() ([]byte, error) {
	b, err := json.Marshal(float64(f))
	if err == nil && f == float(int64(f)) {
		b = append(b, '.', '0')
	}
	return b, err
}

// segmentProgress is the counter of a segment generator.
type segmentProgress struct {
	Type          string `json:"type"`
	RowsProcessed int64  `json:"rowsProcessed"`
	RowsPersisted int64  `json:"rowsPersisted"`
	RowsMerged    int64  `json:"rowsMerged"`
	RowsPushed    int64  `json:"rowsPushed"`
}

// stageCounters are the counters of one worker in one stage.
type stageCounters struct {
	Input    *channel         `json:"input0,omitempty"`
	Output   *channel         `json:"output,omitempty"`
	Shuffle  *channel         `json:"shuffle,omitempty"`
	Sort     *sortProgress    `json:"sortProgress,omitempty"`
	Segments *segmentProgress `json:"segmentGenerationProgress,omitempty"`
	Warnings map[string]any   `json:"warnings,omitempty"`
}

func newSortProgress() *sortProgress {
	return &sortProgress{
		Type: "sortProgress", TotalMergingLevels: -1, LevelToTotal: map[string]int{}, LevelToMerged: map[string]int{}, TotalMergersForLast: -1,
	}
}

// sorted is the progress of a finished shuffle into partitions.
func sorted(partitions int) *sortProgress {
	levels := map[string]int{"0": 1, "1": 1, "2": partitions}
	one := float(1)
	return &sortProgress{
		Type: "sortProgress", TotalMergingLevels: len(levels), LevelToTotal: levels, LevelToMerged: levels, TotalMergersForLast: partitions, ProgressDigest: &one,
	}
}

// frameSize is how many bytes count as a frame: Druid's default.
const frameSize = 1 << 20

func frames(bytes []int64) []int64 {
	list := make([]int64, len(bytes))
	for i, n := range bytes {
		list[i] = max(1, (n+frameSize-1)/frameSize)
	}
	return list
}

// meter counts what a worker does and writes it to the database while it works, at most four times a
// second. Its counters may be changed by the worker at any time.
type meter struct {
	store  *store.Store
	log    *slog.Logger
	task   string
	worker int
	// taskLog is told now and then how far the worker is.
	taskLog *slog.Logger

	// isFile says that the input counts rows and bytes: inline data only has totalFiles.
	isFile     bool
	readStage  int
	segStage   int // -1 for none
	totalFiles int64
	rows       atomic.Int64
	bytes      atomic.Int64
	files      atomic.Int64
	outRows    atomic.Int64
	outBytes   atomic.Int64
	persisted  atomic.Int64
	warned     atomic.Int64

	stop context.CancelFunc
	done sync.WaitGroup
}

// run writes the counters until end is called.
func (m *meter) run(ctx context.Context) {
	ctx, m.stop = context.WithCancel(ctx)
	m.done.Go(func() {
		ticker := time.NewTicker(counterEvery)
		defer ticker.Stop()
		progress := time.NewTicker(progressEvery)
		defer progress.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-progress.C:
				m.logProgress(ctx)
			case <-ticker.C:
				if err := m.store.SaveCounters(ctx, nil, m.present()); err != nil && ctx.Err() == nil {
					m.log.WarnContext(ctx, "Counters could not be written", slog.String("task_id", m.task), slog.Any("error", err))
				}
			}
		}
	})
}

// end stops the writing; the caller then writes the final counters.
func (m *meter) end() {
	m.stop()
	m.done.Wait()
}

// present gives the counters of the moment.
func (m *meter) present() []store.Counter {
	read := stageCounters{Input: m.input(), Sort: newSortProgress()}
	if n := m.outRows.Load(); n > 0 {
		bytes := []int64{m.outBytes.Load()}
		read.Output = &channel{Type: "channel", Rows: []int64{n}, Bytes: bytes, Frames: frames(bytes)}
	}
	list := []store.Counter{m.counter(m.readStage, read)}
	if n := m.persisted.Load(); n > 0 && m.segStage >= 0 {
		list = append(list, m.counter(m.segStage, stageCounters{
			Segments: &segmentProgress{Type: "segmentGenerationProgress", RowsProcessed: m.outRows.Load(), RowsPersisted: n},
		}))
	}
	return list
}

// input gives the counter of the input, nil if there is none.
func (m *meter) input() *channel {
	if m.totalFiles == 0 {
		return nil
	}
	c := &channel{Type: "channel", TotalFiles: []int64{m.totalFiles}}
	if n := m.rows.Load(); n > 0 && m.isFile {
		c.Rows, c.Bytes = []int64{n}, []int64{m.bytes.Load()}
		if f := m.files.Load(); f > 0 {
			c.Files = []int64{f}
		}
	}
	return c
}

func (m *meter) counter(stage int, c stageCounters) store.Counter {
	if n := m.warned.Load(); n > 0 && stage == m.readStage {
		c.Warnings = map[string]any{"type": "warnings", "CannotParseExternalData": n}
	}
	b, _ := json.Marshal(c) // plain numbers and texts
	return store.Counter{TaskID: m.task, Stage: stage, Worker: m.worker, Counters: b}
}

// final gives the last counters of reading and shuffling into partitions.
func (m *meter) final(rows, bytes []int64) store.Counter {
	c := stageCounters{Input: m.input()}
	outRows, outBytes := m.outRows.Load(), m.outBytes.Load()
	if outRows > 0 {
		c.Output = &channel{Type: "channel", Rows: []int64{outRows}, Bytes: []int64{outBytes}, Frames: frames([]int64{outBytes})}
		c.Shuffle = &channel{Type: "channel", Rows: rows, Bytes: bytes, Frames: frames(bytes)}
	}
	c.Sort = sorted(max(1, len(rows)))
	return m.counter(m.readStage, c)
}

// evaluated gives the last counters of the stages that evaluate a statement in Postgres, which tells no
// more than what comes out: how many rows there are before a LIMIT is not known.
func (m *meter) evaluated(st *statement, rows, bytes []int64) []store.Counter {
	kinds := st.evaluation()
	limit := slices.Index(kinds, stageLimit)
	n, size := []int64{m.outRows.Load()}, []int64{m.outBytes.Load()}
	all := &channel{Type: "channel", Rows: n, Bytes: size, Frames: frames(size)}
	list := make([]store.Counter, 0, len(kinds))
	for i, kind := range kinds {
		c := stageCounters{}
		switch {
		case i == 0:
			c.Input = m.input()
		case n[0] > 0 && i-1 >= limit:
			c.Input = all
		}
		known, last := n[0] > 0 && i >= limit, i == len(kinds)-1
		if known {
			c.Output = all
		}
		switch {
		case last && st.ingestion():
			if known {
				c.Shuffle = &channel{Type: "channel", Rows: rows, Bytes: bytes, Frames: frames(bytes)}
			}
			c.Sort = sorted(max(1, len(rows)))
		case kind == stageScan || kind == stageGroupPre:
			if known {
				c.Shuffle = all
			}
			if kind == stageScan || len(st.tr.Shape.Keys) > 0 {
				c.Sort = sorted(1)
			}
		}
		list = append(list, m.counter(m.readStage+i, c))
	}
	return list
}

// segments gives the counters of the segment generator for its partitions.
func (m *meter) segments(rows, bytes []int64) store.Counter {
	total := int64(0)
	for _, n := range rows {
		total += n
	}
	return m.counter(m.segStage, stageCounters{
		Input:    &channel{Type: "channel", Rows: rows, Bytes: bytes, Frames: frames(bytes)},
		Segments: &segmentProgress{Type: "segmentGenerationProgress", RowsProcessed: total, RowsPersisted: total, RowsMerged: total},
	})
}

// partitions splits chunks into segments as they will be published: lists of their rows and bytes.
func partitions(chunks []chunkRows, perSegment int64) (rows, bytes []int64) {
	for _, c := range chunks {
		n := int64(1)
		if perSegment > 0 {
			n = max(1, (c.Rows+perSegment-1)/perSegment)
		}
		for i := range n {
			from, to := c.Rows*i/n, c.Rows*(i+1)/n
			rows = append(rows, to-from)
			bytes = append(bytes, c.Bytes*(i+1)/n-c.Bytes*i/n)
		}
	}
	return rows, bytes
}
