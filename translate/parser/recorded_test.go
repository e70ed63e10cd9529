package parser_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/translate/ast"
	"ogham/translate/parser"
)

// recorded is one statement that a real Druid was asked, with what matters to a parser.
type recorded struct {
	ID  string
	SQL string
	// MSQ is set for the endpoints recorded with Druid 27.
	MSQ bool
	// Refused is the syntax error, nil if Druid parsed the text.
	Refused *struct{ Head, Line, Column, EndLine, EndColumn, Token string }
	// Node is the place of the node that the validator complained about.
	Node string
}

func readRecorded(tb testing.TB) []recorded {
	tb.Helper()
	f, err := os.Open("testdata/recorded.jsonl")
	require.NoError(tb, err)
	defer f.Close()
	var out []recorded
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<24)
	for scan.Scan() {
		var r recorded
		require.NoError(tb, json.Unmarshal(scan.Bytes(), &r))
		out = append(out, r)
	}
	require.NoError(tb, scan.Err())
	require.NotEmpty(tb, out)
	return out
}

func (r recorded) parse() (*ast.Script, error) {
	if r.MSQ {
		return parser.ParseAs(r.SQL, parser.Druid27)
	}
	return parser.Parse(r.SQL)
}

func TestRecordedStatementsParse(t *testing.T) {
	t.Parallel()
	for _, r := range readRecorded(t) {
		if r.Refused != nil {
			continue
		}
		script, err := r.parse()
		if err != nil {
			t.Errorf("%s: %s\n%v", r.ID, r.SQL, err)
			continue
		}
		if r.Node != "" && !hasNodeAt(script, r.Node) {
			t.Errorf("%s: no node at %s in %s", r.ID, r.Node, r.SQL)
		}
	}
}

func TestRecordedSyntaxErrors(t *testing.T) {
	t.Parallel()
	for _, r := range readRecorded(t) {
		if r.Refused == nil {
			continue
		}
		_, err := r.parse()
		if err == nil {
			t.Errorf("%s: accepted %s", r.ID, r.SQL)
			continue
		}
		e := druiderr.As(err)
		require.NotNil(t, e, r.ID)
		head, _, _ := strings.Cut(e.Message, ", acceptable options")
		head, _, _ = strings.Cut(head, "\nWas expecting")
		if head != r.Refused.Head {
			t.Errorf("%s: %s\nwant %s\ngot  %s", r.ID, r.SQL, r.Refused.Head, head)
		}
		want := []string{r.Refused.Line, r.Refused.Column, r.Refused.EndLine, r.Refused.EndColumn, r.Refused.Token}
		got := []string{e.Context["line"], e.Context["column"], e.Context["endLine"], e.Context["endColumn"], e.Context["token"]}
		if !reflect.DeepEqual(want, got) {
			t.Errorf("%s: %s\nwant %q\ngot  %q", r.ID, r.SQL, want, got)
		}
	}
}

// hasNodeAt looks for any position equal to at in the tree, or from the start of one node to the
// end of another, as Calcite adds up the positions of a list.
func hasNodeAt(tree any, at string) bool {
	found := false
	walk(reflect.ValueOf(tree), func(p ast.Pos) {
		found = found || fmt.Sprintf("%d:%d-%d:%d", p.Line, p.Column, p.EndLine, p.EndColumn) == at
	})
	return found
}

func walk(v reflect.Value, visit func(ast.Pos)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), visit)
		}
	case reflect.Slice:
		if n := v.Len(); n > 0 {
			if first, ok := reflect.TypeAssert[ast.Node](v.Index(0)); ok {
				a, b := first.Position(), v.Index(n-1).Interface().(ast.Node).Position()
				visit(ast.Pos{Line: a.Line, Column: a.Column, EndLine: b.EndLine, EndColumn: b.EndColumn})
			}
		}
		for i := range v.Len() {
			walk(v.Index(i), visit)
		}
	case reflect.Struct:
		if p, ok := reflect.TypeAssert[ast.Pos](v); ok {
			visit(p)
			return
		}
		for _, field := range v.Fields() {
			walk(field, visit)
		}
	}
}
