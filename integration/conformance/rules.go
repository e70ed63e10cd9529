package conformance

import (
	"regexp"
	"strings"
)

// blanked stands on both sides where a volatile expression matched.
const blanked = "«volatile»"

// rules say which differences between a recorded and an actual value count.
type rules struct {
	volatile  []*regexp.Regexp // places of which only type and kind of text count
	blank     []*regexp.Regexp // texts that are blanked on both sides
	ignore    []*regexp.Regexp // places that are not looked at
	unordered []*regexp.Regexp // arrays whose order is free
	subset    []*regexp.Regexp // places that may hold more than was recorded
	present   []*regexp.Regexp // places that must exist, whatever they hold
	shape     bool             // only keys and types count
	ordered   bool             // the order of keys counts
}

// preset holds the rules that a way of comparing brings along.
type preset struct {
	volatile, ignore, present []string
}

// presetReport is for the status of a task report.
var presetReport = preset{
	volatile: []string{
		"$..startTime", "$..durationMs", "$..taskId", "$..host", "$..pendingTasks", "$..runningTasks", "$..duration",
	},
	ignore: []string{"$..exceptionStackTrace", "$..errorReport.host", "$..errorReport.stageNumber"},
}

// presetReportFull is for a task report compared field by field.
var presetReportFull = preset{
	volatile: []string{
		"$..startTime", "$..durationMs", "$..duration", "$..taskId", "$..workerId", "$..host", "$..pendingTasks",
		"$..runningTasks", "$..pendingMs", "$.multiStageQuery.payload.stages[*].definition.id", "$..bytes", "$..frames",
		"$..exceptionStackTrace", "$..sortProgress.totalMergingLevels", "$..sortProgress.progressDigest",
		"$..sortProgress.totalMergersForUltimateLevel",
	},
	present: []string{
		"$..levelToTotalBatches", "$..levelToMergedBatches",
		"$.multiStageQuery.payload.stages[*].definition.processor.query",
	},
}

// newRules joins a step's rules with those of a preset.
func newRules(step *Step, extra preset) (*rules, error) {
	r := &rules{
		ignore:    pathPatterns(step.Ignore, extra.ignore),
		unordered: pathPatterns(step.Unordered),
		subset:    pathPatterns(step.Subset),
		present:   pathPatterns(step.PresentAt, extra.present),
		volatile:  pathPatterns(extra.volatile),
	}
	for _, v := range step.Volatile {
		if strings.HasPrefix(v, "$") {
			r.volatile = append(r.volatile, pathPattern(v))
			continue
		}
		pattern, err := regexp.Compile(strings.TrimSuffix(strings.TrimPrefix(v, "/"), "/"))
		if err != nil {
			return nil, err
		}
		r.blank = append(r.blank, pattern)
	}
	return r, nil
}

// text blanks the volatile parts of a text.
func (r *rules) text(s string) string {
	for _, pattern := range r.blank {
		s = pattern.ReplaceAllLiteralString(s, blanked)
	}
	return s
}

func hit(patterns []*regexp.Regexp, path string) bool {
	for _, pattern := range patterns {
		if pattern.MatchString(path) {
			return true
		}
	}
	return false
}

// anywhere is the pattern of every place.
var anywhere = regexp.MustCompile(`.*`)

const uuidPattern = `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`

// Kinds of texts that volatile places must keep.
const (
	kindUUID  = "uuid"
	kindPlain = "text"
)

var kindPatterns = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{kindUUID, regexp.MustCompile(`^` + uuidPattern + `\z`)},
	{"query-uuid", regexp.MustCompile(`^query-` + uuidPattern + `\z`)},
	{"worker-id", regexp.MustCompile(`^query-` + uuidPattern + `-worker\d+_\d+\z`)},
	{"stage-id", regexp.MustCompile(`^` + uuidPattern + `_\d+\z`)},
	{"time", regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z`)},
	{"host:port", regexp.MustCompile(`^[A-Za-z0-9.\-]+:\d+\z`)},
}

// kind names what a text looks like.
func kind(s string) string {
	for _, k := range kindPatterns {
		if k.pattern.MatchString(s) {
			return k.name
		}
	}
	return kindPlain
}
