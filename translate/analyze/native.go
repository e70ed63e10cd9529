package analyze

import (
	"math"
	"strconv"
	"strings"

	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// nativeText prints a constant expression in Druid's native expression language, for messages.
func nativeText(x plan.Expr, in constants) string {
	var w nativeWriter
	w.expr(x, in)
	return w.b.String()
}

type nativeWriter struct{ b strings.Builder }

// maxNative is how long a message's expression may become.
const maxNative = 1 << 12

func (w *nativeWriter) expr(x plan.Expr, in constants) {
	if w.b.Len() > maxNative {
		return
	}
	switch e := x.(type) {
	case *plan.Literal:
		w.literal(e)
	case *plan.Column:
		if k, ok := in[column{e.Alias, e.Name}]; ok {
			w.expr(k.expr, k.scope)
		} else {
			w.b.WriteString(e.Label)
		}
	case *plan.Cast:
		w.cast(e, in)
	case *plan.Logical:
		op := " && "
		if e.Or {
			op = " || "
		}
		w.infix(op, e.Terms, in)
	case *plan.Case:
		w.choice(e, in)
	case *plan.Array:
		w.list("array", e.Elems, in)
	case *plan.Call:
		w.call(e, in)
	default:
		var operands []plan.Expr
		plan.Children(x, func(c plan.Expr) { operands = append(operands, c) })
		w.list("", operands, in)
	}
}

func (w *nativeWriter) literal(l *plan.Literal) {
	switch v := l.Value.(type) {
	case string:
		w.b.WriteString("'" + strings.ReplaceAll(v, "'", `\u0027`) + "'")
	case int64:
		w.b.WriteString(strconv.FormatInt(v, 10))
	case float64:
		if l.Text != "" {
			w.b.WriteString(l.Text)
			return
		}
		w.b.WriteString(plan.DoubleText(v))
	case bool:
		if v {
			w.b.WriteString("1")
		} else {
			w.b.WriteString("0")
		}
	default:
		w.b.WriteString("null")
	}
}

// cast leaves out what only changes the width of a number.
func (w *nativeWriter) cast(c *plan.Cast, in constants) {
	from, to := c.X.Type(), c.T
	if from.IsNumeric() && to.IsApprox() {
		w.expr(c.X, in)
		return
	}
	name := "STRING"
	switch {
	case to.IsApprox():
		name = "DOUBLE"
	case to.IsInt(), to.IsTime(), to.Kind == druidtype.Boolean:
		name = "LONG"
	}
	w.b.WriteString("CAST(")
	w.expr(c.X, in)
	w.b.WriteString(", '" + name + "')")
}

func (w *nativeWriter) choice(e *plan.Case, in constants) {
	w.b.WriteString("case_searched(")
	for _, when := range e.Whens {
		w.expr(when.Cond, in)
		w.b.WriteByte(',')
		w.expr(when.Then, in)
		w.b.WriteByte(',')
	}
	if e.Else != nil {
		w.expr(e.Else, in)
	} else {
		w.b.WriteString("null")
	}
	w.b.WriteByte(')')
}

// nativeNames are the functions whose native name is not their own in small letters.
var nativeNames = map[string]string{
	"LN": "log", "POWER": "pow", "COALESCE": "nvl",
	"BITWISE_AND": "bitwiseAnd", "BITWISE_OR": "bitwiseOr", "BITWISE_XOR": "bitwiseXor", "BITWISE_COMPLEMENT": "bitwiseComplement",
	"BITWISE_SHIFT_LEFT": "bitwiseShiftLeft", "BITWISE_SHIFT_RIGHT": "bitwiseShiftRight",
	"BITWISE_CONVERT_LONG_BITS_TO_DOUBLE": "bitwiseConvertLongBitsToDouble", "BITWISE_CONVERT_DOUBLE_TO_LONG_BITS": "bitwiseConvertDoubleToLongBits",
}

// nativeOperators are those written between their operands.
var nativeOperators = map[string]string{
	"+": " + ", "-": " - ", "*": " * ", "/": " / ", "MOD": " % ",
	"=": " == ", "<>": " != ", "<": " < ", "<=": " <= ", ">": " > ", ">=": " >= ",
}

func (w *nativeWriter) call(c *plan.Call, in constants) {
	name := c.Fn.Name
	if c.Fn.Kind == plan.Operator {
		for _, suffix := range []string{"WRAP", "DOUBLE", "NUMBER", "TEXT"} {
			name = strings.TrimSuffix(name, suffix)
		}
	}
	if op, ok := nativeOperators[name]; ok {
		w.infix(op, c.Args, in)
		return
	}
	switch name {
	case "NEG":
		w.b.WriteString("(- ")
		w.expr(c.Args[0], in)
		w.b.WriteByte(')')
	case "SQRT":
		w.b.WriteString("pow(")
		w.expr(c.Args[0], in)
		w.b.WriteString(",0.5)")
	default:
		native, ok := nativeNames[name]
		if !ok {
			native = strings.ToLower(name)
		}
		w.list(native, c.Args, in)
	}
}

func (w *nativeWriter) infix(op string, operands []plan.Expr, in constants) {
	w.b.WriteByte('(')
	for i, x := range operands {
		if i > 0 {
			w.b.WriteString(op)
		}
		w.expr(x, in)
	}
	w.b.WriteByte(')')
}

func (w *nativeWriter) list(name string, operands []plan.Expr, in constants) {
	w.b.WriteString(name + "(")
	for i, x := range operands {
		if i > 0 {
			w.b.WriteByte(',')
		}
		w.expr(x, in)
	}
	w.b.WriteByte(')')
}

// notFinite tells whether v is NaN or infinite.
func notFinite(v any) bool {
	f, ok := v.(float64)
	return ok && (math.IsNaN(f) || math.IsInf(f, 0))
}
