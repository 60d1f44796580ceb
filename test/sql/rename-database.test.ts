import { expect, test } from 'vitest';

import { renameDatabase } from '../../src/sql/rename-database.ts';

const renamed = (sql: string): string | undefined => renameDatabase(sql, 'app', 'copy_1')?.sql;

test.for([
  ['ALTER DATABASE app SET timezone = x', 'ALTER DATABASE copy_1 SET timezone = x'],
  ['alter /* the */ database "app" owner to app', 'alter /* the */ database copy_1 owner to app'],
  ['COMMENT ON DATABASE APP IS $$app$$', 'COMMENT ON DATABASE copy_1 IS $$app$$'],
  ['GRANT CONNECT ON DATABASE other, app TO app', 'GRANT CONNECT ON DATABASE other, copy_1 TO app'],
  ['ALTER ROLE r IN DATABASE app SET a = 1', 'ALTER ROLE r IN DATABASE copy_1 SET a = 1'],
  [
    `DO $d$ BEGIN EXECUTE 'ALTER DATABASE app SET a = 1'; END $d$`,
    `DO $d$ BEGIN EXECUTE 'ALTER DATABASE copy_1 SET a = 1'; END $d$`,
  ],
  [
    `DO $d$ DECLARE s text := 'ALTER DATABASE app RESET ALL'; BEGIN INSERT INTO log VALUES ('ON DATABASE app'); EXECUTE s; END $d$`,
    `DO $d$ DECLARE s text := 'ALTER DATABASE copy_1 RESET ALL'; BEGIN INSERT INTO log VALUES ('ON DATABASE app'); EXECUTE s; END $d$`,
  ],
] as const)('%s', ([sql, expected]) => {
  expect(renamed(sql)).toBe(expected);
});

test.for([
  'CREATE DATABASE app',
  'DROP DATABASE app',
  'ALTER DATABASE apps SET a = 1',
  'SELECT app -- ON DATABASE app',
  'ALTER DATABASE "App" RESET ALL',
  `COMMENT ON TABLE t IS 'ALTER DATABASE app'`,
  `INSERT INTO log VALUES ('ALTER DATABASE app')`,
  `UPDATE log SET line = 'ALTER DATABASE app'`,
  `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'ALTER DATABASE app RESET ALL'; END $$`,
])('%s names another, is kept, or is no change of one that is there', (sql) => {
  expect(renamed(sql)).toBeUndefined();
});

test('a place in the new text is a place in the file', () => {
  const sql = 'ALTER DATABASE app SET a = 1; COMMENT ON DATABASE app IS 5';
  const result = renameDatabase(sql, 'app', 'verify_1234');
  for (const word of ['ALTER', 'SET', 'COMMENT', 'IS', '5', 'verify_1234']) {
    const original = result?.originalIndex(result.sql.indexOf(word)) ?? -1;
    expect(sql.slice(original)).toMatch(new RegExp(`^${word === 'verify_1234' ? 'app' : word}`));
  }
});
