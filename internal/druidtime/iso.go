package druidtime

import (
	"strconv"
	"time"
)

// AppendISO appends an instant as Druid prints timestamps in results:
// 2015-09-12T00:46:58.771Z, or with the offset of loc where that is not zero. Years are printed
// with at least four digits and a minus sign before year 0. A nil loc is UTC. It does not allocate
// beyond dst's growth.
func AppendISO(dst []byte, ms int64, loc *time.Location) []byte {
	offset := offsetAt(ms, loc)
	local := ms + offset
	dst = appendDate(dst, local)
	dst = append(dst, 'T')
	dst = appendClock(dst, local)
	rest := floorMod(local, msSecond)
	dst = append(dst, '.')
	dst = appendPadded(dst, rest, 3)
	if offset == 0 {
		return append(dst, 'Z')
	}
	return appendOffset(dst, offset, true)
}

// FormatISO is AppendISO in UTC into a new string.
func FormatISO(ms int64) string { return string(AppendISO(make([]byte, 0, 24), ms, nil)) }

// AppendSQL appends an instant as CAST(… AS VARCHAR) prints it: 2015-09-12 00:46:58 on the wall
// clock of loc.
func AppendSQL(dst []byte, ms int64, loc *time.Location) []byte {
	local := toLocal(ms, loc)
	dst = appendDate(dst, local)
	dst = append(dst, ' ')
	return appendClock(dst, local)
}

func appendDate(dst []byte, local int64) []byte {
	year, month, dom := civil(floorDiv(local, msDay))
	dst = appendPadded(dst, year, 4)
	dst = append(dst, '-')
	dst = appendPadded(dst, month, 2)
	dst = append(dst, '-')
	return appendPadded(dst, dom, 2)
}

func appendClock(dst []byte, local int64) []byte {
	sec := floorMod(local, msDay) / msSecond
	dst = appendPadded(dst, sec/3600, 2)
	dst = append(dst, ':')
	dst = appendPadded(dst, sec/60%60, 2)
	dst = append(dst, ':')
	return appendPadded(dst, sec%60, 2)
}

// appendPadded appends n with at least width digits; the sign does not count.
func appendPadded(dst []byte, n int64, width int) []byte {
	if n < 0 {
		dst = append(dst, '-')
		n = -n
	}
	digits := 1
	for rest := n; rest >= 10; rest /= 10 {
		digits++
	}
	for ; digits < width; digits++ {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, n, 10)
}
