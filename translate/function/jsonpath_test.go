package function

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJSONPathsAreParsed(t *testing.T) {
	t.Parallel()
	field := func(name string) jsonStep { return jsonStep{field: name} }
	at := func(i int) jsonStep { return jsonStep{index: i, array: true} }
	for path, want := range map[string]jsonPath{
		"": nil, "$": nil, "$.a": {field("a")}, "$.a.b": {field("a"), field("b")}, "$['c.d']": {field("c.d")},
		"$.a[1]['b c'].d[-1]": {field("a"), at(1), field("b c"), field("d"), at(-1)}, "$[0][1]": {at(0), at(1)},
		"$.a.": {field("a")}, "$.a[": {field("a")}, "$.*": {field("*")}, `$.a"b`: {field(`a"b`)}, "$.a]": {field("a]")},
		"$['it's']": {field("it's")},
	} {
		got, err := parseJSONPath(path)
		require.NoError(t, err, path)
		require.Equal(t, want, got, path)
	}
}

func TestWrongJSONPathsFailAsInDruid(t *testing.T) {
	t.Parallel()
	number := func(s string) string {
		return "array specifier [" + s + "] should be a number, it was not.  Use ' if this value was meant to be a field name"
	}
	for path, why := range map[string]string{
		"a": "it must start with '$'", "$a": "path parts must be separated with '.'", "$.a[1]x": "path parts must be separated with '.'",
		"$.a[x]": number("x"), `$["a"]`: number(`"a"`), "$[*]": number("*"), "$.a[99999999999]": number("99999999999"),
		"$[a": "unterminated '['", "$['a": "unterminated single-quote (')", "$.a'b": "single-quote (') must be immediately after '['",
		"$.[1]": "found '[' at invalid position [2], must not follow '.' or must be contained with '", "$['a']b": "path parts must be separated with '.'",
	} {
		_, err := parseJSONPath(path)
		require.EqualError(t, err, "JSONPath ["+path+"] is invalid, "+why)
	}
	for _, path := range []string{"$..a", "$[]"} {
		_, err := parseJSONPath(path)
		require.EqualError(t, err, "jq path ["+path+"] is invalid, path parts separated by '.' must not be empty")
	}
}

// The order is what Druid 33 answered for JSON_OBJECT('banana':1,'apple':2,…).
func TestKeysAreInTheOrderOfAHashMap(t *testing.T) {
	t.Parallel()
	var pairs []jsonPair
	for i, key := range []string{"banana", "apple", "cherry", "zeta", "kiwi", "x"} {
		pairs = putPair(pairs, jsonPair{key, i})
	}
	pairs = putPair(pairs, jsonPair{"x", 9})
	var keys []string
	for _, p := range hashOrder(pairs) {
		keys = append(keys, p.key)
	}
	require.Equal(t, []string{"banana", "zeta", "apple", "cherry", "kiwi", "x"}, keys)
	require.Equal(t, uint32(96354), javaHash("abc"))
	require.Equal(t, uint32(1772899), javaHash("😀"))
}
