import { fileURLToPath } from 'node:url';

import { expect } from 'vitest';

import { test } from './run-cli.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

// Then a site has fewer rows than are worth one check, so that rows wait for the deferred keys of their tables.
test('seed fills the database of start with a world of two weeks, and its tables have their indexes', async ({
  sandbox,
}) => {
  const indexes = ['query', 'SELECT indexdef FROM pg_indexes ORDER BY 1'];
  expect(await sandbox.run(['start', '--detach', '--migrations', MIGRATIONS])).toMatchObject({ exitCode: 0 });
  const before = await sandbox.run(indexes);
  const world = ['--clients', '3', '--sites', '6', '--from', '2024-01-01', '--to', '2024-01-15'];
  expect(await sandbox.run(['seed', ...world])).toMatchObject({ exitCode: 0 });
  const { stdout } = await sandbox.run(['query', 'SELECT count(*) > 10000 AS many FROM tariffs.electricity']);
  expect(stdout).toBe('many\nt\n');
  expect((await sandbox.run(indexes)).stdout.split('\n')).toEqual(
    expect.arrayContaining(before.stdout.trim().split('\n')),
  );
  await sandbox.run(['stop']);
});
