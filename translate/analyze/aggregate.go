package analyze

import (
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/function"
	"ogham/translate/plan"
)

// aggregateCall analyzes an aggregate without OVER.
func (a *analyzer) aggregateCall(s *scope, e *ast.Call, f *plan.Function) plan.Expr {
	if s.inAgg {
		fail(s.aggPos, "Aggregate expressions cannot be nested")
	}
	if !s.aggregates {
		a.illegalAggregate(s, e, "Aggregate expression")
	}
	if s.sawAggregate != nil {
		*s.sawAggregate = true
	}
	c := a.aggregateParts(s, e, f)
	return c
}

// keepsOrder are the aggregates that list values as they come.
var keepsOrder = map[string]bool{"ARRAY_AGG": true, "STRING_AGG": true, "LISTAGG": true, "ARRAY_CONCAT_AGG": true}

// orderGroups sorts the groups of a subquery whose values are listed: Druid's groups come sorted.
func (b *block) orderGroups() {
	d, ok := b.plan.From.(*plan.Derived)
	if !ok || !b.saw || len(d.Query.OrderBy) > 0 || d.Query.Limit != nil || d.Query.Wrap {
		return
	}
	sel, ok := d.Query.Body.(*plan.Select)
	if !ok {
		return
	}
	keys := sel.Items
	if sel.Group != nil {
		keys = sel.Group.Keys
	}
	if sel.Group == nil && !sel.Distinct || sel.Group != nil && sel.Group.Sets != nil || !b.lists() {
		return
	}
	for _, k := range keys {
		if k.Type().Kind != druidtype.Complex && !plan.IsConstant(k) {
			d.Query.OrderBy = append(d.Query.OrderBy, plan.Order{Expr: k})
		}
	}
}

// lists tells whether an item lists values.
func (b *block) lists() bool {
	found := false
	for i := range b.items {
		plan.Walk(b.items[i].expr, func(x plan.Expr) bool {
			c, ok := x.(*plan.Call)
			found = found || ok && c.Agg != nil && c.Agg.Over == nil && keepsOrder[c.Fn.Name]
			return !found
		})
	}
	return found
}

func (a *analyzer) illegalAggregate(s *scope, e *ast.Call, what string) {
	clause := s.clause
	if clause == "" {
		clause = "WHERE"
	}
	fail(e.Pos, "%s is illegal in %s clause", what, clause)
}

// aggregateParts analyzes the arguments and the FILTER of an aggregate over the rows.
func (a *analyzer) aggregateParts(s *scope, e *ast.Call, f *plan.Function) plan.Expr {
	inner := *s
	inner.inAgg, inner.aggPos, inner.aliases = true, e.Pos, nil
	saved := a.timeColumn
	a.timeColumn, _ = s.lookup("__time")
	defer func() { a.timeColumn = saved }()
	args := a.args(&inner, e)
	a.checkDistinct(e, f)
	agg := &plan.Aggregation{Distinct: e.Distinct, IgnoreNulls: e.IgnoreNulls}
	if e.Filter != nil {
		agg.Filter = a.condition(&inner, e.Filter, "FILTER")
	}
	for i := range e.OrderBy {
		agg.OrderBy = append(agg.OrderBy, a.orderOf(&e.OrderBy[i], a.expr(&inner, e.OrderBy[i].Expr), true))
	}
	if len(e.WithinGroup) > 0 {
		fail(e.Pos, "Aggregate expression '%s' must not contain a WITHIN GROUP clause", strings.ToUpper(e.Name))
	}
	if e.Star {
		if f.Name != "COUNT" {
			fail(e.Pos, "Unknown identifier '*'")
		}
		return a.countAll(e.Pos, agg)
	}
	return a.bindAggregate(e, f, args, agg)
}

// distinctAggregates take DISTINCT also while counts may be approximate.
var distinctAggregates = map[string]bool{
	"COUNT": true, "APPROX_COUNT_DISTINCT": true, "ARRAY_AGG": true, "ARRAY_CONCAT_AGG": true, "STRING_AGG": true, "EARLIEST": true, "LATEST": true,
}

// checkDistinct refuses DISTINCT of the other aggregates, unless the context asks for exact counts.
func (a *analyzer) checkDistinct(e *ast.Call, f *plan.Function) {
	if !e.Distinct || distinctAggregates[f.Name] || function.ExactDistinct(a.env.Context["useApproximateCountDistinct"]) {
		return
	}
	const message = "Aggregation [%s] with DISTINCT is not supported when useApproximateCountDistinct is enabled. Run with disabling it."
	if e.Filter != nil {
		panic(bailout{druiderr.Unplannable(message, f.Name)})
	}
	fail(e.Pos, message, f.Name)
}

// countAll makes COUNT(*); agg is nil for a plain one.
func (a *analyzer) countAll(pos ast.Pos, agg *plan.Aggregation) plan.Expr {
	if agg == nil {
		agg = &plan.Aggregation{}
	}
	f := getFunction("COUNT(*)")
	return &plan.Call{Base: plan.Base{T: f.Type(nil), P: pos}, Fn: f, Agg: agg}
}

func (a *analyzer) bindAggregate(e *ast.Call, f *plan.Function, args []plan.Expr, agg *plan.Aggregation) plan.Expr {
	name := strings.ToUpper(e.Name)
	c := &plan.Call{Base: plan.Base{P: e.Pos}, Fn: f, Agg: agg, Keyword: strings.ToUpper(e.Keyword)}
	for i, x := range args {
		if mappedType(x.Type()) { // an aggregate reads several results of a function as NULL
			args[i] = a.operator(x.Pos(), "ONLY VALUE MULTI", x)
		}
	}
	if f.Name == "SUM" && len(args) == 1 && untyped(args[0]) {
		args[0] = a.cast(args[0], druidtype.Of(druidtype.Double))
	}
	c.Args = a.checkArgs(e.Pos, name, f, args)
	if f.Name == "SUM" || f.Name == "AVG" {
		for i, x := range c.Args {
			c.Args[i] = unnarrowed(x)
		}
	}
	c.T = f.Type(c.Args)
	if a.env.SafeArithmetic {
		function.WrapSum(c)
	}
	return a.finish(c)
}

// windowCall analyzes a call with OVER.
func (a *analyzer) windowCall(s *scope, e *ast.Call, f *plan.Function) plan.Expr {
	if !s.windows || s.inAgg {
		if s.inAgg {
			fail(s.aggPos, "Aggregate expressions cannot be nested")
		}
		a.illegalAggregate(s, e, "Windowed aggregate expression")
	}
	if s.inWindow {
		fail(e.Pos, "Windowed aggregate expressions cannot be nested")
	}
	if f.Kind != plan.Aggregate && f.Kind != plan.WindowFn {
		fail(e.Pos, "OVER must be applied to aggregate function")
	}
	if e.Distinct {
		fail(e.Pos, "DISTINCT is not supported for window functions")
	}
	inner := *s
	inner.inWindow, inner.aliases = true, nil
	spec := a.windowSpec(s, e)
	window := a.window(&inner, spec)
	saved := a.timeColumn
	a.timeColumn, _ = s.lookup("__time")
	defer func() { a.timeColumn = saved }()
	args := a.args(&inner, e)
	agg := &plan.Aggregation{Over: window, IgnoreNulls: e.IgnoreNulls}
	if e.Filter != nil {
		agg.Filter = a.condition(&inner, e.Filter, "FILTER")
	}
	if e.Star {
		return a.countAll(e.Pos, agg)
	}
	return a.bindAggregate(e, f, args, agg)
}

// windowSpec finds the specification of OVER: inline, by name, or inline on a named base.
func (a *analyzer) windowSpec(s *scope, e *ast.Call) *ast.WindowSpec {
	if e.OverName != nil {
		return a.namedWindow(s, e.OverName, len(s.named))
	}
	return e.Over
}

func (a *analyzer) namedWindow(s *scope, name *ast.Ident, depth int) *ast.WindowSpec {
	for _, w := range s.named {
		if strings.EqualFold(w.Name.Name(), name.Name()) && depth >= 0 {
			return a.based(s, w.Spec, depth-1)
		}
	}
	fail(name.Pos, "Window '%s' not found", name.Name())
	return nil
}

// based adds what a base window says to a specification that refers to it.
func (a *analyzer) based(s *scope, w *ast.WindowSpec, depth int) *ast.WindowSpec {
	if w.Base == nil {
		return w
	}
	base := a.namedWindow(s, w.Base, depth)
	out := *w
	out.Base = nil
	if out.PartitionBy == nil {
		out.PartitionBy = base.PartitionBy
	}
	if out.OrderBy == nil {
		out.OrderBy = base.OrderBy
	}
	if out.Frame == nil {
		out.Frame = base.Frame
	}
	return &out
}

func (a *analyzer) window(s *scope, w *ast.WindowSpec) *plan.Window {
	w = a.based(s, w, len(s.named))
	out := &plan.Window{}
	for _, e := range w.PartitionBy {
		out.PartitionBy = append(out.PartitionBy, a.expr(s, e))
	}
	for i := range w.OrderBy {
		out.OrderBy = append(out.OrderBy, a.orderOf(&w.OrderBy[i], a.expr(s, w.OrderBy[i].Expr), true))
	}
	if w.Frame != nil {
		out.Frame = a.frame(s, w.Frame)
	}
	return out
}

// frame analyzes ROWS|RANGE BETWEEN …; only a start means up to the current row.
func (a *analyzer) frame(s *scope, f *ast.Frame) *plan.Frame {
	end := f.End
	if !f.HasEnd {
		end = ast.FrameBound{At: f.At, Kind: "CURRENT ROW"}
	}
	checkFrame(f, f.Start, end)
	return &plan.Frame{Unit: f.Unit, Start: a.frameBound(s, f.Start), End: a.frameBound(s, end)}
}

var boundRank = map[string]int{
	"UNBOUNDED PRECEDING": 0, "PRECEDING": 1, "CURRENT ROW": 2, "FOLLOWING": 3, "UNBOUNDED FOLLOWING": 4,
}

func checkFrame(f *ast.Frame, start, end ast.FrameBound) {
	switch {
	case start.Kind == "UNBOUNDED FOLLOWING":
		fail(start.Pos, "UNBOUNDED FOLLOWING cannot be specified for the lower frame boundary")
	case end.Kind == "UNBOUNDED PRECEDING":
		fail(end.Pos, "UNBOUNDED PRECEDING cannot be specified for the upper frame boundary")
	case boundRank[start.Kind] > boundRank[end.Kind]:
		fail(end.Pos, "Upper frame boundary cannot be %s when lower boundary is %s", end.Kind, start.Kind)
	}
	_ = f
}

func (a *analyzer) frameBound(s *scope, b ast.FrameBound) plan.FrameBound {
	out := plan.FrameBound{Kind: b.Kind}
	if b.Value != nil {
		x := a.expr(s, b.Value)
		if x.Type().IsInterval() {
			out.Value = a.operator(b.Pos, "INTERVAL", x)
			return out
		}
		out.Value = a.cast(x, druidtype.Of(druidtype.BigInt))
	}
	return out
}
