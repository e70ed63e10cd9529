package conformance

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func recordedHTTP(t *testing.T) []Case {
	t.Helper()
	cases, err := LoadHTTP(os.DirFS("../testdata/conformance/http"))
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	return cases
}

func recordedSQL(t *testing.T) []SQLCase {
	t.Helper()
	cases, err := LoadSQL(os.DirFS("../testdata/conformance/sql"))
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	return cases
}

// recordedAnswer is the recorded response as it would come over the wire.
func recordedAnswer(r *Response) Answer {
	answer := Answer{Status: r.Status, Headers: http.Header{}, Truncated: r.Truncated}
	for name, value := range r.Headers {
		answer.Headers.Set(name, value)
	}
	switch {
	case r.Body != nil:
		answer.Text = *r.Body
	case r.JSON.Present:
		answer.Text = Encode(r.JSON.V)
	}
	return answer
}

func recordedBody(c *SQLCase) (int, any) {
	if c.Error != nil {
		return c.Error.Status, c.Error.Body.V
	}
	header := [3][]any{{}, {}, {}}
	for _, column := range c.Columns {
		for i := range header {
			header[i] = append(header[i], column[i])
		}
	}
	rows, _ := c.Rows.V.([]any)
	return http.StatusOK, append([]any{header[0], header[1], header[2]}, rows...)
}

// eachResponse visits every accepted response of every step.
func eachResponse(t *testing.T, visit func(name string, step *Step, response *Response)) {
	t.Helper()
	for _, c := range recordedHTTP(t) {
		for i := range c.Steps {
			step := &c.Steps[i]
			// Long arrays are recorded by their length and a few elements only.
			if step.Background != "" || step.Response.Status == 0 || len(step.Lengths) > 0 {
				continue
			}
			for j, response := range append([]Response{step.Response}, step.Alternatives...) {
				visit(fmt.Sprintf("%s/%s step %d answer %d", c.Topic, c.Name, i, j), step, &response)
			}
		}
	}
}

func TestRecordedAnswersPass(t *testing.T) {
	t.Parallel()
	eachResponse(t, func(name string, step *Step, response *Response) {
		require.Empty(t, Check(step, response, recordedAnswer(response)), name)
	})
	for _, c := range recordedSQL(t) {
		status, body := recordedBody(&c)
		for score, why := range c.Check(status, body) {
			require.Empty(t, why, "%s %s", c.ID, score)
		}
	}
}

func TestWrongStatusFails(t *testing.T) {
	t.Parallel()
	eachResponse(t, func(name string, step *Step, response *Response) {
		answer := recordedAnswer(response)
		answer.Status++
		require.NotEmpty(t, Check(step, response, answer), name)
	})
	for _, c := range recordedSQL(t) {
		status, body := recordedBody(&c)
		for score, why := range c.Check(status+1, body) {
			require.NotEmpty(t, why, "%s %s", c.ID, score)
		}
	}
}

func TestWrongContentTypeFails(t *testing.T) {
	t.Parallel()
	eachResponse(t, func(name string, step *Step, response *Response) {
		answer := recordedAnswer(response)
		if answer.Headers.Get("Content-Type") == "" {
			return
		}
		answer.Headers.Set("Content-Type", "text/x-other")
		require.NotEmpty(t, Check(step, response, answer), name)
	})
}

func TestAnotherBodyFails(t *testing.T) {
	t.Parallel()
	free := []string{compareStatus, compareCut}
	eachResponse(t, func(name string, step *Step, response *Response) {
		if slices.Contains(free, compareMode(step, response)) || slices.Contains(step.Ignore, "$") || response.Truncated {
			return
		}
		answer := recordedAnswer(response)
		answer.Text = `"another body"`
		require.NotEmpty(t, Check(step, response, answer), name)
	})
}

func TestWrongRowsFail(t *testing.T) {
	t.Parallel()
	for _, c := range recordedSQL(t) {
		status, body := recordedBody(&c)
		if c.Error != nil {
			continue
		}
		all := body.([]any)
		more := c.Check(status, append(slices.Clone(all), []any{"one more row"}))
		require.NotEmpty(t, more[ScoreValues], c.ID)
		require.Empty(t, more[ScoreTypes], c.ID)

		native := slices.Clone(all[1].([]any))
		native[0] = "COMPLEX<other>"
		typed := c.Check(status, append([]any{all[0], native}, all[2:]...))
		require.Empty(t, typed[ScoreValues], c.ID)
		require.NotEmpty(t, typed[ScoreTypes], c.ID)
	}
}

func TestWrongErrorFails(t *testing.T) {
	t.Parallel()
	for _, c := range recordedSQL(t) {
		if c.Error == nil {
			continue
		}
		status, body := recordedBody(&c)
		object, ok := body.(Object)
		require.True(t, ok, c.ID)
		changed := slices.Clone(object).set("errorCode", "another code")
		require.NotEmpty(t, c.Check(status, changed)[ScoreErrors], c.ID)
	}
}
