package native_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
)

// Messages as Druid 33 gives them for the same queries.
func TestErrorsTellThePlaceAsJacksonDoes(t *testing.T) {
	t.Parallel()
	const head, tail = `{"queryType":"timeseries","dataSource":"w","intervals":["2024/2025"],"granularity":"all",`,
		" at [Source: (org.eclipse.jetty.server.HttpInputOverHTTP); line: 1, column: "
	const chain = " (through reference chain: org.apache.druid.query.timeseries.TimeseriesQuery"
	for body, want := range map[string]struct{ class, message string }{
		head + `"limit":"x"}`: {
			"exc.InvalidFormatException",
			"Cannot deserialize value of type `int` from String \"x\": not a valid `int` value\n" + tail + `98]` + chain + `["limit"])`,
		},
		head + `"descending":{}}`: {
			"exc.MismatchedInputException",
			"Cannot deserialize value of type `boolean` from Object value (token `JsonToken.START_OBJECT`)\n" + tail + `103]` + chain + `["descending"])`,
		},
		head + `"aggregations":3}`: {
			"exc.MismatchedInputException",
			"Cannot deserialize value of type `java.util.ArrayList<org.apache.druid.query.aggregation.AggregatorFactory>` from Integer value " +
				"(token `JsonToken.VALUE_NUMBER_INT`)\n" + tail + `105]` + chain + `["aggregations"])`,
		},
		head + `"aggregations":[{"type":"longSum","name":"n"}]}`: {
			"exc.ValueInstantiationException",
			"Cannot construct instance of `org.apache.druid.query.aggregation.LongSumAggregatorFactory`, problem: Must have a valid, non-null fieldName or expression\n" +
				tail + `134]` + chain + `["aggregations"]->java.util.ArrayList[0])`,
		},
		head + `"filter":{"type":"not","field":{"type":"selector"}}}`: {
			"exc.ValueInstantiationException",
			"Cannot construct instance of `org.apache.druid.query.filter.SelectorDimFilter`, problem: dimension must not be null\n" + tail + `139]` + chain +
				`["filter"]->org.apache.druid.query.filter.NotDimFilter["field"])`,
		},
		head + `"filter":"x"}`: {
			"exc.InvalidTypeIdException",
			"Could not resolve subtype of [simple type, class org.apache.druid.query.filter.DimFilter]: missing type id property 'type' (for POJO property 'filter')\n" +
				tail + `99]` + chain + `["filter"])`,
		},
		head + `"filter":[]}`: {
			"exc.MismatchedInputException",
			"Unexpected token (END_ARRAY), expected VALUE_STRING: need JSON String that contains type id (for subtype of org.apache.druid.query.filter.DimFilter)\n" +
				tail + `100]` + chain + `["filter"])`,
		},
		"{\n \"queryType\":\"nosuch\"}": {
			"exc.InvalidTypeIdException",
			"Please make sure to load all the necessary extensions and jars with type 'nosuch' on 'druid/router' service. Could not resolve type id 'nosuch' as a " +
				"subtype of `org.apache.druid.query.Query` known type ids = [dataSourceMetadata, groupBy, scan, search, segmentMetadata, select, timeBoundary, " +
				"timeseries, topN, union, windowOperator]\n at [Source: (org.eclipse.jetty.server.HttpInputOverHTTP); line: 2, column: 14]",
		},
		`{}`: {
			"exc.InvalidTypeIdException",
			"Could not resolve subtype of [simple type, class org.apache.druid.query.Query]: missing type id property 'queryType'\n" + tail + `2]`,
		},
		`3`: {
			"exc.InvalidTypeIdException",
			"Could not resolve subtype of [simple type, class org.apache.druid.query.Query]: missing type id property 'queryType'\n" + tail + `1]`,
		},
		head + `"virtualColumns":[{"type":"expression","name":"v","expression":"abs(1,2)"}]}`: {
			"exc.ValueInstantiationException",
			"Cannot construct instance of `org.apache.druid.segment.virtual.ExpressionVirtualColumn`, problem: Function[abs] requires 1 argument\n" +
				tail + `163]` + chain + `["virtualColumns"]->java.util.ArrayList[0])`,
		},
		head + `"filter":{"type":"interval","dimension":"c","intervals":["a"]}}`: {
			"JsonMappingException", "Invalid interval[a]: [Format requires a '/' separator: a]" + chain +
				`["filter"]->org.apache.druid.query.filter.IntervalDimFilter["intervals"]->java.util.ArrayList[0])`,
		},
	} {
		_, err := parse([]byte(body))
		e := druiderr.As(err)
		require.NotNil(t, e, body)
		require.Equal(t, want.message, e.Message, body)
		require.Equal(t, "com.fasterxml.jackson.databind."+want.class, e.Class, body)
		require.Equal(t, 400, e.HTTPStatus(), body)
	}
}

func TestScalarsBecomeWhatTheirFieldIs(t *testing.T) {
	t.Parallel()
	q, err := parse([]byte(`{"queryType":"scan","dataSource":"w","intervals":"2024/2025","columns":["c"],"limit":"2","offset":1.9,"legacy":true}`))
	require.NoError(t, err)
	require.Contains(t, q.Steps[0].SQL, "LIMIT 2")
	require.Contains(t, q.Steps[0].SQL, "OFFSET 1")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"queryType":"timeseries","dataSource":"w","intervals":["2024/2025"],"granularity":"all","filter":{"type":"not","field":{"type":"true"}}}`))
	f.Add([]byte(`{"queryType":"groupBy","dataSource":{"type":"inline","columnNames":["a"],"rows":[["x"]]},"dimensions":[{"a":[]}]}`))
	f.Add([]byte(`[{"x":"\"]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if !json.Valid(body) {
			return
		}
		if _, err := parse(body); err != nil {
			require.NotNil(t, druiderr.As(err))
		}
	})
}
