import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { objectKey } from '../../../src/catalog/snapshot/catalog-object.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { findMigrations } from '../../../src/migrations/pairs/find-migrations.ts';
import { collectPage, type PageOptions } from '../../../src/page/collect/collect-page.ts';
import { isPlainNotNull } from '../../../src/page/collect/histories.ts';
import type { PageModel } from '../../../src/page/model.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { stateAt } from '../state-at.ts';

const OURS = fileURLToPath(new URL('../../../migrations', import.meta.url));
const LAYOUTS = fileURLToPath(new URL('../../../fixtures/layouts/', import.meta.url));

function collect(migrations: string, given: Partial<PageOptions['verify']> = {}): Promise<PageModel> {
  return collectPage({ verify: { migrations, ...given }, lint: {}, verdicts: false }, () => undefined);
}

/** Kinds that differ from one server or database to the next. */
const OF_THE_SERVER = new Set(['database', 'role', 'role membership', 'tablespace', 'parameter']);

function comparable<T>(state: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...state].filter(([key]) => ![...OF_THE_SERVER].some((kind) => key.startsWith(`${kind} `))));
}

test('the state at every version of our migrations is that of a full snapshot', async () => {
  const model = await collect(OURS);
  expect(model.failure).toBeNull();
  await using database = await scratchDatabase();
  await database.client.query('CREATE TABLE public.schema_migrations (version bigint, dirty boolean)');
  const { migrations } = await findMigrations(OURS);
  expect(model.migrations.map(({ version }) => version)).toEqual(migrations.map(({ version }) => String(version)));
  for (const [i, { up = '' }] of migrations.entries()) {
    await database.client.query(readFileSync(up, 'utf8'));
    const { objects } = await describeSchema(database.client, {
      rows: false,
      ignoreTables: ['public.schema_migrations'],
    });
    const expected = new Map(
      objects.filter((object) => !isPlainNotNull(object)).map((object) => [objectKey(object), object.definition]),
    );
    expect(inOrder(comparable(stateAt(model.objects, i + 1))), `version ${i + 1}`).toEqual(
      inOrder(comparable(expected)),
    );
  }
});

const tableOf = (key: string): string => key.replace(/\.[^.]+$/, '');

const rankOf = (definition: object): number => Number('position' in definition && definition.position);

/** Positions of columns as their ranks: those of the page have gaps. */
function inOrder(state: ReadonlyMap<string, object>): Map<string, object> {
  const columns = [...state].filter(([key]) => key.startsWith('column '));
  return new Map(
    [...state].map(([key, definition]) => [
      key,
      key.startsWith('column ')
        ? {
            ...definition,
            position: columns.filter(
              ([other, each]) => tableOf(other) === tableOf(key) && rankOf(each) <= rankOf(definition),
            ).length,
          }
        : definition,
    ]),
  );
}

test('a column changes only with its own definition, and keeps its place among the others', async () => {
  await using folder = await migrationsFolder({
    '1_site.up.sql': 'CREATE TABLE site (id int, note text, name text, area int);',
    '2_drop.up.sql': 'ALTER TABLE site DROP COLUMN note, ALTER area TYPE bigint;',
    '3_add.up.sql': 'ALTER TABLE site RENAME COLUMN name TO title; ALTER TABLE site ADD COLUMN owner text;',
    '4_again.up.sql': 'DROP TABLE site; CREATE TABLE site (id int, owner text, area bigint, title text);',
    '5_anew.up.sql': 'ALTER TABLE site DROP COLUMN owner; ALTER TABLE site ADD COLUMN owner text;',
  });
  const { objects } = await collect(folder.path);
  const changesOf = (name: string): string =>
    (objects.find((each) => each.name === `public.site.${name}`)?.changes ?? [])
      .map(({ at, change }) => `${at} ${change}`)
      .join(', ');
  expect(['id', 'name', 'area', 'owner'].map(changesOf)).toEqual([
    '1 added',
    '1 added, 3 removed',
    '1 added, 2 changed, 4 changed',
    '3 added, 5 changed',
  ]);
  const orderAt = (place: number): string[] =>
    [...inOrder(stateAt(objects, place))]
      .filter(([key]) => key.startsWith('column public.site.'))
      .toSorted(([, one], [, other]) => Number(Object(one).position) - Number(Object(other).position))
      .map(([key]) => key.replace('column public.site.', ''));
  expect([1, 2, 3, 4, 5].map(orderAt)).toEqual([
    ['id', 'note', 'name', 'area'],
    ['id', 'name', 'area'],
    ['id', 'title', 'area', 'owner'],
    ['id', 'owner', 'area', 'title'],
    ['id', 'area', 'title', 'owner'],
  ]);
});

test('each change has the line of the statement that makes it, rows are counted, locks and losses are named', async () => {
  await using folder = await migrationsFolder({
    '1_sites.up.sql': `BEGIN;

CREATE TABLE site (id int PRIMARY KEY, name text, note text);
INSERT INTO site VALUES (1, 'a'), (2, 'b');
COMMENT ON COLUMN site.note IS 'free text';
END;`,
    '1_sites.down.sql': 'DROP TABLE site;',
    '2_notes.up.sql': `ALTER TABLE site ADD COLUMN owner text;
ALTER TABLE site
  DROP COLUMN note,
  ALTER id TYPE bigint;
ALTER TABLE site RENAME COLUMN name TO title;
DELETE FROM site WHERE id = 2;`,
  });
  const model = await collect(folder.path);
  const stepsOf = (name: string): unknown[] =>
    (model.objects.find((object) => object.name === name)?.changes ?? []).map(({ at, change, line }) => [
      at,
      change,
      line,
    ]);
  expect(stepsOf('public.site')).toEqual([[1, 'added', 3]]);
  expect(stepsOf('public.site.note')).toEqual([
    [1, 'added', 3],
    [2, 'removed', 2],
  ]);
  expect(stepsOf('public.site.title')).toEqual([[2, 'added', 5]]);
  const [first, second] = model.migrations;
  expect(first).toMatchObject({
    rows: [{ table: 'public.site', before: null, after: 2 }],
    locks: [],
    dataLost: [],
    dataAdded: ['table public.site'],
    reversible: null,
    changed: true,
    verdict: null,
  });
  expect(second).toMatchObject({
    down: null,
    reversible: false,
    rows: [{ table: 'public.site', before: 2, after: 1 }],
    locks: [
      { line: 1, object: 'public.site', mode: 'ACCESS EXCLUSIVE', rewrites: false, scans: false },
      { line: 2, object: 'public.site', mode: 'ACCESS EXCLUSIVE', rewrites: true, scans: true },
      { line: 5, object: 'public.site', mode: 'ACCESS EXCLUSIVE', rewrites: false, scans: false },
      { line: 6, object: 'public.site', mode: 'ROW EXCLUSIVE', rewrites: false, scans: false },
    ],
    dataLost: ['The up drops column public.site.note with its values.', 'The up removes 1 of 2 rows of public.site.'],
    // The column that is renamed keeps its values.
    dataAdded: ['column public.site.owner'],
  });
  expect(second?.up?.lint.map(({ rule, line }) => `${rule}:${line}`)).toEqual(
    expect.arrayContaining(['drop-column:2', 'unguarded-rename:5']),
  );
  expect(stateAt(model.objects, 0).has('schema public')).toBe(true);

  const later = await collect(folder.path, { from: 2n });
  expect(later.migrations.map(({ version }) => version)).toEqual(['2']);
  expect(stateAt(later.objects, 0).has('column public.site.note')).toBe(true);
  expect(later.migrations[0]?.locks).toEqual(second?.locks);
});

test('a chain that fails gives the page up to there, with the error', async () => {
  await using folder = await migrationsFolder({
    '1_a.up.sql': 'CREATE TABLE a (n int);',
    '2_b.up.sql': 'CREATE TABLE b (n int);\nINSERT INTO c VALUES (1);\n',
    '3_c.up.sql': 'CREATE TABLE c (n int);',
    'prelude.txt': 'SELECT 1 / 0;',
  });
  const model = await collect(folder.path);
  expect(model.migrations.map(({ version }) => version)).toEqual(['1', '2']);
  expect(model.migrations[1]?.up?.sql).toContain('INSERT INTO c');
  expect(model.failure).toMatchObject({ version: '2', file: `${folder.path}/2_b.up.sql`, line: 2 });
  expect(model.failure?.lines.join('\n')).toMatch(/relation "c" does not exist[^]*> 2 \| INSERT INTO c/);
  const names = [...stateAt(model.objects, 2).keys()].filter((key) => key.startsWith('table '));
  expect(names).toEqual(['table public.a']);

  const file = `${folder.path}/prelude.txt`;
  const broken = await collect(folder.path, { prelude: file });
  expect(broken).toMatchObject({ migrations: [], objects: [], failure: { version: null, file } });
  expect(broken.failure?.lines.join('\n')).toContain('division by zero');
});

test('files of another tool keep their lines, in both halves', async () => {
  const model = await collect(`${LAYOUTS}dbmate`, { layout: 'dbmate' });
  expect(model.failure).toBeNull();
  const [first] = model.migrations;
  expect(first?.up?.path).toBe(first?.down?.path);
  const { line = null } = model.objects.find(({ kind }) => kind === 'table')?.changes[0] ?? {};
  expect(first?.up?.sql.split('\n')[(line ?? 0) - 1]).toMatch(/CREATE TABLE/i);
});

test('verdicts say whether a migration can be reverted', async () => {
  const migrations = fileURLToPath(new URL('../../../fixtures/verify/down-empty/bad', import.meta.url));
  const options = { verify: { migrations, populated: false }, lint: {}, verdicts: true };
  const model = await collectPage(options, () => undefined);
  expect(model.migrations.map(({ reversible }) => reversible)).toEqual([true, false]);
  expect(model.migrations[1]?.verdict?.verdicts.reversible.status).toBe('fail');
});

test('hostile names and comments are plain text of the model', async () => {
  const name = '</script><img src=x onerror=alert(1)>';
  await using folder = await migrationsFolder({
    '1_x.up.sql': `CREATE TABLE "${name}" (id int);\nCOMMENT ON TABLE "${name}" IS '${name}';\n`,
  });
  const model = await collect(folder.path);
  const table = model.objects.find(({ kind }) => kind === 'table');
  expect(table).toMatchObject({
    name: `public."${name}"`,
    changes: [{ at: 1, line: 1, definition: { comment: name } }],
  });
});
