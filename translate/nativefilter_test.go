package translate_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/translate"
)

// TestNativeFilters compares with what Druid's EXPLAIN answers for these conditions, IN in the form of the release that
// runs tasks.
func TestNativeFilters(t *testing.T) {
	t.Parallel()
	const added, channel = `{"type":"equals","column":"added","matchValueType":"LONG","matchValue":3}`, `{"type":"equals","column":"channel","matchValueType":"STRING","matchValue":"a"}`
	for condition, want := range map[string]struct{ filter, interval string }{
		"channel = 'a'":                  {channel, ""},
		"'a' = channel":                  {channel, ""},
		"channel = 'a' AND TRUE":         {channel, ""},
		"TRUE":                           {"null", ""},
		"channel <> 'a'":                 {`{"type":"not","field":` + channel + `}`, ""},
		"channel IS NULL":                {`{"type":"null","column":"channel"}`, ""},
		"channel IS NOT NULL":            {`{"type":"not","field":{"type":"null","column":"channel"}}`, ""},
		"channel='a' OR added=3":         {`{"type":"or","fields":[` + channel + `,` + added + `]}`, ""},
		"NOT (channel='a' AND added=3)":  {`{"type":"or","fields":[{"type":"not","field":` + channel + `},{"type":"not","field":` + added + `}]}`, ""},
		"channel IN ('b','a','b')":       {`{"type":"in","dimension":"channel","values":["a","b"]}`, ""},
		"channel='b' OR channel='a'":     {`{"type":"in","dimension":"channel","values":["a","b"]}`, ""},
		"channel NOT IN ('a','b')":       {`{"type":"not","field":{"type":"in","dimension":"channel","values":["a","b"]}}`, ""},
		"added > 1 AND added <= 5":       {`{"type":"range","column":"added","matchValueType":"LONG","lower":1,"upper":5,"lowerOpen":true}`, ""},
		"added NOT BETWEEN 1 AND 5":      {`{"type":"not","field":{"type":"range","column":"added","matchValueType":"LONG","lower":1,"upper":5}}`, ""},
		"added > 1 AND added > 3":        {`{"type":"range","column":"added","matchValueType":"LONG","lower":3,"lowerOpen":true}`, ""},
		"added = '3'":                    {added, ""},
		"added = 1.5":                    {`{"type":"equals","column":"added","matchValueType":"DOUBLE","matchValue":1.5}`, ""},
		"channel > 'a'":                  {`{"type":"range","column":"channel","matchValueType":"STRING","lower":"a","lowerOpen":true}`, ""},
		"page LIKE 'a%'":                 {`{"type":"like","dimension":"page","pattern":"a%","escape":null,"extractionFn":null}`, ""},
		"page NOT LIKE 'a!%' ESCAPE '!'": {`{"type":"not","field":{"type":"like","dimension":"page","pattern":"a!%","escape":"!","extractionFn":null}}`, ""},
		"added=3 AND (channel='a' OR (page='x' AND page IS NULL))": {
			`{"type":"and","fields":[` + added + `,{"type":"or","fields":[` + channel +
				`,{"type":"and","fields":[{"type":"equals","column":"page","matchValueType":"STRING","matchValue":"x"},{"type":"null","column":"page"}]}]}]}`, "",
		},
		"__time > TIMESTAMP '2015-09-12 10:00:00' AND channel='a'":                               {channel, "2015-09-12T10:00:00.001Z/146140482-04-24T15:36:27.903Z"},
		"__time >= TIMESTAMP '2015-09-12 10:00:00' AND __time < TIMESTAMP '2015-09-12 11:00:00'": {"null", "2015-09-12T10:00:00.000Z/2015-09-12T11:00:00.000Z"},
		"__time >= TIMESTAMP '2015-09-12 10:00:00' OR channel='a'": {
			`{"type":"or","fields":[{"type":"range","column":"__time","matchValueType":"LONG","lower":1442052000000},` + channel + `]}`, "",
		},
		"NOT added < 3": {`{"type":"range","column":"added","matchValueType":"LONG","lower":3}`, ""},
		"added < 1 OR added >= 5 OR channel='a'": {
			`{"type":"or","fields":[{"type":"not","field":{"type":"range","column":"added","matchValueType":"LONG","lower":1,"upper":5,"upperOpen":true}},` + channel + `]}`, "",
		},
		"NOT (added > 1 AND channel='a')": {
			`{"type":"or","fields":[{"type":"range","column":"added","matchValueType":"LONG","upper":1},{"type":"not","field":` + channel + `}]}`, "",
		},
		"channel <> 'a' AND channel <> 'b'":            {`{"type":"not","field":{"type":"in","dimension":"channel","values":["a","b"]}}`, ""},
		"added >= 3 AND added <= 3":                    {added, ""},
		"NOT __time < TIMESTAMP '2015-09-12 10:00:00'": {"null", "2015-09-12T10:00:00.000Z/146140482-04-24T15:36:27.903Z"},
		"__time <> TIMESTAMP '2015-09-12 10:00:00'":    {"null", ""}, // two intervals
		"UPPER(channel) = 'A'":                         {"null", ""}, // a column is computed for it
		"channel = 'a' AND UPPER(channel) = 'A'":       {"null", ""},
		"added = (SELECT MAX(added) FROM wikipedia)":   {"null", ""},
	} {
		tr, err := translate.Translate(translate.Request{SQL: "SELECT page FROM wikipedia WHERE " + condition, Engine: translate.EngineMSQ, Now: now}, newCatalog())
		require.NoError(t, err, condition)
		got, err := json.Marshal(tr.Native.Filter)
		require.NoError(t, err)
		require.Equal(t, want.filter, string(got), condition)
		require.Equal(t, want.interval, tr.Native.Interval, condition)
	}
	joined, err := translate.Translate(translate.Request{
		SQL: "SELECT a.page FROM wikipedia a JOIN wikipedia b ON a.page = b.page WHERE a.channel = 'a'", Engine: translate.EngineMSQ, Now: now,
	}, newCatalog())
	require.NoError(t, err)
	require.Zero(t, joined.Native, "whose filter it would be is not said")
}
