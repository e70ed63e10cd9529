package function

import (
	"slices"
	"strings"
	"time"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// timeFunctions are the functions over TIMESTAMP and DATE. Calls over constants are computed here,
// by the same rules that druid_sql has for columns; calendars are those of the session's zone unless
// the call names one.
func timeFunctions() []plan.Function {
	return append(append(bucketFunctions(), timeTextFunctions()...), []plan.Function{
		{
			Name: "CURRENT_TIMESTAMP", Aliases: []string{"LOCALTIMESTAMP"}, Params: params("i?"), Signature: "CURRENT_TIMESTAMP",
			Type: always(druidtype.Timestamp), Bind: bindNow, Emit: tmpl("now()"), Doc: "The time at which the query started.",
		},
		{
			Name: "CURRENT_DATE", Signature: "CURRENT_DATE", Type: always(druidtype.Date), Bind: bindToday,
			Emit: tmpl("current_date"), Doc: "The day on which the query started, in the session's zone.",
		},
		{
			Name: "MILLIS_TO_TIMESTAMP", Params: params("x="), Signature: "MILLIS_TO_TIMESTAMP(<EXACT_NUMERIC>)", Type: timestamp,
			Emit: tmpl("druid_sql.millis_to_timestamp($1)"), Fold: sameValue, Doc: "The timestamp of milliseconds since 1970 UTC.",
		},
		{
			Name: "TIMESTAMP_TO_MILLIS", Params: params("ts="), Signature: "TIMESTAMP_TO_MILLIS(<TIMESTAMP>)", Type: bigint,
			Emit: tmpl("druid_sql.timestamp_to_millis($1)"), Fold: sameValue, Doc: "The milliseconds since 1970 UTC.",
		},
		{
			Name: "TIMESTAMPADD", Untyped: []int{1}, Params: params("w t~"), Signature: "TIMESTAMPADD(<DATETIME_INTERVAL>, <NUMERIC>, <DATETIME>)",
			Type: addType, Bind: bindTimestampAdd, Emit: emitTimestampAdd, Doc: "A time moved by a number of units.",
		},
		{
			Name: "TIMESTAMPDIFF", Params: params("t~ t~"), Signature: "TIMESTAMPDIFF(<DATETIME_INTERVAL>, <DATETIME>, <DATETIME>)",
			Type: integer, Bind: bindUnit, Emit: emitTimestampDiff, Doc: "The whole units between two times.",
		},
		{
			Name: "TIME_IN_INTERVAL", Params: params("ts= s!="), Signature: "TIME_IN_INTERVAL(<TIMESTAMP>, <CHARACTER>)",
			Type: boolean, Bind: bindInInterval, Emit: tmpl("$1"), Doc: "Whether a time is in an ISO-8601 interval.",
		},
	}...)
}

// always makes a rule: type k, never NULL.
func always(k druidtype.Kind) typeRule {
	return func([]plan.Expr) druidtype.Type { return druidtype.Of(k).NotNull() }
}

// sameValue folds the conversions whose literal keeps its value.
func sameValue(args []any) (any, bool) { return args[0], true }

// zoned is what the Bind of a time function leaves in Call.Data.
type zoned struct {
	loc  *time.Location
	zone string // as Postgres takes it
	// computed says that the zone is no constant: an argument of the call.
	computed bool
}

// write prints the zone; arg is the argument that computes it. What is no zone is UTC.
func (z zoned) write(w plan.Writer, arg plan.Expr) {
	if !z.computed {
		w.String(z.zone)
		return
	}
	w.SQL("coalesce(druid_sql.joda_zone(")
	w.Expr(arg)
	w.SQL("), 'UTC')")
}

// zoneArg resolves the zone argument at index i, or the session's zone.
func zoneArg(b plan.Binder, c *plan.Call, i int) zoned {
	if i < len(c.Args) {
		if name, ok := plan.TextOf(c.Args[i]); ok {
			loc := druidtime.Zone(name)
			return zoned{loc: loc, zone: druidtime.PostgresZone(loc)}
		}
		if !plan.IsNull(c.Args[i]) {
			return zoned{loc: time.UTC, computed: true}
		}
	}
	return zoned{loc: b.Zone(), zone: b.ZoneName()}
}

// millis gives the value of a constant time.
func millis(x plan.Expr) (int64, bool) {
	if l, ok := x.(*plan.Literal); ok && l.T.IsTime() {
		ms, ok := l.Value.(int64)
		return ms, ok
	}
	return 0, false
}

// constant makes the literal that replaces a call.
func constant(c *plan.Call, v any) *plan.Literal {
	return &plan.Literal{Base: plan.Base{T: c.T.Null(v == nil), P: c.P}, Value: v}
}

// anyNull tells whether one of the arguments is the literal NULL.
func anyNull(args ...plan.Expr) bool { return slices.ContainsFunc(args, plan.IsNull) }

func bindNow(b plan.Binder, c *plan.Call) (plan.Expr, error) { return constant(c, b.Now()), nil }

func bindToday(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	return constant(c, druidtime.Period{Days: 1}.Floor(b.Now(), nil, b.Zone())), nil
}

// unitPeriods are the units that times are moved by and cut to.
var unitPeriods = map[string]druidtime.Period{
	"MILLISECOND": {Millis: 1}, "SECOND": {Seconds: 1}, "MINUTE": {Minutes: 1}, "HOUR": {Hours: 1}, "DAY": {Days: 1}, "WEEK": {Weeks: 1},
	"MONTH": {Months: 1}, "QUARTER": {Months: 3}, "YEAR": {Years: 1},
	"DECADE": {Years: 10}, "CENTURY": {Years: 100}, "MILLENNIUM": {Years: 1000},
}

// unitPeriod finds a unit by its keyword, SQL_TSI_ forms included.
func unitPeriod(keyword string) (druidtime.Period, bool) {
	p, ok := unitPeriods[strings.TrimPrefix(keyword, "SQL_TSI_")]
	return p, ok
}

// fractions are the units below a millisecond, as parts of one: only moving a time takes them, and
// drops what is left. FRAC_SECOND is Calcite's for a microsecond, with SQL_TSI_ for a nanosecond.
var fractions = map[string]int64{
	"MICROSECOND": 1e3, "SQL_TSI_MICROSECOND": 1e3, "FRAC_SECOND": 1e3, "NANOSECOND": 1e6, "SQL_TSI_FRAC_SECOND": 1e6,
}

// monthsOf gives the length of a year-month unit.
func monthsOf(p druidtime.Period) int64 { return p.Years*12 + p.Months }

// bindUnit refuses units that Druid cannot count.
func bindUnit(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	unit := c.Keyword
	if unit == "ISOYEAR" { // counted like years, cut like nothing
		unit = "YEAR"
	}
	p, ok := unitPeriod(unit)
	if !ok {
		return nil, druiderr.InvalidSQL(c.P, "'%s' is not a valid time frame", c.Keyword)
	}
	c.Data = unitData{zoned: zoneArg(b, c, len(c.Args)), period: p}
	if anyNull(c.Args...) {
		return constant(c, nil), nil
	}
	return c, nil
}

type unitData struct {
	zoned
	period druidtime.Period
	// parts is how many of the unit make one period; 0 is one.
	parts int64
}

func addType(args []plan.Expr) druidtype.Type { return args[1].Type().Null(nullable(args)) }

// bindTimestampAdd adds fixed units as milliseconds (a day is 24 hours, also over a change of the
// clocks) and months on the calendar.
func bindTimestampAdd(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	keyword, parts := c.Keyword, fractions[c.Keyword]
	if parts > 0 {
		c.Keyword = "MILLISECOND"
	}
	x, err := bindUnit(b, c)
	if err != nil || x != plan.Expr(c) {
		return x, err
	}
	unit, _ := c.Data.(unitData)
	unit.parts = parts
	c.Data, c.Keyword = unit, keyword
	if length, fixed := unit.period.Fixed(); fixed && length < 86400000 && c.T.Kind == druidtype.Date {
		c.T.Kind = druidtype.Timestamp
	}
	n, isInt := plan.IntOf(c.Args[0])
	ms, isTime := millis(c.Args[1])
	if !isInt || !isTime {
		return c, nil
	}
	if length, fixed := unit.period.Fixed(); fixed {
		return constant(c, ms+n*length/max(1, unit.parts)), nil
	}
	return constant(c, unit.period.AddTo(ms, n, unit.loc)), nil
}

func emitTimestampAdd(w plan.Writer, c *plan.Call) {
	unit, _ := c.Data.(unitData)
	length, fixed := unit.period.Fixed()
	if fixed && unit.parts == 0 {
		emitAddMillis(w, c.Args[1], c.Args[0], length, plan.Writer.Expr)
		return
	}
	if !fixed {
		length = monthsOf(unit.period)
		w.SQL("druid_sql.add_months(")
	} else {
		w.SQL("druid_sql.add_millis(")
	}
	w.Expr(c.Args[1])
	w.SQL(", ")
	if _, known := plan.IntOf(c.Args[0]); fixed || known {
		w.Expr(c.Args[0])
	} else {
		w.SQL("least(greatest(")
		emitStep(w, c.Args[0])
		w.SQL(", -4000000), 4000000)") // months that end all times
	}
	w.SQL(" * " + digits(length) + "::bigint")
	if unit.parts > 0 {
		w.SQL(" / " + digits(unit.parts) + "::bigint")
	}
	if !fixed {
		w.SQL(", ")
		w.String(unit.zone)
	}
	w.SQL(")")
}

// manySteps is more steps of any unit than there are between two times.
const manySteps = 20_000_000

// emitAddMillis moves a time by steps of a length, which write prints. Only few steps are certain to
// stay within 64 bits.
func emitAddMillis(w plan.Writer, t, steps plan.Expr, length int64, write func(plan.Writer, plan.Expr)) {
	n, known := plan.IntOf(steps)
	few := known && n > -manySteps && n < manySteps
	w.SQL(map[bool]string{true: "druid_sql.add_millis(", false: "druid_sql.add_steps("}[few])
	w.Expr(t)
	w.SQL(", ")
	write(w, steps)
	w.SQL(map[bool]string{true: " * ", false: ", "}[few] + digits(length) + "::bigint)")
}

// emitStep writes a number of periods; none are zero.
func emitStep(w plan.Writer, steps plan.Expr) {
	if _, known := plan.IntOf(steps); known || !steps.Type().Nullable {
		w.Expr(steps)
		return
	}
	w.SQL("coalesce(")
	w.Expr(steps)
	w.SQL(", 0)")
}

func emitTimestampDiff(w plan.Writer, c *plan.Call) {
	unit, _ := c.Data.(unitData)
	length, fixed := unit.period.Fixed()
	name := "druid_sql.millis_between("
	if !fixed {
		name = "druid_sql.months_between("
	}
	if fixed { // an INTEGER: seconds wrap after 68 years
		w.SQL("druid_sql.to_integer(")
	}
	w.SQL(name)
	w.Expr(c.Args[0])
	w.SQL(", ")
	w.Expr(c.Args[1])
	w.SQL(", ")
	if fixed {
		w.SQL(digits(length) + "::bigint))")
		return
	}
	w.String(unit.zone)
	w.SQL(") / " + digits(monthsOf(unit.period)) + "::bigint")
}

// bindInInterval makes two comparisons of TIME_IN_INTERVAL, so that partitions can be pruned.
func bindInInterval(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	text, ok := plan.TextOf(c.Args[1])
	if !ok {
		return constant(c, nil), nil
	}
	iv, err := druidtime.ParseInterval(text, b.Zone())
	if err != nil {
		return nil, druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unknown exception", "org.apache.calcite.runtime.CalciteContextException",
			"From line %d, column %d to line %d, column %d: Function 'TIME_IN_INTERVAL' second argument is not a valid ISO8601 interval: %s",
			c.P.Line, c.P.Column, c.P.EndLine, c.P.EndColumn, err)
	}
	x := c.Args[0]
	if plan.IsNull(x) {
		return constant(c, nil), nil
	}
	if ms, ok := millis(x); ok {
		return constant(c, iv.Contains(ms)), nil
	}
	bound := func(ms int64) plan.Expr {
		return &plan.Literal{Base: plan.Base{T: druidtype.Of(druidtype.Timestamp).NotNull(), P: c.P}, Value: ms}
	}
	from, err := b.Call(c.P, ">=", x, bound(iv.StartMs))
	if err != nil {
		return nil, err
	}
	to, err := b.Call(c.P, "<", x, bound(iv.EndMs))
	if err != nil {
		return nil, err
	}
	return &plan.Logical{Base: plan.Base{T: c.T, P: c.P}, Terms: []plan.Expr{from, to}}, nil
}
