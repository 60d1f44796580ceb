import { join } from 'node:path';

import { expect, test } from 'vitest';

import { checkClientData } from '../../../src/client-data/load/check-client-data.ts';
import { useOwnState } from '../../own-state.ts';
import { sourceDatabase, startOptions } from '../source-database.ts';

useOwnState();

const SCHEMA = 'CREATE TABLE t (id int PRIMARY KEY, name text); CREATE TABLE loose (n int, at timestamptz);';
const ROWS = `INSERT INTO t VALUES (1, 'one'); INSERT INTO loose VALUES (NULL, '2026-01-01')`;

test('a file that loads after the last migration', async () => {
  await using source = await sourceDatabase(SCHEMA, ROWS);
  const { file } = await source.dump();
  expect(await checkClientData(file, startOptions(source.folder.path))).toMatchObject({
    ok: true,
    head: 1n,
    fileVersion: 1n,
    lastVersion: 1n,
    rows: 2,
  });
});

test('a file that does not load any more: the last version on which it does, and the migration after it', async () => {
  await using source = await sourceDatabase(SCHEMA, ROWS);
  const { file } = await source.dump();
  const later: Record<string, string> = {};
  for (const [number, up] of [
    [2, 'CREATE TABLE u2 (id int);'],
    [3, 'CREATE TABLE u3 (id int);'],
    [4, 'ALTER TABLE t RENAME COLUMN name TO title;'],
    [5, 'CREATE TABLE u5 (id int);'],
  ] as const) {
    later[`00000${number}_m.up.sql`] = `BEGIN;\n${up}\nEND;\n`;
    later[`00000${number}_m.down.sql`] = 'BEGIN;\nEND;\n';
  }
  await source.folder.write(later);
  const options = startOptions(source.folder.path);
  expect(await checkClientData(file, options)).toMatchObject({
    ok: false,
    head: 5n,
    lastVersion: 3n,
    brokenBy: join(source.folder.path, '000004_m.up.sql'),
    reason: expect.stringContaining('column "name" of relation "t" does not exist'),
  });
  // A file of another program names no version.
  await source.folder.write({ 'plain.sql': `INSERT INTO t (id, name) VALUES (1, 'x');\n` });
  expect(await checkClientData(join(source.folder.path, 'plain.sql'), options)).toMatchObject({
    fileVersion: undefined,
    lastVersion: 3n,
  });
});

test('a file that is no script is refused', async () => {
  await using source = await sourceDatabase(SCHEMA, ROWS);
  await source.folder.write({ 'bad.sql': 'COPY t (id) FROM stdin;\n1\n' });
  await expect(
    checkClientData(join(source.folder.path, 'bad.sql'), startOptions(source.folder.path)),
  ).rejects.toMatchObject({ code: 'DUMP_TRUNCATED' });
});
