package parser

import (
	"strings"

	"ogham/translate/ast"
)

// call writes a function call in the form that its grammar wants.
func (w *printer) call(c *ast.Call) {
	w.callName(c)
	if c.NoParens {
		return
	}
	w.str("(")
	w.arguments(c)
	w.str(")")
	w.callTail(c)
}

func (w *printer) callName(c *ast.Call) {
	if c.Quoted {
		w.name(c.Name)
		return
	}
	w.str(c.Name)
}

// arguments writes what stands between the parentheses.
func (w *printer) arguments(c *ast.Call) {
	name := strings.ToUpper(c.Name)
	switch {
	case c.Quoted:
	case name == "TRIM":
		w.trimArguments(c)
		return
	case name == "POSITION":
		w.worded(c.Args, "IN", "FROM")
		return
	case name == "OVERLAY":
		w.worded(c.Args, "PLACING", "FROM", "FOR")
		return
	case c.Keyword == "USING":
		w.worded(c.Args, "USING")
		return
	case c.JSON != nil:
		w.jsonArguments(c, name)
		return
	case c.Keyword != "" && strings.HasSuffix(name, "_DIFF"):
		w.exprs(c.Args)
		w.str(", ")
		w.bareName(c.Keyword)
		return
	case c.Keyword != "":
		w.unitWord(c.Keyword)
		w.str(", ")
	}
	w.plainArguments(c)
}

// unitWord writes a time unit: a word of the grammar as it is, any other as a name.
func (w *printer) unitWord(s string) {
	if intervalUnits[strings.ToUpper(s)] != "" {
		w.str(s)
		return
	}
	w.bareName(s)
}

func (w *printer) plainArguments(c *ast.Call) {
	if c.Star {
		w.str("*")
		return
	}
	if c.Distinct {
		w.str("DISTINCT ")
	}
	for i, a := range c.Args {
		if i > 0 {
			w.str(", ")
		}
		if i < len(c.ArgNames) && c.ArgNames[i] != "" {
			w.bareName(c.ArgNames[i])
			w.str(" => ")
		}
		w.expr(a, 0)
	}
	w.orderBy(c.OrderBy)
}

func (w *printer) orderBy(items []ast.OrderItem) {
	if len(items) > 0 {
		w.str(" ORDER BY ")
		w.orderItems(items)
	}
}

func (w *printer) trimArguments(c *ast.Call) {
	if c.Keyword == "BOTH" && len(c.Args) == 1 {
		w.expr(c.Args[0], 0)
		return
	}
	w.str(c.Keyword, " ")
	if len(c.Args) == 2 {
		w.expr(c.Args[0], 0)
		w.str(" ")
	}
	w.str("FROM ")
	w.expr(c.Args[len(c.Args)-1], 0)
}

// worded writes arguments with words between them.
func (w *printer) worded(args []ast.Expr, words ...string) {
	for i, a := range args {
		floor := 0
		if i > 0 {
			w.str(" ", words[i-1], " ") //nolint:gosec // i > 0, and there is a word between any two
		} else {
			floor = precLike + 1
		}
		w.expr(a, floor)
	}
}

// callTail writes what follows the parentheses.
func (w *printer) callTail(c *ast.Call) {
	if c.IgnoreNulls {
		w.str(" IGNORE NULLS")
	}
	if c.RespectNulls {
		w.str(" RESPECT NULLS")
	}
	if len(c.WithinGroup) > 0 {
		w.str(" WITHIN GROUP (ORDER BY ")
		w.orderItems(c.WithinGroup)
		w.str(")")
	}
	if c.Filter != nil {
		w.str(" FILTER (WHERE ")
		w.expr(c.Filter, 0)
		w.str(")")
	}
	switch {
	case c.OverName != nil:
		w.str(" OVER ")
		w.ident(c.OverName)
	case c.Over != nil:
		w.str(" OVER ")
		w.windowSpec(c.Over)
	}
}

func (w *printer) windowSpec(s *ast.WindowSpec) {
	sep := ""
	part := func(words string) {
		w.str(sep, words)
		sep = " "
	}
	w.str("(")
	if s.Base != nil {
		part("")
		w.ident(s.Base)
	}
	if len(s.PartitionBy) > 0 {
		part("PARTITION BY ")
		w.exprs(s.PartitionBy)
	}
	if len(s.OrderBy) > 0 {
		part("ORDER BY ")
		w.orderItems(s.OrderBy)
	}
	if f := s.Frame; f != nil {
		part(f.Unit + " ")
		if f.HasEnd {
			w.str("BETWEEN ")
			w.bound(&f.Start)
			w.str(" AND ")
			w.bound(&f.End)
		} else {
			w.bound(&f.Start)
		}
		if f.Exclude != "" {
			w.str(" EXCLUDE ", f.Exclude)
		}
	}
	w.str(")")
}

func (w *printer) bound(b *ast.FrameBound) {
	if b.Value != nil {
		w.expr(b.Value, precAnd+1)
		w.str(" ")
	}
	w.str(b.Kind)
}

// ---- SQL/JSON

func (w *printer) jsonArguments(c *ast.Call, name string) {
	j := c.JSON
	switch name {
	case "JSON_OBJECT", "JSON_OBJECTAGG":
		for i, a := range c.Args {
			if i > 0 {
				w.str(", ")
			}
			w.str("KEY ")
			w.expr(j.Keys[i], precAtom)
			w.str(" VALUE ")
			w.expr(a, 0)
		}
	case "JSON_ARRAY", "JSON_ARRAYAGG":
		w.plainArguments(c)
	default:
		w.exprs(c.Args)
		if len(j.Passing) > 0 {
			w.str(" PASSING ")
			list(w, j.Passing, func(i ast.SelectItem) { w.selectItem(&i) })
		}
		if j.Returning != nil {
			w.str(" RETURNING ")
			w.typeSpec(j.Returning)
		}
		if j.Wrapper != "" {
			w.str(" ", j.Wrapper, " ARRAY WRAPPER")
		}
		w.jsonBehaviour(j.OnEmpty, j.EmptyDefault, "EMPTY")
		w.jsonBehaviour(j.OnError, j.ErrorDefault, "ERROR")
	}
	if j.Nulls != "" {
		if len(c.Args) > 0 {
			w.str(" ")
		}
		w.str(j.Nulls, " ON NULL")
	}
}

func (w *printer) jsonBehaviour(word string, value ast.Expr, event string) {
	if word == "" {
		return
	}
	w.str(" ", word, " ")
	if value != nil {
		w.expr(value, 0)
		w.str(" ")
	}
	w.str("ON ", event)
}
