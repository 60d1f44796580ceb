import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { defineRules, dumpClientData, planClientData } from '../../src/client-data.ts';
import { useOwnState } from '../own-state.ts';
import { sourceDatabase } from './source-database.ts';

useOwnState();

test('a program plans and dumps with its own rules, and wrong options are named before anything is read', async () => {
  await using source = await sourceDatabase(
    'CREATE TABLE badge (id int PRIMARY KEY, code text NOT NULL);',
    `INSERT INTO badge VALUES (1, 'Q-771204')`,
  );
  const rules = defineRules({
    badge: {
      summary: 'B- and six digits',
      pseudonym: (value, { choices }) => `B-${choices('badge', value).characters(6, '0123456789')}`,
    },
  });
  const from = {
    url: source.database.url,
    migrations: source.folder.path,
    pgBin: process.env['ELEMENTALDB_TEST_PG_BIN'],
  };
  const anonymize = { key: 'k'.repeat(64), rules, configuration: { columns: { 'public.badge.code': 'badge' } } };
  const { entries, undecided } = await planClientData({ ...from, anonymize });
  expect(entries.map(({ column, rule }) => `${column} ${rule}`)).toEqual(['public.badge.code badge']);
  expect(undecided).toEqual([]);
  const out = join(source.folder.path, 'rows.sql');
  expect(await dumpClientData({ ...from, out, anonymize })).toMatchObject({ rows: 1, anonymized: true });
  expect(readFileSync(out, 'utf8')).toMatch(/^1\tB-\d{6}$/m);
  await dumpClientData({ ...from, out, anonymize: false });
  expect(readFileSync(out, 'utf8')).toContain('1\tQ-771204\n');
  const wrong: [object, string][] = [
    [{ anonymize: true }, 'anonymize'],
    [{ anonymize: { ...anonymize, key: 'short' } }, 'anonymize'],
    [{ anonymize: { kee: 'x' } }, 'anonymize'],
    [{ cleints: ['a'] }, 'cleints'],
    [{ url: undefined }, 'url'],
  ];
  for (const [change, option] of wrong) {
    const given = dumpClientData({ ...from, out, anonymize, ...change });
    await expect(given, option).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      option: expect.stringContaining(option),
    });
  }
});
