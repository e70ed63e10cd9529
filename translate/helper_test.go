package translate_test

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate"
)

// tables are the relations of the tests: "name type" lists in the order of the columns.
var tables = map[string]string{
	"druid.foo":                   "__time time, dim1 text, dim2 text, dim3 multi, cnt long, m1 float, m2 double",
	"druid.numbers":               "__time time, id long, grp text, l long, big long, f float, d double, s text, flag text, k long, w long",
	"druid.orders":                "__time time, order_id long, customer_id long, item_id long, qty long, amount double, discount double, status text, channel text",
	"druid.customers":             "__time time, customer_id long, name text, city text, country text, region text, tier text, credit double, age long, referrer_id long",
	"druid.items":                 "__time time, item_id long, sku text, title text, category text, price double, weight float, tags multi",
	"druid.events":                "__time time, id long, kind text, payload json, tags multi",
	"druid.arrays":                "__time time, id long, kind text, tags texts, nums longs, dbls doubles",
	"druid.typearrays":            "__time time, id long, da doubles, la longs, sa texts",
	"druid.types":                 "__time time, id long, s text, s2 text, num text, dt text, l long, i long, d double, f float, ms long, n json, mv multi, ip text, ip6 text",
	"druid.wikipedia":             "__time time, added long, channel text, cityName text, comment text, commentLength long, countryIsoCode text, countryName text, deleted long, delta long, deltaBucket text, diffUrl text, flags text, isAnonymous text, isMinor text, isNew text, isRobot text, isUnpatrolled text, metroCode text, namespace text, page text, regionIsoCode text, regionName text, timestamp text, user text",
	"lookup.country":              "k text, v text",
	"sys.servers":                 "server text, host text, plaintext_port long",
	"sys.segments":                "segment_id text, datasource text, start text, end text, size long, num_rows long, is_active long, is_published long, is_overshadowed long, is_available long, is_realtime long, version text, partition_num long, num_replicas long, shard_spec text, dimensions text, metrics text, last_compaction_state text, replication_factor long",
	"INFORMATION_SCHEMA.COLUMNS":  "TABLE_CATALOG text, TABLE_SCHEMA text, TABLE_NAME text, COLUMN_NAME text, ORDINAL_POSITION long, DATA_TYPE text, IS_NULLABLE text, JDBC_TYPE long, CHARACTER_MAXIMUM_LENGTH text, NUMERIC_PRECISION long, DATETIME_PRECISION long",
	"INFORMATION_SCHEMA.TABLES":   "TABLE_CATALOG text, TABLE_SCHEMA text, TABLE_NAME text, TABLE_TYPE text, IS_JOINABLE text, IS_BROADCAST text",
	"INFORMATION_SCHEMA.SCHEMATA": "CATALOG_NAME text, SCHEMA_NAME text, SCHEMA_OWNER text, DEFAULT_CHARACTER_SET_CATALOG text, DEFAULT_CHARACTER_SET_SCHEMA text, DEFAULT_CHARACTER_SET_NAME text, SQL_PATH text",
	"INFORMATION_SCHEMA.ROUTINES": "ROUTINE_CATALOG text, ROUTINE_SCHEMA text, ROUTINE_NAME text, ROUTINE_TYPE text, IS_AGGREGATOR text, SIGNATURES text",
}

func columnType(word string) druidtype.Type {
	switch word {
	case "time":
		return druidtype.Type{Kind: druidtype.Timestamp, Precision: 3}
	case "multi":
		return druidtype.MultiString()
	case "text":
		return druidtype.Of(druidtype.Varchar)
	case "long":
		return druidtype.Of(druidtype.BigInt)
	case "float":
		return druidtype.Of(druidtype.Float)
	case "double":
		return druidtype.Of(druidtype.Double)
	case "json":
		return druidtype.ComplexOf("json")
	case "texts":
		return druidtype.ArrayOf(druidtype.Of(druidtype.Varchar))
	case "longs":
		return druidtype.ArrayOf(druidtype.Of(druidtype.BigInt))
	case "doubles":
		return druidtype.ArrayOf(druidtype.Of(druidtype.Double))
	}
	panic("no type " + word)
}

// catalog is a fixed catalogue.
type catalog map[string]druidtype.Relation

func newCatalog() catalog {
	out := catalog{}
	for key, list := range tables {
		schema, name, _ := strings.Cut(key, ".")
		rel := druidtype.Relation{Schema: schema, Name: name, PgSchema: "druid", PgName: name, Kind: "datasource"}
		if schema != "druid" {
			rel.PgSchema, rel.PgName, rel.Kind = "ogham", strings.ToLower(schema+"_"+name), "system"
		}
		if schema == "lookup" {
			rel.Kind = "lookup"
		}
		for def := range strings.SplitSeq(list, ", ") {
			column, word, _ := strings.Cut(def, " ")
			rel.Columns = append(rel.Columns, druidtype.RelColumn{
				Column: druidtype.Column{Name: column, Type: columnType(word)}, Physical: column,
			})
		}
		out[key] = rel
	}
	return out
}

func (c catalog) Table(schema, name string) (druidtype.Relation, bool) {
	rel, ok := c[schema+"."+name]
	return rel, ok
}

func (c catalog) Tables(schema string) []string {
	var out []string
	for key := range c {
		if name, ok := strings.CutPrefix(key, schema+"."); ok {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

func (c catalog) Lookup(name string) bool { return name == "country" }
func (c catalog) Version() int64          { return 1 }

// now is CURRENT_TIMESTAMP of every test.
var now = time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)

// options are the request's other fields, written as a comment line of JSON before a statement.
type options struct {
	MSQ        bool             `json:"msq"`
	Safe       bool             `json:"safe"`
	Context    map[string]any   `json:"context"`
	Parameters []map[string]any `json:"parameters"`
}

// request reads a statement with its options line.
func request(tb testing.TB, text string) translate.Request {
	tb.Helper()
	var o options
	if line, rest, ok := strings.Cut(text, "\n"); ok && strings.HasPrefix(line, "-- {") {
		require.NoError(tb, json.Unmarshal([]byte(line[3:]), &o), line)
		text = rest
	}
	req := translate.Request{SQL: text, Context: o.Context, Now: now, SafeArithmetic: o.Safe}
	if o.MSQ {
		req.Engine = translate.EngineMSQ
	}
	for _, p := range o.Parameters {
		typ, _ := p["type"].(string)
		req.Parameters = append(req.Parameters, translate.Parameter{Type: typ, Value: p["value"]})
	}
	return req
}

// describe prints a translation, or its error.
func describe(req translate.Request, cat translate.Catalog) string {
	t, err := translate.Translate(req, cat)
	if err != nil {
		e := druiderr.As(err)
		return fmt.Sprintf("error: %s\n%s %s %s", strings.ReplaceAll(e.Message, "\n", `\n`), e.Code, e.Persona, e.Category)
	}
	var b strings.Builder
	b.WriteString(t.SQL)
	for i, arg := range t.Args {
		fmt.Fprintf(&b, "\n$%d = %v", i+1, arg)
	}
	b.WriteString("\n")
	for i, c := range t.Columns {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %s", c.Name, c.Type.SQL())
	}
	describeIngest(&b, t)
	if t.Explain != nil {
		fmt.Fprintf(&b, "\n%s\n%s", t.Explain.Resources, t.Explain.Attributes)
		for i, c := range t.Explain.Signature {
			fmt.Fprintf(&b, "\n%s %s AS %s", c.Name, c.Type, t.Explain.ColumnMappings[i].OutputColumn)
		}
	}
	return b.String()
}

func describeIngest(b *strings.Builder, t *translate.Translation) {
	for _, e := range t.Externs {
		fmt.Fprintf(b, "\nextern %s %s %v", e.InputSource, e.InputFormat, e.Signature)
	}
	if t.ExportTo != nil {
		fmt.Fprintf(b, "\nexport %s %v %s", t.ExportTo.Destination, t.ExportTo.Arguments, t.ExportTo.Format)
	}
	in := t.Ingest
	if in == nil {
		return
	}
	fmt.Fprintf(b, "\n%s into %s by %s clustered %v overwrite %t %v time %t direct %t",
		t.Kind, in.DataSource, in.PartitionedBy, in.ClusteredBy, in.OverwriteAll, in.Overwrite, in.HasTime, in.Direct != nil)
}

// recordedSQL gives the statements of the recorded cases.
func recordedSQL(tb testing.TB) []translate.Request {
	tb.Helper()
	var out []translate.Request
	entries, err := os.ReadDir("../integration/testdata/conformance/sql")
	require.NoError(tb, err)
	for _, entry := range entries {
		text, err := os.ReadFile("../integration/testdata/conformance/sql/" + entry.Name())
		require.NoError(tb, err)
		for line := range strings.Lines(string(text)) {
			var c struct {
				SQL        string
				Context    map[string]any
				Parameters []translate.Parameter
			}
			require.NoError(tb, json.Unmarshal([]byte(line), &c))
			out = append(out, translate.Request{SQL: c.SQL, Context: c.Context, Parameters: c.Parameters, Now: now})
		}
	}
	require.NotEmpty(tb, out)
	return out
}
