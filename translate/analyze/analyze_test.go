package analyze

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/parser"
	"ogham/translate/plan"
)

// constant analyzes an expression without tables.
func constant(t *testing.T, text string) (x plan.Expr, err error) {
	t.Helper()
	e, err := parser.ParseExpr(text)
	require.NoError(t, err, text)
	a := &analyzer{env: &Env{Zone: time.UTC, ZoneName: "UTC"}}
	defer a.recover(&err)
	return a.expr(&scope{}, e), nil
}

func TestConstants(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		"2147483647 + 1":                           int64(-2147483648),
		"9223372036854775807 + 1":                  int64(-9223372036854775808),
		"7 / -2":                                   int64(-3),
		"7.0 / 2":                                  3.5,
		"0.1 + 0.2":                                0.30000000000000004,
		"INTERVAL '1 02:03:04.5' DAY TO SECOND":    int64(93784500),
		"INTERVAL '-1-2' YEAR TO MONTH":            int64(-14),
		"INTERVAL '2' WEEK":                        int64(1209600000),
		"INTERVAL 3 QUARTER":                       int64(9),
		"TIMESTAMP '1970-01-01 00:00:01.5'":        int64(1500),
		"DATE '1970-01-02'":                        int64(86400000),
		"CAST('12' AS VARCHAR)":                    "12",
		"CAST(4294967297 AS INTEGER)":              int64(1),
		"CAST('1970-01-01T00:00:01' AS TIMESTAMP)": int64(1000),
		"NULL + 1":                                 nil,
	} {
		x, err := constant(t, text)
		require.NoError(t, err, text)
		l, ok := x.(*plan.Literal)
		require.True(t, ok, text)
		require.Equal(t, want, l.Value, text)
	}
}

func TestTypesOfConstants(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1": "INTEGER", "3000000000": "BIGINT", "1.5": "DECIMAL", "5.": "INTEGER", "1e0": "DOUBLE", "'a'": "CHAR", "NULL": "NULL",
		"'a' || 'b'": "CHAR", "'a' || 1": "VARCHAR", "NULL || NULL": "VARCHAR", "CASE WHEN TRUE THEN 'a' ELSE 'bb' END": "VARCHAR",
		"CASE WHEN TRUE THEN 1 ELSE 2.5 END": "DECIMAL", "1 = 1": "BOOLEAN", "ARRAY[1, 2]": "ARRAY", "CAST(1 AS FLOAT) + 1": "FLOAT",
	} {
		x, err := constant(t, text)
		require.NoError(t, err, text)
		require.Equal(t, want, x.Type().SQL(), text)
	}
}

func TestRefusedConstants(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"INTERVAL 'x' DAY":              "Illegal interval literal format 'x' for INTERVAL DAY (line [1], column [1])",
		"INTERVAL '1-13' YEAR TO MONTH": "Illegal interval literal format '1-13' for INTERVAL YEAR TO MONTH (line [1], column [1])",
		"CAST(TRUE AS BIGINT)":          "Cast function cannot convert value of type BOOLEAN to type BIGINT (line [1], column [1])",
		"ARRAY[1, 'a']":                 "Parameters must be of the same type (line [1], column [1])",
		"NOT 1":                         "Cannot apply 'NOT' to arguments of type 'NOT<INTEGER>'. Supported form(s): 'NOT<BOOLEAN>' (line [1], column [1])",
		"9223372036854775808":           "Numeric literal '9223372036854775808' out of range (line [1], column [1])",
	} {
		_, err := constant(t, text)
		require.Error(t, err, text)
		require.Equal(t, want, druiderr.As(err).Message, text)
	}
}

func TestSpecType(t *testing.T) {
	t.Parallel()
	got, err := SpecType(&ast.TypeSpec{Name: "VARCHAR", Arrays: 1, Precision: -1, Scale: -1})
	require.NoError(t, err)
	require.Equal(t, "ARRAY<STRING>", got.Native())
	got, err = SpecType(&ast.TypeSpec{Name: "COMPLEX<json>", Complex: true})
	require.NoError(t, err)
	require.Equal(t, druidtype.ComplexOf("json"), got)
	_, err = SpecType(&ast.TypeSpec{Name: "NOPE"})
	require.ErrorContains(t, err, "Unknown identifier 'NOPE'")
}

func TestGroupingSetsAreBounded(t *testing.T) {
	t.Parallel()
	require.Equal(t, [][]int{{0, 1}, {0}, {}}, rollup([][]int{{0}, {1}}))
	require.Equal(t, [][]int{{0, 1}, {0}, {1}, {}}, cube(ast.Pos{}, [][]int{{0}, {1}}))
	require.Panics(t, func() { cube(ast.Pos{}, make([][]int, 13)) })
}
