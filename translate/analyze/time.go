package analyze

import (
	"ogham/internal/druidtime"
	"ogham/internal/druidtype"
)

var dayPeriod = druidtime.Period{Days: 1}

// parseTime reads a text constant as a TIMESTAMP or DATE in the session's zone: ISO-8601 or the SQL
// form. A DATE is the midnight of its day.
func (a *analyzer) parseTime(s string, k druidtype.Kind) (int64, bool) {
	ms, ok := druidtime.ParseISO(s, a.env.Zone)
	if !ok {
		return 0, false
	}
	if k == druidtype.Date {
		ms = dayPeriod.Floor(ms, nil, a.env.Zone)
	}
	return ms, true
}
