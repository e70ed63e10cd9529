package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

var (
	contextPattern = regexp.MustCompile(`(?m)^--\s*context:\s*(\{.*\})\s*$`)
	intoPattern    = regexp.MustCompile(`\bINTO\s+(?:"([^"]+)"|(\w+))`)
)

// Dataset is a statement that loads one of the tables that the cases read.
type Dataset struct {
	Name    string // of the file
	Table   string // that it writes
	SQL     string // without comments; ${DATA_URL} stands for the server of the data files
	Context Object
}

// LoadDatasets reads every *.sql file of a folder. A comment line "-- context: {…}" gives the query context.
func LoadDatasets(files fs.FS) ([]Dataset, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	sets := make([]Dataset, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if sets[i], err = parseDataset(strings.TrimSuffix(name, ".sql"), string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return sets, nil
}

func parseDataset(name, text string) (Dataset, error) {
	set := Dataset{Name: name, Table: name, Context: Object{}}
	for _, found := range contextPattern.FindAllStringSubmatch(text, -1) {
		value := Value{}
		if err := json.Unmarshal([]byte(found[1]), &value); err != nil {
			return set, err
		}
		if object, ok := value.V.(Object); ok {
			set.Context = append(set.Context, object...)
		}
	}
	if found := intoPattern.FindStringSubmatch(text); found != nil {
		set.Table = or(found[1], found[2])
	}
	var lines []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "--") {
			lines = append(lines, line)
		}
	}
	set.SQL = strings.TrimSpace(strings.Join(lines, ""))
	return set, nil
}

// Load submits the statement and waits until its task has ended and its rows can be read.
func (d Dataset) Load(ctx context.Context, client *Client, dataURL string) error {
	sql := strings.ReplaceAll(d.SQL, "${DATA_URL}", strings.TrimRight(dataURL, "/"))
	answer := client.PostJSON(ctx, "/druid/v2/sql/task", Object{{"query", sql}, {"context", d.Context}})
	if answer.Err != nil {
		return fmt.Errorf("submit: %w", answer.Err)
	}
	task, ok := at(answer.decoded(), "taskId").(string)
	if !ok {
		return fmt.Errorf("submit: HTTP %d %s", answer.Status, shorten(answer.Text, 300))
	}
	if err := WaitForTask(ctx, client, task); err != nil {
		return err
	}
	return d.readable(ctx, client)
}

// readable checks that a query sees the rows, as it must at once after the task's success.
func (d Dataset) readable(ctx context.Context, client *Client) error {
	count := SQLCase{SQL: `SELECT COUNT(*) FROM "` + strings.ReplaceAll(d.Table, `"`, `""`) + `"`}
	answer := client.PostJSON(ctx, "/druid/v2/sql", count.request())
	rows, _ := answer.decoded().([]any)
	if answer.Status != http.StatusOK || len(rows) < 4 {
		return fmt.Errorf("loaded, but not readable: HTTP %d %s", answer.Status, shorten(answer.Text, 300))
	}
	if cells, ok := rows[3].([]any); !ok || len(cells) == 0 || cells[0] == int64(0) {
		return errEmpty
	}
	return nil
}

var errEmpty = errors.New("loaded, but no rows can be read")

// pollInterval is how often a task's state is asked for.
const pollInterval = 20 * time.Millisecond

// WaitForTask returns when the task has succeeded; an error says how else it ended.
func WaitForTask(ctx context.Context, client *Client, task string) error {
	path := "/druid/indexer/v1/task/" + url.PathEscape(task) + "/status"
	for {
		answer := client.Call(ctx, http.MethodGet, path, nil, nil)
		if answer.Err != nil {
			return fmt.Errorf("status of task %s: %w", task, answer.Err)
		}
		if answer.Status != http.StatusOK {
			return fmt.Errorf("status of task %s: HTTP %d %s", task, answer.Status, shorten(answer.Text, 300))
		}
		body := answer.decoded()
		switch at(body, "status", "status") {
		case "SUCCESS":
			return nil
		case "FAILED":
			return fmt.Errorf("task %s failed: %s", task, textOf(at(body, "status", "errorMsg")))
		}
		if err := pause(ctx, pollInterval.Seconds()); err != nil {
			return fmt.Errorf("task %s: %w", task, err)
		}
	}
}
