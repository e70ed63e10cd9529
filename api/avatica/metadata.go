package avatica

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// The metadata calls are queries of INFORMATION_SCHEMA, in Druid's own words: drivers are told the SQL.

const catalogsSQL = `SELECT
  DISTINCT CATALOG_NAME AS TABLE_CAT
FROM
  INFORMATION_SCHEMA.SCHEMATA
ORDER BY
  TABLE_CAT
`

const schemasSQL = `SELECT
  SCHEMA_NAME AS TABLE_SCHEM,
  CATALOG_NAME AS TABLE_CATALOG
FROM
  INFORMATION_SCHEMA.SCHEMATA
%s
ORDER BY
  TABLE_CATALOG, TABLE_SCHEM
`

const tablesSQL = `SELECT
  TABLE_CATALOG AS TABLE_CAT,
  TABLE_SCHEMA AS TABLE_SCHEM,
  TABLE_NAME AS TABLE_NAME,
  TABLE_TYPE AS TABLE_TYPE,
  CAST(NULL AS VARCHAR) AS REMARKS,
  CAST(NULL AS VARCHAR) AS TYPE_CAT,
  CAST(NULL AS VARCHAR) AS TYPE_SCHEM,
  CAST(NULL AS VARCHAR) AS TYPE_NAME,
  CAST(NULL AS VARCHAR) AS SELF_REFERENCING_COL_NAME,
  CAST(NULL AS VARCHAR) AS REF_GENERATION
FROM
  INFORMATION_SCHEMA.TABLES
%s
ORDER BY
  TABLE_TYPE, TABLE_CAT, TABLE_SCHEM, TABLE_NAME
`

const columnsSQL = `SELECT
  TABLE_CATALOG AS TABLE_CAT,
  TABLE_SCHEMA AS TABLE_SCHEM,
  TABLE_NAME AS TABLE_NAME,
  COLUMN_NAME AS COLUMN_NAME,
  CAST(JDBC_TYPE AS INTEGER) AS DATA_TYPE,
  DATA_TYPE AS TYPE_NAME,
  -1 AS COLUMN_SIZE,
  -1 AS BUFFER_LENGTH,
  -1 AS DECIMAL_DIGITS,
  -1 AS NUM_PREC_RADIX,
  CASE IS_NULLABLE WHEN 'YES' THEN 1 ELSE 0 END AS NULLABLE,
  CAST(NULL AS VARCHAR) AS REMARKS,
  COLUMN_DEFAULT AS COLUMN_DEF,
  -1 AS SQL_DATA_TYPE,
  -1 AS SQL_DATETIME_SUB,
  -1 AS CHAR_OCTET_LENGTH,
  CAST(ORDINAL_POSITION AS INTEGER) AS ORDINAL_POSITION,
  IS_NULLABLE AS IS_NULLABLE,
  CAST(NULL AS VARCHAR) AS SCOPE_CATALOG,
  CAST(NULL AS VARCHAR) AS SCOPE_SCHEMA,
  CAST(NULL AS VARCHAR) AS SCOPE_TABLE,
  -1 AS SOURCE_DATA_TYPE,
  'NO' AS IS_AUTOINCREMENT,
  'NO' AS IS_GENERATEDCOLUMN
FROM
  INFORMATION_SCHEMA.COLUMNS
%s
ORDER BY
  TABLE_CAT, TABLE_SCHEM, TABLE_NAME, ORDINAL_POSITION
`

const tableTypesSQL = `SELECT
  DISTINCT TABLE_TYPE AS TABLE_TYPE
FROM
  INFORMATION_SCHEMA.TABLES
ORDER BY
  TABLE_TYPE
`

// typeInfoSQL is the answer that Druid means to give to getTypeInfo, where it fails.
const typeInfoSQL = `SELECT
  TYPE_NAME AS TYPE_NAME,
  DATA_TYPE AS DATA_TYPE,
  DIGITS AS "PRECISION",
  QUOTE AS LITERAL_PREFIX,
  QUOTE AS LITERAL_SUFFIX,
  CAST(NULL AS VARCHAR) AS CREATE_PARAMS,
  1 AS NULLABLE,
  DATA_TYPE IN (1, 12) AS CASE_SENSITIVE,
  3 AS SEARCHABLE,
  FALSE AS UNSIGNED_ATTRIBUTE,
  FALSE AS FIXED_PREC_SCALE,
  FALSE AS AUTO_INCREMENT,
  TYPE_NAME AS LOCAL_TYPE_NAME,
  0 AS MINIMUM_SCALE,
  0 AS MAXIMUM_SCALE,
  DATA_TYPE AS SQL_DATA_TYPE,
  -1 AS SQL_DATETIME_SUB,
  10 AS NUM_PREC_RADIX
FROM
  (VALUES
    ('BIGINT', -5, 19, NULL), ('CHAR', 1, -1, ''''), ('DECIMAL', 3, 19, NULL), ('INTEGER', 4, 10, NULL),
    ('FLOAT', 6, 15, NULL), ('DOUBLE', 8, 15, NULL), ('VARCHAR', 12, -1, ''''), ('BOOLEAN', 16, 1, NULL),
    ('DATE', 91, 0, ''''), ('TIMESTAMP', 93, 3, ''''), ('OTHER', 1111, -1, NULL), ('ARRAY', 2003, -1, NULL)
  ) AS TYPES (TYPE_NAME, DATA_TYPE, DIGITS, QUOTE)
ORDER BY
  DATA_TYPE
`

// metadataSQL gives the query that answers a metadata call; ok is false for other requests.
func metadataSQL(r *request) (sql string, ok bool) {
	switch r.kind {
	case "getCatalogs":
		return catalogsSQL, true
	case "getTableTypes":
		return tableTypesSQL, true
	case "getTypeInfo":
		return typeInfoSQL, true
	case "getTables":
		var w where
		w.equals("TABLES.TABLE_CATALOG", r.catalog)
		w.like("TABLES.TABLE_SCHEMA", r.schema)
		w.like("TABLES.TABLE_NAME", r.table)
		w.oneOf("TABLES.TABLE_TYPE", r.types)
		return fmt.Sprintf(tablesSQL, w), true
	case "getColumns":
		var w where
		w.equals("COLUMNS.TABLE_CATALOG", r.catalog)
		w.like("COLUMNS.TABLE_SCHEMA", r.schema)
		w.like("COLUMNS.TABLE_NAME", r.table)
		w.like("COLUMNS.COLUMN_NAME", r.column)
		return fmt.Sprintf(columnsSQL, w), true
	case "getSchemas":
		var w where
		w.equals("SCHEMATA.CATALOG_NAME", r.catalog)
		w.like("SCHEMATA.SCHEMA_NAME", r.schema)
		return fmt.Sprintf(schemasSQL, w), true
	}
	return "", false
}

// where is a WHERE clause of conditions joined by AND; without any it is empty.
type where []string

// String gives the clause.
func (w where) String() string {
	if len(w) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(w, " AND ")
}

func (w *where) equals(column string, value *string) {
	if value != nil {
		*w = append(*w, column+" = "+quoted(*value))
	}
}

func (w *where) like(column string, pattern *string) {
	if pattern != nil {
		*w = append(*w, column+" LIKE "+quoted(*pattern)+` ESCAPE '\'`)
	}
}

func (w *where) oneOf(column string, values []string) {
	if values == nil {
		return
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = quoted(v)
	}
	*w = append(*w, column+" IN ("+strings.Join(texts, ", ")+")")
}

// quoted writes a text as a literal of Druid SQL, as Druid does: what is neither a letter, a digit nor a
// space of ASCII is written by its code.
func quoted(s string) string {
	plain := true
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		if unit < 128 && (unit == ' ' || unit >= '0' && unit <= '9' || unit|0x20 >= 'a' && unit|0x20 <= 'z') {
			b.WriteByte(byte(unit))
			continue
		}
		plain = false
		fmt.Fprintf(&b, `\%04X`, unit)
	}
	if plain {
		return "'" + b.String() + "'"
	}
	return "U&'" + b.String() + "'"
}
