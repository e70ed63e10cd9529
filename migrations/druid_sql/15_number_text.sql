-- Text as numbers where no cast is involved: in filters and in dimensions.

CREATE OR REPLACE FUNCTION druid_sql.to_decimal(s text) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT CASE WHEN d OPERATOR(pg_catalog.~) '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$' THEN d::pg_catalog.numeric END
FROM (SELECT pg_catalog.translate(s, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९0123456789', '0123456789012345678901234567890123456789') AS d) AS digits $$;
COMMENT ON FUNCTION druid_sql.to_decimal(text) IS 'The decimal that text spells, as Java''s BigDecimal reads it; NULL when it spells none';

CREATE OR REPLACE FUNCTION druid_sql.number_order(s text) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT coalesce(druid_sql.to_decimal(s), '-Infinity'::pg_catalog.numeric) $$;
COMMENT ON FUNCTION druid_sql.number_order(text) IS 'Where text lies among numbers in a filter: what spells no number lies below all';

CREATE OR REPLACE FUNCTION druid_sql.exact_bigint(s text) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT CASE WHEN n = pg_catalog.trunc(n) AND n BETWEEN -9223372036854775808 AND 9223372036854775807 THEN n::bigint END
FROM (SELECT druid_sql.to_decimal(s) AS n) AS number $$;
COMMENT ON FUNCTION druid_sql.exact_bigint(text) IS 'The BIGINT that text spells exactly, as a LONG dimension reads it; otherwise NULL';

CREATE OR REPLACE FUNCTION druid_sql.exact_double(s text) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT CASE WHEN s OPERATOR(pg_catalog.~) '^[+-]?(NaN|Infinity|[0-9]+\.?[0-9]*([eE][+-]?[0-9]+)?|\.[0-9]+([eE][+-]?[0-9]+)?)$' THEN druid_sql.to_double(s) END $$;
COMMENT ON FUNCTION druid_sql.exact_double(text) IS 'The double that text spells, as a DOUBLE dimension reads it; otherwise NULL';
