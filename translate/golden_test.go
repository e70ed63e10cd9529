package translate_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden translates the statements of testdata/*.td. A case is a statement, a line of four
// dashes and the answer; cases are separated by empty lines. A first line "-- {…}" holds options.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.td")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	cat := newCatalog()
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var b strings.Builder
		for block := range strings.SplitSeq(strings.Trim(string(text), "\n"), "\n\n") {
			sql, want, _ := strings.Cut(block, "\n----")
			got := describe(request(t, sql), cat)
			if !*update {
				require.Equal(t, strings.TrimPrefix(want, "\n"), got, "%s: %s", file, sql)
			}
			if b.Len() > 0 {
				b.WriteString("\n")
			}
			fmt.Fprintf(&b, "%s\n----\n%s\n", sql, got)
		}
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o600))
		}
	}
}
