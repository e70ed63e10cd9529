package format_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/rowvalue"
	"ogham/jobs/format"
)

// druidCase is a line of testdata/druid27.jsonl: what SELECT * FROM TABLE(EXTERN(…)) gave in Druid 27.0.0.
type druidCase struct {
	Name, Format, Data string
	Columns            []string
	Rows               [][]any
	Warnings           []string
	// Refused is the reason that the broker gives, Fault the one that ends the task.
	Refused, Fault string
}

func TestReadersAgreeWithDruid(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/druid27.jsonl")
	require.NoError(t, err)
	defer file.Close()
	dec := json.NewDecoder(bufio.NewReader(file))
	for dec.More() {
		var c druidCase
		require.NoError(t, dec.Decode(&c))
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			c.check(t)
		})
	}
}

func (c druidCase) check(t *testing.T) {
	t.Helper()
	f, err := format.Parse(json.RawMessage(c.Format))
	if c.Refused != "" {
		var refused *format.SpecError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, c.Refused, refused.Message)
		return
	}
	require.NoError(t, err)
	columns := make([]string, len(c.Columns))
	for i, col := range c.Columns {
		name, native, _ := strings.Cut(col, " ")
		if !strings.HasPrefix(native, "COMPLEX") {
			native = strings.ToUpper(native)
		}
		columns[i] = name + " " + native
	}
	reader := f.NewReader(strings.NewReader(c.Data), format.Options{Columns: signature(t, columns...)})
	rows, warnings := [][]any{}, []string{}
	for {
		row, err := reader.Next()
		var bad *format.ParseError
		switch {
		case errors.As(err, &bad) && bad.Final:
			require.Equal(t, c.Fault, bad.Message)
			return
		case errors.As(err, &bad):
			warnings = append(warnings, bad.Message)
			continue
		case errors.Is(err, io.EOF):
			require.Equal(t, c.Rows, rows)
			require.ElementsMatch(t, c.Warnings, warnings)
			return
		}
		require.NoError(t, err)
		rows = append(rows, reported(t, row, columns))
	}
}

// reported gives a row as the report of a SELECT has it.
func reported(t *testing.T, row []rowvalue.Value, columns []string) []any {
	t.Helper()
	out := make([]any, len(row))
	for i, v := range row {
		switch v.Kind {
		case rowvalue.Null:
			if strings.Contains(columns[i], "ARRAY") {
				out[i] = "[null]"
			}
		case rowvalue.Long:
			out[i] = float64(v.Long)
		case rowvalue.Double:
			out[i] = v.Double
		case rowvalue.String, rowvalue.JSON:
			out[i] = string(v.Text)
		case rowvalue.List:
			list := make([]any, len(v.List))
			for n := range v.List {
				if v.List[n].Kind == rowvalue.String {
					list[n] = string(v.List[n].Text)
				}
			}
			var text strings.Builder
			enc := json.NewEncoder(&text)
			enc.SetEscapeHTML(false)
			require.NoError(t, enc.Encode(list))
			out[i] = strings.TrimSpace(text.String())
		}
	}
	return out
}
