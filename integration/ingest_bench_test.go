package integration

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

// benchDays is how many days of the sample the benchmarks of ingestion read; OGHAM_BENCH_DAYS says otherwise: 50 are two
// million rows.
const benchDays = 2

// benchColumns are the columns of the sample, and whether they are numbers.
var benchColumns = []struct {
	name string
	long bool
}{
	{"added", true},
	{"channel", false},
	{"cityName", false},
	{"comment", false},
	{"commentLength", true},
	{"countryIsoCode", false},
	{"countryName", false},
	{"deleted", true},
	{"delta", true},
	{"deltaBucket", false},
	{"diffUrl", false},
	{"flags", false},
	{"isAnonymous", false},
	{"isMinor", false},
	{"isNew", false},
	{"isRobot", false},
	{"isUnpatrolled", false},
	{"metroCode", false},
	{"namespace", false},
	{"page", false},
	{"regionIsoCode", false},
	{"regionName", false},
	{"timestamp", false},
	{"user", false},
}

// benchData is a file of JSON lines for each day, served by http, and all rows once more as text for COPY.
type benchData struct {
	days int
	url  string
	tsv  string
	rows int64
}

func newBenchData(b *testing.B) *benchData {
	b.Helper()
	data := &benchData{days: benchDays}
	if text := os.Getenv("OGHAM_BENCH_DAYS"); text != "" {
		var err error
		data.days, err = strconv.Atoi(text)
		require.NoError(b, err)
	}
	dir := b.TempDir()
	data.tsv = filepath.Join(dir, "rows.tsv")
	rows := sampleRows(b)
	tsv, err := os.Create(data.tsv)
	require.NoError(b, err)
	text := bufio.NewWriter(tsv)
	for day := range data.days {
		data.writeDay(b, filepath.Join(dir, fmt.Sprintf("day-%d.json.gz", day)), text, rows, day)
	}
	require.NoError(b, text.Flush())
	require.NoError(b, tsv.Close())
	data.rows = int64(len(rows) * data.days)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	b.Cleanup(server.Close)
	data.url = server.URL
	return data
}

// sampleRows reads the Wikipedia sample that the quickstart brings.
func sampleRows(b *testing.B) []map[string]any {
	b.Helper()
	file, err := os.Open("../cmd/server/quickstart/wikipedia.json.gz")
	require.NoError(b, err)
	defer func() { require.NoError(b, file.Close()) }()
	plain, err := gzip.NewReader(file)
	require.NoError(b, err)
	var rows []map[string]any
	decoder := json.NewDecoder(plain)
	for {
		row := map[string]any{}
		if err := decoder.Decode(&row); err == io.EOF {
			return rows
		}
		require.NoError(b, err)
		rows = append(rows, row)
	}
}

// writeDay writes the sample as if it were of another day.
func (d *benchData) writeDay(b *testing.B, path string, tsv io.Writer, rows []map[string]any, day int) {
	b.Helper()
	file, err := os.Create(path)
	require.NoError(b, err)
	packed, err := gzip.NewWriterLevel(file, gzip.BestSpeed)
	require.NoError(b, err)
	lines := json.NewEncoder(packed)
	lines.SetEscapeHTML(false)
	date := benchDay(day).Format(time.DateOnly)
	var line bytes.Buffer
	for _, row := range rows {
		at, _ := row["timestamp"].(string)
		row["timestamp"] = date + at[len(date):]
		require.NoError(b, lines.Encode(row))
		line.Reset()
		line.WriteString(date + at[len(date):])
		for _, c := range benchColumns {
			line.WriteByte('\t')
			line.WriteString(copyText(row[c.name]))
		}
		line.WriteByte('\n')
		_, err := tsv.Write(line.Bytes())
		require.NoError(b, err)
	}
	require.NoError(b, packed.Close())
	require.NoError(b, file.Close())
}

func benchDay(day int) time.Time { return time.Date(2015, 9, 12+day, 0, 0, 0, 0, time.UTC) }

var copyEscapes = strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

func copyText(v any) string {
	switch v := v.(type) {
	case nil:
		return `\N`
	case string:
		return copyEscapes.Replace(v)
	case float64:
		return strconv.FormatInt(int64(v), 10)
	default:
		return fmt.Sprint(v)
	}
}

// statement ingests the files; columns and the rest of the SELECT are those of the benchmark.
func (d *benchData) statement(datasource, columns, rest string) string {
	uris, signature := make([]string, d.days), make([]string, len(benchColumns))
	for day := range uris {
		uris[day] = fmt.Sprintf(`"%s/day-%d.json.gz"`, d.url, day)
	}
	for i, c := range benchColumns {
		signature[i] = `"` + c.name + `" VARCHAR`
		if c.long {
			signature[i] = `"` + c.name + `" BIGINT`
		}
	}
	return fmt.Sprintf(`REPLACE INTO "%s" OVERWRITE ALL SELECT %s FROM TABLE(EXTERN('{"type":"http","uris":[%s]}', '{"type":"json"}')) EXTEND (%s) %s`,
		datasource, columns, strings.Join(uris, ","), strings.Join(signature, ", "), rest)
}

// copyIn is what the ingestion is measured by: a hand-written COPY of the same rows from a ready text into a table that is
// partitioned in the same way and has no index.
func (d *benchData) copyIn(b *testing.B, conn *pgx.Conn) time.Duration {
	b.Helper()
	columns := []string{"__time timestamptz(3) NOT NULL"}
	for _, c := range benchColumns {
		kind := `text COLLATE "C"`
		if c.long {
			kind = "bigint"
		}
		columns = append(columns, `"`+c.name+`" `+kind)
	}
	statements := []string{"DROP TABLE IF EXISTS by_hand", "CREATE TABLE by_hand (" + strings.Join(columns, ", ") + ") PARTITION BY RANGE (__time)"}
	for day := range d.days {
		statements = append(statements, fmt.Sprintf("CREATE TABLE by_hand_%d PARTITION OF by_hand FOR VALUES FROM ('%s+00') TO ('%s+00')", day,
			benchDay(day).Format(time.DateTime), benchDay(day+1).Format(time.DateTime)))
	}
	for _, sql := range statements {
		_, err := conn.Exec(b.Context(), sql)
		require.NoError(b, err)
	}
	file, err := os.Open(d.tsv)
	require.NoError(b, err)
	defer func() { require.NoError(b, file.Close()) }()
	began := time.Now()
	tag, err := conn.PgConn().CopyFrom(b.Context(), file, "COPY by_hand FROM STDIN")
	require.NoError(b, err)
	took := time.Since(began)
	require.Equal(b, d.rows, tag.RowsAffected())
	_, err = conn.Exec(b.Context(), "DROP TABLE by_hand")
	require.NoError(b, err)
	return took
}

// ingest runs a statement to its end.
func ingest(b *testing.B, s *server, sql string) time.Duration {
	b.Helper()
	began := time.Now()
	answer := s.PostJSON(b.Context(), taskPath, object{{Key: "query", Value: sql}, {Key: "context", Value: object{{Key: "maxNumTasks", Value: 3}}}})
	require.NoError(b, answer.Err)
	require.Equal(b, http.StatusAccepted, answer.Status, answer.Text)
	body, err := conformance.Decode(answer.Text)
	require.NoError(b, err)
	task, ok := find(body, "$.taskId").(string)
	require.True(b, ok)
	state := running
	require.NoError(b, poll(b.Context(), func() (bool, error) {
		answer := s.Call(b.Context(), http.MethodGet, s.taskURL(task, "status"), nil, nil)
		if answer.Err != nil {
			return false, answer.Err
		}
		body, err := conformance.Decode(answer.Text)
		state, _ = find(body, "$.status.status").(string)
		return state != running, err
	}))
	took := time.Since(began)
	require.Equal(b, success, state)
	return took
}

// peakMemory is the most memory that the server has had, in MiB.
func (s *server) peakMemory(b *testing.B) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	require.NoError(b, err)
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(text)
	require.NotNil(b, found)
	kib, err := strconv.ParseFloat(string(found[1]), 64)
	require.NoError(b, err)
	return kib / 1024
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

// BenchmarkIngestion measures an ingestion over http, row by row, against a hand-written COPY of the same rows:
//
//	OGHAM_BENCH_DAYS=50 go test ./integration -run '^$' -bench Ingestion -benchtime 3x
func BenchmarkIngestion(b *testing.B) {
	benchIngestion(b, `TIME_PARSE("timestamp") AS __time, *`, "PARTITIONED BY DAY", true)
}

// BenchmarkRollup measures an ingestion that groups nearly as many rows as there are.
func BenchmarkRollup(b *testing.B) {
	benchIngestion(b, `TIME_FLOOR(TIME_PARSE("timestamp"), 'PT1M') AS __time, channel, page, "user", COUNT(*) AS cnt, SUM(added) AS added`,
		"GROUP BY 1, 2, 3, 4 PARTITIONED BY DAY", false)
}

func benchIngestion(b *testing.B, columns, rest string, byHand bool) {
	b.Helper()
	data := newBenchData(b)
	s, err := startServer(b.Context(), serverOptions{})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, s.close()) })
	conn, err := pgx.Connect(b.Context(), s.databaseURL)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, conn.Close(context.Background())) })
	sql := data.statement("benchmark", columns, rest)
	var copies, ingestions []time.Duration
	for b.Loop() {
		if byHand {
			copies = append(copies, data.copyIn(b, conn))
		}
		ingestions = append(ingestions, ingest(b, s, sql))
	}
	took := median(ingestions)
	b.ReportMetric(took.Seconds(), "ingest-s")
	b.ReportMetric(float64(data.rows)/took.Seconds(), "rows/s")
	b.ReportMetric(s.peakMemory(b), "MiB-peak")
	if byHand {
		b.ReportMetric(median(copies).Seconds(), "copy-s")
		b.ReportMetric(took.Seconds()/median(copies).Seconds(), "ingest/copy")
	}
}
