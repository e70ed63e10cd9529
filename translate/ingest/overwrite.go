package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ogham/internal/druiderr"
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

// intervals gives the instants for which e holds. An error names every clause around it, from the
// outside in, as Druid does.
func intervals(e ast.Expr, zone *time.Location) ([]druidtime.Interval, error) {
	var set []druidtime.Interval
	var err error
	switch e := e.(type) {
	case *ast.Logical:
		set, err = logicalIntervals(e, zone)
	case *ast.Between:
		set, err = betweenIntervals(e, zone)
	case *ast.Binary:
		set, err = comparisonIntervals(e, zone)
	case *ast.Unary:
		if e.Op != "NOT" {
			err = unsupported(e.Op)
			break
		}
		set, err = intervals(e.X, zone)
		set = complement(set)
	case *ast.In:
		err = unsupported(negated(e.Not, "IN"))
	case *ast.Like:
		err = unsupported(negated(e.Not, e.Op))
	case *ast.Call:
		err = unsupported(e.Name)
	default:
		return nil, sqlError("Invalid OVERWRITE WHERE clause [%s]: expected clause including AND, OR, NOT, >, <, >=, <= OR BETWEEN operators", parser.Unparse(e))
	}
	if err != nil {
		return nil, within(e, err)
	}
	return set, nil
}

func unsupported(op string) error {
	return sqlError("Unsupported operation [%s] in OVERWRITE WHERE clause.", op)
}

func negated(not bool, op string) string {
	if not {
		return "NOT " + op
	}
	return op
}

// within says in which clause an error was found. That a column is not __time is found later, when
// the clause has been read: that error stays as it is.
func within(clause ast.Expr, err error) error {
	message := druiderr.As(err).Message
	if strings.HasPrefix(message, onlyTime) {
		return err
	}
	if call, ok := clause.(*ast.Call); ok { // Druid quotes the names of functions that are not Calcite's
		named := *call
		named.Quoted = true
		clause = &named
	}
	return sqlError("Invalid OVERWRITE WHERE clause [%s]: %s", parser.Unparse(clause), message)
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
	if err := checkTimeColumn(e.X); err != nil {
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

// comparisonIntervals reads __time op TIMESTAMP; the column stands on the left.
func comparisonIntervals(e *ast.Binary, zone *time.Location) ([]druidtime.Interval, error) {
	switch e.Op {
	case ">=", ">", "<", "<=":
	default:
		return nil, unsupported(e.Op)
	}
	if err := checkTimeColumn(e.Left); err != nil {
		return nil, err
	}
	ms, err := timeOf(e.Right, zone)
	if err != nil {
		return nil, err
	}
	iv := druidtime.Eternity()
	switch e.Op {
	case ">=":
		iv.StartMs = ms
	case ">":
		iv.StartMs = ms + 1
	case "<":
		iv.EndMs = ms
	case "<=":
		iv.EndMs = ms + 1
	}
	return []druidtime.Interval{iv}, nil
}

const onlyTime = "OVERWRITE WHERE clause only supports filtering on the __time column"

func checkTimeColumn(x ast.Expr) error {
	id, ok := x.(*ast.Ident)
	if !ok {
		return sqlError("Cannot parse column name from SQL expression [%s]", parser.Unparse(x))
	}
	if id.Name() != "__time" {
		return sqlError(onlyTime+", got [%s]", id.Name())
	}
	return nil
}

// timeOf reads a TIMESTAMP literal in the session's zone.
func timeOf(x ast.Expr, zone *time.Location) (int64, error) {
	l, ok := x.(*ast.Literal)
	if ok && l.Kind == ast.LitTimestamp {
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
		ms, _ := timeOf(e.Right, zone)
		return boundText(e.Op, ms)
	}
	return parser.Unparse(e)
}

func boundText(op string, ms int64) string {
	switch op {
	case ">=":
		return fmt.Sprintf("%d <= __time as numeric", ms)
	case ">":
		return fmt.Sprintf("%d < __time as numeric", ms)
	}
	return fmt.Sprintf("__time as numeric %s %d", op, ms)
}
