import { describe, expect, test } from 'vitest';

import { loadClientData } from '../../../src/client-data/load/load-client-data.ts';
import { useOwnState } from '../../own-state.ts';
import { contents, sourceDatabase } from '../source-database.ts';

useOwnState();

const KIND = 'CREATE TABLE kind (id int PRIMARY KEY, name text UNIQUE, parent int REFERENCES kind);';
const ROWS = `INSERT INTO kind VALUES (1, 'one'), (2, 'two'), (3, 'three');`;

describe('rows that the migrations insert are after a load as they are in the source:', () => {
  test.for([
    ['changed', KIND + ROWS, `UPDATE kind SET name = 'uno' WHERE id = 1`],
    ['deleted', KIND + ROWS, 'DELETE FROM kind WHERE id = 1'],
    [
      'deleted and made again with another key',
      KIND + ROWS,
      `DELETE FROM kind WHERE id = 1; INSERT INTO kind VALUES (9, 'one')`,
    ],
    [
      'changed, with their name given to a new row',
      KIND + ROWS,
      `UPDATE kind SET name = 'old' WHERE id = 3; INSERT INTO kind VALUES (0, 'three')`,
    ],
    [
      'with a name that another one had before',
      KIND + ROWS,
      `UPDATE kind SET name = 'x' WHERE id = 1; UPDATE kind SET name = 'one' WHERE id = 2; UPDATE kind SET name = 'two' WHERE id = 3`,
    ],
    [
      'with the name of a deleted one',
      KIND + ROWS,
      `DELETE FROM kind WHERE id = 3; UPDATE kind SET name = 'three' WHERE id = 1`,
    ],
    [
      'with exchanged names',
      KIND + ROWS,
      `UPDATE kind SET name = 'x' WHERE id = 1; UPDATE kind SET name = 'one' WHERE id = 2; UPDATE kind SET name = 'two' WHERE id = 1`,
    ],
    [
      'referring to new rows of their table',
      KIND + ROWS,
      `INSERT INTO kind VALUES (9, 'new'); UPDATE kind SET parent = 9, name = 'uno' WHERE id = 1`,
    ],
    [
      'deleted with what refers to them',
      `${KIND}${ROWS} CREATE TABLE used (kind int REFERENCES kind PRIMARY KEY); INSERT INTO used VALUES (1), (2);`,
      'DELETE FROM used WHERE kind = 1; DELETE FROM kind WHERE id = 1; UPDATE kind SET parent = 3 WHERE id = 2',
    ],
    [
      'made again with another identity',
      `CREATE TABLE kind (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE); INSERT INTO kind (name) VALUES ('one'), ('two');`,
      `DELETE FROM kind WHERE name = 'one'; INSERT INTO kind (name) VALUES ('one')`,
    ],
    [
      'twice, without a key',
      'CREATE TABLE kind (id int, name text); CREATE TABLE used (id int); INSERT INTO kind VALUES (1), (1), (2);',
      `INSERT INTO kind VALUES (1, 'one')`,
    ],
  ] as const)('%s', async ([, schema, changes]) => {
    await using source = await sourceDatabase(schema, changes);
    const { file } = await source.dump();
    await using target = await source.migrated();
    await loadClientData(target.url, file);
    const tables = ['kind', ...(schema.includes('TABLE used') ? ['used'] : [])];
    expect(await contents(target, tables)).toEqual(await contents(source.database, tables));
  });

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
