package format

import (
	"errors"
	"fmt"
	"io"
	"os"

	"ogham/internal/rowvalue"
)

// records gives the records of a file that is no text, as nodes of a scanner.
type records interface {
	// next reads a record and gives its root; io.EOF after the last one. Any other error says that the
	// file is malformed from here on, unless it comes from the stream itself (see [streamError]).
	next(s *scanner) (root int32, err error)
	// close releases what is held. It may be called twice.
	close()
}

// recordReader makes rows of records: every column by its field of the flattenSpec, or by its name.
type recordReader struct {
	open    func(in *countingReader, roots map[string]bool) (records, error)
	in      *countingReader
	records records
	cols    *columns
	flatten *flattener
	path    string
	record  int64
	ended   bool
	scanner
}

func newRecordReader(r io.Reader, o Options, flatten *flattener, open func(*countingReader, map[string]bool) (records, error)) *recordReader {
	if flatten == nil {
		flatten = &flattener{}
	}
	return &recordReader{open: open, in: &countingReader{src: r}, cols: newColumns(o), flatten: flatten, path: o.Path, record: 1}
}

// Bytes tells how much of the stream was read.
func (r *recordReader) Bytes() int64 { return r.in.bytes }

// Close releases the file before its end.
func (r *recordReader) Close() error {
	if r.records != nil {
		r.records.close()
	}
	r.ended = true
	return nil
}

// Next gives the next row.
func (r *recordReader) Next() ([]rowvalue.Value, error) {
	if r.ended {
		return nil, io.EOF
	}
	r.cols.reset()
	r.load(nil)
	r.nodes = append(r.nodes[:0], node{}) // the first is never a child
	clear(r.branches)
	root, err := r.read()
	if err != nil {
		_ = r.Close() // it has no error
		if errors.Is(err, io.EOF) || r.in.err != nil {
			return nil, cmpError(r.in.err, err)
		}
		return nil, r.bad(err)
	}
	if err := r.flatten.fill(r.cols, &r.scanner, root); err != nil {
		return nil, err
	}
	if r.sawNull {
		if err := r.cols.checkNull(r.source(), r.record); err != nil {
			return nil, err
		}
	}
	r.record++
	return r.cols.row, nil
}

// cmpError gives the first error that is not nil.
func cmpError(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// read reads a record. Libraries that read files may panic on malformed ones.
func (r *recordReader) read() (root int32, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("malformed file: %v", p)
		}
	}()
	if r.records == nil {
		if r.records, err = r.open(r.in, r.flatten.roots(r.cols)); err != nil {
			return 0, err
		}
	}
	return r.records.next(&r.scanner)
}

// bad makes the error of a file that cannot be read from the present record on.
func (r *recordReader) bad(err error) *ParseError {
	where := ""
	if r.path != "" {
		where = "Path: " + r.path + ", "
	}
	return &ParseError{Message: fmt.Sprintf("Unable to parse row: %s (%sRecord: %d)", err, where, r.record), Final: true}
}

func (r *recordReader) source() string {
	if r.path == "" {
		return "InlineInputSource"
	}
	return r.path
}

// roots names the fields of records that columns need; nil is all.
func (f *flattener) roots(c *columns) map[string]bool {
	names := make(map[string]bool, len(c.byName))
	for name := range c.byName {
		root, ok := f.needs[name]
		switch {
		case !ok:
			names[name] = true
		case root == "":
			return nil
		default:
			names[root] = true
		}
	}
	return names
}

// countingReader counts what is read of a stream and remembers its error.
type countingReader struct {
	src   io.Reader
	bytes int64
	err   error
}

// Read reads from the stream.
func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.src.Read(p)
	r.bytes += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// spool copies a stream into a file without a name, for formats that are not read in order.
func spool(in io.Reader) (file *os.File, size int64, err error) {
	if file, err = os.CreateTemp("", "ogham-input-*"); err != nil {
		return nil, 0, fmt.Errorf("spool input: %w", err)
	}
	if err = os.Remove(file.Name()); err == nil {
		size, err = io.Copy(file, in)
	}
	if err != nil {
		_ = file.Close() // the first error counts
		return nil, 0, fmt.Errorf("spool input: %w", err)
	}
	return file, size, nil
}
