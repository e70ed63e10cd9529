package ingest

import (
	"strings"

	"ogham/translate/analyze"
	"ogham/translate/ast"
)

// ReadExport reads the destination of INSERT INTO EXTERN(local(exportPath => '…')).
func ReadExport(c *ast.Call, params []analyze.Parameter) (*Export, error) {
	if c == nil {
		return nil, sqlError("EXTERN destination must be one of local(…), s3(…) or google(…)")
	}
	args, err := arguments(c, params)
	if err != nil {
		return nil, err
	}
	out := &Export{Destination: strings.ToLower(c.Name), Arguments: map[string]string{}}
	for _, a := range args {
		s, ok := a.value.(string)
		if !ok || a.name == "" {
			return nil, sqlError("Properties for the EXTERN destination must be string literals given by name")
		}
		out.Arguments[a.name] = s
	}
	need := map[string][]string{"local": {"exportPath"}, "s3": {"bucket", "prefix"}, "google": {"bucket", "prefix"}}
	names, known := need[out.Destination]
	if !known {
		return nil, sqlError("Export destination [%s] is not known; it must be local, s3 or google", out.Destination)
	}
	for _, name := range names {
		if out.Arguments[name] == "" {
			return nil, sqlError("Export destination [%s] requires [%s]", out.Destination, name)
		}
	}
	return out, nil
}
