-- The schema of the function library. Files of this folder are installed in name order, each in one
-- transaction, whenever their text changed; so every file must be safe to run again.

CREATE SCHEMA IF NOT EXISTS druid_sql;
