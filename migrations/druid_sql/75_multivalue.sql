-- Multi-value strings: text[] in Postgres. NULL is a string without values; where Druid sees a row
-- without values as one NULL value, the functions do too.

CREATE OR REPLACE FUNCTION druid_sql.refuse_list(type text) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'OG004', MESSAGE = 'Cannot coerce field [v0] from type [java.util.ArrayList] to type [' || type || ']';
END $$;
COMMENT ON FUNCTION druid_sql.refuse_list(text) IS 'Fails as Druid does where a list of results is no value of a type';

CREATE OR REPLACE FUNCTION druid_sql.only_value(a anyarray, type text) RETURNS anyelement
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.cardinality(a) OPERATOR(pg_catalog.>) 1 THEN
    PERFORM druid_sql.refuse_list(type);
  END IF;
  RETURN a[1];
END $$;
COMMENT ON FUNCTION druid_sql.only_value(anyarray, text) IS 'The only result for a multi-value string; fails for several';

CREATE OR REPLACE FUNCTION druid_sql.only_condition(b boolean, mv anyarray) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.cardinality(mv) OPERATOR(pg_catalog.>) 1 THEN
    PERFORM druid_sql.refuse_list('BOOLEAN');
  END IF;
  RETURN b;
END $$;
COMMENT ON FUNCTION druid_sql.only_condition(boolean, anyarray) IS 'A condition over the only value of a multi-value string; fails for several';

CREATE OR REPLACE FUNCTION druid_sql.json_list(a json[]) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE pg_catalog.cardinality(a) WHEN 0 THEN NULL WHEN 1 THEN NULLIF(a[1]::text, 'null')::json
  ELSE ('[' || pg_catalog.array_to_string(a, ',', 'null') || ']')::json END $$;
COMMENT ON FUNCTION druid_sql.json_list(json[]) IS 'The only JSON value, or several as a list';

CREATE OR REPLACE FUNCTION druid_sql.mv_of_lists(j json) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE pg_catalog.json_typeof(j) WHEN 'array' THEN ARRAY(
  SELECT e.value #>> '{}' FROM pg_catalog.json_array_elements(j) WITH ORDINALITY AS e(value, n) ORDER BY e.n)
  WHEN 'string' THEN ARRAY[j #>> '{}'] END $$;
COMMENT ON FUNCTION druid_sql.mv_of_lists(json) IS 'A list of texts, or of lists, which become texts, as a multi-value string';

CREATE OR REPLACE FUNCTION druid_sql.mv_length(mv text[]) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT NULLIF(pg_catalog.cardinality(mv), 0)::bigint $$;
COMMENT ON FUNCTION druid_sql.mv_length(text[]) IS 'Number of values; NULL for none';

CREATE OR REPLACE FUNCTION druid_sql.mv_offset(mv text[], i bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_offset(mv, i) $$;
COMMENT ON FUNCTION druid_sql.mv_offset(text[], bigint) IS 'Value at an index from 0, NULL outside';

CREATE OR REPLACE FUNCTION druid_sql.mv_ordinal(mv text[], i bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_ordinal(mv, i) $$;
COMMENT ON FUNCTION druid_sql.mv_ordinal(text[], bigint) IS 'Value at an index from 1, NULL outside';

CREATE OR REPLACE FUNCTION druid_sql.mv_offset_of(mv text[], x text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_offset_of(mv, x) $$;
COMMENT ON FUNCTION druid_sql.mv_offset_of(text[], text) IS 'First index from 0 of a value, NULL for none';

CREATE OR REPLACE FUNCTION druid_sql.mv_ordinal_of(mv text[], x text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_ordinal_of(mv, x) $$;
COMMENT ON FUNCTION druid_sql.mv_ordinal_of(text[], text) IS 'First index from 1 of a value, NULL for none';

CREATE OR REPLACE FUNCTION druid_sql.mv_whole(mv text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.cardinality(mv) > 0 THEN mv ELSE ARRAY[NULL]::text[] END $$;
COMMENT ON FUNCTION druid_sql.mv_whole(text[]) IS 'The values, with one NULL for a string without values';

CREATE OR REPLACE FUNCTION druid_sql.mv_contains(mv text[], wanted text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT druid_sql.array_contains(druid_sql.mv_whole(mv), druid_sql.mv_whole(wanted)) $$;
COMMENT ON FUNCTION druid_sql.mv_contains(text[], text[]) IS 'Whether all wanted values are among the values';

CREATE OR REPLACE FUNCTION druid_sql.mv_overlap(mv text[], wanted text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT druid_sql.array_overlap(druid_sql.mv_whole(mv), wanted) $$;
COMMENT ON FUNCTION druid_sql.mv_overlap(text[], text[]) IS 'Whether two multi-value strings share a value';

CREATE OR REPLACE FUNCTION druid_sql.mv_append(mv text[], x text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_append(mv, x) $$;
COMMENT ON FUNCTION druid_sql.mv_append(text[], text) IS 'The values with one more at the end';

CREATE OR REPLACE FUNCTION druid_sql.mv_prepend(x text, mv text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_prepend(x, mv) $$;
COMMENT ON FUNCTION druid_sql.mv_prepend(text, text[]) IS 'The values with one more at the start';

CREATE OR REPLACE FUNCTION druid_sql.mv_concat(a text[], b text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_concat(a, b) $$;
COMMENT ON FUNCTION druid_sql.mv_concat(text[], text[]) IS 'The values of both; NULL when either has none';

CREATE OR REPLACE FUNCTION druid_sql.mv_slice(mv text[], start bigint, stop bigint) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_slice(mv, start, stop) $$;
COMMENT ON FUNCTION druid_sql.mv_slice(text[], bigint, bigint) IS 'Values from start (from 0) to before stop, padded with NULLs';

CREATE OR REPLACE FUNCTION druid_sql.mv_slice(mv text[], start bigint) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_slice(mv, start) $$;
COMMENT ON FUNCTION druid_sql.mv_slice(text[], bigint) IS 'Values from start (from 0) on';

CREATE OR REPLACE FUNCTION druid_sql.mv_to_string(mv text[], delimiter text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_to_string(mv, delimiter) $$;
COMMENT ON FUNCTION druid_sql.mv_to_string(text[], text) IS 'Values with a delimiter; NULL values print null';

CREATE OR REPLACE FUNCTION druid_sql.mv_filter_only(mv text[], wanted text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT NULLIF(ARRAY(SELECT e FROM pg_catalog.unnest(mv) WITH ORDINALITY AS u(e, o)
  WHERE pg_catalog.array_position(wanted, e) IS NOT NULL ORDER BY o), '{}') $$;
COMMENT ON FUNCTION druid_sql.mv_filter_only(text[], text[]) IS 'The values that are wanted, NULL for none';

CREATE OR REPLACE FUNCTION druid_sql.mv_filter_none(mv text[], unwanted text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT NULLIF(ARRAY(SELECT e FROM pg_catalog.unnest(mv) WITH ORDINALITY AS u(e, o)
  WHERE pg_catalog.array_position(unwanted, e) IS NULL ORDER BY o), '{}') $$;
COMMENT ON FUNCTION druid_sql.mv_filter_none(text[], text[]) IS 'The values that are not unwanted, NULL for none';

CREATE OR REPLACE FUNCTION druid_sql.mv_to_array(mv text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT mv $$;
COMMENT ON FUNCTION druid_sql.mv_to_array(text[]) IS 'The values as an array';
