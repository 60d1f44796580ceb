import { describe, expect, test } from 'vitest';

import { SchemaState } from '../../../src/lint/state/schema-state.ts';
import { parsedFile } from '../fixtures.ts';

async function stateAfter(sql: string): Promise<SchemaState> {
  const state = new SchemaState();
  const { statements } = await parsedFile(sql);
  for (const { actions } of statements) {
    actions.forEach((action) => state.apply(action, { file: '1_a.up.sql', index: action.index }));
  }
  return state;
}

function outline({ tables, indexes, objects }: SchemaState): string[] {
  return [
    ...tables
      .filter(() => true)
      .map(([key, { columns, constraints }]) =>
        `${key}(${[...columns.keys()].join()}) ${[...constraints.keys()].join()}`.trim(),
      ),
    ...indexes.filter(() => true).map(([key, { table }]) => `index ${key} of ${table}`),
    ...objects
      .filter(() => true)
      .map(([key]) => key)
      // Every database has these.
      .filter((key) => key !== 'schema .public' && key !== 'extension .plpgsql'),
  ];
}

describe('the state of a chain', () => {
  test.for<[string, string, string[]]>([
    ['a table with its keys', 'CREATE TABLE a (n int PRIMARY KEY, m int UNIQUE)', ['public.a(n,m) a_pkey,a_m_key']],
    ['columns that come and go', 'CREATE TABLE a (n int); ALTER TABLE a ADD m int, DROP n', ['public.a(m)']],
    ['a guard that finds the table', 'CREATE TABLE a (n int); CREATE TABLE IF NOT EXISTS a (m int)', ['public.a(n)']],
    [
      'a renamed table, with what belongs to it',
      'CREATE TABLE a (n int PRIMARY KEY); CREATE INDEX i ON a (n); ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME n TO m',
      ['public.b(m) a_pkey', 'index public.i of public.b'],
    ],
    ['a dropped table, with what belongs to it', 'CREATE TABLE a (n int); CREATE INDEX i ON a (n); DROP TABLE a', []],
    [
      'an index over a column that goes, by its condition too',
      'CREATE TABLE a (n int, m int); CREATE INDEX i ON a (n) WHERE m > 0; ALTER TABLE a DROP m',
      ['public.a(n)'],
    ],
    [
      'two indexes without names',
      'CREATE TABLE a (n int); CREATE INDEX ON a (n); CREATE INDEX ON a (n)',
      ['public.a(n)', 'index public.a_n_idx of public.a', 'index public.a_n_idx1 of public.a'],
    ],
    [
      "a sequence that goes with its column's table",
      'CREATE TABLE a (n int); CREATE SEQUENCE s; ALTER SEQUENCE s OWNED BY a.n; DROP TABLE a',
      [],
    ],
    [
      "a partition, which has its parent's columns",
      'CREATE TABLE a (n int) PARTITION BY LIST (n); CREATE TABLE b PARTITION OF a DEFAULT',
      ['public.a(n)', 'public.b(n)'],
    ],
    [
      'partitions that go with their table, of every level',
      `CREATE TABLE a (n int) PARTITION BY LIST (n); CREATE TABLE b PARTITION OF a DEFAULT PARTITION BY HASH (n);
       CREATE TABLE c PARTITION OF b FOR VALUES WITH (MODULUS 1, REMAINDER 0); CREATE INDEX i ON c (n); DROP TABLE a`,
      [],
    ],
    [
      'types, views and functions',
      'CREATE TYPE t AS ENUM (); CREATE VIEW v AS SELECT 1; DROP VIEW v',
      ['type public.t'],
    ],
    ['a schema with all that is in it', 'CREATE SCHEMA s; CREATE TABLE s.a (); DROP SCHEMA s CASCADE', []],
  ])('knows %s', async ([, sql, expected]) => {
    expect(outline(await stateAfter(sql))).toEqual(expected);
  });

  test('knows a renamed column for the same', async () => {
    const before = await stateAfter('CREATE TABLE a (n int)');
    const id = before.tables.get('public.a')?.columns.get('n')?.id;
    const { statements } = await parsedFile('ALTER TABLE a RENAME n TO m', '2_b.up.sql');
    const after = before.clone();
    statements[0]?.actions.forEach((action) => after.apply(action, { file: '2_b.up.sql', index: 0 }));
    expect(after.tables.get('public.a')?.columns.get('m')?.id).toBe(id);
    expect(before.tables.get('public.a')?.columns.has('n')).toBe(true);
  });
});
