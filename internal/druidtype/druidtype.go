// Package druidtype holds the types of the system: Druid's SQL types with nullability, the native
// types beneath them and the Postgres types that store them.
//
// The package is a leaf: it imports the standard library only.
package druidtype

import (
	"fmt"
	"strings"
)

// Kind is the head of a SQL type (Calcite's SqlTypeName, as far as Druid uses it).
type Kind uint8

// The kinds. Unknown is the zero value: the type of an untyped NULL.
const (
	Unknown Kind = iota
	Boolean
	TinyInt
	SmallInt
	Integer
	BigInt
	Decimal
	Float
	Real
	Double
	Char
	Varchar
	Date
	Timestamp
	IntervalDay  // day-time interval, milliseconds
	IntervalYear // year-month interval, months
	Array
	Complex // COMPLEX<Name>; SQL type OTHER
	Row
	Symbol // a keyword argument, such as a time unit
	Any
)

var kindNames = [...]string{
	Unknown: "NULL", Boolean: "BOOLEAN", TinyInt: "TINYINT", SmallInt: "SMALLINT", Integer: "INTEGER",
	BigInt: "BIGINT", Decimal: "DECIMAL", Float: "FLOAT", Real: "REAL", Double: "DOUBLE", Char: "CHAR",
	Varchar: "VARCHAR", Date: "DATE", Timestamp: "TIMESTAMP", IntervalDay: "INTERVAL DAY",
	IntervalYear: "INTERVAL YEAR", Array: "ARRAY", Complex: "OTHER", Row: "ROW", Symbol: "SYMBOL", Any: "ANY",
}

// String gives the SQL name of the kind, as sqlTypesHeader prints it ("BIGINT", "OTHER").
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Type is a SQL type. The zero value is the type of NULL.
type Type struct {
	Kind     Kind
	Nullable bool
	// MultiValue marks a VARCHAR that holds several values; it is stored as text[]. What a function of
	// one value makes of such a string is marked too and carried as an array of results.
	MultiValue bool
	// Precision is CHAR's and VARCHAR's length, DECIMAL's precision, 0 when none was given.
	Precision int
	Scale     int
	// Elem is the element type of an Array.
	Elem *Type
	// Name is the name of a Complex type, such as "json"; "" when unknown.
	Name string
}

// Of makes a nullable type of a kind.
func Of(k Kind) Type { return Type{Kind: k, Nullable: true} }

// NotNull gives t without nullability.
func (t Type) NotNull() Type { t.Nullable = false; return t }

// Null gives t with nullability n.
func (t Type) Null(n bool) Type { t.Nullable = n; return t }

// ArrayOf makes a nullable array type.
func ArrayOf(elem Type) Type { return Type{Kind: Array, Nullable: true, Elem: &elem} }

// ComplexOf makes a nullable complex type, such as ComplexOf("json").
func ComplexOf(name string) Type { return Type{Kind: Complex, Nullable: true, Name: name} }

// Single gives the nullable type of one value of t.
func (t Type) Single() Type { t.MultiValue, t.Nullable = false, true; return t }

// MultiString is the nullable multi-value VARCHAR.
func MultiString() Type { return Type{Kind: Varchar, Nullable: true, MultiValue: true} }

// IsInt tells whether t is one of the integer types.
func (t Type) IsInt() bool { return t.Kind >= TinyInt && t.Kind <= BigInt }

// IsApprox tells whether t is carried as a floating-point number (DECIMAL is, as in Druid).
func (t Type) IsApprox() bool { return t.Kind >= Decimal && t.Kind <= Double }

// IsNumeric tells whether t is an integer or floating-point type.
func (t Type) IsNumeric() bool { return t.IsInt() || t.IsApprox() }

// IsString tells whether t is CHAR or VARCHAR.
func (t Type) IsString() bool { return t.Kind == Char || t.Kind == Varchar }

// IsTime tells whether t is TIMESTAMP or DATE.
func (t Type) IsTime() bool { return t.Kind == Timestamp || t.Kind == Date }

// IsInterval tells whether t is an interval.
func (t Type) IsInterval() bool { return t.Kind == IntervalDay || t.Kind == IntervalYear }

// SQL gives the name that sqlTypesHeader and INFORMATION_SCHEMA print.
func (t Type) SQL() string { return t.Kind.String() }

// Native gives Druid's native type ("LONG", "ARRAY<STRING>", "COMPLEX<json>"), "" where there is
// none (ROW).
func (t Type) Native() string {
	switch t.Kind {
	case Boolean, TinyInt, SmallInt, Integer, BigInt, Date, Timestamp, IntervalDay, IntervalYear:
		return "LONG"
	case Float:
		return "FLOAT"
	case Decimal, Real, Double:
		return "DOUBLE"
	case Char, Varchar, Symbol, Unknown: // an untyped NULL is carried as a string
		return "STRING"
	case Array:
		if t.Elem == nil {
			return "ARRAY"
		}
		return "ARRAY<" + t.Elem.Native() + ">"
	case Complex:
		if t.Name == "" {
			return "COMPLEX"
		}
		return "COMPLEX<" + t.Name + ">"
	case Row, Any:
		return ""
	}
	return ""
}

// Postgres gives the Postgres type that carries values of t in queries and columns. BOOLEAN is
// boolean in queries; a stored BOOLEAN is BIGINT already (ingestion converts it). TIMESTAMP and
// DATE are timestamptz holding whole milliseconds; a multi-value VARCHAR and a VARCHAR ARRAY are
// text[]; COMPLEX<json> is json, so that the order of keys survives, and
// so are COMPLEX without a name, which lists of numbers have, tuple sketches, and the pair of a time
// and a text, which Druid prints as JSON; other complex types are bytea.
func (t Type) Postgres() string {
	if t.MultiValue && t.Kind != Array && t.Kind != Complex {
		return t.Single().Postgres() + "[]"
	}
	switch t.Kind {
	case Boolean:
		return "boolean"
	case TinyInt, SmallInt, Integer, BigInt:
		return "bigint"
	case Float:
		return "real"
	case Decimal, Real, Double:
		return "double precision"
	case Date, Timestamp:
		return "timestamp with time zone"
	case IntervalDay, IntervalYear:
		return "bigint"
	case Array:
		if t.Elem == nil {
			return "text[]"
		}
		switch {
		case t.MultiValue, t.Elem.Kind == Array || t.Elem.Kind == Complex:
			return "json"
		case t.Elem.IsApprox():
			return "double precision[]"
		case t.Elem.IsInt(), t.Elem.Kind == Boolean, t.Elem.IsTime():
			return "bigint[]" // Druid's ARRAY<LONG>: booleans are 0 and 1, timestamps milliseconds
		}
		return "text[]"
	case Complex:
		switch t.Name {
		case "", "json", "arrayOfDoublesSketch", "serializablePairLongString":
			return "json"
		}
		if t.MultiValue {
			return "json"
		}
		return "bytea"
	case Varchar, Char:
		return "text"
	case Unknown, Row, Symbol, Any:
		return "text"
	}
	return "text"
}

// FromNative gives the SQL type of a stored column of a native type ("LONG" is BIGINT,
// "COMPLEX<json>" is Complex). Case is ignored. ok is false for a name that Druid does not know.
func FromNative(native string) (t Type, ok bool) {
	s := strings.TrimSpace(native)
	u := strings.ToUpper(s)
	switch u {
	case "STRING":
		return Of(Varchar), true
	case "LONG":
		return Of(BigInt), true
	case "FLOAT":
		return Of(Float), true
	case "DOUBLE":
		return Of(Double), true
	case "COMPLEX":
		return ComplexOf(""), true
	}
	if strings.HasPrefix(u, "ARRAY<") && strings.HasSuffix(u, ">") {
		elem, ok := FromNative(s[len("ARRAY<") : len(s)-1])
		if elem.Kind == Float { // stored arrays hold doubles
			elem = Of(Double)
		}
		return ArrayOf(elem), ok
	}
	if strings.HasPrefix(u, "COMPLEX<") && strings.HasSuffix(u, ">") {
		return ComplexOf(s[len("COMPLEX<") : len(s)-1]), true
	}
	return Type{}, false
}

// String gives a readable form for messages: "VARCHAR", "BIGINT NOT NULL", "VARCHAR ARRAY".
func (t Type) String() string {
	s := t.Kind.String()
	switch t.Kind {
	case Array:
		if t.Elem != nil {
			s = t.Elem.Kind.String() + " ARRAY"
		}
	case Complex:
		s = t.Native()
	case Char:
		if t.Precision > 0 {
			s = fmt.Sprintf("CHAR(%d)", t.Precision)
		}
	default:
	}
	if !t.Nullable && t.Kind != Unknown {
		s += " NOT NULL"
	}
	return s
}

// Column is a named, typed column of a row signature.
type Column struct {
	Name string
	Type Type
}

// NUL stands for the character NUL (U+0000) in text given to Postgres, which cannot hold it. It is a
// noncharacter: text that is interchanged has none.
const NUL = "\uFDD0"
