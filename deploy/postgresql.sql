-- A new database on this machine, for the system's user "alongside", who needs no password here:
--   runuser -u postgres -- psql < /opt/alongside/deploy/postgresql.sql
-- To be run again for each new database: all rights but that to a checkpoint belong to a single one.
\set ON_ERROR_STOP on
SELECT 'CREATE ROLE alongside LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alongside') \gexec
CREATE DATABASE alongside OWNER alongside TEMPLATE template0 ENCODING 'UTF8';
-- Whoever may sign on to a database sees how many rows are written to its tables, and so each save
REVOKE CONNECT ON DATABASE alongside FROM PUBLIC;
\connect alongside
-- To end the write-ahead log after sealing, so that no segment keeps what was deleted
GRANT EXECUTE ON FUNCTION pg_switch_wal() TO alongside;
GRANT pg_checkpoint TO alongside;
-- To set back, after sealing, how many rows of the tables of answers were ever written, and of the
-- whole database, from which the others can be taken
GRANT EXECUTE ON FUNCTION pg_stat_reset_single_table_counters(oid) TO alongside;
GRANT EXECUTE ON FUNCTION pg_stat_reset() TO alongside;
ALTER SYSTEM SET wal_recycle = off;
-- No statement that fails is logged with its values, nor what it met, nor what a process was at that
-- came to an end
ALTER SYSTEM SET log_min_error_statement = panic;
ALTER SYSTEM SET log_error_verbosity = terse;
-- Nor how much was written between two checkpoints, which tells how many have answered meanwhile
ALTER SYSTEM SET log_checkpoints = off;
SELECT pg_reload_conf();
