package quickstart

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// Options say what to show and where.
type Options struct {
	// BaseURL is the server's address: http://127.0.0.1:8888.
	BaseURL string
	// DatabaseURL is where psql connects to.
	DatabaseURL string
	// Out gets what is shown. Interactive says that it is a terminal, where a line may be rewritten.
	Out         io.Writer
	Interactive bool
}

// pollEvery is how often progress is looked at.
const pollEvery = 100 * time.Millisecond

// Run loads the sample unless it is there, shows queries with their results and what to try next.
// It gives an error when the ingestion or a query fails, or ctx ends.
func Run(ctx context.Context, o Options) error {
	t := &tour{Options: o, client: &client{base: o.BaseURL, http: &http.Client{}}}
	if err := t.load(ctx); err != nil {
		return err
	}
	for _, q := range queries {
		if err := t.show(ctx, q.title, q.sql); err != nil {
			return err
		}
	}
	t.next()
	return t.err
}

type tour struct {
	Options
	client *client
	err    error // of the first write that failed
}

func (t *tour) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.Out, format, args...)
	}
}

// load ingests the sample if its datasource has no rows.
func (t *tour) load(ctx context.Context) error {
	n, err := t.client.rowCount(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		t.printf("The datasource wikipedia is here already: %s rows.\n", thousands(n))
		return nil
	}
	uri, stop, err := serveSample(ctx)
	if err != nil {
		return err
	}
	defer stop()
	t.printf("Loading the Wikipedia sample: INSERT INTO wikipedia … PARTITIONED BY DAY, sent to %s/druid/v2/sql/task\n", t.BaseURL)
	begun := time.Now()
	id, err := t.client.submit(ctx, uri)
	if err != nil {
		return err
	}
	t.printf("Task %s\n", id)
	if err := t.follow(ctx, id); err != nil {
		return err
	}
	took := time.Since(begun)
	if n, err = t.client.rowCount(ctx); err != nil {
		return err
	}
	t.printf("%s rows ingested and published in %.1f s.\n", thousands(n), took.Seconds())
	return nil
}

// follow shows the progress of a task until it ends.
func (t *tour) follow(ctx context.Context, id string) error {
	bar := &bar{tour: t}
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		st, err := t.client.status(ctx, id)
		if err != nil {
			return err
		}
		switch st.Status.Code {
		case "SUCCESS":
			bar.draw(sampleRows, sampleRows)
			bar.end()
			return nil
		case "FAILED":
			bar.end()
			return errors.New("the ingestion failed: " + st.Status.Error)
		}
		read, ready, err := t.client.progress(ctx, id)
		if err != nil {
			return err
		}
		bar.draw(read, ready)
		select {
		case <-ctx.Done():
			bar.end()
			return context.Cause(ctx)
		case <-ticker.C:
		}
	}
}

// bar shows how many rows were read and how many are ready: as a bar that moves on a terminal, as a
// line for every quarter elsewhere.
type bar struct {
	tour  *tour
	drawn bool
	shown int64 // quarters shown, where lines are printed
}

const barWidth = 40

func (b *bar) draw(read, ready int64) {
	done := min((read+ready)*100/(2*sampleRows), 100)
	text := fmt.Sprintf("%s rows read, %s ready", thousands(read), thousands(ready))
	if !b.tour.Interactive {
		if quarter := done / 25; quarter > b.shown {
			b.shown = quarter
			b.tour.printf("  %3d %%  %s\n", done, text)
		}
		return
	}
	filled := int(done) * barWidth / 100
	b.drawn = true
	b.tour.printf("\r  [%s%s] %3d %%  %s\x1b[K", strings.Repeat("█", filled), strings.Repeat("░", barWidth-filled), done, text)
}

func (b *bar) end() {
	if b.drawn {
		b.tour.printf("\n")
	}
}

// show runs a query and prints its result as a table.
func (t *tour) show(ctx context.Context, title, sql string) error {
	begun := time.Now()
	rows, err := t.client.query(ctx, sql)
	if err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	t.printf("\n%s (%.1f ms)\n\n    %s\n\n", title, float64(time.Since(begun).Microseconds())/1000, strings.ReplaceAll(sql, "\n", "\n    "))
	table := tabwriter.NewWriter(t.Out, 0, 0, 3, ' ', 0)
	for i, row := range rows {
		fields := make([]string, len(row))
		for j, v := range row {
			fields[j] = cellText(v)
		}
		writeLine(table, fields)
		if i == 0 {
			for j, f := range fields {
				fields[j] = strings.Repeat("─", len([]rune(f)))
			}
			writeLine(table, fields)
		}
	}
	if t.err == nil {
		t.err = table.Flush()
	}
	return t.err
}

func writeLine(w io.Writer, fields []string) {
	_, _ = io.WriteString(w, "    "+strings.Join(fields, "\t")+"\n") // Flush tells
}

func cellText(v any) string {
	switch x := v.(type) {
	case nil:
		return "null"
	case json.Number:
		if n, err := x.Int64(); err == nil {
			return thousands(n)
		}
		return x.String()
	}
	return fmt.Sprint(v)
}

// thousands prints a number in groups of three digits.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// next says what to try.
func (t *tour) next() {
	t.printf(`
Try it yourself while the server runs:

  curl %[1]s/druid/v2/sql -H 'Content-Type: application/json' -d '{"query": "SELECT COUNT(*) AS edits FROM wikipedia"}'

  curl %[1]s/druid/v2/sql -H 'Content-Type: application/json' -d '{"query": "SELECT channel, page, added FROM wikipedia ORDER BY added DESC LIMIT 10", "resultFormat": "csv", "header": true}'

  curl '%[1]s/druid/indexer/v1/tasks?max=5'

  psql '%[2]s' -c '\d druid.wikipedia' -c 'SELECT id, type, status, duration_ms FROM ogham.task'

The API is at %[1]s. Ctrl-C stops everything; the data stays.
`, t.BaseURL, t.DatabaseURL)
}
