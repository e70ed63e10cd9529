-- {"msq": true}
INSERT INTO w SELECT TIME_PARSE("timestamp") AS __time, * FROM TABLE(EXTERN('{"type":"http","uris":["https://host/w.json.gz"]}', '{"type":"json"}', '[{"name":"timestamp","type":"string"},{"name":"added","type":"long"},{"name":"payload","type":"COMPLEX<json>"}]')) PARTITIONED BY DAY
----
SELECT s."c0" AS c0, s."c1" AS c1, s."c2" AS c2, s."c3" AS c3 FROM (SELECT (druid_sql.to_timestamp(r0."c0", 'UTC'::text))::timestamp with time zone AS c0, r0."c0" AS c1, r0."c1" AS c2, r0."c2" AS c3 FROM "druid_segments"."extern_0" AS r0) AS s
__time TIMESTAMP, timestamp VARCHAR, added BIGINT, payload OTHER
extern {"type":"http","uris":["https://host/w.json.gz"]} {"type":"json"} [{timestamp VARCHAR} {added BIGINT} {payload COMPLEX<json>}]
INSERT into w by {type=period, period=P1D, timeZone=UTC, origin=null} clustered [] overwrite false [] time true direct true

-- {"msq": true}
INSERT INTO w SELECT TIME_PARSE(t) AS __time, s, n FROM TABLE(EXTERN('{"type":"inline","data":"x"}', '{"type":"json"}')) EXTEND (t VARCHAR, s VARCHAR, n BIGINT) PARTITIONED BY MONTH CLUSTERED BY n, s
----
SELECT s."c0" AS c0, s."c2" AS c1, s."c1" AS c2 FROM (SELECT (druid_sql.millis_to_timestamp(r0."t0_811c9dc5"))::timestamp with time zone AS c0, r0."c1" AS c1, r0."c2" AS c2 FROM "druid_segments"."extern_0" AS r0 ORDER BY r0."c2" NULLS FIRST, r0."c1" NULLS FIRST) AS s
__time TIMESTAMP, n BIGINT, s VARCHAR
extern {"type":"inline","data":"x"} {"type":"json"} [{t VARCHAR} {s VARCHAR} {n BIGINT}]
INSERT into w by {type=period, period=P1M, timeZone=UTC, origin=null} clustered [n s] overwrite false [] time true direct false

-- {"msq": true}
INSERT INTO w SELECT x FROM TABLE(INLINE(data => ARRAY['1,2', '3,4'], format => 'csv')) (x VARCHAR, y BIGINT) PARTITIONED BY ALL TIME
----
SELECT s."c0" AS c0 FROM (SELECT r0."c0" AS c0 FROM "druid_segments"."extern_0" AS r0) AS s
x VARCHAR
extern {"data":"1,2\n3,4\n","type":"inline"} {"columns":["x","y"],"type":"csv"} [{x VARCHAR} {y BIGINT}]
INSERT into w by AllGranularity clustered [] overwrite false [] time false direct true

-- {"msq": true}
INSERT INTO w SELECT x FROM TABLE(INLINE(data => ARRAY['1,2'], format => 'csv')) EXTEND (x VARCHAR, y BIGINT) PARTITIONED BY ALL
----
error: Uncategorized calcite error message: [org.apache.druid.java.util.common.IAE: Function INLINE does not accept an EXTEND clause (or a schema list)]
general USER UNCATEGORIZED

-- {"msq": true}
REPLACE INTO druid.w OVERWRITE ALL SELECT FLOOR(__time TO DAY) AS __time, dim1, COUNT(*) AS n, m1 > 1 AS big FROM foo GROUP BY 1, 2, 4 PARTITIONED BY FLOOR(__time TO WEEK)
----
SELECT s."c0" AS c0, s."c1" AS c1, s."c2" AS c2, (s."c3"::int::bigint)::bigint AS c3 FROM (SELECT (pg_catalog.date_bin('86400000 milliseconds'::interval, r0."__time", '1970-01-01T00:00:00.000Z'::timestamptz))::timestamp with time zone AS c0, r0."dim1" AS c1, (count(*))::bigint AS c2, (r0."m1" > '1'::real)::boolean AS c3 FROM "druid"."foo" AS r0 GROUP BY (pg_catalog.date_bin('86400000 milliseconds'::interval, r0."__time", '1970-01-01T00:00:00.000Z'::timestamptz)), r0."dim1", (r0."m1" > '1'::real)) AS s
__time TIMESTAMP, dim1 VARCHAR, n BIGINT, big BIGINT
REPLACE into w by {type=period, period=P1W, timeZone=UTC, origin=null} clustered [] overwrite true [] time true direct false

-- {"msq": true}
REPLACE INTO w OVERWRITE WHERE __time >= TIMESTAMP '2024-01-01' AND __time < TIMESTAMP '2024-01-03' OR __time BETWEEN TIMESTAMP '2024-01-05' AND TIMESTAMP '2024-01-05 23:59:59.999' SELECT * FROM foo PARTITIONED BY DAY
----
SELECT s."c0" AS c0, s."c1" AS c1, s."c2" AS c2, s."c3" AS c3, s."c4" AS c4, s."c5" AS c5, s."c6" AS c6 FROM (SELECT r0."__time" AS c0, r0."dim1" AS c1, r0."dim2" AS c2, r0."dim3" AS c3, r0."cnt" AS c4, r0."m1" AS c5, r0."m2" AS c6 FROM "druid"."foo" AS r0) AS s
__time TIMESTAMP, dim1 VARCHAR, dim2 VARCHAR, dim3 VARCHAR, cnt BIGINT, m1 FLOAT, m2 DOUBLE
REPLACE into w by {type=period, period=P1D, timeZone=UTC, origin=null} clustered [] overwrite false [2024-01-01T00:00:00.000Z/2024-01-03T00:00:00.000Z 2024-01-05T00:00:00.000Z/2024-01-06T00:00:00.000Z] time true direct false

-- {"msq": true, "context": {"finalizeAggregations": false, "groupByEnableMultiValueUnnesting": false}}
INSERT INTO w SELECT TIME_FLOOR(__time, 'P1D') AS __time, dim1, SUM(m1) AS z, COUNT(*) AS a FROM foo GROUP BY 1, 2 PARTITIONED BY DAY
----
SELECT s."c0" AS c0, s."c1" AS c1, s."c3" AS c2, s."c2" AS c3 FROM (SELECT (pg_catalog.date_bin('86400000 milliseconds'::interval, r0."__time", '1970-01-01T00:00:00.000Z'::timestamptz))::timestamp with time zone AS c0, r0."dim1" AS c1, (sum(r0."m1"::double precision)::double precision)::double precision AS c2, (count(*))::bigint AS c3 FROM "druid"."foo" AS r0 GROUP BY (pg_catalog.date_bin('86400000 milliseconds'::interval, r0."__time", '1970-01-01T00:00:00.000Z'::timestamptz)), r0."dim1") AS s
__time TIMESTAMP, dim1 VARCHAR, a BIGINT, z DOUBLE
INSERT into w by {type=period, period=P1D, timeZone=UTC, origin=null} clustered [] overwrite false [] time true direct false

-- {"msq": true}
EXPLAIN PLAN FOR REPLACE INTO w OVERWRITE ALL SELECT __time, dim1 FROM foo PARTITIONED BY TIME_FLOOR(__time, 'PT15M') CLUSTERED BY dim1
----
SELECT s."c0" AS c0, s."c1" AS c1 FROM (SELECT r0."__time" AS c0, r0."dim1" AS c1 FROM "druid"."foo" AS r0 ORDER BY r0."dim1" NULLS FIRST) AS s
__time TIMESTAMP, dim1 VARCHAR
REPLACE into w by {type=period, period=PT15M, timeZone=UTC, origin=null} clustered [dim1] overwrite true [] time true direct false
[{"name":"foo","type":"DATASOURCE"},{"name":"w","type":"DATASOURCE"}]
{"statementType":"REPLACE","targetDataSource":"w","partitionedBy":"FIFTEEN_MINUTE","clusteredBy":["dim1"],"replaceTimeChunks":"all"}
__time LONG AS __time
dim1 STRING AS dim1

-- {"msq": true}
INSERT INTO EXTERN(local(exportPath => '/data/out')) AS CSV SELECT dim1 FROM foo
----
SELECT r0."dim1" AS c0 FROM "druid"."foo" AS r0
dim1 VARCHAR
export local map[exportPath:/data/out] csv

INSERT INTO EXTERN(local(exportPath => '/data/out')) AS CSV SELECT dim1 FROM foo
----
error: INSERT operations are not supported by requested SQL engine [native], consider using MSQ.
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO EXTERN(s3(bucket => 'b', prefix => 'p')) AS CSV SELECT dim1 FROM foo
----
SELECT r0."dim1" AS c0 FROM "druid"."foo" AS r0
dim1 VARCHAR
export s3 map[bucket:b prefix:p] csv

-- {"msq": true}
INSERT INTO EXTERN(s3(bucket => 'b')) AS CSV SELECT dim1 FROM foo
----
error: Export destination [s3] requires [prefix]
invalidInput USER INVALID_INPUT

-- {"msq": true}
REPLACE INTO w OVERWRITE WHERE __time >= TIMESTAMP '2024-01-02' SELECT * FROM foo PARTITIONED BY DAY
----
error: OVERWRITE WHERE clause identified interval [2024-01-02T00:00:00.000Z/146140482-04-24T15:36:27.903Z] which is not aligned with PARTITIONED BY granularity [{type=period, period=P1D, timeZone=UTC, origin=null}]
invalidInput USER INVALID_INPUT

-- {"msq": true}
REPLACE INTO w OVERWRITE WHERE __time >= TIMESTAMP '2024-01-02' AND __time < TIMESTAMP '2024-01-01' SELECT * FROM foo PARTITIONED BY DAY
----
error: The OVERWRITE WHERE clause [(1704153600000 <= __time as numeric && __time as numeric < 1704067200000)] produced no time intervals, are the bounds overly restrictive?
invalidInput USER INVALID_INPUT

-- {"msq": true}
REPLACE INTO w SELECT * FROM foo PARTITIONED BY DAY
----
error: Missing time chunk information in OVERWRITE clause for REPLACE. Use OVERWRITE WHERE <__time based condition> or OVERWRITE ALL to overwrite the entire table.
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w SELECT * FROM foo
----
error: Operation [INSERT] requires a PARTITIONED BY to be explicitly defined, but none was found.
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w SELECT dim1 FROM foo PARTITIONED BY DAY
----
error: The granularity [{type=period, period=P1D, timeZone=UTC, origin=null}] specified in the PARTITIONED BY clause of the INSERT query is different from ALL. Therefore, the query must specify a time column (named __time).
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w SELECT dim1 AS __time FROM foo PARTITIONED BY DAY
----
error: Field [__time] was the wrong type [VARCHAR], expected TIMESTAMP
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w SELECT __time, UPPER(dim1) FROM foo PARTITIONED BY DAY
----
error: Insertion requires columns to be named, but at least one of the columns was unnamed.  This is usually the result of applying a function without having an AS clause, please ensure that all function callsare named with an AS clause as in "func(X) as myColumn".
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w SELECT __time, dim1, dim2 AS dim1 FROM foo PARTITIONED BY DAY
----
error: Duplicate field in SELECT: [dim1]
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w SELECT * FROM foo ORDER BY dim1 PARTITIONED BY DAY
----
error: Cannot use an ORDER BY clause on a Query of type [INSERT], use CLUSTERED BY instead
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w SELECT * FROM foo PARTITIONED BY DAY CLUSTERED BY dim1 DESC
----
error: Invalid CLUSTERED BY clause [`dim1` DESC]: cannot sort in descending order.
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w SELECT * FROM foo LIMIT 5 PARTITIONED BY DAY
----
error: INSERT and REPLACE queries cannot have a LIMIT unless PARTITIONED BY is "ALL".
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w SELECT * FROM foo PARTITIONED BY FORTNIGHT
----
error: Invalid granularity [FORTNIGHT] after PARTITIONED BY.  Expected HOUR, DAY, MONTH, YEAR, ALL TIME, FLOOR() or TIME_FLOOR()
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO sys.w SELECT * FROM foo PARTITIONED BY DAY
----
error: Table [sys.w] does not support operation [INSERT] because it is not a Druid datasource
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO "a/b" SELECT * FROM foo PARTITIONED BY DAY
----
error: Invalid value for field [table]: Value [a/b] cannot contain '/'.
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w (a, b) SELECT * FROM foo PARTITIONED BY DAY
----
error: Operation [INSERT] cannot be run with a target column list, given [w (`a`, `b`)]
invalidInput USER INVALID_INPUT

-- {"msq": true}
SELECT * FROM sys.servers
----
error: Cannot query table(s) [sys.servers] with SQL engine [msq-task]
invalidInput USER INVALID_INPUT

-- {"msq": true}
SELECT * FROM TABLE(EXTERN('{bad', '{"type":"json"}', '[{"name":"a","type":"string"}]'))
----
error: Invalid value for the field [inputSource]. Reason: [Unexpected character ('b' (code 98)): was expecting double-quote to start field name\n at [Source: (String)"{bad"; line: 1, column: 3]]
invalidInput USER INVALID_INPUT

-- {"msq": true}
SELECT * FROM TABLE(EXTERN('{"type":"inline","data":"a"}', '{"type":"nosuch"}', '[{"name":"a","type":"string"}]'))
----
error: Invalid value for the field [inputFormat]. Reason: [Please make sure to load all the necessary extensions and jars with type 'nosuch' on 'druid/broker' service. Could not resolve type id 'nosuch' as a subtype of `org.apache.druid.data.input.InputFormat` known type ids = [csv, json, regex, tsv]\n at [Source: (String)"{"type":"nosuch"}"; line: 1, column: 9]]
invalidInput USER INVALID_INPUT

-- {"msq": true}
SELECT * FROM TABLE(EXTERN('{"type":"inline","data":"a"}', '{"type":"json"}', '[{"name":"a","type":"text"}]'))
----
error: Uncategorized calcite error message: [org.apache.druid.java.util.common.ISE: Encountered null type for column[a]]
general USER UNCATEGORIZED

-- {"msq": true}
INSERT INTO w SELECT * FROM foo PARTITIONED BY 'PT2H'
----
error: Invalid granularity ['PT2H'] after PARTITIONED BY.  Expected HOUR, DAY, MONTH, YEAR, ALL TIME, FLOOR() or TIME_FLOOR()
invalidInput USER INVALID_INPUT

-- {"msq": true}
INSERT INTO w SELECT * FROM foo PARTITIONED BY TIME_FLOOR(__time, 'P2W')
----
error: The granularity specified in PARTITIONED BY [`TIME_FLOOR`(`__time`, 'P2W')] is not supported.  Valid options: [second, minute, five_minute, ten_minute, fifteen_minute, thirty_minute, hour, six_hour, eight_hour, day, week, month, quarter, year, all]
invalidInput USER INVALID_INPUT

-- {"msq": true}
REPLACE INTO w OVERWRITE WHERE __time >= TIMESTAMP '2024-01-02' AND __time < TIMESTAMP '2024-01-09' SELECT * FROM foo PARTITIONED BY WEEK
----
error: OVERWRITE WHERE clause identified interval [2024-01-02T00:00:00.000Z/2024-01-09T00:00:00.000Z] which is not aligned with PARTITIONED BY granularity [{type=period, period=P1W, timeZone=UTC, origin=null}]
invalidInput USER INVALID_INPUT

-- {"msq": true}
REPLACE INTO w OVERWRITE WHERE __time >= TIMESTAMP '2024-01-01' AND __time < TIMESTAMP '2024-01-08' SELECT * FROM foo PARTITIONED BY 'P1W'
----
SELECT s."c0" AS c0, s."c1" AS c1, s."c2" AS c2, s."c3" AS c3, s."c4" AS c4, s."c5" AS c5, s."c6" AS c6 FROM (SELECT r0."__time" AS c0, r0."dim1" AS c1, r0."dim2" AS c2, r0."dim3" AS c3, r0."cnt" AS c4, r0."m1" AS c5, r0."m2" AS c6 FROM "druid"."foo" AS r0) AS s
__time TIMESTAMP, dim1 VARCHAR, dim2 VARCHAR, dim3 VARCHAR, cnt BIGINT, m1 FLOAT, m2 DOUBLE
REPLACE into w by {type=period, period=P1W, timeZone=UTC, origin=null} clustered [] overwrite false [2024-01-01T00:00:00.000Z/2024-01-08T00:00:00.000Z] time true direct false

-- {"msq": true}
INSERT INTO w SELECT x FROM TABLE(INLINE(data => ARRAY['1;2'], format => 'delimited', delimiter => ';')) (x VARCHAR, y BIGINT) PARTITIONED BY ALL
----
SELECT s."c0" AS c0 FROM (SELECT r0."c0" AS c0 FROM "druid_segments"."extern_0" AS r0) AS s
x VARCHAR
extern {"data":"1;2\n","type":"inline"} {"columns":["x","y"],"delimiter":";","type":"tsv"} [{x VARCHAR} {y BIGINT}]
INSERT into w by AllGranularity clustered [] overwrite false [] time false direct true
