package plan

// Replace gives e with every use of column old (the same pointer) replaced by another expression.
// What holds no such use is shared with e; queries inside e are not entered.
func Replace(e Expr, old *Column, by Expr) Expr {
	one := func(x Expr) Expr {
		if x == nil {
			return nil
		}
		return Replace(x, old, by)
	}
	each := func(list []Expr) []Expr {
		out := make([]Expr, len(list))
		for i, x := range list {
			out[i] = one(x)
		}
		return out
	}
	if !uses(e, old) {
		return e
	}
	switch e := e.(type) {
	case *Column:
		return by
	case *Call:
		out := *e
		out.Args, out.Bound = each(e.Args), each(e.Bound)
		if e.Bound == nil {
			out.Bound = nil
		}
		return &out
	case *Cast:
		out := *e
		out.X = one(e.X)
		return &out
	case *Logical:
		out := *e
		out.Terms = each(e.Terms)
		return &out
	case *Case:
		out := *e
		out.Whens = make([]When, len(e.Whens))
		for i, w := range e.Whens {
			out.Whens[i] = When{Cond: one(w.Cond), Then: one(w.Then)}
		}
		out.Else = one(e.Else)
		return &out
	case *In:
		out := *e
		out.X, out.List = one(e.X), each(e.List)
		return &out
	case *Array:
		out := *e
		out.Elems = each(e.Elems)
		return &out
	case *Elements:
		out := *e
		out.Source, out.Body = one(e.Source), one(e.Body)
		return &out
	case *Raw:
		out := *e
		out.Exprs = each(e.Exprs)
		return &out
	}
	return e
}

func uses(e Expr, old *Column) bool {
	found := false
	Walk(e, func(x Expr) bool {
		found = found || x == Expr(old)
		return !found
	})
	return found
}
