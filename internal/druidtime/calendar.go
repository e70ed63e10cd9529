package druidtime

// Lengths of the fixed units in milliseconds.
const (
	msSecond = int64(1000)
	msMinute = 60 * msSecond
	msHour   = 60 * msMinute
	msDay    = 24 * msHour
	msWeek   = 7 * msDay
)

// floorDiv is a / b rounded down; b > 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// floorMod is the remainder that goes with floorDiv: 0 <= result < b.
func floorMod(a, b int64) int64 {
	m := a % b
	if m < 0 {
		m += b
	}
	return m
}

// civil gives the date of a day number (0 is 1970-01-01). Years count from March inside, so that
// the leap day is the last one.
func civil(day int64) (year, month, dom int64) {
	day += 719468 // days from 0000-03-01 to 1970-01-01
	era := floorDiv(day, 146097)
	doe := day - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	dom = doy - (153*mp+2)/5 + 1
	month = mp + 3
	year = yoe + era*400
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, dom
}

// dayNumber is the inverse of civil; dom may lie outside the month.
func dayNumber(year, month, dom int64) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := floorDiv(year, 400)
	yoe := year - era*400
	doy := (153*(month-3)+2)/5 + dom - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 719468
}

// isLeap tells whether a year has a February 29.
func isLeap(year int64) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// daysIn gives the length of a month.
func daysIn(year, month int64) int64 {
	switch month {
	case 2:
		if isLeap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// isoDay gives the day of the week of a day number, Monday 1 … Sunday 7.
func isoDay(day int64) int64 { return floorMod(day+3, 7) + 1 }

// firstWeek gives the day number of the Monday that begins ISO week 1 of a year.
func firstWeek(year int64) int64 {
	jan4 := dayNumber(year, 1, 4)
	return jan4 - isoDay(jan4) + 1
}

// isoWeek gives the ISO week-year and week of a day number.
func isoWeek(day int64) (year, week int64) {
	year, _, _ = civil(day)
	switch {
	case day >= firstWeek(year+1):
		year++
	case day < firstWeek(year):
		year--
	}
	return year, (day-firstWeek(year))/7 + 1
}

// addMonths moves a local time by months, to the month's last day where the day does not exist.
func addMonths(local, months int64) int64 {
	day := floorDiv(local, msDay)
	year, month, dom := civil(day)
	total := year*12 + month - 1 + months
	year, month = floorDiv(total, 12), floorMod(total, 12)+1
	return dayNumber(year, month, min(dom, daysIn(year, month)))*msDay + local - day*msDay
}
