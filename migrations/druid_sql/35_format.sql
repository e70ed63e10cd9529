-- STRING_FORMAT: java.util.Formatter. Arguments come as text with one letter each for what they
-- are: s text, d integer, f double. A conversion that does not fit its argument gives the pattern
-- and the arguments, joined by "; ".

-- A number's digits with grouping commas, sign and brackets by the flags.
CREATE OR REPLACE FUNCTION druid_sql.format_number(digits text, negative boolean, flags text, width integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  whole text := pg_catalog.split_part(digits, '.', 1);
  rest text := pg_catalog.substr(digits, pg_catalog.length(whole) + 1);
  sign text := CASE WHEN negative THEN CASE WHEN flags LIKE '%(%' THEN '(' ELSE '-' END
    WHEN flags LIKE '%+%' THEN '+' WHEN flags LIKE '% %' THEN ' ' ELSE '' END;
  tail text := CASE WHEN sign = '(' THEN ')' ELSE '' END;
BEGIN
  IF flags LIKE '%,%' THEN
    whole := pg_catalog.reverse(pg_catalog.regexp_replace(pg_catalog.reverse(whole), '([0-9]{3})(?=[0-9])', '\1,', 'g'));
  END IF;
  IF flags LIKE '%0%' AND width IS NOT NULL THEN
    whole := pg_catalog.repeat('0', width - pg_catalog.length(sign || whole || rest || tail)) || whole;
  END IF;
  RETURN sign || whole || rest || tail;
END $$;
COMMENT ON FUNCTION druid_sql.format_number(text, boolean, text, integer) IS 'Digits with a sign, commas and leading zeros by Java''s flags';

-- %e: one digit before the point.
CREATE OR REPLACE FUNCTION druid_sql.format_scientific(x numeric, digits integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  exponent integer := 0;
  mantissa numeric := x;
BEGIN
  IF x <> 0 THEN
    exponent := pg_catalog.floor(pg_catalog.log(x))::integer;
    mantissa := pg_catalog.round(x * ('1e' || (- exponent))::numeric, digits);
    IF mantissa >= 10 OR mantissa < 1 THEN -- rounded up, or the logarithm was
      exponent := exponent + CASE WHEN mantissa >= 10 THEN 1 ELSE -1 END;
      mantissa := pg_catalog.round(x * ('1e' || (- exponent))::numeric, digits);
    END IF;
  END IF;
  RETURN pg_catalog.round(mantissa, digits)::text || 'e' || CASE WHEN exponent < 0 THEN '-' ELSE '+' END
    || pg_catalog.lpad(pg_catalog.abs(exponent)::text, greatest(2, pg_catalog.length(pg_catalog.abs(exponent)::text)), '0');
END $$;
COMMENT ON FUNCTION druid_sql.format_scientific(numeric, integer) IS 'A number that is not negative as 1.50e+10';

CREATE OR REPLACE FUNCTION druid_sql.format_double(x double precision, conversion text, flags text, width integer, digits integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  negative boolean := druid_sql.is_negative(x);
  value numeric;
BEGIN
  IF x = 'NaN' OR pg_catalog.abs(x) = 'Infinity' THEN
    RETURN CASE WHEN x = 'NaN' THEN 'NaN' ELSE druid_sql.format_number('Infinity', negative, pg_catalog.translate(flags, '0,', ''), NULL) END;
  END IF;
  value := pg_catalog.abs(x)::text::numeric;
  digits := coalesce(digits, 6);
  IF conversion = 'g' THEN
    digits := greatest(digits, 1);
    IF value = 0 OR pg_catalog.round(value, 4 + digits) >= 0.0001 AND value < ('1e' || digits)::numeric THEN
      RETURN druid_sql.format_number(pg_catalog.round(value,
        greatest(digits - CASE WHEN value = 0 THEN 1 ELSE pg_catalog.floor(pg_catalog.log(value))::integer + 1 END, 0))::text, negative, flags, width);
    END IF;
    RETURN druid_sql.format_number(druid_sql.format_scientific(value, digits - 1), negative, flags, width);
  ELSIF conversion = 'e' THEN
    RETURN druid_sql.format_number(druid_sql.format_scientific(value, digits), negative, flags, width);
  END IF;
  RETURN druid_sql.format_number(pg_catalog.round(value, digits)::text, negative, flags, width);
END $$;
COMMENT ON FUNCTION druid_sql.format_double(double precision, text, text, integer, integer) IS 'A double by %f, %e or %g';

CREATE OR REPLACE FUNCTION druid_sql.format_integer(x bigint, conversion text, flags text, width integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE conversion
  WHEN 'd' THEN druid_sql.format_number(pg_catalog.ltrim(x::text, '-'), x < 0, flags, width)
  WHEN 'x' THEN druid_sql.format_number(CASE WHEN flags LIKE '%#%' THEN '0x' ELSE '' END || pg_catalog.to_hex(x), false, flags, width)
  WHEN 'o' THEN druid_sql.format_number(CASE WHEN flags LIKE '%#%' THEN '0' ELSE '' END || pg_catalog.to_oct(x), false, flags, width) END $$;
COMMENT ON FUNCTION druid_sql.format_integer(bigint, text, text, integer) IS 'An integer by %d, %x or %o';

-- One conversion; NULL when it does not fit the argument.
CREATE OR REPLACE FUNCTION druid_sql.format_argument(kind text, arg text, conversion text, flags text, width integer, digits integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  lower text := pg_catalog.lower(conversion COLLATE "C");
  body text;
BEGIN
  IF lower IN ('s', 'b', 'c') AND flags ~ '[+ 0,(]' OR flags ~ '[-0]' AND width IS NULL OR flags LIKE '%-%' AND flags LIKE '%0%'
    OR flags LIKE '%+%' AND flags LIKE '% %' THEN
    RETURN NULL;
  ELSIF lower = 'b' THEN
    body := pg_catalog.left(CASE WHEN arg IS NULL THEN 'false' ELSE 'true' END, coalesce(digits, 5));
  ELSIF lower = 's' THEN
    body := coalesce(CASE WHEN kind = 'f' THEN druid_sql.to_varchar(arg::double precision) ELSE arg END, 'null');
    body := druid_sql.units(body, 1, coalesce(digits, 2000000000));
  ELSIF arg IS NULL THEN
    body := 'null';
  ELSIF lower = 'c' AND kind = 'd' AND digits IS NULL THEN
    body := CASE WHEN arg::bigint BETWEEN 1 AND 1114111 THEN pg_catalog.chr(arg::integer) END;
  ELSIF conversion IN ('d', 'x', 'X', 'o') AND kind = 'd' AND digits IS NULL AND (conversion = 'd' OR flags !~ '[,+ (]')
    AND (conversion <> 'd' OR flags NOT LIKE '%#%') THEN
    body := druid_sql.format_integer(arg::bigint, lower, flags, width);
  ELSIF conversion IN ('f', 'e', 'E', 'g', 'G') AND kind = 'f' AND (lower <> 'e' OR flags NOT LIKE '%,%') THEN
    body := druid_sql.format_double(arg::double precision, lower, flags, width, digits);
  END IF;
  IF conversion <> lower THEN
    body := druid_sql.upper(body);
  END IF;
  RETURN CASE WHEN flags LIKE '%-%' THEN body || pg_catalog.repeat(' ', coalesce(width, 0) - druid_sql.length(body)::integer)
    ELSE pg_catalog.repeat(' ', coalesce(width, 0) - druid_sql.length(body)::integer) || body END;
END $$;
COMMENT ON FUNCTION druid_sql.format_argument(text, text, text, text, integer, integer) IS 'One argument by one conversion, NULL when they do not fit';

CREATE OR REPLACE FUNCTION druid_sql.format_pattern(pattern text, kinds text, args text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  out text := '';
  rest text := pattern;
  at integer := pg_catalog.strpos(pattern, '%');
  next integer := 0;
  used integer;
  again boolean;
  number text;
  flags text;
  width integer;
  digits integer;
  body text;
BEGIN
  WHILE at > 0 LOOP
    out := out || pg_catalog.left(rest, at - 1);
    rest := pg_catalog.substr(rest, at + 1);
    again := rest LIKE '<%' OR rest ~ '^[1-9][0-9]*[$]'; -- %<s and %2$s do not count on
    IF rest LIKE '<%' THEN
      rest := pg_catalog.substr(rest, 2);
    ELSIF again THEN
      number := pg_catalog.split_part(rest, '$', 1);
      used := CASE WHEN pg_catalog.length(number) < 9 THEN number::integer END;
      rest := pg_catalog.substr(rest, pg_catalog.length(number) + 2);
    END IF;
    flags := pg_catalog.left(rest, pg_catalog.length(rest) - pg_catalog.length(pg_catalog.ltrim(rest, '-#+ 0,(')));
    rest := pg_catalog.substr(rest, pg_catalog.length(flags) + 1);
    number := pg_catalog.left(rest, pg_catalog.length(rest) - pg_catalog.length(pg_catalog.ltrim(rest, '0123456789')));
    rest := pg_catalog.substr(rest, pg_catalog.length(number) + 1);
    width := nullif(pg_catalog.left(number, 7), '')::integer;
    digits := NULL;
    IF rest LIKE '.%' THEN
      number := pg_catalog.left(pg_catalog.substr(rest, 2), pg_catalog.length(rest) - 1 - pg_catalog.length(pg_catalog.ltrim(pg_catalog.substr(rest, 2), '0123456789')));
      rest := pg_catalog.substr(rest, pg_catalog.length(number) + 2);
      IF number = '' THEN
        RETURN NULL;
      END IF;
      digits := pg_catalog.left(number, 6)::integer;
    END IF;
    IF rest LIKE 'n%' THEN
      body := E'\n';
    ELSIF rest LIKE '\%%' THEN
      body := druid_sql.format_argument('s', '%', 's', flags, width, NULL);
    ELSIF pg_catalog.strpos('bBsScCdoxXeEfgG', nullif(pg_catalog.left(rest, 1), '')) > 0 THEN
      IF NOT again THEN
        next := next + 1;
        used := next;
      END IF;
      IF used IS NULL OR used > pg_catalog.cardinality(args) THEN
        RETURN NULL;
      END IF;
      body := druid_sql.format_argument(pg_catalog.substr(kinds, used, 1), args[used], pg_catalog.left(rest, 1), flags, width, digits);
    ELSE
      RETURN NULL;
    END IF;
    IF body IS NULL THEN
      RETURN NULL;
    END IF;
    out := out || body;
    rest := pg_catalog.substr(rest, 2);
    at := pg_catalog.strpos(rest, '%');
  END LOOP;
  RETURN out || rest;
END $$;
COMMENT ON FUNCTION druid_sql.format_pattern(text, text, text[]) IS 'A pattern with its arguments, NULL when they do not fit';

CREATE OR REPLACE FUNCTION druid_sql.string_format(pattern text, kinds text, args text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.cardinality(args) = 0 THEN
    RETURN pattern;
  END IF;
  RETURN coalesce(druid_sql.format_pattern(pattern, kinds, args), pattern || '; ' || pg_catalog.array_to_string(args, '; ', 'null'));
END $$;
COMMENT ON FUNCTION druid_sql.string_format(text, text, text[]) IS 'STRING_FORMAT; kinds has one letter for each argument: s, d or f';
