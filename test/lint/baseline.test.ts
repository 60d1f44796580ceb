import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readLintBaseline, writeLintBaseline } from '../../src/lint/engine/baseline.ts';
import { lintMigrations } from '../../src/lint/engine/lint-migrations.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';

const only = ['drop-table'];

describe('a baseline of lint', () => {
  test('accepts what was found, wherever lines have moved, and nothing else', async () => {
    await using folder = await migrationsFolder({ '1_a.up.sql': 'DROP TABLE a;\nDROP TABLE a;' });
    const file = join(folder.path, 'baseline.json');
    const first = await lintMigrations({ migrations: folder.path, only });
    expect(writeLintBaseline(file, first.findings)).toHaveLength(2);

    await folder.write({ '1_a.up.sql': '-- moved\n\nDROP TABLE a;\nDROP TABLE a;\nDROP TABLE b;' });
    const later = await lintMigrations({ migrations: folder.path, only, baseline: await readLintBaseline(file) });
    expect(later.findings.map(({ line }) => line)).toEqual([5]);
    expect(later).toMatchObject({ baselined: 2, stale: 0 });
  });

  test('tells how much of it is no longer found', async () => {
    await using folder = await migrationsFolder({ '1_a.up.sql': 'DROP TABLE a;' });
    const { findings } = await lintMigrations({ migrations: folder.path, only });
    const file = join(folder.path, 'baseline.json');
    writeLintBaseline(file, findings);
    await folder.write({ '1_a.up.sql': 'SELECT 1;' });
    const later = await lintMigrations({ migrations: folder.path, only, baseline: await readLintBaseline(file) });
    expect(later).toMatchObject({ findings: [], baselined: 0, stale: 1 });
  });

  test('that is missing or none is told', async () => {
    await using folder = await migrationsFolder({ 'other.json': '{"formatVersion": 1}' });
    await expect(readLintBaseline(join(folder.path, 'none.json'))).rejects.toMatchObject({
      code: 'BASELINE_UNREADABLE',
    });
    await expect(readLintBaseline(join(folder.path, 'other.json'))).rejects.toMatchObject({ code: 'BAD_BASELINE' });
  });
});
