// Package postgres prints plans as Postgres SQL: the only writer of query text.
//
// What it promises: every operator is parenthesised, every identifier quoted, every literal
// printed from its parsed value with its type, every subquery has an alias, long lists are bound as
// one array argument. Output columns are named c0, c1, … ; what users call them is in the plan.
// Gate checks the text with Postgres' own grammar before anything is sent.
package postgres

import (
	"strconv"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// Statement is one Postgres statement with its arguments.
type Statement struct {
	SQL  string
	Args []any
	// NUL says that druidtype.NUL stands for NUL characters in a literal.
	NUL bool
}

// Write prints a query. Each result column is cast to the Postgres type of its Druid type, so that
// readers can decode rows without looking at descriptions.
func Write(q *plan.Query) (Statement, error) {
	w := &writer{}
	w.query(q, true)
	if w.err != nil {
		return Statement{}, w.err
	}
	s := Statement{SQL: w.b.String(), Args: w.args, NUL: w.nul}
	if err := Gate(s.SQL); err != nil {
		return Statement{}, err
	}
	return s, nil
}

// writer holds the text so far. It implements plan.Writer.
type writer struct {
	b    strings.Builder
	args []any
	// list remembers the argument number of each bound list, so that an expression written twice
	// (in SELECT and GROUP BY) is the same text.
	list map[*plan.List]int
	nul  bool
	err  error
}

// SQL appends text as it is.
func (w *writer) SQL(s string) { w.b.WriteString(s) }

// maxLength limits the text: a plan whose parts are shared may print many times its size.
const maxLength = 32 << 20

// full tells whether writing should end.
func (w *writer) full() bool {
	if w.err == nil && w.b.Len() > maxLength {
		w.err = druiderr.Invalid("Query is too complex")
	}
	return w.err != nil
}

// fail keeps the first broken promise of a plan.
func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = druiderr.Bug(format, args...)
	}
}

// ident appends a quoted identifier.
func (w *writer) ident(name string) {
	w.b.WriteByte('"')
	if strings.Contains(name, `"`) {
		name = strings.ReplaceAll(name, `"`, `""`)
	}
	w.b.WriteString(name)
	w.b.WriteByte('"')
}

// column appends alias.name; generated names need no quotes.
func (w *writer) column(alias, name string) {
	if alias != "" {
		w.b.WriteString(alias)
		w.b.WriteByte('.')
	}
	w.ident(name)
}

// String appends a quoted text literal with its type.
func (w *writer) String(s string) {
	w.quote(s)
	w.SQL("::text")
}

// quote appends a literal without a type. Postgres text holds no NUL: druidtype.NUL stands for it, and
// equals no stored value, as NUL would. Backslashes stand for themselves (standard_conforming_strings).
func (w *writer) quote(s string) {
	w.b.WriteByte('\'')
	if strings.ContainsAny(s, "'\x00") {
		w.nul = w.nul || strings.Contains(s, "\x00")
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\x00", druidtype.NUL), "'", "''")
	}
	w.b.WriteString(strings.ToValidUTF8(s, "\uFFFD"))
	w.b.WriteByte('\'')
}

// arg appends a bound argument with its Postgres type.
func (w *writer) arg(v any, pgType string) int {
	w.args = append(w.args, v)
	w.placeholder(len(w.args), pgType)
	return len(w.args)
}

func (w *writer) placeholder(n int, pgType string) {
	w.SQL("$")
	w.SQL(strconv.Itoa(n))
	w.SQL("::")
	w.SQL(pgType)
}

// outName is the name of output column i.
func outName(i int) string { return plan.OutName(i) }
