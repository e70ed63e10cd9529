-- Timestamps of text and text of timestamps.

-- {year, month, day} of a calendar, ordinal or week date, checked; NULL for no date.
CREATE OR REPLACE FUNCTION druid_sql.checked_date(year integer, month integer, day integer, ordinal integer, week integer, weekday integer) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  first timestamp;
  d timestamp;
BEGIN
  IF year IS NULL OR year < -4711 OR year > 294275 THEN
    RETURN NULL;
  END IF;
  first := pg_catalog.make_timestamp(CASE WHEN year <= 0 THEN year - 1 ELSE year END, 1, 1, 0, 0, 0);
  IF ordinal IS NOT NULL THEN
    d := first + (ordinal - 1) * interval '1 day';
    RETURN CASE WHEN ordinal >= 1 AND d < first + interval '1 year' THEN d END;
  ELSIF week IS NOT NULL THEN
    d := pg_catalog.date_trunc('week', first + interval '3 days') + (week - 1) * interval '7 days';
    RETURN CASE WHEN week >= 1 AND weekday BETWEEN 1 AND 7
      AND d < pg_catalog.date_trunc('week', first + interval '1 year 3 days') THEN d + (weekday - 1) * interval '1 day' END;
  END IF;
  IF month NOT BETWEEN 1 AND 12 THEN
    RETURN NULL;
  END IF;
  d := first + (month - 1) * interval '1 month';
  RETURN CASE WHEN day >= 1 AND d + (day - 1) * interval '1 day' < d + interval '1 month' THEN d + (day - 1) * interval '1 day' END;
END $$;
COMMENT ON FUNCTION druid_sql.checked_date(integer, integer, integer, integer, integer, integer) IS 'A date of its parts, NULL when there is no such day';

CREATE OR REPLACE FUNCTION druid_sql.offset_of(s text) RETURNS interval
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  d text := pg_catalog.rpad(pg_catalog.replace(s, ':', ''), 7, '0');
BEGIN
  IF pg_catalog.upper(s) = 'Z' THEN
    RETURN interval '0';
  ELSIF s !~ '^[+-][0-9]{2}(:?[0-9]{2}(:?[0-9]{2})?)?$' OR pg_catalog.substr(d, 2, 2) > '23' OR pg_catalog.substr(d, 4, 2) > '59'
    OR pg_catalog.substr(d, 6, 2) > '59' THEN
    RETURN NULL;
  END IF;
  RETURN (pg_catalog.left(d, 1) || '1')::integer * pg_catalog.make_interval(hours => pg_catalog.substr(d, 2, 2)::integer,
    mins => pg_catalog.substr(d, 4, 2)::integer, secs => pg_catalog.substr(d, 6, 2)::integer);
END $$;
COMMENT ON FUNCTION druid_sql.offset_of(text) IS 'Interval of Z or an offset such as +05:30, NULL when out of range';

CREATE OR REPLACE FUNCTION druid_sql.to_instant(l timestamp, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  t timestamptz;
BEGIN
  IF zone = 'UTC' THEN
    RETURN l AT TIME ZONE 'UTC';
  END IF;
  t := druid_sql.from_local(l, zone);
  RETURN CASE WHEN t AT TIME ZONE zone = l THEN t END;
END $$;
COMMENT ON FUNCTION druid_sql.to_instant(timestamp, text) IS 'Instant of a wall clock time, NULL for a time that the zone skips';

-- The time of day of an ISO timestamp: parts that may stop after any, the last with a fraction.
CREATE OR REPLACE FUNCTION druid_sql.iso_clock(s text) RETURNS interval
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  p text[] := pg_catalog.string_to_array(pg_catalog.translate(s, '.,', '::'), ':');
  whole text := pg_catalog.split_part(pg_catalog.translate(s, ',', '.'), '.', 1);
  colons integer := pg_catalog.length(whole) - pg_catalog.length(pg_catalog.replace(whole, ':', ''));
  fraction bigint := 0;
BEGIN
  IF s = '' THEN
    RETURN interval '0';
  ELSIF s !~ '^[0-9]{1,2}(:[0-9]{1,2}){0,2}([.,][0-9]{1,9})?$' OR p[1]::integer > 23 OR colons >= 1 AND p[2]::integer > 59
    OR colons = 2 AND p[3]::integer > 59 THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.cardinality(p) > colons + 1 THEN
    fraction := pg_catalog.trunc(('0.' || p[colons + 2])::numeric * (ARRAY[3600000, 60000, 1000])[colons + 1])::bigint;
  END IF;
  RETURN pg_catalog.make_interval(hours => p[1]::integer, mins => CASE WHEN colons >= 1 THEN p[2]::integer ELSE 0 END,
    secs => CASE WHEN colons = 2 THEN p[3]::integer ELSE 0 END) + fraction * interval '1 millisecond';
END $$;
COMMENT ON FUNCTION druid_sql.iso_clock(text) IS 'Time of day of a lenient ISO-8601 text, cut to milliseconds; NULL for none';

-- The date of an ISO timestamp: calendar, ordinal or week date.
CREATE OR REPLACE FUNCTION druid_sql.iso_date(s text) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  p text[];
  sign integer := CASE WHEN s LIKE '-%' THEN -1 ELSE 1 END;
BEGIN
  s := CASE WHEN s ~ '^[+-]' THEN pg_catalog.substr(s, 2) ELSE s END;
  p := pg_catalog.string_to_array(s, '-');
  IF s ~ '^[0-9]{1,9}(-[0-9]{1,2}){0,2}$' THEN
    RETURN druid_sql.checked_date(sign * p[1]::integer, coalesce(p[2], '1')::integer, coalesce(p[3], '1')::integer, NULL, NULL, NULL);
  ELSIF s ~ '^[0-9]{1,9}-[0-9]{3}$' THEN
    RETURN druid_sql.checked_date(sign * p[1]::integer, 1, 1, p[2]::integer, NULL, NULL);
  ELSIF s ~ '^[0-9]{1,9}-[Ww][0-9]{1,2}(-[0-9])?$' THEN
    RETURN druid_sql.checked_date(sign * p[1]::integer, 1, 1, NULL, pg_catalog.substr(p[2], 2)::integer, coalesce(p[3], '1')::integer);
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION druid_sql.iso_date(text) IS 'Date of a lenient ISO-8601 text, NULL for none';

CREATE OR REPLACE FUNCTION druid_sql.to_timestamp(s text, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  at integer;
  clock text;
  zone_offset text;
BEGIN
  IF s ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,3})?Z?$' THEN
    IF zone = 'UTC' OR s LIKE '%Z' THEN
      RETURN (pg_catalog.rtrim(s, 'Z') || '+00')::timestamptz;
    END IF;
    RETURN druid_sql.to_instant(s::timestamp, zone);
  ELSIF s !~ '^[+-]?[0-9]' THEN
    RETURN NULL;
  END IF;
  at := pg_catalog.strpos(pg_catalog.translate(s, ' ', 'T'), 'T');
  IF at = 0 THEN
    RETURN druid_sql.to_instant(druid_sql.iso_date(s), zone);
  END IF;
  clock := pg_catalog.substr(s, at + 1);
  zone_offset := substring(clock FROM '[zZ+-].*$');
  IF zone_offset IS NULL THEN
    RETURN druid_sql.to_instant(druid_sql.iso_date(pg_catalog.left(s, at - 1)) + druid_sql.iso_clock(clock), zone);
  END IF;
  clock := pg_catalog.left(clock, - pg_catalog.length(zone_offset));
  RETURN (druid_sql.iso_date(pg_catalog.left(s, at - 1)) + druid_sql.iso_clock(clock) - druid_sql.offset_of(zone_offset)) AT TIME ZONE 'UTC';
END $$;
COMMENT ON FUNCTION druid_sql.to_timestamp(text, text) IS 'CAST(VARCHAR AS TIMESTAMP) and TIME_PARSE without a pattern: lenient ISO-8601';

CREATE OR REPLACE FUNCTION druid_sql.to_timestamp(ms bigint, zone text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.millis_to_timestamp(ms) $$;
COMMENT ON FUNCTION druid_sql.to_timestamp(bigint, text) IS 'CAST(BIGINT AS TIMESTAMP): milliseconds';

CREATE OR REPLACE FUNCTION druid_sql.to_timestamp(ms double precision, zone text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.millis_to_timestamp(druid_sql.to_bigint(ms)) $$;
COMMENT ON FUNCTION druid_sql.to_timestamp(double precision, text) IS 'CAST(DOUBLE AS TIMESTAMP): milliseconds';

CREATE OR REPLACE FUNCTION druid_sql.to_date(t timestamptz, zone text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.calendar_floor(t, 'P1D', zone) $$;
COMMENT ON FUNCTION druid_sql.to_date(timestamptz, text) IS 'CAST(TIMESTAMP AS DATE): midnight of the day';

CREATE OR REPLACE FUNCTION druid_sql.to_date(s text, zone text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_date(druid_sql.to_timestamp(s, zone), zone) $$;
COMMENT ON FUNCTION druid_sql.to_date(text, text) IS 'CAST(VARCHAR AS DATE)';

CREATE OR REPLACE FUNCTION druid_sql.to_date(ms bigint, zone text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.millis_to_timestamp(ms) $$;
COMMENT ON FUNCTION druid_sql.to_date(bigint, text) IS 'Implicit cast of a BIGINT to DATE: milliseconds';

CREATE OR REPLACE FUNCTION druid_sql.to_date(ms double precision, zone text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.to_timestamp(ms, zone) $$;
COMMENT ON FUNCTION druid_sql.to_date(double precision, text) IS 'Implicit cast of a DOUBLE to DATE: milliseconds';

CREATE OR REPLACE FUNCTION druid_sql.signed_pad(n bigint, width integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN n < 0 THEN '-' ELSE '' END
  || pg_catalog.lpad(pg_catalog.abs(n)::text, greatest(width, pg_catalog.length(pg_catalog.abs(n)::text)), '0') $$;
COMMENT ON FUNCTION druid_sql.signed_pad(bigint, integer) IS 'A number with at least width digits';

CREATE OR REPLACE FUNCTION druid_sql.local_date(l timestamp) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF l >= timestamp '0001-01-01' THEN
    RETURN pg_catalog.to_char(l, 'YYYY-MM-DD');
  END IF;
  RETURN druid_sql.signed_pad(druid_sql.local_year(l), 4) || pg_catalog.to_char(l, '-MM-DD');
END $$;
COMMENT ON FUNCTION druid_sql.local_date(timestamp) IS 'yyyy-MM-dd with a year 0 and negative years';

CREATE OR REPLACE FUNCTION druid_sql.timestamp_to_varchar(t timestamptz, zone text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  l timestamp := t AT TIME ZONE zone;
BEGIN
  IF l >= timestamp '0001-01-01' THEN
    RETURN pg_catalog.to_char(l, 'YYYY-MM-DD HH24:MI:SS');
  END IF;
  RETURN druid_sql.local_date(l) || pg_catalog.to_char(l, ' HH24:MI:SS');
END $$;
COMMENT ON FUNCTION druid_sql.timestamp_to_varchar(timestamptz, text) IS 'CAST(TIMESTAMP AS VARCHAR): yyyy-MM-dd HH:mm:ss';

CREATE OR REPLACE FUNCTION druid_sql.date_to_varchar(t timestamptz, zone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.local_date(t AT TIME ZONE zone) $$;
COMMENT ON FUNCTION druid_sql.date_to_varchar(timestamptz, text) IS 'CAST(DATE AS VARCHAR): yyyy-MM-dd';

-- Joda patterns ---------------------------------------------------------------------------------

-- A pattern as a list: a letter and a count ("y4"), or "=" and literal text.
CREATE OR REPLACE FUNCTION druid_sql.joda_elements(pattern text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  out text[] := '{}';
  rest text := pattern;
  run text;
BEGIN
  WHILE rest <> '' LOOP
    run := substring(rest FROM '^(([a-zA-Z])\2*)');
    IF run IS NOT NULL THEN
      IF pg_catalog.left(run, 1) !~ '[CxyYdhHmsSeDwkKGMaEzZ]' THEN
        RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = 'Illegal pattern component: ' || run;
      END IF;
      out := out || (pg_catalog.left(run, 1) || pg_catalog.length(run));
    ELSE
      run := substring(rest FROM $re$^((?:''|'(?:[^']|'')*(?:'|$)|[^a-zA-Z'])+)$re$);
      out := out || ('=' || pg_catalog.replace(pg_catalog.regexp_replace(
        pg_catalog.replace(run, '''''', E'\u0001'), '''', '', 'g'), E'\u0001', ''''));
    END IF;
    rest := pg_catalog.substr(rest, pg_catalog.length(run) + 1);
  END LOOP;
  RETURN out;
END $$;
COMMENT ON FUNCTION druid_sql.joda_elements(text) IS 'Elements of a Joda pattern; an error for an unknown letter';

CREATE OR REPLACE FUNCTION druid_sql.joda_offset(t timestamptz, zone text, colon text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  m integer := pg_catalog.date_part('epoch', (t AT TIME ZONE zone) - (t AT TIME ZONE 'UTC')) / 60;
BEGIN
  RETURN CASE WHEN m < 0 THEN '-' ELSE '+' END || pg_catalog.lpad((pg_catalog.abs(m) / 60)::text, 2, '0') || colon
    || pg_catalog.lpad((pg_catalog.abs(m) % 60)::text, 2, '0');
END $$;
COMMENT ON FUNCTION druid_sql.joda_offset(timestamptz, text, text) IS 'Offset of a zone as +hh:mm';

CREATE OR REPLACE FUNCTION druid_sql.joda_format(t timestamptz, elements text[], zone text, zone_id text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  l timestamp := t AT TIME ZONE zone;
  year bigint := druid_sql.local_year(t AT TIME ZONE zone);
  out text := '';
  e text;
  letter text;
  n integer;
  v bigint;
BEGIN
  FOREACH e IN ARRAY elements LOOP
    letter := pg_catalog.left(e, 1);
    IF letter = '=' THEN
      out := out || pg_catalog.substr(e, 2);
      CONTINUE;
    END IF;
    n := pg_catalog.substr(e, 2)::integer;
    IF letter = 'M' AND n > 2 OR letter IN ('E', 'a', 'G', 'z', 'Z', 'S') THEN
      out := out || CASE letter
        WHEN 'M' THEN pg_catalog.to_char(l, CASE WHEN n > 3 THEN 'FMMonth' ELSE 'Mon' END)
        WHEN 'E' THEN pg_catalog.to_char(l, CASE WHEN n > 3 THEN 'FMDay' ELSE 'Dy' END)
        WHEN 'a' THEN pg_catalog.to_char(l, 'AM')
        WHEN 'G' THEN CASE WHEN year > 0 THEN 'AD' ELSE 'BC' END
        WHEN 'S' THEN pg_catalog.rpad(pg_catalog.left(pg_catalog.to_char(l, 'MS'), n), n, '0')
        WHEN 'Z' THEN CASE n WHEN 1 THEN druid_sql.joda_offset(t, zone, '') WHEN 2 THEN druid_sql.joda_offset(t, zone, ':') ELSE zone_id END
        ELSE druid_sql.zone_abbreviation(t, zone, n > 3) END;
      CONTINUE;
    END IF;
    v := CASE letter
      WHEN 'y' THEN year
      WHEN 'Y' THEN CASE WHEN year > 0 THEN year ELSE 1 - year END
      WHEN 'C' THEN CASE WHEN year > 0 THEN year ELSE 1 - year END / 100
      WHEN 'x' THEN pg_catalog.date_part('isoyear', l)::bigint + CASE WHEN pg_catalog.date_part('isoyear', l) < 0 THEN 1 ELSE 0 END
      WHEN 'w' THEN pg_catalog.date_part('week', l)::bigint
      WHEN 'e' THEN pg_catalog.date_part('isodow', l)::bigint
      WHEN 'D' THEN pg_catalog.date_part('doy', l)::bigint
      WHEN 'M' THEN pg_catalog.date_part('month', l)::bigint
      WHEN 'd' THEN pg_catalog.date_part('day', l)::bigint
      WHEN 'H' THEN pg_catalog.date_part('hour', l)::bigint
      WHEN 'K' THEN pg_catalog.date_part('hour', l)::bigint % 12
      WHEN 'h' THEN (pg_catalog.date_part('hour', l)::bigint + 11) % 12 + 1
      WHEN 'k' THEN (pg_catalog.date_part('hour', l)::bigint + 23) % 24 + 1
      WHEN 'm' THEN pg_catalog.date_part('minute', l)::bigint
      ELSE pg_catalog.trunc(pg_catalog.date_part('second', l))::bigint END;
    IF n = 2 AND letter IN ('x', 'y', 'Y') THEN
      v := pg_catalog.abs(v) % 100;
    END IF;
    out := out || druid_sql.signed_pad(v, n);
  END LOOP;
  RETURN out;
END $$;
COMMENT ON FUNCTION druid_sql.joda_format(timestamptz, text[], text, text) IS 'An instant by the elements of a Joda pattern';

-- to_char knows a zone's abbreviation only in the session's zone, so it is looked up.
CREATE OR REPLACE FUNCTION druid_sql.zone_abbreviation(t timestamptz, zone text, long boolean) RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET timezone = 'UTC' AS $$
DECLARE
  short text;
BEGIN
  PERFORM pg_catalog.set_config('TimeZone', zone, true);
  short := pg_catalog.to_char(t, 'TZ');
  RETURN CASE WHEN NOT long THEN short ELSE CASE short
    WHEN 'UTC' THEN 'Coordinated Universal Time' WHEN 'GMT' THEN 'Greenwich Mean Time' WHEN 'BST' THEN 'British Summer Time'
    WHEN 'EST' THEN 'Eastern Standard Time' WHEN 'EDT' THEN 'Eastern Daylight Time'
    WHEN 'CST' THEN 'Central Standard Time' WHEN 'CDT' THEN 'Central Daylight Time'
    WHEN 'MST' THEN 'Mountain Standard Time' WHEN 'MDT' THEN 'Mountain Daylight Time'
    WHEN 'PST' THEN 'Pacific Standard Time' WHEN 'PDT' THEN 'Pacific Daylight Time'
    WHEN 'CET' THEN 'Central European Standard Time' WHEN 'CEST' THEN 'Central European Summer Time'
    WHEN 'EET' THEN 'Eastern European Standard Time' WHEN 'EEST' THEN 'Eastern European Summer Time'
    WHEN 'WET' THEN 'Western European Standard Time' WHEN 'WEST' THEN 'Western European Summer Time'
    WHEN 'JST' THEN 'Japan Standard Time' WHEN 'IST' THEN 'India Standard Time' ELSE short END END;
END $$;
COMMENT ON FUNCTION druid_sql.zone_abbreviation(timestamptz, text, boolean) IS 'Short or long English name of a zone at an instant';

CREATE OR REPLACE FUNCTION druid_sql.time_format(t timestamptz, pattern text, zone text, zone_id text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.joda_format(t, druid_sql.joda_elements(pattern), zone, zone_id) $$;
COMMENT ON FUNCTION druid_sql.time_format(timestamptz, text, text, text) IS 'TIME_FORMAT; zone_id is the zone''s Joda name';

CREATE OR REPLACE FUNCTION druid_sql.name_number(name text, names text[]) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  short text;
BEGIN
  FOR i IN 1 .. pg_catalog.cardinality(names) LOOP
    short := pg_catalog.left(names[i], 3);
    IF name IN (names[i], short) OR name IN (pg_catalog.lower(names[i]), pg_catalog.upper(names[i]), pg_catalog.lower(short), pg_catalog.upper(short)) THEN
      RETURN i;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION druid_sql.name_number(text, text[]) IS 'Place of a name or its first three letters in a list';

-- Reads a name, a zone or a two-digit year from the front of a text: its value, and the number of
-- characters that it took; NULL when it does not match.
CREATE OR REPLACE FUNCTION druid_sql.joda_read(rest text, step text, OUT v text, OUT taken integer)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
  letter text := pg_catalog.left(step, 1);
  n integer := pg_catalog.rtrim(pg_catalog.substr(step, 2), '!')::integer;
  low integer;
BEGIN
  IF letter IN ('E', 'G', 'a', 'M') THEN
    v := substring(rest FROM '^[A-Za-z]+');
    taken := pg_catalog.length(v);
    v := CASE letter
      WHEN 'M' THEN druid_sql.name_number(v, '{January,February,March,April,May,June,July,August,September,October,November,December}')
      WHEN 'E' THEN druid_sql.name_number(v, '{Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday}')
      WHEN 'a' THEN CASE WHEN v IN ('AM', 'am') THEN 0 WHEN v IN ('PM', 'pm') THEN 1 END
      ELSE CASE WHEN v IN ('BC', 'bc', 'BCE', 'bce') THEN 0 WHEN v IN ('AD', 'ad', 'CE', 'ce') THEN 1 END END;
  ELSIF letter IN ('z', 'Z') THEN
    v := substring(rest FROM CASE WHEN letter = 'z' THEN '^(?:UTC|UT|GMT|[ECMP][SD]T)' WHEN n > 2 THEN '^[A-Za-z][A-Za-z0-9_/+-]*'
      ELSE '^(?:[zZ]|[+-][0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2})?)?)' END);
    taken := pg_catalog.length(v);
  ELSE
    v := CASE WHEN step LIKE '%!' THEN substring(rest FROM '^[0-9]{2}') ELSE substring(rest FROM '^[+-]?[0-9]{1,9}') END;
    taken := pg_catalog.length(v);
    IF v ~ '^[0-9]{2}$' THEN -- within 80 years before the current year and 19 after it
      low := pg_catalog.date_part('year', pg_catalog.now())::integer - 80;
      v := (v::integer + low / 100 * 100 + CASE WHEN v::integer < low % 100 THEN 100 ELSE 0 END)::text;
    END IF;
  END IF;
END $$;
COMMENT ON FUNCTION druid_sql.joda_read(text, text) IS 'A name, zone or two-digit year at the start of a text';

CREATE OR REPLACE FUNCTION druid_sql.joda_zone(name text) RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN CASE WHEN name IN ('UTC', 'UT', 'GMT', 'Z') THEN 'UTC' WHEN name IN ('EST', 'EDT') THEN 'America/New_York'
    WHEN name IN ('CST', 'CDT') THEN 'America/Chicago' WHEN name IN ('MST', 'MDT') THEN 'America/Denver'
    WHEN name IN ('PST', 'PDT') THEN 'America/Los_Angeles'
    ELSE (SELECT n.name FROM pg_catalog.pg_timezone_names AS n WHERE n.name = joda_zone.name) END;
END $$;
COMMENT ON FUNCTION druid_sql.joda_zone(text) IS 'Postgres name of a zone in a text, NULL for an unknown one';

-- Makes a wall clock time of the fields of a pattern, one for each letter of CYyxMwDdeaHkKhmsSG.
CREATE OR REPLACE FUNCTION druid_sql.joda_resolve(f integer[]) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  hour integer;
  year integer := coalesce(f[3], CASE WHEN f[18] = 0 THEN 1 - f[2] ELSE f[2] END, f[1] * 100);
  l timestamp;
BEGIN
  IF f[14] NOT BETWEEN 1 AND 12 OR f[13] > 11 OR f[11] > 23 OR f[12] NOT BETWEEN 1 AND 24 OR f[15] > 59 OR f[16] > 59 THEN
    RETURN NULL;
  END IF;
  hour := coalesce(f[11], f[12] % 24, coalesce(f[10], 0) * 12 + coalesce(f[14] % 12, f[13], 0));
  IF f[4] IS NOT NULL OR f[6] IS NOT NULL OR f[9] IS NOT NULL AND f[8] IS NULL AND f[7] IS NULL THEN
    l := druid_sql.checked_date(coalesce(f[4], year, 1999), 1, 1, NULL,
      coalesce(f[6], CASE WHEN f[4] IS NULL THEN 52 ELSE 1 END), coalesce(f[9], 1));
  ELSE
    l := druid_sql.checked_date(coalesce(year, CASE WHEN coalesce(f[5], f[7], f[8]) IS NULL THEN 1970 ELSE 2000 END),
      coalesce(f[5], 1), coalesce(f[8], 1), f[7], NULL, 1);
    IF f[9] IS NOT NULL THEN
      l := l + (f[9] - pg_catalog.date_part('isodow', l)::integer) * interval '1 day';
    END IF;
  END IF;
  RETURN l + pg_catalog.make_interval(hours => hour, mins => coalesce(f[15], 0), secs => coalesce(f[16], 0))
    + coalesce(f[17], 0) * interval '1 millisecond';
END $$;
COMMENT ON FUNCTION druid_sql.joda_resolve(integer[]) IS 'Wall clock time of the fields of a Joda pattern, NULL for none';

-- The elements of a pattern as steps for joda_parse: "#", the field's place and the greatest number of
-- digits for plain numbers, "=" and text, or the element itself, with "!" when a number follows.
CREATE OR REPLACE FUNCTION druid_sql.joda_steps(pattern text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  elements text[] := druid_sql.joda_elements(pattern);
  out text[] := '{}';
  e text;
  letter text;
  n integer;
  tight boolean;
BEGIN
  FOR i IN 1 .. pg_catalog.cardinality(elements) LOOP
    e := elements[i];
    letter := pg_catalog.left(e, 1);
    tight := coalesce(elements[i + 1] ~ '^([CxyYdhHmsSeDwkK]|M[12]$)', false);
    IF letter = '=' THEN
      out := out || ('=' || pg_catalog.lower(pg_catalog.substr(e, 2)));
      CONTINUE;
    END IF;
    n := pg_catalog.substr(e, 2)::integer;
    IF letter IN ('E', 'G', 'a', 'z', 'Z') OR letter = 'M' AND n > 2 OR letter IN ('y', 'Y', 'x') AND n = 2 THEN
      out := out || (e || CASE WHEN tight THEN '!' ELSE '' END);
    ELSE
      out := out || ('#' || pg_catalog.lpad(pg_catalog.strpos('CYyxMwDdeaHkKhmsSG', letter)::text, 2, '0')
        || CASE WHEN letter IN ('y', 'Y', 'x') THEN CASE WHEN tight THEN least(n, 9) ELSE 9 END
          WHEN letter IN ('C', 'S') THEN least(n, 9) WHEN letter = 'e' THEN 1 WHEN letter = 'D' THEN 3 ELSE 2 END);
    END IF;
  END LOOP;
  RETURN out;
END $$;
COMMENT ON FUNCTION druid_sql.joda_steps(text) IS 'Steps that read a text by a Joda pattern';

CREATE OR REPLACE FUNCTION druid_sql.joda_parse(s text, steps text[], zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
  rest text := s;
  step text;
  letter text;
  v text;
  sign text;
  field integer;
  f integer[] := '{NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL}';
  zone_offset interval;
BEGIN
  FOREACH step IN ARRAY steps LOOP
    letter := pg_catalog.left(step, 1);
    IF letter = '#' THEN
      field := pg_catalog.substr(step, 2, 2)::integer;
      sign := '';
      IF field IN (1, 3, 4) AND pg_catalog.left(rest, 1) IN ('-', '+') THEN
        sign := pg_catalog.left(rest, 1);
        rest := pg_catalog.substr(rest, 2);
      END IF;
      v := pg_catalog.left(rest, least(pg_catalog.substr(step, 4)::integer, pg_catalog.length(rest) - pg_catalog.length(pg_catalog.ltrim(rest, '0123456789'))));
      IF v = '' THEN
        RETURN NULL;
      END IF;
      rest := pg_catalog.substr(rest, pg_catalog.length(v) + 1);
      IF field = 17 THEN
        v := pg_catalog.left(v || '00', 3);
      END IF;
      f[field] := (sign || v)::integer;
    ELSIF letter = '=' THEN
      IF pg_catalog.lower(pg_catalog.left(rest, pg_catalog.length(step) - 1)) <> pg_catalog.substr(step, 2) THEN
        RETURN NULL;
      END IF;
      rest := pg_catalog.substr(rest, pg_catalog.length(step));
    ELSE
      SELECT r.v, pg_catalog.substr(rest, r.taken + 1) INTO v, rest FROM druid_sql.joda_read(rest, step) AS r;
      IF v IS NULL THEN
        RETURN NULL;
      ELSIF letter = 'Z' AND step IN ('Z1', 'Z2', 'Z1!', 'Z2!') THEN
        zone_offset := druid_sql.offset_of(v);
        IF zone_offset IS NULL THEN
          RETURN NULL;
        END IF;
      ELSIF letter IN ('z', 'Z') THEN
        zone := druid_sql.joda_zone(v);
      ELSE
        f[pg_catalog.strpos('CYyxMwDdeaHkKhmsSG', CASE WHEN letter = 'E' THEN 'e' ELSE letter END)] := v::integer;
      END IF;
    END IF;
  END LOOP;
  IF rest <> '' THEN
    RETURN NULL;
  ELSIF zone_offset IS NOT NULL THEN
    RETURN (druid_sql.joda_resolve(f) - zone_offset) AT TIME ZONE 'UTC';
  END IF;
  RETURN druid_sql.to_instant(druid_sql.joda_resolve(f), zone);
END $$;
COMMENT ON FUNCTION druid_sql.joda_parse(text, text[], text) IS 'Text by the steps of a Joda pattern, NULL when it does not match';

CREATE OR REPLACE FUNCTION druid_sql.time_parse(s text, pattern text, zone text DEFAULT 'UTC') RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pattern IS NULL THEN druid_sql.to_timestamp(s, zone) ELSE druid_sql.joda_parse(s, druid_sql.joda_steps(pattern), zone) END $$;
COMMENT ON FUNCTION druid_sql.time_parse(text, text, text) IS 'TIME_PARSE';
