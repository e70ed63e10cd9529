package druidtime

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

type granularityKind uint8

const (
	granularityNone granularityKind = iota // one bucket a millisecond; the zero value
	granularityAll
	granularityPeriod
)

// Granularity divides time into buckets: one for all of time, one per period, or one per
// millisecond (NONE, the zero value). Granularities may be compared with ==.
type Granularity struct {
	kind      granularityKind
	period    Period
	zone      string // "" is UTC
	origin    int64
	hasOrigin bool
}

// named lists Druid's granularity names in the order of their lengths.
var named = []struct {
	name   string
	period Period
}{
	{"SECOND", Period{Seconds: 1}},
	{"MINUTE", Period{Minutes: 1}},
	{"FIVE_MINUTE", Period{Minutes: 5}},
	{"TEN_MINUTE", Period{Minutes: 10}},
	{"FIFTEEN_MINUTE", Period{Minutes: 15}},
	{"THIRTY_MINUTE", Period{Minutes: 30}},
	{"HOUR", Period{Hours: 1}},
	{"SIX_HOUR", Period{Hours: 6}},
	{"EIGHT_HOUR", Period{Hours: 8}},
	{"DAY", Period{Days: 1}},
	{"WEEK", Period{Weeks: 1}},
	{"MONTH", Period{Months: 1}},
	{"QUARTER", Period{Months: 3}},
	{"YEAR", Period{Years: 1}},
}

// AllGranularity is one bucket for all of time.
func AllGranularity() Granularity { return Granularity{kind: granularityAll} }

// PeriodGranularity has one bucket per period on the calendar of a zone ("" or "UTC" for UTC),
// counted from origin when it is not nil.
func PeriodGranularity(p Period, origin *int64, zone string) Granularity {
	g := Granularity{kind: granularityPeriod, period: p, zone: zone}
	if zone == "UTC" {
		g.zone = ""
	}
	if origin != nil {
		g.origin, g.hasOrigin = *origin, true
	}
	return g
}

// ParseGranularity reads a granularity's name in any case ("day", "ALL", "FIFTEEN_MINUTE") or an
// ISO period ("P1D").
func ParseGranularity(s string) (Granularity, error) {
	switch upper := strings.ToUpper(s); upper {
	case "ALL":
		return AllGranularity(), nil
	case "NONE":
		return Granularity{}, nil
	default:
		for _, n := range named {
			if n.name == upper {
				return PeriodGranularity(n.period, nil, ""), nil
			}
		}
	}
	p, err := ParsePeriod(s)
	if err != nil {
		return Granularity{}, err
	}
	return PeriodGranularity(p, nil, ""), nil
}

// IsAll tells whether the granularity is ALL.
func (g Granularity) IsAll() bool { return g.kind == granularityAll }

// IsNone tells whether the granularity is NONE.
func (g Granularity) IsNone() bool { return g.kind == granularityNone }

// Period gives the period of a granularity that is neither ALL nor NONE.
func (g Granularity) Period() (Period, bool) { return g.period, g.kind == granularityPeriod }

// Name gives Druid's name of the granularity, such as "DAY"; ok is false for periods without one.
func (g Granularity) Name() (name string, ok bool) {
	switch g.kind {
	case granularityAll:
		return "ALL", true
	case granularityNone:
		return "NONE", true
	default:
	}
	if g.zone != "" || g.hasOrigin {
		return "", false
	}
	for _, n := range named {
		if n.period == g.period {
			return n.name, true
		}
	}
	return "", false
}

func (g Granularity) originPtr() *int64 {
	if !g.hasOrigin {
		return nil
	}
	return &g.origin
}

func (g Granularity) location() *time.Location {
	if g.zone == "" {
		return time.UTC
	}
	return Zone(g.zone)
}

// Floor gives the start of the bucket that holds an instant.
func (g Granularity) Floor(ms int64) int64 {
	switch g.kind {
	case granularityAll:
		return EternityStart
	case granularityNone:
		return ms
	default:
		return g.period.Floor(ms, g.originPtr(), g.location())
	}
}

// Next gives the end of the bucket that starts at start.
func (g Granularity) Next(start int64) int64 {
	switch g.kind {
	case granularityAll:
		return EternityEnd
	case granularityNone:
		return start + 1
	default:
		return g.period.AddTo(start, 1, g.location())
	}
}

// Bucket gives the bucket that holds an instant.
func (g Granularity) Bucket(ms int64) Interval {
	start := g.Floor(ms)
	return Interval{start, g.Next(start)}
}

// Aligned tells whether both ends of an interval are bucket bounds. All of time is aligned with
// ALL only.
func (g Granularity) Aligned(iv Interval) bool {
	if g.kind == granularityAll || iv.IsEternity() {
		return g.kind == granularityAll && iv.IsEternity()
	}
	if iv.StartMs <= EternityStart || iv.EndMs >= EternityEnd {
		return false
	}
	return g.Floor(iv.StartMs) == iv.StartMs && g.Floor(iv.EndMs) == iv.EndMs
}

// Buckets gives the buckets that overlap an interval, at most limit of them; ok is false when
// there are more.
func (g Granularity) Buckets(iv Interval, limit int) (buckets []Interval, ok bool) {
	if iv.IsEmpty() {
		return nil, true
	}
	if g.kind == granularityAll {
		return []Interval{Eternity()}, limit > 0
	}
	for start := g.Floor(iv.StartMs); start < iv.EndMs; {
		end := g.Next(start)
		if len(buckets) == limit || end <= start {
			return buckets, false
		}
		buckets = append(buckets, Interval{start, end})
		start = end
	}
	return buckets, true
}

// String gives the granularity as Druid's messages do:
// "{type=period, period=P1D, timeZone=UTC, origin=null}", "AllGranularity", "NoneGranularity".
func (g Granularity) String() string {
	switch g.kind {
	case granularityAll:
		return "AllGranularity"
	case granularityNone:
		return "NoneGranularity"
	default:
	}
	origin := "null"
	if g.hasOrigin {
		origin = string(AppendISO(nil, g.origin, g.location()))
	}
	return fmt.Sprintf("{type=period, period=%s, timeZone=%s, origin=%s}", g.period, g.zoneName(), origin)
}

func (g Granularity) zoneName() string {
	if g.zone == "" {
		return "UTC"
	}
	return g.zone
}

type granularityJSON struct {
	Type     string  `json:"type"`
	Period   string  `json:"period,omitempty"`
	TimeZone string  `json:"timeZone,omitempty"`
	Origin   *string `json:"origin"`
}

// MarshalJSON gives Druid's JSON: "DAY", {"type":"all"}, {"type":"none"} or
// {"type":"period","period":"P2D","timeZone":"UTC","origin":null}.
func (g Granularity) MarshalJSON() ([]byte, error) {
	switch g.kind {
	case granularityAll:
		return []byte(`{"type":"all"}`), nil
	case granularityNone:
		return []byte(`{"type":"none"}`), nil
	default:
	}
	if name, ok := g.Name(); ok {
		return json.Marshal(name)
	}
	out := granularityJSON{Type: "period", Period: g.period.String(), TimeZone: g.zoneName()}
	if g.hasOrigin {
		origin := string(AppendISO(nil, g.origin, g.location()))
		out.Origin = &origin
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON gives, and any name that [ParseGranularity] takes.
func (g *Granularity) UnmarshalJSON(data []byte) error {
	var name string
	if json.Unmarshal(data, &name) == nil {
		parsed, err := ParseGranularity(name)
		*g = parsed
		return err
	}
	var in granularityJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	if in.Type != "period" {
		parsed, err := ParseGranularity(in.Type)
		*g = parsed
		return err
	}
	p, err := ParsePeriod(in.Period)
	if err != nil {
		return err
	}
	var origin *int64
	if in.Origin != nil {
		ms, err := ParseInstant(*in.Origin, Zone(in.TimeZone))
		if err != nil {
			return err
		}
		origin = &ms
	}
	*g = PeriodGranularity(p, origin, in.TimeZone)
	return nil
}
