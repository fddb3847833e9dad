-- The role that Linli works as: it owns its database, and may do nothing else on the server. Run by the superuser in that
-- database at every start, with the role's password in the setting linli.password: a database that the superuser itself
-- made and filled, as older versions did, is handed over whole. Where there is nothing to hand over no table is locked.
DO $$
DECLARE
  statement text;
BEGIN
  SET LOCAL lock_timeout = '30s';
  -- Two starts at once: one after the other.
  PERFORM pg_advisory_xact_lock(465625312362);
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'linli_app') THEN
    CREATE ROLE linli_app;
  END IF;
  EXECUTE format(
    'ALTER ROLE linli_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L',
    current_setting('linli.password'));
  EXECUTE format('ALTER DATABASE %I OWNER TO linli_app', current_database());
  REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;

  -- REASSIGN OWNED refuses the superuser that initdb made: piece by piece. Indexes, row types, array types and the
  -- sequences of identity columns follow their table; public belongs to whoever owns the database.
  FOR statement IN
    WITH schema AS (
      SELECT oid, nspname, nspowner FROM pg_namespace
      WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    ), piece (class, oid, owner, alter) AS (
      SELECT 'pg_namespace'::regclass, oid, nspowner, format('SCHEMA %I', nspname) FROM schema WHERE nspname <> 'public'
      UNION ALL
      SELECT 'pg_class'::regclass, c.oid, relowner,
             CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                          WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END || format(' %s', c.oid::regclass)
      FROM pg_class c JOIN schema ON schema.oid = relnamespace
      WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                          AND relkind = 'S' AND d.deptype IN ('a', 'i'))
      UNION ALL
      SELECT 'pg_type'::regclass, t.oid, typowner, format('TYPE %s', t.oid::regtype)
      FROM pg_type t JOIN schema ON schema.oid = typnamespace LEFT JOIN pg_class c ON c.oid = typrelid
      WHERE typtype IN ('d', 'e', 'r') OR relkind = 'c'
      UNION ALL
      SELECT 'pg_proc'::regclass, p.oid, proowner, format('ROUTINE %s', p.oid::regprocedure)
      FROM pg_proc p JOIN schema ON schema.oid = pronamespace
    )
    SELECT format('ALTER %s OWNER TO linli_app', alter) FROM piece
    WHERE owner <> 'linli_app'::regrole
      AND NOT EXISTS (SELECT FROM pg_depend d
                      WHERE d.classid = piece.class AND d.objid = piece.oid AND d.deptype = 'e')
  LOOP
    EXECUTE statement;
  END LOOP;
END $$;
