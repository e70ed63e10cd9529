package function_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/translate/function"
	"ogham/translate/plan"
)

// The values are those of Druid 33 for the same constants.
func TestValuesOfConstants(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	for _, c := range []struct {
		name string
		args []any
		want any
	}{
		{"LN", []any{int64(0)}, -inf},
		{"POWER", []any{int64(10), int64(400)}, inf},
		{"+", []any{int64(math.MaxInt64), int64(1)}, int64(math.MinInt64)},
		{"/DOUBLE", []any{1.0, int64(0)}, inf},
		{"*WRAP", []any{int64(3), int64(4)}, int64(12)},
		{"ABS", []any{int64(math.MinInt64)}, int64(math.MinInt64)},
		{"ROUND", []any{-inf}, -math.MaxFloat64},
		{"TRUNCATE", []any{-inf}, float64(math.MinInt64)},
		{"GREATEST", []any{-inf, int64(1), nil}, 1.0},
		{"LEAST", []any{nil, nil}, nil},
		{">", []any{-inf, int64(1)}, false},
		{"<=TEXT", []any{"a", "b"}, nil},
		{"=", []any{"a", "a"}, true},
		{"IS NULL", []any{nil}, true},
		{"NOT", []any{nil}, nil},
		{"BITWISE_CONVERT_LONG_BITS_TO_DOUBLE", []any{int64(9218868437227405312)}, inf},
	} {
		f, ok := function.Get(c.name)
		require.True(t, ok, c.name)
		got, _, err := function.Value(&plan.Call{Fn: f}, c.args)
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, got, c.name)
	}
	for _, name := range []string{"/", "MOD"} {
		f, _ := function.Get(name)
		_, _, err := function.Value(&plan.Call{Fn: f}, []any{int64(1), int64(0)})
		require.ErrorContains(t, err, "/ by zero", name)
	}
	f, _ := function.Get("UPPER")
	_, known, err := function.Value(&plan.Call{Fn: f}, []any{"a"})
	require.NoError(t, err)
	require.False(t, known)
}
