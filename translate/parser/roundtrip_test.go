package parser_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/translate/ast"
	"ogham/translate/parser"
)

func TestRecordedStatementsRoundTrip(t *testing.T) {
	t.Parallel()
	for _, r := range readRecorded(t) {
		if r.Refused == nil {
			requireRoundTrip(t, r.SQL)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, r := range readRecorded(f) {
		f.Add(r.SQL)
	}
	for _, c := range readGolden(f) {
		f.Add(c.sql)
	}
	seeds, err := os.ReadFile("testdata/fuzz/seeds.sql")
	require.NoError(f, err)
	for sql := range strings.Lines(string(seeds)) {
		f.Add(strings.TrimSuffix(sql, "\n"))
	}
	f.Fuzz(func(t *testing.T, sql string) {
		if _, err := parser.Parse(sql); err != nil {
			e := druiderr.As(err)
			require.NotNil(t, e)
			require.NotEmpty(t, e.Message)
			require.NotEqual(t, druiderr.Defensive, e.Category)
			return
		}
		requireRoundTrip(t, sql)
	})
}

// requireRoundTrip checks that what is printed parses to the same tree, and prints the same again.
func requireRoundTrip(t *testing.T, sql string) {
	t.Helper()
	first, err := parser.Parse(sql)
	require.NoError(t, err, sql)
	printed := parser.PrintScript(first)
	second, err := parser.Parse(printed)
	require.NoError(t, err, "%s\nprinted as %s", sql, printed)
	again := parser.PrintScript(second)
	clearPositions(reflect.ValueOf(first))
	clearPositions(reflect.ValueOf(second))
	require.Equal(t, printed, again, sql)
	require.Equal(t, first, second, "%s\nprinted as %s", sql, printed)
}

// clearPositions sets every position in a tree to zero. An empty keyword position says only
// whether an optional word was written.
func clearPositions(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			clearPositions(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			clearPositions(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[ast.Pos]() {
			v.SetZero()
			return
		}
		for _, field := range v.Fields() {
			clearPositions(field)
		}
	}
}
