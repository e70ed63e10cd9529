package jobs

import (
	"slices"
	"strings"
)

// stageInput is what a stage reads that only reads another one.
func stageInput(stage int) []any {
	return []any{object{{"type", "stage"}, {"stage", stage}}}
}

// evaluationDefinition is the i-th stage of those that evaluate the statement, and whether it sorts.
func (st *statement) evaluationDefinition(i int, processor string, columns []queryColumn) (definition object, sorts bool) {
	last := st.queryStage()+i == st.resultStage()
	switch processor {
	case stageGroupPre:
		return st.preShuffleDefinition(columns)
	case stageGroupPost:
		if last && st.ingestion() {
			return st.shuffled(stageInput(st.queryStage()), st.groupBy(processor, columns), columns), true
		}
		return st.postShuffleDefinition(columns)
	case stageScan:
		definition := st.shuffled(st.inputs(), object{{"type", stageScan}, {"query", st.scanQuery(namesOf(columns))}}, columns)
		return definition, true
	}
	p := object{{"type", processor}}
	if processor == stageLimit {
		p = append(p, member{"limit", *st.tr.Shape.Limit})
	}
	if last && st.ingestion() {
		return st.shuffled(stageInput(st.queryStage()+i-1), p, columns), true
	}
	return object{
		{"input", stageInput(st.queryStage() + i - 1)},
		{"processor", p},
		{"signature", st.rowsOf(columns)},
		{"maxWorkerCount", st.settings.maxNumTasks - 1},
	}, false
}

// namesOf gives the different names of columns, sorted.
func namesOf(columns []queryColumn) []string {
	var names []string
	for _, c := range columns {
		if !slices.Contains(names, c.name) {
			names = append(names, c.name)
		}
	}
	slices.Sort(names)
	return names
}

// rowsOf is the signature of rows that are not shuffled any more: those of a grouping have the keys
// first, others are told apart by __boost.
func (st *statement) rowsOf(columns []queryColumn) []signatureColumn {
	if st.tr.Shape.Grouped {
		return st.groupSignature(columns)
	}
	signature := []signatureColumn{{"__boost", "LONG"}}
	types := map[string]string{}
	for _, c := range columns {
		types[c.name] = c.out.Type.Native()
	}
	for _, n := range namesOf(columns) {
		signature = append(signature, signatureColumn{n, types[n]})
	}
	return signature
}

// groupSignature gives keys, then aggregates.
func (st *statement) groupSignature(columns []queryColumn) []signatureColumn {
	signature := []signatureColumn{}
	for _, key := range []bool{true, false} {
		for _, c := range columns {
			if st.tr.Shape.Keys[c.out.Name] == key {
				signature = append(signature, signatureColumn{c.name, c.out.Type.Native()})
			}
		}
	}
	return signature
}

// groupBy is the processor of a grouping.
func (st *statement) groupBy(processor string, columns []queryColumn) object {
	var dimensions []object
	for _, c := range columns {
		if st.tr.Shape.Keys[c.out.Name] {
			dimensions = append(dimensions, object{
				{"type", "default"}, {"dimension", c.out.Name}, {"outputName", c.name}, {"outputType", c.out.Type.Native()},
			})
		}
	}
	query := object{{"queryType", "groupBy"}}
	for _, m := range st.scanQuery(nil)[1:] {
		switch m.name {
		case "resultFormat", "columns", "legacy":
		default:
			query = append(query, m)
		}
	}
	return object{{"type", processor}, {"query", append(query, member{"dimensions", dimensions})}}
}

// preShuffleDefinition is the stage that groups what it reads.
func (st *statement) preShuffleDefinition(columns []queryColumn) (definition object, sorts bool) {
	var keys []string
	for _, c := range columns {
		if st.tr.Shape.Keys[c.out.Name] {
			keys = append(keys, c.name)
		}
	}
	shuffle := object{{"type", "mix"}}
	if len(keys) > 0 {
		shuffle = object{{"type", "maxCount"}, {"clusterBy", clusterBy(keys...)}, {"partitions", 1}, {"aggregate", true}}
	}
	return object{
		{"input", st.inputs()},
		{"processor", st.groupBy(stageGroupPre, columns)},
		{"signature", st.groupSignature(columns)},
		{"shuffleSpec", shuffle},
		{"maxWorkerCount", st.settings.maxNumTasks - 1},
	}, len(keys) > 0
}

// postShuffleDefinition is the stage that ends a grouping whose groups are not stored.
func (st *statement) postShuffleDefinition(columns []queryColumn) (definition object, sorts bool) {
	o := object{
		{"input", stageInput(st.queryStage())},
		{"processor", st.groupBy(stageGroupPost, columns)},
		{"signature", st.groupSignature(columns)},
	}
	if len(st.tr.Shape.Keys) == 0 {
		o = append(o, member{"shuffleSpec", object{{"type", "mix"}}})
	}
	return append(o, member{"maxWorkerCount", st.settings.maxNumTasks - 1}), false
}

// shuffled is a stage whose rows are sorted into partitions: the key comes first in them, then the
// other columns by name.
func (st *statement) shuffled(input []any, processor object, columns []queryColumn) object {
	var key []string
	clustered := map[string]bool{}
	if st.ingestion() {
		if !st.tr.Ingest.PartitionedBy.IsAll() {
			key = append(key, "__bucket")
		}
		for _, name := range st.tr.Ingest.ClusteredBy {
			for _, c := range columns {
				if c.out.Name == name {
					key = append(key, c.name)
					clustered[c.name] = true
				}
			}
		}
	}
	switch grouped := st.tr.Shape.Grouped; {
	case grouped && len(clustered) == 0: // in the order of its groups
		for _, c := range st.groupSignature(columns) {
			if strings.HasPrefix(c.Name, "d") {
				key = append(key, c.Name)
				clustered[c.Name] = true
			}
		}
	case !grouped:
		key = append(key, "__boost")
	}
	types := map[string]string{"__bucket": "LONG", "__boost": "LONG"}
	var names []string
	for _, c := range columns {
		types[c.name] = c.out.Type.Native()
		if !clustered[c.name] && !slices.Contains(names, c.name) {
			names = append(names, c.name)
		}
	}
	slices.Sort(names)
	signature := make([]signatureColumn, 0, len(key)+len(names))
	for _, n := range append(slices.Clone(key), names...) {
		signature = append(signature, signatureColumn{n, types[n]})
	}
	shuffle := object{{"type", "maxCount"}, {"clusterBy", clusterBy(key...)}, {"partitions", 1}}
	if st.ingestion() {
		shuffle = object{{"type", "targetSize"}, {"clusterBy", clusterBy(key...)}, {"targetSize", st.settings.rowsPerSegment}}
	}
	o := object{
		{"input", input},
		{"processor", processor},
		{"signature", signature},
		{"shuffleSpec", shuffle},
		{"maxWorkerCount", st.settings.maxNumTasks - 1},
	}
	if st.ingestion() {
		o = append(o, member{"shuffleCheckHasMultipleValues", true})
	}
	return o
}
