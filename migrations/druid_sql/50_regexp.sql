-- Regular expressions. Literal Java patterns are translated before the query runs; these functions
-- serve patterns and replacements that are computed, and the splitting of text.

CREATE OR REPLACE FUNCTION druid_sql.java_regexp(pattern text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  out text := '';
  i integer := 1;
  depth integer := 0;
  c text;
  n text;
  m text[];
BEGIN
  WHILE i <= pg_catalog.length(pattern) LOOP
    c := pg_catalog.substr(pattern, i, 1);
    n := pg_catalog.substr(pattern, i + 1, 1);
    IF c = '\' AND n = 'Q' THEN
      m := pg_catalog.regexp_match(pg_catalog.substr(pattern, i), '^\\Q(.*?)(\\E|$)');
      out := out || pg_catalog.regexp_replace(m[1], '([^a-zA-Z0-9])', '\\\1', 'g');
      i := i + pg_catalog.length(m[1]) + pg_catalog.length(m[2]) + 2;
      CONTINUE;
    ELSIF c = '\' AND n IN ('p', 'P') THEN
      m := pg_catalog.regexp_match(pg_catalog.substr(pattern, i + 2), '^(?:\{(?:Is)?([A-Za-z]+)\}|([A-Z]))');
      n := CASE COALESCE(m[1], m[2]) WHEN 'L' THEN 'alpha' WHEN 'Lu' THEN 'upper' WHEN 'Ll' THEN 'lower' WHEN 'N' THEN 'digit'
        WHEN 'Nd' THEN 'digit' WHEN 'P' THEN 'punct' WHEN 'Z' THEN 'space' WHEN 'Alphabetic' THEN 'alpha'
        ELSE pg_catalog.lower(COALESCE(m[1], m[2], '')) END;
      out := out || CASE WHEN depth > 0 THEN '[:' || n || ':]' WHEN pg_catalog.substr(pattern, i + 1, 1) = 'P' THEN '[^[:' || n || ':]]'
        ELSE '[[:' || n || ':]]' END;
      i := i + 2 + COALESCE(pg_catalog.length(m[2]), pg_catalog.length(pg_catalog.substring(pg_catalog.substr(pattern, i + 2), '^\{[^}]*\}')), 0);
      CONTINUE;
    ELSIF c = '\' THEN
      out := out || CASE n WHEN 'b' THEN '\y' WHEN 'B' THEN '\Y' WHEN 'z' THEN '$' WHEN 'h' THEN '[ \t]' WHEN 'R' THEN '(?:\r\n|[\n\r])'
        WHEN 'a' THEN '\u0007' ELSE c || n END;
      i := i + 2;
      CONTINUE;
    ELSIF depth > 0 THEN
      depth := depth + CASE c WHEN '[' THEN 1 WHEN ']' THEN -1 ELSE 0 END;
      out := out || c;
    ELSIF c = '[' THEN
      depth := 1;
      m := pg_catalog.regexp_match(pg_catalog.substr(pattern, i), '^\[\^?\]?');
      out := out || m[1];
      i := i + pg_catalog.length(m[1]);
      CONTINUE;
    ELSIF c = '(' AND pg_catalog.substr(pattern, i, 4) ~ '^\(\?<[A-Za-z]' THEN
      out := out || '(';
      i := i + pg_catalog.strpos(pg_catalog.substr(pattern, i), '>');
      CONTINUE;
    ELSIF c = '(' AND pg_catalog.substr(pattern, i, 3) = '(?>' THEN
      out := out || '(?:';
      i := i + 3;
      CONTINUE;
    ELSIF c IN ('*', '+', '?', '}') AND n = '+' THEN
      out := out || c;
      i := i + 2;
      CONTINUE;
    ELSIF c = '.' THEN
      out := out || '[^\n\r\u0085\u2028\u2029]';
    ELSE
      out := out || c;
    END IF;
    i := i + 1;
  END LOOP;
  RETURN out;
END $$;
COMMENT ON FUNCTION druid_sql.java_regexp(text) IS 'A Java pattern of the usual syntax as an ARE';

CREATE OR REPLACE FUNCTION druid_sql.java_replacement(replacement text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  out text := '';
  i integer := 1;
  c text;
  n text;
BEGIN
  WHILE i <= pg_catalog.length(replacement) LOOP
    c := pg_catalog.substr(replacement, i, 1);
    n := pg_catalog.substr(replacement, i + 1, 1);
    i := i + 1;
    IF c = '\' THEN
      IF n = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = 'character to be escaped is missing';
      END IF;
      out := out || CASE WHEN n = '\' THEN '\\' ELSE n END;
      i := i + 1;
    ELSIF c = '$' THEN
      IF n = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = 'Illegal group reference: group index is missing';
      ELSIF n !~ '[0-9]' THEN
        RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = 'Illegal group reference';
      END IF;
      out := out || CASE WHEN n = '0' THEN '\&' ELSE '\' || n END;
      i := i + 1;
    ELSE
      out := out || c;
    END IF;
  END LOOP;
  RETURN out;
END $$;
COMMENT ON FUNCTION druid_sql.java_replacement(text) IS 'A replacement of Matcher.replaceAll as one of regexp_replace';

-- Java reads the replacement only when there is a match.
CREATE OR REPLACE FUNCTION druid_sql.regexp_replace(s text, pattern text, replacement text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT CASE WHEN replacement !~ '[\\$]' THEN pg_catalog.regexp_replace(s, pattern, replacement, 'g')
  WHEN s ~ pattern THEN pg_catalog.regexp_replace(s, pattern, druid_sql.java_replacement(replacement), 'g') ELSE s END $$;
COMMENT ON FUNCTION druid_sql.regexp_replace(text, text, text) IS 'REGEXP_REPLACE with a computed replacement; the pattern is an ARE';

CREATE OR REPLACE FUNCTION druid_sql.regexp_replace_fail(s text, pattern text, message text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF s ~ pattern THEN
    RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = message;
  END IF;
  RETURN s;
END $$;
COMMENT ON FUNCTION druid_sql.regexp_replace_fail(text, text, text) IS 'REGEXP_REPLACE with a wrong replacement, which fails at the first match';

CREATE OR REPLACE FUNCTION druid_sql.regexp_replace_groups(s text, pattern text, parts text[], refs integer[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  out text := '';
  done integer := 1;
  first integer;
BEGIN
  FOR i IN 1 .. pg_catalog.regexp_count(s, pattern) LOOP
    first := pg_catalog.regexp_instr(s, pattern, 1, i);
    out := out || pg_catalog.substr(s, done, first - done);
    FOR k IN 1 .. pg_catalog.cardinality(parts) LOOP
      out := out || CASE WHEN refs[k] < 0 THEN parts[k]
        ELSE COALESCE(pg_catalog.regexp_substr(s, pattern, 1, i, '', refs[k]), '') END;
    END LOOP;
    done := pg_catalog.regexp_instr(s, pattern, 1, i, 1);
  END LOOP;
  RETURN out || pg_catalog.substr(s, done);
END $$;
COMMENT ON FUNCTION druid_sql.regexp_replace_groups(text, text, text[], integer[]) IS 'REGEXP_REPLACE with groups above 9: texts where refs is negative, groups elsewhere';

-- ---- String.split

CREATE OR REPLACE FUNCTION druid_sql.split_end(parts text[], s text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN s IS NULL OR parts IS NULL THEN NULL WHEN s = '' THEN ARRAY[''] WHEN parts[pg_catalog.cardinality(parts)] <> '' THEN parts
  ELSE COALESCE(parts[1 : (SELECT pg_catalog.max(i) FROM pg_catalog.generate_subscripts(parts, 1) AS i WHERE parts[i] <> '')], '{}') END $$;
COMMENT ON FUNCTION druid_sql.split_end(text[], text) IS 'Parts of a split text without the empty ones at the end';

CREATE OR REPLACE FUNCTION druid_sql.split_text(s text, delimiter text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT druid_sql.split_end(pg_catalog.string_to_array(s, delimiter), s) $$;
COMMENT ON FUNCTION druid_sql.split_text(text, text) IS 'Text split by a text that is not empty';

CREATE OR REPLACE FUNCTION druid_sql.regexp_no_group(s text, pattern text, wanted integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF s COLLATE "C" ~ pattern THEN
    RAISE EXCEPTION USING ERRCODE = 'OG001', MESSAGE = 'No group ' || wanted;
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION druid_sql.regexp_no_group(text, text, integer) IS 'A group that the ARE does not have: NULL without a match, else an error';

CREATE OR REPLACE FUNCTION druid_sql.split(s text, pattern text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT druid_sql.split_end(pg_catalog.regexp_split_to_array(s COLLATE "C", pattern), s) $$;
COMMENT ON FUNCTION druid_sql.split(text, text) IS 'Text split by an ARE';
