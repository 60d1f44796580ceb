import { expect, test } from 'vitest';

import { roleChanges } from '../../../src/sql/effects/role-changes.ts';

test.each([
  ['CREATE USER python;', ['create']],
  ['create /* of production */ role "python" login', ['create']],
  ['CREATE GROUP python; DROP USER IF EXISTS python', ['create', 'drop-if-exists']],
  ['DROP ROLE reader, python', ['needs']],
  ['DROP ROLE IF EXISTS reader, python', ['drop-if-exists']],
  ['ALTER ROLE python RENAME TO service', ['needs']],
  ['ALTER ROLE service RENAME TO python', ['create']],
  ["ALTER USER python WITH PASSWORD 'secret'", ['needs']],
  ['ALTER ROLE python NOSUPERUSER', ['needs']],
  ['ALTER ROLE python NOLOGIN', ['needs']],
  ["ALTER ROLE python VALID UNTIL '2020-01-01'", ['needs']],
  ['ALTER ROLE python CONNECTION LIMIT 0', ['needs']],
  ['REASSIGN OWNED BY python TO reader', ['needs']],
  ['DROP OWNED BY reader, python CASCADE', ['needs']],
  ['DO $$ BEGIN CREATE ROLE python; EXCEPTION WHEN duplicate_object THEN NULL; END $$', ['create']],
  ["DO $x$ BEGIN EXECUTE 'CREATE ROLE python'; END $x$", ['create']],
  ["DO $x$ BEGIN EXECUTE format('CREATE ROLE %I', 'python'); END $x$", ['create']],
  ["DO $x$ BEGIN EXECUTE 'CREATE USER ' || quote_ident('python'); END $x$", ['create']],
  [
    "DO $$ BEGIN RAISE NOTICE 'now'; COMMENT ON ROLE r IS 'x'; INSERT INTO t VALUES ('x'); EXECUTE 'CREATE ROLE python'; END $$",
    ['create'],
  ],
  ["SELECT dblink_exec('CREATE ROLE python')", ['create']],
  ["DO $$ DECLARE s text := 'CREATE ROLE python'; BEGIN EXECUTE s; END $$", ['create']],
  ["DO $$ BEGIN FOR r IN SELECT 1 FOR UPDATE LOOP EXECUTE 'CREATE ROLE python'; END LOOP; END $$", ['create']],
  ["CREATE TRIGGER t BEFORE UPDATE ON u EXECUTE FUNCTION run('CREATE ROLE python')", ['create']],
  ["SELECT 'CREATE ROLE python'; CREATE ROLE python", ['create']],
  ["CREATE TRIGGER t AFTER INSERT ON u EXECUTE FUNCTION run('CREATE ROLE python')", ['create']],
  ["DO ' BEGIN EXECUTE ''CREATE ROLE python''; END '", ['create']],
])('%s', (sql, changes) => {
  expect(roleChanges(sql, 'python')).toEqual(changes);
});

test.each([
  'GRANT SELECT ON meter TO python; CREATE ROLE reader',
  'ALTER TABLE meter OWNER TO python; DROP ROLE reader',
  'ALTER ROLE python SET search_path = app; ALTER ROLE python IN DATABASE app RESET ALL',
  'ALTER ROLE python CREATEDB',
  "UPDATE help SET text = 'CREATE ROLE python' WHERE text IN ('DROP ROLE python')",
  "WITH x AS (SELECT 1) UPDATE help SET text = 'DROP ROLE python'",
  "SELECT 'CREATE ROLE python', ('DROP ROLE python') WHERE 'a' IN ('DROP USER python')",
  "VALUES ('DROP ROLE python')",
  'CREATE ROLE reader ADMIN python',
  'CREATE USER MAPPING FOR python SERVER files; DROP USER MAPPING IF EXISTS FOR python SERVER files',
  '-- CREATE USER python;\n/* DROP ROLE python */ SELECT 1',
  'CREATE ROLE "Python"; CREATE ROLE pythonista',
  'REASSIGN OWNED BY reader TO python',
  "DO $$ BEGIN IF now() IS NULL THEN RAISE EXCEPTION 'run CREATE ROLE python first'; END IF; END $$",
  "DO $$ BEGIN RAISE 'no %', 'it' USING HINT = 'CREATE ROLE python'; END $$",
  "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles) THEN raise warning E'drop role python'; END IF; END $$",
  "COMMENT ON TABLE meter IS 'an administrator has to create user python by hand'",
  "INSERT INTO help (page) VALUES ('create user python'), ($$DROP ROLE python$$)",
])('no change: %s', (sql) => {
  expect(roleChanges(sql, 'python')).toEqual([]);
});
