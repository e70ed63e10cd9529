package format

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// avroFormat reads Avro object container files, block by block.
type avroFormat struct {
	flatten *flattener
	// reader is the schema that records are wanted in, nil for the file's.
	reader          *avroType
	asText, explode bool
}

const avroClass = "org.apache.druid.data.input.avro.AvroOCFInputFormat"

func parseAvro(spec json.RawMessage) (Format, error) {
	var s struct {
		Schema  json.RawMessage `json:"schema"`
		AsText  textBool        `json:"binaryAsString"`
		Explode textBool        `json:"extractUnionsByType"`
	}
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read avro_ocf input format: %w", err)
	}
	flatten, err := parseFlatten(spec, avroClass, false)
	if err != nil {
		return nil, err
	}
	f := avroFormat{flatten: flatten, asText: bool(s.AsText), explode: bool(s.Explode)}
	if len(s.Schema) > 0 && string(s.Schema) != "null" {
		if f.reader, err = parseAvroSchema(s.Schema); err != nil {
			return nil, specError(spec, avroClass, "%s", err)
		}
	}
	return f, nil
}

// NewReader reads an object container file.
func (f avroFormat) NewReader(r io.Reader, o Options) Reader {
	return newRecordReader(r, o, f.flatten, func(in *countingReader, _ map[string]bool) (records, error) {
		return openAvro(in, f)
	})
}

// avroRecords is an object container file.
type avroRecords struct {
	in     *bufio.Reader
	sync   [16]byte
	writer *avroType
	// reader is the schema of the records given, if it is not the writer's.
	reader *avroType
	codec  string
	zstd   *zstd.Decoder
	count  int64 // records left in the block
	avroDecoder
}

var avroMagic = []byte("Obj\x01")

func openAvro(in io.Reader, f avroFormat) (records, error) {
	r := &avroRecords{in: bufio.NewReaderSize(in, 64<<10), reader: f.reader, avroDecoder: avroDecoder{asText: f.asText, explode: f.explode}}
	var magic [4]byte
	if _, err := io.ReadFull(r.in, magic[:]); err != nil || !bytes.Equal(magic[:], avroMagic) {
		return nil, errors.New("not an Avro data file")
	}
	meta, err := r.header()
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(r.in, r.sync[:]); err != nil {
		return nil, truncated(err)
	}
	r.codec = string(meta["avro.codec"])
	if r.writer, err = parseAvroSchema(meta["avro.schema"]); err != nil {
		return nil, err
	}
	if r.writer.kind != avroRecord {
		return nil, fmt.Errorf("records are expected, the schema of the file is of type %s", r.writer.kind)
	}
	return r, nil
}

// truncated says that a file ends too early, unless the stream has another trouble.
func truncated(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file ends too early")
	}
	return err
}

const (
	// maxAvroMeta and maxAvroBlock bound the header's values and blocks, compressed or not.
	maxAvroMeta  = 16 << 20
	maxAvroBlock = 256 << 20
)

// header reads the metadata: a map of bytes.
func (r *avroRecords) header() (map[string][]byte, error) {
	meta := map[string][]byte{}
	for {
		n, err := r.streamLong()
		if err != nil || n == 0 {
			return meta, err
		}
		if n < 0 {
			n = -n
			if _, err := r.streamLong(); err != nil {
				return nil, err
			}
		}
		for ; n > 0; n-- {
			key, err := r.streamBytes(maxAvroMeta)
			if err != nil {
				return nil, err
			}
			value, err := r.streamBytes(maxAvroMeta)
			if err != nil {
				return nil, err
			}
			meta[string(key)] = value
		}
	}
}

func (r *avroRecords) streamLong() (int64, error) {
	n, err := binary.ReadVarint(r.in)
	return n, truncated(err)
}

// streamBytes reads bytes with their length before them. Room is made as they come.
func (r *avroRecords) streamBytes(limit int64) ([]byte, error) {
	n, err := r.streamLong()
	if err != nil {
		return nil, err
	}
	if n < 0 || n > limit {
		return nil, fmt.Errorf("a part of %d bytes is too long", n)
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, r.in, n); err != nil {
		return nil, truncated(err)
	}
	return b.Bytes(), nil
}

func (r *avroRecords) close() {
	if r.zstd != nil {
		r.zstd.Close()
		r.zstd = nil
	}
}

func (r *avroRecords) next(s *scanner) (int32, error) {
	for r.count == 0 {
		if len(r.data) > 0 {
			return 0, errors.New("a block is longer than its records")
		}
		if err := r.block(); err != nil {
			return 0, err
		}
	}
	r.count--
	at, err := r.decode(s, r.writer, 0)
	if err == nil && r.reader != nil {
		at, err = r.resolve(s, at, r.writer, r.reader)
	}
	return at, err
}

// block reads the next block; io.EOF after the last one.
func (r *avroRecords) block() error {
	if _, err := r.in.Peek(1); err != nil {
		return err
	}
	var err error
	if r.count, err = r.streamLong(); err != nil {
		return err
	}
	raw, err := r.streamBytes(maxAvroBlock)
	if err != nil {
		return err
	}
	var sync [16]byte
	if _, err := io.ReadFull(r.in, sync[:]); err != nil {
		return truncated(err)
	}
	if sync != r.sync || r.count < 0 {
		return errors.New("invalid sync")
	}
	r.data, err = r.plain(raw)
	return err
}

// plain decompresses a block.
func (r *avroRecords) plain(raw []byte) ([]byte, error) {
	switch r.codec {
	case "", "null":
		return raw, nil
	case "deflate":
		return readBlock(flate.NewReader(bytes.NewReader(raw)))
	case "bzip2":
		return readBlock(bzip2.NewReader(bytes.NewReader(raw)))
	case "xz":
		x, err := xz.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, err
		}
		return readBlock(x)
	case "zstandard":
		if r.zstd == nil {
			var err error
			if r.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxAvroBlock)); err != nil {
				return nil, err
			}
		}
		return r.zstd.DecodeAll(raw, nil)
	case "snappy":
		return unsnappy(raw)
	}
	return nil, fmt.Errorf("unrecognized codec: %s", r.codec)
}

func readBlock(in io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(in, maxAvroBlock+1))
	if len(b) > maxAvroBlock {
		return nil, errors.New("a block is too long")
	}
	return b, err
}

// unsnappy decompresses a block of snappy with a checksum after it.
func unsnappy(raw []byte) ([]byte, error) {
	if len(raw) < 4 {
		return nil, errors.New("a block is too short")
	}
	sum := binary.BigEndian.Uint32(raw[len(raw)-4:])
	raw = raw[:len(raw)-4]
	if n, err := snappy.DecodedLen(raw); err != nil || n > maxAvroBlock {
		return nil, errors.New("a block is too long")
	}
	b, err := snappy.Decode(nil, raw)
	if err == nil && crc32.ChecksumIEEE(b) != sum {
		err = errors.New("checksum failure")
	}
	return b, err
}
