SELECT LENGTH(mv), CAST(mv AS BIGINT) + 1 FROM types
----
SELECT druid_sql.to_integer((druid_sql.only_value((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)), 'INTEGER'::text)))::bigint AS c0, (druid_sql.only_value((SELECT array_agg((druid_sql.to_bigint(e3."v") + '1'::bigint) ORDER BY e3.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e3("v", o)), 'BIGINT'::text))::bigint AS c1 FROM "druid"."types" AS r0
EXPR$0 INTEGER, EXPR$1 BIGINT

SELECT id FROM types WHERE LENGTH(mv) = 3 AND LENGTH(mv) <> 4
----
SELECT r0."id" AS c0 FROM "druid"."types" AS r0 WHERE ((SELECT bool_or(((druid_sql.length(e2."v")) = '3'::bigint)) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e2("v", o)) AND (NOT (SELECT bool_or(((druid_sql.length(e4."v")) = '4'::bigint)) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e4("v", o))))
id BIGINT

SELECT LENGTH(mv), SUM(LENGTH(mv)) FROM types GROUP BY 1
----
SELECT druid_sql.to_integer((CASE WHEN cardinality((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o))) = 1 THEN ((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)))[1] END))::bigint AS c0, (sum((CASE WHEN cardinality((SELECT array_agg((druid_sql.length(e3."v")) ORDER BY e3.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e3("v", o))) = 1 THEN ((SELECT array_agg((druid_sql.length(e3."v")) ORDER BY e3.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e3("v", o)))[1] END))::bigint)::bigint AS c1 FROM "druid"."types" AS r0 GROUP BY (CASE WHEN cardinality((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o))) = 1 THEN ((SELECT array_agg((druid_sql.length(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)))[1] END)
EXPR$0 INTEGER, EXPR$1 BIGINT

SELECT mv = 'a', UPPER(mv) IS NULL FROM types
----
SELECT (druid_sql.only_condition(('a'::text = ANY (r0."mv"::text[])), r0."mv"))::boolean AS c0, (druid_sql.only_condition(((SELECT array_agg((druid_sql.upper(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)) IS NULL OR array_position((SELECT array_agg((druid_sql.upper(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)), NULL) IS NOT NULL), (SELECT array_agg((druid_sql.upper(e1."v")) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o))))::boolean AS c1 FROM "druid"."types" AS r0
EXPR$0 BOOLEAN, EXPR$1 BOOLEAN

SELECT CONCAT(mv, UPPER(mv)) FROM types
----
SELECT (SELECT array_agg((e2."v" || (druid_sql.upper(e2."v"))) ORDER BY e2.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e2("v", o))::text[] AS c0 FROM "druid"."types" AS r0
EXPR$0 VARCHAR

SELECT JSON_OBJECT('a':mv), ARRAY[mv], STRING_TO_ARRAY(mv, ','), STRING_TO_MV(mv, ',') FROM types
----
SELECT (SELECT druid_sql.json_list(array_agg(druid_sql.to_json((('{' || '"a":'::text || druid_sql.to_json_text(e1."v") || '}')::json)) ORDER BY e1.o)) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o))::json AS c0, (SELECT druid_sql.json_list(array_agg(druid_sql.to_json(ARRAY[e2."v"]::text[]) ORDER BY e2.o)) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e2("v", o))::json AS c1, (SELECT druid_sql.json_list(array_agg(druid_sql.to_json((druid_sql.split_text(e3."v", ','::text))) ORDER BY e3.o)) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e3("v", o))::json AS c2, (druid_sql.mv_of_lists((SELECT druid_sql.json_list(array_agg(druid_sql.to_json((druid_sql.split_text(e4."v", ','::text))) ORDER BY e4.o)) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e4("v", o))))::text[] AS c3 FROM "druid"."types" AS r0
EXPR$0 OTHER, EXPR$1 ARRAY, EXPR$2 ARRAY, EXPR$3 VARCHAR

SELECT JSON_VALUE(mv, '$.a'), JSON_QUERY(n, NULL) FROM types
----
SELECT (druid_sql.json_value(NULL::json -> 'a'::text))::text AS c0, (druid_sql.json_query(r0."n"))::json AS c1 FROM "druid"."types" AS r0
EXPR$0 VARCHAR, EXPR$1 OTHER

SELECT ARRAY_LENGTH(l), ARRAY_TO_MV(d), ARRAY_CONTAINS(ARRAY[1], s), SCALAR_IN_ARRAY(s, ARRAY[1]) FROM types
----
SELECT (druid_sql.array_length(((CASE WHEN (r0."l")::text IS NULL THEN NULL ELSE ARRAY[(r0."l")::text] END))))::bigint AS c0, (druid_sql.array_to_mv(((CASE WHEN druid_sql.to_varchar(r0."d") IS NULL THEN NULL ELSE ARRAY[druid_sql.to_varchar(r0."d")] END))))::text[] AS c1, (CASE WHEN ((r0."s" IS NOT NULL) AND (druid_sql.to_bigint(r0."s") IS NULL) AND (ARRAY['1'::bigint]::bigint[] IS NOT NULL)) THEN false ELSE (druid_sql.array_contains(ARRAY['1'::bigint]::bigint[], druid_sql.to_bigint(r0."s"))) END)::boolean AS c2, (CASE WHEN ((r0."s" IS NOT NULL) AND (druid_sql.to_bigint(r0."s") IS NULL) AND (ARRAY['1'::bigint]::bigint[] IS NOT NULL)) THEN false ELSE (druid_sql.scalar_in_array(druid_sql.to_bigint(r0."s"), ARRAY['1'::bigint]::bigint[])) END)::boolean AS c3 FROM "druid"."types" AS r0
EXPR$0 INTEGER, EXPR$1 VARCHAR, EXPR$2 BOOLEAN, EXPR$3 BOOLEAN

SELECT ARRAY_OFFSET_OF(ARRAY[1], s), ARRAY_OFFSET_OF(ARRAY[1], l), ARRAY_CONCAT(ARRAY[1], mv) FROM types
----
SELECT (CASE WHEN (r0."s" IS NULL) THEN (druid_sql.array_offset_of(ARRAY['1'::bigint]::bigint[], NULL::bigint)) END)::bigint AS c0, (druid_sql.array_offset_of(ARRAY['1'::bigint]::bigint[], r0."l"))::bigint AS c1, (druid_sql.json_concat(druid_sql.to_json(ARRAY['1'::bigint]::bigint[]), druid_sql.to_json((r0."mv"))))::json AS c2 FROM "druid"."types" AS r0
EXPR$0 INTEGER, EXPR$1 INTEGER, EXPR$2 ARRAY

SELECT ARRAY_TO_STRING(la, id), ARRAY_TO_STRING(la, sa) FROM typearrays
----
SELECT (druid_sql.array_to_string(r0."la", (r0."id")::text))::text AS c0, (druid_sql.array_to_string(r0."la", (druid_sql.list_text(druid_sql.to_json(r0."sa")))))::text AS c1 FROM "druid"."typearrays" AS r0
EXPR$0 VARCHAR, EXPR$1 VARCHAR

SELECT ARRAY_APPEND(ARRAY[1], TRUE)
----
error: Cannot apply 'ARRAY_APPEND' to arguments of type 'ARRAY_APPEND(<INTEGER ARRAY>, <BOOLEAN>)'. Supported form(s): 'ARRAY_APPEND(array, expr)' (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT ARRAY_OFFSET_OF(ARRAY[1], ARRAY[1])
----
error: Function[array_offset_of] second argument must be a a scalar type but got ARRAY<LONG> instead
general USER INVALID_INPUT

SELECT ARRAY_OFFSET_OF(ARRAY[1], n) FROM types
----
error: Function[array_offset_of] second argument must be a a scalar type but got COMPLEX<json> instead
legacyQueryException OPERATOR UNCATEGORIZED

SELECT ARRAY_CONCAT(ARRAY[1], ARRAY['a'])
----
error: class java.lang.String cannot be cast to class java.lang.Number (java.lang.String and java.lang.Number are in module java.base of loader 'bootstrap')
general ADMIN UNCATEGORIZED

SELECT MV_TO_ARRAY(UPPER(mv)) FROM types
----
error: Function[mv_to_array] argument null should be an identifier expression. Use array() instead
general ADMIN UNCATEGORIZED

SELECT MV_APPEND(mv, mv) FROM types
----
error: Invalid expression: (array_append [mv, mv]); [mv] used as both scalar and array variables
legacyQueryException OPERATOR RUNTIME_FAILURE

SELECT MV_FILTER_ONLY(mv, 'a') FROM types
----
error: Cannot apply 'MV_FILTER_ONLY' to arguments of type 'MV_FILTER_ONLY(<VARCHAR>, <CHAR(1)>)'. Supported form(s): 'MV_FILTER_ONLY(string, array)' (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT JSON_VALUE(n, '$.a' RETURNING BOOLEAN), JSON_VALUE(n, '$.a' RETURNING BIGINT ARRAY) FROM types
----
SELECT (druid_sql.json_value_truth(r0."n" -> 'a'::text))::boolean AS c0, (druid_sql.json_elements(r0."n" -> 'a'::text))::json AS c1 FROM "druid"."types" AS r0
EXPR$0 BOOLEAN, EXPR$1 ARRAY

SELECT JSON_VALUE(n, '$.a' ERROR ON EMPTY) FROM types
----
error: Unsupported JSON_VALUE parameter 'ON EMPTY' defined - please re-issue this query without this argument
legacyQueryException OPERATOR RUNTIME_FAILURE

SELECT JSON_MERGE(n, 7) FROM types
----
error: Function[json_merge] invalid input expected STRING but got LONG instead
legacyQueryException OPERATOR RUNTIME_FAILURE

SELECT JSON_OBJECT(KEY 1 VALUE 2)
----
error: Function[json_object] field name must be a STRING
general ADMIN UNCATEGORIZED

SELECT STRING_FORMAT('%s', n), STRING_FORMAT('%d', id) FROM types
----
SELECT (druid_sql.string_format('%s'::text, 's'::text, ARRAY[(druid_sql.java_text(r0."n"))::text]::text[]))::text AS c0, (druid_sql.string_format('%d'::text, 'd'::text, ARRAY[(r0."id")::text]::text[]))::text AS c1 FROM "druid"."types" AS r0
EXPR$0 VARCHAR, EXPR$1 VARCHAR

SELECT STRING_FORMAT(1, 'a')
----
error: Cannot apply 'STRING_FORMAT' to arguments of type 'STRING_FORMAT(<INTEGER>, <CHAR(1)>)'. Supported form(s): 'STRING_FORMAT(<CHARACTER>, [<ANY>, ...])' (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT SUBSTRING('abc', 2), SUBSTRING('abc', 1, 0)
----
SELECT 'bc '::text AS c0, '   '::text AS c1
EXPR$0 CHAR, EXPR$1 CHAR

SELECT SUBSTRING(s, 1, -1) FROM types
----
error: length must be strictly positive
general ADMIN UNCATEGORIZED

SELECT ROUND('2.567', 1), ABS(s), MOD(id, NULL) FROM types
----
SELECT (druid_sql.round(druid_sql.to_double('2.567'::text), '1'::bigint))::double precision AS c0, (druid_sql.abs(druid_sql.to_double(r0."s")))::double precision AS c1, NULL::text AS c2 FROM "druid"."types" AS r0
EXPR$0 DECIMAL, EXPR$1 DECIMAL, EXPR$2 NULL

SELECT TRUNCATE(d, id) FROM types
----
error: Function[pow] requires 2 arguments
general ADMIN UNCATEGORIZED

SELECT REGEXP_EXTRACT(s, 'a', 1) FROM types
----
SELECT (druid_sql.regexp_no_group(r0."s", 'a'::text, 1))::text AS c0 FROM "druid"."types" AS r0
EXPR$0 VARCHAR

SELECT LATEST(mv), EARLIEST(n, 10), ANY_VALUE(__time) FROM types
----
SELECT ((array_agg((druid_sql.list_text(druid_sql.to_json(r0."mv"))) ORDER BY r0."__time" DESC))[1])::text AS c0, ((array_agg((druid_sql.cut_bytes(('StructuredData{value=' || druid_sql.java_text(r0."n") || '}'), '10'::bigint)) ORDER BY r0."__time"))[1])::text AS c1, ((array_agg((druid_sql.timestamp_to_millis(r0."__time"))::text))[1])::text AS c2 FROM "druid"."types" AS r0
EXPR$0 VARCHAR, EXPR$1 VARCHAR, EXPR$2 VARCHAR

SELECT LATEST_BY(sa, __time) FROM typearrays
----
SELECT ((array_agg((druid_sql.java_text(druid_sql.to_json(r0."sa"))) ORDER BY r0."__time" DESC))[1])::text AS c0 FROM "druid"."typearrays" AS r0
EXPR$0 VARCHAR

SELECT STRING_AGG(sa, ',') FROM typearrays
----
SELECT (string_agg(CASE WHEN array_position((druid_sql.array_to_mv(r0."sa")), NULL) IS NULL THEN array_to_string((druid_sql.array_to_mv(r0."sa")), ','::text) END, ','::text ORDER BY r0."__time"))::text AS c0 FROM "druid"."typearrays" AS r0
EXPR$0 VARCHAR

SELECT STRING_AGG(s, s2) FROM types
----
error: Query could not be planned. A possible reason is [Aggregation [STRING_AGG($0, $1)] is not supported]
general USER INVALID_INPUT

SELECT SUM(DISTINCT id) FROM types
----
error: Aggregation [SUM] with DISTINCT is not supported when useApproximateCountDistinct is enabled. Run with disabling it. (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT GREATEST(id, NULL) FROM types
----
error: Cannot coerce field [v0] from type [java.lang.Integer] to type [NULL]
general USER INVALID_INPUT

SELECT GREATEST(id, n) FROM types
----
error: Function[greatest] does not accept COMPLEX<json> types
legacyQueryException OPERATOR UNCATEGORIZED

SELECT COALESCE(id, __time), COALESCE(id, s), COALESCE(id) FROM types
----
SELECT (coalesce(druid_sql.to_timestamp(r0."id", 'UTC'::text), r0."__time"))::timestamp with time zone AS c0, (coalesce((r0."id")::text, r0."s"))::text AS c1, r0."id" AS c2 FROM "druid"."types" AS r0
EXPR$0 TIMESTAMP, EXPR$1 VARCHAR, id BIGINT

SELECT COALESCE(id, TRUE) FROM types
----
error: Illegal mixing of types in CASE or COALESCE statement (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT NTILE(id) OVER (ORDER BY id) FROM types
----
error: Argument to function 'NTILE' must be a literal (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT LAG(id, NULL) OVER (ORDER BY id) FROM types
----
error: Cannot invoke "java.lang.Number.intValue()" because the return value of "org.apache.calcite.rex.RexLiteral.getValue()" is null
general ADMIN UNCATEGORIZED

SELECT TIME_SHIFT(__time, CAST(NULL AS VARCHAR), 1) FROM types
----
SELECT r0."__time" AS c0 FROM "druid"."types" AS r0
EXPR$0 TIMESTAMP

SELECT TIME_FLOOR(__time, CAST(NULL AS VARCHAR)) FROM types
----
error: zero period is not acceptable in PeriodGranularity!
general ADMIN UNCATEGORIZED

SELECT DS_TUPLE_DOUBLES(s, d, id), DS_TUPLE_DOUBLES_METRICS_SUM_ESTIMATE(DS_TUPLE_DOUBLES_UNION(DS_TUPLE_DOUBLES(s, d), DS_TUPLE_DOUBLES(s2, d))) FROM types
----
SELECT (druid_sql.tuple_estimate((druid_sql.tuple_of(2, druid_sql.array_concat_agg(druid_sql.tuple_entry(ARRAY[r0."s"], ARRAY[coalesce(r0."d", 0),coalesce((r0."id")::double precision, 0)]))))))::json AS c0, (druid_sql.tuple_sums((druid_sql.tuple_merge(ARRAY[(druid_sql.tuple_of(1, druid_sql.array_concat_agg(druid_sql.tuple_entry(ARRAY[r0."s"], ARRAY[coalesce(r0."d", 0)])))), (druid_sql.tuple_of(1, druid_sql.array_concat_agg(druid_sql.tuple_entry(ARRAY[r0."s2"], ARRAY[coalesce(r0."d", 0)]))))]::json[]))))::double precision[] AS c1 FROM "druid"."types" AS r0
EXPR$0 OTHER, EXPR$1 ARRAY

SELECT DS_TUPLE_DOUBLES(s, d, 100) FROM types
----
error: The value of the int argument "nominalEntries" must be a positive integer-power of 2 and greater than 0: 100
general ADMIN UNCATEGORIZED

SELECT THETA_SKETCH_UNION(DS_THETA(s), s) FROM types
----
error: Expression 's' is not being grouped (line [1], column [40])
invalidInput USER INVALID_INPUT

SELECT DS_GET_QUANTILE(d, 0.5) FROM types
----
error: Unhandled Query Planning Failure, see broker logs for details
general OPERATOR UNSUPPORTED

SELECT DS_GET_QUANTILE(DS_QUANTILES_SKETCH(d), 2) FROM types
----
error: A normalized rank must be >= 0 and <= 1.0: 2.0
legacyQueryException OPERATOR RUNTIME_FAILURE

SELECT DS_HLL(s, 3) FROM types
----
error: Log K must be between 4 and 21, inclusive: 3
legacyQueryException OPERATOR RUNTIME_FAILURE

SELECT THETA_SKETCH_ESTIMATE(COMPLEX_DECODE_BASE64('thetaSketch', s)) FROM types
----
SELECT (druid_sql.theta_estimate((druid_sql.sketch_decode(r0."s"))))::double precision AS c0 FROM "druid"."types" AS r0
EXPR$0 DOUBLE

SELECT COMPLEX_DECODE_BASE64('nope', s) FROM types
----
error: Function[complex_decode_base64] first argument must be a valid COMPLEX type name, got unknown COMPLEX type [COMPLEX<nope>]
general ADMIN UNCATEGORIZED

SELECT IPV4_MATCH(ip, s) FROM types
----
error: Function[ipv4_match] subnet argument must be a literal
general ADMIN UNCATEGORIZED

SELECT LOOKUP(s, 'nope') FROM types
----
error: Lookup [nope] not found
legacyQueryException OPERATOR RUNTIME_FAILURE

SELECT CASE WHEN mv = 'a' THEN 'x' ELSE mv END, CASE WHEN MV_CONTAINS(mv, 'a') THEN 1 ELSE 2 END FROM types
----
SELECT (SELECT array_agg((CASE WHEN (e1."v" = 'a'::text) THEN 'x'::text ELSE e1."v" END) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o))::text[] AS c0, (CASE WHEN (druid_sql.mv_contains(r0."mv", (CASE WHEN 'a'::text IS NULL THEN NULL ELSE ARRAY['a'::text] END))) THEN '1'::bigint ELSE '2'::bigint END)::bigint AS c1 FROM "druid"."types" AS r0
EXPR$0 VARCHAR, EXPR$1 INTEGER

SELECT CASE WHEN mv = 'a' THEN 'x' ELSE 'y' END, CASE WHEN COUNT(mv) > 1 THEN 1 ELSE 2 END FROM types GROUP BY 1
----
SELECT r2."c0" AS c0, (CASE WHEN ((count(CASE WHEN array_position(r0."mv", NULL) IS NULL THEN r0."mv" END)) > '1'::bigint) THEN '1'::bigint ELSE '2'::bigint END)::bigint AS c1 FROM ("druid"."types" AS r0 CROSS JOIN LATERAL unnest(CASE WHEN cardinality((SELECT array_agg((CASE WHEN (e1."v" = 'a'::text) THEN 'x'::text ELSE 'y'::text END) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o))) > 0 THEN (SELECT array_agg((CASE WHEN (e1."v" = 'a'::text) THEN 'x'::text ELSE 'y'::text END) ORDER BY e1.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)) ELSE ARRAY[NULL]::text[] END) AS r2(c0)) GROUP BY r2."c0"
EXPR$0 CHAR, EXPR$1 INTEGER

SELECT CASE WHEN MV_LENGTH(mv) = 2 THEN mv ELSE 'x' END FROM types
----
error: Invalid expression: [mv] used as both scalar and array variables
legacyQueryException OPERATOR RUNTIME_FAILURE

SELECT LENGTH(mv) > 1, COUNT(*) FILTER (WHERE LENGTH(mv) = 1) FROM types GROUP BY LENGTH(mv) > 1
----
SELECT r3."c0" AS c0, (count(*) FILTER (WHERE ((CASE WHEN cardinality((SELECT array_agg((druid_sql.length(e6."v")) ORDER BY e6.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e6("v", o))) = 1 THEN ((SELECT array_agg((druid_sql.length(e6."v")) ORDER BY e6.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e6("v", o)))[1] END) = '1'::bigint)))::bigint AS c1 FROM ("druid"."types" AS r0 CROSS JOIN LATERAL unnest((ARRAY[CASE WHEN cardinality(r0."mv") > 1 THEN NULL ELSE (SELECT bool_or(((druid_sql.length(e2."v")) > '1'::bigint)) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e2("v", o)) END])) AS r3(c0)) GROUP BY r3."c0"
EXPR$0 BOOLEAN, EXPR$1 BIGINT

SELECT id, mv || NULL, mv = NULL, mv + NULL FROM types WHERE NOT (mv > 'a' OR mv LIKE 'b%')
----
SELECT r0."id" AS c0, NULL::text AS c1, NULL::boolean AS c2, NULL::double precision AS c3 FROM "druid"."types" AS r0 WHERE ((SELECT bool_or((e1."v" COLLATE "C" <= 'a'::text)) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e1("v", o)) AND (NOT (SELECT bool_or((e2."v" LIKE 'b%'::text ESCAPE '')) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e2("v", o))))
id BIGINT, EXPR$1 VARCHAR, EXPR$2 BOOLEAN, EXPR$3 DECIMAL

SELECT GREATEST(s, NULL, 1), SUM(NULL) OVER () FROM types
----
SELECT (GREATEST(r0."s", NULL::text COLLATE "C", '1'::text COLLATE "C"))::text AS c0, (sum(NULL::double precision) OVER ()::double precision)::double precision AS c1 FROM "druid"."types" AS r0
EXPR$0 VARCHAR, EXPR$1 DOUBLE

SELECT GREATEST(NULL, s) FROM types
----
error: Cannot coerce field [v0] from type [java.lang.String] to type [NULL]
general USER INVALID_INPUT

SELECT TIME_FLOOR(__time, 'P1D', NULL, s), TIME_CEIL(__time, 'PT1H', NULL, s), TIME_EXTRACT(__time, 'HOUR', s), TIME_EXTRACT(__time, 'EPOCH', s) FROM types
----
SELECT (druid_sql.time_floor(r0."__time", 'P1D'::text, NULL::timestamptz, coalesce(druid_sql.joda_zone(r0."s"), 'UTC')))::timestamp with time zone AS c0, (druid_sql.time_ceil(r0."__time", 'PT1H'::text, NULL::timestamptz, coalesce(druid_sql.joda_zone(r0."s"), 'UTC')))::timestamp with time zone AS c1, (pg_catalog.date_part('hour', r0."__time" AT TIME ZONE coalesce(druid_sql.joda_zone(r0."s"), 'UTC'))::bigint)::bigint AS c2, (druid_sql.time_extract(r0."__time", 'EPOCH', coalesce(druid_sql.joda_zone(r0."s"), 'UTC')))::bigint AS c3 FROM "druid"."types" AS r0
EXPR$0 TIMESTAMP, EXPR$1 TIMESTAMP, EXPR$2 BIGINT, EXPR$3 BIGINT

SELECT TIMESTAMPADD(DAY, l, __time), TIMESTAMPADD(MONTH, l, __time), TIME_SHIFT(__time, 'PT1H', l), TIME_SHIFT(__time, 'P1M', l), TIMESTAMPADD(DAY, 100000000000, __time) FROM types
----
SELECT (druid_sql.add_steps(r0."__time", r0."l", 86400000::bigint))::timestamp with time zone AS c0, (druid_sql.add_months(r0."__time", least(greatest(coalesce(r0."l", 0), -4000000), 4000000) * 1::bigint, 'UTC'::text))::timestamp with time zone AS c1, (druid_sql.add_steps(r0."__time", coalesce(r0."l", 0), 3600000::bigint))::timestamp with time zone AS c2, (druid_sql.time_shift(r0."__time", 'P1M'::text, coalesce(r0."l", 0), 'UTC'::text))::timestamp with time zone AS c3, (druid_sql.add_steps(r0."__time", '100000000000'::bigint, 86400000::bigint))::timestamp with time zone AS c4 FROM "druid"."types" AS r0
EXPR$0 TIMESTAMP, EXPR$1 TIMESTAMP, EXPR$2 TIMESTAMP, EXPR$3 TIMESTAMP, EXPR$4 TIMESTAMP

SELECT TIME_FORMAT(__time, 'yyyy', 'nosuch') FROM types
----
error: The datetime zone id 'nosuch' is not recognised
general ADMIN UNCATEGORIZED

SELECT mv IS NULL, COUNT(*) FROM types GROUP BY 1
----
SELECT (r0."mv" IS NULL OR array_position(r0."mv", NULL) IS NOT NULL)::boolean AS c0, (count(*))::bigint AS c1 FROM "druid"."types" AS r0 GROUP BY (r0."mv" IS NULL OR array_position(r0."mv", NULL) IS NOT NULL)
EXPR$0 BOOLEAN, EXPR$1 BIGINT

SELECT COALESCE('a', mv), COALESCE(mv, 'a') FROM types
----
SELECT 'a'::text AS c0, (SELECT array_agg((coalesce(e2."v", 'a'::text)) ORDER BY e2.o) FROM unnest(coalesce(r0."mv", ARRAY[NULL::text])) WITH ORDINALITY AS e2("v", o))::text[] AS c1 FROM "druid"."types" AS r0
EXPR$0 VARCHAR, EXPR$1 VARCHAR
