package avatica

import (
	"math"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
)

// rep is how a value is represented (Avatica's ColumnMetaData.Rep, with the numbers of its protobuf form).
type rep uint8

// The representations.
const (
	repPrimitiveBoolean rep = 0
	repBoolean          rep = 8
	repInteger          rep = 12
	repLong             rep = 13
	repFloat            rep = 14
	repDouble           rep = 15
	repTimestamp        rep = 17
	repDate             rep = 18
	repUtilDate         rep = 19
	repBytes            rep = 20
	repString           rep = 21
	repNumber           rep = 22
	repObject           rep = 23
	repNull             rep = 24
	repArray            rep = 27
)

var repNames = [...]string{
	"PRIMITIVE_BOOLEAN", "PRIMITIVE_BYTE", "PRIMITIVE_CHAR", "PRIMITIVE_SHORT", "PRIMITIVE_INT", "PRIMITIVE_LONG",
	"PRIMITIVE_FLOAT", "PRIMITIVE_DOUBLE", "BOOLEAN", "BYTE", "CHARACTER", "SHORT", "INTEGER", "LONG", "FLOAT", "DOUBLE",
	"JAVA_SQL_TIME", "JAVA_SQL_TIMESTAMP", "JAVA_SQL_DATE", "JAVA_UTIL_DATE", "BYTE_STRING", "STRING", "NUMBER", "OBJECT", "NULL",
	"BIG_INTEGER", "BIG_DECIMAL", "ARRAY", "STRUCT", "MULTISET",
}

// String gives the name that JSON messages use.
func (r rep) String() string { return repNames[r] }

// repOf finds a representation by its name.
func repOf(name string) (rep, bool) {
	for i, n := range repNames {
		if n == name {
			return rep(i), true
		}
	}
	return 0, false
}

// unsetScale is the scale of types without one (Calcite's SCALE_NOT_SPECIFIED).
const unsetScale int32 = math.MinInt32

// unsetPrecision is the precision of types without one.
const unsetPrecision int32 = -1

// sqlType is what JDBC knows of a SQL type: its number in java.sql.Types, its representation and the
// class of its values.
type sqlType struct {
	id               int32
	rep              rep
	class            string
	precision, scale int32
}

var sqlTypes = map[druidtype.Kind]sqlType{
	druidtype.Boolean:      {16, repBoolean, "java.lang.Boolean", 1, unsetScale},
	druidtype.TinyInt:      {-6, repNumber, "java.lang.Byte", 3, 0},
	druidtype.SmallInt:     {5, repNumber, "java.lang.Short", 5, 0},
	druidtype.Integer:      {4, repNumber, "java.lang.Integer", 10, 0},
	druidtype.BigInt:       {-5, repNumber, "java.lang.Long", 19, 0},
	druidtype.Decimal:      {3, repNumber, "java.math.BigDecimal", 19, 0},
	druidtype.Float:        {6, repNumber, "java.lang.Double", 15, unsetScale},
	druidtype.Real:         {7, repNumber, "java.lang.Float", 7, unsetScale},
	druidtype.Double:       {8, repNumber, "java.lang.Double", 15, unsetScale},
	druidtype.Char:         {1, repString, "java.lang.String", unsetPrecision, unsetScale},
	druidtype.Varchar:      {12, repString, "java.lang.String", unsetPrecision, unsetScale},
	druidtype.Date:         {91, repNumber, "java.sql.Date", 0, unsetScale},
	druidtype.Timestamp:    {93, repNumber, "java.sql.Timestamp", 3, unsetScale},
	druidtype.IntervalDay:  {1111, repNumber, "java.lang.Long", 2, 6},
	druidtype.IntervalYear: {1111, repNumber, "java.lang.Long", 2, 0},
	druidtype.Array:        {2003, repArray, "java.sql.Array", unsetPrecision, unsetScale},
	druidtype.Complex:      {1111, repObject, "java.lang.Object", unsetPrecision, unsetScale},
	druidtype.Any:          {2000, repObject, "java.lang.Object", unsetPrecision, unsetScale},
}

// typeOf gives the JDBC side of a type, with the precision and scale that it was declared with.
func typeOf(t druidtype.Type) (sqlType, error) {
	j, ok := sqlTypes[t.Kind]
	if !ok {
		return j, illegalState("No rep for SQL type [%s]", t.SQL())
	}
	if t.Precision > 0 {
		j.precision = int32(min(t.Precision, math.MaxInt32))
	}
	if t.Kind == druidtype.Decimal {
		j.scale = int32(min(t.Scale, math.MaxInt32)) //nolint:gosec // bounded
	}
	return j, nil
}

// avaticaType is the type of a column.
type avaticaType struct {
	id        int32
	name      string
	rep       rep
	component *avaticaType
}

func avaticaTypeOf(t druidtype.Type) (*avaticaType, error) {
	j, err := typeOf(t)
	if err != nil {
		return nil, err
	}
	out := &avaticaType{id: j.id, name: t.SQL(), rep: j.rep}
	if t.Kind != druidtype.Array {
		return out, nil
	}
	elem := druidtype.Of(druidtype.Varchar)
	if t.Elem != nil && t.Elem.Kind != druidtype.Unknown {
		elem = *t.Elem
	}
	out.component, err = avaticaTypeOf(elem)
	return out, err
}

// columnMeta describes a column of a result.
type columnMeta struct {
	ordinal          int
	name             string
	nullable         bool
	precision, scale int32
	typ              *avaticaType
	class            string
}

// parameterMeta describes a parameter of a prepared statement.
type parameterMeta struct {
	precision, scale int32
	typ              int32
	typeName, class  string
	name             string
}

// cursorStyle says how rows are held (Meta.Style, with its numbers in protobuf).
type cursorStyle uint8

// The styles that occur: a prepared statement tells ARRAY, a result LIST.
const (
	styleArray cursorStyle = 3
	styleList  cursorStyle = 4
)

// String gives the name that JSON answers use.
func (c cursorStyle) String() string {
	if c == styleArray {
		return "ARRAY"
	}
	return "LIST"
}

// signature describes a statement: its SQL, columns and parameters.
type signature struct {
	sql        string
	columns    []columnMeta
	parameters []parameterMeta
	style      cursorStyle
}

func newSignature(sql string, plan *Plan, style cursorStyle) (*signature, error) {
	s := &signature{sql: sql, style: style, columns: make([]columnMeta, len(plan.Columns)), parameters: make([]parameterMeta, len(plan.Parameters))}
	for i, c := range plan.Columns {
		typ, err := avaticaTypeOf(c.Type)
		if err != nil {
			return nil, err
		}
		j, err := typeOf(c.Type)
		if err != nil {
			return nil, err
		}
		s.columns[i] = columnMeta{
			ordinal: i, name: c.Name, nullable: c.Type.Nullable, precision: j.precision, scale: j.scale, typ: typ, class: j.class,
		}
	}
	for i, t := range plan.Parameters {
		j, err := typeOf(t)
		if err != nil {
			return nil, druiderr.Bug("a parameter has no type").WithCause(err)
		}
		if t.Kind == druidtype.Boolean { // recorded
			j.class = "java.lang.Object"
		}
		s.parameters[i] = parameterMeta{
			precision: j.precision, scale: j.scale, typ: j.id, typeName: t.SQL(), class: j.class, name: "?" + grouped(int64(i)),
		}
	}
	return s, nil
}
