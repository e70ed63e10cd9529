package native

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind is the kind of a token of Druid's expression language.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenName
	tokenQuotedName
	tokenString
	tokenLong
	tokenDouble
	tokenSymbol
)

type token struct {
	kind tokenKind
	text string
	at   int
}

// operators are the symbols of the language, the longer ones first.
var operators = []string{"&&", "||", "==", "!=", "<=", ">=", "->", "+", "-", "*", "/", "%", "^", "<", ">", "!", "(", ")", "[", "]", ",", "|", "&"}

// scanExpression splits an expression; bad tells where it cannot be read.
func scanExpression(s string) (tokens []token, bad int) {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '\'' || c == '"':
			value, end := scanQuoted(s, i)
			if end < 0 {
				return nil, i
			}
			kind := tokenString
			if c == '"' {
				kind = tokenQuotedName
			}
			tokens, i = append(tokens, token{kind, value, i}), end
		case c >= '0' && c <= '9' || c == '.' && i+1 < len(s) && isDigit(s[i+1]):
			t, end := scanNumber(s, i)
			tokens, i = append(tokens, t), end
		case isNameStart(s[i:]):
			end := i
			for end < len(s) && (isNameStart(s[end:]) || isDigit(s[end])) {
				_, n := utf8.DecodeRuneInString(s[end:])
				end += n
			}
			tokens, i = append(tokens, token{tokenName, s[i:end], i}), end
		default:
			op := operatorAt(s[i:])
			if op == "" {
				return nil, i
			}
			tokens, i = append(tokens, token{tokenSymbol, op, i}), i+len(op)
		}
	}
	return append(tokens, token{tokenEnd, "", len(s)}), -1
}

func operatorAt(s string) string {
	for _, op := range operators {
		if strings.HasPrefix(s, op) {
			return op
		}
	}
	return ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isNameStart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r == '_' || r == '$' || unicode.IsLetter(r)
}

// scanQuoted reads a quoted text with Java's escapes; end is -1 where it is not closed.
func scanQuoted(s string, at int) (value string, end int) {
	quote := s[at]
	var b strings.Builder
	for i := at + 1; i < len(s); i++ {
		switch {
		case s[i] == quote && i > at+1 && i+1 < len(s) && s[i+1] == quote: // Druid keeps both
			b.WriteByte(quote)
			b.WriteByte(quote)
			i++
		case s[i] == quote:
			return b.String(), i + 1
		case s[i] == '\\' && i+1 < len(s):
			i++
			if s[i] == 'u' && i+4 < len(s) {
				if r, _, _, err := strconv.UnquoteChar(s[i-1:i+5], 0); err == nil {
					b.WriteRune(r)
					i += 4
					continue
				}
			}
			if k := strings.IndexByte("tbnrf", s[i]); k >= 0 {
				b.WriteByte("\t\b\n\r\f"[k])
			} else {
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return "", -1
}

func scanNumber(s string, at int) (t token, end int) {
	end = at
	kind := tokenLong
	for end < len(s) {
		c := s[end]
		switch {
		case isDigit(c):
		case c == '.':
			kind = tokenDouble
		case (c == 'e' || c == 'E') && end+1 < len(s) && (isDigit(s[end+1]) || (s[end+1] == '-' || s[end+1] == '+') && end+2 < len(s) && isDigit(s[end+2])):
			kind = tokenDouble
			end++
		default:
			return token{kind, s[at:end], at}, end
		}
		end++
	}
	return token{kind, s[at:end], at}, end
}
