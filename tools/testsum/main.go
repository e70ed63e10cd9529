// Command testsum reads the output of `go test -json` and prints what a person wants to see of it: the output of failed
// tests, the conformance totals, one line a package, and the number of tests that passed and failed.
//
// It copies the counts to the file named by its only argument, as "passed failed", and exits 1 when a test or a
// package failed.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
)

// event is a line of `go test -json`.
type event struct {
	Action, Package, Test, Output string
	ImportPath                    string
	Elapsed                       float64
}

// totalsPrefix starts the lines that the conformance tests print for CI.
const totalsPrefix = "conformance "

type summary struct {
	out            io.Writer
	passed, failed int
	output         map[string][]string // of running tests and packages
	failedIn       map[string]int      // failed tests by package
}

func main() {
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	s := &summary{out: os.Stdout, output: map[string][]string{}, failedIn: map[string]int{}}
	if err := s.read(os.Stdin); err != nil {
		logger.Error("read test events", slog.Any("error", err))
		os.Exit(2)
	}
	if len(os.Args) == 2 {
		counts := fmt.Sprintf("%d %d\n", s.passed, s.failed)
		if err := os.WriteFile(os.Args[1], []byte(counts), 0o600); err != nil {
			logger.Error("write counts", slog.Any("error", err))
			os.Exit(2)
		}
	}
	if s.failed > 0 {
		os.Exit(1)
	}
}

func (s *summary) read(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Fprintln(s.out, lines.Text())
			continue
		}
		s.take(e)
	}
	return lines.Err()
}

func (s *summary) take(e event) {
	key := e.Package + "\x00" + e.Test
	switch e.Action {
	case "output", "build-output":
		if e.Action == "build-output" {
			key = e.ImportPath + "\x00"
		}
		if strings.HasPrefix(e.Output, totalsPrefix) {
			fmt.Fprint(s.out, e.Output)
		}
		s.output[key] = append(s.output[key], e.Output)
	case "build-fail":
		s.show(e.ImportPath + "\x00")
	case "pass", "skip":
		s.end(e, key, e.Action == "pass", false)
	case "fail":
		s.end(e, key, false, true)
	}
}

func (s *summary) end(e event, key string, passed, failed bool) {
	switch {
	case e.Test == "" && failed:
		if s.failedIn[e.Package] == 0 { // it did not build, or it died
			s.failed++
			s.show(key)
		}
		fmt.Fprintf(s.out, "FAIL %s %.1fs\n", e.Package, e.Elapsed)
	case e.Test == "" && passed:
		fmt.Fprintf(s.out, "ok   %s %.1fs\n", e.Package, e.Elapsed)
	case failed:
		s.failed++
		s.failedIn[e.Package]++
		s.show(key)
	case passed:
		s.passed++
	}
	delete(s.output, key)
}

// show prints what a test, a package or a build has put out, once.
func (s *summary) show(key string) {
	for _, line := range s.output[key] {
		fmt.Fprint(s.out, line)
	}
	delete(s.output, key)
}
