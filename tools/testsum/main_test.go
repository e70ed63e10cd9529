package main

import (
	"strings"
	"testing"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	const events = `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"quiet\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"conformance sql/time values 1/2\n"}
{"Action":"pass","Package":"p","Test":"TestA","Elapsed":0.1}
{"Action":"output","Package":"p","Test":"TestB","Output":"why it failed\n"}
{"Action":"fail","Package":"p","Test":"TestB","Elapsed":0.1}
{"Action":"fail","Package":"p","Elapsed":1.5}
{"ImportPath":"q","Action":"build-output","Output":"q.go:1: syntax error\n"}
{"ImportPath":"q","Action":"build-fail"}
{"Action":"fail","Package":"q","Elapsed":0}
{"Action":"skip","Package":"r","Elapsed":0}
go: a line that is no event
`
	var out strings.Builder
	s := &summary{out: &out, output: map[string][]string{}, failedIn: map[string]int{}}
	if err := s.read(strings.NewReader(events)); err != nil {
		t.Fatal(err)
	}
	if s.passed != 1 || s.failed != 2 {
		t.Errorf("%d passed, %d failed", s.passed, s.failed)
	}
	const want = `conformance sql/time values 1/2
why it failed
FAIL p 1.5s
q.go:1: syntax error
FAIL q 0.0s
go: a line that is no event
`
	if out.String() != want {
		t.Errorf("printed:\n%s", out.String())
	}
}
