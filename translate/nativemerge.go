package translate

import (
	"cmp"
	"slices"
	"strings"
)

// timeAlone tells whether a filter asks for __time and nothing else.
func timeAlone(f any) bool {
	switch f := f.(type) {
	case equalsFilter:
		return f.Column == timeColumn
	case rangeFilter:
		return f.Column == timeColumn
	case notFilter:
		return timeAlone(f.Field)
	case fieldsFilter:
		return !slices.ContainsFunc(f.Fields, func(g any) bool { return !timeAlone(g) })
	}
	return false
}

// conjoined is AND: ranges of a column become one, and texts that it must not equal one IN.
func conjoined(fields []any) any {
	out := merged(flat(fields, "and"), func(a, b any) (any, bool) {
		if x, y, ok := ranges(a, b); ok {
			return narrowed(x, y), true
		}
		x, ok := a.(notFilter)
		y, ok2 := b.(notFilter)
		if !ok || !ok2 {
			return nil, false
		}
		both, ok := united(x.Field, y.Field)
		return notFilter{"not", both}, ok
	})
	if len(out) == 1 {
		return out[0]
	}
	return fieldsFilter{"and", out}
}

// disjoined is OR: texts that a column may equal become an IN, and what leaves out a range says so.
func disjoined(fields []any) any {
	out := merged(flat(fields, "or"), func(a, b any) (any, bool) {
		if x, y, ok := ranges(a, b); ok {
			return outside(x, y)
		}
		return united(a, b)
	})
	if len(out) == 1 {
		return out[0]
	}
	return fieldsFilter{"or", out}
}

// merged puts together what can be, each in the place of the first.
func merged(fields []any, merge func(a, b any) (any, bool)) []any {
	var out []any
next:
	for _, f := range fields {
		for i, g := range out {
			if sameFilter(f, g) {
				continue next
			}
			if both, ok := merge(g, f); ok {
				out[i] = both
				continue next
			}
		}
		out = append(out, f)
	}
	return out
}

// united makes an IN of two filters for texts of one column.
func united(a, b any) (any, bool) {
	column, values := texts(a)
	other, more := texts(b)
	if column == "" || column != other {
		return nil, false
	}
	values = slices.Compact(slices.Sorted(slices.Values(append(values, more...))))
	if len(values) == 1 {
		return a, true
	}
	return inFilter{"in", column, values}, true
}

// texts are those that a filter lets a column equal; column is "" for other filters.
func texts(f any) (column string, values []string) {
	switch f := f.(type) {
	case equalsFilter:
		if text, ok := f.MatchValue.(string); ok {
			return f.Column, []string{text}
		}
	case inFilter:
		return f.Dimension, slices.Clone(f.Values)
	}
	return "", nil
}

// ranges gives two filters that are ranges of one column and type.
func ranges(a, b any) (x, y rangeFilter, ok bool) {
	x, ok = a.(rangeFilter)
	y, ok2 := b.(rangeFilter)
	return x, y, ok && ok2 && x.Column == y.Column && x.MatchValueType == y.MatchValueType
}

// outside makes "below one or above another" the negation of what lies between.
func outside(a, b rangeFilter) (any, bool) {
	if a.Upper == nil {
		a, b = b, a
	}
	if a.Upper == nil || a.Lower != nil || b.Lower == nil || b.Upper != nil || compareValues(a.Upper, b.Lower) >= 0 {
		return nil, false
	}
	between := a
	between.Lower, between.LowerOpen, between.Upper, between.UpperOpen = a.Upper, !a.UpperOpen, b.Lower, !b.LowerOpen
	return notFilter{"not", between}, true
}

// flat takes filters of a type apart.
func flat(fields []any, kind string) []any {
	var out []any
	for _, f := range fields {
		if inner, ok := f.(fieldsFilter); ok && inner.Type == kind {
			out = append(out, inner.Fields...)
		} else {
			out = append(out, f)
		}
	}
	return out
}

// sameFilter tells equal filters without lists.
func sameFilter(a, b any) bool {
	switch a := a.(type) {
	case nullFilter, equalsFilter, rangeFilter:
		return a == b
	case notFilter:
		b, ok := b.(notFilter)
		return ok && sameFilter(a.Field, b.Field)
	}
	return false
}

// narrowed is what two ranges of a column have in common; one value is an equality.
func narrowed(a, b rangeFilter) any {
	if c := compareValues(b.Lower, a.Lower); b.Lower != nil && (a.Lower == nil || c > 0 || c == 0 && b.LowerOpen) {
		a.Lower, a.LowerOpen = b.Lower, b.LowerOpen
	}
	if c := compareValues(b.Upper, a.Upper); b.Upper != nil && (a.Upper == nil || c < 0 || c == 0 && b.UpperOpen) {
		a.Upper, a.UpperOpen = b.Upper, b.UpperOpen
	}
	if a.Lower != nil && a.Lower == a.Upper && !a.LowerOpen && !a.UpperOpen {
		return equalsFilter{"equals", a.Column, a.MatchValueType, a.Lower}
	}
	return a
}

// compareValues orders constants of one type; what is of two is equal.
func compareValues(a, b any) int {
	switch x := a.(type) {
	case int64:
		y, _ := b.(int64)
		return cmp.Compare(x, y)
	case float64:
		y, _ := b.(float64)
		return cmp.Compare(x, y)
	case string:
		y, _ := b.(string)
		return strings.Compare(x, y)
	}
	return 0
}
