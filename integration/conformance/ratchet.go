package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// Tally counts passed checks out of all, by score (values, types, errors; http).
type Tally map[string][2]int

// ScoreHTTP is the one score of HTTP cases.
const ScoreHTTP = "http"

// Count adds one check.
func (t Tally) Count(score string, passed bool) {
	n := t[score]
	if passed {
		n[0]++
	}
	n[1]++
	t[score] = n
}

// Add adds another tally.
func (t Tally) Add(other Tally) {
	for score, n := range other {
		mine := t[score]
		t[score] = [2]int{mine[0] + n[0], mine[1] + n[1]}
	}
}

// String prints the tally as "values 10/12 types 11/12".
func (t Tally) String() string {
	var parts []string
	for _, score := range append(slices.Clone(Scores), ScoreHTTP) {
		if n, ok := t[score]; ok {
			parts = append(parts, fmt.Sprintf("%s %d/%d", score, n[0], n[1]))
		}
	}
	return strings.Join(parts, " ")
}

// Ratchet holds the number of checks that pass, by topic and score. It may only grow.
type Ratchet map[string]map[string]int

// ReadRatchet reads a ratchet file.
func ReadRatchet(name string) (Ratchet, error) {
	text, err := os.ReadFile(name) //nolint:gosec // the test names the file
	if err != nil {
		return nil, err
	}
	r := Ratchet{}
	return r, json.Unmarshal(text, &r)
}

// Write stores the ratchet, topics and scores in order.
func (r Ratchet) Write(name string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(text, '\n'), 0o644) //nolint:gosec // a file of the repository, for all to read
}

// Shortfall says which scores of a topic are below the ratchet; "" means none.
func (r Ratchet) Shortfall(topic string, tally Tally) string {
	var parts []string
	for _, score := range slices.Sorted(maps.Keys(r[topic])) {
		if want, got := r[topic][score], tally[score][0]; got < want {
			parts = append(parts, fmt.Sprintf("%s: %d pass, the ratchet holds %d", score, got, want))
		}
	}
	return strings.Join(parts, "; ")
}

// Raise lifts the ratchet to a tally where that is higher.
func (r Ratchet) Raise(topic string, tally Tally) {
	if r[topic] == nil {
		r[topic] = map[string]int{}
	}
	for score, n := range tally {
		r[topic][score] = max(r[topic][score], n[0])
	}
}
