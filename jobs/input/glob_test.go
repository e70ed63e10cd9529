package input

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGlobsAreThoseOfJava(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		glob, key string
		want      bool
	}{
		{"*.json", "file.json", true},
		{"*.json", "bar/file.json", false},
		{"**.json", "bar/file.json", true},
		{"**.json", "bar/file.json.gz", false},
		{"bar/*/f?.csv", "bar/x/f1.csv", true},
		{"bar/*/f?.csv", "bar/x/y/f1.csv", false},
		{"bar/f?", "bar/f/", false},
		{"{a,b*}/x", "bcd/x", true},
		{"{a,b*}/x", "c/x", false},
		{"[a-c]1", "b1", true},
		{"[!a-c]1", "b1", false},
		{"[!a-c]1", "z1", true},
		{"[!a]1", "/1", false},
		{`\*.x`, "*.x", true},
		{`\*.x`, "a.x", false},
		{"a.b+c", "a.b+c", true},
		{"a.b", "axb", false},
		{"ö*", "öä", true},
		{"a,b}", "a,b}", true},
		{"**", "a/b\nc", true},
	} {
		re, err := globPattern(c.glob)
		require.NoError(t, err, c.glob)
		require.Equal(t, c.want, re.MatchString(c.key), "%s %s", c.glob, c.key)
	}
	for _, bad := range []string{"{a", "[a", `a\`, "{a{b}}", "[a/b]", "[z-a]"} {
		_, err := globPattern(bad)
		require.Error(t, err, bad)
	}
}
