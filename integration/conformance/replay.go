package conformance

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Variables are the texts that ${name} stands for in a case's requests and recorded responses.
type Variables map[string]string

const missingPrefix = "missing-"

var variablePattern = regexp.MustCompile(`\$\{(\w+)\}`)

func (v Variables) text(s string) string {
	return variablePattern.ReplaceAllStringFunc(s, func(m string) string {
		if value, ok := v[m[2:len(m)-1]]; ok {
			return value
		}
		return m
	})
}

func (v Variables) textPointer(s *string) *string {
	if s == nil {
		return nil
	}
	out := v.text(*s)
	return &out
}

func (v Variables) headers(in map[string]string) map[string]string {
	out := make(map[string]string, len(in))
	for name, value := range in {
		out[v.text(name)] = v.text(value)
	}
	return out
}

// value expands all texts inside a decoded JSON value.
func (v Variables) value(value any) any {
	switch in := value.(type) {
	case string:
		return v.text(in)
	case []any:
		out := make([]any, len(in))
		for i, item := range in {
			out[i] = v.value(item)
		}
		return out
	case Object:
		out := make(Object, len(in))
		for i, m := range in {
			out[i] = Member{Key: v.text(m.Key), Value: v.value(m.Value)}
		}
		return out
	}
	return value
}

func (v Variables) response(in *Response) *Response {
	out := *in
	out.Headers = v.headers(in.Headers)
	out.JSON.V = v.value(in.JSON.V)
	out.Body = v.textPointer(in.Body)
	return &out
}

// incomplete tells whether an earlier step failed to find what later ones need.
func (v Variables) incomplete() bool {
	for _, value := range v {
		if strings.HasPrefix(value, missingPrefix) {
			return true
		}
	}
	return false
}

// replay is one run of a case.
type replay struct {
	client     *Client
	variables  Variables
	background map[string]chan Answer
	complaints []string
}

// Run replays the case and returns the complaints; none means that it passed. The variables are those that every case
// knows (DATA_URL, DATA_DIR); RUN, which makes names unique, is chosen here.
func (c *Case) Run(ctx context.Context, client *Client, variables Variables) []string {
	r := &replay{client: client, variables: maps.Clone(variables), background: map[string]chan Answer{}}
	r.variables["RUN"] = "r" + strings.ToLower(rand.Text()[:6])
	for i := range c.Steps {
		step := &c.Steps[i]
		if len(r.complaints) > 0 && !step.Always {
			continue
		}
		answer, came, err := r.perform(ctx, step)
		if err != nil {
			r.complaints = append(r.complaints, fmt.Sprintf("step %d: %v", i, err))
			continue
		}
		if !came {
			continue
		}
		r.keep(step, answer)
		if !step.Unchecked {
			r.check(i, step, answer)
		}
	}
	return r.complaints
}

// check compares an answer with the recorded one and the alternatives; the nearest says what differs.
func (r *replay) check(number int, step *Step, answer Answer) {
	var best []string
	for i, response := range append([]Response{step.Response}, step.Alternatives...) {
		if i > 0 && response.Superseded {
			continue
		}
		diffs := Check(step, r.variables.response(&response), answer)
		if len(diffs) == 0 {
			return
		}
		if i == 0 || len(diffs) < len(best) {
			best = diffs
		}
	}
	what := r.variables.text(step.Request.Path)
	if step.Join != "" {
		what = "join " + step.Join
	}
	for _, diff := range best {
		r.complaints = append(r.complaints, fmt.Sprintf("step %d %s: %s", number, shorten(what, 90), diff))
	}
}

// perform runs a step's request, repeatedly under until. came is false where the answer is left for a later step.
func (r *replay) perform(ctx context.Context, step *Step) (answer Answer, came bool, err error) {
	if err := pause(ctx, step.DelaySeconds); err != nil {
		return Answer{}, false, err
	}
	if step.Join != "" {
		answer, err := r.join(ctx, step.Join)
		return answer, true, err
	}
	if step.Background != "" {
		box, request := make(chan Answer, 1), r.expanded(step)
		r.background[step.Background] = box
		go func() { box <- request.send(ctx, r.client) }()
		return Answer{}, false, nil
	}
	answer = r.expanded(step).send(ctx, r.client)
	if step.Until == nil || r.variables.incomplete() {
		return answer, true, nil
	}
	return r.repeat(ctx, step, answer), true, nil
}

func (r *replay) join(ctx context.Context, name string) (Answer, error) {
	box, ok := r.background[name]
	if !ok {
		return Answer{}, fmt.Errorf("no request %q runs in the background", name)
	}
	delete(r.background, name)
	select {
	case answer := <-box:
		return answer, nil
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
}

// Defaults of until, in seconds.
const (
	untilTimeout  = 90
	untilInterval = 0.25
)

// Bounds of until, in seconds. The recorded ones were made for a slower server: a task that is not done here after a
// minute never will be, and asking ten times a second costs little.
const (
	maxTimeout  = 60
	maxInterval = 0.1
)

func (r *replay) repeat(ctx context.Context, step *Step, answer Answer) Answer {
	until := r.expandedUntil(step.Until)
	deadline := time.Now().Add(seconds(min(or(until.TimeoutSeconds, untilTimeout), maxTimeout)))
	interval := min(or(until.IntervalSeconds, untilInterval), maxInterval)
	for !until.holds(answer) && time.Now().Before(deadline) {
		if pause(ctx, interval) != nil {
			break
		}
		answer = r.expanded(step).send(ctx, r.client)
	}
	return answer
}

func (r *replay) expandedUntil(in *Until) *Until {
	out := *in
	out.In.V, out.Status.V = r.variables.value(in.In.V), r.variables.value(in.Status.V)
	out.Path, out.Count = r.variables.text(in.Path), r.variables.text(in.Count)
	return &out
}

// holds tells whether an answer is the one that was waited for.
func (u *Until) holds(answer Answer) bool {
	if u.Status.Present {
		wanted, ok := u.Status.V.([]any)
		if !ok {
			wanted = []any{u.Status.V}
		}
		return slices.Contains(wanted, any(int64(answer.Status)))
	}
	value, err := Decode(answer.Text)
	if err != nil {
		return false
	}
	found := Lookup(value, or(u.Path, u.Count))
	in, _ := u.In.V.([]any)
	if u.Count != "" {
		if len(found) == 0 {
			return false
		}
		items, ok := found[0].([]any)
		return ok && slices.Contains(in, any(int64(len(items))))
	}
	if !u.In.Present {
		return len(found) > 0
	}
	return slices.ContainsFunc(found, func(v any) bool {
		return slices.ContainsFunc(in, func(w any) bool { return reflect.DeepEqual(v, w) })
	})
}

// keep stores what the step captures; what is not there is marked, so that later steps do not wait for it.
func (r *replay) keep(step *Step, answer Answer) {
	for name, where := range step.Capture {
		value, ok := capture(where, answer)
		if !ok {
			value = missingPrefix + name
		}
		r.variables[name] = value
	}
}

func capture(where string, answer Answer) (string, bool) {
	if header, ok := strings.CutPrefix(where, "header:"); ok {
		return answer.header(header)
	}
	value, err := Decode(answer.Text)
	if err != nil || answer.Status >= 400 {
		return "", false
	}
	found := Lookup(value, where)
	if len(found) == 0 || found[0] == nil {
		return "", false
	}
	return textOf(found[0]), true
}

// outgoing is a request with all variables replaced.
type outgoing struct {
	method, path string
	headers      map[string]string
	body         *string
}

func (r *replay) expanded(step *Step) outgoing {
	req := step.Request
	out := outgoing{method: req.Method, path: r.variables.text(req.Path), headers: r.variables.headers(req.Headers)}
	if req.Body.Present {
		text := Encode(r.variables.value(req.Body.V))
		out.body = &text
		if _, ok := out.headers["Content-Type"]; !ok {
			out.headers["Content-Type"] = "application/json"
		}
	} else if req.BodyText != nil {
		out.body = r.variables.textPointer(req.BodyText)
	}
	return out
}

func (o outgoing) send(ctx context.Context, client *Client) Answer {
	return client.Call(ctx, o.method, o.path, o.headers, o.body)
}

var errStopped = errors.New("the replay was stopped")

// pause waits between repetitions, or as long as a recorded client did; zero is no pause.
func pause(ctx context.Context, length float64) error {
	if length <= 0 {
		return nil
	}
	timer := time.NewTimer(seconds(length))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return errStopped
	}
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

// or returns value, or the fallback where value is zero.
func or[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
