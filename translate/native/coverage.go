package native

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"ogham/internal/druidtime"
)

// coverage is where a query has buckets: in every segment those from its first to its last row.
type coverage struct {
	p     *parser
	spans []druidtime.Interval
	steps []Step
}

const (
	// chunksAsked bounds how many time chunks are looked into; of more, the bounds are taken.
	chunksAsked = 1000
	// chunksPerStep is how many are looked into with one statement.
	chunksPerStep = 50
)

// coverage finds the spans: its steps must run before spans are used.
func (p *parser) coverage() (*coverage, error) {
	c := &coverage{p: p}
	if p.rel.inline {
		c.spans = slices.Clone(p.intervals)
		return c, nil
	}
	for _, table := range p.rel.tables {
		chunks, err := p.chunks(table)
		if err != nil {
			return nil, err
		}
		if len(chunks) > chunksAsked {
			for _, chunk := range chunks {
				c.add(chunk.Interval)
			}
			continue
		}
		for part := range slices.Chunk(chunks, chunksPerStep) {
			c.steps = append(c.steps, Step{SQL: boundsSQL(table, part), Row: c.row})
		}
	}
	return c, nil
}

// chunks gives the first segment of every time chunk that the query's intervals overlap.
func (p *parser) chunks(table string) ([]Segment, error) {
	list, err := p.env.Segments(table)
	if err != nil {
		return nil, err
	}
	var out []Segment
	for _, s := range list {
		if n := len(out); n > 0 && out[n-1].Interval == s.Interval {
			out[n-1].NumRows += s.NumRows
			out[n-1].Size += s.Size
			continue
		}
		if slices.ContainsFunc(p.intervals, s.Interval.Overlaps) {
			out = append(out, s)
		}
	}
	return out, nil
}

// boundsSQL asks for the first and the last time of every chunk.
func boundsSQL(table string, chunks []Segment) string {
	parts := make([]string, len(chunks))
	for i, chunk := range chunks {
		where := ""
		if c := (&parser{}).within(timeExpr(ident(timeColumn)), []druidtime.Interval{chunk.Interval}); c != "" {
			where = " WHERE " + c
		}
		parts[i] = "SELECT TIMESTAMP_TO_MILLIS(MIN(\"__time\")) AS \"low\", TIMESTAMP_TO_MILLIS(MAX(\"__time\")) AS \"high\" FROM \"druid\"." +
			ident(table) + where
	}
	return strings.Join(parts, " UNION ALL ")
}

func (c *coverage) row(_ io.Writer, values []json.RawMessage) error {
	low, lowErr := strconv.ParseInt(string(values[0]), 10, 64)
	high, highErr := strconv.ParseInt(string(values[1]), 10, 64)
	if lowErr == nil && highErr == nil { // a chunk whose rows are gone has neither
		c.add(druidtime.Interval{StartMs: low, EndMs: high + 1})
	}
	return nil
}

// add takes a span as far as the query's intervals reach.
func (c *coverage) add(span druidtime.Interval) {
	for _, iv := range c.p.intervals {
		if iv.Overlaps(span) {
			c.spans = append(c.spans, iv.Overlap(span))
		}
	}
}

// first is the earliest time; ok is false where there is nothing.
func (c *coverage) first() (ms int64, ok bool) {
	for _, s := range c.spans {
		if !ok || s.StartMs < ms {
			ms, ok = s.StartMs, true
		}
	}
	return ms, ok
}

// buckets walks the buckets of the spans.
type buckets struct {
	gran       granularity
	spans      []druidtime.Interval // of bucket starts: the end is the last one
	descending bool
	at         int64
	begun      bool
}

// buckets gives the buckets in order of time; spans without an end have none.
func (c *coverage) buckets(descending bool) *buckets {
	b := &buckets{gran: c.p.gran, descending: descending}
	slices.SortFunc(c.spans, func(x, y druidtime.Interval) int { return cmp.Compare(x.StartMs, y.StartMs) })
	for _, s := range c.spans {
		if s.StartMs == druidtime.EternityStart || s.EndMs == druidtime.EternityEnd || s.IsEmpty() {
			continue
		}
		from, to := b.gran.start(s.StartMs), b.gran.start(s.EndMs-1)
		if n := len(b.spans); n > 0 && from <= b.spans[n-1].EndMs {
			b.spans[n-1].EndMs = max(b.spans[n-1].EndMs, to)
			continue
		}
		b.spans = append(b.spans, druidtime.Interval{StartMs: from, EndMs: to})
	}
	if descending {
		slices.Reverse(b.spans)
	}
	return b
}

// peek gives the present bucket; ok is false behind the last.
func (b *buckets) peek() (ms int64, ok bool) {
	if len(b.spans) == 0 {
		return 0, false
	}
	if !b.begun {
		b.begun = true
		b.at = b.spans[0].StartMs
		if b.descending {
			b.at = b.spans[0].EndMs
		}
	}
	return b.at, true
}

func (b *buckets) advance() {
	span := b.spans[0]
	if b.descending {
		b.at = b.gran.start(b.at - 1)
	} else {
		b.at = b.gran.next(b.at)
	}
	if b.at < span.StartMs || b.at > span.EndMs {
		b.spans, b.begun = b.spans[1:], false
	}
}

// before gives the next bucket that comes before one that has rows.
func (b *buckets) before(found int64) (ms int64, ok bool) {
	ms, ok = b.peek()
	if !ok || ms == found || (ms > found) != b.descending {
		if ok && ms == found {
			b.advance()
		}
		return 0, false
	}
	b.advance()
	return ms, true
}
