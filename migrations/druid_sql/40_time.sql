-- Time as Joda counts it. A TIMESTAMP is timestamptz with whole milliseconds. Zones are names that
-- Postgres knows, or POSIX forms such as <+05:30>-05:30 for offsets: the translator makes them.
--
-- Wall clock to instant differs from Postgres: of two instants Joda takes the earlier one.
--
-- Arithmetic goes through timestamp at UTC: the operators of timestamptz depend on the session's zone,
-- are not immutable, and would keep these functions from being inlined.

CREATE OR REPLACE FUNCTION druid_sql.timestamp_to_millis(t timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.round(pg_catalog.date_part('epoch', t AT TIME ZONE 'UTC') * 1000)::bigint $$;
COMMENT ON FUNCTION druid_sql.timestamp_to_millis(timestamptz) IS 'Milliseconds since 1970 UTC';

CREATE OR REPLACE FUNCTION druid_sql.millis_to_timestamp(ms bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN ms BETWEEN -210866803200000 AND 9223372036854775
  THEN (timestamp '1970-01-01' + ms * interval '1 millisecond') AT TIME ZONE 'UTC' END $$;
COMMENT ON FUNCTION druid_sql.millis_to_timestamp(bigint) IS 'Instant of milliseconds since 1970 UTC, NULL where Postgres has none';

CREATE OR REPLACE FUNCTION druid_sql.from_local(l timestamp, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  t timestamptz := l AT TIME ZONE zone;
  earlier timestamptz;
BEGIN
  IF zone = 'UTC' THEN
    RETURN t;
  END IF;
  FOREACH earlier IN ARRAY ARRAY[t - interval '1 hour', t - interval '30 minutes'] LOOP
    IF earlier AT TIME ZONE zone = l THEN
      RETURN earlier;
    END IF;
  END LOOP;
  RETURN t;
END $$;
COMMENT ON FUNCTION druid_sql.from_local(timestamp, text) IS 'Instant of a wall clock time: the earlier of two, later in a gap';

CREATE OR REPLACE FUNCTION druid_sql.from_local_near(l timestamp, near timestamptz, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  t timestamptz;
BEGIN
  IF zone = 'UTC' THEN
    RETURN l AT TIME ZONE 'UTC';
  END IF;
  t := near + (l - near AT TIME ZONE zone);
  IF t AT TIME ZONE zone = l THEN
    RETURN t;
  END IF;
  RETURN druid_sql.from_local(l, zone);
END $$;
COMMENT ON FUNCTION druid_sql.from_local_near(timestamp, timestamptz, text) IS 'Instant of a wall clock time with the offset of another instant where that is valid';

CREATE OR REPLACE FUNCTION druid_sql.local_year(l timestamp) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN l >= timestamp '0001-01-01' THEN pg_catalog.date_part('year', l)::bigint ELSE pg_catalog.date_part('year', l)::bigint + 1 END $$;
COMMENT ON FUNCTION druid_sql.local_year(timestamp) IS 'Year with a year 0';

-- Shifts and differences ------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.add_millis(t timestamptz, ms bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (t AT TIME ZONE 'UTC' + ms * interval '1 millisecond') AT TIME ZONE 'UTC' $$;
COMMENT ON FUNCTION druid_sql.add_millis(timestamptz, bigint) IS 'Instant moved by milliseconds';

-- The bounds keep constants from being computed beyond what an interval holds.
CREATE OR REPLACE FUNCTION druid_sql.add_steps(t timestamptz, n bigint, length bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.date_part('epoch', t AT TIME ZONE 'UTC') * 1000 + n::double precision * length BETWEEN -210866803200000 AND 9223372036854775
  THEN (t AT TIME ZONE 'UTC' + greatest(least(n::double precision * length, 9.2e15), -9.2e15) * interval '1 millisecond') AT TIME ZONE 'UTC' END $$;
COMMENT ON FUNCTION druid_sql.add_steps(timestamptz, bigint, bigint) IS 'Instant moved by a number of lengths in milliseconds, NULL where Postgres has none';

CREATE OR REPLACE FUNCTION druid_sql.add_months(t timestamptz, months bigint, zone text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.date_part('year', t AT TIME ZONE zone) + months / 12 BETWEEN -4711 AND 294274
  THEN druid_sql.from_local_near((t AT TIME ZONE zone) + greatest(least(months, 4000000), -4000000)::integer * interval '1 month', t, zone) END $$;
COMMENT ON FUNCTION druid_sql.add_months(timestamptz, bigint, text) IS 'Instant moved by calendar months, NULL where Postgres has none; a missing day is the last of its month';

-- {years, months, days, milliseconds} of an ISO period; an error with Joda's words for other text.
CREATE OR REPLACE FUNCTION druid_sql.period_parts(period text, code text) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  m text[] := pg_catalog.regexp_match(pg_catalog.upper(period), '^P(?:([+-]?[0-9]{1,9})Y)?(?:([+-]?[0-9]{1,9})M)?(?:([+-]?[0-9]{1,9})W)?(?:([+-]?[0-9]{1,9})D)?'
    || '(?:T(?:([+-]?[0-9]{1,9})H)?(?:([+-]?[0-9]{1,9})M)?(?:([+-]?[0-9]{1,9}(?:[.,][0-9]{1,9})?)S)?)?$');
BEGIN
  IF m IS NULL OR period ~* '^P?T?$' OR period ~* 'T$' THEN
    RAISE EXCEPTION USING ERRCODE = code, MESSAGE = pg_catalog.format('Invalid format: "%s"', period);
  END IF;
  RETURN ARRAY[coalesce(m[1], '0')::bigint, coalesce(m[2], '0')::bigint,
    coalesce(m[3], '0')::bigint * 7 + coalesce(m[4], '0')::bigint,
    coalesce(m[5], '0')::bigint * 3600000 + coalesce(m[6], '0')::bigint * 60000
      + pg_catalog.trunc(pg_catalog.replace(coalesce(m[7], '0'), ',', '.')::numeric * 1000)::bigint];
END $$;
COMMENT ON FUNCTION druid_sql.period_parts(text, text) IS 'Years, months, days and milliseconds of an ISO-8601 period; an error of a code for other text';

CREATE OR REPLACE FUNCTION druid_sql.period(period text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT druid_sql.period_parts(period, 'OG001') $$;
COMMENT ON FUNCTION druid_sql.period(text) IS 'Years, months, days and milliseconds of an ISO-8601 period';

CREATE OR REPLACE FUNCTION druid_sql.shift(t timestamptz, parts bigint[], step bigint, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.date_part('epoch', t AT TIME ZONE 'UTC') * 1000
    + step::double precision * (parts[1] * 31556952000 + parts[2] * 2629746000 + parts[3] * 86400000 + parts[4]) NOT BETWEEN -210835180800000 AND 9223340000000000 THEN
    RETURN NULL; -- no time of Postgres
  END IF;
  IF parts[1] * step <> 0 THEN
    t := druid_sql.add_months(t, parts[1] * step * 12, zone);
  END IF;
  IF parts[2] * step <> 0 THEN
    t := druid_sql.add_months(t, parts[2] * step, zone);
  END IF;
  IF parts[3] * step <> 0 THEN
    t := druid_sql.from_local_near((t AT TIME ZONE zone) + parts[3] * step * interval '1 day', t, zone);
  END IF;
  RETURN t + parts[4] * step * interval '1 millisecond';
END $$;
COMMENT ON FUNCTION druid_sql.shift(timestamptz, bigint[], bigint, text) IS 'Instant moved by a number of periods on the calendar of a zone';

CREATE OR REPLACE FUNCTION druid_sql.time_shift(t timestamptz, period text, step bigint, zone text DEFAULT 'UTC') RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT druid_sql.shift(t, druid_sql.period(period), step, zone) $$;
COMMENT ON FUNCTION druid_sql.time_shift(timestamptz, text, bigint, text) IS 'TIME_SHIFT';

-- Months between two instants, towards zero; the last day of a month ends a month that began later.
CREATE OR REPLACE FUNCTION druid_sql.months_between(a timestamptz, b timestamptz, zone text) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  la timestamp := a AT TIME ZONE zone;
  lb timestamp := b AT TIME ZONE zone;
  start_a timestamp := pg_catalog.date_trunc('month', a AT TIME ZONE zone);
  start_b timestamp := pg_catalog.date_trunc('month', b AT TIME ZONE zone);
  months bigint;
BEGIN
  IF b < a THEN
    RETURN - druid_sql.months_between(b, a, zone);
  END IF;
  months := (druid_sql.local_year(lb) - druid_sql.local_year(la)) * 12
    + pg_catalog.date_part('month', lb)::bigint - pg_catalog.date_part('month', la)::bigint;
  IF lb >= start_b + interval '1 month' - interval '1 day' AND pg_catalog.date_part('day', la) > pg_catalog.date_part('day', lb) THEN
    la := start_a + (pg_catalog.date_part('day', lb) - 1) * interval '1 day' + (la - pg_catalog.date_trunc('day', la));
  END IF;
  IF lb - start_b < la - start_a THEN
    months := months - 1;
  END IF;
  RETURN months;
END $$;
COMMENT ON FUNCTION druid_sql.months_between(timestamptz, timestamptz, text) IS 'Whole months from a to b, signed';

CREATE OR REPLACE FUNCTION druid_sql.millis_between(a timestamptz, b timestamptz, unit bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (druid_sql.timestamp_to_millis(b) - druid_sql.timestamp_to_millis(a)) / unit $$;
COMMENT ON FUNCTION druid_sql.millis_between(timestamptz, timestamptz, bigint) IS 'Whole units of milliseconds from a to b, signed';

-- Buckets ---------------------------------------------------------------------------------------

-- The plain calendar units; NULL for other periods.
CREATE OR REPLACE FUNCTION druid_sql.calendar_floor(t timestamptz, period text, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  unit text := CASE pg_catalog.upper(period)
    WHEN 'PT1S' THEN 'second' WHEN 'PT1M' THEN 'minute' WHEN 'PT1H' THEN 'hour' WHEN 'P1D' THEN 'day'
    WHEN 'P1W' THEN 'week' WHEN 'P1M' THEN 'month' WHEN 'P3M' THEN 'quarter' WHEN 'P1Y' THEN 'year' END;
BEGIN
  RETURN druid_sql.from_local_near(pg_catalog.date_trunc(unit, t AT TIME ZONE zone), t, zone);
END $$;
COMMENT ON FUNCTION druid_sql.calendar_floor(timestamptz, text, text) IS 'Start of a calendar unit, weeks on Monday; NULL for other periods';

CREATE OR REPLACE FUNCTION druid_sql.counted_floor(t timestamptz, parts bigint[], origin timestamptz, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  average bigint := (parts[1] * 12 + parts[2]) * 2629746000 + parts[3] * 86400000 + parts[4];
  n bigint;
BEGIN
  IF average <= 0 THEN
    RETURN t;
  ELSIF parts[1] = 0 AND parts[2] = 0 AND (parts[3] = 0 OR parts[4] <> 0) THEN
    RETURN pg_catalog.date_bin(average * interval '1 millisecond', t, origin);
  END IF;
  n := pg_catalog.floor((druid_sql.timestamp_to_millis(t) - druid_sql.timestamp_to_millis(origin))::numeric / average)::bigint;
  WHILE druid_sql.shift(origin, parts, n, zone) > t LOOP
    n := n - 1;
  END LOOP;
  WHILE druid_sql.shift(origin, parts, n + 1, zone) <= t LOOP
    n := n + 1;
  END LOOP;
  RETURN druid_sql.shift(origin, parts, n, zone);
END $$;
COMMENT ON FUNCTION druid_sql.counted_floor(timestamptz, bigint[], timestamptz, text) IS 'Last whole period from an origin that is not after an instant';

CREATE OR REPLACE FUNCTION druid_sql.time_floor(t timestamptz, period text, origin timestamptz DEFAULT NULL, zone text DEFAULT 'UTC') RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN origin IS NULL THEN
    coalesce(druid_sql.calendar_floor(t, period, zone),
      druid_sql.counted_floor(t, druid_sql.period_parts(period, 'OG003'), druid_sql.from_local(timestamp '1970-01-01', zone), zone))
  ELSE druid_sql.counted_floor(t, druid_sql.period_parts(period, 'OG003'), origin, zone) END $$;
COMMENT ON FUNCTION druid_sql.time_floor(timestamptz, text, timestamptz, text) IS 'TIME_FLOOR';

CREATE OR REPLACE FUNCTION druid_sql.ceil_of(t timestamptz, bucket timestamptz, period text, zone text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN bucket = t THEN t ELSE druid_sql.time_shift(bucket, period, 1, zone) END $$;
COMMENT ON FUNCTION druid_sql.ceil_of(timestamptz, timestamptz, text, text) IS 'End of a bucket, or the instant itself at its start';

CREATE OR REPLACE FUNCTION druid_sql.time_ceil(t timestamptz, period text, origin timestamptz DEFAULT NULL, zone text DEFAULT 'UTC') RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT druid_sql.ceil_of(t, druid_sql.time_floor(t, period, origin, zone), period, zone) $$;
COMMENT ON FUNCTION druid_sql.time_ceil(timestamptz, text, timestamptz, text) IS 'TIME_CEIL';

-- Parts -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.time_extract(t timestamptz, unit text, zone text DEFAULT 'UTC') RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  l timestamp := t AT TIME ZONE zone;
BEGIN
  RETURN CASE pg_catalog.upper(unit)
    WHEN 'EPOCH' THEN druid_sql.timestamp_to_millis(t) / 1000
    WHEN 'MICROSECOND' THEN druid_sql.timestamp_to_millis(t) / 1000000
    WHEN 'MILLISECOND' THEN pg_catalog.date_part('milliseconds', l)::bigint % 1000
    WHEN 'SECOND' THEN pg_catalog.trunc(pg_catalog.date_part('second', l))::bigint
    WHEN 'MINUTE' THEN pg_catalog.date_part('minute', l)::bigint
    WHEN 'HOUR' THEN pg_catalog.date_part('hour', l)::bigint
    WHEN 'DAY' THEN pg_catalog.date_part('day', l)::bigint
    WHEN 'DOW' THEN pg_catalog.date_part('isodow', l)::bigint
    WHEN 'ISODOW' THEN pg_catalog.date_part('isodow', l)::bigint
    WHEN 'DOY' THEN pg_catalog.date_part('doy', l)::bigint
    WHEN 'WEEK' THEN pg_catalog.date_part('week', l)::bigint
    WHEN 'MONTH' THEN pg_catalog.date_part('month', l)::bigint
    WHEN 'QUARTER' THEN pg_catalog.date_part('quarter', l)::bigint
    WHEN 'YEAR' THEN druid_sql.local_year(l)
    WHEN 'ISOYEAR' THEN druid_sql.local_year(l)
    WHEN 'DECADE' THEN druid_sql.local_year(l) / 10
    WHEN 'CENTURY' THEN pg_catalog.ceil(druid_sql.local_year(l) / 100.0)::bigint
    WHEN 'MILLENNIUM' THEN pg_catalog.ceil(druid_sql.local_year(l) / 1000.0)::bigint END;
END $$;
COMMENT ON FUNCTION druid_sql.time_extract(timestamptz, text, text) IS 'TIME_EXTRACT: Monday is 1, ISOYEAR the calendar year, SECOND whole';
