package api

import (
	"encoding/json"
	"net/http"

	"ogham/api/openapi"
	"ogham/jobs"
)

var (
	sqlParameter = openapi.Object("SqlParameter", "A value for a ? of the query.",
		openapi.Field{Name: "type", Description: "A SQL type in capitals.", Schema: openapi.Of[string](), Required: true},
		openapi.Field{Name: "value", Schema: openapi.Any()},
	)
	sqlBody = openapi.Object("SqlQuery", "A query and how its answer should look.",
		openapi.Field{Name: "query", Description: "Druid SQL.", Schema: openapi.Of[string](), Required: true},
		openapi.Field{
			Name: "resultFormat", Description: "In any letter case.",
			Schema: openapi.Enum("object", "array", "objectLines", "arrayLines", "csv"),
		},
		openapi.Field{Name: "header", Description: "Whether the names of the columns come first.", Schema: openapi.Of[bool]()},
		openapi.Field{Name: "typesHeader", Description: "Whether native types follow them; only with header.", Schema: openapi.Of[bool]()},
		openapi.Field{Name: "sqlTypesHeader", Description: "Whether SQL types follow them; only with header.", Schema: openapi.Of[bool]()},
		openapi.Field{
			Name: "context", Description: "The query context: sqlQueryId, sqlTimeZone, timeout in milliseconds, maxNumTasks …",
			Schema: openapi.Of[map[string]any](),
		},
		openapi.Field{Name: "parameters", Schema: openapi.List(sqlParameter)},
	)
	objectRows = openapi.List(openapi.Of[map[string]any]())
	arrayRows  = openapi.List(openapi.List(openapi.Any()))
)

// queryAnswers are what every endpoint may answer that takes a query.
var queryAnswers = []openapi.Answer{
	exception(http.StatusBadRequest, "The query or its context is wrong, or the body cannot be read."),
	noBody(http.StatusNotAcceptable, "The client takes no JSON."),
	exception(http.StatusRequestEntityTooLarge, "The body is too long."),
	noBody(http.StatusUnsupportedMediaType, "The body is JSON but not called so."),
	exception(http.StatusTooManyRequests, "The query needs more than it may have."),
	exception(http.StatusInternalServerError, "The query failed or was cancelled."),
	exception(http.StatusNotImplemented, "The query asks for what the server cannot do."),
	exception(http.StatusGatewayTimeout, "The query took too long."),
}

func queries(first ...openapi.Answer) []openapi.Answer { return append(first, queryAnswers...) }

func takesSQL(query string, context map[string]any) openapi.Body {
	example := map[string]any{"query": query}
	if context != nil {
		example["context"] = context
	}
	return openapi.Body{Description: "The query.", Schema: sqlBody, Examples: map[string]any{"query": example}}
}

// enabled is the answer of endpoints that consoles ask whether a feature is there.
type enabled struct {
	Enabled bool `json:"enabled"`
}

// rowsAnswers are the rows of a query in their formats.
func rowsAnswers(headers map[string]string) []openapi.Answer {
	rows := okAny("The rows as objects or arrays.", objectRows, arrayRows)
	rows.Headers = headers
	return []openapi.Answer{
		rows,
		{Status: http.StatusOK, Description: "The rows as lines of JSON.", Type: contentText},
		{Status: http.StatusOK, Description: "The rows as lines of CSV.", Type: "text/csv"},
	}
}

var sqlHeaders = map[string]string{
	headerSQLQueryID: "The id of the query, the client's or a new one.",
	headerQueryID:    "The same id.",
	headerIncluded:   "yes where the request asks for the names of the columns first.",
}

func (s *Server) sqlRoutes() []route {
	const sql, one = "/druid/v2/sql", "/druid/v2/sql/statements/:id"
	unknown := exception(http.StatusNotFound, "There is no such statement.")
	accepted := ok[jobs.Statement]("The statement was accepted.")
	accepted.Links = map[string]openapi.Link{
		"status":  {Method: get, Path: one, Parameter: "id", From: "$response.body#/queryId"},
		"results": {Method: get, Path: one + "/results", Parameter: "id", From: "$response.body#/queryId"},
		"cancel":  {Method: remove, Path: one, Parameter: "id", From: "$response.body#/queryId"},
	}
	return []route{
		{post, sql, s.postSQL, ofSQL.op("Run a query", queries(rowsAnswers(sqlHeaders)...)...).
			Taking(takesSQL("SELECT 1 + 1 AS two", nil)).
			Saying("Rows are sent as they come. An error before the first of them is an error object; later the answer just ends short.")},
		{remove, sql + "/:id", s.deleteSQL, ofSQL.op("Cancel the queries of an id",
			noBody(http.StatusAccepted, "They end."), noBody(http.StatusNotFound, "None runs."), wrongMethodAnswer)},
		{get, sql + "/task/enabled", s.getEnabled, ofTasks.op("Tell whether SQL-based ingestion is there", ok[enabled]("It is."))},
		{post, sql + "/statements", s.postStatement, ofStatements.op("Start a statement", queries(accepted, okAny("The plan of an EXPLAIN.", objectRows))...).
			Taking(takesSQL("SELECT 1 + 1 AS two", map[string]any{"executionMode": "ASYNC"})).
			Saying("The context must hold executionMode ASYNC.")},
		{get, sql + "/statements/enabled", s.getEnabled, ofStatements.op("Tell whether statements are there", ok[enabled]("They are."))},
		{get, one, s.getStatement, ofStatements.op("Tell how a statement fares", ok[jobs.Statement]("Its state."), unknown).
			With(openapi.Parameter{Name: "detail", Description: "Whether stages, counters and warnings are told too.", Schema: openapi.Of[bool](), Flag: true})},
		{remove, one, s.deleteStatement, ofStatements.op("Cancel a statement",
			noBody(http.StatusOK, "It had ended."), noBody(http.StatusAccepted, "It ends."), unknown)},
		{get, one + "/results", s.getResults, ofStatements.op("Fetch the result of a statement",
			append(rowsAnswers(nil), exception(http.StatusBadRequest, "It has no result yet or never will, or there is no such page."), unknown,
				noBody(http.StatusNotFound, "The page is no number."))...).
			With(number("page", "One page of the result, from 0; all without it."),
				openapi.Parameter{Name: "resultFormat", Description: "As in the body of a query; an unknown one is object.", Schema: openapi.Of[string]()},
				named("filename", "The name that a browser stores it under.")).
			Saying("An ingestion has no rows: its answer has no body.")},
	}
}

// wrongMethodAnswer is the answer to an id that is the name of another path.
var wrongMethodAnswer = noBody(http.StatusMethodNotAllowed, "The id is the name of another path.")

func (s *Server) brokerRoutes() []route {
	const ds = "/druid/v2/datasources"
	interval := named("interval", "An ISO-8601 interval; the last week without it.")
	badInterval := noBody(http.StatusBadRequest, "The interval cannot be read.")
	pretty := openapi.Parameter{Name: "pretty", Description: "Whether the answer has line breaks.", Schema: openapi.Of[string](), Flag: true}
	takesNative := openapi.Body{Description: "The query.", Schema: nativeBody, Examples: map[string]any{
		"timeBoundary": map[string]any{"queryType": "timeBoundary", "dataSource": "wikipedia"},
	}}
	return []route{
		{post, "/druid/v2", s.postNative, ofNative.op("Run a native query", append([]openapi.Answer{ok[json.RawMessage]("The answer, whose form is the query's.")},
			queryAnswers...)...).Taking(takesNative).With(pretty)},
		{post, "/druid/v2/candidates", s.postCandidates, ofNative.op("Tell where the segments are that a native query reads",
			append([]openapi.Answer{ok[[]map[string]any]("The segments.")}, queryAnswers...)...).Taking(takesNative).With(pretty)},
		{remove, "/druid/v2/:id", s.deleteNative, ofNative.op("Cancel a native query", noBody(http.StatusAccepted, "It does not run any more."), wrongMethodAnswer)},
		{get, ds, s.getBrokerDataSources, ofNative.op("List the datasources", ok[[]string]("Their names."))},
		{get, ds + "/:ds", s.getBrokerDataSource, ofNative.op("List the columns of a datasource", okAny("Their names; with full by interval.", openapi.Of[dimensionsAndMetrics](), openapi.Of[map[string]dimensionsAndMetrics]()), badInterval).
			With(interval, openapi.Parameter{Name: "full", Description: "Whether columns are told by interval.", Schema: openapi.Of[string](), Flag: true})},
		{get, ds + "/:ds/dimensions", s.getDimensions, ofNative.op("List the dimensions of a datasource", ok[[]string]("Their names."), badInterval).With(interval)},
		{get, ds + "/:ds/metrics", s.getMetrics, ofNative.op("List the metrics of a datasource", ok[[]string]("Their names."), badInterval).With(interval)},
		{get, ds + "/:ds/candidates", s.getCandidates, ofNative.op("Tell where the segments of an interval are", ok[[]map[string]any]("The segments."), badInterval).
			With(openapi.Parameter{Name: "intervals", Description: "An ISO-8601 interval.", Required: true})},
		{get, "/druid/broker/v1/readiness", nothing, ofStatus.op("Tell whether the Broker is ready", noBody(http.StatusOK, "It is."))},
		{
			get, "/druid/historical/v1/loadstatus", constant(map[string]bool{"cacheInitialized": true}),
			ofStatus.op("Tell whether segments are loaded", ok[map[string]bool]("They are.")),
		},
		{get, "/druid/historical/v1/readiness", nothing, ofStatus.op("Tell whether the Historical is ready", noBody(http.StatusOK, "It is."))},
	}
}

var nativeBody = openapi.Object("NativeQuery", "A native query; its fields are those of its type.",
	openapi.Field{
		Name: "queryType", Required: true,
		Schema: openapi.Enum("dataSourceMetadata", "groupBy", "scan", "search", "segmentMetadata", "timeBoundary", "timeseries", "topN"),
	},
	openapi.Field{Name: "dataSource", Description: "A name, or an object that names one.", Schema: openapi.Any(), Required: true},
)
