package migrations_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/testdb"
)

// Each line of testdata/json.json is a Postgres expression and its value as text, null for NULL, as
// Druid 33 answered the Druid expression behind it.
func TestJSONFunctionsAnswerAsDruid(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/json.json")
	require.NoError(t, err)
	var cases [][2]*string
	require.NoError(t, json.Unmarshal(data, &cases))
	require.NotEmpty(t, cases)
	conn := testdb.New(t).Connect(t)
	for _, c := range cases {
		var got *string
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT ("+*c[0]+")::text").Scan(&got), *c[0])
		require.Equal(t, c[1], got, *c[0])
	}
}

func TestBadJSONFailsAsInDruid(t *testing.T) {
	t.Parallel()
	conn := testdb.New(t).Connect(t)
	for expr, message := range map[string]string{
		"druid_sql.json_path('{}'::json, 'alpha')":    "JSONPath [alpha] is invalid, it must start with '$' (SQLSTATE OG003)",
		"druid_sql.only_value(ARRAY[1, 2], 'BIGINT')": "Cannot coerce field [v0] from type [java.util.ArrayList] to type [BIGINT] (SQLSTATE OG004)",
		"druid_sql.regexp_no_group('ab', 'a', 4)":     "No group 4 (SQLSTATE OG001)",
	} {
		_, err := conn.Exec(t.Context(), "SELECT "+expr)
		require.ErrorContains(t, err, message, expr)
	}
	for expr, message := range map[string]string{
		"druid_sql.parse_json('{bad')":                           "Function[parse_json] bad string input [{bad]",
		"druid_sql.parse_json('')":                               "Function[parse_json] bad string input []",
		"druid_sql.json_merge_input('{bad'::text, 'STRING')":     "Function[json_merge] bad string input [{bad]",
		"druid_sql.json_merge_input(NULL::text, 'STRING')":       "Function[json_merge] invalid input expected STRING but got STRING instead",
		"druid_sql.json_merge('{\"a\":1}'::json, '[1]'::json)":   "Function[json_merge] bad string input [[1]]",
		"druid_sql.regexp_replace_fail('ab', 'a', 'No group 2')": "No group 2",
		"druid_sql.regexp_replace('ab', 'a', 'x$')":              "Illegal group reference: group index is missing",
		"druid_sql.regexp_replace('ab', 'a', U&'x\\005C')":       "character to be escaped is missing",
	} {
		_, err := conn.Exec(t.Context(), "SELECT "+expr)
		require.ErrorContains(t, err, message+" (SQLSTATE OG001)", expr)
	}
}

type regexpCase struct {
	Pattern, Like, Exact string
	Cases                []struct {
		Text     string
		Like     bool
		Replaced string
		Groups   []*string
	}
}

// The translations of Java patterns find in Postgres what Druid 33 found with the patterns.
func TestTranslatedPatternsFindWhatJavaFinds(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../translate/function/testdata/java_regexp.json")
	require.NoError(t, err)
	var patterns []regexpCase
	require.NoError(t, json.Unmarshal(data, &patterns))
	require.NotEmpty(t, patterns)
	conn := testdb.New(t).Connect(t)
	for _, p := range patterns {
		for _, c := range p.Cases {
			var like bool
			var replaced string
			require.NoError(t, conn.QueryRow(t.Context(), `SELECT $1::text COLLATE "C" ~ $2::text,
				regexp_replace($1::text COLLATE "C", $3::text, '<\&>', 'g')`, c.Text, p.Like, p.Exact).Scan(&like, &replaced))
			require.Equal(t, c.Like, like, "%s in %q", p.Pattern, c.Text)
			require.Equal(t, c.Replaced, replaced, "%s in %q", p.Pattern, c.Text)
			for group, want := range c.Groups {
				var got *string
				require.NoError(t, conn.QueryRow(t.Context(), `SELECT regexp_substr($1::text COLLATE "C", $2::text, 1, 1, '', $3::int)`,
					c.Text, p.Exact, group).Scan(&got))
				require.Equal(t, want, got, "group %d of %s in %q", group, p.Pattern, c.Text)
			}
		}
	}
}
