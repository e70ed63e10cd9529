package postgres_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
	"ogham/translate/postgres"
)

func one(e plan.Expr) *plan.Query {
	return &plan.Query{Body: &plan.Select{Items: []plan.Expr{e}}, Columns: []druidtype.Column{{Name: "x", Type: e.Type()}}}
}

func literal(k druidtype.Kind, v any) plan.Expr {
	return &plan.Literal{Base: plan.Base{T: druidtype.Of(k)}, Value: v}
}

func TestLiterals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		e    plan.Expr
		want string
	}{
		{literal(druidtype.Varchar, `it's \ "x"`), `'it''s \ "x"'::text`},
		{literal(druidtype.Varchar, "a\x00b\xff"), "'a\uFDD0b\uFFFD'::text"},
		{literal(druidtype.BigInt, int64(math.MinInt64)), "'-9223372036854775808'::bigint"},
		{literal(druidtype.Double, math.Inf(-1)), "'-Infinity'::double precision"},
		{literal(druidtype.Double, math.NaN()), "'NaN'::double precision"},
		{literal(druidtype.Timestamp, int64(-1)), "'1969-12-31 23:59:59.999+00'::timestamp with time zone"},
		{literal(druidtype.Timestamp, int64(-62198755200000)), "'0002-01-01 00:00:00.000+00 BC'::timestamp with time zone"},
		{literal(druidtype.Timestamp, int64(math.MinInt64)), "'-infinity'::timestamp with time zone"},
		{literal(druidtype.Boolean, nil), "NULL::boolean"},
	} {
		got, err := postgres.Write(one(c.e))
		require.NoError(t, err)
		require.Equal(t, "SELECT "+c.want+" AS c0", got.SQL)
	}
}

func TestIdentifiersAreQuoted(t *testing.T) {
	t.Parallel()
	c := &plan.Column{Base: plan.Base{T: druidtype.Of(druidtype.Varchar)}, Alias: "r0", Name: `a"; DROP TABLE x; --`}
	q := one(c)
	q.Body.(*plan.Select).From = &plan.Scan{Alias: "r0", Schema: "druid", Table: `t"t`}
	got, err := postgres.Write(q)
	require.NoError(t, err)
	require.Equal(t, `SELECT r0."a""; DROP TABLE x; --" AS c0 FROM "druid"."t""t" AS r0`, got.SQL)
}

func TestSharedListsAreOneArgument(t *testing.T) {
	t.Parallel()
	list := &plan.List{Base: plan.Base{T: druidtype.Of(druidtype.BigInt)}, Value: []int64{1, 2}}
	in := &plan.In{Base: plan.Base{T: druidtype.Of(druidtype.Boolean)}, X: literal(druidtype.BigInt, int64(1)), List: []plan.Expr{list}}
	q := one(in)
	q.Body.(*plan.Select).Group = &plan.Group{Keys: []plan.Expr{in}}
	got, err := postgres.Write(q)
	require.NoError(t, err)
	require.Len(t, got.Args, 1)
	require.Contains(t, got.SQL, "GROUP BY ('1'::bigint = ANY ($1::bigint[]))")
}

func TestGate(t *testing.T) {
	t.Parallel()
	require.NoError(t, postgres.Gate("SELECT 1"))
	for _, sql := range []string{"", "SELECT 1; SELECT 2", "SELECT (", "hello"} {
		require.Equal(t, druiderr.Defensive, druiderr.As(postgres.Gate(sql)).Category, sql)
	}
}

func TestTooLongTextIsRefused(t *testing.T) {
	t.Parallel()
	f := &plan.Function{Name: "F", Emit: func(w plan.Writer, c *plan.Call) {
		w.Expr(c.Args[0])
		w.SQL(" + ")
		w.Expr(c.Args[1])
	}}
	e := literal(druidtype.BigInt, int64(1))
	for range 100 {
		e = &plan.Call{Base: plan.Base{T: druidtype.Of(druidtype.BigInt)}, Fn: f, Args: []plan.Expr{e, e}}
	}
	_, err := postgres.Write(one(e))
	require.Equal(t, "Query is too complex", druiderr.As(err).Message)
}
