package ingest

import (
	"encoding/json"
	"strings"

	"ogham/internal/druiderr"
	"ogham/translate/ast"
)

// typedSource makes the input source of a typed table function.
type typedSource func(args argumentList) (map[string]any, error)

var typedSources = map[string]typedSource{
	"HTTP": httpSource, "INLINE": inlineSource, "LOCALFILES": localSource, "S3": s3Source,
}

// readTyped reads FUNCTION(source arguments, format => …) (columns). As in Druid the columns follow
// without the word EXTEND.
func readTyped(f *ast.TableFunc, name string, source typedSource, args argumentList) (Extern, error) {
	var out Extern
	if f.ExtendWord {
		return out, calciteError("org.apache.druid.java.util.common.IAE: Function %s does not accept an EXTEND clause (or a schema list)", name)
	}
	if !f.HasExtend {
		return out, calciteError("org.apache.druid.java.util.common.IAE: The %s table function requires an EXTEND clause", name)
	}
	if err := checkParameters(f.Call, name); err != nil {
		return out, err
	}
	input, err := source(args)
	if err != nil {
		return out, err
	}
	if out.Signature, err = extendColumns(f.Extend); err != nil {
		return out, err
	}
	format, err := typedFormat(args, out)
	if err != nil {
		return out, err
	}
	if out.InputSource, err = json.Marshal(input); err != nil {
		return out, druiderr.Bug("input source").WithCause(err)
	}
	if out.InputFormat, err = json.Marshal(format); err != nil {
		return out, druiderr.Bug("input format").WithCause(err)
	}
	return out, nil
}

// typedFormat makes the input format of the format arguments. Delimited formats take their columns
// from the schema unless a header names them.
func typedFormat(args argumentList, ext Extern) (map[string]any, error) {
	name := strings.ToLower(args.text("format"))
	if name == "" {
		return nil, calciteError("org.apache.druid.java.util.common.IAE: Must provide a value for the [format] parameter")
	}
	if !formats[name] && name != "delimited" {
		return nil, calciteError("org.apache.druid.java.util.common.IAE: Format [%s] is not registered", name)
	}
	out := map[string]any{"type": name}
	switch name {
	case "csv", "tsv", "delimited":
		if name == "delimited" {
			out["type"] = "tsv"
		}
		columns := make([]string, len(ext.Signature))
		for i, c := range ext.Signature {
			columns[i] = c.Name
		}
		header, _ := args.get("header")
		if header == nil {
			header, _ = args.get("findColumnsFromHeader")
		}
		if header == true {
			out["findColumnsFromHeader"] = true
		} else {
			out["columns"] = columns
		}
		copyArguments(out, args, "listDelimiter", "delimiter")
		if rows, ok := args.get("skipHeaderRows"); ok && rows != nil {
			out["skipHeaderRows"] = rows
		}
	case "json":
		copyArguments(out, args, "keepNulls")
	}
	return out, nil
}

func copyArguments(out map[string]any, args argumentList, names ...string) {
	for _, name := range names {
		if v, ok := args.get(name); ok && v != nil {
			out[name] = v
		}
	}
}

// list gives an argument as a list of texts: an array, one text with commas, or a parameter with a
// JSON array.
func (l argumentList) list(name string) []string {
	v, _ := l.get(name)
	switch v := v.(type) {
	case []any:
		out := make([]string, 0, len(v))
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	case string:
		var out []string
		if strings.HasPrefix(strings.TrimSpace(v), "[") && json.Unmarshal([]byte(v), &out) == nil {
			return out
		}
		for s := range strings.SplitSeq(v, ",") {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

func httpSource(args argumentList) (map[string]any, error) {
	uris := args.list("uris")
	if len(uris) == 0 {
		return nil, calciteError("org.apache.druid.java.util.common.IAE: HTTP requires a value for the uris parameter")
	}
	out := map[string]any{"type": "http", "uris": uris}
	if user := args.text("userName"); user != "" {
		out["httpAuthenticationUsername"] = user
	}
	switch {
	case args.text("password") != "":
		out["httpAuthenticationPassword"] = args.text("password")
	case args.text("passwordEnvVar") != "":
		out["httpAuthenticationPassword"] = map[string]any{"type": "environment", "variable": args.text("passwordEnvVar")}
	}
	return out, nil
}

// inlineSource takes each element of data as a line.
func inlineSource(args argumentList) (map[string]any, error) {
	v, ok := args.get("data")
	if !ok || v == nil {
		return nil, calciteError("org.apache.druid.java.util.common.IAE: An inline input source must provide one or more lines")
	}
	if s, ok := v.(string); ok && !strings.HasPrefix(strings.TrimSpace(s), "[") {
		return map[string]any{"type": "inline", "data": s}, nil
	}
	return map[string]any{"type": "inline", "data": strings.Join(args.list("data"), "\n") + "\n"}, nil
}

func localSource(args argumentList) (map[string]any, error) {
	out := map[string]any{"type": "local"}
	files, dir := args.list("files"), args.text("baseDir")
	if len(files) == 0 && dir == "" {
		return nil, calciteError("org.apache.druid.java.util.common.IAE: A local input source requires either a baseDir and filter or files")
	}
	if dir != "" && len(files) > 0 {
		for i, f := range files {
			files[i] = strings.TrimSuffix(dir, "/") + "/" + f
		}
		dir = ""
	}
	if dir != "" {
		out["baseDir"] = dir
		out["filter"] = "*"
		if filter := args.text("filter"); filter != "" {
			out["filter"] = filter
		}
	} else {
		out["files"] = files
	}
	return out, nil
}
