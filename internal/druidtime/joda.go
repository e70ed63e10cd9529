package druidtime

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Pattern is a compiled Joda pattern such as "yyyy-MM-dd HH:mm:ss". It is safe for concurrent use.
type Pattern struct {
	text     string
	elements []element
}

// element is a run of one pattern letter, or literal text when letter is 0.
type element struct {
	letter byte
	count  int
	text   string
	// tight says that a number follows directly, so that this one has a fixed width.
	tight bool
}

// numericLetters print numbers; M does so when it is short.
const (
	numericLetters = "CxyYdhHmsSeDwkK"
	patternLetters = numericLetters + "GMaEzZ"
)

// CompilePattern reads a Joda pattern. The error has Joda's words.
func CompilePattern(s string) (*Pattern, error) {
	p := &Pattern{text: s}
	for i := 0; i < len(s); {
		if !isLetter(s[i]) {
			text, next := literal(s, i)
			p.elements = append(p.elements, element{text: text})
			i = next
			continue
		}
		letter, start := s[i], i
		for i < len(s) && s[i] == letter {
			i++
		}
		if strings.IndexByte(patternLetters, letter) < 0 {
			return nil, fmt.Errorf("Illegal pattern component: %s", s[start:i]) //nolint:staticcheck // Joda's words
		}
		p.elements = append(p.elements, element{letter: letter, count: i - start})
	}
	for i := range p.elements {
		p.elements[i].tight = i+1 < len(p.elements) && p.elements[i+1].numeric()
	}
	if len(p.elements) == 0 {
		return nil, errors.New("Invalid pattern specification") //nolint:staticcheck // Joda's words
	}
	return p, nil
}

func (e element) numeric() bool {
	return e.letter == 'M' && e.count <= 2 || e.letter != 0 && strings.IndexByte(numericLetters, e.letter) >= 0
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// literal reads text outside pattern letters: quoted, or made of other characters.
func literal(s string, i int) (text string, next int) {
	var b strings.Builder
	quoted := false
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\'' && i+1 < len(s) && s[i+1] == '\'':
			b.WriteByte('\'')
			i++
		case c == '\'':
			quoted = !quoted
		case !quoted && isLetter(c):
			return b.String(), i
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), i
}

// String gives the pattern's text.
func (p *Pattern) String() string { return p.text }

var (
	monthNames = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	dayNames   = [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	eraNames   = [...]string{"BC", "AD"}
	halfNames  = [...]string{"AM", "PM"}
)

// Append appends an instant in the pattern on the wall clock of loc (nil is UTC), in English.
func (p *Pattern) Append(dst []byte, ms int64, loc *time.Location) []byte {
	if loc == nil {
		loc = time.UTC
	}
	offset := offsetAt(ms, loc)
	f := fieldsOf(ms + offset)
	for _, e := range p.elements {
		switch e.letter {
		case 0:
			dst = append(dst, e.text...)
		case 'z':
			dst = append(dst, zoneText(ms, loc, e.count)...)
		case 'Z':
			if e.count > 2 {
				dst = append(dst, loc.String()...)
			} else {
				dst = appendOffset(dst, offset, e.count == 2)
			}
		default:
			dst = f.append(dst, e)
		}
	}
	return dst
}

// Format is Append into a new string.
func (p *Pattern) Format(ms int64, loc *time.Location) string {
	return string(p.Append(make([]byte, 0, len(p.text)+8), ms, loc))
}

// fields are the parts of a local time.
type fields struct {
	year, month, dom, day   int64 // day is the day number
	hour, minute, sec, frac int64
}

func fieldsOf(local int64) fields {
	f := fields{day: floorDiv(local, msDay)}
	f.year, f.month, f.dom = civil(f.day)
	rest := local - f.day*msDay
	f.hour, f.minute = rest/msHour, rest%msHour/msMinute
	f.sec, f.frac = rest%msMinute/msSecond, rest%msSecond
	return f
}

func (f fields) append(dst []byte, e element) []byte {
	switch e.letter {
	case 'G':
		return append(dst, eraNames[b2i(f.year > 0)]...)
	case 'M':
		return appendName(dst, monthNames[f.month-1], f.month, e, 3)
	case 'E':
		return appendName(dst, dayNames[isoDay(f.day)-1], 0, e, 1)
	case 'a':
		return append(dst, halfNames[f.hour/12]...)
	case 'S':
		return f.appendFraction(dst, e.count)
	case 'x', 'y', 'Y':
		n := f.value(e.letter)
		if e.count == 2 {
			return appendPadded(dst, max(n, -n)%100, 2)
		}
		return appendPadded(dst, n, e.count)
	}
	return appendPadded(dst, f.value(e.letter), e.count)
}

// appendName appends a name, its first three letters (below four pattern letters) or the number
// (below textFrom pattern letters).
func appendName(dst []byte, name string, n int64, e element, textFrom int) []byte {
	switch {
	case e.count < textFrom:
		return appendPadded(dst, n, e.count)
	case e.count < 4:
		return append(dst, name[:3]...)
	}
	return append(dst, name...)
}

func (f fields) appendFraction(dst []byte, count int) []byte {
	digits := appendPadded(make([]byte, 0, 3), f.frac, 3)
	dst = append(dst, digits[:min(count, 3)]...)
	for ; count > 3; count-- {
		dst = append(dst, '0')
	}
	return dst
}

// value gives the number of a numeric pattern letter.
func (f fields) value(letter byte) int64 {
	switch letter {
	case 'C':
		return f.yearOfEra() / 100
	case 'Y':
		return f.yearOfEra()
	case 'y':
		return f.year
	case 'x':
		year, _ := isoWeek(f.day)
		return year
	case 'w':
		_, week := isoWeek(f.day)
		return week
	case 'e':
		return isoDay(f.day)
	case 'D':
		return f.day - dayNumber(f.year, 1, 1) + 1
	case 'd':
		return f.dom
	case 'K':
		return f.hour % 12
	case 'h':
		return (f.hour+11)%12 + 1
	case 'H':
		return f.hour
	case 'k':
		return (f.hour+23)%24 + 1
	case 'm':
		return f.minute
	}
	return f.sec
}

func (f fields) yearOfEra() int64 {
	if f.year <= 0 {
		return 1 - f.year
	}
	return f.year
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// longZones are the English names of the usual zones; others print their abbreviation.
var longZones = map[string]string{
	"UTC": "Coordinated Universal Time", "GMT": "Greenwich Mean Time", "BST": "British Summer Time",
	"EST": "Eastern Standard Time", "EDT": "Eastern Daylight Time",
	"CST": "Central Standard Time", "CDT": "Central Daylight Time",
	"MST": "Mountain Standard Time", "MDT": "Mountain Daylight Time",
	"PST": "Pacific Standard Time", "PDT": "Pacific Daylight Time",
	"CET": "Central European Standard Time", "CEST": "Central European Summer Time",
	"EET": "Eastern European Standard Time", "EEST": "Eastern European Summer Time",
	"WET": "Western European Standard Time", "WEST": "Western European Summer Time",
	"JST": "Japan Standard Time", "IST": "India Standard Time",
}

func zoneText(ms int64, loc *time.Location, count int) string {
	short, _ := time.UnixMilli(ms).In(loc).Zone()
	if long, ok := longZones[short]; ok && count >= 4 {
		return long
	}
	return short
}
