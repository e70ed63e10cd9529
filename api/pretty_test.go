package api

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPrettyJSONIsLaidOutAsJacksonDoes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[]`:                         `[ ]`,
		`{}`:                         `{ }`,
		`[1,"a,]",null]`:             `[ 1, "a,]", null ]`,
		`[{"a":1,"b":[{"c\"":{}}]}]`: "[ {\n  \"a\" : 1,\n  \"b\" : [ {\n    \"c\\\"\" : { }\n  } ]\n} ]",
		`[{"a":[1,2]},{"a":[]}]`:     "[ {\n  \"a\" : [ 1, 2 ]\n}, {\n  \"a\" : [ ]\n} ]",
		"\n[ {\t\"a\" : -1.5e3 } ]":  "[ {\n  \"a\" : -1.5e3\n} ]",
	} {
		require.Equal(t, want, string(prettyJSON([]byte(text))), text)
	}
}
