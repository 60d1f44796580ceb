import { beforeAll, describe, expect, test } from 'vitest';

import { BAD } from '../cli/run-cli.ts';
import { type VitestRun } from './vitest-project.ts';
import { project, useProject } from './project-with-matchers.ts';

useProject();

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
