package input

import "regexp"

// uriPassword finds the password that a URI begins with, or has as a parameter.
var uriPassword = regexp.MustCompile(`(?i)(://[^/?#@:\s"']*:)[^/?#\s"']*@|([?&;](?:password|sig)=)[^&;#\s"']*`)

// WithoutPassword gives a text with the passwords of the URIs in it made unreadable. Reports, logs and
// errors show URIs so.
func WithoutPassword(text string) string {
	return uriPassword.ReplaceAllStringFunc(text, func(found string) string {
		m := uriPassword.FindStringSubmatch(found)
		if m[1] != "" {
			return m[1] + "xxxxx@"
		}
		return m[2] + "xxxxx"
	})
}

// Shown is Name as users may see it: without the password that a URI may have.
func (s Slice) Shown() string { return WithoutPassword(s.Name) }
