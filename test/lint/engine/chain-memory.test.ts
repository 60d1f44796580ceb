import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { ChainMemory } from '../../../src/lint/engine/chain-memory.ts';
import {
  lintLoaded,
  lintMigrations,
  lintRemembering,
  load,
  type LintOptions,
} from '../../../src/lint/engine/lint-migrations.ts';
import type { LintReport } from '../../../src/lint/engine/lint-report.ts';
import { ownCache } from '../../own-cache.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

const FILES = {
  '1_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, s text);',
  '1_a.down.sql': 'DROP TABLE IF EXISTS a;',
  '2_b.up.sql': 'CREATE INDEX IF NOT EXISTS a_s ON a (s);',
  '2_b.down.sql': 'DROP INDEX IF EXISTS a_s;',
  '3_c.up.sql': 'ALTER TABLE a ADD COLUMN n int;',
  '3_c.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS n;',
};

/** Careful migrations that make a table each. */
function manyPairs(from: number, count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => String(from + i).padStart(6, '0')).flatMap((name) => [
      [`${name}_t.up.sql`, `CREATE TABLE IF NOT EXISTS t${name} (id int PRIMARY KEY);`],
      [`${name}_t.down.sql`, `DROP TABLE IF EXISTS t${name};`],
    ]),
  );
}

const comparable = (report: LintReport): unknown => ({ ...report, milliseconds: 0, sources: [...report.sources] });

test('with a memory, lint finds after each change what it finds without one', async () => {
  using _ = ownCache();
  await using folder = await migrationsFolder(FILES);
  const memory = new ChainMemory(false);
  const changes: Record<string, string>[] = [
    {},
    { '3_c.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS n int;' },
    // What a later file refers to is gone: it is checked again too.
    { '1_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, t text);' },
    { '4_d.up.sql': 'DROP TABLE a;', '4_d.down.sql': '' },
    { '2_b.up.sql': 'CREATE INDEX a_s ON a (' },
    { '2_b.up.sql': '-- elementaldb: allow empty-file later\n' },
  ];
  const options: LintOptions = { migrations: folder.path };
  const seen = new Set<string>();
  for (const files of changes) {
    await folder.write(files);
    const plain = comparable(await lintMigrations(options));
    expect(comparable(await lintRemembering(options, memory))).toEqual(plain);
    // As a process of its own would: with what is on the disk.
    expect(comparable(await lintRemembering(options, new ChainMemory(true)))).toEqual(plain);
    seen.add(JSON.stringify(plain));
  }
  expect(seen.size).toBe(changes.length);
  const others: LintOptions = { ...options, only: ['unguarded-column'], preset: 'strict' };
  for (const each of [memory, new ChainMemory(true), new ChainMemory(true)]) {
    expect(comparable(await lintRemembering(others, each))).toEqual(comparable(await lintMigrations(others)));
  }
});

test.each([
  ['of this process', false],
  ['on the disk', true],
])('an unchanged file is not checked again with a memory %s', async (__, onDisk) => {
  using _ = ownCache();
  await using folder = await migrationsFolder(FILES);
  const options: LintOptions = { migrations: folder.path };
  const memory = new ChainMemory(onDisk);
  const checked = async (): Promise<number> => {
    const loaded = await load(options, onDisk ? new ChainMemory(true) : memory);
    const pairs = [...loaded.pairs];
    lintLoaded({ ...loaded, pairs }, options);
    return pairs.length;
  };
  expect(await checked()).toBe(3);
  expect(await checked()).toBe(0);
  appendFileSync(join(folder.path, '2_b.up.sql'), '\n');
  expect(await checked()).toBe(2);
  // Content counts, not time.
  const last = join(folder.path, '3_c.down.sql');
  writeFileSync(last, readFileSync(last));
  expect(await checked()).toBe(0);
});

test('of a long chain, a change in the middle checks what follows it, from the nearest kept state on', async () => {
  await using folder = await migrationsFolder(manyPairs(1, 100));
  const options: LintOptions = { migrations: folder.path };
  await lintRemembering(options, new ChainMemory(true));
  await folder.write({ '000050_t.up.sql': 'CREATE TABLE t000050 (id int PRIMARY KEY);' });
  const loaded = await load(options, new ChainMemory(true));
  const again = [...loaded.pairs].length;
  expect(again).toBeGreaterThanOrEqual(51);
  expect(again).toBeLessThan(60);
  await folder.write({ '000100_t.up.sql': 'CREATE TABLE IF NOT EXISTS t000001 (id int PRIMARY KEY);' });
  expect(comparable(await lintRemembering(options, new ChainMemory(true)))).toEqual(
    comparable(await lintMigrations(options)),
  );
});

test('a chain that grows step by step keeps states along its whole length', async () => {
  using _ = ownCache();
  await using folder = await migrationsFolder({});
  const options: LintOptions = { migrations: folder.path };
  for (let from = 1; from <= 200; from += 20) {
    await folder.write(manyPairs(from, 20));
    await lintRemembering(options, new ChainMemory(true));
  }
  await folder.write({ '000150_t.up.sql': 'CREATE TABLE t000150 (id int PRIMARY KEY);' });
  const loaded = await load(options, new ChainMemory(true));
  const again = [...loaded.pairs].length;
  expect(again).toBeGreaterThanOrEqual(51);
  expect(again).toBeLessThan(65);
});

test('what is kept is of the content that was checked, though the file changes in between and back', async () => {
  using _ = ownCache();
  await using folder = await migrationsFolder(FILES);
  const options: LintOptions = { migrations: folder.path };
  const plain = comparable(await lintMigrations(options));
  const loaded = await load(options, new ChainMemory(true));
  await folder.write({ '1_a.up.sql': 'CREATE TABLE a (id int PRIMARY KEY, s text);' });
  lintLoaded(loaded, options);
  await folder.write({ '1_a.up.sql': FILES['1_a.up.sql'] });
  expect(comparable(await lintRemembering(options, new ChainMemory(true)))).toEqual(plain);
});

test('a damaged file of the cache is taken for none', async () => {
  using cache = ownCache();
  await using folder = await migrationsFolder(FILES);
  const options: LintOptions = { migrations: folder.path };
  const plain = comparable(await lintMigrations(options));
  await lintRemembering(options, new ChainMemory(true));
  const kept = join(cache.path, 'lint');
  for (const name of readdirSync(kept)) {
    const file = join(kept, name);
    writeFileSync(file, readFileSync(file).subarray(0, 40));
  }
  expect(comparable(await lintRemembering(options, new ChainMemory(true)))).toEqual(plain);
});
