-- What the translator's operators and aggregates need beside the functions of the dialect.

-- Text cut to a number of UTF-8 bytes, whole characters only.
CREATE OR REPLACE FUNCTION druid_sql.cut_bytes(s text, n bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length(s) <= n THEN s
    ELSE left(s, (SELECT coalesce(max(k), 0) FROM generate_series(1, least(n, length(s))::int) AS k WHERE octet_length(left(s, k)) <= n)::int) END;
COMMENT ON FUNCTION druid_sql.cut_bytes(text, bigint) IS 'The longest prefix of at most n UTF-8 bytes';

CREATE OR REPLACE AGGREGATE druid_sql.array_concat_agg(anycompatiblearray) (
    SFUNC = array_cat, STYPE = anycompatiblearray, PARALLEL = SAFE
);
COMMENT ON AGGREGATE druid_sql.array_concat_agg(anycompatiblearray) IS 'ARRAY_CONCAT_AGG: the arrays in a row, NULL arrays left out';

CREATE OR REPLACE FUNCTION druid_sql.array_distinct(a anyarray) RETURNS anyarray
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT pg_catalog.array_agg(d.x ORDER BY d.x NULLS FIRST) FROM (SELECT DISTINCT u.x FROM pg_catalog.unnest(a) AS u(x)) AS d $$;
COMMENT ON FUNCTION druid_sql.array_distinct(anyarray) IS 'The different elements, sorted, NULL first';

CREATE OR REPLACE FUNCTION druid_sql.array_distinct(a text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT array_agg(x ORDER BY x COLLATE "C" NULLS FIRST) FROM (SELECT DISTINCT u.x FROM unnest(a) AS u(x)) AS d);
COMMENT ON FUNCTION druid_sql.array_distinct(text[]) IS 'The different elements, sorted by their bytes, NULL first';

-- Arrays order element by element; NULL elements come first, which Postgres puts last.
CREATE OR REPLACE FUNCTION druid_sql.sort_key(a text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT CASE WHEN u.x IS NULL THEN '' ELSE chr(1) || u.x END FROM unnest(a) WITH ORDINALITY AS u(x, o) ORDER BY u.o);
COMMENT ON FUNCTION druid_sql.sort_key(text[]) IS 'What a text array is ordered by';

CREATE OR REPLACE FUNCTION druid_sql.sort_key(a bigint[]) RETURNS numeric[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT coalesce(u.x, '-Infinity'::numeric) FROM unnest(a) WITH ORDINALITY AS u(x, o) ORDER BY u.o);
COMMENT ON FUNCTION druid_sql.sort_key(bigint[]) IS 'What an array of whole numbers is ordered by';

CREATE OR REPLACE FUNCTION druid_sql.sort_key(a double precision[]) RETURNS double precision[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT coalesce(u.x, '-Infinity'::double precision) FROM unnest(a) WITH ORDINALITY AS u(x, o) ORDER BY u.o);
COMMENT ON FUNCTION druid_sql.sort_key(double precision[]) IS 'What an array of numbers is ordered by';
