SELECT 1; SELECT 2
----
error: Received an unexpected token [;] (line [1], column [9]), acceptable options: [".", "NOT", "IN", "<", "<=", ">", ">=", "=", "<>", "!=", "BETWEEN", "LIKE", "ILIKE…
invalidInput USER INVALID_INPUT

SELECT 1;
----
error: Received an unexpected token [;] (line [1], column [9]), acceptable options: [".", "NOT", "IN", "<", "<=", ">", ">=", "=", "<>", "!=", "BETWEEN", "LIKE", "ILIKE…
invalidInput USER INVALID_INPUT

SET a = 1; SELECT 1; SELECT 2
----
error: Received an unexpected token [SELECT] (line [1], column [22]), acceptable options: [<EOF>]
invalidInput USER INVALID_INPUT

SELECT 1 AS 'x'
----
error: Expecting alias, found character literal
invalidInput USER INVALID_INPUT

SELECT 1 %  2
----
error: Percent remainder '%' is not allowed under the current SQL conformance level
invalidInput USER INVALID_INPUT

SELECT a FROM t OFFSET 1 LIMIT 2
----
error: 'OFFSET start LIMIT count' is not allowed under the current SQL conformance level
invalidInput USER INVALID_INPUT

SELECT a FROM t LIMIT 1, 2
----
error: 'LIMIT start, count' is not allowed under the current SQL conformance level
invalidInput USER INVALID_INPUT

SELECT 1 MINUS SELECT 2
----
error: MINUS is not allowed under the current SQL conformance level
invalidInput USER INVALID_INPUT

SELECT a FROM t WHERE a BETWEEN 1 OR 2
----
error: BETWEEN operator has no terminating AND
invalidInput USER INVALID_INPUT

SELECT a FROM t WHERE
----
error: Incorrect syntax near the keyword 'WHERE' at line 1, column 17. Was expecting one of:     "." ...     "/*+" ...     <IDENTIFIER> ...     <HYPHENATED_IDENTIFIER>…
invalidInput USER INVALID_INPUT

SELECT a FROM t WHERE a NOT 5
----
error: Received an unexpected token [NOT 5] (line [1], column [25]), acceptable options: ["NOT" "IN", "NOT" "LIKE", "NOT" "ILIKE", "NOT" "RLIKE", "NOT" "SIMILAR", "NOT…
invalidInput USER INVALID_INPUT

SELECT a, FROM t
----
error: Received an unexpected token [, FROM] (line [1], column [9]), acceptable options: [".", "NOT", "IN", "<", "<=", ">", ">=", "=", "<>", "!=", "BETWEEN", "LIKE", "…
invalidInput USER INVALID_INPUT

SELECT ()
----
error: Received an unexpected token [( )] (line [1], column [8]), acceptable options: ["/*+", "/*+" "UNION", "/*+" "INTERSECT", "/*+" "EXCEPT", "/*+" "MINUS", "/*+" "O…
invalidInput USER INVALID_INPUT

SELECT ABS(
----
error: Received an unexpected token [<EOF>] (line [1], column [11]), acceptable options: ["DISTINCT", "ALL", "+", "-", "NOT", "EXISTS", "UNIQUE", "INTERVAL", <UNSIGNED…
invalidInput USER INVALID_INPUT

SELECT a FROM t GROUP BY
----
error: Received an unexpected token [<EOF>] (line [1], column [24]), acceptable options: ["DISTINCT", "ALL", "+", "-", "NOT", "EXISTS", "UNIQUE", "INTERVAL", <UNSIGNED…
invalidInput USER INVALID_INPUT

SELECT a FROM t ORDER BY a DESC )
----
error: Received an unexpected token [)] (line [1], column [33]), acceptable options: ["NULLS", ",", "LIMIT", "OFFSET", "FETCH", <EOF>]
invalidInput USER INVALID_INPUT

SELECT COUNT(DISTINCT) FROM t
----
error: Received an unexpected token [)] (line [1], column [22]), acceptable options: ["+", "-", "NOT", "EXISTS", "UNIQUE", "INTERVAL", <UNSIGNED_INTEGER_LITERAL>, <DEC…
invalidInput USER INVALID_INPUT

SELECT CAST(a AS) FROM t
----
error: Received an unexpected token [)] (line [1], column [17]), acceptable options: ["BOOLEAN", "INTEGER", "INT", "TINYINT", "SMALLINT", "BIGINT", "REAL", "DOUBLE", "…
invalidInput USER INVALID_INPUT

SELECT CASE WHEN a THEN 1
----
error: Received an unexpected token [<EOF>] (line [1], column [25]), acceptable options: [".", "NOT", "IN", "<", "<=", ">", ">=", "=", "<>", "!=", "BETWEEN", "LIKE", "…
invalidInput USER INVALID_INPUT

SELECT a FROM (SELECT 1
----
error: Received an unexpected token [<EOF>] (line [1], column [23]), acceptable options: [".", "NOT", "IN", "<", "<=", ">", ">=", "=", "<>", "!=", "BETWEEN", "LIKE", "…
invalidInput USER INVALID_INPUT

SELECT a FROM t JOIN
----
error: Incorrect syntax near the keyword 'JOIN' at line 1, column 17. Was expecting one of:     "." ...     "/*+" ...     <IDENTIFIER> ...     <HYPHENATED_IDENTIFIER> …
invalidInput USER INVALID_INPUT

SELECT a FROM t AS order
----
error: Incorrect syntax near the keyword 'AS' at line 1, column 17. Was expecting one of:     "." ...     "/*+" ...     <IDENTIFIER> ...     <HYPHENATED_IDENTIFIER> ..…
invalidInput USER INVALID_INPUT

SELECT 1 AS count
----
error: Incorrect syntax near the keyword 'AS' at line 1, column 10. Was expecting one of:     "." ...     "NOT" ...     "IN" ...     "<" ...     "<=" ...     ">" ...  …
invalidInput USER INVALID_INPUT

SELECT 1 date
----
error: Received an unexpected token [date] (line [1], column [10]), acceptable options: [".", "NOT", "IN", "<", "<=", ">", ">=", "=", "<>", "!=", "BETWEEN", "LIKE", "I…
invalidInput USER INVALID_INPUT

SELECT end FROM t
----
error: Received an unexpected token [end FROM] (line [1], column [8]), acceptable options: ["/*+", "/*+" "UNION", "/*+" "INTERSECT", "/*+" "EXCEPT", "/*+" "MINUS", "/*…
invalidInput USER INVALID_INPUT

SELECT MINUTE
----
error: Incorrect syntax near the keyword 'MINUTE' at line 1, column 8. Was expecting one of:     "/*+" ...     "/*+" "UNION" ...     "/*+" "INTERSECT" ...     "/*+" "E…
invalidInput USER INVALID_INPUT

1 + 1
----
error: Non-query expression encountered in illegal context
invalidInput USER INVALID_INPUT

(1)
----
error: Non-query expression encountered in illegal context
invalidInput USER INVALID_INPUT

f(x)
----
error: Non-query expression encountered in illegal context
invalidInput USER INVALID_INPUT

NOT a
----
error: Non-query expression encountered in illegal context
invalidInput USER INVALID_INPUT

VALUES
----
error: Received an unexpected token [<EOF>] (line [1], column [6]), acceptable options: ["+", "-", "NOT", "EXISTS", "UNIQUE", "INTERVAL", <UNSIGNED_INTEGER_LITERAL>, <…
invalidInput USER INVALID_INPUT

WITH a AS SELECT 1
----
error: Received an unexpected token [SELECT] (line [1], column [11]), acceptable options: ["("]
invalidInput USER INVALID_INPUT

INSERT INTO t OVERWRITE ALL SELECT 1 PARTITIONED BY DAY
----
error: Non-query expression encountered in illegal context
invalidInput USER INVALID_INPUT

INSERT INTO t SELECT 1 CLUSTERED BY a PARTITIONED BY DAY
----
error: CLUSTERED BY found before PARTITIONED BY, CLUSTERED BY must come after the PARTITIONED BY clause
invalidInput USER INVALID_INPUT

INSERT INTO t SELECT 1 PARTITIONED BY MINUTE
----
error: Incorrect syntax near the keyword 'MINUTE' at line 1, column 39. Was expecting one of:     "+" ...     "-" ...     "NOT" ...     "EXISTS" ...     "UNIQUE" ...  …
invalidInput USER INVALID_INPUT

SHOW TABLES
----
error: Incorrect syntax near the keyword 'SHOW' at line 1, column 1. Was expecting one of:     "INSERT" ...     "UPSERT" ...     "EXPLAIN" ...     "SET" ...     "RESET…
invalidInput USER INVALID_INPUT

GRANT x
----
error: Incorrect syntax near the keyword 'GRANT' at line 1, column 1. Was expecting one of:     "INSERT" ...     "UPSERT" ...     "EXPLAIN" ...     "SET" ...     "RESE…
invalidInput USER INVALID_INPUT

SELECT é€§
----
error: Lexical error at line 1, column 10.  Encountered: "\u00a7" (167), after : ""
invalidInput USER INVALID_INPUT

SELECT 'a
----
error: Received an unexpected token [\' a] (line [1], column [8]), acceptable options: ["/*+", "/*+" "UNION", "/*+" "INTERSECT", "/*+" "EXCEPT", "/*+" "MINUS", "/*+" "…
invalidInput USER INVALID_INPUT

SELECT "a
----
error: Received an unexpected token [\" a] (line [1], column [8]), acceptable options: ["/*+", "/*+" "UNION", "/*+" "INTERSECT", "/*+" "EXCEPT", "/*+" "MINUS", "/*+" "…
invalidInput USER INVALID_INPUT

SELECT 1 /* x
----
error: Lexical error at line 1, column 14.  Encountered: <EOF> after : ""
invalidInput USER INVALID_INPUT

SELECT a ! b
----
error: Lexical error at line 1, column 11.  Encountered: " " (32), after : "!"
invalidInput USER INVALID_INPUT

SELECT @x
----
error: Lexical error at line 1, column 8.  Encountered: "@" (64), after : ""
invalidInput USER INVALID_INPUT

SELECT X'0g'
----
error: Binary literal string must contain only characters '0' - '9', 'A' - 'F' (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT U&'\00'
----
error: Unicode escape sequence starting at character 0 is not exactly four hex digits (line [1], column [8])
invalidInput USER INVALID_INPUT

SELECT a FROM t FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP
----
error: Table 't' is not a temporal table, can not be queried in system time period specification (line [1], column [15])
invalidInput USER INVALID_INPUT

SELECT * FROM t TABLESAMPLE BERNOULLI(10)
----
error: Query could not be planned. A possible reason is [TABLESAMPLE is not supported]
general USER INVALID_INPUT

SELECT a FROM t CROSS APPLY f(x)
----
error: APPLY operator is not allowed under the current SQL conformance level
invalidInput USER INVALID_INPUT

SELECT INTERVAL '1' FORTNIGHT
----
error: Received an unexpected token [\'1\' FORTNIGHT] (line [1], column [17]), acceptable options: ["-", "+", <QUOTED_STRING> <QUOTED_STRING>, <QUOTED_STRING> "YEAR", …
invalidInput USER INVALID_INPUT
