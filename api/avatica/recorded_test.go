package avatica_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/api/avatica"
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
)

// exchange is a request to Druid 33 and its answer: a text of JSON, or protobuf in Base64. Stack traces
// are cut to their first line.
type exchange struct {
	Format, Request, Response string
	Status                    int
}

// bytes gives request and answer as they went over the wire.
func (e exchange) bytes(t *testing.T) (request, response []byte) {
	t.Helper()
	if e.Format == "json" {
		return []byte(e.Request), []byte(e.Response)
	}
	request, err := base64.StdEncoding.DecodeString(e.Request)
	require.NoError(t, err)
	response, err = base64.StdEncoding.DecodeString(e.Response)
	require.NoError(t, err)
	return request, response
}

func exchanges(t *testing.T) []exchange {
	t.Helper()
	file, err := os.Open("testdata/exchanges.jsonl")
	require.NoError(t, err)
	defer file.Close()
	var out []exchange
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e exchange
		require.NoError(t, json.Unmarshal(lines.Bytes(), &e))
		out = append(out, e)
	}
	require.NoError(t, lines.Err())
	return out
}

// TestAnswersAreDruidsByteForByte plays the recorded sessions to a service whose engine has the recorded
// results.
func TestAnswersAreDruidsByteForByte(t *testing.T) {
	t.Parallel()
	all := exchanges(t)
	require.Len(t, all, 76)
	engine := newRecordedEngine(t, all)
	service := avatica.New(avatica.Config{Engine: engine, Address: "localhost:18082"})
	defer service.Close()
	formats := map[string]avatica.Format{"json": avatica.JSON, "protobuf": avatica.Protobuf}
	for i, e := range all {
		request, want := e.bytes(t)
		status, got := service.Handle(t.Context(), formats[e.Format], request)
		if strings.Contains(string(got), "Column 'nope'") { // Druid goes on with the exceptions within
			require.Contains(t, string(got), "QueryInterruptedException: Column 'nope' not found in any table (line [1], column [8]) -> "+
				"DruidException: Column 'nope' not found in any table (line [1], column [8])")
			require.Contains(t, string(want), "QueryInterruptedException: Column 'nope' not found in any table (line [1], column [8]) -> "+
				"DruidException: Column 'nope' not found in any table (line [1], column [8])")
			require.Equal(t, e.Status, status)
			continue
		}
		require.Equal(t, string(want), string(got), "exchange %d: %s\nfrom %q", i+1, request, got[sharedPrefix(got, want):])
		require.Equal(t, e.Status, status, "exchange %d: %s", i+1, request)
	}
	require.Equal(t, []any{
		"#en.wikipedia", json.Number("0"), "2015-09-12 01:00:00.000", "2015-09-12", true, json.Number("2.5"),
		"#en.wikipedia", int64(0), "2015-09-12 01:00:00.000", "2015-09-12", true, 2.5,
	}, engine.parameters)
	require.Equal(t, map[string]any{"sqlTimeZone": "America/Los_Angeles", "sqlStringifyArrays": false}, engine.context)
}

// sharedPrefix gives how many bytes two texts begin with alike, but for a few.
func sharedPrefix(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return max(0, n-20)
}

// recordedEngine knows the results of the recorded queries.
type recordedEngine struct {
	t     *testing.T
	zone  *time.Location
	plans map[string]*avatica.Plan
	// parameters are the values of the parameters that came, context the last context.
	parameters []any
	context    map[string]any
}

// recordedResult is what is read here of a recorded answer.
type recordedResult struct {
	Response   string
	Signature  recordedSignature
	FirstFrame recordedFrame
	Frame      recordedFrame
	Results    []recordedResult
	Statement  struct{ Signature recordedSignature }
}

type recordedSignature struct {
	SQL     string
	Columns []struct {
		Label            string
		Nullable         int
		Precision, Scale int
		Type             recordedType
	}
	Parameters []struct {
		TypeName         string
		Precision, Scale int
	}
}

type recordedType struct {
	Name      string
	Component *recordedType
}

type recordedFrame struct{ Rows [][]json.RawMessage }

func newRecordedEngine(t *testing.T, all []exchange) *recordedEngine {
	t.Helper()
	zone, err := time.LoadLocation("America/Los_Angeles")
	require.NoError(t, err)
	e := &recordedEngine{t: t, zone: zone, plans: map[string]*avatica.Plan{}}
	var last *fixedRows // what fetches go on with
	for _, x := range all {
		if x.Format != "json" {
			continue
		}
		var r recordedResult
		require.NoError(t, json.Unmarshal([]byte(x.Response), &r))
		switch r.Response {
		case "executeResults":
			last = e.learn(r.Results[0].Signature, r.Results[0].FirstFrame)
		case "resultSet":
			last = e.learn(r.Signature, r.FirstFrame)
		case "fetch":
			last.rows = append(last.rows, e.rows(last.columns, r.Frame)...)
		case "prepare":
			e.learn(r.Statement.Signature, recordedFrame{})
		}
	}
	e.plans["SELECT NULL AS n"] = &avatica.Plan{Columns: []druidtype.Column{{Name: "n"}}}
	return e
}

// learn remembers a result; the rows of one that is known already are kept.
func (e *recordedEngine) learn(s recordedSignature, f recordedFrame) *fixedRows {
	if known := e.plans[s.SQL]; known != nil && len(known.Parameters) == 0 {
		return &fixedRows{}
	}
	plan := &avatica.Plan{TimeZone: e.zone}
	for _, c := range s.Columns {
		typ := e.typeOf(c.Type).Null(c.Nullable == 1)
		if typ.Kind == druidtype.Char || typ.Kind == druidtype.Decimal {
			typ.Precision, typ.Scale = c.Precision, c.Scale
		}
		plan.Columns = append(plan.Columns, druidtype.Column{Name: c.Label, Type: typ})
	}
	for _, p := range s.Parameters {
		plan.Parameters = append(plan.Parameters, e.typeOf(recordedType{Name: p.TypeName}))
	}
	rows := &fixedRows{columns: plan.Columns}
	rows.rows = e.rows(plan.Columns, f)
	plan.Open = func(context.Context) (avatica.Rows, error) {
		again := *rows
		return &again, nil
	}
	e.plans[s.SQL] = plan
	return rows
}

func (e *recordedEngine) typeOf(r recordedType) druidtype.Type {
	if r.Component != nil {
		return druidtype.ArrayOf(e.typeOf(*r.Component))
	}
	for k := druidtype.Boolean; k <= druidtype.Any; k++ {
		if k.String() == r.Name {
			if k == druidtype.Complex {
				return druidtype.ComplexOf("json")
			}
			return druidtype.Of(k)
		}
	}
	e.t.Fatalf("no type %s", r.Name)
	return druidtype.Type{}
}

// Plan gives what is known of a query, and Druid's error for the one that is wrong.
func (e *recordedEngine) Plan(_ context.Context, q avatica.Query) (*avatica.Plan, error) {
	e.context = q.Context
	for _, p := range q.Parameters {
		e.parameters = append(e.parameters, p.Value)
	}
	if q.SQL == "SELECT nope FROM wikipedia" {
		return nil, druiderr.InvalidSQL(druiderr.Position{Line: 1, Column: 8, EndLine: 1, EndColumn: 11}, "Column 'nope' not found in any table")
	}
	plan := e.plans[q.SQL]
	require.NotNil(e.t, plan, q.SQL)
	if plan.Open == nil {
		withRows := *plan
		withRows.Open = func(context.Context) (avatica.Rows, error) { return &fixedRows{}, nil }
		return &withRows, nil
	}
	return plan, nil
}

// rows makes recorded values what Postgres would send.
func (e *recordedEngine) rows(columns []druidtype.Column, f recordedFrame) [][][]byte {
	var out [][][]byte
	for _, recorded := range f.Rows {
		row := make([][]byte, len(recorded))
		for i, v := range recorded {
			row[i] = e.value(columns[i].Type, v)
		}
		out = append(out, row)
	}
	return out
}

func (e *recordedEngine) value(typ druidtype.Type, v json.RawMessage) []byte {
	if string(v) == "null" {
		return nil
	}
	text := string(v)
	if v[0] == '"' {
		require.NoError(e.t, json.Unmarshal(v, &text))
	}
	number := func() int64 {
		n, err := json.Number(text).Int64()
		require.NoError(e.t, err)
		return n
	}
	real := func() float64 {
		f, err := json.Number(text).Float64()
		require.NoError(e.t, err)
		return f
	}
	switch typ.Kind {
	case druidtype.Timestamp:
		return e.instant(time.UnixMilli(number()).UTC())
	case druidtype.Date:
		return e.instant(time.Unix(number()*24*60*60, 0).UTC())
	case druidtype.Integer, druidtype.BigInt:
		return int8Of(number())
	case druidtype.Double, druidtype.Decimal:
		return binary.BigEndian.AppendUint64(nil, math.Float64bits(real()))
	case druidtype.Float:
		return binary.BigEndian.AppendUint32(nil, math.Float32bits(float32(real())))
	case druidtype.Boolean:
		return map[string][]byte{"true": {1}, "false": {0}}[text]
	case druidtype.Array:
		return e.array(typ, v)
	default:
		return []byte(text)
	}
}

// instant gives the time at which a clock of the zone shows what one in UTC shows at wall.
func (e *recordedEngine) instant(wall time.Time) []byte {
	y, m, d := wall.Date()
	at := time.Date(y, m, d, wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), e.zone)
	return int8Of(at.Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).Microseconds())
}

func int8Of(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// array makes a one-dimensional array of Postgres; booleans are numbers in it.
func (e *recordedEngine) array(typ druidtype.Type, v json.RawMessage) []byte {
	var elements []json.RawMessage
	require.NoError(e.t, json.Unmarshal(v, &elements))
	out := make([]byte, 0, 64)
	for _, header := range []uint32{1, 1, 0, uint32(len(elements)), 1} {
		out = binary.BigEndian.AppendUint32(out, header)
	}
	elem := *typ.Elem
	if elem.Kind == druidtype.Boolean {
		elem = druidtype.Of(druidtype.BigInt)
	}
	for _, x := range elements {
		raw := e.value(elem, x)
		if raw == nil {
			out = binary.BigEndian.AppendUint32(out, math.MaxUint32)
			continue
		}
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(raw))), raw...)
	}
	return out
}

// fixedRows are rows that are known already.
type fixedRows struct {
	columns []druidtype.Column
	rows    [][][]byte
	current [][]byte
	err     error
	closed  bool
}

// Next goes to the next row.
func (f *fixedRows) Next() bool {
	if len(f.rows) == 0 {
		return false
	}
	f.current, f.rows = f.rows[0], f.rows[1:]
	return true
}

// RawValues gives the present row.
func (f *fixedRows) RawValues() [][]byte { return f.current }

// Err gives err.
func (f *fixedRows) Err() error { return f.err }

// Close notes the call.
func (f *fixedRows) Close() { f.closed = true }
