package input

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// sniffed is how many bytes tell the compression: snappy's stream identifier is the longest.
const sniffed = 10

// The first bytes of compressed content. Names are not looked at: the content is what is read.
var (
	magicGzip   = []byte{0x1f, 0x8b}
	magicZstd   = []byte{0x28, 0xb5, 0x2f, 0xfd}
	magicBzip2  = []byte("BZh")
	magicXz     = []byte{0xfd, '7', 'z', 'X', 'Z', 0}
	magicSnappy = []byte("\xff\x06\x00\x00sNaPpY")
	magicZip    = []byte("PK\x03\x04")
)

// decompress gives the plain content of raw and takes over raw: closing the result closes it.
func decompress(raw io.ReadCloser) (io.ReadCloser, error) {
	buf := bufio.NewReaderSize(raw, 256<<10)
	head, err := buf.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		_ = raw.Close()
		return nil, err
	}
	plain, err := open(buf, head)
	if err != nil {
		_ = raw.Close()
		return nil, fmt.Errorf("decompress: %w", err)
	}
	return plainReader{Reader: plain, raw: raw}, nil
}

func open(r *bufio.Reader, head []byte) (io.Reader, error) {
	switch {
	case bytes.HasPrefix(head, magicGzip):
		return gzip.NewReader(r)
	case bytes.HasPrefix(head, magicZstd):
		// one goroutine less, and no read-ahead beyond what a worker asks for
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	case bytes.HasPrefix(head, magicBzip2) && len(head) > 3 && head[3] >= '1' && head[3] <= '9':
		return bzip2.NewReader(r), nil
	case bytes.HasPrefix(head, magicXz):
		return xz.NewReader(r)
	case bytes.HasPrefix(head, magicSnappy):
		return s2.NewReader(r), nil
	case bytes.HasPrefix(head, magicZip):
		return openZip(r)
	}
	return r, nil
}

// plainReader is decompressed content over the raw stream.
type plainReader struct {
	io.Reader
	raw io.Closer
}

// Close ends both.
func (p plainReader) Close() error {
	if c, ok := p.Reader.(io.Closer); ok {
		_ = c.Close()
	}
	return p.raw.Close()
}

// zipFile is the first entry of a zip archive that was spooled to a file without a name.
type zipFile struct {
	io.ReadCloser
	spool *os.File
}

// Close closes the entry and frees the spooled archive.
func (z zipFile) Close() error {
	_ = z.ReadCloser.Close()
	return z.spool.Close()
}

// openZip gives the first entry of an archive, as Druid does. The directory of a zip file is at its
// end, so the archive is spooled to disk first.
func openZip(r io.Reader) (io.Reader, error) {
	f, err := os.CreateTemp("", "ogham-zip-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, err
	}
	entry, err := firstEntry(f, r)
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return zipFile{ReadCloser: entry, spool: f}, nil
}

func firstEntry(f *os.File, r io.Reader) (io.ReadCloser, error) {
	size, err := io.Copy(f, r)
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(f, size)
	if err != nil {
		return nil, err
	}
	if len(archive.File) == 0 {
		return io.NopCloser(bytes.NewReader(nil)), nil
	}
	return archive.File[0].Open()
}
