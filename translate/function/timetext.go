package function

import (
	"time"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/translate/plan"
)

// timeTextFunctions read and print times.
func timeTextFunctions() []plan.Function {
	return []plan.Function{
		{
			Name: "TIME_PARSE", Params: params("s= s!=? s!=?"), Signature: "TIME_PARSE(<CHARACTER>, [<CHARACTER>, [<CHARACTER>]])",
			Type: timeNull, Bind: bindTimeParse, Emit: emitTimeParse, Doc: "The timestamp of a text, ISO-8601 or by a Joda pattern; NULL for other text.",
		},
		{
			Name: "TIME_FORMAT", Params: params("ts= s!=? s!=?"), Signature: "TIME_FORMAT(<TIMESTAMP>, [<CHARACTER>, [<CHARACTER>]])",
			Type: varchar, Bind: bindTimeFormat, Emit: emitTimeFormat, Doc: "A timestamp as text, by a Joda pattern.",
		},
	}
}

// TimeText is what Bind leaves in the Data of TIME_PARSE and TIME_FORMAT calls: the Joda pattern,
// which compiles ("" for ISO-8601), and the zone. It is comparable.
type TimeText struct {
	Pattern string
	Zone    *time.Location
	zone    string
}

// isoPattern is TIME_FORMAT's pattern when none is given.
const isoPattern = "yyyy-MM-dd'T'HH:mm:ss.SSSZZ"

// timeText reads the pattern and zone arguments.
func timeText(b plan.Binder, c *plan.Call) (TimeText, error) {
	z := zoneArg(b, c, 2)
	t := TimeText{Zone: z.loc, zone: z.zone}
	if len(c.Args) > 1 {
		if text, ok := plan.TextOf(c.Args[1]); ok {
			if _, err := druidtime.CompilePattern(text); err != nil {
				return t, druiderr.Runtime("%s", err)
			}
			t.Pattern = text
		}
	}
	return t, nil
}

func bindTimeParse(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	t, err := timeText(b, c)
	if err != nil {
		return nil, err
	}
	if plan.IsNull(c.Args[0]) {
		return constant(c, nil), nil
	}
	if s, ok := plan.TextOf(c.Args[0]); ok {
		ms, ok := t.parse(s, time.UnixMilli(b.Now()).UTC().Year())
		if !ok {
			return constant(c, nil), nil
		}
		return constant(c, ms), nil
	}
	c.Data = t
	return c, nil
}

// parse reads a text as TIME_PARSE does; year is the current one, for two-digit years.
func (t TimeText) parse(s string, year int) (ms int64, ok bool) {
	if t.Pattern == "" {
		return druidtime.ParseISO(s, t.Zone)
	}
	p, err := druidtime.CompilePattern(t.Pattern)
	if err != nil {
		return 0, false
	}
	return p.Parse(s, t.Zone, year)
}

func emitTimeParse(w plan.Writer, c *plan.Call) {
	t, _ := c.Data.(TimeText)
	if t.Pattern == "" {
		w.SQL("druid_sql.to_timestamp(")
		w.Expr(c.Args[0])
	} else {
		w.SQL("druid_sql.time_parse(")
		w.Expr(c.Args[0])
		w.SQL(", ")
		w.String(t.Pattern)
	}
	w.SQL(", ")
	w.String(t.zone)
	w.SQL(")")
}

func bindTimeFormat(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	t, err := timeText(b, c)
	if err != nil {
		return nil, err
	}
	if plan.IsNull(c.Args[0]) {
		return constant(c, nil), nil
	}
	if name, ok := plan.TextOf(argument(c, 2)); ok {
		if _, known := druidtime.FindZone(name); !known {
			return nil, druiderr.Runtime("The datetime zone id '%s' is not recognised", name)
		}
	}
	if t.Pattern == "" {
		t.Pattern = isoPattern
	}
	c.T = c.T.Null(c.Args[0].Type().Nullable) // a NULL pattern or zone is none
	if ms, ok := millis(c.Args[0]); ok {
		p, err := druidtime.CompilePattern(t.Pattern)
		if err != nil {
			return nil, druiderr.Runtime("%s", err)
		}
		return constant(c, p.Format(ms, t.Zone)), nil
	}
	c.Data = t
	return c, nil
}

func emitTimeFormat(w plan.Writer, c *plan.Call) {
	t, _ := c.Data.(TimeText)
	w.SQL("druid_sql.time_format(")
	w.Expr(c.Args[0])
	for _, s := range []string{t.Pattern, t.zone, t.Zone.String()} {
		w.SQL(", ")
		w.String(s)
	}
	w.SQL(")")
}
