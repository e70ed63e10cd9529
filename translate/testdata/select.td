SELECT 1
----
SELECT '1'::bigint AS c0
EXPR$0 INTEGER

SELECT 1, 'a', 2.5, 1e3, TRUE, NULL
----
SELECT '1'::bigint AS c0, 'a'::text AS c1, '2.5'::double precision AS c2, '1000'::double precision AS c3, true AS c4, NULL::text AS c5
EXPR$0 INTEGER, EXPR$1 CHAR, EXPR$2 DECIMAL, EXPR$3 DOUBLE, EXPR$4 BOOLEAN, EXPR$5 NULL

SELECT * FROM foo
----
SELECT r0."__time" AS c0, r0."dim1" AS c1, r0."dim2" AS c2, r0."dim3" AS c3, r0."cnt" AS c4, r0."m1" AS c5, r0."m2" AS c6 FROM "druid"."foo" AS r0
__time TIMESTAMP, dim1 VARCHAR, dim2 VARCHAR, dim3 VARCHAR, cnt BIGINT, m1 FLOAT, m2 DOUBLE

SELECT f.*, user FROM foo f, wikipedia WHERE user = 'x' AND f.dim1 = page
----
SELECT r0."__time" AS c0, r0."dim1" AS c1, r0."dim2" AS c2, r0."dim3" AS c3, r0."cnt" AS c4, r0."m1" AS c5, r0."m2" AS c6, r1."user" AS c7 FROM ("druid"."foo" AS r0 CROSS JOIN "druid"."wikipedia" AS r1) WHERE ((r1."user" = 'x'::text) AND (r0."dim1" = r1."page"))
__time TIMESTAMP, dim1 VARCHAR, dim2 VARCHAR, dim3 VARCHAR, cnt BIGINT, m1 FLOAT, m2 DOUBLE, user VARCHAR

SELECT 2147483647 + 1, 7 / 2, 7.0 / 2, '5' + 1, -(-5)
----
SELECT '-2147483648'::bigint AS c0, '3'::bigint AS c1, '3.5'::double precision AS c2, druid_sql.to_integer((druid_sql.to_integer('5'::text) + '1'::bigint))::bigint AS c3, '5'::bigint AS c4
EXPR$0 INTEGER, EXPR$1 INTEGER, EXPR$2 DECIMAL, EXPR$3 INTEGER, EXPR$4 INTEGER

SELECT dim1 || '-' || cnt AS x FROM druid.foo WHERE m1 > 1.5 AND cnt = '7' ORDER BY __time DESC LIMIT 3 OFFSET 1
----
SELECT ((r0."dim1" || '-'::text) || (r0."cnt")::text)::text AS c0 FROM "druid"."foo" AS r0 WHERE ((r0."m1" > '1.5'::real) AND (r0."cnt" = '7'::bigint)) ORDER BY r0."__time" DESC LIMIT '3'::bigint OFFSET '1'::bigint
x VARCHAR

SELECT dim1, COUNT(*), SUM(m1) AS s FROM foo GROUP BY dim1 HAVING s > 1 ORDER BY s DESC, 1
----
SELECT r0."dim1" AS c0, (count(*))::bigint AS c1, (sum(r0."m1"::double precision)::double precision)::double precision AS c2 FROM "druid"."foo" AS r0 GROUP BY r0."dim1" HAVING ((sum(r0."m1"::double precision)::double precision) > '1'::double precision) ORDER BY (sum(r0."m1"::double precision)::double precision) DESC NULLS LAST, r0."dim1" NULLS FIRST
dim1 VARCHAR, EXPR$1 BIGINT, s DOUBLE

SELECT dim3, COUNT(*) FROM foo GROUP BY dim3
----
SELECT r1."c0" AS c0, (count(*))::bigint AS c1 FROM ("druid"."foo" AS r0 CROSS JOIN LATERAL unnest(CASE WHEN cardinality(r0."dim3") > 0 THEN r0."dim3" ELSE ARRAY[NULL]::text[] END) AS r1(c0)) GROUP BY r1."c0"
dim3 VARCHAR, EXPR$1 BIGINT

SELECT COUNT(*) FROM foo WHERE dim3 = 'a' OR NOT (dim3 = 'b') OR dim3 IN ('x', 'y')
----
SELECT (count(*))::bigint AS c0 FROM "druid"."foo" AS r0 WHERE (('a'::text = ANY (r0."dim3"::text[])) OR (NOT ('b'::text = ANY (r0."dim3"::text[]))) OR (('x'::text = ANY (r0."dim3"::text[])) OR ('y'::text = ANY (r0."dim3"::text[]))))
EXPR$0 BIGINT

SELECT UPPER(dim3) FROM foo
----
SELECT (SELECT array_agg((druid_sql.upper(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."dim3", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o))::text[] AS c0 FROM "druid"."foo" AS r0
EXPR$0 VARCHAR

SELECT dim1, dim2, COUNT(*) FROM foo GROUP BY ROLLUP (dim1, dim2)
----
SELECT r0."dim1" AS c0, r0."dim2" AS c1, (count(*))::bigint AS c2 FROM "druid"."foo" AS r0 GROUP BY GROUPING SETS ((r0."dim1", r0."dim2"), (r0."dim1"), ()) HAVING ((count(*)) > '0'::bigint)
dim1 VARCHAR, dim2 VARCHAR, EXPR$2 BIGINT

SELECT DISTINCT dim1 FROM foo ORDER BY dim1
----
SELECT r1."c0"::text AS c0 FROM (SELECT DISTINCT r0."dim1" AS c0 FROM "druid"."foo" AS r0) AS r1 ORDER BY r1."c0" COLLATE "C" NULLS FIRST
dim1 VARCHAR

SELECT a.k, b.name FROM numbers a LEFT JOIN customers b ON a.id = b.customer_id WHERE b.age IS NULL
----
SELECT r0."k" AS c0, r1."name" AS c1 FROM ("druid"."numbers" AS r0 LEFT JOIN "druid"."customers" AS r1 ON (r0."id" = r1."customer_id")) WHERE (r1."age" IS NULL)
k BIGINT, name VARCHAR

SELECT k, COUNT(*) FROM numbers a JOIN numbers b USING (k) GROUP BY k
----
SELECT r0."k" AS c0, (count(*))::bigint AS c1 FROM ("druid"."numbers" AS r0 INNER JOIN "druid"."numbers" AS r1 ON (r0."k" = r1."k")) GROUP BY r0."k"
k BIGINT, EXPR$1 BIGINT

SELECT id, x FROM arrays CROSS JOIN UNNEST(nums) AS t (x)
----
SELECT r0."id" AS c0, r1."c0" AS c1 FROM ("druid"."arrays" AS r0 CROSS JOIN LATERAL unnest(r0."nums") AS r1(c0))
id BIGINT, x BIGINT

WITH w (a) AS (SELECT dim1 FROM foo) SELECT a FROM w WHERE a IN (SELECT dim2 FROM foo) AND EXISTS (SELECT 1 FROM numbers WHERE s = a)
----
WITH "w1" AS (SELECT r0."dim1" AS c0 FROM "druid"."foo" AS r0) SELECT r2."c0" AS c0 FROM "w1" AS r2 WHERE (((r2."c0" = ANY (SELECT r3."dim2" AS c0 FROM "druid"."foo" AS r3))) AND (EXISTS (SELECT '1'::bigint AS c0 FROM "druid"."numbers" AS r4 WHERE (r4."s" = r2."c0"))))
a VARCHAR

SELECT dim1 FROM foo UNION ALL SELECT id FROM numbers ORDER BY 1 LIMIT 2
----
SELECT r3."c0"::text AS c0 FROM ((SELECT r0."dim1" AS c0 FROM "druid"."foo" AS r0) UNION ALL (SELECT (r2."c0")::text::text AS c0 FROM (SELECT r1."id" AS c0 FROM "druid"."numbers" AS r1) AS r2)) AS r3 ORDER BY r3."c0" COLLATE "C" NULLS FIRST LIMIT '2'::bigint
dim1 VARCHAR

SELECT * FROM (VALUES (1, 'a'), (2, 'bb')) AS v (n, t)
----
SELECT r0."c0" AS c0, r0."c1" AS c1 FROM (SELECT v.c0 AS c0, v.c1 AS c1 FROM (VALUES ('1'::bigint, 'a'::text), ('2'::bigint, 'bb'::text)) AS v(c0, c1)) AS r0
n INTEGER, t VARCHAR

SELECT id, SUM(l) OVER (PARTITION BY k ORDER BY id ROWS 2 PRECEDING) AS s FROM numbers
----
SELECT r0."id" AS c0, (sum(r0."l") OVER (PARTITION BY r0."k" ORDER BY r0."id" NULLS FIRST ROWS BETWEEN '2'::bigint PRECEDING AND CURRENT ROW)::bigint)::bigint AS c1 FROM "druid"."numbers" AS r0
id BIGINT, s BIGINT

SELECT id FROM numbers QUALIFY ROW_NUMBER() OVER (PARTITION BY k ORDER BY id) = 1 ORDER BY l
----
SELECT r1."c0" AS c0 FROM (SELECT r0."id" AS c0, ((row_number() OVER (PARTITION BY r0."k" ORDER BY r0."id" NULLS FIRST)) = '1'::bigint)::boolean AS c1, r0."l" AS c2 FROM "druid"."numbers" AS r0) AS r1 WHERE r1."c1" ORDER BY r1."c2" NULLS FIRST
id BIGINT

SELECT * FROM (SELECT k, grp, l FROM numbers) PIVOT (SUM(l) AS s FOR grp IN ('alpha' AS a, 'beta'))
----
SELECT r2."c0" AS c0, r2."c1" AS c1, r2."c2" AS c2 FROM (SELECT r1."c0" AS c0, (sum(r1."c2") FILTER (WHERE (r1."c1" = 'alpha'::text))::bigint)::bigint AS c1, (sum(r1."c2") FILTER (WHERE (r1."c1" = 'beta'::text))::bigint)::bigint AS c2 FROM (SELECT r0."k" AS c0, r0."grp" AS c1, r0."l" AS c2 FROM "druid"."numbers" AS r0) AS r1 GROUP BY r1."c0") AS r2
k BIGINT, a_s BIGINT, 'beta'_s BIGINT

SELECT COUNT(*) FROM TABLE(APPEND('foo', 'numbers')) WHERE dim1 IS NULL
----
SELECT (count(*))::bigint AS c0 FROM ((SELECT r0."__time" AS c0, r0."dim1" AS c1, r0."dim2" AS c2, r0."dim3" AS c3, r0."cnt" AS c4, r0."m1" AS c5, r0."m2" AS c6, NULL::bigint AS c7, NULL::text AS c8, NULL::bigint AS c9, NULL::bigint AS c10, NULL::real AS c11, NULL::double precision AS c12, NULL::text AS c13, NULL::text AS c14, NULL::bigint AS c15, NULL::bigint AS c16 FROM "druid"."foo" AS r0) UNION ALL (SELECT r1."__time" AS c0, NULL::text AS c1, NULL::text AS c2, NULL::text[] AS c3, NULL::bigint AS c4, NULL::real AS c5, NULL::double precision AS c6, r1."id" AS c7, r1."grp" AS c8, r1."l" AS c9, r1."big" AS c10, r1."f" AS c11, r1."d" AS c12, r1."s" AS c13, r1."flag" AS c14, r1."k" AS c15, r1."w" AS c16 FROM "druid"."numbers" AS r1)) AS r2 WHERE (r2."c1" IS NULL)
EXPR$0 BIGINT

SELECT EARLIEST(l), LATEST(grp, 10), ARRAY_AGG(DISTINCT grp), STRING_AGG(grp, ',') FILTER (WHERE k = 1) FROM numbers
----
SELECT ((array_agg(r0."l" ORDER BY r0."__time"))[1])::bigint AS c0, ((array_agg((druid_sql.cut_bytes(r0."grp", '10'::bigint)) ORDER BY r0."__time" DESC))[1])::text AS c1, (array_agg(DISTINCT r0."grp" ORDER BY r0."grp" NULLS FIRST))::text[] AS c2, (string_agg(r0."grp", ','::text ORDER BY r0."__time") FILTER (WHERE (r0."k" = '1'::bigint)))::text AS c3 FROM "druid"."numbers" AS r0
EXPR$0 BIGINT, EXPR$1 VARCHAR, EXPR$2 ARRAY, EXPR$3 VARCHAR

-- {"context": {"sqlTimeZone": "America/Los_Angeles", "sqlOuterLimit": 5}}
SELECT FLOOR(__time TO DAY), __time + INTERVAL '1' MONTH, CAST(__time AS VARCHAR) FROM foo WHERE __time > TIMESTAMP '2000-01-01 00:00:00' AND __time < '2001-01-01'
----
SELECT (pg_catalog.date_trunc('day', r0."__time", 'America/Los_Angeles'::text))::timestamp with time zone AS c0, ((r0."__time" AT TIME ZONE 'America/Los_Angeles'::text + '1'::bigint * '1 month'::interval) AT TIME ZONE 'America/Los_Angeles'::text)::timestamp with time zone AS c1, druid_sql.timestamp_to_varchar(r0."__time", 'America/Los_Angeles'::text)::text AS c2 FROM "druid"."foo" AS r0 WHERE ((r0."__time" > '2000-01-01 08:00:00.000+00'::timestamp with time zone) AND (r0."__time" < '2001-01-01 08:00:00.000+00'::timestamp with time zone)) LIMIT '5'::bigint
EXPR$0 TIMESTAMP, EXPR$1 TIMESTAMP, EXPR$2 VARCHAR

-- {"parameters": [{"type": "VARCHAR", "value": "a"}, {"type": "BIGINT", "value": 7}]}
SELECT ?, dim1 FROM foo WHERE cnt = ?
----
SELECT 'a'::text AS c0, r0."dim1" AS c1 FROM "druid"."foo" AS r0 WHERE (r0."cnt" = '7'::bigint)
EXPR$0 CHAR, dim1 VARCHAR

-- {"safe": true}
SELECT l + 1, d * 2 FROM numbers
----
SELECT (druid_sql.add_wrap(r0."l", '1'::bigint))::bigint AS c0, (druid_sql.multiply(r0."d", '2'::double precision))::double precision AS c1 FROM "druid"."numbers" AS r0
EXPR$0 BIGINT, EXPR$1 DOUBLE

EXPLAIN PLAN FOR SELECT dim1 FROM foo WHERE dim1 IN (SELECT grp FROM numbers)
----
SELECT r0."dim1" AS c0 FROM "druid"."foo" AS r0 WHERE ((r0."dim1" = ANY (SELECT r1."grp" AS c0 FROM "druid"."numbers" AS r1)))
dim1 VARCHAR
[{"name":"foo","type":"DATASOURCE"},{"name":"numbers","type":"DATASOURCE"}]
{"statementType":"SELECT"}
dim1 STRING AS dim1

SELECT COUNT(*) FROM numbers WHERE id IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -16)
----
SELECT (count(*))::bigint AS c0 FROM "druid"."numbers" AS r0 WHERE (r0."id" = ANY ($1::bigint[]))
$1 = [1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 -16]
EXPR$0 BIGINT

SELECT 'it''s \ "quoted"', U&'\0000x'
----
SELECT 'it''s \ "quoted"'::text AS c0, '﷐x'::text AS c1
EXPR$0 CHAR, EXPR$1 CHAR

SELECT EXTRACT(DAYOFWEEK FROM __time), EXTRACT(dayofyear FROM __time), TIMESTAMPADD(MICROSECOND, cnt, __time), TIMESTAMPADD(SQL_TSI_FRAC_SECOND, 2500000, TIMESTAMP '2000-01-01'), TIMESTAMPADD(ISOYEAR, 1, __time) FROM foo
----
SELECT (pg_catalog.date_part('isodow', r0."__time" AT TIME ZONE 'UTC'::text)::bigint)::bigint AS c0, (pg_catalog.date_part('doy', r0."__time" AT TIME ZONE 'UTC'::text)::bigint)::bigint AS c1, (druid_sql.add_millis(r0."__time", r0."cnt" * 1::bigint / 1000::bigint))::timestamp with time zone AS c2, '2000-01-01 00:00:00.002+00'::timestamp with time zone AS c3, (druid_sql.add_months(r0."__time", '1'::bigint * 12::bigint, 'UTC'::text))::timestamp with time zone AS c4 FROM "druid"."foo" AS r0
EXPR$0 BIGINT, EXPR$1 BIGINT, EXPR$2 TIMESTAMP, EXPR$3 TIMESTAMP, EXPR$4 TIMESTAMP

SELECT CASE WHEN l > 1 THEN l ELSE __time END, COALESCE(__time, 1), ARRAY[1, 2] = ARRAY['1', '2'], n = NULL, n IS DISTINCT FROM NULL FROM types
----
SELECT (CASE WHEN (r0."l" > '1'::bigint) THEN druid_sql.to_timestamp(r0."l", 'UTC'::text) ELSE r0."__time" END)::timestamp with time zone AS c0, (coalesce(r0."__time", druid_sql.to_timestamp('1'::bigint, 'UTC'::text)))::timestamp with time zone AS c1, ((CASE WHEN ARRAY['1'::bigint, '2'::bigint]::bigint[] IS NOT NULL THEN ARRAY(SELECT (e1."v")::text FROM unnest(ARRAY['1'::bigint, '2'::bigint]::bigint[]) WITH ORDINALITY AS e1("v", o) ORDER BY e1.o) END) = ARRAY['1'::text, '2'::text]::text[])::boolean AS c2, NULL::boolean AS c3, (r0."n" IS NOT NULL)::boolean AS c4 FROM "druid"."types" AS r0
EXPR$0 TIMESTAMP, EXPR$1 TIMESTAMP, EXPR$2 BOOLEAN, EXPR$3 BOOLEAN, EXPR$4 BOOLEAN

SELECT s = TRUE, s > (l > 1), f - s, NULL || 'a', 'a' || NULL, ARRAY[f], GREATEST(s, __time), GREATEST(TRUE, d) FROM types
----
SELECT (druid_sql.to_boolean(r0."s") = true)::boolean AS c0, (druid_sql.to_bigint(r0."s") > ((r0."l" > '1'::bigint)::int::bigint))::boolean AS c1, druid_sql.to_float(((r0."f")::double precision - druid_sql.to_double(r0."s")))::real AS c2, (NULL::text || 'a'::text)::text AS c3, ('a'::text || NULL::text)::text AS c4, ARRAY[(r0."f")::double precision]::double precision[]::double precision[] AS c5, (GREATEST(r0."s", (druid_sql.timestamp_to_millis(r0."__time"))::text COLLATE "C"))::text AS c6, (GREATEST((druid_sql.to_integer(true))::double precision, r0."d"))::double precision AS c7 FROM "druid"."types" AS r0
EXPR$0 BOOLEAN, EXPR$1 BOOLEAN, EXPR$2 FLOAT, EXPR$3 VARCHAR, EXPR$4 CHAR, EXPR$5 ARRAY, EXPR$6 VARCHAR, EXPR$7 DOUBLE

SELECT id FROM types WHERE s = TRUE AND num <> FALSE AND CAST(num AS BOOLEAN) AND NOT CAST(d AS BOOLEAN)
----
SELECT r0."id" AS c0 FROM "druid"."types" AS r0 WHERE ((r0."s" = 'true'::text) AND (r0."num" = 'true'::text) AND (r0."num" = 'true'::text) AND (NOT (r0."d" > '0'::double precision)))
id BIGINT

SELECT id FROM types WHERE num IS DISTINCT FROM 1 AND 1 IN (s, 7) AND s IN (__time, 'x') AND __time IN (0, TIMESTAMP '2000-01-01 00:00:00')
----
SELECT r0."id" AS c0 FROM "druid"."types" AS r0 WHERE ((r0."num" IS DISTINCT FROM '1'::text) AND ((druid_sql.number_order(r0."s") = '1'::bigint::numeric) OR ('1'::bigint = '7'::bigint)) AND (r0."s" IN (druid_sql.timestamp_to_varchar(r0."__time", 'UTC'::text), 'x'::text)) AND (r0."__time" IN (druid_sql.to_timestamp('0'::bigint, 'UTC'::text), '2000-01-01 00:00:00.000+00'::timestamp with time zone)))
id BIGINT

-- {"context": {"maxSubqueryRows": 2}}
SELECT a.dim1, b.n FROM foo a JOIN (SELECT dim2, COUNT(*) AS n FROM foo GROUP BY dim2) b ON a.dim2 = b.dim2 WHERE a.dim1 IN (SELECT s FROM types)
----
SELECT r0."dim1" AS c0, r3."c1" AS c1 FROM ("druid"."foo" AS r0 INNER JOIN (SELECT r5."c0" AS c0, r5."c1" AS c1 FROM (SELECT r4."c0" AS c0, r4."c1" AS c1, (druid_sql.within_limit((count(*) OVER ()), '2'::bigint))::boolean AS c2 FROM (SELECT r2."c0" AS c0, r2."c1" AS c1 FROM (SELECT r1."dim2" AS c0, (count(*))::bigint AS c1 FROM "druid"."foo" AS r1 GROUP BY r1."dim2") AS r2) AS r4) AS r5 WHERE r5."c2") AS r3 ON (r0."dim2" = r3."c0")) WHERE ((r0."dim1" = ANY (SELECT r9."c0" AS c0 FROM (SELECT r8."c0" AS c0, (druid_sql.within_limit((count(*) OVER ()), '2'::bigint))::boolean AS c1 FROM (SELECT DISTINCT r7."c0" AS c0 FROM (SELECT r6."s" AS c0 FROM "druid"."types" AS r6) AS r7) AS r8) AS r9 WHERE r9."c1")))
dim1 VARCHAR, n BIGINT

-- {"context": {"maxSubqueryRows": 2}}
SELECT COUNT(*) FROM (SELECT dim1 FROM foo LIMIT 3)
----
SELECT (count(*))::bigint AS c0 FROM (SELECT r2."c0" AS c0 FROM (SELECT r1."c0" AS c0, (druid_sql.within_limit((count(*) OVER ()), '2'::bigint))::boolean AS c1 FROM (SELECT r0."dim1" AS c0 FROM "druid"."foo" AS r0 LIMIT '3'::bigint) AS r1) AS r2 WHERE r2."c1") AS r3
EXPR$0 BIGINT

SELECT CHAR_LENGTH(mv) AS v, COUNT(*), SUM(CAST(mv AS BIGINT)) FROM types GROUP BY 1 ORDER BY 1.0
----
SELECT druid_sql.to_integer((CASE WHEN cardinality((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o))) = 1 THEN ((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)))[1] END))::bigint AS c0, (count(*))::bigint AS c1, (sum((CASE WHEN cardinality((SELECT array_agg(druid_sql.to_bigint(e3."v") ORDER BY e3.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e3("v", o))) = 1 THEN ((SELECT array_agg(druid_sql.to_bigint(e3."v") ORDER BY e3.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e3("v", o)))[1] END))::bigint)::bigint AS c2 FROM "druid"."types" AS r0 GROUP BY (CASE WHEN cardinality((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o))) = 1 THEN ((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)))[1] END) ORDER BY (CASE WHEN cardinality((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o))) = 1 THEN ((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)))[1] END) NULLS FIRST
v INTEGER, EXPR$1 BIGINT, EXPR$2 BIGINT

SELECT a.id, t.n FROM arrays a LEFT JOIN UNNEST(a.nums) AS t (n) ON t.n = 1
----
SELECT r0."id" AS c0, r1."c0" AS c1 FROM ("druid"."arrays" AS r0 INNER JOIN LATERAL unnest(r0."nums") AS r1(c0) ON (r1."c0" = '1'::bigint))
id BIGINT, n BIGINT

SELECT REGEXP_EXTRACT(s, 'a', 2) FROM types
----
SELECT (druid_sql.regexp_no_group(r0."s", 'a'::text, 2))::text AS c0 FROM "druid"."types" AS r0
EXPR$0 VARCHAR

SELECT COUNT(*) FROM items WHERE tags <> 'hot' AND tags = 'eco' AND tags IN ('eco', 'gift') AND category = 'x'
----
SELECT (count(*))::bigint AS c0 FROM "druid"."items" AS r0 WHERE ((SELECT bool_or(((e1."v" <> 'hot'::text) AND (e1."v" = 'eco'::text) AND ((e1."v" = 'eco'::text) OR (e1."v" = 'gift'::text)))) FROM unnest(coalesce(r0."tags", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)) AND (r0."category" = 'x'::text))
EXPR$0 BIGINT

SELECT COUNT(*) FROM items WHERE tags > 'eco' AND tags < 'hot' AND tags NOT IN ('a', 'b')
----
SELECT (count(*))::bigint AS c0 FROM "druid"."items" AS r0 WHERE (SELECT bool_or(((e3."v" COLLATE "C" > 'eco'::text) AND (e3."v" COLLATE "C" < 'hot'::text) AND (NOT ((e3."v" = 'a'::text) OR (e3."v" = 'b'::text))))) FROM unnest(coalesce(r0."tags", ARRAY[NULL::text])) WITH ORDINALITY AS e3("v", o))
EXPR$0 BIGINT

SELECT -mv, CHAR_LENGTH(mv) + 1, CHAR_LENGTH(mv) = 'A', TRUE LIKE '1', COALESCE(s) FROM types
----
SELECT (druid_sql.only_value((SELECT array_agg((- druid_sql.to_double(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)), 'DECIMAL'::text))::double precision AS c0, druid_sql.to_integer((druid_sql.only_value((SELECT array_agg(((druid_sql.length(e3."v")) + '1'::bigint) ORDER BY e3.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e3("v", o)), 'INTEGER'::text)))::bigint AS c1, (druid_sql.only_condition((SELECT bool_or(((druid_sql.length(e5."v")) = druid_sql.to_double('A'::text))) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e5("v", o)), r0."mv"))::boolean AS c2, (druid_sql.to_varchar(true) LIKE '1'::text ESCAPE '')::boolean AS c3, r0."s" AS c4 FROM "druid"."types" AS r0
EXPR$0 DECIMAL, EXPR$1 INTEGER, EXPR$2 BOOLEAN, EXPR$3 BOOLEAN, s VARCHAR

SELECT TIMESTAMPDIFF(SECOND, __time, TIMESTAMP '2000-01-01 00:00:00') FROM foo
----
SELECT (druid_sql.to_integer(druid_sql.millis_between(r0."__time", '2000-01-01 00:00:00.000+00'::timestamp with time zone, 1000::bigint)))::bigint AS c0 FROM "druid"."foo" AS r0
EXPR$0 INTEGER

SELECT JSON_QUERY(n, '$.b') AS b, COUNT(*) FROM types GROUP BY 1 ORDER BY 1
----
SELECT (((druid_sql.json_query(r0."n" -> 'b'::text))::text)::json)::json AS c0, (count(*))::bigint AS c1 FROM "druid"."types" AS r0 GROUP BY ((druid_sql.json_query(r0."n" -> 'b'::text))::text) ORDER BY (druid_sql.to_json((((druid_sql.json_query(r0."n" -> 'b'::text))::text)::json))::text) COLLATE "C" NULLS FIRST
b OTHER, EXPR$1 BIGINT

SELECT SUBSTRING('abc', 2), SUBSTRING('abc', 2) || 'x', CAST('a' AS CHAR(3)), SUBSTRING('abc', 4), SUBSTRING('abc', l) FROM types
----
SELECT 'bc '::text AS c0, 'bcx '::text AS c1, 'a  '::text AS c2, NULL::text AS c3, (druid_sql.substring('abc'::text, r0."l"))::text AS c4 FROM "druid"."types" AS r0
EXPR$0 CHAR, EXPR$1 CHAR, EXPR$2 CHAR, EXPR$3 CHAR, EXPR$4 CHAR

SELECT f / 3 * 3, CAST(f / 3 AS VARCHAR), SUM(f / 3), f / 3 FROM types GROUP BY f
----
SELECT druid_sql.to_float((((r0."f")::double precision / '3'::double precision) * '3'::double precision))::real AS c0, druid_sql.to_varchar(((r0."f")::double precision / '3'::double precision))::text AS c1, (sum(((r0."f")::double precision / '3'::double precision))::double precision)::double precision AS c2, druid_sql.to_float(((r0."f")::double precision / '3'::double precision))::real AS c3 FROM "druid"."types" AS r0 GROUP BY r0."f", (r0."f" = 0 AND r0."f"::text = '-0')
EXPR$0 FLOAT, EXPR$1 VARCHAR, EXPR$2 DOUBLE, EXPR$3 FLOAT

SELECT COUNT(COALESCE(d, 2e0 / 0)) FROM types
----
SELECT (count((coalesce(r0."d", (druid_sql.divide('2'::double precision, '0'::double precision))))))::bigint AS c0 FROM "druid"."types" AS r0
EXPR$0 BIGINT

SELECT AVG(d), AVG(DISTINCT d) FILTER (WHERE l > 1), AVG(CAST(d AS BIGINT)), AVG(l), AVG(f) OVER () FROM types GROUP BY f
----
error: Query could not be planned. A possible reason is [Aggregation [AVG] with DISTINCT is not supported when useApproximateCountDistinct is enabled. Run with disabling it.]
general USER INVALID_INPUT

SELECT 'x' AS k, s, COUNT(*) FROM types GROUP BY ROLLUP (1, 2)
----
SELECT r1."c0" AS c0, r0."s" AS c1, (count(*))::bigint AS c2 FROM ("druid"."types" AS r0 CROSS JOIN (SELECT 'x'::text AS c0) AS r1) GROUP BY GROUPING SETS ((r1."c0", r0."s"), (r1."c0"), ()) HAVING ((count(*)) > '0'::bigint)
k CHAR, s VARCHAR, EXPR$2 BIGINT

SELECT k, STRING_AGG(grp, ',') FROM (SELECT DISTINCT k, grp FROM numbers) GROUP BY k
----
SELECT r1."c0" AS c0, (string_agg(r1."c1", ','::text))::text AS c1 FROM (SELECT DISTINCT r0."k" AS c0, r0."grp" AS c1 FROM "druid"."numbers" AS r0 ORDER BY r0."k" NULLS FIRST, r0."grp" NULLS FIRST) AS r1 GROUP BY r1."c0"
k BIGINT, EXPR$1 VARCHAR

SELECT dim1, cnt, COUNT(*) FROM foo GROUP BY GROUPING SETS ((1, 2), (1), (2))
----
SELECT r0."dim1" AS c0, r0."cnt" AS c1, (count(*))::bigint AS c2 FROM "druid"."foo" AS r0 GROUP BY GROUPING SETS ((r0."dim1", r0."cnt"), (r0."dim1"), (r0."cnt"))
dim1 VARCHAR, cnt BIGINT, EXPR$2 BIGINT

SELECT COUNT(*) FROM foo GROUP BY GROUPING SETS ((1, 2))
----
SELECT (count(*))::bigint AS c0 FROM "druid"."foo" AS r0 GROUP BY GROUPING SETS (('1'::bigint, '2'::bigint))
EXPR$0 BIGINT

SELECT 'a' IS DISTINCT FROM 2e0, s IS DISTINCT FROM 2e0, 1 IS NOT DISTINCT FROM 2 FROM types
----
SELECT (druid_sql.to_double('a'::text) <> '2'::double precision)::boolean AS c0, (druid_sql.to_double(r0."s") IS DISTINCT FROM '2'::double precision)::boolean AS c1, ('1'::bigint = '2'::bigint)::boolean AS c2 FROM "druid"."types" AS r0
EXPR$0 BOOLEAN, EXPR$1 BOOLEAN, EXPR$2 BOOLEAN
