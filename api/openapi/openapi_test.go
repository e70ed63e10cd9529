package openapi_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"ogham/api/openapi"
)

type leaf struct {
	Note *string `json:"note"`
}

type tree struct {
	Name    string            `json:"name"`
	Size    *int64            `json:"size,omitempty"`
	Leaf    *leaf             `json:"leaf"`
	Kids    []tree            `json:"kids"`
	Labels  map[string]string `json:"labels"`
	Raw     json.RawMessage   `json:"raw,omitempty"`
	Hidden  string            `json:"-"`
	private int
}

type Tree struct{}

func ok(schema openapi.Schema) openapi.Answer {
	return openapi.Answer{Status: http.StatusOK, Description: "Fine.", Type: "application/json", Schema: schema}
}

func described(answers ...openapi.Answer) openapi.Operation {
	return openapi.Operation{Tag: "t", Summary: "Do it", Answers: answers}
}

func build(t *testing.T, routes ...openapi.Route) *openapi3.T {
	t.Helper()
	text, err := openapi.New(openapi.Info{Title: "Test", Version: "1", Tags: []openapi.Tag{{Name: "t"}}}, routes).MarshalJSON()
	require.NoError(t, err)
	doc, err := openapi3.NewLoader().LoadFromData(text)
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context()))
	return doc
}

func TestSchemaOfGoTypeTakesItsJSON(t *testing.T) {
	t.Parallel()
	doc := build(t, openapi.Route{Method: http.MethodGet, Path: "/tree", Operation: described(ok(openapi.Of[tree]()))})
	schema := doc.Paths.Value("/tree").Get.Responses.Value("200").Value.Content.Get("application/json").Schema.Value
	require.ElementsMatch(t, []string{"name", "leaf", "kids", "labels"}, schema.Required)
	require.NotContains(t, schema.Properties, "Hidden")
	require.NotContains(t, schema.Properties, "private")
	visit := func(text string) error {
		var value any
		require.NoError(t, json.Unmarshal([]byte(text), &value))
		return schema.VisitJSON(value, openapi3.EnableJSONSchema2020())
	}
	whole, err := json.Marshal(tree{Name: "a", Leaf: &leaf{}, Kids: []tree{{Kids: []tree{}, Labels: map[string]string{}}}, Labels: map[string]string{"x": "y"}, private: 1})
	require.NoError(t, err)
	require.NoError(t, visit(string(whole)))
	require.Error(t, visit(`{"name": 1, "leaf": null, "kids": [], "labels": {}}`), "a number is no text")
	require.Error(t, visit(`{"name": "a", "leaf": null, "kids": []}`), "labels are missing")
	require.Error(t, visit(`{"name": "a", "leaf": null, "kids": [{}], "labels": {}}`), "the type holds itself")
	require.Error(t, visit(`{"name": "a", "size": null, "leaf": null, "kids": [], "labels": {}}`), "what may be left out is never null")
}

func TestRoutesBecomeOperations(t *testing.T) {
	t.Parallel()
	body := openapi.Body{Description: "What.", Schema: openapi.Of[leaf](), Examples: map[string]any{"one": map[string]any{"note": "x"}}}
	doc := build(t,
		openapi.Route{Method: http.MethodPost, Path: "/things/:id/do", Operation: described(
			ok(openapi.Of[leaf]()), ok(openapi.Of[[]string]()),
			openapi.Answer{Status: http.StatusNotFound, Description: "Gone.", Type: "text/plain", Schema: openapi.Text("")},
			openapi.Answer{Status: http.StatusNotFound, Description: "Never was."},
		).With(openapi.Parameter{Name: "full", Description: "All.", Flag: true}).Taking(body).Saying("More.")},
		openapi.Route{Method: http.MethodGet, Path: "/things/:id", Operation: described(openapi.Answer{Status: http.StatusOK, Description: "It.", Links: map[string]openapi.Link{
			"do": {Method: http.MethodPost, Path: "/things/:id/do", Parameter: "id", From: "$response.body#/id"},
		}})},
	)
	op := doc.Paths.Value("/things/{id}/do").Post
	require.Equal(t, "postThingsIdDo", op.OperationID)
	require.Equal(t, "More.", op.Description)
	require.True(t, op.Parameters.GetByInAndName("path", "id").Required)
	require.True(t, op.Parameters.GetByInAndName("query", "full").AllowEmptyValue)
	require.Len(t, op.Responses.Value("200").Value.Content.Get("application/json").Schema.Value.AnyOf, 2)
	require.Equal(t, "Gone. Or: Never was.", *op.Responses.Value("404").Value.Description)
	require.Empty(t, op.Responses.Value("404").Value.Content, "a body that may be missing cannot be described")
	require.Equal(t, "postThingsIdDo", doc.Paths.Value("/things/{id}").Get.Responses.Value("200").Value.Links["do"].Value.OperationID)
}

func TestRouteWithoutDescriptionIsRefused(t *testing.T) {
	t.Parallel()
	whole := openapi.Route{Method: http.MethodGet, Path: "/", Operation: described(ok(openapi.Any()))}
	for name, routes := range map[string][]openapi.Route{
		"no summary":            {{Method: http.MethodGet, Path: "/", Operation: openapi.Operation{Tag: "t", Answers: []openapi.Answer{ok(openapi.Any())}}}},
		"no answer":             {{Method: http.MethodGet, Path: "/", Operation: described()}},
		"no tag":                {{Method: http.MethodGet, Path: "/", Operation: openapi.Operation{Summary: "s", Answers: []openapi.Answer{ok(openapi.Any())}}}},
		"twice":                 {whole, whole},
		"two types of one name": {{Method: http.MethodGet, Path: "/", Operation: described(ok(openapi.Of[tree]()), ok(openapi.Of[Tree]()))}},
	} {
		require.Panics(t, func() { openapi.New(openapi.Info{}, routes) }, name)
	}
}
