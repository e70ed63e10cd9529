package druiderr_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
)

func TestInvalidSQLCarriesPosition(t *testing.T) {
	t.Parallel()
	pos := druiderr.Position{Line: 1, Column: 8, EndLine: 2, EndColumn: 3}
	err := druiderr.InvalidSQL(pos, "Column '%s' not found in any table", "x")
	require.Equal(t, "Column 'x' not found in any table (line [1], column [8])", err.Message)
	require.Equal(t, map[string]string{
		"sourceType": "sql", "line": "1", "column": "8", "endLine": "2", "endColumn": "3",
	}, err.Context)
	require.Equal(t, 400, err.HTTPStatus())
}

func TestMessageWithoutArgumentsIsKeptAsItIs(t *testing.T) {
	t.Parallel()
	require.Equal(t, "100% of nothing", druiderr.Runtime("100% of nothing").Message)
}

func TestStatusOverridesCategory(t *testing.T) {
	t.Parallel()
	require.Equal(t, 400, druiderr.Plain(400, "Unknown exception", "java.lang.X", "bad").HTTPStatus())
	require.Equal(t, 504, druiderr.Legacy(druiderr.Operator, druiderr.Timeout, "Query timeout", "c", "late").HTTPStatus())
	require.Equal(t, 500, druiderr.Category("NEW").Status())
}

func TestAsFindsWrappedErrorAndCauseStaysOutOfMessage(t *testing.T) {
	t.Parallel()
	cause := errors.New("secret")
	err := fmt.Errorf("while planning: %w", druiderr.Bug("broken").WithCause(cause))
	found := druiderr.As(err)
	require.NotNil(t, found)
	require.Equal(t, "broken", found.Message)
	require.ErrorIs(t, err, cause)
	require.Nil(t, druiderr.As(cause))
}

func TestWithCopiesContext(t *testing.T) {
	t.Parallel()
	a := druiderr.Invalid("a").With("k", "1")
	b := a.With("k", "2")
	require.Equal(t, "1", a.Context["k"])
	require.Equal(t, "2", b.Context["k"])
}

func TestContextErrorsNameJavaClasses(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]any{
		"java.lang.Boolean": true, "java.lang.String": "x", "java.util.ArrayList": []any{}, "java.lang.Integer": json.Number("7"), "java.lang.Long": json.Number("3000000000"),
		"java.lang.Double": json.Number("1e3"), "java.util.LinkedHashMap": map[string]any{},
	} {
		require.Equal(t, want, druiderr.JavaClass(v))
	}
	e := druiderr.BadContext("Expected key [%s] to be a Long", "timeout")
	require.Equal(t, "Expected key [timeout] to be a Long", e.Message)
	require.Equal(t, "org.apache.druid.query.BadQueryContextException", e.Class)
}
