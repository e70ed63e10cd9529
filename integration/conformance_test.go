package integration

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/integration/conformance"
)

const (
	ratchetFile = "testdata/ratchet.json"
	casesDir    = "testdata/conformance"
)

// How many cases run side by side. Queries keep the database busy; HTTP cases mostly wait for tasks.
const (
	sqlJobs  = 4
	httpJobs = 6
)

// verdict is the outcome of one case: for each score that it counts in, what differs, or "".
type verdict struct {
	Topic string            `json:"topic"`
	ID    string            `json:"id"`
	Why   map[string]string `json:"why"`
}

func (v verdict) passed() bool {
	for _, why := range v.Why {
		if why != "" {
			return false
		}
	}
	return true
}

// job is one case, ready to run.
type job struct {
	topic, id string
	alone     bool // it lists or cancels what other cases start
	run       func(context.Context) map[string]string
}

// loadDatasets fills the tables that the cases read, once.
var loadDatasets = sync.OnceValue(func() error {
	sets, err := conformance.LoadDatasets(os.DirFS(casesDir + "/datasets"))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	var failures []string
	for _, set := range sets {
		if err := set.Load(ctx, tests.main.Client, tests.data.URL); err != nil {
			failures = append(failures, set.Name+": "+err.Error())
		}
	}
	if len(failures) > 0 {
		return fmt.Errorf("datasets that do not load: %s", strings.Join(failures, "; "))
	}
	return nil
})

// TestConformanceSQL asks every recorded query; how many answers agree may only grow.
func TestConformanceSQL(t *testing.T) {
	if err := loadDatasets(); err != nil {
		t.Error(err) // the cases that need them show what else is missing
	}
	cases, err := conformance.LoadSQL(os.DirFS(casesDir + "/sql"))
	require.NoError(t, err)
	jobs := make([]job, len(cases))
	for i := range cases {
		c := &cases[i]
		jobs[i] = job{topic: c.Topic, id: c.ID, run: func(ctx context.Context) map[string]string {
			return c.Run(ctx, tests.main.Client)
		}}
	}
	judge(t, "sql", jobs, sqlJobs)
}

// TestConformanceHTTP replays every recorded exchange; how many agree may only grow.
func TestConformanceHTTP(t *testing.T) {
	if err := loadDatasets(); err != nil {
		t.Error(err)
	}
	cases, err := conformance.LoadHTTP(os.DirFS(casesDir + "/http"))
	require.NoError(t, err)
	variables := conformance.Variables{"DATA_URL": tests.data.URL, "DATA_DIR": tests.data.dir}
	jobs := make([]job, len(cases))
	for i := range cases {
		c := &cases[i]
		jobs[i] = job{topic: c.Topic, id: c.Topic + "/" + c.Name, alone: alone(t, c), run: func(ctx context.Context) map[string]string {
			complaints := c.Run(ctx, tests.main.Client, variables)
			return map[string]string{conformance.ScoreHTTP: strings.Join(complaints, "\n")}
		}}
	}
	judge(t, "http", jobs, httpJobs)
}

// alonePattern matches requests that list, or cancel, the tasks, datasources or segments of all cases.
var alonePattern = regexp.MustCompile(`/indexer/v1/(tasks|\w+Tasks|datasources|lockedIntervals)` +
	`|/coordinator/v1/(datasources["?]|metadata|intervals|loadstatus|servers)|\b(?i:sys|information_schema)\.`)

// alone tells whether a case must not run beside others: it looks at all of them, or at what a busy server delays.
func alone(t *testing.T, c *conformance.Case) bool {
	t.Helper()
	for i := range c.Steps {
		step := &c.Steps[i]
		request, err := json.Marshal(step.Request)
		require.NoError(t, err)
		if step.Background != "" || step.DelaySeconds > 0 || alonePattern.Match(request) {
			return true
		}
	}
	return false
}

// judge runs the cases and holds every topic to the ratchet. A topic that falls short has its failed cases run once more,
// one by one: what fails only under load is no regression.
func judge(t *testing.T, kind string, jobs []job, width int) {
	t.Helper()
	ratchet, err := conformance.ReadRatchet(ratchetFile)
	require.NoError(t, err)
	found := runAll(t.Context(), jobs, width)
	topics := map[string][]int{}
	for i, j := range jobs {
		topics[j.topic] = append(topics[j.topic], i)
	}
	total := conformance.Tally{}
	for _, topic := range slices.Sorted(maps.Keys(topics)) {
		name := kind + "/" + topic
		t.Run(topic, func(t *testing.T) {
			tally := count(found, topics[topic])
			if ratchet.Shortfall(name, tally) != "" {
				for _, i := range topics[topic] {
					if !found[i].passed() {
						found[i].Why = jobs[i].run(t.Context())
					}
				}
				tally = count(found, topics[topic])
			}
			total.Add(tally)
			t.Logf("%s %s", name, tally)
			announce(name, tally)
			showFailures(t, found, topics[topic])
			require.Empty(t, ratchet.Shortfall(name, tally), name)
			ratchet.Raise(name, tally)
		})
	}
	announce(kind+" TOTAL", total)
	if *update {
		require.NoError(t, ratchet.Write(ratchetFile))
	}
	if *verdicts != "" {
		text, err := json.MarshalIndent(found, "", " ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(*verdicts+"."+kind, text, 0o600))
	}
}

// announce prints a tally past the test log, for CI.
func announce(name string, tally conformance.Tally) {
	_, _ = fmt.Fprintf(os.Stdout, "conformance %s %s\n", name, tally)
}

func count(found []verdict, members []int) conformance.Tally {
	tally := conformance.Tally{}
	for _, i := range members {
		for score, why := range found[i].Why {
			tally.Count(score, why == "")
		}
	}
	return tally
}

func showFailures(t *testing.T, found []verdict, members []int) {
	t.Helper()
	shown := 0
	for _, i := range members {
		if !found[i].passed() && shown < *showFail {
			shown++
			t.Logf("%s: %v", found[i].ID, found[i].Why)
		}
	}
}

// runAll runs the cases side by side, then those one by one that do not bear company.
func runAll(ctx context.Context, jobs []job, width int) []verdict {
	found := make([]verdict, len(jobs))
	run := func(i int) {
		found[i] = verdict{Topic: jobs[i].topic, ID: jobs[i].id, Why: jobs[i].run(ctx)}
	}
	queue := make(chan int)
	var workers sync.WaitGroup
	for range width {
		workers.Go(func() {
			for i := range queue {
				run(i)
			}
		})
	}
	for i := range jobs {
		if !jobs[i].alone {
			queue <- i
		}
	}
	close(queue)
	workers.Wait()
	for i := range jobs {
		if jobs[i].alone {
			run(i)
		}
	}
	return found
}
