-- Internet addresses. IPv4 addresses are text or numbers; what is no address is NULL, and never in a subnet.

CREATE OR REPLACE FUNCTION druid_sql.ipv4_parse(address bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN address BETWEEN 0 AND 4294967295 THEN address END $$;
COMMENT ON FUNCTION druid_sql.ipv4_parse(bigint) IS 'The number of an IPv4 address, NULL out of range';

-- Octets may have leading zeros and the address blanks around it, as Druid's parser takes them.
CREATE OR REPLACE FUNCTION druid_sql.ipv4_parse(address text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN m[1]::integer < 256 AND m[2]::integer < 256 AND m[3]::integer < 256 AND m[4]::integer < 256
  THEN ((m[1]::bigint * 256 + m[2]::bigint) * 256 + m[3]::bigint) * 256 + m[4]::bigint END
FROM pg_catalog.regexp_match(address, '^\s*(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\s*$') AS r(m) $$;
COMMENT ON FUNCTION druid_sql.ipv4_parse(text) IS 'An IPv4 address as a number, NULL for what is none';

CREATE OR REPLACE FUNCTION druid_sql.ipv4_stringify(address bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN address BETWEEN 0 AND 4294967295
  THEN (address >> 24) || '.' || (address >> 16 & 255) || '.' || (address >> 8 & 255) || '.' || (address & 255) END $$;
COMMENT ON FUNCTION druid_sql.ipv4_stringify(bigint) IS 'The text of an IPv4 address, NULL out of range';

CREATE OR REPLACE FUNCTION druid_sql.ipv4_stringify(address text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN druid_sql.ipv4_parse(address) IS NOT NULL THEN address END $$;
COMMENT ON FUNCTION druid_sql.ipv4_stringify(text) IS 'The text itself when it is an IPv4 address';

-- The subnet is a valid literal: the translator has looked at it.
CREATE OR REPLACE FUNCTION druid_sql.ipv4_match(address bigint, subnet text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT COALESCE(druid_sql.ipv4_parse(address) >> (32 - split_part(subnet, '/', 2)::integer)
  = druid_sql.ipv4_parse(split_part(subnet, '/', 1)) >> (32 - split_part(subnet, '/', 2)::integer), false) $$;
COMMENT ON FUNCTION druid_sql.ipv4_match(bigint, text) IS 'Whether the number of an IPv4 address lies in a subnet';

CREATE OR REPLACE FUNCTION druid_sql.ipv4_match(address text, subnet text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT druid_sql.ipv4_match(druid_sql.ipv4_parse(address), subnet) $$;
COMMENT ON FUNCTION druid_sql.ipv4_match(text, text) IS 'Whether an IPv4 address lies in a subnet';

CREATE OR REPLACE FUNCTION druid_sql.ipv6_match(address text, subnet text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN address ~ '^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[0-9A-Za-z]+)?$'
    AND pg_catalog.pg_input_is_valid(pg_catalog.split_part(address, '%', 1), 'pg_catalog.inet')
  THEN pg_catalog.network(pg_catalog.split_part(address, '%', 1)::inet) <<= pg_catalog.network(subnet::inet) ELSE false END $$;
COMMENT ON FUNCTION druid_sql.ipv6_match(text, text) IS 'Whether an IPv6 address lies in a subnet';
