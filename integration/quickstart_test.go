package integration

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestQuickstart runs the README's first command: it ingests the sample, shows queries and goes on serving.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	s := newServer(t, serverOptions{command: "quickstart", embedded: true})
	eventually(t, startTimeout, "the end of the tour", func() bool {
		select {
		case <-s.ended:
			require.Fail(t, "quickstart has ended", s.output.String())
		default:
		}
		printed := s.output.String()
		return strings.Contains(printed, "psql") && strings.Contains(printed, "curl")
	})
	printed := s.output.String()
	require.Contains(t, printed, "39,244")
	require.Contains(t, printed, strings.TrimPrefix(s.url, "http://"), "the lines to try name the server's address")
	require.EqualValues(t, wikipediaRows, s.count(t, "wikipedia"))
	answer := s.Call(t.Context(), http.MethodGet, "/status/health", nil, nil)
	require.Equal(t, http.StatusOK, answer.Status)

	t.Run("SecondRun", func(t *testing.T) {
		require.NoError(t, s.close())
		require.NoError(t, s.start(t.Context()))
		eventually(t, startTimeout, "the rows of the first run", func() bool {
			return s.count(t, "wikipedia") == wikipediaRows
		})
	})
}
