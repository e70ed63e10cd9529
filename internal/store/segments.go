package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// SegmentFilter picks segments; zero fields pick all.
type SegmentFilter struct {
	DataSource string
	// Used picks by the flag; nil picks both.
	Used *bool
	// Within picks segments that lie in the range; Overlapping those that touch it.
	Within, Overlapping *Range
	IDs                 []string
}

const segmentsSQL = `SELECT ` + segmentColumns + ` FROM ogham.segment
WHERE ($1::text = '' OR datasource = $1) AND ($2::boolean IS NULL OR used = $2)
    AND ($3::bigint IS NULL OR start_ms >= $3) AND ($4::bigint IS NULL OR end_ms <= $4)
    AND ($5::bigint IS NULL OR end_ms > $5) AND ($6::bigint IS NULL OR start_ms < $6)
    AND ($7::text[] IS NULL OR segment_id = ANY ($7))
ORDER BY datasource, start_ms, end_ms, version, partition_num`

// Segments lists segments by datasource and time.
func (s *Store) Segments(ctx context.Context, f SegmentFilter) ([]Segment, error) {
	return segments(ctx, s.writer, f)
}

func segments(ctx context.Context, db DB, f SegmentFilter) ([]Segment, error) {
	var from, to, after, before *int64
	if f.Within != nil {
		from, to = &f.Within.Start, &f.Within.End
	}
	if f.Overlapping != nil {
		after, before = &f.Overlapping.Start, &f.Overlapping.End
	}
	return collect[Segment](ctx, db, "list segments", segmentsSQL, f.DataSource, f.Used, from, to, after, before, f.IDs)
}

const unusedSegmentsSQL = `SELECT ` + segmentColumns + `, created_at, used_changed FROM ogham.segment
WHERE datasource = $1 AND NOT used ORDER BY start_ms, end_ms, version, partition_num`

// UnusedSegment is a segment that queries do not see, with the times of its life.
type UnusedSegment struct {
	Segment
	// CreatedAt is when it was published, UsedChanged when it was taken out of sight.
	CreatedAt   time.Time `db:"created_at"`
	UsedChanged time.Time `db:"used_changed"`
}

// UnusedSegments lists the unused segments of a datasource by time.
func (s *Store) UnusedSegments(ctx context.Context, dataSource string) ([]UnusedSegment, error) {
	return collect[UnusedSegment](ctx, s.writer, "list unused segments", unusedSegmentsSQL, dataSource)
}

const (
	setUsedSQL      = `UPDATE ogham.segment SET used = $2, used_changed = now() WHERE segment_id = ANY ($1)`
	moveSegmentsSQL = `UPDATE ogham.segment SET partition = $2 WHERE segment_id = ANY ($1)`
	detachSQL       = `UPDATE ogham.partition SET attached = false, columns = $2 WHERE name = $1`
	attachSQL       = `UPDATE ogham.partition SET attached = true, columns = NULL WHERE name = $1`
	asideSQL        = `INSERT INTO ogham.partition (name, datasource, start_ms, end_ms, attached, columns) VALUES ($1, $2, $3, $4, false, $5)`
	asideColumnsSQL = `SELECT start_ms, end_ms, columns FROM ogham.partition WHERE name = $1 AND NOT attached`
	// idlePartitionSQL: a segment names the partition that it begins in, but a week may lie in two months'.
	idlePartitionSQL = `SELECT p.name FROM ogham.partition p
WHERE p.datasource = $1 AND NOT EXISTS (SELECT FROM ogham.segment s WHERE s.partition = p.name)
    AND NOT (p.attached AND EXISTS (SELECT FROM ogham.segment s
        WHERE s.datasource = $1 AND s.used AND s.partition IS NOT NULL AND s.start_ms < p.end_ms AND s.end_ms > p.start_ms))`
	dropDatasourceSQL = `DELETE FROM ogham.datasource d
WHERE d.name = $1 AND NOT EXISTS (SELECT FROM ogham.segment s WHERE s.datasource = d.name) RETURNING physical`
)

// marking is a change of the used flag of segments under way.
type marking struct {
	s          *Store
	tx         pgx.Tx
	dataSource string
	table      table
	all        []Segment
	chosen     map[string]bool
}

// MarkUnused hides segments from queries without deleting them and gives their number. Rows leave
// the datasource's table for tables of their own. Segments of one time chunk and version share their
// rows: those disappear with the last of them.
func (s *Store) MarkUnused(ctx context.Context, f SegmentFilter) (int, error) {
	return s.mark(ctx, f, true, func(ctx context.Context, m *marking) error {
		for _, name := range m.partitions() {
			if err := m.hide(ctx, name); err != nil {
				return err
			}
		}
		return nil
	})
}

// MarkUsed brings unused segments back and gives their number. Segments that newer used ones cover
// stay unused, as in Druid.
func (s *Store) MarkUsed(ctx context.Context, f SegmentFilter) (int, error) {
	return s.mark(ctx, f, false, func(ctx context.Context, m *marking) error {
		for _, name := range m.partitions() {
			if err := m.restore(ctx, name); err != nil {
				return err
			}
		}
		return nil
	})
}

// mark chooses the segments of f whose flag is from, moves their rows and turns the flag.
func (s *Store) mark(ctx context.Context, f SegmentFilter, from bool, move func(context.Context, *marking) error) (int, error) {
	changed := 0
	err := s.InTx(ctx, func(tx pgx.Tx) error {
		if err := lockDatasource(ctx, tx, f.DataSource); err != nil {
			return err
		}
		m := &marking{s: s, tx: tx, dataSource: f.DataSource, chosen: map[string]bool{}}
		f.Used = &from
		list, err := segments(ctx, tx, f)
		if err != nil {
			return err
		}
		if m.all, err = segments(ctx, tx, SegmentFilter{DataSource: f.DataSource}); err != nil {
			return err
		}
		ids := []string{}
		for _, g := range list {
			if from || !overshadowed(g, m.all) {
				m.chosen[g.ID] = true
				ids = append(ids, g.ID)
			}
		}
		if changed = len(ids); changed == 0 {
			return nil
		}
		if m.table, err = loadTable(ctx, tx, f.DataSource); err != nil {
			return err
		}
		if err := lockTable(ctx, tx, m.table.physical); err != nil {
			return err
		}
		if err := move(ctx, m); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, setUsedSQL, ids, !from); err != nil {
			return fmt.Errorf("mark segments: %w", err)
		}
		if err := numberColumns(ctx, tx, f.DataSource); err != nil {
			return err
		}
		_, err = bumpCatalog(ctx, tx)
		return err
	})
	if err == nil && changed > 0 {
		s.refreshLogged(ctx)
	}
	return changed, err
}

// overshadowed tells whether a used segment of a newer version is in a segment's place.
func overshadowed(g Segment, all []Segment) bool {
	for _, o := range all {
		if o.Used && o.Version > g.Version && o.Range().Overlaps(g.Range()) {
			return true
		}
	}
	return false
}

// partitions gives the tables that hold chosen segments.
func (m *marking) partitions() []string {
	var names []string
	seen := map[string]bool{}
	for _, g := range m.all {
		if m.chosen[g.ID] && g.Partition != nil && !seen[*g.Partition] {
			seen[*g.Partition] = true
			names = append(names, *g.Partition)
		}
	}
	return names
}

// split divides the segments of one table into chosen ones and others that have the same flag.
func (m *marking) split(name string, used bool) (chosen, others []Segment) {
	for _, g := range m.all {
		switch {
		case g.Partition == nil || *g.Partition != name || g.Used != used:
		case m.chosen[g.ID]:
			chosen = append(chosen, g)
		default:
			others = append(others, g)
		}
	}
	return chosen, others
}

// within tells whether segments have all their rows in a partition.
func (m *marking) within(name string, list []Segment) bool {
	at := slices.IndexFunc(m.table.parts, func(p partition) bool { return p.Name == name })
	return at < 0 || !slices.ContainsFunc(list, func(g Segment) bool { return !m.table.parts[at].Range().Covers(g.Range()) })
}

// hide takes the rows of the chosen segments out of a partition: the partition as a whole, or the
// chunks of which no segment stays.
func (m *marking) hide(ctx context.Context, name string) error {
	chosen, stay := m.split(name, true)
	columns, err := encodeColumns(m.table.columns)
	if err != nil {
		return err
	}
	parent := ident(schemaDruid, m.table.physical)
	if len(stay) == 0 && m.within(name, chosen) {
		if err := execAll(ctx, m.tx, "detach partition", []string{"ALTER TABLE " + parent + " DETACH PARTITION " + ident(schemaSegments, name)}); err != nil {
			return err
		}
		return m.exec(ctx, detachSQL, name, columns)
	}
	for r, ids := range byRange(chosen) {
		if hasRange(stay, r) {
			continue
		}
		aside := shorten(name, maxName-1-hashDigits) + "_" + hashOf(fmt.Sprintf("%s/%d/%d/%s", name, r.Start, r.End, ids[0]))
		conditions := []string{r.conditionSQL()}
		for o := range byRange(stay) { // what overlaps an older segment has replaced its rows there
			if o.Overlaps(r) && versionOf(stay, o) > versionOf(chosen, r) {
				conditions = append(conditions, "NOT ("+o.conditionSQL()+")")
			}
		}
		where := strings.Join(conditions, " AND ")
		err := execAll(ctx, m.tx, "move rows aside", []string{
			"CREATE TABLE " + ident(schemaSegments, aside) + " (LIKE " + parent + ")",
			"INSERT INTO " + ident(schemaSegments, aside) + " SELECT * FROM " + parent + " WHERE " + where,
			"DELETE FROM " + parent + " WHERE " + where,
		})
		if err != nil {
			return err
		}
		if err := m.exec(ctx, asideSQL, aside, m.dataSource, r.Start, r.End, columns); err != nil {
			return err
		}
		if err := m.exec(ctx, moveSegmentsSQL, ids, aside); err != nil {
			return err
		}
	}
	return nil
}

// restore puts the rows of the chosen segments back: the table as a whole where its place is free,
// row by row else.
func (m *marking) restore(ctx context.Context, name string) error {
	chosen, stay := m.split(name, false)
	var span Range
	var columnsJSON json.RawMessage
	if err := m.tx.QueryRow(ctx, asideColumnsSQL, name).Scan(&span.Start, &span.End, &columnsJSON); err != nil {
		return fmt.Errorf("read detached table: %w", err)
	}
	have, err := decodeColumns(columnsJSON)
	if err != nil {
		return err
	}
	if err := m.widen(ctx, have); err != nil {
		return err
	}
	parent := ident(schemaDruid, m.table.physical)
	free := len(gaps(span, m.table.parts)) == 1 && gaps(span, m.table.parts)[0] == span
	if free && len(stay) == 0 {
		var statements []string
		if actions := alterColumns(have, m.table.columns, plainValue); len(actions) > 0 {
			statements = append(statements, "ALTER TABLE "+ident(schemaSegments, name)+" "+strings.Join(actions, ", "))
		}
		statements = append(statements, "ALTER TABLE "+parent+" ATTACH PARTITION "+ident(schemaSegments, name)+" "+span.boundsDDL())
		if err := execAll(ctx, m.tx, "attach partition", statements); err != nil {
			return err
		}
		m.table.parts = append(m.table.parts, partition{name, span.Start, span.End})
		return m.exec(ctx, attachSQL, name)
	}
	for r, ids := range byRange(chosen) {
		if err := m.putBack(ctx, name, r, ids, have); err != nil {
			return err
		}
	}
	return nil
}

// putBack inserts the rows of one chunk into the datasource's table.
func (m *marking) putBack(ctx context.Context, name string, r Range, ids []string, have []column) error {
	parent := ident(schemaDruid, m.table.physical)
	var statements []string
	var b pgx.Batch
	for i, gap := range gaps(PartitionRange(r), m.table.parts) {
		part := shorten(name, maxName-1-hashDigits) + "_" + hashOf(fmt.Sprintf("%s/back/%d/%d/%d", ids[0], i, gap.Start, gap.End))
		statements = append(statements, "CREATE TABLE "+ident(schemaSegments, part)+" PARTITION OF "+parent+" "+gap.boundsDDL())
		m.table.parts = append(m.table.parts, partition{part, gap.Start, gap.End})
		b.Queue(insertPartitionSQL, part, m.dataSource, gap.Start, gap.End)
	}
	statements = append(statements, selectInto(parent, Staging{Name: name}, have, m.table.columns)+" WHERE "+r.conditionSQL(),
		"DELETE FROM "+ident(schemaSegments, name)+" WHERE "+r.conditionSQL())
	if err := execAll(ctx, m.tx, "put rows back", statements); err != nil {
		return err
	}
	if err := m.s.sendBatch(ctx, m.tx, "register partitions", &b); err != nil {
		return err
	}
	for _, p := range m.table.parts {
		if p.Start <= r.Start && r.Start < p.End {
			return m.exec(ctx, moveSegmentsSQL, ids, p.Name)
		}
	}
	return nil
}

// widen gives the datasource's table the columns of a table that comes back.
func (m *marking) widen(ctx context.Context, have []column) error {
	merged, err := mergeColumns(m.table.columns, have)
	if err != nil {
		return err
	}
	actions := alterColumns(m.table.columns, merged, plainValue)
	if len(actions) == 0 {
		return nil
	}
	if err := execAll(ctx, m.tx, "alter datasource", []string{"ALTER TABLE " + ident(schemaDruid, m.table.physical) + " " + strings.Join(actions, ", ")}); err != nil {
		return err
	}
	m.table.columns = merged
	var b pgx.Batch
	for _, c := range merged {
		b.Queue(saveColumnSQL, m.dataSource, c.Name, c.Physical, nativeOf(c), c.Type.MultiValue)
	}
	return m.s.sendBatch(ctx, m.tx, "save columns", &b)
}

func (m *marking) exec(ctx context.Context, sql string, args ...any) error {
	if _, err := m.tx.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("mark segments: %w", err)
	}
	return nil
}

func byRange(list []Segment) map[Range][]string {
	ids := map[Range][]string{}
	for _, g := range list {
		ids[g.Range()] = append(ids[g.Range()], g.ID)
	}
	return ids
}

// versionOf gives the version of the segments of a time chunk.
func versionOf(list []Segment, r Range) string {
	version := ""
	for _, g := range list {
		if g.Range() == r {
			version = max(version, g.Version)
		}
	}
	return version
}

func hasRange(list []Segment, r Range) bool {
	_, ok := byRange(list)[r]
	return ok
}

// KillUnused deletes unused segments for good, rows and all, and gives their number. A datasource
// without any segment left is forgotten.
func (s *Store) KillUnused(ctx context.Context, dataSource string, within Range) (int, error) {
	killed := 0
	err := s.InTx(ctx, func(tx pgx.Tx) error {
		if err := lockDatasource(ctx, tx, dataSource); err != nil {
			return err
		}
		unused := false
		list, err := segments(ctx, tx, SegmentFilter{DataSource: dataSource, Used: &unused, Within: &within})
		if err != nil || len(list) == 0 {
			return err
		}
		ids := make([]string, len(list))
		for i, g := range list {
			ids[i] = g.ID
		}
		killed = len(ids)
		if _, err := tx.Exec(ctx, deleteSegmentsSQL, ids); err != nil {
			return fmt.Errorf("delete segments: %w", err)
		}
		return dropIdle(ctx, tx, dataSource)
	})
	return killed, err
}

// dropIdle drops the tables that no segment needs, and the datasource when it has no segment left.
func dropIdle(ctx context.Context, tx pgx.Tx, dataSource string) error {
	rows, err := tx.Query(ctx, idlePartitionSQL, dataSource)
	if err != nil {
		return fmt.Errorf("look for idle partitions: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("look for idle partitions: %w", err)
	}
	statements := make([]string, len(names))
	for i, n := range names {
		statements[i] = "DROP TABLE " + ident(schemaSegments, n)
	}
	if err := setLockTimeout(ctx, tx, innerLockWait); err != nil {
		return err
	}
	if err := execAll(ctx, tx, "drop partitions", statements); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, deletePartitionSQL, names); err != nil {
		return fmt.Errorf("forget partitions: %w", err)
	}
	rows, err = tx.Query(ctx, dropDatasourceSQL, dataSource)
	if err != nil {
		return fmt.Errorf("forget datasource: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) == 0 {
		return err
	}
	return execAll(ctx, tx, "drop datasource", []string{"DROP TABLE " + ident(schemaDruid, tables[0])})
}
