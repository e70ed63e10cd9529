package druidtype

// Relation is a table that queries can read: a datasource, a lookup, a metadata table.
type Relation struct {
	// Schema and Name are Druid's ("druid", "sys" …), case-sensitive.
	Schema, Name string
	// PgSchema and PgName say where the rows are in Postgres.
	PgSchema, PgName string
	Columns          []RelColumn
	// Kind is "datasource", "lookup", "system" or "view".
	Kind string
}

// RelColumn is a column of a Relation; Physical is its name in Postgres, where names end at 63 bytes.
type RelColumn struct {
	Column
	Physical string
}
