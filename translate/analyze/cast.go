package analyze

import (
	"math"
	"strconv"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// cast converts x implicitly to t's kind; x itself comes back when nothing changes in Postgres.
// Constants are converted here.
func (a *analyzer) cast(x plan.Expr, t druidtype.Type) plan.Expr {
	if t.Kind != druidtype.Float {
		x = unnarrowed(x)
	}
	from := x.Type()
	if l, ok := x.(*plan.Literal); ok {
		if out, ok := a.castLiteral(l, t); ok {
			return out
		}
	}
	if from.Kind == t.Kind && from.Postgres() == t.Postgres() {
		return x
	}
	if from.MultiValue && t.Kind != druidtype.Array && (!from.IsString() || !t.IsString()) {
		return a.mapped(x.Pos(), []plan.Expr{x}, func(args []plan.Expr) plan.Expr { return a.cast(args[0], t.Single()) })
	}
	switch {
	case sameCarrier(from, t):
		return x
	case t.MultiValue && from.Kind != druidtype.Array && from.Kind != druidtype.Complex:
		return a.coerceMulti(x)
	case from.Kind == druidtype.Boolean && t.IsApprox():
		return a.cast(a.operator(x.Pos(), "BOOLEAN TO LONG", x), t)
	case from.IsTime() && t.IsNumeric() && t.Kind != druidtype.BigInt: // by way of the milliseconds
		return a.cast(a.cast(x, druidtype.Of(druidtype.BigInt)), t)
	}
	if from.Kind == druidtype.Array && t.Kind == druidtype.Array && from.Elem != nil && t.Elem != nil {
		return a.castElements(x, t)
	}
	return &plan.Cast{Base: plan.Base{T: t.Null(from.Nullable || castMayFail(from, t)), P: x.Pos()}, X: x, Zone: a.env.ZoneName}
}

// sameCarrier tells whether values of both types look the same in Postgres and mean the same.
func sameCarrier(from, to druidtype.Type) bool {
	switch {
	case from.IsString() && to.IsString():
		return from.MultiValue || !to.MultiValue // a multi-value string stays one
	case from.IsInt() && to.IsInt():
		return to.Kind >= from.Kind
	case from.IsApprox() && to.IsApprox():
		return (from.Kind == druidtype.Float) == (to.Kind == druidtype.Float)
	case from.Kind == druidtype.Date && to.Kind == druidtype.Timestamp:
		return true
	case from.Kind == druidtype.Array && to.Kind == druidtype.Array:
		return from.Postgres() == to.Postgres()
	case from.Kind == druidtype.Complex && to.Kind == druidtype.Complex:
		return true
	}
	return false
}

// castElements casts each element of an array.
func (a *analyzer) castElements(x plan.Expr, t druidtype.Type) plan.Expr {
	v := a.newVar(storedElement(*x.Type().Elem))
	return &plan.Elements{Base: plan.Base{T: t.Null(x.Type().Nullable), P: x.Pos()}, Source: x, Var: v, Body: a.cast(v, storedElement(*t.Elem))}
}

// storedElement is the type of an element as arrays hold it: text, BIGINT or DOUBLE.
func storedElement(t druidtype.Type) druidtype.Type {
	switch {
	case t.IsApprox():
		return druidtype.Of(druidtype.Double)
	case t.IsInt(), t.IsTime(), t.Kind == druidtype.Boolean:
		return druidtype.Of(druidtype.BigInt)
	}
	return druidtype.Of(druidtype.Varchar)
}

func castMayFail(from, to druidtype.Type) bool { return from.IsString() && !to.IsString() }

// castLiteral converts a constant where the rule is plain.
func (a *analyzer) castLiteral(l *plan.Literal, t druidtype.Type) (plan.Expr, bool) {
	switch v := l.Value.(type) {
	case nil:
		return literal(l.P, nil, t.Null(true)), true
	case int64:
		return castInt(l, v, t)
	case float64:
		return castFloat(l, v, t)
	case string:
		return a.castText(l, v, t)
	}
	return nil, false
}

func castInt(l *plan.Literal, v int64, t druidtype.Type) (plan.Expr, bool) {
	if !l.T.IsInt() {
		return nil, false
	}
	switch {
	case t.IsInt():
		if t.Kind <= druidtype.Integer {
			v = int64(int32(v)) //nolint:gosec // CAST to INTEGER keeps the low 32 bits
		}
		return literal(l.P, v, t.NotNull()), true
	case t.Kind == druidtype.Float:
		return literal(l.P, float64(float32(v)), t.NotNull()), true
	case t.IsApprox():
		out := literal(l.P, float64(v), t.NotNull())
		out.Text = strconv.FormatInt(v, 10)
		return out, true
	case t.IsString() && !t.MultiValue:
		return literal(l.P, strconv.FormatInt(v, 10), t.NotNull()), true
	}
	return nil, false
}

func castFloat(l *plan.Literal, v float64, t druidtype.Type) (plan.Expr, bool) {
	switch {
	case t.Kind == druidtype.Float:
		return literal(l.P, float64(float32(v)), t.NotNull()), true
	case t.IsApprox():
		out := literal(l.P, v, t.NotNull())
		out.Text = l.Text
		return out, true
	case t.IsString() && !t.MultiValue && l.T.Kind == druidtype.Float:
		// Java prints the shortest digits of a float constant; a float column is widened first.
		short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', -1, 32), 64)
		x := literal(l.P, short, druidtype.Of(druidtype.Double).NotNull())
		return &plan.Cast{Base: plan.Base{T: t.NotNull(), P: l.P}, X: x}, err == nil
	case t.IsInt() && math.Abs(v) < 1<<31:
		return literal(l.P, int64(v), t.NotNull()), true
	}
	return nil, false
}

func (a *analyzer) castText(l *plan.Literal, v string, t druidtype.Type) (plan.Expr, bool) {
	switch {
	case t.IsString() && !t.MultiValue:
		return literal(l.P, v, t.NotNull()), true
	case t.IsTime():
		if ms, ok := a.parseTime(v, t.Kind); ok {
			return literal(l.P, ms, t.NotNull()), true
		}
	}
	return nil, false
}

// typeNames are the type names of CAST and EXTEND.
var typeNames = map[string]druidtype.Kind{
	"BOOLEAN": druidtype.Boolean, "TINYINT": druidtype.TinyInt, "SMALLINT": druidtype.SmallInt,
	"INTEGER": druidtype.Integer, "INT": druidtype.Integer, "BIGINT": druidtype.BigInt,
	"DECIMAL": druidtype.Decimal, "DEC": druidtype.Decimal, "NUMERIC": druidtype.Decimal,
	"FLOAT": druidtype.Float, "REAL": druidtype.Real, "DOUBLE": druidtype.Double, "DOUBLE PRECISION": druidtype.Double,
	"CHAR": druidtype.Char, "CHARACTER": druidtype.Char, "VARCHAR": druidtype.Varchar, "CHARACTER VARYING": druidtype.Varchar,
	"CHAR VARYING": druidtype.Varchar, "DATE": druidtype.Date, "TIMESTAMP": druidtype.Timestamp, "ANY": druidtype.Any,
}

// SpecType gives the nullable type of a type as written. The error is a *druiderr.Error.
func SpecType(spec *ast.TypeSpec) (t druidtype.Type, err error) {
	a := &analyzer{}
	defer a.recover(&err)
	return specType(spec), nil
}

func specType(spec *ast.TypeSpec) druidtype.Type {
	var t druidtype.Type
	if spec.Complex {
		native, ok := druidtype.FromNative(spec.Name)
		if !ok {
			fail(spec.Pos, "Unknown type [%s]", spec.Name)
		}
		t = native
	} else {
		k, ok := typeNames[spec.Name]
		if !ok {
			fail(spec.Pos, "Unknown identifier '%s'", spec.Name)
		}
		t = druidtype.Of(k)
		if spec.Precision >= 0 {
			t.Precision = spec.Precision
		}
		if spec.Scale > 0 {
			t.Scale = spec.Scale
		}
	}
	for range spec.Arrays {
		t = druidtype.ArrayOf(t)
	}
	return t
}

// castExpr analyzes CAST. Druid's own list of what cannot be cast is kept.
func (a *analyzer) castExpr(s *scope, e *ast.Cast) plan.Expr {
	t := specType(e.Type)
	if p, ok := e.X.(*ast.Param); ok && a.env.Prepare && !e.Safe {
		return a.prepared(p, t)
	}
	x := a.expr(s, e.X)
	if e.Safe {
		noMatch(e.Pos, "TRY_CAST", []plan.Expr{x, literal(e.Pos, nil, t)})
	}
	return a.explicitCast(e.Pos, x, t)
}

func (a *analyzer) explicitCast(pos ast.Pos, x plan.Expr, t druidtype.Type) plan.Expr {
	from := x.Type()
	if !castable(from, t) {
		fail(pos, "Cast function cannot convert value of type %s to type %s", castName(from), castName(t))
	}
	if s, ok := plan.TextOf(x); ok && t.IsTime() {
		if _, ok := a.parseTime(s, t.Kind); !ok {
			a.timeConstant(x, t)
		}
	}
	t.MultiValue = from.MultiValue && t.IsString()
	out := a.cast(x, t)
	return padded(a.setType(out, x, t))
}

// setType gives the result of a cast the type that was asked for.
func (a *analyzer) setType(out, x plan.Expr, t druidtype.Type) plan.Expr {
	t.Nullable = out.Type().Nullable
	if out != x {
		switch c := out.(type) {
		case *plan.Cast:
			c.T = t
		case *plan.Literal:
			c.T = t
		}
		return out
	}
	if x.Type().Kind == t.Kind {
		return x
	}
	return retyped(x, t)
}

func castName(t druidtype.Type) string {
	if t.Kind == druidtype.Complex {
		return t.Native()
	}
	if t.Kind == druidtype.Array && t.Elem != nil {
		return t.Elem.Kind.String() + " ARRAY"
	}
	return t.Kind.String()
}

// castable is Calcite's table of casts as Druid has it.
func castable(from, to druidtype.Type) bool {
	switch {
	case from.Kind == druidtype.Unknown || from.Kind == druidtype.Any || to.Kind == druidtype.Any || from.Kind == to.Kind && from.Kind != druidtype.Complex:
		return true
	case from.IsString():
		return !to.IsInterval()
	case from.IsNumeric():
		return to.IsNumeric() || to.IsString() || to.Kind == druidtype.Timestamp || to.Kind == druidtype.Boolean
	case from.Kind == druidtype.Boolean:
		return to.IsString()
	case from.Kind == druidtype.Timestamp:
		return to.IsTime() || to.IsString() || to.IsNumeric()
	case from.Kind == druidtype.Date:
		return to.IsTime() || to.IsString()
	case from.Kind == druidtype.Array:
		return to.IsString()
	case from.Kind == druidtype.Complex:
		return to.Kind == druidtype.Complex
	case from.IsInterval():
		return to.IsInt()
	}
	return false
}
