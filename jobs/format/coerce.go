package format

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"ogham/internal/druidtype"
	"ogham/internal/rowvalue"
)

// target is what a column of the signature wants of its values.
type target uint8

const (
	toString target = iota
	toLong
	toDouble
	toFloat
	toJSON
	toStrings // ARRAY<STRING>
	toLongs   // ARRAY<LONG>
	toDoubles // ARRAY<DOUBLE>, ARRAY<FLOAT>
)

// columns is a prepared signature with the row that readers fill.
type columns struct {
	list    []druidtype.Column
	targets []target
	byName  map[string]int
	row     []rowvalue.Value
	// arena holds texts that are not part of the line.
	arena  []byte
	remove bool
}

func newColumns(o Options) *columns {
	c := &columns{
		list: o.Columns, targets: make([]target, len(o.Columns)), byName: make(map[string]int, len(o.Columns)),
		row: make([]rowvalue.Value, len(o.Columns)), remove: o.RemoveNulls,
	}
	for i, col := range o.Columns {
		c.targets[i] = targetOf(col.Type)
		if o.Wanted == nil || o.Wanted[i] {
			c.byName[col.Name] = i
		}
	}
	return c
}

func targetOf(t druidtype.Type) target {
	switch t.Native() {
	case "LONG":
		return toLong
	case "DOUBLE":
		return toDouble
	case "FLOAT":
		return toFloat
	case "STRING":
		return toString
	case "ARRAY<LONG>":
		return toLongs
	case "ARRAY<DOUBLE>", "ARRAY<FLOAT>":
		return toDoubles
	case "ARRAY<STRING>":
		return toStrings
	}
	return toJSON
}

// elem gives what the elements of an array column want to be.
func (t target) elem() target {
	switch t {
	case toLongs:
		return toLong
	case toDoubles:
		return toDouble
	default:
		return toString
	}
}

// reset makes all values of the row NULL.
func (c *columns) reset() {
	for i := range c.row {
		c.row[i].Kind = rowvalue.Null
	}
	c.arena = c.arena[:0]
}

// keep appends to the arena what f makes and gives the new part. Parts given before stay valid.
func (c *columns) keep(f func(dst []byte) []byte) []byte {
	start := len(c.arena)
	c.arena = f(c.arena)
	return c.arena[start:len(c.arena):len(c.arena)]
}

// setText gives a value a text, converted to what the column wants (Druid: Rows.objectToNumber).
func (c *columns) setText(v *rowvalue.Value, t target, text []byte) {
	switch t {
	case toString:
		v.SetString(text)
	case toLong:
		if n, ok := longOfText(text); ok {
			v.SetLong(n)
		} else {
			v.SetNull()
		}
	case toDouble, toFloat:
		if f, ok := doubleOfText(text); ok {
			setDouble(v, t, f)
		} else {
			v.SetNull()
		}
	case toJSON:
		v.Kind, v.Text = rowvalue.JSON, c.keep(func(dst []byte) []byte { return appendQuoted(dst, text) })
	case toStrings, toLongs, toDoubles:
		e := grow(v)
		c.setText(e, t.elem(), text)
	}
}

// setLong gives a value an integer, converted to what the column wants.
func (c *columns) setLong(v *rowvalue.Value, t target, n int64) {
	switch t {
	case toLong:
		v.SetLong(n)
	case toDouble, toFloat:
		setDouble(v, t, float64(n))
	case toString:
		v.SetString(c.keep(func(dst []byte) []byte { return strconv.AppendInt(dst, n, 10) }))
	case toJSON:
		v.Kind, v.Text = rowvalue.JSON, c.keep(func(dst []byte) []byte { return strconv.AppendInt(dst, n, 10) })
	case toStrings, toLongs, toDoubles:
		c.setLong(grow(v), t.elem(), n)
	}
}

// setDouble gives a value a floating-point number, converted to what the column wants.
func (c *columns) setDouble(v *rowvalue.Value, t target, f float64) {
	switch t {
	case toLong:
		v.SetLong(javaLong(f))
	case toDouble, toFloat:
		setDouble(v, t, f)
	case toString:
		v.SetString(c.keep(func(dst []byte) []byte { return rowvalue.AppendDouble(dst, f) }))
	case toJSON:
		v.Kind, v.Text = rowvalue.JSON, c.keep(func(dst []byte) []byte { return appendJSONDouble(dst, f) })
	case toStrings, toLongs, toDoubles:
		c.setDouble(grow(v), t.elem(), f)
	}
}

// setBool gives a value a boolean: a text is "true" or "false", a number NULL.
func (c *columns) setBool(v *rowvalue.Value, t target, b bool) {
	switch t {
	case toString:
		v.SetString(boolText(b))
	case toJSON:
		v.Kind, v.Text = rowvalue.JSON, boolText(b)
	case toLong, toDouble, toFloat:
		v.SetNull()
	case toStrings, toLongs, toDoubles:
		c.setBool(grow(v), t.elem(), b)
	}
}

var textTrue, textFalse = []byte("true"), []byte("false")

func boolText(b bool) []byte {
	if b {
		return textTrue
	}
	return textFalse
}

func setDouble(v *rowvalue.Value, t target, f float64) {
	if t == toFloat {
		f = float64(float32(f))
	}
	v.SetDouble(f)
}

// javaLong is Java's cast of a double to a long: towards zero, clipped, NaN is 0.
func javaLong(f float64) int64 {
	switch {
	case math.IsNaN(f):
		return 0
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int64(f)
}

// longOfText reads an integer out of a text, or a double that is cut. Blanks around it and commas
// in it do not count.
func longOfText(text []byte) (int64, bool) {
	text = numberText(text)
	if n, err := strconv.ParseInt(string(text), 10, 64); err == nil {
		return n, true
	}
	f, ok := javaDouble(text)
	return javaLong(f), ok
}

// doubleOfText reads a floating-point number out of a text as longOfText does.
func doubleOfText(text []byte) (float64, bool) { return javaDouble(numberText(text)) }

// numberText cuts what Java's trim cuts and drops commas.
func numberText(text []byte) []byte {
	for len(text) > 0 && text[0] <= ' ' {
		text = text[1:]
	}
	for len(text) > 0 && text[len(text)-1] <= ' ' {
		text = text[:len(text)-1]
	}
	if bytes.IndexByte(text, ',') >= 0 {
		text = bytes.ReplaceAll(text, []byte{','}, nil)
	}
	return text
}

// javaDouble reads what Java's Double.valueOf reads: decimal and hexadecimal numbers with an optional
// suffix f or d, NaN and Infinity in exactly this spelling.
func javaDouble(text []byte) (float64, bool) {
	s := string(text)
	switch strings.TrimLeft(s, "+-") {
	case "NaN", "Infinity":
		if len(s) > 0 && (s[0] == '+' || s[0] == '-') && len(s) > 1 && (s[1] == '+' || s[1] == '-') {
			return 0, false
		}
		f, err := strconv.ParseFloat(strings.TrimPrefix(strings.Replace(s, "Infinity", "Inf", 1), "+"), 64)
		if strings.HasSuffix(s, "NaN") {
			return math.NaN(), true
		}
		return f, err == nil
	}
	hex := strings.Contains(s, "0x") || strings.Contains(s, "0X")
	if !hex {
		s = cutSuffix(s)
	} else if strings.ContainsAny(s, "pP") {
		s = cutSuffix(s)
	}
	for i := range len(s) {
		if c := s[i]; c != '.' && c != '+' && c != '-' && (c < '0' || c > '9') && c != 'e' && c != 'E' && !hex {
			return 0, false // "inf", "nan", underscores: Go's, not Java's
		} else if c == '_' {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) { // out of range is infinite in Java
		return 0, false
	}
	return f, true
}

func cutSuffix(s string) string {
	if n := len(s); n > 1 && strings.ContainsRune("fFdD", rune(s[n-1])) && (s[n-2] == '.' || s[n-2] >= '0' && s[n-2] <= '9') {
		return s[:n-1]
	}
	return s
}

// appendJSONDouble appends a number as Jackson writes it: Java's text, and NaN and the infinities as
// texts.
func appendJSONDouble(dst []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(rowvalue.AppendDouble(append(dst, '"'), f), '"')
	}
	return rowvalue.AppendDouble(dst, f)
}

const hexDigits = "0123456789ABCDEF"

// appendQuoted appends a JSON text as Jackson writes it: only quotes, backslashes and control
// characters are escaped.
func appendQuoted(dst, text []byte) []byte {
	dst = append(dst, '"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c >= 0x20:
			dst = append(dst, c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c == '\b':
			dst = append(dst, '\\', 'b')
		case c == '\f':
			dst = append(dst, '\\', 'f')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(dst, '"')
}

// checkNull finds the first text with U+0000 among the values of the row, or drops the characters.
// It is called only for rows that have one somewhere.
func (c *columns) checkNull(source string, record int64) error {
	for i := range c.row {
		if err := c.checkValue(&c.row[i], source, record, c.list[i].Name); err != nil {
			return err
		}
	}
	return nil
}

func (c *columns) checkValue(v *rowvalue.Value, source string, record int64, name string) error {
	switch v.Kind {
	case rowvalue.List:
		for i := range v.List {
			if err := c.checkValue(&v.List[i], source, record, name); err != nil {
				return err
			}
		}
	case rowvalue.String:
		at := bytes.IndexByte(v.Text, 0)
		if at < 0 {
			return nil
		}
		if c.remove {
			v.Text = bytes.ReplaceAll(v.Text, []byte{0}, nil)
			return nil
		}
		return &NullByteError{Source: source, Row: record, Column: name, Value: string(v.Text), Position: at}
	case rowvalue.JSON:
		at := bytes.Index(v.Text, []byte(`\u0000`))
		if at < 0 {
			return nil
		}
		if c.remove {
			v.Text = bytes.ReplaceAll(v.Text, []byte(`\u0000`), nil)
		}
	}
	return nil
}

// grow makes v a list if it is none yet and gives its next element, a NULL whose buffers may be reused.
func grow(v *rowvalue.Value) *rowvalue.Value {
	if v.Kind != rowvalue.List {
		v.Kind, v.List = rowvalue.List, v.List[:0]
	}
	if n := len(v.List); n < cap(v.List) {
		v.List = v.List[:n+1]
	} else {
		v.List = append(v.List, rowvalue.Value{})
	}
	e := &v.List[len(v.List)-1]
	e.Kind = rowvalue.Null
	return e
}
