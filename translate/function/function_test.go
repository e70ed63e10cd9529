package function_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/translate/function"
	"ogham/translate/plan"
)

func TestEveryFunctionIsDocumented(t *testing.T) {
	t.Parallel()
	all := function.All()
	require.Greater(t, len(all), 150)
	for _, f := range all {
		require.NotEmpty(t, f.Doc, f.Name)
		require.NotEmpty(t, f.Signature, f.Name)
		require.NotNil(t, f.Type, f.Name)
		for i, p := range f.Params {
			require.False(t, p.Repeat && i < len(f.Params)-1, "%s: only the last parameter may repeat", f.Name)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	f, ok := function.Lookup("Char_Length")
	require.True(t, ok)
	require.Equal(t, "LENGTH", f.Name)
	for _, name := range []string{"pg_sleep", "=", "COUNT(*)", "TO MULTI", ""} {
		_, ok := function.Lookup(name)
		require.False(t, ok, name)
	}
	op, ok := function.Get("=")
	require.True(t, ok)
	require.Equal(t, plan.Operator, op.Kind)
	require.Contains(t, function.Names(), "LISTAGG")
}
