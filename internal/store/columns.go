package store

import (
	"encoding/json"
	"fmt"
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
)

// column is a column of a datasource's table.
type column struct {
	Name     string
	Physical string
	Type     druidtype.Type
}

// columnJSON is a column in ogham.segment.columns.
type columnJSON struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	MultiValue bool   `json:"multiValue,omitempty"`
}

func encodeColumns(columns []column) (json.RawMessage, error) {
	list := make([]columnJSON, len(columns))
	for i, c := range columns {
		list[i] = columnJSON{Name: c.Name, Type: c.Type.Native(), MultiValue: c.Type.MultiValue}
	}
	return json.Marshal(list)
}

func decodeColumns(text json.RawMessage) ([]column, error) {
	var list []columnJSON
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("read columns: %w", err)
	}
	columns := make([]column, len(list))
	for i, c := range list {
		t, err := columnType(c.Name, c.Type, c.MultiValue)
		if err != nil {
			return nil, err
		}
		columns[i] = column{Name: c.Name, Physical: PhysicalName(c.Name), Type: t}
	}
	return columns, nil
}

// storedColumns gives the columns that an ingestion stores; lists names text columns in which lists
// were found.
func storedColumns(columns []druidtype.Column, lists map[string]bool) []column {
	stored := make([]column, len(columns))
	for i, c := range columns {
		t := StoredType(c)
		if t.Kind == druidtype.Varchar && lists[c.Name] {
			t.MultiValue = true
		}
		stored[i] = column{Name: c.Name, Physical: PhysicalName(c.Name), Type: t}
	}
	return stored
}

// mergeColumns gives the columns of a table that holds both: those of have in their order, each as
// wide as both need, then those that only more has.
func mergeColumns(have, more []column) ([]column, error) {
	merged := append([]column(nil), have...)
	at := make(map[string]int, len(have))
	for i, c := range have {
		at[c.Name] = i
	}
	for _, c := range more {
		i, known := at[c.Name]
		if !known {
			merged = append(merged, c)
			continue
		}
		if c.Name == TimeColumn {
			continue
		}
		t, err := widen(merged[i].Type, c.Type)
		if err != nil {
			return nil, druiderr.Invalid("Cannot store column [%s]: %s", c.Name, err)
		}
		merged[i].Type = t
	}
	return merged, nil
}

// stagedColumns gives the columns of the staging tables of an ingestion.
func stagedColumns(columns []druidtype.Column) []column {
	staged := make([]column, len(columns))
	for i, c := range columns {
		staged[i] = column{Name: c.Name, Physical: PhysicalName(c.Name), Type: stagedType(c)}
	}
	return staged
}

// alterColumns gives the actions of ALTER TABLE that bring a table from one set of columns to
// another that has them all, as wide or wider. expr gives the SQL of a column's present value and
// its type, which differs from the column's where the value is encoded.
func alterColumns(have, want []column, expr func(column) (string, druidtype.Type)) []string {
	byName := make(map[string]column, len(have))
	for _, c := range have {
		byName[c.Name] = c
	}
	var actions []string
	for _, w := range want {
		h, ok := byName[w.Name]
		if !ok {
			actions = append(actions, "ADD COLUMN "+columnDDL(w.Physical, w.Type))
			continue
		}
		value, from := expr(h)
		if h.Type.Postgres() == w.Type.Postgres() && value == ident(h.Physical) {
			continue
		}
		actions = append(actions, "ALTER COLUMN "+ident(w.Physical)+" TYPE "+storageDDL(w.Type)+" USING "+castSQL(value, from, w.Type))
	}
	return actions
}

// plainValue is the expr of alterColumns for a column that holds what its type says.
func plainValue(c column) (string, druidtype.Type) { return ident(c.Physical), c.Type }

// stagedValue is the expr of alterColumns for a staging table: a text column that holds lists in the
// escaped form is decoded.
func stagedValue(t Staging) func(column) (string, druidtype.Type) {
	lists := map[string]bool{}
	for _, c := range t.MultiValue {
		lists[c] = true
	}
	return func(c column) (string, druidtype.Type) {
		if lists[c.Name] && c.Type.Kind == druidtype.Varchar && !c.Type.MultiValue {
			return "druid_sql.mv_decode(" + ident(c.Physical) + ")", druidtype.MultiString()
		}
		return plainValue(c)
	}
}

// selectInto gives the INSERT that appends the rows of a staging table to another table.
func selectInto(target string, t Staging, have, want []column) string {
	wanted := make(map[string]druidtype.Type, len(want))
	for _, w := range want {
		wanted[w.Name] = w.Type
	}
	expr := stagedValue(t)
	names, values := make([]string, len(have)), make([]string, len(have))
	for i, h := range have {
		value, from := expr(h)
		names[i], values[i] = h.Physical, castSQL(value, from, wanted[h.Name])
	}
	return "INSERT INTO " + target + " (" + identList(names) + ") SELECT " + strings.Join(values, ", ") + " FROM " + ident(schemaSegments, t.Name)
}

func sameColumns(a, b []column) bool {
	if len(a) != len(b) {
		return false
	}
	types := make(map[string]string, len(a))
	for _, c := range a {
		types[c.Name] = c.Type.Postgres()
	}
	for _, c := range b {
		if types[c.Name] != c.Type.Postgres() {
			return false
		}
	}
	return true
}
