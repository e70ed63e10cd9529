package druidtime

import "time"

// Floor gives the start of the period bucket that holds an instant, by the rules of Druid's
// PeriodGranularity (reference: sql-functions.md, "Period buckets"):
//
//   - a single unit of count 1 (and P3M) without origin is cut on the calendar of loc, weeks on
//     Monday;
//   - everything else counts whole periods from the origin, by default 1970-01-01T00:00 on the wall
//     clock of loc; hours and smaller units count elapsed time, days and longer ones the calendar;
//   - instants before the origin fall into the bucket below.
//
// origin is nil for none; loc nil is UTC. An empty or negative period leaves the instant alone.
func (p Period) Floor(ms int64, origin *int64, loc *time.Location) int64 {
	if origin == nil {
		if floor, ok := p.calendarFloor(ms, loc); ok {
			return floor
		}
	}
	from := int64(0)
	if origin != nil {
		from = *origin
	} else {
		from, _ = fromLocal(0, loc)
	}
	length, fixed := p.Fixed()
	switch {
	case fixed && length <= 0, p.Years < 0, p.Months < 0:
		return ms
	case p.Weeks == 0 && p.Days == 0 && fixed:
		return from + floorDiv(ms-from, length)*length
	case fixed && p.clock() != 0: // P1DT12H: Druid counts milliseconds here as well
		return from + floorDiv(ms-from, length)*length
	}
	return p.countedFloor(ms, from, loc)
}

// calendarFloor cuts at the plain calendar units.
func (p Period) calendarFloor(ms int64, loc *time.Location) (int64, bool) {
	local := toLocal(ms, loc)
	day := floorDiv(local, msDay)
	switch p {
	case Period{Seconds: 1}:
		local = floorDiv(local, msSecond) * msSecond
	case Period{Minutes: 1}:
		local = floorDiv(local, msMinute) * msMinute
	case Period{Hours: 1}:
		local = floorDiv(local, msHour) * msHour
	case Period{Days: 1}:
		local = day * msDay
	case Period{Weeks: 1}:
		local = (day - isoDay(day) + 1) * msDay
	case Period{Months: 1}, Period{Months: 3}:
		year, month, _ := civil(day)
		local = dayNumber(year, month-(month-1)%p.Months, 1) * msDay
	case Period{Years: 1}:
		year, _, _ := civil(day)
		local = dayNumber(year, 1, 1) * msDay
	default:
		return 0, false
	}
	return fromLocalNear(local, ms, loc), true
}

// countedFloor finds the last origin + n periods that is not after ms. It guesses n by the average
// length and corrects it, which takes a few steps at most.
func (p Period) countedFloor(ms, from int64, loc *time.Location) int64 {
	const monthTenths = 26297460000 // ten average months in milliseconds
	average := (p.Years*12+p.Months)*(monthTenths/10) + (p.Weeks*7+p.Days)*msDay + p.clock()
	if average <= 0 {
		return ms
	}
	n := floorDiv(ms-from, average)
	for p.AddTo(from, n, loc) > ms {
		n--
	}
	for {
		next := p.AddTo(from, n+1, loc)
		if next > ms || next <= p.AddTo(from, n, loc) {
			return p.AddTo(from, n, loc)
		}
		n++
	}
}

// Ceil gives the end of the bucket that holds an instant, or the instant itself when a bucket
// starts there, as TIME_CEIL does.
func (p Period) Ceil(ms int64, origin *int64, loc *time.Location) int64 {
	floor := p.Floor(ms, origin, loc)
	if floor == ms {
		return ms
	}
	return p.AddTo(floor, 1, loc)
}
