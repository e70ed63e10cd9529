package plan

// WalkQuery calls rel for each relation and expr for each expression of a query, and of the queries
// within it, in the order of their evaluation: WITH and FROM come first. A node that is shared by
// several expressions comes once for each of them; operands come after what they belong to.
func WalkQuery(q *Query, rel func(Rel), expr func(Expr)) {
	w := &queryWalker{rel: rel, expr: expr}
	w.query(q)
}

type queryWalker struct {
	rel  func(Rel)
	expr func(Expr)
}

func (w *queryWalker) query(q *Query) {
	if q == nil {
		return
	}
	for _, c := range q.With {
		w.query(c.Query)
	}
	switch b := q.Body.(type) {
	case *Select:
		w.sel(b)
	case *SetOp:
		for _, t := range b.Terms {
			w.query(t)
		}
	case *Values:
		for _, row := range b.Rows {
			w.each(row)
		}
	case *Query:
		w.query(b)
	}
	for _, o := range q.OrderBy {
		w.one(o.Expr)
	}
	w.one(q.Limit)
	w.one(q.Offset)
}

func (w *queryWalker) sel(s *Select) {
	w.from(s.From)
	w.one(s.Where)
	if s.Group != nil {
		w.each(s.Group.Keys)
	}
	w.one(s.Having)
	w.each(s.Items)
}

func (w *queryWalker) from(r Rel) {
	if r == nil {
		return
	}
	w.rel(r)
	switch r := r.(type) {
	case *Derived:
		w.query(r.Query)
	case *Join:
		w.from(r.Left)
		w.from(r.Right)
		w.one(r.On)
	case *Unnest:
		w.each(r.Exprs)
	}
}

func (w *queryWalker) each(list []Expr) {
	for _, e := range list {
		w.one(e)
	}
}

func (w *queryWalker) one(e Expr) {
	if e == nil {
		return
	}
	Walk(e, func(e Expr) bool {
		w.expr(e)
		switch e := e.(type) {
		case *Scalar:
			w.query(e.Query)
		case *Exists:
			w.query(e.Query)
		case *Quantified:
			w.query(e.Query)
		}
		return true
	})
}
