import { describe, expect, test } from 'vitest';

import type { LintEntry } from '../../../src/findings/baseline.ts';
import { lintEntries } from '../../../src/lint/engine/baseline.ts';
import { lintMigrations } from '../../../src/lint/engine/lint-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

const only = ['drop-table'];

/** An entry of an earlier release: any finding of the rule in the file. */
function entry(fingerprint: string): LintEntry {
  return { rule: 'drop-table', file: '1_a.up.sql', what: 'gone', fingerprint, anyInFile: true };
}

describe('a baseline of lint', () => {
  test('accepts what was found, wherever lines have moved, and nothing else', async () => {
    await using folder = await migrationsFolder({ '1_a.up.sql': 'DROP TABLE a;\nDROP TABLE a;' });
    const first = await lintMigrations({ migrations: folder.path, only });
    const baseline = lintEntries(first.findings);
    expect(baseline).toHaveLength(2);

    await folder.write({ '1_a.up.sql': '-- moved\n\nDROP TABLE a;\nDROP TABLE a;\nDROP TABLE b;' });
    const later = await lintMigrations({ migrations: folder.path, only, baseline });
    expect(later.findings.map(({ line }) => line)).toEqual([5]);
    expect(later).toMatchObject({ baselined: 2, stale: 0 });
  });

  test('counts the entries that match nothing', async () => {
    await using folder = await migrationsFolder({ '1_a.up.sql': 'DROP TABLE a;' });
    const { findings } = await lintMigrations({ migrations: folder.path, only });
    await folder.write({ '1_a.up.sql': 'SELECT 1;' });
    const later = await lintMigrations({ migrations: folder.path, only, baseline: lintEntries(findings) });
    expect(later).toMatchObject({ findings: [], baselined: 0, stale: 1 });
  });

  test('of an earlier release accepts as many findings of the rule in the file as it has entries', async () => {
    await using folder = await migrationsFolder({ '1_a.up.sql': 'DROP TABLE a;\nDROP TABLE b;\nDROP TABLE c;' });
    const { findings } = await lintMigrations({ migrations: folder.path, only });
    const baseline = [entry('former'), entry(findings[2]?.fingerprint ?? '')];
    const later = await lintMigrations({ migrations: folder.path, only, baseline });
    expect(later.findings.map(({ line }) => line)).toEqual([2]);
    expect(later).toMatchObject({ baselined: 2, stale: 0 });
  });
});
