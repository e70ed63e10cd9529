-- Tuple sketches: json {"m": number of metrics, "v": {"key": [sum of each metric, …], …}}, exact.

CREATE OR REPLACE FUNCTION druid_sql.tuple_of(m bigint, entries json[]) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = ''
AS $$
SELECT pg_catalog.json_build_object('m', m, 'v', coalesce(
  (SELECT pg_catalog.json_object_agg(s.key, s.sums ORDER BY s.key COLLATE "C")
   FROM (SELECT t.key, pg_catalog.json_agg(t.total ORDER BY t.i) AS sums
         FROM (SELECT e.value ->> 'k' AS key, x.i, pg_catalog.sum((x.v #>> '{}')::double precision) AS total
               FROM pg_catalog.unnest(entries) AS e(value), pg_catalog.json_array_elements(e.value -> 's') WITH ORDINALITY AS x(v, i)
               GROUP BY 1, 2) AS t
         GROUP BY t.key) AS s), '{}'::json)) $$;
COMMENT ON FUNCTION druid_sql.tuple_of(bigint, json[]) IS 'A tuple sketch of m metrics of entries {"k": key, "s": metrics}';

CREATE OR REPLACE FUNCTION druid_sql.tuple_entry(keys text[], metrics double precision[]) RETURNS json[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = ''
AS $$
SELECT ARRAY(SELECT pg_catalog.json_build_object('k', k.v, 's', pg_catalog.to_json(metrics))
  FROM pg_catalog.unnest(keys) AS k(v) WHERE k.v IS NOT NULL AND k.v OPERATOR(pg_catalog.<>) '') $$;
COMMENT ON FUNCTION druid_sql.tuple_entry(text[], double precision[]) IS 'The entries of one row; keys that are NULL or empty do not count';

CREATE OR REPLACE FUNCTION druid_sql.tuple_entries(s json) RETURNS json[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = ''
AS $$
SELECT ARRAY(SELECT pg_catalog.json_build_object('k', e.key, 's', e.value) FROM pg_catalog.json_each(s -> 'v') AS e(key, value)) $$;
COMMENT ON FUNCTION druid_sql.tuple_entries(json) IS 'The entries of a tuple sketch';

CREATE OR REPLACE FUNCTION druid_sql.tuple_merge(s json[]) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = ''
AS $$
SELECT druid_sql.tuple_of(coalesce((SELECT pg_catalog.max((u.x ->> 'm')::bigint) FROM pg_catalog.unnest(s) AS u(x)), 1),
  ARRAY(SELECT e.v FROM pg_catalog.unnest(s) AS u(x), pg_catalog.unnest(druid_sql.tuple_entries(u.x)) AS e(v))) $$;
COMMENT ON FUNCTION druid_sql.tuple_merge(json[]) IS 'The keys of several tuple sketches with the sums of their metrics';

CREATE OR REPLACE FUNCTION druid_sql.tuple_intersect(s json[]) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = ''
AS $$
SELECT druid_sql.tuple_of((s[1] ->> 'm')::bigint, ARRAY(
  SELECT e.v FROM pg_catalog.unnest(s) AS u(x), pg_catalog.unnest(druid_sql.tuple_entries(u.x)) AS e(v)
  WHERE NOT EXISTS (SELECT FROM pg_catalog.unnest(s) AS o(x) WHERE (o.x -> 'v' -> (e.v ->> 'k')) IS NULL))) $$;
COMMENT ON FUNCTION druid_sql.tuple_intersect(json[]) IS 'The keys that all tuple sketches share, with the sums of their metrics';

CREATE OR REPLACE FUNCTION druid_sql.tuple_not(s json[]) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = ''
AS $$
SELECT druid_sql.tuple_of((s[1] ->> 'm')::bigint, ARRAY(
  SELECT e.v FROM pg_catalog.unnest(druid_sql.tuple_entries(s[1])) AS e(v)
  WHERE NOT EXISTS (SELECT FROM pg_catalog.unnest(s[2:]) AS o(x) WHERE (o.x -> 'v' -> (e.v ->> 'k')) IS NOT NULL))) $$;
COMMENT ON FUNCTION druid_sql.tuple_not(json[]) IS 'The keys of the first tuple sketch that the others lack';

CREATE OR REPLACE FUNCTION druid_sql.tuple_sums(s json) RETURNS double precision[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = ''
AS $$
SELECT ARRAY(SELECT coalesce((SELECT pg_catalog.sum((e.value ->> (i - 1))::double precision) FROM pg_catalog.json_each(s -> 'v') AS e(key, value)), 0)
  FROM pg_catalog.generate_series(1, (s ->> 'm')::integer) AS i ORDER BY i) $$;
COMMENT ON FUNCTION druid_sql.tuple_sums(json) IS 'The sums of all metrics of a tuple sketch';

CREATE OR REPLACE FUNCTION druid_sql.tuple_estimate(s json) RETURNS json
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = ''
AS $$ SELECT ((SELECT pg_catalog.count(*) FROM pg_catalog.json_each(s -> 'v')) || '.0')::json $$;
COMMENT ON FUNCTION druid_sql.tuple_estimate(json) IS 'The number of keys of a tuple sketch, as Druid prints the sketch';

CREATE OR REPLACE FUNCTION druid_sql.sketch_decode(s text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT pg_catalog.decode(s, 'base64') $$;
COMMENT ON FUNCTION druid_sql.sketch_decode(text) IS 'A sketch of its base64 text';
