package druidtime

import "time"

// Extract gives a part of an instant on the wall clock of loc (nil is UTC) as EXTRACT and
// TIME_EXTRACT do: EPOCH cut towards zero, DOW and ISODOW from Monday 1, ISOYEAR the calendar year,
// DECADE cut, CENTURY and MILLENNIUM rounded up. part is in capitals; ok is false for unknown ones.
func Extract(part string, ms int64, loc *time.Location) (v int64, ok bool) {
	f := fieldsOf(toLocal(ms, loc))
	switch part {
	case "EPOCH":
		return ms / msSecond, true
	case "MICROSECOND": // Druid divides the seconds once more
		return ms / msSecond / 1000, true
	case "MILLISECOND":
		return f.frac, true
	case "SECOND":
		return f.sec, true
	case "MINUTE":
		return f.minute, true
	case "HOUR":
		return f.hour, true
	case "DAY":
		return f.dom, true
	case "DOW", "ISODOW":
		return f.value('e'), true
	case "DOY":
		return f.value('D'), true
	case "WEEK":
		return f.value('w'), true
	case "MONTH":
		return f.month, true
	case "QUARTER":
		return (f.month + 2) / 3, true
	case "YEAR", "ISOYEAR":
		return f.year, true
	case "DECADE":
		return f.year / 10, true
	case "CENTURY":
		return -floorDiv(-f.year, 100), true
	case "MILLENNIUM":
		return -floorDiv(-f.year, 1000), true
	}
	return 0, false
}
