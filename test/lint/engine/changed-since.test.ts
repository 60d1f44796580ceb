import { basename } from 'node:path';

import { expect, test } from 'vitest';

import { ENERGY_RULESET } from '../../../src/energy/lint-rules/energy-ruleset.ts';
import { lintMigrations } from '../../../src/lint/engine/lint-migrations.ts';
import { git } from '../../git.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

function commitAll(folder: string): void {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message=one');
}

test('lint reports only what a branch changes', async () => {
  await using folder = await migrationsFolder({
    '000001_a.up.sql': 'DROP TABLE a;',
    '000001_a.down.sql': '-- nothing',
    '000003_c.up.sql': 'DROP TABLE c;',
  });
  commitAll(folder.path);
  await folder.write({
    '000001_a.down.sql': '-- still nothing',
    '000002_b.up.sql': 'DROP TABLE b;',
    '000004_d.up.sql': 'DROP TABLE d;',
  });
  const only = ['drop-table', 'edited-after-merge', 'version-below-head'];
  const { findings } = await lintMigrations({ migrations: folder.path, changedSince: 'main', only });
  expect(findings.map(({ code, file }) => `${basename(file)} ${code}`)).toEqual([
    '000001_a.down.sql edited-after-merge',
    '000002_b.up.sql version-below-head',
    '000002_b.up.sql drop-table',
    '000004_d.up.sql drop-table',
  ]);
});

test('a finding in a pair is reported if either file changed, a finding in a file if that file changed', async () => {
  await using folder = await migrationsFolder({
    '000001_a.up.sql': 'CREATE TABLE IF NOT EXISTS app.a (id int);',
    '000001_a.down.sql': 'DROP TABLE IF EXISTS app.b;',
    '000002_b.up.sql': '-- elementaldb-ignore drop-table: nobody used it\nDROP TABLE IF EXISTS app.c;',
  });
  commitAll(folder.path);
  await folder.write({ '000001_a.down.sql': 'DROP TABLE IF EXISTS app.d;' });
  const options = {
    migrations: folder.path,
    changedSince: 'main',
    preset: 'elementaldb',
    rulesets: [ENERGY_RULESET],
  } as const;
  const { findings, suppressed } = await lintMigrations(options);
  expect(findings.map(({ code, file }) => `${basename(file)} ${code}`)).toEqual([
    '000001_a.down.sql edited-after-merge',
    '000001_a.down.sql not-wrapped',
    '000001_a.up.sql incomplete-down',
  ]);
  expect(suppressed).toBe(0);
});

test('lint reports client data that git tracks', async () => {
  await using folder = await migrationsFolder({
    '000001_a.up.sql': 'SELECT 1;',
    '999999_client_data.up.sql': "INSERT INTO a VALUES ('demo');",
  });
  const options = { migrations: folder.path, only: ['client-data-tracked'] };
  git(folder.path, 'init', '--quiet', '--initial-branch=main');
  expect((await lintMigrations(options)).findings).toEqual([]);
  git(folder.path, 'add', '--force', '.');
  expect((await lintMigrations(options)).findings).toHaveLength(1);
});
