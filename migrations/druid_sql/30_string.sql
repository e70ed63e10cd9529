-- Text as Java sees it: lengths and places count UTF-16 code units, so that a character beyond
-- U+FFFF counts as two. Only text that has such characters pays for it.

CREATE OR REPLACE FUNCTION druid_sql.supplementary(s text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.regexp_count(s, '[\U00010000-\U0010FFFF]') $$;
COMMENT ON FUNCTION druid_sql.supplementary(text) IS 'Number of characters beyond U+FFFF';

CREATE OR REPLACE FUNCTION druid_sql.length(s text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.octet_length(s) < pg_catalog.length(s) + 3 THEN pg_catalog.length(s)
  ELSE pg_catalog.length(s) + druid_sql.supplementary(s) END::bigint $$;
COMMENT ON FUNCTION druid_sql.length(text) IS 'Length in UTF-16 code units';

-- In the unit form every supplementary character is followed by U+FFFE, so that each Postgres
-- character is one UTF-16 unit. A pair that was cut in two becomes "?", as Java encodes it.
CREATE OR REPLACE FUNCTION druid_sql.to_units(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.regexp_replace(s, '([\U00010000-\U0010FFFF])', E'\\1\uFFFE', 'g') $$;
COMMENT ON FUNCTION druid_sql.to_units(text) IS 'Text with one character per UTF-16 unit';

CREATE OR REPLACE FUNCTION druid_sql.from_units(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.replace(pg_catalog.regexp_replace(pg_catalog.regexp_replace(s, E'^\uFFFE', '?'),
  '[\U00010000-\U0010FFFF]$', '?'), E'\uFFFE', '') $$;
COMMENT ON FUNCTION druid_sql.from_units(text) IS 'Text of its UTF-16 units; halves of pairs become ?';

CREATE OR REPLACE FUNCTION druid_sql.units(s text, start bigint, count bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.octet_length(s) < pg_catalog.length(s) + 3
  THEN pg_catalog.substr(s, least(start, 2000000000)::integer, least(count, 2000000000 - least(start, 2000000000))::integer)
  ELSE druid_sql.from_units(pg_catalog.substr(druid_sql.to_units(s), least(start, 2000000000)::integer,
    least(count, 2000000000 - least(start, 2000000000))::integer)) END $$;
COMMENT ON FUNCTION druid_sql.units(text, bigint, bigint) IS 'count UTF-16 units from start, counted from 1';

-- Case ------------------------------------------------------------------------------------------

-- plpgsql, because inlining would bring two explicit collations into one expression.
CREATE OR REPLACE FUNCTION druid_sql.upper(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.octet_length(s) = pg_catalog.length(s) THEN
    RETURN pg_catalog.upper(s COLLATE "C");
  END IF;
  RETURN pg_catalog.upper(s COLLATE "und-x-icu");
END $$;
COMMENT ON FUNCTION druid_sql.upper(text) IS 'Upper case: UPPER(ß) is SS';

CREATE OR REPLACE FUNCTION druid_sql.lower(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.octet_length(s) = pg_catalog.length(s) THEN
    RETURN pg_catalog.lower(s COLLATE "C");
  END IF;
  RETURN pg_catalog.lower(s COLLATE "und-x-icu");
END $$;
COMMENT ON FUNCTION druid_sql.lower(text) IS 'Lower case';

CREATE OR REPLACE FUNCTION druid_sql.icontains_string(s text, part text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.strpos(pg_catalog.replace(druid_sql.lower(s), 'ς', 'σ'), pg_catalog.replace(druid_sql.lower(part), 'ς', 'σ')) > 0 $$;
COMMENT ON FUNCTION druid_sql.icontains_string(text, text) IS 'Whether a text holds another in any case of letters';

-- Parts -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.refuse(message text) RETURNS bigint
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'OG003', MESSAGE = message;
END $$;
COMMENT ON FUNCTION druid_sql.refuse(text) IS 'Fails the query with a message for users';

CREATE OR REPLACE FUNCTION druid_sql.within_limit(row_count bigint, maximum bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF row_count > maximum THEN
    RAISE EXCEPTION USING ERRCODE = 'OG005', MESSAGE = pg_catalog.format('Cannot issue the query, subqueries generated results beyond maximum[%s] rows. Try setting the ''maxSubqueryBytes'' in the query context to ''auto'' for enabling byte based limit, which chooses an optimal limit based on memory size and result''s heap usage or manually configure the values of either ''maxSubqueryBytes'' or ''maxSubqueryRows'' in the query context. Manually alter the value carefully as it can cause the broker to go out of memory.', maximum);
  END IF;
  RETURN true;
END $$;
COMMENT ON FUNCTION druid_sql.within_limit(bigint, bigint) IS 'True, or an error when a subquery has more rows than maxSubqueryRows';

CREATE OR REPLACE FUNCTION druid_sql.substring(s text, start bigint, count bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN s IS NULL OR count IS NULL THEN NULL
  WHEN start < 1 THEN druid_sql.refuse('Function[substring] encountered unknown exception.')::text
  WHEN start <= druid_sql.length(s)
  THEN druid_sql.units(s, start, CASE WHEN count < 0 THEN 2000000000 ELSE count END) END $$;
COMMENT ON FUNCTION druid_sql.substring(text, bigint, bigint) IS 'Part from start (from 1); NULL past the end, an error before 1, a negative count is all';

CREATE OR REPLACE FUNCTION druid_sql.substring(s text, start bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT druid_sql.substring(s, start, -1) $$;
COMMENT ON FUNCTION druid_sql.substring(text, bigint) IS 'Rest from start (from 1); NULL past the end, an error before 1';

CREATE OR REPLACE FUNCTION druid_sql.left(s text, n bigint DEFAULT 1) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT druid_sql.units(s, 1, CASE WHEN druid_sql.to_integer(n) < 0 THEN druid_sql.refuse('Function[left] needs a positive integer as the second argument') ELSE n END) $$;
COMMENT ON FUNCTION druid_sql.left(text, bigint) IS 'First n units; an error below 0';

CREATE OR REPLACE FUNCTION druid_sql.right(s text, n bigint DEFAULT 1) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT druid_sql.units(s, greatest(druid_sql.length(s)
  - CASE WHEN druid_sql.to_integer(n) < 0 THEN druid_sql.refuse('Function[right] needs a positive integer as the second argument') ELSE n END, 0) + 1, n) $$;
COMMENT ON FUNCTION druid_sql.right(text, bigint) IS 'Last n units; an error below 0';

CREATE OR REPLACE FUNCTION druid_sql.strpos(s text, part text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.octet_length(s) < pg_catalog.length(s) + 3 THEN pg_catalog.strpos(s, part)
  ELSE pg_catalog.strpos(druid_sql.to_units(s), druid_sql.to_units(part)) END::bigint $$;
COMMENT ON FUNCTION druid_sql.strpos(text, text) IS 'Place of a text in another from 1, or 0';

CREATE OR REPLACE FUNCTION druid_sql.strpos(s text, part text, start bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  p bigint;
BEGIN
  IF start <= 1 THEN
    RETURN druid_sql.strpos(s, part);
  ELSIF part = '' THEN
    RETURN least(start, druid_sql.length(s) + 1);
  END IF;
  p := pg_catalog.strpos(pg_catalog.substr(druid_sql.to_units(s), least(start, 2000000000)::integer), druid_sql.to_units(part));
  RETURN CASE WHEN p > 0 THEN p + start - 1 ELSE 0 END;
END $$;
COMMENT ON FUNCTION druid_sql.strpos(text, text, bigint) IS 'Place of a text in another, looked for from start';

CREATE OR REPLACE FUNCTION druid_sql.padding(n bigint, pad text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN n <= 0 OR n > 2147483647 OR pad = '' THEN '' ELSE
  druid_sql.units(pg_catalog.repeat(pad, (n / druid_sql.length(pad) + 1)::integer), 1, n) END $$;
COMMENT ON FUNCTION druid_sql.padding(bigint, text) IS 'n units of a repeated text';

CREATE OR REPLACE FUNCTION druid_sql.lpad(s text, n bigint, pad text DEFAULT ' ') RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pad IS NULL OR n = 0 THEN NULL
  ELSE druid_sql.padding(n - druid_sql.length(s), pad) || druid_sql.units(s, 1, greatest(n, 0)) END $$;
COMMENT ON FUNCTION druid_sql.lpad(text, bigint, text) IS 'Padded on the left or cut at the end to n units; NULL for 0';

CREATE OR REPLACE FUNCTION druid_sql.rpad(s text, n bigint, pad text DEFAULT ' ') RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pad IS NULL OR n = 0 THEN NULL
  ELSE druid_sql.units(s, 1, greatest(n, 0)) || druid_sql.padding(n - druid_sql.length(s), pad) END $$;
COMMENT ON FUNCTION druid_sql.rpad(text, bigint, text) IS 'Padded on the right or cut to n units; NULL for 0';

CREATE OR REPLACE FUNCTION druid_sql.btrim(s text, characters text DEFAULT ' ') RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.btrim(s, coalesce(characters, '')) $$;
COMMENT ON FUNCTION druid_sql.btrim(text, text) IS 'Without the characters at both ends';

CREATE OR REPLACE FUNCTION druid_sql.ltrim(s text, characters text DEFAULT ' ') RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.ltrim(s, coalesce(characters, '')) $$;
COMMENT ON FUNCTION druid_sql.ltrim(text, text) IS 'Without the characters at the start';

CREATE OR REPLACE FUNCTION druid_sql.rtrim(s text, characters text DEFAULT ' ') RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.rtrim(s, coalesce(characters, '')) $$;
COMMENT ON FUNCTION druid_sql.rtrim(text, text) IS 'Without the characters at the end';

CREATE OR REPLACE FUNCTION druid_sql.replace(s text, part text, by text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF part <> '' THEN
    RETURN pg_catalog.replace(s, part, by);
  ELSIF s = '' THEN
    RETURN by;
  END IF;
  RETURN by || pg_catalog.array_to_string(pg_catalog.string_to_array(s, NULL), by) || by;
END $$;
COMMENT ON FUNCTION druid_sql.replace(text, text, text) IS 'Every occurrence replaced; an empty part stands between all characters';

CREATE OR REPLACE FUNCTION druid_sql.repeat(s text, n bigint DEFAULT 1) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN n >= 1 THEN pg_catalog.repeat(s, least(n, 2147483647)::integer) END $$;
COMMENT ON FUNCTION druid_sql.repeat(text, bigint) IS 'The text n times, NULL below once';

-- Numbers and encodings -------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION druid_sql.parse_long(s text, radix bigint DEFAULT 10) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  -- Java's digits are those of every script
  body text := pg_catalog.translate(pg_catalog.lower(s COLLATE "C"), '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９',
    '012345678901234567890123456789012345678901234567890123456789');
  total numeric := 0;
  digit integer;
BEGIN
  IF radix < 2 OR radix > 36 THEN
    RETURN NULL;
  ELSIF radix = 16 AND body LIKE '0x%' THEN
    body := pg_catalog.substr(body, 3);
  END IF;
  IF radix = 10 AND body ~ '^[+-]?[0-9]{1,18}$' THEN
    RETURN body::bigint;
  ELSIF body !~ '^[+-]?[0-9a-z]{1,64}$' THEN
    RETURN NULL;
  END IF;
  FOR i IN 1 .. pg_catalog.length(body) LOOP
    CONTINUE WHEN i = 1 AND pg_catalog.left(body, 1) IN ('+', '-');
    digit := pg_catalog.strpos('0123456789abcdefghijklmnopqrstuvwxyz', pg_catalog.substr(body, i, 1)) - 1;
    IF digit >= radix THEN
      RETURN NULL;
    END IF;
    total := total * radix + digit;
  END LOOP;
  IF body LIKE '-%' THEN
    total := - total;
  END IF;
  IF total BETWEEN -9223372036854775808 AND 9223372036854775807 THEN
    RETURN total::bigint;
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION druid_sql.parse_long(text, bigint) IS 'Integer that a text spells in a radix, NULL for none';

CREATE OR REPLACE FUNCTION druid_sql.decode_base64_utf8(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  wrong text := pg_catalog.left(pg_catalog.regexp_replace(s, '^[A-Za-z0-9+/]*', ''), 1);
BEGIN
  IF wrong NOT IN ('', '=') THEN
    RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = 'Illegal base64 character ' || pg_catalog.to_hex(pg_catalog.ascii(wrong));
  ELSIF s ~ '=[^=]' OR s ~ '===' THEN
    RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = 'Input byte array has incorrect ending byte at ' || pg_catalog.strpos(s, '=') + 1;
  END IF;
  s := pg_catalog.rtrim(s, '=');
  IF pg_catalog.length(s) % 4 = 1 THEN
    RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = 'Last unit does not have enough valid bits';
  END IF;
  RETURN pg_catalog.convert_from(pg_catalog.decode(pg_catalog.rpad(s, (pg_catalog.length(s) + 3) / 4 * 4, '='), 'base64'), 'UTF8');
EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
  RETURN pg_catalog.regexp_replace(pg_catalog.convert_from(pg_catalog.decode(pg_catalog.rpad(s, (pg_catalog.length(s) + 3) / 4 * 4, '='), 'base64'), 'LATIN1'),
    E'[\u0080-\u00ff\\x01]', E'\uFFFD', 'g');
END $$;
COMMENT ON FUNCTION druid_sql.decode_base64_utf8(text) IS 'UTF-8 text of a base64 text; bytes that are no text become U+FFFD';
