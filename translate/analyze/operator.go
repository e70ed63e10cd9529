package analyze

import (
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// binary analyzes infix operators.
func (a *analyzer) binary(s *scope, e *ast.Binary) plan.Expr {
	switch e.Op {
	case "+", "-", "*", "/":
		l, r := a.alike(s, e)
		return a.arithmetic(e.Pos, e.Op, l, r)
	case "||":
		l, r := a.operands(s, e)
		return a.concat(e.Pos, l, r)
	case "%":
		refuse("Percent remainder '%%' is not allowed under the current SQL conformance level")
	case "=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM":
		l, r := a.alike(s, e)
		return a.compare(e.Pos, e.Op, l, r)
	}
	l, r := a.operands(s, e)
	noMatch(e.Pos, e.Op, []plan.Expr{l, r})
	return nil
}

// operands analyzes both sides. A chain such as a + b + c + … hangs to the left; it is walked in a
// loop by the parser's depth limit.
func (a *analyzer) operands(s *scope, e *ast.Binary) (l, r plan.Expr) {
	return a.expr(s, e.Left), a.expr(s, e.Right)
}

// alike is operands for sides of one type.
func (a *analyzer) alike(s *scope, e *ast.Binary) (l, r plan.Expr) {
	if !a.env.Prepare {
		return a.operands(s, e)
	}
	both := a.ofOneType(s, e.Left, e.Right)
	return both[0], both[1]
}

const (
	plusForms  = "'<NUMERIC> + <NUMERIC>'\n'<DATETIME_INTERVAL> + <DATETIME_INTERVAL>'\n'<DATETIME> + <DATETIME_INTERVAL>'\n'<DATETIME_INTERVAL> + <DATETIME>'"
	minusForms = "'<NUMERIC> - <NUMERIC>'\n'<DATETIME_INTERVAL> - <DATETIME_INTERVAL>'\n'<DATETIME> - <DATETIME_INTERVAL>'"
)

func arithmeticForms(op string) string {
	switch op {
	case "+":
		return plusForms
	case "-":
		return minusForms
	case "*":
		return "'<NUMERIC> * <NUMERIC>'\n'<DATETIME_INTERVAL> * <NUMERIC>'\n'<NUMERIC> * <DATETIME_INTERVAL>'"
	}
	return "'<NUMERIC> / <NUMERIC>'\n'<DATETIME_INTERVAL> / <NUMERIC>'"
}

func cannotApply(pos ast.Pos, op string, l, r plan.Expr, forms string) {
	fail(pos, "Cannot apply '%s' to arguments of type '<%s> %s <%s>'. Supported form(s): %s",
		op, typeText(l.Type()), op, typeText(r.Type()), forms)
}

// arithmetic types + - * /. Text is cast to the type of the other operand, to DECIMAL beside text.
func (a *analyzer) arithmetic(pos ast.Pos, op string, l, r plan.Expr) plan.Expr {
	if args := []plan.Expr{l, r}; hasMulti(args) {
		return a.mapped(pos, args, func(args []plan.Expr) plan.Expr { return a.arithmetic(pos, op, args[0], args[1]) })
	}
	lt, rt := l.Type(), r.Type()
	if lt.IsTime() || rt.IsTime() || lt.IsInterval() || rt.IsInterval() {
		return a.timeArithmetic(pos, op, l, r)
	}
	if !arithmeticOperand(lt) || !arithmeticOperand(rt) {
		cannotApply(pos, op, l, r, arithmeticForms(op))
	}
	t, ok := plan.LeastRestrictive(numberType(lt, rt), numberType(rt, lt))
	l, r = a.numberBeside(l, rt), a.numberBeside(r, lt)
	if !ok || t.Kind == druidtype.Unknown {
		return null(pos)
	}
	if x, ok := foldArithmetic(pos, op, l, r, t); ok {
		return x
	}
	if t.IsApprox() {
		return a.doubleArithmetic(pos, op, l, r, t)
	}
	l, r = a.cast(l, druidtype.Of(druidtype.BigInt)), a.cast(r, druidtype.Of(druidtype.BigInt))
	name := op
	if a.env.SafeArithmetic && op != "/" {
		name += "WRAP"
	}
	return withType(a.operator(pos, name, l, r), t)
}

func arithmeticOperand(t druidtype.Type) bool {
	return t.IsNumeric() || t.IsString() || t.Kind == druidtype.Unknown
}

// numberType is the type that an operand beside another counts as: text takes that of the other,
// beside text DECIMAL.
func numberType(t, other druidtype.Type) druidtype.Type {
	switch {
	case !t.IsString():
		return t
	case other.IsNumeric():
		return other.Null(t.Nullable || other.Nullable)
	}
	return druidtype.Of(druidtype.Decimal)
}

// numberBeside makes a number of a text operand; text beside a FLOAT is read as a double.
func (a *analyzer) numberBeside(x plan.Expr, other druidtype.Type) plan.Expr {
	t := x.Type()
	if !t.IsString() {
		return x
	}
	if other.Kind == druidtype.Float {
		return a.cast(x, druidtype.Of(druidtype.Double))
	}
	return a.cast(x, druidtype.Of(numberType(t, other).Kind))
}

// withType sets the Druid type of a call whose Postgres type is right already.
func withType(x plan.Expr, t druidtype.Type) plan.Expr {
	if c, ok := x.(*plan.Call); ok {
		c.T = t.Null(c.T.Nullable || t.Nullable)
	}
	return x
}

// doubleArithmetic computes in float8; a FLOAT result is rounded to float4 at the end, as Druid
// computes in doubles too.
func (a *analyzer) doubleArithmetic(pos ast.Pos, op string, l, r plan.Expr, t druidtype.Type) plan.Expr {
	dbl := druidtype.Of(druidtype.Double)
	l, r = a.cast(unnarrowed(l), dbl), a.cast(unnarrowed(r), dbl)
	name := op
	if op == "/" && !nonZero(r) || a.env.SafeArithmetic {
		name += "DOUBLE"
	}
	x := a.operator(pos, name, l, r)
	if t.Kind == druidtype.Float {
		return &plan.Cast{Base: plan.Base{T: t, P: pos}, X: withType(x, dbl)}
	}
	return withType(x, t)
}

// unnarrowed gives the double of FLOAT arithmetic: Druid rounds to FLOAT what leaves the query, not
// what is computed on.
func unnarrowed(x plan.Expr) plan.Expr {
	c, ok := x.(*plan.Cast)
	if !ok || c.T.Kind != druidtype.Float {
		return x
	}
	if call, ok := c.X.(*plan.Call); ok && call.Fn.Kind == plan.Operator && call.T.Kind == druidtype.Double {
		return c.X
	}
	return x
}

func nonZero(x plan.Expr) bool {
	l, ok := x.(*plan.Literal)
	if !ok {
		return false
	}
	switch v := l.Value.(type) {
	case int64:
		return v != 0
	case float64:
		return v != 0
	}
	return false
}

// foldArithmetic computes constants as Druid's planner does: INTEGER wraps at 32 bits, BIGINT at 64,
// everything else is double arithmetic. A division by zero and what overflows are left as they are.
func foldArithmetic(pos ast.Pos, op string, l, r plan.Expr, t druidtype.Type) (plan.Expr, bool) {
	ll, ok1 := l.(*plan.Literal)
	rl, ok2 := r.(*plan.Literal)
	if !ok1 || !ok2 {
		return nil, false
	}
	if ll.Value == nil || rl.Value == nil {
		return literal(pos, nil, t.Null(true)), true
	}
	if t.IsInt() {
		x, ok1 := ll.Value.(int64)
		y, ok2 := rl.Value.(int64)
		if !ok1 || !ok2 || op == "/" && y == 0 {
			return nil, false
		}
		n := foldInt(op, x, y)
		if t.Kind <= druidtype.Integer {
			n = int64(int32(n)) //nolint:gosec // wrapping is what Druid does
		}
		return literal(pos, n, t), true
	}
	x, ok1 := float(ll.Value)
	y, ok2 := float(rl.Value)
	if !ok1 || !ok2 {
		return nil, false
	}
	f := foldFloat(op, x, y)
	if notFinite(f) { // the query may be refused for it, see reduce
		return nil, false
	}
	if t.Kind == druidtype.Float {
		f = float64(float32(f))
	}
	return literal(pos, f, t), true
}

func float(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

func foldInt(op string, x, y int64) int64 {
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	}
	return x / y
}

func foldFloat(op string, x, y float64) float64 {
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	}
	return x / y
}

// timeArithmetic types what has a time or an interval on either side.
func (a *analyzer) timeArithmetic(pos ast.Pos, op string, l, r plan.Expr) plan.Expr {
	lt, rt := l.Type(), r.Type()
	switch {
	case lt.IsTime() && rt.IsInterval() && (op == "+" || op == "-"):
		return a.shift(pos, op, l, r)
	case lt.IsInterval() && rt.IsTime() && op == "+":
		return a.shift(pos, op, r, l)
	case lt.IsInterval() && rt.Kind == lt.Kind && (op == "+" || op == "-"):
		return a.intervalMath(pos, op, l, r, lt)
	case lt.IsInterval() && rt.IsNumeric() && (op == "*" || op == "/"):
		return a.intervalMath(pos, op, l, r, lt)
	case rt.IsInterval() && lt.IsNumeric() && op == "*":
		return a.intervalMath(pos, op, l, r, rt)
	case lt.Kind == druidtype.Unknown && rt.IsInterval():
		return literal(pos, nil, druidtype.Of(druidtype.Timestamp))
	case rt.Kind == druidtype.Unknown && lt.IsTime() && (op == "+" || op == "-"):
		return literal(pos, nil, lt.Null(true))
	case lt.Kind == druidtype.Unknown && rt.IsTime() && op == "+":
		return literal(pos, nil, rt.Null(true))
	}
	cannotApply(pos, op, l, r, arithmeticForms(op))
	return nil
}

func (a *analyzer) intervalMath(pos ast.Pos, op string, l, r plan.Expr, t druidtype.Type) plan.Expr {
	big := druidtype.Of(druidtype.BigInt)
	if x, ok := foldArithmetic(pos, op, l, r, big); ok {
		x.(*plan.Literal).T = t
		return x
	}
	return retyped(a.operator(pos, op, retyped(l, big), retyped(r, big)), t)
}

// shift moves a time by an interval: fixed milliseconds, or calendar months in the session's zone.
func (a *analyzer) shift(pos ast.Pos, op string, t, by plan.Expr) plan.Expr {
	name := "TIME + MILLIS"
	if by.Type().Kind == druidtype.IntervalYear {
		name = "TIME + MONTHS"
	}
	if op == "-" {
		if l, ok := by.(*plan.Literal); ok {
			if n, ok := negated(l); ok {
				by = literal(l.P, n, l.T)
			}
		} else {
			by = retyped(a.operator(pos, "NEG", retyped(by, druidtype.Of(druidtype.BigInt))), by.Type())
		}
	}
	x := a.operator(pos, name, t, by)
	c, ok := x.(*plan.Call)
	if ok {
		c.Data = a.env.ZoneName
		c.T = t.Type().Null(c.T.Nullable)
	}
	if t.Type().Kind == druidtype.Date && name == "TIME + MILLIS" {
		// A DATE stays a DATE: what the hours add within the day is dropped.
		c.T = druidtype.Of(druidtype.Timestamp)
		return &plan.Cast{Base: plan.Base{T: t.Type(), P: pos}, X: c, Zone: a.env.ZoneName}
	}
	return x
}

// concat types ||: CHAR of CHARs, otherwise VARCHAR.
func (a *analyzer) concat(pos ast.Pos, l, r plan.Expr) plan.Expr {
	lt, rt := l.Type(), r.Type()
	if x := a.concatArrays(pos, l, r); x != nil {
		return x
	}
	if !concatOperand(lt) || !concatOperand(rt) {
		cannotApply(pos, "||", l, r, "'<STRING> || <STRING>'\n'<EQUIVALENT_TYPE> || <EQUIVALENT_TYPE>'")
	}
	t := druidtype.Of(druidtype.Varchar).Null(lt.Nullable || rt.Nullable)
	if lt.Kind == druidtype.Char && (rt.Kind == druidtype.Char || rt.Kind == druidtype.Unknown) {
		t.Kind, t.Precision = druidtype.Char, lt.Precision+rt.Precision
	}
	if t.Kind == druidtype.Char {
		if s, ok := plan.TextOf(l); ok {
			if more, ok := plan.TextOf(r); ok {
				return literal(pos, s+more, t)
			}
		}
	}
	text := druidtype.Of(druidtype.Varchar)
	x := a.call(pos, "||", a.cast(l, text), a.cast(r, text))
	if c, ok := x.(*plan.Call); ok {
		c.T = t
	}
	return x
}

// concatArrays is || of two arrays, or of an array and NULL; nil for all else.
func (a *analyzer) concatArrays(pos ast.Pos, l, r plan.Expr) plan.Expr {
	lt, rt := l.Type(), r.Type()
	switch {
	case lt.Kind == druidtype.Array && rt.Kind == druidtype.Array:
		if _, ok := plan.LeastRestrictive(lt, rt); ok {
			return a.call(pos, "ARRAY_CONCAT", l, r)
		}
	case lt.Kind == druidtype.Array && rt.Kind == druidtype.Unknown:
		return literal(pos, nil, lt.Null(true))
	case rt.Kind == druidtype.Array && lt.Kind == druidtype.Unknown:
		return literal(pos, nil, rt.Null(true))
	}
	return nil
}

func concatOperand(t druidtype.Type) bool {
	return t.Kind != druidtype.Array && t.Kind != druidtype.Complex && t.Kind != druidtype.Row
}

// textOf gives a value as CONCAT prints it: times as milliseconds.
func (a *analyzer) textOf(x plan.Expr) plan.Expr {
	if x.Type().IsTime() {
		x = a.cast(x, druidtype.Of(druidtype.BigInt))
	}
	return a.cast(x, druidtype.Of(druidtype.Varchar))
}
