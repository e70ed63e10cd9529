package integration

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

// TestTimeoutBelongsToTheRequest sends one query under several timeouts: none may stick to its translation.
func TestTimeoutBelongsToTheRequest(t *testing.T) {
	t.Parallel()
	s, source := tests.main, newRowSource(t)
	source.free()
	require.Equal(t, success, s.await(t, s.submit(t, source.insert("timeouts")), time.Minute))
	const slow = `SELECT COUNT(DISTINCT a.n * b.n) FROM timeouts a JOIN timeouts b ON MOD(a.n, 500) = MOD(b.n, 500)`
	for _, c := range []struct{ timeout, status int }{{1, http.StatusGatewayTimeout}, {0, http.StatusOK}, {1, http.StatusGatewayTimeout}} {
		status, body := s.post(t, sqlPath, object{
			{Key: "query", Value: slow}, {Key: "context", Value: object{{Key: "timeout", Value: c.timeout}}},
		})
		require.Equal(t, c.status, status, conformance.Encode(body))
	}
}
