-- Arrays: text[], bigint[] and double precision[] (Druid's ARRAY<STRING>, ARRAY<LONG>, ARRAY<DOUBLE>).
-- OFFSET counts from 0, ORDINAL from 1; a NULL element can be searched for.

CREATE OR REPLACE FUNCTION druid_sql.array_length(a anyarray) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.cardinality(a)::bigint $$;
COMMENT ON FUNCTION druid_sql.array_length(anyarray) IS 'Number of elements; 0 for an empty array';

CREATE OR REPLACE FUNCTION druid_sql.array_offset(a anyarray, i bigint) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN coalesce(i, 0) >= 0 AND coalesce(i, 0) < pg_catalog.cardinality(a) THEN a[(coalesce(i, 0) + 1)::integer] END $$;
COMMENT ON FUNCTION druid_sql.array_offset(anyarray, bigint) IS 'Element at an index from 0, NULL outside';

CREATE OR REPLACE FUNCTION druid_sql.array_ordinal(a anyarray, i bigint) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN i >= 1 AND i <= pg_catalog.cardinality(a) THEN a[i::integer] END $$;
COMMENT ON FUNCTION druid_sql.array_ordinal(anyarray, bigint) IS 'Element at an index from 1, NULL outside';

CREATE OR REPLACE FUNCTION druid_sql.array_offset_of(a anyarray, x anyelement) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (pg_catalog.array_position(a, x) - 1)::bigint $$;
COMMENT ON FUNCTION druid_sql.array_offset_of(anyarray, anyelement) IS 'First index from 0 of an element, NULL for none';

CREATE OR REPLACE FUNCTION druid_sql.array_ordinal_of(a anyarray, x anyelement) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.array_position(a, x)::bigint $$;
COMMENT ON FUNCTION druid_sql.array_ordinal_of(anyarray, anyelement) IS 'First index from 1 of an element, NULL for none';

CREATE OR REPLACE FUNCTION druid_sql.array_contains(a anyarray, x anyelement) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL THEN pg_catalog.array_position(a, x) IS NOT NULL END $$;
COMMENT ON FUNCTION druid_sql.array_contains(anyarray, anyelement) IS 'Whether an array holds an element';

CREATE OR REPLACE FUNCTION druid_sql.array_contains(a anyarray, b anyarray) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN NULL
  WHEN pg_catalog.array_position(b, NULL) IS NULL THEN a @> b
  ELSE pg_catalog.array_position(a, NULL) IS NOT NULL AND a @> pg_catalog.array_remove(b, NULL) END $$;
COMMENT ON FUNCTION druid_sql.array_contains(anyarray, anyarray) IS 'Whether an array holds all elements of another';

CREATE OR REPLACE FUNCTION druid_sql.array_overlap(a anyarray, b anyarray) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN NULL WHEN b IS NULL THEN false
  ELSE (a && b) OR (pg_catalog.array_position(a, NULL) IS NOT NULL AND pg_catalog.array_position(b, NULL) IS NOT NULL) END $$;
COMMENT ON FUNCTION druid_sql.array_overlap(anyarray, anyarray) IS 'Whether two arrays share an element';

CREATE OR REPLACE FUNCTION druid_sql.scalar_in_array(x anyelement, a anyarray) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN x IS NOT NULL AND a IS NOT NULL THEN pg_catalog.array_position(a, x) IS NOT NULL END $$;
COMMENT ON FUNCTION druid_sql.scalar_in_array(anyelement, anyarray) IS 'Whether a value is an element of an array';

CREATE OR REPLACE FUNCTION druid_sql.array_append(a anyarray, x anyelement) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL THEN pg_catalog.array_append(a, x) END $$;
COMMENT ON FUNCTION druid_sql.array_append(anyarray, anyelement) IS 'The array with one more element at its end';

CREATE OR REPLACE FUNCTION druid_sql.array_prepend(x anyelement, a anyarray) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL THEN pg_catalog.array_prepend(x, a) END $$;
COMMENT ON FUNCTION druid_sql.array_prepend(anyelement, anyarray) IS 'The array with one more element at its start';

CREATE OR REPLACE FUNCTION druid_sql.array_concat(a anyarray, b anyarray) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN pg_catalog.array_cat(a, b) END $$;
COMMENT ON FUNCTION druid_sql.array_concat(anyarray, anyarray) IS 'Two arrays in a row; NULL when either is';

CREATE OR REPLACE FUNCTION druid_sql.array_part(a anyarray, start bigint, stop bigint) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN start < 0 OR start > pg_catalog.cardinality(a) OR start > stop THEN NULL
  WHEN stop <= pg_catalog.cardinality(a) THEN a[(start + 1)::integer : stop::integer]
  ELSE pg_catalog.array_cat(a[(start + 1)::integer : ],
    pg_catalog.array_fill(a[0], ARRAY[(stop - pg_catalog.cardinality(a))::integer])) END $$;
COMMENT ON FUNCTION druid_sql.array_part(anyarray, bigint, bigint) IS 'Elements from start (from 0) to before stop, padded with NULLs; NULL for a start outside';

CREATE OR REPLACE FUNCTION druid_sql.array_slice(a anyarray, start bigint, stop bigint) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL THEN druid_sql.array_part(a, coalesce(start, 0), coalesce(stop, 0)) END $$;
COMMENT ON FUNCTION druid_sql.array_slice(anyarray, bigint, bigint) IS 'Elements from start (from 0) to before stop, a NULL of which is 0';

CREATE OR REPLACE FUNCTION druid_sql.array_slice(a anyarray, start bigint) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN coalesce(start, 0) >= 0 AND coalesce(start, 0) <= pg_catalog.cardinality(a) THEN a[(coalesce(start, 0) + 1)::integer : ] END $$;
COMMENT ON FUNCTION druid_sql.array_slice(anyarray, bigint) IS 'Elements from start (from 0) on; NULL for a start outside';

-- One function for each type: a polymorphic one beside that for doubles would be ambiguous.
CREATE OR REPLACE FUNCTION druid_sql.array_to_mv(a text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT a $$;
COMMENT ON FUNCTION druid_sql.array_to_mv(text[]) IS 'The array as a multi-value string';

CREATE OR REPLACE FUNCTION druid_sql.array_to_mv(a bigint[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT a::text[] $$;
COMMENT ON FUNCTION druid_sql.array_to_mv(bigint[]) IS 'The array as a multi-value string';

-- Doubles print as Java prints them (10_casts.sql), so they are mapped one by one.
CREATE OR REPLACE FUNCTION druid_sql.array_to_mv(a double precision[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL THEN ARRAY(
  SELECT druid_sql.to_varchar(e) FROM pg_catalog.unnest(a) WITH ORDINALITY AS u(e, o) ORDER BY o) END $$;
COMMENT ON FUNCTION druid_sql.array_to_mv(double precision[]) IS 'The array as a multi-value string, doubles as Java prints them';

CREATE OR REPLACE FUNCTION druid_sql.array_to_string(a text[], delimiter text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.cardinality(a) <> 1 OR a[1] IS NOT NULL
  THEN pg_catalog.array_to_string(druid_sql.array_to_mv(a), coalesce(delimiter, ''), 'null') END $$;
COMMENT ON FUNCTION druid_sql.array_to_string(text[], text) IS 'Elements as text with a delimiter; NULL elements print null, a single one is NULL';

CREATE OR REPLACE FUNCTION druid_sql.array_to_string(a bigint[], delimiter text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.cardinality(a) <> 1 OR a[1] IS NOT NULL
  THEN pg_catalog.array_to_string(druid_sql.array_to_mv(a), coalesce(delimiter, ''), 'null') END $$;
COMMENT ON FUNCTION druid_sql.array_to_string(bigint[], text) IS 'Elements as text with a delimiter; NULL elements print null, a single one is NULL';

CREATE OR REPLACE FUNCTION druid_sql.array_to_string(a double precision[], delimiter text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.cardinality(a) <> 1 OR a[1] IS NOT NULL
  THEN pg_catalog.array_to_string(druid_sql.array_to_mv(a), coalesce(delimiter, ''), 'null') END $$;
COMMENT ON FUNCTION druid_sql.array_to_string(double precision[], text) IS 'Elements as text with a delimiter; NULL elements print null, a single one is NULL';

CREATE OR REPLACE FUNCTION druid_sql.array_quantile(a anyarray, fraction double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN NULL WHEN fraction < 0 OR fraction > 1 THEN 'NaN' ELSE COALESCE(
  (SELECT pg_catalog.percentile_cont(fraction) WITHIN GROUP (ORDER BY e::double precision) FROM pg_catalog.unnest(a) AS u(e)),
  'NaN'::double precision) END $$;
COMMENT ON FUNCTION druid_sql.array_quantile(anyarray, double precision) IS 'Interpolated quantile of the elements, NaN for none';
