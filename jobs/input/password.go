package input

import (
	"encoding/json"
	"fmt"
	"os"
)

// password is Druid's PasswordProvider: a text, {"type":"default","password":…} or
// {"type":"environment","variable":…}. The zero value is the empty password.
type password json.RawMessage

// UnmarshalJSON keeps the text of a provider of a known type.
func (p *password) UnmarshalJSON(raw []byte) error {
	*p = nil
	if string(raw) == "null" {
		return nil
	}
	*p = append(*p, raw...)
	_, err := p.text()
	return err
}

// MarshalJSON gives the text back.
func (p password) MarshalJSON() ([]byte, error) {
	if len(p) == 0 {
		return []byte("null"), nil
	}
	return p, nil
}

// text gives the password.
func (p password) text() (string, error) {
	if len(p) == 0 {
		return "", nil
	}
	var text string
	if json.Unmarshal(p, &text) == nil {
		return text, nil
	}
	var o struct{ Type, Password, Variable string }
	if err := json.Unmarshal(p, &o); err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	switch o.Type {
	case "default":
		return o.Password, nil
	case "environment":
		return os.Getenv(o.Variable), nil
	}
	return "", fmt.Errorf("unknown password provider type [%s]", o.Type)
}

// secret is text for what was checked when it was read.
func (p password) secret() string {
	s, err := p.text()
	if err != nil {
		return ""
	}
	return s
}
