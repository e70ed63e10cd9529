package analyze

import (
	"strconv"

	"ogham/internal/druidtype"
	"ogham/translate/function"
	"ogham/translate/plan"
)

// reducer finds what Druid's planner computes while it plans: the largest parts of expressions that
// are constant, where columns count that WHERE, or a subquery, says to be constant. It refuses those
// whose value no literal can hold, NaN and the infinities, and those that cannot be computed at all.
// It changes nothing: Postgres computes constants too.
type reducer struct {
	a     *analyzer
	steps int
	ctes  map[string][]known
	done  map[*plan.Query][]known
}

// maxReductions ends the search in plans whose shared parts would be looked at too often.
const maxReductions = 200_000

// known is what is known of a column: the expression that it stands for, in its own scope.
type known struct {
	expr  plan.Expr
	scope constants
	// outer says that the column may be NULL instead, on the far side of an outer join.
	outer bool
}

// constants are the columns of a SELECT block of which something is known.
type constants map[column]known

type column struct{ alias, name string }

// reduce checks the constants of a query.
func (a *analyzer) reduce(q *plan.Query) {
	r := &reducer{a: a, ctes: map[string][]known{}, done: map[*plan.Query][]known{}}
	r.query(q, false)
}

// query checks a query and tells what is known of its columns. A merged query's select list becomes
// part of the query that reads it, as far as that does: there it is checked.
func (r *reducer) query(q *plan.Query, merged bool) []known {
	if out, ok := r.done[q]; ok {
		return out
	}
	for _, w := range q.With {
		r.ctes[w.Alias] = r.query(w.Query, true)
	}
	var out []known
	switch body := q.Body.(type) {
	case *plan.Select:
		out = r.sel(q, body, merged && q.Limit == nil && q.Offset == nil)
	case *plan.Query:
		out = r.query(body, merged)
	case *plan.SetOp:
		for _, t := range body.Terms {
			r.query(t, false)
		}
	case *plan.Values:
		for _, row := range body.Rows {
			r.check(row, nil)
		}
	}
	r.done[q] = out
	return out
}

func (r *reducer) sel(q *plan.Query, sel *plan.Select, merged bool) []known {
	in := constants{}
	r.from(sel.From, in, false)
	r.check([]plan.Expr{sel.Where}, in)
	r.equalities(sel.Where, in)
	if sel.Group != nil {
		r.check(sel.Group.Keys, in)
	}
	r.check([]plan.Expr{sel.Having}, in)
	if !merged || sel.Distinct {
		r.check(sel.Items, in)
	}
	for _, o := range q.OrderBy {
		r.check([]plan.Expr{o.Expr}, in)
	}
	out := make([]known, len(sel.Items))
	for i, x := range sel.Items {
		out[i] = known{expr: x, scope: in}
	}
	return out
}

// from adds what is known of the columns of FROM to in, and checks its subqueries and conditions.
func (r *reducer) from(rel plan.Rel, in constants, outer bool) {
	switch rel := rel.(type) {
	case *plan.Derived:
		in.add(rel.Alias, r.query(rel.Query, true), outer)
	case *plan.CTERef:
		in.add(rel.Alias, r.ctes[rel.Name], outer)
	case *plan.Join:
		r.from(rel.Left, in, outer || rel.Kind == "RIGHT" || rel.Kind == "FULL")
		r.from(rel.Right, in, outer || rel.Kind == "LEFT" || rel.Kind == "FULL")
		r.check([]plan.Expr{rel.On}, in)
	case *plan.Unnest:
		r.check(rel.Exprs, in)
	}
}

func (in constants) add(alias string, columns []known, outer bool) {
	for i, k := range columns {
		k.outer = outer
		in[column{alias, outName(i)}] = k
	}
}

// equalities adds the columns that a condition says to equal a constant.
func (r *reducer) equalities(cond plan.Expr, in constants) {
	switch e := cond.(type) {
	case *plan.Logical:
		if !e.Or {
			for _, t := range e.Terms {
				r.equalities(t, in)
			}
		}
	case *plan.Call:
		if e.Fn.Name != "=" {
			return
		}
		c, ok1 := e.Args[0].(*plan.Column)
		l, ok2 := e.Args[1].(*plan.Literal)
		if !ok1 || !ok2 {
			c, ok1 = e.Args[1].(*plan.Column)
			l, ok2 = e.Args[0].(*plan.Literal)
		}
		if ok1 && ok2 && c.T.IsInt() == l.T.IsInt() {
			in[column{c.Alias, c.Name}] = known{expr: l}
		}
	}
}

// check looks for constants in expressions, which stand alone.
func (r *reducer) check(list []plan.Expr, in constants) {
	for _, x := range list {
		if x == nil {
			continue
		}
		if constant, risky := r.scan(x, in); constant && risky {
			r.verify(x, in)
		}
	}
}

// scan tells whether x is constant, and whether computing it may fail or give no finite number. When
// x is not constant, its operands that are have been verified.
func (r *reducer) scan(x plan.Expr, in constants) (constant, risky bool) {
	if r.steps++; r.steps > maxReductions {
		return false, false
	}
	switch e := x.(type) {
	case *plan.Literal, *plan.List:
		return true, false
	case *plan.Column:
		return r.scanColumn(e, in)
	case *plan.Scalar:
		r.query(e.Query, false)
	case *plan.Exists:
		r.query(e.Query, false)
	case *plan.Quantified:
		r.query(e.Query, false)
	}
	if c, ok := x.(*plan.Call); ok && c.Fn.Name == "COUNT" && c.Agg != nil && !c.Agg.Distinct && len(c.Args) == 1 && !c.Args[0].Type().Nullable {
		return false, false // COUNT(*)
	}
	constant, risky = computed(x)
	var pending []plan.Expr
	plan.Children(x, func(c plan.Expr) {
		isConstant, isRisky := r.scan(c, in)
		constant = constant && isConstant
		if isConstant && isRisky {
			risky = true
			pending = append(pending, c)
		}
	})
	if c, ok := x.(*plan.Cast); ok && readsNumber(c) {
		r.verify(x, in) // the cast of a literal is computed by itself
	}
	if constant {
		return true, risky
	}
	for _, c := range pending {
		r.verify(c, in)
	}
	return false, false
}

func (r *reducer) scanColumn(c *plan.Column, in constants) (constant, risky bool) {
	k, ok := in[column{c.Alias, c.Name}]
	if !ok || c.Depth > 0 {
		return false, false
	}
	constant, risky = r.scan(k.expr, k.scope)
	if constant && risky && k.outer {
		r.verify(k.expr, k.scope)
	}
	return constant && !k.outer, risky
}

// computed tells whether a node of constant operands is computed by the planner, and whether it may
// give no finite number or fail.
func computed(x plan.Expr) (ok, risky bool) {
	switch e := x.(type) {
	case *plan.Call:
		scalar := e.Fn.Kind == plan.Scalarf || e.Fn.Kind == plan.Operator
		return scalar && e.Agg == nil && !e.Fn.Volatile, e.Fn.Check != nil || e.T.IsNumeric()
	case *plan.Cast:
		return true, readsNumber(e)
	case *plan.Logical, *plan.Case, *plan.In, *plan.Array:
		return true, false
	}
	return false, false
}

// readsNumber tells whether a cast reads a double from a literal, which may spell NaN or Infinity.
func readsNumber(c *plan.Cast) bool {
	_, ok := plan.TextOf(c.X)
	return ok && c.T.IsApprox()
}

// verify refuses a constant that Druid's planner could not replace by a literal.
func (r *reducer) verify(x plan.Expr, in constants) {
	v := evaluator{r: r}
	if array, ok := x.(*plan.Array); ok {
		for i, e := range array.Elems {
			if f, ok := v.value(e, in); ok && notFinite(f) {
				refuse("Expression [%s] was expected to generate values that are all Doubles, but entry at index[%d] was not: [%s].  Consider Casting values to ensure a consistent type.",
					nativeText(x, in), i, plan.DoubleText(f.(float64)))
			}
		}
		return
	}
	if f, ok := v.value(x, in); ok && notFinite(f) && x.Type().IsNumeric() {
		refuseSQL("Expression [%s] evaluates to an unsupported value [%s], expected something that can be a Double.  Consider casting with 'CAST(<col> AS BIGINT)'",
			nativeText(x, in), plan.DoubleText(f.(float64)))
	}
}

// evaluator computes constants, as far as Go knows how.
type evaluator struct{ r *reducer }

// value gives the value of a constant; ok is false where it is left to Postgres. It ends the analysis
// with Druid's error where there is none.
func (v *evaluator) value(x plan.Expr, in constants) (value any, ok bool) {
	if v.r.steps++; v.r.steps > 2*maxReductions {
		return nil, false
	}
	switch e := x.(type) {
	case *plan.Literal:
		return e.Value, true
	case *plan.Column:
		k, found := in[column{e.Alias, e.Name}]
		if !found {
			return nil, false
		}
		return v.value(k.expr, k.scope)
	case *plan.Cast:
		from, ok := v.value(e.X, in)
		if !ok {
			return nil, false
		}
		return castValue(from, e.X.Type(), e.T)
	case *plan.Logical:
		return v.logical(e, in)
	case *plan.Case:
		return v.choose(e, in)
	case *plan.Call:
		return v.call(e, in)
	}
	plan.Children(x, func(c plan.Expr) { v.value(c, in) })
	return nil, false
}

// call computes a call whose arguments Go knows, after the function's own check of them.
func (v *evaluator) call(c *plan.Call, in constants) (any, bool) {
	if c.Fn.Name == "COALESCE" || c.Fn.Name == "NVL" {
		return v.coalesce(c, in)
	}
	args := make([]any, len(c.Args))
	literals := make([]plan.Expr, len(c.Args))
	all := true
	for i, x := range c.Args {
		value, ok := v.value(x, in)
		args[i], all = value, all && ok
		literals[i] = x
		if ok {
			literals[i] = literal(x.Pos(), value, x.Type())
		}
	}
	if c.Fn.Check != nil {
		bound := *c
		bound.Args = literals
		must(c.Fn.Check(&bound))
	}
	if !all {
		return nil, false
	}
	value, ok, err := function.Value(c, args)
	must(err)
	if f, isDouble := value.(float64); isDouble && c.T.IsInt() {
		value = function.Long(f)
	}
	if n, isInt := value.(int64); isInt && c.T.IsInt() && c.T.Kind <= druidtype.Integer {
		value = int64(int32(n)) //nolint:gosec // wrapping is what Druid does
	}
	return value, ok
}

func (v *evaluator) coalesce(c *plan.Call, in constants) (any, bool) {
	for _, x := range c.Args {
		if value, ok := v.value(x, in); !ok || value != nil {
			return value, ok
		}
	}
	return nil, true
}

// logical computes AND and OR from left to right, up to the term that decides.
func (v *evaluator) logical(e *plan.Logical, in constants) (any, bool) {
	var out any = !e.Or
	for _, t := range e.Terms {
		value, ok := v.value(t, in)
		switch {
		case !ok:
			return nil, false
		case value == e.Or:
			return e.Or, true
		case value == nil:
			out = nil
		}
	}
	return out, true
}

func (v *evaluator) choose(e *plan.Case, in constants) (any, bool) {
	for _, w := range e.Whens {
		cond, ok := v.value(w.Cond, in)
		if !ok {
			return nil, false
		}
		if cond == true {
			return v.value(w.Then, in)
		}
	}
	if e.Else == nil {
		return nil, true
	}
	return v.value(e.Else, in)
}

// castValue converts a number or a text that is one; ok is false for all other casts.
func castValue(value any, from, to druidtype.Type) (any, bool) {
	if value == nil {
		return nil, true
	}
	switch x := value.(type) {
	case int64:
		switch {
		case !from.IsInt():
			return nil, false
		case to.IsApprox():
			return float64(x), true
		case to.IsInt():
			return narrowed(x, to), true
		case to.IsString():
			return strconv.FormatInt(x, 10), true
		}
	case float64:
		switch {
		case to.IsApprox():
			return x, true
		case to.IsInt():
			return narrowed(function.Long(x), to), true
		}
	case string:
		if to.IsApprox() && spells(x, to) {
			f, err := strconv.ParseFloat(x, 64)
			return f, err == nil || f != 0
		}
	}
	return nil, false
}

func narrowed(n int64, t druidtype.Type) int64 {
	if t.Kind <= druidtype.Integer {
		return int64(int32(n)) //nolint:gosec // CAST to INTEGER keeps the low 32 bits
	}
	return n
}
