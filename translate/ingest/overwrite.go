package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ogham/internal/druidtime"
	"ogham/translate/ast"
	"ogham/translate/parser"
)

// Overwrite reads the condition of OVERWRITE WHERE as time intervals: comparisons of __time with
// TIMESTAMP literals, joined by AND, OR and NOT. The intervals must begin and end at time chunks of
// the granularity, so that with ALL only all of time will do.
func Overwrite(where ast.Expr, zone *time.Location, g druidtime.Granularity) ([]druidtime.Interval, error) {
	set, err := intervals(where, zone)
	if err != nil {
		return nil, err
	}
	set = merged(set)
	if len(set) == 0 {
		return nil, sqlError("The OVERWRITE WHERE clause [%s] produced no time intervals, are the bounds overly restrictive?", filterText(where, zone))
	}
	for _, iv := range set {
		if !g.Aligned(iv) {
			return nil, sqlError("OVERWRITE WHERE clause identified interval [%s] which is not aligned with PARTITIONED BY granularity [%s]", iv, g)
		}
	}
	return set, nil
}

// intervals gives the instants for which e holds.
func intervals(e ast.Expr, zone *time.Location) ([]druidtime.Interval, error) {
	switch e := e.(type) {
	case *ast.Logical:
		return logicalIntervals(e, zone)
	case *ast.Unary:
		if e.Op == "NOT" {
			set, err := intervals(e.X, zone)
			return complement(set), err
		}
	case *ast.Between:
		return betweenIntervals(e, zone)
	case *ast.Binary:
		return comparisonIntervals(e, zone)
	}
	return nil, sqlError("Invalid OVERWRITE WHERE clause [%s]: expected clause including AND, OR, NOT, >, <, >=, <= OR BETWEEN operators", parser.Unparse(e))
}

func logicalIntervals(e *ast.Logical, zone *time.Location) ([]druidtime.Interval, error) {
	var out []druidtime.Interval
	for i, term := range e.Terms {
		set, err := intervals(term, zone)
		switch {
		case err != nil:
			return nil, err
		case e.Or:
			out = append(out, set...)
		case i == 0:
			out = set
		default:
			out = intersection(out, set)
		}
	}
	return out, nil
}

func betweenIntervals(e *ast.Between, zone *time.Location) ([]druidtime.Interval, error) {
	if err := checkTimeColumn(e.X, e); err != nil {
		return nil, err
	}
	low, err := timeOf(e.Low, zone)
	if err != nil {
		return nil, err
	}
	high, err := timeOf(e.High, zone)
	if err != nil {
		return nil, err
	}
	set := []druidtime.Interval{{StartMs: low, EndMs: high + 1}}
	if e.Not {
		return complement(set), nil
	}
	return set, nil
}

// comparisonIntervals reads __time op TIMESTAMP, or the reverse.
func comparisonIntervals(e *ast.Binary, zone *time.Location) ([]druidtime.Interval, error) {
	column, value, op := e.Left, e.Right, e.Op
	if _, ok := e.Left.(*ast.Literal); ok {
		column, value, op = e.Right, e.Left, reversed(op)
	}
	if err := checkTimeColumn(column, e); err != nil {
		return nil, err
	}
	ms, err := timeOf(value, zone)
	if err != nil {
		return nil, err
	}
	iv := druidtime.Eternity()
	switch op {
	case "=":
		iv.StartMs, iv.EndMs = ms, ms+1
	case ">=":
		iv.StartMs = ms
	case ">":
		iv.StartMs = ms + 1
	case "<":
		iv.EndMs = ms
	case "<=":
		iv.EndMs = ms + 1
	default:
		return nil, sqlError("Unsupported operation [%s] in OVERWRITE WHERE clause.", op)
	}
	return []druidtime.Interval{iv}, nil
}

func reversed(op string) string {
	switch op {
	case "<":
		return ">"
	case "<=":
		return ">="
	case ">":
		return "<"
	case ">=":
		return "<="
	}
	return op
}

func checkTimeColumn(x ast.Expr, clause ast.Expr) error {
	id, ok := x.(*ast.Ident)
	if !ok {
		op := "BETWEEN"
		if b, ok := clause.(*ast.Binary); ok {
			op = b.Op
		}
		return sqlError("Invalid OVERWRITE WHERE clause [%s]: Unsupported operation [%s] in OVERWRITE WHERE clause.", parser.Unparse(clause), op)
	}
	if id.Name() != "__time" {
		return sqlError("OVERWRITE WHERE clause only supports filtering on the __time column, got [%s]", id.Name())
	}
	return nil
}

// timeOf reads a TIMESTAMP literal in the session's zone.
func timeOf(x ast.Expr, zone *time.Location) (int64, error) {
	l, ok := x.(*ast.Literal)
	if ok && (l.Kind == ast.LitTimestamp || l.Kind == ast.LitDate) {
		if ms, ok := druidtime.ParseISO(l.Text, zone); ok {
			return ms, nil
		}
	}
	return 0, sqlError("Cannot get a timestamp from sql expression [%s]", parser.Unparse(x))
}

// merged sorts intervals, drops empty ones and joins those that touch.
func merged(set []druidtime.Interval) []druidtime.Interval {
	set = slices.DeleteFunc(slices.Clone(set), druidtime.Interval.IsEmpty)
	slices.SortFunc(set, func(a, b druidtime.Interval) int {
		return cmp.Compare(a.StartMs, b.StartMs)
	})
	out := set[:0]
	for _, iv := range set {
		if n := len(out); n > 0 && iv.StartMs <= out[n-1].EndMs {
			out[n-1].EndMs = max(out[n-1].EndMs, iv.EndMs)
			continue
		}
		out = append(out, iv)
	}
	return out
}

func intersection(a, b []druidtime.Interval) []druidtime.Interval {
	var out []druidtime.Interval
	for _, x := range a {
		for _, y := range b {
			if x.Overlaps(y) {
				out = append(out, x.Overlap(y))
			}
		}
	}
	return out
}

// complement gives the instants outside of a set.
func complement(set []druidtime.Interval) []druidtime.Interval {
	all := druidtime.Eternity()
	at := all.StartMs
	var out []druidtime.Interval
	for _, iv := range merged(set) {
		if iv.StartMs > at {
			out = append(out, druidtime.Interval{StartMs: at, EndMs: iv.StartMs})
		}
		at = iv.EndMs
	}
	if at < all.EndMs {
		out = append(out, druidtime.Interval{StartMs: at, EndMs: all.EndMs})
	}
	return out
}

// filterText gives a condition as Druid prints the filter it made of it.
func filterText(e ast.Expr, zone *time.Location) string {
	switch e := e.(type) {
	case *ast.Logical:
		op := " && "
		if e.Or {
			op = " || "
		}
		parts := make([]string, len(e.Terms))
		for i, term := range e.Terms {
			parts[i] = filterText(term, zone)
		}
		return "(" + strings.Join(parts, op) + ")"
	case *ast.Unary:
		return "!" + filterText(e.X, zone)
	case *ast.Between:
		low, _ := timeOf(e.Low, zone)
		high, _ := timeOf(e.High, zone)
		return fmt.Sprintf("%d <= __time as numeric <= %d", low, high)
	case *ast.Binary:
		if ms, err := timeOf(e.Right, zone); err == nil {
			return boundText(e.Op, ms)
		}
		ms, _ := timeOf(e.Left, zone)
		return boundText(reversed(e.Op), ms)
	}
	return parser.Unparse(e)
}

func boundText(op string, ms int64) string {
	switch op {
	case ">=":
		return fmt.Sprintf("%d <= __time as numeric", ms)
	case ">":
		return fmt.Sprintf("%d < __time as numeric", ms)
	case "=":
		return fmt.Sprintf("__time = %d", ms)
	}
	return fmt.Sprintf("__time as numeric %s %d", op, ms)
}
