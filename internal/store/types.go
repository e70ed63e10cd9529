package store

import (
	"fmt"

	"ogham/internal/druidtype"
)

// TimeColumn is the name of the column that every datasource is partitioned by.
const TimeColumn = "__time"

// StoredType gives the type that a datasource stores for an ingested column: __time is TIMESTAMP NOT
// NULL, everything else what its native type makes it, so that a BOOLEAN, a DATE and a TIMESTAMP are
// BIGINT (milliseconds), a DECIMAL is DOUBLE. Staging tables have columns of StoredType(c).Postgres().
func StoredType(c druidtype.Column) druidtype.Type {
	if c.Name == TimeColumn {
		return druidtype.Of(druidtype.Timestamp).NotNull()
	}
	t, ok := druidtype.FromNative(c.Type.Native())
	if !ok { // NULL and other untyped columns are stored as Druid does
		return druidtype.Of(druidtype.Varchar)
	}
	t.MultiValue = c.Type.MultiValue && t.Kind == druidtype.Varchar
	return t
}

// stagedType is StoredType in a staging table, where a list is an escaped text.
func stagedType(c druidtype.Column) druidtype.Type {
	t := StoredType(c)
	t.MultiValue = false
	return t
}

// columnDDL gives "name type" for CREATE TABLE.
func columnDDL(physical string, t druidtype.Type) string {
	ddl := ident(physical) + " " + storageDDL(t)
	if t.Kind == druidtype.Timestamp {
		ddl += " NOT NULL"
	}
	return ddl
}

// storageDDL gives the Postgres type of a stored column with what ATTACH PARTITION wants to be
// the same in every partition: the collation, and milliseconds for __time.
func storageDDL(t druidtype.Type) string {
	switch pg := t.Postgres(); pg {
	case "text", "text[]":
		return pg + ` COLLATE "C"`
	case "timestamp with time zone":
		return "timestamp(3) with time zone"
	default:
		return pg
	}
}

// widen gives the type that holds the values of both: Druid's ColumnType.leastRestrictiveType,
// which decides what a query sees when segments disagree. A multi-value string stays one.
func widen(a, b druidtype.Type) (druidtype.Type, error) {
	na, nb := a.Native(), b.Native()
	if na == nb {
		a.MultiValue = a.MultiValue || b.MultiValue
		return a, nil
	}
	switch {
	case a.Kind == druidtype.Complex && b.Kind == druidtype.Complex:
		if a.Name == "" {
			return b, nil
		}
		if b.Name == "" {
			return a, nil
		}
	case isJSON(a):
		return a, nil
	case isJSON(b):
		return b, nil
	case a.Kind == druidtype.Complex, b.Kind == druidtype.Complex:
	case a.Kind == druidtype.Array || b.Kind == druidtype.Array:
		elem, err := widen(elemOf(a), elemOf(b))
		return druidtype.ArrayOf(elem), err
	case a.Kind == druidtype.Varchar || b.Kind == druidtype.Varchar:
		t := druidtype.Of(druidtype.Varchar)
		t.MultiValue = a.MultiValue || b.MultiValue
		return t, nil
	default: // numbers that differ
		return druidtype.Of(druidtype.Double), nil
	}
	return a, fmt.Errorf("cannot implicitly cast %s to %s", na, nb)
}

func isJSON(t druidtype.Type) bool { return t.Kind == druidtype.Complex && t.Name == "json" }

func elemOf(t druidtype.Type) druidtype.Type {
	if t.Kind == druidtype.Array && t.Elem != nil {
		return *t.Elem
	}
	t.MultiValue = false
	return t
}

// castSQL gives the SQL that turns a stored value of one type, the expression c, into another type
// that is as wide or wider (what widen gives).
func castSQL(c string, from, to druidtype.Type) string {
	switch {
	case from.Postgres() == to.Postgres():
		return c
	case isJSON(to) && from.MultiValue:
		return "CASE WHEN pg_catalog.cardinality(" + c + ") = 1 THEN pg_catalog.to_json((" + c + ")[1]) ELSE pg_catalog.to_json(" + c + ") END"
	case isJSON(to):
		return "pg_catalog.to_json(" + c + ")"
	case to.Kind == druidtype.Array && from.Kind == druidtype.Array:
		return "(" + c + ")::" + to.Postgres()
	case to.Kind == druidtype.Array:
		return arrayOf(c, from, *to.Elem)
	case to.MultiValue:
		return arrayOf(c, from, druidtype.Of(druidtype.Varchar))
	default:
		return scalarCast(c, from, to)
	}
}

// arrayOf makes an array of one scalar; NULL stays NULL.
func arrayOf(c string, from, elem druidtype.Type) string {
	return "CASE WHEN " + c + " IS NOT NULL THEN ARRAY[" + scalarCast(c, from, elem) + "] END"
}

// scalarCast casts a scalar. Numbers become text as Druid prints them.
func scalarCast(c string, from, to druidtype.Type) string {
	if to.Kind == druidtype.Varchar && from.IsApprox() {
		return "druid_sql.to_varchar((" + c + ")::float8)"
	}
	return "(" + c + ")::" + to.Postgres()
}
