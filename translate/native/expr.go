package native

import (
	"ogham/internal/druidtype"
)

// expr is a value in Druid SQL. Times are BIGINT milliseconds, as everywhere in native queries.
type expr struct {
	sql string
	t   druidtype.Type
	// time is the same value as a TIMESTAMP where that is at hand: comparisons of it can use an index.
	time string
	// constant is set for literals.
	constant bool
}

var (
	typeString = druidtype.Of(druidtype.Varchar)
	typeLong   = druidtype.Of(druidtype.BigInt)
	typeDouble = druidtype.Of(druidtype.Double)
	typeFloat  = druidtype.Of(druidtype.Float)
	typeBool   = druidtype.Of(druidtype.Boolean)
	typeNull   = druidtype.Type{}
)

func stringExpr(sql string) expr { return expr{sql: sql, t: typeString} }
func longExpr(sql string) expr   { return expr{sql: sql, t: typeLong} }
func doubleExpr(sql string) expr { return expr{sql: sql, t: typeDouble} }
func boolExpr(sql string) expr   { return expr{sql: sql, t: typeBool} }

// timeExpr is the milliseconds of a TIMESTAMP.
func timeExpr(sql string) expr {
	return expr{sql: "TIMESTAMP_TO_MILLIS(" + sql + ")", t: typeLong, time: sql}
}

// nullExpr is what a column that does not exist holds.
func nullExpr() expr { return expr{sql: "CAST(NULL AS VARCHAR)", t: typeNull, constant: true} }

// value gives e without booleans, which native queries know as 1 and 0.
func (e expr) value() expr {
	if e.t.Kind == druidtype.Boolean {
		return longExpr("CASE WHEN " + e.sql + " THEN 1 WHEN NOT (" + e.sql + ") THEN 0 END")
	}
	return e
}

// condition gives e as a condition: numbers are true when they are positive, texts when they say so.
func (e expr) condition() string {
	switch {
	case e.t.Kind == druidtype.Boolean:
		return "(" + e.sql + ")"
	case e.t.IsNumeric():
		return "(" + e.sql + " > 0)"
	case e.t.Kind == druidtype.Unknown:
		return "CAST(NULL AS BOOLEAN)"
	}
	return "(LOWER(" + e.sql + ") = 'true')"
}

// timestamp gives e as a TIMESTAMP.
func (e expr) timestamp() string {
	if e.time != "" {
		return e.time
	}
	return "MILLIS_TO_TIMESTAMP(" + e.to(typeLong).sql + ")"
}

// to converts e to a native type; what cannot be converted is null.
func (e expr) to(t druidtype.Type) expr {
	e = e.value()
	same := e.t.Kind == t.Kind
	if t.Kind == druidtype.Array {
		same = same && e.t.Native() == t.Native()
	}
	if same || t.Kind == druidtype.Complex || t.Kind == druidtype.Unknown {
		return e
	}
	if t.Kind == druidtype.Varchar && e.t.Kind == druidtype.Array {
		return stringExpr("ARRAY_TO_MV(" + e.sql + ")")
	}
	if t.Kind == druidtype.Varchar && e.t.Kind == druidtype.Complex {
		return stringExpr("TO_JSON_STRING(" + e.sql + ")")
	}
	return expr{sql: "CAST(" + e.sql + " AS " + sqlType(t) + ")", t: t, constant: e.constant}
}

// text gives e as a string.
func (e expr) text() string { return e.to(typeString).sql }
