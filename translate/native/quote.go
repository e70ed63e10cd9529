package native

import (
	"strconv"
	"strings"

	"ogham/internal/druidtype"
)

// ident quotes a name of Druid SQL. The characters that mark places in SQL under construction cannot
// be part of a name.
func ident(name string) string { return `"` + unmarked.Replace(name) + `"` }

var unmarked = strings.NewReplacer(`"`, `""`, filterMark, "\ufffd", groupingMark, "\ufffd")

// text quotes a string of Druid SQL; what a plain literal cannot hold is escaped by code.
func text(s string) string {
	plain := true
	for _, r := range s {
		if r < ' ' || r > '~' {
			plain = false
		}
	}
	quoted := strings.ReplaceAll(s, `'`, `''`)
	if plain {
		return `'` + quoted + `'`
	}
	var b strings.Builder
	b.WriteString(`U&'`)
	for _, r := range quoted {
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		case r > 0xffff: // as a pair of surrogates, which is how Druid's SQL holds it
			r -= 0x10000
			b.WriteString(unicodeEscape(0xd800+r>>10) + unicodeEscape(0xdc00+r&0x3ff))
		default:
			b.WriteString(unicodeEscape(r))
		}
	}
	return b.String() + `'`
}

func unicodeEscape(r rune) string {
	hex := strconv.FormatInt(int64(r), 16)
	return `\` + strings.Repeat("0", 4-len(hex)) + hex
}

// long is an integer of Druid SQL.
func long(n int64) string { return "CAST(" + strconv.FormatInt(n, 10) + " AS BIGINT)" }

// double is a floating-point number of Druid SQL.
func double(f float64) string {
	s := strconv.FormatFloat(f, 'e', -1, 64)
	return "CAST(" + s + " AS DOUBLE)"
}

// instant is a TIMESTAMP of Druid SQL.
func instant(ms int64) string { return "MILLIS_TO_TIMESTAMP(" + strconv.FormatInt(ms, 10) + ")" }

// sqlType names the SQL type that carries a native type.
func sqlType(t druidtype.Type) string {
	switch t.Kind {
	case druidtype.BigInt, druidtype.Boolean, druidtype.Timestamp:
		return "BIGINT"
	case druidtype.Double:
		return "DOUBLE"
	case druidtype.Float:
		return "FLOAT"
	case druidtype.Array:
		if t.Elem != nil {
			return sqlType(*t.Elem) + " ARRAY"
		}
	default:
	}
	return "VARCHAR"
}
