import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { chainLocks } from '../../../src/lint/locks/chain-locks.ts';
import { LOCK_MODES } from '../../../src/lint/locks/statement-locks.ts';
import { findMigrations } from '../../../src/migrations/pairs/find-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { BASE } from '../server/base.ts';

/** What a server did for a statement, as docs/locks.md has it; its test compares that page with four releases. */
interface Row {
  before: string;
  sql: string;
  rewritten: boolean;
  read: boolean;
  lock: string;
}

const PAGE = readFileSync(new URL('../../../docs/locks.md', import.meta.url), 'utf8');

const ROWS: Row[] = PAGE.split('\n').flatMap((line) => {
  const [, statements = '', , rewritten = '', read = '', lock = '', rules = ''] = line
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
  const parts = [...statements.matchAll(/`([^`]+)`/g)].map(([, sql = '']) => sql);
  const isStatement = line.startsWith('| `') && !rewritten.startsWith('refused') && !/ already, which/.test(rules);
  return isStatement
    ? [
        {
          before: parts.length > 1 ? (parts[0] ?? '') : '',
          sql: parts.at(-1) ?? '',
          rewritten: rewritten === 'yes',
          read: read === 'yes',
          lock,
        },
      ]
    : [];
});

/** What the migrations do not show, or what is not shown of it. */
const NOT_SEEN: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^(?:ANALYZE|VACUUM)/, 'they are not part of a schema'],
  [/^(?:CREATE|ALTER|DROP) (?:PUBLICATION|STATISTICS|DOMAIN)/, 'only the server knows the tables'],
  [/^(?:CREATE VIEW|GRANT|LOCK TABLE meter IN ACCESS SHARE)/, 'ACCESS SHARE blocks nothing but the strongest lock'],
  [/^DROP VIEW/, 'a view has no rows'],
  [/ INHERITS /, 'the parents of a table are not known'],
  [/UPDATE meter .* WHERE/, 'whether all rows are read depends on the indexes and the statistics'],
];

async function locksOf({ before, sql }: Row): Promise<{ mode: string; rewrites: boolean; scans: boolean }> {
  const names = ['1_base', '2_before', '3_step'];
  const texts = [BASE, before, sql];
  await using folder = await migrationsFolder(
    Object.fromEntries(names.map((name, i) => [`${name}.up.sql`, texts[i] ?? ''])),
  );
  const locks = (await chainLocks(await findMigrations(folder.path), true)).get(3n) ?? [];
  return {
    mode: LOCK_MODES.findLast((each) => locks.some(({ mode }) => mode === each)) ?? '',
    rewrites: locks.some(({ rewrites }) => rewrites),
    scans: locks.some(({ scans }) => scans),
  };
}

test('docs/locks.md has the statements', () => {
  expect(ROWS.length).toBeGreaterThan(150);
});

test.for(
  ROWS.filter(({ sql }) => !NOT_SEEN.some(([pattern]) => pattern.test(sql))).map((row) => [row.sql, row] as const),
)('the strongest lock of %s is that of the server', async ([, row]) => {
  expect(await locksOf(row)).toEqual({
    mode: row.lock,
    rewrites: row.rewritten,
    scans: row.read || row.rewritten,
  });
});
