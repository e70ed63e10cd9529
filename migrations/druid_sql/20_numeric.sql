-- Arithmetic as Java does it: integers wrap, doubles overflow to Infinity and underflow to 0, what
-- has no value is NaN. Postgres raises errors for all of these.

-- Integers that wrap ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.wrap(x numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (pg_catalog.mod(pg_catalog.mod(x + 9223372036854775808, 18446744073709551616) + 18446744073709551616, 18446744073709551616) - 9223372036854775808)::bigint $$;
COMMENT ON FUNCTION druid_sql.wrap(numeric) IS 'A whole number modulo 2^64, as a BIGINT';

CREATE OR REPLACE FUNCTION druid_sql.add_wrap(a bigint, b bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.wrap(a::numeric + b) $$;
COMMENT ON FUNCTION druid_sql.add_wrap(bigint, bigint) IS 'a + b modulo 2^64';

CREATE OR REPLACE FUNCTION druid_sql.subtract_wrap(a bigint, b bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.wrap(a::numeric - b) $$;
COMMENT ON FUNCTION druid_sql.subtract_wrap(bigint, bigint) IS 'a - b modulo 2^64';

CREATE OR REPLACE FUNCTION druid_sql.multiply_wrap(a bigint, b bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.wrap(a::numeric * b) $$;
COMMENT ON FUNCTION druid_sql.multiply_wrap(bigint, bigint) IS 'a * b modulo 2^64';

-- Doubles that never fail -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.add_guarded(a double precision, b double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN a + b;
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN pg_catalog.sign(a) * 'Infinity'::double precision;
END $$;
COMMENT ON FUNCTION druid_sql.add_guarded(double precision, double precision) IS 'a + b, Infinity on overflow';

CREATE OR REPLACE FUNCTION druid_sql.add(a double precision, b double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.abs(a) < 1e307 AND pg_catalog.abs(b) < 1e307 THEN a + b ELSE druid_sql.add_guarded(a, b) END $$;
COMMENT ON FUNCTION druid_sql.add(double precision, double precision) IS 'a + b, Infinity on overflow';

CREATE OR REPLACE FUNCTION druid_sql.subtract(a double precision, b double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.abs(a) < 1e307 AND pg_catalog.abs(b) < 1e307 THEN a - b ELSE druid_sql.add_guarded(a, - b) END $$;
COMMENT ON FUNCTION druid_sql.subtract(double precision, double precision) IS 'a - b, Infinity on overflow';

CREATE OR REPLACE FUNCTION druid_sql.is_negative(x double precision) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT x < 0 OR x = 0 AND x::text = '-0' $$;
COMMENT ON FUNCTION druid_sql.is_negative(double precision) IS 'Whether the sign bit is set';

CREATE OR REPLACE FUNCTION druid_sql.multiply_guarded(a double precision, b double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN a * b;
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN CASE WHEN (a < 0) = (b < 0) THEN '' ELSE '-' END
    || CASE WHEN pg_catalog.log(pg_catalog.abs(a)) + pg_catalog.log(pg_catalog.abs(b)) > 0 THEN 'Infinity' ELSE '0' END;
END $$;
COMMENT ON FUNCTION druid_sql.multiply_guarded(double precision, double precision) IS 'a * b, Infinity on overflow, 0 on underflow';

CREATE OR REPLACE FUNCTION druid_sql.multiply(a double precision, b double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.abs(a) BETWEEN 1e-150 AND 1e150 AND pg_catalog.abs(b) BETWEEN 1e-150 AND 1e150 THEN a * b
  ELSE druid_sql.multiply_guarded(a, b) END $$;
COMMENT ON FUNCTION druid_sql.multiply(double precision, double precision) IS 'a * b, Infinity on overflow, 0 on underflow';

CREATE OR REPLACE FUNCTION druid_sql.divide_guarded(a double precision, b double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF b = 0 THEN
    IF a = 0 OR a = 'NaN' THEN
      RETURN 'NaN';
    END IF;
    RETURN CASE WHEN (a < 0) = druid_sql.is_negative(b) THEN 'Infinity' ELSE '-Infinity' END;
  END IF;
  RETURN a / b;
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN CASE WHEN (a < 0) = (b < 0) THEN '' ELSE '-' END
    || CASE WHEN pg_catalog.abs(a) > pg_catalog.abs(b) THEN 'Infinity' ELSE '0' END;
END $$;
COMMENT ON FUNCTION druid_sql.divide_guarded(double precision, double precision) IS 'a / b with Infinity and NaN in place of errors';

CREATE OR REPLACE FUNCTION druid_sql.divide(a double precision, b double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.abs(a) < 1e150 AND pg_catalog.abs(b) BETWEEN 1e-150 AND 1e150
    AND (pg_catalog.abs(a) > 1e-150 OR a = 0) THEN a / b
  ELSE druid_sql.divide_guarded(a, b) END $$;
COMMENT ON FUNCTION druid_sql.divide(double precision, double precision) IS 'a / b: Infinity or NaN by zero';

-- The same for FLOAT: computed as doubles and narrowed, which rounds as Java's float arithmetic does.

CREATE OR REPLACE FUNCTION druid_sql.add(a real, b real) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_float(a::double precision + b::double precision) $$;
COMMENT ON FUNCTION druid_sql.add(real, real) IS 'a + b, Infinity on overflow';

CREATE OR REPLACE FUNCTION druid_sql.subtract(a real, b real) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_float(a::double precision - b::double precision) $$;
COMMENT ON FUNCTION druid_sql.subtract(real, real) IS 'a - b, Infinity on overflow';

CREATE OR REPLACE FUNCTION druid_sql.multiply(a real, b real) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_float(a::double precision * b::double precision) $$;
COMMENT ON FUNCTION druid_sql.multiply(real, real) IS 'a * b, Infinity on overflow';

CREATE OR REPLACE FUNCTION druid_sql.divide(a real, b real) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_float(druid_sql.divide(a::double precision, b::double precision)) $$;
COMMENT ON FUNCTION druid_sql.divide(real, real) IS 'a / b: Infinity or NaN by zero';

-- Bits of doubles -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.bitwise_convert_double_to_long_bits(x double precision) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN x = 'NaN' THEN 9221120237041090560
  ELSE ('x' || pg_catalog.encode(pg_catalog.float8send(x), 'hex'))::bit(64)::bigint END $$;
COMMENT ON FUNCTION druid_sql.bitwise_convert_double_to_long_bits(double precision) IS 'IEEE 754 bits of a double';

CREATE OR REPLACE FUNCTION druid_sql.bitwise_convert_long_bits_to_double(bits bigint) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  exponent integer := ((bits >> 52) & 2047)::integer;
  mantissa bigint := bits & 4503599627370495;
  x double precision;
BEGIN
  IF exponent = 2047 THEN
    RETURN CASE WHEN mantissa <> 0 THEN 'NaN' WHEN bits < 0 THEN '-Infinity' ELSE 'Infinity' END;
  ELSIF exponent = 0 THEN
    x := mantissa * pg_catalog.power(2::double precision, -1074);
  ELSE
    -- in two factors, as the smaller one alone may not be a normal double
    x := (mantissa + 4503599627370496) * pg_catalog.power(2::double precision, exponent / 2 - 538)
      * pg_catalog.power(2::double precision, exponent - exponent / 2 - 537);
  END IF;
  RETURN CASE WHEN bits < 0 THEN - x ELSE x END;
END $$;
COMMENT ON FUNCTION druid_sql.bitwise_convert_long_bits_to_double(bigint) IS 'Double of IEEE 754 bits';

CREATE OR REPLACE FUNCTION druid_sql.exact(x double precision) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  bits bigint := druid_sql.bitwise_convert_double_to_long_bits(x);
  exponent integer := ((bits >> 52) & 2047)::integer;
  mantissa numeric := bits & 4503599627370495;
BEGIN
  IF exponent = 0 THEN
    exponent := 1;
  ELSE
    mantissa := mantissa + 4503599627370496;
  END IF;
  exponent := exponent - 1075;
  IF exponent >= 0 THEN
    mantissa := mantissa * pg_catalog.power(2::numeric, exponent);
  ELSE
    mantissa := mantissa * pg_catalog.power(5::numeric, - exponent) * ('1e' || exponent)::numeric;
  END IF;
  RETURN CASE WHEN x < 0 THEN - mantissa ELSE mantissa END;
END $$;
COMMENT ON FUNCTION druid_sql.exact(double precision) IS 'Exact value of a finite double';

-- Remainders and safe division ------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.mod(a bigint, b bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT a % b $$;
COMMENT ON FUNCTION druid_sql.mod(bigint, bigint) IS 'Remainder with the sign of a; an error by zero';

CREATE OR REPLACE FUNCTION druid_sql.with_sign(x double precision, y double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN x = 0 AND y < 0 THEN '-0' ELSE x END $$;
COMMENT ON FUNCTION druid_sql.with_sign(double precision, double precision) IS 'x; a zero with the sign of y';

-- Doubles are exact in numeric, so the remainder is Java's.
CREATE OR REPLACE FUNCTION druid_sql.mod(a double precision, b double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL OR b IS NULL THEN NULL
  WHEN b = 0 OR b = 'NaN' OR a = 'NaN' OR pg_catalog.abs(a) = 'Infinity' THEN 'NaN'
  WHEN pg_catalog.abs(b) > pg_catalog.abs(a) THEN a
  ELSE druid_sql.with_sign((druid_sql.exact(a) % druid_sql.exact(b))::double precision, a) END $$;
COMMENT ON FUNCTION druid_sql.mod(double precision, double precision) IS 'Remainder with the sign of a; NaN by zero';

CREATE OR REPLACE FUNCTION druid_sql.abs(x bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN x < -9223372036854775807 THEN x ELSE pg_catalog.abs(x) END $$;
COMMENT ON FUNCTION druid_sql.abs(bigint) IS 'Absolute value; the least BIGINT stays as it is';

CREATE OR REPLACE FUNCTION druid_sql.abs(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.abs(x) $$;
COMMENT ON FUNCTION druid_sql.abs(double precision) IS 'Absolute value';

CREATE OR REPLACE FUNCTION druid_sql.abs(x real) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.abs(x) $$;
COMMENT ON FUNCTION druid_sql.abs(real) IS 'Absolute value';

CREATE OR REPLACE FUNCTION druid_sql.div(a bigint, b bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT a / b $$;
COMMENT ON FUNCTION druid_sql.div(bigint, bigint) IS 'Integer quotient; an error by zero';

CREATE OR REPLACE FUNCTION druid_sql.div(a double precision, b double precision) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_bigint(druid_sql.divide(a, b)) $$;
COMMENT ON FUNCTION druid_sql.div(double precision, double precision) IS 'Quotient of doubles, cut to an integer';

CREATE OR REPLACE FUNCTION druid_sql.safe_divide(a bigint, b bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN b = -1 THEN druid_sql.subtract_wrap(0, a) ELSE a / nullif(b, 0) END $$;
COMMENT ON FUNCTION druid_sql.safe_divide(bigint, bigint) IS 'Integer quotient, NULL by zero';

CREATE OR REPLACE FUNCTION druid_sql.safe_divide(a double precision, b double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN b = 0 OR b = 'NaN' THEN CASE WHEN a = 0 AND b = 0 THEN 0::double precision END ELSE druid_sql.divide(a, b) END $$;
COMMENT ON FUNCTION druid_sql.safe_divide(double precision, double precision) IS 'Quotient, NULL by zero; 0 for 0 by 0';

CREATE OR REPLACE FUNCTION druid_sql.safe_divide(a real, b real) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT druid_sql.to_float(druid_sql.safe_divide(a::double precision, b::double precision)) $$;
COMMENT ON FUNCTION druid_sql.safe_divide(real, real) IS 'Quotient, NULL by zero; 0 for 0 by 0';

-- Rounding --------------------------------------------------------------------------------------

-- A double's shortest decimal text is what Java's BigDecimal.valueOf takes.
CREATE OR REPLACE FUNCTION druid_sql.round_double(x double precision, digits bigint) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  rounded numeric;
BEGIN
  IF x = 'NaN' THEN
    RETURN 0;
  ELSIF pg_catalog.abs(x) = 'Infinity' THEN
    RETURN CASE WHEN x > 0 THEN 1.7976931348623157e308 ELSE -1.7976931348623157e308 END;
  END IF;
  rounded := pg_catalog.round(x::text::numeric, greatest(least(digits, 400), -400)::integer);
  RETURN rounded::double precision;
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN CASE WHEN pg_catalog.abs(rounded) > 1 THEN pg_catalog.sign(x) * 'Infinity'::double precision ELSE 0 END;
END $$;
COMMENT ON FUNCTION druid_sql.round_double(double precision, bigint) IS 'Half away from zero on the decimal text; NaN is 0, Infinity the largest double';

CREATE OR REPLACE FUNCTION druid_sql.round(x double precision, digits bigint DEFAULT 0) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.round_double(x, digits) $$;
COMMENT ON FUNCTION druid_sql.round(double precision, bigint) IS 'ROUND of a DOUBLE: half away from zero, decimal-wise';

CREATE OR REPLACE FUNCTION druid_sql.round(x real, digits bigint DEFAULT 0) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_float(druid_sql.round_double(x::double precision, digits)) $$;
COMMENT ON FUNCTION druid_sql.round(real, bigint) IS 'ROUND of a FLOAT';

CREATE OR REPLACE FUNCTION druid_sql.round(x bigint, digits bigint DEFAULT 0) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN digits >= 0 THEN x
  ELSE druid_sql.wrap(pg_catalog.round(x::numeric, greatest(digits, -30)::integer)) END $$;
COMMENT ON FUNCTION druid_sql.round(bigint, bigint) IS 'ROUND of a BIGINT: negative digits round to tens, hundreds …';

-- TRUNCATE is Druid's native CAST(x * 10^digits, 'LONG') / 10^digits, with what that does to numbers
-- that a BIGINT cannot hold.
CREATE OR REPLACE FUNCTION druid_sql.power_of_ten(digits bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN digits > 308 THEN 'Infinity' WHEN digits < -323 THEN 0 ELSE ('1e' || digits)::double precision END $$;
COMMENT ON FUNCTION druid_sql.power_of_ten(bigint) IS '10 to a power: Infinity above and 0 below the range of doubles';

CREATE OR REPLACE FUNCTION druid_sql.truncate_by(x double precision, power double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT druid_sql.divide(druid_sql.to_bigint(druid_sql.multiply(x, power))::double precision, power) $$;
COMMENT ON FUNCTION druid_sql.truncate_by(double precision, double precision) IS 'x * power cut to a BIGINT, by power';

CREATE OR REPLACE FUNCTION druid_sql.truncate(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_bigint(x)::double precision $$;
COMMENT ON FUNCTION druid_sql.truncate(double precision) IS 'Cuts towards zero, to what a BIGINT holds';

CREATE OR REPLACE FUNCTION druid_sql.truncate(x double precision, digits bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.truncate_by(x, druid_sql.power_of_ten(digits)) $$;
COMMENT ON FUNCTION druid_sql.truncate(double precision, bigint) IS 'Cuts towards zero to a number of decimal digits';

CREATE OR REPLACE FUNCTION druid_sql.truncate(x real) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_bigint(x::double precision)::real $$;
COMMENT ON FUNCTION druid_sql.truncate(real) IS 'Cuts towards zero, to what a BIGINT holds';

CREATE OR REPLACE FUNCTION druid_sql.truncate(x real, digits bigint) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_float(druid_sql.truncate(x::double precision, digits)) $$;
COMMENT ON FUNCTION druid_sql.truncate(real, bigint) IS 'Cuts towards zero to a number of decimal digits';

CREATE OR REPLACE FUNCTION druid_sql.truncate(x bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT x $$;
COMMENT ON FUNCTION druid_sql.truncate(bigint) IS 'The integer itself';

CREATE OR REPLACE FUNCTION druid_sql.truncate(x bigint, digits bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_bigint(druid_sql.truncate(x::double precision, digits)) $$;
COMMENT ON FUNCTION druid_sql.truncate(bigint, bigint) IS 'Clears digits left of the decimal point';

-- Functions of doubles: NaN and Infinity outside the domain --------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.exp(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN x = 'NaN' THEN x WHEN x > 709.782712893384 THEN 'Infinity'
  WHEN x < -745.1332191019411 THEN 0 ELSE pg_catalog.exp(x) END $$;
COMMENT ON FUNCTION druid_sql.exp(double precision) IS 'e to the power of x';

CREATE OR REPLACE FUNCTION druid_sql.ln(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN x > 0 THEN pg_catalog.ln(x) WHEN x = 0 THEN '-Infinity' WHEN x < 0 THEN 'NaN' END $$;
COMMENT ON FUNCTION druid_sql.ln(double precision) IS 'Natural logarithm; -Infinity of 0, NaN below';

CREATE OR REPLACE FUNCTION druid_sql.log10(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN x > 0 THEN pg_catalog.log10(x) WHEN x = 0 THEN '-Infinity' WHEN x < 0 THEN 'NaN' END $$;
COMMENT ON FUNCTION druid_sql.log10(double precision) IS 'Logarithm to base 10; -Infinity of 0, NaN below';

CREATE OR REPLACE FUNCTION druid_sql.sqrt(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN x < 0 THEN 'NaN' ELSE pg_catalog.sqrt(x) END $$;
COMMENT ON FUNCTION druid_sql.sqrt(double precision) IS 'Square root; NaN below 0';

CREATE OR REPLACE FUNCTION druid_sql.power_guarded(x double precision, y double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  odd boolean := pg_catalog.abs(y) < 9007199254740992 AND y = pg_catalog.trunc(y) AND y::bigint % 2 <> 0;
BEGIN
  IF y = 0 THEN
    RETURN 1;
  ELSIF x = 'NaN' OR y = 'NaN' OR pg_catalog.abs(y) = 'Infinity' AND pg_catalog.abs(x) = 1 THEN
    RETURN 'NaN';
  ELSIF x = 0 AND y < 0 THEN
    RETURN CASE WHEN odd AND druid_sql.is_negative(x) THEN '-Infinity' ELSE 'Infinity' END;
  ELSIF x < 0 AND pg_catalog.abs(x) <> 'Infinity' AND pg_catalog.abs(y) <> 'Infinity' AND y <> pg_catalog.trunc(y) THEN
    RETURN 'NaN';
  END IF;
  RETURN pg_catalog.power(x, y);
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN CASE WHEN x < 0 AND odd THEN '-' ELSE '' END
    || CASE WHEN (pg_catalog.abs(x) > 1) = (y > 0) THEN 'Infinity' ELSE '0' END;
END $$;
COMMENT ON FUNCTION druid_sql.power_guarded(double precision, double precision) IS 'x to the power of y for any arguments';

-- A square is x * x in Java, which differs from a general power in the last digit.
CREATE OR REPLACE FUNCTION druid_sql.power(x double precision, y double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN y = 2 THEN druid_sql.multiply(x, x)
  WHEN x BETWEEN 1e-10 AND 1e10 AND pg_catalog.abs(y) <= 15 THEN pg_catalog.power(x, y)
  ELSE druid_sql.power_guarded(x, y) END $$;
COMMENT ON FUNCTION druid_sql.power(double precision, double precision) IS 'x to the power of y; NaN, Infinity and 0 in place of errors';

CREATE OR REPLACE FUNCTION druid_sql.sin(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN pg_catalog.abs(x) = 'Infinity' THEN 'NaN' ELSE pg_catalog.sin(x) END $$;
COMMENT ON FUNCTION druid_sql.sin(double precision) IS 'Sine of radians';

CREATE OR REPLACE FUNCTION druid_sql.cos(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN pg_catalog.abs(x) = 'Infinity' THEN 'NaN' ELSE pg_catalog.cos(x) END $$;
COMMENT ON FUNCTION druid_sql.cos(double precision) IS 'Cosine of radians';

CREATE OR REPLACE FUNCTION druid_sql.tan(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN pg_catalog.abs(x) = 'Infinity' THEN 'NaN' ELSE pg_catalog.tan(x) END $$;
COMMENT ON FUNCTION druid_sql.tan(double precision) IS 'Tangent of radians';

CREATE OR REPLACE FUNCTION druid_sql.cot(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.divide(druid_sql.cos(x), druid_sql.sin(x)) $$;
COMMENT ON FUNCTION druid_sql.cot(double precision) IS 'Cotangent of radians; Infinity at 0';

CREATE OR REPLACE FUNCTION druid_sql.asin(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN pg_catalog.abs(x) <= 1 THEN pg_catalog.asin(x) WHEN x IS NOT NULL THEN 'NaN' END $$;
COMMENT ON FUNCTION druid_sql.asin(double precision) IS 'Arc sine; NaN beyond 1';

CREATE OR REPLACE FUNCTION druid_sql.acos(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN pg_catalog.abs(x) <= 1 THEN pg_catalog.acos(x) WHEN x IS NOT NULL THEN 'NaN' END $$;
COMMENT ON FUNCTION druid_sql.acos(double precision) IS 'Arc cosine; NaN beyond 1';

CREATE OR REPLACE FUNCTION druid_sql.atan(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.atan(x) $$;
COMMENT ON FUNCTION druid_sql.atan(double precision) IS 'Arc tangent';

CREATE OR REPLACE FUNCTION druid_sql.atan2(y double precision, x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.atan2(y, x) $$;
COMMENT ON FUNCTION druid_sql.atan2(double precision, double precision) IS 'Angle of the point (x, y)';

CREATE OR REPLACE FUNCTION druid_sql.degrees(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.multiply(x, 57.29577951308232) $$;
COMMENT ON FUNCTION druid_sql.degrees(double precision) IS 'Radians as degrees, with Java''s factor';

CREATE OR REPLACE FUNCTION druid_sql.radians(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.multiply(x, 0.017453292519943295) $$;
COMMENT ON FUNCTION druid_sql.radians(double precision) IS 'Degrees as radians, with Java''s factor';

-- Human-readable sizes --------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.human_readable(x double precision, digits bigint, unit text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF digits < 0 OR digits > 3 THEN
    RAISE EXCEPTION USING ERRCODE = 'OG003',
      MESSAGE = pg_catalog.format('Given precision[%s] must be in the range of [0,3]', digits);
  END IF;
  RETURN pg_catalog.round(x::text::numeric, digits::integer)::text || ' ' || unit;
END $$;
COMMENT ON FUNCTION druid_sql.human_readable(double precision, bigint, text) IS 'A number with 0 to 3 digits, rounded half up, and a unit';

CREATE OR REPLACE FUNCTION druid_sql.human_readable_binary_byte_format(n bigint, digits bigint DEFAULT 2) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  units text[] := '{KiB,MiB,GiB,TiB,PiB,EiB}';
  unit integer := 0;
  rest numeric := pg_catalog.abs(n::numeric);
BEGIN
  WHILE rest >= 1024 LOOP
    rest := pg_catalog.trunc(rest / 1024);
    unit := unit + 1;
  END LOOP;
  IF unit = 0 THEN
    RETURN n || ' B';
  END IF;
  RETURN druid_sql.human_readable(n::double precision / pg_catalog.power(1024::double precision, unit), digits, units[unit]);
END $$;
COMMENT ON FUNCTION druid_sql.human_readable_binary_byte_format(bigint, bigint) IS 'A size in B, KiB, MiB …';

CREATE OR REPLACE FUNCTION druid_sql.human_readable_decimal(n bigint, digits bigint, suffix text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  units text[] := '{K,M,G,T,P,E}';
  unit integer := 1;
  rest bigint := n;
BEGIN
  IF n > -1000 AND n < 1000 THEN
    RETURN pg_catalog.rtrim(n || ' ' || suffix);
  END IF;
  WHILE rest <= -1000000 OR rest >= 1000000 LOOP
    rest := rest / 1000; -- cut to thousandths of the unit, as Druid does
    unit := unit + 1;
  END LOOP;
  RETURN druid_sql.human_readable(rest / 1000::double precision, digits, units[unit] || suffix);
END $$;
COMMENT ON FUNCTION druid_sql.human_readable_decimal(bigint, bigint, text) IS 'A number in thousands, millions … with a suffix';

CREATE OR REPLACE FUNCTION druid_sql.human_readable_decimal_byte_format(n bigint, digits bigint DEFAULT 2) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.human_readable_decimal(n, digits, 'B') $$;
COMMENT ON FUNCTION druid_sql.human_readable_decimal_byte_format(bigint, bigint) IS 'A size in B, KB, MB …';

CREATE OR REPLACE FUNCTION druid_sql.human_readable_decimal_format(n bigint, digits bigint DEFAULT 2) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.human_readable_decimal(n, digits, '') $$;
COMMENT ON FUNCTION druid_sql.human_readable_decimal_format(bigint, bigint) IS 'A number with K, M, G …';
