import { basename } from 'node:path';

import { expect, test } from 'vitest';

import { traceMigration, type Trace } from '../../src/verify/trace-migration.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';

/** The trace of the second migration; the first makes the table t. */
async function trace(up: string, down: string | undefined, first = 'CREATE TABLE t (n int)'): Promise<Trace> {
  await using folder = await migrationsFolder({
    '1_t.up.sql': first,
    '2_step.up.sql': up,
    ...(down === undefined ? {} : { '2_step.down.sql': down }),
  });
  return await traceMigration({ migrations: folder.path }, 2n);
}

/** What each step was, whether it ran, and how many differences it was off by. */
const outline = ({ steps }: Trace): unknown[] => steps.map(({ title, ok, off }) => [title, ok, off.length]);

test('every step of a correct migration reaches its goal', async () => {
  const traced = await trace('CREATE TABLE IF NOT EXISTS u (n int)', 'DROP TABLE IF EXISTS u');
  expect(traced).toMatchObject({ version: 2n, name: 'step', serverVersion: expect.stringMatching(/^\d+\.\d+/) });
  expect(traced.steps.map(({ title, ok, changes, off, goal }) => ({ title, ok, changes, off, goal }))).toEqual([
    { title: 'up', ok: true, changes: ['+ table public.u (1 column)'], off: [], goal: 'S1' },
    { title: 'up again', ok: true, changes: [], off: [], goal: 'S1' },
    { title: 'down', ok: true, changes: ['- table public.u (1 column)'], off: [], goal: 'S0' },
    { title: 'up after the down', ok: true, changes: ['+ table public.u (1 column)'], off: [], goal: 'S1' },
  ]);
  const files = traced.steps.map(({ file }) => basename(file ?? ''));
  expect(files).toEqual(['2_step.up.sql', '2_step.up.sql', '2_step.down.sql', '2_step.up.sql']);
});

test('an up that fails is the last step, with its error', async () => {
  const { steps } = await trace('CREATE TABLE u (n int);\nALTER TABLE nowhere ADD n int', '');
  expect(steps).toMatchObject([{ title: 'up', ok: false, changes: [] }]);
  expect(steps[0]?.error[0]).toBe('line 2: relation "nowhere" does not exist (42P01)');
});

test('a second up that fails is undone before the down', async () => {
  const traced = await trace(
    'INSERT INTO t VALUES (1);\nCOMMIT;\nCREATE TABLE u (n int)',
    'DELETE FROM t; DROP TABLE u',
  );
  expect(outline(traced)).toEqual([
    ['up', true, 0],
    ['up again', false, 1],
    ['down', true, 0],
    ['up after the down', true, 0],
  ]);
  expect(traced.steps[1]).toMatchObject({
    error: expect.arrayContaining([expect.stringContaining('"u" already exists (42P07)')]),
    changes: ['~ rows public.t 1 -> 2 (0 lost, 1 new)'],
  });
});

test('a second up that changes something shows what', async () => {
  const { steps } = await trace('INSERT INTO t VALUES (1)', 'DELETE FROM t');
  expect(steps[1]).toMatchObject({ ok: true, off: ['~ rows public.t 1 -> 2 (0 lost, 1 new)'] });
  expect(steps[2]).toMatchObject({ changes: ['~ rows public.t 1 -> 0 (1 lost, 0 new)'], off: [] });
});

test('a down that leaves something shows what, and the up runs on it', async () => {
  const traced = await trace('CREATE TABLE IF NOT EXISTS u (n int)', '-- forgotten');
  expect(outline(traced)).toEqual([
    ['up', true, 0],
    ['up again', true, 0],
    ['down', true, 1],
    ['up after the down', true, 0],
  ]);
  expect(traced.steps[2]).toMatchObject({ goal: 'S0', changes: [], off: ['+ table public.u (1 column)'] });
});

test('a down that fails is the last step', async () => {
  const { steps } = await trace('CREATE TABLE IF NOT EXISTS u (n int)', 'DROP TABLE nowhere');
  expect(steps.map(({ title }) => title)).toEqual(['up', 'up again', 'down']);
  expect(steps[2]).toMatchObject({ ok: false, changes: [], off: ['+ table public.u (1 column)'] });
  expect(steps[2]?.error[0]).toBe('line 1: table "nowhere" does not exist (42P01)');
});

test('a missing down has no step', async () => {
  expect((await trace('SELECT 1', undefined)).steps.map(({ title }) => title)).toEqual(['up', 'up again']);
});

test('an inserted current time is not a difference', async () => {
  const up = `CREATE TABLE IF NOT EXISTS u (at timestamptz PRIMARY KEY);
    INSERT INTO u SELECT clock_timestamp() WHERE NOT EXISTS (SELECT FROM u)`;
  expect(outline(await trace(up, 'DROP TABLE u')).at(-1)).toEqual(['up after the down', true, 0]);
});

test('has no steps if an earlier up fails', async () => {
  expect((await trace('SELECT 1', 'SELECT 1', 'SELECT nonsense')).steps).toEqual([]);
});

test('an unknown version is an error', async () => {
  await using folder = await migrationsFolder({ '1_t.up.sql': 'SELECT 1' });
  await expect(traceMigration({ migrations: folder.path }, 7n)).rejects.toMatchObject({ code: 'UNKNOWN_VERSION' });
});
