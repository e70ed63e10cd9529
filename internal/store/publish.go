package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"ogham/internal/druidtype"
)

// Chunk is a time chunk that an ingestion wrote rows of.
type Chunk struct {
	Range Range
	Rows  int64
}

// Publication is what an ingestion makes visible. Its staging tables of KindChunk are taken from the
// registry.
type Publication struct {
	TaskID     string
	DataSource string
	// Replace is REPLACE, else INSERT.
	Replace bool
	// Overwrite is what REPLACE … OVERWRITE WHERE replaces; nil is OVERWRITE ALL.
	Overwrite []Range
	// Granularity is PARTITIONED BY as sys tables and logs name it: DAY, ALL, PT15M.
	Granularity string
	// Bucket gives the time chunk of an instant; REPLACE needs it for the chunks that become empty.
	Bucket func(ms int64) Range
	// Columns is the row signature in stored order, __time first. Types are those of the statement:
	// StoredType is applied to them.
	Columns []druidtype.Column
	// Chunks are all time chunks with rows. Each lies in the partition of a staging table.
	Chunks []Chunk
	// RowsPerSegment splits a chunk into segments (as metadata); 0 is one segment a chunk.
	RowsPerSegment int64
	// RangeDimensions are the leading CLUSTERED BY columns if the segments count as range-partitioned.
	RangeDimensions []string
	// Metrics are the columns that are metrics of a rollup.
	Metrics []string
	// End is how the task row ends in the same transaction; the zero value is a plain SUCCESS.
	End TaskEnd
	// InTx, if not nil, runs last in the transaction: what it writes is visible together with the
	// rows. It may be called again when locks were not to be had.
	InTx func(ctx context.Context, tx pgx.Tx, done *Published) error
}

// Published says what became visible.
type Published struct {
	// Version is the version of the new chunks; appended segments have their chunk's.
	Version  string
	Segments []Segment
	NumRows  int64
	// CatalogVersion is the catalogue that shows it.
	CatalogVersion int64
}

// AllocateError says that INSERT cannot append to a time chunk, because segments of another
// granularity are in the way (MSQ fault InsertCannotAllocateSegment). Allocated is the coarser chunk
// that there is in that place, nil if there are finer ones or chunks that only meet it.
type AllocateError struct {
	DataSource string
	Interval   Range
	Allocated  *Range
}

// Error tells the intervals.
func (e *AllocateError) Error() string {
	start, end := e.Interval.ISO()
	return fmt.Sprintf("cannot allocate a segment of %s in %s/%s", e.DataSource, start, end)
}

// Segment is a row of ogham.segment.
type Segment struct {
	ID           string          `db:"segment_id"`
	DataSource   string          `db:"datasource"`
	Start        int64           `db:"start_ms"`
	End          int64           `db:"end_ms"`
	Version      string          `db:"version"`
	PartitionNum int             `db:"partition_num"`
	Granularity  string          `db:"granularity"`
	NumRows      int64           `db:"num_rows"`
	SizeBytes    int64           `db:"size_bytes"`
	Partition    *string         `db:"partition"`
	ShardSpec    json.RawMessage `db:"shard_spec"`
	Used         bool            `db:"used"`
	Columns      json.RawMessage `db:"columns"`
	Dimensions   []string        `db:"dimensions"`
	Metrics      []string        `db:"metrics"`
	TaskID       *string         `db:"task_id"`
}

// Range gives the time chunk.
func (g Segment) Range() Range { return Range{g.Start, g.End} }
