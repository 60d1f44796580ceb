import { describe, expect, test } from 'vitest';

import type { LintEntry } from '../../../src/findings/baseline.ts';
import { entriesAfter, lintEntries } from '../../../src/lint/engine/baseline.ts';
import { lintMigrations, type LintOptions } from '../../../src/lint/engine/lint-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

const only = ['drop-table'];

/** An entry of an earlier release: any finding of the rule in the file. */
function entry(fingerprint: string): LintEntry {
  return { rule: 'drop-table', file: '1_a.up.sql', what: 'gone', fingerprint, anyInFile: true };
}

describe('a baseline of lint', () => {
  test('accepts the recorded findings even if their lines have moved, and no others', async () => {
    await using folder = await migrationsFolder({ '1_a.up.sql': 'DROP TABLE a;\nDROP TABLE a;' });
    const first = await lintMigrations({ migrations: folder.path, only });
    const baseline = lintEntries(first.findings);
    expect(baseline).toHaveLength(2);

    await folder.write({ '1_a.up.sql': '-- moved\n\nDROP TABLE a;\nDROP TABLE a;\nDROP TABLE b;' });
    const later = await lintMigrations({ migrations: folder.path, only, baseline });
    expect(later.findings.map(({ line }) => line)).toEqual([5]);
    expect(later).toMatchObject({ baselined: [{}, {}], stale: 0 });
  });

  test('counts the entries that match nothing', async () => {
    await using folder = await migrationsFolder({ '1_a.up.sql': 'DROP TABLE a;' });
    const { findings } = await lintMigrations({ migrations: folder.path, only });
    await folder.write({ '1_a.up.sql': 'SELECT 1;' });
    const later = await lintMigrations({ migrations: folder.path, only, baseline: lintEntries(findings) });
    expect(later).toMatchObject({ findings: [], baselined: [], stale: 1 });
  });

  test('of an earlier release accepts as many findings of the rule in the file as it has entries', async () => {
    await using folder = await migrationsFolder({ '1_a.up.sql': 'DROP TABLE a;\nDROP TABLE b;\nDROP TABLE c;' });
    const { findings } = await lintMigrations({ migrations: folder.path, only });
    const baseline = [entry('former'), entry(findings[2]?.fingerprint ?? '')];
    const later = await lintMigrations({ migrations: folder.path, only, baseline });
    expect(later.findings.map(({ line }) => line)).toEqual([2]);
    expect(later).toMatchObject({ baselined: [{}, {}], stale: 0 });
  });
});

describe('entries that a run did not look at', () => {
  const TWO = { '1_a.up.sql': 'DROP TABLE a;\nTRUNCATE b;', '2_b.up.sql': 'DROP TABLE c;' };
  const both = ['drop-table', 'truncate'];
  const rest = { '1_a.up.sql': 'SELECT 1;', '2_b.up.sql': 'SELECT 1;' };

  test.each<[string, Partial<LintOptions>, string[]]>([
    ['another version', { only: both, versions: { from: 2n } }, ['1_a.up.sql drop-table', '1_a.up.sql truncate']],
    ['another rule', { only: ['drop-table'] }, ['1_a.up.sql truncate']],
    ['a rule that is off', { rules: { truncate: { severity: 'off' } }, preset: 'strict' }, ['1_a.up.sql truncate']],
    ['an earlier version than the first', { only: both, from: 2n }, ['1_a.up.sql drop-table', '1_a.up.sql truncate']],
  ])('are kept, and not called gone: %s', async (_, selection, kept) => {
    await using folder = await migrationsFolder(TWO);
    const baseline = lintEntries((await lintMigrations({ migrations: folder.path, only: both })).findings);
    await folder.write(rest);
    const later = await lintMigrations({ migrations: folder.path, baseline, ...selection });
    expect(later.unseen.map(({ file, rule }) => `${file} ${rule}`)).toEqual(kept);
    expect(later.stale).toBe(baseline.length - kept.length);
    expect(entriesAfter(later)).toEqual(expect.arrayContaining(later.unseen));
  });

  test('are those of a file that is not in the folder, unless they are known to be about this folder', async () => {
    await using folder = await migrationsFolder(TWO);
    const first = await lintMigrations({ migrations: folder.path, only: both });
    const away = { file: '9_else.up.sql', fingerprint: 'other' };
    const elsewhere = lintEntries(first.findings.slice(0, 1)).map((each) => ({ ...each, ...away }));
    const later = await lintMigrations({ migrations: folder.path, only: both, baseline: elsewhere });
    expect(later).toMatchObject({ stale: 0, unseen: elsewhere });
    const gone = entriesAfter(first)
      .slice(0, 1)
      .map((each) => ({ ...each, ...away }));
    expect(await lintMigrations({ migrations: folder.path, only: both, baseline: gone })).toMatchObject({
      stale: 1,
      unseen: [],
    });
  });

  test('a run for some versions accepts what it finds and what was accepted before', async () => {
    await using folder = await migrationsFolder(TWO);
    const of = (from: bigint, baseline: LintEntry[] = []) =>
      lintMigrations({ migrations: folder.path, only: both, versions: { from, to: from }, baseline });
    const entries = entriesAfter(await of(2n, entriesAfter(await of(1n))));
    const later = await lintMigrations({ migrations: folder.path, only: both, baseline: entries });
    expect(later).toMatchObject({ findings: [], baselined: [{}, {}, {}], stale: 0 });
    await expect(of(7n)).rejects.toMatchObject({ code: 'UNKNOWN_VERSION' });
  });
});
