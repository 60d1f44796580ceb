import { describe, expect, test } from 'vitest';

import { lintSettingsFor } from '../../../src/lint/engine/from-configuration.ts';
import { lintMigrations } from '../../../src/lint/engine/lint-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

const CHAIN = {
  '000001_a.up.sql': 'DROP TABLE IF EXISTS public.a;',
  '000001_a.down.sql': 'CREATE TABLE public.a ();',
  '000002_b.up.sql': 'DROP TABLE IF EXISTS public.b;',
  '000002_b.down.sql': 'CREATE TABLE public.b ();',
};

async function found(configuration: Parameters<typeof lintSettingsFor>[0], own = {}): Promise<string[]> {
  await using folder = await migrationsFolder(CHAIN);
  const settings = lintSettingsFor(
    configuration === undefined ? undefined : { ...configuration, folders: { [folder.path]: own } },
    folder.path,
  );
  const { findings } = await lintMigrations({ migrations: folder.path, only: ['drop-table'], ...settings });
  return findings.map(({ file, status }) => `${file.slice(-8)} ${status}`);
}

describe('settings of lint', () => {
  test('keep the preset for rules that are not named', async () => {
    expect(await found(undefined)).toEqual(['a.up.sql warn', 'b.up.sql warn']);
  });

  test('take the preset', async () => {
    expect(await found({ preset: 'strict' })).toEqual(['a.up.sql fail', 'b.up.sql fail']);
  });

  test('turn a rule off, or make it an fail', async () => {
    expect(await found({ rules: { 'drop-table': 'off' } })).toEqual([]);
    expect(await found({ rules: { 'drop-table': 'error' } })).toEqual(['a.up.sql fail', 'b.up.sql fail']);
  });

  test('begin at a version, with its leading zeros', async () => {
    expect(await found({ from: '000002' })).toEqual(['b.up.sql warn']);
    expect(await found({ rules: { 'drop-table': { from: 2 } } })).toEqual(['b.up.sql warn']);
  });

  test('of a folder win over those of all', async () => {
    expect(await found({ preset: 'strict' }, { preset: 'recommended' })).toEqual(['a.up.sql warn', 'b.up.sql warn']);
    expect(await found({ rules: { 'drop-table': 'off' } }, { rules: { 'drop-table': 'error' } })).toHaveLength(2);
  });

  test('name only rules that there are', async () => {
    await expect(found({ rules: { 'drop-tables': 'off' } })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});
