package translate

import (
	"strings"

	"ogham/translate/ast"
	"ogham/translate/ingest"
)

// export translates INSERT INTO EXTERN(destination) AS CSV.
func (t *translator) export(stmt *ast.Insert) (*Translation, error) {
	switch {
	case stmt.Format == "":
		return nil, sqlError("Exporting rows into an EXTERN destination requires an AS clause to specify the format, but none was found.")
	case stmt.PartitionedBy != nil || len(stmt.ClusteredBy) > 0:
		return nil, sqlError("Export statements do not support a PARTITIONED BY or CLUSTERED BY clause.")
	case stmt.Replace:
		return nil, sqlError("REPLACE operations do no support EXTERN destinations. Use INSERT statements to write to an external destination.")
	case !strings.EqualFold(stmt.Format, "CSV"):
		return nil, sqlError("Exporting is only supported for Query of type [csv]")
	}
	to, err := ingest.ReadExport(stmt.Export, t.req.Parameters)
	if err != nil {
		return nil, err
	}
	to.Format = strings.ToLower(stmt.Format)
	res, externs, err := t.analyze(stmt.Query)
	if err != nil {
		return nil, err
	}
	out, err := t.finish(Export, res)
	if err != nil {
		return nil, err
	}
	out.Externs, out.ExportTo = externs, to
	out.Reads = append(out.Reads, Resource{Name: to.Destination, Type: "EXTERNAL"})
	return out, nil
}
