import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import type { VerifyReport } from '../../../src/verify/report/verdict.ts';
import type { VerifyMigrationsOptions } from '../../../src/verify/verify-migrations.ts';
import type { MigrationsFolder } from '../../migrations/migrations-folder.ts';
import { cache, chains, chain, verify, cachedEntries, useOwnCache } from './cached-run.ts';

const sessions = ({ migrations }: VerifyReport): unknown[] =>
  migrations.map(({ verdicts }) => verdicts.sessionIndependent.status);

useOwnCache();

describe('an unchanged chain', () => {
  test('and a part of it are one', async () => {
    await using folder = await chain();
    await verify(folder);
    expect(await verify(folder, { to: 2n })).toMatchObject({ cached: 2, replayed: 0 });
    expect(await verify(folder, { only: [3n] })).toMatchObject({ cached: 1, replayed: 2 });
  });

  test('is judged and not kept with `cache: false`', async () => {
    await using folder = await chain();
    await verify(folder);
    const before = cachedEntries();
    expect((await verify(folder, { cache: false })).cached).toBe(0);
    await using other = await chain();
    await verify(other, { cache: false });
    expect(cachedEntries()).toEqual(before);
  });
});

describe('a changed file', () => {
  test('is known again when the change is taken back', async () => {
    await using folder = await chain();
    await verify(folder);
    await folder.write({ '3_c.down.sql': '-- forgotten' });
    await verify(folder);
    await folder.write({ '3_c.down.sql': 'DROP TABLE IF EXISTS c;' });
    expect((await verify(folder)).cached).toBe(3);
  });

  test('may be one that has gone, or got a waiver', async () => {
    await using folder = await chain();
    await verify(folder);
    await folder.remove('2_b.down.sql');
    const report = await verify(folder);
    expect(report.cached).toBe(1);
    expect(report.migrations[1]?.verdicts.reversible.findings).toMatchObject([
      { code: 'down-missing', status: 'fail' },
    ]);
    await folder.write({
      '2_b.up.sql': '-- elementaldb: irreversible so be it\nCREATE TABLE IF NOT EXISTS b (n int);',
    });
    const waived = await verify(folder);
    expect([waived.cached, waived.migrations[1]?.verdicts.reversible.status]).toEqual([1, 'waived']);
  });
});

describe('everything is checked again', () => {
  let folder: MigrationsFolder;

  beforeAll(async () => {
    folder = await chain();
    await folder.write({ 'prelude/prelude.sql': 'SELECT 1;', 'rows/2.sql': 'INSERT INTO a VALUES (7);' });
    await verify(folder);
  });

  afterAll(() => folder[Symbol.asyncDispose]());

  test.each<[string, () => Partial<VerifyMigrationsOptions>]>([
    ['with a prelude', () => ({ prelude: join(folder.path, 'prelude/prelude.sql') })],
    ['with other settings', () => ({ settings: { work_mem: '7MB' } })],
    ['by another user', () => ({ user: 'another' })],
    ['with rows in the tables', () => ({ populated: true })],
  ])('%s', async (_, options) => {
    expect((await verify(folder, options())).cached).toBe(0);
    expect((await verify(folder, options())).cached).toBe(3);
  });

  test('from the version on whose rows of the user differ', async () => {
    const options = { populated: true, populate: join(folder.path, 'rows') };
    await verify(folder, options);
    await folder.write({ 'rows/2.sql': 'INSERT INTO a VALUES (8);' });
    expect((await verify(folder, options)).cached).toBe(1);
  });
});

describe('a cache that is of no use', () => {
  test('because it is damaged is written again', async () => {
    await using folder = await chain();
    await verify(folder);
    for (const entry of cachedEntries()) {
      const file = join(cache, 'verdicts', entry);
      writeFileSync(file, readFileSync(file).subarray(0, 100));
    }
    expect((await verify(folder)).cached).toBe(0);
    expect((await verify(folder)).cached).toBe(3);
  });

  test('is not an error if the cache cannot be written', async () => {
    rmSync(join(cache, 'verdicts'), { recursive: true, force: true });
    writeFileSync(join(cache, 'verdicts'), 'in the way');
    try {
      await using folder = await chain();
      expect((await verify(folder)).migrations).toHaveLength(3);
      expect((await verify(folder)).cached).toBe(0);
    } finally {
      rmSync(join(cache, 'verdicts'));
    }
  });

  test('is not asked about a server that is not ours', async () => {
    await using folder = await chain();
    const url = inject('serverUrl');
    await verify(folder, { server: { kind: 'existing', url } });
    expect((await verify(folder, { server: { kind: 'existing', url } })).cached).toBe(0);
    expect(existsSync(join(cache, 'verdicts')) ? cachedEntries() : []).toEqual([]);
  });

  test.each(['[]', '{"entries":{}}'])('because it holds %s is written again', async (text) => {
    await using folder = await chain();
    await verify(folder, { to: 1n });
    for (const entry of cachedEntries()) {
      writeFileSync(join(cache, 'verdicts', entry), text);
    }
    expect((await verify(folder, { to: 1n })).cached).toBe(0);
  });
});

describe('client data', () => {
  const DUMP = '999999_client_data.up.sql';

  test('that lost the server is loaded again, since the next run may not lose it', async () => {
    await using folder = await chain();
    await verify(folder);
    // The postmaster is the parent of the session's process.
    await folder.write({ [DUMP]: `COPY (SELECT 1) TO PROGRAM 'kill -9 $(ps -o ppid= -p $PPID) $PPID';` });
    for (const _ of ['first', 'second']) {
      const steps: string[] = [];
      const { clientData, cached } = await verify(folder, { onProgress: (step) => steps.push(step) });
      expect([clientData?.findings[0]?.code, cached]).toEqual(['connection-lost', 3]);
      expect(steps).toContain(`Applying ${DUMP}`);
    }
  });

  test('is named where it stands', async () => {
    const dump = 'COPY public.a (n) FROM stdin;\nx\n\\.\n';
    await using folder = await chain({ [DUMP]: dump });
    await verify(folder);
    const first = readFileSync(join(folder.path, '1_a.up.sql'), 'utf8');
    await using moved = await chain({ '1_a.up.sql': first, [DUMP]: dump });
    const { clientData } = await verify(moved);
    expect(clientData?.findings[0]?.file).toBe(join(moved.path, DUMP));
    expect(clientData?.findings[0]?.details[0]).toContain(moved.path);
  });
});

describe('problems that a cached prefix does not show', () => {
  test('of the one session is the same whatever a later file takes away again', async () => {
    await using folder = await chain({
      '1_a.up.sql': `-- ${chains} away\nCREATE SCHEMA IF NOT EXISTS s; SET search_path = s, public;`,
      '1_a.down.sql': 'DROP SCHEMA IF EXISTS s;',
      '3_c.up.sql': 'DROP TABLE IF EXISTS s.b; DROP TABLE IF EXISTS public.b;',
      '3_c.down.sql': 'CREATE TABLE IF NOT EXISTS b (n int);',
    });
    expect(sessions(await verify(folder, { to: 2n }))).toEqual(['pass', 'fail']);
    const cached = await verify(folder);
    expect(cached.cached).toBe(2);
    const uncached = await verify(folder, { cache: false });
    expect(sessions(cached)).toEqual(sessions(uncached));
    expect(sessions(uncached)).toEqual(['pass', 'fail', 'skipped']);
  });

  test('gets the session verdicts of the later migrations, too', async () => {
    await using folder = await chain({
      '2_b.up.sql': 'CREATE SCHEMA IF NOT EXISTS s; SET search_path = s, public;',
      '2_b.down.sql': 'DROP SCHEMA IF EXISTS s;',
    });
    await verify(folder);
    const whole = sessions(await verify(folder));
    expect(whole).toEqual(['pass', 'pass', 'fail']);
    await folder.write({ '4_d.up.sql': 'SELECT 1;', '4_d.down.sql': 'SELECT 1;' });
    const extended = await verify(folder);
    expect(extended.cached).toBe(3);
    expect(sessions(extended)).toEqual([...whole, 'skipped']);
  });

  test('is not taken for right because the last migration is known', async () => {
    await using folder = await chain({
      '1_a.up.sql': `-- ${Math.random()}\nCREATE SCHEMA IF NOT EXISTS s; SET search_path = s, public;`,
      '1_a.down.sql': 'DROP SCHEMA IF EXISTS s;',
      '3_c.up.sql': 'SELECT 1;',
    });
    await verify(folder, { only: [3n] });
    const { migrations, cached } = await verify(folder);
    expect(cached).toBe(1);
    expect(migrations[1]?.verdicts.sessionIndependent).toMatchObject({ status: 'fail' });
  });

  test('is the list of kinds that no snapshot covers', async () => {
    await using folder = await chain();
    await folder.write({
      'prelude/prelude.sql': `SET allow_system_table_mods = on; CREATE TABLE pg_catalog.pg_marvel (oid oid, name text);
        INSERT INTO pg_catalog.pg_marvel VALUES (20000, 'new');`,
    });
    const options = { prelude: join(folder.path, 'prelude/prelude.sql') };
    const { uncovered } = await verify(folder, options);
    expect(uncovered).toHaveLength(1);
    expect(await verify(folder, options)).toMatchObject({ uncovered, cached: 3 });
    expect(await verify(folder, { ...options, to: 1n })).toMatchObject({ uncovered, cached: 1 });
  });
});
