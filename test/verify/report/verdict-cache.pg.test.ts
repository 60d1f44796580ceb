import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { chain, verify, useOwnCache } from './cached-run.ts';

useOwnCache();

describe('an unchanged chain', () => {
  test('is answered from the cache with the same verdicts', async () => {
    await using folder = await chain();
    const first = await verify(folder, { populated: true });
    const second = await verify(folder, { populated: true });
    expect([first.cached, second.cached]).toEqual([0, 3]);
    expect(second).toEqual({ ...first, cached: 3, milliseconds: expect.any(Number) });
    expect(second.migrations[1]?.verdicts.reversible.status).toBe('fail');
  });

  test('is found if the folder moves, and its files have their new paths', async () => {
    await using folder = await chain();
    await verify(folder);
    await using moved = await chain({ '1_a.up.sql': readFileSync(join(folder.path, '1_a.up.sql'), 'utf8') });
    const report = await verify(moved);
    expect(report.cached).toBe(3);
    expect(report.migrations[1]?.verdicts.reversible.findings[0]?.file).toBe(join(moved.path, '2_b.down.sql'));
  });

  test('is judged by the baseline of the day', async () => {
    await using folder = await chain();
    await verify(folder);
    const report = await verify(folder, { baseline: [{ version: '2', axis: 'reversible', code: 'down-differs' }] });
    expect(report).toMatchObject({ ok: true, cached: 3 });
    expect(report.migrations[1]?.verdicts.reversible.status).toBe('waived');
    expect((await verify(folder)).ok).toBe(false);
  });
});

describe('a changed file', () => {
  test('is checked again with all after it', async () => {
    await using folder = await chain();
    await verify(folder);
    await folder.write({ '2_b.down.sql': 'DROP TABLE IF EXISTS b;' });
    const report = await verify(folder);
    expect(report).toMatchObject({ ok: true, cached: 1 });
    expect(report.migrations.map(({ version }) => version)).toEqual([1n, 2n, 3n]);
    expect((await verify(folder)).cached).toBe(3);
  });
});

/** Client data of version 1, as `client-data dump` writes them. */
const dump = (value: number): string => `-- Schema version: 1\nCOPY public.a (n) FROM stdin;\n${value}\n\\.\n`;

describe('client data', () => {
  const DUMP = '999999_client_data.up.sql';

  test('is loaded again when it has changed, and only it', async () => {
    await using folder = await chain({ [DUMP]: 'COPY public.a (n) FROM stdin;\n1\n\\.\n' });
    expect((await verify(folder)).clientData?.status).toBe('pass');
    await folder.write({ [DUMP]: 'COPY public.a (n) FROM stdin;\nx\n\\.\n' });
    for (const _ of ['judged', 'known']) {
      const { clientData, cached } = await verify(folder);
      expect([clientData?.status, cached]).toEqual(['fail', 3]);
      expect(clientData?.findings[0]?.line).toBe(2);
    }
  });

  test('of an earlier version decide about the migrations after it, and only about these', async () => {
    await using folder = await chain({
      [DUMP]: dump(1),
      '2_b.up.sql': 'ALTER TABLE a DROP CONSTRAINT IF EXISTS k, ADD CONSTRAINT k CHECK (n <> 77 + 700);',
      '2_b.down.sql': 'ALTER TABLE a DROP CONSTRAINT IF EXISTS k;',
    });
    expect(await verify(folder, { populated: true })).toMatchObject({ ok: true, cached: 0 });
    await folder.write({ [DUMP]: dump(777) });
    const report = await verify(folder, { populated: true });
    expect(report.cached).toBe(1);
    expect(report.migrations[1]?.verdicts.applies.findings[0]?.what).toBe(
      'on the rows of the client data, the up fails',
    );
  });
});
