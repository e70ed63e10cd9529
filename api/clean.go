package api

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Requests may carry what no text of the database can hold: bytes that are not UTF-8, and the
// character NUL. Druid's servlet container reads the first as U+FFFD and refuses a path with the
// second; elsewhere a NUL is dropped, as it is in SQL.

// cleanURL makes the path and the query string of a request UTF-8 without NUL. ok is false for a
// path that holds one.
func cleanURL(u *url.URL) (ok bool) {
	if strings.ContainsRune(u.Path, 0) {
		return false
	}
	if !utf8.ValidString(u.Path) {
		u.Path = strings.ToValidUTF8(u.Path, "\uFFFD")
		u.RawPath = "" // made of Path again; a slash that was escaped is lost, in a path that nothing has
	}
	if !strings.Contains(u.RawQuery, "%") && utf8.ValidString(u.RawQuery) {
		return true
	}
	values := u.Query()
	dirty := false
	for _, list := range values {
		for i, v := range list {
			list[i] = cleanText(v)
			dirty = dirty || list[i] != v
		}
	}
	if dirty {
		u.RawQuery = values.Encode()
	}
	return true
}

// cleanText makes a text UTF-8 without NUL.
func cleanText(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// cleanJSON makes a JSON document UTF-8 without NUL in its texts.
func cleanJSON(body []byte) []byte {
	body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	const escape = `\u0000`
	if !bytes.Contains(body, []byte(escape)) {
		return body
	}
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); i++ {
		switch {
		case body[i] != '\\':
			out = append(out, body[i])
		case bytes.HasPrefix(body[i:], []byte(escape)):
			i += len(escape) - 1
		default: // an escape of another kind, of which a second backslash is part
			end := min(i+2, len(body))
			out = append(out, body[i:end]...)
			i = end - 1
		}
	}
	return out
}

// badMessage is the servlet container's answer to a path that it does not take.
func badMessage(w http.ResponseWriter) {
	w.Header()["Content-Type"] = []string{contentHTML}
	w.WriteHeader(http.StatusBadRequest)
	_, _ = w.Write([]byte("<h1>Bad Message 400</h1><pre>reason: Bad Request</pre>")) // the client is gone
}
