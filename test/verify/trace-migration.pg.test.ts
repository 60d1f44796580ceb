import { basename } from 'node:path';

import { expect, test } from 'vitest';

import { traceMigration } from '../../src/verify/trace-migration.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';
import { trace } from './traced-files.ts';

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

test('a missing down has no step', async () => {
  expect((await trace('SELECT 1', undefined)).steps.map(({ title }) => title)).toEqual(['up', 'up again']);
});

test('has no steps if an earlier up fails', async () => {
  expect((await trace('SELECT 1', 'SELECT 1', 'SELECT nonsense')).steps).toEqual([]);
});

test('an unknown version is an error', async () => {
  await using folder = await migrationsFolder({ '1_t.up.sql': 'SELECT 1' });
  await expect(traceMigration({ migrations: folder.path }, 7n)).rejects.toMatchObject({ code: 'UNKNOWN_VERSION' });
});
