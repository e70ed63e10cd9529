package function_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
	"ogham/translate/function"
	"ogham/translate/plan"
)

// session is a binder that knows a zone and a clock only.
type session struct {
	plan.Binder
	zone *time.Location
}

func (s session) Zone() *time.Location { return s.zone }
func (s session) ZoneName() string     { return druidtime.PostgresZone(s.zone) }
func (s session) Now() int64           { return 1629035249345 }

// printer writes columns by name and text literals quoted.
type printer struct {
	plan.Writer
	strings.Builder
}

func (p *printer) SQL(s string)    { p.WriteString(s) }
func (p *printer) String(s string) { p.WriteString("'" + s + "'") }

func (p *printer) Expr(e plan.Expr) {
	switch e := e.(type) {
	case *plan.Column:
		p.WriteString(e.Label)
	case *plan.Literal:
		if text, ok := e.Value.(string); ok {
			p.String(text)
			return
		}
		p.WriteString("literal")
	}
}

func column() plan.Expr {
	return &plan.Column{Base: plan.Base{T: druidtype.Of(druidtype.Timestamp)}, Label: "t"}
}

func text(s string) plan.Expr {
	return &plan.Literal{Base: plan.Base{T: druidtype.Of(druidtype.Char)}, Value: s}
}

func instant(t *testing.T, s string) plan.Expr {
	t.Helper()
	ms, ok := druidtime.ParseISO(s, nil)
	require.True(t, ok, s)
	return &plan.Literal{Base: plan.Base{T: druidtype.Of(druidtype.Timestamp)}, Value: ms}
}

func integer(n int64) plan.Expr {
	return &plan.Literal{Base: plan.Base{T: druidtype.Of(druidtype.BigInt)}, Value: n}
}

// bind binds a call in a zone.
func bind(t *testing.T, zone, name, keyword string, args ...plan.Expr) (plan.Expr, error) {
	t.Helper()
	f, ok := function.Get(name)
	require.True(t, ok, name)
	c := &plan.Call{Base: plan.Base{T: f.Type(args)}, Fn: f, Args: args, Keyword: keyword}
	return f.Bind(session{zone: druidtime.Zone(zone)}, c)
}

func TestTimeCallsBecomePostgres(t *testing.T) {
	t.Parallel()
	const la = "America/Los_Angeles"
	for _, c := range []struct {
		zone, name, keyword string
		args                []plan.Expr
		want                string
	}{
		{"UTC", "TIME_FLOOR", "", []plan.Expr{column(), text("PT15M")}, "pg_catalog.date_bin('900000 milliseconds'::interval, t, '1970-01-01T00:00:00.000Z'::timestamptz)"},
		{"UTC", "TIME_FLOOR", "", []plan.Expr{column(), text("P1W")}, "pg_catalog.date_bin('604800000 milliseconds'::interval, t, '1970-01-05T00:00:00.000Z'::timestamptz)"},
		{"UTC", "TIME_FLOOR", "", []plan.Expr{column(), text("P2W")}, "pg_catalog.date_bin('1209600000 milliseconds'::interval, t, '1970-01-01T00:00:00.000Z'::timestamptz)"},
		{la, "TIME_FLOOR", "", []plan.Expr{column(), text("PT6H")}, "pg_catalog.date_bin('21600000 milliseconds'::interval, t, '1970-01-01T08:00:00.000Z'::timestamptz)"},
		{la, "TIME_FLOOR", "", []plan.Expr{column(), text("P2M")}, "druid_sql.time_floor(t, 'P2M', NULL::timestamptz, 'America/Los_Angeles')"},
		{la, "FLOOR TO", "DAY", []plan.Expr{column()}, "pg_catalog.date_trunc('day', t, 'America/Los_Angeles')"},
		{"UTC", "FLOOR TO", "MONTH", []plan.Expr{column()}, "pg_catalog.date_trunc('month', t AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"},
		{"UTC", "CEIL TO", "HOUR", []plan.Expr{column()}, "pg_catalog.date_bin('3600000 milliseconds'::interval, t + '3599999 milliseconds'::interval, '1970-01-01T00:00:00.000Z'::timestamptz)"},
		{"UTC", "TIME_SHIFT", "", []plan.Expr{column(), text("P1D"), integer(2)}, "druid_sql.add_millis(t, literal * 86400000::bigint)"},
		{la, "TIME_SHIFT", "", []plan.Expr{column(), text("P1D"), integer(2)}, "druid_sql.time_shift(t, 'P1D', literal, 'America/Los_Angeles')"},
		{"+05:30", "EXTRACT", "DOW", []plan.Expr{column()}, "pg_catalog.date_part('isodow', t AT TIME ZONE '<+05:30>-05:30')::bigint"},
		{"UTC", "TIMESTAMPDIFF", "QUARTER", []plan.Expr{column(), column()}, "druid_sql.months_between(t, t, 'UTC') / 3::bigint"},
		{"UTC", "TIMESTAMPADD", "SQL_TSI_DAY", []plan.Expr{integer(1), column()}, "druid_sql.add_millis(t, literal * 86400000::bigint)"},
		{"UTC", "TIME_FORMAT", "", []plan.Expr{column()}, "druid_sql.time_format(t, 'yyyy-MM-dd'T'HH:mm:ss.SSSZZ', 'UTC', 'UTC')"},
	} {
		x, err := bind(t, c.zone, c.name, c.keyword, c.args...)
		require.NoError(t, err, c.want)
		call, ok := x.(*plan.Call)
		require.True(t, ok, c.want)
		var p printer
		call.Fn.Emit(&p, call)
		require.Equal(t, c.want, p.Builder.String())
	}
}

func TestConstantTimesAreComputed(t *testing.T) {
	t.Parallel()
	ms := func(s string) any { return instant(t, s).(*plan.Literal).Value }
	for _, c := range []struct {
		zone, name, keyword string
		args                []plan.Expr
		want                any
	}{
		{"UTC", "TIME_FLOOR", "", []plan.Expr{instant(t, "1969-12-31T23:59:59"), text("P1W")}, ms("1969-12-29")},
		{"UTC", "TIME_CEIL", "", []plan.Expr{instant(t, "2021-08-15T13:47"), text("PT1H"), instant(t, "2000-01-01T00:20")}, ms("2021-08-15T14:20")},
		{"UTC", "DATE_TRUNC", "", []plan.Expr{text("Century"), instant(t, "2013-01-01")}, ms("1970-01-01")},
		{"UTC", "TIME_PARSE", "", []plan.Expr{text("15/08/21"), text("dd/MM/yy")}, ms("2021-08-15")},
		{"UTC", "TIME_PARSE", "", []plan.Expr{text("junk")}, nil},
		{"Asia/Tokyo", "TIME_FORMAT", "", []plan.Expr{instant(t, "2021-08-05"), text("HH:mm")}, "09:00"},
		{"UTC", "EXTRACT", "CENTURY", []plan.Expr{instant(t, "2001-06-01")}, int64(21)},
		{"UTC", "TIMESTAMPADD", "MONTH", []plan.Expr{integer(1), instant(t, "2021-01-31T10:00")}, ms("2021-02-28T10:00")},
		{"UTC", "TIME_IN_INTERVAL", "", []plan.Expr{instant(t, "2021-08-16"), text("2021-08-15/P1D")}, false},
		{"America/Los_Angeles", "CURRENT_DATE", "", nil, ms("2021-08-15T07:00")},
	} {
		x, err := bind(t, c.zone, c.name, c.keyword, c.args...)
		require.NoError(t, err, c.name)
		l, ok := x.(*plan.Literal)
		require.True(t, ok, c.name)
		require.Equal(t, c.want, l.Value, c.name)
	}
}

func TestTimeCallsRefuseInDruidsWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, keyword string
		args          []plan.Expr
		want          string
	}{
		{"TIME_FLOOR", "", []plan.Expr{column(), text("bogus")}, `Invalid period['bogus'] specified for expression[timestamp_floor("t", 'bogus', null, 'UTC')]: [Invalid format: "bogus"]`},
		{"DATE_TRUNC", "", []plan.Expr{text("fortnight"), column()}, "Operator[DATE_TRUNC] cannot truncate to[fortnight]"},
		{"TIMESTAMPDIFF", "NANOSECOND", []plan.Expr{column(), column()}, "'NANOSECOND' is not a valid time frame"},
		{"TIME_FORMAT", "", []plan.Expr{column(), text("bb")}, "Illegal pattern component: bb"},
	} {
		_, err := bind(t, "UTC", c.name, c.keyword, c.args...)
		require.Error(t, err, c.name)
		require.Contains(t, druiderr.As(err).Message, c.want)
	}
}
