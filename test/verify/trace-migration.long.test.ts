import { expect, test } from 'vitest';

import { type Trace } from '../../src/verify/trace-migration.ts';
import { trace } from './traced-files.ts';

/** What each step was, whether it ran, and how many differences it was off by. */
const outline = ({ steps }: Trace): unknown[] => steps.map(({ title, ok, off }) => [title, ok, off.length]);

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

test('an inserted current time is not a difference', async () => {
  const up = `CREATE TABLE IF NOT EXISTS u (at timestamptz PRIMARY KEY);
    INSERT INTO u SELECT clock_timestamp() WHERE NOT EXISTS (SELECT FROM u)`;
  expect(outline(await trace(up, 'DROP TABLE u')).at(-1)).toEqual(['up after the down', true, 0]);
});
