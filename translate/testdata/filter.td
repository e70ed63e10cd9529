SELECT id FROM numbers WHERE grp > 10 AND NOT CAST(s AS DOUBLE) = 2.5
----
SELECT r0."id" AS c0 FROM "druid"."numbers" AS r0 WHERE ((druid_sql.number_order(r0."grp") > '10'::bigint::numeric) AND (NOT (druid_sql.number_order(r0."s") = '2.5'::double precision::numeric)))
id BIGINT

SELECT id FROM numbers WHERE s IN (1, 7) OR CAST(d AS BIGINT) = 1
----
SELECT r0."id" AS c0 FROM "druid"."numbers" AS r0 WHERE (((druid_sql.number_order(r0."s") = '1'::bigint::numeric) OR (druid_sql.number_order(r0."s") = '7'::bigint::numeric)) OR (r0."d" = '1'::double precision))
id BIGINT

SELECT id FROM numbers WHERE CAST(d AS BIGINT) IN (1, 2) AND d <> 0 AND f < 0
----
SELECT r0."id" AS c0 FROM "druid"."numbers" AS r0 WHERE (((r0."d" = '1'::double precision) OR (r0."d" = '2'::double precision)) AND (r0."d" <> 0 OR r0."d"::text = '-0') AND (r0."f" < 0 OR r0."f" = 0 AND r0."f"::text = '-0'))
id BIGINT

SELECT id, s > 10, d = 0 FROM numbers
----
SELECT r0."id" AS c0, (druid_sql.to_double(r0."s") > '10'::bigint AND druid_sql.to_double(r0."s") <> 'NaN')::boolean AS c1, (r0."d" = '0'::double precision)::boolean AS c2 FROM "druid"."numbers" AS r0
id BIGINT, EXPR$1 BOOLEAN, EXPR$2 BOOLEAN

SELECT id IN ('a', 1), s IN ('a', 1), d NOT IN ('hot', 'eco') FROM numbers
----
SELECT (r0."id" IN (druid_sql.to_bigint('a'::text), '1'::bigint))::boolean AS c0, (r0."s" IN ('a'::text, '1'::text))::boolean AS c1, (r0."d" NOT IN (druid_sql.to_double('hot'::text), druid_sql.to_double('eco'::text)))::boolean AS c2 FROM "druid"."numbers" AS r0
EXPR$0 BOOLEAN, EXPR$1 BOOLEAN, EXPR$2 BOOLEAN

SELECT CAST(s AS BIGINT) AS v, COUNT(*) FROM numbers GROUP BY 1
----
SELECT (druid_sql.exact_bigint(r0."s"))::bigint AS c0, (count(*))::bigint AS c1 FROM "druid"."numbers" AS r0 GROUP BY (druid_sql.exact_bigint(r0."s"))
v BIGINT, EXPR$1 BIGINT

SELECT CAST(s AS BOOLEAN) AS v, CAST(s AS DOUBLE), COUNT(*) FROM numbers GROUP BY 1, 2
----
SELECT ((druid_sql.exact_bigint(r0."s")) <> 0)::boolean AS c0, (druid_sql.exact_double(r0."s"))::double precision AS c1, (count(*))::bigint AS c2 FROM "druid"."numbers" AS r0 GROUP BY (druid_sql.exact_bigint(r0."s")), (druid_sql.exact_double(r0."s")), ((druid_sql.exact_double(r0."s")) = 0 AND (druid_sql.exact_double(r0."s"))::text = '-0')
v BOOLEAN, EXPR$1 DOUBLE, EXPR$2 BIGINT

SELECT dim1 FROM foo WHERE NOT MV_CONTAINS(dim3, 'a') AND MV_OVERLAP(dim3, ARRAY['b'])
----
SELECT r0."dim1" AS c0 FROM "druid"."foo" AS r0 WHERE ((NOT (CASE WHEN (r0."dim3" IS NOT NULL) THEN (druid_sql.mv_contains(r0."dim3", (CASE WHEN 'a'::text IS NULL THEN NULL ELSE ARRAY['a'::text] END))) END)) AND (CASE WHEN (r0."dim3" IS NOT NULL) THEN (druid_sql.mv_overlap(r0."dim3", ARRAY['b'::text]::text[])) END))
dim1 VARCHAR

SELECT MAX(dim1) FROM foo
----
error: Aggregation [MAX] does not support type [STRING], column [v0]
invalidInput USER INVALID_INPUT

SELECT GROUPING(dim1) FROM foo
----
error: GROUPING operator may only occur in an aggregate query (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT dim1, GROUPING(m1) FROM foo GROUP BY dim1
----
error: Argument to GROUPING operator must be a grouped expression (line [1], column [23])
invalidInput USER INVALID_INPUT

SELECT MIN(cnt > 1), LATEST(__time), ANY_VALUE(dim1, 2), SUM(dim3), ARRAY_AGG(DISTINCT dim3) FROM foo
----
SELECT (bool_and((r0."cnt" > '1'::bigint)))::boolean AS c0, ((array_agg((druid_sql.timestamp_to_millis(r0."__time"))::text ORDER BY r0."__time" DESC))[1])::text AS c1, ((array_agg((druid_sql.cut_bytes(r0."dim1", '2'::bigint))))[1])::text AS c2, (sum(druid_sql.to_double((CASE WHEN cardinality(r0."dim3") = 1 THEN (r0."dim3")[1] END)))::double precision)::double precision AS c3, (druid_sql.array_distinct(druid_sql.array_concat_agg(coalesce(r0."dim3", ARRAY[NULL::text]))))::text[] AS c4 FROM "druid"."foo" AS r0
EXPR$0 BOOLEAN, EXPR$1 VARCHAR, EXPR$2 VARCHAR, EXPR$3 DOUBLE, EXPR$4 ARRAY

SELECT dim3 FROM foo UNION ALL SELECT dim2 FROM foo
----
(SELECT r0."dim3" AS c0 FROM "druid"."foo" AS r0) UNION ALL (SELECT (CASE WHEN r2."c0" IS NULL THEN NULL ELSE ARRAY[r2."c0"] END)::text[] AS c0 FROM (SELECT r1."dim2" AS c0 FROM "druid"."foo" AS r1) AS r2)
dim3 VARCHAR

SELECT dim1 FROM foo INTERSECT ALL SELECT dim2 FROM foo
----
error: No match found for function signature INTERSECT ALL (line [1], column [1])
invalidInput USER INVALID_INPUT

SELECT CAST(__time AS DOUBLE), CAST(__time AS INTEGER) FROM foo LIMIT 99999999999999999999
----
SELECT (druid_sql.timestamp_to_millis(r0."__time"))::double precision::double precision AS c0, druid_sql.to_integer(druid_sql.timestamp_to_millis(r0."__time"))::bigint AS c1 FROM "druid"."foo" AS r0 LIMIT '9223372036854775807'::bigint
EXPR$0 DOUBLE, EXPR$1 INTEGER

SELECT ?
----
error: No value bound for parameter (position [1])
invalidInput USER INVALID_INPUT

SELECT dim1 FROM foo WHERE cnt IN (2.5, 3) AND cnt NOT IN (1.5) AND m2 IN (1, 2.5)
----
SELECT r0."dim1" AS c0 FROM "druid"."foo" AS r0 WHERE ((r0."cnt" IN ('2'::bigint, '3'::bigint)) AND (r0."cnt" <> '1'::bigint) AND (r0."m2" IN ('1'::double precision, '2.5'::double precision)))
dim1 VARCHAR
