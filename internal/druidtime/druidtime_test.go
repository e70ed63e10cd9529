package druidtime_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/internal/druidtime"
)

const la = "America/Los_Angeles"

func at(t *testing.T, s string) int64 {
	t.Helper()
	ms, ok := druidtime.ParseISO(s, nil)
	require.True(t, ok, s)
	return ms
}

func TestParseISO(t *testing.T) {
	for in, want := range map[string]string{
		"2000-01-01": "2000-01-01T00:00:00.000Z", "2000-01-01 12:34:56": "2000-01-01T12:34:56.000Z",
		"2023-W43-7": "2023-10-29T00:00:00.000Z", "2023-302": "2023-10-29T00:00:00.000Z",
		"2024-07": "2024-07-01T00:00:00.000Z", "2024": "2024-01-01T00:00:00.000Z",
		"2021-08-15T13:47:29,345Z": "2021-08-15T13:47:29.345Z", "2021-08-15T13.5": "2021-08-15T13:30:00.000Z",
		"2021-01-01T00:00:00.000+05:30": "2020-12-31T18:30:00.000Z", "2021-1-2T3:4": "2021-01-02T03:04:00.000Z",
		"-0044-03-15": "-0044-03-15T00:00:00.000Z", "20210103": "20210103-01-01T00:00:00.000Z",
		"2021-01-01T": "2021-01-01T00:00:00.000Z", "2021-01-01T-0830": "2021-01-01T08:30:00.000Z",
		"-146136543-09-08T08:23:32.096Z": "-146136543-09-08T08:23:32.096Z",
	} {
		ms, ok := druidtime.ParseISO(in, nil)
		require.True(t, ok, in)
		require.Equal(t, want, druidtime.FormatISO(ms), in)
	}
	for _, in := range []string{
		"", "x", "2020-02-30", " 2020-12-31 ", "26/03/2023", "2023-11-05T01:30:00 America/Los_Angeles",
		"29-Feb-2024", "2025-01-01T24:00:00Z", "2100-02-29", "2021-01-01Z", "2021-13", "2021-01-01T1:60",
		"2021-01-01T00:00:00.1234567891", "2021-W54", "2021-01-01  00:00", "2021-01-01T00:00+5",
	} {
		_, ok := druidtime.ParseISO(in, nil)
		require.False(t, ok, in)
	}
}

func TestParseISOZone(t *testing.T) {
	zone := druidtime.Zone(la)
	ms, ok := druidtime.ParseISO("2023-11-05 01:30:00", zone)
	require.True(t, ok)
	require.Equal(t, "2023-11-05T08:30:00.000Z", druidtime.FormatISO(ms), "the earlier of two")
	_, ok = druidtime.ParseISO("2023-03-12 02:30:00", zone)
	require.False(t, ok, "skipped by the spring change")
}

func TestAppendISO(t *testing.T) {
	show := func(ms int64, zone string) string {
		return string(druidtime.AppendISO(nil, ms, druidtime.Zone(zone)))
	}
	require.Equal(t, "0000-12-31T23:59:59.999Z", show(-62135596800001, "UTC"))
	require.Equal(t, "2020-07-01T00:00:00.000+05:30", show(1593541800000, "+05:30"))
	require.Equal(t, "1969-12-31T16:00:00.000-08:00", show(0, la))
	require.Equal(t, "1970-01-01T00:00:00.000Z", show(0, "Nowhere/Atall"), "unknown zones are UTC")
	require.Equal(t, "1969-12-31 16:00:00", string(druidtime.AppendSQL(nil, 0, druidtime.Zone(la))))
	buf := make([]byte, 0, 64)
	zone := druidtime.Zone(la)
	require.Zero(t, testing.AllocsPerRun(100, func() { buf = druidtime.AppendISO(buf[:0], 1442018818771, zone) }))
}

func TestPeriodText(t *testing.T) {
	for in, want := range map[string]string{
		"P1Y2M3W4DT5H6M7.008S": "P1Y2M3W4DT5H6M7.008S", "pt1h": "PT1H", "P1D": "P1D", "PT0S": "PT0S",
		"P-1D": "P-1D", "PT90M": "PT90M", "PT0.5S": "PT0.500S",
	} {
		p, err := druidtime.ParsePeriod(in)
		require.NoError(t, err, in)
		require.Equal(t, want, p.String())
	}
	for _, in := range []string{"", "P", "PT", "1D", "P1", "P1H", "PT1D", "P1D1Y", "P1.5D", "bogus", "P1DT"} {
		_, err := druidtime.ParsePeriod(in)
		require.Error(t, err, in)
	}
	_, err := druidtime.ParsePeriod("bogus")
	require.EqualError(t, err, `Invalid format: "bogus"`)
}

func TestFloor(t *testing.T) {
	origin := func(s string) *int64 { ms := at(t, s); return &ms }
	for _, c := range []struct {
		ms, period string
		origin     *int64
		zone, want string
	}{
		{"1969-12-31T23:59:59", "P1W", nil, "UTC", "1969-12-29T00:00:00.000Z"},
		{"1965-05-05T05:05:05", "P2Y", nil, "UTC", "1964-01-01T00:00:00.000Z"},
		{"1965-05-05T05:05:05", "P5M", nil, "UTC", "1965-01-01T00:00:00.000Z"},
		{"2021-08-15T13:17:29", "PT1H", origin("2000-01-01T00:20"), "UTC", "2021-08-15T12:20:00.000Z"},
		{"2021-08-15T13:47:29", "P1M", origin("2000-01-20"), "UTC", "2021-07-20T00:00:00.000Z"},
		{"2021-08-15T13:47:29", "P1W", origin("2000-01-02"), "UTC", "2021-08-15T00:00:00.000Z"},
		{"2021-08-15T03:47:29", "P1D", nil, la, "2021-08-14T07:00:00.000Z"},
		{"2023-11-05T20:00:00", "P1D", nil, la, "2023-11-05T07:00:00.000Z"},
		{"2023-03-12T13:30:00", "PT6H", nil, la, "2023-03-12T08:00:00.000Z"},
		{"2015-09-12T00:46:58", "PT6H", nil, la, "2015-09-11T20:00:00.000Z"},
		{"1969-12-31T23:59:59", "P100Y", nil, "UTC", "1870-01-01T00:00:00.000Z"},
		{"2015-09-12T05:00:00", "P3D", nil, "UTC", "2015-09-11T00:00:00.000Z"},
		{"2021-08-15T13:47:29", "P3M", nil, "UTC", "2021-07-01T00:00:00.000Z"},
		{"2021-01-20", "P2W", nil, "UTC", "2021-01-07T00:00:00.000Z"},
	} {
		p, err := druidtime.ParsePeriod(c.period)
		require.NoError(t, err)
		got := p.Floor(at(t, c.ms), c.origin, druidtime.Zone(c.zone))
		require.Equal(t, c.want, druidtime.FormatISO(got), "%s %s %s", c.ms, c.period, c.zone)
	}
}

func TestCeilAndShift(t *testing.T) {
	day, month := druidtime.Period{Days: 1}, druidtime.Period{Months: 1}
	zone := druidtime.Zone(la)
	require.Equal(t, "2023-03-13T07:00:00.000Z", druidtime.FormatISO(day.Ceil(at(t, "2023-03-12T20:00"), nil, zone)))
	require.Equal(t, "2021-01-01T00:00:00.000Z", druidtime.FormatISO(day.Ceil(at(t, "2021-01-01"), nil, nil)))
	require.Equal(t, "2021-02-28T10:00:00.000Z", druidtime.FormatISO(month.AddTo(at(t, "2021-01-31T10:00"), 1, nil)))
	require.Equal(t, "2023-11-05T19:00:00.000Z", druidtime.FormatISO(day.AddTo(at(t, "2023-11-04T18:00"), 1, zone)))
	require.Equal(t, "2023-03-12T10:30:00.000Z", druidtime.FormatISO(day.AddTo(at(t, "2023-03-11T10:30"), 1, zone)),
		"02:30 does not exist: an hour later")
}

func TestInterval(t *testing.T) {
	for in, want := range map[string]string{
		"2021-08-15/P1D":     "2021-08-15T00:00:00.000Z/2021-08-16T00:00:00.000Z",
		"P1M/2021-08-16":     "2021-07-16T00:00:00.000Z/2021-08-16T00:00:00.000Z",
		"2021/2022":          "2021-01-01T00:00:00.000Z/2022-01-01T00:00:00.000Z",
		"2021-01-01T10/PT1H": "2021-01-01T10:00:00.000Z/2021-01-01T11:00:00.000Z",
	} {
		iv, err := druidtime.ParseInterval(in, nil)
		require.NoError(t, err, in)
		require.Equal(t, want, iv.String())
	}
	for _, in := range []string{"", "2021", "2021/", "/2021", "P1D/P1D", "2022/2021", "a/b", "2021/b"} {
		_, err := druidtime.ParseInterval(in, nil)
		require.Error(t, err, in)
	}
	text := "-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z"
	iv, err := druidtime.ParseInterval(text, nil)
	require.NoError(t, err)
	require.Equal(t, druidtime.Eternity(), iv)
	require.Equal(t, text, iv.String())
}

func TestGranularity(t *testing.T) {
	for in, want := range map[string]string{
		"day": `"DAY"`, "P1D": `"DAY"`, "ALL": `{"type":"all"}`, "P3M": `"QUARTER"`, "none": `{"type":"none"}`,
		"P2D": `{"type":"period","period":"P2D","timeZone":"UTC","origin":null}`,
	} {
		g, err := druidtime.ParseGranularity(in)
		require.NoError(t, err, in)
		text, err := json.Marshal(g)
		require.NoError(t, err)
		require.Equal(t, want, string(text))
		var back druidtime.Granularity
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, g, back)
	}
	day, err := druidtime.ParseGranularity("DAY")
	require.NoError(t, err)
	require.Equal(t, "{type=period, period=P1D, timeZone=UTC, origin=null}", day.String())
	require.Equal(t, "2021-08-15T00:00:00.000Z/2021-08-16T00:00:00.000Z", day.Bucket(at(t, "2021-08-15T13")).String())
	whole := druidtime.Interval{StartMs: at(t, "2021-01-01"), EndMs: at(t, "2021-01-04")}
	require.True(t, day.Aligned(whole))
	require.False(t, day.Aligned(druidtime.Interval{StartMs: whole.StartMs + 1, EndMs: whole.EndMs}))
	require.False(t, day.Aligned(druidtime.Eternity()))
	buckets, ok := day.Buckets(whole, 3)
	require.True(t, ok)
	require.Len(t, buckets, 3)
	_, ok = day.Buckets(whole, 2)
	require.False(t, ok)
	require.Equal(t, druidtime.Eternity(), druidtime.AllGranularity().Bucket(5))
}

func TestPatternFormat(t *testing.T) {
	for _, c := range []struct{ ms, pattern, zone, want string }{
		{"2021-08-05T13:07:09.045", "yyyy/MM/dd HH:mm:ss.SSS", "UTC", "2021/08/05 13:07:09.045"},
		{"2021-08-05T13:07:09", "EEE, d MMM yyyy", "UTC", "Thu, 5 Aug 2021"},
		{"2021-08-05T13:07:09", "EEEE MMMM h:mm a", "UTC", "Thursday August 1:07 PM"},
		{"2021-08-05T00:07:09", "K k h H", "UTC", "0 24 12 0"},
		{"2021-01-03T13:07:09", "xxxx-'W'ww-e", "UTC", "2020-W53-7"},
		{"2021-08-05T13:07:09", "yy M d H m s S D YYYY C G", "UTC", "21 8 5 13 7 9 0 217 2021 20 AD"},
		{"2021-08-05T13:07:09", "yyyy-MM-dd HH:mm Z", la, "2021-08-05 06:07 -0700"},
		{"2021-08-05T13:07:09", "HH:mm ZZ", "+05:30", "18:37 +05:30"},
		{"2021-08-05T13:07:09", "ZZZ zzz 'o''clock'", la, "America/Los_Angeles PDT o'clock"},
	} {
		p, err := druidtime.CompilePattern(c.pattern)
		require.NoError(t, err)
		require.Equal(t, c.want, p.Format(at(t, c.ms), druidtime.Zone(c.zone)), c.pattern)
	}
	_, err := druidtime.CompilePattern("yyyy bb")
	require.EqualError(t, err, "Illegal pattern component: bb")
}

func TestPatternParse(t *testing.T) {
	for _, c := range []struct{ text, pattern, want string }{
		{"15/08/2021", "dd/MM/yyyy", "2021-08-15T00:00:00.000Z"},
		{"20210815", "yyyyMMdd", "2021-08-15T00:00:00.000Z"},
		{"2021-08-15 1:47 PM", "yyyy-MM-dd h:mm a", "2021-08-15T13:47:00.000Z"},
		{"15/08/21", "dd/MM/yy", "2021-08-15T00:00:00.000Z"},
		{"Aug 5 2021", "MMM d yyyy", "2021-08-05T00:00:00.000Z"},
		{"Thursday, August 5, 2021", "EEEE, MMMM d, yyyy", "2021-08-05T00:00:00.000Z"},
		{"2021-W53", "xxxx-'W'ww", ""},
		{"2020-W53", "xxxx-'W'ww", "2020-12-28T00:00:00.000Z"},
		{"12:30", "HH:mm", "1970-01-01T12:30:00.000Z"},
		{"03-04", "MM-dd", "2000-03-04T00:00:00.000Z"},
		{"2021-08-15T10:00:00+0200", "yyyy-MM-dd'T'HH:mm:ssZ", "2021-08-15T08:00:00.000Z"},
		{"2021-08-15 10:00 Asia/Tokyo", "yyyy-MM-dd HH:mm ZZZ", "2021-08-15T01:00:00.000Z"},
		{"x", "yyyy", ""},
		{"2021-02-30", "yyyy-MM-dd", ""},
		{"2021-02-03x", "yyyy-MM-dd", ""},
		{"2021.5", "yyyy.SSS", "2021-01-01T00:00:00.500Z"},
	} {
		p, err := druidtime.CompilePattern(c.pattern)
		require.NoError(t, err)
		ms, ok := p.Parse(c.text, time.UTC, 2026)
		require.Equal(t, c.want != "", ok, c.text)
		if ok {
			require.Equal(t, c.want, druidtime.FormatISO(ms), c.text)
		}
	}
}
