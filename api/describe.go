package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"ogham/api/openapi"
	"ogham/internal/druiderr"
)

// family makes descriptions of the routes of one tag.
type family string

// The families of routes, in the order of the document.
const (
	ofSQL         family = "SQL"
	ofStatements  family = "SQL statements"
	ofTasks       family = "Tasks"
	ofNative      family = "Native queries"
	ofOverlord    family = "Overlord"
	ofDataSources family = "Datasources and segments"
	ofCoordinator family = "Coordinator"
	ofLookups     family = "Lookups"
	ofStatus      family = "Status"
)

var families = []openapi.Tag{
	{Name: string(ofSQL), Description: "Queries that are answered at once."},
	{Name: string(ofStatements), Description: "Statements that run in the background and whose result is fetched later."},
	{Name: string(ofTasks), Description: "SQL-based ingestion, and the tasks that it runs as."},
	{Name: string(ofNative), Description: "Druid's JSON queries, answered by the SQL that says the same, and what the Broker knows about datasources."},
	{Name: string(ofOverlord), Description: "What consoles ask the Overlord about workers, locks and supervisors."},
	{Name: string(ofDataSources), Description: "Datasources, their segments, and the deletion of data."},
	{Name: string(ofCoordinator), Description: "What consoles ask the Coordinator about servers, rules and loading."},
	{Name: string(ofLookups), Description: "Lookups, the maps that the function LOOKUP reads."},
	{Name: string(ofStatus), Description: "What every service tells about itself."},
}

// op starts the description of a route.
func (f family) op(summary string, answers ...openapi.Answer) openapi.Operation {
	return openapi.Operation{Tag: string(f), Summary: summary, Answers: answers}
}

// ok is an answer of status 200 whose body is the JSON of a T.
func ok[T any](description string) openapi.Answer {
	return inJSON(http.StatusOK, description, openapi.Of[T]())
}

// okAny is an answer of status 200 whose body is one of several, mostly by a flag of the request.
func okAny(description string, schemas ...openapi.Schema) openapi.Answer {
	return inJSON(http.StatusOK, description, openapi.AnyOf(schemas...))
}

func inJSON(status int, description string, schema openapi.Schema) openapi.Answer {
	return openapi.Answer{Status: status, Description: description, Type: contentJSON, Schema: schema}
}

func inText(status int, description string) openapi.Answer {
	return openapi.Answer{Status: status, Description: description, Type: contentText, Schema: openapi.Of[string]()}
}

// textCalledJSON is an answer of plain text that Druid, too, calls JSON.
func textCalledJSON(status int, description string) openapi.Answer {
	return openapi.Answer{Status: status, Description: description + " (text, although the content type says JSON)", Type: contentJSON}
}

func noBody(status int, description string) openapi.Answer {
	return openapi.Answer{Status: status, Description: description}
}

func refusal(status int, description string) openapi.Answer {
	return inJSON(status, description, openapi.Of[refusedBody]())
}

// refusedBody is the {"error": message} of the indexer.
type refusedBody struct {
	Error string `json:"error"`
}

// The three forms of errors.
var (
	personas   = openapi.Enum(string(druiderr.User), string(druiderr.Admin), string(druiderr.Operator), string(druiderr.Developer))
	categories = openapi.Enum(string(druiderr.Defensive), string(druiderr.InvalidInput), string(druiderr.Unauthorized), string(druiderr.Forbidden),
		string(druiderr.CapacityExceeded), string(druiderr.Canceled), string(druiderr.RuntimeFailure), string(druiderr.ServiceUnavailable),
		string(druiderr.Timeout), string(druiderr.Unsupported), string(druiderr.Uncategorized), string(druiderr.NotFound), string(druiderr.Conflict))

	druidException = openapi.Object("DruidException", "The current form of an error.",
		openapi.Field{Name: "error", Description: "Always druidException.", Schema: openapi.Enum("druidException"), Required: true},
		openapi.Field{Name: "errorCode", Description: "invalidInput, notFound, general …", Schema: openapi.Of[string](), Required: true},
		openapi.Field{Name: "persona", Description: "Who should read it.", Schema: personas, Required: true},
		openapi.Field{Name: "category", Description: "What kind of error it is; it decides the status.", Schema: categories, Required: true},
		openapi.Field{Name: "errorMessage", Schema: openapi.Of[string](), Required: true},
		openapi.Field{Name: "context", Description: "More about it, such as the place in the SQL.", Schema: openapi.Of[map[string]string](), Required: true},
	)
	legacyException = openapi.Object("LegacyQueryException", "The form of timeouts, cancellations, bad query contexts and failures while data is read.",
		openapi.Field{Name: "error", Description: "The old code, such as Query timeout.", Schema: openapi.Of[string](), Required: true},
		openapi.Field{Name: "errorClass", Schema: openapi.Of[*string](), Required: true},
		openapi.Field{Name: "host", Schema: openapi.Of[*string](), Required: true},
		openapi.Field{Name: "errorCode", Schema: openapi.Of[string](), Required: true},
		openapi.Field{Name: "persona", Schema: personas, Required: true},
		openapi.Field{Name: "category", Schema: categories, Required: true},
		openapi.Field{Name: "errorMessage", Schema: openapi.Of[string](), Required: true},
		openapi.Field{Name: "context", Schema: openapi.Of[map[string]*string](), Required: true},
	)
	plainException = openapi.Object("PlainException", "The old form, for requests that cannot be read.",
		openapi.Field{Name: "error", Schema: openapi.Of[string](), Required: true},
		openapi.Field{Name: "errorMessage", Schema: openapi.Of[string](), Required: true},
		openapi.Field{Name: "errorClass", Description: "The Java class that Druid would name.", Schema: openapi.Of[*string](), Required: true},
		openapi.Field{Name: "host", Schema: openapi.Of[*string](), Required: true},
	)
	anyException = openapi.AnyOf(druidException, legacyException, plainException)
)

func exception(status int, description string) openapi.Answer {
	return inJSON(status, description, anyException)
}

// always are the answers that every route may give.
var always = []openapi.Answer{
	{Status: http.StatusBadRequest, Description: "The path holds a NUL, or a header is malformed.", Type: "text/html"},
	exception(http.StatusInternalServerError, "The request could not be answered."),
	exception(http.StatusServiceUnavailable, "The server is overloaded or shuts down."),
}

// orUnreadable adds the answers to bodies of the indexer and the coordinator that are no JSON, or too
// long.
func orUnreadable(own ...openapi.Answer) []openapi.Answer {
	return append(own,
		refusal(http.StatusBadRequest, "The body cannot be read."),
		noBody(http.StatusUnsupportedMediaType, "The body is not called JSON."),
		exception(http.StatusRequestEntityTooLarge, "The body is too long."),
	)
}

// pathParameters describe the parameters of paths.
var pathParameters = map[string]openapi.Parameter{
	"ds":       {Description: "The name of a datasource."},
	"id":       {Description: "The id of what the path names: a query, a task, a segment, a supervisor, a lookup."},
	"server":   {Description: "The host:port of a server."},
	"service":  {Description: "One of Druid's services: broker, coordinator …"},
	"interval": {Description: "An ISO-8601 interval, with _ for the slash: 2015-09-12_2015-09-13."},
	"tier":     {Description: "The name of a tier: __default of lookups, _default_tier of servers."},
}

// flag is a parameter that counts as soon as it is there.
func flag(name, description string) openapi.Parameter {
	return openapi.Parameter{Name: name, Description: description, Flag: true}
}

func named(name, description string) openapi.Parameter {
	return openapi.Parameter{Name: name, Description: description}
}

func number(name, description string) openapi.Parameter {
	return openapi.Parameter{Name: name, Description: description, Schema: openapi.Of[int64]()}
}

// openAPIPath is where the description of the API is found.
const openAPIPath = "/openapi.json"

// describe makes the OpenAPI document of the route table.
func (s *Server) describe() ([]byte, error) {
	var routes []openapi.Route
	for _, r := range s.table() {
		routes = append(routes, openapi.Route{Method: r.method, Path: r.path, Operation: r.doc})
	}
	return openapi.New(openapi.Info{
		Title: "Ogham", Version: s.cfg.Version,
		Description: "The HTTP API of Apache Druid for SQL and SQL-based ingestion, on PostgreSQL. Every path may end in a slash, GET stands for HEAD too, " +
			"paths below /proxy/coordinator and /proxy/overlord are those without that prefix, and unknown parameters are ignored.",
		Tags: families, PathParameters: pathParameters, Always: always,
	}, routes).MarshalJSON()
}

// getOpenAPI is GET /openapi.json.
func (s *Server) getOpenAPI(c *gin.Context) error {
	body, err := s.describe()
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, contentJSON, body)
	return nil
}
