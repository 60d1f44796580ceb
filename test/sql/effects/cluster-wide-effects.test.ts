import { describe, expect, test } from 'vitest';

import { clusterWideEffects } from '../../../src/sql/effects/cluster-wide-effects.ts';

describe('a statement that changes the whole server is found', () => {
  test.each([
    ['CREATE USER a', 'CREATE ROLE'],
    ['ALTER GROUP a ADD USER b', 'ALTER ROLE'],
    ["ALTER ROLE a SET work_mem = '1MB'", 'ALTER ROLE'],
    ['ALTER ROLE a RENAME TO b', 'ALTER ROLE … RENAME'],
    ['DROP ROLE IF EXISTS a', 'DROP ROLE'],
    ['GRANT a TO b', 'GRANT or REVOKE of a role'],
    ['REASSIGN OWNED BY a TO b', 'REASSIGN OWNED'],
    ['DROP OWNED BY a', 'DROP OWNED'],
    ['ALTER SYSTEM SET work_mem = 1', 'ALTER SYSTEM'],
    ["CREATE TABLESPACE s LOCATION '/s'", 'CREATE TABLESPACE'],
    ['ALTER TABLESPACE s OWNER TO a', 'ALTER TABLESPACE'],
    ['DROP TABLESPACE s', 'DROP TABLESPACE'],
    ['GRANT CREATE ON TABLESPACE s TO a', 'GRANT … ON TABLESPACE'],
    ['REVOKE SET ON PARAMETER work_mem FROM a', 'REVOKE … ON PARAMETER'],
    ['CREATE DATABASE d', 'CREATE DATABASE'],
    ['DROP DATABASE mine', 'DROP DATABASE'],
    ['ALTER DATABASE mine RENAME TO d', 'ALTER DATABASE … RENAME'],
    ['GRANT CONNECT ON DATABASE mine, d TO a', 'GRANT … ON DATABASE'],
    ["COMMENT ON DATABASE d IS 'x'", 'COMMENT ON DATABASE'],
    ["COMMENT ON ROLE a IS 'x'", 'COMMENT ON ROLE'],
    ['DO $$ BEGIN CREATE ROLE a; END $$', 'CREATE ROLE in a DO block'],
    ["DO $$ BEGIN EXECUTE format('ALTER  USER %I', 'a'); END $$", 'ALTER USER in a DO block'],
    ["DO 'BEGIN EXECUTE ''DROP GROUP a''; END'", 'DROP ROLE in a DO block'],
    ['DO $$ BEGIN GRANT a TO b; END $$', 'GRANT or REVOKE of a role in a DO block'],
    // The grammar refuses it, so its words are searched.
    ['CREATE ROLE a; SELECT FROM FROM', 'CREATE ROLE'],
  ])('%s', async (sql, what) => {
    expect((await clusterWideEffects(sql, 'mine')).map((effect) => effect.what)).toEqual([what]);
  });
});

describe('one that stays within its database is not', () => {
  test.each([
    'CREATE TABLE role (n int)',
    'GRANT SELECT ON t TO a',
    'GRANT USAGE ON SCHEMA s TO a',
    "ALTER DATABASE mine SET timezone = 'UTC'",
    'GRANT CONNECT ON DATABASE mine TO a',
    "COMMENT ON DATABASE mine IS 'x'",
    'CREATE USER MAPPING FOR a SERVER s',
    'ALTER DEFAULT PRIVILEGES FOR ROLE a GRANT SELECT ON TABLES TO b',
    "SELECT 'CREATE ROLE a'",
    '-- CREATE ROLE a',
    'DO $$ BEGIN /* CREATE ROLE a */ GRANT SELECT ON t TO a; -- DROP ROLE a\nEND $$',
    'DO $$ BEGIN CREATE USER MAPPING FOR a SERVER s; END $$',
    'GRANT SELECT ON ON t TO a',
  ])('%s', async (sql) => {
    expect(await clusterWideEffects(sql, 'mine')).toEqual([]);
  });
});

test('places are those in the file', async () => {
  const sql = "SELECT 'é';\n\n-- a note\nDO $$\nBEGIN -- ünsafe\n  EXECUTE 'CREATE ROLE a';\nEND $$;\nDROP ROLE a;";
  expect(await clusterWideEffects(sql)).toEqual([
    { what: 'CREATE ROLE in a DO block', line: 6, column: 12 },
    { what: 'DROP ROLE', line: 8, column: 1 },
  ]);
});
