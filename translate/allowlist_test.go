package translate_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	pg_query "github.com/pganalyze/pg_query_go/v5"
	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/translate"
)

// builtins are the functions of Postgres itself that translations may call.
var builtins = words(`abs any_value array_agg array_length array_position array_remove array_to_string asin atan avg bit_and bit_or bit_xor
	bool_and bool_or btrim cardinality ceil ceiling char_length chr coalesce concat concat_ws convert_from convert_to cos count
	cume_dist date_bin date_part date_trunc degrees dense_rank encode exp extract first_value floor greatest hashtextextended
	json_agg json_array_elements json_build_array json_build_object json_typeof lag last_value lead least left length like_escape ln log log10 lower lpad
	ltrim make_interval max md5 min mod nth_value ntile octet_length percent_rank pi percentile_disc position power radians rank
	regexp_like regexp_substr regexp_match regexp_matches regexp_replace regexp_split_to_array repeat replace reverse right round row_number rpad rtrim
	sign sin split_part sqrt starts_with string_agg string_to_array strpos substr substring sum tan timezone to_char to_json to_timestamp translate trunc
	unnest upper width_bucket`)

var readable = words("druid druid_segments ogham")

func words(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		out[w] = true
	}
	return out
}

// dialect lists the functions that the migrations create in schema druid_sql.
func dialect(tb testing.TB) map[string]bool {
	tb.Helper()
	files, err := filepath.Glob("../migrations/druid_sql/*.sql")
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	create := regexp.MustCompile(`(?i)CREATE OR REPLACE (?:FUNCTION|AGGREGATE) druid_sql\.(\w+)`)
	out := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(tb, err)
		for _, m := range create.FindAllStringSubmatch(string(text), -1) {
			out[m[1]] = true
		}
	}
	return out
}

// gate walks the tree that Postgres' own parser makes of a translation.
type gate struct {
	dialect map[string]bool
	ctes    map[string]bool
	fault   string
}

// check gives what a translation must not hold, "" when all is well.
func (g *gate) check(sql string) string {
	g.fault, g.ctes = "", map[string]bool{}
	text, err := pg_query.ParseToJSON(sql)
	if err != nil {
		return err.Error()
	}
	var tree any
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		return err.Error()
	}
	g.collect(tree)
	g.walk(tree)
	return g.fault
}

// collect notes the names of WITH queries.
func (g *gate) collect(node any) {
	switch node := node.(type) {
	case []any:
		for _, x := range node {
			g.collect(x)
		}
	case map[string]any:
		if name, ok := node["ctename"].(string); ok {
			g.ctes[name] = true
		}
		for _, x := range node {
			g.collect(x)
		}
	}
}

func (g *gate) walk(node any) {
	switch node := node.(type) {
	case []any:
		for _, x := range node {
			g.walk(x)
		}
	case map[string]any:
		for key, x := range node {
			g.node(key, x)
			g.walk(x)
		}
	}
}

func (g *gate) node(key string, x any) {
	object, _ := x.(map[string]any)
	switch {
	case strings.HasSuffix(key, "Stmt") && key != "SelectStmt" && key != "stmt":
		g.fault = "statement " + key
	case key == "lockingClause" || key == "intoClause":
		g.fault = key
	case key == "SQLValueFunction":
		g.fault = "a value function of Postgres"
	case key == "RangeVar":
		schema, _ := object["schemaname"].(string)
		name, _ := object["relname"].(string)
		if !readable[schema] && (schema != "" || !g.ctes[name]) {
			g.fault = fmt.Sprintf("relation %s.%s", schema, name)
		}
	case key == "FuncCall":
		g.function(object)
	}
}

func (g *gate) function(call map[string]any) {
	var parts []string
	list, _ := call["funcname"].([]any)
	for _, x := range list {
		object, _ := x.(map[string]any)
		str, _ := object["String"].(map[string]any)
		s, _ := str["sval"].(string)
		parts = append(parts, s)
	}
	name := parts[len(parts)-1]
	known := builtins[name]
	if len(parts) == 2 && parts[0] == "druid_sql" {
		known = g.dialect[name]
	} else if len(parts) == 2 && parts[0] != "pg_catalog" {
		known = false
	}
	if !known {
		g.fault = "function " + strings.Join(parts, ".")
	}
}

// TestOnlyAllowedSQL translates every recorded statement and checks the tree of each translation.
func TestOnlyAllowedSQL(t *testing.T) {
	t.Parallel()
	cat, g := newCatalog(), &gate{dialect: dialect(t)}
	done := 0
	for _, req := range recordedSQL(t) {
		for _, safe := range []bool{false, true} {
			req.SafeArithmetic = safe
			got, err := translate.Translate(req, cat)
			if err != nil {
				require.NotEqual(t, druiderr.Defensive, druiderr.As(err).Category, "%s: %v", req.SQL, err)
				continue
			}
			require.Empty(t, g.check(got.SQL), "%s\n%s", req.SQL, got.SQL)
			done++
		}
	}
	require.Greater(t, done, 3000)
}

func TestGateFindsWhatIsNotAllowed(t *testing.T) {
	t.Parallel()
	g := &gate{dialect: map[string]bool{"lower": true}}
	for _, sql := range []string{
		"SELECT pg_sleep(1)", "SELECT druid_sql.upper('x')", "SELECT * FROM pg_catalog.pg_user", "SELECT * FROM secret",
		"DELETE FROM druid.foo", "SELECT current_user", "SELECT 1 FOR UPDATE", "SELECT (SELECT pg_read_file('x'))", "SELECT",
	} {
		if sql != "SELECT" {
			require.NotEmpty(t, g.check(sql), sql)
		}
	}
	require.Empty(t, g.check(`WITH "w1" AS (SELECT druid_sql.lower('x')) SELECT count(*) FROM "w1", druid."foo"`))
}

// seeds are statements of every kind that are worth mutating, one a line.
func seeds(tb testing.TB) []string {
	tb.Helper()
	text, err := os.ReadFile("testdata/fuzz/seeds.sql")
	require.NoError(tb, err)
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// FuzzTranslate checks that any text ends in a Druid error or in SQL that is allowed.
func FuzzTranslate(f *testing.F) {
	for _, req := range recordedSQL(f) {
		f.Add(req.SQL, false)
	}
	for _, file := range []string{"select.td", "errors.td", "ingest.td"} {
		text, err := os.ReadFile("testdata/" + file)
		require.NoError(f, err)
		for block := range strings.SplitSeq(string(text), "\n\n") {
			sql, _, _ := strings.Cut(block, "\n----")
			f.Add(sql, file == "ingest.td")
		}
	}
	for _, sql := range seeds(f) {
		f.Add(sql, false)
	}
	cat, g := newCatalog(), &gate{dialect: dialect(f)}
	f.Fuzz(func(t *testing.T, sql string, msq bool) {
		req := translate.Request{SQL: sql, Now: now, Parameters: []translate.Parameter{{Type: "VARCHAR", Value: "x"}, {Type: "BIGINT", Value: json.Number("1")}}}
		if msq {
			req.Engine = translate.EngineMSQ
		}
		got, err := translate.Translate(req, cat)
		if err != nil {
			e := druiderr.As(err)
			require.NotNil(t, e)
			if !strings.HasSuffix(e.Message, "encountered unknown exception.") { // Druid's own defensive error
				require.NotEqual(t, druiderr.Defensive, e.Category, "%s: %v", sql, err)
			}
			return
		}
		if len(got.SQL) < 1<<16 { // deeper text may exhaust the C stack of the tree parser
			require.Empty(t, g.check(got.SQL), "%s\n%s", sql, got.SQL)
		}
	})
}
