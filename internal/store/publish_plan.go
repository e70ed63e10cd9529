package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

const segmentColumns = `segment_id, datasource, start_ms, end_ms, version, partition_num, granularity, num_rows, size_bytes, partition, shard_spec,
used, columns, dimensions, metrics, task_id`

const (
	segmentsWithinSQL = `SELECT ` + segmentColumns + ` FROM ogham.segment
WHERE datasource = $1 AND used AND start_ms < $3 AND end_ms > $2 ORDER BY start_ms, end_ms, version, partition_num`
	deleteSegmentsSQL = `DELETE FROM ogham.segment WHERE segment_id = ANY ($1)`
	insertSegmentSQL  = `INSERT INTO ogham.segment (segment_id, datasource, start_ms, end_ms, version, partition_num, granularity, num_rows,
    size_bytes, partition, shard_spec, columns, dimensions, metrics, task_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`
	lastVersionSQL = `SELECT coalesce(max(version), '') FROM ogham.segment WHERE datasource = $1 AND start_ms < $3 AND end_ms > $2`
	lastNumberSQL  = `SELECT start_ms, end_ms, version, max(partition_num) FROM ogham.segment
WHERE datasource = $1 AND start_ms < $3 AND end_ms > $2 GROUP BY 1, 2, 3`
	numberColumnsSQL = `WITH signature AS (
    SELECT columns::text AS columns, max(start_ms) AS newest, max(segment_id) AS id
    FROM ogham.segment WHERE datasource = $1 AND used AND partition IS NOT NULL GROUP BY columns::text
), seen AS (
    SELECT c.value ->> 'name' AS name, row_number() OVER (ORDER BY c.value ->> 'name' <> '__time', s.newest DESC, s.id DESC, c.ordinality) AS at
    FROM signature s CROSS JOIN LATERAL pg_catalog.json_array_elements(s.columns::json) WITH ORDINALITY c
), placed AS (
    SELECT name, row_number() OVER (ORDER BY min(at)) AS ordinal FROM seen GROUP BY name
)
UPDATE ogham.datasource_column k SET ordinal = p.ordinal
FROM ogham.datasource_column o LEFT JOIN placed p ON p.name = o.name
WHERE k.datasource = $1 AND o.datasource = $1 AND o.name = k.name AND EXISTS (SELECT FROM placed)
    AND k.ordinal IS DISTINCT FROM p.ordinal`
)

// numberColumns decides what SELECT * shows: the columns of the used segments, newest first, as
// Druid merges row signatures. While only tombstones are left the old columns stay.
func numberColumns(ctx context.Context, tx pgx.Tx, dataSource string) error {
	if _, err := tx.Exec(ctx, numberColumnsSQL, dataSource); err != nil {
		return fmt.Errorf("number columns: %w", err)
	}
	return nil
}

// checkChunks refuses an INSERT into a time chunk that overlaps a used segment of another time chunk:
// only equal chunks can be appended to (docs/adr/0005-partition-layout.md).
func (p *publisher) checkChunks(ctx context.Context) error {
	if p.Replace {
		return nil
	}
	for _, c := range p.Chunks {
		if !slices.ContainsFunc(p.used, func(g Segment) bool { return conflict(g.Range(), c.Range) }) {
			continue
		}
		holder, err := p.holder(ctx, c.Range)
		if err != nil {
			return err
		}
		return &AllocateError{DataSource: p.DataSource, Interval: c.Range, Allocated: holder}
	}
	return nil
}

// conflict tells whether two time chunks overlap without being the same.
func conflict(a, b Range) bool { return a != b && a.Overlaps(b) }

// holder gives the time chunk that the coordinator offers in the place of a finer one: the chunk that
// covers it, unless parts of that were replaced by finer ones; else nil.
func (p *publisher) holder(ctx context.Context, chunk Range) (*Range, error) {
	for _, g := range p.used {
		r := g.Range()
		if !conflict(r, chunk) || !r.Covers(chunk) {
			continue
		}
		within, err := collect[Segment](ctx, p.tx, "read segments", segmentsWithinSQL, p.DataSource, r.Start, r.End)
		if err != nil || slices.ContainsFunc(within, func(o Segment) bool { return conflict(o.Range(), r) }) {
			return nil, err
		}
		return &r, nil
	}
	return nil, nil
}

// decideRemoval says what REPLACE takes away: partitions as a whole where it can, rows elsewhere.
func (p *publisher) decideRemoval(context.Context) error {
	if !p.Replace {
		return nil
	}
	overwrite := []Range{Eternity}
	if p.Overwrite != nil {
		overwrite = unite(p.Overwrite)
	}
	kept := make([]partition, 0, len(p.parts))
	for _, q := range p.parts {
		trimmed := []Range{}
		covered := false
		for _, o := range overwrite {
			covered = covered || o.Covers(q.Range())
			if both := o.Intersect(q.Range()); !both.Empty() {
				trimmed = append(trimmed, both)
			}
		}
		if covered {
			p.dropped = append(p.dropped, q)
			continue
		}
		p.trimmed = append(p.trimmed, trimmed...)
		kept = append(kept, q)
	}
	p.parts = kept
	for _, g := range p.used {
		if slices.ContainsFunc(overwrite, func(o Range) bool { return o.Covers(g.Range()) }) {
			p.removed = append(p.removed, g)
		}
	}
	return nil
}

// unite merges ranges that meet, in order of time.
func unite(ranges []Range) []Range {
	sorted := slices.Clone(ranges)
	slices.SortFunc(sorted, func(a, b Range) int { return cmp.Compare(a.Start, b.Start) })
	var out []Range
	for _, r := range sorted {
		if n := len(out); n > 0 && r.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, r.End)
			continue
		}
		out = append(out, r)
	}
	return out
}

// fresh tells whether the table is made anew: nothing of it stays, and its columns do not fit.
func (p *publisher) fresh() bool {
	return p.exists && p.Replace && len(p.parts) == 0 && len(p.staging) > 0 && !sameColumns(p.columns, p.own)
}

// decideColumns says which columns the table will have.
func (p *publisher) decideColumns(context.Context) (err error) {
	switch {
	case !p.exists || p.fresh():
		p.final = p.own
	case len(p.staging) == 0:
		p.final = p.columns
	default:
		p.final, err = mergeColumns(p.columns, p.own)
	}
	return err
}

// measure asks the size of the staging tables, which the segments share by their rows.
func (p *publisher) measure(ctx context.Context) error {
	if len(p.Chunks) == 0 {
		return nil
	}
	if err := p.newVersion(ctx); err != nil {
		return err
	}
	numbers, err := p.numbers(ctx)
	if err != nil {
		return err
	}
	columns, err := encodeColumns(p.own)
	if err != nil {
		return err
	}
	sizes := make(map[string]int64, len(p.staging))
	for _, t := range p.staging {
		var size int64
		if err := p.tx.QueryRow(ctx, tableSizeSQL, t.Name).Scan(&size); err != nil {
			return fmt.Errorf("measure staging table: %w", err)
		}
		sizes[t.Name] = size
	}
	for _, c := range p.Chunks {
		p.addSegments(c, columns, numbers, p.chunkSize(c, sizes))
	}
	return nil
}

// chunkSize gives a chunk's share of the table that holds its rows.
func (p *publisher) chunkSize(c Chunk, sizes map[string]int64) int64 {
	for _, t := range p.staging {
		if t.Range().Covers(c.Range) && t.NumRows > 0 {
			return int64(float64(sizes[t.Name]) * min(1, float64(c.Rows)/float64(t.NumRows)))
		}
	}
	return 0
}

// newVersion makes sure that versions grow, also when two publications share a millisecond.
func (p *publisher) newVersion(ctx context.Context) error {
	span := p.touched()
	var last string
	if err := p.tx.QueryRow(ctx, lastVersionSQL, p.DataSource, span.Start, span.End).Scan(&last); err != nil {
		return fmt.Errorf("read versions: %w", err)
	}
	if at, err := time.Parse(time.RFC3339, last); err == nil && p.now.UnixMilli() <= at.UnixMilli() {
		p.now = at.Add(time.Millisecond)
	}
	return nil
}

// chunkVersion is where the numbering of a chunk's segments goes on.
type chunkVersion struct {
	Start, End int64
	Version    string
}

func (p *publisher) numbers(ctx context.Context) (map[chunkVersion]int, error) {
	span := p.touched()
	rows, err := p.tx.Query(ctx, lastNumberSQL, p.DataSource, span.Start, span.End)
	if err != nil {
		return nil, fmt.Errorf("read segment numbers: %w", err)
	}
	numbers := map[chunkVersion]int{}
	var key chunkVersion
	var last int
	_, err = pgx.ForEachRow(rows, []any{&key.Start, &key.End, &key.Version, &last}, func() error { numbers[key] = last + 1; return nil })
	if err != nil {
		return nil, fmt.Errorf("read segment numbers: %w", err)
	}
	return numbers, nil
}

// addSegments makes the segments of one chunk. INSERT goes on in the version of a chunk that exists.
func (p *publisher) addSegments(c Chunk, columns json.RawMessage, numbers map[chunkVersion]int, size int64) {
	count := int64(1)
	if p.RowsPerSegment > 0 {
		count = max(1, (c.Rows+p.RowsPerSegment-1)/p.RowsPerSegment)
	}
	version, core := ISOTime(p.now.UnixMilli()), int64(0)
	if p.Replace {
		core = count
	} else {
		for _, g := range p.used {
			if g.Range() == c.Range {
				version = g.Version
			}
		}
	}
	key := chunkVersion{c.Range.Start, c.Range.End, version}
	for i := range count {
		g := p.segment(c.Range, version, numbers[key])
		numbers[key]++
		g.NumRows, g.SizeBytes = c.Rows*(i+1)/count-c.Rows*i/count, size*(i+1)/count-size*i/count
		g.Columns, g.ShardSpec = columns, p.shardSpec(g.PartitionNum, core)
		p.segments = append(p.segments, g)
	}
}

func (p *publisher) segment(r Range, version string, number int) Segment {
	start, end := r.ISO()
	id := p.DataSource + "_" + start + "_" + end + "_" + version
	if number > 0 {
		id += fmt.Sprintf("_%d", number)
	}
	return Segment{
		ID: id, DataSource: p.DataSource, Start: r.Start, End: r.End, Version: version, PartitionNum: number, Used: true,
		Granularity: p.Granularity, Dimensions: p.dimensions(), Metrics: append([]string{}, p.Metrics...), TaskID: &p.TaskID,
	}
}

func (p *publisher) dimensions() []string {
	names := []string{}
	for _, c := range p.own {
		if c.Name != TimeColumn && !slices.Contains(p.Metrics, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

// shardSpec gives the shardSpec object: numbered, or range where the statement clusters by strings.
// core is the number of segments that replaced the chunk together, 0 for INSERT.
func (p *publisher) shardSpec(number int, core int64) json.RawMessage {
	if len(p.RangeDimensions) > 0 && core > 0 {
		dims, _ := json.Marshal(p.RangeDimensions) // texts always marshal
		return json.RawMessage(fmt.Sprintf(`{"type":"range","dimensions":%s,"start":null,"end":null,"partitionNum":%d,"numCorePartitions":%d}`, dims, number, core))
	}
	return json.RawMessage(fmt.Sprintf(`{"type":"numbered","partitionNum":%d,"partitions":%d}`, number, core))
}

// saveSegments writes the new segments and the tombstones of chunks that REPLACE left empty.
func (p *publisher) saveSegments(ctx context.Context) error {
	p.addTombstones()
	var b pgx.Batch
	for i := range p.segments {
		g := &p.segments[i]
		if len(g.Columns) > len(noColumns) {
			g.Partition = p.partitionAt(g.Start)
		}
		queueSegment(&b, g)
	}
	return p.s.sendBatch(ctx, p.tx, "save segments", &b)
}

func queueSegment(b *pgx.Batch, g *Segment) {
	b.Queue(insertSegmentSQL, g.ID, g.DataSource, g.Start, g.End, g.Version, g.PartitionNum, g.Granularity, g.NumRows, g.SizeBytes,
		g.Partition, g.ShardSpec, g.Columns, g.Dimensions, g.Metrics, g.TaskID)
}

func (p *publisher) partitionAt(ms int64) *string {
	for _, q := range p.parts {
		if q.Start <= ms && ms < q.End {
			return &q.Name
		}
	}
	return nil
}

const (
	// noColumns is the row signature of a tombstone.
	noColumns = "[]"
	// maxTombstones bounds the chunks of a tombstone walk, as Druid bounds those of an ingestion.
	maxTombstones = 5000
)

// addTombstones marks the time chunks that had segments before a REPLACE and have none after it.
func (p *publisher) addTombstones() {
	overwrite := []Range{Eternity}
	if p.Overwrite != nil {
		overwrite = unite(p.Overwrite)
	}
	done := map[Range]bool{}
	for _, g := range p.removed {
		for _, o := range overwrite {
			for _, r := range p.buckets(g.Range().Intersect(o)) {
				if len(done) >= maxTombstones {
					return
				}
				if done[r] || slices.ContainsFunc(p.Chunks, func(c Chunk) bool { return c.Range.Overlaps(r) }) {
					continue
				}
				done[r] = true
				t := p.segment(r, ISOTime(p.now.UnixMilli()), 0)
				t.Columns, t.Dimensions = json.RawMessage(noColumns), []string{}
				t.ShardSpec = json.RawMessage(`{"type":"tombstone","partitions":1,"partitionNum":0}`)
				p.segments = append(p.segments, t)
			}
		}
	}
}

// buckets gives the time chunks of the new granularity that meet a range; a range without a finite
// bound is its own.
func (p *publisher) buckets(r Range) []Range {
	if r.Empty() {
		return nil
	}
	if p.Bucket == nil || r.Start < minPostgres || r.End > maxPostgres {
		return []Range{r}
	}
	var list []Range
	for at := r.Start; at < r.End && len(list) < maxTombstones; {
		b := p.Bucket(at)
		list = append(list, b)
		if b.End <= at {
			break
		}
		at = b.End
	}
	return list
}
