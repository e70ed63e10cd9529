package parser_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/translate/parser"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden is one case of a golden file: SQL, a line of four dashes, and what it prints as or the
// error. Cases are separated by empty lines.
type golden struct{ sql, want string }

func goldenFiles(tb testing.TB) []string {
	tb.Helper()
	files, err := filepath.Glob("testdata/*.td")
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	return files
}

func readGoldenFile(tb testing.TB, file string) []golden {
	tb.Helper()
	text, err := os.ReadFile(file)
	require.NoError(tb, err)
	var out []golden
	for block := range strings.SplitSeq(strings.Trim(string(text), "\n"), "\n\n") {
		sql, want, ok := strings.Cut(block, "\n----")
		if !ok && !*update {
			tb.Fatalf("%s: no answer for %s", file, block)
		}
		out = append(out, golden{sql, strings.TrimPrefix(want, "\n")})
	}
	return out
}

func readGolden(tb testing.TB) []golden {
	tb.Helper()
	var out []golden
	for _, file := range goldenFiles(tb) {
		out = append(out, readGoldenFile(tb, file)...)
	}
	return out
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, file := range goldenFiles(t) {
		var b strings.Builder
		for i, c := range readGoldenFile(t, file) {
			got := answer(c.sql)
			if !*update {
				require.Equal(t, c.want, got, "%s: %s", file, c.sql)
			}
			if i > 0 {
				b.WriteString("\n")
			}
			fmt.Fprintf(&b, "%s\n----\n%s\n", c.sql, got)
			if !strings.HasPrefix(got, "error: ") {
				requireRoundTrip(t, c.sql)
			}
		}
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
		}
	}
}

// answer prints a statement or its error. Lists of acceptable tokens are cut short.
func answer(sql string) string {
	script, err := parser.Parse(sql)
	if err == nil {
		return parser.PrintScript(script)
	}
	e := druiderr.As(err)
	message := strings.TrimSpace(strings.ReplaceAll(e.Message, "\n", " "))
	if r := []rune(message); len(r) > 160 {
		message = string(r[:160]) + "…"
	}
	return fmt.Sprintf("error: %s\n%s %s %s", message, e.Code, e.Persona, e.Category)
}
