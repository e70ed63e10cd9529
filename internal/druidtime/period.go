package druidtime

import (
	"strconv"
	"strings"
	"time"
)

// Period is an ISO-8601 period such as P1Y2M3W4DT5H6M7.008S. Years, months, weeks and days are
// counted on a calendar, the rest in milliseconds. Periods may be compared with ==.
type Period struct {
	Years, Months, Weeks, Days      int64
	Hours, Minutes, Seconds, Millis int64
}

// ParsePeriod reads an ISO period in any case; numbers may have a sign and seconds a fraction. The
// error has Joda's words.
func ParsePeriod(s string) (Period, error) {
	var p Period
	if len(s) == 0 || s[0] != 'P' && s[0] != 'p' {
		return p, malformed(s, 0)
	}
	units, inTime := "YMWD", false
	i := 1
	for i < len(s) {
		if (s[i] == 'T' || s[i] == 't') && !inTime && i+1 < len(s) {
			units, inTime = "HMS", true
			i++
			continue
		}
		n, millis, next, ok := periodNumber(s, i)
		if !ok || next >= len(s) {
			return p, malformed(s, i)
		}
		letter := s[next] &^ 0x20
		at := strings.IndexByte(units, letter)
		if at < 0 || millis != 0 && (!inTime || letter != 'S') {
			return p, malformed(s, i)
		}
		units = units[at+1:]
		p.set(letter, inTime, n, millis)
		i = next + 1
	}
	if len(s) == 1 || p == (Period{}) && !strings.ContainsAny(s, "0") {
		return p, malformed(s, 1)
	}
	return p, nil
}

// periodNumber reads [sign]digits[.digits] at byte i; the fraction counts as milliseconds.
func periodNumber(s string, i int) (n, millis int64, next int, ok bool) {
	sign := int64(1)
	if s[i] == '-' || s[i] == '+' {
		if s[i] == '-' {
			sign = -1
		}
		i++
	}
	p := isoParser{s: s, i: i}
	n, digits := p.number(10)
	if digits == 0 || n > 1<<31-1 {
		return 0, 0, i, false
	}
	millis = p.fraction(msSecond)
	return sign * n, sign * millis, p.i, true
}

func (p *Period) set(letter byte, inTime bool, n, millis int64) {
	switch {
	case letter == 'Y':
		p.Years = n
	case letter == 'M' && !inTime:
		p.Months = n
	case letter == 'W':
		p.Weeks = n
	case letter == 'D':
		p.Days = n
	case letter == 'H':
		p.Hours = n
	case letter == 'M':
		p.Minutes = n
	case letter == 'S':
		p.Seconds, p.Millis = n, millis
	}
}

// String prints the period as Joda does: "P1Y2M", "PT0.500S", "PT0S" when empty.
func (p Period) String() string {
	b := []byte{'P'}
	part := func(n int64, letter byte) {
		if n != 0 {
			b = append(strconv.AppendInt(b, n, 10), letter)
		}
	}
	part(p.Years, 'Y')
	part(p.Months, 'M')
	part(p.Weeks, 'W')
	part(p.Days, 'D')
	date := len(b)
	b = append(b, 'T')
	part(p.Hours, 'H')
	part(p.Minutes, 'M')
	if total := p.Seconds*msSecond + p.Millis; total != 0 {
		if total < 0 {
			b = append(b, '-')
			total = -total
		}
		b = strconv.AppendInt(b, total/msSecond, 10)
		if rest := total % msSecond; rest != 0 {
			b = appendPadded(append(b, '.'), rest, 3)
		}
		b = append(b, 'S')
	}
	switch {
	case len(b) == 2:
		return "PT0S"
	case len(b) == date+1:
		b = b[:date]
	}
	return string(b)
}

// IsZero tells whether the period has no length.
func (p Period) IsZero() bool { return p == Period{} }

// Fixed gives the length of a period without months and years, days taken as 24 hours; ok is false
// for the others.
func (p Period) Fixed() (ms int64, ok bool) {
	if p.Years != 0 || p.Months != 0 {
		return 0, false
	}
	return p.Weeks*msWeek + p.Days*msDay + p.clock(), true
}

// clock gives the part below days in milliseconds.
func (p Period) clock() int64 {
	return p.Hours*msHour + p.Minutes*msMinute + p.Seconds*msSecond + p.Millis
}

// AddTo moves an instant by count periods on the calendar of loc (nil is UTC), as TIME_SHIFT does:
// days keep the wall clock time, months end on the last day of shorter months.
func (p Period) AddTo(ms, count int64, loc *time.Location) int64 {
	// Joda adds years, then months: each keeps the day of the month where it exists.
	for _, months := range [...]int64{p.Years * 12 * count, p.Months * count} {
		if months != 0 {
			ms = fromLocalNear(addMonths(toLocal(ms, loc), months), ms, loc)
		}
	}
	if days := (p.Weeks*7 + p.Days) * count; days != 0 {
		ms = fromLocalNear(toLocal(ms, loc)+days*msDay, ms, loc)
	}
	return ms + p.clock()*count
}
