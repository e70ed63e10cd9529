package plan

import "ogham/internal/druidtype"

// LeastRestrictive gives the type that values of all the types fit in, as Calcite's
// leastRestrictive with Druid's type system has it; ok is false where there is none. Integers
// widen; an exact number beside FLOAT or DOUBLE takes that type; DECIMAL beside FLOAT is DOUBLE;
// of FLOAT and DOUBLE the first wins; CHAR of different lengths is VARCHAR.
func LeastRestrictive(types ...druidtype.Type) (druidtype.Type, bool) {
	var out druidtype.Type
	nullable, first := false, true
	for _, t := range types {
		if t.Kind == druidtype.Unknown {
			nullable = true
			continue
		}
		nullable = nullable || t.Nullable
		if first {
			out, first = t, false
			continue
		}
		var ok bool
		if out, ok = common(out, t); !ok {
			return druidtype.Type{}, false
		}
	}
	if first {
		return druidtype.Type{Nullable: true}, true
	}
	out.Nullable = nullable
	return out, true
}

func common(a, b druidtype.Type) (druidtype.Type, bool) {
	switch {
	case a.Kind == druidtype.Any || b.Kind == druidtype.Any:
		return druidtype.Of(druidtype.Any), true
	case a.IsString() && b.IsString():
		return commonString(a, b), true
	case a.IsNumeric() && b.IsNumeric():
		return commonNumber(a, b), true
	case a.Kind == druidtype.Array && b.Kind == druidtype.Array:
		return commonArray(a, b)
	case a.Kind == druidtype.Complex && b.Kind == druidtype.Complex:
		return a, a.Name == b.Name
	case a.IsTime() && b.IsTime():
		if a.Kind == druidtype.Date {
			return b, true
		}
		return a, true
	case a.Kind == b.Kind:
		return a, true
	case a.IsInterval() && b.IsTime():
		return b, true
	case a.IsTime() && b.IsInt():
		return a, true
	case (a.IsInt() || a.Kind == druidtype.Decimal) && b.IsTime():
		return b, true
	}
	return druidtype.Type{}, false
}

// Blend gives the type that values of several types are brought to where Druid casts implicitly, as
// in CASE, COALESCE, UNION and lists: their least restrictive type, else VARCHAR when there is text
// among them. ok is false when nothing brings them together.
func Blend(types ...druidtype.Type) (druidtype.Type, bool) {
	if t, ok := LeastRestrictive(types...); ok {
		return t, true
	}
	text, arrays, nullable := false, true, false
	var elems []druidtype.Type
	for _, t := range types {
		nullable = nullable || t.Nullable || t.Kind == druidtype.Unknown
		switch {
		case t.Kind == druidtype.Unknown:
			continue
		case t.Kind == druidtype.Array && t.Elem != nil:
			elems = append(elems, *t.Elem)
			continue
		case t.IsString():
			text = true
		case t.Kind == druidtype.Complex:
			return druidtype.Type{}, false
		}
		arrays = false
	}
	if arrays {
		elem, ok := Blend(elems...)
		return druidtype.ArrayOf(elem).Null(nullable), ok
	}
	multi := false
	for _, t := range types {
		multi = multi || t.MultiValue
	}
	return druidtype.Type{Kind: druidtype.Varchar, Nullable: nullable, MultiValue: multi}, text && len(elems) == 0
}

func commonString(a, b druidtype.Type) druidtype.Type {
	if a.Kind == druidtype.Char && b.Kind == druidtype.Char && a.Precision == b.Precision {
		return a
	}
	return druidtype.Type{Kind: druidtype.Varchar, MultiValue: a.MultiValue || b.MultiValue}
}

func commonNumber(a, b druidtype.Type) druidtype.Type {
	switch {
	case a.IsInt() && b.IsInt():
		return druidtype.Of(max(a.Kind, b.Kind))
	case a.Kind == druidtype.Decimal && (b.IsInt() || b.Kind == druidtype.Decimal):
		return a
	case a.IsInt() && b.Kind == druidtype.Decimal:
		return b
	case a.Kind == druidtype.Decimal || b.Kind == druidtype.Decimal:
		return druidtype.Of(druidtype.Double)
	case a.IsInt():
		return b
	case b.IsInt():
		return a
	case a.Kind == druidtype.Real && b.Kind != druidtype.Real:
		return b
	}
	return a
}

func commonArray(a, b druidtype.Type) (druidtype.Type, bool) {
	if a.Elem == nil || a.Elem.Kind == druidtype.Unknown {
		return b, true
	}
	if b.Elem == nil || b.Elem.Kind == druidtype.Unknown {
		return a, true
	}
	elem, ok := LeastRestrictive(*a.Elem, *b.Elem)
	return druidtype.ArrayOf(elem), ok
}

// IsConstant tells whether e is a literal.
func IsConstant(e Expr) bool {
	_, ok := e.(*Literal)
	return ok
}

// IsNull tells whether e is the literal NULL, of whatever type.
func IsNull(e Expr) bool {
	l, ok := e.(*Literal)
	return ok && l.Value == nil
}

// TextOf gives the value of a text literal.
func TextOf(e Expr) (string, bool) {
	if l, ok := e.(*Literal); ok {
		s, ok := l.Value.(string)
		return s, ok
	}
	return "", false
}

// IntOf gives the value of an integer literal.
func IntOf(e Expr) (int64, bool) {
	if l, ok := e.(*Literal); ok && l.T.IsInt() {
		n, ok := l.Value.(int64)
		return n, ok
	}
	return 0, false
}
