package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"ogham/api/result"
	"ogham/internal/druiderr"
	"ogham/internal/store"
	"ogham/jobs/export"
	"ogham/translate"
	"ogham/translate/ingest"
)

const (
	// manifestFile lists the files of an export, metaFile has its version (Druid: ExportMetadataManager).
	manifestFile = "_symlink_format_manifest/manifest"
	metaFile     = "_symlink_format_manifest/druid_export_meta"
	metaText     = "version: 1\n"
)

// destination opens where the statement exports to.
func (s *Service) destination(to *ingest.Export) (export.Destination, error) {
	d, err := export.Open(to, s.cfg.Export)
	if e := druiderr.As(err); e != nil {
		return nil, faultUnknown("org.apache.druid.error.DruidException: " + e.Message).controller().because(err)
	}
	return d, err
}

// checkExport refuses a destination that may not be written to, or where files are.
func (s *Service) checkExport(ctx context.Context, to *ingest.Export) error {
	d, err := s.destination(to)
	if err != nil {
		return err
	}
	names, err := d.Names(ctx)
	if err != nil {
		return faultUnknown(fmt.Sprintf("java.lang.RuntimeException: Exception occurred while connecting to export destination [%s].", d.Path())).controller().because(err)
	}
	if len(names) > 0 {
		return faultUnknown(fmt.Sprintf("org.apache.druid.error.DruidException: Found files at provided export destination[%s]. Export is only allowed to "+
			"an empty path. Please provide an empty path/subdirectory or move the existing files.", d.Path())).controller()
	}
	return nil
}

// exportName names a file of an export. Attempts of a worker share no names: what one that was given up
// still does must not touch the files of the next one.
func exportName(args workerArgs, partition int) string {
	if args.Attempt > 0 {
		return fmt.Sprintf("%s-worker%d_%d-partition%d.csv", args.TaskID, args.Worker, args.Attempt, partition)
	}
	return fmt.Sprintf("%s-worker%d-partition%d.csv", args.TaskID, args.Worker, partition)
}

// isExported tells whether a file is one that a task's workers write, complete or not.
func isExported(name, taskID string) bool {
	return strings.HasPrefix(strings.TrimPrefix(name, "."), taskID+"-worker")
}

// export runs a SELECT and writes its rows into files of the destination. A failure leaves none.
func (r *workerRun) export(ctx context.Context, tr *translate.Translation) (err error) {
	d, err := r.s.destination(tr.ExportTo)
	if err != nil {
		return err
	}
	rows, err := r.s.store.QueryStaged(ctx, tr.SQL, tr.Args)
	if err != nil {
		return err
	}
	defer rows.Close()
	var files []string
	defer func() {
		if err != nil {
			removeFiles(ctx, d, files)
		}
	}()
	for more := rows.Next(); more; {
		f := &csvFile{r: r, rows: rows, writer: result.New(tr.Columns, result.Options{Format: result.CSV, Header: true, Style: result.Task, TimeZone: tr.TimeZone})}
		name := exportName(r.args, len(files))
		files = append(files, name)
		if err := d.Write(ctx, name, f); err != nil {
			return exportFault(ctx, name, f, err)
		}
		more = f.more
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return r.s.store.InTx(ctx, func(tx pgx.Tx) error {
		rows.Close()
		r.meter.end()
		return r.done(ctx, tx, outcome{Files: files})
	})
}

// exportFault tells a failure to write from one to read.
func exportFault(ctx context.Context, name string, f *csvFile, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case f.err != nil:
		return f.err
	}
	return faultUnknown(fmt.Sprintf("java.lang.RuntimeException: org.apache.druid.error.DruidException: Exception occurred while writing file to the export location [%s].", name)).because(err)
}

func removeFiles(ctx context.Context, d export.Destination, names []string) {
	for _, name := range names {
		_ = d.Remove(context.WithoutCancel(ctx), name) // the failure that leads here is told
	}
}

// csvFile is one file of an export as a stream: a header and rows up to rowsPerPage. It begins with the
// row that the query is at, and afterwards tells whether the query is at another one.
type csvFile struct {
	r      *workerRun
	rows   *store.Rows
	writer *result.Writer

	begun, more bool
	written     int64
	err         error
	buf, rest   []byte
}

// Read gives the next bytes.
func (f *csvFile) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		if f.begun && !f.fits() {
			return 0, f.end()
		}
		f.fill()
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// fits tells whether another row belongs into this file.
func (f *csvFile) fits() bool { return f.more && f.written < f.r.st.settings.rowsPerPage }

// end is io.EOF, or why the query ended.
func (f *csvFile) end() error {
	if f.err = f.rows.Err(); f.err != nil {
		return f.err
	}
	return io.EOF
}

func (f *csvFile) fill() {
	f.buf = f.buf[:0]
	if !f.begun {
		f.buf = f.writer.Begin(f.buf)
		f.begun, f.more = true, true
	}
	for f.fits() && len(f.buf) < streamBytes {
		before := len(f.buf)
		f.buf = f.writer.Row(f.buf, f.rows.RawValues())
		f.written++
		f.r.meter.outRows.Add(1)
		f.r.meter.outBytes.Add(int64(len(f.buf) - before))
		f.more = f.rows.Next()
	}
	if !f.fits() && f.rows.Err() == nil {
		f.buf = f.writer.End(f.buf)
	}
	f.rest = f.buf
}

// finishExport writes the manifest, which tells that an export is complete, and removes what attempts
// that were given up have left.
func (s *Service) finishExport(ctx context.Context, st *statement, out outcome) error {
	d, err := s.destination(st.tr.ExportTo)
	if err != nil {
		return err
	}
	s.removeFrom(ctx, d, st.task.ID, func(name string) bool { return isExported(name, st.task.ID) && !slices.Contains(out.Files, name) })
	var manifest strings.Builder
	for _, name := range out.Files {
		manifest.WriteString(d.URI(name) + "\n")
	}
	err = d.Write(ctx, manifestFile, strings.NewReader(manifest.String()))
	if err == nil {
		err = d.Write(ctx, metaFile, strings.NewReader(metaText))
	}
	if err != nil {
		return faultUnknown("java.lang.RuntimeException: Exception occurred while writing the manifest of the export.").controller().because(err)
	}
	return nil
}

// removeExported removes what a failed export has written: also what a worker of a dead process has. The
// task is read again: another process may have brought it to a good end. The manifest is its own only if
// it came so far.
func (s *Service) removeExported(ctx context.Context, taskID string) {
	ctx = context.WithoutCancel(ctx)
	t, err := s.store.Task(ctx, nil, taskID)
	var p plan
	if err != nil || t.Type != store.TypeController || t.Status != store.Failed || decodeJSON(t.Plan, &p) != nil || p.Export == nil {
		return
	}
	d, err := s.destination(p.Export)
	if err != nil {
		s.log.WarnContext(ctx, "Files of a failed export stay", slog.String("task_id", taskID), slog.Any("error", err))
		return
	}
	published := p.next() == phasePublish && t.PendingWorker == 0
	s.removeFrom(ctx, d, taskID, func(name string) bool {
		return isExported(name, taskID) || published && (name == manifestFile || name == metaFile)
	})
}

// removeFrom removes some files of a destination; what fails is logged.
func (s *Service) removeFrom(ctx context.Context, d export.Destination, taskID string, which func(name string) bool) {
	names, err := d.Names(ctx)
	for _, name := range names {
		if which(name) {
			err = errors.Join(err, d.Remove(ctx, name))
		}
	}
	if err != nil {
		s.log.WarnContext(ctx, "Files of an export stay", slog.String("task_id", taskID), slog.Any("error", err))
	}
}
