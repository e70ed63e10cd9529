package format

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

// protobufFormat reads files that are one message each, without a length before it.
type protobufFormat struct {
	flatten *flattener
	decoder protoDecoder
}

// protoDecoder is the protoBytesDecoder: where the descriptor is, and which message of it is meant.
type protoDecoder struct {
	Type        string `json:"type"`
	URI         string `json:"descriptor"`
	Text        string `json:"descriptorString"`
	MessageType string `json:"protoMessageType"`
}

const (
	protobufClass = "org.apache.druid.data.input.protobuf.ProtobufInputFormat"
	// maxDescriptor and maxMessage bound what is read into memory.
	maxDescriptor   = 16 << 20
	maxProtoMessage = defaultMaxLine
)

func parseProtobuf(spec json.RawMessage) (Format, error) {
	var s struct {
		Decoder *protoDecoder `json:"protoBytesDecoder"`
	}
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read protobuf input format: %w", err)
	}
	flatten, err := parseFlatten(spec, protobufClass, true)
	if err != nil {
		return nil, err
	}
	switch {
	case s.Decoder == nil:
		return nil, specError(spec, protobufClass, "protoBytesDecoder")
	case s.Decoder.Type == "file" && s.Decoder.URI != "", s.Decoder.Type == "inline" && s.Decoder.Text != "":
	default:
		return nil, specError(spec, "org.apache.druid.data.input.protobuf.ProtobufBytesDecoder", "a decoder of type file with a descriptor, or of type inline with a descriptorString is needed")
	}
	return protobufFormat{flatten: flatten, decoder: *s.Decoder}, nil
}

// NewReader reads a message.
func (f protobufFormat) NewReader(r io.Reader, o Options) Reader {
	return newRecordReader(r, o, f.flatten, func(in *countingReader, _ map[string]bool) (records, error) {
		message, types, err := f.decoder.load(o.Resource)
		return &protobufRecord{in: in, message: message, protoNodes: protoNodes{types: types}}, err
	})
}

// protobufRecord is the one record of a file.
type protobufRecord struct {
	in      io.Reader
	message protoreflect.MessageDescriptor
	done    bool
	protoNodes
}

func (r *protobufRecord) close() {}

func (r *protobufRecord) next(s *scanner) (int32, error) {
	if r.done {
		return 0, io.EOF
	}
	r.done = true
	data, err := io.ReadAll(io.LimitReader(r.in, maxProtoMessage+1))
	switch {
	case err != nil:
		return 0, err
	case len(data) > maxProtoMessage:
		return 0, fmt.Errorf("the message is longer than %d bytes", maxProtoMessage)
	}
	m := dynamicpb.NewMessage(r.message)
	if err := (proto.UnmarshalOptions{Resolver: r.types}).Unmarshal(data, m); err != nil {
		return 0, fmt.Errorf("Fail to decode protobuf message!: %w", err) //nolint:staticcheck // Druid's words
	}
	r.s = s
	return r.object(m)
}

// load reads the descriptor and finds the message in it.
func (d *protoDecoder) load(resource func(uri string) (io.ReadCloser, error)) (protoreflect.MessageDescriptor, *dynamicpb.Types, error) {
	raw, err := d.descriptor(resource)
	if err != nil {
		return nil, nil, err
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(raw, &set); err != nil {
		return nil, nil, fmt.Errorf("Invalid descriptor file: %s", d.URI) //nolint:staticcheck // Druid's words
	}
	own := len(set.GetFile())
	addKnown(&set)
	files, err := protodesc.NewFiles(&set)
	if err != nil {
		return nil, nil, fmt.Errorf("Invalid descriptor file: %s: %w", d.URI, err) //nolint:staticcheck // Druid's words
	}
	var names []string
	for _, f := range set.GetFile()[:own] {
		fd, err := files.FindFileByPath(f.GetName())
		if err != nil {
			return nil, nil, err
		}
		if m := d.find(fd.Messages(), "", &names); m != nil {
			return m, dynamicpb.NewTypes(files), nil
		}
	}
	if len(names) == 0 {
		return nil, nil, fmt.Errorf("No message types found in the descriptor: %s", d.URI) //nolint:staticcheck // Druid's words
	}
	return nil, nil, fmt.Errorf("Protobuf message type %s not found in the specified descriptor.  Available messages types are [%s]", //nolint:staticcheck // Druid's words
		d.MessageType, strings.Join(names, ", "))
}

func (d *protoDecoder) descriptor(resource func(uri string) (io.ReadCloser, error)) ([]byte, error) {
	if d.Type == "inline" {
		raw, err := base64.StdEncoding.DecodeString(d.Text)
		if err != nil {
			return nil, errors.New("Decode protobuf descriptor string failed") //nolint:staticcheck // Druid's words
		}
		return raw, nil
	}
	if resource == nil {
		return nil, fmt.Errorf("Cannot read descriptor file: %s", d.URI) //nolint:staticcheck // Druid's words
	}
	in, err := resource(d.URI)
	if err != nil {
		return nil, fmt.Errorf("Cannot read descriptor file: %s: %w", d.URI, err) //nolint:staticcheck // Druid's words
	}
	defer func() { _ = in.Close() }() // only read from
	raw, err := io.ReadAll(io.LimitReader(in, maxDescriptor))
	if err != nil {
		return nil, fmt.Errorf("Cannot read descriptor file: %s: %w", d.URI, err) //nolint:staticcheck // Druid's words
	}
	return raw, nil
}

// find looks for the message by its full or short name, or Parent.Nested; without a name it is the first.
func (d *protoDecoder) find(messages protoreflect.MessageDescriptors, parent string, names *[]string) protoreflect.MessageDescriptor {
	for i := range messages.Len() {
		m := messages.Get(i)
		name := string(m.Name())
		*names = append(*names, string(m.FullName()))
		if d.MessageType == "" || d.MessageType == name || d.MessageType == string(m.FullName()) || d.MessageType == parent+name {
			return m
		}
		if nested := d.find(m.Messages(), name+".", names); nested != nil {
			return nested
		}
	}
	return nil
}

// addKnown adds the files of google.protobuf that are imported but were left out of a descriptor.
func addKnown(set *descriptorpb.FileDescriptorSet) {
	have := map[string]bool{}
	for _, f := range set.GetFile() {
		have[f.GetName()] = true
	}
	for i := 0; i < len(set.GetFile()); i++ {
		for _, path := range set.GetFile()[i].GetDependency() {
			fd, err := protoregistry.GlobalFiles.FindFileByPath(path)
			if have[path] || err != nil {
				continue
			}
			have[path] = true
			set.File = append(set.File, protodesc.ToFileDescriptorProto(fd))
		}
	}
}
