package function

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// javaCase is an element of testdata/java_regexp.json: a pattern, its AREs and what Druid 33 answers.
// That Postgres answers the same with these AREs is tested in package migrations.
type javaCase struct {
	Pattern, Like, Exact string
}

func TestJavaPatternsAreTranslated(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/java_regexp.json")
	require.NoError(t, err)
	var cases []javaCase
	require.NoError(t, json.Unmarshal(data, &cases))
	require.NotEmpty(t, cases)
	for _, c := range cases {
		re, err := parseJava(c.Pattern)
		require.NoError(t, err, c.Pattern)
		require.Equal(t, c.Like, areText(re, false), c.Pattern)
		require.Equal(t, c.Exact, areText(re, true), c.Pattern)
	}
}

func TestWrongJavaPatternsFailAsInJava(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/java_regexp_errors.json")
	require.NoError(t, err)
	var cases map[string]string
	require.NoError(t, json.Unmarshal(data, &cases))
	require.NotEmpty(t, cases)
	for pattern, message := range cases {
		_, err := parseJava(pattern)
		require.EqualError(t, err, message, pattern)
	}
}

func TestPlainTextPatternsAreFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		start, ok     bool
	}{
		{"abc", "abc", false, true},
		{"^abc", "abc", true, true},
		{`a\.b`, "a.b", false, true},
		{`\Q.*\E`, ".*", false, true},
		{"(?i)abc", "", false, false},
		{"a.c", "", false, false},
		{"", "", false, false},
		{"^", "", true, false},
		{"a|b", "", false, false},
	} {
		re, err := parseJava(c.pattern)
		require.NoError(t, err)
		text, start, ok := simpleText(re)
		require.Equal(t, c.ok, ok, c.pattern)
		if ok {
			require.Equal(t, c.text, text, c.pattern)
			require.Equal(t, c.start, start, c.pattern)
		}
	}
}

func TestReplacementsAreRead(t *testing.T) {
	t.Parallel()
	data := reData{groups: 1, names: map[string]int{"q": 1}}
	for in, want := range map[string]string{
		`$1-$0`: `\1-\&`, `$12`: `\12`, `\$1`: `$1`, `a\\b`: `a\\b`, `${q}!`: `\1!`, "": "", "é": "é",
	} {
		parts, err := parseReplacement(in, data)
		require.NoError(t, err, in)
		require.Equal(t, want, postgresReplacement(parts), in)
	}
	for in, want := range map[string]string{
		`$2`: "No group 2", `$`: "Illegal group reference: group index is missing", `$x`: "Illegal group reference",
		`\`: "character to be escaped is missing", `${z}`: "No group with name {z}",
		`${q`: "named capturing group is missing trailing '}'",
	} {
		_, err := parseReplacement(in, data)
		require.EqualError(t, err, want, in)
	}
}

func FuzzJavaRegexp(f *testing.F) {
	for _, p := range []string{"a", "(a|b)*?c{2,3}+", `[a-z&&[^b]]\b\p{L}(?i:x)`, `(?<n>a)\k<n>$`, `\Q[\E`, "[[a]", "a{1,99999}"} {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		re, err := parseJava(pattern)
		if err != nil {
			return
		}
		for _, exact := range []bool{false, true} {
			text := areText(re, exact)
			require.NotContains(t, text, "\x00")
			require.LessOrEqual(t, strings.Count(text, "(?<n>"), strings.Count(pattern, "(?<n>"))
		}
	})
}
