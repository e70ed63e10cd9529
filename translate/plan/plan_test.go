package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

func TestLeastRestrictive(t *testing.T) {
	t.Parallel()
	char := func(n int) druidtype.Type { return druidtype.Type{Kind: druidtype.Char, Precision: n} }
	of := druidtype.Of
	for _, c := range []struct {
		in   []druidtype.Type
		want druidtype.Kind
		ok   bool
	}{
		{[]druidtype.Type{of(druidtype.Integer), of(druidtype.BigInt)}, druidtype.BigInt, true},
		{[]druidtype.Type{of(druidtype.BigInt), of(druidtype.Decimal)}, druidtype.Decimal, true},
		{[]druidtype.Type{of(druidtype.Decimal), of(druidtype.Float)}, druidtype.Double, true},
		{[]druidtype.Type{of(druidtype.Float), of(druidtype.Double)}, druidtype.Float, true},
		{[]druidtype.Type{of(druidtype.Double), of(druidtype.Float)}, druidtype.Double, true},
		{[]druidtype.Type{of(druidtype.Float), of(druidtype.BigInt)}, druidtype.Float, true},
		{[]druidtype.Type{char(1), char(1)}, druidtype.Char, true},
		{[]druidtype.Type{char(1), char(2)}, druidtype.Varchar, true},
		{[]druidtype.Type{of(druidtype.Unknown), of(druidtype.Date)}, druidtype.Date, true},
		{[]druidtype.Type{of(druidtype.Date), of(druidtype.Timestamp)}, druidtype.Timestamp, true},
		{[]druidtype.Type{of(druidtype.Unknown), of(druidtype.Unknown)}, druidtype.Unknown, true},
		{[]druidtype.Type{of(druidtype.Varchar), of(druidtype.BigInt)}, 0, false},
		{[]druidtype.Type{of(druidtype.Boolean), of(druidtype.BigInt)}, 0, false},
		{[]druidtype.Type{druidtype.ComplexOf("json"), druidtype.ComplexOf("x")}, 0, false},
	} {
		got, ok := plan.LeastRestrictive(c.in...)
		require.Equal(t, c.ok, ok, c.in)
		if ok {
			require.Equal(t, c.want, got.Kind, c.in)
		}
	}
}

func TestKeyIgnoresPlacesAndSpelling(t *testing.T) {
	t.Parallel()
	column := func(name, label string, line int) plan.Expr {
		return &plan.Column{Base: plan.Base{P: ast.Pos{Line: line}}, Alias: "r0", Name: name, Label: label}
	}
	lower := &plan.Function{Name: "LOWER"}
	volatile := &plan.Function{Name: "RANDOM", Volatile: true}
	call := func(f *plan.Function, args ...plan.Expr) plan.Expr { return &plan.Call{Fn: f, Args: args} }
	require.Equal(t, plan.Key(column("a", "t.a", 1)), plan.Key(column("a", "a", 2)))
	require.NotEqual(t, plan.Key(column("a", "a", 1)), plan.Key(column("b", "b", 1)))
	require.Equal(t, plan.Key(call(lower, column("a", "", 1))), plan.Key(call(lower, column("a", "x", 9))))
	one, other := plan.Key(call(volatile)), plan.Key(call(volatile))
	require.NotEqual(t, one, other)
	require.NotEqual(t, plan.Key(&plan.Literal{Value: "1"}), plan.Key(&plan.Literal{Value: int64(1)}))
	one, other = plan.Key(&plan.Exists{}), plan.Key(&plan.Exists{})
	require.NotEqual(t, one, other)
}

func TestKeysOfSharedOperandsEnd(t *testing.T) {
	t.Parallel()
	f := &plan.Function{Name: "F"}
	e := plan.Expr(&plan.Column{Alias: "r0", Name: "a"})
	for range 200 {
		e = &plan.Call{Fn: f, Args: []plan.Expr{e, e}}
	}
	first, second := plan.Key(e), plan.Key(e)
	require.Equal(t, first, second)
	n := 0
	plan.Walk(e, func(plan.Expr) bool { n++; return true })
	require.Equal(t, 201, n)
}
