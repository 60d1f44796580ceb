import { afterAll, beforeAll, expect, test } from 'vitest';

import { dropDatabase } from '../../../src/databases/create-database.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import type { MigrationSource } from '../../../src/verify/migration-source.ts';
import { buildBase } from '../../../src/verify/sandbox/build-base.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

const TABLE = 'CREATE TABLE meter (n int)';
const FUNCTION = "CREATE FUNCTION pg_temp.one() RETURNS int LANGUAGE sql AS 'SELECT 1'";

test.for([
  ['nothing', [TABLE], true, []],
  ['a setting', ['SET lock_timeout = 5000', TABLE], true, ['0 SET lock_timeout = 5000']],
  ['a temporary function', [TABLE, FUNCTION], true, ['1 temporary function one()']],
  ['a setting that leads to another state', ['CREATE SCHEMA s; SET search_path = s', TABLE], false, []],
  ['a setting with which a later file fails', ['SET search_path = nowhere', TABLE], false, []],
] as const)('what files leave in one session: %s', async ([, ups, inOneSession, left]) => {
  const sources = ups.map((up, index): MigrationSource => ({
    migration: { version: BigInt(index), name: 'step', up: `${index}_step.up.sql`, down: undefined },
    up,
    down: undefined,
  }));
  const base = await buildBase(server, 'base', { preludes: [], databaseName: 'elementaldb' }, sources);
  await dropDatabase(server, 'base');
  expect(base).toMatchObject({ applied: ups.length, inOneSession });
  expect(base?.left.map(({ position, line }) => `${position} ${line}`.replace(/pg_temp_\d+\./, ''))).toEqual(left);
});
