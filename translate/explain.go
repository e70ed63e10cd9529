package translate

import (
	"encoding/json"
	"slices"
	"strings"

	"ogham/internal/druiderr"
	"ogham/translate/ast"
)

// explain translates EXPLAIN PLAN FOR statement: the statement itself, and what is said about it.
func (t *translator) explain(stmt *ast.Explain) (*Translation, error) {
	out, err := t.statement(stmt.Stmt)
	if err != nil {
		return nil, err
	}
	ex := &Explain{}
	names := nativeNames(out.query)
	for i, c := range out.Columns {
		name := names[i]
		ex.Signature = append(ex.Signature, SignatureColumn{Name: name, Type: c.Type.Native()})
		ex.ColumnMappings = append(ex.ColumnMappings, ColumnMapping{QueryColumn: name, OutputColumn: c.Name})
	}
	if ex.Resources, err = marshal(sortedResources(out.Reads)); err != nil {
		return nil, err
	}
	if ex.Attributes, err = marshal(attributesOf(out)); err != nil {
		return nil, err
	}
	out.Explain = ex
	return out, nil
}

func marshal(v any) (json.RawMessage, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, druiderr.Bug("EXPLAIN").WithCause(err)
	}
	return b, nil
}

// sortedResources orders by name and drops repetitions.
func sortedResources(list []Resource) []Resource {
	out := slices.Clone(list)
	slices.SortFunc(out, func(a, b Resource) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.Type, b.Type)
	})
	if out = slices.Compact(out); out == nil {
		return []Resource{}
	}
	return out
}

// attributes are the keys of EXPLAIN's ATTRIBUTES that apply to a statement.
type attributes struct {
	StatementType     string          `json:"statementType"`
	TargetDataSource  string          `json:"targetDataSource,omitempty"`
	PartitionedBy     json.RawMessage `json:"partitionedBy,omitempty"`
	ClusteredBy       []string        `json:"clusteredBy,omitempty"`
	ReplaceTimeChunks string          `json:"replaceTimeChunks,omitempty"`
}

func attributesOf(t *Translation) attributes {
	out := attributes{StatementType: t.Kind.String()}
	in := t.Ingest
	if in == nil {
		return out
	}
	out.TargetDataSource = in.DataSource
	out.PartitionedBy, _ = in.PartitionedBy.MarshalJSON()
	out.ClusteredBy = in.ClusteredBy
	switch {
	case in.OverwriteAll:
		out.ReplaceTimeChunks = "all"
	case in.Replace:
		parts := make([]string, len(in.Overwrite))
		for i, iv := range in.Overwrite {
			parts[i] = iv.String()
		}
		out.ReplaceTimeChunks = strings.Join(parts, ",")
	}
	return out
}
