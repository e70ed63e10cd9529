-- Schemas, the catalogue of datasources and their segments.

CREATE SCHEMA IF NOT EXISTS druid;
CREATE SCHEMA IF NOT EXISTS druid_segments;
CREATE SCHEMA IF NOT EXISTS druid_sql;
CREATE SCHEMA IF NOT EXISTS ogham;

COMMENT ON SCHEMA druid IS 'Datasources: one table per datasource, partitioned by range of __time.';
COMMENT ON SCHEMA druid_segments IS 'Partitions of the datasources, and the staging tables of running ingestions.';
COMMENT ON SCHEMA druid_sql IS 'Functions of Druid SQL that Postgres has no exact counterpart for.';
COMMENT ON SCHEMA ogham IS 'State of Ogham: catalogue, segments, tasks, servers, and the tables of the job queue River.';

CREATE TABLE ogham.datasource (
    name       text COLLATE "C" PRIMARY KEY,
    physical   text COLLATE "C" NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ogham.datasource IS 'Datasources that have, or had, segments.';
COMMENT ON COLUMN ogham.datasource.name IS 'Name as SQL says it.';
COMMENT ON COLUMN ogham.datasource.physical IS 'Name of the table in schema druid; differs from name only where Postgres cannot hold that (63 bytes).';
COMMENT ON COLUMN ogham.datasource.created_at IS 'When the datasource was first published.';

CREATE TABLE ogham.datasource_column (
    datasource  text COLLATE "C" NOT NULL REFERENCES ogham.datasource ON DELETE CASCADE,
    name        text COLLATE "C" NOT NULL,
    physical    text COLLATE "C" NOT NULL,
    ordinal     integer,
    native_type text COLLATE "C" NOT NULL,
    multi_value boolean NOT NULL DEFAULT false,
    PRIMARY KEY (datasource, name),
    UNIQUE (datasource, physical)
);
COMMENT ON TABLE ogham.datasource_column IS 'Columns of the tables in schema druid. What SQL sees are those with an ordinal: the union of the columns of the used segments.';
COMMENT ON COLUMN ogham.datasource_column.datasource IS 'Datasource that has the column.';
COMMENT ON COLUMN ogham.datasource_column.name IS 'Name as SQL says it.';
COMMENT ON COLUMN ogham.datasource_column.physical IS 'Name of the column in Postgres.';
COMMENT ON COLUMN ogham.datasource_column.ordinal IS 'Place in SELECT *, counted from 1; NULL while no used segment has the column.';
COMMENT ON COLUMN ogham.datasource_column.native_type IS 'Druid''s native type: LONG, DOUBLE, FLOAT, STRING, ARRAY<LONG>, COMPLEX<json> …';
COMMENT ON COLUMN ogham.datasource_column.multi_value IS 'The column is a multi-value STRING, stored as text[].';

CREATE TABLE ogham.segment (
    segment_id    text COLLATE "C" PRIMARY KEY,
    datasource    text COLLATE "C" NOT NULL REFERENCES ogham.datasource ON DELETE CASCADE,
    start_ms      bigint NOT NULL,
    end_ms        bigint NOT NULL CHECK (end_ms > start_ms),
    version       text COLLATE "C" NOT NULL,
    partition_num integer NOT NULL DEFAULT 0,
    granularity   text COLLATE "C" NOT NULL,
    num_rows      bigint NOT NULL,
    size_bytes    bigint NOT NULL DEFAULT 0,
    partition     text COLLATE "C",
    shard_spec    json NOT NULL,
    used          boolean NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT now(),
    used_changed  timestamptz NOT NULL DEFAULT now(),
    columns       json NOT NULL,
    dimensions    text[] COLLATE "C" NOT NULL,
    metrics       text[] COLLATE "C" NOT NULL DEFAULT '{}',
    task_id       text COLLATE "C"
);
CREATE INDEX segment_chunk ON ogham.segment (datasource, start_ms, end_ms);
COMMENT ON TABLE ogham.segment IS 'Segments: a time chunk (or a part of one) of a datasource in one version.';
COMMENT ON COLUMN ogham.segment.segment_id IS 'Druid''s id: datasource_start_end_version, and _n when partition_num is not 0.';
COMMENT ON COLUMN ogham.segment.datasource IS 'Datasource of the segment.';
COMMENT ON COLUMN ogham.segment.start_ms IS 'Start of the time chunk in milliseconds since 1970; -4611686018427387904 is the start of time.';
COMMENT ON COLUMN ogham.segment.end_ms IS 'End of the time chunk, exclusive; 4611686018427387903 is the end of time.';
COMMENT ON COLUMN ogham.segment.version IS 'Version: ISO time of the publication that wrote the chunk first.';
COMMENT ON COLUMN ogham.segment.partition_num IS 'Number within the chunk and version, from 0.';
COMMENT ON COLUMN ogham.segment.granularity IS 'PARTITIONED BY of the ingestion: DAY, HOUR, ALL, PT15M …';
COMMENT ON COLUMN ogham.segment.num_rows IS 'Rows written with this segment.';
COMMENT ON COLUMN ogham.segment.size_bytes IS 'Bytes on disk, an estimate when several segments share a partition.';
COMMENT ON COLUMN ogham.segment.partition IS 'Table in druid_segments that holds the rows: a partition of the datasource while used, a table of its own while unused; NULL for a tombstone.';
COMMENT ON COLUMN ogham.segment.shard_spec IS 'Druid''s shardSpec object.';
COMMENT ON COLUMN ogham.segment.used IS 'Whether queries see the segment.';
COMMENT ON COLUMN ogham.segment.created_at IS 'When the segment was published.';
COMMENT ON COLUMN ogham.segment.used_changed IS 'When used changed last.';
COMMENT ON COLUMN ogham.segment.columns IS 'Row signature: list of {"name", "type"} in stored order, __time first; multi-value strings have "multiValue": true.';
COMMENT ON COLUMN ogham.segment.dimensions IS 'Names of the columns that are dimensions, in stored order.';
COMMENT ON COLUMN ogham.segment.metrics IS 'Names of the columns that are metrics (rollup).';
COMMENT ON COLUMN ogham.segment.task_id IS 'Task that wrote the segment.';

CREATE TABLE ogham.partition (
    name       text COLLATE "C" PRIMARY KEY,
    datasource text COLLATE "C" NOT NULL REFERENCES ogham.datasource ON DELETE CASCADE,
    start_ms   bigint NOT NULL,
    end_ms     bigint NOT NULL CHECK (end_ms > start_ms),
    attached   boolean NOT NULL DEFAULT true,
    columns    json
);
CREATE INDEX partition_range ON ogham.partition (datasource, start_ms);
COMMENT ON TABLE ogham.partition IS 'Tables in druid_segments that hold segments: chunks of a day or longer have their own, shorter ones share that of their UTC day.';
COMMENT ON COLUMN ogham.partition.name IS 'Table in druid_segments.';
COMMENT ON COLUMN ogham.partition.datasource IS 'Datasource whose rows it holds.';
COMMENT ON COLUMN ogham.partition.start_ms IS 'Start of the partition in milliseconds since 1970.';
COMMENT ON COLUMN ogham.partition.end_ms IS 'End of the partition, exclusive.';
COMMENT ON COLUMN ogham.partition.attached IS 'Whether it is a partition of the datasource now; a table of unused segments is not.';
COMMENT ON COLUMN ogham.partition.columns IS 'Columns at the time it was detached: list of {"name", "type", "multiValue"}.';

CREATE TABLE ogham.catalog_version (
    single  boolean PRIMARY KEY DEFAULT true CHECK (single),
    version bigint NOT NULL
);
INSERT INTO ogham.catalog_version (version) VALUES (1);
COMMENT ON TABLE ogham.catalog_version IS 'One row: the number of the last change of the catalogue.';
COMMENT ON COLUMN ogham.catalog_version.single IS 'Keeps the table at one row.';
COMMENT ON COLUMN ogham.catalog_version.version IS 'Counts up with every publication; plans are cached by it.';

CREATE TABLE ogham.lookup (
    tier       text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    version    text COLLATE "C" NOT NULL,
    spec       json NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tier, name)
);
COMMENT ON TABLE ogham.lookup IS 'Lookup definitions.';
COMMENT ON COLUMN ogham.lookup.tier IS 'Tier; __default unless told otherwise.';
COMMENT ON COLUMN ogham.lookup.name IS 'Name of the lookup.';
COMMENT ON COLUMN ogham.lookup.version IS 'Version that the client set.';
COMMENT ON COLUMN ogham.lookup.spec IS 'The lookupExtractorFactory object.';
COMMENT ON COLUMN ogham.lookup.updated_at IS 'When the definition changed last.';

CREATE TABLE ogham.lookup_entry (
    name text COLLATE "C" NOT NULL,
    k    text COLLATE "C" NOT NULL,
    v    text COLLATE "C",
    PRIMARY KEY (name, k)
);
COMMENT ON TABLE ogham.lookup_entry IS 'Contents of the lookups, as lookup.<name> reads them.';
COMMENT ON COLUMN ogham.lookup_entry.name IS 'Name of the lookup.';
COMMENT ON COLUMN ogham.lookup_entry.k IS 'Key.';
COMMENT ON COLUMN ogham.lookup_entry.v IS 'Value.';
