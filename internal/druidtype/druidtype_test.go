package druidtype_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druidtype"
)

func TestNamesOfTypes(t *testing.T) {
	t.Parallel()
	cases := []struct {
		typ                   druidtype.Type
		sql, native, postgres string
	}{
		{druidtype.Of(druidtype.Timestamp), "TIMESTAMP", "LONG", "timestamp with time zone"},
		{druidtype.Of(druidtype.Varchar), "VARCHAR", "STRING", "text"},
		{druidtype.MultiString(), "VARCHAR", "STRING", "text[]"},
		{druidtype.Of(druidtype.Char), "CHAR", "STRING", "text"},
		{druidtype.Of(druidtype.Integer), "INTEGER", "LONG", "bigint"},
		{druidtype.Of(druidtype.Decimal), "DECIMAL", "DOUBLE", "double precision"},
		{druidtype.Of(druidtype.Float), "FLOAT", "FLOAT", "real"},
		{druidtype.Of(druidtype.Boolean), "BOOLEAN", "LONG", "boolean"},
		{druidtype.ArrayOf(druidtype.Of(druidtype.Float)), "ARRAY", "ARRAY<FLOAT>", "double precision[]"},
		{druidtype.ArrayOf(druidtype.Of(druidtype.Timestamp)), "ARRAY", "ARRAY<LONG>", "bigint[]"},
		{druidtype.ComplexOf("json"), "OTHER", "COMPLEX<json>", "json"},
		{druidtype.ComplexOf(""), "OTHER", "COMPLEX", "json"},
		{druidtype.ComplexOf("thetaSketch"), "OTHER", "COMPLEX<thetaSketch>", "bytea"},
	}
	for _, c := range cases {
		require.Equal(t, c.sql, c.typ.SQL(), c.typ)
		require.Equal(t, c.native, c.typ.Native(), c.typ)
		require.Equal(t, c.postgres, c.typ.Postgres(), c.typ)
	}
}

func TestFromNativeReversesNative(t *testing.T) {
	t.Parallel()
	for _, native := range []string{"STRING", "LONG", "FLOAT", "DOUBLE", "ARRAY<LONG>", "ARRAY<STRING>", "COMPLEX<json>", "COMPLEX"} {
		typ, ok := druidtype.FromNative(native)
		require.True(t, ok, native)
		require.Equal(t, native, typ.Native())
	}
	_, ok := druidtype.FromNative("BLOB")
	require.False(t, ok)
	_, ok = druidtype.FromNative("ARRAY<BLOB>")
	require.False(t, ok)
}
