package conformance

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func decode(t *testing.T, text string) any {
	t.Helper()
	value, err := Decode(text)
	require.NoError(t, err, text)
	return value
}

func TestSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want, got string
		approx    float64
		same      bool
	}{
		{`1`, `1`, 0, true},
		{`1`, `2`, 0, false},
		{`1`, `1.0`, 0, true},
		{`1`, `true`, 0, false},
		{`1`, `"1"`, 0, false},
		{`0.1`, `0.10000000001`, 0, true},
		{`0.1`, `0.1001`, 0, false},
		{`0.1`, `0.1001`, 0.01, true},
		{`100`, `101`, 0, false},
		{`100`, `101`, 0.02, true},
		{`9223372036854775808`, `9223372036854775809`, 0, false},
		{`0.0`, `1e-13`, 0, true},
		{`null`, `""`, 0, false},
		{`["a",null]`, `["a",null]`, 0, true},
		{`["a"]`, `["a",null]`, 0, false},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, 0, true},
		{`{"a":1}`, `{"a":1,"b":null}`, 0, false},
		{`"{\"a\":1, \"b\":2}"`, `"{\"b\":2,\"a\":1}"`, 0, true},
		{`"[1]"`, `"[2]"`, 0, false},
		{`"[x"`, `"[y"`, 0, false},
	} {
		require.Equal(t, c.same, Same(decode(t, c.want), decode(t, c.got), c.approx), "%s ~ %s", c.want, c.got)
	}
}

func TestDiffer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		step     Step
		exp, act string
		diffs    []string
	}{
		{"Equal", Step{}, `{"a":[1,"x"]}`, `{"a":[1,"x"]}`, nil},
		{"IntegerIsNoDouble", Step{}, `{"a":1}`, `{"a":1.0}`, []string{"$.a: 1.0 (double) instead of 1 (integer)"}},
		{"KeyOrderFree", Step{}, `{"a":1,"b":2}`, `{"b":2,"a":1}`, nil},
		{"KeyOrderCounts", Step{Compare: compareOrdered}, `{"a":1,"b":2}`, `{"b":2,"a":1}`, []string{"$: keys [b a] instead of [a b]"}},
		{"Missing", Step{}, `{"a":1}`, `{}`, []string{"$.a: missing"}},
		{"Unexpected", Step{}, `{}`, `{"a":1}`, []string{"$.a: unexpected (1)"}},
		{"Ignored", Step{Ignore: []string{"$.a", "$..b"}}, `{"a":1}`, `{"c":{"b":1}}`, []string{"$.c: unexpected ({\"b\": 1})"}},
		{"IgnoredBelow", Step{Ignore: []string{"$..b"}}, `{"c":{}}`, `{"c":{"b":1}}`, nil},
		{"Contains", Step{Compare: compareContains}, `{"a":[{"b":1}]}`, `{"x":0,"a":[{"c":1},{"b":1,"d":2}]}`, nil},
		{"Unordered", Step{Unordered: []string{"$"}}, `[1,2]`, `[2,1]`, nil},
		{"UnorderedOther", Step{Unordered: []string{"$"}}, `[1,2]`, `[2,2]`, []string{"$[0]: no element like 1"}},
		{"VolatileTime", Step{Volatile: []string{"$[*].t"}}, `[{"t":"2026-11-21T10:26:29.890Z"}]`, `[{"t":"2027-01-01T00:00:00.000Z"}]`, nil},
		{"VolatileKind", Step{Volatile: []string{"$.t"}}, `{"t":"2026-11-21T10:26:29.890Z"}`, `{"t":"now"}`, []string{`$.t: "now" is no time`}},
		{"VolatileText", Step{Volatile: []string{`/x\d+/`}}, `"a x12"`, `"a x3"`, nil},
		{"Shape", Step{Compare: compareShape}, `[{"a":1,"b":"x"}]`, `[{"a":2.5,"b":"y"},{"a":3,"b":""}]`, nil},
		{"ShapeType", Step{Compare: compareShape}, `[{"a":1}]`, `[{"a":"1"}]`, []string{"$[0].a: type string instead of integer"}},
		{"Lengths", Step{Lengths: map[string]int{"$": 2}}, `[1]`, `[7,8]`, nil},
		{"LengthsOther", Step{Lengths: map[string]int{"$": 2}}, `[1]`, `[7]`, []string{"$: 1 elements instead of 2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			response := Response{Status: 200, Body: &c.exp}
			if c.step.Compare == "" {
				response.JSON = Value{V: decode(t, c.exp), Present: true}
			}
			diffs := Check(&c.step, &response, Answer{Status: 200, Text: c.act})
			require.Equal(t, c.diffs, diffs)
		})
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		format string
		answer Answer
		cut    bool
	}{
		{"ArrayWhole", "array", Answer{Text: "[[1]]\n"}, false},
		{"ArrayCut", "array", Answer{Text: "[[1]"}, true},
		{"ConnectionCut", "array", Answer{Text: "[[1]]", Truncated: true}, true},
		{"LinesWhole", "objectLines", Answer{Text: "{}\n\n"}, false},
		{"LinesCut", "objectLines", Answer{Text: "{}\n"}, true},
	} {
		require.Equal(t, c.cut, cut(&Response{Format: c.format}, c.answer), c.name)
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	value := decode(t, `{"a":{"b":[1,2,{"c":3}]},"c":4,"d e":5}`)
	for path, want := range map[string][]any{
		"$.a.b[0]":    {int64(1)},
		"$.a.b[9]":    nil,
		"$..c":        {int64(3), int64(4)},
		"$['d e']":    {int64(5)},
		"$.a.b[*].c":  {int64(3)},
		"$.no.such":   nil,
		"$.a.b[2]..c": {int64(3)},
	} {
		require.Equal(t, want, Lookup(value, path), path)
	}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	// Computed by the recorder of the cases.
	rows := decode(t, `[["b", 1.0, null], ["a", 1e+16, {"k": [true, "ä\n"]}]]`).([]any)
	require.Equal(t, "bc3ca65775d4dcd9279a12fa9b95028a", Digest(rows))
}

func TestEncodeKeepsOrderAndNumbers(t *testing.T) {
	t.Parallel()
	const text = `{"b": [1, 1.0, -0.5, 1e+20, 1e-07, 123456789012345678901], "a": "\"\\\n\u0001é", "n": null}`
	require.Equal(t, text, Encode(decode(t, text))) //nolint:testifylint // the very text counts, not what it means
}
