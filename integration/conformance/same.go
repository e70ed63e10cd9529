package conformance

import (
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Tolerances of floating-point comparison.
const (
	relativeTolerance = 1e-9
	absoluteTolerance = 1e-12
)

// float returns the value as a float64, and whether it is a number at all.
func float(value any) (float64, bool) {
	switch v := value.(type) {
	case int64:
		return float64(v), true
	case *big.Int:
		f, _ := new(big.Float).SetInt(v).Float64()
		return f, true
	case float64:
		return v, true
	}
	return 0, false
}

func isInteger(value any) bool {
	switch value.(type) {
	case int64, *big.Int:
		return true
	}
	return false
}

// closeTo tells whether two numbers agree within a relative or an absolute tolerance.
func closeTo(a, b, relative, absolute float64) bool {
	if a == b {
		return true
	}
	if math.IsInf(a, 0) || math.IsInf(b, 0) {
		return false
	}
	diff := math.Abs(a - b)
	return diff <= relative*math.Max(math.Abs(a), math.Abs(b)) || diff <= absolute
}

// Same tells whether two values of a result are equal. Numbers have a tolerance where one of them is a float, or where
// the case asks for one (approx > 0); texts that hold a JSON array or object are equal when what they hold is.
func Same(want, got any, approx float64) bool {
	wantNumber, wantOK := float(want)
	gotNumber, gotOK := float(got)
	if wantOK && gotOK {
		if isInteger(want) && isInteger(got) && approx == 0 {
			return reflect.DeepEqual(want, got)
		}
		relative := approx
		if relative == 0 {
			relative = relativeTolerance
		}
		return closeTo(wantNumber, gotNumber, relative, absoluteTolerance)
	}
	switch w := want.(type) {
	case []any:
		g, ok := got.([]any)
		return ok && sameArray(w, g, approx)
	case Object:
		g, ok := got.(Object)
		return ok && sameObject(w, g, approx)
	case string:
		g, ok := got.(string)
		return ok && (w == g || sameText(w, g, approx))
	default:
		return want == got
	}
}

func sameArray(want, got []any, approx float64) bool {
	return slices.EqualFunc(want, got, func(w, g any) bool { return Same(w, g, approx) })
}

func sameObject(want, got Object, approx float64) bool {
	if len(want) != len(got) {
		return false
	}
	for _, m := range want {
		g, ok := got.Get(m.Key)
		if !ok || !Same(m.Value, g, approx) {
			return false
		}
	}
	return true
}

func sameText(want, got string, approx float64) bool {
	if want == "" || got == "" || want[0] != got[0] || !strings.ContainsAny(want[:1], "[{") {
		return false
	}
	w, err := Decode(want)
	if err != nil {
		return false
	}
	g, err := Decode(got)
	return err == nil && Same(w, g, approx)
}

// roughKey is a sort key under which nearly equal rows come to lie side by side.
func roughKey(value any) string {
	switch v := value.(type) {
	case nil:
		return "0"
	case bool:
		return "1" + strconv.FormatBool(v)
	case string:
		return "3" + v
	case []any:
		keys := make([]string, len(v))
		for i, item := range v {
			keys[i] = roughKey(item)
		}
		return "4" + strings.Join(keys, "\x01")
	}
	if f, ok := float(value); ok {
		return "2" + strconv.FormatFloat(f, 'g', 6, 64)
	}
	return "5" + Encode(value)
}

func sortedRows(rows []any) []any {
	type keyed struct {
		key string
		row any
	}
	all := make([]keyed, len(rows))
	for i, row := range rows {
		all[i] = keyed{roughKey(row), row}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	out := make([]any, len(rows))
	for i, k := range all {
		out[i] = k.row
	}
	return out
}
