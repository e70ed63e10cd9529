package store

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// The schemas of the physical layout.
const (
	schemaDruid    = "druid"
	schemaSegments = "druid_segments"
	schemaOgham    = "ogham"
)

// maxName is where Postgres cuts identifiers, in bytes.
const maxName = 63

const hashDigits = 12

// systemColumns are the names that every Postgres table has already.
var systemColumns = []string{"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}

var hashedName = regexp.MustCompile(`_[0-9a-f]{12}$`)

// PhysicalName gives the Postgres name of a datasource or column: the name itself where Postgres can
// hold it, else its start and a hash of the whole. Names that look hashed are hashed too, so that
// two names never meet.
func PhysicalName(name string) string {
	if name != "" && len(name) <= maxName && !slices.Contains(systemColumns, name) && !hashedName.MatchString(name) && !strings.ContainsRune(name, 0) {
		return name
	}
	return shorten(strings.ReplaceAll(name, "\x00", ""), maxName-1-hashDigits) + "_" + hashOf(name)
}

// shorten cuts a text to at most n bytes without cutting a character.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])[:hashDigits]
}

func ident(parts ...string) string { return pgx.Identifier(parts).Sanitize() }

func identList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = ident(n)
	}
	return strings.Join(quoted, ", ")
}
