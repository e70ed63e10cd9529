package analyze

import (
	"strconv"
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// typeText gives a type as Calcite prints it in "Cannot apply" messages: TIMESTAMP(3), CHAR(1),
// INTEGER ARRAY.
func typeText(t druidtype.Type) string {
	switch t.Kind {
	case druidtype.Unknown:
		return "NULL"
	case druidtype.Timestamp:
		if t.Precision > 0 || t.Nullable {
			return "TIMESTAMP(3)"
		}
		return "TIMESTAMP(0)"
	case druidtype.Char:
		return "CHAR(" + strconv.Itoa(t.Precision) + ")"
	case druidtype.Decimal:
		return "DECIMAL(" + strconv.Itoa(max(t.Precision, 1)) + ", " + strconv.Itoa(t.Scale) + ")"
	case druidtype.Array:
		if t.Elem != nil {
			return typeText(*t.Elem) + " ARRAY"
		}
	case druidtype.Complex:
		return strings.ToUpper(t.Native())
	case druidtype.IntervalDay:
		return "INTERVAL DAY"
	case druidtype.IntervalYear:
		return "INTERVAL MONTH"
	default:
	}
	return t.Kind.String()
}

// familyText gives the family of a type as "No match found" prints it.
func familyText(t druidtype.Type) string {
	switch {
	case t.IsNumeric():
		return "NUMERIC"
	case t.IsString():
		return "CHARACTER"
	case t.Kind == druidtype.Unknown:
		return "NULL"
	case t.Kind == druidtype.Complex:
		return strings.ToUpper(t.Native())
	case t.IsInterval():
		return "INTERVAL_DAY_TIME"
	}
	return t.Kind.String()
}

// noMatch says that no function of that name exists, with the families of its arguments.
func noMatch(pos ast.Pos, name string, args []plan.Expr) {
	parts := make([]string, len(args))
	for i, x := range args {
		parts[i] = "<" + familyText(x.Type()) + ">"
	}
	fail(pos, "No match found for function signature %s(%s)", name, strings.Join(parts, ", "))
}

func noMatchName(pos ast.Pos, name string) {
	fail(pos, "No match found for function signature %s", name)
}

// exprText gives an expression as users know it, for messages.
func exprText(e plan.Expr) string {
	switch e := e.(type) {
	case *plan.Column:
		if e.Label != "" {
			return e.Label
		}
	case *plan.Call:
		parts := make([]string, len(e.Args))
		for i, x := range e.Args {
			parts[i] = exprText(x)
		}
		return e.Fn.Name + "(" + strings.Join(parts, ", ") + ")"
	case *plan.Literal:
		if s, ok := e.Value.(string); ok {
			return "'" + s + "'"
		}
		return e.Text
	case *plan.Cast:
		return exprText(e.X)
	}
	return "EXPR"
}
