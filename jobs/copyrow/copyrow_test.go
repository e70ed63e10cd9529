package copyrow_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druidtype"
	"ogham/internal/rowvalue"
	"ogham/jobs/copyrow"
)

func column(name string, t druidtype.Type) druidtype.Column {
	return druidtype.Column{Name: name, Type: t}
}

func text(s string) rowvalue.Value {
	return rowvalue.Value{Kind: rowvalue.String, Text: []byte(s)}
}

func TestFieldsHavePostgresBinaryForm(t *testing.T) {
	t.Parallel()
	e := copyrow.NewEncoder([]druidtype.Column{
		column("__time", druidtype.Of(druidtype.Timestamp)), column("n", druidtype.Of(druidtype.BigInt)), column("d", druidtype.Of(druidtype.Double)),
		column("f", druidtype.Of(druidtype.Float)), column("s", druidtype.Of(druidtype.Varchar)), column("j", druidtype.ComplexOf("json")),
		column("x", druidtype.Of(druidtype.Varchar)), column("a", druidtype.ArrayOf(druidtype.Of(druidtype.BigInt))),
	})
	got, err := e.Append(nil, []rowvalue.Value{
		{Kind: rowvalue.Long, Long: 946684800001},
		{Kind: rowvalue.Long, Long: -2},
		{Kind: rowvalue.Double, Double: 1.5},
		{Kind: rowvalue.Double, Double: 1.5},
		text("hé"),
		{Kind: rowvalue.JSON, Text: []byte("{}")},
		{},
		{Kind: rowvalue.List, List: []rowvalue.Value{{Kind: rowvalue.Long, Long: 7}, {}}},
	})
	require.NoError(t, err)
	want := []string{
		"0008", "00000008", "00000000000003e8", "00000008", "fffffffffffffffe", "00000008", "3ff8000000000000", "00000004", "3fc00000",
		"00000003", "68c3a9", "00000002", "7b7d", "ffffffff",
		"00000024", "00000001", "00000001", "00000014", "00000002", "00000001", "00000008", "0000000000000007", "ffffffff",
	}
	require.Equal(t, strings.Join(want, ""), hex.EncodeToString(got))
	require.Empty(t, e.MultiValue())
}

func TestListsInTextColumnsAreEscapedInTheirOrder(t *testing.T) {
	t.Parallel()
	e := copyrow.NewEncoder([]druidtype.Column{column("s", druidtype.MultiString())})
	list := rowvalue.Value{Kind: rowvalue.List, List: []rowvalue.Value{text("y"), {}, text("a\"\n")}}
	got, err := e.Append(nil, []rowvalue.Value{list})
	require.NoError(t, err)
	require.Equal(t, "\x01[\"y\",null,\"a\\\"\\u000a\"]", string(got[6:]))
	require.Equal(t, []string{"s"}, e.MultiValue())
	require.Equal(t, "y", string(list.List[0].Text), "the row itself stays as it is")

	got, err = e.Append(nil, []rowvalue.Value{text("\x01x")})
	require.NoError(t, err)
	require.Equal(t, "\x01[\"\\u0001x\"]", string(got[6:]))
}

func TestWrongKindIsAnError(t *testing.T) {
	t.Parallel()
	e := copyrow.NewEncoder([]druidtype.Column{column("n", druidtype.Of(druidtype.BigInt))})
	_, err := e.Append(nil, []rowvalue.Value{text("x")})
	require.ErrorContains(t, err, "column n")
}

func TestTextArraysGoThere(t *testing.T) {
	t.Parallel()
	list := []rowvalue.Value{text("b"), {}, text("")}
	field, err := copyrow.AppendTexts(nil, list)
	require.NoError(t, err)
	back, err := copyrow.Texts(field, nil)
	require.NoError(t, err)
	require.Len(t, back, 3)
	require.Equal(t, "b", string(back[0].Text))
	require.Equal(t, rowvalue.Null, back[1].Kind)
	_, err = copyrow.Texts(field[:len(field)-3], nil)
	require.Error(t, err)
}

func TestInstants(t *testing.T) {
	t.Parallel()
	for _, ms := range []int64{0, -1, 946684800000, copyrow.MinMillis, copyrow.MaxMillis} {
		require.Equal(t, ms, copyrow.MillisOf(copyrow.MicrosOf(ms)))
	}
	require.Equal(t, int64(-1), copyrow.MillisOf(copyrow.MicrosOf(0)-1))
}
