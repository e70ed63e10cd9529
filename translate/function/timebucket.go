package function

import (
	"strconv"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// bucketFunctions cut times to periods, move them by periods and take them apart.
func bucketFunctions() []plan.Function {
	return []plan.Function{
		{
			Name: "FLOOR TO", Untyped: []int{0}, Params: params("t~"), Signature: "FLOOR(<DATETIME> TO <TIME_UNIT>)", Type: sameAs(0), Hidden: true,
			Bind: bindCutTo, Emit: emitBucket, Doc: "The start of a calendar unit.",
		},
		{
			Name: "CEIL TO", Untyped: []int{0}, Params: params("t~"), Signature: "CEIL(<DATETIME> TO <TIME_UNIT>)", Type: sameAs(0), Hidden: true,
			Bind: bindCutTo, Emit: emitBucket, Doc: "The end of a calendar unit.",
		},
		{
			Name: "DATE_TRUNC", Params: params("s!= ts="), Signature: "DATE_TRUNC(<CHARACTER>, <TIMESTAMP>)", Type: timestamp,
			Bind: bindDateTrunc, Emit: emitBucket, Doc: "The start of the unit that a text names.",
		},
		{
			Name: "TIME_FLOOR", Params: params("ts= s= ts=? s=?"), Type: timeNull, Bind: bindBucket, Emit: emitBucket,
			Signature: "TIME_FLOOR(<TIMESTAMP>, <CHARACTER>, [<TIMESTAMP>, [<CHARACTER>]])",
			Doc:       "The start of the period's bucket, counted from an origin.",
		},
		{
			Name: "TIME_CEIL", Params: params("ts= s= ts=? s=?"), Type: timeNull, Bind: bindBucket, Emit: emitBucket,
			Signature: "TIME_CEIL(<TIMESTAMP>, <CHARACTER>, [<TIMESTAMP>, [<CHARACTER>]])",
			Doc:       "The end of the period's bucket, counted from an origin.",
		},
		{
			Name: "TIME_SHIFT", Params: params("ts= s= w= s!=?"), Type: timestamp, Bind: bindTimeShift, Emit: emitTimeShift,
			Signature: "TIME_SHIFT(<TIMESTAMP>, <CHARACTER>, <INTEGER>, [<CHARACTER>])", Doc: "A time moved by periods on the calendar.",
		},
		{
			Name: "TIME_EXTRACT", Params: params("ts= s!= s=?"), Type: bigint, Bind: bindTimeExtract, Emit: emitPart,
			Signature: "TIME_EXTRACT(<TIMESTAMP>, [<CHARACTER>, [<CHARACTER>]])", Doc: "A part of a time as a number.",
		},
		{
			Name: "EXTRACT", Params: params("t~"), Signature: "EXTRACT(<DATETIME_INTERVAL> FROM <DATETIME>)", Type: bigint,
			Bind: bindExtractUnit, Emit: emitPart, Doc: "A part of a time as a number.",
		},
	}
}

// bucket is what the calls that cut to periods leave in Call.Data; it is comparable, so that equal
// calls are found equal. The period is the zero value when it is not constant.
type bucket struct {
	zoned
	at        int // index of the time among the arguments
	period    druidtime.Period
	dynamic   bool // the period is argument 1, not constant
	ceil      bool
	counted   bool // there is an origin, argument 2
	originMs  int64
	hasOrigin bool // originMs is known
}

// bindCutTo is FLOOR and CEIL TO a unit.
func bindCutTo(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	p, ok := unitPeriod(c.Keyword)
	if !ok {
		return nil, druiderr.InvalidSQL(c.P, "'%s' is not a valid time frame", c.Keyword)
	}
	return bound(c, bucket{zoned: zoneArg(b, c, len(c.Args)), period: p, ceil: c.Fn.Name == "CEIL TO"}), nil
}

// bindDateTrunc takes the names that Postgres has, plurals of milliseconds included.
func bindDateTrunc(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	text, ok := plan.TextOf(c.Args[0])
	if !ok {
		return nil, druiderr.Runtime(`Cannot invoke "String.toLowerCase(java.util.Locale)" because "s" is null`)
	}
	unit := strings.ToUpper(text)
	switch unit {
	case "MILLISECONDS":
		unit = "MILLISECOND"
	case "MICROSECONDS", "MICROSECOND": // nothing is finer than a millisecond
		unit = "MILLISECOND"
	}
	p, known := unitPeriods[unit]
	if !known {
		return nil, druiderr.Invalid("Operator[DATE_TRUNC] cannot truncate to[%s]", text)
	}
	return bound(c, bucket{zoned: zoneArg(b, c, len(c.Args)), at: 1, period: p}), nil
}

// bindBucket is TIME_FLOOR and TIME_CEIL.
func bindBucket(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	k := bucket{zoned: zoneArg(b, c, 3), ceil: c.Fn.Name == "TIME_CEIL"}
	if plan.IsNull(c.Args[1]) {
		return nil, druiderr.Runtime("zero period is not acceptable in PeriodGranularity!")
	}
	if plan.IsNull(c.Args[0]) {
		return constant(c, nil), nil
	}
	if len(c.Args) > 2 && !plan.IsNull(c.Args[2]) {
		k.counted = true
		k.originMs, k.hasOrigin = millis(c.Args[2])
	}
	text, ok := plan.TextOf(c.Args[1])
	if !ok {
		k.dynamic = true
		return bound(c, k), nil
	}
	p, err := druidtime.ParsePeriod(text)
	if err != nil {
		name := map[bool]string{false: "timestamp_floor", true: "timestamp_ceil"}[k.ceil]
		return nil, druiderr.Invalid("Invalid period['%s'] specified for expression[%s(%s, '%s', %s, '%s')]: [%s]",
			text, name, nativeText(c.Args[0]), text, nativeText(argument(c, 2)), k.loc, err)
	}
	k.period = p
	return bound(c, k), nil
}

// argument gives the argument at index i, nil when there is none.
func argument(c *plan.Call, i int) plan.Expr {
	if i < len(c.Args) {
		return c.Args[i]
	}
	return nil
}

// nativeText prints an argument as Druid's native expressions do, as far as messages need it.
func nativeText(x plan.Expr) string {
	switch x := x.(type) {
	case *plan.Column:
		return strconv.Quote(x.Label)
	case *plan.Literal:
		if ms, ok := x.Value.(int64); ok {
			return strconv.FormatInt(ms, 10)
		}
	}
	return "null"
}

// bound computes a call of constants, otherwise leaves the bucket for Emit.
func bound(c *plan.Call, k bucket) plan.Expr {
	x := c.Args[k.at]
	if plan.IsNull(x) {
		return constant(c, nil)
	}
	ms, ok := millis(x)
	unknown := k.dynamic || k.computed || k.counted && !k.hasOrigin
	if !ok || unknown {
		c.Data = k
		c.T = c.T.Null(x.Type().Nullable || unknown)
		return c
	}
	var origin *int64
	if k.hasOrigin {
		origin = &k.originMs
	}
	if k.ceil {
		return constant(c, k.period.Ceil(ms, origin, k.loc))
	}
	return constant(c, k.period.Floor(ms, origin, k.loc))
}

const epochMonday = 4 * 86400000 // 1970-01-05, the first Monday

// emitBucket writes date_bin for what is a fixed number of milliseconds, date_trunc for the calendar
// units, and druid_sql.time_floor for the rest.
func emitBucket(w plan.Writer, c *plan.Call) {
	k, _ := c.Data.(bucket)
	x := c.Args[k.at]
	if length, origin, ok := k.fixed(); ok {
		w.SQL("pg_catalog.date_bin('" + digits(length) + " milliseconds'::interval, ")
		w.Expr(x)
		if k.ceil {
			w.SQL(" + '" + digits(length-1) + " milliseconds'::interval")
		}
		w.SQL(", '" + druidtime.FormatISO(origin) + "'::timestamptz)")
		return
	}
	if unit := k.calendarUnit(); unit != "" && !k.ceil {
		w.SQL("pg_catalog.date_trunc('" + unit + "', ")
		w.Expr(x)
		if k.zone == "UTC" {
			w.SQL(" AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'")
			return
		}
		w.SQL(", ")
		w.String(k.zone)
		w.SQL(")")
		return
	}
	emitAnyBucket(w, c, k)
}

func emitAnyBucket(w plan.Writer, c *plan.Call, k bucket) {
	w.SQL("druid_sql.time_" + map[bool]string{false: "floor", true: "ceil"}[k.ceil] + "(")
	w.Expr(c.Args[k.at])
	w.SQL(", ")
	if k.dynamic {
		w.Expr(c.Args[1])
	} else {
		w.String(k.period.String())
	}
	w.SQL(", ")
	if k.counted {
		w.Expr(c.Args[2])
	} else {
		w.SQL("NULL::timestamptz")
	}
	w.SQL(", ")
	k.write(w, argument(c, 3))
	w.SQL(")")
}

// fixed tells whether all buckets have the same length in milliseconds, and where one starts.
func (k bucket) fixed() (length, origin int64, ok bool) {
	length, ok = k.period.Fixed()
	if k.dynamic || k.computed || !ok || length <= 0 || k.counted && !k.hasOrigin {
		return 0, 0, false
	}
	utc := k.zone == "UTC"
	days := k.period.Days != 0 || k.period.Weeks != 0
	switch {
	case k.hasOrigin:
		origin = k.originMs
	case utc && k.period == druidtime.Period{Weeks: 1}:
		origin = epochMonday
	case utc:
	case k.period == druidtime.Period{Hours: 1}: // cut on the wall clock, which may be off by half an hour
		return 0, 0, false
	default:
		start, _ := druidtime.ParseInstant("1970-01-01", k.loc)
		origin = start
	}
	return length, origin, utc || !days
}

// calendarUnit gives the unit of date_trunc, "" for other periods.
func (k bucket) calendarUnit() string {
	if k.dynamic || k.computed || k.counted {
		return ""
	}
	switch k.period {
	case druidtime.Period{Hours: 1}:
		return "hour"
	case druidtime.Period{Days: 1}:
		return "day"
	case druidtime.Period{Weeks: 1}:
		return "week"
	case druidtime.Period{Months: 1}:
		return "month"
	case druidtime.Period{Months: 3}:
		return "quarter"
	case druidtime.Period{Years: 1}:
		return "year"
	}
	return ""
}

// shiftData is what TIME_SHIFT leaves in Call.Data; known says that the period is constant.
type shiftData struct {
	zoned
	period druidtime.Period
	known  bool
}

func bindTimeShift(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if plan.IsNull(c.Args[1]) { // no period moves nothing
		return c.Args[0], nil
	}
	if anyNull(c.Args[:3]...) {
		return constant(c, nil), nil
	}
	d := shiftData{zoned: zoneArg(b, c, 3)}
	if text, ok := plan.TextOf(c.Args[1]); ok {
		p, err := druidtime.ParsePeriod(text)
		if err != nil {
			return nil, druiderr.Runtime("%s", err)
		}
		d.period, d.known = p, true
		ms, isTime := millis(c.Args[0])
		if n, isInt := plan.IntOf(c.Args[2]); isInt && isTime {
			return constant(c, p.AddTo(ms, n, d.loc)), nil
		}
	}
	c.Data = d
	return c, nil
}

func emitTimeShift(w plan.Writer, c *plan.Call) {
	d, _ := c.Data.(shiftData)
	if d.known {
		if length, ok := d.period.Fixed(); ok && (d.zone == "UTC" || d.period.Days == 0 && d.period.Weeks == 0) {
			emitAddMillis(w, c.Args[0], c.Args[2], length, emitStep)
			return
		}
	}
	w.SQL("druid_sql.time_shift(")
	w.Expr(c.Args[0])
	w.SQL(", ")
	w.Expr(c.Args[1])
	w.SQL(", ")
	emitStep(w, c.Args[2])
	w.SQL(", ")
	w.String(d.zone)
	w.SQL(")")
}

// parts are the parts of a time as Postgres names them; the others have an expression of their own.
var parts = map[string]string{
	"EPOCH": "", "MILLISECOND": "", "DECADE": "", "CENTURY": "", "MILLENNIUM": "", "YEAR": "", "ISOYEAR": "", "SECOND": "", "MICROSECOND": "",
	"MINUTE": "minute", "HOUR": "hour", "DAY": "day", "DOW": "isodow", "ISODOW": "isodow", "DOY": "doy",
	"WEEK": "week", "MONTH": "month", "QUARTER": "quarter",
}

type extractData struct {
	zoned
	part string
}

func bindTimeExtract(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	d := extractData{zoneArg(b, c, 2), "EPOCH"}
	if len(c.Args) > 1 {
		text, ok := plan.TextOf(c.Args[1])
		if !ok {
			return nil, druiderr.Runtime(`Cannot invoke "String.toUpperCase(java.util.Locale)" because "s" is null`)
		}
		d.part = strings.ToUpper(text)
	}
	if _, ok := parts[d.part]; !ok {
		return nil, druiderr.Runtime("No enum constant org.apache.druid.query.expression.TimestampExtractExprMacro.Unit.%s", d.part)
	}
	c.T = druidtype.Of(druidtype.BigInt).Null(nullable(c.Args[:1]))
	if d.computed {
		c.Args = []plan.Expr{c.Args[0], c.Args[2]}
	} else {
		c.Args = c.Args[:1]
	}
	return extracted(c, d), nil
}

// longParts are the longer names of parts, which only EXTRACT takes.
var longParts = map[string]string{"DAYOFWEEK": "DOW", "DAYOFYEAR": "DOY"}

func bindExtractUnit(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	if short := longParts[c.Keyword]; short != "" {
		c.Keyword = short
	}
	if _, ok := parts[c.Keyword]; !ok {
		return nil, druiderr.InvalidSQL(c.P, "'%s' is not a valid time frame", c.Keyword)
	}
	return extracted(c, extractData{zoneArg(b, c, len(c.Args)), c.Keyword}), nil
}

func extracted(c *plan.Call, d extractData) plan.Expr {
	if plan.IsNull(c.Args[0]) {
		return constant(c, nil)
	}
	if ms, ok := millis(c.Args[0]); ok && !d.computed {
		if v, ok := druidtime.Extract(d.part, ms, d.loc); ok {
			return constant(c, v)
		}
	}
	c.Data = d
	return c
}

func emitPart(w plan.Writer, c *plan.Call) {
	d, _ := c.Data.(extractData)
	name := parts[d.part]
	if name == "" {
		w.SQL("druid_sql.time_extract(")
		w.Expr(c.Args[0])
		w.SQL(", '" + d.part + "', ")
		d.write(w, argument(c, 1))
		w.SQL(")")
		return
	}
	w.SQL("pg_catalog.date_part('" + name + "', ")
	w.Expr(c.Args[0])
	w.SQL(" AT TIME ZONE ")
	d.write(w, argument(c, 1))
	w.SQL(")::bigint")
}

func digits(n int64) string { return strconv.FormatInt(n, 10) }
