SELECT "status" AS "status", SUM("amount") AS "sum:amount:ok" FROM "druid"."orders" "orders" GROUP BY "status" ORDER BY "sum:amount:ok" DESC LIMIT 7
SELECT status, COUNT(*) AS c, SUM(amount) s, AVG(amount) a, MIN(amount) mi, MAX(amount) ma FROM orders GROUP BY status HAVING COUNT(*) > 2 ORDER BY c DESC, status
SELECT status, SUM(amount) * 1.0 / COUNT(*) AS r, SUM(amount) / COUNT(*) AS ri FROM orders GROUP BY status ORDER BY status
SELECT COALESCE(status, 'n/a') AS k, COUNT(DISTINCT amount) AS u FROM orders GROUP BY 1 ORDER BY 1
SELECT CASE WHEN amount IS NULL THEN 'null' WHEN amount < 10 THEN 'low' WHEN amount BETWEEN 10 AND 100 THEN 'mid' ELSE 'high' END AS bucket, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT status, SUM(amount) FILTER (WHERE amount > 5) AS big, COUNT(*) FILTER (WHERE amount IS NULL) AS nulls, SUM(CASE WHEN amount > 5 THEN 1 ELSE 0 END) AS n5 FROM orders GROUP BY status ORDER BY status
SELECT * FROM (SELECT status, COUNT(*) AS c, RANK() OVER (ORDER BY COUNT(*) DESC) AS r FROM orders GROUP BY status) WHERE r <= 3 ORDER BY r, status
SELECT status, c, SUM(c) OVER (ORDER BY c DESC, status ROWS UNBOUNDED PRECEDING) AS running, c * 100.0 / SUM(c) OVER () AS pct FROM (SELECT status, COUNT(*) AS c FROM orders GROUP BY status) ORDER BY c DESC, status
SELECT status, c, LAG(c, 1, 0) OVER (ORDER BY status) AS p, LEAD(c) OVER (ORDER BY status) AS n, FIRST_VALUE(c) OVER (ORDER BY status) AS f, NTILE(3) OVER (ORDER BY status) AS nt FROM (SELECT status, COUNT(*) AS c FROM orders GROUP BY status) ORDER BY status
SELECT COUNT(*) AS total, COUNT(status) AS nn, COUNT(*) - COUNT(status) AS missing FROM orders
SELECT MAX(amount) - MIN(amount) AS spread, SUM(amount) FROM orders WHERE status IS NOT NULL AND status <> ''
SELECT status FROM orders WHERE amount = (SELECT MAX(amount) FROM orders)
SELECT status, COUNT(*) FROM orders WHERE status IN (SELECT status FROM orders GROUP BY status HAVING COUNT(*) > 3) GROUP BY status ORDER BY status
WITH a AS (SELECT status, SUM(amount) AS s FROM orders GROUP BY status), b AS (SELECT AVG(s) AS av FROM a) SELECT a.status, a.s, b.av, a.s > b.av AS above FROM a CROSS JOIN b ORDER BY a.status
SELECT status, GROUPING(status) AS g, SUM(amount) AS s FROM orders GROUP BY GROUPING SETS ((status), ()) ORDER BY g, status
SELECT status AS x, COUNT(*) FROM orders GROUP BY status UNION ALL SELECT 'total', COUNT(*) FROM orders
SELECT STRING_AGG(status, '|', 4096) FROM (SELECT DISTINCT status FROM orders ORDER BY status)
SELECT ARRAY_AGG(DISTINCT status, 100000) FROM orders
SELECT status, COUNT(*) FROM orders GROUP BY status ORDER BY status DESC LIMIT 3 OFFSET 2
SELECT DISTINCT status FROM orders ORDER BY status LIMIT 5
SELECT status, amount FROM orders WHERE amount IS NOT NULL AND status LIKE '%a%' ORDER BY amount DESC, status LIMIT 5
SELECT UPPER(status) AS u, SUBSTRING(status, 1, 2) AS s, CHAR_LENGTH(status) AS l, COUNT(*) FROM orders GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
EXPLAIN PLAN FOR SELECT status, COUNT(*) FROM orders GROUP BY status
SELECT "channel" AS "channel", SUM("qty") AS "sum:qty:ok" FROM "druid"."orders" "orders" GROUP BY "channel" ORDER BY "sum:qty:ok" DESC LIMIT 7
SELECT channel, COUNT(*) AS c, SUM(qty) s, AVG(qty) a, MIN(qty) mi, MAX(qty) ma FROM orders GROUP BY channel HAVING COUNT(*) > 2 ORDER BY c DESC, channel
SELECT channel, SUM(qty) * 1.0 / COUNT(*) AS r, SUM(qty) / COUNT(*) AS ri FROM orders GROUP BY channel ORDER BY channel
SELECT COALESCE(channel, 'n/a') AS k, COUNT(DISTINCT qty) AS u FROM orders GROUP BY 1 ORDER BY 1
SELECT CASE WHEN qty IS NULL THEN 'null' WHEN qty < 10 THEN 'low' WHEN qty BETWEEN 10 AND 100 THEN 'mid' ELSE 'high' END AS bucket, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT channel, SUM(qty) FILTER (WHERE qty > 5) AS big, COUNT(*) FILTER (WHERE qty IS NULL) AS nulls, SUM(CASE WHEN qty > 5 THEN 1 ELSE 0 END) AS n5 FROM orders GROUP BY channel ORDER BY channel
SELECT * FROM (SELECT channel, COUNT(*) AS c, RANK() OVER (ORDER BY COUNT(*) DESC) AS r FROM orders GROUP BY channel) WHERE r <= 3 ORDER BY r, channel
SELECT channel, c, SUM(c) OVER (ORDER BY c DESC, channel ROWS UNBOUNDED PRECEDING) AS running, c * 100.0 / SUM(c) OVER () AS pct FROM (SELECT channel, COUNT(*) AS c FROM orders GROUP BY channel) ORDER BY c DESC, channel
SELECT channel, c, LAG(c, 1, 0) OVER (ORDER BY channel) AS p, LEAD(c) OVER (ORDER BY channel) AS n, FIRST_VALUE(c) OVER (ORDER BY channel) AS f, NTILE(3) OVER (ORDER BY channel) AS nt FROM (SELECT channel, COUNT(*) AS c FROM orders GROUP BY channel) ORDER BY channel
SELECT COUNT(*) AS total, COUNT(channel) AS nn, COUNT(*) - COUNT(channel) AS missing FROM orders
SELECT MAX(qty) - MIN(qty) AS spread, SUM(qty) FROM orders WHERE channel IS NOT NULL AND channel <> ''
SELECT channel FROM orders WHERE qty = (SELECT MAX(qty) FROM orders)
SELECT channel, COUNT(*) FROM orders WHERE channel IN (SELECT channel FROM orders GROUP BY channel HAVING COUNT(*) > 3) GROUP BY channel ORDER BY channel
WITH a AS (SELECT channel, SUM(qty) AS s FROM orders GROUP BY channel), b AS (SELECT AVG(s) AS av FROM a) SELECT a.channel, a.s, b.av, a.s > b.av AS above FROM a CROSS JOIN b ORDER BY a.channel
SELECT channel, GROUPING(channel) AS g, SUM(qty) AS s FROM orders GROUP BY GROUPING SETS ((channel), ()) ORDER BY g, channel
SELECT channel AS x, COUNT(*) FROM orders GROUP BY channel UNION ALL SELECT 'total', COUNT(*) FROM orders
SELECT STRING_AGG(channel, '|', 4096) FROM (SELECT DISTINCT channel FROM orders ORDER BY channel)
SELECT ARRAY_AGG(DISTINCT channel, 100000) FROM orders
SELECT channel, COUNT(*) FROM orders GROUP BY channel ORDER BY channel DESC LIMIT 3 OFFSET 2
SELECT DISTINCT channel FROM orders ORDER BY channel LIMIT 5
SELECT channel, qty FROM orders WHERE qty IS NOT NULL AND channel LIKE '%a%' ORDER BY qty DESC, channel LIMIT 5
SELECT UPPER(channel) AS u, SUBSTRING(channel, 1, 2) AS s, CHAR_LENGTH(channel) AS l, COUNT(*) FROM orders GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
EXPLAIN PLAN FOR SELECT channel, COUNT(*) FROM orders GROUP BY channel
SELECT "country" AS "country", SUM("credit") AS "sum:credit:ok" FROM "druid"."customers" "customers" GROUP BY "country" ORDER BY "sum:credit:ok" DESC LIMIT 7
SELECT country, COUNT(*) AS c, SUM(credit) s, AVG(credit) a, MIN(credit) mi, MAX(credit) ma FROM customers GROUP BY country HAVING COUNT(*) > 2 ORDER BY c DESC, country
SELECT country, SUM(credit) * 1.0 / COUNT(*) AS r, SUM(credit) / COUNT(*) AS ri FROM customers GROUP BY country ORDER BY country
SELECT COALESCE(country, 'n/a') AS k, COUNT(DISTINCT credit) AS u FROM customers GROUP BY 1 ORDER BY 1
SELECT CASE WHEN credit IS NULL THEN 'null' WHEN credit < 10 THEN 'low' WHEN credit BETWEEN 10 AND 100 THEN 'mid' ELSE 'high' END AS bucket, COUNT(*) FROM customers GROUP BY 1 ORDER BY 1
SELECT country, SUM(credit) FILTER (WHERE credit > 5) AS big, COUNT(*) FILTER (WHERE credit IS NULL) AS nulls, SUM(CASE WHEN credit > 5 THEN 1 ELSE 0 END) AS n5 FROM customers GROUP BY country ORDER BY country
SELECT * FROM (SELECT country, COUNT(*) AS c, RANK() OVER (ORDER BY COUNT(*) DESC) AS r FROM customers GROUP BY country) WHERE r <= 3 ORDER BY r, country
SELECT country, c, SUM(c) OVER (ORDER BY c DESC, country ROWS UNBOUNDED PRECEDING) AS running, c * 100.0 / SUM(c) OVER () AS pct FROM (SELECT country, COUNT(*) AS c FROM customers GROUP BY country) ORDER BY c DESC, country
SELECT country, c, LAG(c, 1, 0) OVER (ORDER BY country) AS p, LEAD(c) OVER (ORDER BY country) AS n, FIRST_VALUE(c) OVER (ORDER BY country) AS f, NTILE(3) OVER (ORDER BY country) AS nt FROM (SELECT country, COUNT(*) AS c FROM customers GROUP BY country) ORDER BY country
SELECT COUNT(*) AS total, COUNT(country) AS nn, COUNT(*) - COUNT(country) AS missing FROM customers
SELECT MAX(credit) - MIN(credit) AS spread, SUM(credit) FROM customers WHERE country IS NOT NULL AND country <> ''
SELECT country FROM customers WHERE credit = (SELECT MAX(credit) FROM customers)
SELECT country, COUNT(*) FROM customers WHERE country IN (SELECT country FROM customers GROUP BY country HAVING COUNT(*) > 3) GROUP BY country ORDER BY country
WITH a AS (SELECT country, SUM(credit) AS s FROM customers GROUP BY country), b AS (SELECT AVG(s) AS av FROM a) SELECT a.country, a.s, b.av, a.s > b.av AS above FROM a CROSS JOIN b ORDER BY a.country
SELECT country, GROUPING(country) AS g, SUM(credit) AS s FROM customers GROUP BY GROUPING SETS ((country), ()) ORDER BY g, country
SELECT country AS x, COUNT(*) FROM customers GROUP BY country UNION ALL SELECT 'total', COUNT(*) FROM customers
SELECT STRING_AGG(country, '|', 4096) FROM (SELECT DISTINCT country FROM customers ORDER BY country)
SELECT ARRAY_AGG(DISTINCT country, 100000) FROM customers
SELECT country, COUNT(*) FROM customers GROUP BY country ORDER BY country DESC LIMIT 3 OFFSET 2
SELECT DISTINCT country FROM customers ORDER BY country LIMIT 5
SELECT country, credit FROM customers WHERE credit IS NOT NULL AND country LIKE '%a%' ORDER BY credit DESC, country LIMIT 5
SELECT UPPER(country) AS u, SUBSTRING(country, 1, 2) AS s, CHAR_LENGTH(country) AS l, COUNT(*) FROM customers GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
EXPLAIN PLAN FOR SELECT country, COUNT(*) FROM customers GROUP BY country
SELECT "category" AS "category", SUM("price") AS "sum:price:ok" FROM "druid"."items" "items" GROUP BY "category" ORDER BY "sum:price:ok" DESC LIMIT 7
SELECT category, COUNT(*) AS c, SUM(price) s, AVG(price) a, MIN(price) mi, MAX(price) ma FROM items GROUP BY category HAVING COUNT(*) > 2 ORDER BY c DESC, category
SELECT category, SUM(price) * 1.0 / COUNT(*) AS r, SUM(price) / COUNT(*) AS ri FROM items GROUP BY category ORDER BY category
SELECT COALESCE(category, 'n/a') AS k, COUNT(DISTINCT price) AS u FROM items GROUP BY 1 ORDER BY 1
SELECT CASE WHEN price IS NULL THEN 'null' WHEN price < 10 THEN 'low' WHEN price BETWEEN 10 AND 100 THEN 'mid' ELSE 'high' END AS bucket, COUNT(*) FROM items GROUP BY 1 ORDER BY 1
SELECT category, SUM(price) FILTER (WHERE price > 5) AS big, COUNT(*) FILTER (WHERE price IS NULL) AS nulls, SUM(CASE WHEN price > 5 THEN 1 ELSE 0 END) AS n5 FROM items GROUP BY category ORDER BY category
SELECT * FROM (SELECT category, COUNT(*) AS c, RANK() OVER (ORDER BY COUNT(*) DESC) AS r FROM items GROUP BY category) WHERE r <= 3 ORDER BY r, category
SELECT category, c, SUM(c) OVER (ORDER BY c DESC, category ROWS UNBOUNDED PRECEDING) AS running, c * 100.0 / SUM(c) OVER () AS pct FROM (SELECT category, COUNT(*) AS c FROM items GROUP BY category) ORDER BY c DESC, category
SELECT category, c, LAG(c, 1, 0) OVER (ORDER BY category) AS p, LEAD(c) OVER (ORDER BY category) AS n, FIRST_VALUE(c) OVER (ORDER BY category) AS f, NTILE(3) OVER (ORDER BY category) AS nt FROM (SELECT category, COUNT(*) AS c FROM items GROUP BY category) ORDER BY category
SELECT COUNT(*) AS total, COUNT(category) AS nn, COUNT(*) - COUNT(category) AS missing FROM items
SELECT MAX(price) - MIN(price) AS spread, SUM(price) FROM items WHERE category IS NOT NULL AND category <> ''
SELECT category FROM items WHERE price = (SELECT MAX(price) FROM items)
SELECT category, COUNT(*) FROM items WHERE category IN (SELECT category FROM items GROUP BY category HAVING COUNT(*) > 3) GROUP BY category ORDER BY category
WITH a AS (SELECT category, SUM(price) AS s FROM items GROUP BY category), b AS (SELECT AVG(s) AS av FROM a) SELECT a.category, a.s, b.av, a.s > b.av AS above FROM a CROSS JOIN b ORDER BY a.category
SELECT category, GROUPING(category) AS g, SUM(price) AS s FROM items GROUP BY GROUPING SETS ((category), ()) ORDER BY g, category
SELECT category AS x, COUNT(*) FROM items GROUP BY category UNION ALL SELECT 'total', COUNT(*) FROM items
SELECT STRING_AGG(category, '|', 4096) FROM (SELECT DISTINCT category FROM items ORDER BY category)
SELECT ARRAY_AGG(DISTINCT category, 100000) FROM items
SELECT category, COUNT(*) FROM items GROUP BY category ORDER BY category DESC LIMIT 3 OFFSET 2
SELECT DISTINCT category FROM items ORDER BY category LIMIT 5
SELECT category, price FROM items WHERE price IS NOT NULL AND category LIKE '%a%' ORDER BY price DESC, category LIMIT 5
SELECT UPPER(category) AS u, SUBSTRING(category, 1, 2) AS s, CHAR_LENGTH(category) AS l, COUNT(*) FROM items GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
EXPLAIN PLAN FOR SELECT category, COUNT(*) FROM items GROUP BY category
SELECT "channel" AS "channel", SUM("added") AS "sum:added:ok" FROM "druid"."wikipedia" "wikipedia" GROUP BY "channel" ORDER BY "sum:added:ok" DESC LIMIT 7
SELECT channel, COUNT(*) AS c, SUM(added) s, AVG(added) a, MIN(added) mi, MAX(added) ma FROM wikipedia GROUP BY channel HAVING COUNT(*) > 2 ORDER BY c DESC, channel
SELECT channel, SUM(added) * 1.0 / COUNT(*) AS r, SUM(added) / COUNT(*) AS ri FROM wikipedia GROUP BY channel ORDER BY channel
SELECT COALESCE(channel, 'n/a') AS k, COUNT(DISTINCT added) AS u FROM wikipedia GROUP BY 1 ORDER BY 1
SELECT CASE WHEN added IS NULL THEN 'null' WHEN added < 10 THEN 'low' WHEN added BETWEEN 10 AND 100 THEN 'mid' ELSE 'high' END AS bucket, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1
SELECT channel, SUM(added) FILTER (WHERE added > 5) AS big, COUNT(*) FILTER (WHERE added IS NULL) AS nulls, SUM(CASE WHEN added > 5 THEN 1 ELSE 0 END) AS n5 FROM wikipedia GROUP BY channel ORDER BY channel
SELECT * FROM (SELECT channel, COUNT(*) AS c, RANK() OVER (ORDER BY COUNT(*) DESC) AS r FROM wikipedia GROUP BY channel) WHERE r <= 3 ORDER BY r, channel
SELECT channel, c, SUM(c) OVER (ORDER BY c DESC, channel ROWS UNBOUNDED PRECEDING) AS running, c * 100.0 / SUM(c) OVER () AS pct FROM (SELECT channel, COUNT(*) AS c FROM wikipedia GROUP BY channel) ORDER BY c DESC, channel
SELECT channel, c, LAG(c, 1, 0) OVER (ORDER BY channel) AS p, LEAD(c) OVER (ORDER BY channel) AS n, FIRST_VALUE(c) OVER (ORDER BY channel) AS f, NTILE(3) OVER (ORDER BY channel) AS nt FROM (SELECT channel, COUNT(*) AS c FROM wikipedia GROUP BY channel) ORDER BY channel
SELECT COUNT(*) AS total, COUNT(channel) AS nn, COUNT(*) - COUNT(channel) AS missing FROM wikipedia
SELECT MAX(added) - MIN(added) AS spread, SUM(added) FROM wikipedia WHERE channel IS NOT NULL AND channel <> ''
SELECT channel FROM wikipedia WHERE added = (SELECT MAX(added) FROM wikipedia)
SELECT channel, COUNT(*) FROM wikipedia WHERE channel IN (SELECT channel FROM wikipedia GROUP BY channel HAVING COUNT(*) > 3) GROUP BY channel ORDER BY channel
WITH a AS (SELECT channel, SUM(added) AS s FROM wikipedia GROUP BY channel), b AS (SELECT AVG(s) AS av FROM a) SELECT a.channel, a.s, b.av, a.s > b.av AS above FROM a CROSS JOIN b ORDER BY a.channel
SELECT channel, GROUPING(channel) AS g, SUM(added) AS s FROM wikipedia GROUP BY GROUPING SETS ((channel), ()) ORDER BY g, channel
SELECT channel AS x, COUNT(*) FROM wikipedia GROUP BY channel UNION ALL SELECT 'total', COUNT(*) FROM wikipedia
SELECT STRING_AGG(channel, '|', 4096) FROM (SELECT DISTINCT channel FROM wikipedia ORDER BY channel)
SELECT ARRAY_AGG(DISTINCT channel, 100000) FROM wikipedia
SELECT channel, COUNT(*) FROM wikipedia GROUP BY channel ORDER BY channel DESC LIMIT 3 OFFSET 2
SELECT DISTINCT channel FROM wikipedia ORDER BY channel LIMIT 5
SELECT channel, added FROM wikipedia WHERE added IS NOT NULL AND channel LIKE '%a%' ORDER BY added DESC, channel LIMIT 5
SELECT UPPER(channel) AS u, SUBSTRING(channel, 1, 2) AS s, CHAR_LENGTH(channel) AS l, COUNT(*) FROM wikipedia GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
EXPLAIN PLAN FOR SELECT channel, COUNT(*) FROM wikipedia GROUP BY channel
SELECT "grp" AS "grp", SUM("l") AS "sum:l:ok" FROM "druid"."numbers" "numbers" GROUP BY "grp" ORDER BY "sum:l:ok" DESC LIMIT 7
SELECT grp, COUNT(*) AS c, SUM(l) s, AVG(l) a, MIN(l) mi, MAX(l) ma FROM numbers GROUP BY grp HAVING COUNT(*) > 2 ORDER BY c DESC, grp
SELECT grp, SUM(l) * 1.0 / COUNT(*) AS r, SUM(l) / COUNT(*) AS ri FROM numbers GROUP BY grp ORDER BY grp
SELECT COALESCE(grp, 'n/a') AS k, COUNT(DISTINCT l) AS u FROM numbers GROUP BY 1 ORDER BY 1
SELECT CASE WHEN l IS NULL THEN 'null' WHEN l < 10 THEN 'low' WHEN l BETWEEN 10 AND 100 THEN 'mid' ELSE 'high' END AS bucket, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1
SELECT grp, SUM(l) FILTER (WHERE l > 5) AS big, COUNT(*) FILTER (WHERE l IS NULL) AS nulls, SUM(CASE WHEN l > 5 THEN 1 ELSE 0 END) AS n5 FROM numbers GROUP BY grp ORDER BY grp
SELECT * FROM (SELECT grp, COUNT(*) AS c, RANK() OVER (ORDER BY COUNT(*) DESC) AS r FROM numbers GROUP BY grp) WHERE r <= 3 ORDER BY r, grp
SELECT grp, c, SUM(c) OVER (ORDER BY c DESC, grp ROWS UNBOUNDED PRECEDING) AS running, c * 100.0 / SUM(c) OVER () AS pct FROM (SELECT grp, COUNT(*) AS c FROM numbers GROUP BY grp) ORDER BY c DESC, grp
SELECT grp, c, LAG(c, 1, 0) OVER (ORDER BY grp) AS p, LEAD(c) OVER (ORDER BY grp) AS n, FIRST_VALUE(c) OVER (ORDER BY grp) AS f, NTILE(3) OVER (ORDER BY grp) AS nt FROM (SELECT grp, COUNT(*) AS c FROM numbers GROUP BY grp) ORDER BY grp
SELECT COUNT(*) AS total, COUNT(grp) AS nn, COUNT(*) - COUNT(grp) AS missing FROM numbers
SELECT MAX(l) - MIN(l) AS spread, SUM(l) FROM numbers WHERE grp IS NOT NULL AND grp <> ''
SELECT grp FROM numbers WHERE l = (SELECT MAX(l) FROM numbers)
SELECT grp, COUNT(*) FROM numbers WHERE grp IN (SELECT grp FROM numbers GROUP BY grp HAVING COUNT(*) > 3) GROUP BY grp ORDER BY grp
WITH a AS (SELECT grp, SUM(l) AS s FROM numbers GROUP BY grp), b AS (SELECT AVG(s) AS av FROM a) SELECT a.grp, a.s, b.av, a.s > b.av AS above FROM a CROSS JOIN b ORDER BY a.grp
SELECT grp, GROUPING(grp) AS g, SUM(l) AS s FROM numbers GROUP BY GROUPING SETS ((grp), ()) ORDER BY g, grp
SELECT grp AS x, COUNT(*) FROM numbers GROUP BY grp UNION ALL SELECT 'total', COUNT(*) FROM numbers
SELECT STRING_AGG(grp, '|', 4096) FROM (SELECT DISTINCT grp FROM numbers ORDER BY grp)
SELECT ARRAY_AGG(DISTINCT grp, 100000) FROM numbers
SELECT grp, COUNT(*) FROM numbers GROUP BY grp ORDER BY grp DESC LIMIT 3 OFFSET 2
SELECT DISTINCT grp FROM numbers ORDER BY grp LIMIT 5
SELECT grp, l FROM numbers WHERE l IS NOT NULL AND grp LIKE '%a%' ORDER BY l DESC, grp LIMIT 5
SELECT UPPER(grp) AS u, SUBSTRING(grp, 1, 2) AS s, CHAR_LENGTH(grp) AS l, COUNT(*) FROM numbers GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
EXPLAIN PLAN FOR SELECT grp, COUNT(*) FROM numbers GROUP BY grp
SELECT FLOOR(__time TO YEAR) AS t, SUM(amount) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(YEAR FROM __time) AS e, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('YEAR', __time) AS t, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(YEAR, MIN(__time), MAX(__time)), TIMESTAMPADD(YEAR, 2, MAX(__time)) FROM orders
SELECT FLOOR(__time TO QUARTER) AS t, SUM(amount) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(QUARTER FROM __time) AS e, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('QUARTER', __time) AS t, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(QUARTER, MIN(__time), MAX(__time)), TIMESTAMPADD(QUARTER, 2, MAX(__time)) FROM orders
SELECT FLOOR(__time TO MONTH) AS t, SUM(amount) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(MONTH FROM __time) AS e, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('MONTH', __time) AS t, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(MONTH, MIN(__time), MAX(__time)), TIMESTAMPADD(MONTH, 2, MAX(__time)) FROM orders
SELECT FLOOR(__time TO WEEK) AS t, SUM(amount) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(WEEK FROM __time) AS e, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('WEEK', __time) AS t, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(WEEK, MIN(__time), MAX(__time)), TIMESTAMPADD(WEEK, 2, MAX(__time)) FROM orders
SELECT FLOOR(__time TO DAY) AS t, SUM(amount) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(DAY FROM __time) AS e, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('DAY', __time) AS t, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(DAY, MIN(__time), MAX(__time)), TIMESTAMPADD(DAY, 2, MAX(__time)) FROM orders
SELECT FLOOR(__time TO HOUR) AS t, SUM(amount) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(HOUR FROM __time) AS e, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('HOUR', __time) AS t, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(HOUR, MIN(__time), MAX(__time)), TIMESTAMPADD(HOUR, 2, MAX(__time)) FROM orders
SELECT TIME_FORMAT(__time, 'yyyy-MM') AS ym, SUM(amount) FROM orders GROUP BY 1 ORDER BY 1
SELECT TIME_FLOOR(__time, 'PT1H', NULL, 'Asia/Kolkata') AS h, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 9
SELECT TIME_SHIFT(TIME_FLOOR(__time, 'P1D'), 'P1M', -1) AS t, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT COUNT(*) FROM orders WHERE __time >= TIMESTAMP '2000-01-01 00:00:00' AND __time < TIMESTAMP '2020-01-01 00:00:00' + INTERVAL '1' YEAR
SELECT COUNT(*) FROM orders WHERE TIME_IN_INTERVAL(__time, '2000-01-01/P20Y')
SELECT COUNT(*) FROM orders WHERE __time BETWEEN '2000-01-01' AND '2016-01-01'
SELECT CAST(__time AS DATE) AS d, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT t, s, s - LAG(s) OVER (ORDER BY t) AS delta, AVG(s) OVER (ORDER BY t ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS ma FROM (SELECT FLOOR(__time TO DAY) AS t, SUM(amount) AS s FROM orders GROUP BY 1) ORDER BY t LIMIT 10
SELECT EXTRACT(DOW FROM __time) AS dow, EXTRACT(HOUR FROM __time) AS h, COUNT(*) FROM orders GROUP BY CUBE (1, 2) ORDER BY 1, 2 LIMIT 30
SELECT MIN(__time), MAX(__time), COUNT(DISTINCT FLOOR(__time TO DAY)) FROM orders
SELECT LATEST(amount), EARLIEST(amount) FROM orders
SELECT TIMESTAMP_TO_MILLIS(__time) / 86400000 AS d, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT MILLIS_TO_TIMESTAMP(CAST(AVG(TIMESTAMP_TO_MILLIS(__time)) AS BIGINT)) FROM orders
SELECT __time, amount FROM orders ORDER BY __time DESC LIMIT 4
SELECT FLOOR(__time TO YEAR) AS t, SUM(added) FROM wikipedia GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(YEAR FROM __time) AS e, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('YEAR', __time) AS t, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(YEAR, MIN(__time), MAX(__time)), TIMESTAMPADD(YEAR, 2, MAX(__time)) FROM wikipedia
SELECT FLOOR(__time TO QUARTER) AS t, SUM(added) FROM wikipedia GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(QUARTER FROM __time) AS e, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('QUARTER', __time) AS t, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(QUARTER, MIN(__time), MAX(__time)), TIMESTAMPADD(QUARTER, 2, MAX(__time)) FROM wikipedia
SELECT FLOOR(__time TO MONTH) AS t, SUM(added) FROM wikipedia GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(MONTH FROM __time) AS e, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('MONTH', __time) AS t, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(MONTH, MIN(__time), MAX(__time)), TIMESTAMPADD(MONTH, 2, MAX(__time)) FROM wikipedia
SELECT FLOOR(__time TO WEEK) AS t, SUM(added) FROM wikipedia GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(WEEK FROM __time) AS e, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('WEEK', __time) AS t, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(WEEK, MIN(__time), MAX(__time)), TIMESTAMPADD(WEEK, 2, MAX(__time)) FROM wikipedia
SELECT FLOOR(__time TO DAY) AS t, SUM(added) FROM wikipedia GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(DAY FROM __time) AS e, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('DAY', __time) AS t, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(DAY, MIN(__time), MAX(__time)), TIMESTAMPADD(DAY, 2, MAX(__time)) FROM wikipedia
SELECT FLOOR(__time TO HOUR) AS t, SUM(added) FROM wikipedia GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(HOUR FROM __time) AS e, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('HOUR', __time) AS t, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(HOUR, MIN(__time), MAX(__time)), TIMESTAMPADD(HOUR, 2, MAX(__time)) FROM wikipedia
SELECT TIME_FORMAT(__time, 'yyyy-MM') AS ym, SUM(added) FROM wikipedia GROUP BY 1 ORDER BY 1
SELECT TIME_FLOOR(__time, 'PT1H', NULL, 'Asia/Kolkata') AS h, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1 LIMIT 9
SELECT TIME_SHIFT(TIME_FLOOR(__time, 'P1D'), 'P1M', -1) AS t, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT COUNT(*) FROM wikipedia WHERE __time >= TIMESTAMP '2000-01-01 00:00:00' AND __time < TIMESTAMP '2020-01-01 00:00:00' + INTERVAL '1' YEAR
SELECT COUNT(*) FROM wikipedia WHERE TIME_IN_INTERVAL(__time, '2000-01-01/P20Y')
SELECT COUNT(*) FROM wikipedia WHERE __time BETWEEN '2000-01-01' AND '2016-01-01'
SELECT CAST(__time AS DATE) AS d, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT t, s, s - LAG(s) OVER (ORDER BY t) AS delta, AVG(s) OVER (ORDER BY t ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS ma FROM (SELECT FLOOR(__time TO DAY) AS t, SUM(added) AS s FROM wikipedia GROUP BY 1) ORDER BY t LIMIT 10
SELECT EXTRACT(DOW FROM __time) AS dow, EXTRACT(HOUR FROM __time) AS h, COUNT(*) FROM wikipedia GROUP BY CUBE (1, 2) ORDER BY 1, 2 LIMIT 30
SELECT MIN(__time), MAX(__time), COUNT(DISTINCT FLOOR(__time TO DAY)) FROM wikipedia
SELECT LATEST(added), EARLIEST(added) FROM wikipedia
SELECT TIMESTAMP_TO_MILLIS(__time) / 86400000 AS d, COUNT(*) FROM wikipedia GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT MILLIS_TO_TIMESTAMP(CAST(AVG(TIMESTAMP_TO_MILLIS(__time)) AS BIGINT)) FROM wikipedia
SELECT __time, added FROM wikipedia ORDER BY __time DESC LIMIT 4
SELECT FLOOR(__time TO YEAR) AS t, SUM(m1) FROM foo GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(YEAR FROM __time) AS e, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('YEAR', __time) AS t, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(YEAR, MIN(__time), MAX(__time)), TIMESTAMPADD(YEAR, 2, MAX(__time)) FROM foo
SELECT FLOOR(__time TO QUARTER) AS t, SUM(m1) FROM foo GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(QUARTER FROM __time) AS e, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('QUARTER', __time) AS t, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(QUARTER, MIN(__time), MAX(__time)), TIMESTAMPADD(QUARTER, 2, MAX(__time)) FROM foo
SELECT FLOOR(__time TO MONTH) AS t, SUM(m1) FROM foo GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(MONTH FROM __time) AS e, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('MONTH', __time) AS t, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(MONTH, MIN(__time), MAX(__time)), TIMESTAMPADD(MONTH, 2, MAX(__time)) FROM foo
SELECT FLOOR(__time TO WEEK) AS t, SUM(m1) FROM foo GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(WEEK FROM __time) AS e, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('WEEK', __time) AS t, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(WEEK, MIN(__time), MAX(__time)), TIMESTAMPADD(WEEK, 2, MAX(__time)) FROM foo
SELECT FLOOR(__time TO DAY) AS t, SUM(m1) FROM foo GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(DAY FROM __time) AS e, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('DAY', __time) AS t, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(DAY, MIN(__time), MAX(__time)), TIMESTAMPADD(DAY, 2, MAX(__time)) FROM foo
SELECT FLOOR(__time TO HOUR) AS t, SUM(m1) FROM foo GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(HOUR FROM __time) AS e, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('HOUR', __time) AS t, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(HOUR, MIN(__time), MAX(__time)), TIMESTAMPADD(HOUR, 2, MAX(__time)) FROM foo
SELECT TIME_FORMAT(__time, 'yyyy-MM') AS ym, SUM(m1) FROM foo GROUP BY 1 ORDER BY 1
SELECT TIME_FLOOR(__time, 'PT1H', NULL, 'Asia/Kolkata') AS h, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1 LIMIT 9
SELECT TIME_SHIFT(TIME_FLOOR(__time, 'P1D'), 'P1M', -1) AS t, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT COUNT(*) FROM foo WHERE __time >= TIMESTAMP '2000-01-01 00:00:00' AND __time < TIMESTAMP '2020-01-01 00:00:00' + INTERVAL '1' YEAR
SELECT COUNT(*) FROM foo WHERE TIME_IN_INTERVAL(__time, '2000-01-01/P20Y')
SELECT COUNT(*) FROM foo WHERE __time BETWEEN '2000-01-01' AND '2016-01-01'
SELECT CAST(__time AS DATE) AS d, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT t, s, s - LAG(s) OVER (ORDER BY t) AS delta, AVG(s) OVER (ORDER BY t ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS ma FROM (SELECT FLOOR(__time TO DAY) AS t, SUM(m1) AS s FROM foo GROUP BY 1) ORDER BY t LIMIT 10
SELECT EXTRACT(DOW FROM __time) AS dow, EXTRACT(HOUR FROM __time) AS h, COUNT(*) FROM foo GROUP BY CUBE (1, 2) ORDER BY 1, 2 LIMIT 30
SELECT MIN(__time), MAX(__time), COUNT(DISTINCT FLOOR(__time TO DAY)) FROM foo
SELECT LATEST(m1), EARLIEST(m1) FROM foo
SELECT TIMESTAMP_TO_MILLIS(__time) / 86400000 AS d, COUNT(*) FROM foo GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT MILLIS_TO_TIMESTAMP(CAST(AVG(TIMESTAMP_TO_MILLIS(__time)) AS BIGINT)) FROM foo
SELECT __time, m1 FROM foo ORDER BY __time DESC LIMIT 4
SELECT FLOOR(__time TO YEAR) AS t, SUM(l) FROM numbers GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(YEAR FROM __time) AS e, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('YEAR', __time) AS t, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(YEAR, MIN(__time), MAX(__time)), TIMESTAMPADD(YEAR, 2, MAX(__time)) FROM numbers
SELECT FLOOR(__time TO QUARTER) AS t, SUM(l) FROM numbers GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(QUARTER FROM __time) AS e, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('QUARTER', __time) AS t, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(QUARTER, MIN(__time), MAX(__time)), TIMESTAMPADD(QUARTER, 2, MAX(__time)) FROM numbers
SELECT FLOOR(__time TO MONTH) AS t, SUM(l) FROM numbers GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(MONTH FROM __time) AS e, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('MONTH', __time) AS t, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(MONTH, MIN(__time), MAX(__time)), TIMESTAMPADD(MONTH, 2, MAX(__time)) FROM numbers
SELECT FLOOR(__time TO WEEK) AS t, SUM(l) FROM numbers GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(WEEK FROM __time) AS e, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('WEEK', __time) AS t, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(WEEK, MIN(__time), MAX(__time)), TIMESTAMPADD(WEEK, 2, MAX(__time)) FROM numbers
SELECT FLOOR(__time TO DAY) AS t, SUM(l) FROM numbers GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(DAY FROM __time) AS e, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('DAY', __time) AS t, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(DAY, MIN(__time), MAX(__time)), TIMESTAMPADD(DAY, 2, MAX(__time)) FROM numbers
SELECT FLOOR(__time TO HOUR) AS t, SUM(l) FROM numbers GROUP BY 1 ORDER BY 1 LIMIT 20
SELECT EXTRACT(HOUR FROM __time) AS e, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1
SELECT DATE_TRUNC('HOUR', __time) AS t, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1 DESC LIMIT 5
SELECT TIMESTAMPDIFF(HOUR, MIN(__time), MAX(__time)), TIMESTAMPADD(HOUR, 2, MAX(__time)) FROM numbers
SELECT TIME_FORMAT(__time, 'yyyy-MM') AS ym, SUM(l) FROM numbers GROUP BY 1 ORDER BY 1
SELECT TIME_FLOOR(__time, 'PT1H', NULL, 'Asia/Kolkata') AS h, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1 LIMIT 9
SELECT TIME_SHIFT(TIME_FLOOR(__time, 'P1D'), 'P1M', -1) AS t, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT COUNT(*) FROM numbers WHERE __time >= TIMESTAMP '2000-01-01 00:00:00' AND __time < TIMESTAMP '2020-01-01 00:00:00' + INTERVAL '1' YEAR
SELECT COUNT(*) FROM numbers WHERE TIME_IN_INTERVAL(__time, '2000-01-01/P20Y')
SELECT COUNT(*) FROM numbers WHERE __time BETWEEN '2000-01-01' AND '2016-01-01'
SELECT CAST(__time AS DATE) AS d, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT t, s, s - LAG(s) OVER (ORDER BY t) AS delta, AVG(s) OVER (ORDER BY t ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS ma FROM (SELECT FLOOR(__time TO DAY) AS t, SUM(l) AS s FROM numbers GROUP BY 1) ORDER BY t LIMIT 10
SELECT EXTRACT(DOW FROM __time) AS dow, EXTRACT(HOUR FROM __time) AS h, COUNT(*) FROM numbers GROUP BY CUBE (1, 2) ORDER BY 1, 2 LIMIT 30
SELECT MIN(__time), MAX(__time), COUNT(DISTINCT FLOOR(__time TO DAY)) FROM numbers
SELECT LATEST(l), EARLIEST(l) FROM numbers
SELECT TIMESTAMP_TO_MILLIS(__time) / 86400000 AS d, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1 LIMIT 5
SELECT MILLIS_TO_TIMESTAMP(CAST(AVG(TIMESTAMP_TO_MILLIS(__time)) AS BIGINT)) FROM numbers
SELECT __time, l FROM numbers ORDER BY __time DESC LIMIT 4
SELECT c.country, COUNT(*) AS n, SUM(o.amount) AS s FROM orders o JOIN customers c ON o.customer_id = c.customer_id GROUP BY 1 ORDER BY s DESC
SELECT c.country, i.category, SUM(o.amount * (1 - o.discount)) AS net FROM orders o JOIN customers c ON o.customer_id = c.customer_id JOIN items i ON o.item_id = i.item_id GROUP BY 1, 2 ORDER BY 1, 2
SELECT c.name, o.n FROM customers c LEFT JOIN (SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY customer_id) o ON c.customer_id = o.customer_id ORDER BY c.name LIMIT 20
SELECT COUNT(*) FROM customers c LEFT JOIN orders o ON c.customer_id = o.customer_id WHERE o.order_id IS NULL
SELECT a.name, b.name AS ref FROM customers a JOIN customers b ON a.referrer_id = b.customer_id ORDER BY a.name LIMIT 10
SELECT c.tier, o.status, COUNT(*) FROM orders o INNER JOIN customers c USING (customer_id) GROUP BY c.tier, o.status ORDER BY 1, 2
SELECT t.category, t.total, t.total * 1.0 / g.total AS share FROM (SELECT i.category, SUM(o.amount) AS total FROM orders o JOIN items i ON o.item_id = i.item_id GROUP BY i.category) t CROSS JOIN (SELECT SUM(amount) AS total FROM orders) g ORDER BY 1
SELECT c.country, COUNT(DISTINCT o.customer_id) FROM orders o, customers c WHERE o.customer_id = c.customer_id AND c.age > 30 GROUP BY 1 ORDER BY 1
SELECT * FROM (SELECT customer_id, amount, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY amount DESC) AS rn FROM orders) WHERE rn = 1 ORDER BY customer_id LIMIT 10
SELECT o.status, SUM(CASE WHEN c.tier = 'gold' THEN o.amount ELSE 0 END) AS gold, SUM(CASE WHEN c.tier <> 'gold' THEN o.amount END) AS others FROM orders o LEFT JOIN customers c ON o.customer_id = c.customer_id GROUP BY o.status ORDER BY 1
SELECT x.d, x.n, y.n FROM (SELECT FLOOR(__time TO MONTH) AS d, COUNT(*) AS n FROM orders GROUP BY 1) x FULL JOIN (SELECT FLOOR(__time TO MONTH) AS d, COUNT(*) AS n FROM customers GROUP BY 1) y ON x.d = y.d ORDER BY 1, 2
SELECT l.k, l.s, r.s FROM (SELECT k, SUM(w) AS s FROM numbers GROUP BY k) l RIGHT JOIN (SELECT k, SUM(l) AS s FROM numbers WHERE k < 5 GROUP BY k) r ON l.k = r.k ORDER BY 1
SELECT COUNT(*) FROM orders o WHERE o.customer_id IN (SELECT customer_id FROM customers WHERE country = 'FR') AND o.item_id NOT IN (SELECT item_id FROM items WHERE price > 50)
SELECT c.region, o.channel, GROUPING(c.region, o.channel) AS g, SUM(o.qty) AS q FROM orders o JOIN customers c ON o.customer_id = c.customer_id GROUP BY ROLLUP (c.region, o.channel) ORDER BY g, 1, 2
SELECT COUNT(*) FROM foo a JOIN foo b ON a.dim1 = b.dim1 AND a.cnt = b.cnt
SELECT a.dim1, b.dim1 FROM foo a JOIN foo b ON a.m1 + 1 = b.m1 ORDER BY 1
SELECT a.dim1 FROM foo a LEFT JOIN foo b ON a.dim1 = b.dim2 WHERE b.dim2 IS NULL ORDER BY 1
SELECT o.*, c.name FROM orders o JOIN customers c ON o.customer_id = c.customer_id WHERE o.order_id < 4 ORDER BY o.order_id
SELECT k, w, SUM(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, AVG(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MIN(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MAX(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(*) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, SUM(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, AVG(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MIN(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MAX(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(*) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, SUM(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, AVG(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MIN(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MAX(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(*) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, SUM(w) OVER (PARTITION BY k ORDER BY w RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, AVG(w) OVER (PARTITION BY k ORDER BY w RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MIN(w) OVER (PARTITION BY k ORDER BY w RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MAX(w) OVER (PARTITION BY k ORDER BY w RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(*) OVER (PARTITION BY k ORDER BY w RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(w) OVER (PARTITION BY k ORDER BY w RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, SUM(w) OVER (PARTITION BY k ORDER BY w ROWS 2 PRECEDING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, AVG(w) OVER (PARTITION BY k ORDER BY w ROWS 2 PRECEDING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MIN(w) OVER (PARTITION BY k ORDER BY w ROWS 2 PRECEDING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MAX(w) OVER (PARTITION BY k ORDER BY w ROWS 2 PRECEDING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(*) OVER (PARTITION BY k ORDER BY w ROWS 2 PRECEDING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(w) OVER (PARTITION BY k ORDER BY w ROWS 2 PRECEDING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, SUM(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, AVG(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MIN(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, MAX(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(*) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, COUNT(w) OVER (PARTITION BY k ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, ROW_NUMBER() OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, ROW_NUMBER() OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT k, w, RANK() OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, RANK() OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT k, w, DENSE_RANK() OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, DENSE_RANK() OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT k, w, PERCENT_RANK() OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, PERCENT_RANK() OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT k, w, CUME_DIST() OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, CUME_DIST() OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT k, w, NTILE(4) OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, NTILE(4) OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT k, w, LAG(w) OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, LAG(w) OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT k, w, LAG(w, 2) OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, LAG(w, 2) OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT k, w, LEAD(w, 1) OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, LEAD(w, 1) OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT k, w, FIRST_VALUE(w) OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, FIRST_VALUE(w) OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT k, w, LAST_VALUE(w) OVER (PARTITION BY k ORDER BY w) AS x FROM numbers GROUP BY k, w ORDER BY k, w
SELECT k, w, LAST_VALUE(w) OVER win AS x FROM numbers GROUP BY k, w WINDOW win AS (PARTITION BY k ORDER BY w DESC) ORDER BY k, w
SELECT grp, id, l, SUM(l) OVER (PARTITION BY grp ORDER BY id) AS rs, SUM(l) OVER (PARTITION BY grp) AS ts FROM numbers WHERE id < 30 ORDER BY grp, id
SELECT grp, SUM(l) AS s, SUM(SUM(l)) OVER (ORDER BY grp) AS cs, RANK() OVER (ORDER BY SUM(l) DESC) AS r FROM numbers GROUP BY grp ORDER BY grp
SELECT id, l, AVG(l) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) AS x FROM numbers WHERE id < 15 ORDER BY id
SELECT grp, id FROM numbers WHERE id < 50 QUALIFY ROW_NUMBER() OVER (PARTITION BY grp ORDER BY id) = 1 ORDER BY grp
WITH a AS (SELECT dim1, cnt FROM foo), b AS (WITH c AS (SELECT dim1 FROM a WHERE dim1 <> '') SELECT dim1, COUNT(*) AS n FROM c GROUP BY dim1) SELECT a.dim1, b.n FROM a LEFT JOIN b ON a.dim1 = b.dim1 ORDER BY 1
WITH t AS (SELECT 1 AS x UNION ALL SELECT 2 UNION ALL SELECT 3) SELECT SUM(x) FROM t
SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, NULL)) AS t (n, s) WHERE n > 1
SELECT t.s, COUNT(*) FROM (VALUES ('a', 1), ('b', 2), ('a', 3)) AS t (s, n) GROUP BY t.s ORDER BY 1
SELECT o.status, v.label, COUNT(*) FROM orders o JOIN (VALUES ('open', 'Open!'), ('paid', 'Paid!')) AS v (code, label) ON o.status = v.code GROUP BY 1, 2 ORDER BY 1
SELECT * FROM (SELECT status, channel, amount FROM orders) PIVOT (SUM(amount) AS s, COUNT(*) AS n FOR status IN ('open' AS o, 'paid' AS p)) ORDER BY channel
SELECT * FROM (SELECT channel, qty FROM orders) PIVOT (SUM(qty) FOR channel IN ('web', 'shop'))
SELECT * FROM (SELECT id, l, w FROM numbers WHERE id < 4) UNPIVOT (v FOR name IN (l AS 'L', w AS 'W')) ORDER BY id, name
SELECT id, t.x FROM arrays CROSS JOIN UNNEST(tags) AS t (x) ORDER BY id, x
SELECT t.x, COUNT(*) FROM arrays, UNNEST(nums) AS t (x) GROUP BY 1 ORDER BY 1
SELECT x FROM UNNEST(ARRAY['a','b',NULL]) AS t (x)
SELECT item_id, x FROM items CROSS JOIN UNNEST(MV_TO_ARRAY(tags)) AS t (x) WHERE item_id < 5 ORDER BY 1, 2
SELECT x, COUNT(*) FROM items CROSS JOIN UNNEST(MV_TO_ARRAY(tags)) AS t (x) WHERE x <> 'hot' GROUP BY x ORDER BY 2 DESC, 1
SELECT COUNT(*), SUM(l) FROM TABLE(APPEND('numbers', 'numbers'))
SELECT dim1, l FROM TABLE(APPEND('foo', 'types')) ORDER BY 1, 2 LIMIT 12
SELECT dim1 FROM foo WHERE dim1 > 'a' UNION ALL SELECT dim2 FROM foo WHERE dim2 > 'a'
SELECT COUNT(*) FROM (SELECT dim1 FROM foo UNION ALL SELECT dim1 FROM foo)
SELECT tags, COUNT(*) FROM items GROUP BY tags ORDER BY 2 DESC, 1
SELECT MV_TO_STRING(tags, ',') AS s, COUNT(*) FROM items GROUP BY 1 ORDER BY 1 LIMIT 10
SELECT MV_LENGTH(tags) AS n, COUNT(*) FROM items GROUP BY 1 ORDER BY 1
SELECT COUNT(*) FROM items WHERE MV_CONTAINS(tags, ARRAY['hot', 'eco'])
SELECT JSON_VALUE(payload, '$.device.os') AS os, COUNT(*), AVG(JSON_VALUE(payload, '$.n' RETURNING BIGINT)) FROM events GROUP BY 1 ORDER BY 1
SELECT kind, SUM(JSON_VALUE(payload, '$.ratio' RETURNING DOUBLE)) FROM events GROUP BY kind ORDER BY kind
SELECT status, COUNT(*) FROM orders WHERE amount > ? AND status <> ? GROUP BY 1 ORDER BY 1
SELECT COUNT(*) FROM orders WHERE __time >= ? AND __time < ?
SELECT COUNT(*) FROM orders WHERE qty IN (?, ?, ?)
SELECT order_id FROM orders WHERE customer_id = ? ORDER BY order_id LIMIT ? OFFSET ?
SELECT ? AS a, ? AS b, ? AS c, ? AS d
SELECT CASE WHEN qty > ? THEN ? ELSE ? END AS c, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT TIME_FLOOR(__time, ?) AS t, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT COUNT(*) FROM orders WHERE status LIKE ?
SELECT COALESCE(?, 'd'), ? IS NULL
SELECT SUM(amount) * ? FROM orders
SELECT 1 + 1, 'a' || 'b', CURRENT_DATE IS NOT NULL
SELECT COUNT(*) FROM wikipedia WHERE isRobot = 'true' AND (namespace = 'Main' OR namespace LIKE 'User%') AND NOT (added < 10 OR deleted > 100)
SELECT page, added FROM wikipedia WHERE added > 20000 ORDER BY added DESC
SELECT channel, COUNT(*) FILTER (WHERE isRobot = 'true') * 100.0 / COUNT(*) AS pct FROM wikipedia GROUP BY channel ORDER BY pct DESC LIMIT 5
SELECT APPROX_COUNT_DISTINCT(user) > 1000 FROM wikipedia
SELECT countryName, cityName, COUNT(*) AS n FROM wikipedia WHERE countryName IS NOT NULL GROUP BY GROUPING SETS ((countryName, cityName), (countryName)) HAVING COUNT(*) > 60 ORDER BY n DESC, 1, 2
SELECT REGEXP_EXTRACT(channel, '#([a-z]+)', 1) AS lang, SUM(added) - SUM(deleted) AS net FROM wikipedia GROUP BY 1 ORDER BY net DESC LIMIT 5
SELECT FLOOR(added / 100) * 100 AS b, COUNT(*) FROM wikipedia WHERE added < 1000 GROUP BY 1 ORDER BY 1
SELECT ROUND(SUM(delta) / 1000.0, 2) AS k, CAST(SUM(delta) AS VARCHAR) AS s FROM wikipedia
SELECT LPAD(CAST(k AS VARCHAR), 3, '0') AS p, SUM(w) FROM numbers GROUP BY k ORDER BY k
SELECT flag, MAX(l) FILTER (WHERE l > 0), MIN(ABS(l)), SUM(l * l) FROM numbers GROUP BY flag ORDER BY flag
SELECT grp, COUNT(*) FROM numbers WHERE s IS NULL OR s = '' GROUP BY grp ORDER BY 2 DESC, 1
SELECT s, l FROM numbers WHERE (k, w) IN ((1, 2), (2, 3)) ORDER BY l
SELECT NULLIF(grp, 'a') AS g, COUNT(*) FROM numbers GROUP BY 1 ORDER BY 1
SELECT MOD(id, 3) AS m, SUM(CASE MOD(id, 2) WHEN 0 THEN 1 ELSE 0 END) AS even FROM numbers GROUP BY 1 ORDER BY 1
SELECT k, STRING_AGG(grp, ',') FROM (SELECT DISTINCT k, grp FROM numbers WHERE grp IS NOT NULL) GROUP BY k ORDER BY k
SELECT id FROM numbers WHERE l > ALL (SELECT l FROM numbers WHERE k = 1 AND l IS NOT NULL) ORDER BY id LIMIT 3
SELECT EXISTS (SELECT 1 FROM foo)
SELECT dim1 FROM foo f WHERE EXISTS (SELECT 1 FROM foo g WHERE g.dim2 = f.dim1)
SELECT dim1, (SELECT MAX(m2) FROM foo) - m2 AS d FROM foo ORDER BY dim1
SELECT (SELECT COUNT(*) FROM orders WHERE status = 'paid') AS p, (SELECT COUNT(*) FROM orders) AS a
SELECT COUNT(*) FROM orders HAVING COUNT(*) > 10
SELECT SUM(amount) FROM orders WHERE 1 = 0
SELECT status, SUM(amount) FROM orders WHERE 1 = 0 GROUP BY status
SELECT COUNT(*), SUM(x), MAX(x), AVG(x), ARRAY_AGG(x) FROM (SELECT m1 AS x FROM foo WHERE FALSE)
SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'druid' AND TABLE_NAME IN ('foo', 'orders', 'items') ORDER BY 1
SELECT COLUMN_NAME, DATA_TYPE, IS_NULLABLE, JDBC_TYPE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'druid' AND TABLE_NAME = 'orders' ORDER BY COLUMN_NAME
SELECT c.TABLE_NAME, COUNT(*) FROM INFORMATION_SCHEMA.COLUMNS c WHERE c.TABLE_NAME IN ('foo','items') GROUP BY 1 ORDER BY 1
SELECT dim1 COUNT(*) FROM foo
SELECT dim1, COUNT(*) FROM foo
SELECT COUNT(*) FROM foo GROUP BY dim1 ORDER BY dim2
SELECT SUM(dim1) FROM foo
SELECT MAX(dim1) FROM foo
SELECT FOO(dim1) FROM foo
SELECT * FROM foo WHERE COUNT(*) > 1
SELECT COUNT(*) c FROM foo WHERE c > 1
SELECT dim1 AS x FROM foo WHERE x = 'a'
SELECT dim1 AS x, COUNT(*) FROM foo GROUP BY x
SELECT dim1 FROM foo LIMIT -1
SELECT dim1 FROM foo LIMIT 'a'
SELECT SUM(COUNT(*)) FROM foo
SELECT a.* FROM foo b
SELECT dim1 FROM foo ORDER BY 3
SELECT dim1 FROM foo GROUP BY 3
SELECT dim1, dim2 FROM foo UNION ALL SELECT dim1 FROM foo
SELECT CAST(dim1 AS NUMBER) FROM foo
SELECT CAST(dim1 AS TEXT) FROM foo
SELECT CAST(dim1 AS INT8) FROM foo
SELECT __time + 1 FROM foo
SELECT __time > 5 FROM foo
SELECT dim1 + dim2 FROM foo
SELECT NOT dim1 FROM foo
SELECT dim1 AND TRUE FROM foo
SELECT IF(m1 > 1, 1, 2) FROM foo
SELECT dim1 ILIKE 'a%' FROM foo
SELECT dim1::varchar FROM foo
SELECT [dim1] FROM foo
SELECT `dim1` FROM foo
SELECT "nope" FROM foo
SELECT 'it''s' FROM foo LIMIT 1
SELECT TOP 5 * FROM foo
SELECT * FROM foo LIMIT 2, 3
SELECT * FROM foo FETCH FIRST 2 ROWS ONLY
SELECT * FROM foo OFFSET 3
SELECT * FROM foo OFFSET 3 LIMIT 2
SELECT COUNT(*) FROM foo WHERE dim1 = "abc"
SELECT COUNT(DISTINCT dim1, dim2) FROM foo
SELECT ROW_NUMBER() FROM foo
SELECT SUM(m1) OVER (ORDER BY __time) FROM foo GROUP BY dim1
SELECT dim1 FROM foo HAVING dim1 = 'a'
SELECT dim1 FROM foo WHERE dim1 IN ()
SELECT CASE END FROM foo
SELECT INTERVAL '1' DAY
SELECT DATE '2020-13-01'
SELECT TIMESTAMP '2020-01-01'
SELECT TIMESTAMP '2020-01-01T00:00:00'
SELECT EXTRACT(FOO FROM __time) FROM foo
SELECT FLOOR(__time TO FOO) FROM foo
SELECT TIME_FLOOR(__time, 'P1X') FROM foo
SELECT DATE_TRUNC('foo', __time) FROM foo
SELECT TIMESTAMPADD(FOO, 1, __time) FROM foo
SELECT POSITION('a', dim1) FROM foo
SELECT TRIM(BOTH FROM dim1) FROM foo
SELECT SUBSTRING(dim1 FROM 1 FOR 2) FROM foo
SELECT SUBSTRING(dim1 FROM 2) FROM foo
SELECT OVERLAY(dim1 PLACING 'x' FROM 1) FROM foo
SELECT CONVERT(dim1 USING utf8) FROM foo
INSERT INTO foo SELECT 1
UPDATE foo SET dim1 = 'a'
DELETE FROM foo
DROP TABLE foo
CREATE TABLE x (a INT)
SHOW TABLES
DESCRIBE foo
SET x = 1
SELECT 1; SELECT 2
WITH a AS (SELECT 1)
SELECT * FROM (SELECT 1
SELECT 1)
SELECT
SELECT FROM foo
FROM foo
SELECT * FROM
SELECT * FROM foo WHERE
SELECT * FROM foo WHERE dim1 =
SELECT * FROM foo GROUP BY
SELECT * FROM foo JOIN
SELECT * FROM foo JOIN foo
SELECT * FROM foo a JOIN foo b ON
SELECT * FROM foo a JOIN foo b ON a.dim1
SELECT -- comment\n dim1 FROM foo LIMIT 1
SELECT /* c */ 1
SELECT /* c 1
SELECT 'abc
SELECT "abc
SELECT 1e
SELECT 0x1F
SELECT .5
SELECT 5.
SELECT 1..2
SELECT a.b.c.d FROM foo
SELECT @x
SELECT $1
SELECT :x
SELECT ?
SELECT #
SELECT 1 1
SELECT dim1 dim2 dim3 FROM foo
SELECT dim1,,dim2 FROM foo
SELECT LN(0)
SELECT LN(0) > 1
SELECT LN(0) + 1
SELECT ABS(LN(0))
SELECT CAST(LN(0) AS VARCHAR)
SELECT CAST(LN(0) AS BIGINT)
SELECT COALESCE(LN(0), 1)
SELECT CASE WHEN 1=1 THEN 1 ELSE LN(0) END
SELECT CASE WHEN 1=1 THEN LN(0) ELSE 1 END
SELECT d + LN(0) FROM types
SELECT d > LN(0) FROM types
SELECT COUNT(*) FROM types WHERE d > LN(0)
SELECT COUNT(*) FROM types WHERE LN(0) < 1
SELECT SUM(LN(0)) FROM types
SELECT SQRT(-1)
SELECT SQRT(-1) IS NULL
SELECT 1.0 / 0
SELECT 1.0 / 0 > 1
SELECT 1e308 * 10
SELECT 1e308 * 10 > 1
SELECT POWER(10, 400)
SELECT POWER(0, -1)
SELECT EXP(1000)
SELECT -LN(0)
SELECT GREATEST(LN(0), 1)
SELECT LEAST(LN(0), 1)
SELECT 1/LN(0)
SELECT ARRAY[LN(0)]
SELECT ARRAY[LN(0), 1.5]
SELECT 'a' || LN(0)
SELECT CONCAT('a', LN(0))
SELECT ROUND(LN(0), 2)
SELECT ROUND(LN(0))
SELECT TRUNCATE(LN(0))
SELECT FLOOR(LN(0))
SELECT SIGN(LN(0))
SELECT NULLIF(LN(0), 1)
SELECT LN(0) BETWEEN 1 AND 2
SELECT LN(0) IN (1, 2)
SELECT 1 WHERE LN(0) < 0
SELECT MOD(1, 0)
SELECT 1 / 0
SELECT MOD(1, 0) > 1
SELECT 1 / 0 > 1
SELECT id, MOD(id, 0) FROM types
SELECT id / 0 FROM types
SELECT id + 1/0 FROM types
SELECT MOD(id, 0) FROM types WHERE id = 1
SELECT id / 0 FROM types WHERE id = 1
SELECT LN(id - 1) FROM types WHERE id = 1
SELECT LN(l - 1) FROM types WHERE l = 1
SELECT MOD(1.5, 0)
SELECT MOD(1.5, 0.0)
SELECT SAFE_DIVIDE(1, 0)
SELECT DIV(1, 0)
SELECT DIV(1.5, 0)
SELECT DIV(id, 0) FROM types
SELECT COT(0)
SELECT COT(0) > 1
SELECT ATAN2(0,0)
SELECT ASIN(2)
SELECT LOG10(0)
SELECT LOG10(-1)
SELECT CASE WHEN id > 1 THEN LN(0) END FROM types
SELECT CASE WHEN id > 1 THEN 1/0 ELSE 2 END FROM types
SELECT COALESCE(d, LN(0)) FROM types
SELECT CAST('NaN' AS DOUBLE)
SELECT CAST('Infinity' AS DOUBLE)
SELECT CAST('NaN' AS DOUBLE) > 1
SELECT CAST('1e400' AS DOUBLE)
SELECT d * 1e308 FROM types
SELECT LN(0) FROM types ORDER BY LN(0)
SELECT COUNT(*) FROM types GROUP BY LN(0)
SELECT COUNT(*) FROM types HAVING LN(0) > 1
SELECT SUM(d) OVER (ORDER BY id), LN(0) FROM types
SELECT x FROM (SELECT LN(0) AS x) WHERE x < 1
SELECT x > 1 FROM (SELECT LN(0) AS x)
SELECT x > 1 FROM (SELECT LN(0) AS x FROM types)
SELECT * FROM (VALUES (LN(0)))
SELECT TIME_SHIFT(TIMESTAMP '2000-01-01 00:00:00', 'P1D', 1/0)
SELECT BITWISE_CONVERT_LONG_BITS_TO_DOUBLE(9221120237041090560)
SELECT SUBSTRING('abc', CAST(LN(0) AS INTEGER))
SELECT CAST(LN(0) AS INTEGER)
SELECT CAST(LN(0) AS FLOAT)
SELECT CAST(LN(0) AS DECIMAL)
SELECT CAST(1e40 AS FLOAT)
SELECT TO_JSON_STRING(LN(0))
SELECT JSON_OBJECT('a':LN(0))
SELECT HUMAN_READABLE_DECIMAL_FORMAT(LN(0))
SELECT dim3 FROM foo WHERE dim3 = 'b'
SELECT * FROM foo WHERE dim3 = 'b'
SELECT MV_LENGTH(dim3) FROM foo WHERE dim3 = 'b'
SELECT dim3 || 'x' FROM foo WHERE dim3 = 'b'
SELECT dim3, COUNT(*) FROM foo WHERE dim3 = 'b' GROUP BY 1
SELECT CASE WHEN m1 > 1 THEN 2 END, LN(m1-1) FROM foo WHERE m1 = 1
SELECT LN(m1-1) FROM foo WHERE m1 = 1.0
SELECT LN(cnt-1) FROM foo WHERE cnt = 1.0
SELECT LN(cnt-1) FROM foo WHERE cnt = 1
SELECT LN(cnt-1) FROM foo WHERE cnt = 1 AND dim1 <> 'z'
SELECT LN(cnt-1) FROM foo WHERE cnt IN (1)
SELECT LN(cnt-1) FROM foo WHERE cnt BETWEEN 1 AND 1
SELECT LN(cnt-1) FROM foo WHERE cnt >= 1 AND cnt <= 1
SELECT LN(cnt-1) FROM (SELECT cnt FROM foo WHERE cnt = 1)
SELECT LN(cnt-1) FROM (SELECT cnt, COUNT(*) FROM foo WHERE cnt = 1 GROUP BY cnt)
SELECT LN(x-1) FROM (SELECT 1 AS x, dim1 FROM foo)
SELECT LN(x-1) FROM (SELECT 1 AS x, dim1 FROM foo LIMIT 10)
SELECT SUM(LN(cnt-1)) FROM foo WHERE cnt = 1
SELECT cnt, SUM(1/(cnt-1)) FROM foo WHERE cnt = 1 GROUP BY cnt
SELECT 1 FROM (SELECT 1/0 AS x FROM foo)
SELECT COUNT(*) FROM (SELECT 1/0 AS x FROM foo)
SELECT COUNT(*) FROM foo WHERE cnt = 1 AND LN(cnt-1) > 1
SELECT COUNT(*) FROM foo WHERE cnt = 1 AND 1/(cnt-1) > 1
SELECT COUNT(*) FROM foo WHERE FALSE AND 1/0 > 1
SELECT COUNT(*) FROM foo WHERE TRUE OR 1/0 > 1
SELECT COUNT(*) FROM foo WHERE 1/0 > 1
SELECT dim1 FROM foo WHERE dim1 = 'abc' AND CAST(dim1 AS BIGINT) > 1
SELECT CAST(dim1 AS TIMESTAMP) FROM foo WHERE dim1 = 'abc'
SELECT CAST(dim1 AS BIGINT) FROM foo WHERE dim1 = 'abc'
SELECT SUBSTRING('abc', cnt - 1) FROM foo WHERE cnt = 1
SELECT LEFT('abc', 0 - cnt) FROM foo WHERE cnt = 1
SELECT LEFT('abc', 0 - cnt) FROM foo
SELECT LEFT(dim1, 0 - cnt) FROM foo
SELECT SUBSTRING('abc', cnt - 1) FROM foo
SELECT a.cnt, LN(b.cnt - 1) FROM foo a JOIN foo b ON a.dim1 = b.dim1 WHERE b.cnt = 1
SELECT a.cnt, LN(b.cnt - 1) FROM foo a JOIN (SELECT dim1, cnt FROM foo WHERE cnt = 1) b ON a.dim1 = b.dim1
SELECT dim1, 1/(cnt-1) FROM foo WHERE cnt = 1 ORDER BY dim1
SELECT dim1 FROM foo WHERE cnt = 1 ORDER BY 1/(cnt-1)
SELECT dim1 FROM foo WHERE cnt = 1 GROUP BY dim1 HAVING SUM(1/(cnt-1)) > 1
SELECT FLOOR(1e30), CEIL(1e30), ROUND(1e30), CAST(1e30 AS BIGINT)
SELECT -9223372036854775808 - 1
SELECT ABS(-9223372036854775808)
SELECT 9223372036854775807 + 1
SELECT l + 9223372036854775807 FROM types WHERE id < 5
SELECT l * 9223372036854775807 FROM types
SELECT SUM(l) * 9223372036854775807 FROM types
SELECT CAST(9223372036854775807 AS INTEGER)
SELECT big*big, big+big, -big, ABS(big) FROM numbers
SELECT SUM(big) FROM numbers
SELECT id, f*1e38, f*f*f, -f, f/0, f/0.0 FROM types
SELECT id, i/i, MOD(i,i) FROM types WHERE i <> 0
SELECT id, i/i FROM types
SELECT id, i/0.0 FROM types
SELECT id, MOD(d,0), MOD(f,0), MOD(d,d) FROM types
SELECT id, MOD(l,0.0) FROM types
SELECT id, DIV(d,0), DIV(l, 0.5), DIV(f, f) FROM types
SELECT id, POWER(l, 100), POWER(d, -1), SQRT(l), LN(f) FROM types
SELECT id, SQRT(d) > 1, LN(d) > 1, SQRT(d) < 1, d/0 > 1, ASIN(d) > 1 FROM types
SELECT COUNT(*) FROM types WHERE SQRT(d) > 1
SELECT COUNT(*) FROM types WHERE NOT (SQRT(d) > 1)
SELECT COUNT(*) FROM types WHERE SQRT(d) >= 1 OR LN(d) >= 0
SELECT COUNT(*) FROM types WHERE SQRT(d) BETWEEN 1 AND 1000000
SELECT SQRT(d) = SQRT(d), SQRT(d) <> SQRT(d), SQRT(d) IS NULL FROM types
SELECT MAX(SQRT(d)), MIN(SQRT(d)), SUM(SQRT(d)) FROM types
SELECT SQRT(d), COUNT(*) FROM types GROUP BY 1 ORDER BY 1
SELECT GREATEST(SQRT(d), 1) FROM types
SELECT CASE WHEN SQRT(d) > 1 THEN 'a' ELSE 'b' END FROM types
SELECT dim3, dim1 FROM foo WHERE dim3 = 'b'
SELECT dim3, MV_LENGTH(dim3) FROM foo WHERE dim3 = 'b'
SELECT dim3, m1 + 1 FROM foo WHERE dim3 = 'b'
SELECT dim3 FROM foo WHERE dim3 = 'b' AND m1 < 100
SELECT dim3 FROM foo WHERE 'b' = dim3
SELECT dim3 FROM foo WHERE dim3 IN ('b')
SELECT dim3 FROM foo WHERE dim3 IN ('b', 'c')
SELECT dim3 FROM foo WHERE dim3 IS NULL
SELECT dim1, dim3 FROM foo WHERE dim3 IS NULL
SELECT dim3, COUNT(*) FROM foo WHERE dim3 = 'b' GROUP BY dim3
SELECT dim3, dim1, COUNT(*) FROM foo WHERE dim3 = 'b' GROUP BY dim3, dim1
SELECT DISTINCT dim3 FROM foo WHERE dim3 = 'b'
SELECT UPPER(dim3), COUNT(*) FROM foo WHERE dim3 = 'b' GROUP BY UPPER(dim3)
SELECT COUNT(dim3), ARRAY_AGG(dim3), MAX(MV_LENGTH(dim3)) FROM foo WHERE dim3 = 'b'
SELECT x FROM (SELECT dim3 AS x, dim1 FROM foo WHERE dim3 = 'b') WHERE dim1 <> 'zz'
SELECT * FROM (SELECT dim3 AS x, dim1 FROM foo WHERE dim3 = 'b') WHERE dim1 <> 'zz'
SELECT x || '1' FROM (SELECT dim3 AS x, dim1 FROM foo WHERE dim3 = 'b')
SELECT MV_TO_ARRAY(dim3) FROM foo WHERE dim3 = 'b'
SELECT dim3 FROM foo WHERE dim3 = 'b' LIMIT 2
SELECT __time, dim3 FROM foo WHERE dim3 = 'b' ORDER BY __time
SELECT tags, kind FROM events WHERE tags = 'hot'
SELECT a.dim3, b.dim1 FROM foo a JOIN foo b ON a.dim1 = b.dim1 WHERE a.dim3 = 'b'
SELECT 9223372036854775808
SELECT 99999999999999999999
SELECT -9223372036854775808
SELECT -9223372036854775809
SELECT l + -9223372036854775808 FROM types WHERE id < 3
SELECT 9223372036854775808.0
SELECT 123456789012345678901.5
SELECT 0.1234567890123456789012
SELECT 1e400
SELECT -1e400
SELECT l FROM types WHERE l > 9223372036854775808
SELECT l FROM types WHERE l = -9223372036854775808
SELECT TRUNCATE(LN(d)) FROM types WHERE id IN (4, 8, 1, 2)
SELECT ROUND(LN(d)) FROM types WHERE id IN (4, 8, 1, 2)
SELECT TRUNCATE(d/0), TRUNCATE(f/0) FROM types WHERE id IN (4, 8, 1, 2)
SELECT MOD(d, d), MOD(f, f), MOD(-0.0, d) FROM types WHERE id IN (1,2,6)
SELECT -(-9223372036854775808)
SELECT - 9223372036854775808
SELECT 5 - 9223372036854775808
SELECT 1/LN(0), 1/LN(d) FROM types WHERE id = 4
SELECT -0.0, 0.0 * -1, d * 0 FROM types WHERE id IN (1, 2)
SELECT SUBSTRING(s, l) FROM types
SELECT SUBSTRING(s, -1) FROM types
SELECT SUBSTRING(s, 1, i) FROM types
SELECT SUBSTRING(s, 1, -1) FROM types
SELECT SUBSTRING(s, 0, 1) FROM types
SELECT LEFT(s, i) FROM types
SELECT RIGHT(s, i) FROM types
SELECT LEFT(s, -1) FROM types
SELECT REPEAT(s, i) FROM types
SELECT REPEAT(s, -1) FROM types
SELECT LPAD(s, i, 'x') FROM types
SELECT LPAD(s, -1, 'x') FROM types
SELECT LPAD(s, 5, '') FROM types
SELECT ROUND(d, i) FROM types
SELECT ROUND(d, l) FROM types
SELECT TRUNCATE(d, i) FROM types
SELECT TRUNCATE(d, 400), TRUNCATE(d, -400) FROM types
SELECT ROUND(d, 400), ROUND(d, -400) FROM types
SELECT TIME_SHIFT(__time, 'P1D', l) FROM types
SELECT TIME_SHIFT(__time, s, 1) FROM types
SELECT TIME_FLOOR(__time, s) FROM types
SELECT TIME_EXTRACT(__time, s) FROM types
SELECT TIME_FORMAT(__time, s) FROM types
SELECT TIME_PARSE(s, s2) FROM types
SELECT MILLIS_TO_TIMESTAMP(l) FROM types
SELECT MILLIS_TO_TIMESTAMP(d) FROM types
SELECT REGEXP_LIKE(s, s2) FROM types
SELECT REGEXP_EXTRACT(s, s2) FROM types
SELECT REGEXP_REPLACE(s, s2, 'x') FROM types
SELECT s LIKE s2 FROM types
SELECT s LIKE s2 ESCAPE '!' FROM types
SELECT PARSE_LONG(s, i) FROM types
SELECT STRING_FORMAT(s, l) FROM types
SELECT IPV4_MATCH(s, s2) FROM types
SELECT PARSE_JSON(s) FROM types
SELECT DECODE_BASE64_UTF8(s) FROM types
SELECT HUMAN_READABLE_DECIMAL_FORMAT(l, i) FROM types
SELECT HUMAN_READABLE_DECIMAL_FORMAT(d) FROM types
SELECT STRING_TO_ARRAY(s, s2) FROM types
SELECT CAST(s AS TIMESTAMP) FROM types
SELECT CAST(s AS DATE) FROM types
SELECT CAST(l AS TIMESTAMP) FROM types
SELECT CAST(d AS TIMESTAMP) FROM types
SELECT CAST(d AS INTEGER), CAST(d AS BIGINT), CAST(d AS FLOAT), CAST(d AS SMALLINT), CAST(d AS TINYINT) FROM types
SELECT CAST(l AS INTEGER), CAST(l AS FLOAT), CAST(l AS SMALLINT), CAST(l AS DECIMAL) FROM types
SELECT CAST(s AS INTEGER), CAST(s AS BIGINT), CAST(s AS DOUBLE), CAST(s AS FLOAT), CAST(s AS BOOLEAN) FROM types
SELECT CAST(num AS INTEGER), CAST(num AS BIGINT), CAST(num AS DOUBLE), CAST(num AS FLOAT), CAST(num AS BOOLEAN), CAST(num AS TIMESTAMP) FROM types
SELECT CAST(__time AS BIGINT), CAST(__time AS INTEGER), CAST(__time AS DOUBLE), CAST(__time AS DATE), CAST(__time AS VARCHAR) FROM types
SELECT CAST(__time AS BOOLEAN) FROM types
SELECT CAST(d AS BOOLEAN), CAST(l AS BOOLEAN), CAST(f AS BOOLEAN) FROM types
SELECT CAST(d AS VARCHAR), CAST(f AS VARCHAR), CAST(l AS VARCHAR) FROM types
SELECT CAST(d > 1 AS BIGINT) FROM types
SELECT CAST(d > 1 AS VARCHAR) FROM types
SELECT l + i, l - i, l * i, i + i, i * i FROM types
SELECT l / i FROM types WHERE i <> 0
SELECT MOD(l, i) FROM types WHERE i <> 0
SELECT MOD(i, l) FROM types WHERE l <> 0
SELECT d / i, i / d, f / l, l / f, d / f FROM types
SELECT MOD(s, 2), MOD(num, 2), num / 2, num * num, num + num, num - s FROM types
SELECT -num, +num, ABS(num), -s FROM types
SELECT POWER(num, 2), SQRT(num), LN(num), EXP(num) FROM types
SELECT d + s, l + s, f + s, i + num, d * num FROM types
SELECT __time + l FROM types
SELECT __time - __time FROM types
SELECT TIMESTAMPADD(MONTH, l, __time) FROM types
SELECT TIMESTAMPADD(YEAR, i, __time) FROM types
SELECT TIMESTAMPADD(DAY, i, __time) FROM types
SELECT BITWISE_AND(d, 3), BITWISE_SHIFT_LEFT(d, 70), BITWISE_OR(num, 1) FROM types
SELECT BITWISE_AND(d, 3), BITWISE_SHIFT_LEFT(d, 70) FROM types
SELECT CHAR_LENGTH(l), LENGTH(d), UPPER(l), REVERSE(d), l || d, CONCAT(d, f, l) FROM types
SELECT id, CAST(s AS INTEGER), CAST(s AS BIGINT), CAST(s AS DOUBLE), CAST(s AS FLOAT), CAST(s AS BOOLEAN) FROM types
SELECT id, num, CAST(num AS INTEGER), CAST(num AS BIGINT), CAST(num AS DOUBLE), CAST(num AS FLOAT), CAST(num AS BOOLEAN), CAST(num AS TIMESTAMP) FROM types
SELECT id, d, CAST(d AS BOOLEAN), l, CAST(l AS BOOLEAN), f, CAST(f AS BOOLEAN) FROM types
SELECT id, CAST(d AS BOOLEAN) FROM types
SELECT id, CAST(d AS BOOLEAN), CAST(l AS BOOLEAN) FROM types WHERE CAST(d AS BOOLEAN)
SELECT id FROM types WHERE CAST(l AS BOOLEAN)
SELECT id, CAST(CAST(d AS BOOLEAN) AS VARCHAR) FROM types
SELECT id, CASE WHEN CAST(d AS BOOLEAN) THEN 'y' ELSE 'n' END FROM types
SELECT id, CASE WHEN CAST(l AS BOOLEAN) THEN 'y' ELSE 'n' END FROM types
SELECT id, NOT CAST(l AS BOOLEAN), NOT CAST(d AS BOOLEAN) FROM types
SELECT CAST(-1 AS BOOLEAN), CAST(0.5 AS BOOLEAN), CAST(-1.5 AS BOOLEAN), CAST('-1' AS BOOLEAN), CAST('0.5' AS BOOLEAN), CAST('1.5' AS BOOLEAN), CAST('t' AS BOOLEAN)
SELECT CAST(d AS BOOLEAN), COUNT(*) FROM types GROUP BY 1
SELECT CAST(l AS BOOLEAN), COUNT(*) FROM types GROUP BY 1
SELECT id, CAST(l AS INTEGER) FROM types
SELECT id, CAST(l AS FLOAT) FROM types
SELECT id, CAST(l AS DECIMAL) FROM types
SELECT id, CAST(d AS INTEGER), CAST(d AS BIGINT), CAST(d AS FLOAT) FROM types
SELECT id, MOD(s, 2), MOD(num, 2), num / 2 FROM types
SELECT id, num * num, num + num, num - s FROM types
SELECT -num FROM types
SELECT -s FROM types
SELECT +s FROM types
SELECT +num FROM types
SELECT ABS(num) FROM types
SELECT id, TIMESTAMPADD(YEAR, i, __time) FROM types
SELECT id, CAST(d AS TIMESTAMP) FROM types
SELECT TRUNCATE(d, 2), TRUNCATE(d, -2), TRUNCATE(d, 15), TRUNCATE(d, 20), TRUNCATE(f, 2), TRUNCATE(l, -2), TRUNCATE(l, 2) FROM types
SELECT TRUNCATE(d, 100) FROM types
SELECT TRUNCATE(1e300, 2), TRUNCATE(1.5, 400), TRUNCATE(123.456, 30)
SELECT ROUND(d, 2), ROUND(d, -2), ROUND(d, 15), ROUND(f, 2), ROUND(l, -2), ROUND(l, 2) FROM types
SELECT FLOOR(d), CEIL(d), FLOOR(f), CEIL(f), FLOOR(l), CEIL(l), FLOOR(num), CEIL(num) FROM types
SELECT SUBSTRING(s, 1, 0) FROM types
SELECT SUBSTRING(s || 'x', 1, -1) FROM types
SELECT SUBSTRING(s || 'x', 1, 0) FROM types
SELECT SUBSTRING('abc', 1, -1)
SELECT SUBSTRING('abc', 1, 0)
SELECT SUBSTRING(s, 1, CAST(i AS INTEGER)) FROM types
SELECT SUBSTRING(s, -1, 2) FROM types
SELECT SUBSTRING(s || 'x', -1, 2) FROM types
SELECT SUBSTRING(s, 2147483648) FROM types
SELECT SUBSTRING('abc', 2147483648)
SELECT LEFT(s, l) FROM types
SELECT LEFT(s, 2147483648) FROM types
SELECT REPEAT(s, l) FROM types WHERE id < 5
SELECT dim1 LIKE dim2 FROM foo
SELECT dim1 FROM foo WHERE dim1 LIKE dim2
SELECT dim1 LIKE dim2 || '%' FROM foo
SELECT CAST(-1 AS BOOLEAN), CAST(0.5 AS BOOLEAN), CAST(-1.5 AS BOOLEAN), CAST('-1' AS BOOLEAN), CAST('0.5' AS BOOLEAN), CAST('1.5' AS BOOLEAN), CAST('t' AS BOOLEAN), CAST('2' AS BOOLEAN), CAST(2.5 AS BOOLEAN), CAST('yes' AS BOOLEAN), CAST('TRUE' AS BOOLEAN)
SELECT id, num, CAST(num AS BOOLEAN) FROM types
SELECT id, l, CAST(l AS BOOLEAN), CAST(l+0 AS BOOLEAN), CAST(i AS BOOLEAN) FROM types WHERE l < 0
SELECT id, d, CAST(d+0 AS BOOLEAN), CAST(f+0 AS BOOLEAN) FROM types WHERE d < 1
SELECT id, num FROM types WHERE CAST(num AS BOOLEAN)
SELECT id, num FROM types WHERE NOT CAST(num AS BOOLEAN)
SELECT id, d FROM types WHERE NOT CAST(d AS BOOLEAN)
SELECT id, l FROM types WHERE NOT CAST(l AS BOOLEAN)
SELECT COUNT(*) FILTER (WHERE CAST(d AS BOOLEAN)) FROM types
SELECT id, CAST(num AS BOOLEAN) AND TRUE, CAST(d AS BOOLEAN) OR FALSE, CAST(d AS BOOLEAN) IS TRUE FROM types
SELECT TRUNCATE(1.15, 2), TRUNCATE(4.35, 2), TRUNCATE(2.675, 2), TRUNCATE(8.7, 1), TRUNCATE(-4.35, 2), TRUNCATE(1.005,3), TRUNCATE(123.456,1)
SELECT TRUNCATE(d, 1), TRUNCATE(d,2), TRUNCATE(d, 3), TRUNCATE(f,1), TRUNCATE(f, 3) FROM types
SELECT TRUNCATE(4.35e0 , 2), TRUNCATE(1.15e0, 2)
SELECT ROUND(num), ROUND(num, 1), TRUNCATE(num), TRUNCATE(num, 1), SQRT(num) FROM types WHERE id = 1
SELECT ROUND('2.5'), ABS('2.5'), FLOOR('2.5'), CEIL('2.5'), TRUNCATE('2.5'), LN('2.5'), POWER('2','3'), MOD('5','3'), DIV('5','3'), SAFE_DIVIDE('5','3')
SELECT SUM(num), AVG(num), MIN(num), MAX(num) FROM types
SELECT SUM(num), AVG(num) FROM types WHERE id < 9
SELECT GREATEST(num, 1), GREATEST(num, d), LEAST(num, 's') FROM types WHERE id = 1
SELECT SIN(num), BITWISE_AND(l, num) FROM types WHERE id = 1
SELECT SIN(num), ATAN2(num, num), EXP(s) FROM types WHERE id = 1
SELECT HUMAN_READABLE_DECIMAL_FORMAT(num) FROM types WHERE id = 1
SELECT REGEXP_REPLACE(s, '(' || s, 'x') FROM types
SELECT REGEXP_EXTRACT(s, '(') FROM types
SELECT REGEXP_REPLACE(s, '(', 'x') FROM types
SELECT REGEXP_REPLACE(s, 'a', '$5') FROM types
SELECT REGEXP_REPLACE('a', 'a', '$5')
SELECT STRING_TO_ARRAY(s, '(') FROM types
SELECT TIME_SHIFT(__time, 'abc', 1) FROM types
SELECT TIME_SHIFT(__time, s || 'x', 1) FROM types
SELECT TIME_FLOOR(__time, s || 'x') FROM types
SELECT TIME_FLOOR(__time, 'abc') FROM types
SELECT TIME_EXTRACT(__time, 'abc') FROM types
SELECT IPV4_MATCH(ip, ip) FROM types
SELECT IPV6_MATCH(ip6, ip6) FROM types
SELECT IPV4_MATCH(ip, '10.0.0.0/99') FROM types
SELECT CAST('-0.0' AS DOUBLE), -0.0e0, 0e0 * -1, CAST(-0.0 AS FLOAT)
SELECT d, -d, d * -1, 0 * d FROM types WHERE d = 0
SELECT 1.0 - 1.0, -1 * 0.0, ROUND(-0.4), CEIL(-0.5), ABS(-0.0), SQRT(-0.0)
SELECT LEFT('abc', 99999999999), RIGHT('abc', 2147483648)
SELECT REPEAT('a', 2147483648)
SELECT REPEAT('abcdefghij', 1000000000)
SELECT LPAD('a', 2147483648, 'b')
SELECT STRPOS('abc', 'b') / 0
SELECT MAX(1/(cnt-1)) FROM foo
SELECT SUM(cnt / 0) FROM foo
SELECT SUM(MOD(cnt, 0)) FROM foo
SELECT dim1, SUM(cnt) / (COUNT(*) - 1) FROM foo GROUP BY dim1
SELECT SUM(cnt) / (COUNT(*) - COUNT(*)) FROM foo
SELECT * FROM foo WHERE cnt / 0 = 1
SELECT COUNT(*) FROM foo WHERE MOD(cnt, cnt - cnt) = 1
SELECT dim1 FROM foo ORDER BY 1 / (cnt - cnt)
SELECT CASE WHEN cnt = 0 THEN 0 ELSE 1 / cnt END FROM foo
SELECT COUNT(*) FROM foo HAVING SUM(cnt) / 0 > 1
SELECT cnt/(cnt-cnt) AS x, COUNT(*) FROM foo GROUP BY 1
SELECT ROW_NUMBER() OVER (ORDER BY dim1) / 0 FROM foo
SELECT x / 0 FROM (SELECT COUNT(*) AS x FROM foo)
SELECT 1 / x FROM (VALUES (0), (1)) AS t(x)
SELECT 1 / x FROM UNNEST(ARRAY[0, 1]) AS t(x)
SELECT x / 0 FROM UNNEST(ARRAY[0, 1]) AS t(x)
SELECT (SELECT 1/0)
SELECT (SELECT MAX(cnt) / 0 FROM foo)
SELECT 1 / (SELECT COUNT(*) FROM foo WHERE dim1 = 'nope')
SELECT dim1 FROM foo WHERE cnt = (SELECT 1/0)
SELECT dim1, SUM(MOD(cnt, 0)) FROM foo GROUP BY dim1
SELECT dim1, SUM(MOD(cnt, 0)) AS x FROM foo GROUP BY dim1 ORDER BY x DESC LIMIT 3
SELECT dim1, dim2, SUM(cnt/0) FROM foo GROUP BY dim1, dim2
SELECT FLOOR(__time TO DAY), SUM(cnt/0) FROM foo GROUP BY 1
SELECT DISTINCT cnt/0 FROM foo
SELECT DISTINCT LEFT(dim1, cnt - 2) FROM foo
SELECT LEFT(dim1, cnt - 2), COUNT(*) FROM foo GROUP BY 1
SELECT SUM(CHAR_LENGTH(LEFT(dim1, cnt - 2))) FROM foo
SELECT dim1, COUNT(*) FROM foo GROUP BY dim1 HAVING COUNT(*) / 0 > 1
SELECT dim1, COUNT(*) / (COUNT(*) - COUNT(*)) FROM foo GROUP BY dim1
SELECT dim1, COUNT(*) FROM foo WHERE cnt / 0 = 1 GROUP BY dim1
SELECT a.dim1, b.cnt / 0 FROM foo a JOIN foo b ON a.dim1 = b.dim1
SELECT cnt / 0 FROM foo UNION ALL SELECT cnt FROM foo
SELECT SUM(cnt / 0) OVER () FROM foo
SELECT COUNT(*) FROM (SELECT cnt/0 AS x, COUNT(*) FROM foo GROUP BY 1)
SELECT COUNT(*) FROM (SELECT dim1, SUM(cnt/0) AS x FROM foo GROUP BY 1) WHERE x > 1
SELECT cnt FROM foo WHERE dim1 IN (SELECT dim1 FROM foo WHERE cnt/0 = 1)
SELECT cnt/0 FROM foo LIMIT 1
SELECT __time, cnt/0 FROM foo ORDER BY __time
SELECT FLOOR(__time TO DAY), SUM(cnt)/(COUNT(*)-COUNT(*)) FROM foo GROUP BY 1
SELECT COUNT(*) FROM druid.druid.wikipedia
SELECT COUNT(*) FROM druid.wikipedia
SELECT COUNT(*) FROM nope.wikipedia
SELECT COUNT(*) FROM nope.nope.wikipedia
SELECT COUNT(*) FROM druid.nope.wikipedia
SELECT COUNT(*) FROM druid.sys.segments
SELECT COUNT(*) FROM sys.nope
SELECT COUNT(*) FROM druid.nope
SELECT COUNT(*) FROM druid.druid.nope
SELECT COUNT(*) FROM a.b.c.d
SELECT COUNT(*) FROM INFORMATION_SCHEMA.nope
SELECT COUNT(*) FROM information_schema.TABLES
SELECT COUNT(*) FROM druid.INFORMATION_SCHEMA.TABLES
SELECT COUNT(*) FROM druid.foo.dim1
SELECT COUNT(*) FROM foo.dim1
SELECT COUNT(*) FROM Foo
SELECT COUNT(*) FROM DRUID.foo
SELECT COUNT(*) FROM lookup.nope
SELECT COUNT(*) FROM view.nope
SELECT COUNT(*) FROM "druid"."foo"
SELECT COUNT(*) FROM "druid.foo"
SELECT druid.foo.dim1 FROM foo
SELECT druid.foo.dim1 FROM druid.foo
SELECT foo.dim1 FROM druid.foo
SELECT druid.foo.dim1 FROM druid.foo AS foo
SELECT druid.foo.* FROM druid.foo
SELECT x.foo.dim1 FROM druid.foo
SELECT bar.dim1 FROM foo
SELECT foo.nope FROM foo
SELECT foo.nope.x FROM foo
SELECT f.dim1 FROM foo AS f
SELECT foo.dim1 FROM foo AS f
SELECT f.nope FROM foo AS f
SELECT DIM1 FROM foo
SELECT "Dim1" FROM foo
SELECT dim1.x FROM foo
SELECT foo FROM foo
SELECT * FROM foo, nope
SELECT nope.* FROM foo
SELECT dim1 FROM foo a, foo b
SELECT a.dim1 FROM foo a, foo a
SELECT 1 FROM (SELECT dim1, dim1 FROM foo) WHERE dim1 = 'a'
SELECT dim1 FROM (SELECT dim1, dim2 AS dim1 FROM foo)
SELECT dim10 FROM (SELECT dim1, dim2 AS dim1 FROM foo)
SELECT t.dim1 FROM (SELECT dim1, dim2 AS dim1 FROM foo) t
SELECT t.dim10 FROM (SELECT dim1, dim2 AS dim1 FROM foo) t
SELECT * FROM (SELECT dim1, dim2 AS dim1 FROM foo) t
SELECT t.* FROM (SELECT dim1, dim2 AS dim1 FROM foo) t
SELECT x FROM (SELECT dim1, dim2 AS dim1 FROM foo) t(x, y)
WITH t AS (SELECT dim1, dim2 AS dim1 FROM foo) SELECT dim1 FROM t
WITH t AS (SELECT dim1, dim2 AS dim1 FROM foo) SELECT dim10 FROM t
WITH t(x, y) AS (SELECT dim1, dim2 AS dim1 FROM foo) SELECT x FROM t
WITH t AS (SELECT dim1, dim2 AS dim1 FROM foo) SELECT * FROM t
SELECT dim1 FROM (SELECT a.dim1, b.dim1 FROM foo a JOIN foo b ON a.dim1 = b.dim1)
SELECT dim10 FROM (SELECT a.dim1, b.dim1 FROM foo a JOIN foo b ON a.dim1 = b.dim1)
SELECT * FROM (SELECT a.dim1, b.dim1 FROM foo a JOIN foo b ON a.dim1 = b.dim1)
SELECT dim1 FROM (SELECT * FROM foo a JOIN foo b ON a.dim1 = b.dim1)
SELECT dim10 FROM (SELECT * FROM foo a JOIN foo b ON a.dim1 = b.dim1)
SELECT COUNT(*) FROM (SELECT * FROM foo a JOIN foo b ON a.dim1 = b.dim1) WHERE dim1 = 'abc'
SELECT "EXPR$0" FROM (SELECT 1, 2 AS "EXPR$0")
SELECT druid.foo.dim1 FROM druid.foo AS f
SELECT druid.foo.dim1 FROM foo AS foo
SELECT druid.f.dim1 FROM foo AS f
SELECT a.dim1 FROM foo a JOIN foo a ON a.dim1 = a.dim1
SELECT foo.dim1 FROM foo, foo
SELECT foo.dim1 FROM foo JOIN foo ON TRUE
SELECT foo.dim1 FROM foo, druid.foo
SELECT 1 FROM foo AS a, (SELECT 1) AS a
SELECT 1 FROM (SELECT 1) AS a, (SELECT 1) AS a
SELECT 1 FROM (SELECT 1), (SELECT 1)
SELECT 1 FROM foo a CROSS JOIN UNNEST(ARRAY[1]) AS a(x)
SELECT 1 FROM foo AS "A", foo AS a
SELECT foo.dim1 FROM foo JOIN (SELECT foo.dim1 FROM foo) x ON foo.dim1 = x.dim1
SELECT (SELECT COUNT(*) FROM foo) FROM foo
WITH foo AS (SELECT 1 AS x) SELECT x FROM foo
WITH t AS (SELECT 1 AS x), t AS (SELECT 2 AS x) SELECT x FROM t
WITH t AS (SELECT 1 AS x) SELECT x FROM T
WITH t AS (SELECT x FROM t) SELECT x FROM t
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b
WITH a AS (SELECT * FROM b), b AS (SELECT 1 AS x) SELECT * FROM a
SELECT TRUE IN (1)
SELECT l IN (l > 1) FROM types
SELECT __time IN (7) FROM types
SELECT l IN (__time) FROM types
SELECT id FROM types WHERE l IN (l > 1)
SELECT id FROM types WHERE s IN (1)
SELECT id FROM types WHERE ARRAY[1] IN (1)
SELECT ARRAY_AGG(f) FROM types WHERE id < 3
SELECT u FROM types, UNNEST(ARRAY[f, 1]) AS x(u) WHERE id < 3
SELECT ARRAY[f] FROM types WHERE id < 9
SELECT ARRAY[d, f] FROM types WHERE id < 9
SELECT ARRAY_CONCAT(ARRAY[f], ARRAY[d]) FROM types WHERE id < 9
SELECT ARRAY_APPEND(ARRAY[f], 1) FROM types WHERE id < 9
SELECT ARRAY_PREPEND(1, ARRAY[f]) FROM types WHERE id < 9
SELECT ARRAY_OFFSET(ARRAY[f], 0) FROM types WHERE id < 9
SELECT ARRAY[CAST(1.5 AS FLOAT)]
SELECT ARRAY[CAST(1.5 AS FLOAT), 2e0]
SELECT id, (l > 1) = 2 FROM types WHERE id < 9
SELECT id, (l > 1) = 1 FROM types WHERE id < 9
SELECT id, (l > 1) = l FROM types WHERE id < 9
SELECT id, (l > 1) = d FROM types WHERE id < 9
SELECT id FROM types WHERE (l > 1) = 2
SELECT id, s = TRUE FROM types
SELECT id, s > FALSE FROM types
SELECT id, num = FALSE, num <> TRUE, num > FALSE FROM types
SELECT id, s = (d > 0) FROM types WHERE s IN ('true','false','123')
SELECT id FROM types WHERE num = (d > 0)
SELECT id FROM types WHERE num = FALSE
SELECT id FROM types WHERE num <> FALSE
SELECT id FROM types WHERE s IS NOT DISTINCT FROM 123
SELECT id FROM types WHERE num IS DISTINCT FROM 1
SELECT id FROM types WHERE num IS NOT DISTINCT FROM 12.5
SELECT id FROM types WHERE s IN (__time, 'foobar')
SELECT id, s IN (l, 'foobar') FROM types
SELECT id, s IN ('123', 1.5, TRUE) FROM types
SELECT id, __time IN ('2000-01-01', TIMESTAMP '1970-01-01 00:00:00') FROM types
SELECT id, __time IN ('2000-01-01T00:00:00Z', '1970-01-01') FROM types
SELECT id FROM types WHERE __time IN ('1970-01-01', TIMESTAMP '1970-01-01 00:00:00')
SELECT id FROM types WHERE __time IN (0, TIMESTAMP '1999-12-31 23:59:59')
SELECT id, CASE WHEN id > 3 THEN n ELSE l END FROM types
SELECT id, COALESCE(n, 'a') FROM types
SELECT id, CASE WHEN id > 3 THEN ARRAY[1,2] ELSE ARRAY['a'] END FROM types WHERE id < 6
SELECT id, CASE WHEN id > 3 THEN ARRAY[1,2] ELSE ARRAY[1.5] END FROM types WHERE id < 6
SELECT id, ARRAY[1,2] = ARRAY['1','2'], ARRAY[1] = ARRAY[1.0], ARRAY[1,2] < ARRAY['a'] FROM types WHERE id < 3
SELECT GREATEST(n, 1) FROM types
SELECT GREATEST(ARRAY[1], 1)
SELECT GREATEST(TRUE, FALSE), LEAST(TRUE, 2), GREATEST(1, TRUE)
SELECT GREATEST(l > 1, d > 1), LEAST(l > 1, 5.5) FROM types WHERE id < 5
SELECT id, d + mv FROM types WHERE CARDINALITY(MV_TO_ARRAY(mv)) = 1
SELECT id, mv + 1 FROM types WHERE id = 6
SELECT id, mv FROM types WHERE id < 12
SELECT id, mv + 1, mv || 'x', mv = 'a' FROM types WHERE id = 7
SELECT CASE WHEN id > 3 THEN mv ELSE l END FROM types
SELECT id, CASE WHEN id > 3 THEN mv ELSE 'x' END FROM types WHERE id < 9
SELECT id, COALESCE(mv, 1) FROM types WHERE id < 9
SELECT id, ARRAY[mv, NULL] FROM types WHERE id < 9
SELECT id, ARRAY[mv, 'x'] FROM types WHERE id < 9
SELECT l FROM types UNION ALL SELECT __time FROM types
SELECT __time FROM types UNION ALL SELECT l FROM types
SELECT l > 1 FROM types UNION ALL SELECT l FROM types
SELECT s FROM types UNION ALL SELECT l FROM types
SELECT d FROM types UNION ALL SELECT __time FROM types
SELECT ARRAY[1] UNION ALL SELECT ARRAY['a']
SELECT n FROM types UNION ALL SELECT l FROM types
SELECT n FROM types UNION ALL SELECT s FROM types
VALUES (1), ('a')
VALUES (1), (TRUE)
VALUES (1), (TIMESTAMP '2000-01-01 00:00:00')
VALUES (TIMESTAMP '2000-01-01 00:00:00'), (1)
VALUES (1.5), (TIMESTAMP '2000-01-01 00:00:00')
VALUES (1), (NULL), (2.5)
VALUES (ARRAY[1]), (ARRAY['a'])
VALUES (DATE '2000-01-01'), (TIMESTAMP '2000-01-01 00:00:00')
VALUES ('a'), (DATE '2000-01-01')
SELECT * FROM (VALUES (1, 'a'), (2.5, NULL)) AS t(x, y)
SELECT COUNT(*) FROM types a JOIN types b ON a.l = b.s
SELECT COUNT(*) FROM types a JOIN types b ON a.l = b.d
SELECT COUNT(*) FROM types a JOIN types b ON a.s = b.num
SELECT COUNT(*) FROM types a JOIN types b ON a.__time = b.s
SELECT COUNT(*) FROM types a JOIN types b ON a.__time = b.l
SELECT COUNT(*) FROM types a JOIN types b ON (a.l > 1) = (b.l > 1)
SELECT id FROM types WHERE l IN (SELECT num FROM types)
SELECT id FROM types WHERE num IN (SELECT l FROM types)
SELECT id FROM types WHERE __time IN (SELECT l FROM types)
SELECT id FROM types WHERE l IN (SELECT __time FROM types)
SELECT id FROM types WHERE s IN (SELECT __time FROM types)
SELECT id FROM types WHERE (l > 1) IN (SELECT l FROM types)
SELECT id FROM types WHERE d IN (SELECT l FROM types)
SELECT id FROM types WHERE l = (SELECT MAX(__time) FROM types)
SELECT id FROM types WHERE l = (SELECT MAX(num) FROM types)
SELECT id FROM types WHERE num = (SELECT MAX(l) FROM types)
SELECT COUNT(*) FROM foo a JOIN (SELECT dim2, COUNT(*) AS n FROM foo GROUP BY dim2) b ON a.dim2 = b.dim2
SELECT COUNT(*) FROM foo a JOIN foo b ON a.dim1 = b.dim1
SELECT COUNT(*) FROM (SELECT dim2, COUNT(*) AS n FROM foo GROUP BY dim2)
SELECT n, COUNT(*) FROM (SELECT dim2, COUNT(*) AS n FROM foo GROUP BY dim2) GROUP BY n
SELECT * FROM (SELECT dim2, COUNT(*) AS n FROM foo GROUP BY dim2) WHERE n > 1
SELECT COUNT(*) FROM foo WHERE dim1 IN (SELECT dim1 FROM foo)
SELECT COUNT(*) FROM foo WHERE dim1 IN (SELECT dim1 FROM foo WHERE dim1 = 'abc')
SELECT COUNT(*) FROM foo WHERE dim1 NOT IN (SELECT dim1 FROM foo WHERE dim1 > 'a')
SELECT (SELECT COUNT(*) FROM foo), COUNT(*) FROM foo
WITH b AS (SELECT dim2, COUNT(*) AS n FROM foo GROUP BY dim2) SELECT COUNT(*) FROM foo a, b WHERE a.dim2 = b.dim2
SELECT COUNT(*) FROM (SELECT dim1 FROM foo LIMIT 5) a JOIN (SELECT dim1 FROM foo LIMIT 5) b ON a.dim1 = b.dim1
SELECT COUNT(*) FROM (SELECT dim1, cnt FROM foo) a JOIN (SELECT dim1 FROM foo) b ON a.dim1 = b.dim1
SELECT dim1, COUNT(*) FROM (SELECT dim1 FROM foo LIMIT 5) GROUP BY dim1
SELECT dim1, SUM(m1) OVER () FROM foo
SELECT dim1, SUM(SUM(m1)) OVER () FROM foo GROUP BY dim1
SELECT dim1 FROM foo UNION ALL SELECT dim2 FROM foo
SELECT COUNT(*) FROM (SELECT dim1 FROM foo UNION ALL SELECT dim2 FROM foo)
SELECT COUNT(*) FROM foo a JOIN (SELECT dim2, COUNT(*) AS n FROM foo GROUP BY dim2) b ON a.dim2 = b.dim2 JOIN (SELECT dim1 FROM foo GROUP BY dim1 LIMIT 2) c ON a.dim1 = c.dim1
SELECT a.id, t.n FROM arrays a RIGHT JOIN UNNEST(a.nums) AS t (n) ON TRUE WHERE a.id < 5
SELECT a.id, t.n FROM arrays a FULL JOIN UNNEST(a.nums) AS t (n) ON TRUE WHERE a.id < 5
SELECT a.id, t.n FROM arrays a LEFT JOIN UNNEST(a.nums) AS t (n) ON t.n = 1 WHERE a.id < 5
SELECT a.id, t.n FROM arrays a INNER JOIN UNNEST(a.nums) AS t (n) ON t.n > 1 WHERE a.id < 5
SELECT 'a' LIKE 'a' ESCAPE ''
SELECT 'a' LIKE 'a' ESCAPE 'ab'
SELECT s LIKE 'a%' ESCAPE 'ab' FROM types
SELECT id FROM types WHERE s LIKE 'a%' ESCAPE 'ab'
SELECT 'a' LIKE 'a' ESCAPE NULL
SELECT id FROM types ORDER BY n
SELECT id, n FROM types ORDER BY n LIMIT 3
SELECT n, COUNT(*) FROM types GROUP BY n
SELECT DISTINCT n FROM types
SELECT COUNT(DISTINCT n) FROM types
SELECT id FROM types ORDER BY 0.5
SELECT id FROM types ORDER BY 'x'
SELECT COUNT(*) FROM types GROUP BY 1 + 1
SELECT COUNT(*) FROM types GROUP BY 'x'
SELECT id FROM types ORDER BY -1
SELECT id FROM types ORDER BY 1.0
SELECT COUNT(*) FROM types GROUP BY 1.0
SELECT COUNT(*) FROM types GROUP BY 0
SELECT COUNT(*) FROM types GROUP BY 2
SELECT id FROM types ORDER BY 5
SELECT id, JSON_VALUE(n, '$.c.d') FROM types WHERE JSON_VALUE(n, '$.c.d') >= 'deep'
SELECT id, JSON_VALUE(n, '$.c.d') FROM types WHERE JSON_VALUE(n, '$.c.d') = 'deep'
SELECT id, JSON_VALUE(n, '$.c.d'), JSON_VALUE(n, '$.c.d') >= 'deep' FROM types
SELECT CAST(mv AS BIGINT) AS v, COUNT(*) AS n FROM types GROUP BY 1 ORDER BY 1
SELECT CAST(mv AS DOUBLE) AS v, COUNT(*) AS n FROM types GROUP BY 1 ORDER BY 1
SELECT CHAR_LENGTH(mv) AS v, COUNT(*) AS n FROM types GROUP BY 1 ORDER BY 1
SELECT mv || 'x' AS v, COUNT(*) AS n FROM types GROUP BY 1 ORDER BY 1
SELECT mv = 'a' AS v, COUNT(*) AS n FROM types GROUP BY 1 ORDER BY 1
SELECT DISTINCT CHAR_LENGTH(mv) FROM types
SELECT id, CAST(mv AS BIGINT) FROM types
SELECT SUM(CAST(mv AS BIGINT)) FROM types WHERE id IN (2, 9)
SELECT SUM(CHAR_LENGTH(mv)) FROM types WHERE id IN (2, 9)
SELECT id, CAST(mv AS DATE) FROM types WHERE id = 2
SELECT REGEXP_EXTRACT('abc', 'x', 1), REGEXP_EXTRACT('', 'aXa')
SELECT REGEXP_EXTRACT('abc', 'b', 1)
SELECT REGEXP_EXTRACT(s, 'zzz', 2) FROM types
SELECT REGEXP_EXTRACT(s, 'a', 1) FROM types
SELECT HUMAN_READABLE_BINARY_BYTE_FORMAT(CAST(NULL AS BIGINT), 10)
SELECT HUMAN_READABLE_BINARY_BYTE_FORMAT(l, 10) FROM types
SELECT id, __time, __time - INTERVAL '1' MINUTE, TIME_FORMAT(__time, 'yyyy-MM-dd HH:mm ZZ') FROM types
SELECT TIMESTAMP '2023-10-29 02:30:00', MILLIS_TO_TIMESTAMP(1698539400000), MILLIS_TO_TIMESTAMP(1698543000000)
SELECT TIMESTAMP '2023-11-05 01:30:00', MILLIS_TO_TIMESTAMP(1699173000000), MILLIS_TO_TIMESTAMP(1699176600000)
SELECT id, JSON_VALUE(o, '$') AS v FROM events CROSS JOIN UNNEST(JSON_QUERY_ARRAY(tags, '$.list')) AS t (o) WHERE id < 6
SELECT id, JSON_QUERY_ARRAY(tags, '$.list') FROM events WHERE id < 6
SELECT REGEXP_EXTRACT('a', '(')
SELECT REGEXP_EXTRACT(s || 'x', '(') FROM types
SELECT REGEXP_EXTRACT(s, '[', 0) FROM types
SELECT COUNT(*) FROM types WHERE REGEXP_EXTRACT(s, '(') = 'a'
SELECT REGEXP_REPLACE('a', '(', 'x')
SELECT REGEXP_LIKE(s, '(') FROM types
SELECT TIME_FLOOR(__time, 'PT4H') AS h, COUNT(*) AS n FROM types GROUP BY 1
SELECT h, n, LAST_VALUE(n) OVER (ORDER BY h) AS x FROM (SELECT TIME_FLOOR(__time, 'PT4H') AS h, COUNT(*) AS n FROM types GROUP BY 1)
SELECT 'a' LIKE TRUE, TRUE LIKE '1', TRUE LIKE 'true', 1 LIKE '1', 1.5 LIKE '1%'
SELECT TIMESTAMPDIFF(SECOND, TIMESTAMP '1900-01-01 00:00:00', TIMESTAMP '2020-01-01 00:00:00'), TIMESTAMPDIFF(MINUTE, TIMESTAMP '1900-01-01 00:00:00', TIMESTAMP '2020-01-01 00:00:00')
SELECT id, num FROM types WHERE num IN (5, 7, 8)
SELECT id, num FROM types WHERE num IN (5, 7)
SELECT id, num FROM types WHERE num = 5 OR num = 7
SELECT id, num FROM types WHERE num IN (7)
SELECT id, num FROM types WHERE num IN (1, 7)
SELECT id, num FROM types WHERE num = 1
SELECT id, num FROM types WHERE num NOT IN (1, 7)
SELECT id, num FROM types WHERE num IN (12.5, 7)
SELECT id, num FROM types WHERE num IN (12.5, 7.0)
SELECT id, JSON_VALUE(n, '$.a' RETURNING INTEGER), JSON_VALUE(n, '$.a') FROM types WHERE JSON_VALUE(n, '$.a' RETURNING INTEGER) <= 5
SELECT id, JSON_VALUE(n, '$.a' RETURNING INTEGER), JSON_VALUE(n, '$.a') FROM types
SELECT id, JSON_VALUE(n, '$.a' RETURNING INTEGER) <= 5 FROM types
SELECT *d FROM foo
SELECT * d FROM foo
SELECT * AS d FROM foo
SELECT foo.* AS d FROM foo
SELECT foo.* d FROM foo
SELECT *, d FROM types WHERE id = 1
SELECT COUNT(*) FROM items WHERE tags <> 'hot' AND tags = 'eco'
SELECT COUNT(*) FROM items WHERE tags IN ('hot', 'gift') AND tags = 'eco'
SELECT COUNT(*) FROM items WHERE tags NOT IN ('hot', 'gift') AND tags = 'eco'
SELECT COUNT(*) FROM items WHERE tags IN ('hot', 'eco') AND tags = 'eco'
SELECT COUNT(*) FROM items WHERE tags IN ('hot', 'eco') AND tags IN ('gift')
SELECT COUNT(*) FROM items WHERE tags IN ('hot', 'eco') AND tags IN ('gift', 'eco')
SELECT COUNT(*) FROM items WHERE tags IN ('hot', 'eco') AND tags <> 'hot'
SELECT COUNT(*) FROM items WHERE tags = 'hot' OR tags <> 'hot'
SELECT COUNT(*) FROM items WHERE tags = 'hot' OR tags = 'eco'
SELECT COUNT(*) FROM items WHERE NOT (tags = 'hot' OR tags = 'eco')
SELECT COUNT(*) FROM items WHERE tags > 'eco' AND tags < 'hot'
SELECT COUNT(*) FROM items WHERE tags >= 'eco' AND tags <= 'eco'
SELECT COUNT(*) FROM items WHERE tags LIKE 'e%' AND tags = 'hot'
SELECT COUNT(*) FROM items WHERE tags IS NOT NULL AND tags = 'hot'
SELECT COUNT(*) FROM items WHERE tags IS NULL AND tags = 'hot'
SELECT COUNT(*) FROM items WHERE tags BETWEEN 'a' AND 'f' AND tags BETWEEN 'g' AND 'z'
SELECT COUNT(*) FROM orders WHERE status <> 'open' AND status = 'paid'
SELECT id, CASE WHEN mv = 'a' THEN 'b' ELSE 'a' END FROM types
SELECT id, CASE WHEN mv = 'a' THEN 'b' ELSE 'cc' END FROM types
SELECT COALESCE(dim3), COALESCE(dim1), NVL(dim1, dim1) FROM foo
SELECT (dim1 >= '12') AS g, COUNT(*) FROM foo GROUP BY 1
SELECT (dim1 >= '12') AS g, COUNT(*) FROM foo WHERE m2 > 0 GROUP BY 1
SELECT (dim1 >= '12') AS g, MAX(-3.75) AS a, MAX(m2) AS b FROM foo GROUP BY 1 ORDER BY 1
SELECT dim1 >= '12', COUNT(*) FROM foo WHERE (COALESCE(m2, cnt) <= LN(m1)) GROUP BY 1 ORDER BY 1
SELECT COUNT(*) FROM foo WHERE (COALESCE(m2, cnt) <= LN(m1))
SELECT m2, cnt, m1, LN(m1), COALESCE(m2, cnt) <= LN(m1) FROM foo
SELECT m2, LN(m1), m2 <= LN(m1), LN(m1) >= m2, LN(m1) > 0, LN(m1) < 0, LN(m1) <= 100000 FROM foo
SELECT m1 FROM foo WHERE m2 <= LN(m1)
SELECT m1 FROM foo WHERE LN(m1) <= m2
SELECT m1 FROM foo WHERE LN(m1) <= 5
SELECT (ms BETWEEN ms AND id) AS x, COUNT(*) FROM types GROUP BY 1
SELECT (l BETWEEN l AND k) AS g, COUNT(*) FROM numbers GROUP BY 1
SELECT l BETWEEN l AND k, l >= l, l <= k, l >= l AND l <= k FROM numbers WHERE l IS NULL OR k IS NULL
SELECT COUNT(*) FROM numbers WHERE l BETWEEN l AND k
SELECT id, __time = __time, id = id, l = l, l <> l, l <= l, l < l FROM types
SELECT CASE WHEN (l >= l) THEN 1 ELSE 2 END, COUNT(*) FROM types GROUP BY 1
SELECT COUNT(*) FROM types WHERE l = l
SELECT COUNT(*) FROM types WHERE NOT (l = l)
SELECT 1, SUM(id) FILTER (WHERE NOT ('a' >= grp)) FROM numbers
SELECT COUNT(*) FROM numbers WHERE NOT ('a' >= grp)
SELECT grp, COUNT(*) FROM numbers WHERE 'a' >= grp GROUP BY grp
SELECT d, COUNT(-3.75) FROM numbers GROUP BY 1 HAVING COUNT(-3.75) > 3
SELECT CAST(d AS BIGINT) AS g, COUNT(*) FROM numbers WHERE NOT ('a' >= grp) GROUP BY 1 HAVING COUNT(*) > 3 ORDER BY 1
SELECT CASE WHEN 1.5 > 2e0 THEN 1.5 ELSE CAST(d AS BIGINT) END AS g, COUNT(*) FROM numbers GROUP BY 1 HAVING COUNT(*) > 3 ORDER BY 1
SELECT CASE WHEN id > 1000 THEN 1.5 ELSE CAST(d AS BIGINT) END AS g, COUNT(*) FROM numbers GROUP BY 1 HAVING COUNT(*) > 3 ORDER BY 1
SELECT id, TIME_FLOOR(__time, 'PT1H'), TIME_FLOOR(__time, 'PT2H'), TIME_FLOOR(__time, 'PT6H'), TIME_FLOOR(__time, 'P1D') FROM types WHERE id < 4
SELECT id, TIME_FLOOR(__time, 'PT30M'), TIME_FLOOR(__time, 'PT1M'), TIME_FLOOR(__time, 'PT15S'), TIME_FLOOR(__time, 'PT1S') FROM types WHERE id < 4
SELECT id, TIME_FLOOR(__time, 'P2D'), TIME_FLOOR(__time, 'P1W'), TIME_FLOOR(__time, 'P1M'), TIME_FLOOR(__time, 'P3M'), TIME_FLOOR(__time, 'P1Y'), TIME_FLOOR(__time, 'P5Y') FROM types WHERE id < 4
SELECT id, TIME_CEIL(__time, 'PT2H'), TIME_CEIL(__time, 'PT1H'), TIME_CEIL(__time, 'P2D'), TIME_CEIL(__time, 'P2W') FROM types WHERE id < 4
SELECT id, TIME_FLOOR(TIME_SHIFT(__time, 'P1Y', -30), 'PT2H'), TIME_FLOOR(TIME_SHIFT(__time, 'P1Y', -30), 'P2D'), TIME_FLOOR(TIME_SHIFT(__time, 'P1Y', -30), 'P2M') FROM types WHERE id IN (2,5,6)
SELECT TIME_FLOOR(TIMESTAMP '1950-05-05 05:05:05', 'PT2H'), TIME_FLOOR(TIMESTAMP '1950-05-05 05:05:05', 'PT15M'), TIME_FLOOR(TIMESTAMP '1950-05-05 05:05:05', 'P2D'), TIME_FLOOR(TIMESTAMP '1950-05-05 05:05:05', 'P2W'), TIME_FLOOR(TIMESTAMP '1950-05-05 05:05:05', 'P2M')
SELECT SUBSTRING('abc', 2), SUBSTRING('abc', 2, 1), SUBSTRING('abc', 1, 3), SUBSTRING('abc', 5)
SELECT SUBSTRING('abc', 2)
SELECT SUBSTRING('abc', 2, 1) FROM foo
SELECT SUBSTRING('abc' FROM 2 FOR 1)
SELECT SUBSTRING('abc', 2, 1) || '|'
SELECT CHAR_LENGTH(SUBSTRING('abc', 2, 1))
SELECT SUBSTR('abc', 2, 1)
SELECT LEFT('abc', 1), RIGHT('abc', 1), UPPER('abc'), TRIM(' abc '), REPLACE('abc', 'b', ''), REVERSE('abc'), LPAD('abc', 5, 'x'), REPEAT('ab', 2), CONCAT('a', 'b'), LOWER('A')
SELECT SUBSTRING('abc', cnt, 1) FROM foo
SELECT SUBSTRING(dim1, 2, 1) FROM foo
SELECT SUBSTRING(CAST('abc' AS VARCHAR), 2, 1)
SELECT AVG(f / l), SUM(f / l), MIN(f / l), SUM(f * 3), SUM(f + 0.1), f * 3 FROM types WHERE id < 9 GROUP BY f
SELECT f / 3 * 3, (f + 1) * 3, f / 3, ROUND(f / 3, 5), CAST(f / 3 AS DOUBLE), CAST(f / 3 AS VARCHAR), f / 3 > 0.16666666 FROM types WHERE id < 9
SELECT CAST('a' AS CHAR(5)) || '|', CAST('a' AS CHAR(5)), CAST('abcdef' AS CHAR(3)), CAST('a' AS VARCHAR(5)), CAST('abcdef' AS VARCHAR(3)), CAST('a' AS CHAR)
SELECT CASE WHEN 1 = 1 THEN 'a' ELSE 'bbb' END, COALESCE(CAST('a' AS CHAR(4)), 'x')
SELECT * FROM (VALUES ('a'), ('bbb')) AS t(x)
SELECT 'a' UNION ALL SELECT 'bbb'
SELECT UPPER(SUBSTRING('abc', 2)), SUBSTRING('abc', 2) || 'x', SUBSTRING('abc', 2) = 'bc', SUBSTRING('abc', 2) = 'bc '
SELECT dim1 || SUBSTRING('abc', 2), SUBSTRING('abc', 2) || dim1 FROM foo
SELECT SUBSTRING('abc', 2), COUNT(*) FROM foo GROUP BY 1
SELECT MAX(SUBSTRING('abc', 2, 1) || dim1) FROM foo
SELECT x FROM (SELECT SUBSTRING('abc', 2) AS x FROM foo) LIMIT 1
SELECT LOWER('ABC'), TRIM(' a '), LTRIM(' a'), INITCAP('abc')
SELECT NULLIF('abc', 'abc'), NULLIF('abc', 'x')
SELECT AVG(CAST(amount AS BIGINT)), SUM(CAST(amount AS BIGINT)), MIN(CAST(amount AS BIGINT)), MAX(CAST(amount AS BIGINT)), AVG(amount), SUM(amount) FROM orders
SELECT SUM(CAST(discount * 10 AS BIGINT)), AVG(CAST(discount * 10 AS BIGINT)) FROM orders
SELECT AVG(CAST(amount AS INTEGER)), SUM(CAST(amount AS INTEGER)) FROM orders
SELECT AVG(CAST(s AS BIGINT)), AVG(CAST(num AS BIGINT)) FROM types WHERE id IN (5, 6, 8)
SELECT SUM(CAST(l AS INTEGER)), AVG(CAST(l AS INTEGER)), SUM(CAST(l AS DOUBLE)), AVG(CAST(l AS FLOAT)) FROM types WHERE id < 9
SELECT AVG(d), AVG(d / 19), SUM(d) FROM types
SELECT AVG(d) OVER () FROM types WHERE id < 3
SELECT AVG(d) FILTER (WHERE id < 3), AVG(DISTINCT cnt) FROM types, foo WHERE types.id < 3
SELECT CHAR_LENGTH(s) * 1000000000, CHAR_LENGTH(s) + 2147483647 FROM types WHERE id < 8
SELECT (CHAR_LENGTH(s) * 1000000000) / 2 FROM types WHERE id < 8
SELECT SUM(CHAR_LENGTH(s) * 1000000000) FROM types WHERE id < 8
SELECT id FROM types WHERE CHAR_LENGTH(s) * 1000000000 > 4000000000
SELECT STRING_AGG(grp, ',') FROM (SELECT DISTINCT grp FROM numbers)
SELECT k, STRING_AGG(grp, ',') FROM (SELECT DISTINCT k, grp FROM numbers WHERE grp IS NOT NULL) GROUP BY k
SELECT ARRAY_AGG(grp) FROM (SELECT grp, COUNT(*) FROM numbers GROUP BY grp)
SELECT ARRAY_AGG(n) FROM (SELECT grp, COUNT(*) AS n FROM numbers GROUP BY grp)
SELECT ARRAY_AGG(c || '-' || s) FROM (SELECT channel AS c, status AS s, COUNT(*) AS n FROM orders GROUP BY status, channel)
SELECT ARRAY_AGG(x) FROM (SELECT DISTINCT FLOOR(__time TO YEAR) AS x FROM orders)
SELECT STRING_AGG(x, ';') FROM (SELECT UPPER(status) AS x FROM orders GROUP BY 1)
SELECT ARRAY_AGG(x) FILTER (WHERE x > 'b') FROM (SELECT DISTINCT status AS x FROM orders)
WITH t AS (SELECT DISTINCT status AS x FROM orders) SELECT ARRAY_AGG(x) FROM t
SELECT COALESCE(100, l) AS g, s AS h, AVG(BITWISE_AND(l, 255)) AS a FROM types GROUP BY CUBE (1, 2)
SELECT cnt, (15 IS NOT DISTINCT FROM 1000000) AS a, CASE WHEN (2 <> 11) THEN CAST(cnt AS VARCHAR) ELSE SUBSTRING(dim2, 3, 1) END AS b FROM foo
SELECT ((ms <> f) OR (__time <> TIMESTAMP '2015-09-12 10:11:12')) AS g, ROUND(2e0, 3) AS h, COUNT(*) AS a FROM types WHERE (LPAD(s, 6, '*') IS DISTINCT FROM l) GROUP BY ROLLUP (1, 2)
SELECT (TIMESTAMPDIFF(HOUR, TIMESTAMP '2015-09-12 10:11:12', __time) * (1000000 + 1000000)) AS g, SUM(GREATEST(100, -3)) FILTER (WHERE ((cnt <> cnt) AND (1000000 <> cnt))) AS a, COUNT(*) FILTER (WHERE (cnt IS NULL)) AS b FROM foo WHERE (COALESCE('12', dim1) LIKE '%') GROUP BY 1 ORDER BY 1
SELECT cnt, NULLIF(ABS(CHAR_LENGTH(dim2)), STRPOS((dim1 || cnt), 'a')) AS a, STRPOS('abc', 'a') AS b FROM foo
SELECT cnt, dim2 AS a, CHAR_LENGTH(CASE WHEN ('a' > 'a') THEN '12' ELSE dim1 END) AS b FROM foo WHERE ((cnt BETWEEN cnt AND cnt) OR (cnt <= 1))
SELECT order_id, TIME_FORMAT(FLOOR(TIMESTAMPADD(HOUR, 2, __time) TO MONTH), 'yyyy-MM') AS a, ((discount IS NOT NULL) OR (2e0 IS DISTINCT FROM status)) AS b FROM orders WHERE (TIME_FLOOR(__time, 'P1D') <= __time)
SELECT (1000000 - order_id) AS g, CASE WHEN ('' <= '') THEN channel ELSE 'abc' END AS h, AVG(qty) AS a FROM orders GROUP BY ROLLUP (1, 2)
SELECT SUM(CHAR_LENGTH(LPAD('', 6, '*'))) FILTER (WHERE (SUBSTRING('', 1, 2) LIKE 'a%')) AS a, COUNT(*) AS b FROM orders WHERE (LPAD(channel, 6, '*') LIKE '%a%')
SELECT __time AS g, MIN(COALESCE(__time, TIMESTAMP '2015-09-12 10:11:12')) AS a, SUM(TIMESTAMPDIFF(MONTH, COALESCE(__time, TIMESTAMP '2015-09-12 10:11:12'), CASE WHEN (18 < 12) THEN TIMESTAMP '2015-09-12 10:11:12' ELSE TIMESTAMP '2015-09-12 10:11:12' END)) FILTER (WHERE (COALESCE('12', '') IN ('a', 'abc', '12', ''))) AS b FROM foo WHERE NOT ('' IN ('a', 'abc', '12', '')) GROUP BY 1
SELECT id, LPAD(TRIM(REGEXP_EXTRACT(ip, '[a-z]+')), 6, '*') AS a, FLOOR(__time TO DAY) AS b FROM types WHERE (CASE WHEN (ip <= num) THEN 0.25 ELSE f END IS NOT NULL)
SELECT TIMESTAMPDIFF(MONTH, __time, __time) AS g, AVG(ABS(cnt)) AS a, COUNT(*) FILTER (WHERE (-3 IN (8, 10, 25))) AS b FROM foo WHERE (__time <= TIMESTAMPADD(DAY, -1, __time)) GROUP BY 1 HAVING SUM(1.5) > 2 ORDER BY 1
SELECT TIMESTAMPADD(MONTH, 2, __time) AS g, 1.5 AS h, COUNT(*) AS a FROM orders WHERE (ABS(customer_id) > COALESCE(customer_id, 5)) GROUP BY GROUPING SETS ((1), (2))
SELECT COUNT(*) FILTER (WHERE (SUBSTRING(s, 3, 2) = SUBSTRING(s, 4, 2))) AS a, COUNT(*) FILTER (WHERE ((0.25 + 1000000) >= LEAST(1.5, 1.5))) AS b FROM types WHERE (ABS(id) BETWEEN i AND id)
SELECT MAX(NULLIF(-3, cnt)) AS a, SUM(cnt) FILTER (WHERE (-3 >= CASE WHEN (cnt <> 2e0) THEN 100 ELSE -3 END)) AS b FROM foo
SELECT (dim2 < dim2) AS g, LEAST(m1, cnt) AS h, COUNT(CAST(m1 AS VARCHAR)) AS a FROM foo GROUP BY GROUPING SETS ((1), (2))
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT (NOT ('abc' <> '12') OR NOT (1 IS NULL)) AS x, f AS y FROM numbers WHERE (CAST(d AS VARCHAR) <> COALESCE('abc', '12'))) GROUP BY x
SELECT k AS g, SUM(k) FILTER (WHERE ((d >= f) AND (flag <= grp))) AS a, COUNT(*) AS b FROM numbers WHERE (TIMESTAMPDIFF(DAY, TIMESTAMP '2015-09-12 10:11:12', __time) >= ABS(d)) GROUP BY 1
SELECT id, CASE WHEN (BITWISE_AND(-3, 255) > d) THEN BITWISE_AND(ABS(k), 255) ELSE 6 END AS a, CHAR_LENGTH((flag || grp)) AS b FROM numbers
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT COALESCE((d - f), l) AS x, COALESCE(i, EXTRACT(WEEK FROM TIMESTAMP '2015-09-12 10:11:12')) AS y FROM types WHERE ((0.25 IS NOT NULL) OR (s LIKE '%'))) GROUP BY x
SELECT (CASE WHEN (i >= id) THEN d ELSE l END - f) AS g, SUM(GREATEST(id, l)) FILTER (WHERE (id IS DISTINCT FROM d)) AS a, COUNT(*) FILTER (WHERE (l IN (2, 17, 17))) AS b FROM types GROUP BY 1
SELECT id, (ABS((13 - ms)) + i) AS a, (FLOOR(__time TO DAY) >= TIMESTAMPADD(HOUR, 3, __time)) AS b FROM types WHERE (COALESCE(__time, __time) IS NOT NULL)
SELECT id, FLOOR(ABS(CASE WHEN (__time <= TIMESTAMP '2015-09-12 10:11:12') THEN d ELSE w END)) AS a, TIMESTAMPADD(MONTH, -3, TIMESTAMP '2015-09-12 10:11:12') AS b FROM numbers WHERE (3 IS NULL)
SELECT ((d - big) + GREATEST(k, id)) AS g, AVG(id) AS a, MIN((TIMESTAMPADD(DAY, 1, __time) - INTERVAL '4' DAY)) AS b FROM numbers WHERE (CHAR_LENGTH('abc') BETWEEN k AND big) GROUP BY 1
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT COALESCE(CASE WHEN (__time < TIMESTAMP '2015-09-12 10:11:12') THEN status ELSE status END, 'abc') AS x, BITWISE_AND((customer_id + item_id), 255) AS y FROM orders WHERE NOT (__time <= __time)) GROUP BY x
SELECT BITWISE_AND(18, 255) AS g, COUNT(*) FILTER (WHERE ('a' >= '')) AS a, COUNT(*) FILTER (WHERE ('abc' IN ('a', 'abc', '12', ''))) AS b FROM foo GROUP BY 1
SELECT MIN(big) AS a, COUNT(*) AS b FROM numbers WHERE ('a' LIKE '%')
SELECT COUNT(*) AS a, SUM((STRPOS('12', status) - CHAR_LENGTH('abc'))) FILTER (WHERE (order_id < (customer_id - qty))) AS b FROM orders
SELECT id, __time AS a, MOD(ABS(big), 5) AS b FROM numbers
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT MOD(CASE WHEN (cnt >= 100) THEN 16 ELSE 4 END, 2) AS x, -3.75 AS y FROM foo) GROUP BY x
SELECT order_id, STRPOS('12', '12') AS a, __time AS b FROM orders
SELECT SUM(ROUND((amount * -3.75), 3)) AS a, MIN(CASE WHEN (qty <> order_id) THEN (item_id - qty) ELSE BITWISE_AND(item_id, 255) END) AS b FROM orders WHERE NOT (1.5 IS NOT NULL)
SELECT 1.5 AS g, COUNT(CASE WHEN (6 > l) THEN id ELSE l END) AS a, COUNT(FLOOR(LEAST(d, f))) AS b FROM numbers WHERE (CASE WHEN (f IS NULL) THEN flag ELSE s END NOT IN ('a', 'abc', '12', '')) GROUP BY 1 ORDER BY 1
SELECT (id * i) AS g, TIME_FORMAT(TIMESTAMP '2015-09-12 10:11:12', 'yyyy-MM') AS h, MIN(d) AS a FROM types WHERE ((l - ms) BETWEEN i AND l) GROUP BY GROUPING SETS ((1), (2))
SELECT (dim1 >= LOWER(dim1)) AS g, COUNT(*) AS a, COUNT(*) AS b FROM foo WHERE ((-3.75 IS DISTINCT FROM cnt) AND (15 IN (30, 26, 8))) GROUP BY 1 HAVING MAX(m1) > 4
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT LN(ROUND(0.25, 1)) AS x, (COALESCE(0.25, cnt) - cnt) AS y FROM foo) GROUP BY x
SELECT -3.75 AS g, (__time - INTERVAL '2' HOUR) AS h, COUNT(dim1) AS a FROM foo WHERE (REPLACE('a', 'a', 'X') IS NULL) GROUP BY CUBE (1, 2)
SELECT (COALESCE('12', grp) || SUBSTRING(s, 2, 2)) AS g, COUNT(*) FILTER (WHERE (l IN (19, 13, 4))) AS a, COUNT(*) AS b FROM numbers GROUP BY 1 ORDER BY 1
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT REGEXP_EXTRACT(REPLACE(channel, 'a', 'X'), '[a-z]+') AS x, order_id AS y FROM orders WHERE (NULLIF('a', 'abc') NOT IN ('a', 'abc', '12', ''))) GROUP BY x
SELECT 'a' AS g, NOT (l IS NOT NULL) AS h, MIN(TIME_FLOOR(__time, 'P3M')) AS a FROM types WHERE (SUBSTRING('12', 2, 1) IS DISTINCT FROM id) GROUP BY ROLLUP (1, 2)
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT (GREATEST(cnt, cnt) BETWEEN 18 AND cnt) AS x, 0.25 AS y FROM foo WHERE ((cnt = -3) AND (-3 BETWEEN 1000000 AND cnt))) GROUP BY x
SELECT order_id, TIME_FORMAT(TIME_FLOOR(TIMESTAMPADD(MONTH, -1, __time), 'P1D'), 'yyyy-MM') AS a, TIMESTAMPADD(DAY, 1, TIMESTAMP '2015-09-12 10:11:12') AS b FROM orders WHERE (REVERSE(status) IN ('a', 'abc', '12', ''))
SELECT CASE WHEN (__time IS NULL) THEN 2e0 ELSE 0.25 END AS g, CASE WHEN (__time = __time) THEN -3.75 ELSE m2 END AS h, AVG(-3) AS a FROM foo GROUP BY ROLLUP (1, 2)
SELECT order_id, customer_id AS a, (LEAST(discount, qty) + (0.25 - 0.25)) AS b FROM orders WHERE (GREATEST(item_id, customer_id) BETWEEN customer_id AND order_id)
SELECT id, UPPER('a') AS a, FLOOR(COALESCE(__time, TIMESTAMP '2015-09-12 10:11:12') TO YEAR) AS b FROM numbers WHERE (SUBSTRING(grp, 1, 2) LIKE '%a%')
SELECT 1.5 AS g, CASE WHEN (f = f) THEN k ELSE w END AS h, COUNT(LOWER('abc')) AS a FROM numbers GROUP BY CUBE (1, 2)
SELECT id, NULLIF('', COALESCE(CAST(d AS VARCHAR), NULLIF(s, flag))) AS a, TIME_FORMAT(TIMESTAMPADD(HOUR, -2, __time), 'yyyy-MM') AS b FROM numbers
SELECT MAX(amount) AS a, COUNT(CAST(STRPOS(status, '') AS DOUBLE)) AS b FROM orders
SELECT CASE WHEN (1.5 >= id) THEN REVERSE(s) ELSE '12' END AS g, COUNT(REPLACE(s2, 'a', 'X')) AS a, COUNT(CASE WHEN ((d > f) OR (-3.75 <= d)) THEN ip ELSE (num || ip) END) AS b FROM types WHERE (BITWISE_AND(1000000, 255) IN (6, 7, 22)) GROUP BY 1 HAVING MAX(f) > 1
SELECT order_id, EXP(SQRT((0.25 / customer_id))) AS a, STRPOS(NULLIF(status, channel), '12') AS b FROM orders WHERE (('abc' || qty) < UPPER('12'))
SELECT (TIMESTAMP '2015-09-12 10:11:12' - INTERVAL '2' MONTH) AS g, (l BETWEEN i AND id) AS h, MIN(COALESCE(TIMESTAMP '2015-09-12 10:11:12', __time)) AS a FROM types WHERE (FLOOR(__time TO DAY) > TIMESTAMP '2015-09-12 10:11:12') GROUP BY 1, 2
SELECT (LEAST(1.5, ms) + COALESCE(d, d)) AS g, COUNT(d) AS a, COUNT(*) AS b FROM types WHERE (CAST(2e0 AS BIGINT) BETWEEN i AND id) GROUP BY 1 ORDER BY 1
SELECT order_id, STRPOS(channel, '') AS a, 1000000 AS b FROM orders
SELECT id, id AS a, REPLACE(s, 'a', 'X') AS b FROM types WHERE (((__time < __time) OR (__time > __time)) AND (ms BETWEEN id AND l))
SELECT COUNT(ROUND((m1 - -3), 1)) AS a, SUM(0.25) AS b FROM foo
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT 1000000 AS x, STRPOS('', s2) AS y FROM types WHERE ((id + l) BETWEEN l AND -3)) GROUP BY x
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT (CONCAT(dim1, 'a') IN ('a', 'abc', '12', '')) AS x, 1000000 AS y FROM foo WHERE ('a' < dim2)) GROUP BY x
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT (('12' || ms) || CONCAT('12', num)) AS x, f AS y FROM types) GROUP BY x
SELECT grp AS g, AVG(CHAR_LENGTH('')) AS a, SUM((big * (id * id))) FILTER (WHERE NOT (__time IS NULL)) AS b FROM numbers GROUP BY 1
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT FLOOR(FLOOR(TIMESTAMP '2015-09-12 10:11:12' TO DAY) TO DAY) AS x, (CASE WHEN (14 < i) THEN 1.5 ELSE l END / CAST(id AS DOUBLE)) AS y FROM types) GROUP BY x
SELECT TIME_FLOOR(TIMESTAMP '2015-09-12 10:11:12', 'P1W') AS g, COUNT(*) AS a, SUM(BITWISE_AND((cnt * cnt), 255)) FILTER (WHERE ('abc' = '')) AS b FROM foo WHERE NOT (cnt BETWEEN 2 AND cnt) GROUP BY 1 HAVING COUNT(m1) > 0 ORDER BY 1
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT (STRPOS(dim1, dim2) - GREATEST(cnt, cnt)) AS x, cnt AS y FROM foo) GROUP BY x
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT NOT ((dim2 <> '12') OR (0.25 >= m1)) AS x, MOD(BITWISE_AND(1000000, 255), 4) AS y FROM foo) GROUP BY x
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT ((channel || '12') || LPAD('abc', 6, '*')) AS x, amount AS y FROM orders WHERE (-3.75 > MOD(customer_id, 9))) GROUP BY x
SELECT COUNT(REPLACE(LPAD(num, 6, '*'), 'a', 'X')) AS a, SUM(CASE WHEN (-3 BETWEEN i AND -3) THEN CHAR_LENGTH(num) ELSE BITWISE_AND(i, 255) END) FILTER (WHERE ((d > 100) AND (i IS NULL))) AS b FROM types WHERE ((i IS NULL) AND (ms BETWEEN id AND ms))
SELECT ROUND(2e0, 1) AS g, (1.5 = l) AS h, COUNT(id) AS a FROM types WHERE NOT (s LIKE '_b%') GROUP BY GROUPING SETS ((1), (2))
SELECT id, TIME_SHIFT(__time, 'P1M', -3) AS a, (SQRT(d) * SQRT(d)) AS b FROM types WHERE ((s2 || -3) IS NULL)
SELECT 2e0 AS g, CAST(cnt AS VARCHAR) AS h, COUNT(*) AS a FROM foo WHERE ((dim1 IN ('a', 'abc', '12', '')) AND ('abc' IS DISTINCT FROM dim1)) GROUP BY 1, 2
SELECT COUNT(*) AS a, SUM(TIMESTAMPDIFF(MONTH, CASE WHEN (cnt > cnt) THEN __time ELSE __time END, CASE WHEN (1.5 >= 1000000) THEN TIMESTAMP '2015-09-12 10:11:12' ELSE TIMESTAMP '2015-09-12 10:11:12' END)) FILTER (WHERE ((cnt - cnt) BETWEEN cnt AND 5)) AS b FROM foo
SELECT 1.5 AS g, (i + id) AS h, AVG(GREATEST(i, i)) AS a FROM types GROUP BY GROUPING SETS ((1), (2))
SELECT AVG(ABS(LEAST(d, 2e0))) AS a, MIN(l) AS b FROM types WHERE (REPLACE('12', 'a', 'X') > TIME_FORMAT(TIMESTAMP '2015-09-12 10:11:12', 'yyyy-MM'))
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT 'a' AS x, CASE WHEN (dim2 >= 'a') THEN MOD(cnt, 4) ELSE NULLIF(17, cnt) END AS y FROM foo WHERE ((cnt + cnt) IN (27, 28, 9))) GROUP BY x
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT (('' || item_id) LIKE 'a%') AS x, item_id AS y FROM orders) GROUP BY x
SELECT id, (TIME_SHIFT(__time, 'P1D', 2) >= COALESCE(TIMESTAMP '2015-09-12 10:11:12', FLOOR(__time TO YEAR))) AS a, 1000000 AS b FROM numbers WHERE NOT (w <> big)
SELECT order_id, TIMESTAMP '2015-09-12 10:11:12' AS a, amount AS b FROM orders
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT TIME_FLOOR(__time, 'P3M') AS x, LEAST(amount, (customer_id * order_id)) AS y FROM orders WHERE (CAST(2e0 AS BIGINT) >= order_id)) GROUP BY x
SELECT id, COALESCE('abc', grp) AS a, (LPAD(flag, 6, '*') LIKE 'a%') AS b FROM numbers
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT m2 AS x, STRPOS(CAST(m2 AS VARCHAR), dim1) AS y FROM foo WHERE ((100 - cnt) >= CASE WHEN (m1 > -3.75) THEN cnt ELSE cnt END)) GROUP BY x
SELECT (l IN (16, 25, 4)) AS g, COUNT(*) FILTER (WHERE NOT (__time >= __time)) AS a, SUM((ABS(8) * STRPOS('', 'abc'))) AS b FROM types GROUP BY 1 HAVING SUM(id) > 2
SELECT id, LPAD(s, 6, '*') AS a, REPLACE(REPLACE(grp, 'a', 'X'), 'a', 'X') AS b FROM numbers WHERE ((l NOT IN (24, 28, 7)) AND (1 BETWEEN k AND -3))
SELECT f AS g, (__time + INTERVAL '5' DAY) AS h, COUNT(*) FILTER (WHERE ((TIMESTAMP '2015-09-12 10:11:12' IS NOT NULL) OR (__time IS NOT NULL))) AS a FROM types WHERE ((s2 <= s) AND (__time IS NULL)) GROUP BY GROUPING SETS ((1), (2))
SELECT SUM(COALESCE(CEIL(f), ABS(0.25))) AS a, SUM((COALESCE(f, 1.5) / f)) AS b FROM types WHERE (num IS NOT DISTINCT FROM l)
SELECT cnt, CASE WHEN (CAST(cnt AS VARCHAR) IN ('a', 'abc', '12', '')) THEN 'abc' ELSE NULLIF(('12' || 'a'), REPLACE('a', 'a', 'X')) END AS a, ((cnt * cnt) IS NOT NULL) AS b FROM foo WHERE ((-3 BETWEEN 4 AND 7) OR (__time > __time))
SELECT TIMESTAMPADD(MONTH, 1, TIMESTAMP '2015-09-12 10:11:12') AS g, MIN(__time) AS a, COUNT(20) AS b FROM foo WHERE (CHAR_LENGTH('') NOT IN (5, 23, 30)) GROUP BY 1 ORDER BY 1
SELECT order_id, (((customer_id = qty) AND ((customer_id <> order_id) AND (16 <= 100))) AND ((item_id BETWEEN -3 AND qty) OR ((TIMESTAMP '2015-09-12 10:11:12' <> __time) AND ('a' > status)))) AS a, __time AS b FROM orders
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT ((1000000 - cnt) + 100) AS x, m2 AS y FROM foo) GROUP BY x
SELECT id, big AS a, CASE WHEN (grp <> '12') THEN UPPER('12') ELSE ('abc' || l) END AS b FROM numbers WHERE ((d IS NOT NULL) AND ((__time < TIMESTAMP '2015-09-12 10:11:12') OR (100 < big)))
SELECT SUM((CHAR_LENGTH('12') - customer_id)) AS a, MIN(TIMESTAMP '2015-09-12 10:11:12') AS b FROM orders WHERE ((order_id < qty) AND (channel <> channel))
SELECT order_id, CASE WHEN (COALESCE(amount, 1.5) IS DISTINCT FROM customer_id) THEN ((order_id + 20) * (item_id + item_id)) ELSE 9 END AS a, CASE WHEN (TIMESTAMP '2015-09-12 10:11:12' < __time) THEN TIMESTAMPADD(MONTH, -3, __time) ELSE (__time + INTERVAL '4' HOUR) END AS b FROM orders
SELECT cnt, TIMESTAMPADD(HOUR, 0, (__time - INTERVAL '4' HOUR)) AS a, SAFE_DIVIDE(0.25, SAFE_DIVIDE(m2, m2)) AS b FROM foo WHERE ('abc' > REGEXP_EXTRACT(dim1, '[a-z]+'))
SELECT order_id, NOT NOT NOT (status IS NULL) AS a, (SIN(2e0) = MOD(item_id, 7)) AS b FROM orders WHERE (NOT (1.5 < item_id) AND (7 <= item_id))
SELECT (CASE WHEN (TIMESTAMP '2015-09-12 10:11:12' < __time) THEN 2e0 ELSE l END / (0.25 / ms)) AS g, MAX(CASE WHEN (id < 18) THEN __time ELSE __time END) AS a, COUNT(*) AS b FROM types GROUP BY 1 ORDER BY 1
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT __time AS x, -3 AS y FROM foo WHERE (STRPOS('', dim2) IN (29, 12, 11))) GROUP BY x
SELECT dim2 AS g, m2 AS h, COUNT(12) AS a FROM foo WHERE ((cnt + cnt) < EXTRACT(WEEK FROM TIMESTAMP '2015-09-12 10:11:12')) GROUP BY GROUPING SETS ((1), (2))
SELECT ((dim2 || dim2) < ('a' || -3)) AS g, SUM(ABS(1000000)) FILTER (WHERE (2 <= m2)) AS a, COUNT((EXP(m2) + ROUND(m2, 0))) AS b FROM foo GROUP BY 1 ORDER BY 1
SELECT CONCAT(channel, channel) AS g, REGEXP_EXTRACT('', '[a-z]+') AS h, MAX((0.25 / 1.5)) AS a FROM orders WHERE (status <= CASE WHEN (2e0 IS NULL) THEN channel ELSE 'abc' END) GROUP BY 1, 2
SELECT d AS g, CASE WHEN (f > 1.5) THEN l ELSE big END AS h, AVG(BITWISE_AND(id, 255)) AS a FROM numbers WHERE ((flag IN ('a', 'abc', '12', '')) AND (s > 'a')) GROUP BY GROUPING SETS ((1), (2))
SELECT id, 'a' AS a, __time AS b FROM numbers WHERE ((w * w) IS NOT DISTINCT FROM big)
SELECT (GREATEST(k, l) + w) AS g, AVG(ROUND(f, 0)) AS a, COUNT(*) FILTER (WHERE (__time >= COALESCE(__time, __time))) AS b FROM numbers WHERE NOT ((TIMESTAMP '2015-09-12 10:11:12' <> __time) OR (grp <= 'abc')) GROUP BY 1 ORDER BY 1
SELECT cnt, (2e0 IS DISTINCT FROM cnt) AS a, '12' AS b FROM foo WHERE (__time >= (TIMESTAMP '2015-09-12 10:11:12' - INTERVAL '2' DAY))
SELECT cnt, FLOOR(TIME_SHIFT(TIMESTAMP '2015-09-12 10:11:12', 'P1M', 2) TO MONTH) AS a, (NOT (cnt >= cnt) OR (2e0 IS NULL)) AS b FROM foo WHERE (TRIM(dim1) LIKE '%a%')
SELECT order_id, __time AS a, EXP(1.5) AS b FROM orders
SELECT AVG(((cnt - 10) + ABS(cnt))) AS a, COUNT(SIN(COALESCE(0.25, -3.75))) AS b FROM foo WHERE ((__time IS NULL) OR (0.25 < cnt))
SELECT id, (CASE WHEN ((ip < '12') OR (1.5 <> l)) THEN l ELSE ABS(ms) END - NULLIF((ms - i), NULLIF(id, ms))) AS a, 1.5 AS b FROM types WHERE (REPLACE(s, 'a', 'X') LIKE 'a%')
SELECT id, ('' LIKE 'a%') AS a, CASE WHEN ((__time <= TIMESTAMP '2015-09-12 10:11:12') AND (k IS NULL)) THEN CASE WHEN (__time = __time) THEN d ELSE 1000000 END ELSE w END AS b FROM numbers WHERE ('' IS DISTINCT FROM grp)
SELECT ('abc' || '') AS g, (d / 2e0) AS h, COUNT(*) FILTER (WHERE (id IS NOT DISTINCT FROM grp)) AS a FROM numbers GROUP BY 1, 2
SELECT SUM(COS((2e0 + cnt))) AS a, COUNT(ABS(GREATEST(cnt, 3))) AS b FROM foo WHERE (TIMESTAMP '2015-09-12 10:11:12' IS NULL)
SELECT id, ABS((ROUND(0.25, 0) / (f + 1000000))) AS a, (TIMESTAMPADD(DAY, -1, __time) < TIME_FLOOR(__time, 'P3M')) AS b FROM numbers
SELECT id, (CASE WHEN (s2 LIKE '%') THEN COALESCE(__time, __time) ELSE __time END - INTERVAL '4' DAY) AS a, TIME_FORMAT((__time - INTERVAL '2' DAY), 'yyyy-MM') AS b FROM types
SELECT order_id, 2e0 AS a, CAST(amount AS BIGINT) AS b FROM orders
SELECT ((TIMESTAMP '2015-09-12 10:11:12' <= __time) AND (dim2 LIKE '%a%')) AS g, COUNT(*) FILTER (WHERE (__time = TIMESTAMP '2015-09-12 10:11:12')) AS a, COUNT(m2) AS b FROM foo GROUP BY 1 ORDER BY 1
SELECT COALESCE(0.25, m1) AS g, TIMESTAMPADD(DAY, 3, __time) AS h, COUNT((-3.75 * 0.25)) AS a FROM foo GROUP BY 1, 2
SELECT BITWISE_AND((l - i), 255) AS g, SUM(GREATEST(ms, ms)) FILTER (WHERE (i >= id)) AS a, AVG(id) AS b FROM types GROUP BY 1 HAVING COUNT(id) > 1 ORDER BY 1
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT (COALESCE('', 'a') NOT IN ('a', 'abc', '12', '')) AS x, ms AS y FROM types WHERE (GREATEST(ms, ms) NOT IN (3, 0, 19))) GROUP BY x
SELECT f AS g, COUNT(COALESCE(1000000, i)) AS a, COUNT(f) AS b FROM types GROUP BY 1 ORDER BY 1
SELECT MAX(COALESCE(FLOOR(__time TO MONTH), CASE WHEN (channel < channel) THEN TIMESTAMP '2015-09-12 10:11:12' ELSE __time END)) AS a, SUM(((order_id + item_id) + COALESCE(item_id, item_id))) AS b FROM orders WHERE (CHAR_LENGTH('a') BETWEEN customer_id AND item_id)
SELECT 2e0 AS g, dim1 AS h, SUM(SAFE_DIVIDE(m2, 2e0)) AS a FROM foo GROUP BY GROUPING SETS ((1), (2))
SELECT SUM(customer_id) FILTER (WHERE ('abc' LIKE 'a%')) AS a, MIN(__time) AS b FROM orders
SELECT MIN(1.5) AS a, COUNT(*) AS b FROM orders
SELECT cnt, __time AS a, EXTRACT(MONTH FROM TIME_FLOOR(__time, 'P1D')) AS b FROM foo WHERE (14 BETWEEN 10 AND cnt)
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT FLOOR(COALESCE(__time, __time) TO MONTH) AS x, 0.25 AS y FROM foo) GROUP BY x
SELECT STRPOS(flag, 'a') AS g, 'abc' AS h, COUNT(LOWER('abc')) AS a FROM numbers WHERE (COALESCE(id, l) BETWEEN k AND l) GROUP BY CUBE (1, 2)
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT 'a' AS x, ((d + 100) + COALESCE(id, w)) AS y FROM numbers WHERE (FLOOR(__time TO DAY) = TIMESTAMP '2015-09-12 10:11:12')) GROUP BY x
SELECT order_id, COALESCE(CAST((order_id * customer_id) AS DOUBLE), CAST(EXTRACT(DOW FROM __time) AS DOUBLE)) AS a, TIMESTAMPDIFF(MONTH, __time, TIMESTAMPADD(HOUR, 0, __time)) AS b FROM orders WHERE (GREATEST(customer_id, order_id) BETWEEN item_id AND -3)
SELECT SUM((100 - (cnt - 13))) FILTER (WHERE (('' || dim2) IN ('a', 'abc', '12', ''))) AS a, SUM(EXTRACT(DAY FROM (__time - INTERVAL '1' MONTH))) FILTER (WHERE (TIMESTAMPDIFF(YEAR, __time, __time) BETWEEN 15 AND 16)) AS b FROM foo WHERE (('12' || 3) LIKE '%')
SELECT LOWER(dim1) AS g, LEAST(0.25, m1) AS h, MIN(TIME_FLOOR(TIMESTAMP '2015-09-12 10:11:12', 'P1D')) AS a FROM foo WHERE (cnt NOT IN (19, 21, 21)) GROUP BY GROUPING SETS ((1), (2))
SELECT order_id, STRPOS('', channel) AS a, (SAFE_DIVIDE(1.5, 2e0) < ROUND(amount, 1)) AS b FROM orders
SELECT SUM(NULLIF((l - id), -3)) AS a, MAX(TIME_FLOOR(TIME_SHIFT(__time, 'PT1H', 2), 'P1W')) AS b FROM types
SELECT COALESCE(__time, __time) AS g, TIMESTAMPADD(DAY, 3, __time) AS h, MAX(COALESCE(TIMESTAMP '2015-09-12 10:11:12', __time)) AS a FROM numbers WHERE (CEIL(0.25) <> l) GROUP BY CUBE (1, 2)
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT grp AS x, big AS y FROM numbers WHERE (LPAD('a', 6, '*') LIKE '_b%')) GROUP BY x
SELECT cnt, SUBSTRING('12', 2, 1) AS a, 0 AS b FROM foo WHERE (SAFE_DIVIDE(m1, -3.75) > (m2 / 100))
SELECT cnt, REVERSE((('abc' || 'abc') || REPLACE(dim1, 'a', 'X'))) AS a, (NULLIF('abc', dim2) LIKE '%') AS b FROM foo WHERE ('' LIKE '%a%')
SELECT 1000000 AS g, dim2 AS h, AVG((m2 / 0)) AS a FROM foo WHERE (__time > TIME_SHIFT(__time, 'P1M', -3)) GROUP BY ROLLUP (1, 2)
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT (w NOT IN (30, 5, 4)) AS x, SQRT(d) AS y FROM numbers WHERE (CHAR_LENGTH(flag) BETWEEN id AND id)) GROUP BY x
SELECT id, ('a' LIKE '%') AS a, REGEXP_EXTRACT(REGEXP_EXTRACT(s2, '[a-z]+'), '[a-z]+') AS b FROM types WHERE ((ms NOT IN (10, 10, 5)) AND (num LIKE '_b%'))
SELECT SUM(NULLIF(cnt, (1000000 * cnt))) FILTER (WHERE (BITWISE_AND(100, 255) IS NOT DISTINCT FROM 2e0)) AS a, COUNT(GREATEST((-3 + 5), GREATEST(cnt, 100))) AS b FROM foo WHERE (CAST(15 AS DOUBLE) IS DISTINCT FROM '')
SELECT cnt, (((m1 * cnt) * (m2 * m2)) * m1) AS a, UPPER(SUBSTRING('12', 2, 1)) AS b FROM foo
SELECT id, COS(1.5) AS a, (STRPOS(ip, s2) IN (25, 30, 24)) AS b FROM types
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT TIMESTAMP '2015-09-12 10:11:12' AS x, 10 AS y FROM foo) GROUP BY x
SELECT (id * 100) AS g, TRIM(grp) AS h, MIN(MOD(id, 7)) AS a FROM numbers GROUP BY GROUPING SETS ((1), (2))
SELECT id, CAST(GREATEST(TIMESTAMPDIFF(MONTH, TIMESTAMP '2015-09-12 10:11:12', __time), COALESCE(l, l)) AS DOUBLE) AS a, FLOOR(TIME_FLOOR(TIMESTAMP '2015-09-12 10:11:12', 'P1D') TO DAY) AS b FROM types WHERE (__time > __time)
SELECT (TIMESTAMPDIFF(MONTH, __time, __time) = customer_id) AS g, AVG(CHAR_LENGTH('a')) AS a, COUNT(*) AS b FROM orders WHERE (TIME_FLOOR(__time, 'P1W') >= __time) GROUP BY 1 ORDER BY 1
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT COALESCE(__time, __time) AS x, COALESCE(CHAR_LENGTH(status), -3) AS y FROM orders WHERE ((order_id * qty) <= NULLIF(order_id, qty))) GROUP BY x
SELECT (num || 'abc') AS g, __time AS h, COUNT(*) AS a FROM types WHERE (EXTRACT(QUARTER FROM TIMESTAMP '2015-09-12 10:11:12') IS DISTINCT FROM 1.5) GROUP BY GROUPING SETS ((1), (2))
SELECT (d - id) AS g, TIME_FLOOR(__time, 'P3M') AS h, MIN(TIMESTAMP '2015-09-12 10:11:12') AS a FROM types WHERE (1000000 <> GREATEST(l, i)) GROUP BY ROLLUP (1, 2)
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT -3.75 AS x, NULLIF(1000000, CAST(m1 AS BIGINT)) AS y FROM foo) GROUP BY x
SELECT x, COUNT(*) AS n, MAX(y) AS m FROM (SELECT d AS x, CASE WHEN (ms <= id) THEN CASE WHEN ('abc' <> 'a') THEN f ELSE ms END ELSE COALESCE(f, id) END AS y FROM types) GROUP BY x
SELECT (ABS(k) - TIMESTAMPDIFF(HOUR, __time, __time)) AS g, SUM(BITWISE_AND(w, 255)) FILTER (WHERE ((d >= d) AND ('abc' <= flag))) AS a, SUM(d) AS b FROM numbers WHERE ((big * big) BETWEEN k AND 1) GROUP BY 1
SELECT cnt, (TIME_SHIFT(__time, 'P1M', -1) IS NOT NULL) AS a, LPAD(CASE WHEN (__time < TIMESTAMP '2015-09-12 10:11:12') THEN dim2 ELSE '' END, 6, '*') AS b FROM foo
SELECT TIMESTAMPDIFF(MONTH, __time, TIMESTAMP '2015-09-12 10:11:12') AS g, EXTRACT(DOY FROM __time) AS h, COUNT((k * id)) AS a FROM numbers WHERE (SAFE_DIVIDE(d, f) > CAST(k AS DOUBLE)) GROUP BY 1, 2
SELECT id, 1.5 IN (d, 7) FROM types WHERE id < 12
SELECT id FROM types WHERE 1.5 < DATE '2000-01-01'
SELECT id FROM types WHERE l = f
SELECT id, NVL(mv, l) FROM types WHERE id < 12
SELECT id, ARRAY[1,2] + 1 FROM types WHERE id < 12
SELECT id, CASE TRUE WHEN 1 THEN 1 ELSE 2 END FROM types WHERE id < 12
SELECT id FROM types WHERE NOT TIMESTAMP '2000-01-01 00:00:00' > DATE '2000-01-01'
SELECT id FROM types WHERE 'a' IS NOT DISTINCT FROM TRUE
SELECT id, num BETWEEN __time AND __time FROM types WHERE id < 12
SELECT id FROM types WHERE n IS NOT DISTINCT FROM ARRAY[1,2]
SELECT id, COALESCE(d, NULL) FROM types WHERE id < 12
SELECT id, ARRAY['a','b'] BETWEEN ARRAY[1,2] AND ARRAY[1,2] FROM types WHERE id < 12
SELECT id, DATE '2000-01-01' IN ('a', DATE '2000-01-01') FROM types WHERE id < 12
SELECT id FROM types WHERE DATE '2000-01-01' IN (DATE '2000-01-01', DATE '2000-01-01')
SELECT id, NVL(DATE '2000-01-01', ARRAY[1,2]) FROM types WHERE id < 12
SELECT id, CASE WHEN id > 3 THEN DATE '2000-01-01' ELSE '1' END FROM types WHERE id < 12
SELECT id FROM types WHERE s IN ('a', s)
SELECT id, NULL + '1' FROM types WHERE id < 12
SELECT id, NULLIF(DATE '2000-01-01', ARRAY['a','b']) FROM types WHERE id < 12
SELECT id FROM types WHERE f < f
SELECT id FROM types WHERE NOT (__time IN ('a', 7))
SELECT id, f IN (__time, f) FROM types WHERE id < 12
SELECT id FROM types WHERE (l > 1) IS NOT DISTINCT FROM s
SELECT id FROM types WHERE ARRAY['a','b'] < s
SELECT id, COALESCE(mv, '1') FROM types WHERE id < 12
SELECT id, s > ARRAY['a','b'] FROM types WHERE id < 12
SELECT id FROM types WHERE '1' IN (DATE '2000-01-01', '1')
SELECT id, NVL(d, ARRAY['a','b']) FROM types WHERE id < 12
SELECT id, s IS DISTINCT FROM 'a' FROM types WHERE id < 12
SELECT id, l IN (l, l) FROM types WHERE id < 12
SELECT id, mv IN (num, mv) FROM types WHERE id < 12
SELECT id, ARRAY[TRUE, 1.5] FROM types WHERE id < 12
SELECT id, GREATEST(s, 1.5) FROM types WHERE id < 12
SELECT id, CASE WHEN id > 3 THEN TIMESTAMP '2000-01-01 00:00:00' ELSE 'a' END FROM types WHERE id < 12
SELECT id FROM types WHERE l = NULL
SELECT id, f IS DISTINCT FROM 1 FROM types WHERE id < 12
SELECT id, CASE WHEN id > 3 THEN (l > 1) ELSE s END FROM types WHERE id < 12
SELECT id, TIMESTAMP '2000-01-01 00:00:00' + TRUE FROM types WHERE id < 12
SELECT id, CASE mv WHEN f THEN 1 ELSE 2 END FROM types WHERE id < 12
SELECT id, CASE WHEN id > 3 THEN 1 ELSE DATE '2000-01-01' END FROM types WHERE id < 12
SELECT id, ARRAY['1', TRUE] FROM types WHERE id < 12
SELECT id, ARRAY[TIMESTAMP '2000-01-01 00:00:00', 'a'] FROM types WHERE id < 12
SELECT id FROM types WHERE NULL <> __time
SELECT id, GREATEST(num, num) FROM types WHERE id < 12
SELECT id, s + TRUE FROM types WHERE id < 12
SELECT id FROM types WHERE NULL IN (ARRAY['a','b'], NULL)
SELECT id, COALESCE(NULL, d) FROM types WHERE id < 12
SELECT id FROM types WHERE NULL IS NOT DISTINCT FROM 'a'
SELECT id, NULL IS DISTINCT FROM DATE '2000-01-01' FROM types WHERE id < 12
SELECT id, COALESCE('a', ARRAY[1,2]) FROM types WHERE id < 12
SELECT id, CASE WHEN id > 3 THEN f ELSE TRUE END FROM types WHERE id < 12
SELECT id, NVL(num, TRUE) FROM types WHERE id < 12
SELECT id FROM types WHERE NOT s > 1.5
SELECT id, '1' || ARRAY['a','b'] FROM types WHERE id < 12
SELECT id, GREATEST(1.5, f) FROM types WHERE id < 12
SELECT id, ARRAY[NULL, 1.5] FROM types WHERE id < 12
SELECT id FROM types WHERE mv IS NOT DISTINCT FROM 'a'
SELECT id, COALESCE(n, ARRAY['a','b']) FROM types WHERE id < 12
SELECT id, l IN (ARRAY['a','b'], l) FROM types WHERE id < 12
SELECT id, GREATEST((l > 1), d) FROM types WHERE id < 12
SELECT id, TRUE IN (num, 7) FROM types WHERE id < 12
SELECT id, TIMESTAMP '2000-01-01 00:00:00' > 1.5 FROM types WHERE id < 12
SELECT id, mv > d FROM types WHERE id < 12
SELECT id FROM types WHERE NOT TRUE > DATE '2000-01-01'
SELECT id FROM types WHERE l <> n
SELECT id, TRUE IS DISTINCT FROM num FROM types WHERE id < 12
SELECT id, CASE 'a' WHEN mv THEN 1 ELSE 2 END FROM types WHERE id < 12
SELECT id, ARRAY[s, f] FROM types WHERE id < 12
SELECT id, 1.5 IN (l, 1.5) FROM types WHERE id < 12
SELECT id FROM types WHERE n <> NULL
SELECT id, CASE TIMESTAMP '2000-01-01 00:00:00' WHEN TIMESTAMP '2000-01-01 00:00:00' THEN 1 ELSE 2 END FROM types WHERE id < 12
SELECT id, NVL(mv, ARRAY[1,2]) FROM types WHERE id < 12
SELECT id, TIMESTAMP '2000-01-01 00:00:00' IS DISTINCT FROM mv FROM types WHERE id < 12
SELECT id, (l > 1) = DATE '2000-01-01' FROM types WHERE id < 12
SELECT id, TRUE = (l > 1) FROM types WHERE id < 12
SELECT id FROM types WHERE TRUE BETWEEN TIMESTAMP '2000-01-01 00:00:00' AND TIMESTAMP '2000-01-01 00:00:00'
SELECT id, NVL(n, __time) FROM types WHERE id < 12
SELECT id, '1' > (l > 1) FROM types WHERE id < 12
SELECT id, (l > 1) IN (DATE '2000-01-01', 7) FROM types WHERE id < 12
SELECT id FROM types WHERE NOT (__time IN (DATE '2000-01-01', 7))
SELECT id FROM types WHERE NOT (1 IN (num, 7))
SELECT id, DATE '2000-01-01' + ARRAY['a','b'] FROM types WHERE id < 12
SELECT id, (l > 1) + ARRAY['a','b'] FROM types WHERE id < 12
SELECT id, __time = n FROM types WHERE id < 12
SELECT id, n NOT IN (NULL, 'z') FROM types WHERE id < 12
SELECT id FROM types WHERE NULL BETWEEN TRUE AND TRUE
SELECT id, TIMESTAMP '2000-01-01 00:00:00' = mv FROM types WHERE id < 12
SELECT id FROM types WHERE NOT l > TRUE
SELECT id, CASE WHEN id > 3 THEN l ELSE TRUE END FROM types WHERE id < 12
SELECT id, 1.5 IS DISTINCT FROM TIMESTAMP '2000-01-01 00:00:00' FROM types WHERE id < 12
SELECT id, GREATEST(NULL, mv) FROM types WHERE id < 12
SELECT id FROM types WHERE 1 IN (n, 1)
SELECT id FROM types WHERE NOT (__time IN (TIMESTAMP '2000-01-01 00:00:00', 7))
SELECT id, '1' - NULL FROM types WHERE id < 12
SELECT id, ARRAY['a','b'] IS DISTINCT FROM 1 FROM types WHERE id < 12
SELECT id, TIMESTAMP '2000-01-01 00:00:00' > d FROM types WHERE id < 12
SELECT id FROM types WHERE NOT TIMESTAMP '2000-01-01 00:00:00' > 'a'
SELECT id FROM types WHERE f < ARRAY[1,2]
SELECT id, GREATEST((l > 1), '1') FROM types WHERE id < 12
SELECT id FROM types WHERE s BETWEEN 1.5 AND 1.5
SELECT id, ARRAY[(l > 1), ARRAY['a','b']] FROM types WHERE id < 12
SELECT id, NULL > num FROM types WHERE id < 12
SELECT id FROM types WHERE NOT (__time IN (ARRAY[1,2], 7))
SELECT id, CASE '1' WHEN TIMESTAMP '2000-01-01 00:00:00' THEN 1 ELSE 2 END FROM types WHERE id < 12
SELECT id FROM types WHERE (l > 1) BETWEEN l AND l
SELECT id, CASE WHEN id > 3 THEN NULL ELSE TIMESTAMP '2000-01-01 00:00:00' END FROM types WHERE id < 12
SELECT id, l BETWEEN d AND d FROM types WHERE id < 12
SELECT id, NULL NOT IN ('a', 'z') FROM types WHERE id < 12
SELECT id, NVL('1', NULL) FROM types WHERE id < 12
SELECT id, f + n FROM types WHERE id < 12
SELECT id, num + f FROM types WHERE id < 12
SELECT id, DATE '2000-01-01' - (l > 1) FROM types WHERE id < 12
SELECT id, __time - NULL FROM types WHERE id < 12
SELECT id, CASE WHEN id > 3 THEN NULL ELSE 1.5 END FROM types WHERE id < 12
SELECT id FROM types WHERE NOT __time > f
SELECT id, COALESCE(ARRAY[1,2], TRUE) FROM types WHERE id < 12
SELECT id FROM types WHERE NOT ('1' IN (1, 7))
SELECT id FROM types WHERE f IN (TRUE, f)
SELECT id, NULLIF(DATE '2000-01-01', TIMESTAMP '2000-01-01 00:00:00') FROM types WHERE id < 12
SELECT id, ARRAY['a','b'] || TRUE FROM types WHERE id < 12
SELECT id, DATE '2000-01-01' > NULL FROM types WHERE id < 12
SELECT id, ARRAY[f, n] FROM types WHERE id < 12
SELECT id, mv IS DISTINCT FROM 1.5 FROM types WHERE id < 12
SELECT id, NULLIF(mv, NULL) FROM types WHERE id < 12
SELECT id, num BETWEEN (l > 1) AND (l > 1) FROM types WHERE id < 12
SELECT id, l > TRUE FROM types WHERE id < 12
SELECT id, mv > num FROM types WHERE id < 12
SELECT id FROM types WHERE NOT NULL > l
SELECT id FROM types WHERE mv < l
SELECT id FROM types WHERE NULL IN (__time, NULL)
SELECT id, ARRAY[TIMESTAMP '2000-01-01 00:00:00', d] FROM types WHERE id < 12
SELECT id, mv IN ((l > 1), 7) FROM types WHERE id < 12
SELECT id, TRUE + n FROM types WHERE id < 12
SELECT id, CASE TRUE WHEN n THEN 1 ELSE 2 END FROM types WHERE id < 12
SELECT id FROM types WHERE num IN (1.5, num)
SELECT id, l = ARRAY[1,2] FROM types WHERE id < 12
SELECT id, CASE l WHEN 1.5 THEN 1 ELSE 2 END FROM types WHERE id < 12
SELECT id, CASE s WHEN 'a' THEN 1 ELSE 2 END FROM types WHERE id < 12
SELECT id, TRUE IS DISTINCT FROM s FROM types WHERE id < 12
SELECT id, num BETWEEN ARRAY['a','b'] AND ARRAY['a','b'] FROM types WHERE id < 12
SELECT id, CASE WHEN id > 3 THEN ARRAY[1,2] ELSE TRUE END FROM types WHERE id < 12
SELECT id, ARRAY[__time, DATE '2000-01-01'] FROM types WHERE id < 12
SELECT id, CASE WHEN id > 3 THEN (l > 1) ELSE mv END FROM types WHERE id < 12
SELECT id, CASE l WHEN TRUE THEN 1 ELSE 2 END FROM types WHERE id < 12
SELECT id, 1 > DATE '2000-01-01' FROM types WHERE id < 12
SELECT id, NVL((l > 1), __time) FROM types WHERE id < 12
SELECT id FROM types WHERE NOT 'a' > d
SELECT id, NVL(n, mv) FROM types WHERE id < 12
SELECT id, 1 - mv FROM types WHERE id < 12
SELECT id, ARRAY['1', num] FROM types WHERE id < 12
