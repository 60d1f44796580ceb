import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { readUserRows } from '../../../src/verify/populated-pass/user-rows.ts';
import { migrationsFolder as temporaryFolder } from '../../migrations/migrations-folder.ts';

test('rows are read by version, whatever the zeros before it', async () => {
  const largest = 2n ** 63n - 1n;
  await using folder = await temporaryFolder({ '000002.sql': 'two', '10.sql': 'ten', [`${largest}.sql`]: 'last' });
  const rows = await readUserRows(folder.path);
  expect([...rows].map(([version, { sql }]) => [version, sql])).toEqual([
    [2n, 'two'],
    [10n, 'ten'],
    [largest, 'last'],
  ]);
  expect(rows.get(2n)?.file).toBe(join(folder.path, '000002.sql'));
});

test('files that are not named after a version are ignored', async () => {
  await using folder = await temporaryFolder({
    'README.md': '',
    '2step.sql': '',
    '2_step.up.sql': '',
    '2_step.down.sql': '',
    'old/2.sql': '',
    '2.sql.bak': '',
  });
  expect((await readUserRows(folder.path)).size).toBe(0);
});

test('a name may follow the version', async () => {
  await using folder = await temporaryFolder({ '000002_two meters.sql': 'two', '3_.sql': 'three' });
  const rows = await readUserRows(folder.path);
  expect([...rows].map(([version, { sql }]) => [version, sql])).toEqual([
    [2n, 'two'],
    [3n, 'three'],
  ]);
});

test('no folder has no rows', async () => {
  expect((await readUserRows(undefined)).size).toBe(0);
});

test('two files for one version are an error', async () => {
  await using folder = await temporaryFolder({ '002_two.sql': '', '2.sql': '', '3.sql': '' });
  await expect(readUserRows(folder.path)).rejects.toMatchObject({
    code: 'POPULATE_AMBIGUOUS',
    kind: 'usage',
    message: `two files hold rows for version 2: ${join(folder.path, '2.sql')} is the second`,
  });
});

test('an unreadable folder is named in the error', async () => {
  await using folder = await temporaryFolder({ file: '' });
  for (const [name, why] of [
    ['nowhere', 'ENOENT'],
    ['file', 'ENOTDIR'],
  ] as const) {
    const path = join(folder.path, name);
    await expect(readUserRows(path)).rejects.toMatchObject({
      code: 'POPULATE_UNREADABLE',
      kind: 'environment',
      message: `cannot read ${path} (${why})`,
    });
  }
});

test('a file that cannot be read is named', async () => {
  await using folder = await temporaryFolder();
  mkdirSync(join(folder.path, '2.sql'));
  await expect(readUserRows(folder.path)).rejects.toMatchObject({
    code: 'MIGRATION_UNREADABLE',
    message: `cannot read ${join(folder.path, '2.sql')} (EISDIR)`,
  });
});
