EXPLAIN PLAN FOR SELECT dim1 AS x, UPPER(dim2) AS u, __time, dim1 AS y FROM foo
----
SELECT r0."dim1" AS c0, (druid_sql.upper(r0."dim2"))::text AS c1, r0."__time" AS c2, r0."dim1" AS c3 FROM "druid"."foo" AS r0
x VARCHAR, u VARCHAR, __time TIMESTAMP, y VARCHAR
[{"name":"foo","type":"DATASOURCE"}]
{"statementType":"SELECT"}
dim1 STRING AS x
v0 STRING AS u
__time LONG AS __time
dim1 STRING AS y

EXPLAIN PLAN FOR SELECT UPPER(dim1), dim2, COUNT(*) + 1, SUM(cnt), COUNT(*), dim1 || dim2 FROM foo GROUP BY dim1, dim2, UPPER(dim1)
----
SELECT (druid_sql.upper(r0."dim1"))::text AS c0, r0."dim2" AS c1, ((count(*)) + '1'::bigint)::bigint AS c2, (sum(r0."cnt")::bigint)::bigint AS c3, (count(*))::bigint AS c4, (r0."dim1" || r0."dim2")::text AS c5 FROM "druid"."foo" AS r0 GROUP BY r0."dim1", r0."dim2", (druid_sql.upper(r0."dim1"))
EXPR$0 VARCHAR, dim2 VARCHAR, EXPR$2 BIGINT, EXPR$3 BIGINT, EXPR$4 BIGINT, EXPR$5 VARCHAR
[{"name":"foo","type":"DATASOURCE"}]
{"statementType":"SELECT"}
d2 STRING AS EXPR$0
d1 STRING AS dim2
p0 LONG AS EXPR$2
a1 LONG AS EXPR$3
a0 LONG AS EXPR$4
p1 STRING AS EXPR$5

EXPLAIN PLAN FOR SELECT DISTINCT dim2, dim1 FROM foo
----
SELECT DISTINCT r0."dim2" AS c0, r0."dim1" AS c1 FROM "druid"."foo" AS r0
dim2 VARCHAR, dim1 VARCHAR
[{"name":"foo","type":"DATASOURCE"}]
{"statementType":"SELECT"}
d0 STRING AS dim2
d1 STRING AS dim1

EXPLAIN PLAN FOR SELECT n + 1, dim1 FROM (SELECT dim1, COUNT(*) AS n FROM foo GROUP BY 1)
----
SELECT (r1."c1" + '1'::bigint)::bigint AS c0, r1."c0" AS c1 FROM (SELECT r0."dim1" AS c0, (count(*))::bigint AS c1 FROM "druid"."foo" AS r0 GROUP BY r0."dim1") AS r1
EXPR$0 BIGINT, dim1 VARCHAR
[{"name":"foo","type":"DATASOURCE"}]
{"statementType":"SELECT"}
p0 LONG AS EXPR$0
d0 STRING AS dim1

EXPLAIN PLAN FOR WITH f AS (SELECT dim2 AS d FROM foo) SELECT t.dim1, f.d, n.id FROM foo t JOIN f ON t.dim2 = f.d JOIN numbers n ON n.grp = t.dim1
----
WITH "w1" AS (SELECT r0."dim2" AS c0 FROM "druid"."foo" AS r0) SELECT r2."dim1" AS c0, r3."c0" AS c1, r4."id" AS c2 FROM (("druid"."foo" AS r2 INNER JOIN "w1" AS r3 ON (r2."dim2" = r3."c0")) INNER JOIN "druid"."numbers" AS r4 ON (r4."grp" = r2."dim1"))
dim1 VARCHAR, d VARCHAR, id BIGINT
[{"name":"foo","type":"DATASOURCE"},{"name":"numbers","type":"DATASOURCE"}]
{"statementType":"SELECT"}
dim1 STRING AS dim1
j0.dim2 STRING AS d
_j0.id LONG AS id

EXPLAIN PLAN FOR SELECT dim1, SUM(cnt) OVER (PARTITION BY dim1), cnt + 1 FROM foo
----
SELECT r0."dim1" AS c0, (sum(r0."cnt") OVER (PARTITION BY r0."dim1")::bigint)::bigint AS c1, (r0."cnt" + '1'::bigint)::bigint AS c2 FROM "druid"."foo" AS r0
dim1 VARCHAR, EXPR$1 BIGINT, EXPR$2 BIGINT
[{"name":"foo","type":"DATASOURCE"}]
{"statementType":"SELECT"}
dim1 STRING AS dim1
w0 LONG AS EXPR$1
v0 LONG AS EXPR$2

EXPLAIN PLAN FOR SELECT dim1 FROM foo UNION ALL SELECT dim2 FROM foo
----
(SELECT r0."dim1" AS c0 FROM "druid"."foo" AS r0) UNION ALL (SELECT r1."dim2" AS c0 FROM "druid"."foo" AS r1)
dim1 VARCHAR
[{"name":"foo","type":"DATASOURCE"}]
{"statementType":"SELECT"}
dim1 STRING AS dim1

EXPLAIN PLAN FOR SELECT * FROM (VALUES (1, 'a')) AS t (n, s)
----
SELECT r0."c0" AS c0, r0."c1" AS c1 FROM (SELECT v.c0 AS c0, v.c1 AS c1 FROM (VALUES ('1'::bigint, 'a'::text)) AS v(c0, c1)) AS r0
n INTEGER, s CHAR
[]
{"statementType":"SELECT"}
EXPR$0 LONG AS n
EXPR$1 STRING AS s

EXPLAIN PLAN FOR SELECT 1 AS n, 'a' AS s
----
SELECT '1'::bigint AS c0, 'a'::text AS c1
n INTEGER, s CHAR
[]
{"statementType":"SELECT"}
n LONG AS n
s STRING AS s
