package integration

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// killMoments are moments of an ingestion at which the server is killed.
var killMoments = []struct {
	name, datasource string
	wait             func(source *rowSource)
}{
	{"AtOnce", "killed_at_once", func(*rowSource) {}},
	{"WhileReading", "killed_while_reading", func(source *rowSource) { <-source.reached }},
	{"WhenAllIsRead", "killed_when_read", func(source *rowSource) {
		<-source.reached
		source.free()
		<-source.sent
	}},
}

// TestKill9 kills the server while it ingests: its own PostgreSQL dies with it, a given one lives on and holds what the
// server's sessions had. After a start the datasource holds all rows of the task or none, the task has ended, and no table
// is left over.
func TestKill9(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]serverOptions{
		"OwnPostgreSQL":   {embedded: true},
		"GivenPostgreSQL": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, opts)
			for _, moment := range killMoments {
				t.Run(moment.name, func(t *testing.T) {
					source := newRowSource(t)
					task := s.submit(t, source.insert(moment.datasource))
					moment.wait(source)
					s.kill()
					source.free()
					began := time.Now()
					require.NoError(t, s.start(t.Context()))
					t.Logf("started again after %d ms", time.Since(began).Milliseconds())
					requireAllOrNothing(t, s, task, moment.datasource)
				})
			}
		})
	}
}
