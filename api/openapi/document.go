package openapi

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
)

// Version is the version of OpenAPI that documents are written in.
const Version = "3.1.0"

// Operation describes what one route does.
type Operation struct {
	// Tag names the family of the route; required.
	Tag string
	// Summary says in a few words what the route is for; required.
	Summary string
	// Description says more, in Markdown; it may be empty.
	Description string
	// Parameters are those of the query string and headers; those of the path are found in the path.
	Parameters []Parameter
	// Body is the request's, nil where there is none.
	Body *Body
	// Answers are all that may come back, in any order; required.
	Answers []Answer
}

// With gives the operation with more parameters.
func (o Operation) With(parameters ...Parameter) Operation {
	o.Parameters = slices.Concat(o.Parameters, parameters)
	return o
}

// Taking gives the operation with a body.
func (o Operation) Taking(body Body) Operation {
	o.Body = &body
	return o
}

// Saying gives the operation with a description, in Markdown.
func (o Operation) Saying(description string) Operation {
	o.Description = description
	return o
}

// Parameter is a value that a request carries outside its body.
type Parameter struct {
	// Name is the parameter's; In is "query" or "header", "" is "query".
	Name, In    string
	Description string
	// Schema is a text where it is nil.
	Schema   Schema
	Required bool
	// Flag marks a parameter of which only the presence counts, as in "?full".
	Flag bool
}

// Body is the body of a request.
type Body struct {
	Description string
	// Type is the content type; "" is JSON.
	Type string
	// Schema is nil for a body that is no JSON.
	Schema Schema
	// Examples are bodies by name.
	Examples map[string]any
}

// Answer is one kind of response. Answers of one status are joined; where one of them has no body,
// the content of the others is not described, as OpenAPI cannot say that a body may be missing.
type Answer struct {
	Status      int
	Description string
	// Type is the content type; "" says that there is no body.
	Type string
	// Schema is the body's; nil says nothing about it.
	Schema Schema
	// Headers are the names of the answer's own headers with their descriptions.
	Headers map[string]string
	// Links name what can be asked next with a value of this answer.
	Links map[string]Link
}

// Link leads from an answer to another route: Parameter of it takes the value at From, a runtime
// expression such as $response.body#/taskId.
type Link struct {
	Method, Path    string
	Parameter, From string
}

// Route is a route with its description. Path holds its parameters as gin writes them: /task/:id.
type Route struct {
	Method, Path string
	Operation    Operation
}

// Info says what a document as a whole is about.
type Info struct {
	Title, Version, Description string
	// Tags are the families in the order that readers should see, with their descriptions.
	Tags []Tag
	// PathParameters describe the parameters of paths by name; one that is missing is described by
	// its name alone.
	PathParameters map[string]Parameter
	// Always are answers that every route may give; a route's own of the same status and type goes first.
	Always []Answer
}

// Tag is a family of routes.
type Tag struct{ Name, Description string }

// builder gathers the components while a document is made.
type builder struct {
	info Info
	doc  *openapi3.T
	// types are the Go types of components by their names.
	types map[string]reflect.Type
}

// New makes the document of an API. It panics over a route that lacks its description or is there
// twice, and over two types of one name: these are mistakes in the program.
func New(info Info, routes []Route) *openapi3.T {
	b := &builder{info: info, types: map[string]reflect.Type{}, doc: &openapi3.T{
		OpenAPI: Version,
		Info:    &openapi3.Info{Title: info.Title, Version: info.Version, Description: info.Description},
		Paths:   openapi3.NewPaths(),
		Components: &openapi3.Components{
			Schemas: openapi3.Schemas{},
		},
	}}
	for _, t := range info.Tags {
		b.doc.Tags = append(b.doc.Tags, &openapi3.Tag{Name: t.Name, Description: t.Description})
	}
	for _, r := range routes {
		b.add(r)
	}
	return b.doc
}

func (b *builder) add(r Route) {
	o := r.Operation
	if o.Tag == "" || o.Summary == "" || len(o.Answers) == 0 {
		panic(fmt.Sprintf("openapi: %s %s has no description", r.Method, r.Path))
	}
	path := Path(r.Path)
	item := b.doc.Paths.Value(path)
	if item == nil {
		item = &openapi3.PathItem{}
		b.doc.Paths.Set(path, item)
	}
	if item.GetOperation(r.Method) != nil {
		panic(fmt.Sprintf("openapi: %s %s is there twice", r.Method, r.Path))
	}
	item.SetOperation(r.Method, &openapi3.Operation{
		OperationID: operationID(r.Method, path), Tags: []string{o.Tag}, Summary: o.Summary, Description: o.Description,
		Parameters: b.parameters(path, o.Parameters), RequestBody: b.body(o.Body), Responses: b.answers(o.Answers),
	})
}

var pathParameter = regexp.MustCompile(`:([A-Za-z]+)`)

// Path writes the path of a route as OpenAPI does: /task/:id becomes /task/{id}.
func Path(route string) string { return pathParameter.ReplaceAllString(route, "{$1}") }

// operationID makes a name of method and path: get and /task/{id}/status give getTaskIdStatus.
func operationID(method, path string) string {
	words := strings.FieldsFunc(path, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.ToLower(method) + strings.Join(words, "")
}

func (b *builder) parameters(path string, others []Parameter) openapi3.Parameters {
	var out openapi3.Parameters
	for part := range strings.SplitSeq(path, "/") {
		name, ok := strings.CutPrefix(part, "{")
		if !ok {
			continue
		}
		name = strings.TrimSuffix(name, "}")
		p := b.info.PathParameters[name]
		p.Name, p.In, p.Required = name, openapi3.ParameterInPath, true
		out = append(out, b.parameter(p))
	}
	for _, p := range others {
		if p.In == "" {
			p.In = openapi3.ParameterInQuery
		}
		out = append(out, b.parameter(p))
	}
	return out
}

func (b *builder) parameter(p Parameter) *openapi3.ParameterRef {
	schema := p.Schema
	if schema == nil {
		schema = Of[string]()
	}
	return &openapi3.ParameterRef{Value: &openapi3.Parameter{
		Name: p.Name, In: p.In, Description: p.Description, Required: p.Required, AllowEmptyValue: p.Flag, Schema: schema(b),
	}}
}

func (b *builder) body(body *Body) *openapi3.RequestBodyRef {
	if body == nil {
		return nil
	}
	media := openapi3.NewMediaType()
	contentType := "application/json"
	if body.Type != "" {
		contentType = body.Type
	}
	if body.Schema != nil {
		media.Schema = body.Schema(b)
	}
	for name, value := range body.Examples {
		if media.Examples == nil {
			media.Examples = openapi3.Examples{}
		}
		media.Examples[name] = &openapi3.ExampleRef{Value: openapi3.NewExample(value)}
	}
	return &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{
		Description: body.Description, Required: true, Content: openapi3.Content{contentType: media},
	}}
}

func (b *builder) answers(own []Answer) *openapi3.Responses {
	all := slices.Clone(own)
	for _, a := range b.info.Always {
		if !slices.ContainsFunc(own, func(o Answer) bool { return o.Status == a.Status && o.Type == a.Type }) {
			all = append(all, a)
		}
	}
	out := openapi3.NewResponsesWithCapacity(len(all))
	for i, a := range all {
		bare := func(o Answer) bool { return o.Status == a.Status && o.Type == "" }
		if slices.ContainsFunc(all, bare) {
			all[i].Type = ""
		}
	}
	for _, a := range all {
		status := strconv.Itoa(a.Status)
		if ref := out.Value(status); ref != nil {
			b.join(ref.Value, a)
			continue
		}
		description := ""
		response := &openapi3.Response{Description: &description}
		b.join(response, a)
		out.Set(status, &openapi3.ResponseRef{Value: response})
	}
	return out
}

// join adds an answer to the response of its status.
func (b *builder) join(response *openapi3.Response, a Answer) {
	if *response.Description != "" {
		*response.Description += " Or: "
	}
	*response.Description += a.Description
	if a.Type != "" {
		if response.Content == nil {
			response.Content = openapi3.Content{}
		}
		b.addContent(response.Content, a)
	}
	for name, description := range a.Headers {
		if response.Headers == nil {
			response.Headers = openapi3.Headers{}
		}
		header := openapi3.Parameter{Description: description, Schema: Of[string]()(b)}
		response.Headers[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: header}}
	}
	for name, l := range a.Links {
		if response.Links == nil {
			response.Links = openapi3.Links{}
		}
		response.Links[name] = &openapi3.LinkRef{Value: &openapi3.Link{
			OperationID: operationID(l.Method, Path(l.Path)), Parameters: map[string]any{l.Parameter: l.From},
		}}
	}
}

// addContent adds a content type. Two schemas of one type become a choice; where one of them says
// nothing, neither does the choice.
func (b *builder) addContent(content openapi3.Content, a Answer) {
	var schema *openapi3.SchemaRef
	if a.Schema != nil {
		schema = a.Schema(b)
	}
	media := content[a.Type]
	switch {
	case media == nil:
		content[a.Type] = openapi3.NewMediaType().WithSchemaRef(schema)
	case media.Schema == nil || schema == nil:
		media.Schema = nil
	case media.Schema.Value != nil && media.Schema.Value.AnyOf != nil && media.Schema.Ref == "":
		media.Schema.Value.AnyOf = append(media.Schema.Value.AnyOf, schema)
	default:
		media.Schema = openapi3.NewSchemaRef("", &openapi3.Schema{AnyOf: openapi3.SchemaRefs{media.Schema, schema}})
	}
}
