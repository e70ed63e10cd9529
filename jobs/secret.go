package jobs

import (
	"encoding/json"
	"regexp"
	"strings"

	"ogham/jobs/input"
)

const (
	// maskedKeys are the members of input sources that are kept from reports: Druid's two
	// (MSQTaskQueryMakerUtils.SENSITIVE_JSON_KEYS) and the passwords that it shows.
	maskedKeys = `accessKeyId|secretAccessKey|httpAuthenticationPassword|password|sharedAccessStorageToken|appRegistrationClientSecret|authorization`
	// maskedValue is a text of JSON, or an object without others in it: a password provider.
	maskedValue = `"(?:[^"\\]|\\.)*"|\{[^{}]*\}`
)

var (
	secretMember   = regexp.MustCompile(`(?i)("(?:` + maskedKeys + `)"\s*:\s*)(?:` + maskedValue + `)`)
	secretArgument = regexp.MustCompile(`(?i)(\b(?:` + maskedKeys + `)"?\s*=>\s*)(?:U&)?'(?:[^']|'')*'`)
	secretKeyOf    = regexp.MustCompile(`("key"\s*:\s*)(?:` + maskedValue + `)`) // of an Azure account
)

// withoutSecrets gives a statement without the passwords and keys in it, in the way that Druid masks
// the statements of tasks.
func withoutSecrets(sql string) string {
	sql = secretMember.ReplaceAllString(sql, "${1}<masked>")
	if strings.Contains(sql, `"azureStorage"`) {
		sql = secretKeyOf.ReplaceAllString(sql, "${1}<masked>")
	}
	sql = secretArgument.ReplaceAllString(sql, "${1}<masked>")
	return input.WithoutPassword(sql)
}

// sourceWithoutSecrets gives an inputSource without the passwords and keys in it. It is JSON still.
func sourceWithoutSecrets(source json.RawMessage) json.RawMessage {
	var head struct{ Type string }
	text := secretMember.ReplaceAllString(string(source), `${1}"<masked>"`)
	if json.Unmarshal(source, &head) == nil && head.Type == "azureStorage" {
		text = secretKeyOf.ReplaceAllString(text, `${1}"<masked>"`)
	}
	if text = input.WithoutPassword(text); !json.Valid([]byte(text)) {
		return json.RawMessage(`{"type":"<masked>"}`) // rather nothing than a secret
	}
	return json.RawMessage(text)
}
