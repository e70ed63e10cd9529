package native

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"ogham/internal/druidtime"
)

// granularity divides time into buckets.
type granularity struct {
	all, none bool
	// period and origin describe calendar buckets; duration, in milliseconds, those of a fixed length
	// counted from origin.
	period   druidtime.Period
	g        druidtime.Granularity
	duration int64
	origin   int64
	hasOrig  bool
	zone     string
	loc      *time.Location
}

const classGranularity = "org.apache.druid.java.util.common.granularity.Granularity"

// granularityClasses are the classes of granularities that are objects, by type.
var granularityClasses = map[string]string{
	"all":      "org.apache.druid.java.util.common.granularity.AllGranularity",
	"none":     "org.apache.druid.java.util.common.granularity.NoneGranularity",
	"duration": "org.apache.druid.java.util.common.granularity.DurationGranularity",
	"period":   "org.apache.druid.java.util.common.granularity.PeriodGranularity",
}

// granularity reads a granularity; none at all is "all".
func (p *parser) granularity(raw value) (granularity, error) {
	if raw.isNull() {
		return granularity{all: true}, nil
	}
	if name, ok := raw.text(); ok {
		return raw.namedGranularity(name)
	}
	kind, _ := raw.fields(classGranularity)["type"].text()
	class := granularityClasses[kind]
	switch {
	case !raw.is("{"):
		return granularity{}, raw.noObject(classGranularity)
	case class == "":
		return granularity{}, plain(classMapping, "Cannot construct instance of `"+classGranularity+"` (although at least one Creator exists): "+
			"cannot deserialize from Object value (no delegate- or property-based Creator)"+raw.place(raw.end()))
	}
	var err error
	var s struct {
		Period   string
		Duration json.Number
		TimeZone string
		Origin   *string
	}
	if err := bind(raw, class, &s); err != nil {
		return granularity{}, err
	}
	out := granularity{zone: s.TimeZone}
	if s.Origin != nil {
		if out.origin, err = druidtime.ParseInstant(*s.Origin, nil); err != nil {
			return out, raw.fields(class)["origin"].unreadable(err.Error())
		}
		out.hasOrig = true
	}
	switch kind {
	case "all", "none":
		return granularity{all: kind == "all", none: kind == "none"}, nil
	case "duration":
		out.duration, _ = toLong(s.Duration)
		if out.duration <= 0 {
			return out, raw.invalid(class, "duration should be greater than 0!")
		}
		return out, nil
	default:
		if s.Period == "" {
			return out, raw.invalid(class, "period can't be null!")
		}
		if out.period, err = druidtime.ParsePeriod(s.Period); err != nil {
			return out, raw.fields(class)["period"].unreadable(err.Error())
		}
		return out.calendar(), nil
	}
}

func (v value) namedGranularity(name string) (granularity, error) {
	g, err := druidtime.ParseGranularity(name)
	switch {
	case err != nil || strings.HasPrefix(strings.ToUpper(name), "P"):
		return granularity{}, v.invalid(classGranularity,
			"No enum constant org.apache.druid.java.util.common.granularity.GranularityType."+strings.ToUpper(name))
	case g.IsAll():
		return granularity{all: true}, nil
	case g.IsNone():
		return granularity{none: true}, nil
	}
	out := granularity{}
	out.period, _ = g.Period()
	return out.calendar(), nil
}

func (g granularity) calendar() granularity {
	if g.zone != "" {
		g.loc = druidtime.Zone(g.zone)
	}
	var origin *int64
	if g.hasOrig {
		origin = &g.origin
	}
	g.g = druidtime.PeriodGranularity(g.period, origin, g.zone)
	return g
}

// floor is the SQL of the bucket that a TIMESTAMP falls into.
func (g granularity) floor(t string) string {
	switch {
	case g.all || g.none:
		return t
	case g.duration > 0:
		ms := "(TIMESTAMP_TO_MILLIS(" + t + ") - " + strconv.FormatInt(g.origin, 10) + ")"
		size := strconv.FormatInt(g.duration, 10)
		return "MILLIS_TO_TIMESTAMP(" + ms + " - MOD(MOD(" + ms + ", " + size + ") + " + size + ", " + size + ") + " + strconv.FormatInt(g.origin, 10) + ")"
	}
	origin, zone := "CAST(NULL AS TIMESTAMP)", "UTC"
	if g.hasOrig {
		origin = instant(g.origin)
	}
	if g.zone != "" {
		zone = g.zone
	}
	return "TIME_FLOOR(" + t + ", " + text(g.period.String()) + ", " + origin + ", " + text(zone) + ")"
}

// start gives the bucket of an instant, next the one behind a bucket.
func (g granularity) start(ms int64) int64 {
	switch {
	case g.none || g.all:
		return ms
	case g.duration > 0:
		n := (ms - g.origin) % g.duration
		if n < 0 {
			n += g.duration
		}
		return ms - n
	}
	return g.g.Floor(ms)
}

func (g granularity) next(start int64) int64 {
	switch {
	case g.none || g.all:
		return start + 1
	case g.duration > 0:
		return start + g.duration
	}
	return g.g.Next(start)
}

// stamp gives an instant as answers print it: in quotes, in the granularity's zone.
func (g granularity) stamp(ms int64) []byte {
	return append(druidtime.AppendISO([]byte{'"'}, ms, g.loc), '"')
}

func long0(n int64) string { return strconv.FormatInt(n, 10) }
