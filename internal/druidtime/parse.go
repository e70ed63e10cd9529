package druidtime

import (
	"fmt"
	"time"
)

// ParseISO reads a timestamp as TIME_PARSE does without a pattern: a calendar, week or ordinal
// date that may stop after any part ("2021", "2021-08", "2023-W43-7", "2023-302"), then 'T' or one
// blank and a time of day that may stop or have a decimal fraction ('.' or ',', up to nine digits)
// after any part, then Z or an offset. Text without an offset is read on the wall clock of loc
// (nil is UTC); a time that a spring change skips is not a timestamp. ok is false for anything
// else: Druid makes NULL of it.
func ParseISO(s string, loc *time.Location) (ms int64, ok bool) {
	ms, err := parseISO(s, loc, true)
	return ms, err == nil
}

// ParseInstant reads a timestamp as interval bounds and JSON inputs are read: the forms of
// ParseISO, but with 'T' only. The error has Joda's words.
func ParseInstant(s string, loc *time.Location) (int64, error) { return parseISO(s, loc, false) }

func parseISO(s string, loc *time.Location, blank bool) (int64, error) {
	p := isoParser{s: s}
	local, err := p.date()
	if err != nil {
		return 0, err
	}
	offset, hasOffset := int64(0), false
	if p.i < len(s) && (s[p.i] == 'T' || s[p.i] == 't' && !blank || blank && s[p.i] == ' ') {
		p.i++
		var clock int64
		if clock, err = p.clock(); err != nil {
			return 0, err
		}
		local += clock
		if ms, rest, ok := parseOffset(s[p.i:]); ok {
			offset, hasOffset = ms, true
			p.i = len(s) - len(rest)
		}
	}
	if p.i < len(s) {
		return 0, malformed(s, p.i)
	}
	if hasOffset {
		return local - offset, nil
	}
	ms, ok := fromLocal(local, loc)
	if !ok {
		return 0, fmt.Errorf("Cannot parse %q: Illegal instant due to time zone offset transition (%s)", s, loc) //nolint:staticcheck // Joda's words
	}
	return ms, nil
}

// malformed words a syntax error at byte i as Joda does.
func malformed(s string, i int) error {
	sample := s
	if len(s) > 35 { // Joda shows 32 characters after the error's place at most
		sample = s[:min(len(s), max(i+32, 32))]
		if len(sample) < len(s) {
			sample += "..."
		}
	}
	switch {
	case i <= 0:
		return fmt.Errorf("Invalid format: %q", sample) //nolint:staticcheck // Joda's words
	case i >= len(s):
		return fmt.Errorf("Invalid format: %q is too short", sample) //nolint:staticcheck // Joda's words
	}
	return fmt.Errorf("Invalid format: %q is malformed at %q", sample, sample[i:]) //nolint:staticcheck // Joda's words
}

// outOfRange words a value outside its field's range as Joda does.
func outOfRange(s, field string, v, low, high int64) error {
	return fmt.Errorf("Cannot parse %q: Value %d for %s must be in the range [%d,%d]", s, v, field, low, high) //nolint:staticcheck // Joda's words
}

type isoParser struct {
	s string
	i int
}

// number reads at most most digits.
func (p *isoParser) number(most int) (n int64, digits int) {
	for digits < most && p.i < len(p.s) && isDigit(p.s[p.i]) {
		n = n*10 + int64(p.s[p.i]-'0')
		p.i++
		digits++
	}
	return n, digits
}

// digitsAt counts the digits at byte i.
func (p *isoParser) digitsAt(i int) int {
	n := 0
	for i+n < len(p.s) && isDigit(p.s[i+n]) {
		n++
	}
	return n
}

// date reads the date part and gives its local milliseconds.
func (p *isoParser) date() (int64, error) {
	negative := false
	if p.i < len(p.s) && (p.s[p.i] == '-' || p.s[p.i] == '+') && p.digitsAt(p.i+1) > 0 {
		negative = p.s[p.i] == '-'
		p.i++
	}
	year, digits := p.number(9)
	if digits == 0 {
		return 0, malformed(p.s, 0)
	}
	if negative {
		year = -year
	}
	if p.i+1 >= len(p.s) || p.s[p.i] != '-' {
		return dayNumber(year, 1, 1) * msDay, nil
	}
	switch next := p.s[p.i+1]; {
	case next == 'W' || next == 'w':
		return p.weekDate(year)
	case p.digitsAt(p.i+1) >= 3:
		return p.ordinalDate(year)
	case isDigit(next):
		return p.calendarDate(year)
	}
	return dayNumber(year, 1, 1) * msDay, nil
}

func (p *isoParser) calendarDate(year int64) (int64, error) {
	p.i++
	month, _ := p.number(2)
	dom := int64(1)
	if p.i+1 < len(p.s) && p.s[p.i] == '-' && isDigit(p.s[p.i+1]) {
		p.i++
		dom, _ = p.number(2)
	}
	if month < 1 || month > 12 {
		return 0, outOfRange(p.s, "monthOfYear", month, 1, 12)
	}
	if dom < 1 || dom > daysIn(year, month) {
		return 0, outOfRange(p.s, "dayOfMonth", dom, 1, daysIn(year, month))
	}
	return dayNumber(year, month, dom) * msDay, nil
}

func (p *isoParser) ordinalDate(year int64) (int64, error) {
	p.i++
	doy, _ := p.number(3)
	most := int64(365)
	if isLeap(year) {
		most = 366
	}
	if doy < 1 || doy > most {
		return 0, outOfRange(p.s, "dayOfYear", doy, 1, most)
	}
	return (dayNumber(year, 1, 1) + doy - 1) * msDay, nil
}

func (p *isoParser) weekDate(year int64) (int64, error) {
	if p.digitsAt(p.i+2) == 0 {
		return 0, malformed(p.s, p.i)
	}
	p.i += 2
	week, _ := p.number(2)
	dow := int64(1)
	if p.i+1 < len(p.s) && p.s[p.i] == '-' && isDigit(p.s[p.i+1]) {
		p.i++
		dow, _ = p.number(1)
	}
	weeks := (firstWeek(year+1) - firstWeek(year)) / 7
	if week < 1 || week > weeks {
		return 0, outOfRange(p.s, "weekOfWeekyear", week, 1, weeks)
	}
	if dow < 1 || dow > 7 {
		return 0, outOfRange(p.s, "dayOfWeek", dow, 1, 7)
	}
	return (firstWeek(year) + (week-1)*7 + dow - 1) * msDay, nil
}

// clock reads hours, minutes and seconds, each optional, the last with an optional fraction.
func (p *isoParser) clock() (int64, error) {
	units := [...]struct {
		name string
		ms   int64
		most int64
	}{{"hourOfDay", msHour, 23}, {"minuteOfHour", msMinute, 59}, {"secondOfMinute", msSecond, 59}}
	total := int64(0)
	for i, unit := range units {
		if i > 0 {
			if p.i+1 >= len(p.s) || p.s[p.i] != ':' || !isDigit(p.s[p.i+1]) {
				break
			}
			p.i++
		}
		n, digits := p.number(2)
		if digits == 0 {
			break // only an hour can be missing: "2021-08-15T"
		}
		if n > unit.most {
			return 0, outOfRange(p.s, unit.name, n, 0, unit.most)
		}
		total += n*unit.ms + p.fraction(unit.ms)
	}
	return total, nil
}

// fraction reads an optional decimal fraction of a unit, cut to whole milliseconds.
func (p *isoParser) fraction(unit int64) int64 {
	if p.i+1 >= len(p.s) || p.s[p.i] != '.' && p.s[p.i] != ',' || !isDigit(p.s[p.i+1]) {
		return 0
	}
	p.i++
	value, scale := int64(0), unit*10
	for n := 0; n < 9 && p.i < len(p.s) && isDigit(p.s[p.i]); n++ {
		scale /= 10
		value += int64(p.s[p.i]-'0') * scale
		p.i++
	}
	return value / 10
}
