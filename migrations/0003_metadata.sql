-- Metadata tables: views that carry exactly Druid's columns.

CREATE FUNCTION ogham.iso(ms bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN ms = -4611686018427387904 THEN '-146136543-09-08T08:23:32.096Z'
        WHEN ms = 4611686018427387903 THEN '146140482-04-24T15:36:27.903Z'
        WHEN ms < -62167219200000
            THEN '-' || pg_catalog.lpad((-pg_catalog.date_part('year', pg_catalog.to_timestamp(ms / 1000.0) AT TIME ZONE 'UTC') - 1)::bigint::text, 4, '0')
                || pg_catalog.to_char(pg_catalog.to_timestamp(ms / 1000.0) AT TIME ZONE 'UTC', '-MM-DD"T"HH24:MI:SS.MS"Z"')
        WHEN ms < -62135596800000
            THEN pg_catalog.to_char(pg_catalog.to_timestamp(ms / 1000.0) AT TIME ZONE 'UTC', '"0000"-MM-DD"T"HH24:MI:SS.MS"Z"')
        ELSE pg_catalog.to_char(pg_catalog.to_timestamp(ms / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    END;
COMMENT ON FUNCTION ogham.iso(bigint) IS 'Milliseconds since 1970 as Druid prints instants: 2015-09-12T00:00:00.000Z.';

CREATE FUNCTION ogham.iso(at timestamptz) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN pg_catalog.to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
COMMENT ON FUNCTION ogham.iso(timestamptz) IS 'An instant of our own time as Druid prints it.';

CREATE TABLE ogham.system_column (
    table_schema text COLLATE "C" NOT NULL,
    table_name   text COLLATE "C" NOT NULL,
    view_name    text COLLATE "C" NOT NULL,
    column_name  text COLLATE "C" NOT NULL,
    ordinal      integer NOT NULL,
    native_type  text COLLATE "C" NOT NULL,
    nullable     boolean NOT NULL,
    PRIMARY KEY (table_schema, table_name, column_name)
);
COMMENT ON TABLE ogham.system_column IS 'Columns of the metadata tables; the catalogue is loaded from here.';
COMMENT ON COLUMN ogham.system_column.table_schema IS 'sys or INFORMATION_SCHEMA.';
COMMENT ON COLUMN ogham.system_column.table_name IS 'Table as SQL says it.';
COMMENT ON COLUMN ogham.system_column.view_name IS 'View in schema ogham.';
COMMENT ON COLUMN ogham.system_column.column_name IS 'Column, the same in the view.';
COMMENT ON COLUMN ogham.system_column.ordinal IS 'Place in the table, from 1.';
COMMENT ON COLUMN ogham.system_column.native_type IS 'STRING or LONG.';
COMMENT ON COLUMN ogham.system_column.nullable IS 'What IS_NULLABLE says.';

INSERT INTO ogham.system_column (table_schema, table_name, view_name, column_name, ordinal, native_type, nullable) VALUES
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'TABLE_CATALOG', 1, 'STRING', false),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'TABLE_SCHEMA', 2, 'STRING', false),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'TABLE_NAME', 3, 'STRING', false),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'COLUMN_NAME', 4, 'STRING', false),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'ORDINAL_POSITION', 5, 'LONG', false),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'COLUMN_DEFAULT', 6, 'STRING', false),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'IS_NULLABLE', 7, 'STRING', false),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'DATA_TYPE', 8, 'STRING', false),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'CHARACTER_MAXIMUM_LENGTH', 9, 'STRING', true),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'CHARACTER_OCTET_LENGTH', 10, 'STRING', true),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'NUMERIC_PRECISION', 11, 'LONG', true),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'NUMERIC_PRECISION_RADIX', 12, 'LONG', true),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'NUMERIC_SCALE', 13, 'LONG', true),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'DATETIME_PRECISION', 14, 'LONG', true),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'CHARACTER_SET_NAME', 15, 'STRING', true),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'COLLATION_NAME', 16, 'STRING', true),
    ('INFORMATION_SCHEMA', 'COLUMNS', 'information_schema_columns', 'JDBC_TYPE', 17, 'LONG', false),
    ('INFORMATION_SCHEMA', 'ROUTINES', 'information_schema_routines', 'ROUTINE_CATALOG', 1, 'STRING', false),
    ('INFORMATION_SCHEMA', 'ROUTINES', 'information_schema_routines', 'ROUTINE_SCHEMA', 2, 'STRING', false),
    ('INFORMATION_SCHEMA', 'ROUTINES', 'information_schema_routines', 'ROUTINE_NAME', 3, 'STRING', false),
    ('INFORMATION_SCHEMA', 'ROUTINES', 'information_schema_routines', 'ROUTINE_TYPE', 4, 'STRING', false),
    ('INFORMATION_SCHEMA', 'ROUTINES', 'information_schema_routines', 'IS_AGGREGATOR', 5, 'STRING', false),
    ('INFORMATION_SCHEMA', 'ROUTINES', 'information_schema_routines', 'SIGNATURES', 6, 'STRING', true),
    ('INFORMATION_SCHEMA', 'SCHEMATA', 'information_schema_schemata', 'CATALOG_NAME', 1, 'STRING', false),
    ('INFORMATION_SCHEMA', 'SCHEMATA', 'information_schema_schemata', 'SCHEMA_NAME', 2, 'STRING', false),
    ('INFORMATION_SCHEMA', 'SCHEMATA', 'information_schema_schemata', 'SCHEMA_OWNER', 3, 'STRING', false),
    ('INFORMATION_SCHEMA', 'SCHEMATA', 'information_schema_schemata', 'DEFAULT_CHARACTER_SET_CATALOG', 4, 'STRING', false),
    ('INFORMATION_SCHEMA', 'SCHEMATA', 'information_schema_schemata', 'DEFAULT_CHARACTER_SET_SCHEMA', 5, 'STRING', false),
    ('INFORMATION_SCHEMA', 'SCHEMATA', 'information_schema_schemata', 'DEFAULT_CHARACTER_SET_NAME', 6, 'STRING', false),
    ('INFORMATION_SCHEMA', 'SCHEMATA', 'information_schema_schemata', 'SQL_PATH', 7, 'STRING', false),
    ('INFORMATION_SCHEMA', 'TABLES', 'information_schema_tables', 'TABLE_CATALOG', 1, 'STRING', false),
    ('INFORMATION_SCHEMA', 'TABLES', 'information_schema_tables', 'TABLE_SCHEMA', 2, 'STRING', false),
    ('INFORMATION_SCHEMA', 'TABLES', 'information_schema_tables', 'TABLE_NAME', 3, 'STRING', false),
    ('INFORMATION_SCHEMA', 'TABLES', 'information_schema_tables', 'TABLE_TYPE', 4, 'STRING', false),
    ('INFORMATION_SCHEMA', 'TABLES', 'information_schema_tables', 'IS_JOINABLE', 5, 'STRING', false),
    ('INFORMATION_SCHEMA', 'TABLES', 'information_schema_tables', 'IS_BROADCAST', 6, 'STRING', false),
    ('sys', 'segments', 'sys_segments', 'segment_id', 1, 'STRING', true),
    ('sys', 'segments', 'sys_segments', 'datasource', 2, 'STRING', true),
    ('sys', 'segments', 'sys_segments', 'start', 3, 'STRING', true),
    ('sys', 'segments', 'sys_segments', 'end', 4, 'STRING', true),
    ('sys', 'segments', 'sys_segments', 'size', 5, 'LONG', true),
    ('sys', 'segments', 'sys_segments', 'version', 6, 'STRING', true),
    ('sys', 'segments', 'sys_segments', 'partition_num', 7, 'LONG', true),
    ('sys', 'segments', 'sys_segments', 'num_replicas', 8, 'LONG', true),
    ('sys', 'segments', 'sys_segments', 'num_rows', 9, 'LONG', true),
    ('sys', 'segments', 'sys_segments', 'is_active', 10, 'LONG', true),
    ('sys', 'segments', 'sys_segments', 'is_published', 11, 'LONG', true),
    ('sys', 'segments', 'sys_segments', 'is_available', 12, 'LONG', true),
    ('sys', 'segments', 'sys_segments', 'is_realtime', 13, 'LONG', true),
    ('sys', 'segments', 'sys_segments', 'is_overshadowed', 14, 'LONG', true),
    ('sys', 'segments', 'sys_segments', 'shard_spec', 15, 'STRING', true),
    ('sys', 'segments', 'sys_segments', 'dimensions', 16, 'STRING', true),
    ('sys', 'segments', 'sys_segments', 'metrics', 17, 'STRING', true),
    ('sys', 'segments', 'sys_segments', 'last_compaction_state', 18, 'STRING', true),
    ('sys', 'segments', 'sys_segments', 'replication_factor', 19, 'LONG', true),
    ('sys', 'server_segments', 'sys_server_segments', 'server', 1, 'STRING', true),
    ('sys', 'server_segments', 'sys_server_segments', 'segment_id', 2, 'STRING', true),
    ('sys', 'servers', 'sys_servers', 'server', 1, 'STRING', true),
    ('sys', 'servers', 'sys_servers', 'host', 2, 'STRING', true),
    ('sys', 'servers', 'sys_servers', 'plaintext_port', 3, 'LONG', true),
    ('sys', 'servers', 'sys_servers', 'tls_port', 4, 'LONG', true),
    ('sys', 'servers', 'sys_servers', 'server_type', 5, 'STRING', true),
    ('sys', 'servers', 'sys_servers', 'tier', 6, 'STRING', true),
    ('sys', 'servers', 'sys_servers', 'curr_size', 7, 'LONG', true),
    ('sys', 'servers', 'sys_servers', 'max_size', 8, 'LONG', true),
    ('sys', 'servers', 'sys_servers', 'is_leader', 9, 'LONG', true),
    ('sys', 'servers', 'sys_servers', 'start_time', 10, 'STRING', true),
    ('sys', 'supervisors', 'sys_supervisors', 'supervisor_id', 1, 'STRING', true),
    ('sys', 'supervisors', 'sys_supervisors', 'state', 2, 'STRING', true),
    ('sys', 'supervisors', 'sys_supervisors', 'detailed_state', 3, 'STRING', true),
    ('sys', 'supervisors', 'sys_supervisors', 'healthy', 4, 'LONG', true),
    ('sys', 'supervisors', 'sys_supervisors', 'type', 5, 'STRING', true),
    ('sys', 'supervisors', 'sys_supervisors', 'source', 6, 'STRING', true),
    ('sys', 'supervisors', 'sys_supervisors', 'suspended', 7, 'LONG', true),
    ('sys', 'supervisors', 'sys_supervisors', 'spec', 8, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'task_id', 1, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'group_id', 2, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'type', 3, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'datasource', 4, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'created_time', 5, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'queue_insertion_time', 6, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'status', 7, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'runner_status', 8, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'duration', 9, 'LONG', true),
    ('sys', 'tasks', 'sys_tasks', 'location', 10, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'host', 11, 'STRING', true),
    ('sys', 'tasks', 'sys_tasks', 'plaintext_port', 12, 'LONG', true),
    ('sys', 'tasks', 'sys_tasks', 'tls_port', 13, 'LONG', true),
    ('sys', 'tasks', 'sys_tasks', 'error_msg', 14, 'STRING', true);

CREATE TABLE ogham.routine (
    name          text COLLATE "C" PRIMARY KEY,
    is_aggregator boolean NOT NULL,
    signatures    text COLLATE "C"
);
COMMENT ON TABLE ogham.routine IS 'SQL functions; the server fills it from its function table.';
COMMENT ON COLUMN ogham.routine.name IS 'Name in capitals.';
COMMENT ON COLUMN ogham.routine.is_aggregator IS 'Whether it is an aggregate function.';
COMMENT ON COLUMN ogham.routine.signatures IS 'Signatures as Druid prints them.';

CREATE VIEW ogham.live_server AS
SELECT s.id, s.host, s.port, s.roles, s.version, s.started_at,
       s.started_at = min(s.started_at) OVER () AS oldest
FROM ogham.server s
WHERE EXISTS (
    SELECT FROM pg_catalog.pg_locks l
    WHERE l.locktype = 'advisory' AND l.classid = 1330071617 AND l.objid = s.lock_key::oid AND l.objsubid = 2 AND l.granted
      AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()));
COMMENT ON VIEW ogham.live_server IS 'Servers whose process lives.';

CREATE VIEW ogham.information_schema_schemata AS
SELECT 'druid'::text COLLATE "C" AS "CATALOG_NAME", s.name COLLATE "C" AS "SCHEMA_NAME",
       NULL::text COLLATE "C" AS "SCHEMA_OWNER", NULL::text COLLATE "C" AS "DEFAULT_CHARACTER_SET_CATALOG",
       NULL::text COLLATE "C" AS "DEFAULT_CHARACTER_SET_SCHEMA", NULL::text COLLATE "C" AS "DEFAULT_CHARACTER_SET_NAME",
       NULL::text COLLATE "C" AS "SQL_PATH"
FROM (VALUES ('druid'::text), ('INFORMATION_SCHEMA'), ('lookup'), ('sys'), ('view')) s(name);
COMMENT ON VIEW ogham.information_schema_schemata IS 'INFORMATION_SCHEMA.SCHEMATA.';

CREATE VIEW ogham.information_schema_tables AS
SELECT 'druid'::text COLLATE "C" AS "TABLE_CATALOG", t.schema COLLATE "C" AS "TABLE_SCHEMA", t.name COLLATE "C" AS "TABLE_NAME",
       t.kind COLLATE "C" AS "TABLE_TYPE", t.joinable COLLATE "C" AS "IS_JOINABLE", t.joinable COLLATE "C" AS "IS_BROADCAST"
FROM (
    SELECT 'druid'::text, d.name, 'TABLE'::text, 'NO'::text
    FROM ogham.datasource d
    WHERE EXISTS (SELECT FROM ogham.segment s WHERE s.datasource = d.name AND s.used)
    UNION ALL
    SELECT 'lookup', l.name, 'TABLE', 'YES' FROM (SELECT DISTINCT name FROM ogham.lookup) l
    UNION ALL
    SELECT DISTINCT c.table_schema, c.table_name, 'SYSTEM_TABLE', 'NO' FROM ogham.system_column c
) t(schema, name, kind, joinable);
COMMENT ON VIEW ogham.information_schema_tables IS 'INFORMATION_SCHEMA.TABLES.';

CREATE VIEW ogham.information_schema_columns AS
SELECT 'druid'::text COLLATE "C" AS "TABLE_CATALOG", c.schema COLLATE "C" AS "TABLE_SCHEMA", c.tbl COLLATE "C" AS "TABLE_NAME",
       c.name COLLATE "C" AS "COLUMN_NAME", c.ordinal::bigint AS "ORDINAL_POSITION", ''::text COLLATE "C" AS "COLUMN_DEFAULT",
       CASE WHEN c.nullable THEN 'YES' ELSE 'NO' END COLLATE "C" AS "IS_NULLABLE",
       coalesce(t.data_type, CASE WHEN c.native_type LIKE 'ARRAY%' THEN 'ARRAY' ELSE c.native_type END) COLLATE "C" AS "DATA_TYPE",
       NULL::text COLLATE "C" AS "CHARACTER_MAXIMUM_LENGTH", NULL::text COLLATE "C" AS "CHARACTER_OCTET_LENGTH",
       t.digits AS "NUMERIC_PRECISION", CASE WHEN t.digits IS NOT NULL THEN 10::bigint END AS "NUMERIC_PRECISION_RADIX",
       t.scale AS "NUMERIC_SCALE", CASE WHEN t.data_type = 'TIMESTAMP' THEN 3::bigint END AS "DATETIME_PRECISION",
       CASE WHEN t.data_type = 'VARCHAR' THEN 'UTF-16LE' END COLLATE "C" AS "CHARACTER_SET_NAME",
       CASE WHEN t.data_type = 'VARCHAR' THEN 'UTF-16LE$en_US$primary' END COLLATE "C" AS "COLLATION_NAME",
       coalesce(t.jdbc, CASE WHEN c.native_type LIKE 'ARRAY%' THEN 2003 ELSE 1111 END)::bigint AS "JDBC_TYPE"
FROM (
    SELECT 'druid'::text, k.datasource, k.name, k.ordinal, CASE WHEN k.name = '__time' THEN 'TIMESTAMP' ELSE k.native_type END, k.name <> '__time'
    FROM ogham.datasource_column k
    WHERE k.ordinal IS NOT NULL AND EXISTS (SELECT FROM ogham.segment s WHERE s.datasource = k.datasource AND s.used)
    UNION ALL
    SELECT s.table_schema, s.table_name, s.column_name, s.ordinal, s.native_type, s.nullable FROM ogham.system_column s
    UNION ALL
    SELECT 'lookup', l.name, v.name, v.ordinal, 'STRING', v.ordinal = 2
    FROM (SELECT DISTINCT name FROM ogham.lookup) l, (VALUES ('k'::text, 1), ('v', 2)) v(name, ordinal)
) c(schema, tbl, name, ordinal, native_type, nullable)
LEFT JOIN (VALUES
    ('STRING'::text, 'VARCHAR'::text, NULL::bigint, NULL::bigint, 12),
    ('LONG', 'BIGINT', 19, 0, -5),
    ('FLOAT', 'FLOAT', 15, -2147483648, 6),
    ('DOUBLE', 'DOUBLE', 15, -2147483648, 8),
    ('TIMESTAMP', 'TIMESTAMP', NULL, NULL, 93)
) t(native_type, data_type, digits, scale, jdbc) USING (native_type);
COMMENT ON VIEW ogham.information_schema_columns IS 'INFORMATION_SCHEMA.COLUMNS.';

CREATE VIEW ogham.information_schema_routines AS
SELECT 'druid'::text COLLATE "C" AS "ROUTINE_CATALOG", 'INFORMATION_SCHEMA'::text COLLATE "C" AS "ROUTINE_SCHEMA",
       r.name AS "ROUTINE_NAME", 'FUNCTION'::text COLLATE "C" AS "ROUTINE_TYPE",
       CASE WHEN r.is_aggregator THEN 'YES' ELSE 'NO' END COLLATE "C" AS "IS_AGGREGATOR", r.signatures AS "SIGNATURES"
FROM ogham.routine r;
COMMENT ON VIEW ogham.information_schema_routines IS 'INFORMATION_SCHEMA.ROUTINES.';

CREATE VIEW ogham.sys_segments AS
SELECT s.segment_id, s.datasource, ogham.iso(s.start_ms) COLLATE "C" AS start, ogham.iso(s.end_ms) COLLATE "C" AS "end",
       s.size_bytes AS size, s.version, s.partition_num::bigint AS partition_num, 1::bigint AS num_replicas, s.num_rows,
       1::bigint AS is_active, 1::bigint AS is_published, 1::bigint AS is_available, 0::bigint AS is_realtime, 0::bigint AS is_overshadowed,
       s.shard_spec::text COLLATE "C" AS shard_spec, pg_catalog.array_to_json(s.dimensions)::text COLLATE "C" AS dimensions,
       pg_catalog.array_to_json(s.metrics)::text COLLATE "C" AS metrics, NULL::text COLLATE "C" AS last_compaction_state,
       1::bigint AS replication_factor
FROM ogham.segment s
WHERE s.used;
COMMENT ON VIEW ogham.sys_segments IS 'sys.segments.';

CREATE VIEW ogham.sys_servers AS
SELECT (s.host || ':' || s.port) COLLATE "C" AS server, s.host, s.port::bigint AS plaintext_port, (-1)::bigint AS tls_port,
       t.type COLLATE "C" AS server_type, CASE WHEN t.type = 'historical' THEN '_default_tier' END COLLATE "C" AS tier,
       CASE WHEN t.type = 'historical' THEN (SELECT coalesce(sum(g.size_bytes), 0)::bigint FROM ogham.segment g WHERE g.used) ELSE 0 END AS curr_size,
       0::bigint AS max_size,
       CASE WHEN t.type IN ('coordinator', 'overlord') THEN s.oldest::integer::bigint END AS is_leader,
       ogham.iso(s.started_at) COLLATE "C" AS start_time
FROM ogham.live_server s
JOIN (VALUES
    ('api'::text, 'broker'::text), ('api', 'router'), ('api', 'historical'),
    ('controller', 'coordinator'), ('controller', 'overlord'), ('worker', 'indexer')
) t(role, type) ON t.role = ANY (s.roles);
COMMENT ON VIEW ogham.sys_servers IS 'sys.servers: every living process once for each service it gives.';

CREATE VIEW ogham.sys_server_segments AS
SELECT (s.host || ':' || s.port) COLLATE "C" AS server, g.segment_id
FROM ogham.live_server s, ogham.segment g
WHERE g.used AND 'api' = ANY (s.roles);
COMMENT ON VIEW ogham.sys_server_segments IS 'sys.server_segments: every process that answers queries serves every segment.';

CREATE VIEW ogham.sys_tasks AS
SELECT t.id AS task_id, t.group_id, t.type, t.datasource, ogham.iso(t.created_at) COLLATE "C" AS created_time,
       CASE WHEN t.status = 'RUNNING' THEN ogham.iso(t.created_at) ELSE '1970-01-01T00:00:00.000Z' END COLLATE "C" AS queue_insertion_time,
       t.status, CASE WHEN t.status = 'RUNNING' THEN t.runner_status ELSE 'NONE' END COLLATE "C" AS runner_status,
       t.duration_ms AS duration, (t.location_host || ':' || t.location_port) COLLATE "C" AS location, t.location_host AS host,
       t.location_port::bigint AS plaintext_port, (-1)::bigint AS tls_port, t.error_msg
FROM ogham.task t;
COMMENT ON VIEW ogham.sys_tasks IS 'sys.tasks.';

CREATE VIEW ogham.sys_supervisors AS
SELECT NULL::text COLLATE "C" AS supervisor_id, NULL::text COLLATE "C" AS state, NULL::text COLLATE "C" AS detailed_state,
       NULL::bigint AS healthy, NULL::text COLLATE "C" AS type, NULL::text COLLATE "C" AS source, NULL::bigint AS suspended,
       NULL::text COLLATE "C" AS spec
WHERE false;
COMMENT ON VIEW ogham.sys_supervisors IS 'sys.supervisors: streaming ingestion does not exist here, so it is empty.';

CREATE TABLE ogham.applied_library (
    name       text COLLATE "C" PRIMARY KEY,
    hash       text COLLATE "C" NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ogham.applied_library IS 'Files of the function library druid_sql that are installed.';
COMMENT ON COLUMN ogham.applied_library.name IS 'File name.';
COMMENT ON COLUMN ogham.applied_library.hash IS 'SHA-256 of the file.';
COMMENT ON COLUMN ogham.applied_library.applied_at IS 'When it was installed.';
