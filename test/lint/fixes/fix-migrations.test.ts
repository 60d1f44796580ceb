import { chmodSync, lstatSync, readFileSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { applyEdits } from '../../../src/lint/fixes/apply-edits.ts';
import { ENERGY_RULESET } from '../../../src/energy/lint-rules/energy-ruleset.ts';
import { fixMigrations } from '../../../src/lint/fixes/fix-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

/** `not-wrapped` is on only in this preset. */
const PRESET = { preset: 'elementaldb', rulesets: [ENERGY_RULESET] } as const;

async function fixed(up: string, only?: string[]): Promise<string> {
  await using folder = await migrationsFolder({ '000001_a.up.sql': up });
  await fixMigrations({ ...PRESET, migrations: folder.path, only });
  return readFileSync(join(folder.path, '000001_a.up.sql'), 'utf8');
}

describe('edits', () => {
  test('are made in order, equal ones once, overlapping ones not at all', () => {
    const edits = [
      { start: 4, end: 6, text: 'X' },
      { start: 0, end: 0, text: '<' },
      { start: 4, end: 6, text: 'X' },
      { start: 5, end: 8, text: 'Y' },
      { start: 6, end: 6, text: '>' },
    ];
    expect(applyEdits('0123456789', edits)).toBe('<0123X>6789');
  });
});

describe('lint --fix', () => {
  test('guards and wraps, and leaves all else as it is', async () => {
    const up =
      '-- Why.\n\nCREATE TABLE public.a (n int); -- one\nDROP VIEW public.v;\n\nALTER TABLE public.a\n  ADD m int;\n';
    expect(await fixed(up)).toBe(
      [
        '-- Why.',
        '',
        'BEGIN;',
        '',
        'CREATE TABLE IF NOT EXISTS public.a (n int); -- one',
        'DROP VIEW IF EXISTS public.v;',
        '',
        'ALTER TABLE public.a',
        '  ADD IF NOT EXISTS m int;',
        '',
        'END;',
        '',
      ].join('\n'),
    );
  });

  test('ends the last statement before it wraps', async () => {
    expect(await fixed('DROP TABLE IF EXISTS public.a -- why', ['not-wrapped'])).toBe(
      'BEGIN;\n\nDROP TABLE IF EXISTS public.a; -- why\n\nEND;',
    );
  });

  test('does not wrap behind a comment at the end', async () => {
    expect(await fixed('DROP TABLE IF EXISTS public.a; -- why', ['not-wrapped'])).toBe(
      'BEGIN;\n\nDROP TABLE IF EXISTS public.a; -- why\n\nEND;',
    );
  });

  test('is done after one run', async () => {
    await using folder = await migrationsFolder({ '000001_a.up.sql': 'CREATE TABLE public.a (n int);' });
    expect((await fixMigrations({ ...PRESET, migrations: folder.path })).fixed).toHaveLength(1);
    const again = await fixMigrations({ ...PRESET, migrations: folder.path });
    expect(again.fixed).toEqual([]);
    expect(again.report.findings.filter(({ edits }) => edits.length > 0)).toEqual([]);
  });

  test('keeps a comment behind the last statement', async () => {
    expect(await fixed('DROP VIEW public.a -- why', ['unguarded-drop'])).toBe('DROP VIEW IF EXISTS public.a -- why');
  });

  test('ends lines as the file does', async () => {
    expect(await fixed('-- why\r\nDROP TABLE IF EXISTS public.a;\r\n', ['not-wrapped'])).toBe(
      '-- why\r\nBEGIN;\r\n\r\nDROP TABLE IF EXISTS public.a;\r\n\r\nEND;\r\n',
    );
  });

  test('only fixes what its rules find', async () => {
    expect(await fixed('CREATE TABLE public.a (n int);', ['not-wrapped'])).toContain('CREATE TABLE public.a');
  });

  test('keeps the mode of a file, and files without a fix as they are', async () => {
    await using folder = await migrationsFolder({ '1_a.up.sql': 'DROP VIEW a;', '1_a.down.sql': 'SELECT 1' });
    const path = join(folder.path, '1_a.up.sql');
    chmodSync(path, 0o640);
    const { fixed: written } = await fixMigrations({ ...PRESET, migrations: folder.path, only: ['unguarded-drop'] });
    expect(written).toEqual([path]);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test('writes to the file that a link names', async () => {
    await using folder = await migrationsFolder({ '000001_a.up.sql': 'CREATE SCHEMA a;\n' });
    const [file, link] = [join(folder.path, 'real.sql'), join(folder.path, '000001_a.up.sql')];
    renameSync(link, file);
    symlinkSync('real.sql', link);
    await fixMigrations({ ...PRESET, migrations: folder.path });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('IF NOT EXISTS');
  });

  test('applies every fix except one that would cause a finding of another rule, and reports it', async () => {
    const up = [
      'CREATE TABLE public."Odd Name" (kw int);',
      'CREATE INDEX ON public."Odd Name" (kw);',
      'CREATE TABLE public.plain (id int);',
      'CREATE INDEX ON public.plain (id);',
    ].join('\n');
    await using folder = await migrationsFolder({ '000001_a.up.sql': up, '000002_b.up.sql': 'CREATE SCHEMA b;' });
    const path = join(folder.path, '000001_a.up.sql');
    const { fixed: written, left } = await fixMigrations({ ...PRESET, migrations: folder.path });
    expect(written).toEqual([path, join(folder.path, '000002_b.up.sql')]);
    expect(left).toMatchObject([
      { finding: { file: path, line: 4, code: 'unnamed-index' }, because: 'name-needs-quotes' },
    ]);
    expect(readFileSync(path, 'utf8')).toBe(
      [
        'BEGIN;',
        '',
        'CREATE TABLE IF NOT EXISTS public."Odd Name" (kw int);',
        'CREATE INDEX ON public."Odd Name" (kw);',
        'CREATE TABLE IF NOT EXISTS public.plain (id int);',
        'CREATE INDEX IF NOT EXISTS plain_id_idx ON public.plain (id);',
        '',
        'END;',
      ].join('\n'),
    );
  });

  test('leaves statements in DO blocks to people', async () => {
    const up = 'DO $$\nBEGIN\n  CREATE TABLE public.a (n int);\nEND\n$$;';
    expect(await fixed(up, ['unguarded-create'])).toBe(up);
  });
});
