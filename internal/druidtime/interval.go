package druidtime

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Druid's eternity: -146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z.
const (
	EternityStart = -1 << 62
	EternityEnd   = 1<<62 - 1
)

// Interval is a span of time: StartMs <= t < EndMs, in milliseconds since 1970 UTC.
type Interval struct{ StartMs, EndMs int64 }

// Eternity is all of time.
func Eternity() Interval { return Interval{EternityStart, EternityEnd} }

// ParseInterval reads "start/end", "start/period" or "period/end". Bounds without an offset are
// read on the wall clock of loc (nil is UTC), and periods counted on it. The error has Joda's words.
func ParseInterval(s string, loc *time.Location) (Interval, error) {
	left, right, found := strings.Cut(s, "/")
	if !found {
		return Interval{}, fmt.Errorf("Format requires a '/' separator: %s", s)
	}
	if left == "" || right == "" {
		return Interval{}, fmt.Errorf("Format invalid: %s", s)
	}
	var (
		iv   Interval
		err  error
		span Period
	)
	leftSpan, rightSpan := isPeriod(left), isPeriod(right)
	if leftSpan && rightSpan {
		return Interval{}, fmt.Errorf("Interval composed of two durations: %s", s)
	}
	if leftSpan {
		span, err = ParsePeriod(left)
	} else {
		iv.StartMs, err = ParseInstant(left, loc)
	}
	if err != nil {
		return Interval{}, err
	}
	if rightSpan {
		span, err = ParsePeriod(right)
	} else {
		iv.EndMs, err = ParseInstant(right, loc)
	}
	if err != nil {
		return Interval{}, err
	}
	if leftSpan {
		iv.StartMs = span.AddTo(iv.EndMs, -1, loc)
	} else if rightSpan {
		iv.EndMs = span.AddTo(iv.StartMs, 1, loc)
	}
	if iv.EndMs < iv.StartMs {
		return Interval{}, errors.New("The end instant must be greater than the start instant") //nolint:staticcheck // Joda's words
	}
	return iv, nil
}

func isPeriod(s string) bool { return s[0] == 'P' || s[0] == 'p' }

// String prints the interval as Druid does: "start/end" in UTC.
func (iv Interval) String() string {
	b := AppendISO(make([]byte, 0, 50), iv.StartMs, nil)
	return string(AppendISO(append(b, '/'), iv.EndMs, nil))
}

// MarshalText gives String.
func (iv Interval) MarshalText() ([]byte, error) { return []byte(iv.String()), nil }

// UnmarshalText reads an interval in UTC; see [ParseInterval].
func (iv *Interval) UnmarshalText(text []byte) error {
	parsed, err := ParseInterval(string(text), nil)
	if err != nil {
		return err
	}
	*iv = parsed
	return nil
}

// IsEternity tells whether the interval is all of time.
func (iv Interval) IsEternity() bool { return iv == Eternity() }

// IsEmpty tells whether no instant is in the interval.
func (iv Interval) IsEmpty() bool { return iv.EndMs <= iv.StartMs }

// Contains tells whether an instant is in the interval.
func (iv Interval) Contains(ms int64) bool { return iv.StartMs <= ms && ms < iv.EndMs }

// Covers tells whether all of other is in the interval.
func (iv Interval) Covers(other Interval) bool {
	return iv.StartMs <= other.StartMs && other.EndMs <= iv.EndMs
}

// Overlaps tells whether the intervals share an instant.
func (iv Interval) Overlaps(other Interval) bool {
	return iv.StartMs < other.EndMs && other.StartMs < iv.EndMs
}

// Overlap gives the common part; it is empty when there is none.
func (iv Interval) Overlap(other Interval) Interval {
	out := Interval{max(iv.StartMs, other.StartMs), min(iv.EndMs, other.EndMs)}
	if out.EndMs < out.StartMs {
		out.EndMs = out.StartMs
	}
	return out
}
