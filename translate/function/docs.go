package function

import (
	"fmt"
	"strings"

	"ogham/translate/plan"
)

// Markdown writes docs/functions.md from the table: every function that a query may call, with its
// aliases, its signature and what it gives, by kind and name.
func Markdown() string {
	var out strings.Builder
	out.WriteString("# Functions\n\nWritten from the function table (`translate/function`); `go test ./translate/function -update` renews it.\n")
	for _, section := range []struct {
		title string
		kind  plan.Kind
	}{{"Scalar functions", plan.Scalarf}, {"Aggregates", plan.Aggregate}, {"Window functions", plan.WindowFn}} {
		fmt.Fprintf(&out, "\n## %s\n\n| function | form | gives |\n| --- | --- | --- |\n", section.title)
		for _, f := range All() {
			if f.Kind == section.kind {
				out.WriteString(row(f))
			}
		}
	}
	return out.String()
}

func row(f *plan.Function) string {
	name := "`" + f.Name + "`"
	if len(f.Aliases) > 0 {
		name += ", `" + strings.Join(f.Aliases, "`, `") + "`"
	}
	form := strings.Trim(strings.ReplaceAll(f.Signature, "'", ""), "\n")
	form = "`" + strings.ReplaceAll(strings.ReplaceAll(form, "|", `\|`), "\n", "`<br>`") + "`"
	return fmt.Sprintf("| %s | %s | %s |\n", name, form, strings.ReplaceAll(f.Doc, "|", `\|`))
}
