-- What publishing needs to read staging tables.

CREATE OR REPLACE FUNCTION druid_sql.mv_decode(s text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN s IS NULL THEN NULL
    WHEN pg_catalog.left(s, 1) OPERATOR(pg_catalog.<>) pg_catalog.chr(1) THEN ARRAY[s]
    ELSE ARRAY(
        SELECT e.value FROM pg_catalog.json_array_elements_text(pg_catalog.substr(s, 2)::json) WITH ORDINALITY AS e(value, n) ORDER BY e.n)
END $$;
COMMENT ON FUNCTION druid_sql.mv_decode(text) IS
    'A staged string as a multi-value string: U+0001 and a JSON array is a list, any other text one value';
