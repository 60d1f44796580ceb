import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { BAD } from '../cli/run-cli.ts';
import { CONFIGURATION, makeVitestProject, type VitestProject, type VitestRun } from './vitest-project.ts';

const WITH_MATCHERS = CONFIGURATION.replace(
  'test: {',
  "test: { setupFiles: ['elementaldb/vitest/matchers'], testTimeout: 60_000,",
);

let project: VitestProject;

beforeAll(() => {
  project = makeVitestProject({ 'vitest.config.ts': WITH_MATCHERS });
});

afterAll(() => project.dispose());

describe('toHaveTable, toBeIdempotent and toBeReversible', () => {
  let run: VitestRun;

  beforeAll(async () => {
    project.sandbox.write({
      'm.test.js': `
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
test('table', async ({ db }) => {
  await expect(db).toHaveTable('meter');
  await expect(db.pool).toHaveTable('public.meter', { meter_id: 'integer', site: 'text' });
  await expect(db).not.toHaveTable('yard');
  await expect(db).not.toHaveTable('meter', { meter_id: 'bigint' });
  await db.query('CREATE TABLE "Odd name" (id int)');
  await expect(await db.client()).toHaveTable('"Odd name"');
});
test('FAILS for want of a table', ({ db }) => expect(db).toHaveTable('yard'));
test('FAILS by the column', ({ db }) => expect(db).toHaveTable('meter', { meter_id: 'bigint', at: 'date' }));
test('FAILS for a table that is there', ({ db }) => expect(db).not.toHaveTable('meter'));
test('FAILS for a value that is not a database', () => expect(3).toHaveTable('meter'));
test('good', async () => {
  await expect('migrations').toBeIdempotent();
  await expect('migrations').toBeReversible();
  await expect(${JSON.stringify(BAD)}).toBeIdempotent();
  await expect({ migrations: ${JSON.stringify(BAD)} }).not.toBeReversible();
});
test('FAILS by a down', () => expect(${JSON.stringify(BAD)}).toBeReversible());
test('FAILS for a value that is not a folder', () => expect(3).toBeReversible());
test('FAILS though all are', () => expect('migrations').not.toBeIdempotent());
`,
    });
    run = await project.run(['m.test.js']);
  });

  test('pass and fail where they should', () => {
    expect(run.passed, run.output).toEqual(['table', 'good']);
    expect(run.failed).toHaveLength(7);
    expect(run.failed.filter((name) => !name.startsWith('FAILS'))).toEqual([]);
  });

  test.each([
    'expected a table yard in the database',
    'expected the table meter to have these columns',
    '-   "meter_id": "bigint"',
    '+   "at": "no such column"',
    'expected no table meter in the database',
    'expect(db).toHaveTable(…) takes the fixture db, a client or a pool.',
    'expected the migrations to be reversible',
    '000002_down_empty.down.sql',
    'fix: Undo in the down exactly what the up does; add these statements.',
    "await expect('migrations').toBeReversible()",
    'expected the migrations not to be idempotent, but all 2 are',
  ])('a failure says: %s', (text) => {
    expect(run.output).toContain(text);
  });
});

/** Where the text is written to unless told. */
function snapshot(): string {
  return join(project.sandbox.folder, '__snapshots__', 'the-schema.schema.txt');
}

/** Where CI is said, vitest writes no new snapshots. */
function runSchema(...args: string[]): Promise<VitestRun> {
  return project.run(['s.test.js', '-t', 'the schema', ...args], { CI: '' });
}

describe('toMatchSchemaSnapshot', () => {
  beforeAll(() => {
    project.sandbox.write({
      's.test.js': `
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
test('the schema', ({ db }) => expect(db).toMatchSchemaSnapshot());
test('not', ({ db }) => expect(db).not.toMatchSchemaSnapshot());
`,
    });
  });

  test('writes readable text at first, then passes, fails with the difference, and is rewritten with -u', async () => {
    const first = await runSchema();
    expect(first.passed, first.output).toEqual(['the schema']);
    const text = readFileSync(snapshot(), 'utf8');
    expect(text).toContain(
      [
        'table public.meter',
        '  column meter_id integer NOT NULL',
        '  column site text',
        '  column reading double precision',
      ].join('\n'),
    );
    expect(text).toContain('  constraint meter_pkey PRIMARY KEY (meter_id)');
    expect(text).not.toMatch(/schema_migrations|elementaldb_test|madeBy/);
    expect((await runSchema()).passed).toEqual(['the schema']);
    writeFileSync(snapshot(), text.replace('site text', 'site uuid'));
    const changed = await runSchema();
    expect(changed.failed).toEqual(['the schema']);
    expect(changed.output).toContain('-   column site uuid');
    expect(changed.output).toContain('+   column site text');
    expect((await runSchema('-u')).passed).toEqual(['the schema']);
    expect(readFileSync(snapshot(), 'utf8')).toBe(text);
  });

  test('cannot be used with not', async () => {
    const { failed, output } = await project.run(['s.test.js', '-t', 'not']);
    expect(failed).toEqual(['not']);
    expect(output).toContain('toMatchSchemaSnapshot cannot be used with not');
  });
});
