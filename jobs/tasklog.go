package jobs

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"ogham/internal/druiderr"
	"ogham/internal/store"
	"ogham/jobs/input"
)

const (
	// logEvery is how long a line of a task's log may wait for others to be written with it.
	logEvery = 200 * time.Millisecond
	// logQueue is how many lines of all tasks may wait; more are counted and left out.
	logQueue = 10_000
	// logLines is how many lines are kept of a task, controller and workers each.
	logLines = 5000
	// logWidth is where a line is cut, in bytes.
	logWidth = 2000
	// progressEvery is how often a worker tells how far it is.
	progressEvery = 10 * time.Second
	// logPatience bounds one write of lines.
	logPatience = 5 * time.Second
)

// taskLogs gathers the log lines of the tasks that run here and writes them to the database, many at a
// time and beside the tasks: a task neither waits for its log nor fails with it.
type taskLogs struct {
	store *store.Store
	log   *slog.Logger
	wake  chan struct{}

	mu    sync.Mutex
	lines []store.LogLine
	// dropped counts lines that found the queue full.
	dropped int

	// writing keeps writes apart, so that lines keep their order.
	writing sync.Mutex
}

func newTaskLogs(st *store.Store, log *slog.Logger) *taskLogs {
	return &taskLogs{store: st, log: log, wake: make(chan struct{}, 1)}
}

// of gives the logger of a task; source names it in the lines.
func (l *taskLogs) of(taskID, source string) *slog.Logger {
	return slog.New(taskHandler{logs: l, task: taskID, source: source})
}

func (l *taskLogs) add(line store.LogLine) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.lines) >= logQueue {
		l.dropped++
		return
	}
	l.lines = append(l.lines, line)
	select { // each time: lines may be there that were not written
	case l.wake <- struct{}{}:
	default: // it is awake
	}
}

// run writes lines until ctx ends, then what is left.
func (l *taskLogs) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			l.flush(context.WithoutCancel(ctx))
			return
		case <-l.wake:
		}
		select {
		case <-ctx.Done():
		case <-time.After(logEvery):
		}
		l.flush(context.WithoutCancel(ctx))
	}
}

// flush writes all lines that wait. Lines that the database does not take are tried again with the next
// ones.
func (l *taskLogs) flush(ctx context.Context) {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.mu.Lock()
	lines, dropped := l.lines, l.dropped
	l.lines, l.dropped = nil, 0
	l.mu.Unlock()
	if dropped > 0 {
		l.log.WarnContext(ctx, "Lines of task logs were left out", slog.Int("lines", dropped))
	}
	if len(lines) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, logPatience)
	defer cancel()
	err := l.store.AppendLog(ctx, nil, lines, logLines)
	if err == nil {
		return
	}
	l.log.WarnContext(ctx, "Task logs could not be written", slog.Int("lines", len(lines)), slog.Any("error", err))
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(lines)+len(l.lines) <= logQueue {
		l.lines = append(lines, l.lines...)
	}
}

// taskHandler makes lines of records: "INFO [worker0] Message key=value".
type taskHandler struct {
	logs         *taskLogs
	task, source string
	group, attrs string
}

// Enabled drops what is for developers.
func (h taskHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelInfo
}

// Handle queues a record.
func (h taskHandler) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	b.WriteString(r.Level.String() + " [" + h.source + "] " + r.Message + h.attrs)
	r.Attrs(func(a slog.Attr) bool {
		writeAttr(&b, h.group, a)
		return true
	})
	h.logs.add(store.LogLine{TaskID: h.task, At: r.Time, Line: logText(b.String())})
	return nil
}

// WithAttrs gives a handler that ends its messages with attrs.
func (h taskHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	var b strings.Builder
	for _, a := range attrs {
		writeAttr(&b, h.group, a)
	}
	h.attrs += b.String()
	return h
}

// WithGroup gives a handler whose keys begin with name.
func (h taskHandler) WithGroup(name string) slog.Handler {
	if name != "" {
		h.group += name + "."
	}
	return h
}

func writeAttr(b *strings.Builder, group string, a slog.Attr) {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup {
		if a.Key != "" {
			group += a.Key + "."
		}
		for _, member := range v.Group() {
			writeAttr(b, group, member)
		}
		return
	}
	if a.Key == "" {
		return
	}
	text := v.String()
	if text == "" || strings.ContainsAny(text, " =\"\t\r\n") {
		text = strconv.Quote(text)
	}
	b.WriteString(" " + group + a.Key + "=" + text)
}

// logText makes a text one line that the database can hold.
func logText(s string) string {
	s = strings.NewReplacer("\x00", "\\0", "\n", "\\n", "\r", "\\r").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	if len(s) <= logWidth {
		return s
	}
	end := logWidth
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}

// taskLog gives the logger of a task, of a worker if number is not nil.
func (s *Service) taskLog(id string, number *int) *slog.Logger {
	return s.logs.of(id, logSource(number))
}

func logSource(workerNumber *int) string {
	if workerNumber == nil {
		return "controller"
	}
	return "worker" + strconv.Itoa(*workerNumber)
}

// Log gives the log of a task; see [Tasks]. A controller's has the lines of its workers too. How a task
// ended is told by its row, so that the last line is there as soon as the task has ended.
func (s *Service) Log(ctx context.Context, id string, offset int64) ([]byte, error) {
	t, err := s.task(ctx, id)
	if err != nil {
		return nil, druiderr.Missing("No log was found for this task. The task may not exist, or it may not have begun running yet.")
	}
	s.logs.flush(ctx)
	lines, err := s.store.Log(ctx, id)
	if err != nil {
		return nil, druiderr.Bug("The log could not be read").WithCause(err)
	}
	kept := map[string]int{}
	for _, l := range lines {
		if kept[l.TaskID]++; kept[l.TaskID] == logLines {
			lines = append(lines, store.LogLine{TaskID: l.TaskID, At: l.At, Line: "WARN Further lines of " + l.TaskID + " are left out"})
		}
	}
	if line, ended := endLine(t); ended {
		lines = append(lines, line)
	}
	var text []byte
	for _, l := range lines {
		text = append(text, isoTime(l.At)...)
		text = append(append(append(text, ' '), l.Line...), '\n')
	}
	return slices.Clip(text[cutAt(offset, int64(len(text))):]), nil
}

// cutAt is where a text of size bytes begins for an offset; a negative one counts from the end.
func cutAt(offset, size int64) int64 {
	if offset < 0 {
		return max(0, size+offset)
	}
	return min(offset, size)
}

// endLine is the last line of the log of a task that has ended.
func endLine(t *store.Task) (line store.LogLine, ended bool) {
	if t.Status == store.Running || t.FinishedAt == nil {
		return line, false
	}
	source := t.Type
	if t.Type == store.TypeController || t.Type == store.TypeWorker {
		source = logSource(t.WorkerNumber)
	}
	level := slog.LevelInfo
	attrs := []slog.Attr{slog.String("status", t.Status), slog.Int64("duration_ms", t.DurationMs)}
	if t.ErrorMsg != nil && t.Status == store.Failed {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", *t.ErrorMsg))
	}
	var b strings.Builder
	b.WriteString(level.String() + " [" + source + "] The task ended")
	for _, a := range attrs {
		writeAttr(&b, "", a)
	}
	return store.LogLine{TaskID: t.ID, At: *t.FinishedAt, Line: logText(b.String())}, true
}

// logPlan tells what a controller is about to do.
func (s *Service) logPlan(ctx context.Context, st *statement) {
	inputs, bytes := 0, int64(0)
	for _, list := range st.plan.Slices {
		inputs += len(list)
		for _, a := range list {
			bytes += max(0, a.Slice.Size)
		}
	}
	s.taskLog(st.task.ID, nil).InfoContext(ctx, "The statement was planned", slog.String("server", s.host()), slog.String("datasource", st.task.DataSource),
		slog.Int("stages", st.plan.Stages), slog.Int("inputs", inputs), slog.Int64("input_bytes", bytes))
}

// logPublished tells what a controller publishes. It comes before the commit, or whoever sees the task's
// end could miss it.
func (s *Service) logPublished(ctx context.Context, st *statement, done *store.Published) {
	s.taskLog(st.task.ID, nil).InfoContext(ctx, "Segments are published", slog.String("datasource", st.task.DataSource),
		slog.Int("segments", len(done.Segments)), slog.Int64("rows", done.NumRows), slog.String("version", done.Version))
}

// logFault tells why a task fails, in the log of the task that found it.
func (s *Service) logFault(ctx context.Context, t *store.Task, found string, f *Fault) {
	source := logSource(nil)
	if strings.HasPrefix(found, t.ID+"-") {
		source, _, _ = strings.Cut(found[len(t.ID)+1:], "_") // worker0_0 is worker0's first attempt
	} else if t.Type != store.TypeController {
		source = t.Type
	}
	attrs := []any{slog.String("error_code", f.Code)}
	if f.Message != "" {
		attrs = append(attrs, slog.String("message", f.Message))
	}
	if f.stage >= 0 {
		attrs = append(attrs, slog.Int("stage", f.stage))
	}
	s.logs.of(found, source).ErrorContext(ctx, "The task fails", attrs...)
}

// logDone tells what a worker has done in its phase.
func (r *workerRun) logDone(ctx context.Context) {
	r.log.InfoContext(ctx, "The phase is done", slog.String("phase", r.args.Phase), slog.Int64("rows_read", r.meter.rows.Load()),
		slog.Int64("bytes_read", r.meter.bytes.Load()), slog.Int64("rows_written", r.meter.outRows.Load()), slog.Int64("warnings", r.meter.warned.Load()))
}

// logProgress tells how far a worker is.
func (m *meter) logProgress(ctx context.Context) {
	m.taskLog.InfoContext(ctx, "The phase goes on", slog.Int64("rows_read", m.rows.Load()), slog.Int64("bytes_read", m.bytes.Load()),
		slog.Int64("rows_written", m.outRows.Load()))
}

// shownPath names an input; what has no name is called by its kind.
func shownPath(s input.Slice) string {
	if s.Name == "" {
		return s.Source
	}
	return path(s)
}
