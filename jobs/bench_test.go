package jobs

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"ogham/internal/store"
	"ogham/jobs/copyrow"
	"ogham/jobs/format"
	"ogham/translate"
)

// wikipediaSQL ingests the bundled sample as most ingestions go: one computed column, the rest as it is.
const wikipediaSQL = `REPLACE INTO "wikipedia" OVERWRITE ALL
SELECT TIME_PARSE("timestamp") AS __time, * FROM TABLE(EXTERN('{"type":"inline","data":"{}"}', '{"type":"json"}'))
EXTEND (added BIGINT, channel VARCHAR, "cityName" VARCHAR, comment VARCHAR, "commentLength" BIGINT, "countryIsoCode" VARCHAR,
    "countryName" VARCHAR, deleted BIGINT, delta BIGINT, "deltaBucket" VARCHAR, "diffUrl" VARCHAR, flags VARCHAR, "isAnonymous" VARCHAR,
    "isMinor" VARCHAR, "isNew" VARCHAR, "isRobot" VARCHAR, "isUnpatrolled" VARCHAR, "metroCode" VARCHAR, namespace VARCHAR, page VARCHAR,
    "regionIsoCode" VARCHAR, "regionName" VARCHAR, "timestamp" VARCHAR, "user" VARCHAR)
PARTITIONED BY DAY`

// BenchmarkDirect measures what a worker does with a row before the database gets it: reading JSON,
// evaluating the statement, encoding for COPY. One core does all of it.
func BenchmarkDirect(b *testing.B) {
	lines := sampleLines(b)
	tr, err := translate.Translate(request(wikipediaSQL, map[string]any{}, nil, time.Now()), &store.Catalog{})
	require.NoError(b, err)
	require.NotNil(b, tr.Ingest.Direct)
	st := &statement{tr: tr}
	f, err := format.Parse(tr.Externs[0].InputFormat)
	require.NoError(b, err)
	columns := tr.Externs[0].Signature
	b.SetBytes(int64(len(lines)))
	b.ReportAllocs()
	rows := 0
	var dst []byte
	for b.Loop() {
		p := newProjection(tr)
		enc := copyrow.NewEncoder(storedColumns(st))
		reader := f.NewReader(bytes.NewReader(lines), format.Options{Columns: columns, Wanted: p.wanted(len(columns))})
		for {
			in, err := reader.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil {
				in, err = p.row(in)
			}
			if err == nil {
				dst, err = enc.Append(dst[:0], in)
			}
			if err != nil {
				b.Fatal(err)
			}
			rows++
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// sampleLines is the sample that the quickstart brings, unpacked.
func sampleLines(b *testing.B) []byte {
	b.Helper()
	file, err := os.Open("../cmd/server/quickstart/wikipedia.json.gz")
	require.NoError(b, err)
	defer func() { require.NoError(b, file.Close()) }()
	plain, err := gzip.NewReader(file)
	require.NoError(b, err)
	lines, err := io.ReadAll(plain)
	require.NoError(b, err)
	return lines
}
