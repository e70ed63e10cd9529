package format_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"ogham/internal/druidtype"
	"ogham/internal/rowvalue"
	"ogham/jobs/format"
)

// readCase is a line of testdata/cases.jsonl: rows are values parted by "|", or "!" and a message.
type readCase struct {
	Name, Path, Data string
	Remove           bool
	Format           json.RawMessage
	Columns, Rows    []string
}

func TestReaders(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/cases.jsonl")
	require.NoError(t, err)
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var c readCase
		require.NoError(t, json.Unmarshal(lines.Bytes(), &c))
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			for _, r := range []io.Reader{strings.NewReader(c.Data), iotest.OneByteReader(strings.NewReader(c.Data))} {
				require.Equal(t, c.Rows, readAll(t, c, r))
			}
		})
	}
}

func readAll(t *testing.T, c readCase, r io.Reader) []string {
	t.Helper()
	f, err := format.Parse(c.Format)
	require.NoError(t, err)
	reader := f.NewReader(r, format.Options{Columns: signature(t, c.Columns...), Path: c.Path, RemoveNulls: c.Remove})
	rows := []string{}
	for {
		row, err := reader.Next()
		var bad *format.ParseError
		switch {
		case errors.Is(err, io.EOF):
			require.Equal(t, int64(len(c.Data)), reader.Bytes())
			return rows
		case errors.As(err, &bad):
			rows = append(rows, "!"+bad.Message)
		default:
			require.NoError(t, err)
			rows = append(rows, show(row))
		}
	}
}

func signature(t *testing.T, columns ...string) []druidtype.Column {
	t.Helper()
	list := make([]druidtype.Column, len(columns))
	for i, c := range columns {
		name, native, _ := strings.Cut(c, " ")
		typ, ok := druidtype.FromNative(native)
		require.True(t, ok, native)
		list[i] = druidtype.Column{Name: name, Type: typ}
	}
	return list
}

func show(row []rowvalue.Value) string {
	parts := make([]string, len(row))
	for i, v := range row {
		parts[i] = showValue(v)
	}
	return strings.Join(parts, "|")
}

func showValue(v rowvalue.Value) string {
	switch v.Kind {
	case rowvalue.Null:
		return "NULL"
	case rowvalue.Long:
		return strconv.FormatInt(v.Long, 10)
	case rowvalue.Double:
		return string(rowvalue.AppendDouble(nil, v.Double))
	case rowvalue.String, rowvalue.JSON:
		return string(v.Text)
	case rowvalue.List:
		parts := make([]string, len(v.List))
		for i, e := range v.List {
			parts[i] = showValue(e)
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return "?"
}

func TestMalformedUTF8IsReplacedAsInJava(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"a\xffb": "a\uFFFDb", "\xe2\x82": "\uFFFD", "\xf0\x9f\x98x": "\uFFFDx", "\xc0\x80": "\uFFFD\uFFFD",
		"\xed\xa0\x80": "\uFFFD\uFFFD\uFFFD", "\xe2\x82\xe2\x82\xac": "\uFFFD€",
	} {
		c := readCase{Format: json.RawMessage(`{"type":"lines"}`), Columns: []string{"line STRING"}, Data: data}
		require.Equal(t, []string{want}, readAll(t, c, strings.NewReader(data)), "%q", data)
	}
}

func TestNullCharacterIsAFault(t *testing.T) {
	t.Parallel()
	f, err := format.Parse(json.RawMessage(`{"type":"json"}`))
	require.NoError(t, err)
	r := f.NewReader(strings.NewReader(`{"n":1,"s":"ab\u0000c"}`), format.Options{Columns: signature(t, "n LONG", "s STRING")})
	_, err = r.Next()
	var null *format.NullByteError
	require.ErrorAs(t, err, &null)
	require.Equal(t, "s", null.Column)
	require.Equal(t, 2, null.Position)
}

func TestLongLineIsRefused(t *testing.T) {
	t.Parallel()
	f, err := format.Parse(json.RawMessage(`{"type":"lines"}`))
	require.NoError(t, err)
	r := f.NewReader(strings.NewReader(strings.Repeat("x", 1<<20)), format.Options{Columns: signature(t, "line STRING"), MaxLine: 1000})
	_, err = r.Next()
	var long *format.LineTooLongError
	require.ErrorAs(t, err, &long)
}

func TestColumnsNobodyWantsStayNull(t *testing.T) {
	t.Parallel()
	f, err := format.Parse(json.RawMessage(`{"type":"json"}`))
	require.NoError(t, err)
	r := f.NewReader(strings.NewReader(`{"a":"\u0000","b":2}`), format.Options{Columns: signature(t, "a STRING", "b LONG"), Wanted: []bool{false, true}})
	row, err := r.Next()
	require.NoError(t, err)
	require.Equal(t, "NULL|2", show(row))
}

func TestBadFormats(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{
		`[]`, `{"type":"nosuch"}`, `{"type":"csv"}`, `{"type":"regex"}`, `{"type":"regex","pattern":"("}`, `{"type":"tsv","columns":["a"],"delimiter":"|","listDelimiter":"|"}`,
		`{"type":"json","flattenSpec":{"fields":[{"type":"path","name":"a","expr":"$.a[::2]"}]}}`, `{"type":"json","flattenSpec":{"fields":[{"type":"jq","name":"a","expr":"|"}]}}`,
	} {
		_, err := format.Parse(json.RawMessage(spec))
		require.Error(t, err, spec)
	}
}

// FuzzJSONAgreesWithTheStandardLibrary compares which lines are JSON, and the texts read.
func FuzzJSONAgreesWithTheStandardLibrary(f *testing.F) {
	for _, seed := range []string{`{"a":"b"}`, `{"a":[1,{"b":null}]}`, `{"a":-0.5e+3}`, `{"a":"\ud83d\ude00"}`, `[1,2`, `{"a":01}`, "{\"a\":\"\x01\"}", `"x"`, `12`, `{"a" : true , "b":{}}`} {
		f.Add([]byte(seed))
	}
	parsed, err := format.Parse(json.RawMessage(`{"type":"json"}`))
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, line []byte) {
		if bytes.ContainsAny(line, "\r\n") || !bytes.Equal(line, bytes.ToValidUTF8(line, nil)) || bytes.HasPrefix(line, []byte("\ufeff")) || len(line) == 0 {
			return
		}
		r := parsed.NewReader(bytes.NewReader(line), format.Options{Columns: signature(t, "a STRING"), RemoveNulls: true})
		row, err := r.Next()
		dec := json.NewDecoder(bytes.NewReader(line))
		var value any
		if want := dec.Decode(&value); want != nil {
			var bad *format.ParseError
			require.ErrorAs(t, err, &bad)
			return
		}
		if _, ok := errors.AsType[*format.ParseError](err); ok { // stricter only where a bare word or number runs into what follows
			_, isObject := value.(map[string]any)
			require.False(t, isObject, "%q", line)
			return
		}
		require.NoError(t, err)
		object, _ := value.(map[string]any)
		if text, ok := object["a"].(string); ok && !strings.ContainsAny(text, "\uFFFD\x00") {
			require.Equal(t, text, show(row))
		}
	})
}

func FuzzReadersNeverPanic(f *testing.F) {
	specs := []string{
		`{"type":"json"}`, `{"type":"csv","findColumnsFromHeader":true,"listDelimiter":"|"}`, `{"type":"tsv","columns":["a","b"]}`,
		`{"type":"regex","pattern":"(.*),(.*)","columns":["a","b"]}`, `{"type":"json","flattenSpec":{"fields":[{"type":"path","name":"a","expr":"$..x[0:2]"}]}}`,
		`{"type":"json","featureSpec":{"ALLOW_COMMENTS":true,"ALLOW_YAML_COMMENTS":true,"ALLOW_UNQUOTED_FIELD_NAMES":true,"ALLOW_SINGLE_QUOTES":true,"ALLOW_UNQUOTED_CONTROL_CHARS":true,
			"ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER":true,"ALLOW_NUMERIC_LEADING_ZEROS":true,"ALLOW_NON_NUMERIC_NUMBERS":true,"ALLOW_MISSING_VALUES":true,"ALLOW_TRAILING_COMMA":true,
			"ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS":true,"ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS":true,"ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS":true}}`,
		`{"type":"json","flattenSpec":{"fields":[{"type":"path","name":"a","expr":"$.x[?(@.y > 1 || @ == 'q')]"},{"type":"path","name":"c","expr":"$.x.append($.a)"}]}}`,
		`{"type":"avro_ocf","extractUnionsByType":true}`, `{"type":"parquet"}`,
	}
	for which, file := range map[int]string{7: "fastavro-null.avro", 8: "legacy.parquet"} {
		data, err := os.ReadFile("testdata/" + file)
		require.NoError(f, err)
		f.Add(which, data)
	}
	f.Add(5, []byte("{a:'x\\'y',/*c*/b:[,+.5,NaN,-INF,],}#"))
	f.Add(6, []byte(`{"x":[{"y":2},"q"],"a":1}`))
	f.Add(0, []byte("{\"a\":[1,{\"b\":\"c\"}]}\n{"))
	f.Add(1, []byte("a,b\n\"x,\"\"y\",1|2\n\""))
	f.Add(4, []byte(`{"x":[1,2,3]}`))
	f.Fuzz(func(t *testing.T, which int, data []byte) {
		parsed, err := format.Parse(json.RawMessage(specs[uint(which)%uint(len(specs))]))
		require.NoError(t, err)
		r := parsed.NewReader(bytes.NewReader(data), format.Options{Columns: signature(t, "a STRING", "b LONG", "c COMPLEX<json>", "d ARRAY<DOUBLE>"), RemoveNulls: true})
		for {
			row, err := r.Next()
			if _, ok := errors.AsType[*format.ParseError](err); ok {
				continue
			}
			if err != nil {
				require.ErrorIs(t, err, io.EOF)
				return
			}
			for _, v := range row {
				if v.Kind == rowvalue.JSON {
					require.True(t, json.Valid(v.Text), "%q", v.Text)
				}
			}
		}
	})
}

// BenchmarkWikipedia reads lines like the documents' sample: 20 keys, about 400 bytes.
func BenchmarkWikipedia(b *testing.B) {
	var data bytes.Buffer
	const rows = 2000
	for i := range rows {
		fmt.Fprintf(&data, `{"timestamp":"2015-09-12T00:%02d:12.324Z","channel":"#en.wikipedia","cityName":null,"comment":"/* Honours */ added a reference no %d","countryIsoCode":null,`+
			`"countryName":null,"isAnonymous":false,"isMinor":true,"isNew":false,"isRobot":false,"isUnpatrolled":false,"metroCode":null,"namespace":"Main","page":"Rallicula %d",`+
			`"regionIsoCode":null,"regionName":null,"user":"Jimmy Blühdorn %d","delta":%d,"added":%d,"deleted":0}`+"\n", i%60, i, i, i%100, i*3, i*7)
	}
	var names []string
	for n := range strings.FieldsSeq("timestamp channel cityName comment countryIsoCode countryName isAnonymous isMinor isNew isRobot isUnpatrolled metroCode namespace page regionIsoCode regionName user") {
		names = append(names, n+" STRING")
	}
	cols := make([]druidtype.Column, 0, 20)
	for _, n := range append(names, "delta LONG", "added LONG", "deleted LONG") {
		name, native, _ := strings.Cut(n, " ")
		typ, _ := druidtype.FromNative(native)
		cols = append(cols, druidtype.Column{Name: name, Type: typ})
	}
	f, err := format.Parse(json.RawMessage(`{"type":"json"}`))
	require.NoError(b, err)
	b.SetBytes(int64(data.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r := f.NewReader(bytes.NewReader(data.Bytes()), format.Options{Columns: cols})
		n := 0
		for {
			if _, err := r.Next(); err != nil {
				break
			}
			n++
		}
		require.Equal(b, rows, n)
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
