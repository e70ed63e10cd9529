package function

import (
	_ "embed"
	"slices"
	"strings"

	"ogham/translate/plan"
)

// Routine is a function as INFORMATION_SCHEMA.ROUTINES shows it.
type Routine struct {
	Name       string
	Aggregator bool
	// Signature holds the forms of the call, "" where there is none.
	Signature string
}

// routineTexts are Druid's own words about functions, where they differ from the function table's,
// and its rows for the syntax that it counts among the functions: name, YES or NO for aggregators,
// the forms with \n between them.
//
//go:embed routines.tsv
var routineTexts string

// routineNames are the names in ROUTINES of functions that are called otherwise in errors.
var routineNames = map[string]string{"JSON_MERGE": "json_merge", "TEXTCAT": "textcat", "DECODE_BASE64_COMPLEX": "decode_base64_complex"}

// unlisted functions can be called, but are not in ROUTINES.
var unlisted = map[string]bool{"NTH_VALUE": true, "CEILING": true}

// Routines gives the rows of INFORMATION_SCHEMA.ROUTINES, sorted by name: every function that can
// be called, under each of its names, and the syntax that Druid lists beside them.
func Routines() []Routine {
	rows := map[string]Routine{}
	for name, f := range table() {
		if f.Hidden || f.Kind == plan.Operator || unlisted[name] {
			continue
		}
		if listed, ok := routineNames[name]; ok {
			name = listed
		}
		signature := ""
		if f.Signature != "" {
			signature = "'" + f.Signature + "'"
		}
		rows[name] = Routine{Name: name, Aggregator: f.Kind == plan.Aggregate || f.Kind == plan.WindowFn, Signature: signature}
	}
	for line := range strings.Lines(routineTexts) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		rows[cells[0]] = Routine{Name: cells[0], Aggregator: cells[1] == "YES", Signature: strings.ReplaceAll(cells[2], `\n`, "\n")}
	}
	out := make([]Routine, 0, len(rows))
	for _, r := range rows {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Routine) int { return strings.Compare(a.Name, b.Name) })
	return out
}
