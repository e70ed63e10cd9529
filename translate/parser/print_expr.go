package parser

import (
	"strconv"
	"strings"

	"ogham/translate/ast"
)

// precAtom is the precedence of what never needs parentheses.
const precAtom = 100

// precedence tells how tightly the outermost operator of an expression binds.
func precedence(e ast.Expr) int {
	switch e := e.(type) {
	case *ast.Logical:
		if e.Or {
			return precOr
		}
		return precAnd
	case *ast.Unary:
		switch e.Op {
		case "NOT":
			return precNot
		case "+", "-":
			return precUnary
		}
		return precIs
	case *ast.Binary:
		return binaryPrec(e.Op)
	case *ast.Between, *ast.In, *ast.Like:
		return precLike
	case *ast.Quantified:
		return precCompare
	}
	return precAtom
}

func binaryPrec(op string) int {
	first, rest, _ := strings.Cut(op, " ")
	if first == "IS" {
		return precIs
	}
	if strings.HasPrefix(rest, "INTERSECT") {
		return precMultisetIn
	}
	return infix[first]
}

// expr writes an expression, in parentheses if it binds more loosely than floor.
func (w *printer) expr(e ast.Expr, floor int) {
	if precedence(e) < floor {
		w.str("(")
		defer w.str(")")
	}
	switch e := e.(type) {
	case *ast.Ident:
		w.ident(e)
	case *ast.Literal:
		w.literal(e)
	case *ast.Param:
		w.str("?")
	case *ast.Default:
		w.str("DEFAULT")
	case *ast.Unary:
		w.unary(e)
	case *ast.Binary:
		w.binary(e)
	case *ast.Logical:
		w.logical(e)
	case *ast.Between:
		w.between(e)
	case *ast.In:
		w.expr(e.X, precLike)
		w.not(e.Not)
		w.str(" IN ")
		w.listOrQuery(e.List, e.Query)
	case *ast.Like:
		w.like(e)
	case *ast.Quantified:
		w.quantified(e)
	default:
		w.compound(e)
	}
}

// compound writes the expressions that hold others between words of their own.
func (w *printer) compound(e ast.Expr) {
	switch e := e.(type) {
	case *ast.Case:
		w.caseExpr(e)
	case *ast.Cast:
		w.str([...]string{"CAST(", "SAFE_CAST("}[bit(e.Safe)])
		w.expr(e.X, 0)
		w.str(" AS ")
		w.typeSpec(e.Type)
		w.str(")")
	case *ast.Extract:
		w.str("EXTRACT(", e.Unit, " FROM ")
		w.expr(e.X, 0)
		w.str(")")
	case *ast.Floor:
		w.str([...]string{"FLOOR(", "CEIL("}[bit(e.Ceil)])
		w.expr(e.X, 0)
		w.str(" TO ", e.Unit, ")")
	case *ast.Call:
		w.call(e)
	case *ast.Subquery:
		w.nested(e.Query)
	case *ast.Exists:
		w.str("EXISTS ")
		w.nested(e.Query)
	case *ast.ArrayExpr:
		w.array(e)
	case *ast.MapExpr:
		w.str([...]string{"MAP[", "MULTISET["}[bit(e.Multiset)])
		w.exprs(e.Elems)
		w.str("]")
	case *ast.RowExpr:
		if e.Explicit {
			w.str("ROW")
		}
		w.row(e.Elems)
	case *ast.Index:
		w.expr(e.X, precAtom)
		w.str("[")
		if e.Mode == "" {
			w.expr(e.I, 0)
		} else {
			w.str(e.Mode)
			w.row([]ast.Expr{e.I})
		}
		w.str("]")
	case *ast.IntervalExpr:
		w.intervalExpr(e)
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (w *printer) not(not bool) {
	if not {
		w.str(" NOT")
	}
}

func (w *printer) unary(e *ast.Unary) {
	switch e.Op {
	case "NOT":
		w.str("NOT ")
		w.expr(e.X, precNot)
	case "+", "-":
		w.str(e.Op)
		w.expr(e.X, precUnary+1)
	default:
		w.expr(e.X, precIs)
		w.str(" ", e.Op)
	}
}

func (w *printer) binary(e *ast.Binary) {
	prec, right := binaryPrec(e.Op), 0
	right = prec + 1
	if prec == precIs {
		right = precCompare + 1
	}
	w.expr(e.Left, prec)
	w.str(" ", e.Op, " ")
	w.expr(e.Right, right)
}

func (w *printer) logical(e *ast.Logical) {
	word, prec := " AND ", precAnd
	if e.Or {
		word, prec = " OR ", precOr
	}
	for i, t := range e.Terms {
		if i > 0 {
			w.str(word)
		}
		w.expr(t, prec+1)
	}
}

func (w *printer) between(e *ast.Between) {
	w.expr(e.X, precLike)
	w.not(e.Not)
	w.str(" BETWEEN ")
	switch {
	case e.Symmetric:
		w.str("SYMMETRIC ")
	case w.calcite:
		w.str("ASYMMETRIC ")
	}
	w.expr(e.Low, precLike+1)
	w.str(" AND ")
	w.expr(e.High, precLike+1)
}

func (w *printer) like(e *ast.Like) {
	w.expr(e.X, precLike)
	w.not(e.Not)
	w.str(" ", e.Op, " ")
	w.expr(e.Pattern, precLike+1)
	if e.Escape != nil {
		w.str(" ESCAPE ")
		w.expr(e.Escape, precLike+1)
	}
}

func (w *printer) quantified(e *ast.Quantified) {
	w.expr(e.X, precCompare)
	w.str(" ", e.Op, [...]string{" SOME ", " ALL "}[bit(e.All)])
	w.listOrQuery(e.List, e.Query)
}

func (w *printer) listOrQuery(items []ast.Expr, q *ast.Query) {
	if q != nil {
		w.nested(q)
		return
	}
	w.row(items)
}

func (w *printer) caseExpr(e *ast.Case) {
	w.str("CASE")
	if e.Value != nil {
		w.str(" ")
		w.expr(e.Value, 0)
	}
	for _, when := range e.Whens {
		w.str(" WHEN ")
		w.exprs(when.Conds)
		w.str(" THEN ")
		w.expr(when.Then, 0)
	}
	switch {
	case e.Else != nil:
		w.str(" ELSE ")
		w.expr(e.Else, 0)
	case w.calcite:
		w.str(" ELSE NULL")
	}
	w.str(" END")
}

func (w *printer) array(e *ast.ArrayExpr) {
	w.str("ARRAY")
	if e.Query != nil {
		w.nested(e.Query)
		return
	}
	w.str("[")
	w.exprs(e.Elems)
	w.str("]")
}

func (w *printer) intervalExpr(e *ast.IntervalExpr) {
	w.str("INTERVAL ")
	if e.Negative {
		w.str("-")
	}
	switch x := e.X.(type) {
	case *ast.Ident, *ast.Param:
		w.expr(x, 0)
	case *ast.Literal:
		// Only an unsigned number may stand without parentheses.
		if x.Kind == ast.LitInteger || x.Kind == ast.LitDecimal || x.Kind == ast.LitApprox {
			w.literal(x)
			break
		}
		w.row([]ast.Expr{x})
	default:
		w.row([]ast.Expr{x})
	}
	w.str(" ")
	w.qualifier(e.Qualifier)
}

func (w *printer) qualifier(q *ast.IntervalQualifier) {
	w.str(q.Start)
	if q.StartPrecision >= 0 {
		w.str("(", strconv.Itoa(q.StartPrecision))
		if q.End == "" && q.FractionPrecision >= 0 {
			w.str(", ", strconv.Itoa(q.FractionPrecision))
		}
		w.str(")")
	}
	if q.End != "" {
		w.str(" TO ", q.End)
		if q.FractionPrecision >= 0 {
			w.str("(", strconv.Itoa(q.FractionPrecision), ")")
		}
	}
}

func (w *printer) literal(l *ast.Literal) {
	switch l.Kind {
	case ast.LitNull:
		w.str("NULL")
	case ast.LitTrue:
		w.str("TRUE")
	case ast.LitFalse:
		w.str("FALSE")
	case ast.LitUnknown:
		w.str("UNKNOWN")
	case ast.LitInteger, ast.LitApprox:
		w.str(l.Text)
	case ast.LitDecimal:
		if !strings.Contains(l.Text, ".") || strings.Trim(l.Text, "0123456789.") != "" {
			w.str("DECIMAL ")
			w.text(l.Text)
			return
		}
		w.str(l.Text)
	case ast.LitString:
		w.text(l.Text)
	case ast.LitBinary:
		w.str("X'", l.Text, "'")
	case ast.LitDate:
		w.str("DATE ")
		w.text(l.Text)
	case ast.LitTime:
		w.str("TIME ")
		w.text(l.Text)
	case ast.LitTimestamp:
		w.str("TIMESTAMP ")
		if w.calcite && !strings.Contains(l.Text, " ") {
			w.text(l.Text + " 00:00:00")
			return
		}
		w.text(l.Text)
	case ast.LitInterval:
		w.str("INTERVAL ")
		if l.Negative {
			w.str("-")
		}
		w.text(l.Text)
		w.str(" ")
		w.qualifier(l.Interval)
	}
}

// text writes a character string.
func (w *printer) text(s string) { w.str("'", strings.ReplaceAll(s, "'", "''"), "'") }

func (w *printer) typeSpec(t *ast.TypeSpec) {
	base, rest, _ := strings.Cut(t.Name, " ")
	switch {
	case t.Complex:
		w.str("TYPE(")
		w.text(t.Name)
		w.str(")")
		rest = ""
	case t.Ident != nil:
		w.ident(t.Ident)
		rest = strings.TrimSpace(strings.TrimPrefix(t.Name, strings.Join(t.Ident.Parts, ".")))
	default:
		w.str(base)
	}
	if t.Precision >= 0 {
		w.str("(", strconv.Itoa(t.Precision))
		if t.Scale != -1 {
			w.str(", ", strconv.Itoa(t.Scale))
		}
		w.str(")")
	}
	if rest != "" {
		w.str(" ", rest)
	}
	w.str(strings.Repeat(" ARRAY", t.Arrays))
}
