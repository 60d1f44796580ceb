import { describe, expect, test } from 'vitest';

import { ChainMemory } from '../../../src/lint/engine/chain-memory.ts';
import { lintMigrations, lintRemembering, type LintOptions } from '../../../src/lint/engine/lint-migrations.ts';
import { fixMigrations } from '../../../src/lint/fixes/fix-migrations.ts';
import { fileLabel } from '../../../src/support/file-label.ts';
import { git } from '../../git.ts';
import { layoutFixture, OTHER_LAYOUTS } from '../../migrations/layouts/layout-fixtures.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

/** What is found in a folder: file, line and rule. */
async function findingsOf(
  files: Record<string, string>,
  layout: LintOptions['layout'],
  options: Partial<LintOptions> = {},
): Promise<string[]> {
  await using folder = await migrationsFolder(files);
  const { findings } = await lintMigrations({ migrations: folder.path, layout, ...options });
  return findings.map(({ file, line, code }) => `${fileLabel(file)}:${line} ${code}`);
}

test.each(OTHER_LAYOUTS)('the fixtures of %s have no error', async (layout) => {
  const { findings } = await lintMigrations({ migrations: layoutFixture(layout), layout });
  expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
});

const DROPS =
  '-- migrate:up\nCREATE TABLE IF NOT EXISTS t (id bigint PRIMARY KEY);\n\n-- migrate:down\nDROP TABLE t;\n';

test('a finding is at its line in the file, in the up and in the down', async () => {
  const files = { '1_a.sql': '-- a\n-- migrate:up\nCREATE TABEL t;\n\n-- migrate:down\n\nDROP TABEL t;\n' };
  expect(await findingsOf(files, 'dbmate', { only: ['syntax-error'] })).toEqual([
    '1_a.sql:3 syntax-error',
    '1_a.sql:7 syntax-error',
  ]);
});

test('a comment accepts findings in its own section only, and an unused one is found once', async () => {
  const accepted = DROPS.replace(
    'DROP TABLE t;',
    '-- elementaldb: allow unqualified-drop-nothing because\nDROP TABLE t;',
  );
  const found = await findingsOf({ '1_a.sql': accepted }, 'dbmate', { only: ['malformed-ignore'] });
  expect(found).toEqual(['1_a.sql:5 malformed-ignore']);
});

describe('a statement that cannot be in a transaction', () => {
  const index = 'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (id);\n';
  const only = ['not-in-transaction'];

  test.each<[string, LintOptions['layout'], Record<string, string>, string[]]>([
    [
      'is found where dbmate opens one',
      'dbmate',
      { '1_a.sql': `-- migrate:up\n${index}-- migrate:down\n` },
      ['1_a.sql:2 not-in-transaction'],
    ],
    [
      'is accepted where dbmate opens none',
      'dbmate',
      { '1_a.sql': `-- migrate:up transaction:false\n${index}-- migrate:down\n` },
      [],
    ],
    [
      'is found beside others where dbmate opens none',
      'dbmate',
      { '1_a.sql': `-- migrate:up transaction:false\nSELECT 1;\n${index}-- migrate:down\n` },
      ['1_a.sql:3 not-in-transaction'],
    ],
    [
      'is accepted beside others where each runs by itself',
      'goose',
      { '1_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n${index}` },
      [],
    ],
    [
      'is found in one query with others of goose',
      'goose',
      {
        '1_a.sql':
          `-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1; ${index}-- +goose StatementBegin\nSELECT 1;\n` +
          `${index}-- +goose StatementEnd\n`,
      },
      ['1_a.sql:3 not-in-transaction', '1_a.sql:6 not-in-transaction'],
    ],
    ['is found in a file of refinery', 'refinery', { 'V1__a.sql': index }, ['V1__a.sql:1 not-in-transaction']],
  ])('%s', async (_name, layout, files, expected) => {
    expect(await findingsOf(files, layout, { only })).toEqual(expected);
  });

  test('the finding says how to write it', async () => {
    await using folder = await migrationsFolder({ '1_a.sql': `-- +goose Up\n${index}` });
    const { findings } = await lintMigrations({ migrations: folder.path, layout: 'goose', only });
    expect(findings[0]?.what).toContain('write -- +goose NO TRANSACTION');
  });
});

test('a value may be added to an enum and used where each statement has its own transaction', async () => {
  const type = "-- +goose Up\nCREATE TYPE kind AS ENUM ('a');\nCREATE TABLE t (k kind);\n";
  const use = "-- +goose Up\nALTER TYPE kind ADD VALUE IF NOT EXISTS 'b';\nINSERT INTO t VALUES ('b');\n";
  const only = ['enum-value-used-at-once'];
  expect(await findingsOf({ '1_a.sql': type, '2_b.sql': use }, 'goose', { only })).toEqual([
    '2_b.sql:3 enum-value-used-at-once',
  ]);
  const alone = { '1_a.sql': type, '2_b.sql': `-- +goose NO TRANSACTION\n${use}` };
  expect(await findingsOf(alone, 'goose', { only })).toEqual([]);
});

test('BEGIN is nested where the tool has opened a transaction', async () => {
  const sql = 'BEGIN;\nSELECT 1;\nEND;\n';
  const only = ['nested-begin'];
  expect(await findingsOf({ 'V1__a.sql': sql }, 'refinery', { only })).toEqual(['V1__a.sql:1 nested-begin']);
  expect(await findingsOf({ '1_a.sql': sql }, 'timestamps', { only })).toEqual([]);
});

test('the down of a single file counts as the same file once', async () => {
  await using folder = await migrationsFolder({ '1_a.sql': DROPS });
  expect((await lintMigrations({ migrations: folder.path, layout: 'dbmate' })).files).toBe(1);
});

test('each file of diesel has the name of its folder', async () => {
  const down = 'DROP TABLE nothing;\n';
  const files = { '1_a/up.sql': 'SELECT 1;\n', '1_a/down.sql': down, '2_b/up.sql': 'SELECT nope(\n' };
  expect(await findingsOf(files, 'diesel', { only: ['syntax-error'] })).toEqual(['2_b/up.sql:2 syntax-error']);
});

test('files cannot be fixed in place', async () => {
  await using folder = await migrationsFolder({ '1_a.sql': DROPS });
  await expect(fixMigrations({ migrations: folder.path, layout: 'dbmate' })).rejects.toMatchObject({
    code: 'LAYOUT_NOT_SUPPORTED',
  });
});

test('what is remembered is forgotten when metadata.toml changes how a file runs', async () => {
  const index = 'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (id);\n';
  await using folder = await migrationsFolder({ '1_a/up.sql': index });
  const memory = new ChainMemory(false);
  const codes = async (): Promise<string[]> => {
    const only = ['not-in-transaction'];
    const { findings } = await lintRemembering({ migrations: folder.path, layout: 'diesel', only }, memory);
    return findings.map(({ code }) => code);
  };
  expect(await codes()).toEqual(['not-in-transaction']);
  await folder.write({ '1_a/metadata.toml': 'run_in_transaction = false\n' });
  expect(await codes()).toEqual([]);
});

test('with --changed-since only changed files and their pairs are reported, by their folders in diesel', async () => {
  await using folder = await migrationsFolder({ '1_a/up.sql': 'SELECT (\n', '2_b/up.sql': 'SELECT 1;\n' });
  git(folder.path, 'init', '-q', '-b', 'main');
  git(folder.path, 'add', '.');
  git(folder.path, 'commit', '-qm', 'a');
  await folder.write({ '2_b/up.sql': 'SELECT (\n', '3_c/up.sql': 'SELECT (\n' });
  const options = { migrations: folder.path, layout: 'diesel' as const, changedSince: 'main' };
  const { findings } = await lintMigrations({ ...options, only: ['syntax-error', 'edited-after-merge'] });
  expect(findings.map(({ file, code }) => `${fileLabel(file)} ${code}`).toSorted()).toEqual([
    '2_b/up.sql edited-after-merge',
    '2_b/up.sql syntax-error',
    '3_c/up.sql syntax-error',
  ]);
});

test('a changed file with both sections is reported once', async () => {
  await using folder = await migrationsFolder({ '1_a.sql': DROPS });
  git(folder.path, 'init', '-q', '-b', 'main');
  git(folder.path, 'add', '.');
  git(folder.path, 'commit', '-qm', 'a');
  await folder.write({ '1_a.sql': `${DROPS}SELECT 1;\n` });
  const options = { migrations: folder.path, layout: 'dbmate' as const, changedSince: 'main' };
  const { findings } = await lintMigrations({ ...options, only: ['edited-after-merge'] });
  expect(findings.map(({ code }) => code)).toEqual(['edited-after-merge']);
});
