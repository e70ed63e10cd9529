package format

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lax are the deviations from JSON that a featureSpec allows (Jackson: JsonParser.Feature).
type lax struct {
	comments, yamlComments, unquotedNames, singleQuotes, controlChars, anyEscape bool
	leadingZeros, nonNumeric, missingValues, trailingComma, noDuplicates         bool
	leadingPoint, trailingPoint, leadingPlus                                     bool
}

// features gives the switch of each feature; nil ones have no bearing on what is read.
func (x *lax) features() map[string]*bool {
	return map[string]*bool{
		"ALLOW_COMMENTS": &x.comments, "ALLOW_YAML_COMMENTS": &x.yamlComments, "ALLOW_UNQUOTED_FIELD_NAMES": &x.unquotedNames,
		"ALLOW_SINGLE_QUOTES": &x.singleQuotes, "ALLOW_UNQUOTED_CONTROL_CHARS": &x.controlChars,
		"ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER": &x.anyEscape, "ALLOW_NUMERIC_LEADING_ZEROS": &x.leadingZeros,
		"ALLOW_NON_NUMERIC_NUMBERS": &x.nonNumeric, "ALLOW_MISSING_VALUES": &x.missingValues, "ALLOW_TRAILING_COMMA": &x.trailingComma,
		"STRICT_DUPLICATE_DETECTION": &x.noDuplicates, "ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS": &x.leadingPoint,
		"ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS": &x.trailingPoint, "ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS": &x.leadingPlus,
		"AUTO_CLOSE_SOURCE": nil, "IGNORE_UNDEFINED": nil, "INCLUDE_SOURCE_IN_LOCATION": nil,
	}
}

// parseLax reads a featureSpec; nil if it allows nothing. Its error is a problem of the specification.
func parseLax(spec map[string]*textBool) (*lax, error) {
	x := &lax{}
	known := x.features()
	for name, on := range spec {
		at, ok := known[name]
		if !ok {
			return nil, fmt.Errorf("No enum constant com.fasterxml.jackson.core.JsonParser.Feature.%s", name) //nolint:staticcheck // Druid's words
		}
		if on == nil {
			return nil, fmt.Errorf("Cannot invoke \"java.lang.Boolean.booleanValue()\" because the return value of \"java.util.Map$Entry.getValue()\" is null") //nolint:staticcheck,perfsprint // Druid's words
		}
		if at != nil {
			*at = bool(*on)
		}
	}
	if *x == (lax{}) {
		return nil, nil
	}
	return x, nil
}

// strict makes strict JSON of the first value of a line, for the scanner; NaN stays as it is.
func (x *lax) strict(dst, line []byte) ([]byte, error) {
	r := rewriter{lax: x, in: line, out: dst}
	if err := r.space(); err != nil {
		return dst, err
	}
	err := r.value(0)
	return r.out, err
}

// rewriter goes through a line once.
type rewriter struct {
	*lax
	in  []byte
	pos int
	out []byte
}

func (r *rewriter) peek() byte {
	if r.pos < len(r.in) {
		return r.in[r.pos]
	}
	return 0
}

// space goes over blanks and comments.
func (r *rewriter) space() error {
	for {
		switch c := r.peek(); {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			r.pos++
		case c == '#' && r.yamlComments:
			r.pos = len(r.in)
		case c == '/' && r.comments:
			if err := r.comment(); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

func (r *rewriter) comment() error {
	rest := string(r.in[r.pos:])
	if strings.HasPrefix(rest, "//") {
		r.pos = len(r.in)
		return nil
	}
	end := strings.Index(rest[min(2, len(rest)):], "*/")
	if !strings.HasPrefix(rest, "/*") || end < 0 {
		return errSyntax
	}
	r.pos += end + 4
	return nil
}

func (r *rewriter) value(depth int) error {
	if depth > maxDepth {
		return errSyntax
	}
	switch c := r.peek(); {
	case c == '{' || c == '[':
		return r.nested(c, depth)
	case c == '"' || c == '\'' && r.singleQuotes:
		return r.text(c)
	case c == '-' || c == '+' || c == '.' || c >= '0' && c <= '9':
		return r.number()
	case c == 'N' && r.nonNumeric:
		return r.take("NaN", "NaN")
	case c == 'I' && r.nonNumeric:
		return r.take("Infinity", infinite)
	}
	for _, w := range []string{"null", "true", "false"} {
		if r.take(w, w) == nil {
			return nil
		}
	}
	return errSyntax
}

// infinite is a number that is out of range.
const infinite = "1e999"

// take goes over a word and writes another.
func (r *rewriter) take(word, as string) error {
	if !strings.HasPrefix(string(r.in[r.pos:min(len(r.in), r.pos+len(word))]), word) {
		return errSyntax
	}
	r.pos += len(word)
	r.out = append(r.out, as...)
	return nil
}

func (r *rewriter) nested(open byte, depth int) error {
	closing := open + 2 // "{}" and "[]" are two apart
	r.pos++
	r.out = append(r.out, open)
	if err := r.space(); err != nil {
		return err
	}
	if r.peek() == closing {
		return r.closed(closing)
	}
	var names map[string]bool
	if r.noDuplicates && open == '{' {
		names = map[string]bool{}
	}
	for {
		if open == '{' {
			if err := r.name(names); err != nil {
				return err
			}
		}
		if err := r.element(open == '[', depth); err != nil {
			return err
		}
		if err := r.space(); err != nil {
			return err
		}
		switch r.peek() {
		case closing:
			return r.closed(closing)
		case ',':
			r.pos++
		default:
			return errSyntax
		}
		if err := r.space(); err != nil {
			return err
		}
		if r.peek() == closing && r.trailingComma {
			return r.closed(closing)
		}
		r.out = append(r.out, ',')
	}
}

func (r *rewriter) closed(closing byte) error {
	r.pos++
	r.out = append(r.out, closing)
	return nil
}

// element writes a value, or null where one is missing.
func (r *rewriter) element(list bool, depth int) error {
	if c := r.peek(); r.missingValues && (c == ',' || c == ']' && list) {
		r.out = append(r.out, "null"...)
		return nil
	}
	return r.value(depth + 1)
}

// name reads the name of a field up to its value.
func (r *rewriter) name(seen map[string]bool) error {
	start := len(r.out)
	var err error
	switch c := r.peek(); {
	case c == '"' || c == '\'' && r.singleQuotes:
		err = r.text(c)
	case r.unquotedNames:
		err = r.bareName()
	default:
		err = errSyntax
	}
	if err != nil {
		return err
	}
	if name := string(r.out[start:]); seen[name] {
		return errSyntax
	} else if seen != nil {
		seen[name] = true
	}
	if err := r.space(); err != nil {
		return err
	}
	if r.peek() != ':' {
		return errSyntax
	}
	r.pos++
	r.out = append(r.out, ':')
	return r.space()
}

// bareName reads a name without quotes: what Java takes in identifiers, and @ # * - +.
func (r *rewriter) bareName() error {
	start := r.pos
	for r.pos < len(r.in) {
		c, n := utf8.DecodeRune(r.in[r.pos:])
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.In(c, unicode.Mn, unicode.Mc, unicode.Nl, unicode.Sc, unicode.Pc) && !strings.ContainsRune("@#*-+", c) {
			break
		}
		r.pos += n
	}
	if r.pos == start {
		return errSyntax
	}
	r.out = append(append(append(r.out, '"'), r.in[start:r.pos]...), '"')
	return nil
}

// text reads a text in quotes of either kind.
func (r *rewriter) text(quote byte) error {
	r.pos++
	r.out = append(r.out, '"')
	for r.pos < len(r.in) {
		c := r.in[r.pos]
		r.pos++
		switch {
		case c == quote:
			r.out = append(r.out, '"')
			return nil
		case c == '\\':
			if err := r.escape(); err != nil {
				return err
			}
		case c == '"':
			r.out = append(r.out, '\\', '"')
		case c < 0x20:
			if !r.controlChars {
				return errSyntax
			}
			r.out = append(r.out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			r.out = append(r.out, c)
		}
	}
	return errSyntax
}

func (r *rewriter) escape() error {
	c := r.peek()
	if r.pos >= len(r.in) {
		return errSyntax
	}
	if strings.IndexByte(`"\/bfnrtu`, c) >= 0 {
		r.pos++
		r.out = append(r.out, '\\', c) // the scanner checks the digits
		return nil
	}
	if !r.anyEscape && (c != '\'' || !r.singleQuotes) {
		return errSyntax
	}
	r.pos++
	if c < 0x20 {
		r.out = append(r.out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	} else {
		r.out = append(r.out, c)
	}
	return nil
}

// number writes a number as JSON has it; the scanner checks what is not dealt with here.
func (r *rewriter) number() error {
	sign := r.peek()
	if sign == '-' || sign == '+' {
		r.pos++
		if r.nonNumeric && r.peek() == 'I' {
			return r.infinity(sign)
		}
		if sign == '+' && !r.leadingPlus {
			return errSyntax
		}
		if sign == '-' {
			r.out = append(r.out, '-')
		}
	}
	digits := r.digits()
	point := r.peek() == '.'
	if digits == "" && (!point || !r.leadingPoint) {
		return errSyntax
	}
	if len(digits) > 1 && digits[0] == '0' {
		if !r.leadingZeros {
			return errSyntax
		}
		digits = strings.TrimLeft(digits, "0")
	}
	if digits == "" {
		digits = "0"
	}
	r.out = append(r.out, digits...)
	if point {
		r.pos++
		fraction := r.digits()
		if fraction == "" && !r.trailingPoint {
			return errSyntax
		}
		r.out = append(append(append(r.out, '.'), fraction...), '0')
	}
	return r.exponent()
}

func (r *rewriter) exponent() error {
	if c := r.peek(); c != 'e' && c != 'E' {
		return nil
	}
	r.pos++
	r.out = append(r.out, 'e')
	if c := r.peek(); c == '+' || c == '-' {
		r.pos++
		r.out = append(r.out, c)
	}
	digits := r.digits()
	r.out = append(r.out, digits...)
	if digits == "" {
		return errSyntax
	}
	return nil
}

func (r *rewriter) digits() string {
	end := r.pos
	for end < len(r.in) && r.in[end]-'0' <= 9 {
		end++
	}
	digits := string(r.in[r.pos:end])
	r.pos = end
	return digits
}

// infinity reads INF or Infinity after a sign.
func (r *rewriter) infinity(sign byte) error {
	if sign == '-' {
		r.out = append(r.out, '-')
	}
	if r.take("Infinity", infinite) == nil {
		return nil
	}
	return r.take("INF", infinite)
}
