import { describe, expect, test } from 'vitest';

import { loadClientData } from '../../../src/client-data/load/load-client-data.ts';
import { useOwnState } from '../../own-state.ts';
import { contents, sourceDatabase, type SourceDatabase } from '../source-database.ts';

useOwnState();

/** What a file has after it was loaded into a new database. */
async function loaded(source: SourceDatabase, file: string, tables: string[]): Promise<Record<string, string[]>> {
  await using target = await source.migrated();
  await loadClientData(target.url, file);
  return await contents(target, tables);
}

describe('a sample', () => {
  test('has none of the rows of empty tables, and is refused only without any row', async () => {
    await using source = await sourceDatabase(
      'CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int REFERENCES p); CREATE TABLE alone (id int PRIMARY KEY);',
      'INSERT INTO p SELECT generate_series(1, 100)',
    );
    const { report } = await source.dump({ sample: 0.5 });
    expect(report.rows).toBeGreaterThan(20);
    await source.database.client.query('DELETE FROM p');
    await expect(source.dump({ sample: 0.5 })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      option: 'sample',
      message: 'the sample has no row of public.p, public.alone',
    });
  });
});

describe('JSON that names rows', () => {
  test('by a key that no foreign key refers to', async () => {
    await using source = await sourceDatabase(
      `CREATE TABLE clients (client_id text PRIMARY KEY);
       CREATE TABLE tasks (task_id int PRIMARY KEY, client_id text REFERENCES clients, config jsonb);`,
      `INSERT INTO clients VALUES ('a'), ('b');
       INSERT INTO tasks VALUES (1, 'a', '{"task_id": 1}'), (2, 'a', '{"task_id": 3}'), (3, 'b', '{}')`,
    );
    const { file } = await source.dump({ clients: ['a'] });
    expect(await loaded(source, file, ['tasks'])).toEqual({ tasks: ['(1,a,"{""task_id"": 1}")'] });
  });

  test('by a unique key that is NULL in some rows', async () => {
    await using source = await sourceDatabase(
      `CREATE TABLE clients (client_id text PRIMARY KEY);
       CREATE TABLE sites (id int PRIMARY KEY, client_id text REFERENCES clients, site_code text UNIQUE);
       CREATE TABLE jobs (id int PRIMARY KEY, client_id text REFERENCES clients, request jsonb);`,
      `INSERT INTO clients VALUES ('a'), ('b'); INSERT INTO sites VALUES (1, 'a', NULL), (2, 'a', 'own'), (3, 'b', 'other');
       INSERT INTO jobs VALUES (1, 'a', '{"site_code": "own"}'), (2, 'a', '{"site_code": "other"}')`,
    );
    const { file } = await source.dump({ clients: ['a'] });
    expect(await loaded(source, file, ['jobs'])).toEqual({ jobs: ['(1,a,"{""site_code"": ""own""}")'] });
  });
});

test('tables with the names of aliases have each row once, also in a circle', async () => {
  await using source = await sourceDatabase(
    `CREATE TABLE s (id int PRIMARY KEY, boss int REFERENCES s, place text); CREATE TABLE r (id int PRIMARY KEY, s int REFERENCES s);
     CREATE TABLE p (id int PRIMARY KEY, s int REFERENCES s, asked boolean, tainted boolean, doc jsonb);`,
    `INSERT INTO s VALUES (1, NULL), (2, 1), (3, 2), (4, NULL); INSERT INTO r VALUES (1, 2), (2, 4);
     INSERT INTO p VALUES (1, 2, true, true, '{"s_id": 2}'), (2, 2, NULL, false, '{"s_id": 4}')`,
  );
  const { file } = await source.dump({ where: ['s=id = 1'] });
  expect(await loaded(source, file, ['s', 'r', 'p'])).toEqual({
    s: ['(1,,)', '(2,1,)', '(3,2,)'],
    r: ['(1,2)'],
    p: ['(1,2,t,t,"{""s_id"": 2}")'],
  });
});

test('what an asked row needs is in the slice, although it needs another one of the asked table', async () => {
  await using source = await sourceDatabase(
    `CREATE TABLE clients (client_id text PRIMARY KEY, main_site text);
     CREATE TABLE sites (site_id text PRIMARY KEY, client_id text NOT NULL REFERENCES clients, partner text REFERENCES clients);
     ALTER TABLE clients ADD FOREIGN KEY (main_site) REFERENCES sites;`,
    `INSERT INTO clients VALUES ('a'), ('b'), ('c'); INSERT INTO sites VALUES ('a1', 'a', 'b'), ('a2', 'a', 'c'), ('b1', 'b', NULL);
     UPDATE clients SET main_site = 'a1' WHERE client_id = 'a'`,
  );
  const { file } = await source.dump({ clients: ['a'] });
  expect(await loaded(source, file, ['clients', 'sites'])).toEqual({
    clients: ['(a,a1)', '(b,)'],
    sites: ['(a1,a,b)'],
  });
});

test('--since limits series, not people by their birth', async () => {
  await using source = await sourceDatabase(
    `CREATE TABLE people (id int PRIMARY KEY, name text, date_of_birth date NOT NULL, joined date NOT NULL, height int, UNIQUE (name, date_of_birth));
     CREATE TABLE readings (meter int, start_time timestamptz NOT NULL, kwh float8, UNIQUE (meter, start_time));
     CREATE TABLE loads (id int PRIMARY KEY, ts timestamptz NOT NULL, kw numeric);`,
    `INSERT INTO people VALUES (1, 'x', '1980-01-01', '2000-01-01', 170);
     INSERT INTO readings VALUES (1, '2025-01-01', 1), (1, '2026-01-02', 1); INSERT INTO loads VALUES (1, '2025-01-01', 1), (2, '2026-01-02', 1)`,
  );
  const { report } = await source.dump({ since: '2026-01-01' });
  expect(report.tables.map(({ table, rows }) => [table, rows])).toEqual(
    expect.arrayContaining([
      ['public.people', 1],
      ['public.readings', 1],
      ['public.loads', 1],
    ]),
  );
});
