package result_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/api/result"
)

func TestStoredRowsInEveryFormat(t *testing.T) {
	t.Parallel()
	names := []string{"t", "s", "a"}
	rows := []byte("[1442018873259,\"a,\\\"b\\u00e9\\n\",[1,{\"x\":\"]\"}]]\n[2,null,null]\n")
	for f, want := range map[result.Format]string{
		result.Object:      `[{"t":1442018873259,"s":"a,\"b\u00e9\n","a":[1,{"x":"]"}]},{"t":2,"s":null,"a":null}]` + "\n",
		result.Array:       `[[1442018873259,"a,\"b\u00e9\n",[1,{"x":"]"}]],[2,null,null]]` + "\n",
		result.ObjectLines: `{"t":1442018873259,"s":"a,\"b\u00e9\n","a":[1,{"x":"]"}]}` + "\n" + `{"t":2,"s":null,"a":null}` + "\n\n",
		result.ArrayLines:  "[1442018873259,\"a,\\\"b\\u00e9\\n\",[1,{\"x\":\"]\"}]]\n[2,null,null]\n\n",
		result.CSV:         "1442018873259,\"a,\"\"bé\n\",\"[1,{\"\"x\"\":\"\"]\"\"}]\"\n2,,\n\n",
	} {
		require.Equal(t, want, string(result.AppendLines(nil, names, rows, f)), f.String())
	}
	require.Equal(t, "\n\n", string(result.AppendLines(nil, names, nil, result.Object)))
}
