package store

import (
	"fmt"
	"time"
)

// The bounds of time, in milliseconds since 1970, as Druid's Intervals.ETERNITY has them.
const (
	MinTime int64 = -4611686018427387904
	MaxTime int64 = 4611686018427387903
)

// Range is a span of time, [Start, End) in milliseconds since 1970.
type Range struct {
	Start int64 `json:"start"`
	End   int64 `json:"end"`
}

// Eternity is all of time.
var Eternity = Range{Start: MinTime, End: MaxTime}

// Overlaps tells whether two ranges share an instant.
func (r Range) Overlaps(o Range) bool { return r.Start < o.End && o.Start < r.End }

// Covers tells whether o lies within r.
func (r Range) Covers(o Range) bool { return r.Start <= o.Start && o.End <= r.End }

// Intersect gives what both share; it is empty (Start >= End) when they do not overlap.
func (r Range) Intersect(o Range) Range { return Range{max(r.Start, o.Start), min(r.End, o.End)} }

// Empty tells whether no instant lies in r.
func (r Range) Empty() bool { return r.Start >= r.End }

// ISO gives the bounds as Druid prints them.
func (r Range) ISO() (start, end string) { return ISOTime(r.Start), ISOTime(r.End) }

const dayMs = 24 * 60 * 60 * 1000

// PartitionRange gives the physical partition that a time chunk is stored in: a chunk shorter than a
// day shares that of its UTC day (planning over thousands of partitions is slow: 70 ms for 2,000),
// any other has its own.
func PartitionRange(chunk Range) Range {
	if chunk.Start <= minPostgres || chunk.End-chunk.Start >= dayMs {
		return chunk
	}
	start := chunk.Start - mod(chunk.Start, dayMs)
	if chunk.End > start+dayMs {
		return chunk
	}
	return Range{start, start + dayMs}
}

// ISOTime prints an instant as Druid does: 2015-09-12T00:00:00.000Z, and the bounds of eternity.
func ISOTime(ms int64) string {
	switch ms {
	case MinTime:
		return "-146136543-09-08T08:23:32.096Z"
	case MaxTime:
		return "146140482-04-24T15:36:27.903Z"
	}
	t := time.UnixMilli(ms).UTC()
	year := fmt.Sprintf("%04d", t.Year())
	if t.Year() < 0 {
		year = fmt.Sprintf("-%04d", -t.Year())
	}
	return year + t.Format("-01-02T15:04:05.000Z")
}

// minPostgres and maxPostgres bound timestamptz: 4713 BC to 294276 AD.
const (
	minPostgres int64 = -210866803200000
	maxPostgres int64 = 9224318016000000
)

// boundSQL prints an instant as a partition bound or comparison literal. Instants that Postgres
// cannot hold are the ends of time.
func boundSQL(ms int64, minName, maxName string) string {
	switch {
	case ms < minPostgres:
		return minName
	case ms >= maxPostgres:
		return maxName
	}
	t := time.UnixMilli(ms).UTC()
	year, era := t.Year(), ""
	if year <= 0 {
		year, era = 1-year, " BC"
	}
	return fmt.Sprintf("'%04d%s+00%s'", year, t.Format("-01-02 15:04:05.000"), era)
}

// boundsDDL gives the bounds of a partition.
func (r Range) boundsDDL() string {
	return "FOR VALUES FROM (" + boundSQL(r.Start, "MINVALUE", "MAXVALUE") + ") TO (" + boundSQL(r.End, "MINVALUE", "MAXVALUE") + ")"
}

// conditionSQL says that __time lies in r.
func (r Range) conditionSQL() string {
	return fmt.Sprintf("__time >= %s::timestamptz AND __time < %s::timestamptz",
		boundSQL(r.Start, "'-infinity'", "'infinity'"), boundSQL(r.End, "'-infinity'", "'infinity'"))
}

func mod(a, b int64) int64 {
	if m := a % b; m < 0 {
		return m + b
	} else {
		return m
	}
}
