package input

import (
	"fmt"
	"regexp"
	"strings"
)

// globPattern compiles an objectGlob: the globs of Java's FileSystem.getPathMatcher. "*" and "?" stop
// at slashes, "**" does not, {a,b} are alternatives, […] a set; a backslash takes the next character
// as it is. The whole key must match.
func globPattern(glob string) (*regexp.Regexp, error) {
	var out strings.Builder
	out.WriteString(`(?s)\A`)
	inGroup := false
	for i := 0; i < len(glob); i++ {
		switch c := glob[i]; c {
		case '\\':
			if i++; i == len(glob) {
				return nil, globError("No character to escape", glob)
			}
			out.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		case '*':
			if i+1 < len(glob) && glob[i+1] == '*' {
				out.WriteString(`.*`)
				i++
			} else {
				out.WriteString(`[^/]*`)
			}
		case '?':
			out.WriteString(`[^/]`)
		case '[':
			n, err := globSet(&out, glob[i:])
			if err != nil {
				return nil, globError(err.Error(), glob)
			}
			i += n - 1
		case '{':
			if inGroup {
				return nil, globError("Cannot nest groups", glob)
			}
			inGroup = true
			out.WriteString(`(?:`)
		case '}':
			if inGroup {
				inGroup = false
				out.WriteString(`)`)
			} else {
				out.WriteString(`\}`)
			}
		case ',':
			if inGroup {
				out.WriteString(`|`)
			} else {
				out.WriteString(`,`)
			}
		default:
			if c < 0x80 {
				out.WriteString(regexp.QuoteMeta(glob[i : i+1]))
			} else {
				out.WriteByte(c)
			}
		}
	}
	if inGroup {
		return nil, globError("Missing '}'", glob)
	}
	re, err := regexp.Compile(out.String() + `\z`)
	if err != nil {
		return nil, globError(err.Error(), glob)
	}
	return re, nil
}

// globSet writes the set that s begins with, "[abc]", "[a-z]" or "[!abc]", and gives its length. A set
// never matches a slash.
func globSet(out *strings.Builder, s string) (int, error) {
	end := strings.IndexByte(s, ']')
	if end < 0 {
		return 0, fmt.Errorf("Missing ']'") //nolint:staticcheck,perfsprint // Java's words
	}
	set := s[1:end]
	if strings.Contains(set, "/") {
		return 0, fmt.Errorf("Explicit 'name separator' in class") //nolint:staticcheck,perfsprint // Java's words
	}
	negated := strings.HasPrefix(set, "!")
	if negated {
		out.WriteString(`[^/`)
		set = set[1:]
	} else {
		out.WriteString(`[`)
	}
	out.WriteString(strings.NewReplacer(`\`, `\\`, `[`, `\[`, `^`, `\^`, `&&`, `\&&`).Replace(set))
	out.WriteString(`]`)
	return end + 1, nil
}

func globError(what, glob string) error {
	return fmt.Errorf("%s near index %d\n%s", what, len(glob)-1, glob)
}
