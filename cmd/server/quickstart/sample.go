package quickstart

import (
	"bytes"
	"context"
	_ "embed" // for the sample
	"fmt"
	"net"
	"net/http"
	"time"
)

// sample holds edits of Wikipedia on one day of 2015, one JSON document a line; it is Druid's own
// tutorial data.
//
//go:embed wikipedia.json.gz
var sample []byte

const (
	sampleName = "wikipedia.json.gz"
	// sampleRows is the number of lines of the sample.
	sampleRows = 39244
)

// serveSample serves the sample on a loopback port of its own until stop is called.
func serveSample(ctx context.Context) (uri string, stop func(), err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("serve the sample: %w", err)
	}
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/octet-stream") // else the client may unpack it on its way
			http.ServeContent(w, r, sampleName, time.Time{}, bytes.NewReader(sample))
		}),
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // a failure shows in the ingestion that reads from here
	}()
	stop = func() {
		_ = server.Close() // nobody needs it any more
		<-ended
	}
	return "http://" + listener.Addr().String() + "/" + sampleName, stop, nil
}

// insertSQL is the sample statement of Druid's SQL-based ingestion API document; only the URI is ours.
const insertSQL = `INSERT INTO wikipedia
SELECT
  TIME_PARSE("timestamp") AS __time,
  *
FROM TABLE(
  EXTERN(
    '{"type": "http", "uris": ["%s"]}',
    '{"type": "json"}',
    '[{"name": "added", "type": "long"}, {"name": "channel", "type": "string"}, {"name": "cityName", "type": "string"}, ` +
	`{"name": "comment", "type": "string"}, {"name": "commentLength", "type": "long"}, {"name": "countryIsoCode", "type": "string"}, ` +
	`{"name": "countryName", "type": "string"}, {"name": "deleted", "type": "long"}, {"name": "delta", "type": "long"}, ` +
	`{"name": "deltaBucket", "type": "string"}, {"name": "diffUrl", "type": "string"}, {"name": "flags", "type": "string"}, ` +
	`{"name": "isAnonymous", "type": "string"}, {"name": "isMinor", "type": "string"}, {"name": "isNew", "type": "string"}, ` +
	`{"name": "isRobot", "type": "string"}, {"name": "isUnpatrolled", "type": "string"}, {"name": "metroCode", "type": "string"}, ` +
	`{"name": "namespace", "type": "string"}, {"name": "page", "type": "string"}, {"name": "regionIsoCode", "type": "string"}, ` +
	`{"name": "regionName", "type": "string"}, {"name": "timestamp", "type": "string"}, {"name": "user", "type": "string"}]'
  )
)
PARTITIONED BY DAY`

// queries are shown after the ingestion.
var queries = []struct{ title, sql string }{
	{"How much is there, and of what time?", `SELECT COUNT(*) AS edits, MIN(__time) AS first_edit, MAX(__time) AS last_edit FROM wikipedia`},
	{"Which channels were edited most?", `SELECT channel, COUNT(*) AS edits, SUM(added) AS added
FROM wikipedia
GROUP BY channel
ORDER BY edits DESC
LIMIT 5`},
	{"How did the day go by?", `SELECT TIME_FLOOR(__time, 'PT6H') AS six_hours, COUNT(*) AS edits, COUNT(DISTINCT "user") AS users
FROM wikipedia
GROUP BY 1
ORDER BY 1`},
	{"What did one user do?", `SELECT __time, channel, page, added FROM wikipedia WHERE user='BlueMoon2662'`},
}
