-- JSON. A value is Postgres json, which keeps the order of keys, in Druid's own spelling: no blanks,
-- numbers as Java prints them, each key once. A JSON null as a whole is NULL.

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT COALESCE(pg_catalog.to_json(s)::text, 'null') $$;
COMMENT ON FUNCTION druid_sql.to_json_text(text) IS 'A text inside JSON, null for NULL';

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(x bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT COALESCE(x::text, 'null') $$;
COMMENT ON FUNCTION druid_sql.to_json_text(bigint) IS 'A LONG inside JSON, null for NULL';

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(x double precision) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN x IS NULL THEN 'null'
  WHEN x IN ('Infinity', '-Infinity', 'NaN') THEN '"' || x::text || '"'
  ELSE druid_sql.to_varchar(x) END $$;
COMMENT ON FUNCTION druid_sql.to_json_text(double precision) IS 'A DOUBLE inside JSON as Java prints it; what is not finite is quoted';

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(x real) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_json_text(x::double precision) $$;
COMMENT ON FUNCTION druid_sql.to_json_text(real) IS 'A FLOAT inside JSON, widened to a double first';

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(x boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT COALESCE(x::integer::text, 'null') $$;
COMMENT ON FUNCTION druid_sql.to_json_text(boolean) IS 'A BOOLEAN inside JSON: its native value, 1 or 0';

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(t timestamp with time zone) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT COALESCE((pg_catalog.date_part('epoch', t) * 1000)::bigint::text, 'null') $$;
COMMENT ON FUNCTION druid_sql.to_json_text(timestamp with time zone) IS 'A TIMESTAMP inside JSON: milliseconds since 1970';

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(j json) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT COALESCE(j::text, 'null') $$;
COMMENT ON FUNCTION druid_sql.to_json_text(json) IS 'A COMPLEX<json> inside JSON, null for NULL';

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(b bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT COALESCE('"' || pg_catalog.translate(pg_catalog.encode(b, 'base64'), E'\n', '') || '"', 'null') $$;
COMMENT ON FUNCTION druid_sql.to_json_text(bytea) IS 'Any other COMPLEX inside JSON: base64';

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(a text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN 'null' ELSE '[' || pg_catalog.array_to_string(
  ARRAY(SELECT druid_sql.to_json_text(e) FROM pg_catalog.unnest(a) WITH ORDINALITY AS u(e, o) ORDER BY o), ',') || ']' END $$;
COMMENT ON FUNCTION druid_sql.to_json_text(text[]) IS 'A VARCHAR ARRAY inside JSON';

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(a bigint[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN 'null' ELSE '[' || pg_catalog.array_to_string(a, ',', 'null') || ']' END $$;
COMMENT ON FUNCTION druid_sql.to_json_text(bigint[]) IS 'A BIGINT ARRAY inside JSON';

CREATE OR REPLACE FUNCTION druid_sql.to_json_text(a double precision[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN 'null' ELSE '[' || pg_catalog.array_to_string(
  ARRAY(SELECT druid_sql.to_json_text(e) FROM pg_catalog.unnest(a) WITH ORDINALITY AS u(e, o) ORDER BY o), ',') || ']' END $$;
COMMENT ON FUNCTION druid_sql.to_json_text(double precision[]) IS 'A DOUBLE ARRAY inside JSON';

CREATE OR REPLACE FUNCTION druid_sql.to_json(s text) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.to_json(s) $$;
COMMENT ON FUNCTION druid_sql.to_json(text) IS 'A text as COMPLEX<json>; it is not parsed';

CREATE OR REPLACE FUNCTION druid_sql.to_json(x bigint) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.to_json(x) $$;
COMMENT ON FUNCTION druid_sql.to_json(bigint) IS 'A LONG as COMPLEX<json>';

CREATE OR REPLACE FUNCTION druid_sql.to_json(x double precision) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN x IS NOT NULL THEN druid_sql.to_json_text(x)::json END $$;
COMMENT ON FUNCTION druid_sql.to_json(double precision) IS 'A DOUBLE as COMPLEX<json>';

CREATE OR REPLACE FUNCTION druid_sql.to_json(x real) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_json(x::double precision) $$;
COMMENT ON FUNCTION druid_sql.to_json(real) IS 'A FLOAT as COMPLEX<json>';

CREATE OR REPLACE FUNCTION druid_sql.to_json(x boolean) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.to_json(x::integer) $$;
COMMENT ON FUNCTION druid_sql.to_json(boolean) IS 'A BOOLEAN as COMPLEX<json>: 1 or 0';

CREATE OR REPLACE FUNCTION druid_sql.to_json(t timestamp with time zone) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN t IS NOT NULL THEN druid_sql.to_json_text(t)::json END $$;
COMMENT ON FUNCTION druid_sql.to_json(timestamp with time zone) IS 'A TIMESTAMP as COMPLEX<json>: milliseconds';

CREATE OR REPLACE FUNCTION druid_sql.to_json(j json) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT j $$;
COMMENT ON FUNCTION druid_sql.to_json(json) IS 'COMPLEX<json> itself';

CREATE OR REPLACE FUNCTION druid_sql.to_json(b bytea) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN b IS NOT NULL THEN druid_sql.to_json_text(b)::json END $$;
COMMENT ON FUNCTION druid_sql.to_json(bytea) IS 'Any other COMPLEX as base64 text';

CREATE OR REPLACE FUNCTION druid_sql.to_json(a text[]) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN a IS NOT NULL THEN druid_sql.to_json_text(a)::json END $$;
COMMENT ON FUNCTION druid_sql.to_json(text[]) IS 'A VARCHAR ARRAY as COMPLEX<json>';

CREATE OR REPLACE FUNCTION druid_sql.to_json(a bigint[]) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN a IS NOT NULL THEN druid_sql.to_json_text(a)::json END $$;
COMMENT ON FUNCTION druid_sql.to_json(bigint[]) IS 'A BIGINT ARRAY as COMPLEX<json>';

CREATE OR REPLACE FUNCTION druid_sql.to_json(a double precision[]) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN a IS NOT NULL THEN druid_sql.to_json_text(a)::json END $$;
COMMENT ON FUNCTION druid_sql.to_json(double precision[]) IS 'A DOUBLE ARRAY as COMPLEX<json>';

-- ---- parsing

CREATE OR REPLACE FUNCTION druid_sql.json_number(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN s = '-0' THEN '0' WHEN s !~ '[.eE]' THEN s
  ELSE druid_sql.to_json_text(druid_sql.to_double(s)) END $$;
COMMENT ON FUNCTION druid_sql.json_number(text) IS 'A JSON number as Jackson writes what it has read: whole numbers as they are, others as doubles';

-- Keys keep their first place and their last value, as in Java's LinkedHashMap. A null inside is
-- NULL here, hence COALESCE.
CREATE OR REPLACE FUNCTION druid_sql.json_canonical(j json) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  CASE pg_catalog.json_typeof(j)
  WHEN 'object' THEN
    RETURN '{' || COALESCE((SELECT pg_catalog.string_agg(
        pg_catalog.to_json(k)::text || ':' || COALESCE(druid_sql.json_canonical(v), 'null'), ',' ORDER BY o)
      FROM (SELECT key AS k, pg_catalog.min(o) AS o, (pg_catalog.array_agg(value ORDER BY o DESC))[1] AS v
        FROM pg_catalog.json_each(j) WITH ORDINALITY AS e(key, value, o) GROUP BY key) AS pairs), '') || '}';
  WHEN 'array' THEN
    RETURN '[' || COALESCE((SELECT pg_catalog.string_agg(COALESCE(druid_sql.json_canonical(value), 'null'), ',' ORDER BY o)
      FROM pg_catalog.json_array_elements(j) WITH ORDINALITY AS e(value, o)), '') || ']';
  WHEN 'number' THEN
    RETURN druid_sql.json_number(pg_catalog.btrim(j #>> '{}', E' \t\r\n'));
  WHEN 'string' THEN
    RETURN pg_catalog.to_json(j #>> '{}')::text;
  WHEN 'boolean' THEN
    RETURN pg_catalog.btrim(j #>> '{}', E' \t\r\n');
  ELSE
    RETURN NULL;
  END CASE;
END $$;
COMMENT ON FUNCTION druid_sql.json_canonical(json) IS 'The text of a JSON value as Druid writes it; NULL for null';

-- Postgres text holds neither NUL nor half of a surrogate pair.
CREATE OR REPLACE FUNCTION druid_sql.json_storable(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN s !~* '\\u(0000|d[89a-f])' THEN s ELSE
  pg_catalog.regexp_replace(
    pg_catalog.regexp_replace(
      pg_catalog.regexp_replace(s, '(?<!\\)((?:\\\\)*)\\u0000', '\1', 'g'),
      '(?<!\\)((?:\\\\)*)\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})', '\1?', 'g'),
    '(?<!\\u[dD][89abAB][0-9a-fA-F]{2})(?<!\\)((?:\\\\)*)\\u[dD][c-fC-F][0-9a-fA-F]{2}', '\1?', 'g') END $$;
COMMENT ON FUNCTION druid_sql.json_storable(text) IS 'JSON text without escaped NULs and halves of surrogate pairs';

CREATE OR REPLACE FUNCTION druid_sql.json_read(s text) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN s IS JSON WITH UNIQUE KEYS AND s !~ '[\s\\]|[0-9][.eE]|-0|^null$' THEN s::json
  ELSE druid_sql.json_canonical(s::json)::json END $$;
COMMENT ON FUNCTION druid_sql.json_read(text) IS 'Valid JSON text as COMPLEX<json>';

CREATE OR REPLACE FUNCTION druid_sql.try_parse_json(s text) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN druid_sql.json_storable(s) IS JSON THEN druid_sql.json_read(druid_sql.json_storable(s)) END $$;
COMMENT ON FUNCTION druid_sql.try_parse_json(text) IS 'Text parsed as JSON, NULL for other text';

CREATE OR REPLACE FUNCTION druid_sql.json_fail(name text, s text) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = 'Function[' || name || '] bad string input [' || s || ']';
END $$;
COMMENT ON FUNCTION druid_sql.json_fail(text, text) IS 'Fails with the error of text that is not JSON';

-- Volatile, so that Postgres parses behind a sort, row by row as they are sent: bad text then cuts an
-- answer where Druid cuts it, instead of failing it before its first row. Inlined, a constant would be
-- read before it is tested, so this is no SQL function.
CREATE OR REPLACE FUNCTION druid_sql.parse_json(s text) RETURNS json
LANGUAGE plpgsql VOLATILE PARALLEL SAFE STRICT AS $$
BEGIN
  IF druid_sql.json_storable(s) IS JSON THEN
    RETURN druid_sql.json_read(druid_sql.json_storable(s));
  END IF;
  RETURN druid_sql.json_fail('parse_json', s);
END $$;
COMMENT ON FUNCTION druid_sql.parse_json(text) IS 'Text parsed as JSON; other text is an error';

-- ---- values at a path: the argument is what the path has found

CREATE OR REPLACE FUNCTION druid_sql.java_text(j json) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN CASE pg_catalog.json_typeof(j)
    WHEN 'object' THEN '{' || coalesce((SELECT pg_catalog.string_agg(e.key || '=' || druid_sql.java_text(e.value), ', ' ORDER BY e.n)
      FROM pg_catalog.json_each(j) WITH ORDINALITY AS e(key, value, n)), '') || '}'
    WHEN 'array' THEN '[' || coalesce((SELECT pg_catalog.string_agg(druid_sql.java_text(e.value), ', ' ORDER BY e.n)
      FROM pg_catalog.json_array_elements(j) WITH ORDINALITY AS e(value, n)), '') || ']'
    WHEN 'number' THEN druid_sql.json_number(j::text)
    WHEN 'null' THEN 'null'
    ELSE j #>> '{}' END;
END $$;
COMMENT ON FUNCTION druid_sql.java_text(json) IS 'JSON as the toString of Java''s collections prints it';

CREATE OR REPLACE FUNCTION druid_sql.list_text(j json) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.json_array_length(j) = 1 THEN j #>> '{0}' ELSE druid_sql.java_text(j) END $$;
COMMENT ON FUNCTION druid_sql.list_text(json) IS 'The only element of a list as text, or the list as Java prints it';

CREATE OR REPLACE FUNCTION druid_sql.json_concat(a json, b json) RETURNS json
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT ('[' || pg_catalog.concat_ws(',', NULLIF(pg_catalog.btrim(a::text, '[]'), ''), NULLIF(pg_catalog.btrim(b::text, '[]'), '')) || ']')::json $$;
COMMENT ON FUNCTION druid_sql.json_concat(json, json) IS 'Two lists of scalars in a row';

CREATE OR REPLACE FUNCTION druid_sql.json_query(j json) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN pg_catalog.json_typeof(j) <> 'null' THEN j END $$;
COMMENT ON FUNCTION druid_sql.json_query(json) IS 'A found value; NULL for a JSON null';

CREATE OR REPLACE FUNCTION druid_sql.json_query_array(j json) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE pg_catalog.json_typeof(j) WHEN 'array' THEN j WHEN 'null' THEN NULL WHEN 'object' THEN NULL
  ELSE ('[' || j::text || ']')::json END $$;
COMMENT ON FUNCTION druid_sql.json_query_array(json) IS 'A found array; a scalar becomes its one element, an object is NULL';

CREATE OR REPLACE FUNCTION druid_sql.json_value(j json) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE pg_catalog.json_typeof(j) WHEN 'string' THEN j #>> '{}' WHEN 'number' THEN j #>> '{}'
  WHEN 'boolean' THEN CASE WHEN j #>> '{}' = 'true' THEN '1' ELSE '0' END END $$;
COMMENT ON FUNCTION druid_sql.json_value(json) IS 'A found scalar as text, booleans as 1 and 0; NULL for objects and arrays';

CREATE OR REPLACE FUNCTION druid_sql.json_value_elements(j json) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE pg_catalog.json_typeof(j) WHEN 'array' THEN
    CASE WHEN NOT EXISTS (SELECT 1 FROM pg_catalog.json_array_elements(j) AS e(v) WHERE pg_catalog.json_typeof(v) IN ('array', 'object'))
      THEN ARRAY(SELECT druid_sql.json_value(v) FROM pg_catalog.json_array_elements(j) WITH ORDINALITY AS e(v, o) ORDER BY o) END
  WHEN 'string' THEN ARRAY[druid_sql.json_value(j)] WHEN 'number' THEN ARRAY[druid_sql.json_value(j)]
  WHEN 'boolean' THEN ARRAY[druid_sql.json_value(j)] END $$;
COMMENT ON FUNCTION druid_sql.json_value_elements(json) IS 'A found array of scalars as texts; a scalar becomes its one element';

CREATE OR REPLACE FUNCTION druid_sql.json_value_truth(j json) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE pg_catalog.json_typeof(j) WHEN 'boolean' THEN j #>> '{}' = 'true' WHEN 'string' THEN pg_catalog.lower(j #>> '{}') = 'true'
  WHEN 'number' THEN pg_catalog.trunc((j #>> '{}')::numeric) <> 0 END $$;
COMMENT ON FUNCTION druid_sql.json_value_truth(json) IS 'A found scalar as a truth value: whole numbers but 0 and the word true are true';

CREATE OR REPLACE FUNCTION druid_sql.json_elements(j json) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE pg_catalog.json_typeof(j) WHEN 'object' THEN NULL WHEN 'null' THEN NULL
  WHEN 'boolean' THEN CASE WHEN j #>> '{}' = 'true' THEN '1' ELSE '0' END::json
  WHEN 'array' THEN CASE WHEN druid_sql.json_value_elements(j) IS NOT NULL THEN coalesce((
    SELECT '[' || pg_catalog.string_agg(coalesce(druid_sql.json_elements(e.v)::text, 'null'), ',' ORDER BY e.o) || ']'
    FROM pg_catalog.json_array_elements(j) WITH ORDINALITY AS e(v, o)), '[]')::json END
  ELSE j END $$;
COMMENT ON FUNCTION druid_sql.json_elements(json) IS 'A found scalar or array of scalars as it is, booleans as 1 and 0';

CREATE OR REPLACE FUNCTION druid_sql.json_value_list(j json) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE pg_catalog.json_typeof(j) WHEN 'array' THEN pg_catalog.array_to_json(druid_sql.json_value_elements(j))::text
  ELSE druid_sql.json_value(j) END $$;
COMMENT ON FUNCTION druid_sql.json_value_list(json) IS 'A found scalar as text, an array of scalars as the text of a list of texts';

CREATE OR REPLACE FUNCTION druid_sql.json_value_array_varchar(j json) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.json_value_elements(j) $$;
COMMENT ON FUNCTION druid_sql.json_value_array_varchar(json) IS 'JSON_VALUE RETURNING VARCHAR ARRAY';

CREATE OR REPLACE FUNCTION druid_sql.json_value_array_bigint(j json) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN t IS NOT NULL THEN ARRAY(SELECT druid_sql.to_bigint(e) FROM pg_catalog.unnest(t) WITH ORDINALITY AS u(e, o) ORDER BY o) END
FROM (SELECT druid_sql.json_value_elements(j) AS t) AS v $$;
COMMENT ON FUNCTION druid_sql.json_value_array_bigint(json) IS 'JSON_VALUE RETURNING BIGINT ARRAY';

CREATE OR REPLACE FUNCTION druid_sql.json_value_array_double(j json) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN t IS NOT NULL THEN ARRAY(SELECT druid_sql.to_double(e) FROM pg_catalog.unnest(t) WITH ORDINALITY AS u(e, o) ORDER BY o) END
FROM (SELECT druid_sql.json_value_elements(j) AS t) AS v $$;
COMMENT ON FUNCTION druid_sql.json_value_array_double(json) IS 'JSON_VALUE RETURNING DOUBLE ARRAY';

CREATE OR REPLACE FUNCTION druid_sql.json_keys(j json) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE pg_catalog.json_typeof(j)
  WHEN 'object' THEN ARRAY(SELECT key FROM pg_catalog.json_each(j) WITH ORDINALITY AS e(key, value, o) ORDER BY o)
  WHEN 'array' THEN ARRAY(SELECT i::text FROM pg_catalog.generate_series(0, pg_catalog.json_array_length(j) - 1) AS i ORDER BY i) END $$;
COMMENT ON FUNCTION druid_sql.json_keys(json) IS 'Keys of a found object, indexes of an array, NULL for a scalar';

-- ---- paths to literals

CREATE OR REPLACE FUNCTION druid_sql.java_hash(s text) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  h bigint := 0;
  c bigint;
BEGIN
  FOR i IN 1 .. pg_catalog.length(s) LOOP
    c := pg_catalog.ascii(pg_catalog.substr(s, i, 1));
    IF c > 65535 THEN
      h := (h * 31 + 55296 + ((c - 65536) >> 10)) & 4294967295;
      c := 56320 + ((c - 65536) & 1023);
    END IF;
    h := (h * 31 + c) & 4294967295;
  END LOOP;
  RETURN h;
END $$;
COMMENT ON FUNCTION druid_sql.java_hash(text) IS 'String.hashCode(), as an unsigned number';

CREATE OR REPLACE FUNCTION druid_sql.json_path_field(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN name ~ '[].[''"]' THEN '[''' || name || ''']' ELSE '.' || name END $$;
COMMENT ON FUNCTION druid_sql.json_path_field(text) IS 'A field as one step of a JSONPath';

-- An array of scalars is one literal. Hashes are those of Java's lists of path parts.
CREATE OR REPLACE FUNCTION druid_sql.json_literals(j json)
RETURNS TABLE (path text, hash bigint, depth integer, place bigint[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
WITH RECURSIVE node(path, hash, depth, place, value) AS (
  SELECT '$', 1::bigint, 0, ARRAY[]::bigint[], j
  UNION ALL
  SELECT n.path || s.step, (n.hash * 31 + s.hash) & 4294967295, n.depth + 1, n.place || s.o, s.value
  FROM node AS n CROSS JOIN LATERAL (
    SELECT druid_sql.json_path_field(key) AS step, (31 + druid_sql.java_hash(key)) & 4294967295 AS hash, o, value
    FROM pg_catalog.json_each(CASE WHEN pg_catalog.json_typeof(n.value) = 'object' THEN n.value END)
      WITH ORDINALITY AS e(key, value, o)
    UNION ALL
    SELECT '[' || (o - 1)::text || ']', 31 + o - 1, o, value
    FROM pg_catalog.json_array_elements(CASE WHEN pg_catalog.json_typeof(n.value) = 'array'
      AND druid_sql.json_value_elements(n.value) IS NULL THEN n.value END) WITH ORDINALITY AS e(value, o)
  ) AS s
)
SELECT path, hash, depth, place FROM node
WHERE pg_catalog.json_typeof(value) <> 'object'
  AND (pg_catalog.json_typeof(value) <> 'array' OR druid_sql.json_value_elements(value) IS NOT NULL) $$;
COMMENT ON FUNCTION druid_sql.json_literals(json) IS 'Paths to the literals of a JSON value with their Java hashes';

-- The order is that of Java's HashSet, which Druid collects the paths in: its table starts with 16
-- buckets and doubles when three quarters of them are exceeded.
CREATE OR REPLACE FUNCTION druid_sql.json_paths(j json) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN j IS NULL THEN ARRAY['$'] ELSE ARRAY(
  WITH l AS MATERIALIZED (SELECT * FROM druid_sql.json_literals(j)),
  t AS (SELECT pg_catalog.max(16 << k) AS buckets FROM pg_catalog.generate_series(0, 20) AS k
    WHERE k = 0 OR (SELECT pg_catalog.count(*) FROM l) > 6 << k)
  SELECT l.path FROM l, t ORDER BY (l.hash # (l.hash >> 16)) & (t.buckets - 1), l.depth, l.place) END $$;
COMMENT ON FUNCTION druid_sql.json_paths(json) IS 'JSONPaths of all literals';

-- ---- merging

CREATE OR REPLACE FUNCTION druid_sql.json_merge_values(a json, b json) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.json_typeof(a) = 'object' AND pg_catalog.json_typeof(b) = 'object' THEN
    RETURN '{' || COALESCE((SELECT pg_catalog.string_agg(pg_catalog.to_json(k)::text || ':' || v::text, ',' ORDER BY side, o)
      FROM (SELECT COALESCE(l.key, r.key) AS k, l.key IS NULL AS side, COALESCE(l.o, r.o) AS o,
          CASE WHEN l.key IS NULL THEN r.value WHEN r.key IS NULL THEN l.value
            ELSE druid_sql.json_merge_values(l.value, r.value) END AS v
        FROM pg_catalog.json_each(a) WITH ORDINALITY AS l(key, value, o)
        FULL JOIN pg_catalog.json_each(b) WITH ORDINALITY AS r(key, value, o) ON l.key = r.key) AS m), '') || '}';
  ELSIF pg_catalog.json_typeof(a) = 'array' AND pg_catalog.json_typeof(b) = 'array' THEN
    RETURN CASE WHEN pg_catalog.json_array_length(a) = 0 THEN b WHEN pg_catalog.json_array_length(b) = 0 THEN a
      ELSE (pg_catalog.left(a::text, -1) || ',' || pg_catalog.substr(b::text, 2))::json END;
  END IF;
  RETURN b;
END $$;
COMMENT ON FUNCTION druid_sql.json_merge_values(json, json) IS 'Objects are merged deeply, arrays are joined, otherwise the second wins';

CREATE OR REPLACE FUNCTION druid_sql.json_merge_input(j json, native text) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF j IS NULL AND native IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'OG001',
      MESSAGE = 'Function[json_merge] invalid input expected STRING but got ' || native || ' instead';
  END IF;
  RETURN j;
END $$;
COMMENT ON FUNCTION druid_sql.json_merge_input(json, text) IS 'An argument of JSON_MERGE, which must not be NULL';

CREATE OR REPLACE FUNCTION druid_sql.json_merge_input(s text, native text) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF s IS NULL THEN
    RETURN druid_sql.json_merge_input(NULL::json, native);
  ELSIF druid_sql.json_storable(s) IS JSON THEN
    RETURN COALESCE(druid_sql.json_read(druid_sql.json_storable(s)), 'null'::json);
  END IF;
  RETURN druid_sql.json_fail('json_merge', s);
END $$;
COMMENT ON FUNCTION druid_sql.json_merge_input(text, text) IS 'A text argument of JSON_MERGE, parsed';

CREATE OR REPLACE FUNCTION druid_sql.json_merge(a json, b json) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN b IS NULL OR pg_catalog.json_typeof(b) = 'null' THEN a
  WHEN pg_catalog.json_typeof(a) = pg_catalog.json_typeof(b) THEN druid_sql.json_merge_values(a, b)
  ELSE druid_sql.json_fail('json_merge', b::text) END $$;
COMMENT ON FUNCTION druid_sql.json_merge(json, json) IS 'Two JSON values of one kind as one';

CREATE OR REPLACE FUNCTION druid_sql.json_key(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF s IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = 'Function[json_object] field name must be a STRING';
  END IF;
  RETURN pg_catalog.to_json(s)::text;
END $$;
COMMENT ON FUNCTION druid_sql.json_key(text) IS 'A key inside JSON';

-- ---- arrays of JSON values, which are json too

CREATE OR REPLACE FUNCTION druid_sql.array_length(a json) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.json_array_length(a)::bigint $$;
COMMENT ON FUNCTION druid_sql.array_length(json) IS 'Number of elements of an array of JSON values or arrays';

CREATE OR REPLACE FUNCTION druid_sql.array_offset(a json, i bigint) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN i BETWEEN 0 AND 2147483647 THEN druid_sql.json_query(a -> i::integer) END $$;
COMMENT ON FUNCTION druid_sql.array_offset(json, bigint) IS 'Element at an index from 0, NULL outside';

CREATE OR REPLACE FUNCTION druid_sql.array_ordinal(a json, i bigint) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.array_offset(a, i - 1) $$;
COMMENT ON FUNCTION druid_sql.array_ordinal(json, bigint) IS 'Element at an index from 1, NULL outside';

-- A path that is not a literal. Literal paths are parsed before the query runs; both follow the same rules.
CREATE OR REPLACE FUNCTION druid_sql.json_path(j json, path text) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  rest text := pg_catalog.substr(path, 2);
  m text[];
BEGIN
  IF path IS NULL THEN
    RETURN NULL;
  ELSIF path <> '' AND pg_catalog.left(path, 1) <> '$' THEN
    RAISE EXCEPTION USING ERRCODE = 'OG003', MESSAGE = 'JSONPath [' || path || '] is invalid, it must start with ''$''';
  END IF;
  WHILE rest <> '' AND rest <> '.' AND rest <> '[' LOOP
    m := pg_catalog.regexp_match(rest, '^\.([^.[]+)(.*)$');
    IF m IS NULL THEN
      m := pg_catalog.regexp_match(rest, '^\[''(.+?)''\](.*)$');
    END IF;
    IF m IS NOT NULL THEN
      j := j -> m[1];
    ELSE
      m := pg_catalog.regexp_match(rest, '^\[([-+]?[0-9]{1,9})\](.*)$');
      IF m IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'OG003',
          MESSAGE = 'JSONPath [' || path || '] is invalid, path parts must be separated with ''.''';
      END IF;
      j := j -> m[1]::integer;
    END IF;
    rest := m[2];
  END LOOP;
  RETURN j;
END $$;
COMMENT ON FUNCTION druid_sql.json_path(json, text) IS 'The value at a computed JSONPath, which must be valid';
