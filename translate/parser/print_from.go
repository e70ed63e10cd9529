package parser

import "ogham/translate/ast"

func (w *printer) from(f ast.From) {
	switch f := f.(type) {
	case *ast.TableRef:
		w.ident(f.Name)
		if f.Extend != nil {
			w.extend(" EXTEND (", f.Extend)
		}
		w.alias(f.Alias)
	case *ast.TableFunc:
		w.str("TABLE(")
		w.call(f.Call)
		w.str(")")
		switch {
		case f.ExtendWord:
			w.extend(" EXTEND (", f.Extend)
		case f.HasExtend:
			w.extend(" (", f.Extend)
		}
		w.alias(f.Alias)
	case *ast.Derived:
		if f.Lateral {
			w.str("LATERAL ")
		}
		w.nested(f.Query)
		w.alias(f.Alias)
	case *ast.Unnest:
		w.str("UNNEST(")
		w.exprs(f.Exprs)
		w.str(")")
		if f.Ordinality {
			w.str(" WITH ORDINALITY")
		}
		w.alias(f.Alias)
	case *ast.Join:
		w.join(f)
	case *ast.Pivot:
		w.pivot(f)
	case *ast.Unpivot:
		w.unpivot(f)
	}
}

func (w *printer) alias(a ast.Alias) {
	if a.Name == nil {
		return
	}
	w.str(" AS ")
	w.ident(a.Name)
	if len(a.Columns) > 0 {
		w.str(" (")
		w.idents(a.Columns)
		w.str(")")
	}
}

func (w *printer) extend(open string, defs []ast.ColumnDef) {
	w.str(open)
	list(w, defs, func(d ast.ColumnDef) {
		w.ident(d.Name)
		w.str(" ")
		w.typeSpec(d.Type)
	})
	w.str(")")
}

func (w *printer) join(j *ast.Join) {
	left, leftJoin := j.Left.(*ast.Join)
	w.parenFrom(j.Left, leftJoin && left.Kind == ast.JoinComma && j.Kind != ast.JoinComma)
	right, rightJoin := j.Right.(*ast.Join)
	inner := rightJoin && (j.Kind != ast.JoinComma || right.Kind == ast.JoinComma)
	if j.Kind == ast.JoinComma {
		w.str(", ")
		w.parenFrom(j.Right, inner)
		return
	}
	w.str(w.clause)
	if j.Natural {
		w.str("NATURAL ")
	}
	w.str([...]string{
		ast.JoinInner: "INNER JOIN ", ast.JoinLeft: "LEFT JOIN ", ast.JoinRight: "RIGHT JOIN ",
		ast.JoinFull: "FULL JOIN ", ast.JoinCross: "CROSS JOIN ",
	}[j.Kind])
	w.parenFrom(j.Right, inner)
	if j.On != nil {
		w.str(" ON ")
		w.expr(j.On, 0)
	}
	if len(j.Using) > 0 {
		w.str(" USING (")
		w.idents(j.Using)
		w.str(")")
	}
}

func (w *printer) parenFrom(f ast.From, parens bool) {
	if parens {
		w.str("(")
	}
	w.from(f)
	if parens {
		w.str(")")
	}
}

// pivotSource writes what PIVOT and UNPIVOT work on; a name or a join needs parentheses there.
func (w *printer) pivotSource(f ast.From) {
	_, join := f.(*ast.Join)
	w.parenFrom(f, join || aliased(f))
}

func (w *printer) pivot(p *ast.Pivot) {
	w.pivotSource(p.Source)
	w.str(" PIVOT (")
	list(w, p.Aggs, func(i ast.SelectItem) { w.selectItem(&i) })
	w.str(" FOR ")
	w.identGroup(p.For)
	w.str(" IN (")
	list(w, p.In, func(v ast.PivotValue) {
		if len(v.Exprs) == 1 {
			w.expr(v.Exprs[0], 0)
		} else {
			w.row(v.Exprs)
		}
		if v.Alias != nil {
			w.str(" AS ")
			w.ident(v.Alias)
		}
	})
	w.str("))")
	w.alias(p.Alias)
}

func (w *printer) unpivot(u *ast.Unpivot) {
	w.pivotSource(u.Source)
	w.str(" UNPIVOT ")
	if u.IncludeNulls {
		w.str("INCLUDE NULLS ")
	}
	w.str("(")
	w.identGroup(u.Measures)
	w.str(" FOR ")
	w.identGroup(u.Axes)
	w.str(" IN (")
	list(w, u.In, func(v ast.UnpivotValue) {
		w.identGroup(v.Columns)
		if len(v.Values) == 0 {
			return
		}
		w.str(" AS ")
		if len(v.Values) == 1 {
			w.expr(v.Values[0], 0)
		} else {
			w.row(v.Values)
		}
	})
	w.str("))")
	w.alias(u.Alias)
}

func (w *printer) identGroup(ids []*ast.Ident) {
	if len(ids) == 1 {
		w.ident(ids[0])
		return
	}
	w.str("(")
	w.idents(ids)
	w.str(")")
}
