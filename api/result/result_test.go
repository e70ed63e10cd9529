package result_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/api/result"
	"ogham/internal/druidtype"
)

// recorded is one answer of a real Druid with the values that led to it.
type recorded struct {
	Name           string      `json:"name"`
	Format         string      `json:"format"`
	Header         bool        `json:"header"`
	TypesHeader    bool        `json:"typesHeader"`
	SQLTypesHeader bool        `json:"sqlTypesHeader"`
	RawArrays      bool        `json:"rawArrays"`
	Columns        [][2]string `json:"columns"`
	Rows           [][]any     `json:"rows"`
	Body           string      `json:"body"`
}

func TestWriterMatchesRecordedAnswers(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/recorded.json")
	require.NoError(t, err)
	var cases []recorded
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.UseNumber()
	require.NoError(t, dec.Decode(&cases))
	require.NotEmpty(t, cases)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			format, ok := result.ParseFormat(c.Format)
			require.True(t, ok)
			cols := make([]druidtype.Column, len(c.Columns))
			for i, col := range c.Columns {
				cols[i] = druidtype.Column{Name: col[0], Type: typeOf(t, col[1])}
			}
			w := result.New(cols, result.Options{
				Format: format, Header: c.Header, TypesHeader: c.TypesHeader, SQLTypesHeader: c.SQLTypesHeader, RawArrays: c.RawArrays,
			})
			require.Equal(t, c.Body, write(t, w, cols, c.Rows))
		})
	}
}

func write(t *testing.T, w *result.Writer, cols []druidtype.Column, rows [][]any) string {
	t.Helper()
	buf := w.Begin(nil)
	for _, row := range rows {
		values := make([][]byte, len(row))
		for i, v := range row {
			values[i] = encode(t, cols[i].Type.Postgres(), v)
		}
		buf = w.Row(buf, values)
	}
	return string(w.End(buf))
}

func typeOf(t *testing.T, name string) druidtype.Type {
	t.Helper()
	switch name {
	case "INTEGER":
		return druidtype.Of(druidtype.Integer)
	case "BIGINT":
		return druidtype.Of(druidtype.BigInt)
	case "FLOAT":
		return druidtype.Of(druidtype.Float)
	case "DOUBLE":
		return druidtype.Of(druidtype.Double)
	case "BOOLEAN":
		return druidtype.Of(druidtype.Boolean)
	case "CHAR":
		return druidtype.Of(druidtype.Char)
	case "VARCHAR":
		return druidtype.Of(druidtype.Varchar)
	case "TIMESTAMP":
		return druidtype.Of(druidtype.Timestamp)
	case "DATE":
		return druidtype.Of(druidtype.Date)
	case "MV":
		return druidtype.MultiString()
	case "JSON":
		return druidtype.ComplexOf("json")
	}
	typ, ok := druidtype.FromNative(name)
	require.True(t, ok, name)
	return typ
}

// encode gives the binary wire form of a JSON value; timestamps are Unix milliseconds.
func encode(t *testing.T, pg string, v any) []byte {
	t.Helper()
	if v == nil {
		return nil
	}
	switch pg {
	case "boolean":
		if v.(bool) {
			return []byte{1}
		}
		return []byte{0}
	case "bigint":
		return binary.BigEndian.AppendUint64(nil, uint64(integer(t, v)))
	case "timestamp with time zone":
		return binary.BigEndian.AppendUint64(nil, uint64((integer(t, v)-946684800000)*1000))
	case "double precision":
		return binary.BigEndian.AppendUint64(nil, math.Float64bits(double(t, v)))
	case "real":
		return binary.BigEndian.AppendUint32(nil, math.Float32bits(float32(double(t, v))))
	case "text", "json":
		return []byte(v.(string))
	case "bytea":
		return []byte(v.(string))
	}
	elem := strings.TrimSuffix(pg, "[]")
	require.NotEqual(t, pg, elem)
	list := v.([]any)
	out := binary.BigEndian.AppendUint32(nil, 1) // dimensions
	out = binary.BigEndian.AppendUint32(out, 1)  // has nulls
	out = binary.BigEndian.AppendUint32(out, 25) // element type, not looked at
	out = binary.BigEndian.AppendUint32(out, uint32(len(list)))
	out = binary.BigEndian.AppendUint32(out, 1) // lower bound
	for _, e := range list {
		b := encode(t, elem, e)
		if b == nil {
			out = binary.BigEndian.AppendUint32(out, math.MaxUint32)
			continue
		}
		out = binary.BigEndian.AppendUint32(out, uint32(len(b)))
		out = append(out, b...)
	}
	return out
}

func integer(t *testing.T, v any) int64 {
	t.Helper()
	n, err := strconv.ParseInt(string(v.(json.Number)), 10, 64)
	require.NoError(t, err)
	return n
}

func double(t *testing.T, v any) float64 {
	t.Helper()
	switch x := v.(type) {
	case string: // NaN, Infinity
		f, err := strconv.ParseFloat(x, 64)
		require.NoError(t, err)
		return f
	case json.Number:
		f, err := x.Float64()
		require.NoError(t, err)
		return f
	}
	require.Fail(t, "not a number")
	return 0
}

func TestFormatNamesInAnyCase(t *testing.T) {
	t.Parallel()
	f, ok := result.ParseFormat("OBJECTLINES")
	require.True(t, ok)
	require.Equal(t, result.ObjectLines, f)
	require.Equal(t, "text/plain", f.ContentType())
	_, ok = result.ParseFormat("")
	require.False(t, ok)
}

func TestDoublesAsJavaPrintsThem(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]float64{
		"0.0": 0, "-0.0": math.Copysign(0, -1), "0.001": 0.001, "9.99E-4": 0.000999, "9999999.0": 9999999,
		"1.0E7": 1e7, "1.234567890123E12": 1234567890123, "-1.5E-7": -1.5e-7, "1.7976931348623157E308": math.MaxFloat64, "NaN": math.NaN(),
		"1.15292150460684698E18": 1 << 60, "9.223372036854776E18": 1 << 63, "1.0E10": 1e10, "1.23456789E8": 123456789, "1.0E22": 1e22,
	} {
		require.Equal(t, want, string(result.AppendDouble(nil, f, 64)))
	}
	for want, f := range map[string]float32{
		"0.1": 0.1, "9.9999999E14": 1e15, "2.14748365E9": 1 << 31, "1.23456792E8": 123456789, "-1.0E10": -1e10, "1.0E20": 1e20, "1.6777216E7": 1 << 24,
	} {
		require.Equal(t, want, string(result.AppendDouble(nil, float64(f), 32)))
	}
}

func TestJSONAsJacksonWritesIt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"a" : [1, 2.50 , 1e3], "b":"x y"}`: `{"a":[1,2.5,1000.0],"b":"x y"}`,
		`"\u00e9\/\u0001\ud83d\ude00\"\\"`:   `"é/\u0001😀\"\\"`,
		`123456789012345678901234567890`:     `123456789012345678901234567890`,
		` null `:                             `null`,
	} {
		require.Equal(t, want, string(result.AppendJSON(nil, []byte(in))))
	}
}

func TestTimeZoneAndTaskStyle(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/Los_Angeles")
	require.NoError(t, err)
	cols := []druidtype.Column{{Name: "t", Type: typeOf(t, "TIMESTAMP")}, {Name: "d", Type: typeOf(t, "DATE")}, {Name: "b", Type: typeOf(t, "BOOLEAN")}}
	rows := [][]any{{json.Number("1441954800000"), json.Number("1441954800000"), true}} // midnight of 11 September 2015 there
	o := result.Options{Format: result.ArrayLines, TimeZone: zone}
	require.Equal(t, "[\"2015-09-11T00:00:00.000-07:00\",\"2015-09-11T00:00:00.000-07:00\",true]\n\n", write(t, result.New(cols, o), cols, rows))
	o.Style = result.Task
	require.Equal(t, "[1441929600000,16689,true]\n\n", write(t, result.New(cols, o), cols, rows))
}

func TestComplexAndEmptyValues(t *testing.T) {
	t.Parallel()
	cols := []druidtype.Column{
		{Name: "j", Type: typeOf(t, "JSON")},
		{Name: "s", Type: druidtype.ComplexOf("HLLSketch")},
		{Name: "m", Type: druidtype.MultiString()},
		{Name: "e", Type: typeOf(t, "ARRAY<STRING>")},
	}
	rows := [][]any{{" null", "\x01\x02\x03", []any{}, []any{}}, {`"x"`, "", []any{nil}, []any{"😀"}}}
	w := result.New(cols, result.Options{Format: result.ArrayLines})
	require.Equal(t, "[null,\"\\\"AQID\\\"\",\"[]\",\"[]\"]\n[\"\\\"x\\\"\",\"\\\"\\\"\",null,\"[\\\"\\uD83D\\uDE00\\\"]\"]\n\n", write(t, w, cols, rows))
	w = result.New(cols, result.Options{Format: result.CSV})
	require.Equal(t, ",\"\"\"AQID\"\"\",[],[]\n\"\"\"x\"\"\",\"\"\"\"\"\",,\"[\"\"😀\"\"]\"\n\n", write(t, w, cols, rows))
}

func BenchmarkRow(b *testing.B) {
	cols := []druidtype.Column{
		{Name: "__time", Type: druidtype.Of(druidtype.Timestamp)},
		{Name: "channel", Type: druidtype.Of(druidtype.Varchar)},
		{Name: "page", Type: druidtype.Of(druidtype.Varchar)},
		{Name: "added", Type: druidtype.Of(druidtype.BigInt)},
	}
	row := [][]byte{
		binary.BigEndian.AppendUint64(nil, 495334073259000), []byte("#ja.wikipedia"),
		[]byte("アルビレックス新潟の年度別成績一覧"), binary.BigEndian.AppendUint64(nil, 14),
	}
	for _, f := range []result.Format{result.ObjectLines, result.ArrayLines, result.CSV} {
		b.Run(f.String(), func(b *testing.B) {
			w := result.New(cols, result.Options{Format: f})
			buf := make([]byte, 0, 1<<16)
			b.ReportAllocs()
			for b.Loop() {
				if buf = w.Row(buf, row); len(buf) > 1<<15 {
					buf = buf[:0]
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func TestNULIsPutBack(t *testing.T) {
	t.Parallel()
	cols := []druidtype.Column{{Name: "x", Type: typeOf(t, "VARCHAR")}}
	rows := [][]any{{"a" + druidtype.NUL + "b"}}
	o := result.Options{Format: result.ArrayLines, NUL: true}
	require.Equal(t, "[\"a\\u0000b\"]\n\n", write(t, result.New(cols, o), cols, rows))
	o.Format = result.CSV
	require.Equal(t, "a\x00b\n\n", write(t, result.New(cols, o), cols, rows))
}

func TestHoursThatComeTwice(t *testing.T) {
	t.Parallel()
	cols := []druidtype.Column{{Name: "a", Type: typeOf(t, "TIMESTAMP")}, {Name: "b", Type: typeOf(t, "TIMESTAMP")}}
	for zone, want := range map[string]string{
		"Europe/Berlin":       `["2023-10-29T02:30:00.000+01:00","2023-10-29T02:30:00.000+01:00"]`,
		"America/Los_Angeles": `["2023-11-05T01:30:00.000-07:00","2023-11-05T01:30:00.000-07:00"]`,
	} {
		loc, err := time.LoadLocation(zone)
		require.NoError(t, err)
		first := json.Number("1698539400000")
		second := json.Number("1698543000000")
		if zone != "Europe/Berlin" {
			first, second = "1699173000000", "1699176600000"
		}
		o := result.Options{Format: result.ArrayLines, TimeZone: loc}
		require.Equal(t, want+"\n\n", write(t, result.New(cols, o), cols, [][]any{{first, second}}))
	}
}
