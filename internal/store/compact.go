package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrBusy says that a partition was not compacted, because ingestion changed it meanwhile or queries
// did not leave its table free. It is as it was.
var ErrBusy = errors.New("the datasource is busy")

// rowsPerSegment is how many rows a compacted segment holds: Druid's default.
const rowsPerSegment = 3_000_000

// swapTries is how often a compaction tries for a moment to have the datasource's table; publishers
// wait meanwhile.
const swapTries = 5

// Fragmented is a partition with a time chunk in many small segments.
type Fragmented struct {
	DataSource string `db:"datasource"`
	Partition  string `db:"partition"`
	Start      int64  `db:"start_ms"`
	End        int64  `db:"end_ms"`
	// Segments and Rows are those of the partition.
	Segments int64 `db:"segments"`
	Rows     int64 `db:"rows"`
}

// Range is what the partition holds.
func (f Fragmented) Range() Range { return Range{f.Start, f.End} }

const (
	fragmentedSQL = `SELECT p.datasource, p.name AS partition, p.start_ms, p.end_ms, sum(c.segments)::bigint AS segments, sum(c.rows)::bigint AS rows
FROM ogham.partition p
JOIN (SELECT partition, start_ms, count(*) AS segments, sum(num_rows) AS rows FROM ogham.segment
    WHERE used AND partition IS NOT NULL GROUP BY partition, start_ms, end_ms) c ON c.partition = p.name
WHERE p.attached AND ($1::text = '' OR p.datasource = $1) AND p.start_ms < $3 AND p.end_ms > $2
    AND NOT EXISTS (SELECT FROM ogham.segment u WHERE u.partition = p.name AND NOT u.used)
GROUP BY p.datasource, p.name, p.start_ms, p.end_ms
HAVING bool_or(c.segments >= $4 AND c.segments >= 2 * ceil(c.rows / 3000000.0)) AND sum(c.rows) <= $5
ORDER BY segments DESC, p.name`
	// changeOfSQL tells whether anything was done to a partition, also what leaves its segments as they are.
	changeOfSQL    = `SELECT xmin::text FROM ogham.partition WHERE name = $1 AND attached`
	ofPartitionSQL = `SELECT ` + segmentColumns + ` FROM ogham.segment WHERE partition = $1 ORDER BY start_ms, end_ms, version DESC, partition_num DESC`
	staleSQL       = `WITH told AS (
    SELECT d.physical, sum(s.num_rows) AS rows FROM ogham.datasource d JOIN ogham.segment s ON s.datasource = d.name AND s.used GROUP BY d.physical
)
SELECT c.relname FROM told JOIN pg_catalog.pg_class c ON c.relnamespace = 'druid'::regnamespace AND c.relname = told.physical
WHERE c.reltuples < 0 OR abs(told.rows - c.reltuples) > 1000 + told.rows / 10
ORDER BY told.rows DESC`
)

// Fragmented gives the partitions within a range that hold a chunk in at least least segments which
// could be half as many, the worst first, but none with more than most rows. An empty datasource is
// all of them.
func (s *Store) Fragmented(ctx context.Context, dataSource string, within Range, least int, most int64) ([]Fragmented, error) {
	return collect[Fragmented](ctx, s.writer, "look for small segments", fragmentedSQL, dataSource, within.Start, within.End, least, most)
}

// AnalyzeStale gathers statistics of datasources whose number of rows is far from that at the last
// time, with their partitions: Postgres itself never does so for a datasource as a whole, and for
// partitions only after a while. It gives their number, and skips what others have locked.
func (s *Store) AnalyzeStale(ctx context.Context) (int, error) {
	rows, err := s.writer.Query(ctx, staleSQL)
	if err != nil {
		return 0, fmt.Errorf("look for old statistics: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return 0, fmt.Errorf("look for old statistics: %w", err)
	}
	for i, name := range names {
		if _, err := s.writer.Exec(ctx, "ANALYZE (SKIP_LOCKED) "+ident(schemaDruid, name)); err != nil {
			return i, fmt.Errorf("analyze datasource: %w", err)
		}
	}
	return len(names), nil
}

// compaction is a partition being written anew.
type compaction struct {
	s         *Store
	owner     Owner
	of        Fragmented
	old       []Segment
	columns   []column
	physical  string
	change    string // the last change of the partition when it was copied
	table     string // the new one
	now       time.Time
	segments  []Segment
	unchanged []string
}

// Compact writes a partition anew in order of time, with as few segments as its chunks need, and puts
// it in the place of the old one: without a lock while it is written, then in a moment, unless the
// partition has changed by then (ErrBusy). taskID is a task, which owns the table meanwhile; when it does
// not run any more it is too late (ErrTaskDone).
func (s *Store) Compact(ctx context.Context, taskID string, of Fragmented) error {
	if _, err := s.DropStaging(ctx, taskID); err != nil { // what a process left that died
		return err
	}
	c := &compaction{s: s, owner: Owner{TaskID: taskID}, of: of}
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead} // rows and segments of one moment
	if err := pgx.BeginTxFunc(ctx, s.writer, snapshot, func(tx pgx.Tx) error { return c.write(ctx, tx) }); err != nil {
		return err
	}
	err := s.InTx(ctx, func(tx pgx.Tx) error { return c.swap(ctx, tx) })
	if err != nil {
		_, dropErr := s.DropStaging(context.WithoutCancel(ctx), taskID)
		return errors.Join(err, dropErr)
	}
	s.refreshLogged(ctx)
	return nil
}

// write copies the rows into a new table.
func (c *compaction) write(ctx context.Context, tx pgx.Tx) error {
	var err error
	if c.old, err = collect[Segment](ctx, tx, "read segments", ofPartitionSQL, c.of.Partition); err != nil {
		return err
	}
	unused := func(g Segment) bool { return !g.Used } // they share the table, and may come back to it
	if len(c.old) == 0 || slices.ContainsFunc(c.old, unused) {
		return ErrBusy
	}
	if c.change, err = c.lastChange(ctx, tx); err != nil {
		return err
	}
	t, err := loadTable(ctx, tx, c.of.DataSource)
	if err != nil {
		return err
	}
	c.columns, c.physical = t.columns, t.physical
	// a task that is resumed may come to the same range again, whose partition has its name by then
	c.table = chunkName(Owner{TaskID: c.owner.TaskID + "/" + uuid.NewString()}, c.of.DataSource, c.of.Range())
	if _, err := tx.Exec(ctx, insertStagingSQL, c.table, c.owner.TaskID, 0, 0, "compact", nil, c.of.Start, c.of.End); err != nil {
		return fmt.Errorf("register staging table: %w", err)
	}
	names := make([]string, len(c.columns))
	for i, k := range c.columns {
		names[i] = k.Physical
	}
	table, list := ident(schemaSegments, c.table), identList(names)
	err = execAll(ctx, tx, "write partition anew", []string{
		"CREATE TABLE " + table + " (LIKE " + ident(schemaDruid, c.physical) + " INCLUDING STORAGE INCLUDING COMPRESSION, CONSTRAINT chunk CHECK (" +
			c.of.Range().conditionSQL() + "))",
		"INSERT INTO " + table + " (" + list + ") SELECT " + list + " FROM " + ident(schemaSegments, c.of.Partition) + " ORDER BY " + c.order(),
		"ANALYZE " + table,
	})
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == codeUndefinedTable {
		return ErrBusy // the snapshot still has the partition, which was replaced since
	}
	if err != nil {
		return err
	}
	return indexPartition(ctx, tx, c.table)
}

// order is what the rows are sorted by: the columns that the newest segments are clustered by, and
// time.
func (c *compaction) order() string {
	var spec struct {
		Dimensions []string `json:"dimensions"`
	}
	keys := []string{}
	for _, g := range c.old {
		if json.Unmarshal(g.ShardSpec, &spec) == nil && len(spec.Dimensions) > 0 {
			break
		}
	}
	for _, d := range spec.Dimensions {
		for _, k := range c.columns {
			if k.Name == d {
				keys = append(keys, ident(k.Physical))
			}
		}
	}
	return strings.Join(append(keys, ident(TimeColumn)), ", ")
}

// swap puts the new table in the place of the old one.
func (c *compaction) swap(ctx context.Context, tx pgx.Tx) error {
	if err := lockDatasource(ctx, tx, c.of.DataSource); err != nil {
		return err
	}
	if err := c.check(ctx, tx); err != nil {
		return err
	}
	if t, err := c.s.LockTask(ctx, tx, c.owner.TaskID); err != nil {
		return err
	} else if t.Status != Running {
		return ErrTaskDone
	}
	if err := tryTable(ctx, tx, c.physical); err != nil {
		return err
	}
	parent, fresh, old := ident(schemaDruid, c.physical), ident(schemaSegments, c.table), ident(schemaSegments, c.of.Partition)
	err := execAll(ctx, tx, "swap partitions", []string{
		"DROP TABLE " + old,
		"ALTER TABLE " + parent + " ATTACH PARTITION " + fresh + " " + c.of.Range().boundsDDL(),
		"ALTER TABLE " + fresh + " DROP CONSTRAINT chunk",
	})
	if err != nil {
		return err
	}
	if err := c.merge(ctx, tx); err != nil {
		return err
	}
	if err := c.record(ctx, tx); err != nil {
		return err
	}
	_, err = bumpCatalog(ctx, tx)
	return err
}

// lastChange names the last change of the partition; ErrBusy if it is gone.
func (c *compaction) lastChange(ctx context.Context, tx pgx.Tx) (change string, err error) {
	err = tx.QueryRow(ctx, changeOfSQL, c.of.Partition).Scan(&change)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", ErrBusy
	}
	if err != nil {
		return "", fmt.Errorf("read partition: %w", err)
	}
	return change, nil
}

// check gives ErrBusy when the partition is not what was copied.
func (c *compaction) check(ctx context.Context, tx pgx.Tx) error {
	now, err := collect[Segment](ctx, tx, "read segments", ofPartitionSQL, c.of.Partition)
	if err != nil {
		return err
	}
	change, err := c.lastChange(ctx, tx)
	if err != nil {
		return err
	}
	same := change == c.change && slices.EqualFunc(c.old, now, func(a, b Segment) bool { return a.ID == b.ID && a.Used == b.Used })
	t, err := loadTable(ctx, tx, c.of.DataSource)
	if err != nil {
		return err
	}
	if !same || !sameColumns(t.columns, c.columns) {
		return ErrBusy
	}
	return nil
}

// tryTable takes a datasource's table for itself if queries leave it free for a moment.
func tryTable(ctx context.Context, tx pgx.Tx, physical string) error {
	for range swapTries {
		err := tryLock(ctx, tx, physical, firstLockWait)
		if err == nil {
			return setLockTimeout(ctx, tx, innerLockWait)
		}
		if !isLockTimeout(err) {
			return fmt.Errorf("lock table: %w", err)
		}
	}
	return ErrBusy
}

// merge makes the new segments: those of each chunk that has several become as few as hold its rows.
func (c *compaction) merge(ctx context.Context, tx pgx.Tx) error {
	if err := tx.QueryRow(ctx, publishTimeSQL).Scan(&c.now); err != nil {
		return fmt.Errorf("read the time: %w", err)
	}
	for _, g := range c.old {
		if at, err := time.Parse(time.RFC3339, g.Version); err == nil && c.now.UnixMilli() <= at.UnixMilli() {
			c.now = at.Add(time.Millisecond)
		}
	}
	var size int64
	if err := tx.QueryRow(ctx, tableSizeSQL, c.table).Scan(&size); err != nil {
		return fmt.Errorf("measure partition: %w", err)
	}
	total := int64(0)
	byChunk := map[Range][]Segment{}
	for _, g := range c.old {
		total += g.NumRows
		byChunk[g.Range()] = append(byChunk[g.Range()], g)
	}
	chunks := make([][]Segment, 0, len(byChunk))
	for _, list := range byChunk {
		chunks = append(chunks, list)
	}
	slices.SortFunc(chunks, func(a, b []Segment) int { return cmp.Compare(a[0].Start, b[0].Start) })
	for _, list := range chunks {
		if err := c.mergeChunk(list, size, max(1, total)); err != nil {
			return err
		}
	}
	return nil
}

// mergeChunk merges the segments of a chunk, given newest first.
func (c *compaction) mergeChunk(list []Segment, size, total int64) error {
	rows := int64(0)
	for _, g := range list {
		rows += g.NumRows
	}
	count := max(1, (rows+rowsPerSegment-1)/rowsPerSegment)
	if int64(len(list)) <= count {
		for _, g := range list {
			c.unchanged = append(c.unchanged, g.ID)
		}
		return nil
	}
	columns, err := c.signature(list)
	if err != nil {
		return err
	}
	p := publisher{Publication: Publication{DataSource: c.of.DataSource, TaskID: c.owner.TaskID, Granularity: list[0].Granularity}}
	for i := range count {
		g := p.segment(list[0].Range(), ISOTime(c.now.UnixMilli()), int(i))
		g.NumRows = rows*(i+1)/count - rows*i/count
		g.SizeBytes = int64(float64(size) * float64(g.NumRows) / float64(total))
		g.Columns, g.ShardSpec, g.Partition = columns, p.shardSpec(int(i), count), &c.table
		g.Dimensions, g.Metrics = union(list, func(g Segment) []string { return g.Dimensions }), union(list, func(g Segment) []string { return g.Metrics })
		c.segments = append(c.segments, g)
	}
	return nil
}

// signature gives the columns that any of the segments has, with the types of the table.
func (c *compaction) signature(list []Segment) (json.RawMessage, error) {
	byName := make(map[string]column, len(c.columns))
	for _, k := range c.columns {
		byName[k.Name] = k
	}
	var merged []column
	seen := map[string]bool{}
	for _, g := range list {
		columns, err := decodeColumns(g.Columns)
		if err != nil {
			return nil, err
		}
		for _, k := range columns {
			if !seen[k.Name] {
				seen[k.Name] = true
				merged = append(merged, byName[k.Name])
			}
		}
	}
	return encodeColumns(merged)
}

func union(list []Segment, names func(Segment) []string) []string {
	all := []string{}
	for _, g := range list {
		for _, n := range names(g) {
			if !slices.Contains(all, n) {
				all = append(all, n)
			}
		}
	}
	return all
}

// record writes what has changed into the catalogue.
func (c *compaction) record(ctx context.Context, tx pgx.Tx) error {
	gone := []string{}
	for _, g := range c.old {
		if !slices.Contains(c.unchanged, g.ID) {
			gone = append(gone, g.ID)
		}
	}
	var b pgx.Batch
	b.Queue(deleteSegmentsSQL, gone)
	b.Queue(moveSegmentsSQL, c.unchanged, c.table)
	b.Queue(deletePartitionSQL, []string{c.of.Partition})
	b.Queue(insertPartitionSQL, c.table, c.of.DataSource, c.of.Start, c.of.End)
	b.Queue(deleteStagingSQL, []string{c.table})
	for i := range c.segments {
		queueSegment(&b, &c.segments[i])
	}
	return c.s.sendBatch(ctx, tx, "record compaction", &b)
}
