import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import type { Grade } from '../../../src/catalog/diff/snapshot-diff.ts';
import { scratchDatabase } from '../../database.ts';

const OPTIONS = { clusterWide: false };
const TABLE = `CREATE TABLE t (a int PRIMARY KEY, b text NOT NULL DEFAULT 'x', c int CHECK (c > 0));
  CREATE INDEX ON t (b)`;

const cases: [title: string, given: string, when: string, grade: Grade, lines: string[]][] = [
  [
    'A column that a down puts back stands last, which is graded by itself',
    TABLE,
    `ALTER TABLE t DROP b; ALTER TABLE t ADD b text NOT NULL DEFAULT 'x'; CREATE INDEX ON t (b)`,
    'column-order',
    ['~ table public.t  column order a, b, c -> a, c, b'],
  ],
  [
    'A column that comes back without its index is no mere matter of order',
    TABLE,
    `ALTER TABLE t DROP b; ALTER TABLE t ADD b text NOT NULL DEFAULT 'x'`,
    'different',
    ['~ table public.t  column order a, b, c -> a, c, b', '- index public.t_b_idx ON public.t USING btree (b)'],
  ],
  [
    'A dropped column moves no other',
    'CREATE TABLE t (a int, b int, c int)',
    'ALTER TABLE t DROP a',
    'different',
    ['- column public.t.a integer'],
  ],
  [
    'The order of attributes of a composite type means something',
    'CREATE TYPE c AS (a int, b int)',
    'ALTER TYPE c DROP ATTRIBUTE a; ALTER TYPE c ADD ATTRIBUTE a int',
    'different',
    ['~ composite type public.c  column order a, b -> b, a'],
  ],
  [
    'Names of constraints and indexes are graded by themselves',
    TABLE,
    'ALTER TABLE t RENAME CONSTRAINT t_pkey TO p; ALTER INDEX t_b_idx RENAME TO i',
    'names-only',
    [
      '~ index public.t_b_idx  renamed to public.i',
      '~ index public.t_pkey  renamed to public.p',
      '~ constraint public.t.t_pkey  renamed to public.t.p',
    ],
  ],
  [
    'Names weigh more than order',
    TABLE,
    `ALTER TABLE t DROP b; ALTER TABLE t ADD b text NOT NULL DEFAULT 'x'; CREATE INDEX i ON t (b)`,
    'names-only',
    ['~ index public.t_b_idx  renamed to public.i', '~ table public.t  column order a, b, c -> a, c, b'],
  ],
  [
    'A unique index that comes back with a weaker condition is another one',
    'CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a)',
    'DROP INDEX i; CREATE UNIQUE INDEX j ON t (a) WHERE a > 0',
    'different',
    [
      '- index public.i UNIQUE ON public.t USING btree (a)',
      '+ index public.j UNIQUE ON public.t USING btree (a) WHERE (a > 0)',
    ],
  ],
  [
    'A renamed table is a removed and an added table, with its parts on the same line',
    'CREATE TABLE t (a int, b int UNIQUE); INSERT INTO t VALUES (1, 1)',
    'ALTER TABLE t RENAME TO u',
    'different',
    [
      '- table public.t (2 columns, 1 constraint)',
      '~ index public.t_b_key  definition UNIQUE ON public.t USING btree (b) -> UNIQUE ON public.u USING btree (b)',
      '+ table public.u (2 columns, 1 constraint)',
      '~ rows public.t 1 -> no table',
      '~ rows public.u no table -> 1',
    ],
  ],
];

describe('Grades', () => {
  it.each(cases)('%s', async (_, given, when, grade, lines) => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(given);
    const before = await describeSchema(client, OPTIONS);
    await client.query(when);
    const after = await describeSchema(client, OPTIONS);
    const difference = diff(before, after);
    expect(difference.grade).toBe(grade);
    expect(formatDiff(difference)).toEqual(lines);
  });
});
