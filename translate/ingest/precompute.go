package ingest

import (
	"fmt"
	"hash/fnv"
	"time"

	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// Computed is a column of a staging table that Go fills while it parses: milliseconds of a TIMESTAMP.
type Computed struct {
	// Name is the column's name in the staging table; columns of the signature are c0, c1, …
	Name string
	DirectColumn
}

// Precompute has workers parse the times of external rows, which Postgres needs ten times longer for
// (20 of 34 s of a grouping of two million rows): calls of TIME_PARSE on a column of an extern become
// columns of its staging table, read through millis, the function MILLIS_TO_TIMESTAMP. It also notes
// which columns of an extern the query reads at all. The query is changed in place.
//
// A column that turned out to hold lists is left to Postgres. Names do not depend on the rest of the
// query, so that the statement may be translated again when that is known.
func Precompute(q *plan.Query, externs []Extern, millis *plan.Function, zone *time.Location, now time.Time) {
	byAlias := map[string]int{}
	plan.WalkQuery(q, func(r plan.Rel) {
		if s, ok := r.(*plan.Scan); ok && s.External >= 0 && s.External < len(externs) {
			byAlias[s.Alias] = s.External
		}
	}, func(plan.Expr) {})
	used := make([]map[string]bool, len(externs))
	for i := range used {
		used[i] = map[string]bool{}
	}
	plan.WalkQuery(q, func(plan.Rel) {}, func(e plan.Expr) {
		switch e := e.(type) {
		case *plan.Call:
			if i, ok := parsesTime(e, byAlias); ok {
				externs[i].compute(e, millis, zone, now)
			}
		case *plan.Column:
			if i, ok := byAlias[e.Alias]; ok {
				used[i][e.Name] = true
			}
		}
	})
	for i := range externs {
		externs[i].note(used[i])
	}
}

// parsesTime finds the extern that a TIME_PARSE reads a plain column of.
func parsesTime(e *plan.Call, byAlias map[string]int) (int, bool) {
	if e.Fn.Name != "TIME_PARSE" || len(e.Args) == 0 {
		return 0, false
	}
	col, ok := e.Args[0].(*plan.Column)
	if !ok || !col.T.IsString() || col.T.MultiValue {
		return 0, false
	}
	i, ok := byAlias[col.Alias]
	return i, ok
}

// compute turns a call into a read of a column that it adds to the staging table.
func (x *Extern) compute(e *plan.Call, millis *plan.Function, zone *time.Location, now time.Time) {
	col, _ := e.Args[0].(*plan.Column) // by parsesTime
	c := &compiler{alias: col.Alias, columns: len(x.Signature), zone: zone, pivot: now.Year()}
	out := Computed{DirectColumn: DirectColumn{Source: -1, Type: druidtype.Of(druidtype.BigInt)}}
	if !c.column(&out.DirectColumn, e) || out.ParseTime == nil {
		return
	}
	sum := fnv.New32a()
	for _, arg := range e.Args[1:] {
		text, _ := plan.TextOf(arg)
		_, _ = fmt.Fprintf(sum, "%q,", text)
	}
	out.Name = fmt.Sprintf("t%d_%08x", out.Inputs[0], sum.Sum32())
	known := false
	for _, have := range x.Computed {
		known = known || have.Name == out.Name
	}
	if !known {
		x.Computed = append(x.Computed, out)
	}
	e.Fn, e.Data, e.Bound = millis, nil, nil
	e.Args = []plan.Expr{&plan.Column{Base: plan.Base{T: out.Type}, Alias: col.Alias, Name: out.Name}}
}

// note says which columns are read: those that the query names, and what is computed from.
func (x *Extern) note(names map[string]bool) {
	x.Used = make([]bool, len(x.Signature))
	for i := range x.Signature {
		x.Used[i] = names[plan.OutName(i)]
	}
	for _, c := range x.Computed {
		for _, i := range c.Inputs {
			x.Used[i] = true
		}
	}
}
