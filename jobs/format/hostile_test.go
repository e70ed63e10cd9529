package format_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/jobs/format"
)

// hostile is data that is broken in ways that files are: each has a defined outcome.
func TestHostileText(t *testing.T) {
	t.Parallel()
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, c := range []struct{ name, spec, data, columns, want string }{
		{"ByteOrderMark", `{"type":"json"}`, "\ufeff{\"a\":1}\n{\"a\":2}", "a LONG", "1 2"},
		{"ByteOrderMarkLater", `{"type":"json"}`, "{\"a\":1}\n\ufeff{\"a\":2}", "a LONG", "1 !Unable to parse row [\ufeff{\"a\":2}] (Record: 2, Line: 2)"},
		{"CarriageReturns", `{"type":"csv","columns":["a","b"]}`, "1,x\r\n2,y\r\n", "a LONG,b STRING", "1|x 2|y"},
		{"CarriageReturnAlone", `{"type":"lines"}`, "a\rb", "line STRING", "a\rb"},
		{"InvalidUTF8", `{"type":"json"}`, "{\"a\":\"x\xffy\"}", "a STRING", "x\ufffdy"},
		{"InvalidUTF8InKey", `{"type":"json"}`, "{\"\xff\":1,\"a\":2}", "a LONG", "2"},
		{"NulOutside", `{"type":"json"}`, "{\"a\":1}\x00\n\x00{\"a\":2}", "a LONG", "1 !Unable to parse row [\x00{\"a\":2}] (Record: 2, Line: 2)"},
		{"NulRaw", `{"type":"json"}`, "{\"a\":\"\x00\"}", "a STRING", "!Unable to parse row [{\"a\":\"\x00\"}] (Record: 1, Line: 1)"},
		{"NulEscapedIsDropped", `{"type":"json"}`, `{"a":"x\u0000y"}`, "a STRING", "xy"},
		{"NulInCSVIsDropped", `{"type":"csv","columns":["a"]}`, "x\x00y", "a STRING", "xy"},
		{"DuplicateKeys", `{"type":"json"}`, `{"a":1,"a":2,"c":{"k":1,"k":2}}`, "a LONG,c COMPLEX<json>", `2|{"k":2}`},
		{"Deep", `{"type":"json"}`, `{"c":` + deep(4990) + `,"a":1}`, "a LONG", "1"},
		{"DeepWanted", `{"type":"json"}`, `{"c":` + deep(4990) + `}`, "c COMPLEX<json>", deep(4990)},
		{"DeeperIsRefused", `{"type":"json"}`, `{"c":` + deep(10000) + "}\n{\"a\":1}", "a LONG", "!… 1"},
		{"DeeperFlattenedIsRefused", `{"type":"json","flattenSpec":{"fields":[{"type":"path","name":"a","expr":"$.a"}]}}`, `{"c":` + deep(10000) + "}\n{\"a\":1}", "a LONG", "!… 1"},
		{"DeeperRelaxedIsRefused", `{"type":"json","featureSpec":{"ALLOW_COMMENTS":true}}`, `{"c":` + deep(10000) + "}\n{\"a\":1}", "a LONG", "!… 1"},
		{"EmptyFile", `{"type":"json"}`, "", "a LONG", ""},
		{"NoLastNewline", `{"type":"tsv","columns":["a"]}`, "1\n2", "a LONG", "1 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			read := readCase{Format: json.RawMessage(c.spec), Columns: strings.Split(c.columns, ","), Data: c.data, Remove: true}
			rows := readAll(t, read, strings.NewReader(c.data))
			for i, row := range rows {
				if strings.HasPrefix(row, "!") && len(row) > 1000 {
					rows[i] = "!…"
				}
			}
			require.Equal(t, c.want, strings.Join(rows, " "))
		})
	}
}

// endless gives a line of n bytes without keeping them.
func endless(n int64) io.Reader { return io.LimitReader(repeated('x'), n) }

type repeated byte

func (r repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

func TestEnormousLineIsRefusedInBoundedMemory(t *testing.T) { // not parallel: it looks at the memory of the process
	for _, spec := range []string{`{"type":"json"}`, `{"type":"csv","columns":["a"]}`, `{"type":"lines"}`, `{"type":"regex","pattern":"(.*)"}`} {
		f, err := format.Parse(json.RawMessage(spec))
		require.NoError(t, err)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = f.NewReader(endless(100<<20), format.Options{Columns: signature(t, "a STRING")}).Next()
		runtime.ReadMemStats(&after)
		var long *format.LineTooLongError
		require.ErrorAs(t, err, &long)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(300<<20), spec)
	}
}

func TestWideObjectsAreReadInLinearTime(t *testing.T) {
	t.Parallel()
	var line bytes.Buffer
	line.WriteString(`{"c":{`)
	const keys = 300_000 // as pairs they would be 4.5e10
	for i := range keys {
		if i > 0 {
			line.WriteByte(',')
		}
		fmt.Fprintf(&line, `"k%d":1`, i)
	}
	line.WriteString(`}}`)
	f, err := format.Parse(json.RawMessage(`{"type":"json"}`))
	require.NoError(t, err)
	row, err := f.NewReader(&line, format.Options{Columns: signature(t, "c COMPLEX<json>")}).Next()
	require.NoError(t, err)
	require.Equal(t, keys, bytes.Count(row[0].Text, []byte(":1")))
}

func TestManyValuesInOneRecordAreRefused(t *testing.T) {
	t.Parallel()
	line := `{"c":[` + strings.Repeat("1,", 3<<20) + `1]}`
	c := readCase{Format: json.RawMessage(`{"type":"json"}`), Columns: []string{"c COMPLEX<json>"}, Data: line}
	rows := readAll(t, c, strings.NewReader(line))
	require.Len(t, rows, 1)
	require.True(t, strings.HasPrefix(rows[0], "!Unable to parse row [{"))
	require.Less(t, len(rows[0]), 100<<10, "the message does not hold the whole line")
}

func TestTruncatedGzipIsAnError(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write(bytes.Repeat([]byte(`{"a":1}`+"\n"), 10000))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	plain, err := gzip.NewReader(bytes.NewReader(packed.Bytes()[:packed.Len()/2]))
	require.NoError(t, err)
	f, err := format.Parse(json.RawMessage(`{"type":"json"}`))
	require.NoError(t, err)
	err = readToError(f.NewReader(plain, format.Options{Columns: signature(t, "a LONG")}))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.NotErrorIs(t, err, io.EOF, "it is no end")
}
