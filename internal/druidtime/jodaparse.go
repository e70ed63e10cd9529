package druidtime

import (
	"slices"
	"strings"
	"time"
)

// Parse reads text in the pattern as TIME_PARSE does; the whole text must match. Fields that the
// pattern lacks are those of 1970-01-01T00:00, but the year 2000 when the largest field is a month
// or a day. An offset or zone in the text wins over loc (nil is UTC). pivotYear is the current year:
// two-digit years fall between 80 years before it and 19 after. ok is false when the text does not
// match or is no existing time.
func (p *Pattern) Parse(s string, loc *time.Location, pivotYear int) (ms int64, ok bool) {
	st := parseState{s: s, loc: loc, pivot: int64(pivotYear) - 30}
	for _, e := range p.elements {
		if !st.element(e) {
			return 0, false
		}
	}
	if st.i != len(s) {
		return 0, false
	}
	local, ok := st.resolve()
	if !ok {
		return 0, false
	}
	if st.hasOffset {
		return local - st.offset, true
	}
	return fromLocal(local, st.loc)
}

// saved is a field that was read from the text.
type saved struct {
	letter byte
	value  int64
}

type parseState struct {
	s         string
	i         int
	loc       *time.Location
	pivot     int64
	fields    []saved
	offset    int64
	hasOffset bool
}

func (st *parseState) save(letter byte, v int64) bool {
	st.fields = append(st.fields, saved{letter, v})
	return true
}

func (st *parseState) element(e element) bool {
	rest := st.s[st.i:]
	switch e.letter {
	case 0:
		if len(rest) < len(e.text) || !strings.EqualFold(rest[:len(e.text)], e.text) {
			return false
		}
		st.i += len(e.text)
		return true
	case 'G':
		return st.name('G', []string{"BC", "AD"}, 0) || st.name('G', []string{"BCE", "CE"}, 0)
	case 'a':
		return st.name('a', halfNames[:], 0)
	case 'E':
		return st.name('e', dayNames[:], 1)
	case 'M':
		if e.count > 2 {
			return st.name('M', monthNames[:], 1)
		}
		return st.number('M', 2, false)
	case 'S':
		return st.fraction(e.count)
	case 'z':
		return st.zoneName(shortZones)
	case 'Z':
		if e.count > 2 {
			return st.zoneID()
		}
		ms, after, ok := parseOffset(rest)
		if ok {
			st.offset, st.hasOffset, st.i = ms, true, len(st.s)-len(after)
		}
		return ok
	case 'x', 'y', 'Y':
		return st.year(e)
	case 'C':
		return st.number('C', e.count, true)
	case 'D':
		return st.number('D', 3, false)
	case 'e':
		return st.number('e', 1, false)
	}
	return st.number(e.letter, 2, false)
}

// number reads at most most digits, after a sign when signed.
func (st *parseState) number(letter byte, most int, signed bool) bool {
	p := isoParser{s: st.s, i: st.i}
	negative := false
	if signed && p.i < len(st.s) && (st.s[p.i] == '-' || st.s[p.i] == '+') {
		negative = st.s[p.i] == '-'
		p.i++
	}
	n, digits := p.number(min(most, 18))
	if digits == 0 {
		return false
	}
	if negative {
		n = -n
	}
	st.i = p.i
	return st.save(letter, n)
}

// year reads a year; a two-letter year of exactly two digits is put near the pivot.
func (st *parseState) year(e element) bool {
	if e.count != 2 {
		most := 9
		if e.tight {
			most = e.count
		}
		return st.number(e.letter, most, e.letter != 'Y')
	}
	p := isoParser{s: st.s, i: st.i}
	if digits := p.digitsAt(p.i); !e.tight && digits != 2 {
		return st.number(e.letter, 9, true) // a lenient year is taken as it is written
	}
	n, digits := p.number(2)
	if digits != 2 {
		return false
	}
	low := st.pivot - 50
	n += floorDiv(low, 100) * 100
	if n < low {
		n += 100
	}
	st.i = p.i
	return st.save(e.letter, n)
}

// name reads a long or short name in its own, upper or lower case.
func (st *parseState) name(letter byte, names []string, first int64) bool {
	rest := st.s[st.i:]
	for _, short := range [...]bool{false, true} {
		for i, name := range names {
			if short && len(name) > 3 {
				name = name[:3]
			}
			if len(rest) < len(name) {
				continue
			}
			switch rest[:len(name)] {
			case name, strings.ToUpper(name), strings.ToLower(name):
				st.i += len(name)
				return st.save(letter, int64(i)+first)
			}
		}
	}
	return false
}

func (st *parseState) fraction(count int) bool {
	p := isoParser{s: st.s, i: st.i}
	value, scale := int64(0), msSecond*10
	digits := 0
	for ; digits < count && p.i < len(st.s) && isDigit(st.s[p.i]); digits++ {
		scale /= 10
		value += int64(st.s[p.i]-'0') * scale
		p.i++
	}
	st.i = p.i
	return digits > 0 && st.save('S', value/10)
}

// shortZones are the zone abbreviations that Joda reads.
var shortZones = []struct{ name, id string }{
	{"UTC", "UTC"},
	{"UT", "UTC"},
	{"GMT", "UTC"},
	{"EST", "America/New_York"},
	{"EDT", "America/New_York"},
	{"CST", "America/Chicago"},
	{"CDT", "America/Chicago"},
	{"MST", "America/Denver"},
	{"MDT", "America/Denver"},
	{"PST", "America/Los_Angeles"},
	{"PDT", "America/Los_Angeles"},
}

func (st *parseState) zoneName(zones []struct{ name, id string }) bool {
	for _, z := range zones {
		if strings.HasPrefix(st.s[st.i:], z.name) {
			st.i += len(z.name)
			st.loc, st.hasOffset = Zone(z.id), false
			return true
		}
	}
	return false
}

// zoneID reads the longest known zone id.
func (st *parseState) zoneID() bool {
	end := st.i
	for end < len(st.s) && (isLetter(st.s[end]) || isDigit(st.s[end]) || strings.IndexByte("/_+-:", st.s[end]) >= 0) {
		end++
	}
	for ; end > st.i; end-- {
		if loc, ok := FindZone(st.s[st.i:end]); ok {
			st.i, st.loc, st.hasOffset = end, loc, false
			return true
		}
	}
	return false
}

// order ranks fields from the largest unit to the smallest; Joda sets them one after the other.
const order = "GCYyxMwDdeaHkKhmsS"

// resolve makes a local time of the fields that were read.
func (st *parseState) resolve() (local int64, ok bool) {
	slices.SortStableFunc(st.fields, func(a, b saved) int {
		return strings.IndexByte(order, a.letter) - strings.IndexByte(order, b.letter)
	})
	if len(st.fields) > 0 && strings.IndexByte("MwDde", st.fields[0].letter) >= 0 {
		local = dayNumber(2000, 1, 1) * msDay
	}
	for pass := range 2 { // the second pass repairs what later fields moved
		for _, f := range st.fields {
			if local, ok = setField(local, f); !ok {
				return 0, false
			}
			if pass == 0 && (f.letter == 'x' || f.letter == 'w') {
				local = floorWeek(local)
			}
		}
	}
	return local, true
}

// setField sets one field of a local time; ok is false when the value is outside the field's range.
func setField(local int64, f saved) (int64, bool) {
	day := floorDiv(local, msDay)
	clock := local - day*msDay
	if strings.IndexByte("aHkKhmsS", f.letter) >= 0 {
		clock, ok := setClock(clock, f)
		return day*msDay + clock, ok
	}
	year, month, dom := civil(day)
	ok := true
	switch f.letter {
	case 'G':
		if f.value == 0 && year > 0 || f.value == 1 && year <= 0 {
			year = 1 - year
		}
		day = dayNumber(year, month, min(dom, daysIn(year, month)))
	case 'C':
		year = f.value*100 + floorMod(year, 100)
		day = dayNumber(year, month, min(dom, daysIn(year, month)))
	case 'Y', 'y':
		if f.letter == 'Y' && year <= 0 {
			f.value = 1 - f.value
		}
		day = dayNumber(f.value, month, min(dom, daysIn(f.value, month)))
	case 'x':
		_, week := isoWeek(day)
		weeks := (firstWeek(f.value+1) - firstWeek(f.value)) / 7
		day = firstWeek(f.value) + (min(week, weeks)-1)*7 + isoDay(day) - 1
	case 'M':
		ok = 1 <= f.value && f.value <= 12
		if ok {
			day = dayNumber(year, f.value, min(dom, daysIn(year, f.value)))
		}
	case 'w':
		weekYear, _ := isoWeek(day)
		ok = 1 <= f.value && f.value <= (firstWeek(weekYear+1)-firstWeek(weekYear))/7
		day = firstWeek(weekYear) + (f.value-1)*7 + isoDay(day) - 1
	case 'D':
		ok = 1 <= f.value && f.value <= dayNumber(year+1, 1, 1)-dayNumber(year, 1, 1)
		day = dayNumber(year, 1, 1) + f.value - 1
	case 'd':
		ok = 1 <= f.value && f.value <= daysIn(year, month)
		day += f.value - dom
	case 'e':
		ok = 1 <= f.value && f.value <= 7
		day += f.value - isoDay(day)
	}
	return day*msDay + clock, ok
}

// floorWeek goes back to Monday 00:00.
func floorWeek(local int64) int64 {
	day := floorDiv(local, msDay)
	return (day - isoDay(day) + 1) * msDay
}

// setClock sets one field of a time of day.
func setClock(clock int64, f saved) (int64, bool) {
	v := f.value
	hour := clock / msHour
	low, high := int64(0), int64(59)
	switch f.letter {
	case 'a', 'K':
		high = 11
	case 'h':
		low, high = 1, 12
	case 'H':
		high = 23
	case 'k':
		low, high = 1, 24
	case 'S':
		high = 999
	}
	if v < low || v > high {
		return 0, false
	}
	switch f.letter {
	case 'a':
		return clock + (hour%12+12*v-hour)*msHour, true
	case 'h', 'K':
		return clock + (hour/12*12+v%12-hour)*msHour, true
	case 'H', 'k':
		return clock + (v%24-hour)*msHour, true
	case 'm':
		return clock + (v-clock%msHour/msMinute)*msMinute, true
	case 's':
		return clock + (v-clock%msMinute/msSecond)*msSecond, true
	}
	return clock + v - clock%msSecond, true
}
