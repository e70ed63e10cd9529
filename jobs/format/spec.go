package format

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

// SpecError is an inputFormat that Druid's broker refuses while it reads it. Its text is that of
// Jackson, for the reason in "Invalid value for the field [inputFormat]".
type SpecError struct{ Message string }

// Error gives Jackson's message.
func (e *SpecError) Error() string { return e.Message }

// specError says that an object of a class cannot be made of a specification, as found at its end.
func specError(spec []byte, class, format string, args ...any) *SpecError {
	return specErrorAt(spec, len(spec), class, "", fmt.Sprintf(format, args...))
}

// specErrorAt says so of a part that ends at an offset; chain tells where it belongs.
func specErrorAt(spec []byte, at int, class, chain, problem string) *SpecError {
	before := string(spec[:at])
	line := 1 + strings.Count(before, "\n")
	column := len(utf16.Encode([]rune(before[strings.LastIndexByte(before, '\n')+1:])))
	return &SpecError{Message: fmt.Sprintf("Cannot construct instance of `%s`, problem: %s\n at [Source: (String)\"%s\"; line: %d, column: %d]%s",
		class, problem, spec, line, column, chain)}
}

// textBool is a boolean that may be written as a text, as Jackson takes it.
type textBool bool

// UnmarshalJSON takes true, false and both as texts; null is false.
func (t *textBool) UnmarshalJSON(b []byte) error {
	*t = textBool(bytes.EqualFold(bytes.Trim(b, `" `), []byte("true")))
	return nil
}

// fieldSpecs gives the fields of a flattenSpec as they are written.
func fieldSpecs(spec []byte) ([]json.RawMessage, error) {
	var s struct {
		Flatten struct {
			Fields []json.RawMessage `json:"fields"`
		} `json:"flattenSpec"`
	}
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read flattenSpec: %w", err)
	}
	return s.Flatten.Fields, nil
}
