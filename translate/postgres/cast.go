package postgres

import (
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// cast prints a conversion. Postgres raises errors where Druid gives NULL and rounds where Druid
// truncates, so all but the plain widenings go through druid_sql.
func (w *writer) cast(c *plan.Cast) {
	from, to := c.X.Type(), c.T
	if fn := castFunction(from, to); fn != "" {
		w.SQL("druid_sql.")
		w.SQL(fn)
		w.SQL("(")
		w.Expr(c.X)
		if needsZone(from, to) {
			w.SQL(", ")
			w.String(c.Zone)
		}
		w.SQL(")")
		return
	}
	w.SQL("(")
	w.Expr(c.X)
	w.SQL(")::")
	w.SQL(to.Postgres())
}

func needsZone(from, to druidtype.Type) bool {
	return from.IsTime() && (to.IsString() || to.Kind == druidtype.Date) || (from.IsString() || from.IsNumeric()) && to.IsTime()
}

// castFunction names the druid_sql function of a conversion, "" where Postgres' own cast is right.
func castFunction(from, to druidtype.Type) string {
	switch {
	case from.Kind == druidtype.Unknown, from.Postgres() == to.Postgres() && !to.IsInt() && !to.IsTime():
		return ""
	case to.IsString():
		return toVarchar(from)
	case to.IsInt():
		return toInteger(from, to)
	case to.IsApprox():
		return toDouble(from, to)
	case to.Kind == druidtype.Boolean:
		return toBoolean(from)
	case to.IsTime():
		return toTime(from, to)
	case to.Kind == druidtype.Array:
		return "to_array"
	case to.Kind == druidtype.Complex && to.Name == "json":
		return "to_json"
	}
	return ""
}

func toVarchar(from druidtype.Type) string {
	switch {
	case from.Kind == druidtype.Timestamp:
		return "timestamp_to_varchar"
	case from.Kind == druidtype.Date:
		return "date_to_varchar"
	case from.IsInt():
		return ""
	}
	return "to_varchar"
}

func toInteger(from, to druidtype.Type) string {
	switch {
	case from.IsTime():
		return "timestamp_to_millis"
	case to.Kind == druidtype.BigInt && from.IsInt(), to.Kind == from.Kind, from.IsInt() && from.Kind < to.Kind:
		return ""
	case to.Kind == druidtype.BigInt:
		return "to_bigint"
	}
	return "to_integer"
}

func toDouble(from, to druidtype.Type) string {
	switch {
	case to.Kind == druidtype.Float && !from.IsNumeric():
		return "to_float"
	case to.Kind == druidtype.Float && from.Kind != druidtype.Float && !from.IsInt():
		return "to_float"
	case from.IsNumeric():
		return ""
	}
	return "to_double"
}

func toBoolean(druidtype.Type) string { return "to_boolean" }

func toTime(from, to druidtype.Type) string {
	if to.Kind == druidtype.Date {
		if from.Kind == druidtype.Date {
			return ""
		}
		return "to_date"
	}
	if from.IsTime() {
		return ""
	}
	return "to_timestamp"
}
