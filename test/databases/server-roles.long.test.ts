import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { start } from '../../src/databases/start.ts';
import { readRecords } from '../../src/servers/registry.ts';
import { verifyMigrations } from '../../src/verify/verify-migrations.ts';
import { testChangedRoles } from './changed-roles.ts';
import { useOwnState, state, migrations, userOf } from './role-files.ts';

useOwnState();

testChangedRoles('long');

test.each([
  ['ALTER SYSTEM', `ALTER SYSTEM SET work_mem = '8MB'`],
  ['CREATE DATABASE', 'CREATE DATABASE reports'],
])('a role that the migrations need is made before a prelude that must be alone: %s', async (_, sql) => {
  const folder = migrations(`ALTER USER python PASSWORD 'known'`, 'ALTER USER python PASSWORD NULL');
  const prelude = join(state, 'prelude.sql');
  writeFileSync(prelude, sql);
  await using started = await start({ migrations: folder, prelude, database: 'app', user: 'python' });
  expect(await userOf(started.url)).toEqual({ name: 'python', super: true });
  const report = await verifyMigrations({ migrations: folder, prelude, cache: false, populated: false });
  expect(report.migrations.flatMap(({ verdicts }) => verdicts.applies.findings)).toEqual([]);
});

test.each([
  ['CREATE ROLE python NOLOGIN', 'it has NOLOGIN'],
  ['CREATE ROLE python; DROP ROLE python', 'they leave no such role'],
  [`CREATE USER python VALID UNTIL '2020-01-01'`, 'its VALID UNTIL has passed'],
])('the URL of a role that cannot log in is refused: %s', async (up, why) => {
  const folder = migrations(up, '');
  await expect(start({ migrations: folder, database: 'app', user: 'python' })).rejects.toMatchObject({
    code: 'ROLE_CANNOT_LOG_IN',
    message: `no login as "python" after the migrations: ${why}`,
  });
  expect(readRecords(state)).toEqual([]);
});
