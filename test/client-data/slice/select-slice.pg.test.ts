import { describe, expect, test } from 'vitest';

import { loadClientData } from '../../../src/client-data/load/load-client-data.ts';
import { useOwnState } from '../../own-state.ts';
import { column, contents, sourceDatabase } from '../source-database.ts';

useOwnState();

/** Clients with sites, orders of products that clients share, links between sites, and references without a key. */
const SCHEMA = `
  CREATE TABLE clients (client_id text PRIMARY KEY, name text);
  CREATE TABLE sites (site_id text PRIMARY KEY, client_id text REFERENCES clients, town text, main_meter int);
  CREATE TABLE meters (id int PRIMARY KEY, site_id text NOT NULL REFERENCES sites);
  ALTER TABLE sites ADD CONSTRAINT main FOREIGN KEY (main_meter) REFERENCES meters;
  CREATE TABLE readings (meter_id int NOT NULL REFERENCES meters, at timestamptz NOT NULL, kwh float8);
  CREATE INDEX ON readings (meter_id);
  CREATE TABLE products (id int PRIMARY KEY, name text);
  CREATE TABLE reviews (id int PRIMARY KEY, product_id int REFERENCES products, text text);
  CREATE TABLE orders (id int PRIMARY KEY, client_id text NOT NULL REFERENCES clients, product_id int REFERENCES products);
  CREATE TABLE links (a text NOT NULL REFERENCES sites, b text REFERENCES sites);
  CREATE TABLE tasks (task_id int PRIMARY KEY, client_id text);
  CREATE TABLE task_results (task_id int REFERENCES tasks, result text);
  CREATE TABLE datasets (dataset_id uuid PRIMARY KEY, town text);
  CREATE TABLE dataset_rows (dataset_id uuid REFERENCES datasets, value int);
  CREATE TABLE dataset_links (id int PRIMARY KEY, task_id int NOT NULL REFERENCES tasks, dataset_id uuid NOT NULL);
  CREATE TABLE weather (town text NOT NULL, day date NOT NULL, temp float8) PARTITION BY HASH (town);
  CREATE TABLE weather_0 PARTITION OF weather FOR VALUES WITH (MODULUS 2, REMAINDER 0);
  CREATE TABLE weather_1 PARTITION OF weather FOR VALUES WITH (MODULUS 2, REMAINDER 1);
  CREATE TABLE staff (id int PRIMARY KEY, boss int REFERENCES staff, mentor int REFERENCES staff);
  CREATE TABLE jobs (id int PRIMARY KEY, task_id int REFERENCES tasks, request jsonb);
  CREATE TABLE unrelated (id int PRIMARY KEY);`;

const ROWS = `
  INSERT INTO clients VALUES ('a', 'A'), ('b', 'B'), ('c', 'C');
  INSERT INTO sites VALUES ('a1', 'a', 'London'), ('a2', 'a', 'Cardiff'), ('b1', 'b', 'London'), ('c1', 'c', 'Leeds'), ('x', NULL, 'Leeds');
  INSERT INTO meters VALUES (1, 'a1'), (2, 'a2'), (3, 'b1'), (4, 'c1');
  UPDATE sites SET main_meter = 1 WHERE site_id = 'a1'; UPDATE sites SET main_meter = 3 WHERE site_id = 'b1';
  INSERT INTO readings SELECT m, t, m FROM generate_series(1, 4) m, generate_series('2026-01-01'::timestamptz, '2026-01-04', '1 day') t;
  INSERT INTO products VALUES (1, 'lamp'), (2, 'pump'), (3, 'unused');
  INSERT INTO reviews VALUES (1, 1, 'by b');
  INSERT INTO orders VALUES (1, 'a', 1), (2, 'b', 1), (3, 'b', 2), (4, 'a', NULL);
  INSERT INTO links VALUES ('a1', 'a2'), ('a1', 'b1'), ('a2', NULL), ('b1', 'c1'), ('a1', 'x');
  INSERT INTO tasks VALUES (1, 'a'), (2, 'b'), (3, NULL);
  INSERT INTO task_results VALUES (1, 'of a'), (2, 'of b');
  INSERT INTO datasets VALUES ('00000000-0000-4000-8000-000000000001', 'London'), ('00000000-0000-4000-8000-000000000002', 'Leeds');
  INSERT INTO dataset_rows SELECT dataset_id, n FROM datasets, generate_series(1, 3) n;
  INSERT INTO dataset_links VALUES (1, 1, '00000000-0000-4000-8000-000000000001'), (2, 2, '00000000-0000-4000-8000-000000000002');
  INSERT INTO weather SELECT town, '2026-01-01', 5 FROM unnest('{London,Cardiff,Leeds}'::text[]) town;
  INSERT INTO staff VALUES (1, NULL, NULL), (2, 1, 3), (3, 1, 2), (4, 2, 5), (5, 1, NULL), (6, 5, NULL);
  INSERT INTO jobs VALUES (1, 1, '{"sites": [{"site_id": "a1"}], "other": "b"}'), (2, 1, '{"x": {"site_ids": ["a1", "b1"]}}'), (3, 1, '{"client_id": "b"}'),
    (4, 1, '{"site_id": "nobody"}'), (5, 2, '{"site_id": "b1"}'), (6, 1, NULL);
  INSERT INTO unrelated VALUES (1);`;

const WEATHER = [{ from: { table: 'public.sites', column: 'town' }, to: { table: 'public.weather', column: 'town' } }];

describe('a slice of one client', () => {
  test('has its rows, what these need, and no row of another client', async () => {
    await using source = await sourceDatabase(SCHEMA, ROWS);
    const { report, file, text } = await source.dump({ clients: ['a'], references: WEATHER });
    await using target = await source.migrated();
    await loadClientData(target.url, file);
    const tables = [
      'clients',
      'sites',
      'meters',
      'products',
      'reviews',
      'orders',
      'links',
      'tasks',
      'task_results',
      'jobs',
      'datasets',
      'dataset_links',
      'weather',
      'staff',
      'unrelated',
    ];
    expect(await contents(target, tables)).toEqual({
      clients: ['(a,A)'],
      sites: ['(a1,a,London,1)', '(a2,a,Cardiff,)', '(x,,Leeds,)'],
      meters: ['(1,a1)', '(2,a2)'],
      // Shared rows only as far as they are needed, and nothing that others hang on them.
      products: ['(1,lamp)'],
      reviews: [],
      orders: ['(1,a,1)', '(4,a,)'],
      // A link to a site of nobody stays, one to a site of another client does not.
      links: ['(a1,a2)', '(a1,x)', '(a2,)'],
      tasks: ['(1,a)'],
      task_results: ['(1,"of a")'],
      // JSON that names another client, or a site of it, is left out.
      jobs: [
        '(1,1,"{""other"": ""b"", ""sites"": [{""site_id"": ""a1""}]}")',
        '(4,1,"{""site_id"": ""nobody""}")',
        '(6,1,)',
      ],
      datasets: ['(00000000-0000-4000-8000-000000000001,London)'],
      dataset_links: ['(1,1,00000000-0000-4000-8000-000000000001)'],
      weather: ['(Cardiff,2026-01-01,5)', '(Leeds,2026-01-01,5)', '(London,2026-01-01,5)'],
      staff: [],
      unrelated: [],
    });
    expect(await column(target, 'SELECT count(*) FROM readings')).toEqual(['8']);
    // What is named without a key comes with the rows that belong to it alone.
    expect(await column(target, 'SELECT count(*) FROM dataset_rows')).toEqual(['3']);
    expect(text).not.toMatch(/b1|c1|of b/);
    expect(report.part).toBe(true);
    expect(report.notes).toEqual(
      [
        'followed without a key: public.sites.town → public.weather.town',
        'names within JSON, by which rows are left out but not found: public.jobs.request → public.clients.client_id',
        'public.jobs: 2 rows are left out, because they also belong to rows that were not asked for',
        'public.links: 1 rows are left out, because they also belong to rows that were not asked for',
        'no reference leads to public.reviews, public.staff, public.unrelated; take rows of it with --where TABLE=true',
      ].map((note) => expect.stringContaining(note.split(';')[0] ?? '')),
    );
  });

  test('can be narrowed by a condition, by time, and be the same again', async () => {
    await using source = await sourceDatabase(SCHEMA, ROWS);
    const { text, report } = await source.dump({ where: [`public.sites=town = 'Cardiff'`], since: '2026-01-03' });
    expect(report.tables.map(({ table, rows }) => `${table} ${rows}`)).toEqual([
      'public.clients 1',
      'public.sites 1',
      'public.meters 1',
      'public.links 1',
      'public.readings 2',
    ]);
    expect(report.notes).toContainEqual(expect.stringContaining('public.readings.at'));
    await source.database.client.query('UPDATE sites SET town = town');
    await source.database.client.query('VACUUM FULL');
    expect(
      (await source.dump({ where: [`sites=town = 'Cardiff'`], since: '2026-01-03', name: 'again.sql' })).text,
    ).toBe(text);
  });

  test('follows several references of a table to itself', async () => {
    await using source = await sourceDatabase(SCHEMA, ROWS);
    const { file } = await source.dump({ where: ['staff=id = 2'] });
    await using target = await source.migrated();
    await loadClientData(target.url, file);
    // 2 with those below it (3 by mentor, 4 by boss), and the bosses and mentors that these need.
    expect(await column(target, 'SELECT id FROM staff ORDER BY id')).toEqual(['1', '2', '3', '4', '5']);
  });

  test('of a sample is the same after a reload, and whole by its keys', async () => {
    await using source = await sourceDatabase(
      'CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY, p int NOT NULL REFERENCES p);',
      'INSERT INTO p SELECT generate_series(1, 1000); INSERT INTO c SELECT n, n % 1000 + 1 FROM generate_series(1, 3000) n',
    );
    const { report, text } = await source.dump({ sample: 0.1 });
    const [parents, children] = report.tables.map(({ rows }) => rows);
    expect(parents).toBeGreaterThan(50);
    expect(parents).toBeLessThan(150);
    expect(children).toBe(3 * (parents ?? 0));
    await source.database.client.query('DELETE FROM c WHERE id <= 1500');
    await source.database.client.query('INSERT INTO c SELECT n, n % 1000 + 1 FROM generate_series(1500, 1, -1) n');
    expect((await source.dump({ sample: 0.1, name: 'again.sql' })).text).toBe(text);
  });
});

describe('what a slice cannot be made of is refused', () => {
  test.for([
    [{ where: ['nowhere=true'] }, 'no table of the database: nowhere'],
    [{ where: ['clients'] }, 'has no condition'],
    [{ where: ['clients='] }, 'has no condition'],
    [{ where: ['clients=colour = 1'] }, 'column "colour" does not exist'],
    [{ where: ['clients=true); DROP TABLE clients; --'] }, 'invalid condition for public.clients'],
    [{ where: [`clients=name = 'nobody'`] }, 'no row of public.clients'],
    [{ clients: ['a', 'nobody'] }, 'no row with client_id "nobody"'],
    [{ since: 'yesterday' }, 'invalid --since'],
    [{ exclude: ['sites'] }, '--exclude public.sites: rows of public.'],
    [{ exclude: ['nowhere'] }, 'no table of the database: nowhere'],
  ] as const)('%o', async ([options, message]) => {
    await using source = await sourceDatabase(SCHEMA, ROWS);
    const given = Object.fromEntries(
      Object.entries(options).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
    );
    await expect(source.dump(given)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining(message),
    });
    expect(await column(source.database, 'SELECT count(*) FROM clients')).toEqual(['3']);
  });

  test('a condition that writes', async () => {
    await using source = await sourceDatabase(
      `${SCHEMA} CREATE FUNCTION hit() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN DELETE FROM unrelated; RETURN true; END $$;`,
      ROWS,
    );
    await expect(source.dump({ where: ['clients=hit()'] })).rejects.toMatchObject({
      message: expect.stringContaining('read-only transaction'),
    });
    expect(await column(source.database, 'SELECT count(*) FROM unrelated')).toEqual(['1']);
  });
});
