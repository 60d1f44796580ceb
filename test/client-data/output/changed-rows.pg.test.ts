import { describe, expect, test } from 'vitest';

import { loadClientData } from '../../../src/client-data/load/load-client-data.ts';
import { useOwnState } from '../../own-state.ts';
import { contents, sourceDatabase } from '../source-database.ts';
import { KIND, ROWS, testChangedRows } from './changed-rows.ts';

useOwnState();

testChangedRows('short');

describe('rows that the migrations insert are after a load as they are in the source:', () => {
  test('with a key that each database has of its own', async () => {
    await using source = await sourceDatabase(
      `CREATE TABLE roles (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, name text NOT NULL UNIQUE);
       CREATE TABLE users (id int PRIMARY KEY, role uuid REFERENCES roles); INSERT INTO roles (name) VALUES ('admin'), ('guest');`,
      `INSERT INTO users SELECT 1, id FROM roles WHERE name = 'admin'`,
    );
    const { file, report } = await source.dump();
    expect(report.notes).toContainEqual(expect.stringContaining('public.roles: 2 rows of the migrations'));
    await using target = await source.migrated();
    await loadClientData(target.url, file);
    expect(await contents(target, ['roles', 'users'])).toEqual(await contents(source.database, ['roles', 'users']));
  });
});

test('rows with a random key alone stay, so that the file is the same each time', async () => {
  await using source = await sourceDatabase(
    `CREATE TABLE tokens (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, name text); INSERT INTO tokens (name) VALUES ('x');`,
    'DELETE FROM tokens',
  );
  const { text, report } = await source.dump();
  expect(report.notes).toContainEqual(expect.stringContaining('public.tokens: 1 rows'));
  expect((await source.dump({ name: 'again.sql' })).text).toBe(text);
});

test('a part of the rows deletes no row of the migrations', async () => {
  await using source = await sourceDatabase(`${KIND}${ROWS}`, `DELETE FROM kind WHERE id = 1`);
  const { file, text } = await source.dump({ where: ['kind=id = 2'] });
  expect(text).not.toContain('DELETE');
  await using target = await source.migrated();
  await loadClientData(target.url, file);
  expect(await contents(target, ['kind'])).toEqual({ kind: ['(1,one,)', '(2,two,)', '(3,three,)'] });
});
