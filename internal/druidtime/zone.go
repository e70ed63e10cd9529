package druidtime

import (
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones must exist on any host
)

// Zone finds a time zone by its Joda name: a region ("America/Los_Angeles"), "UTC", "Z" or an
// offset ("-07:00", "+0530", "+05"), or by Java's: "PST", "GMT+2". Like Druid it takes an unknown name for UTC. It never
// returns nil.
func Zone(name string) *time.Location {
	if loc, ok := FindZone(name); ok {
		return loc
	}
	return time.UTC
}

// zones caches what FindZone found, so that a name always gives the same pointer. There are no more
// names than regions and offsets.
var zones sync.Map

// FindZone is Zone that tells whether the name is known. The same name gives the same pointer.
func FindZone(name string) (*time.Location, bool) {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), true
	}
	loc, ok := loadZone(name)
	if !ok {
		return nil, false
	}
	first, _ := zones.LoadOrStore(name, loc)
	return first.(*time.Location), true
}

func loadZone(name string) (*time.Location, bool) {
	switch name {
	case "", "Local":
		return nil, false
	case "UTC", "Z", "GMT", "UT", "Etc/UTC":
		return time.UTC, true
	}
	if name[0] == '+' || name[0] == '-' {
		ms, rest, ok := parseOffset(name)
		if !ok || rest != "" {
			return nil, false
		}
		if ms == 0 {
			return time.UTC, true
		}
		return time.FixedZone(offsetName(ms), int(ms/msSecond)), true
	}
	if strings.HasPrefix(name, "/") || strings.Contains(name, "..") {
		return nil, false
	}
	if offset, ok := strings.CutPrefix(name, "GMT"); ok && offset[0] != '0' {
		return gmtZone(offset)
	}
	if region, ok := javaZones[name]; ok {
		name = region
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	return loc, true
}

// javaZones are the short names that Java keeps for old times' sake.
var javaZones = map[string]string{
	"ACT": "Australia/Darwin", "AET": "Australia/Sydney", "AGT": "America/Argentina/Buenos_Aires", "ART": "Africa/Cairo",
	"AST": "America/Anchorage", "BET": "America/Sao_Paulo", "BST": "Asia/Dhaka", "CAT": "Africa/Harare", "CNT": "America/St_Johns",
	"CST": "America/Chicago", "CTT": "Asia/Shanghai", "EAT": "Africa/Addis_Ababa", "IET": "America/Indiana/Indianapolis",
	"IST": "Asia/Kolkata", "JST": "Asia/Tokyo", "MIT": "Pacific/Apia", "NET": "Asia/Yerevan", "NST": "Pacific/Auckland", "PLT": "Asia/Karachi",
	"PNT": "America/Phoenix", "PRT": "America/Puerto_Rico", "PST": "America/Los_Angeles", "SST": "Pacific/Guadalcanal", "VST": "Asia/Ho_Chi_Minh",
	"ECT": "Europe/Paris", //nolint:misspell // Java's name
}

// gmtZone reads what follows GMT in Java's names of offsets: ±h, ±hh, ±hhmm, ±h:mm or ±hh:mm.
func gmtZone(offset string) (*time.Location, bool) {
	sign, digits := offset[:1], offset[1:]
	hours, _, colon := strings.Cut(digits, ":")
	if len(hours) == 1 || len(hours) == 3 && !colon {
		digits = "0" + digits
	}
	ms, rest, ok := parseOffset(sign + digits)
	if !ok || rest != "" {
		return nil, false
	}
	if ms == 0 {
		return time.UTC, true
	}
	return time.FixedZone(offsetName(ms), int(ms/msSecond)), true
}

// offsetName is the id of a fixed zone: "+05:30".
func offsetName(ms int64) string { return string(appendOffset(nil, ms, true)) }

// appendOffset prints an offset as ±hh:mm or ±hhmm, with seconds where it has some.
func appendOffset(dst []byte, ms int64, colon bool) []byte {
	sign := byte('+')
	if ms < 0 {
		sign, ms = '-', -ms
	}
	dst = append(dst, sign)
	dst = appendPadded(dst, ms/msHour, 2)
	if colon {
		dst = append(dst, ':')
	}
	dst = appendPadded(dst, ms%msHour/msMinute, 2)
	if sec := ms % msMinute / msSecond; sec != 0 {
		if colon {
			dst = append(dst, ':')
		}
		dst = appendPadded(dst, sec, 2)
	}
	return dst
}

// offsetAt gives the offset of a zone at an instant, in milliseconds.
func offsetAt(ms int64, loc *time.Location) int64 {
	if loc == nil || loc == time.UTC {
		return 0
	}
	_, sec := time.Unix(floorDiv(ms, 1000), 0).In(loc).Zone()
	return int64(sec) * msSecond
}

// toLocal gives the wall clock of an instant as milliseconds.
func toLocal(ms int64, loc *time.Location) int64 { return ms + offsetAt(ms, loc) }

// fromLocal gives the instant of a wall clock time: of two the earlier one; ok is false in a gap,
// where the result is later by the length of the gap.
func fromLocal(local int64, loc *time.Location) (ms int64, ok bool) {
	if loc == nil || loc == time.UTC {
		return local, true
	}
	before := offsetAt(local-msDay, loc)
	if offsetAt(local-before, loc) == before {
		return local - before, true
	}
	after := offsetAt(local+msDay, loc)
	if offsetAt(local-after, loc) == after {
		return local - after, true
	}
	return local - before, false
}

// fromLocalNear is fromLocal that keeps the offset of a known instant if it is still valid, as
// Joda does in its arithmetic.
func fromLocalNear(local, near int64, loc *time.Location) int64 {
	offset := offsetAt(near, loc)
	if offsetAt(local-offset, loc) == offset {
		return local - offset
	}
	ms, _ := fromLocal(local, loc)
	return ms
}

// parseOffset reads Z or ±hh[:mm[:ss[.SSS]]] (colons may be left out) from the front of s.
func parseOffset(s string) (ms int64, rest string, ok bool) {
	if s != "" && (s[0] == 'Z' || s[0] == 'z') {
		return 0, s[1:], true
	}
	if len(s) < 3 || s[0] != '+' && s[0] != '-' {
		return 0, s, false
	}
	negative := s[0] == '-'
	hours, rest, ok := twoDigits(s[1:], 23)
	if !ok {
		return 0, s, false
	}
	ms = hours * msHour
	colon := strings.HasPrefix(rest, ":")
	for _, unit := range [...]int64{msMinute, msSecond} {
		part := rest
		if colon {
			if !strings.HasPrefix(part, ":") {
				break
			}
			part = part[1:]
		} else if part == "" || !isDigit(part[0]) {
			break
		}
		n, after, ok := twoDigits(part, 59)
		if !ok {
			return 0, s, false
		}
		ms += n * unit
		rest = after
	}
	if negative {
		ms = -ms
	}
	return ms, rest, true
}

func twoDigits(s string, most int64) (n int64, rest string, ok bool) {
	if len(s) < 2 || !isDigit(s[0]) || !isDigit(s[1]) {
		return 0, s, false
	}
	n = int64(s[0]-'0')*10 + int64(s[1]-'0')
	return n, s[2:], n <= most
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// PostgresZone names a zone for AT TIME ZONE: an offset takes the POSIX form, whose sign is the
// other way round (<+05:30>-05:30); nil is UTC.
func PostgresZone(loc *time.Location) string {
	if loc == nil || loc == time.UTC {
		return "UTC"
	}
	name := loc.String()
	switch name[0] {
	case '+':
		return "<" + name + ">-" + name[1:]
	case '-':
		return "<" + name + ">+" + name[1:]
	}
	return name
}
