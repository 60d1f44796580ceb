import { describe, expect, test } from 'vitest';

import { lintText } from '../fixtures.ts';

/** The finding on the last statement, which leaves out a name. */
async function findingOn(sql: string): Promise<{ what: string; sql: string[] } | undefined> {
  const only = ['unnamed-index', 'unnamed-constraint'];
  return (await lintText(sql, { only })).findings.at(-1);
}

describe('the name that PostgreSQL chooses', () => {
  test.for<[statements: string, name: string]>([
    ['CREATE TABLE a (n int CHECK (n > 0)); ALTER TABLE a ADD CHECK (n < 9);', 'a_n_check1'],
    ['CREATE TABLE a (n int CHECK (n > 0) CHECK (n < 9)); ALTER TABLE a ADD CHECK (n <> 5);', 'a_n_check2'],
    ['CREATE TABLE a (n int); ALTER TABLE a ADD CHECK (n > 0); ALTER TABLE a ADD CHECK (n < 9);', 'a_n_check1'],
    [
      'CREATE TABLE a (n int CHECK (n > 0)); ALTER TABLE a DROP n; ALTER TABLE a ADD n int; ALTER TABLE a ADD CHECK (n < 9);',
      'a_n_check',
    ],
    ['CREATE TABLE a (n int); ALTER TABLE a RENAME TO b; ALTER TABLE b ADD PRIMARY KEY (n);', 'b_pkey'],
    ['CREATE TABLE a AS SELECT 1 AS n; ALTER TABLE a ADD PRIMARY KEY (n);', 'a_pkey'],
    ['CREATE TABLE a (n int); CREATE INDEX ON a (n); CREATE INDEX ON a (n);', 'a_n_idx1'],
    ['CREATE MATERIALIZED VIEW a AS SELECT 1 AS n; CREATE INDEX ON a (n);', 'a_n_idx'],
  ])('is the next free name: %s', async ([sql, name]) => {
    expect((await findingOn(sql))?.sql[0]).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test('is cut to fit its number', async () => {
    const table = 't'.repeat(63);
    const found = await findingOn(
      `CREATE TABLE ${table} (n int); CREATE INDEX ON ${table} (n); CREATE INDEX ON ${table} (n);`,
    );
    expect(found?.what).toContain(`(PostgreSQL would choose ${'t'.repeat(56)}_n_idx1)`);
  });

  test.for([
    'ALTER TABLE a ADD CHECK (n < 9);',
    'CREATE INDEX ON a (n);',
    'CREATE TABLE a (LIKE b INCLUDING ALL); ALTER TABLE a ADD CHECK (n < 9);',
    'CREATE TABLE a PARTITION OF b DEFAULT; ALTER TABLE a ADD CHECK (n < 9);',
    'CREATE TABLE a (b_n int CHECK (b_n > 0)); CREATE TABLE a_b (n int); ALTER TABLE a_b ADD CHECK (n < 9);',
    'CREATE TABLE a (n int UNIQUE); ALTER TABLE a ADD UNIQUE (n);',
    'CREATE TABLE a (n int CHECK (n > 0)); ALTER TABLE a DROP CONSTRAINT IF EXISTS old, ADD CHECK (n < 9);',
    'CREATE TABLE a (n int CHECK (n > 0)); ALTER TABLE a ADD m int CHECK (m > 0), ADD CHECK (m < 9);',
    'CREATE TABLE a (n int); CREATE VIEW a_n_key AS SELECT 1; ALTER TABLE a ADD UNIQUE (n);',
    'CREATE TABLE a (n int, CONSTRAINT a_n_idx UNIQUE (n)); CREATE INDEX ON a (n);',
  ])('is left out if it is not certain: %s', async (sql) => {
    const found = await findingOn(sql);
    expect(found?.what).toMatch(/has no name$/);
    expect(found?.sql).toEqual([]);
  });
});
