import { afterAll, beforeAll, expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

/** Statuses of `reversible` and `dataPreserved` of a step after one that makes the table person. */
async function statuses(up: string, down: string): Promise<string[]> {
  await using folder = await migrationsFolder({
    '1_person.up.sql': 'CREATE TABLE IF NOT EXISTS person (id int PRIMARY KEY, name text);',
    '1_person.down.sql': 'DROP TABLE IF EXISTS person;',
    '2_step.up.sql': up,
    '2_step.down.sql': down,
  });
  const { migrations } = await verifyOn(server, await readContent({ migrations: folder.path }));
  const last = migrations.at(-1)?.verdicts;
  return [last?.reversible.status ?? '', last?.dataPreserved.status ?? ''];
}

const DECLARED = '-- elementaldb: irreversible it stays\n';

test('a down that is declared irreversible may not delete rows', async () => {
  const up = 'CREATE TABLE IF NOT EXISTS pet (id int);';
  expect(await statuses(up, `${DECLARED}DELETE FROM person WHERE id > 0;`)).toEqual(['waived', 'fail']);
});

test('rows that the up has put elsewhere are not lost by a down that does nothing', async () => {
  const up = 'ALTER TABLE IF EXISTS person RENAME TO people;';
  expect(await statuses(up, `${DECLARED}SELECT 1;`)).toEqual(['waived', 'waived']);
});

test('who accepts that the up destroys rows does not accept that the down does', async () => {
  const up = 'ALTER TABLE person DROP COLUMN IF EXISTS name; -- elementaldb: allow data-kept nobody reads it';
  const down = 'ALTER TABLE person ADD COLUMN IF NOT EXISTS name text;';
  expect((await statuses(up, down))[1]).toBe('waived');
  const both = `${up}\nCREATE TABLE IF NOT EXISTS pet (id int);`;
  expect((await statuses(both, `${down} DROP TABLE IF EXISTS pet; DELETE FROM person WHERE id > 0;`))[1]).toBe('fail');
});
