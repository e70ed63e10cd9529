-- Conversions between Druid's types. What cannot be converted is NULL, never an error; doubles are
-- cut towards zero and saturate at the ends of BIGINT, as Java's casts do.

-- Numbers of doubles ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.to_bigint(x double precision) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN x = 'NaN' THEN 0
  WHEN x >= 9223372036854775807 THEN 9223372036854775807
  WHEN x <= -9223372036854775808 THEN -9223372036854775808
  ELSE pg_catalog.trunc(x)::bigint END $$;
COMMENT ON FUNCTION druid_sql.to_bigint(double precision) IS 'CAST(DOUBLE AS BIGINT): cut towards zero, saturating; NaN is 0';

CREATE OR REPLACE FUNCTION druid_sql.to_bigint(x boolean) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT x::integer::bigint $$;
COMMENT ON FUNCTION druid_sql.to_bigint(boolean) IS 'Native value of a BOOLEAN: 1 or 0';

CREATE OR REPLACE FUNCTION druid_sql.to_float(x double precision) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN x = 'NaN' OR pg_catalog.abs(x) = 'Infinity' THEN x::real
  WHEN pg_catalog.abs(x) >= 3.4028235677973366e38 THEN (pg_catalog.sign(x) * 'Infinity'::double precision)::real
  WHEN pg_catalog.abs(x) <= 7.006492321624085e-46 THEN (x * 0)::real
  ELSE x::real END $$;
COMMENT ON FUNCTION druid_sql.to_float(double precision) IS 'CAST(DOUBLE AS FLOAT): overflows to Infinity, underflows to 0';

-- Numbers of text -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.to_double_guarded(s text) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  body text := pg_catalog.lower(s);
BEGIN
  IF body = 'true' THEN
    RETURN 1;
  ELSIF body = 'false' THEN
    RETURN 0;
  ELSIF s ~ '^[+-]?(NaN|Infinity)$' THEN
    RETURN pg_catalog.ltrim(s, '+')::double precision;
  ELSIF body !~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?[fd]?$' THEN
    RETURN NULL;
  END IF;
  body := pg_catalog.rtrim(body, 'fd');
  BEGIN
    RETURN body::double precision;
  EXCEPTION WHEN numeric_value_out_of_range THEN
    -- Postgres refuses what Java makes Infinity or 0: the sign of the exponent tells which.
    RETURN (CASE WHEN body LIKE '-%' THEN '-' ELSE '' END
      || CASE WHEN body ~ 'e-' OR body ~ '^[+-]?0*\.' THEN '0' ELSE 'Infinity' END)::double precision;
  END;
END $$;
COMMENT ON FUNCTION druid_sql.to_double_guarded(text) IS 'Any text that Java reads as a double, also true and false; NULL for other text';

CREATE OR REPLACE FUNCTION druid_sql.to_double(s text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN s ~ '^[+-]?([0-9]{1,100}\.?[0-9]{0,100}|\.[0-9]{1,100})([eE][+-]?[0-9]{1,2})?$' THEN s::double precision
  ELSE druid_sql.to_double_guarded(s) END $$;
COMMENT ON FUNCTION druid_sql.to_double(text) IS 'CAST(VARCHAR AS DOUBLE)';

CREATE OR REPLACE FUNCTION druid_sql.to_float(s text) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_float(druid_sql.to_double(s)) $$;
COMMENT ON FUNCTION druid_sql.to_float(text) IS 'CAST(VARCHAR AS FLOAT)';

CREATE OR REPLACE FUNCTION druid_sql.to_bigint_guarded(s text) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF s ~ '^[+-]?[0-9]{1,25}$' AND s::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN
    RETURN s::bigint;
  END IF;
  RETURN druid_sql.to_bigint(druid_sql.to_double(s));
END $$;
COMMENT ON FUNCTION druid_sql.to_bigint_guarded(text) IS 'Any text that Java reads as a number, cut to an integer; NULL for other text';

CREATE OR REPLACE FUNCTION druid_sql.to_bigint(s text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN s ~ '^[+-]?[0-9]{1,18}$' THEN s::bigint ELSE druid_sql.to_bigint_guarded(s) END $$;
COMMENT ON FUNCTION druid_sql.to_bigint(text) IS 'CAST(VARCHAR AS BIGINT): fractions are cut';

-- INTEGER: the low 32 bits ----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.to_integer(x bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ((x & 4294967295) # 2147483648) - 2147483648 $$;
COMMENT ON FUNCTION druid_sql.to_integer(bigint) IS 'CAST(BIGINT AS INTEGER): the low 32 bits with their sign';

CREATE OR REPLACE FUNCTION druid_sql.to_integer(x double precision) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_integer(druid_sql.to_bigint(x)) $$;
COMMENT ON FUNCTION druid_sql.to_integer(double precision) IS 'CAST(DOUBLE AS INTEGER)';

CREATE OR REPLACE FUNCTION druid_sql.to_integer(s text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_integer(druid_sql.to_bigint(s)) $$;
COMMENT ON FUNCTION druid_sql.to_integer(text) IS 'CAST(VARCHAR AS INTEGER)';

CREATE OR REPLACE FUNCTION druid_sql.to_integer(x boolean) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT x::integer::bigint $$;
COMMENT ON FUNCTION druid_sql.to_integer(boolean) IS 'Native value of a BOOLEAN: 1 or 0';

-- BOOLEAN ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.to_boolean(x bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT x <> 0 $$;
COMMENT ON FUNCTION druid_sql.to_boolean(bigint) IS 'CAST(BIGINT AS BOOLEAN): not 0';

CREATE OR REPLACE FUNCTION druid_sql.to_boolean(x double precision) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_bigint(x) > 0 $$;
COMMENT ON FUNCTION druid_sql.to_boolean(double precision) IS 'CAST(DOUBLE AS BOOLEAN): cut to an integer, above 0';

CREATE OR REPLACE FUNCTION druid_sql.to_boolean(s text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE pg_catalog.lower(s) WHEN 'true' THEN true WHEN 'false' THEN false ELSE druid_sql.to_bigint(s) > 0 END $$;
COMMENT ON FUNCTION druid_sql.to_boolean(text) IS 'CAST(VARCHAR AS BOOLEAN): true, false, or a number; NULL for other text';

-- VARCHAR ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.to_scientific(x double precision) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  body text := pg_catalog.abs(x)::text;
  e integer := pg_catalog.strpos(body, 'e');
  digits text;
  exponent integer;
BEGIN
  IF e > 0 THEN
    digits := pg_catalog.replace(pg_catalog.left(body, e - 1), '.', '');
    exponent := pg_catalog.substr(body, e + 1)::integer;
  ELSIF body LIKE '0.%' THEN
    digits := pg_catalog.ltrim(pg_catalog.substr(body, 3), '0');
    exponent := pg_catalog.length(digits) - pg_catalog.length(body) + 1;
  ELSE
    digits := pg_catalog.replace(body, '.', '');
    exponent := pg_catalog.length(pg_catalog.split_part(body, '.', 1)) - 1;
  END IF;
  IF exponent <= -322 AND pg_catalog.length(digits) = 1 THEN
    -- The smallest doubles have less than two digits; Java prints the nearest two.
    body := (pg_catalog.round((pg_catalog.abs(x) / 5e-324)::numeric) * 4.94065645841246544)::text;
    exponent := pg_catalog.strpos(body, '.') - 326;
    digits := pg_catalog.round(pg_catalog.left(pg_catalog.replace(body, '.', ''), 3)::numeric / 10)::text;
  END IF;
  RETURN CASE WHEN x < 0 THEN '-' ELSE '' END || pg_catalog.left(digits, 1) || '.'
    || coalesce(nullif(pg_catalog.rtrim(pg_catalog.substr(digits, 2), '0'), ''), '0') || 'E' || exponent;
END $$;
COMMENT ON FUNCTION druid_sql.to_scientific(double precision) IS 'A finite double that is not 0 as 1.5E10';

CREATE OR REPLACE FUNCTION druid_sql.to_varchar(x double precision) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN pg_catalog.abs(x) >= 1e-3 AND pg_catalog.abs(x) < 1e7 THEN
    CASE WHEN x = pg_catalog.trunc(x) THEN x::text || '.0' ELSE x::text END
  WHEN x = 0 THEN x::text || '.0'
  WHEN x = 'NaN' OR pg_catalog.abs(x) = 'Infinity' THEN x::text
  ELSE druid_sql.to_scientific(x) END $$;
COMMENT ON FUNCTION druid_sql.to_varchar(double precision) IS 'CAST(DOUBLE AS VARCHAR) as Java prints doubles: 1.0, 1.0E15, -0.0';

CREATE OR REPLACE FUNCTION druid_sql.to_varchar(x real) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_varchar(x::double precision) $$;
COMMENT ON FUNCTION druid_sql.to_varchar(real) IS 'CAST(FLOAT AS VARCHAR): widened to a double first';

CREATE OR REPLACE FUNCTION druid_sql.to_varchar(x bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT x::text $$;
COMMENT ON FUNCTION druid_sql.to_varchar(bigint) IS 'CAST(BIGINT AS VARCHAR)';

CREATE OR REPLACE FUNCTION druid_sql.to_varchar(x boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT x::integer::text $$;
COMMENT ON FUNCTION druid_sql.to_varchar(boolean) IS 'CAST(BOOLEAN AS VARCHAR): 1 or 0';

CREATE OR REPLACE FUNCTION druid_sql.to_varchar(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT s $$;
COMMENT ON FUNCTION druid_sql.to_varchar(text) IS 'CAST(VARCHAR AS VARCHAR(n)): Druid does not cut';
