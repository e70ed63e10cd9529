package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// recordedStep and recordedAnswer are what is read here of a recorded exchange.
type recordedStep struct {
	Request      struct{ Method, Path string }
	Response     recordedAnswer
	Alternatives []recordedAnswer
	Unchecked    bool
}

type recordedAnswer struct {
	Status int
	JSON   json.RawMessage
}

// described reads the document that the server serves.
func described(t *testing.T) *openapi3.T {
	t.Helper()
	s, _ := newServer(t, 1)
	rec := call(t, s, http.MethodGet, "/openapi.json", "")
	require.Equal(t, http.StatusOK, rec.Code)
	doc, err := openapi3.NewLoader().LoadFromData(rec.Body.Bytes())
	require.NoError(t, err)
	return doc
}

func TestDescriptionIsOpenAPI31(t *testing.T) {
	t.Parallel()
	doc := described(t)
	require.Equal(t, "3.1.0", doc.OpenAPI)
	require.NoError(t, doc.Validate(t.Context()))
	tags := map[string]bool{}
	for _, tag := range doc.Tags {
		tags[tag.Name] = true
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			require.Len(t, op.Tags, 1, "%s %s", method, path)
			require.True(t, tags[op.Tags[0]], "%s %s has the unknown tag %s", method, path, op.Tags[0])
			for _, p := range op.Parameters {
				require.NotEmpty(t, p.Value.Description, "%s %s %s", method, path, p.Value.Name)
			}
		}
	}
}

// TestDescriptionHoldsRecordedAnswers wants the route of each recorded exchange in the description,
// and one of the recorded answers among those that the description allows.
func TestDescriptionHoldsRecordedAnswers(t *testing.T) {
	t.Parallel()
	doc := described(t)
	files, err := filepath.Glob("../integration/testdata/conformance/http/*/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var recorded struct{ Steps []recordedStep }
		text = bytes.ReplaceAll(text, []byte("resultsTruncted"), []byte("resultsTruncated")) // Druid 27 misspells it
		require.NoError(t, json.Unmarshal(text, &recorded), file)
		for i, step := range recorded.Steps {
			if step.Response.Status == 0 || step.Request.Path == "" || step.Unchecked { // set-up, or beside another step
				continue
			}
			if err := holds(doc, step); err != nil {
				t.Errorf("%s, step %d: %s %s: %s", file, i+1, step.Request.Method, step.Request.Path, err)
			}
		}
	}
}

// holds tells why none of a step's answers is in the description.
func holds(doc *openapi3.T, step recordedStep) error {
	item := find(doc, step.Request.Path)
	var problems []error
	for _, answer := range append([]recordedAnswer{step.Response}, step.Alternatives...) {
		var err error
		switch op := operation(item, step.Request.Method); {
		case op != nil:
			err = allows(op, answer)
		case item != nil && step.Request.Method == http.MethodPost && answer.Status == http.StatusBadRequest:
			// A POST below statements is first read as a statement.
		case answer.Status != http.StatusNotFound && answer.Status != http.StatusMethodNotAllowed:
			err = fmt.Errorf("the route is not described, but Druid answers %d", answer.Status)
		}
		if err == nil {
			return nil
		}
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

func operation(item *openapi3.PathItem, method string) *openapi3.Operation {
	if item == nil {
		return nil
	}
	return item.GetOperation(method)
}

// find gives what is described of a path, nil where nothing is. A path of its own goes before one
// with parameters.
func find(doc *openapi3.T, path string) *openapi3.PathItem {
	path, _, _ = strings.Cut(path, "?")
	for _, prefix := range []string{"/proxy/coordinator/", "/proxy/overlord/"} {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			path = "/" + rest
		}
	}
	if path = strings.TrimRight(path, "/"); doc.Paths.Value(path) != nil {
		return doc.Paths.Value(path)
	}
	parts := strings.Split(path, "/")
	for template, item := range doc.Paths.Map() {
		if matches(strings.Split(template, "/"), parts) {
			return item
		}
	}
	return nil
}

func matches(template, path []string) bool {
	if len(template) != len(path) {
		return false
	}
	for i, part := range template {
		if part != path[i] && !strings.HasPrefix(part, "{") {
			return false
		}
	}
	return true
}

// allows tells why an operation may not give an answer.
func allows(op *openapi3.Operation, answer recordedAnswer) error {
	ref := op.Responses.Value(strconv.Itoa(answer.Status))
	if ref == nil {
		return fmt.Errorf("status %d is not described", answer.Status)
	}
	if answer.JSON == nil || ref.Value.Content == nil {
		return nil
	}
	media := ref.Value.Content.Get("application/json")
	if media == nil {
		return errors.New("JSON is not described")
	}
	if media.Schema == nil {
		return nil
	}
	var value any
	if err := json.Unmarshal(answer.JSON, &value); err != nil {
		return err
	}
	if _, ok := value.(map[string]any); ok && strings.HasSuffix(op.OperationID, "Results") {
		return nil // Druid 27 answers lines, and this is a single one
	}
	return media.Schema.Value.VisitJSON(value, openapi3.EnableJSONSchema2020())
}
