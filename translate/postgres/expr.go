package postgres

import (
	"math"
	"strconv"
	"time"

	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// Expr appends an expression so that it can be an operand anywhere: columns, literals and
// function-like forms stand bare, everything else is in parentheses.
func (w *writer) Expr(e plan.Expr) {
	if w.full() {
		return
	}
	switch e := e.(type) {
	case *plan.Column:
		w.column(e.Alias, e.Name)
	case *plan.Literal:
		w.literal(e)
	case *plan.Call:
		w.call(e)
	case *plan.Cast:
		w.cast(e)
	case *plan.Logical:
		w.logical(e)
	case *plan.Case:
		w.caseExpr(e)
	case *plan.In:
		w.in(e)
	case *plan.List:
		w.boundList(e)
	case *plan.Array:
		w.array(e)
	case *plan.Row:
		w.SQL("ROW(")
		w.exprs(e.Elems)
		w.SQL(")")
	case *plan.Scalar, *plan.Exists, *plan.Quantified:
		w.subquery(e)
	case *plan.Elements:
		w.elements(e)
	case *plan.Raw:
		w.raw(e)
	default:
		w.fail("unknown expression %T", e)
	}
}

// call prints a function call in parentheses, as an Emit may write an operator.
func (w *writer) call(c *plan.Call) {
	w.SQL("(")
	c.Fn.Emit(w, c)
	w.SQL(")")
}

func (w *writer) raw(r *plan.Raw) {
	w.SQL("(")
	for i, part := range r.Parts {
		w.SQL(part)
		if i < len(r.Exprs) {
			w.Expr(r.Exprs[i])
		}
	}
	w.SQL(")")
}

// Bytewise appends a text expression in "C" collation; others as they are.
func (w *writer) Bytewise(e plan.Expr) {
	w.Expr(e)
	t := e.Type()
	if !t.IsString() && (t.Kind != druidtype.Array || t.Postgres() != "text[]") {
		return
	}
	if c, ok := e.(*plan.Column); ok && c.Bytewise {
		return
	}
	w.SQL(` COLLATE "C"`)
}

// Suffix appends FILTER and OVER of an aggregate call.
func (w *writer) Suffix(c *plan.Call) {
	if c.Agg == nil {
		return
	}
	if c.Agg.Filter != nil {
		w.SQL(" FILTER (WHERE ")
		w.Expr(c.Agg.Filter)
		w.SQL(")")
	}
	if c.Agg.Over != nil {
		w.SQL(" OVER (")
		w.window(c.Agg.Over)
		w.SQL(")")
	}
}

func (w *writer) window(o *plan.Window) {
	if len(o.PartitionBy) > 0 {
		w.SQL("PARTITION BY ")
		w.exprs(o.PartitionBy)
	}
	if len(o.OrderBy) > 0 {
		w.SQL(" ")
		w.OrderBy(o.OrderBy)
	}
	if o.Frame != nil {
		w.SQL(" ")
		w.SQL(o.Frame.Unit)
		w.SQL(" BETWEEN ")
		w.frameBound(o.Frame.Start)
		w.SQL(" AND ")
		w.frameBound(o.Frame.End)
	}
}

func (w *writer) frameBound(b plan.FrameBound) {
	if b.Value != nil {
		w.Expr(b.Value)
		w.SQL(" ")
	}
	w.SQL(b.Kind)
}

// literal prints a constant with its Postgres type.
func (w *writer) literal(l *plan.Literal) {
	pgType := l.T.Postgres()
	switch v := l.Value.(type) {
	case nil:
		w.SQL("NULL::")
		w.SQL(pgType)
	case bool:
		if v {
			w.SQL("true")
		} else {
			w.SQL("false")
		}
	case int64:
		if l.T.IsTime() {
			w.timestamp(v)
			return
		}
		w.number(strconv.FormatInt(v, 10), pgType)
	case float64:
		w.number(formatFloat(v), pgType)
	case string:
		w.quote(v)
		w.SQL("::")
		w.SQL(pgType)
	default:
		w.fail("unknown literal %T", v)
	}
}

// number prints a number as a quoted literal: no sign can then meet an operator.
func (w *writer) number(s, pgType string) {
	w.SQL("'")
	w.SQL(s)
	w.SQL("'::")
	w.SQL(pgType)
}

func formatFloat(v float64) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// Timestamptz reaches from 4713 BC to 294276 AD; what lies beyond is infinite.
const (
	minMillis = -210866803200000
	maxMillis = 9224318015999999
)

// timestamp prints milliseconds since 1970 UTC.
func (w *writer) timestamp(ms int64) {
	switch {
	case ms < minMillis:
		w.SQL("'-infinity'::timestamp with time zone")
		return
	case ms > maxMillis:
		w.SQL("'infinity'::timestamp with time zone")
		return
	}
	t := time.UnixMilli(ms).UTC()
	suffix := "+00"
	if year := t.Year(); year <= 0 {
		// Year 0 is 1 BC. Shifting by whole 400-year cycles would move weekdays only, so the
		// civil fields are printed with the year of the era.
		w.SQL("'" + pad(1-year) + t.Format("-01-02 15:04:05.000") + "+00 BC'::timestamp with time zone")
		return
	}
	w.SQL("'" + pad(t.Year()) + t.Format("-01-02 15:04:05.000") + suffix + "'::timestamp with time zone")
}

func pad(year int) string {
	s := strconv.Itoa(year)
	for len(s) < 4 {
		s = "0" + s
	}
	return s
}

func (w *writer) logical(l *plan.Logical) {
	op := " AND "
	if l.Or {
		op = " OR "
	}
	w.SQL("(")
	for i, t := range l.Terms {
		if i > 0 {
			w.SQL(op)
		}
		w.Expr(t)
	}
	w.SQL(")")
}

func (w *writer) caseExpr(c *plan.Case) {
	w.SQL("(CASE")
	for _, when := range c.Whens {
		w.SQL(" WHEN ")
		w.Expr(when.Cond)
		w.SQL(" THEN ")
		w.Expr(when.Then)
	}
	if c.Else != nil {
		w.SQL(" ELSE ")
		w.Expr(c.Else)
	}
	w.SQL(" END)")
}

func (w *writer) in(e *plan.In) {
	w.SQL("(")
	w.Expr(e.X)
	if len(e.List) == 1 {
		if list, ok := e.List[0].(*plan.List); ok {
			if e.Not {
				w.SQL(" <> ALL (")
			} else {
				w.SQL(" = ANY (")
			}
			w.boundList(list)
			w.SQL("))")
			return
		}
	}
	if e.Not {
		w.SQL(" NOT")
	}
	w.SQL(" IN (")
	w.exprs(e.List)
	w.SQL("))")
}

func (w *writer) boundList(l *plan.List) {
	pgType := druidtype.ArrayOf(l.T).Postgres()
	if n, ok := w.list[l]; ok {
		w.placeholder(n, pgType)
		return
	}
	if w.list == nil {
		w.list = map[*plan.List]int{}
	}
	w.list[l] = w.arg(l.Value, pgType)
}

func (w *writer) array(a *plan.Array) {
	if a.T.Postgres() == "json" {
		w.SQL("json_build_array(")
		w.exprs(a.Elems)
		w.SQL(")")
		return
	}
	w.SQL("ARRAY[")
	w.exprs(a.Elems)
	w.SQL("]::")
	w.SQL(a.T.Postgres())
}

func (w *writer) subquery(e plan.Expr) {
	switch e := e.(type) {
	case *plan.Scalar:
		if e.Array {
			w.SQL("ARRAY")
		}
		w.SQL("(")
		w.query(e.Query, true)
		w.SQL(")")
	case *plan.Exists:
		w.SQL("(EXISTS (")
		w.query(e.Query, true)
		w.SQL("))")
	case *plan.Quantified:
		w.quantified(e)
	}
}

func (w *writer) quantified(e *plan.Quantified) {
	w.SQL("(")
	if e.Not {
		w.SQL("NOT ")
	}
	w.SQL("(")
	if len(e.X) == 1 {
		w.Expr(e.X[0])
	} else {
		w.SQL("ROW(")
		w.exprs(e.X)
		w.SQL(")")
	}
	w.SQL(" ")
	w.SQL(e.Op)
	if e.All {
		w.SQL(" ALL (")
	} else {
		w.SQL(" ANY (")
	}
	w.query(e.Query, true)
	w.SQL(")))")
}

// elements prints a map over the elements of an array as a subselect that keeps their order. A
// multi-value string without values counts as one NULL; an array that is NULL stays NULL.
func (w *writer) elements(e *plan.Elements) {
	if e.Source.Type().Kind == druidtype.Array && e.Agg == "" {
		w.SQL("(CASE WHEN ")
		w.Expr(e.Source)
		w.SQL(" IS NOT NULL THEN ARRAY(SELECT ")
		w.Expr(e.Body)
		w.unnested(e)
		w.SQL(" ORDER BY ")
		w.SQL(e.Var.Alias)
		w.SQL(".o) END)")
		return
	}
	switch e.Agg {
	case "json":
		w.SQL("(SELECT druid_sql.json_list(array_agg(druid_sql.to_json(")
		w.Expr(e.Body)
		w.SQL(") ORDER BY ")
		w.SQL(e.Var.Alias)
		w.SQL(".o))")
		w.unnested(e)
		w.SQL(")")
		return
	case "any":
		w.SQL("(SELECT bool_or(")
	case "all":
		w.SQL("(SELECT bool_and(")
	default:
		w.SQL("(SELECT array_agg(")
	}
	w.Expr(e.Body)
	if e.Agg == "" {
		w.SQL(" ORDER BY ")
		w.SQL(e.Var.Alias)
		w.SQL(".o")
	}
	w.SQL(")")
	w.unnested(e)
	w.SQL(")")
}

func (w *writer) unnested(e *plan.Elements) {
	w.SQL(" FROM unnest(")
	if e.Source.Type().MultiValue {
		w.SQL("coalesce(")
		w.Expr(e.Source)
		w.SQL(", ARRAY[NULL::" + e.Source.Type().Single().Postgres() + "])")
	} else {
		w.Expr(e.Source)
	}
	w.SQL(") WITH ORDINALITY AS ")
	w.SQL(e.Var.Alias)
	w.SQL("(")
	w.ident(e.Var.Name)
	w.SQL(", o)")
}
