package conformance

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// Check returns what differs between a recorded response and an answer; nothing where they agree.
func Check(step *Step, response *Response, answer Answer) []string {
	if answer.Err != nil && !response.Truncated {
		return []string{"no answer: " + answer.Err.Error()}
	}
	if answer.Status != response.Status {
		return []string{fmt.Sprintf("status %d instead of %d: %s", answer.Status, response.Status, shorten(answer.Text, 300))}
	}
	diffs := checkHeaders(step, response, answer)
	if step.Compare == compareCut {
		if !cut(response, answer) {
			diffs = append(diffs, "the body is complete although the query failed midway")
		}
		return diffs
	}
	if response.Truncated != answer.Truncated {
		diffs = append(diffs, fmt.Sprintf("truncated: %t instead of %t", answer.Truncated, response.Truncated))
	}
	mode := compareMode(step, response)
	if mode == compareStatus || response.Truncated {
		return diffs
	}
	return append(diffs, checkBody(mode, step, response, answer)...)
}

func compareMode(step *Step, response *Response) string {
	switch {
	case response.Compare != "":
		return response.Compare
	case step.Compare != "":
		return step.Compare
	case response.JSON.Present:
		return compareJSON
	}
	return compareText
}

// comparedHeaders are the headers whose values count.
var comparedHeaders = []string{"Content-Type", headerIncluded, "X-Druid-SQL-Query-Id"}

const headerIncluded = "X-Druid-SQL-Header-Included"

func checkHeaders(step *Step, response *Response, answer Answer) []string {
	want := http.Header{}
	for name, value := range response.Headers {
		want.Set(name, value)
	}
	var diffs []string
	for _, name := range comparedHeaders {
		exp := want.Values(name)
		act, came := answer.header(name)
		switch {
		case name == "Content-Type":
			if len(exp) > 0 && !slices.ContainsFunc(append(exp, step.ContentTypes...), func(v string) bool { return media(v) == media(act) }) {
				diffs = append(diffs, fmt.Sprintf("Content-Type: %s instead of %s", act, exp[0]))
			}
		case len(exp) == 0:
			if came && name == headerIncluded {
				diffs = append(diffs, fmt.Sprintf("%s: unexpected (%s)", name, act))
			}
		case !came:
			diffs = append(diffs, name+": missing")
		case kind(exp[0]) == kindUUID:
			if kind(act) != kindUUID {
				diffs = append(diffs, fmt.Sprintf("%s: %s is no uuid", name, act))
			}
		case exp[0] != act:
			diffs = append(diffs, fmt.Sprintf("%s: %s instead of %s", name, act, exp[0]))
		}
	}
	return diffs
}

// media is a content type in a form that can be compared.
func media(value string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, value)
}

// cut tells whether an answer shows that its query failed after the first rows were sent.
func cut(response *Response, answer Answer) bool {
	if answer.Truncated {
		return true
	}
	if response.Format == "object" || response.Format == "array" {
		_, err := Decode(answer.Text)
		return err != nil
	}
	return answer.Text != "" && !strings.HasSuffix(answer.Text, "\n\n")
}

func checkBody(mode string, step *Step, response *Response, answer Answer) []string {
	extra := preset{}
	switch mode {
	case compareReport:
		extra = presetReport
	case compareReportFull:
		extra = presetReportFull
	}
	rules, err := newRules(step, extra)
	if err != nil {
		return []string{"the case's rules: " + err.Error()}
	}
	recorded := ""
	if response.Body != nil {
		recorded = *response.Body
	}
	c := &comparison{rules: rules}
	switch mode {
	case compareText:
		if exp, act := rules.text(recorded), rules.text(answer.Text); exp != act {
			c.add("body %s instead of %s", show(act), show(exp))
		}
	case compareLines:
		c.differLines(recorded, answer.Text)
	default:
		c.differJSON(mode, step, response, answer)
	}
	return c.diffs
}

func (c *comparison) differLines(exp, act string) {
	c.rules.ordered = true
	expLines, actLines := strings.Split(exp, "\n"), strings.Split(act, "\n")
	if len(expLines) != len(actLines) {
		c.add("%d lines instead of %d", len(actLines), len(expLines))
		return
	}
	for i, e := range expLines {
		a := actLines[i]
		if strings.TrimSpace(e) == "" || strings.TrimSpace(a) == "" {
			if e != a {
				c.add("line %d: %s instead of %s", i, show(a), show(e))
			}
			continue
		}
		expValue, err := DecodeOrdered(e)
		if err != nil {
			c.add("recorded line %d is not JSON (%v)", i, err)
			return
		}
		actValue, err := DecodeOrdered(a)
		if err != nil {
			c.add("line %d is not JSON (%v): %s", i, err, shorten(a, 200))
			return
		}
		c.differ(expValue, actValue, fmt.Sprintf("$[%d]", i))
	}
}

var errNoBody = errors.New("the case holds no text of the body")

// recordedJSON returns the recorded body; where the order of keys counts, from the text.
func recordedJSON(response *Response, ordered bool) (any, error) {
	if response.JSON.Present && !ordered {
		return response.JSON.V, nil
	}
	if response.Body == nil {
		return nil, errNoBody
	}
	return decodeWith(*response.Body, ordered)
}

func (c *comparison) differJSON(mode string, step *Step, response *Response, answer Answer) {
	c.rules.ordered = mode == compareOrdered
	exp, err := recordedJSON(response, c.rules.ordered)
	if err != nil {
		c.add("recorded body: %v", err)
		return
	}
	act, err := decodeWith(answer.Text, c.rules.ordered)
	if err != nil {
		c.add("body is not JSON (%v): %s", err, shorten(answer.Text, 200))
		return
	}
	c.differLengths(step, act)
	switch mode {
	case compareReport:
		c.differReport(exp, act)
		return
	case compareReportFull:
		exp, act = withSpelling(exp), withSpelling(act)
	case compareShape:
		c.rules.shape = true
	case compareContains:
		c.rules.subset = append(c.rules.subset, anywhere)
	}
	c.differ(exp, act, "$")
}

// differLengths checks the arrays of which only the length counts; their elements need the recorded shape.
func (c *comparison) differLengths(step *Step, act any) {
	for path, n := range step.Lengths {
		items, ok := []any(nil), false
		if found := Lookup(act, path); len(found) > 0 {
			items, ok = found[0].([]any)
		}
		if !ok || len(items) != n {
			c.add("%s: %d elements instead of %d", path, len(items), n)
		}
		c.rules.volatile = append(c.rules.volatile, pathPattern(path))
	}
}
