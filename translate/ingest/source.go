package ingest

import (
	"encoding/json"
	"strings"

	"ogham/internal/druiderr"
	"ogham/translate/ast"
)

// sources are the types of input sources that are known; jobs/input reads them.
var sources = map[string]bool{
	"inline": true, "http": true, "local": true, "combining": true,
	"s3": true, "google": true, "azure": true, "azureStorage": true, "druid": true, "sql": true,
}

// checkSource refuses input sources of unknown types as Druid does, which names those of its core.
func checkSource(raw json.RawMessage) error {
	var head struct {
		Type *string `json:"type"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return druiderr.Invalid("Invalid value for the field [inputSource]. Reason: [%s]", jsonReason(string(raw), err))
	}
	if head.Type == nil {
		return druiderr.Invalid("Invalid value for the field [inputSource]. Reason: [Missing type id when trying to resolve subtype of [simple type, class org.apache.druid.data.input.InputSource]: missing type id property 'type'\n at [Source: (String)\"%s\"; line: 1, column: %d]]", raw, len(raw))
	}
	if !sources[*head.Type] {
		line, column := valuePlace(string(raw), "type")
		return druiderr.Invalid("Invalid value for the field [inputSource]. Reason: [Please make sure to load all the necessary extensions and jars with type '%s' on 'druid/broker' service. Could not resolve type id '%s' as a subtype of `org.apache.druid.data.input.InputSource` known type ids = [combining, http, inline, local, nil, sql]\n at [Source: (String)\"%s\"; line: %d, column: %d]]",
			*head.Type, *head.Type, raw, line, column)
	}
	return checkSourceFields(raw, *head.Type)
}

// checkSourceFields refuses input sources that Druid cannot make an object of.
func checkSourceFields(raw json.RawMessage, kind string) error {
	var f struct {
		Data    *string         `json:"data"`
		URIs    []string        `json:"uris"`
		BaseDir json.RawMessage `json:"baseDir"`
		Files   json.RawMessage `json:"files"`
	}
	if json.Unmarshal(raw, &f) != nil {
		return nil // found when it is read
	}
	class, problem := "", ""
	switch kind {
	case "inline":
		if f.Data == nil || *f.Data == "" {
			class, problem = "InlineInputSource", "empty data"
		}
	case "http":
		class, problem = "HttpInputSource", uriProblem(f.URIs)
	case "local":
		if f.BaseDir == nil && f.Files == nil {
			class, problem = "LocalInputSource", "At least one of baseDir or files should be specified"
		}
	}
	if problem == "" {
		return nil
	}
	line, column := place(string(raw))
	return druiderr.Invalid("Invalid value for the field [inputSource]. Reason: [Cannot construct instance of `org.apache.druid.data.input.impl.%s`, problem: %s\n at [Source: (String)\"%s\"; line: %d, column: %d]]",
		class, problem, raw, line, column)
}

func uriProblem(uris []string) string {
	if len(uris) == 0 {
		return "Empty URIs"
	}
	for _, u := range uris {
		scheme, _, _ := strings.Cut(strings.ToLower(u), ":")
		if scheme != "http" && scheme != "https" {
			return "Only [http, https] protocols are allowed"
		}
	}
	return ""
}

// valuePlace gives line and column of the value of a member of a JSON object, from 1 on.
func valuePlace(text, member string) (line, column int) {
	d := json.NewDecoder(strings.NewReader(text))
	depth, isKey, found := 0, false, false
	for {
		t, err := d.Token()
		if err != nil {
			return 1, len(text)
		}
		if found {
			s, _ := t.(string)
			at := strings.LastIndex(text[:d.InputOffset()], `"`+s)
			return place(text[:max(at, 0)+1])
		}
		switch v := t.(type) {
		case json.Delim:
			if v == '{' || v == '[' {
				depth++
			} else {
				depth--
			}
			isKey = depth == 1
		default:
			found = depth == 1 && isKey && v == member
			if depth == 1 {
				isKey = !isKey
			}
		}
	}
}

// parameters are the arguments of the typed table functions, besides those of formats.
var parameters = map[string][]string{
	"HTTP":       {"userName", "password", "passwordEnvVar", "uris"},
	"INLINE":     {"data"},
	"LOCALFILES": {"baseDir", "filter", "files"},
	"S3":         {"uris", "prefixes", "bucket", "paths", "objectGlob", "accessKeyId", "secretAccessKey", "assumeRoleArn"},
}

// formatParameters are the arguments of formats.
var formatParameters = []string{
	"format", "listDelimiter", "skipHeaderRows", "skipRows", "header", "findColumnsFromHeader", "delimiter", "keepNulls",
}

// checkParameters refuses named arguments that a typed table function does not have.
func checkParameters(c *ast.Call, name string) error {
	for _, given := range c.ArgNames {
		if given != "" && !contains(parameters[name], given) && !contains(formatParameters, given) {
			return druiderr.InvalidSQL(c.Pos, "No match found for function signature %s(%s)", name, families(c))
		}
	}
	return nil
}

func contains(list []string, name string) bool {
	for _, s := range list {
		if strings.EqualFold(s, name) {
			return true
		}
	}
	return false
}

// s3Source makes an s3 input source of exactly one of uris, prefixes, and bucket with paths.
func s3Source(args argumentList) (map[string]any, error) {
	uris, prefixes, bucket, paths := args.list("uris"), args.list("prefixes"), args.text("bucket"), args.list("paths")
	const iae = "org.apache.druid.java.util.common.IAE: "
	switch {
	case len(paths) > 0 && bucket == "":
		return nil, calciteError(iae + "S3 requires the bucket parameter if paths is set")
	case uris != nil && (prefixes != nil || bucket != "") || prefixes != nil && bucket != "":
		return nil, calciteError(iae + "S3 accepts only one of paths, bucket or prefixes")
	case uris == nil && prefixes == nil && bucket == "":
		return nil, calciteError(iae + "S3 requires one of paths, bucket or prefixes")
	case bucket != "" && len(paths) == 0:
		return nil, calciteError(iae + "When using the bucket parameter, paths must also be provided")
	}
	for _, u := range append(append([]string{}, uris...), prefixes...) {
		if !strings.HasPrefix(strings.ToLower(u), "s3://") {
			return nil, calciteError(iae + "Invalid input source specification")
		}
	}
	out := map[string]any{"type": "s3"}
	switch {
	case uris != nil:
		out["uris"] = uris
	case prefixes != nil:
		out["prefixes"] = prefixes
	default:
		objects := make([]map[string]string, len(paths))
		for i, path := range paths {
			objects[i] = map[string]string{"bucket": bucket, "path": path}
		}
		out["objects"] = objects
	}
	copyArguments(out, args, "objectGlob")
	properties := map[string]any{}
	copyArguments(properties, args, "accessKeyId", "secretAccessKey", "assumeRoleArn")
	if len(properties) > 0 {
		out["properties"] = properties
	}
	return out, nil
}
