import { describe, expect, inject, test } from 'vitest';

import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { start } from '../../../src/databases/start.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { AXES } from '../../../src/verify/report/verdict.ts';
import { verifyMigrations } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations-folder.ts';
import { testJudgedLayouts } from './judged-layouts.ts';
import { layoutFixture, OTHER_LAYOUTS } from './layout-fixtures.ts';

/** What the fixtures of every layout make. */
const MADE = [
  'constraint public.site.site_pkey',
  'function public.touch_site()',
  'index public.site_name_idx',
  'sequence public.site_id_seq',
  'table public.site',
  'trigger public.site.touch_site',
];

/** Not for verify: it compares roles too, and other tests make and drop some on this server. */
const onServer = () => ({ kind: 'existing' as const, url: inject('serverUrl') });

test.for(OTHER_LAYOUTS)('%s: start applies the files and makes no table of its own', async (layout) => {
  const database = `layout_${layout.replaceAll('-', '_')}_${Date.now()}`;
  await using started = await start({ migrations: layoutFixture(layout), layout, server: onServer(), database });
  const { objects, rows } = await withConnection(started.url, (client) => describeSchema(client));
  expect(rows.map(({ table }) => table)).toEqual(['public.site']);
  expect(objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual(expect.arrayContaining(MADE));
});

testJudgedLayouts('short');

test('a test database has the files of a layout', async () => {
  await using database = await testDatabase({ migrations: layoutFixture('dbmate'), layout: 'auto' });
  expect(await database.sql`SELECT count(*)::int AS n FROM site`).toEqual([{ n: 0 }]);
});

describe('an error names the place in the file', () => {
  test.for([
    ['goose', '-- +goose Up\nSELECT 1;\nSELECT nope;\n\n-- +goose Down\n', '3:8'],
    ['goose', "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT '😀';\n\nSELECT 'é', nope;\n", '5:13'],
    ['dbmate', '-- a\n-- migrate:up\n\n  SELECT nope;\n-- migrate:down\n', '4:10'],
  ] as const)('%s %j', async ([layout, text, place]) => {
    await using folder = await migrationsFolder({ '1_a.sql': text });
    const database = `layout_error_${Date.now()}`;
    await expect(start({ migrations: folder.path, layout, server: onServer(), database })).rejects.toThrow(
      `${folder.path}/1_a.sql:${place}: column "nope" does not exist`,
    );
  });

  test('also in the down, by verify', async () => {
    await using folder = await migrationsFolder({
      '1_a.sql': '-- migrate:up\nCREATE TABLE IF NOT EXISTS t ();\n-- migrate:down\nDROP TABLE t;\nSELECT nope;\n',
    });
    const report = await verifyMigrations({ migrations: folder.path, layout: 'dbmate' });
    const [finding] = report.migrations[0]?.verdicts.reversible.findings ?? [];
    expect(finding).toMatchObject({ code: 'down-fails', file: `${folder.path}/1_a.sql`, line: 5 });
  });
});

test('a missing down is a finding where other migrations have one', async () => {
  await using folder = await migrationsFolder({
    '1_a.sql': '-- +goose Up\nCREATE TABLE IF NOT EXISTS t ();\n-- +goose Down\nDROP TABLE IF EXISTS t;\n',
    '2_b.sql': '-- +goose Up\nCREATE TABLE IF NOT EXISTS u ();\n',
  });
  const report = await verifyMigrations({ migrations: folder.path, layout: 'goose' });
  const codes = report.migrations.map(({ verdicts }) =>
    AXES.flatMap((axis) => verdicts[axis].findings.map(({ code }) => code)),
  );
  expect(codes).toEqual([[], ['down-missing']]);
});

test.each([
  ['statements that run by themselves are also stopped between them', '\n', ['resume-differs']],
  ['statements of one query are not', ' ', []],
])('%s', async (_, separator, codes) => {
  await using folder = await migrationsFolder({
    '1_a.sql':
      '-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE IF NOT EXISTS t (n int);\n' +
      `INSERT INTO t SELECT 1 WHERE (SELECT count(*) FROM t) < 2;${separator}DELETE FROM t WHERE (SELECT count(*) FROM t) < 2;\n` +
      '-- +goose Down\nDROP TABLE IF EXISTS t;\n',
  });
  const report = await verifyMigrations({ migrations: folder.path, layout: 'goose', populated: false });
  const found = report.migrations[0]?.verdicts.resumable.findings;
  expect(found?.map(({ code }) => code)).toEqual(codes);
  expect(JSON.stringify(found)).not.toContain('golang-migrate');
});
