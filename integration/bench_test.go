package integration

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

// BenchmarkSelectOne measures the smallest query over HTTP, a kept connection, one client.
func BenchmarkSelectOne(b *testing.B) {
	client := conformance.NewClient(tests.main.url, callTimeout).KeepAlive()
	defer client.Close()
	for b.Loop() {
		answer := client.PostJSON(b.Context(), sqlPath, object{{Key: "query", Value: "SELECT 1"}})
		require.NoError(b, answer.Err)
		require.Equal(b, http.StatusOK, answer.Status)
	}
}
