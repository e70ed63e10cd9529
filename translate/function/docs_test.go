package function_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/translate/function"
)

var update = flag.Bool("update", false, "rewrite docs/functions.md")

func TestFunctionsAreDocumented(t *testing.T) {
	t.Parallel()
	const file = "../../docs/functions.md"
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(function.Markdown()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), function.Markdown(), "run go test ./translate/function -update")
	for _, f := range function.All() {
		require.NotEmpty(t, f.Doc, f.Name)
		require.NotEmpty(t, f.Signature, f.Name)
	}
}
