package conformance

import (
	"bufio"
	"context"
	"crypto/md5" //nolint:gosec // the records hold MD5 digests of large results; nothing is protected by them
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"
)

// Scores that a SQL case can count in.
const (
	ScoreValues = "values"
	ScoreTypes  = "types"
	ScoreErrors = "errors"
)

// Scores lists the scores of SQL cases in the order in which they are printed.
var Scores = []string{ScoreValues, ScoreTypes, ScoreErrors}

// SQLCase is one recorded query: what was asked and what Druid answered, columns with rows (or their number and
// digest), or an error.
type SQLCase struct {
	ID         string       `json:"id"`
	SQL        string       `json:"sql"`
	Context    Value        `json:"context"`
	Parameters Value        `json:"parameters"`
	Columns    [][]string   `json:"columns"` // name, native type, SQL type
	Rows       Value        `json:"rows"`
	RowCount   int          `json:"rowCount"`
	Digest     string       `json:"digest"`
	Ordered    bool         `json:"ordered"`
	Approx     float64      `json:"approx"` // relative tolerance of numbers
	Ignore     []string     `json:"ignore"` // columns whose cells are not compared
	Error      *SQLCaseFail `json:"error"`
	Topic      string       `json:"-"`
}

// SQLCaseFail is the recorded error of a query.
type SQLCaseFail struct {
	Status int   `json:"status"`
	Body   Value `json:"body"`
}

// LoadSQL reads every *.jsonl file of a folder: one case a line, the file's name is the topic.
func LoadSQL(files fs.FS) ([]SQLCase, error) {
	names, err := fs.Glob(files, "*.jsonl")
	if err != nil {
		return nil, err
	}
	var cases []SQLCase
	for _, name := range names {
		more, err := loadSQLFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		cases = append(cases, more...)
	}
	return cases, nil
}

func loadSQLFile(files fs.FS, name string) ([]SQLCase, error) {
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var cases []SQLCase
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		c := SQLCase{Topic: strings.TrimSuffix(path.Base(name), ".jsonl")}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("case %d: %w", len(cases)+1, err)
		}
		cases = append(cases, c)
	}
	return cases, lines.Err()
}

// request is the body that asks the case's query with all header rows.
func (c *SQLCase) request() Object {
	body := Object{
		{"query", c.SQL},
		{"resultFormat", "array"},
		{"header", true},
		{"typesHeader", true},
		{"sqlTypesHeader", true},
	}
	if ctx, ok := c.Context.V.(Object); ok && len(ctx) > 0 {
		body = append(body, Member{"context", ctx})
	}
	if params, ok := c.Parameters.V.([]any); ok && len(params) > 0 {
		body = append(body, Member{"parameters", params})
	}
	return body
}

// Run asks the case's query and checks the answer: for each score that the case counts in, what differs, or "".
func (c *SQLCase) Run(ctx context.Context, client *Client) map[string]string {
	answer := client.PostJSON(ctx, "/druid/v2/sql", c.request())
	if answer.Err != nil {
		return c.Check(0, "no answer: "+answer.Err.Error())
	}
	return c.Check(answer.Status, answer.decoded())
}

// PostJSON posts a value as a client does that asks for JSON.
func (c *Client) PostJSON(ctx context.Context, path string, body any) Answer {
	headers := map[string]string{"Content-Type": "application/json", "Accept": "application/json"}
	text := Encode(body)
	return c.Call(ctx, http.MethodPost, path, headers, &text)
}

// Check compares an answer, its status and decoded body, with the record; the result is that of Run.
func (c *SQLCase) Check(status int, body any) map[string]string {
	if c.Error != nil {
		return map[string]string{ScoreErrors: c.checkError(status, body)}
	}
	all, ok := body.([]any)
	if status != http.StatusOK || !ok || len(all) < 3 {
		why := fmt.Sprintf("HTTP %d %s", status, shorten(textOf(body), 300))
		return map[string]string{ScoreValues: why, ScoreTypes: why}
	}
	return map[string]string{
		ScoreValues: c.checkValues(all[0], all[3:]),
		ScoreTypes:  c.checkTypes(all[1], all[2]),
	}
}

func textOf(body any) string {
	if s, ok := body.(string); ok {
		return s
	}
	return Encode(body)
}

// errorFields is the comparable part of an error body.
func errorFields(body any) []any {
	object, ok := body.(Object)
	if !ok {
		return []any{"text"}
	}
	var out []any
	for _, key := range []string{"error", "errorCode", "category", "persona", "errorClass"} {
		value, _ := object.Get(key)
		out = append(out, value)
	}
	return out
}

func (c *SQLCase) checkError(status int, body any) string {
	if status != c.Error.Status {
		return fmt.Sprintf("status %d wanted, %d came: %s", c.Error.Status, status, shorten(textOf(body), 300))
	}
	want, got := errorFields(c.Error.Body.V), errorFields(body)
	if !reflect.DeepEqual(want, got) {
		return fmt.Sprintf("wanted %s, got %s", show(want), show(got))
	}
	return ""
}

func (c *SQLCase) checkValues(header any, rows []any) string {
	names := make([]any, len(c.Columns))
	for i, column := range c.Columns {
		names[i] = column[0]
	}
	if !reflect.DeepEqual(header, names) {
		return fmt.Sprintf("columns %s wanted, %s came", show(names), show(header))
	}
	rows = c.blank(rows)
	if c.Digest != "" {
		return c.checkDigest(rows)
	}
	want, _ := c.Rows.V.([]any)
	if len(want) != len(rows) {
		return fmt.Sprintf("%d rows wanted, %d came", len(want), len(rows))
	}
	if c.Ordered {
		return matchOrdered(want, rows, c.Approx)
	}
	return matchUnordered(want, rows, c.Approx)
}

// blank empties the cells of the ignored columns.
func (c *SQLCase) blank(rows []any) []any {
	if len(c.Ignore) == 0 {
		return rows
	}
	out := make([]any, len(rows))
	for i, row := range rows {
		cells, _ := row.([]any)
		cells = slices.Clone(cells)
		for j := range cells {
			if j < len(c.Columns) && slices.Contains(c.Ignore, c.Columns[j][0]) {
				cells[j] = nil
			}
		}
		out[i] = cells
	}
	return out
}

func (c *SQLCase) checkDigest(rows []any) string {
	if len(rows) != c.RowCount {
		return fmt.Sprintf("%d rows wanted, %d came", c.RowCount, len(rows))
	}
	if Digest(rows) != c.Digest {
		return "the rows' digest differs"
	}
	return ""
}

// Digest is the MD5 of the rows' JSON texts, sorted, one a line.
func Digest(rows []any) string {
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = encodeWith(row, ",", ":")
	}
	slices.Sort(lines)
	sum := md5.Sum([]byte(strings.Join(lines, "\n"))) //nolint:gosec // see the import
	return hex.EncodeToString(sum[:])
}

func matchOrdered(want, got []any, approx float64) string {
	for i := range want {
		if !Same(want[i], got[i], approx) {
			return fmt.Sprintf("row %d: wanted %s, got %s", i, show(want[i]), show(got[i]))
		}
	}
	return ""
}

func matchUnordered(want, got []any, approx float64) string {
	rest := sortedRows(got)
	for _, w := range sortedRows(want) {
		place := slices.IndexFunc(rest, func(g any) bool { return Same(w, g, approx) })
		if place < 0 {
			return fmt.Sprintf("no row %s; left over e.g. %s", show(w), show(rest[0]))
		}
		rest = slices.Delete(rest, place, place+1)
	}
	return ""
}

func (c *SQLCase) checkTypes(native, sql any) string {
	natives, ok1 := native.([]any)
	sqls, ok2 := sql.([]any)
	want, got := []any{}, []any{}
	for _, column := range c.Columns {
		want = append(want, []any{column[1], column[2]})
	}
	if ok1 && ok2 {
		for i := range min(len(natives), len(sqls)) {
			got = append(got, []any{natives[i], sqls[i]})
		}
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Sprintf("types %s wanted, %s came", show(want), show(got))
	}
	return ""
}
