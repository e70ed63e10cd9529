package translate

import (
	"regexp"
	"slices"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/analyze"
	"ogham/translate/ast"
	"ogham/translate/function"
	"ogham/translate/ingest"
	"ogham/translate/parser"
	"ogham/translate/plan"
)

// sqlError is an error of a statement without a place in it.
func sqlError(format string, args ...any) *druiderr.Error {
	return druiderr.Invalid(format, args...).With("sourceType", "sql")
}

// insert translates INSERT, REPLACE and exports.
func (t *translator) insert(stmt *ast.Insert) (*Translation, error) {
	op := "INSERT"
	if stmt.Replace {
		op = "REPLACE"
	}
	if stmt.Upsert {
		return nil, sqlError("UPSERT is not supported.")
	}
	if t.req.Engine == EngineNative {
		return nil, nativeRefusal(stmt)
	}
	if _, ok := contextText(t.session.context, "sqlOuterLimit"); ok {
		return nil, druiderr.Invalid("Context parameter [sqlOuterLimit] cannot be provided on operator [%s]", op)
	}
	if stmt.Export != nil || stmt.Target == nil {
		return t.export(stmt)
	}
	if stmt.Format != "" {
		return nil, sqlError("The AS <format> clause should only be specified while exporting rows into an EXTERN destination.")
	}
	in, err := t.target(stmt, op)
	if err != nil {
		return nil, err
	}
	out, err := t.stored(stmt, in, op)
	if err != nil {
		return nil, err
	}
	out.Ingest = in
	return out, nil
}

// nativeRefusal is the answer of the interactive engine.
func nativeRefusal(stmt *ast.Insert) error {
	if stmt.Replace {
		return sqlError("REPLACE operations are not supported by the requested SQL engine [native].  Consider using MSQ.")
	}
	return sqlError("INSERT operations are not supported by requested SQL engine [native], consider using MSQ.")
}

// target reads where and how rows are written.
func (t *translator) target(stmt *ast.Insert, op string) (*Ingest, error) {
	in := &Ingest{Replace: stmt.Replace}
	if stmt.Columns != nil {
		return nil, sqlError("Operation [%s] cannot be run with a target column list, given [%s]", op, targetText(stmt))
	}
	if len(stmt.Query.OrderBy) > 0 {
		return nil, sqlError("Cannot use an ORDER BY clause on a Query of type [%s], use CLUSTERED BY instead", op)
	}
	if stmt.Replace && !stmt.Overwrite.All && stmt.Overwrite.Where == nil {
		return nil, sqlError("Missing time chunk information in OVERWRITE clause for REPLACE. Use OVERWRITE WHERE <__time based condition> or OVERWRITE ALL to overwrite the entire table.")
	}
	if stmt.PartitionedBy == nil {
		return nil, sqlError("Operation [%s] requires a PARTITIONED BY to be explicitly defined, but none was found.", op)
	}
	var err error
	if in.PartitionedBy, err = ingest.PartitionedBy(stmt.PartitionedBy); err != nil {
		return nil, err
	}
	for i := range stmt.ClusteredBy {
		if stmt.ClusteredBy[i].Desc {
			return nil, sqlError("Invalid CLUSTERED BY clause [%s DESC]: cannot sort in descending order.", parser.Unparse(stmt.ClusteredBy[i].Expr))
		}
	}
	if in.DataSource, err = targetName(stmt.Target, op); err != nil {
		return nil, err
	}
	if stmt.Replace {
		in.OverwriteAll = stmt.Overwrite.All
		if !in.OverwriteAll {
			in.Overwrite, err = ingest.Overwrite(stmt.Overwrite.Where, t.session.zone, in.PartitionedBy)
		}
	}
	if err == nil && !in.PartitionedBy.IsAll() && (stmt.Query.Limit != nil || stmt.Query.Offset != nil) {
		err = sqlError("INSERT and REPLACE queries cannot have a LIMIT unless PARTITIONED BY is \"ALL\".")
	}
	if err == nil && stmt.Query.Offset != nil {
		err = sqlError("INSERT and REPLACE queries cannot have an OFFSET.")
	}
	return in, err
}

// targetText is the target with its column list, as Calcite prints it.
func targetText(stmt *ast.Insert) string {
	names := make([]string, len(stmt.Columns))
	for i, c := range stmt.Columns {
		names[i] = parser.Unparse(c)
	}
	return strings.Join(stmt.Target.Parts, ".") + " (" + strings.Join(names, ", ") + ")"
}

// targetName checks the name of the datasource to write.
func targetName(id *ast.Ident, op string) (string, error) {
	name := id.Name()
	if len(id.Parts) > 2 || len(id.Parts) == 2 && id.Parts[0] != "druid" {
		return "", sqlError("Table [%s] does not support operation [%s] because it is not a Druid datasource", strings.Join(id.Parts, "."), op)
	}
	switch {
	case strings.TrimSpace(name) == "":
		return "", druiderr.Invalid("Invalid value for field [table]: must not be null")
	case strings.HasPrefix(name, "."):
		return "", druiderr.Invalid("Invalid value for field [table]: Value [%s] cannot start with '.'.", name)
	case strings.Contains(name, "/"):
		return "", druiderr.Invalid("Invalid value for field [table]: Value [%s] cannot contain '/'.", name)
	}
	for _, r := range name {
		if r != ' ' && (r < 0x20 || r == 0x7f || r == '\t' || r == 0x85 || r == 0x2028 || r == 0x2029) {
			return "", druiderr.Invalid("Invalid value for field [table]: Value [%s] contains illegal whitespace characters. Only space is allowed.", name)
		}
	}
	return name, nil
}

// stored analyzes the query and puts its columns into stored order and stored types.
func (t *translator) stored(stmt *ast.Insert, in *Ingest, op string) (*Translation, error) {
	q := *stmt.Query
	q.OrderBy = stmt.ClusteredBy
	res, externs, err := t.analyze(&q)
	if err != nil {
		return nil, err
	}
	if err := checkColumns(res.Query.Columns, in, op); err != nil {
		return nil, err
	}
	t.keepStates(res.Query)
	if len(stmt.ClusteredBy) == 0 {
		in.Direct = ingest.CompileDirect(res.Query, externs, t.session.zone, t.session.now)
	}
	in.ClusteredBy = clusteredNames(res.Query)
	mode, _ := contextText(t.session.context, "arrayIngestMode")
	byName := map[string]int{}
	for i, c := range res.Query.Columns {
		byName[c.Name] = i
	}
	first, err := segmentSortOrder(t.session.context, byName)
	if err != nil {
		return nil, err
	}
	ordered, err := storedOrder(res.Query, in, append(first, in.ClusteredBy...), t.rollup(), mode)
	if err != nil {
		return nil, err
	}
	if in.Direct != nil && !in.Direct.Arrange(ordered, in.Columns) {
		in.Direct = nil
	}
	read := native(res.Query)
	shape := shapeOf(res.Query)
	res.Query = storedQuery(res.Query, ordered, in.Columns, t.session.zoneName)
	if in.Direct == nil {
		t.precompute(res.Query, externs)
	}
	kind := Insert
	if in.Replace {
		kind = Replace
	}
	out, err := t.finish(kind, res)
	if err != nil {
		return nil, err
	}
	out.Columns, out.Externs, out.Native, out.Shape = in.Columns, externs, read, shape
	out.Reads = append(out.Reads, Resource{Name: in.DataSource, Type: "DATASOURCE"})
	return out, nil
}

var unnamed = regexp.MustCompile(`^EXPR\$\d+$`)

// checkColumns checks what may be stored: named, different columns, and __time.
func checkColumns(columns []druidtype.Column, in *Ingest, op string) error {
	seen := map[string]bool{}
	for _, c := range columns {
		if unnamed.MatchString(c.Name) || c.Name == "" {
			return sqlError("Insertion requires columns to be named, but at least one of the columns was unnamed.  This is usually the result of applying a function without having an AS clause, please ensure that all function callsare named with an AS clause as in \"func(X) as myColumn\".")
		}
		if seen[c.Name] {
			return sqlError("Duplicate field in SELECT: [%s]", c.Name)
		}
		seen[c.Name] = true
		if c.Name == "__time" {
			in.HasTime = true
			if c.Type.Kind != druidtype.Timestamp {
				return sqlError("Field [__time] was the wrong type [%s], expected TIMESTAMP", c.Type.SQL())
			}
		}
	}
	if !in.HasTime && !in.PartitionedBy.IsAll() {
		return druiderr.Invalid("The granularity [%s] specified in the PARTITIONED BY clause of the %s query is different from ALL. Therefore, the query must specify a time column (named __time).", in.PartitionedBy, op)
	}
	return nil
}

// clusteredNames gives the output columns that the rows are ordered by.
func clusteredNames(q *plan.Query) []string {
	sel, _ := q.Body.(*plan.Select)
	var out []string
	for _, o := range q.OrderBy {
		for i, c := range q.Columns {
			item := plan.Expr(nil)
			if q.Wrap {
				item = &plan.Column{Alias: q.OutAlias, Name: outName(i)}
			} else if sel != nil && i < len(sel.Items) {
				item = sel.Items[i]
			}
			if item != nil && plan.Key(item) == plan.Key(o.Expr) {
				if !slices.Contains(out, c.Name) {
					out = append(out, c.Name)
				}
				break
			}
		}
	}
	return out
}

// keepStates makes the aggregates of a grouping keep their mergeable states where the context says
// that they are not finalized, so that queries can merge them further.
func (t *translator) keepStates(q *plan.Query) {
	finalize, ok := contextText(t.session.context, "finalizeAggregations")
	if !ok || !strings.EqualFold(finalize, "false") {
		return
	}
	approximate, ok := contextText(t.session.context, "useApproximateCountDistinct")
	for i := range q.Columns {
		if !isMetric(q, i) {
			continue
		}
		items := q.Body.(*plan.Select).Items                                                               //nolint:forcetypeassert // isMetric looked
		call := function.Unfinalized(items[i].(*plan.Call), !ok || strings.EqualFold(approximate, "true")) //nolint:forcetypeassert // isMetric looked
		items[i], q.Columns[i].Type = call, call.T
	}
}

// rollup tells whether the context asks for unfinalized aggregates, with which Druid stores a
// grouping as dimensions and metrics.
func (t *translator) rollup() bool {
	finalize, ok := contextText(t.session.context, "finalizeAggregations")
	unnest, ok2 := contextText(t.session.context, "groupByEnableMultiValueUnnesting")
	return ok && ok2 && strings.EqualFold(finalize, "false") && strings.EqualFold(unnest, "false")
}

// storedOrder decides the order and the types of stored columns and gives the place of each in the
// query: __time, those that come first (of segmentSortOrder and CLUSTERED BY), the others; the metrics
// of a rollup last, by name.
func storedOrder(q *plan.Query, in *Ingest, first []string, rollup bool, mode string) ([]int, error) {
	var order []int
	add := func(i int) {
		if !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	byName := map[string]int{}
	for i, c := range q.Columns {
		byName[c.Name] = i
	}
	if i, ok := byName["__time"]; ok {
		add(i)
	}
	for _, name := range first {
		add(byName[name])
	}
	var metrics []int
	for i := range q.Columns {
		if rollup && isMetric(q, i) && !slices.Contains(order, i) {
			metrics = append(metrics, i)
			continue
		}
		add(i)
	}
	slices.SortFunc(metrics, func(a, b int) int { return strings.Compare(q.Columns[a].Name, q.Columns[b].Name) })
	for _, i := range metrics {
		add(i)
	}
	for _, i := range order {
		c := q.Columns[i]
		t, err := storedType(c, mode)
		if err != nil {
			return nil, err
		}
		in.Columns = append(in.Columns, druidtype.Column{Name: c.Name, Type: t})
	}
	return order, nil
}

// isMetric tells whether output column i is an aggregate of a grouping.
func isMetric(q *plan.Query, i int) bool {
	sel, ok := q.Body.(*plan.Select)
	if !ok || sel.Group == nil || i >= len(sel.Items) {
		return false
	}
	c, ok := sel.Items[i].(*plan.Call)
	return ok && c.Agg != nil
}

// storedType is the type of a column in a segment: its native type. Arrays become multi-value
// strings unless arrayIngestMode says "array".
func storedType(c druidtype.Column, mode string) (druidtype.Type, error) {
	t := c.Type
	if c.Name == "__time" {
		return druidtype.Of(druidtype.Timestamp).NotNull(), nil
	}
	switch {
	case t.Kind == druidtype.Array:
		return storedArray(c, mode)
	case t.IsString():
		return druidtype.Type{Kind: druidtype.Varchar, Nullable: true, MultiValue: t.MultiValue}, nil
	}
	if stored, ok := druidtype.FromNative(t.Native()); ok {
		return stored, nil
	}
	return druidtype.Of(druidtype.Varchar), nil
}

func storedArray(c druidtype.Column, mode string) (druidtype.Type, error) {
	t := c.Type
	text := t.Postgres() == "text[]"
	switch {
	case strings.EqualFold(mode, "array"):
		stored, _ := druidtype.FromNative(t.Native())
		return stored, nil
	case strings.EqualFold(mode, "none"):
		return t, sqlError("Cannot ingest column[%s] of type[%s] because [arrayIngestMode] is [none].", c.Name, t.Native())
	case text:
		return druidtype.MultiString(), nil
	}
	return t, druiderr.Invalid("Numeric arrays can only be ingested when 'arrayIngestMode' is set to 'array'. Column[%s] is of type[%s].", c.Name, t.Native())
}

// storedQuery wraps a query so that its columns come in stored order with stored types.
func storedQuery(q *plan.Query, order []int, columns []druidtype.Column, zone string) *plan.Query {
	items := make([]plan.Expr, len(order))
	for n, i := range order {
		from := q.Columns[i].Type
		x := plan.Expr(&plan.Column{Base: plan.Base{T: from}, Alias: "s", Name: outName(i)})
		to := columns[n].Type
		if from.Kind == druidtype.Boolean {
			x = &plan.Raw{Base: plan.Base{T: to}, Parts: []string{"", "::int::bigint"}, Exprs: []plan.Expr{x}}
		} else if from.Postgres() != to.Postgres() {
			x = &plan.Cast{Base: plan.Base{T: to}, X: x, Zone: zone}
		}
		items[n] = x
	}
	return &plan.Query{
		Body:    &plan.Select{Items: items, From: &plan.Derived{Alias: "s", Query: q}},
		Columns: columns,
	}
}

// analyze analyzes a query that may read external inputs.
func (t *translator) analyze(q *ast.Query) (*analyze.Result, []Extern, error) {
	env := t.session.env(t.req, t.cat)
	if t.req.Engine == EngineMSQ {
		env.Extern = readExtern
	}
	res, err := analyze.Query(env, q)
	if err != nil {
		return nil, nil, err
	}
	if res.Metadata && t.req.Engine == EngineMSQ {
		return nil, nil, metadataRefusal(res)
	}
	externs := make([]Extern, len(res.Externs))
	for i, e := range res.Externs {
		if ext, ok := e.Input.(Extern); ok {
			externs[i] = ext
		}
	}
	return res, externs, nil
}

// precompute leaves to the workers what they evaluate faster than Postgres.
func (t *translator) precompute(q *plan.Query, externs []Extern) {
	if len(externs) == 0 {
		return
	}
	if millis, ok := function.Lookup("MILLIS_TO_TIMESTAMP"); ok {
		ingest.Precompute(q, externs, millis, t.session.zone, t.session.now)
	}
}

func readExtern(f *ast.TableFunc, params []Parameter) (analyze.External, error) {
	ext, err := ingest.ReadExtern(f, params)
	return analyze.External{Input: ext, Columns: ext.Signature}, err
}

func metadataRefusal(res *analyze.Result) error {
	var names []string
	for _, rel := range res.Scans {
		if rel.Kind == "system" {
			names = append(names, rel.Schema+"."+rel.Name)
		}
	}
	return sqlError("Cannot query table(s) [%s] with SQL engine [msq-task]", strings.Join(names, ", "))
}

func outName(i int) string { return plan.OutName(i) }
