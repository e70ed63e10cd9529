package format_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"

	"ogham/jobs/format"
)

// eventFile is event.proto without the files that it imports.
const eventFile = `file { name: "event.proto" package: "a.b" syntax: "proto3"
dependency: "google/protobuf/timestamp.proto" dependency: "google/protobuf/duration.proto" dependency: "google/protobuf/wrappers.proto"
dependency: "google/protobuf/struct.proto" dependency: "google/protobuf/any.proto" dependency: "google/protobuf/field_mask.proto"
enum_type { name: "Color" value { name: "RED" number: 0 } value { name: "BLUE" number: 1 } }
message_type { name: "Other" field { name: "q" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL } }
message_type { name: "Event"
field { name: "user_id" json_name: "userId" number: 1 type: TYPE_INT64 label: LABEL_OPTIONAL }
field { name: "u" number: 2 type: TYPE_UINT32 label: LABEL_OPTIONAL }
field { name: "f" number: 3 type: TYPE_FLOAT label: LABEL_OPTIONAL }
field { name: "s" number: 4 type: TYPE_STRING label: LABEL_OPTIONAL }
field { name: "b" number: 5 type: TYPE_BYTES label: LABEL_OPTIONAL }
field { name: "color" number: 6 type: TYPE_ENUM type_name: ".a.b.Color" label: LABEL_OPTIONAL }
field { name: "tags" number: 7 type: TYPE_STRING label: LABEL_REPEATED }
field { name: "m" number: 8 type: TYPE_MESSAGE type_name: ".a.b.Event.MEntry" label: LABEL_REPEATED }
field { name: "in" number: 9 type: TYPE_MESSAGE type_name: ".a.b.Event.Inner" label: LABEL_OPTIONAL }
field { name: "ts" number: 10 type: TYPE_MESSAGE type_name: ".google.protobuf.Timestamp" label: LABEL_OPTIONAL }
field { name: "dur" number: 11 type: TYPE_MESSAGE type_name: ".google.protobuf.Duration" label: LABEL_OPTIONAL }
field { name: "w" number: 12 type: TYPE_MESSAGE type_name: ".google.protobuf.Int64Value" label: LABEL_OPTIONAL }
field { name: "st" number: 13 type: TYPE_MESSAGE type_name: ".google.protobuf.Struct" label: LABEL_OPTIONAL }
field { name: "any" number: 14 type: TYPE_MESSAGE type_name: ".google.protobuf.Any" label: LABEL_OPTIONAL }
field { name: "mask" number: 15 type: TYPE_MESSAGE type_name: ".google.protobuf.FieldMask" label: LABEL_OPTIONAL }
nested_type { name: "MEntry" options { map_entry: true } field { name: "key" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL } field { name: "value" number: 2 type: TYPE_DOUBLE label: LABEL_OPTIONAL } }
nested_type { name: "Inner" field { name: "x" number: 1 type: TYPE_SINT32 label: LABEL_OPTIONAL } field { name: "more" number: 2 type: TYPE_MESSAGE type_name: ".a.b.Event.Inner" label: LABEL_REPEATED } }
} }`

const eventJSON = `{"userId":"-9007199254740993","u":4294967295,"f":1.1,"s":"é","b":"/wA=","color":"BLUE","tags":["p","q"],"m":{"7":1.5},
"in":{"x":-5,"more":[{"x":1},{}]},"ts":"2024-01-01T00:00:00.123Z","dur":"-1.5s","w":"42","st":{"k":[1,null,{"z":true}]},
"any":{"@type":"type.googleapis.com/a.b.Other","q":"v"},"mask":"fooBar,x"}`

// event gives a descriptor and a message.
func event(t *testing.T) (descriptor, message []byte) {
	t.Helper()
	var set descriptorpb.FileDescriptorSet
	require.NoError(t, prototext.Unmarshal([]byte(eventFile), &set))
	descriptor, err := proto.Marshal(&set)
	require.NoError(t, err)
	fd, err := protodesc.NewFile(set.GetFile()[0], protoregistry.GlobalFiles)
	require.NoError(t, err)
	files := &protoregistry.Files{}
	require.NoError(t, files.RegisterFile(fd))
	m := dynamicpb.NewMessage(fd.Messages().ByName(protoreflect.Name("Event")))
	require.NoError(t, protojson.UnmarshalOptions{Resolver: dynamicpb.NewTypes(files)}.Unmarshal([]byte(eventJSON), m))
	message, err = proto.Marshal(m)
	require.NoError(t, err)
	return descriptor, message
}

func inlineSpec(descriptor []byte, message, more string) string {
	return `{"type":"protobuf","protoBytesDecoder":{"type":"inline","descriptorString":"` + base64.StdEncoding.EncodeToString(descriptor) +
		`","protoMessageType":"` + message + `"}` + more + `}`
}

func TestProtobufMessage(t *testing.T) {
	t.Parallel()
	descriptor, message := event(t)
	for column, want := range map[string]string{
		"userId LONG": "-9007199254740993", "user_id LONG": "NULL", "u LONG": "-1", "f STRING": "1.1", "s STRING": "é", "b STRING": "/wA=", "color STRING": "BLUE",
		"tags STRING": "[p,q]", "m COMPLEX<json>": `{"7":1.5}`, "in COMPLEX<json>": `{"x":-5,"more":[{"x":1},{}]}`, "ts STRING": "2024-01-01T00:00:00.123Z",
		"dur STRING": "-1.500s", "w LONG": "42", "st COMPLEX<json>": `{"k":[1.0,null,{"z":true}]}`,
		"any STRING": "{\n  \"@type\": \"type.googleapis.com/a.b.Other\",\n  \"q\": \"v\"\n}", "mask STRING": "fooBar,x",
	} {
		c := readCase{Format: json.RawMessage(inlineSpec(descriptor, "Event", "")), Columns: []string{column}, Data: string(message)}
		require.Equal(t, []string{want}, readAll(t, c, bytes.NewReader(message)), column)
	}
	flatten := `,"flattenSpec":{"fields":[{"type":"path","name":"x","expr":"$.in.more[0].x"},{"type":"jq","name":"n","expr":".tags|length"}]}`
	c := readCase{Format: json.RawMessage(inlineSpec(descriptor, "a.b.Event", flatten)), Columns: []string{"x LONG", "n LONG", "s STRING"}, Data: string(message)}
	require.Equal(t, []string{"1|2|é"}, readAll(t, c, bytes.NewReader(message)))
	c = readCase{Format: json.RawMessage(inlineSpec(descriptor, "Event.Inner", "")), Columns: []string{"x LONG"}}
	require.Equal(t, []string{"NULL"}, readAll(t, c, strings.NewReader("")), "an empty file is an empty message")
}

func TestProtobufDescriptorIsAResource(t *testing.T) {
	t.Parallel()
	descriptor, message := event(t)
	f, err := format.Parse(json.RawMessage(`{"type":"protobuf","protoBytesDecoder":{"type":"file","descriptor":"file:///event.desc","protoMessageType":"Event"}}`))
	require.NoError(t, err)
	options := format.Options{Columns: signature(t, "s STRING"), Resource: func(uri string) (io.ReadCloser, error) {
		require.Equal(t, "file:///event.desc", uri)
		return io.NopCloser(bytes.NewReader(descriptor)), nil
	}}
	row, err := f.NewReader(bytes.NewReader(message), options).Next()
	require.NoError(t, err)
	require.Equal(t, "é", show(row))

	options.Resource = func(string) (io.ReadCloser, error) { return nil, errors.New("not there") }
	_, err = f.NewReader(bytes.NewReader(message), options).Next()
	require.EqualError(t, err, "Unable to parse row: Cannot read descriptor file: file:///event.desc: not there (Record: 1)")
}

func TestMalformedProtobuf(t *testing.T) {
	t.Parallel()
	descriptor, message := event(t)
	for spec, want := range map[string]string{
		inlineSpec(descriptor, "Nope", ""):           "Protobuf message type Nope not found in the specified descriptor.  Available messages types are",
		inlineSpec([]byte{0xff, 0xff}, "Event", ""):  "Invalid descriptor file",
		inlineSpec(descriptor, "Event", `,"x":true`): "Fail to decode protobuf message!",
	} {
		f, err := format.Parse(json.RawMessage(spec))
		require.NoError(t, err)
		_, err = f.NewReader(bytes.NewReader(message[:len(message)-1]), format.Options{Columns: signature(t, "s STRING")}).Next()
		var bad *format.ParseError
		require.ErrorAs(t, err, &bad)
		require.Contains(t, bad.Message, want)
	}
	for _, spec := range []string{`{"type":"protobuf"}`, `{"type":"protobuf","protoBytesDecoder":{"type":"schema_registry","url":"http://x"}}`} {
		_, err := format.Parse(json.RawMessage(spec))
		var refused *format.SpecError
		require.ErrorAs(t, err, &refused)
	}
}
