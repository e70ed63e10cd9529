SELECT nope FROM foo
----
error: Column 'nope' not found in any table (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT DIM1 FROM foo
----
error: Column 'DIM1' not found in any table; did you mean 'dim1'? (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT f.dim1 FROM foo AS g
----
error: Table 'f' not found (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT * FROM nope
----
error: Object 'nope' not found (line [1], column [15])
invalidInput USER INVALID_INPUT

SELECT * FROM druid.FOO
----
error: Object 'FOO' not found within 'druid'; did you mean 'foo'? (line [1], column [15])
invalidInput USER INVALID_INPUT

SELECT dim1, COUNT(*) FROM foo
----
error: Expression 'dim1' is not being grouped (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT COUNT(*) FROM foo WHERE COUNT(*) > 1
----
error: Aggregate expression is illegal in WHERE clause (line [1], column [32])
invalidInput USER INVALID_INPUT

SELECT SUM(SUM(m1)) FROM foo
----
error: Aggregate expressions cannot be nested (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT NOPE(dim1, 1) FROM foo
----
error: No match found for function signature NOPE(<CHARACTER>, <NUMERIC>) (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT UPPER() FROM foo
----
error: Invalid number of arguments to function 'UPPER'. Was expecting 1 arguments (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT __time + 1 FROM foo
----
error: Cannot apply '+' to arguments of type '<TIMESTAMP(3)> + <INTEGER>'. Supported form(s): '<NUMERIC> + <NUMERIC>'\n'<DATETIME_INTERVAL> + <DATETIME_INTERVAL>'\n'<DATETIME> + <DATETIME_INTERVAL>'\n'<DATETIME_INTERVAL> + <DATETIME>' (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT dim1 FROM foo WHERE m1
----
error: WHERE clause must be a condition (line [1], column [28])
invalidInput USER INVALID_INPUT

SELECT dim1 FROM foo WHERE __time > 'soon'
----
error: Illegal TIMESTAMP constant [CAST('soon'):TIMESTAMP(3) NOT NULL]
invalidInput USER INVALID_INPUT

SELECT dim1 FROM foo GROUP BY 3
----
error: Ordinal out of range (line [1], column [31])
invalidInput USER INVALID_INPUT

SELECT dim1 FROM foo a JOIN foo b ON a.dim1 = b.dim1
----
error: Column 'dim1' is ambiguous (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT (SELECT dim1, dim2 FROM foo)
----
error: Cannot apply '$SCALAR_QUERY' to arguments of type '$SCALAR_QUERY(<RECORDTYPE(VARCHAR DIM1, VARCHAR DIM2)>)'. Supported form(s): '$SCALAR_QUERY(<RECORDTYPE(SINGLE FIELD)>)' (line [1], column [9])
invalidInput USER INVALID_INPUT

SELECT SUM(m1) OVER nope FROM foo
----
error: Window 'nope' not found (line [1], column [21])
invalidInput USER INVALID_INPUT

SELECT dim1 FROM foo WHERE dim1 = ?
----
error: No value bound for parameter (position [1])
invalidInput USER INVALID_INPUT

SELECT * FROM TABLE(EXTERN('{"type":"inline","data":"x"}', '{"type":"csv"}', '[]'))
----
error: Cannot use [EXTERN] with SQL engine [native].
invalidInput USER INVALID_INPUT

INSERT INTO t SELECT * FROM foo PARTITIONED BY DAY
----
error: INSERT operations are not supported by requested SQL engine [native], consider using MSQ.
invalidInput USER INVALID_INPUT

-- {"context": {"timeout": "abc"}}
SELECT 1
----
error: Expected key [timeout] to be in long format, but got [abc]
legacyQueryException OPERATOR INVALID_INPUT

SELECT pg_sleep(1)
----
error: No match found for function signature PG_SLEEP(<NUMERIC>) (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT pg_catalog.pg_user FROM foo
----
error: Table 'pg_catalog' not found (line [1], column [8])
invalidInput USER INVALID_INPUT

UPDATE foo SET dim1 = 'x'
----
error: Unsupported SQL statement [UPDATE]
invalidInput USER INVALID_INPUT

SELECT CAST(TRUE AS BIGINT)
----
error: Cast function cannot convert value of type BOOLEAN to type BIGINT (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT 99999999999999999999999
----
error: Numeric literal '99999999999999999999999' out of range (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT LPAD('a', NULL)
----
error: Illegal use of 'NULL' (line [1], column [18])
invalidInput USER INVALID_INPUT

SELECT LEFT('a', 2.5)
----
error: Cannot apply 'LEFT' to arguments of type 'LEFT(<CHAR(1)>, <DECIMAL(2, 1)>)'. Supported form(s): 'LEFT(<CHARACTER>, <INTEGER>)' (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT LEFT('abc', -1)
----
error: Function[left] needs a positive integer as the second argument
general USER INVALID_INPUT

SELECT IPV4_MATCH('10.0.0.1', 'junk')
----
error: Function[ipv4_match] subnet arg has an invalid format: junk
general ADMIN UNCATEGORIZED

SELECT LN(0)
----
error: Expression [log(0)] evaluates to an unsupported value [-Infinity], expected something that can be a Double.  Consider casting with 'CAST(<col> AS BIGINT)'
invalidInput USER INVALID_INPUT

SELECT CAST('x' AS BIGINT)
----
error: Calcite assertion violated: [Conversion to relational algebra failed to preserve datatypes: validated type BIGINT NOT NULL, converted type BIGINT]
invalidInput USER INVALID_INPUT

SELECT ARRAY_OFFSET(ARRAY[1, 2], 5)
----
error: Calcite assertion violated: [Conversion to relational algebra failed to preserve datatypes: validated type INTEGER NOT NULL, converted type INTEGER]
invalidInput USER INVALID_INPUT

SELECT NVL('a', 1)
----
error: Uncategorized calcite error message: [java.lang.IllegalArgumentException: Cannot infer return type for NVL; operand types: [CHAR, INTEGER]]
general USER UNCATEGORIZED

SELECT HUMAN_READABLE_DECIMAL_FORMAT(1, 7)
----
error: Function[human_readable_decimal_format] given precision[7] must be in the range of [0,3]
general USER INVALID_INPUT

SELECT ROUND(1.5, 'a')
----
error: Function[round] second argument should be a LONG but got STRING instead
general USER INVALID_INPUT

SELECT LN(0) > 1, CAST(LN(0) AS BIGINT), CASE WHEN 1 = 1 THEN 1 ELSE 1 / 0 END
----
SELECT ((druid_sql.ln('0'::double precision)) > '1'::double precision)::boolean AS c0, druid_sql.to_bigint((druid_sql.ln('0'::double precision)))::bigint AS c1, (CASE WHEN ('1'::bigint = '1'::bigint) THEN '1'::bigint ELSE ('1'::bigint / '0'::bigint) END)::bigint AS c2
EXPR$0 BOOLEAN, EXPR$1 BIGINT, EXPR$2 INTEGER

SELECT l + ABS(LN(0)) FROM types
----
error: Expression [abs(log(0))] evaluates to an unsupported value [Infinity], expected something that can be a Double.  Consider casting with 'CAST(<col> AS BIGINT)'
invalidInput USER INVALID_INPUT

SELECT LN(l - 1) FROM types WHERE l = 1 AND s <> 'x'
----
error: Expression [log((1 - 1))] evaluates to an unsupported value [-Infinity], expected something that can be a Double.  Consider casting with 'CAST(<col> AS BIGINT)'
invalidInput USER INVALID_INPUT

SELECT x > 1 FROM (SELECT 1e308 * 10 AS x FROM types)
----
SELECT (r1."c0" > '1'::double precision)::boolean AS c0 FROM (SELECT ('1e+308'::double precision * '10'::double precision)::double precision AS c0 FROM "druid"."types" AS r0) AS r1
EXPR$0 BOOLEAN

SELECT x FROM (SELECT 1e308 * 10 AS x, l FROM types) WHERE l > 1
----
error: Expression [(1.0E308 * 10)] evaluates to an unsupported value [Infinity], expected something that can be a Double.  Consider casting with 'CAST(<col> AS BIGINT)'
invalidInput USER INVALID_INPUT

SELECT l FROM types WHERE l > 1 AND MOD(1, 0) = 1
----
error: / by zero
general ADMIN UNCATEGORIZED

SELECT ARRAY[1.5, LOG10(0)]
----
error: Expression [array(1.5,log10(0))] was expected to generate values that are all Doubles, but entry at index[1] was not: [-Infinity].  Consider Casting values to ensure a consistent type.
invalidInput USER INVALID_INPUT

SELECT COUNT(*) FROM (SELECT 1 / 0 AS x FROM types)
----
SELECT (count(*))::bigint AS c0 FROM (SELECT ('1'::bigint / '0'::bigint)::bigint AS c0 FROM "druid"."types" AS r0) AS r1
EXPR$0 BIGINT

SELECT LEFT('abc', 1 - l) FROM types WHERE l = 2
----
error: Function[left] needs a positive integer as the second argument
general USER INVALID_INPUT

SELECT CAST('NaN' AS DOUBLE) > 1
----
error: Expression [CAST('NaN', 'DOUBLE')] evaluates to an unsupported value [NaN], expected something that can be a Double.  Consider casting with 'CAST(<col> AS BIGINT)'
invalidInput USER INVALID_INPUT

SELECT a.l FROM types AS a, types AS a
----
error: Duplicate relation name 'a' in FROM clause (line [1], column [29])
invalidInput USER INVALID_INPUT

SELECT l FROM (SELECT l, d AS l FROM types)
----
error: Column 'l' is ambiguous (line [1], column [8])
invalidInput USER INVALID_INPUT

WITH x AS (SELECT l, d AS l FROM types) SELECT 1 FROM x
----
error: Column has duplicate column name 'l' and no column list specified (line [1], column [12])
invalidInput USER INVALID_INPUT

SELECT * FROM (SELECT l, d AS l FROM types)
----
error: Column 'l' is ambiguous (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT COUNT(*) FROM druid.druid.types
----
error: Object 'druid' not found within 'druid' (line [1], column [22])
invalidInput USER INVALID_INPUT

SELECT COUNT(*) FROM types.l
----
error: Object 'l' not found within 'druid.types' (line [1], column [22])
invalidInput USER INVALID_INPUT

SELECT -9223372036854775808, 1e400
----
error: Numeric literal '1E400' out of range (line [1], column [30])
invalidInput USER INVALID_INPUT

-- {"parameters": [{"type": "BIGINT", "value": "7"}]}
SELECT ?
----
error: class java.lang.String cannot be cast to class java.lang.Number
invalidInput USER INVALID_INPUT

-- {"parameters": [{"type": "VARCHAR", "value": 7}]}
SELECT ?
----
error: cannot convert 7 (class java.lang.Integer) to STRING
invalidInput USER INVALID_INPUT

SELECT TIMESTAMPADD(DAYS, 1, __time) FROM foo
----
error: 'DAYS' is not a valid time frame (line [1], column [21])
invalidInput USER INVALID_INPUT

SELECT l > TRUE FROM types
----
error: Cannot apply '>' to arguments of type '<BIGINT> > <BOOLEAN>'. Supported form(s): '<COMPARABLE_TYPE> > <COMPARABLE_TYPE>' (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT (l > 1) IS DISTINCT FROM 1 FROM types
----
error: Cannot apply 'IS DISTINCT FROM' to arguments of type '<BOOLEAN> IS DISTINCT FROM <INTEGER>'. Supported form(s): '<COMPARABLE_TYPE> IS DISTINCT FROM <COMPARABLE_TYPE>' (line [1], column [9])
invalidInput USER INVALID_INPUT

SELECT l IN (1, TRUE) FROM types
----
error: Values in expression list must have compatible types (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT l IN (TRUE) FROM types
----
error: Values passed to IN operator must have compatible types (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT __time IN (7) FROM types
----
error: Values passed to IN operator must have compatible types (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT id FROM types WHERE __time IN (SELECT l FROM types)
----
error: Values passed to IN operator must have compatible types (line [1], column [28])
invalidInput USER INVALID_INPUT

SELECT COALESCE(TRUE, l) FROM types
----
error: Illegal mixing of types in CASE or COALESCE statement (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT CASE WHEN l > 1 THEN d ELSE __time END FROM types
----
error: Illegal mixing of types in CASE or COALESCE statement (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT COALESCE(n, 'a') FROM types
----
error: Calcite assertion violated: [No assign rules for OTHER defined]
invalidInput USER INVALID_INPUT

SELECT NVL(__time, DATE '2000-01-01') FROM types
----
error: Parameters must be of the same type (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT ARRAY[__time, DATE '2000-01-01'] FROM types
----
error: Parameters must be of the same type (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT GREATEST(ARRAY[1], 2), GREATEST(n, 1) FROM types
----
error: Function[greatest] does not accept ARRAY<LONG> types
general USER INVALID_INPUT

SELECT n > NULL FROM types
----
error: Cannot apply '>' to arguments of type '<COMPLEX<JSON>> > <NULL>'. Supported form(s): '<COMPARABLE_TYPE> > <COMPARABLE_TYPE>' (line [1], column [8])
invalidInput USER INVALID_INPUT

VALUES (1), ('a')
----
error: Values passed to VALUES operator must have compatible types (line [1], column [1])
invalidInput USER INVALID_INPUT

SELECT s, d FROM types UNION ALL SELECT s, __time FROM types
----
error: Type mismatch in column 2 of UNION ALL (line [1], column [11])
invalidInput USER INVALID_INPUT

-- {"context": {"maxSubqueryRows": "abc"}}
SELECT 1
----
error: Expected key [maxSubqueryRows] to be in integer format, but got [abc]
legacyQueryException OPERATOR INVALID_INPUT

SELECT COUNT(DISTINCT n) FROM types
----
error: Query could not be planned. A possible reason is [Using APPROX_COUNT_DISTINCT() or enabling approximation with COUNT(DISTINCT) is not supported for column type [COMPLEX<json>]. You can disable approximation by setting [useApproximateCountDistinct: false] in the query context.]
general USER INVALID_INPUT

SELECT id FROM types ORDER BY n
----
error: Query could not be planned. A possible reason is [SQL query requires ordering a table by non-time column [[n]], which is not supported.]
general USER INVALID_INPUT

SELECT id FROM types ORDER BY 0.5
----
error: Ordinal out of range (line [1], column [31])
invalidInput USER INVALID_INPUT

SELECT s LIKE 'a' ESCAPE 'xy' FROM types
----
error: Function[like] escape must be null or a single character
general ADMIN UNCATEGORIZED

SELECT a.id FROM arrays a RIGHT JOIN UNNEST(a.nums) AS t (n) ON TRUE
----
error: Unknown join type RIGHT
legacyQueryException OPERATOR RUNTIME_FAILURE

SELECT REGEXP_EXTRACT(s, '(') FROM types
----
error: An invalid pattern [(] was provided for the REGEXP_EXTRACT function, error: [Unclosed group near index 1\n(]
invalidInput USER INVALID_INPUT

SELECT * AS d FROM foo
----
error: Unknown identifier '*' (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT foo.* d FROM foo
----
error: Unknown field '*' (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT dim1, cnt, COUNT(*) FROM foo GROUP BY GROUPING SETS ((1, 2), (1), ())
----
error: Expression 'cnt' is not being grouped (line [1], column [14])
invalidInput USER INVALID_INPUT
