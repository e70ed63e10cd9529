package integration

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

const (
	crowd = 200
	// crowdSeconds is short, as the test belongs to every run; OGHAM_CROWD_SECONDS makes it longer.
	crowdSeconds = 5
)

// crowdQueries are what the crowd asks, cheap and dear.
var crowdQueries = []string{
	"SELECT 1",
	"SELECT COUNT(*) FROM wikipedia",
	`SELECT * FROM wikipedia WHERE user='BlueMoon2662'`,
	"SELECT channel, COUNT(*) AS n FROM wikipedia GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
	"SELECT TIME_FLOOR(__time, 'PT1H') AS h, SUM(added) FROM wikipedia GROUP BY 1",
	"SELECT page, added FROM wikipedia LIMIT 2000",
	"SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES",
}

// dear runs until it is cancelled, left or timed out.
const dear = "SELECT COUNT(*) FROM wikipedia a CROSS JOIN wikipedia b WHERE a.added + b.added = -1"

// TestCrowd lets many clients query, cancel and leave at once. Nobody sees an error that is not of its own doing, and
// nothing is left afterwards: no goroutine, no query in PostgreSQL.
func TestCrowd(t *testing.T) {
	s := newServer(t, serverOptions{})
	admin, err := freeAddress(t.Context())
	require.NoError(t, err)
	s.env = append(s.env, "OGHAM_ADMIN_LISTEN="+admin)
	require.NoError(t, s.close())
	require.NoError(t, s.start(t.Context()))
	requireWikipedia(t, s)

	before := goroutines(t, admin)
	ctx, cancel := context.WithTimeout(t.Context(), crowdTime(t))
	defer cancel()
	asked, failures := make([]int, crowd), make([]error, crowd)
	var wg sync.WaitGroup
	for i := range crowd {
		wg.Go(func() { asked[i], failures[i] = member{s, i}.run(ctx) })
	}
	wg.Wait()
	require.NoError(t, errors.Join(failures...))
	total := 0
	for _, n := range asked {
		total += n
	}
	t.Logf("%d clients asked %d times in %s", crowd, total, crowdTime(t))
	require.Greater(t, total, crowd)

	conn := s.connect(t)
	eventually(t, 10*time.Second, "no query and no transaction is left in PostgreSQL", func() bool {
		var left int
		require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
			AND (state = 'active' AND query LIKE '%druid"."wikipedia%' OR state LIKE 'idle in transaction%')`).Scan(&left))
		return left == 0
	})
	var backends int
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = 'ogham query'`).Scan(&backends))
	require.LessOrEqual(t, backends, 64, "the pool of queries is no larger than its flag says")
	after := profile{}
	eventually(t, 20*time.Second, "no goroutine of a query or a client is left", func() bool {
		after = goroutines(t, admin)
		return after.total <= before.total+20 && after.of("ogham/api.", "store.(*canceller)", "store.(*Rows)", "net/http.(*conn).serve") <= 1 // who asks
	})
	t.Logf("goroutines: %d before, %d after; connections for queries: %d", before.total, after.total, backends)
}

func crowdTime(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("OGHAM_CROWD_SECONDS")
	if text == "" {
		return crowdSeconds * time.Second
	}
	seconds, err := strconv.Atoi(text)
	require.NoError(t, err)
	return time.Duration(seconds) * time.Second
}

// profile is a goroutine profile: how many there are, and the groups of equal ones.
type profile struct {
	total  int
	groups []string
}

// of counts the goroutines in any of some functions.
func (p profile) of(functions ...string) (n int) {
	for _, group := range p.groups {
		var count int
		if _, err := fmt.Sscanf(group, "%d @", &count); err == nil && slices.ContainsFunc(functions, func(f string) bool { return strings.Contains(group, f) }) {
			n += count
		}
	}
	return n
}

// goroutines asks the administrator's port what goroutines the server has.
func goroutines(t *testing.T, admin string) profile {
	t.Helper()
	answer := conformance.NewClient("http://"+admin, callTimeout).Call(t.Context(), http.MethodGet, "/debug/pprof/goroutine?debug=1", nil, nil)
	require.NoError(t, answer.Err)
	head, rest, _ := strings.Cut(answer.Text, "\n")
	p := profile{groups: strings.Split(rest, "\n\n")}
	_, err := fmt.Sscanf(head, "goroutine profile: total %d", &p.total)
	require.NoError(t, err, answer.Text)
	return p
}

// requireWikipedia loads the sample.
func requireWikipedia(t *testing.T, s *server) {
	t.Helper()
	require.Equal(t, success, s.await(t, s.submit(t, sampleStatement(t, "wikipedia")), time.Minute))
}

// member is one client of the crowd.
type member struct {
	s  *server
	id int
}

// run asks until ctx ends or an answer is not as it should be; it returns how often it asked.
func (m member) run(ctx context.Context) (asked int, err error) {
	client := conformance.NewClient(m.s.url, callTimeout).KeepAlive()
	defer client.Close()
	choice := rand.New(rand.NewPCG(1, uint64(m.id)))
	for ; ctx.Err() == nil && err == nil; asked++ {
		switch choice.IntN(12) {
		case 0:
			m.leave(ctx, choice)
		case 1:
			err = m.cancel(ctx, client, asked)
		case 2: // asks for more than the time it gives
			body := ask(dear, object{{Key: "timeout", Value: 30}})
			err = expect(client.PostJSON(context.WithoutCancel(ctx), sqlPath, body), http.StatusGatewayTimeout, "Query timeout")
		default:
			query := crowdQueries[choice.IntN(len(crowdQueries))]
			err = expect(client.PostJSON(context.WithoutCancel(ctx), sqlPath, ask(query, nil)), http.StatusOK, "")
		}
	}
	return asked, err
}

// leave goes away in the middle of a query.
func (m member) leave(ctx context.Context, choice *rand.Rand) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(1+choice.IntN(50))*time.Millisecond)
	defer cancel()
	_ = conformance.NewClient(m.s.url, callTimeout).PostJSON(ctx, sqlPath, ask(dear, nil))
}

// cancel starts a query and ends it by its id, as soon as the server knows it.
func (m member) cancel(ctx context.Context, client *conformance.Client, n int) error {
	ctx = context.WithoutCancel(ctx)
	id := fmt.Sprintf("crowd-%d-%d", m.id, n)
	done := make(chan conformance.Answer, 1)
	go func() { done <- client.PostJSON(ctx, sqlPath, ask(dear, object{{Key: "sqlQueryId", Value: id}})) }()
	for {
		if answer := m.s.Call(ctx, http.MethodDelete, sqlPath+"/"+id, nil, nil); answer.Err != nil {
			return answer.Err
		}
		select {
		case answer := <-done:
			return expect(answer, http.StatusInternalServerError, "Query cancelled")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// expect tells what is wrong with an answer.
func expect(answer conformance.Answer, status int, part string) error {
	switch {
	case answer.Err != nil:
		return answer.Err
	case answer.Status != status || answer.Truncated || !strings.Contains(answer.Text, part):
		return fmt.Errorf("status %d instead of %d, truncated %t: %.300s", answer.Status, status, answer.Truncated, answer.Text)
	}
	return nil
}

func ask(sql string, context object) object {
	body := object{{Key: "query", Value: strings.TrimSpace(sql)}}
	if context != nil {
		body = append(body, conformance.Member{Key: "context", Value: context})
	}
	return body
}
