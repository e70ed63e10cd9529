package jobs

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ogham/internal/druidtype"
	"ogham/internal/store"
)

// eternity is how Druid prints the interval of all time.
const eternity = "-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z"

// object is a JSON object that keeps the order of its members.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

// signatureColumn is a column of a stage, with its native type.
type signatureColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

func signatureOf(columns []druidtype.Column) []signatureColumn {
	list := make([]signatureColumn, len(columns))
	for i, c := range columns {
		list[i] = signatureColumn{c.Name, c.Type.Native()}
	}
	return list
}

// queryColumn is an output column as the stages before the last one know it: a column of the input
// keeps its name, a computed one is v0, v1 …, a grouping key d0, d1 …, an aggregate a0, a1 …
type queryColumn struct {
	name string
	out  druidtype.Column
}

// stages defines the stages as the report shows them: one for each external input if there are
// several, one that evaluates the statement (and reads a single input), and for an ingestion one that
// generates segments.
func (st *statement) stages() ([]store.Stage, error) {
	var list []store.Stage
	add := func(definition object, sorts bool) error {
		number := len(list)
		id := fmt.Sprintf("%s_%d", st.stageID(), number)
		body, err := json.Marshal(append(object{{"id", id}}, definition...))
		if err != nil {
			return fmt.Errorf("write stage definition: %w", err)
		}
		list = append(list, store.Stage{TaskID: st.task.ID, Number: number, Definition: body, Sort: sorts})
		return nil
	}
	if len(st.tr.Externs) > 1 {
		for i := range st.tr.Externs {
			if err := add(st.readDefinition(i), true); err != nil {
				return nil, err
			}
		}
	}
	columns := st.queryColumns()
	for i, processor := range st.evaluation() {
		definition, sorts := st.evaluationDefinition(i, processor, columns)
		if err := add(definition, sorts); err != nil {
			return nil, err
		}
	}
	if st.ingestion() {
		if err := add(st.segmentDefinition(columns), false); err != nil {
			return nil, err
		}
	}
	if st.exports() {
		if err := add(st.exportDefinition(columns), false); err != nil {
			return nil, err
		}
	}
	workers, one := st.plan.Workers, 1
	for i := range list {
		switch {
		case list[i].Number == 0 || st.plan.Phase == phaseRead && list[i].Number < len(st.tr.Externs):
			list[i].WorkerCount = &workers
		case !st.plan.Direct: // Postgres does it at the behest of one worker
			list[i].WorkerCount = &one
		}
	}
	return list, nil
}

// stageID is what stage ids begin with: the task of a SELECT, a plain UUID for an ingestion.
func (st *statement) stageID() string {
	id := strings.TrimPrefix(st.task.ID, taskPrefix)
	if st.ingestion() && isUUID(id) {
		return id
	}
	return st.task.ID
}

// queryColumns names the columns of the statement within stages.
func (st *statement) queryColumns() []queryColumn {
	columns := st.tr.Columns
	if st.ingestion() {
		columns = st.tr.Ingest.Columns
	}
	list := make([]queryColumn, len(columns))
	computed, keys, aggregates := 0, 0, 0
	for i, c := range columns {
		name := ""
		switch {
		case st.tr.Shape.Grouped && st.tr.Shape.Keys[c.Name]:
			name = fmt.Sprintf("d%d", keys)
			keys++
		case st.tr.Shape.Grouped:
			name = fmt.Sprintf("a%d", aggregates)
			aggregates++
		case st.ingestion() && st.tr.Ingest.Direct != nil && len(st.tr.Externs) == 1:
			if at := st.tr.Ingest.Direct.Columns[i].Source; at >= 0 {
				name = st.tr.Externs[0].Signature[at].Name
			}
		case st.hasColumn(c.Name):
			name = c.Name
		}
		if name == "" {
			name = fmt.Sprintf("v%d", computed)
			computed++
		}
		list[i] = queryColumn{name, c}
	}
	return list
}

// hasColumn tells whether an input has a column of this name. Constants have one of any name.
func (st *statement) hasColumn(name string) bool {
	for _, e := range st.tr.Externs {
		if slices.ContainsFunc(e.Signature, func(c druidtype.Column) bool { return c.Name == name }) {
			return true
		}
	}
	tables := st.tables()
	for _, t := range tables {
		relation, _ := st.catalog.Table("druid", t)
		if slices.ContainsFunc(relation.Columns, func(c druidtype.RelColumn) bool { return c.Name == name }) {
			return true
		}
	}
	return len(st.tr.Externs) == 0 && len(tables) == 0
}

// readDefinition is a stage that only reads an external input.
func (st *statement) readDefinition(extern int) object {
	columns := st.tr.Externs[extern].Signature
	names := make([]string, len(columns))
	signature := append([]signatureColumn{{"__boost", "LONG"}}, signatureOf(columns)...)
	for i, c := range columns {
		names[i] = c.Name
	}
	return object{
		{"input", []any{st.externInput(extern)}},
		{"processor", object{{"type", "scan"}, {"query", st.scanQuery(names)}}},
		{"signature", signature},
		{"shuffleSpec", object{{"type", "maxCount"}, {"clusterBy", clusterBy("__boost")}, {"partitions", 1}}},
		{"maxWorkerCount", st.settings.maxNumTasks - 1},
	}
}

func clusterBy(names ...string) object {
	columns := make([]object, len(names))
	for i, n := range names {
		columns[i] = object{{"columnName", n}, {"order", "ASCENDING"}}
	}
	o := object{{"columns", columns}}
	if names[0] == "__bucket" {
		o = append(o, member{"bucketByCount", 1})
	}
	return o
}

func (st *statement) externInput(extern int) object {
	e := st.tr.Externs[extern]
	return object{{"type", "external"}, {"inputSource", sourceWithoutSecrets(e.InputSource)}, {"inputFormat", fullFormat(e.InputFormat)}, {"signature", signatureOf(e.Signature)}}
}

// fullFormat is an inputFormat with the defaults that Druid 27 shows.
func fullFormat(spec json.RawMessage) any {
	given := map[string]json.RawMessage{}
	if json.Unmarshal(spec, &given) != nil {
		return spec
	}
	defaults := map[string]object{
		`"json"`: {{"keepNullColumns", false}, {"assumeNewlineDelimited", false}, {"useJsonNodeReader", false}},
		`"csv"`:  {{"findColumnsFromHeader", false}, {"skipHeaderRows", 0}},
		`"tsv"`:  {{"delimiter", "\t"}, {"findColumnsFromHeader", false}, {"skipHeaderRows", 0}},
	}
	out := object{{"type", given["type"]}}
	delete(given, "type")
	for _, m := range defaults[string(out[0].value.(json.RawMessage))] { //nolint:forcetypeassert // set above
		if v, ok := given[m.name]; ok {
			m.value = v
			delete(given, m.name)
		}
		out = append(out, m)
	}
	rest := make([]string, 0, len(given))
	for name := range given {
		rest = append(rest, name)
	}
	slices.Sort(rest)
	for _, name := range rest {
		out = append(out, member{name, given[name]})
	}
	return out
}

// inputs are what the stage of the statement reads.
func (st *statement) inputs() []any {
	var list []any
	for i := range st.tr.Externs {
		if st.queryStage() > 0 {
			list = append(list, object{{"type", "stage"}, {"stage", i}})
		} else {
			list = append(list, st.externInput(i))
		}
	}
	for _, name := range st.tables() {
		table := object{{"type", "table"}, {"dataSource", name}, {"intervals", st.intervals()}}
		if st.tr.Native.Filter != nil {
			table = append(table, member{"filter", st.tr.Native.Filter})
		}
		list = append(list, table)
	}
	if len(list) == 0 {
		columns := st.tr.Columns
		names, types := make([]string, len(columns)), make([]string, len(columns))
		for i, c := range columns {
			names[i], types[i] = c.Name, c.Type.Native()
		}
		inline := object{{"type", "inline"}, {"columnNames", names}, {"columnTypes", types}, {"rows", []any{}}}
		list = append(list, object{{"type", "InlineInputSpec"}, {"dataSource", inline}})
	}
	return list
}

// scanQuery is the native query that a stage shows. What Postgres runs is SQL.
func (st *statement) scanQuery(columns []string) object {
	var queryContext any = object{}
	if st.tr.Context != nil {
		queryContext = st.tr.Context
	}
	query := object{
		{"queryType", "scan"},
		{"dataSource", object{{"type", "inputNumber"}, {"inputNumber", 0}}},
		{"intervals", object{{"type", "intervals"}, {"intervals", st.intervals()}}},
		{"resultFormat", "compactedList"},
	}
	if st.tr.Native.Filter != nil {
		query = append(query, member{"filter", st.tr.Native.Filter})
	}
	return append(query, object{
		{"columns", columns},
		{"legacy", false},
		{"context", queryContext},
		{"granularity", object{{"type", "all"}}},
	}...)
}

// intervals bound the time that the statement reads of a datasource.
func (st *statement) intervals() []string {
	if st.tr.Native.Interval != "" {
		return []string{st.tr.Native.Interval}
	}
	return []string{eternity}
}

// segmentDefinition is the stage that generates segments.
func (st *statement) segmentDefinition(columns []queryColumn) object {
	var dimensions []object
	mappings := make([]object, len(columns))
	for i, c := range columns {
		mappings[i] = object{{"queryColumn", c.name}, {"outputColumn", c.out.Name}}
		if c.out.Name != store.TimeColumn {
			dimensions = append(dimensions, dimension(c.out))
		}
	}
	everything := []string{eternity}
	schema := object{
		{"dataSource", st.tr.Ingest.DataSource},
		{"timestampSpec", object{{"column", "__time"}, {"format", "millis"}, {"missingValue", nil}}},
		{"dimensionsSpec", object{
			{"dimensions", dimensions},
			{"dimensionExclusions", []string{"__time"}},
			{"includeAllDimensions", false},
			{"useSchemaDiscovery", false},
		}},
		{"metricsSpec", []any{}},
		{"granularitySpec", object{
			{"type", "arbitrary"},
			{"queryGranularity", object{{"type", "none"}}},
			{"rollup", false},
			{"intervals", everything},
		}},
		{"transformSpec", object{{"filter", nil}, {"transforms", []any{}}}},
	}
	tuning := object{
		{"maxNumWorkers", st.settings.maxNumTasks - 1},
		{"maxRowsInMemory", st.settings.rowsInMemory},
		{"rowsPerSegment", st.settings.rowsPerSegment},
	}
	return object{
		{"input", stageInput(st.resultStage())},
		{"processor", object{{"type", "segmentGenerator"}, {"dataSchema", schema}, {"columnMappings", mappings}, {"tuningConfig", tuning}}},
		{"signature", []any{}},
		{"maxWorkerCount", st.settings.maxNumTasks - 1},
	}
}

func dimension(c druidtype.Column) object {
	native := store.StoredType(c).Native()
	name := strings.ToLower(native)
	switch {
	case strings.HasPrefix(native, "COMPLEX<"):
		name = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(native, "COMPLEX<"), ">"))
	case strings.HasPrefix(native, "ARRAY"):
		name = "auto"
	}
	return object{{"type", name}, {"name", c.Name}, {"multiValueHandling", "SORTED_ARRAY"}, {"createBitmapIndex", native == "STRING"}}
}

// exportDefinition is the stage that writes the files of an export.
func (st *statement) exportDefinition(columns []queryColumn) object {
	to := st.tr.ExportTo
	provider := object{{"type", to.Destination}}
	for _, name := range slices.Sorted(maps.Keys(to.Arguments)) {
		provider = append(provider, member{name, to.Arguments[name]})
	}
	mappings := make([]object, len(columns))
	for i, c := range columns {
		mappings[i] = object{{"queryColumn", c.name}, {"outputColumn", c.out.Name}}
	}
	return object{
		{"input", stageInput(st.resultStage())},
		{"processor", object{
			{"type", "exportResults"}, {"queryId", st.task.ID}, {"exportStorageProvider", provider}, {"exportFormat", to.Format}, {"columnMappings", mappings},
		}},
		{"signature", []any{}},
		{"maxWorkerCount", 1},
	}
}
