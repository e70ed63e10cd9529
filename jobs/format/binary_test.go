package format_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"ogham/jobs/format"
)

// readFile gives the rows of a file of testdata as readAll does.
func readFile(t *testing.T, spec, file string, columns ...string) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	require.NoError(t, err)
	c := readCase{Format: json.RawMessage(spec), Columns: columns, Data: string(data), Path: "file:/x/" + file, Remove: true}
	return readAll(t, c, iotest.HalfReader(bytes.NewReader(data)))
}

// pyarrowColumns is what Druid's conversions make of the columns of pyarrow.parquet.
var pyarrowColumns = map[string][]string{
	"t LONG":            {"1704067200123", "1704153600000", "NULL", "-1"},
	"us LONG":           {"1704067200123", "0", "NULL", "1704153600000"},
	"ns LONG":           {"1", "2", "NULL", "4"},
	"d LONG":            {"1704067200000", "-86400000", "NULL", "0"},
	"tm LONG":           {"1000", "2000", "NULL", "3"},
	"s STRING":          {"a", "é", "NULL", ""},
	"dict STRING":       {"x", "y", "x", "NULL"},
	"i8 LONG":           {"-1", "2", "NULL", "3"},
	"u32 LONG":          {"4294967295", "0", "NULL", "1"},
	"u64 LONG":          {"-1", "0", "NULL", "1"},
	"l LONG":            {"9007199254740993", "-1", "NULL", "0"},
	"l DOUBLE":          {"9.007199254740992E15", "-1.0", "NULL", "0.0"},
	"f STRING":          {"1.1", "1.0E10", "NULL", "-0.5"},
	"f DOUBLE":          {"1.100000023841858", "1.0E10", "NULL", "-0.5"},
	"f COMPLEX<json>":   {"1.1", "1.0E10", "NULL", "-0.5"},
	"db DOUBLE":         {"1.1", "1.0E300", "NULL", "NaN"},
	"b STRING":          {"true", "false", "NULL", "true"},
	"dec9 STRING":       {"12.5", "-0.05", "NULL", "0.0"},
	"dec9 DOUBLE":       {"12.5", "-0.05", "NULL", "0.0"},
	"dec30 STRING":      {"123456789012345678901234.50000", "-0.00001", "NULL", "1.00000"},
	"dec30 LONG":        {"9223372036854775807", "0", "NULL", "1"},
	"bin STRING":        {"YWJj", "/wA=", "NULL", ""},
	"fix STRING":        {"YWI=", "Y2Q=", "NULL", "ZWY="},
	"li STRING":         {"[1,2,NULL]", "NULL", "NULL", "3"},
	"li ARRAY<LONG>":    {"[1,2,NULL]", "[]", "NULL", "[3]"},
	"ls STRING":         {"[p,q]", "only", "NULL", "NULL"},
	"lst COMPLEX<json>": {`[{"a":1,"b":"x"},{"a":2,"b":null}]`, "[]", "NULL", "[null]"},
	"ll COMPLEX<json>":  {"[[1,2],[3]]", "[[]]", "NULL", "[null,[4]]"},
	"m COMPLEX<json>":   {`{"k":1,"z":2}`, "{}", "NULL", `{"n":null}`},
	"st COMPLEX<json>":  {`{"x":1,"y":{"z":"deep"}}`, `{"x":null,"y":null}`, "NULL", `{"x":3,"y":{"z":null}}`},
	"st STRING":         {"{x=1, y={z=deep}}", "{x=null, y=null}", "NULL", "{x=3, y={z=null}}"},
	"nosuch STRING":     {"NULL", "NULL", "NULL", "NULL"},
}

func TestParquetByPyarrow(t *testing.T) {
	t.Parallel()
	for column, want := range pyarrowColumns {
		require.Equal(t, want, readFile(t, `{"type":"parquet"}`, "pyarrow.parquet", column), column)
	}
	require.Equal(t, []string{"abc", "\uFFFD", "NULL", ""}, readFile(t, `{"type":"parquet","binaryAsString":true}`, "pyarrow.parquet", "bin STRING"))
	require.Equal(t, []string{"a|[p,q]|1704067200123", "é|only|1704153600000", "NULL|NULL|NULL", "|NULL|-1"},
		readFile(t, `{"type":"parquet"}`, "pyarrow.parquet", "s STRING", "ls STRING", "t LONG"))
}

func TestParquetOfOldWriters(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"1704067200123|12.50|a", "-1|-0.05|é", "NULL|NULL|NULL", "1704153600000|0.00|"},
		readFile(t, `{"type":"parquet"}`, "legacy.parquet", "t LONG", "dec STRING", "s STRING"))
}

func TestParquetIsFlattened(t *testing.T) {
	t.Parallel()
	spec := `{"type":"parquet","flattenSpec":{"fields":[{"type":"path","name":"z","expr":"$.st.y.z"},{"type":"path","name":"second","expr":"$.lst[1].a"},
		{"type":"path","name":"all","expr":"$.lst[*].a"},{"type":"root","name":"other","expr":"s"},{"type":"tree","name":"leaf","nodes":["l"]},{"type":"path","name":"k","expr":"$.m.k"},{"type":"path","name":"x","expr":"$['st']['x']"}]}}`
	require.Equal(t, []string{"deep|2|[1,2]|a|9007199254740993|1|1", "NULL|NULL|NULL|é|-1|NULL|NULL", "NULL|NULL|NULL|NULL|NULL|NULL|NULL", "NULL|NULL|NULL||0|NULL|3"},
		readFile(t, spec, "pyarrow.parquet", "z STRING", "second LONG", "all STRING", "other STRING", "leaf LONG", "k LONG", "x LONG"))
}

// fastavroColumns is what Druid's conversions make of the columns of the files fastavro-*.avro: logical
// types do not count, NULLs in arrays are left out.
var fastavroColumns = map[string][]string{
	"n LONG":             {"0", "1", "2", "3", "4"},
	"n STRING":           {"0", "1", "2", "3", "4"},
	"l LONG":             {"0", "-9007199254740993", "-18014398509481986", "-27021597764222979", "-36028797018963972"},
	"f STRING":           {"1.1", "1.1", "1.1", "1.1", "1.1"},
	"d DOUBLE":           {"1.0E-7", "1.0E-7", "1.0E-7", "1.0E-7", "1.0E-7"},
	"b STRING":           {"true", "false", "true", "false", "true"},
	"s STRING":           {"é0", "NULL", "é2", "é3", "é4"},
	"by STRING":          {"/wBh", "/wBh", "/wBh", "/wBh", "/wBh"},
	"fx COMPLEX<json>":   {`"YWI="`, `"YWI="`, `"YWI="`, `"YWI="`, `"YWI="`},
	"e STRING":           {"A", "B", "A", "B", "A"},
	"arr STRING":         {"[1,3]", "[1,3]", "[1,3]", "[1,3]", "[1,3]"},
	"strs ARRAY<STRING>": {"[p,q]", "[p,q]", "[p,q]", "[p,q]", "[p,q]"},
	"m COMPLEX<json>":    {`{"k":0}`, `{"k":1}`, `{"k":2}`, `{"k":3}`, `{"k":4}`},
	"u STRING":           {"NULL", "7", "txt", "{x=5}", "[1,2]"},
	"date LONG":          {"19723", "19723", "19723", "19723", "19723"},
	"tms LONG":           {"1704067200123", "1704067200123", "1704067200123", "1704067200123", "1704067200123"},
	"tus LONG":           {"1704067200123456", "1704067200123456", "1704067200123456", "1704067200123456", "1704067200123456"},
	"dec STRING":         {"BOI=", "BOI=", "BOI=", "BOI=", "BOI="},
	"nul STRING":         {"NULL", "NULL", "NULL", "NULL", "NULL"},
}

func TestAvroByFastavro(t *testing.T) {
	t.Parallel()
	for _, codec := range []string{"null", "deflate", "bzip2", "xz"} {
		for column, want := range fastavroColumns {
			require.Equal(t, want, readFile(t, `{"type":"avro_ocf"}`, "fastavro-"+codec+".avro", column), codec+" "+column)
		}
	}
	for _, codec := range []string{"snappy", "zstandard"} {
		rows := readFile(t, `{"type":"avro_ocf"}`, "fastavro-"+codec+".avro", "s STRING")
		require.Len(t, rows, 3)
		require.Equal(t, strings.Repeat("x", 300)+"2", rows[2])
	}
}

func TestAvroIsFlattenedAndUnionsAreTakenApart(t *testing.T) {
	t.Parallel()
	const fields = `"flattenSpec":{"fields":[{"type":"path","name":"i","expr":"$.u.int"},{"type":"path","name":"x","expr":"$.u.Sub.x"},
		{"type":"path","name":"first","expr":"$.u.array[0]"},{"type":"path","name":"plain","expr":"$.u.x"},{"type":"path","name":"inner","expr":"$.self.n"},{"type":"path","name":"k","expr":"$.m.k"}]}`
	columns := []string{"i LONG", "x LONG", "first LONG", "plain LONG", "inner LONG", "k LONG", "u STRING"}
	require.Equal(t, []string{"NULL|NULL|NULL|NULL|NULL|0|NULL", "7|NULL|NULL|NULL|NULL|1|7", "NULL|NULL|NULL|NULL|9|2|txt", "NULL|5|NULL|NULL|NULL|3|{x=5}", "NULL|NULL|1|NULL|NULL|4|[1,2]"},
		readFile(t, `{"type":"avro_ocf","extractUnionsByType":true,`+fields+`}`, "fastavro-null.avro", columns...))
	require.Equal(t, []string{"NULL|NULL|NULL|NULL|NULL|0|NULL", "NULL|NULL|NULL|NULL|NULL|1|7", "NULL|NULL|NULL|NULL|9|2|txt", "NULL|NULL|NULL|5|NULL|3|{x=5}", "NULL|NULL|NULL|NULL|NULL|4|[1,2]"},
		readFile(t, `{"type":"avro_ocf",`+fields+`}`, "fastavro-null.avro", columns...))
}

func TestAvroIsReadInTheSchemaAskedFor(t *testing.T) {
	t.Parallel()
	spec := `{"type":"avro_ocf","binaryAsString":true,"schema":{"type":"record","name":"Row","namespace":"a.b","fields":[{"name":"n","type":"double"},{"name":"new","type":["string","null"],"default":"none"},
		{"name":"renamed","type":["null","string"],"aliases":["s"]},{"name":"u","type":["null","long","string",{"type":"record","name":"Sub","fields":[{"name":"x","type":"long"},{"name":"y","type":"int","default":8}]},{"type":"array","items":"float"}]}]}}`
	require.Equal(t, []string{"0.0|none|é0|NULL|NULL", "1.0|none|NULL|NULL|7", "2.0|none|é2|NULL|txt", "3.0|none|é3|NULL|{x=5, y=8}", "4.0|none|é4|NULL|[1.0,2.0]"},
		readFile(t, spec, "fastavro-null.avro", "n STRING", "new STRING", "renamed STRING", "l LONG", "u STRING"))
	c := readCase{Format: json.RawMessage(`{"type":"avro_ocf","schema":{"type":"record","name":"Row","fields":[{"name":"missing","type":"int"}]}}`)}
	f, err := format.Parse(c.Format)
	require.NoError(t, err)
	data, err := os.ReadFile("testdata/fastavro-null.avro")
	require.NoError(t, err)
	_, err = f.NewReader(bytes.NewReader(data), format.Options{Columns: signature(t, "n LONG")}).Next()
	require.EqualError(t, err, "Unable to parse row: missing required field missing (Record: 1)")
}

func TestMalformedFilesAreFaults(t *testing.T) {
	t.Parallel()
	for _, file := range []struct{ spec, name string }{
		{`{"type":"parquet"}`, "pyarrow.parquet"}, {`{"type":"avro_ocf"}`, "fastavro-null.avro"}, {`{"type":"avro_ocf"}`, "fastavro-deflate.avro"},
	} {
		data, err := os.ReadFile("testdata/" + file.name)
		require.NoError(t, err)
		f, err := format.Parse(json.RawMessage(file.spec))
		require.NoError(t, err)
		for cut := 0; cut < len(data); cut += 1 + len(data)/200 {
			r := f.NewReader(bytes.NewReader(data[:cut]), format.Options{Columns: signature(t, "s STRING"), Path: "file:/x"})
			err := readToError(r)
			var bad *format.ParseError
			require.ErrorAs(t, err, &bad, cut)
			require.True(t, bad.Final)
			require.Regexp(t, `^Unable to parse row: .* \(Path: file:/x, Record: \d\)$`, bad.Message)
			_, err = r.Next()
			require.ErrorIs(t, err, io.EOF)
		}
		for at := 0; at < len(data); at += 1 + len(data)/500 { // whatever is broken: no panic, and what is read is rows or an error
			broken := bytes.Clone(data)
			broken[at] ^= 0x55
			_ = readToError(f.NewReader(bytes.NewReader(broken), format.Options{Columns: signature(t, "s STRING", "lst COMPLEX<json>"), RemoveNulls: true}))
		}
	}
}

// readToError reads until an error that is final.
func readToError(r format.Reader) error {
	for {
		_, err := r.Next()
		if err != nil {
			return err
		}
	}
}

func TestStreamErrorsStayWhatTheyAre(t *testing.T) {
	t.Parallel()
	lost := errors.New("connection lost")
	for _, spec := range []string{`{"type":"parquet"}`, `{"type":"avro_ocf"}`} {
		f, err := format.Parse(json.RawMessage(spec))
		require.NoError(t, err)
		r := f.NewReader(io.MultiReader(bytes.NewReader([]byte("Obj\x01\x02")), iotest.ErrReader(lost)), format.Options{Columns: signature(t, "s STRING")})
		_, err = r.Next()
		require.ErrorIs(t, err, lost)
	}
}
