package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

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
	b, _ := json.Marshal(doc)
	t.Log(len(b), doc.Paths.Len())
}
