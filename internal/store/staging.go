package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"ogham/internal/druidtype"
)

// The kinds of staging tables.
const (
	// KindChunk holds rows of one physical partition, ready to be published.
	KindChunk = "chunk"
	// KindExtern holds rows of an external source that the statement will read.
	KindExtern = "extern"
)

// Staging is a row of ogham.staging_table: a table in schema druid_segments that a running
// ingestion owns.
type Staging struct {
	Name        string `db:"name"`
	TaskID      string `db:"task_id"`
	Worker      int    `db:"worker_number"`
	Attempt     int    `db:"attempt"`
	Kind        string `db:"kind"`
	ExternIndex *int   `db:"extern_index"`
	// Start and End bound the physical partition of a chunk table.
	Start   *int64 `db:"chunk_start_ms"`
	End     *int64 `db:"chunk_end_ms"`
	NumRows int64  `db:"num_rows"`
	// MultiValue names the text columns (by the name SQL says) that hold lists in the escaped form.
	MultiValue []string `db:"multi_value"`
}

// Range gives the physical partition of a chunk table.
func (t Staging) Range() Range {
	if t.Start == nil || t.End == nil {
		return Range{}
	}
	return Range{*t.Start, *t.End}
}

// Owner says whose a staging table is: the controller task and which worker in which attempt.
type Owner struct {
	TaskID          string
	Worker, Attempt int
}

const (
	insertStagingSQL = `INSERT INTO ogham.staging_table (name, task_id, worker_number, attempt, kind, extern_index, chunk_start_ms, chunk_end_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	finishStagingSQL = `UPDATE ogham.staging_table SET num_rows = $2, multi_value = $3 WHERE name = $1`
	selectStagingSQL = `SELECT name, task_id, worker_number, attempt, kind, extern_index, chunk_start_ms, chunk_end_ms, num_rows, multi_value
FROM ogham.staging_table WHERE task_id = $1 ORDER BY kind, chunk_start_ms, worker_number, name`
	lockStagingSQL = `SELECT name, task_id, worker_number, attempt, kind, extern_index, chunk_start_ms, chunk_end_ms, num_rows, multi_value
FROM ogham.staging_table WHERE task_id = $1 ORDER BY name FOR UPDATE`
	// sampleStagingSQL takes a small sample: the tables are read once.
	sampleStagingSQL = `SELECT pg_catalog.set_config('default_statistics_target', '25', true)`
	deleteStagingSQL = `DELETE FROM ogham.staging_table WHERE name = ANY ($1)`
	tableSizeSQL     = `SELECT pg_catalog.pg_table_size(pg_catalog.format('druid_segments.%I', $1::text)::regclass)`
	deadStagingSQL   = `SELECT s.name FROM ogham.staging_table s
WHERE NOT EXISTS (SELECT FROM ogham.task t WHERE t.id = s.task_id AND t.status = 'RUNNING')`
	orphanTablesSQL = `SELECT c.relname FROM pg_catalog.pg_class c
WHERE c.relnamespace = 'druid_segments'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND NOT EXISTS (SELECT FROM ogham.staging_table s WHERE s.name = c.relname)
    AND NOT EXISTS (SELECT FROM ogham.partition p WHERE p.name = c.relname)`
)

// brinFrom is the size in bytes from which a partition gets a BRIN index on __time; below it a scan
// is as fast.
const brinFrom = 8 << 20

// CreateChunkTable makes a table for rows of one physical partition (see PartitionRange) and
// registers it, all in the worker's transaction, so that nothing is left when it does not commit.
// The table's columns are named PhysicalName(c.Name) and typed StoredType(c).Postgres(), only that a
// multi-value string is text as well: any text column may hold lists in the escaped form, which
// FinishStaging names and Publish decodes.
func (s *Store) CreateChunkTable(ctx context.Context, tx pgx.Tx, o Owner, dataSource string, partition Range, columns []druidtype.Column) (name string, err error) {
	name = chunkName(o, dataSource, partition)
	check := "CONSTRAINT chunk CHECK (" + partition.conditionSQL() + ")"
	if err := createStaging(ctx, tx, name, columns, check, ""); err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, insertStagingSQL, name, o.TaskID, o.Worker, o.Attempt, KindChunk, nil, partition.Start, partition.End)
	if err != nil {
		return "", fmt.Errorf("register staging table: %w", err)
	}
	return name, nil
}

// CreateExternTable makes a table for rows of the index-th external source of the statement, as
// CreateChunkTable does. Each worker makes its own; UniteExterns gives the one that is read.
func (s *Store) CreateExternTable(ctx context.Context, tx pgx.Tx, o Owner, index int, columns []druidtype.Column) (name string, err error) {
	name = fmt.Sprintf("extern_%d_%s", index, hashOf(ownerKey(o)+"/"+strconv.Itoa(index)))
	// read once and dropped: a vacuum would only slow that down
	if err := createStaging(ctx, tx, name, columns, "", " WITH (autovacuum_enabled = off)"); err != nil {
		return "", err
	}
	if _, err = tx.Exec(ctx, insertStagingSQL, name, o.TaskID, o.Worker, o.Attempt, KindExtern, index, nil, nil); err != nil {
		return "", fmt.Errorf("register staging table: %w", err)
	}
	return name, nil
}

func createStaging(ctx context.Context, tx pgx.Tx, name string, columns []druidtype.Column, constraint, options string) error {
	parts := make([]string, 0, len(columns)+1)
	for _, c := range columns {
		parts = append(parts, columnDDL(PhysicalName(c.Name), stagedType(c)))
	}
	if constraint != "" {
		parts = append(parts, constraint)
	}
	sql := "CREATE TABLE " + ident(schemaSegments, name) + " (" + strings.Join(parts, ", ") + ")" + options
	if _, err := tx.Exec(ctx, sql); err != nil {
		return fmt.Errorf("create staging table: %w", err)
	}
	return nil
}

// CopyIn sends a binary COPY stream (with its header and trailer) into a staging table that was made
// in the same transaction, and gives the number of rows. columns are the names SQL says, in the
// stream's order. The connection of tx does nothing else until r ends; an error of r is given back
// as it is (errors.Is).
func (s *Store) CopyIn(ctx context.Context, tx pgx.Tx, table string, columns []string, r io.Reader) (rows int64, err error) {
	physical := make([]string, len(columns))
	for i, c := range columns {
		physical[i] = PhysicalName(c)
	}
	sql := "COPY " + ident(schemaSegments, table) + " (" + identList(physical) + ") FROM STDIN (FORMAT binary, FREEZE true)"
	keep := &keepError{r: r}
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, keep, sql)
	if cause := keep.err.Load(); cause != nil {
		return 0, *cause
	}
	if err != nil {
		return 0, fmt.Errorf("copy rows: %w", err)
	}
	return tag.RowsAffected(), nil
}

// keepError remembers why a reader failed, which the driver tells only as text. When the connection
// is lost the driver does not wait for its reading goroutine.
type keepError struct {
	r   io.Reader
	err atomic.Pointer[error]
}

func (k *keepError) Read(p []byte) (int, error) {
	n, err := k.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		k.err.Store(&err)
	}
	return n, err
}

// FinishStaging records what a staging table holds and indexes a big chunk table. Call it after the
// last CopyIn, in the same transaction.
func (s *Store) FinishStaging(ctx context.Context, tx pgx.Tx, table string, rows int64, multiValue []string) error {
	if multiValue == nil {
		multiValue = []string{}
	}
	if _, err := tx.Exec(ctx, finishStagingSQL, table, rows, multiValue); err != nil {
		return fmt.Errorf("register staging table: %w", err)
	}
	if strings.HasPrefix(table, "extern_") {
		return nil
	}
	return indexPartition(ctx, tx, table)
}

func indexPartition(ctx context.Context, tx pgx.Tx, table string) error {
	var size int64
	if err := tx.QueryRow(ctx, tableSizeSQL, table).Scan(&size); err != nil {
		return fmt.Errorf("measure partition: %w", err)
	}
	if size < brinFrom {
		return nil
	}
	if _, err := tx.Exec(ctx, "CREATE INDEX ON "+ident(schemaSegments, table)+" USING brin (__time) WITH (autosummarize = on)"); err != nil {
		return fmt.Errorf("index partition: %w", err)
	}
	return nil
}

// StagingTables lists the staging tables of a controller task: chunks by time and worker, then externs.
func (s *Store) StagingTables(ctx context.Context, db DB, taskID string) ([]Staging, error) {
	return collect[Staging](ctx, s.db(db), "list staging tables", selectStagingSQL, taskID)
}

// StagedExtern is a relation that holds all rows of one external source.
type StagedExtern struct {
	Schema, Table string
	NumRows       int64
	// MultiValue names the columns that are lists (text[]).
	MultiValue map[string]bool
}

// UniteExterns makes of the workers' extern tables one relation for each external source: lists are
// decoded (a column becomes text[] everywhere if any worker saw a list), and where there is more
// than one table a parent reads them all. Call it once, when all workers are done.
func (s *Store) UniteExterns(ctx context.Context, tx pgx.Tx, taskID string) (map[int]StagedExtern, error) {
	tables, err := s.StagingTables(ctx, tx, taskID)
	if err != nil {
		return nil, err
	}
	byIndex := map[int][]Staging{}
	for _, t := range tables {
		if t.Kind == KindExtern && t.ExternIndex != nil {
			byIndex[*t.ExternIndex] = append(byIndex[*t.ExternIndex], t)
		}
	}
	united := make(map[int]StagedExtern, len(byIndex))
	for index, list := range byIndex {
		if united[index], err = uniteExtern(ctx, tx, taskID, index, list); err != nil {
			return nil, err
		}
	}
	return united, nil
}

func uniteExtern(ctx context.Context, tx pgx.Tx, taskID string, index int, tables []Staging) (StagedExtern, error) {
	out := StagedExtern{Schema: schemaSegments, Table: tables[0].Name, MultiValue: map[string]bool{}}
	for _, t := range tables {
		out.NumRows += t.NumRows
		for _, c := range t.MultiValue {
			out.MultiValue[c] = true
		}
	}
	for _, t := range tables {
		if err := decodeLists(ctx, tx, t, out.MultiValue); err != nil {
			return out, err
		}
	}
	if len(tables) > 1 {
		out.Table = fmt.Sprintf("extern_%d_%s", index, hashOf(taskID+"/all/"+strconv.Itoa(index)))
		if err := createParent(ctx, tx, out.Table, tables); err != nil {
			return out, err
		}
		if _, err := tx.Exec(ctx, insertStagingSQL, out.Table, taskID, -1, 0, "parent", index, nil, nil); err != nil {
			return out, fmt.Errorf("register staging table: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, sampleStagingSQL); err != nil {
		return out, fmt.Errorf("analyze staging table: %w", err)
	}
	names := stagingNames(tables, func(Staging) bool { return true })
	if len(tables) > 1 {
		names = append(names, out.Table)
	}
	for _, n := range names {
		if _, err := tx.Exec(ctx, "ANALYZE "+ident(schemaSegments, n)); err != nil {
			return out, fmt.Errorf("analyze staging table: %w", err)
		}
	}
	return out, nil
}

// createParent makes an empty table that the given ones inherit from; they have the same columns.
func createParent(ctx context.Context, tx pgx.Tx, name string, children []Staging) error {
	sql := "CREATE TABLE " + ident(schemaSegments, name) + " (LIKE " + ident(schemaSegments, children[0].Name) + ")"
	if _, err := tx.Exec(ctx, sql); err != nil {
		return fmt.Errorf("create staging table: %w", err)
	}
	for _, c := range children {
		if _, err := tx.Exec(ctx, "ALTER TABLE "+ident(schemaSegments, c.Name)+" INHERIT "+ident(schemaSegments, name)); err != nil {
			return fmt.Errorf("unite staging tables: %w", err)
		}
	}
	return nil
}

// decodeLists turns the columns of a staging table that hold lists anywhere into text[]. A table that
// saw no list in such a column holds plain texts.
func decodeLists(ctx context.Context, tx pgx.Tx, t Staging, lists map[string]bool) error {
	own := map[string]bool{}
	for _, c := range t.MultiValue {
		own[c] = true
	}
	var alters []string
	for c := range lists {
		name := ident(PhysicalName(c))
		using := "CASE WHEN " + name + " IS NOT NULL THEN ARRAY[" + name + "] END"
		if own[c] {
			using = "druid_sql.mv_decode(" + name + ")"
		}
		alters = append(alters, "ALTER COLUMN "+name+` TYPE text[] COLLATE "C" USING `+using)
	}
	if len(alters) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, "ALTER TABLE "+ident(schemaSegments, t.Name)+" "+strings.Join(alters, ", ")); err != nil {
		return fmt.Errorf("decode lists: %w", err)
	}
	return nil
}

// DropStaging removes the staging tables of a controller task and gives their number.
func (s *Store) DropStaging(ctx context.Context, taskID string) (int, error) {
	var names []string
	err := s.InTx(ctx, func(tx pgx.Tx) error {
		tables, err := collect[Staging](ctx, tx, "list staging tables", lockStagingSQL, taskID)
		if err != nil {
			return err
		}
		names = stagingNames(tables, func(Staging) bool { return true })
		return dropStaging(ctx, tx, names)
	})
	return len(names), err
}

// SweepStaging drops the staging tables of tasks that do not run any more, and tables in schema
// druid_segments that nobody knows. Transactions still under way are not seen, so it is safe at any
// time. It gives the number of tables dropped.
func (s *Store) SweepStaging(ctx context.Context) (int, error) {
	dropped := 0
	for _, query := range []string{deadStagingSQL, orphanTablesSQL} {
		rows, err := s.writer.Query(ctx, query)
		if err != nil {
			return dropped, fmt.Errorf("look for orphaned tables: %w", err)
		}
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return dropped, fmt.Errorf("look for orphaned tables: %w", err)
		}
		for _, n := range names {
			err := s.InTx(ctx, func(tx pgx.Tx) error {
				if err := setLockTimeout(ctx, tx, time.Second); err != nil {
					return err
				}
				return dropStaging(ctx, tx, []string{n})
			})
			if isLockTimeout(err) {
				continue
			}
			if err != nil {
				return dropped, err
			}
			dropped++
		}
	}
	return dropped, nil
}

func stagingNames(tables []Staging, keep func(Staging) bool) []string {
	names := []string{}
	for _, t := range tables {
		if keep(t) {
			names = append(names, t.Name)
		}
	}
	return names
}

func dropStaging(ctx context.Context, tx pgx.Tx, names []string) error {
	if len(names) == 0 {
		return nil
	}
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = ident(schemaSegments, n)
	}
	if _, err := tx.Exec(ctx, "DROP TABLE IF EXISTS "+strings.Join(quoted, ", ")+" CASCADE"); err != nil {
		return fmt.Errorf("drop staging tables: %w", err)
	}
	if _, err := tx.Exec(ctx, deleteStagingSQL, names); err != nil {
		return fmt.Errorf("forget staging tables: %w", err)
	}
	return nil
}

// chunkName names a chunk table, which becomes a partition: readable in \d, unique by its hash.
func chunkName(o Owner, dataSource string, r Range) string {
	day := "all"
	if r.Start > minPostgres {
		day = time.UnixMilli(r.Start).UTC().Format("20060102")
	}
	key := fmt.Sprintf("%s/%d/%d/%s", ownerKey(o), r.Start, r.End, dataSource)
	return shorten(strings.ReplaceAll(dataSource, "\x00", ""), maxName-len(day)-hashDigits-2) + "_" + day + "_" + hashOf(key)
}

func ownerKey(o Owner) string { return fmt.Sprintf("%s/%d/%d", o.TaskID, o.Worker, o.Attempt) }
