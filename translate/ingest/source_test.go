package ingest_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druiderr"
	"ogham/translate/ast"
	"ogham/translate/ingest"
	"ogham/translate/parser"
)

// readExtern reads TABLE(call) columns.
func readExtern(t *testing.T, table string) (ingest.Extern, error) {
	t.Helper()
	script, err := parser.Parse("SELECT * FROM TABLE(" + table)
	require.NoError(t, err, table)
	var f *ast.TableFunc
	switch from := script.Stmt.(*ast.QueryStatement).Query.Body.(*ast.Select).From.(type) {
	case *ast.TableFunc:
		f = from
	default:
		require.Failf(t, "no table function", "%T", from)
	}
	return ingest.ReadExtern(f, nil)
}

func TestS3TableFunction(t *testing.T) {
	t.Parallel()
	for call, want := range map[string]string{
		`S3(uris => ARRAY['s3://b/x', 's3://b/y'], format => 'csv')) (a VARCHAR)`:                                    `{"type":"s3","uris":["s3://b/x","s3://b/y"]}`,
		`S3(prefixes => 's3://b/x/,s3://c/', objectGlob => '**.csv', format => 'csv')) (a VARCHAR)`:                  `{"objectGlob":"**.csv","prefixes":["s3://b/x/","s3://c/"],"type":"s3"}`,
		`S3(bucket => 'b', paths => ARRAY['x'], format => 'csv')) (a VARCHAR)`:                                       `{"objects":[{"bucket":"b","path":"x"}],"type":"s3"}`,
		`S3(bucket => 'b', paths => 'x', accessKeyId => 'k', secretAccessKey => 's', format => 'json')) (a VARCHAR)`: `{"objects":[{"bucket":"b","path":"x"}],"properties":{"accessKeyId":"k","secretAccessKey":"s"},"type":"s3"}`,
		`S3(uris => 's3://b/x', assumeRoleArn => 'arn:aws:iam::1:role/r', format => 'csv')) (a VARCHAR)`:             `{"properties":{"assumeRoleArn":"arn:aws:iam::1:role/r"},"type":"s3","uris":["s3://b/x"]}`,
	} {
		got, err := readExtern(t, call)
		require.NoError(t, err, call)
		require.JSONEq(t, want, string(got.InputSource), call)
	}
}

func TestTableFunctionRefusals(t *testing.T) {
	t.Parallel()
	const iae = "Uncategorized calcite error message: [org.apache.druid.java.util.common.IAE: "
	for call, want := range map[string]string{
		`S3(format => 'csv')) (a VARCHAR)`:                                             iae + "S3 requires one of paths, bucket or prefixes]",
		`S3(paths => 'x', format => 'csv')) (a VARCHAR)`:                               iae + "S3 requires the bucket parameter if paths is set]",
		`S3(bucket => 'x', format => 'csv')) (a VARCHAR)`:                              iae + "When using the bucket parameter, paths must also be provided]",
		`S3(uris => 's3://b/x', prefixes => 's3://b/', format => 'csv')) (a VARCHAR)`:  iae + "S3 accepts only one of paths, bucket or prefixes]",
		`S3(uris => 'http://b/x', format => 'csv')) (a VARCHAR)`:                       iae + "Invalid input source specification]",
		`S3(uris => ARRAY['s3://b/x'], format => 'csv', colour => 'red')) (a VARCHAR)`: "No match found for function signature S3(uris => <CHAR(8) ARRAY>, format => <CHARACTER>, colour => <CHARACTER>)",
		`EXTERN('{"type":"hdfs","paths":"x"}', '{"type":"json"}')) EXTEND (a VARCHAR)`: "Invalid value for the field [inputSource]. Reason: [Please make sure to load all the necessary extensions and jars with type 'hdfs' on 'druid/broker' service. " +
			"Could not resolve type id 'hdfs' as a subtype of `org.apache.druid.data.input.InputSource` known type ids = [combining, http, inline, local, nil, sql]\n at [Source: (String)\"{\"type\":\"hdfs\",\"paths\":\"x\"}\"; line: 1, column: 9]]",
		`EXTERN('{"a":{"type":"no"}, "b":"type", "type":"hdfs"}', '{"type":"json"}')) EXTEND (a VARCHAR)`:   "line: 1, column: 40]]",
		`EXTERN('{"data":"x"}', '{"type":"json"}')) EXTEND (a VARCHAR)`:                                     "[simple type, class org.apache.druid.data.input.InputSource]: missing type id property 'type'",
		`EXTERN('{"type":"inline"}', '{"type":"json"}')) EXTEND (a VARCHAR)`:                                "InlineInputSource`, problem: empty data",
		`EXTERN('{"type":"http","uris":[]}', '{"type":"json"}')) EXTEND (a VARCHAR)`:                        "HttpInputSource`, problem: Empty URIs",
		`EXTERN('{"type":"http","uris":["ftp://x"]}', '{"type":"json"}')) EXTEND (a VARCHAR)`:               "problem: Only [http, https] protocols are allowed",
		`EXTERN('{"type":"local"}', '{"type":"json"}')) EXTEND (a VARCHAR)`:                                 "problem: At least one of baseDir or files should be specified",
		`EXTERN('', '{"type":"json"}')) EXTEND (a VARCHAR)`:                                                 "Reason: [No content to map due to end-of-input",
		`EXTERN('{"type":"inline","data":"x"}', '{"type":"json"}', '{}'))`:                                  "Invalid value for the field [rowSignature]. Reason: [Cannot deserialize instance of",
		`EXTERN('{"type":"inline","data":"x"}', '{"type":"json"}', '[{"name":"__time","type":"string"}]'))`: "EXTERN function with __time column can be used when __time column is of type long.",
		`EXTERN('{"type":5}', '{"type":"json"}')) EXTEND (a VARCHAR)`:                                       "Invalid value for the field [inputSource]",
	} {
		_, err := readExtern(t, call)
		require.NotNil(t, druiderr.As(err), call)
		require.Contains(t, druiderr.As(err).Message, want, call)
	}
}

func TestSourcesOfExternAreKnown(t *testing.T) {
	t.Parallel()
	got, err := readExtern(t, `EXTERN('{"type":"s3","uris":["s3://b/x"]}', '{"type":"json"}')) EXTEND (a VARCHAR)`)
	require.NoError(t, err)
	require.True(t, json.Valid(got.InputSource))
}
