package conformance

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
)

// Case is one recorded series of exchanges.
type Case struct {
	Name        string   `json:"name"`
	Topic       string   `json:"topic"`
	Description string   `json:"description"`
	Oracle      string   `json:"oracle"`
	Also        []string `json:"also"`
	Steps       []Step   `json:"steps"`
}

// Ways of comparing bodies.
const (
	compareJSON       = "json"         // same JSON, order of keys free
	compareOrdered    = "json-ordered" // same JSON, same order of keys
	compareLines      = "lines"        // JSON documents, one a line; the newlines count
	compareText       = "text"         // the same text
	compareContains   = "contains"     // all that was recorded must be there, more may be
	compareShape      = "shape"        // same keys and types, values free
	compareReport     = "report"       // an MSQ task report, its split into stages free
	compareReportFull = "report-full"  // an MSQ task report, same keys and types all over
	compareCut        = "cut"          // the body must stop short
	compareStatus     = "status"       // status and headers only
)

// Step is one exchange of a case, or the collection of a response that was sent for in the background.
type Step struct {
	Request      Request           `json:"request"`
	Response     Response          `json:"response"`
	Alternatives []Response        `json:"alternatives"` // other accepted answers
	Compare      string            `json:"compare"`      // how bodies are compared
	Volatile     []string          `json:"volatile"`     // paths or /regexes/ that differ from run to run
	Ignore       []string          `json:"ignore"`       // paths that are not looked at and may be absent
	Unordered    []string          `json:"unordered"`    // paths of arrays whose order is free
	Lengths      map[string]int    `json:"lengths"`      // arrays of which only length and shape count
	Subset       []string          `json:"subset"`       // paths below which more may be than was recorded
	PresentAt    []string          `json:"present"`      // paths that must exist, whatever they hold
	Capture      map[string]string `json:"capture"`      // variables for later steps: path or "header:Name"
	Until        *Until            `json:"until"`        // repeat the request until this holds
	Background   string            `json:"background"`   // send beside the next steps, under this name
	Join         string            `json:"join"`         // the response is that of the background request
	DelaySeconds float64           `json:"delay_s"`      // wait first
	Unchecked    bool              `json:"unchecked"`    // the answer does not matter
	Always       bool              `json:"always"`       // run even after a complaint (clean-up)
	ContentTypes []string          `json:"contentTypes"` // further accepted content types
}

// Request is what a step sends.
type Request struct {
	Method   string            `json:"method"`
	Path     string            `json:"path"`
	Headers  map[string]string `json:"headers"`
	Body     Value             `json:"body"`
	BodyText *string           `json:"bodyText"` // sent as it is
}

// Response is what Druid answered.
type Response struct {
	Status     int               `json:"status"`
	Headers    map[string]string `json:"headers"`
	JSON       Value             `json:"json"`
	Body       *string           `json:"body"`
	Compare    string            `json:"compare"`    // overrides the step's
	Format     string            `json:"format"`     // result format of a cut answer
	Truncated  bool              `json:"truncated"`  // the connection was cut
	Superseded bool              `json:"superseded"` // contradicted by the newest documents: not accepted
}

// Until is the condition under which a repeated request has the answer it waits for.
type Until struct {
	Path            string  `json:"path"`
	Count           string  `json:"count"` // path of an array whose length must be in In
	Status          Value   `json:"status"`
	In              Value   `json:"in"`
	TimeoutSeconds  float64 `json:"timeout_s"`
	IntervalSeconds float64 `json:"interval_s"`
}

// LoadHTTP reads every case of a folder with one folder a topic.
func LoadHTTP(files fs.FS) ([]Case, error) {
	names, err := fs.Glob(files, "*/*.json")
	if err != nil {
		return nil, err
	}
	cases := make([]Case, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &cases[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if cases[i].Topic == "" {
			cases[i].Topic = path.Base(path.Dir(name))
		}
	}
	return cases, nil
}
