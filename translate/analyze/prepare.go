package analyze

import (
	"slices"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// A statement that is only prepared has parameters without values. Each takes the type that its place
// in the statement gives it, by Calcite's rules: beside an operand of known type, that operand's; in a
// cast, the cast's; in LIMIT and OFFSET, INTEGER. Elsewhere it is refused.

// open tells whether e is a parameter whose value is not known yet, or a row that holds one.
func (a *analyzer) open(e ast.Expr) bool {
	if !a.env.Prepare {
		return false
	}
	switch e := e.(type) {
	case *ast.Param:
		return true
	case *ast.RowExpr:
		return slices.ContainsFunc(e.Elems, a.open)
	}
	return false
}

// ofOneType analyzes operands that have to be of one type: parameters take that of the first operand
// whose type is known.
func (a *analyzer) ofOneType(s *scope, operands ...ast.Expr) []plan.Expr {
	out := make([]plan.Expr, len(operands))
	var known plan.Expr
	for i, e := range operands {
		if a.open(e) {
			continue
		}
		out[i] = a.expr(s, e)
		if known == nil && out[i].Type().Kind != druidtype.Unknown {
			known = out[i]
		}
	}
	for i, e := range operands {
		if out[i] == nil {
			out[i] = a.beside(s, e, known)
		}
	}
	return out
}

// beside analyzes a parameter, or a row with parameters, beside an operand of known type; nil is none.
func (a *analyzer) beside(s *scope, e ast.Expr, known plan.Expr) plan.Expr {
	switch e := e.(type) {
	case *ast.Param:
		if known != nil && known.Type().Kind != druidtype.Row {
			return a.prepared(e, known.Type())
		}
	case *ast.RowExpr:
		row, ok := known.(*plan.Row)
		if !ok || len(row.Elems) != len(e.Elems) {
			break
		}
		elems := make([]plan.Expr, len(e.Elems))
		for i, x := range e.Elems {
			if a.open(x) {
				elems[i] = a.beside(s, x, row.Elems[i])
			} else {
				elems[i] = a.expr(s, x)
			}
		}
		return &plan.Row{Base: plan.Base{T: druidtype.Of(druidtype.Row), P: e.Pos}, Elems: elems}
	}
	return a.expr(s, e)
}

// textOperand analyzes an operand of LIKE, where a parameter is a text.
func (a *analyzer) textOperand(s *scope, e ast.Expr) plan.Expr {
	if p, ok := e.(*ast.Param); ok && a.env.Prepare {
		return a.prepared(p, druidtype.Of(druidtype.Varchar))
	}
	return a.expr(s, e)
}

// prepared notes the type of a parameter and stands a NULL of that type in its place.
func (a *analyzer) prepared(e *ast.Param, t druidtype.Type) plan.Expr {
	t = t.Single()
	for len(a.parameters) <= e.Index {
		a.parameters = append(a.parameters, druidtype.Of(druidtype.Varchar))
	}
	a.parameters[e.Index] = t
	return literal(e.Pos, nil, t)
}
