package plan

// Walk calls f for e and all below it, each node once even where it is shared, until f gives false
// for a node, whose operands are then left out.
func Walk(e Expr, f func(Expr) bool) {
	seen := map[Expr]bool{}
	var walk func(Expr)
	walk = func(e Expr) {
		if seen[e] {
			return
		}
		seen[e] = true
		if f(e) {
			Children(e, walk)
		}
	}
	walk(e)
}

// Children calls f for each direct operand of e, in order; queries inside e are not entered.
func Children(e Expr, f func(Expr)) {
	each := func(list []Expr) {
		for _, x := range list {
			f(x)
		}
	}
	one := func(x Expr) {
		if x != nil {
			f(x)
		}
	}
	switch e := e.(type) {
	case *Call:
		each(e.Args)
		aggregation(e.Agg, one, each)
	case *Cast:
		one(e.X)
	case *Logical:
		each(e.Terms)
	case *Case:
		for _, w := range e.Whens {
			one(w.Cond)
			one(w.Then)
		}
		one(e.Else)
	case *In:
		one(e.X)
		each(e.List)
	case *Array:
		each(e.Elems)
	case *Row:
		each(e.Elems)
	case *Quantified:
		each(e.X)
	case *Elements:
		one(e.Source)
		one(e.Body)
	case *Raw:
		each(e.Exprs)
	}
}

func aggregation(a *Aggregation, one func(Expr), each func([]Expr)) {
	if a == nil {
		return
	}
	one(a.Filter)
	for _, o := range a.OrderBy {
		one(o.Expr)
	}
	if a.Over == nil {
		return
	}
	each(a.Over.PartitionBy)
	for _, o := range a.Over.OrderBy {
		one(o.Expr)
	}
	if a.Over.Frame != nil {
		one(a.Over.Frame.Start.Value)
		one(a.Over.Frame.End.Value)
	}
}
