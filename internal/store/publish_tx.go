package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	taskStatusSQL    = `SELECT status FROM ogham.task WHERE id = $1`
	datasourceSQL    = `SELECT physical FROM ogham.datasource WHERE name = $1`
	newDatasourceSQL = `INSERT INTO ogham.datasource (name, physical) VALUES ($1, $2)`
	columnsSQL       = `SELECT name, physical, native_type, multi_value FROM ogham.datasource_column WHERE datasource = $1 ORDER BY ordinal NULLS LAST, name`
	partitionsSQL    = `SELECT name, start_ms, end_ms FROM ogham.partition WHERE datasource = $1 AND attached ORDER BY start_ms`
	saveColumnSQL    = `INSERT INTO ogham.datasource_column (datasource, name, physical, native_type, multi_value) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (datasource, name) DO UPDATE SET native_type = excluded.native_type, multi_value = excluded.multi_value`
	dropColumnsSQL     = `DELETE FROM ogham.datasource_column WHERE datasource = $1 AND NOT name = ANY ($2)`
	insertPartitionSQL = `INSERT INTO ogham.partition (name, datasource, start_ms, end_ms) VALUES ($1, $2, $3, $4)`
	// trimPartitionSQL makes a new version of the rows: compactions see by it that the partition has changed.
	trimPartitionSQL   = `UPDATE ogham.partition SET attached = attached WHERE name = ANY ($1)`
	deletePartitionSQL = `DELETE FROM ogham.partition WHERE name = ANY ($1)`
	publishTimeSQL     = `SELECT now()`
)

// partition is a row of ogham.partition.
type partition struct {
	Name  string `db:"name"`
	Start int64  `db:"start_ms"`
	End   int64  `db:"end_ms"`
}

func (p partition) Range() Range { return Range{p.Start, p.End} }

// publisher is one publication under way, inside its transaction.
type publisher struct {
	Publication
	s  *Store
	tx pgx.Tx

	now      time.Time
	physical string // table in schema druid
	exists   bool   // the datasource has a table
	columns  []column
	parts    []partition // attached at the moment
	used     []Segment   // used segments that the publication touches

	staging []Staging
	own     []column // columns of the statement
	final   []column // columns that the table will have

	dropped []partition // replaced as a whole
	trimmed []Range     // replaced inside partitions that stay
	removed []Segment

	segments []Segment
}

// Publish makes the rows of an ingestion visible in one transaction: all of them or none, together
// with its segments and the end of its task. INSERT appends; REPLACE puts the rows in the place of
// all rows in what it overwrites. New columns are added, columns whose types disagree become as wide
// as both need.
//
// It gives ErrTaskDone when the task was cancelled meanwhile, ErrLocked when another task replaces what
// an INSERT would append to, an *AllocateError when an INSERT meets
// segments of another granularity, a *druiderr.Error when types cannot be reconciled; nothing has
// changed then and the staging tables stay.
func (s *Store) Publish(ctx context.Context, p Publication) (*Published, error) {
	if p.End.Status == "" {
		p.End.Status = Success
	}
	var done *Published
	err := s.InTx(ctx, func(tx pgx.Tx) error {
		var err error
		run := &publisher{Publication: p, s: s, tx: tx}
		done, err = run.run(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.refreshLogged(ctx)
	return done, nil
}

func (p *publisher) run(ctx context.Context) (*Published, error) {
	for _, step := range []func(context.Context) error{
		p.load, p.checkLocks, p.checkChunks, p.decideRemoval, p.decideColumns, p.prepareStaging, p.lock,
		p.alterTable, p.remove, p.place, p.saveSegments, p.saveColumns, p.dropStaging,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	version, err := bumpCatalog(ctx, p.tx)
	if err != nil {
		return nil, err
	}
	done := &Published{Version: ISOTime(p.now.UnixMilli()), Segments: p.segments, CatalogVersion: version}
	for _, c := range p.Chunks {
		done.NumRows += c.Rows
	}
	if p.InTx != nil {
		if err := p.InTx(ctx, p.tx, done); err != nil {
			return nil, err
		}
	}
	p.End.CatalogVersion = version
	// Last, because the row stays locked from here: a cancellation that came first wins.
	return done, p.s.FinishTask(ctx, p.tx, p.TaskID, p.End)
}

// load reads what there is, under the datasource's lock.
func (p *publisher) load(ctx context.Context) error {
	if err := lockDatasource(ctx, p.tx, p.DataSource); err != nil {
		return err
	}
	var status string
	err := p.tx.QueryRow(ctx, taskStatusSQL, p.TaskID).Scan(&status)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && status != Running {
		return ErrTaskDone
	}
	if err != nil {
		return fmt.Errorf("read task: %w", err)
	}
	if err := p.tx.QueryRow(ctx, publishTimeSQL).Scan(&p.now); err != nil {
		return fmt.Errorf("read the time: %w", err)
	}
	if err := p.loadDatasource(ctx); err != nil {
		return err
	}
	all, err := p.s.StagingTables(ctx, p.tx, p.TaskID)
	if err != nil {
		return err
	}
	lists := map[string]bool{}
	for _, t := range all {
		if t.Kind == KindChunk && t.NumRows > 0 {
			p.staging = append(p.staging, t)
			for _, c := range t.MultiValue {
				lists[c] = true
			}
		}
	}
	p.own = storedColumns(p.Columns, lists)
	return nil
}

func (p *publisher) loadDatasource(ctx context.Context) error {
	d, err := loadTable(ctx, p.tx, p.DataSource)
	if err != nil {
		return err
	}
	p.physical, p.exists, p.columns, p.parts = d.physical, d.exists, d.columns, d.parts
	if !p.exists {
		return nil
	}
	within := p.touched()
	p.used, err = collect[Segment](ctx, p.tx, "read segments", segmentsWithinSQL, p.DataSource, within.Start, within.End)
	return err
}

// table is the table of a datasource as the catalogue knows it.
type table struct {
	physical string
	exists   bool
	columns  []column
	parts    []partition
}

func loadTable(ctx context.Context, tx pgx.Tx, dataSource string) (table, error) {
	t := table{physical: PhysicalName(dataSource)}
	err := tx.QueryRow(ctx, datasourceSQL, dataSource).Scan(&t.physical)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, nil
	}
	if err != nil {
		return t, fmt.Errorf("read datasource: %w", err)
	}
	t.exists = true
	rows, err := tx.Query(ctx, columnsSQL, dataSource)
	if err != nil {
		return t, fmt.Errorf("read columns: %w", err)
	}
	var name, physical, native string
	var multi bool
	_, err = pgx.ForEachRow(rows, []any{&name, &physical, &native, &multi}, func() error {
		typ, err := columnType(name, native, multi)
		t.columns = append(t.columns, column{Name: name, Physical: physical, Type: typ})
		return err
	})
	if err != nil {
		return t, fmt.Errorf("read columns: %w", err)
	}
	t.parts, err = collect[partition](ctx, tx, "read partitions", partitionsSQL, dataSource)
	return t, err
}

// touched is the span of time outside of which nothing changes.
func (p *publisher) touched() Range {
	if p.Replace && p.Overwrite == nil {
		return Eternity
	}
	span := Range{MaxTime, MinTime}
	for _, c := range p.Chunks {
		span = Range{min(span.Start, c.Range.Start), max(span.End, c.Range.End)}
	}
	for _, r := range p.Overwrite {
		span = Range{min(span.Start, r.Start), max(span.End, r.End)}
	}
	return span
}

// prepareStaging brings the staging tables to the final columns and makes one of those that belong
// to the same partition. Nobody else sees them yet, so that no lock is held meanwhile.
func (p *publisher) prepareStaging(ctx context.Context) error {
	bases := map[Range]Staging{}
	slices.SortStableFunc(p.staging, func(a, b Staging) int { return cmp.Compare(b.NumRows, a.NumRows) })
	var statements []string
	for _, t := range p.staging {
		base, taken := bases[t.Range()]
		if !taken {
			bases[t.Range()] = t
			if actions := alterColumns(p.ownTypes(), p.final, stagedValue(t)); len(actions) > 0 {
				statements = append(statements, "ALTER TABLE "+ident(schemaSegments, t.Name)+" "+strings.Join(actions, ", "))
			}
			continue
		}
		statements = append(statements, selectInto(ident(schemaSegments, base.Name), t, p.ownTypes(), p.final))
		base.NumRows += t.NumRows
		bases[t.Range()] = base
	}
	p.staging = p.staging[:0]
	for _, b := range bases {
		b.MultiValue = nil // decoded now
		p.staging = append(p.staging, b)
	}
	slices.SortFunc(p.staging, func(a, b Staging) int { return cmp.Compare(*a.Start, *b.Start) })
	return execAll(ctx, p.tx, "prepare staging tables", statements)
}

// ownTypes are the columns that the staging tables were made with.
func (p *publisher) ownTypes() []column { return stagedColumns(p.Columns) }

// lock takes the datasource's table when readers could else see a part of the change: planning and
// the snapshot of a query are two moments, so only changes of one kind (attach, or insert) are
// atomic without it.
func (p *publisher) lock(ctx context.Context) error {
	if !p.exists {
		return setLockTimeout(ctx, p.tx, innerLockWait)
	}
	attaches, inserts, fills := false, false, false
	for _, t := range p.staging {
		if slices.ContainsFunc(p.parts, func(q partition) bool { return q.Range().Overlaps(t.Range()) }) {
			inserts = true
			fills = fills || len(gaps(t.Range(), p.parts)) > 0 // with partitions made in place
		} else {
			attaches = true
		}
	}
	removes := len(p.dropped) > 0 || len(p.trimmed) > 0
	alters := p.fresh() || len(alterColumns(p.columns, p.final, plainValue)) > 0
	mixed := attaches && inserts || fills
	switch {
	case removes || alters || mixed:
		return lockTable(ctx, p.tx, p.physical)
	case attaches:
		return lockMaintenance(ctx, p.tx, p.physical)
	}
	return setLockTimeout(ctx, p.tx, innerLockWait)
}

// alterTable makes the datasource's table, or gives it its final columns. A REPLACE of everything
// with other columns makes the table anew, since dropped columns leave traces in Postgres.
func (p *publisher) alterTable(ctx context.Context) error {
	name := ident(schemaDruid, p.physical)
	if p.exists && !p.fresh() {
		actions := alterColumns(p.columns, p.final, plainValue)
		if len(actions) == 0 {
			return nil
		}
		return execAll(ctx, p.tx, "alter datasource", []string{"ALTER TABLE " + name + " " + strings.Join(actions, ", ")})
	}
	if p.nothing() {
		return nil
	}
	if !p.exists {
		if _, err := p.tx.Exec(ctx, newDatasourceSQL, p.DataSource, p.physical); err != nil {
			return fmt.Errorf("register datasource: %w", err)
		}
	}
	ddl := make([]string, len(p.final))
	for i, c := range p.final {
		ddl[i] = columnDDL(c.Physical, c.Type)
	}
	create := "CREATE TABLE " + name + " (" + strings.Join(ddl, ", ") + ") PARTITION BY RANGE (__time)"
	if p.exists {
		if err := p.dropPartitions(ctx); err != nil {
			return err
		}
		return execAll(ctx, p.tx, "make datasource anew", []string{"DROP TABLE " + name, create})
	}
	return execAll(ctx, p.tx, "create datasource", []string{create})
}

// nothing tells whether there is no datasource and no row that would make it one.
func (p *publisher) nothing() bool { return !p.exists && len(p.staging) == 0 }

// remove takes away what REPLACE overwrites.
func (p *publisher) remove(ctx context.Context) error {
	if err := p.dropPartitions(ctx); err != nil {
		return err
	}
	statements := make([]string, len(p.trimmed))
	for i, r := range p.trimmed {
		statements[i] = "DELETE FROM " + ident(schemaDruid, p.physical) + " WHERE " + r.conditionSQL()
	}
	if err := execAll(ctx, p.tx, "overwrite rows", statements); err != nil {
		return err
	}
	if err := p.touchTrimmed(ctx); err != nil {
		return err
	}
	ids := make([]string, len(p.removed))
	for i, g := range p.removed {
		ids[i] = g.ID
	}
	if _, err := p.tx.Exec(ctx, deleteSegmentsSQL, ids); err != nil {
		return fmt.Errorf("forget segments: %w", err)
	}
	return nil
}

// touchTrimmed marks the partitions that lost rows as changed.
func (p *publisher) touchTrimmed(ctx context.Context) error {
	var names []string
	for _, q := range p.parts {
		if slices.ContainsFunc(p.trimmed, q.Range().Overlaps) {
			names = append(names, q.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if _, err := p.tx.Exec(ctx, trimPartitionSQL, names); err != nil {
		return fmt.Errorf("mark partitions: %w", err)
	}
	return nil
}

func (p *publisher) dropPartitions(ctx context.Context) error {
	names := make([]string, len(p.dropped))
	statements := make([]string, len(p.dropped))
	for i, d := range p.dropped {
		names[i], statements[i] = d.Name, "DROP TABLE "+ident(schemaSegments, d.Name)
	}
	p.dropped = nil
	if err := execAll(ctx, p.tx, "drop partitions", statements); err != nil {
		return err
	}
	if len(names) == 0 {
		return nil
	}
	if _, err := p.tx.Exec(ctx, deletePartitionSQL, names); err != nil {
		return fmt.Errorf("forget partitions: %w", err)
	}
	return nil
}

// place attaches the staging tables, or inserts their rows where partitions are already.
func (p *publisher) place(ctx context.Context) error {
	if err := p.measure(ctx); err != nil {
		return err
	}
	var statements []string
	var b pgx.Batch
	parent := ident(schemaDruid, p.physical)
	for _, t := range p.staging {
		r := t.Range()
		overlapping := false
		for _, q := range p.parts {
			overlapping = overlapping || q.Range().Overlaps(r)
		}
		if !overlapping {
			name := ident(schemaSegments, t.Name)
			statements = append(statements, "ALTER TABLE "+parent+" ATTACH PARTITION "+name+" "+r.boundsDDL(), "ALTER TABLE "+name+" DROP CONSTRAINT chunk")
			p.addPartition(&b, partition{t.Name, r.Start, r.End})
			continue
		}
		for i, gap := range gaps(r, p.parts) {
			name := fmt.Sprintf("%s_%d", shorten(t.Name, maxName-4), i)
			statements = append(statements, "CREATE TABLE "+ident(schemaSegments, name)+" PARTITION OF "+parent+" "+gap.boundsDDL())
			p.addPartition(&b, partition{name, gap.Start, gap.End})
		}
		statements = append(statements, selectInto(parent, t, p.final, p.final))
	}
	if err := execAll(ctx, p.tx, "place rows", statements); err != nil {
		return err
	}
	return p.s.sendBatch(ctx, p.tx, "register partitions", &b)
}

func (p *publisher) addPartition(b *pgx.Batch, q partition) {
	p.parts = append(p.parts, q)
	b.Queue(insertPartitionSQL, q.Name, p.DataSource, q.Start, q.End)
}

// gaps gives the parts of r that no partition covers.
func gaps(r Range, parts []partition) []Range {
	sorted := slices.Clone(parts)
	slices.SortFunc(sorted, func(a, b partition) int { return cmp.Compare(a.Start, b.Start) })
	var free []Range
	at := r.Start
	for _, q := range sorted {
		if !q.Range().Overlaps(Range{at, r.End}) {
			continue
		}
		if q.Start > at {
			free = append(free, Range{at, q.Start})
		}
		at = q.End
	}
	if at < r.End {
		free = append(free, Range{at, r.End})
	}
	return free
}

// saveColumns records the columns of the table and which of them queries see.
func (p *publisher) saveColumns(ctx context.Context) error {
	if p.nothing() {
		return nil
	}
	var b pgx.Batch
	names := make([]string, len(p.final))
	for i, c := range p.final {
		names[i] = c.Name
		b.Queue(saveColumnSQL, p.DataSource, c.Name, c.Physical, nativeOf(c), c.Type.MultiValue)
	}
	b.Queue(dropColumnsSQL, p.DataSource, names)
	if err := p.s.sendBatch(ctx, p.tx, "save columns", &b); err != nil {
		return err
	}
	return numberColumns(ctx, p.tx, p.DataSource)
}

func nativeOf(c column) string {
	if native := c.Type.Native(); native != "" {
		return native
	}
	return "STRING"
}

// dropStaging removes what is left of the ingestion: tables whose rows went into others, and the
// registry rows of those that are partitions now.
func (p *publisher) dropStaging(ctx context.Context) error {
	all, err := collect[Staging](ctx, p.tx, "list staging tables", lockStagingSQL, p.TaskID)
	if err != nil {
		return err
	}
	attached := make(map[string]bool, len(p.parts))
	for _, q := range p.parts {
		attached[q.Name] = true
	}
	if err := dropStaging(ctx, p.tx, stagingNames(all, func(t Staging) bool { return !attached[t.Name] })); err != nil {
		return err
	}
	if _, err := p.tx.Exec(ctx, deleteStagingSQL, stagingNames(all, func(t Staging) bool { return attached[t.Name] })); err != nil {
		return fmt.Errorf("forget staging tables: %w", err)
	}
	return nil
}

// statementsPerTrip bounds how many statements go to the server together.
const statementsPerTrip = 100

func execAll(ctx context.Context, tx pgx.Tx, what string, statements []string) error {
	for some := range slices.Chunk(statements, statementsPerTrip) {
		if _, err := tx.Exec(ctx, strings.Join(some, ";\n")); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return nil
}
