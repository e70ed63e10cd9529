-- Sketches. A set sketch (theta, HLL) is bytea: the number of hashes it may keep, the threshold
-- theta, and the kept hashes below theta in ascending order, eight bytes each. A set with fewer
-- values than it may keep is exact. A quantiles sketch is bytea: text "n:v1,v2,…" with the number of
-- values and the values, sorted, of which at most 32768 are kept at even ranks.

CREATE OR REPLACE FUNCTION druid_sql.theta_build(h bigint[], theta bigint, k bigint) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = ''
AS $$
DECLARE
    kept bigint[];
BEGIN
    kept := ARRAY(SELECT DISTINCT u.x FROM pg_catalog.unnest(h) AS u(x) WHERE u.x IS NOT NULL AND u.x < theta ORDER BY 1 LIMIT k + 1);
    IF pg_catalog.cardinality(kept) > k THEN
        theta := kept[k + 1];
        kept := kept[1:k];
    END IF;
    RETURN pg_catalog.int8send(k) || pg_catalog.int8send(theta) || coalesce(
        (SELECT pg_catalog.string_agg(pg_catalog.int8send(u.x), ''::bytea ORDER BY u.o) FROM pg_catalog.unnest(kept) WITH ORDINALITY AS u(x, o)), ''::bytea);
END
$$;
COMMENT ON FUNCTION druid_sql.theta_build(bigint[], bigint, bigint) IS 'A set sketch of the hashes below theta, k of them at most';

CREATE OR REPLACE FUNCTION druid_sql.theta_pack(h bigint[], k bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN druid_sql.theta_build(coalesce(h, '{}'::bigint[]), 9223372036854775807, k);
COMMENT ON FUNCTION druid_sql.theta_pack(bigint[], bigint) IS 'A set sketch of hashes';

CREATE OR REPLACE FUNCTION druid_sql.theta_pack_text(a text[], k bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN druid_sql.theta_pack(ARRAY(SELECT hashtextextended(u.x, 0) FROM unnest(a) AS u(x) WHERE u.x IS NOT NULL), k);
COMMENT ON FUNCTION druid_sql.theta_pack_text(text[], bigint) IS 'A set sketch of texts';

CREATE OR REPLACE FUNCTION druid_sql.int8_at(b bytea, i integer) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ('x' || encode(substr(b, i * 8 + 1, 8), 'hex'))::bit(64)::bigint;
COMMENT ON FUNCTION druid_sql.int8_at(bytea, integer) IS 'The i-th eight bytes as a number';

CREATE OR REPLACE FUNCTION druid_sql.theta_hashes(s bytea) RETURNS bigint[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT druid_sql.int8_at(s, i) FROM generate_series(2, octet_length(s) / 8 - 1) AS i);
COMMENT ON FUNCTION druid_sql.theta_hashes(bytea) IS 'The hashes that a set sketch keeps';

CREATE OR REPLACE FUNCTION druid_sql.theta_share(s bytea) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN druid_sql.int8_at(s, 1) = 9223372036854775807 THEN 1
    ELSE (druid_sql.int8_at(s, 1)::double precision + 9223372036854775808) / 18446744073709551616 END;
COMMENT ON FUNCTION druid_sql.theta_share(bytea) IS 'The share of all hashes that a set sketch looks at';

CREATE OR REPLACE FUNCTION druid_sql.theta_estimate(s bytea) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (octet_length(s) / 8 - 2) / druid_sql.theta_share(s);
COMMENT ON FUNCTION druid_sql.theta_estimate(bytea) IS 'The estimated number of values of a set';

CREATE OR REPLACE FUNCTION druid_sql.theta_least(s bytea[]) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce((SELECT min(druid_sql.int8_at(u.x, 1)) FROM unnest(s) AS u(x) WHERE u.x IS NOT NULL), 9223372036854775807);
COMMENT ON FUNCTION druid_sql.theta_least(bytea[]) IS 'The least theta of several set sketches';

CREATE OR REPLACE FUNCTION druid_sql.theta_merge(k bigint, s bytea[]) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN druid_sql.theta_build(
    ARRAY(SELECT h.x FROM unnest(s) AS u(x), unnest(druid_sql.theta_hashes(u.x)) AS h(x)), druid_sql.theta_least(s), k);
COMMENT ON FUNCTION druid_sql.theta_merge(bigint, bytea[]) IS 'The union of sets';

CREATE OR REPLACE FUNCTION druid_sql.theta_intersect(k bigint, s bytea[]) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN druid_sql.theta_build(
    ARRAY(SELECT h.x FROM unnest(s) WITH ORDINALITY AS u(x, o), unnest(druid_sql.theta_hashes(u.x)) AS h(x)
          GROUP BY h.x HAVING count(DISTINCT u.o) = cardinality(s)), druid_sql.theta_least(s), k);
COMMENT ON FUNCTION druid_sql.theta_intersect(bigint, bytea[]) IS 'The intersection of sets';

CREATE OR REPLACE FUNCTION druid_sql.theta_not(k bigint, s bytea[]) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN druid_sql.theta_build(
    ARRAY(SELECT h.x FROM unnest(druid_sql.theta_hashes(s[1])) AS h(x)
          WHERE NOT EXISTS (SELECT FROM unnest(s[2:]) AS u(x), unnest(druid_sql.theta_hashes(u.x)) AS g(x) WHERE g.x = h.x)),
    druid_sql.theta_least(s), k);
COMMENT ON FUNCTION druid_sql.theta_not(bigint, bytea[]) IS 'The first set without the others';

CREATE OR REPLACE FUNCTION druid_sql.theta_error(s bytea) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN druid_sql.theta_share(s) >= 1 THEN 0
    ELSE sqrt((octet_length(s) / 8 - 2) * (1 - druid_sql.theta_share(s))) / druid_sql.theta_share(s) END;
COMMENT ON FUNCTION druid_sql.theta_error(bytea) IS 'One standard deviation of the estimate';

CREATE OR REPLACE FUNCTION druid_sql.hll_bounds(s bytea, deviations bigint DEFAULT 1) RETURNS double precision[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY[druid_sql.theta_estimate(s), druid_sql.theta_estimate(s) - deviations * druid_sql.theta_error(s),
    druid_sql.theta_estimate(s) + deviations * druid_sql.theta_error(s)];
COMMENT ON FUNCTION druid_sql.hll_bounds(bytea, bigint) IS 'The estimate, its lower and its upper bound';

CREATE OR REPLACE FUNCTION druid_sql.theta_bounds(s bytea, deviations bigint) RETURNS json
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN json_build_object('estimate', druid_sql.theta_estimate(s),
    'highBound', druid_sql.theta_estimate(s) + deviations * druid_sql.theta_error(s),
    'lowBound', druid_sql.theta_estimate(s) - deviations * druid_sql.theta_error(s), 'numStdDev', deviations);
COMMENT ON FUNCTION druid_sql.theta_bounds(bytea, bigint) IS 'The estimate and its bounds as JSON';

CREATE OR REPLACE FUNCTION druid_sql.theta_summary(s bytea) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '### SKETCH SUMMARY: ' || chr(10) || '  Estimate       : ' || druid_sql.theta_estimate(s)::text || chr(10);
COMMENT ON FUNCTION druid_sql.theta_summary(bytea) IS 'A readable summary of a set sketch';

-- Quantiles

CREATE OR REPLACE FUNCTION druid_sql.doubles_json(a double precision[]) RETURNS json
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ('[' || coalesce((SELECT string_agg(CASE WHEN u.x = 'NaN' OR abs(u.x) = 'Infinity' THEN '"' || u.x::text || '"'
    ELSE druid_sql.to_varchar(u.x) END, ',' ORDER BY u.o) FROM unnest(a) WITH ORDINALITY AS u(x, o)), '') || ']')::json;
COMMENT ON FUNCTION druid_sql.doubles_json(double precision[]) IS 'Doubles as a JSON array, printed as Java prints them';

CREATE OR REPLACE FUNCTION druid_sql.quantiles_pack(a double precision[]) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN convert_to((SELECT count(*)::text || ':' || coalesce(string_agg(d.x::text, ',' ORDER BY d.n)
        FILTER (WHERE d.total <= 32768 OR d.n = d.total OR (d.n - 1) * 32768 / d.total <> (d.n - 2) * 32768 / d.total), '')
    FROM (SELECT u.x, row_number() OVER (ORDER BY u.x) AS n, count(*) OVER () AS total
          FROM unnest(a) AS u(x) WHERE u.x IS NOT NULL AND u.x <> 'NaN') AS d), 'UTF8');
COMMENT ON FUNCTION druid_sql.quantiles_pack(double precision[]) IS 'A quantiles sketch of numbers';

CREATE OR REPLACE FUNCTION druid_sql.quantiles_count(s bytea) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN split_part(convert_from(s, 'UTF8'), ':', 1)::double precision;
COMMENT ON FUNCTION druid_sql.quantiles_count(bytea) IS 'The number of values of a quantiles sketch';

CREATE OR REPLACE FUNCTION druid_sql.quantiles_values(s bytea) RETURNS double precision[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN string_to_array(split_part(convert_from(s, 'UTF8'), ':', 2), ',')::double precision[];
COMMENT ON FUNCTION druid_sql.quantiles_values(bytea) IS 'The kept values of a quantiles sketch, sorted';

CREATE OR REPLACE FUNCTION druid_sql.quantiles_get(s bytea, fraction double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT CASE WHEN cardinality(q.v) = 0 THEN 'NaN'
        ELSE q.v[least(cardinality(q.v), greatest(1, ceil(fraction * cardinality(q.v))::int))] END
    FROM (SELECT druid_sql.quantiles_values(s) AS v) AS q);
COMMENT ON FUNCTION druid_sql.quantiles_get(bytea, double precision) IS 'The value at a fraction of the distribution';

CREATE OR REPLACE FUNCTION druid_sql.quantiles_get_all(s bytea, VARIADIC fractions double precision[]) RETURNS json
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN druid_sql.doubles_json(ARRAY(SELECT druid_sql.quantiles_get(s, u.f) FROM unnest(fractions) WITH ORDINALITY AS u(f, o) ORDER BY u.o));
COMMENT ON FUNCTION druid_sql.quantiles_get_all(bytea, double precision[]) IS 'The values at fractions of the distribution';

CREATE OR REPLACE FUNCTION druid_sql.quantiles_rank(s bytea, x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT CASE WHEN count(*) = 0 THEN 'NaN' ELSE count(*) FILTER (WHERE u.v <= x) / count(*)::double precision END
    FROM unnest(druid_sql.quantiles_values(s)) AS u(v));
COMMENT ON FUNCTION druid_sql.quantiles_rank(bytea, double precision) IS 'The fraction of values that are not above a value';

CREATE OR REPLACE FUNCTION druid_sql.quantiles_cdf(s bytea, VARIADIC splits double precision[]) RETURNS json
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN druid_sql.doubles_json(ARRAY(SELECT CASE WHEN u.x IS NULL THEN 1.0 ELSE druid_sql.quantiles_rank(s, u.x) END
    FROM unnest(splits || NULL::double precision) WITH ORDINALITY AS u(x, o) ORDER BY u.o));
COMMENT ON FUNCTION druid_sql.quantiles_cdf(bytea, double precision[]) IS 'The fractions below split points, and 1';

CREATE OR REPLACE FUNCTION druid_sql.quantiles_histogram(s bytea, VARIADIC splits double precision[]) RETURNS json
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN druid_sql.doubles_json(ARRAY(SELECT (r.hi - r.lo) * druid_sql.quantiles_count(s)
    FROM (SELECT u.o, CASE WHEN u.x IS NULL THEN 1.0 ELSE druid_sql.quantiles_rank(s, u.x) END AS hi,
                 coalesce(lag(druid_sql.quantiles_rank(s, u.x)) OVER (ORDER BY u.o), 0) AS lo
          FROM unnest(splits || NULL::double precision) WITH ORDINALITY AS u(x, o)) AS r ORDER BY r.o));
COMMENT ON FUNCTION druid_sql.quantiles_histogram(bytea, double precision[]) IS 'The numbers of values between split points';

CREATE OR REPLACE FUNCTION druid_sql.quantiles_summary(s bytea) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '### Quantiles sketch summary: ' || chr(10) || '   N            : ' || druid_sql.quantiles_count(s)::text || chr(10);
COMMENT ON FUNCTION druid_sql.quantiles_summary(bytea) IS 'A readable summary of a quantiles sketch';

CREATE OR REPLACE FUNCTION druid_sql.quantiles_merge(s bytea[]) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN druid_sql.quantiles_pack(ARRAY(SELECT v.x FROM unnest(s) AS u(x), unnest(druid_sql.quantiles_values(u.x)) AS v(x)));
COMMENT ON FUNCTION druid_sql.quantiles_merge(bytea[]) IS 'A quantiles sketch of the values that several keep';

-- The state of EARLIEST and LATEST over texts

CREATE OR REPLACE FUNCTION druid_sql.pair_pack(t timestamptz, x text) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('{"lhs":' || coalesce((extract(epoch FROM t) * 1000)::bigint::text, '0') || ',"rhs":' || coalesce(to_json(x)::text, 'null') || '}')::json;
COMMENT ON FUNCTION druid_sql.pair_pack(timestamptz, text) IS 'A text with its time in milliseconds';

CREATE OR REPLACE FUNCTION druid_sql.pair_time(p json) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_timestamp((p ->> 'lhs')::bigint / 1000.0);
COMMENT ON FUNCTION druid_sql.pair_time(json) IS 'The time of a text';
