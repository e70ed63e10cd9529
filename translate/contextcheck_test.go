package translate

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
)

func TestCheckContext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		key  string
		v    any
		want string
	}{
		{"sqlJoinAlgorithm", "hash", "Expected key [sqlJoinAlgorithm] to be one of [broadcast, sortMerge], but got [hash]"},
		{"sqlJoinAlgorithm", json.Number("5"), "Expected key [sqlJoinAlgorithm] to be a String, but got [java.lang.Integer]"},
		{"sqlJoinAlgorithm", []any{"x"}, "Expected key [sqlJoinAlgorithm] to be a String, but got [java.util.ArrayList]"},
		{"useApproximateCountDistinct", json.Number("1"), "Expected key [useApproximateCountDistinct] to be a Boolean, but got [java.lang.Integer]"},
		{"inSubQueryThreshold", "x", "Expected key [inSubQueryThreshold] to be in integer format, but got [x]"},
		{"inSubQueryThreshold", "1e999999999", "Expected key [inSubQueryThreshold] to be in integer format, but got [1e999999999]"},
		{"inSubQueryThreshold", true, "Expected key [inSubQueryThreshold] to be an Integer, but got [java.lang.Boolean]"},
		{"maxQueuedBytes", "1.5", "Expected key [maxQueuedBytes] to be in long format, but got [1.5]"},
	} {
		err := checkContext(map[string]any{c.key: c.v}, EngineNative)
		require.Equal(t, c.want, druiderr.As(err).Message)
	}
	require.NoError(t, checkContext(map[string]any{
		"sqlJoinAlgorithm": "sortMerge", "useApproximateCountDistinct": "x", "maxQueuedBytes": " 1e3 ", "inSubQueryThreshold": nil, "lane": "a",
	}, EngineNative))
	require.NoError(t, checkContext(map[string]any{"lane": json.Number("5")}, EngineMSQ))
}

func TestSegmentSortOrder(t *testing.T) {
	t.Parallel()
	columns := map[string]int{"__time": 0, "a": 1}
	for text, want := range map[string][]string{`__time, a`: {"__time", "a"}, `["__time","a"]`: {"__time", "a"}, " ": nil} {
		got, err := segmentSortOrder(map[string]any{"segmentSortOrder": text}, columns)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := segmentSortOrder(map[string]any{"segmentSortOrder": "zzz"}, columns)
	require.Equal(t, "Column [zzz] in segment sort order does not appear in the query output", druiderr.As(err).Message)
	_, err = segmentSortOrder(map[string]any{"segmentSortOrder": "a"}, columns)
	require.Equal(t, "Segment sort order must begin with column [__time]", druiderr.As(err).Message)
}
