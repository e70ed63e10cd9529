package format

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/parquet-go/parquet-go"
)

// parquetFormat reads Parquet files. They are spooled, because their index is at the end; of each row
// group only the columns that are wanted are read, page by page.
type parquetFormat struct {
	flatten *flattener
	asText  bool
}

const parquetClass = "org.apache.druid.data.input.parquet.ParquetInputFormat"

func parseParquet(spec json.RawMessage) (Format, error) {
	var s struct {
		AsText textBool `json:"binaryAsString"`
	}
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read parquet input format: %w", err)
	}
	flatten, err := parseFlatten(spec, parquetClass, false)
	return parquetFormat{flatten: flatten, asText: bool(s.AsText)}, err
}

// NewReader reads a Parquet file.
func (f parquetFormat) NewReader(r io.Reader, o Options) Reader {
	return newRecordReader(r, o, f.flatten, func(in *countingReader, roots map[string]bool) (records, error) {
		return openParquet(in, roots, f.asText)
	})
}

// parquetRecords puts records together out of the columns of the present row group.
type parquetRecords struct {
	file   *os.File
	groups []parquet.RowGroup
	rows   int64 // left in the row group
	fields []*parquetField
	leaves []*parquetLeaf
	asText bool
}

func openParquet(in io.Reader, roots map[string]bool, asText bool) (records, error) {
	file, size, err := spool(in)
	if err != nil {
		return nil, err
	}
	r := &parquetRecords{file: file, asText: asText}
	if err := r.open(size, roots); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *parquetRecords) open(size int64, roots map[string]bool) error {
	if err := checkFooter(r.file, size); err != nil {
		return err
	}
	f, err := parquet.OpenFile(r.file, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return err
	}
	r.groups = f.RowGroups()
	for _, c := range f.Root().Columns() {
		if roots == nil || roots[c.Name()] {
			r.fields = append(r.fields, r.field(c))
		}
	}
	return nil
}

// checkFooter checks the length of the index before anybody makes room for it.
func checkFooter(file io.ReaderAt, size int64) error {
	var tail [8]byte
	if size < int64(len(tail))+4 {
		return errors.New("the file is too short for a Parquet file")
	}
	if _, err := file.ReadAt(tail[:], size-int64(len(tail))); err != nil {
		return fmt.Errorf("read footer: %w", err)
	}
	if string(tail[4:]) != "PAR1" {
		return fmt.Errorf("is not a Parquet file. Expected magic number at tail, but found %v", tail[4:])
	}
	if n := int64(binary.LittleEndian.Uint32(tail[:])); n > size-12 {
		return fmt.Errorf("corrupted file: the footer of %d bytes is longer than the file", n)
	}
	return nil
}

func (r *parquetRecords) close() {
	r.endGroup()
	_ = r.file.Close() // only read from, and nobody else has it
}

func (r *parquetRecords) endGroup() {
	for _, l := range r.leaves {
		l.end()
	}
}

func (r *parquetRecords) next(s *scanner) (int32, error) {
	for r.rows == 0 {
		if len(r.groups) == 0 {
			return 0, io.EOF
		}
		r.endGroup()
		chunks := r.groups[0].ColumnChunks()
		r.rows = r.groups[0].NumRows()
		r.groups = r.groups[1:]
		for _, l := range r.leaves {
			l.begin(chunks[l.column])
		}
	}
	r.rows--
	root := s.addObject()
	for _, f := range r.fields {
		value, err := f.read(s)
		if err != nil {
			return 0, err
		}
		s.put(root, value, f.name)
	}
	return root, nil
}

// field prepares a column of the file with those below it.
func (r *parquetRecords) field(c *parquet.Column) *parquetField {
	f := &parquetField{
		name: []byte(c.Name()), repeated: c.Repeated(), optional: c.Optional(), definition: c.MaxDefinitionLevel(), repetition: c.MaxRepetitionLevel(),
	}
	if c.Leaf() {
		f.leaf = &parquetLeaf{column: c.Index()}
		f.leaves = []*parquetLeaf{f.leaf}
		f.convert = converter(c.Type(), r.asText)
		r.leaves = append(r.leaves, f.leaf)
		return f
	}
	for _, child := range c.Columns() {
		below := r.field(child)
		f.children = append(f.children, below)
		f.leaves = append(f.leaves, below.leaves...)
	}
	f.shape = shapeOf(c, f)
	return f
}

// parquetLeaf goes through the values of a column of the present row group.
type parquetLeaf struct {
	column int
	pages  parquet.Pages
	values parquet.ValueReader
	buffer [256]parquet.Value
	at, n  int
}

func (l *parquetLeaf) begin(chunk parquet.ColumnChunk) {
	l.pages, l.values, l.at, l.n = chunk.Pages(), nil, 0, 0
}

func (l *parquetLeaf) end() {
	if l.pages != nil {
		_ = l.pages.Close() // only read from
		l.pages = nil
	}
}

// peek gives the next value, nil at the end of the row group. It stays valid until the next record.
func (l *parquetLeaf) peek() (*parquet.Value, error) {
	for l.at == l.n {
		if l.values == nil {
			page, err := l.pages.ReadPage()
			if errors.Is(err, io.EOF) {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			l.values = page.Values() // pages are not released: texts of records point into them
		}
		n, err := l.values.ReadValues(l.buffer[:])
		l.at, l.n = 0, n
		switch {
		case errors.Is(err, io.EOF):
			l.values = nil
		case err != nil:
			return nil, err
		case n == 0:
			l.values = nil
		}
	}
	return &l.buffer[l.at], nil
}

var errRowGroup = errors.New("a column ends before its row group")

// present gives the next value of the first column below a field: its levels tell what there is.
func (f *parquetField) present() (*parquet.Value, error) {
	if len(f.leaves) == 0 {
		return nil, errors.New("a group without columns")
	}
	v, err := f.leaves[0].peek()
	if err == nil && v == nil {
		err = errRowGroup
	}
	return v, err
}

// skip goes over the one value that every column below an absent field has.
func (f *parquetField) skip() error {
	for _, l := range f.leaves {
		v, err := l.peek()
		if err == nil && v == nil {
			err = errRowGroup
		}
		if err != nil {
			return err
		}
		l.at++
	}
	return nil
}
