// Package ingest reads what is special to SQL-based ingestion: INSERT and REPLACE with PARTITIONED
// BY, CLUSTERED BY and OVERWRITE, external inputs (EXTERN and the typed table functions), and plain
// projections over one external input, which need no Postgres to be computed.
package ingest

import (
	"encoding/json"

	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
)

// Ingest describes what an INSERT or REPLACE writes.
type Ingest struct {
	DataSource string
	Replace    bool
	// OverwriteAll is REPLACE … OVERWRITE ALL.
	OverwriteAll bool
	// Overwrite are the time chunks of OVERWRITE WHERE.
	Overwrite     []druidtime.Interval
	PartitionedBy druidtime.Granularity
	// ClusteredBy names output columns; rows are stored in their order.
	ClusteredBy []string
	// Columns are the output columns in stored order: __time, CLUSTERED BY columns, the others.
	Columns []druidtype.Column
	// HasTime is false when the query has no __time: rows are stored at 1970.
	HasTime bool
	// Direct, when not nil, computes every stored row from one row of the only external input.
	Direct *Direct
}

// Extern is an external input.
type Extern struct {
	// InputSource and InputFormat are Druid's JSON specifications.
	InputSource, InputFormat json.RawMessage
	// Signature are the columns to read.
	Signature []druidtype.Column
	// Computed are further columns of the staging table; Used tells which of the signature are read from
	// it, nil is all. Both are set by Precompute.
	Computed []Computed
	Used     []bool
}

// Export describes INSERT INTO EXTERN(…).
type Export struct {
	// Destination is "local", "s3" or "google"; Arguments are what was written in parentheses.
	Destination string
	Arguments   map[string]string
	Format      string
}
