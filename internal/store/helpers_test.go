package store_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"ogham/internal/druidtype"
	"ogham/internal/store"
	"ogham/internal/testdb"
)

var (
	timeType = druidtype.Of(druidtype.Timestamp)
	text     = druidtype.Of(druidtype.Varchar)
	long     = druidtype.Of(druidtype.BigInt)
)

func open(t *testing.T, db *testdb.DB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: db.URL, Readers: 8, Writers: 8, Server: store.ServerInfo{Host: "localhost", Port: 8888}})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

// row is a row to ingest: an ISO time and values (string, int64, float64 or nil).
type row struct {
	at     string
	values []any
}

// ingestion writes rows as workers do and publishes them.
type ingestion struct {
	store.Publication
	workers [][]row
	lists   []string // columns with escaped lists
}

func millis(t *testing.T, iso string) int64 {
	t.Helper()
	at, err := time.Parse(time.RFC3339, iso)
	require.NoError(t, err)
	return at.UnixMilli()
}

func day(t *testing.T, date string) store.Range {
	t.Helper()
	start := millis(t, date+"T00:00:00Z")
	return store.Range{Start: start, End: start + 24*3600*1000}
}

func bucketOf(size time.Duration) func(int64) store.Range {
	return func(ms int64) store.Range {
		start := time.UnixMilli(ms).UTC().Truncate(size).UnixMilli()
		return store.Range{Start: start, End: start + size.Milliseconds()}
	}
}

func columns(c ...druidtype.Column) []druidtype.Column {
	return append([]druidtype.Column{{Name: "__time", Type: timeType}}, c...)
}

func col(name string, t druidtype.Type) druidtype.Column {
	return druidtype.Column{Name: name, Type: t}
}

// stage makes a task and its chunk tables.
func (in *ingestion) stage(t *testing.T, s *store.Store) {
	t.Helper()
	in.TaskID = "query-" + uuid.NewString()
	task := store.Task{ID: in.TaskID, GroupID: in.TaskID, Type: store.TypeController, DataSource: in.DataSource}
	require.NoError(t, s.InsertTask(t.Context(), nil, &task))
	if in.Bucket == nil {
		in.Bucket = bucketOf(24 * time.Hour)
	}
	if in.Granularity == "" {
		in.Granularity = "DAY"
	}
	chunks := map[store.Range]int64{}
	for worker, rows := range in.workers {
		byPart := map[store.Range][]row{}
		for _, r := range rows {
			chunk := in.Bucket(millis(t, r.at))
			chunks[chunk]++
			byPart[store.PartitionRange(chunk)] = append(byPart[store.PartitionRange(chunk)], r)
		}
		err := s.InTx(t.Context(), func(tx pgx.Tx) error {
			for part, list := range byPart {
				if err := in.copy(t, s, tx, worker, part, list); err != nil {
					return err
				}
			}
			return nil
		})
		require.NoError(t, err)
	}
	for r, n := range chunks {
		in.Chunks = append(in.Chunks, store.Chunk{Range: r, Rows: n})
	}
}

func (in *ingestion) copy(t *testing.T, s *store.Store, tx pgx.Tx, worker int, part store.Range, rows []row) error {
	t.Helper()
	name, err := s.CreateChunkTable(t.Context(), tx, store.Owner{TaskID: in.TaskID, Worker: worker}, in.DataSource, part, in.Columns)
	if err != nil {
		return err
	}
	names := make([]string, len(in.Columns))
	for i, c := range in.Columns {
		names[i] = c.Name
	}
	n, err := s.CopyIn(t.Context(), tx, name, names, bytes.NewReader(encode(t, rows)))
	if err != nil {
		return err
	}
	require.Equal(t, int64(len(rows)), n)
	return s.FinishStaging(t.Context(), tx, name, n, in.lists)
}

func (in *ingestion) publish(t *testing.T, s *store.Store) *store.Published {
	t.Helper()
	in.stage(t, s)
	done, err := s.Publish(t.Context(), in.Publication)
	require.NoError(t, err)
	task, err := s.Task(t.Context(), nil, in.TaskID)
	require.NoError(t, err)
	require.Equal(t, store.Success, task.Status)
	return done
}

// encode makes a binary COPY stream.
func encode(t *testing.T, rows []row) []byte {
	t.Helper()
	out := append([]byte("PGCOPY\n\377\r\n\x00"), make([]byte, 8)...)
	field := func(b []byte) {
		out = binary.BigEndian.AppendUint32(out, uint32(len(b)))
		out = append(out, b...)
	}
	epoch := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	for _, r := range rows {
		out = binary.BigEndian.AppendUint16(out, uint16(len(r.values)+1))
		field(binary.BigEndian.AppendUint64(nil, uint64((millis(t, r.at)-epoch)*1000)))
		for _, v := range r.values {
			switch v := v.(type) {
			case nil:
				out = binary.BigEndian.AppendUint32(out, 0xffffffff)
			case string:
				field([]byte(v))
			case int64:
				field(binary.BigEndian.AppendUint64(nil, uint64(v)))
			default:
				require.Fail(t, "unknown value")
			}
		}
	}
	return binary.BigEndian.AppendUint16(out, 0xffff)
}

// read gives the result of a query on the reader pool as text, one line a row.
func read(t *testing.T, s *store.Store, sql string, args ...any) []string {
	t.Helper()
	lines, err := tryRead(t.Context(), s, sql, args...)
	require.NoError(t, err)
	return lines
}

func tryRead(ctx context.Context, s *store.Store, sql string, args ...any) ([]string, error) {
	rows, err := s.Query(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	lines := []string{}
	for rows.Next() {
		fields := make([]string, len(rows.RawValues()))
		for i, v := range rows.RawValues() {
			fields[i] = string(v)
			if v == nil {
				fields[i] = "∅"
			}
		}
		lines = append(lines, strings.Join(fields, "|"))
	}
	return lines, rows.Err()
}

// content gives columns of a datasource as text in order of time.
func content(t *testing.T, s *store.Store, table string, exprs ...string) []string {
	t.Helper()
	casts := make([]string, len(exprs))
	for i, e := range exprs {
		casts[i] = "(" + e + ")::text"
	}
	return read(t, s, fmt.Sprintf(`SELECT to_char(__time, 'DD"T"HH24'), %s FROM druid.%q ORDER BY __time, 2`, strings.Join(casts, ", "), table))
}

func seen(s *store.Store, table string) []string {
	r, ok := s.Catalog().Table("druid", table)
	if !ok {
		return nil
	}
	list := make([]string, len(r.Columns))
	for i, c := range r.Columns {
		list[i] = c.Name + " " + c.Type.Native()
		if c.Type.MultiValue {
			list[i] += "+"
		}
	}
	return list
}
